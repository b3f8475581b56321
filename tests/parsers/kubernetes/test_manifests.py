"""Reading manifests: names, lines, values, and what is skipped or cannot be read."""

import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from textwrap import dedent, indent

import pytest

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Sensitive, Unknown
from continuity_audit.parsers.kubernetes.kustomize import read_kustomization
from continuity_audit.parsers.kubernetes.manifests import Manifests, merge, read_manifests
from growth import calls_in
from parsers.kubernetes.trees import addresses as of_tree


def read(text: str, file: str = "app/web.yaml", parts: frozenset[str] = frozenset()) -> Manifests:
    return read_manifests(dedent(text).encode(), file, "app", parts)


def only(found: Manifests) -> Resource:
    (resource,) = found.resources
    return resource


def addresses(found: Manifests) -> list[tuple[str, str, int, int]]:
    return [(r.type, r.address, r.span.line, r.span.end_line) for r in found.resources]


# --- objects ------------------------------------------------------------------------------------------------------


def test_documents_with_their_lines() -> None:
    found = read("""\
        # a comment
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          namespace: shop
        spec:
          replicas: 3
          template:
            spec:
              containers:
              - name: web
                env:
                - name: A
                  value: x

        ---
        # another comment
        apiVersion: postgresql.cnpg.io/v1
        kind: Cluster
        metadata: {name: db}
        ...
        """)
    assert addresses(found) == [
        ("Deployment", "Deployment/shop/web", 3, 16),
        ("postgresql.cnpg.io/Cluster", "Cluster/db", 20, 22),
    ]
    deployment = found.resources[0]
    assert deployment.name == "web"
    assert deployment.root == "app"
    assert deployment.span.file == "app/web.yaml"
    assert deployment.language == "kubernetes"
    assert deployment.lines == {
        "apiVersion": 3, "kind": 4, "metadata": 5, "metadata.name": 6, "metadata.namespace": 7, "spec": 8,
        "spec.replicas": 9, "spec.template": 10, "spec.template.spec": 11, "spec.template.spec.containers": 12,
        "spec.template.spec.containers.0": 13, "spec.template.spec.containers.0.name": 13,
        "spec.template.spec.containers.0.env": 14, "spec.template.spec.containers.0.env.0": 15,
        "spec.template.spec.containers.0.env.0.name": 15, "spec.template.spec.containers.0.env.0.value": 16,
    }  # fmt: skip
    assert (found.unread, found.skipped) == ((), ())


def test_a_list_holds_objects() -> None:
    found = read("""\
        apiVersion: v1
        kind: List
        items:
        - apiVersion: v1
          kind: ConfigMap
          metadata: {name: one}
          data:
            text: |
              long
              text
        - apiVersion: velero.io/v1
          kind: Schedule
          metadata:
            name: two
        """)
    assert addresses(found) == [
        ("ConfigMap", "ConfigMap/one", 4, 10),
        ("velero.io/Schedule", "Schedule/two", 11, 14),
    ]
    assert found.resources[1].lines == {"apiVersion": 11, "kind": 12, "metadata": 13, "metadata.name": 14}


def test_a_list_of_many_objects_is_told_apart_in_one_go() -> None:
    def dump(number: int) -> str:
        item = "- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: c%d\n  data:\n    a: b\n"
        return "apiVersion: v1\nkind: List\nitems:\n" + "".join(item % i for i in range(number))

    assert len(read(dump(3)).resources) == 3
    few, many = (calls_in(lambda n=n: read(dump(n)), built_in=True) for n in (100, 400))  # type: ignore[misc]
    assert many < 4.2 * few


def test_a_list_of_one_kind_names_it_once() -> None:
    found = read("""\
        apiVersion: apps/v1
        kind: DeploymentList
        items:
        - metadata: {name: one, namespace: a}
        """)
    assert addresses(found) == [("Deployment", "Deployment/a/one", 4, 4)]


@pytest.mark.parametrize(
    ("version", "kind", "expected"),
    [
        ("v1", "Service", "Service"),
        ("apps/v1", "StatefulSet", "StatefulSet"),
        ("extensions/v1beta1", "Deployment", "Deployment"),
        ("batch/v1", "CronJob", "CronJob"),
        ("autoscaling/v2", "HorizontalPodAutoscaler", "HorizontalPodAutoscaler"),
        ("policy/v1", "PodDisruptionBudget", "PodDisruptionBudget"),
        ("networking.k8s.io/v1", "Ingress", "Ingress"),
        ("storage.k8s.io/v1", "StorageClass", "StorageClass"),
        ("rbac.authorization.k8s.io/v1", "Role", "Role"),
        ("argoproj.io/v1alpha1", "Rollout", "argoproj.io/Rollout"),
        ("serving.knative.dev/v1", "Service", "serving.knative.dev/Service"),
    ],
)
def test_types(version: str, kind: str, expected: str) -> None:
    assert only(read(f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: x}}\n")).type == expected


