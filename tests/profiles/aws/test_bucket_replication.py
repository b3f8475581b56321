"""The replication of S3 buckets: whole or in part, to another region, account or zone."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Outcome, Scenario
from profiles.audit_text import components, outcomes
from profiles.aws.buckets import ELSEWHERE, HOME, PLAIN, of, replication, versioned


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


def back(rule: str, status: str = "Enabled") -> str:
    """The replication of the replica to its source."""
    return f"""
resource "aws_s3_bucket_replication_configuration" "copy" {{
  provider = aws.dr
  bucket   = aws_s3_bucket.copy.id
  role     = "arn:aws:iam::111111111111:role/replication"
  rule {{
    status = "{status}"
    {rule}
    destination {{
      bucket = aws_s3_bucket.home.arn
    }}
  }}
}}
"""


SALES = 'filter {\n      prefix = "sales/"\n    }'
NOTHING = "no copy that an administrator of the account cannot delete is known to the code"


def test_a_part_that_is_replicated_both_ways_is_no_copy_of_the_whole() -> None:
    text = HOME + ELSEWHERE + replication(SALES) + back(SALES)
    for address, holder in {"home": "home", "copy": "copy"}.items():
        verdict = components(text)[f"aws_s3_bucket.{address}"].outcomes[Scenario.REGION]
        assert (verdict.outcome, verdict.why) == (Outcome.LOST, "replication copies only a part of the bucket")
        noted = {(e.address.partition(".")[2], e.attribute, e.value) for e in verdict.evidence}
        assert (holder, "rule.0.filter.prefix", "sales/") in noted


def test_a_replica_that_is_a_source_itself_is_not_known_to_be_in_its_source() -> None:
    text = HOME + ELSEWHERE + replication("filter {}")
    assert of(text + back("filter {}"), "aws_s3_bucket.copy")["region"] == "recovers/promotion"
    assert of(text + back(SALES), "aws_s3_bucket.copy")["region"] == "lost"
    assert of(text + back(SALES))["region"] == "recovers/promotion"
    assert of(text + back(SALES, "Disabled"), "aws_s3_bucket.copy")["region"] == "recovers/promotion"
    open_ = 'variable "on" {}\n' + text + back(SALES).replace('"Enabled"', 'var.on ? "Enabled" : "Disabled"')
    assert of(open_, "aws_s3_bucket.copy")["region"] == "unknown(var.on)"


def test_a_replica_in_the_same_account_is_why_it_is_lost_with_the_account() -> None:
    whole = components(HOME + ELSEWHERE + replication("filter {}"))["aws_s3_bucket.home"].outcomes[Scenario.ACCOUNT]
    assert (whole.outcome, whole.why) == (Outcome.LOST, "the replica stands in the same account")
    part = components(HOME + ELSEWHERE + replication(SALES))["aws_s3_bucket.home"].outcomes[Scenario.ACCOUNT]
    assert (part.outcome, part.why) == (Outcome.LOST, NOTHING)
    other = replication(SALES, 'account = "222222222222"')
    elsewhere = components(HOME + ELSEWHERE + other)["aws_s3_bucket.home"].outcomes[Scenario.ACCOUNT]
    assert elsewhere.why == "replication copies only a part of the bucket"


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


def test_a_provider_that_is_handed_over_may_stand_anywhere() -> None:
    asks = "terraform {\n  required_providers {\n    aws = { configuration_aliases = [aws.dr] }\n  }\n}\n"
    assert of(HOME + asks + replication()) == {
        **PLAIN, "data": "recovers/restore", "region": "unknown(provider.aws.dr.region)",
        "account": "unknown(provider.aws.account, provider.aws.dr.account)",
    }  # fmt: skip


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


SECOND = """
resource "aws_s3_bucket" "second" {
  provider = %s
}
resource "aws_s3_bucket_replication_configuration" "second" {
  bucket = aws_s3_bucket.second.id
  role   = "arn:aws:iam::111111111111:role/replication"
  rule {
    status = "%s"
    destination { bucket = aws_s3_bucket.copy.arn }
  }
}
"""


@pytest.mark.parametrize(("more", "region"), [
    ("", "recovers/promotion"),
    (SECOND % ("aws", "Enabled"), "recovers/promotion"),
    (SECOND % ("aws.dr", "Enabled"), "lost"),
    (SECOND % ("aws.dr", "Disabled"), "recovers/promotion"),
])  # fmt: skip
def test_a_replica_is_still_where_all_of_it_came_from(more: str, region: str) -> None:
    text = HOME + ELSEWHERE + replication('filter {\n      prefix = "logs/"\n    }') + more
    assert of(text, "aws_s3_bucket.copy")["region"] == region


def test_what_another_bucket_replicates_elsewhere_is_no_evidence() -> None:
    text = """
