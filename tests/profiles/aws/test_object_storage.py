"""Amazon S3: versioning, locks, replication, storage classes, and buckets whose objects are code."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

HOME = 'provider "aws" { region = "eu-west-1" }\n'
ELSEWHERE = """
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}
"""
PLAIN = {
    "data": "lost", "instance": "continues/service", "zone": "continues/service", "region": "lost", "account": "lost",
}  # fmt: skip


def versioned(name: str, status: str = '"Enabled"') -> str:
    return f"""
resource "aws_s3_bucket_versioning" "{name}" {{
  bucket = aws_s3_bucket.{name}.id
  versioning_configuration {{
    status = {status}
  }}
}}
"""


def replication(
    rule: str = "", destination: str = "", to: str = "aws_s3_bucket.copy.arn", provider: str = "aws.dr"
) -> str:
    return f"""
resource "aws_s3_bucket" "home" {{}}
resource "aws_s3_bucket" "copy" {{
  provider = {provider}
}}
resource "aws_s3_bucket_replication_configuration" "home" {{
  bucket = aws_s3_bucket.home.id
  role   = "arn:aws:iam::111111111111:role/replication"
  rule {{
    status = "Enabled"
    {rule}
    destination {{
      bucket = {to}
      {destination}
    }}
  }}
}}
{versioned("home")}
"""


def of(text: str, address: str = "aws_s3_bucket.home") -> dict[str, str]:
    return outcomes(text)[address]


def test_a_plain_bucket_has_no_copy_of_anything() -> None:
    assert of('resource "aws_s3_bucket" "home" {}') == PLAIN


@pytest.mark.parametrize(("status", "data"), [
    ('"Enabled"', "recovers/restore"),
    ('"Suspended"', "lost"),
    ("var.status", "unknown(var.status)"),
    ('var.keep ? "Enabled" : "Suspended"', "unknown(var.keep)"),
    ('local.status', "recovers/restore"),
])  # fmt: skip
def test_versioning_decides_data(status: str, data: str) -> None:
    text = """
    variable "status" {}
    variable "keep" { type = bool }
    locals { status = "Enabled" }
    resource "aws_s3_bucket" "home" {}
    """
    assert of(text + versioned("home", status)) == {**PLAIN, "data": data}


def test_versioning_in_the_deprecated_block() -> None:
    on = 'resource "aws_s3_bucket" "home" {\n  versioning {\n    enabled = true\n  }\n}'
    assert of(on)["data"] == "recovers/restore"
    assert of(on.replace("true", "false"))["data"] == "lost"


def test_versioning_that_may_not_exist() -> None:
    text = 'variable "v" { type = bool }\nresource "aws_s3_bucket" "home" {}\n' + versioned("home").replace(
        "bucket =", "count = var.v ? 1 : 0\n  bucket ="
    )
    assert of(text)["data"] == "unknown(var.v)"


def test_replication_of_everything_to_another_account_and_region() -> None:
    account = 'account = "222222222222"\n      access_control_translation {\n        owner = "Destination"\n      }'
    text = HOME + ELSEWHERE + replication("filter {}", account)
    assert of(text) == {
        "data": "recovers/restore", "instance": "continues/service", "zone": "continues/service",
        "region": "recovers/promotion", "account": "recovers/restore",
    }  # fmt: skip
    assert of(text, "aws_s3_bucket.copy") == of(text), "a source is a copy of its replica"


def test_replication_to_another_region_of_the_account() -> None:
    text = HOME + ELSEWHERE + replication()
    assert of(text) == {**PLAIN, "data": "recovers/restore", "region": "recovers/promotion"}
    assert of(text, "aws_s3_bucket.copy") == of(text)


def test_the_account_of_the_destination_comes_from_its_provider() -> None:
    providers = """
    provider "aws" {
      region              = "eu-west-1"
      allowed_account_ids = ["111111111111"]
    }
    provider "aws" {
      alias  = "dr"
      region = "eu-west-1"
      assume_role {
        role_arn = "arn:aws:iam::222222222222:role/terraform"
      }
    }
    """
    assert of(providers + replication()) == {**PLAIN, "data": "recovers/restore", "account": "recovers/restore"}
    same_account = providers.replace("222222222222", "111111111111")
    assert of(same_account + replication())["account"] == "lost"
    assert of(same_account + replication(destination='account = "111111111111"'))["account"] == "lost"


def test_replication_inside_the_region_says_so_with_both_regions() -> None:
    text = HOME + ELSEWHERE.replace("eu-central-1", "eu-west-1") + replication()
    assert of(text) == {**PLAIN, "data": "recovers/restore"}
    verdict = components(text)["aws_s3_bucket.home"].outcomes[Scenario.REGION]
    assert verdict.why == "the replica stands in the same region"
    regions = {(e.address, e.value) for e in verdict.evidence if e.attribute == "region"}
    assert regions == {("aws_s3_bucket.home", "eu-west-1"), ("aws_s3_bucket.copy", "eu-west-1")}


@pytest.mark.parametrize(("rule", "region"), [
    ('prefix = "logs/"', "lost"),
    ('prefix = ""', "recovers/promotion"),
    ('filter {\n      prefix = "logs/"\n    }', "lost"),
    ('filter {\n      prefix = ""\n    }', "recovers/promotion"),
    ('filter {\n      tag {\n        key = "a"\n        value = "b"\n      }\n    }', "lost"),
    ('filter {\n      and {\n        prefix = "a"\n      }\n    }', "lost"),
    ("filter {\n      prefix = var.prefix\n    }", "unknown(var.prefix)"),
])  # fmt: skip
def test_a_filtered_rule_does_not_count_for_the_whole(rule: str, region: str) -> None:
    text = HOME + ELSEWHERE + 'variable "prefix" {}\n' + replication(rule)
    assert of(text) == {**PLAIN, "data": "recovers/restore", "region": region}


def test_a_filter_is_named() -> None:
    rule = 'filter {\n      prefix = "logs/"\n    }'
    verdict = components(HOME + ELSEWHERE + replication(rule))["aws_s3_bucket.home"].outcomes[Scenario.REGION]
    assert verdict.why == "replication copies only a part of the bucket"
    assert ("rule.0.filter.prefix", "logs/") in {(e.attribute, e.value) for e in verdict.evidence}


def test_a_rule_that_is_off_copies_nothing() -> None:
    text = (HOME + ELSEWHERE + replication()).replace('status = "Enabled"\n    \n', 'status = "Disabled"\n')
    assert of(text) == {**PLAIN, "data": "recovers/restore"}
    assert of(text, "aws_s3_bucket.copy") == PLAIN


def test_replication_is_only_accepted_with_versioning() -> None:
    text = HOME + ELSEWHERE + replication()
    assert of(text.replace(versioned("home"), ""))["data"] == "recovers/restore"
    assert of(text.replace(versioned("home"), versioned("home", '"Suspended"')))["data"] == "lost"


def test_objects_encrypted_with_kms_are_replicated_only_when_a_rule_says_so() -> None:
    kms = """
    resource "aws_s3_bucket_server_side_encryption_configuration" "home" {
      bucket = aws_s3_bucket.home.id
      rule {
        apply_server_side_encryption_by_default {
          sse_algorithm = "aws:kms"
        }
      }
    }
    """
    told = 'source_selection_criteria {\n      sse_kms_encrypted_objects {\n        status = "Enabled"\n      }\n    }'
    assert of(HOME + ELSEWHERE + replication() + kms)["region"] == "lost"
    assert of(HOME + ELSEWHERE + replication(told) + kms)["region"] == "recovers/promotion"
    assert of(HOME + ELSEWHERE + replication() + kms.replace("aws:kms", "AES256"))["region"] == "recovers/promotion"


def test_a_destination_outside_the_estate_is_unknown() -> None:
    text = HOME + ELSEWHERE + replication(to='"arn:aws:s3:::backup-of-home"')
    assert of(text) == {
        **PLAIN, "data": "recovers/restore", "region": "unknown(arn:aws:s3:::backup-of-home)",
        "account": "unknown(arn:aws:s3:::backup-of-home, provider.aws.account)",
    }  # fmt: skip
    by_variable = HOME + ELSEWHERE + 'variable "copy" {}\n' + replication(to="var.copy")
    assert of(by_variable)["region"] == "unknown(var.copy)"


def test_a_region_from_a_variable_is_unknown() -> None:
    text = HOME + ELSEWHERE.replace('"eu-central-1"', "var.dr") + 'variable "dr" {}\n' + replication()
    assert of(text) == {**PLAIN, "data": "recovers/restore", "region": "unknown(var.dr)"}
    assert outcomes(text, {"dr": "eu-north-1"})["aws_s3_bucket.home"]["region"] == "recovers/promotion"


def test_a_replica_in_another_root() -> None:
    files = {
        "home/main.tf": HOME + replication(to='"arn:aws:s3:::the-copy"').replace("provider = aws.dr", ""),
        "copy/main.tf": 'provider "aws" { region = "eu-north-1" }\n'
        'resource "aws_s3_bucket" "far" { bucket = "the-copy" }',
    }
    found = outcomes(files)
    assert found["aws_s3_bucket.home"]["region"] == "recovers/promotion"
    assert found["aws_s3_bucket.far"] == {**PLAIN, "data": "recovers/restore", "region": "recovers/promotion"}


def test_the_deprecated_replication_block() -> None:
    text = (
        HOME
        + ELSEWHERE
        + """
    resource "aws_s3_bucket" "copy" { provider = aws.dr }
    resource "aws_s3_bucket" "home" {
      versioning { enabled = true }
      replication_configuration {
        role = "arn:aws:iam::111111111111:role/replication"
        rules {
          status = "Enabled"
          destination {
            bucket     = aws_s3_bucket.copy.arn
            account_id = "222222222222"
          }
        }
      }
    }
    """
    )
    expected = {**PLAIN, "data": "recovers/restore", "region": "recovers/promotion", "account": "recovers/restore"}
    assert of(text) == expected
    assert of(text, "aws_s3_bucket.copy") == expected


ACCESS_POINT = """
resource "aws_s3control_multi_region_access_point" "both" {
  details {
    name = "both"
    region {
      bucket = aws_s3_bucket.home.id
    }
    region {
      bucket = aws_s3_bucket.copy.id
    }
  }
}
"""


def test_an_access_point_before_both_regions_redirects_by_itself() -> None:
    text = HOME + ELSEWHERE + replication() + ACCESS_POINT
    assert of(text)["region"] == "continues/failover"
    assert of(text, "aws_s3_bucket.copy")["region"] == "recovers/promotion", "nothing replicates back"
    assert "aws_s3control_multi_region_access_point.both" not in outcomes(text)


def lock(mode: str = '"COMPLIANCE"', period: str = "days = 30", bucket: str = "home") -> str:
    return f"""
