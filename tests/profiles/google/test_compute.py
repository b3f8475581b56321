"""Machines and managed instance groups of Compute Engine, alone and behind load balancers."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.profiles.google.compute import PROFILES
from profiles.audit_text import components
from profiles.google.five import HOME, addresses, five, shown

RESTART, REDEPLOY, MEMBERS = "recovers/restart", "recovers/redeploy", "continues/members"
MACHINE = "google_compute_instance.web"


def machine(body: str = "", name: str = "web") -> str:
    return f"""
resource "google_compute_instance" "{name}" {{
  name         = "{name}"
  machine_type = "e2-small"
  {body}
}}
"""


@pytest.mark.parametrize(("body", "instance"), [
    ("", RESTART),
    ("scheduling {\n automatic_restart = false\n }", REDEPLOY),
    ("scheduling {\n preemptible = true\n automatic_restart = false\n }", REDEPLOY),
    ('scheduling {\n provisioning_model = "SPOT"\n }', REDEPLOY),
    ("scheduling {\n automatic_restart = var.ha\n }", "recovers/redeploy"),
])  # fmt: skip
def test_a_machine(body: str, instance: str) -> None:
    assert five(machine(body), MACHINE) == ("continues", instance, REDEPLOY, REDEPLOY, REDEPLOY)


def test_what_shows_that_it_is_restarted() -> None:
    assert shown(machine(), MACHINE, Scenario.INSTANCE) == [
        ("scheduling.automatic_restart", True, 2, "compute_instance"),
        ("scheduling.preemptible", False, 2, "compute_instance"),
        ("scheduling.provisioning_model", "STANDARD", 2, "compute_instance"),
    ]


def test_a_machine_that_is_switched_off_is_no_component() -> None:
    assert addresses(machine('desired_status = "TERMINATED"')) == []


def test_a_machine_needs_the_disk_that_is_attached_to_it() -> None:
    disk = 'resource "google_compute_disk" "data" {\n  name = "data"\n  zone = "europe-west1-b"\n}\n'
    text = machine("attached_disk {\n    source = google_compute_disk.data.id\n  }") + disk
    assert components(HOME + text)[MACHINE].needs == (".::google_compute_disk.data",)


# --- behind a load balancer ---------------------------------------------------------------------------------------


def balanced(group: str, checks: str = "[google_compute_health_check.web.id]") -> str:
    return f"""
resource "google_compute_health_check" "web" {{
  name = "web"
}}
resource "google_compute_backend_service" "web" {{
  name          = "web"
  health_checks = {checks}
  {group}
}}
resource "google_compute_url_map" "web" {{
  name            = "web"
  default_service = google_compute_backend_service.web.id
}}
resource "google_compute_target_https_proxy" "web" {{
  name    = "web"
  url_map = google_compute_url_map.web.id
}}
resource "google_compute_global_forwarding_rule" "web" {{
  name   = "web"
  target = google_compute_target_https_proxy.web.id
}}
"""


def unmanaged(name: str, machines: str, zone: str) -> str:
    return f"""
resource "google_compute_instance_group" "{name}" {{
  name      = "{name}"
  zone      = {zone}
  instances = {machines}
}}
"""


def pair(left: str, right: str, checks: str = "[google_compute_health_check.web.id]") -> str:
    groups = "".join(
        f"  backend {{\n    group = google_compute_instance_group.{name}.id\n  }}\n" for name in ("left", "right")
    )
    return "".join(
        machine(f"zone = {zone}", name) + unmanaged(name, f"[google_compute_instance.{name}.self_link]", zone)
        for name, zone in (("left", left), ("right", right))
    ) + balanced(groups, checks)


@pytest.mark.parametrize(("left", "right", "expected"), [
    ('"europe-west1-b"', '"europe-west1-b"', (MEMBERS, REDEPLOY, REDEPLOY)),
    ('"europe-west1-b"', '"europe-west1-c"', (MEMBERS, MEMBERS, REDEPLOY)),
    ('"europe-west1-b"', '"europe-west4-a"', (MEMBERS, MEMBERS, "continues/failover")),
    ('"europe-west1-b"', "var.place", (MEMBERS, "unknown(var.place)", "unknown(var.place)")),
    ('"${var.place}-b"', '"${var.place}-c"', (MEMBERS, MEMBERS, REDEPLOY)),
    ("data.google_compute_zones.all.names[0]", "data.google_compute_zones.all.names[1]", (MEMBERS, MEMBERS, REDEPLOY)),
])  # fmt: skip
def test_machines_behind_one_load_balancer(left: str, right: str, expected: tuple[str, ...]) -> None:
    text = 'data "google_compute_zones" "all" {}\n' + pair(left, right)
    assert five(text, "google_compute_instance.left")[1:4] == expected


def test_without_health_checks_nobody_takes_over() -> None:
    text = pair('"europe-west1-b"', '"europe-west1-c"', "[]")
    assert five(text, "google_compute_instance.left")[1:4] == (RESTART, REDEPLOY, REDEPLOY)


# --- managed instance groups --------------------------------------------------------------------------------------

ZONAL, REGIONAL = "google_compute_instance_group_manager.web", "google_compute_region_instance_group_manager.web"


def group(body: str, regional: bool = False, name: str = "web", more: str = "") -> str:
    type_, place = (
        ("google_compute_region_instance_group_manager", 'region = "europe-west1"')
        if regional
        else ("google_compute_instance_group_manager", 'zone = "europe-west1-b"')
    )
    return f"""
