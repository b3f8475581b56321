"""Clusters of instances on storage that spans zones, and the global clusters that they join over regions.

Aurora, DocumentDB and Neptune are built in the same way: a global cluster has one primary that takes writes, and
read-only secondaries, each in a region of its own.

Sources: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-global-database.html,
https://docs.aws.amazon.com/documentdb/latest/developerguide/global-clusters.html,
https://docs.aws.amazon.com/neptune/latest/userguide/neptune-global-database.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import add
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, at_least, both, either, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.zones import zones_of_members
from continuity_audit.profiles.places import different, in_another_region, place_in, region_of
from continuity_audit.profiles.profile import Fold
from continuity_audit.profiles.references import Named, each_named
from continuity_audit.profiles.terms import Any, Condition, Context, Fact, Quantity, attribute, fact
from continuity_audit.profiles.turns import with_one

MANAGED_USER: Final = "manage_master_user_password"
"""The one of these arguments that is a switch: written and off, it makes no user."""

ZONE = attribute("availability_zone")
"""The zone of an instance, where the code names one."""


class Clusters(Struct, frozen=True):
    """The resource types of a service, and the arguments of a cluster that a secondary of a global one cannot have.

    The data and users of a secondary come from the primary, so a cluster ``born_with`` either is none.
    """

    cluster: str
    instance: str
    group: str
    born_with: tuple[str, ...]

    def own_instances(self, cluster: Resource, estate: Estate) -> Iterator[Named]:
        """The instances of this very cluster, each with whether it is there."""
        for instance in estate.of_type(self.instance):
            value = instance.values.get("cluster_identifier")
            for named, there in each_named(value, estate, self.cluster, near=instance):
                if named.id == cluster.id:
                    yield Named(instance, all_hold(instance.exists, there))

    def members(self) -> Quantity:
        """The number of instances; those of a secondary cluster are folded in too and serve elsewhere.

        An instance whose cluster the code leaves open may be one of them.
        """

        def count(context: Context) -> Value:
            total: Value = 0
            for instance, there in self.own_instances(context.resource, context.estate):
                context.about(instance).note("cluster_identifier", instance.values.get("cluster_identifier"))
                total = add(total, lift(lambda n, t: n if t else 0, with_one(instance, context.resource), there))
            for _, number in self._perhaps(context):
                total = add(total, number)
            return total

        return Quantity(count, f"the number of its `{self.instance}`", (self.instance,))

    def _perhaps(self, context: Context) -> Iterator[tuple[Resource, Unknown]]:
        """The instances whose cluster the code leaves open, each with how many of them this cluster has."""
        for instance in context.estate.of_type(self.instance):
            value = instance.values.get("cluster_identifier")
            open_ = causes_of(value) if instance.root == context.resource.root else frozenset()
            if open_ and not context.estate.named(value, self.cluster, near=instance):
                yield instance, Unknown(open_, f"{instance.id} of {context.resource.id}", low=0)

    def spread(self) -> Fact:
        """Whether its instances may stand in two zones or more: the service places those that name no zone."""

        def found(context: Context) -> Value:
            own = list(self.own_instances(context.resource, context.estate))
            own += [Named(instance, at_least(number, 1)) for instance, number in self._perhaps(context)]
            placed = any_of(
                lambda i=i: both(i.there, lambda: negate(ZONE.is_set.value(context.about(i.resource))))  # type: ignore[misc]
                for i in own
            )
            return either(placed, lambda: at_least(zones_of_members(own), 2))

        how = f"leave out `{ZONE.path}` of its `{self.instance}`, or name two zones"
        return Fact(found, "its instances do not all name one zone", (self.instance,), how)

    # --- who is whose primary -------------------------------------------------------------------------------------

    def primary_of(self, cluster: Resource, estate: Estate) -> Iterator[Named]:
        """The cluster that this one replicates, where the code says which that is.

        It is the source that the replica names, the cluster that the global one was made from, or the only one of the
        global cluster with arguments that a secondary cannot have.
        """
        sources = each_named(cluster.values.get("replication_source_identifier"), estate, self.cluster, near=cluster)
        primaries = sources or tuple(
            Named(primary, all_hold(joins, there))
            for group, joins in self._groups_of(cluster, estate)
            for primary, there in self._primaries(group, estate)
        )
        if len(primaries) == 1 and primaries[0].resource.id != cluster.id:
            yield primaries[0]

    def _primaries(self, group: Resource, estate: Estate) -> tuple[Named, ...]:
        """What may be the primary of a global cluster; it is known where that is one."""
        made_from = each_named(group.values.get("source_db_cluster_identifier"), estate, self.cluster, near=group)
        return made_from or tuple(
            named
            for named in self._joined(group, estate)
            if any(_given(named.resource.values.get(name)) for name in self.born_with)
        )

    def _groups_of(self, cluster: Resource, estate: Estate) -> tuple[Named, ...]:
        return each_named(cluster.values.get("global_cluster_identifier"), estate, self.group, near=cluster)

    def _joined(self, group: Resource, estate: Estate) -> Iterator[Named]:
        """The clusters that state that they join a global cluster, each with whether it does."""
        for cluster in estate.of_type(self.cluster):
            yield from (Named(cluster, joins) for g, joins in self._groups_of(cluster, estate) if g.id == group.id)

    def _others(self, context: Context) -> Iterator[Named]:
        """The other clusters with the same data: those folded in, and all of the global cluster, whoever is primary."""
        found = {c.id: Named(c, c.exists) for c in context.companions if c.type == self.cluster}
        for group, joins in self._groups_of(context.resource, context.estate):
            for other, also in self._joined(group, context.estate):
                before = found[other.id].there if other.id in found else False
                there = all_hold(joins, also, other.exists)
                found[other.id] = Named(other, either(before, lambda there=there: there))  # type: ignore[misc]
        found.pop(context.resource.id, None)
        yield from found.values()

    # --- conditions -----------------------------------------------------------------------------------------------

    def secondary(self, serving: bool) -> Fact:
        """Whether another cluster, in another region, keeps the same data, and (``serving``) has an instance."""

        def found(context: Context) -> Value:
            return any_of(lambda c=c: keeps(c.resource, c.there, context) for c in self._others(context))  # type: ignore[misc]

        def keeps(other: Resource, there: Value, context: Context) -> Value:
            context.about(other).note("region", region_of(other))
            apart = both(there, lambda: in_another_region(other, context.resource))
            return both(apart, lambda: self._serves(other, context.estate)) if serving else apart

        words = "another cluster of its global cluster " + (
            "runs in another region" if serving else "keeps its data in another region"
        )
        how = f"add a secondary cluster with an instance in another region to an `{self.group}`" if serving else ""
        return Fact(found, words, (self.cluster, self.instance, self.group), how)

    def _serves(self, cluster: Resource, estate: Estate) -> Value:
        return any_of(lambda i=i: i.there for i in self.own_instances(cluster, estate))  # type: ignore[misc]

    def is_secondary(self) -> Condition:
        """Whether it joins a global cluster that it cannot be the primary of, as it was born with no data and users."""
        return attribute("global_cluster_identifier").is_set & ~self._born()

    def is_far_replica(self) -> Condition:
        """Whether it is a replica of a cluster in another region."""
        return replicates_another_region & ~self._born()

    def _born(self) -> Condition:
        given = (attribute(name) for name in self.born_with)
        return Any(tuple(a.is_true if a.path == MANAGED_USER else a.is_set for a in given))

    def folds(self) -> tuple[Fold, ...]:
        """What belongs to a cluster: its instances, its global cluster and the secondaries."""
        return (
            Fold(self.instance, by="cluster_identifier"),
            Fold(self.cluster, match=self.primary_of),
            Fold(self.group, by="source_db_cluster_identifier"),
            Fold(self.group, by="global_cluster_identifier", forward=True, shared=True),
        )


def _given(worth: Value) -> bool:
    """Whether an argument is written; one that the code leaves open may be."""
    return worth not in (None, False, "", ())


@fact("the cluster that it replicates is in another region")
def replicates_another_region(context: Context) -> Value:
    """Whether it is a replica whose source region, or the region in the ARN of whose source, is not its own."""
    stated = {
        "source_region": context.read("source_region"),
        "replication_source_identifier": lift(
            lambda arn: place_in(arn, "region"), context.read("replication_source_identifier")
        ),
    }
    places = {path: place for path, place in stated.items() if _given(place)}
    for path in places:
        context.note(path, context.read(path))
    here = region_of(context.resource)
    return any_of(
        lambda place=place: different(place, here, "region", context.resource)  # type: ignore[misc]
        for place in places.values()
    )
