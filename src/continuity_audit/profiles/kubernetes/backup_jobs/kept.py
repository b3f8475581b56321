"""The backups of a volume that scheduled jobs make: dumps of the database on it, and copies of its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, as_truth, both, negate
from continuity_audit.estate.spelling import MARK
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.backup_jobs.copies import PRINTED, Copy
from continuity_audit.profiles.kubernetes.backup_jobs.databases import named_on
from continuity_audit.profiles.kubernetes.backup_jobs.dumped import (
    Job,
    Kept,
    dumps,
    hidden_jobs,
    hidden_program,
    is_called_a_backup,
    jobs_of,
)
from continuity_audit.profiles.kubernetes.backup_jobs.engines import alone_in_its_pods, engines_of
from continuity_audit.profiles.kubernetes.backup_jobs.programs import Container
from continuity_audit.profiles.kubernetes.backup_jobs.targets import Target
from continuity_audit.profiles.kubernetes.copies import Backup
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import members
from continuity_audit.profiles.kubernetes.places import Keep, OneOf, Place, object_store, versions_kept
from continuity_audit.profiles.kubernetes.pods import namespace_of
from continuity_audit.profiles.kubernetes.storage_classes import OpenReach, Reach
from continuity_audit.profiles.kubernetes.volumes import Volume, mounted_volumes, reach
from continuity_audit.profiles.terms import Context


def by_jobs(volume: Volume, context: Context) -> Iterator[Backup]:
    """The backups that scheduled jobs make of a volume."""
    yield from _dumped(volume, context)
    yield from copied_by_jobs(volume, context)


# --- dumps of what is on it ---------------------------------------------------------------------------------------


def _dumped(volume: Volume, context: Context) -> Iterator[Backup]:
    """The dumps of a component, for the volume that its database is on; those that may be of it are open."""
    found = dumps(context.estate)
    own = [kept for kept in found.of.get(context.resource.id, ()) if _is_on(volume, kept, context)]
    if _all_taken(own, context):
        for kept in own:
            yield from _of_dump(kept, True, context)
    near = () if context.resource.type == "CronJob" else found.open.get(namespace_of(context.resource), ())
    unsure = [kept for kept in near if kept.dump.engine in engines_of(volume, context) and _may_be(kept, context)]
    for kept in unsure:
        if _all_taken([other for other in unsure if other.job is kept.job], context):
            yield from _of_dump(kept, as_truth(unknown(*kept.open)), context)
    hidden = hidden_jobs(context.estate).get(context.resource.id, ()) if engines_of(volume, context) else ()
    for job, program in hidden:
        yield _hidden(job, program)


def _may_be(kept: Kept, context: Context) -> bool:
    """Whether a dump of a host that is open may be of a component, which is in the same namespace and cluster."""
    own, near = context.resource, kept.job.resource
    return objects(context.estate).find(near, own.type, own.name, namespace_of(own)) is own


def _is_on(volume: Volume, kept: Kept, context: Context) -> bool:
    return alone_in_its_pods(volume) or kept.dump.engine in engines_of(volume, context)


def _all_taken(own: Sequence[Kept], context: Context) -> bool:
    """Whether dumps of single databases take each that the code names on the server."""
    taken = {name for kept in own for name in kept.dump.databases}
    if not own or any(not kept.dump.databases for kept in own) or any(MARK in name for name in taken):
        return True
    return named_on(context.resource, context.estate) <= taken


def _of_dump(kept: Kept, there: Value, context: Context) -> Iterator[Backup]:
    attribute = kept.container.path
    on = both(there, lambda: _is_on_schedule(kept.job))
    known = False
    for copy, target in kept.targets:
        place = _place(target, kept.job, kept.container, context)
        if isinstance(place, tuple):
            place, claim = place
            yield Backup(kept.job.resource, attribute, place, on, said=kept.said(copy, target), claim=claim)
        elif place is not None:
            yield Backup(kept.job.resource, attribute, place, on, said=kept.said(copy, target))
        known = known or place is not None
    if not known and (program := hidden_program(kept.job)):
        yield _hidden(kept.job, program)


def _is_on_schedule(job: Job) -> Value:
    return True if job.suspended is None else negate(as_truth(job.suspended))


def _hidden(job: Job, program: str) -> Backup:
    """A backup that a job may make by what the code does not hold."""
    cause = f"what {program} of {job.resource.address} does"
    path = job.containers[0].path
    return Backup(job.resource, path, Place(unknown(cause)), as_truth(unknown(cause)), said=program)


# --- copies of its files ------------------------------------------------------------------------------------------


def copied_by_jobs(volume: Volume, context: Context) -> Iterator[Backup]:
    """The copies that jobs make of the claims of a volume; of members, each claim needs one."""
    count = members.value(context.afresh()) if volume.of_members else 1
    if volume.source != "claim" or not isinstance(count, int):
        return
    first, *others = (list(_of_claim(claim, volume, context)) for claim in volume.claim_names(count))
    if all(others):
        yield from first


def _of_claim(claim: str, volume: Volume, context: Context) -> Iterator[Backup]:
    index = objects(context.estate)
    for job, mounted in _mounting(context.estate).get(claim, ()):
        if job.resource is context.resource or not index.clusters.beside([job.resource], volume.holder):
            continue
        there = index.in_one_namespace(job.resource, volume.holder, lambda: index.bearing(claim))
        if there is not False:
            yield from _of_mount(mounted, job, there, context)


@once
def _mounting(estate: Estate) -> Mapping[str, Sequence[tuple[Job, Volume]]]:
    """The jobs that mount a claim of a name, with the volume that it is to them."""
    found: dict[str, list[tuple[Job, Volume]]] = defaultdict(list)
    for job in jobs_of(estate):
        for volume in mounted_volumes(job.resource, estate):
            if volume.source == "claim":
                found[volume.name].append((job, volume))
    return found


def _of_mount(mounted: Volume, job: Job, there: Value, context: Context) -> Iterator[Backup]:
    found = False
    for container, _, copy in job.copies:
        if not copy.whole or not any(_takes(source, mounted, container) for source in copy.sources):
            continue
        for carrier, target in _final(copy, container, mounted, job):
            place = _place(target, job, container, context)
            kept = place[0] if isinstance(place, tuple) else place
            if kept is not None:
                found = True
                yield Backup(
                    job.resource, container.path, kept, all_hold(there, _is_on_schedule(job)),
                    said=f"{copy.tool if carrier is copy else f'{copy.tool}, {carrier.tool}'} to {target}",
                    keeps_states=copy.keeps_states or versions_kept(target.bucket, context.about(job.resource)),
                )  # fmt: skip
    if not found and not job.dumps and is_called_a_backup(job) and (program := hidden_program(job)):
        hidden = _hidden(job, program)
        yield Backup(job.resource, hidden.attribute, hidden.place, both(there, lambda: hidden.there), said=program)


def _takes(source: str, mounted: Volume, container: Container) -> bool:
    """Whether a path takes in all of a volume where a container mounts it."""
    path = source.removesuffix("/*").removesuffix("/.") or "/"
    folders = [folder for folder, (name, part) in container.mounts.items() if name == mounted.called and not part]
    return source != PRINTED and any(f"{folder}/".startswith(f"{path.rstrip('/')}/") for folder in folders)


def _final(copy: Copy, container: Container, mounted: Volume, job: Job) -> Iterator[tuple[Copy, Target]]:
    """Where the files go in the end: what is put into a folder that does not stay goes where the job takes that."""
    into = job.volume_at(container, copy.target.folder)[0] if copy.target.folder else ""
    if into and job.keeps(into):
        if into != mounted.called:
            yield copy, copy.target
        return
    if copy.target.folder or copy.target == Target():
        for where, _, other in job.copies:
            sources = {job.volume_at(where, path)[0] for path in other.sources if path != PRINTED}
            if other is not copy and not any(source and job.keeps(source) for source in sources):
                yield other, other.target
        return
    yield copy, copy.target


# --- where it is kept ---------------------------------------------------------------------------------------------


def _place(
    target: Target, job: Job, container: Container, context: Context
) -> Place | OneOf | tuple[Place | OneOf, Volume] | None:
    """The place of a target, with the claim where it is one; none where nothing is kept."""
    if target.remote:
        causes = job.opens(target.remote) or (f"{target.remote} ({job.resource.address})",)
        return Place(unknown(*causes))
    if target.folder:
        return _on_volume(target.folder, job, container, context)
    if not target.bucket and not target.endpoint:
        return None
    near = context.about(job.resource)
    endpoint = _value(target.endpoint, job)
    region = _value(target.region, job) if target.scheme == "s3" else None
    cause = f"the region of {target} ({job.resource.address})"
    return object_store(near, "" if MARK in target.bucket else target.bucket, region, endpoint, cause)


def _value(spelled: str, job: Job) -> Value:
    """The value of a text that is spelled."""
    causes = job.opens(spelled)
    return Unknown(frozenset(causes), spelled.replace(MARK, ""), text=spelled) if causes else spelled or None


def _on_volume(
    folder: str, job: Job, container: Container, context: Context
) -> Place | tuple[Place | OneOf, Volume] | None:
    """The place of a folder: on a claim or a share, on the node, or, for as long as the job runs, nowhere."""
    name, _ = job.volume_at(container, folder)
    volume = (
        next((v for v in mounted_volumes(job.resource, context.estate) if v.called == name), None) if name else None
    )
    if volume is None:
        return Place(Keep.SAME_DISKS) if name and job.keeps(name) else None
    reached = reach(volume, context.afresh())
    if isinstance(reached, OpenReach):
        spans = as_truth(unknown(*reached.by.causes, key=f"{reached.by.key} spans zones@{volume.holder.root}"))
        return OneOf(spans, _of_reach(reached.most), _of_reach(reached.least)), volume
    return _of_reach(reached), volume


def _of_reach(reached: Reach) -> Place:
    """A volume of the cluster: it stays in its region, and whoever administers the cluster deletes it."""
    keep = {Reach.NODE: Keep.SAME_DISKS, Reach.ZONE: Keep.VOLUME, Reach.REGION: Keep.SNAPSHOTS}[reached]
    return Place(keep, shares_account=True, stays=True)


__all__ = ["by_jobs", "copied_by_jobs"]
