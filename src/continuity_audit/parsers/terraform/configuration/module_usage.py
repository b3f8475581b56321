"""What a configuration uses of a module that it calls: the inputs it gives, and the outputs it asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body, JsonAttribute


def declared(directory: Directory) -> frozenset[str]:
    """What a module offers: ``var.size`` for an input, ``output.arn`` for an output."""
    inputs = (f"var.{name}" for name in directory.variables)
    return frozenset((*inputs, *(f"output.{name}" for name in directory.outputs)))


def used(directory: Directory, call: Block) -> frozenset[str]:
    """What the configuration of a folder uses of one of its module calls, named alike."""
    (name,) = call.labels
    output = re.compile(rf"\bmodule\.{re.escape(name)}(?:\[[^\]]*\]|\.\*)?\.(\w+)")
    asked = (found for attribute in _attributes(directory) for found in output.findall(_text(attribute)))
    return frozenset((*(f"var.{given}" for given in call.body.attributes), *(f"output.{found}" for found in asked)))


def _attributes(directory: Directory) -> Iterator[Attribute]:
    yield from directory.locals.values()
    bodies = [
        block.body
        for blocks in (directory.blocks, directory.modules, directory.outputs)
        for block in blocks.values()
    ]  # fmt: skip
    bodies += [provider.body for provider in directory.providers]
    while bodies:
        body: Body = bodies.pop()
        yield from body.attributes.values()
        bodies += [block.body for block in body.blocks]


def _text(attribute: Attribute) -> str:
    return str(attribute.data) if isinstance(attribute, JsonAttribute) else attribute.text
