"""What was read and not judged: resources of providers for which there is no profile at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.discovery.tree import Skipped
from continuity_audit.parsers.reading import Reading

HELPERS: Final = frozenset({
    "archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls",
})  # fmt: skip
"""Providers that deploy nothing."""

SHOWN: Final = 5


def unjudged(readings: Iterable[Reading], profiled: Iterable[str]) -> Iterator[Skipped]:
    """One entry for each root and provider whose resources no profile speaks of."""
    known = {name.partition("_")[0] for name in profiled}
    for reading in readings:
        providers: dict[str, Counter[str]] = {}
        for kind, count in reading.passed_over.items():
            provider = kind.partition("_")[0]
            if count and provider not in known and provider not in HELPERS:
                providers.setdefault(provider, Counter())[kind] += count
        for provider, types in sorted(providers.items()):
            yield Skipped(reading.root, _reason(provider, types))


def _reason(provider: str, types: Counter[str]) -> str:
    most = sorted(types.items(), key=lambda item: (-item[1], item[0]))
    names = ", ".join(f"{kind} ×{count}" for kind, count in most[:SHOWN])
    more = f" and {len(most) - SHOWN} types more" if len(most) > SHOWN else ""
    total = sum(types.values())
    return f"not judged: {total} resource{'s' * (total != 1)} of {provider}, which has no profiles: {names}{more}"
