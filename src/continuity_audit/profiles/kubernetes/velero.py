"""Backups by Velero: the schedules that cover a volume, and where they keep its data.

https://velero.io/docs/main/api-types/schedule/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.copies import Backup, unless, unless_off
from continuity_audit.profiles.kubernetes.node_volumes import is_host_path, is_without_snapshots
from continuity_audit.profiles.kubernetes.objects import matches, objects, only
from continuity_audit.profiles.kubernetes.places import OneOf, Place, object_store
from continuity_audit.profiles.kubernetes.pods import (
    all_containers,
    labels_of,
    namespace_of,
    open_namespace,
    pod_labels,
    text,
)
from continuity_audit.profiles.kubernetes.release_values import RELEASES, installs, release_of, value
from continuity_audit.profiles.kubernetes.snapshots import of_volume as snapshots_of_volume
from continuity_audit.profiles.kubernetes.velero_filters import (
    asks_for_files,
    is_left_out,
    passes_policy,
    refuses_files,
)
from continuity_audit.profiles.kubernetes.volumes import Volume
from continuity_audit.profiles.terms import Context, walk

SERVER: Final = "the settings of Velero's server (snapshotMoveData, defaultVolumesToFsBackup)"
"""The name of what is open where neither a schedule says whether data is moved nor the code holds the server."""

_VOLUME_RESOURCES = ("*", "persistentvolumeclaims", "persistentvolumes", "pvc", "pv", "pods")


def velero(volume: Volume, context: Context) -> Iterator[Backup]:
    """The Velero schedules that cover a volume; where several clusters are as near, each must cover it."""
    index = objects(context.estate)
    made = index.remember(("velero made", volume.holder.root), lambda: _made(SCHEDULE, volume.holder, context))
    namespace = namespace_of(volume.holder)
    running = index.remember(
        ("velero", volume.holder.root, namespace), lambda: [m for m in made if _runs_for(m.object, namespace, context)]
    )
    if is_left_out(volume):
        return
    covering = [m for m in running if _selects(entries(walk(m.object.values, "spec.template")), volume)]
    if {m.object.root for m in covering} == {m.object.root for m in made}:
        for m in covering:
            runs = unless(walk(m.object.values, "spec.paused"))
            there = both(runs, lambda m=m: _there(m.object, volume))  # type: ignore[misc]
            passed = both(there, lambda m=m: passes_policy(m.object, volume, context))  # type: ignore[misc]
            taken = both(passed, lambda m=m: _can_be_taken(m.object, volume, context))  # type: ignore[misc]
            there = both(taken, lambda m=m: _can_be_kept(m.object, context))  # type: ignore[misc]
            if there is not False:
                yield Backup(m.by, m.attribute, _kept(m.object, volume, context), there)


class Made(Struct, frozen=True):
    """An object of Velero, what makes it (itself, or a release of the chart), and the attribute that says so."""

    object: Resource
    by: Resource
    attribute: str


def _made(kind: str, near: Resource, context: Context) -> list[Made]:
    """The objects of a type that are nearest; where there are none, those that the nearest releases of the chart make.

    Source: https://github.com/vmware-tanzu/helm-charts/tree/main/charts/velero/templates
    """
    index = objects(context.estate)
    if stated := index.nearest(near, kind):
        return [Made(one, one, "spec.schedule") for one in stated]
    if kind == LOCATION and (applications := index.nearest(near, OADP)):
        return [made for application in applications for made in _locations_of(application)]
    return [made for release in _releases(near, context) for made in _IN_VALUES[kind](release, context)]


def _locations_of(application: Resource) -> Iterator[Made]:
    """The storage locations that OADP makes, called by the application and a number where they have no name.

    Source: https://github.com/openshift/oadp-operator/blob/oadp-dev/internal/controller/bsl.go
    """
    for i, told in mappings(walk(application.values, "spec.backupLocations")):
        spec = entries(told.get("velero") or told.get("bucket"))
        name = text(told.get("name")) or f"{application.name}-{i + 1}"
        path = f"spec.backupLocations.{i}"
        yield Made(_object(LOCATION, name, spec, application), application, path)


def _schedules_in_values(release: Resource, context: Context) -> Iterator[Made]:
    found = release_of(context.about(release))
    for name, told in entries(found.values.get("schedules")).items():
        if isinstance(told, Mapping) and told.get("disabled") is not True:
            yield Made(_object(SCHEDULE, name, told, release), release, f"{found.prefix}.schedules.{name}.schedule")


def _locations_in_values(release: Resource, context: Context) -> Iterator[Made]:
    found = release_of(context.about(release))
    path = "configuration.backupStorageLocation"
    told_of = walk(found.values, path)
    for i, told in mappings((told_of,) if isinstance(told_of, Mapping) else told_of):  # one alone before 3.0
        spec = {**told, "objectStorage": {"bucket": told.get("bucket")}}
        name = text(told.get("name")) or "default"
        yield Made(_object(LOCATION, name, spec, release), release, f"{found.prefix}.{path}.{i}")


def _object(kind: str, name: str, spec: Mapping[str, Value], release: Resource) -> Resource:
    namespace = namespace_of(release)
    values: dict[str, Value] = {"metadata": {"name": name, "namespace": namespace}, "spec": spec}
    address = "/".join(filter(None, (kind.rpartition("/")[2], namespace, name)))
    return replace(release, type=kind, name=name, address=address, values=values, lines={}, files={})


SCHEDULE: Final = "velero.io/Schedule"
LOCATION: Final = "velero.io/BackupStorageLocation"
SNAPSHOT_LOCATION: Final = "velero.io/VolumeSnapshotLocation"
BUCKET: Final = "spec.objectStorage.bucket"
OADP: Final = "oadp.openshift.io/DataProtectionApplication"
"""What installs Velero on OpenShift. https://docs.okd.io/latest/backup_and_restore/application_backup_and_restore/oadp-api.html"""
_IN_VALUES: Final = {SCHEDULE: _schedules_in_values, LOCATION: _locations_in_values}


