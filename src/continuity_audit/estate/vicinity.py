"""Which of several resources lies nearest to another one, and which are of another cluster, by their folders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

from msgspec import Struct

from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern

_HOLD_SITES: Final = pattern(r"(?:[\w-]+[-_])?(?:clusters|environments|envs|overlays)|env|stages")
"""Folders whose folders are each for a cluster or an environment of its own."""
_SHARED: Final = frozenset({"base", "bases", "common", "shared", "all", "default", "global"})
"""Folders beside them that are for all of these."""
_ENVIRONMENTS: Final = {
    "prod": "production", "prd": "production", "production": "production", "live": "production",
    "dev": "development", "development": "development", "qa": "qa", "uat": "uat",
    "stage": "staging", "stg": "staging", "staging": "staging", "preprod": "preprod", "nonprod": "nonprod",
}  # fmt: skip
_TRIALS: Final = frozenset({
    "demo", "demos", "example", "examples", "sample", "samples", "hack", "playground", "sandbox", "poc",
    "test", "tests", "testing", "testdata", "e2e", "chainsaw", "kuttl",
})  # fmt: skip
"""Folders of what is tried out or shown: it is for nothing outside of them."""


class _Place(Struct, frozen=True):
    """A folder: its steps, and what they say of the cluster that it is for."""

    steps: tuple[str, ...]
    above: tuple[str, ...]
    """The steps up to the folder that holds those of the clusters; empty where there is none."""
    site: tuple[str, ...]
    """The steps from there on, of which the first names the cluster or environment."""
    environments: frozenset[str]
    trials: frozenset[str]


def nearest(candidates: Iterable[Resource], near: Resource) -> list[Resource]:
    """Those of the same root, else those least of another cluster whose folders share most of the way with it."""
    ranked: dict[tuple[bool, int, int], list[Resource]] = defaultdict(list)
    found = list(candidates)
    if len(found) < 2:
        return found
    own, names = _place(near.root), _names(candidate.root for candidate in found)
    for candidate in found:
        other = _place(candidate.root)
        same = candidate.root == near.root
        kinship = 0 if _apart(other, own, names) else 1 + len(set(other.site) & set(own.steps))
        ranked[same, kinship, _common(own.steps, other.steps)].append(candidate)
    return ranked[max(ranked)] if ranked else []


def beside(candidates: Iterable[Resource], near: Resource, roots: Collection[str]) -> list[Resource]:
    """Those that are not, by their folders, of another cluster than something, nor of a trial that it is no part of.

    ``roots`` are those of the tree, which tell the names of its clusters.
    """
    own, names = _place(near.root), _names(roots)
    return [c for c in candidates if c.root == near.root or not _apart(_place(c.root), own, names)]


def leave_a_cluster_out(found: Sequence[Resource], near: Resource, roots: Collection[str]) -> bool:
    """Whether some objects are each for one cluster, ``near`` says for none, and the tree has one for which none is."""
    places, own = [_place(one.root) for one in found], _place(near.root)
    if own.site or any(not place.site or place.site[0] in own.steps for place in places):
        return False
    above = {place.above for place in places}
    there = {(place.above, place.site[0]) for place in map(_place, roots) if place.site and place.above in above}
    return bool(there - {(place.above, place.site[0]) for place in places})


@cache
def _place(root: str) -> _Place:
    steps = tuple(step for step in root.split("/") if step != ".")
    lower = [step.lower() for step in steps]
    environments = frozenset(_ENVIRONMENTS[step] for step in lower if step in _ENVIRONMENTS)
    trials = frozenset(step for step in lower if step in _TRIALS)
    for i, step in enumerate(steps[:-1]):
        if _HOLD_SITES.fullmatch(step.lower()):
            if lower[i + 1] in _SHARED:
                break
            return _Place(steps, steps[: i + 1], steps[i + 1 :], environments, trials)
    return _Place(steps, (), (), environments, trials)


def _names(roots: Iterable[str]) -> frozenset[str]:
    """The names of the clusters that some folders are for."""
    return frozenset(place.site[0] for root in roots if (place := _place(root)).site)


def _apart(place: _Place, own: _Place, names: frozenset[str]) -> bool:
    """Whether a folder is for another cluster, environment or trial than one's own; ``names`` are those of clusters."""
    if not place.trials <= own.trials:
        return True
    if place.environments and own.environments and not place.environments & own.environments:
        return True
    if not place.site or place.site[0] in own.steps or (own.site and own.site[0] in place.steps):
        return False
    return bool(own.site) or not names.isdisjoint(own.steps)


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
