"""Tells an object from a template that Helm turns into one before it is applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value

GIVEN_TO_CHARTS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "helm.toolkit.fluxcd.io/HelmRelease": (("spec", "values"),),
    "argoproj.io/Application": tuple(
        (*source, "helm", held)
        for source in (("spec", "source"), ("spec", "sources"))
        for held in ("values", "valuesObject", "parameters")
    ),
}
"""Where objects hold what they give to a chart, which may evaluate it itself (with ``tpl``). Lists are gone through."""

_HELM = pattern(r"\{\{-?\s*(?:[\w\"'. ]*\s)?(?:\$?\.(?:Values|Release|Chart|Capabilities)\b|include\s+\")")


def is_template(kind: str, value: Value) -> bool:
    """Whether Helm fills in a value that stands on one line; a script in a block may well speak of templates.

    ``kind`` is the type of the object as the audit names it.
    """
    for path in GIVEN_TO_CHARTS.get(kind, ()):
        value = _without(value, path)
    stack = [value]
    while stack:
        match stack.pop():
            case str() as text if "{{" in text and "\n" not in text and _HELM.search(text):
                return True
            case dict() as entries:
                stack += entries.values()
            case tuple() as items:
                stack += items
    return False


def _without(value: Value, path: tuple[str, ...]) -> Value:
    """A value without what stands at a path."""
    if isinstance(value, tuple):
        return tuple(_without(item, path) for item in value)
    if not isinstance(value, Mapping) or path[0] not in value:
        return value
    return {**value, path[0]: _without(value[path[0]], path[1:]) if path[1:] else None}
