"""What the report for a terminal puts together, what it shows of the code, and what it counts instead of showing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.document import Document, Skipped
from continuity_audit.reports.text.findings import ENTRIES_SHOWN
from continuity_audit.reports.text.report import render
from continuity_audit.reports.text.skipped import skipped_lines
from pipeline.trial import audited

LOST = 'resource "trial_store" "{}" {{\n  data = "lost"\n}}\n'


def printed(document: Document, folder: Path, verbosity: int = 0) -> list[str]:
    def line_of(path: str, line: int) -> str | None:
        return (folder / path).read_text("utf-8").split("\n")[line - 1]

    return render(document, RenderOptions(sources=line_of, verbosity=verbosity)).splitlines()


def entries(folder: Path, files: Any, verbosity: int = 0) -> list[str]:
    """The report above its summary."""
    lines = printed(audited(folder, files), folder, verbosity)
    return lines[: next(n for n, line in enumerate(lines) if line.startswith("── Summary"))]


def test_instances_of_one_block_are_one_entry(tmp_path: Path) -> None:
    code = 'resource "trial_store" "it" {\n  for_each = toset(["a", "b", "c", "d", "e", "f"])\n  data = "lost"\n}\n'
    lines = entries(tmp_path, code)
    assert lines[:4] == [
        'trial_store.it["a"]',
        "  database, critical by default, level Low, in .",
        '  and 5 alike: trial_store.it["b"], trial_store.it["c"], trial_store.it["d"], 2 more',
        "",
    ]
    assert sum(line.startswith("✗") for line in lines) == 1
    assert entries(tmp_path, code, verbosity=1)[2:4] == [
        '  and 5 alike: trial_store.it["b"], trial_store.it["c"], trial_store.it["d"], trial_store.it["e"],',
        '  trial_store.it["f"]',
    ]


def test_a_module_that_several_roots_call_is_one_entry(tmp_path: Path) -> None:
    call = 'module "db" {\n  source = "../m"\n}\n'
    files = {"dev/main.tf": call, "prod/main.tf": call, "m/main.tf": LOST.format("it")}
    assert entries(tmp_path, files)[:3] == [
        "module.db.trial_store.it",
        "  database, critical by default, level Low, in dev",
        "  and 1 alike in prod",
    ]


def test_instances_that_fare_differently_are_not_alike(tmp_path: Path) -> None:
    code = (
        'resource "trial_store" "it" {\n  for_each = { a = "lost", b = "restore" }\n  data = each.value\n'
        '  zone = "restore"\n}\n'
    )
    assert [line for line in entries(tmp_path, code) if line.startswith("trial_store")] == [
        'trial_store.it["a"]',
        'trial_store.it["b"]',
    ]


def test_what_is_beyond_the_bound_is_counted_and_v_shows_it(tmp_path: Path) -> None:
    code = "".join(LOST.format(f"n{number:02}") for number in range(ENTRIES_SHOWN + 3))
    lines = entries(tmp_path, code)
    assert sum(line.startswith("trial_store.") for line in lines) == ENTRIES_SHOWN
    assert lines[-2] == "and 3 more like these, with 3 findings: -v shows them in full, -q a line each"
    assert sum(line.startswith("trial_store.") for line in entries(tmp_path, code, 1)) == ENTRIES_SHOWN + 3
    quiet = printed(audited(tmp_path, code), tmp_path, -1)
    assert sum("CA401" in line for line in quiet if line.startswith("main.tf")) == ENTRIES_SHOWN + 3


def test_what_fails_the_gate_comes_first(tmp_path: Path) -> None:
    dev = '  tags = { "continuity-audit:tier" = "development" }\n'
    code = LOST.format("a").replace("}\n", f"{dev}}}\n") + LOST.format("b")
    assert [line for line in entries(tmp_path, code) if line.startswith("trial_store")] == [
        "trial_store.b",
        "trial_store.a",
    ]


def test_lines_of_other_files_stand_with_their_place_and_defaults_are_named(tmp_path: Path) -> None:
    files = {
        "infra/main.tf": 'module "db" {\n  source = "../m"\n}\n',
        "m/main.tf": (
            'resource "aws_ebs_volume" "it" {\n  availability_zone = "eu-west-1a"\n  tags = { backup = "daily" }\n}\n'
        ),
        "infra/backup.tf": (
            'resource "aws_backup_vault" "v" {\n  name = "v"\n}\n'
            'resource "aws_backup_plan" "daily" {\n  name = "d"\n  rule {\n    rule_name = "d"\n'
            '    target_vault_name = aws_backup_vault.v.name\n    schedule = "cron(0 5 * * ? *)"\n  }\n}\n'
            'resource "aws_backup_selection" "s" {\n  name = "s"\n  iam_role_arn = "r"\n'
            "  plan_id = aws_backup_plan.daily.id\n"
            '  selection_tag {\n    type = "STRINGEQUALS"\n    key = "backup"\n    value = "daily"\n  }\n}\n'
        ),
    }
    lines = entries(tmp_path, files)
    at = lines.index('     3 │   tags = { backup = "daily" }')
    assert lines[at : at + 5] == [
        '     3 │   tags = { backup = "daily" }',
        "       │            ^^^^^^",
        "  --> infra/backup.tf:6",
        "     6 │   rule {",
        "       │   ^^^^",
    ]


def test_a_default_that_decided_is_named(tmp_path: Path) -> None:
    lines = entries(tmp_path, 'resource "aws_dynamodb_table" "stock" {\n  name = "stock"\n}\n')
    assert "       = left out, so the documented default counts: replica" in lines


@pytest.mark.parametrize(
    ("line", "attribute", "marked"),
    [
        ("  multi_az_enabled = true # multi_az", "multi_az", "multi_az"),
        ("  tags = {", "tags.backup", "tags"),
        ("  backup-window = 1", "window", None),
    ],
)
def test_only_whole_names_are_marked(line: str, attribute: str, marked: str | None) -> None:
    from continuity_audit.reports.text.excerpts import _marked

    one = _marked("main.tf", 1, line, attribute)
    assert (line[one.start : one.start + one.length] or None) == marked
    if attribute == "multi_az":
        assert one.start == line.index("# multi_az") + 2


# --- what was skipped ---------------------------------------------------------------------------------------------


def test_reasons_of_one_kind_are_one_line() -> None:
    skipped = [Skipped(path=f"v/{n}.tfvars", reason=f"not loaded: give --var-file v/{n}.tfvars") for n in range(3)]
    skipped += [Skipped(path="x", reason="encrypted with git-crypt")] * 2
    skipped += [Skipped(path=p, reason=f"Pod/a on line 1 is declared again at {p}y:1, which counts") for p in "bc"]
    skipped += [Skipped(path="infra", reason="not judged: 1 resource of helm, which has no profiles: helm_release ×1")]
    assert skipped_lines(skipped, everything=False) == [
        "3 paths: not loaded, such as v/0.tfvars: give --var-file v/0.tfvars",
        "2 paths: declared more than once, such as b: Pod/a on line 1 is declared again at by:1, which counts",
        "2 paths: encrypted with git-crypt",
        "1 root: not judged: 1 resource of helm, which has no profiles: helm_release ×1",
    ]
    assert len(skipped_lines(skipped, everything=True)) == 7


def test_many_kinds_are_counted() -> None:
    skipped = [Skipped(path=str(n), reason=f"reason {n:02}") for n in range(11)]
    lines = skipped_lines(skipped, everything=False)
    assert (lines[0], lines[-1], len(lines)) == ("1 path: reason 00", "and 3 more reasons, all shown with -v", 9)


def test_of_many_types_that_are_not_judged_a_line_names_some() -> None:
    names = ", ".join(f"mailgun_{letter} ×1" for letter in "abcdefg")
    reason = f"not judged: 7 resources of mailgun, which has no profiles: {names}"
    skipped = [Skipped(path=".", reason=reason)]
    assert skipped_lines(skipped, everything=True) == [f"1 root: {reason}"]
    assert skipped_lines(skipped, everything=False) == [
        "1 root: not judged: 7 resources of mailgun, which has no profiles: mailgun_a ×1, mailgun_b ×1, mailgun_c ×1, "
        "mailgun_d ×1, mailgun_e ×1 and 2 types more"
    ]
