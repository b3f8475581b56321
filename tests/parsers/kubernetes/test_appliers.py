"""What Flux and Argo CD change in what they apply: patches, components, images, replicas and names."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.discovery import discover
from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.kubernetes.bundle_reading import IN_ARTIFACT
from continuity_audit.parsers.kubernetes.parser import PARSER
from continuity_audit.parsers.reading import Inputs, Missing, Reading, Wanted
from parsers.kubernetes.trees import WEB, addresses, one, place, readings, write

WEB3 = WEB.replace("replicas: 1", "replicas: 3")
SHOP = {"shop/kustomization.yaml": "resources: [web.yaml]\n", "shop/web.yaml": WEB3}
PATCH = """\
  patches:
  - target: {kind: Deployment, name: web}
    patch: |
      - {op: replace, path: /spec/replicas, value: 1}
"""
BY_FLUX = {
    "patches": """\
  patches:
  - patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web}
      spec: {replicas: 1}
""",
    "patchesStrategicMerge": """\
  patchesStrategicMerge:
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      replicas: 1
""",
    "patchesJson6902": """\
  patchesJson6902:
  - target: {group: apps, version: v1, kind: Deployment, name: web}
    patch:
    - op: replace
      path: /spec/replicas
      value: 1
""",
}
COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
VOLUME = {
    "components/vol/kustomization.yaml": f"{COMPONENT}resources: [claim.yaml]\n",
    "components/vol/claim.yaml": "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: '${APP}'}\n",
}


def flux(path: str, more: str, name: str = "app") -> str:
    return f"""\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec:
  path: {path}
{more}"""


def argo(path: str, more: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: app, namespace: argocd}}
spec:
  destination: {{namespace: prod}}
  source:
    repoURL: https://git.example.org/x
    path: {path}
    kustomize:
{more}"""


def replicas(resource: Resource) -> object:
    return resource.values["spec"]["replicas"]  # type: ignore[index]


def image(resource: Resource) -> object:
    return resource.values["spec"]["template"]["spec"]["containers"][0]["image"]  # type: ignore[index]


@pytest.mark.parametrize("folder", ["deploy", "."])
def test_a_repository_that_the_source_map_finds_in_the_tree(folder: str, tmp_path: Path) -> None:
    files = {f"{folder}/{name}": text for name, text in SHOP.items()}
    files["apps/app.yaml"] = argo("shop", "      replicas: [{name: web, count: 1}]\n")
    told = readings(tmp_path, files, {"https://git.example.org/x.git": folder})
    assert replicas(one(told["shop" if folder == "." else "deploy/shop"], "Deployment/prod/web")) == 1


GIT = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: platform, namespace: flux-system}
spec:
  url: ssh://git@git.example.org/x
  ref: {branch: main}
