"""Which of several resources lies nearest to another one, and what folders say of the cluster that they are for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern

_HOLD_CLUSTERS: Final = pattern(r"(?:[\w-]+[-_])?(?:clusters|environments|envs)|env|stages")
_HOLD_OVERLAYS: Final = pattern(r"(?:[\w-]+[-_])?overlays")
"""Folders whose folders are each for a cluster or an environment of its own, or may be."""
_SHARED: Final = frozenset({"base", "bases", "common", "shared", "all", "default", "global"})
"""Folders beside them that are for all of these."""
_ENVIRONMENTS: Final = {
    "prod": "production", "prd": "production", "production": "production", "live": "production",
    "dev": "development", "development": "development", "qa": "qa", "uat": "uat",
    "stage": "staging", "stg": "staging", "staging": "staging", "preprod": "preprod", "nonprod": "nonprod",
}  # fmt: skip
_ASIDE: Final = frozenset({
    "demo", "demos", "example", "examples", "sample", "samples", "hack", "playground", "sandbox", "poc",
    "test", "tests", "testing", "testdata", "e2e", "chainsaw", "kuttl",
    "archive", "archives", "archived", "attic", "deprecated", "disabled", "obsolete", "old", "retired", "unused",
})  # fmt: skip
"""Folders of what is tried out, shown or put away: it is for nothing outside of them."""


class Place(Struct, frozen=True):
    """A root: the steps of its folder, and what is known of the cluster or environment that it is for."""

    steps: tuple[str, ...]
    above: tuple[str, ...] = ()
    """The steps up to the folder that holds those of the clusters; empty where there is none."""
    site: tuple[str, ...] = ()
    """The steps from there on, of which the first names the cluster or environment."""
    clusters: frozenset[str] = frozenset()
    """The clusters that it is for; none where nothing tells them."""
    environments: frozenset[str] = frozenset()
    aside: frozenset[str] = frozenset()
    """Those of its steps that say that it is tried out, shown or put away."""

    @property
    def names_a_cluster(self) -> bool:
        """Whether its folder stands below one for clusters, whose names count wherever they stand."""
        return bool(self.site) and _HOLD_CLUSTERS.fullmatch(self.above[-1].lower()) is not None

    def named(self, names: frozenset[str]) -> Place:
        """The same, where the clusters of some names may stand anywhere among its steps."""
        found = names.intersection(self.steps)
        return replace(self, clusters=self.clusters | found) if found else self


@cache
def place_of(root: str) -> Place:
    """What the folder of a root says; ``live/dev`` is no production."""
    steps = tuple(step for step in root.split("/") if step != ".")
    lower = [step.lower() for step in steps]
    named = [step for step in lower if step in _ENVIRONMENTS]
    environments = frozenset(_ENVIRONMENTS[step] for step in named if step != "live" or len(set(named)) == 1)
    for i, step in enumerate(lower[:-1]):
        if _HOLD_CLUSTERS.fullmatch(step) or _HOLD_OVERLAYS.fullmatch(step):
            if lower[i + 1] in _SHARED:
                break
            here, aside = steps[i + 1 :], _aside(lower[: i + 1] + lower[i + 2 :])  # a cluster may be called demo
            return Place(steps, steps[: i + 1], here, frozenset(here[:1]), environments, aside)
    return Place(steps, environments=environments, aside=_aside(lower))


def _aside(steps: Iterable[str]) -> frozenset[str]:
    return frozenset(step for step in steps if step.lstrip("._") in _ASIDE)


def are_apart(place: Place, own: Place) -> bool:
    """Whether a root is for another cluster or environment than another one, or put aside where that is not."""
    if not place.aside <= own.aside:
        return True
    if place.environments and own.environments and not place.environments & own.environments:
        return True
    if not place.clusters or not own.clusters:
        return False
    return place.clusters.isdisjoint((*own.steps, *own.clusters)) and own.clusters.isdisjoint(place.steps)


def nearest(
    candidates: Iterable[Resource], near: Resource, place: Callable[[str], Place] | None = None
) -> list[Resource]:
    """Those of the same root, else those least of another cluster whose folders share most of the way with it.

    ``place`` tells more of roots than their folders alone.
    """
    found = list(candidates)
    if len(found) < 2:
        return found
    if place is None:
        names = frozenset().union(*(place_of(one.root).clusters for one in found))
        own, places = place_of(near.root).named(names), [place_of(one.root).named(names) for one in found]
    else:
        own, places = place(near.root), [place(one.root) for one in found]
    ranked: dict[tuple[bool, int, int], list[Resource]] = defaultdict(list)
    for candidate, other in zip(found, places, strict=True):
        ranked[candidate.root == near.root, _kinship(other, own), _common(own.steps, other.steps)].append(candidate)
    return ranked[max(ranked)]


def _kinship(place: Place, own: Place) -> int:
    return 0 if are_apart(place, own) else 1 + len(set(place.site or place.clusters) & {*own.steps, *own.clusters})


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    return next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
