"""Calls of the command, inside this process and as a program of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import IO

from click.testing import CliRunner, Result

from continuity_audit.cli import main
from pipeline.trial import PLUGIN

PROGRAM = str(Path(sys.executable).parent / "continuity-audit")


def run(*arguments: str) -> Result:
    """The command with the trial's plugin where it reads code."""
    return CliRunner().invoke(main, [*arguments, *_plugin(arguments)])


def start(
    *arguments: str, cwd: Path | None = None, stdout: int | IO[bytes] = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """The installed program."""
    program = [PROGRAM, *arguments, *_plugin(arguments)]
    return subprocess.run(program, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE, check=False)


def _plugin(arguments: tuple[str, ...]) -> list[str]:
    return ["--plugin", PLUGIN] if arguments and arguments[0] in ("check", "inspect", "simulate") else []
