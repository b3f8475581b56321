"""From resources to drafts of components: companions are folded into what they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, both, either, given
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import leaves
from continuity_audit.estate.values import IMPOSSIBLE, Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.profile import Fold, Profile
from continuity_audit.profiles.references import Named, each_meant
from continuity_audit.profiles.terms import Context


class Draft(Struct, frozen=True):
    """A component to be: its primary resource, its profile, and all that is folded into it."""

    resource: Resource
    profile: Profile
    companions: tuple[Resource, ...]
    call: str = ""
    """The module call whose only component it is, where the module is not on disk."""

    @property
    def id(self) -> str:
        """The name of the component in the whole estate."""
        return f"{self.resource.root}::{self.call or self.resource.address}"

    def context(self, estate: Estate) -> Context:
        """A fresh question about it."""
        return Context(self.resource, self.companions, estate)


class Profiles:
    """The profiles by type, with what must be read for them."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self.by_type: Mapping[str, Profile] = {profile.type: profile for profile in profiles}

    def types_read(self) -> frozenset[str]:
        """Every resource type that some profile wants to see."""
        return frozenset().union(*(profile.types_read for profile in self.by_type.values()))


def draft_components(estate: Estate, profiles: Profiles) -> list[Draft]:
    """The components of an estate with their companions, in the order their resources were read."""
    owners = _fold(estate, profiles)
    folded: dict[str, dict[str, Resource]] = {}
    for resource in estate.resources:
        for owner, there in owners.get(resource.id, {}).items():
            folded.setdefault(owner, {})[resource.id] = _where(resource, there)
    drafts = []
    for resource in estate.resources:
        profile = profiles.by_type.get(resource.type)
        if profile is None or resource.id in owners:
            continue
        companions = _with_forward(resource, profile, tuple(folded.get(resource.id, {}).values()), estate)
        there = given(profile.component.value(Context(resource, companions, estate)), resource.exists)
        if all(leaf is False or leaf is IMPOSSIBLE for leaf in leaves(there)):
            continue
        drafts.append(Draft(resource, profile, companions))
    return _called(drafts)


def _called(drafts: list[Draft]) -> list[Draft]:
    """What a call makes whose module is not on disk goes by the name of the call, where that is one thing.

    The NAT gateways of a network are one: they are judged as a set. Other instances of a block may differ.
    """
    made: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        if draft.resource.stand_in:
            made.setdefault((draft.resource.root, draft.resource.module), []).append(draft)
    result = []
    for draft in drafts:
        key = (draft.resource.root, draft.resource.module)
        together = made[key] if draft.resource.stand_in else []
        blocks = {(d.resource.type, d.resource.name) for d in together}
        if len(blocks) != 1 or (len(together) > 1 and draft.profile.kind is not Kind.NAT):
            result.append(draft)
        elif draft is together[0]:
            others = [r for d in together[1:] for r in (d.resource, *d.companions)]
            unique = {r.id: r for r in (*draft.companions, *others)}
            result.append(replace(draft, call=draft.resource.module, companions=tuple(unique.values())))
    return result


def _where(companion: Resource, there: Value) -> Resource:
    """A companion as its component has it: where code leaves open whether it belongs to it, it only may be there."""
    return companion if there is True else replace(companion, exists=both(companion.exists, lambda: there))


def _fold(estate: Estate, profiles: Profiles) -> dict[str, dict[str, Value]]:
    """The ids of the primary resources that each companion folds into, and whether it does, by the companion's id."""
    parents: dict[str, dict[str, Value]] = {}
    for profile in profiles.by_type.values():
        for fold in profile.folds:
            if fold.forward:
                continue
            target_types = (fold.of or profile.type,)
            for companion in estate.of_type(fold.type):
                for target, there in _targets(fold, target_types, companion, estate):
                    if target.id != companion.id:
                        of_companion = parents.setdefault(companion.id, {})
                        before = of_companion.get(target.id, False)
                        of_companion[target.id] = either(before, lambda there=there: there)  # type: ignore[misc]
    return {companion: _roots(companion, parents) for companion in parents}


def _targets(fold: Fold, types: tuple[str, ...], companion: Resource, estate: Estate) -> Iterable[Named]:
    """What a companion belongs to by one fold."""
    if fold.match is not None:
        return _matched(fold, types, companion, estate)
    value = Context(companion, (), estate).read(fold.by)
    return each_meant(companion, fold.by, value, estate, *types)


def _matched(fold: Fold, types: tuple[str, ...], resource: Resource, estate: Estate) -> Iterator[Named]:
    """What the fold's own function finds for a resource, of some types."""
    for found in fold.match(resource, estate) if fold.match is not None else ():
        named = found if isinstance(found, Named) else Named(found)
        if named.resource.type in types:
            yield named


def _roots(companion: str, parents: Mapping[str, Mapping[str, Value]]) -> dict[str, Value]:
    """Up the chain of folds: a listener rule to its listener to its load balancer. A circle ends where it began."""
    found: dict[str, Value] = {}
    seen = {companion}
    waiting = list(parents[companion].items())
    while waiting:
        parent, there = waiting.pop(0)
        if parent in parents and parent not in seen:
            above = parents[parent].items()
            waiting += ((i, all_hold(there, further)) for i, further in above)
        elif parent not in parents:
            found[parent] = either(found.get(parent, False), lambda there=there: there)  # type: ignore[misc]
        seen.add(parent)
    return found or dict(list(parents[companion].items())[:1])


def _with_forward(
    resource: Resource, profile: Profile, companions: tuple[Resource, ...], estate: Estate
) -> tuple[Resource, ...]:
    """The companions, and those that the component or a companion names by an attribute of its own."""
    everything: dict[str, Resource] = {companion.id: companion for companion in companions}
    for fold in profile.folds:
        if not fold.forward:
            continue
        sources = [resource] if not fold.of else [r for r in everything.values() if r.type == fold.of]
        for source in sources:
            for named, there in _named_forward(fold, source, estate):
                found = _where(named, there)
                before = everything.get(named.id)
                if before is None or (before.exists is not True and found.exists is True):
                    everything[named.id] = found
    everything.pop(resource.id, None)
    return tuple(everything.values())


def _named_forward(fold: Fold, source: Resource, estate: Estate) -> Iterable[Named]:
    """The companions that an attribute of a resource names, or that the fold's own function finds."""
    if fold.match is not None:
        return _matched(fold, (fold.type,), source, estate)
    return tuple(
        Named(named.resource, all_hold(named.there, there))
        for value, there, _ in each(source.values, fold.by)
        for named in each_meant(source, fold.by, value, estate, fold.type)
    )


__all__ = ["Draft", "Profiles", "draft_components"]
