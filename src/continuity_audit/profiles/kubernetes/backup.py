"""Backups that other objects make of a claim or a namespace: K8up, VolSync, Kopiur, Longhorn, Velero, and jobs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.logic import all_hold, all_of, any_of, both, either
from continuity_audit.estate.model import Resource
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.backup_jobs.kept import by_jobs, copied_by_jobs
from continuity_audit.profiles.kubernetes.backup_remedies import backup_fact
from continuity_audit.profiles.kubernetes.clusters import FLUX_KUSTOMIZATION
from continuity_audit.profiles.kubernetes.copies import Backup, unless
from continuity_audit.profiles.kubernetes.k8up import SCHEDULES as K8UP_SCHEDULES
from continuity_audit.profiles.kubernetes.k8up import k8up
from continuity_audit.profiles.kubernetes.kopiur import POLICY, REPOSITORIES, SCHEDULE, kopiur
from continuity_audit.profiles.kubernetes.longhorn_releases import CLASS_OF_CHART, backup_store
from continuity_audit.profiles.kubernetes.native_backups import NATIVE
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.operated import LEADS
from continuity_audit.profiles.kubernetes.placement import members
from continuity_audit.profiles.kubernetes.places import (
    ROUTES,
    TERRAFORM_READ,
    Keep,
    OneOf,
    Place,
    cluster_region,
    object_store,
)
from continuity_audit.profiles.kubernetes.pods import filled, shown, text
from continuity_audit.profiles.kubernetes.release_values import RELEASES
from continuity_audit.profiles.kubernetes.snapshots import SNAPSHOT_CLASS
from continuity_audit.profiles.kubernetes.velero import OADP, velero
from continuity_audit.profiles.kubernetes.volsync import SOURCE, sources_of
from continuity_audit.profiles.kubernetes.volume_conditions import every_volume
from continuity_audit.profiles.kubernetes.volumes import (
    Volume,
    bound_volume,
    class_name,
    storage_class_of,
    volumes_of,
)
from continuity_audit.profiles.terms import Context, walk

READS: Final = (
    "velero.io/Schedule", "velero.io/BackupStorageLocation", "velero.io/VolumeSnapshotLocation", OADP,
    "Deployment", *RELEASES, FLUX_KUSTOMIZATION, *K8UP_SCHEDULES, SOURCE,
    POLICY, SCHEDULE, *REPOSITORIES,
    "longhorn.io/RecurringJob", "longhorn.io/BackupTarget", "longhorn.io/Setting",
    "PersistentVolumeClaim", "PersistentVolume", "StorageClass", SNAPSHOT_CLASS,
    "ceph.rook.io/CephBlockPool", "ceph.rook.io/CephFilesystem", "ConfigMap", "Secret", "Service", "CronJob", *ROUTES,
    "postgresql.cnpg.io/Database", *LEADS, *TERRAFORM_READ,
)  # fmt: skip
"""What the conditions on backups look for."""


# --- VolSync ------------------------------------------------------------------------------------------------------

_MOVERS: Final = ("restic", "kopia")
"""What keeps earlier states in a repository; Kopia comes with a fork."""


def volsync(volume: Volume, context: Context) -> Iterator[Backup]:
    """The VolSync sources that copy the claim to object storage on a schedule; of members, each claim needs one."""
    count = members.value(context) if volume.of_members else 1
    if not isinstance(count, int):
        return
    first, *others = (_keeping_states_of(claim, volume, context) for claim in volume.claim_names(count))
    for source, there in first:
        spec = entries(walk(source.values, "spec"))
        repository = next(walk(spec, f"{mover}.repository") for mover in _MOVERS if mover in spec)
        place = Place(Keep.BUCKET, unknown(f"the place of the repository in Secret {shown(repository)}"))
        everywhere = all_hold(there, *(any_of((lambda t=t: t) for _, t in one) for one in others))  # type: ignore[misc]
        yield Backup(source, "spec.trigger.schedule", place, everywhere)


def _keeping_states_of(claim: str, volume: Volume, context: Context) -> list[tuple[Resource, Value]]:
    found = ((s, there) for s, there in sources_of(claim, volume.holder, context.estate) if _keeps_states(s))
    return [(s, both(there, lambda s=s: unless(walk(s.values, "spec.paused")))) for s, there in found]  # type: ignore[misc]


def _keeps_states(source: Resource) -> bool:
    """Whether it keeps states on a schedule."""
    spec = entries(walk(source.values, "spec"))
    return any(m in spec for m in _MOVERS) and bool(walk(spec, "trigger.schedule"))


# --- Longhorn: https://longhorn.io/docs/1.9.0/snapshots-and-backups/scheduling-backups-and-snapshots/ -------------

_LONGHORN: Final = "driver.longhorn.io"
_GROUP_LABEL: Final = "recurring-job-group.longhorn.io/"
_JOB_LABEL: Final = "recurring-job.longhorn.io/"
_SOURCE_LABEL: Final = "recurring-job.longhorn.io/source"
"""What a claim bears whose labels count for its volume."""


def longhorn(volume: Volume, context: Context) -> Iterator[Backup]:
    """The Longhorn recurring jobs of a volume: a backup leaves the cluster, a snapshot stays on the same disks."""
    parameters = _longhorn_parameters(volume, context)
    if parameters is None:
        return
    groups, jobs = _jobs_of(volume, parameters)
    for job in objects(context.estate).nearest(volume.holder, "longhorn.io/RecurringJob"):
        task = text(walk(job.values, "spec.task"))
        own = {text(group) for group in elements(walk(job.values, "spec.groups"))}
        if not task.startswith(("backup", "snapshot")) or task.endswith(("-cleanup", "-delete")):
            continue
        if job.name in jobs or own & groups:
            place = Place(Keep.SAME_DISKS) if task.startswith("snapshot") else _backup_target(job, context)
            if place is not None:
                yield Backup(job, "spec.task", place)


def _longhorn_parameters(volume: Volume, context: Context) -> Mapping[str, Value] | None:
    """The parameters of the class of which Longhorn makes a volume, none where it does not."""
    if bound := bound_volume(volume, context.estate):
        return {} if text(walk(bound.values, "spec.csi.driver")) == _LONGHORN else None
    found = storage_class_of(volume, context.estate)
    if found is None:
        return {} if text(class_name(volume)) == CLASS_OF_CHART else None
    return entries(found.values.get("parameters")) if found.values.get("provisioner") == _LONGHORN else None


def _jobs_of(volume: Volume, parameters: Mapping[str, Value]) -> tuple[set[str], set[str]]:
    """The groups and jobs of a volume: those on its claim where that is their source, else those of its class.

    A volume without any is in the default group.
    """
    groups: set[str] = set()
    jobs: set[str] = set()
    if text(volume.labels.get(_SOURCE_LABEL)) == "enabled":
        groups = {k.removeprefix(_GROUP_LABEL) for k in volume.labels if k.startswith(_GROUP_LABEL)}
        jobs = {k.removeprefix(_JOB_LABEL) for k in volume.labels if k.startswith(_JOB_LABEL)} - {"source"}
        return (groups, jobs) if groups or jobs else ({"default"}, jobs)
    try:
        chosen = json.loads(text(parameters.get("recurringJobSelector")) or "[]")
    except ValueError:
        chosen = []
    for selector in chosen if isinstance(chosen, list) else []:
        if isinstance(selector, dict):
            (groups if selector.get("isGroup") in (True, "true") else jobs).add(str(selector.get("name")))
    return (groups, jobs) if groups or jobs else ({"default"}, jobs)


def _backup_target(job: Resource, context: Context) -> Place | None:
    """Where Longhorn keeps backups: ``s3://bucket@region/``; nowhere where its release is in the code and no target."""
    targets = objects(context.estate).nearest(job, "longhorn.io/BackupTarget")
    settings = _settings_of_longhorn("backup-target", job, context)
    urls = [walk(t.values, "spec.backupTargetURL") for t in targets] + [s.values.get("value") for s in settings]
    store = backup_store(job, context)
    url = filled(next(filter(text, (*urls, store[1] if store else None)), None))
    if store is not None and url is None:
        return None
    scheme, separator, rest = spelling(url).partition("://")
    if isinstance(url, Unknown) and not separator:
        return object_store(context.about(job), "", None, url, "")
    bucket, _, region = rest.partition("/")[0].partition("@")
    if scheme == "s3" and (elsewhere := _endpoint_of_secret(job, targets, context)):
        return Place(elsewhere)
    if scheme == "s3" and region:
        return object_store(context.about(job), bucket, _part(region, url), None, "")
    if scheme in ("nfs", "cifs"):
        host, place = _part(rest.partition(":")[0], url), f"the place of {text(url)}"
        if isinstance(host, str) and "." not in host and not objects(context.estate).called("Service", host):
            return Place(
                unknown(place)
            )  # the search list of the nodes may lead to a machine that is no part of the code
        return object_store(context.about(job), "", None, host, place)
    return Place(Keep.BUCKET, unknown("the backup target of Longhorn"))


