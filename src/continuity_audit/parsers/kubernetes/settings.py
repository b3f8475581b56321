"""ConfigMaps and Secrets of the tree that Flux takes variables from (``substituteFrom``).

Of a Secret only the names count: what they stand for is never held, be it encrypted or not. Source:
https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.estate.vicinity import nearest
from continuity_audit.parsers.kubernetes.names import text_of

PARTS: Final[Mapping[str, tuple[str, ...]]] = {"ConfigMap": ("data",), "Secret": ("data", "stringData")}
"""The kinds that hold settings, with the parts that do."""

_VARIABLE: Final = pattern(r"[A-Za-z_]\w*", re.ASCII)

Named: TypeAlias = tuple[str, str]
"""Kind and name of an object."""


class Settings:
    """What holds settings in the tree, found by those who take them."""

    def __init__(self, holders: Iterable[Resource] = ()) -> None:
        self._holders: dict[Named, list[Resource]] = {}
        for holder in holders:
            self._holders.setdefault((holder.type, holder.name), []).append(holder)

    def variables(self, taker: Resource) -> tuple[dict[str, Value], bool]:
        """The variables that something takes, and whether there are no others; of two of a name the last counts."""
        found: dict[str, Value] = {}
        complete = True
        for named in taken_by(taker):
            held = self._held(taker, named)
            if held is None:  # it may set anew what was set before it
                found, complete = {}, False
            else:
                found |= held
        return found, complete

    def _held(self, taker: Resource, named: Named) -> dict[str, Value] | None:
        """What an object holds, ``None`` where it is not in the tree; of several that are meant what they agree on."""
        own = _namespace(taker)
        called = self._holders.get(named, [])
        exact = [holder for holder in called if _namespace(holder) == own]
        meant = nearest(exact or [h for h in called if not own or not _namespace(h)], taker)
        held = [_content(holder) for holder in meant]
        known = [content for content in held if content is not None]
        if not known or len(known) < len(held):
            return None
        causes = frozenset(holder.address for holder in meant)
        keys = dict.fromkeys(key for content in known for key in content)
        return {key: _agreed([content.get(key) for content in known], key, causes) for key in keys}


NO_SETTINGS: Final = Settings()
"""A tree that holds none."""


def taken_by(taker: Resource) -> Iterator[Named]:
    """The objects that a Kustomization of Flux takes variables from, in their order."""
    sources: Value = taker.values
    for step in ("spec", "postBuild", "substituteFrom"):
        sources = sources.get(step) if isinstance(sources, Mapping) else sources
    for source in sources if isinstance(sources, tuple) else (sources,) if isinstance(sources, Unknown) else ():
        one = source if isinstance(source, Mapping) else {}
        yield text_of(one.get("kind")), text_of(one.get("name"))


def _content(holder: Resource) -> dict[str, Value] | None:
    """What an object holds; ``None`` where that is open, or Flux refuses it as a name of it is none of a variable."""
    found: dict[str, Value] = {}
    for part in PARTS[holder.type]:
        content = holder.values.get(part)
        if isinstance(content, Mapping):
            found |= content
        elif content is not None:
            return None
    return found if all(map(_VARIABLE.fullmatch, found)) else None


def _agreed(values: list[Value], key: str, causes: frozenset[str]) -> Value:
    first = values[0]
    if all(value == first for value in values):
        return first
    return Unknown(causes, f"{key} of {' or '.join(sorted(causes))}")


def _namespace(resource: Resource) -> str:
    metadata = resource.values.get("metadata")
    return text_of(metadata.get("namespace")) if isinstance(metadata, Mapping) else ""
