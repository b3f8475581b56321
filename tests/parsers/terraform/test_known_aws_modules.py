"""Calls of public modules for AWS that are not on disk: what their inputs decide, by version."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

from .trees import ReadTree

# --- buckets ------------------------------------------------------------------------------------------------------

REPLICATED = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "away"
  region = "eu-central-1"
}
variable "v" {}
module "source" {
  source     = "terraform-aws-modules/s3-bucket/aws"
  version    = "%s"
  bucket     = "source"
  versioning = { enabled = true }
  %s
  replication_configuration = {
    role  = "arn:aws:iam::1:role/x"
    rules = [{ status = "Enabled", destination = { bucket = "arn:aws:s3:::target" } %s }]
  }
}
resource "aws_s3_bucket" "target" {
  provider = aws.away
  bucket   = "target"
}
resource "aws_s3_bucket_versioning" "target" {
  provider = aws.away
  bucket   = aws_s3_bucket.target.id
  versioning_configuration { status = "Enabled" }
}
"""
WHOLE = "recovers/promotion"
WITH_KMS = """server_side_encryption_configuration = {
    rule = { apply_server_side_encryption_by_default = { sse_algorithm = "aws:kms" } }
  }"""


@pytest.mark.parametrize("version", ["~> 2.0", "~> 4.0", "~> 5.0"])
@pytest.mark.parametrize(
    ("settings", "rule", "region"),
    [
        ("", "", WHOLE),
        ("", ", filter = {}", WHOLE),
        ("", ', filter = { prefix = "" }', WHOLE),
        ("", ', filter = { prefix = "part/" }', "lost"),
        ("", ', filter = { tags = { kept = "yes" } }', "lost"),
        ("", ', filter = { prefix = "", tags = { kept = "yes", more = "no" } }', "lost"),
        ("", ", filter = { tags = var.v }", "unknown(var.v)"),
        ("", ", filter = { prefix = var.v }", "unknown(var.v)"),
        (WITH_KMS, "", "lost"),
        (WITH_KMS, ", source_selection_criteria = { sse_kms_encrypted_objects = { enabled = true } }", WHOLE),
        (WITH_KMS, ", source_selection_criteria = { sse_kms_encrypted_objects = { enabled = false } }", "lost"),
        (WITH_KMS, ", source_selection_criteria = { sse_kms_encrypted_objects = { enabled = var.v } }",
         "unknown(var.v)"),
        (WITH_KMS.replace("aws:kms", "AES256"), "", WHOLE),
        (WITH_KMS.replace('"aws:kms"', "var.v"), "", "unknown(var.v)"),
        ("server_side_encryption_configuration = var.v", "", "unknown(var.v)"),
    ],
)  # fmt: skip
def test_what_a_replication_leaves_out(version: str, settings: str, rule: str, region: str) -> None:
    found = outcomes(REPLICATED % (version, settings, rule))
    assert found["module.source"]["region"] == region


def test_a_prefix_of_the_rule_itself() -> None:
    found = outcomes(REPLICATED % ("2.15.0", "", ', prefix = "part/"'))
    assert found["module.source"]["region"] == "lost"
    found = outcomes(REPLICATED % ("2.15.0", "", ', prefix = ""'))
    assert found["module.source"]["region"] == WHOLE


@pytest.mark.parametrize(("version", "region"), [("4.2.2", "lost"), ("~> 4.2.0", "lost"), ("4.3.0", WHOLE)])
def test_a_prefix_of_the_rule_itself_says_nothing_to_newer_versions(version: str, region: str) -> None:
    assert outcomes(REPLICATED % (version, "", ', prefix = "part/"'))["module.source"]["region"] == region