resource "aws_s3_bucket_object_lock_configuration" "{bucket}" {{
  bucket = aws_s3_bucket.{bucket}.id
  rule {{
    default_retention {{
      mode = {mode}
      {period}
    }}
  }}
}}
"""


LOCKABLE = 'resource "aws_s3_bucket" "home" {\n  object_lock_enabled = true\n}\n'


@pytest.mark.parametrize(("configuration", "account"), [
    (lock(), "recovers/restore"),
    (lock(period="years = 1"), "recovers/restore"),
    (lock(mode='"GOVERNANCE"'), "lost"),
    (lock(mode="var.mode"), "unknown(var.mode)"),
    (lock(mode="var.valid"), "recovers/restore"),
    ("", "lost"),
])  # fmt: skip
def test_only_a_compliance_lock_with_a_default_retention_outlives_an_administrator(
    configuration: str, account: str
) -> None:
    variables = """
    variable "mode" {}
    variable "valid" {
      validation {
        condition     = contains(["COMPLIANCE"], var.valid)
        error_message = "only compliance"
      }
    }
    """
    assert of(variables + LOCKABLE + configuration) == {**PLAIN, "data": "recovers/restore", "account": account}


def test_the_deprecated_lock_block() -> None:
    text = """
    resource "aws_s3_bucket" "home" {
      object_lock_configuration {
        object_lock_enabled = "Enabled"
        rule {
          default_retention {
            mode = "COMPLIANCE"
            days = 30
          }
        }
      }
    }
    """
    assert of(text) == {**PLAIN, "data": "recovers/restore", "account": "recovers/restore"}


def test_a_locked_replica_in_the_same_account() -> None:
    text = HOME + ELSEWHERE + replication() + lock(bucket="copy")
    assert of(text)["account"] == "recovers/restore"


def lifecycle(storage: str, status: str = "Enabled", block: str = "transition") -> str:
    return f"""
