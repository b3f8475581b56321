"""What stacks give to the units that they make: paths of each other, values, and what they add to them."""

from __future__ import annotations

from pathlib import Path

from continuity_audit.estate.parts import causes_of

from ..trees import ReadTree

DATABASE = 'variable "size" {}\nresource "aws_db_instance" "main" { instance_class = var.size }\n'
APP = """
variable "db" { default = "none" }
variable "size" { default = "small" }
variable "tags" { type = map(string) }
resource "aws_instance" "app" {
  user_data     = var.db
  instance_type = var.size
  tags          = var.tags
}
"""
TREE = {
    "modules/db/main.tf": DATABASE + 'output "name" { value = aws_db_instance.main.id }\n',
    "modules/app/main.tf": APP,
    "units/db/terragrunt.hcl": (
        'terraform { source = "${get_repo_root()}//modules/db" }\ninputs = { size = values.size }\n'
    ),
    "units/app/terragrunt.hcl": (
        'terraform { source = "${get_repo_root()}//modules/app" }\n'
        'inputs = {\n  db   = values.db\n  size = "large"\n  tags = { own = "1", same = "1" }\n}\n'
    ),
}
UNITS = """
locals { env = "prod" }
unit "db" {
  source = "../units/db"
  path   = "data/db"
  values = { size = "db.${local.env}" }
}
unit "app" {
  source                  = "../units/app"
  path                    = "app"
  no_dot_terragrunt_stack = true
%s
}
"""
ADDED = (
    UNITS
    % """
  autoinclude {
    dependency "db" {
      config_path  = unit.db.path
      mock_outputs = { name = "mock" }
    }
    inputs = {
      db   = dependency.db.outputs.name
      tags = { same = local.env, from = get_terragrunt_dir() }
    }
  }
"""
)
DB, APP_ROOT = "prod/.terragrunt-stack/data/db", "prod/app"


def test_what_a_stack_adds_to_a_unit_wins_over_what_the_unit_says(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path / "repo", TREE | {"prod/terragrunt.stack.hcl": ADDED})
    assert tree.roots == (DB, APP_ROOT)
    app = tree[f"{APP_ROOT}::aws_instance.app"]
    assert [r.id for r in tree.estate.named(app.values["user_data"], near=app)] == [f"{DB}::aws_db_instance.main"]
    assert app.values["instance_type"] == "large"
    assert app.values["tags"] == {"same": "prod", "from": "/repo/prod"}, "a whole value takes the place of another"


def test_a_stack_gives_the_place_of_one_unit_to_another(tmp_path: Path) -> None:
    stack = UNITS % "  values = { db = unit.db.path }"
    tree = ReadTree(tmp_path / "repo", TREE | {"prod/terragrunt.stack.hcl": stack})
    assert tree[f"{APP_ROOT}::aws_instance.app"].values["user_data"] == f"/repo/{DB}"


def test_a_stack_adds_units_to_another_and_takes_the_place_of_one(tmp_path: Path) -> None:
    outer = """
stack "shop" {
  source = "../stacks/shop"
  path   = "shop"
  autoinclude {
    unit "db" {
      source = "${get_repo_root()}/units/db"
      path   = "other"
      values = { size = "db.outer" }
    }
    unit "more" {
      source = "${get_repo_root()}/units/db"
      path   = "more"
      values = { size = "db.more" }
    }
  }
}
"""
    inner = UNITS % "" + 'unit "third" {\n  source = "${get_repo_root()}/units/app"\n  path = "third"\n}\n'
    tree = ReadTree(tmp_path, TREE | {"prod/terragrunt.stack.hcl": outer, "stacks/shop/terragrunt.stack.hcl": inner})
    shop = "prod/.terragrunt-stack/shop"
    made = (f"{shop}/.terragrunt-stack/more", f"{shop}/.terragrunt-stack/other", f"{shop}/.terragrunt-stack/third")
    assert tree.roots == (*made, f"{shop}/app")
    assert tree[f"{made[1]}::aws_db_instance.main"].values["instance_class"] == "db.outer"


def test_values_beside_a_unit_count_where_no_stack_gives_others(tmp_path: Path) -> None:
    files = {
        "units/app/terragrunt.values.hcl": 'db = "beside"\n',
        "units/db/terragrunt.values.hcl": 'size = "beside"\n',
        "live/one/terragrunt.values.hcl": 'size = "written"\n',
        "live/one/terragrunt.hcl": TREE["units/db/terragrunt.hcl"],
        "prod/terragrunt.stack.hcl": UNITS % "",
    }
    tree = ReadTree(tmp_path, TREE | files)
    assert tree["live/one::aws_db_instance.main"].values["instance_class"] == "written"
    assert tree[f"{DB}::aws_db_instance.main"].values["instance_class"] == "db.prod"
    assert tree[f"{APP_ROOT}::aws_instance.app"].values["user_data"] == "beside"


