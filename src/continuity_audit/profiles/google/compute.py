"""Machines of Compute Engine and the managed groups that keep them running.

Sources: https://docs.cloud.google.com/compute/docs/instances/setting-vm-host-options,
https://docs.cloud.google.com/compute/docs/instance-groups, https://docs.cloud.google.com/compute/docs/autoscaler,
https://docs.cloud.google.com/compute/docs/instance-groups/configuring-stateful-disks-in-migs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, all_of, any_of, at_least, both, either, equals, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.block_storage import PLACES, POLICY, SCHEDULES, kept_elsewhere, taken
from continuity_audit.profiles.google.carrying_on import carried_on, machines
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.google.project_metadata import METADATA, of_project
from continuity_audit.profiles.google.routed_records import OTHER_STACK
from continuity_audit.profiles.google.serving import AUTOSCALERS, CONFIGS, READS, REGIONAL_GROUP, ZONAL_GROUP
from continuity_audit.profiles.google.spot import PREEMPTIBLE, TEMPLATES, taken_back
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers, where
from continuity_audit.profiles.references import mentioned, named_at, naming
from continuity_audit.profiles.terms import Context, Fact, attribute, fact, walk

COMPUTE: Final = "https://docs.cloud.google.com/compute/docs/"
RESTART: Final = COMPUTE + "instances/setting-vm-host-options"
GROUPS: Final = COMPUTE + "instance-groups"
SPREAD: Final = COMPUTE + "instance-groups/distributing-instances-with-regional-instance-groups"
BEHIND: Final = "https://docs.cloud.google.com/load-balancing/docs/health-check-concepts"

OTHERS: Final = continues("members", "the other machines behind its load balancer carry on",
                          when=carried_on("instance"), rto="10s-2m", source=BEHIND)  # fmt: skip
OTHERS_ELSEWHERE: Final = continues("members", "what serves in another zone, behind the same load balancer, carries on",
                                    when=carried_on("zone"), rto="10s-2m", source=BEHIND)  # fmt: skip
OTHER_REGION: Final = continues(
    "failover", "the same global load balancer sends requests to its counterpart in another region",
    when=carried_on("region"), rto="10s-2m", source="https://docs.cloud.google.com/load-balancing/docs/https",
)  # fmt: skip
"""The first rung of the region ladder of what serves behind a load balancer."""

# --- machines -----------------------------------------------------------------------------------------------------

PAGE: Final = PROVIDER + "compute_instance"
RESTARTED = attribute("scheduling.automatic_restart", True, PAGE).is_true & ~PREEMPTIBLE
NEEDS: Final = (run_time("metadata", "metadata_startup_script", "attached_disk", "boot_disk"), of_project)

DISKS: Final = ("google_compute_disk", "google_compute_region_disk")


def _booted_from(disk: Resource, estate: Estate) -> Iterator[Resource]:
    """The machine that boots from a disk made of an image: like a boot disk of its own, code makes it again."""
    made_of_data = any(disk.values.get(a) is not None for a in ("snapshot", "source_disk", "source_instant_snapshot"))
    if disk.values.get("image") is not None and not made_of_data:
        yield from naming(estate, "google_compute_instance", "boot_disk.source", disk.type).get(disk.id, ())


INSTANCE = Profile(
    type="google_compute_instance",
    title="Compute Engine instance",
    kind=Kind.COMPUTE,
    stateful=False,
    component=~attribute("desired_status", "RUNNING", PAGE).one_of("TERMINATED", "SUSPENDED"),
    needs=NEEDS,
    reads=(*READS, *METADATA),
    folds=(
        Fold("google_compute_attached_disk", by="instance", needs=(run_time("disk"),)),
        *(Fold(d, match=_booted_from) for d in DISKS),
    ),
    instance=(
        OTHERS,
        recovers("restart", "Compute Engine starts it again on another host of its zone", when=RESTARTED, rto="2m-15m",
                 source=RESTART),
    ),
    zone=(OTHERS_ELSEWHERE,),
    region=(OTHER_REGION, OTHER_STACK),
)  # fmt: skip

# --- managed instance groups --------------------------------------------------------------------------------------


@fact(
    "it keeps two machines or more", reads=(*AUTOSCALERS, *CONFIGS),
    remedy="set `target_size`, or `min_replicas` of its autoscaler, to 2 or more",
)  # fmt: skip
def two_machines(context: Context) -> Value:
    """Whether a machine is left when one fails."""
    return at_least(machines(context.resource, context), 2)


@fact("it runs machines", reads=(*AUTOSCALERS, *CONFIGS))
def runs_machines(context: Context) -> Value:
    """Whether its size is above zero, an autoscaler can raise it, or machines are configured one by one."""
    raised = any_of(
        lambda s=s: both(s.exists, lambda: at_least(walk(s.values, "autoscaling_policy.max_replicas"), 1))  # type: ignore[misc]
        for s in context.estate.of_type(*AUTOSCALERS)
        if context.resource in mentioned(s, "target", context.estate)
    )
    return either(raised, lambda: at_least(machines(context.resource, context), 1))


STATEFUL: Final = COMPUTE + "instance-groups/configuring-stateful-disks-in-migs"


@fact("all that they keep are disks that stand by themselves (`disk.source` of its template)", reads=TEMPLATES)
def keeps_others_disks(context: Context) -> Value:
    """Whether each stateful disk is one that is attached by its template: that one is a component of its own."""
    disks = [d for c in context.companions if c.type in TEMPLATES for d in each(c.values, "disk")]

    def stands_alone(name: Value) -> Value:
        return any_of(
            lambda d=d: all_hold(d.there, equals(d.value.get("device_name"), name))  # type: ignore[misc]
            for d in disks
            if isinstance(d.value, Mapping) and d.value.get("source") is not None
        )

    kept = [*each(context.read("stateful_disk"), "device_name")]
    return bool(kept) and all_of(
        lambda k=k: either(negate(k.there), lambda: stands_alone(k.value))  # type: ignore[misc]
        for k in kept
    )


KEEPS_DISKS = blocks("stateful_disk").any() & ~keeps_others_disks
"""Whether each machine gets its own disk back when it is made again, so that the group holds data."""


def _of_a_template(condition: Fact, words: str, remedy: str) -> Fact:
    """The condition that a disk of the group's template fulfils another."""
    return Fact(companions(*TEMPLATES).any(condition).value, words, (*TEMPLATES, *condition.reads), remedy)


