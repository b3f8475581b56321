"""Which components cannot work without which, and what that makes of their outcomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.assessment.needs import Needs, Reach, Ways
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import OUTSIDE, Component, Kind, Needed, Outcome, Resource, Scenario, Verdict
from continuity_audit.profiles.drafts import Draft
from continuity_audit.profiles.module_outputs import made_by_call, unseen
from continuity_audit.profiles.profile import Need


class Effective(Struct, frozen=True):
    """An outcome with the run-time dependencies taken in; ``because`` is the chain that makes it worse."""

    outcome: Outcome
    because: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    """The names of the values that an unknown outcome hangs on."""


Found: TypeAlias = "tuple[tuple[Resource, ...], tuple[tuple[Resource, ...], ...]]"
"""What a component needs, and the groups of which it needs one."""

Owners: TypeAlias = Mapping[str, Sequence[str]]
"""The ids of the components that a resource belongs to, by its id."""


def owners_of(drafts: Sequence[Draft]) -> Owners:
    """Which components each resource belongs to: as the primary one first, then as a companion that is theirs."""
    owners: dict[str, list[str]] = {}
    for draft in drafts:
        owners.setdefault(draft.resource.id, []).append(draft.id)
    for draft in drafts:
        for companion in draft.companions:
            shared = any(f.type == companion.type and (f.shared or f.forward) for f in draft.profile.folds)
            if not shared:
                owners.setdefault(companion.id, []).append(draft.id)
    return owners


def needed_by(draft: Draft, owners: Owners, estate: Estate) -> Needed:
    """The components that one cannot work without, as its code names them."""
    needed = _components(draft, owners, _found(draft, estate))
    if draft.profile.open_needs is None:
        return needed
    return replace(needed, unseen=tuple(sorted({*needed.unseen, *draft.profile.open_needs(draft.context(estate))})))


ENTRANCES: Final = frozenset({Kind.LOAD_BALANCER, Kind.API, Kind.CDN})
"""What hands requests on to what stands behind it."""


def without_own_entrances(found: Mapping[str, Needed], drafts: Iterable[Draft]) -> dict[str, Needed]:
    """The needs without those of a component for what leads to it alone: it is told the address that it is called by.

    Where an entrance leads to others as well, it may be these that the component calls.
    """
    entrances = {draft.id for draft in drafts if draft.profile.kind in ENTRANCES}

    @cache
    def behind(entrance: str) -> frozenset[str]:
        """What a request reaches through an entrance, and through entrances behind it; these left out."""
        reached: set[str] = set()
        waiting = [entrance]
        while waiting:
            needed = found[waiting.pop()]
            for name in (*needed.all_of, *(member for group in needed.one_of for member in group)):
                if name not in reached:
                    reached.add(name)
                    waiting += [name] if name in entrances else []
        return frozenset(reached - entrances)

    def own(name: str, needed: Needed) -> Needed:
        others = tuple(n for n in needed.all_of if n not in entrances or behind(n) != {name})
        return needed if len(others) == len(needed.all_of) else replace(needed, all_of=others)

    return {name: own(name, needed) for name, needed in found.items()}


def _components(draft: Draft, owners: Owners, found: Found) -> Needed:
    """The components to which the resources belong that a component needs."""
    needed = {owner for resource in found[0] for owner in owners.get(resource.id, ())}
    unseen = {_name_of_call(resource, draft.resource) for resource in found[0] if resource.mode == OUTSIDE}
    groups: dict[tuple[str, ...], None] = {}
    for group in found[1]:
        ways = {resource.id: owners.get(resource.id, ()) for resource in group}
        ids = {owner for way in ways.values() for owner in way}
        if not all(ways.values()) or ids & {*needed, draft.id}:
            continue  # one way is not in the code, or is needed in any case
        if len(ids) == 1:
            needed |= ids
        elif ids:
            groups[tuple(sorted(ids))] = None
    return Needed(tuple(sorted(needed - {draft.id})), tuple(groups), tuple(sorted(unseen)))


def _name_of_call(call: Resource, near: Resource) -> str:
    """What a report calls a module that is not on disk, with its root where that is another."""
    return call.address if call.folder == near.folder else f"{call.folder}::{call.address}"


def _found(draft: Draft, estate: Estate) -> Found:
    about = draft.context(estate)
    groups = tuple(group for alternatives in draft.profile.alternatives for group in alternatives(about))
    return tuple(_needed(draft, estate)), groups


def _needed(draft: Draft, estate: Estate) -> list[Resource]:
    found = _resources(draft.profile.needs, draft.resource, draft, estate)
    for companion in draft.companions:
        for fold in draft.profile.folds:
            if fold.type == companion.type and fold.needs:
                found += _resources(fold.needs, companion, draft, estate)
    return found


def _resources(needs: Iterable[Need], holder: Resource, draft: Draft, estate: Estate) -> list[Resource]:
    found: list[Resource] = []
    for need in needs:
        if not isinstance(need, str):
            found += need(draft.context(estate).about(holder))
            continue
        for reference in holder.references.get(need, ()):
            found += (one for one in estate.referred(reference, holder) if one.mode != OUTSIDE)
            found += made_by_call(reference, holder, estate)
            found += unseen(reference, holder, estate)
    return found


NOTHING: Final[Mapping[str, tuple[str, ...]]] = {}

KnownWays: TypeAlias = dict[tuple[frozenset[str], frozenset[int]], Ways]
"""Ways by where they end and by the groups through which they may lead."""


def effective_outcomes(needs: Needs, components: Sequence[Component]) -> dict[str, Mapping[Scenario, Effective]]:
    """For each component's id, its outcomes with everything that it needs taken in."""
    by_scenario = {}
    for scenario in Scenario:
        own = {component.id: component.outcomes[scenario] for component in components}
        by_scenario[scenario] = effective_of(needs, own, needs.reach(scenario, own), needs.unseen)
    return {component.id: {s: by_scenario[s][component.id] for s in Scenario} for component in components}