resource "aws_s3_bucket_lifecycle_configuration" "home" {{
  bucket = aws_s3_bucket.home.id
  rule {{
    id     = "cold"
    status = "{status}"
    {block} {{
      days          = 30
      storage_class = {storage}
    }}
  }}
}}
"""


@pytest.mark.parametrize(("configuration", "zone"), [
    (lifecycle('"ONEZONE_IA"'), "lost"),
    (lifecycle('"ONEZONE_IA"', status="Disabled"), "continues/service"),
    (lifecycle('"GLACIER"'), "continues/service"),
    (lifecycle('"ONEZONE_IA"', block="noncurrent_version_transition"), "continues/service"),
    (lifecycle("var.class"), "unknown(var.class)"),
])  # fmt: skip
def test_objects_moved_to_one_zone_are_lost_with_it(configuration: str, zone: str) -> None:
    text = 'variable "class" {}\nresource "aws_s3_bucket" "home" {}\n' + configuration
    assert of(text) == {**PLAIN, "zone": zone}


def test_the_deprecated_lifecycle_block_and_a_replica_outside_the_zone() -> None:
    inline = """resource "aws_s3_bucket" "home" {
      lifecycle_rule {
        enabled = true
        transition {
          storage_class = "ONEZONE_IA"
        }
      }
    }"""
    assert of(inline)["zone"] == "lost"
    text = HOME + ELSEWHERE + replication() + lifecycle('"ONEZONE_IA"')
    assert of(text)["zone"] == "recovers/promotion"


def test_replicas_kept_in_one_zone() -> None:
    text = HOME + ELSEWHERE + replication(destination='storage_class = "ONEZONE_IA"')
    assert of(text, "aws_s3_bucket.copy")["zone"] == "recovers/promotion"


def test_settings_that_name_the_bucket_by_another_setting() -> None:
    text = (
        HOME
        + ELSEWHERE
        + replication().replace(
            "bucket = aws_s3_bucket.home.id\n  role", "bucket = aws_s3_bucket_versioning.home.bucket\n  role"
        )
    )
    assert of(text)["region"] == "recovers/promotion"
    by_id = text.replace("aws_s3_bucket_versioning.home.bucket", "aws_s3_bucket_versioning.home.id")
    assert of(by_id)["region"] == "recovers/promotion"


OBJECT = """
resource "aws_s3_bucket" "home" {}
resource "aws_s3_object" "page" {
  for_each = toset(["index.html", "error.html"])
  bucket   = aws_s3_bucket.home.id
  key      = each.value
  content  = "x"
}
"""
FROM_CODE = {
    "data": "continues", "instance": "continues/service", "zone": "continues/service", "region": "recovers/redeploy",
    "account": "recovers/redeploy",
}  # fmt: skip


def test_a_bucket_whose_every_object_code_writes_is_stateless() -> None:
    assert of(OBJECT) == FROM_CODE
    assert of(OBJECT + versioned("home")) == FROM_CODE
    website = 'resource "aws_s3_bucket_website_configuration" "home" { bucket = aws_s3_bucket.home.id }'
    assert of(OBJECT + website) == FROM_CODE
    assert of(website + '\nresource "aws_s3_bucket" "home" {}') == PLAIN


@pytest.mark.parametrize("writer", [
    'resource "aws_iam_policy" "w" { policy = "${aws_s3_bucket.home.arn}/*" }',
    'resource "aws_cloudtrail" "w" { s3_bucket_name = aws_s3_bucket.home.id }',
    'resource "aws_s3_object" "w" {\n  bucket = aws_s3_bucket.home.id\n  key = "uploads/"\n}',
])  # fmt: skip
def test_a_bucket_that_others_may_write_to_is_stateful(writer: str) -> None:
    assert of(OBJECT + writer) == PLAIN


def test_a_backup_plan_covers_a_bucket() -> None:
    text = (
        HOME
        + """
    resource "aws_s3_bucket" "home" {
      tags = { backup = "daily" }
    }
    resource "aws_backup_vault" "v" { name = "v" }
    resource "aws_backup_plan" "p" {
      name = "p"
      rule {
        rule_name         = "daily"
        target_vault_name = aws_backup_vault.v.name
      }
    }
    resource "aws_backup_selection" "s" {
      name         = "s"
      plan_id      = aws_backup_plan.p.id
      iam_role_arn = "arn:aws:iam::111111111111:role/backup"
      selection_tag {
        type  = "STRINGEQUALS"
        key   = "backup"
        value = "daily"
      }
    }
    """
    )
    assert of(text) == {**PLAIN, "data": "recovers/restore"}


def test_a_directory_bucket_lies_in_one_zone() -> None:
    text = """
    resource "aws_s3_directory_bucket" "home" {
      bucket = "x--euw1-az1--x-s3"
      location { name = "euw1-az1" }
    }
    """
    assert of(text, "aws_s3_directory_bucket.home") == {**PLAIN, "zone": "lost"}
