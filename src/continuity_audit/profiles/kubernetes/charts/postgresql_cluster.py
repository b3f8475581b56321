"""The chart cluster of CloudNativePG, whose values are the Cluster that it makes, with its poolers and its backups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Store, Switch
from continuity_audit.profiles.kubernetes.placement import ZONE
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

_AFFINITY: Final = "cluster.affinity"
_APART: Final = (
    Switch(f"{_AFFINITY}.enablePodAntiAffinity", by_default=True),
    Switch(f"{_AFFINITY}.podAntiAffinityType", "preferred", ("required",)),
    Switch(f"{_AFFINITY}.topologyKey", ZONE[0], ZONE),
)
"""What keeps the instances in different zones: https://cloudnative-pg.io/documentation/current/scheduling/"""
_PLUGIN: Final = "barman-cloud.cloudnative-pg.io"
_IN_STORE: Final = "barmanObjectStore"


def workloads(values: Mapping[str, Value], version: str) -> tuple[Part, ...] | Unknown:
    """The instances, and each pooler that leads to them; open where it is open how many poolers there are."""
    synchronous, poolers = walk(values, "cluster.postgresql.synchronous"), values.get("poolers")
    if open_ones := [one for one in (synchronous, poolers) if isinstance(one, Unknown | Choice)]:
        return unknown(*sorted(causes_of(open_ones[0])))
    if entries(walk(values, "cluster.annotations")).get("cnpg.io/hibernation") == "on":
        return ()
    instances = Part(
        name="instances", replicas="cluster.instances", by_default=3, least=_least(entries(synchronous)),
        volume="cluster.storage", volume_by_default=True, storage_class="cluster.storage.storageClass",
        apart=_APART, pods=_AFFINITY,
    )  # fmt: skip
    count = len(elements(poolers))
    return (instances, *(Part(name=f"pooler {i}", replicas=f"poolers.{i}.instances", pods=f"poolers.{i}.template.spec")
                         for i in range(count)))  # fmt: skip


def _least(synchronous: Mapping[str, Value]) -> int:
    """How many instances it takes for the others to take writes without one, where writes wait for standbys.

    Source: https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication
    """
    number, outside = synchronous.get("number"), [synchronous.get(f"standbyNames{part}") for part in ("Pre", "Post")]
    waits = text(synchronous.get("dataDurability")) != "preferred" and not any(outside)
    return number + 2 if waits and isinstance(number, int) else 2


def stores(values: Mapping[str, Value]) -> Iterator[Store]:
    """Where its scheduled base backups are kept; one by another method than that of its archive fails."""
    backups = entries(values.get("backups"))
    method = text(backups.get("method")) or _IN_STORE
    schedules = backups.get("scheduledBackups")
    listed = [(0, {})] if schedules is None else list(mappings(schedules))
    for i, schedule in listed:
        by = text(schedule.get("method")) or _IN_STORE
        of_plugin = by == "plugin" and walk(backups, "pluginConfiguration.name") == _PLUGIN
        if by == method and (by == _IN_STORE or of_plugin):
            path = "backups.enabled" if schedules is None else f"backups.scheduledBackups.{i}.schedule"
            yield Store(path, as_truth(backups.get("enabled", False)), _bucket(backups), *_address(backups))


def _bucket(backups: Mapping[str, Value]) -> str:
    if path := text(backups.get("destinationPath")):
        return path.partition("://")[2].partition("/")[0]
    provider = text(backups.get("provider")) or "s3"
    return text(walk(backups, f"{provider}.bucket")) or text(walk(backups, f"{provider}.storageAccount"))


def _address(backups: Mapping[str, Value]) -> tuple[Value, Value]:
    """The region and the endpoint, each ``None`` where the values do not say it."""
    of_amazon = (text(backups.get("provider")) or "s3") == "s3"
    return (walk(backups, "s3.region") or None) if of_amazon else None, backups.get("endpointURL") or None


CHARTS: Final = (
    Chart(
        "cluster", ("cloudnative-pg",),
        "https://github.com/cloudnative-pg/charts/blob/main/charts/cluster/values.yaml",
        needs_address=True,
        workloads=workloads,
        stores=stores,
    ),
)  # fmt: skip
