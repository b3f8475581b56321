"""The Helm charts of the tree: their components are missing until Helm has rendered them; the command that does it."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from continuity_audit.discovery.tree import Skipped, Tree
from continuity_audit.estate.patterns import pattern

_DEPENDENCIES: Final = pattern(rb"^dependencies:\s*(?:#[^\n]*\s*)*(?:-\s|\[\s*\{)", re.M)
_LIBRARY: Final = pattern(rb"^type:\s*[\"']?library\b", re.M)


def unrendered(tree: Tree, paths: Sequence[Path]) -> Iterator[Skipped]:
    """One entry for each chart with templates that may run something, or with dependencies that cannot be read.

    Those in its ``charts`` are a part of it, as Helm renders them so. The charts of elsewhere that it depends on are
    components. ``paths`` are those of the call: with one of them, the command is written as it is given where that
    call was.
    """
    if not tree.charts:
        return
    from continuity_audit.parsers.helm.charts import Charts

    top = paths[0] if len(paths) == 1 and paths[0].is_dir() else Path()
    charts = Charts(tree)
    folders = frozenset(charts.folders)
    depending = {chart for chart in charts.folders if _depends(tree, chart)}
    making = charts.rendering - charts.copies()
    making |= {chart for chart in depending if charts.of(chart) is None and not _is_library(tree, chart)}
    for chart in sorted({_outermost(chart, folders) for chart in making}):
        update = "--dependency-update " if chart in depending else ""
        command = f"helm template {update}{shlex.quote((top / chart).as_posix())} | continuity-audit check -"
        yield Skipped(chart, f"the components of a Helm chart are missing: audit them with `{command}`")


def _depends(tree: Tree, chart: str) -> bool:
    """Whether a chart names charts that it depends on, in its own file or in that of Helm 2."""
    return any(_DEPENDENCIES.search(_content(tree, chart, name)) for name in ("Chart.yaml", "requirements.yaml"))


def _is_library(tree: Tree, chart: str) -> bool:
    """Whether a chart makes nothing by itself: Helm renders no chart of the type ``library``."""
    return _LIBRARY.search(_content(tree, chart, "Chart.yaml")) is not None


def _content(tree: Tree, chart: str, name: str) -> bytes:
    try:
        return tree.read(posixpath.normpath(posixpath.join(chart, name)))
    except OSError:
        return b""


def _outermost(chart: str, charts: Collection[str]) -> str:
    """The chart that a chart is a part of, or itself."""
    steps = chart.split("/")
    around = ("/".join(steps[:at]) or "." for at, step in enumerate(steps[:-1]) if step == "charts")
    return next((outer for outer in around if outer in charts), chart)
