"""Helm as a language of the audit: the charts of the tree that depend on others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from continuity_audit.discovery.tree import Tree
from continuity_audit.parsers.reading import NOTHING, Inputs, Missing, Opened, Parser, Reading, Wanted

if TYPE_CHECKING:
    from continuity_audit.parsers.helm.charts import Charts
    from continuity_audit.parsers.helm.subcharts import Contents

LANGUAGE: Final = "helm"
NOT_FOLLOWED: Final = "a chart that depends on itself, or one of too many that depend on one another"


def _open(tree: Tree) -> Opened:
    if not tree.charts:
        return NOTHING
    from continuity_audit.parsers.helm.charts import Charts

    reader = _Reader(Charts(tree))
    return Opened(tuple(sorted(reader.umbrellas)), reader.read, lambda: tuple(reader.charts.unread))


class _Reader:
    """Reads the charts that depend on others."""

    def __init__(self, charts: Charts) -> None:
        self.charts = charts
        self.umbrellas = {chart.folder: chart for chart in charts.umbrellas()}
        self._used = {d.folder for chart in self.umbrellas.values() for d in chart.dependencies if d.folder}

    def read(self, root: str, inputs: Inputs, wanted: Wanted) -> Reading:
        """A chart with its values, and the charts that it fetches."""
        from continuity_audit.parsers.helm.subcharts import charts_of, contents_of, subcharts_of

        chart = self.umbrellas[root]
        found = contents_of(chart, self.charts)
        resources = (*charts_of(chart, found, used=root in self._used), *subcharts_of(chart, found))
        return Reading(
            root=root,
            language=LANGUAGE,
            resources=tuple(r for r in resources if wanted(r.type)),
            missing=tuple(_not_followed(found)),
            files=_files(found),
        )


def _files(found: Contents) -> tuple[str, ...]:
    files = (file for chart, values in found.charts.values() for file in (*chart.files, values.file))
    return tuple(filter(None, dict.fromkeys(files)))


def _not_followed(found: Contents) -> Iterator[Missing]:
    for dependency in found.too_deep:
        yield Missing(f"chart {dependency.name}", dependency.span.file, dependency.span.line, NOT_FOLLOWED)


PARSER = Parser(LANGUAGE, _open)
