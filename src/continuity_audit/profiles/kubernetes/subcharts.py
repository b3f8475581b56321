"""Charts of elsewhere that a chart of the tree depends on: whether that has them on, and the values that reach them.

Source: https://helm.sh/docs/topics/charts/#chart-dependencies, and as that leaves the order open
https://github.com/helm/helm/blob/main/pkg/chart/v2/util/dependencies.go
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.documents import elements, entries, laid_over, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import as_truth, both, either
from continuity_audit.estate.model import Resource, Span
from continuity_audit.estate.open_texts import as_one
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.release_values import (
    SUBCHART,
    Giver,
    Installed,
    Release,
    chart_source,
    evaluated,
    installing,
    release_of,
)
from continuity_audit.profiles.terms import Context, fact, walk

CHART: Final = "helm.sh/Chart"
READS: Final = (CHART, SUBCHART)


class _Values(Struct):
    """Values on their way down, and what else may hold some."""

    held: Mapping[str, Value]
    open: tuple[str, ...] = field(default_factory=tuple)


def release_of_subchart(subchart: Resource, estate: Estate) -> Release:
    """What is installed by a dependency of a chart of the tree."""
    installer = _installer(subchart, estate)
    by = installing(installer, walk(subchart.values, "release.source"), estate) if installer else None
    top = _top(subchart, estate)
    installed = by.installed if by and by.installed else Installed(top.name if top else None, None)
    given = _Values(by.values, by.open) if by else _given(subchart)
    of_top = _own(top, installed, by.files) if by and by.files else _own_of(top, installed, estate)
    values = _laid_under(of_top, given)
    tags = values.held.get("tags")
    enabled: Value = True
    path = "values"
    for _, level in mappings(subchart.values.get("levels")):
        key = text(level.get("key"))
        inner = _own_of(_chart_at(subchart, level.get("chart"), estate), installed, estate)
        seen = _laid_under(_Values({key: inner.held}, inner.open), values)
        enabled = both(enabled, lambda level=level, seen=seen: _is_on(level, seen, tags))  # type: ignore[misc]
        given, values = _of_dependency(given, key), _laid_under(inner, _of_dependency(values, key))
        path = f"{path}.{key}"
    giver = Giver(installer, given.held, path.replace("values", by.prefix, 1)) if installer and by else None
    return Release(
        text(subchart.values.get("name")), text(subchart.values.get("repository")), subchart.values.get("version"),
        values.held, path, values.open, installed=installed, giver=giver, enabled=enabled,
    )  # fmt: skip


def _given(subchart: Resource) -> _Values:
    """What is given from outside for the chart at the top, where nothing in the tree installs it."""
    said = subchart.values.get("given")
    return _Values({}, tuple(sorted(said.causes))) if isinstance(said, Unknown) else _Values(entries(said))


def _top(subchart: Resource, estate: Estate) -> Resource | None:
    """The chart of the tree that depends on it, or on what does."""
    return _chart_at(subchart, walk(subchart.values, "chart.address"), estate)


def _chart_at(subchart: Resource, address: Value, estate: Estate) -> Resource | None:
    """A chart of the tree that it is a part of."""
    found = estate.at(text(walk(subchart.values, "chart.root")), text(address)) if address else ()
    return next((resource for resource in found if resource.type == CHART), None)


def _installer(subchart: Resource, estate: Estate) -> Resource | None:
    """The release that installs the chart around it."""
    named = entries(subchart.values.get("release"))
    found = estate.at(text(named.get("root")), text(named.get("address"))) if named else ()
    place = (named.get("file"), named.get("line"))  # two sets may make what is called alike, as far as that is known
    return next((one for one in found if (one.span.file, one.span.line) == place), None)


def _own_of(chart: Resource | None, installed: Installed, estate: Estate) -> _Values:
    """The values of a chart itself, worked out once for all that it depends on."""
    if chart is None:
        return _Values({})
    key = ("values of", chart.id, installed.told("Name"), installed.told("Namespace"))
    return objects(estate).remember(key, lambda: _own(chart, installed))


def _own(chart: Resource | None, installed: Installed, files: tuple[Value, ...] | None = None) -> _Values:
    """The values of a chart itself, or those of files that take the place of its own."""
    if chart is None:
        return _Values({})
    said: Value = chart.values.get("values")
    for i, file in enumerate(files or ()):
        if not isinstance(file, Mapping):
            return _Values({}, tuple(sorted(causes_of(file))) or (f"values file {text(file)}",))
        said = laid_over(entries(said) if i else {}, file)
    if isinstance(said, Unknown):
        return _Values({}, tuple(sorted(f"values file {cause}" for cause in said.causes)))
    return _Values(evaluated(entries(said), installed, chart, "values"))


def _laid_under(base: _Values, over: _Values) -> _Values:
    """Values with others over them. Where those may hold more, what lies under may be set anew, and does not count."""
    if over.open:
        return over
    return _Values(laid_over(base.held, over.held), base.open)


def _of_dependency(values: _Values, key: str) -> _Values:
    """What of a chart's values reaches one that it depends on: those under its name, and the global ones."""
    found = as_one(values.held.get(key))
    if isinstance(found, Unknown | Choice):
        return _Values({}, tuple(dict.fromkeys((*values.open, *sorted(causes_of(found))))))
    held = entries(found)
    common = as_one(values.held.get("global"))
    if isinstance(common, Mapping):
        held = {**held, "global": laid_over(entries(held.get("global")), common)}
    elif isinstance(common, Unknown | Choice):
        held = {**held, "global": common}
    return _Values(held, values.open)


