"""Amazon S3: versioning, locks, storage classes, and buckets whose objects are code."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes
from profiles.aws.buckets import ELSEWHERE, HOME, PLAIN, of, replication, versioned


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


@pytest.mark.parametrize("bearer", ["aws_s3_bucket_public_access_block", "aws_s3_bucket_policy"])
def test_a_setting_that_names_its_bucket_by_another_setting(bearer: str) -> None:
    found = outcomes(f"""
        resource "aws_s3_bucket" "orders" {{
          bucket_prefix = "orders"
        }}
        resource "{bearer}" "orders" {{
          bucket = aws_s3_bucket.orders.id
        }}
        resource "aws_s3_bucket_versioning" "orders" {{
          bucket = try({bearer}.orders.id, aws_s3_bucket.orders.id)
          versioning_configuration {{
            status = "Enabled"
          }}
        }}
    """)
    assert found["aws_s3_bucket.orders"]["data"] == "recovers/restore"


def test_versioning_in_the_deprecated_block() -> None:
    on = 'resource "aws_s3_bucket" "home" {\n  versioning {\n    enabled = true\n  }\n}'
    assert of(on)["data"] == "recovers/restore"
    assert of(on.replace("true", "false"))["data"] == "lost"


def test_versioning_that_may_not_exist() -> None:
    text = 'variable "v" { type = bool }\nresource "aws_s3_bucket" "home" {}\n' + versioned("home").replace(
        "bucket =", "count = var.v ? 1 : 0\n  bucket ="
    )
    assert of(text)["data"] == "unknown(var.v)"


def test_versioning_of_several_buckets_by_their_position_that_may_not_exist() -> None:
    text = """
    provider "aws" { region = "eu-west-1" }
    variable "on" { type = bool }
    resource "aws_s3_bucket" "a" {}
    resource "aws_s3_bucket" "b" {}
    resource "aws_s3_bucket_versioning" "both" {
      count  = var.on ? 2 : 0
      bucket = [aws_s3_bucket.a.id, aws_s3_bucket.b.id][count.index]
      versioning_configuration { status = "Enabled" }
    }
    """
    verdicts = [component.outcomes[Scenario.DATA] for component in components(text).values()]
    assert [verdict.unknown for verdict in verdicts] == [("var.on",), ("var.on",)]


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
    joined = 'resource "aws_s3_bucket" "home" {}\n' + versioned("home").replace(
        "aws_s3_bucket.home.id", 'join("", [aws_s3_bucket.home.id])'
    )
    assert of(joined)["data"] == "recovers/restore"
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
    kept = of(OBJECT + versioned("home"))
    assert (kept["data"], kept["account"]) == ("recovers/restore", "lost"), "a history that is kept is not in code"
    website = 'resource "aws_s3_bucket_website_configuration" "home" { bucket = aws_s3_bucket.home.id }'
    assert of(OBJECT + website) == FROM_CODE
    assert of(website + '\nresource "aws_s3_bucket" "home" {}') == PLAIN


@pytest.mark.parametrize(("setting", "expected"), [
    ('resource "aws_s3_bucket_cors_configuration" "w" {\n bucket = aws_s3_bucket.home.id\n'
     ' cors_rule { allowed_methods = ["GET", "PUT"] }\n}', PLAIN),
    ('resource "aws_s3_bucket_cors_configuration" "w" {\n bucket = aws_s3_bucket.home.id\n'
     ' cors_rule { allowed_methods = ["GET", "HEAD"] }\n}', FROM_CODE),
    ('resource "aws_s3_bucket_notification" "w" {\n bucket = aws_s3_bucket.home.id\n'
     ' lambda_function { events = ["s3:ObjectCreated:*"] }\n}', PLAIN),
    ('resource "aws_s3_bucket_acl" "w" {\n bucket = aws_s3_bucket.home.id\n acl = "public-read"\n}', FROM_CODE),
    ('resource "aws_s3_bucket_acl" "w" {\n bucket = aws_s3_bucket.home.id\n acl = "log-delivery-write"\n}', PLAIN),
    ('resource "aws_s3_bucket_lifecycle_configuration" "w" {\n bucket = aws_s3_bucket.home.id\n'
     ' rule {\n id = "old"\n status = "Enabled"\n expiration { days = 30 }\n }\n}', PLAIN),
])  # fmt: skip
def test_settings_of_a_bucket_that_tell_of_other_writers(setting: str, expected: dict[str, str]) -> None:
    assert of(OBJECT + setting) == expected


@pytest.mark.parametrize(("site", "data"), [
    ('redirect_all_requests_to { host_name = "new.example.com" }', "continues"),
    ('index_document { suffix = "index.html" }', "lost"),
    ("dynamic redirect_all_requests_to {\n for_each = var.hosts\n content { host_name = each.value }\n }",
     "unknown(var.hosts)"),
])  # fmt: skip
def test_a_bucket_that_only_redirects_holds_nothing(site: str, data: str) -> None:
    text = (
        'variable "hosts" {}\nresource "aws_s3_bucket" "home" {}\n'
        'resource "aws_s3_bucket_website_configuration" "home" {\n'
        f"  bucket = aws_s3_bucket.home.id\n  {site}\n}}\n"
    )
    assert of(text)["data"] == data
    assert of(text + 'resource "aws_cloudtrail" "w" { s3_bucket_name = aws_s3_bucket.home.id }')["data"] == "lost"


def test_a_bucket_that_only_redirects_by_its_own_block() -> None:
    site = 'website {\n redirect_all_requests_to = "https://new.example.com"\n }'
    assert of(f'resource "aws_s3_bucket" "home" {{\n {site}\n}}') == FROM_CODE


@pytest.mark.parametrize("writer", [
    'resource "aws_iam_policy" "w" { policy = "${aws_s3_bucket.home.arn}/*" }',
    'resource "aws_cloudtrail" "w" { s3_bucket_name = aws_s3_bucket.home.id }',
    'resource "aws_s3_object" "w" {\n  bucket = aws_s3_bucket.home.id\n  key = "uploads/"\n}',
])  # fmt: skip
def test_a_bucket_that_others_may_write_to_is_stateful(writer: str) -> None:
    assert of(OBJECT + writer) == PLAIN


def document(actions: str, effect: str = "Allow", around: str = "") -> str:
    return f"""
