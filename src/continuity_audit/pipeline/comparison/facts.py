"""Why an outcome is another than at the base: the facts that decided it, looked up on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

import msgspec
from msgspec import Struct

from continuity_audit.assessment.estate_assessment import Assessed
from continuity_audit.estate.model import Evidence, Resource, Scenario
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.comparison.calls import Calls, attribute
from continuity_audit.pipeline.comparison.identity import Identity
from continuity_audit.pipeline.comparison.moves import without_zero
from continuity_audit.pipeline.comparison.words import as_json, change, code, listed, open_names
from continuity_audit.pipeline.to_document import MAX_SHOWN, shown
from continuity_audit.profiles.terms import walk
from continuity_audit.reports import document as d

MOST: Final = 4
"""Causes that are named of one component."""


class Both(Struct, frozen=True):
    """A resource on both sides of a change; nothing on the side where it is not."""

    before: Resource | None
    after: Resource | None


class Facts(Struct, frozen=True, dict=True):
    """Both sides of a change, to look things up in."""

    before: Audit
    after: Audit
    identity: Identity

    def causes(self, old: Assessed, new: Assessed, scenarios: Iterable[Scenario]) -> tuple[d.CauseEntry, ...]:
        """The facts that differ, of those that decided the outcomes of these scenarios on either side."""
        asked: dict[tuple[Both, str], str] = {}
        for scenario in scenarios:
            for both, path, default in self._asked(old, new, scenario):
                asked[both, path] = asked.get((both, path)) or default
        found = [self._placed(cause, both) for (both, path), default in asked.items()
                 for cause in self._differing(both, path, default, new)]  # fmt: skip
        found = found or [*self._members(old, new), *_place(old, new)]
        return tuple({cause.text: cause for cause in found}.values())[:MOST]

    def _placed(self, cause: d.CauseEntry, both: Both) -> d.CauseEntry:
        """A cause where the change was made: in the attribute's file, or else at the nearest call that was edited."""
        if cause.at_base or both.after is None or self._is_edited(cause.file):
            return cause
        calls = (call for call in reversed(both.after.sources) if self._is_edited(call.file))
        call = next(calls, None)
        return cause if call is None else msgspec.structs.replace(cause, file=call.file, line=call.line)

    def _is_edited(self, file: str | None) -> bool:
        """Whether a file differs between the sides."""
        if file is None:
            return False
        if file not in self._edited:
            self._edited[file] = _bytes(self.before, file) != _bytes(self.after, file)
        return self._edited[file]

    @cached_property
    def _edited(self) -> dict[str, bool]:
        return {}

    def _asked(self, old: Assessed, new: Assessed, scenario: Scenario) -> Iterator[tuple[Both, str, str]]:
        """Each attribute that decided on either side, and what counts where it is left out."""
        for fact in old.component.outcomes[scenario].evidence:
            if (resource := _meant(fact, old, self._before_ids)) is not None:
                yield self._now(resource, old, new), fact.attribute, _default(fact)
        for fact in new.component.outcomes[scenario].evidence:
            if (resource := _meant(fact, new, self._after_ids)) is not None:
                yield self._then(resource, old, new), fact.attribute, _default(fact)

    def _members(self, old: Assessed, new: Assessed) -> Iterator[d.CauseEntry]:
        """What belonged to it and is gone, and what belongs to it only now."""
        gone = [self._now(one, old, new) for one in old.component.companions]
        come = [self._then(one, old, new) for one in new.component.companions]
        for both in gone:
            if both.after is None:
                yield from self._differing(both, "", "", new)
        for both in come:
            if both.before is None:
                yield from self._differing(both, "", "", new)

    def _differing(self, both: Both, path: str, default: str, new: Assessed) -> Iterator[d.CauseEntry]:
        """What changed of an attribute, in words; nothing where it is the same."""
        there, here, component = both.before, both.after, new.component.address
        one = here or there
        assert one is not None  # noqa: S101 - one of the two is there
        if one.interface is None:
            yield from filter(None, [_cause(both, path, default, new)])
        elif there is None or here is None:
            yield from self._calls.number(one, component, at_base=here is None)
        elif path:
            yield from attribute(there, here, path, component)

    @cached_property
    def _calls(self) -> Calls:
        return Calls.between(_resources(self.before), _resources(self.after), self.identity)

    # --- the same thing on the other side -------------------------------------------------------------------------

    def _now(self, resource: Resource, old: Assessed, new: Assessed) -> Both:
        if resource.id == old.component.resource.id:
            return Both(resource, new.component.resource)
        name = self.identity.of(resource)
        return Both(resource, self._after_ids.get(name) or _alike(name, new))

    def _then(self, resource: Resource, old: Assessed, new: Assessed) -> Both:
        if resource.id == new.component.resource.id:
            return Both(old.component.resource, resource)
        found = self._before_by_name.get(resource.id)
        if found is None:
            alike = [one for one in old.component.companions if _same(self.identity.of(one), resource.id)]
            found = alike[0] if len(alike) == 1 else None
        return Both(found, resource)

    @cached_property
    def _before_ids(self) -> dict[str, Resource]:
        return _ids(self.before)

    @cached_property
    def _after_ids(self) -> dict[str, Resource]:
        return _ids(self.after)

    @cached_property
    def _before_by_name(self) -> dict[str, Resource]:
        """What was there, by what it is called now."""
        return {self.identity.of(resource): resource for resource in self._before_ids.values()}


