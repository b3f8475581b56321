"""The texts of a file that are secret by the name or the command before them, so that they are not kept by accident.

It errs to the side of finding too much: what is found only keeps a reading from being stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from continuity_audit.estate.command_lines import passwords
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import WORDS, is_secret_name

MOST_LINES: Final = 200
"""So many lines of a value that goes on are looked at."""

LEAST: Final = 3
"""Fewer characters are no secret."""

_WORD: Final = pattern(WORDS, re.I)
_BEGINNINGS: Final = tuple(dict.fromkeys(re.findall(r"(?:^|\|)([a-z]+)", WORDS)))
"""What the words begin with: looked for as such, which is many times faster than the pattern."""
_AFTER: Final = pattern(
    r"(?P<name>[\w.-]{0,100})(?:\\?[\"']\]?\s*(?:=>|[=:])|\]?\s*=>|\s*=(?!=)|\s*:(?=\s))[ \t]*(?P<value>.*)"
)
"""From inside a name to what is assigned to it; a colon without a space is part of a name of its own."""
_NAMED: Final = pattern(r"name\\?[\"']?\s*[=:]\s*\\?[\"']?$", re.I)
_ITS_VALUE: Final = pattern(r"[\w.-]{0,100}\\?[\"']?[\s,]*\\?[\"']?value\\?[\"']?\s*[=:][ \t]*(?P<value>.*)", re.I)
_VALUE_FIRST: Final = pattern(
    r"value\\?[\"']?\s*[=:][ \t]*(?P<value>[^\n]*?)[,\s]*\\?[\"']?name\\?[\"']?\s*[=:]\s*\\?[\"']?$", re.I
)
LONGEST_NAME: Final = 100
NEAR: Final = 500
"""So many characters around a name are looked at."""
_QUOTED: Final = pattern(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'")
_REFERENCE: Final = pattern(r"\$\{[^{}]*\}")
_HEREDOC: Final = pattern(r"<<[-~]?\s*(\w+)\s*$")
_LOGIN: Final = pattern(r"://[^/\s:@\"']*:([^/\s@\"']+)@")
_PLAIN: Final = pattern(r"[^\s\"'{}\[\](),#|>&*!=][^\s\"'{}\[\](),#]*(?![^\s\"'{}\[\](),#]|[(\[])")
_INDEX: Final = pattern(r"(?<=[\w)\]])\[\"[^\"]*\"\]")
_OBJECT: Final = pattern(r"(?<!\$)\{")
_NEXT: Final = pattern(r",(?=[\w.'\"-]+=)|\}")
_IS_KEY: Final = pattern(r"\s*(?:=>|=(?!=)|:)")
_WORDY: Final = pattern(r"[A-Za-z0-9]").search
_MARKED: Final = pattern(r"\bsensitive\(")
_NOTHING: Final = frozenset({"true", "false", "null", "none", "yes", "no", "~", "string", "number", "bool", "any"})
_EXPRESSION: Final = pattern(
    r"(?:var|local|module|data|each|count|self|path|dependency|include|inputs|terraform)\.|[\w-]+\.[\w-]+[.\[]"
)


@lru_cache(maxsize=16)  # units read the same file one after the other
def secret_texts(content: bytes, *, code: bool = False) -> frozenset[str]:
    """The texts of a file in HCL, YAML or JSON that stand after a name which says that they are secret.

    Of ``code`` only those count that are written as such, on the line of the name or in the text that begins there:
    what stands without quotes is a reference, and what lies deeper in brackets is left to whoever works it out.
    """
    text = content.decode("utf-8", "replace")
    found = {login[1] for login in _LOGIN.finditer(text)} if "://" in text else set()
    for match in _MARKED.finditer(text) if not code else ():
        found |= set(_nested(text, match.end() - 1))
    for at in _words(text):
        found |= set(_assigned(text, at, code))
    found |= set(passwords(text))
    parts = (_REFERENCE.sub("", part).strip() for part in found)
    return frozenset(part for part in parts if len(part) >= LEAST and part.lower() not in _NOTHING and _WORDY(part))


def _words(text: str) -> Iterator[int]:
    """Where words stand that speak of secrets."""
    lower = text.lower()
    if len(lower) != len(text):
        yield from (word.start() for word in _WORD.finditer(text))
        return
    for beginning in _BEGINNINGS:
        at = lower.find(beginning)
        while at >= 0:
            if _WORD.match(text, at):
                yield at
            at = lower.find(beginning, at + 1)


def secret_in_key(key: str) -> bool:
    """Whether a text that is secret by its name stands in the key of an unknown: known texts are quoted there."""
    return bool(secret_texts(_NEXT.sub("\n", key).encode("utf-8", "surrogatepass"), code=True))


def _assigned(text: str, at: int, code: bool) -> Iterator[str]:
    """What is assigned to the name in which a word stands, or to an entry of that name: ``name = "X", value = ...``."""
    start = at
    while start and at - start < LONGEST_NAME and (text[start - 1].isalnum() or text[start - 1] in "_.-"):
        start -= 1
    before = text[max(0, start - NEAR) : start]
    if _NAMED.search(before[-LONGEST_NAME:]):
        for match in (_ITS_VALUE.match(text, at), _VALUE_FIRST.search(before)):
            if match is not None:
                yield from _texts(match.string, match.start("value"), match["value"], code)
    assigned = _AFTER.match(text, at)
    if assigned is not None and is_secret_name(text[start:at] + assigned["name"]):
        yield from _texts(text, assigned.start("value"), assigned["value"], code)


def _texts(text: str, start: int, value: str, code: bool) -> Iterator[str]:
    value = _without_indices(value.rstrip())
    if code:
        value = _OBJECT.split(value)[0]
    if heredoc := _HEREDOC.search(value):
        yield from _until(text, start + len(value), heredoc[1])
        return
    quoted = [one for match in _QUOTED.finditer(value) for one in _parts(match[1] or match[2] or "")]
    yield from quoted
    if value.endswith(("(", "[", "{")) or (not value and _is_hcl(text, start)):
        yield from () if code else _nested(text, start)
    elif (
        not (quoted or code)
        and (plain := _PLAIN.match(value))
        and not _EXPRESSION.match(value)
        and not value.endswith(",")
    ):
        yield plain[0]
    elif value in ("|", "|-", "|+", ">", ">-", ">+"):
        yield from _block(text, start)


def _without_indices(line: str) -> str:
    """The line without what stands between brackets after a name: which element is meant is no secret."""
    return _INDEX.sub("", line)


def _parts(text: str) -> Iterator[str]:
    """A text, and what stands between the values that are put into it."""
    yield from _REFERENCE.split(text)


def _is_hcl(text: str, start: int) -> bool:
    return text[:start].rstrip().endswith("=")


def _nested(text: str, start: int) -> Iterator[str]:
    """The quoted texts up to where the brackets that the value opens are closed."""
    depth = 0
    for line in map(_without_indices, text[start:].split("\n", MOST_LINES)[:MOST_LINES]):
        bare = _QUOTED.sub("", line)
        depth += sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
        for match in _QUOTED.finditer(line):
            if "?" in line[: match.start()] or not _IS_KEY.match(line, match.end()):
                yield from _parts(match[1] or match[2] or "")
        if depth <= 0:
            return


def _until(text: str, start: int, end: str) -> Iterator[str]:
    for line in text[start:].split("\n", MOST_LINES)[1:MOST_LINES]:
        if line.strip() == end:
            return
        yield from _parts(line.strip())


def _block(text: str, start: int) -> Iterator[str]:
    """The lines of a block of YAML: those that stand deeper than the key."""
    head = text.rfind("\n", 0, start) + 1
    key = text[head:start]
    depth = len(key) - len(key.lstrip(" -"))
    for line in text[start:].split("\n", MOST_LINES)[1:MOST_LINES]:
        if line.strip() and len(line) - len(line.lstrip()) <= depth:
            return
        yield from _parts(line.strip())
