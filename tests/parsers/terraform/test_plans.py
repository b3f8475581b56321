"""Plan files: real ones of the real terraform, with the code beside them and without, and what is no plan."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from continuity_audit.discovery import discover
from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.model import Provider, Resource, Span
from continuity_audit.estate.values import Reference, Sensitive, Unknown
from continuity_audit.parsers.reading import Inputs, Opened, Reading, Wanted
from continuity_audit.parsers.terraform.parser import PARSER
from parsers.terraform.plan_files import EU, Planned, constant, plan, refers
from parsers.terraform.plan_files import write as write_plan
from parsers.terraform.plans import needs_terraform, write

CODE = {
    "main.tf": """\
variable "password" {
  default   = "hunter2"
  sensitive = true
}

locals {
  id = terraform_data.first.id
}

resource "terraform_data" "first" {
  input = { password = var.password, size = 1.5 }
}

resource "terraform_data" "each" {
  for_each = toset(["a", "b"])
  input    = terraform_data.first.id
}

resource "terraform_data" "through_local" {
  input = [local.id, "known"]
}

module "inner" {
  source = "./inner"
  count  = 2
  given  = terraform_data.each["a"].id
}

resource "terraform_data" "through_output" {
  input = module.inner[0].id
}
""",
    "inner/main.tf": """\
variable "given" {}

resource "terraform_data" "this" {
  input = { from = var.given }
}

output "id" {
  value = terraform_data.this.id
}
""",
}


def terraform(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    command = ["terraform", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout


def opened(*paths: Path) -> Opened:
    return PARSER.open(discover(paths))


def read(*paths: Path, data: bool = False) -> Reading:
    """The only root, which is a plan."""
    found = opened(*paths)
    (root,) = found.roots
    return found.read(root, Inputs(), Wanted(data=data))


def by_address(reading: Reading) -> dict[str, Resource]:
    return {resource.address: resource for resource in reading.resources}


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with code and the plan that the real terraform makes of it."""
    folder = write(tmp_path_factory.mktemp("real"), CODE)
    terraform(folder, "init", "-input=false")
    terraform(folder, "plan", "-input=false", "-out=plan.bin")
    (folder / "plan.json").write_text(terraform(folder, "show", "-json", "plan.bin"))
    return folder


@pytest.fixture
def alone(real: Path, tmp_path: Path) -> Path:
    """The real plan without its code."""
    (tmp_path / "plan.json").write_bytes((real / "plan.json").read_bytes())
    return tmp_path / "plan.json"


def open_value(text: str, address: str) -> Unknown:
    return Unknown(frozenset({text}), text, Reference(address, "id"))


FIRST = open_value("terraform_data.first.id", "terraform_data.first")
EACH = open_value('terraform_data.each["a"].id', 'terraform_data.each["a"]')
THIS = open_value("module.inner[0].terraform_data.this.id", "module.inner[0].terraform_data.this")


@needs_terraform
def test_values_of_a_real_plan(alone: Path) -> None:
    reading = read(alone)
    found = {address: resource.values.get("input") for address, resource in by_address(reading).items()}
    local = "terraform_data.through_local.input.0"
    assert json.loads(alone.read_text())["format_version"].startswith("1.")
    assert found == {
        "terraform_data.first": {"password": Sensitive("hunter2"), "size": pytest.approx(1.5)},
        'terraform_data.each["a"]': FIRST,
        'terraform_data.each["b"]': FIRST,
        "terraform_data.through_local": (Unknown(frozenset({local}), local), "known"),
        "module.inner[0].terraform_data.this": {"from": EACH},
        "module.inner[1].terraform_data.this": {"from": EACH},
        "terraform_data.through_output": THIS,
    }
    assert reading.root == "."
    assert reading.files == ("plan.json",)
    assert {resource.span for resource in reading.resources} == {Span("plan.json", 1, 1)}
    assert by_address(reading)["terraform_data.through_output"].references == {
        "input": frozenset({Reference("module.inner[0].terraform_data.this", "id")})
    }


@needs_terraform
@pytest.mark.parametrize("path", [".", "plan.json"])
def test_code_in_the_plans_folder_gives_lines_and_what_locals_are_made_of(real: Path, path: str) -> None:
    reading = read(real / path)
    found = by_address(reading)
    assert {address: (r.span.file, r.span.line, r.line_of("input")) for address, r in found.items()} == {
        "terraform_data.first": ("main.tf", 10, 11),
        'terraform_data.each["a"]': ("main.tf", 14, 16),
        'terraform_data.each["b"]': ("main.tf", 14, 16),
        "terraform_data.through_local": ("main.tf", 19, 20),
        "module.inner[0].terraform_data.this": ("inner/main.tf", 3, 4),
        "module.inner[1].terraform_data.this": ("inner/main.tf", 3, 4),
        "terraform_data.through_output": ("main.tf", 29, 30),
    }
    assert found["terraform_data.through_local"].values["input"] == (FIRST, "known")
    assert found["module.inner[1].terraform_data.this"].sources == (Span("main.tf", 23, 27),)
    assert found['terraform_data.each["b"]'].index == "b"
    expected = () if path == "plan.json" else (Skipped(".", "plan.json is judged in its place"),)
    assert reading.skipped == expected


