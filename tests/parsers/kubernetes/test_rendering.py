"""Rendering overlays: what is set, where it is set, and that Kustomize itself renders the same."""

import re
import shutil
import subprocess
from pathlib import Path
from textwrap import dedent, indent

import pytest

from continuity_audit.discovery.tree import Unread
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.manifests import read_manifests
from continuity_audit.parsers.kubernetes.redaction import DROPPED
from growth import calls_in
from parsers.kubernetes.trees import WEB, one, place, readings, write

CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n"
SCALER = """\
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: {name: web}
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      minReplicas: 2
    """
MOUNTED = """\
    apiVersion: apps/v1
    kind: StatefulSet
    metadata: {name: db}
    spec:
      replicas: 1
      serviceName: db
      template:
        metadata: {labels: {app: db}}
        spec:
          containers: [{name: db, image: "registry.example:5000/db:1@sha256:0"}]
          topologySpreadConstraints:
          - {topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: db}}}
          volumes:
          - {name: data, persistentVolumeClaim: {claimName: data}}
          - {name: scratch, emptyDir: {}}
      volumeClaimTemplates: [{metadata: {name: own}, spec: {storageClassName: fast}}]
    """
BASE = {
    "base/kustomization.yaml": "resources: [web.yaml, hpa.yaml, db.yaml, claim.yaml]\n",
    "base/web.yaml": WEB, "base/hpa.yaml": SCALER, "base/db.yaml": MOUNTED, "base/claim.yaml": CLAIM,
}  # fmt: skip


