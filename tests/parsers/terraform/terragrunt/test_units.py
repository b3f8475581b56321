"""Units as roots: their code, their inputs and what Terragrunt generates."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.model import Span
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.values import SetValue, Unknown
from continuity_audit.parsers.reading import Inputs

from ..trees import ReadTree

MODULE = """
variable "size" {}
variable "zones" {
  type    = list(string)
  default = ["a"]
}
variable "note" { default = "none" }
resource "aws_db_instance" "main" {
  instance_class = var.size
  zones          = var.zones
  note           = var.note
  name           = path.module
}
"""

ROOT = """
locals {
  region = read_terragrunt_config(find_in_parent_folders("region.hcl")).locals.region
}
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite_terragrunt"
  contents  = <<EOF
provider "aws" {
  region              = "${local.region}"
  allowed_account_ids = ["${get_env("ACCOUNT", "111111111111")}"]
}
EOF
}
inputs = {
  note = "from the root: ${path_relative_to_include()}"
  size = "db.small"
}
"""

UNIT = """
include "root" {
  path = find_in_parent_folders("root.hcl")
}
terraform {
  source = "${get_repo_root()}//modules/db?ref=v1"
}
inputs = {
  size       = "db.large"
  undeclared = true
}
"""

TREE = {
    "modules/db/main.tf": MODULE,
    "live/root.hcl": ROOT,
    "live/eu/region.hcl": 'locals { region = "eu-west-1" }',
    "live/eu/db/terragrunt.hcl": UNIT,
}


def test_units_are_the_roots_and_their_code_is_none(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, TREE)
    assert tree.roots == ("live/eu/db",)
    assert tree.unread == ()
    main = tree["live/eu/db::aws_db_instance.main"]
    assert main.span == Span("modules/db/main.tf", 8, 13)
    assert dict(main.values) == {
        "instance_class": "db.large",
        "zones": ("a",),
        "note": "from the root: eu/db",
        "name": ".",
    }
    assert (main.provider.region, main.provider.account) == ("eu-west-1", "111111111111")


def test_a_variable_that_nothing_sets_keeps_its_cause(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, TREE | {"live/root.hcl": "", "live/eu/db/terragrunt.hcl": UNIT.replace("size ", "mass ")})
    values = tree["live/eu/db::aws_db_instance.main"].values
    assert causes_of(values["instance_class"]) == {"var.size"}
    assert values["note"] == "none"


def test_files_that_terraform_loads_win_over_inputs(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, TREE | {"modules/db/terraform.tfvars": 'size = "db.file"\n'})
    assert tree["live/eu/db::aws_db_instance.main"].values["instance_class"] == "db.file"


def test_a_text_reads_as_the_type_of_its_variable(tmp_path: Path) -> None:
    unit = UNIT.replace("undeclared = true", 'zones = "[\\"a\\", \\"b\\"]"')
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    assert tree["live/eu/db::aws_db_instance.main"].values["zones"] == ("a", "b")


def test_an_environment_variable_without_a_default_is_unknown(tmp_path: Path) -> None:
    root = ROOT.replace('get_env("ACCOUNT", "111111111111")', 'get_env("ACCOUNT")')
    root = root.replace('size = "db.small"', 'zones = [get_env("ZONE")]')
    tree = ReadTree(tmp_path, TREE | {"live/root.hcl": root})
    main = tree["live/eu/db::aws_db_instance.main"]
    assert main.provider.region == "eu-west-1"
    assert causes_of(main.provider.account) == {"env.ACCOUNT"}
    assert causes_of(main.values["zones"]) == {"env.ZONE"}


def test_an_environment_variable_may_be_given(tmp_path: Path) -> None:
    root = ROOT.replace('size = "db.small"', 'zones = [get_env("ZONE"), get_env("OTHER")]')
    given = Inputs({"env.ACCOUNT": "222222222222", "env.ZONE": "eu-west-1a"})
    tree = ReadTree(tmp_path, TREE | {"live/root.hcl": root}, given)
    main = tree["live/eu/db::aws_db_instance.main"]
    assert main.provider.account == "222222222222"
    zones = main.values["zones"]
    assert isinstance(zones, tuple)
    assert zones[0] == "eu-west-1a"
    assert causes_of(zones[1]) == {"env.OTHER"}
    line = next(n for n, text in enumerate(root.splitlines(), start=1) if '"ZONE"' in text)
    assert tree.readings["live/eu/db"].declared["env.ZONE"] == ("live/root.hcl", line)


def test_nothing_is_run_or_decrypted(tmp_path: Path) -> None:
    unit = UNIT.replace('"db.large"', 'run_cmd("--terragrunt-quiet", "touch", "ran")').replace(
        "undeclared = true", 'note = yamldecode(sops_decrypt_file("secret.yaml")).key'
    )
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    values = tree["live/eu/db::aws_db_instance.main"].values
    assert causes_of(values["instance_class"]) == {'run_cmd("--terragrunt-quiet", "touch")'}
    assert causes_of(values["note"]) == {'sops_decrypt_file("secret.yaml")'}
    assert not list(tmp_path.rglob("ran"))


def test_units_that_are_skipped_or_excluded_are_no_roots(tmp_path: Path) -> None:
    files = {
        "live/a/terragrunt.hcl": f"skip = true\n{UNIT}",
        "live/b/terragrunt.hcl": f'exclude {{\n  if = true\n  actions = ["all"]\n}}\n{UNIT}',
        "live/c/terragrunt.hcl": f'exclude {{\n  if = true\n  actions = ["destroy"]\n}}\n{UNIT}',
        "live/e/terragrunt.hcl": f'exclude {{\n  if = true\n  no_run = true\n  actions = ["plan"]\n}}\n{UNIT}',
        "live/d/terragrunt.hcl": f'exclude {{\n  if = get_env("OFF") == "yes"\n  actions = ["all"]\n}}\n{UNIT}',
    }
    tree = ReadTree(tmp_path, {"modules/db/main.tf": MODULE, "live/root.hcl": "", **files})
    assert tree.roots == ("live/c", "live/d", "live/e")
    assert tree["live/c::aws_db_instance.main"].exists is True
    assert causes_of(tree["live/d::aws_db_instance.main"].exists) == {"env.OFF"}


def test_what_a_unit_depends_on_is_excluded_with_it_where_it_says_so(tmp_path: Path) -> None:
    off = 'exclude {\n  if = %s\n  actions = ["all"]\n  exclude_dependencies = true\n}\n'
    files = {
        "live/a/terragrunt.hcl": UNIT + off % "true" + 'dependency "b" {\n  config_path = "../b"\n}\n',
        "live/b/terragrunt.hcl": UNIT + 'dependency "g" {\n  config_path = "../g"\n}\n',
        "live/c/terragrunt.hcl": UNIT + off % 'get_env("OFF") == "yes"' + 'dependencies {\n  paths = ["../d"]\n}\n',
        "live/d/terragrunt.hcl": UNIT,
        "live/e/terragrunt.hcl": UNIT + off % "false" + 'dependency "f" {\n  config_path = "../f"\n}\n',
        "live/f/terragrunt.hcl": UNIT,
        "live/g/terragrunt.hcl": UNIT,
    }
    tree = ReadTree(tmp_path, {"modules/db/main.tf": MODULE, "live/root.hcl": "", **files})
    assert tree.roots == ("live/c", "live/d", "live/e", "live/f", "live/g"), "what b depends on is not excluded"
    assert causes_of(tree["live/d::aws_db_instance.main"].exists) == {"env.OFF"}
    assert tree["live/f::aws_db_instance.main"].exists is True


def test_code_beside_the_unit(tmp_path: Path) -> None:
    tree = ReadTree(
        tmp_path,
        {
            "app/terragrunt.hcl": 'inputs = { size = "db.own" }',
            "app/main.tf": MODULE,
            "parent/terragrunt.hcl": 'inputs = { size = "no code, no root" }',
        },
    )
    assert tree.roots == ("app",)
    assert tree["app::aws_db_instance.main"].values["instance_class"] == "db.own"


def test_a_source_that_is_not_in_the_tree_is_one_name(tmp_path: Path) -> None:
    unit = 'terraform {\n  source = "git::https://example.com/modules.git//db?ref=v1"\n}\ninputs = { size = 1 }\n'
    tree = ReadTree(tmp_path, {"live/db/terragrunt.hcl": unit})
    assert tree.missing("live/db") == {
        "module.db": "the module git::https://example.com/modules.git//db?ref=v1 is not on disk"
    }
    call = tree["live/db::module.db"]
    assert call.span == Span("live/db/terragrunt.hcl", 2, 2)
    assert call.values["size"] == 1


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('local.on ? "git::https://example.com/a.git//x?ref=1" : "git::https://example.com/b.git//x?ref=1"',
         'local.on ? "git::https://example.com/a.git//x?ref=1" : "git::https://example.com/b.git//x?ref=1"'),
        ('local.on ? get_env("A") : get_env("B")', 'local.on ? get_env("A") : get_env("B")'),
        ('"git::https://example.com/a.git//x?ref=${local.on ? 1 : 2}"', "git::https://example.com/a.git//x"),
        ('"git::https://example.com/a.git//x?ref=${get_env("REF")}"', "git::https://example.com/a.git//x"),
        ('local.on ? "tfr:///terraform-aws-modules/rds/aws?version=6.1.0" : get_env("B")',
         'local.on ? "tfr:///terraform-aws-modules/rds/aws?version=6.1.0" : get_env("B")'),
    ],
)  # fmt: skip
def test_a_source_that_code_leaves_open_is_told_whole(tmp_path: Path, source: str, told: str) -> None:
    unit = f'locals {{\n  on = get_env("ON") == "x"\n}}\nterraform {{\n  source = {source}\n}}\n'
    tree = ReadTree(tmp_path, {"live/db/terragrunt.hcl": unit})
    assert tree.missing("live/db") == {"module.db": f"the module {told} is not on disk"}
    assert tree["live/db::module.db"].type == f"module:{told}"


def test_a_path_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.hcl").write_text('locals { size = "secret" }', encoding="utf-8")
    unit = UNIT.replace('"db.large"', 'read_terragrunt_config("../../../../secret.hcl").locals.size').replace(
        "undeclared = true", 'note = file("../../../../secret.hcl")'
    )
    tree = ReadTree(tmp_path / "estate", TREE | {"live/eu/db/terragrunt.hcl": unit})
    values = tree["live/eu/db::aws_db_instance.main"].values
    assert causes_of(values["instance_class"]) == {'read_terragrunt_config("../../../../secret.hcl")'}
    assert causes_of(values["note"]) == {'file("../../../../secret.hcl")'}


def test_a_public_module_is_known_by_its_interface(tmp_path: Path) -> None:
    unit = (
        'terraform {\n  source = "tfr:///terraform-aws-modules/rds/aws?version=6.1.0"\n}\n'
        'inputs = {\n  identifier = "orders"\n  multi_az   = true\n}\n'
    )
    tree = ReadTree(tmp_path, {"live/orders/terragrunt.hcl": unit})
    (database,) = [r for r in tree.resources.values() if r.type == "aws_db_instance"]
    assert database.root == "live/orders"
    assert database.module.startswith("module.orders")
    assert database.values["multi_az"] is True
    assert database.line_of("multi_az") == 6
    assert tree.missing("live/orders") == {}


def test_the_version_of_a_public_module_may_stand_beside_its_source(tmp_path: Path) -> None:
    unit = (
        'terraform {\n  source  = "tfr:///terraform-aws-modules/rds-aurora/aws"\n  version = "~> %s"\n}\ninputs = {\n'
    )
    unit += '  name = "orders"\n  replica_count = 2\n  instances = { one = {} }\n}\n'
    files = {"live/old/terragrunt.hcl": unit % "5.0", "live/new/terragrunt.hcl": unit % "9.0"}
    found = [r.id for r in ReadTree(tmp_path, files).resources.values() if r.type == "aws_rds_cluster_instance"]
    assert found == [
        'live/new::module.new.aws_rds_cluster_instance.this["one"]',
        "live/old::module.old.aws_rds_cluster_instance.this[0]",
        "live/old::module.old.aws_rds_cluster_instance.this[1]",
    ]


def test_a_file_of_variables_that_the_command_line_gets(tmp_path: Path) -> None:
    unit = UNIT.replace(
        'source = "${get_repo_root()}//modules/db?ref=v1"',
        'source = "../../../modules/db"\n  extra_arguments "common" {\n    commands = ["plan"]\n'
        '    optional_var_files = ["${get_terragrunt_dir()}/db.tfvars", "${get_terragrunt_dir()}/none.tfvars"]\n  }',
    )
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit, "live/eu/db/db.tfvars": 'size = "db.given"\n'})
    assert tree["live/eu/db::aws_db_instance.main"].values["instance_class"] == "db.given"


def test_the_command_line_of_what_deploys_counts_in_its_order(tmp_path: Path) -> None:
    root = (
        "terraform {\n"
        '  extra_arguments "vars" {\n    commands = get_terraform_commands_that_need_vars()\n'
        '    arguments = ["-var-file=${get_repo_root()}/common.tfvars"]\n  }\n'
        '  extra_arguments "size" {\n    commands = ["apply", "plan"]\n'
        '    arguments = ["-var", "size=db.parent", "-lock-timeout=1m"]\n'
        '    env_vars  = { TF_VAR_note = "from the parent" }\n  }\n'
        '  extra_arguments "init" {\n    commands = ["init"]\n    arguments = ["-var=note=from init"]\n  }\n}\n'
    )
    unit = UNIT.replace(
        'source = "${get_repo_root()}//modules/db?ref=v1"',
        'source = "../../../modules/db"\n'
        '  extra_arguments "vars" {\n    commands = ["plan"]\n'
        '    arguments = ["-var=size=db.child", "-var-file", "late.tfvars"]\n  }\n'
        '  extra_arguments "note" {\n    commands = ["plan"]\n'
        '    env_vars = { TF_VAR_note = "of the process" }\n  }',
    ).replace("inputs = {", 'inputs = {\n  note = "an input"')
    files = {
        "live/root.hcl": ROOT + root,
        "live/eu/db/terragrunt.hcl": unit,
        "live/eu/db/late.tfvars": 'zones = ["c"]\n',
        "common.tfvars": 'note = "of a file that the unit leaves out"\n',
    }
    tree = ReadTree(tmp_path, TREE | files)
    values = tree["live/eu/db::aws_db_instance.main"].values
    assert values["instance_class"] == "db.parent"
    assert values["zones"] == ("c",)
    assert values["note"] == "of the process"


def test_what_a_file_of_variables_would_set_that_is_not_there_is_open(tmp_path: Path) -> None:
    extra = (
        'source = "../../../modules/db"\n  extra_arguments "secrets" {\n    commands = ["plan"]\n'
        '    required_var_files = ["${get_terragrunt_dir()}/secrets.tfvars"]\n'
        '    arguments = ["-var=size=${get_env("SIZE")}"]\n  }'
    )
    unit = UNIT.replace('source = "${get_repo_root()}//modules/db?ref=v1"', extra)
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    values = tree["live/eu/db::aws_db_instance.main"].values
    (cause,) = causes_of(values["zones"])
    assert cause.startswith("-var-file=/")
    assert cause.endswith("/live/eu/db/secrets.tfvars")
    assert causes_of(values["instance_class"]) == {"env.SIZE"}


def test_a_generated_call_names_folders_as_the_functions_do(tmp_path: Path) -> None:
    unit = UNIT + (
        'generate "common" {\n  path = "common.tf"\n  if_exists = "overwrite"\n'
        '  contents = <<EOF\nmodule "common" {\n  source = "${get_terragrunt_dir()}/../common"\n}\nEOF\n}\n'
    )
    common = {"live/eu/common/main.tf": 'resource "aws_sns_topic" "common" {}\n'}
    tree = ReadTree(tmp_path, TREE | common | {"live/eu/db/terragrunt.hcl": unit})
    assert tree["live/eu/db::module.common.aws_sns_topic.common"].span == Span("live/eu/common/main.tf", 1, 1)
    assert tree.missing("live/eu/db") == {}


def test_a_generated_file_takes_the_place_of_one_of_the_code(tmp_path: Path) -> None:
    unit = UNIT + (
        'generate "main" {\n  path = "main.tf"\n  if_exists = "overwrite"\n'
        '  contents = get_env("ENV", "dev") == "dev" ? file("${get_repo_root()}/variants/dev.tf") : "broken {"\n}\n'
    )
    variant = '# a variant\nresource "aws_db_instance" "dev" {}\n'
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit, "variants/dev.tf": variant})
    assert tree.roots == ("live/eu/db",)
    assert list(tree.resources) == ["live/eu/db::aws_db_instance.dev"]
    assert tree["live/eu/db::aws_db_instance.dev"].span == Span("variants/dev.tf", 2, 2)


@pytest.mark.parametrize(
    ("disable", "otherwise", "found", "missing"),
    [
        ("true", "remove", [], []),
        ("true", "remove_terragrunt", [], []),
        ("true", "skip", ["aws_db_instance.main"], []),
        ("false", "remove", ["aws_db_instance.dev"], []),
        ('get_env("OFF") == "yes"', "skip", ["aws_db_instance.main"], ["generate.main"]),
    ],
)
def test_a_file_goes_with_its_block_where_that_says_so(
    tmp_path: Path, disable: str, otherwise: str, found: list[str], missing: list[str]
) -> None:
    unit = UNIT + (
        f'generate "main" {{\n  path = "main.tf"\n  disable = {disable}\n  if_disabled = "{otherwise}"\n'
        '  if_exists = "overwrite"\n  contents = "resource \\"aws_db_instance\\" \\"dev\\" {}"\n}\n'
    )
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    assert [name.partition("::")[2] for name in tree.resources] == found
    assert [name for name in tree.missing("live/eu/db") if name.startswith("generate")] == missing


def test_a_generated_file_that_code_leaves_open_is_named(tmp_path: Path) -> None:
    unit = UNIT + 'generate "extra" {\n  path = "extra.tf"\n  if_exists = "error"\n  contents = get_env("EXTRA")\n}\n'
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    assert tree.missing("live/eu/db") == {
        "generate.extra": "what it generates hangs on values that the code does not hold"
    }


def test_a_file_that_is_generated_into_a_folder_below_is_no_part_of_the_code(tmp_path: Path) -> None:
    unit = UNIT + (
        'generate "extra" {\n  path = "%s/extra.tf"\n  if_exists = "overwrite"\n'
        '  contents = "resource \\"aws_sns_topic\\" \\"extra\\" {}"\n}\n'
    )
    calls = {"modules/db/sub.tf": 'module "sub" { source = "./sub" }\n', "modules/db/sub/main.tf": "locals {}\n"}
    for folder, made, missing in (
        (".", ["aws_sns_topic.extra"], {}),
        ("other", [], {}),
        ("sub", [], {"generate.extra": "it is generated into sub, which is read without it"}),
    ):
        tree = ReadTree(tmp_path / folder / "x", TREE | calls | {"live/eu/db/terragrunt.hcl": unit % folder})
        found = [r.address for r in tree.resources.values() if r.type == "aws_sns_topic" and r.root == "live/eu/db"]
        assert (found, tree.missing("live/eu/db")) == (made, missing)


LOOKING = """\
locals {
  region = merge(
    try(yamldecode(file(find_in_parent_folders("region.yaml"))), {}),
    try(yamldecode(file(find_in_parent_folders("env.yaml"))), { size = "db.small" }),
  )
  none  = { size = find_in_parent_folders("none.yaml") }
  named = find_in_parent_folders("none.yaml", "db.fallback")
}
terraform { source = "${get_repo_root()}//modules/db" }
inputs = { size = %s }
"""


@pytest.mark.parametrize(("top", "size", "expected"), [
    (".git", "local.region.size", "db.small"),
    (".git", 'try(find_in_parent_folders("none.yaml"), "db.none")', "db.none"),
    (".git", 'try(find_in_parent_folders("../none.yaml"), "db.none")', {'find_in_parent_folders("../none.yaml")'}),
    (".git", "local.named", "db.fallback"),
    (".git", "local.none.size", {'find_in_parent_folders("none.yaml")'}),
    (".git", 'find_in_parent_folders("none.yaml")', {'find_in_parent_folders("none.yaml")'}),
    ("", "local.region.size", {'find_in_parent_folders("env.yaml")'}),
    ("", 'try(find_in_parent_folders("none.yaml"), "db.none")', {'find_in_parent_folders("none.yaml")'}),
])  # fmt: skip
def test_what_no_folder_above_has_is_not_there_in_a_whole_repository_alone(
    tmp_path: Path, top: str, size: str, expected: str | set[str]
) -> None:
    if top:
        (tmp_path / top).mkdir()
    tree = ReadTree(tmp_path, {
        "modules/db/main.tf": MODULE, "live/region.yaml": "region: eu-west-1\n",
        "live/eu/terragrunt.hcl": LOOKING % size,
    })  # fmt: skip
    found = tree["live/eu::aws_db_instance.main"].values["instance_class"]
    assert (causes_of(found) or found) == expected


def test_try_falls_back_where_a_file_that_is_read_is_not_there(tmp_path: Path) -> None:
    read = 'read_terragrunt_config("${get_terragrunt_dir()}/%s").locals.note'
    unit = UNIT.replace("inputs = {", f'inputs = {{\n  note = try({read % "none.hcl"}, "nothing")')
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    assert tree["live/eu/db::aws_db_instance.main"].values["note"] == "nothing"
    bare = UNIT.replace("inputs = {", f"inputs = {{\n  note = {read % 'none.hcl'}")
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": bare})
    (cause,) = causes_of(tree["live/eu/db::aws_db_instance.main"].values["note"])
    assert cause.startswith('read_terragrunt_config("/')
    outside = UNIT.replace("inputs = {", f'inputs = {{\n  note = try({read % "../../../../out.hcl"}, "nothing")')
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": outside})
    assert causes_of(tree["live/eu/db::aws_db_instance.main"].values["note"])


def test_a_part_of_a_repository_may_have_more_above(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    text = LOOKING.replace('"${get_repo_root()}//modules/db"', '"../modules/db"') % "local.region.size"
    tree = ReadTree(tmp_path / "live", {"modules/db/main.tf": MODULE, "eu/terragrunt.hcl": text})
    found = tree["eu::aws_db_instance.main"].values["instance_class"]
    assert 'find_in_parent_folders("env.yaml")' in causes_of(found)


def test_a_stack_makes_its_units(tmp_path: Path) -> None:
    stack = """
