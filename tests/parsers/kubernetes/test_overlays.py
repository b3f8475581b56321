"""Which folders are roots: overlays, and plain manifests beside them."""

import json
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.parsers.kubernetes.overlays import CIRCLE, UNUSED_COMPONENT
from continuity_audit.parsers.reading import Missing
from continuity_audit.pipeline.api import audit
from parsers.kubernetes.trees import WEB, addresses, one, place, readings, write

NAMED = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\n"


def test_an_overlay_is_a_root_and_its_base_is_none(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": WEB,
        "prod/kustomization.yaml": "namespace: prod\nresources: [../base]\n",
        "test/kustomization.yaml": "namespace: test\nbases: [../base]\n",
    }  # fmt: skip
    assert addresses(tmp_path, files) == {"prod": ["Deployment/prod/web"], "test": ["Deployment/test/web"]}


def test_what_lies_beside_a_kustomization_unlisted_is_a_plain_manifest(tmp_path: Path) -> None:
    files = {
        "app/kustomization.yaml": "namespace: shop\nresources: [web.yaml, deep/db.yaml]\n",
        "app/web.yaml": WEB, "app/deep/db.yaml": NAMED % "db", "app/other.yaml": NAMED % "other",
    }  # fmt: skip
    assert addresses(tmp_path, files) == {"app": ["Deployment/shop/web", "Service/shop/db", "Service/other"]}


def test_files_that_a_kustomization_borrows_from_a_plain_folder_stay_plain(tmp_path: Path) -> None:
    files = {
        "production/web.yaml": WEB,
        "staging/kustomization.yaml": "namePrefix: staging-\nresources: [../production/web.yaml]\n",
    }
    assert addresses(tmp_path, files) == {"production": ["Deployment/web"], "staging": ["Deployment/staging-web"]}


def test_a_component_is_included_and_never_a_root(tmp_path: Path) -> None:
    component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nreplicas: [{name: web, count: 3}]\n"
    files = {
        "app/kustomization.yaml": "resources: [web.yaml]\ncomponents: [../ha]\n", "app/web.yaml": WEB,
        "ha/kustomization.yaml": component, "idle/kustomization.yaml": component,
    }  # fmt: skip
    found = readings(tmp_path, files)
    assert list(found) == ["app"]
    assert found["app"].resources[0].values["spec"]["replicas"] == 3  # type: ignore[index]


FLUX = """
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: app
spec:
  path: ./app
  components: [../idle]
"""


@pytest.mark.parametrize(("more", "named"), [
    ({}, {Skipped("idle/kustomization.yaml", UNUSED_COMPONENT)}),
    ({"flux/app.yaml": FLUX}, set()),
])  # fmt: skip
def test_a_component_that_nothing_uses_is_named(tmp_path: Path, more: dict[str, str], named: set[Skipped]) -> None:
    files = {
        "app/kustomization.yaml": "resources: [web.yaml]\n", "app/web.yaml": WEB,
        "idle/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n", **more,
    }  # fmt: skip
    write(tmp_path, files)
    document = audit(tmp_path, jobs=1)
    found = {Skipped(one.path, one.reason) for one in document.estate.skipped}
    assert document.estate.unread == ()
    assert [finding.message for finding in document.findings if finding.rule == "CA902"] == []
    assert {one for one in found if one.reason == UNUSED_COMPONENT} == named


