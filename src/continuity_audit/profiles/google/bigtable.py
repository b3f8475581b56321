"""Bigtable: instances with their clusters, the app profiles that route requests to these, and their tables.

Sources: https://docs.cloud.google.com/bigtable/docs/replication-overview,
https://docs.cloud.google.com/bigtable/docs/routing, https://docs.cloud.google.com/bigtable/docs/backups
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_hold, any_of, as_truth, at_least, both, either, equals, length_of, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import lists
from continuity_audit.profiles.places import different, google_place, google_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Condition, Context, attribute, fact, walk

BIGTABLE: Final = "https://docs.cloud.google.com/bigtable/docs/"

CLUSTERS = blocks("cluster")
TABLE: Final = "google_bigtable_table"
APP_PROFILE: Final = "google_bigtable_app_profile"
SINGLE_ROUTING = companions(APP_PROFILE).any(blocks("single_cluster_routing").any())


@fact("its clusters stand in two regions or more", remedy="add a `cluster` in a zone of another region")
def clusters_in_two_regions(context: Context) -> Value:
    """Whether two of its clusters stand in different regions; one without a zone stands in its provider's."""
    found = context.read("cluster")
    context.note("cluster.zone", walk(found, "zone"))
    if isinstance(found, Unknown):
        return as_truth(Unknown(found.causes, f"{found.key} spans regions"))
    clusters = found if isinstance(found, tuple) else ()
    places = [_cluster_region(cluster, position, context) for position, cluster in enumerate(clusters)]
    return any_of(
        lambda p=p: different(places[0], p, "zone", context.resource)  # type: ignore[misc]
        for p in places[1:]
    )


def _cluster_region(cluster: Value, position: int, context: Context) -> Value:
    zone = unmark(walk(cluster, "zone"))
    provider = context.resource.provider
    place = next((p for p in (zone, unmark(provider.zone), unmark(provider.region)) if p is not None), None)
    if isinstance(place, Unknown):
        return Unknown(place.causes, f"region of {place.key}")
    where = f"{context.resource.id}.cluster.{position}.zone"
    return lift(google_region, google_place(place, f"{context.resource.address}.cluster.zone", where))


@fact(
    "each of its tables has automated backups", reads=(TABLE,), remedy="add an `automated_backup_policy` to each table"
)
def tables_backed_up(context: Context) -> Value:
    """Whether the estate makes tables, and each has an automated backup policy."""
    tables = [c for c in context.companions if c.type == TABLE]
    covered: Value = bool(tables)
    for table in tables:
        policy = table.values.get("automated_backup_policy")
        context.about(table).note("automated_backup_policy", policy)
        covered = both(covered, lambda p=policy: _is_on(p))  # type: ignore[misc]
    return covered


def _is_on(policy: Value) -> Value:
    """Whether a policy is given; a retention of 0 turns it off."""
    retention = walk(policy, "retention_period")
    if isinstance(policy, Unknown):
        return as_truth(Unknown(causes_of(policy), f"{key_of(policy)} is on"))
    off = any_of(lambda v=v: equals(retention, v) for v in (None, "0", "0s", 0))  # type: ignore[misc]
    return negate(off)


TWO_CLUSTERS: Condition = CLUSTERS.at_least(2)

ROUTED_TO = attribute("multi_cluster_routing_cluster_ids")
"""The clusters among which an app profile routes requests; left out, among all of its instance."""


@fact("an app profile routes requests to one of its clusters alone (`multi_cluster_routing_cluster_ids`)",
      reads=(APP_PROFILE,))  # fmt: skip
def held_to_one_cluster(context: Context) -> Value:
    """Whether an app profile names fewer than two clusters among which it routes."""
    return _held(context, lambda ids: at_least(length_of(ids), 2))


@fact("an app profile routes requests to its clusters of one region alone (`multi_cluster_routing_cluster_ids`)",
      reads=(APP_PROFILE,))  # fmt: skip
def held_to_one_region(context: Context) -> Value:
    """Whether an app profile names no two clusters that stand in different regions."""
    clusters = [
        (unmark(walk(cluster, "cluster_id")), _cluster_region(cluster, position, context))
        for position, cluster in enumerate(_blocks(context))
    ]

    def apart(ids: Value) -> Value:
        if isinstance(found := context.read("cluster"), Unknown):
            return as_truth(Unknown(found.causes | causes_of(ids), f"{found.key} among {key_of(ids)} span regions"))
        return any_of(
            lambda a=a, b=b: both(  # type: ignore[misc]
                all_hold(lists(ids, a[0]), lists(ids, b[0])),
                lambda: different(a[1], b[1], "zone", context.resource),
            )
            for a, b in combinations(clusters, 2)
        )

    return _held(context, apart)


def _held(context: Context, spread: Callable[[Value], Value]) -> Value:
    """Whether an app profile names clusters among which it routes that are not spread as they must be."""

    def holds(profile: Resource) -> Value:
        about = context.about(profile)
        spreads = either(negate(ROUTED_TO.is_set.value(about)), lambda: spread(about.read(ROUTED_TO.path)))
        return both(profile.exists, lambda: negate(spreads))

    return any_of(lambda p=p: holds(p) for p in context.companions if p.type == APP_PROFILE)  # type: ignore[misc]


BIGTABLE_INSTANCE = Profile(
    type="google_bigtable_instance",
    title="Bigtable instance with its clusters and tables",
    kind=Kind.DATABASE,
    stateful=True,
    names=("name", "display_name"),
    folds=(
        Fold(TABLE, by="instance_name"),
        Fold(APP_PROFILE, by="instance"),
        Fold("google_bigtable_gc_policy", by="instance_name"),
    ),
    regions=lambda context: tuple(sorted({
        r for i, c in enumerate(_blocks(context)) if isinstance(r := _cluster_region(c, i, context), str)
    })),
    data=(recovers("restore", "each of its tables has automated backups", when=tables_backed_up, rto="30m-12h",
                   rpo="0s-24h", source=BIGTABLE + "backups"),),
    instance=(continues("service", "a node holds no data, and the others take its tablets over", rto="1s-1m",
                        source=BIGTABLE + "overview"),),
    zone=(
        continues("failover", "requests go to its cluster in another zone: Bigtable takes no two clusters in one",
                  when=TWO_CLUSTERS & ~SINGLE_ROUTING & ~held_to_one_cluster, rto="1s-1m", rpo="0s-1m",
                  source=BIGTABLE + "failovers"),
        recovers("promotion", "a cluster in another zone stands ready; an app profile has to be pointed at it",
                 when=TWO_CLUSTERS, rto="5m-30m", rpo="0s-1m", source=BIGTABLE + "failovers"),
    ),
    region=(
        continues("failover", "requests go to its cluster in another region",
                  when=clusters_in_two_regions & ~SINGLE_ROUTING & ~held_to_one_region, rto="1s-1m", rpo="0s-1m",
                  source=BIGTABLE + "failovers"),
        recovers("promotion", "a cluster in another region stands ready; an app profile has to be pointed at it",
                 when=clusters_in_two_regions, rto="5m-30m", rpo="0s-1m", source=BIGTABLE + "failovers"),
    ),
)  # fmt: skip


def _blocks(context: Context) -> tuple[Value, ...]:
    found = context.read("cluster")
    return found if isinstance(found, tuple) else ()


PROFILES: Final = (BIGTABLE_INSTANCE,)

__all__ = ["PROFILES"]
