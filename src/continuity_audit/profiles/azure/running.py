"""Whether what stands in the code runs: switches that turn it off, and how many instances are kept.

Machines of the priority `Spot` are kept by nobody: Azure takes them back whenever it needs their capacity, which is
when others fail, and promises no availability. So none of them is counted as one that carries on.

Sources: https://learn.microsoft.com/azure/azure-monitor/autoscale/autoscale-overview,
https://learn.microsoft.com/azure/virtual-machine-scale-sets/use-spot,
https://learn.microsoft.com/azure/virtual-machine-scale-sets/spot-priority-mix,
https://learn.microsoft.com/azure/api-management/api-management-howto-deploy-multi-region
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.counts import share_of
from continuity_audit.estate.logic import any_of, as_truth, at_least, both, either, if_else, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.locations import PROVIDER
from continuity_audit.profiles.references import each_mentioned, every
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, attribute, fact, walk

AUTOSCALE: Final = "azurerm_monitor_autoscale_setting"

# --- switches -----------------------------------------------------------------------------------------------------

ENABLED = ~attribute("enabled", True, PROVIDER + "linux_web_app").equals(False)
STARTED_AGAIN = ~attribute("restart_policy", "Always", PROVIDER + "container_group").equals("Never")
GATEWAY_ON = ~attribute("gateway_disabled", False, PROVIDER + "api_management").is_true


def is_on(resource: Resource) -> Value:
    """Whether a resource is there and its own ``enabled`` does not turn it off."""
    enabled = unmark(resource.values.get("enabled"))
    return both(resource.exists, lambda: True if enabled is None else as_truth(enabled))


# --- sizes --------------------------------------------------------------------------------------------------------


def _autoscaled(resource: Resource, context: Context) -> Iterator[tuple[Resource, Value]]:
    """The autoscale settings that target a resource, each with whether it is there, on and does."""
    for setting in context.estate.of_type(AUTOSCALE):
        for found, there in each_mentioned(setting, "target_resource_id", context.estate):
            if found.id == resource.id:
                yield setting, both(is_on(setting), lambda t=there: t)  # type: ignore[misc]


def kept(resource: Resource, fixed: Value, context: Context) -> Value:
    """How many instances are kept: the least minimum of its autoscale settings, else a fixed number."""
    worth = fixed
    for setting, on in _autoscaled(resource, context):
        if on is not False:
            least = _least(setting, context)
            worth = if_else(on, lambda low=least: low, lambda w=worth: w)  # type: ignore[misc]
    return worth


def reached(resource: Resource, context: Context) -> Iterator[tuple[Value, Value]]:
    """The sizes that autoscale settings may take a resource up to, each with whether they do."""
    for setting, on in _autoscaled(resource, context):
        for maximum in every(setting.values, "profile.capacity.maximum"):
            context.about(setting).note("profile.capacity.maximum", maximum)
            yield maximum, on


def _least(setting: Resource, context: Context) -> Value:
    """The least minimum of the profiles of an autoscale setting."""
    least: Value = None
    for minimum in every(setting.values, "profile.capacity.minimum"):
        context.about(setting).note("profile.capacity.minimum", minimum)
        if least is None or at_least(minimum, 2) is not True:
            least = minimum
    return least


def _fixed(context: Context) -> Value:
    """The number of instances that its own argument states."""
    path = "sku.capacity" if context.resource.type == "azurerm_virtual_machine_scale_set" else "instances"
    value = context.read(path)
    worth = lift(lambda n: 0 if n is None else n, unmark(value))
    context.note(path, worth, PROVIDER + "linux_virtual_machine_scale_set" if value is None else "")
    return worth


REGULAR = ~attribute("priority").one_of("Spot", "Low")
"""Whether Azure takes none of its machines back: left out, the priority is `Regular`."""
BASE: Final = "priority_mix.base_regular_count"
ABOVE_BASE: Final = "priority_mix.regular_percentage_above_base"
SOME_REGULAR = REGULAR | attribute(BASE).at_least(1)
"""Whether a machine of it is there that Azure does not take back."""


def _regular(context: Context) -> Value:
    """How many of the machines that are kept are of regular priority: a mix has some, then a share of the others."""
    number = kept(context.resource, _fixed(context), context)

    def of_the_mix() -> Value:
        base, share = (unmark(context.read(path)) for path in (BASE, ABOVE_BASE))
        for path, value in ((BASE, base), (ABOVE_BASE, share)):
            context.note(path, value)
        return share_of(number, base, share)

    return if_else(_is_regular(context), lambda: number, of_the_mix)


def _is_regular(context: Context) -> Value:
    """Whether its machines are of regular priority, noted where the code says something of it."""
    return True if context.read("priority") is None else REGULAR.value(context)


@fact(
    "it keeps two machines or more of regular priority", reads=(AUTOSCALE,),
    remedy="set `instances`, or the minimum of its autoscale setting, to 2 or more",
)  # fmt: skip
def two_machines(context: Context) -> Value:
    """Whether a machine is left when one fails."""
    return at_least(_regular(context), 2)


@fact("it keeps a machine or more of regular priority", reads=(AUTOSCALE,))
def keeps_machines(context: Context) -> Value:
    """Whether machines run at any time, so that they can take over: what scales from zero is no live copy."""
    return at_least(_regular(context), 1)


@fact("it runs machines", reads=(AUTOSCALE,))
def runs_machines(context: Context) -> Value:
    """Whether its size is above zero, or an autoscale setting can raise it."""
    raised = any_of(
        lambda s=s, on=on: both(on, lambda: at_least(walk(s.values, "profile.capacity.maximum"), 1))  # type: ignore[misc]
        for s, on in _autoscaled(context.resource, context)
    )
    return either(raised, lambda: at_least(_fixed(context), 1))


@fact("it has machines of its own", reads=(AUTOSCALE,))
def has_model(context: Context) -> Value:
    """Whether it makes machines itself: without a size of machine it only groups those that name it."""
    modelled = negate(as_truth(context.read("sku_name") is None))
    fixed = context.read("instances")
    return both(modelled, lambda: True if fixed is None else runs_machines.value(context))


# --- by type ------------------------------------------------------------------------------------------------------

WEB_APPS: Final = (
    "azurerm_linux_web_app", "azurerm_windows_web_app", "azurerm_app_service", "azurerm_linux_function_app",
    "azurerm_windows_function_app", "azurerm_function_app", "azurerm_function_app_flex_consumption",
    "azurerm_logic_app_standard",
)  # fmt: skip
SCALE_SETS: Final = (
    "azurerm_linux_virtual_machine_scale_set", "azurerm_windows_virtual_machine_scale_set",
    "azurerm_orchestrated_virtual_machine_scale_set", "azurerm_virtual_machine_scale_set",
)  # fmt: skip
MACHINES: Final = ("azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine")
_SWITCHED: Final[Mapping[str, Condition]] = {
    **dict.fromkeys(WEB_APPS, ENABLED), "azurerm_container_group": STARTED_AGAIN,
}  # fmt: skip
RUNS: Final[Mapping[str, Condition]] = {
    **_SWITCHED, **dict.fromkeys(SCALE_SETS, runs_machines),
    "azurerm_orchestrated_virtual_machine_scale_set": has_model,
}  # fmt: skip
"""What makes a server a component, by its type; others always are."""
ANSWERS: Final[Mapping[str, Condition]] = {
    **_SWITCHED, **dict.fromkeys(SCALE_SETS, keeps_machines), **dict.fromkeys(MACHINES, REGULAR),
    "azurerm_orchestrated_virtual_machine_scale_set": has_model & SOME_REGULAR,
    "azurerm_api_management": GATEWAY_ON,
}  # fmt: skip
"""What lets a server answer where it stands, at any time."""


def runs(context: Context) -> Value:
    """Whether the resource is there and not switched off, so that it is a component."""
    return both(context.resource.exists, lambda: RUNS.get(context.resource.type, ALWAYS).value(context))


def answers(context: Context) -> Value:
    """Whether the resource answers where it stands, so that it can take over; notes what decides it."""
    return both(context.resource.exists, lambda: ANSWERS.get(context.resource.type, ALWAYS).value(context))


__all__ = [
    "AUTOSCALE", "ENABLED", "GATEWAY_ON", "RUNS", "SCALE_SETS", "SOME_REGULAR", "STARTED_AGAIN", "WEB_APPS", "answers",
    "is_on", "kept", "reached", "runs", "two_machines",
]  # fmt: skip