@pytest.mark.parametrize(
    ("version", "lock", "account"),
    [
        ("~> 2.0", 'object_lock_enabled = "Enabled", rule = { default_retention = { mode = "COMPLIANCE", days = 9 } }',
         "recovers/restore"),
        ("~> 2.0", 'object_lock_enabled = "Enabled", rule = { default_retention = { mode = "GOVERNANCE", days = 9 } }',
         "lost"),
        ("~> 2.0", 'object_lock_enabled = "Enabled", rule = { default_retention = { mode = var.v, days = 9 } }',
         "unknown(var.v)"),
        ("~> 2.0", 'object_lock_enabled = "Enabled"', "lost"),
        *(
            (version, f"{on}rule = {{ default_retention = {{ mode = \"COMPLIANCE\", days = 9 }} }}", account)
            for version, on, account in (
                ("3.0.1", 'object_lock_enabled = "Enabled", ', "recovers/restore"),
                ("3.0.0", "object_lock_enabled = true, ", "recovers/restore"),
                ("3.1.0", 'object_lock_enabled = "Enabled", ', "lost"),
                ("~> 4.0", 'object_lock_enabled = "Enabled", ', "lost"),
            )
        ),
    ],
)  # fmt: skip
def test_where_object_lock_is_switched_on(version: str, lock: str, account: str) -> None:
    found = outcomes(f"""
        variable "v" {{}}
        module "kept" {{
          source                    = "terraform-aws-modules/s3-bucket/aws"
          version                   = "{version}"
          versioning                = {{ enabled = true }}
          object_lock_configuration = {{ {lock} }}
        }}
    """)
    assert found["module.kept"]["account"] == account


def test_evidence_of_an_old_bucket_stands_at_its_inputs() -> None:
    kept = components("""module "kept" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "2.15.0"
  bucket  = "kept"
  versioning = {
    enabled = true
  }
}
""")["module.kept"]
    first = kept.outcomes[Scenario.DATA].evidence[0]
    shown = (first.address, first.attribute, first.value, first.line)
    assert shown == ("module.kept.aws_s3_bucket.this[0]", "versioning.enabled", True, 5)


# --- databases ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "settings", "data"),
    [
        ("~> 2.20.0", "", "recovers/restore"),
        ("~> 2.28.0", "backup_retention_period = 0", "lost"),
        ("~> 2.29.0", "", "lost"),
        ("~> 3.0", "", "lost"),
        ("~> 5.0", "", "lost"),
        ("~> 6.0", "", "lost"),
        ("~> 6.0", "blue_green_update = {}", "lost"),
        ("~> 6.0", "blue_green_update = { enabled = true }", "recovers/restore"),
        ("~> 6.0", "blue_green_update = { enabled = true }\n  backup_retention_period = 0", "lost"),
        ("~> 6.0", "blue_green_update = var.v", "unknown(var.v)"),
        ("~> 7.0", "", "lost"),
        ("~> 7.0", "blue_green_update = {}", "recovers/restore"),
        ("~> 7.0", "blue_green_update = var.v", "unknown(var.v)"),
    ],
)
def test_how_long_a_database_keeps_backups(version: str, settings: str, data: str) -> None:
    found = outcomes(f"""
        variable "v" {{}}
        module "orders" {{
          source  = "terraform-aws-modules/rds/aws"
          version = "{version}"
          identifier = "orders"
          {settings}
        }}
    """)
    assert found["module.orders"]["data"] == data


# --- networks -----------------------------------------------------------------------------------------------------

NATS = """
module "net" {{
  source             = "terraform-aws-modules/vpc/aws"
  version            = "{version}"
  azs                = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
  public_subnets     = ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"]
  enable_nat_gateway = true
  {settings}
}}
"""


