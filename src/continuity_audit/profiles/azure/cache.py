"""Azure Cache for Redis, its Enterprise tiers and Azure Managed Redis.

Sources: https://learn.microsoft.com/azure/azure-cache-for-redis/cache-high-availability,
https://learn.microsoft.com/azure/azure-cache-for-redis/cache-how-to-zone-redundancy,
https://learn.microsoft.com/azure/azure-cache-for-redis/cache-how-to-premium-persistence,
https://learn.microsoft.com/azure/redis/high-availability
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, equals, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER, elsewhere, has_zones, open_about, over_zones
from continuity_audit.profiles.azure.provider_versions import is_older
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import Named, each_meant, mentioned, named_at
from continuity_audit.profiles.terms import Context, Fact, attribute, fact

DOCS: Final = LEARN + "azure-cache-for-redis/"
HA: Final = DOCS + "cache-high-availability"
ZONES: Final = DOCS + "cache-how-to-zone-redundancy"
PERSISTENCE: Final = DOCS + "cache-how-to-premium-persistence"
GEO: Final = DOCS + "cache-how-to-geo-replication"
MANAGED: Final = LEARN + "redis/"
REDIS: Final = "azurerm_redis_cache"
LINK: Final = "azurerm_redis_linked_server"
ACCOUNT: Final = "azurerm_storage_account"
PAGE: Final = PROVIDER + "redis_cache"

# --- Azure Cache for Redis ----------------------------------------------------------------------------------------

REPLICATED = attribute("sku_name").one_of("Standard", "Premium")
RDB = attribute("redis_configuration.rdb_backup_enabled", False, PAGE).is_true
AOF = (
    attribute("redis_configuration.aof_backup_enabled", False, PAGE).is_true
    | attribute("redis_configuration.enable_aof").is_true
)
KEPT = RDB | AOF
OUTSIDE_ZONE: Final = ("ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS")
OUTSIDE_REGION: Final = ("GRS", "RAGRS", "GZRS", "RAGZRS")


def _kept_in(redundancies: tuple[str, ...], where: str) -> Fact:
    """The condition that the storage account with what is written to disk is redundant enough."""

    @fact(f"the storage account that it writes to is redundant over {where}", reads=(ACCOUNT,))
    def survives(context: Context) -> Value:
        accounts = [r for r in mentioned(context.resource, "redis_configuration", context.estate) if r.type == ACCOUNT]
        if not accounts:
            return as_truth(open_about(context, "redis_configuration", "redundancy of the storage account"))
        kept = attribute("account_replication_type").one_of(*redundancies)
        return any_of(lambda a=a: kept.value(context.about(a)) for a in accounts)  # type: ignore[misc]

    return survives


FIRST_PROVIDER: Final = (4, 21, 0)
"""The first version of azurerm that asks the first API below.

