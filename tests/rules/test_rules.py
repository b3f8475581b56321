"""Each rule on code that has the flaw, and on code that has not: whole lists of findings, places included."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import pytest

from continuity_audit.plugins.manager import load_plugins
from pipeline.trial import audited, said

KINDS = ("store", "service", "device", "vault")
RECOVERIES = ("restart", "promotion", "redeploy", "restore")


def of(folder: Path, kind: str, **outcomes: str) -> list[str]:
    lines = "".join(f'  {scenario} = "{outcome}"\n' for scenario, outcome in outcomes.items())
    return said(audited(folder, f'\nresource "trial_{kind}" "it" {{\n{lines}}}\n'))


def test_nothing_is_said_of_what_is_well(tmp_path: Path) -> None:
    text = "".join(f'resource "trial_{kind}" "it" {{}}\n' for kind in KINDS)
    assert said(audited(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("kind", "scenario", "outcome", "rule", "fate"),
    [
        ("store", "instance", "restart", "high CA101", "stops with its instance until it is restarted"),
        (
            "store",
            "instance",
            "restore",
            "high CA101",
            "stops with its instance until somebody restores it from a backup",
        ),
        (
            "service",
            "instance",
            "redeploy",
            "medium CA102",
            "stops with its instance until it is deployed again from code",
        ),
        ("store", "instance", "lost", "critical CA103", "is lost with its instance"),
        ("device", "instance", "restart", "medium CA104", "stops with its instance until it is restarted"),
        ("store", "zone", "restart", "high CA201", "stops with its zone until it is restarted"),
        ("store", "zone", "promotion", "high CA201", "stops with its zone until somebody promotes its standby"),
        ("service", "zone", "restart", "medium CA202", "stops with its zone until it is restarted"),
        ("store", "zone", "lost", "critical CA203", "is lost with its zone"),
        ("device", "zone", "redeploy", "medium CA204", "stops with its zone until it is deployed again from code"),
        ("store", "region", "lost", "high CA301", "is lost with its region"),
        ("service", "region", "redeploy", "low CA302", "stops with its region until it is deployed again from code"),
        ("store", "region", "restart", "low CA302", "stops with its region until it is restarted"),
        ("store", "data", "lost", "critical CA401", "cannot be brought back when its data is corrupted or deleted"),
        ("store", "zone", "restore", "high CA402", "stops with its zone until somebody restores it from a backup"),
        ("store", "region", "restore", "low CA403", "stops with its region until somebody restores it from a backup"),
        ("store", "account", "lost", "high CA501", "is lost to an attacker who takes over its account"),
        ("vault", "account", "lost", "critical CA502", "is lost to an attacker who takes over its account"),
    ],
)
def test_a_flaw_is_one_finding(tmp_path: Path, kind: str, scenario: str, outcome: str, rule: str, fate: str) -> None:
    why = "the code says so" if outcome == "lost" else f"the code says {outcome}"
    assert of(tmp_path, kind, **{scenario: outcome}) == [f"main.tf:2 {rule} it {fate}: {why}"]


def test_what_a_promotion_brings_back_in_another_region_is_no_flaw(tmp_path: Path) -> None:
    assert of(tmp_path, "store", region="promotion") == []


def test_without_any_copy_the_account_is_not_named_beside_the_missing_backup(tmp_path: Path) -> None:
    assert of(tmp_path, "store", data="lost", account="lost") == [
        "main.tf:2 critical CA401 it cannot be brought back when its data is corrupted or deleted: the code says so"
    ]


def test_an_unknown_outcome_is_a_question_and_no_finding(tmp_path: Path) -> None:
    document = audited(tmp_path, 'variable "z" {}\nresource "trial_store" "it" {\n  zone = var.z\n}\n')
    assert said(document) == []
    assert [(u.name, u.affects) for u in document.estate.unresolved] == [("var.z", 1)]


def test_no_outcome_of_a_scenario_is_two_findings(tmp_path: Path) -> None:
    blocks = [
        f'resource "trial_{kind}" "{scenario}_{outcome}" {{\n  {scenario} = "{outcome}"\n}}\n'
        for kind, scenario, outcome in itertools.product(
            KINDS, ("data", "instance", "zone", "region", "account"), (*RECOVERIES, "lost")
        )
    ]
    document = audited(tmp_path, "".join(blocks))
    counts = Counter((finding.component, finding.scenario) for finding in document.findings)
    assert [place for place, count in counts.items() if count > 1] == []
    assert len({finding.fingerprint for finding in document.findings}) == len(document.findings)


def test_remedies_come_from_the_profile_and_are_sentences(tmp_path: Path) -> None:
    text = 'resource "trial_store" "it" {\n  zone = "restart"\n  region = "restore"\n}\n'
    remediations = {f.rule: f.remediation for f in audited(tmp_path, text).findings}
    assert remediations == {
        "CA201": 'Set `zone = "continues"`.',
        "CA403": 'Set `region = "continues"`.',
    }


RULES = [rule for rule, _ in load_plugins().rules.values()]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_has_all_texts(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule.family
    assert rule.name == rule.name.lower().replace(" ", "-").replace("_", "-")
    assert rule.since
    for text in (rule.title, rule.rationale, rule.remediation):
        assert text.strip() == text
        assert text[:1].isupper()
    assert not rule.title.endswith(".")
    assert len(rule.title) <= 90
    assert rule.rationale.endswith(".")
    assert rule.remediation.endswith((".", "`."))
    if rule.suppressible:
        assert rule.scenarios
        assert rule.examples.keys() & {"terraform", "kubernetes"}
        assert all(reference.startswith("https://") for reference in rule.references)
        assert rule.references


def test_identifiers_and_names_are_unique_and_in_order() -> None:
    ids, names = [rule.id for rule in RULES], [rule.name for rule in RULES]
    assert ids == sorted(set(ids))
    assert len(names) == len(set(names))
