"""docs/plugins.md: its example runs as it stands there, and its table names every hook."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from continuity_audit.cli import main
from continuity_audit.plugins import hookspecs

PAGE = (Path(__file__).parents[2] / "docs/plugins.md").read_text("utf-8")
EXAMPLES = dict(re.findall(r"<!-- example: (.*?) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
COMMAND = next(name for name in EXAMPLES if name.startswith("continuity-audit "))
HOOKS = [name for name in vars(hookspecs) if name.startswith("continuity_audit_")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the example's files."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    for name, text in EXAMPLES.items():
        if name != COMMAND:
            (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, [*arguments, "--plugin", "acme_continuity.py"])
    assert result.stderr == ""
    return result.stdout


def test_the_example_says_what_the_page_says() -> None:
    result = CliRunner().invoke(main, shlex.split(COMMAND)[1:])
    assert result.exit_code == 1, result.output
    assert result.stdout.startswith(EXAMPLES[COMMAND])
    assert result.stdout.removeprefix(EXAMPLES[COMMAND]).lstrip().startswith("Gate ")


def test_all_parts_of_the_example_are_there(folder: Path) -> None:
    (folder / "hall.inventory").write_text("press\nlathe\n")
    assert "ACME-1  volume-without-mirror" in run("rules")
    assert "acme: Acme's own plants" in run("sectors")
    assert run("explain", "acme_volume").startswith("# acme_volume\n")
    assert run("explain", "ACME-1").startswith("# ACME-1 volume-without-mirror\n")
    assert run("check", "--select", "ACME-1", "--sector", "acme", "--format", "line") == "Low–Medium, 1 finding\n"
    assert "hall.inventory::acme_machine.lathe" in run("inspect")


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_a_language_of_a_plugin_reaches_every_format(folder: Path, form: str) -> None:
    (folder / "hall.inventory").write_text("press\n")
    assert "press" in run("check", "--format", form)


def test_the_table_names_every_hook_and_no_other() -> None:
    assert sorted(re.findall(r"^\| `(continuity_audit_\w+)` \|", PAGE, re.MULTILINE)) == sorted(HOOKS)


def test_every_hook_is_specified_and_implemented_in_the_example() -> None:
    for hook in HOOKS:
        assert getattr(hookspecs, hook).__doc__
        assert f"def {hook}(" in EXAMPLES["acme_continuity.py"]
