"""Charts of the tree that depend on known charts: each dependency is judged with the values that reach it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent, indent

import pytest

from continuity_audit.discovery import discover
from continuity_audit.parsers.helm.charts import Charts
from continuity_audit.parsers.reading import Inputs
from continuity_audit.reports.document import Document
from growth import calls_in
from pipeline.trial import audited, write

GRAFANA = "{name: grafana, version: 8.0.0, repository: https://grafana.github.io/helm-charts}"
REDIS = "{name: redis, version: 19.0.0, repository: oci://registry-1.docker.io/bitnamicharts}"
UNKNOWN = "{name: shop, version: 1.0.0, repository: https://charts.example.com}"
SINGLE, MEMBERS = "recovers/restart", "continues/members"


def chart(*dependencies: str, name: str = "stack") -> str:
    listed = "\n".join(f"- {one}" for one in dependencies)
    return f"apiVersion: v2\nname: {name}\nversion: 1.0.0\ndependencies:\n{listed}\n"


def with_condition(dependency: str, said: str) -> str:
    return dependency.replace("}", f", {said}}}")


def instance_of(document: Document) -> dict[str, str]:
    """The outcome of each component when an instance fails, by its id."""
    found = {}
    for component in document.components:
        verdict = component.outcomes.instance
        found[component.id] = (
            f"unknown({', '.join(verdict.unknown)})" if verdict.unknown else f"{verdict.outcome}/{verdict.by}"
        )
    return found


def judged(base: Path, files: Mapping[str, str]) -> dict[str, str]:
    return instance_of(audited(base, {name: dedent(text) for name, text in files.items()}))


def alone(base: Path, dependencies: tuple[str, ...], values: str = "") -> dict[str, str]:
    """The dependencies of one chart that nothing installs, by their names."""
    found = judged(base, {"stack/Chart.yaml": chart(*dependencies), "stack/values.yaml": values})
    return {name.removeprefix("stack::Subchart/stack."): outcome for name, outcome in found.items()}


# --- a chart that nothing installs --------------------------------------------------------------------------------


def test_each_dependency_is_judged_by_what_stands_under_its_name(tmp_path: Path) -> None:
    values = "grafana: {replicas: 2}\nreplicas: 3\nshop: {replicas: 2}\n"
    assert alone(tmp_path, (GRAFANA, REDIS, UNKNOWN), values) == {
        "grafana": MEMBERS, "redis": SINGLE, "shop": "unknown(chart shop)",
    }  # fmt: skip


def test_an_alias_takes_the_place_of_the_name(tmp_path: Path) -> None:
    two = with_condition(GRAFANA, "alias: boards")
    values = "boards: {replicas: 2}\ngrafana: {replicas: 1}\n"
    assert alone(tmp_path, (GRAFANA, two), values) == {"grafana": SINGLE, "boards": MEMBERS}


def test_a_namesake_of_another_publisher_is_not_known(tmp_path: Path) -> None:
    other = REDIS.replace("oci://registry-1.docker.io/bitnamicharts", "https://charts.example.com")
    assert alone(tmp_path, (other,)) == {"redis": "unknown(chart redis)"}


def test_the_version_counts(tmp_path: Path) -> None:
    old = "{name: kube-prometheus-stack, version: VERSION, repository: https://prometheus-community.github.io/helm-charts}"
    (found,) = alone(tmp_path, (old.replace("VERSION", "~61.0"),)).values()
    assert found == SINGLE
    gatekeeper = "{name: gatekeeper, version: 3.0.1, repository: https://open-policy-agent.github.io/gatekeeper/charts}"
    assert alone(tmp_path, (gatekeeper,)) == {"gatekeeper": "unknown(chart gatekeeper)"}


@pytest.mark.parametrize(
    ("said", "values", "there"),
    [
        ("condition: grafana.enabled", "", True),
        ("condition: grafana.enabled", "grafana: {enabled: false}", False),
        ("condition: grafana.enabled", "grafana: {enabled: 'false'}", True),  # no truth value
        ("condition: 'boards.on,grafana.enabled'", "boards: {on: true}\ngrafana: {enabled: false}", True),
        ("condition: 'boards.on,grafana.enabled'", "grafana: {enabled: false}", False),
        ("tags: [boards]", "", True),
        ("tags: [boards]", "tags: {boards: false}", False),
        ("tags: [boards, front]", "tags: {boards: false, front: true}", True),
        ("tags: [boards], condition: grafana.enabled", "tags: {boards: false}\ngrafana: {enabled: true}", True),
        ("tags: [boards], condition: grafana.enabled", "tags: {boards: false}", False),
        ("condition: global.boards", "global: {boards: false}", False),
    ],
)
def test_conditions_and_tags_count_as_helm_counts_them(tmp_path: Path, said: str, values: str, there: bool) -> None:
    assert bool(alone(tmp_path, (with_condition(GRAFANA, said),), values)) is there


def test_evidence_points_at_the_values_and_the_component_at_its_dependency(tmp_path: Path) -> None:
    files = {"stack/Chart.yaml": chart(REDIS, GRAFANA), "stack/values.yaml": "# own\ngrafana:\n  replicas: 2\n"}
    found = next(c for c in audited(tmp_path, files).components if c.name == "stack.grafana")
    assert (found.file, found.line, found.type) == ("stack/Chart.yaml", 6, "helm.sh/Subchart")
    shown = {(one.attribute, one.file, one.line) for one in found.outcomes.instance.evidence}
    assert ("values.grafana.replicas", "stack/values.yaml", 3) in shown


def test_the_values_are_no_longer_listed_as_skipped(tmp_path: Path) -> None:
    files = {"stack/Chart.yaml": chart(GRAFANA), "stack/values.yaml": "{}\n", "stack/values-prod.yaml": "{}\n"}
    assert [entry.path for entry in audited(tmp_path, files).estate.skipped] == ["stack/values-prod.yaml"]


def test_values_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    assert alone(tmp_path, (GRAFANA,), "grafana: [\n") == {"grafana": "unknown(values file stack/values.yaml)"}


def test_secrets_of_values_are_never_held(tmp_path: Path) -> None:
    files = {"stack/Chart.yaml": chart(GRAFANA), "stack/values.yaml": "grafana: {adminPassword: hunter2}\n"}
    assert "hunter2" not in repr(audited(tmp_path, files))


def test_what_describes_a_chart_and_cannot_be_read_is_told(tmp_path: Path) -> None:
    files = {"stack/Chart.yaml": chart(GRAFANA) + "  - ]\n"}
    assert [(entry.path, entry.line) for entry in audited(tmp_path, files).estate.unread] == [("stack/Chart.yaml", 6)]


# --- charts in charts ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "folder"), [("repository: 'file://../inner'", "inner"), ("version: 1.0.0", "stack/charts/inner")]
)
def test_a_chart_of_the_tree_hands_its_values_on(tmp_path: Path, said: str, folder: str) -> None:
    files = {
        "stack/Chart.yaml": chart(f"{{name: inner, {said}}}"),
        "stack/values.yaml": "inner: {grafana: {replicas: 2}}\n",
        f"{folder}/Chart.yaml": chart(GRAFANA, with_condition(REDIS, "condition: redis.enabled"), name="inner"),
        f"{folder}/values.yaml": "grafana: {replicas: 1}\nredis: {enabled: false}\n",
    }
    assert judged(tmp_path, files) == {"stack::Subchart/stack.inner.grafana": MEMBERS}


def test_a_chart_that_is_carried_and_not_listed_is_a_part(tmp_path: Path) -> None:
    files = {
        "stack/Chart.yaml": "apiVersion: v2\nname: stack\nversion: 1.0.0\n",
        "stack/charts/inner/Chart.yaml": chart(GRAFANA, name="inner"),
        "stack/values.yaml": "inner: {grafana: {replicas: 2}}\n",
    }
    assert judged(tmp_path, files) == {"stack::Subchart/stack.inner.grafana": MEMBERS}


def test_global_values_reach_every_level(tmp_path: Path) -> None:
    inner = with_condition(GRAFANA, "condition: global.boards")
    files = {
        "stack/Chart.yaml": chart("{name: inner, repository: 'file://../inner'}"),
        "stack/values.yaml": "global: {boards: false}\n",
        "inner/Chart.yaml": chart(inner, name="inner"), "inner/values.yaml": "global: {boards: true}\n",
    }  # fmt: skip
    assert judged(tmp_path, files) == {}


def test_charts_that_another_one_carries_are_looked_at_once_each(tmp_path: Path) -> None:
    def carried(number: int) -> Path:
        names = [f"d{i}" for i in range(number)]
        listed = (f"{{name: {name}, version: 1.0.0, repository: https://charts.example.com}}" for name in names)
        files = {f"c/charts/{name}/Chart.yaml": f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n" for name in names}
        return write(tmp_path / str(number), {"c/Chart.yaml": chart(*listed), **files})

    few, many = (calls_in(lambda n=n: Charts(discover([carried(n)])).copies()) for n in (20, 80))  # type: ignore[misc]
    assert many < 6 * few


def test_charts_of_the_tree_that_multiply_end(tmp_path: Path) -> None:
    """Each depends twelve times on the next, and none on what would be fetched, but for the one at the top."""
    files = {
        f"c{level}/Chart.yaml": chart(
            *([GRAFANA] if level == 0 else []),
            *(f"{{name: c{level + 1}, alias: a{i}, repository: 'file://../c{level + 1}'}}" for i in range(12)),
            name=f"c{level}",
        )
        for level in range(9)
    }
    files["c9/Chart.yaml"] = "apiVersion: v2\nname: c9\nversion: 1.0.0\n"
    document = audited(tmp_path, files)
    assert instance_of(document)["c0::Subchart/c0.grafana"] == SINGLE
    assert {one.name for one in document.estate.unresolved} <= {f"chart c{level}" for level in range(1, 10)}
    assert document.estate.unresolved


def test_a_chart_that_depends_on_itself_is_named(tmp_path: Path) -> None:
    files = {
        "a/Chart.yaml": chart("{name: b, repository: 'file://../b'}", GRAFANA, name="a"),
        "b/Chart.yaml": chart("{name: a, repository: 'file://../a'}", name="b"),
    }
    document = audited(tmp_path, {**files, "apps/a.yaml": application(path="a")})
    assert "apps::Subchart/argocd/app.grafana" in instance_of(document)
    assert [(one.name, one.root) for one in document.estate.unresolved] == [("chart a", "a"), ("chart b", "b")]


def test_a_library_makes_nothing(tmp_path: Path) -> None:
    files = {"stack/Chart.yaml": chart("{name: lib, repository: 'file://../lib'}", GRAFANA)}
    files["lib/Chart.yaml"] = chart(REDIS, name="lib") + "type: library\n"
    assert judged(tmp_path, files) == {"stack::Subchart/stack.grafana": SINGLE}


# --- values from outside ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"prod.yaml": "grafana: {replicas: 2}\n"}, MEMBERS),
        ({"prod.yaml": "grafana: {replicas: 2}\n", "last.yaml": "grafana: {replicas: 1}\n"}, SINGLE),
        ({"prod.yaml": "grafana: {enabled: false}\n"}, None),
        ({"prod.yaml": "- no values\n"}, "unknown(values file prod.yaml)"),
    ],
)
def test_values_that_are_given_reach_a_chart_that_nothing_installs(
    tmp_path: Path, files: Mapping[str, str], expected: str | None
) -> None:
    dependency = with_condition(GRAFANA, "condition: grafana.enabled")
    tree = {"stack/Chart.yaml": chart(dependency), "stack/values.yaml": "grafana: {replicas: 1, enabled: true}\n"}
    given = Inputs(chart_values=tuple(str(tmp_path / name) for name in files))
    document = audited(tmp_path, {**tree, **files}, inputs=given)
    assert instance_of(document) == ({"stack::Subchart/stack.grafana": expected} if expected else {})
    if expected == MEMBERS:
        shown = {(one.attribute, one.file, one.line) for one in document.components[0].outcomes.instance.evidence}
        assert ("values.grafana.replicas", "prod.yaml", 1) in shown


def test_values_that_are_given_do_not_reach_what_a_release_installs(tmp_path: Path) -> None:
    given = Inputs(chart_values=(str(tmp_path / "stack/prod.yaml"),))
    document = audited(tmp_path, {**STACK, "apps/app.yaml": application()}, inputs=given)
    assert instance_of(document) == {"apps::Subchart/argocd/app.grafana": SINGLE}


# --- Argo CD ------------------------------------------------------------------------------------------------------


def application(helm: str = "{}", path: str = "stack", name: str = "app") -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: {name}, namespace: argocd}}
spec:
  destination: {{namespace: shop}}
  source:
    repoURL: https://git.example.org/platform.git
    path: {path}
    helm:
{indent(dedent(helm), "      ")}
"""


