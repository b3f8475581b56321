"""What watches and shows: VictoriaMetrics, Alertmanager, Thanos Ruler, Grafana and OpenTelemetry by their operators."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import exceeds
from continuity_audit.estate.logic import all_hold, if_else, negate
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

# --- VictoriaMetrics: https://docs.victoriametrics.com/operator/api/ ----------------------------------------------

SAFETY: Final = "https://docs.victoriametrics.com/victoriametrics/cluster-victoriametrics/#replication-and-data-safety"
SINGLE: Final = ("VMSingle", "VLogs", "VLSingle", "VTSingle")


@fact(
    "samples are kept twice (`replicationFactor`), on three vmstorage or more, with two vmselect and vminsert",
    remedy="set `replicationFactor: 2`, `vmstorage.replicaCount: 3`, `vmselect.replicaCount: 2`, "
           "`vminsert.replicaCount: 2`",
)  # fmt: skip
def vm_replicated(context: Context) -> Value:
    found = []
    for path, least in (
        ("spec.replicationFactor", 1), ("spec.vmstorage.replicaCount", 2), ("spec.vmselect.replicaCount", 1),
        ("spec.vminsert.replicaCount", 1),
    ):  # fmt: skip
        count = context.read(path)
        context.note(path, 1 if count is None else count, "the operator's default" if count is None else "")
        found.append(exceeds(1 if count is None else count, least))
    return all_hold(*found)


LOAD_BALANCER: Final = "spec.requestsLoadBalancer"
BALANCED: Final = "https://docs.victoriametrics.com/operator/resources/vmcluster/#requests-load-balancing"


@fact("two pods or more of its load balancer, where that is on", remedy=f"set `{LOAD_BALANCER}.spec.replicaCount` to 2")
def vm_balanced(context: Context) -> Value:
    def enough() -> Value:
        stated = context.read(f"{LOAD_BALANCER}.spec.replicaCount")
        context.note(f"{LOAD_BALANCER}.spec.replicaCount", stated or 1, "" if stated else BALANCED)
        return exceeds(1 if stated is None else stated, 1)

    return if_else(attribute(f"{LOAD_BALANCER}.enabled", False).is_true.value(context), enough, lambda: True)


vm_cluster = operated(
    "operator.victoriametrics.com/VMCluster", "VictoriaMetrics cluster",
    of=Kind.DATABASE, held=vm_replicated & vm_balanced, pods="spec.vmstorage",
    stateful=attribute("spec.vmstorage.storage.volumeClaimTemplate").is_set,
    by="members", why="the other vmstorage hold copies of its samples", rto="0s-60s", source=SAFETY,
)  # fmt: skip
vm_single = tuple(
    operated(
        f"operator.victoriametrics.com/{kind}", f"VictoriaMetrics on one node ({kind})",
        of=Kind.DATABASE, held=None, stateful=attribute("spec.storage").is_set, rto="0s-60s", source=SAFETY,
    )
    for kind in SINGLE
)  # fmt: skip


CLUSTERED: Final = "https://docs.victoriametrics.com/victorialogs/cluster/#high-availability"

vm_logs = tuple(  # each record is on one node of the storage
    operated(
        f"operator.victoriametrics.com/{kind}", title,
        of=Kind.DATABASE, held=None, stateful=attribute(f"spec.{part}.storage.volumeClaimTemplate").is_set,
        rto="0s-60s", source=CLUSTERED,
    )
    for kind, title, part in (
        ("VLCluster", "VictoriaLogs cluster", "vlstorage"), ("VTCluster", "VictoriaTraces cluster", "vtstorage"),
    )
)  # fmt: skip


VM_REPLICAS: Final = attribute("spec.replicaCount", default=1, documented="the operator's default")

vm_servers = tuple(
    operated(
        f"operator.victoriametrics.com/{kind}", title,
        of=Kind.WORKLOAD, held=VM_REPLICAS.at_least(2), spread=spread_of("spec", VM_REPLICAS), pods="spec",
        stateful=False,
        component=~VM_REPLICAS.equals(0), by="members", why=why, rto="0s-60s",
        source="https://docs.victoriametrics.com/operator/resources/",
    )
    for kind, title, why in (
        ("VMAgent", "vmagent", "each replica scrapes everything, and the others carry on"),
        ("VMAlert", "vmalert", "each replica evaluates every rule, and the others carry on"),
        ("VLAgent", "vlagent", "the other replicas take in what is sent, and carry on"),
        ("VMAuth", "vmauth", "the other proxies carry on"),
        ("VMAlertmanager", "Alertmanager (VictoriaMetrics' operator)", "the others know of every alert and carry on"),
    )
)  # fmt: skip


# --- Prometheus' operator: https://prometheus-operator.dev/docs/platform/high-availability/ -----------------------

HIGH_AVAILABILITY: Final = "https://prometheus-operator.dev/docs/platform/high-availability/"
PEERS: Final = attribute("spec.replicas", default=1, documented="the operator's default")

CLAIMED: Final = attribute("spec.storage.volumeClaimTemplate").is_set

RULER: Final = "https://thanos.io/tip/components/rule.md/"
SHIPPED: Final = (
    attribute("spec.objectStorageConfig").is_set
    | attribute("spec.objectStorageConfigFile").is_set
    | attribute("spec.remoteWrite").is_set
)
"""What a ruler evaluates goes to a bucket every two hours, or to others at once: its volume is a buffer on the way."""

alertmanager = operated(
    "monitoring.coreos.com/Alertmanager", "Alertmanager",
    of=Kind.WORKLOAD, held=PEERS.at_least(2), spread=spread_of("spec", PEERS), pods="spec",
    component=~PEERS.equals(0), stateful=CLAIMED, by="members",
    why="the other members know of every alert and silence, and carry on", rto="0s-60s", source=HIGH_AVAILABILITY,
)  # fmt: skip
thanos_ruler = operated(
    "monitoring.coreos.com/ThanosRuler", "ThanosRuler",
    of=Kind.WORKLOAD, held=PEERS.at_least(2), spread=spread_of("spec", PEERS), pods="spec",
    component=~PEERS.equals(0), stateful=CLAIMED & ~SHIPPED, by="members",
    why="each replica evaluates every rule, and the others carry on", rto="0s-60s", source=RULER,
)  # fmt: skip


AGENT_MODE: Final = attribute("spec.mode", default="StatefulSet", documented="the operator's default")

prometheus_agent = operated(
    "monitoring.coreos.com/PrometheusAgent", "Prometheus Agent",
    of=Kind.WORKLOAD, held=AGENT_MODE.equals("DaemonSet") | PEERS.at_least(2), spread=spread_of("spec", PEERS),
    pods="spec", stateful=False,  # what its volume holds is on its way
    component=~PEERS.equals(0), by="members", why="each replica scrapes everything, and the others carry on",
    rto="0s-60s", source="https://prometheus-operator.dev/docs/platform/prometheus-agent/",
)  # fmt: skip


STACKS: Final = attribute("spec.prometheusConfig.replicas", default=2, documented="the operator's default")

monitoring_stack = operated(
    "monitoring.rhobs/MonitoringStack", "MonitoringStack (Cluster Observability Operator)",
    of=Kind.DATABASE, held=STACKS.at_least(2), component=~STACKS.equals(0), by="members",
    stateful=attribute("spec.prometheusConfig.persistentVolumeClaim").is_set,
    why="each replica scrapes everything, and the others carry on", rto="0s-60s",
    source="https://github.com/rhobs/observability-operator/blob/main/docs/api.md",
)  # fmt: skip


# --- Grafana: https://grafana.github.io/grafana-operator/docs/api/ ------------------------------------------------

GRAFANA: Final = "https://grafana.github.io/grafana-operator/docs/grafana/"
GRAFANA_REPLICAS: Final = attribute("spec.deployment.spec.replicas", default=1, documented="the operator's default")


@fact("two replicas or more, without a claim that only one of them mounts", remedy="keep its state in a database")
def grafana_goes_on(context: Context) -> Value:
    claimed = context.read("spec.persistentVolumeClaim") is not None
    if claimed:
        context.note("spec.persistentVolumeClaim", True)
    return all_hold(exceeds(GRAFANA_REPLICAS.value(context), 1), negate(claimed))


grafana = operated(
    "grafana.integreatly.org/Grafana", "Grafana (its operator)",
    of=Kind.WORKLOAD, held=grafana_goes_on, spread=spread_of("spec.deployment.spec.template.spec", GRAFANA_REPLICAS),
    pods="spec.deployment.spec.template.spec",
    stateful=attribute("spec.persistentVolumeClaim").is_set, by="members", why="the other replicas carry on",
    component=~attribute("spec.external").is_set & ~GRAFANA_REPLICAS.equals(0), rto="0s-60s", source=GRAFANA,
    needs=(called_by_values("spec.config"),), reads=(*READ, "Service"),
)  # fmt: skip

# --- OpenTelemetry's operator: https://github.com/open-telemetry/opentelemetry-operator/blob/main/docs/api/ ---------

COLLECTORS: Final = "https://opentelemetry.io/docs/platforms/kubernetes/operator/"
MODE: Final = attribute("spec.mode", default="deployment", documented="the operator's default")
STATED: Final = attribute("spec.replicas", default=1, documented="the operator's default")


@quantity("the least number of collectors (`autoscaler.minReplicas`, else `replicas`; 1 where left out)")
def collectors(context: Context) -> Value:
    least = context.read("spec.autoscaler.minReplicas")
    if least is None:
        return STATED.value(context)
    context.note("spec.autoscaler.minReplicas", least)
    return least


collector = operated(
    "opentelemetry.io/OpenTelemetryCollector", "OpenTelemetry Collector (its operator)",
    of=Kind.WORKLOAD, held=MODE.equals("daemonset") | collectors.at_least(2), spread=spread_of("spec", collectors),
    pods="spec", stateful=False,  # what a volume of it holds is on its way
    component=~MODE.equals("sidecar") & ~STATED.equals(0), by="members",
    why="the other collectors take in what is sent, and carry on", rto="0s-60s", source=COLLECTORS,
)  # fmt: skip

PROFILES: Final = (
    vm_cluster, *vm_single, *vm_logs, *vm_servers, alertmanager, thanos_ruler, prometheus_agent,
    monitoring_stack, grafana, collector,
)  # fmt: skip
