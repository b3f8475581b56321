"""Terraform as a language of the audit."""

from __future__ import annotations

from collections.abc import Iterable

from continuity_audit.discovery.tree import Tree, Unread
from continuity_audit.parsers.reading import Inputs, Opened, Parser, Reading, Wanted
from continuity_audit.parsers.terraform.project import TerraformTree


def _open(tree: Tree) -> Opened:
    terraform = TerraformTree(tree)
    roots = terraform.roots()

    def read(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        return terraform.read_root(root, inputs, wanted)

    def rest() -> Iterable[Unread]:
        return terraform.unread()

    return Opened(roots, read, rest)


PARSER = Parser("terraform", _open)
