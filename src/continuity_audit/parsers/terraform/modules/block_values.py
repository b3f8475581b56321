"""What references to a resource or data source mean: its configured attributes, and those only a provider knows."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Reference, Sensitive, Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Block, Body
from continuity_audit.parsers.terraform.configuration.nodes import Call, ObjectOf, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.bodies import evaluate_body
from continuity_audit.parsers.terraform.evaluation.data_sources import (
    MAKE_TEXTS,
    POLICY_DOCUMENT,
    POLICY_PARTS,
    POLICY_TEXTS,
    TEMPLATE_FILE,
    lets_change,
    worth_without_asking,
)
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Instance, NotEvaluated
from continuity_audit.parsers.terraform.modules.expand import Member, each_at, instances
from continuity_audit.parsers.terraform.modules.links import outputs_of
from continuity_audit.parsers.terraform.modules.rewritten import as_kept
from continuity_audit.parsers.terraform.modules.shuffled import SHUFFLE, least_kept
from continuity_audit.parsers.terraform.modules.terraform_data import ATTRIBUTES, TYPE, made_by_terraform

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.modules.module import Module


def address_of(mode: str, kind: str, name: str) -> str:
    """The address of a block within its module."""
    return f"{kind}.{name}" if mode == "managed" else f"{mode}.{kind}.{name}"


def _left_open(path: str, problem: Exception) -> Value:
    """What a part is worth whose expression is a mistake that is told elsewhere."""
    return Unknown(frozenset({path}), path)


class BlockValues:
    """The blocks of a module instance as values."""

    def __init__(self, module: Module) -> None:
        self._module = module
        self._values: dict[tuple[str, str, str], Value] = {}

    def value(self, mode: str, kind: str, name: str) -> Value:
        """The value of a block: one object, or a list or map of them."""
        if (mode, kind, name) not in self._module.directory.blocks:
            raise NotEvaluated(f"a resource {kind}.{name} has not been declared")
        address = self._module.qualified(address_of(mode, kind, name))
        if ("expand", mode, kind, name) in self._module.busy:
            raise NotEvaluated(f"a circle: {address} needs itself to count its instances")
        self._module.busy["expand", mode, kind, name] = None
        try:
            expansion = self._module.expansion(mode, kind, name)
        finally:
            del self._module.busy["expand", mode, kind, name]
        known = self._values.get((mode, kind, name))
        if known is not None:
            return known
        objects = {member.index: self._object(mode, kind, name, address, member) for member in expansion.members}
        at = lambda index: self._indexed(mode, kind, name, address, index, objects[None])  # noqa: E731
        cause = self._module.cause(address_of(mode, kind, name))
        made = instances(expansion, address, objects, at, self._module.project.key(address), cause)
        self._values[mode, kind, name] = made
        return made

    def _indexed(self, mode: str, kind: str, name: str, address: str, index: int | str, element: Value) -> Value:
        """The instance at an index of a block whose instances code leaves open."""
        expansion = self._module.expansion(mode, kind, name)
        if expansion.members[-1].names.get("count") == {"index": index}:
            return element
        if isinstance(index, int):
            return self._object(mode, kind, name, address, Member(index, {"count": {"index": index}}))
        key = self._module.project.key(f"{address}[{index!r}].each.value")
        causes = causes_of(expansion.over) or causes_of(element)
        each = {"key": index, "value": each_at(expansion, index, Unknown(causes, key))}
        return self._object(mode, kind, name, address, Member(index, {"each": each}))

    def _object(self, mode: str, kind: str, name: str, address: str, member: Member) -> Value:
        full = address + member.suffix
        get = lambda attribute: self._attribute(mode, kind, name, full, member, attribute)  # noqa: E731

        def whole() -> Value:
            return {attribute: self._attribute(mode, kind, name, full, member, attribute) for attribute in ATTRIBUTES}

        cause = self._module.cause(address_of(mode, kind, name) + member.suffix)
        made = Instance(frozenset({cause}), full, Reference(full), get=get, sure=True)
        return replace(made, whole=whole, lacks=lambda name: name not in ATTRIBUTES) if kind == TYPE else made

    def _attribute(self, mode: str, kind: str, name: str, address: str, member: Member, attribute: str) -> Value:
        """An attribute of an instance: as configured, or known only to the provider."""
        reference = Reference(address, attribute)
        self._module.project.note(reference)
        if mode == "data" and kind == "terraform_remote_state" and attribute == "outputs":
            return self._other_outputs(mode, kind, name, address, member)
        if mode == "data" and kind == POLICY_DOCUMENT and attribute in POLICY_TEXTS:
            with suppress(EvaluationProblem, SyntaxProblem):
                self._module.remember((address, POLICY_DOCUMENT), lambda: self._granted(name, member))
        if mode == "data" and kind in MAKE_TEXTS and attribute == "rendered":
            beyond = Unknown(self._causes(address), self._key(reference), reference)
            return self._module.remember((address, attribute), lambda: self._rendered(kind, name, member, beyond))
        if mode == "data":
            return self._of_data_source(kind, name, member, reference)
        value = as_kept(kind, attribute, self._remembered(mode, kind, name, address, member, attribute))
        if secrecy.holds_secret(kind, attribute):
            value = secrecy.named("secret", value)
        if kind == TYPE and unmark(value) is None:
            beyond = Unknown(self._causes(str(reference)), self._key(reference), reference)
            return made_by_terraform(
                attribute, beyond, lambda: self._remembered(mode, kind, name, address, member, "input")
            )
        if unmark(value) is None:
            given = lambda argument: self._remembered(mode, kind, name, address, member, argument)  # noqa: E731
            return self._in_region(kind, name, member, reference) or self._beyond(kind, reference, given)
        if isinstance(value, Unknown) and value.reference is None:
            return replace(value, reference=reference)
        if isinstance(value, str):
            self._module.project.told.setdefault(value, set()).add(reference)
        return value

    def _in_region(self, kind: str, name: str, member: Member, reference: Reference) -> str:
        """The region of a resource of AWS that states none: that of its provider, empty where the code says none.

        Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/enhanced-region-support
        """
        if reference.attribute == "region" and kind.startswith("aws_"):
            with suppress(EvaluationProblem, SyntaxProblem):
                region = unmark(self._module.provider("managed", kind, name, member).region)
                return region if isinstance(region, str) else ""
        return ""

    def _beyond(self, kind: str, reference: Reference, given: Callable[[str], Value]) -> Unknown:
        """An attribute that only the provider knows; of a shuffled list, how many elements it keeps at least."""
        shuffled = kind == SHUFFLE and reference.attribute == "result"
        low = self._module.project.unseen(lambda: least_kept(given)) if shuffled else None
        least = low if isinstance(low, int) else None
        return Unknown(self._causes(str(reference)), self._key(reference), reference, least)

    def _of_data_source(self, kind: str, name: str, member: Member, reference: Reference) -> Value:
        """An attribute of a data source, where it is told without asking the provider."""
        address = reference.address
        provider = lambda: self._module.provider("data", kind, name, member)  # noqa: E731
        argument = lambda given: self._remembered("data", kind, name, address, member, given)  # noqa: E731
        found = worth_without_asking(kind, reference.attribute, address, provider, argument)
        if found is None:
            return Unknown(self._causes(address), self._key(reference), reference)
        if isinstance(found, Unknown) and found.causes == {address}:
            return replace(found, causes=self._causes(address))
        return found

    def _causes(self, qualified: str) -> frozenset[str]:
        """The name of what is open, given as seen from the root, as reports say it."""
        path = f"{self._module.path}."
        return frozenset({self._module.cause(qualified.removeprefix(path)) if self._module.stand_in else qualified})

    def _key(self, reference: Reference) -> str:
        """What tells an attribute that only the provider knows from others."""
        return self._module.project.key(str(reference))

    def _remembered(self, mode: str, kind: str, name: str, address: str, member: Member, attribute: str) -> Value:
        """An attribute as configured, worked out once."""
        work = lambda: self._configured(mode, kind, name, member, attribute)  # noqa: E731
        return self._module.remember((address, attribute), work)

    def _granted(self, name: str, member: Member) -> Value:
        """Note what a policy document lets somebody change: whoever holds its text holds a policy on that.

        Its own ``statement`` is noted too where one of them, or a document that it takes in, may let somebody change
        something.
        """
        project = self._module.project
        body = self._module.directory.blocks["data", POLICY_DOCUMENT, name].body
        changes = Reference(self._module.qualified(address_of("data", POLICY_DOCUMENT, name)), "statement")
        for argument in POLICY_PARTS:
            if argument in body.attributes:
                evaluate_body(body, self._module, member.names, only=argument, failed=_left_open)
                project.note({changes})
        for block in body.blocks:
            references: set[Reference] = set()
            statements = project.unseen(lambda block=block, seen=references: self._statements(block, member, seen))  # type: ignore[misc]
            if not isinstance(statements, tuple) or any(lets_change(statement) for statement in statements):
                project.note({*references, changes})
        return None

    def _rendered(self, kind: str, name: str, member: Member, beyond: Value) -> Value:
        """The text that a data source makes of others, or ``beyond`` where that is open; what it is made of is noted.

        Source: https://registry.terraform.io/providers/hashicorp/template/latest/docs/data-sources/file
        """
        body = self._module.directory.blocks["data", kind, name].body
        evaluate_body(body, self._module, member.names, failed=_left_open)
        if kind != TEMPLATE_FILE or "template" not in body.attributes:
            return beyond
        given = [body.attributes[part].expression for part in ("template", "vars") if part in body.attributes]
        with suppress(EvaluationProblem, SyntaxProblem):
            found = evaluate(Call("templatestring", (*given, ObjectOf(()))[:2]), self._module, member.names)
            if isinstance(found, str | Unknown | Choice | Sensitive):
                return found
        return beyond

    def _statements(self, block: Block, member: Member, references: set[Reference]) -> Value:
        """The statements that a block of a policy document makes; what they refer to is added to ``references``."""
        part = Body({}, (block,))
        statements, found = self._module.project.traced(
            lambda: evaluate_body(part, self._module, member.names, only="statement", failed=_left_open)[0].get(
                "statement", ()
            )
        )
        references |= found
        return statements

    def _other_outputs(self, mode: str, kind: str, name: str, address: str, member: Member) -> Value:
        """The outputs of the root whose state a data source reads, where exactly one of the tree keeps it."""
        project = self._module.project
        asked = [
            self._module.remember((address, part), lambda part=part: self._configured(mode, kind, name, member, part))  # type: ignore[misc]
            for part in ("backend", "config", "workspace")
        ]
        found = project.links.state(*asked) if project.links else None
        reference = Reference(address, "outputs")
        if found is None:
            return Unknown(frozenset({address}), project.key(str(reference)), reference)
        return outputs_of(found, f"{address}.outputs", project.key(str(reference)), project.note)

    def _configured(self, mode: str, kind: str, name: str, member: Member, attribute: str) -> Value:
        body = self._module.directory.blocks[mode, kind, name].body
        if attribute in body.attributes:
            return evaluate(body.attributes[attribute].expression, self._module, member.names)
        values, _ = evaluate_body(body, self._module, member.names, only=attribute)
        place = self._module.qualified(address_of(mode, kind, name)) + member.suffix
        return lift(lambda found: self._as_blocks(found, place, attribute), values.get(attribute))

    def _as_blocks(self, found: Value, address: str, attribute: str) -> Value:
        """Nested blocks as a value: what they do not set is the provider's to say."""
        if not isinstance(found, tuple):
            return found
        return tuple([self._as_block(part, Reference(address, f"{attribute}[{i}]")) for i, part in enumerate(found)])

    def _as_block(self, values: Value, reference: Reference) -> Value:
        if not isinstance(values, dict):
            return values

        def get(name: str) -> Value:
            if values.get(name) is not None:
                return values[name]
            part = Reference(reference.address, f"{reference.attribute}.{name}")
            return Unknown(self._causes(str(part)), self._module.project.key(str(part)), part)

        return Instance(self._causes(str(reference)), self._module.project.key(str(reference)), reference, get=get)
