"""From the values of a plan to those of the audit: known, sensitive, or known only after apply."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

from continuity_audit.estate.parts import sensitive
from continuity_audit.estate.values import Value

Path: TypeAlias = tuple[str | int, ...]
Open: TypeAlias = Callable[[Path], Value]
"""What stands for a value that is known only after apply; `LEFT_OUT` where the code does not set it."""


FOUND_INSIDE: Final = 8
"""A secret of so many characters is looked for inside other texts, too."""


class _LeftOut:
    """An attribute that the code does not set, so that the provider decides it."""


LEFT_OUT: Final = _LeftOut()


def values_of(
    values: Mapping[str, Any], unknown: Any, marks: Sequence[Any], opened: Open, secrets: Collection[str] = ()
) -> dict[str, Value]:
    """The attributes and blocks of an instance by name; texts in which one of the secrets stands are marked."""
    found = _value(values, unknown if isinstance(unknown, Mapping) else None, marks, (), opened)
    return _without(found, secrets) if isinstance(found, dict) else {}


def _without(values: dict[str, Value], secrets: Collection[str]) -> dict[str, Value]:
    if not secrets:
        return values
    inside = re.compile(
        "|".join(re.escape(secret) for secret in sorted(secrets) if len(secret) >= FOUND_INSIDE) or r"(?!)"
    )

    def hidden(value: Value) -> Value:
        match value:
            case str() if value in secrets or inside.search(value):
                return sensitive(value, named=True)
            case dict():
                return {key: hidden(item) for key, item in value.items()}
            case tuple():
                return tuple(map(hidden, value))
            case _:
                return value

    return {name: hidden(value) for name, value in values.items()}


def plain(value: Any) -> Value:
    """A value of the file that is known as a whole."""
    return _known(value, None, (), (), lambda path: None)


def _value(value: Any, unknown: Any, marks: Sequence[Any], path: Path, opened: Open) -> Value:
    worth = opened(path) if unknown is True else _known(value, unknown, marks, path, opened)
    if worth is not LEFT_OUT and any(mark is True for mark in marks):
        return sensitive(worth)
    return worth


def _known(value: Any, unknown: Any, marks: Sequence[Any], path: Path, opened: Open) -> Value:
    if isinstance(value, Mapping) or (value is None and unknown and isinstance(unknown, Mapping)):
        held: Mapping[str, Any] = value or {}
        open_ = unknown if isinstance(unknown, Mapping) else {}
        parts = {
            name: _value(held.get(name), open_.get(name), _inside(marks, name), (*path, name), opened)
            for name in dict.fromkeys([*held, *open_])
        }
        return {name: part for name, part in parts.items() if part is not LEFT_OUT}
    if isinstance(value, list) or (value is None and unknown and isinstance(unknown, list)):
        items: Sequence[Any] = value or ()
        open_items: Sequence[Any] = unknown if isinstance(unknown, list) else ()
        elements = (
            _value(_at(items, i), _at(open_items, i), _inside(marks, i), (*path, i), opened)
            for i in range(max(len(items), len(open_items)))
        )
        return tuple(None if element is LEFT_OUT else element for element in elements)
    if (
        isinstance(value, Decimal)
        and value.is_finite()
        and value == value.to_integral_value()
        and value.adjusted() < 400
    ):
        return int(value)
    return value


def _inside(marks: Sequence[Any], step: str | int) -> tuple[Any, ...]:
    return tuple(
        mark.get(step) if isinstance(mark, Mapping) and isinstance(step, str) else _at(mark, step)
        for mark in marks
        if isinstance(mark, Mapping | list)
    )


def _at(items: Any, step: str | int) -> Any:
    return items[step] if isinstance(items, list) and isinstance(step, int) and step < len(items) else None
