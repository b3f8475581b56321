"""A plan as text: decoded, checked for what it claims to be, and taken apart into plain parts."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import is_secret_name
from continuity_audit.parsers.terraform.plans.addresses import INDEX, MODULES

MAJORS: Final = ("0", "1")
"""The major versions of the format that are understood: within 1 fields are only ever added, and 0.1 (from Terraform
0.12 on) and 0.2 hold the same fields, less what says which values are sensitive."""


COMMAND: Final = pattern(r"\A\s*\[command\][^\n]*(?=\n)")
"""The line that the wrapper of the GitHub Action hashicorp/setup-terraform prints before what Terraform does."""

UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
"""How a file of Windows PowerShell begins, which reads what a program prints in the encoding of its console."""
POWERSHELL: Final = "set `[Console]::OutputEncoding = [Text.Encoding]::UTF8` before `terraform show -json`"

MUTE_OF_FAILURE: Final = ("1.4.", "1.5.")
"""How versions of Terraform begin that write the plan of a run that failed without a word of it."""

MANAGED: Final = "managed"
COUNTED: Final = frozenset({"count_expression", "for_each_expression"})
ANY_INDEX: Final = pattern(INDEX)
FORGET: Final = ["forget"]
DELETE: Final = ["delete"]
REPLACE: Final = {"create", "delete"}
SHORTEST_SECRET: Final = 4
"""A secret of fewer characters is not looked for in other values: it would be found everywhere."""


class PlanError(Exception):
    """A plan that cannot be read, in one line; ``line`` is 0 where it is the file as a whole."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


class Instance(Struct, frozen=True):
    """One resource instance of a plan or of the state before it, as the file gives it."""

    address: str
    module: str
    mode: str
    type: str
    name: str
    index: str | int | None
    values: Mapping[str, Any]
    sensitive: tuple[Any, ...] = ()
    """Every statement on which parts of the values are sensitive: ``true``, or the same nesting."""
    unknown: Any = None
    """Which parts are known only after apply, in the same nesting."""
    provider: str = ""
    depends_on: tuple[str, ...] = ()

    @property
    def block(self) -> str:
        """The address of the block within its module."""
        return f"{self.type}.{self.name}" if self.mode == MANAGED else f"{self.mode}.{self.type}.{self.name}"