locals { env = "prod" }
unit "db" {
  source = "../units/db"
  path   = "db"
  values = { size = "db.${local.env}" }
}
unit "app" {
  source = "../units/app"
  path   = "app"
}
"""
    tree = ReadTree(
        tmp_path,
        {
            "modules/db/main.tf": MODULE + 'output "name" { value = aws_db_instance.main.id }\n',
            "modules/app/main.tf": 'variable "db" {}\nresource "aws_instance" "app" { user_data = var.db }\n',
            "units/db/terragrunt.hcl": (
                'terraform { source = "${get_repo_root()}//modules/db" }\ninputs = { size = values.size }\n'
            ),
            "units/app/terragrunt.hcl": (
                'terraform { source = "${get_repo_root()}//modules/app" }\n'
                'dependency "db" { config_path = "../db" }\ninputs = { db = dependency.db.outputs.name }\n'
            ),
            "prod/terragrunt.stack.hcl": stack,
        },
    )
    assert tree.roots == ("prod/.terragrunt-stack/app", "prod/.terragrunt-stack/db")
    assert tree["prod/.terragrunt-stack/db::aws_db_instance.main"].values["instance_class"] == "db.prod"
    app = tree["prod/.terragrunt-stack/app::aws_instance.app"]
    assert [r.id for r in tree.estate.named(app.values["user_data"], near=app)] == [
        "prod/.terragrunt-stack/db::aws_db_instance.main"
    ]


NESTED = {
    "modules/db/main.tf": MODULE,
    "catalog/units/db/terragrunt.hcl": (
        'terraform { source = "${get_repo_root()}//modules/db" }\n'
        "inputs = merge({ size = values.size }, try(values.more, {}))\n"
    ),
    "catalog/stacks/shop/terragrunt.stack.hcl": (
        'unit "db" {\n  source = "../../units/db"\n  path   = "db"\n  values = { size = values.size }\n}\n'
    ),
}


def test_a_stack_of_which_others_are_made_is_no_root_of_its_own(tmp_path: Path) -> None:
    stack = (
        'stack "shop" {\n  source = "../catalog/stacks/shop"\n  path   = "shop"\n  values = { size = "db.prod" }\n}\n'
    )
    tree = ReadTree(tmp_path, {**NESTED, "prod/terragrunt.stack.hcl": stack})
    root = "prod/.terragrunt-stack/shop/.terragrunt-stack/db"
    assert tree.roots == (root,)
    assert tree[f"{root}::aws_db_instance.main"].values["instance_class"] == "db.prod"


def test_what_a_stack_would_give_that_is_not_in_the_tree_is_asked_for_by_its_name(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, NESTED)
    root = "catalog/stacks/shop/.terragrunt-stack/db"
    assert tree.roots == (root,)
    size = tree[f"{root}::aws_db_instance.main"].values["instance_class"]
    assert isinstance(size, Unknown)
    assert size.causes == {"values.size"}


def test_why_the_source_of_a_unit_is_not_read(tmp_path: Path) -> None:
    stack = "".join(
        f'{kind} "{name}" {{\n  source = "{source}"\n  path   = "{name}"\n}}\n'
        for kind, name, source in (
            ("unit", "texts", "${get_repo_root()}/texts"),
            ("stack", "shop", "../texts"),
            ("unit", "none", "../none"),
            ("unit", "far", "../../far/units/db"),
        )
    )
    unit = 'terraform {\n  source = "%s"\n}\n'
    tree = ReadTree(tmp_path, {
        "texts/read.me": "",
        "live/terragrunt.stack.hcl": stack,
        "a/terragrunt.hcl": unit % "${get_repo_root()}//texts",
        "b/terragrunt.hcl": unit % "../none",
        "c/terragrunt.hcl": unit % "../../far",
        "d/terragrunt.hcl": unit % "git::https://example.com/modules.git//db",
    })  # fmt: skip
    made, top = "live/.terragrunt-stack", f"/{tmp_path.name}"
    assert {root: tree.missing(root) for root in tree.roots} == {
        f"{made}/texts": {"module.texts": f"the module {top}/texts holds no terragrunt.hcl"},
        f"{made}/shop": {"module.shop": "the module ../texts holds no terragrunt.stack.hcl"},
        f"{made}/none": {"module.none": "the module ../none is not on disk"},
        f"{made}/far": {"module.far": "the module ../../far/units/db lies outside of the audited folder"},
        "a": {"module.a": f"the module {top}//texts holds no Terraform code that is read"},
        "b": {"module.b": "the module ../none is not on disk"},
        "c": {"module.c": "the module ../../far lies outside of the audited folder"},
        "d": {"module.d": "the module git::https://example.com/modules.git//db is not on disk"},
    }


def test_what_a_stack_takes_from_elsewhere_is_one_name_each(tmp_path: Path) -> None:
    stack = """
