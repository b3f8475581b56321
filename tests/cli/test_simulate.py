"""``simulate``: what a failure hits, what falls with it, and what is taken for granted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli.running import run
from pipeline.trial import write

ESTATE = """\
variable "region" {}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

provider "aws" {
  alias  = "open"
  region = var.region
}

resource "aws_subnet" "private" {
  for_each          = toset(["eu-west-1a", "eu-west-1b"])
  availability_zone = each.value
}

resource "aws_instance" "erp" {
  availability_zone = "eu-west-1a"
}

resource "aws_ebs_volume" "erp" {
  availability_zone = "eu-west-1a"
}

resource "trial_service" "till" {
  needs = aws_ebs_volume.erp.id
}

resource "aws_autoscaling_group" "web" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = [for subnet in aws_subnet.private : subnet.id]
}

resource "aws_ebs_volume" "far" {
  provider          = aws.us
  availability_zone = "us-east-1a"
}

resource "aws_instance" "somewhere" {
  provider = aws.open
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def simulated(*fail: str) -> list[dict[str, Any]]:
    result = run("simulate", "--format", "json", *(part for text in fail for part in ("--fail", text)))
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)["simulations"]
    return found


def said(simulation: dict[str, Any]) -> dict[str, str]:
    """Each component's outcome, with how it is hit and what it fell with."""
    return {c["id"].removeprefix(".::"): _said(c) for c in simulation["components"]}


def _said(fate: dict[str, Any]) -> str:
    hit = "assumed" if fate["assumed"] else "hit" if fate["hit"] else "spared"
    by = f" by {fate['by']}" if fate["by"] else ""
    because = f" with {', '.join(fate['because'])}" if fate["because"] else ""
    return f"{hit}: {fate['outcome']}{by}{because}"


def test_a_zone_hits_what_stands_in_it_and_what_may(folder: Path) -> None:
    write(folder, ESTATE)
    [simulation] = simulated("zone=eu-west-1a")
    assert said(simulation) == {
        "aws_autoscaling_group.web": "hit: continues by members",
        "aws_ebs_volume.erp": "hit: lost",
        "aws_ebs_volume.far": "spared: continues",
        "aws_instance.erp": "hit: recovers by redeploy",
        "aws_instance.somewhere": "assumed: recovers by redeploy",
        "trial_service.till": "assumed: lost with .::aws_ebs_volume.erp",
    }
    assert simulation["totals"] == {"continues": 2, "recovers": 2, "lost": 2, "unknown": 0, "fell_with_another": 1}
    assert simulation["assumptions"] == [
        "What stands in eu-west-1a, there alone or in other zones too, is hit.",
        "The code does not say in which zone 2 components stand: taken to be hit.",
        "Nothing else fails, and what takes over has the room to do so.",
        "A component needs what its code says it needs, and is back only when all of that is.",
        "Times are estimates from documented behaviour and the code's settings, never promises.",
    ]


def test_zones_without_a_name_are_taken_in_turn_and_ranked(folder: Path) -> None:
    write(folder, ESTATE)
    found = simulated("zone")
    assert [(s["fail"]["domain"], s["totals"]["lost"], s["totals"]["recovers"]) for s in found] == [
        ("eu-west-1a", 2, 2),
        ("us-east-1a", 1, 1),
        ("eu-west-1b", 0, 1),
    ]
    lines = run("simulate", "--fail", "zone").stdout.splitlines()
    assert lines[:4] == [
        "zone=eu-west-1a  2 lost, 0 unknown, 2 recover, 2 continue",
        "zone=us-east-1a  1 lost, 0 unknown, 1 recovers, 4 continue",
        "zone=eu-west-1b  0 lost, 0 unknown, 1 recovers, 5 continue",
        "",
    ]


def test_where_no_zone_has_a_name_each_component_loses_its_own(folder: Path) -> None:
    write(folder, 'resource "trial_store" "orders" {\n  zone = "lost"\n}\n')
    [simulation] = simulated("zone")
    assert simulation["fail"] == {"scenario": "zone", "domain": None, "together": []}
    assert said(simulation) == {"trial_store.orders": "hit: lost"}
    assert simulation["assumptions"][0] == "Every component meets the failure of its own zone, all at the same time."


