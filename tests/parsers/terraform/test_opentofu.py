"""What OpenTofu and newer versions of Terraform have beyond the oracle of the other tests, by their documentation."""

from __future__ import annotations

import json
from pathlib import Path

from continuity_audit.estate.values import Atom, Choice, Reference, Unknown
from continuity_audit.parsers.reading import Inputs

from .plans import from_text, read, read_all, resources, write
from .trees import ReadTree

SWITCHED = """
variable "on" {
  type    = bool
  default = false
}
resource "terraform_data" "a" {
  input = "a"
  lifecycle {
    enabled = var.on
  }
}
module "m" {
  source = "./m"
  lifecycle {
    enabled = var.on
  }
}
resource "terraform_data" "seen" {
  input = {
    is    = terraform_data.a != null
    text  = terraform_data.a != null ? terraform_data.a.input : "none"
    tried = try(module.m.name, "none")
    all   = terraform_data.a[*].input
  }
}
"""
MODULE = {"m/main.tf": 'resource "aws_x" "x" {}\noutput "name" {\n  value = "from the module"\n}\n'}


def test_what_enabled_switches_off_is_not_there_and_null(tmp_path: Path) -> None:
    found = from_text(tmp_path, {"main.tf": SWITCHED, **MODULE})
    assert list(found) == ["terraform_data.seen"]
    assert found["terraform_data.seen"].values["input"] == {"is": False, "text": "none", "tried": "none", "all": ()}