"""


@pytest.mark.parametrize("path", ["./shop", "./"])
def test_a_repository_of_flux_that_the_source_map_finds_in_the_tree(path: str, tmp_path: Path) -> None:
    files = {f"deploy/{name if path == './shop' else name.partition('/')[2]}": text for name, text in SHOP.items()}
    app = flux(path, "  targetNamespace: prod\n  sourceRef: {kind: GitRepository, name: platform}\n")
    files |= {"clusters/app.yaml": app, "clusters/git.yaml": GIT}
    root = "deploy/shop" if path == "./shop" else "deploy"
    mapped = {"https://git.example.org/x.git": "deploy"}
    assert addresses(tmp_path, files)[root] == ["Deployment/web"]
    assert [r.address for r in readings(tmp_path, files, mapped)[root].resources] == ["Deployment/prod/web"]
    other = app.replace("name: platform", "name: platform, namespace: other")
    assert [r.address for r in readings(tmp_path, files | {"clusters/app.yaml": other}, mapped)[root].resources] == [
        "Deployment/prod/web"
    ], "the only one of its name"
    two = f"{GIT}---\n{GIT.replace('flux-system', 'elsewhere').replace('/x', '/y')}"
    files |= {"clusters/app.yaml": other, "clusters/git.yaml": two}
    assert [r.address for r in readings(tmp_path, files, mapped)[root].resources] == ["Deployment/web"]


ARTIFACT = "  targetNamespace: prod\n  sourceRef: {kind: ExternalArtifact, name: shop}\n"
DEEP = {f"kubernetes/apps/{file}": text for file, text in SHOP.items()}


@pytest.mark.parametrize("path", ["./apps/shop", "shop", "apps", "kubernetes/apps/shop"])
def test_the_path_in_an_artifact_is_the_one_folder_that_ends_so(tmp_path: Path, path: str) -> None:
    files = {**DEEP, "clusters/app.yaml": flux(path, ARTIFACT)}
    web = one(readings(tmp_path, files)["kubernetes/apps/shop"], "Deployment/prod/web")
    assert place(web, "metadata.namespace") == "clusters/app.yaml:6"
    assert list(PARSER.open(discover([tmp_path])).rest()) == []


@pytest.mark.parametrize("path", ["./other/shop", "hop", "./"])
def test_the_path_in_an_artifact_that_is_not_found_is_said(tmp_path: Path, path: str) -> None:
    files = {**DEEP, "clusters/app.yaml": flux(path, ARTIFACT)}
    assert addresses(tmp_path, files)["kubernetes/apps/shop"] == ["Deployment/web"]
    assert list(PARSER.open(discover([tmp_path])).rest()) == [Skipped("clusters/app.yaml", IN_ARTIFACT)]


def test_the_path_in_an_artifact_that_several_folders_end_in_is_said(tmp_path: Path) -> None:
    files = {**DEEP, **{f"old/{file}": text for file, text in SHOP.items()}}
    write(tmp_path, {**files, "clusters/app.yaml": flux("shop", ARTIFACT)})
    opened = PARSER.open(discover([tmp_path]))
    assert [r.address for r in opened.read("old/shop", Inputs(), Wanted()).resources] == ["Deployment/web"]
    assert list(opened.rest()) == [Skipped("clusters/app.yaml", IN_ARTIFACT)]


def test_the_path_in_a_repository_is_that_from_its_top(tmp_path: Path) -> None:
    of_repository = ARTIFACT.replace("ExternalArtifact", "GitRepository")
    files = {**DEEP, "clusters/app.yaml": flux("./apps/shop", of_repository)}
    assert addresses(tmp_path, files)["kubernetes/apps/shop"] == ["Deployment/web"]
    assert list(PARSER.open(discover([tmp_path])).rest()) == []


@pytest.mark.parametrize(("kind", "line"), [("patches", 11), ("patchesStrategicMerge", 11), ("patchesJson6902", 11)])
@pytest.mark.parametrize("folder", ["overlay", "plain"])
def test_a_patch_of_flux_is_applied_and_points_at_itself(tmp_path: Path, kind: str, line: int, folder: str) -> None:
    files = {**SHOP, "clusters/app.yaml": flux("./shop", BY_FLUX[kind])}
    if folder == "plain":
        del files["shop/kustomization.yaml"]
    found = readings(tmp_path, files)["shop"]
    assert found.unread == ()
    web = one(found, "Deployment/web")
    assert replicas(web) == 1
    assert place(web, "spec.replicas") == f"clusters/app.yaml:{line}"
    assert place(web, "spec.selector") == "shop/web.yaml:7"


def test_a_patch_of_flux_comes_after_those_of_the_kustomization(tmp_path: Path) -> None:
    patched = SHOP["shop/kustomization.yaml"] + PATCH.replace("value: 1", "value: 5").replace("\n  ", "\n")[2:]
    files = {**SHOP, "shop/kustomization.yaml": patched}
    assert replicas(one(readings(tmp_path / "a", files)["shop"], "Deployment/web")) == 5
    files["clusters/app.yaml"] = flux("shop", PATCH)
    assert replicas(one(readings(tmp_path / "b", files)["shop"], "Deployment/web")) == 1


def test_flux_changes_images_and_names(tmp_path: Path) -> None:
    more = "  images: [{name: web, newName: registry.example/web, newTag: '2'}]\n  namePrefix: a-\n  nameSuffix: -z\n"
    files = {
        **SHOP, "shop/kustomization.yaml": "resources: [web.yaml]\nimages: [{name: web, newName: old}]\n",
        "clusters/app.yaml": flux("shop", more),
    }  # fmt: skip
    web = one(readings(tmp_path, files)["shop"], "Deployment/a-web-z")
    assert image(web) == "registry.example/web:2"
    assert place(web, "spec.template.spec.containers.0.image") == "clusters/app.yaml:6"


def test_a_patch_reaches_every_folder_below_without_a_kustomization(tmp_path: Path) -> None:
    files = {
        "clusters/app.yaml": flux("apps", BY_FLUX["patches"]),
        "apps/a/web.yaml": WEB3, "apps/b/kustomization.yaml": "namespace: b\nresources: [web.yaml]\n",
        "apps/b/web.yaml": WEB3, "apps/c/web.yaml": WEB3.replace("name: web", "name: other", 1),
    }  # fmt: skip
    found = readings(tmp_path, files)
    assert {root: [(r.address, replicas(r)) for r in found[root].resources] for root in list(found)[:3]} == {
        "apps/a": [("Deployment/web", 1)], "apps/b": [("Deployment/b/web", 1)], "apps/c": [("Deployment/other", 3)],
    }  # fmt: skip
    assert [reading.unread for reading in found.values()] == [()] * 4


def test_a_folder_that_the_kustomization_above_does_not_list_is_not_changed(tmp_path: Path) -> None:
    files = {**SHOP, "shop/idle/web.yaml": WEB3, "clusters/app.yaml": flux("shop", PATCH + "  targetNamespace: prod\n")}
    found = readings(tmp_path, files)
    assert replicas(one(found["shop"], "Deployment/prod/web")) == 1
    assert replicas(one(found["shop/idle"], "Deployment/web")) == 3


def test_what_flux_applies_may_be_changed_by_what_applies_it(tmp_path: Path) -> None:
    """The patch of the outer one adds a patch to the inner one."""
    outer = """\
  patches:
  - target: {kind: Kustomization}
    patch: |
      apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: {name: _}
      spec:
        patches:
        - target: {kind: Deployment}
          patch: |
            - op: replace
              path: /spec/replicas
              value: 1
