"""What the tests of S3 share: buckets, their versioning and their replication."""

from __future__ import annotations

from profiles.audit_text import outcomes

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
