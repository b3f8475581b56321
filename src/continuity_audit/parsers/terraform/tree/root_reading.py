"""Reads one Terraform root: its folders, its inputs, its modules, to resources."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from continuity_audit.discovery.recognise import is_loaded_by_itself
from continuity_audit.discovery.tree import Unread
from continuity_audit.estate import secrecy
from continuity_audit.estate.kinds import PRIMITIVES
from continuity_audit.estate.os_errors import in_words
from continuity_audit.estate.trees import MAX_APPLICATIONS
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.reading import ENVIRONMENT, Inputs, Missing, Reading, Wanted, is_of_environment
from continuity_audit.parsers.secret_texts import secret_texts
from continuity_audit.parsers.terraform.access.mapped import MAPPED, mapped
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles
from continuity_audit.parsers.terraform.access.unit_files import GeneratedFiles, Paths, UnitFiles
from continuity_audit.parsers.terraform.access.watched import WatchedFiles, files_read
from continuity_audit.parsers.terraform.configuration.blocks import BYTE_ORDER_MARK, read_native
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Body, JsonAttribute, Problem
from continuity_audit.parsers.terraform.configuration.nodes import Expression, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate_constant
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem
from continuity_audit.parsers.terraform.evaluation.types import TypeMismatch, type_of
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.functions.json_text import json_object
from continuity_audit.parsers.terraform.known_modules.public_sources import shown
from continuity_audit.parsers.terraform.modules.module import Module
from continuity_audit.parsers.terraform.modules.remote_state import Backend, backend_of
from continuity_audit.parsers.terraform.modules.resources import resources_of
from continuity_audit.parsers.terraform.modules.session import ModuleSource, Project
from continuity_audit.parsers.terraform.terragrunt.code import Code, code_of
from continuity_audit.parsers.terraform.terragrunt.inputs import UnitInputs
from continuity_audit.parsers.terraform.terragrunt.units import Unit, Units
from continuity_audit.parsers.terraform.tree.answers import MANIFEST, is_sealed
from continuity_audit.parsers.terraform.tree.linked import Linked, OpenedRoot
from continuity_audit.parsers.terraform.tree.project import TerraformTree
from continuity_audit.parsers.terraform.tree.roots import resolve, through_call
from continuity_audit.parsers.watching import Seen

TOO_MANY_BRANCHES: Final = (
    f"more than {MAX_APPLICATIONS} results on branches that code leaves open, in one root (limit)"
)


LOADED_FIRST: Final = ("terraform.tfvars", "terraform.tfvars.json")
"""The files of variables that Terraform loads before all others."""


class RootReader:
    """Reads the roots of a tree."""

    def __init__(self, of: TerraformTree) -> None:
        self._of = of
        self._links: dict[str, Linked] = {}
        self.seen: dict[tuple[str, str], Seen] = {}
        """What was asked of the tree for each root and its inputs."""

    def read_root(self, root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        """The resources of a root whose types are wanted, and what could not be read or resolved."""
        linked = self.linked(inputs)
        opened, unit = linked.root(root), linked.units.all.get(root)
        project, directory = opened.module.project, opened.module.directory
        self.seen[root, repr(inputs)] = project.seen
        with project.branches.counted():
            resources = tuple(resources_of(opened.module, root, wanted, data=wanted.data))
        missing = [
            Missing(found.name, found.call.file, found.call.line, found.why, shown(found.source, found.version))
            for found in sorted(project.unresolved.values(), key=lambda found: found.name)
        ]
        missing += [Missing(text, block.file, block.line, text) for text, block in project.limits.items()]
        missing += [Missing(name, *project.places[name], why) for why, name in project.not_expanded.items()]
        if project.branches.left < 0:
            missing.append(Missing(TOO_MANY_BRANCHES, next(iter(opened.files), root), 1, TOO_MANY_BRANCHES))
        asked = (project.seen, *((unit.configuration.seen,) if unit else ()))
        return Reading(
            root=root,
            language="terraform",
            resources=resources,
            unread=tuple(Unread(p.file, p.line, p.reason) for p in (*opened.problems, *self._of_installed(project))),
            missing=(*missing, *opened.missing),
            declared=project.places | _declared(directory) | (self._asked_of_environment(unit) if unit else {}),
            files=(*opened.files, *sorted(unit.configuration.shared.files if unit else ())),
            elsewhere=tuple(source for seen in asked for source in seen.named(MAPPED)),
            texts=files_read(project.seen, linked.units.paths),
            notes=dict(project.problems),
            passed_over=dict(project.passed_over),
        )

    def _asked_of_environment(self, unit: Unit) -> dict[str, tuple[str, int]]:
        """The variables of the process that a unit asks for, and where."""
        found: dict[str, tuple[str, int]] = {}
        for name, file in unit.configuration.shared.environment.items():
            before, _, after = self.read(file).partition(f'"{name}"'.encode())
            found[f"{ENVIRONMENT}{name}"] = (file, before.count(b"\n") + 1 if after else 1)
        return found

    def linked(self, inputs: Inputs) -> Linked:
        key = repr(inputs)
        if key not in self._links:
            self._links[key] = Linked(self, self._of.tree, inputs)
        return self._links[key]

    def open_root(self, root: str, inputs: Inputs, linked: Linked, workspace: str | None = None) -> OpenedRoot:
        """A root with these inputs, ready to be asked."""
        seen = Seen()
        seen.ask("unit", root)
        unit = linked.units.all.get(root)
        code = code_of(unit, self._of.tree, self._of.sources) if unit else None
        if unit and code:
            seen.add(unit.configuration.seen)
            seen.ask("variables")
            for folder in (code.folder, unit.configuration.folder):
                seen.ask("folder", folder)
        see = self._watched(seen)
        directory = code.directory if code else see(root) or Directory(root)
        problems: list[Problem] = list(directory.problems) if code else []
        folders = [code.folder, root] if code else [root]
        skipped = {file for folder in folders for file in self._of.tree.withheld.get(folder, ())}
        loaded = [file for folder in dict.fromkeys(folders) for file in self._loaded(folder)]
        named = [*(code.variable_files if code else ()), *self._named_files(inputs.variable_files)]
        of_folder = [file for file in loaded if file not in skipped]
        below, later = self._with_generated(of_folder, code, problems) if code else ((), of_folder)
        files = [*of_folder, *named]
        for folder in folders:
            seen.ask("variables of", folder)
        for file in files:
            seen.ask("variable file", file)
        seen.ask("sealed", *folders)
        project = Project(
            directory=see,
            locate=self._locator(folders[0], seen, unit.why if unit else "", linked.units.paths if code else None),
            files=self._files_of_unit(code, linked.units.paths, folders, seen)
            if code
            else WatchedFiles(TreeFiles(self._of.tree.base, root), seen, "tree", root),
            root=root,
            folder=folders[0],
            links=linked.seen_from(root, folders[0], seen),
            inputs=self._inputs(
                [*later, *(code.arguments if code else ()), *self._named_files(inputs.variable_files)],
                inputs,
                directory,
                problems,
            ),
            workspace=inputs.workspace if workspace is None else workspace,
            sealed=is_sealed(self._of.tree, folders),
            withheld=self._withheld(loaded, skipped, named, inputs) if skipped else {},
            seen=seen,
        )
        module = Module(project, directory)
        if unit and code:
            typed = lambda text, name: typed_value(text, name, directory.variables)  # noqa: E731
            project.stack = unit.configuration.trace.stack
            given_first = {**project.inputs, **code.unknown}
            # Of code outside of the tree nobody knows the types: its inputs are taken as they are written.
            known = {} if code.call else directory.variables
            first = self._values_of(below, directory, problems)
            project.inputs = UnitInputs(given_first, code.inputs, known, typed, first)
            module.exists = linked.units.on(unit)
            for other in linked.units.excluding.get(root, ()):
                seen.add(other.configuration.seen)
        beside = code.files if code else self._of.tree.terraform.get(root, ())
        return OpenedRoot(module, (*beside, *files), code.call if code else "", problems, code.missing if code else [])

    def _files_of_unit(self, code: Code, paths: Paths, folders: Sequence[str], seen: Seen) -> FileAccess:
        """What functions may read of a unit: the files of its folders, and those that Terragrunt generates there."""
        files: FileAccess = WatchedFiles(UnitFiles(paths, *folders, below="."), seen, "unit", *folders)
        made = {
            path: one.open or one.text.encode()
            for path, one in code.others.items()
            if not (one.yields and any((paths.base / folder / path).is_file() for folder in folders))
        }
        if any(isinstance(content, bytes) and secret_texts(content) for content in made.values()):
            seen.give_up()
        return GeneratedFiles(files, made) if made else files

    def _with_generated(
        self, files: Sequence[str], code: Code, problems: list[Problem]
    ) -> tuple[list[str | tuple[str, Value]], list[str | tuple[str, Value]]]:
        """The files of variables that Terraform loads by itself, with the values of those that are generated.

        Those that it loads first stand alone: the inputs that are null come after them.
        """
        names = {posixpath.basename(file): file for file in files}
        made = {name: one for name, one in code.others.items() if is_loaded_by_itself(name)}
        made = {name: one for name, one in made.items() if not (one.yields and name in names)}
        first: list[str | tuple[str, Value]] = []
        later: list[str | tuple[str, Value]] = []
        for name in _autoloaded([*names, *made]):
            found = first if name in LOADED_FIRST else later
            if name not in made:
                found.append(names[name])
            elif (text := made[name].open) is not None:
                code.inputs.open = text
            else:
                wrong: list[Problem] = []
                found += self._values(made[name].text.encode(), name, wrong).items()
                problems += [Problem(code.files[0], 1, f"{name}, which is generated: {p.reason}") for p in wrong]
        return first, later

    @property
    def bodies(self) -> dict[str, Body]:
        """What the Terragrunt files of the tree say, as far as they were read."""
        return self._of.units.bodies

    def read(self, file: str) -> bytes:
        """The bytes of a file of the tree."""
        return self._of.read(file)

    def backends(self, units: Units) -> Iterator[tuple[str, Backend]]:
        """Where the state of each root is kept."""
        for root in self._of.roots():
            unit = units.all.get(root)
            stated = unit.backend() if unit else None
            if stated is None and unit is not None:
                folder = unit.folder or root
                stated = backend_of(code_of(unit, self._of.tree, self._of.sources).directory, folder)
            yield root, stated or self._of.facts_of(root).backend

    def _of_installed(self, project: Project) -> Iterator[Problem]:
        """What cannot be read of the modules that ``terraform init`` has installed, which belong to no folder."""
        for folder in project.seen.named("folder"):
            if folder not in self._of.tree.terraform and (directory := self._of.parsed.get(folder)):
                yield from directory.problems

    def _watched(self, seen: Seen) -> Callable[[str], Directory | None]:
        """The configuration of folders, with a note of which were asked for.

        A repository of the source map that has code in its folders alone is an empty module, as for Terraform.
        """
        repositories = frozenset(self._of.tree.source_map.folders.values())

        def directory(folder: str) -> Directory | None:
            seen.ask("folder", folder)
            return self._of.directory(folder) or (Directory(folder) if folder in repositories else None)

        return directory

    def _locator(self, root: str, seen: Seen, why: str, paths: Paths | None) -> Callable[[str, str, str], ModuleSource]:
        """Finds modules; ``why`` is the reason for which the code of a unit, which is then called, is not there.

        What is generated for a unit may name folders as Terragrunt's functions do: ``paths`` leads back to the tree.
        """
        installed = _installed(self._of.tree.base, root) if self._of.tree.uses_installed_modules else {}
        seen.ask("installed", root)

        @cache
        def local(folder: str, source: str) -> ModuleSource:
            seen.ask("led", posixpath.join(folder, source))
            return ModuleSource(self._of.tree.folder(posixpath.join(folder, source)), source)

        def locate(folder: str, source: str, call: str) -> ModuleSource:
            if why:
                return ModuleSource(None, source, why)
            is_path = source.startswith(("./", "../")) or source in (".", "..")
            away = through_call(source, self._of.directory(folder)) if is_path else source
            if (place := mapped(away, self._of.tree.source_map, seen)) is not None:
                return local(".", place)
            if is_path:
                return local(folder, source)
            if paths and source.startswith("/") and (place := paths.inside(source.replace("//", "/"), folder)):
                return local(".", place)
            return ModuleSource(installed.get(_dotted(call)) if installed else None, source)

        return locate

    def _inputs(
        self, given: Iterable[str | tuple[str, Value]], inputs: Inputs, directory: Directory, problems: list[Problem]
    ) -> dict[str, Value]:
        """The values of variables: files that Terraform loads by itself, then those named, then single values.

        What a file sets that is named after a single value stands.
        """
        found = self._values_of(given, directory, problems)
        found |= inputs.values
        for name, text in inputs.variables.items():
            later = self._values_of(self._named_files(inputs.files_after.get(name, ())), directory, [])
            if name not in later and not is_of_environment(name):
                found[name] = typed_value(text, name, directory.variables)
        return found

    def _values_of(
        self, given: Iterable[str | tuple[str, Value]], directory: Directory, problems: list[Problem]
    ) -> dict[str, Value]:
        """What files of variables and single values set, in their order."""
        found: dict[str, Value] = {}
        for one in given:
            if isinstance(one, str):
                found |= self._variable_file(one, problems)
            else:
                name, value = one
                found[name] = typed_value(value, name, directory.variables) if isinstance(value, str) else value
        return found

    def _loaded(self, folder: str) -> list[str]:
        """The files of variables of a folder that Terraform loads by itself, in its order, skipped ones too."""
        tree = self._of.tree
        return _autoloaded((*tree.tfvars.get(folder, ()), *tree.withheld.get(folder, ())))

    def _withheld(
        self, loaded: Sequence[str], skipped: Container[str], named: Sequence[str], inputs: Inputs
    ) -> dict[str, str]:
        """The variables that skipped files set and nothing sets after them, each with the file."""
        found: dict[str, str] = {}
        for file in loaded:
            names = self._variable_file(file, []).keys()
            found = {name: of for name, of in found.items() if name not in names}
            found |= dict.fromkeys(names, file) if file in skipped else {}
        later = {name for file in named for name in self._variable_file(file, [])}
        return {n: of for n, of in found.items() if n not in later | inputs.values.keys() | inputs.variables.keys()}

    def _named_files(self, files: Iterable[str]) -> list[str]:
        """Files of variables that are named from outside, relative to the tree where they lie in it."""
        base = self._of.tree.base.as_posix().rstrip("/")
        named = (posixpath.normpath(posixpath.join(base, file)) for file in files)
        return [file.removeprefix(f"{base}/") for file in named]

    def _variable_file(self, file: str, problems: list[Problem]) -> dict[str, Value]:
        try:
            source = self._of.read(file)
            source.decode("utf-8")
        except OSError as problem:
            problems.append(Problem(file, 1, f"cannot be read: {in_words(problem)}"))
            return {}
        except UnicodeDecodeError:
            problems.append(Problem(file, 1, "not UTF-8 text (encrypted?)"))
            return {}
        return self._values(source, file, problems)

    @staticmethod
    def _values(source: bytes, file: str, problems: list[Problem]) -> dict[str, Value]:
        """The values in a file of variables."""
        if file.endswith(".json"):
            return _json_values(source, file, problems)
        body, wrong = read_native(source, file)
        problems += wrong
        values: dict[str, Value] = {}
        for name, attribute in body.attributes.items():
            try:
                values[name] = evaluate_constant(attribute.expression)
            except (EvaluationProblem, SyntaxProblem) as problem:
                problems.append(Problem(file, attribute.line, f"{name}: {problem}"))
                values[name] = Unknown(frozenset({f"var.{name}"}), f"var.{name}")
        return values


def typed_value(text: str, name: str, declared: Mapping[str, object]) -> Value:
    """A value as typed after ``--var``: a text for a string variable, else HCL."""
    from continuity_audit.parsers.terraform.configuration.files import Block
    from continuity_audit.parsers.terraform.configuration.grammar import parse_expression

    block = declared.get(name)
    kind = block.body.attributes.get("type") if isinstance(block, Block) else None
    if kind is None or _is_primitive(kind.expression):
        return text
    try:
        return evaluate_constant(parse_expression(text))
    except (EvaluationProblem, SyntaxProblem):
        return text


def _is_primitive(kind: Expression) -> bool:
    try:
        found = type_of(kind)
    except TypeMismatch:
        return False
    return found in PRIMITIVES


def _json_values(source: bytes, file: str, problems: list[Problem]) -> dict[str, Value]:
    """The values of a ``.tfvars.json`` file, in which no text is a template."""
    from continuity_audit.parsers.terraform.configuration.json_files import read_json, value_of

    found = json_object(source.decode("utf-8-sig"))
    if found is not None:
        return {name: secrecy.within(value) for name, value in found.items() if name != "//"}
    body, wrong = read_json(b'{"locals": ' + source.removeprefix(BYTE_ORDER_MARK).strip() + b"}", file)
    problems += wrong
    values: dict[str, Value] = {}
    for block in body.blocks:
        for name, attribute in block.body.attributes.items():
            if isinstance(attribute, JsonAttribute):
                values[name] = secrecy.within(value_of(attribute.data))
    return values


def _autoloaded(files: Sequence[str]) -> list[str]:
    """The variable files that Terraform loads by itself, in its order."""
    names = {name: file for file in files if is_loaded_by_itself(name := posixpath.basename(file))}
    first = [names.pop(n) for n in LOADED_FIRST if n in names]
    return [*first, *(names[name] for name in sorted(names))]


def _installed(base: Path, root: str) -> Mapping[str, str]:
    """The folders of installed modules by the path of their call, from ``.terraform/modules/modules.json``."""
    manifest = base / root / MANIFEST
    try:
        entries = json.loads(manifest.read_text("utf-8")).get("Modules", [])
    except (OSError, ValueError, AttributeError):
        return {}
    found: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("Key"), str) and isinstance(entry.get("Dir"), str):
            found[entry["Key"]] = resolve(root, entry["Dir"])
    return found


def _declared(directory: Directory) -> dict[str, tuple[str, int]]:
    places = {f"var.{name}": (b.file, b.line) for name, b in directory.variables.items()}
    for (mode, kind, name), block in directory.blocks.items():
        if mode == "data":
            places[f"data.{kind}.{name}"] = (block.file, block.line)
    for name, block in directory.modules.items():
        places[f"module.{name}"] = (block.file, block.line)
    return places


def _dotted(call: str) -> str:
    """``module.a["x"].module.b`` as modules.json names it: ``a.b``."""
    return ".".join(re.findall(r"module\.([\w-]+)", call))
