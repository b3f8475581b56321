"""String functions. Source: go-cty ``stdlib/string.go`` and Terraform ``internal/lang/funcs/string.go``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from msgspec.structs import replace as changed

from continuity_audit.estate.spelling import open_parts
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.functions.base import Function, bounded_text, define, opaque, whole_number
from continuity_audit.parsers.terraform.functions.convert import is_open, item_at
from continuity_audit.parsers.terraform.functions.errors import FunctionError, argument_error
from continuity_audit.parsers.terraform.functions.regex_ends import tail_for
from continuity_audit.parsers.terraform.functions.regexes import (
    match_kind,
    matches_kind,
    regex,
    regex_all,
    replace_pattern,
)
from continuity_audit.parsers.terraform.functions.text import graphemes
from continuity_audit.parsers.terraform.functions.tree_paths import rests

Number = int | Decimal
MAX_APART: Final = 100
"""The elements of a longer list are not told apart when they are sorted before they are known."""
_SPACE: Final = (
    "\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000"
)
"""Go's ``unicode.IsSpace``."""


def chomp(text: str) -> Value:
    return text.rstrip("\r\n")


def ends_with(text: Value, suffix: Value) -> Value:
    if suffix == "":
        return True
    if isinstance(text, Unknown) and isinstance(suffix, str):
        if text.ends.endswith(suffix):
            return True
        if not suffix.endswith(text.ends):
            return False
    if not isinstance(text, str) or not isinstance(suffix, str):
        return opaque("endswith", (text, suffix))
    return text.endswith(suffix)


def indent(spaces: Number, text: str) -> Value:
    width = whole_number(spaces)
    if width < 0:
        raise FunctionError("panic in function implementation: strings: negative Repeat count")
    bounded_text(len(text) + text.count("\n") * width)
    return text.replace("\n", "\n" + " " * width)


def join(separator: str, *lists: tuple[str | None, ...]) -> Value:
    if not lists:
        raise FunctionError("at least one list is required")
    items: list[str] = []
    for position, given in enumerate(lists, 1):
        for index, item in enumerate(given):
            if item is None:
                where = f"element {index} of list {position}" if len(lists) > 1 else f"element {index}"
                raise argument_error("lists", f"{where} is null; cannot concatenate null values")
            items.append(item)
    bounded_text(sum(map(len, items)) + len(separator) * len(items))
    return separator.join(items)


def _lone_element(separator: str, *lists: tuple[Value, ...]) -> Value | None:
    """What `join` gives of a single element, known or not: ``join("", aws_lb.main[*].arn)``."""
    if any(isinstance(given, Unknown) for given in lists):
        return None
    items = [item for given in lists for item in given]
    return items[0] if len(items) == 1 else None


def _joined(separator: Value, *lists: Value) -> list[Value]:
    """What the text of `join` is put together of; nothing where it is open what stands in a list."""
    if not all(isinstance(given, tuple) for given in lists):
        return []
    items = [item for given in lists if isinstance(given, tuple) for item in given]
    return [part for item in items for part in (separator, item)][1:]


def lower(text: str) -> Value:
    return text.lower() if text.isascii() else "".join(_simple(c, str.lower) for c in text)


def upper(text: str) -> Value:
    return text.upper() if text.isascii() else "".join(_simple(c, str.upper) for c in text)


def _simple(character: str, change: Callable[[str], str]) -> str:
    """Go maps one code point to one: no special casing."""
    changed = change(character)
    if len(changed) == 1:
        return changed
    if change is str.lower:
        return changed[0]
    titled = character.title()
    return titled if len(titled) == 1 else character


def _lower_parts(text: Value) -> list[Value]:
    return _part_by_part("lower", lower, text)


def _upper_parts(text: Value) -> list[Value]:
    return _part_by_part("upper", upper, text)


def _replaced_parts(text: Value, part: Value, replacement: Value) -> list[Value]:
    """What the text of `replace` is put together of, where a single letter cannot lie across two parts."""
    if not (isinstance(part, str) and isinstance(replacement, str) and len(part) == 1):
        return []
    return _part_by_part("replace", replace, text, part, replacement)


def _part_by_part(name: str, change: Callable[..., Value], text: Value, *more: Value) -> list[Value]:
    """The parts of a text that is open in part, each changed as the function of a name changes it."""
    parts = open_parts(text.text) if isinstance(text, Unknown) else []
    return [change(part, *more) if isinstance(part, str) else opaque(name, (part, *more)) for part in parts]


def title(text: str) -> Value:
    result = []
    separated = True
    for character in text:
        changed = _simple(character, str.title) if separated else character
        result.append(changed)
        separated = _separates(character)
    return "".join(result)


def _separates(character: str) -> bool:
    if character.isascii():
        return not (character.isalnum() or character == "_")
    return character in _SPACE


def replace(text: str, part: str, replacement: str) -> Value:
    if len(part) > 1 and part[0] == part[-1] == "/":
        return replace_pattern(text, part[1:-1], replacement)
    bounded_text(len(text) + text.count(part) * len(replacement))
    return text.replace(part, replacement)


def _replaced_place(text: Value, part: Value, replacement: Value) -> Value | None:
    """What `replace` gives of a path into the tree for a folder that it begins with: relative paths are made so."""
    found = rests(text, part)
    if found is None or not isinstance(replacement, str):
        return None
    return replacement + found[0].removeprefix(found[1]) if found[0].startswith(found[1]) else text


