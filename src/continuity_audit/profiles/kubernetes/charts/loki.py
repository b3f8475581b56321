"""Charts of Loki and Tempo: what takes, reads and tends logs and traces, by the mode in which they are deployed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.documents import mappings
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch, scaled_by
from continuity_audit.profiles.terms import walk

_GRAFANA: Final = ("grafana.github.io", "ghcr.io/grafana", "grafana-community")
_FACTOR: Final = "commonConfig.replication_factor"
_LAID_OVER: Final = "structuredConfig.common.replication_factor"
_OF_RING: Final = "structuredConfig.ingester.lifecycler.ring.replication_factor"
_OBJECTS: Final = ("s3", "gcs", "azure", "swift", "alibabacloud")
"""The types of storage that are no folder of each member, by ``loki.isUsingObjectStorage`` of the chart."""
_SINGLE: Final = ("Monolithic", "SingleBinary", "SingleBinary<->SimpleScalable", "Monolithic<->SimpleScalable")
_SCALABLE: Final = (
    "SimpleScalable", "SingleBinary<->SimpleScalable", "Monolithic<->SimpleScalable", "SimpleScalable<->Distributed",
)  # fmt: skip
_DISTRIBUTED: Final = ("Distributed", "SimpleScalable<->Distributed")

_MAJORITY: Final = 3
"""The copies of which two take a write without the third.

