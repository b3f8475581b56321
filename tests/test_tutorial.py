"""The tutorial is followed to the letter: its files are written, its commands run, and what it shows is printed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from continuity_audit.cli import main

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "tutorial.md"
STEP: Final = re.compile(r"(?:^<!-- (?P<what>[^\n]+) -->\n)?^```(?P<language>\w+)\n(?P<body>.*?)^```$", re.M | re.S)


def steps() -> Iterator[tuple[str, str, str]]:
    """What stands before each block of code, its language, and the block."""
    return ((step["what"] or "", step["language"], step["body"]) for step in STEP.finditer(PAGE.read_text("utf-8")))


def write(what: str, body: str) -> None:
    """What a reader does to a file."""
    verb, _, rest = what.partition(": ")
    name, _, line = rest.partition(" | ")
    file = Path(name)
    match verb:
        case "file":
            file.write_text(body, "utf-8")
        case "append":
            file.write_text(f"{file.read_text('utf-8')}\n{body}", "utf-8")
        case "replace":
            text = file.read_text("utf-8")
            assert text.count(f"{line}\n") == 1, line
            file.write_text(text.replace(f"{line}\n", body), "utf-8")
        case _:
            raise AssertionError(what)


def is_printed(shown: str, printed: str) -> bool:
    """Whether the pieces between the dots stand in what was printed, in order, each without a gap."""
    at = 0
    for piece in re.split(r"^…\n", f"{shown}", flags=re.M):
        found = printed.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def test_it_can_be_followed_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    last: Result | None = None
    run = shown = 0
    for what, language, body in steps():
        if what.startswith(("file: ", "append: ", "replace: ")):
            write(what, body)
        elif language == "sh" and body.startswith("continuity-audit "):
            status = int(what.removeprefix("exit status: ") or 0)
            last = CliRunner().invoke(main, shlex.split(body)[1:])
            assert last.exit_code == status, f"{body}\n{last.output}"
            run += 1
        elif what == "prints":
            assert last is not None
            assert is_printed(body, f"{last.stdout.rstrip()}\n"), f"{body}\nis not in\n{last.stdout}"
            shown += 1
    assert (run, shown) == (13, 9)


def test_what_is_cut_out_is_still_compared() -> None:
    printed = "a\nb\nc\nd\n"
    assert is_printed("a\n…\nc\nd\n", printed)
    assert not is_printed("a\nc\n", printed)
    assert not is_printed("c\n…\na\n", printed)