def test_a_generated_name_ends_in_a_star() -> None:
    found = read("apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: run-, namespace: a}\n")
    assert only(found).address == "Job/a/run-*"


def test_json_with_what_yaml_refuses() -> None:
    manifest = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "x"}, "data": {"smile": "\U0001f600"}}
    resource = only(read(json.dumps(manifest), "app/x.json"))
    assert resource.address == "ConfigMap/x"
    assert resource.values["data"] == {"smile": "\U0001f600"}


def test_json_keeps_its_lines() -> None:
    resource = only(read('{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"metadata": {"name": "x"}\n}\n', "app/x.json"))
    assert resource.lines["metadata.name"] == 4


def test_other_encodings() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: é}\n"
    assert only(read_manifests(text.encode("utf-8-sig"), "a.yaml", ".")).address == "Pod/é"
    assert only(read_manifests(text.encode("utf-16"), "a.yaml", ".")).address == "Pod/é"
    windows = text.replace("\n", "\r\n").encode()
    assert only(read_manifests(windows, "a.yaml", ".")).lines["metadata"] == 3
    assert read_manifests(text.encode("latin-1"), "a.yaml", ".").unread == (Unread("a.yaml", 3, "not UTF-8 text"),)


# --- values -------------------------------------------------------------------------------------------------------


def values(text: str) -> object:
    head = "apiVersion: example.org/v1\nkind: Thing\nmetadata: {name: x}\nspec:\n"
    return only(read(head + indent(dedent(text), "  "))).values["spec"]


def test_scalars_as_go_reads_them() -> None:
    found = values("  [yes, no, on, ~, null, 010, 0x1f, 1_000, 1.50, 1e3, '1', 1.2.3, 2024-01-01, 12:30, 0o7, -]")
    expected = (
        True, False, True, None, None, 8, 31, 1000, Decimal("1.50"), Decimal("1e3"), "1", "1.2.3", "2024-01-01",
        "12:30", 7, "-",
    )  # fmt: skip
    assert found == expected
    assert [type(v) for v in found] == [type(v) for v in expected]  # type: ignore[attr-defined]


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not installed")
def test_scalars_as_kubectl_reads_them(tmp_path: Path) -> None:
    scalars = [
        "yes",
        "no",
        "on",
        "off",
        "y",
        "N",
        "True",
        "~",
        "null",
        "010",
        "0x1f",
        "0b11",
        "1_000",
        "1.50",
        "1e3",
        ".5",
        "1.",
        "+1",
        "-0",
        "08",
        "0o7",
        "'1'",
        '"a"',
        "1.2.3",
        "2024-01-01",
        "12:30",
        "-a",
        "1e-",
        ".",
        "+",
        "0x",
        "09.5",
        "1__0",
        "Null",
        "TRUE",
        "tRUE",
        "oN",
    ]
    text = f"apiVersion: example.org/v1\nkind: Thing\nmetadata: {{name: x}}\nspec: {{v: [{', '.join(scalars)}]}}\n"
    (tmp_path / "x.yaml").write_text(text, "utf-8")
    command = ["kubectl", "label", "--local", "--dry-run=client", "-f", str(tmp_path / "x.yaml"), "a=b", "-o", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=240)
    expected = json.loads(done.stdout, parse_float=Decimal)["spec"]["v"]
    assert dict(zip(scalars, only(read(text)).values["spec"]["v"], strict=True)) == dict(  # type: ignore[index]
        zip(scalars, expected, strict=True)
    )


def test_anchors_and_merges() -> None:
    found = values("""\
          base: &base {cpu: 1, memory: 2Gi}
          web:
            <<: *base
            cpu: 4
          both:
            <<: [{cpu: 8}, *base]
          same: *base
    """)
    assert found == {
        "base": {"cpu": 1, "memory": "2Gi"},
        "web": {"cpu": 4, "memory": "2Gi"},
        "both": {"cpu": 8, "memory": "2Gi"},
        "same": {"cpu": 1, "memory": "2Gi"},
    }


