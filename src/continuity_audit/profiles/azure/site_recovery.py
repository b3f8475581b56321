"""Azure Site Recovery: which machines and disks are replicated, and whether to another region or zone.

What is replicated follows every write, so that it is no copy of data that was corrupted or deleted.

Sources: https://learn.microsoft.com/azure/site-recovery/azure-to-azure-architecture,
https://learn.microsoft.com/azure/site-recovery/azure-to-azure-how-to-enable-zone-to-zone-disaster-recovery
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, both, either, equals, negate
from continuity_audit.estate.model import Resource, Scenario
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.backup import MACHINES
from continuity_audit.profiles.azure.locations import LEARN
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import different, region_of
from continuity_audit.profiles.profile import Claim, recovers
from continuity_audit.profiles.references import Named, each_meant, meant
from continuity_audit.profiles.terms import Context, Fact

REPLICATED: Final = "azurerm_site_recovery_replicated_vm"
FABRIC: Final = "azurerm_site_recovery_fabric"
READS: Final = (REPLICATED, FABRIC)
_COVERS: Final = {"source_vm_id": MACHINES, "managed_disk.disk_id": ("azurerm_managed_disk",)}


@once
def _replications(estate: Estate) -> dict[str, list[Named]]:
    """The replications by the id of the machines and disks that they cover, each with whether it does."""
    found: dict[str, list[Named]] = {}
    for item in estate.of_type(REPLICATED):
        for path, types in _COVERS.items():
            for value, there, _ in each(item.values, path):
                for covered, means in each_meant(item, path, value, estate, *types):
                    found.setdefault(covered.id, []).append(Named(item, all_hold(item.exists, there, means)))
    return found


def _region_of_target(item: Resource, context: Context) -> Value:
    by = "target_recovery_fabric_id"
    value = item.values.get(by)
    for fabric in meant(item, by, value, context.estate, FABRIC):
        context.about(fabric).note("location", region_of(fabric))
        return region_of(fabric)
    context.about(item).note(by, value)
    return Unknown(causes_of(value) or frozenset({item.name_of(by)}), f"region of {key_of(value)}")


def _in_another_zone(item: Resource, source: Resource) -> Value:
    zones = unmark(item.values.get("target_zone")), unmark(source.values.get("zone"))
    return False if None in zones else negate(equals(*zones))


def _replicated(scenario: Scenario) -> Fact:
    """The condition that a replica stands outside the region, or the zone."""

    def outside(item: Resource, context: Context) -> Value:
        target = _region_of_target(item, context)
        apart = different(region_of(context.resource), target, "region", context.resource)
        if scenario is Scenario.REGION:
            return apart
        context.about(item).note("target_zone", item.values.get("target_zone"))
        return either(apart, lambda: _in_another_zone(item, context.resource))

    def stands(context: Context) -> Value:
        items = _replications(context.estate).get(context.resource.id, ())
        return any_of(lambda i=i, there=there: both(there, lambda: outside(i, context)) for i, there in items)  # type: ignore[misc]

    what = scenario.value
    how = f"replicate its machine to another {what} (`{REPLICATED}`)"
    return Fact(stands, f"Azure Site Recovery replicates it to another {what}", READS, how)


def _promoted(scenario: Scenario) -> Claim:
    where = "region" if scenario is Scenario.REGION else "zone or region"
    return recovers(
        "promotion", f"Azure Site Recovery keeps a replica of it in another {where}, to which one can fail over",
        when=_replicated(scenario), rto="5m-2h", rpo="30s-15m",
        source=LEARN + "site-recovery/azure-to-azure-architecture",
    )  # fmt: skip


ZONE_REPLICA: Final = _promoted(Scenario.ZONE)
REGION_REPLICA: Final = _promoted(Scenario.REGION)

__all__ = ["READS", "REGION_REPLICA", "REPLICATED", "ZONE_REPLICA"]