@pytest.mark.parametrize(
    ("version", "settings", "number"),
    [
        ("2.78.0", "", 0),
        ("3.19.0", "", 0),
        ("3.19.0", "one_nat_gateway_per_az = true", 3),
        ("3.19.0", "single_nat_gateway = true", 1),
        ("3.19.0", 'private_subnets = ["10.0.1.0/24", "10.0.2.0/24"]', 2),
        ("3.19.0", 'database_subnets = ["10.0.1.0/24", "10.0.2.0/24"]', 2),
        ("4.0.0", 'private_subnets = ["10.0.1.0/24"]', 3),
        ("4.0.0", 'private_subnets = ["1", "2", "3", "4"]', 3),
        ("4.0.1", 'private_subnets = ["1", "2", "3", "4"]', 4),
        ("~> 5.0", "", 3),
        ("~> 5.0", 'private_subnets = ["10.0.1.0/24"]', 3),
    ],
)
def test_how_many_nat_gateways_a_network_makes(version: str, settings: str, number: int) -> None:
    found = components(NATS.format(version=version, settings=settings))
    made = [r.address for c in found.values() for r in (c.resource, *c.companions) if r.type == "aws_nat_gateway"]
    assert sorted(made) == [f"module.net.aws_nat_gateway.this[{n}]" for n in range(number)]


# --- clusters -----------------------------------------------------------------------------------------------------

SUBNETS = """
resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
resource "aws_subnet" "b" { availability_zone = "eu-west-1b" }
locals {
  one  = [aws_subnet.a.id]
  both = [aws_subnet.a.id, aws_subnet.b.id]
}
"""


@pytest.mark.parametrize(
    ("version", "arguments", "zone"),
    [
        ("17.24.0", "subnets = local.both\n worker_groups = [{ asg_min_size = 2 }]", "continues/members"),
        ("17.24.0", "subnets = local.both\n worker_groups = [{ asg_min_size = 2, subnets = local.one }]",
         "recovers/redeploy"),
        ("17.24.0", "subnets = local.both\n worker_groups_launch_template = [{}]", "recovers/restart"),
        ("17.24.0", "subnets = local.both\n worker_groups = [{ asg_min_size = 1, kubelet_extra_args = "
         '"--register-with-taints=a=b:NoSchedule" }, { subnets = local.one }]', "recovers/redeploy"),
        ("~> 18.0", "subnet_ids = local.both\n self_managed_node_groups = { a = { min_size = 2 } }",
         "continues/members"),
        ("~> 19.0", "subnet_ids = local.both\n self_managed_node_groups = { a = { min_size = 2, "
         "subnet_ids = local.one } }", "recovers/redeploy"),
        ("~> 20.0", "subnet_ids = local.both\n self_managed_node_groups = { a = {} }", "recovers/restart"),
        ("~> 20.0", "subnet_ids = local.both\n self_managed_node_groups = { a = { min_size = 2, create = false } }",
         "continues/service"),
        ("~> 21.0", "subnet_ids = local.both\n self_managed_node_groups = { a = { min_size = 2 } }",
         "continues/members"),
        ("~> 21.0", "subnet_ids = local.both\n self_managed_node_groups = { a = { min_size = 2, create = false } }",
         "continues/service"),
        ("~> 21.0", "subnet_ids = local.both\n self_managed_node_groups = { a = { min_size = var.v, "
         "desired_size = var.v } }", "unknown(var.v)"),
        ("~> 21.0", "subnet_ids = local.both\n eks_managed_node_groups = { m = { subnet_ids = local.one } }\n"
         "self_managed_node_groups = { a = { min_size = 2, cloudinit_pre_nodeadm = [{ content = "
         '"--register-with-taints=a=b:NoSchedule" }] } }', "recovers/redeploy"),
    ],
)  # fmt: skip
def test_machines_of_a_cluster_that_its_module_makes(version: str, arguments: str, zone: str) -> None:
    name = "name" if version == "~> 21.0" else "cluster_name"
    found = outcomes(f"""
        {SUBNETS}
        variable "v" {{}}
        module "eks" {{
          source  = "terraform-aws-modules/eks/aws"
          version = "{version}"
          {name}  = "e"
          {"create_kms_key = false" if version != "17.24.0" else ""}
          {arguments}
        }}
    """)
    assert {address: found[address]["zone"] for address in found} == {"module.eks": zone}


