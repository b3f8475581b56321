"""Amazon ECR."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes

PLAIN = {
    "data": "continues", "instance": "continues/service", "zone": "continues/service", "region": "recovers/redeploy",
    "account": "recovers/redeploy",
}  # fmt: skip
HOME = """
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}
resource "aws_ecr_repository" "app" { name = "shop/app" }
"""


def replication(destination: str, more: str = "", top: str = "") -> str:
    return f"""
resource "aws_ecr_replication_configuration" "all" {{
  {top}
  replication_configuration {{
    rule {{
      destination {{
        {destination}
      }}
      {more}
    }}
  }}
}}
"""


def of(text: str) -> dict[str, str]:
    return outcomes(HOME + text)["aws_ecr_repository.app"]


def test_images_are_built_again() -> None:
    assert of("") == PLAIN
    assert outcomes('resource "aws_ecrpublic_repository" "app" { repository_name = "app" }') == {
        "aws_ecrpublic_repository.app": PLAIN
    }


@pytest.mark.parametrize(("destination", "region", "account"), [
    ('region = "eu-north-1"\n registry_id = "111111111111"', "recovers/promotion", "recovers/redeploy"),
    ('region = "eu-west-1"\n registry_id = "222222222222"', "recovers/redeploy", "recovers/promotion"),
    ("region = var.dr\n registry_id = data.aws_caller_identity.me.account_id",
     "recovers/promotion", "recovers/redeploy"),
])  # fmt: skip
def test_replication_keeps_images_elsewhere(destination: str, region: str, account: str) -> None:
    text = 'variable "dr" { default = "eu-north-1" }\ndata "aws_caller_identity" "me" {}\n' + replication(destination)
    assert of(text) == {**PLAIN, "region": region, "account": account}


def test_an_open_region_changes_only_how_it_recovers() -> None:
    text = 'variable "dr" {}\n' + replication('region = var.dr\n registry_id = "111111111111"')
    assert of(text)["region"] == "recovers/redeploy"


@pytest.mark.parametrize(("prefix", "region"), [("shop", "recovers/promotion"), ("bank", "recovers/redeploy")])
def test_filters_are_prefixes_of_names(prefix: str, region: str) -> None:
    more = f'repository_filter {{\n filter = "{prefix}"\n filter_type = "PREFIX_MATCH"\n }}'
    text = replication('region = "eu-north-1"\n registry_id = "111111111111"', more)
    assert of(text)["region"] == region


def test_the_configuration_of_another_region_says_nothing_here() -> None:
    text = 'provider "aws" {\n alias = "dr"\n region = "eu-north-1"\n allowed_account_ids = ["111111111111"]\n}\n'
    configuration = replication('region = "eu-south-1"\n registry_id = "111111111111"', top="provider = aws.dr")
    assert of(text + configuration) == PLAIN


def test_a_registry_of_another_environment_may_be_another_one() -> None:
    provider = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
    repository = 'resource "aws_ecr_repository" "app" {\n  name = "shop/app"\n}\n'
    rule = replication('region = "eu-north-1"\n registry_id = "111111111111"')
    for root, region in (("prod/registry", "recovers/promotion"), ("dev", "recovers/redeploy")):
        files = {"prod/app/main.tf": provider + repository, f"{root}/main.tf": provider + rule}
        assert outcomes(files)["aws_ecr_repository.app"]["region"] == region
