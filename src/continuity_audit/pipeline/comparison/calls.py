"""What a change does to what a module makes that is not on disk, in words of its call: see ``Interface``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from msgspec import Struct

from continuity_audit.estate.interface import Input, Said
from continuity_audit.estate.model import Resource
from continuity_audit.pipeline.comparison.identity import Identity
from continuity_audit.pipeline.comparison.words import as_json, change, code, open_names
from continuity_audit.pipeline.to_document import MAX_SHOWN, shown
from continuity_audit.profiles.terms import walk
from continuity_audit.reports import document as d

Pair = tuple[Said, Said]
"""An input at the base and now; without a line where the call does not give it."""


class Calls(Struct, frozen=True):
    """What the calls on the two sides of a change make, by the ids that the calls have now."""

    before: dict[str, list[Resource]]
    after: dict[str, list[Resource]]
    identity: Identity

    @classmethod
    def between(cls, before: Iterable[Resource], after: Iterable[Resource], identity: Identity) -> Calls:
        """The calls on the two sides of a change."""
        calls = cls({}, {}, identity)
        for made, side, at_base in ((before, calls.before, True), (after, calls.after, False)):
            for one in made:
                if one.interface is not None:
                    side.setdefault(calls._id(one, at_base=at_base), []).append(one)
        return calls

    def number(self, one: Resource, component: str, *, at_base: bool) -> Iterator[d.CauseEntry]:
        """Why a call makes something on one side alone: it stands on that side alone, or is given other inputs.

        ``component`` is the address of what does better or worse by it.
        """
        call = self._id(one, at_base=at_base)
        before, after = self.before.get(call, []), self.after.get(call, [])
        if not before or not after:
            yield _entry(one, f"{code(_call(one))} is {'removed' if at_base else 'added'}", at_base=at_base)
            return
        before, after = ([made for made in side if made.type == one.type] for side in (before, after))
        near = one if not at_base else next(iter(after), self.after[call][0])
        found = _other_inputs(before, after, _call(near))
        yield from (_of_input(pair, near, component) for pair in found)
        if not found:
            yield _entry(near, f"{code(_call(one))} makes {'fewer' if at_base else 'more'} of {code(one.type)}")

    def _id(self, one: Resource, *, at_base: bool) -> str:
        return self.identity.of(one, _call(one)) if at_base else f"{one.root}::{_call(one)}"


def attribute(there: Resource, here: Resource, path: str, component: str) -> Iterator[d.CauseEntry]:
    """What the call gives otherwise than at the base, where an attribute of what it makes is another."""
    old, now = (walk(one.values, path) for one in (there, here))
    if shown(old, path, MAX_SHOWN) == shown(now, path, MAX_SHOWN):
        return
    was, is_ = there.said(path, old), here.said(path, now)
    if was.name != is_.name and was.line and is_.line:
        yield _of_input((was, Said(was.call, was.name)), here, component)
    elif was.name != is_.name:
        was, is_ = (was, Said(was.call, was.name)) if was.line else (Said(is_.call, is_.name), is_)
    if _given(was) == _given(is_) and was.value == is_.value:  # it is not the input alone that decides
        was, is_ = Said(_call(there), path, old), Said(_call(here), path, now)
    yield _of_input((was, is_), here, component)


def _call(one: Resource) -> str:
    return one.interface.call if one.interface else ""


# --- inputs -------------------------------------------------------------------------------------------------------


def _other_inputs(before: Iterable[Resource], after: Iterable[Resource], call: str) -> list[Pair]:
    """What a call gives otherwise than at the base, of what decides the resources of a type.

    That is what repeats them where it is another, else every switch and number.
    """
    decide = [{given.name: given for one in side for given in _inputs(one).values()} for side in (before, after)]
    repeat = {given.name for side in (before, after) for one in side if (given := _inputs(one).get("")) is not None}
    names = sorted({*decide[0], *decide[1]})
    pairs = [(_as_said(call, name, decide[0].get(name)), _as_said(call, name, decide[1].get(name))) for name in names]
    others = [pair for pair in pairs if _given(pair[0]) != _given(pair[1])]
    repeating = [pair for pair in others if pair[0].name in repeat]
    return repeating or [pair for pair in others if any(isinstance(one.value, int | Decimal) for one in pair)]


def _inputs(one: Resource) -> Mapping[str, Input]:
    return one.interface.inputs if one.interface else {}


def _as_said(call: str, name: str, given: Input | None) -> Said:
    return Said(call, name) if given is None else Said(call, name, given.value, given.line)


def _given(said: Said) -> Any:
    """What the call gives, as it is shown; nothing where it leaves it out."""
    return None if said.line is None else shown(said.value, said.name, MAX_SHOWN)


# --- in words -----------------------------------------------------------------------------------------------------


def _of_input(pair: Pair, near: Resource, component: str) -> d.CauseEntry:
    was, is_ = pair
    whose = "" if is_.call == component else f" of {code(is_.call)}"
    old, now, default = _given(was), _given(is_), ""
    if was.line is None and is_.line is None:
        old, now = (shown(one.value, one.name, MAX_SHOWN) for one in pair)
    elif was.line is None or is_.line is None:
        left_out = was if was.line is None else is_
        worth = shown(left_out.value, left_out.name, MAX_SHOWN)
        default = "" if worth is None or open_names(worth) else as_json(worth)
    text = change(is_.name, whose, old, now, default)
    return _entry(near, text, attribute=is_.name, before=old, after=now, line=is_.line)


def _entry(
    one: Resource, text: str, *, at_base: bool = False, attribute: str | None = None, before: Any = None,
    after: Any = None, line: int | None = None,
) -> d.CauseEntry:  # fmt: skip
    place = one.place
    return d.CauseEntry(
        text=text, address=_call(one), attribute=attribute, before=before, after=after, file=place.file,
        line=line or place.line, at_base=at_base,
    )  # fmt: skip
