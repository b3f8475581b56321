"""Terragrunt files as bodies, and the units that a ``terragrunt.stack.hcl`` makes."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from continuity_audit.estate.os_errors import in_words
from continuity_audit.parsers.terraform.access.mapped import mapped
from continuity_audit.parsers.terraform.configuration.blocks import read_native
from continuity_audit.parsers.terraform.configuration.files import Block, Body, JsonAttribute, Problem
from continuity_audit.parsers.terraform.terragrunt.configuration import FILES, MAX_DEPTH, Configuration
from continuity_audit.parsers.terraform.terragrunt.injected import Injected
from continuity_audit.parsers.terraform.terragrunt.merging import blocks
from continuity_audit.parsers.terraform.terragrunt.sources import REMOTE, as_written, why_not

MAX_STACKS: Final = 200
"""A stack is made of so many others at every depth."""

LABELS: Final = {"dependency": 1, "generate": 1, "feature": 1, "unit": 1, "stack": 1, "include": 1}
BLOCKS: Final = frozenset({*LABELS, "terraform", "locals", "dependencies", "remote_state", "exclude"})


def read_body(base: Path, file: str, read: Callable[[str], bytes]) -> tuple[Body, tuple[Problem, ...]]:
    """What a Terragrunt file says, with what of it could not be read."""
    try:
        if not (base / file).resolve().is_relative_to(base.resolve()):
            return Body(), (Problem(file, 1, "a symbolic link out of the audited tree"),)
        source = read(file)
        if not file.endswith(".json"):
            return read_native(source, file)
        content = json.loads(source)
    except OSError as problem:
        return Body(), (Problem(file, 1, f"cannot be read: {in_words(problem)}"),)
    except ValueError as problem:
        return Body(), (Problem(file, 1, f"not valid JSON: {problem}"),)
    return (_of_json(content, file), ()) if isinstance(content, dict) else (Body(), (Problem(file, 1, "no object"),))


def _of_json(content: dict[str, object], file: str) -> Body:
    attributes: dict[str, JsonAttribute] = {}
    blocks: list[Block] = []
    for name, value in content.items():
        if name in BLOCKS:
            blocks += _blocks(name, value, file)
        else:
            attributes[name] = JsonAttribute(name, value, file, 1, 1)
    return Body(attributes, tuple(blocks))


def _blocks(kind: str, value: object, file: str) -> Iterator[Block]:
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            continue
        bare = kind not in LABELS or (kind == "include" and "path" in each)
        for label, inner in [("", each)] if bare else each.items():
            arguments = inner.items() if isinstance(inner, dict) else ()
            body = Body({name: JsonAttribute(name, argument, file, 1, 1) for name, argument in arguments})
            yield Block(kind, (label,) if label else (), file, 1, 1, body)


def units_of_stack(stack: Configuration) -> Iterator[tuple[str, Configuration]]:
    """The units that a stack makes, by the folders that Terragrunt would make for them."""
    for stating, block in blocks(stack, "unit").values():
        if (unit := _inner(stating, block)) is not None:
            yield unit.home, unit
    for inner in _directly_in(stack):
        yield from units_of_stack(inner)


def units_by_name(stack: Configuration) -> dict[str, str]:
    """The folders of the units that a stack itself makes, by their names."""
    return {name: stating.home_of(block) for name, (stating, block) in blocks(stack, "unit").items()}


def stacks_of_stack(stack: Configuration) -> Iterator[Configuration]:
    """The stacks that a stack is made of, at every depth."""
    for inner in _directly_in(stack):
        yield inner
        yield from stacks_of_stack(inner)


def sources_outside(stack: Configuration) -> Iterator[tuple[str, str, Block, str]]:
    """The folders of units and stacks that are made of what is not in the tree, each with its source and why."""
    _directly_in(stack)  # what is left out of it is known then
    for kind in FILES:
        for stating, block in blocks(stack, kind).values():
            left_out = stack.left_out.get(block.labels[0]) if kind == "stack" and block.labels else None
            if left_out or _file(stating, block) is None:
                source = stating.attribute(block, "source")
                written = block.body.attributes.get("source")
                shown = as_written(source, written) if written else ""
                why = why_not(source, stating, _starts(stating), FILES[kind]) if isinstance(source, str) else ""
                yield stating.home_of(block), shown, block, left_out or why
    for inner in _directly_in(stack):
        yield from sources_outside(inner)


def _directly_in(stack: Configuration) -> Sequence[Configuration]:
    """The stacks that a stack names itself; of those that multiply so many that all end."""
    if stack.stacks is None:
        stack.stacks = []
        for name, (stating, block) in blocks(stack, "stack").items():
            if len(stack.made_with) >= MAX_STACKS:
                stack.left_out[name] = f"is one of more than {MAX_STACKS} stacks inside of one (limit)"
            elif (inner := _inner(stating, block)) is not None:
                inner.made_with = stack.made_with
                stack.made_with.append(None)
                stack.stacks.append(inner)
    return stack.stacks


def _inner(stack: Configuration, block: Block) -> Configuration | None:
    """The unit or stack that a block makes, nothing where its source is not in the tree."""
    file = _file(stack, block)
    if file is None or stack.depth >= MAX_DEPTH:
        return None
    values = stack.attribute(block, "values")
    inner = Configuration(stack.tree, file, home=stack.home_of(block), values=values, depth=stack.depth + 1)
    inner.values = {} if inner.values is None else inner.values
    inner.shared.copied = {**stack.shared.copied, inner.home: inner.folder}
    for added in block.body.blocks_of("autoinclude"):
        inner.injected = Injected(stack, added, inner)
    inner.seen.add(stack.seen)
    return inner


def _starts(stack: Configuration) -> tuple[str, ...]:
    """Where relative sources begin: where Terragrunt makes the stack, or else where it is written."""
    return stack.home, stack.folder


def _file(stack: Configuration, block: Block) -> str | None:
    source = stack.attribute(block, "source")
    if not isinstance(source, str):
        return None
    path = source.partition("?")[0].replace("//", "/")
    places: Iterable[str | None] = (stack.place(path, start) for start in _starts(stack))
    if REMOTE.match(source):
        places = (mapped(source, stack.tree.source_map, stack.seen),)
    for place in places:
        file = None if place is None else posixpath.normpath(posixpath.join(place, FILES[block.type]))
        if file is not None and stack.has_file(file):
            return file
    return None
