"""Several clusters in one tree: the default class and other objects count for those of their own cluster only."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components, outcomes
from profiles.kubernetes.test_storage import EBS, EFS, LOCAL, stateful, storage_class, velero

DEFAULT = "name: {}, annotations: {{storageclass.kubernetes.io/is-default-class: 'true'}}"
NODE, ZONE, REGION = ["l", "l"], ["r restart", "l"], ["r restart", "r restart"]


def default(provisioner: str, name: str = "disk") -> str:
    return storage_class(provisioner, metadata=DEFAULT.format(name))


def judged(root: str, classes: dict[str, str], *others: str) -> list[str]:
    """What becomes of a workload with a claim of the default class when its node, and when its zone is lost."""
    files = {f"{folder}/class.yaml": default(provisioner) for folder, provisioner in classes.items()}
    files |= {f"{other}/db.yaml": stateful(storage_class="") for other in others}
    files[f"{root}/db.yaml"] = stateful(storage_class="").replace("shop", "own")
    return outcomes(components(files)["StatefulSet/own/db"])[1:3]


@pytest.mark.parametrize(
    ("root", "classes", "expected"),
    [
        ("apps/db", {"infrastructure/storage": EFS}, REGION),
        ("apps/db", {"demo/storage": EFS}, ZONE),
        ("apps/db", {"tests/e2e/storage": LOCAL}, ZONE),
        ("apps/db", {".archive/storage": EFS}, ZONE),
        ("demo/db", {"demo/storage": EFS}, REGION),
        ("demo/db", {"storage": EFS}, REGION),
        ("apps/demo/db", {"clusters/demo/storage": EFS, "clusters/b/storage": LOCAL}, REGION),
        ("apps/db", {"clusters/demo/storage": EFS}, REGION),
        ("clusters/a/db", {"clusters/a/storage": EFS}, REGION),
        ("clusters/a/db", {"clusters/b/storage": EFS}, ZONE),
        ("clusters/a/db", {"clusters/b/storage": EFS, "clusters/a/storage": LOCAL}, NODE),
        ("apps/a/db", {"local-clusters/a/storage": LOCAL, "local-clusters/b/storage": EFS}, NODE),
        ("apps/b/db", {"clusters/b/storage": EFS, "storage": LOCAL}, REGION),
        ("apps/db", {"clusters/main/storage": EFS}, REGION),
        ("apps/prod/db", {"storage/production": EFS, "storage/dev": LOCAL}, REGION),
        ("apps/overlays/dev/db", {"storage/overlays/prod": EFS}, ZONE),
        ("apps/overlays/eu/x/db", {"storage/overlays/prod/eu/x": EFS, "storage/overlays/prod/eu/y": LOCAL}, REGION),
    ],
)  # fmt: skip
def test_the_default_class_of_ones_own_cluster_counts(root: str, classes: dict[str, str], expected: list[str]) -> None:
    assert judged(root, classes) == expected


@pytest.mark.parametrize(
    ("classes", "others", "expected"),
    [
        ({"clusters/a": EFS, "clusters/b": EFS}, (), REGION),
        ({"clusters/a": EBS, "clusters/b": EBS}, (), ZONE),
        ({"clusters/a": LOCAL, "clusters/b": EBS}, (), ["u the default StorageClass of apps/db", "l"]),
        ({"clusters/a": EFS, "clusters/b": EBS}, (), ["r restart", "u the default StorageClass of apps/db"]),
        ({"clusters/a": EFS}, ("clusters/b/db",), ["r restart", "u the default StorageClass of apps/db"]),
        ({"clusters/a": EBS}, ("clusters/b/db",), ZONE),
        ({"clusters/a": EFS}, ("clusters/base/db",), REGION),
    ],
)  # fmt: skip
def test_a_default_class_is_open_where_the_cluster_is(
    classes: dict[str, str], others: tuple[str, ...], expected: list[str]
) -> None:
    several = {f"{folder}/storage": provisioner for folder, provisioner in classes.items()}
    assert judged("apps/db", several, *others) == expected


def flux(path: str, more: str = "") -> str:
    return f"""
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: k, namespace: flux-system}}
spec: {{path: {path}, sourceRef: {{kind: GitRepository, name: r}}{more}}}
"""


def argo(path: str) -> str:
    return f"""
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: k, namespace: argocd}}
spec: {{source: {{repoURL: here, path: {path}}}, destination: {{namespace: own}}}}
"""


OPEN = ["u the default StorageClass of apps/one", "l"]


@pytest.mark.parametrize(
    ("wiring", "expected"),
    [
        ({}, OPEN),
        ({"clusters/a/apps.yaml": flux("./apps/one")}, NODE),
        ({"clusters/b/apps.yaml": flux("./apps")}, ZONE),
        ({"clusters/a/apps.yaml": flux("./apps/one"), "clusters/b/apps.yaml": flux("./apps")}, NODE),
        ({"clusters/a/apps.yaml": flux("./apps/one"), "clusters/b/apps.yaml": flux("./apps/one")}, OPEN),
        ({"clusters/a/apps.yaml": flux("./apps/one", ", kubeConfig: {secretRef: {name: far}}")}, OPEN),
        ({"clusters/a/apps.yaml": flux("./fleet"), "fleet/apps.yaml": flux("./apps")}, NODE),
        ({"clusters/a/apps.yaml": argo("apps/one")}, NODE),
        ({"other/apps.yaml": argo("apps/one")}, OPEN),
    ],
)
def test_what_is_applied_in_a_cluster_is_for_it(wiring: dict[str, str], expected: list[str]) -> None:
    files = {
        "clusters/a/class.yaml": default(LOCAL), "clusters/b/class.yaml": default(EBS, "other"),
        "apps/one/db.yaml": stateful(storage_class="").replace("shop", "own"), **wiring,
    }  # fmt: skip
    assert outcomes(components(files)["StatefulSet/own/db"])[1:3] == expected


def test_names_of_clusters_count_wherever_they_stand() -> None:
    web = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {spec: {containers: [{name: web, image: web, env: [{name: HOST, value: db.shop.svc}]}]}}}
"""
    service = """
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}}
"""
    files = {
        "clusters/a/apps.yaml": flux("./apps/a"), "clusters/b/apps.yaml": flux("./apps/b"),
        "clusters/b/more.yaml": flux("./infrastructure/db"),
        "apps/a/db/db.yaml": stateful() + service, "infrastructure/db/db.yaml": stateful() + service,
        "apps/b/web/web.yaml": web,
    }  # fmt: skip
    assert components(files)["Deployment/shop/web"].needs == ("infrastructure/db::StatefulSet/shop/db",)


def test_what_is_put_aside_is_not_there_by_its_name_either() -> None:
    named = stateful(storage_class="storageClassName: disk, ")
    for folder, expected in (("storage", REGION), ("tests/storage", ZONE), (".archive/storage", ZONE)):
        files = {"apps/db.yaml": named, f"{folder}/class.yaml": storage_class(EFS)}
        assert outcomes(components(files)["StatefulSet/shop/db"])[1:3] == expected
    files["tests/storage/class.yaml"] = storage_class(LOCAL)  # none else bears the name, and no better one is in sight
    assert outcomes(components(files)["StatefulSet/shop/db"])[1:3] == ZONE
    del files[".archive/storage/class.yaml"]
    assert outcomes(components(files)["StatefulSet/shop/db"])[1:3] == NODE


def test_the_schedule_of_another_cluster_backs_up_nothing() -> None:
    files = {"clusters/a/velero/velero.yaml": velero(), "clusters/a/db/db.yaml": stateful()}
    assert outcomes(components(files)["StatefulSet/shop/db"])[0] == "r restore"
    files["clusters/b/db/db.yaml"] = stateful().replace("shop", "own")
    assert outcomes(components(files)["StatefulSet/own/db"])[0] == "l"
