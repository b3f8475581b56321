"""Addresses whose text states the name of what answers: ``"${var.prefix}-sql.database.windows.net"``.

A provider makes such addresses of the names that people give. A name may be open in part: then what bears it is what
is called the same in the same root, or in another by the same variable.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeAlias

from msgspec import Struct

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.shared_names import over_roots, tells
from continuity_audit.estate.spelling import MARK, OPEN_PART, spelling, whole_spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.estate.vicinity import nearest
from continuity_audit.profiles.places import account_of, region_of
from continuity_audit.profiles.references import every, inside

LABEL: Final = rf"(?:[\w-]|{OPEN_PART})+"
"""A name in an address, as a regular expression."""

Types: TypeAlias = Mapping[str, str]
"""Resource types, each with its argument that holds the name, by its dotted path."""

Reading: TypeAlias = Callable[[Resource, str, Estate], Iterator[Resource]]
"""What an argument of a resource names, besides what it refers to."""


class Form(Struct, frozen=True, dict=True):
    """How the addresses of some types are written: ``expression`` is all of one, compiled where a text may hold one.

    Its first group is the name; or the groups ``name`` and ``short`` are, of which the second counts where nothing
    bears the first. Groups ``region`` and ``account`` say where it is. A text without the ``hint`` holds none.
    """

    hint: str
    expression: str
    types: Types
    flags: re.RegexFlag = re.NOFLAG

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The expression, compiled."""
        return re.compile(self.expression, self.flags)


def host(domain: str, *types: str, by: str = "name", between: str = "") -> Form:
    """The form of host names below a domain of the provider's own, which is a regular expression.

    ``between`` is one of what stands between the name and the domain.
    """
    hint = max(re.split(r"[^\w.-]+", domain.replace("\\", "")), key=len)
    expression = rf"(?:.*[/@:])?({LABEL})\.{between}{domain}\.?(?:[:/].*)?"
    return Form(hint, expression, dict.fromkeys(types, by), re.IGNORECASE)


def written(hint: str, pattern: str, *types: str, by: str = "name") -> Form:
    """The form of other addresses, and of full names."""
    return Form(hint, pattern, dict.fromkeys(types, by))


_WORD: Final = pattern(rf"(?:[^\0\s\"'<>|,;=()\[\]{{}}\\]|{OPEN_PART})+")
"""What stands between blanks, quotes, brackets and separators of settings."""


def stated(value: Value, forms: Collection[Form], holder: Resource, estate: Estate) -> Iterator[Resource]:
    """What the addresses in a value lead to, over all its parts and all branches that code leaves open."""
    for leaf in inside(value):
        if not isinstance(leaf, str | Unknown):
            continue
        text = whole_spelling(leaf)
        hinted = [form for form in forms if form.hint in text.lower()]
        for word in _WORD.findall(text) if hinted else ():
            for form in hinted:
                if found := form.pattern.fullmatch(word):
                    yield from _named_by(found, form, holder, estate)


def _named_by(address: re.Match[str], form: Form, holder: Resource, estate: Estate) -> Iterator[Resource]:
    """What an address names, as far as it may be where the address says."""
    groups = address.groupdict()
    names = [groups.get("name"), groups.get("short")] if "name" in groups else [address[1]]
    places = tuple(place if place and MARK not in place else "" for place in map(groups.get, ("region", "account")))
    found = (_standing(name, form.types, places, holder, estate) for name in names if name)
    yield from next(filter(None, found), ())


def _standing(name: str, types: Types, places: tuple[str, ...], holder: Resource, estate: Estate) -> Sequence[Resource]:
    """The one resource that bears a name and may be in the region and the account that are stated, worked out once.

    Many may bear one name, and many ask for it.
    """
    known = _named_before(estate)
    key = (name, tuple(types.items()), places, holder.root, holder.environment)
    if key not in known:
        stated = [(place, of) for place, of in zip(places, (region_of, account_of), strict=True) if place]

        def fits(resource: Resource) -> bool:
            there = ((place, unmark(of(resource))) for place, of in stated)
            return all(not isinstance(known, str) or known == place for place, known in there)

        known[key] = tuple(bearing(name, types, holder, estate, fits))
    return known[key]


@once
def _named_before(_: Estate) -> dict[Hashable, Sequence[Resource]]:
    """What addresses named, by what of them decides that and by who holds them."""
    return {}


def stating(forms: Collection[Form]) -> Reading:
    """The reading of the addresses in an argument."""

    def read(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
        yield from stated(holder.values.get(argument), forms, holder, estate)

    return read


def bearing(
    name: str, types: Types, holder: Resource, estate: Estate, fits: Callable[[Resource], bool] = lambda _: True
) -> Iterator[Resource]:
    """The one resource of some types that bears a name as it is spelled, of several the closest (see `bearers`)."""
    found = bearers(name, types, holder, estate, fits)
    yield from found if len(found) == 1 else ()


def bearers(
    name: str, types: Types, holder: Resource, estate: Estate, fits: Callable[[Resource], bool] = lambda _: True
) -> Sequence[Resource]:
    """The resources of some types that bear a name as it is spelled, of several the `closest`."""
    wanted = over_roots(name)
    found = [r for kind, by in types.items() for r in _by_name(estate, kind, by).get(wanted, ()) if fits(r)]
    return closest(name, found, holder)


def closest(name: str, found: Sequence[Resource], holder: Resource) -> Sequence[Resource]:
    """Of several that bear a name those in its holder's root or, where none is there, in its environment.

    Else those nearest by their folders count.
    A name that is open in part counts in other roots where it `tells`. One that does not fit is none of them.
    """
    near = [resource for resource in found if resource.root == holder.root]
    if near or (MARK in name and not tells(over_roots(name))):
        return near
    alike = [resource for resource in found if holder.environment and resource.environment == holder.environment]
    return alike or nearest(found, holder)


def _by_name(estate: Estate, kind: str, by: str) -> Mapping[str, Sequence[Resource]]:
    """The resources of a type by the names that their argument ``by`` may hold, as all roots spell them."""
    known = _names(estate)
    if (kind, by) not in known:
        found: dict[str, dict[str, Resource]] = defaultdict(dict)
        for resource in estate.of_type(kind):
            for leaf in every(resource.values, by):
                found[over_roots(spelling(leaf))][resource.id] = resource
        known[kind, by] = {name: tuple(bearers.values()) for name, bearers in found.items()}
    return known[kind, by]


@once
def _names(_: Estate) -> dict[tuple[str, str], Mapping[str, Sequence[Resource]]]:
    """What was asked for by type and argument."""
    return {}


__all__ = [
    "LABEL",
    "Form",
    "Reading",
    "Types",
    "bearers",
    "bearing",
    "closest",
    "host",
    "stated",
    "stating",
    "written",
]
