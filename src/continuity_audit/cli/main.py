"""The command and its subcommands."""

from __future__ import annotations

import importlib

import click

from continuity_audit import __version__

COMMANDS = {
    "check": "Audit: what continues, what recovers, what is lost.",
    "inspect": "What was read: every resource instance with its evaluated values.",
    "rules": "The rules that are loaded, with where each comes from.",
    "explain": "A rule, or what decides the outcomes of a resource type.",
    "sectors": "The sector matrix.",
    "init": "Write a commented configuration file.",
    "schema": "The JSON Schema of `check --format json`.",
}


class Lazy(click.Group):
    """A group that imports a command's module when it is called: start-up counts in a hook."""

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


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="continuity-audit")
def main() -> None:
    """Audit infrastructure code for continuity: what goes on, what somebody must restore, and what is lost.

    Exit status of check: 0 the gate holds, 1 the gate fails, 2 the call or the configuration is wrong, 3 the audit
    is incomplete.
    """
