"""Which components cannot work without which, and what that makes of their outcomes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component, Outcome, Resource, Scenario, Verdict
from continuity_audit.profiles.decide import Draft
from continuity_audit.profiles.profile import Need


class Effective(Struct, frozen=True):
    """An outcome with the run-time dependencies taken in; ``because`` is the chain that makes it worse."""

    outcome: Outcome
    because: tuple[str, ...] = ()


Guard = Callable[[Draft, Callable[[], "tuple[Resource, ...]"]], "tuple[Resource, ...]"]
"""Calls what a profile says of needs, and answers for it where it raises."""


def unguarded(draft: Draft, call: Callable[[], tuple[Resource, ...]]) -> tuple[Resource, ...]:
    """The guard that lets everything through."""
    return call()


def find_needs(drafts: Sequence[Draft], estate: Estate, guard: Guard = unguarded) -> dict[str, tuple[str, ...]]:
    """For each component's id, the ids of the components that it cannot work without."""
    owners: dict[str, list[str]] = {}
    for draft in drafts:
        owners.setdefault(draft.resource.id, []).append(draft.id)
    for draft in drafts:
        for companion in draft.companions:
            shared = any(f.type == companion.type and (f.shared or f.forward) for f in draft.profile.folds)
            if not shared:
                owners.setdefault(companion.id, []).append(draft.id)
    found: dict[str, tuple[str, ...]] = {}
    for draft in drafts:
        resources = guard(draft, lambda draft=draft: tuple(_needed(draft, estate)))  # type: ignore[misc]
        needed = {owner for resource in resources for owner in owners.get(resource.id, ())}
        found[draft.id] = tuple(sorted(needed - {draft.id}))
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
            yield from estate.referred(reference, holder)


def effective_outcomes(components: Sequence[Component]) -> dict[str, Mapping[Scenario, Effective]]:
    """For each component's id, its outcomes with everything that it needs taken in."""
    by_id = {component.id: component for component in components}
    found: dict[str, Mapping[Scenario, Effective]] = {}
    for component in components:
        chains = chains_of(component, by_id)
        found[component.id] = {s: effective_of(component.outcomes[s], chains, _verdicts(by_id, s)) for s in Scenario}
    return found


def _verdicts(by_id: Mapping[str, Component], scenario: Scenario) -> Callable[[str], Verdict]:
    return lambda need: by_id[need].outcomes[scenario]


def chains_of(component: Component, by_id: Mapping[str, Component]) -> Sequence[tuple[str, ...]]:
    """The shortest way to each component that it needs, near or far: the ids on it, the nearest needs first."""
    seen = {component.id}
    chains: list[tuple[str, ...]] = []
    queue: deque[tuple[str, tuple[str, ...]]] = deque([(component.id, ())])
    while queue:
        current, chain = queue.popleft()
        for need in by_id[current].needs:
            if need not in seen and need in by_id:
                seen.add(need)
                chains.append((*chain, need))
                queue.append((need, chains[-1]))
    return chains


def effective_of(own: Verdict, chains: Sequence[tuple[str, ...]], verdict_of: Callable[[str], Verdict]) -> Effective:
    """The worst among a component's own verdict and those of all that it needs, with the shortest way to the worst.

    Unknowns are taken at their worst and at their best; only where both agree is the outcome known.
    """
    low, high = own.worst, own.best
    low_chain: tuple[str, ...] = ()
    high_chain: tuple[str, ...] = ()
    for chain in chains:
        verdict = verdict_of(chain[-1])
        if verdict.worst.rank < low.rank:
            low, low_chain = verdict.worst, chain
        if verdict.best.rank < high.rank:
            high, high_chain = verdict.best, chain
    if low is high:
        return Effective(low, high_chain or low_chain)
    return Effective(Outcome.UNKNOWN, low_chain if own.outcome is not Outcome.UNKNOWN else ())
