"""Who needs whom, near or far, and the shortest way there: for all components at once, in proportion to the estate."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from msgspec import Struct

from continuity_audit.assessment.together import Joint, fall_together
from continuity_audit.estate.model import Component, Outcome, Scenario, Verdict

Rank = TypeVar("Rank", bound=Any)


LONGEST: Final = 40
"""Components of a way that are told; of a longer one the first and the last half of so many."""


class Reach(Struct, frozen=True):
    """The groups that a failure reaches as a whole: surely, and perhaps."""

    surely: frozenset[int] = frozenset()
    perhaps: frozenset[int] = frozenset()
    hangs_on: Mapping[int, frozenset[str]] = {}
    """For each group that it reaches only perhaps, the names of the values that decide."""

    def __or__(self, other: Reach) -> Reach:
        hangs_on = {n: self.hangs_on.get(n, _NONE) | other.hangs_on.get(n, _NONE) for n in self.perhaps | other.perhaps}
        return Reach(self.surely | other.surely, self.perhaps | other.perhaps, hangs_on)


_NONE: Final[frozenset[str]] = frozenset()


class Needs:
    """The components of an estate and what each cannot work without; needs that are no components are left out."""

    def __init__(self, components: Collection[Component]) -> None:
        known = {component.id for component in components}
        self.of = {c.id: tuple(need for need in c.needs if need in known) for c in components}
        self.users: dict[str, list[str]] = {name: [] for name in self.of}
        for name, needs in self.of.items():
            for need in dict.fromkeys(needs):
                self.users[need].append(name)
        self.unseen = {c.id: c.unseen for c in components if c.unseen}
        """The modules of which nothing is known and without which some cannot work."""
        self._components = {component.id: component for component in components}
        groups = [(c.id, group) for c in components for group in c.one_of if known.issuperset(group)]
        self.groups: Sequence[tuple[str, tuple[str, ...]]] = groups
        """Each group of components of which another needs one: that one's id, and the ids in the group."""
        self.groups_with: dict[str, list[int]] = {}
        self.groups_of: dict[str, list[int]] = {}
        for number, (user, group) in enumerate(groups):
            self.groups_of.setdefault(user, []).append(number)
            for name in group:
                self.groups_with.setdefault(name, []).append(number)

    @cached_property
    def whole(self) -> Reach:
        """What each component meets by its own verdict: all groups count."""
        every = frozenset(range(len(self.groups)))
        return Reach(every, every)

    def reach(self, scenario: Scenario, own: Mapping[str, Verdict]) -> Reach:
        """The groups that one failure of a scenario takes as a whole, with what each component does by itself."""
        falls = {name for name, verdict in own.items() if verdict.best is not Outcome.CONTINUES}
        may_fall = {name for name, verdict in own.items() if verdict.worst is not Outcome.CONTINUES}
        surely: set[int] = set()
        perhaps: dict[int, frozenset[str]] = {}
        for number, (_, group) in enumerate(self.groups):
            ways = [(name, *(need for need, _ in self.chains(name))) for name in group]
            if self._fall(ways, scenario, falls) is True:
                surely.add(number)
            at_worst = self._fall(ways, scenario, may_fall)
            if at_worst is not False:
                open_verdicts = (own[name].unknown for way in ways for name in way if name in may_fall - falls)
                perhaps[number] = (_NONE if at_worst is True else at_worst).union(*open_verdicts)
        return Reach(frozenset(surely), frozenset(perhaps), perhaps)

    def _fall(self, ways: Iterable[Iterable[str]], scenario: Scenario, falling: Collection[str]) -> Joint:
        return fall_together([[self._components[n] for n in way if n in falling] for way in ways], scenario)

    def least(self, ranks: Mapping[str, Rank], groups: frozenset[int]) -> dict[str, Rank]:
        """For each component, the least rank among all that it needs, near or far, where one of them has a rank.

        Of each of some groups the greatest rank counts, among those that have one.
        """
        found: dict[str, Rank] = {}
        left = {number: {name for name in self.groups[number][1] if name in ranks} for number in groups}
        asked = [name for name in ranks if self.users[name] or name in self.groups_with]
        for name in sorted(asked, key=ranks.__getitem__):
            stack = [] if name in found else [name]  # whom one that was found takes with it was found then
            while stack:
                for user in self._with(stack.pop(), left):
                    if user not in found:
                        found[user] = ranks[name]
                        stack.append(user)
        return found

    def _with(self, name: str, left: Mapping[int, set[str]]) -> Iterator[str]:
        """What falls with a component: what needs it, and what needs one of a group of which it is the last."""
        yield from self.users[name]
        for number in self.groups_with.get(name, ()):
            if name in left.get(number, ()):
                left[number].remove(name)
                if not left[number]:
                    yield self.groups[number][0]

    def fallen(self, ranks: Mapping[str, Rank], rank: Rank, groups: frozenset[int]) -> frozenset[int]:
        """Those of some groups of which nothing has a greater rank."""
        return frozenset(n for n in groups if all(ranks[name] <= rank for name in self.groups[n][1]))

    def steps(self, name: str, groups: Collection[int] | None = None) -> Iterator[str]:
        """What a component needs, then what is in its groups: in all of them, or in some."""
        yield from self.of[name]
        for number in self.groups_of.get(name, ()):
            if groups is None or number in groups:
                yield from self.groups[number][1]

    def chains(self, start: str) -> Iterator[tuple[str, Chain]]:
        """All that a component needs, or might by a group, the nearest first, each with the way to it."""
        before: dict[str, str] = {}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for need in self.steps(here):
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
    """The shortest way from each component to the nearest of some; of equally short ones, by the needs named first.

    Through ``groups`` alone a way may lead: those of which nothing is left.
    """

    def __init__(self, needs: Needs, ends: Iterable[str], groups: frozenset[int] = frozenset()) -> None:
        self._needs = needs
        self._groups = groups
        self._far = dict.fromkeys(ends, 0)
        self._ways: dict[str, tuple[str, ...]] = dict.fromkeys(self._far, ())
        queue = deque(self._far)
        while queue:
            here = queue.popleft()
            through = (needs.groups[number][0] for number in needs.groups_with.get(here, ()) if number in groups)
            for user in (*needs.users[here], *through):
                if user not in self._far:
                    self._far[user] = self._far[here] + 1
                    queue.append(user)

    def has(self, name: str) -> bool:
        """Whether a component leads to one of the ends, or is one."""
        return name in self._far

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
        return next(need for need in self._needs.steps(name, self._groups) if self._far.get(need) == left)
