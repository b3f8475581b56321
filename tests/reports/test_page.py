"""What the page shows, worked out before it is written: the picture, its marks, the failures, and how to answer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from cli.running import run
from continuity_audit.reports.answers import how_to_answer, what_to_do
from continuity_audit.reports.document import ComponentEntry, Placement
from continuity_audit.reports.page.columns import choices, environment_of
from continuity_audit.reports.page.estate_map import nested, states
from continuity_audit.reports.page.failures import Ending, Failure, failures_of, starting_with
from continuity_audit.reports.page.marks import columns_for, paths, ranges
from continuity_audit.reports.story import tell
from pipeline.trial import write
from reports.build import component, continues, lost
from reports.large import large, simulated
from reports.sample import empty, sample

GOES_ON = continues("members", "others carry on")
GONE = lost("no copy")


def _one(name: str, placement: Placement, kind: str = "database") -> ComponentEntry:
    outcomes = (GOES_ON, GOES_ON, GOES_ON, GONE, GONE)
    made = component(f"aws_db_instance.{name}", kind, ("a.tf", 1), outcomes, ("Low", "Low"))
    return replace(made, placement=placement)


ESTATE = (
    _one("one", Placement(account="1", regions=("eu-west-1",), zones=1, zone_names=("eu-west-1a",))),
    _one("two", Placement(account="1", regions=("eu-west-1",), zones=2, zone_names=("eu-west-1a", "eu-west-1b"))),
    _one("open", Placement(account="1", regions=("eu-west-1",))),
    _one("zonal", Placement(account="1", regions=("eu-west-1",), zones=1), "compute"),
    _one("spread", Placement(account="1", regions=("eu-west-1",), zones=3), "compute"),
    _one("both", Placement(account="2", regions=("eu-west-1", "us-east-1"))),
    _one("names", Placement(), "dns"),
    _one("nowhere", Placement(regions=()), "queue"),
)


def test_accounts_hold_regions_and_these_hold_zones() -> None:
    told = [
        (account.title, region.title, region.zones, place.title, (place.first, place.last), group.kind, group.members)
        for account in nested(ESTATE)
        for region in account.regions
        for place in region.places
        for group in place.groups
    ]
    zones = ("eu-west-1a", "eu-west-1b")
    assert told == [
        ("Account 1", "Region eu-west-1", zones, "Across all 2 zones", (1, 2), "database", (1,)),
        ("Account 1", "Region eu-west-1", zones, "eu-west-1a", (1, 1), "database", (0,)),
        ("Account 1", "Region eu-west-1", zones, "Spread over zones without names in code", (0, 0), "compute", (4,)),
        ("Account 1", "Region eu-west-1", zones, "In one zone without a name in code", (0, 0), "compute", (3,)),
        ("Account 1", "Region eu-west-1", zones, "Zones left to the provider, or not stated", (0, 0), "database", (2,)),
        ("Account 2", "Region eu-west-1 + us-east-1", (), "Zones left to the provider, or not stated", (0, 0),
         "database", (5,)),
        ("Account without a name in code", "Global services", (), "Zones left to the provider, or not stated", (0, 0),
         "dns", (6,)),
        ("Account without a name in code", "No region in code", (), "Zones left to the provider, or not stated", (0, 0),
         "queue", (7,)),
    ]  # fmt: skip


def test_a_failure_strikes_its_domain_touches_what_spans_it_and_may_strike_what_is_not_placed() -> None:
    plain = Failure("region", None, (), {}, {}, ())
    failures = [plain, *(Failure("region", name, (), {}, {}, ()) for name in ("eu-west-1", "us-east-1"))]
    assert states(("eu-west-1",), "region", failures) == {"each": "0", "struck": "1"}
    assert states(("eu-west-1", "us-east-1"), "region", failures) == {"each": "0", "partly": "1 2"}
    assert states((), "region", failures) == {"each": "0", "assumed": "1 2"}
    assert states(("1",), "account", failures) == {}


def _ending(outcome: Any, *, hit: bool = True, fell: bool = False) -> Ending:
    return Ending(outcome, None, hit, False, fell, "why", None, None, ())


def test_marks_are_a_path_for_each_layer() -> None:
    endings = [_ending("lost", fell=True), _ending("continues"), _ending("continues", hit=False), _ending("recovers")]
    assert paths(endings, 3) == [
        ("falls", "M7 7m-6-6h12v12h-12z"),
        ("spared", "M35 7h0"),
        ("continues", "M21 7h0"),
        ("recovers", "M7 21h0"),
        ("hole", "M7 21h0"),
        ("lost", "M7 7m-5-5h10v10h-10z"),
        ("cross", "M7 7m-2.5-2.5l5 5m0-5l-5 5"),
    ]
    assert [columns_for(count) for count in (1, 8, 40, 400, 5_000)] == [1, 8, 11, 35, 44]
    assert ranges([0, 1, 2, 7, 9, 10]) == "0-2 7 9-10"


@pytest.mark.parametrize(
    ("outcomes", "sentence"),
    [
        (["continues"], "It goes on."),
        (["continues"] * 2, "Nothing stops: all of 2 components go on."),
        (["lost", "continues"], "1 of 2 components is lost."),
        (["recovers"] * 3, "3 of 3 components stop until they are brought back."),
        (["unknown", "continues"], "Whether 1 of 2 components stops, the code does not say."),
        (["lost", "recovers"], "2 of 2 components stop: 1 is lost and 1 must be brought back."),
        (
            ["lost", "lost", "recovers", "unknown", "continues"],
            "4 of 5 components stop or may stop: 2 are lost, 1 must be brought back and of 1 the code does not say.",
        ),
    ],
)
def test_a_failure_is_told_in_a_sentence(outcomes: list[str], sentence: str) -> None:
    assert Failure("zone", None, tuple(map(_ending, outcomes)), {}, {}, ()).sentence == sentence


def test_the_page_opens_with_the_named_region_that_costs_most() -> None:
    document = large(2)
    numbers = {one.id: number for number, one in enumerate(document.components)}
    failures = failures_of(tell(document), simulated(document), numbers)
    assert failures[starting_with(failures)].key == "region:eu-west-1"
    plain = failures_of(tell(sample()), (), {})
    assert [one.key for one in plain] == ["data", "instance", "zone", "region", "account"]
    assert plain[starting_with(plain)].key == "region"


def test_without_a_simulation_the_document_says_what_each_scenario_does() -> None:
    zone = failures_of(tell(sample()), (), {})[2]
    names = [one.name for one in sample().components]
    assert {names[number]: one.group for number, one in enumerate(zone.endings) if one.outcome != "continues"} == {
        "orders": "lost",
        "checkout": "falls",
        "shop": "falls",
        "sessions": "unknown",
        "batch": "recovers",
        names[11]: "recovers",
        "search": "recovers",
    }
    assert {names[number]: [names[one] for one in chain] for number, chain in zone.because.items()} == {
        "checkout": ["orders"],
        "shop": ["checkout", "orders"],
    }


ZONES = """\
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
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

