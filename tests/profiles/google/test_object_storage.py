"""Cloud Storage buckets: where they lie, what is kept of them, and the transfer jobs that copy them."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.google.five import HOME, Five, addresses, five, shown

RESTORE, SERVICE, PROMOTION = "recovers/restore", "continues/service", "recovers/promotion"
BUCKET = "google_storage_bucket.docs"


def bucket(body: str = "", location: str = '"EUROPE-WEST1"', more: str = "") -> str:
    return f"""
resource "google_storage_bucket" "docs" {{
  name     = "docs"
  location = {location}
  {body}
}}
{more}
"""


PLAIN = (RESTORE, SERVICE, SERVICE, "lost", "lost")
PAIR = 'custom_placement_config {\n    data_locations = ["EUROPE-WEST1", "EUROPE-WEST4"]\n  }'
NO_SOFT_DELETE = "soft_delete_policy {\n    retention_duration_seconds = 0\n  }"
LOCKED = "retention_policy {\n    is_locked        = true\n    retention_period = 2592000\n  }"


@pytest.mark.parametrize(("text", "expected"), [
    (bucket(), PLAIN),
    (bucket(NO_SOFT_DELETE), ("lost", SERVICE, SERVICE, "lost", "lost")),
    (bucket(NO_SOFT_DELETE + "\n  versioning {\n    enabled = true\n  }"), PLAIN),
    (bucket(NO_SOFT_DELETE + "\n  versioning {\n    enabled = var.ha\n  }"),
     ("unknown(var.ha)", SERVICE, SERVICE, "lost", "lost")),
    (bucket(location='"EU"'), (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    (bucket(location='"eur4"'), (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    (bucket(PAIR, '"EU"'), (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    (bucket(location="var.place"), (RESTORE, SERVICE, SERVICE, "unknown(var.place)", "lost")),
    (bucket("custom_placement_config {\n    data_locations = [var.place, var.place]\n  }"),
     (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    (bucket('custom_placement_config {\n    data_locations = ["EUROPE-WEST1-B"]\n  }'),
     (RESTORE, SERVICE, "lost", "lost", "lost")),
    (bucket(LOCKED), (RESTORE, SERVICE, SERVICE, "lost", RESTORE)),
    (bucket(LOCKED.replace("true", "false")), PLAIN),
    (bucket(LOCKED.replace("true", "var.ha")), (RESTORE, SERVICE, SERVICE, "lost", "unknown(var.ha)")),
    (bucket(NO_SOFT_DELETE + "\n  " + LOCKED.replace("true", "false")), PLAIN),
])  # fmt: skip
def test_a_bucket(text: str, expected: Five) -> None:
    assert five(text, BUCKET) == expected


def test_what_shows_it() -> None:
    assert shown(bucket(), BUCKET, Scenario.DATA) == [
        ("soft_delete_policy.retention_duration_seconds", 604800, 2, "storage_bucket")
    ]
    assert shown(bucket(), BUCKET, Scenario.ZONE) == [
        ("custom_placement_config.data_locations", None, 2, "storage_bucket")
    ]
    assert shown(bucket(location='"EU"'), BUCKET, Scenario.REGION) == [("location", "EU", 4, "")]


def test_turbo_replication_narrows_the_loss_window() -> None:
    for body, rpo in ((PAIR, (0, 43200)), (PAIR + '\n  rpo = "ASYNC_TURBO"', (0, 900))):
        assert components(HOME + bucket(body, '"EU"'))[BUCKET].outcomes[Scenario.REGION].rpo == rpo


# --- transfer jobs ------------------------------------------------------------------------------------------------


DAILY = "schedule_start_date {\n      year  = 2024\n      month = 1\n      day   = 1\n    }"


def copied(sink: str, spec: str = "", schedule: str = DAILY) -> str:
    return bucket(
        more=f"""
