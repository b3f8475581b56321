"""Configurations of Kustomize: the one of Argo Rollouts is known, those in files are Kustomize's, others are named."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.manifests import read_manifests
from continuity_audit.parsers.reading import Missing
from parsers.kubernetes.trees import WEB, one, readings, write

URL = "https://argoproj.github.io/argo-rollouts/features/kustomize/rollout-transform.yaml"
ROLLOUT = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: rolled}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  workloadRef: {apiVersion: apps/v1, kind: Deployment, name: web}
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: own}
spec:
  selector: {matchLabels: {app: own}}
  template:
    metadata: {labels: {app: own}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - {topologyKey: zone, labelSelector: {matchLabels: {app: own}}}
      containers: [{name: own, image: "own:1"}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: own}
spec: {scaleTargetRef: {apiVersion: argoproj.io/v1alpha1, kind: Rollout, name: own}, minReplicas: 2}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
"""
FIELDS = """\
nameReference:
- {kind: Deployment, version: v1, group: apps, fieldSpecs: [{path: spec/workloadRef/name, kind: Rollout}]}
- {kind: Rollout, fieldSpecs: [{path: spec/scaleTargetRef/name, kind: HorizontalPodAutoscaler}]}
- kind: PersistentVolumeClaim
  version: v1
  fieldSpecs: [{path: spec/template/spec/volumes/persistentVolumeClaim/claimName, kind: Rollout}]
commonLabels:
- {path: spec/selector/matchLabels, create: true, kind: Rollout}
- {path: spec/template/metadata/labels, create: true, kind: Rollout}
- path: "spec/template/spec/affinity/podAntiAffinity/\\
    requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels"
  create: false
  kind: Rollout
commonAnnotations: [{path: spec/template/metadata/annotations, create: true, kind: Rollout}]
replicas: [{path: spec/replicas, create: true, kind: Rollout}]
"""
"""What Argo Rollouts teaches of the fields that these objects have."""

CHANGES = {
    "a suffix": "nameSuffix: -prod\n",
    "a prefix and replicas": "namePrefix: a-\nreplicas: [{name: own, count: 3}, {name: web, count: 0}]\n",
    "labels": "commonLabels: {tier: front}\ncommonAnnotations: {by: us}\n",
    "labels with selectors": "labels: [{pairs: {tier: front}, includeSelectors: true}]\n",
}
BASE = {"base/web.yaml": WEB, "base/rollout.yaml": ROLLOUT}


def kustomization(
    configuration: str, changes: str = "nameSuffix: -prod\n", resources: str = "web.yaml, rollout.yaml"
) -> str:
    return f"configurations: [{configuration}]\nresources: [{resources}]\n{changes}"


def taken_from(base: Path, files: dict[str, str], root: str, name: str) -> Value:
    """What the Rollout of a name takes its pods from."""
    spec = one(readings(base, files)[root], f"Rollout/{name}").values["spec"]
    return spec["workloadRef"]["name"]  # type: ignore[index, call-overload, no-any-return]


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
@pytest.mark.parametrize("change", CHANGES)
def test_what_argo_rollouts_teaches_is_rendered_as_kustomize_does(change: str, tmp_path: Path) -> None:
    found = readings(tmp_path / "a", {**BASE, "base/kustomization.yaml": kustomization(URL, CHANGES[change])})["base"]
    assert (found.unread, found.missing) == ((), ())
    files = {
        **BASE,
        "base/kustomization.yaml": kustomization("fields.yaml", CHANGES[change]),
        "base/fields.yaml": FIELDS,
    }
    write(tmp_path / "b", files)
    printed = subprocess.run(["kubectl", "kustomize", tmp_path / "b/base"], capture_output=True, check=True).stdout
    expected = read_manifests(printed, "x.yaml", ".").resources
    assert {r.address: r.values for r in found.resources} == {r.address: r.values for r in expected}


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "https://argoproj.github.io/argo-rollouts/features/kustomize/rollout-transform-kustomize-v5.yaml",
        "https://raw.githubusercontent.com/argoproj/argo-rollouts/master/docs/features/kustomize/rollout-transform.yaml",
    ],
)
def test_the_pods_of_a_rollout_are_those_of_the_renamed_deployment(url: str, tmp_path: Path) -> None:
    files = {**BASE, "base/kustomization.yaml": kustomization(url)}
    assert taken_from(tmp_path, files, "base", "rolled-prod") == "web-prod"


