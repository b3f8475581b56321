"""What a change says of modules that are not on disk: the inputs of their calls, and nothing of what is inside."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.comparison.change import Change, change, only, said

DATABASE = """\
module "orders" {
  source                  = "terraform-aws-modules/rds/aws"
  version                 = "~> 6.0"
  identifier              = "orders"
  backup_retention_period = 7
  multi_az                = true
}
variable "ha" {}
"""
BUCKET = """\
module "files" {
  source     = "terraform-aws-modules/s3-bucket/aws"
  version    = "~> 4.0"
  bucket     = "files"
  versioning = { enabled = true }
}
"""
CLUSTER = """\
module "orders" {
  source    = "terraform-aws-modules/rds-aurora/aws"
  version   = "~> 9.0"
  name      = "orders"
  engine    = "aurora-postgresql"
  instances = { one = {}, two = {} }
}
"""
VPC = """\
module "vpc" {
  source             = "terraform-aws-modules/vpc/aws"
  version            = "~> 5.0"
  azs                = ["eu-west-1a", "eu-west-1b"]
  private_subnets    = ["10.0.3.0/24", "10.0.4.0/24"]
  public_subnets     = ["10.0.5.0/24", "10.0.6.0/24"]
  enable_nat_gateway = true
}
"""


@pytest.mark.parametrize(
    ("code", "old", "new", "expected"),
    [
        (DATABASE, "period = 7", "period = 0", "`backup_retention_period` goes from `7` to `0` (main.tf:5)"),
        (DATABASE, "  multi_az                = true\n", "",
         "`multi_az = true` is taken out, and its default `false` counts (main.tf:1)"),
        (DATABASE, "= true", "= var.ha", "`multi_az` hangs on `var.ha` now, it was `true` (main.tf:6)"),
        (BUCKET, "enabled = true", "enabled = false",
         '`versioning` goes from `"Enabled"` to `"Suspended"` (main.tf:5)'),
        (BUCKET, "  versioning = { enabled = true }\n", "",
         '`versioning = ["enabled"]` is taken out (main.tf:1)'),
        (CLUSTER, ", two = {}", "", '`instances` goes from `["one","two"]` to `["one"]` (main.tf:6)'),
        (VPC, "true", "true\n  single_nat_gateway = true",
         "`single_nat_gateway` is set to `true` (its default is `false`) (main.tf:8)"),
    ],
)  # fmt: skip
def test_what_falls_is_told_by_the_inputs_of_the_call(
    code: str, old: str, new: str, expected: str, tmp_path: Path
) -> None:
    done = change(tmp_path, {"main.tf": code}, {"main.tf": code.replace(old, new)})
    head, _, why = only(said(done.compared())).partition(": ")
    assert (head.split()[0], why) == ("fell", expected)


def test_a_call_that_stands_on_one_side_alone_is_named(tmp_path: Path) -> None:
    replica = """\
provider "aws" {
  alias  = "west"
  region = "us-west-2"
}
module "replica" {
  source              = "terraform-aws-modules/rds/aws"
  version             = "~> 6.0"
  identifier          = "copy"
  replicate_source_db = module.orders.db_instance_arn
  providers           = { aws = aws.west }
}
"""
    main = 'provider "aws" {\n  region = "us-east-1"\n}\n' + DATABASE
    done = change(tmp_path, {"main.tf": main, "replica.tf": replica}, {"replica.tf": None})
    assert _why(done, "module.orders") == ["`module.replica` is removed (it stood at replica.tf:5)"]
    done = change(tmp_path / "added", {"main.tf": main}, {"replica.tf": replica})
    assert _why(done, "module.orders") == ["`module.replica` is added (replica.tf:5)"]


def _why(done: Change, address: str) -> list[str]:
    return [one.partition(": ")[2] for one in said(done.compared()) if one.split()[1] == f".::{address}"]