STACK = {
    "stack/Chart.yaml": chart(GRAFANA), "stack/values.yaml": "grafana: {replicas: 1}\n",
    "stack/prod.yaml": "grafana: {replicas: 2}\n",
    "stack/shared.yaml": "grafana: {replicas: 2, autoscaling: {enabled: false}, persistence: {enabled: false}, "
    "imageRenderer: {enabled: false}}\n",
    "shared/three.yaml": "grafana: {replicas: 3}\n",
}  # fmt: skip


@pytest.mark.parametrize(
    ("helm", "expected"),
    [
        ("{}", SINGLE),
        ("valueFiles: [prod.yaml]", MEMBERS),
        ("valueFiles: [prod.yaml, values.yaml]", SINGLE),
        ("valueFiles: [../shared/three.yaml]", MEMBERS),
        ("valueFiles: [/shared/three.yaml]", MEMBERS),
        ("valueFiles: [prod.yaml]\nvaluesObject: {grafana: {replicas: 1}}", SINGLE),
        ("valueFiles: [prod.yaml]\nvalues: 'grafana: {replicas: 1}'", SINGLE),
        ("parameters: [{name: grafana.replicas, value: '2'}]", MEMBERS),
        ("valueFiles: [other.yaml]", "unknown(values file other.yaml)"),
        ("valueFiles: [other.yaml]\nignoreMissingValueFiles: true", SINGLE),
        ("valueFiles: [other.yaml, prod.yaml]", "unknown(values file other.yaml)"),  # of an autoscaler
        ("valueFiles: [other.yaml, shared.yaml]", MEMBERS),
        ("valueFiles: [https://example.org/values.yaml]", "unknown(values file https://example.org/values.yaml)"),
    ],
)
def test_an_application_lays_its_values_over_those_of_the_chart(tmp_path: Path, helm: str, expected: str) -> None:
    found = judged(tmp_path, {**STACK, "apps/app.yaml": application(helm)})
    assert found == {"apps::Subchart/argocd/app.grafana": expected}


