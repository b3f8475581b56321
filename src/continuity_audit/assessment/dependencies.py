"""Which components cannot work without which, and what that makes of their outcomes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.assessment.needs import Needs, Ways
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


def effective_outcomes(needs: Needs, components: Sequence[Component]) -> dict[str, Mapping[Scenario, Effective]]:
    """For each component's id, its outcomes with everything that it needs taken in."""
    by_scenario = {s: effective_of(needs, {c.id: c.outcomes[s] for c in components}) for s in Scenario}
    return {component.id: {s: by_scenario[s][component.id] for s in Scenario} for component in components}


def effective_of(needs: Needs, own: Mapping[str, Verdict]) -> dict[str, Effective]:
    """For each component's id, the worst among its own verdict and those of all that it needs, and the way to that.

    Unknowns are taken at their worst and at their best; only where both agree is the outcome known.
    """
    ways: dict[frozenset[str], Ways] = {}
    lows = _worse(needs, {name: verdict.worst for name, verdict in own.items()}, ways)
    highs = _worse(needs, {name: verdict.best for name, verdict in own.items()}, ways)
    found: dict[str, Effective] = {}
    for name, verdict in own.items():
        low, low_chain = lows.get(name) or (verdict.worst, ())
        high, high_chain = highs.get(name) or (verdict.best, ())
        if low is not high:
            found[name] = Effective(Outcome.UNKNOWN, low_chain if verdict.outcome is not Outcome.UNKNOWN else ())
        else:
            found[name] = Effective(low, high_chain or low_chain) if high_chain or low_chain else _ITS_OWN[low]
    return found


def _worse(
    needs: Needs, own: Mapping[str, Outcome], ways: dict[frozenset[str], Ways]
) -> dict[str, tuple[Outcome, tuple[str, ...]]]:
    """For each component that needs one with a worse outcome: the worst of these, and the way to it."""
    least = needs.least({name: outcome.rank for name, outcome in own.items()})
    worse = {name: rank for name, rank in least.items() if rank < own[name].rank}
    if not worse:
        return {}
    of_rank = {outcome.rank: outcome for outcome in own.values()}
    ends = {rank: frozenset(n for n, o in own.items() if o.rank == rank) for rank in set(worse.values())}
    for those in ends.values():
        if those not in ways:
            ways[those] = Ways(needs, those)
    return {name: (of_rank[rank], ways[ends[rank]].start(name)) for name, rank in worse.items()}


_ITS_OWN: Final = {outcome: Effective(outcome) for outcome in Outcome}
"""What needs nothing worse."""
