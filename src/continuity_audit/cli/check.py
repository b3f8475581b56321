"""``check``: audit, report, gate."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from continuity_audit.cli.options import Usage, configuration, reading_options, request
from continuity_audit.config import Config
from continuity_audit.config.keys import Color, FailOn, MinLevel
from continuity_audit.discovery import DiscoveryError
from continuity_audit.pipeline.audit import Audit, run
from continuity_audit.pipeline.request import RequestError


@click.command("check")
@reading_options
@click.option("--format", "format_", metavar="FORMAT", help="text (default), json, markdown, html.")
@click.option(
    "--output", type=click.Path(path_type=Path), help="Write the report to a file instead of standard output."
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
@click.option(
    "--allow-incomplete", is_flag=True, help="Warn instead of exit status 3 where something could not be read."
)
@click.option("-q", "--quiet", is_flag=True, help="Only the summary.")
@click.option("-v", "--verbose", is_flag=True, help="Skipped files and evidence too.")
@click.option(
    "--color", type=click.Choice([c.value for c in Color]), help="Colours: auto (only on a terminal), always, never."
)
def command(**options: Any) -> None:
    """Audit Terraform and Kubernetes code below each PATH (default: here)."""
    config = configuration(options["paths"], options["configuration"])
    asked = request(config, options)
    wanted = _reports(config, options)
    try:
        audit = run(asked, _progress(options["quiet"] or config.quiet))
        _write(audit, wanted, config, options)
    except (RequestError, DiscoveryError) as problem:
        raise Usage(str(problem)) from problem
    sys.exit(_status(audit))


def _reports(config: Config, options: dict[str, Any]) -> list[tuple[str, Path | None]]:
    """The formats to write and where: the first may go to standard output."""
    output = options["output"] or (Path(config.output) if config.output else None)
    wanted: list[tuple[str, Path | None]] = [(options["format_"] or config.format, output)]
    wanted += [(name, Path(file)) for name, file in config.report.items()]
    for text in options["reports"]:
        name, equals, file = text.partition("=")
        if not equals or not file:
            raise Usage(f"--report {text}: expected FORMAT=FILE")
        wanted.append((name, Path(file)))
    from continuity_audit.plugins.manager import load_plugins

    known = load_plugins((*config.plugin, *options["plugins"])).reporters
    for name, _ in wanted:
        if name not in known:
            raise Usage(f"there is no format {name}; known are {', '.join(known)}")
    return wanted


def _progress(quiet: bool) -> Any:
    def say(text: str) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{text} …", nl=False, err=True)

    return say


def _write(audit: Audit, wanted: list[tuple[str, Path | None]], config: Config, options: dict[str, Any]) -> None:
    from continuity_audit.pipeline.to_document import to_document
    from continuity_audit.plugins.manager import load_plugins
    from continuity_audit.reports import RenderOptions

    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    document = to_document(audit)
    reporters = load_plugins(audit.request.plugins).reporters
    lines = Lines(audit.tree.base)
    color = options["color"] or config.color.value
    for name, file in wanted:
        on_terminal = file is None and sys.stdout.isatty()
        look = RenderOptions(
            color=color == "always" or (color == "auto" and on_terminal),
            width=_width() if on_terminal else None,
            verbosity=1 if options["verbose"] or config.verbose else -1 if options["quiet"] or config.quiet else 0,
            sources=lines,
        )
        text = reporters[name].render(document, look)
        if file is None:
            sys.stdout.buffer.write(text.encode("utf-8", "replace"))
            sys.stdout.flush()
        else:
            try:
                file.write_text(text, "utf-8", errors="replace")
            except OSError as problem:
                raise Usage(f"{file}: {problem.strerror or problem}") from problem


def _width() -> int:
    import shutil

    return shutil.get_terminal_size().columns


class Lines:
    """The lines of the audited files, for reports that show source."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self._files: dict[str, list[str]] = {}

    def __call__(self, path: str, line: int) -> str | None:
        """A line of a file, counted from 1, or nothing."""
        if path not in self._files:
            try:
                self._files[path] = (self._base / path).read_text("utf-8", errors="replace").splitlines()
            except OSError:
                self._files[path] = []
        lines = self._files[path]
        return lines[line - 1] if 0 < line <= len(lines) else None


def _status(audit: Audit) -> int:
    """3 incomplete (unless allowed), else 1 where the gate fails, else 0."""
    for reason in audit.incomplete:
        click.echo(f"{'warning' if audit.request.allow_incomplete else 'incomplete'}: {reason}", err=True)
    for reading in audit.read.unread:
        place = f"{reading.path}:{reading.line}" if reading.line else reading.path
        click.echo(f"not read: {place}: {reading.reason}", err=True)
    for failure in audit.failures:
        click.echo(f"failed: {failure.plugin} at {failure.where}: {failure.reason}", err=True)
    if audit.incomplete and not audit.request.allow_incomplete:
        return 3
    return 1 if audit.reasons else 0
