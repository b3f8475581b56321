"""Who needs whom, near or far, and the shortest way there: for all components at once, in proportion to the estate."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from continuity_audit.estate.model import Component

Rank = TypeVar("Rank", bound=Any)


LONGEST: Final = 40
"""Components of a way that are told; of a longer one the first and the last half of so many."""


class Needs:
    """The components of an estate and what each cannot work without; needs that are no components are left out."""

    def __init__(self, components: Collection[Component]) -> None:
        known = {component.id for component in components}
        self.of = {c.id: tuple(need for need in c.needs if need in known) for c in components}
        self.users: dict[str, list[str]] = {name: [] for name in self.of}
        for name, needs in self.of.items():
            for need in dict.fromkeys(needs):
                self.users[need].append(name)

    def least(self, ranks: Mapping[str, Rank]) -> dict[str, Rank]:
        """For each component, the least rank among all that it needs, near or far, where one of them has a rank."""
        found: dict[str, Rank] = {}
        for name in sorted([name for name in ranks if self.users[name]], key=ranks.__getitem__):
            stack = [name]
            while stack:
                for user in self.users[stack.pop()]:
                    if user not in found:
                        found[user] = ranks[name]
                        stack.append(user)
        return found

    def chains(self, start: str) -> Iterator[tuple[str, Chain]]:
        """All that a component needs, the nearest first and then in the order of the needs, each with the way to it."""
        before: dict[str, str] = {}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for need in self.of[here]:
                if need not in before and need != start:
                    before[need] = here
                    queue.append(need)
                    yield need, Chain(start, need, before)


def told(way: tuple[str, ...]) -> tuple[str, ...]:
    """A way as it is told: nobody reads thousands of steps, and all of them for each of thousands are a gigabyte."""
    return way if len(way) <= LONGEST else (*way[: LONGEST // 2], *way[-LONGEST // 2 :])


class Chain:
    """A way from one component to another, put together when it is asked for."""

    def __init__(self, start: str, end: str, before: Mapping[str, str]) -> None:
        self._start, self._end, self._before = start, end, before

    def __call__(self) -> tuple[str, ...]:
        way = [self._end]
        while (last := self._before[way[-1]]) != self._start:
            way.append(last)
        return told(tuple(reversed(way)))


class Ways:
    """The shortest way from each component to the nearest of some; of equally short ones, by the needs named first."""

    def __init__(self, needs: Needs, ends: Iterable[str]) -> None:
        self._needs = needs
        self._far = dict.fromkeys(ends, 0)
        self._ways: dict[str, tuple[str, ...]] = dict.fromkeys(self._far, ())
        queue = deque(self._far)
        while queue:
            here = queue.popleft()
            for user in needs.users[here]:
                if user not in self._far:
                    self._far[user] = self._far[here] + 1
                    queue.append(user)

    def start(self, name: str) -> tuple[str, ...]:
        """The ids on the way from a component that leads to one of the ends and is none itself."""
        steps = [name]
        while steps[-1] not in self._ways:
            steps.append(self._nearer(steps[-1]))
        for here, after in zip(steps[-2::-1], steps[:0:-1], strict=True):
            self._ways[here] = told((after, *self._ways[after]))
        return self._ways[name]

    def _nearer(self, name: str) -> str:
        left = self._far[name] - 1
        return next(need for need in self._needs.of[name] if self._far.get(need) == left)
