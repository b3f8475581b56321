"""What includes give a unit, by their merge strategies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from continuity_audit.estate.parts import causes_of

from ..trees import ReadTree

MODULE = """
variable "tags" { type = any }
variable "list" { type = any }
resource "aws_vpc" "v" {
  tags = var.tags
  list = var.list
}
"""
PARENT = 'inputs = {\n  tags = { team = "a", env = "parent" }\n  list = [1]\n}\n'


def unit(strategy: str) -> str:
    return f"""
include "parent" {{
  path           = "../parent.hcl"
  merge_strategy = "{strategy}"
}}
terraform {{ source = "../modules/vpc" }}
inputs = {{
  tags = {{ env = "unit" }}
  list = [2]
}}
"""


@pytest.mark.parametrize(
    ("strategy", "tags", "elements"),
    [
        ("shallow", {"env": "unit"}, (2,)),
        ("deep", {"team": "a", "env": "unit"}, (1, 2)),
        ("deep_map_only", {"team": "a", "env": "unit"}, (2,)),
        ("no_merge", {"env": "unit"}, (2,)),
    ],
)
def test_merge_strategies(tmp_path: Path, strategy: str, tags: object, elements: object) -> None:
    files = {"modules/vpc/main.tf": MODULE, "parent.hcl": PARENT, "live/terragrunt.hcl": unit(strategy)}
    values = ReadTree(tmp_path, files)["live::aws_vpc.v"].values
    assert (values["tags"], values["list"]) == (tags, elements)


def test_nothing_of_what_is_not_merged_counts(tmp_path: Path) -> None:
    text = unit("no_merge").replace("list = [2]", "")
    files = {"modules/vpc/main.tf": MODULE, "parent.hcl": PARENT, "live/terragrunt.hcl": text}
    assert causes_of(ReadTree(tmp_path, files)["live::aws_vpc.v"].values["list"]) == {"var.list"}


def test_the_last_include_wins_and_is_exposed(tmp_path: Path) -> None:
    text = """
include "first" { path = "../first.hcl" }
include "last" {
  path   = "../last.hcl"
  expose = true
}
terraform { source = "../modules/vpc" }
inputs = { list = include.last.locals.list }
"""
    files = {
        "modules/vpc/main.tf": MODULE,
        "first.hcl": 'inputs = { tags = "first" }',
        "last.hcl": 'locals { list = ["exposed"] }\ninputs = { tags = "last" }',
        "live/terragrunt.hcl": text,
    }
    values = ReadTree(tmp_path, files)["live::aws_vpc.v"].values
    assert (values["tags"], values["list"]) == ("last", ("exposed",))


def test_what_an_open_file_of_inputs_may_set_is_open(tmp_path: Path) -> None:
    text = """
terraform { source = "../modules/vpc" }
inputs = merge(
  jsondecode(read_tfvars_file("../${get_env("ENVIRONMENT")}.tfvars")),
  { list = ["sure"] },
)
"""
    files = {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": text, "prod.tfvars": 'tags = "prod"\n'}
    values = ReadTree(tmp_path, files)["live::aws_vpc.v"].values
    assert causes_of(values["tags"]) == {"env.ENVIRONMENT"}
    assert values["list"] == ("sure",)


def test_a_file_of_variables_as_inputs(tmp_path: Path) -> None:
    text = 'terraform { source = "../modules/vpc" }\ninputs = jsondecode(read_tfvars_file("prod.tfvars"))\n'
    files = {
        "modules/vpc/main.tf": MODULE,
        "live/terragrunt.hcl": text,
        "live/prod.tfvars": 'tags = "prod"\nlist = ["x"]\n',
    }
    values = ReadTree(tmp_path, files)["live::aws_vpc.v"].values
    assert (values["tags"], values["list"]) == ("prod", ("x",))


def test_yaml_features_and_files_of_the_parent(tmp_path: Path) -> None:
    parent = 'locals { all = yamldecode(file("all.yaml")) }\ninputs = { tags = local.all.tags }\n'
    text = """
