"""Regular expressions with RE2, whose time is linear in the text whatever the pattern.

Source: go-cty ``stdlib/regexp.go`` and Go's ``regexp`` package: what counts as the next match, and the ``$1`` and
``${name}`` of a replacement. Both engines are RE2, so patterns mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from continuity_audit.estate.kinds import Kind, ListValue, ObjectKind, TupleKind
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.functions.base import bounded_text
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error

_MAX_PATTERN: Final = 100_000
_MAX_WORK: Final = 30_000_000_000
"""Matches times characters: each search hands the whole text to RE2, and this many take about two seconds."""
_GO_WORDS: Final = {
    "missing )": "missing closing )",
    "trailing \\": "trailing backslash at end of expression",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
}
_ESCAPES: Final = re.compile(r"\\Q.*?(?:\\E|$)|\\.", re.DOTALL)
"""What a backslash begins; what stands after ``\\Q`` stands for itself. Go knows no ``\\C``, a single byte."""
_TEMPLATE: Final = re.compile(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


def regex(pattern: str, text: str) -> Value:
    compiled = _compile(pattern)
    names = _names(compiled)
    match = compiled.search(text)
    if match is None:
        raise FunctionError("pattern did not match any part of the given string")
    return _captures(match, names)


def regex_all(pattern: str, text: str) -> Value:
    compiled = _compile(pattern)
    names = _names(compiled)
    return ListValue([_captures(match, names) for match in _matches(compiled, text)], _kind(compiled, names))


def _kind(compiled: Any, names: tuple[str, ...]) -> Kind:
    """The type of a match: its text, or its captures by position or by name."""
    if names:
        return ObjectKind(dict.fromkeys(names, "string"))
    return TupleKind(("string",) * compiled.groups) if compiled.groups else "string"


def replace_pattern(text: str, pattern: str, template: str) -> str:
    """Every match replaced by the template, in which ``$1``, ``$name`` and ``${name}`` stand for captures."""
    try:
        compiled = _compile(pattern)
    except FunctionError as error:
        raise FunctionError(f"error parsing regexp: {error}") from None
    pieces = _pieces(template, compiled)
    used = {piece for piece in pieces if isinstance(piece, int)}
    parts: list[str] = []
    end = length = 0
    for match in _matches(compiled, text):
        captured = {group: match.group(group) or "" for group in used}
        replacement = "".join([captured[piece] if isinstance(piece, int) else piece for piece in pieces])
        parts += (text[end : match.start()], replacement)
        length += len(replacement) + match.start() - end
        bounded_text(length)
        end = match.end()
    return "".join((*parts, text[end:]))


def _pieces(template: str, compiled: Any) -> list[str | int]:
    """The template as literal texts and numbers of groups; a reference to no group is empty."""
    names = dict(compiled.groupindex)
    pieces: list[str | int] = []
    end = 0
    for reference in _TEMPLATE.finditer(template):
        pieces.append(template[end : reference.start()])
        end = reference.end()
        name = reference[1] or reference[2]
        if name is None:
            pieces.append("$")
            continue
        number = int(name) if name.isdecimal() and len(name) < 9 else names.get(name)
        if number is not None and number <= compiled.groups:
            pieces.append(number)
    return [*pieces, template[end:]]


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Any:
    import re2  # type: ignore[import-untyped]

    if len(pattern) > _MAX_PATTERN:
        raise LimitError(f"the pattern is longer than {_MAX_PATTERN} characters")
    if r"\C" in _ESCAPES.findall(pattern):
        raise argument_error("pattern", r"invalid regexp pattern: invalid escape sequence in \C")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise argument_error("pattern", f"invalid regexp pattern: {_worded(reason)}") from None


def _worded(reason: str) -> str:
    """RE2's complaint about a pattern in the words of Go's RE2."""
    code, _, part = reason.partition(": ")
    return f"{_GO_WORDS.get(code, code)} in {part}" if part else _GO_WORDS.get(code, code)


def _names(compiled: Any) -> tuple[str, ...]:
    """The names of the captures in order; empty where they have none."""
    named = compiled.groupindex
    if named and len(named) < compiled.groups:
        raise argument_error("pattern", "invalid regexp pattern: cannot mix both named and unnamed capture groups")
    return tuple(sorted(named, key=lambda name: named[name]))


def _captures(match: Any, names: tuple[str, ...]) -> Value:
    if names:
        return {name: match.group(name) for name in sorted(names)}
    groups = match.groups()
    return tuple(groups) if groups else match.group()


def _matches(compiled: Any, text: str) -> Iterator[Any]:
    """All matches as Go finds them: an empty one right after another match does not count."""
    end = -1
    for count, match in enumerate(compiled.finditer(text)):
        if count * len(text) > _MAX_WORK:
            raise LimitError("the pattern matches too often in so long a text")
        if match.start() == match.end() == end:
            continue
        end = match.end()
        yield match
