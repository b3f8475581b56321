"""Terraform as a language of the audit: its configuration, and plans in place of the configuration they are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from continuity_audit.discovery.tree import Tree, Unread
from continuity_audit.parsers.reading import NOTHING, Inputs, Opened, Parser, Reading, Wanted

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.project import TerraformTree


def _open(tree: Tree) -> Opened:
    """What reads configuration is imported where there is some, what reads plans where there is one."""
    if not (tree.terraform or tree.terragrunt or tree.plans):
        return NOTHING
    from continuity_audit.parsers.terraform.project import TerraformTree

    terraform = TerraformTree(tree)
    if tree.plans:
        return _with_plans(tree, terraform)
    roots = terraform.roots()
    return Opened(roots, terraform.read_root, terraform.unread, environments=frozenset(roots))


def _with_plans(tree: Tree, terraform: TerraformTree) -> Opened:
    from continuity_audit.parsers.terraform.plans.reading import Plans

    roots = terraform.roots()
    plans = Plans(tree, terraform, roots)
    configurations = tuple(root for root in roots if root not in plans.replaced)

    def read(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        return plans.read(root, wanted) if root in plans.files else terraform.read_root(root, inputs, wanted)

    def rest() -> Iterable[Unread]:
        return (*terraform.unread(), *plans.unread)

    return Opened((*configurations, *plans.files), read, rest, environments=frozenset(configurations))


PARSER = Parser("terraform", _open)
