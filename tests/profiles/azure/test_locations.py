"""Locations of Azure: regions by either of their names, and texts that are none of them."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.azure.five import HOME, five

SERVER, COPY = (f"azurerm_postgresql_flexible_server.{name}" for name in ("x", "copy"))
OPEN = f"unknown({COPY}.location)"
BOTH = f"unknown({COPY}.location, {SERVER}.location)"


def replicated(here: str, there: str) -> str:
    """A server in one place with a replica in another."""
    return f"""
resource "azurerm_postgresql_flexible_server" "x" {{
  name     = "x"
  location = {here}
  sku_name = "GP_Standard_D2s_v3"
}}
resource "azurerm_postgresql_flexible_server" "copy" {{
  name             = "copy"
  location         = {there}
  create_mode      = "Replica"
  source_server_id = {SERVER}.id
}}
"""


@pytest.mark.parametrize(("here", "there", "region"), [
    ('"West Europe"', '"North Europe"', "recovers/promotion"),
    ('"West Europe"', '"westeurope"', "lost"),
    ('"eastus2"', '"East US 2 EUAP"', "recovers/promotion"),
    ('"westeurope"', '"<REGION>"', OPEN),
    ('"westeurope"', '"{{ .region }}"', OPEN),
    ('"westeurope"', '""', OPEN),
    ('"__FIRST__"', '"__SECOND__"', BOTH),
    ('"__REGION__"', '"__REGION__"', "lost"),
    ('""', '""', BOTH),
])  # fmt: skip
def test_whether_a_replica_stands_in_another_region(here: str, there: str, region: str) -> None:
    assert five(replicated(here, there), SERVER)[3] == region


def test_a_placeholder_is_no_region_that_something_stands_in() -> None:
    found = components(HOME + replicated('"__REGION__"', '"northeurope"'))
    assert found[SERVER].placement.regions == ()