unit "db" {
  source = "github.com/acme/catalog//units/db?ref=v1"
  path   = "data/db"
}
stack "inner" {
  source = "./inner"
  path   = "inner"
}
unit "app" {
  path   = "app"
  source = get_env("SOURCE")
}
"""
    inner = 'stack "far" {\n  source = "git::https://example.com/catalog.git//stacks/far"\n  path   = "far"\n}\n'
    tree = ReadTree(tmp_path, {"prod/terragrunt.stack.hcl": stack, "prod/inner/terragrunt.stack.hcl": inner})
    made = "prod/.terragrunt-stack"
    assert tree.missing(f"{made}/data/db") == {
        "module.db": "the module github.com/acme/catalog//units/db?ref=v1 is not on disk"
    }
    assert tree.missing(f"{made}/app") == {"module.app": 'the module get_env("SOURCE") is not on disk'}
    assert tree.missing(f"{made}/inner/.terragrunt-stack/far") == {
        "module.far": "the module git::https://example.com/catalog.git//stacks/far is not on disk"
    }
    assert tree[f"{made}/data/db::module.db"].span == Span("prod/terragrunt.stack.hcl", 3, 3)


def test_lists_for_a_module_that_is_not_in_the_tree_are_taken_as_they_are(tmp_path: Path) -> None:
    unit = (
        'terraform {\n  source = "tfr:///terraform-aws-modules/rds/aws?version=6.1.0"\n}\n'
        'inputs = {\n  identifier = "orders"\n  tags = { team = "a" }\n  vpc_security_group_ids = ["sg-1"]\n}\n'
    )
    tree = ReadTree(tmp_path, {"live/orders/terragrunt.hcl": unit})
    (database,) = [r for r in tree.resources.values() if r.type == "aws_db_instance"]
    assert database.values["tags"] == {"team": "a"}
    assert database.values["vpc_security_group_ids"] == ("sg-1",)


def test_a_list_for_a_variable_without_a_type_is_its_json(tmp_path: Path) -> None:
    # Terragrunt hands inputs over as TF_VAR_, which Terraform takes as a text where the variable states no type.
    unit = UNIT.replace("undeclared = true", 'note = ["a", "b"]')
    tree = ReadTree(tmp_path, TREE | {"live/eu/db/terragrunt.hcl": unit})
    assert tree["live/eu/db::aws_db_instance.main"].values["note"] == '["a","b"]'


def test_files_that_read_each_other_end(tmp_path: Path) -> None:
    knot = 'locals {\n  a = read_terragrunt_config("%s.hcl").locals\n'
    knot += '  b = read_terragrunt_config("%s.hcl").locals.a\n}\n'
    unit = 'terraform { source = "../m" }\ninputs = { size = read_terragrunt_config("a.hcl").locals.b }\n'
    tree = ReadTree(
        tmp_path,
        {
            "m/main.tf": MODULE,
            "live/terragrunt.hcl": unit,
            "live/a.hcl": knot % ("b", "a"),
            "live/b.hcl": knot % ("a", "b"),
        },
    )
    assert causes_of(tree["live::aws_db_instance.main"].values["instance_class"])


def test_a_unit_in_json(tmp_path: Path) -> None:
    unit = '{"terraform": {"source": "../m"}, "locals": {"s": "large"}, "inputs": {"size": "db.${local.s}"}}'
    tree = ReadTree(tmp_path, {"m/main.tf": MODULE, "live/terragrunt.hcl.json": unit})
    assert tree["live::aws_db_instance.main"].values["instance_class"] == "db.large"


def test_a_terragrunt_file_that_cannot_be_read_is_unread(tmp_path: Path) -> None:
    unit = 'terraform { source = "../m" }\ninputs = {\n'
    tree = ReadTree(tmp_path, {"m/main.tf": MODULE, "live/terragrunt.hcl": unit})
    assert {unread.path for unread in tree.unread} == {"live/terragrunt.hcl"}


def test_skip_is_not_inherited_and_an_empty_source_is_the_folder_itself(tmp_path: Path) -> None:
    parent = 'skip = true\nterraform { source = "" }\ninputs = { size = "db.parent" }\n'
    unit = "include { path = find_in_parent_folders() }\n"
    tree = ReadTree(tmp_path, {"terragrunt.hcl": parent, "db/terragrunt.hcl": unit, "db/main.tf": MODULE})
    assert tree.roots == ("db",)
    assert tree["db::aws_db_instance.main"].values["instance_class"] == "db.parent"


def generated(path: str, contents: str, exists: str = "overwrite") -> str:
    """A ``generate`` block."""
    label = path.replace("/", "_").replace(".", "_")
    arguments = f'path = "{path}"\n  if_exists = "{exists}"\n  contents = {contents}'
    return f'generate "{label}" {{\n  {arguments}\n}}\n'


def test_functions_read_what_is_generated_beside_the_code(tmp_path: Path) -> None:
    code = """
