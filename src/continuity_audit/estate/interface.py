"""What is judged in other words than those of the code, as whoever wrote the code knows it.

What a public module makes that is not on disk goes by the call and its inputs; what is made by the own API of a
provider, by the properties that the code gives.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from continuity_audit.estate.values import Value


class Input(Struct, frozen=True):
    """What the code gives that decides something: its name, or the part of it that is meant, and its value."""

    name: str
    value: Value
    line: int | None = None
    """Where the call gives it, in its file."""


class Interface(Struct, frozen=True):
    """What in the audited code makes a resource that is judged in other words, as its author knows it."""

    call: str
    """The outermost call of a module that is not on disk: what that calls by itself stands in no code of the tree.

    Of what is made by the own API of a provider, its address.
    """
    module: str
    """The module that it calls, with its major version where that is known; or the type in the provider's API."""
    inputs: Mapping[str, Input] = field(default_factory=dict)
    """What decides an attribute of the resource, by its path; what the call gives to repeat it, by an empty one."""
    judged: str = "not on disk; judged by its documented inputs and defaults"
    """How it is judged."""
    argument: str = "source"
    """The argument that says what is called."""
    called: Callable[[str], str] | None = None
    """What the code calls an attribute by its path, where a rule says so for all of them and no list of inputs."""
    secrets: tuple[tuple[str, str], ...] = ()
    """The Secrets in which whoever makes it writes how to reach it: the namespace and the name of each."""


class Said(Struct, frozen=True):
    """The call of a module that is not on disk with the input that decides a value; empty where none does."""

    call: str = ""
    name: str = ""
    value: Value = None
    line: int | None = None
