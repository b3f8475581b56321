"""What a unit says with everything that it includes merged in: blocks by name, inputs by their merge strategies."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body
from continuity_audit.parsers.terraform.configuration.nodes import Call, Expression, Literal, ObjectOf, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Instance, NotThere
from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration

DEEP: Final = ("deep", "deep_map_only")
GIVEN_WHOLE: Final = ("generate", "remote_state")
"""Blocks that may be written as an argument too.

Source: https://docs.terragrunt.com/reference/hcl/blocks#generate.
"""


def included_by(of: Configuration) -> Iterator[tuple[Configuration | Unknown, Value]]:
    """What is merged into a configuration, with the strategies, the one that wins first: the last.

    One that is not in the tree is open by the name of what its path hangs on, or else by its own.
    """
    stated = {block.labels[0] if block.labels else "": block for block in of.body.blocks_of("include")}
    for label, included in reversed(list(of.includes.items())):
        strategy = of.attribute(stated[label], "merge_strategy")
        if strategy != "no_merge":
            yield of.open_include(stated[label]) if included is None else included, strategy


def layers(of: Configuration) -> Iterator[Configuration]:
    """A configuration with what is added to it and what it includes, the one that wins first."""
    if of.injected is not None:
        yield of.injected
    yield of
    for included, _ in included_by(of):
        if isinstance(included, Configuration):
            yield from layers(included)


def blocks(of: Configuration, kind: str) -> dict[str, tuple[Configuration, Block]]:
    """The blocks of a type by label, each with the configuration in which it stands; the one that wins."""
    found: dict[str, tuple[Configuration, Block]] = {}
    for configuration in layers(of):
        for block in _blocks_of(configuration, kind):
            found.setdefault(block.labels[0] if block.labels else "", (configuration, block))
    return found


def _blocks_of(configuration: Configuration, kind: str) -> Iterator[Block]:
    """The blocks of a type, also those that an argument of its name gives: ``generate = local.common.generate``."""
    yield from configuration.body.blocks_of(kind)
    given = configuration.body.attributes.get(kind) if kind in GIVEN_WHOLE else None
    value = unmark(configuration.attribute(None, kind)) if given is not None else None
    if given is not None and isinstance(value, Mapping):
        for label, each in value.items() if kind == "generate" else (("", value),):
            yield _block(kind, label, unmark(each), given)


def _block(kind: str, label: str, value: Value, given: Attribute) -> Block:
    arguments = value.items() if isinstance(value, Mapping) else ()
    made = {n: Attribute(n, "", given.file, given.line, given.end_line, Literal(v)) for n, v in arguments}
    return Block(kind, (label,) if label else (), given.file, given.line, given.end_line, Body(made))


def stated(of: Configuration, kind: str, name: str) -> tuple[Configuration, Block] | None:
    """Where an argument of a block that has no label is stated: the configuration that wins, and the block."""
    for configuration in layers(of):
        for block in _blocks_of(configuration, kind):
            if name in block.body.attributes:
                return configuration, block
    return None


def setting(of: Configuration, kind: str, name: str) -> Value:
    """An argument of a block that has no label, from the configuration that wins; ``None`` where none states it."""
    found = stated(of, kind, name)
    return None if found is None else found[0].attribute(found[1], name)


# --- inputs -------------------------------------------------------------------------------------------------------


class Merged(Struct):
    """Inputs by name, each worked out when asked for; ``open`` where code leaves open what else is set."""

    entries: dict[str, Callable[[], Value]] = field(default_factory=dict)
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Where each is written: the file and the line."""
    open: Unknown | None = None

    def get(self, name: str) -> Value:
        """An input.

        Raises:
            KeyError: nothing sets it.
        """
        if name in self.entries:
            return self.entries[name]()
        if self.open is None:
            raise KeyError(name)
        return Unknown(self.open.causes, f"{self.open.key}.{name}")

    def whole(self) -> Value:
        """All of them as one object."""
        found = {name: value() for name, value in self.entries.items()}
        if self.open is None:
            return found
        return Unknown(self.open.causes | causes_of(found), f"{self.open.key}+{key_of(found)}")


