"""Search engines and caches that an operator runs by their custom resources."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, pinned
from continuity_audit.profiles.kubernetes.pods import elements, entries, mappings, text
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    NODE_RESTORED,
    REATTACHED,
    REGION_RESTORED,
    ZONE_RESTARTED,
    ZONE_RESTORED,
)
from continuity_audit.profiles.profile import Profile, continues
from continuity_audit.profiles.terms import Context, attribute, fact, quantity, walk

# --- Elasticsearch ------------------------------------------------------------------------------------------------

RESILIENCE: Final = "https://www.elastic.co/docs/deploy-manage/production-guidance/availability-and-resilience"
AWARENESS: Final = "cluster.routing.allocation.awareness.attributes"


@quantity("the number of its master-eligible nodes")
def masters(context: Context) -> Value:
    total: Value = 0
    for i, nodes in mappings(context.read("spec.nodeSets")):
        roles = entries(nodes.get("config")).get("node.roles")
        count = nodes.get("count")
        if count is None:  # an autoscaling policy sets it
            count = unknown(f"{context.resource.address}.spec.nodeSets.{i}.count", low=0)
        context.note(f"spec.nodeSets.{i}.count", count)
        if roles is None or "master" in map(text, elements(roles)):
            total = add(total, count)
    return total


@fact(
    "its node sets stand in three zones or more and shards are kept apart over them (allocation awareness)",
    remedy=f"pin each node set to a zone of its own and set `{AWARENESS}`",
)
def nodes_spread(context: Context) -> Value:
    zones: set[str] = set()
    for i, nodes in mappings(context.read("spec.nodeSets")):
        pods = entries(walk(nodes, "podTemplate.spec"))
        place = pinned(pods, ZONE)
        if len(place) != 1 or AWARENESS not in entries(nodes.get("config")):
            context.note(f"spec.nodeSets.{i}.podTemplate", pods or None, "" if pods else "spread is best effort")
            return False
        zones.add(place[0])
    return len(zones) >= 3


elasticsearch = Profile(
    type="elasticsearch.k8s.elastic.co/Elasticsearch", title="Elasticsearch (ECK)",
    kind=Kind.SEARCH, stateful=True,
    data=(DATA_RESTORED,),
    instance=(
        continues("failover", "the remaining majority promotes replicas of the shards (one each by default)",
                  when=masters.at_least(3), rto="30s-120s", source=RESILIENCE),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(
        continues("failover", "replicas of the shards in other zones are promoted",
                  when=masters.at_least(3) & nodes_spread, rto="30s-120s", source=RESILIENCE),
        ZONE_RESTARTED, ZONE_RESTORED,
    ),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
    reads=(*READS, "stackconfigpolicy.k8s.elastic.co/StackConfigPolicy"),
)  # fmt: skip


# --- Redis --------------------------------------------------------------------------------------------------------

REDIS: Final = attribute("spec.redis.replicas", default=3, documented="the operator's default")
SENTINELS: Final = attribute("spec.sentinel.replicas", default=3, documented="the operator's default")
SENTINEL: Final = "https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/"

redis_failover = Profile(
    type="databases.spotahome.com/RedisFailover", title="Redis with Sentinel (RedisFailover)",
    kind=Kind.CACHE, stateful=attribute("spec.redis.storage.persistentVolumeClaim").is_set,
    data=(DATA_RESTORED,),
    instance=(
        continues("failover", "the sentinels promote a replica", when=REDIS.at_least(2) & SENTINELS.at_least(3),
                  rto="10s-60s", rpo="0s-10s", source=SENTINEL),
        REATTACHED, NODE_RESTORED,
    ),
    zone=(ZONE_RESTARTED, ZONE_RESTORED),
    region=(REGION_RESTORED,),
    account=(ACCOUNT_RESTORED,),
    component=made_by_code,
    names=("metadata.name",),
    needs=(own_cluster,),
    reads=READS,
)  # fmt: skip


PROFILES: Final = (elasticsearch, redis_failover)
