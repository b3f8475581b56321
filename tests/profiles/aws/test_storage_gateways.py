"""Storage gateways: files, volumes and tapes."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.aws.five import five

GATEWAY = "aws_storagegateway_gateway.g"
NONE = ("continues", "recovers/redeploy", "recovers/redeploy", "recovers/redeploy", "recovers/redeploy")
KEPT = ("lost", "recovers/restore", "recovers/restore", "lost", "lost")


def gateway(kind: str) -> str:
    return f'resource "aws_storagegateway_gateway" "g" {{\n gateway_name = "g"\n {kind}\n}}\n'


@pytest.mark.parametrize(("kind", "expected"), [
    ('gateway_type = "FILE_S3"', NONE),
    ('gateway_type = "FILE_FSX_SMB"', NONE),
    ('gateway_type = "CACHED"', KEPT),
    ('gateway_type = "VTL"', KEPT),
    ("", ("lost",) * 5),
])  # fmt: skip
def test_where_a_gateway_keeps_what_it_is_given(kind: str, expected: tuple[str, ...]) -> None:
    assert five(gateway(kind), GATEWAY) == expected


def test_a_gateway_of_files_needs_the_bucket_of_its_share() -> None:
    text = (
        gateway('gateway_type = "FILE_S3"')
        + """
resource "aws_s3_bucket" "files" {}
resource "aws_storagegateway_nfs_file_share" "files" {
  gateway_arn  = aws_storagegateway_gateway.g.arn
  location_arn = aws_s3_bucket.files.arn
  role_arn     = "arn:aws:iam::111111111111:role/gateway"
}
"""
    )
    found = components(text)[GATEWAY]
    assert [need.rpartition("::")[2] for need in found.needs] == ["aws_s3_bucket.files"]
