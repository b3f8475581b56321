"""``inspect``: every resource instance with its evaluated values."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from continuity_audit.cli.options import Usage, configuration, inputs, reading_options
from continuity_audit.discovery import DiscoveryError


@click.command("inspect")
@reading_options
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="text (default) or json."
)
def command(**options: Any) -> None:
    """Print what was read below each PATH (default: here), with the value of every attribute."""
    from pathlib import Path

    from continuity_audit.pipeline.inspection import inspect_paths

    config = configuration(options["paths"], options["configuration"])
    paths = tuple(options["paths"]) or tuple(map(Path, config.paths)) or (Path(),)
    given = inputs(config, options["variables"], options["variable_files"], options["workspace"])
    try:
        result = inspect_paths(
            paths, (*config.exclude, *options["exclude"]), given, (*config.plugin, *options["plugins"]), options["jobs"]
        )
    except DiscoveryError as problem:
        raise Usage(str(problem)) from problem
    if options["format_"] == "json":
        click.echo(json.dumps({"schema_version": 1, "resources": result.resources}, indent=2, ensure_ascii=False))
    else:
        for resource in result.resources:
            click.echo(f"{resource['root']}::{resource['address']}  {resource['file']}:{resource['line']}")
            for name, value in resource["values"].items():
                click.echo(f"  {name} = {json.dumps(value, ensure_ascii=False)}")
    for place in result.unread:
        click.echo(f"not read: {place.path}:{place.line}: {place.reason}", err=True)
    if result.unread or not result.roots:
        sys.exit(3)