SNAPSHOTS = _of_a_template(
    taken("disk.resource_policies"), "a snapshot schedule is attached to a disk of its template",
    f"name a `{POLICY}` with a `snapshot_schedule_policy` among the `resource_policies` of the disk in its template",
)  # fmt: skip
OF_KEPT_DISKS = replace(SNAPSHOTS, function=lambda c: both(KEEPS_DISKS.value(c), lambda: SNAPSHOTS.value(c)))
"""Snapshots of disks that no machine gets back are no copy of a group's data: it holds none."""
SNAPSHOTS_ELSEWHERE = _of_a_template(
    kept_elsewhere("disk.resource_policies"),
    "the snapshots of a disk of its template are kept in a multi-region or in another region",
    f"name a `{POLICY}` whose snapshots are kept in a multi-region or in another region among the `resource_policies` "
    "of the disk in its template",
)


DISKS_RESTORED: Final = recovers("restore", "a schedule takes snapshots of the disks of its machines", rto="10m-4h",
                                 rpo="1h-24h", source=SCHEDULES)  # fmt: skip
DISKS_LEFT: Final = recovers("redeploy", "its disks outlive a machine, which somebody has to make again",
                             rto="15m-2h", source=STATEFUL)  # fmt: skip
SNAPSHOTS_LEFT: Final = recovers("restore", "snapshots of its disks are not kept in the zone", rto="10m-4h",
                                 rpo="1h-24h", source=PLACES)  # fmt: skip
SNAPSHOTS_OUTSIDE: Final = recovers("restore", "snapshots of its disks are kept in a multi-region or in another region",
                                    rto="30m-6h", rpo="1h-24h", source=PLACES)  # fmt: skip
ELSEWHERE: Final = where(~KEEPS_DISKS, OTHERS_ELSEWHERE)
"""Others carry on with the requests of a group, not with what is on its disks."""
KEPT: Final = {
    Scenario.DATA: where(OF_KEPT_DISKS, DISKS_RESTORED),
    Scenario.INSTANCE: where(KEEPS_DISKS, DISKS_LEFT),
    Scenario.ZONE: (
        *where(KEEPS_DISKS & SNAPSHOTS, SNAPSHOTS_LEFT),
        lost("the disks that its machines keep stand in the zone", when=KEEPS_DISKS, source=STATEFUL),
    ),
    Scenario.REGION: (
        *where(~KEEPS_DISKS, OTHER_REGION, OTHER_STACK), *where(KEEPS_DISKS & SNAPSHOTS_ELSEWHERE, SNAPSHOTS_OUTSIDE),
    ),
}  # fmt: skip
"""The rungs of a group whose machines keep their disks."""
REPAIRED = attribute("instance_lifecycle_policy.default_action_on_failure", "REPAIR", GROUPS).equals("REPAIR")
REPLACED: Final = recovers("restart", "the group makes its only machine again", when=REPAIRED, rto="3m-15m",
                           source=GROUPS)  # fmt: skip
MEMBERS: Final = continues("members", "its other machines carry on", when=two_machines, rto="10s-2m", source=GROUPS)


def _attached(context: Context) -> Iterator[Resource]:
    """The disks that stand by themselves and that a template attaches."""
    yield from named_at(context.resource, "disk.source", context.estate, *DISKS)