def effective_of(
    needs: Needs, own: Mapping[str, Verdict], reach: Reach, unseen: Mapping[str, tuple[str, ...]] = NOTHING
) -> dict[str, Effective]:
    """For each component's id, the worst among its own verdict and those of all that it needs, and the way to that.

    Unknowns are taken at their worst and at their best; only where both agree is the outcome known. ``unseen`` are, by
    the ids of components, the modules and values of which nothing is known and without which they cannot work.
    """
    found = _of_what_is_known(needs, own, reach)
    if not unseen:
        return found
    leading = Ways(needs, unseen)
    for name, effective in found.items():
        if effective.outcome in (Outcome.UNKNOWN, Outcome.LOST) or not leading.has(name):
            continue
        way = leading.start(name)
        found[name] = Effective(Outcome.UNKNOWN, way, unseen[(name, *way)[-1]])
    return found


def _of_what_is_known(needs: Needs, own: Mapping[str, Verdict], reach: Reach) -> dict[str, Effective]:
    """The effective outcomes by the components alone."""
    ways: KnownWays = {}
    worst = {name: verdict.worst for name, verdict in own.items()}
    best = {name: verdict.best for name, verdict in own.items()}
    lows = _worse(needs, worst, reach.perhaps, ways)
    highs = lows if best == worst and reach.surely == reach.perhaps else _worse(needs, best, reach.surely, ways)
    found: dict[str, Effective] = {}
    for name, verdict in own.items():
        low, low_chain = lows.get(name) or (worst[name], ())
        high, high_chain = highs.get(name) or (best[name], ())
        if low is not high:
            is_open = verdict.outcome is Outcome.UNKNOWN
            names = verdict.unknown if is_open else _hangs_on(needs, own, reach, (name, *low_chain))
            found[name] = Effective(Outcome.UNKNOWN, () if is_open else low_chain, names)
        else:
            found[name] = Effective(low, high_chain or low_chain) if high_chain or low_chain else _ITS_OWN[low]
    return found


def _hangs_on(needs: Needs, own: Mapping[str, Verdict], reach: Reach, way: Sequence[str]) -> tuple[str, ...]:
    """The names of the values that leave open whether what ends a way pulls down what begins it."""
    names = set(own[way[-1]].unknown)
    for user, need in pairwise(way):
        if need not in needs.of[user]:
            through = (n for n in needs.groups_of.get(user, ()) if n in reach.perhaps and need in needs.groups[n][1])
            names = names.union(*(reach.hangs_on.get(number, ()) for number in through))
    return tuple(sorted(names))


def _worse(
    needs: Needs, own: Mapping[str, Outcome], groups: frozenset[int], ways: KnownWays
) -> dict[str, tuple[Outcome, tuple[str, ...]]]:
    """For each component that needs one with a worse outcome: the worst of these, and the way to it."""
    ranks = {name: outcome.rank for name, outcome in own.items()}
    least = needs.least(ranks, groups)
    worse = {name: rank for name, rank in least.items() if rank < ranks[name]}
    if not worse:
        return {}
    of_rank = {outcome.rank: outcome for outcome in own.values()}
    ended = {name: min(rank, least.get(name, rank)) for name, rank in ranks.items()}
    leading: dict[int, Ways] = {}
    for rank in set(worse.values()):
        ends = frozenset(name for name, own_rank in ranks.items() if own_rank == rank)
        fallen = needs.fallen(ended, rank, groups)
        if (ends, fallen) not in ways:
            ways[ends, fallen] = Ways(needs, ends, fallen)
        leading[rank] = ways[ends, fallen]
    return {name: (of_rank[rank], leading[rank].start(name)) for name, rank in worse.items()}


_ITS_OWN: Final = {outcome: Effective(outcome) for outcome in Outcome}
"""What needs nothing worse."""
