"""Public addresses of gateways: one that is in a single zone goes with it, whatever the gateway is spread over.

Sources: https://learn.microsoft.com/azure/vpn-gateway/about-zone-redundant-vnet-gateways,
https://learn.microsoft.com/azure/application-gateway/configuration-frontend-ip
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import negate
from continuity_audit.estate.values import Value
from continuity_audit.profiles.references import every, meant
from continuity_audit.profiles.terms import Context, Fact, attribute

PUBLIC_IP: Final = "azurerm_public_ip"
IN_ONE_ZONE = attribute("zones").distinct.equals(1)


def in_no_single_zone(configurations: str) -> Fact:
    """The condition that none of the public addresses that the blocks of a name bear is in one zone alone."""
    path = f"{configurations}.public_ip_address_id"

    def spread(context: Context) -> Value:
        named = (
            address
            for value in every(context.resource.values, path)
            for address in meant(context.resource, path, value, context.estate, PUBLIC_IP)
        )
        return negate(context.any_of(lambda about, a=a: IN_ONE_ZONE.value(about.about(a)) for a in named))  # type: ignore[misc]

    how = "leave `zones` of its public addresses out, or name three"
    return Fact(spread, "none of its public addresses is in a single zone", (PUBLIC_IP,), how)


__all__ = ["PUBLIC_IP", "in_no_single_zone"]
