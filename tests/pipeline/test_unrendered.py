"""Charts of the tree are told with the command that audits what they make."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from continuity_audit.discovery import discover
from continuity_audit.pipeline.unrendered import unrendered
from continuity_audit.reports.text.skipped import skipped_lines
from growth import calls_in
from parsers.terraform.plans import write
from pipeline.trial import audited

CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n"
TEMPLATE = "kind: {{ .Values.kind }}\n"
T = "templates/a.yaml"
DEPENDENCIES = "dependencies:\n- {name: redis, version: 18.0.0, repository: https://charts.example.com}\n"


def missing(base: Path, files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Each chart whose components are missing, with the reason without the folder that the test made."""
    document = audited(base, files)
    return [
        (entry.path, entry.reason.replace(f"{base.as_posix()}/", "").replace(base.as_posix(), "."))
        for entry in document.estate.skipped
        if entry.reason.startswith("the components")
    ]


def told(path: str) -> str:
    command = f"helm template {path} | continuity-audit check -"
    return f"the components of a Helm chart are missing: audit them with `{command}`"


def test_each_chart_is_told_once(tmp_path: Path) -> None:
    files = {
        "charts/api/Chart.yaml": CHART, "charts/api/templates/a.yaml": TEMPLATE,
        "charts/api/templates/b.yaml": TEMPLATE,
        "charts/web/Chart.yaml": CHART, "charts/web/templates/a.yaml": TEMPLATE,
    }  # fmt: skip
    assert missing(tmp_path, files) == [("charts/api", told("charts/api")), ("charts/web", told("charts/web"))]


@pytest.mark.parametrize("templates", [{}, {"shop/templates/a.yaml": TEMPLATE}])
def test_a_chart_in_a_chart_is_rendered_with_it(tmp_path: Path, templates: dict[str, str]) -> None:
    files = {"shop/Chart.yaml": CHART, "shop/charts/db/Chart.yaml": CHART, "shop/charts/db/templates/a.yaml": TEMPLATE}
    assert missing(tmp_path, {**files, **templates}) == [("shop", told("shop"))]


@pytest.mark.parametrize(
    "files",
    [
        {"cache/Chart.yaml": CHART + DEPENDENCIES},
        {"cache/Chart.yaml": CHART + DEPENDENCIES.replace("\n-", "\n# the cache\n\n  -")},
        {"cache/Chart.yaml": CHART + "dependencies: [{name: redis, version: 18.0.0}]\n"},
        {"cache/Chart.yaml": CHART, "cache/requirements.yaml": DEPENDENCIES},
        {
            "cache/Chart.yaml": CHART + DEPENDENCIES,
            "cache/charts/redis/Chart.yaml": CHART.replace("web", "redis"),
            "cache/charts/redis/templates/a.yaml": TEMPLATE,  # a copy of what it fetches
        },
    ],
)
def test_a_chart_of_nothing_but_other_charts_misses_nothing(tmp_path: Path, files: dict[str, str]) -> None:
    """What it depends on is judged."""
    assert missing(tmp_path, files) == []
    assert [component.name for component in audited(tmp_path, {}).components] == ["web.redis"]


def test_templates_beside_other_charts_are_told(tmp_path: Path) -> None:
    files = {"cache/Chart.yaml": CHART + DEPENDENCIES, "cache/templates/a.yaml": TEMPLATE}
    assert missing(tmp_path, files) == [("cache", told("--dependency-update cache"))]


@pytest.mark.parametrize("name", ['"{{ name }}"', "<CHART>"])
def test_what_makes_charts_is_told_by_what_they_depend_on(tmp_path: Path, name: str) -> None:
    chart = CHART.replace("web", name) + DEPENDENCIES
    assert missing(tmp_path, {"cache/Chart.yaml": chart}) == [("cache", told("--dependency-update cache"))]


def test_many_charts_are_told_in_one_go(tmp_path: Path) -> None:
    def told_of(number: int) -> int:
        charts = {f"c{i}/{name}": text for i in range(number) for name, text in (("Chart.yaml", CHART), (T, TEMPLATE))}
        tree = discover([write(tmp_path / str(number), charts)])
        return calls_in(lambda: list(unrendered(tree, ())), built_in=True)

    assert told_of(200) < 4.2 * told_of(50)


def test_the_tree_itself_may_be_a_chart(tmp_path: Path) -> None:
    files = {"Chart.yaml": CHART, "templates/a.yaml": TEMPLATE, "charts/db/Chart.yaml": CHART}
    assert missing(tmp_path, {**files, "charts/db/templates/a.yaml": TEMPLATE}) == [(".", told("."))]


@pytest.mark.parametrize(
    "files",
    [
        {"lib/Chart.yaml": CHART, "lib/templates/_names.yaml": TEMPLATE},
        {"values/Chart.yaml": CHART, "values/values.yaml": "a: 1\n"},
        {"none/Chart.yaml": CHART + "dependencies: []\n"},
        {"lib/Chart.yaml": CHART + "type: library\n" + DEPENDENCIES},
        {"templates/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"},
    ],
)
def test_what_makes_nothing_is_not_told(tmp_path: Path, files: dict[str, str]) -> None:
    assert missing(tmp_path, files) == []


def test_a_path_is_quoted_for_the_shell(tmp_path: Path) -> None:
    files = {"a b/Chart.yaml": CHART, "a b/templates/a.yaml": TEMPLATE}
    ((path, reason),) = missing(tmp_path, files)
    assert path == "a b"
    assert "a b' | continuity-audit check -`" in reason


def test_charts_come_first_and_together_in_the_text(tmp_path: Path) -> None:
    files = {f"{name}/Chart.yaml": CHART for name in ("a", "b")}
    files |= {f"{name}/templates/{i}.yaml": TEMPLATE for name in ("a", "b") for i in range(4)}
    entries = audited(tmp_path, files).estate.skipped
    first, *others = (line.replace(tmp_path.as_posix(), "..") for line in skipped_lines(entries, everything=False))
    assert first == (
        "2 charts: the components of a Helm chart are missing, such as a: "
        "audit them with `helm template ../a | continuity-audit check -`"
    )
    assert others == [f"4 paths: a template of the Helm chart in {name}" for name in ("a", "b")]
    shown = [line.replace(tmp_path.as_posix(), "..") for line in skipped_lines(entries, everything=True)]
    assert shown[:2] == [f"1 chart: {told(f'../{name}')}" for name in ("a", "b")]
