"""The zones of a component by name: only where code names every one of them."""

from __future__ import annotations

import pytest

from profiles.audit_text import components

SUBNETS = """\
provider "google" { zone = "europe-west1-b" }
variable "zone" {}
resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
resource "aws_subnet" "b" { availability_zone = "eu-west-1b" }
resource "aws_subnet" "open" { availability_zone = var.zone }
"""


@pytest.mark.parametrize(
    ("block", "zones"),
    [
        ('resource "aws_instance" "x" { availability_zone = "eu-west-1a" }', ("eu-west-1a",)),
        ('resource "aws_instance" "x" { availability_zone = var.zone }', ()),
        ('resource "aws_instance" "x" { subnet_id = aws_subnet.b.id }', ("eu-west-1b",)),
        ('resource "aws_instance" "x" { subnet_id = "subnet-0123" }', ()),
        ('resource "aws_instance" "x" {}', ()),
        (
            'resource "aws_autoscaling_group" "x" { vpc_zone_identifier = [aws_subnet.b.id, aws_subnet.a.id] }',
            ("eu-west-1a", "eu-west-1b"),
        ),
        ('resource "aws_autoscaling_group" "x" { vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.open.id] }', ()),
        ('resource "aws_autoscaling_group" "x" { availability_zones = ["eu-west-1c"] }', ("eu-west-1c",)),
        (
            'resource "aws_db_subnet_group" "g" { subnet_ids = [aws_subnet.a.id, aws_subnet.b.id] }\n'
            'resource "aws_db_instance" "x" { db_subnet_group_name = aws_db_subnet_group.g.name }',
            ("eu-west-1a", "eu-west-1b"),
        ),
        ('resource "aws_s3_bucket" "x" {}', ()),
        ('resource "google_compute_disk" "x" { zone = "europe-west1-c" }', ("europe-west1-c",)),
        ('resource "google_compute_disk" "x" {}', ("europe-west1-b",)),
        ('resource "google_storage_bucket" "x" { location = "EU" }', ()),
        (
            'resource "google_container_cluster" "x" {\n  location = "europe-west1-b"\n'
            '  node_locations = ["europe-west1-c"]\n}',
            ("europe-west1-b", "europe-west1-c"),
        ),
        ('resource "google_redis_instance" "x" { location_id = "europe-west1-d" }', ("europe-west1-d",)),
    ],
)
def test_zone_names(block: str, zones: tuple[str, ...]) -> None:
    [component] = [c for a, c in components(SUBNETS + block + "\n").items() if a.endswith(".x")]
    assert component.placement.zone_names == zones


@pytest.mark.parametrize(
    ("region", "zones"),
    [
        ("us-east-1", ("eu-west-1a", "eu-west-1b")),
        ("eu-west-1", ("eu-west-1a", "eu-west-1b", "us-east-1a", "us-east-1b")),
    ],
)
def test_a_secondary_in_another_region_has_zones_of_its_own(region: str, zones: tuple[str, ...]) -> None:
    def cluster(name: str, of: str, more: str) -> str:
        return (
            f'resource "aws_rds_cluster" "{name}" {{\n  engine = "aurora-mysql"\n  {more}\n'
            f'  availability_zones = ["{of}a", "{of}b"]\n'
            "  global_cluster_identifier = aws_rds_global_cluster.all.id\n}\n"
        )

    text = (
        'provider "aws" {\n  region = "eu-west-1"\n}\n'
        f'provider "aws" {{\n  alias = "far"\n  region = "{region}"\n}}\n'
        'resource "aws_rds_global_cluster" "all" {\n  global_cluster_identifier = "all"\n}\n'
        + cluster("x", "eu-west-1", 'master_username = "root"')
        + cluster("other", "us-east-1", "provider = aws.far")
    )
    found = components(text)
    assert list(found) == ["aws_rds_cluster.x"]
    assert found["aws_rds_cluster.x"].placement.zone_names == zones