# --- conditions and tags ------------------------------------------------------------------------------------------


def _is_on(level: Mapping[str, Value], values: _Values, tags: Value) -> Value:
    """Whether a chart has a dependency on: by the first condition that is true or false, else by its tags."""
    result = _by_tags(elements(level.get("tags")), values, tags)
    for path in reversed(list(filter(None, text(level.get("condition")).strip().split(",")))):
        result = _by_condition(path, values, result)
    return result


def _by_condition(path: str, values: _Values, otherwise: Value) -> Value:
    found = walk(values.held, path)
    if isinstance(found, bool):
        return found
    if isinstance(found, Unknown | Choice):
        return as_truth(found)
    if values.open:
        return as_truth(unknown(*values.open, key=f"{values.open[0]}: {path}"))
    return otherwise


def _by_tags(named: tuple[Value, ...], values: _Values, tags: Value) -> Value:
    """Off where one of its tags is false and none is true."""
    if not named:
        return True
    if values.open and not isinstance(tags, Mapping):
        return as_truth(unknown(*values.open, key=f"{values.open[0]}: tags"))
    held = [entries(tags).get(text(tag)) for tag in named]
    known = [value for value in held if isinstance(value, bool | Unknown | Choice)]
    result: Value = not known
    for value in known:
        result = either(result, lambda value=value: as_truth(value))  # type: ignore[misc]
    return result


# --- as conditions of a profile -----------------------------------------------------------------------------------


@fact("the chart that depends on it has it on", reads=READS)
def is_enabled(context: Context) -> Value:
    return release_of(context).enabled


@fact("it installs no chart of the tree whose dependencies are components themselves", reads=READS)
def is_component_itself(context: Context) -> Value:
    index = objects(context.estate)
    replaced = index.remember("releases of umbrella charts", lambda: set(_replaced(context.estate)))
    return (context.resource.id, context.resource.span) not in replaced


def _replaced(estate: Estate) -> Iterator[tuple[str, Span]]:
    """The ids and places of releases that install nothing but what the charts of the tree depend on."""
    for subchart in estate.of_type(SUBCHART):
        installer, top = _installer(subchart, estate), _top(subchart, estate)
        if installer is None or top is None or top.values.get("whole") is not True:
            continue
        source = walk(subchart.values, "release.source")
        sources = elements(walk(installer.values, "spec.sources"))
        if not isinstance(source, int) or sources[source] is chart_source(installer):
            yield installer.id, installer.span


__all__ = ["CHART", "READS", "SUBCHART", "is_component_itself", "is_enabled", "release_of_subchart"]
