"""Regular expressions with RE2, whose time is linear in the text whatever the pattern.

Source: go-cty ``stdlib/regexp.go`` and Go's ``regexp`` package: what counts as the next match, and the ``$1`` and
``${name}`` of a replacement. Both engines are RE2, so patterns mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from msgspec import Struct

from continuity_audit.estate.kinds import ANY, CollectionKind, Kind, ListValue, ObjectKind, TupleKind
from continuity_audit.estate.patterns import pattern
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
_TOKENS: Final = pattern(
    r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|\(\?P?<(?P<name>\w+)>", re.DOTALL
)
"""What a backslash begins, classes, and the beginnings of named groups; what stands after ``\\Q`` stands for itself."""
_TEMPLATE: Final = pattern(r"\$(?:\$|(\w+)|\{(\w+)\})", re.ASCII)


class Pattern(Struct, frozen=True):
    """A compiled pattern; ``names`` are those of its groups, by number, where they have any."""

    compiled: Any
    names: dict[int, str]


def regex(pattern: str, text: str) -> Value:
    compiled = _of_one_sort(_compile(pattern))
    match = compiled.compiled.search(text)
    if match is None:
        raise FunctionError("pattern did not match any part of the given string")
    return _captures(match, compiled)


def regex_all(pattern: str, text: str) -> Value:
    compiled = _of_one_sort(_compile(pattern))
    return ListValue([_captures(match, compiled) for match in _matches(compiled, text)], _kind(compiled))


def match_kind(pattern: Value, _: Value) -> Kind:
    """The type of what `regex` gives, which the pattern alone tells."""
    return _kind(_of_one_sort(_compile(pattern))) if isinstance(pattern, str) else ANY


def matches_kind(pattern: Value, text: Value) -> Kind:
    """The type of what `regex_all` gives."""
    return CollectionKind("list", match_kind(pattern, text))


def _kind(pattern: Pattern) -> Kind:
    """The type of a match: its text, or its captures by position or by name."""
    if pattern.names:
        return ObjectKind(dict.fromkeys(pattern.names.values(), "string"))
    groups = pattern.compiled.groups
    return TupleKind(("string",) * groups) if groups else "string"


def replace_pattern(text: str, pattern: str, template: str) -> str:
    """Every match replaced by the template, in which ``$1``, ``$name`` and ``${name}`` stand for captures."""
    try:
        compiled = _compile(pattern)
    except FunctionError as error:
        raise FunctionError(f"error parsing regexp: {error}") from None
    pieces = _pieces(template, compiled)
    parts: list[str] = []
    end = length = 0
    for match in _matches(compiled, text):
        replacement = "".join([piece if isinstance(piece, str) else _captured(match, piece) for piece in pieces])
        parts += (text[end : match.start()], replacement)
        length += len(replacement) + match.start() - end
        bounded_text(length)
        end = match.end()
    return "".join((*parts, text[end:]))


def matches_slash(pattern: str) -> bool:
    """Whether a pattern matches a ``/``."""
    return _compile(pattern).compiled.search("/") is not None


def _captured(match: Any, groups: Sequence[int]) -> str:
    """What the first of some groups of one name captured that captured anything."""
    return next((found for group in groups if (found := match.group(group)) is not None), "")


def _pieces(template: str, pattern: Pattern) -> list[str | Sequence[int]]:
    """The template as literal texts and numbers of groups; a reference to no group is empty."""
    pieces: list[str | Sequence[int]] = []
    end = 0
    for reference in _TEMPLATE.finditer(template):
        pieces.append(template[end : reference.start()])
        end = reference.end()
        name = reference[1] or reference[2]
        if name is None:
            pieces.append("$")
        elif name.isdecimal() and len(name) < 9:
            pieces.append([int(name)] if int(name) <= pattern.compiled.groups else "")
        else:
            pieces.append([group for group, own in pattern.names.items() if own == name])
    return [*pieces, template[end:]]


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Pattern:
    import re2  # type: ignore[import-untyped]

    if len(pattern) > _MAX_PATTERN:
        raise LimitError(f"the pattern is longer than {_MAX_PATTERN} characters")
    if any(token[0] == r"\C" for token in _TOKENS.finditer(pattern)):  # a single byte, which Go does not know
        raise argument_error("pattern", r"invalid regexp pattern: invalid escape sequence in \C")
    options = re2.Options()
    options.log_errors = False
    names: list[str] = []
    try:
        compiled = re2.compile(_TOKENS.sub(lambda token: _told_apart(token, names), pattern), options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        raise argument_error("pattern", f"invalid regexp pattern: {_worded(reason)}") from None
    groups = compiled.groupindex
    return Pattern(compiled, {group: names[n] for n, group in enumerate(sorted(groups.values()))})


def _told_apart(token: re.Match[str], names: list[str]) -> str:
    """The beginning of a group with a name that no group before it has: RE2 refuses those that Go does not."""
    name = token["name"]
    if name is None:
        return token[0]
    names.append(name)
    return token[0] if name not in names[:-1] else f"(?P<{name}_again_{len(names)}>"


def _worded(reason: str) -> str:
    """RE2's complaint about a pattern in the words of Go's RE2."""
    code, _, part = reason.partition(": ")
    return f"{_GO_WORDS.get(code, code)} in {part}" if part else _GO_WORDS.get(code, code)


def _of_one_sort(pattern: Pattern) -> Pattern:
    """The pattern, whose groups all have names or none has."""
    if pattern.names and len(pattern.names) < pattern.compiled.groups:
        raise argument_error("pattern", "invalid regexp pattern: cannot mix both named and unnamed capture groups")
    return pattern


def _captures(match: Any, pattern: Pattern) -> Value:
    if pattern.names:
        captured = {name: match.group(group) for group, name in pattern.names.items()}
        return dict(sorted(captured.items()))
    groups = match.groups()
    return tuple(groups) if groups else match.group()


def _matches(pattern: Pattern, text: str) -> Iterator[Any]:
    """All matches as Go finds them: an empty one right after another match does not count."""
    end = -1
    for count, match in enumerate(pattern.compiled.finditer(text)):
        if count * len(text) > _MAX_WORK:
            raise LimitError("the pattern matches too often in so long a text")
        if match.start() == match.end() == end:
            continue
        end = match.end()
        yield match