def _bytes(audit: Audit, file: str) -> bytes | None:
    try:
        return audit.tree.read(file)
    except OSError:
        return None


def _resources(audit: Audit) -> Iterator[Resource]:
    return (resource for reading in audit.read.readings for resource in reading.resources)


def _ids(audit: Audit) -> dict[str, Resource]:
    return {resource.id: resource for resource in _resources(audit)}


def _meant(fact: Evidence, near: Assessed, known: dict[str, Resource]) -> Resource | None:
    """The resource that evidence of a component means by its address."""
    component = near.component
    for resource in (component.resource, *component.companions):
        if (resource.root, resource.address) == (fact.root, fact.address):
            return resource
    return known.get(f"{fact.root}::{fact.address}")


def _alike(name: str, near: Assessed) -> Resource | None:
    found = [one for one in near.component.companions if _same(name, one.id)]
    return found[0] if len(found) == 1 else None


def _same(name: str, other: str) -> bool:
    return without_zero(name) == without_zero(other)


# --- in words -----------------------------------------------------------------------------------------------------


def _cause(both: Both, path: str, default: str, new: Assessed) -> d.CauseEntry | None:
    """What changed of an attribute, in words; nothing where it is the same."""
    there, here = both.before, both.after
    if here is None and there is not None:
        return d.CauseEntry(
            text=f"{code(there.address)} is removed", address=there.address, file=there.span.file,
            line=there.span.line, at_base=True,
        )  # fmt: skip
    assert here is not None  # noqa: S101 - one of the two is there
    if there is None:
        place = here.span
        return d.CauseEntry(
            text=f"{code(here.address)} is added", address=here.address, file=place.file, line=place.line
        )
    old, now = (shown(walk(one.values, path), path, MAX_SHOWN) if path else None for one in (there, here))
    if old == now:
        return None
    whose = "" if here.id == new.component.resource.id else f" of {code(here.address)}"
    return d.CauseEntry(
        text=change(path, whose, old, now, default), address=here.address, attribute=path, before=old, after=now,
        file=here.file_of(path), line=here.line_of(path),
    )  # fmt: skip


def _place(old: Assessed, new: Assessed) -> Iterator[d.CauseEntry]:
    """What changed of where it runs."""
    was, is_ = old.component.placement, new.component.placement
    resource = new.component.resource
    for what, before, after in (
        ("region", list(was.regions), list(is_.regions)),
        ("account", was.account, is_.account),
        ("number of zones", was.zones, is_.zones),
    ):
        if before != after:
            text = f"its {what} goes from {listed(before)} to {listed(after)}"
            yield d.CauseEntry(
                text=text, address=resource.address, before=before, after=after, file=resource.span.file,
                line=resource.span.line,
            )  # fmt: skip


def _default(fact: Evidence) -> str:
    """What counts where the attribute is left out, as far as the evidence says."""
    worth = shown(fact.value, fact.attribute, MAX_SHOWN) if fact.documented else None
    return "" if worth is None or open_names(worth) else as_json(worth)
