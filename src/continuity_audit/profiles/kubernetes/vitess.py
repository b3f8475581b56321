"""Vitess by PlanetScale's operator: shards of MySQL behind gateways, over cells.

https://github.com/planetscale/vitess-operator/blob/main/docs/api.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.counts import add, exceeds, fewest
from continuity_audit.estate.documents import elements, mappings
from continuity_audit.estate.logic import all_hold, both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value, unknown
from continuity_audit.profiles.kubernetes.further_backups import VITESS
from continuity_audit.profiles.kubernetes.members import operated
from continuity_audit.profiles.terms import Context, fact, quantity, walk

API: Final = "https://github.com/planetscale/vitess-operator/blob/main/docs/api/index.html"
DURABILITY: Final = "https://vitess.io/docs/user-guides/configuration-basic/durability_policy/"


def _shards(keyspace: Value) -> Iterator[Value]:
    """What is said of each shard of a keyspace, or of all of them."""
    for _, partitioning in mappings(walk(keyspace, "partitionings")):
        if (template := walk(partitioning, "equal.shardTemplate")) is not None:
            yield template
        yield from elements(walk(partitioning, "custom.shards"))


def _tablets(shard: Value) -> Value:
    """The number of tablets of a shard that may be its primary."""
    total: Value = 0
    for _, pool in mappings(walk(shard, "tabletPools")):
        if pool.get("type") == "replica":
            total = add(total, pool.get("replicas", 0))
    return total


@quantity("the least number of tablets of a shard that may be its primary")
def tablets(context: Context) -> Value:
    counts = [_tablets(shard) for keyspace in elements(context.read("spec.keyspaces")) for shard in _shards(keyspace)]
    least = fewest(*counts) if counts else unknown(f"{context.resource.address} (spec.keyspaces)", low=0)
    context.note("spec.keyspaces", least)
    return least


@fact(
    "VTOrc replaces the primary of each shard by one of two tablets that are left or more (one without semi-sync)",
    remedy="set `vitessOrchestrator` for each keyspace, and three `replicas` of type `replica` in its `tabletPools`",
)
def primaries_replaced(context: Context) -> Value:
    """With semi-sync a write waits for another tablet: of two, none may be gone."""
    held: Value = True
    for i, keyspace in mappings(context.read("spec.keyspaces")):
        watched, policy = keyspace.get("vitessOrchestrator"), keyspace.get("durabilityPolicy")
        context.note(f"spec.keyspaces.{i}.vitessOrchestrator", watched is not None)
        context.note(f"spec.keyspaces.{i}.durabilityPolicy", policy, "" if policy else DURABILITY)
        least = 1 if policy in (None, "", "none") else 2
        counts = (exceeds(_tablets(shard), least) for shard in _shards(keyspace))
        held = both(held, lambda watched=watched, counts=counts: both(watched is not None, lambda: all_hold(*counts)))  # type: ignore[misc]
    return held


@fact("two gateways or more, over all cells", remedy="set `gateway.replicas` of its cells to 2 or more")
def reached(context: Context) -> Value:
    total: Value = 0
    for i, cell in mappings(context.read("spec.cells")):
        stated = walk(cell, "gateway.replicas")
        context.note(f"spec.cells.{i}.gateway.replicas", 2 if stated is None else stated, API if stated is None else "")
        total = add(total, 2 if stated is None else stated)
    return exceeds(total, 1)


vitess = operated(
    VITESS, "Vitess cluster",
    of=Kind.DATABASE, held=tablets.at_least(2) & primaries_replaced & reached, why="VTOrc promotes another tablet",
    rto="10s-60s", rpo="0s-10s", source="https://vitess.io/docs/user-guides/configuration-basic/vtorc/",
)  # fmt: skip

PROFILES: Final = (vitess,)
