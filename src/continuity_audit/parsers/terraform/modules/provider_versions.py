"""The versions of a provider that a root may use: what its modules ask for, and what its lock file holds.

Sources: https://developer.hashicorp.com/terraform/language/providers/requirements,
https://developer.hashicorp.com/terraform/language/files/dependency-lock
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.nodes import Expression, Literal, Name, ObjectOf
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.known_modules.stand_ins import first_forbidden

VERSIONED: Final = frozenset({"azurerm"})
"""The providers whose resources are another thing by their version, though the code says the same."""

LOCK_FILE: Final = ".terraform.lock.hcl"
LOCKED: Final = pattern(r'provider\s+"[^"]*/([\w-]+)"\s*\{[^}]*?\bversion\s*=\s*"([^"]*)"')

Version = tuple[int, ...]


def ruled_out(directory: Directory, local: str) -> Version:
    """The first version above all that a module asks for; empty where it sets no bound."""
    return min(filter(None, map(first_forbidden, _asked(directory, local))), default=())


def locked(files: FileAccess, provider: str) -> Version:
    """The first version above the one that the lock file of a root holds; empty where it holds none."""
    try:
        content = files.read(LOCK_FILE)
    except OSError:
        return ()
    found = LOCKED.findall(content.decode(errors="replace")) if isinstance(content, bytes) else ()
    return next((first_forbidden(version) or () for name, version in found if name == provider), ())


def _asked(directory: Directory, local: str) -> Iterator[str]:
    """The constraints that a module states: in ``required_providers``, and in the provider's block as of old."""
    for settings in directory.settings:
        for block in settings.body.blocks_of("required_providers"):
            if local in block.body.attributes:
                yield from _constraint(block.body.attributes[local].expression)
    for block in directory.providers:
        if block.labels[0] == local and "version" in block.body.attributes:
            yield from _constraint(block.body.attributes["version"].expression)


def _constraint(expression: Expression) -> Iterator[str]:
    match expression:
        case Literal(value=str(text)):
            yield text
        case ObjectOf(entries=entries):
            for key, value in entries:
                if key in (Name("version"), Literal("version")):
                    yield from _constraint(value)
        case _:
            pass


__all__ = ["VERSIONED", "Version", "locked", "ruled_out"]
