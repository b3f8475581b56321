"""How many availability zones a component stands in, counted over its subnets or the zones that it names.

The count is never a guess: it is a number where the code decides it, and else open with a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import as_truth, at_least, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.sought_tags import LISTING
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import DIGEST, Choice, Reference, Unknown, Value
from continuity_audit.estate.zone_lists import goes_round, is_another_each_time, is_list_of_zones, place_in_list
from continuity_audit.profiles.elements import gathered, joined
from continuity_audit.profiles.references import Named, every, meant
from continuity_audit.profiles.terms import Condition, Context, Fact, Quantity, walk
from continuity_audit.profiles.turns import names_its_own, over_turns
from continuity_audit.profiles.zone_names import NAME

ONE_SUBNET: Final = pattern(r"(?:module\.[^*]+\.)?data\.aws_subnet\.[\w-]+(?:\[[^*\]]+\])?\.id")
LOOKED_UP: Final = (*LISTING, "aws_vpc")
"""What data sources that list subnets are, and what tells the subnets of one network from those of another."""
PICKED: Final = "zone of "
"""How the key of the zone of one subnet among many begins."""
PICKING: Final = ("element(", "one(")
INDEX: Final = pattern(r"\[(\d+)\]$")
ENTRY: Final = ".each.value"
"""What the subjects of conditions end with, before the number, that tell which entry of a map an instance is for."""
PER_INSTANCE: Final = ("count.index", "each.key", "each.value", ".for_each", " in ")


def zones(*paths: str) -> Quantity:
    """The number of zones behind the subnets (or zones) that the first given of some attributes lists."""

    def count(context: Context) -> Value:
        for path in paths:
            value = context.read(path)
            if value is not None and value != ():
                context.note(path, value)
                return zones_of(value, context.resource, context.estate)
        return Unknown(frozenset({context.resource.name_of(paths[0])}), f"zones({context.resource.id})")

    return Quantity(count, f"the number of zones of `{paths[0]}`", ("aws_subnet", "aws_db_subnet_group", *LOOKED_UP))


def one_zone(path: str) -> Condition:
    """Whether an attribute names one and the same zone for all; where code leaves open which it names, it does not."""

    def holds(context: Context) -> Value:
        value = context.read(path)
        if value in (None, ()):
            return False
        context.note(path, value)
        return lift(lambda n: n == 1 and not isinstance(n, Unknown), zones_of(value, context.resource, context.estate))

    return Fact(holds, f"`{path}` names a single zone", LOOKED_UP)


def zones_of_blocks(words: str, *paths: str) -> Quantity:
    """The number of zones that all nested blocks together name at some paths (block and argument)."""

    def count(context: Context) -> Value:
        places: Value = ()
        for path in paths:
            block, _, argument = path.partition(".")
            named = gathered(context.read(block), argument)
            context.note(path, named)
            places = joined(places, named)
        return zones_of(places, context.resource, context.estate)

    return Quantity(count, words, ("aws_subnet", *LOOKED_UP))


def links_in_two_zones(kind: str, subnets: str, by: str, of: str = "") -> Condition:
    """Whether each link of a type into a network has subnets in two zones or more; without any it needs none.

    ``subnets`` is the dotted path at which the link lists them. ``by`` names the link in the resource itself, or in its
    companions of a type. One that no code makes is open.
    """

    def in_two(link: Resource, context: Context) -> Value:
        places = gathered(link.values, subnets)
        context.about(link).note(subnets, places)
        return at_least(zones_of(places, link, context.estate), 2)

    def holds(context: Context) -> Value:
        holders = [c for c in context.companions if c.type == of] if of else [context.resource]
        named = [(holder, value) for holder in holders for value in every(holder.values, by)]
        result: Value = True
        for holder, value in named:
            found = meant(holder, by, value, context.estate, kind)
            for link in found:
                result = both(result, lambda link=link: in_two(link, context))  # type: ignore[misc]
            if not found:
                open_ = Unknown(causes_of(value) or frozenset({holder.name_of(by)}), f"{key_of(value)} is in two zones")
                result = both(result, lambda o=open_: as_truth(o))  # type: ignore[misc]
        return result

    return Fact(holds, "what links it with its network is in two zones or more", (kind, "aws_subnet", *LOOKED_UP))


def zones_of(value: Value, near: Resource, estate: Estate) -> Value:
    """The number of distinct zones that a list of subnets or zones stands for."""

    def count(listed: Value) -> Value:
        elements = listed if isinstance(listed, tuple) else (listed,)
        return _distinct([place for element in elements for place in _places(element, near, estate)])

    return lift(count, gathered(value))


def of_all(resource: Resource, path: str, places: Value) -> Value:
    """The subnets or zones that all instances of a resource name at a path, where each has one by its own index."""
    if not names_its_own(resource, path):
        return places
    least = min(map(_low, leaves(resource.multiplicity)), default=0)

    def listed(place: Value) -> Value:
        return replace(place, low=least) if isinstance(place, Unknown) and place.low is None else place

    return lift(lambda plain: tuple(map(listed, plain)) if isinstance(plain, tuple) else listed(plain), places)


def zone_of(resource: Resource) -> Value:
    """The zone of a subnet (or of anything else that stands in one), by its name or by its id."""
    return over_turns(_written_zone(resource), resource)


def _written_zone(resource: Resource) -> Value:
    cause = f"{resource.address}.availability_zone"
    left_open = Unknown(frozenset({cause}), cause)

    def first_given(*written: Value) -> Value:
        return next((zone for zone in written if zone is not None), left_open)

    written = (resource.values.get(name) for name in ("availability_zone", "availability_zone_id"))
    return unmark(lift(first_given, *written))


def zones_of_members(members: Iterable[Named]) -> Value:
    """The number of distinct zones that the ``availability_zone`` of some resources names, of those that are there."""
    found = tuple(members)

    def count(*told: Value) -> Value:
        each = zip(found, told[: len(found)], told[len(found) :], strict=True)
        return _distinct([_in_zone(m.resource, zone) for m, is_there, zone in each if is_there])

    return lift(count, *(as_truth(m.there) for m in found), *(zone_of(m.resource) for m in found))


def known_zones(listed: Value, near: Resource, estate: Estate) -> tuple[str, ...] | None:
    """The names of the zones that a list of subnets or zones stands for; ``None`` where one of them is open."""
    elements = listed if isinstance(listed, tuple) else (listed,)
    places = [place for element in elements for place in _places(element, near, estate)]
    names = [zone for place in places if isinstance(zone := place.zone, str) and NAME.match(zone)]
    return tuple(dict.fromkeys(names)) if names and len(names) == len(places) else None


def spelled_zones(listed: Value, near: Resource, estate: Estate) -> tuple[str, ...] | None:
    """The zones that a list of subnets or zones stands for, open names as they are spelled; ``None`` for how many."""
    elements = listed if isinstance(listed, tuple) else (listed,)
    places = [place for element in elements for place in _places(element, near, estate)]
    names = [spelling(place.zone) for place in places]
    return tuple(dict.fromkeys(names)) if names and all(names) and all(p.several == 1 for p in places) else None


def are_two_of_a_list(one: str, other: str) -> bool:
    """Whether the spellings of two open zones are those at two places of the same list of zones."""
    mine, theirs = (place_in_list(text.strip(MARK)) for text in (one, other))
    return mine is not None and theirs is not None and mine[0] == theirs[0] and mine[1] != theirs[1]


def end_apart(one: Value, other: Value) -> bool:
    """Whether the known ends of two zones tell them apart: ``"${var.region}a"`` is not ``"${var.region}b"``."""
    mine, theirs = _ending(one), _ending(other)
    return bool(mine and theirs) and mine != theirs


def _ending(zone: Value) -> str:
    """The letter that the name of a zone ends with; empty where that is open."""
    known = zone.ends if isinstance(zone, Unknown) and zone.ends else spelling(zone)
    return known[-1:].strip(MARK)


class Place(NamedTuple):
    """One zone, or as many as ``several`` says where a block's instances are open.

    ``at`` is the list in which the zone stands and its place there: two places of one list are two zones.
    """

    zone: Value
    several: Value = 1
    at: tuple[str, int] | None = None


def _places(value: Value, near: Resource, estate: Estate) -> Iterator[Place]:
    value = unmark(value)
    if is_list_of_zones(value):
        yield Place(value, value)
        return
    if isinstance(value, Unknown) and (at := place_in_list(value.key)):
        yield Place(value, 1, at)
        return
    if isinstance(value, Unknown) and value.reference is not None:
        subnets = [r for r in estate.referred(value.reference, near) if r.type == "aws_subnet"]
        if subnets:
            yield from _of_open_subnets(value, value.reference, subnets)
            return
        subnets = [r for r in estate.listed(value, near) if r.type == "aws_subnet"]
        if subnets:
            yield from (_of_resource(subnet) for subnet in subnets)
            return
    if isinstance(value, str):
        named = estate.named(value, "aws_subnet", near=near)
        if named:
            yield from (_of_resource(subnet) for subnet in named)
        elif value.startswith("subnet-"):
            yield Place(Unknown(frozenset({value}), value))
        else:
            yield Place(value)
        return
    yield Place(value, Unknown(causes_of(value), key_of(value)) if _may_be_many(value) else 1)


def _of_open_subnets(value: Unknown, reference: Reference, subnets: Iterable[Resource]) -> Iterator[Place]:
    """The zones behind a list of subnets, or one of them, whose number may be open."""
    is_one = value.low is None and (
        value.key.endswith((str(reference), "]")) or value.key.startswith(PICKING) or value.kind == "string"
    )
    for subnet in subnets:
        place = _of_resource(subnet)
        if place.several == 1:
            yield place
        elif is_one:
            yield _picked(value, reference, subnet, place)
        else:
            # The list may be a part of what the block makes.
            least = value.low or 0
            yield place._replace(several=lift(lambda n, least=least: _at_most(n, least), place.several))


def _at_most(number: Value, least: int) -> Value:
    """A number of which no more are sure than there are in a list."""
    return replace(number, low=min(number.low or 0, least)) if isinstance(number, Unknown) else number


def _picked(value: Unknown, reference: Reference, subnet: Resource, place: Place) -> Place:
    """The zone of the one subnet that is meant of those that stand for many."""
    causes = causes_of(place.zone) | causes_of(place.several)
    zone = Unknown(causes, f"{PICKED}{value.key}")
    found = INDEX.search(reference.address) or INDEX.search(reference.attribute)
    if found is None:
        return Place(zone)
    apart = isinstance(place.zone, Unknown) and is_another_each_time(place.zone.key)
    return Place(zone, 1, (subnet.id, int(found[1])) if apart else None)


def _may_be_many(value: Value) -> bool:
    """Whether an unknown may be several zones or subnets: what has an index or stands in a list may be a list itself.

    None is what is a text for certain, by its type or as it is put together, or the id of the one subnet that a data
    source finds, unless each turn of a loop has another.
    """
    if not isinstance(value, Unknown) or value.text:
        return False
    is_one = value.kind == "string" or ONE_SUBNET.fullmatch(value.key)
    return not is_one or any(part in value.key for part in (*PER_INSTANCE, DIGEST))


def _of_resource(resource: Resource) -> Place:
    """The zone of a subnet, or of anything else that stands in one zone."""
    return _in_zone(resource, _written_zone(resource))


def _in_zone(resource: Resource, zone: Value) -> Place:
    return Place(zone, 1 if resource.multiplicity == 1 else _several(resource, zone))


def _several(resource: Resource, zone: Value) -> Value:
    """How many zones the instances of a resource, whose number is open, stand in together."""
    match zone:
        case Choice(subjects=subjects) if all(subject.rpartition(" is ")[0].endswith(ENTRY) for subject in subjects):
            entries = tuple(leaves(zone))
            if min(map(_low, leaves(resource.multiplicity)), default=0) > len(subjects):
                return _distinct([Place(entry) for entry in entries])  # each entry is there
            return Unknown(causes_of(zone) | causes_of(resource.multiplicity), f"zones({key_of(zone)})", low=1)
        case Choice():
            return lift(lambda leaf: _several(resource, leaf), zone)
        case Unknown() if is_another_each_time(zone.key):
            return resource.multiplicity
        case Unknown() if goes_round(zone.key):
            return lift(_first_two, resource.multiplicity)
        case Unknown() if any(part in zone.key for part in (*PER_INSTANCE, DIGEST)):
            return Unknown(causes_of(zone) | causes_of(resource.multiplicity), f"zones({zone.key})", low=1)
        case _:
            return 1


def _first_two(number: Value) -> Value:
    """How many zones so many turns are sure to have between them: the first two have one each."""
    if isinstance(number, Unknown):
        return Unknown(number.causes, f"zones({number.key})", low=min(number.low or 0, 2))
    return min(number, 2) if isinstance(number, int) else number


def _distinct(places: list[Place]) -> Value:
    """The number of distinct zones: sure ones counted, the others as an upper bound."""
    sure: dict[str, None] = {}
    lists: dict[str, dict[int, None]] = {}
    opened: dict[str, Value] = {}
    several: dict[str, Value] = {}
    for place in places:
        zone = place.zone
        if not isinstance(place.several, int) or place.several != 1:
            several[f"{key_of(zone)} {key_of(place.several)}"] = place.several
        elif isinstance(zone, str):
            sure[zone] = None
        elif (at := place.at or (place_in_list(zone.key) if isinstance(zone, Unknown) else None)) is not None:
            lists.setdefault(at[0], {})[at[1]] = None
        else:
            key = key_of(zone)
            # Nothing tells one subnet that is picked by an open index from another.
            opened[f"{key}#{len(opened)}" if key.startswith(PICKED) else key] = zone
    # Zones by name and zones by their place in a list may be the same ones.
    told = len(dict.fromkeys(filter(None, map(_ending, (*sure, *opened.values())))))
    least = max([len(sure), told, *(len(found) for found in lists.values()), min(len(opened), 1)])
    most = len(sure) + sum(map(len, lists.values())) + len(opened)
    if not several:
        if least == most or least >= 2:
            return least
        causes = frozenset[str]().union(*(causes_of(zone) for zone in opened.values()))
        causes |= _causes_of_lists(places)
        return Unknown(causes, f"zones({key_of(tuple(opened.values()))})", low=least)
    if least >= 2:
        return least
    return lift(lambda *counts: _together(counts, least, most), *several.values())


def _together(counts: tuple[Value, ...], least: int, most: int) -> Value:
    """The number of zones of several open parts, which may all be the same zones, beside some more."""
    lows = map(_low, counts)
    least = max(least, *lows)
    if least >= 2 or (len(counts) == 1 and most == 0 and not isinstance(counts[0], Unknown)):
        return least
    causes = causes_of(tuple(counts))
    return Unknown(causes, f"zones({key_of(tuple(counts))})", low=least)


def _low(count: Value) -> int:
    return count if isinstance(count, int) else getattr(count, "low", None) or 0


def _causes_of_lists(places: list[Place]) -> frozenset[str]:
    return frozenset[str]().union(*(causes_of(p.zone) for p in places if isinstance(p.zone, Unknown)))


__all__ = [
    "Reference", "are_two_of_a_list", "end_apart", "known_zones", "of_all", "spelled_zones", "walk", "zone_of", "zones",
    "zones_of", "zones_of_blocks", "zones_of_members",
]  # fmt: skip
