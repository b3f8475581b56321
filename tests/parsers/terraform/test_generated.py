"""Generated expressions are worth what the real ``terraform`` makes of them, leaf by leaf, unknown leaves included.

A few hundred share one plan. Terraform refuses a plan for one mistake: it names the lines of all mistakes, and these
are left out. ``CONTINUITY_AUDIT_GENERATED`` sets how many expressions are drawn, ``CONTINUITY_AUDIT_SEED`` which.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from continuity_audit.estate.values import Value

from .expressions import REFUSED, split
from .generated import WORLD, expressions
from .plans import OPEN, alike, applied, needs_terraform, ours, planned_lines, resources

BATCH = 300
COUNT = int(os.environ.get("CONTINUITY_AUDIT_GENERATED", BATCH))
SEED = int(os.environ.get("CONTINUITY_AUDIT_SEED", "3"))
LONGEST = 1500


def drawn(count: int, start: int) -> list[str]:
    """Distinct expressions, the same for the same seed."""
    found: dict[str, None] = {}

    @seed(start)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(expressions())
    def collect(expression: str) -> None:
        if len(expression) < LONGEST:
            found[expression] = None

    collect()
    return list(found)


def disagreements(folder: Path, cases: list[str]) -> tuple[list[str], int]:
    """Where the reader and Terraform differ, and how many expressions Terraform refuses.

    What is true whatever the unknown is worth the reader may know where Terraform does not. It must then agree with
    what Terraform says once it has applied the plan.
    """
    lines = [f'resource "terraform_data" "e{i}" {{ input = {case} }}' for i, case in enumerate(cases)]
    theirs, refused = planned_lines(folder, WORLD, lines)
    (folder / "main.tf").write_text(WORLD + "\n".join(lines) + "\n", encoding="utf-8")
    read = resources(folder)
    mine = {address: ours(resource.values.get("input")) for address, resource in read.items()}
    found, ahead = [], []
    for position, case in enumerate(cases):
        address = f"terraform_data.e{position}"
        if position in refused:
            if address in mine and not has_open(mine[address]):
                found.append(f"{case}\n  Terraform refuses: {refused[position]}\n  ours {mine[address]!r}")
        elif not alike(theirs[address], mine[address]):
            said = f"{case}\n  Terraform {theirs[address]!r}\n  ours {read[address].values.get('input')!r}"
            if has_open(theirs[address]):
                ahead.append((position, said))
            else:
                found.append(said)
    known = applied(folder / "applied", WORLD + "\n".join(lines[position] for position, _ in ahead)) if ahead else {}
    for position, said in ahead:
        address = f"terraform_data.e{position}"
        if address not in known or not holds(mine[address], theirs[address], known[address]):
            found.append(f"{said}\n  applied {known.get(address)!r}")
    return found, len(refused)


def has_open(value: Value) -> bool:
    """Whether a part of a value is unknown."""
    match value:
        case tuple():
            return any(map(has_open, value))
        case dict():
            return any(map(has_open, value.values()))
        case _:
            return value == OPEN


def holds(mine: Value, theirs: Value, known: Value) -> bool:
    """Whether what the reader knows before is so afterwards, and Terraform's plan knows no more."""
    if mine == OPEN:
        return theirs == OPEN
    match mine, known:
        case tuple(), tuple() if mine and mine[-1] == OPEN and not _in_order(mine, known):
            # A set: what is unknown in it may be equal to others, and stands last until it is known.
            return sum(m != OPEN for m in mine) <= len(known) <= len(mine) and all(
                any(alike(k, m) for k in known) for m in mine if m != OPEN
            )
        case tuple(), tuple() if len(mine) == len(known):
            sides = theirs if isinstance(theirs, tuple) and len(theirs) == len(mine) else (OPEN,) * len(mine)
            return all(map(holds, mine, sides, known))
        case dict(), dict() if mine.keys() == known.keys():
            sides = theirs if isinstance(theirs, dict) else {}
            return all(holds(mine[key], sides.get(key, OPEN), known[key]) for key in mine)
        case _:
            return alike(known, mine)


def _in_order(mine: tuple[Value, ...], known: tuple[Value, ...]) -> bool:
    return len(mine) == len(known) and all(m == OPEN or alike(k, m) for m, k in zip(mine, known, strict=True))


@needs_terraform
@pytest.mark.parametrize("batch", range(-(-COUNT // BATCH)))
def test_generated_expressions_agree_with_terraform(tmp_path: Path, batch: int) -> None:
    cases = drawn(BATCH, SEED + batch)
    found, refused = disagreements(tmp_path, cases)
    assert found == []
    assert refused < len(cases) // 10


@needs_terraform
def test_chosen_expressions_over_unknowns_agree_with_terraform(tmp_path: Path) -> None:
    assert disagreements(tmp_path, list(CHOSEN)) == ([], 0)


@needs_terraform
def test_what_terraform_refuses_is_not_known(tmp_path: Path) -> None:
    cases = split(REFUSED)
    assert disagreements(tmp_path, cases) == ([], len(cases))


CHOSEN = (
    *(f'jsonencode("{letter}{marks * count}")' for letter in ("a", "é", "각") for marks in ("\u0301", "\u0316\u0344")
      for count in (9, 10, 11, 28, 29, 30, 31, 70)),
    'sort([local.u, "a"])', 'formatlist("%s-%s", ["a", "b"], local.u)', 'index(["a", local.u], "a")',
    'startswith(local.u, "")', 'endswith(local.u, "")', "3 % 0.001", "3000 % 1e-3 * 2.5", "5 % 0.3", "7 % 0", "-7 % 0",
    "try(5 / 0, 1) > 3", 'setunion(["a"], [local.u, "5"])', 'setunion(toset(["a"]), toset([local.u, "5"]))',
    '[for x in toset([local.u, "a"]) : 7]', '[for x in toset([local.u, "a"]) : [1, local.ubool]]',
    'local.ubool ? toset(["a"]) : toset(["b"])', 'setsubtract(toset(["a"]), toset([local.u]))', "10 % 3.3",
    'distinct([local.u, "a", local.u])', 'compact([local.u, "a"])', 'chunklist([local.u, "a", "b"], 2)',
    'setproduct([local.u], ["a", "b"])', 'flatten([["a"], [local.u]])', "zipmap([local.u], [1])",
    'coalesce("", local.u)', "keys(merge(local.umap, { z = local.u }))", "sum([local.unum, 1])",
    '{ a = local.u, b = 2 }[local.ubool ? "b" : "b"]', "local.ubool ? [1, 2] : [3, 4]", "length(local.ulist) > 0",
    "{ for k, v in local.umap : v => k }", "[for x in [1, 2] : x if local.ubool]", "regexall(\"a\", local.u)",
    'try({ a = { n = "old" } }[local.u].n, "new")', 'can({ a = "old" }[local.u])', 'try(["old"][local.unum], "new")',
    'can({ a = 1 }[local.u]) ? "in" : "out"', 'try({ a = 1 }[local.u], null) == null ? 2 : 3',
    'try(lookup({ a = "old" }, local.u), "new") == "old"', 'try({ x = "old" }[local.ubool ? "x" : "y"], "new")',
    'format("%s", [local.u])', 'format("%v", { a = local.u })',
    'try(tomap({ a = 1 })[local.u], tomap({ a = 2 })[local.u], 3) > 2', 'can(["a", "b"][local.unum])',
)  # fmt: skip
