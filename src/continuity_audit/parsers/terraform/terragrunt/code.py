"""The code of a unit as Terraform sees it: its source, what lies beside the unit, and what Terragrunt generates."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import Final

from msgspec import Struct, field

from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.reading import Missing
from continuity_audit.parsers.terraform.configuration.directory import Directory, Parsed, Sources, assembled
from continuity_audit.parsers.terraform.configuration.files import Block, Body
from continuity_audit.parsers.terraform.terragrunt.configuration import Configuration
from continuity_audit.parsers.terraform.terragrunt.generated import Files, Other, generated
from continuity_audit.parsers.terraform.terragrunt.merging import Merged, layers, merged_inputs
from continuity_audit.parsers.terraform.terragrunt.outside import call_of
from continuity_audit.parsers.terraform.terragrunt.units import Unit


class Code(Struct):
    """A unit's configuration with what sets its variables."""

    directory: Directory
    folder: str
    files: tuple[str, ...]
    inputs: Merged
    call: str = ""
    """The one module call that stands for the code, where that is outside the tree."""
    arguments: list[str | tuple[str, Value]] = field(default_factory=list)
    """What the command line gets, in its order: the files of variables, and single variables with their values."""
    unknown: dict[str, Value] = field(default_factory=dict)
    """What stands in generated files for values that code leaves open, by the names of variables."""
    missing: list[Missing] = field(default_factory=list)
    others: dict[str, Other] = field(default_factory=dict)
    """Generated files that are no configuration, by their paths below the code."""

    @property
    def variable_files(self) -> list[str]:
        """The files of variables that the command line names."""
        return [given for given in self.arguments if isinstance(given, str)]


def code_of(unit: Unit, tree: Tree, sources: Sources) -> Code:
    """The code of a unit."""
    made = generated(unit.configuration)
    inputs = merged_inputs(unit.configuration)
    folder = unit.folder or unit.configuration.folder
    files = _files(unit, tree, made)
    directory = assembled(folder, files, lambda file: _parsed(files[file], made, sources))
    called = ""
    if unit.folder is None:
        call = call_of(unit.root, unit.source, unit.version, unit.place, inputs.places)
        directory.modules |= call.modules
        called = next(iter(call.modules))
        directory.variables |= call.variables
    for name in made.unknown:
        directory.variables.setdefault(name, _variable(name, unit.configuration.file))
    code = Code(directory, folder, (unit.configuration.file, *map(_origin(made), files.values())), inputs)
    code.call, code.unknown, code.others = called, made.unknown, made.others
    code.missing = [
        Missing(name, file, line, "what it generates hangs on values that the code does not hold")
        for name, file, line in made.missing
    ]
    called_below = {_folder_called(block) for block in directory.modules.values()}
    code.missing += [
        Missing(name, file, line, f"it is generated into {folder}, which is read without it")
        for folder, name, file, line in made.below
        if folder in called_below
    ]
    _take_arguments(code, unit, tree)
    return code


def _folder_called(call: Block) -> str:
    """The folder below the code that a module is in; one elsewhere is none of these."""
    source = call.body.attributes.get("source")
    return posixpath.normpath(source.text.strip('"')) if source else ""


def _files(unit: Unit, tree: Tree, made: Files) -> dict[str, str | int]:
    """The files by the path that Terraform sees: one of the tree, or the position of a generated one."""
    folder = unit.folder or unit.configuration.folder
    beside = tree.terraform.get(unit.configuration.folder, ())
    found: dict[str, str | int] = {}
    for file in (*(tree.terraform.get(folder, ()) if unit.folder else ()), *beside):
        found[posixpath.join(folder, posixpath.basename(file))] = file
    for name in made.removed:
        found.pop(posixpath.join(folder, name), None)
    for position, one in enumerate(made.files):
        path = posixpath.join(folder, one.name)
        if not (one.yields and path in found):
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


# --- extra arguments: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/#terraform -------------------------

DEPLOYS: Final = ("plan", "apply")
"""The commands whose arguments say what is deployed."""


def _take_arguments(code: Code, unit: Unit, tree: Tree) -> None:
    """The files of variables and the variables that ``extra_arguments`` give to Terraform's command line.

    Those of what is included come first, and one of the same name takes the place of theirs.
    """
    found: dict[str, tuple[Configuration, Block]] = {}
    for configuration in reversed(list(layers(unit.configuration))):
        for block in configuration.body.blocks_of("terraform"):
            for extra in block.body.blocks_of("extra_arguments"):
                found["".join(extra.labels)] = configuration, extra
    for configuration, extra in found.values():
        commands = configuration.attribute(extra, "commands")
        if not isinstance(commands, tuple) or any(isinstance(c, Unknown) or c in DEPLOYS for c in commands):
            _take_words(code, configuration, extra, tree)
            _take_environment(code, configuration, extra)


def _take_words(code: Code, configuration: Configuration, extra: Block, tree: Tree) -> None:
    """What stands on the command line, in its order: the arguments, then the files that must and that may be there."""
    arguments = configuration.attribute(extra, "arguments")
    words = iter(arguments if isinstance(arguments, tuple) else ())
    for word in words:
        option, _, rest = spelling(word).partition("=")
        if option in ("-var", "-var-file") and not rest:
            word = next(words, None)
            rest = spelling(word)
        if option == "-var" and (name := rest.partition("=")[0]) and MARK not in name:
            code.arguments.append((name, _part(rest.partition("=")[2], word)))
        elif option == "-var-file":
            _take_file(code, configuration, _part(rest, word), tree, required=True)
    for attribute, required in (("required_var_files", True), ("optional_var_files", False)):
        paths = configuration.attribute(extra, attribute)
        for path in paths if isinstance(paths, tuple) else (paths,):
            _take_file(code, configuration, path, tree, required=required)


def _part(spelled: str, word: Value) -> Value:
    """A part of a word as that is spelled, open where something in it is."""
    if MARK not in spelled or not isinstance(word, Unknown):
        return spelled
    return Unknown(word.causes, f"{word.key}={spelled}", text=spelled)


def _take_file(code: Code, configuration: Configuration, path: Value, tree: Tree, *, required: bool) -> None:
    if isinstance(path, Unknown):
        code.inputs.open = path
    if not isinstance(path, str):
        return
    skipped = {file for files in tree.withheld.values() for file in files}
    for start in (code.folder, configuration.home):
        place = configuration.place(path, start)
        if place is not None and place not in skipped and configuration.has_file(place):
            code.arguments.append(place)
            return
    if required:
        code.inputs.open = Unknown(frozenset({f"-var-file={path}"}), f"{configuration.home}::-var-file={path}")


def _constant(value: Value) -> Callable[[], Value]:
    return lambda: value


def _take_environment(code: Code, configuration: Configuration, extra: Block) -> None:
    """Variables of the process; Terragrunt adds an input only where none of its name is set."""
    variables = configuration.attribute(extra, "env_vars")
    for name, value in variables.items() if isinstance(variables, dict) else ():
        if name.startswith("TF_VAR_"):
            code.inputs.entries[name.removeprefix("TF_VAR_")] = _constant(value)
