"""Open values that are converted to a type: what is known of them then, and whether they are other values.

A conversion may make another value: ``"01"`` is ``1``, and a set has each element of its list once. What is known of
the one says nothing of the other then, so that their keys differ.
"""

from __future__ import annotations

from msgspec.structs import replace

from continuity_audit.estate.kinds import (
    ANY,
    PRIMITIVES,
    CollectionKind,
    Kind,
    ObjectKind,
    TupleKind,
    element_of,
    has_any,
    is_collection,
    is_filled,
    part_of,
    parts_of_kind,
)
from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.terraform.functions.common_types import common_kind, converts, sort_of
from continuity_audit.parsers.terraform.functions.errors import FunctionError


def typed(value: Unknown, wanted: Kind) -> Unknown:
    """An unknown as what it is converted to.

    Raises:
        FunctionError: nothing of its type converts to that.
    """
    if not converts(value.kind, wanted):
        raise FunctionError(f"{sort_of(wanted)} required")
    kind = fitted(value.kind, wanted)
    if is_kept(value, wanted):
        return value if kind == value.kind and not isinstance(kind, ObjectKind) else replace(value, kind=kind)
    low = value.low
    if kind in PRIMITIVES and value.kind != ANY:
        low = None  # of a text it is the length
    elif is_collection(kind, "set") and low:
        low = 1
    return replace(
        value, key=f"{_written(wanted)}({value.key})", kind=kind, low=low, starts="", ends="", in_tree=None, text="",
        encodes=None, parts=(), merged=(),
    )  # fmt: skip


def fitted(kind: Kind, wanted: Kind) -> Kind:
    """The type that a value of a kind has once it is converted: what the wanted one leaves open is as it was."""
    if wanted == ANY or kind == ANY:
        return kind if wanted == ANY else wanted
    if not has_any(wanted):
        return wanted
    match wanted:
        case CollectionKind(name=name, element=element):
            parts = parts_of_kind(kind)
            inner = element_of(kind) if parts is None else common_kind(parts)
            return CollectionKind(name, ANY if inner is None else fitted(inner, element))
        case TupleKind(elements=elements):
            return TupleKind(tuple([fitted(part_of(kind, i) or ANY, element) for i, element in enumerate(elements)]))
        case ObjectKind(attributes=attributes, optional=optional):
            return ObjectKind({n: fitted(part_of(kind, n) or ANY, a) for n, a in attributes.items()}, optional)
    return wanted


def is_kept(value: Unknown, wanted: Kind) -> bool:
    """Whether what an open value turns out to be stays the same in a type, as far as single values in it go.

    What a provider fills in is taken to be what it is used as.
    """
    return (
        type(value) is not Unknown or (value.kind == ANY and value.reference is not None) or _stays(value.kind, wanted)
    )


def _stays(kind: Kind, wanted: Kind) -> bool:
    match wanted:
        case "any":
            return True
        case "string":  # of a number its text tells nothing else; see `logic.equals`
            return kind in (ANY, "string")
        case str():
            return kind == wanted
        case CollectionKind(name=name, element=element):
            if (name == "set") != is_collection(kind, "set"):
                return False
            parts = parts_of_kind(kind)
            return all(_stays(part, element) for part in ((element_of(kind),) if parts is None else parts))
        case TupleKind(elements=elements):
            return all(_stays(part_of(kind, i) or ANY, element) for i, element in enumerate(elements))
        case ObjectKind(attributes=attributes):
            return all(
                (is_filled(kind, name) or not is_filled(wanted, name)) and _stays(part_of(kind, name) or ANY, attribute)
                for name, attribute in attributes.items()
            )


def _written(kind: Kind) -> str:
    """A type as code writes it."""
    match kind:
        case CollectionKind(name=name, element=element):
            return f"{name}({_written(element)})"
        case TupleKind(elements=elements):
            return f"tuple([{','.join(map(_written, elements))}])"
        case ObjectKind(attributes=attributes):
            return "object({" + ",".join(f"{name}={_written(attributes[name])}" for name in sorted(attributes)) + "})"
        case _:
            return str(kind)
