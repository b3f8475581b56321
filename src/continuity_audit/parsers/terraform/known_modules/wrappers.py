"""Wrappers: the submodules by which terraform-aws-modules call a module of theirs once for each of many items.

``wrappers`` calls the module itself, ``wrappers/NAME`` its submodule ``modules/NAME``. What an item leaves out is
taken from ``defaults``, and what that leaves out is the module's own default.
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.terraform.configuration.directory import Directory, read_directory

NAMESPACE: Final = "terraform-aws-modules/"
WRAPPERS: Final = pattern(r"//wrappers(?:/(?P<sub>.+))?")


def wrapped(module: str, inside: str) -> str | None:
    """What of a module its wrapper calls (``//modules/NAME``, or empty for itself); nothing where it is no wrapper."""
    found = WRAPPERS.fullmatch(inside) if module.startswith(NAMESPACE) else None
    if found is None:
        return None
    return f"//modules/{found['sub']}" if found["sub"] else ""


def wrapper(path: str, source: str, version: str, of: Directory) -> Directory:
    """The configuration of a wrapper of a module with some configuration."""
    inputs = (
        f"  {name} = try(each.value.{name}, var.defaults.{name}, {_default(of, name)})" for name in sorted(of.variables)
    )
    version = f'\n  version = "{version}"' if version else ""
    text = "\n".join((
        'variable "defaults" { default = {} }',
        'variable "items" { default = {} }',
        f'module "wrapper" {{\n  source = "{source}"{version}\n  for_each = var.items',
        *inputs,
        "}",
        'output "wrapper" { value = module.wrapper }',
    ))  # fmt: skip
    return read_directory(path, ["main.tf"], lambda _: text.encode())


def _default(of: Directory, name: str) -> str:
    """The default of a variable as it is written."""
    default = of.variables[name].body.attributes.get("default")
    return default.text if default is not None else "null"


__all__ = ["wrapped", "wrapper"]
