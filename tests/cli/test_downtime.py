"""``--downtime-cost``: recovery estimates times the cost of an hour, in every format that speaks of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.running import run
from pipeline.trial import write

ESTATE = """\
variable "backups" {}

resource "aws_db_instance" "orders" {
  backup_retention_period = 7
}

resource "aws_db_instance" "carts" {
  backup_retention_period = var.backups
}

resource "aws_ebs_volume" "erp" {
  availability_zone = "eu-west-1a"
}
"""
COST = ("--downtime-cost", "1200/h", "--currency", "EUR", "--fail-on", "never")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the estate in it."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, ESTATE)


def test_a_failure_costs_its_longest_recovery_and_says_what_is_beyond_it() -> None:
    result = run("check", "--format", "json", *COST)
    downtime = json.loads(result.stdout)["assessment"]["downtime"]
    assert (downtime["per_hour"], downtime["currency"]) == (1200.0, "EUR")
    zone = next(one for one in downtime["failures"] if (one["scenario"], one["domain"]) == ("zone", None))
    components = json.loads(result.stdout)["components"]
    orders = next(one for one in components if one["name"] == "orders")
    low, high = orders["outcomes"]["zone"]["rto"]
    assert zone == {
        "scenario": "zone",
        "domain": None,
        "outage": [low, high],
        "cost": [low / 3, high / 3],
        "lost": 1,
        "unknown": 1,
        "not_estimated": 0,
    }


@pytest.mark.parametrize("format_", ["text", "markdown", "html"])
def test_the_reports_say_it_is_an_estimate(format_: str) -> None:
    told = " ".join(run("check", "--format", format_, *COST).stdout.split())
    assert "EUR 1,200" in told
    assert "An estimate: the longest recovery among the critical components that recover" in told
    assert "1 critical component does not come back" in told


@pytest.mark.parametrize("format_", ["text", "markdown", "html", "json"])
def test_nothing_is_said_of_costs_unless_asked(format_: str) -> None:
    told = run("check", "--format", format_, "--fail-on", "never").stdout
    assert "an hour" not in told.lower()
    assert '"downtime": {' not in told


@pytest.mark.parametrize("text", ["12000", "-1/h", "1e3/h", "12,000/h", "/h", "12000/d"])
def test_a_cost_that_is_no_amount_an_hour_is_refused(text: str) -> None:
    result = run("check", f"--downtime-cost={text}")
    assert result.exit_code == 2
    assert f"--downtime-cost {text}: expected an amount an hour, such as 12000/h" in result.output


def test_the_configuration_may_hold_it(folder: Path) -> None:
    (folder / ".continuity-audit.yaml").write_text("downtime-cost: 60/h\ncurrency: CHF\nfail-on: never\n")
    assert "an hour costs CHF 60" in run("check").stdout
    (folder / ".continuity-audit.yaml").write_text("downtime-cost: 60\n")
    result = run("check")
    assert result.exit_code == 2
    assert "downtime-cost: expected an amount an hour, such as 12000/h" in result.output