resource "aws_db_instance" "main" {
  name    = yamldecode(file("${path.module}/values.yaml")).name
  secret  = file("open.txt")
  there   = fileexists("./conf/more.yaml")
  files   = fileset(path.module, "**/*.yaml")
  kept    = file("kept.txt")
}
"""
    unit = (
        'locals { name = "orders" }\nterraform { source = "../../modules/db" }\n'
        + generated("values.yaml", '"name: ${local.name}"')
        + generated("conf/more.yaml", '"a: 1"')
        + generated("open.txt", 'run_cmd("date")')
        + generated("kept.txt", '"generated"', "skip")
    )
    files = {"modules/db/main.tf": code, "modules/db/kept.txt": "kept", "live/db/terragrunt.hcl": unit}
    tree = ReadTree(tmp_path, files)
    values = tree["live/db::aws_db_instance.main"].values
    assert (values["name"], values["there"], values["kept"]) == ("orders", True, "kept")
    assert values["files"] == SetValue(("conf/more.yaml", "values.yaml"))
    assert causes_of(values["secret"]) == {"generate.open_txt"}
    assert tree.missing("live/db") == {}


@pytest.mark.parametrize(
    ("made", "size", "note"),
    [
        (generated("unit.auto.tfvars.json", "jsonencode({ size = 3, undeclared = 1 })"), 3, "none"),
        (generated("a.auto.tfvars", '"size = 4"') + generated("b.auto.tfvars", '"size = 5"'), 5, "none"),
        (generated("z.auto.tfvars", '"size = 6"'), 7, "none"),
        (generated("zz.auto.tfvars", '"size = 7"', "skip"), 7, "none"),
        (generated("terraform.tfvars", '"note = \\"made\\""'), 7, "made"),
        (generated("variables.tfvars", '"size = 8"'), 7, "none"),
    ],
)
def test_generated_files_of_variables_count_in_the_order_of_terraform(
    tmp_path: Path, made: str, size: int, note: str
) -> None:
    unit = 'terraform { source = "../../modules/db" }\ninputs = { size = 1 }\n'
    files = {"modules/db/main.tf": MODULE, "live/db/terragrunt.hcl": unit + made}
    if size == 7:
        files["live/db/zz.auto.tfvars"] = "size = 7\n"
    values = ReadTree(tmp_path, files)["live/db::aws_db_instance.main"].values
    assert (values["instance_class"], values["note"]) == (size, note)


def test_what_a_generated_file_of_variables_may_set_is_open(tmp_path: Path) -> None:
    unit = 'terraform { source = "../../modules/db" }\n' + generated("a.auto.tfvars.json", 'run_cmd("vars")')
    files = {"modules/db/main.tf": MODULE, "live/db/terragrunt.hcl": unit}
    values = ReadTree(tmp_path, files)["live/db::aws_db_instance.main"].values
    assert causes_of((values["instance_class"], values["note"])) == {"generate.a_auto_tfvars_json"}


def test_blocks_of_a_generated_file_that_code_leaves_open_are_named(tmp_path: Path) -> None:
    settings = """
