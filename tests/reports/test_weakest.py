"""What fixing the weakest links gains."""

import msgspec

from continuity_audit.reports.document import ComponentEntry, LevelName
from continuity_audit.reports.story import tell
from continuity_audit.reports.words import called
from reports.build import component, continues, lost, recovers, unknown
from reports.sample import empty, sample

GOES_ON = continues("members", "others carry on")
RESTORED = recovers("restore", "from a backup", rto=(60, 120))
GONE = lost("no copy")


def _one(address: str, level: LevelName, line: int, data: object = GONE, tier: str = "critical") -> ComponentEntry:
    outcomes = (data, GOES_ON, GOES_ON, GONE, GONE)
    return component(address, "database", ("a.tf", line), outcomes, (level, level), tier=tier)  # type: ignore[arg-type]


def _links(*components: ComponentEntry) -> list[tuple[list[str], str, int, str | None]]:
    links = tell(msgspec.structs.replace(empty(), components=components)).weakest
    return [([one.name for one in link.components], link.next_level, link.gain, link.estate) for link in links]


def test_a_block_that_makes_several_components_is_one_link_and_lifts_them_together() -> None:
    several = [_one(f'aws_s3_bucket.logs["{name}"]', "Low", 3) for name in "ab"]
    single = _one("aws_s3_bucket.orders", "Low", 9)
    assert _links(single, *several) == [
        (['logs["a"]', 'logs["b"]'], "Low–Medium", 2, None),
        (["orders"], "Low–Medium", 1, "Low–Medium"),
    ]


def test_what_fails_alike_only_is_one_link() -> None:
    kept = _one('aws_s3_bucket.logs["a"]', "Medium", 3, RESTORED)
    open_ = _one('aws_s3_bucket.logs["b"]', "Low", 3, unknown("open", "var.x"))
    gone = _one('aws_s3_bucket.logs["c"]', "Low", 3)
    names = [one[0] for one in _links(kept, open_, gone)]
    assert names == [['logs["c"]'], ['logs["b"]'], ['logs["a"]']]


def test_a_supporting_component_lifts_no_estate() -> None:
    assert _links(_one("aws_s3_bucket.logs", "Low", 3, tier="supporting")) == [(["logs"], "Low–Medium", 1, None)]


def test_the_sample_reaches_the_next_level_with_its_third_link() -> None:
    links = tell(sample()).weakest
    assert [(link.component.name, link.gain, link.estate) for link in links[:4]] == [
        ("orders", 3, None),
        ("carts", 1, None),
        ("uploads", 1, "Low–Medium"),
        ("sessions", 1, None),
    ]


def test_a_name_that_says_nothing_comes_with_its_module() -> None:
    told = {
        "aws_s3_bucket.orders": "orders",
        "module.a.module.orders.aws_s3_bucket.this": "orders.this",
        "aws_nat_gateway.egress[2]": "egress[2]",
        "aws_s3_bucket.this": "this",
    }
    for address, name in told.items():
        one = component(
            address, "nat", ("a.tf", 1), (GONE,) * 5, ("Low", "Low"), name=address.split(".")[-1].split("[")[0]
        )
        assert called(one) == name
