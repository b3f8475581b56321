"""Calls of public modules that are not on disk: the components they make, and where these are reported."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path

import pytest

from continuity_audit.discovery import discover
from continuity_audit.estate.model import Scenario
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.known_modules.stand_ins import (
    WITHOUT_COMPONENTS,
    first_forbidden,
    newest_major,
    stand_in,
    stand_ins,
)
from continuity_audit.parsers.terraform.tree.project import TerraformTree
from profiles.audit_text import components, outcomes

VPC = "github.com/terraform-aws-modules/terraform-aws-vpc"
EKS = "git::https://github.com/terraform-aws-modules/terraform-aws-eks"
PAGE = "https://registry.terraform.io/modules/terraform-aws-modules/rds/aws/latest"
NETWORK = """
provider "aws" { region = "eu-west-1" }
module "vpc" {
  source           = "terraform-aws-modules/vpc/aws"
  version          = "~> 5.0"
  azs              = ["eu-west-1a", "eu-west-1b"]
  public_subnets   = ["10.0.1.0/24", "10.0.2.0/24"]
  private_subnets  = ["10.0.3.0/24", "10.0.4.0/24"]
  database_subnets = ["10.0.5.0/24", "10.0.6.0/24"]
%s
}
"""


def read(text: str, **files: str) -> Reading:
    """The only root of some files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in {"main.tf": text, **files}.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        tree = TerraformTree(discover([Path(folder)]))
        return tree.read_root(".", Inputs(), Wanted())


STAND_INS = {(module, version): folder for module, version, folder in stand_ins()}


def text_of(stand: tuple[str, str]) -> str:
    """The configuration of a stand-in."""
    first = STAND_INS[stand].joinpath("main.tf")
    others = sorted(set(first.parent.glob("*.tf")) - {first})
    return "".join(file.read_text("utf-8") for file in (first, *others))


# --- addresses ----------------------------------------------------------------------------------------------------


def test_the_only_component_goes_by_the_name_of_the_call() -> None:
    found = outcomes("""
        module "orders" {
          source                  = "terraform-aws-modules/rds/aws"
          version                 = "~> 6.0"
          identifier              = "orders"
          multi_az                = true
          backup_retention_period = 7
        }
    """)
    assert found == {
        "module.orders": {
            "data": "recovers/restore",
            "instance": "continues/failover",
            "zone": "continues/failover",
            "region": "lost",
            "account": "lost",
        }
    }


def test_the_instances_of_one_block_are_judged_as_a_set() -> None:
    found = components(NETWORK % "  enable_nat_gateway = true")
    assert list(found) == ["module.vpc"]
    others = [c.address for c in found["module.vpc"].companions if c.type == "aws_nat_gateway"]
    assert others == ["module.vpc.aws_nat_gateway.this[1]"]


def test_several_components_keep_the_addresses_that_terraform_gives_them() -> None:
    text = 'module "jobs" {\n  source     = "terraform-aws-modules/sqs/aws"\n  create_dlq = true\n}\n'
    assert list(components(text)) == ["module.jobs.aws_sqs_queue.this[0]", "module.jobs.aws_sqs_queue.dlq[0]"]


def test_instances_of_the_call_and_calls_in_modules_of_the_tree() -> None:
    found = components(
        {
            "main.tf": 'module "a" {\n  source = "./a"\n}\nmodule "b" {\n  source = "./a"\n}\n',
            "a/main.tf": """
                module "bucket" {
                  source   = "terraform-aws-modules/s3-bucket/aws"
                  for_each = toset(["x", "y"])
                  bucket   = each.key
                }
                module "queue" {
                  source = "terraform-aws-modules/sqs/aws"
                  count  = 2
                }
            """,
        }
    )
    one = ['module.bucket["x"]', 'module.bucket["y"]', "module.queue[0]", "module.queue[1]"]
    assert sorted(found) == sorted(f"module.{m}.{address}" for m in "ab" for address in one)
    assert found['module.a.module.bucket["x"]'].name == "x"


def test_a_call_whose_count_is_open_is_undetermined() -> None:
    found = components("""
        variable "on" {}
        module "table" {
          source = "terraform-aws-modules/dynamodb-table/aws"
          count  = var.on ? 1 : 0
          name   = "t"
        }
    """)
    assert {address: c.undetermined for address, c in found.items()} == {"module.table": True}


def test_a_switch_that_is_off_makes_nothing() -> None:
    assert (
        components('module "t" {\n source = "terraform-aws-modules/dynamodb-table/aws"\n create_table = false\n}') == {}
    )


def test_what_a_module_makes_by_a_module_of_its_own_is_addressed_below_it() -> None:
    found = components("""
        module "eks" {
          source  = "terraform-aws-modules/eks/aws"
          version = "20.8.4"
          self_managed_node_groups = { spot = { min_size = 2 } }
        }
    """)
    assert {address: c.resource.type for address, c in found.items()} == {
        "module.eks": "aws_eks_cluster",
        "module.eks.module.kms": "aws_kms_key",
    }
    (nodes,) = [c for c in found["module.eks"].companions if c.type == "aws_autoscaling_group"]
    assert nodes.module == 'module.eks.module.self_managed_node_group["spot"]'


