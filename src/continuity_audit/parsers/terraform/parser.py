"""Terraform as a language of the audit: its configuration, and plans in place of the configuration they are made of."""

from __future__ import annotations

from collections.abc import Iterable

from continuity_audit.discovery.tree import Tree, Unread
from continuity_audit.parsers.reading import Inputs, Opened, Parser, Reading, Wanted
from continuity_audit.parsers.terraform.plans.reading import Plans
from continuity_audit.parsers.terraform.project import TerraformTree


def _open(tree: Tree) -> Opened:
    terraform = TerraformTree(tree)
    roots = terraform.roots()
    plans = Plans(tree, terraform, roots)
    configurations = tuple(root for root in roots if root not in plans.replaced)

    def read(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        return plans.read(root, wanted) if root in plans.files else terraform.read_root(root, inputs, wanted)

    def rest() -> Iterable[Unread]:
        return (*terraform.unread(), *plans.unread)

    return Opened((*configurations, *plans.files), read, rest, environments=frozenset(configurations))


PARSER = Parser("terraform", _open)
