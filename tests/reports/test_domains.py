"""The estate as nested domains, and what happens when one with a name is gone."""

from msgspec.structs import replace

from continuity_audit.reports.document import ComponentEntry, EffectiveEntry
from continuity_audit.reports.domains import named_domains, nested
from continuity_audit.reports.story import tell
from reports.build import component, continues, lost
from reports.sample import empty

GOES_ON = continues("members", "others carry on")
GONE = lost("no copy")
FALLS = {"region": EffectiveEntry(outcome="lost", because=("infra/prod::aws_db_instance.far",))}


def _one(name: str, *regions: str, falls: bool = False, account: str | None = None) -> ComponentEntry:
    outcomes = (GOES_ON, GOES_ON, GOES_ON, GOES_ON if falls else GONE, GONE)
    at = ("a.tf", 1)
    more = FALLS if falls else None
    address = f"aws_db_instance.{name}"
    return component(
        address, "database", at, outcomes, ("Low", "Low"), regions=regions, account=account, effective=more
    )


ESTATE = (
    _one("near", "eu-west-1", account="1"),
    _one("far", "us-east-1", account="2"),
    _one("leans", "eu-west-1", falls=True),
    _one("somewhere"),
)


def test_what_stops_if_one_region_goes() -> None:
    scenes = tell(replace(empty(), components=ESTATE)).scenes
    told = {
        domain.name: (
            domain.members,
            [fate.component.name for fate in domain.scene.lost],
            [fate.component.name for fate in domain.scene.falls],
            [fate.component.name for fate in domain.scene.continues],
        )
        for domain in named_domains(scenes)["region"]
    }
    assert told == {
        "eu-west-1": (2, ["near", "somewhere"], [], ["far", "leans"]),
        "us-east-1": (1, ["far", "somewhere"], ["leans"], ["near"]),
    }


def test_one_region_alone_is_nothing_to_choose_from() -> None:
    scenes = tell(replace(empty(), components=ESTATE[:1])).scenes
    assert named_domains(scenes) == {}


def test_accounts_hold_regions() -> None:
    assert [(one.title, [region.title for region in one.regions.values()]) for one in nested(ESTATE)] == [
        ("Account 1", ["eu-west-1"]),
        ("Account 2", ["us-east-1"]),
        ("Account (not named in code)", ["eu-west-1", "Global, or no region in code"]),
    ]
