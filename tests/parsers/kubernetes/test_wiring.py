"""What Flux and Argo CD say of the folders that they apply."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.values import Unknown
from parsers.kubernetes.trees import WEB, addresses, one, place, readings

PLACED = WEB.replace("name: web\n    spec", "name: web\n      namespace: own\n    spec", 1)
CLASS = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: x\n"


def application(path: str, namespace: str, name: str = "app", extra: str = "") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  source: {{repoURL: https://git.example.org/x, path: {path}{extra}}}
  destination:
    namespace: {namespace}
"""


def flux(path: str, more: str) -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: app, namespace: flux-system}}
spec:
  path: {path}
{more}
"""


def test_an_application_gives_its_namespace_to_what_states_none(tmp_path: Path) -> None:
    files = {
        "apps/shop.yaml": application("shop", "store"),
        "shop/web.yaml": WEB, "shop/placed.yaml": PLACED.replace("name: web", "name: placed", 1),
        "shop/class.yaml": CLASS, "shop/below/web.yaml": WEB,
    }  # fmt: skip
    found = readings(tmp_path, files)
    assert [r.address for r in found["shop"].resources] == [
        "StorageClass/fast", "Deployment/own/placed", "Deployment/store/web",
    ]  # fmt: skip
    assert [r.address for r in found["shop/below"].resources] == ["Deployment/web"]
    assert place(one(found["shop"], "Deployment/store/web"), "metadata.namespace") == "apps/shop.yaml:7"


def test_an_application_that_recurses_gives_it_to_folders_below(tmp_path: Path) -> None:
    files = {
        "apps/shop.yaml": application("shop", "store", extra=", directory: {recurse: true}"),
        "shop/below/web.yaml": WEB,
    }
    assert addresses(tmp_path, files)["shop/below"] == ["Deployment/store/web"]


@pytest.mark.parametrize(("second", "address"), [("store", "Deployment/store/web"), ("other", "Deployment/web")])
def test_of_several_applications_only_what_they_agree_on_counts(tmp_path: Path, second: str, address: str) -> None:
    files = {
        "apps/a.yaml": application("shop", "store", "a"), "apps/b.yaml": application("shop", second, "b"),
        "shop/web.yaml": WEB,
    }  # fmt: skip
    assert addresses(tmp_path, files)["shop"] == [address]


def test_a_kustomization_outweighs_the_application(tmp_path: Path) -> None:
    files = {
        "apps/shop.yaml": application("shop", "store"),
        "shop/kustomization.yaml": "namespace: mine\nresources: [web.yaml]\n", "shop/web.yaml": WEB,
    }  # fmt: skip
    assert addresses(tmp_path, files)["shop"] == ["Deployment/mine/web"]


def test_an_application_is_read_as_its_overlay_renders_it(tmp_path: Path) -> None:
    files = {
        "apps/base/kustomization.yaml": "resources: [app.yaml]\n", "apps/base/app.yaml": application("x", "store"),
        "apps/prod/kustomization.yaml": """\
            resources: [../base]
            patches:
            - target: {kind: Application}
              patch: '[{"op": "replace", "path": "/spec/source/path", "value": "shop"}]'
            """,
        "shop/web.yaml": WEB,
    }  # fmt: skip
    assert addresses(tmp_path, files)["shop"] == ["Deployment/store/web"]


def test_flux_replaces_the_namespace_below_its_path(tmp_path: Path) -> None:
    files = {
        "clusters/app.yaml": flux("./shop", "  targetNamespace: store"),
        "shop/web.yaml": PLACED, "shop/below/web.yaml": WEB,
    }  # fmt: skip
    found = addresses(tmp_path, files)
    assert found["shop"] == found["shop/below"] == ["Deployment/store/web"]


SUBSTITUTED = WEB.replace("replicas: 1", "replicas: ${COUNT}").replace("image: web:1", "image: web:${TAG:=stable}")


def test_flux_fills_in_placeholders(tmp_path: Path) -> None:
    files = {
        "clusters/app.yaml": flux("shop", "  postBuild:\n    substitute: {COUNT: '3'}"), "shop/web.yaml": SUBSTITUTED,
    }  # fmt: skip
    values = readings(tmp_path, files)["shop"].resources[0].values
    assert values["spec"]["replicas"] == 3  # type: ignore[index]
    assert values["spec"]["template"]["spec"]["containers"][0]["image"] == "web:stable"  # type: ignore[index]


def test_a_placeholder_that_something_else_fills_in_stays_unknown(tmp_path: Path) -> None:
    more = "  postBuild:\n    substitute: {OTHER: x}\n    substituteFrom: [{kind: ConfigMap, name: y}]"
    files = {"clusters/app.yaml": flux("shop", more), "shop/web.yaml": SUBSTITUTED}
    replicas = readings(tmp_path, files)["shop"].resources[0].values["spec"]["replicas"]  # type: ignore[index]
    assert isinstance(replicas, Unknown)
    assert replicas.causes == {"${COUNT}"}
