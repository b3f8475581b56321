"""Values files of the tree that an Application of Argo CD gives to a chart of another repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.model import Scenario
from pipeline.trial import audited
from profiles.audit_text import components, outcomes

APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  destination: {namespace: shop}
  sources:
  - repoURL: https://kubernetes-sigs.github.io/metrics-server
    chart: metrics-server
    targetRevision: 3.13.0
    helm:
      valueFiles: FILES
  - repoURL: https://git.example.org/platform.git
    ref: values
"""
TWO = "# two\nreplicas: 2\n"


def instance(files: str, more: str = "", name: str = "values/app.yaml", content: str = TWO) -> str:
    text = APPLICATION.replace("FILES", files + more)
    return outcomes({"apps/app.yaml": text, name: content})["Application/argocd/app"]["instance"]


@pytest.mark.parametrize(("files", "expected"), [
    ("[$values/values/app.yaml]", "continues/members"), ("[$values/./values/app.yaml]", "continues/members"),
    ("[values.yaml, $values/values/app.yaml]", "continues/members"),  # the first is the chart's own
    ("[$values/values/other.yaml]", "unknown(values file $values/values/other.yaml)"),
    ("[$other/values/app.yaml]", "unknown(values file $other/values/app.yaml)"),
    ("[$values/../app.yaml]", "unknown(values file $values/../app.yaml)"),
    ("[prod.yaml, $values/values/app.yaml]", "continues/members"),
    ("[$values/values/app.yaml, prod.yaml]", "unknown(values file prod.yaml)"),  # it may set the number anew
])  # fmt: skip
def test_a_file_of_the_tree_sets_values(files: str, expected: str) -> None:
    assert instance(files) == expected


@pytest.mark.parametrize("more", ["\n      values: 'replicas: 1'", "\n      valuesObject: {replicas: 1}"])
def test_what_the_application_says_itself_counts_first(more: str) -> None:
    assert instance("[$values/values/app.yaml]", more) == "recovers/restart"


@pytest.mark.parametrize("content", ["replicas: [", "- a\n", "replicas: !Ref two\n", "replicas: 2\n---\nreplicas: 3\n"])
def test_a_file_that_is_no_mapping_is_open(content: str) -> None:
    assert instance("[$values/values/app.yaml]", content=content) == "unknown(values file $values/values/app.yaml)"


def test_an_empty_file_sets_nothing() -> None:
    assert instance("[$values/values/app.yaml]", content="# nothing\n") == "recovers/restart"


def test_evidence_points_at_the_file() -> None:
    text = APPLICATION.replace("FILES", "[$values/values/app.yaml]")
    found = components({"apps/app.yaml": text, "values/app.yaml": TWO})["Application/argocd/app"]
    shown = {(one.attribute, one.file, one.line) for one in found.outcomes[Scenario.INSTANCE].evidence}
    assert ("spec.source.helm.values.replicas", "values/app.yaml", 2) in shown


def test_a_change_of_the_file_is_seen_through_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTINUITY_AUDIT_CACHE_DIR", str(tmp_path / "cache"))
    text = APPLICATION.replace("FILES", "[$values/values/app.yaml]")

    def outcome(content: str) -> str:
        document = audited(tmp_path / "tree", {"apps/app.yaml": text, "values/app.yaml": content}, cache=True)
        return document.components[0].outcomes.instance.outcome

    assert list(map(outcome, (TWO, TWO, "replicas: 1\n", TWO))) == ["continues", "continues", "recovers", "continues"]


def test_secrets_of_the_file_are_never_held() -> None:
    text = APPLICATION.replace("FILES", "[$values/values/app.yaml]")
    found = components({"apps/app.yaml": text, "values/app.yaml": "replicas: 2\npassword: hunter2\n"})
    assert "hunter2" not in repr(found["Application/argocd/app"].resource.values)


SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  goTemplate: true
  generators: [{git: {repoURL: https://git.example.org/platform.git, files: [{path: apps/*/app.yaml}]}}]
  template:
    metadata: {name: "{{ .path.basename }}"}
    spec:
      destination: {namespace: shop}
      sources:
      - repoURL: oci://quay.io/strimzi-helm/strimzi-kafka-operator
        path: "."
        targetRevision: "{{ .version }}"
        helm: {valueFiles: ["$values/{{ .path.path }}/values.yaml"]}
      - {repoURL: https://git.example.org/platform.git, ref: values}
"""


def test_an_application_of_a_set_takes_the_values_of_its_folder() -> None:
    app = "version: 0.45.0\n"
    files = {
        "sets/apps.yaml": SET, "apps/one/app.yaml": app, "apps/one/values.yaml": "replicas: 1\n",
        "apps/two/app.yaml": app, "apps/two/values.yaml": TWO, "apps/three/app.yaml": app,
    }  # fmt: skip
    found = {address: each["instance"] for address, each in outcomes(files).items()}
    assert found == {
        "Application/argocd/one": "recovers/restart",
        "Application/argocd/two": "continues/members",
        "Application/argocd/three": "unknown(values file $values/apps/three/values.yaml)",
    }


def test_a_file_and_a_chart_that_are_open_are_named_by_what_they_hang_on() -> None:
    app = {"apps/one/app.yaml": "version: 0.45.0\n"}
    of_file = SET.replace("$values/{{ .path.path }}/values.yaml", "$values/{{ .none }}.yaml")
    (found,) = outcomes({"sets/apps.yaml": of_file, **app}).values()
    assert found["instance"] == "unknown(ApplicationSet/argocd/apps ({{ .none }}))"
    of_chart = SET.replace("strimzi-kafka-operator", "{{ .none }}-operator")
    (found,) = outcomes(
        {"sets/apps.yaml": of_chart.replace('path: "."', 'chart: "{{ .none }}-operator"'), **app}
    ).values()
    assert found["instance"] == "unknown(chart *-operator)"


@pytest.mark.parametrize(("more", "expected"), [
    ("\n      values: ${VALUES}", "unknown(${VALUES})"),
    ("\n      values: '[1]'", "unknown(Application/argocd/app (spec.source.helm.values))"),
    ("\n      parameters: [{name: 'replicas[0]', value: '1'}]",
     "unknown(Application/argocd/app (spec.source.helm.parameters of replicas))"),
    ("\n      fileParameters: [{name: replicas, path: a.txt}]",
     "unknown(Application/argocd/app (spec.source.helm.fileParameters of replicas))"),
    ("\n      parameters: [{name: replicas, value: 'null'}]", "recovers/restart"),
])  # fmt: skip
def test_what_comes_after_a_file_may_set_its_values_anew(more: str, expected: str) -> None:
    assert instance("[$values/values/app.yaml]", more) == expected


def test_a_text_beside_an_object_of_values_does_not_count() -> None:
    """Source: https://argo-cd.readthedocs.io/en/stable/user-guide/helm/#values"""
    more = "\n      values: 'replicas: 2'\n      valuesObject: {args: []}"
    assert instance("[$values/values/app.yaml]", more, content="# nothing\n") == "recovers/restart"
