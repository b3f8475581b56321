"""What Kopiur copies of a claim to a repository of Kopia, by policies on schedules.

https://kopiur.home-operations.com/ and https://github.com/home-operations/kopiur/tree/main/deploy/examples
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.copies import Backup, unless
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import members
from continuity_audit.profiles.kubernetes.places import Keep, Place, object_store
from continuity_audit.profiles.kubernetes.pods import namespace_of, shown, text
from continuity_audit.profiles.kubernetes.volumes import Volume
from continuity_audit.profiles.terms import Context, walk

_GROUP: Final = "kopiur.home-operations.com"
POLICY: Final = f"{_GROUP}/SnapshotPolicy"
SCHEDULE: Final = f"{_GROUP}/SnapshotSchedule"
REPOSITORIES: Final = (f"{_GROUP}/Repository", f"{_GROUP}/ClusterRepository")


def kopiur(volume: Volume, context: Context) -> Iterator[Backup]:
    """The schedules of policies that copy the claim; of members, each claim needs one."""
    count = members.value(context) if volume.of_members else 1
    if not isinstance(count, int):
        return
    first, *others = (_schedules_of(claim, volume, context.estate) for claim in volume.claim_names(count))
    for schedule, policy, there in first:
        everywhere = all_hold(there, *(any_of((lambda t=t: t) for _, _, t in one) for one in others))  # type: ignore[misc]
        yield Backup(schedule, "spec.schedule.cron", _place(policy, context), everywhere)


def _schedules_of(claim: str, volume: Volume, estate: Estate) -> list[tuple[Resource, Resource, Value]]:
    """The schedules of policies that name a claim, with the policy and whether that is in the claim's namespace."""
    index, found = objects(estate), []
    for schedule in index.nearest(volume.holder, SCHEDULE):
        spec = entries(walk(schedule.values, "spec"))
        policy = index.find(schedule, POLICY, text(walk(spec, "policyRef.name")))
        if policy is None or not walk(spec, "schedule.cron") or claim not in _claims(policy):
            continue
        beside = index.in_one_namespace(policy, volume.holder, lambda: index.bearing(claim))
        there = both(beside, lambda spec=spec: unless(spec.get("suspend"), spec.get("paused")))  # type: ignore[misc]
        if there is not False:
            found.append((schedule, policy, there))
    return found


def _claims(policy: Resource) -> set[str]:
    return {text(walk(source, "pvc.name")) for _, source in mappings(walk(policy.values, "spec.sources"))}


def _place(policy: Resource, context: Context) -> Place:
    """Where the repository of a policy is: in a bucket, on a server of files, or on a claim of the cluster."""
    reference = entries(walk(policy.values, "spec.repository"))
    kind = text(reference.get("kind")) or "Repository"
    near = namespace_of(policy) if kind == "Repository" else ""
    namespace = text(reference.get("namespace")) or near
    repository = objects(context.estate).find(policy, f"{_GROUP}/{kind}", text(reference.get("name")), namespace)
    if repository is None:
        return Place(Keep.BUCKET, unknown(f"{kind}/{shown(reference.get('name'))} (spec.backend)"))
    about, backend = context.about(repository), entries(walk(repository.values, "spec.backend"))
    cause = f"{repository.address} (spec.backend)"
    if store := entries(backend.get("s3")):
        return object_store(about, text(store.get("bucket")), store.get("region"), store.get("endpoint"), cause)
    folder = entries(walk(backend, "filesystem.volume"))
    if server := walk(folder, "nfs.server"):
        return object_store(about, "", None, server, cause)
    return Place(Keep.CLUSTER) if folder else Place(Keep.BUCKET, unknown(cause))


__all__ = ["POLICY", "REPOSITORIES", "SCHEDULE", "kopiur"]
