"""Calls of public modules of Cloud Posse that are not on disk: named by their label, and judged by their inputs."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes

PROVIDERS = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "far"
  region = "eu-central-1"
}
variable "ha" {}
"""


def call(module: str, version: str, settings: str) -> str:
    return f"""
module "it" {{
  source    = "cloudposse/{module}/aws"
  version   = "{version}"
  namespace = "eg"
  stage     = "prod"
  name      = "orders"
  {settings}
}}
"""


def of_call(module: str, version: str, settings: str, around: str = "") -> tuple[str, ...]:
    """The five outcomes of the component that a call makes."""
    return tuple(outcomes(PROVIDERS + around + call(module, version, settings))["module.it"].values())


# --- names and switches -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "settings", "name"),
    [
        ("kms-key", "", "alias/eg-prod-orders"),
        ("kms-key", 'alias = "alias/own"', "alias/own"),
        ("s3-bucket", 'attributes = ["data"]', "eg-prod-orders-data"),
        ("s3-bucket", 'bucket_name = "own"', "own"),
        ("rds", "", "eg-prod-orders"),
        ("rds-cluster", 'cluster_identifier = "own"', "own"),
        ("elasticache-redis", 'replication_group_id = "own"', "own"),
        ("efs", "", "eg-prod-orders"),
    ],
)
def test_what_is_made_is_named_by_its_label(module: str, settings: str, name: str) -> None:
    (found,) = components(PROVIDERS + call(module, "> 0.1", settings)).values()
    assert found.name == name


@pytest.mark.parametrize(
    "module", ["kms-key", "s3-bucket", "rds", "rds-cluster", "elasticache-redis", "efs", "dynamic-subnets"]
)
@pytest.mark.parametrize("off", ["enabled = false", "context = { enabled = false }"])
def test_a_module_that_is_switched_off_makes_nothing(module: str, off: str) -> None:
    assert components(PROVIDERS + call(module, "> 0.1", off)) == {}


# --- data ---------------------------------------------------------------------------------------------------------

FAR = 'resource "aws_s3_bucket" "far" {\n  provider = aws.far\n  bucket   = "far"\n}\n'
COPIED = """
  s3_replication_enabled = true
  s3_replica_bucket_arn  = aws_s3_bucket.far.arn
  s3_replication_rules   = [{ id = "all", status = "%s", destination = { storage_class = "STANDARD" } }]
"""
LOCK = 'object_lock_configuration = { mode = "COMPLIANCE", days = 30, years = null }'


@pytest.mark.parametrize(
    ("settings", "data", "region", "account"),
    [
        ("", "recovers/restore", "lost", "lost"),
        ("versioning_enabled = false", "lost", "lost", "lost"),
        (LOCK, "recovers/restore", "lost", "recovers/restore"),
        (COPIED % "Enabled", "recovers/restore", "recovers/promotion", "lost"),
        (COPIED % "Disabled", "recovers/restore", "lost", "lost"),
    ],
)
def test_a_bucket_is_versioned_unless_it_is_told_not_to_be(settings: str, data: str, region: str, account: str) -> None:
    found = of_call("s3-bucket", "4.14.0", settings, FAR)
    assert found == (data, "continues/service", "continues/service", region, account)


@pytest.mark.parametrize(
    ("settings", "data", "instance", "zone"),
    [
        ("", "lost", "recovers/restart", "lost"),
        ("multi_az = true\n backup_retention_period = 7", "recovers/restore", "continues/failover",
         "continues/failover"),
        ("multi_az = var.ha", "lost", "unknown(var.ha)", "unknown(var.ha)"),
    ],
)  # fmt: skip
def test_a_database_has_neither_backups_nor_a_standby_by_default(
    settings: str, data: str, instance: str, zone: str
) -> None:
    assert of_call("rds", "1.3.0", settings)[:3] == (data, instance, zone)


