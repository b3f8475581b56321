"""Addresses and references as Terraform writes them, taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

INDEX: Final = r'\[(?:\d+|"(?:[^"\\]|\\.)*")\]'
STEP: Final = re.compile(rf"module\.([^.\[]+)({INDEX})?")
MODULES: Final = re.compile(rf"(?:module\.[^.\[]+(?:{INDEX})?(?:\.|$))*")
RESOURCE: Final = re.compile(rf"((?:data\.)?[\w-]+\.[\w-]+)({INDEX})?(?:\.(.+))?$")
OUTPUT: Final = re.compile(rf"module\.([\w-]+)({INDEX})?(?:\.([\w-]+))?")
LAST_INDEX: Final = re.compile(f"{INDEX}$")


def steps(module: str) -> list[tuple[str, str]]:
    """The names and indexes of the modules on the way to a module instance, the outermost first."""
    return [(found[1], found[2] or "") for found in STEP.finditer(module)]


def most_specific(references: Iterable[str]) -> tuple[str, ...]:
    """References without those that another one begins with: of ``a.b.id`` and ``a.b`` the first."""
    found = list(dict.fromkeys(references))
    return tuple(r for r in found if not any(other.startswith((f"{r}.", f"{r}[")) for other in found))
