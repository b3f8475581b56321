"""What machines of Compute Engine are told by the metadata of their project.

Scripts among it run on every machine of the project that has none of its own; any other value is read by its name.

Sources: https://docs.cloud.google.com/compute/docs/metadata/predefined-metadata-keys,
https://docs.cloud.google.com/compute/docs/metadata/querying-metadata,
https://docs.cloud.google.com/compute/docs/instances/startup-scripts/linux
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, inside, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import in_one_project
from continuity_audit.profiles.terms import Context

WHOLE: Final = "google_compute_project_metadata"
ITEM: Final = "google_compute_project_metadata_item"
METADATA: Final = (WHOLE, ITEM)
SCRIPTS: Final = frozenset({
    "startup-script", "startup-script-url",
    *(f"{when}-script-{kind}" for when in ("windows-startup", "sysprep-specialize")
      for kind in ("ps1", "cmd", "bat", "url")),
})  # fmt: skip
"""The keys that a machine obeys without asking for them."""
READ: Final = pattern(r"project/attributes/([\w-]+)")
"""How a machine asks its metadata server for a value of its project."""
TOLD: Final = ("metadata", "metadata_startup_script")
VALUE: Final = run_time("value")


def of_project(context: Context) -> Iterator[Resource]:
    """What a machine, or one that is made from a template, needs by the metadata of its project."""
    machine = context.resource
    entries = {part.name: part for part in _entries(context.estate) if in_one_project(machine, part)}
    own = {key for given in each(machine.values.get("metadata")) for key in _keys(given.value)}
    own |= {"startup-script"} if machine.values.get("metadata_startup_script") is not None else set()
    asked = set(_asked(machine, *TOLD))
    waiting = [key for key in entries if key in asked or key in SCRIPTS - own]
    seen: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in seen and key in entries:
            seen.add(key)
            waiting += _asked(entries[key], "value")
            yield from VALUE(context.about(entries[key]))  # type: ignore[operator]


def _keys(given: Value) -> Iterator[str]:
    yield from given if isinstance(given, Mapping) else ()


def _asked(holder: Resource, *arguments: str) -> Iterator[str]:
    """The keys of the project for which scripts in some arguments ask."""
    for argument in arguments:
        for part in inside(holder.values.get(argument)):
            yield from READ.findall(spelling(part))


@once
def _entries(estate: Estate) -> tuple[Resource, ...]:
    """The single entries of the metadata of all projects: each as a resource with its key as the name and a value."""
    found = []
    for resource in estate.of_type(*METADATA):
        if resource.type == ITEM:
            key, value = unmark(resource.values.get("key")), resource.values.get("value")
            found += [_entry(resource, resource.address, key, value)] if isinstance(key, str) else []
            continue
        for given in each(resource.values.get("metadata")):
            if isinstance(given.value, Mapping):
                found += [_entry(resource, f'{resource.address}["{k}"]', k, v) for k, v in given.value.items()]
    return tuple(found)


def _entry(of: Resource, address: str, key: str, value: Value) -> Resource:
    """An entry; of what all of the metadata refers to, what its own value is made of."""
    causes = causes_of(value)
    told = (r for argument in ("value", "metadata") for r in of.references.get(argument, ()))
    references = frozenset(r for r in told if of.type == ITEM or str(r) in causes)
    project = {"project": of.values["project"]} if "project" in of.values else {}
    return replace(of, address=address, name=key, values={"value": value, **project}, references={"value": references})


__all__ = ["METADATA", "of_project"]