"""
    files = {
        **SHOP, "clusters/all.yaml": flux("apps", outer, "all"),
        "apps/kustomization.yaml": "resources: [shop.yaml]\n", "apps/shop.yaml": flux("shop", ""),
    }  # fmt: skip
    web = one(readings(tmp_path, files)["shop"], "Deployment/web")
    assert replicas(web) == 1
    assert place(web, "spec.replicas") == "clusters/all.yaml:18"


def test_several_that_change_one_folder_leave_open_what_they_differ_in(tmp_path: Path) -> None:
    files = {
        **SHOP, "clusters/a.yaml": flux("shop", PATCH, "a"), "clusters/b.yaml": flux("shop", "", "b"),
        "clusters/c.yaml": flux("shop", PATCH, "c"),
    }  # fmt: skip
    (web,) = readings(tmp_path, files)["shop"].resources
    found = replicas(web)
    assert isinstance(found, Unknown)
    assert found.causes == {"Kustomization/flux-system/a", "Kustomization/flux-system/b"}


@pytest.mark.parametrize("folder", ["overlay", "plain"])
def test_components_of_flux_exist_once_for_each_that_names_them(tmp_path: Path, folder: str) -> None:
    def app(name: str) -> str:
        build = f"  targetNamespace: {name}-space\n  postBuild: {{substitute: {{APP: {name}}}}}\n"
        return flux(f"apps/{name}", f"{build}  components: [../../components/vol]\n", name)

    files = {"clusters/a.yaml": app("a"), "clusters/b.yaml": app("b"), **VOLUME}
    for name in "ab":
        files[f"apps/{name}/web.yaml"] = files[f"apps/{name}/sub/two.yaml"] = WEB
        if folder == "overlay":
            files[f"apps/{name}/kustomization.yaml"] = "resources: [web.yaml]\n"
            del files[f"apps/{name}/sub/two.yaml"]
    found = addresses(tmp_path, files)
    for name in "ab":
        space = f"{name}-space"
        assert found[f"apps/{name}"] == [f"Deployment/{space}/web", f"PersistentVolumeClaim/{space}/{name}"]
        assert found.get(f"apps/{name}/sub") == (None if folder == "overlay" else [f"Deployment/{space}/web"])


def test_a_component_of_flux_changes_what_is_there(tmp_path: Path) -> None:
    files = {
        **SHOP, "clusters/app.yaml": flux("shop", "  components: [../ha]\n"),
        "ha/kustomization.yaml": f"{COMPONENT}replicas: [{{name: web, count: 2}}]\n",
    }  # fmt: skip
    web = one(readings(tmp_path, files)["shop"], "Deployment/web")
    assert (replicas(web), place(web, "spec.replicas")) == (2, "ha/kustomization.yaml:3")


@pytest.mark.parametrize(("leaves_out", "missing"), [("false", 1), ("true", 0)])
def test_a_component_that_is_not_there_is_named(tmp_path: Path, leaves_out: str, missing: int) -> None:
    more = f"  components: [../gone]\n  ignoreMissingComponents: {leaves_out}\n"
    found = readings(tmp_path, {**SHOP, "clusters/app.yaml": flux("shop", more)})["shop"]
    assert found.missing == (Missing("../gone", "clusters/app.yaml", 6, "there is no such file or folder"),)[:missing]


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("      replicas: [{name: web, count: 1}]\n", 10),
        ("      replicas:\n      - name: web\n        count: '1'\n", 12),
        ("      components: [../ha]\n", 0),
        ("      patches:\n      - target: {kind: Deployment}\n        patch: '"
         '[{"op": "replace", "path": "/spec/replicas", "value": 1}]\'\n', 12),
    ],
)  # fmt: skip
def test_argo_changes_replicas(tmp_path: Path, more: str, line: int) -> None:
    files = {
        **SHOP, "apps/app.yaml": argo("shop", more),
        "ha/kustomization.yaml": f"{COMPONENT}replicas: [{{name: web, count: 1}}]\n",
    }  # fmt: skip
    found = readings(tmp_path, files)["shop"]
    web = one(found, "Deployment/prod/web")
    assert found.unread == ()
    assert replicas(web) == 1
    assert place(web, "spec.replicas") == (f"apps/app.yaml:{line}" if line else "ha/kustomization.yaml:3")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("web:2", "web:2"), ("web=registry.example:5000/a/web:2", "registry.example:5000/a/web:2"),
        ("web=other", "other:1"), ("web@sha256:0", "web@sha256:0"), ("registry.example:5000/web:2", "web:1"),
    ],
)  # fmt: skip
def test_argo_changes_images_and_names(tmp_path: Path, written: str, expected: str) -> None:
    more = f'      images: ["{written}"]\n      namePrefix: a-\n      namespace: own\n'
    found = readings(tmp_path, {**SHOP, "apps/app.yaml": argo("shop", more)})["shop"]
    assert image(one(found, "Deployment/own/a-web")) == expected


def test_flux_adds_labels_and_annotations(tmp_path: Path) -> None:
    more = "  commonMetadata:\n    labels: {tier: critical}\n    annotations:\n      owner: shop\n"
    labelled = WEB.replace("name: web\n    spec", "name: web\n      labels: {app: web}\n    spec", 1)
    found = readings(tmp_path, {**SHOP, "shop/web.yaml": labelled, "clusters/app.yaml": flux("shop", more)})["shop"]
    web = one(found, "Deployment/web")
    assert web.values["metadata"] == {
        "name": "web", "labels": {"app": "web", "tier": "critical"}, "annotations": {"owner": "shop"},
    }  # fmt: skip
    assert place(web, "metadata.labels.tier") == "clusters/app.yaml:7"
    assert place(web, "metadata.annotations.owner") == "clusters/app.yaml:9"
    assert place(web, "metadata.labels.app") == "shop/web.yaml:5"


REF = "  sourceRef: {kind: GitRepository, name: %s}\n"


@pytest.mark.parametrize(("path", "namespace"), [("./", "all"), ("/", "all"), ("''", "all"), ("${ROOT}", "")])
@pytest.mark.parametrize(("name", "own"), [("own", True), ("other", False)])
def test_a_whole_repository_is_the_tree_where_a_folder_of_it_is(
    tmp_path: Path, path: str, namespace: str, name: str, own: bool
) -> None:
    files = {
        **SHOP, "clusters/all.yaml": flux(path, REF % name + PATCH + "  targetNamespace: all\n", "all"),
        "apps/web.yaml": WEB3, "clusters/apps.yaml": flux("apps", REF % "own" + "  targetNamespace: apps\n", "apps"),
    }  # fmt: skip
    found = readings(tmp_path, files)
    (web,) = found["shop"].resources
    is_applied = own and bool(namespace)
    assert (web.address, replicas(web)) == (("Deployment/all/web", 1) if is_applied else ("Deployment/web", 3))
    assert replicas(one(found["apps"], "Deployment/apps/web")) == 3


def test_argo_changes_nothing_without_a_kustomization_and_that_is_named(tmp_path: Path) -> None:
    files = {"shop/web.yaml": WEB3, "apps/app.yaml": argo("shop", "      replicas: [{name: web, count: 1}]\n")}
    found = readings(tmp_path, files)["shop"]
    assert replicas(one(found, "Deployment/prod/web")) == 3
    reason = "it changes by Kustomize what it applies, and there is no kustomization in shop"
    assert found.unread == (Unread("apps/app.yaml", 10, reason),)


def test_a_change_that_only_matches_nothing_is_unread(tmp_path: Path) -> None:
    files = {**SHOP, "clusters/app.yaml": flux("shop", BY_FLUX["patches"].replace("name: web", "name: gone"))}
    assert readings(tmp_path, files)["shop"].unread == (
        Unread("clusters/app.yaml", 8, "it patches Deployment gone, which is not among the objects of shop"),
    )


def test_changes_that_are_not_known_are_unread(tmp_path: Path) -> None:
    files = {**SHOP, "clusters/app.yaml": flux("shop", "  patches: ${PATCHES}\n")}
    found = readings(tmp_path, files)["shop"]
    assert found.unread == (Unread("clusters/app.yaml", 6, "its patches are not known: ${PATCHES}"),)


def test_changes_to_a_base_of_others_are_unread(tmp_path: Path) -> None:
    files = {
        **SHOP, "prod/kustomization.yaml": "resources: [../shop]\n", "clusters/app.yaml": flux("shop", PATCH),
    }  # fmt: skip
    write(tmp_path, files)
    opened = PARSER.open(discover([tmp_path]))
    assert opened.roots == ("clusters", "prod")
    reason = "its changes to shop are not applied, as that is read only as a part of other kustomizations"
    assert list(opened.rest()) == [Unread("clusters/app.yaml", 6, reason)]


def test_what_only_kustomize_renders_is_rendered_with_the_changes(tmp_path: Path) -> None:
    replacement = """\
