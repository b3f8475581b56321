"""Caches and API Management that name no zones: the service chooses some, as far as it is asked by a newer API."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes
from profiles.azure.five import HOME, five, resource
from profiles.azure.test_resource_manager import in_api

FAILOVER, MEMBERS, SERVICE, REDEPLOY, PROMOTION = (
    "continues/failover", "continues/members", "continues/service", "recovers/redeploy", "recovers/promotion",
)  # fmt: skip
CACHE = resource("azurerm_redis_cache", 'sku_name = "Standard"')
AT = "azurerm_redis_cache.x"


def asked(constraint: str) -> str:
    return f"terraform {{\n  required_providers {{\n    azurerm = {constraint}\n  }}\n}}\n"


def zone(files: str | dict[str, str], address: str = AT) -> str:
    return outcomes(files)[address]["zone"]


@pytest.mark.parametrize(("body", "expected"), [
    ('sku_name = "Basic"', REDEPLOY),
    ('sku_name = "Standard"', FAILOVER),
    ('sku_name = "Premium"\n  zones = []', FAILOVER),
    ('sku_name = "Premium"\n  zones = ["1"]', REDEPLOY),
    ('sku_name = "Premium"\n  zones = var.place', "unknown(var.place)"),
    ('sku_name = "Premium"\n  redis_configuration {\n aof_backup_enabled = true\n }', FAILOVER),
    ('sku_name = "Premium"\n  replicas_per_primary = 2\n  redis_configuration {\n aof_backup_enabled = true\n }',
     "unknown(azurerm_redis_cache.x.redis_configuration)"),
])  # fmt: skip
def test_a_cache_is_spread_where_no_zones_are_named(body: str, expected: str) -> None:
    assert zone(HOME + resource("azurerm_redis_cache", body)) == expected


@pytest.mark.parametrize(("place", "expected"), [("ukwest", REDEPLOY), ("uksouth", FAILOVER)])
def test_a_cache_is_spread_where_its_region_has_zones(place: str, expected: str) -> None:
    text = f'resource "azurerm_redis_cache" "x" {{\n  location = "{place}"\n  sku_name = "Standard"\n}}\n'
    assert zone(text) == expected


@pytest.mark.parametrize(("constraint", "expected"), [
    ('{ source = "hashicorp/azurerm", version = "~> 4.0" }', FAILOVER),
    ('{ source = "hashicorp/azurerm", version = ">= 3.0" }', FAILOVER),
    ('{\n source = "hashicorp/azurerm"\n version = "4.21.0"\n }', FAILOVER),
    ('{ source = "hashicorp/azurerm" }', FAILOVER),
    ('{ source = "hashicorp/azurerm", version = "4.20.0" }', REDEPLOY),
    ('{ source = "hashicorp/azurerm", version = "~> 4.20.0" }', REDEPLOY),
    ('{ source = "hashicorp/azurerm", version = ">= 3.0, < 4.0" }', REDEPLOY),
    ('"~> 3.117"', REDEPLOY),
])  # fmt: skip
def test_the_version_of_the_provider_decides(constraint: str, expected: str) -> None:
    assert zone(HOME + asked(constraint) + CACHE) == expected


def test_what_the_code_lets_the_provider_have_is_shown() -> None:
    text = HOME + CACHE.replace('"Standard"', 'var.ha ? "Standard" : "Premium"') + asked('"~> 3.117"')
    verdict = components(text)[AT].outcomes[Scenario.ZONE]
    assert ("provider", "azurerm before 4.0.0") in [(e.attribute, e.value) for e in verdict.evidence]


def test_the_block_of_the_provider_may_state_its_version() -> None:
    assert zone(HOME.replace("features {}", 'features {}\n  version = "=2.40.0"', 1) + CACHE) == REDEPLOY


LOCK = """\
provider "registry.terraform.io/azure/azapi" {{
  version = "9.9.9"
}}

