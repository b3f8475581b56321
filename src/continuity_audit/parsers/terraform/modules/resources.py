"""From blocks to resources: every instance of every block that somebody wants to see, evaluated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.data_sources import is_telling
from continuity_audit.estate.logic import both, given
from continuity_audit.estate.model import DATA, OUTSIDE, Provider, Resource, Span
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import IMPOSSIBLE, Reference, SetValue, Value
from continuity_audit.parsers.terraform.configuration.files import Block, Body
from continuity_audit.parsers.terraform.evaluation.bodies import META, argument, evaluate_body, settled
from continuity_audit.parsers.terraform.known_modules.interfaces import interface_of, lines_of_inputs
from continuity_audit.parsers.terraform.known_modules.public_sources import without_query
from continuity_audit.parsers.terraform.modules.block_values import address_of
from continuity_audit.parsers.terraform.modules.expand import Member
from continuity_audit.parsers.terraform.modules.module import Module
from continuity_audit.parsers.terraform.modules.unwanted import unwanted

NO_INPUTS: Final = frozenset({"source", "version", "tags", "labels"})
"""Arguments of a call by which nothing is given to the module that it could use, beside those of `META`."""

Wanted = Callable[[str], bool]
"""Whether a resource type is wanted."""


def resources_of(module: Module, root: str, wanted: Wanted, *, data: bool = False) -> Iterator[Resource]:
    """The resources of a module instance and of the modules that it calls, in the order of the files."""
    for mode, kind, name in module.blocks():
        if mode == "ephemeral" or (mode == DATA and not data and not is_telling(_arguments(module, kind, name))):
            continue
        if not wanted(kind):
            module.project.passed_over[kind] += mode == "managed"
            continue
        block = module.directory.blocks[mode, kind, name]
        address = module.qualified(address_of(mode, kind, name))
        for member in module.expansion(mode, kind, name).members:
            exists = both(module.exists, lambda m=member: m.exists)  # type: ignore[misc]
            if given(True, exists) is not IMPOSSIBLE:
                yield _resource(module, root, block, (mode, kind, name), address, member, exists)
    for name, call in module.directory.modules.items():
        path = module.qualified(f"module.{name}")
        nothing = None if data else unwanted(module.project, module.directory, path, call, wanted)
        if nothing is None:
            yield from _called(module, root, name, wanted, data)
        else:
            module.project.passed_over += nothing


def _called(module: Module, root: str, name: str, wanted: Wanted, data: bool) -> Iterator[Resource]:
    children = module.children(name)
    if children is None:
        yield from _unresolved(module, root, name, wanted)
        return
    there = [child for child in children.values() if given(True, child.exists) is not IMPOSSIBLE]
    for child in there:
        yield from resources_of(child, root, wanted, data=data)
    if there and there[0].stand_in and wanted(OUTSIDE) and not data:
        yield from _given_beyond(module, there[0], root, name)


def _given_beyond(module: Module, known: Module, root: str, name: str) -> Iterator[Resource]:
    """What a call gives to a known module beyond what its stand-in has: the module may use it, nobody knows how.

    Each such input is one resource with that argument alone, named as the input is.
    """
    call = module.directory.modules[name]
    here = {*known.directory.variables, *NO_INPUTS}
    beyond = {passed: written for passed, written in call.body.attributes.items() if passed not in here}
    qualified = module.qualified(f"module.{name}")
    inputs = replace(call, body=Body(beyond, ()))
    whole = _outside(module, root, inputs, qualified, OUTSIDE)
    for passed, value in whole.values.items():
        named = whole.references[passed]
        if named or isinstance(unmark(value), str | tuple | dict | SetValue):
            address = f"{qualified}.{passed}"
            yield replace(whole, address=address, values={passed: value}, references={passed: named})


def _arguments(module: Module, kind: str, name: str) -> Collection[str]:
    """The arguments and nested blocks of a data source."""
    return module.directory.blocks[DATA, kind, name].body.names


def _resource(
    module: Module, root: str, block: Block, key: tuple[str, str, str], address: str, member: Member, exists: Value
) -> Resource:
    mode, kind, name = key
    values, lines, files, references = evaluated(module, block, address + member.suffix, member)
    span = Span(block.file, block.line, block.end_line)
    interface = None
    if module.stand_in:
        interface = interface_of(module, block, lines, values)
        lines, files, span = lines_of_inputs(module, block, lines), {}, module.calls[-1]
    return Resource(
        root=root,
        address=address + member.suffix,
        mode=mode,
        type=kind,
        name=name,
        index=member.index,
        span=span,
        values=values,
        lines=lines,
        files=files,
        references=references,
        exists=settled(exists),
        multiplicity=settled(member.multiplicity),
        provider=_settled_provider(module.provider(mode, kind, name, member)),
        module=module.path,
        sources=module.calls,
        stand_in=module.stand_in,
        interface=interface,
    )


def evaluated(
    module: Module, block: Block, address: str, member: Member
) -> tuple[dict[str, Value], dict[str, int], dict[str, str], dict[str, frozenset[Reference]]]:
    """The values of a block's body, their lines, the files of those that override files set, and what each refers to.

    An override file sets an argument, or all nested blocks of a type, as a whole.
    """

    def failed(path: str, problem: Exception) -> Value:
        file, line = overriding.get(_top(path), block.file), lines.get(path, block.line)
        if module.stand_in:
            file, line = module.calls[-1].file, module.calls[-1].line
            name = module.cause(f"{address}.{path}".removeprefix(f"{module.path}."))
            return module.project.not_worked_out(name, problem, file, line)
        return module.project.not_worked_out(f"{address}.{path}", problem, file, line)

    values: dict[str, Value] = {}
    lines: dict[str, int] = {}
    overriding: dict[str, str] = {}
    references: dict[str, frozenset[Reference]] = {}
    body, kind = block.body, block.labels[0]
    nested: dict[str, list[Block]] = {}
    for inner in body.blocks:
        nested.setdefault(inner.labels[0] if inner.type == "dynamic" and inner.labels else inner.type, []).append(inner)
    for name in [*body.attributes, *sorted(nested.keys() - body.attributes.keys())]:
        if name in META:
            continue
        attribute, blocks = body.attributes.get(name), nested.get(name)
        for part_of in (attribute, *(blocks or ())):
            if part_of is not None and part_of.file != block.file:
                overriding[name] = part_of.file
        seen: set[Reference] = set()
        module.project.stack.append(seen)
        try:
            if attribute is not None and blocks is None:
                lines.setdefault(name, attribute.line)
                found = argument(attribute, module, member.names, name, failed)
            else:
                part = Body({name: attribute} if attribute else {}, tuple(blocks or ()))
                found = evaluate_body(part, module, member.names, lines=lines, failed=failed)[0][name]
            secret = "secret" if secrecy.holds_secret(kind, name) else name
            values[name] = settled(secrecy.named(secret, found))
        finally:
            module.project.stack.pop()
        references[name] = frozenset(seen)
    files = {path: overriding[_top(path)] for path in lines if _top(path) in overriding} if overriding else {}
    return values, lines, files, references


def _top(path: str) -> str:
    return path.partition(".")[0]


def _settled_provider(provider: Provider) -> Provider:
    told = (provider.region, provider.account, provider.tags, provider.zone, provider.profile)
    region, account, tags, zone, profile = map(settled, told)
    return Provider(provider.name, region, account, tags, zone, provider.before, provider.clusters, profile)


def _unresolved(module: Module, root: str, name: str, wanted: Wanted) -> Iterator[Resource]:
    """A call of a module that is not on disk, as a resource whose type is the module's source."""
    call = module.directory.modules[name]
    qualified = module.qualified(f"module.{name}")
    unresolved = module.project.unresolved.get(qualified)
    source = secrecy.without_secrets(without_query(unresolved.source)) if unresolved else ""
    kind = f"module:{source}"
    if not (wanted(kind) or wanted(OUTSIDE)):
        return
    yield _outside(module, root, call, qualified, kind)


def _outside(module: Module, root: str, call: Block, address: str, kind: str) -> Resource:
    """What is known of a module's inside by its call alone: what is given to it, and where it stands."""
    values, lines, files, references = evaluated(module, call, address, Member(None, {}))
    return Resource(
        root=root, address=address, mode=OUTSIDE, type=kind, name=call.labels[0],
        span=Span(call.file, call.line, call.end_line), values=values, lines=lines, files=files,
        references=references, exists=settled(module.exists), module=module.path, sources=module.calls,
        provider=_settled_provider(module.providers.named("aws")),
    )  # fmt: skip
