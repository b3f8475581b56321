"""Pulsar, ZooKeeper and NATS by their operators.

How many copies bookies keep is said by namespace in Pulsar, so that no number of them makes sure that one may be gone.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.kubernetes.dependencies import READ, called_by_values
from continuity_audit.profiles.kubernetes.members import operated, spread_of
from continuity_audit.profiles.terms import attribute

# --- Pulsar, by StreamNative's operators: https://docs.streamnative.io/private/private-cloud-overview --------------

STREAMNATIVE: Final = "https://docs.streamnative.io/private/private-cloud-overview"
REPLICAS: Final = attribute("spec.replicas", default=1)

servers = tuple(
    operated(
        f"pulsar.streamnative.io/{kind}", title,
        of=Kind.STREAM, held=REPLICAS.at_least(2), spread=spread_of("spec.pod", REPLICAS), pods="spec.pod",
        stateful=False, component=~REPLICAS.equals(0), by="members", why=why, rto="5s-60s", source=STREAMNATIVE,
        needs=(called_by_values("spec"),), reads=(*READ, "Service"),
    )
    for kind, title, why in (
        ("PulsarBroker", "Pulsar brokers (StreamNative)", "the other brokers take over its topics"),
        ("PulsarProxy", "Pulsar proxies (StreamNative)", "the other proxies carry on"),
    )
)  # fmt: skip

bookkeeper = operated(
    "bookkeeper.streamnative.io/BookKeeperCluster", "BookKeeper cluster (StreamNative)",
    of=Kind.STREAM, held=None, component=~REPLICAS.equals(0), rto="10s-10m",
    source="https://pulsar.apache.org/docs/next/administration-geo/#replicated-messages-persistence",
)  # fmt: skip

# --- ZooKeeper ----------------------------------------------------------------------------------------------------

QUORUM: Final = "https://zookeeper.apache.org/doc/current/zookeeperAdmin.html#sc_zkMulitServerSetup"
SERVERS: Final = attribute("spec.replicas", default=3, documented="the operator's default")

zookeeper = tuple(
    operated(
        kind, title,
        of=Kind.DATABASE, held=count.at_least(3), spread=spread_of("spec.pod", count, majority=True), pods="spec.pod",
        component=~count.equals(0), by="members", why="the remaining majority carries on", rto="0s-60s", source=QUORUM,
    )
    for kind, title, count in (
        ("zookeeper.streamnative.io/ZooKeeperCluster", "ZooKeeper cluster (StreamNative)", REPLICAS),
        ("zookeeper.pravega.io/ZookeeperCluster", "ZooKeeper cluster (Pravega's operator)", SERVERS),
    )
)  # fmt: skip

# --- NATS ---------------------------------------------------------------------------------------------------------

SIZE: Final = attribute("spec.size", default=1)

nats = operated(
    "nats.io/NatsCluster", "NATS cluster",
    of=Kind.QUEUE, held=SIZE.at_least(2), spread=spread_of("spec.pod", SIZE), pods="spec.pod", stateful=False,
    component=~SIZE.equals(0), by="members", why="clients connect to the other servers", rto="0s-60s",
    source="https://docs.nats.io/running-a-nats-service/configuration/clustering",
)  # fmt: skip

PROFILES: Final = (*servers, bookkeeper, *zookeeper, nats)