def sort(texts: tuple[str | None, ...] | Unknown) -> Value:
    if isinstance(texts, Unknown):
        return opaque("sort", (texts,), texts.low)
    if any(is_open(text) for text in texts):
        whole = opaque("sort", (texts,), len(texts))
        return tuple(item_at(whole, position) for position in range(len(texts))) if len(texts) <= MAX_APART else whole
    known: list[str] = []
    for index, text in enumerate(texts):
        if text is None:
            raise FunctionError(f"given list element {index} is null; a null string cannot be sorted")
        known.append(text)
    return tuple(sorted(known))


def split(separator: str, text: str) -> Value:
    return tuple(text.split(separator)) if separator else tuple(text)


def starts_with(text: Value, prefix: Value) -> Value:
    if prefix == "":
        return True
    if found := rests(text, prefix):
        return found[0].startswith(found[1])
    if isinstance(text, Unknown) and isinstance(prefix, str):
        if text.starts.startswith(prefix):
            return True
        if not prefix.startswith(text.starts):
            return False
    if not isinstance(text, str) or not isinstance(prefix, str):
        return opaque("startswith", (text, prefix))
    return text.startswith(prefix)


def contains_text(text: str, part: str) -> Value:
    return part in text


def reverse_text(text: str) -> Value:
    return "".join(reversed(graphemes(text)))


def substring(text: str, offset: Number, length: Number) -> Value:
    start, count = whole_number(offset), whole_number(length)
    characters = graphemes(text)
    if start < 0:
        start = max(start + len(characters), 0)
        if count == 0:  # go-cty takes "no characters" after a negative offset as "all of them"
            count = -1
    return "".join(characters[start:] if count < 0 else characters[start : start + count])


def trim(text: str, cutset: str) -> Value:
    return text.strip(cutset) if cutset else text


def trim_prefix(text: str, prefix: str) -> Value:
    return text.removeprefix(prefix)


def trim_suffix(text: str, suffix: str) -> Value:
    return text.removesuffix(suffix)


def _without_start(text: Value, prefix: Value) -> Value | None:
    """What `trimprefix` gives of a text of which the beginning is known."""
    if found := rests(text, prefix):
        return found[0].removeprefix(found[1]) if found[0].startswith(found[1]) else text
    if not isinstance(text, Unknown) or not isinstance(prefix, str):
        return None
    if text.starts.startswith(prefix):
        rest = opaque("trimprefix", (text, prefix))
        return changed(rest, sure=text.sure, starts=text.starts.removeprefix(prefix)) if prefix else text
    return None if prefix.startswith(text.starts) else text


def _without_end(text: Value, suffix: Value) -> Value | None:
    """What `trimsuffix` gives of a text of which the end is known."""
    if not isinstance(text, Unknown) or not isinstance(suffix, str):
        return None
    if text.ends.endswith(suffix):
        rest = opaque("trimsuffix", (text, suffix))
        in_tree = text.in_tree.removesuffix(suffix) if text.in_tree else None
        return changed(rest, sure=text.sure, ends=text.ends.removesuffix(suffix), in_tree=in_tree) if suffix else text
    return None if suffix.endswith(text.ends) else text


def _over_end(search: Callable[[str, str], Value]) -> Callable[[Value, Value], Value | None]:
    """A search in a text of which the end is known, where a pattern can match nowhere else."""

    def call(pattern: Value, text: Value) -> Value | None:
        if not isinstance(pattern, str) or not isinstance(text, Unknown):
            return None
        tail = tail_for(pattern, text.ends)
        return None if tail is None else search(pattern, tail)

    return call


def trim_space(text: str) -> Value:
    return text.strip(_SPACE)


FUNCTIONS: Final[tuple[Function, ...]] = (
    define("chomp", chomp, "str: string", "string"),
    define("endswith", ends_with, "str: string, suffix: string", "bool", opens=True),
    define("indent", indent, "spaces: number, str: string", "string"),
    define("join", join, "separator: string, *lists: list(string)", "string", alone=_lone_element, joins=_joined),
    define("lower", lower, "str: string", "string", joins=_lower_parts),
    define("regex", regex, "pattern: string, string: string", match_kind, alone=_over_end(regex)),
    define("regexall", regex_all, "pattern: string, string: string", matches_kind, alone=_over_end(regex_all)),
    define(
        "replace",
        replace,
        "str: string, substr: string, replace: string",
        "string",
        alone=_replaced_place,
        joins=_replaced_parts,
    ),
    define("sort", sort, "list: list(string)", "list(string)", opens=True),
    define("split", split, "separator: string, str: string", "list(string)"),
    define("startswith", starts_with, "str: string, prefix: string", "bool", opens=True),
    define("strcontains", contains_text, "str: string, substr: string", "bool"),
    define("strrev", reverse_text, "str: string", "string"),
    define("substr", substring, "str: string, offset: number, length: number", "string"),
    define("title", title, "str: string", "string"),
    define("trim", trim, "str: string, cutset: string", "string"),
    define("trimprefix", trim_prefix, "str: string, prefix: string", "string", alone=_without_start),
    define("trimspace", trim_space, "str: string", "string"),
    define("trimsuffix", trim_suffix, "str: string, suffix: string", "string", alone=_without_end),
    define("upper", upper, "str: string", "string", joins=_upper_parts),
)
