"""The words and operators of a shell script, apart: nothing is put in yet.

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from continuity_audit.estate.patterns import pattern

LONGEST: Final = 100_000
"""Longer scripts are not read."""
MOST_DOCUMENTS: Final = 100
"""So many here-documents of a script are read."""

Kind: TypeAlias = Literal["text", "variable", "substitution"]


class Part(Struct, frozen=True):
    """A part of a word: a text, the inside of ``${…}``, or the script inside of ``$(…)``."""

    kind: Kind
    text: str
    quoted: bool = False


class Word(Struct, frozen=True):
    """A word of a command."""

    parts: tuple[Part, ...]

    @property
    def plain(self) -> str:
        """The word where it is one text without quotes, as reserved words and the names of functions are."""
        only = self.parts[0] if len(self.parts) == 1 else None
        return only.text if only is not None and only.kind == "text" and not only.quoted else ""


class Operator(Struct, frozen=True):
    """What stands between commands, or before the file that one reads or writes."""

    text: str


Token: TypeAlias = Word | Operator
HERE: Final = "<<"
"""The operator before a here-document, of which the whole text is one word behind it."""

_GAP: Final = pattern(r"(?:[ \t\r]|\\\r?\n)+")
_COMMENT: Final = pattern(r"#[^\n]*")
_HEREDOC: Final = pattern(r"\d*<<(-?)[ \t]*([\"']?)(\w+)\2")
_OPERATOR: Final = pattern(r"\d*(?:&>>?|>\||>>|>&|>|<<<|<&|<)|&&|\|\||\|&|;;|[;|&()\n]")
_PLAIN: Final = pattern(r"[^\s'\"`\\$|&;()<>\0]+|\0[^\0]*\0")
_VARIABLE: Final = pattern(r"\$(\w+|[@*#?!-])")


def tokens(script: str) -> list[Token]:
    """The words and operators of a script in order, without its comments."""
    return list(_Lexer(script).tokens()) if len(script) <= LONGEST else []


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.awaited: list[re.Match[str]] = []
        self.documents = 0

    def tokens(self) -> Iterator[Token]:
        while self.at < len(self.text):
            if self._skip(_GAP) or self._skip(_COMMENT):
                continue
            if document := _HEREDOC.match(self.text, self.at):
                self.at = document.end()
                yield Operator(HERE)
                yield self._document(document)
            elif operator := _OPERATOR.match(self.text, self.at):
                self.at = operator.end()
                if operator[0] == "\n" and self.awaited:
                    self.at = self._end_of_document(self.awaited.pop(), self.at)[1]
                    self.awaited.clear()
                yield Operator(operator[0].lstrip("0123456789"))
            elif parts := tuple(self._word()):
                yield Word(parts)

    def _skip(self, what: object) -> bool:
        found = what.match(self.text, self.at)  # type: ignore[attr-defined]
        self.at = found.end() if found else self.at
        return bool(found)

    def _document(self, begun: re.Match[str]) -> Word:
        """The text of a here-document, which begins on the next line."""
        self.documents += 1
        if self.documents > MOST_DOCUMENTS:
            return Word((Part("text", "", quoted=True),))
        self.awaited.append(begun)
        line = self.text.find("\n", self.at) + 1
        text = self.text[line : self._end_of_document(begun, line)[0]] if line else ""
        if begun[2]:
            return Word((Part("text", text, quoted=True),))
        inner = _Lexer(f'"{text}"'.replace("\\", "\\\\") if '"' not in text else "")
        return Word(tuple(inner._double_quoted()) if inner.text else (Part("text", text, quoted=True),))

    def _end_of_document(self, begun: re.Match[str], start: int) -> tuple[int, int]:
        """Where the text of a here-document that begins at a place ends, and what follows it begins."""
        end = re.compile(rf"^{begun[1] and chr(92) + 't*'}{begun[3]}\r?$", re.MULTILINE).search(self.text, start)
        return (end.start(), end.end()) if end else (len(self.text), len(self.text))

    def _word(self) -> Iterator[Part]:
        while self.at < len(self.text) and not self._ends_word():
            yield from self._part()

    def _ends_word(self) -> bool:
        char = self.text[self.at]
        return char in " \t\r\n;|&()<>" or self.text.startswith(("\\\n", "\\\r\n"), self.at)

    def _part(self) -> Iterator[Part]:
        char = self.text[self.at]
        if char == "'":
            yield Part("text", self._until("'"), quoted=True)
        elif char == '"':
            yield from self._double_quoted()
        elif char == "\\":
            yield Part("text", self.text[self.at + 1 : self.at + 2], quoted=True)
            self.at += 2
        elif char in "$`":
            yield self._put_in(quoted=False)
        else:
            found = _PLAIN.match(self.text, self.at)
            self.at = found.end() if found else self.at + 1
            if found:
                yield Part("text", found[0])

    def _until(self, end: str) -> str:
        """What stands between here and the next ``end``, behind which it goes on."""
        start = self.at + 1
        stop = self.text.find(end, start)
        stop = len(self.text) if stop < 0 else stop
        self.at = stop + 1
        return self.text[start:stop]

    def _double_quoted(self) -> Iterator[Part]:
        self.at += 1
        known: list[str] = []
        while self.at < len(self.text) and (char := self.text[self.at]) != '"':
            if char in "$`":
                yield Part("text", "".join(known), quoted=True)
                known.clear()
                yield self._put_in(quoted=True)
                continue
            if char == "\\" and self.text[self.at + 1 : self.at + 2] in ("$", "`", '"', "\\", "\n"):
                self.at += 1
                char = self.text[self.at].replace("\n", "")
            known.append(char)
            self.at += 1
        self.at += 1
        yield Part("text", "".join(known), quoted=True)

    def _put_in(self, *, quoted: bool) -> Part:
        """A variable or a substitution; a dollar before none is a text."""
        if self.text[self.at] == "`":
            return Part("substitution", self._until("`"), quoted)
        if self.text.startswith("$${", self.at):  # Flux and Terraform write one dollar so
            self.at += 1
        if self.text.startswith(("$(", "${"), self.at):
            kind: Kind = "substitution" if self.text[self.at + 1] == "(" else "variable"
            start, stop = self.at + 2, self._closing(self.at + 1)
            self.at = stop + 1
            return Part(kind, self.text[start:stop], quoted)
        found = _VARIABLE.match(self.text, self.at)
        self.at = found.end() if found else self.at + 1
        return Part("variable", found[1], quoted) if found else Part("text", "$", quoted)

    def _closing(self, opening: int) -> int:
        """Where the bracket is closed that stands at a place, quotes and brackets inside of it left aside."""
        opens, depth, quote, at = self.text[opening], 0, "", opening
        closes = {"(": ")", "{": "}"}[opens]
        while at < len(self.text):
            char = self.text[at]
            if char == "\\":
                at += 1
            elif quote:
                quote = "" if char == quote else quote
            elif char in "'\"":
                quote = char
            elif char in (opens, closes):
                depth += 1 if char == opens else -1
                if not depth:
                    return at
            at += 1
        return len(self.text)


__all__ = ["HERE", "Operator", "Part", "Token", "Word", "tokens"]
