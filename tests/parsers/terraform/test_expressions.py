"""Every expression is worth what the real ``terraform plan`` plans for it, value by value, unknown leaves included."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import expressions
from .expressions import TYPED_WORLD, WORLD, split
from .plans import differences, needs_terraform, write

WORLDS = {"TYPED_UNKNOWNS": TYPED_WORLD, "TYPES": TYPED_WORLD}
FAMILIES = (
    *WORLDS, "OPERATORS", "NUMBERS", "CONDITIONALS", "LOOPS", "SPLATS", "TEMPLATES", "COLLECTIONS", "OPEN_SETS",
    "PRECISIONS", "EDGES",
)  # fmt: skip

DOCUMENTED = {
    # More precise than Terraform: what holds whatever the unknown is, is known.
    "true || local.later",
    "true || local.ubool",
    "local.ubool || true",
    "false && local.ubool",
    "local.ubool && false",
    'local.ubool ? "a" : "a"',
    '"%{ if local.ubool }a%{ else }a%{ endif }"',
    "{ a = 1 }[local.u]",
    'compact([local.u, ""])',
    # The elements of an unknown list stand for themselves, so that two zones of one list are told apart.
    'zipmap(["a", "b"], local.ulist)',
    "slice(local.ulist, 0, 2)",
    "slice(local.utup, 0, 2)",
    # The side of a conditional that is not taken is not looked at where a text is the other.
    'try(true ? "a" : [], "bad")',
}


@needs_terraform
@pytest.mark.parametrize("family", FAMILIES)
def test_expressions_agree_with_terraform(tmp_path: Path, family: str) -> None:
    cases = split(getattr(expressions, family))
    blocks = [f'resource "terraform_data" "e{i}" {{\n  input = {case}\n}}\n' for i, case in enumerate(cases)]
    write(tmp_path, {"main.tf": WORLDS.get(family, WORLD) + "\n".join(blocks)})
    names = {f"terraform_data.e{i}": case for i, case in enumerate(cases)}
    found = [(names.get(line.partition(":")[0], ""), line) for line in differences(tmp_path)]
    assert [f"{case}\n{line}" for case, line in found if case not in DOCUMENTED] == []
    assert {case for case, _ in found} == DOCUMENTED & set(cases)


def test_there_are_three_hundred_expressions_and_more() -> None:
    assert len({case for family in FAMILIES for case in split(getattr(expressions, family))}) > 500
