"""Colours, width and the bar: what a terminal gets and nobody else."""

from __future__ import annotations

import io
import os
import pty
import subprocess
from pathlib import Path

import pytest

from cli.running import PROGRAM
from continuity_audit.cli.terminal import PATIENCE, PAUSE, Bar, drawn, progress_on, wants_color
from continuity_audit.config.keys import Color
from continuity_audit.pipeline.audit import run
from continuity_audit.pipeline.judging import PARCEL
from continuity_audit.pipeline.progress import silent
from continuity_audit.pipeline.request import Request
from continuity_audit.reports.text.layout import columns
from pipeline.trial import PLUGIN, write


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


# --- colours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("choice", "environment", "on_terminal", "elsewhere"),
    [
        (Color.AUTO, {}, True, False),
        (Color.AUTO, {"NO_COLOR": "1"}, False, False),
        (Color.AUTO, {"NO_COLOR": ""}, True, False),
        (Color.AUTO, {"FORCE_COLOR": "1"}, True, True),
        (Color.AUTO, {"FORCE_COLOR": ""}, True, False),
        (Color.AUTO, {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        (Color.AUTO, {"TERM": "dumb"}, False, False),
        (Color.ALWAYS, {"NO_COLOR": "1", "TERM": "dumb"}, True, True),
        (Color.NEVER, {"FORCE_COLOR": "1"}, False, False),
    ],
)
def test_who_decides_on_colours(choice: Color, environment: dict[str, str], on_terminal: bool, elsewhere: bool) -> None:
    assert wants_color(choice, Terminal(), environment) is on_terminal
    assert wants_color(choice, io.StringIO(), environment) is elsewhere


# --- the bar ------------------------------------------------------------------------------------------------------


class Clock:
    """A clock that stands until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_the_bar_appears_late_and_not_at_every_step() -> None:
    stream, clock = Terminal(), Clock()
    bar = Bar(stream, clock)
    bar("reading roots", 0, 4)
    assert stream.getvalue() == ""
    clock.now = PATIENCE
    bar("reading roots", 1, 4)
    clock.now += PAUSE / 2
    bar("reading roots", 2, 4)
    clock.now += PAUSE
    bar("reading roots", 3, 4)
    bar.clear()
    assert stream.getvalue() == (
        f"\r\x1b[K{drawn('reading roots', 1, 4, 80)}\r\x1b[K{drawn('reading roots', 3, 4, 80)}\r\x1b[K"
    )


def test_what_was_never_drawn_is_not_taken_away() -> None:
    stream = Terminal()
    with progress_on(stream, quiet=False, environment={}) as progress:
        progress("reading roots", 1, 2)
    assert stream.getvalue() == ""


@pytest.mark.parametrize(
    ("stream", "quiet", "environment"),
    [(io.StringIO(), False, {}), (Terminal(), True, {}), (Terminal(), False, {"TERM": "dumb"})],
)
def test_elsewhere_nobody_is_told(stream: io.StringIO, quiet: bool, environment: dict[str, str]) -> None:
    with progress_on(stream, quiet=quiet, environment=environment) as progress:
        assert progress is silent


@pytest.mark.parametrize(
    ("step", "done", "total", "width", "line"),
    [
        ("reading roots", 0, 8, 33, "reading roots ─────────────  0/8"),
        ("reading roots", 2, 8, 33, "reading roots ━━━──────────  2/8"),
        ("reading roots", 8, 8, 33, "reading roots ━━━━━━━━━━━━━  8/8"),
        ("reading roots", 2, 800, 26, "reading roots   2/800"),
        ("reading roots", 2, 800, 12, "reading roo"),
        ("finding files", 0, 0, 80, "finding files …"),
    ],
)
def test_the_bar_fits_its_line(step: str, done: int, total: int, width: int, line: str) -> None:
    assert drawn(step, done, total, width) == line
    assert columns(line) < width


# --- what is told -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("roots", "jobs"), [(3, 1), (2 * PARCEL + 1, 2)])
def test_every_root_is_told_and_components_in_parcels(tmp_path: Path, roots: int, jobs: int) -> None:
    write(tmp_path, {f"r{n}/main.tf": 'resource "trial_store" "a" {}\n' for n in range(roots)})
    told: list[tuple[str, int, int]] = []
    request = Request(paths=(tmp_path,), plugins=(PLUGIN,), jobs=jobs)
    run(request, progress=lambda step, done, total: told.append((step, done, total)))
    assert told == [
        ("finding files", 0, 0),
        *(("reading roots", n, roots) for n in range(roots + 1)),
        *(("judging components", n, roots) for n in (*range(0, roots, PARCEL), roots)),
        ("asking rules", 0, 0),
    ]


def test_on_a_real_terminal_colours_come_and_the_width_is_that_of_the_terminal(tmp_path: Path) -> None:
    write(tmp_path, 'resource "trial_store" "orders" {\n  data = "lost"\n}\n')
    ours, theirs = pty.openpty()
    os.set_blocking(ours, False)
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES")}
    environment |= {"TERM": "xterm", "COLUMNS": "60"}
    program = [PROGRAM, "check", ".", "--plugin", PLUGIN]
    subprocess.run(program, cwd=tmp_path, stdout=theirs, stderr=theirs, env=environment, check=False)
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65_536)
        except (OSError, BlockingIOError):
            break
    # The bar may have come and gone before.
    lines = shown.decode().replace("\r\n", "\n").rpartition("\r\x1b[K")[2].splitlines()
    assert lines[0] == "\x1b[1mtrial_store.orders\x1b[0m"
    assert lines[3].startswith("\x1b[1;31m✗\x1b[0m \x1b[1;31mCRITICAL\x1b[0m \x1b[1mCA401\x1b[0m")
    assert max(map(len, (line for line in lines if "\x1b" not in line))) <= 60
