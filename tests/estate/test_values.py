"""Decision trees and unknowns: what they say agrees with every assignment of what is open, and none is confused."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_audit.estate.identity import key_of, same
from continuity_audit.estate.logic import above, as_truth, at_least, both, either, equals, if_else, length_of, negate
from continuity_audit.estate.parts import causes_of, is_known, leaves, sensitive
from continuity_audit.estate.trees import MAX_LEAVES, choose, lift, restrict
from continuity_audit.estate.values import (
    IMPOSSIBLE,
    Atom,
    Choice,
    Reference,
    Refused,
    Sensitive,
    SetValue,
    Unknown,
    Value,
    unknown,
)

P, Q, N, T = unknown("p"), unknown("q"), unknown("n"), unknown("t")
World = Mapping[str, Value]
WORLDS: list[World] = [
    {"p": p, "q": q, "n": n, "t": t}
    for p, q, n, t in itertools.product((True, False), (True, False), range(-1, 5), ("a", "b", "c"))
]


def holds(atom: Atom, world: World) -> bool:
    value = world[atom.subject]
    match atom.relation:
        case "is":
            return value is True
        case "==":
            return same(value, atom.constant)
        case ">=":
            return value >= atom.constant  # type: ignore[operator]
        case _:
            return value > atom.constant  # type: ignore[operator]


def decided(value: Value, world: World) -> Value:
    """What a value is in one world."""
    match value:
        case Choice(atom=atom, then=then, other=other):
            return decided(then if holds(atom, world) else other, world)
        case tuple():
            return tuple(decided(part, world) for part in value)
        case Unknown():
            return world[value.key]
        case _:
            return value


Pair = tuple[Value, Callable[[World], Value]]
"""A value as the library has it, and what it is in each world."""

conditions: st.SearchStrategy[Pair] = st.one_of(
    st.just((as_truth(P), lambda w: w["p"])),
    st.just((as_truth(Q), lambda w: w["q"])),
    st.integers(0, 3).map(lambda c: (equals(N, c), lambda w: w["n"] == c)),
    st.integers(0, 3).map(lambda c: (at_least(N, c), lambda w: w["n"] >= c)),
    st.integers(0, 3).map(lambda c: (above(N, c), lambda w: w["n"] > c)),
    st.sampled_from("ab").map(lambda c: (equals(T, c), lambda w: w["t"] == c)),
    st.booleans().map(lambda b: (b, lambda w: b)),
)


def larger(inner: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    two = st.tuples(inner, inner)
    return st.one_of(
        inner.map(lambda a: (negate(a[0]), lambda w: not a[1](w))),
        two.map(lambda ab: (both(ab[0][0], lambda: ab[1][0]), lambda w: ab[0][1](w) and ab[1][1](w))),
        two.map(lambda ab: (either(ab[0][0], lambda: ab[1][0]), lambda w: ab[0][1](w) or ab[1][1](w))),
        two.map(lambda ab: (equals(ab[0][0], ab[1][0]), lambda w: ab[0][1](w) == ab[1][1](w))),
        st.tuples(inner, inner, inner).map(
            lambda abc: (
                if_else(abc[0][0], lambda: abc[1][0], lambda: abc[2][0]),
                lambda w: abc[1][1](w) if abc[0][1](w) else abc[2][1](w),
            )
        ),
    )


truths = st.recursive(conditions, larger, max_leaves=6)
values: st.SearchStrategy[Pair] = st.tuples(truths, st.integers(0, 3), st.integers(0, 3)).map(
    lambda t: (if_else(t[0][0], lambda: t[1], lambda: t[2]), lambda w: t[1] if t[0][1](w) else t[2])
)


@settings(deadline=None, max_examples=150)
@given(truths)
def test_logic_agrees_with_every_assignment(pair: Pair) -> None:
    value, expected = pair
    for world in WORLDS:
        assert decided(value, world) is expected(world)


def test_the_same_leaves_are_worked_out_once() -> None:
    one = Choice(Atom("a"), "x", Choice(Atom("b"), "y", Choice(Atom("c"), "x", "y")))
    seen: list[str] = []

    def loud(text: str) -> str:
        seen.append(text)
        return f"{text}!"

    assert lift(loud, one) == choose(Atom("a"), "x!", choose(Atom("b"), "y!", choose(Atom("c"), "x!", "y!")))
    assert seen == ["x", "y"]


@settings(deadline=None, max_examples=150)
@given(values, values, truths)
def test_lifting_agrees_with_every_assignment(one: Pair, two: Pair, truth: Pair) -> None:
    value = lift(lambda a, b, t: (a + b, t), one[0], two[0], truth[0])
    for world in WORLDS:
        assert decided(value, world) == (one[1](world) + two[1](world), truth[1](world))


@settings(deadline=None, max_examples=150)
@given(values, conditions, st.booleans())
def test_restricting_agrees_where_the_condition_is_so(pair: Pair, condition: Pair, truth: bool) -> None:
    if not isinstance(condition[0], Choice):
        return
    narrowed = restrict(pair[0], condition[0].atom, truth)
    for world in WORLDS:
        if holds(condition[0].atom, world) is truth:
            assert decided(narrowed, world) == pair[1](world)


@settings(deadline=None, max_examples=150)
@given(values, values)
def test_one_key_is_one_value(one: Pair, two: Pair) -> None:
    if key_of(one[0]) == key_of(two[0]):
        assert all(one[1](world) == two[1](world) for world in WORLDS)


def test_the_same_sides_under_another_condition_are_another_value() -> None:
    x, y = unknown("x"), unknown("y")
    one, two = if_else(P, lambda: x, lambda: y), if_else(Q, lambda: x, lambda: y)
    assert isinstance(one, Unknown)
    assert one.causes == frozenset({"p", "x", "y"})
    assert equals(one, two) is not True
    assert equals(one, if_else(P, lambda: x, lambda: y)) is True


def test_one_unknown_of_two_keeps_the_least_that_both_can_be() -> None:
    found = if_else(P, lambda: unknown("x", low=2), lambda: unknown("y", low=3))
    assert at_least(found, 2) is True
    assert isinstance(at_least(found, 3), Choice)
    assert isinstance(at_least(if_else(P, lambda: unknown("x", low=2), lambda: unknown("y")), 1), Choice)


def test_a_number_that_is_its_least_is_not_more_than_that() -> None:
    length = length_of(unknown("names"))
    assert equals(length, 0) == negate(above(length, 0))
    assert isinstance(equals(length, 1), Choice)
    assert equals(unknown("may_be_null", low=0), 0) != negate(above(unknown("may_be_null", low=0), 0))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"a=1,b": 2}, {"a": 1, "b": 2}),
        ({"a": 1}, {"'a'": 1}),
        ((), {}),
        ({}, SetValue(())),
        ("1", 1),
        (True, 1),
        (True, "True"),
        (None, "None"),
        (("a", "b"), ("a,b",)),
        (("a", ("b",)), (("a", "b"),)),
        (Choice(Atom("x", "==", 1), 1, 2), Choice(Atom("x", "==", "1"), 1, 2)),
        (unknown("a"), "a"),
    ],
)
def test_different_values_have_different_keys(one: Value, two: Value) -> None:
    assert key_of(one) != key_of(two)


def test_equal_values_have_one_key() -> None:
    assert key_of({"a": 1, "b": 2}) == key_of({"b": 2, "a": 1})
    assert key_of(Decimal("1.0")) == key_of(1)
    assert key_of("x" * 1000) == key_of("x" * 1000)
    assert key_of("x" * 1000) != key_of("x" * 999 + "y")


def test_only_what_a_provider_fills_in_is_never_null() -> None:
    an_id = unknown("aws_x.a.id", reference=Reference("aws_x.a", "id"))
    a_setting = unknown("aws_x.a.kms", reference=Reference("aws_x.a", "kms_key_id"))
    an_output = unknown("module.m", key="module.m.id", reference=Reference("module.m", "id"))
    assert equals(an_id, None) is False
    assert isinstance(equals(a_setting, None), Choice)
    assert isinstance(equals(an_output, None), Choice)


def test_a_mark_does_not_make_values_differ() -> None:
    assert equals(("a", Sensitive("b")), ("a", "b")) == Sensitive(True)
    assert equals({"a": Sensitive(1)}, {"a": 1}) == Sensitive(True)
    assert equals(Sensitive("x"), "y") == Sensitive(False)


def test_numbers_and_bools_are_not_confused() -> None:
    assert equals(1, Decimal("1.0")) is True
    assert equals(1, True) is False
    assert equals("1", 1) is False


def test_what_is_open_inside_is_compared_part_by_part() -> None:
    assert equals((1, P), (2, P)) is False
    assert equals((1, P), (1, P)) is True
    assert equals({"a": N}, {"b": N}) is False
    assert equals((N,), (3,)) == equals(N, 3)


def test_many_conditions_end_as_one_unknown_with_all_causes() -> None:
    parts = [if_else(unknown(f"v{i}"), lambda: "x", lambda: "") for i in range(40)]
    found = lift(lambda *texts: "".join(texts), *parts)
    assert isinstance(found, Unknown)
    assert found.causes == frozenset(f"v{i}" for i in range(40))


def test_what_is_given_up_is_told_apart_by_what_it_would_have_been() -> None:
    parts = [if_else(unknown(f"v{i}"), lambda i=i: f"x{i}", lambda: "") for i in range(40)]  # type: ignore[misc]

    def joined_by(mark: str) -> Value:
        return lift(lambda *texts: mark.join(texts), *parts)

    def joined_in(order: int) -> Value:
        return lift(lambda *texts, by=order: "".join(texts[::by]), *parts)

    assert same(joined_by("-"), joined_by("-"))
    assert equals(joined_by("+"), joined_by("-")) is not True
    assert equals(joined_in(1), joined_in(-1)) is not True


def test_a_tree_of_many_leaves_becomes_one_unknown() -> None:
    tree: Value = 0
    for i in range(MAX_LEAVES + 1):
        tree = choose(Atom("n", "==", i), i + 1, tree)
    assert sum(1 for _ in leaves(tree)) < MAX_LEAVES
    assert any(isinstance(leaf, Unknown) for leaf in leaves(tree))


def test_impossible_branches_are_left_out() -> None:
    assert choose(Atom("p"), IMPOSSIBLE, 1) == 1
    assert choose(Atom("p"), 1, IMPOSSIBLE) == 1
    assert lift(lambda a, b: a, if_else(P, lambda: 1, lambda: 2), IMPOSSIBLE) is IMPOSSIBLE
    assert pickle.loads(pickle.dumps(IMPOSSIBLE)) is IMPOSSIBLE  # noqa: S301


def test_a_mark_is_kept_on_every_branch() -> None:
    found = lift(lambda a: a + 1, Choice(Atom("p"), Sensitive(1), 2))
    assert list(leaves(found)) == [Sensitive(2), 3]
    assert sensitive(Sensitive(1)) == Sensitive(1)


def test_causes_and_knowledge_reach_into_parts() -> None:
    value = ({"a": Sensitive(P)}, SetValue((Q,)))
    assert causes_of(value) == frozenset({"p", "q"})
    assert not is_known(value)
    assert is_known(({"a": Sensitive(1)}, SetValue(("x",))))


def test_shared_parts_are_looked_at_once() -> None:
    value: Value = (P, 1)
    for _ in range(60):
        value = (value, value)
    assert causes_of(value) == frozenset({"p"})
    assert not is_known(value)
    assert len(key_of(value)) <= 160


def test_a_mark_by_name_stays_on_texts_alone() -> None:
    named = Sensitive("x", named=True)
    assert lift(lambda text: text + "y", named) == Sensitive("xy", named=True)
    assert lift(lambda text: text == "x", named) is True
    assert lift(lambda text: (1, text), named) == Sensitive((1, "x"), named=True)
    assert lift(lambda a, b: a + b, named, Sensitive("y")) == Sensitive("xy")


def test_a_refusal_does_not_quote_a_marked_value() -> None:
    def refuse(text: Value) -> Value:
        raise Refused(f"not this: {text}")

    with pytest.raises(Refused, match=r"^not this: x$"):
        lift(refuse, "x")
    with pytest.raises(Refused, match=r"^a sensitive value does not fit here$"):
        lift(refuse, Sensitive("x"))
