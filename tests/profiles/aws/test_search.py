"""OpenSearch and Elasticsearch domains, OpenSearch Serverless, and the knowledge bases of Bedrock."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.aws.five import five

TYPES = pytest.mark.parametrize("kind", ["aws_opensearch_domain", "aws_elasticsearch_domain"])
VARIABLES = """
variable "nodes" {
  type = number
}
variable "aware" {
  type = bool
}
variable "replicas" {
  type = string
}
"""
MEMBERS, RESTART, RESTORE = "continues/members", "recovers/restart", "recovers/restore"
AWARE = "zone_awareness_enabled = true"
THREE = AWARE + "\n zone_awareness_config {\n  availability_zone_count = 3\n }"
MASTERS = "dedicated_master_enabled = true\n dedicated_master_count = 3"
TWO_MASTERS = "dedicated_master_enabled = true\n dedicated_master_count = 2"


@TYPES
@pytest.mark.parametrize(
    ("config", "instance", "zone"),
    [
        ("", RESTORE, RESTORE),
        ("instance_count = 1", RESTORE, RESTORE),
        ("instance_count = 2", RESTART, RESTORE),
        ('instance_count = "3"', MEMBERS, RESTORE),
        ("instance_count = 2\n" + MASTERS, MEMBERS, RESTORE),
        ("instance_count = 2\n" + TWO_MASTERS, RESTART, RESTORE),
        ("instance_count = 3\n" + TWO_MASTERS, RESTART, RESTORE),
        ("instance_count = 3\n" + THREE + "\n" + TWO_MASTERS, RESTART, RESTART),
        ("instance_count = 3\n" + THREE + "\n" + MASTERS, MEMBERS, MEMBERS),
        ("instance_count = 2\n" + AWARE, RESTART, RESTART),
        ("instance_count = 2\n" + AWARE + "\n" + MASTERS, MEMBERS, MEMBERS),
        ("instance_count = 3\n" + THREE, MEMBERS, MEMBERS),
        ("instance_count = var.nodes\n" + THREE, MEMBERS, MEMBERS),
        ("instance_count = var.nodes", "unknown(var.nodes)", RESTORE),
        ("instance_count = 3\n zone_awareness_enabled = var.aware\n" + MASTERS, MEMBERS, "unknown(var.aware)"),
    ],
)
def test_a_domain(kind: str, config: str, instance: str, zone: str) -> None:
    block = f"cluster_config {{\n {config}\n}}" if config else ""
    text = f'{VARIABLES}resource "{kind}" "logs" {{\n  domain_name = "logs"\n  {block}\n}}\n'
    assert five(text, f"{kind}.logs") == (RESTORE, instance, zone, "lost", "lost")


def test_multi_az_with_standby() -> None:
    text = """
resource "aws_opensearch_domain" "logs" {
  domain_name = "logs"
  cluster_config {
    instance_count                = 3
    multi_az_with_standby_enabled = true
  }
}
"""
    assert five(text, "aws_opensearch_domain.logs") == (RESTORE, MEMBERS, MEMBERS, "lost", "lost")


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("", "continues/service"),
        ('standby_replicas = "ENABLED"', "continues/service"),
        ('standby_replicas = "DISABLED"', RESTART),
        ("standby_replicas = var.replicas", "unknown(var.replicas)"),
    ],
)
def test_a_serverless_collection(line: str, outcome: str) -> None:
    text = f'{VARIABLES}resource "aws_opensearchserverless_collection" "c" {{\n  name = "c"\n  {line}\n}}\n'
    assert five(text, "aws_opensearchserverless_collection.c") == (RESTORE, outcome, outcome, "lost", "lost")


def test_a_knowledge_base_needs_the_store_of_its_vectors() -> None:
    text = """
resource "aws_opensearchserverless_collection" "vectors" {
  name = "vectors"
}

resource "aws_s3_bucket" "papers" {
  bucket = "papers"
}

resource "aws_bedrockagent_knowledge_base" "kb" {
  name = "kb"
  storage_configuration {
    type = "OPENSEARCH_SERVERLESS"
    opensearch_serverless_configuration {
      collection_arn = aws_opensearchserverless_collection.vectors.arn
    }
  }
}

resource "aws_bedrockagent_data_source" "papers" {
  knowledge_base_id = aws_bedrockagent_knowledge_base.kb.id
  data_source_configuration {
    s3_configuration {
      bucket_arn = aws_s3_bucket.papers.arn
    }
  }
}
"""
    found = components(text)["aws_bedrockagent_knowledge_base.kb"]
    assert found.needs == (".::aws_opensearchserverless_collection.vectors",)
    assert [c.address for c in found.companions] == ["aws_bedrockagent_data_source.papers"]
    assert five(text, "aws_bedrockagent_knowledge_base.kb") == (
        "continues", "continues/service", "continues/service", "recovers/redeploy", "recovers/redeploy",
    )  # fmt: skip


@pytest.mark.parametrize(("edition", "source", "expected"), [
    ("", "", ("lost", "continues/service", "continues/service", "lost", "lost")),
    ('edition = "DEVELOPER_EDITION"', "", ("lost", RESTART, "lost", "lost", "lost")),
    ("", "CUSTOM", ("lost", "continues/service", "continues/service", "lost", "lost")),
    ("", "S3", ("continues", "continues/service", "continues/service", "recovers/redeploy", "recovers/redeploy")),
])  # fmt: skip
def test_an_index_of_kendra_holds_what_no_data_source_gives_it(
    edition: str, source: str, expected: tuple[str, ...]
) -> None:
    text = f'resource "aws_kendra_index" "docs" {{\n name = "docs"\n {edition}\n}}\n'
    if source:
        text += f"""
resource "aws_s3_bucket" "docs" {{}}
resource "aws_kendra_data_source" "docs" {{
  index_id = aws_kendra_index.docs.id
  type     = "{source}"
  configuration {{
    s3_configuration {{
      bucket_name = aws_s3_bucket.docs.id
    }}
  }}
}}
"""
    assert five(text, "aws_kendra_index.docs") == expected
