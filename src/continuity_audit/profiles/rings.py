"""Rings of resources: those that lead to one another, found once, so that nobody walks around a ring again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from continuity_audit.estate.model import Resource


class Ring(Struct, frozen=True):
    """Resources that lead to one another, one alone in most cases, by their ids; and where they lead besides."""

    members: Mapping[str, Resource]
    beyond: Sequence[Resource]


class Rings:
    """The ring of each resource, by the steps that lead from each: Tarjan's strongly connected components."""

    def __init__(self, steps: Callable[[Resource], Iterable[Resource]]) -> None:
        self._steps = steps
        self._ring_of: dict[str, Ring] = {}
        self._numbers: dict[str, int] = {}
        """The resources that were met, numbered in that order."""

    def __call__(self, start: Resource) -> Ring:
        """The ring of a resource."""
        if start.id not in self._ring_of:
            self._walk(start)
        return self._ring_of[start.id]

    def _walk(self, start: Resource) -> None:
        """Close the rings of a resource and of all that it leads to; without recursion, for chains may be long."""
        met: list[Resource] = []
        lowest: dict[str, int] = {}
        way = [self._enter(start, met, lowest)]
        while way:
            resource, left = way[-1]
            following = next(left, None)
            if following is None:
                way.pop()
                if way:
                    before = way[-1][0].id
                    lowest[before] = min(lowest[before], lowest[resource.id])
                if lowest[resource.id] == self._numbers[resource.id]:
                    self._close(resource, met)
            elif following.id not in self._numbers:
                way.append(self._enter(following, met, lowest))
            elif following.id not in self._ring_of:
                lowest[resource.id] = min(lowest[resource.id], self._numbers[following.id])

    def _enter(
        self, resource: Resource, met: list[Resource], lowest: dict[str, int]
    ) -> tuple[Resource, Iterator[Resource]]:
        self._numbers[resource.id] = lowest[resource.id] = len(self._numbers)
        met.append(resource)
        return resource, iter(self._steps(resource))

    def _close(self, first: Resource, met: list[Resource]) -> None:
        """All that was met since the first of a ring, and belongs to no other, is in it."""
        members: dict[str, Resource] = {}
        while first.id not in members:
            member = met.pop()
            members[member.id] = member
        beyond = {r.id: r for member in members.values() for r in self._steps(member) if r.id not in members}
        ring = Ring(members, tuple(beyond.values()))
        self._ring_of.update(dict.fromkeys(members, ring))
