"""Public addresses of gateways: one that is in a single zone goes with it, whatever the gateway is spread over.

Sources: https://learn.microsoft.com/azure/vpn-gateway/about-zone-redundant-vnet-gateways,
https://learn.microsoft.com/azure/application-gateway/configuration-frontend-ip
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import as_truth, negate
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.references import every, meant
from continuity_audit.profiles.terms import Context, Fact, attribute

PUBLIC_IP: Final = "azurerm_public_ip"
IN_ONE_ZONE = attribute("zones").distinct.equals(1) | attribute("availability_zone").one_of("1", "2", "3")
"""The second argument is that of the last versions of azurerm before 3.

Source: https://registry.terraform.io/providers/hashicorp/azurerm/2.99.0/docs/resources/public_ip
"""


def in_no_single_zone(configurations: str) -> Fact:
    """The condition that none of the public addresses that the blocks of a name bear is in one zone alone.

    It is open of one that is not in the code.
    """
    path = f"{configurations}.public_ip_address_id"

    def is_zonal(context: Context, value: Value) -> Value:
        for address in meant(context.resource, path, value, context.estate, PUBLIC_IP):
            return IN_ONE_ZONE.value(context.about(address))
        context.note(path, value)
        causes = causes_of(value) or frozenset({context.resource.name_of(path)})
        return as_truth(Unknown(causes, f"{key_of(value)} is in a single zone"))

    def spread(context: Context) -> Value:
        borne = [v for v in every(context.resource.values, path) if unmark(v) not in (None, "")]
        return negate(context.any_of(lambda about, v=v: is_zonal(about, v) for v in borne))  # type: ignore[misc]

    how = "leave `zones` of its public addresses out, or name three"
    return Fact(spread, "none of its public addresses is in a single zone", (PUBLIC_IP,), how)


__all__ = ["IN_ONE_ZONE", "PUBLIC_IP", "in_no_single_zone"]