def test_a_source_begins_where_the_stack_is_made(tmp_path: Path) -> None:
    outer = 'stack "shop" {\n  source = "../stacks/shop"\n  path = "shop"\n}\n'
    inner = 'unit "db" {\n  source = "../../../units/db"\n  path = "db"\n  values = { size = 1 }\n}\n'
    tree = ReadTree(tmp_path, TREE | {"prod/terragrunt.stack.hcl": outer, "stacks/shop/terragrunt.stack.hcl": inner})
    assert tree.roots == ("prod/.terragrunt-stack/shop/.terragrunt-stack/db", "units/app")


def test_blocks_that_are_given_as_values(tmp_path: Path) -> None:
    common = """
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<EOF
provider "aws" {
  region = "eu-west-3"
}
EOF
}
remote_state {
  backend = "s3"
  config  = { bucket = "states", key = "db.tfstate", region = "eu-west-3" }
}
"""
    unit = """
locals { common = read_terragrunt_config("../common.hcl") }
terraform { source = "../..//modules/db" }
generate     = local.common.generate
remote_state = local.common.remote_state
inputs       = { size = 1 }
"""
    reader = """
data "terraform_remote_state" "db" {
  backend = "s3"
  config  = { bucket = "states", key = "db.tfstate", region = "eu-west-3" }
}
resource "aws_instance" "app" { user_data = data.terraform_remote_state.db.outputs.name }
"""
    files = {"live/common.hcl": common, "live/db/terragrunt.hcl": unit, "reader/main.tf": reader}
    tree = ReadTree(tmp_path, TREE | files)
    assert tree["live/db::aws_db_instance.main"].provider.region == "eu-west-3"
    app = tree["reader::aws_instance.app"]
    assert [r.id for r in tree.estate.named(app.values["user_data"], near=app)] == ["live/db::aws_db_instance.main"]


def test_a_dependency_on_a_stack_gives_the_outputs_of_its_units_by_name(tmp_path: Path) -> None:
    stack = """
stack "data" {
  source = "../stacks/data"
  path   = "data"
}
unit "app" {
  source = "../units/app"
  path   = "app"
  autoinclude {
    dependency "data" {
      config_path = stack.data.path
    }
    inputs = {
      db   = dependency.data.outputs.main.name
      size = dependency.data.outputs.other.name
    }
  }
}
"""
    data = 'unit "main" {\n  source = "${get_repo_root()}/units/db"\n  path = "db"\n  values = { size = 1 }\n}\n'
    files = {"prod/terragrunt.stack.hcl": stack, "stacks/data/terragrunt.stack.hcl": data}
    tree = ReadTree(tmp_path, TREE | files)
    app = tree["prod/.terragrunt-stack/app::aws_instance.app"]
    made = "prod/.terragrunt-stack/data/.terragrunt-stack/db::aws_db_instance.main"
    assert [r.id for r in tree.estate.named(app.values["user_data"], near=app)] == [made]
    assert causes_of(app.values["instance_type"]) == {"dependency.data.outputs.other.name"}


def test_units_read_the_stack_and_the_values_that_it_gives_them(tmp_path: Path) -> None:
    unit = """
locals {
  stack  = read_terragrunt_config("${get_repo_root()}/prod/terragrunt.stack.hcl")
  values = read_terragrunt_config("terragrunt.values.hcl")
}
terraform { source = "${get_repo_root()}//modules/app" }
inputs = {
  db   = local.values.size
  size = "${local.stack.local.env}-${local.stack.unit.db.name}-${local.stack.unit.app.path}"
  tags = local.stack.unit.db.values
}
"""
    files = {"prod/terragrunt.stack.hcl": UNITS % "  values = { size = 2 }", "units/app/terragrunt.hcl": unit}
    values = ReadTree(tmp_path / "repo", TREE | files)[f"{APP_ROOT}::aws_instance.app"].values
    assert (values["user_data"], values["instance_type"], values["tags"]) == (2, "prod-db-app", {"size": "db.prod"})


def test_the_path_of_a_unit_may_be_one_of_the_machine(tmp_path: Path) -> None:
    stack = UNITS.replace('"data/db"', '"${get_repo_root()}/live/db"') % ""
    assert ReadTree(tmp_path / "repo", TREE | {"prod/terragrunt.stack.hcl": stack}).roots == ("live/db", APP_ROOT)