variable "actions" {{}}
data "aws_iam_policy_document" "inner" {{
  statement {{
    effect    = "{effect}"
    actions   = {actions}
    resources = ["${{aws_s3_bucket.home.arn}}/*"]
  }}
}}
data "aws_iam_policy_document" "outer" {{
  source_policy_documents = [data.aws_iam_policy_document.inner.json]
}}
resource "aws_iam_role_policy" "w" {{
  role   = "worker"
  policy = {around or "data.aws_iam_policy_document.inner.json"}
}}
"""


@pytest.mark.parametrize(("text", "expected"), [
    (document('["s3:PutObject"]'), PLAIN),
    (document('["s3:GetObject", "s3:*"]'), PLAIN),
    (document("[var.actions]"), PLAIN),
    (document("var.actions"), PLAIN),
    (document('["s3:PutObject"]', around="data.aws_iam_policy_document.outer.json"), PLAIN),
    (document('["s3:GetObject*", "s3:ListBucket"]'), FROM_CODE),
    (document('["s3:PutObject"]', effect="Deny"), FROM_CODE),
])  # fmt: skip
def test_a_policy_document_may_let_others_write(text: str, expected: dict[str, str]) -> None:
    assert of(OBJECT + text) == expected


def bucket_policy(policy: str) -> str:
    return f'resource "aws_s3_bucket_policy" "home" {{\n bucket = aws_s3_bucket.home.id\n policy = {policy}\n}}\n'


def written(action: str) -> str:
    statement = f'{{ Effect = "Allow", Principal = "*", Action = {action}, Resource = "arn:x/*" }}'
    return bucket_policy(f"jsonencode({{ Statement = [{statement}] }})")


HOLDS = "data.aws_iam_policy_document.inner.json"


@pytest.mark.parametrize(("text", "expected"), [
    (written('"s3:GetObject"'), FROM_CODE),
    (written('["s3:GetObject", "s3:PutObject"]'), PLAIN),
    (written('"*"'), PLAIN),
    (bucket_policy('"no policy"'), PLAIN),
    (bucket_policy("var.actions") + document('["s3:GetObject"]'), PLAIN),
    (bucket_policy(HOLDS) + document('["s3:GetObject"]'), FROM_CODE),
    (bucket_policy(HOLDS) + document('["s3:PutObject"]').replace("${aws_s3_bucket.home.arn}", "arn:x"), PLAIN),
    (bucket_policy(HOLDS.replace("inner", "outer")) + document('["s3:GetObject"]'), PLAIN),
])  # fmt: skip
def test_a_bucket_policy_that_lets_nobody_write(text: str, expected: dict[str, str]) -> None:
    assert of(OBJECT + text) == expected


def test_a_policy_document_of_a_module_that_gets_the_bucket_by_an_argument() -> None:
    files = {
        "main.tf": OBJECT + 'module "worker" {\n  source = "./worker"\n  arns = [aws_s3_bucket.home.arn]\n}',
        "worker/main.tf": """
        variable "arns" { type = list(string) }
        data "aws_iam_policy_document" "write" {
          dynamic "statement" {
            for_each = var.arns
            content {
              actions   = ["s3:PutObject"]
              resources = ["${statement.value}/*"]
            }
          }
        }
        resource "aws_iam_policy" "write" { policy = data.aws_iam_policy_document.write.json }
        """,
    }
    assert outcomes(files)["aws_s3_bucket.home"] == PLAIN


def backed_up(versioning: str, elsewhere: bool = True) -> str:
    """A bucket that a backup plan selects by its tag, and perhaps copies to another region."""
    copied = "copy_action { destination_vault_arn = aws_backup_vault.far.arn }" if elsewhere else ""
    return f"""
    {HOME}
    {ELSEWHERE}
    variable "status" {{ type = string }}
    {versioning}
    resource "aws_s3_bucket" "home" {{
      bucket = "home"
      tags   = {{ backup = "daily" }}
    }}
    resource "aws_backup_vault" "v" {{ name = "v" }}
    resource "aws_backup_vault" "far" {{
      provider = aws.dr
      name     = "far"
    }}
    resource "aws_backup_plan" "p" {{
      name = "p"
      rule {{
        rule_name         = "daily"
        target_vault_name = aws_backup_vault.v.name
        {copied}
      }}
    }}
    resource "aws_backup_selection" "s" {{
      name         = "s"
      plan_id      = aws_backup_plan.p.id
      iam_role_arn = "arn:aws:iam::111111111111:role/backup"
      selection_tag {{
        type  = "STRINGEQUALS"
        key   = "backup"
        value = "daily"
      }}
    }}
    """


RESTORED = {**PLAIN, "data": "recovers/restore", "region": "recovers/restore"}
OPEN = "unknown(var.status)"


@pytest.mark.parametrize(
    ("versioning", "expected"),
    [
        (versioned("home"), RESTORED),
        (versioned("home", '"Suspended"'), PLAIN),
        ("", PLAIN),
        (versioned("home", "var.status"), {**PLAIN, "data": OPEN, "region": OPEN}),
    ],
)
def test_a_backup_plan_takes_only_a_bucket_with_versioning(versioning: str, expected: dict[str, str]) -> None:
    assert of(backed_up(versioning)) == expected


@pytest.mark.parametrize(("text", "why"), [
    (backed_up(""), "AWS Backup takes only buckets with versioning on"),
    (backed_up(versioned("home"), elsewhere=False), "no copy of its data outside the region is known to the code"),
])  # fmt: skip
def test_why_a_backup_plan_is_no_copy_elsewhere(text: str, why: str) -> None:
    assert components(text)["aws_s3_bucket.home"].outcomes[Scenario.REGION].why == why


def test_a_directory_bucket_lies_in_one_zone() -> None:
    text = """
    resource "aws_s3_directory_bucket" "home" {
      bucket = "x--euw1-az1--x-s3"
      location { name = "euw1-az1" }
    }
    """
    assert of(text, "aws_s3_directory_bucket.home") == {**PLAIN, "zone": "lost"}


def test_a_table_bucket_has_no_copy_of_its_tables() -> None:
    text = """
    resource "aws_s3tables_table_bucket" "home" { name = "tables" }
    resource "aws_s3tables_namespace" "raw" {
      namespace        = "raw"
      table_bucket_arn = aws_s3tables_table_bucket.home.arn
    }
    """
    assert outcomes(text) == {"aws_s3tables_table_bucket.home": PLAIN}


@pytest.mark.parametrize("given", ["[aws_s3_bucket.home.arn]", "aws_s3_bucket.home", "{ to = aws_s3_bucket.home }"])
def test_a_bucket_that_a_module_outside_is_given_may_be_written_to(given: str) -> None:
    def call(where: str) -> str:
        return f'module "ext" {{\n  source = "git::https://example.com/x.git"\n  where  = {where}\n}}\n'

    assert of(OBJECT + call(given)) == {
        "data": "unknown(module.ext)", "instance": "continues/service", "zone": "continues/service",
        "region": "unknown(module.ext)", "account": "unknown(module.ext)",
    }  # fmt: skip
    assert of(OBJECT + call("[]")) == FROM_CODE


def policy(resource: str) -> str:
    statement = f'{{ Effect = "Allow", Action = "s3:*", Resource = "{resource}" }}'
    return f'resource "aws_iam_policy" "p" {{\n  policy = jsonencode({{ Statement = [{statement}] }})\n}}\n'


def job(value: str) -> str:
    return f'resource "aws_lambda_function" "f" {{\n  environment {{ variables = {{ PLACE = "{value}" }} }}\n}}\n'


@pytest.mark.parametrize("user", [
    policy("arn:aws:s3:::acme-site/*"), policy("arn:aws-us-gov:s3:::acme-site"), job("acme-site"),
    job("s3://acme-site/x"), job("https://acme-site.s3.eu-west-1.amazonaws.com/x"),
])  # fmt: skip
def test_who_names_the_bucket_by_a_text_may_write_to_it(user: str) -> None:
    bucket = OBJECT.replace('"home" {}', '"home" {\n  bucket = "acme-site"\n}')
    assert of(bucket + user) == PLAIN
    assert of(bucket + user.replace("acme-site", "acme-sites")) == FROM_CODE
    assert of(OBJECT + user) == FROM_CODE


@pytest.mark.parametrize(("argument", "data"), [
    ("bucket", "unknown(module.ext)"), ("tags", "continues"), ("name", "continues"),
])  # fmt: skip
def test_a_bucket_that_a_module_outside_is_given_by_name(argument: str, data: str) -> None:
    bucket = OBJECT.replace('"home" {}', '"home" {\n  bucket = "acme-site"\n}')
    value = '{ Name = "acme-site" }' if argument == "tags" else '"acme-site"'
    call = f'module "ext" {{\n  source = "git::https://example.com/x.git"\n  {argument} = {value}\n}}\n'
    assert of(bucket + call)["data"] == data


def transferred(more: str = "", schedule: str = "schedule_start_date {}", options: str = "") -> str:
    return f"""
    resource "aws_s3_bucket" "home" {{}}
    resource "google_storage_transfer_job" "nightly" {{
      description = "nightly"
      transfer_spec {{
        aws_s3_data_source {{
          bucket_name = aws_s3_bucket.home.bucket
          {more}
        }}
        gcs_data_sink {{ bucket_name = "copy" }}
        transfer_options {{
          {options}
        }}
      }}
      schedule {{
        {schedule}
      }}
    }}
    variable "path" {{}}
    """


ONCE = "schedule_start_date {\n year = 2024\n}\n schedule_end_date {\n year = 2024\n}"


@pytest.mark.parametrize(("text", "region", "account"), [
    (transferred(), "recovers/promotion", "recovers/restore"),
    (transferred('path = "logs/"'), "lost", "lost"),
    (transferred("path = var.path"), "unknown(var.path)", "unknown(var.path)"),
    (transferred(schedule=ONCE), "lost", "lost"),
    (transferred(options="delete_objects_from_source_after_transfer = true"), "lost", "lost"),
    (transferred(options="delete_objects_unique_in_sink = true"), "recovers/promotion", "lost"),
    (transferred(options="delete_objects_unique_in_sink = var.path"), "recovers/promotion", "unknown(var.path)"),
])  # fmt: skip
def test_a_transfer_job_keeps_a_copy_at_google(text: str, region: str, account: str) -> None:
    assert of(text) == {**PLAIN, "region": region, "account": account}
