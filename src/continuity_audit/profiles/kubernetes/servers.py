"""Servers without data of their own that an operator runs: Keycloak, Kafka Connect and the like."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.terms import attribute

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
        ("KafkaMirrorMaker2", "Kafka MirrorMaker 2 (Strimzi)", WORKERS, "its tasks are given to the other workers"),
        ("KafkaBridge", "Kafka Bridge (Strimzi)", BRIDGES, "the other replicas carry on"),
    )
)  # fmt: skip

PROFILES: Final = (keycloak, *strimzi)
