"""AWS Secrets Manager and AWS KMS."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

PROVIDERS = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "dr"
  region = "eu-north-1"
}
variable "days" { type = number }
"""
PLAIN = {
    "data": "recovers/restore", "instance": "continues/service", "zone": "continues/service", "region": "lost",
    "account": "lost",
}  # fmt: skip


def secret(body: str = "") -> dict[str, str]:
    text = f'{PROVIDERS}resource "aws_secretsmanager_secret" "s" {{\n  name = "s"\n  {body}\n}}\n'
    return outcomes(text)["aws_secretsmanager_secret.s"]


def test_a_plain_secret_has_a_recovery_window_of_thirty_days() -> None:
    assert secret() == PLAIN


@pytest.mark.parametrize(("days", "data"), [
    ("7", "recovers/restore"), ("0", "lost"), ("var.days", "unknown(var.days)"),
])  # fmt: skip
def test_without_a_recovery_window_it_is_gone(days: str, data: str) -> None:
    assert secret(f"recovery_window_in_days = {days}") == {**PLAIN, "data": data}


def test_a_replica_has_to_be_promoted() -> None:
    assert secret('replica {\n    region = "eu-north-1"\n  }') == {**PLAIN, "region": "recovers/promotion"}
    unsure = 'dynamic "replica" {\n    for_each = var.regions\n    content {\n      region = replica.value\n    }\n  }'
    variable = 'variable "regions" { type = list(string) }\n'
    text = f'{variable}{PROVIDERS}resource "aws_secretsmanager_secret" "s" {{\n{unsure}\n}}'
    assert outcomes(text)["aws_secretsmanager_secret.s"]["region"] == "unknown(var.regions)"


def test_versions_are_no_copy_and_no_component() -> None:
    text = (
        PROVIDERS
        + """
    resource "aws_secretsmanager_secret" "s" { recovery_window_in_days = 0 }
    resource "aws_secretsmanager_secret_version" "v" {
      secret_id     = aws_secretsmanager_secret.s.id
      secret_string = "x"
    }
    resource "aws_ssm_parameter" "p" {
      name  = "p"
      type  = "String"
      value = "x"
    }
    """
    )
    assert outcomes(text) == {"aws_secretsmanager_secret.s": {**PLAIN, "data": "lost"}}


def key(body: str = "", kind: str = "aws_kms_key") -> str:
    return f'{PROVIDERS}resource "{kind}" "k" {{\n  {body}\n}}\n'


@pytest.mark.parametrize("kind", ["aws_kms_key", "aws_kms_external_key"])
def test_a_plain_key_can_be_kept_until_its_waiting_period_ends(kind: str) -> None:
    assert outcomes(key(kind=kind)) == {f"{kind}.k": PLAIN}


def test_the_provider_accepts_no_key_without_a_waiting_period() -> None:
    assert outcomes(key("deletion_window_in_days = var.days"))["aws_kms_key.k"]["data"] == "recovers/restore"
    assert outcomes(key("deletion_window_in_days = 7"))["aws_kms_key.k"]["data"] == "recovers/restore"


def test_a_key_that_is_switched_off_is_no_component() -> None:
    assert outcomes(key("is_enabled = false")) == {}
    assert outcomes(key("enabled = false", "aws_kms_external_key")) == {}


def replica_key(provider: str = "aws.dr", more: str = "") -> str:
    return f"""
    resource "aws_kms_replica_key" "far" {{
      provider        = {provider}
      primary_key_arn = aws_kms_key.k.arn
      {more}
    }}
    resource "aws_kms_alias" "k" {{
      name          = "alias/k"
      target_key_id = aws_kms_key.k.key_id
    }}
    """


def test_a_replica_key_in_another_region_goes_on() -> None:
    assert outcomes(key("multi_region = true") + replica_key()) == {
        "aws_kms_key.k": {**PLAIN, "region": "continues/members"}
    }
    assert outcomes(key("multi_region = true"))["aws_kms_key.k"]["region"] == "lost"


def test_a_replica_key_that_may_not_exist() -> None:
    text = 'variable "dr" { type = bool }\n' + key("multi_region = true") + replica_key(more="count = var.dr ? 1 : 0")
    assert outcomes(text)["aws_kms_key.k"]["region"] == "unknown(var.dr)"


def test_a_replica_key_without_its_primary_is_a_component() -> None:
    text = """
    resource "aws_kms_replica_key" "far" {
      primary_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/mrk-1"
    }
    """
    assert outcomes(text) == {"aws_kms_replica_key.far": {**PLAIN, "region": "continues/members"}}


