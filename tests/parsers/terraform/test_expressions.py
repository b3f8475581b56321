"""Every expression is worth what the real ``terraform plan`` plans for it, value by value, unknown leaves included."""

from __future__ import annotations

from pathlib import Path

import pytest

from . import expressions
from .expressions import WORLD, split
from .plans import differences, needs_terraform, write

FAMILIES = ("OPERATORS", "NUMBERS", "CONDITIONALS", "LOOPS", "SPLATS", "TEMPLATES", "COLLECTIONS")

DOCUMENTED = {
    # The types of a provider's attributes are not known: that an id is a text, that an argument left out is null.
    'try(local.open.foo, "no attribute on a text")',
    "terraform_data.open.triggers_replace",
    # More precise than Terraform: what is true whatever the unknown is, is true.
    "true || local.later",
}


@needs_terraform
@pytest.mark.parametrize("family", FAMILIES)
def test_expressions_agree_with_terraform(tmp_path: Path, family: str) -> None:
    cases = split(getattr(expressions, family))
    blocks = [f'resource "terraform_data" "e{i}" {{\n  input = {case}\n}}\n' for i, case in enumerate(cases)]
    write(tmp_path, {"main.tf": WORLD + "\n".join(blocks)})
    names = {f"terraform_data.e{i}": case for i, case in enumerate(cases)}
    found = [(names.get(line.partition(":")[0], ""), line) for line in differences(tmp_path)]
    assert [f"{case}\n{line}" for case, line in found if case not in DOCUMENTED] == []
    assert {case for case, _ in found} == DOCUMENTED & set(cases)


def test_there_are_three_hundred_expressions_and_more() -> None:
    assert len({case for family in FAMILIES for case in split(getattr(expressions, family))}) > 500
