"""What a chart installs by its dependencies: each chart that Helm fetches, with the way to it and its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.model import Provider, Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.helm.charts import Chart, Charts, Dependency, Values
from continuity_audit.parsers.kubernetes.names import Name, address_of

CHART: Final = "helm.sh/Chart"
SUBCHART: Final = "helm.sh/Subchart"
"""What the audit calls a chart of the tree with its values, and a chart of elsewhere that it depends on."""

MAX_LEVELS: Final = 10
"""Charts of the tree that depend on charts of the tree, followed; one that depends on itself is not read again."""
MAX_SUBCHARTS: Final = 1_000
"""So many charts are told apart that one chart installs, those of the tree and those that are fetched."""


class Found(Struct, frozen=True):
    """A chart that is fetched, by the way from the chart that depends on it: the dependency of each level."""

    way: tuple[Dependency, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """What its values stand under in those of the chart at the top."""
        return tuple(dependency.key for dependency in self.way)


class Contents(Struct):
    """What a chart of the tree installs."""

    fetched: list[Found]
    charts: dict[tuple[str, ...], tuple[Chart, Values]]
    """Itself and the charts of the tree that it takes in on any level, by what their values stand under."""
    too_deep: list[Dependency]
    """Dependencies that are not followed: beyond a limit, or in a circle."""


def contents_of(chart: Chart, charts: Charts) -> Contents:
    """What a chart installs, by all levels of charts of the tree that it depends on."""
    found = Contents([], {}, [])
    _collect(chart, charts, (), (chart.folder,), found)
    return found


def _collect(chart: Chart, charts: Charts, way: tuple[Dependency, ...], around: tuple[str, ...], to: Contents) -> None:
    to.charts.setdefault(Found(way).keys, (chart, charts.values(chart.folder)))
    for dependency in chart.dependencies:
        inner = charts.of(dependency.folder) if dependency.folder else None
        is_too_deep = inner is not None and (inner.folder in around or len(around) > MAX_LEVELS)
        if is_too_deep or len(to.fetched) + len(to.charts) >= MAX_SUBCHARTS:
            to.too_deep.append(dependency)
        elif inner is None:
            to.fetched.append(Found((*way, dependency)))
        elif not inner.is_library:
            _collect(inner, charts, (*way, dependency), (*around, inner.folder), to)


# --- as resources -------------------------------------------------------------------------------------------------


def charts_of(chart: Chart, found: Contents, *, used: bool) -> Iterator[Resource]:
    """A chart and those of the tree that it takes in, with their values. None is a component: what it makes is.

    ``used``: another chart takes it in.
    """
    # Whether no template of the tree adds to what its dependencies install.
    whole = not any(one.templates for one, _ in found.charts.values())
    for keys, (one, own) in found.charts.items():
        values: dict[str, Value] = {
            "name": one.name, "version": one.version, "values": own.held, "whole": whole, "used": used,
        }  # fmt: skip
        lines = {f"values.{path}": line for path, line in own.lines.items()}
        name = ".".join((chart.name, *keys))
        yield Resource(
            root=chart.folder,
            address=_address_of_chart(chart, keys),
            type=CHART,
            name=name,
            span=one.span,
            language="kubernetes",
            values=values,
            lines=lines,
            files=dict.fromkeys(lines, own.file),
            provider=Provider("kubernetes"),
        )


def _address_of_chart(chart: Chart, keys: tuple[str, ...]) -> str:
    return address_of(Name("Chart"), Name(""), Name(".".join((chart.name, *keys))))


def subcharts_of(chart: Chart, found: Contents) -> Iterator[Resource]:
    """The charts that one fetches, as Helm installs them by the chart's own name."""
    names: Counter[str] = Counter()
    for one in found.fetched:
        name = ".".join((chart.name, *one.keys))
        names[name] += 1
        yield _subchart(chart, one, name if names[name] == 1 else f"{name}[{names[name] - 1}]", found)


def _subchart(chart: Chart, found: Found, name: str, contents: Contents) -> Resource:
    last, keys = found.way[-1], found.keys
    levels = tuple(
        {
            "key": one.key, "condition": one.condition, "tags": one.tags,
            "chart": "" if one is last else _address_of_chart(chart, keys[: i + 1]),
        }
        for i, one in enumerate(found.way)
    )  # fmt: skip
    lines, files = _places(found, contents)
    stated = dict.fromkeys(("name", "repository", "version", "condition"), last.span.line)
    return Resource(
        root=chart.folder,
        address=address_of(Name("Subchart"), Name(""), Name(name)),
        type=SUBCHART,
        name=name,
        span=last.span,
        language="kubernetes",
        values={
            "metadata": {"name": name}, "name": last.name, "repository": last.repository, "version": last.version,
            "condition": last.condition, "chart": {"root": chart.folder, "address": _address_of_chart(chart, ())},
            "levels": levels, "values": _held(found, contents),
        },
        lines={**lines, **stated},
        files={**files, **dict.fromkeys(stated, last.span.file)},
        provider=Provider("kubernetes"),
    )  # fmt: skip


def _held(found: Found, contents: Contents) -> Value:
    """What the chart at the top sets for it, at the place where it does."""
    held = contents.charts[()][1].held
    for key in found.keys:
        held = held.get(key) if isinstance(held, Mapping) else None
    for key in reversed(found.keys):
        held = {key: held}
    return held


def _places(found: Found, contents: Contents) -> tuple[dict[str, int], dict[str, str]]:
    """Where its values stand, those of the outermost chart that sets one first."""
    lines: dict[str, int] = {}
    files: dict[str, str] = {}
    keys = found.keys
    above = ".".join(("values", *keys))
    for i in range(len(keys)):
        own, below = contents.charts[keys[:i]][1], ".".join(keys[i:])
        for path, line in own.lines_below.get(keys[i], {}).items():
            place = f"{above}{path[len(below) :]}"
            if (path == below or path.startswith(f"{below}.")) and place not in lines:
                lines[place], files[place] = line, own.file
    return lines, files


__all__ = ["CHART", "SUBCHART", "Contents", "charts_of", "contents_of", "subcharts_of"]
