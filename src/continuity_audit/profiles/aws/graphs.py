"""Amazon Neptune Analytics: graphs in memory.

Snapshots of a graph are taken by hand, so that code knows of no copy of it.

Sources: https://docs.aws.amazon.com/neptune-analytics/latest/apiref/API_CreateGraph.html,
https://docs.aws.amazon.com/prescriptive-guidance/latest/neptune-analytics-well-architected-framework/reliability-pillar.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.profile import Profile, continues, recovers
from continuity_audit.profiles.terms import attribute

PAGE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/neptunegraph_graph"
REPLICAS: Final = "https://docs.aws.amazon.com/neptune-analytics/latest/apiref/API_CreateGraph.html"
BACKUPS: Final = "https://docs.aws.amazon.com/neptune-analytics/latest/userguide/managing.html"

WITH_REPLICA = attribute("replica_count", 1, PAGE).at_least(1)

GRAPH = Profile(
    type="aws_neptunegraph_graph",
    title="Amazon Neptune Analytics graph",
    kind=Kind.DATABASE,
    stateful=True,
    names=("graph_name",),
    instance=(
        continues("failover", "a replica takes over", when=WITH_REPLICA, rto="30s-5m", source=REPLICAS),
        recovers("restart", "the service loads the graph again from its continuous backup", rto="10m-4h",
                 source=BACKUPS),
    ),
    zone=(
        continues("failover", "replicas stand in other zones", when=WITH_REPLICA, rto="30s-5m", source=REPLICAS),
        recovers("restart", "the service loads the graph again from its continuous backup", rto="10m-4h",
                 source=BACKUPS),
    ),
)  # fmt: skip

PROFILES = (GRAPH,)
