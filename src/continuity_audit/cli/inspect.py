"""``inspect``: every resource instance with its evaluated values."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from continuity_audit.cli.exact_json import exact_json
from continuity_audit.cli.options import (
    INCOMPLETE,
    InOrder,
    Usage,
    allows_incomplete,
    configuration,
    environments,
    inputs,
    load_named,
    paths_of,
    reading_options,
    say,
    say_failures,
    say_incomplete,
    source_map,
    standard_input,
)
from continuity_audit.cli.terminal import progress_on
from continuity_audit.cli.writing import refuse_unwritable, write
from continuity_audit.discovery import DiscoveryError
from continuity_audit.pipeline.request import trust_in_tree

if TYPE_CHECKING:
    from continuity_audit.pipeline.inspection import Inspection


@click.command("inspect", cls=InOrder)
@reading_options
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="text (default) or json."
)
def command(**options: Any) -> None:
    """Print what was read below each PATH (default: here), with the value of every attribute."""
    from continuity_audit.cli.no_effect import of_reading
    from continuity_audit.pipeline.inspection import Given, inspect_paths

    config = configuration(options["paths"], options["configuration"])
    paths = paths_of(config, options)
    given = Given(
        inputs(config, options),
        environments(config, options),
        standard_input(paths),
        trust_in_tree(config.trust),
        source_map(config, options),
    )
    plugins = load_named((*config.plugin, *options["plugins"]))
    refuse_unwritable([file for file in (options["output"],) if file is not None])
    try:
        with progress_on(sys.stderr, quiet=config.quiet) as progress:
            exclude = (*config.exclude, *options["exclude"])
            result = inspect_paths(paths, exclude, given, plugins, options["jobs"] or config.jobs, progress)
    except DiscoveryError as problem:
        raise Usage(str(problem)) from problem
    write(_as_json(result) if options["format_"] == "json" else _as_text(result), options["output"])
    allowed = allows_incomplete(config, options)
    say_incomplete(result.incomplete, result.unread, allowed)
    say_failures(failure for failure in result.failures if failure not in plugins.failures)
    for note in of_reading(options, result.tree, result.readings):
        say(note)
    if result.incomplete and not allowed:
        sys.exit(INCOMPLETE)


def _as_json(result: Inspection) -> str:
    return exact_json({"schema_version": 1, "resources": result.resources}, "\n") + "\n"


def _as_text(result: Inspection) -> str:
    from continuity_audit.reports.neutral import visible

    return "".join(f"{visible(line)}\n" for line in _lines(result))


def _lines(result: Inspection) -> Iterator[str]:
    for resource in result.resources:
        root = f"{resource['root']}@{resource['environment']}" if "environment" in resource else resource["root"]
        yield f"{root}::{resource['address']}  {resource['file']}:{resource['line']}"
        for name, value in resource["values"].items():
            yield f"  {name} = {exact_json(value)}"