resource "google_compute_instance_template" "web" {{
  machine_type = "e2-small"
}}
resource "{type_}" "{name}" {{
  name               = "{name}"
  base_instance_name = "{name}"
  {place}
  {body}
  version {{
    instance_template = google_compute_instance_template.web.self_link_unique
  }}
}}
{more}
"""


def autoscaler(least: str, regional: bool = False, mode: str = "ON") -> str:
    kind = "region_" if regional else ""
    return f"""
resource "google_compute_{kind}autoscaler" "web" {{
  name   = "web"
  target = google_compute_{kind}instance_group_manager.web.id
  autoscaling_policy {{
    min_replicas = {least}
    max_replicas = 9
    mode         = "{mode}"
  }}
}}
"""


TWO = "target_size = 2"


@pytest.mark.parametrize(("scheduling", "zone"), [
    ("preemptible = true", REDEPLOY), ('provisioning_model = "SPOT"', REDEPLOY),
    ('provisioning_model = "STANDARD"', MEMBERS), ("provisioning_model = var.place", "unknown(var.place)"),
])  # fmt: skip
def test_spot_machines_of_a_group_are_taken_back_when_a_zone_is_lost(scheduling: str, zone: str) -> None:
    machine = 'machine_type = "e2-small"'
    text = group(TWO, True).replace(machine, f"{machine}\n  scheduling {{\n    {scheduling}\n  }}")
    assert five(text, REGIONAL)[1:3] == (MEMBERS, zone)


@pytest.mark.parametrize(("text", "address", "expected"), [
    (group("target_size = 1"), ZONAL, (RESTART, REDEPLOY)),
    (group(TWO), ZONAL, (MEMBERS, REDEPLOY)),
    (group(TWO, True), REGIONAL, (MEMBERS, MEMBERS)),
    (group("target_size = 1", True), REGIONAL, (RESTART, REDEPLOY)),
    (group(f'{TWO}\n  distribution_policy_zones = ["europe-west1-b"]', True), REGIONAL, (MEMBERS, REDEPLOY)),
    (group(f'{TWO}\n  distribution_policy_target_shape = "ANY_SINGLE_ZONE"', True), REGIONAL, (MEMBERS, REDEPLOY)),
    (group("target_size = var.place", True), REGIONAL, ("unknown(var.place)", "unknown(var.place)")),
    (group("", True, more=autoscaler("2", True)), REGIONAL, (MEMBERS, MEMBERS)),
    (group("target_size = 5", True, more=autoscaler("1", True)), REGIONAL, (RESTART, REDEPLOY)),
    (group(TWO, True, more=autoscaler("1", True, "OFF")), REGIONAL, (MEMBERS, MEMBERS)),
    (group('target_size = 1\n  instance_lifecycle_policy {\n default_action_on_failure = "DO_NOTHING"\n }'), ZONAL,
     (REDEPLOY, REDEPLOY)),
])  # fmt: skip
def test_a_group(text: str, address: str, expected: tuple[str, ...]) -> None:
    assert addresses(text) == [address]
    assert five(text, address) == ("continues", *expected, REDEPLOY, REDEPLOY)


def test_a_group_of_nothing_that_nothing_raises_is_no_component() -> None:
    assert addresses(group("")) == []
    assert addresses(group("", more=autoscaler("0"))) == [ZONAL]


LOST = "lost"
RESTORE = "recovers/restore"
KEEPS = 'stateful_disk {\n device_name = "data"\n }'
OPEN_KEEPS = 'dynamic "stateful_disk" {\n for_each = var.ha ? ["data"] : []\n content {\n device_name = "data"\n }\n }'


def keeping(body: str, regional: bool = False, snapshots: str | None = None) -> str:
    """A group whose template has a data disk, with a snapshot schedule of some properties or without one."""
    policy = "" if snapshots is None else "resource_policies = [google_compute_resource_policy.daily.id]"
    disk = f'machine_type = "e2-small"\n  disk {{\n    device_name = "data"\n    {policy}\n  }}'
    schedule = (
        ""
        if snapshots is None
        else f"""
