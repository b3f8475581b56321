"""What every format tells, worked out from the document."""

from typing import Any

import msgspec
import pytest

from continuity_audit.reports.document import (
    AssessmentEntry,
    ComponentEntry,
    Document,
    Gate,
    LevelInterval,
    LevelName,
    Unresolved,
)
from continuity_audit.reports.story import tell
from reports.build import component, continues, lost, recovers, unknown
from reports.sample import empty, sample

GOES_ON = continues("members", "others carry on")
RESTORED = recovers("restore", "from a backup", rto=(60, 120))
PROMOTED = recovers("promotion", "a replica stands ready", rto=(60, 120))


def test_each_component_stands_in_one_group_of_each_scene() -> None:
    zone = next(scene for scene in tell(sample()).scenes if scene.scenario == "zone")
    assert [fate.component.name for fate in zone.lost] == ["orders"]
    assert [(fate.component.name, fate.outcome, [one.name for one in fate.chain]) for fate in zone.falls] == [
        ("checkout", "lost", ["orders"]),
        ("shop", "lost", ["checkout", "orders"]),
    ]
    assert [fate.component.name for fate in zone.unknown] == ["sessions"]
    assert zone.counts() == {"continues": 6, "recovers": 3, "lost": 3, "unknown": 1}
    assert sum(zone.counts().values()) == len(sample().components)


def test_the_weakest_come_by_tier_level_and_by_what_falls_with_them() -> None:
    links = tell(sample()).weakest
    first = links[0]
    assert [link.component.name for link in links[:4]] == ["orders", "carts", "uploads", "sessions"]
    assert links[-1].component.tier == "supporting"
    assert (first.next_level, first.blockers) == ("Low–Medium", ("data", "zone"))
    assert [one.name for one in first.pulls_down] == ["checkout", "shop"]
    assert [entry.rule for entry in first.findings] == ["CA201", "CA401", "CA501"]


def test_a_suppressed_finding_names_no_weak_link() -> None:
    batch = next(link for link in tell(sample()).weakest if link.component.name == "batch")
    assert batch.findings == ()
    assert [entry.rule for entry in tell(sample()).suppressed] == ["CA102"]


def test_unknown_values_become_questions() -> None:
    told = [
        (one.name, one.decides, one.affects, [component.name for component in one.components], one.declared)
        for one in tell(sample()).questions
    ]
    assert told == [
        ("module.backup", 1, 2, ["uploads"], None),
        ("var.cache_multi_az", 1, 1, ["sessions"], "infra/prod/variables.tf:8"),
        ("var.backups", 0, 1, ["uploads"], None),
    ]


def _asked(*names: tuple[str, str, int], file: str | None = None) -> Document:
    line = 5 if file else None
    entries = tuple(
        Unresolved(name=name, root=root, affects=count, decides=count, file=file, line=line)
        for name, root, count in names
    )
    document = empty()
    return msgspec.structs.replace(document, estate=msgspec.structs.replace(document.estate, unresolved=entries))


def test_a_chart_of_many_roots_is_one_question() -> None:
    roots = ("apps/demo", "apps/prod", "apps/stg", "apps/test")
    many = tell(_asked(*(("chart api", root, 5) for root in reversed(roots)))).questions
    assert [(one.named, one.unnamed, one.decides, one.affects) for one in many] == [(roots, 0, 20, 20)]
    more = tell(_asked(*(("chart api", root, 5) for root in (*roots, "apps/zed")))).questions
    assert [(one.named, one.unnamed, one.decides) for one in more] == [(roots[:3], 2, 25)]
    assert more[0].gain == "keep it in the audited tree and 25 verdicts are decided"


def test_a_variable_of_two_roots_is_two_questions() -> None:
    asked = tell(_asked(("var.ha", "apps/prod", 2), ("var.ha", "apps/demo", 2))).questions
    assert [(one.name, one.roots, one.decides) for one in asked] == [
        ("var.ha", ("apps/demo",), 2),
        ("var.ha", ("apps/prod",), 2),
    ]


@pytest.mark.parametrize("name", ["https://example.com/crds.yaml", "module.api.module.lambda"])
def test_what_is_fetched_for_one_place_of_the_code_is_one_question(name: str) -> None:
    asked = tell(_asked((name, "apps/prod", 0), (name, "apps/demo", 0), file="shared/main.tf")).questions
    assert [(one.name, one.roots, one.declared) for one in asked] == [
        (name, ("apps/demo", "apps/prod"), "shared/main.tf:5")
    ]


@pytest.mark.parametrize("name", ["module.api.var.zones", "module.api.data.aws_subnets.all"])
def test_what_has_another_value_in_each_root_is_asked_for_in_each(name: str) -> None:
    asked = tell(_asked((name, "apps/prod", 1), (name, "apps/demo", 1), file="shared/main.tf")).questions
    assert [one.roots for one in asked] == [("apps/demo",), ("apps/prod",)]


