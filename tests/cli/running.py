"""Calls of the command, inside this process and as a program of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result
from pipeline.trial import PLUGIN

from continuity_audit.cli import main

PROGRAM = str(Path(sys.executable).parent / "continuity-audit")


def run(*arguments: str) -> Result:
    """The command with the trial's plugin where it reads code."""
    return CliRunner().invoke(main, [*arguments, *_plugin(arguments)])


def start(*arguments: str, cwd: Path | None = None, **options: object) -> subprocess.CompletedProcess[bytes]:
    """The installed program."""
    program = [PROGRAM] if Path(PROGRAM).exists() else [sys.executable, "-c", "from continuity_audit.cli import main; main()"]
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*program, *arguments, *_plugin(arguments)], cwd=cwd, capture_output="stdout" not in options, check=False, **options
    )


def _plugin(arguments: tuple[str, ...]) -> list[str]:
    return ["--plugin", PLUGIN] if arguments and arguments[0] in ("check", "inspect") else []
