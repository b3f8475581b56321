"""The chart rook-ceph-cluster: a cluster of Ceph, whose values are the objects that Rook makes it of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Chart, Part
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

NAME: Final = "rook-ceph-cluster"
_SPEC: Final = "cephClusterSpec"
_POOLS: Final = ("cephBlockPools", "cephECBlockPools")
_COPIES: Final[Mapping[str, Value]] = {"spec": {"replicated": {"size": 3}}}
_BY_DEFAULT: Final[Mapping[str, tuple[Value, ...]]] = {
    "cephBlockPools": (_COPIES,),
    "cephFileSystems": ({"spec": {"metadataPool": {"replicated": {"size": 3}}, "dataPools": (_COPIES["spec"],)}},),
    "cephObjectStores": ({},),
}
"""What the chart makes where the values do not say it."""


class _OpenError(Exception):
    """A value that has to be known to tell what there is is open."""

    def __init__(self, value: Unknown | Choice) -> None:
        self.value = value


def workloads(values: Mapping[str, Value], version: str) -> tuple[Part, ...] | Unknown:
    """The daemons of Ceph, and each pool as a part whose members are its copies.

    What claims keep in pools is judged with these claims. What object stores keep is in no claim, and not judged: the
    chart is not known where it makes some.
    """
    try:
        if _block(values, f"{_SPEC}.external").get("enable") is True:
            return ()  # Ceph runs elsewhere
        if _listed(values, "cephObjectStores"):
            return unknown(f"chart {NAME}")
        return tuple(_parts(values))
    except _OpenError as error:
        return unknown(*sorted(causes_of(error.value)))


def _known(value: Value) -> Value:
    if isinstance(value, Unknown | Choice):
        raise _OpenError(value)
    return value


def _block(values: Value, path: str) -> Mapping[str, Value]:
    return entries(_known(walk(values, path)))


def _listed(values: Mapping[str, Value], key: str) -> tuple[Value, ...]:
    """The objects of a kind, by the values or as the chart makes them; null and an empty mapping mean none."""
    if key not in values:
        return _BY_DEFAULT.get(key, ())
    return tuple(map(_known, elements(_known(values[key]))))


def _parts(values: Mapping[str, Value]) -> Iterator[Part]:
    for name, daemon, count, least in (("monitors", "mon", 3, 3), ("managers", "mgr", 2, 2)):
        apart = _known(walk(values, f"{_SPEC}.{daemon}.allowMultiplePerNode")) is not True
        path = f"{_SPEC}.{daemon}.count"
        # Several on one node die together.
        yield (
            Part(name=name, replicas=path, by_default=count, least=least, pods=None)
            if apart
            else Part(name=name, pods=None)
        )
    for key in _POOLS:
        for i, pool in enumerate(_listed(values, key)):
            yield _pool(f"{key}.{i}.spec", _block(pool, "spec"))
    for i, filesystem in enumerate(_listed(values, "cephFileSystems")):
        path = f"cephFileSystems.{i}.spec"
        yield _pool(f"{path}.metadataPool", _block(filesystem, "spec.metadataPool"))
        for k, pool in enumerate(elements(_known(walk(filesystem, "spec.dataPools")))):
            yield _pool(f"{path}.dataPools.{k}", entries(_known(pool)))


def _pool(path: str, pool: Mapping[str, Value]) -> Part:
    """A pool: replicas, or chunks of which one more than one may be lost for it to take writes meanwhile.

    Sources: https://rook.io/docs/rook/latest-release/CRDs/Block-Storage/ceph-block-pool-crd/,
    https://docs.ceph.com/en/latest/rados/operations/pools/#setting-the-number-of-rados-object-replicas
    """
    if text(_known(pool.get("failureDomain"))) == "osd":  # copies may be on one node
        return Part(name=path, pods=None)
    if entries(_known(pool.get("erasureCoded"))).get("codingChunks"):
        return Part(name=path, replicas=f"{path}.erasureCoded.codingChunks", pods=None)
    size = walk(pool, "replicated.size")
    return Part(
        name=path, replicas=f"{path}.replicated.size", by_default=size if isinstance(size, int) else 1, pods=None
    )


CHARTS: Final = (
    Chart(
        NAME, ("charts.rook.io", "ghcr.io/rook"),
        "https://github.com/rook/rook/blob/master/deploy/charts/rook-ceph-cluster/values.yaml",
        workloads=workloads,
    ),
)  # fmt: skip
