"""Tiers: stated by tags, else by what a component is for; a doubtful name stays critical."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.trial import audited


def tier(folder: Path, kind: str, name: str, body: str = "") -> str:
    (component,) = audited(folder, f'resource "trial_{kind}" "{name}" {{\n{body}\n}}\n').components
    return component.tier


@pytest.mark.parametrize(
    ("kind", "name", "given"),
    [
        ("registry", "orders", "orders"),
        ("bucket", "logs", "acme"),
        ("bucket", "log", "acme"),
        ("bucket", "this", "acme-alb-logs-eu"),
        ("bucket", "access_log", "acme"),
        ("bucket", "this", "acme.log.bucket"),
        ("bucket", "tfstate", "x"),
        ("bucket", "this", "acme-terraform-state"),
        ("bucket", "artifacts", "acme"),
        ("bucket", "codepipeline_bucket", "acme"),
        ("bucket", "this", "acme-build-artifacts"),
        ("store", "terraform_locks", "x"),
        ("store", "this", "acme-tf-lock"),
        ("store", "this", "terraform-state-lock"),
    ],
)
def test_what_supports_only(tmp_path: Path, kind: str, name: str, given: str) -> None:
    assert tier(tmp_path, kind, name, f'  name = "{given}"') == "supporting"


@pytest.mark.parametrize(
    ("kind", "name", "given"),
    [
        ("bucket", "orders", "acme-orders"),
        ("bucket", "catalogs", "acme-catalogs"),
        ("bucket", "logistics", "acme-logistics"),
        ("bucket", "maintenance_log_book", "acme"),
        ("bucket", "order_state", "acme"),
        ("bucket", "state", "acme-state-benefits"),
        ("bucket", "build_to_order", "acme"),
        ("bucket", "museum_artifacts", "acme"),
        ("bucket", "ci", "acme-ci"),
        ("store", "lock", "door-lock"),
        ("store", "state", "acme"),
        ("store", "terraform", "acme"),
        ("store", "logs", "acme-logs"),
        ("service", "logging", "acme-logs"),
        ("vault", "logs", "logs"),
    ],
)
def test_what_may_be_business_stays_critical(tmp_path: Path, kind: str, name: str, given: str) -> None:
    assert tier(tmp_path, kind, name, f'  name = "{given}"') == "critical"


@pytest.mark.parametrize("tag", ["continuity-audit:tier", "continuity-audit/tier", "continuity-audit.tier"])
def test_a_tag_says_it(tmp_path: Path, tag: str) -> None:
    assert tier(tmp_path, "store", "orders", f'  tags = {{ "{tag}" = " Development " }}') == "development"
    assert tier(tmp_path, "registry", "orders", f'  tags = {{ "{tag}" = "critical" }}') == "critical"


def test_a_tag_with_no_known_tier_says_nothing(tmp_path: Path) -> None:
    assert tier(tmp_path, "store", "orders", '  tags = { "continuity-audit:tier" = "gold" }') == "critical"


def test_a_tag_whose_value_is_not_known_says_nothing(tmp_path: Path) -> None:
    folder = tmp_path
    (component,) = audited(
        folder,
        'variable "t" {}\nresource "trial_store" "a" {\n  tags = { "continuity-audit:tier" = var.t }\n}\n',
    ).components
    assert component.tier == "critical"
