"""What is inside of a stand-in, said by what the audited code knows of it: the call with its inputs and outputs.

Whoever reads a report finds no resource of a public module in the code, but the call, with what it gives and takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from continuity_audit.estate.interface import Input, Interface
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import SetValue, Value
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.bodies import settled
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.modules.module import Module

NAMES: Final = pattern(r"\b(var|local)\.(\w+)((?:\.\w+)*)")
ITEM: Final = pattern(r"""\b\w+\.value(?:\.(\w+)|,\s*"(\w+)")""")
"""What is read of an item of a collection: ``each.value.size``, ``lookup(rule.value, "size", 1)``."""
INDEX: Final = pattern(r'\[(?:\*|[^\[\]"]*|"(?:[^"\\]|\\.)*")\]')
UNINDEXED: Final = pattern(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]')
REPEATED: Final = ("count", "for_each")


# --- inputs -------------------------------------------------------------------------------------------------------


class Deciding(Struct, frozen=True):
    """An input of the outermost call: its name with the part of it that is read, and its line where it is given."""

    name: str
    line: int | None


def lines_of_inputs(module: Module, block: Block, lines: Mapping[str, int]) -> dict[str, int]:
    """The lines of a stand-in's values where the audited code gives them: the line of an input in the call.

    What no input decides has no line of its own.
    """
    given = dict(_by_line(module, block.body, _repeated(block), _given))
    return {path: found.line for path, line in lines.items() if (found := given.get(line)) and found.line is not None}


def interface_of(module: Module, block: Block, lines: Mapping[str, int], values: Mapping[str, Value]) -> Interface:
    """The call that makes a resource of a stand-in, with what decides its attributes.

    ``lines`` and ``values`` are those of the stand-in's own block.
    """
    outer = outermost(module)
    around = _repeated(block)
    by_line = dict(_by_line(module, block.body, around, _deciding))
    found = {path: by_line[line] for path, line in lines.items() if line in by_line}
    for path, text in _texts(block.body):
        if path not in found and (deciding := _deciding(module, text, path)) is not None:
            found[path] = deciding
    inputs = {path: Input(d.name, _worth(outer, d.name, values.get(path)), d.line) for path, d in found.items()}
    repeated = _given(module, around, "")
    if repeated is not None:
        inputs[""] = Input(repeated.name, _worth(outer, repeated.name, _keys(outer, repeated.name)), repeated.line)
    return Interface(outer.path, outer.stand_in, inputs)


def outermost(module: Module) -> Module:
    """The stand-in that the audited code calls, of one that may be inside of it."""
    while module.parent is not None and module.parent.stand_in:
        module = module.parent
    return module


def _repeated(block: Block) -> str:
    return " ".join(a.text for n, a in block.body.attributes.items() if n in REPEATED)


def _texts(body: Body) -> Iterator[tuple[str, str]]:
    """The expression that decides each argument and whether there are blocks of a type, by name."""
    for name, attribute in body.attributes.items():
        yield name, attribute.text
    for block in body.blocks:
        repeated = block.body.attributes.get("for_each") if block.type == "dynamic" else None
        if repeated is not None:
            yield block.labels[0], repeated.text


def _worth(outer: Module, name: str, own: Value) -> Value:
    """The value of an input; of a part of it, and of a collection, what the attribute is worth that it decides."""
    if "." in name:
        return own
    try:
        value = settled(outer.variable(name))
    except (EvaluationProblem, SyntaxProblem, RecursionError):
        return own
    plain = unmark(value)
    return own if plain is None or isinstance(plain, dict | tuple | SetValue) else value


def _keys(outer: Module, name: str) -> Value:
    """What there is of an input that is a map, by its keys."""
    try:
        value = unmark(settled(outer.variable(name.partition(".")[0])))
    except (EvaluationProblem, SyntaxProblem, RecursionError):
        return None
    return tuple(sorted(value)) if isinstance(value, dict) else None


def _by_line(
    module: Module, body: Body, around: str, find: Callable[[Module, str, str], Deciding | None]
) -> Iterator[tuple[int, Deciding]]:
    """For each line of a stand-in's body the input that decides it."""
    for attribute in body.attributes.values():
        found = find(module, attribute.text, attribute.name)
        if (found is None or found.line is None) and ("each." in attribute.text or ".value" in attribute.text):
            # What the call gives for an item counts before what it could give for all of them.
            item = _of_item(find(module, around, ""), attribute.text)
            found = item if found is None or (item is not None and item.line is not None) else found
        if found is not None:
            yield attribute.line, found
    for block in body.blocks:
        repeated = block.body.attributes.get("for_each") if block.type == "dynamic" else None
        inner = repeated.text if repeated is not None else around
        found = find(module, inner, "") if repeated is not None else None
        inside = list(_by_line(module, block.body, inner, find))
        if found is None and inside:
            found = inside[0][1]
        if found is not None:
            yield block.line, found
        yield from inside