@needs_terraform
def test_code_elsewhere_is_found_by_what_it_declares(real: Path, tmp_path: Path) -> None:
    for folder in ("infra/app", "infra/other"):
        write(
            tmp_path / folder,
            {name: text.replace("through", "through" * (1 + ("other" in folder))) for name, text in CODE.items()},
        )
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci/plan.json").write_bytes((real / "plan.json").read_bytes())
    found = opened(tmp_path / "ci/plan.json", tmp_path / "infra")
    assert found.roots == ("infra/other", "ci/plan.json")
    reading = found.read("ci/plan.json", Inputs(), Wanted())
    assert reading.root == "infra/app"
    assert reading.skipped == (Skipped("infra/app", "ci/plan.json is judged in its place"),)
    assert by_address(reading)["terraform_data.first"].id == "infra/app::terraform_data.first"
    assert by_address(reading)["terraform_data.first"].span == Span("infra/app/main.tf", 10, 12)


@needs_terraform
@pytest.mark.parametrize(
    ("file", "block"),
    [("more.tf", "terraform_data.new"), ("inner/more.tf", "module.inner.terraform_data.new")],
)
def test_code_that_has_changed_since_is_said(real: Path, tmp_path: Path, file: str, block: str) -> None:
    write(tmp_path, {**CODE, file: 'resource "terraform_data" "new" {}\n'})
    (tmp_path / "plan.json").write_bytes((real / "plan.json").read_bytes())
    reason = f"plan.json is judged in its place, made from other code: 1 block differs, such as {block}"
    assert read(tmp_path).skipped == (Skipped(".", reason),)


@needs_terraform
def test_plans_of_two_environments_of_one_root(real: Path, tmp_path: Path) -> None:
    write(tmp_path, CODE)
    for name in ("dev", "prod"):
        (tmp_path / f"{name}.json").write_bytes((real / "plan.json").read_bytes())
    found = opened(tmp_path)
    readings = [found.read(root, Inputs(), Wanted()) for root in found.roots]
    assert [(r.root, r.environment, r.folder) for r in readings] == [(".@dev", "dev", "."), (".@prod", "prod", ".")]
    assert by_address(readings[0])["terraform_data.first"].id == ".@dev::terraform_data.first"


def blocks(*names: str) -> str:
    """Code that declares queues."""
    return "".join(f'resource "aws_sqs_queue" "{name}" {{}}\n' for name in names)


def of_blocks(*names: str) -> dict[str, Any]:
    """A plan of code that declares queues."""
    return plan([Planned(f"aws_sqs_queue.{name}", {"name": name}, expressions={}) for name in names])


OTHER_CODE = "ci/plan.json is judged in its place, made from other code"
NO_ROOT = "ci/plan.json is judged in place of no root: of what it declares ({}), {} declares {}"


@pytest.mark.parametrize(
    ("code", "declared", "root", "skipped"),
    [
        ({"app": "abc"}, "abcd", "app", Skipped("app", f"{OTHER_CODE}: 1 block differs, such as aws_sqs_queue.d")),
        ({"app": "abce"}, "abcd", "app", Skipped("app", f"{OTHER_CODE}: 2 blocks differ, such as aws_sqs_queue.d")),
        (
            {"app": "abc", "b": "a"},
            "abcd",
            "app",
            Skipped("app", f"{OTHER_CODE}: 1 block differs, such as aws_sqs_queue.d"),
        ),
        ({"app": "abc", "dev": "abcd"}, "abcd", "dev", Skipped("dev", "ci/plan.json is judged in its place")),
        ({"app": "abc", "dev": "abd"}, "abcd", "ci", Skipped("ci/plan.json", NO_ROOT.format(4, "app", 3))),
        ({"app": "ab"}, "abcd", "ci", Skipped("ci/plan.json", NO_ROOT.format(4, "app", 2))),
        (
            {"dev": "abc", "prod": "abc"},
            "abc",
            "ci",
            Skipped(
                "ci/plan.json",
                "ci/plan.json is judged in place of no root: dev and prod fit it alike; lay it beside the code that it "
                "is made from",
            ),
        ),
        ({"app": "xyz"}, "abcd", "ci", None),
    ],
)
def test_the_code_of_a_plan_that_is_a_little_older(
    tmp_path: Path, code: dict[str, str], declared: str, root: str, skipped: Skipped | None
) -> None:
    write(tmp_path, {f"{folder}/main.tf": blocks(*names) for folder, names in code.items()})
    write_plan(tmp_path / "ci/plan.json", of_blocks(*declared))
    found = opened(tmp_path)
    assert found.roots == (*sorted(code.keys() - {root}), "ci/plan.json")
    reading = found.read("ci/plan.json", Inputs(), Wanted())
    assert (reading.root, reading.skipped) == (root, (skipped,) if skipped else ())


