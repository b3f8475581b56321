"""What hangs on the version of azurerm: the worth of arguments that are left out, and the API that is asked.

Source: https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/guides/4.0-upgrade-guide
"""

from __future__ import annotations

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.locations import PROVIDER
from continuity_audit.profiles.terms import Attribute, Context, say

Version = tuple[int, int, int]


def is_older(resource: Resource, version: Version) -> bool:
    """Whether code lets a resource have versions of azurerm before this one alone."""
    bound = resource.provider.before
    return bool(bound) and bound <= version


class Changed(Attribute, frozen=True, kw_only=True):
    """An attribute that is worth something else where it is left out and azurerm is older than a version."""

    since: Version
    earlier: Value

    def value(self, context: Context) -> Value:
        if not is_older(context.resource, self.since):
            return super().value(context)
        return Attribute(self.path, self.earlier, self.documented).value(context)

    def __str__(self) -> str:
        return f"`{self.path}` (left out: {say(self.default)}, before azurerm {self.since[0]} {say(self.earlier)})"


SKU_OF_BALANCER = Changed("sku", "Standard", PROVIDER + "lb", since=(4, 0, 0), earlier="Basic")
SKU_OF_ADDRESS = Changed("sku", "Standard", PROVIDER + "public_ip", since=(4, 0, 0), earlier="Basic")

__all__ = ["SKU_OF_ADDRESS", "SKU_OF_BALANCER", "is_older"]
