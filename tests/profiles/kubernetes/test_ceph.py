"""Object stores of Ceph: by the copies of their pools, the monitors of their cluster, and their gateways."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components
from profiles.kubernetes.test_further_operators import SPREAD, judged
from profiles.kubernetes.test_operators import GONE, custom

STORE = "ceph.rook.io/v1/CephObjectStore"
LOST, RESTARTED, MEMBERS = (["l", instance, *GONE] for instance in ("l", "r restart", "c members"))
ALL_ZONES = ["l", "c members", "c members", "l", "l"]


def pools(of_data: str = "replicated: {size: 3}", domain: str = "", instances: int = 2, more: str = "") -> str:
    where = f", failureDomain: {domain}" if domain else ""
    metadata = f"metadataPool: {{replicated: {{size: 3}}{where}}}"
    return f"{metadata}, dataPool: {{{of_data}{where}}}, gateway: {{instances: {instances}{more}}}"


def cluster(monitors: str) -> str:
    return custom("ceph.rook.io/v1", "CephCluster", f"{{mon: {{{monitors}}}}}")


SPREAD_OUT = f", placement: {{{SPREAD}}}"
ONE_NODE = (
    ", placement: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
    "[{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [a]}]}]}}}"
)
IN_ZONES = cluster("count: 3, zones: [{name: a}, {name: b}, {name: c}]")


@pytest.mark.parametrize(("spec", "more", "expected"), [
    (pools(), "", MEMBERS), (pools(instances=1), "", RESTARTED), (pools("replicated: {size: 1}"), "", LOST),
    (pools("replicated: {size: 2}"), "", MEMBERS),
    (pools("erasureCoded: {dataChunks: 2, codingChunks: 1}"), "", MEMBERS),
    (pools("erasureCoded: {dataChunks: 2, codingChunks: 0}"), "", LOST),
    (pools(domain="osd"), "", LOST), (pools(domain="host"), "", MEMBERS),
    (pools("replicated: {size: '${N}'}"), "", ["l", "u ${N}", *GONE]),
    (pools(more=ONE_NODE), "", RESTARTED),
    (pools(), cluster("count: 1"), RESTARTED), (pools(), cluster("count: 3"), MEMBERS),
    (pools(), cluster("count: 3, allowMultiplePerNode: true"), RESTARTED),
    (pools(domain="zone"), "", ["l", "c members", "r restart", "l", "l"]),
    (pools(domain="zone", more=SPREAD_OUT), "", ["l", "c members", "r restart", "l", "l"]),
    (pools(domain="zone", more=SPREAD_OUT), IN_ZONES, ALL_ZONES),
    (pools(domain="zone"), IN_ZONES, ["l", "c members", "r restart", "l", "l"]),
    (pools(domain="host", more=SPREAD_OUT), IN_ZONES, MEMBERS),
])  # fmt: skip
def test_object_stores(spec: str, more: str, expected: list[str]) -> None:
    assert judged(STORE, spec, more) == expected


def test_the_pools_of_a_store_in_a_multisite_are_those_of_its_zone() -> None:
    zone = custom("ceph.rook.io/v1", "CephObjectZone", "{dataPool: {failureDomain: osd, replicated: {size: 3}}}")
    store = "gateway: {instances: 2}, zone: {name: main}"
    assert judged(STORE, store, zone) == LOST
    assert judged(STORE, store, zone.replace("osd", "host")) == MEMBERS


SHARED = "sharedPools: {metadataPoolName: main, dataPoolName: main}, gateway: {instances: 2}"


@pytest.mark.parametrize(("pool", "instance"), [
    ("{replicated: {size: 3}}", "c members"), ("{failureDomain: osd, replicated: {size: 3}}", "l"),
    ("", "u CephBlockPool/main"),
])  # fmt: skip
def test_pools_that_stores_share(pool: str, instance: str) -> None:
    more = custom("ceph.rook.io/v1", "CephBlockPool", pool) if pool else ""
    assert judged(STORE, SHARED, more)[1] == instance
    assert judged(STORE, "gateway: {instances: 2}")[1] == "u the pools of CephObjectStore/shop/main"


def test_a_store_that_is_elsewhere_is_no_component() -> None:
    external = "{gateway: {port: 80, externalRgwEndpoints: [{ip: 192.0.2.1}]}}"
    assert components(custom("ceph.rook.io/v1", "CephObjectStore", external)) == {}


STACK = "monitoring.rhobs/v1alpha1/MonitoringStack"


@pytest.mark.parametrize(("spec", "expected"), [
    ("", ["c", "c members", "r restart", "r redeploy", "r redeploy"]),
    ("prometheusConfig: {replicas: 1}", ["c", "r restart", "r restart", "r redeploy", "r redeploy"]),
    ("prometheusConfig: {replicas: 1, persistentVolumeClaim: {storageClassName: disk}}", RESTARTED),
])  # fmt: skip
def test_monitoring_stacks(spec: str, expected: list[str]) -> None:
    assert judged(STACK, spec) == expected