def test_a_patch_points_at_its_own_file_and_line(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": """\
            namespace: prod
            resources: [../base]
            patches:
            - path: more.yaml
            - target: {kind: StatefulSet}
              patch: |-
                - op: replace
                  path: /spec/replicas
                  value: 3
            replicas:
            - name: other
              count: 2
            """,
        "prod/more.yaml": """\
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: web
            spec:
              replicas: 4
              template:
                spec:
                  containers:
                  - name: web
                    env:
                    - name: B
                      value: b
            """,
    }
    found = readings(tmp_path, files)["prod"]
    web, db = one(found, "Deployment/prod/web"), one(found, "StatefulSet/prod/db")
    assert (web.span.file, web.span.line) == ("base/web.yaml", 1)
    assert place(web, "spec.replicas") == "prod/more.yaml:6"
    assert place(web, "metadata.namespace") == "prod/kustomization.yaml:1"
    assert place(web, "spec.selector") == "base/web.yaml:7"
    assert place(db, "spec.replicas") == "prod/kustomization.yaml:9"
    assert place(db, "spec.serviceName") == "base/db.yaml:6"
    names = [
        (c["name"], [e["name"] for e in c.get("env", ())]) for c in web.values["spec"]["template"]["spec"]["containers"]
    ]  # type: ignore[index]
    assert names == [("web", ["B", "A"]), ("proxy", [])]
    assert found.unread == (
        Unread("prod/kustomization.yaml", 11, "it sets the replicas of other, and nothing of that name has any"),
    )


def test_a_patch_changes_kind_and_name_where_its_options_say_so(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": """\
            resources: [../base]
            patches:
            - path: other.yaml
              target: {kind: StatefulSet, name: db}
              options: {allowKindChange: true, allowNameChange: true}
            """,
        "prod/other.yaml": """\
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: store
            """,
    }
    found = readings(tmp_path, files)["prod"]
    assert sorted(r.address for r in found.resources) == [
        "Deployment/store", "Deployment/web", "HorizontalPodAutoscaler/web", "PersistentVolumeClaim/data",
    ]  # fmt: skip
    store = one(found, "Deployment/store")
    assert (store.type, place(store, "kind")) == ("Deployment", "prod/other.yaml:2")
    assert (place(store, "metadata.name"), place(store, "spec.replicas")) == ("prod/other.yaml:4", "base/db.yaml:5")


def test_a_patch_of_nothing_is_unread_and_the_rest_is_rendered(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": "resources: [../base]\npatchesStrategicMerge: [gone.yaml]\n",
        "prod/gone.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: gone}\n",
    }
    found = readings(tmp_path, files)["prod"]
    assert len(found.resources) == 4
    assert found.unread == (
        Unread("prod/gone.yaml", 1, "it patches Service gone, which is not among the objects of prod"),
    )


def test_a_json_patch_of_what_is_not_there_is_unread(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": """\
            resources: [../base]
            patchesJson6902:
            - target: {group: apps, version: v1, kind: Deployment, name: web}
              patch: |-
                - {op: remove, path: /spec/paused}
            """,
    }
    assert readings(tmp_path, files)["prod"].unread == (
        Unread("prod/kustomization.yaml", 5, "the patch names /spec/paused, which is not there"),
    )


def test_a_json_patch_replaces_keys_that_are_not_there_and_counts_from_the_end(tmp_path: Path) -> None:
    files = {
        "prod/kustomization.yaml": """\
            resources: [db.yaml]
            patches:
            - target: {kind: StatefulSet}
              patch: |-
                - {op: replace, path: /metadata/namespace, value: shop}
                - {op: add, path: /spec/args/-1, value: d}
                - {op: replace, path: /spec/args/-4, value: A}
                - {op: remove, path: /spec/args/-2}
            - target: {kind: StatefulSet}
              patch: |-
                - {op: replace, path: /spec/template/spec, value: {}}
            - target: {kind: StatefulSet}
              patch: |-
                - {op: add, path: /spec/args/-9, value: e}
            - target: {kind: StatefulSet}
              patch: |-
                - {op: replace, path: /spec/args/7, value: e}
            """,
        "prod/db.yaml": """\
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec: {args: [a, b, c]}
            """,
    }
    found = readings(tmp_path, files)["prod"]
    (db,) = found.resources
    assert (db.address, db.values["spec"]) == ("StatefulSet/shop/db", {"args": ("A", "b", "d")})
    assert [u.reason for u in found.unread] == [
        "the patch names /spec/template, which is not there",
        "the patch adds to /spec/args/-9, which has no place for it",
        "the patch names /spec/args/7, which is not there",
    ]


def test_secrets_of_patches_are_never_held(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": """\
            resources: [../base]
            patches:
            - target: {kind: Deployment}
              patch: |-
                - {op: add, path: /spec/template/spec/containers/0/env/-, value: {name: DB_PASSWORD, value: hunter2}}
                - {op: add, path: /spec/template/spec/containers/0/env/0/name, value: API_TOKEN}
            """,
    }
    web = one(readings(tmp_path, files)["prod"], "Deployment/web")
    assert "hunter2" not in repr(web.values)
    assert "'value': 'a'" not in repr(web.values)


def test_generated_config_maps_go_by_their_plain_names(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": """\
            configMapGenerator:
            - name: settings
              literals: [HOST=db]
              files: [values.yaml=v.yaml]
            """,
        "v.yaml": "replicas: 2\n",
    }
    found = one(readings(tmp_path, files)["."], "ConfigMap/settings")
    assert found.values["data"] == {"HOST": "db", "values.yaml": "replicas: 2\n"}


def test_generated_secrets_are_there_without_what_is_in_them(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": """\
            secretGenerator:
            - {name: settings, literals: [TOKEN=hunter2], files: [key.pem], envs: [more.env]}
            """,
        "key.pem": "hunter3",
        "more.env": "OTHER=hunter4\n",
    }
    found = one(readings(tmp_path, files)["."], "Secret/settings")
    assert found.values["data"] == dict.fromkeys(("TOKEN", "key.pem", "OTHER"), DROPPED)


def test_a_json_patch_of_the_old_kind_finds_no_annotations_where_there_are_none(tmp_path: Path) -> None:
    files = {
        **BASE,
        "prod/kustomization.yaml": """\
            resources: [../base]
            patchesJson6902:
            - target: {group: apps, version: v1, kind: Deployment, name: web}
              patch: '[{"op": "add", "path": "/metadata/annotations/a", "value": b}]'
            """,
    }
    (unread,) = readings(tmp_path, files)["prod"].unread
    assert unread.reason == "the patch names /metadata/annotations, which is not there"


# --- Kustomize itself as the judge --------------------------------------------------------------------------------

OTHER = "{apiVersion: apps/v9, kind: Deployment, metadata: {name: other, namespace: far}, spec: {serviceName: null}}"
"""A patch that would change all that an object is called by."""

OVERLAYS = {
    "names": "namespace: prod\nnamePrefix: a-\nnameSuffix: -z\nresources: [../base]\n",
    "labels": """\
        resources: [../base]
        commonLabels: {team: shop}
        labels: [{pairs: {tier: web}, includeTemplates: true}, {pairs: {only: here}}]
        commonAnnotations: {note: x}
        """,
    "images": """\
        resources: [../base]
        images:
        - {name: web, newName: example.org/web, newTag: "2"}
        - {name: "registry.example:5000/db", digest: sha256:1}
        replicas: [{name: web, count: 5}]
        """,
    "labels at places": """\
        resources: [../base]
        labels:
        - pairs: {tier: web}
          fields:
          - {path: spec/template/metadata/labels, kind: Deployment, create: true}
          - {path: spec/selector/matchLabels, kind: StatefulSet, group: apps, create: true}
          - {path: spec/none/at/all, kind: Deployment}
          - {path: spec/selector/matchLabels, kind: Deployment, group: other, create: true}
        """,
    "images with tags": """\
        resources: [../base]
        images:
        - {name: "web:1", newName: example.org/web, newTag: "2"}
        - {name: "registry.example:5000/db", newTag: "3"}
        """,
    "merge": """\
        resources: [../base]
        patches:
        - patch: |
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db}
            spec:
              serviceName: null
              template:
                spec:
                  containers: [{name: db, ports: [{containerPort: 1}]}, {name: new, image: 'new:1'}]
                  volumes: [{name: scratch, $patch: delete}, {name: more, emptyDir: {}}]
                  topologySpreadConstraints:
                  - {topologyKey: zone, whenUnsatisfiable: DoNotSchedule, maxSkew: 2}
              volumeClaimTemplates: [{metadata: {name: other}}]
        - target: {kind: Deployment, name: "w.*"}
          patch: |
            - {op: add, path: /metadata/annotations, value: {a~1b: c}}
            - {op: move, from: /spec/replicas, path: /spec/minReadySeconds}
            - {op: copy, from: /spec/template/spec/containers/0, path: /spec/template/spec/containers/-}
            - {op: remove, path: /spec/template/spec/containers/1}
        - patch: |
            $patch: delete
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
        """,
    "twice": """\
        resources: [../blue, ../green]
        """,
    "replaced": """\
        resources: [../base]
        patches:
        - patch: |
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers: [{$patch: replace}, {name: all, image: new}]
        """,
    "kinds": f"""\
        resources: [../base]
        patches:
        - {{target: {{kind: StatefulSet}}, options: {{allowKindChange: true}}, patch: "{OTHER}"}}
        - {{target: {{kind: Deployment, name: db}}, patch: '[{{"op": "add", "path": "/spec/paused", "value": true}}]'}}
        - {{target: {{kind: StatefulSet}}, patch: '[{{"op": "remove", "path": "/spec/not/there"}}]'}}
        - patch: |
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {{name: db}}
            spec: {{revisionHistoryLimit: 4}}
        replicas: [{{name: db, count: 5}}]
        namePrefix: a-
        """,
    "called": f"""\
        resources: [../base]
        patches:
        - {{target: {{kind: Deployment}}, options: {{allowNameChange: true}}, patch: "{OTHER}"}}
        - {{target: {{name: web, kind: Deployment}}, patch: '[{{"op": "add", "path": "/spec/paused", "value": true}}]'}}
        """,
    "both": f"""\
        resources: [../base]
        patches:
        - target: {{kind: Deployment, name: web}}
          options: {{allowKindChange: true, allowNameChange: true}}
          patch: "{OTHER.replace("Deployment", "StatefulSet")}"
        - {{target: {{kind: StatefulSet, name: web}}, patch: '[{{"op": "add", "path": "/spec/x", "value": 1}}]'}}
        """,
    "neither": f"""\
        resources: [../base]
        patches:
        - {{target: {{kind: StatefulSet}}, options: {{allowKindChange: false}}, patch: "{OTHER}"}}
        - patch: |
            apiVersion: apps/v1
            kind: Deployment
            metadata: {{name: web, namespace: default}}
            spec: {{paused: true}}
        """,
    "annotated": """\
        resources: [../base]
        patches:
        - {target: {kind: Deployment}, patch: '[{"op": "add", "path": "/metadata/annotations/a~1b", "value": "c"}]'}
        """,
    "annotated-anew": """\
        resources: [../blue]
        patchesJson6902:
        - target: {version: v1, group: apps, kind: Deployment, name: web}
          patch: '[{"op": "add", "path": "/metadata/annotations/a~1b", "value": "c"}]'
        """,
    "mounted": """\
        resources: [../base]
        patches:
        - patch: |
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  imagePullSecrets:
                  - name: registry
                  volumes:
                  - name: keys
                    secret:
                      secretName: keys
        """,
    "secrets": """\
        resources: [../secret]
        namespace: shop
        patches:
        - {patch: "{$patch: delete, apiVersion: v1, kind: Secret, metadata: {name: token}}"}
        """,
    "local": """\
        resources: [../base]
        patches:
        - target: {kind: StatefulSet}
          patch: |
            - {op: add, path: /metadata/annotations, value: {config.kubernetes.io/local-config: "true"}}
        - target: {kind: Deployment}
          patch: |
            - {op: add, path: /metadata/annotations, value: {config.kubernetes.io/local-config: "false"}}
        """,
    "vars": """\
        resources: [../base]
        vars: [{name: WEB, objref: {apiVersion: apps/v1, kind: Deployment, name: web}}]
        patches:
        - target: {kind: StatefulSet}
          patch: |
            - {op: add, path: /spec/template/spec/containers/0/args, value: ["$(WEB)"]}
        """,
    "replacements": """\
        resources: [../base]
        replacements:
        - source: {kind: Deployment, name: web, fieldPath: metadata.name}
          targets: [{select: {kind: StatefulSet}, fieldPaths: [spec.serviceName]}]
        """,
    "components-after-generators": """\
        resources: [../base]
        configMapGenerator: [{name: settings, literals: [SIZE=1, MODE=a], options: {disableNameSuffixHash: true}}]
        components: [../more]
        """,
    "default-namespace": """\
        resources: [../base]
        patches:
        - target: {kind: Deployment, namespace: default}
          patch: |
            - {op: test, path: /spec/replicas, value: 1}
            - {op: replace, path: /spec/replicas, value: 4}
        """,
    "transformers": """\
        resources: [../base]
        replicas: [{name: web, count: 2}]
        transformers:
        - |-
          apiVersion: builtin
          kind: NamespaceTransformer
          metadata: {name: any, namespace: filled}
          unsetOnly: true
        - |-
          apiVersion: builtin
          kind: PatchTransformer
          metadata: {name: any}
          target: {kind: Deployment}
          patch: '[{"op": "replace", "path": "/spec/replicas", "value": 8}]'
        - |-
          apiVersion: builtin
          kind: PatchTransformer
          metadata: {name: any}
          patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {paused: true}}"
        - |-
          apiVersion: builtin
          kind: PatchJson6902Transformer
          metadata: {name: any}
          target: {group: apps, version: v1, kind: StatefulSet, name: db}
          jsonOp: '[{"op": "replace", "path": "/spec/serviceName", "value": "other"}]'
        - |-
          apiVersion: builtin
          kind: ReplicaCountTransformer
          metadata: {name: any}
          replica: {name: db, count: 3}
          fieldSpecs: [{path: spec/replicas, create: true, kind: StatefulSet}]
        - |-
          apiVersion: builtin
          kind: ImageTagTransformer
          metadata: {name: any}
          imageTag: {name: proxy, newTag: "2"}
          fieldSpecs: [{path: spec/template/spec/containers/image}]
        - ../transformers
        """,
    "schema": """\
        resources: [../base]
        openapi: {path: schema.json}
        patches:
        - patch: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 7}}"
        """,
}
FURTHER = {
    "more/kustomization.yaml": """\
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        configMapGenerator: [{name: settings, behavior: merge, literals: [SIZE=3]}]
        """,
    "transformers/kustomization.yaml": "resources: [all.yaml]\n",
    "transformers/all.yaml": """\
        apiVersion: builtin
        kind: LabelTransformer
        metadata: {name: labels}
        labels: {team: shop}
        fieldSpecs: [{path: metadata/labels, create: true}, {path: spec/template/metadata/labels, kind: Deployment}]
        ---
        apiVersion: builtin
        kind: PrefixTransformer
        metadata: {name: names}
        prefix: a-
        fieldSpecs: [{path: metadata/name}]
        """,
    "schema/schema.json": '{"definitions": {}}',
}
"""What these overlays use besides."""


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
@pytest.mark.parametrize("name", OVERLAYS)
def test_kustomize_renders_the_same(tmp_path: Path, name: str) -> None:
    files = {
        **BASE,
        "blue/kustomization.yaml": "nameSuffix: -blue\nresources: [../base]\n",
        "green/kustomization.yaml": "nameSuffix: -green\nresources: [../base]\n",
        "secret/kustomization.yaml": "resources: [../base]\nsecretGenerator: [{name: token, literals: [KEY=x]}]\n",
        f"{name}/kustomization.yaml": OVERLAYS[name], **FURTHER,
    }  # fmt: skip
    found = readings(tmp_path, files)[name]
    assert found.unread == ()
    printed = subprocess.run(["kubectl", "kustomize", tmp_path / name], capture_output=True, check=True).stdout
    assert {r.address: plain(r.values) for r in found.resources} == {
        r.address: plain(r.values) for r in read_manifests(printed, "x.yaml", ".").resources
    }


def plain(value: Value) -> Value:
    """A value without the hashes of generated names, nulls and what is empty."""
    match value:
        case dict():
            return {k: plain(v) for k, v in value.items() if v is not None}
        case tuple():
            return tuple(map(plain, value))
        case str():
            return re.sub(r"-[bcdfghkmt0-9]{10}$", "", value)
        case _:
            return value


def test_without_a_binary_what_only_kustomize_renders_is_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    found = readings(tmp_path, {**BASE, "vars/kustomization.yaml": OVERLAYS["vars"]})["vars"]
    reason = "not rendered, as it has vars in vars/kustomization.yaml: neither kustomize nor kubectl is on this machine"
    assert (found.resources, found.unread) == ((), (Unread("vars/kustomization.yaml", 0, reason),))


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
def test_the_binary_writes_nothing_into_the_tree_and_fails_in_words_without_a_clock(tmp_path: Path) -> None:
    files = {**BASE, "vars/kustomization.yaml": OVERLAYS["vars"].replace("name: web}", "name: gone}")}
    write(tmp_path, files)
    before = sorted(tmp_path.rglob("*"))
    (unread,) = readings(tmp_path, files)["vars"].unread
    assert sorted(tmp_path.rglob("*")) == before
    assert unread.reason.startswith("not rendered, as it has vars in vars/kustomization.yaml: Kustomize fails: ")
    assert "run.go" not in unread.reason
    assert str(tmp_path) not in unread.reason
    assert "continuity-audit-" not in unread.reason


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
def test_a_long_error_of_the_binary_is_told_by_its_end(tmp_path: Path) -> None:
    patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: gone}\n"
    inner = dedent(OVERLAYS["vars"]) + "patchesStrategicMerge: [gone.yaml]\n"
    files = {**BASE, "vars/kustomization.yaml": inner, "vars/gone.yaml": patch}
    below = "vars"
    for letter in "abc":
        folder = letter * 90
        files[f"{folder}/kustomization.yaml"] = f"resources: [../{below}]\n"
        below = folder
    *_, unread = readings(tmp_path, files)[below].unread
    assert "Kustomize fails: …" in unread.reason
    assert "gone" in unread.reason.rpartition("…")[2]


def test_a_transformer_that_is_run_is_named(tmp_path: Path) -> None:
    own = "apiVersion: example.org/v1\nkind: Own\nmetadata: {name: any}\n"
    files = {
        **BASE,
        "prod/kustomization.yaml": "resources: [../base]\ntransformers: [own.yaml]\n",
        "prod/own.yaml": own,
    }
    (missing,) = readings(tmp_path, files)["prod"].missing
    assert (missing.name, missing.reason) == ("own.yaml", "a plugin, which is not run")


@pytest.mark.skipif(not shutil.which("kubectl"), reason="no kubectl on this machine")
def test_transformers_are_named_where_kustomize_itself_renders(tmp_path: Path) -> None:
    overlay = dedent(OVERLAYS["transformers"]) + dedent(OVERLAYS["vars"]).replace("resources: [../base]\n", "")
    found = readings(tmp_path, {**BASE, **FURTHER, "prod/kustomization.yaml": overlay})["prod"]
    assert {m.reason for m in found.missing} == {"a plugin, which is not run"}
    assert one(found, "Deployment/web").values["spec"]["replicas"] == 2  # type: ignore[index, call-overload]


def test_a_test_of_a_patch_that_fails_is_told(tmp_path: Path) -> None:
    overlay = OVERLAYS["default-namespace"].replace("value: 1}", "value: 2}")
    (unread,) = readings(tmp_path, {**BASE, "prod/kustomization.yaml": overlay})["prod"].unread
    assert unread == Unread(
        "prod/kustomization.yaml", 5, "the patch tests /spec/replicas, which is not what it expects"
    )


# --- what is written to do harm -----------------------------------------------------------------------------------


def test_copies_of_copies_end(tmp_path: Path) -> None:
    rows = "\n".join(f"    - {{op: copy, from: /metadata, path: /metadata/x{i}}}" for i in range(60))
    patch = f"patches:\n- target: {{kind: Service}}\n  patch: |\n{rows}\n"
    files = {
        "kustomization.yaml": f"resources: [s.yaml]\n{patch}",
        "s.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
    }
    (unread,) = readings(tmp_path, files)["."].unread
    assert unread.reason == "the patch copies more than 10000 values"


def test_kustomizations_that_multiply_end(tmp_path: Path) -> None:
    files = {f"k{i}/kustomization.yaml": f"resources: [../k{i + 1}, ../k{i + 1}]\n" for i in range(40)}
    files["k40/kustomization.yaml"] = "resources: [s.yaml]\n"
    files["k40/s.yaml"] = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\n"
    reasons = [u.reason for u in readings(tmp_path, files)["k0"].unread]
    assert reasons == ["made of more than 5000 kustomizations"]


def test_a_pattern_takes_no_time_to_fail(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": """\
            resources: [s.yaml]
            patches: [{target: {name: "(a+)+b"}, patch: "- {op: remove, path: /kind}"}]
            """,
        "s.yaml": f"apiVersion: v1\nkind: Service\nmetadata: {{name: {'a' * 60}}}\n",
    }
    assert [r.name for r in readings(tmp_path, files)["."].resources] == ["a" * 60]


def renamed(number: int) -> dict[str, str]:
    """Workloads that each name a ConfigMap of their own, all renamed."""
    pairs = (
        f"""\