@pytest.mark.parametrize(
    ("files", "environments"),
    [
        (("plans/dev/tfplan.json", "plans/prod/tfplan.json"), ("dev", "prod")),
        (("dev/out/tfplan.json", "prod/out/tfplan.json"), ("dev", "prod")),
        (("eu/dev.json", "us/dev.json", "us/prod.json"), ("eu/dev", "us/dev", "us/prod")),
        (("old/tfplan.json", "tfplan.json"), ("old/tfplan", "tfplan")),
        (("a/dev.json", "b/prod.json"), ("dev", "prod")),
    ],
)
def test_plans_of_one_root_with_one_name_are_told_apart_by_their_folders(
    tmp_path: Path, files: tuple[str, ...], environments: tuple[str, ...]
) -> None:
    write(tmp_path, {"infra/main.tf": 'resource "aws_rds_cluster" "main" {}\n'})
    for file in files:
        write_plan(tmp_path / file, plan([CLUSTER]))
    found = opened(tmp_path)
    readings = [found.read(file, Inputs(), Wanted()) for file in files]
    assert [(r.folder, r.environment) for r in readings] == [("infra", name) for name in environments]


CLUSTER = Planned(
    "aws_rds_cluster.main",
    {"engine": "aurora-mysql", "region": None},
    unknown={"id": True, "arn": True, "availability_zones": True},
    expressions={"engine": constant("aurora-mysql")},
)


def planned(tmp_path: Path, *resources: Planned, **options: Any) -> dict[str, Resource]:
    return by_address(read(write_plan(tmp_path / "plan.json", plan(resources, **options))))


def test_what_the_code_leaves_out_has_its_default_though_apply_will_tell(tmp_path: Path) -> None:
    database = Planned(
        "aws_db_instance.main",
        {"identifier": "orders", "multi_az": None},
        unknown={"id": True, "multi_az": True, "kms_key_id": True},
        expressions={"identifier": constant("orders"), "kms_key_id": refers("local.key")},
    )
    values = planned(tmp_path, database)["aws_db_instance.main"].values
    cause = "aws_db_instance.main.kms_key_id"
    assert values == {"identifier": "orders", "kms_key_id": Unknown(frozenset({cause}), cause)}


@pytest.mark.parametrize(
    ("name", "is_left_out"),
    [("var.none", True), ("var.set", False), ("var.object.none", True), ("var.ephemeral", False), ("local.x", False)],
)
@pytest.mark.parametrize("call", [None, "argument", "default"])
def test_what_can_but_be_null_has_its_default_though_apply_will_tell(
    tmp_path: Path, name: str, is_left_out: bool, call: str | None
) -> None:
    database = Planned(
        f"{'module.db.' if call else ''}aws_db_instance.main",
        {"identifier": "orders"},
        unknown={"backup_retention_period": True},
        expressions={"backup_retention_period": refers(*(("var.none",) if call == "default" else (name,)))},
    )
    content = plan([database], variables={"none": None, "set": 1, "object": {"none": None}})
    root = content["configuration"]["root_module"]
    if call:
        given = {"argument": {"none": refers(name)}, "default": {}}[call]
        block = {**root["resources"][0], "address": "aws_db_instance.main"}
        block["expressions"] = {"backup_retention_period": refers("var.none")}
        variables = {"none": {"default": None}}
        module = {"resources": [block], "variables": variables}
        content["configuration"]["root_module"] = {"module_calls": {"db": {"expressions": given, "module": module}}}
        for change in content["resource_changes"]:
            change["module_address"] = "module.db"
    (resource,) = read(write_plan(tmp_path / "plan.json", content)).resources
    assert ("backup_retention_period" not in resource.values) == (is_left_out or call == "default")


def test_nested_blocks_of_a_plan(tmp_path: Path) -> None:
    name = "aws_backup_vault.v.name"
    vault = refers(name, "aws_backup_vault.v")
    rule = Planned(
        "aws_backup_plan.main",
        {"name": "daily", "rule": [{"rule_name": "daily", "schedule": None}]},
        unknown={"id": True, "rule": [{"target_vault_name": True, "recovery_point_tags": {}, "schedule": True}]},
        expressions={"name": constant("daily"), "rule": [{"rule_name": constant("daily"), "target_vault_name": vault}]},
    )
    found = planned(tmp_path, rule)["aws_backup_plan.main"]
    assert found.values["rule"] == (
        {
            "rule_name": "daily",
            "target_vault_name": Unknown(frozenset({name}), name, Reference("aws_backup_vault.v", "name")),
            "recovery_point_tags": None,
        },
    )
    assert found.references["rule"] == frozenset({Reference("aws_backup_vault.v", "name")})


