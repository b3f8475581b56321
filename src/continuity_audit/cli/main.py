"""The command and its subcommands."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

import click

from continuity_audit import __version__

COMMANDS = {
    "check": "Audit: what continues, what recovers, what is lost.",
    "inspect": "What was read: every resource instance with its evaluated values.",
    "simulate": "The estate under one failure: what continues, what recovers, what is lost.",
    "rules": "The rules that are loaded, with where each comes from.",
    "explain": "A rule, or what decides the outcomes of a resource type.",
    "sectors": "The sector matrix.",
    "init": "Write a commented configuration file.",
    "schema": "The JSON Schema of `check --format json`.",
}
INTERRUPTED = 130
CLOSED = 141


class InternalError(click.ClickException):
    """A mistake of the program: the audit is incomplete, exit status 3."""

    exit_code = 3

    def __init__(self, problem: BaseException) -> None:
        text = str(problem).partition("\n")[0]
        said = f"{type(problem).__name__}: {text}" if text else type(problem).__name__
        super().__init__(f"internal error: {said} (--debug shows where)")


class NotPermitted(click.ClickException):
    """The call names what its user may not open or look into: exit status 2."""

    exit_code = 2

    def __init__(self, problem: PermissionError) -> None:
        super().__init__(f"{problem.filename}: permission denied" if problem.filename else "permission denied")


class Commands(click.Group):
    """A group that imports a command's module when it is called, as start-up counts in a hook."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the documentation."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"continuity_audit.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command; what it did not foresee is said in one line, with a traceback only for ``--debug``."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # whoever read the output has gone
            mute_standard_output()
            raise click.exceptions.Exit(CLOSED) from None
        except PermissionError as problem:  # of the audited tree they are findings: this is of what the call names
            raise NotPermitted(problem) from problem
        except Exception as problem:
            if ctx.meta.get("debug"):
                import traceback

                traceback.print_exc()
            raise InternalError(problem) from problem

    def main(self, *arguments: Any, standalone_mode: bool = True, **options: Any) -> Any:
        """Run as a program: the exit statuses are those of the documentation."""
        run: Callable[..., Any] = super().main
        if not standalone_mode:
            return run(*arguments, standalone_mode=False, **options)
        try:
            status = run(*arguments, standalone_mode=False, **options)
        except click.ClickException as problem:
            problem.show()
            sys.exit(problem.exit_code)
        except click.Abort:  # click's word for an interruption from the keyboard
            _stop()
        sys.exit(status if isinstance(status, int) else 0)


def program() -> NoReturn:
    """Run as a process, which ends at once: to give back what was read, piece by piece, takes a tenth of a run."""
    # An audit makes millions of small values, next to none of them in circles: to look for those takes another tenth.
    gc.set_threshold(500_000, 20, 50)
    _open_closed_streams()
    try:
        main()
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        status = end.code or 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # whoever read the output has gone
        status = CLOSED
    os._exit(status)


def _open_closed_streams() -> None:
    """Let what was closed before the program began lead nowhere: its status is wanted all the same (``>&-``)."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            lowest_free = os.open(os.devnull, os.O_RDWR)  # which is the stream's own
            setattr(sys, name, os.fdopen(lowest_free, "r" if name == "stdin" else "w", encoding="utf-8"))


def _stop() -> NoReturn:
    """End at once: the work that goes on in a thread is not waited for, and other processes end with this one."""
    click.echo("interrupted", err=True)
    sys.stderr.flush()
    os._exit(INTERRUPTED)


def mute_standard_output() -> None:
    """Let what is still to be flushed go nowhere."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def remember_debug(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    """Keep ``--debug`` for the group, whether it stands before or behind the command's name."""
    if value:
        ctx.meta["debug"] = True


debug_option = click.option(
    "--debug",
    is_flag=True,
    expose_value=False,
    callback=remember_debug,
    help="Show where an internal error is.",
)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="continuity-audit")
@debug_option
def main() -> None:
    """Audit infrastructure code for continuity: what goes on, what somebody must restore, and what is lost.

    Exit status of check: 0 the gate holds, 1 the gate fails, 2 the call or the configuration is wrong, 3 the audit
    is incomplete.
    """