def test_a_component_is_needed_by_the_name_that_it_goes_by() -> None:
    found = components(
        NETWORK % "  enable_nat_gateway = true\n  single_nat_gateway = true"
        + """
        module "group" {
          source              = "terraform-aws-modules/autoscaling/aws"
          name                = "g"
          min_size            = 2
          max_size            = 4
          vpc_zone_identifier = module.vpc.private_subnets
        }
    """
    )
    assert found["module.group"].needs == (".::module.vpc",)


# --- values through the outputs -----------------------------------------------------------------------------------


def test_subnets_of_the_vpc_module_are_in_known_zones() -> None:
    group = """
        resource "aws_autoscaling_group" "g" {
          min_size            = 2
          max_size            = 4
          vpc_zone_identifier = %s
        }
    """
    both = outcomes(NETWORK % "" + group % "module.vpc.private_subnets")["aws_autoscaling_group.g"]
    one = outcomes(NETWORK % "" + group % "[module.vpc.private_subnets[0]]")["aws_autoscaling_group.g"]
    assert (both["zone"], one["zone"]) == ("continues/members", "recovers/redeploy")


def test_an_output_that_a_stand_in_does_not_have_is_unknown_by_its_own_name() -> None:
    found = read("""
        module "sg" {
          source = "terraform-aws-modules/security-group/aws"
        }
        module "bucket" {
          source = "terraform-aws-modules/s3-bucket/aws"
        }
        resource "aws_ssm_parameter" "p" {
          value = module.sg.security_group_id
          name  = module.bucket.no_such_output
        }
    """)
    values = next(r.values for r in found.resources if r.type == "aws_ssm_parameter")
    assert values["value"].causes == {"module.sg.security_group_id"}  # type: ignore[union-attr]
    assert values["name"].causes == {"module.bucket.no_such_output"}  # type: ignore[union-attr]
    assert found.declared["module.bucket.no_such_output"] == ("main.tf", 5)
    assert found.missing == ()


FUNCTION = """
resource "aws_lambda_function" "caller" {
  function_name = "caller"
  role          = "arn"
  environment { variables = { ADDRESS = %s } }
}
"""


def needs_of_caller(text: str, output: str) -> tuple[str, ...]:
    """What a function needs that is told an output."""
    return components(text + FUNCTION % output)["aws_lambda_function.caller"].needs


CACHE = """
module "cache" {
  source               = "terraform-aws-modules/elasticache/aws"
  version              = "~> 1.6"
  replication_group_id = "r"
}
"""


def test_an_output_that_a_stand_in_does_not_have_stands_for_what_the_call_makes() -> None:
    assert needs_of_caller(CACHE, "module.cache.replication_group_new_address") == (".::module.cache",)
    assert needs_of_caller(CACHE, '"redis://${module.cache.replication_group_new_address}:6379"') == (
        ".::module.cache",
    )


def test_an_output_of_what_is_no_component_is_no_need() -> None:
    for output in ("security_group_id", "parameter_group_id", "cloudwatch_log_groups", "iam_role_arn"):
        assert needs_of_caller(CACHE, f"module.cache.{output}") == ()
    assert needs_of_caller(CACHE, "module.cache.vpc_endpoint") == (".::module.cache",)


def test_an_unknown_output_of_a_call_of_several_things_stands_for_all_that_it_makes_itself() -> None:
    queues = """
        module "jobs" {
          source     = "terraform-aws-modules/sqs/aws"
          name       = "jobs"
          create_dlq = true
        }
    """
    assert needs_of_caller(queues, "module.jobs.another") == (
        ".::module.jobs.aws_sqs_queue.dlq[0]", ".::module.jobs.aws_sqs_queue.this[0]",
    )  # fmt: skip
    cluster = """
        module "eks" {
          source     = "terraform-aws-modules/eks/aws"
          version    = "~> 21.0"
          name       = "e"
        }
    """
    assert needs_of_caller(cluster, "module.eks.another") == (".::module.eks",)
    assert needs_of_caller(NETWORK % "  enable_nat_gateway = true", "module.vpc.another") == ()


def test_an_unknown_output_stands_for_the_instance_of_the_call_that_it_is_of() -> None:
    caches = CACHE.replace("source ", 'for_each = toset(["a", "b"])\n  source ')
    assert needs_of_caller(caches, 'module.cache["a"].another') == ('.::module.cache["a"]',)
    assert needs_of_caller(caches, "[for c in module.cache : c.another][0]") == (
        '.::module.cache["a"]', '.::module.cache["b"]',
    )  # fmt: skip


