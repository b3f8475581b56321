"""A change in a real repository, audited with the trial's resource types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from continuity_audit import audit
from continuity_audit.reports.document import Comparison, Document
from history.repositories import Repo
from pipeline.trial import PLUGIN, TODAY

Files = Mapping[str, str | bytes | None]


@dataclass(frozen=True)
class Change:
    """A repository with one commit, and files that are changed since."""

    repo: Repo

    def audited(self, *paths: str, **options: Any) -> Document:
        """The document of the work tree, compared with the commit."""
        asked = {"plugins": (PLUGIN,), "today": TODAY, "jobs": 1, "diff": "HEAD", **options}
        return audit(*(self.repo.path / path for path in paths or (".",)), **asked)

    def compared(self, *paths: str, **options: Any) -> Comparison:
        """What is between them."""
        comparison = self.audited(*paths, **options).comparison
        assert comparison is not None
        return comparison


def change(path: Path, before: Files, after: Files) -> Change:
    """A repository at one commit with some of its files changed in the work tree."""
    repo = Repo.new(path / "repo")
    repo.commit(before)
    repo.write(after)
    return Change(repo)


def said(comparison: Comparison) -> list[str]:
    """Each component that changed, in a line."""
    return [f"{one.change} {one.id} {one.summary}" for one in comparison.components]


def findings(document: Document, *states: str) -> list[str]:
    """The findings in these states, a line each."""
    return [
        f"{one.change} {one.severity} {one.rule} {one.component}" for one in document.findings if one.change in states
    ]


def only(found: list[str]) -> str:
    """The one that there is."""
    if len(found) != 1:
        pytest.fail(f"expected one, got {found}")
    return found[0]