@pytest.mark.parametrize(
    ("helm", "expected"),
    [
        ("valueFiles: [prod.yaml]", MEMBERS),
        ("valueFiles: [/shared/three.yaml]", MEMBERS),
        ("valueFiles: [../shared/three.yaml]", MEMBERS),
        ("valueFiles: [/other/three.yaml]", "unknown(values file /platform/other/three.yaml)"),
    ],
)
def test_a_chart_of_a_repository_that_the_source_map_names(tmp_path: Path, helm: str, expected: str) -> None:
    files = {**{f"platform/{name}": text for name, text in STACK.items()}, "apps/app.yaml": application(helm)}
    mapped = {"git@git.example.org:platform.git": tmp_path / "platform"}
    found = instance_of(audited(tmp_path, files, source_map=mapped))
    assert found == {"apps::Subchart/argocd/app.grafana": expected}


def test_a_values_file_of_another_repository_that_the_source_map_names(tmp_path: Path) -> None:
    app = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app, namespace: argocd}
spec:
  destination: {namespace: shop}
  sources:
  - repoURL: https://git.example.org/platform.git
    path: stack
    helm: {valueFiles: [$values/prod/stack.yaml]}
  - {repoURL: "https://git.example.org/values.git", ref: values}
"""
    files = {f"platform/{name}": text for name, text in STACK.items()}
    files |= {"apps/app.yaml": app, "settings/prod/stack.yaml": "grafana: {replicas: 2}\n"}
    mapped = {"https://git.example.org/platform": "platform", "https://git.example.org/values": "settings"}
    places = {source: tmp_path / folder for source, folder in mapped.items()}
    found = instance_of(audited(tmp_path, files, source_map=places))
    assert found == {"apps::Subchart/argocd/app.grafana": MEMBERS}


def test_each_application_of_a_chart_is_judged(tmp_path: Path) -> None:
    apps = f"{application(name='one')}---\n{application('valueFiles: [prod.yaml]', name='two')}"
    found = judged(tmp_path, {**STACK, "apps/apps.yaml": apps})
    assert found == {"apps::Subchart/argocd/one.grafana": SINGLE, "apps::Subchart/argocd/two.grafana": MEMBERS}


def test_an_application_switches_a_dependency_off(tmp_path: Path) -> None:
    files = {**STACK, "stack/Chart.yaml": chart(with_condition(GRAFANA, "condition: grafana.enabled"))}
    off = application("valuesObject: {grafana: {enabled: false}}")
    assert judged(tmp_path, {**files, "apps/app.yaml": off}) == {}


def test_a_file_that_is_not_there_leaves_a_condition_open(tmp_path: Path) -> None:
    """What stands in it may switch the dependency off, and set what is judged."""
    files = {**STACK, "stack/Chart.yaml": chart(with_condition(GRAFANA, "condition: grafana.enabled"))}
    found = judged(tmp_path, {**files, "apps/app.yaml": application("valueFiles: [other.yaml]")})
    assert found == {"apps::Subchart/argocd/app.grafana": "unknown(values file other.yaml)"}


def test_own_templates_leave_the_application_a_component(tmp_path: Path) -> None:
    files = {**STACK, "stack/templates/web.yaml": "kind: {{ .Values.kind }}\n", "apps/app.yaml": application("x: 1")}
    assert judged(tmp_path, files) == {
        "apps::Application/argocd/app": "unknown(chart stack of git.example.org/platform)",
        "apps::Subchart/argocd/app.grafana": SINGLE,
    }  # fmt: skip


def test_templates_that_run_nothing_do_not(tmp_path: Path) -> None:
    text = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: '{{ .Release.Name }}'}\n"
    files = {**STACK, "stack/templates/secret.yaml": text, "apps/app.yaml": application("x: 1")}
    document = audited(tmp_path, files)
    assert instance_of(document) == {"apps::Subchart/argocd/app.grafana": SINGLE}
    assert not any("are missing" in entry.reason for entry in document.estate.skipped)


def test_evidence_points_at_what_the_application_says(tmp_path: Path) -> None:
    app = application("valuesObject: {grafana: {replicas: 2}}")
    (found,) = audited(tmp_path, {**STACK, "apps/app.yaml": app}).components
    shown = {(one.address, one.attribute, one.file, one.line) for one in found.outcomes.instance.evidence}
    at = ("Application/argocd/app", "spec.source.helm.valuesObject.grafana.replicas", "apps/app.yaml", 10)
    assert at in shown


def test_a_kustomization_goes_before_a_chart(tmp_path: Path) -> None:
    """So Argo CD takes a folder with both, unless the Application speaks of Helm."""
    both = {**STACK, "stack/kustomization.yaml": "resources: []\n"}
    plain = application().replace("    helm:\n      {}\n", "")
    assert list(judged(tmp_path, {**both, "apps/app.yaml": plain})) == ["stack::Subchart/stack.grafana"]
    assert list(judged(tmp_path, {"apps/app.yaml": application("x: 1")})) == ["apps::Subchart/argocd/app.grafana"]


def test_what_renders_a_chart_by_a_plugin_may_set_anything(tmp_path: Path) -> None:
    own = {**STACK, "stack/values.yaml": "grafana: {replicas: 2}\n"}
    plugin = application().replace("    helm:\n      {}\n", "    plugin: {name: helm-with-secrets}\n")
    assert list(judged(tmp_path, {**own, "apps/app.yaml": plugin}).values()) == [
        "unknown(Application/argocd/app (spec.source.plugin))"
    ]


SET = """\
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: apps, namespace: argocd}
spec:
  goTemplate: true
  generators: [{list: {elements: [{env: dev}, {env: prod}]}}]
  template:
    metadata: {name: "{{ .env }}"}
    spec:
      destination: {namespace: shop}
      source:
        repoURL: https://git.example.org/platform.git
        path: stack
        helm: {valueFiles: ["{{ .env }}.yaml"], ignoreMissingValueFiles: true}
