"""The blocks of Terraform's provider for Kubernetes as the object that they stand for: ``spec.template.spec…``.

https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.parsers.kubernetes import redaction

LISTS: Final[Mapping[str, str]] = {
    "allowed_topologies": "allowedTopologies",
    "container": "containers",
    "env": "env",
    "env_from": "envFrom",
    "host_aliases": "hostAliases",
    "image_pull_secrets": "imagePullSecrets",
    "init_container": "initContainers",
    "items": "items",
    "match_expressions": "matchExpressions",
    "match_fields": "matchFields",
    "match_label_expressions": "matchLabelExpressions",
    "metric": "metrics",
    "node_selector_term": "nodeSelectorTerms",
    "port": "ports",
    "preferred_during_scheduling_ignored_during_execution": "preferredDuringSchedulingIgnoredDuringExecution",
    "sources": "sources",
    "toleration": "tolerations",
    "topology_spread_constraint": "topologySpreadConstraints",
    "volume": "volumes",
    "volume_claim_template": "volumeClaimTemplates",
    "volume_device": "volumeDevices",
    "volume_mount": "volumeMounts",
}
"""The blocks that may be written several times, with what the list of them is called in an object."""

REQUIRED: Final = "required_during_scheduling_ignored_during_execution"
"""One block for the affinity to nodes, several for that to pods."""

INLINE: Final = frozenset({"persistent_volume_source"})
"""Blocks that an object does not have: what is in them stands beside them."""

SOURCES: Final = "sources"
"""What a projected volume is made of: a block of these may hold several, each of which is one in an object."""

NAMES: Final[Mapping[str, str]] = {
    "storage_provisioner": "provisioner",
    "ceph_fs": "cephfs",
    "cluster_ip": "clusterIP",
    "data_disk_uri": "diskURI",
    "downward_api": "downwardAPI",
    "host_ipc": "hostIPC",
    "host_pid": "hostPID",
    "volume_id": "volumeID",
}
"""What an object calls otherwise than by its words in a row."""

COMPUTED: Final = frozenset({
    "hostname", "image_pull_secrets", "node_name", "scheduler_name", "service_account_name", "storage_class_name",
    "volume_name",
})  # fmt: skip
"""What the cluster sets where code leaves it out, so that a plan does not know it yet."""

_WORD: Final = pattern(r"_+([a-z0-9])")


def as_object(resource: Resource) -> tuple[dict[str, Value], dict[str, int]]:
    """The values of a resource as those of an object, with the line of each by its path in the object."""
    found: dict[str, int] = {}
    return _body(_left_to_the_cluster(resource.values, f"{resource.address}."), "", "", resource.lines, found), found


def _left_to_the_cluster(values: Mapping[str, Value], own: str) -> dict[str, Value]:
    """The values without those that a plan leaves open as code leaves them out, and the cluster sets them."""
    return {
        key: tuple(_left_to_the_cluster(v, own) if isinstance(v, Mapping) else v for v in value)
        if isinstance(value, tuple)
        else value
        for key, value in values.items()
        if not (key in COMPUTED and isinstance(value, Unknown) and all(c.startswith(own) for c in value.causes))
    }


def _body(
    body: Mapping[str, Value], path: str, new: str, lines: Mapping[str, int], found: dict[str, int]
) -> dict[str, Value]:
    """What stands in a block at ``path``, which is ``new`` in the object."""
    made: dict[str, Value] = {}
    for key, value in body.items():
        if value is None or value == ():
            continue
        if isinstance(value, SetValue):
            value = value.elements
        old = f"{path}{key}"
        blocks = _blocks(value)
        if key in INLINE and len(blocks) == 1:
            made |= _body(blocks[0], f"{old}.0.", new, lines, found)
            continue
        name = LISTS.get(key) or NAMES.get(key) or _WORD.sub(lambda match: match[1].upper(), key)
        if key == SOURCES and blocks:
            made[name] = tuple(_sources(blocks, old, f"{new}{name}", lines, found))
        elif key in LISTS or (key == REQUIRED and "node_affinity" not in path.split(".")):
            made[name] = tuple(_part(blocks, old, f"{new}{name}", lines, found)) if blocks else value
        elif blocks:
            made[name] = next(_part(blocks, old, f"{new}{name}", lines, found, one=True))
        else:
            made[name] = redaction.within(name, value)
            _keep(found, f"{new}{name}", lines.get(old))
    return redaction.mapping(made)


def _part(
    blocks: tuple[Mapping[str, Value], ...], old: str, new: str, lines: Mapping[str, int], found: dict[str, int],
    *, one: bool = False,
) -> Iterator[dict[str, Value]]:  # fmt: skip
    for position, block in enumerate(blocks):
        here = new if one else f"{new}.{position}"
        _keep(found, here, lines.get(f"{old}.{position}"))
        yield _body(block, f"{old}.{position}.", f"{here}.", lines, found)


def _sources(
    blocks: tuple[Mapping[str, Value], ...], old: str, new: str, lines: Mapping[str, int], found: dict[str, int]
) -> Iterator[dict[str, Value]]:
    """Each source in each of the blocks as an element of its own."""
    each = [
        (f"{old}.{position}.{key}.{number}", key, one)
        for position, block in enumerate(blocks)
        for key, value in block.items()
        for number, one in enumerate(_blocks(value))
    ]
    for position, (place, key, one) in enumerate(each):
        _keep(found, f"{new}.{position}", lines.get(place))
        yield _body(
            {key: (one,)}, f"{place.rpartition('.')[0].rpartition('.')[0]}.", f"{new}.{position}.", lines, found
        )


def _keep(found: dict[str, int], path: str, line: int | None) -> None:
    if line is not None:
        found[path] = line


def _blocks(value: Value) -> tuple[Mapping[str, Value], ...]:
    """The blocks in a value, none where it is something else; a map of the provider is no block."""
    if not isinstance(value, tuple):
        return ()
    blocks = tuple(block for block in value if isinstance(block, Mapping))
    return blocks if len(blocks) == len(value) else ()


__all__ = ["as_object"]