def _runs_for(schedule: Resource, namespace: str, context: Context) -> bool:
    """Whether a schedule takes the volumes of a namespace, or may take them where that is not stated."""
    spec = entries(walk(schedule.values, "spec"))
    template = entries(spec.get("template"))
    if unless(spec.get("paused")) is False or not spec.get("schedule"):
        return False
    included, excluded = _included(schedule), [text(n) for n in elements(template.get("excludedNamespaces"))]
    if namespace and (not _names(included, namespace) or _names(excluded, namespace)):
        return False
    return _takes_volumes(schedule, context)


def _included(schedule: Resource) -> list[str]:
    """The patterns of the namespaces that a schedule takes."""
    template = entries(walk(schedule.values, "spec.template"))
    return [text(n) for n in elements(template.get("includedNamespaces"))] or ["*"]


def _there(schedule: Resource, volume: Volume) -> Value:
    """Whether the volume's namespace is one of the schedule's; open where it is not stated and only some are taken."""
    if namespace_of(volume.holder) or _names(_included(schedule), ""):
        return True
    causes = open_namespace(volume.holder) or (f"the namespace of {volume.holder.address}",)
    return as_truth(unknown(*causes, key=f"namespace of {volume.holder.id} is taken by {schedule.id}"))


def _can_be_taken(schedule: Resource, volume: Volume, context: Context) -> Value:
    """Whether what a schedule does takes a volume: one of a node's folders only file by file, a ``hostPath`` never.

    https://velero.io/docs/main/file-system-backup/#limitations
    """
    if is_host_path(volume, context) or (refuses_files(volume) and _takes_files_alone(schedule, volume, context)):
        return False
    if not is_without_snapshots(volume, context) or asks_for_files(volume):
        return True
    stated = _stated(schedule, FILE_BY_FILE, context)
    if stated is not None:
        return as_truth(stated)
    if _stated(schedule, MOVED, context) is not None:  # of snapshots, unless the server takes files all the same
        return as_truth(unknown(SERVER, key=f"{schedule.id} takes files"))
    return not _told_of_snapshots(schedule, context)  # a server elsewhere is taken to be set up for its volumes


def _takes_files_alone(schedule: Resource, volume: Volume, context: Context) -> bool:
    """Whether it has no snapshots of a volume, beside files, as far as the code says."""
    if not _takes_snapshots(entries(walk(schedule.values, "spec.template"))) or is_without_snapshots(volume, context):
        return True
    if _stated(schedule, FILE_BY_FILE, context) is not True or _told_of_snapshots(schedule, context):
        return False
    return _stated(schedule, MOVED, context) is not True


