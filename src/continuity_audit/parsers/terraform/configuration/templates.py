"""Reads templates: quoted texts, heredocs and template files with ``${ }`` and ``%{ }``, strip markers and escapes."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.grammar import HEREDOC, Reader, reference
from continuity_audit.parsers.terraform.configuration.heredocs import heredoc_close
from continuity_audit.parsers.terraform.configuration.nodes import (
    Expression,
    ForbiddenProblem,
    Literal,
    SyntaxProblem,
    Template,
    TemplateFor,
    TemplateIf,
)
from continuity_audit.parsers.terraform.functions.json_text import normal_text

ESCAPE: Final = pattern(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
NAMED: Final = pattern(r"\$\{[ \t]*+([^\W\d][\w-]*+(?:\.[^\W\d][\w-]*+)*+)[ \t]*+\}")
"""An interpolation of a reference and nothing else, as most are."""
PLAIN: Final = pattern(r'[^"\\$%\n]+')
PLAIN_RAW: Final = pattern(r"[^$%\n]*\n|[^$%\n]+")


class Directive(Struct):
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
    closing = heredoc_close(reader.text, opening, reader.heredocs)
    reader.at = opening.end()
    parts = _parts(reader, "", False, closing.start())
    if opening[1]:
        parts = _dedent(parts)
    reader.at = closing.end()
    return _nest(parts)


def _parts(reader: Reader, closing: str, escapes: bool, end: int) -> list[Part]:  # noqa: C901  a case a token
    """The texts (outside quotes one a line, as HCL's scanner has them) and sequences of a template."""
    parts: list[Part] = []
    pieces: list[str] = []
    stripped: list[int] = []
    text = reader.text
    plain = PLAIN if closing else PLAIN_RAW
    while True:
        at = reader.at
        if at >= end:
            if closing:
                raise SyntaxProblem("the text has no closing quote", at)
            break
        if closing and text[at] == closing:
            reader.at += 1
            break
        if text.startswith(("${", "%{"), at):
            _finish(pieces, parts)
            if _sequence(reader, parts):
                stripped.append(len(parts))
        elif text.startswith(("$${", "%%{"), at):
            pieces.append(text[at + 1 : at + 3])
            reader.at += 3
        elif escapes and text[at] == "\\":
            pieces.append(_escape(reader))
        elif found := plain.match(text, at, end):
            pieces.append(found[0])
            reader.at = found.end()
            if not closing and text[reader.at - 1] == "\n":
                _finish(pieces, parts)
        else:
            if closing and text[at] == "\n":
                raise SyntaxProblem("a line ends inside a quoted text", at)
            pieces.append(text[at])
            reader.at += 1
    _finish(pieces, parts)
    for position in stripped:
        if position < len(parts) and isinstance(part := parts[position], str):
            parts[position] = part.lstrip()
    return parts


def _finish(pieces: list[str], parts: list[Part]) -> None:
    """What was read of a text is one part, put together once."""
    if pieces:
        parts.append("".join(pieces))
        pieces.clear()


def _escape(reader: Reader) -> str:
    found = ESCAPE.match(reader.text, reader.at)
    if found is None:
        raise ForbiddenProblem(f"unknown escape {reader.text[reader.at : reader.at + 2]!r}", reader.at)
    reader.at = found.end()
    if found[1]:
        return ESCAPES[found[1]]
    code = int(found[2] or found[3], 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise ForbiddenProblem(f"the escape of U+{code:04x}, which no UTF-8 text holds", reader.at)
    return chr(code)


def _sequence(reader: Reader, parts: list[Part]) -> bool:
    """An interpolation or directive; whether the text after it is to lose the white space that it begins with."""
    if found := NAMED.match(reader.text, reader.at):
        parts.append(reference(found[1]))
        reader.at = found.end()
        return False
    interpolation = reader.text[reader.at] == "$"
    reader.at += 2
    if reader.text.startswith("~", reader.at):
        reader.at += 1
        if parts and isinstance(last := parts[-1], str):
            parts[-1] = last.rstrip()
    parts.append(reader.enclosed() if interpolation else _directive(reader))
    strip_after = reader.take("~")
    reader.expect("}")
    return strip_after


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
    raise ForbiddenProblem(f"unknown template directive {word!r}", reader.at)


def _nest(parts: list[Part]) -> Expression:  # noqa: C901  two functions that share their place
    """The flat parts as a tree: what stands between ``if`` and ``endif`` belongs to it."""
    position = 0

    def upto(*ends: str) -> tuple[Expression, str]:
        nonlocal position
        found: list[Expression] = []
        text = ""
        plain = False
        while position < len(parts):
            part = parts[position]
            position += 1
            if isinstance(part, str):
                text += part
                plain = True
                continue
            if text:
                found.append(Literal(normal_text(text)))
                text = ""
            if not isinstance(part, Directive):
                found.append(part)
            elif part.word in ends:
                return _template(found), part.word
            else:
                found.append(nested(part))
        if ends:
            raise SyntaxProblem(f"a template directive has no {ends[-1]!r}", 0)
        if text or (plain and len(found) == 1):  # white space that is stripped away makes a text all the same
            found.append(Literal(normal_text(text)))
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
    """The parts without the indentation that all lines share; blank lines neither count nor change."""
    common: int | None = None
    indented: list[int] = []
    beginning = True
    for position, part in enumerate(parts):
        text = part if isinstance(part, str) else None
        if beginning and not (text is not None and text.endswith("\n") and not text.strip()):
            width = len(text) - len(text.lstrip()) if text is not None else 0
            common = width if common is None else min(common, width)
            if text is not None:
                indented.append(position)
        beginning = text is not None and text.endswith("\n")
    result = list(parts)
    for position in indented:
        line = result[position]
        result[position] = line[common or 0 :] if isinstance(line, str) else line
    return result
