"""The audit as a whole: which rules count, tiers by configuration, fingerprints, order, and two runs alike."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from continuity_audit import audit
from continuity_audit.config import FailOn, Severity, TierRule, Where
from continuity_audit.estate.model import Kind, Tier
from continuity_audit.pipeline.judging import PARCEL
from continuity_audit.pipeline.places import fits
from continuity_audit.pipeline.request import RequestError
from continuity_audit.pipeline.workers import ITEMS_THAT_PAY
from pipeline.trial import PLUGIN, audited, said, write

FLAWS = """
resource "trial_store" "orders" {
  data = "lost"
  zone = "restore"
  tags = { service = "payments" }
}

resource "trial_service" "web" {
  instance = "restart"
}
"""


def rules(document) -> list[str]:  # type: ignore[no-untyped-def]
    return [finding.rule for finding in document.findings]


def test_order_is_by_severity_and_place(tmp_path: Path) -> None:
    assert said(audited(tmp_path, FLAWS)) == [
        "main.tf:2 critical CA401 orders cannot be brought back when its data is corrupted or deleted: "
        "the code says so",
        "main.tf:2 high CA402 orders stops with its zone until somebody restores it from a backup: "
        "the code says restore",
        "main.tf:8 medium CA102 web stops with its instance until it is restarted: the code says restart",
    ]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"select": ("CA4",)}, ["CA401", "CA402"]),
        ({"select": ("CA402", "CA1")}, ["CA402", "CA102"]),
        ({"ignore": ("CA4",)}, ["CA102"]),
        ({"select": ("CA4",), "ignore": ("CA401",)}, ["CA402"]),
        ({"severities": {"CA401": Severity.LOW}}, ["CA402", "CA102", "CA401"]),
    ],
)
def test_which_rules_count(tmp_path: Path, options: dict[str, object], expected: list[str]) -> None:
    assert rules(audited(tmp_path, FLAWS, **options)) == expected


def test_severities_count_for_findings_on_the_audit_too(tmp_path: Path) -> None:
    text = '# continuity-audit: ignore CA102 reason="x"\nresource "trial_service" "web" {}\n'
    document = audited(tmp_path, text, severities={"CA905": Severity.HIGH})
    assert [(f.rule, f.severity) for f in document.findings] == [("CA905", "high")]
    assert document.assessment.gate.reasons == ("1 high finding: CA905 ×1",)


PREVIEW = """
from continuity_audit.assessment.rules import Problem, Rule, Severity, Status
from continuity_audit.plugins import hookimpl

@hookimpl
def continuity_audit_rules():
    return [Rule(id="ACME-1", name="trial", severity=Severity.LOW, scenarios=(), title="T", rationale="R.",
                 remediation="R.", status=Status.PREVIEW,
                 check=lambda assessed, assessment: [Problem(assessed.component.name)])]
"""


@pytest.mark.parametrize(("select", "found"), [((), False), (("CA1",), False), (("ACME-",), None), (("ACME-1",), True)])
def test_a_rule_in_preview_counts_only_by_its_whole_id(
    tmp_path: Path, select: tuple[str, ...], found: bool | None
) -> None:
    plugin = write(tmp_path / "plugin", {"preview.py": PREVIEW}) / "preview.py"
    if found is None:
        with pytest.raises(RequestError, match="select: there is no rule ACME-;"):
            audited(tmp_path / "code", FLAWS, plugins=(str(plugin),), select=select)
    else:
        document = audited(tmp_path / "code", FLAWS, plugins=(str(plugin),), select=select)
        assert ("ACME-1" in rules(document)) is found


# --- tiers --------------------------------------------------------------------------------------------------------

TIERED = {
    "envs/dev/main.tf": 'module "db" {\n  source = "../../modules/db"\n}\n',
    "envs/prod/main.tf": 'module "db" {\n  source = "../../modules/db"\n}\n',
    "modules/db/main.tf": 'resource "trial_store" "it" {\n  for_each = toset(["a"])\n  tags = { service = "pay" }\n}\n',
}
DEV = 'envs/dev::module.db.trial_store.it["a"]'


@pytest.mark.parametrize(
    ("where", "fit"),
    [
        (Where(path="envs/dev/**"), [DEV]),
        (Where(path="envs/dev"), [DEV]),
        (Where(path="envs/dev/main.tf"), [DEV]),
        (Where(path="modules/*"), [DEV, DEV.replace("dev", "prod")]),
        (Where(path="dev/**"), []),
        (Where(address='envs/dev::*it["a"]'), [DEV]),
        (Where(address='module.db.trial_store.it["b"]'), []),
        (Where(kind=(Kind.DATABASE, Kind.STREAM), path=("x", "envs/dev/*")), [DEV]),
        (Where(kind=Kind.STREAM), []),
        (Where(type="trial_*", path="envs/dev/*"), [DEV]),
        (Where(tags={"service": "p*"}, path="envs/dev/*"), [DEV]),
        (Where(tags={"service": "pay", "team": "*"}), []),
    ],
)
def test_tiers_of_the_configuration(tmp_path: Path, where: Where, fit: list[str]) -> None:
    rule = TierRule(tier=Tier.DEVELOPMENT, where=where)
    document = audited(tmp_path, TIERED, tiers=(rule,))
    assert [c.id for c in document.components if c.tier == "development"] == fit


def test_the_first_tier_that_fits_counts(tmp_path: Path) -> None:
    tiers = (
        TierRule(tier=Tier.STANDARD, where=Where(path="envs/dev/**")),
        TierRule(tier=Tier.DEVELOPMENT, where=Where()),
    )
    assert [c.tier for c in audited(tmp_path, TIERED, tiers=tiers).components] == ["standard", "development"]


@pytest.mark.parametrize(
    ("name", "pattern", "fit"),
    [
        ('a["b"]', 'a["b"]', True),
        ("ab", "a[b]", False),
        ("a/b/c", "a/*", True),
        ("a", "a?", False),
        ("ab", "a?", False),
        ("a.b", "a.b", True),
        ("axb", "a.b", False),
    ],
)
def test_patterns(name: str, pattern: str, fit: bool) -> None:
    assert fits(name, pattern) is fit


# --- fingerprints -------------------------------------------------------------------------------------------------


def prints(document) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {f"{f.rule} {f.component}": f.fingerprint for f in document.findings}


def test_fingerprints_outlive_moved_lines_and_renamed_files(tmp_path: Path) -> None:
    flaws = '# continuity-audit: ignore CA202 reason="x"\n' + FLAWS.lstrip()
    before = prints(audited(tmp_path / "a", flaws))
    moved = prints(audited(tmp_path / "b", "\n" * 50 + flaws))
    renamed = prints(audited(tmp_path / "c", {"other.tf": FLAWS}))
    assert before == moved
    assert {k: v for k, v in before.items() if "CA9" not in k} == renamed


def test_fingerprints_tell_roots_and_addresses_apart(tmp_path: Path) -> None:
    document = audited(tmp_path, {"a/main.tf": FLAWS, "b/main.tf": FLAWS})
    assert len({f.fingerprint for f in document.findings}) == 6


def test_fingerprints_of_equal_findings_are_told_apart(tmp_path: Path) -> None:
    comment = '# continuity-audit: ignore CA102 reason="x"\n\n'
    document = audited(tmp_path, comment * 3 + 'resource "trial_service" "web" {}\n')
    assert rules(document) == ["CA905"] * 3
    assert len({f.fingerprint for f in document.findings}) == 3


# --- the whole ----------------------------------------------------------------------------------------------------


PROCESSES = 3
ROOTS = PROCESSES * ITEMS_THAT_PAY * PARCEL // 2
"""Of two components each: so many that their judging pays for as many processes as their reading."""


def test_two_runs_and_any_number_of_processes_give_the_same(tmp_path: Path) -> None:
    files = {f"root{n:03}/main.tf": FLAWS for n in range(ROOTS)}
    one = audited(tmp_path, files)
    assert msgspec.json.encode(audited(tmp_path, files, jobs=PROCESSES)) == msgspec.json.encode(one)
    assert len(one.components) == 2 * ROOTS


RAISES = """
import os