def _names(patterns: list[str], namespace: str) -> bool:
    return any(pattern == "*" or (namespace and fnmatchcase(namespace, pattern)) for pattern in patterns)


def _takes_volumes(schedule: Resource, context: Context) -> bool:
    """Whether volumes are in the backup at all, by snapshot, by data movement or file by file."""
    template = entries(walk(schedule.values, "spec.template"))
    only_some, without = (_kinds(template, word) for word in ("included", "excluded"))
    if only_some and not set(only_some) & set(_VOLUME_RESOURCES):
        return False
    if {"*", "persistentvolumeclaims", "pvc"} & set(without):
        return False
    if _takes_snapshots(template):
        return True
    with_pods = "pods" not in without and (not only_some or bool({"*", "pods"} & set(only_some)))
    return with_pods and _stated(schedule, FILE_BY_FILE, context) is True


def _takes_snapshots(template: Mapping[str, Value]) -> bool:
    return unless_off(template.get("snapshotVolumes")) is not False


def _kinds(template: Mapping[str, Value], word: str) -> list[str]:
    """The kinds in a namespace that a filter names. https://velero.io/docs/main/resource-filtering/"""
    listed = (k for part in ("Resources", "NamespaceScopedResources") for k in elements(template.get(f"{word}{part}")))
    return [text(kind).lower().partition(".")[0] for kind in listed]


def _selects(template: Mapping[str, Value], volume: Volume) -> bool:
    selectors = [s for s in (template.get("labelSelector"), *elements(template.get("orLabelSelectors"))) if s]
    bearers = (volume.labels, labels_of(volume.holder), pod_labels(volume.holder))
    return not selectors or any(matches(selector, labels) for selector in selectors for labels in bearers)


def _can_be_kept(schedule: Resource, context: Context) -> Value:
    """Whether its storage location takes backups: Velero keeps nothing in one that is read only, or has no bucket yet.

    https://velero.io/docs/main/api-types/backupstoragelocation/
    """
    location = _location_of(schedule, context)
    if location and text(walk(location.values, "spec.accessMode")) == "ReadOnly":
        return False
    bucket = walk(location.values, BUCKET) if location else ""
    return True if location is None or bucket else as_truth(unknown(f"{location.address} ({BUCKET})"))


def _location_of(schedule: Resource, context: Context) -> Resource | None:
    return _location(schedule, text(walk(schedule.values, "spec.template.storageLocation")), context)


def _kept(schedule: Resource, volume: Volume, context: Context) -> Place | OneOf:
    """Where the data goes: to the storage location where it is moved there, else where the driver keeps snapshots.

    https://velero.io/docs/main/csi/: the location holds no more of a snapshot than its description.
    """
    there = place_of_location(_location_of(schedule, context), schedule, context)
    moved = True if asks_for_files(volume) else _moved(schedule, context, files=not refuses_files(volume))
    if moved is True:
        return there
    kept = snapshots_of_volume(volume, context)
    return kept if moved is False else OneOf(moved, there, kept)


def _moved(schedule: Resource, context: Context, *, files: bool) -> Value:
    """Whether data is moved to the storage location: by its template, else by what the server does unless told.

    A schedule that says nothing of it, without a server or a location for snapshots in the code, is a schedule to its
    storage location: what is installed elsewhere is taken to be set up for it.
    """
    native = _told_of_snapshots(schedule, context)
    told = [_stated(schedule, setting, context) for setting in ((FILE_BY_FILE, MOVED) if files else (MOVED,))]
    if not native and all(t is None for t in told):
        return True
    silent = False if native else as_truth(unknown(SERVER, key=f"{schedule.id} moves data"))
    return any_of((lambda t=t: silent if t is None else as_truth(t)) for t in told)  # type: ignore[misc]


def _told_of_snapshots(schedule: Resource, context: Context) -> bool:
    """Whether a schedule asks for snapshots of the provider, or there are locations for these."""
    template = entries(walk(schedule.values, "spec.template"))
    asked = as_truth(template.get("snapshotVolumes")) is True or bool(template.get("volumeSnapshotLocations"))
    return asked or _has_snapshot_locations(schedule, context)