def _of_item(found: Deciding | None, text: str) -> Deciding | None:
    """The part of an input that is read of each of its items."""
    part = ITEM.search(text)
    if found is None or part is None:
        return found
    return Deciding(f"{found.name}.{part[1] or part[2]}", found.line)


def _deciding(module: Module, text: str, argument: str) -> Deciding | None:
    """The first input of the call that an expression speaks of and the call gives.

    Where it gives none, the input that is called as the ``argument`` is, or else the first.
    """
    found = tuple(_inputs(module, text, frozenset()))
    alike = (one for one in found if one.name == argument)
    return next((one for one in found if one.line is not None), next(alike, found[0] if found else None))


def _given(module: Module, text: str, _: str) -> Deciding | None:
    """The first input of the call in the audited code that an expression of a stand-in speaks of."""
    return next((found for found in _inputs(module, text, frozenset()) if found.line is not None), None)


def _inputs(module: Module, text: str, seen: frozenset[str]) -> Iterator[Deciding]:
    """The inputs of the outermost call that an expression of a stand-in speaks of, in order."""
    for kind, name, part in NAMES.findall(text):
        if kind == "local":
            local = module.directory.locals.get(name)
            if local is not None and name not in seen:
                yield from _inputs(module, local.text, seen | {name})
            continue
        given: Attribute | None = module.call.body.attributes.get(name) if module.call else None
        if module.parent is None or not module.parent.stand_in:
            yield Deciding(f"{name}{part}", given.line if given else None)
        elif given is not None:
            yield from _inputs(module.parent, given.text, frozenset())


# --- outputs ------------------------------------------------------------------------------------------------------


def name_in_call(module: Module, name: str) -> str:
    """What leaves a value open inside of a stand-in, as the output of the call that tells it; else the call alone.

    ``name`` is as the stand-in's own code has it: ``aws_subnet.private[0].id``, ``module.kms.key_arn``.
    """
    while True:
        found = _output(module, name)
        if module.parent is None or not module.parent.stand_in:
            return f"{module.path}.{found}" if found else module.path
        call = module.call.labels[0] if module.call else ""
        name = f"module.{call}.{found}" if found else f"module.{call}"
        module = module.parent


def _output(module: Module, name: str) -> str:
    """The first output whose expression names something: the attribute itself, or else what it is an attribute of."""
    plain = UNINDEXED.sub("", name)
    if plain.startswith(("var.", "output.")):  # an input that the call lacks, an output that the stand-in does not have
        return plain.partition(".")[2]
    owner = plain.rpartition(".")[0]
    for asked in (plain, owner) if owner.count(".") else (plain,):
        named = re.compile(rf"(?<![\w.]){re.escape(asked)}\b")
        for output, block in module.directory.outputs.items():
            text = block.body.attributes["value"].text if "value" in block.body.attributes else ""
            if any(named.search(told) for told in _told(module, text, frozenset())):
                return output
    return ""


def _told(module: Module, text: str, seen: frozenset[str]) -> Iterator[str]:
    """An expression without indexes, and those of the local values in it."""
    yield INDEX.sub("", text)
    for kind, name, _ in NAMES.findall(text):
        local = module.directory.locals.get(name) if kind == "local" else None
        if local is not None and name not in seen:
            yield from _told(module, local.text, seen | {name})