"""


def test_the_applications_of_a_set_take_the_files_of_their_environments(tmp_path: Path) -> None:
    found = judged(tmp_path, {**STACK, "apps/set.yaml": SET})
    assert found == {"apps::Subchart/argocd/dev.grafana": SINGLE, "apps::Subchart/argocd/prod.grafana": MEMBERS}


def test_a_patch_of_the_template_leaves_the_values_open(tmp_path: Path) -> None:
    plain = SET.replace(
        'helm: {valueFiles: ["{{ .env }}.yaml"], ignoreMissingValueFiles: true}', "targetRevision: main"
    )
    patched = plain + "  templatePatch: |\n    spec: {source: {helm: {values: 'grafana: {replicas: 2}'}}}\n"
    found = judged(tmp_path, {**STACK, "apps/set.yaml": patched})
    assert set(found.values()) == {"unknown(ApplicationSet/argocd/apps (templatePatch))"}


def test_sets_whose_applications_are_called_alike_each_give_their_own_values(tmp_path: Path) -> None:
    """Which clusters there are is not in the code."""
    one = SET.replace("[{list: {elements: [{env: dev}, {env: prod}]}}]", "[{clusters: {}}]")
    other = one.replace("name: apps", "name: others").replace("valueFiles", "valueFiles: [prod.yaml], nothing")
    found = judged(tmp_path, {**STACK, "apps/one.yaml": one, "apps/other.yaml": other})
    assert found == {
        "apps::Subchart/argocd/*.grafana": "unknown(ApplicationSet/argocd/apps (clusters))",
        "apps::Subchart/argocd/*.grafana[1]": MEMBERS,
    }


# --- Flux and Terraform -------------------------------------------------------------------------------------------


def release(more: str = "", values: str = "{}") -> str:
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: app, namespace: shop}}
spec:
  chart:
    spec:
      chart: ./stack
      sourceRef: {{kind: GitRepository, name: platform}}
{indent(dedent(more), "      ")}
  values: {values}
"""


