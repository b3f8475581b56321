"""Needs of a whole estate agree with their plain definition, one component after the other, cycles included."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_audit.assessment.dependencies import Effective, effective_of
from continuity_audit.assessment.needs import Needs, Ways
from continuity_audit.assessment.simulation import _Waits
from continuity_audit.estate.model import Outcome, Seconds, Verdict

NAMES = tuple("abcdefg")
LOST, RECOVERS, CONTINUES = Outcome.LOST, Outcome.RECOVERS, Outcome.CONTINUES
Chains = list[tuple[str, ...]]


class Node(NamedTuple):
    """A component as far as its needs go; a need may be no component."""

    id: str
    needs: tuple[str, ...]
    one_of: tuple[tuple[str, ...], ...] = ()
    unseen: tuple[str, ...] = ()


def plain_chains(start: str, graph: Mapping[str, tuple[str, ...]]) -> Chains:
    """The shortest way to each that one component needs, the nearest needs first: a walk with every way written out."""
    seen, found, queue = {start}, [], deque([(start, ())])
    while queue:
        current, chain = queue.popleft()
        for need in graph[current]:
            if need not in seen and need in graph:
                seen.add(need)
                found.append((*chain, need))
                queue.append((need, found[-1]))
    return found


def plain_effective(own: Verdict, chains: Chains, verdicts: Mapping[str, Verdict]) -> Effective:
    low, high, low_chain, high_chain = own.worst, own.best, (), ()
    for chain in chains:
        verdict = verdicts[chain[-1]]
        if verdict.worst.rank < low.rank:
            low, low_chain = verdict.worst, chain
        if verdict.best.rank < high.rank:
            high, high_chain = verdict.best, chain
    if low is high:
        return Effective(low, high_chain or low_chain)
    return Effective(Outcome.UNKNOWN, low_chain if own.outcome is not Outcome.UNKNOWN else ())


def plain_wait(own: Verdict, chains: Chains, verdicts: Mapping[str, Verdict]) -> tuple[Seconds | None, tuple[str, ...]]:
    longest, way = own.rto, ()
    for chain in chains:
        rto = verdicts[chain[-1]].rto
        if rto is not None and (longest is None or (rto[1], rto[0]) > (longest[1], longest[0])):
            longest = rto if longest is None else (max(rto[0], longest[0]), rto[1])
            way = chain
    return longest, way


graphs = st.dictionaries(
    st.sampled_from(NAMES), st.lists(st.sampled_from((*NAMES, "elsewhere")), max_size=4).map(tuple), min_size=1
)
times = st.none() | st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (min(pair), max(pair)))
known = st.builds(Verdict, outcome=st.sampled_from((LOST, RECOVERS, CONTINUES)), why=st.just(""), rto=times)
opened = st.builds(
    Verdict, outcome=st.just(Outcome.UNKNOWN), why=st.just(""),
    possible=st.sampled_from(((), (LOST, RECOVERS), (RECOVERS, CONTINUES), (LOST, CONTINUES))),
)  # fmt: skip


def needs_of(graph: Mapping[str, tuple[str, ...]]) -> Needs:
    return Needs([Node(name, needs) for name, needs in graph.items()])  # type: ignore[misc]


groups = st.lists(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True).map(tuple), max_size=2).map(
    tuple
)


def plain_ranks(nodes: Mapping[str, Node], own: Mapping[str, int]) -> dict[str, int]:
    """The rank of each with what it needs taken in: of all needs the least, of a group the greatest, till all hold."""
    ranks, changed = dict(own), True
    while changed:
        changed = False
        for name, node in nodes.items():
            met = [ranks[need] for need in node.needs if need in ranks]
            met += [max(ranks[n] for n in group) for group in node.one_of if ranks.keys() >= set(group)]
            if (least := min([own[name], *met])) != ranks[name]:
                ranks[name], changed = least, True
    return ranks


@settings(deadline=None, max_examples=300)
@given(graphs, st.data())
def test_of_a_group_the_best_counts(graph: Mapping[str, tuple[str, ...]], data: st.DataObject) -> None:
    nodes = {name: Node(name, needs, data.draw(groups)) for name, needs in graph.items()}
    verdicts = {name: data.draw(known) for name in graph}
    needs = Needs(list(nodes.values()))  # type: ignore[arg-type]
    effective = effective_of(needs, verdicts, needs.whole)
    ended = plain_ranks(nodes, {name: verdict.outcome.rank for name, verdict in verdicts.items()})
    assert {name: found.outcome.rank for name, found in effective.items()} == ended
    for name, found in effective.items():
        for here, after in pairwise((name, *found.because)):
            members = {n for group in nodes[here].one_of for n in group}
            assert after in {*nodes[here].needs, *members}
            assert ended[after] <= found.outcome.rank
        if found.because:
            assert verdicts[found.because[-1]].outcome is found.outcome


@settings(deadline=None, max_examples=200)
@given(graphs, st.data())
def test_needs_agree_with_a_walk_from_each_component(graph: Mapping[str, tuple[str, ...]], data: st.DataObject) -> None:
    verdicts = {name: data.draw(known | opened) for name in graph}
    needs = needs_of(graph)
    effective = effective_of(needs, verdicts, needs.whole)
    waits = _Waits(needs, verdicts, needs.whole)
    for name, verdict in verdicts.items():
        chains = plain_chains(name, graph)
        assert [(end, chain()) for end, chain in needs.chains(name)] == [(chain[-1], chain) for chain in chains]
        assert effective[name] == plain_effective(verdict, chains, verdicts)
        if effective[name].outcome in (CONTINUES, RECOVERS):
            assert waits.until_back(name, effective[name].outcome) == plain_wait(verdict, chains, verdicts)
        else:
            assert waits.until_back(name, effective[name].outcome) == (None, ())


def test_a_ring_is_walked_once_for_all_of_it() -> None:
    ring = {f"n{i}": (f"n{(i + 1) % 3000}",) for i in range(3000)}
    verdicts = {name: Verdict(outcome=LOST if name == "n2999" else CONTINUES, why="") for name in ring}
    needs = needs_of(ring)
    made: list[Ways] = []

    class Counted(Ways):
        def __init__(self, *given: object) -> None:
            super().__init__(*given)  # type: ignore[arg-type]
            made.append(self)

    with patch("continuity_audit.assessment.dependencies.Ways", Counted):
        effective = effective_of(needs, verdicts, needs.whole)
    assert effective["n2990"] == Effective(LOST, tuple(f"n{i}" for i in range(2991, 3000)))
    assert effective["n2999"] == Effective(LOST)
    assert effective["n0"].because[-1] == "n2999"
    assert len(made) == 1


def test_of_a_long_way_its_beginning_and_its_end_are_told() -> None:
    names = [f"n{number:04}" for number in range(1000)]
    needs = needs_of({name: tuple(names[number + 1 : number + 2]) for number, name in enumerate(names)})
    told = (*names[1:21], *names[-20:])
    assert Ways(needs, [names[-1]]).start(names[0]) == told
    ways = dict(needs.chains(names[0]))
    assert ways[names[-1]]() == told
    assert ways[names[40]]() == tuple(names[1:41])
