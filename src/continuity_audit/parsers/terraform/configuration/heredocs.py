"""Finds where a heredoc ends: at its marker alone on a line, unless that line is of another heredoc inside ``${ }``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.grammar import HEREDOC
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem

__all__ = ["heredoc_close"]

_BEGIN: Final = r"\$\$\{|%%\{|(?P<begin>[$%]\{)"
_CODE: Final = pattern(r'"|\{|\}|#[^\n]*|//[^\n]*|/\*.*?\*/|' + HEREDOC.pattern, re.DOTALL)
_QUOTED: Final = pattern(r'\\.|"|' + _BEGIN, re.DOTALL)


class _Open(Struct, frozen=True):
    """A heredoc, code or quoted text that is not closed yet: what is looked for in it, and where a heredoc began."""

    wanted: re.Pattern[str]
    opening: re.Match[str] | None = None


def heredoc_close(text: str, opening: re.Match[str], closes: dict[int, re.Match[str]] | None = None) -> re.Match[str]:
    """The line that closes a heredoc, by the match of `HEREDOC` where it begins.

    ``closes`` keeps those of heredocs inside it, by where these begin, so that none is looked for twice; without it
    the first that comes ends a heredoc in which an interpolation has no end.

    Raises:
        SyntaxProblem: it has no end.
    """
    if closes and opening.end() in closes:
        return closes[opening.end()]
    found = _alone(opening[2]).search(text, opening.end())
    if found is None:
        raise SyntaxProblem(f"the heredoc {opening[2]} has no end", opening.start())
    between = (opening.end(), found.start())
    if text.find("<<", *between) < 0 or (text.find("${", *between) < 0 and text.find("%{", *between) < 0):
        return found
    inside = {} if closes is None else closes
    _find_closes(text, opening, inside)
    if closes is not None and opening.end() not in closes:
        raise SyntaxProblem(f"an interpolation in the heredoc {opening[2]} has no end", opening.start())
    return inside.get(opening.end(), found)


@lru_cache(maxsize=256)
def _alone(marker: str) -> re.Pattern[str]:
    return re.compile(rf"^[ \t]*{re.escape(marker)}[ \t\r]*$", re.MULTILINE)


@lru_cache(maxsize=256)
def _inside(marker: str) -> re.Pattern[str]:
    return re.compile(rf"{_BEGIN}|(?P<close>{_alone(marker).pattern})", re.MULTILINE)


def _find_closes(text: str, opening: re.Match[str], closes: dict[int, re.Match[str]]) -> None:
    """Finds the end of a heredoc, past all that its interpolations hold, and of the heredocs in them."""
    stack = [_Open(_inside(opening[2]), opening)]
    at = opening.end()
    while stack and (found := stack[-1].wanted.search(text, at)):
        at = found.end()
        top = stack[-1]
        if top.wanted is _CODE:
            _step_in_code(found, stack)
        elif found["begin"]:
            stack.append(_Open(_CODE))
        elif top.opening is None:
            if found[0] == '"':
                stack.pop()
        elif found["close"] is not None:
            stack.pop()
            if close := _alone(top.opening[2]).match(text, found.start()):
                closes[top.opening.end()] = close


def _step_in_code(found: re.Match[str], stack: list[_Open]) -> None:
    if found[0] == '"':
        stack.append(_Open(_QUOTED))
    elif found[0] == "{":
        stack.append(_Open(_CODE))
    elif found[0] == "}":
        stack.pop()
    elif found[2]:
        stack.append(_Open(_inside(found[2]), found))
