"""What was read and not judged: all of a provider or API group without profiles, and what else should have one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.discovery.tree import Skipped
from continuity_audit.parsers.reading import Reading
from continuity_audit.pipeline.runs_nothing import HELPERS, runs_nothing
from continuity_audit.pipeline.without_profile import READ_FOR_OTHERS, WITHOUT_PROFILE
from continuity_audit.profiles.azure.resource_manager.restating import READS as IN_API
from continuity_audit.profiles.azure.resource_manager.restating import not_restated
from continuity_audit.profiles.managed_resources.restating import TYPES
from continuity_audit.profiles.restating import OBJECTS

WHY: Final = {kind: why for why, kinds in WITHOUT_PROFILE.items() for kind in kinds}
"""What is said of the types that are named though their provider has profiles."""


BESIDE: Final = "of types that have no profile"
"""What is said of kinds beside others that an operator runs and profiles speak of."""


def unjudged(readings: Iterable[Reading], profiled: Iterable[str]) -> Iterator[Skipped]:
    """One entry for each root and provider (or API group) whose resources no profile speaks of.

    One more for those that keep data, one for those that serve and one for those that deploy something else without a
    profile, of providers whose other types have some; and one for what is made by Azure's own API and not read there.
    Of an API group of which some kinds have profiles, each other one is named that is not known to run nothing.
    """
    names = tuple(profiled)
    of_operators = frozenset(map(_group, names))
    known = frozenset((*map(_provider, names), *map(_provider, IN_API), *of_operators, *map(_group, OBJECTS)))
    for reading in readings:
        found: dict[tuple[str, str], Counter[str]] = {}
        others: dict[tuple[str, str], Counter[str]] = {}
        read = Counter(resource.type for resource in reading.resources if resource.type in READ_FOR_OTHERS)
        if read:
            others[BESIDE, "object"] = read
        in_api = Counter(kind for resource in reading.resources if (kind := not_restated(resource)))
        for kind, count in reading.passed_over.items():
            kubernetes = "/" in kind or kind[:1].isupper()
            what = "object" if kubernetes else "resource"
            source = _group(kind) if kubernetes else _provider(kind)
            silent = runs_nothing(kind, source) if kubernetes else source in HELPERS
            if count and source not in known and not silent:
                found.setdefault((source, what), Counter())[kind.rpartition("/")[2]] += count
            elif count and (why := WHY.get(TYPES.get(kind, kind))):
                others.setdefault((why, what), Counter())[kind] += count
            elif count and kubernetes and source in of_operators and not silent:
                others.setdefault((BESIDE, what), Counter())[kind] += count
        for (source, what), types in sorted(found.items()):
            yield Skipped(reading.root, _reason(what, types, f"of {source}, which has no profiles"))
        for (why, what), types in sorted(others.items()):
            yield Skipped(reading.root, _reason(what, types, why))
        if in_api:
            yield Skipped(reading.root, _reason("resource", in_api, "of types in Azure's own API that are not read"))


def _provider(kind: str) -> str:
    return kind.partition("_")[0]


def _group(kind: str) -> str:
    return kind.rpartition("/")[0]


def _reason(what: str, types: Counter[str], why: str) -> str:
    most = sorted(types.items(), key=lambda item: (-item[1], item[0]))
    names = ", ".join(f"{kind} ×{count}" for kind, count in most)
    total = sum(types.values())
    return f"not judged: {total} {what}{'s' * (total != 1)} {why}: {names}"
