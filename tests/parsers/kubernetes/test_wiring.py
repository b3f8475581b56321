"""What Flux and Argo CD say of the folders that they apply."""

from __future__ import annotations

from collections.abc import Mapping
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


@pytest.mark.parametrize(
    ("second", "found"),
    [("store", ["Deployment/store/web"]), ("other", ["Deployment/store/web", "Deployment/other/web"])],
)
def test_what_several_applications_apply_exists_once_in_each_namespace(
    tmp_path: Path, second: str, found: list[str]
) -> None:
    files = {
        "apps/a.yaml": application("shop", "store", "a"), "apps/b.yaml": application("shop", second, "b"),
        "shop/web.yaml": WEB,
    }  # fmt: skip
    assert addresses(tmp_path, files)["shop"] == found


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


NAMED = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: %s}\n"
BUILD = "  targetNamespace: prod\n  postBuild: {substitute: {APP: db}}"


def test_a_name_is_filled_in(tmp_path: Path) -> None:
    files = {
        "clusters/app.yaml": flux("shop", BUILD), "shop/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "shop/a.yaml": NAMED % "'${APP}'", "shop/b.yaml": NAMED % '"${APP}-${KIND:=data}"',
    }  # fmt: skip
    found = readings(tmp_path, files)["shop"]
    assert [(r.address, r.name) for r in found.resources] == [
        ("PersistentVolumeClaim/prod/db", "db"), ("PersistentVolumeClaim/prod/db-data", "db-data"),
    ]  # fmt: skip


@pytest.mark.parametrize("namespace", ["", "namespace: prod\n"])
def test_a_name_that_nothing_fills_in_stays_as_it_is_written(tmp_path: Path, namespace: str) -> None:
    more = "  targetNamespace: prod\n  postBuild: {substitute: {O: x}, substituteFrom: [{name: x}]}"
    files = {
        "clusters/app.yaml": flux("shop", more),
        "shop/kustomization.yaml": f"{namespace}resources: [a.yaml]\n", "shop/a.yaml": NAMED % "'${APP}'",
    }  # fmt: skip
    assert addresses(tmp_path, files)["shop"] == ["PersistentVolumeClaim/prod/${APP}"]


def test_a_secret_variable_fills_in_nothing(tmp_path: Path) -> None:
    files = {
        "clusters/app.yaml": flux("shop", "  postBuild: {substitute: {DB_PASSWORD: hunter2}}"),
        "shop/web.yaml": WEB.replace("web:1", "web:${DB_PASSWORD}").replace("name: web", "name: ${DB_PASSWORD}", 1),
    }  # fmt: skip
    (found,) = readings(tmp_path, files)["shop"].resources
    assert found.address == "Deployment/${DB_PASSWORD}"
    assert found.values["spec"]["template"]["spec"]["containers"][0]["image"] == "web:${DB_PASSWORD}"  # type: ignore[index]


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


def test_where_several_fill_in_other_values_the_value_is_unknown(tmp_path: Path) -> None:
    def cluster(name: str, count: int) -> str:
        return flux("shop", f"  postBuild:\n    substitute: {{COUNT: '{count}'}}").replace("name: app", f"name: {name}")

    files = {"clusters/a.yaml": cluster("a", 3), "clusters/b.yaml": cluster("b", 1), "shop/web.yaml": SUBSTITUTED}
    found = readings(tmp_path, files)["shop"]
    (web,) = found.resources
    replicas = web.values["spec"]["replicas"]  # type: ignore[index]
    assert isinstance(replicas, Unknown)
    assert replicas.causes == {"Kustomization/flux-system/a", "Kustomization/flux-system/b"}
    assert found.declared == {
        "Kustomization/flux-system/a": ("clusters/a.yaml", 1), "Kustomization/flux-system/b": ("clusters/b.yaml", 1),
    }  # fmt: skip
    assert web.values["spec"]["template"]["spec"]["containers"][0]["image"] == "web:stable"  # type: ignore[index]


CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: '${CLAIM:-${APP}}'}
spec: {storageClassName: "${CLASS:-fast}", volumeName: "${VOLUME:-${KIND}}"}
"""


def settings(kind: str, data: str, namespace: str = "flux-system", part: str = "data") -> str:
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {{name: settings, namespace: {namespace}}}\n{part}: {data}\n"


def taking(kind: str, more: str = "") -> str:
    return flux(
        "shop",
        f"  postBuild:\n    substitute: {{APP: db}}\n    substituteFrom: [{{kind: {kind}, name: settings}}{more}]",
    )


def claimed(base: Path, files: dict[str, str]) -> tuple[str, ...]:
    """Name, class and volume of the claim; ``?`` where one is not known."""
    (claim,) = readings(base, {"shop/claim.yaml": CLAIM, **files})["shop"].resources
    spec = claim.values["spec"]
    assert isinstance(spec, Mapping)
    found = (spec["storageClassName"], spec["volumeName"])
    return claim.name, *(f"? {one.key}" if isinstance(one, Unknown) else str(one) for one in found)


OPEN = ("${CLAIM:-${APP}}", "? ${CLASS:-fast}", "? ${VOLUME:-${KIND}}")


@pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
def test_what_flux_takes_variables_from_and_is_not_in_the_tree_leaves_them_open(kind: str, tmp_path: Path) -> None:
    other = settings(kind, "{CLASS: slow}", "elsewhere")
    assert claimed(tmp_path, {"clusters/app.yaml": taking(kind, ""), "clusters/other.yaml": other}) == OPEN


def test_variables_of_a_config_map_of_the_tree_are_known_and_the_others_have_their_defaults(tmp_path: Path) -> None:
    files = {"clusters/app.yaml": taking("ConfigMap"), "vars/a.yaml": settings("ConfigMap", "{KIND: disk, APP: no}")}
    assert claimed(tmp_path, files) == ("db", "fast", "disk")


def test_a_config_map_that_an_overlay_makes_counts_too(tmp_path: Path) -> None:
    files = {
        "clusters/app.yaml": taking("ConfigMap"),
        "vars/kustomization.yaml": """\
            namespace: flux-system
            configMapGenerator: [{name: settings, literals: [CLASS=slow], envs: [more.env]}]
            generatorOptions: {disableNameSuffixHash: true}
            """,
        "vars/more.env": "KIND=disk\n",
    }  # fmt: skip
    assert claimed(tmp_path, files) == ("db", "slow", "disk")


def test_a_file_of_variables_that_is_not_there_leaves_them_open(tmp_path: Path) -> None:
    generator = "configMapGenerator: [{name: settings, literals: [CLASS=slow], envs: [more.env]}]\n"
    files = {
        "clusters/app.yaml": taking("ConfigMap"),
        "vars/kustomization.yaml": f"namespace: flux-system\n{generator}",
    }
    assert claimed(tmp_path, files) == OPEN


@pytest.mark.parametrize("part", ["data", "stringData"])
def test_of_a_secret_the_names_are_known_and_what_they_stand_for_is_not(part: str, tmp_path: Path) -> None:
    secret = settings("Secret", "{CLASS: 'ENC[AES256_GCM,data:aGk=]', KIND: hunter2}", part=part)
    files = {"clusters/app.yaml": taking("Secret"), "vars/a.sops.yaml": f"{secret}sops: {{version: 3.9.0}}\n"}
    assert claimed(tmp_path, files) == ("db", "? ${CLASS:-fast}", "? ${VOLUME:-${KIND}}")


def test_the_last_of_several_counts_and_one_that_is_not_in_the_tree_may_set_anew(tmp_path: Path) -> None:
    files = {"vars/a.yaml": settings("ConfigMap", "{CLASS: slow, KIND: disk}")}
    last = settings("ConfigMap", "{CLASS: other}").replace("name: settings", "name: last")
    several = taking("ConfigMap", ", {kind: ConfigMap, name: last}")
    assert claimed(tmp_path / "a", {"clusters/app.yaml": several, **files, "vars/b.yaml": last}) == (
        "db",
        "other",
        "disk",
    )
    assert claimed(tmp_path / "b", {"clusters/app.yaml": several, **files}) == OPEN


def test_of_several_clusters_the_nearest_counts_and_what_they_agree_on(tmp_path: Path) -> None:
    here = {
        "clusters/a/vars.yaml": settings("ConfigMap", "{CLASS: slow, KIND: disk}"),
        "clusters/b/vars.yaml": settings("ConfigMap", "{CLASS: slow, KIND: other}"),
    }
    assert claimed(tmp_path / "a", {"clusters/a/app.yaml": taking("ConfigMap"), **here}) == ("db", "slow", "disk")
    assert claimed(tmp_path / "b", {"apps/app.yaml": taking("ConfigMap"), **here}) == (
        "db", "slow", "? ${VOLUME:-${KIND}}",
    )  # fmt: skip


def test_a_variable_that_holds_a_placeholder_of_somebody_else_is_not_known(tmp_path: Path) -> None:
    files = {"clusters/app.yaml": taking("ConfigMap"), "vars/a.yaml": settings("ConfigMap", "{CLASS: 'a-${B}'}")}
    assert claimed(tmp_path, files) == ("db", "? ${CLASS:-fast}", "? ${VOLUME:-${KIND}}")


@pytest.mark.parametrize("part", ["labels", "annotations"])
def test_what_says_so_is_left_as_it_is_written(part: str, tmp_path: Path) -> None:
    said = f"metadata: {{{part}: {{kustomize.toolkit.fluxcd.io/substitute: disabled}}, "
    files = {"clusters/app.yaml": flux("shop", BUILD), "shop/a.yaml": (NAMED % "'${APP}'").replace("metadata: {", said)}
    assert addresses(tmp_path, files)["shop"] == ["PersistentVolumeClaim/prod/${APP}"]