def _settings_of_longhorn(name: str, job: Resource, context: Context) -> list[Resource]:
    return objects(context.estate).nearest_such(job, f"setting {name}", lambda s: s.name == name, "longhorn.io/Setting")


def _endpoint_of_secret(job: Resource, targets: list[Resource], context: Context) -> Unknown | None:
    """The endpoint of a store that is not Amazon's, which stands in the Secret of the target, and is never held."""
    settings = _settings_of_longhorn("backup-target-credential-secret", job, context)
    named = [walk(target.values, "spec.credentialSecret") for target in targets]
    named += [s.values.get("value") for s in settings]
    store = backup_store(job, context)
    named += [store[2]] if store else []
    for name in filter(None, map(text, named)):
        secret = objects(context.estate).find((targets or settings or [job])[0], "Secret", name)
        held = {**entries(secret.values.get("data")), **entries(secret.values.get("stringData"))} if secret else {}
        if secret is None or "AWS_ENDPOINTS" in held:
            return unknown(f"{secret.address if secret else f'Secret/{name}'} (AWS_ENDPOINTS)")
    return None


def _part(spelled: str, of: Value) -> Value:
    """A part of a text as that is spelled: open, by what the whole hangs on, where something is open in it."""
    if MARK not in spelled or not isinstance(of, Unknown):
        return spelled
    return Unknown(of.causes, spelled, text=spelled)