resource "aws_ebs_volume" "far" {
  provider          = aws.us
  availability_zone = "us-east-1a"
}
"""


def test_page_and_command_say_the_same_of_every_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write(tmp_path, ZONES))
    page = run("check", "--format", "html", "--fail-on", "never").stdout
    found = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    ids = [
        f"{place}::{address}"
        for place, address in zip(data["columns"]["place"], data["columns"]["address"], strict=True)
    ]
    keys = [failure["key"] for failure in data["failures"]]
    assert keys == [
        *("data", "instance", "zone", "region", "account"),
        *("zone:eu-west-1a", "zone:us-east-1a", "region:eu-west-1", "region:us-east-1"),
    ]
    for failure in data["failures"]:
        if failure["key"] == "zone":
            continue  # simulate takes zones in turn where it is not told which
        told = run("simulate", "--format", "json", "--fail", failure["key"].replace(":", "=")).stdout
        [simulation] = json.loads(told)["simulations"]
        assert failure["notes"] == simulation["assumptions"]
        assert failure["counts"] == [simulation["totals"][one] for one in ("continues", "recovers", "lost", "unknown")]
        for number, fate in enumerate(simulation["components"]):
            ending = failure["endings"][failure["codes"][number]]
            assert (ids[number], ending["outcome"], ending["by"]) == (fate["id"], fate["outcome"], fate["by"])
            assert [ids[one] for one in failure["because"].get(str(number), [])] == fate["because"]


def test_environments_come_from_the_audit_or_from_tags() -> None:
    plain = _one("plain", Placement())
    assert environment_of(plain) == ""
    assert environment_of(replace(plain, tags={"Env": "dev"})) == "dev"
    assert environment_of(replace(plain, tags={"Env": "dev"}, environment="prod")) == "prod"


def test_what_is_the_same_everywhere_is_no_choice() -> None:
    assert choices(sample().components) == {
        "kind": [
            *("api", "cache", "compute", "database", "dns", "file-storage", "function", "object-storage", "workload")
        ],
        "level": ["Low", "Low–Medium", "Medium", "High"],
        "tier": ["critical", "supporting"],
        "root": ["infra/prod", "k8s/shop"],
        "provider": ["aws", "kubernetes"],
    }
    assert choices(empty().components) == {}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("var.ha", "Audit with `--var ha=VALUE` or `--var-file FILE`, or give the variable a default."),
        ("module.a.module.b.var.ha", "Set `ha` where `module.a.module.b` is called, or give that variable a default."),
        (
            "terraform.workspace",
            "Audit with `--workspace NAME`, or name the workspace of each environment in the configuration.",
        ),
        ("data.aws_zones.all", "Audit a plan file (`terraform show -json`): it holds what the data source returns."),
        (
            "module.x.data.aws_zones.all",
            "Audit a plan file (`terraform show -json`): it holds what the data source returns.",
        ),
        (
            "data.terraform_remote_state.network",
            "Audit the root that keeps this state together with this one, or a plan file (`terraform show -json`): "
            "it holds what the data source returns.",
        ),
        (
            "arn:aws:s3:::backup",
            "Audit the root that makes it together with this one: then the code says where it stands.",
        ),
        ("provider.aws.region", "Write `region` into the provider's block."),
        ("module.a.provider.aws.dr.account", "Write `allowed_account_ids` into the provider's block."),
        ("module.vpc", "Run `terraform init` before the audit: it reads the module once that is on disk."),
        (
            "env.STAGE",
            "Audit with `--var env.STAGE=VALUE`, or give `get_env` a default: the machine's own is never read.",
        ),
        (
            "chart redis",
            "Keep the chart in the audited tree, or state in its values what the answer hangs on.",
        ),
        ("https://example.com/crds.yaml", "Keep a copy of it in the audited tree: nothing is fetched."),
        (
            'module.a["x"].module.b[0]',
            "Run `terraform init` before the audit: it reads the module once that is on disk.",
        ),
        (
            "module.vpc.aws_subnet.main.id",
            "Audit a plan file (`terraform show -json`) that holds the value, or write it into the code.",
        ),
        (
            "aws_rds_cluster.main.id",
            "Audit a plan file (`terraform show -json`) that holds the value, or write it into the code.",
        ),
    ],
)
def test_each_kind_of_open_value_has_its_answer(name: str, answer: str) -> None:
    assert how_to_answer(name) == answer


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("var.ha", "set it"),
        ("module.a.var.ha", "set it"),
        ("data.aws_subnets.all", "give a plan file that holds it"),
        ("module.a.data.aws_subnets.all", "give a plan file that holds it"),
        ("module.vpc", "install it"),
        ("module.a.provider.aws.dr.account", "answer it"),
        ("chart redis", "keep it in the audited tree"),
        ("https://example.com/crds.yaml", "keep a copy of it in the audited tree"),
        ("terraform.workspace", "answer it"),
    ],
)
def test_what_an_answer_takes_is_said_in_a_few_words(name: str, words: str) -> None:
    assert what_to_do(name) == words
