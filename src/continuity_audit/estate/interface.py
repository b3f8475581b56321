"""What a public module makes that is not on disk, as whoever wrote the code knows it: by the call and its inputs."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from continuity_audit.estate.values import Value


class Input(Struct, frozen=True):
    """An input of the call of a public module: its name, or the part of it that is meant, and its value."""

    name: str
    value: Value
    line: int | None = None
    """Where the call gives it, in its file."""


class Interface(Struct, frozen=True):
    """The call in the audited code that makes a resource of a module that is not on disk, as its author knows it."""

    call: str
    """The outermost call of a module that is not on disk: what that calls by itself stands in no code of the tree."""
    module: str
    """The module that it calls, with its major version where that is known."""
    inputs: Mapping[str, Input] = field(default_factory=dict)
    """What decides an attribute of the resource, by its path; what the call gives to repeat it, by an empty one."""


class Said(Struct, frozen=True):
    """The call of a module that is not on disk with the input that decides a value; empty where none does."""

    call: str = ""
    name: str = ""
    value: Value = None
    line: int | None = None
