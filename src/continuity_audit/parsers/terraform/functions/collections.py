"""Collection functions. Source: go-cty ``stdlib/collection.go`` and Terraform ``internal/lang/funcs/collection.go``.

Lists that are open as a whole, or in some elements, give as much as holds whatever the open parts turn out to be: at
least the least length (`Unknown.low`), often the elements themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from continuity_audit.estate.kinds import PRIMITIVES, MapValue, ObjectKind, TupleKind, is_collection
from continuity_audit.estate.logic import any_of, at_least, both, either, equals, if_else, length_of, negate
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.parts import is_known, kind_of, leaves, rebuilt, remarked, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import (
    Function,
    Marks,
    define,
    friendly_name,
    opaque,
    whole_number,
)
from continuity_audit.parsers.terraform.functions.convert import cast, convert, hash_text, is_open, ordered, unify
from continuity_audit.parsers.terraform.functions.elements import (
    ALWAYS_TEXT,
    bounded_elements,
    is_text_attribute,
    items_of,
    may_equal,
)
from continuity_audit.parsers.terraform.functions.errors import FunctionError, argument_error
from continuity_audit.parsers.terraform.functions.results import chunks, first, joined, reversed_kind
from continuity_audit.parsers.terraform.functions.unordered import Unordered, unordered

List = tuple[Value, ...] | Unknown
"""A parameter of list type after its conversion."""

_MAX_BRANCHES: Final = 4
_MAX_CANDIDATES: Final = 16


def concat(*lists: Value) -> Value:
    if not lists:
        raise FunctionError("at least one argument is required")
    for given in lists:
        if not isinstance(given, tuple | Unknown):
            raise argument_error("seqs", f"all arguments must be lists or tuples; got {friendly_name(given)}")
    if any(isinstance(given, Unknown) for given in lists):
        return opaque("concat", lists, sum(_least(given) for given in lists))
    elements: list[Value] = []
    for given in lists:
        elements.extend(given)  # type: ignore[arg-type]
        bounded_elements(len(elements))
    kind = joined(*lists)
    return cast(tuple(elements), kind) if is_collection(kind, "list") else tuple(elements)


def _least(value: Value) -> int:
    return len(value) if isinstance(value, tuple) else getattr(value, "low", None) or 0


def chunk_list(elements: List, size: Value) -> Value:
    if isinstance(elements, Unknown) or not isinstance(size, int | Decimal):
        return opaque("chunklist", (elements, size))
    width = whole_number(size)
    if width < 0:
        raise FunctionError("the size argument must be positive")
    if not elements:
        return ()
    if width == 0:
        return (elements,)
    return tuple([rebuilt(elements, elements[start : start + width]) for start in range(0, len(elements), width)])


def coalesce(*candidates: Value) -> Value:
    try:
        unified = unify(candidates)
    except FunctionError:
        raise FunctionError("all arguments must have the same type") from None
    return _decide("coalesce", unified, _is_blank, "no non-null, non-empty-string arguments")


def coalesce_list(*lists: Value) -> Value:
    if not lists:
        raise FunctionError("at least one argument is required")
    for given in lists:
        kind = kind_of(given)
        if not (isinstance(kind, TupleKind) or is_collection(kind, "list") or is_open(given)):
            raise FunctionError("coalescelist arguments must be lists or tuples")
    return _decide("coalescelist", lists, lambda given: negate(at_least(length_of(given), 1)), "no non-null arguments")


def _is_blank(value: Value) -> Value:
    if is_text_attribute(value):
        return False
    return either(equals(value, None), lambda: equals(value, ""))


def _decide(name: str, candidates: Sequence[Value], is_empty: Callable[[Value], Value], none: str) -> Value:
    if sum(map(is_open, candidates)) > _MAX_CANDIDATES:
        return opaque(name, candidates)
    return _first(candidates, is_empty, none)


def _first(candidates: Sequence[Value], is_empty: Callable[[Value], Value], none: str) -> Value:
    """The first candidate that is not empty; where that is open, a decision over it.

    The last candidate that may be open is the result if nothing before it is, since Terraform takes no other.
    """
    for position, candidate in enumerate(candidates):
        empty = is_empty(candidate)
        if empty is True:
            continue
        rest = candidates[position + 1 :]
        if empty is False or all(is_empty(later) is True for later in rest):
            return candidate
        return if_else(empty, partial(_first, rest, is_empty, none), lambda candidate=candidate: candidate)  # type: ignore[misc]
    raise FunctionError(none)


def compact(texts: List) -> Value:
    if isinstance(texts, Unordered) and texts.elements:
        listed = convert(texts.elements, "list(string)")
        found = compact(listed) if isinstance(listed, tuple) else listed
        return unordered(found) if isinstance(found, tuple) else opaque("compact", (texts,))
    if isinstance(texts, Unknown):
        return opaque("compact", (texts,), texts.low if _lists_ids(texts) else None)
    undecided = [text for text in texts if is_open(text) and not is_text_attribute(text)]
    kept = [text for text in texts if is_text_attribute(text) or not (is_open(text) or text in (None, ""))]
    if not undecided:
        return tuple(kept)
    if len(undecided) > _MAX_BRANCHES:
        return opaque("compact", (texts,), len(kept))
    return _compact(texts)


def _compact(texts: tuple[Value, ...]) -> Value:
    """Each open text is a branch: with it, and without it."""
    for position, text in enumerate(texts):
        blank = _is_blank(text)
        if blank is not False:
            rest = texts[:position] + texts[position + 1 :]
            return if_else(blank, partial(_compact, rest), partial(_keep, texts, position + 1))
    return texts


def _keep(texts: tuple[Value, ...], done: int) -> Value:
    head = texts[:done]
    return lift(
        lambda rest: head + rest if isinstance(rest, tuple) else opaque("compact", (head, rest), len(head)),
        _compact(texts[done:]),
    )


def distinct(elements: List) -> Value:
    if isinstance(elements, Unknown):
        return opaque("distinct", (elements,), min(elements.low or 0, 1))
    found: dict[str, Value] = {}
    for item in elements:
        found.setdefault(hash_text(item), item)
    if len(found) > 1 and not all(map(is_known, found.values())):
        return opaque("distinct", (elements,), max(sum(map(is_known, found.values())), 1))
    return tuple(found.values())


def flatten(elements: Value) -> Value:
    if isinstance(elements, Unknown):
        return opaque("flatten", (elements,))
    if items_of(elements) is None:
        raise FunctionError("can only flatten lists, sets and tuples")
    bounded_elements(_flat_size(elements, {}))
    flat: list[Value] = []
    sure = _flatten((elements,), flat)
    marks = [item for item in flat if isinstance(item, Sensitive)]
    if any(items_of(mark.value) is not None or _may_be_list(mark.value) for mark in marks):
        return remarked(flatten(tuple(map(unmark, flat))), marks)
    open_lists = {place: item for place, item in enumerate(flat) if isinstance(item, Choice) and _may_be_list(item)}
    if open_lists:
        return lift(
            lambda *lists: _flattened_with(flat, dict(zip(open_lists, lists, strict=True))), *open_lists.values()
        )
    if len(flat) == 1 and _lists_ids(flat[0]):
        return flat[0]
    return tuple(flat) if sure else opaque("flatten", (elements,), sum(1 for item in flat if not _may_be_list(item)))


def _lists_ids(value: Value) -> bool:
    """Whether an open value is the list of the ids of all instances of a block: no lists stand in it."""
    if not isinstance(value, Unknown) or value.reference is None or value.low is None:
        return False
    return value.reference.attribute in ALWAYS_TEXT


def _flattened_with(flat: list[Value], lists: Mapping[int, Value]) -> Value:
    """The elements, with what stands at some places on one branch."""
    return flatten(tuple(lists.get(place, item) for place, item in enumerate(flat)))


_NO_LIST: Final = frozenset({str, int, bool, Short, dict, MapValue, type(None)})
"""The types of most values that are no lists."""


def _flat_size(item: Value, sizes: dict[int, int]) -> int:
    """How many elements a list has on all levels; what stands in several places is counted there from ``sizes``."""
    if type(item) in _NO_LIST or (inner := items_of(item)) is None:
        return 1
    if id(item) not in sizes:
        sizes[id(item)] = sum([1 if type(part) in _NO_LIST else _flat_size(part, sizes) for part in inner])
    return sizes[id(item)]


def _flatten(items: tuple[Value, ...], flat: list[Value]) -> bool:
    """Appends the elements of all levels; whether it is sure that no open one is a list itself."""
    sure = True
    stack = [iter(items)]
    while stack:
        for item in stack[-1]:
            if type(item) in _NO_LIST:
                flat.append(item)
                continue
            inner = items_of(item)
            if inner is not None:
                sure = sure and not (isinstance(item, SetValue) and isinstance(ordered(item), Unknown))
                stack.append(iter(inner))
                break
            flat.append(item)
            sure = sure and not _may_be_list(item)
        else:
            stack.pop()
        bounded_elements(len(flat))
    return sure


def _may_be_list(item: Value) -> bool:
    """Whether an open element may turn out to be a list. Attributes of lists are taken to hold no lists."""
    if isinstance(item, Choice):
        return any(items_of(leaf) is not None or _may_be_list(leaf) for leaf in leaves(item))
    if not isinstance(item, Unknown) or is_text_attribute(item) or item.is_object or item.kind in PRIMITIVES:
        return False
    if isinstance(item.kind, ObjectKind) or is_collection(item.kind, "map"):
        return False
    return item.reference is None or not item.reference.attribute.endswith("]")


def match_keys(results: List, keys: List, wanted: List) -> Value:
    if isinstance(results, Unknown) or isinstance(keys, Unknown) or isinstance(wanted, Unknown):
        return opaque("matchkeys", (results, keys, wanted))
    if len(results) != len(keys):
        raise FunctionError("length of keys and values should be equal")
    try:
        unified = unify((*keys, *wanted))
    except FunctionError:
        raise FunctionError("keys and searchset must be of the same type") from None
    searched = unified[len(keys) :]
    sure = {hash_text(key) for key in searched if is_known(key)}
    undecided = [key for key in searched if not is_known(key)]
    found: list[Value] = []
    for result, key in zip(results, unified[: len(keys)], strict=True):
        if is_known(key) and hash_text(key) in sure:
            found.append(result)
        elif any(may_equal(key, other) for other in (undecided if is_known(key) else searched)):
            return opaque("matchkeys", (results, keys, wanted))
    return tuple(found)


def reverse(elements: Value) -> Value:
    if isinstance(elements, Unknown):
        return opaque("reverse", (elements,), elements.low)
    items = ordered(elements) if isinstance(elements, SetValue) else items_of(elements)
    if items is None:
        raise argument_error("list", f"can only reverse list or tuple values, not {friendly_name(elements)}")
    if isinstance(items, Unknown):
        return opaque("reverse", (items,), items.low)
    return items[::-1]


def all_true(conditions: List) -> Value:
    if isinstance(conditions, Unknown):
        return opaque("alltrue", (conditions,))
    result: Value = True
    for condition in conditions:
        result = both(result, lambda condition=condition: False if condition is None else condition)  # type: ignore[misc]
        if result is False:
            break
    return result


def any_true(conditions: List) -> Value:
    if isinstance(conditions, Unknown):
        return opaque("anytrue", (conditions,))
    return any_of(
        lambda condition=condition: False if condition is None else condition  # type: ignore[misc]
        for condition in conditions
    )


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("alltrue", all_true, "list: list(bool)", "bool", opens=True),
    define("anytrue", any_true, "list: list(bool)", "bool", opens=True),
    define("chunklist", chunk_list, "list: list(any), size: number", chunks, opens=True, marks=Marks.INNER),
    define("coalesce", coalesce, "*vals: typed?", opens=True),
    define("coalescelist", coalesce_list, "*vals: typed?", opens=True),
    define("compact", compact, "list: list(string)", "list(string)", opens=True),
    define("concat", concat, "*seqs: any/list/tuple", joined, opens=True, marks=Marks.INNER),
    define("distinct", distinct, "list: list(any)", first, opens=True),
    define("flatten", flatten, "list: any", opens=True, marks=Marks.INNER),
    define("matchkeys", match_keys, "values: list(any), keys: list(any), searchset: list(any)", first, opens=True),
    define("reverse", reverse, "list: any/list/set/tuple", reversed_kind, opens=True, marks=Marks.INNER),
)