resource "google_compute_resource_policy" "daily" {{
  name = "daily"
  snapshot_schedule_policy {{
    schedule {{
      daily_schedule {{
        days_in_cycle = 1
        start_time    = "04:00"
      }}
    }}
    {snapshots}
  }}
}}
"""
    )
    return group(body, regional).replace('machine_type = "e2-small"', disk) + schedule


IN_REGION = 'snapshot_properties {\n storage_locations = ["europe-west1"]\n }'
IDLE = 'instance_lifecycle_policy {\n default_action_on_failure = "DO_NOTHING"\n }'


@pytest.mark.parametrize(("text", "address", "expected"), [
    (keeping(f"target_size = 1\n{KEEPS}"), ZONAL, (LOST, RESTART, LOST, LOST)),
    (keeping(f"target_size = 1\n{KEEPS}\n{IDLE}"), ZONAL, (LOST, REDEPLOY, LOST, LOST)),
    (keeping(f"target_size = 2\n{KEEPS}"), ZONAL, (LOST, MEMBERS, LOST, LOST)),
    (keeping(f"target_size = 2\n{KEEPS}", True), REGIONAL, (LOST, MEMBERS, MEMBERS, LOST)),
    (keeping(f"target_size = 1\n{KEEPS}", True), REGIONAL, (LOST, RESTART, LOST, LOST)),
    (keeping(f"target_size = 1\n{KEEPS}", snapshots=""), ZONAL, (RESTORE, RESTART, RESTORE, RESTORE)),
    (keeping(f"target_size = 1\n{KEEPS}", snapshots=IN_REGION), ZONAL, (RESTORE, RESTART, RESTORE, LOST)),
    (keeping(f"target_size = 1\n{OPEN_KEEPS}"), ZONAL,
     ("unknown(var.ha)", RESTART, "unknown(var.ha)", "unknown(var.ha)")),
])  # fmt: skip
def test_a_group_whose_machines_keep_their_disks_holds_data(text: str, address: str, expected: tuple[str, ...]) -> None:
    assert five(text, address)[:4] == expected


def test_snapshots_of_disks_that_go_with_their_machines_are_no_copy_of_data() -> None:
    assert five(keeping("target_size = 2", snapshots=""), ZONAL)[0] == "continues"


def test_advice_for_disks_that_machines_keep_speaks_of_their_template() -> None:
    group_profile = next(p for p in PROFILES if p.type == ZONAL.partition(".")[0])
    assert group_profile.data[0].when.remedy() == (
        "name a `google_compute_resource_policy` with a `snapshot_schedule_policy` among the `resource_policies` of "
        "the disk in its template"
    )


def test_a_disk_that_a_template_attaches_is_a_component_of_its_own() -> None:
    disk = 'resource "google_compute_disk" "data" {\n  name = "data"\n  zone = "europe-west1-b"\n}\n'
    own = keeping(f"target_size = 1\n{KEEPS}") + disk
    other = own.replace('device_name = "data"', 'device_name = "data"\n    source = google_compute_disk.data.name', 1)
    assert five(own, ZONAL) == (LOST, RESTART, LOST, LOST, LOST)
    assert five(other, ZONAL) == ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)
    found = components(HOME + other)
    assert (found[ZONAL].stateful, found[ZONAL].needs) == (False, (".::google_compute_disk.data",))
    assert components(HOME + own)[ZONAL].needs == ()
    both = other.replace(KEEPS, KEEPS + "\n" + KEEPS.replace("data", "persistent-disk-0"))
    assert five(both, ZONAL)[0] == LOST


def test_a_group_elsewhere_does_not_stand_in_for_the_disks_that_machines_keep() -> None:
    far = groups_of(1, '"europe-west4"')
    kept = far.replace("target_size = 1", f"target_size = 1\n{KEEPS}")
    assert five(far, REGIONAL)[1:4] == (MEMBERS, MEMBERS, "continues/failover")
    assert five(kept, REGIONAL)[1:4] == (MEMBERS, LOST, LOST)


def configured(body: str, regional: bool = False, by: str = "name") -> str:
    kind = "region_" if regional else ""
    return f"""