def test_a_region(folder: Path) -> None:
    write(folder, ESTATE)
    [simulation] = simulated("region=us-east-1")
    assert said(simulation) == {
        "aws_autoscaling_group.web": "spared: continues",
        "aws_ebs_volume.erp": "spared: continues",
        "aws_ebs_volume.far": "hit: lost",
        "aws_instance.erp": "spared: continues",
        "aws_instance.somewhere": "assumed: recovers by redeploy",
        "trial_service.till": "assumed: continues by failover",
    }


def test_zones_say_the_region_where_the_provider_does_not(folder: Path) -> None:
    subnet = 'resource "aws_subnet" "a" {\n  availability_zone = "eu-west-1a"\n}\n'
    group = 'resource "aws_autoscaling_group" "web" {\n  vpc_zone_identifier = [aws_subnet.a.id]\n}\n'
    write(folder, subnet + group + 'resource "trial_service" "open" {}\n')
    [west, east] = simulated("region=eu-west-1", "region=us-east-1")
    assert said(west)["aws_autoscaling_group.web"].startswith("hit: ")
    assert said(east)["aws_autoscaling_group.web"] == "spared: continues"


TWO_CLOUDS = """\
variable "where" {}

provider "aws" {
  region = var.where
}

resource "aws_instance" "erp" {}

resource "google_compute_instance" "crm" {
  zone = "europe-west2-a"
}

resource "google_compute_instance" "somewhere" {
  zone = var.where
}

resource "trial_service" "till" {}
"""


def test_a_region_of_one_cloud_does_not_hit_another(folder: Path) -> None:
    write(folder, TWO_CLOUDS)
    [simulation] = simulated("region=europe-west2")
    assert {name: how.partition(":")[0] for name, how in said(simulation).items()} == {
        "aws_instance.erp": "spared",
        "google_compute_instance.crm": "hit",
        "google_compute_instance.somewhere": "assumed",
        "trial_service.till": "assumed",
    }


CHAIN = """\
variable "data" {}

resource "trial_store" "orders" {
  instance = "restore"
  zone     = var.data
}

resource "trial_service" "api" {
  instance = "restart"
  needs    = trial_store.orders.id
}

resource "trial_service" "web" {
  needs = trial_service.api.id
}

resource "trial_service" "other" {
  instance = "restart"
}
"""


@pytest.mark.parametrize("name", [".::trial_store.orders", "trial_store.orders", "orders"])
def test_one_component_by_id_address_or_name_and_what_falls_with_it(folder: Path, name: str) -> None:
    write(folder, CHAIN)
    [simulation] = simulated(f"instance={name}")
    assert said(simulation) == {
        "trial_service.api": "spared: recovers by restore with .::trial_store.orders",
        "trial_service.other": "spared: continues",
        "trial_service.web": "spared: recovers by restore with .::trial_service.api, .::trial_store.orders",
        "trial_store.orders": "hit: recovers by restore",
    }
    assert run("simulate", "--fail", f"instance={name}").stdout.splitlines()[2:14] == [
        "  2 components only because something else fell",
        "",
        "Recovers: 3 components",
        "  .",
        "    trial_store.orders",
        "      by restore, back in about 1 h, loses none: the code says restore",
        "    trial_service.api",
        "      by restore, back in about 1 h, loses none: was not hit, but needs trial_store.orders: the code",
        "      says restore",
        "    trial_service.web",
        "      by restore, back in about 1 h, loses none: was not hit, but needs trial_service.api →",
        "      trial_store.orders: the code says restore",
    ]


def test_an_unknown_names_its_cause_along_the_chain(folder: Path) -> None:
    write(folder, CHAIN)
    [simulation] = simulated("zone=eu-west-1a")
    fates = {c["id"]: c for c in simulation["components"]}
    assert (fates[".::trial_service.web"]["outcome"], fates[".::trial_service.web"]["unknown"]) == (
        "unknown",
        ["var.data"],
    )
    lines = run("simulate", "--fail", "zone").stdout.splitlines()
    at = lines.index("    trial_store.orders")
    assert lines[at + 1].startswith("      set var.data: it hangs on var.data")


