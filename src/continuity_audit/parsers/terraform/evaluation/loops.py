"""``for`` expressions, over collections that may be open and with conditions that may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import (
    PRIMITIVES,
    Kind,
    ListValue,
    Null,
    ObjectKind,
    TupleKind,
    element_of,
    is_collection,
)
from continuity_audit.estate.logic import given
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.parts import causes_of, inside, is_known, remarked
from continuity_audit.estate.trees import choose, lift
from continuity_audit.estate.values import DIGEST, Atom, Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.estate.zone_lists import is_list_of_zones
from continuity_audit.parsers.terraform.configuration.nodes import Expression, For
from continuity_audit.parsers.terraform.evaluation.operators import condition
from continuity_audit.parsers.terraform.evaluation.scope import (
    Entries,
    Environment,
    EvaluationProblem,
    Instance,
    Instances,
    NotEvaluated,
    on_branches,
)
from continuity_audit.parsers.terraform.evaluation.texts import key_text
from continuity_audit.parsers.terraform.evaluation.trace import PARTS_A_TURN
from continuity_audit.parsers.terraform.evaluation.traversal import get_attribute, like
from continuity_audit.parsers.terraform.functions.unordered import Unordered, own_id, unordered

MAX_ELEMENTS: Final = 100_000

TURNS: Final = "for ... in"
"""The name (none that code can write) under which an environment holds how often the loops around are run."""

MAX_ALIKE: Final = 32
"""So many values of an object whose keys are open are kept apart."""

Spend = Callable[[int], None]
"""Counts work; see `Trace.spend`."""
Evaluate = Callable[[Expression, Environment], Value]
Entry = tuple[Value, Value, Value]
"""Of one turn: whether it counts, its key (``None`` in a list), its value."""


def loop(node: For, evaluate: Evaluate, names: Environment, spend: Spend, weight: int) -> Value:
    """The list or object that a ``for`` makes."""
    collection = evaluate(node.collection, names)
    return on_branches(lambda plain: _over(node, plain, evaluate, names, spend, weight), collection)


def _over(node: For, collection: Value, evaluate: Evaluate, names: Environment, spend: Spend, weight: int) -> Value:
    pairs = pairs_of(collection)
    match collection:
        case tuple() | SetValue() | Mapping():
            pass
        case Instance(whole=whole) if whole is not None:
            return _over(node, whole(), evaluate, names, spend, weight)
        case Unordered() if (found := _unordered(node, collection, evaluate, names, spend, weight)) is not None:
            return found
        case Unknown(kind=kind) if kind not in PRIMITIVES:
            return _open(node, collection, evaluate, names)
        case None | Null():
            raise EvaluationProblem("a null value cannot be used as the collection in a 'for' expression")
        case _:
            raise EvaluationProblem("iteration over non-iterable value")
    if not pairs and node.condition is not None:
        # A condition that can be none, such as null, is refused where nothing is there either.
        element, key = (Unknown(frozenset(), f"{name} in []") for name in (node.element, node.key))
        condition(evaluate(node.condition, {**names, node.element: element, **({node.key: key} if node.key else {})}))
    entries = list(_turns(node, pairs, evaluate, turned(names, len(pairs), spend, weight)))
    if isinstance(collection, SetValue) and len(pairs) > 1 and any(map(_may_coincide, collection.elements)):
        return _over_open_set(node, collection, entries)
    marks = [part for wanted, key, _ in entries for part in (wanted, key) if isinstance(part, Sensitive)]
    if marks:
        return remarked(_made(node, [(_bare(wanted), _bare(key), value) for wanted, key, value in entries]), marks)
    return _made(node, entries)


def _over_open_set(node: For, collection: SetValue, entries: list[Entry]) -> Value:
    """What a loop makes of a set in which parts are open: elements may be one and the same, in whatever order."""
    apart = all(is_known(element) or own_id(element) is not None for element in collection.elements)
    bare = [(_bare(wanted), _bare(key), value) for wanted, key, value in entries]
    marks = [part for wanted, key, _ in entries for part in (wanted, key) if isinstance(part, Sensitive)]
    if node.result_key is not None:
        return remarked(_made(node, bare) if apart else _as_one(bare, node.group), marks)
    counted = all(wanted is True for wanted, _, _ in bare)
    if not bare:
        return ()
    if apart and counted:
        return remarked(unordered(tuple(value for _, _, value in bare)), marks)
    return remarked(replace(_as_one(bare, node.group), low=1 if counted else None), marks)


def _may_coincide(element: Value) -> bool:
    """Whether an element of a set may be another one of it, or stand elsewhere in it.

    Elements in which a provider leaves parts open are held apart, as in a plan.
    """
    if isinstance(element, Unknown | Choice):
        return True
    return any(isinstance(part, Unknown) and part.reference is None for part in inside(element))


def pairs_of(collection: Value) -> list[tuple[Value, Value]]:
    """The keys and elements that a loop goes through; none of what is open, or no collection."""
    match collection:
        case ListValue(element=kind):
            return [(Short(i), Null(kind) if element is None else element) for i, element in enumerate(collection)]
        case tuple():
            return [(Short(i), element) for i, element in enumerate(collection)]
        case SetValue(elements=elements):
            return [(element, element) for element in elements]
        case Mapping():
            return [(key, get_attribute(collection, key)) for key in sorted(collection)]
        case _:
            return []


def _unordered(
    node: For, collection: Unordered, evaluate: Evaluate, names: Environment, spend: Spend, weight: int
) -> Value:
    """The list that a loop makes over entries in an order that is open; nothing where it is open what counts."""
    pairs = list(collection.entries)
    if node.result_key is not None or not pairs:
        return None
    entries = list(_turns(node, pairs, evaluate, turned(names, len(pairs), spend, weight)))
    return unordered(tuple(value for _, _, value in entries)) if all(w is True for w, _, _ in entries) else None


def turned(
    names: Environment, count: int, spend: Spend, weight: int = PARTS_A_TURN, most: int = MAX_ELEMENTS
) -> Environment:
    """What names mean inside a loop of so many turns, each of some ``weight`` as work for ``spend``; at most ``most``.

    Raises:
        NotEvaluated: with the loops around it, it would turn too often.
    """
    spend(weight * count)
    around = names.get(TURNS, 1)
    turns = count * max(1, around if isinstance(around, int) else 1)
    if turns > most:
        raise NotEvaluated(f"more than {most} turns of a loop and those around it (limit)")
    return {**names, TURNS: turns}


def _bare(value: Value) -> Value:
    return value.value if isinstance(value, Sensitive) else value


def _open(node: For, collection: Unknown, evaluate: Evaluate, names: Environment) -> Value:
    """The loop over a collection that is open: its body, worked out for an element that stands for all, tells it."""
    many = isinstance(collection, Instances)
    position, element = any_turn(collection, node.element, node.key)
    found = list(_turns(node, [(position, element)], evaluate, names))
    if not found:
        return () if node.result_key is None else {}
    (wanted, name, value), *_ = found
    if node.result_key is None and wanted is True and value == element and is_list_of_zones(collection):
        return collection
    if many and node.result_key is None and wanted is True and isinstance(collection, Instances):
        return like(collection, value)
    causes = collection.causes | causes_of((wanted, name, value))
    grouped = "..." if node.group else ""
    reference = None
    if node.result_key is not None or isinstance(collection, Entries) or _turns_with(value, position, element):
        bare = _bare(value)
        reference = bare.reference if isinstance(bare, Unknown) else collection.reference
    # Where no two entries may have one key, each turn that counts makes one.
    low = None if node.group else (collection.low or 0) if wanted is True else 0
    key = f"for({collection.key}:{key_of((wanted, name, value))}{grouped})"
    told = isinstance(collection, Entries) or is_list_of_zones(collection)
    if told and node.result_key is not None and not node.group:
        return Entries(causes, key, low=low, element=given(value, wanted))
    return Unknown(causes, key, reference, low)


def _turns_with(value: Value, position: Value, element: Value) -> bool:
    """Whether what a turn gives may be another for each element; a long key is not looked into."""
    key = key_of(value)
    return DIGEST in key or any(key_of(part) in key for part in (position, element))


def any_turn(collection: Unknown, element: str = "value", key: str = "key") -> tuple[Value, Value]:
    """The key and the element that stand for all of a collection that is open, by what a loop calls them."""
    position = Unknown(
        collection.causes, f"{key} of {element} in {collection.key}", kind=_key_kind(collection.kind)
    )  # fmt: skip
    if isinstance(collection, Instances | Entries):
        return position, collection.element
    return position, replace(
        collection, key=f"{element} in {collection.key}", low=None, kind=element_of(collection.kind), sure=False,
        starts="", ends="", in_tree=None, text="", parts=(), encodes=None, forms=(), merged=(),
    )  # fmt: skip


def _key_kind(kind: Kind) -> Kind:
    """The type of the keys or positions of a collection."""
    if isinstance(kind, TupleKind) or is_collection(kind, "list"):
        return "number"
    return "string" if isinstance(kind, ObjectKind) or is_collection(kind, "map") else element_of(kind)


def _turns(node: For, pairs: list[tuple[Value, Value]], evaluate: Evaluate, names: Environment) -> Iterator[Entry]:
    for key, element in pairs:
        inner = {**names, node.element: element}
        if node.key:
            inner[node.key] = key
        wanted = True if node.condition is None else condition(evaluate(node.condition, inner))
        if wanted is False:
            continue
        name = None if node.result_key is None else evaluate(node.result_key, inner)
        yield wanted, name, evaluate(node.value, inner)


def _made(node: For, entries: list[Entry]) -> Value:
    if node.result_key is None:
        return _list(entries)
    made: dict[str, Value] = {}
    for position, (wanted, name, value) in enumerate(entries):
        text = None if isinstance(name, Choice) or wanted is not True else key_text(name)
        if text is None:
            return _hanging(made, entries, position, node.group)
        _enter(made, text, value, node.group)
    return made


def _list(entries: list[Entry]) -> Value:
    """The list of the values that count."""
    first = next((i for i, (wanted, _, _) in enumerate(entries) if wanted is not True), len(entries))
    result: Value = tuple(value for _, _, value in entries[:first])
    for wanted, _, value in entries[first:]:
        result = lift(lambda r, w, v=value: (*r, v) if w and not isinstance(r, Unknown) else r, result, wanted)
        if isinstance(result, Unknown):
            return _as_one(entries, False)
    return result


def _hanging(made: Mapping[str, Value], entries: list[Entry], start: int, group: bool) -> Value:
    """The object, where from one entry on keys are open, or whether an entry counts.

    Two entries with one key are refused, unless they are grouped: each that counts has a key of its own.
    """
    result: Value = made
    sure = sum(wanted is True for wanted, _, _ in entries)
    as_one = cache(lambda: replace(_as_one(entries, True), low=min(sure, 1)) if group else _entries(entries, sure))

    def entered(before: Value, wanted: Value, name: Value, value: Value) -> Value:
        if isinstance(before, Unknown) or not wanted:
            return before
        text = key_text(name)
        if text is None or not isinstance(before, dict):
            return as_one()
        bigger = dict(before)
        _enter(bigger, text, value, group)
        return bigger

    for wanted, name, value in entries[start:]:
        result = on_branches(lambda r, w, n, v=value: entered(r, w, n, v), result, wanted, name)
        if isinstance(result, Unknown):
            return as_one()
    return result


def _as_one(entries: list[Entry], group: bool) -> Unknown:
    """What a loop makes, where it is not told apart any more; all of its entries tell it from another."""
    return Unknown(causes_of(tuple(entries)), f"loop({key_of(tuple(entries))}{'...' if group else ''})")


def _entries(entries: list[Entry], sure: int) -> Unknown:
    """The object of which the keys are open, while its values are as they are; so many of them are surely there."""
    found = _as_one(entries, False)
    if len(entries) > MAX_ALIKE:
        return replace(found, low=sure)
    causes = causes_of(tuple((wanted, name) for wanted, name, _ in entries))
    element = entries[-1][2]
    for position, (_, _, value) in enumerate(entries[:-1]):
        element = choose(Atom(f"{found.key}.each.value is {position}", causes=causes), value, element)
    return Entries(found.causes, found.key, low=sure, element=element)


def _enter(result: dict[str, Value], text: str, value: Value, group: bool) -> None:
    """Put an entry into an object that nobody else holds yet."""
    if group:
        before = result.get(text, ())
        result[text] = (*before, value) if isinstance(before, tuple) else (value,)
    elif text in result:
        raise EvaluationProblem(f"two different items produced the key {text!r} in this 'for' expression")
    else:
        result[text] = secrecy.named(text, value)
