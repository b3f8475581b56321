"""The chart of Consul: its servers, and what it runs for the services of a mesh."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch

_GLOBAL: Final = (Switch("global.enabled", by_default=True),)


def _servers(name: str, choice: str, replicas: int, *also: Switch) -> Part:
    """The servers, where their switch has one of its choices; a majority of them elects a leader."""
    return Part(name=name, on="server.enabled", on_by_default="-", among=(choice,), also=also,
                replicas="server.replicas", by_default=replicas, least=3, volume="server.storage",
                volume_by_default=True, storage_class="server.storageClass", pods="server")  # fmt: skip


def _parts(replicas: int, members: int, *, in_mesh: bool) -> tuple[Part, ...]:
    return (
        # They are on, or follow the switch of all.
        _servers("servers", "true", replicas),
        _servers("servers with the rest", "-", replicas, *_GLOBAL),
        Part(name="injector", on="connectInject.enabled", on_by_default=in_mesh, replicas="connectInject.replicas",
             by_default=members, pods="connectInject"),
        # One that makes the certificates of the injector.
        Part(name="certificates", on="connectInject.enabled", on_by_default=in_mesh),
        Part(name="controller", on="controller.enabled", on_by_default=False, replicas="controller.replicas",
             pods="controller"),
        Part(name="mesh gateway", on="meshGateway.enabled", on_by_default=False, replicas="meshGateway.replicas",
             by_default=members, pods="meshGateway"),
        # Each of a list may have another number of them.
        Part(name="ingress gateways", on="ingressGateways.enabled", on_by_default=False),
        Part(name="terminating gateways", on="terminatingGateways.enabled", on_by_default=False),
        Part(name="catalog", on="syncCatalog.enabled", on_by_default=False),
        Part(name="telemetry collector", on="telemetryCollector.enabled", on_by_default=False,
             replicas="telemetryCollector.replicas"),
        Part(name="DNS proxy", on="dns.proxy.enabled", on_by_default=False, replicas="dns.proxy.replicas"),
        Part(name="Prometheus", on="prometheus.enabled", on_by_default=False),
    )  # fmt: skip


CHARTS: Final = (
    Chart(
        "consul", ("helm.releases.hashicorp.com", "hashicorp"),
        "https://github.com/hashicorp/consul-k8s/blob/main/charts/consul/values.yaml",
        _parts(1, 1, in_mesh=True),
        since="1",
        needs_address=True,
    ),
    Chart(
        "consul", ("helm.releases.hashicorp.com", "hashicorp"),
        "https://github.com/hashicorp/consul-k8s/blob/v0.49.8/charts/consul/values.yaml",
        _parts(3, 2, in_mesh=False),
        needs_address=True,
    ),
)  # fmt: skip