class Plan(Struct, frozen=True, eq=False, dict=True):
    """A plan file."""

    file: str
    content: Mapping[str, Any]

    @property
    def configuration(self) -> Mapping[str, Any]:
        """The expressions that the plan was made from."""
        return mapping(self.content.get("configuration"))

    @property
    def variables(self) -> Mapping[str, Any]:
        """The values of the root's variables."""
        return {name: mapping(given).get("value") for name, given in mapping(self.content.get("variables")).items()}

    @cached_property
    def declared(self) -> frozenset[str]:
        """The blocks and module calls of the root: ``aws_vpc.main``, ``module.db``."""
        return declared_by(mapping(self.configuration.get("root_module")))

    @property
    def failed(self) -> bool:
        """Whether Terraform failed while it made it."""
        return self.content.get("errored") is True

    @property
    def is_partial(self) -> bool:
        """Whether Terraform says that another plan has to follow: some of the code was left out."""
        return self.content.get("complete") is False

    @cached_property
    def missing(self) -> Mapping[str, bool]:
        """The managed blocks of its code, in modules too, of which nothing is planned and nothing is there.

        Of each, whether it makes something whatever values are: neither it nor a call on the way to it is counted.
        """
        told = (*(instance.address for instance in self.judged()), *self.changes)
        there = {ANY_INDEX.sub("", address) for address in told}
        blocks = _managed_blocks(mapping(self.configuration.get("root_module")))
        return {address: always for address, always in blocks if address not in there}

    @property
    def leaves_out(self) -> bool:
        """Whether it says nothing of what its code makes in any case, and does not claim to be whole."""
        return self.content.get("complete") is not True and any(self.missing.values())

    @property
    def may_have_failed(self) -> str:
        """The version of Terraform that does not tell a plan which failed from one of ``-target``, where it is either.

        From 1.4 on a plan is written though Terraform fails, and from 1.6 on it says so. Sources:
        https://github.com/hashicorp/terraform/pull/32395 and https://github.com/hashicorp/terraform/pull/33372
        """
        version = str(self.content.get("terraform_version", ""))
        silent = "errored" not in self.content and version.startswith(MUTE_OF_FAILURE)
        # One that only refreshes, or destroys all, speaks of what is there alone.
        meant_to = self.destroys_all or (not self.changes and any(self.judged()))
        return version if silent and self.leaves_out and not meant_to else ""

    @cached_property
    def changes(self) -> Mapping[str, Mapping[str, Any]]:
        """What is planned for an instance, by its address; what is left over of earlier replacements is not."""
        entries = map(mapping, sequence(self.content.get("resource_changes")))
        return {str(entry.get("address")): entry for entry in entries if "deposed" not in entry}

    def judged(self) -> Iterator[Instance]:
        """The instances that are there once the plan is applied; where it leaves none, those that it destroys."""
        return self.before() if self.destroys_all else self._planned()

    @cached_property
    def destroys_all(self) -> bool:
        """Whether it destroys something and leaves nothing, as one of ``plan -destroy`` does."""
        deletes = any(mapping(entry.get("change")).get("actions") == DELETE for entry in self.changes.values())
        return deletes and not any(instance.mode == MANAGED for instance in self._planned())

    @cached_property
    def staying(self) -> frozenset[str]:
        """The addresses of what the state holds and the plan says nothing of: there it is, and there it stays.

        Terraform lists everything that it has looked at, if only to say that nothing changes. What is not listed was
        left out by ``-target`` or ``-exclude``, or was deferred; ``-refresh-only`` lists nothing at all.
        """
        held = {instance.address for instance in self._values if instance.mode == MANAGED}
        if held and not self.changes:
            return frozenset()  # a plan that was cut down to its values does not tell what it destroys
        told = held | self.changes.keys()
        return frozenset(i.address for i in self.before() if i.mode == MANAGED and i.address not in told)

    @cached_property
    def _values(self) -> tuple[Instance, ...]:
        return tuple(_instances(self.content.get("planned_values")))

    def _planned(self) -> Iterator[Instance]:
        """The instances that are there once the plan is applied; not those that Terraform is to forget."""
        yield from (instance for instance in self.before() if instance.address in self.staying)
        held = {instance.address: instance for instance in self._values}
        for instance in (*held.values(), *self._changed("after", held.keys())):
            change = mapping(self.changes.get(instance.address, {}).get("change"))
            if change.get("actions") == FORGET:
                continue
            marks = (*instance.sensitive, change.get("after_sensitive"))
            yield _replaced(instance, instance.address, marks, change.get("after_unknown"))

    def _changed(self, side: str, held: Container[str]) -> Iterator[Instance]:
        """The instances that stand in the changes alone, as where a plan was cut down to those."""
        for address, entry in self.changes.items():
            values = mapping(entry.get("change")).get(side)
            if isinstance(values, Mapping) and address not in held:
                yield _instance({**entry, "values": values})

    @property
    def knows_before(self) -> bool:
        """Whether it says what was there before."""
        changes = (mapping(entry.get("change")) for entry in self.changes.values())
        return bool(self.content.get("prior_state")) or any(change.get("before") for change in changes)

    @cached_property
    def remade(self) -> frozenset[str]:
        """The addresses of the instances that are destroyed and made anew."""
        actions = {address: mapping(entry.get("change")).get("actions") for address, entry in self.changes.items()}
        return frozenset(address for address, given in actions.items() if set(sequence(given)) == REPLACE)

    @cached_property
    def secrets(self) -> frozenset[str]:
        """The texts that are secret by a mark or a name somewhere in the plan, so that they are nowhere shown."""
        declared = mapping(mapping(self.configuration.get("root_module")).get("variables"))
        found = [
            value
            for name, value in self.variables.items()
            if is_secret_name(name) or mapping(declared.get(name)).get("sensitive") is True
        ]
        for instance in (*self._planned(), *self.before()):
            for marks in instance.sensitive:
                found += _marked(instance.values, marks)
        return frozenset(text for value in found for text in _texts(value) if len(text) >= SHORTEST_SECRET)

    def before(self) -> Iterator[Instance]:
        """The instances that were there before, under the addresses that they have after."""
        moved = {
            str(change["previous_address"]): address
            for address, change in self.changes.items()
            if isinstance(change.get("previous_address"), str)
        }
        held = {i.address: i for i in _instances(mapping(self.content.get("prior_state")).get("values"))}
        known = {moved.get(address, address) for address in held}
        for instance in (*held.values(), *self._changed("before", known)):
            address = moved.get(instance.address, instance.address)
            change = mapping(self.changes.get(address, {}).get("change"))
            if change.get("actions") == FORGET:
                continue
            yield _replaced(instance, address, (*instance.sensitive, change.get("before_sensitive")), None)


