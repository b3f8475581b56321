"""The charts whose values and defaults are known, found by name, publisher and version."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.profiles.kubernetes.charts import (
    app_template,
    applications,
    cluster,
    consul,
    data,
    delivery,
    ingress,
    loki,
    observability,
    operators,
    postgresql_cluster,
    raw,
    rook,
    security,
    storage,
    victoria_metrics,
)
from continuity_audit.profiles.kubernetes.charts.part import Chart

CHARTS: Final[tuple[Chart, ...]] = (
    *ingress.CHARTS, *security.CHARTS, *cluster.CHARTS, *consul.CHARTS, *observability.CHARTS, *delivery.CHARTS,
    *data.CHARTS, *operators.CHARTS, *postgresql_cluster.CHARTS, *storage.CHARTS, *applications.CHARTS,
    *app_template.CHARTS, *loki.CHARTS, *raw.CHARTS, *rook.CHARTS, *victoria_metrics.CHARTS,
)  # fmt: skip

_VERSION: Final = pattern(r"\d+(?:\.\d+)*")


_CALLED: Final = ("@", "alias:")
"""How a repository begins that is named as Helm knows it on a machine, such as ``@grafana``.

Source: https://helm.sh/docs/helm/helm_dependency/
"""
MIRRORS: Final = ("ghcr.io/home-operations/charts-mirror",)
"""Where charts of many publishers are kept as they are, under their own names.

Source: https://github.com/home-operations/charts-mirror
"""


@lru_cache(maxsize=4096)
def known_chart(name: str, repository: str, version: str) -> Chart | None:
    """The chart of a release; ``None`` where it is no known one, or may be a namesake of another publisher.

    An address or version that is left out, or not known, is empty. Without an address, or with that of a mirror, the
    name has to be enough.
    """
    named = [chart for chart in CHARTS if chart.name == name]
    if any(mirror in repository for mirror in MIRRORS):
        found = _of_one_publisher(named)
    elif repository.startswith(_CALLED):
        called = repository.removeprefix("@").removeprefix("alias:")
        found = [c for c in named if any(called in p or p in called for p in c.publishers)]
    elif repository:
        found = [c for c in named if any(p in repository for p in c.publishers)]
    else:
        found = [c for c in _of_one_publisher(named) if not c.needs_address]
    reached = (c for c in found if not _is_before(version, c.since))
    return max(reached, key=lambda c: _numbers(c.since or "0"), default=None)


def _of_one_publisher(named: list[Chart]) -> list[Chart]:
    """The entries of a name, where they are one chart in its versions."""
    return named if len({chart.publishers for chart in named}) == 1 else []


def _is_before(version: str, since: str) -> bool:
    """Whether a version, or the least one that a range names, is before another; one that is not stated is not."""
    stated = _VERSION.search(version)
    return bool(stated and since) and _numbers(stated[0]) < _numbers(since)  # type: ignore[index]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))