resources: [web.yaml]
replacements:
- source: {kind: Deployment, name: web, fieldPath: spec.replicas}
  targets: [{select: {kind: Deployment, name: web}, fieldPaths: [metadata.labels.count], options: {create: true}}]
"""
    for i, kind in enumerate(BY_FLUX):
        files = {**SHOP, "shop/kustomization.yaml": replacement, "clusters/app.yaml": flux("shop", BY_FLUX[kind])}
        found: Reading = readings(tmp_path / str(i), files)["shop"]
        assert found.unread == ()
        web = one(found, "Deployment/web")
        assert (replicas(web), web.values["metadata"]["labels"]) == (1, {"count": 1})  # type: ignore[index]
        assert place(web, "spec.replicas").startswith("clusters/app.yaml:")


def test_what_flux_changes_is_kept_for_no_later_run(tmp_path: Path) -> None:
    files = {"shop/web.yaml": WEB3, "clusters/app.yaml": flux("shop", PATCH), "other/web.yaml": WEB}
    write(tmp_path, files)
    opened = PARSER.open(discover([tmp_path]))
    assert opened.record("shop", Inputs()) is None
    assert opened.record("other", Inputs()) is not None


def test_a_folder_that_too_many_apply_in_different_ways_is_unread(tmp_path: Path) -> None:
    files = {**SHOP}
    for i in range(32):
        files[f"clusters/{i:02}.yaml"] = flux("shop", f"  targetNamespace: n{i:02}\n", f"app{i}")
    found = readings(tmp_path, files)["shop"]
    assert [r.address for r in found.resources] == [f"Deployment/n{i:02}/web" for i in range(30)]
    reason = "one of more than 30 that apply shop in different ways, of which the first count"
    assert found.unread == (Unread("clusters/30.yaml", 1, reason),)


@pytest.mark.parametrize(("levels", "unread"), [(3, False), (7, True)])
def test_objects_that_change_one_another_without_end_are_unread(tmp_path: Path, levels: int, unread: bool) -> None:
    """Each patches the next, so that this patches the one after it."""
    patch = "[{op: add, path: /spec/targetNamespace, value: n}]"
    for _ in range(levels - 1):
        quoted = patch.replace("'", "''")
        patch = f"[{{op: add, path: /spec/patches, value: [{{target: {{kind: Kustomization}}, patch: '{quoted}'}}]}}]"
    chain = f"  patches:\n  - target: {{kind: Kustomization}}\n    patch: |\n      {patch}\n"
    files = {f"l{i}/all.yaml": flux(f"l{i + 1}", "" if i else chain, f"all{i}") for i in range(8)}
    write(tmp_path, {**files, "l8/web.yaml": WEB})
    reason = "what it applies may be changed further: such changes are followed 5 levels deep"
    expected = [Unread("l4/all.yaml", 1, reason)] if unread else []
    assert list(PARSER.open(discover([tmp_path])).rest()) == expected