provider "registry.terraform.io/hashicorp/azurerm" {{
  version     = "{0}"
  constraints = ">= 3.0.0"
  hashes = [
    "h1:Ow1rr5fYBGSkplH/kcXeWz9y2wA81BnhZ7vTBzJfAAg=",
  ]
}}
"""


@pytest.mark.parametrize(("version", "expected"), [("3.116.0", REDEPLOY), ("4.57.0", FAILOVER)])
def test_a_lock_file_holds_the_version(version: str, expected: str) -> None:
    files = {"prod/main.tf": HOME + CACHE + asked('">= 3.0"'), "prod/.terraform.lock.hcl": LOCK.format(version)}
    assert zone(files) == expected
    assert zone({**files, "prod/.terraform.lock.hcl": "not\0hcl"}) == FAILOVER


@pytest.mark.parametrize(("outer", "inner", "expected"), [
    ('"~> 3.0"', '">= 3.0"', REDEPLOY), ('">= 3.0"', '"< 4.0"', REDEPLOY), ('">= 3.0"', '"~> 4.30"', FAILOVER),
])  # fmt: skip
def test_a_module_and_its_caller_both_bound_the_version(outer: str, inner: str, expected: str) -> None:
    cache = CACHE.replace("azurerm_resource_group.west.location", '"westeurope"')
    cache = cache.replace("azurerm_resource_group.west.name", '"west"')
    files = {
        "main.tf": asked(outer) + 'module "cache" {\n  source = "./cache"\n}\n',
        "cache/main.tf": asked(inner) + cache,
    }
    assert zone(files, f"module.cache.{AT}") == expected


@pytest.mark.parametrize(("day", "policy", "expected"), [
    ("2024-11-01", "", FAILOVER), ("2024-03-01", "", REDEPLOY), ("2024-11-01", "NoZones", REDEPLOY),
    ("2024-11-01", "Automatic", FAILOVER),
])  # fmt: skip
def test_the_version_of_the_api_decides(day: str, policy: str, expected: str) -> None:
    told = f', zonalAllocationPolicy = "{policy}"' if policy else ""
    body = f'{{ properties = {{ sku = {{ name = "Premium" }}{told} }} }}'
    text = in_api("Microsoft.Cache/redis", body).replace("2024-05-01", day)
    assert five(text, "azapi_resource.x")[2] == expected


def test_an_update_gives_a_cache_its_policy() -> None:
    update = in_api(
        "Microsoft.Cache/redis", '{ properties = { zonalAllocationPolicy = "Automatic" } }', "u",
        f"resource_id = {AT}.id", kind="update_resource",
    )  # fmt: skip
    assert zone(HOME + asked('"~> 3.0"') + CACHE) == REDEPLOY
    assert zone(HOME + asked('"~> 3.0"') + CACHE + update) == FAILOVER


def test_of_linked_caches_no_page_says_it() -> None:
    pair = resource("azurerm_redis_cache", 'sku_name = "Premium"') + resource(
        "azurerm_redis_cache", 'sku_name = "Premium"', "far", "north"
    )
    link = """
resource "azurerm_redis_linked_server" "link" {
  target_redis_cache_name = azurerm_redis_cache.x.name
  linked_redis_cache_id   = azurerm_redis_cache.far.id
  server_role             = "Secondary"
}
"""
    assert zone(HOME + pair) == FAILOVER
    assert zone(HOME + pair + link) == PROMOTION


IN_NETWORK = '\n  virtual_network_type = "Internal"'


@pytest.mark.parametrize(("body", "expected"), [
    ('sku_name = "Premium_1"', SERVICE), ('sku_name = "Premium_2"\n  zones = []', SERVICE),
    ('sku_name = "Premium_2"\n  zones = ["1"]', REDEPLOY), ('sku_name = "Premium_2"\n  zones = ["1", "2"]', MEMBERS),
    ('sku_name = "Premium_1"\n  zones = ["1", "2"]', REDEPLOY), ('sku_name = "PremiumV2_1"', REDEPLOY),
    ('sku_name = "Standard_2"', REDEPLOY), ('sku_name = "Premium_1"' + IN_NETWORK, REDEPLOY),
    ('sku_name = "Premium_1"\n  public_ip_address_id = azurerm_public_ip.ip.id' + IN_NETWORK, SERVICE),
    ("sku_name = var.place", "unknown(var.place)"),
])  # fmt: skip
def test_api_management_is_spread_where_no_zones_are_named(body: str, expected: str) -> None:
    text = resource("azurerm_api_management", body) + resource("azurerm_public_ip", name="ip")
    assert five(text, "azurerm_api_management.x")[2] == expected
