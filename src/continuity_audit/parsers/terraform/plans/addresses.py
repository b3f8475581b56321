"""Addresses and references as Terraform writes them, taken apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.patterns import pattern

INDEX: Final = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
STEP: Final = pattern(rf"module\.([^.\[]+)({INDEX})?")
MODULES: Final = pattern(rf"(?:module\.[^.\[]+(?:{INDEX})?(?:\.|$))*")
RESOURCE: Final = pattern(rf"((?:data\.)?[\w-]+\.[\w-]+)({INDEX})?(?:\.(.+))?$")
OUTPUT: Final = pattern(rf"module\.([\w-]+)({INDEX})?(?:\.([\w-]+))?")
LAST_INDEX: Final = pattern(f"{INDEX}$")


def steps(module: str) -> list[tuple[str, str]]:
    """The names and indexes of the modules on the way to a module instance, the outermost first."""
    return [(found[1], found[2] or "") for found in STEP.finditer(module)]


def most_specific(references: Iterable[str]) -> tuple[str, ...]:
    """References without those that another one begins with: of ``a.b.id`` and ``a.b`` the first."""
    found = list(dict.fromkeys(references))
    return tuple(r for r in found if not any(other.startswith((f"{r}.", f"{r}[")) for other in found))