def test_a_list_of_attributes_of_resources_keeps_its_elements(tmp_path: Path) -> None:
    group = Planned(
        "aws_db_subnet_group.main",
        {"name": "main"},
        unknown={"subnet_ids": True},
        expressions={"subnet_ids": refers("aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b")},
    )
    expected = tuple(open_value(f"aws_subnet.{name}.id", f"aws_subnet.{name}") for name in "ab")
    assert planned(tmp_path, group)["aws_db_subnet_group.main"].values["subnet_ids"] == expected


def test_own_index_is_that_of_what_is_referred_to(tmp_path: Path) -> None:
    clusters = [
        Planned(f"aws_rds_cluster.main[{n}]", {"engine": "aurora-mysql"}, unknown={"id": True}, expressions={})
        for n in (0, 1)
    ]
    member = Planned(
        "aws_rds_cluster_instance.member[1]",
        {},
        unknown={"cluster_identifier": True},
        expressions={"cluster_identifier": refers("aws_rds_cluster.main", "count.index")},
    )
    found = planned(tmp_path, *clusters, member)["aws_rds_cluster_instance.member[1]"]
    assert found.references["cluster_identifier"] == frozenset({Reference("aws_rds_cluster.main[1]")})


def test_region_by_variable_and_account_by_arn(tmp_path: Path) -> None:
    providers = {"aws": {"name": "aws", "expressions": {"region": refers("var.region")}}}
    arn = "arn:aws:rds:eu-west-1:123456789012:db:orders"
    database = Planned("aws_db_instance.main", {"arn": arn}, {"arn": arn}, expressions={})
    found = planned(tmp_path, database, CLUSTER, providers=providers, variables={"region": "eu-west-1"})
    assert [(r.provider.region, r.provider.account) for r in found.values()] == [("eu-west-1", "123456789012")] * 2


def test_region_that_only_a_part_of_is_known_is_open(tmp_path: Path) -> None:
    providers = {"aws": {"name": "aws", "expressions": {"region": refers("var.geography")}}}
    (found,) = planned(tmp_path, CLUSTER, providers=providers, variables={"geography": "eu"}).values()
    assert found.provider.region == Unknown(frozenset({"provider.aws.region"}), "provider.aws.region")


def test_instances_of_a_provider_are_told_apart_by_what_they_make(tmp_path: Path) -> None:
    role = [{"role_arn": refers("each.value.role", "each.value")}]
    expressions = {"region": refers("each.value.region", "each.value"), "assume_role": role}
    by_place = {"name": "aws", "alias": "by_place", "expressions": expressions}
    by_role = {"name": "aws", "alias": "by_role", "expressions": {"region": constant("eu-west-2"), "assume_role": role}}
    arn = "arn:aws:rds:eu-west-1:123456789012:db:orders"
    made = [
        Planned("aws_db_instance.old", {"arn": arn}, expressions={}, provider="aws.by_place"),
        Planned("aws_db_instance.new", {}, expressions={}, provider="aws.by_place"),
        Planned("aws_db_instance.newer", {}, expressions={}, provider="aws.by_place"),
        Planned("aws_db_instance.role", {}, expressions={}, provider="aws.by_role"),
        Planned("aws_db_instance.plain", {}, expressions={}),
    ]
    found = {
        r.name: (r.provider.region, r.provider.account)
        for r in planned(tmp_path, *made, providers={**EU, "aws.by_place": by_place, "aws.by_role": by_role}).values()
    }

    def missing(attribute: str, of: str) -> Unknown:
        return Unknown(frozenset({f"provider.aws.{attribute}"}), f"provider.aws.{attribute}@aws_db_instance.{of}")

    assert found == {
        "old": ("eu-west-1", "123456789012"),
        "new": (missing("by_place.region", "new"), missing("by_place.account", "new")),
        "newer": (missing("by_place.region", "newer"), missing("by_place.account", "newer")),
        "role": ("eu-west-2", missing("by_role.account", "role")),
        "plain": ("eu-west-1", None),
    }


def test_alias_and_default_tags(tmp_path: Path) -> None:
    tags = [{"tags": constant({"service": "orders"})}]
    expressions = {"region": constant("us-east-1"), "default_tags": tags, "allowed_account_ids": constant(["1234"])}
    expressions |= {"profile": constant("orders")}
    other = Planned("aws_sqs_queue.q", {"name": "q"}, expressions={"name": constant("q")}, provider="aws.us")
    (found,) = planned(
        tmp_path, other, providers={**EU, "aws.us": {"name": "aws", "expressions": expressions}}
    ).values()
    assert (found.provider.name, found.provider.region, found.provider.account, found.provider.tags) == (
        "aws", "us-east-1", "000000001234", {"service": "orders"},
    )  # fmt: skip
    assert found.provider.profile == "orders"


