"""Machines and disks that Azure Site Recovery replicates to another region or zone, or perhaps does."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.azure.five import HOME, Five, addresses, five, resource

RESTART, REDEPLOY, PROMOTION, SERVICE = (
    "recovers/restart", "recovers/redeploy", "recovers/promotion", "continues/service",
)  # fmt: skip
VM, DISK = "azurerm_linux_virtual_machine.x", "azurerm_managed_disk.data"
FABRIC = "azurerm_site_recovery_fabric.%s.id"


def replicated(target: str, more: str = "", disk: str = f"{DISK}.id", source: str = f"{VM}.id") -> str:
    fabrics = "".join(resource("azurerm_site_recovery_fabric", name=n, group=n) for n in ("west", "north"))
    machine = resource("azurerm_linux_virtual_machine", 'zone = "1"')
    data = resource("azurerm_managed_disk", 'storage_account_type = "Premium_LRS"\n  zone = "1"', "data")
    item = (
        'resource "azurerm_site_recovery_replicated_vm" "r" {\n  name = "r"\n'
        f"  source_vm_id = {source}\n  target_recovery_fabric_id = {target}\n  {more}\n"
        f"  managed_disk {{\n disk_id = {disk}\n }}\n}}\n"
    )
    return fabrics + machine + data + item


@pytest.mark.parametrize(("target", "more", "zone", "region"), [
    (FABRIC % "north", "", PROMOTION, PROMOTION),
    (FABRIC % "west", 'target_zone = "2"', PROMOTION, None),
    (FABRIC % "west", 'target_zone = "1"', None, None),
    (FABRIC % "west", "", None, None),
    ("var.place", "", "unknown(var.place)", "unknown(var.place)"),
    (FABRIC % "west", "target_zone = var.place", "unknown(var.place)", None),
    (FABRIC % "north", "count = 0", None, None),
])  # fmt: skip
def test_what_is_replicated_is_promoted_elsewhere(target: str, more: str, zone: str | None, region: str | None) -> None:
    text = replicated(target, more)
    disk: Five = ("lost", SERVICE, zone or "lost", region or "lost", "lost")
    assert five(text, DISK) == disk
    # A machine recovers in any case: from code, where no replica stands ready.
    machine = components(HOME + text)[VM].outcomes
    assert [machine[s].outcome.value for s in (Scenario.ZONE, Scenario.REGION)] == ["recovers", "recovers"]
    assert (machine[Scenario.ZONE].by.value == "promotion") is (zone == PROMOTION)
    assert (machine[Scenario.REGION].by.value == "promotion") is (region == PROMOTION)


def test_a_disk_that_is_left_out_is_not_replicated() -> None:
    text = replicated(FABRIC % "north", disk="azurerm_managed_disk.other.id") + resource(
        "azurerm_managed_disk", 'storage_account_type = "Premium_LRS"', "other"
    )
    assert five(text, DISK)[2:4] == ("lost", "lost")
    assert five(text, "azurerm_managed_disk.other")[2:4] == (PROMOTION, PROMOTION)


def test_a_replication_belongs_to_its_machine() -> None:
    text = replicated(FABRIC % "north")
    assert addresses(text) == [VM, DISK]
    found = components(HOME + text)[VM]
    assert [c.address for c in found.companions] == ["azurerm_site_recovery_replicated_vm.r"]
    evidence = found.outcomes[Scenario.REGION].evidence
    assert [(e.address, e.attribute, e.value) for e in evidence] == [
        ("azurerm_site_recovery_fabric.north", "location", "northeurope")
    ]