TEMPLATE_NEEDS: Final = (run_time("metadata", "metadata_startup_script"), of_project, _attached)
FOLDS: Final = (
    *(Fold(t, by="target") for t in AUTOSCALERS),
    *(Fold(t, by="version.instance_template", forward=True, shared=True, needs=TEMPLATE_NEEDS) for t in TEMPLATES),
    *(Fold(t, by="instance_template", forward=True, shared=True, needs=TEMPLATE_NEEDS) for t in TEMPLATES),
)
SINGLE: Final = Fold(
    "google_compute_per_instance_config", by="instance_group_manager", needs=(run_time("preserved_state"),)
)

GROUP = Profile(
    type=ZONAL_GROUP,
    title="Compute Engine managed instance group in one zone",
    kind=Kind.COMPUTE,
    stateful=KEEPS_DISKS,
    component=runs_machines,
    reads=(*READS, *METADATA),
    folds=(*FOLDS, SINGLE),
    data=KEPT[Scenario.DATA],
    instance=(MEMBERS, OTHERS, REPLACED, *KEPT[Scenario.INSTANCE]),
    zone=(*ELSEWHERE, *KEPT[Scenario.ZONE]),
    region=KEPT[Scenario.REGION],
)

ZONES = attribute("distribution_policy_zones")
SHAPE = attribute("distribution_policy_target_shape", "EVEN", PROVIDER + "compute_region_instance_group_manager")
SPREADS = SHAPE.one_of("EVEN", "BALANCED")
SEVERAL_ZONES = (~ZONES.is_set | ZONES.distinct.at_least(2)) & SPREADS
"""Left out, a regional group takes three zones of its region."""


@fact("its machines are no Spot VMs", reads=TEMPLATES, remedy="leave `provisioning_model` of its template `STANDARD`")
def not_taken_back(context: Context) -> Value:
    """Whether Compute Engine takes none of its machines back when it needs their capacity, as when a zone is lost."""
    return negate(taken_back(context.resource, context))


REGION_GROUP = Profile(
    type=REGIONAL_GROUP,
    title="Compute Engine regional managed instance group",
    kind=Kind.COMPUTE,
    stateful=KEEPS_DISKS,
    component=runs_machines,
    reads=(*READS, *METADATA),
    folds=(*FOLDS, Fold("google_compute_region_per_instance_config", by="region_instance_group_manager")),
    data=KEPT[Scenario.DATA],
    instance=(MEMBERS, OTHERS, REPLACED, *KEPT[Scenario.INSTANCE]),
    zone=(
        continues("members", "the group spreads its machines over zones of its region",
                  when=two_machines & SEVERAL_ZONES & not_taken_back, rto="10s-2m", source=SPREAD),
        *ELSEWHERE,
        *KEPT[Scenario.ZONE],
    ),
    region=KEPT[Scenario.REGION],
)  # fmt: skip

MADE_WITH_IT = (
    ~attribute("boot").is_true & ~attribute("source").is_set & ~attribute("source_image").is_set
    & ~attribute("type").equals("SCRATCH")
)  # fmt: skip
TEMPLATE_DISKS = companions(*TEMPLATES).any(blocks("disk").any(MADE_WITH_IT))
"""Whether a machine gets disks of its own from its template: no image is on them, nor do they stand by themselves.

Those of local SSDs are temporary.
"""

UNSTARTED = companions(*TEMPLATES).any(PREEMPTIBLE | ~attribute("scheduling.automatic_restart", True, PAGE).is_true)

FROM_TEMPLATE = replace(
    INSTANCE,
    type="google_compute_instance_from_template",
    title="Compute Engine instance made from a template",
    stateful=TEMPLATE_DISKS,
    data=where(TEMPLATE_DISKS & SNAPSHOTS, DISKS_RESTORED),
    folds=(
        *INSTANCE.folds,
        *(Fold(t, by="source_instance_template", forward=True, shared=True, needs=TEMPLATE_NEEDS) for t in TEMPLATES),
    ),
    instance=(
        OTHERS,
        recovers("restart", "Compute Engine starts it again on another host of its zone", when=RESTARTED & ~UNSTARTED,
                 rto="2m-15m", source=RESTART),
        *where(TEMPLATE_DISKS, DISKS_LEFT),
    ),
    zone=(*where(~TEMPLATE_DISKS, OTHERS_ELSEWHERE), *where(TEMPLATE_DISKS & SNAPSHOTS, SNAPSHOTS_LEFT)),
    region=(
        *where(~TEMPLATE_DISKS, OTHER_REGION, OTHER_STACK),
        *where(TEMPLATE_DISKS & SNAPSHOTS_ELSEWHERE, SNAPSHOTS_OUTSIDE),
    ),
)  # fmt: skip

# --- TPUs ---------------------------------------------------------------------------------------------------------

TPU = Profile(
    type="google_tpu_v2_vm",
    title="Cloud TPU machine",
    kind=Kind.COMPUTE,
    stateful=False,
    needs=(run_time("data_disks", "metadata"),),
)

PROFILES: Final = (INSTANCE, FROM_TEMPLATE, GROUP, REGION_GROUP, TPU)

__all__ = ["OTHERS_ELSEWHERE", "OTHER_REGION", "PROFILES"]
