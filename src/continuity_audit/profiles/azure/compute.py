"""Virtual machines and scale sets.

Sources: https://learn.microsoft.com/azure/virtual-machines/availability,
https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, over_zones
from continuity_audit.profiles.azure.running import AUTOSCALE, RUNS, two_machines
from continuity_audit.profiles.azure.serving import OTHER_REGION, OTHERS, OTHERS_ELSEWHERE, READS
from continuity_audit.profiles.azure.site_recovery import REGION_REPLICA, REPLICATED, ZONE_REPLICA
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import attribute

AVAILABILITY: Final = LEARN + "virtual-machines/availability"
SETS: Final = LEARN + "virtual-machine-scale-sets/"
ZONES_PAGE: Final = SETS + "virtual-machine-scale-sets-use-availability-zones"

# --- machines -----------------------------------------------------------------------------------------------------

REGULAR = attribute("priority", "Regular", PROVIDER + "linux_virtual_machine").equals("Regular")

LINUX = Profile(
    type="azurerm_linux_virtual_machine",
    title="Linux virtual machine",
    kind=Kind.COMPUTE,
    stateful=False,
    needs=(run_time("custom_data", "user_data"),),
    reads=READS,
    folds=(
        Fold("azurerm_virtual_machine_data_disk_attachment", by="virtual_machine_id", shared=True,
             needs=(run_time("managed_disk_id"),)),
        Fold("azurerm_virtual_machine_extension", by="virtual_machine_id"),
        Fold(REPLICATED, by="source_vm_id"),
    ),
    instance=(
        OTHERS,
        recovers("restart", "Azure starts it again on another host", when=REGULAR, rto="5m-30m", source=AVAILABILITY),
    ),
    zone=(OTHERS_ELSEWHERE, OTHER_REGION, ZONE_REPLICA),
    region=(OTHER_REGION, REGION_REPLICA),
)  # fmt: skip
WINDOWS = replace(LINUX, type="azurerm_windows_virtual_machine", title="Windows virtual machine")
LEGACY = replace(LINUX, type="azurerm_virtual_machine", title="Virtual machine (legacy resource type)")

# --- scale sets ---------------------------------------------------------------------------------------------------


MEMBERS: Final = continues("members", "its other machines carry on", when=two_machines, rto="10s-2m",
                           source=SETS + "overview")  # fmt: skip

LINUX_SET = Profile(
    type="azurerm_linux_virtual_machine_scale_set",
    title="Scale set of Linux virtual machines",
    kind=Kind.COMPUTE,
    stateful=False,
    component=RUNS["azurerm_linux_virtual_machine_scale_set"],
    needs=(run_time("custom_data", "user_data"),),
    reads=READS,
    folds=(
        Fold("azurerm_virtual_machine_scale_set_extension", by="virtual_machine_scale_set_id"),
        Fold(AUTOSCALE, by="target_resource_id"),
    ),
    instance=(
        MEMBERS,
        OTHERS,
        recovers("restart", "Azure starts its only machine again on another host", rto="5m-30m", source=AVAILABILITY),
    ),
    zone=(
        continues("members", "the scale set spreads its machines over the zones that it names",
                  when=two_machines & over_zones(), rto="10s-2m", source=ZONES_PAGE),
        OTHER_REGION,
    ),
    region=(OTHER_REGION,),
)  # fmt: skip
WINDOWS_SET = replace(
    LINUX_SET, type="azurerm_windows_virtual_machine_scale_set", title="Scale set of Windows virtual machines"
)
LEGACY_SET = replace(
    LINUX_SET, type="azurerm_virtual_machine_scale_set", title="Scale set of virtual machines (legacy resource type)"
)


ORCHESTRATED_SET = replace(
    LINUX_SET,
    type="azurerm_orchestrated_virtual_machine_scale_set",
    title="Scale set of virtual machines with flexible orchestration",
    component=RUNS["azurerm_orchestrated_virtual_machine_scale_set"],
)

PROFILES: Final = (LINUX, WINDOWS, LEGACY, LINUX_SET, WINDOWS_SET, LEGACY_SET, ORCHESTRATED_SET)

__all__ = ["PROFILES"]