def test_version_and_kind_may_be_merged(tmp_path: Path) -> None:
    merged = """\
        x-common: &common
          apiVersion: v1
          kind: ConfigMap
        <<: *common
        metadata: {name: one}
        ---
        <<: {apiVersion: v1, kind: ConfigMap}
        metadata: {name: two}
        """
    no_manifest = "x: &x {kind: a}\n<<: *x\nservices: {web: {labels: {apiVersion: v1}}}\n"
    found = of_tree(tmp_path, {"k8s/merged.yaml": merged, "compose/compose.yaml": no_manifest})
    assert found == {"k8s": ["ConfigMap/one", "ConfigMap/two"]}


def test_a_placeholder_is_not_known() -> None:
    found = values("  {replicas: '${REPLICAS}', size: '${SIZE:=3}', name: 'web-${ENV}'}")
    assert found == {
        "replicas": Unknown(frozenset({"${REPLICAS}"}), "${REPLICAS}"),
        "size": Unknown(frozenset({"${SIZE:=3}"}), "${SIZE:=3}"),
        "name": "web-${ENV}",
    }


def test_secrets_are_dropped() -> None:
    found = read("""\
        apiVersion: v1
        kind: Secret
        metadata:
          name: login
          annotations:
            kubectl.kubernetes.io/last-applied-configuration: '{"data": {"user": "c2VjcmV0"}}'
        data: {user: c2VjcmV0}
        stringData: {note: s3cret}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
              - name: web
                args: [--db-password=s3cret, --port=80]
                env:
                - {name: DB_PASSWORD, value: s3cret}
                - {name: DB_URL, value: "postgres://me:s3cret@db:5432/x"}
                - name: TOKEN
                  valueFrom: {secretKeyRef: {name: login, key: user}}
              imagePullSecrets: [{name: registry}]
        ---
        apiVersion: example.org/v1
        kind: Thing
        metadata: {name: x}
        spec: {apiToken: s3cret, secretName: login, nested: {private_key: &k s3cret, tokens: [s3cret]}, copy: *k}
        """)
    assert "s3cret" not in str([r.values for r in found.resources])
    assert "c2VjcmV0" not in str([r.values for r in found.resources])
    secret, web, thing = found.resources
    assert secret.values["data"] == {"user": Sensitive("")}
    assert secret.values["stringData"] == {"note": Sensitive("")}
    container = web.values["spec"]["template"]["spec"]["containers"][0]  # type: ignore[index]
    assert container["args"] == ("--db-password=…", "--port=80")
    assert container["env"] == (
        {"name": "DB_PASSWORD", "value": Sensitive("")},
        {"name": "DB_URL", "value": "postgres://me:…@db:5432/x"},
        {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "login", "key": "user"}}},
    )
    assert thing.values["spec"] == {
        "apiToken": Sensitive(""),
        "secretName": "login",
        "nested": {"private_key": Sensitive(""), "tokens": Sensitive("")},
        "copy": Sensitive(""),
    }


def test_secrets_in_json_that_yaml_refuses_are_dropped() -> None:
    manifest = {
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "x", "labels": {"a": "\U0001f600"}},
        "data": {"k": "s3cret"},
    }  # fmt: skip
    assert only(read(json.dumps(manifest), "app/x.json")).values["data"] == {"k": Sensitive("")}


