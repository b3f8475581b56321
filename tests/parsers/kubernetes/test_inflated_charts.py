"""Charts that a kustomization names and Kustomize would render."""

import shutil
from pathlib import Path
from textwrap import indent

import pytest

from continuity_audit.parsers.reading import Missing
from parsers.kubernetes.trees import WEB, one, place, readings

KUSTOMIZATION = """\
namespace: shop
resources: [web.yaml]
helmCharts:
- name: redis
  repo: https://charts.example.org
  version: 1.2.3
  releaseName: cache
  namespace: elsewhere
  valuesFile: values.yaml
  additionalValuesFiles: [more.yaml]
  valuesInline:
    replica:
      replicaCount: 3
"""
VALUES = {
    "app/values.yaml": "replica:\n  replicaCount: 1\n  persistence: {enabled: false}\n",
    "app/more.yaml": "auth:\n  enabled: false\n",
}


def test_a_chart_of_another_place_is_a_release_with_its_values(tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": KUSTOMIZATION, "app/web.yaml": WEB, **VALUES}
    found = readings(tmp_path, files)["app"]
    assert [r.address for r in found.resources] == ["Deployment/shop/web", "HelmChartInflationGenerator/shop/cache"]
    assert (found.missing, found.unread) == ((), ())
    release = one(found, "HelmChartInflationGenerator/shop/cache")
    assert (release.span.file, release.span.line, release.span.end_line) == ("app/kustomization.yaml", 4, 13)
    assert {key: release.values[key] for key in ("name", "repo", "version", "releaseName")} == {
        "name": "redis", "repo": "https://charts.example.org", "version": "1.2.3", "releaseName": "cache",
    }  # fmt: skip
    assert release.values["values"] == {
        "replica": {"replicaCount": 3, "persistence": {"enabled": False}}, "auth": {"enabled": False},
    }  # fmt: skip
    assert place(release, "values.replica.replicaCount") == "app/kustomization.yaml:13"
    assert place(release, "values.replica.persistence.enabled") == "app/values.yaml:3"
    assert place(release, "values.auth.enabled") == "app/more.yaml:2"


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
def test_a_release_stays_where_kustomize_itself_renders(tmp_path: Path) -> None:
    replacements = """\
replacements:
- source: {kind: Deployment, name: web, fieldPath: metadata.name}
  targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.serviceAccountName], options: {create: true}}]
"""
    files = {"app/kustomization.yaml": KUSTOMIZATION + replacements, "app/web.yaml": WEB, **VALUES}
    found = readings(tmp_path, files)["app"]
    assert (found.missing, found.unread) == ((), ())
    web = one(found, "Deployment/shop/web").values["spec"]["template"]["spec"]  # type: ignore[index,call-overload]
    assert web["serviceAccountName"] == "web"
    release = one(found, "HelmChartInflationGenerator/shop/cache")
    assert release.values["values"]["replica"]["replicaCount"] == 3  # type: ignore[index,call-overload]


@pytest.mark.parametrize(("merge", "count", "persistence"), [
    ("override", 3, {"enabled": False}), ("merge", 1, {"enabled": False}), ("replace", 3, None),
])  # fmt: skip
def test_which_values_count_is_what_the_kustomization_says(
    merge: str, count: int, persistence: object, tmp_path: Path
) -> None:
    text = KUSTOMIZATION.replace("  version:", f"  valuesMerge: {merge}\n  version:")
    files = {"app/kustomization.yaml": text, "app/web.yaml": WEB, **VALUES}
    replica = one(readings(tmp_path, files)["app"], "HelmChartInflationGenerator/shop/cache").values["values"][
        "replica"
    ]  # type: ignore[index,call-overload]
    assert (replica["replicaCount"], replica.get("persistence")) == (count, persistence)  # type: ignore[index,union-attr]


def test_a_values_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": KUSTOMIZATION, "app/web.yaml": WEB, "app/more.yaml": VALUES["app/more.yaml"]}
    release = one(readings(tmp_path, files)["app"], "HelmChartInflationGenerator/shop/cache")
    assert release.values["unseen"] == ("values file values.yaml",)


def test_what_is_patched_in_a_chart_is_kept_with_its_release(tmp_path: Path) -> None:
    patches = """\
replicas: [{name: cache, count: 2}]
patches:
- target: {kind: StatefulSet}
  patch: "[{op: remove, path: /spec/replicas}]"
- path: cache.yaml
- path: own.yaml
"""
    files = {
        "app/kustomization.yaml": KUSTOMIZATION + patches, "app/web.yaml": WEB, **VALUES,
        "app/cache.yaml": "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: cache}\nspec: {replicas: 5}\n",
        "app/own.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 4}\n",
    }  # fmt: skip
    found = readings(tmp_path, files)["app"]
    assert found.unread == ()
    kept = one(found, "HelmChartInflationGenerator/shop/cache").values["patches"]
    assert "4" not in repr(kept)
    assert [word in repr(kept) for word in ("'count': 2", "'remove'", "'replicas': 5")] == [True] * 3


def test_releases_of_one_chart_without_names_are_numbered(tmp_path: Path) -> None:
    entry = "{name: redis, repo: https://charts.example.org}"
    files = {"app/kustomization.yaml": f"namespace: shop\nhelmCharts: [{entry}, {entry}]\n"}
    assert [r.address for r in readings(tmp_path, files)["app"].resources] == [
        "HelmChartInflationGenerator/shop/redis", "HelmChartInflationGenerator/shop/redis-2",
    ]  # fmt: skip


def test_a_chart_that_is_in_the_tree_or_has_no_address_is_named(tmp_path: Path) -> None:
    text = (
        "helmCharts: [{name: web}]\nhelmChartInflationGenerator: [{chartName: old, chartRepoUrl: https://a.example}]\n"
    )
    reason = "a chart that Kustomize would fetch and render, which is not done"
    assert readings(tmp_path, {"app/kustomization.yaml": text})["app"].missing == (
        Missing("chart web", "app/kustomization.yaml", 1, reason),
        Missing("chart old", "app/kustomization.yaml", 2, reason),
    )


GENERATOR = """\
apiVersion: builtin
kind: HelmChartInflationGenerator
metadata: {name: cache-of-the-shop}
name: redis
repo: https://charts.example.org
releaseName: cache
valuesInline: {replica: {replicaCount: 3}}
"""


@pytest.mark.parametrize("listed", ["[cache.yaml]", "\n- |\n" + indent(GENERATOR, "  ")])
def test_a_generator_of_a_chart_is_a_release(listed: str, tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": f"namespace: shop\ngenerators: {listed}\n", "app/cache.yaml": GENERATOR}
    found = readings(tmp_path, files)["app"]
    release = one(found, "HelmChartInflationGenerator/shop/cache")
    assert release.values["values"] == {"replica": {"replicaCount": 3}}
    at = "app/cache.yaml:7" if listed == "[cache.yaml]" else "app/kustomization.yaml:10"
    assert place(release, "values.replica.replicaCount") == at
    assert found.missing == ()


def test_a_generator_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": "generators: [cache.yaml]\n", "app/cache.yaml": GENERATOR + "x: {{ y }}\n"}
    found = readings(tmp_path, files)["app"]
    assert (found.unread, [m.name for m in found.missing]) == ((), ["cache.yaml"])


def test_another_generator_is_named_and_one_that_nothing_lists_is_none(tmp_path: Path) -> None:
    other = GENERATOR.replace("HelmChartInflationGenerator", "SecretGenerator")
    files = {"app/kustomization.yaml": "generators: [other.yaml]\n", "app/other.yaml": other, "idle/a.yaml": GENERATOR}
    found = readings(tmp_path, files)
    assert found["app"].missing == (Missing("other.yaml", "app/kustomization.yaml", 1, "a plugin, which is not run"),)
    assert [r for reading in found.values() for r in reading.resources] == []
