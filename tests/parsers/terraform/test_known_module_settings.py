"""Settings of public modules that are not on disk which take a copy, a zone or a member away, or all need of one."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes

AWS = """
provider "aws" { region = "eu-west-1" }
variable "open" {}
variable "on" { type = bool }
resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
resource "aws_subnet" "b" { availability_zone = "eu-west-1b" }
resource "aws_placement_group" "close" {
  name     = "close"
  strategy = "cluster"
}
resource "aws_ec2_host" "one" {
  availability_zone = "eu-west-1a"
  instance_type     = "m5.large"
}
resource "aws_lambda_capacity_provider" "one" {
  name = "one"
  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = []
  }
}
"""


def called(source: str, version: str, inputs: str, before: str = AWS) -> dict[str, str]:
    """The outcomes of the component that a call makes."""
    text = f'{before}\nmodule "x" {{\n  source  = "{source}"\n  version = "{version}"\n  {inputs}\n}}\n'
    return outcomes(text)["module.x"]


# --- AWS ----------------------------------------------------------------------------------------------------------

AURORA = 'name = "a"\n  engine = "aurora-postgresql"\n  %s'
REPLICA = AURORA % 'source_region = "us-east-1"\n  is_primary_cluster = false\n  %s'


@pytest.mark.parametrize(("version", "more", "region"), [
    ("~> 10.0", "manage_master_user_password = false", "recovers/promotion"),
    ("~> 10.0", "", "lost"),
    ("~> 10.0", "manage_master_user_password = var.on", "unknown(var.on)"),
    ("~> 10.0", "manage_master_user_password = false\n  restore_to_point_in_time = {}", "lost"),
    ("~> 9.0", "manage_master_user_password = false", "recovers/promotion"),
    ("~> 9.0", "", "lost"),
    ("~> 8.0", "", "lost"),
    ("~> 7.0", "", "recovers/promotion"),
    ("~> 5.0", "", "lost"),
])  # fmt: skip
def test_an_aurora_cluster_with_users_of_its_own_is_no_replica(version: str, more: str, region: str) -> None:
    assert called("terraform-aws-modules/rds-aurora/aws", version, REPLICA % more)["region"] == region


@pytest.mark.parametrize(("version", "shards", "instance"), [
    ("~> 10.0", 'shard_group = {\n    identifier = "s"\n    max_acu = 9\n    compute_redundancy = 2\n  }',
     "continues/failover"),
    ("~> 10.0", 'shard_group = {\n    identifier = "s"\n    max_acu = 9\n  }', "recovers/restart"),
    ("~> 10.0", "", "recovers/redeploy"),
    ("~> 9.0", "create_shard_group = true\n  compute_redundancy = 1", "continues/failover"),
    ("~> 9.0", "create_shard_group = false\n  compute_redundancy = 1", "recovers/redeploy"),
])  # fmt: skip
def test_a_limitless_database_has_standbys_in_its_shard_group(version: str, shards: str, instance: str) -> None:
    found = called("terraform-aws-modules/rds-aurora/aws", version, AURORA % shards)
    assert (found["instance"], found["zone"]) == (instance, instance)


def test_the_region_of_an_efs_module_is_not_that_of_its_file_system() -> None:
    replicated = """name = "a"
  region = "us-east-1"
  create_replication_configuration = true
  replication_configuration_destination = { region = "eu-west-1" }"""
    assert called("terraform-aws-modules/efs/aws", "~> 2.0", replicated)["region"] == "lost"


def test_a_cache_cluster_in_a_replication_group_is_one_node() -> None:
    cluster = """cluster_id = "a"
  create_cluster = true
  create_replication_group = false
  engine = "memcached"
  num_cache_nodes = 2
  az_mode = "cross-az"
  %s"""
    alone = called("terraform-aws-modules/elasticache/aws", "~> 1.0", cluster % "")
    member = called("terraform-aws-modules/elasticache/aws", "~> 1.0", cluster % 'replication_group_id = "g"')
    assert (alone["zone"], member["zone"]) == ("continues/members", "recovers/redeploy")


GROUP = """name = "a"
  min_size = 2
  max_size = 3
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  %s"""


@pytest.mark.parametrize("version", ["~> 9.0", "~> 8.0", "~> 6.0"])
@pytest.mark.parametrize(("placement", "instance", "zone"), [
    ("", "continues/members", "continues/members"),
    ("placement = { group_name = aws_placement_group.close.name }", "continues/members", "recovers/restart"),
    ("placement = { host_id = aws_ec2_host.one.id }", "recovers/restart", "recovers/restart"),
    ("placement = var.open", "unknown(var.open)", "unknown(var.open)"),
])  # fmt: skip
def test_where_machines_of_a_group_are_placed(version: str, placement: str, instance: str, zone: str) -> None:
    found = called("terraform-aws-modules/autoscaling/aws", version, GROUP % placement)
    assert (found["instance"], found["zone"]) == (instance, zone)


NODES = """name = "a"
  cluster_name = "a"
  create_kms_key = false
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
  %s_node_groups = { a = { min_size = 2, desired_size = 2, %s } }"""
CLOSE = "placement = { group_name = aws_placement_group.close.name }"
IN_ONE_ZONE = "recovers/restart"
SEARCHED = "recovers/redeploy"  # in those of the subnets that the module finds
OVER_ZONES = "continues/members"


@pytest.mark.parametrize(("version", "group", "settings", "zone"), [
    ("~> 21.0", "eks_managed", "", OVER_ZONES),
    ("~> 21.0", "eks_managed", "create_placement_group = true", IN_ONE_ZONE),
    ("~> 21.0", "eks_managed", "enable_efa_support = true", IN_ONE_ZONE),
    ("~> 21.0", "eks_managed", CLOSE, IN_ONE_ZONE),
    ("~> 21.0", "self_managed", "create_placement_group = true", IN_ONE_ZONE),
    ("~> 21.0", "self_managed", CLOSE, IN_ONE_ZONE),
    ("~> 20.0", "eks_managed", "", OVER_ZONES),
    ("~> 20.0", "eks_managed", "create_placement_group = true", SEARCHED),
    ("~> 20.0", "eks_managed", CLOSE, IN_ONE_ZONE),
    ("~> 20.0", "self_managed", "enable_efa_support = true", SEARCHED),
    ("~> 20.0", "self_managed", "create_placement_group = true", OVER_ZONES),
    ("~> 19.0", "eks_managed", CLOSE, IN_ONE_ZONE),
    ("~> 18.0", "eks_managed", CLOSE, IN_ONE_ZONE),
])  # fmt: skip
def test_nodes_that_are_placed_close_together_are_in_one_zone(
    version: str, group: str, settings: str, zone: str
) -> None:
    assert called("terraform-aws-modules/eks/aws", version, NODES % (group, settings))["zone"] == zone


@pytest.mark.parametrize("version", ["~> 21.0", "~> 20.0", "~> 19.0"])
def test_a_cluster_on_an_outpost_is_in_its_zone(version: str) -> None:
    there = 'name = "a"\n  cluster_name = "a"\n  subnet_ids = [aws_subnet.a.id]\n  outpost_config = %s'
    outpost = '{ outpost_arns = ["arn:aws:outposts:eu-west-1:1:outpost/op-1"] }'
    assert called("terraform-aws-modules/eks/aws", version, there % outpost)["zone"] == "recovers/redeploy"
    assert called("terraform-aws-modules/eks/aws", version, there % "var.open")["zone"] == "unknown(var.open)"


@pytest.mark.parametrize(("version", "made"), [("~> 18.31", True), ("~> 19.0", False), ("~> 20.0", False)])
def test_a_key_that_encrypts_nothing_is_made_all_the_same_before_version_19(version: str, made: bool) -> None:
    inputs = "create_kms_key = true\n  cluster_encryption_config = {}"
    text = f'module "x" {{\n  source = "terraform-aws-modules/eks/aws"\n  version = "{version}"\n  {inputs}\n}}'
    assert ("module.x.module.kms" in outcomes(text)) is made


@pytest.mark.parametrize(("provider", "zone"), [
    ("null", "continues/service"), ("aws_lambda_capacity_provider.one.arn", "recovers/redeploy"),
])  # fmt: skip
def test_functions_on_managed_instances_are_where_these_are(provider: str, zone: str) -> None:
    inputs = f'function_name = "a"\n  managed_instances_capacity_provider_arn = {provider}'
    assert called("terraform-aws-modules/lambda/aws", "~> 8.0", inputs)["zone"] == zone


@pytest.mark.parametrize("version", ["~> 5.0", "~> 4.0", "~> 3.0.0", "~> 2.0"])
@pytest.mark.parametrize(("website", "data"), [
    ('{ redirect_all_requests_to = "https://shop.example" }', "continues"),
    ('{ index_document = "index.html" }', "lost"),
    ("var.open", "unknown(var.open)"),
])  # fmt: skip
def test_a_bucket_whose_website_only_redirects_holds_nothing(version: str, website: str, data: str) -> None:
    found = called("terraform-aws-modules/s3-bucket/aws", version, f'bucket = "a"\n  website = {website}')
    assert found["data"] == data


REPLICATED = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "away"
  region = "us-east-1"
}
resource "aws_s3_bucket" "away" {
  provider = aws.away
  bucket   = "away"
}
"""
RULE = """bucket_name = "home"
  s3_replication_enabled = true
  s3_replica_bucket_arn = aws_s3_bucket.away.arn
  sse_algorithm = "%s"
  s3_replication_rules = [{ id = "all", status = "Enabled" %s }]"""
