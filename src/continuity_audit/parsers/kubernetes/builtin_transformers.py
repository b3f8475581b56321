"""The transformers that come with Kustomize, written as objects of their own, as the fields that do the same.

https://github.com/kubernetes-sigs/kustomize/blob/master/examples/transformerconfigs/README.md, and the documentation of
each: https://kubectl.docs.kubernetes.io/references/kustomize/builtins/
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.parsers.kubernetes.nodes import Node

UNSET_ONLY: Final = "unsetOnly"
"""Beside a namespace: whether what states another one keeps it."""

Fields = Mapping[str, Node | None]


def as_content(transformer: Node) -> Node | None:
    """A kustomization that does what a transformer does; ``None`` of one that does not come with Kustomize."""
    make = _FIELDS.get(transformer.text("kind")) if transformer.text("apiVersion") == "builtin" else None
    fields = make(transformer) if make else None
    if fields is None:
        return None
    there = {key: node for key, node in fields.items() if node is not None}
    return Node(transformer.file, transformer.line, None, there)


def _listed(*entries: Node | None) -> Node | None:
    there = [entry for entry in entries if entry is not None]
    return Node(there[0].file, there[0].line, None, None, there) if there else None


def _patched(transformer: Node) -> Fields:
    return {"patches": _listed(transformer)}


def _patched_by_json(transformer: Node) -> Fields:
    entry = transformer.copy()
    if (operations := entry.get("jsonOp")) is not None and entry.entries is not None:
        entry.entries["patch"] = operations
    return {"patchesJson6902": _listed(entry)}


def _merged(transformer: Node) -> Fields:
    return {"patchesStrategicMerge": _listed(*transformer.listed("paths"), transformer.get("patches"))}


def _placed(transformer: Node) -> Fields:
    return {"namespace": transformer.get("metadata", "namespace"), UNSET_ONLY: transformer.get(UNSET_ONLY)}


def _counted(transformer: Node) -> Fields:
    return {"replicas": _listed(transformer.get("replica"))}


def _tagged(transformer: Node) -> Fields:
    return {"images": _listed(transformer.get("imageTag"))}


def _labelled(transformer: Node) -> Fields | None:
    """Labels at each of the paths; those of the objects themselves are expected to be among these."""
    paths = {field.text("path") for field in transformer.listed("fieldSpecs")}
    pairs, fields = transformer.get("labels"), transformer.get("fieldSpecs")
    if "metadata/labels" not in paths or pairs is None or fields is None:
        return None
    return {"labels": _listed(Node(transformer.file, transformer.line, None, {"pairs": pairs, "fields": fields}))}


def _renamed(transformer: Node) -> Fields | None:
    paths = [field for field in transformer.listed("fieldSpecs") if field.text("path") == "metadata/name"]
    if not paths or any(field.text("kind") for field in paths):
        return None
    return {"namePrefix": transformer.get("prefix"), "nameSuffix": transformer.get("suffix")}


_FIELDS: Final[Mapping[str, Callable[[Node], Fields | None]]] = {
    "PatchTransformer": _patched, "PatchJson6902Transformer": _patched_by_json,
    "PatchStrategicMergeTransformer": _merged, "NamespaceTransformer": _placed, "ReplicaCountTransformer": _counted,
    "ImageTagTransformer": _tagged, "LabelTransformer": _labelled, "PrefixTransformer": _renamed,
    "SuffixTransformer": _renamed, "PrefixSuffixTransformer": _renamed,
}  # fmt: skip
