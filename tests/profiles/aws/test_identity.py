"""Amazon Cognito and AWS Directory Service."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes

HOME = 'provider "aws" { region = "eu-west-1" }\nvariable "x" {}\n'
POOL = 'resource "aws_cognito_user_pool" "users" { name = "users" }\n'
PLAIN = {
    "data": "lost", "instance": "continues/service", "zone": "continues/service", "region": "lost", "account": "lost",
}  # fmt: skip


def test_users_have_no_copy() -> None:
    protected = POOL.replace('{ name = "users" }', '{\n  name = "users"\n  deletion_protection = "ACTIVE"\n}')
    assert outcomes(HOME + POOL) == {"aws_cognito_user_pool.users": PLAIN}
    assert outcomes(HOME + protected) == {"aws_cognito_user_pool.users": PLAIN}


@pytest.mark.parametrize(("region", "outcome"), [
    ('"eu-north-1"', "recovers/promotion"), ("var.x", "unknown(var.x)"), ('"eu-west-1"', "lost"),
])  # fmt: skip
def test_a_replica_user_pool_in_another_region(region: str, outcome: str) -> None:
    replica = f"""
    resource "aws_cognito_user_pool_replica" "far" {{
      user_pool_id = aws_cognito_user_pool.users.id
      region_name  = {region}
    }}
    resource "aws_cognito_user_pool_client" "web" {{
      name         = "web"
      user_pool_id = aws_cognito_user_pool.users.id
    }}
    """
    assert outcomes(HOME + POOL + replica) == {"aws_cognito_user_pool.users": {**PLAIN, "region": outcome}}


SAML = "arn:aws:iam::111111111111:saml-provider/corp"
GUESTS = {
    "data": "continues", "instance": "continues/service", "zone": "continues/service", "region": "recovers/redeploy",
    "account": "recovers/redeploy",
}  # fmt: skip
ASKED = {**PLAIN, "data": "unknown(var.x)", "region": "unknown(var.x)", "account": "unknown(var.x)"}


@pytest.mark.parametrize(("body", "expected"), [
    ('cognito_identity_providers {\n    client_id     = "web"\n    provider_name = "users"\n  }', PLAIN),
    ('supported_login_providers = { "accounts.google.com" = "1" }', PLAIN),
    ('openid_connect_provider_arns = ["arn:aws:iam::111111111111:oidc-provider/id.example"]', PLAIN),
    (f'saml_provider_arns = ["{SAML}"]', PLAIN),
    ('developer_provider_name = "login.example"', PLAIN),
    ("allow_unauthenticated_identities = true", GUESTS),
    ("", GUESTS),
    ("developer_provider_name = var.x ? \"login.example\" : null", ASKED),
])  # fmt: skip
def test_an_identity_pool_holds_identities_where_somebody_can_sign_in(body: str, expected: dict[str, str]) -> None:
    text = f'{HOME}resource "aws_cognito_identity_pool" "ids" {{\n  identity_pool_name = "ids"\n  {body}\n}}\n'
    assert outcomes(text) == {"aws_cognito_identity_pool.ids": expected}


def directory(body: str) -> str:
    return f'{HOME}resource "aws_directory_service_directory" "ad" {{\n  name = "corp.example"\n  {body}\n}}\n'


DIRECTORY = {
    "data": "recovers/restore", "instance": "continues/members", "zone": "continues/members", "region": "lost",
    "account": "lost",
}  # fmt: skip


@pytest.mark.parametrize("kind", ["", 'type = "MicrosoftAD"', 'type = "SimpleAD"'])
def test_a_directory_has_a_controller_in_each_of_two_zones_and_daily_snapshots(kind: str) -> None:
    assert outcomes(directory(kind)) == {"aws_directory_service_directory.ad": DIRECTORY}


def test_a_connector_holds_nothing() -> None:
    assert outcomes(directory('type = "ADConnector"')) == {"aws_directory_service_directory.ad": {
        "data": "continues", "instance": "continues/members", "zone": "continues/members",
        "region": "recovers/redeploy", "account": "recovers/redeploy",
    }}  # fmt: skip


def test_a_kind_that_is_not_known() -> None:
    assert outcomes(directory("type = var.x"))["aws_directory_service_directory.ad"] == {
        "data": "unknown(var.x)", "instance": "continues/members", "zone": "continues/members",
        "region": "unknown(var.x)", "account": "unknown(var.x)",
    }  # fmt: skip


@pytest.mark.parametrize(("region", "outcome"), [('"eu-north-1"', "continues/members"), ("var.x", "unknown(var.x)")])
def test_a_directory_in_two_regions(region: str, outcome: str) -> None:
    text = (
        directory('type = "MicrosoftAD"')
        + f"""
    resource "aws_directory_service_region" "far" {{
      directory_id = aws_directory_service_directory.ad.id
      region_name  = {region}
      vpc_settings {{
        vpc_id     = "vpc-1"
        subnet_ids = ["subnet-1", "subnet-2"]
      }}
    }}
    """
    )
    assert outcomes(text) == {"aws_directory_service_directory.ad": {**DIRECTORY, "region": outcome}}


def test_a_user_pool_needs_its_triggers() -> None:
    text = """
    resource "aws_lambda_function" "check" {
      function_name = "check"
      role          = "arn:aws:iam::111111111111:role/check"
    }
    resource "aws_cognito_user_pool" "users" {
      name = "users"
      lambda_config {
        pre_sign_up = aws_lambda_function.check.arn
      }
    }
    """
    found = components(text)
    if "aws_lambda_function.check" in found:
        assert found["aws_cognito_user_pool.users"].needs == (".::aws_lambda_function.check",)