def test_what_enabled_switches_on_has_no_index(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": SWITCHED, **MODULE})
    found = resources(tmp_path, Inputs({"on": "true"}))
    assert list(found) == ["terraform_data.a", "terraform_data.seen", "module.m.aws_x.x"]
    assert found["terraform_data.a"].exists is True
    assert found["terraform_data.seen"].values["input"] == {
        "is": True, "text": "a", "tried": "from the module", "all": ("a",),
    }  # fmt: skip


def test_an_open_enabled_leaves_open_whether_anything_is_there(tmp_path: Path) -> None:
    text = SWITCHED.replace("  default = false\n", "") + 'resource "aws_y" "y" {\n  x = module.m.id\n}\n'
    module = MODULE["m/main.tf"] + 'output "id" {\n  value = aws_x.x.id\n}\n'
    found = from_text(tmp_path, {"main.tf": text, "m/main.tf": module})
    is_on = Choice(Atom("var.on", causes=frozenset({"var.on"})), True, False)
    assert found["terraform_data.a"].exists == is_on
    assert found["module.m.aws_x.x"].exists == is_on
    seen = found["terraform_data.seen"].values["input"]
    assert isinstance(seen, dict)
    assert seen["is"] == is_on
    assert seen["text"] == Choice(is_on.atom, "a", "none")
    assert seen["all"] == Choice(is_on.atom, ("a",), ())
    assert seen["tried"] == Choice(is_on.atom, "from the module", "none")
    target = found["aws_y.y"].values["x"]
    assert isinstance(target, Choice)
    assert isinstance(target.then, Unknown)
    assert target.then.reference == Reference("module.m.aws_x.x", "id")
    assert found["aws_y.y"].references["x"] == frozenset({Reference("module.m.aws_x.x", "id")})


def test_an_enabled_that_is_null_or_a_mistake_is_open(tmp_path: Path) -> None:
    text = "".join(
        f'resource "aws_x" "{name}" {{\n  lifecycle {{\n    enabled = {value}\n  }}\n}}\n'
        for name, value in (("a", "null"), ("b", "[]"), ("c", "1 / []"), ("d", '"false"'))
    )
    write(tmp_path, {"main.tf": text})
    reading = read(tmp_path)
    assert [resource.address for resource in reading.resources] == ["aws_x.a", "aws_x.b", "aws_x.c"]
    for resource in reading.resources:
        assert isinstance(resource.exists, Choice)
        assert resource.exists.atom.causes == frozenset({f"{resource.address}.lifecycle.enabled"})
    assert [(missing.name, missing.line, missing.reason) for missing in reading.missing] == [
        ("aws_x.a.lifecycle.enabled", 3, "the condition value is null"),
        ("aws_x.b.lifecycle.enabled", 8, "bool required"),
        ("aws_x.c.lifecycle.enabled", 13, "a number is required"),
    ]


TYPED = """
module "m" {
  source = "./m"
}
resource "terraform_data" "seen" {
  input = [module.m.typed, module.m.wrong, module.m.ports == tolist(["80"])]
}
"""


def test_outputs_are_converted_to_the_type_that_they_state(tmp_path: Path) -> None:
    module = """
output "typed" {
  type = map(object({ size = number, zone = optional(string, "a") }))
  value = { x = { size = "3" }, y = { size = 4, zone = "b", more = true } }
}
output "wrong" {
  type  = number
  value = "three"
}
"""
    ports = '{"output": {"ports": {"type": "list(string)", "value": [80]}}}'
    found = from_text(tmp_path, {"main.tf": TYPED, "m/main.tf": module, "m/ports.tf.json": ports})
    typed, wrong, same = found["terraform_data.seen"].values["input"]
    assert typed == {"x": {"size": 3, "zone": "a"}, "y": {"size": 4, "zone": "b"}}
    assert isinstance(wrong, Unknown)
    assert wrong.causes == frozenset({"module.m.output.wrong"})
    assert same is True


def test_a_source_that_names_a_variable_is_followed(tmp_path: Path) -> None:
    text = 'variable "kind" {\n  const   = true\n  default = "m"\n}\nmodule "m" {\n  source = "./${var.kind}"\n}\n'
    found = from_text(tmp_path, {"main.tf": text, **MODULE})
    assert list(found) == ["module.m.aws_x.x"]
    assert list(read_all(tmp_path)) == ["."]


def test_folders_that_a_source_can_name_are_no_roots_of_their_own(tmp_path: Path) -> None:
    text = 'variable "kind" {\n  const = true\n}\nmodule "m" {\n  source = "../modules/${var.kind}-vpc"\n}\n'
    inside = 'resource "aws_x" "x" {}\n'
    names = ("big-vpc", "small-vpc", "other", "big-vpc/sub")
    write(tmp_path, {"prod/main.tf": text, **{f"modules/{name}/main.tf": inside for name in names}})
    found = read_all(tmp_path)
    assert list(found) == ["modules/big-vpc/sub", "modules/other", "prod"]
    assert [(m.name, m.line, m.reason) for m in found["prod"].missing] == [
        ("module.m", 4, 'the module "../modules/${var.kind}-vpc" is not on disk'),
    ]


def test_a_source_may_name_local_values_and_defaults_by_themselves(tmp_path: Path) -> None:
    text = """
variable "kind" {
  default = "big"
}
locals {
  modules = "../modules"
  vpc     = "${local.modules}/${var.kind}-vpc"
}
module "whole" {
  source = local.vpc
}
module "part" {
  source = "${local.modules}/small-vpc"
}
"""
    inside = 'resource "aws_x" "x" {}\n'
    names = ("big-vpc", "small-vpc", "other-vpc")
    write(tmp_path, {"prod/main.tofu": text, **{f"modules/{name}/main.tf": inside for name in names}})
    assert list(read_all(tmp_path)) == ["modules/other-vpc", "prod"]


def test_a_source_that_grows_without_end_ends(tmp_path: Path) -> None:
    doubled = "".join(f'  a{n} = "{f"${{local.a{n + 1}}}" * 10}"\n' for n in range(30))
    write(
        tmp_path, {"main.tofu": f'locals {{\n{doubled}  a30 = local.a0\n}}\nmodule "m" {{\n  source = local.a0\n}}\n'}
    )
    assert list(read_all(tmp_path)) == ["."]


BY_REGION = """
variable "regions" {
  type    = set(string)
  default = ["eu-west-1", "eu-central-1"]
}
variable "accounts" {
  default = {
    prod = { region = "eu-west-1", id = "111111111111" }
    test = { region = "eu-north-1", id = "222222222222" }
  }
}
variable "where" {}
provider "aws" {
  region = "eu-west-2"
}
provider "aws" {
  alias    = "by_region"
  for_each = var.regions
  region   = each.value
}
provider "aws" {
  alias    = "by_account"
  for_each = var.accounts
  region   = each.value.region
  assume_role {
    role_arn = "arn:aws:iam::${each.value.id}:role/deploy"
  }
  default_tags {
    tags = { stage = each.key }
  }
}
provider "aws" {
  alias    = "by_profile"
  for_each = var.regions
  profile  = each.key
}
resource "aws_x" "plain" {}
resource "aws_x" "west" {
  provider = aws.by_region["eu-west-1"]
}
resource "aws_x" "each" {
  for_each = var.regions
  provider = aws.by_region[each.key]
}
resource "aws_x" "account" {
  for_each = var.accounts
  provider = aws.by_account[each.key]
}
resource "aws_x" "asked" {
  provider = aws.by_region[var.where]
}
resource "aws_x" "asked_account" {
  provider = aws.by_account[var.where]
}
resource "aws_x" "nowhere" {
  provider = aws.by_region["mars"]
}
resource "aws_x" "without" {
  provider = aws.by_region
}
resource "aws_x" "profile" {
  for_each = var.regions
  provider = aws.by_profile[each.key]
}
module "m" {
  source    = "./m"
  for_each  = var.regions
  providers = { aws = aws.by_region[each.key] }
}
"""
INNER = {
    "m/main.tofu": 'resource "aws_x" "x" {}\nmodule "n" {\n  source = "./n"\n}\n',
    "m/n/main.tofu": 'data "aws_y" "y" {}\n',
}


def test_each_instance_of_a_provider_has_a_region_and_an_account_of_its_own(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, {"main.tofu": BY_REGION, **INNER})
    places = {r.address: (r.provider.region, r.provider.account, r.provider.tags) for r in tree.resources.values()}
    central, west = ("eu-central-1", None, None), ("eu-west-1", None, None)
    asked = Unknown(frozenset({"var.where"}), "var.where")
    nowhere = 'provider.aws.by_region["mars"].each.value'
    profiles = {region: f'provider.aws.by_profile["{region}"].region' for region in ("eu-central-1", "eu-west-1")}
    missing = "provider.aws.by_region.each.key"
    picked = places.pop("aws_x.asked_account")
    assert places == {
        "aws_x.plain": ("eu-west-2", None, None),
        "aws_x.west": west,
        'aws_x.each["eu-central-1"]': central,
        'aws_x.each["eu-west-1"]': west,
        'aws_x.account["prod"]': ("eu-west-1", "111111111111", {"stage": "prod"}),
        'aws_x.account["test"]': ("eu-north-1", "222222222222", {"stage": "test"}),
        "aws_x.asked": (asked, None, None),
        "aws_x.nowhere": (Unknown(frozenset({nowhere}), nowhere), None, None),
        "aws_x.without": (Unknown(frozenset({missing}), missing), None, None),
        **{
            f'aws_x.profile["{region}"]': (Unknown(frozenset({cause}), cause), None, None)
            for region, cause in profiles.items()
        },
        'module.m["eu-central-1"].aws_x.x': central,
        'module.m["eu-west-1"].aws_x.x': west,
        'module.m["eu-central-1"].module.n.data.aws_y.y': central,
        'module.m["eu-west-1"].module.n.data.aws_y.y': west,
    }
    assert picked[0] == Choice(Atom("var.where", "==", "prod", frozenset({"var.where"})), "eu-west-1", "eu-north-1")


def test_a_key_of_a_provider_with_open_instances_is_the_value_of_a_set_alone(tmp_path: Path) -> None:
    text = BY_REGION.replace('  default = ["eu-west-1", "eu-central-1"]\n', "").replace("var.accounts", "var.open")
    tree = ReadTree(tmp_path, {"main.tofu": text + 'variable "open" {}\n', **INNER})
    places = {r.address: r.provider.region for r in tree.resources.values()}
    assert places["aws_x.west"] == "eu-west-1"
    assert isinstance(places["aws_x.each"], Unknown)
    assert places["aws_x.each"].causes == {"var.regions"}
    assert isinstance(places["aws_x.account"], Unknown)
    assert places["aws_x.account"].causes == {"var.open"}


def test_in_json_a_provider_is_found_by_its_alias_and_its_key(tmp_path: Path) -> None:
    dr = {"alias": "dr", "region": "eu-west-3"}
    by_region = {"alias": "by_region", "for_each": '${toset(["eu-west-1"])}', "region": "${each.value}"}
    blocks = {
        "provider": {"aws": [dr, by_region, {"region": "eu-west-2"}]},
        "resource": {
            "aws_x": {
                "key": {"provider": 'aws.by_region["eu-west-1"]'},
                "dr": {"provider": "aws.dr"},
                "plain": {},
                "none": {"provider": "aws.other"},
            }
        },
    }
    tree = ReadTree(tmp_path, {"main.tofu.json": json.dumps(blocks)})
    assert {r.name: r.provider.region for r in tree.resources.values()} == {
        "key": "eu-west-1",
        "dr": "eu-west-3",
        "plain": "eu-west-2",
        "none": Unknown(frozenset({"provider.aws.other.region"}), "provider.aws.other.region"),
    }