@pytest.mark.parametrize(
    ("source", "arguments", "told"),
    [
        ("eks/aws//modules/self-managed-node-group", "min_size = null", ("aws_autoscaling_group", "min_size", 1)),
        ("ecs/aws//modules/service", "create = null\n create_service = null", ("aws_ecs_service", "desired_count", 1)),
    ],
)
def test_an_input_that_may_not_be_null_has_its_default(
    source: str, arguments: str, told: tuple[str, str, object], tmp_path: Path
) -> None:
    call = f'module "m" {{\n source = "terraform-aws-modules/{source}"\n name = "m"\n {arguments}\n}}\n'
    kind, name, value = told
    tree = ReadTree(tmp_path, {"main.tf": call})
    assert [(r.exists, r.values[name]) for r in tree.resources.values() if r.type == kind] == [(True, value)]


# --- what leads to two regions ------------------------------------------------------------------------------------

TWO_REGIONS = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "away"
  region = "eu-central-1"
}
variable "v" {}
resource "aws_lb" "a" { subnets = ["subnet-a", "subnet-b"] }
resource "aws_lb" "b" {
  provider = aws.away
  subnets  = ["subnet-c", "subnet-d"]
}
"""
RECORD = """{{
      name = "www", type = "A", set_identifier = "{name}", failover_routing_policy = {{ type = {kind} }},
      alias = {{ name = aws_lb.{name}.dns_name, zone_id = aws_lb.{name}.zone_id, evaluate_target_health = {checked} }}
    }}"""
FAILOVER = "continues/failover"


@pytest.mark.parametrize(
    ("kind", "checked", "region"),
    [
        ('"PRIMARY"', "true", FAILOVER),
        ('"PRIMARY"', "false", "recovers/redeploy"),
        ('"PRIMARY"', "var.v", "unknown(var.v)"),
    ],
)
@pytest.mark.parametrize("version", ["~> 2.0", "~> 5.0", "~> 6.0"])
def test_records_that_fail_over(version: str, kind: str, checked: str, region: str) -> None:
    one = RECORD.format(name="a", kind=kind, checked=checked)
    two = RECORD.format(name="b", kind='"SECONDARY"', checked="true")
    zone, several = 'zone_name = "example.com"', f"[{one}, {two}]"
    if version == "~> 6.0":
        zone, several = 'create_zone = false\n  name = "example.com"', f"{{ one = {one}, two = {two} }}"
    inside = "" if version == "~> 6.0" else "//modules/records"
    call = f"""
module "records" {{
  source  = "terraform-aws-modules/route53/aws{inside}"
  version = "{version}"
  {zone}
  records = {several}
}}
"""
    found = outcomes(TWO_REGIONS + call)
    assert {address: o["region"] for address, o in found.items()} == {"aws_lb.a": region, "aws_lb.b": FAILOVER}


def test_records_of_a_zone_that_the_module_makes() -> None:
    one = RECORD.format(name="a", kind='"PRIMARY"', checked="true")
    two = RECORD.format(name="b", kind='"SECONDARY"', checked="true")
    call = f"""
module "zone" {{
  source  = "terraform-aws-modules/route53/aws"
  version = "~> 6.0"
  name    = "example.com"
  records = {{ one = {one}, two = {two}, plain = {{ type = "TXT", records = ["x"] }} }}
}}
"""
    found = outcomes(TWO_REGIONS + call)
    assert {address: o["region"] for address, o in found.items()} == {
        "aws_lb.a": FAILOVER, "aws_lb.b": FAILOVER, "module.zone": "continues/service",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("target", "region"),
    [('"both"', FAILOVER), ('"one"', "recovers/redeploy"), ("var.v", "unknown(var.v)")],
)
@pytest.mark.parametrize("behavior", ["default", "ordered"])
@pytest.mark.parametrize("version", ["~> 3.0", "~> 6.0"])
def test_an_origin_group_to_which_requests_go(version: str, behavior: str, target: str, region: str) -> None:
    first, other = (target, '"one"') if behavior == "default" else ('"one"', target)
    group = 'failover_criteria = { status_codes = [500] }, member = [{ origin_id = "one" }, { origin_id = "two" }]'
    if version == "~> 3.0":
        group = 'failover_status_codes = [500], primary_member_origin_id = "one", secondary_member_origin_id = "two"'
    call = f"""