apiVersion: v1
kind: ConfigMap
metadata: {{name: settings{i}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web{i}}}
spec: {{template: {{spec: {{containers: [{{name: web, envFrom: [{{configMapRef: {{name: settings{i}}}}}]}}]}}}}}}
"""
        for i in range(number)
    )
    return {"app/kustomization.yaml": "resources: [all.yaml]\nnamePrefix: a-\n", "app/all.yaml": "---\n".join(pairs)}


def test_following_names_takes_as_long_as_there_are_objects(tmp_path: Path) -> None:
    few, many = (calls_in(lambda n=n: readings(tmp_path / str(n), renamed(n))) for n in (100, 200))  # type: ignore[misc]
    assert many < 2.2 * few
    (found,) = (r for r in readings(tmp_path / "few", renamed(3))["app"].resources if r.address == "Deployment/a-web2")
    assert "a-settings2" in str(found.values)


def patched(number: int) -> dict[str, str]:
    """Workloads with a patch for each."""
    workload = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web{}}}\nspec: {{replicas: {}}}\n"
    patches = "".join(f"- patch: |-\n{indent(workload.format(i, 3), '    ')}" for i in range(number))
    return {
        "app/kustomization.yaml": f"resources: [all.yaml]\npatches:\n{patches}",
        "app/all.yaml": "---\n".join(workload.format(i, 1) for i in range(number)),
    }


def test_of_many_patches_each_looks_at_names_alone(tmp_path: Path) -> None:
    (found,) = (r for r in readings(tmp_path / "3", patched(3))["app"].resources if r.address == "Deployment/web2")
    assert found.values["spec"] == {"replicas": 3}
    few, many = (calls_in(lambda n=n: readings(tmp_path / str(n), patched(n))) for n in (40, 160))  # type: ignore[misc]
    assert many < 6 * few


def test_charts_of_one_name_are_numbered_in_as_long_as_there_are_some(tmp_path: Path) -> None:
    def named_alike(number: int) -> dict[str, str]:
        chart = "- {name: redis, repo: 'https://charts.example.org'}\n"
        return {"app/kustomization.yaml": f"helmCharts:\n{chart * number}"}

    few, many = (calls_in(lambda n=n: readings(tmp_path / str(n), named_alike(n))) for n in (50, 200))  # type: ignore[misc]
    assert many < 5 * few
    found = readings(tmp_path / "few", named_alike(3))["app"].resources
    assert [resource.name for resource in found] == ["redis", "redis-2", "redis-3"]