resource "google_storage_bucket" "copy" {{
  name = "copy"
  {sink}
}}
resource "google_storage_transfer_job" "nightly" {{
  description = "nightly"
  transfer_spec {{
    gcs_data_source {{
      bucket_name = google_storage_bucket.docs.name
    }}
    gcs_data_sink {{
      bucket_name = google_storage_bucket.copy.name
    }}
    {spec}
  }}
  schedule {{
    {schedule}
  }}
}}
"""
    )


FAR = 'location = "EUROPE-WEST4"'
ONCE = """schedule_start_date {
      year  = 2024
      month = 1
      day   = 1
    }
    schedule_end_date {
      year  = 2024
      month = 1
      day   = 1
    }"""


def test_a_job_that_copies_one_of_two_buckets() -> None:
    other = 'resource "google_storage_bucket" "other" {\n name = "other"\n location = "EUROPE-WEST1"\n}\n'
    named = "bucket_name = google_storage_bucket.docs.name"
    text = copied(FAR).replace(named, named.replace("= g", "= var.ha ? google_storage_bucket.other.name : g"))
    assert "var.ha" in text
    assert five(copied(FAR), BUCKET)[3] != "lost"
    assert five(other + text, BUCKET)[3] == "unknown(var.ha)"


@pytest.mark.parametrize(("text", "region", "account"), [
    (copied(FAR), PROMOTION, "lost"),
    (copied('location = "EUROPE-WEST1"'), "lost", "lost"),
    (copied('location = "EU"'), PROMOTION, "lost"),
    (copied("location = var.place"), "unknown(var.place)", "lost"),
    (copied(FAR + '\n  project = "vault"'), PROMOTION, RESTORE),
    (copied(FAR + "\n  project = var.place"), PROMOTION, "unknown(var.place)"),
    (copied(FAR + "\n  " + LOCKED), PROMOTION, RESTORE),
    (copied(FAR, 'object_conditions {\n include_prefixes = ["a/"]\n }'), "lost", "lost"),
    (copied(FAR, schedule=ONCE), "lost", "lost"),
    (copied(FAR, "transfer_options {\n delete_objects_from_source_after_transfer = true\n }"), "lost", "lost"),
    (copied(FAR + '\n  project = "vault"', "transfer_options {\n delete_objects_unique_in_sink = true\n }"),
     PROMOTION, "lost"),
    (copied(FAR + '\n  project = "vault"', "transfer_options {\n delete_objects_unique_in_sink = var.ha\n }"),
     PROMOTION, "unknown(var.ha)"),
    (copied(FAR).replace('description = "nightly"', 'description = "nightly"\n  status = "DISABLED"'), "lost", "lost"),
])  # fmt: skip
def test_a_transfer_job_keeps_a_copy(text: str, region: str, account: str) -> None:
    assert five(text, BUCKET)[3:] == (region, account)


def test_the_source_is_a_copy_of_its_copy() -> None:
    assert five(copied(FAR), "google_storage_bucket.copy") == (RESTORE, SERVICE, SERVICE, PROMOTION, "lost")


def test_what_is_moved_is_no_longer_where_it_came_from() -> None:
    text = copied(FAR, "transfer_options {\n delete_objects_from_source_after_transfer = true\n }")
    assert five(text, "google_storage_bucket.copy")[3] == "lost"


def test_a_copy_in_a_bucket_that_the_code_does_not_make() -> None:
    text = copied(FAR).replace("google_storage_bucket.copy.name", '"elsewhere"')
    assert five(text, BUCKET)[3:] == ("unknown(elsewhere)", "unknown(elsewhere)")


@pytest.mark.parametrize(("source", "region", "account"), [
    ('aws_s3_data_source {\n      bucket_name = "elsewhere"', PROMOTION, RESTORE),
    ('azure_blob_storage_data_source {\n      storage_account = "elsewhere"\n container = "x"', PROMOTION, RESTORE),
    ('aws_s3_data_source {\n      bucket_name = "elsewhere"\n      path = "a/"', PROMOTION, RESTORE),
    ('http_data_source {\n      list_url = "https://example.com/list"', "lost", "lost"),
])  # fmt: skip
def test_what_is_copied_from_another_cloud_is_a_copy_of_it(source: str, region: str, account: str) -> None:
    text = copied(FAR).replace("gcs_data_source {\n      bucket_name = google_storage_bucket.docs.name", source)
    assert five(text, "google_storage_bucket.copy")[3:] == (region, account)


# --- objects that code writes -------------------------------------------------------------------------------------

OBJECT = """
resource "google_storage_bucket_object" "zip" {
  name   = "function.zip"
  bucket = google_storage_bucket.docs.name
  source = "function.zip"
}
"""
MEMBER = """
resource "google_storage_bucket_iam_member" "m" {
  bucket = google_storage_bucket.docs.name
  role   = "roles/storage.%s"
  member = "serviceAccount:x"
}
"""


MODULE = 'module "ext" {\n  source = "git::https://example.com/x.git"\n  place  = %s\n}\n'


@pytest.mark.parametrize(("more", "data"), [
    (OBJECT, "continues"),
    (OBJECT + MODULE % "google_storage_bucket.docs.url", "unknown(module.ext)"),
    (OBJECT + MODULE % '"gs://docs/in"', "unknown(module.ext)"),
    (OBJECT + MODULE % '"gs://acme-others/in"', "continues"),
    (OBJECT + (MEMBER % "objectAdmin").replace("google_storage_bucket.docs.name", '"docs"'), RESTORE),
    (OBJECT + MEMBER % "objectViewer", "continues"),
    (OBJECT + MEMBER % "objectAdmin", RESTORE),
    (OBJECT.replace("function.zip", "uploads/"), RESTORE),
    (MEMBER % "objectViewer", RESTORE),
])  # fmt: skip
def test_a_bucket_whose_objects_are_all_in_code(more: str, data: str) -> None:
    text = bucket(more=more)
    assert BUCKET in addresses(text)
    assert five(text, BUCKET)[0] == data


def test_browsers_that_may_upload_are_other_writers() -> None:
    text = bucket(more=OBJECT)
    for methods, data in (('["GET"]', "continues"), ('["GET", "PUT"]', RESTORE)):
        open_to = text.replace('"docs" {\n', f'"docs" {{\n  cors {{\n    method = {methods}\n  }}\n', 1)
        assert five(open_to, BUCKET)[0] == data


def test_an_open_location_that_is_a_region_elsewhere_is_no_multi_region() -> None:
    subnet = 'resource "google_compute_router_nat" "nat" {\n  name = "nat"\n  router = "r"\n  region = var.place\n}\n'
    assert five(bucket(location="var.place", more=subnet), BUCKET)[3] == "lost"
