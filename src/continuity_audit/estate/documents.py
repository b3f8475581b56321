"""The parts of documents such as manifests and values of charts, whatever else may stand in their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity_audit.estate.values import Value


def entries(value: Value) -> Mapping[str, Value]:
    """A mapping, empty where there is none."""
    return value if isinstance(value, Mapping) else {}


def elements(value: Value) -> tuple[Value, ...]:
    """A sequence, empty where there is none."""
    return value if isinstance(value, tuple) else ()


def mappings(value: Value) -> Iterator[tuple[int, Mapping[str, Value]]]:
    """The objects of a list with their positions."""
    return ((i, element) for i, element in enumerate(elements(value)) if isinstance(element, Mapping))


def laid_over(base: Mapping[str, Value], over: Mapping[str, Value]) -> dict[str, Value]:
    """A document with another laid over it, as Helm and Argo CD do: mappings are merged, all else is replaced."""
    merged = dict(base)
    for key, new in over.items():
        old = merged.get(key)
        merged[key] = laid_over(old, new) if isinstance(old, Mapping) and isinstance(new, Mapping) else new
    return merged


__all__ = ["elements", "entries", "laid_over", "mappings"]
