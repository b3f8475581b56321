"""``simulate`` with several failures at once: what outlives the one may not outlive the other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.running import run
from pipeline.trial import write

ESTATE = """\
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

resource "aws_subnet" "private" {
  for_each          = toset(["eu-west-1a", "eu-west-1b", "eu-west-1c"])
  availability_zone = each.value
}

resource "aws_autoscaling_group" "two" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [aws_subnet.private["eu-west-1a"].id, aws_subnet.private["eu-west-1b"].id]
}

resource "aws_autoscaling_group" "three" {
  min_size            = 3
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_db_subnet_group" "three" {
  subnet_ids = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_db_instance" "orders" {
  db_subnet_group_name    = aws_db_subnet_group.three.name
  multi_az                = true
  backup_retention_period = 7
}

resource "aws_db_instance" "replicated" {
  db_subnet_group_name    = aws_db_subnet_group.three.name
  multi_az                = true
  backup_retention_period = 7
}

resource "aws_db_instance" "replica" {
  provider            = aws.us
  replicate_source_db = aws_db_instance.replicated.arn
}

resource "aws_ebs_volume" "erp" {
  availability_zone = "eu-west-1a"
}

resource "trial_service" "till" {
  needs = aws_db_instance.orders.id
}
"""
TWO, THREE = "aws_autoscaling_group.two", "aws_autoscaling_group.three"
ORDERS, REPLICATED, ERP = "aws_db_instance.orders", "aws_db_instance.replicated", "aws_ebs_volume.erp"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the estate."""
    write(tmp_path, ESTATE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def simulated(fail: str) -> dict[str, Any]:
    result = run("simulate", "--format", "json", "--fail", fail)
    assert result.exit_code == 0, result.output
    [simulation] = json.loads(result.stdout)["simulations"]
    found: dict[str, Any] = simulation
    return found


def outcomes(fail: str) -> dict[str, str]:
    return {
        c["id"].removeprefix(".::"): f"{c['outcome']} by {c['by']}" if c["by"] else c["outcome"]
        for c in simulated(fail)["components"]
        if c["type"].startswith("aws")
    }


@pytest.mark.parametrize(
    ("fail", "expected"),
    [
        # Members go on in the zone that is left; where none is, only code outside the region is sure.
        (
            "zone=eu-west-1a+zone=eu-west-1b",
            {
                TWO: "recovers by redeploy",
                THREE: "continues by members",
                # A standby may stand in the zones that fail, and backups of the region survive, which is not all.
                ORDERS: "unknown",
                REPLICATED: "unknown",
                ERP: "lost",
            },
        ),
        # The region's loss contains that of its zone.
        (
            "zone=eu-west-1a+region=eu-west-1",
            {
                TWO: "recovers by redeploy",
                THREE: "recovers by redeploy",
                ORDERS: "lost",
                REPLICATED: "recovers by promotion",
                ERP: "lost",
            },
        ),
        # The region that fails beside holds the replica, and no component of its own.
        (
            "region=eu-west-1+region=us-east-1",
            {
                TWO: "recovers by redeploy",
                THREE: "recovers by redeploy",
                ORDERS: "lost",
                REPLICATED: "unknown",
                ERP: "lost",
            },
        ),
        # What saves it in its zone stands in its own region: another region's failure changes nothing.
        (
            "zone=eu-west-1a+region=us-east-1",
            {
                TWO: "continues by members",
                THREE: "continues by members",
                ORDERS: "continues by failover",
                REPLICATED: "continues by failover",
                ERP: "lost",
            },
        ),
        (
            "account+zone=eu-west-1a",
            {
                TWO: "recovers by redeploy",
                THREE: "recovers by redeploy",
                ORDERS: "lost",
                REPLICATED: "lost",
                ERP: "lost",
            },
        ),
        # The machine that dies may be the standby's.
        (
            "zone=eu-west-1a+instance=orders",
            {
                TWO: "continues by members",
                THREE: "continues by members",
                ORDERS: "unknown",
                REPLICATED: "continues by failover",
                ERP: "lost",
            },
        ),
    ],
)
def test_what_each_does(fail: str, expected: dict[str, str]) -> None:
    assert outcomes(fail) == expected


def test_two_are_never_milder_than_either() -> None:
    rank = {"lost": 0, "unknown": 1, "recovers": 2, "continues": 3}
    singles = ["zone=eu-west-1a", "zone=eu-west-1b", "region=eu-west-1", "account", "data", "instance=orders"]
    alone = {one: outcomes(one) for one in singles}
    for first in singles:
        for second in singles:
            if first != second:
                both = outcomes(f"{first}+{second}")
                for name, told in both.items():
                    least = min(rank[alone[one][name].split()[0]] for one in (first, second))
                    assert rank[told.split()[0]] <= least, (first, second, name, told)


def test_the_document_names_all_and_what_is_taken_for_granted() -> None:
    simulation = simulated("zone=eu-west-1a+account")
    assert simulation["fail"] == {
        "scenario": "zone",
        "domain": "eu-west-1a",
        "together": [{"scenario": "account", "domain": None, "together": []}],
    }
    assert simulation["assumptions"][:3] == [
        "What stands in eu-west-1a, there alone or in other zones too, is hit.",
        "Every component meets the failure of its own account, all at the same time.",
        "All of this happens at the same time: where several failures reach a component, or may reach what saves it, "
        "it does as well as it surely does under all of them, else its outcome is unknown.",
    ]


def test_what_needs_an_unknown_one_is_unknown_and_says_why() -> None:
    till = next(c for c in simulated("zone=eu-west-1a+zone=eu-west-1b")["components"] if c["name"] == "till")
    why = "the code does not say whether what outlives one of zone=eu-west-1a and zone=eu-west-1b outlives all of them"
    assert (till["outcome"], till["because"], till["why"]) == ("unknown", [f".::{ORDERS}"], why)


def test_in_the_terminal() -> None:
    lines = run("simulate", "--fail", "zone=eu-west-1a+account").stdout.splitlines()
    assert lines[:2] == ["If zone=eu-west-1a+account fails", "  4 lost, 0 unknown, 2 recover, 0 continue"]


def test_a_plus_in_a_name_is_part_of_it(folder: Path) -> None:
    write(folder, {"plus.tf": 'resource "trial_store" "plus" {\n  for_each = toset(["a+b"])\n}\n'})
    simulation = simulated('instance=trial_store.plus["a+b"]+zone=eu-west-1a')
    assert (simulation["fail"]["domain"], len(simulation["fail"]["together"])) == ('trial_store.plus["a+b"]', 1)


def test_the_same_failure_twice_is_one() -> None:
    assert simulated("region=eu-west-1+region=eu-west-1")["fail"]["together"] == []


@pytest.mark.parametrize(
    ("fail", "message"),
    [
        (
            "zone=eu-west-1a+zoen=b",
            "--fail zone=eu-west-1a+zoen=b: expected one of data, instance, zone, region, account, or one with its "
            "=DOMAIN, did you mean zone?",
        ),
        (
            "zone=+region",
            "--fail zone=+region: expected one of data, instance, zone, region, account, or one with its =DOMAIN",
        ),
        ("instance=nobody+data=nobody", "--fail instance=nobody: there is no component of this id, address or name"),
    ],
)
def test_a_wrong_call_is_one_line(fail: str, message: str) -> None:
    result = run("simulate", "--fail", fail)
    assert (result.exit_code, result.stderr) == (2, f"Error: {message}\n")