resource "google_compute_{kind}per_instance_config" "web" {{
  {body}
  {kind}instance_group_manager = google_compute_{kind}instance_group_manager.web.{by}
  name                         = "web"
}}
"""


@pytest.mark.parametrize(("size", "configs", "regional", "instance", "zone"), [
    ("", "", False, RESTART, REDEPLOY),
    ("", "count = 2", False, MEMBERS, REDEPLOY),
    ("", "count = 2", True, MEMBERS, MEMBERS),
    ("", 'for_each = toset(["a", "b"])', True, MEMBERS, MEMBERS),
    ("", "count = var.place", True, "unknown(var.place)", "unknown(var.place)"),
    ("", "count = var.ha ? 3 : 2", False, MEMBERS, REDEPLOY),
    ("target_size = null", "count = 2", False, MEMBERS, REDEPLOY),
    ("target_size = var.ha ? null : 1", "count = 2", False, "unknown(var.ha)", REDEPLOY),
    ("target_size = 1", "count = 2", False, RESTART, REDEPLOY),
])  # fmt: skip
def test_a_group_whose_machines_are_configured_one_by_one(
    size: str, configs: str, regional: bool, instance: str, zone: str
) -> None:
    text, address = group(size, regional, more=configured(configs, regional)), REGIONAL if regional else ZONAL
    assert addresses(text) == [address]
    assert five(text, address) == ("continues", instance, zone, REDEPLOY, REDEPLOY)


def test_configurations_that_name_the_group_by_its_id_or_in_a_text() -> None:
    by_id = group("", more=configured("count = 2", by="id"))
    by_text = by_id.replace("google_compute_instance_group_manager.web.id", '"web"')
    for text in (by_id, by_text):
        assert five(text, ZONAL)[1] == MEMBERS
    none = by_id.replace("count = 2", "count = 0")
    assert addresses(none) == []


def test_what_shows_how_many_machines_are_configured() -> None:
    text = group("", more=configured("count = 2"))
    line = text[: text.index('per_instance_config"')].count("\n") + 1
    assert shown(text, ZONAL, Scenario.INSTANCE) == [("web[0]", True, line, ""), ("web[1]", True, line, "")]


def test_a_group_needs_the_disks_that_its_machines_keep() -> None:
    disk = 'resource "google_compute_disk" "data" {\n  name = "data"\n  zone = "europe-west1-b"\n}\n'
    kept = 'preserved_state {\n disk {\n device_name = "data"\n source = google_compute_disk.data.id\n }\n }'
    made = components(HOME + disk + group("", more=configured(kept)))
    assert made[ZONAL].needs == (".::google_compute_disk.data",)


@pytest.mark.parametrize(("old", "new"), [
    ("  name ", "  count = var.ha ? 1 : 0\n  name "),
    ('= "ON"', '= var.ha ? "ON" : "OFF"'),
])  # fmt: skip
def test_an_autoscaler_that_may_be_there(old: str, new: str) -> None:
    scaler = autoscaler("2", True)
    assert old in scaler
    open_ = scaler.replace(old, new, 1)
    for size, expected in (("target_size = 1", "unknown(var.ha)"), (TWO, MEMBERS)):
        assert five(group(size, True, more=open_), REGIONAL)[1:3] == (expected, expected)


def groups_of(size: int, far: str) -> str:
    """Two regional groups behind one load balancer, the second in another place."""
    second = group(f"target_size = {size}", True, "far").replace('"europe-west1"', far)
    backends = "".join(
        f"  backend {{\n    group = google_compute_region_instance_group_manager.{n}.instance_group\n  }}\n"
        for n in ("web", "far")
    )
    alone = "".join(second.partition('resource "google_compute_region')[1:])
    return group(f"target_size = {size}", True) + alone + balanced(backends)


@pytest.mark.parametrize(("size", "far", "expected"), [
    (2, '"europe-west4"', (MEMBERS, MEMBERS, "continues/failover")),
    (1, '"europe-west4"', (MEMBERS, MEMBERS, "continues/failover")),
    (1, '"europe-west1"', (MEMBERS, REDEPLOY, REDEPLOY)),
    (1, "var.place", (MEMBERS, "unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_groups_in_two_regions_behind_one_global_load_balancer(size: int, far: str, expected: tuple[str, ...]) -> None:
    assert five(groups_of(size, far), REGIONAL)[1:4] == expected


def test_what_shows_that_a_group_in_another_region_carries_on() -> None:
    found = components(HOME + groups_of(1, '"europe-west4"'))[REGIONAL].outcomes[Scenario.ZONE]
    assert [(e.address, e.attribute, e.value) for e in found.evidence][:2] == [
        ("google_compute_backend_service.web", "backend", True),
        ("google_compute_region_instance_group_manager.far", "region", "europe-west4"),
    ]


def test_a_target_pool_reaches_no_other_region() -> None:
    pool = """
