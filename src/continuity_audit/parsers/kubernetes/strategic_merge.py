"""Strategic merge patches: https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from continuity_audit.parsers.kubernetes.nodes import Node

MERGE_KEYS: Final = {
    "containers": ("name",), "initContainers": ("name",), "ephemeralContainers": ("name",), "volumes": ("name",),
    "env": ("name",), "volumeMounts": ("mountPath",), "volumeDevices": ("devicePath",), "imagePullSecrets": ("name",),
    "hostAliases": ("ip",), "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "resourceClaims": ("name",), "webhooks": ("name",), "conditions": ("type",), "secrets": ("name",),
}  # fmt: skip
"""The lists of built-in kinds whose elements are merged, by what names an element."""

_DIRECTIVE: Final = "$patch"


def merged(base: Node, patch: Node, *, known: bool) -> Node | None:
    """What a patch makes of an object, ``None`` where it deletes it; ``known`` kinds have lists that are merged."""
    return _merge(base, patch, "", known)


def _merge(base: Node | None, patch: Node, name: str, known: bool) -> Node | None:
    if patch.entries is not None:
        return _mappings(base, patch, name, known)
    if patch.items is not None:
        return _lists(base, patch, name, known)
    return None if patch.is_null else patch.copy()


def _mappings(base: Node | None, patch: Node, name: str, known: bool) -> Node | None:
    assert patch.entries is not None  # noqa: S101  the caller looked
    directive = patch.text(_DIRECTIVE)
    if directive == "delete":
        return None
    if directive == "replace" or base is None or base.entries is None:
        base = Node(patch.file, patch.line, None, {})
    assert base.entries is not None  # noqa: S101  just seen to
    for key, change in patch.entries.items():
        if key.startswith("$"):
            continue
        found = _merge(base.entries.get(key), change, f"{name}/{key}", known)
        if found is None:
            base.entries.pop(key, None)
        else:
            base.entries[key] = found
    return base


def _lists(base: Node | None, patch: Node, name: str, known: bool) -> Node:
    changes = patch.items or []
    if any(item.text(_DIRECTIVE) == "replace" and len(item.entries or {}) == 1 for item in changes):
        kept = [item.copy() for item in changes if item.text(_DIRECTIVE) != "replace"]
        return Node(patch.file, patch.line, None, None, kept)
    keys = _keys(name, changes) if known else ()
    if not keys or base is None or base.items is None:
        made = [found for item in changes if (found := _merge(None, item, name, known)) is not None]
        return Node(patch.file, patch.line, None, None, made)
    rest, first = list(base.items), []
    for change in changes:
        same = next((i for i, item in enumerate(rest) if _identity(item, keys) == _identity(change, keys)), None)
        found = _merge(rest.pop(same) if same is not None else None, change, name, known)
        if found is not None:
            first.append(found)
    base.items = [*first, *rest]  # Kustomize puts what a patch names in front
    return base


def _keys(name: str, items: Sequence[Node]) -> tuple[str, ...]:
    field = name.rpartition("/")[2]
    if field == "ports":
        return ("containerPort", "protocol") if "ontainers/" in name else ("port", "protocol")
    keys = MERGE_KEYS.get(field, ())
    return keys if keys and all(item.entries is not None for item in items) else ()


def _identity(node: Node, keys: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(node.text(key) or ("TCP" if key == "protocol" else "") for key in keys)
