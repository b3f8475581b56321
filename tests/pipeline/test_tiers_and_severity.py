"""Tiers: where each comes from, in order; and what a finding weighs on a component of a tier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from continuity_audit.config import FailOn, Severity, TierRule, Trust, Where
from continuity_audit.estate.model import Kind, Level, Tier, TiersInCode
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import Environment
from continuity_audit.reports.document import Document
from pipeline.trial import audited

TAG = '  tags = { "continuity-audit:tier" = "development" }\n'
PLAIN = 'resource "trial_store" "orders" {\n  data = "lost"\n}\n'
TAGGED = f'resource "trial_store" "orders" {{\n  data = "lost"\n{TAG}}}\n'
LOGS = 'resource "trial_bucket" "logs" {\n  data = "lost"\n}\n'


def tiers(document: Document) -> list[tuple[str, str, str]]:
    return [(c.tier, c.tier_from, c.tier_why) for c in document.components]


def weights(document: Document) -> list[tuple[str, str, str | None, bool]]:
    return [(f.rule, f.severity, f.lowered_from, f.fails_gate) for f in document.findings]


@pytest.mark.parametrize(
    ("code", "tier"),
    [
        (PLAIN, ("critical", "default", "nothing says otherwise")),
        (TAGGED, ("development", "tag", "tag continuity-audit:tier = development")),
        (LOGS, ("supporting", "purpose", "by its name it only supports building or observing")),
        ('resource "trial_registry" "r" {}\n', ("supporting", "purpose", "a registry only supports building")),
    ],
)
def test_without_configuration(tmp_path: Path, code: str, tier: tuple[str, str, str]) -> None:
    assert tiers(audited(tmp_path, code)) == [tier]


@pytest.mark.parametrize(
    ("where", "why"),
    [
        (Where(tags={"continuity-audit:tier": "dev*"}), "tiers[1], by tags"),
        (Where(path="dev/**"), "tiers[1], by path"),
        (Where(type="trial_*", kind=Kind.DATABASE), "tiers[1], by kind and type"),
        (Where(), "tiers[1], by default"),
    ],
)
def test_the_configuration_comes_before_a_tag_and_its_first_rule_counts(tmp_path: Path, where: Where, why: str) -> None:
    rules = (
        TierRule(tier=Tier.CRITICAL, where=Where(path="prod/**")),
        TierRule(tier=Tier.STANDARD, where=where),
        TierRule(tier=Tier.SUPPORTING, where=Where()),
    )
    document = audited(tmp_path, {"dev/main.tf": TAGGED}, tiers=rules)
    assert tiers(document) == [("standard", "configuration", why)]


def test_by_environment(tmp_path: Path) -> None:
    environments = tuple(Environment(name=name, inputs=Inputs()) for name in ("dev", "prod"))
    rules = (TierRule(tier=Tier.DEVELOPMENT, where=Where(environment="dev")),)
    document = audited(tmp_path, PLAIN, environments=environments, tiers=rules)
    assert [(c.id, c.tier, c.tier_why) for c in document.components] == [
        (".@dev::trial_store.orders", "development", "tiers[0], by environment"),
        (".@prod::trial_store.orders", "critical", "nothing says otherwise"),
    ]
    assert weights(document) == [("CA401", "critical", None, True), ("CA401", "low", "critical", False)]
    assert document.assessment.gate.reasons == ("1 critical finding: CA401 ×1",)


@pytest.mark.parametrize(
    ("tier", "weighs"),
    [
        (Tier.CRITICAL, ("CA401", "critical", None, True)),
        (Tier.STANDARD, ("CA401", "medium", "critical", False)),
        (Tier.SUPPORTING, ("CA401", "medium", "critical", False)),
        (Tier.DEVELOPMENT, ("CA401", "low", "critical", False)),
    ],
)
def test_a_tier_bounds_what_a_finding_weighs(
    tmp_path: Path, tier: Tier, weighs: tuple[str, str, str | None, bool]
) -> None:
    document = audited(tmp_path, PLAIN, tiers=(TierRule(tier=tier, where=Where()),))
    assert weights(document) == [weighs]
    assert document.assessment.gate.passed == (tier is not Tier.CRITICAL)


def test_a_finding_that_weighs_no_more_anyway_is_not_lowered(tmp_path: Path) -> None:
    code = 'resource "trial_service" "web" {\n  instance = "redeploy"\n}\n'
    rules = (TierRule(tier=Tier.STANDARD, where=Where()),)
    assert weights(audited(tmp_path, code, tiers=rules)) == [("CA102", "medium", None, False)]


def test_the_configuration_sets_other_bounds(tmp_path: Path) -> None:
    bounds = {Tier.DEVELOPMENT: Severity.HIGH}
    document = audited(tmp_path, TAGGED, tier_severities=bounds, fail_on=FailOn.CRITICAL)
    assert weights(document) == [("CA401", "high", "critical", False)]
    assert audited(tmp_path, TAGGED, tier_severities={Tier.DEVELOPMENT: Severity.CRITICAL}).findings[0].fails_gate


def test_a_requirement_weighs_what_it_says_on_every_tier(tmp_path: Path) -> None:
    policy = tmp_path / "policy.yaml"
    policy.write_text("requirements:\n  - {id: ACME-1, title: t, require: {data: recovers}, severity: high}\n")
    (tmp_path / "code").mkdir()
    document = audited(tmp_path / "code", TAGGED, policy=policy)
    assert weights(document) == [("ACME-1", "high", None, True), ("CA401", "low", "critical", False)]


# --- what tags and names may decide -------------------------------------------------------------------------------

PASSED_OVER = "nothing says otherwise; the tag continuity-audit:tier = development does not count here"
NAMELESS = "nothing that counts here says otherwise, its name does not"
RAISED = '  tags = { "continuity-audit:tier" = "critical" }\n'


@pytest.mark.parametrize(
    ("code", "in_code", "tier"),
    [
        (TAGGED, TiersInCode.RAISE, ("critical", "default", PASSED_OVER)),
        (TAGGED, TiersInCode.FORBID, ("critical", "default", PASSED_OVER)),
        (
            LOGS,
            TiersInCode.RAISE,
            ("critical", "default", NAMELESS),
        ),
        (
            LOGS,
            TiersInCode.FORBID,
            ("critical", "default", NAMELESS),
        ),
        (
            f'resource "trial_registry" "r" {{\n{RAISED}}}\n',
            TiersInCode.RAISE,
            ("critical", "tag", "tag continuity-audit:tier = critical"),
        ),
        (
            f'resource "trial_registry" "r" {{\n{RAISED}}}\n',
            TiersInCode.FORBID,
            (
                "supporting",
                "purpose",
                "a registry only supports building; the tag continuity-audit:tier = critical does not count here",
            ),
        ),
    ],
)
def test_tags_and_names_that_may_not_lower_a_tier(
    tmp_path: Path, code: str, in_code: TiersInCode, tier: tuple[str, str, str]
) -> None:
    assert tiers(audited(tmp_path, code, trust=Trust(tiers=in_code))) == [tier]


def test_default_tags_of_a_provider_count_as_little(tmp_path: Path) -> None:
    code = (
        f'provider "aws" {{\n  region = "eu-west-1"\n  default_tags {{\n{TAG}  }}\n}}\n'
        'resource "aws_db_instance" "orders" {\n  backup_retention_period = 7\n}\n'
    )
    options: dict[str, Any] = {"min_level": Level.MEDIUM}
    assert tiers(audited(tmp_path, code, **options))[0][0] == "development"
    document = audited(tmp_path, code, **options, trust=Trust(tiers=TiersInCode.RAISE))
    assert tiers(document)[0][0] == "critical"
    assert not document.assessment.gate.passed