@pytest.mark.parametrize(
    ("expressions", "region", "zone"),
    [
        ({"region": constant("europe-west1")}, "europe-west1", None),
        ({"zone": constant("europe-west1-b")}, None, "europe-west1-b"),
        ({}, Unknown(frozenset({"provider.google.region"}), "provider.google.region"), None),
    ],
)  # fmt: skip
def test_project_region_and_zone_of_google(
    tmp_path: Path, expressions: dict[str, Any], region: object, zone: str | None
) -> None:
    disk = Planned("google_compute_disk.d", {"name": "d"}, expressions={"name": constant("d")}, provider="google")
    providers = {"google": {"name": "google", "expressions": {"project": constant("shop"), **expressions}}}
    (found,) = planned(tmp_path, disk, providers=providers).values()
    assert found.provider == Provider("google", region, "shop", None, zone)


@pytest.mark.parametrize(("constraint", "before"), [("~> 3.117", (4, 0, 0)), (">= 4.0.0", ()), (None, ())])
def test_a_plan_says_which_versions_of_a_provider_its_code_asks_for(
    tmp_path: Path, constraint: str | None, before: tuple[int, ...]
) -> None:
    cache = Planned("azurerm_redis_cache.c", {"name": "c"}, expressions={"name": constant("c")}, provider="azurerm")
    stated = {"version_constraint": constraint} if constraint else {}
    providers = {"azurerm": {"name": "azurerm", "expressions": {}, **stated}}
    (found,) = planned(tmp_path, cache, providers=providers).values()
    assert found.provider.before == before


def test_what_was_there_before_bears_its_new_address(tmp_path: Path) -> None:
    content = plan([Planned("aws_sqs_queue.new", {"name": "q"}, {"name": "q"}, expressions={})])
    before = content["prior_state"]["values"]["root_module"]["resources"]
    before[0]["address"] = "aws_sqs_queue.old"
    before.append({**before[0], "deposed_key": "1a2b3c4d"})
    content["resource_changes"][0]["previous_address"] = "aws_sqs_queue.old"
    reading = read(write_plan(tmp_path / "plan.json", content))
    assert reading.before is not None
    assert [resource.address for resource in reading.before] == ["aws_sqs_queue.new"]


