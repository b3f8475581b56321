"""The Applications that ApplicationSets of Argo CD make of what the tree holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.generated_parameters import MAX_APPLICATIONS
from continuity_audit.parsers.reading import Reading
from parsers.kubernetes.trees import readings

TEMPLATE = """\
metadata: {name: 'app-{{name}}'}
    spec:
      source: {repoURL: https://charts.example, chart: '{{chart}}', targetRevision: 1.0.0}
      destination: {namespace: '{{name}}'}
"""


def application_set(generators: str, template: str = TEMPLATE, more: str = "") -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {{name: apps, namespace: argocd}}
spec:
  {more}
  generators:
{generators}
  template:
    {template}
"""


def read(base: Path, text: str, others: Mapping[str, str] | None = None) -> Reading:
    """What the folder of the set holds."""
    return readings(base, {"argocd/apps.yaml": text, **{k: dedent(v) for k, v in (others or {}).items()}})["argocd"]


def made(found: Reading) -> dict[str, Value]:
    """The specs of the Applications by name."""
    assert {r.type for r in found.resources} <= {"argoproj.io/Application"}
    return {r.address: r.values["spec"] for r in found.resources}


def causes(value: Value) -> list[str]:
    assert isinstance(value, Unknown)
    return sorted(value.causes)


def the(found: Reading, address: str) -> Resource:
    (one,) = (r for r in found.resources if r.address == address)
    return one


ELEMENTS = "  - list: {elements: [{name: web, chart: nginx}, {name: db, chart: redis, enabled: 'false'}]}"


def test_each_element_of_a_list_makes_one(tmp_path: Path) -> None:
    found = read(tmp_path, application_set(ELEMENTS))
    assert made(found) == {
        f"Application/argocd/app-{name}": {
            "source": {"repoURL": "https://charts.example", "chart": chart, "targetRevision": "1.0.0"},
            "destination": {"namespace": name},
        }
        for name, chart in (("web", "nginx"), ("db", "redis"))
    }
    assert found.missing == ()
    assert the(found, "Application/argocd/app-web").line_of("spec.source.chart") == 12


def test_a_selector_takes_some(tmp_path: Path) -> None:
    selector = "\n    selector: {matchExpressions: [{key: enabled, operator: NotIn, values: ['false']}]}"
    assert list(made(read(tmp_path, application_set(ELEMENTS + selector)))) == ["Application/argocd/app-web"]
    selector = "\n    selector: {matchLabels: {enabled: 'false'}}"
    assert "Application/argocd/app-db" in made(read(tmp_path, application_set(ELEMENTS + selector)))


WEB = """\
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec: {template: {spec: {containers: [{name: web, image: web}]}}}
    """
OF_FOLDER = """\
metadata: {name: '{{path.basename}}'}
    spec:
      source: {repoURL: https://git.example/us, path: '{{path}}'}
      destination: {namespace: 'ns-{{path[1]}}'}
"""
FOLDERS = """\
  - git:
      repoURL: https://git.example/us
      directories: [{path: apps/*}, {path: apps/old, exclude: true}]
"""


def test_each_folder_is_applied_in_its_namespace(tmp_path: Path) -> None:
    files = {"apps/web/web.yaml": WEB, "apps/old/old.yaml": WEB, "apps/.hidden/x.yaml": WEB}
    text = {"argocd/apps.yaml": application_set(FOLDERS, OF_FOLDER), **{k: dedent(v) for k, v in files.items()}}
    found = readings(tmp_path, text)
    assert list(made(found["argocd"])) == ["Application/argocd/web"]
    assert [r.address for r in found["apps/web"].resources] == ["Deployment/ns-web/web"]
    assert [r.address for r in found["apps/old"].resources] == ["Deployment/web"]


OF_FILE = """\
metadata: {name: '{{ .path.basenameNormalized }}'}
    spec:
      sources:
      - repoURL: '{{ .chart.repo }}'
        chart: '{{ dig "chart" "name" "none" . }}'
        targetRevision: '{{ .chart.version | default "1.0.0" }}'
        helm: {valueFiles: ['$values/{{ .path.path }}/values.yaml'], values: 'size: {{ .size }}'}
      - {repoURL: '{{ .values.us }}', ref: values}
      destination: {namespace: '{{ index .path.segments 1 }}'}
"""
FILES = """\
  - git:
      repoURL: https://git.example/us
      files: [{path: '**/app.yaml'}]
      values: {us: https://git.example/us}
"""
APP = "chart: {repo: https://charts.example, name: NAME, version: ''}\nsize: 3\n"


def test_each_file_gives_its_parameters_to_templates_of_go(tmp_path: Path) -> None:
    files = {
        "apps/shop/Web_1/app.yaml": APP.replace("NAME", "nginx"), "apps/shop/Web_1/values.yaml": "replicas: 2\n",
        "apps/data/db/app.yaml": "chart: {repo: https://charts.example}\nsize: 4\n",
    }  # fmt: skip
    found = made(read(tmp_path, application_set(FILES, OF_FILE, "goTemplate: true"), files))
    assert list(found) == ["Application/argocd/db", "Application/argocd/web-1"]
    assert found["Application/argocd/web-1"] == {
        "sources": (
            {
                "repoURL": "https://charts.example", "chart": "nginx", "targetRevision": "1.0.0",
                "helm": {"valueFiles": ({"replicas": 2},), "values": "size: 3"},
            },
            {"repoURL": "https://git.example/us", "ref": "values"},
        ),
        "destination": {"namespace": "shop"},
    }  # fmt: skip
    source = found["Application/argocd/db"]["sources"][0]
    assert source["chart"] == "none"
    assert causes(source["targetRevision"]) == ['ApplicationSet/argocd/apps ({{ .chart.version | default "1.0.0" }})']


@pytest.mark.parametrize("kind", ["clusters", "plugin"])
def test_what_is_made_for_clusters_is_open_by_these(tmp_path: Path, kind: str) -> None:
    generators = f"  - {kind}: {{values: {{chart: nginx}}}}\n  - {kind}: {{values: {{chart: redis}}}}"
    found = made(read(tmp_path, application_set(generators, TEMPLATE.replace("{{chart}}", "{{values.chart}}"))))
    assert list(found) == ["Application/argocd/app-*", "Application/argocd/app-*[1]"]
    for address, chart in zip(found, ("nginx", "redis"), strict=True):
        spec = found[address]
        assert spec["source"]["chart"] == chart
        assert causes(spec["destination"]["namespace"]) == [f"ApplicationSet/argocd/apps ({kind})"]


def test_a_matrix_makes_one_for_each_pair_and_its_second_may_speak_of_the_first(tmp_path: Path) -> None:
    generators = """\
  - matrix:
      generators:
      - list: {elements: [{env: prod}, {env: test}]}
      - git: {repoURL: https://git.example/us, directories: [{path: 'apps/{{env}}/*'}]}
"""
    template = OF_FOLDER.replace("{{path.basename}}", "{{env}}-{{path.basename}}")
    files = {"apps/prod/web/web.yaml": WEB, "apps/test/web/web.yaml": WEB, "apps/test/db/db.yaml": WEB}
    found = read(tmp_path, application_set(generators, template), files)
    assert [r.name for r in found.resources] == ["prod-web", "test-db", "test-web"]


MERGE = """\
  - merge:
      mergeKeys: [name]
      generators:
      - FIRST
      - list: {elements: [{name: web, chart: redis}]}
"""


def test_what_is_merged_is_changed_by_what_agrees(tmp_path: Path) -> None:
    of_list = MERGE.replace("FIRST", "list: {elements: [{name: web, chart: nginx}, {name: db, chart: nginx}]}")
    found = made(read(tmp_path, application_set(of_list)))
    charts = {address: spec["source"]["chart"] for address, spec in found.items()}
    assert charts == {"Application/argocd/app-web": "redis", "Application/argocd/app-db": "nginx"}
    of_clusters = MERGE.replace("FIRST", "clusters: {}")
    (spec,) = made(read(tmp_path, application_set(of_clusters))).values()
    assert causes(spec["source"]["chart"]) == ["ApplicationSet/argocd/apps (clusters)"]


@pytest.mark.parametrize(
    ("generator", "what"),
    [
        ("pullRequest: {github: {owner: a, repo: b}}", "pullRequest"),
        ("git: {repoURL: https://git.example/them, directories: [{path: none/*}]}", "git.directories"),
        ("list: {elementsYaml: '{{ .x }}'}", "list"),
    ],
)
def test_what_is_made_for_others_is_named(tmp_path: Path, generator: str, what: str) -> None:
    found = read(tmp_path, application_set(f"  - {generator}"))
    assert found.resources == ()
    (missing,) = found.missing
    assert missing.name == f"ApplicationSet/argocd/apps ({what})"
    assert (missing.file, missing.line) == ("argocd/apps.yaml", 2)
    assert missing.reason == "what it makes Applications for is not in the code"


def test_a_patch_of_the_template_leaves_the_values_of_charts_open(tmp_path: Path) -> None:
    quiet = "templatePatch: 'spec: {ignoreDifferences: []}'"
    spec = made(read(tmp_path, application_set(ELEMENTS, more=quiet)))["Application/argocd/app-web"]
    assert "helm" not in spec["source"]
    patch = "templatePatch: 'spec: {source: {helm: {values: x}}}'"
    found = read(tmp_path, application_set(ELEMENTS, more=patch))
    values = made(found)["Application/argocd/app-web"]["source"]["helm"]["values"]
    assert causes(values) == ["ApplicationSet/argocd/apps (templatePatch)"]
    assert found.missing == ()
    bare = "metadata: {name: '{{name}}'}\n    spec: {project: x}\n"
    assert [m.name for m in read(tmp_path, application_set(ELEMENTS, bare, patch)).missing] == [
        "ApplicationSet/argocd/apps (templatePatch)"
    ]


def test_a_generator_lays_its_own_template_over_the_others(tmp_path: Path) -> None:
    generators = ELEMENTS.replace("list: {", "list: {template: {spec: {destination: {namespace: own}}}, ")
    found = made(read(tmp_path, application_set(generators)))
    assert {spec["destination"]["namespace"] for spec in found.values()} == {"own"}


def test_sets_that_make_too_many_end(tmp_path: Path) -> None:
    lists = [", ".join(f"{{{key}: '{i}'}}" for i in range(100)) for key in ("one", "two")]
    both = ", ".join(f"{{list: {{elements: [{each}]}}}}" for each in lists)
    generators = f"  - matrix: {{generators: [{both}]}}"
    found = read(tmp_path, application_set(generators, TEMPLATE.replace("{{name}}", "{{one}}-{{two}}")))
    assert len(found.resources) == MAX_APPLICATIONS
    assert [m.reason for m in found.missing] == ["it makes more than 2000 Applications, of which the first count"]


def test_templates_without_an_end_take_no_time(tmp_path: Path) -> None:
    template = TEMPLATE.replace("{{chart}}", "{{" * 100_000)
    assert len(read(tmp_path, application_set(ELEMENTS, template)).resources) == 2


# --- hostile input ------------------------------------------------------------------------------------------------


def test_a_pattern_of_many_stars_is_tried_once_a_folder(tmp_path: Path) -> None:
    stars = "/".join(["**/a"] * 20)
    deep = "/".join("a" * 45)
    paths = f"[{{path: '{stars}/b'}}, {{path: '**/a/b', exclude: true}}]"
    text = application_set(f"  - git: {{repoURL: https://git.example, directories: {paths}}}")
    found = read(tmp_path, text, {f"{deep}/b/x.yaml": "a: 1\n", f"{deep}/c/x.yaml": "a: 1\n"})
    assert [m.name for m in found.missing] == ["ApplicationSet/argocd/apps (git.directories)"]


def test_combinations_without_end_are_named(tmp_path: Path) -> None:
    listed = f"{{list: {{elements: [{', '.join(f'{{n: {i}}}' for i in range(300))}]}}}}"
    both = f"{{matrix: {{generators: [{listed}, {listed}]}}}}"
    text = application_set(
        f"  - matrix: {{generators: [{both}, {listed}]}}\n    selector: {{matchLabels: {{n: none}}}}"
    )
    (missing,) = read(tmp_path, text).missing
    assert missing.name.startswith("ApplicationSet/argocd/apps (")
    assert missing.name.endswith("beyond the limit of 200000 for all sets)")


@pytest.mark.parametrize("expression", [
    ".name | " + " | ".join(['replace "a" "' + "a" * 1000 + '"'] * 9), "(" * 100_000 + ".name" + ")" * 100_000,
])  # fmt: skip
def test_an_expression_that_grows_is_open(expression: str, tmp_path: Path) -> None:
    template = TEMPLATE.replace("{{chart}}", "{{ " + expression + " }}")
    found = read(tmp_path, application_set("  - list: {elements: [{name: a}]}", template, "goTemplate: true"))
    (spec,) = made(found).values()
    assert isinstance(spec, Mapping)
    assert isinstance(spec["source"], Mapping)
    assert isinstance(spec["source"]["chart"], Unknown)
