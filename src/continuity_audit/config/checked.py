"""Says in words what is wrong with plain data: for each value that does not fit its type, its key and what would."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import Struct, ValidationError, convert, inspect

from continuity_audit.config.likely_meant import likely_meant

_LONGEST_SHOWN = 60


class Problem(Struct, frozen=True):
    """A value that does not fit: where it stands (``suppressions[0].until``) and what is wrong."""

    key: str
    text: str

    def __str__(self) -> str:
        return f"{self.key}: {self.text}" if self.key else self.text


def problems(value: object, expected: type) -> tuple[Problem, ...]:
    """What keeps plain data (of YAML, TOML or JSON) from being converted to a msgspec type; () if nothing does."""
    return tuple(_problems(value, inspect.type_info(expected), ""))


def _problems(value: object, expected: inspect.Type, key: str) -> Iterator[Problem]:
    match expected:
        case inspect.Metadata(type=inner):
            if any(_problems(value, inner, key)):
                yield _misfit(value, expected, key)
        case inspect.UnionType(types=types):
            yield from _problems_of_union(value, expected, types, key)
        case inspect.StructType() if isinstance(value, dict):
            yield from _problems_of_struct(value, expected, key)
        case inspect.DictType(key_type=name, value_type=item) if isinstance(value, dict):
            yield from _problems_of_dict(value, name, item, key)
        case inspect.VarTupleType(item_type=item) if isinstance(value, list):
            for place, inner_value in enumerate(value):
                yield from _problems(inner_value, item, f"{key}[{place}]")
        case _ if not _fits(value, expected):
            yield _misfit(value, expected, key)


def _problems_of_dict(
    value: dict[Any, Any], expected: inspect.Type, item: inspect.Type, key: str
) -> Iterator[Problem]:  # fmt: skip
    for name, inner_value in value.items():
        if isinstance(name, str) and any(_problems(name, expected, key)):
            yield Problem(key, f"expected {_words(expected)} as a key, got {_shown(name)}")
        elif isinstance(name, str):
            yield from _problems(inner_value, item, _below(key, name))
        else:
            yield Problem(key, f"expected text as a key, got {_shown(name)}")


def _problems_of_union(
    value: object, expected: inspect.Type, types: tuple[inspect.Type, ...], key: str
) -> Iterator[Problem]:
    if not any(not tuple(_problems(value, each, key)) for each in types):
        form = inspect.VarTupleType if isinstance(value, list) else inspect.StructType
        inside = next((each for each in types if isinstance(each, form)), None)
        if inside and isinstance(value, list | dict):
            yield from _problems(value, inside, key)
        else:
            yield _misfit(value, expected, key)


def _problems_of_struct(value: dict[Any, Any], expected: inspect.StructType, key: str) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in expected.fields}
    for name, inner_value in value.items():
        if name in fields:
            yield from _problems(inner_value, fields[name].type, _below(key, name))
        else:
            yield Problem(_below(key, str(name)), _unknown(str(name), tuple(fields)))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Problem(_below(key, name), f"missing, expected {_words(field.type)}")


def _unknown(name: str, known: tuple[str, ...]) -> str:
    near = likely_meant(name.replace("_", "-").lower(), known)
    return f'unknown key, did you mean "{near}"?' if near else f"unknown key, expected one of {_listed(known)}"


def _fits(value: object, expected: inspect.Type) -> bool:
    match expected:
        case inspect.AnyType():
            return True
        case inspect.NoneType():
            return value is None
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.StrType(min_length=least, pattern=pattern):
            return isinstance(value, str) and len(value) >= (least or 0) and bool(re.search(pattern or "", value))
        case inspect.IntType(ge=least):
            return isinstance(value, int) and not isinstance(value, bool) and (least is None or value >= least)
        case inspect.EnumType(cls=choices):
            return value in [choice.value for choice in choices]
        case inspect.DateType():
            return _is_date(value)
        case _:
            return False


def _is_date(value: object) -> bool:
    try:
        convert(value, date)
    except ValidationError:
        return False
    return True


def _words(expected: inspect.Type) -> str:
    match expected:
        case inspect.Metadata(type=inner, extra_json_schema=extra):
            return str((extra or {}).get("description") or _words(inner))
        case inspect.UnionType(types=types):
            return " or ".join(_words(each) for each in types if not isinstance(each, inspect.NoneType))
        case inspect.StructType() | inspect.DictType():
            return "a mapping"
        case inspect.VarTupleType(item_type=item):
            return f"a list of {_words(item)}" if isinstance(item, inspect.StrType | inspect.Metadata) else "a list"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType(ge=least):
            return "a whole number" if least is None else f"a whole number of {least} or more"
        case inspect.EnumType(cls=choices):
            return f"one of {_listed(tuple(str(choice.value) for choice in choices))}"
        case inspect.DateType():
            return "a date such as 2027-01-31"
        case _:
            return "text"


def _misfit(value: object, expected: inspect.Type, key: str) -> Problem:
    return Problem(key, f"expected {_words(expected)}, got {_shown(value)}")


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case str():
            text = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
            return json.dumps(text, ensure_ascii=False)
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return str(value)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name
