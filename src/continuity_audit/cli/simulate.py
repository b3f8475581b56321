"""``simulate``: the estate under one failure."""

from __future__ import annotations

import sys
from typing import Any

import click

from continuity_audit.cli.options import (
    INCOMPLETE,
    InOrder,
    color_option,
    configuration,
    reading_options,
    refused,
    request,
    say,
    say_failures,
    say_incomplete,
)
from continuity_audit.cli.terminal import progress_on, wants_color, width_of
from continuity_audit.cli.writing import refuse_unwritable, write
from continuity_audit.config.keys import Color
from continuity_audit.discovery import DiscoveryError
from continuity_audit.pipeline.request import RequestError


@click.command("simulate", cls=InOrder)
@reading_options
@click.option(
    "--fail",
    "fail",
    multiple=True,
    required=True,
    metavar="SCENARIO[=DOMAIN][+...]",
    help="What fails: data, instance, zone, region or account; several at once joined by +. Any number of times, each "
    "on its own.",
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="text (default) or json."
)
@click.option("-v", "--verbose", is_flag=True, help="Every component, not only the worst.")
@color_option
def command(**options: Any) -> None:
    """Say what a failure does to what is below each PATH (default: here).

    DOMAIN names a zone, region or account, for instance and data a component; without it each component's own fails,
    and of zones each that the code names, one after the other.
    """
    from continuity_audit.cli.no_effect import of_reading
    from continuity_audit.pipeline.audit import run
    from continuity_audit.pipeline.simulating import failures_of, simulated
    from continuity_audit.reports import RenderOptions
    from continuity_audit.reports.simulation import as_json
    from continuity_audit.reports.simulation_text import render

    config = configuration(options["paths"], options["configuration"])
    asked = request(config, options)
    refuse_unwritable([file for file in (options["output"],) if file is not None])
    try:
        failures = failures_of(options["fail"])
        with progress_on(sys.stderr, quiet=config.quiet) as progress:
            audit = run(asked, progress=progress)
        document = simulated(audit.assessment, failures if audit.assessment.components else ())
    except (RequestError, DiscoveryError) as problem:
        raise refused(problem, options) from problem
    printed = options["output"] is None
    look = RenderOptions(
        color=printed and wants_color(Color(options["color"] or config.color), sys.stdout),
        width=width_of(sys.stdout) if printed else None,
        verbosity=int(options["verbose"] or config.verbose),
    )
    write(as_json(document) if options["format_"] == "json" else render(document, look), options["output"])
    say_incomplete(audit.incomplete, audit.read.unread, asked.allow_incomplete)
    say_failures(audit.failures)
    for note in of_reading(options, audit.tree, audit.read.readings):
        say(note)
    if audit.incomplete and not asked.allow_incomplete:
        sys.exit(INCOMPLETE)