def read_plan(data: bytes, file: str) -> Plan:
    """The plan of a file.

    Raises:
        PlanError: it is cut off, of another version, or none at all.
    """
    is_utf16 = data.startswith(UTF16)
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
        content = json.loads(COMMAND.sub("", text), parse_float=Decimal)
    except UnicodeDecodeError as problem:
        raise PlanError("not a plan: not text in UTF-8") from problem
    except json.JSONDecodeError as problem:
        cut = not problem.doc[problem.pos :].strip() or problem.msg.startswith("Unterminated string")
        reason = "the file ends before the plan does" if cut else f"not valid JSON: {problem.msg}"
        if not cut and COMMAND.match(text):
            reason = f"{reason}; setup-terraform wrote into it: use its `terraform_wrapper: false`"
        elif is_utf16:
            reason = f"{reason}; PowerShell may have changed it: {POWERSHELL}"
        raise PlanError(f"not a plan that can be read: {reason}", problem.lineno) from problem
    except (ValueError, RecursionError) as problem:
        reason = "nested too deeply" if isinstance(problem, RecursionError) else "a number is too long"
        raise PlanError(f"not a plan that can be read: {reason}") from problem
    _refuse_other_versions(content)
    return Plan(file, content)


def _refuse_other_versions(content: Any) -> None:
    version = mapping(content).get("format_version")
    if not isinstance(version, str):
        raise PlanError("not a plan: it states no format_version")
    if version.partition(".")[0] not in MAJORS:
        raise PlanError(
            f"a plan of format version {version[:20]}; versions 0 and 1 are read, as Terraform 0.12 and later print"
        )
    if not isinstance(content.get("planned_values"), Mapping) and not sequence(content.get("resource_changes")):
        raise PlanError("not a plan: it holds no planned_values (the state of an estate is not audited)")


def declared_by(module: Mapping[str, Any]) -> frozenset[str]:
    """The blocks and module calls of a module as the plan holds it."""
    blocks = {str(mapping(block).get("address")) for block in sequence(module.get("resources"))}
    return frozenset(blocks | {f"module.{name}" for name in mapping(module.get("module_calls"))})


def _managed_blocks(root: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The addresses of the managed blocks of a module and of those that it calls, without indexes.

    With each, whether it makes one instance in any case.
    """
    pending = [("", root, True)]
    while pending:
        prefix, module, always = pending.pop()
        for block in map(mapping, sequence(module.get("resources"))):
            if block.get("mode", MANAGED) == MANAGED:
                yield f"{prefix}{block.get('address')}", always and COUNTED.isdisjoint(block)
        for name, call in mapping(module.get("module_calls")).items():
            once = always and COUNTED.isdisjoint(mapping(call))
            pending.append((f"{prefix}module.{name}.", mapping(mapping(call).get("module")), once))


def _replaced(instance: Instance, address: str, marks: tuple[Any, ...], unknown: Any) -> Instance:
    return replace(instance, address=address, module=module_of(address), sensitive=marks, unknown=unknown)


def _instances(values: Any) -> Iterator[Instance]:
    pending = [mapping(mapping(values).get("root_module"))]
    while pending:
        module = pending.pop()
        for entry in map(mapping, sequence(module.get("resources"))):
            if isinstance(entry.get("address"), str) and "deposed_key" not in entry:
                yield _instance(entry)
        pending += reversed([mapping(child) for child in sequence(module.get("child_modules"))])


def _instance(entry: Mapping[str, Any]) -> Instance:
    index = entry.get("index")
    return Instance(
        address=entry["address"],
        module=module_of(entry["address"]),
        mode=str(entry.get("mode", MANAGED)),
        type=str(entry.get("type", "")),
        name=str(entry.get("name", "")),
        index=index if isinstance(index, str | int) else None,
        values=mapping(entry.get("values")),
        sensitive=(entry.get("sensitive_values"),),
        provider=str(entry.get("provider_name", "")).rpartition("/")[2],
        depends_on=tuple(d for d in sequence(entry.get("depends_on")) if isinstance(d, str)),
    )


def _marked(value: Any, marks: Any) -> list[Any]:
    """The parts of a value that are marked: ``true``, or the same nesting."""
    if marks is True:
        return [value]
    if isinstance(value, Mapping) and isinstance(marks, Mapping):
        return [part for name, inner in marks.items() for part in _marked(value.get(name), inner)]
    if isinstance(value, list) and isinstance(marks, list):
        return [part for item, inner in zip(value, marks, strict=False) for part in _marked(item, inner)]
    return []


def _texts(value: Any) -> Iterator[str]:
    pending = [value]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping):
            pending += part.values()
        elif isinstance(part, list):
            pending += part


def module_of(address: str) -> str:
    """The module instance of an address: ``module.db["a"]`` of ``module.db["a"].aws_db_instance.main``."""
    found = MODULES.match(address)
    return found[0].rstrip(".") if found else ""


def mapping(value: Any) -> Mapping[str, Any]:
    """An object of the file, or an empty one where something else stands."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: Any) -> Sequence[Any]:
    """A list of the file, or an empty one where something else stands."""
    return value if isinstance(value, list) else ()