def test_an_unknown_output_of_an_open_number_of_calls_stands_for_the_one_that_stands_for_all() -> None:
    caches = 'variable "n" {}\n' + CACHE.replace("source ", "count = var.n\n  source ")
    assert needs_of_caller(caches, "module.cache[0].another") == (".::module.cache",)


def test_an_unknown_output_makes_no_copy() -> None:
    backup = """
        resource "aws_backup_plan" "daily" {
          name = "daily"
          rule {
            rule_name         = "daily"
            target_vault_name = "Default"
            schedule          = "cron(0 5 * * ? *)"
          }
        }
        resource "aws_backup_selection" "db" {
          name         = "db"
          iam_role_arn = "arn"
          plan_id      = aws_backup_plan.daily.id
          resources    = [%s]
        }
        module "db" {
          source     = "terraform-aws-modules/rds/aws"
          version    = "~> 6.0"
          identifier = "db"
        }
    """
    assert outcomes(backup % "module.db.db_instance_arn")["module.db"]["data"] == "recovers/restore"
    assert outcomes(backup % "module.db.another")["module.db"]["data"] == "lost"


BY_ID = """
variable "prefix" {}
module "eks" {
  source     = "terraform-aws-modules/eks/aws"
  version    = "~> 21.0"
  name       = "e"
  subnet_ids = %s
  eks_managed_node_groups = { core = { min_size = 4, max_size = 8, desired_size = 4 } }
}
"""
CHOSEN = """compact([for id, cidr in zipmap(%s, module.vpc.private_subnets_cidr_blocks) :
  substr(cidr, 0, 7) %s ? id : null])"""
IDS = "module.vpc.private_subnets"


@pytest.mark.parametrize(
    ("subnets", "zone"),
    [
        (CHOSEN % (IDS, '!= "10.9.9."'), "continues/members"),
        (CHOSEN % (IDS, '== "10.0.3."'), "recovers/redeploy"),
        (f"[for id, cidr in zipmap({IDS}, module.vpc.private_subnets_cidr_blocks) : id]", "continues/members"),
    ],
)  # fmt: skip
def test_subnets_are_chosen_by_a_map_by_their_ids(subnets: str, zone: str) -> None:
    assert outcomes(NETWORK % "" + BY_ID % subnets)["module.eks"]["zone"] == zone


@pytest.mark.parametrize(
    "subnets",
    [
        CHOSEN % (IDS, "== var.prefix"),
        "[" + CHOSEN % (IDS, '!= "10.9.9."') + "[0], " + CHOSEN % (IDS, '!= "10.9.9."') + "[1]]",
        CHOSEN % ("[var.prefix, module.vpc.private_subnets[0]]", '!= "10.9.9."'),
    ],
)
def test_what_a_map_by_open_keys_holds_stays_open_where_it_is_not_sure(subnets: str) -> None:
    zone = outcomes(NETWORK % "" + BY_ID % subnets)["module.eks"]["zone"]
    assert zone.startswith("unknown("), zone


# --- evidence -----------------------------------------------------------------------------------------------------


def test_evidence_stands_in_the_call() -> None:
    text = """module "orders" {
  source                  = "terraform-aws-modules/rds/aws"
  version                 = "6.1.0"
  identifier              = "orders"
  backup_retention_period = var.keep
}
variable "keep" {}
"""
    orders = components(text)["module.orders"]
    shown = [
        (e.address, e.attribute, e.file, e.line, e.documented)
        for s in (Scenario.DATA, Scenario.INSTANCE)
        for e in orders.outcomes[s].evidence
    ]
    inner = "module.orders.aws_db_instance.this[0]"
    assert shown == [
        (inner, "backup_retention_period", "main.tf", 5, ""),
        ("module.orders", "source", "main.tf", 1, ""),
        (inner, "multi_az", "main.tf", 1, PAGE),
        ("module.orders", "source", "main.tf", 1, ""),
    ]
    assert orders.outcomes[Scenario.DATA].unknown == ("var.keep",)
    assert orders.outcomes[Scenario.DATA].evidence[-1].value == (
        "terraform-aws-modules/rds/aws 6 (not on disk; judged by its documented inputs and defaults)"
    )


def test_an_input_that_the_call_leaves_out_has_the_line_of_the_call_also_in_a_block() -> None:
    text = """module "orders" {
  source           = "GoogleCloudPlatform/sql-db/google//modules/postgresql"
  version          = "20.2.0"
  name             = "orders"
  tier             = "db-custom-1-3840"
  database_version = "POSTGRES_14"
}
"""
    orders = components(text)["module.orders"].outcomes[Scenario.INSTANCE]
    page = "https://registry.terraform.io/modules/GoogleCloudPlatform/sql-db/google/latest"
    assert next((e.attribute, e.value, e.line, e.documented) for e in orders.evidence) == (
        "settings.availability_type", "ZONAL", 1, page,
    )  # fmt: skip