@pytest.mark.parametrize(
    ("more", "values", "expected"),
    [
        ("", "{}", SINGLE),
        ("", "{grafana: {replicas: 2}}", MEMBERS),
        ("valuesFiles: [stack/values.yaml, ./stack/prod.yaml]", "{}", MEMBERS),
        ("valuesFiles: [other.yaml]", "{}", "unknown(values file other.yaml)"),
        ("valuesFiles: [other.yaml]\nignoreMissingValuesFiles: true", "{}", SINGLE),
        (
            "valuesFiles: [other.yaml]",
            "{grafana: {replicas: 2, autoscaling: {enabled: false}, persistence: {enabled: false}, "
            "imageRenderer: {enabled: false}}}",
            MEMBERS,
        ),
    ],
)
def test_a_release_of_flux_lays_its_values_over(tmp_path: Path, more: str, values: str, expected: str) -> None:
    found = judged(tmp_path, {**STACK, "apps/app.yaml": release(more, values)})
    assert found == {"apps::Subchart/shop/app.grafana": expected}


@pytest.mark.parametrize(
    ("more", "expected"), [("", SINGLE), ("valuesFiles: [stack/values.yaml, ./stack/prod.yaml]", MEMBERS)]
)
def test_a_release_of_a_repository_that_the_source_map_names(tmp_path: Path, more: str, expected: str) -> None:
    git = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: platform, namespace: shop}
