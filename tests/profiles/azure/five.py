"""The five outcomes of one component of Azure, said in one line each."""

from __future__ import annotations

from collections.abc import Mapping

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

HOME = """
provider "azurerm" {
  features {}
  subscription_id = "00000000-0000-0000-0000-000000000001"
}
provider "azurerm" {
  features {}
  alias           = "vaults"
  subscription_id = "00000000-0000-0000-0000-000000000002"
}
variable "ha" { type = bool }
variable "place" {}
resource "azurerm_resource_group" "west" {
  name     = "west"
  location = "West Europe"
}
resource "azurerm_resource_group" "north" {
  name     = "north"
  location = "northeurope"
}
"""
"""Two subscriptions, a resource group in each of two regions, and two values that the code does not hold."""

Five = tuple[str, ...]
"""The outcomes of data, instance, zone, region and account."""


def five(text: str, address: str, variables: Mapping[str, str] | None = None) -> Five:
    """The outcomes of one component of some code beside `HOME`."""
    return tuple(outcomes(HOME + text, variables)[address].values())


def addresses(text: str) -> list[str]:
    """The addresses of all components of some code beside `HOME`."""
    return sorted(outcomes(HOME + text))


def shown(text: str, address: str, scenario: Scenario) -> list[tuple[str, object, int, str]]:
    """The evidence of one verdict: attribute, value, line in the text and what documents it."""
    verdict = components(HOME + text)[address].outcomes[scenario]
    first = HOME.count("\n")
    return [(e.attribute, e.value, e.line - first, e.documented.rpartition("/")[2]) for e in verdict.evidence]


def resource(type_: str, body: str = "", name: str = "x", group: str = "west") -> str:
    """A resource in one of the resource groups of `HOME`."""
    return f"""
resource "{type_}" "{name}" {{
  name                = "{name}"
  location            = azurerm_resource_group.{group}.location
  resource_group_name = azurerm_resource_group.{group}.name
  {body}
}}
"""