TAKEN = ', source_selection_criteria = { sse_kms_encrypted_objects = { status = "Enabled" } }'


@pytest.mark.parametrize(("algorithm", "criteria", "region"), [
    ("AES256", "", "recovers/promotion"), ("aws:kms", "", "lost"), ("aws:kms", TAKEN, "recovers/promotion"),
])  # fmt: skip
def test_a_replication_leaves_out_what_keys_encrypt(algorithm: str, criteria: str, region: str) -> None:
    found = called("cloudposse/s3-bucket/aws", "4.14.0", RULE % (algorithm, criteria), REPLICATED)
    assert found["region"] == region


@pytest.mark.parametrize(("settings", "data"), [
    ('website_redirect_all_requests_to = [{ host_name = "shop.example", protocol = "https" }]', "continues"),
    ('website_redirect_all_requests_to = [{ host_name = "shop.example", protocol = "https" }]\n  user_enabled = true',
     "recovers/restore"),
    ('website_configuration = [{ index_document = "index.html" }]', "recovers/restore"),
])  # fmt: skip
def test_a_bucket_that_only_redirects_has_no_user(settings: str, data: str) -> None:
    assert called("cloudposse/s3-bucket/aws", "4.14.0", f'bucket_name = "a"\n  {settings}', "")["data"] == data