def merged_inputs(of: Configuration) -> Merged:
    """The inputs of a configuration with those of everything that it includes."""
    attribute = of.body.attributes.get("inputs")
    result = Merged() if attribute is None else _inputs(of, attribute)
    for included, strategy in included_by(of):
        below = Merged(open=included) if isinstance(included, Unknown) else merged_inputs(included)
        _add(below, result, deep=strategy in DEEP, lists=strategy == "deep")
        result = below
    if of.injected is not None:
        _add(result, merged_inputs(of.injected), deep=False)
    return result


def _add(result: Merged, more: Merged, *, deep: bool, lists: bool = True) -> None:
    """Merge inputs over others, which are left as they are where the new ones say nothing of them."""
    if more.open is not None:
        opened = more.open
        result.entries = {n: _constant(Unknown(opened.causes, f"{opened.key}.{n}")) for n in result.entries}
        result.open = opened if result.open is None else _both(result.open, opened)
    for name, value in more.entries.items():
        below = result.entries.get(name) if deep else None
        if deep and below is None and result.open is not None:
            below = _constant(Unknown(result.open.causes, f"{result.open.key}.{name}"))
        result.entries[name] = value if below is None else _deeply(below, value, lists)
        if name in more.places:
            result.places[name] = more.places[name]


def _deeply(below: Callable[[], Value], above: Callable[[], Value], lists: bool) -> Callable[[], Value]:
    return lambda: deep_merge(below(), above(), lists)


def deep_merge(below: Value, above: Value, lists: bool = True) -> Value:
    """Two values merged as Terragrunt does: objects by their keys, lists one after the other."""
    below, above = unmark(below), unmark(above)
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        shared = {key: deep_merge(below[key], above[key], lists) for key in below if key in above}
        return {**below, **above, **shared}
    if lists and isinstance(below, tuple) and isinstance(above, tuple):
        return (*below, *above)
    open_one = isinstance(below, Unknown) or isinstance(above, Unknown)
    if open_one and any(isinstance(side, Mapping | tuple) for side in (below, above)):
        return Unknown(causes_of((below, above)), f"merged({key_of(below)},{key_of(above)})")
    return above


def _both(one: Unknown, other: Unknown) -> Unknown:
    return Unknown(one.causes | other.causes, f"{one.key}+{other.key}")


def _inputs(configuration: Configuration, attribute: Attribute) -> Merged:
    """The inputs that one file states, each as lazily as it is written."""
    try:
        found = _of_expression(configuration, attribute.expression)
    except SyntaxProblem:
        return Merged(open=Unknown(frozenset({"inputs"}), f"{configuration.file}::inputs"))
    found.places = {name: (attribute.file, _line(attribute, name)) for name in found.entries}
    return found


def _line(attribute: Attribute, name: str) -> int:
    for offset, line in enumerate(attribute.text.split("\n")):
        if line.strip().partition("=")[0].strip().strip('"') == name:
            return attribute.line + offset
    return attribute.line


def _of_expression(configuration: Configuration, expression: Expression) -> Merged:
    result = Merged()
    match expression:
        case ObjectOf(entries=entries) if all(isinstance(key, Literal) for key, _ in entries):
            for key, value in entries:
                name = str(key.value) if isinstance(key, Literal) else ""
                result.entries[name] = lambda n=name, v=value: _value(configuration, v, f"inputs.{n}")  # type: ignore[misc]
        case Call(name="merge", arguments=arguments, expand=False):
            for argument in arguments:
                _add(result, _of_expression(configuration, argument), deep=False)
        case _:
            found = unmark(_value(configuration, expression, "inputs"))
            if isinstance(found, Instance) and found.whole is not None:
                found = _whole(found.whole, found)
            if isinstance(found, Mapping):
                result.entries = {name: _constant(each) for name, each in found.items()}
            elif found is not None:
                result.open = Unknown(causes_of(found), key_of(found))
    return result


def _whole(whole: Callable[[], Value], otherwise: Value) -> Value:
    try:
        return whole()
    except EvaluationProblem:
        return otherwise


def _constant(value: Value) -> Callable[[], Value]:
    return lambda: value


def _value(configuration: Configuration, expression: Expression, cause: str) -> Value:
    try:
        return evaluate(expression, configuration, {})
    except NotThere as problem:
        return problem.unknown
    except (EvaluationProblem, SyntaxProblem, RecursionError):
        return Unknown(frozenset({cause}), f"{configuration.home}::{cause}")
