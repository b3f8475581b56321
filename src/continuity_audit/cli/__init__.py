"""The command line: options, calls and exit status; one module a command, imported when it is called."""

from continuity_audit.cli.main import main, program

__all__ = ["main", "program"]