include { path = find_in_parent_folders("parent.hcl") }
feature "lists" { default = ["on"] }
terraform { source = "${get_path_to_repo_root()}/modules/vpc" }
inputs = { list = concat(feature.lists.value, [basename(get_terragrunt_dir()), path_relative_from_include()]) }
"""
    files = {
        "modules/vpc/main.tf": MODULE,
        "live/parent.hcl": parent,
        "live/all.yaml": "tags:\n  team: a\n",
        "live/eu/terragrunt.hcl": text,
    }
    values = ReadTree(tmp_path, files)["live/eu::aws_vpc.v"].values
    assert values["tags"] == {"team": "a"}
    assert values["list"] == ("on", "eu", "..")


def test_an_encrypted_file_of_variables_is_unknown(tmp_path: Path) -> None:
    text = 'terraform { source = "../modules/vpc" }\ninputs = jsondecode(read_tfvars_file("prod.tfvars"))\n'
    files = {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": text, "live/prod.tfvars": "\0GITCRYPT\0xyz"}
    values = ReadTree(tmp_path, files)["live::aws_vpc.v"].values
    assert causes_of(values["tags"]) == {'read_tfvars_file("prod.tfvars")'}


def test_a_link_out_of_the_tree_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.hcl").write_text('locals { secret = "secret" }', encoding="utf-8")
    (tmp_path / "estate").mkdir()
    (tmp_path / "estate" / "link.hcl").symlink_to(tmp_path / "outside.hcl")
    text = 'terraform { source = "../modules/vpc" }\n'
    text += 'inputs = { tags = read_terragrunt_config("../link.hcl").locals.secret }\n'
    tree = ReadTree(tmp_path / "estate", {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": text})
    assert causes_of(tree["live::aws_vpc.v"].values["tags"]) == {"inputs.tags"}


def shared_by_folders(local: str, beside: dict[str, str]) -> dict[str, str]:
    """Two units below folders with files of the same names, which the configuration above both reads."""
    unit = 'include { path = find_in_parent_folders("root.hcl") }\n'
    unit += 'terraform { source = "${get_repo_root()}/modules/vpc" }'
    return {
        "modules/vpc/main.tf": MODULE,
        "live/root.hcl": f"locals {{ read = {local} }}\ninputs = {{ tags = local.read }}\n",
        "live/staging/app/terragrunt.hcl": unit,
        "live/prod/app/terragrunt.hcl": unit,
        **beside,
    }


def test_what_is_included_reads_files_from_the_folder_of_the_unit(tmp_path: Path) -> None:
    files = shared_by_folders(
        'read_terragrunt_config("../env.hcl").locals.name',
        {
            "env.hcl": 'locals { name = "of no unit" }',
            "live/staging/env.hcl": 'locals { name = "staging" }',
            "live/prod/env.hcl": 'locals { name = basename(dirname(find_in_parent_folders("root.hcl"))) }',
        },
    )
    tree = ReadTree(tmp_path, files)
    assert tree["live/staging/app::aws_vpc.v"].values["tags"] == "staging"
    assert tree["live/prod/app::aws_vpc.v"].values["tags"] == "live"


def test_a_folder_that_is_read_is_its_unit(tmp_path: Path) -> None:
    other = 'inputs = { name = "net" }\n'
    files = shared_by_folders('read_terragrunt_config("../../net").inputs.name', {"live/net/terragrunt.hcl": other})
    assert ReadTree(tmp_path, files)["live/prod/app::aws_vpc.v"].values["tags"] == "net"


def test_a_file_of_variables_is_taken_from_the_folder_of_the_unit(tmp_path: Path) -> None:
    files = shared_by_folders(
        'jsondecode(read_tfvars_file("../env.tfvars")).name',
        {"live/staging/env.tfvars": 'name = "staging"', "live/prod/env.tfvars": "name = [for"},
    )
    tree = ReadTree(tmp_path, files)
    assert tree["live/staging/app::aws_vpc.v"].values["tags"] == "staging"
    assert causes_of(tree["live/prod/app::aws_vpc.v"].values["tags"]) == {"local.read"}


def test_a_file_of_variables_that_is_missing_costs_its_own_value_only(tmp_path: Path) -> None:
    unit = """
