"""``inspect``: every resource instance with its evaluated values."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import click

from continuity_audit.cli.exact_json import exact_json
from continuity_audit.cli.options import (
    INCOMPLETE,
    InOrder,
    Usage,
    allows_incomplete,
    color_option,
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
    verbosity_of,
)
from continuity_audit.cli.terminal import progress_on, wants_color
from continuity_audit.cli.writing import refuse_unwritable, write
from continuity_audit.config.keys import Color
from continuity_audit.discovery import DiscoveryError
from continuity_audit.pipeline.request import trust_in_tree

if TYPE_CHECKING:
    from continuity_audit.estate.model import Resource
    from continuity_audit.pipeline.inspection import Inspection


@click.command("inspect", cls=InOrder)
@reading_options
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="text (default) or json."
)
@click.option("-q", "--quiet", is_flag=True, help="A line a resource, without its values.")
@click.option("-v", "--verbose", is_flag=True, help="Beside each value, where it stands and what it comes from.")
@color_option
def command(**options: Any) -> None:
    """Print what was read below each PATH (default: here), with the value of every attribute."""
    from continuity_audit.cli.no_effect import of_looks, of_reading
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
    verbosity = verbosity_of(config, options)
    plugins = load_named((*config.plugin, *options["plugins"]))
    refuse_unwritable([file for file in (options["output"],) if file is not None])
    try:
        with progress_on(sys.stderr, quiet=verbosity < 0) as progress:
            exclude = (*config.exclude, *options["exclude"])
            result = inspect_paths(paths, exclude, given, plugins, options["jobs"] or config.jobs, progress)
    except DiscoveryError as problem:
        raise Usage(str(problem)) from problem
    color = options["output"] is None and wants_color(Color(options["color"] or config.color), sys.stdout)
    written = _as_json(result) if options["format_"] == "json" else _as_text(result, verbosity, color)
    write(written, options["output"])
    allowed = allows_incomplete(config, options)
    say_incomplete(result.incomplete, result.unread, allowed)
    say_failures(failure for failure in result.failures if failure not in plugins.failures)
    for line in _beyond_limits(result):
        say(line)
    for note in of_reading(options, result.tree, result.readings):
        say(note)
    for note in of_looks(options, (options["format_"],), ("text", "json")):
        say(note)
    if result.incomplete and not allowed:
        sys.exit(INCOMPLETE)


MOST_LIMITS: Final = 20
"""So many values that go beyond a limit are told."""


def _beyond_limits(result: Inspection) -> Iterator[str]:
    """Which values are open for a limit of the audit alone: nothing in the code would decide them."""
    found = [
        f"{reading.root}::{name}: {reason}"
        for reading in result.readings
        for name, reason in sorted(reading.notes.items())
        if LIMIT in reason
    ]
    yield from (f"not known: {line}" for line in found[:MOST_LIMITS])
    if len(found) > MOST_LIMITS:
        yield f"not known: {len(found) - MOST_LIMITS} more that go beyond a limit"


LIMIT: Final = "(limit)"
"""How a reason ends that is a limit."""


def _as_json(result: Inspection) -> str:
    return exact_json({"schema_version": 1, "resources": result.resources}, "\n") + "\n"


def _as_text(result: Inspection, verbosity: int, color: bool) -> str:
    from continuity_audit.reports.neutral import visible
    from continuity_audit.reports.text.layout import paint

    painted = (paint(visible(line), style, color and bool(style)) for line, style in _lines(result, verbosity))
    return "".join(f"{line}\n" for line in painted)


def _lines(result: Inspection, verbosity: int) -> Iterator[tuple[str, str]]:
    """The lines, each with its style."""
    for entry, resource in zip(result.resources, result.read, strict=True):
        yield f"{resource.id}  {entry['file']}:{entry['line']}", "bold"
        for name, value in entry["values"].items() if verbosity >= 0 else ():
            yield f"  {name} = {exact_json(value)}", "unknown" if '{"$unknown"' in exact_json(value) else ""
            if verbosity > 0:
                yield f"    {_origin(resource, name)}", "dim"


def _origin(resource: Resource, name: str) -> str:
    """Where an argument or block stands, and the attributes of resources that it is made of."""
    place = f"{resource.file_of(name)}:{resource.line_of(name)}"
    others = (r for r in resource.references.get(name, ()) if r.address != resource.address)
    named = ", ".join(sorted(map(str, others)))
    return f"{place}, from {named}" if named else place
