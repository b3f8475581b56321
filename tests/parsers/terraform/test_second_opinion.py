"""python-hcl2 as a second opinion: on what we refuse, and on what we read."""

import shutil
import subprocess
import time
from pathlib import Path

import hcl2
import pytest

from continuity_audit.parsers.terraform.configuration import second_opinion
from continuity_audit.parsers.terraform.configuration.blocks import read_native
from continuity_audit.parsers.terraform.configuration.files import Problem
from continuity_audit.parsers.terraform.configuration.second_opinion import with_second_opinion

FIXTURES = Path(__file__).parents[3] / "fixtures"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """As much time as any machine needs, none of it spent."""
    monkeypatch.setattr(second_opinion, "PATIENCE", 300.0)
    monkeypatch.setattr(second_opinion, "_spent", [])


def test_an_opinion_that_takes_for_ever_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "PATIENCE", 0.3)
    monkeypatch.setattr(hcl2, "loads", lambda text: time.sleep(3600))
    ours = (Problem("main.tf", 1, "x"),)
    assert [with_second_opinion(ours, b"a = 1\n") for _ in range(20)] == [ours] * 20
    assert len(second_opinion._spent) == 1  # then the time is spent, and nobody is asked


def test_a_file_that_both_refuse_keeps_our_words() -> None:
    _, problems = read_native(b'resource "a" "b" {\n  name = "x\n}\n', "main.tf")
    assert problems == (Problem("main.tf", 2, "not valid Terraform syntax: a line ends inside a quoted text"),)


def test_a_file_that_only_we_refuse_says_so() -> None:
    ours = (Problem("main.tf", 1, "not valid Terraform syntax: x"), Problem("main.tf", 9, "y"))
    first, second = with_second_opinion(ours, b"a = 1\n")
    assert first.reason == "not valid Terraform syntax: x (python-hcl2 reads this file: please report it)"
    assert second == ours[1]


FORBIDDEN = (
    'variable "a" { type = string default = "" }\n',
    'variable "a" { default = 1\n}\n',
    'resource "a" "x${1}" {\n}\n',
    'resource "a" "b" {\n  x = 1\n  x = 2\n}\n',
    'resource "a" "b" {\n  x = "\\d"\n}\n',
    'resource "a" "b" {\n  x = { a = 1 b = 2 }\n}\n',
    'resource "a" "b" {\n}  resource "a" "c" {\n}\n',
)
"""What rules of HCL forbid that python-hcl2, which knows most of them as little as a grammar can, may read."""


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_a_rule_of_the_language_forbids_is_no_mistake_of_ours(text: str) -> None:
    _, (problem, *_) = read_native(text.encode(), "main.tf")
    assert "please report" not in problem.reason


@pytest.mark.skipif(not shutil.which("terraform"), reason="no terraform on this machine")
@pytest.mark.parametrize("text", FORBIDDEN)
def test_terraform_forbids_it_too(text: str, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(text, "utf-8")
    assert subprocess.run(["terraform", "validate"], cwd=tmp_path, capture_output=True, check=False).returncode != 0
    assert (
        b"main.tf line"
        in subprocess.run(
            ["terraform", "init", "-backend=false", "-no-color"], cwd=tmp_path, capture_output=True, check=False
        ).stderr
    )


@pytest.mark.parametrize("file", sorted(FIXTURES.rglob("*.tf")), ids=lambda p: p.relative_to(FIXTURES).as_posix())
def test_the_blocks_of_the_fixtures_are_the_same_to_both(file: Path) -> None:
    body, problems = read_native(file.read_bytes(), file.name)
    assert problems == ()
    theirs = hcl2.loads(file.read_text("utf-8"))
    kinds = {kind: len(blocks) for kind, blocks in theirs.items() if not kind.startswith("__")}
    ours: dict[str, int] = {}
    for block in body.blocks:
        ours[block.type] = ours.get(block.type, 0) + 1
    assert ours == kinds