Source: https://github.com/hashicorp/terraform-provider-azurerm/pull/28696
"""
FIRST_API: Final = "2024-11-01"
"""The first version of the API that chooses zones where none are named."""


@fact(
    "zones are chosen for it where none are named, as azurerm does from version 4.21 on",
    remedy="let azurerm have version 4.21 or later",
)  # fmt: skip
def spread_by_itself(context: Context) -> Value:
    """Whether the service spreads it over zones: as its policy says, which only azapi has, else as its API does."""
    policy = unmark(context.read("zonal_allocation_policy"))
    if policy is None:
        return _by_version(context)
    context.note("zonal_allocation_policy", policy)
    return lift(lambda p: _by_version(context) if p is None else equals(p, "Automatic"), policy)


def _by_version(context: Context) -> Value:
    """Whether the API that it is made with chooses zones: that of azapi is written out, that of azurerm its own."""
    day, before = unmark(context.read("api_version")), context.resource.provider.before
    if day is not None:
        context.note("api_version", day)
        return lift(_is_new, day)
    if before:
        context.note("provider", f"azurerm before {'.'.join(map(str, before))}")
    return not is_older(context.resource, FIRST_PROVIDER)


def _is_new(day: Value) -> Value:
    if isinstance(day, Unknown):
        return as_truth(Unknown(day.causes, f"{day.key} is {FIRST_API} or later"))
    return isinstance(day, str) and day >= FIRST_API


@fact("it is no part of a pair of caches that are linked over regions", reads=(LINK,))
def unlinked(context: Context) -> Value:
    """Whether no geo-secondary hangs on it: of linked caches no page says that zones are chosen for them."""
    others = [c for c in context.companions if c.type == REDIS and c.id != context.resource.id]
    return negate(any_of(lambda c=c: c.exists for c in others))  # type: ignore[misc]


TWO_REPLICAS = attribute("replicas_per_primary").at_least(2) | attribute("replicas_per_master").at_least(2)
SPREADABLE = unlinked & ~(AOF & TWO_REPLICAS)
"""A cache with an append-only file and several replicas can be in one zone alone."""


def _primary_of(cache: Resource, estate: Estate) -> Iterator[Named]:
    """The cache that a linked server makes this one the geo-secondary of."""
    for link in estate.of_type(LINK):
        value, target = link.values.get("linked_redis_cache_id"), link.values.get("target_redis_cache_name")
        for linked, is_linked in each_meant(link, "linked_redis_cache_id", value, estate, REDIS):
            if linked is cache and link.values.get("server_role") == "Secondary":
                primaries = each_meant(link, "target_redis_cache_name", target, estate, REDIS)
                yield from (Named(p, all_hold(link.exists, is_linked, there)) for p, there in primaries)


SECONDARY = elsewhere(REDIS, "a geo-secondary", f"link a cache in another region (`{LINK}`)")
PROMOTED: Final = recovers("promotion", "a geo-secondary in another region can be promoted", when=SECONDARY,
                           rto="5m-1h", rpo="1s-1m", source=GEO)  # fmt: skip

REDIS_CACHE = Profile(
    type=REDIS,
    title="Azure Cache for Redis",
    kind=Kind.CACHE,
    stateful=KEPT,
    folds=(Fold(REDIS, match=_primary_of),),
    reads=(LINK,),
    data=(recovers("restore", "snapshots are written to a storage account and can be imported", when=RDB,
                   rto="10m-4h", rpo="15m-24h", source=PERSISTENCE),),
    instance=(
        continues("failover", "the replica takes over", when=REPLICATED, rto="10s-2m", rpo="0s-10s", source=HA),
        recovers("restart", "the only node is started again, empty", rto="2m-30m", source=HA),
    ),
    zone=(
        continues("failover", "its nodes are spread over the zones that it names", when=REPLICATED & over_zones(),
                  rto="10s-2m", rpo="0s-10s", source=HA),
        continues("failover", "its nodes are spread over zones, which the service chooses where none are named",
                  when=REPLICATED & ~attribute("zones").is_set & has_zones & SPREADABLE & spread_by_itself,
                  rto="10s-2m", rpo="0s-10s", source=ZONES),
        PROMOTED,
        recovers("restore", "what it writes to disk is in a storage account that outlives the zone",
                 when=KEPT & _kept_in(OUTSIDE_ZONE, "zones"), rto="30m-4h", rpo="1s-24h", source=PERSISTENCE),
    ),
    region=(
        PROMOTED,
        recovers("restore", "what it writes to disk is in a storage account that outlives the region",
                 when=KEPT & _kept_in(OUTSIDE_REGION, "regions"), rto="1h-12h", rpo="15m-24h", source=PERSISTENCE),
    ),
)  # fmt: skip

# --- Managed Redis and the Enterprise tiers -----------------------------------------------------------------------

MANAGED_TYPE: Final = "azurerm_managed_redis"
GROUP: Final = "azurerm_managed_redis_geo_replication"
HIGHLY_AVAILABLE = attribute("high_availability_enabled", True, PROVIDER + "managed_redis").is_true
PERSISTED = (
    attribute("default_database.persistence_append_only_file_backup_frequency").is_set
    | attribute("default_database.persistence_redis_database_backup_frequency").is_set
)


def _linked(group: Resource, estate: Estate) -> list[Resource]:
    return [
        *named_at(group, "managed_redis_id", estate, MANAGED_TYPE),
        *named_at(group, "linked_managed_redis_ids", estate, MANAGED_TYPE),
    ]


@fact(
    "an instance in another region is in its geo-replication group", reads=(GROUP,),
    remedy=f"link an instance in another region (`{GROUP}`)",
)  # fmt: skip
def replicated_elsewhere(context: Context) -> Value:
    """Whether a geo-replication group links it with an instance in another region."""

    def holds(group: Resource, other: Resource) -> Value:
        context.about(group).note("linked_managed_redis_ids", group.values.get("linked_managed_redis_ids"))
        return both(both(group.exists, lambda: other.exists), lambda: in_another_region(context.resource, other))

    return any_of(
        lambda g=g, o=o: holds(g, o)  # type: ignore[misc]
        for g in context.estate.of_type(GROUP)
        for members in (_linked(g, context.estate),)
        if context.resource in members
        for o in members
        if o.id != context.resource.id
    )


MANAGED_REDIS = Profile(
    type=MANAGED_TYPE,
    title="Azure Managed Redis instance",
    kind=Kind.CACHE,
    stateful=PERSISTED,
    reads=(GROUP,),
    instance=(
        continues("failover", "replicas take over", when=HIGHLY_AVAILABLE, rto="10s-2m", rpo="0s-10s",
                  source=MANAGED + "high-availability"),
        recovers("restart", "a failed node is replaced", rto="2m-30m", rpo="1s-12h",
                 source=MANAGED + "high-availability"),
    ),
    zone=(
        continues("failover", "replicas stand in other zones where the region has some",
                  when=HIGHLY_AVAILABLE & has_zones, rto="10s-2m", rpo="0s-10s",
                  source=MANAGED + "high-availability"),
        recovers("promotion", "an instance in another region is active, too", when=replicated_elsewhere, rto="1m-1h",
                 rpo="0s-1m", source=MANAGED + "how-to-active-geo-replication"),
    ),
    region=(recovers("promotion", "an instance in another region is active, too", when=replicated_elsewhere,
                     rto="1m-1h", rpo="0s-1m", source=MANAGED + "how-to-active-geo-replication"),),
)  # fmt: skip

REDIS_ENTERPRISE = Profile(
    type="azurerm_redis_enterprise_cluster",
    title="Azure Cache for Redis Enterprise cluster",
    kind=Kind.CACHE,
    stateful=False,
    folds=(Fold("azurerm_redis_enterprise_database", by="cluster_id"),),
    instance=(continues("failover", "its other nodes hold the replicas", rto="10s-2m", rpo="0s-10s", source=HA),),
    zone=(continues("failover", "its nodes are spread over the zones that it names", when=over_zones(), rto="10s-2m",
                    rpo="0s-10s", source=HA),),
)  # fmt: skip

PROFILES: Final = (REDIS_CACHE, MANAGED_REDIS, REDIS_ENTERPRISE)

__all__ = ["PROFILES"]
