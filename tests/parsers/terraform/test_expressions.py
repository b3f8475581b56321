"""Every expression is worth what the real ``terraform plan`` plans for it, value by value, unknown leaves included."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import expressions
from .expressions import TYPED_WORLD, WORLD, split
from .plans import differences, from_text, needs_terraform, write

WORLDS = {
    "TYPED_UNKNOWNS": TYPED_WORLD,
    "TYPES": TYPED_WORLD,
    "TYPED_EDGES": TYPED_WORLD,
    "REFUSED_BY_TYPE": TYPED_WORLD,
}
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
    "lookup({ a = 1, b = 1 }, local.open, 1)",
    'lookup(tomap({ a = 1, b = 1 }), local.open, "1")',
    'compact([local.u, ""])',
    # The elements of an unknown list stand for themselves, so that two zones of one list are told apart.
    'zipmap(["a", "b"], local.ulist)',
    "slice(local.ulist, 0, 2)",
    "slice(local.utup, 0, 2)",
    # Terraform plans what it would not make: these become known only when the unknown does.
    'matchkeys(["x", "y"], ["a", "b"], [local.u])',
    'reverse(toset([local.u, "a"]))',
    "keys(merge(local.ubool ? { a = 1 } : null, { b = 2 }))",
    # More precise: no unknown decides which of the values are taken.
    'matchkeys([local.u, "y"], ["a", "b"], ["a"])',
    # More precise: any part tells two lists apart, also one that stands behind an unknown.
    'matchkeys(["x", "y"], [[local.u, 0], ["b", 1]], [["b", 1]])',
    'matchkeys(["x", "y"], [[0, local.u], [1, "b"]], [[1, "b"]])',
    'index([[local.u, 0], ["b", 1]], ["b", 1])',
    'contains([[local.u, 0]], ["b", 1])',
    # The side of a conditional that is not taken is not worked out where a text is the other.
    'try(true ? "a" : terraform_data.many, "bad")',
}


@needs_terraform
@pytest.mark.parametrize("family", FAMILIES)
def test_expressions_agree_with_terraform(tmp_path: Path, family: str) -> None:
    cases = split(getattr(expressions, family))
    blocks = [f'resource "terraform_data" "e{i}" {{\n  input = {case}\n}}\n' for i, case in enumerate(cases)]
    write(tmp_path, {"main.tf": WORLDS.get(family, WORLD) + "\n".join(blocks)})
    names = {f"terraform_data.e{i}": case for i, case in enumerate(cases)}
    found = [(names.get(line.partition(":")[0], ""), line) for line in differences(tmp_path)]
    assert "\n".join(f"{case}\n{line}" for case, line in found if case not in DOCUMENTED) == ""
    assert {case for case, _ in found} == DOCUMENTED & set(cases)


NEWER = {
    # Documented since 1.10; 1.11.4 still breaks off at a tuple.
    'element(["a", "b", "c"], -1)': "c",
    'element(["a", "b", "c"], -4)': "c",
    'element(tolist(["a", "b"]), -2)': "a",
    # Since 1.16 a null can be looked for.
    'contains(["a", null], null)': True,
    'contains(["a"], var.nothing)': False,
    "contains(var.names, null)": False,
    # Since 1.12 the right side is not looked at where the left one decides.
    "null != null && null.x": False,
    "var.nothing == null || var.nothing.x": True,
}
"""What this version of Terraform refuses and newer ones accept, and what it is worth there."""


@pytest.mark.parametrize("case", NEWER)
def test_what_newer_versions_accept_is_known(tmp_path: Path, case: str) -> None:
    found = from_text(tmp_path, f'{WORLD}resource "terraform_data" "e" {{\n  input = {case}\n}}\n')
    assert found["terraform_data.e"].values["input"] == NEWER[case]


def test_there_are_three_hundred_expressions_and_more() -> None:
    assert len({case for family in FAMILIES for case in split(getattr(expressions, family))}) > 500
