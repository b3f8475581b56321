"""What the persistent volumes of a component allow it: the conditions that the worst of them decides."""

from __future__ import annotations

from collections.abc import Callable

from continuity_audit.estate.documents import elements
from continuity_audit.estate.logic import as_truth, both
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.placement import as_open, open_template, pods_holder
from continuity_audit.profiles.kubernetes.pods import WORKLOADS, spec_path
from continuity_audit.profiles.kubernetes.storage_classes import OpenReach, Reach, makes_volumes_in_one_zone
from continuity_audit.profiles.kubernetes.volumes import (
    Volume,
    caches_of,
    mounted_by_many,
    reach,
    storage_class_of,
    volumes_of,
)
from continuity_audit.profiles.terms import Context, fact, walk


def open_volumes(context: Context) -> Unknown | None:
    """What of the volumes that pods mount is not in the code."""
    hidden = open_template(context)
    if hidden is not None or context.resource.type not in WORKLOADS:
        return hidden
    holder = pods_holder(context)
    mounted = walk(holder.values, f"{spec_path(holder)}.volumes")
    return next((v for v in (mounted, *elements(mounted)) if isinstance(v, Unknown)), None)


def every_volume(context: Context, what: str, allows: Callable[[Volume], Value], *, caches: bool = False) -> Value:
    """Whether each persistent volume allows something, which ``what`` names; what has none allows everything.

    ``caches`` count where it is about whether a pod starts, and not about what is lost.
    """
    hidden = open_volumes(context)
    result: Value = True if hidden is None else as_open(hidden, what, context)
    for volume in (*volumes_of(context), *(caches_of(context) if caches else ())):
        result = both(result, lambda volume=volume: allows(volume))  # type: ignore[misc]
        if result is False:
            break
    return result


@fact("it mounts a persistent volume (caches excepted)")
def holds_data(context: Context) -> Value:
    hidden = open_volumes(context)
    return True if volumes_of(context) else hidden is not None and as_open(hidden, "holds data", context)


@fact("a cache of its own keeps it in one zone")
def tied_by_cache(context: Context) -> Value:
    """A zonal volume binds its pod to the zone, even where nothing is lost with it."""
    if any(_least(reach(v, context)) < Reach.REGION for v in caches_of(context)):
        return True
    hidden = open_volumes(context)
    return hidden is not None and as_open(hidden, "ties it by a cache", context)


@fact("its volumes outlive the node")
def outlives_node(context: Context) -> Value:
    return every_volume(context, "outlives the node", lambda v: _reaches(v, Reach.ZONE, "outlives the node", context))


@fact("its volumes are kept in several zones", remedy="use a storage class that is replicated over zones")
def outlives_zone(context: Context) -> Value:
    return every_volume(context, "spans zones", lambda volume: spans_zones(volume, context))


@fact("its volumes are kept in several zones, or each member has its own")
def outlives_zone_with_its_member(context: Context) -> Value:
    """Members that are spread over zones, each with a volume of its own, are copies of each other."""

    def stays(volume: Volume) -> Value:
        return stays_with_member(volume, context) if volume.of_members else spans_zones(volume, context)

    return every_volume(context, "stays with its member", stays, caches=True)


def stays_with_member(volume: Volume, context: Context) -> bool:
    """Whether volumes of members are where their members are: not all of them made in one zone."""
    return not _is_in_one_zone(volume, context)


@fact("the volumes of its members are all made in one zone", remedy="allow several zones in `allowedTopologies`")
def made_in_one_zone(context: Context) -> Value:
    return any(_is_in_one_zone(volume, context) for volume in volumes_of(context) if volume.of_members)


def _is_in_one_zone(volume: Volume, context: Context) -> bool:
    """Whether the class of a volume makes all of them in one zone, where the pods are bound to be then."""
    found = storage_class_of(volume, context.estate)
    if found is None or not makes_volumes_in_one_zone(found):
        return False
    context.about(found).note("allowedTopologies", found.values.get("allowedTopologies"))
    return True


@fact(
    "all members can mount its volumes at once, or each has its own",
    remedy="use claims with `accessModes: [ReadWriteMany]`",
)
def shared_by_members(context: Context) -> Value:
    """Members with claims of their own count as live members, as the application that is run so copies between them."""
    for volume in (*volumes_of(context), *caches_of(context)):
        if volume.claim is not None:
            context.about(volume.claim).note("spec.accessModes", volume.spec.get("accessModes"))

    def shared(volume: Volume) -> Value:
        return True if volume.of_members else shared_by_nodes(volume, context)

    return every_volume(context, "is shared", shared, caches=True)


def shared_by_nodes(volume: Volume, context: Context) -> Value:
    """Whether pods on several nodes can mount a volume; a disk of a node is none such, whatever its modes are."""
    return both(mounted_by_many(volume), lambda: _reaches(volume, Reach.ZONE, "is off the node", context))


def _least(found: Reach | OpenReach) -> Reach:
    return found.least if isinstance(found, OpenReach) else found


def _reaches(volume: Volume, asked: Reach, what: str, context: Context) -> Value:
    """Whether the volume outlives what is asked, which ``what`` says in words."""
    found = reach(volume, context)
    if isinstance(found, Reach):
        return found >= asked
    if found.least >= asked or found.most < asked:
        return found.least >= asked
    return as_truth(unknown(*found.by.causes, key=f"{found.by.key} {what}@{volume.holder.root}"))


def spans_zones(volume: Volume, context: Context) -> Value:
    """Whether a volume is kept in several zones."""
    return _reaches(volume, Reach.REGION, "spans zones", context)
