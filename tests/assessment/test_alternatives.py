"""What needs one of several: it falls where one failure takes them all, and with what each of them needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.pipeline.api import audit
from pipeline.trial import write

HOME = """
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias               = "far"
  region              = "us-east-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias  = "open"
  region = var.region
}
variable "region" {}
variable "account" {}
"""
EDGE = """
resource "aws_cloudfront_distribution" "edge" {
  enabled = true
  origin {
    origin_id   = "one"
    domain_name = aws_s3_bucket.one.bucket_regional_domain_name
  }
  origin {
    origin_id   = "two"
    domain_name = aws_s3_bucket.two.bucket_regional_domain_name
  }
  origin_group {
    origin_id = "both"
    member {
      origin_id = "one"
    }
    member {
      origin_id = "two"
    }
  }
}
"""


def bucket(name: str, provider: str = "aws") -> str:
    return f'resource "aws_s3_bucket" "{name}" {{\n  bucket   = "example-{name}"\n  provider = {provider}\n}}\n'


LOST = ("lost", (".::aws_s3_bucket.one",))


@pytest.mark.parametrize(("second", "expected"), [
    ("aws", {"region": LOST, "account": LOST}),
    ("aws.far", {"account": LOST}),
    ("aws.open", {"region": ("unknown", (".::aws_s3_bucket.one",)), "account": ("unknown", (".::aws_s3_bucket.one",))}),
])  # fmt: skip
def test_it_falls_where_one_failure_takes_both(
    tmp_path: Path, second: str, expected: dict[str, tuple[str, tuple[str, ...]]]
) -> None:
    document = audit(write(tmp_path, HOME + bucket("one") + bucket("two", second) + EDGE), jobs=1)
    (edge,) = [c for c in document.components if c.type == "aws_cloudfront_distribution"]
    assert edge.depends_on == ()
    assert edge.depends_on_one_of == ((".::aws_s3_bucket.one", ".::aws_s3_bucket.two"),)
    assert {s: (entry.outcome, entry.because) for s, entry in edge.effective.items()} == expected