# --- skipped ------------------------------------------------------------------------------------------------------

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"
RELEASE = dedent("""\
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: radarr, namespace: media}
    spec:
      chart: {spec: {chart: app-template, version: 1.0.0}}
      values:
        persistence:
        - existingClaim: "{{ .Release.Name }}"
    """)


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("app/x.yaml", "a: 1\n", "no Kubernetes manifest"),
        ("app/x.yaml", "", "it is empty"),
        ("app/x.yaml", "apiVersion: v1\nnested:\n  kind: Pod\n", "no Kubernetes manifest"),
        ("app/x.yaml", "apiVersion: v3\nkind: service\nmetadata: {name: x}\n", "no Kubernetes manifest"),
        ("app/values.yaml", "replicas: 1\n", "values of a chart"),
        ("app/values-prod.yaml", "replicas: 1\n", "values of a chart"),
        ("app/kustomization.yaml", "resources: [web.yaml]\n", "a kustomization: it names objects and is none"),
        (
            "app/x.yaml",
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: x}\n",
            "a kustomization: it names objects and is none",
        ),
        ("app/x.yaml", HEAD + "data: {{ .Values.data }}\n", "a template, rendered before it is applied"),
        ("app/x.yaml", "{{- if .Values.on }}\n" + HEAD + "{{- end }}\n", "a template, rendered before it is applied"),
        ("app/x.yaml", "{% if on %}\n" + HEAD + "{% endif %}\n", "a template, rendered before it is applied"),
        ("app/x.yaml", HEAD + "a:\n  %{~ for k in a ~}\n  b: ${k}\n", "a template, rendered before it is applied"),
        (
            "app/x.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: '{{ name }}'}\n",
            "a template, rendered before it is applied",
        ),
        ("app/x.yaml", HEAD + "data: {a: '{{ .Values.a }}'}\n", "a template, rendered before it is applied"),
        (
            "app/x.yaml",
            RELEASE.replace("version: 1.0.0", "version: '{{ .Values.version }}'"),
            "a template, rendered before it is applied",
        ),
        ("app/x.yaml", HEAD + "data: {a: !Ref Bucket}\n", "YAML with a tag of its own (!Ref)"),
        ("app/x.yaml", "apiVersion: v1\nkind: Pod\n", "a Pod without metadata"),
        ("app/x.yaml", "apiVersion: v1\nkind: Pod\nmetadata: {}\n", "a Pod without a name"),
        ("app/x.yaml", "apiVersion: x.org/v1\nkind: Ingress\nmetadata: {}\n", "an Ingress without a name"),
        ("app/x.yaml", "apiVersion: x.org/v1\nkind: UpdateService\n", "an UpdateService without metadata"),
        ("app/x.yaml", "apiVersion: x.org/v1\nkind: User\nmetadata: {}\n", "a User without a name"),
        ("app/x.yaml", "apiVersion: v1\nkind: Config\nusers: []\n", "a client's configuration, no object of a cluster"),
        (
            "app/x.yaml",
            "apiVersion: v1\nkind: Pod\n"
            "metadata: {name: x, annotations: {config.kubernetes.io/local-config: 'true'}}\n",
            "for the tools that read it alone (config.kubernetes.io/local-config), and never applied",
        ),
        (
            "app/x.yaml",
            "apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: x}\n",
            "an OpenShift template, rendered before it is applied",
        ),
    ],
)  # fmt: skip
def test_skipped(file: str, text: str, reason: str) -> None:
    assert read(text, file) == Manifests(skipped=(Skipped(file, reason),))


def test_braces_in_values_are_no_template() -> None:
    found = read("""\
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: x}
        spec:
          summary: "{{ $labels.instance }} is down"
          script: |
            {{ .Values.of.something.else }}
        """)
    assert only(found).address == "PrometheusRule/x"


def test_what_a_release_gives_to_a_chart_makes_no_template() -> None:
    assert only(read(RELEASE)).address == "HelmRelease/media/radarr"


@pytest.mark.parametrize(
    "source",
    [
        "source: {chart: a, helm: {valuesObject: {claim: '{{ .Release.Name }}'}}}",
        "source: {chart: a, helm: {values: 'claim: \"{{ .Release.Name }}\"'}}",
        "sources: [{path: x}, {chart: a, helm: {parameters: [{name: claim, value: '{{ .Release.Name }}'}]}}]",
    ],
)
def test_what_an_application_gives_to_a_chart_makes_no_template(source: str) -> None:
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec:\n  "
    assert only(read(f"{head}{source}\n")).address == "Application/a"
    templated = source.replace("chart: a", "chart: '{{ .Values.chart }}'")
    skipped = read(f"{head}{templated}\n", "app/x.yaml").skipped
    assert skipped == (Skipped("app/x.yaml", "a template, rendered before it is applied"),)


def test_a_patch_is_no_object() -> None:
    kustomization = dedent("""\
        resources: [../base, web.yaml]
        patchesStrategicMerge:
        - more.yaml
        - |-
          apiVersion: v1
          kind: Pod
        patches:
        - path: patches/replicas.yaml
          target: {kind: Deployment}
        patchesJson6902:
        - {path: json.yaml, target: {kind: Deployment}}
        replacements: [{path: replace.yaml}]
        configurations: [names.yaml]
        helmCharts: [{name: x, valuesFile: x-values.yaml}]
        configMapGenerator: [{name: x, files: [rules.yaml, key=other.yaml]}]
        """)
    found = read_kustomization(kustomization.encode(), "overlays/prod/kustomization.yaml")
    assert found.resources == {"overlays/base", "overlays/prod/web.yaml"}
    assert found.parts == {
        f"overlays/prod/{name}"
        for name in ("more.yaml", "patches/replicas.yaml", "json.yaml", "replace.yaml", "names.yaml", "x-values.yaml",
                     "rules.yaml", "other.yaml")
    }  # fmt: skip
    part = "overlays/prod/patches/replicas.yaml"
    skipped = Skipped(part, "a part of an object that a kustomization names, no object of its own")
    assert read(HEAD, part, found.parts) == Manifests(skipped=(skipped,))