generate "provider" {
  path      = "provider.tf"
  if_exists = "overwrite"
  contents  = <<EOF
provider "aws" {
%{ if get_env("ROLE") != "" ~}
  profile = "x"
%{ endif ~}
}
EOF
}
"""
    loop = """
locals { config = yamldecode(file("config.yaml")) }
generate "db" {
  path      = "db.tf"
  if_exists = "overwrite"
  contents  = <<EOF
%{ for name in try(local.config.names, []) ~}
resource "aws_db_instance" "${name}" {}
%{ endfor ~}
EOF
}
"""
    tree = ReadTree(tmp_path, {"live/db/terragrunt.hcl": loop + settings})
    assert tree.roots == ("live/db",)
    assert tree.missing("live/db") == {"generate.db": "what it generates hangs on values that the code does not hold"}
    (tmp_path / "live/db/config.yaml").write_text("names: [a, b]\n")
    tree = ReadTree(tmp_path, {})
    assert sorted(tree.resources) == ["live/db::aws_db_instance.a", "live/db::aws_db_instance.b"]


@pytest.mark.parametrize("source", ["", 'terraform { source = "." }\n', 'terraform { source = ".//." }\n'])
def test_a_unit_that_is_wholly_generated(tmp_path: Path, source: str) -> None:
    made = 'generate "db" {\n  path = "db.tf"\n  if_exists = "overwrite"\n  contents = <<-EOF\n%s\n  EOF\n}\n'
    files = {
        "live/db/terragrunt.hcl": made
        % 'resource "aws_db_instance" "main" {\n  name = "${basename(get_terragrunt_dir())}"\n}'
        + source,
        "live/file/terragrunt.hcl": made.replace("<<-EOF\n%s\n  EOF", 'file("../db.tf.txt")') + source,
        "live/db.tf.txt": 'module "x" {\n  source = "example.com/x"\n}\n',
    }
    if not source:
        files["live/terragrunt.hcl"] = made % 'provider "aws" {}'  # settings alone are no unit
    tree = ReadTree(tmp_path, files)
    assert tree.roots == ("live/db", "live/file")
    database = tree["live/db::aws_db_instance.main"]
    assert (database.values["name"], database.span) == ("db", Span("live/db/terragrunt.hcl", 5, 7))
    assert "module.x" in tree.missing("live/file")


@pytest.mark.parametrize(
    ("file", "note", "size"), [("", None, 1), ("terraform.tfvars", None, 2), ("a.auto.tfvars", "said", 2)]
)
def test_an_input_that_is_null_is_handed_over_in_a_file(tmp_path: Path, file: str, note: str | None, size: int) -> None:
    unit = (
        'terraform { source = "../../modules/db" }\n'
        'inputs = { size = 1, note = null, zones = get_env("ZONES") == "" ? null : ["b"] }\n'
    )
    files = {"modules/db/main.tf": MODULE, "live/db/terragrunt.hcl": unit}
    if file:
        files[f"live/db/{file}"] = 'note = "said"\nsize = 2\n'
    values = ReadTree(tmp_path, files)["live/db::aws_db_instance.main"].values
    assert (unmark(values["note"]), values["instance_class"]) == (note, size)
    assert {leaf if leaf is None else tuple(leaf) for leaf in map(unmark, leaves(values["zones"]))} == {None, ("b",)}


def test_an_input_that_is_null_is_null_to_a_public_module(tmp_path: Path) -> None:
    unit = (
        'terraform {\n  source = "tfr:///terraform-aws-modules/rds/aws?version=6.1.0"\n}\n'
        'inputs = {\n  identifier = "orders"\n  multi_az = null\n}\n'
    )
    tree = ReadTree(tmp_path, {"live/orders/terragrunt.hcl": unit})
    (database,) = [r for r in tree.resources.values() if r.type == "aws_db_instance"]
    assert [unmark(database.values[name]) for name in ("multi_az", "identifier")] == [None, "orders"]


def test_an_input_that_is_too_large_to_be_handed_over_is_named(tmp_path: Path) -> None:
    text = "x" * 100_000
    files = {
        "modules/db/main.tf": 'variable "v" {}\nresource "terraform_data" "it" {\n  input = var.v\n}\n',
        "live/db/terragrunt.hcl": f"""
            terraform {{ source = "../../modules/db" }}
            locals {{ text = "{text}" }}
            inputs = {{ v = [for i in range(60) : local.text] }}
            """,
    }
    found = ReadTree(tmp_path, files)
    assert causes_of(found["live/db::terraform_data.it"].values["input"]) == {"terraform_data.it.input"}
    reason = "the input v: the result would be longer than 5000000 characters (limit)"
    assert found.readings["live/db"].notes == {"terraform_data.it.input": reason}
