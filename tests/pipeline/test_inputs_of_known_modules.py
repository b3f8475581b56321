"""What a call gives to a known public module by inputs that decide nothing by themselves, but may matter to others."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes

WRITTEN_BY_CODE = """
provider "aws" { region = "eu-west-1" }
resource "aws_s3_bucket" "files" { bucket = "files" }
resource "aws_s3_object" "files" {
  bucket = aws_s3_bucket.files.id
  key    = "config.json"
  source = "config.json"
}
data "aws_iam_policy_document" "write" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.files.arn}/*"]
  }
}
module "other" {
  source = "terraform-aws-modules/%s"
  %s
}
"""

CREATED = '{ t = { topic_arn = "t", events = ["s3:ObjectCreated:*"] } }'


@pytest.mark.parametrize(("source", "given", "data"), [
    ("iam/aws//modules/iam-policy", "policy = data.aws_iam_policy_document.write.json", "unknown(module.other.policy)"),
    ("iam/aws//modules/iam-policy", 'policy = "arn:aws:s3:::files/*"', "unknown(module.other.policy)"),
    ("iam/aws//modules/iam-policy", 'name = "files"', "continues"),
    ("vpc/aws", "flow_log_destination_arn = aws_s3_bucket.files.arn", "unknown(module.other.flow_log_destination_arn)"),
    ("alb/aws", "access_logs = { bucket = aws_s3_bucket.files.id }", "unknown(module.other.access_logs)"),
    ("alb/aws", "count = 0\n  access_logs = { bucket = aws_s3_bucket.files.id }", "continues"),
    ("lambda/aws", "s3_existing_package = { bucket = aws_s3_bucket.files.id }", "continues"),
    ("lambda/aws", "environment_variables = { BUCKET = aws_s3_bucket.files.id }", "lost"),
    ("s3-bucket/aws//modules/object", 'bucket = aws_s3_bucket.files.id\n  key = "more.json"', "continues"),
    ("s3-bucket/aws//modules/object", 'bucket = aws_s3_bucket.files.id\n  key = "uploads/"', "lost"),
    ("s3-bucket/aws//modules/notification",
     f'bucket = aws_s3_bucket.files.id\n  sns_notifications = {CREATED}',
     "lost"),
])  # fmt: skip
def test_a_bucket_whose_objects_a_known_module_may_write(source: str, given: str, data: str) -> None:
    assert outcomes(WRITTEN_BY_CODE % (source, given))["aws_s3_bucket.files"]["data"] == data


@pytest.mark.parametrize("version", ["~> 2.0", "~> 3.0.0", "~> 4.2.0", "~> 5.0"])
@pytest.mark.parametrize(("settings", "data"), [
    ("", "continues"),
    ("attach_deny_insecure_transport_policy = true", "continues"),
    ("attach_elb_log_delivery_policy = true", "lost"),
    ('attach_policy = true\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:GetObject"] }] })',
     "continues"),
    ('attach_policy = true\n  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = ["s3:PutObject"] }] })',
     "lost"),
    ('cors_rule = [{ allowed_methods = ["PUT"], allowed_origins = ["*"] }]', "lost"),
    ('acl = "private"', "continues"),
    ('acl = "log-delivery-write"', "lost"),
])  # fmt: skip
def test_a_known_bucket_that_lets_others_write(version: str, settings: str, data: str) -> None:
    text = f"""
        module "files" {{
          source  = "terraform-aws-modules/s3-bucket/aws"
          version = "{version}"
          bucket  = "files"
          {settings}
        }}
        resource "aws_s3_object" "files" {{
          bucket = module.files.s3_bucket_id
          key    = "config.json"
          source = "config.json"
        }}
    """
    assert outcomes(text)["module.files"]["data"] == data
