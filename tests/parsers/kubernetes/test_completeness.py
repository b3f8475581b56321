"""Parts of objects that no kustomization names: the API server refuses them, and they are skipped with that reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.kubernetes.trees import readings

HEAD = "apiVersion: apps/v1\nkind: {}\nmetadata: {{name: web, namespace: shop}}\n"
REASON = "{}/shop/web on line 1 has no containers of its own, so the API server refuses it: a part of an object"


@pytest.mark.parametrize(
    ("kind", "spec", "refused"),
    [
        ("Deployment", "{replicas: 3}", True),
        ("Deployment", "{template: {spec: {affinity: {}}}}", True),
        ("Deployment", "{template: {spec: {containers: []}}}", True),
        ("Deployment", "{template: {spec: {containers: [{name: web, resources: {}}]}}}", True),
        ("StatefulSet", "{replicas: 3}", True),
        ("CronJob", "{schedule: '@daily'}", True),
        ("Pod", "{nodeName: a}", True),
        ("Deployment", "{template: {spec: {containers: [{name: web, image: web}]}}}", False),
        ("Deployment", "{selector: {matchLabels: {a: b}}, template: {spec: {containers: [{name: web}]}}}", False),
        ("Deployment", "{template: '${POD}'}", False),
        ("Deployment", "{template: {spec: {containers: '${CONTAINERS}'}}}", False),
        ("Pod", "{containers: [{name: a, image: b}]}", False),
        ("ConfigMap", "{}", False),
    ],
)
def test_what_the_api_server_refuses_is_no_object(kind: str, spec: str, refused: bool, tmp_path: Path) -> None:
    read = readings(tmp_path, {"a/web.yaml": f"{HEAD.format(kind)}spec: {spec}\n"})["a"]
    assert [r.address for r in read.resources] == ([] if refused else [f"{kind}/shop/web"])
    expected = [("a/web.yaml", REASON.format(kind))] if refused else []
    assert [(one.path, one.reason) for one in read.skipped] == expected


RELEASE = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: shop}\n"


@pytest.mark.parametrize(
    ("spec", "refused"),
    [
        ("{values: {replicas: 3}}", True),
        ("{chart: {spec: {version: 1.2.3}}, values: {replicas: 3}}", True),
        ("{chart: {spec: {chart: web, sourceRef: {kind: HelmRepository, name: charts}}}}", False),
        ("{chartRef: {kind: OCIRepository, name: web}}", False),
        ("{chart: '${CHART}'}", False),
        ("'${RELEASE}'", False),
    ],
)
def test_a_release_of_flux_names_a_chart(spec: str, refused: bool, tmp_path: Path) -> None:
    read = readings(tmp_path, {"a/web.yaml": f"{RELEASE}spec: {spec}\n"})["a"]
    reason = "HelmRelease/shop/web on line 1 has no chart of its own, so the API server refuses it: a part of an object"
    assert [r.address for r in read.resources] == ([] if refused else ["HelmRelease/shop/web"])
    assert [(one.path, one.reason) for one in read.skipped] == ([("a/web.yaml", reason)] if refused else [])


def test_the_values_of_a_release_may_be_a_patch_that_a_kustomization_names(tmp_path: Path) -> None:
    whole = "spec: {chartRef: {kind: OCIRepository, name: web}}\n"
    read = readings(tmp_path, {
        "a/kustomization.yaml": "resources: [web.yaml]\npatches: [{path: values.yaml}]\n",
        "a/web.yaml": f"{RELEASE}{whole}",
        "a/values.yaml": f"{RELEASE}spec: {{values: {{replicas: 3}}}}\n",
    })["a"]  # fmt: skip
    (release,) = read.resources
    assert release.values["spec"] == {"chartRef": {"kind": "OCIRepository", "name": "web"}, "values": {"replicas": 3}}


def test_what_a_kustomization_completes_is_one(tmp_path: Path) -> None:
    whole = f"{HEAD.format('Deployment')}spec: {{template: {{spec: {{containers: [{{name: web, image: web}}]}}}}}}\n"
    read = readings(tmp_path, {
        "a/kustomization.yaml": "resources: [web.yaml]\npatches: [{path: more.yaml}]\n",
        "a/web.yaml": f"{HEAD.format('Deployment')}spec: {{replicas: 3}}\n",
        "a/more.yaml": whole,
    })["a"]  # fmt: skip
    assert [r.address for r in read.resources] == ["Deployment/shop/web"]
