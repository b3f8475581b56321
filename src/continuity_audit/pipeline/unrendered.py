"""The Helm charts of the tree: their components are missing until Helm has rendered them; the command that does it."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

from continuity_audit.discovery.tree import OF_HELM, Skipped, Tree


def unrendered(tree: Tree, paths: Sequence[Path]) -> Iterator[Skipped]:
    """One entry for each chart with templates; those in its ``charts`` are a part of it, as Helm renders them with it.

    ``paths`` are those of the call: with one of them, the command is written as it is given where that call was.
    """
    top = paths[0] if len(paths) == 1 and paths[0].is_dir() else Path()
    charts = [posixpath.dirname(file) or "." for file in tree.charts]
    templates = (s for s in tree.skipped if s.reason.startswith(OF_HELM))
    # A file that begins so makes no object, it holds what others use: a chart of nothing else is a library.
    making = {
        t.reason.removeprefix(OF_HELM).strip() for t in templates if not posixpath.basename(t.path).startswith("_")
    }
    for chart in sorted({_outermost(chart, charts) for chart in making}):
        command = f"helm template {shlex.quote((top / chart).as_posix())} | continuity-audit check -"
        yield Skipped(chart, f"the components of a Helm chart are missing: audit them with `{command}`")


def _outermost(chart: str, charts: Sequence[str]) -> str:
    """The chart that a chart is a part of, or itself."""
    around = (c for c in charts if chart.startswith("charts/" if c == "." else f"{c}/charts/"))
    return min(around, key=len, default=chart)