def test_a_component_waits_for_the_slowest_that_it_needs(folder: Path) -> None:
    quick = 'resource "aws_instance" "erp" {\n  availability_zone = "eu-west-1a"\n}\n'
    slow = 'resource "trial_service" "web" {\n  zone  = "restart"\n  needs = aws_instance.erp.id\n}\n'
    write(folder, quick + slow)
    [simulation] = simulated("zone=eu-west-1a")
    web = next(c for c in simulation["components"] if c["name"] == "web")
    assert (web["because"], web["waits_for"], web["rto"]) == ([], [".::aws_instance.erp"], [3600, 14400])


def test_several_failures_are_simulated_each_on_its_own(folder: Path) -> None:
    write(folder, CHAIN)
    found = simulated("data", "instance=other", "data")
    assert [s["fail"] for s in found] == [
        {"scenario": "data", "domain": None, "together": []},
        {"scenario": "instance", "domain": "other", "together": []},
    ]


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    write(folder, ESTATE)
    assert run("simulate", "--fail", "zone", "--jobs", "1").stdout == run("simulate", "--fail", "zone").stdout


@pytest.mark.parametrize(
    ("fail", "message"),
    [
        (
            "zones",
            "--fail zones: expected one of data, instance, zone, region, account, or one with its =DOMAIN, "
            "did you mean zone?",
        ),
        ("zone=", "--fail zone=: expected one of data, instance, zone, region, account, or one with its =DOMAIN"),
        ("instance=erp2", "--fail instance=erp2: there is no component of this id, address or name"),
        ("zone=eu-west-1c", "--fail zone=eu-west-1c: no component stands in this zone; known are eu-west-1a"),
    ],
)
def test_a_wrong_call_is_one_line(folder: Path, fail: str, message: str) -> None:
    write(folder, 'resource "aws_instance" "erp" {\n  availability_zone = "eu-west-1a"\n}\n')
    result = run("simulate", "--fail", fail)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {message}\n")


def test_text_of_the_estate_breaks_no_line_and_gives_no_command(folder: Path) -> None:
    manifest = 'apiVersion: trial.example/v1\nkind: Trial\nmetadata:\n  name: "a\\n::error::x\\e[2J"\n'
    write(folder, {"main.tf": CHAIN, "k8s/web.yaml": manifest})
    result = run("simulate", "--fail", "data")
    assert result.exit_code == 0
    assert [line for line in result.stdout.splitlines() if line.startswith("::") or "\x1b" in line] == []


def test_what_could_not_be_read_is_incomplete(folder: Path) -> None:
    result = run("simulate", "--fail", "zone")
    assert (result.exit_code, result.stderr) == (3, "incomplete: there was nothing to audit\n")
    write(folder, {"main.tf": CHAIN, "broken.tf": 'resource "trial_store" "x" {\n'})
    assert run("simulate", "--fail", "zone").exit_code == 3
    assert run("simulate", "--fail", "zone", "--allow-incomplete").exit_code == 0


def test_the_report_counts_what_simulate_says_of_every_named_domain(folder: Path) -> None:
    write(folder, ESTATE)
    result = run("check", "--format", "json", "--fail-on", "never")
    assert result.exit_code == 0, result.output
    counted = json.loads(result.stdout)["assessment"]["scenarios"]
    named = [(one["scenario"], one["domain"]) for one in counted]
    assert named == [
        *((scenario, None) for scenario in ("data", "instance", "zone", "region", "account")),
        ("zone", "eu-west-1a"),
        ("zone", "us-east-1a"),
        ("zone", "eu-west-1b"),
        ("region", "eu-west-1"),
        ("region", "us-east-1"),
    ]
    for one in counted[5:]:
        [simulation] = simulated(f"{one['scenario']}={one['domain']}")
        assert {**simulation["totals"], "fell_with_another": None} == {
            **{outcome: one[outcome] for outcome in ("continues", "recovers", "lost", "unknown")},
            "fell_with_another": None,
        }
