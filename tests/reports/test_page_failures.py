"""Which failure the page opens with."""

import pytest

from continuity_audit.reports.page.failures import Ending, Failure, starting_with


def failure(domain: str | None, *assumed: bool) -> Failure:
    endings = tuple(
        Ending(
            outcome="lost", by=None, hit=True, assumed=one, fell=False, why="", rto=None, rpo=None, unknown=(),
        )
        for one in assumed
    )  # fmt: skip
    return Failure(scenario="region", domain=domain, endings=endings, because={}, waits={}, assumptions=())


ANY = failure(None, False, False, False)


@pytest.mark.parametrize(("named", "start"), [
    ((failure("eu-west-1", False, False, True),), 1),
    ((failure("eu-west-1", False, True, True),), 0),
    ((failure("eu-west-1", True, True, True), failure("eu-north-1", False, False, False)), 2),
])  # fmt: skip
def test_a_region_is_named_where_most_is_known_to_stand_there(named: tuple[Failure, ...], start: int) -> None:
    assert starting_with((ANY, *named)) == start