spec: {url: "https://git.example.org/platform", ref: {tag: v1}}
"""
    files = {**{f"platform/{name}": text for name, text in STACK.items()}, "apps/git.yaml": git}
    mapped = {"git@git.example.org:platform.git": tmp_path / "platform"}
    found = instance_of(audited(tmp_path, {**files, "apps/app.yaml": release(more)}, source_map=mapped))
    assert found == {"apps::Subchart/shop/app.grafana": expected}


def test_files_of_flux_take_the_place_of_the_charts_own(tmp_path: Path) -> None:
    own = {**STACK, "stack/values.yaml": "grafana: {replicas: 2}\n", "stack/none.yaml": "{}\n"}
    found = judged(tmp_path, {**own, "apps/app.yaml": release("valuesFiles: [stack/none.yaml]")})
    assert found == {"apps::Subchart/shop/app.grafana": SINGLE}


def test_a_chart_in_a_folder_of_another_repository_is_no_known_one(tmp_path: Path) -> None:
    text = release().replace("./stack", "charts/grafana")
    assert judged(tmp_path, {"apps/app.yaml": text}) == {
        "apps::HelmRelease/shop/app": "unknown(chart charts/grafana of GitRepository/platform)"
    }


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", SINGLE),
        ('values = [yamlencode({ grafana = { replicas = 2 } })]', MEMBERS),
        ("values = [yamlencode({ grafana = { replicas = var.n } })]", "unknown(var.n)"),
        ('set = [{ name = "grafana.replicas", value = "2" }]', MEMBERS),
    ],
)  # fmt: skip
def test_a_release_of_terraform_lays_its_values_over(tmp_path: Path, more: str, expected: str) -> None:
    code = f"""\