def test_spans_are_those_of_the_call_in_the_tree_however_deep() -> None:
    reading = read(
        'module "a" {\n  source = "./a"\n}\n',
        **{"a/main.tf": 'module "eks" {\n  source = "terraform-aws-modules/eks/aws"\n}\n'},
    )
    for resource in reading.resources:
        assert (resource.span.file, resource.span.line, resource.span.end_line) == ("a/main.tf", 1, 3)
        assert [(call.file, call.line) for call in resource.sources] == [("main.tf", 1), ("a/main.tf", 1)]
    assert {r.stand_in for r in reading.resources} == {"terraform-aws-modules/eks/aws", "terraform-aws-modules/kms/aws"}


def test_a_line_through_locals_blocks_and_inner_modules() -> None:
    reading = read("""module "eks" {
  source  = "terraform-aws-modules/eks/aws"
  version = "~> 21.0"
  subnet_ids = ["subnet-1"]
  kms_key_deletion_window_in_days = 9
  eks_managed_node_groups = {
    main = { min_size = 2 }
  }
}
module "bucket" {
  source     = "terraform-aws-modules/s3-bucket/aws"
  versioning = { enabled = true }
}
""")
    by_type = {r.type: r for r in reading.resources}
    assert by_type["aws_eks_node_group"].line_of("scaling_config.min_size") == 6
    assert by_type["aws_eks_node_group"].line_of("subnet_ids") == 4
    assert by_type["aws_kms_key"].line_of("deletion_window_in_days") == 5
    assert by_type["aws_s3_bucket_versioning"].line_of("versioning_configuration.status") == 12


# --- which module and which version -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "version", "title"),
    [
        ("terraform-aws-modules/vpc/aws", "", "terraform-aws-modules/vpc/aws"),
        ("terraform-aws-modules/vpc/aws", "5.1.2", "terraform-aws-modules/vpc/aws 5"),
        ("registry.terraform.io/terraform-aws-modules/vpc/aws", "~> 4.0", "terraform-aws-modules/vpc/aws 4"),
        ("registry.opentofu.org/terraform-aws-modules/vpc/aws", "", "terraform-aws-modules/vpc/aws"),
        ("tfr:///terraform-aws-modules/vpc/aws?version=3.19.0", "", "terraform-aws-modules/vpc/aws 3"),
        ("tfr:///terraform-aws-modules/vpc/aws//?version=3.19.0", "", "terraform-aws-modules/vpc/aws 3"),
        ("tfr:///terraform-aws-modules/vpc/aws//.?version=3.19.0", "", "terraform-aws-modules/vpc/aws 3"),
        (f"git::https://{VPC}.git//?ref=v5.1.0", "", "terraform-aws-modules/vpc/aws 5"),
        (f"git::https://{VPC}.git?ref=v5.1.0", "", "terraform-aws-modules/vpc/aws 5"),
        (f"{VPC}?ref=v2.78.0", "", "terraform-aws-modules/vpc/aws 2"),
        ("git@github.com:terraform-aws-modules/terraform-aws-vpc.git", "", "terraform-aws-modules/vpc/aws"),
        (f"git::ssh://git@{VPC}.git?depth=1&ref=v6.0", "", "terraform-aws-modules/vpc/aws 6"),
        (f"{VPC}?ref=26c38a66f12e7c6c93b6a2ba127ad68981a48671", "", "terraform-aws-modules/vpc/aws"),
        (f"{EKS}.git//modules/karpenter?ref=v20.2.0", "", "terraform-aws-modules/eks/aws//modules/karpenter 20"),
        (f"git::https://git@{VPC}.git?ref=tags/v1.6.0", "", "terraform-aws-modules/vpc/aws 1"),
        (f"git::https://user:token@{VPC}?ref=refs/tags/v5.1.0", "", "terraform-aws-modules/vpc/aws 5"),
        (f"git::ssh://git@{VPC.replace('/', ':22/', 1)}?ref=v4.0.0", "", "terraform-aws-modules/vpc/aws 4"),
        ("git::git@github.com:terraform-aws-modules/terraform-aws-vpc?ref=v3.0.0", "",
         "terraform-aws-modules/vpc/aws 3"),
        (f"{VPC}//modules/flow-log?ref=v5.1.0", "", "terraform-aws-modules/vpc/aws//modules/flow-log 5"),
        (f"https://{VPC}/archive/refs/tags/v2.1.0.zip//terraform-aws-vpc-2.1.0", "", "terraform-aws-modules/vpc/aws 2"),
        (f"https://{VPC}/archive/v5.0.0.tar.gz//*/modules/flow-log?archive=tar.gz", "",
         "terraform-aws-modules/vpc/aws//modules/flow-log 5"),
        (f"https://{VPC}/archive/refs/heads/master.zip", "", "terraform-aws-modules/vpc/aws"),
        ("https://api.github.com/repos/terraform-aws-modules/terraform-aws-vpc/tarball/v6.0.1//*?archive=tar.gz", "",
         "terraform-aws-modules/vpc/aws 6"),
        ("https://codeload.github.com/terraform-aws-modules/terraform-aws-vpc/zip/refs/tags/v6.0.1", "",
         "terraform-aws-modules/vpc/aws 6"),
        ("terraform-aws-modules/elasticache/aws//wrappers", "~> 1.6",
         "terraform-aws-modules/elasticache/aws//wrappers 1"),
        ("terraform-aws-modules/s3-bucket/aws//wrappers/notification", "",
         "terraform-aws-modules/s3-bucket/aws//wrappers/notification"),
        ("terraform-aws-modules/iam/aws//modules/x", "~> 6.0", "terraform-aws-modules/iam/aws//modules/x 6"),
    ],
)  # fmt: skip
def test_sources(source: str, version: str, title: str) -> None:
    found = stand_in(source, version)
    assert found is not None
    assert found.title == title