from continuity_audit.estate.model import Kind
from continuity_audit.plugins import hookimpl
from continuity_audit.profiles.profile import Profile, continues
from continuity_audit.profiles.terms import fact


@fact("a thing that raises")
def _raises(context):
    raise ValueError(f"of {context.resource.name} in {os.getpid() and 'a process'}")


def _needs(context):
    if context.resource.name == "odd":
        raise KeyError("needs")
    return ()


@hookimpl
def continuity_audit_profiles():
    ladder = (continues("service", "it does", when=_raises),)
    return [
        Profile(
            type="raising_thing", title="A thing", kind=Kind.DATABASE, stateful=False, needs=(_needs,),
            data=ladder, instance=ladder, zone=ladder, region=ladder, account=ladder,
        )
    ]
"""


def test_what_raises_is_named_the_same_in_any_number_of_processes(tmp_path: Path) -> None:
    (tmp_path / "raising.py").write_text(RAISES)
    code = FLAWS + 'resource "raising_thing" "odd" {}\nresource "raising_thing" "even" {}\n'
    files = {f"root{n:03}/main.tf": code for n in range(ROOTS)}
    plugins = (str(tmp_path / "raising.py"),)
    one = audited(tmp_path / "tree", files, plugins=plugins)
    assert msgspec.json.encode(audited(tmp_path / "tree", files, plugins=plugins, jobs=PROCESSES)) == (
        msgspec.json.encode(one)
    )
    failed = [f.message for f in one.findings if f.rule == "CA902"]
    # Of each root what is needed by one of them, and what becomes of either.
    assert len(failed) == 3 * ROOTS
    assert len(one.components) == 2 * ROOTS


def test_a_file_in_a_bad_state_costs_only_itself(tmp_path: Path) -> None:
    write(tmp_path, {"a/main.tf": FLAWS, "b/main.tf": 'resource "trial_store" "x" {\n'})
    document = audit(tmp_path, plugins=(PLUGIN,))
    assert [c.id for c in document.components][:2] == ["a::trial_service.web", "a::trial_store.orders"]
    (finding,) = [f for f in document.findings if f.rule == "CA901"]
    assert (finding.file, finding.component) == ("b/main.tf", None)


@pytest.mark.parametrize(
    ("options", "reasons"),
    [
        ({"fail_on": FailOn.CRITICAL}, ("1 critical finding: CA401 ×1",)),
        ({"fail_on": FailOn.MEDIUM}, (
            "1 critical finding: CA401 ×1", "1 high finding: CA402 ×1", "1 medium finding: CA102 ×1",
        )),
        ({"fail_on": FailOn.NEVER}, ()),
    ],
)  # fmt: skip
def test_the_gate_says_why_it_fails(tmp_path: Path, options: dict[str, FailOn], reasons: tuple[str, ...]) -> None:
    assert audited(tmp_path, FLAWS, **options).assessment.gate.reasons == reasons