# --- releases of EKS Blueprints -----------------------------------------------------------------------------------

ADDONS = """
variable "on" { type = bool }
module "addons" {
  source       = "aws-ia/eks-blueprints-addons/aws"
  version      = "~> 1.0"
  cluster_name = "shop"
  %s
}
"""


def test_each_addon_that_is_on_is_a_release() -> None:
    found = outcomes(ADDONS % "enable_argocd = true\n  enable_karpenter = true\n  enable_velero = false")
    assert set(found) == {f"module.addons.module.{name}" for name in ("argocd", "karpenter", "karpenter_sqs")}
    found = outcomes(ADDONS % "enable_karpenter = true\n  karpenter_enable_spot_termination = false")
    assert set(found) == {"module.addons.module.karpenter"}
    assert set(outcomes(ADDONS % "enable_argocd = true\n  create_kubernetes_resources = false")) == set()


def test_an_addon_is_judged_by_the_values_that_the_call_gives() -> None:
    name = "module.addons.module.kube_prometheus_stack"
    text = "enable_kube_prometheus_stack = true\n  "
    kept = "kube_prometheus_stack = { values = [yamlencode({ grafana = { persistence = { enabled = true } } })] }"
    assert outcomes(ADDONS % text)[name]["data"] == "continues"
    assert outcomes(ADDONS % (text + kept))[name]["data"] == "lost"


def test_what_a_program_does_to_an_addon_once_it_is_rendered_is_open() -> None:
    text = ADDONS % 'enable_karpenter = true\n  karpenter = { postrender = { binary_path = "add.sh" } }'
    name = "module.addons.karpenter.postrender"
    assert outcomes(text)["module.addons.module.karpenter"]["instance"] == f"unknown({name})"


