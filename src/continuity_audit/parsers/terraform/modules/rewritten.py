"""What a provider rewrites of what it is given: the plan, and whoever refers to it, holds its own spelling.

Source: https://github.com/hashicorp/go-azure-helpers/blob/main/resourcemanager/location/schema.go
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value

AZURE: Final = "azurerm_"
LOCATION: Final = "location"


def as_kept(kind: str, attribute: str, value: Value) -> Value:
    """An attribute as the provider of a resource type keeps it: ``West Europe`` of azurerm is ``westeurope``."""
    if attribute == LOCATION and kind.startswith(AZURE):
        return lift(_region, value)
    return value


def _region(value: Value) -> Value:
    return value.replace(" ", "").lower() if isinstance(value, str) else value
