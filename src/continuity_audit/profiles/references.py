"""What the values, blocks and arguments of a resource name, over all branches that the code leaves open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from continuity_audit.estate.identity import same
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, both, either
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, inside, leaves, parts_of, unmark
from continuity_audit.estate.trees import choose
from continuity_audit.estate.values import Atom, Choice, Reference, SetValue, Unknown, Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.module_outputs import made_by_call, unseen, writers


def every(value: Value, path: str = "") -> Iterator[Value]:
    """Every value at a dotted path, over all blocks and lists on the way and all branches of a choice."""
    head, _, rest = path.partition(".")
    for leaf in leaves(unmark(value)):
        match leaf:
            case tuple(elements) | SetValue(elements=elements):
                for element in elements:
                    yield from every(element, path)
            case None:
                pass
            case _ if not head:
                yield leaf
            case Mapping():
                yield from every(leaf.get(head), rest)


def blocks_at(resource: Resource, path: str) -> Iterator[Mapping[str, Value]]:
    """The nested blocks of a resource at a dotted path."""
    for block in every(resource.values, path):
        if isinstance(block, Mapping):
            yield block


def named_at(resource: Resource, path: str, estate: Estate, *types: str) -> Iterator[Resource]:
    """The resources that the values at a dotted path name, or mean where their types are said."""
    for value in every(resource.values, path):
        yield from meant(resource, path, value, estate, *types) if types else estate.named(value, near=resource)


def led_to_at(resource: Resource, path: str, estate: Estate, *types: str) -> Iterator[Resource]:
    """The resources that a dotted path names; where code leaves open how many blocks there are, all that these mention.

    For needs alone: what an open block mentions may be needed, while a copy that it mentions may not be there.
    """
    yield from named_at(resource, path, estate, *types)
    argument = path.partition(".")[0]
    if has_open_blocks(resource, argument):
        yield from (found for found in mentioned(resource, argument, estate) if found.type in types)


def has_open_blocks(resource: Resource, argument: str) -> bool:
    """Whether code leaves open what blocks of a name there are."""
    return any(isinstance(leaf, Unknown) for leaf in leaves(unmark(resource.values.get(argument))))


class Named(NamedTuple):
    """A resource that a value names, with whether it does: code may leave that open."""

    resource: Resource
    there: Value = True


def each_named(value: Value, estate: Estate, *types: str, near: Resource) -> tuple[Named, ...]:
    """The resources that a value (or its elements) names, each with whether it does."""
    found: dict[str, Named] = {}
    for element in each(value):
        for resource in estate.named(element.value, *types, near=near):
            before = found[resource.id].there if resource.id in found else False
            found[resource.id] = Named(resource, either(before, lambda e=element: e.there))  # type: ignore[misc]
    return tuple(found.values())


def each_meant(holder: Resource, path: str, value: Value, estate: Estate, *types: str) -> tuple[Named, ...]:
    """What the value of an argument means (see `meant`), each with whether it does."""
    named = each_named(value, estate, *types, near=holder)
    return named or tuple(Named(resource) for resource in meant(holder, path, value, estate, *types))


def naming(estate: Estate, kind: str, path: str, *types: str) -> Mapping[str, Sequence[Resource]]:
    """The resources of a type that name others at a dotted path, by the ids of these; worked out once for an estate."""
    key = (naming, kind, path, types)
    if key not in estate.derived:
        made: dict[str, list[Resource]] = defaultdict(list)
        for resource in estate.of_type(kind):
            for found in dict.fromkeys(named_at(resource, path, estate, *types)):
                made[found.id].append(resource)
        estate.derived[key] = dict(made)
    found_by_id: Mapping[str, Sequence[Resource]] = estate.derived[key]
    return found_by_id


def made_of(value: Value, holder: Resource, path: str, estate: Estate, *types: str) -> tuple[Resource, ...]:
    """The managed resources whose attributes an open value at a path of ``holder`` is made of.

    ``"${aws_api_gateway_rest_api.shop.id}.execute-api.${var.region}.amazonaws.com"`` is made of the one API.
    """
    if not isinstance(value := unmark(value), Unknown | Choice):
        return ()
    causes = causes_of(value)
    references = (r for r in holder.references.get(path.partition(".")[0], ()) if str(r) in causes)
    found = {
        resource.id: resource
        for reference in sorted(references, key=str)
        for resource in estate.referred(reference, holder)
        if resource.mode == "managed" and (not types or resource.type in types)
    }
    return tuple(found.values())


def mentioned(resource: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The managed resources that an argument or block mentions anywhere inside."""
    return (found for found, _ in attributes_mentioned(resource, argument, estate))


def mentioning(estate: Estate, kind: str, argument: str) -> Mapping[str, Sequence[Resource]]:
    """The resources of a type that mention others in an argument, by the ids of these; worked out once."""
    key = (mentioning, kind, argument)
    if key not in estate.derived:
        made: dict[str, list[Resource]] = defaultdict(list)
        for resource in estate.of_type(kind):
            for found in dict.fromkeys(mentioned(resource, argument, estate)):
                made[found.id].append(resource)
        estate.derived[key] = dict(made)
    found_by_id: Mapping[str, Sequence[Resource]] = estate.derived[key]
    return found_by_id