def test_without_a_configuration_the_reference_stays_as_it_is_written(tmp_path: Path) -> None:
    files = {**BASE, "base/kustomization.yaml": kustomization("")}
    assert taken_from(tmp_path, files, "base", "rolled-prod") == "web"


def test_a_configuration_counts_for_what_uses_its_kustomization_and_not_beside_it(tmp_path: Path) -> None:
    files = {
        **BASE, "base/kustomization.yaml": kustomization(URL, ""),
        "prod/kustomization.yaml": "resources: [../base]\nnameSuffix: -prod\nreplicas: [{name: own, count: 3}]\n",
        "both/kustomization.yaml": "resources: [../base, ../other]\n",
        "other/kustomization.yaml": "resources: [own.yaml]\ncommonLabels: {tier: back}\n",
        "other/own.yaml": ROLLOUT.split("---\n")[1].replace("own", "other"),
    }  # fmt: skip
    assert taken_from(tmp_path, files, "prod", "rolled-prod") == "web-prod"
    found = readings(tmp_path, files)
    own = one(found["prod"], "Rollout/own-prod").values["spec"]
    assert own["replicas"] == 3  # type: ignore[index, call-overload]
    other = one(found["both"], "Rollout/other").values["spec"]
    assert other["selector"] == {"matchLabels": {"app": "other"}}  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("configuration", "reason"),
    [
        ("https://example.org/fields.yaml", "it is kept elsewhere, and nothing is fetched"),
        (
            "https://raw.githubusercontent.com/argoproj/argo-rollouts/v1.0.0/docs/features/kustomize/rollout-transform.yaml",
            "it is kept elsewhere, and nothing is fetched",
        ),
        ("gone.yaml", "there is no such file or folder"),
        ("../../fields.yaml", "it lies outside the audited path"),
    ],
)
def test_a_configuration_that_is_not_there_is_named(configuration: str, reason: str, tmp_path: Path) -> None:
    found = readings(tmp_path, {**BASE, "base/kustomization.yaml": kustomization(configuration)})["base"]
    assert found.missing == (Missing(configuration, "base/kustomization.yaml", 1, reason),)
    assert found.unread == ()
    assert [r.address for r in found.resources if r.type == "Deployment"] == ["Deployment/web-prod"]


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
def test_what_kustomize_itself_cannot_have_is_named_where_it_renders(tmp_path: Path) -> None:
    files = {**BASE, "base/kustomization.yaml": kustomization(f"{URL}, fields.yaml"), "base/fields.yaml": FIELDS}
    found = readings(tmp_path, files)["base"]
    assert found.missing == (
        Missing(URL, "base/kustomization.yaml", 1, "it is kept elsewhere, and nothing is fetched"),
    )  # fmt: skip
    assert taken_from(tmp_path, files, "base", "rolled-prod") == "web-prod"


# --- schemas ------------------------------------------------------------------------------------------------------

SCHEMA = (
    "https://raw.githubusercontent.com/argoproj/argo-schema-generator/main/schema/argo_all_k8s_kustomize_schema.json"
)
PATCHED = """\
resources: [rollout.yaml]
openapi: {{path: {schema}}}
patches:
- patch: |
    apiVersion: argoproj.io/v1alpha1
    kind: Rollout
    metadata: {{name: own}}
    spec: {{template: {{spec: {{containers: [{{name: proxy, image: "proxy:1"}}]}}}}}}
"""


@pytest.mark.parametrize(("schema", "containers"), [(SCHEMA, ["proxy", "own"]), ("https://example.org/a", ["proxy"])])
def test_a_schema_says_whether_lists_are_merged(schema: str, containers: list[str], tmp_path: Path) -> None:
    files = {**BASE, "base/kustomization.yaml": PATCHED.format(schema=schema)}
    found = readings(tmp_path, files)["base"]
    spec = one(found, "Rollout/own").values["spec"]["template"]["spec"]  # type: ignore[index, call-overload]
    assert [container["name"] for container in spec["containers"]] == containers
    elsewhere = Missing(schema, "base/kustomization.yaml", 2, "it is kept elsewhere, and nothing is fetched")
    assert (found.unread, found.missing) == ((), () if schema == SCHEMA else (elsewhere,))
