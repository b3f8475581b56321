"""``init``: a commented configuration file."""

from __future__ import annotations

from pathlib import Path

import click

from continuity_audit.cli.options import Usage
from continuity_audit.config import TEMPLATE
from continuity_audit.estate.os_errors import in_words


@click.command("init")
@click.argument("folder", default=".", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Write a commented .continuity-audit.yaml into FOLDER (default: here)."""
    file = folder / ".continuity-audit.yaml"
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(TEMPLATE)
    except FileExistsError as problem:
        raise Usage(f"{file} is there already") from problem
    except OSError as problem:
        raise Usage(f"{file}: {in_words(problem)}") from problem
    click.echo(f"wrote {file}")
