"""Readings as bytes: what comes back is what went in, types and all, and nothing else can."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from msgspec import Struct

from continuity_audit.discovery import discover
from continuity_audit.estate.kinds import CollectionKind, ListValue, MapValue, Null, ObjectKind, TupleKind
from continuity_audit.estate.model import Resource, Span
from continuity_audit.estate.values import IMPOSSIBLE, Atom, Choice, Reference, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.pipeline.cache.packing import CannotBeKept, CannotBeRead, packed, unpacked
from continuity_audit.plugins.manager import load_plugins

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
OPEN = Unknown(frozenset({"var.a", "var.b"}), "var.a|var.b", Reference("aws_x.a", "id", "other"), 3, starts="x-")
SHARED = (OPEN, "text")
LISTED = CollectionKind("list", ObjectKind({"a": TupleKind(("string", "any"))}))
VALUES: tuple[Value, ...] = (
    None, True, 0, -1, 2**70, Decimal("1.10"), Decimal("NaN"), "", "é\n", (), (1, (2,)), {}, {"a": {"b": ()}},
    ListValue(), ListValue((1, None), LISTED), MapValue({"a": 1}, "number"), Null(LISTED), SetValue((OPEN,), LISTED),
    OPEN, Choice(Atom("x", ">=", Decimal(2), frozenset({"var.x"})), SHARED, (SHARED, IMPOSSIBLE)), Sensitive(OPEN),
    Sensitive(""), Unknown(frozenset(), "k" * 300, kind=LISTED, sure=True),
    Unknown(frozenset({"var.a"}), "dynamic(var.a)", low=1, forms=({"a": OPEN, "b": (1, "x")}, {})),
)  # fmt: skip


def shape(value: object) -> object:
    """A value with the types of all its parts."""
    kind = type(value).__name__
    match value:
        case Struct():
            return kind, [shape(getattr(value, name)) for name in value.__struct_fields__]
        case tuple() | list():
            return kind, shape(getattr(value, "element", None)), [shape(part) for part in value]
        case dict():
            entries = [(shape(name), shape(part)) for name, part in value.items()]
            return kind, shape(getattr(value, "element", None)), entries
        case frozenset():
            return kind, sorted(map(repr, map(shape, value)))
        case _:
            return kind, repr(value)


def reading(*values: Value) -> Reading:
    resource = Resource(
        root="r",
        address="a",
        type="t",
        name="n",
        span=Span("f", 1, 2),
        values={str(n): v for n, v in enumerate(values)},
    )
    return Reading(root="r", language="terraform", resources=(resource,))


@pytest.mark.parametrize("value", VALUES, ids=[f"{n}-{type(v).__name__}" for n, v in enumerate(VALUES)])
def test_each_value_comes_back(value: Value) -> None:
    before = reading(value, (value, value))
    assert shape(unpacked(packed(before))) == shape(before)


def test_what_stands_in_several_places_is_written_once() -> None:
    value: Value = ("a text",)
    for _ in range(60):
        value = (value, value)
    found = unpacked(packed(reading(value))).resources[0].values["0"]
    assert isinstance(found, tuple)
    assert found[0] is found[1]


def test_every_reading_of_the_fixtures_that_can_be_kept_comes_back() -> None:
    kept = 0
    for parser in load_plugins().parsers:
        opened = parser.open(discover([FIXTURES]))
        for root in opened.roots:
            before = opened.read(root, Inputs(), Wanted(data=True))
            try:
                data = packed(before)
            except CannotBeKept:
                continue
            assert shape(unpacked(data)) == shape(before), root
            kept += 1
    assert kept > len(list(FIXTURES.iterdir())) / 2


@pytest.mark.parametrize(
    "value",
    [
        Sensitive("x"), Sensitive(False), (Sensitive(1),), 1.5, b"x", {"password": "x1"}, object(),
        Unknown(frozenset(), "k", forms=({"a": Sensitive("x")},)),
    ],
)  # fmt: skip
def test_what_cannot_be_kept(value: Value) -> None:
    with pytest.raises(CannotBeKept):
        packed(reading(value))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xc1", pickle.dumps(reading()), msgspec.msgpack.encode([1, 2]), msgspec.msgpack.encode([0, 5]),
        msgspec.msgpack.encode([99, "x"]), msgspec.msgpack.encode([8, "only a root"]), msgspec.msgpack.encode("text"),
        msgspec.msgpack.encode([4, "decimal", "x"]), msgspec.msgpack.encode([2, "no value"]),
    ],
)  # fmt: skip
def test_bytes_that_are_no_reading(data: bytes) -> None:
    with pytest.raises(CannotBeRead):
        unpacked(data)
