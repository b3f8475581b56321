"""What stands under a name in a map or object that is put together of several, of which some are open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value


class NotHeld(Exception):
    """None of them has the name."""


def holders(merged: tuple[Value, ...], name: str) -> list[Value]:
    """Those that decide what stands under a name: the last that has it, and before it in the list those that may."""
    found: list[Value] = []
    for mapping in reversed(merged):
        if isinstance(mapping, Unknown):
            found.append(mapping)
        elif isinstance(mapping, dict) and name in mapping:
            return [*found, mapping]
    return found


def is_held(merged: tuple[Value, ...], name: str) -> bool:
    """Whether a name is there for certain."""
    return any(isinstance(mapping, dict) and name in mapping for mapping in merged)


def entry_of(value: Unknown, name: str, of_open: Callable[[Unknown, str], Value]) -> Value:
    """What stands under a name in something that is put together; ``of_open`` gives it of one that is open.

    Raises:
        NotHeld: none of them can have it.
    """
    found: list[Value] = []
    for mapping in holders(value.merged, name):
        if isinstance(mapping, dict):
            found.append(mapping[name])
            break
        try:
            found.append(of_open(mapping, name))  # type: ignore[arg-type]
        except NotHeld:
            continue
    if not found:
        raise NotHeld
    return found[0] if len(found) == 1 else Unknown(causes_of(tuple(found)), f"{value.key}.{name}")


def stated_under(mapping: Value, name: str) -> Value:
    """What stands under a name in a map or object; ``None`` where nothing does."""
    match mapping:
        case Mapping():
            return mapping.get(name)
        case Unknown(merged=()):
            return Unknown(mapping.causes, f"{mapping.key}[{name}]")
        case Unknown():
            try:
                return entry_of(mapping, name, stated_under)
            except NotHeld:
                return None
        case _:
            return None


def surely_held(mapping: Value) -> dict[str, Value]:
    """The entries of a map or object that it has whatever is open of it."""
    if isinstance(mapping, Mapping):
        return dict(mapping)
    held: dict[str, Value] = {}
    for part in reversed(mapping.merged if isinstance(mapping, Unknown) else ()):
        if not isinstance(part, dict):
            break
        held = {**part, **held}
    return held
