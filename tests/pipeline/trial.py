"""Audits of code that a test writes, with the trial's resource types: the real way from files to the document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from continuity_audit import audit
from continuity_audit.reports.document import Document, FindingEntry

PLUGIN = str(Path(__file__).parent / "trial_plugin.py")
TODAY = date(2026, 6, 1)


def write(base: Path, files: str | Mapping[str, str]) -> Path:
    """Write files below a folder; a text alone is ``main.tf``."""
    for name, text in ({"main.tf": files} if isinstance(files, str) else files).items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(text, "utf-8")
    return base


def audited(base: Path, files: str | Mapping[str, str], **options: Any) -> Document:
    """The document of an audit of files, on a fixed day."""
    plugins = (PLUGIN, *options.pop("plugins", ()))
    return audit(write(base, files), plugins=plugins, **{"today": TODAY, "jobs": 1, **options})


def said(document: Document) -> list[str]:
    """Each finding in one line, with its place; a suppressed one in brackets."""
    return [_line(finding) for finding in document.findings]


def _line(finding: FindingEntry) -> str:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file or "-"
    text = f"{place} {finding.severity} {finding.rule} {finding.message}"
    return f"[{text}]" if finding.suppressed else text
