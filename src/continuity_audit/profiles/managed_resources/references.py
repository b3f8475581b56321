"""What an object means by a reference to another one: by its name, by a selector of labels, or by an id elsewhere.

A reference says neither the kind nor the group of what it means; the field does, by its name: ``subnetIdRefs`` are
Subnets, ``kmsKeyIdRef`` is a Key.

Sources: https://docs.crossplane.io/latest/managed-resources/managed-resources/#referencing-other-resources,
https://cloud.google.com/config-connector/docs/how-to/creating-resource-references
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import inside
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Reference, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import matches
from continuity_audit.profiles.kubernetes.pods import labels_of, namespace_of, text
from continuity_audit.profiles.managed_resources.spelling import as_argument

_ENDING: Final = pattern(r"_(?:ids?|arns?|names?|identifiers?|self_links?)$")
_BY_ROLE: Final[Mapping[str, str]] = {
    "lb": "loadbalancer", "eip": "allocation", "key": "cmk", "cryptokey": "kmskey", "subnet": "vpczone",
}  # fmt: skip
"""What fields call a kind that has another name."""
_SAYS: Final = ("name", "external", "from")
"""What a reference has one of."""
_SELECTS: Final = ("matchLabels", "matchControllerRef")
"""What a selector has: labels, or that one thing made both, which no object that stands alone knows of."""
_LISTS: Final = ("vpc_zone_identifier", "security_group_id_list")
"""Arguments that name several, though they are called as one."""


class Targets:
    """The objects that others can refer to, by the domain of their groups and by name."""

    def __init__(self, found: Iterable[Resource]) -> None:
        self._by_domain: dict[str, list[Resource]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in found:
            self._by_domain[domain_of(resource)].append(resource)
            self._by_name[domain_of(resource), resource.name].append(resource)

    def named(self, name: str, namespace: str, argument: str, holder: Resource) -> Resource | None:
        """The object of a name that an argument means."""
        found = self._by_name.get((domain_of(holder), name), ())
        found = [r for r in found if r is not holder and namespace_of(r) == namespace]
        return next(iter(_closest(found, argument, holder)), None)

    def selected(self, selector: Mapping[str, Value], argument: str, holder: Resource) -> Sequence[Resource]:
        """The objects of a kind that an argument means whose labels match."""
        beside = [r for r in self._by_domain.get(domain_of(holder), ()) if r.root == holder.root and r is not holder]
        found = [r for r in beside if _fits(r, argument) and matches(selector, labels_of(r))]
        return found if len({r.type for r in found}) == 1 else ()


def domain_of(resource: Resource) -> str:
    """The domain of the group of a type: ``aws.upbound.io`` of ``rds.aws.upbound.io/Instance``."""
    return resource.type.partition("/")[0].partition(".")[2]


def _closest(found: Sequence[Resource], argument: str, holder: Resource) -> Sequence[Resource]:
    """The one object among namesakes that is meant: of the kind that the argument names, of the own root and group."""
    group = holder.type.partition("/")[0]
    for closer in (
        lambda r: _fits(r, argument),
        lambda r: _stem(argument) in _called(r),
        lambda r: r.root == holder.root,
        lambda r: r.type.partition("/")[0] == group,
    ):
        found = [r for r in found if closer(r)] or found
    return found if len(found) == 1 else ()


def _fits(target: Resource, argument: str) -> bool:
    """Whether an argument may name the kind of an object."""
    stem, kind = _stem(argument), _called(target)[0]
    names = (kind, *filter(None, [_BY_ROLE.get(kind, "")]))
    return any(stem.endswith(name) or name.endswith(stem) for name in names) if stem else False


def _stem(argument: str) -> str:
    """The words of an argument before the ending that says which attribute is meant."""
    return _ENDING.sub("", argument).replace("_", "").rstrip("s")


def _called(target: Resource) -> tuple[str, str]:
    """The kind of an object, and that without the service, with which Config Connector begins: a RunService."""
    group, _, kind = target.type.lower().partition("/")
    kind = kind.rstrip("s")
    return kind, kind.removeprefix(group.partition(".")[0])


# --- what a field says by a reference -----------------------------------------------------------------------------


def by_reference(key: str, value: Value, holder: Resource, targets: Targets) -> Iterator[tuple[str, Value]]:
    """The arguments that a field fills by references; nothing where it is no such field."""
    stem = key.rpartition("Ref" if key.endswith(("Ref", "Refs")) else "Selector")[0]
    if not stem or key.endswith(("SecretRef", "SecretRefs")):
        return
    argument = as_argument(stem)
    several = argument if argument.endswith("s") or argument in _LISTS else f"{argument}s"
    if key.endswith("Refs") and isinstance(value, tuple):
        yield several, tuple(_one(key, argument, one, holder, targets) for _, one in mappings(value))
    elif key.endswith("Ref") and isinstance(value, Mapping) and not value.keys().isdisjoint(_SAYS):
        yield argument, _one(key, argument, value, holder, targets)
    elif key.endswith("Selector") and isinstance(value, Mapping) and not value.keys().isdisjoint(_SELECTS):
        labelled = targets.selected(value, argument, holder) if "matchLabels" in value else ()
        found = [_told(r, argument, holder) for r in labelled]
        nothing = unknown(f"{holder.address}.{key}")
        # The field does not say whether one is meant or all: a type has an argument of the one name or of the other.
        yield argument, found[0] if len(found) == 1 else nothing
        yield several, tuple(found) or nothing


def by_one_of(key: str, value: Value, holder: Resource, targets: Targets) -> Iterator[tuple[str, Value]]:
    """The argument that a field fills by the one of several references that it holds."""
    for inner, reference in entries(value).items():
        for _, told in by_reference(inner, reference, holder, targets):
            yield as_argument(key), told


def _one(key: str, argument: str, reference: Mapping[str, Value], holder: Resource, targets: Targets) -> Value:
    """What a reference stands for: an id elsewhere, an attribute of what is in the tree, or what no code holds."""
    if (elsewhere := reference.get("external")) is not None:
        return elsewhere
    reference = entries(reference.get("from")) or reference
    name = text(reference.get("name"))
    namespace = text(reference.get("namespace")) or namespace_of(holder)
    found = targets.named(name, namespace, argument, holder)
    return unknown(f"{holder.address}.{key} ({name})") if found is None else _told(found, argument, holder)


def _told(target: Resource, argument: str, holder: Resource) -> Unknown:
    ending = argument.rpartition("_")[2].rstrip("s")
    return reference_to(target, ending if ending in ("arn", "name") else "id", holder)


def reference_to(target: Resource, attribute: str, holder: Resource) -> Unknown:
    """An attribute of a resource, as another one names it."""
    reference = Reference(target.address, attribute, "" if target.root == holder.root else target.folder)
    return Unknown(frozenset({str(reference)}), f"{holder.root}::{reference}", reference, sure=True)


def references_in(values: Mapping[str, Value]) -> dict[str, frozenset[Reference]]:
    """What each argument refers to."""
    found = {
        name: frozenset(part.reference for part in inside(value) if isinstance(part, Unknown) and part.reference)
        for name, value in values.items()
    }
    return {name: references for name, references in found.items() if references}


__all__ = ["Targets", "by_one_of", "by_reference", "domain_of", "reference_to", "references_in"]
