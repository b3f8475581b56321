"""Public modules that are not on disk and make a bucket, a zone, a table or a queue beside what they are known for."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes

GOOGLE = "terraform-google-modules"


def called(source: str, inputs: str, before: str = "") -> dict[str, str]:
    """What a call makes, by address, each with its outcome for `data` and for `account`."""
    found = outcomes(f'{before}\nmodule "x" {{\n  source = "{source}"\n  {inputs}\n}}\n')
    return {address: f"{five['data']}, {five['account']}" for address, five in found.items()}


NOTHING_KEPT = "continues, recovers/redeploy"


@pytest.mark.parametrize(("source", "inputs", "made"), [
    ("log-export/google//modules/storage", 'storage_bucket_name = "logs"', {"module.x": "recovers/restore, lost"}),
    ("log-export/google//modules/storage",
     'storage_bucket_name = "logs"\n  retention_policy = { is_locked = true, retention_period_days = 30 }',
     {"module.x": "recovers/restore, recovers/restore"}),
    ("log-export/google//modules/bigquery", 'dataset_name = "logs"', {"module.x": "recovers/restore, lost"}),
    ("log-export/google//modules/pubsub", 'topic_name = "logs"\n  create_subscriber = true',
     {"module.x": NOTHING_KEPT}),
    ("network/google//modules/private-service-connect", 'network_self_link = "n"',
     dict.fromkeys((f"module.x.module.{zone}" for zone in ("gcr", "googleapis", "pkg_dev")), NOTHING_KEPT)),
    ("network/google//modules/vpc-serverless-connector-beta",
     'vpc_connectors = [{ name = "a", region = "europe-west1" }]', {"module.x": NOTHING_KEPT}),
    ("network/google", 'network_name = "n"', {}),
    ("project-factory/google", 'name = "a"', {}),
    ("project-factory/google", 'name = "a"\n  bucket_project = "b"', {"module.x": "recovers/restore, lost"}),
    ("project-factory/google//modules/svpc_service_project", 'name = "a"\n  bucket_project = "b"',
     {"module.x": "recovers/restore, lost"}),
    ("project-factory/google//modules/project_services", 'project_id = "a"', {}),
    ("slo/google//modules/slo-native", "", {}),
])  # fmt: skip
def test_what_modules_for_google_cloud_make_beside(source: str, inputs: str, made: dict[str, str]) -> None:
    assert called(f"{GOOGLE}/{source}", inputs) == made


def test_alerts_on_exported_logs_are_views_and_a_function() -> None:
    inputs = 'logging_project = "p"\n  function_region = "europe-west1"'
    found = called(f"{GOOGLE}/log-export/google//modules/bq-log-alerting", inputs)
    assert found.pop("module.x") == "recovers/restore, lost"
    below = "module.x.module.bq-log-alerting."
    assert all(address.startswith(below) for address in found)
    assert f"{below}module.main.google_cloudfunctions_function.main" in found


@pytest.mark.parametrize(("inputs", "made"), [
    ('ecr_repo = "a"', {}), ('ecr_repo = "a"\n  create_ecr_repo = true', {"module.x": NOTHING_KEPT}),
])  # fmt: skip
def test_a_repository_for_the_image_of_a_function(inputs: str, made: dict[str, str]) -> None:
    assert called("terraform-aws-modules/lambda/aws//modules/docker-build", inputs) == made


AWS = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "away"
  region = "us-east-1"
}
variable "on" { type = bool }
resource "aws_s3_bucket" "away" {
  provider = aws.away
  bucket   = "away"
}
resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
resource "aws_subnet" "b" { availability_zone = "eu-west-1b" }
resource "aws_placement_group" "close" {
  name     = "close"
  strategy = "cluster"
}
"""


def of_cloudposse(module: str, inputs: str) -> dict[str, dict[str, str]]:
    text = f'{AWS}\nmodule "x" {{\n  source = "cloudposse/{module}/aws"\n  name = "shop"\n  {inputs}\n}}\n'
    return {address: five for address, five in outcomes(text).items() if address.startswith("module.x")}


BUCKET, TABLE = "module.x.aws_s3_bucket.default[0]", "module.x.aws_dynamodb_table.with_server_side_encryption[0]"


@pytest.mark.parametrize(("inputs", "bucket", "table"), [
    ("", "lost", "lost"),
    ("s3_replication_enabled = true\n  s3_replica_bucket_arn = aws_s3_bucket.away.arn", "recovers/promotion", "lost"),
    ("s3_replication_enabled = var.on\n  s3_replica_bucket_arn = aws_s3_bucket.away.arn", "unknown(var.on)", "lost"),
])  # fmt: skip
def test_a_backend_of_terraform_is_a_bucket_and_a_table(inputs: str, bucket: str, table: str) -> None:
    found = of_cloudposse("tfstate-backend", inputs)
    assert {address: five["region"] for address, five in found.items()} == {BUCKET: bucket, TABLE: table}
    assert {five["data"] for five in found.values()} == {"recovers/restore"}


def test_the_table_and_the_bucket_of_a_backend_can_be_left_out() -> None:
    assert set(of_cloudposse("tfstate-backend", "dynamodb_enabled = false")) == {"module.x"}
    assert of_cloudposse("tfstate-backend", "enabled = false") == {}


@pytest.mark.parametrize(("inputs", "data", "region"), [
    ("", "recovers/restore", "lost"),
    ("enable_point_in_time_recovery = false", "lost", "lost"),
    ('replicas = ["us-east-1"]', "recovers/restore", "continues/members"),
])  # fmt: skip
def test_a_table(inputs: str, data: str, region: str) -> None:
    found = of_cloudposse("dynamodb", f'hash_key = "id"\n  {inputs}')["module.x"]
    assert (found["data"], found["region"]) == (data, region)


def test_a_topic_may_have_a_queue_for_what_was_not_delivered() -> None:
    assert set(of_cloudposse("sns-topic", "")) == {"module.x"}
    found = of_cloudposse("sns-topic", "sqs_dlq_enabled = true")
    assert set(found) == {"module.x.aws_sns_topic.this[0]", "module.x.aws_sqs_queue.dead_letter_queue[0]"}


NODES = """
module "nodes" {
  source        = "cloudposse/eks-node-group/aws"
  cluster_name  = module.x.eks_cluster_id
  subnet_ids    = [aws_subnet.a.id, aws_subnet.b.id]
  desired_size  = 2
  min_size      = %s
  max_size      = 3
  %s
}
"""


@pytest.mark.parametrize(("least", "more", "instance", "zone"), [
    (2, "", "continues/members", "continues/members"),
    (1, "", "recovers/restart", "recovers/restart"),
    (2, 'capacity_type = "SPOT"', "continues/members", "recovers/restart"),
    (2, "create_before_destroy = false", "continues/members", "continues/members"),
    (2, "placement = [{ group_name = aws_placement_group.close.name }]", "continues/members", "recovers/restart"),
])  # fmt: skip
def test_nodes_belong_to_the_cluster_that_they_name(least: int, more: str, instance: str, zone: str) -> None:
    cluster = """
module "x" {
  source     = "cloudposse/eks-cluster/aws"
  name       = "shop"
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
}
"""
    found = outcomes(AWS + cluster + NODES % (least, more))
    made = "module.x.aws_eks_cluster.default[0]"
    assert (found[made]["instance"], found[made]["zone"]) == (instance, zone)
    assert "module.x.aws_kms_key.cluster[0]" in found
    assert not [address for address in found if address.startswith("module.nodes")]