@pytest.mark.parametrize(("line", "there"), [("", True), ("enabled = false", False)])
def test_a_certificate_authority_keeps_a_key_that_no_other_region_has(line: str, there: bool) -> None:
    text = f'resource "aws_acmpca_certificate_authority" "root" {{\n  type = "ROOT"\n  {line}\n}}\n'
    found = outcomes(text).get("aws_acmpca_certificate_authority.root")
    expected = ("recovers/restore", "continues/service", "continues/service", "lost", "lost")
    assert (tuple(found.values()) if found else None) == (expected if there else None)


def named(text: str) -> str:
    (component,) = components(text).values()
    return component.display_name


def test_a_key_is_called_by_its_alias_and_never_by_all_of_its_description() -> None:
    described = key('description = "Encrypts all that the shop keeps"')
    alias = 'resource "aws_kms_alias" "k" {\n  name = %s\n  target_key_id = aws_kms_key.k.key_id\n}\n'
    assert named(described) == "k"
    assert named(described + alias % '"alias/shop"') == "alias/shop"
    assert named(described + alias % "var.x" + 'variable "x" {}\n') == "k"


def test_the_only_key_of_a_module_is_called_as_the_call_is() -> None:
    module = {"main.tf": 'module "shop_key" {\n  source = "./key"\n}\n', "key/main.tf": key().replace('"k"', '"this"')}
    with_names = [c.display_name for c in components(module).values()]
    assert with_names == ["shop_key"]
    assert named(key().replace('"k"', '"this"')) == "this"


@pytest.mark.parametrize(("text", "advice"), [
    (key(), "deny `kms:ScheduleKeyDeletion` in a service control policy of the organization, or encrypt what has to "
            "outlive the account with a key of another one: AWS Backup takes no keys"),
    ('resource "aws_secretsmanager_secret" "s" {}\n',
     "keep its value in a secret of another account, too: replicas are in its own, and AWS Backup takes no secrets"),
])  # fmt: skip
def test_what_helps_a_key_or_a_secret_when_the_account_is_lost_is_no_vault(text: str, advice: str) -> None:
    (component,) = components(text).values()
    assert component.outcomes[Scenario.ACCOUNT].remedies == (advice,)
    assert component.outcomes[Scenario.DATA].remedies == ()


# --- AWS CloudHSM -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hsms", "instance", "zone"), [
    (["aws_subnet.a.id"], "recovers/restore", "recovers/restore"),
    (["aws_subnet.a.id", "aws_subnet.b.id"], "continues/members", "continues/members"),
    (["aws_subnet.a.id", "aws_subnet.a.id"], "continues/members", "recovers/restore"),
    (["aws_subnet.a.id", "var.subnet"], "continues/members", "unknown(var.subnet)"),
])  # fmt: skip
def test_the_hsms_of_a_cluster_hold_the_same_keys(hsms: list[str], instance: str, zone: str) -> None:
    text = """
variable "subnet" {}

resource "aws_subnet" "a" {
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  availability_zone = "eu-west-1b"
}

resource "aws_cloudhsm_v2_cluster" "keys" {
  hsm_type   = "hsm2m.medium"
  subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]
}
"""
    for i, subnet in enumerate(hsms):
        text += f'resource "aws_cloudhsm_v2_hsm" "n{i}" {{\n  cluster_id = aws_cloudhsm_v2_cluster.keys.cluster_id\n'
        text += f"  subnet_id = {subnet}\n}}\n"
    assert outcomes(text)["aws_cloudhsm_v2_cluster.keys"] == {
        "data": "recovers/restore", "instance": instance, "zone": zone, "region": "lost", "account": "lost",
    }  # fmt: skip


def test_a_key_of_a_store_of_its_own_needs_the_cluster_that_keeps_it() -> None:
    found = components(
        PROVIDERS
        + """
resource "aws_cloudhsm_v2_cluster" "hsms" {
  hsm_type   = "hsm2m.medium"
  subnet_ids = ["subnet-1", "subnet-2"]
}
resource "aws_kms_custom_key_store" "own" {
  custom_key_store_name = "own"
  cloud_hsm_cluster_id  = aws_cloudhsm_v2_cluster.hsms.cluster_id
}
resource "aws_kms_key" "orders" {
  custom_key_store_id = aws_kms_custom_key_store.own.id
}
"""
    )
    assert found["aws_kms_key.orders"].needs == (".::aws_cloudhsm_v2_cluster.hsms",)
