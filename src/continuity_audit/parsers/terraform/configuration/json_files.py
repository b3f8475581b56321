"""The JSON syntax of Terraform: the same blocks, written as objects; texts are templates.

Source: https://developer.hashicorp.com/terraform/language/syntax/json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import yaml

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body, JsonAttribute, Problem
from continuity_audit.parsers.terraform.configuration.grammar import parse_template
from continuity_audit.parsers.terraform.configuration.nodes import Expression, Literal, ObjectOf, Template, TupleOf
from continuity_audit.parsers.terraform.functions.convert import parse_number
from continuity_audit.parsers.terraform.functions.json_text import normal_text

LABELS: Final = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
NESTED: Final = ("lifecycle", "dynamic", "validation", "backend", "required_providers", "assume_role", "default_tags")
"""Blocks inside blocks that the reader itself asks for; a resource's own are objects either way."""

OF_KIND: Final = {"backend": "terraform", "required_providers": "terraform"}
"""Blocks that are these only inside of one kind: resources have blocks of their own of such names."""

NAME: Final = pattern(r"[^\W\d][\w-]*")

VALUES: Final = ("locals", "module", "output", "variable", "terraform", "provider")
"""Blocks whose objects are values, whatever stands in them."""

ESCAPE: Final = pattern(
    r"\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)

NO_OBJECT: Final = "a JSON configuration is an object, or a list of objects"

LITERAL: Final = {
    ("variable", "type"), ("variable", "default"), ("module", "source"), ("module", "version"), ("output", "type"),
}  # fmt: skip
"""Arguments in which a text is no template."""


def read_json(source: bytes, file: str) -> tuple[Body, tuple[Problem, ...]]:
    """The body of a ``.tf.json`` file. YAML's reader keeps the lines; JSON is a part of YAML."""
    try:
        root = yaml.compose(_paired(source.decode("utf-8-sig")), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as problem:
        mark = getattr(problem, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        return Body(), (Problem(file, line, f"not valid JSON: {getattr(problem, 'problem', None) or problem}"),)
    blocks: list[Block] = []
    problems: list[Problem] = []
    for part in root.value if isinstance(root, yaml.SequenceNode) else (root,):
        if not isinstance(part, yaml.MappingNode):
            problems.append(Problem(file, _line(part) if part else 1, NO_OBJECT))
            continue
        for name, node in _entries(part):
            if name != "//":
                blocks += list(_blocks(name, node, file, LABELS.get(name, 0), ()))
    return Body({}, tuple(blocks)), tuple(problems)


def _paired(text: str) -> str:
    """JSON with its pairs of surrogates as the characters that they stand for, which YAML does not know."""
    return ESCAPE.sub(_character, text) if "\\u" in text else text


def _character(escape: re.Match[str]) -> str:
    high, low, lone = escape.groups()
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    return "\ufffd" if lone else escape[0]


def _entries(node: yaml.Node) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), value


def _blocks(kind: str, node: yaml.Node, file: str, labels: int, found: tuple[str, ...]) -> Iterator[Block]:
    if isinstance(node, yaml.SequenceNode):
        for element in node.value:
            yield from _blocks(kind, element, file, labels, found)
    elif labels:
        for label, inner in _entries(node):
            if label != "//":
                yield from _blocks(kind, inner, file, labels - 1, (*found, label))
    elif kind == "locals" or isinstance(node, yaml.MappingNode):
        yield Block(kind, found, file, _line(node), node.end_mark.line + 1, _body(kind, node, file))


def _body(kind: str, node: yaml.Node, file: str) -> Body:
    attributes: dict[str, Attribute] = {}
    blocks: list[Block] = []
    for name, value in _entries(node):
        if name == "//":
            continue
        if _is_nested(kind, name, value):
            blocks += list(_blocks(name, value, file, 1 if name in ("dynamic", "backend") else 0, ()))
        else:
            data: object = Verbatim(_data(value)) if (kind, name) in LITERAL else _data(value)
            attributes[name] = JsonAttribute(name, data, file, _line(value), value.end_mark.line + 1)
    return Body(attributes, tuple(blocks))


def _is_nested(kind: str, name: str, node: yaml.Node) -> bool:
    """Whether an argument is read as blocks: one that the reader asks for, or what can be nothing but blocks.

    A list of objects has the same value either way, and what a block leaves out is the provider's to say.
    """
    if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
        return False
    if name in OF_KIND or name in NESTED:
        return OF_KIND.get(name, kind) == kind
    if kind in VALUES:
        return False
    return (kind == "dynamic" and name == "content") or _is_list_of_objects(node) or _holds_dynamic(node)


def _is_list_of_objects(node: yaml.Node) -> bool:
    """Whether all elements are objects whose keys can be names of arguments."""
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        return False
    names = [name for part in node.value for name, _ in _entries(part)]
    return all(isinstance(part, yaml.MappingNode) for part in node.value) and all(map(NAME.fullmatch, names))


def _holds_dynamic(node: yaml.Node) -> bool:
    waiting = [node]
    while waiting:
        top = waiting.pop()
        if isinstance(top, yaml.SequenceNode):
            waiting += top.value
        for name, value in _entries(top):
            if name == "dynamic" and any(_is_dynamic(block) for _, block in _entries(value)):
                return True
            waiting.append(value)
    return False


def _is_dynamic(node: yaml.Node) -> bool:
    parts = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return any({"for_each", "content"} <= {name for name, _ in _entries(part)} for part in parts)


class Verbatim:
    """Data whose texts are no templates."""

    def __init__(self, data: object) -> None:
        self.data = data


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _data(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return {name: _data(value) for name, value in _entries(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_data(element) for element in node.value]
    text = str(node.value)
    if getattr(node, "style", None) in ('"', "'"):
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("null", ""):
        return None
    number = parse_number(text)
    return text if number is None or (isinstance(number, Decimal) and not number.is_finite()) else number


def expression_of(data: object) -> Expression:
    """The expression that JSON data stands for."""
    verbatim = isinstance(data, Verbatim)
    return _expression(data.data if isinstance(data, Verbatim) else data, verbatim)


def value_of(data: object) -> Value:
    """The value of JSON data in which no text is a template."""
    match data:
        case dict():
            return {normal_text(key): value_of(item) for key, item in data.items()}
        case list():
            return tuple([value_of(item) for item in data])
        case str():
            return normal_text(data)
        case _:
            return data


def _expression(data: object, verbatim: bool) -> Expression:
    match data:
        case dict():
            # A key stays a template: without quotes it would be a name.
            keys = [Literal(normal_text(key)) if verbatim else parse_template(key) for key in data]
            pairs = zip(keys, (_expression(value, verbatim) for value in data.values()), strict=True)
            return ObjectOf(tuple(pairs))
        case list():
            return TupleOf(tuple(_expression(element, verbatim) for element in data))
        case str():
            return Literal(normal_text(data)) if verbatim else _template(data)
        case bool() | int() | Decimal() | None:
            return Literal(data)
        case _:
            raise TypeError(f"no JSON data: {type(data).__name__}")


def _template(text: str) -> Expression:
    """A text with what stands in it; one expression alone is that expression, as the native syntax writes it."""
    parsed = parse_template(text)
    return parsed.parts[0] if isinstance(parsed, Template) and len(parsed.parts) == 1 else parsed
