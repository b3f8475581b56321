"""Which formats there are, and what a format is: a name and a function from document and options to text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:
    from continuity_audit.reports.document import Document
    from continuity_audit.reports.simulation import SimulationEntry

SourceReader: TypeAlias = Callable[[str, int], str | None]
"""The text of one line (counted from 1) of a file named as in the report; None where there is no such line."""


def no_sources(path: str, line: int) -> str | None:
    """The reader for a report without source lines."""
    return None


Failures: TypeAlias = "Callable[[], tuple[SimulationEntry, ...]]"
"""What `simulate` says of the estate under every failure; called by formats that show it."""


def no_failures() -> tuple[SimulationEntry, ...]:
    """Where nobody simulated: a format then has what the document says of each scenario."""
    return ()


class RenderOptions(Struct, frozen=True):
    """What a reader of a report may choose; the same document and options give the same bytes."""

    color: bool = False
    width: int | None = None
    """Columns of the terminal; None lays out for 100."""
    verbosity: int = 0
    """-1 quiet, 0, 1 verbose."""
    sources: SourceReader = no_sources
    base: str = ""
    """The folder that file names are relative to, as seen from where a machine looks for them: the repository."""
    failures: Failures = no_failures


Render: TypeAlias = "Callable[[Document, RenderOptions], str]"


class Reporter(Struct, frozen=True):
    """A format: `--format NAME` and `--report NAME=FILE` print what `render` returns, encoded as UTF-8."""

    name: str
    description: str
    media_type: str
    extension: str
    """Of a file in this format, without the dot."""
    render: Render


def builtin_reporters() -> tuple[Reporter, ...]:
    """The formats that ship with the product; what a format needs is imported when it renders."""
    return (
        Reporter("text", "findings by component, for a terminal", "text/plain", "txt", _text),
        Reporter("json", "the machine-readable report, with a published schema", "application/json", "json", _json),
        Reporter("markdown", "a report for a page or a comment", "text/markdown", "md", _markdown),
        Reporter("html", "one self-contained page to hand over", "text/html", "html", _html),
        Reporter("sarif", "SARIF 2.1.0, for code scanning pages", "application/sarif+json", "sarif", _sarif),
        Reporter("junit", "JUnit XML, for the test pages of CI systems", "application/xml", "xml", _junit),
        Reporter("gitlab", "GitLab Code Quality, for merge requests", "application/json", "json", _gitlab),
        Reporter("github", "GitHub workflow commands that annotate lines", "text/plain", "txt", _github),
    )


def _text(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.text.report import render

    return render(document, options)


def _json(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.json_report import render

    return render(document, options)


def _markdown(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.markdown_report import render

    return render(document, options)


def _html(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.html_report import render

    return render(document, options)


def _sarif(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.sarif_report import render

    return render(document, options)


def _junit(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.junit_report import render

    return render(document, options)


def _gitlab(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.gitlab_report import render

    return render(document, options)


def _github(document: Document, options: RenderOptions) -> str:
    from continuity_audit.reports.github_report import render

    return render(document, options)