def test_a_wrapper_calls_the_module_for_each_item() -> None:
    caches = """
        module "caches" {
          source   = "terraform-aws-modules/elasticache/aws//wrappers"
          version  = "~> 1.6"
          defaults = { multi_az_enabled = true, num_cache_clusters = 2 }
          items = {
            two = { replication_group_id = "two" }
            one = { replication_group_id = "one", num_cache_clusters = 1, multi_az_enabled = false
                    automatic_failover_enabled = false }
          }
        }
    """
    zones = {address: found["zone"] for address, found in outcomes(caches).items()}
    assert zones == {
        'module.caches.module.wrapper["two"]': "continues/failover",
        'module.caches.module.wrapper["one"]': "recovers/redeploy",
    }
    assert needs_of_caller(caches, 'module.caches.wrapper["one"].replication_group_primary_endpoint_address') == (
        '.::module.caches.module.wrapper["one"]',
    )
    assert needs_of_caller(caches, 'module.caches.wrapper["one"].another') == (
        '.::module.caches.module.wrapper["one"]',
    )


def test_a_wrapper_of_items_that_are_open_is_one_undetermined_component() -> None:
    found = components("""
        variable "items" {}
        module "databases" {
          source   = "terraform-aws-modules/rds/aws//wrappers"
          defaults = { backup_retention_period = 7 }
          items    = var.items
        }
    """)
    assert {address: c.undetermined for address, c in found.items()} == {"module.databases.module.wrapper": True}
    data = found["module.databases.module.wrapper"].outcomes[Scenario("data")]
    assert (data.outcome.value, data.unknown) == ("unknown", ("var.items",))


def test_a_module_that_is_not_known_is_missing_with_its_source_and_version() -> None:
    found = read("""
        variable "source" {}
        module "cp" {
          source  = "cloudposse/no-such/aws"
          version = "~> 1.9"
        }
        module "open" {
          source = var.source
        }
    """)
    assert [(m.name, m.source) for m in found.missing] == [
        ("module.cp", "cloudposse/no-such/aws ~> 1.9"),
        ("module.open", "var.source"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "",
        "./vpc",
        "../terraform-aws-modules/vpc/aws",
        "terraform-aws-modules/vpc",
        "someone-else/vpc/aws",
        "terraform-aws-modules/no-such-module/aws",
        "terraform-aws-modules/vpc/aws//modules/no-such",
        "terraform-aws-modules/vpc/aws//../../../etc",
        "private.example/terraform-aws-modules/vpc/aws",
        "app.terraform.io/terraform-aws-modules/vpc/aws",
        "tfr://app.terraform.io/terraform-aws-modules/vpc/aws?version=5.0.0",
        "git::https://github.com.example/terraform-aws-modules/terraform-aws-vpc.git",
        "git::https://example.org/@github.com/terraform-aws-modules/terraform-aws-vpc.git",
        "terraform-aws-modules/vpc/aws//wrappers/no-such",
        "Azure/aks/azurerm//wrappers",
        "https://example.org/terraform-aws-modules/terraform-aws-vpc.zip",
        "git::https://gitlab.example/terraform-aws-modules/terraform-aws-vpc.git",
    ],
)
def test_sources_that_are_not_known(source: str) -> None:
    assert stand_in(source) is None


@pytest.mark.parametrize(
    ("constraint", "bound"),
    [
        ("", None), ("5.1.0", (5, 1, 1)), ("= 5.1.0", (5, 1, 1)), ("v5.1.0", (5, 1, 1)), ("= 5.1", (5, 1, 1)),
        ("~> 5.0", (6, 0, 0)), ("~> 5.1.2", (5, 2, 0)), ("~> 5", None), (">= 3.0", None), (">= 3.0, < 5.0", (5, 0, 0)),
        (">= 3.0, < 5.1", (5, 1, 0)), ("<= 4.2", (4, 2, 1)), ("< 4.0.0", (4, 0, 0)), ("!= 5.0.0", None),
        ("> 3.0, != 4.0.0, < 7.0", (7, 0, 0)), ("~> 0.4", (1, 0, 0)), ("~> 0.4.1", (0, 5, 0)), ("latest", None),
    ],
)  # fmt: skip
def test_the_versions_that_a_constraint_allows(constraint: str, bound: tuple[int, ...] | None) -> None:
    assert first_forbidden(constraint) == bound


