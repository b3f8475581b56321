"""The run-time needs that arguments tell: what they mention, and what is found by way of that."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from msgspec import Struct

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.addresses import Reading
from continuity_audit.profiles.named_settings import named_in_settings
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import (
    attributes_mentioned,
    made_by_calls,
    mentioning,
    named_at,
    written_by_calls,
)
from continuity_audit.profiles.rings import Rings
from continuity_audit.profiles.telemetry import without_telemetry
from continuity_audit.profiles.terms import Context

Way: TypeAlias = Callable[[Resource, Context], Iterator[Resource]]
"""Where a resource leads that is mentioned in the component of a context: what is found by way of it."""


class SharedWay(Struct, frozen=True):
    """A way that leads to the same whoever is led along it, so that it is walked once for all of them."""

    leads_to: Callable[[Resource, Estate], Sequence[Resource]]

    def __call__(self, resource: Resource, context: Context) -> Iterator[Resource]:
        """Where it leads, as every way says it."""
        return iter(self.leads_to(resource, context.estate))


COPIED: Final = frozenset({"value", "insecure_value", "secret_string", "secret_data"})
"""The attributes that hold the text of a parameter or a secret: to mention one is to copy it, and no vault is asked."""


def told(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """What an argument mentions; where it takes over the text of a parameter or a secret, what that text mentions.

    Of a text that a module writes of which nothing is known, it is what the call of that is told.
    """
    waiting, seen = [(holder, argument)], {(holder.id, argument)}
    while waiting:
        teller = waiting.pop()
        yield from made_by_calls(*teller, estate)
        for call in written_by_calls(*teller, estate):
            given = [(call, name) for name in sorted(call.references) if (call.id, name) not in seen]
            seen.update((call.id, name) for call, name in given)
            waiting += given
        for found, attribute in attributes_mentioned(*teller, estate):
            if attribute not in COPIED:
                yield found
            elif (found.id, attribute) not in seen:
                seen.add((found.id, attribute))
                waiting.append((found, attribute))


def mentions(*arguments: str, readings: Collection[Reading] = ()) -> SharedWay:
    """The way of a parameter or a secret: to all that its text mentions, and what ``readings`` say that it names."""

    readers = (told, *readings)

    def on(resource: Resource, estate: Estate) -> Sequence[Resource]:
        # Whoever is led here reads the same: of a chain of texts each would be read for all that lead to it.
        known, key = _read_before(estate), (resource.id, arguments, readers)
        if key not in known:
            found = (r for a in arguments for read in readers for r in _read(read, resource, a, estate))
            known[key] = tuple(dict.fromkeys(found))
        return known[key]

    return SharedWay(on)


def _read(read: Reading, holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """What a reading finds in an argument, apart from where telemetry is sent: who sends it goes on without."""
    return read(without_telemetry(holder, argument, estate), argument, estate)


@once
def _read_before(_: Estate) -> dict[Hashable, tuple[Resource, ...]]:
    """What was found by way of a resource, by what was read of it."""
    return {}


def borne_by(arguments: Mapping[str, str]) -> SharedWay:
    """The way of an address: to what bears it, by the argument of each type that names it."""

    def on(address: Resource, estate: Estate) -> Sequence[Resource]:
        bearers = (mentioning(estate, kind, argument).get(address.id, ()) for kind, argument in arguments.items())
        return tuple(bearer for some in bearers for bearer in some)

    return SharedWay(on)


def mentioned_needs(
    *arguments: str,
    passed: Collection[str],
    ways: Mapping[str, Way],
    leave_out: Iterable[str] = (),
    readings: Collection[Reading] = (),
) -> Need:
    """The need for all that some arguments mention and what that leads to, without some types.

    ``passed`` are types without which it runs on: they are read when something is deployed, or only written to, or
    stand between a name and what answers.
    ``ways`` are types by whose mention a caller finds what it calls: a parameter that holds an address, a name that is
    registered.
    ``readings`` say what an argument names besides what it refers to: the addresses of a provider.
    ``leave_out`` are dotted paths inside the arguments that name what it runs on without: a queue for dead letters.
    """

    def needed(context: Context) -> Iterable[Resource]:
        resource, estate = context.resource, context.estate
        readers = (told, named_in_settings, *readings)
        starts = [r for read in readers for a in arguments for r in _read(read, resource, a, estate)]
        left = {r.id for path in leave_out for r in named_at(resource, path, estate)}
        return led_to((r for r in starts if r.id not in left), context, passed, ways)

    return needed


def led_to(
    starts: Iterable[Resource], context: Context, passed: Collection[str], ways: Mapping[str, Way]
) -> Sequence[Resource]:
    """Some resources and all that they lead to, without those of some types that are only passed."""
    found: dict[str, Resource] = {}
    ring_of = _rings(ways, context.estate)
    waiting = deque(starts)
    while waiting:
        resource = waiting.popleft()
        if resource.id in found:
            continue
        way = ways.get(resource.type)
        if isinstance(way, SharedWay):
            ring = ring_of(resource)
            found |= ring.members
            waiting += ring.beyond
        else:
            found[resource.id] = resource
            waiting += () if way is None else way(resource, context)
    return [resource for resource in found.values() if resource.type not in passed]


def _rings(ways: Mapping[str, Way], estate: Estate) -> Rings:
    """The resources of an estate that shared ways lead to from one another, worked out once for all who come by."""
    known: Rings | None = estate.derived.get((_rings, id(ways)))
    if known is None:

        def steps(resource: Resource) -> Iterable[Resource]:
            way = ways.get(resource.type)
            return way.leads_to(resource, estate) if isinstance(way, SharedWay) else ()

        known = estate.derived[_rings, id(ways)] = Rings(steps)
    return known


__all__ = ["SharedWay", "Way", "borne_by", "led_to", "mentioned_needs", "mentions", "told"]