provider "aws" {
  region = "eu-west-1"
}

resource "aws_s3_bucket" "logs" {
  bucket = "acme-logs"
  replication_configuration {
    role = "arn:aws:iam::111122223333:role/x"
    rules {
      status = "Enabled"
      prefix = "in/"
      destination {
        bucket = "arn:aws:s3:::acme-logs-far"
      }
    }
  }
}

resource "aws_s3_bucket" "files" {
  bucket = "acme-files"
}
"""
    found = components(text)["aws_s3_bucket.files"]
    evidence = [e.address for verdict in found.outcomes.values() for e in verdict.evidence]
    assert set(evidence) == {"aws_s3_bucket.files"}


EXPIRY = "expiration {\n      days = 30\n    }\n    "
FORGETTING = "noncurrent_version_expiration {\n      noncurrent_days = 1\n    }"


def lifecycle(bucket: str, rule: str, status: str = "Enabled") -> str:
    provider = "provider = aws.dr" if bucket == "copy" else ""
    return f"""
resource "aws_s3_bucket_lifecycle_configuration" "{bucket}" {{
  {provider}
  bucket = aws_s3_bucket.{bucket}.id
  rule {{
    id     = "old"
    status = "{status}"
    {rule}
  }}
}}
"""


@pytest.mark.parametrize(("rules", "region"), [
    (lifecycle("copy", EXPIRY + FORGETTING), "lost"),
    (lifecycle("copy", EXPIRY), "recovers/promotion"),
    (lifecycle("copy", FORGETTING), "recovers/promotion"),
    (lifecycle("copy", EXPIRY + FORGETTING, "Disabled"), "recovers/promotion"),
    (lifecycle("copy", "filter {\n      prefix = \"tmp/\"\n    }\n    " + EXPIRY + FORGETTING), "recovers/promotion"),
    (lifecycle("copy", EXPIRY + FORGETTING.replace("1", "1\n      newer_noncurrent_versions = 2", 1)),
     "recovers/promotion"),
    (lifecycle("copy", EXPIRY.replace("30", "var.days") + FORGETTING), "unknown(var.days)"),
    (lifecycle("home", EXPIRY) + lifecycle("copy", EXPIRY + FORGETTING), "recovers/promotion"),
])  # fmt: skip
def test_a_replica_that_forgets_its_objects_does_not_count_for_the_whole(rules: str, region: str) -> None:
    text = HOME + ELSEWHERE + 'variable "days" {\n  type = number\n}\n' + replication("filter {}") + rules
    assert of(text)["region"] == region


def test_what_a_replica_forgets_is_named() -> None:
    text = HOME + ELSEWHERE + replication("filter {}") + lifecycle("copy", EXPIRY + FORGETTING)
    verdict = components(text)["aws_s3_bucket.home"].outcomes[Scenario.REGION]
    assert verdict.why == "replication copies only a part of the bucket"
    named = {(e.address, e.attribute) for e in verdict.evidence}
    assert ("aws_s3_bucket_lifecycle_configuration.copy", "rule.0.expiration") in named
