"""``check``: audit, report, gate."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from continuity_audit.cli.options import (
    FILE,
    INCOMPLETE,
    InOrder,
    Usage,
    color_option,
    configuration,
    reading_options,
    refused,
    request,
    say,
    say_failures,
    say_incomplete,
    verbosity_of,
)
from continuity_audit.cli.terminal import progress_on, wants_color, width_of
from continuity_audit.cli.writing import refuse_unwritable, write
from continuity_audit.config import Config
from continuity_audit.config.keys import Color, FailOn, MinLevel, OnUnknown
from continuity_audit.discovery import DiscoveryError
from continuity_audit.pipeline.audit import Audit, plugins_of
from continuity_audit.pipeline.baseline import as_baseline
from continuity_audit.pipeline.comparison import Compared, run_compared
from continuity_audit.pipeline.request import RequestError
from continuity_audit.pipeline.suppressions import is_protected
from continuity_audit.plugins import PROJECT
from continuity_audit.plugins.failures import Failures

if TYPE_CHECKING:
    from continuity_audit.plugins.manager import Plugins
    from continuity_audit.reports import RenderOptions, Reporter
    from continuity_audit.reports.document import Document
    from continuity_audit.reports.simulation import SimulationEntry

Wanted = list[tuple[str, Path | None]]
"""The formats to write and where: the first may go to standard output."""


@click.command("check", cls=InOrder)
@reading_options
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    help="text (default), json, markdown, html, sarif, junit, gitlab, github, or a plugin's.",
)
@click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE", help="One more report; any number of times.")
@click.option("--sector", metavar="SLUG", help="Compare with a sector of the matrix; `sectors` lists them.")
@click.option("--select", multiple=True, metavar="RULE,...", help="Only these rules, or families (CA1).")
@click.option("--ignore", multiple=True, metavar="RULE,...", help="Not these rules, or families.")
@click.option(
    "--fail-on",
    type=click.Choice([f.value for f in FailOn]),
    help="The least severity that fails the gate [default: high].",
)
@click.option(
    "--min-level", type=click.Choice([m.value for m in MinLevel]), help="The least level that the estate must have."
)
@click.option("--policy", type=FILE, help="Requirements of your own, asked beside the rules.")
@click.option(
    "--unknown",
    type=click.Choice([u.value for u in OnUnknown]),
    help="Whether what the code leaves open fails the gate: requirements, critical components [default: report].",
)
@click.option(
    "--downtime-cost",
    metavar="AMOUNT/h",
    help="What an hour of downtime costs: reports say what failures cost.",
)
@click.option("--currency", metavar="NAME", help="The currency of that cost, as reports should name it.")
@click.option("--baseline", type=FILE, help="Findings that were known before and do not count.")
@click.option("--diff", metavar="REV", help="Judge only what changed since a git revision, and say which levels fell.")
@click.option("--write-baseline", type=FILE, help="Write the findings of this audit as a baseline.")
@click.option("-q", "--quiet", is_flag=True, help="A line a finding, and the gate.")
@click.option("-v", "--verbose", is_flag=True, help="Everything: whole lists, every component with its evidence.")
@color_option
def command(**options: Any) -> None:
    """Audit Terraform and Kubernetes code below each PATH (default: here).

    A PATH may also be a plan of `terraform show -json`, or `-` for a plan or manifests on standard input.
    """
    config = configuration(options["paths"], options["configuration"])
    asked = request(config, options)
    verbosity = verbosity_of(config, options)
    if asked.diff is not None:
        # An end from outside unwinds as one from the keyboard does, so that the private folder of the base is removed.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        plugins = plugins_of(asked)
        wanted = _wanted(config, options, plugins)
        with progress_on(sys.stderr, quiet=verbosity < 0) as progress:
            compared = run_compared(asked, plugins, progress)
    except (RequestError, DiscoveryError) as problem:
        raise refused(problem, options) from problem
    audit = compared.audit
    failures = Failures(audit.failures)
    _write(compared, wanted, plugins, Color(options["color"] or config.color), verbosity, failures)
    if options["write_baseline"] is not None:
        protected = partial(is_protected, trust=asked.trust)
        write(as_baseline(audit.findings, protected), options["write_baseline"])
    for note in (*audit.notes, *_no_effect(options, audit, wanted, plugins)):
        say(note)
    sys.exit(_status(audit, failures))


def _no_effect(options: dict[str, Any], audit: Audit, wanted: Wanted, plugins: Plugins) -> Iterator[str]:
    from continuity_audit.cli import no_effect

    shipped = [name for name in plugins.reporters if plugins.giver("reporter", name) == PROJECT]
    yield from no_effect.of_reading(options, audit.tree, audit.read.readings)
    yield from no_effect.of_rules(options, audit.request.select)
    yield from no_effect.of_looks(options, (name for name, _ in wanted), shipped)
    if audit.request.currency and audit.request.downtime_cost is None:
        yield "--currency: no effect without --downtime-cost"


def _wanted(config: Config, options: dict[str, Any], plugins: Plugins) -> Wanted:
    output = options["output"] or (Path(config.output) if config.output else None)
    wanted: Wanted = [(options["format_"] or config.format, output)]
    wanted += [(name, Path(file)) for name, file in config.report.items()]
    for text in options["reports"]:
        name, equals, file = text.partition("=")
        if not equals or not file:
            raise Usage(f"--report {text}: expected FORMAT=FILE")
        wanted.append((name, Path(file)))
    for name, _ in wanted:
        if name not in plugins.reporters:
            raise Usage(f"there is no format {name}; known are {', '.join(plugins.reporters)}")
    written = [file for _, file in wanted if file is not None]
    refuse_unwritable(written + [file for file in (options["write_baseline"],) if file is not None])
    return wanted


def _write(
    compared: Compared, wanted: Wanted, plugins: Plugins, color: Color, verbosity: int, failures: Failures
) -> None:  # fmt: skip
    from continuity_audit.reports import RenderOptions

    document = compared.document()
    base = compared.audit.tree.base
    lines = Lines(base)
    for name, file in wanted:
        look = RenderOptions(
            color=color is Color.ALWAYS or (file is None and wants_color(color, sys.stdout)),
            width=width_of(sys.stdout) if file is None else None,
            verbosity=verbosity,
            sources=lines,
            base=_from_repository(base),
            failures=partial(_every_failure, compared.audit),
        )
        text = _rendered(plugins.reporters[name], document, look, plugins.giver("reporter", name), failures)
        if text is not None:
            write(text, file)


def _every_failure(audit: Audit) -> tuple[SimulationEntry, ...]:
    from continuity_audit.pipeline.simulating import every_failure

    return every_failure(audit)


def _rendered(
    reporter: Reporter, document: Document, look: RenderOptions, plugin: str, failures: Failures
) -> str | None:  # fmt: skip
    name = f"the format {reporter.name} of {plugin}"
    text = failures.guard(name, "rendering", lambda: reporter.render(document, look), None)
    if text is not None and not isinstance(text, str):
        failures.add(name, "rendering", f"gave {type(text).__name__}, expected str")
        return None
    return text


def _from_repository(base: Path) -> str:
    """The audited folder as seen from the root of its git repository; empty where it is the root, or in none."""
    for folder in (base, *base.parents):
        if (folder / ".git").exists():
            place = base.relative_to(folder).as_posix()
            return "" if place == "." else place
    return ""


class Lines:
    """The lines of the audited files, for reports that show source."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._files: dict[str, list[str]] = {}

    def __call__(self, path: str, line: int) -> str | None:
        """A line of a file, counted from 1, or nothing."""
        if path not in self._files:
            try:
                self._files[path] = (self._base / path).read_text("utf-8", errors="replace").split("\n")
            except (OSError, ValueError):
                self._files[path] = []
        lines = self._files[path]
        return lines[line - 1] if 0 < line <= len(lines) else None


def _status(audit: Audit, failures: Failures) -> int:
    """3 incomplete (unless allowed), else 1 where the gate fails, else 0."""
    allowed = audit.request.allow_incomplete
    reasons = list(audit.incomplete)
    if len(failures) > len(audit.failures):
        reasons.append("a report could not be made")
    say_incomplete(reasons, audit.read.unread, allowed)
    say_failures(failures)
    if reasons and not allowed:
        return INCOMPLETE
    return 1 if audit.gate.reasons else 0
