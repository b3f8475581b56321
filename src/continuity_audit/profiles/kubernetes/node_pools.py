"""Pools of nodes that pods ask for by a label, where all nodes of such a pool are in one zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.placement import (
    ZONE,
    note_pin,
    of_template,
    pinned,
    pinned_to_node,
    pods_of,
)
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import Context, fact, walk


class Kind(Struct, frozen=True):
    """A type of pools: the labels that bear its name, and where it says what other labels and which zones there are."""

    named_by: tuple[str, ...]
    labels: str
    requirements: str = ""
    zones: str = ""


_KARPENTER: Final[Mapping[str, Kind]] = {
    "karpenter.sh/NodePool": Kind(
        ("karpenter.sh/nodepool",), "spec.template.metadata.labels", "spec.template.spec.requirements"
    ),
    "karpenter.sh/Provisioner": Kind(("karpenter.sh/provisioner-name",), "spec.labels", "spec.requirements"),
}
"""https://karpenter.sh/docs/concepts/nodepools/"""

_TERRAFORM: Final[Mapping[str, Kind]] = {
    "google_container_node_pool": Kind(
        ("cloud.google.com/gke-nodepool",), "node_config.labels", zones="node_locations"
    ),
    "azurerm_kubernetes_cluster_node_pool": Kind(
        ("kubernetes.azure.com/agentpool", "agentpool"), "node_labels", zones="zones"
    ),
}
"""Sources: https://cloud.google.com/kubernetes-engine/docs/concepts/node-pools,
https://learn.microsoft.com/azure/aks/use-labels
"""

KINDS: Final = {**_KARPENTER, **_TERRAFORM}
NODE_POOLS: Final = tuple(KINDS)
_REQUIRED: Final = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"


@fact("its pods may run in one zone only")
@of_template
def pinned_to_zone(context: Context) -> Value:
    """By the zones that they ask for, the pool of nodes, or the one node."""
    pods = pods_of(context)
    if len(pinned(pods, ZONE)) == 1 or _kept_in_one_zone(pods, context):
        note_pin(context)
        return True
    return pinned_to_node.value(context)


def _kept_in_one_zone(pods: Mapping[str, Value], context: Context) -> bool:
    """Whether every pool that has the labels that the pods ask for makes its nodes in the same zone, and in no other.

    Labels that no pool states are taken for those that every node may have.
    """
    asked = dict(_asked(pods))
    pools = [pool for pool in _pools(context, asked) if _answers(pool, asked)]
    zones = {zone for pool in pools for zone in _zones(pool)}
    if not pools or len(zones) != 1 or not all(map(_zones, pools)):
        return False
    for pool in pools:
        kind = KINDS[pool.type]
        context.about(pool).note(path := kind.requirements or kind.zones, walk(pool.values, path))
    return True


def _asked(pods: Mapping[str, Value]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The labels that the pods ask for, each with the values that are taken."""
    for key, value in entries(pods.get("nodeSelector")).items():
        yield key, (text(value),)
    terms = [term for _, term in mappings(walk(pods, _REQUIRED))]
    for _, expression in mappings(terms[0].get("matchExpressions")) if len(terms) == 1 else ():
        if expression.get("operator") == "In":
            yield text(expression.get("key")), tuple(map(text, elements(expression.get("values"))))


def _pools(context: Context, asked: Mapping[str, tuple[str, ...]]) -> list[Resource]:
    """The pools near the pods that have one of the labels that these ask for."""
    if not asked:
        return []
    index = objects(context.estate)
    pools = [*index.nearest(context.resource, *_KARPENTER), *context.estate.of_type(*_TERRAFORM)]
    by_label = index.remember(("pools by label", *map(id, pools)), lambda: _by_label(pools))
    found = (pool for key, values in asked.items() for value in values for pool in by_label.get((key, value), ()))
    return list({pool.id: pool for pool in found}.values())


def _by_label(pools: Iterable[Resource]) -> Mapping[tuple[str, str], Sequence[Resource]]:
    found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for pool in pools:
        for label in _labels(pool).items():
            found[label].append(pool)
    return found


def _labels(pool: Resource) -> dict[str, str]:
    """The labels of a pool's nodes, those that bear its name among them."""
    kind = KINDS[pool.type]
    own = {key: text(value) for key, value in entries(walk(pool.values, kind.labels)).items()}
    name = pool.name if kind.requirements else text(pool.values.get("name"))
    return own | dict.fromkeys(kind.named_by, name)


def _answers(pool: Resource, asked: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a pool has one of the labels that are asked for, by its name or its own, and none with another value."""
    own = _labels(pool)
    shared = own.keys() & asked.keys()
    return bool(shared) and all(own[key] in asked[key] for key in shared)


def _zones(pool: Resource) -> tuple[str, ...]:
    """The zones that a pool may make nodes in; none where it is not held to any, or they are not known."""
    kind = KINDS[pool.type]
    if kind.zones:
        found = walk(pool.values, kind.zones)
        known = isinstance(found, tuple) and not any(isinstance(zone, Unknown) for zone in found)
        return tuple(map(text, elements(found))) if known else ()
    for _, requirement in mappings(walk(pool.values, kind.requirements)):
        if requirement.get("key") in ZONE and requirement.get("operator") == "In":
            return tuple(map(text, elements(requirement.get("values"))))
    return ()


__all__ = ["NODE_POOLS", "pinned_to_zone"]