def each_mentioned(resource: Resource, argument: str, estate: Estate) -> tuple[Named, ...]:
    """What `mentioned` finds, each with whether it is mentioned on the branch that comes true, as far as values tell.

    For what speaks for a better outcome. Blocks that code leaves open may be none.
    """
    value = resource.values.get(argument)
    found = {r.id: r for r in mentioned(resource, argument, estate)}
    told = [(r, _tells_of(value, r, resource, estate)) for r in found.values()]
    if all(there is True for _, there in told):
        return tuple(Named(r) for r, _ in told)
    causes = causes_of(value) if has_open_blocks(resource, argument) else frozenset()
    causes = causes.difference(map(str, resource.references.get(argument, ()))) or causes
    return tuple(
        Named(r, Choice(Atom(f"{resource.id} leads to {r.id}", causes=causes), True, False) if causes else True)
        if there is False
        else Named(r, there)
        for r, there in told
    )


Passes: TypeAlias = Callable[[str, Mapping[str, Value]], Value]
"""Whether a nested block, told by its name and its arguments, passes on what comes in."""


def each_passed_to(resource: Resource, argument: str, estate: Estate, passes: Passes) -> tuple[Named, ...]:
    """What `each_mentioned` finds; not there is what only blocks mention that pass nothing on."""
    value = resource.values.get(argument)

    def passed(named: Named) -> Named:
        found, there = named
        if _tells_of(value, found, resource, estate) is False:
            return named
        on = _tells_of(value, found, resource, estate, argument, passes)
        return Named(found, both(there, lambda: on))

    return tuple(map(passed, each_mentioned(resource, argument, estate)))


def _tells_of(
    value: Value, wanted: Resource, near: Resource, estate: Estate, name: str = "", passes: Passes | None = None
) -> Value:
    """Whether a resource is told of in a value, on every branch; false also where no part of it says so.

    ``name`` is that of the argument or block that has the value. With ``passes``, blocks that pass nothing on tell of
    nothing.
    """

    def tells(part: Value, of: str = name) -> Value:
        return _tells_of(part, wanted, near, estate, of, passes)

    match unmark(value):
        case Choice(atom=atom, then=then, other=other):
            return choose(atom, tells(then), tells(other))
        case Mapping() as block:
            told = any_of(lambda k=k, p=p: tells(p, k) for k, p in block.items())  # type: ignore[misc]
            return both(told, lambda: passes(name, block)) if passes else told
        case SetValue() | tuple() as collection:
            return any_of(lambda p=p: tells(p) for p in parts_of(collection))  # type: ignore[misc]
        case Unknown() | str() as named:
            made = estate.named(named, near=near) or _made_of(named, near, estate)
            return any(r.id == wanted.id for r in made)
        case _:
            return False


def _made_of(value: Value, near: Resource, estate: Estate) -> Iterator[Resource]:
    """The resources whose attributes an open value is made of, by its causes."""
    causes = causes_of(value)
    references = (r for found in near.references.values() for r in found if str(r) in causes)
    return (resource for reference in references for resource in estate.referred(reference, near))


def attributes_mentioned(resource: Resource, argument: str, estate: Estate) -> Iterator[tuple[Resource, str]]:
    """The managed resources that an argument or block mentions anywhere inside, and by which attribute."""
    for reference in _all_in(resource, argument):
        for found in estate.referred(reference, resource):
            if found.mode == "managed":
                yield found, reference.attribute


def made_by_calls(resource: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """What the calls make of which an argument mentions outputs that are known by their names alone; for needs.

    A call of which nothing is known stands for what it makes.
    """
    for reference in _all_in(resource, argument):
        yield from made_by_call(reference, resource, estate)
        yield from unseen(reference, resource, estate)


def written_by_calls(resource: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The calls of modules of which nothing is known that write a text which an argument mentions; for needs."""
    for reference in _all_in(resource, argument):
        yield from writers(reference, resource, estate)


def _all_in(resource: Resource, argument: str) -> list[Reference]:
    """All references of an argument or block, in order."""
    own = (v.reference for v in inside(resource.values.get(argument)) if isinstance(v, Unknown) and v.reference)
    return sorted({*resource.references.get(argument, ()), *own}, key=str)


def meant(holder: Resource, path: str, value: Value, estate: Estate, *types: str) -> tuple[Resource, ...]:
    """What the value of an argument names, else what it is an attribute of, else the only thing that it mentions.

    An attribute it is where a name ends in something random (``google_sql_database_instance.main.name``) or has an
    argument of its own (``google_bigquery_dataset.sales.dataset_id``). What a nested block mentions is mentioned for
    all of it, so that there only an attribute counts.
    """
    plain = unmark(value)
    named = estate.named(value, *types, near=holder)
    if named or not isinstance(plain, Unknown | str):
        return named
    made = made_of(plain, holder, path, estate, *types)
    if len(made) == 1:
        return made
    argument, _, inside = path.partition(".")
    mentioned_there = {
        resource.id: resource
        for reference in holder.references.get(argument, ())
        for resource in estate.referred(reference, holder)
        if resource.type in types
    }
    found = tuple(mentioned_there.values())
    alike = tuple(r for r in found if any(same(unmark(own), plain) for own in r.values.values()))
    return next((rs for rs in (alike, () if inside else found) if len(rs) == 1), ())


__all__ = [
    "Named", "attributes_mentioned", "blocks_at", "each_meant", "each_mentioned", "each_named", "each_passed_to",
    "every", "has_open_blocks", "inside", "led_to_at", "made_by_calls", "made_of", "meant", "mentioned", "named_at",
    "naming", "written_by_calls",
]  # fmt: skip
