"""The modules that a module calls: where each is found, the instances that its call makes, and what they give."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Block
from continuity_audit.parsers.terraform.configuration.module_usage import used
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Instance, NotEvaluated, Scope
from continuity_audit.parsers.terraform.known_modules.interfaces import outermost
from continuity_audit.parsers.terraform.known_modules.stand_ins import StandIn, stand_in
from continuity_audit.parsers.terraform.modules.expand import instances
from continuity_audit.parsers.terraform.modules.session import MAX_MODULES, Unresolved

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.modules.module import Module

MAX_MODULE_DEPTH: Final = 30
TOO_DEEP: Final = f"modules inside modules, more than {MAX_MODULE_DEPTH} deep (limit)"
TOO_MANY: Final = f"more than {MAX_MODULES} modules in one root; what is called after them is not read (limit)"


def constant(call: Block, name: str, scope: Scope, *, told: bool = False) -> str:
    """An argument of a call that speaks to Terraform: ``source``, ``version``; a secret as it is written."""
    attribute = call.body.attributes.get(name)
    if attribute is None:
        return ""
    try:
        value = evaluate(attribute.expression, scope, {})
    except (EvaluationProblem, SyntaxProblem):
        return attribute.text
    if not told:
        value = unmark(value)
    return value if isinstance(value, str) else attribute.text


class CalledModules:
    """The modules that a module instance calls."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._children: dict[str, Mapping[int | str | None, Module]] = {}

    def value(self, name: str) -> Value:
        """The outputs of a call, or something unresolved where the module is not on disk."""
        module = self._module
        if name not in module.directory.modules:
            raise NotEvaluated(f"a module call {name!r} has not been declared")
        qualified = module.qualified(f"module.{name}")
        children = self.instances(name)
        if children is None:
            module.project.note(Reference(qualified))
            cause = module.cause(f"module.{name}")
            return Unknown(frozenset({cause}), module.project.key(qualified), Reference(qualified))
        objects = {index: self._outputs(child) for index, child in children.items()}
        at = lambda index: self._outputs(children[None], f"[{index!r}]")  # noqa: E731
        return instances(module.expansion_of_call(name), qualified, objects, at, module.project.key(qualified))

    def _outputs(self, child: Module, index: str = "") -> Value:
        """The outputs; where one instance stands for all, ``index`` tells its unknown outputs from another's."""

        def get(name: str) -> Value:
            found = child.output(name)
            if not index or child.member is None or child.member.multiplicity == 1:
                return found
            return lift(
                lambda v: replace(v, key=f"{v.key}@{index}", text="", parts=()) if type(v) is Unknown else v, found
            )

        def whole() -> Value:
            return {name: get(name) for name in sorted(child.directory.outputs)}

        def lacks(name: str) -> bool:
            return name not in child.directory.outputs and not child.stand_in

        causes = frozenset({outermost(child).path if child.stand_in else child.path})
        key = self._module.project.key(child.path + index)
        return Instance(causes, key, None, get=get, whole=whole, lacks=lacks, sure=True)

    def instances(self, name: str) -> Mapping[int | str | None, Module] | None:
        """The instances of a call by their index; nothing where the module is not on disk."""
        if name in self._children:
            return self._children[name]
        module = self._module
        call = module.directory.modules[name]
        if module.project.modules >= MAX_MODULES:
            module.project.limits.setdefault(TOO_MANY, call)
            return None
        found = self._found(name, call)
        if found is None:
            return None
        directory, known = found
        members = module.expansion_of_call(name).members
        self._children[name] = {m.index: module.child(name, m, directory, known) for m in members}
        module.project.modules += len(members)
        return self._children[name]

    def _found(self, name: str, call: Block) -> tuple[Directory, str] | None:
        """The folder of a module, with the public module that it stands in for; what leads to none is noted."""
        module = self._module
        qualified = module.qualified(f"module.{name}")
        source = constant(call, "source", module)
        located = module.project.locate(module.directory.path, source, qualified)
        directory = module.project.directory(located.folder) if located.folder is not None else None
        known = self._stand_in(call, source) if directory is None else None
        if known is not None:
            directory = known.directory
        told = constant(call, "source", module, told=True)
        why = self._no_module(directory, source, told, located.why)
        if directory is not None and not why:
            return directory, known.title if known else ""
        # A circle is said once for a call, however many ways lead to it.
        place = qualified if directory is None else f"{call.file}:{call.line}"
        version = constant(call, "version", module, told=True)
        module.project.unresolved.setdefault(place, Unresolved(qualified, told, call, why, version))
        if source.startswith((".", "/")):  # what a registry has, whoever asks knows how to get
            module.project.not_worked_out(qualified, NotEvaluated(why), call.file, call.line)
        return None

    def _stand_in(self, call: Block, source: str) -> StandIn | None:
        """What stands in for the module that a call names."""
        version = constant(call, "version", self._module)
        return stand_in(source, version, lambda: used(self._module.directory, call))

    def _no_module(self, directory: Directory | None, source: str, told: str, found: str) -> str:
        """Why a call leads to no module, empty where it leads to one; ``found`` is what the search for it says."""
        if directory is None:
            return f"the module {told or 'without a source'} {found or self._not_there(source)}"
        if self._is_inside(directory):
            return f"the module {told} is called inside itself"
        return TOO_DEEP if self._module.depth >= MAX_MODULE_DEPTH else ""

    def _not_there(self, source: str) -> str:
        if not source.startswith((".", "/")):
            return "is not on disk"
        place = posixpath.normpath(posixpath.join(self._module.directory.path, source))
        return "lies outside of the audited folder" if place.startswith(("../", "/")) else "is not on disk, or ignored"

    def _is_inside(self, directory: Directory) -> bool:
        """Whether a folder is the module's own or one around it: a call of it would have no end."""
        module: Module | None = self._module
        while module is not None:
            if module.directory is directory:
                return True
            module = module.parent
        return False