variable "n" {{
  type = number
}}

resource "helm_release" "app" {{
  name  = "app"
  chart = "${{path.module}}/../stack"
  {more}
}}
"""
    assert judged(tmp_path, {**STACK, "infra/main.tf": code}) == {"infra::helm_release.app.grafana": expected}


# --- what others find by a release --------------------------------------------------------------------------------

VELERO = (
    "{name: velero, version: 8.0.0, repository: https://vmware-tanzu.github.io/helm-charts, condition: velero.enabled}"
)
SCHEDULE = """\
velero:
  enabled: ENABLED
  configuration:
    backupStorageLocation: [{name: default, provider: aws, bucket: backups, config: {region: eu-west-1}}]
  snapshotsEnabled: false
  deployNodeAgent: true
  schedules: {daily: {schedule: "0 3 * * *", template: {defaultVolumesToFsBackup: true}}}
"""


@pytest.mark.parametrize(("enabled", "data"), [("true", "recovers"), ("false", "lost")])
def test_schedules_of_a_dependency_cover_volumes_where_it_is_on(tmp_path: Path, enabled: str, data: str) -> None:
    files = {
        "stack/Chart.yaml": chart(REDIS, VELERO), "stack/values.yaml": SCHEDULE.replace("ENABLED", enabled),
        "apps/app.yaml": application(),
    }  # fmt: skip
    found = next(c for c in audited(tmp_path, files).components if c.name == "app.redis")
    assert found.outcomes.data.outcome == data
    shown = {(one.attribute, one.value, one.file, one.line) for one in found.outcomes.data.evidence}
    schedule = ("values.velero.schedules.daily.schedule", "0 3 * * *", "stack/values.yaml", 7)
    assert (schedule in shown) is (data == "recovers")