def test_a_circle_is_unread(tmp_path: Path) -> None:
    from continuity_audit.discovery import discover
    from continuity_audit.parsers.kubernetes.parser import PARSER

    write(tmp_path, {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: [../a]\n"})
    opened = PARSER.open(discover([tmp_path]))
    assert opened.roots == ()
    assert list(opened.rest()) == [Unread("a/kustomization.yaml", 1, CIRCLE), Unread("b/kustomization.yaml", 1, CIRCLE)]


@pytest.mark.parametrize("entry", ["github.com/org/repo//deploy?ref=v1", "https://github.com/org/repo.git//deploy"])
@pytest.mark.parametrize("more", ["", "vars: [{name: A, objref: {kind: Deployment, name: web, apiVersion: apps/v1}}]"])
def test_a_base_that_the_source_map_finds_in_the_tree(entry: str, more: str, tmp_path: Path) -> None:
    files = {
        "app/kustomization.yaml": f"""\
            namePrefix: shop-
            resources:
            - {entry}
            {more}
            """,
        "repo/deploy/kustomization.yaml": "resources: [../base]",
        "repo/base/kustomization.yaml": "resources: [web.yaml]",
        "repo/base/web.yaml": WEB,
    }
    found = readings(tmp_path, files, {"git@github.com:org/repo.git": "repo"})
    assert list(found) == ["app"]
    web = one(found["app"], "Deployment/shop-web")
    assert place(web, "spec.replicas") == "repo/base/web.yaml:6"
    assert (found["app"].missing, found["app"].unread) == ((), ())


def test_what_is_kept_elsewhere_is_named_and_the_rest_is_rendered(tmp_path: Path) -> None:
    files = {
        "app/kustomization.yaml": """\
            resources:
            - web.yaml
            - https://example.org/crds.yaml
            - github.com/org/repo//deploy?ref=v1
            - ../../outside
            - gone.yaml
            generators: [secrets.yaml]
            helmCharts: [{name: redis}]
            """,
        "app/web.yaml": WEB,
    }
    found = readings(tmp_path, files)["app"]
    file = "app/kustomization.yaml"
    assert [r.address for r in found.resources] == ["Deployment/web"]
    assert found.unread == ()
    assert found.missing == (
        Missing("https://example.org/crds.yaml", file, 3, "it is kept elsewhere, and nothing is fetched"),
        Missing("github.com/org/repo//deploy?ref=v1", file, 4, "it is kept elsewhere, and nothing is fetched"),
        Missing("../../outside", file, 5, "it lies outside the audited path"),
        Missing("gone.yaml", file, 6, "there is no such file or folder"),
        Missing("secrets.yaml", file, 7, "a plugin, which is not run"),
        Missing("chart redis", file, 8, "a chart that Kustomize would fetch and render, which is not done"),
    )


def test_a_kustomization_that_cannot_be_read_is_unread(tmp_path: Path) -> None:
    found = readings(tmp_path, {"kustomization.yaml": "resources: [\n", "web.yaml": WEB})["."]
    assert [u.path for u in found.unread] == ["kustomization.yaml"]
    assert [r.address for r in found.resources] == ["Deployment/web"]


def test_a_link_out_of_the_tree_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(NAMED % "secret")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/web.yaml").symlink_to(tmp_path / "secret.yaml")
    found = readings(tmp_path / "tree", {"kustomization.yaml": "resources: [web.yaml]\n"})["."]
    assert found.resources == ()
    assert [m.reason for m in found.missing] == ["it lies outside the audited path"]


def test_the_report_names_what_is_kept_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app/kustomization.yaml").write_text("resources:\n- https://example.org/crds.yaml\n- web.yaml\n")
    (tmp_path / "app/web.yaml").write_text(dedent(WEB))
    call = [sys.executable, "-c", "from continuity_audit.cli import main; main()", "check", str(tmp_path)]
    printed = subprocess.run([*call, "--format", "json", "--fail-on", "never"], capture_output=True, check=True).stdout
    assert [(u["name"], u["file"], u["line"]) for u in json.loads(printed)["estate"]["unresolved"]] == [
        ("https://example.org/crds.yaml", "app/kustomization.yaml", 2),
    ]


def test_a_patch_that_kustomize_refuses_is_unread(tmp_path: Path) -> None:
    files = {"app/kustomization.yaml": "resources: [web.yaml]\npatches: [p.yaml]\n", "app/web.yaml": WEB}
    assert readings(tmp_path, files)["app"].unread == (
        Unread("app/kustomization.yaml", 2, "a patch that is neither `path` nor `patch`"),
    )


@pytest.mark.parametrize("odd", ["[3]", "[null]", "3", "[[]]", "[{path: [x]}]", "[{files: 3, envs: 3}]"])
@pytest.mark.parametrize("field", ["replacements", "patches", "patchesJson6902", "configMapGenerator"])
def test_what_is_no_entry_of_a_kustomization_fails_nothing(tmp_path: Path, field: str, odd: str) -> None:
    told = "resources: [web.yaml]\nvars: [{name: X}]\n"
    write(tmp_path, {"a/kustomization.yaml": f"{told}{field}: {odd}\n", "a/web.yaml": WEB, "b/web.yaml": WEB})
    done = audit(tmp_path)
    assert [finding.message for finding in done.findings if finding.rule == "CA902"] == []
    assert "b::Deployment/web" in {component.id for component in done.components}