Source: https://grafana.com/docs/loki/latest/get-started/components/#replication-factor
"""

_GATEWAY: Final = Part(name="gateway", on="gateway.enabled", replicas="gateway.replicas",
                       scalers=scaled_by("gateway.autoscaling"), pods="gateway")  # fmt: skip
_MINIO: Final = Part(name="MinIO", on="minio.enabled", on_by_default=False, replicas="minio.replicas", least=4,
                     any_may_go=False, volume="minio.persistence.enabled", volume_by_default=True,
                     storage_class="minio.persistence.storageClass", pods="minio")  # fmt: skip
_BINARY: Final = Part(name="single binary", volume="singleBinary.persistence.enabled", volume_by_default=True,
                      storage_class="singleBinary.persistence.storageClass", pods="singleBinary")  # fmt: skip
_WRITE: Final = Part(name="write", volume="write.persistence.volumeClaimsEnabled", volume_by_default=True,
                     storage_class="write.persistence.storageClass", pods="write")  # fmt: skip
_READ: Final = Part(name="read", replicas="read.replicas", by_default=3, scalers=scaled_by("read.autoscaling", 2),
                    pods="read")  # fmt: skip
_BACKEND: Final = Part(name="backend", replicas="backend.replicas", by_default=3,
                       scalers=scaled_by("backend.autoscaling", 3),
                       volume="backend.persistence.volumeClaimsEnabled", volume_by_default=True,
                       storage_class="backend.persistence.storageClass", pods="backend")  # fmt: skip
_CACHES: Final = tuple(
    Part(name=f"{name} cache", on=f"{name}Cache.enabled", replicas=f"{name}Cache.replicas", pods=f"{name}Cache")
    for name in ("chunks", "results")
)


class _OpenError(Exception):
    """A value that has to be known to tell the workloads apart is open."""

    def __init__(self, value: Unknown | Choice) -> None:
        self.value = value


def _read(values: Mapping[str, Value], path: str, default: Value = None) -> Value:
    found = walk(values, path)
    if isinstance(found, Unknown | Choice):
        raise _OpenError(found)
    return default if found is None else found


_Workloads = Callable[[Mapping[str, Value], str], tuple[Part, ...] | Unknown]


def _as_known(tell: Callable[[Mapping[str, Value]], tuple[Part, ...]]) -> _Workloads:
    def workloads(values: Mapping[str, Value], version: str) -> tuple[Part, ...] | Unknown:
        try:
            return tell(values)
        except _OpenError as error:
            return unknown(*sorted(causes_of(error.value)))

    return workloads


def _copied(values: Mapping[str, Value], by_default: int = _MAJORITY) -> bool:
    """Whether a write has so many copies that it is answered without one of them, as far as the values say it."""
    if walk(values, "loki.config") is not None:  # a text of its own takes the place of the chart's
        return False
    factors = [_read(values, f"loki.{path}") for path in (_OF_RING, _LAID_OVER, _FACTOR)]
    factor = next((one for one in factors if one is not None), by_default)
    return isinstance(factor, int) and factor >= _MAJORITY


def _keeping(part: Part, path: str, by_default: int, *, copied: bool) -> Part:
    """What keeps what it took last: one that nothing stands in for, unless each write has copies at others."""
    if not copied:
        return part
    return replace(part, replicas=f"{path}.replicas", by_default=by_default, least=_MAJORITY, any_may_go=False,
                   scalers=scaled_by(f"{path}.autoscaling", min(by_default, 2)))  # fmt: skip


def _in_object_storage(values: Mapping[str, Value]) -> bool:
    kept = [_read(schema, "object_store") for _, schema in mappings(_read(values, "loki.schemaConfig.configs"))]
    return _read(values, "loki.storage.type", "s3") in _OBJECTS and "filesystem" not in kept


def _by_mode(default: str) -> _Workloads:
    """The workloads since version 6, where a value names the mode."""

    def tell(values: Mapping[str, Value]) -> tuple[Part, ...]:
        copied = _copied(values)
        binary = _keeping(_BINARY, "singleBinary", 1, copied=copied and _in_object_storage(values))
        modes = (
            (_SINGLE, (binary,)),
            (_SCALABLE, (_keeping(_WRITE, "write", 3, copied=copied), _READ, _BACKEND)),
            # Of the others, the compactor runs once.
            (_DISTRIBUTED, (Part(name="ingesters", volume="ingester.persistence.enabled", pods="ingester",
                                 storage_class="ingester.persistence.storageClass"),)),
        )  # fmt: skip
        of_mode = (replace(p, on="deploymentMode", on_by_default=default, among=m) for m, parts in modes for p in parts)
        return (_GATEWAY, *_CACHES, *of_mode, _MINIO)

    return _as_known(tell)


def _by_storage(values: Mapping[str, Value], *, by_replicas: bool) -> tuple[Part, ...]:
    """The workloads before version 6: with object storage it writes and reads apart, else it is a single binary."""
    storage, count = _read(values, "loki.storage.type", "s3"), _read(values, "singleBinary.replicas", 0)
    copied = _copied(values)
    common = (_GATEWAY, _MINIO, Part(
        name="operator of agents", on="monitoring.selfMonitoring.enabled",
        also=(Switch("monitoring.selfMonitoring.grafanaAgent.installOperator", by_default=True),),
    ))  # fmt: skip
    if storage in _OBJECTS and not (by_replicas and count):
        backend = replace(_BACKEND, unless=("read.legacyReadTarget",))
        return (*common, _keeping(_WRITE, "write", 3, copied=copied), _READ, backend)
    return (*common, _keeping(_BINARY, "singleBinary", 1, copied=copied and _in_object_storage(values)))


def _distributed(values: Mapping[str, Value]) -> tuple[Part, ...]:
    """The workloads of loki-distributed, whose ingesters make one copy of a write by default."""
    ingesters = Part(name="ingesters", volume="ingester.persistence.enabled", pods="ingester",
                     storage_class="ingester.persistence.storageClass")  # fmt: skip
    serving = ("distributor", "querier", "queryFrontend")
    return (
        _GATEWAY,
        _keeping(ingesters, "ingester", 1, copied=_copied(values, 1)),
        *(Part(name=name, replicas=f"{name}.replicas", scalers=scaled_by(f"{name}.autoscaling"), pods=name)
          for name in serving),
        Part(name="query scheduler", on="queryScheduler.enabled", on_by_default=False,
             replicas="queryScheduler.replicas", by_default=2, pods="queryScheduler"),
        Part(name="index gateway", on="indexGateway.enabled", on_by_default=False, replicas="indexGateway.replicas",
             volume="indexGateway.persistence.enabled", cache=True, pods="indexGateway"),
        *(Part(name=name, on=f"{name}.enabled", on_by_default=False, volume=f"{name}.persistence.enabled",
               storage_class=f"{name}.persistence.storageClass", pods=name) for name in ("compactor", "ruler")),
    )  # fmt: skip


def _scalable_alone(values: Mapping[str, Value]) -> tuple[Part, ...]:
    """The workloads of loki-simple-scalable, which became the chart loki."""
    write, read = (
        replace(part, volume=f"{part.name}.persistence", volume_by_default=True,
                storage_class=f"{part.name}.persistence.storageClass") for part in (_WRITE, _READ)
    )  # fmt: skip
    return (
        _GATEWAY,
        _keeping(write, "write", 3, copied=_copied(values)),
        replace(read, scalers=scaled_by("read.autoscaling")),
    )


_TEMPO: Final = (
    *(Part(name=name, replicas=f"{name}.replicas", scalers=scaled_by(f"{name}.autoscaling"), pods=name)
      for name in ("distributor", "querier", "queryFrontend")),
    Part(name="metrics generator", on="metricsGenerator.enabled", on_by_default=False,
         volume="metricsGenerator.persistence.enabled", storage_class="metricsGenerator.persistence.storageClass",
         pods="metricsGenerator"),
    Part(name="gateway", on="gateway.enabled", on_by_default=False, replicas="gateway.replicas",
         scalers=scaled_by("gateway.autoscaling"), pods="gateway"),
    Part(name="cache", on="memcached.enabled", replicas="memcached.replicas", pods="memcached"),
)  # fmt: skip


def _tempo_with_ingesters(values: Mapping[str, Value]) -> tuple[Part, ...]:
    """The workloads of tempo-distributed before what is taken went through Kafka."""
    ingesters = Part(name="ingesters", volume="ingester.persistence.enabled", pods="ingester",
                     storage_class="ingester.persistence.storageClass")  # fmt: skip
    factor = _read(values, "ingester.config.replication_factor", _MAJORITY)
    copied = isinstance(factor, int) and factor >= _MAJORITY and walk(values, "config") is None
    return (*_TEMPO, _keeping(ingesters, "ingester", 3, copied=copied),
            Part(name="compactor", replicas="compactor.replicas", scalers=scaled_by("compactor.autoscaling"),
                 pods="compactor"))  # fmt: skip


def _chart(name: str, source: str, workloads: _Workloads, since: str = "") -> Chart:
    return Chart(name, _GRAFANA, source, since=since, workloads=workloads)


_OF_COMMUNITY: Final = "https://github.com/grafana-community/helm-charts/blob/main/charts"
_OF_LOKI: Final = "https://github.com/grafana/loki/blob/main/production/helm/loki/values.yaml"
_OF_GRAFANA: Final = "https://github.com/grafana/helm-charts/blob/main/charts"

CHARTS: Final = (
    _chart("loki", f"{_OF_COMMUNITY}/loki/values.yaml", _by_mode("Monolithic"), "12"),
    _chart("loki", _OF_LOKI, _by_mode("SimpleScalable"), "6"),
    _chart("loki", "https://github.com/grafana/loki/blob/helm-loki-5.47.2/production/helm/loki/values.yaml",
           _as_known(lambda values: _by_storage(values, by_replicas=True)), "4.10"),
    _chart("loki", "https://github.com/grafana/loki/blob/helm-loki-4.9.0/production/helm/loki/values.yaml",
           _as_known(lambda values: _by_storage(values, by_replicas=False)), "3"),
    Chart(
        "loki", _GRAFANA, "https://github.com/grafana/helm-charts/blob/loki-2.16.0/charts/loki/values.yaml",
        # One binary each, with logs of its own.
        (
            Part(name="loki", volume="persistence.enabled", storage_class="persistence.storageClassName",
                 claim="persistence.existingClaim"),
        ),
    ),
    _chart("loki-distributed", f"{_OF_GRAFANA}/loki-distributed/values.yaml", _as_known(_distributed)),
    _chart("loki-simple-scalable",
           "https://github.com/grafana/helm-charts/blob/loki-simple-scalable-1.8.11/charts/loki-simple-scalable/values.yaml",
           _as_known(_scalable_alone)),
    Chart(
        "loki-stack", _GRAFANA, f"{_OF_GRAFANA}/loki-stack/values.yaml",
        (
            Part(name="Loki", on="loki.enabled", volume="loki.persistence.enabled",
                 storage_class="loki.persistence.storageClassName", claim="loki.persistence.existingClaim",
                 pods="loki"),
            Part(name="promtail", on="promtail.enabled", daemon=True),
            Part(name="fluent-bit", on="fluent-bit.enabled", on_by_default=False, daemon=True),
            Part(name="Grafana", on="grafana.enabled", on_by_default=False, volume="grafana.persistence.enabled",
                 storage_class="grafana.persistence.storageClassName", claim="grafana.persistence.existingClaim",
                 pods="grafana"),
            Part(name="Prometheus", on="prometheus.enabled", on_by_default=False,
                 volume="prometheus.server.persistentVolume.enabled", volume_by_default=True,
                 storage_class="prometheus.server.persistentVolume.storageClass",
                 claim="prometheus.server.persistentVolume.existingClaim", pods="prometheus.server"),
        ),
        since="2",
    ),
    Chart(
        "tempo-distributed", _GRAFANA, f"{_OF_COMMUNITY}/tempo-distributed/values.yaml",
        # What is taken goes through Kafka; one scheduler hands out the work on blocks.
        (
            *_TEMPO,
            Part(name="live store", on="liveStore.enabled", replicas="liveStore.replicas", by_default=3,
                 pods="liveStore"),
            Part(name="scheduler", on="backendScheduler.enabled", volume="backendScheduler.persistence.enabled",
                 storage_class="backendScheduler.persistence.storageClass", pods="backendScheduler"),
        ),
        since="3",
    ),
    _chart("tempo-distributed", f"{_OF_GRAFANA}/tempo-distributed/values.yaml", _as_known(_tempo_with_ingesters)),
)  # fmt: skip
