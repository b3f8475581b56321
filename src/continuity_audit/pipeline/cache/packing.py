"""Readings as bytes and back: plain data in msgpack, from which nothing but our own values can come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final

import msgspec

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.interface import Input, Interface
from continuity_audit.estate.kinds import CollectionKind, ListValue, MapValue, Null, ObjectKind, TupleKind
from continuity_audit.estate.model import Provider, Resource, Span
from continuity_audit.estate.secrecy import is_secret_name, parts_of, tells
from continuity_audit.estate.values import IMPOSSIBLE, Atom, Choice, Reference, Sensitive, SetValue, Unknown
from continuity_audit.parsers.reading import Missing, Reading
from continuity_audit.parsers.secret_texts import secret_in_key, secret_texts

CLASSES: Final = (
    Reading, Resource, Span, Provider, Reference, Unknown, Atom, Choice, Sensitive, SetValue, Unread, Skipped, Missing,
    Null, CollectionKind, TupleKind, ObjectKind, Interface, Input,
)  # fmt: skip
"""What a reading is made of. Each is a value: to make one does nothing else."""

AGAIN, TUPLE, MAPPING, SET, NUMBER, NEVER, LIST, MAP, CLASS = range(9)
"""What a list begins with: how the rest is to be understood. From ``CLASS`` on it is one of ``CLASSES``."""

KEYS: Final = ("key", "subject")
"""Fields that tell open values apart by what they are made of."""

SMALL: Final = 2**62
"""Whole numbers below this are plain; larger ones are written as texts."""

_FIELDS: Final[dict[type, tuple[str, ...]]] = {kind: kind.__struct_fields__ for kind in CLASSES}
_TAGS: Final[dict[type, int]] = {kind: CLASS + position for position, kind in enumerate(CLASSES)}


class CannotBeKept(Exception):
    """A reading holds a secret that is known, or something for which there is no form."""


class CannotBeRead(Exception):
    """Bytes that are no reading."""


def packed(reading: Reading) -> bytes:
    """A reading as bytes.

    Raises:
        CannotBeKept: it holds a secret, or a value of another kind than those of `CLASSES`.
    """
    try:
        return msgspec.msgpack.encode(_Packing().value(reading))
    except (RecursionError, UnicodeEncodeError, OverflowError) as problem:
        raise CannotBeKept(str(problem)) from None


def unpacked(data: bytes) -> Reading:
    """The reading that was packed.

    Raises:
        CannotBeRead: the bytes are no such.
    """
    try:
        found = _Unpacking().value(msgspec.msgpack.decode(data))
    except (msgspec.DecodeError, LookupError, TypeError, ValueError, InvalidOperation, RecursionError) as problem:
        raise CannotBeRead(str(problem)) from None
    if not isinstance(found, Reading):
        raise CannotBeRead(type(found).__name__)
    return found


class _Packing:
    """Parts that stand in several places are written once: a decision tree shares most of what it is made of."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._harmless: set[str] = set()

    def value(self, value: object) -> object:
        kind = type(value)
        if kind is str:
            if value not in self._harmless:
                _refuse_a_secret(value)  # type: ignore[arg-type]
                self._harmless.add(value)  # type: ignore[arg-type]
            return value
        if value is None or kind is bool:
            return value
        if kind is int:
            return value if -SMALL < value < SMALL else [NUMBER, "int", str(value)]  # type: ignore[operator]
        if kind is Decimal:
            return [NUMBER, "decimal", str(value)]
        if value is IMPOSSIBLE:
            return [NEVER]
        if id(value) in self._places:
            return [AGAIN, self._places[id(value)]]
        made = self._parts(value)
        self._places[id(value)] = len(self._places)
        return made

    def _parts(self, value: object) -> object:
        # By their own classes: a list and a map are a tuple and a dict to others, and know more.
        kind = type(value)
        if kind is tuple:
            return [TUPLE, *map(self.value, value)]  # type: ignore[call-overload]
        if kind is frozenset:
            return [SET, *map(self.value, sorted(value, key=str))]  # type: ignore[call-overload]
        if kind is dict:
            return [MAPPING, *self._entries(value.items())]  # type: ignore[attr-defined]
        if isinstance(value, ListValue) and kind is ListValue:
            return [LIST, self.value(value.element), *map(self.value, value)]
        if isinstance(value, MapValue) and kind is MapValue:
            return [MAP, self.value(value.element), *self._entries(value.items())]
        return self._instance(value)

    def _entries(self, entries: Iterable[tuple[object, object]]) -> Iterator[object]:
        return (self.value(part) for entry in entries for part in entry)

    def _instance(self, value: object) -> object:
        if isinstance(value, Sensitive) and tells(value, switches=True):
            raise CannotBeKept("a value that is marked as sensitive")
        if isinstance(value, Resource):
            _refuse_secrets(value.values)
        tag = _TAGS.get(type(value))
        if tag is None:
            raise CannotBeKept(f"a value of the type {type(value).__name__}")
        names = _FIELDS[type(value)]
        parts = ((name, getattr(value, name)) for name in names)
        return [tag, *(self._key(part) if name in KEYS else self.value(part) for name, part in parts)]

    @staticmethod
    def _key(key: str) -> str:
        if secret_in_key(key):
            raise CannotBeKept("a key that names a secret")
        return key


def _refuse_a_secret(text: str) -> None:
    """Refuses a text in which something is assigned to a name that says it is secret."""
    if ("=" in text or ":" in text or "-" in text) and secret_texts(text.encode("utf-8", "surrogatepass")):
        raise CannotBeKept("a text that names a secret")


def _refuse_secrets(value: object) -> None:
    """Refuses values under a name that says that they are secret, and those of a pair of ``name`` and ``value``."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, dict) and id(top) not in seen:
            name = top.get("name")
            for key, inner in top.items():
                called = name if key == "value" and isinstance(name, str) else key
                if is_secret_name(str(called)) and tells(inner, switches=False):
                    raise CannotBeKept(f"a value that is called {called}")
        if isinstance(top, dict | tuple | SetValue | Choice) and id(top) not in seen:
            seen.add(id(top))
            stack += parts_of(top)


class _Unpacking:
    """Makes the parts of a value before the value, as they were numbered."""

    def __init__(self) -> None:
        self._made: list[object] = []

    def value(self, plain: Any) -> object:
        if type(plain) is not list:
            return plain
        tag = plain[0]
        if tag == AGAIN:
            return self._made[plain[1]]
        if tag == NUMBER:
            return int(plain[2]) if plain[1] == "int" else Decimal(plain[2])
        if tag == NEVER:
            return IMPOSSIBLE
        # Most parts are plain, and a call for each would cost more than all else.
        parts = [self.value(part) if type(part) is list else part for part in plain[1:]]
        made = _MAKERS[tag](parts)
        self._made.append(made)
        return made


def _list(parts: list[Any]) -> ListValue:
    return ListValue(parts[1:], parts[0])


def _map(parts: list[Any]) -> MapValue:
    return MapValue(_mapping(parts[1:]), parts[0])


def _mapping(parts: list[Any]) -> dict[Any, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _instance(kind: type[Any], parts: list[Any]) -> object:
    return kind(**dict(zip(_FIELDS[kind], parts, strict=True)))


_MAKERS: Final[dict[int, Callable[[list[Any]], object]]] = {
    TUPLE: tuple,
    MAPPING: _mapping,
    SET: frozenset,
    LIST: _list,
    MAP: _map,
    **{_TAGS[kind]: partial(_instance, kind) for kind in CLASSES},
}