def test_other_releases_stand_beside_the_addons() -> None:
    release = 'chart = "postgresql", repository = "https://charts.bitnami.com/bitnami"'
    found = outcomes(ADDONS % f"helm_releases = {{ pg = {{ {release} }}, other = {{ {release} }} }}")
    assert {address: five["data"] for address, five in found.items()} == {
        'module.addons.helm_release.this["other"]': "lost", 'module.addons.helm_release.this["pg"]': "lost",
    }  # fmt: skip


def test_an_addon_by_itself() -> None:
    inputs = """chart = "redis"
  repository = "https://charts.bitnami.com/bitnami"
  create_release = %s"""
    assert called("aws-ia/eks-blueprints-addon/aws", "~> 1.1", inputs % "true", "")["instance"] == "recovers/restart"
    text = 'module "x" {\n  source = "aws-ia/eks-blueprints-addon/aws"\n  %s\n}'
    assert outcomes(text % (inputs % "false")) == {}


# --- Azure and Google Cloud ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sku", "instance"), [
    ("", "continues/members"),
    ('sku = { name = "Base" }', "continues/members"),
    ('sku = { name = "Automatic" }', "recovers/restart"),
])  # fmt: skip
def test_an_automatic_cluster_keeps_no_nodes(sku: str, instance: str) -> None:
    inputs = (
        f'name = "a"\n  location = "westeurope"\n  parent_id = "g"\n  default_agent_pool = {{ count_of = 3 }}\n  {sku}'
    )
    found = called("Azure/avm-res-containerservice-managedcluster/azurerm", "0.8.1", inputs, "")
    assert found["instance"] == instance


@pytest.mark.parametrize("version", ["~> 2.0", "~> 1.0", "~> 0.1.0"])
@pytest.mark.parametrize(("scaling", "instance"), [("false", "continues/members"), ("true", "recovers/restart")])
def test_an_app_on_a_plan_that_scales_each_by_itself_is_one(version: str, scaling: str, instance: str) -> None:
    text = f"""
module "plan" {{
  source                   = "Azure/avm-res-web-serverfarm/azurerm"
  version                  = "{version}"
  name                     = "plan"
  location                 = "westeurope"
  os_type                  = "Linux"
  sku_name                 = "P1v3"
  worker_count             = 3
  per_site_scaling_enabled = {scaling}
}}
resource "azurerm_linux_web_app" "app" {{
  name            = "app"
  service_plan_id = module.plan.resource_id
  site_config {{}}
}}
"""
    assert outcomes(text)["azurerm_linux_web_app.app"]["instance"] == instance


def test_a_bucket_may_have_a_key_of_its_own() -> None:
    text = """
module "x" {
  source                     = "terraform-google-modules/cloud-storage/google//modules/simple_bucket"
  name                       = "a"
  location                   = "europe-west1"
  internal_encryption_config = { create_encryption_key = %s }
}
"""
    assert set(outcomes(text % "false")) == {"module.x"}
    assert set(outcomes(text % "true")) == {
        "module.x",
        "module.x.module.encryption_key[0]",
    }


@pytest.mark.parametrize("redundancy", ["Geo", "Local"])
def test_the_redundancy_of_backups_that_a_module_hands_to_nobody(redundancy: str) -> None:
    inputs = f"""resource_group_name = "g"
  cosmos_api = "sql"
  backup_storage_redundancy = "{redundancy}"
"""
    assert called("Azure/cosmosdb/azurerm", "1.0.0", inputs, "")["region"] == "recovers/restore"


@pytest.mark.parametrize(("version", "availability", "instance"), [
    ("0.1.6", "null", "recovers/restart"), ("0.1.5", "null", "continues/failover"),
    ("0.1.4", "null", "continues/failover"), ("0.1.3", "null", "recovers/restart"),
    ("0.1.5", '{ mode = "SameZone" }', "continues/failover"),
])  # fmt: skip
def test_what_no_high_availability_means(version: str, availability: str, instance: str) -> None:
    inputs = f'name = "a"\n  location = "westeurope"\n  high_availability = {availability}'
    found = called("Azure/avm-res-dbformysql-flexibleserver/azurerm", version, inputs, "")
    assert found["instance"] == instance
