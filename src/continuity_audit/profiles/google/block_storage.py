"""Persistent disks and Hyperdisks of Compute Engine, and the snapshots that a schedule takes of them.

Sources: https://docs.cloud.google.com/compute/docs/disks/persistent-disks,
https://docs.cloud.google.com/compute/docs/disks/about-snapshot-schedules,
https://docs.cloud.google.com/compute/docs/disks/async-pd/about
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, either, equals, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import each, gathered, one_of
from continuity_audit.profiles.google.backup import READS, plan
from continuity_audit.profiles.google.locations import in_one_project, outside_region_of
from continuity_audit.profiles.places import google_place, in_another_region
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_meant, meant
from continuity_audit.profiles.terms import Context, Fact, fact, walk

DISKS: Final = "https://docs.cloud.google.com/compute/docs/disks/"
SCHEDULES: Final = DISKS + "about-snapshot-schedules"
PLACES: Final = DISKS + "snapshots"
REGIONAL: Final = DISKS + "regional-persistent-disk"
ASYNC: Final = DISKS + "async-pd/about"

POLICY: Final = "google_compute_resource_policy"
DISK: Final = "google_compute_disk"
REGION_DISK: Final = "google_compute_region_disk"
ATTACHMENTS: Final = (
    "google_compute_disk_resource_policy_attachment",
    "google_compute_region_disk_resource_policy_attachment",
)
REPLICATION: Final = "google_compute_disk_async_replication"


def _schedules(context: Context, path: str) -> Iterator[tuple[Value, Resource | Value]]:
    """The snapshot schedules of a disk, each with whether it is attached; a policy outside the estate as written."""
    disk = context.resource
    for value, there, _ in each(disk.values, path):
        yield from ((there, policy) for policy in _policies(disk, path, value, context))
    for attachment in (c for c in context.companions if c.type in ATTACHMENTS):
        context.about(attachment).note("name", attachment.values.get("name"))
        for value, there, _ in each(attachment.values.get("name")):
            attached = all_hold(attachment.exists, there)
            yield from ((attached, policy) for policy in _policies(attachment, "name", value, context))


def _policies(holder: Resource, path: str, value: Value, context: Context) -> tuple[Resource | Value, ...]:
    return meant(holder, path, value, context.estate, POLICY) or (value,)


def _snapshots(context: Context, path: str, wanted: Callable[[Resource], Value]) -> Value:
    """Whether a schedule that takes snapshots of the disk, attached by the argument at a path, fulfils a condition."""

    def holds(attached: Value, policy: Resource | Value) -> Value:
        if not isinstance(policy, Resource):
            causes = causes_of(policy) or frozenset({str(policy)})
            return both(attached, lambda: as_truth(Unknown(causes, f"{key_of(policy)} takes snapshots")))
        schedule = policy.values.get("snapshot_schedule_policy")
        context.about(policy).note("snapshot_schedule_policy", schedule)
        given = lift(lambda s: as_truth(s) if isinstance(s, Unknown) else s not in (None, ()), schedule)
        return both(both(both(attached, lambda: policy.exists), lambda: given), lambda: wanted(policy))

    return any_of(lambda a=a, p=p: holds(a, p) for a, p in _schedules(context, path))  # type: ignore[misc]


def taken(path: str = "resource_policies") -> Fact:
    """The condition that a schedule takes snapshots of a disk; ``path`` is the argument that attaches it."""
    return Fact(
        lambda context: _snapshots(context, path, lambda policy: True),
        "a snapshot schedule is attached to it",
        (POLICY, *ATTACHMENTS),
        f"attach a `{POLICY}` with a `snapshot_schedule_policy` to it",
    )


LOCATIONS: Final = "snapshot_schedule_policy.snapshot_properties.storage_locations"
SETTINGS: Final = "google_compute_snapshot_settings"
CHOICE: Final = "storage_location.policy"


def _by_project(context: Context) -> Value:
    """Whether snapshots that are told no place survive the region: their project may have settings, else it is the
    nearest multi-region.

    Source: https://docs.cloud.google.com/compute/docs/disks/snapshot-settings
    """

    def inside(settings: Resource) -> Value:
        choice, place = (walk(settings.values, p) for p in (CHOICE, "storage_location.locations.location"))
        context.about(settings).note(CHOICE, choice)
        named = google_place(place, f"{settings.address}.storage_location.locations.location")
        specific = both(
            all_hold(place is not None, equals(choice, "SPECIFIC_LOCATIONS")),
            lambda: negate(outside_region_of(context.resource, named, context.estate)),
        )
        return both(settings.exists, lambda: either(equals(choice, "LOCAL_REGION"), lambda: specific))

    own = (s for s in context.estate.of_type(SETTINGS) if in_one_project(context.resource, s))
    return negate(any_of(lambda s=s: inside(s) for s in own))  # type: ignore[misc]


def kept_elsewhere(path: str = "resource_policies") -> Fact:
    """The condition that the snapshots survive the region."""

    def elsewhere(context: Context) -> Value:
        def outside(policy: Resource) -> Value:
            places = walk(policy.values, LOCATIONS)
            context.about(policy).note(LOCATIONS, places, PLACES if places is None else "")
            if places in (None, ()):
                return _by_project(context)
            named = f"{policy.address}.{LOCATIONS}"
            return one_of(
                places, lambda place: outside_region_of(context.resource, google_place(place, named), context.estate)
            )

        return _snapshots(context, path, outside)

    return Fact(
        elsewhere,
        "its snapshots are kept in a multi-region or in another region",
        (POLICY, *ATTACHMENTS, SETTINGS),
        f"leave `{LOCATIONS}` out, or choose a multi-region or another region",
    )


SNAPSHOTS_TAKEN = taken()
SNAPSHOTS_ELSEWHERE = kept_elsewhere()

# --- asynchronous replication -------------------------------------------------------------------------------------


def _primary_of(disk: Resource, estate: Estate) -> Iterator[Named]:
    """The disk that a secondary disk is a replica of."""
    for replication in estate.of_type(REPLICATION):
        for secondary, is_secondary in _disks(replication, "secondary_disk.disk", estate):
            for primary, there in _disks(replication, "primary_disk", estate) if secondary is disk else ():
                yield Named(primary, all_hold(is_secondary, there))
    yield from _disks(disk, "async_primary_disk.disk", estate)


def _disks(holder: Resource, path: str, estate: Estate) -> tuple[Named, ...]:
    return each_meant(holder, path, gathered(holder.values, path), estate, DISK, REGION_DISK)


@fact(
    "a secondary disk in another region replicates it", reads=(REPLICATION, DISK, REGION_DISK),
    remedy=f"add a secondary disk in another region with a `{REPLICATION}`",
)  # fmt: skip
def replicated_elsewhere(context: Context) -> Value:
    """Whether asynchronous replication runs to a disk in another region."""

    def holds(replication: Resource, primary: Named, secondary: Named) -> Value:
        context.about(replication).note("secondary_disk", True)
        parts = (replication.exists, primary.there, secondary.there, secondary.resource.exists)
        there = all_hold(*parts)
        return both(there, lambda: in_another_region(context.resource, secondary.resource))

    return any_of(
        lambda r=r, p=p, s=s: holds(r, p, s)  # type: ignore[misc]
        for r in context.estate.of_type(REPLICATION)
        for p in _disks(r, "primary_disk", context.estate)
        if p.resource is context.resource
        for s in _disks(r, "secondary_disk.disk", context.estate)
    )


# --- the disks ----------------------------------------------------------------------------------------------------

DATA: Final[tuple[Claim, ...]] = (
    recovers("restore", "a schedule takes snapshots of it", when=SNAPSHOTS_TAKEN, rto="5m-2h", rpo="1h-24h",
             source=SCHEDULES),
    *plan(Scenario.DATA),
)  # fmt: skip
REGION: Final[tuple[Claim, ...]] = (
    recovers("promotion", "a secondary disk in another region replicates it", when=replicated_elsewhere, rto="5m-1h",
             rpo="1m-30m", source=ASYNC),
    recovers("restore", "its snapshots are kept in a multi-region or in another region", when=SNAPSHOTS_ELSEWHERE,
             rto="10m-4h", rpo="1h-24h", source=PLACES),
    *plan(Scenario.REGION),
    lost("its snapshots are kept in its own region", when=SNAPSHOTS_TAKEN, source=PLACES),
)  # fmt: skip

ZONAL_DISK = Profile(
    type=DISK,
    title="Compute Engine disk",
    kind=Kind.BLOCK_STORAGE,
    stateful=True,
    folds=(Fold(ATTACHMENTS[0], by="disk"), Fold(DISK, match=_primary_of), Fold(REGION_DISK, match=_primary_of)),
    reads=(*READS, REPLICATION),
    data=DATA,
    instance=(continues("service", "a disk is kept on several devices of its zone",
                        source=DISKS + "persistent-disks"),),
    zone=(
        recovers("promotion", "a secondary disk in another region replicates it", when=replicated_elsewhere,
                 rto="5m-1h", rpo="1m-30m", source=ASYNC),
        recovers("restore", "snapshots are not kept in the zone", when=SNAPSHOTS_TAKEN, rto="10m-4h", rpo="1h-24h",
                 source=PLACES),
        *plan(Scenario.ZONE),
    ),
    region=REGION,
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

REGIONAL_DISK = Profile(
    type=REGION_DISK,
    title="Compute Engine regional disk",
    kind=Kind.BLOCK_STORAGE,
    stateful=True,
    folds=(Fold(ATTACHMENTS[1], by="disk"), Fold(DISK, match=_primary_of), Fold(REGION_DISK, match=_primary_of)),
    reads=(*READS, REPLICATION),
    data=DATA,
    instance=(continues("service", "it is kept on several devices in two zones", source=REGIONAL),),
    zone=(recovers("promotion", "its replica in a second zone can be attached to a machine there", rto="1m-30m",
                   source=REGIONAL),),
    region=REGION,
    account=plan(Scenario.ACCOUNT),
)  # fmt: skip

PROFILES = (ZONAL_DISK, REGIONAL_DISK)

__all__ = ["PLACES", "POLICY", "PROFILES", "SCHEDULES", "kept_elsewhere", "taken"]
