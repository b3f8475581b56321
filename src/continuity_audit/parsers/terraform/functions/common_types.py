"""Types that values have in common: what all of some types convert to.

Source: go-cty's ``convert`` package (``Unify``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from continuity_audit.estate.kinds import ANY, CollectionKind, Kind, ObjectKind, TupleKind, element_of, parts_of_kind


def common_kind(kinds: Sequence[Kind]) -> Kind | None:
    """The type to which all of the types convert, or ``None``; ``any`` where that is not known."""
    candidates: list[Kind] = []
    for candidate in kinds:
        if candidate != ANY and candidate not in candidates:
            candidates.append(candidate)
    if len(candidates) <= 1:
        return candidates[0] if candidates else ANY
    texts = [candidate for candidate in candidates if isinstance(candidate, str)]
    if len(texts) == len(candidates):
        return "string" if "string" in texts else None
    if texts:
        return None
    if ANY in kinds:
        return ANY
    objects = [candidate for candidate in candidates if isinstance(candidate, ObjectKind)]
    if len(objects) == len(candidates):
        return _common_object(objects)
    tuples = [candidate for candidate in candidates if isinstance(candidate, TupleKind)]
    if len(tuples) == len(candidates):
        return _common_tuple(tuples)
    return _common_collection(candidates)


def told_beside_any(kinds: Sequence[Kind]) -> Iterator[Sequence[Kind]]:
    """The types of what is beside something of any type among values of some types, place by place."""
    told = [kind for kind in kinds if kind != ANY]
    if told and len(told) < len(kinds):
        yield told
    if all(isinstance(kind, str) for kind in told):
        return
    match common_kind(told):
        case ObjectKind(attributes=attributes):
            rows = [kind.attributes for kind in told if isinstance(kind, ObjectKind)]
            places = [[row[name] for row in rows] for name in attributes]
        case TupleKind():
            columns = zip(*[kind.elements for kind in told if isinstance(kind, TupleKind)], strict=True)
            places = list(map(list, columns))
        case _:
            places = [_parts_of_all(told)]
    for place in places:
        yield from told_beside_any(place)


def _common_object(objects: Sequence[ObjectKind]) -> Kind | None:
    """One object type where all have the same attributes, else a map."""
    rows = [kind.attributes for kind in objects]
    if all(row.keys() == rows[0].keys() for row in rows):
        fields = {key: common_kind([row[key] for row in rows]) for key in rows[0]}
        known = {key: kind for key, kind in fields.items() if kind is not None}
        if len(known) == len(fields):
            return ObjectKind(known)
    return _of_one_kind("map", objects)


def _common_tuple(tuples: Sequence[TupleKind]) -> Kind | None:
    """One tuple type where all have the same length, else a list."""
    rows = [kind.elements for kind in tuples]
    if len(set(map(len, rows))) == 1:
        positions = [common_kind(position) for position in zip(*rows, strict=True)]
        known = [kind for kind in positions if kind is not None]
        if len(known) == len(positions):
            return TupleKind(tuple(known))
    return _of_one_kind("list", tuples)


def _common_collection(candidates: Sequence[Kind]) -> Kind | None:
    """Maps and objects make a map, lists and tuples a list; of others one to which all convert, a list before a set."""
    sorts = {sort_of(candidate) for candidate in candidates}
    for whole, part in (("map", "object"), ("list", "tuple"), ("set", "set")):
        if sorts <= {whole, part}:
            return _of_one_kind(whole, candidates)
    for wanted in ("list", "set"):
        chosen = next((candidate for candidate in candidates if sort_of(candidate) == wanted), None)
        if chosen is not None:
            return chosen if all(converts(candidate, chosen) for candidate in candidates) else None
    return None


def sort_of(kind: Kind) -> str:
    """What a type is, whatever its parts are: ``list``, ``object``, ``string``."""
    match kind:
        case CollectionKind(name=name):
            return name
        case ObjectKind():
            return "object"
        case TupleKind():
            return "tuple"
        case _:
            return kind


def _of_one_kind(name: str, candidates: Sequence[Kind]) -> Kind | None:
    """A collection of the type to which the elements of all of the candidates convert."""
    common = common_kind(_parts_of_all(candidates))
    return None if common is None else CollectionKind(name, common)


def _parts_of_all(kinds: Sequence[Kind]) -> list[Kind]:
    inner: list[Kind] = []
    for kind in kinds:
        parts = parts_of_kind(kind)
        inner.extend([element_of(kind)] if parts is None else parts)
    return inner


def converts(kind: Kind, wanted: Kind) -> bool:
    """Whether some values of a kind convert to another."""
    if ANY in (kind, wanted):
        return True
    if isinstance(kind, str) or isinstance(wanted, str):
        return kind == wanted or (isinstance(kind, str) and isinstance(wanted, str) and "string" in (kind, wanted))
    if (sort_of(kind) in ("map", "object")) != (sort_of(wanted) in ("map", "object")):
        return False
    match kind, wanted:
        case TupleKind(elements=mine), TupleKind(elements=theirs):
            return len(mine) == len(theirs) and all(map(converts, mine, theirs))
        case ObjectKind(attributes=own), ObjectKind(attributes=others, optional=optional):
            return all(converts(own[n], k) if n in own else n in optional for n, k in others.items())
        case _, CollectionKind(element=element):
            return all(converts(part, element) for part in _parts_of_all([kind]))
        case _:
            return True