@pytest.mark.parametrize(
    ("bound", "major"), [((5, 0, 0), 4), ((5, 1, 0), 5), ((5, 0, 1), 5), ((0, 5, 3), 0), ((1, 0, 0), 0)]
)
def test_the_newest_major_version_below_a_version(bound: tuple[int, ...], major: int) -> None:
    assert newest_major(bound) == major


def test_a_default_that_changed_with_a_version() -> None:
    text = """
        module "old" {
          source   = "terraform-aws-modules/redshift/aws"
          version  = "3.4.1"
          cluster_identifier = "old"
          cluster_node_type  = "dc2.large"
        }
        module "new" {
          source    = "terraform-aws-modules/redshift/aws"
          version   = "~> 6.0"
          node_type = "dc2.large"
        }
    """
    assert {address: found["data"] for address, found in outcomes(text).items()} == {
        "module.old": "lost",
        "module.new": "recovers/restore",
    }


@pytest.mark.parametrize(
    ("version", "gateways"), [("3.19.0", 1), ("4.0.2", 2), ("~> 5.0.0", 2), ("5.1.1", 2), ("~> 5.1.0", 1), ("5.4.0", 1)]
)
def test_intra_subnets_count_for_nat_gateways_in_some_versions(version: str, gateways: int) -> None:
    reading = read(f"""
        module "vpc" {{
          source             = "terraform-aws-modules/vpc/aws"
          version            = "{version}"
          azs                = ["eu-west-1a", "eu-west-1b"]
          private_subnets    = ["10.0.1.0/24"]
          public_subnets     = ["10.0.3.0/24"]
          intra_subnets      = ["10.0.5.0/24", "10.0.6.0/24"]
          enable_nat_gateway = true
        }}
    """)
    made = [r.address for r in reading.resources if r.type == "aws_nat_gateway"]
    assert made == [f"module.vpc.aws_nat_gateway.this[{number}]" for number in range(gateways)]


def test_a_state_machine_needs_what_its_definition_calls() -> None:
    found = components("""
        resource "aws_lambda_function" "work" {
          function_name = "work"
          role          = "arn"
        }
        module "flow" {
          source     = "terraform-aws-modules/step-functions/aws"
          version    = "~> 2.0"
          name       = "flow"
          definition = jsonencode({ States = { work = { Resource = aws_lambda_function.work.arn } } })
        }
    """)
    assert found["module.flow"].needs == (".::aws_lambda_function.work",)


@pytest.mark.parametrize(
    ("version", "switch", "endpoints"),
    [("~> 2.0", "create_proxy", "db_proxy_endpoints"), ("~> 4.0", "create", "endpoints")],
)
def test_who_calls_a_proxy_of_some_version_needs_the_database_behind_it(
    version: str, switch: str, endpoints: str
) -> None:
    text = """
        resource "aws_db_instance" "orders" {
          identifier = "orders"
        }
        module "proxy" {
          source                 = "terraform-aws-modules/rds-proxy/aws"
          version                = "%s"
          %s                     = %s
          name                   = "orders"
          target_db_instance     = true
          db_instance_identifier = aws_db_instance.orders.identifier
          %s                     = { reads = { name = "reads", vpc_subnet_ids = [] } }
        }
        resource "aws_lambda_function" "api" {
          function_name = "api"
          role          = "arn"
          environment {
            variables = { DB = %s }
          }
        }
    """
    for output in ("module.proxy.proxy_endpoint", 'module.proxy.db_proxy_endpoints["reads"].endpoint'):
        found = components(text % (version, switch, "true", endpoints, output))
        assert found["aws_lambda_function.api"].needs == (".::aws_db_instance.orders",), output
    found = components(text % (version, switch, "false", endpoints, "module.proxy.proxy_endpoint"))
    assert found["aws_lambda_function.api"].needs == ()


def test_the_number_of_aurora_members_by_version() -> None:
    def instance(version: str, lines: str) -> str:
        call = f'source = "terraform-aws-modules/rds-aurora/aws"\n version = "{version}"\n name = "a"\n {lines}'
        return outcomes(f'module "a" {{\n {call}\n}}')["module.a"]["instance"]

    assert instance("5.3.0", "") == "recovers/restart"
    assert instance("5.3.0", "replica_count = 2") == "continues/failover"
    assert instance("7.7.1", "instances = { one = {}, two = {} }") == "continues/failover"
    assert instance("10.0.0", "instances = { one = {} }") == "recovers/restart"
    assert instance("10.0.0", "replica_count = 2") == "recovers/redeploy"


