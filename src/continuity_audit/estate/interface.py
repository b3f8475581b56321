"""What is judged in other words than those of the code, as whoever wrote the code knows it.

What a public module makes that is not on disk goes by the call and its inputs; what is made by the own API of a
provider, by the properties that the code gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value

_ARGUMENT: Final = pattern(r"`([a-z][a-z0-9]*(?:[_.][a-z0-9]+)*)(?: = ([^`]+))?`")
"""An argument in advice, with the value to set it to."""


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

    def advice(self, text: str, judged: str) -> str:
        """Advice for the type that it is judged as, in the words of the code where a rule gives them; types stay."""
        called, types = self.called, f"{judged.partition('_')[0]}_"
        if called is None:
            return text

        def in_own_words(found: re.Match[str]) -> str:
            name, value = found[1], found[2]
            if name.startswith(types):
                return found[0]
            return f"`{called(name)}: {value}`" if value else f"`{called(name)}`"

        return _ARGUMENT.sub(in_own_words, text)


class Said(Struct, frozen=True):
    """The call of a module that is not on disk with the input that decides a value; empty where none does."""

    call: str = ""
    name: str = ""
    value: Value = None
    line: int | None = None