def test_what_lies_beside_the_source_of_a_unit_or_stack_is_copied_with_it(tmp_path: Path) -> None:
    unit = """
include "shared" { path = "./shared.hcl" }
locals {
  other = read_terragrunt_config("./other.hcl")
  same  = read_terragrunt_config("${get_terragrunt_dir()}/other.hcl").locals.size
  text  = file("${get_terragrunt_dir()}/name.txt")
}
terraform { source = "${get_repo_root()}//modules/app" }
inputs = { size = "${local.other.locals.size}-${local.same}", db = local.text }
"""
    inner = """
include "more" { path = "./more.hcl" }
locals { named = read_terragrunt_config("./named.hcl") }
unit "first" {
  source = "${get_repo_root()}/units/app"
  path   = local.named.locals.name
}
"""
    files = {
        "prod/terragrunt.stack.hcl": 'stack "shop" {\n  source = "../stacks/shop"\n  path = "shop"\n}\n',
        "stacks/shop/terragrunt.stack.hcl": inner,
        "stacks/shop/more.hcl": 'unit "more" {\n  source = "${get_repo_root()}/units/app"\n  path = "more"\n}\n',
        "stacks/shop/named.hcl": 'locals { name = "named" }\n',
        "stacks/shop/tags.hcl": "inputs = {}\n",
        "units/app/terragrunt.hcl": unit,
        "units/app/shared.hcl": 'inputs = { tags = { at = basename(dirname(find_in_parent_folders("tags.hcl"))) } }\n',
        "units/app/other.hcl": 'locals { size = "large" }\n',
        "units/app/name.txt": "orders",
    }
    tree = ReadTree(tmp_path / "repo", {"modules/app/main.tf": APP, **files})
    shop = "prod/.terragrunt-stack/shop/.terragrunt-stack"
    assert tree.roots == (f"{shop}/more", f"{shop}/named")
    values = tree[f"{shop}/named::aws_instance.app"].values
    assert (values["instance_type"], values["user_data"]) == ("large-large", "orders")
    assert values["tags"] == {"at": "shop"}


def test_what_an_included_file_may_add_to_a_stack_that_is_not_in_the_tree_is_named(tmp_path: Path) -> None:
    outer = (
        'include "more" { path = "../../more.hcl" }\nstack "shop" {\n  source = "../stacks/shop"\n  path = "shop"\n}\n'
    )
    inner = 'include "gone" { path = "./gone.hcl" }\n'
    inner += 'unit "db" {\n  source = "${get_repo_root()}/units/db"\n  path = "db"\n}\n'
    tree = ReadTree(tmp_path, TREE | {"prod/terragrunt.stack.hcl": outer, "stacks/shop/terragrunt.stack.hcl": inner})
    shop = "prod/.terragrunt-stack/shop"
    why = "may be named by an included file that is not in the tree"
    assert tree.roots == ("prod", shop, f"{shop}/.terragrunt-stack/db", "units/app")
    assert tree.missing("prod") == {"module.prod": f"the module include.more {why}"}
    assert tree.missing(shop) == {"module.shop": f"the module include.gone {why}"}


def stack_of(*inner: str) -> str:
    return "".join(
        f'stack "{name}{i}" {{\n  source = "../{name}"\n  path = "{i}"\n}}\n' for i, name in enumerate(inner)
    )


def test_stacks_that_multiply_end_and_those_left_out_are_named(tmp_path: Path) -> None:
    files = {f"s{i}/terragrunt.stack.hcl": stack_of(f"s{i + 1}", f"s{i + 1}") for i in range(15)}
    last = 'unit "db" {\n  source = "../db"\n  path = "db"\n}\n'
    code = {"db/main.tf": 'resource "terraform_data" "it" {}\n', "db/terragrunt.hcl": "inputs = {}\n"}
    found = ReadTree(tmp_path, {**files, "s15/terragrunt.stack.hcl": last, **code})
    assert len(found.resources) > 1
    reasons = {missing.reason for reading in found.readings.values() for missing in reading.missing}
    assert any("is one of more than 200 stacks inside of one (limit)" in reason for reason in reasons)


def test_stacks_that_are_made_of_each_other(tmp_path: Path) -> None:
    files = {f"s{i}/terragrunt.stack.hcl": stack_of(f"s{1 - i}", f"s{1 - i}") for i in range(2)}
    found = ReadTree(tmp_path, files)
    reason = "it is made of stacks that are made of it, without end"
    assert [(one.path, one.reason) for one in found.unread] == [(file, reason) for file in files]
