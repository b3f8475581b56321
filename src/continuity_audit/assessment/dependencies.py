"""Which components cannot work without which, and what that makes of their outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component, Outcome, Resource, Scenario
from continuity_audit.profiles.decide import Draft
from continuity_audit.profiles.profile import Need


@dataclass(frozen=True, slots=True)
class Effective:
    """An outcome with the run-time dependencies taken in; ``because`` is the chain that makes it worse."""

    outcome: Outcome
    because: tuple[str, ...] = ()


def find_needs(drafts: Sequence[Draft], estate: Estate) -> dict[str, tuple[str, ...]]:
    """For each component's id, the ids of the components that it cannot work without."""
    owners: dict[str, list[str]] = {}
    for draft in drafts:
        owners.setdefault(draft.resource.id, []).append(draft.resource.id)
    for draft in drafts:
        for companion in draft.companions:
            shared = any(f.type == companion.type and (f.shared or f.forward) for f in draft.profile.folds)
            if not shared:
                owners.setdefault(companion.id, []).append(draft.resource.id)
    found: dict[str, tuple[str, ...]] = {}
    for draft in drafts:
        needed = (owner for resource in _needed(draft, estate) for owner in owners.get(resource.id, ()))
        found[draft.resource.id] = tuple(sorted({owner for owner in needed if owner != draft.resource.id}))
    return found


def _needed(draft: Draft, estate: Estate) -> Iterator[Resource]:
    yield from _resources(draft.profile.needs, draft.resource, draft, estate)
    for companion in draft.companions:
        for fold in draft.profile.folds:
            if fold.type == companion.type and fold.needs:
                yield from _resources(fold.needs, companion, draft, estate)


def _resources(needs: Iterable[Need], holder: Resource, draft: Draft, estate: Estate) -> Iterator[Resource]:
    for need in needs:
        if not isinstance(need, str):
            yield from need(draft.context(estate).about(holder))
            continue
        for reference in holder.references.get(need, ()):
            yield from estate.at(holder.root, reference.address)


def effective_outcomes(components: Sequence[Component]) -> dict[str, Mapping[Scenario, Effective]]:
    """For each component's id, its outcomes with everything that it needs taken in."""
    by_id = {component.id: component for component in components}
    return {c.id: {scenario: _effective(c, scenario, by_id) for scenario in Scenario} for c in components}


def _effective(component: Component, scenario: Scenario, by_id: Mapping[str, Component]) -> Effective:
    """The worst among the component and all that it needs, near or far, with the shortest way to the worst."""
    own = component.outcomes[scenario]
    paths: dict[str, tuple[str, ...]] = {component.id: ()}
    queue = [component.id]
    low, high = (own.worst, ()), (own.best, ())
    while queue:
        current = queue.pop(0)
        for need in by_id[current].needs:
            if need in paths or need not in by_id:
                continue
            paths[need] = (*paths[current], need)
            queue.append(need)
            verdict = by_id[need].outcomes[scenario]
            if verdict.worst.rank < low[0].rank:
                low = (verdict.worst, paths[need])
            if verdict.best.rank < high[0].rank:
                high = (verdict.best, paths[need])
    if low[0] is high[0]:
        return Effective(low[0], low[1] or high[1])
    return Effective(Outcome.UNKNOWN, low[1] if own.outcome is not Outcome.UNKNOWN else ())
