"""Terraform as a language of the audit: its configuration, and plans in place of the configuration they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.parsers.reading import NOTHING, Aid, Inputs, Opened, Parser, Reading, Wanted
from continuity_audit.parsers.terraform.kubernetes_objects import with_blocks, with_objects

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.tree.project import TerraformTree
    from continuity_audit.parsers.watching import Record


def _open(tree: Tree, aid: Aid | None = None) -> Opened:
    """What reads configuration is imported where there is some, what reads plans where there is one."""
    if not (tree.terraform or tree.terragrunt or tree.plans):
        return NOTHING
    from continuity_audit.parsers.terraform.tree.project import TerraformTree

    terraform = TerraformTree(tree, aid)
    if tree.plans:
        return _with_plans(tree, terraform)
    roots = terraform.roots()
    return Opened(
        roots,
        _with_objects(terraform.read_root),
        terraform.rest,
        environments=frozenset(roots),
        record=terraform.record,
        answer=terraform.answer,
        secret_variables=terraform.secret_variables,
    )


def _with_plans(tree: Tree, terraform: TerraformTree) -> Opened:
    from continuity_audit.parsers.terraform.plans.reading import Plans

    roots = terraform.roots()
    plans = Plans(tree, terraform, roots)
    configurations = tuple(root for root in roots if root not in plans.replaced)

    def read(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        return plans.read(root, wanted) if root in plans.files else terraform.read_root(root, inputs, wanted)

    def rest() -> Iterable[Unread | Skipped]:
        return (*terraform.rest(), *plans.unread)

    def record(root: str, inputs: Inputs) -> Record | None:
        """A plan is made anew for each change, and is full of what nobody marked: it is not kept."""
        return None if root in plans.files else terraform.record(root, inputs)

    return Opened(
        (*configurations, *plans.files),
        _with_objects(read),
        rest,
        environments=frozenset(configurations),
        record=record,
        answer=terraform.answer,
        secret_variables=terraform.secret_variables,
    )


def _with_objects(read: Callable[[str, Inputs, Wanted], Reading]) -> Callable[[str, Inputs, Wanted], Reading]:
    """What reads a root, and hands on the Kubernetes objects that it applies as what they are."""

    def reading(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        return with_objects(read(root, inputs, with_blocks(wanted)), wanted)

    return reading


PARSER = Parser("terraform", _open, _open)
