"""Virtual machines and scale sets.

Sources: https://learn.microsoft.com/azure/virtual-machines/availability,
https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones,
https://learn.microsoft.com/azure/virtual-machines/extensions/custom-script-linux
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import inside
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Unknown
from continuity_audit.profiles.azure.backup import READS as BACKUPS
from continuity_audit.profiles.azure.backup import plan
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, over_zones
from continuity_audit.profiles.azure.running import AUTOSCALE, RUNS, SOME_REGULAR, two_machines
from continuity_audit.profiles.azure.serving import OTHER_REGION, OTHERS, OTHERS_ELSEWHERE, READS
from continuity_audit.profiles.azure.site_recovery import REGION_REPLICA, REPLICATED, ZONE_REPLICA
from continuity_audit.profiles.azure.subnets import NAT_READS, nat_gateway
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.profile import Fold, Need, Profile, continues, recovers, where
from continuity_audit.profiles.references import every
from continuity_audit.profiles.terms import Context, attribute

AVAILABILITY: Final = LEARN + "virtual-machines/availability"
SETS: Final = LEARN + "virtual-machine-scale-sets/"
SPOT: Final = SETS + "use-spot"
ZONES_PAGE: Final = SETS + "virtual-machine-scale-sets-use-availability-zones"

# --- what machines are told ---------------------------------------------------------------------------------------

SCRIPTS: Final = ("customscript", "customscriptextension", "customscriptforlinux")
"""The types of extensions that run what code says; others are of agents."""
STORED: Final = ("azurerm_storage_account", "azurerm_storage_container", "azurerm_storage_blob")
BOOTED_WITH: Final = run_time("custom_data", "user_data", "user_data_base64", "os_profile")


def _scripts(kind: str, *arguments: str) -> Need:
    """The need for all that the scripts of extensions mention, whose types are at a path.

    The files of a script are fetched when it is installed: where it has some, the storage that is mentioned is theirs.
    """
    told = run_time(*arguments)

    def needed(context: Context) -> Iterator[Resource]:
        extension = context.resource
        if not any(str(found).lower() in SCRIPTS for found in every(extension.values, kind)):
            return
        leaves = [leaf for a in arguments for leaf in inside(extension.values.get(a))]
        fetched = any("fileUris" in spelling(leaf) for leaf in leaves if isinstance(leaf, str | Unknown))
        for found in told(context) if callable(told) else ():
            if not (fetched and found.type in STORED):
                yield found

    return needed


SCRIPT_NEEDS: Final = (_scripts("type", "settings", "protected_settings"),)
RUN_COMMAND: Final = Fold(
    "azurerm_virtual_machine_run_command", by="virtual_machine_id",
    needs=(run_time("source", "parameter", "protected_parameter"),),
)  # fmt: skip

# --- machines -----------------------------------------------------------------------------------------------------

REGULAR = attribute("priority", "Regular", PROVIDER + "linux_virtual_machine").equals("Regular")

LINUX = Profile(
    type="azurerm_linux_virtual_machine",
    title="Linux virtual machine",
    kind=Kind.COMPUTE,
    stateful=False,
    needs=(BOOTED_WITH, nat_gateway),
    reads=(*READS, *NAT_READS),
    folds=(
        Fold("azurerm_virtual_machine_data_disk_attachment", by="virtual_machine_id", shared=True,
             needs=(run_time("managed_disk_id"),)),
        Fold("azurerm_virtual_machine_extension", by="virtual_machine_id", needs=SCRIPT_NEEDS),
        RUN_COMMAND,
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
INLINE_DISKS = blocks("storage_data_disk").any(~attribute("create_option").one_of("Attach", "attach"))
"""Disks that code makes with the machine; one that it attaches is a component of its own."""
LEGACY = replace(
    LINUX,
    type="azurerm_virtual_machine",
    title="Virtual machine (legacy resource type)",
    stateful=INLINE_DISKS,
    reads=tuple(dict.fromkeys((*READS, *NAT_READS, *BACKUPS))),
    data=where(INLINE_DISKS, *plan(Scenario.DATA)),
    zone=(
        *where(~INLINE_DISKS, OTHERS_ELSEWHERE, OTHER_REGION),
        ZONE_REPLICA,
        *where(INLINE_DISKS, *plan(Scenario.ZONE)),
    ),
    region=(
        *where(~INLINE_DISKS, OTHER_REGION),
        REGION_REPLICA,
        *where(INLINE_DISKS, *plan(Scenario.REGION)),
    ),
    account=where(INLINE_DISKS, *plan(Scenario.ACCOUNT)),
)

# --- scale sets ---------------------------------------------------------------------------------------------------


RESTORED = attribute("spot_restore.enabled", False, PROVIDER + "linux_virtual_machine_scale_set").is_true
MEMBERS: Final = continues("members", "its other machines carry on", when=two_machines, rto="10s-2m",
                           source=SETS + "overview")  # fmt: skip

LINUX_SET = Profile(
    type="azurerm_linux_virtual_machine_scale_set",
    title="Scale set of Linux virtual machines",
    kind=Kind.COMPUTE,
    stateful=False,
    component=RUNS["azurerm_linux_virtual_machine_scale_set"],
    needs=(BOOTED_WITH, _scripts("extension.type", "extension"), nat_gateway),
    reads=(*READS, *NAT_READS),
    folds=(
        Fold("azurerm_virtual_machine_scale_set_extension", by="virtual_machine_scale_set_id", needs=SCRIPT_NEEDS),
        Fold(AUTOSCALE, by="target_resource_id"),
    ),
    instance=(
        MEMBERS,
        OTHERS,
        recovers("restart", "Azure starts its only machine again on another host", when=SOME_REGULAR, rto="5m-30m",
                 source=AVAILABILITY),
        recovers("restart", "Azure tries to start evicted machines again, once there is capacity", when=RESTORED,
                 rto="5m-24h", source=SPOT),
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
