"""Servers without data of their own that an operator runs: Keycloak, Kafka Connect, Temporal and the like."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import fewest
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.terms import Context, attribute, quantity

KEYCLOAK_INSTANCES: Final = attribute("spec.instances", default=1, documented="the operator's default")

keycloak = operated(
    "k8s.keycloak.org/Keycloak", "Keycloak",
    of=Kind.WORKLOAD, stateful=False, held=KEYCLOAK_INSTANCES.at_least(2),
    spread=spread_of("spec.scheduling", KEYCLOAK_INSTANCES), pods="spec.scheduling",
    component=~KEYCLOAK_INSTANCES.equals(0),
    by="members", why="the other instances carry on, with the sessions in their caches", rto="0s-60s",
    source="https://www.keycloak.org/operator/advanced-configuration",
    needs=(called_by_values("spec.db", "spec.additionalOptions", "spec.unsupported"),), reads=(*READ, "Service"),
)  # fmt: skip

WORKERS: Final = attribute("spec.replicas", default=3, documented="the operator's default")
BRIDGES: Final = attribute("spec.replicas", default=1, documented="the operator's default")
STRIMZI: Final = "https://strimzi.io/docs/operators/latest/configuring.html"

strimzi = tuple(
    operated(
        f"kafka.strimzi.io/{kind}", title,
        of=Kind.WORKLOAD, stateful=False, held=count.at_least(2), spread=spread_of("spec.template.pod", count),
        pods="spec.template.pod",
        component=~count.equals(0), by="members", why=why, rto="0s-5m", source=STRIMZI,
        needs=(called_by_values("spec"),), reads=(*READ, "Service"),
    )
    for kind, title, count, why in (
        ("KafkaConnect", "Kafka Connect (Strimzi)", WORKERS, "its tasks are given to the other workers"),
        ("KafkaMirrorMaker", "Kafka MirrorMaker (Strimzi)", WORKERS, "the other replicas carry on"),
        ("KafkaMirrorMaker2", "Kafka MirrorMaker 2 (Strimzi)", WORKERS, "its tasks are given to the other workers"),
        ("KafkaBridge", "Kafka Bridge (Strimzi)", BRIDGES, "the other replicas carry on"),
    )
)  # fmt: skip

# --- Temporal: https://github.com/alexandrevilain/temporal-operator/blob/main/docs/api/v1beta1.md -----------------

TEMPORAL: Final = "https://github.com/alexandrevilain/temporal-operator/blob/main/docs/api/v1beta1.md"
_SERVICES: Final = ("frontend", "history", "matching", "worker")


@quantity("the least number of pods of one of its services")
def temporal_pods(context: Context) -> Value:
    parts = (attribute(f"spec.services.{name}.replicas", 1, TEMPORAL).value(context) for name in _SERVICES)
    return fewest(*parts)


temporal = operated(
    "temporal.io/TemporalCluster", "Temporal cluster",
    of=Kind.WORKLOAD, held=temporal_pods.at_least(2), stateful=False, by="members",
    why="the other pods of each service take over its shards and queues", rto="5s-60s", source=TEMPORAL,
    needs=(called_by_values("spec.persistence"),), reads=(*READ, "Service"),
)  # fmt: skip

PROFILES: Final = (keycloak, *strimzi, temporal)
