"""Everything that was read, found by type, by address and by what a value names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, TypeVar

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.data_sources import (
    HELD,
    NAMING_ATTRIBUTES,
    all_listed,
    made_by_the_estate,
    stands_for_itself,
)
from continuity_audit.estate.identity import key_of, same
from continuity_audit.estate.model import DATA, OUTSIDE, Resource
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.shared_names import over_roots, tells
from continuity_audit.estate.values import Choice, Reference, Sensitive, SetValue, Unknown, Value

ROOT = pattern(r"(^|\()[^()]*::")
"""The root before a name in a key."""
INDEX = pattern(r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]$')

T = TypeVar("T")


def once(function: Callable[[Estate], T]) -> Callable[[Estate], T]:
    """Work something out once for each estate; what is found goes with the estate."""

    def remembered(estate: Estate) -> T:
        if function not in estate.derived:
            estate.derived[function] = function(estate)
        found: T = estate.derived[function]
        return found

    return remembered


class Estate:
    """The resources of all roots, with the look-ups that conditions need. Nothing in it changes once it is built.

    A data source is none of them: whoever refers to it finds what it looks for.
    """

    def __init__(self, resources: Iterable[Resource]) -> None:
        found = tuple(resources)
        self.resources: tuple[Resource, ...] = tuple(r for r in found if r.mode != DATA)
        self._sources: tuple[Resource, ...] = tuple(r for r in found if r.mode == DATA)
        self._by_type: dict[str, list[Resource]] = defaultdict(list)
        self._by_address: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        self.derived: dict[object, Any] = {}
        """What `once` has worked out."""
        self._looked_up: dict[str, Sequence[Resource]] = {}
        self._held: dict[tuple[str, tuple[str, ...]], Sequence[Resource]] = {}
        for resource in self.resources:
            self._by_type[resource.type].append(resource)
        for resource in found:
            self._by_address[resource.root, resource.address].append(resource)
            block = INDEX.sub("", resource.address)
            if block != resource.address:
                self._by_address[resource.root, block].append(resource)

    def of_type(self, *types: str) -> Iterator[Resource]:
        """The resources of the types, in the order read."""
        for name in types:
            yield from self._by_type.get(name, ())

    def sources(self, *types: str) -> Iterator[Resource]:
        """The data sources of the types, in the order read."""
        return (source for source in self._sources if source.type in types)

    def at(self, root: str, address: str) -> Sequence[Resource]:
        """The instances that an address means: one, or all of a block where it has no index.

        Where code leaves the instances of a block open, an address with an index means the one that stands for all.
        """
        found = self._by_address.get((root, address))
        if found is None:
            found = self._by_address.get((root, INDEX.sub("", address)))
        return found or ()

    def referred(self, reference: Reference, near: Resource) -> Sequence[Resource]:
        """The instances that a reference of ``near`` means, in its own root or in the one that the reference names.

        Another root is looked for in the environment of ``near`` first, where it is read for that too.
        """
        return self._meant(self._standing_at(reference, near))

    def asking(self, value: Value, *types: str, near: Resource) -> tuple[Resource, ...]:
        """The data sources of some types that a value refers to: where they ask says where that stands, if not what."""
        if not isinstance(value, Unknown) or value.reference is None:
            return ()
        return tuple(r for r in self._standing_at(value.reference, near) if r.mode == DATA and r.type in types)

    def listed(self, value: Value, near: Resource) -> tuple[Resource, ...]:
        """The resources whose ids make up a whole list of a data source; none of a part of it, or where one is open."""
        if not isinstance(value, Unknown) or value.reference is None or not _is_whole(value.key, value.reference):
            return ()
        sources = [r for r in self._standing_at(value.reference, near) if r.mode == DATA]
        return all_listed(sources[0], self) if len(sources) == 1 else ()

    def _standing_at(self, reference: Reference, near: Resource) -> Sequence[Resource]:
        if not reference.root:
            return self.at(near.root, reference.address)
        environment = f"{reference.root}@{near.environment}"
        return (near.environment and self.at(environment, reference.address)) or self.at(
            reference.root, reference.address
        )

    def _meant(self, found: Sequence[Resource]) -> Sequence[Resource]:
        """What stands at an address; for a data source, what it looks for."""
        if not found or found[0].mode != DATA:
            return found
        return tuple(dict.fromkeys(resource for source in found for resource in self._sought(source)))

    def _sought(self, source: Resource) -> Sequence[Resource]:
        """What a data source looks for: the resource that bears the name, or itself where it tells of one elsewhere."""
        if source.id not in self._looked_up:
            self._looked_up[source.id] = ()  # a data source that looks for itself finds nothing
            itself = (source,) if stands_for_itself(source) else ()
            self._looked_up[source.id] = made_by_the_estate(source, self) or itself
        return self._looked_up[source.id]

    @cached_property
    def _by_name(self) -> dict[str, list[Resource]]:
        return _names_of(r for r in self.resources if r.mode != OUTSIDE)  # what a call gives names what it makes

    @cached_property
    def _by_open_name(self) -> dict[tuple[str, str], list[Resource]]:
        """Resources by root and the key of each name that code leaves open: in one root the same is the same name."""
        names: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for value in map(unmark, map(resource.values.get, NAMING_ATTRIBUTES)):
                if isinstance(value, Unknown) and value.reference is None and resource.mode != OUTSIDE:
                    for key in {value.key, value.text or value.key}:
                        names[resource.root, key].append(resource)
        return names

    @cached_property
    def _elsewhere_by_name(self) -> dict[str, list[Resource]]:
        return _names_of(source for source in self._sources if stands_for_itself(source))

    def named(self, value: Value, *types: str, near: Resource) -> tuple[Resource, ...]:
        """The resources that a value names: by reference within the root, or by a name or ARN that only one bears.

        Of an ARN that is open in part, such as in its account, the known parts tell.

        ``near`` is the resource that holds the value: its own root and region win where several bear the name.
        """
        match value:
            case Unknown(reference=Reference() as reference):
                found = self.referred(reference, near)
                return tuple(r for r in found if _is(r, types)) or self._held_in(found, types)
            case Unknown():
                known = [r for r in self._openly_named(value, near) if _is(r, types)]
                return self._one_of(known or [r for r in self._named_alike(value, near) if _is(r, types)], near)
            case Sensitive(value=inner):
                return self.named(inner, *types, near=near)
            case Choice(then=then, other=other):
                found = (*self.named(then, *types, near=near), *self.named(other, *types, near=near))
                return self._named_on_every_branch(value, types, near) or tuple(dict.fromkeys(found))
            case tuple(elements) | SetValue(elements=elements):
                return tuple(dict.fromkeys(r for e in elements for r in self.named(e, *types, near=near)))
            case str() if value:
                return self._bearing(value, types, near)
            case _:
                return ()

    def _held_in(self, keepers: Sequence[Resource], types: tuple[str, ...]) -> tuple[Resource, ...]:
        """The resources that are named by what some parameters hold."""
        return tuple(
            dict.fromkeys(r for keeper in keepers if keeper.type in HELD for r in self._held_by(keeper, types))
        )

    def _held_by(self, keeper: Resource, types: tuple[str, ...]) -> Sequence[Resource]:
        key = (keeper.id, types)
        if key not in self._held:
            self._held[key] = ()  # a parameter that holds what it is itself names nothing
            self._held[key] = self.named(keeper.values.get(HELD[keeper.type]), *types, near=keeper)
        return self._held[key]

    def _named_alike(self, value: Unknown, near: Resource) -> Sequence[Resource]:
        """The resources of other roots whose open name is the same over all roots, those of the environment first."""
        name = over_roots(value.text) if value.text else ""
        found = self._by_shared_name.get(name, ())
        return [r for r in found if near.environment and r.environment == near.environment] or found

    @cached_property
    def _by_shared_name(self) -> dict[str, list[Resource]]:
        """Resources by each name that is open in part and still the same in all roots."""
        names: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for value in map(unmark, map(resource.values.get, NAMING_ATTRIBUTES)):
                text = value.text if isinstance(value, Unknown) and resource.mode != OUTSIDE else ""
                if text and tells(name := over_roots(text)):
                    names[name].append(resource)
        return names

    def _named_on_every_branch(self, value: Choice, types: tuple[str, ...], near: Resource) -> tuple[Resource, ...]:
        """The one resource of the same root whose name is another on every branch, as what the value names is."""
        found: dict[str, Resource] | None = None
        for leaf in leaves(value):
            if leaf is None:
                continue
            names = _spelled_in(leaf) if isinstance(leaf, str) else (key_of(leaf),)
            bearers = {r.id: r for name in names for r in self._by_branching_name.get((near.root, name), ())}
            found = {i: r for i, r in bearers.items() if (found is None or i in found) and _is(r, types)}
            if not found:
                return ()
        return self._one_of(list((found or {}).values()), near)

    @cached_property
    def _by_branching_name(self) -> dict[tuple[str, str], list[Resource]]:
        """Resources by root and each name that they bear on some branches of what code leaves open."""
        names: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in self.resources:
            for value in map(unmark, map(resource.values.get, NAMING_ATTRIBUTES)):
                if isinstance(value, Choice) and resource.mode != OUTSIDE:
                    for name in {leaf if isinstance(leaf, str) else key_of(leaf) for leaf in leaves(value)}:
                        names[resource.root, name].append(resource)
        return names

    def _openly_named(self, value: Unknown, near: Resource) -> Sequence[Resource]:
        """The resources of the same root that bear an open name, or those of the estate that an open ARN names."""
        found = self._by_open_name.get((near.root, value.key), ())
        arn = None if found else read_arn(value)
        if arn is None:
            return found
        bearers = [
            resource
            for name in arn.names
            for resource in (
                self._by_name.get(name, ())
                if isinstance(name, str)
                else self._by_open_name.get((near.root, key_of(name)), ())
            )
        ]
        return [resource for resource in bearers if _fits(value, resource)]

    def _bearing(self, text: str, types: tuple[str, ...], near: Resource) -> tuple[Resource, ...]:
        """The one resource that bears a name, or that an ARN or URL-like path ends in."""
        names = _spelled_in(text)
        bearers = [r for name in names for r in self._by_name.get(name, ())]
        bearers = bearers or [r for name in names for r in self._elsewhere_by_name.get(name, ())]
        return self._one_of([r for r in bearers if _is(r, types) and _fits(text, r)], near)

    def _one_of(self, bearers: Sequence[Resource], near: Resource) -> tuple[Resource, ...]:
        """The one resource of those that bear a name, or the one among them that is closer than the others."""
        found = {r.id: r for r in bearers}
        for closer in self._closer(near):
            if len(found) > 1:
                found = {i: r for i, r in found.items() if closer(r)} or found
        return tuple(found.values()) if len(found) == 1 else ()

    @staticmethod
    def _closer(near: Resource) -> tuple[Callable[[Resource], bool], ...]:
        """What tells namesakes apart: which one the code refers to, then the root, the module, the region."""
        referred = {(r.root or near.folder, r.address) for references in near.references.values() for r in references}
        return (
            lambda r: (r.folder, r.address) in referred and r.environment == near.environment,
            lambda r: r.root == near.root,
            lambda r: r.module == near.module,
            lambda r: same(r.provider.region, near.provider.region),
        )


def _is_whole(key: str, reference: Reference) -> bool:
    """Whether a key is that of a whole list of ids, as it is or in another order."""
    name = str(reference)
    every = (name, f"{name}[*]", *(f"{function}({name})" for function in ("distinct", "reverse", "sort")))
    return reference.attribute == "ids" and ROOT.sub(r"\1", key) in every


def _names_of(resources: Iterable[Resource]) -> dict[str, list[Resource]]:
    """Resources by each name that they bear."""
    names: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        for name in {n for a in NAMING_ATTRIBUTES if isinstance(n := resource.values.get(a), str)}:
            names[name].append(resource)
    return names


def _spelled_in(text: str) -> Sequence[str]:
    """The names that a text may be or, as an ARN or a URL-like path, end in."""
    if ":" not in text and "/" not in text:
        return (text,)
    return (text, text.replace("/", ":").rpartition(":")[2], text.rsplit(":", 1)[-1])


def _fits(value: Value, resource: Resource) -> bool:
    """Whether a resource may be the one that an ARN names: its region and account are not others."""
    arn = read_arn(value)
    if arn is None:
        return True
    region = resource.values.get("region") or resource.provider.region
    places = ((arn.region, region), (arn.account, resource.provider.account))
    return all(not isinstance(named, str) or not isinstance(known, str) or named == known for named, known in places)


def _is(resource: Resource, types: tuple[str, ...]) -> bool:
    return not types or resource.type in types
