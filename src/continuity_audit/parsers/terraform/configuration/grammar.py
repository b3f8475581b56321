"""Reads one expression: precedence climbing over the grammar of the HCL specification.

Templates keep their white space to the letter; the legacy forms of Terraform 0.11 and provider-defined functions are
read as well. Where an expression begins and ends in a file is the business of ``blocks``.

Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.nodes import (
    Binary,
    Call,
    Conditional,
    Element,
    Expression,
    For,
    ForbiddenProblem,
    GetAttribute,
    GetIndex,
    LimitProblem,
    Literal,
    Name,
    ObjectOf,
    Splat,
    SyntaxProblem,
    Template,
    TupleOf,
    Unary,
)
from continuity_audit.parsers.terraform.functions.json_text import normal_text

SPACE: Final = pattern(r"(?:[ \t\r\n\ufeff]+|#[^\n]*|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
IDENTIFIER: Final = pattern(r"[^\W\d][\w-]*")
ATTRIBUTES: Final = pattern(r"(?:\.[^\W\d][\w-]*)+")
TRAVERSAL: Final = pattern(r"[^\W\d][\w-]*(?:\.[^\W\d][\w-]*)*")
PLAIN_TEXT: Final = pattern(r'"([^"\\$%\n]*)"')
"""A quoted text with nothing in it that has a meaning of its own."""
_PLAIN: Final = r'[ \t\r\n]*+(?:"(?P<text>[^"\\$%\n]*+)"|(?P<name>[^\W\d][\w-]*+(?:\.[^\W\d][\w-]*+)*+))(?=[ \t]*+'
PLAIN_ELEMENT: Final = pattern(_PLAIN + r"[,\])}])")
"""Such a text, or a reference, as a whole element, argument or entry: what comes after it ends the expression."""
PLAIN_ENTRY: Final = pattern(_PLAIN + r"(?:[,\])}]|\r?\n))")
"""The same where the end of a line ends it, too."""
PLAIN_TEXTS: Final = pattern(r'\[\s*+(?:"[^"\\$%\n]*+"\s*+(?:,\s*+|(?=\])))*+\]')
"""A list of such texts and nothing else."""
TEXTS: Final = pattern(r'"([^"]*)"')
FUNCTION: Final = pattern(r"[^\W\d][\w-]*(?:[ \t]*::[ \t]*[^\W\d][\w-]*)*(?=[ \t]*\()")
CALLED_BELOW: Final = pattern(r"[ \t]*\r?\n\s*\(")
"""The bracket of a call on a line below its name, which a bracket around both allows."""
NUMBER: Final = pattern(r"\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
OBJECT_KEY: Final = pattern(r"([^\W\d][\w-]*)[ \t]*(?:=(?!=)|:)")
HEREDOC: Final = pattern(r"<<(-?)([^\W\d][\w-]*)[ \t\r]*\n")
FOR: Final = pattern(r"for(?=[\s/#])")
INDEX: Final = pattern(r"\d+")
LEGACY_INDEX: Final = pattern(r"\.\d")
IF: Final = pattern(r"if\b")
OPERATOR: Final = pattern(r"\|\||&&|==|!=|>=|<=|[<>+\-*%]|/(?![/*])")
PRECEDENCE: Final = {
    "||": 1, "&&": 2, "==": 3, "!=": 3, ">=": 4, "<=": 4, ">": 4, "<": 4, "+": 5, "-": 5, "*": 6, "/": 6, "%": 6,
}  # fmt: skip
BLANK: Final = frozenset(" \t\r\n\ufeff#/")
MAY_NOT_COUNT: Final = pattern(r"\?|\b(?:try|can)[ \t]*\(")
"""Where something may stand of which a part counts for nothing: a conditional, or what catches a mistake."""
OPERATORS: Final = frozenset("|&=!><+-*/%")
SIGNS: Final = frozenset("-!")
CONSTANTS: Final = {"true": Literal(True), "false": Literal(False), "null": Literal(None)}
_CATCHING: Final = frozenset({"try", "can", "core::try", "core::can"})
MAX_DEPTH: Final = 200
MAX_CHARACTERS: Final = 1_000_000
MAX_DIGITS: Final = 100_000


def parse_expression(text: str) -> Expression:
    """The tree of one whole expression.

    Raises:
        SyntaxProblem: it is none, goes on after its end, or nests deeper than 200 levels.
    """
    if len(text) > MAX_CHARACTERS:
        raise LimitProblem(f"an expression of more than {MAX_CHARACTERS} characters (limit)", 0)
    # Most expressions are a plain text, a reference or a list of texts, and are told by one look at the whole.
    if found := PLAIN_TEXT.fullmatch(text):
        return Literal(normal_text(found[1]))
    if TRAVERSAL.fullmatch(text):
        return reference(text)
    if PLAIN_TEXTS.fullmatch(text):
        return texts_of(text)
    reader = Reader(text)
    expression = reader.expression()
    reader.skip()
    if reader.at < len(text):
        # A name is the next argument, for which the line must end before it; all else may be what is not understood.
        of_kind = ForbiddenProblem if text[reader.at].isidentifier() else SyntaxProblem
        raise of_kind(f"unexpected {token_at(text, reader.at)} after the expression", reader.at)
    return expression


def parse_template(text: str) -> Expression:
    """The tree of a text with interpolations, such as a template file or a string of a JSON configuration."""
    from continuity_audit.parsers.terraform.configuration.templates import template

    reader = Reader(text.removeprefix("\ufeff"))
    return template(reader, closing="", escapes=False)


class Reader:
    """A place in the text of an expression."""

    def __init__(self, text: str, at: int = 0) -> None:
        self.text = text
        self.at = at
        self.depth = 0
        self.heredocs: dict[int, re.Match[str]] = {}
        """The ends of those that were found, by where their texts begin."""
        self._gap = (0, 0)
        """Where the white space and comments stand that were stepped over last."""
        self._by_lines = False
        """Whether the end of a line ends an expression here, as between the braces of an object."""

    def skip(self) -> None:
        """Over white space and comments."""
        self.here()

    def here(self) -> str:
        """The character that stands here (after white space); the empty text at the end."""
        character = self.text[self.at : self.at + 1]
        if character in BLANK and (found := SPACE.match(self.text, self.at)):
            self._gap = found.span()
            self.at = found.end()
            return self.text[self.at : self.at + 1]
        return character

    def is_below(self) -> bool:
        """Whether a line has ended before what stands here."""
        character = self.here()
        begin, end = self._gap
        return not character or (end == self.at and "\n" in self.text[begin:end])

    def take(self, token: str) -> bool:
        """Whether a token stands here (after white space), and step over it."""
        if self.here() != token[0] or not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def expect(self, token: str) -> None:
        """Step over a token that must stand here."""
        if not self.take(token):
            raise SyntaxProblem(f"expected {token!r}, found {token_at(self.text, self.at)}", self.at)

    def identifier(self) -> str:
        """A name that must stand here."""
        self.skip()
        found = IDENTIFIER.match(self.text, self.at)
        if not found:
            raise SyntaxProblem("expected a name", self.at)
        self.at = found.end()
        return found[0]

    def expression(self) -> Expression:
        """An expression, the conditional operator included."""
        if found := (PLAIN_ENTRY if self._by_lines else PLAIN_ELEMENT).match(self.text, self.at):
            self.at = found.end()
            return reference(found["name"]) if found["name"] else Literal(normal_text(found["text"]))
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise LimitProblem(f"nested deeper than {MAX_DEPTH} levels", self.at)
        result = self._binary(1)
        if self.take("?"):
            begin = self.at
            then = self.expression()
            self.expect(":")
            other = self.expression()
            result = Conditional(result, then, other, nests=self._nests(begin))
        self.depth -= 1
        return result

    def _binary(self, least: int) -> Expression:
        """Operands and the operators between them that bind as tightly as ``least`` or more so."""
        left = self._unary()
        while True:
            found = OPERATOR.match(self.text, self.at) if self.here() in OPERATORS else None
            if found is None or (binding := PRECEDENCE[found[0]]) < least:
                return left
            self.at = found.end()
            left = Binary(found[0], left, self._binary(binding + 1))

    def _unary(self) -> Expression:
        operators: list[str] = []
        while (operator := self.here()) in SIGNS and not self.text.startswith("=", self.at + 1):
            self.at += 1
            operators.append(operator)
            if len(operators) > MAX_DEPTH:
                raise LimitProblem(f"nested deeper than {MAX_DEPTH} levels", self.at)
        operand = self._postfix(self._term())
        for operator in reversed(operators):
            operand = Unary(operator, operand)
        return operand

    def _term(self) -> Expression:
        self.skip()
        text, at = self.text, self.at
        if at >= len(text):
            raise SyntaxProblem("the expression ends too early", at)
        character = text[at]
        if character == '"':
            return self._quoted()
        if character in "([{":
            return self._in_brackets(character)
        if character == "<" and HEREDOC.match(text, at):
            return self._heredoc()
        if found := NUMBER.match(text, at):
            self.at = found.end()
            return Literal(number(found[0]))
        if found := FUNCTION.match(text, at):
            self.at = found.end()
            return self._call("".join(found[0].split()))
        name = self.identifier()
        if not self._by_lines and CALLED_BELOW.match(text, self.at):
            return self._call(name)
        return CONSTANTS.get(name) or Name(name)

    def _in_brackets(self, character: str) -> Expression:
        by_lines, self._by_lines = self._by_lines, character == "{"
        if character == "{":
            found: Expression = self._object()
        elif character == "[":
            found = self._tuple()
        else:
            self.at += 1
            found = self.expression()
            self.expect(")")
        self._by_lines = by_lines
        return found

    def enclosed(self) -> Expression:
        """An expression between marks that let it go over several lines."""
        by_lines, self._by_lines = self._by_lines, False
        found = self.expression()
        self._by_lines = by_lines
        return found

    def _call(self, name: str) -> Call:
        self.expect("(")
        begin = self.at
        by_lines, self._by_lines = self._by_lines, False
        arguments: list[Expression] = []
        expand = False
        while not self.take(")"):
            arguments.append(self.expression())
            if self.take("..."):
                expand = True
                self.take(",")
                self.expect(")")
                break
            if not self.take(","):
                self.expect(")")
                break
        self._by_lines = by_lines
        return Call(name, tuple(arguments), expand, nests=name in _CATCHING and self._nests(begin))

    def _nests(self, begin: int) -> bool:
        """Whether what was read since may hold a conditional, or a ``try``."""
        return MAY_NOT_COUNT.search(self.text, begin, self.at) is not None

    def _postfix(self, term: Expression) -> Expression:
        while True:
            if found := ATTRIBUTES.match(self.text, self.at):
                self.at = found.end()
                term = attributes_of(term, found[0].split(".")[1:])
            step = self._step(term)
            if step is None:
                return term
            term = step

    def _step(self, term: Expression) -> Expression | None:
        """One attribute, index or splat after a term, or nothing. White space may stand before a dot, not after."""
        start = self.at
        mark = self.here()
        if mark == "." and not self.text.startswith("...", self.at):
            self.at += 1
            if self.take("*"):
                return Splat(term, self._attributes_after(Element()))
            if found := INDEX.match(self.text, self.at):
                self.at = found.end()
                if LEGACY_INDEX.match(self.text, self.at):
                    raise ForbiddenProblem("two legacy indexes in a chain: write [0][0]", self.at)
                return GetIndex(term, Literal(int(found[0])))
            return GetAttribute(term, self.identifier())
        if mark == "[" and "\n" not in self.text[start : self.at]:
            self.at += 1
            if self.take("*"):
                self.expect("]")
                return Splat(term, self._postfix(Element()))
            key = self.enclosed()
            self.expect("]")
            return GetIndex(term, key)
        self.at = start
        return None

    def _attributes_after(self, term: Expression) -> Expression:
        """The attributes (no indexes) that follow an attribute-only splat."""
        while self.text.startswith(".", self.at) and not self.text.startswith("...", self.at):
            if self.text.startswith(".*", self.at):
                raise ForbiddenProblem("a splat (*) cannot be used inside another attribute-only splat", self.at)
            step = self._step(term)
            if step is None:
                break
            term = step
        return term

    def _tuple(self) -> Expression:
        if found := PLAIN_TEXTS.match(self.text, self.at):
            self.at = found.end()
            return texts_of(found[0])
        self.expect("[")
        self.skip()
        if FOR.match(self.text, self.at):
            return self._for("]")
        elements: list[Expression] = []
        while not self.take("]"):
            elements.append(self.expression())
            if not self.take(","):
                self.expect("]")
                break
        return TupleOf(tuple(elements))

    def _object(self) -> Expression:
        self.expect("{")
        self.skip()
        if FOR.match(self.text, self.at):
            return self._for("}")
        entries: list[tuple[Expression, Expression]] = []
        while self.here() != "}":
            key = self._object_key()
            if self.is_below():
                raise ForbiddenProblem("expected the value of the key on its line", self.at)
            entries.append((key, self.expression()))
            below, comma = self.is_below(), self.take(",")
            if below == comma and self.here() != "}":
                raise ForbiddenProblem("expected a comma or the end of the line", self.at)
        self.at += 1
        return ObjectOf(tuple(entries))

    def _object_key(self) -> Expression:
        self.skip()
        if found := OBJECT_KEY.match(self.text, self.at):
            self.at = found.end()
            return Literal(normal_text(found[1]))
        start = self.at
        key = self.expression()
        if self.text[start] == "(":
            key = Template((key,))  # not to be taken for the bare reference that Terraform refuses as a key
        if self.is_below():
            raise ForbiddenProblem("expected a value for the key on its line", self.at)
        if not self.take(":"):
            self.expect("=")
        return key

    def _for(self, closing: str) -> For:
        by_lines, self._by_lines = self._by_lines, False  # in braces, too, no line ends an expression here
        self.expect("for")
        key, element = "", self.identifier()
        if self.take(","):
            key, element = element, self.identifier()
        if self.identifier() != "in":
            raise SyntaxProblem("expected 'in'", self.at)
        collection = self.expression()
        self.expect(":")
        value: Expression = self.expression()
        result_key = None
        if closing == "}":
            self.expect("=>")
            result_key, value = value, self.expression()
        group = self.take("...")
        if group and result_key is None:
            raise ForbiddenProblem("a grouping ellipsis (...) cannot be used when building a tuple", self.at)
        condition = None
        self.skip()
        if IF.match(self.text, self.at):
            self.at += 2
            condition = self.expression()
        self.expect(closing)
        self._by_lines = by_lines
        return For(key, element, collection, value, condition, result_key, group)

    def _quoted(self) -> Expression:
        if found := PLAIN_TEXT.match(self.text, self.at):
            self.at = found.end()
            return Literal(normal_text(found[1]))
        from continuity_audit.parsers.terraform.configuration.templates import template

        self.at += 1
        return template(self, closing='"', escapes=True)

    def _heredoc(self) -> Expression:
        from continuity_audit.parsers.terraform.configuration.templates import heredoc

        return heredoc(self)


def reference(text: str) -> Expression:
    """The tree of names with dots between them, or the constant that a name stands for."""
    first, *attributes = text.split(".")
    return attributes_of(CONSTANTS.get(first) or Name(first), attributes)


def texts_of(text: str) -> TupleOf:
    """The tree of a list of plain texts."""
    return TupleOf(tuple(map(Literal, TEXTS.findall(normal_text(text)))))


def attributes_of(term: Expression, names: Iterable[str]) -> Expression:
    """The attribute of an attribute of a term, as far as the names go."""
    for name in names:
        term = GetAttribute(term, name)
    return term


def token_at(text: str, at: int) -> str:
    """What stands at a place, in words: a name or a text is not quoted, as it may be a password without its quotes."""
    character = text[at : at + 1]
    if not character:
        return "the end"
    if character == '"':
        return "a text"
    if character.isalnum() or character == "_":
        return "a number" if character.isdecimal() else "a name"
    return repr(character)


def number(text: str) -> int | Decimal:
    """A number as written; whole ones are ``int``."""
    try:
        value = Decimal(text)
    except InvalidOperation as problem:
        raise SyntaxProblem(f"not a number: {text}", 0) from problem
    if abs(value.adjusted()) > MAX_DIGITS:
        raise LimitProblem(f"a number of more than {MAX_DIGITS} digits (limit)", 0)
    if abs(value.adjusted()) < 4000 and value == value.to_integral_value():
        return int(value)
    return value
