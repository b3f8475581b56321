"""A data source leads to what the estate makes under the name that it looks for."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

BUCKET = """
provider "aws" { region = "eu-west-2" }
resource "aws_s3_bucket" "site" { bucket = "acme-site" }
"""
CDN = """
provider "aws" { region = "%s" }
data "aws_s3_bucket" "site" { bucket = %s }
resource "aws_cloudfront_distribution" "cdn" {
  enabled = true
  origin {
    origin_id   = "main"
    domain_name = data.aws_s3_bucket.site.bucket_regional_domain_name
  }
}
"""


def needs(files: dict[str, str] | str, address: str) -> tuple[str, ...]:
    return components(files)[address].needs


@pytest.mark.parametrize(("region", "bucket", "expected"), [
    ("eu-west-2", '"acme-site"', ("store::aws_s3_bucket.site",)),
    ("us-east-1", '"acme-site"', ()),
    ("eu-west-2", '"acme-others"', ()),
    ("eu-west-2", "var.bucket", ()),
])  # fmt: skip
def test_what_another_root_makes_is_found_by_its_name(region: str, bucket: str, expected: tuple[str, ...]) -> None:
    files = {"store/main.tf": BUCKET, "web/main.tf": CDN % (region, bucket) + 'variable "bucket" {}\n'}
    assert needs(files, "aws_cloudfront_distribution.cdn") == expected


def test_of_two_of_one_name_none_is_meant() -> None:
    files = {"a/main.tf": BUCKET, "b/main.tf": BUCKET, "web/main.tf": CDN % ("eu-west-2", '"acme-site"')}
    assert needs(files, "aws_cloudfront_distribution.cdn") == ()


TABLE = """
provider "aws" { region = "eu-south-1" }
resource "aws_dynamodb_table" "clients" {
  name = "clients"
  replica { region_name = "eu-central-1" }
}
"""
READS = """
provider "aws" { region = "eu-central-1" }
data "aws_dynamodb_table" "clients" { name = "clients" }
resource "aws_lambda_function" "app" {
  environment {
    variables = { TABLE = data.aws_dynamodb_table.clients.name }
  }
}
"""


@pytest.mark.parametrize(("makes", "expected"), [
    (("live/dev/home", "live/prod/home", "live/uat/home"), "live/prod/home"),
    (("dev/db", "prod/db"), "prod/db"),
    (("live/prod/home", "old/prod/home"), "live/prod/home"),
    (("a", "b"), ""),
])  # fmt: skip
def test_of_several_of_one_name_the_nearest_by_its_folders_is_meant(makes: tuple[str, ...], expected: str) -> None:
    files = {f"{root}/main.tf": TABLE for root in makes} | {"live/prod/far/main.tf": READS}
    found = needs(files, "aws_lambda_function.app")
    assert found == ((f"{expected}::aws_dynamodb_table.clients",) if expected else ())
    files["live/prod/far/main.tf"] = READS.replace("data.aws_dynamodb_table.clients.name", '"clients"').replace(
        "TABLE", "TABLE_NAME"
    )
    assert needs(files, "aws_lambda_function.app") == found


def test_of_two_of_one_name_the_one_of_the_same_root_is_meant() -> None:
    cdn = (CDN % ("", '"acme-site"')).replace('provider "aws" { region = "" }', "")
    files = {"a/main.tf": BUCKET, "web/main.tf": BUCKET + cdn}
    assert needs(files, "aws_cloudfront_distribution.cdn") == ("web::aws_s3_bucket.site",)


def test_what_a_module_is_handed_is_found_by_the_reference() -> None:
    module = 'variable "bucket" {}\n' + (CDN % ("", "var.bucket")).replace('provider "aws" { region = "" }', "")
    call = 'module "web" {\n source = "./web"\n bucket = aws_s3_bucket.site.id\n}\n'
    found = needs({"main.tf": BUCKET + call, "web/main.tf": module}, "module.web.aws_cloudfront_distribution.cdn")
    assert found == (".::aws_s3_bucket.site",)


def test_settings_reach_the_bucket_that_they_look_up() -> None:
    versioning = """
    provider "aws" { region = "eu-west-2" }
    data "aws_s3_bucket" "site" { bucket = "acme-site" }
    resource "aws_s3_bucket_versioning" "site" {
      bucket = data.aws_s3_bucket.site.id
      versioning_configuration { status = "Enabled" }
    }
    """
    assert outcomes({"store/main.tf": BUCKET})["aws_s3_bucket.site"]["data"] == "lost"
    found = outcomes({"store/main.tf": BUCKET, "settings/main.tf": versioning})
    assert found["aws_s3_bucket.site"]["data"] == "recovers/restore"


def test_a_parameter_that_is_looked_up_leads_to_what_it_holds() -> None:
    kept = """
    provider "aws" { region = "eu-west-2" }
    resource "aws_db_instance" "main" { instance_class = "db.t3.micro" }
    resource "aws_ssm_parameter" "url" {
      name  = "/app/database"
      type  = "String"
      value = "postgres://${aws_db_instance.main.address}/app"
    }
    """
    reader = """
    provider "aws" { region = "eu-west-2" }
    data "aws_ssm_parameter" "url" { name = "/app/database" }
    resource "aws_lambda_function" "app" {
      function_name = "app"
      environment { variables = { URL = data.aws_ssm_parameter.url.value } }
    }
    """
    found = needs({"data/main.tf": kept, "app/main.tf": reader}, "aws_lambda_function.app")
    assert found == ("data::aws_db_instance.main",)


ACCOUNT = """
resource "azurerm_storage_account" "files" {
  name                     = "acmefiles"
  resource_group_name      = "%s"
  location                 = "westeurope"
  account_tier             = "Standard"
  account_replication_type = "ZRS"
}
"""
APP = """
data "azurerm_storage_account" "files" {
  name                = "acmefiles"
  resource_group_name = "data"
}
resource "azurerm_linux_web_app" "app" {
  name                = "app"
  location            = "westeurope"
  resource_group_name = "app"
  service_plan_id     = "plan"
  app_settings        = { KEY = data.azurerm_storage_account.files.primary_access_key }
  site_config {}
}
"""


@pytest.mark.parametrize(("group", "expected"), [("data", ("data::azurerm_storage_account.files",)), ("other", ())])
def test_the_resource_group_tells_namesakes_apart(group: str, expected: tuple[str, ...]) -> None:
    files = {"data/main.tf": ACCOUNT % group, "app/main.tf": APP}
    assert needs(files, "azurerm_linux_web_app.app") == expected


VAULTS = """
resource "azurerm_key_vault" "one" {
  name     = "one"
  location = "westeurope"
}
resource "azurerm_key_vault" "two" {
  name     = "two"
  location = "westeurope"
}
resource "azurerm_postgresql_flexible_server" "main" {
  name     = "main"
  location = "westeurope"
}
resource "azurerm_key_vault_secret" "url" {
  name         = "url"
  key_vault_id = azurerm_key_vault.%s.id
  value        = azurerm_postgresql_flexible_server.main.fqdn
}
"""
READER = """
data "azurerm_key_vault" "one" { name = "one" }
data "azurerm_key_vault_secret" "url" {
  name         = "url"
  key_vault_id = data.azurerm_key_vault.one.id
}
resource "azurerm_linux_web_app" "app" {
  name            = "app"
  location        = "westeurope"
  service_plan_id = "plan"
  app_settings    = { URL = data.azurerm_key_vault_secret.url.value }
  site_config {}
}
"""


@pytest.mark.parametrize(("vault", "expected"), [
    ("one", ("data::azurerm_postgresql_flexible_server.main",)),
    ("two", ()),
])  # fmt: skip
def test_a_secret_of_another_vault_is_another(vault: str, expected: tuple[str, ...]) -> None:
    files = {"data/main.tf": VAULTS % vault, "app/main.tf": READER}
    assert needs(files, "azurerm_linux_web_app.app") == expected


def test_a_data_source_that_looks_for_itself_finds_nothing() -> None:
    text = """
    data "aws_s3_bucket" "a" { bucket = data.aws_s3_bucket.b.id }
    data "aws_s3_bucket" "b" { bucket = data.aws_s3_bucket.a.id }
    resource "aws_cloudfront_distribution" "cdn" {
      enabled = true
      origin {
        origin_id   = "main"
        domain_name = data.aws_s3_bucket.a.bucket_regional_domain_name
      }
    }
    """
    cdn = components(text)["aws_cloudfront_distribution.cdn"]
    assert (cdn.needs, cdn.outcomes[Scenario.REGION].outcome.value) == ((), "continues")


NAMED = """
provider "aws" { region = "eu-west-2" }
resource "aws_opensearch_domain" "x" { domain_name = "search" }
resource "aws_msk_cluster" "x" { cluster_name = "events" }
resource "aws_mq_broker" "x" { broker_name = "orders" }
resource "aws_elasticache_cluster" "x" { cluster_id = "sessions" }
resource "aws_efs_file_system" "x" { creation_token = "files" }
resource "aws_db_instance" "x" { identifier = "main" }
resource "aws_ecs_cluster" "x" { name = "main" }
resource "aws_kms_key" "x" {}
resource "aws_kms_alias" "x" {
  name          = "alias/orders"
  target_key_id = aws_kms_key.x.id
}
"""


@pytest.mark.parametrize(("kind", "argument", "name"), [
    ("aws_opensearch_domain", "domain_name", "search"), ("aws_msk_cluster", "cluster_name", "events"),
    ("aws_mq_broker", "broker_name", "orders"), ("aws_elasticache_cluster", "cluster_id", "sessions"),
    ("aws_efs_file_system", "creation_token", "files"), ("aws_db_instance", "db_instance_identifier", "main"),
    ("aws_kms_key", "key_id", "alias/orders"),
])  # fmt: skip
def test_each_service_has_its_own_word_for_a_name(kind: str, argument: str, name: str) -> None:
    reader = f"""
    provider "aws" {{ region = "eu-west-2" }}
    data "{kind}" "x" {{ {argument} = "{name}" }}
    resource "aws_lambda_function" "app" {{
      function_name = "app"
      environment {{
        variables = {{ PLACE = data.{kind}.x.arn }}
      }}
    }}
    """
    found = needs({"data/main.tf": NAMED, "app/main.tf": reader}, "aws_lambda_function.app")
    assert found == (f"data::{kind}.x",)


@pytest.mark.parametrize(("provider", "expected"), [
    ("", (".::aws_sqs_queue.orders",)),
    ("provider = aws.other", ()),
])  # fmt: skip
def test_what_another_provider_looks_for_in_an_account_of_its_own_is_another(
    provider: str, expected: tuple[str, ...]
) -> None:
    text = f"""
    provider "aws" {{ region = "eu-west-2" }}
    provider "aws" {{
      alias  = "other"
      region = "eu-west-2"
      assume_role {{ role_arn = "arn:aws:iam::111111111111:role/reader" }}
    }}
    resource "aws_sqs_queue" "orders" {{ name = "orders" }}
    data "aws_sqs_queue" "orders" {{
      name = "orders"
      {provider}
    }}
    resource "aws_lambda_function" "app" {{
      function_name = "app"
      environment {{
        variables = {{ QUEUE = data.aws_sqs_queue.orders.url }}
      }}
    }}
    """
    assert needs(text, "aws_lambda_function.app") == expected


@pytest.mark.parametrize(("replica", "expected"), [("eu-west-1", (".::aws_dynamodb_table.orders",)), ("us-east-1", ())])
def test_a_replica_of_a_table_is_looked_up_in_its_region(replica: str, expected: tuple[str, ...]) -> None:
    text = """
    provider "aws" { region = "eu-west-2" }
    provider "aws" {
      alias  = "ireland"
      region = "eu-west-1"
    }
    resource "aws_dynamodb_table" "orders" {
      name = "orders"
      replica { region_name = "%s" }
    }
    data "aws_dynamodb_table" "orders" {
      provider = aws.ireland
      name     = "orders"
    }
    resource "aws_lambda_function" "app" {
      provider      = aws.ireland
      function_name = "app"
      environment { variables = { ORDERS = data.aws_dynamodb_table.orders.name } }
    }
    """
    assert needs(text % replica, "aws_lambda_function.app") == expected


BEHIND_ITS_ADDRESS = """
resource "aws_db_instance" "orders" { identifier = "orders" }
data "dns_a_record_set" "orders" { host = %s }
resource "aws_lb" "nlb" { load_balancer_type = "network" }
resource "aws_lb_target_group" "orders" {
  port        = 5432
  protocol    = "TCP"
  target_type = "ip"
}
resource "aws_lb_listener" "orders" {
  load_balancer_arn = aws_lb.nlb.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.orders.arn
  }
}
resource "aws_lb_target_group_attachment" "orders" {
  target_group_arn = aws_lb_target_group.orders.arn
  target_id        = data.dns_a_record_set.orders.addrs[0]
}
"""


@pytest.mark.parametrize(("host", "expected"), [
    ("aws_db_instance.orders.address", (".::aws_db_instance.orders",)),
    ('"orders.example.org"', ()),
])  # fmt: skip
def test_the_address_that_a_host_is_resolved_to_is_that_of_what_it_is_of(host: str, expected: tuple[str, ...]) -> None:
    assert needs(BEHIND_ITS_ADDRESS % host, "aws_lb.nlb") == expected


PER_WORKSPACE = """
provider "aws" { region = "eu-west-2" }
variable "accounts" {
  default = {
    dev  = { name = "development" }
    prod = { name = "production" }
  }
}
locals {
  account = try(var.accounts[terraform.workspace], var.accounts.dev)
}
resource "aws_backup_vault" "%s" {
  name = "vault-${local.account.name}"
}
"""
LOCK = """
resource "aws_backup_vault_lock_configuration" "lock" {
  backup_vault_name   = %s
  changeable_for_days = 7
}
"""


@pytest.mark.parametrize(("name", "expected"), [
    ("aws_backup_vault.main.name", "recovers/restore"),
    ('"vault-${local.account.name}"', "recovers/restore"),
    ('"vault-${local.account.name}-copy"', "lost"),
    ('"vault-${terraform.workspace == "prod" ? "production" : "test"}"', "lost"),
])  # fmt: skip
def test_a_name_that_is_another_on_every_branch_names_what_bears_it_there(name: str, expected: str) -> None:
    found = outcomes(PER_WORKSPACE % "main" + LOCK % name)["aws_backup_vault.main"]
    assert (found["data"], found["account"]) == (expected, expected)


def test_of_two_that_bear_a_branching_name_the_one_that_is_referred_to_is_meant() -> None:
    other = PER_WORKSPACE.partition('resource "aws_backup_vault"')
    second = other[1] + other[2] % "other"
    found = outcomes(PER_WORKSPACE % "main" + second + LOCK % "aws_backup_vault.main.name")
    assert found["aws_backup_vault.main"]["account"] == "recovers/restore"
    assert found["aws_backup_vault.other"]["account"] == "lost"


LAYER = """
provider "aws" { region = "eu-west-2" }
variable "project" {}
variable "env" {}
"""
QUEUE = 'resource "aws_sqs_queue" "orders" { name = "%s" }\n'
USER = """
data "aws_sqs_queue" "orders" { name = "%s" }
resource "aws_lambda_function" "app" {
  function_name = "app"
  environment { variables = { QUEUE = data.aws_sqs_queue.orders.url } }
}
"""
NAME = "${var.project}-orders-${lower(var.env)}"


@pytest.mark.parametrize(("made", "sought", "expected"), [
    (NAME, NAME, ("queues::aws_sqs_queue.orders",)),
    (NAME, "${var.project}-orders-${upper(var.env)}", ()),
    ("${var.project}-${var.env}", "${var.project}-${var.env}", ()),
    ("${var.project}-orders-${aws_sqs_queue.other.id}", "${var.project}-orders-${aws_sqs_queue.other.id}", ()),
])  # fmt: skip
def test_a_layer_finds_what_another_makes_by_the_same_inputs(made: str, sought: str, expected: tuple[str, ...]) -> None:
    other = 'resource "aws_sqs_queue" "other" {}\n'
    files = {"queues/main.tf": LAYER + other + QUEUE % made, "app/main.tf": LAYER + other + USER % sought}
    assert needs(files, "aws_lambda_function.app") == expected
    twice = {**files, "more/main.tf": files["queues/main.tf"]}
    assert needs(twice, "aws_lambda_function.app") == (), "nothing tells which of two roots is meant"


BALANCER = """
resource "aws_lb" "web" {}
resource "aws_lb_target_group" "web" { port = 80 }
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_ssm_parameter" "group" {
  name  = "/${var.project}/${var.env}/web/group"
  type  = "String"
  value = aws_lb_target_group.web.arn
}
"""
MACHINES = """
data "aws_ssm_parameter" "group" { name = "/${var.project}/${var.env}/web/group" }
resource "aws_autoscaling_group" "web" {
  min_size          = 1
  max_size          = 2
  target_group_arns = [data.aws_ssm_parameter.group.value]
}
"""


def test_what_is_named_by_a_parameter_of_another_layer_is_what_it_holds() -> None:
    files = {"balancer/main.tf": LAYER + BALANCER, "machines/main.tf": LAYER + MACHINES}
    assert needs(files, "aws_lb.web") == ("machines::aws_autoscaling_group.web",)


def test_a_parameter_that_holds_itself_names_nothing() -> None:
    again = """
    data "aws_ssm_parameter" "group" { name = "group" }
    resource "aws_ssm_parameter" "group" {
      name  = "group"
      type  = "String"
      value = data.aws_ssm_parameter.group.value
    }
    resource "aws_lb" "web" {}
    resource "aws_autoscaling_group" "web" {
      min_size          = 1
      max_size          = 2
      target_group_arns = [data.aws_ssm_parameter.group.value]
    }
    """
    assert needs(again, "aws_lb.web") == ()