terraform { source = "../modules/vpc" }
locals {
  none = jsondecode(read_tfvars_file("none.tfvars"))
}
inputs = {
  list = ["a"]
  tags = %s
}
"""
    for number, (tags, known) in enumerate(
        (("local.none.tags", {"local.none"}), ('try(jsondecode(read_tfvars_file("none.tfvars")).tags, "else")', "else"))
    ):
        files = {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": unit % tags}
        values = ReadTree(tmp_path / str(number), files)["live::aws_vpc.v"].values
        assert values["list"] == ("a",)
        assert (values["tags"] if isinstance(known, str) else causes_of(values["tags"])) == known


def test_a_file_of_variables_out_of_the_tree_is_unknown(tmp_path: Path) -> None:
    text = 'terraform { source = "../modules/vpc" }\ninputs = jsondecode(read_tfvars_file("../../prod.tfvars"))\n'
    values = ReadTree(tmp_path, {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": text})["live::aws_vpc.v"].values
    assert causes_of(values["tags"]) == {'read_tfvars_file("../../prod.tfvars")'}


def test_objects_are_merged_by_a_function_too(tmp_path: Path) -> None:
    text = """
terraform { source = "../modules/vpc" }
locals {
  open = { team = get_env("TEAM") }
}
inputs = {
  tags = deep_merge({ a = { x = 1, y = 1 }, l = [1] }, null, { a = { y = 2 }, l = [2] }, local.open)
  list = try(mark_glob_as_read("*.yaml"), ["none"])
}
"""
    values = ReadTree(tmp_path, {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": text})["live::aws_vpc.v"].values
    tags = values["tags"]
    assert isinstance(tags, Mapping)
    assert (tags["a"], tags["l"]) == ({"x": 1, "y": 2}, (1, 2))
    assert causes_of(tags["team"]) == {"env.TEAM"}
    assert causes_of(values["list"]) == {'mark_glob_as_read("*.yaml")'}


@pytest.mark.parametrize(
    "inputs", ["local", 'merge(local, { extra = "x" })', "{ tags = local.tags, list = local.list }"]
)
def test_all_local_values_together_are_an_object(tmp_path: Path, inputs: str) -> None:
    text = f"""
terraform {{ source = "../modules/vpc" }}
locals {{
  tags = get_env("TAGS", "none")
  list = ["a"]
}}
inputs = {inputs}
"""
    values = ReadTree(tmp_path, {"modules/vpc/main.tf": MODULE, "live/terragrunt.hcl": text})["live::aws_vpc.v"].values
    assert (values["tags"], values["list"]) == ("none", ("a",))


@pytest.mark.parametrize(
    ("include", "cause"),
    [
        ('include "root" { path = "../../../above/root.hcl" }', "include.root"),
        ('include { path = "../gone.hcl" }', "include"),
        ('include "root" {\n  path = "${get_env("ROOT")}.hcl"\n  merge_strategy = "deep"\n}', "env.ROOT"),
        ('include "root" {\n  path = "../gone.hcl"\n  merge_strategy = "no_merge"\n}', None),
    ],
)
def test_what_an_included_file_may_set_that_is_not_in_the_tree_is_open(
    tmp_path: Path, include: str, cause: str | None
) -> None:
    code = 'variable "a" { default = 1 }\nvariable "b" {}\nvariable "c" {}\nresource "aws_x" "y" {\n'
    code += "  a = var.a\n  b = var.b\n  c = var.c\n}\n"
    files = {"db/main.tf": code, "db/terragrunt.hcl": f'{include}\ninputs = {{ b = "own", c = {{ own = 1 }} }}\n'}
    values = ReadTree(tmp_path, files)["db::aws_x.y"].values
    assert (causes_of(values["a"]), values["b"]) == ({cause} if cause else set(), "own")
    assert bool(causes_of(values["c"])) == ("deep" in include), "an object that is merged with what is open"


def test_a_source_that_an_included_file_may_name_that_is_not_in_the_tree(tmp_path: Path) -> None:
    files = {"db/terragrunt.hcl": 'include "common" { path = "../../_envcommon/db.hcl" }\n'}
    reason = "the module include.common may be named by an included file that is not in the tree"
    assert ReadTree(tmp_path, files).missing("db") == {"module.db": reason}