def test_a_module_in_the_tree_or_installed_is_preferred() -> None:
    entry = {"Key": "db", "Source": "registry.terraform.io/terraform-aws-modules/rds/aws", "Dir": "vendored"}
    found = components(
        {
            "main.tf": 'module "db" {\n  source = "terraform-aws-modules/rds/aws"\n  identifier = "x"\n}\n',
            "vendored/main.tf": 'variable "identifier" {}\nresource "aws_db_instance" "own" {}\n',
            ".terraform/modules/modules.json": json.dumps({"Modules": [entry]}),
        }
    )
    assert "module.db.aws_db_instance.own" in found
    assert "module.db" not in found


def test_modules_without_components_are_neither_components_nor_missing() -> None:
    calls = "".join(
        f'module "m{i}" {{\n  source = "{source}"\n}}\n' for i, source in enumerate(sorted(WITHOUT_COMPONENTS))
    )
    reading = read(calls)
    assert (reading.resources, reading.missing, dict(reading.notes)) == ((), (), {})


# --- services -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("call", [
    'source = "terraform-aws-modules/ecs/aws//modules/service"\ncontainer_definitions = %s',
    'source = "terraform-aws-modules/ecs/aws"\nservices = { app = { container_definitions = %s } }',
])  # fmt: skip
def test_an_ecs_service_needs_what_its_containers_are_told(call: str) -> None:
    definitions = '{ app = { environment = [{ name = "X", value = aws_dynamodb_table.t.id }] } }'
    text = f'resource "aws_dynamodb_table" "t" {{ name = "t" }}\nmodule "app" {{\n{call % definitions}\n}}'
    (service,) = [c for c in components(text).values() if c.resource.type == "aws_ecs_service"]
    assert service.needs == (".::aws_dynamodb_table.t",)


def test_an_ecs_service_counts_the_least_that_its_autoscaling_allows() -> None:
    service = """
        module "%s" {
          source      = "terraform-aws-modules/ecs/aws//modules/service"
          name        = "%s"
          cluster_arn = module.cluster.arn
          subnet_ids  = module.vpc.private_subnets
          %s
        }
    """
    text = (
        NETWORK % ""
        + 'module "cluster" {\n  source = "terraform-aws-modules/ecs/aws//modules/cluster"\n  name = "c"\n}\n'
    )
    text += service % ("one", "one", "") + service % ("two", "two", "desired_count = 3\n autoscaling_min_capacity = 2")
    text += service % ("fixed", "fixed", "desired_count = 2\n enable_autoscaling = false")
    found = outcomes(text)
    assert {address: (o["instance"], o["zone"]) for address, o in found.items()} == {
        "module.one": ("recovers/restart", "recovers/restart"),
        "module.two": ("continues/members", "continues/members"),
        "module.fixed": ("continues/members", "continues/members"),
    }


def test_a_bucket_with_its_companions() -> None:
    found = outcomes("""
        module "plain" {
          source = "terraform-aws-modules/s3-bucket/aws"
        }
        module "kept" {
          source              = "terraform-aws-modules/s3-bucket/aws"
          versioning          = { status = true }
          object_lock_enabled = true
          object_lock_configuration = { rule = { default_retention = { mode = "COMPLIANCE", days = 30 } } }
        }
        variable "v" {}
        module "open" {
          source     = "terraform-aws-modules/s3-bucket/aws"
          versioning = { enabled = var.v }
        }
    """)
    assert {address: (o["data"], o["account"]) for address, o in found.items()} == {
        "module.plain": ("lost", "lost"),
        "module.kept": ("recovers/restore", "recovers/restore"),
        "module.open": ("unknown(var.v)", "lost"),
    }


def test_node_groups_are_folded_into_their_cluster() -> None:
    found = outcomes(
        NETWORK % ""
        + """
        module "eks" {
          source          = "terraform-aws-modules/eks/aws"
          version         = "17.24.0"
          cluster_name    = "c"
          subnets         = module.vpc.private_subnets
          node_groups     = { main = { min_capacity = 2, desired_capacity = 2 } }
        }
    """
    )
    assert found == {
        "module.eks": {
            "data": "continues",
            "instance": "continues/members",
            "zone": "continues/members",
            "region": "recovers/redeploy",
            "account": "recovers/redeploy",
        }
    }


