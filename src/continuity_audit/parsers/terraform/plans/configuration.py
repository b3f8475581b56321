"""The expressions behind a plan's values: what an attribute refers to, followed through modules to resources.

A plan holds of an expression only its constant value or the names that it refers to. Names are followed through
variables and outputs; the plan does not say what a local value is made of, so there the trail ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from continuity_audit.estate.values import Reference
from continuity_audit.parsers.terraform.plans.addresses import LAST_INDEX, OUTPUT, RESOURCE, most_specific, steps
from continuity_audit.parsers.terraform.plans.document import Instance, Plan, mapping, sequence

MAX_STEPS: Final = 60
"""How many variables and outputs a reference is followed through."""

INSTANCE_WORDS: Final = ("each", "count")
NOTHING: Final = ("path", "terraform", "self")


class ModuleAt(Struct, frozen=True, eq=False, dict=True):
    """A module instance with its configuration, and the call that makes it."""

    content: Mapping[str, Any]
    address: str = ""
    parent: ModuleAt | None = None
    call: Mapping[str, Any] | None = None
    index: str = ""

    def qualified(self, name: str) -> str:
        """A name as seen from the root."""
        return f"{self.address}.{name}" if self.address else name

    @cached_property
    def blocks(self) -> Mapping[str, Mapping[str, Any]]:
        """The blocks of the module by their address in it."""
        entries = map(mapping, sequence(self.content.get("resources")))
        return {str(entry.get("address")): entry for entry in entries}

    def calls(self, name: str) -> Mapping[str, Any]:
        """A module call, or nothing of it."""
        return mapping(mapping(self.content.get("module_calls")).get(name))


class Configuration:
    """The configuration in a plan, asked for what the attributes of instances refer to."""

    def __init__(self, plan: Plan) -> None:
        self._root = ModuleAt(mapping(plan.configuration.get("root_module")))
        self._modules: dict[str, ModuleAt | None] = {"": self._root}
        self._addresses = {instance.address for instance in plan.judged()}
        self._variables = plan.variables
        self.providers = mapping(plan.configuration.get("provider_config"))

    def module(self, address: str) -> ModuleAt | None:
        """The module instance at an address, or nothing where the configuration holds none."""
        if address not in self._modules:
            found: ModuleAt | None = self._root
            for name, index in steps(address):
                found = self._child(found, name, index) if found else None
            self._modules[address] = found
        return self._modules[address]

    @staticmethod
    def _child(parent: ModuleAt, name: str, index: str) -> ModuleAt | None:
        call = parent.calls(name)
        if not call:
            return None
        address = parent.qualified(f"module.{name}{index}")
        return ModuleAt(mapping(call.get("module")), address, parent, call, index)

    def block(self, instance: Instance) -> Mapping[str, Any]:
        """The block that makes an instance, or nothing of it."""
        module = self.module(instance.module)
        return module.blocks.get(instance.block, {}) if module else {}

    def written(self, instance: Instance, path: Sequence[str | int]) -> Mapping[str, Any] | None:
        """The expression at a path of an instance, that of the argument around it, or nothing where none is written.

        Blocks of a set stand in another order than in the code: what any of them writes counts as written.
        """
        node: Any = mapping(self.block(instance).get("expressions"))
        for step in path:
            if _is_expression(node):
                return mapping(node)
            if isinstance(node, list):
                if isinstance(step, int):
                    continue  # which of the blocks it is shows only where they are in order
                node = next((mapping(b)[step] for b in node if step in mapping(b)), None)
            else:
                node = mapping(node).get(str(step))
            if node is None:
                return None
        return mapping(node)

    def references(self, instance: Instance, expression: Any) -> frozenset[Reference]:
        """The resource attributes that an expression, or a block with all in it, refers to."""
        module = self.module(instance.module)
        index = _suffix(instance.address)
        if module is None:
            return frozenset()
        each = self.block(instance).get("for_each_expression")
        return frozenset(
            reference
            for part in _expressions(expression)
            for reference in self._resolved(part, module, index, each, MAX_STEPS)
        )

    def _resolved(
        self, expression: Any, module: ModuleAt, index: str, each: Any, left: int
    ) -> Iterator[Reference]:  # fmt: skip
        names = [name for name in sequence(mapping(expression).get("references")) if isinstance(name, str)]
        own = index if any(name.partition(".")[0] in INSTANCE_WORDS for name in names) else ""
        if left <= 0:
            return
        for name in most_specific(names):
            word = name.partition(".")[0]
            if word == "var":
                yield from self._of_variable(name, module, left - 1)
            elif word == "module":
                yield from self._of_output(name, module, own, left - 1)
            elif word == "each" and name.startswith("each.value"):
                rest = name.removeprefix("each.value").lstrip(".").partition(".")[0]
                for reference in self._resolved({**mapping(each)}, module, "", None, left - 1):
                    yield self._at(reference.address, index, reference.attribute or rest)
            elif word not in (*INSTANCE_WORDS, *NOTHING, "local") and (found := RESOURCE.fullmatch(name)):
                attribute = (found[3] or "").partition(".")[0].partition("[")[0]
                yield self._at(module.qualified(found[1]), found[2] or own, attribute)

    def _at(self, block: str, index: str, attribute: str) -> Reference:
        """The instance of an index where there is such a one, else the block."""
        exact = f"{block}{index}"
        return Reference(exact if exact in self._addresses else block, attribute)

    def _of_variable(self, name: str, module: ModuleAt, left: int) -> Iterator[Reference]:
        if module.parent is None:
            return
        argument = mapping(mapping(module.call).get("expressions")).get(name.split(".")[1].partition("[")[0])
        each = mapping(module.call).get("for_each_expression")
        for part in _expressions(argument):
            yield from self._resolved(part, module.parent, module.index, each, left)

    def _of_output(self, name: str, module: ModuleAt, own: str, left: int) -> Iterator[Reference]:
        found = OUTPUT.match(name)
        child = self._child(module, found[1], found[2] or own) if found else None
        if found is None or child is None:
            return
        output = mapping(mapping(child.content.get("outputs")).get(found[3] or ""))
        yield from self._resolved(output.get("expression"), child, "", None, left)

    # --- values ---

    def is_null(self, instance: Instance, expression: Any) -> bool:
        """Whether an expression whose attribute is known only after apply can but be null: the provider decides it.

        What is made of nothing but variables that the plan knows is known while planning.
        """
        module = self.module(instance.module)
        values = self._of_variables(expression, module, MAX_STEPS) if module else None
        return values is not None and any(value is None for value in values)

    def _of_variables(self, expression: Any, module: ModuleAt, left: int) -> list[Any] | None:
        """The values of the variables that an expression is made of; nothing where it is made of anything else."""
        names = most_specific(n for n in sequence(mapping(expression).get("references")) if isinstance(n, str))
        if not names or not left or not all(name.startswith("var.") for name in names):
            return None
        found: list[Any] = []
        for path in (name.partition("[")[0].split(".") for name in names):
            given = mapping(mapping(module.call).get("expressions")).get(path[1])
            declared = mapping(mapping(module.content.get("variables")).get(path[1]))
            if module.parent is not None and given is not None and "constant_value" not in mapping(given):
                inner = self._of_variables(given, module.parent, left - 1)
                if inner is None:
                    return None
                found += inner
            elif path[1] in self._variables if module.parent is None else given is not None or "default" in declared:
                found.append(self._value_of(path, module, 0))
            else:
                return None
        return found

    def constant(self, expression: Any, module: str) -> Any:
        """What an expression of a provider is worth: a constant, or the value of the only variable that it names."""
        found = mapping(expression)
        if "constant_value" in found:
            return found["constant_value"]
        names = most_specific(n for n in sequence(found.get("references")) if isinstance(n, str))
        at = self.module(module)
        if len(names) != 1 or at is None or not names[0].startswith("var."):
            return None
        return self._value_of(names[0].split("."), at, MAX_STEPS)

    def _value_of(self, path: Sequence[str], module: ModuleAt, left: int) -> Any:
        name = path[1]
        if module.parent is None:
            value = self._variables.get(name)
        else:
            argument = mapping(mapping(mapping(module.call).get("expressions")).get(name))
            names = most_specific(n for n in sequence(argument.get("references")) if isinstance(n, str))
            declared = mapping(mapping(module.content.get("variables")).get(name))
            value = argument.get("constant_value", declared.get("default") if not argument else None)
            if len(names) == 1 and names[0].startswith("var.") and left:
                value = self._value_of(names[0].split("."), module.parent, left - 1)
        for step in path[2:]:
            value = mapping(value).get(step)
        return value


def _suffix(address: str) -> str:
    found = LAST_INDEX.search(address)
    return found[0] if found else ""


def _is_expression(node: Any) -> bool:
    """Whether this is an expression and not a block: it has a constant value, references, or neither."""
    return isinstance(node, Mapping) and (
        not node or "constant_value" in node or isinstance(node.get("references"), list)
    )


def _expressions(node: Any) -> Iterator[Any]:
    """The expressions of an argument or of blocks, however deep."""
    pending = [node]
    while pending:
        part = pending.pop()
        if _is_expression(part):
            yield part
        elif isinstance(part, Mapping):
            pending += part.values()
        elif isinstance(part, list):
            pending += part
