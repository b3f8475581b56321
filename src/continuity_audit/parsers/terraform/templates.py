"""Reads templates: quoted texts, heredocs and template files with ``${ }`` and ``%{ }``, strip markers and escapes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from continuity_audit.parsers.terraform.grammar import HEREDOC, Reader
from continuity_audit.parsers.terraform.syntax import (
    Expression,
    Literal,
    SyntaxProblem,
    Template,
    TemplateFor,
    TemplateIf,
)

ESCAPE: Final = re.compile(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
PLAIN: Final = re.compile(r'[^"\\$%\n]+')
PLAIN_RAW: Final = re.compile(r"[^$%]+")


@dataclass(slots=True)
class Directive:
    """A ``%{ }`` in the flat list of parts, before the parts are nested."""

    word: str
    condition: Expression | None = None
    key: str = ""
    element: str = ""


Part = str | Expression | Directive


def template(reader: Reader, closing: str, escapes: bool, end: int | None = None) -> Expression:
    """A template up to its closing quote, or up to ``end`` (the end of the text where it is ``None``)."""
    parts = _parts(reader, closing, escapes, len(reader.text) if end is None else end)
    return _nest(parts)


def heredoc(reader: Reader) -> Expression:
    """A heredoc; ``<<-`` takes the common indentation away."""
    opening = HEREDOC.match(reader.text, reader.at)
    if opening is None:
        raise SyntaxProblem("expected a heredoc", reader.at)
    closing = _closing(reader.text, opening)
    reader.at = opening.end()
    parts = _parts(reader, "", False, closing.start())
    if opening[1]:
        parts = _dedent(parts)
    reader.at = closing.end()
    return _nest(parts)


def heredoc_end(text: str, opening: re.Match[str]) -> int:
    """Where a heredoc ends, by the match of its beginning.

    Raises:
        SyntaxProblem: it has no end.
    """
    return _closing(text, opening).end()


def _closing(text: str, opening: re.Match[str]) -> re.Match[str]:
    found = re.compile(rf"^[ \t]*{re.escape(opening[2])}[ \t\r]*$", re.MULTILINE).search(text, opening.end())
    if found is None:
        raise SyntaxProblem(f"the heredoc {opening[2]} has no end", opening.start())
    return found


def _parts(reader: Reader, closing: str, escapes: bool, end: int) -> list[Part]:
    parts: list[Part] = []
    text = reader.text
    plain = PLAIN if closing else PLAIN_RAW
    while True:
        at = reader.at
        if at >= end:
            if closing:
                raise SyntaxProblem("the text has no closing quote", at)
            return parts
        if closing and text[at] == closing:
            reader.at += 1
            return parts
        if text.startswith(("${", "%{"), at):
            _sequence(reader, parts)
        elif text.startswith(("$${", "%%{"), at):
            parts.append(text[at + 1 : at + 3])
            reader.at += 3
        elif escapes and text[at] == "\\":
            parts.append(_escape(reader))
        elif found := plain.match(text, at, end):
            parts.append(found[0])
            reader.at = found.end()
        else:
            if closing and text[at] == "\n":
                raise SyntaxProblem("a line ends inside a quoted text", at)
            parts.append(text[at])
            reader.at += 1


def _escape(reader: Reader) -> str:
    found = ESCAPE.match(reader.text, reader.at)
    if found is None:
        raise SyntaxProblem(f"unknown escape {reader.text[reader.at : reader.at + 2]!r}", reader.at)
    reader.at = found.end()
    if found[1]:
        return ESCAPES[found[1]]
    code = int(found[2] or found[3], 16)
    return chr(code) if code <= 0x10FFFF else "�"


def _sequence(reader: Reader, parts: list[Part]) -> None:
    """An interpolation or directive, with its strip markers applied to the texts around it."""
    interpolation = reader.text[reader.at] == "$"
    reader.at += 2
    if reader.text.startswith("~", reader.at):
        reader.at += 1
        _strip_before(parts)
    parts.append(reader.expression() if interpolation else _directive(reader))
    strip_after = bool(reader.take("~"))
    reader.expect("}")
    if strip_after:
        found = re.compile(r"[ \t]*(?:\r?\n)?[ \t\r\n]*").match(reader.text, reader.at)
        if found:
            reader.at = found.end()


def _strip_before(parts: list[Part]) -> None:
    while parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip(" \t\r\n")
        if parts[-1]:
            return
        parts.pop()


def _directive(reader: Reader) -> Directive:
    word = reader.identifier()
    if word == "if":
        return Directive("if", reader.expression())
    if word == "for":
        key, element = "", reader.identifier()
        if reader.take(","):
            key, element = element, reader.identifier()
        if reader.identifier() != "in":
            raise SyntaxProblem("expected 'in'", reader.at)
        return Directive("for", reader.expression(), key, element)
    if word in ("else", "endif", "endfor"):
        return Directive(word)
    raise SyntaxProblem(f"unknown template directive {word!r}", reader.at)


def _nest(parts: list[Part]) -> Expression:  # noqa: C901  two functions that share their place
    """The flat parts as a tree: what stands between ``if`` and ``endif`` belongs to it."""
    position = 0

    def upto(*ends: str) -> tuple[Expression, str]:
        nonlocal position
        found: list[Expression] = []
        text = ""
        while position < len(parts):
            part = parts[position]
            position += 1
            if isinstance(part, str):
                text += part
                continue
            if text:
                found.append(Literal(text))
                text = ""
            if not isinstance(part, Directive):
                found.append(part)
            elif part.word in ends:
                return _template(found), part.word
            else:
                found.append(nested(part))
        if ends:
            raise SyntaxProblem(f"a template directive has no {ends[-1]!r}", 0)
        if text:
            found.append(Literal(text))
        return _template(found), ""

    def nested(part: Directive) -> Expression:
        if part.word == "if" and part.condition is not None:
            then, word = upto("else", "endif")
            other = upto("endif")[0] if word == "else" else Literal("")
            return TemplateIf(part.condition, then, other)
        if part.word == "for" and part.condition is not None:
            return TemplateFor(part.key, part.element, part.condition, upto("endfor")[0])
        raise SyntaxProblem(f"template directive {part.word!r} without its beginning", 0)

    return upto()[0]


def _template(found: list[Expression]) -> Expression:
    if not found:
        return Literal("")
    if len(found) == 1 and isinstance(found[0], Literal) and isinstance(found[0].value, str):
        return found[0]
    return Template(tuple(found))


def _dedent(parts: list[Part]) -> list[Part]:
    """The parts without the indentation that all lines share; an interpolation ends a line's indentation."""
    lines: list[list[Part]] = [[]]
    for part in parts:
        if not isinstance(part, str):
            lines[-1].append(part)
            continue
        for piece in part.splitlines(keepends=True):
            lines[-1].append(piece)
            if piece.endswith("\n"):
                lines.append([])
    indents = [_indent(line) for line in lines if line and not _blank(line)]
    common = min(indents, default=0)
    result: list[Part] = []
    for line in lines:
        left = common
        for part in line:
            if left and isinstance(part, str):
                taken = min(left, len(part) - len(part.lstrip(" \t")))
                result.append(part[taken:])
                left -= taken
                if part.lstrip(" \t"):
                    left = 0
            else:
                left = 0
                result.append(part)
    return result


def _indent(line: list[Part]) -> int:
    width = 0
    for part in line:
        if not isinstance(part, str):
            break
        width += len(part) - len(part.lstrip(" \t"))
        if part.lstrip(" \t"):
            break
    return width


def _blank(line: list[Part]) -> bool:
    return all(isinstance(part, str) and not part.strip() for part in line)
