"""What was read and not judged: resources of providers and API groups for which there is no profile at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.discovery.tree import Skipped
from continuity_audit.parsers.reading import Reading
from continuity_audit.pipeline.runs_nothing import HELPERS, runs_nothing

SHOWN: Final = 5


def unjudged(readings: Iterable[Reading], profiled: Iterable[str]) -> Iterator[Skipped]:
    """One entry for each root and provider (or API group) whose resources no profile speaks of."""
    names = tuple(profiled)
    known = frozenset(map(_provider, names)) | frozenset(map(_group, names))
    for reading in readings:
        kubernetes = reading.language == "kubernetes"
        found: dict[str, Counter[str]] = {}
        for kind, count in reading.passed_over.items():
            source = _group(kind) if kubernetes else _provider(kind)
            silent = runs_nothing(kind, source) if kubernetes else source in HELPERS
            if count and source not in known and not silent:
                found.setdefault(source, Counter())[kind.rpartition("/")[2]] += count
        for source, types in sorted(found.items()):
            yield Skipped(reading.root, _reason("object" if kubernetes else "resource", source, types))


def _provider(kind: str) -> str:
    return kind.partition("_")[0]


def _group(kind: str) -> str:
    return kind.rpartition("/")[0]


def _reason(what: str, source: str, types: Counter[str]) -> str:
    most = sorted(types.items(), key=lambda item: (-item[1], item[0]))
    names = ", ".join(f"{kind} ×{count}" for kind, count in most[:SHOWN])
    more = f" and {len(most) - SHOWN} types more" if len(most) > SHOWN else ""
    total = sum(types.values())
    return f"not judged: {total} {what}{'s' * (total != 1)} of {source}, which has no profiles: {names}{more}"