def _calls(*calls: tuple[str, int, str, int]) -> Document:
    entries = tuple(
        Unresolved(
            name=f"module.at_{line}",
            root=root,
            affects=count,
            decides=0,
            file=f"{root}/main.tf",
            line=line,
            source=source,
        )
        for root, line, source, count in calls
    )
    document = empty()
    return msgspec.structs.replace(document, estate=msgspec.structs.replace(document.estate, unresolved=entries))


def test_a_module_that_many_roots_call_is_one_question() -> None:
    far = "git::https://github.com/acme/modules.git"
    asked = tell(
        _calls(
            ("b", 7, f"{far}//rds?ref=v2", 5),
            ("a", 3, f"{far}//rds?ref=v1", 0),
            ("c", 1, f"{far}//vpc?ref=v1", 0),
            ("a", 9, f"{far}//vpc?ref=v1", 0),
            ("c", 4, "acme/dns/aws ~> 1.2", 0),
        )
    ).questions
    assert [(one.declared, one.called, one.source, one.affects, one.roots) for one in asked] == [
        ("a/main.tf:3", "one of 2 calls of", f"{far}//rds", 5, ("a", "b")),
        ("a/main.tf:9", "one of 2 calls of", f"{far}//vpc?ref=v1", 0, ("a", "c")),
        ("c/main.tf:4", "a call of", "acme/dns/aws ~> 1.2", 0, ("c",)),
    ]
    init = "Run `terraform init` before the audit: it reads the module once that is on disk."
    ask = "Or audit a copy of its repository too, and name the folder:"
    assert [one.how for one in asked] == [
        f"{init} {ask} `--source-map {far}=FOLDER`.",
        f"{init} {ask} `--source-map {far}=FOLDER`.",
        f"{init} {ask} `--source-map acme/dns/aws=FOLDER`.",
    ]


def test_a_source_that_is_an_expression_is_told_whole_and_not_mapped() -> None:
    (asked,) = tell(_calls(("a", 3, 'var.far ? "acme/rds/aws//x" : "./rds"', 1))).questions
    assert asked.source == 'var.far ? "acme/rds/aws//x" : "./rds"'
    assert "--source-map" not in asked.how


def test_a_finding_without_component_concerns_the_audit() -> None:
    assert [entry.rule for entry in tell(sample()).audit_findings] == ["CA901"]


def _estate(*components: ComponentEntry, at: tuple[LevelName, LevelName]) -> Document:
    level = LevelInterval(at_least=at[0], at_most=at[1])
    assessment = AssessmentEntry(level=level, gate=Gate(passed=True))
    return msgspec.structs.replace(empty(), components=components, assessment=assessment)


def _one(
    *outcomes: Any, level: tuple[LevelName, LevelName], name: str = "db", tier: str = "critical"
) -> ComponentEntry:
    return component(f"aws_db_instance.{name}", "database", ("a.tf", 1), outcomes, level, tier=tier)


@pytest.mark.parametrize(
    ("document", "headline"),
    [
        (empty(), "There is no critical component to judge."),
        (
            _estate(_one(*[lost("no copy")] * 5, level=("Low", "Low")), at=("Low", "Low")),
            "1 of 1 critical component would lose its only copy: db "
            "(1 when data is deleted or corrupted, 1 with one machine, 1 with one zone).",
        ),
        (
            _estate(*[_one(*[lost("no copy")] * 5, level=("Low", "Low"))] * 1200, at=("Low", "Low")),
            "1,200 of 1,200 critical components would lose their only copy: db, db, db and 1,197 more "
            "(1,200 when data is deleted or corrupted, 1,200 with one machine, 1,200 with one zone).",
        ),
        (
            _estate(_one(unknown("open", "var.x"), *[GOES_ON] * 4, level=("Low", "High")), at=("Low", "High")),
            "Nothing critical is known to be lost, but taken at their worst, unknown values leave only copies at risk. "
            "An unknown value decides whether it is as high as High.",
        ),
        (
            _estate(_one(*[RESTORED] * 5, level=("Low–Medium", "Low–Medium")), at=("Low–Medium", "Low–Medium")),
            "Copies survive the loss of data, a machine or a zone, but operations freeze until someone restores: "
            "1 of 1 critical component cannot go on without a machine or a zone.",
        ),
        (
            _estate(
                _one(RESTORED, GOES_ON, GOES_ON, lost("x"), lost("x"), level=("Medium", "Medium")),
                at=("Medium", "Medium"),
            ),
            "Operations go on through the loss of a machine or a zone. Of 1 critical component, 1 may be lost with the "
            "region and 1 with the account.",
        ),
        (
            _estate(
                _one(RESTORED, GOES_ON, GOES_ON, PROMOTED, RESTORED, level=("High", "High")),
                _one(*[lost("x")] * 5, level=("Low", "Low"), name="logs", tier="supporting"),
                at=("High", "High"),
            ),
            "Every critical component goes on through the loss of a zone, stands ready in another region, and keeps a "
            "copy out of reach of whoever takes over the account.",
        ),
    ],
    ids=["none", "low", "many", "unknown", "low-medium", "medium", "high"],
)
def test_the_headline_explains_the_level(document: Document, headline: str) -> None:
    assert tell(document).headline == headline