resource "google_compute_target_pool" "web" {
  name          = "web"
  health_checks = ["web"]
  instances     = [google_compute_instance.left.self_link, google_compute_instance.right.self_link]
}
resource "google_compute_forwarding_rule" "web" {
  name   = "web"
  target = google_compute_target_pool.web.id
}
"""
    machines = machine('zone = "europe-west1-b"', "left") + machine("zone = var.place", "right")
    assert five(machines + pool, "google_compute_instance.left")[3] == REDEPLOY


def booting(disk: str) -> str:
    return f"""
resource "google_compute_disk" "boot" {{
  name = "boot"
  zone = "europe-west1-b"
  {disk}
}}
resource "google_compute_instance" "web" {{
  name = "web"
  zone = "europe-west1-b"
  boot_disk {{
    source = google_compute_disk.boot.self_link
  }}
}}
"""


@pytest.mark.parametrize(("disk", "found"), [
    ('image = "debian-cloud/debian-12"', ["google_compute_instance.web"]),
    ("image = var.place", ["google_compute_instance.web"]),
    ('snapshot = "of-orders"', ["google_compute_disk.boot", "google_compute_instance.web"]),
    ('image = "debian-cloud/debian-12"\n  snapshot = var.place',
     ["google_compute_disk.boot", "google_compute_instance.web"]),
    ("size = 10", ["google_compute_disk.boot", "google_compute_instance.web"]),
])  # fmt: skip
def test_a_boot_disk_made_of_an_image_is_a_part_of_its_machine(disk: str, found: list[str]) -> None:
    assert addresses(booting(disk)) == found


FROM_TEMPLATE = "google_compute_instance_from_template.one"
MADE = """
resource "google_compute_instance_from_template" "one" {
  name                     = "one"
  zone                     = "europe-west1-b"
  source_instance_template = google_compute_instance_template.web.self_link
}
"""


def templated(disk: str, snapshots: str | None = None) -> str:
    """A machine of its own that is made from the template of `keeping`, whose disk has further arguments."""
    text = keeping("target_size = 0", snapshots=snapshots)
    return text.replace('device_name = "data"', f'device_name = "data"\n    {disk}', 1) + MADE


@pytest.mark.parametrize(("text", "expected"), [
    (templated("disk_size_gb = 100"), (LOST, RESTART, LOST, LOST, LOST)),
    (templated("disk_size_gb = 100", snapshots=""), (RESTORE, RESTART, RESTORE, RESTORE, LOST)),
    (templated("disk_size_gb = 100", snapshots=IN_REGION), (RESTORE, RESTART, RESTORE, LOST, LOST)),
    (templated('source_image = "debian-12"'), ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (templated("boot = true"), ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (templated('type = "SCRATCH"'), ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (templated('source = "standing-alone"'), ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
])  # fmt: skip
def test_a_machine_holds_what_is_on_the_disks_that_its_template_makes(text: str, expected: tuple[str, ...]) -> None:
    assert five(text, FROM_TEMPLATE) == expected
