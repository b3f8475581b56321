"""Objects that controllers make resources of clouds of, as resources of Terraform's providers.

Where they stand and what they are called in reports stays as the code has it; evidence names their fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.interface import Interface
from continuity_audit.estate.model import DATA, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.managed_resources import aws_controllers, config_connector, crossplane
from continuity_audit.profiles.managed_resources.dialect import Dialect
from continuity_audit.profiles.managed_resources.references import Targets, by_one_of, by_reference, references_in
from continuity_audit.profiles.managed_resources.spelling import as_argument, as_block, as_field, lines_of

_DIALECTS: Final = (crossplane.DIALECT, config_connector.DIALECT, aws_controllers.DIALECT)
_DIALECT_OF: Final = {type_: dialect for dialect in _DIALECTS for type_ in dialect.types}
TYPES: Final = {type_: told for dialect in _DIALECTS for type_, told in dialect.types.items()}
"""The type of Terraform by the type of object; one of them, where the object decides."""


def restated(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    """The resources of an estate, those that controllers make of objects as resources of Terraform's providers."""
    found = tuple(resources)
    if not any(resource.type in TYPES for resource in found):
        return found
    targets = Targets(resource for resource in found if resource.type in TYPES)
    return tuple(_restated(r, _DIALECT_OF[r.type], targets) if r.type in TYPES else r for r in found)


def _restated(resource: Resource, dialect: Dialect, targets: Targets) -> Resource:
    type_ = dialect.type_of(resource)
    tell = partial(_tell, resource, dialect, targets)
    values = {**dialect.named(resource, type_), **as_block(dialect.fields(resource), tell)}
    return replace(
        resource,
        type=type_,
        language="terraform",
        mode=DATA if dialect.is_observed(resource) else resource.mode,
        values=values,
        lines=_lines(resource, dialect),
        references=references_in(values),
        provider=dialect.provider_of(type_, resource, values),
        interface=Interface(
            resource.address, resource.type, judged=f"judged as {type_}", argument="kind",
            called=partial(_called, dialect), secrets=dialect.secrets(resource),
        ),
    )  # fmt: skip


def _tell(
    resource: Resource, dialect: Dialect, targets: Targets, key: str, value: Value
) -> Iterator[tuple[str, Value]]:
    """The arguments that a field is: by a reference to another object, else of the same value."""
    by = by_one_of if key in dialect.one_of else by_reference
    filled = list(by(key, value, resource, targets))
    if name := dialect.renamed(resource, key):
        yield name, filled[0][1] if filled else value
    else:
        yield from filled or [(as_argument(key), value)]


def _lines(resource: Resource, dialect: Dialect) -> dict[str, int]:
    """The lines of the arguments."""
    renamed = {argument: f"{dialect.at}.{field}" for argument, field in dialect.written.items()}
    own = {argument: resource.lines[path] for argument, path in renamed.items() if path in resource.lines}
    return {**lines_of(resource.lines, dialect.at), **own}


def _called(dialect: Dialect, argument: str) -> str:
    """What an object calls an argument at a dotted path."""
    path, rest = argument, ""
    while path and path not in dialect.written:
        path, _, last = path.rpartition(".")
        rest = f".{last}{rest}"
    return f"{dialect.at}.{dialect.written[path]}{as_field(rest)}" if path else f"{dialect.at}.{as_field(argument)}"


__all__ = ["TYPES", "restated"]
