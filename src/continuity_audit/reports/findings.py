"""What the formats for machines share: findings in order, their places in the tree, what was not read."""

import posixpath
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import quote

from continuity_audit.estate.model import COPIES
from continuity_audit.reports.document import Document, FindingEntry, Unread
from continuity_audit.reports.neutral import visible
from continuity_audit.reports.story import severity_order

Place: TypeAlias = tuple[str, int | None]
"""A file below the repository's root, and a line in it."""


def in_tree(base: str, file: str | None) -> str | None:
    """The file as seen from the repository's root; None for what does not lie below it, or in a copy of a tool."""
    if not file or file == "-" or file.startswith("/") or not COPIES.isdisjoint(file.split("/")):
        return None
    path = posixpath.normpath(posixpath.join(base, file))
    return None if path == "." or path.startswith(("../", "/")) or path == ".." else path


def place_of(base: str, finding: FindingEntry) -> Place | None:
    """Where to show a finding: its own place, or the first related one that lies in the tree."""
    for file, line in ((finding.file, finding.line), *((one.file, one.line) for one in finding.related)):
        path = in_tree(base, file)
        if path is not None:
            return path, line
    return None


def uri(path: str) -> str:
    """A path as a relative URI; file names that are not UTF-8 keep their bytes."""
    try:
        return quote(path, safe="/-._~", errors="surrogateescape")
    except UnicodeEncodeError:
        return quote(path, safe="/-._~", errors="surrogatepass")


def counted(findings: Iterable[FindingEntry]) -> list[FindingEntry]:
    """The findings that nobody accepted, worst first, then by place."""
    return in_order(one for one in findings if one.suppressed is None)


def in_order(findings: Iterable[FindingEntry]) -> list[FindingEntry]:
    """Findings in one total order, whatever order they came in."""
    return sorted(
        findings,
        key=lambda one: (*severity_order(one)[:3], one.file or "", one.line or 0, one.component or "", one.fingerprint),
    )


def unreported(document: Document) -> tuple[Unread, ...]:
    """What was not read and has no finding that says so."""
    told = {one.file for one in document.findings if one.component is None}
    return tuple(one for one in document.estate.unread if one.path not in told)


def is_incomplete(document: Document) -> bool:
    """Whether something that should have been audited was not."""
    return bool(document.estate.incomplete or document.estate.unread)


def one_line(text: str) -> str:
    """A text on one line, its own line ends as spaces."""
    return visible(" ".join(text.split()))