SUBNETS = 'subnets = ["subnet-1", "subnet-2"]\n'


@pytest.mark.parametrize(
    ("settings", "instance", "zone"),
    [
        ("", "continues/failover", "continues/failover"),
        ("cluster_size = 1", "recovers/restart", "recovers/restart"),
        ('instance_availability_zone = "eu-west-1a"', "continues/failover", "recovers/restart"),
        ('cluster_size = 0\n db_cluster_instance_class = "db.m5d.large"', "continues/failover", "continues/failover"),
    ],
)
def test_an_aurora_cluster_has_two_members(settings: str, instance: str, zone: str) -> None:
    assert of_call("rds-cluster", "2.5.0", SUBNETS + settings)[:3] == ("recovers/restore", instance, zone)


@pytest.mark.parametrize(
    ("settings", "instance", "zone"),
    [
        ("", "recovers/restart", "recovers/redeploy"),
        ("cluster_size = 2\n automatic_failover_enabled = true\n multi_az_enabled = true",
         "continues/failover", "continues/failover"),
        ('cluster_size = 2\n automatic_failover_enabled = true\n availability_zones = ["eu-west-1a", "eu-west-1b"]',
         "continues/failover", "continues/failover"),
        ("cluster_mode_enabled = true\n cluster_mode_num_node_groups = 2\n cluster_mode_replicas_per_node_group = 1",
         "continues/failover", "recovers/redeploy"),
        ("serverless_enabled = true", "continues/service", "continues/service"),
    ],
)  # fmt: skip
def test_a_cache_is_a_single_node_by_default(settings: str, instance: str, zone: str) -> None:
    found = of_call("elasticache-redis", "2.1.0", settings)
    assert found[1:3] == (instance, zone)


@pytest.mark.parametrize(
    ("settings", "data", "zone"),
    [
        ('subnets = ["subnet-1"]', "lost", "recovers/redeploy"),
        ('subnets = ["subnet-1"]\n efs_backup_policy_enabled = true', "recovers/restore", "recovers/redeploy"),
        ('availability_zone_name = "eu-west-1a"', "lost", "lost"),
    ],
)
def test_a_file_system_has_a_mount_target_in_each_subnet(settings: str, data: str, zone: str) -> None:
    found = of_call("efs", "1.5.0", settings)
    assert (found[0], found[2]) == (data, zone)


# --- subnets and what leads out of them ---------------------------------------------------------------------------

ZONES = 'vpc_id = "vpc-1"\n availability_zones = ["eu-west-1a", "eu-west-1b"]\n'


@pytest.mark.parametrize(
    ("settings", "zone"),
    [
        ("", "continues/members"),
        ("max_nats = 1", "recovers/redeploy"),
        ("subnets_per_az_count = 2", "continues/members"),
        ("max_subnet_count = 1", "recovers/redeploy"),
        ("nat_gateway_enabled = false", None),
        ("public_subnets_enabled = false", None),
    ],
)
def test_a_nat_gateway_stands_in_each_zone_up_to_a_number(settings: str, zone: str | None) -> None:
    found = outcomes(PROVIDERS + call("dynamic-subnets", "2.4.2", ZONES + settings))
    assert [o["zone"] for o in found.values()] == ([zone] if zone else [])


@pytest.mark.parametrize(
    ("settings", "zone"), [("", "continues/service"), ("max_subnet_count = 1", "recovers/redeploy")]
)
def test_what_stands_in_the_subnets_is_in_their_zones(settings: str, zone: str) -> None:
    function = """
resource "aws_lambda_function" "app" {
  function_name = "app"
  vpc_config {
    subnet_ids = module.it.private_subnet_ids
  }
}
"""
    text = PROVIDERS + call("dynamic-subnets", "2.4.2", ZONES + settings) + function
    assert components(text)["aws_lambda_function.app"].needs == (".::module.it",)
    assert outcomes(text)["aws_lambda_function.app"]["zone"] == zone
