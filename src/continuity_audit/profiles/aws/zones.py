"""How many availability zones a component stands in, counted over its subnets or the zones that it names.

The count is never a guess: it is a number where the code decides it, and else open with a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import as_truth, at_least, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.sought_tags import LISTING
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.profiles.elements import gathered, joined
from continuity_audit.profiles.references import Named, every, meant
from continuity_audit.profiles.terms import Condition, Context, Fact, Quantity, walk
from continuity_audit.profiles.turns import DIGEST, over_turns
from continuity_audit.profiles.zone_names import NAME

INDEXED: Final = pattern(r"^((?:.*\.)?data\.aws_availability_zones\..*\.(?:names|zone_ids))\[(\d+)\]$")
ONE_SUBNET: Final = pattern(r"(?:module\.[^*]+\.)?data\.aws_subnet\.[\w-]+(?:\[[^*\]]+\])?\.id")
LOOKED_UP: Final = (*LISTING, "aws_vpc")
"""What data sources that list subnets are, and what tells the subnets of one network from those of another."""
_ZONES: Final = r"(?:[\w.\[\]\"-]+\.)?data\.aws_availability_zones\.[\w-]+(?:\[[^\[\]]*\])?\.(?:names|zone_ids)"
_INDEX: Final = r"[\w.\[\]\"-]+\.count\.index"
OWN_ZONE: Final = pattern(rf"\.each\.key$|^{_ZONES}\[{_INDEX}\]$")
"""The key of a zone that no two turns of a loop share: that of ``for_each`` itself, or a place in the list of zones."""
IN_TURN: Final = pattern(
    rf"element\({_ZONES},{_INDEX}\)|{_ZONES}\[\({_INDEX}%length\({_ZONES}\)\)\]|\[(?:{_ZONES}\[\d+\],?){{2,}}\]\[{_INDEX}\]"
)
"""The key of one of the zones of a region, which the turns of a loop take one after the other."""
PER_INSTANCE: Final = ("count.index", "each.key", "each.value", ".for_each")


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


def zone_of(resource: Resource) -> Value:
    """The zone of a subnet (or of anything else that stands in one) as it is written, by its name or by its id."""
    cause = f"{resource.address}.availability_zone"
    left_open = Unknown(frozenset({cause}), cause)

    def first_given(*written: Value) -> Value:
        return next((zone for zone in written if zone is not None), left_open)

    written = (resource.values.get(name) for name in ("availability_zone", "availability_zone_id"))
    return over_turns(unmark(lift(first_given, *written)), resource)


def zones_of_members(members: Iterable[Named]) -> Value:
    """The number of distinct zones that the ``availability_zone`` of some resources names, of those that are there."""
    found = tuple(members)

    def count(*told: Value) -> Value:
        each = zip(found, told[: len(found)], told[len(found) :], strict=True)
        return _distinct([_in_zone(m.resource, zone) for m, is_there, zone in each if is_there])

    return lift(count, *(as_truth(m.there) for m in found), *(unmark(zone_of(m.resource)) for m in found))


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
    mine, theirs = (INDEXED.match(text.strip(MARK)) for text in (one, other))
    return mine is not None and theirs is not None and mine[1] == theirs[1] and mine[2] != theirs[2]


def end_apart(one: Value, other: Value) -> bool:
    """Whether the known ends of two zones tell them apart: ``"${var.region}a"`` is not ``"${var.region}b"``."""
    mine, theirs = _ending(one), _ending(other)
    return bool(mine and theirs) and mine != theirs


def _ending(zone: Value) -> str:
    """The letter that the name of a zone ends with; empty where that is open."""
    known = zone.ends if isinstance(zone, Unknown) and zone.ends else spelling(zone)
    return known[-1:].strip(MARK)


class Place:
    """One zone, or as many as ``several`` says where a block's instances are open."""

    def __init__(self, zone: Value, several: Value = 1) -> None:
        self.zone = zone
        self.several = several


def _places(value: Value, near: Resource, estate: Estate) -> Iterator[Place]:
    value = unmark(value)
    if isinstance(value, Unknown) and value.reference is not None:
        referred = estate.referred(value.reference, near) or estate.listed(value, near)
        subnets = [r for r in referred if r.type == "aws_subnet"]
        if subnets:
            yield from (_of_resource(subnet) for subnet in subnets)
            return
        if INDEXED.match(value.key):
            yield Place(value)
            return
        if value.low is not None and "data.aws_availability_zones." in value.reference.address:
            yield Place(value, value)
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
    return _in_zone(resource, unmark(zone_of(resource)))


def _in_zone(resource: Resource, zone: Value) -> Place:
    """The zone of a resource, or the zones of all that it stands for: as many as these only where no two share one."""
    if resource.multiplicity != 1 and isinstance(zone, Unknown):
        if OWN_ZONE.search(zone.key):
            return Place(zone, resource.multiplicity)
        if IN_TURN.fullmatch(zone.key):
            return Place(zone, lift(_first_two, resource.multiplicity))
        if DIGEST in zone.key or any(part in zone.key for part in PER_INSTANCE):
            return Place(zone, Unknown(causes_of(zone) | causes_of(resource.multiplicity), f"zones({zone.key})", low=1))
    return Place(zone)


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
    several: list[Value] = []
    for place in places:
        zone = place.zone
        if not isinstance(place.several, int) or place.several != 1:
            several.append(place.several)
        elif isinstance(zone, str):
            sure[zone] = None
        elif isinstance(zone, Unknown) and (found := INDEXED.match(zone.key)):
            lists.setdefault(found[1], {})[int(found[2])] = None
        else:
            opened[key_of(zone)] = zone
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
    return lift(lambda *numbers: _more(numbers, least), *several)


def _more(numbers: tuple[Value, ...], least: int) -> Value:
    """The number of zones where so many of one block or another are distinct; those of two may be the same ones."""
    at_least_so_many = max(least, *(number if isinstance(number, int) else _least(number) for number in numbers))
    if len(numbers) == 1 and isinstance(numbers[0], int):
        return at_least_so_many
    return Unknown(causes_of(numbers), f"zones({key_of(numbers)})", low=at_least_so_many)


def _least(number: Value) -> int:
    return number.low or 0 if isinstance(number, Unknown) else 0


def _causes_of_lists(places: list[Place]) -> frozenset[str]:
    return frozenset[str]().union(*(causes_of(p.zone) for p in places if isinstance(p.zone, Unknown)))


__all__ = [
    "Reference", "are_two_of_a_list", "end_apart", "known_zones", "spelled_zones", "walk", "zone_of", "zones",
    "zones_of", "zones_of_blocks", "zones_of_members",
]  # fmt: skip
