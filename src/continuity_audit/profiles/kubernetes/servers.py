"""Servers without data of their own that an operator runs: Keycloak, Kafka Connect, Temporal and the like."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.counts import fewest
from continuity_audit.estate.documents import mappings
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.rungs import REATTACHED, ZONE_RESTARTED
from continuity_audit.profiles.profile import Claim
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

KEYCLOAK_INSTANCES: Final = attribute("spec.instances", default=1, documented="the operator's default")

DATABASE: Final = "https://www.keycloak.org/server/all-config#category-database"
_UNSAID: Final = ("spec.db", "spec.image", "spec.unsupported")
"""What may tell it of a database: the last two in words that are not read."""


@fact(
    "it keeps its data in a file of its pod (no `spec.db`)",
    remedy="set `spec.db` to a database",
)
def kept_in_pod(context: Context) -> Value:
    """The database is ``dev-file`` where none is named, be it for development alone."""
    if any(context.read(path) is not None for path in _UNSAID):
        return False
    named = [text(option.get("name")) for part in ("additionalOptions", "env")
             for _, option in mappings(context.read(f"spec.{part}"))]  # fmt: skip
    if any(name == "db" or name.startswith(("db-", "KC_DB")) for name in named):
        return False
    context.note("spec.db", None, DATABASE)
    return True


def _in_database(claim: Claim) -> Claim:
    """A claim that rests on the database that is elsewhere."""
    return replace(claim, when=~kept_in_pod & claim.when) if claim in (REATTACHED, ZONE_RESTARTED) else claim


_keycloak = operated(
    "k8s.keycloak.org/Keycloak", "Keycloak",
    of=Kind.WORKLOAD, stateful=kept_in_pod, held=KEYCLOAK_INSTANCES.at_least(2) & ~kept_in_pod,
    spread=spread_of("spec.scheduling", KEYCLOAK_INSTANCES), pods="spec.scheduling",
    component=~KEYCLOAK_INSTANCES.equals(0),
    by="members", why="the other instances carry on, with the sessions in their caches", rto="0s-60s",
    source="https://www.keycloak.org/operator/advanced-configuration",
    needs=(called_by_values("spec.db", "spec.additionalOptions", "spec.unsupported"),), reads=(*READ, "Service"),
)  # fmt: skip

keycloak = replace(
    _keycloak, instance=tuple(map(_in_database, _keycloak.instance)), zone=tuple(map(_in_database, _keycloak.zone))
)

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
