"""The chart app-template, whose values describe each workload and each volume, in words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Chart, Part
from continuity_audit.profiles.kubernetes.inline_volumes import inline_source, is_cache
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

_CLAIM: Final = "persistentVolumeClaim"
_KEEP_NOTHING: Final = ("configMap", "secret", "emptyDir", "image", "hostPath", "custom")
"""The types of volumes that are none of storage, as in a plain pod; of a custom one its own words tell."""


class _OpenError(Exception):
    """A value that has to be known to tell the workloads apart is open."""

    def __init__(self, value: Unknown | Choice) -> None:
        self.value = value


_OF_VERSION_2: Final[Mapping[str, Mapping[str, Value]]] = {
    "controllers": {"main": {}}, "persistence": {"config": {"enabled": False}},
}  # fmt: skip
"""What the chart had before any values: https://github.com/bjw-s-labs/helm-charts/tree/common-2.6.0"""


def workloads(values: Mapping[str, Value], version: str) -> tuple[Part, ...] | Unknown:
    """A part for each controller, and one more for each volume that it mounts; unknown where these are open."""
    major = re.search(r"\d+", version)
    try:
        return tuple(_parts(_over_version_2(values) if major and major[0] == "2" else values))
    except _OpenError as error:
        return unknown(*sorted(causes_of(error.value)))


def _known(value: Value) -> Value:
    if isinstance(value, Unknown | Choice):
        raise _OpenError(value)
    return value


def _block(value: Value) -> Mapping[str, Value]:
    return entries(_known(value))


def _over_version_2(values: Mapping[str, Value]) -> Mapping[str, Value]:
    """The values laid over those that the chart had; a null takes one away."""
    laid: dict[str, Value] = dict(values)
    for block, names in _OF_VERSION_2.items():
        given = _block(values.get(block))
        kept = {name: was for name, was in names.items() if name not in given or given[name] is not None}
        laid[block] = {**given, **{name: {**entries(was), **_block(given.get(name))} for name, was in kept.items()}}
    return laid


def _parts(values: Mapping[str, Value]) -> Iterator[Part]:
    for name, given in _block(values.get("controllers")).items():
        controller = _block(given)
        kind = text(_known(controller.get("type"))) or "deployment"
        if not isinstance(given, Mapping) or kind == "job":  # one that has ended is no workload
            continue
        workload = _workload(name, kind)
        yield workload
        for volume in (*_mounted(name, values), *_templates(name, controller)):
            yield replace(
                volume, name=f"{name}: {volume.name}", on=workload.on, unless=workload.unless,
                replicas=workload.replicas, daemon=workload.daemon, pods=workload.pods,
                pods_otherwise=workload.pods_otherwise,
            )  # fmt: skip


def _workload(name: str, kind: str) -> Part:
    return Part(
        name=name, on=f"controllers.{name}.enabled",
        unless=(f"controllers.{name}.cronjob.suspend",) if kind == "cronjob" else (),
        replicas=f"controllers.{name}.replicas" if kind in ("deployment", "statefulset") else "",
        daemon=kind == "daemonset",
        pods=f"controllers.{name}.pod",
        pods_otherwise="defaultPodOptions",
    )  # fmt: skip


def _mounted(controller: str, values: Mapping[str, Value]) -> Iterator[Part]:
    """The volumes of ``persistence`` that a controller mounts: all that name no place, or one for it."""
    for name, given in _block(values.get("persistence")).items():
        item = _block(given)
        places, own = item.get("globalMounts"), entries(item.get("advancedMounts")).get(controller)
        if not isinstance(given, Mapping) or item.get("enabled") is False:
            continue
        if places or own or not item.get("advancedMounts"):
            mounts = [m for _, m in (*mappings(places), *(m for one in entries(own).values() for m in mappings(one)))]
            yield from _volume(name, item, [text(mount.get("path")) or f"/{name}" for mount in mounts])


def _volume(name: str, item: Mapping[str, Value], mount_paths: list[str]) -> Iterator[Part]:
    path = f"persistence.{name}"
    kind = text(_known(item.get("type"))) or _CLAIM
    custom = _block(item.get("volumeSpec")) if kind == "custom" else {}
    cache = is_cache(name, mount_paths)
    part = Part(name=name, volume=f"{path}.enabled", volume_by_default=True, cache=cache)
    if kind == _CLAIM:
        yield replace(
            part, storage_class=f"{path}.storageClass", claim=f"{path}.existingClaim", modes=f"{path}.accessMode"
        )
    elif walk(custom, f"{_CLAIM}.claimName"):
        yield replace(part, claim=f"{path}.volumeSpec.{_CLAIM}.claimName")
    elif kind == "nfs":
        yield replace(part, source="nfs", words=path)
    elif found := inline_source(custom):
        source, words = found
        yield replace(part, source=source, words=f"{path}.volumeSpec.{words}")
    elif kind not in _KEEP_NOTHING:
        raise _OpenError(unknown(f"what {path} of type {kind} keeps"))


def _templates(name: str, controller: Mapping[str, Value]) -> Iterator[Part]:
    """The claims that each member of a StatefulSet gets."""
    held = "statefulset.volumeClaimTemplates"
    for i, template in enumerate(elements(_known(walk(controller, held)))):
        path = f"controllers.{name}.{held}.{i}"
        called = text(_block(template).get("name"))
        paths = [text(mount.get("path")) or f"/{called}" for _, mount in mappings(_block(template).get("globalMounts"))]
        yield Part(
            name=called, volume=path, storage_class=f"{path}.storageClass", cache=is_cache(called, paths),
        )  # fmt: skip


CHARTS: Final = (
    Chart(
        "app-template", ("bjw-s",),
        "https://github.com/bjw-s-labs/helm-charts/blob/main/charts/library/common/values.yaml",
        since="2",
        workloads=workloads,
    ),
)  # fmt: skip
