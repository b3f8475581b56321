"""Releases of charts that are not in the tree: one component each, judged by its weakest member."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.logic import any_of, as_truth, both, either, if_else, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes import backup
from continuity_audit.profiles.kubernetes.charts.part import Part
from continuity_audit.profiles.kubernetes.dependencies import READ, behind_values, called_by_values, own_cluster
from continuity_audit.profiles.kubernetes.mentions import mentioned_in_code
from continuity_audit.profiles.kubernetes.placement import made_by_code
from continuity_audit.profiles.kubernetes.release_parts import (
    PartVolume,
    every_part,
    has_volume,
    mounted_by_release,
    of_chart,
    own_claims,
    parts_of,
    runs,
    some_part,
    takes_over,
    volume_of,
)
from continuity_audit.profiles.kubernetes.release_placement import (
    release_kept_in_one_zone,
    release_kept_together,
    release_pinned_to_node,
    release_pinned_to_zone,
    spread_everywhere,
)
from continuity_audit.profiles.kubernetes.release_values import (
    APPLICATION,
    HELM_RELEASE,
    INFLATED,
    OF_TERRAFORM,
    READS,
    SUBCHART,
    chart_source,
    release_of,
    value,
)
from continuity_audit.profiles.kubernetes.releases_of_terraform import SETTINGS
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    EVICTION,
    MANIFESTS,
    MEMBERS_RTO,
    NODE_FAILURE,
    NODE_RESTORED,
    NODE_RTO,
    REGION_RESTORED,
    SPREAD,
    VOLUME_RTO,
    VOLUMES,
    ZONE_RESTORED,
    ZONES,
)
from continuity_audit.profiles.kubernetes.subcharts import READS as OF_SUBCHARTS
from continuity_audit.profiles.kubernetes.subcharts import is_component_itself, is_enabled
from continuity_audit.profiles.kubernetes.volume_conditions import (
    outlives_node,
    outlives_zone,
    shared_by_nodes,
    spans_zones,
    stays_with_member,
    tied_by_cache,
)
from continuity_audit.profiles.kubernetes.volumes import allow_many, part_holds_data, volume_of_part
from continuity_audit.profiles.profile import Fold, Need, Profile, continues, recovers
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, fact


@fact("one of the chart's workloads has a persistent volume", reads=READS)
def release_holds_data(context: Context) -> Value:
    return some_part(context, "holds data", lambda part: part_holds_data(part, context))


@fact("each of the chart's workloads has two members or more", remedy="set the replicas of every part to 2 or more")
def members_everywhere(context: Context) -> Value:
    def carries_on(part: Part) -> Value:
        return both(takes_over(part, context), lambda: _mounted_by_all(part, context))

    return every_part(context, "has members", carries_on)


def _mounted_by_all(part: Part, context: Context) -> Value:
    """Whether all members of a part can mount its volume at once, where it is one claim for all of them."""
    found = volume_of(part, context.afresh())
    return found is None or either(negate(has_volume(part, context)), lambda: _mounts_its_claim(found, context))


def _mounts_its_claim(found: PartVolume, context: Context) -> Value:
    if found.part.source:
        return shared_by_nodes(volume_of_part(found, context), context)
    if found.claim is None:
        return either(own_claims(found.part, context), lambda: _mounts_one(found, context))
    if isinstance(found.claim, Unknown):
        return as_truth(unknown(*found.claim.causes, key=f"{found.claim.key} is shared"))
    volume = volume_of_part(found, context)
    if volume.claim is not None:
        context.about(volume.claim).note("spec.accessModes", volume.spec.get("accessModes"))
    return shared_by_nodes(volume, context)


def _mounts_one(found: PartVolume, context: Context) -> Value:
    """Whether all members can mount the one claim that the chart makes for them."""
    value(context, found.part.modes, found.part.modes_by_default)  # shows what decides
    return allow_many(found.modes)


@fact("each of its volumes is kept in several zones, or is one of several members'")
def kept_by_members(context: Context) -> Value:
    """Members that are spread over zones, each with a volume of its own, are copies of each other."""
    return every_part(context, "is kept by members", lambda part: _is_kept_by_members(part, context))


def _is_kept_by_members(part: Part, context: Context) -> Value:
    found = volume_of(part, context.afresh())
    if found is None or part.cache:
        return True
    volume = volume_of_part(found, context)
    own = own_claims(part, context) if found.claim is None and not part.source else False
    stays = if_else(own, lambda: stays_with_member(volume, context), lambda: spans_zones(volume, context))
    return either(negate(has_volume(part, context)), lambda: stays)


def _known_and(condition: Condition) -> Condition:
    """A condition on the volumes of the chart, unknown where the chart is."""

    @fact(str(condition))
    def known(context: Context) -> Value:
        return of_chart(context, str(condition), lambda _: condition.value(context))

    return known


HOLDS_NODE: Final = _known_and(outlives_node)
HOLDS_ZONE: Final = _known_and(outlives_zone)


@fact("the chart runs a workload", reads=READS)
def runs_a_workload(context: Context) -> Value:
    parts = parts_of(context)
    if isinstance(parts, Unknown):
        return True
    return any_of((lambda p=p: runs(p, context)) for p in parts)  # type: ignore[misc]


def called_by_release(context: Context) -> Iterable[Resource]:
    """What serves the hosts, and is behind the Secrets, that the values of a dependency of a chart name."""
    return behind_values((release_of(context).values,), context.resource, context.estate)


@fact("it installs a chart")
def installs_a_chart(context: Context) -> Value:
    return bool(chart_source(context.resource))


def _release(
    kind: str, title: str, component: Condition = ALWAYS, name: str = "metadata.name", needs: tuple[Need, ...] = ()
) -> Profile:
    return Profile(
        type=kind, title=title, kind=Kind.WORKLOAD, stateful=release_holds_data,
        data=(DATA_RESTORED,),
        instance=(
            continues("members", "each of its workloads has further pods, which carry on",
                      when=members_everywhere & ~release_pinned_to_node & ~release_kept_together,
                      rto=MEMBERS_RTO, source=NODE_FAILURE),
            recovers("restart", "a pod of its weakest workload is started again",
                     when=~release_holds_data & ~release_pinned_to_node, rto=NODE_RTO, source=EVICTION),
            recovers("restart", "a pod of its weakest workload is started again with its volume",
                     when=HOLDS_NODE & ~release_pinned_to_node, rto=VOLUME_RTO, source=VOLUMES),
            recovers("redeploy", "pods of it may run on one node only, so they come back once that is changed",
                     when=HOLDS_NODE, rto="15m-2h", source=MANIFESTS),
            NODE_RESTORED,
        ),
        zone=(
            continues("members", "a required spread keeps pods of each of its workloads in another zone",
                      when=members_everywhere & spread_everywhere & kept_by_members
                      & ~release_pinned_to_zone & ~release_kept_in_one_zone,
                      rto=MEMBERS_RTO, source=SPREAD),
            recovers("restart", "its pods are started again in another zone",
                     when=~release_holds_data & ~tied_by_cache & ~release_pinned_to_zone,
                     rto=NODE_RTO, source=EVICTION),
            recovers("restart", "its storage is kept in several zones and its pods are started again in another one",
                     when=HOLDS_ZONE & ~tied_by_cache & ~release_pinned_to_zone, rto=VOLUME_RTO, source=ZONES),
            recovers("redeploy", "its pods or its cache may be in one zone only, so they come back once that is "
                     "changed", when=HOLDS_ZONE, rto="15m-4h", source=MANIFESTS),
            ZONE_RESTORED,
        ),
        region=(
            recovers("redeploy", "it holds no data and is installed in a cluster in another region",
                     when=~release_holds_data, rto="1h-24h", source=MANIFESTS),
            REGION_RESTORED,
        ),
        account=(
            recovers("redeploy", "it holds no data and is installed in another cluster",
                     when=~release_holds_data, rto="1h-24h", source=MANIFESTS),
            ACCOUNT_RESTORED,
        ),
        component=component & made_by_code & runs_a_workload,
        folds=(Fold("PersistentVolumeClaim", match=mounted_by_release),),
        names=(name,),
        needs=(*needs, own_cluster),
        reads=(*backup.READS, *READS, *OF_SUBCHARTS, *READ, "Service"),
    )  # fmt: skip


PROFILES: Final = (
    _release(HELM_RELEASE, "Helm release (Flux)", is_component_itself, needs=(called_by_values("spec.values"),)),
    _release(
        APPLICATION,
        "Helm release (Argo CD Application)",
        installs_a_chart & is_component_itself,
        needs=(called_by_values("spec.source.helm.valuesObject", "spec.source.helm.values"),),
    ),
    _release(INFLATED, "Helm release (Kustomize)", needs=(called_by_values("values"),)),
    _release(
        OF_TERRAFORM,
        "Helm release (Terraform)",
        is_component_itself,
        name="name",
        needs=(mentioned_in_code("values", *SETTINGS),),
    ),
    _release(SUBCHART, "Dependency of a Helm chart of the tree", is_enabled, needs=(called_by_release,)),
)
