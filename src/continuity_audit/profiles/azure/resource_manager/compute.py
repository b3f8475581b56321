"""Virtual machines and scale sets in the words of Azure's API.

Sources: https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachines,
https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachines/extensions,
https://learn.microsoft.com/azure/templates/microsoft.compute/virtualmachinescalesets
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value
from continuity_audit.profiles.azure.resource_manager.shapes import Arguments, Several, Shape, each
from continuity_audit.profiles.terms import walk

MACHINES: Final = "Microsoft.Compute/virtualMachines"
SETS: Final = "Microsoft.Compute/virtualMachineScaleSets"

_LINUX, _WINDOWS, _FLEXIBLE = (
    "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine",
    "azurerm_orchestrated_virtual_machine_scale_set",
)  # fmt: skip
_SETS: Final = (f"{_LINUX}_scale_set", f"{_WINDOWS}_scale_set", _FLEXIBLE)


def _runs_windows(model: Value) -> bool:
    """Whether machines run Windows, by their profile or their disk; what is open is taken for Linux."""
    system = unmark(walk(model, "storageProfile.osDisk.osType"))
    return system == "Windows" or isinstance(unmark(walk(model, "osProfile.windowsConfiguration")), Mapping)


def _machine(body: Value) -> str:
    return _WINDOWS if _runs_windows(walk(body, "properties")) else _LINUX


def _set(body: Value) -> str:
    """The type of a scale set: one with flexible orchestration may only group machines of others."""
    if unmark(walk(body, "properties.orchestrationMode")) == "Flexible":
        return _SETS[2]
    return _SETS[1] if _runs_windows(walk(body, "properties.virtualMachineProfile")) else _SETS[0]


_EXTENSION: Final[Arguments] = {
    "type": "properties.type",
    "settings": "properties.settings",
    "protected_settings": "properties.protectedSettings",
}
_MODEL: Final = "properties.virtualMachineProfile"
_MIX: Final = "properties.priorityMixPolicy"

SHAPES: Final[Mapping[str, Shape]] = {
    MACHINES: Shape(
        Several((_LINUX, _WINDOWS), _machine),
        {
            "zones": "zones",
            "priority": "properties.priority",
            "network_interface_ids": "properties.networkProfile.networkInterfaces",
            "custom_data": "properties.osProfile.customData",
            "user_data": "properties.userData",
        },
    ),
    f"{MACHINES}/extensions": Shape("azurerm_virtual_machine_extension", _EXTENSION, parent="virtual_machine_id"),
    SETS: Shape(
        Several(_SETS, _set),
        {
            "sku_name": "sku.name",
            "instances": "sku.capacity",
            "zones": "zones",
            "priority": f"{_MODEL}.priority",
            "priority_mix.base_regular_count": f"{_MIX}.baseRegularPriorityCount",
            "priority_mix.regular_percentage_above_base": f"{_MIX}.regularPriorityPercentageAboveBase",
            "spot_restore.enabled": "properties.spotRestorePolicy.enabled",
            "network_interface": f"{_MODEL}.networkProfile.networkInterfaceConfigurations",
            "custom_data": f"{_MODEL}.osProfile.customData",
            "user_data": f"{_MODEL}.userData",
            "extension": each(f"{_MODEL}.extensionProfile.extensions", _EXTENSION),
        },
    ),
    f"{SETS}/extensions": Shape(
        "azurerm_virtual_machine_scale_set_extension", _EXTENSION, parent="virtual_machine_scale_set_id"
    ),
}

__all__ = ["SHAPES"]