def _has_snapshot_locations(schedule: Resource, context: Context) -> bool:
    index = objects(context.estate)
    of_oadp = (walk(one.values, "spec.snapshotLocations") for one in index.nearest(schedule, OADP))
    return bool(index.nearest(schedule, SNAPSHOT_LOCATION)) or any(of_oadp)


class Setting(Struct, frozen=True):
    """What a schedule may say, or else the server: by a flag, a value of Velero's chart, or OADP's word for it."""

    template: str
    flag: str
    value: str
    oadp: str


FILE_BY_FILE: Final = Setting(
    "defaultVolumesToFsBackup", "--default-volumes-to-fs-backup", "configuration.defaultVolumesToFsBackup",
    "spec.configuration.velero.defaultVolumesToFSBackup",
)  # fmt: skip
MOVED: Final = Setting(
    "snapshotMoveData", "--default-snapshot-move-data", "configuration.defaultSnapshotMoveData",
    "spec.configuration.velero.defaultSnapshotMoveData",
)  # fmt: skip


def _stated(schedule: Resource, setting: Setting, context: Context) -> Value:
    """What a schedule, else the one server in the code says of a setting, ``None`` where there is no such server.

    Neither is on by default. https://github.com/vmware-tanzu/velero/blob/main/pkg/cmd/server/config/config.go
    """
    own = entries(walk(schedule.values, "spec.template")).get(setting.template)
    return own if own is not None else _told_by_server(schedule, setting, context)


def _told_by_server(schedule: Resource, setting: Setting, context: Context) -> Value:
    index = objects(context.estate)
    server = index.remember(("velero server", schedule.root), lambda: only(_servers(schedule, context)))
    if server is None:
        return None
    if server.type == "Deployment":
        return any(_switches_on(argument, setting.flag) for argument in _arguments(server))
    if server.type == OADP:
        return walk(server.values, setting.oadp) or False
    values = context.afresh().about(server)
    if any(_switches_on(text(a), setting.flag) for a in elements(value(values, "configuration.extraArgs", ()))):
        return True
    return value(values, setting.value, False)


def _servers(schedule: Resource, context: Context) -> list[Resource]:
    """The servers of Velero, or what installs one, that are nearest to a schedule."""
    index = objects(context.estate)
    running = index.nearest_such(schedule, "servers of Velero", _is_server, "Deployment")
    return running or index.nearest(schedule, OADP) or _releases(schedule, context)


def _releases(near: Resource, context: Context) -> list[Resource]:
    return objects(context.estate).nearest_such(
        near, "releases of Velero", lambda r: installs(r, "velero", context), *RELEASES
    )


def _is_server(deployment: Resource) -> bool:
    images = (text(container.get("image")) for container in all_containers(deployment))
    return "server" in _arguments(deployment) and any("velero" in image for image in images)


def _arguments(deployment: Resource) -> list[str]:
    parts = ("command", "args")
    return [text(word) for c in all_containers(deployment) for part in parts for word in elements(c.get(part))]


def _switches_on(argument: str, flag: str) -> bool:
    return argument in (flag, f"{flag}=true")


def _location(schedule: Resource, name: str, context: Context) -> Resource | None:
    made = _made(LOCATION, schedule, context)
    if name:
        in_values = [m.object for m in made if m.by is not m.object and m.object.name == name]
        return objects(context.estate).find(schedule, LOCATION, name) or only(in_values)
    near = [m.object for m in made]
    default = [location for location in near if walk(location.values, "spec.default") is True]
    return only(default or [location for location in near if location.name == "default"] or near)


def place_of_location(location: Resource | None, near: Resource, context: Context) -> Place:
    """The place of a BackupStorageLocation's bucket. https://velero.io/docs/main/api-types/backupstoragelocation/"""
    if location is None:
        return Place(unknown(f"the BackupStorageLocation of {near.address}"))  # which may be a store of the cluster
    bucket = text(walk(location.values, BUCKET))
    cause = f"{location.address} (spec.config.region)"
    endpoint = walk(location.values, "spec.config.s3Url")
    # What an S3-compatible store calls its region says nothing of its place.
    region = walk(location.values, "spec.config.region")
    return object_store(context.about(location), bucket, region, endpoint, cause)
