"""The code of a unit as Terraform sees it: its source, what lies beside the unit, and what Terragrunt generates."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct, field

from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.reading import Missing
from continuity_audit.parsers.terraform.directory import Directory, Parsed, Sources, assembled
from continuity_audit.parsers.terraform.files import Block, Body
from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration
from continuity_audit.parsers.terraform.terragrunt.generated import Files, generated
from continuity_audit.parsers.terraform.terragrunt.merging import Merged, layers, merged_inputs
from continuity_audit.parsers.terraform.terragrunt.outside import call_of
from continuity_audit.parsers.terraform.terragrunt.units import Unit

CONFIGURATION: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")


class Code(Struct):
    """A unit's configuration with what sets its variables."""

    directory: Directory
    folder: str
    files: tuple[str, ...]
    inputs: Merged
    call: str = ""
    """The one module call that stands for the code, where that is outside the tree."""
    variable_files: list[str] = field(default_factory=list)
    unknown: dict[str, Value] = field(default_factory=dict)
    """What stands in generated files for values that code leaves open, by the names of variables."""
    missing: list[Missing] = field(default_factory=list)


def code_of(unit: Unit, tree: Tree, sources: Sources) -> Code:
    """The code of a unit."""
    made = generated(unit.configuration)
    inputs = merged_inputs(unit.configuration)
    folder = unit.folder or unit.configuration.folder
    files = _files(unit, tree, made)
    directory = assembled(folder, files, lambda file: _parsed(files[file], made, sources))
    called = ""
    if unit.folder is None:
        call = call_of(unit.root, unit.source, "", unit.place, inputs.places)
        directory.modules |= call.modules
        called = next(iter(call.modules))
        directory.variables |= call.variables
    for name in made.unknown:
        directory.variables.setdefault(name, _variable(name, unit.configuration.file))
    code = Code(directory, folder, (unit.configuration.file, *map(_origin(made), files.values())), inputs)
    code.call, code.unknown = called, made.unknown
    code.missing = [
        Missing(name, file, line, "what it generates hangs on values that the code does not hold")
        for name, file, line in made.missing
    ]
    _take_arguments(code, unit, tree)
    return code


def _files(unit: Unit, tree: Tree, made: Files) -> dict[str, str | int]:
    """The files by the path that Terraform sees: one of the tree, or the position of a generated one."""
    folder = unit.folder or unit.configuration.folder
    beside = tree.terraform.get(unit.configuration.folder, ())
    found: dict[str, str | int] = {}
    for file in (*(tree.terraform.get(folder, ()) if unit.folder else ()), *beside):
        found[posixpath.join(folder, posixpath.basename(file))] = file
    for position, one in enumerate(made.files):
        path = posixpath.join(folder, one.name)
        if one.name.endswith(CONFIGURATION) and not (one.yields and path in found):
            found[path] = position
    return found


def _origin(made: Files) -> Callable[[str | int], str]:
    return lambda file: made.files[file].origin if isinstance(file, int) else file


def _parsed(file: str | int, made: Files, sources: Sources) -> Parsed:
    if isinstance(file, str):
        return sources.file(file)
    one = made.files[file]
    return sources.text(one.text.encode() if one.name.endswith(".json") else one.source, one.name, one.origin)


def _variable(name: str, file: str) -> Block:
    return Block("variable", (name,), file, 1, 1, Body())


# --- extra arguments ----------------------------------------------------------------------------------------------


def _take_arguments(code: Code, unit: Unit, tree: Tree) -> None:
    """The files of variables and the variables that ``extra_arguments`` give to Terraform's command line."""
    for configuration in reversed(list(layers(unit.configuration))):
        for block in configuration.body.blocks_of("terraform"):
            for extra in block.body.blocks_of("extra_arguments"):
                _take_files(code, configuration, extra, tree)
                _take_environment(code, configuration, extra)


def _take_files(code: Code, configuration: Configuration, extra: Block, tree: Tree) -> None:
    known = {file for files in tree.tfvars.values() for file in files}
    for path in _named(configuration, extra):
        if isinstance(path, Unknown):
            code.inputs.open = path
            continue
        starts = (code.folder, configuration.home)
        places = [configuration.tree.paths.inside(path, start) for start in starts]
        code.variable_files += [place for place in places if place in known][:1]


def _named(configuration: Configuration, extra: Block) -> Iterator[str | Unknown]:
    for name in ("required_var_files", "optional_var_files", "arguments"):
        value = configuration.attribute(extra, name)
        for path in value if isinstance(value, tuple) else (value,):
            if isinstance(path, Unknown):
                if name != "arguments":
                    yield path
            elif isinstance(path, str) and (name != "arguments" or path.startswith("-var-file=")):
                yield path.removeprefix("-var-file=")


def _constant(value: Value) -> Callable[[], Value]:
    return lambda: value


def _take_environment(code: Code, configuration: Configuration, extra: Block) -> None:
    variables = configuration.attribute(extra, "env_vars")
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if name.startswith("TF_VAR_"):
            code.inputs.entries.setdefault(name.removeprefix("TF_VAR_"), _constant(value))
