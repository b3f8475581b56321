"""Which pools of load balancers and application gateways serve what, and whether their members are probed.

Sources: https://learn.microsoft.com/azure/load-balancer/components,
https://learn.microsoft.com/azure/load-balancer/load-balancer-custom-probe-overview,
https://learn.microsoft.com/azure/application-gateway/application-gateway-components
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of
from continuity_audit.estate.model import Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.references import each_mentioned, named_at

BALANCERS: Final = ("azurerm_lb", "azurerm_application_gateway")
POOL: Final = "azurerm_lb_backend_address_pool"
PROBE: Final = "azurerm_lb_probe"
RULE: Final = "azurerm_lb_rule"
_LEADS_TO: Final = ("backend_address_pool_ids", "backend_address_pool_id")


class Pool(NamedTuple):
    """A pool that an argument names, with whether it does."""

    holder: Resource
    """The resource that the pool is, or the gateway that it is a part of."""
    name: str
    """What tells it from the other pools of its balancer."""
    there: Value


def pools_named(resource: Resource, path: str, estate: Estate) -> Iterator[Pool]:
    """The pools that the values at a dotted path name."""
    for holder, there in each_mentioned(resource, path.partition(".")[0], estate):
        if holder.type == POOL:
            yield Pool(holder, holder.id, there)
        elif holder.type == BALANCERS[1]:
            for element in each(resource.values, path):
                yield Pool(holder, key_of(element.value), all_hold(there, element.there))


def balancers_of(pool: Pool, estate: Estate) -> Iterator[Resource]:
    """The balancer that a pool belongs to."""
    if pool.holder.type == POOL:
        yield from _on(pool.holder, estate)
    else:
        yield pool.holder


def _on(part: Resource, estate: Estate) -> Iterator[Resource]:
    return named_at(part, "loadbalancer_id", estate, BALANCERS[0])


def probed(pool: Pool, balancer: Resource, estate: Estate) -> Value:
    """Whether a load balancer probes what it sends to by a pool; an application gateway always does.

    A load balancer does by the rules that lead to the pool; one whose rules are not in the code may by any probe.
    """
    if balancer.type == BALANCERS[1]:
        return True
    rules = [rule for rule in estate.of_type(RULE) if balancer in _on(rule, estate)]
    if rules:
        return any_of(lambda rule=rule: _probes(rule, pool, estate) for rule in rules)  # type: ignore[misc]
    probes = (probe for probe in estate.of_type(PROBE) if balancer in _on(probe, estate))
    return any_of(lambda probe=probe: probe.exists for probe in probes)  # type: ignore[misc]


def _probes(rule: Resource, pool: Pool, estate: Estate) -> Value:
    """Whether a rule leads to a pool and has a probe; one whose pools are not in the code may lead to any."""
    to = [named for by in _LEADS_TO for named in each_mentioned(rule, by, estate) if named.resource.type == POOL]
    leads = any_of(lambda n=n: n.there for n in to if n.resource.id == pool.holder.id) if to else True  # type: ignore[misc]
    return all_hold(rule.exists, leads, lift(lambda given: given not in (None, ""), rule.values.get("probe_id")))


__all__ = ["BALANCERS", "POOL", "PROBE", "RULE", "Pool", "balancers_of", "pools_named", "probed"]
