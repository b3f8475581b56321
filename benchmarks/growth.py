"""`continuity-audit check` on generated trees of 100, 1,000 and 10,000 files: time and memory grow in proportion."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from timing import in_turn, report, tool

FILES_A_ROOT = 10

MAIN = """
variable "name" {{ default = "app{n}" }}
locals {{ zones = ["eu-west-1a", "eu-west-1b"] }}
provider "aws" {{ region = "eu-west-1" }}
module "web" {{
  source = "../modules/web"
  name   = var.name
  zones  = local.zones
}}
"""
SERVICE = """
resource "aws_db_instance" "db{n}" {{
  identifier              = "${{var.name}}-{n}"
  multi_az                = {n} % 2 == 0
  backup_retention_period = var.name == "app1" ? 0 : 7
  tags                    = {{ service = "s{n}" }}
}}
resource "aws_sqs_queue" "q{n}" {{ name = "${{var.name}}-{n}" }}
resource "aws_s3_bucket" "b{n}" {{ bucket = "${{var.name}}-data-{n}" }}
resource "aws_s3_bucket_versioning" "b{n}" {{
  bucket = aws_s3_bucket.b{n}.id
  versioning_configuration {{ status = "Enabled" }}
}}
"""
MODULE = """
variable "name" {}
variable "zones" { type = list(string) }
resource "aws_subnet" "a" {
  count             = length(var.zones)
  availability_zone = var.zones[count.index]
}
resource "aws_autoscaling_group" "web" {
  name                = var.name
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.a[*].id
}
"""


def tree(folder: Path, files: int) -> Path:
    """A tree of so many files: roots of ten files each that call one module."""
    (folder / "modules" / "web").mkdir(parents=True)
    (folder / "modules" / "web" / "main.tf").write_text(MODULE)
    for n in range(files // FILES_A_ROOT):
        root = folder / f"root{n}"
        root.mkdir()
        (root / "main.tf").write_text(MAIN.format(n=n))
        for k in range(FILES_A_ROOT - 1):
            (root / f"service{k}.tf").write_text(SERVICE.format(n=k))
    return folder


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--jobs", default="1")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = {}
        for files in (100, 1_000, 10_000):
            place = tree(Path(folder) / str(files), files)
            checked = [
                "check",
                str(place),
                "--format",
                "json",
                "--fail-on",
                "never",
                "--no-cache",
                "--jobs",
                options.jobs,
            ]
            commands[f"{files} files"] = [*tool(), *checked]
        report(in_turn(commands, options.runs, None if options.jobs != "1" else 0))


if __name__ == "__main__":
    main()