APPLIED = """\
resource "terraform_data" "a" {
  input = "old"
}

resource "terraform_data" "b" {
  input = "same"
}

module "inner" {
  source = "./inner"
  given  = "same"
}
"""
CHANGED = APPLIED.replace("old", "new").replace("same", "other") + 'resource "terraform_data" "c" {}\n'


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An estate in use whose code was changed since."""
    folder = write(tmp_path_factory.mktemp("used"), {**CODE, "main.tf": APPLIED})
    terraform(folder, "init", "-input=false")
    terraform(folder, "apply", "-input=false", "-auto-approve")
    return write(folder, {"main.tf": CHANGED})


def planned_by_terraform(in_use: Path, tmp_path: Path, *options: str) -> Reading:
    """What is read of a plan of the real terraform, beside its code."""
    terraform(in_use, "plan", "-input=false", "-out=plan.bin", *options)
    (write(tmp_path, {**CODE, "main.tf": CHANGED}) / "plan.json").write_text(
        terraform(in_use, "show", "-json", "plan.bin")
    )
    return read(tmp_path)


def inputs(reading: Reading) -> dict[str, tuple[object, int]]:
    """What each resource is given, and the line that it stands in."""
    found = by_address(reading)
    return {address: (resource.values.get("input"), resource.line_of("input")) for address, resource in found.items()}


REPLACED = Skipped(".", "plan.json is judged in its place")
INNER = "module.inner.terraform_data.this"


@needs_terraform
def test_what_a_plan_for_a_target_leaves_out_stays_as_it_is(in_use: Path, tmp_path: Path) -> None:
    reading = planned_by_terraform(in_use, tmp_path, "-target=terraform_data.a")
    assert inputs(reading) == {
        "terraform_data.a": ("new", 2),
        "terraform_data.b": ("same", 5),
        INNER: ({"from": "same"}, 3),
    }
    part = "plan.json is a part of a plan (-target, -exclude or deferred)"
    state = f"2 resources are judged as in the state, such as {INNER}"
    code = "1 block of the code neither planned nor in the state, such as terraform_data.c"
    assert reading.skipped == (REPLACED, Skipped("plan.json", f"{part}; {state}; {code}"))
    assert reading.unread == ()


@needs_terraform
def test_a_plan_that_only_refreshes_is_of_what_is_there(in_use: Path, tmp_path: Path) -> None:
    reading = planned_by_terraform(in_use, tmp_path, "-refresh-only")
    expected = {"terraform_data.a": ("old", 1), "terraform_data.b": ("same", 5), INNER: ({"from": "same"}, 3)}
    assert inputs(reading) == expected
    state = f"3 resources are judged as in the state, such as {INNER}"
    code = "1 block of the code neither planned nor in the state, such as terraform_data.c"
    assert reading.skipped == (REPLACED, Skipped("plan.json", f"plan.json changes nothing; {state}; {code}"))


@needs_terraform
def test_a_plan_that_destroys_all_is_of_what_goes(in_use: Path, tmp_path: Path) -> None:
    reading = planned_by_terraform(in_use, tmp_path, "-destroy")
    expected = {"terraform_data.a": ("old", 1), "terraform_data.b": ("same", 5), INNER: ({"from": "same"}, 3)}
    assert inputs(reading) == expected
    assert [resource.gone for resource in reading.resources] == [True] * 3
    said = "plan.json destroys all that it manages, which is judged as it is until then"
    assert reading.skipped == (REPLACED, Skipped("plan.json", said))


@needs_terraform
def test_a_part_that_is_destroyed_is_gone_and_the_rest_stays(in_use: Path, tmp_path: Path) -> None:
    reading = planned_by_terraform(in_use, tmp_path, "-destroy", "-target=terraform_data.a")
    assert inputs(reading) == {"terraform_data.b": ("same", 5), INNER: ({"from": "same"}, 3)}
    assert [resource.gone for resource in reading.resources] == [False] * 2
    part = "plan.json is a part of a plan (-target, -exclude or deferred)"
    state = f"2 resources are judged as in the state, such as {INNER}"
    code = "1 block of the code neither planned nor in the state, such as terraform_data.c"
    assert reading.skipped == (REPLACED, Skipped("plan.json", f"{part}; {state}; {code}"))


@needs_terraform
def test_a_whole_plan_says_all_itself(in_use: Path, tmp_path: Path) -> None:
    reading = planned_by_terraform(in_use, tmp_path)
    assert inputs(reading) == {
        "terraform_data.a": ("new", 2),
        "terraform_data.b": ("other", 6),
        "terraform_data.c": (None, 13),
        INNER: ({"from": "other"}, 4),
    }
    assert reading.skipped == (REPLACED,)


def test_a_plan_that_was_cut_down_to_its_values_keeps_nothing_else(tmp_path: Path) -> None:
    content = plan([CLUSTER, Planned("aws_sqs_queue.gone", None, {"name": "gone"})])
    del content["resource_changes"]
    assert list(by_address(read(write_plan(tmp_path / "plan.json", content)))) == ["aws_rds_cluster.main"]


def test_a_plan_that_failed_is_not_whole(tmp_path: Path) -> None:
    reading = read(write_plan(tmp_path / "plan.json", plan([CLUSTER], errored=True, complete=False)))
    assert reading.unread == (Unread("plan.json", 0, "the plan is not whole: terraform failed while it made it"),)
    assert reading.skipped == ()


LEFT_OUT = [CLUSTER, Planned("aws_sqs_queue.a", expressions={})]
COUNTED = [CLUSTER, Planned("aws_sqs_queue.a", expressions={}, block={"count_expression": refers("var.queues")})]
NEITHER = "1 block of the code neither planned nor in the state, such as aws_sqs_queue.a"


@pytest.mark.parametrize(
    ("version", "more", "resources", "unread", "skipped"),
    [
        ("1.3.9", {}, LEFT_OUT, "", f"plan.json leaves out a part of its code; {NEITHER}"),
        (
            "1.5.7",
            {},
            LEFT_OUT,
            "the plan is not whole: either terraform 1.5.7 failed while it made it, which it does not say, or -target "
            f"left parts out; {NEITHER}",
            "",
        ),
        ("1.5.7", {}, COUNTED, "", ""),
        ("1.6.6", {"errored": False}, LEFT_OUT, "", f"plan.json leaves out a part of its code; {NEITHER}"),
        ("1.11.4", {"errored": False, "complete": True}, LEFT_OUT, "", ""),
    ],
)
def test_a_plan_without_what_its_code_makes_in_any_case_is_not_taken_for_whole(
    tmp_path: Path, version: str, more: dict[str, bool], resources: list[Planned], unread: str, skipped: str
) -> None:
    content = {**plan(resources), "terraform_version": version, **more}
    for part in (content["resource_changes"], content["planned_values"]["root_module"]["resources"]):
        part[:] = [entry for entry in part if entry["address"] != "aws_sqs_queue.a"]
    reading = read(write_plan(tmp_path / "plan.json", content))
    assert reading.unread == ((Unread("plan.json", 0, unread),) if unread else ())
    assert reading.skipped == ((Skipped("plan.json", skipped),) if skipped else ())


@pytest.mark.parametrize(("destroys", "reason"), [(False, "changes nothing"), (True, "destroys all that it manages")])
def test_a_plan_of_what_is_there_alone_has_not_failed(tmp_path: Path, destroys: bool, reason: str) -> None:
    there = Planned("aws_sqs_queue.b", None, {"name": "b"}, expressions={})
    content = {**plan([there, Planned("aws_sqs_queue.a", expressions={})]), "terraform_version": "1.5.7"}
    content["resource_changes"] = content["resource_changes"][:1] if destroys else []
    reading = read(write_plan(tmp_path / "plan.json", content))
    assert (list(by_address(reading)), reading.unread) == (["aws_sqs_queue.b"], ())
    assert reading.skipped[0].reason.startswith(f"plan.json {reason}")


def test_a_plan_that_holds_nothing_says_what_its_code_declares(tmp_path: Path) -> None:
    content = plan([Planned("aws_sqs_queue.a", expressions={}), Planned("aws_sqs_queue.b", expressions={})])
    del content["resource_changes"]
    reading = read(write_plan(tmp_path / "plan.json", content))
    nothing = (
        "plan.json changes nothing; 2 blocks of the code neither planned nor in the state, such as aws_sqs_queue.a"
    )
    assert (reading.resources, reading.skipped) == ((), (Skipped("plan.json", nothing),))


def test_a_plan_of_the_windows_shell_is_read(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_bytes(json.dumps(plan([CLUSTER])).encode("utf-16"))
    assert list(by_address(read(tmp_path / "plan.json"))) == ["aws_rds_cluster.main"]


def test_a_plan_whose_letters_the_windows_shell_changed_says_how_to_print_it(tmp_path: Path) -> None:
    named = Planned("aws_sqs_queue.a", {"name": "서브넷"}, expressions={})
    text = json.dumps(plan([named]), ensure_ascii=False)
    (tmp_path / "plan.json").write_bytes(text.replace('서브넷"', "?쒕툕??").encode("utf-16"))
    (unread,) = opened(tmp_path / "plan.json").rest()
    assert unread.reason.endswith(
        "set `[Console]::OutputEncoding = [Text.Encoding]::UTF8` before `terraform show -json`"
    )


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2"])
def test_plans_of_older_formats_are_read(version: str, tmp_path: Path) -> None:
    content = {**plan([CLUSTER]), "format_version": version}
    assert list(by_address(read(write_plan(tmp_path / "plan.json", content)))) == ["aws_rds_cluster.main"]


WHOLE = json.dumps(plan([CLUSTER]))
COMMAND = "[command]/opt/terraform-bin show -json plan.bin\n"
WRAPPED = "; setup-terraform wrote into it: use its `terraform_wrapper: false`"


def test_the_command_before_a_plan_is_no_part_of_it(tmp_path: Path) -> None:
    named = Planned("aws_sqs_queue.a", {"name": "[command]\n"}, expressions={})
    (tmp_path / "plan.json").write_text(COMMAND + json.dumps(plan([named])))
    found = by_address(read(tmp_path / "plan.json"))
    assert found["aws_sqs_queue.a"].values == {"name": "[command]\n"}


OTHER_VERSION = "a plan of format version {}; versions 0 and 1 are read, as Terraform 0.12 and later print"
NOT_READ = "not a plan that can be read: "


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (WHOLE[:1200], 1, NOT_READ + "the file ends before the plan does"),
        (WHOLE + "}", 1, NOT_READ + "not valid JSON: Extra data"),
        (COMMAND + WHOLE[:1200], 2, NOT_READ + "the file ends before the plan does"),
        (
            COMMAND + WHOLE + "\n::debug::Terraform exited with code 0.\n",
            3,
            f"{NOT_READ}not valid JSON: Extra data{WRAPPED}",
        ),
        (WHOLE.replace('"engine"', '"n": ' + "9" * 5000 + ', "engine"'), 0, NOT_READ + "a number is too long"),
        (WHOLE.replace('"1.2"', '"2.0"'), 0, OTHER_VERSION.format("2.0")),
        (
            WHOLE.replace('"planned_values"', '"planned"').replace(
                '"resource_changes": [', '"resource_changes": [], "x": ['
            ),
            0,
            "not a plan: it holds no planned_values (the state of an estate is not audited)",
        ),
    ],
)
def test_what_is_no_plan_is_said_in_one_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    (tmp_path / "plan.json").write_text(text)
    found = opened(tmp_path / "plan.json")
    assert found.roots == ()
    assert list(found.rest()) == [Unread("plan.json", line, reason)]


@pytest.mark.parametrize("part", ["planned_values", "resource_changes", "configuration", "prior_state", "variables"])
@pytest.mark.parametrize(
    "wrong", [None, [], {}, "x", 1, [None, 1, "x"], {"root_module": [1]}, {"root_module": {"resources": [{}, 1]}}]
)
def test_parts_of_another_form_are_nothing(tmp_path: Path, part: str, wrong: object) -> None:
    content = {**plan([CLUSTER]), part: wrong}
    path = write_plan(tmp_path / "plan.json", content)
    found = opened(path)
    assert found.roots == ("plan.json",)
    found.read("plan.json", Inputs(), Wanted(data=True))


def test_changes_alone_say_what_is_and_what_was(tmp_path: Path) -> None:
    content = plan([Planned("aws_sqs_queue.a", {"name": "new"}, {"name": "old"}, expressions={})])
    del content["planned_values"], content["prior_state"]
    reading = read(write_plan(tmp_path / "plan.json", content))
    assert [(r.address, r.values["name"]) for r in reading.resources] == [("aws_sqs_queue.a", "new")]
    assert [(r.address, r.values["name"]) for r in reading.before or ()] == [("aws_sqs_queue.a", "old")]


def test_what_terraform_is_to_forget_is_no_part_of_the_plan(tmp_path: Path) -> None:
    content = plan(
        [Planned("aws_sqs_queue.a", {"name": "a"}, {"name": "a"}), Planned("aws_sqs_queue.b", {}, {"name": "b"})]
    )
    content["resource_changes"][1]["change"]["actions"] = ["forget"]
    reading = read(write_plan(tmp_path / "plan.json", content))
    assert [r.address for r in reading.resources] == ["aws_sqs_queue.a"]
    assert [r.address for r in reading.before or ()] == ["aws_sqs_queue.a"]


@pytest.mark.parametrize(
    ("actions", "deposed", "remade"),
    [
        (["delete", "create"], False, True),
        (["create", "delete"], False, True),
        (["update"], False, False),
        (["create"], False, False),
        (["no-op"], False, False),
        (["delete"], True, False),
    ],
)
def test_what_is_destroyed_and_made_anew(tmp_path: Path, actions: list[str], deposed: bool, remade: bool) -> None:
    content = plan([Planned("aws_sqs_queue.a", {"name": "a"}, {"name": "b"})])
    change = content["resource_changes"][0]
    if deposed:
        content["resource_changes"].append({**change, "deposed": "1a2b3c4d", "change": {"actions": actions}})
    else:
        change["change"]["actions"] = actions
    (resource,) = read(write_plan(tmp_path / "plan.json", content)).resources
    assert resource.remade is remade


def test_a_secret_is_hidden_wherever_the_plan_repeats_it(tmp_path: Path) -> None:
    resources = [
        Planned("aws_x.a", {"marked": "hush-hush", "plain": "hush-hush"}, sensitive={"marked": True}),
        Planned("aws_x.b", {"url": "x://hush-hush/y", "names": ["from-a-variable", "other"], "short": "abc"}),
    ]
    content = plan(resources, variables={"api_token": "from-a-variable", "region": "eu-west-1", "pin_password": "abc"})
    content["variables"]["declared"] = {"value": {"x": ["declared so"]}}
    content["configuration"]["root_module"]["variables"] = {"declared": {"sensitive": True}}
    content["planned_values"]["root_module"]["resources"][1]["values"]["tags"] = {"a": "declared so"}
    found = by_address(read(write_plan(tmp_path / "plan.json", content)))
    named = Sensitive("hush-hush", named=True)
    assert found["aws_x.a"].values == {"marked": Sensitive("hush-hush"), "plain": named}
    assert found["aws_x.b"].values == {
        "url": Sensitive("x://hush-hush/y", named=True),
        "names": (Sensitive("from-a-variable", named=True), "other"),
        "short": "abc",
        "tags": {"a": Sensitive("declared so", named=True)},
    }


def test_a_state_and_a_log_are_told_from_a_plan(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text('{"format_version":"1.0","terraform_version":"1.11.4","values":{}}')
    (tmp_path / "old.tfstate").write_text('{\n  "version": 4,\n  "serial": 3,\n  "lineage": "x",\n  "resources": []\n}')
    (tmp_path / "log.json").write_text('{"@level":"info","@message":"Terraform 1.11.4","@module":"terraform.ui"}\n')
    state = "a state, not a plan: `terraform show -json` prints a plan only where it is given the plan file"
    log = "the log of `terraform plan -json`, not a plan: `terraform show -json` prints the plan that it made"
    (tmp_path / "cloud.json").write_text('{"plan_format_version":"1.2","resource_changes":[],"provider_schemas":{}}')
    cloud = "a plan without its values, as HCP Terraform gives it: `terraform show -json` prints those, too"
    given = (("state.json", state), ("old.tfstate", state), ("log.json", log), ("cloud.json", cloud))
    for name, reason in given:
        assert discover([tmp_path / name]).skipped == (Skipped(name, reason),)
        assert discover([Path("-")], stdin=(tmp_path / name).read_bytes()).skipped == (Skipped("<stdin>", reason),)