@pytest.mark.parametrize(("version", "groups"), [
    ("17.24.0", "node_groups"), ("18.31.2", "eks_managed_node_groups"), ("19.21.0", "eks_managed_node_groups"),
    ("20.37.2", "eks_managed_node_groups"), ("21.19.0", "eks_managed_node_groups"),
])  # fmt: skip
@pytest.mark.parametrize(("effect", "instance"), [
    ('"NO_SCHEDULE"', "recovers/restart"), ('"PREFER_NO_SCHEDULE"', "continues/members"),
    ("var.effect", "unknown(var.effect)"),
])  # fmt: skip
def test_node_groups_with_taints_are_no_other_nodes(version: str, groups: str, effect: str, instance: str) -> None:
    taints = f'{{ key = "a", value = "b", effect = {effect} }}'
    listed = f"[{taints}]" if version < "18" else f"{{ a = {taints} }}"
    least = "min_capacity = 1, desired_capacity = 1" if version < "18" else "min_size = 1"
    found = outcomes(f"""
        variable "effect" {{}}
        module "eks" {{
          source  = "terraform-aws-modules/eks/aws"
          version = "{version}"
          {groups} = {{
            main  = {{ {least} }}
            batch = {{ {least}, taints = {listed} }}
          }}
        }}
    """)
    assert found["module.eks"]["instance"] == instance


def test_copies_through_other_calls_count() -> None:
    found = outcomes("""
        provider "aws" { region = "eu-west-1" }
        provider "aws" {
          alias  = "dr"
          region = "us-east-1"
        }
        module "orders" {
          source     = "terraform-aws-modules/rds/aws"
          identifier = "orders"
        }
        module "replica" {
          source              = "terraform-aws-modules/rds/aws"
          identifier          = "replica"
          replicate_source_db = module.orders.db_instance_identifier
          providers           = { aws = aws.dr }
        }
        module "users" {
          source                  = "terraform-aws-modules/rds/aws"
          identifier              = "users"
          backup_retention_period = 7
        }
        module "copies" {
          source                 = "terraform-aws-modules/rds/aws//modules/db_instance_automated_backups_replication"
          source_db_instance_arn = module.users.db_instance_arn
          providers              = { aws = aws.dr }
        }
    """)
    assert {address: o["region"] for address, o in found.items()} == {
        "module.orders": "recovers/promotion",
        "module.users": "recovers/restore",
    }


def test_a_component_without_a_name_is_called_as_the_call_is() -> None:
    found = components("""
        module "api" {
          source   = "terraform-aws-modules/apigateway-v2/aws"
          for_each = toset(["x"])
        }
        module "files" {
          source = "terraform-aws-modules/efs/aws"
        }
    """)
    assert {address: c.name for address, c in found.items()} == {
        'module.api["x"]': 'api["x"]',
        "module.files": "files",
    }


# --- every stand-in -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stand", STAND_INS, ids="@".join)
def test_a_stand_in_names_the_source_of_its_defaults(stand: tuple[str, str]) -> None:
    first, second, *_ = text_of(stand).splitlines()
    namespace, name, provider = stand[0].partition("//")[0].split("/")
    assert first == f"# A stand-in for {stand[0]}: https://github.com/{namespace}/terraform-{provider}-{name}"
    assert re.match(r"# Defaults: .*\bv\d+\.\d+\.\d+", second)


@pytest.mark.parametrize("stand", STAND_INS, ids="@".join)
def test_a_stand_in_evaluates_alone(stand: tuple[str, str]) -> None:
    """Called with nothing given, every output asked for, it makes no mistake."""
    module, version = stand
    number = ".".join([*version.removeprefix("v").split("."), "0", "0"][:3]) if version else ""
    found = stand_in(module, number)
    assert found is not None
    assert found.directory.problems == []
    constraint = f'\n  version = "{number}"' if number else ""
    asked = "".join(
        f'resource "terraform_data" "{o}" {{\n  input = module.m.{o}\n}}\n' for o in found.directory.outputs
    )
    reading = read(f'module "m" {{\n  source = "{module}"{constraint}\n}}\n{asked}')
    assert (reading.missing, dict(reading.notes), reading.unread) == ((), {}, ())
    assert {r.span.file for r in reading.resources} == {"main.tf"}


@pytest.mark.parametrize("stand", STAND_INS, ids="@".join)
def test_a_stand_in_declares_what_it_speaks_of(stand: tuple[str, str]) -> None:
    """Every variable is used, and every name leads somewhere."""
    text = text_of(stand)
    declared = set(re.findall(r'^variable "(\w+)"', text, re.MULTILINE))
    used = set(re.findall(r"\bvar\.(\w+)", text))
    assert declared - used <= {"vpc_id", "tags"}
    assert used <= declared
    resources = set(re.findall(r'^resource "(\w+)" "(\w+)"', text, re.MULTILINE))
    assert set(re.findall(r"\bdata\.(\w+)\.(\w+)", text)) <= set(
        re.findall(r'^data "(\w+)" "(\w+)"', text, re.MULTILINE)
    )
    managed = re.sub(r"\b(?:data|var)\.\w+", "", text)
    assert set(re.findall(r"\b((?:aws|azurerm|google)_\w+)\.(\w+)", managed)) <= resources
    assert set(re.findall(r"\blocal\.(\w+)", text)) <= set(re.findall(r"^  (\w+) +=", text, re.MULTILINE))
