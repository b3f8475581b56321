"""Virtual machines and scale sets.

Sources: https://learn.microsoft.com/azure/virtual-machines/availability,
https://learn.microsoft.com/azure/virtual-machine-scale-sets/virtual-machine-scale-sets-use-availability-zones,
https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-overview
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.logic import any_of, as_truth, at_least, both, either, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.dependencies import run_time
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, over_zones
from continuity_audit.profiles.azure.serving import OTHER_REGION, OTHERS, OTHERS_ELSEWHERE, READS
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import every, mentioned
from continuity_audit.profiles.terms import Context, attribute, fact, walk

AVAILABILITY: Final = LEARN + "virtual-machines/availability"
SETS: Final = LEARN + "virtual-machine-scale-sets/"
ZONES_PAGE: Final = SETS + "virtual-machine-scale-sets-use-availability-zones"
AUTOSCALE: Final = "azurerm_monitor_autoscale_setting"

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
    ),
    instance=(
        OTHERS,
        recovers("restart", "Azure starts it again on another host", when=REGULAR, rto="5m-30m", source=AVAILABILITY),
    ),
    zone=(OTHERS_ELSEWHERE, OTHER_REGION),
    region=(OTHER_REGION,),
)  # fmt: skip
WINDOWS = replace(LINUX, type="azurerm_windows_virtual_machine", title="Windows virtual machine")
LEGACY = replace(LINUX, type="azurerm_virtual_machine", title="Virtual machine (legacy resource type)")

# --- scale sets ---------------------------------------------------------------------------------------------------


def autoscaled(resource: Resource, context: Context) -> list[Resource]:
    """The autoscale settings that target a resource."""
    settings = context.estate.of_type(AUTOSCALE)
    return [s for s in settings if resource in mentioned(s, "target_resource_id", context.estate)]


def _is_on(setting: Resource) -> Value:
    enabled = unmark(setting.values.get("enabled"))
    return both(setting.exists, lambda: True if enabled is None else as_truth(enabled))


def kept(resource: Resource, fixed: Value, context: Context) -> Value:
    """How many instances are kept: the least minimum of its autoscale settings, else a fixed number."""
    for setting in autoscaled(resource, context):
        least: Value = None
        for minimum in every(setting.values, "profile.capacity.minimum"):
            context.about(setting).note("profile.capacity.minimum", minimum)
            if least is None or at_least(minimum, 2) is not True:
                least = minimum
        on = _is_on(setting)
        return fixed if on is False else lift(lambda t, low: low if t else fixed, on, least)
    return fixed


def _fixed(context: Context) -> Value:
    """The number of instances that its own argument states."""
    path = "sku.capacity" if context.resource.type == "azurerm_virtual_machine_scale_set" else "instances"
    value = context.read(path)
    worth = lift(lambda n: 0 if n is None else n, unmark(value))
    context.note(path, worth, PROVIDER + "linux_virtual_machine_scale_set" if value is None else "")
    return worth


@fact(
    "it keeps two machines or more", reads=(AUTOSCALE,),
    remedy="set `instances`, or the minimum of its autoscale setting, to 2 or more",
)  # fmt: skip
def two_machines(context: Context) -> Value:
    """Whether a machine is left when one fails."""
    return at_least(kept(context.resource, _fixed(context), context), 2)


@fact("it runs machines", reads=(AUTOSCALE,))
def runs_machines(context: Context) -> Value:
    """Whether its size is above zero, or an autoscale setting can raise it."""
    raised = any_of(
        lambda s=s: both(_is_on(s), lambda: at_least(walk(s.values, "profile.capacity.maximum"), 1))  # type: ignore[misc]
        for s in autoscaled(context.resource, context)
    )
    return either(raised, lambda: at_least(_fixed(context), 1))


MEMBERS: Final = continues("members", "its other machines carry on", when=two_machines, rto="10s-2m",
                           source=SETS + "overview")  # fmt: skip

LINUX_SET = Profile(
    type="azurerm_linux_virtual_machine_scale_set",
    title="Scale set of Linux virtual machines",
    kind=Kind.COMPUTE,
    stateful=False,
    component=runs_machines,
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


@fact("it has machines of its own", reads=(AUTOSCALE,))
def has_model(context: Context) -> Value:
    """Whether it makes machines itself: without a size of machine it only groups those that name it."""
    modelled = negate(as_truth(context.read("sku_name") is None))
    fixed = context.read("instances")
    return both(modelled, lambda: True if fixed is None else runs_machines.value(context))


ORCHESTRATED_SET = replace(
    LINUX_SET,
    type="azurerm_orchestrated_virtual_machine_scale_set",
    title="Scale set of virtual machines with flexible orchestration",
    component=has_model,
)

PROFILES: Final = (LINUX, WINDOWS, LEGACY, LINUX_SET, WINDOWS_SET, LEGACY_SET, ORCHESTRATED_SET)

__all__ = ["AUTOSCALE", "PROFILES", "kept"]