module "edge" {{
  source  = "terraform-aws-modules/cloudfront/aws"
  version = "{version}"
  origin = {{
    one = {{ domain_name = aws_lb.a.dns_name }}
    two = {{ domain_name = aws_lb.b.dns_name }}
  }}
  origin_group           = {{ both = {{ {group} }} }}
  default_cache_behavior = {{ target_origin_id = {first} }}
  ordered_cache_behavior = [{{ path_pattern = "/x", target_origin_id = {other} }}]
}}
"""
    found = outcomes(TWO_REGIONS + call)
    assert {address: o["region"] for address, o in found.items()} == {
        "aws_lb.a": region, "aws_lb.b": region, "module.edge": "continues/service",
    }  # fmt: skip


# --- autoscaling --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scaled", "instance"), [
    ("", "continues/members"),
    ("ignore_desired_capacity_changes = true", "recovers/restart"),
    ('scaling_policies = { cpu = { policy_type = "TargetTrackingScaling" } }', "recovers/restart"),
])  # fmt: skip
@pytest.mark.parametrize("version", ["~> 7.0", "~> 8.0", "~> 9.0"])
def test_a_desired_capacity_that_something_else_sets_is_not_what_a_group_keeps(
    version: str, scaled: str, instance: str
) -> None:
    found = outcomes(f"""
        module "web" {{
          source           = "terraform-aws-modules/autoscaling/aws"
          version          = "{version}"
          name             = "web"
          min_size         = 1
          max_size         = 5
          desired_capacity = 2
          {scaled}
        }}
    """)
    assert found["module.web"]["instance"] == instance


# --- pipes --------------------------------------------------------------------------------------------------------


def test_pipes_of_eventbridge_need_what_they_read() -> None:
    found = components("""
        provider "aws" { region = "eu-west-1" }
        resource "aws_sqs_queue" "orders" {}
        module "events" {
          source     = "terraform-aws-modules/eventbridge/aws"
          create_bus = false
          pipes = {
            orders  = { source = aws_sqs_queue.orders.arn, target = "arn:aws:sns:eu-west-1:1:out" }
            stopped = { source = aws_sqs_queue.orders.arn, target = "t", desired_state = "STOPPED" }
          }
        }
    """)
    assert [(c.resource.type, c.resource.values.get("name")) for c in found.values()] == [
        ("aws_sqs_queue", None), ("aws_pipes_pipe", "orders-pipe"),
    ]  # fmt: skip


# --- regions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "version", "settings", "kind"),
    [
        ("alb/aws", "~> 10.0", 'subnets = ["subnet-a", "subnet-b"]', "aws_lb"),
        ("apigateway-v2/aws", "~> 6.0", "create_domain_name = false", "aws_apigatewayv2_api"),
        ("ecs/aws", "~> 6.0", "services = { shop = {} }", "aws_ecs_service"),
        ("ecs/aws//modules/express-service", "~> 7.5", "", "aws_ecs_express_gateway_service"),
        ("ecs/aws//modules/service", "~> 6.0", "", "aws_ecs_service"),
        ("eks/aws//modules/karpenter", "~> 21.0", "", "aws_sqs_queue"),
        ("eventbridge/aws", "~> 4.0", "", "aws_cloudwatch_event_bus"),
        ("managed-service-prometheus/aws", "~> 4.0", "", "aws_prometheus_workspace"),
        ("msk-kafka-cluster/aws//modules/serverless", "~> 3.0", "", "aws_msk_serverless_cluster"),
        ("opensearch/aws//modules/collection", "~> 2.0", "", "aws_opensearchserverless_collection"),
        ("rds-aurora/aws//modules/dsql", "~> 10.0", "", "aws_dsql_cluster"),
        ("route53/aws//modules/resolver-endpoint", "~> 6.0", "", "aws_route53_resolver_endpoint"),
        ("s3-bucket/aws//modules/table-bucket", "~> 5.0", "", "aws_s3tables_table_bucket"),
        ("step-functions/aws", "~> 5.0", "", "aws_sfn_state_machine"),
    ],
)
def test_the_region_that_a_call_says(source: str, version: str, settings: str, kind: str) -> None:
    found = components(f"""
        provider "aws" {{ region = "eu-west-1" }}
        module "it" {{
          source  = "terraform-aws-modules/{source}"
          version = "{version}"
          region  = "eu-central-1"
          {settings}
        }}
    """)
    places = {c.resource.type: c.placement.regions for c in found.values()}
    assert places == {kind: ("eu-central-1",)}


# --- submodules ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "region"),
    [
        ("", "lost"),
        ('create_cluster_peering = true\n clusters = ["arn:aws:dsql:eu-central-1:1:cluster/x"]', "continues/members"),
    ],
)
def test_a_distributed_database_goes_on_in_the_region_of_its_peer(settings: str, region: str) -> None:
    found = outcomes(f"""
        provider "aws" {{ region = "eu-west-1" }}
        module "db" {{
          source         = "terraform-aws-modules/rds-aurora/aws//modules/dsql"
          name           = "orders"
          witness_region = "eu-north-1"
          {settings}
        }}
    """)
    assert found["module.db"]["region"] == region


@pytest.mark.parametrize(("module", "version"), [("resolver-endpoint", "~> 6.0"), ("resolver-endpoints", "~> 4.0")])
@pytest.mark.parametrize(("b", "zone"), [("b", "continues/members"), ("a", "recovers/redeploy")])
def test_a_resolver_answers_in_the_zones_of_its_addresses(module: str, version: str, b: str, zone: str) -> None:
    found = outcomes(f"""
        provider "aws" {{ region = "eu-west-1" }}
        resource "aws_subnet" "a" {{ availability_zone = "eu-west-1a" }}
        resource "aws_subnet" "b" {{ availability_zone = "eu-west-1{b}" }}
        module "dns" {{
          source     = "terraform-aws-modules/route53/aws//modules/{module}"
          version    = "{version}"
          ip_address = [{{ subnet_id = aws_subnet.a.id }}, {{ subnet_id = aws_subnet.b.id }}]
        }}
    """)
    assert found["module.dns"]["zone"] == zone


LINKS = """
  vpc_links = {
    wide   = { subnet_ids = [aws_subnet.a.id, aws_subnet.b.id] }
    narrow = { subnet_ids = [aws_subnet.a.id] }
  }
"""


@pytest.mark.parametrize(
    ("version", "routes"),
    [
        ("~> 4.0", 'integrations = { "GET /" = { vpc_link = "%s", integration_uri = "uri" } }'),
        ("~> 6.0", 'routes = { "GET /" = { integration = { vpc_link_key = "%s", uri = "uri" } } }'),
    ],
)
@pytest.mark.parametrize(("link", "zone"), [("wide", "continues/service"), ("narrow", "recovers/redeploy")])
def test_an_api_of_a_call_is_as_zonal_as_its_links_to_a_network(
    version: str, routes: str, link: str, zone: str
) -> None:
    found = outcomes(f"""
        provider "aws" {{ region = "eu-west-1" }}
        resource "aws_subnet" "a" {{ availability_zone = "eu-west-1a" }}
        resource "aws_subnet" "b" {{ availability_zone = "eu-west-1b" }}
        module "api" {{
          source  = "terraform-aws-modules/apigateway-v2/aws"
          version = "{version}"
          name    = "api"
          {routes % link}
          {LINKS}
        }}
    """)
    assert found["module.api"]["zone"] == zone