# --- what they add up to ------------------------------------------------------------------------------------------

OF_VOLUMES: Final = (velero, k8up, volsync, kopiur, longhorn)


def jobs(volume: Volume, context: Context) -> Iterator[Backup]:
    """What scheduled jobs make of a volume, also where it is kept in turn: the claim with the dumps is backed up."""
    tools = (*OF_VOLUMES, copied_by_jobs)
    for backup in by_jobs(volume, context):
        yield backup
        further = [b for tool in tools for b in tool(backup.claim, context)] if backup.claim else []
        for one in further:
            yield replace(backup, place=one.place, there=all_hold(backup.there, one.there))


TOOLS: Final = (*OF_VOLUMES, jobs)


def covered(context: Context, survives: Callable[[Place | OneOf], Value], *, states: bool = False) -> Value:
    """Whether a backup covers the component whose place survives: one of its own, or one of each of its volumes.

    Where ``states`` are asked for, it holds earlier ones.
    """

    def passes(backup: Backup) -> Value:
        truth = all_of(
            (lambda: backup.there, lambda: not states or backup.keeps_states, lambda: survives(backup.place))
        )
        if truth is not False:
            made_by = context.about(backup.made_by)
            made_by.note(backup.attribute, backup.said or made_by.read(backup.attribute))
        return truth

    def of(volume: Volume) -> Value:
        if volume.ends_with_pod:  # what snapshots volumes does not know it
            _note_uncovered(volume, context)
            return False
        quiet = context.afresh()
        found = objects(context.estate).remember(
            ("backups", context.resource, volume.path, volume.name),
            lambda: [backup for tool in TOOLS for backup in tool(volume, quiet)],
        )
        if not found:
            _note_uncovered(volume, context)
        return any_of((lambda backup=backup: passes(backup)) for backup in found)  # type: ignore[misc]

    native = NATIVE.get(context.resource.type)
    own = any_of((lambda b=b: passes(b)) for b in native(context)) if native else False  # type: ignore[misc]
    return either(own, lambda: every_volume(context, "is backed up", of) if volumes_of(context) else False)


def _note_uncovered(volume: Volume, context: Context) -> None:
    """Show the volume that nothing backs up."""
    context.about(volume.holder).note(volume.path or "spec", volume.name)


@backup_fact("a scheduled backup covers all its volumes", reads=READS)
def backed_up(context: Context) -> Value:
    return covered(context, lambda place: True, states=True)


@backup_fact("a scheduled backup of all its volumes is kept off its nodes", reads=READS, kept=", kept off its nodes")
def copied_off_node(context: Context) -> Value:
    return covered(context, lambda place: place.survives_node)


@backup_fact(
    "a scheduled backup of all its volumes is kept outside the zone", reads=READS, kept=", kept outside the zone"
)
def copied_outside_zone(context: Context) -> Value:
    return covered(context, lambda place: place.survives_zone)


@backup_fact(
    "a scheduled backup of all its volumes is kept in another region", reads=READS, kept=", kept in another region"
)
def copied_outside_region(context: Context) -> Value:
    return covered(context, lambda place: place.survives_region(cluster_region(context)))


@backup_fact(
    "a scheduled backup of all its volumes is kept off the cluster", reads=READS, kept=", kept off the cluster"
)
def copied_off_cluster(context: Context) -> Value:
    return covered(context, lambda place: place.survives_account)