def test_a_broken_kustomization_names_nothing() -> None:
    assert read_kustomization(b"resources: [", "kustomization.yaml").resources == frozenset()


def test_of_what_is_declared_twice_the_last_counts() -> None:
    found = read(HEAD + "data: {a: '1'}\n---\n" + HEAD + "data: {a: '2'}\n")
    assert only(found).values["data"] == {"a": "2"}
    reason = "ConfigMap/x on line 1 is declared again at app/web.yaml:6, which counts"
    assert found.skipped == (Skipped("app/web.yaml", reason),)


def test_of_what_two_files_of_a_bundle_declare_the_last_counts() -> None:
    found = merge((read(HEAD, "app/a.yaml"), read(HEAD, "app/b.yaml")))
    assert only(found).span.file == "app/b.yaml"
    reason = "ConfigMap/x on line 1 is declared again at app/b.yaml:1, which counts"
    assert found.skipped == (Skipped("app/a.yaml", reason),)


def test_generated_names_are_never_the_same_object() -> None:
    text = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: run-}\n"
    assert [r.span.line for r in read(text + "---\n" + text).resources] == [1, 5]


# --- unread -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (HEAD + "data:\n\ta: b\n", 5, "a tab indents the line; YAML takes spaces only"),
        (HEAD + "data: {a: 1\n", 5, "while parsing a flow mapping: did not find expected ',' or '}'"),
        (HEAD + "data:\n  a: 1\n  b: 2\n  a: 3\n", 7, 'the key "a" stands twice in one mapping'),
        (HEAD + "data: *nothing\n", 4, 'the alias "nothing" has no anchor before it'),
        (HEAD + "data: &a [*a]\n", 4, 'the alias "a" has no anchor before it'),
        (HEAD + "data: {? [a, b] : c}\n", 4, "a key of a mapping must be a text, here it is a collection"),
        (HEAD + "data: {a: \x01}\n", 4, "character 1 is not allowed in YAML"),
        (HEAD + 'data: "open\n', 5, "while scanning a quoted scalar: found unexpected end of stream"),
    ],
)
def test_unread(text: str, line: int, reason: str) -> None:
    assert read(text) == Manifests(unread=(Unread("app/web.yaml", line, reason),))


def test_a_broken_document_costs_only_itself() -> None:
    found = read(HEAD + "---\n" + HEAD.replace("x", "y") + "data: [\n---\n" + HEAD.replace("x", "z"))
    assert [r.address for r in found.resources] == ["ConfigMap/x", "ConfigMap/z"]
    assert [(u.line, u.path) for u in found.unread] == [(9, "app/web.yaml")]


def test_billions_of_aliases_end_at_a_limit() -> None:
    bomb = "".join(f"  k{i}: &k{i} [{', '.join([f'*k{i - 1}'] * 9)}]\n" for i in range(1, 20))
    found = read(HEAD + "data:\n  k0: &k0 lol\n" + bomb)
    assert found.resources == ()
    assert found.unread == (Unread("app/web.yaml", 12, "holds more than 1000000 values, aliases expanded"),)


@pytest.mark.parametrize("opening", ["[", '{"a":', "- "])
def test_deep_nesting_ends_at_a_limit(opening: str) -> None:
    head = HEAD + "data: " if opening != "- " else HEAD + "data:\n  "
    found = read(head + opening * 20_000)
    assert [u.reason for u in found.unread] == ["nested deeper than 200 levels"]


def test_json_nested_deeply_ends_at_a_limit() -> None:
    text = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": ' + "[" * 20_000
    assert read(text, "x.json").unread == (Unread("x.json", 1, "nested deeper than 200 levels"),)


def test_a_huge_file_is_named_with_the_limit() -> None:
    huge = HEAD.encode() + b"data:\n" + b"  k: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" * 1_400_000
    assert read_manifests(huge, "x.yaml", ".").unread == (Unread("x.yaml", 1, "larger than 16 MiB"),)
    assert read_manifests(b"a: 1\n" * 10_000_000, "x.yaml", ".").skipped == (
        Skipped("x.yaml", "no Kubernetes manifest"),
    )


def test_twelve_thousand_documents() -> None:
    text = "---\n".join(HEAD.replace("x", f"x{i}") for i in range(12_000))
    assert read(text).resources[-1].span.line == 4 * 11_999 + 1
