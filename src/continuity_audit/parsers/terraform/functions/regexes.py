"""Regular expressions with RE2, whose time is linear in the text whatever the pattern.

Source: go-cty ``stdlib/regexp.go`` and Go's ``regexp`` package: what counts as the next match, and the ``$1`` and
``${name}`` of a replacement. Both engines are RE2, so patterns mean the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any, Final

from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.functions.base import MAX_ELEMENTS, bounded_text
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error

_MAX_PATTERN: Final = 100_000
_GO_WORDS: Final = {
    "missing )": "missing closing )",
    "trailing \\": "trailing backslash at end of expression",
    "no argument for repetition operator": "missing argument to repetition operator",
    "invalid repetition size": "invalid repeat count",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "invalid named capture group": "invalid named capture",
}
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
    return tuple(_captures(match, names) for match in _matches(compiled, text))


def replace_pattern(text: str, pattern: str, template: str) -> str:
    """Every match replaced by the template, in which ``$1``, ``$name`` and ``${name}`` stand for captures."""
    try:
        compiled = _compile(pattern)
    except FunctionError as error:
        raise FunctionError(f"error parsing regexp: {error}") from None
    names = dict(compiled.groupindex)
    parts: list[str] = []
    end = length = 0
    for match in _matches(compiled, text):
        replacement = _TEMPLATE.sub(partial(_expand, match=match, names=names), template)
        parts += (text[end : match.start()], replacement)
        length += len(replacement) + match.start() - end
        bounded_text(length)
        end = match.end()
    return "".join((*parts, text[end:]))


def _expand(reference: re.Match[str], match: Any, names: dict[str, int]) -> str:
    name = reference[1] or reference[2]
    if name is None:
        return "$"
    number = int(name) if name.isdecimal() else names.get(name)
    if number is None or number > match.re.groups:
        return ""
    return match.group(number) or ""


@lru_cache(maxsize=256)
def _compile(pattern: str) -> Any:
    import re2  # type: ignore[import-untyped]

    if len(pattern) > _MAX_PATTERN:
        raise LimitError(f"the pattern is longer than {_MAX_PATTERN} characters")
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
        if count >= MAX_ELEMENTS:
            raise LimitError(f"the pattern matches more than {MAX_ELEMENTS} times")
        if match.start() == match.end() == end:
            continue
        end = match.end()
        yield match
