"""Releases of charts that are not in the tree: known by their values and defaults, or unknown by their name."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from continuity_audit.estate.model import Outcome, Scenario
from profiles.kubernetes.reading import components, outcomes, the

UNKNOWN = ["u chart shop"] * 5
STATELESS = ["c", "r restart", "r restart", "r redeploy", "r redeploy"]
LOST = ["l", "r restart", "l", "l", "l"]
SPREAD = "[{topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}]"


def release(chart: str, values: str = "{}", more: str = "") -> str:
    return f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: app, namespace: flux-system}}
spec:
  targetNamespace: shop
  chart: {{spec: {{chart: {chart}, sourceRef: {{kind: HelmRepository, name: charts}}}}}}
{indent(dedent(more), "  ")}
  values:
{indent(dedent(values), "    ")}
"""


def judged(chart: str, values: str = "{}", more: str = "", beside: str = "") -> list[str]:
    return the(f"{release(chart, values, more)}\n---\n{beside}", "HelmRelease/flux-system/app")


def test_a_chart_that_is_not_known_is_named() -> None:
    assert judged("shop") == UNKNOWN
    assert judged("./charts/shop") == UNKNOWN


@pytest.mark.parametrize(
    "chart",
    [
        "ingress-nginx", "cert-manager", "kube-prometheus-stack", "grafana", "argo-cd", "external-dns",
        "metrics-server", "cluster-autoscaler", "oauth2-proxy",
    ],
)  # fmt: skip
def test_one_member_without_a_volume_is_the_default(chart: str) -> None:
    assert judged(chart) == STATELESS


@pytest.mark.parametrize("chart", ["postgresql", "redis"])
def test_a_volume_is_the_default_of_a_database(chart: str) -> None:
    assert judged(chart) == LOST


def test_the_weakest_member_decides() -> None:
    two = "replicaCount: 2\nwebhook: {replicaCount: 2}\n"
    assert judged("cert-manager", two) == STATELESS
    assert judged("cert-manager", f"{two}cainjector: {{replicaCount: 2}}")[1:3] == ["c members", "r restart"]
    assert judged("cert-manager", f"{two}cainjector: {{enabled: false}}")[1] == "c members"


PATCHED = """\
postRenderers:
- kustomize:
    patches:
    - target: {kind: Deployment}
      patch: |
        - {op: replace, path: /spec/%s, value: 1}
"""


@pytest.mark.parametrize(
    ("word", "instance", "zone"),
    [
        ("replicas", "u HelmRelease/flux-system/app (spec.postRenderers)",
         "u HelmRelease/flux-system/app (spec.postRenderers)"),
        ("template/spec/topologySpreadConstraints", "c members", "u HelmRelease/flux-system/app (spec.postRenderers)"),
        ("template/spec/priority", "c members", "c members"),
    ],
)  # fmt: skip
def test_what_flux_changes_after_rendering_leaves_it_open(word: str, instance: str, zone: str) -> None:
    values = f"replicaCount: 2\ntopologySpreadConstraints: {SPREAD}"
    assert judged("oauth2-proxy", values, PATCHED % word)[1:3] == [instance, zone]


def test_a_required_spread_of_every_part_keeps_a_zone_loss_away() -> None:
    values = f"replicaCount: 2\ntopologySpreadConstraints: {SPREAD}"
    assert judged("oauth2-proxy", values) == ["c", "c members", "c members", "r redeploy", "r redeploy"]


@pytest.mark.parametrize(
    "values",
    [
        "controller: {replicaCount: 3}", "controller: {autoscaling: {enabled: true, minReplicas: 2}}",
        "controller: {kind: DaemonSet}",
    ],
)  # fmt: skip
def test_the_controller_of_ingresses_has_members(values: str) -> None:
    assert judged("ingress-nginx", values)[1] == "c members"


def test_redis_takes_over_with_sentinels_only() -> None:
    assert judged("redis", "replica: {replicaCount: 3}")[1] == "r restart"
    assert judged("redis", "sentinel: {enabled: true}")[1] == "c members"
    assert judged("redis", "sentinel: {enabled: true}\nreplica: {replicaCount: 2}")[1] == "r restart"


def test_the_nodes_of_redis_have_the_volume_where_sentinels_run() -> None:
    assert judged("redis", "sentinel: {enabled: true}\nmaster: {persistence: {enabled: false}}")[0] == "l"
    assert judged("redis", "sentinel: {enabled: true}\nreplica: {persistence: {enabled: false}}")[0] == "c"
    assert judged("redis", "master: {persistence: {enabled: false}}") == STATELESS


def test_argo_cd_has_one_redis_and_shards_clusters() -> None:
    two = "server: {replicas: 2}\nrepoServer: {replicas: 2}\napplicationSet: {replicas: 2}\n"
    two += "dex: {enabled: false}\nnotifications: {enabled: false}\nredis-ha: {enabled: REDIS}\n"
    live = "controller: {replicas: 2, dynamicClusterDistribution: LIVE}"
    assert judged("argo-cd", (two + live).replace("REDIS", "true").replace("LIVE", "true"))[1] == "c members"
    assert judged("argo-cd", (two + live).replace("REDIS", "false").replace("LIVE", "true"))[1] == "r restart"
    assert judged("argo-cd", (two + live).replace("REDIS", "true").replace("LIVE", "false"))[1] == "r restart"


def test_further_workloads_that_values_switch_on() -> None:
    keda = "controller: {replicaCount: 3, keda: {enabled: true, minReplicas: MIN}}"
    assert judged("ingress-nginx", keda.replace("MIN", "1"))[1] == "r restart"
    assert judged("ingress-nginx", keda.replace("MIN", "2"))[1] == "c members"
    assert judged("oauth2-proxy", "replicaCount: 2\nredis-ha: {enabled: true}")[:2] == ["l", "c members"]
    assert judged("oauth2-proxy", "replicaCount: 2\nredis-ha: {enabled: true, replicas: 2}")[1] == "r restart"
    ruler = "thanosRuler: {enabled: ON, thanosRulerSpec: {storage: {volumeClaimTemplate: {spec: {}}}}}"
    assert judged("kube-prometheus-stack", ruler.replace("ON", "false"))[0] == "c"
    assert judged("kube-prometheus-stack", ruler.replace("ON", "true"))[0] == "l"


def test_prometheus_holds_data_with_a_claim() -> None:
    values = "prometheus: {prometheusSpec: {storageSpec: {volumeClaimTemplate: {spec: {storageClassName: gp3}}}}}"
    assert judged("kube-prometheus-stack", values) == LOST


def test_a_schedule_of_the_namespace_that_it_installs_into_covers_it() -> None:
    schedule = """\
apiVersion: velero.io/v1
kind: Schedule
metadata: {name: nightly, namespace: velero}
spec: {schedule: "0 1 * * *", template: {includedNamespaces: [shop], snapshotVolumes: true}}
"""
    assert judged("postgresql", beside=schedule)[0] == "r restore"
    assert judged("postgresql", beside=schedule.replace("[shop]", "[flux-system]"))[0] == "l"


def test_a_namesake_of_another_publisher_is_not_the_known_chart() -> None:
    repository = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {url: https://charts.example.org}
"""
    assert judged("redis", beside=repository) == ["u chart redis"] * 5
    assert judged("redis", beside=repository.replace("charts.example.org", "charts.bitnami.com/bitnami")) == LOST


def test_the_name_of_a_chart_in_a_registry_may_have_a_part_of_its_address() -> None:
    registry = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: {name: charts, namespace: flux-system}
spec: {type: oci, url: oci://registry-1.docker.io/}
"""
    assert judged("bitnamicharts/redis", beside=registry) == LOST
    assert judged("others/redis", beside=registry) == ["u chart redis"] * 5
    by_argo = "{repoURL: registry-1.docker.io, chart: PATH/redis, targetRevision: 19.0.0}"
    assert the(application(by_argo.replace("PATH", "bitnamicharts")), "Application/argocd/app") == LOST
    assert the(application(by_argo.replace("PATH", "others")), "Application/argocd/app") == ["u chart redis"] * 5
    folder = registry.replace("HelmRepository", "GitRepository").replace("type: oci, ", "")
    text = release("./bitnami/redis").replace("HelmRepository", "GitRepository") + "---\n" + folder
    assert the(text, "HelmRelease/flux-system/app")[0].startswith("u chart bitnami/redis of ")


def test_values_of_a_config_map_in_the_tree_count() -> None:
    source = "valuesFrom: [{kind: ConfigMap, name: values}]"
    held = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: values, namespace: flux-system}
data: {values.yaml: "replicas: 2\\n"}
"""
    assert judged("metrics-server", more=source, beside=held)[1] == "c members"
    assert judged("metrics-server", "replicas: 1", more=source, beside=held)[1] == "r restart"


def test_values_that_are_not_in_the_tree_leave_open_what_is_not_written() -> None:
    source = "valuesFrom: [{kind: Secret, name: values}]"
    assert judged("metrics-server", more=source)[1] == "u Secret/flux-system/values"
    assert judged("metrics-server", "replicas: 2", more=source)[1:3] == ["c members", "u Secret/flux-system/values"]
    assert judged("metrics-server", "replicas: 1", more=source)[2] == "r restart"
    spread = f"replicas: 2\ntopologySpreadConstraints: {SPREAD}"
    assert judged("metrics-server", spread, more=source)[2] == "c members"
    assert judged("metrics-server", more=source.replace("}]", ", optional: true}]"))[1] == "r restart"
    assert judged("metrics-server", more=source.replace("}]", ", targetPath: args.0}]"))[1] == "r restart"


def test_what_a_chart_evaluates_leaves_it_open() -> None:
    templated = "replicas: '{{ .Values.global.replicas }}'"
    assert judged("metrics-server", templated)[1] == "u HelmRelease/flux-system/app (spec.values.replicas)"
    held = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values, namespace: flux-system}\n"
    held += "data: {values.yaml: \"replicas: '{{ .Values.global.replicas }}'\\n\"}\n"
    source = "valuesFrom: [{kind: ConfigMap, name: values}]"
    found = judged("metrics-server", more=source, beside=held)
    assert found[1] == "u HelmRelease/flux-system/app (spec.values.replicas)"
    assert judged("metrics-server", "args: ['{{ .Release.Name }}']\nreplicas: 2")[1] == "c members"


def test_a_switch_that_a_chart_evaluates_leaves_the_members_open() -> None:
    templated = "replicaCount: 3\nautoscaling: {enabled: '{{ .Values.global.scale }}'}"
    assert judged("oauth2-proxy", templated)[1] == "u HelmRelease/flux-system/app (spec.values.autoscaling.enabled)"
    live = "controller: {replicas: 2, dynamicClusterDistribution: '{{ .Values.global.live }}'}\n"
    live += "server: {replicas: 2}\nrepoServer: {replicas: 2}\napplicationSet: {replicas: 2}\n"
    live += "dex: {enabled: false}\nnotifications: {enabled: false}\nredis-ha: {enabled: true}\n"
    cause = "HelmRelease/flux-system/app (spec.values.controller.dynamicClusterDistribution)"
    assert judged("argo-cd", live)[1] == f"u {cause}"


OPEN = "u HelmRelease/flux-system/app (spec.values.master.persistence.storageClass)"


@pytest.mark.parametrize(
    ("said", "more", "outcome"),
    [
        ("{{ .Release.Name }}", "", "r restart"),
        ("{{- $.Release.Name -}}", "releaseName: shop-app", "r restart"),
        ("{{ .Release.Name }}", "releaseName: cache", "l"),
        ("{{ .Release.Namespace }}-app", "", "r restart"),
        ("{{ .Release.Namespace }}-{{ .Values.tier }}", "", OPEN),
        ("{{ .Release.Namespace }}", "", "l"),
    ],
)  # fmt: skip
def test_the_name_and_the_namespace_of_a_release_are_known(said: str, more: str, outcome: str) -> None:
    shared = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: NAME}\nprovisioner: PROVISIONER\n"
    classes = shared.replace("NAME", "shop-app").replace("PROVISIONER", "efs.csi.aws.com")
    for name in ("cache", "shop"):
        classes += "---\n" + shared.replace("NAME", name).replace("PROVISIONER", "rancher.io/local-path")
    assert judged("redis", f"master: {{persistence: {{storageClass: '{said}'}}}}", more, classes)[2] == outcome


def test_evidence_shows_the_value_or_the_charts_page() -> None:
    verdict = components(release("metrics-server", "replicas: 2"))["HelmRelease/flux-system/app"].outcomes
    written = next(e for e in verdict["instance"].evidence if e.attribute == "spec.values.replicas")  # type: ignore[index]
    assert (written.value, written.documented) == (2, "")
    default = components(release("metrics-server"))["HelmRelease/flux-system/app"].outcomes["instance"]  # type: ignore[index]
    assert [e.documented for e in default.evidence if e.attribute == "spec.values.replicas"] == [
        "https://github.com/kubernetes-sigs/metrics-server/blob/master/charts/metrics-server/values.yaml"
    ]


def test_where_no_value_decides_the_chart_itself_is_the_evidence() -> None:
    daemon = components(release("ztunnel"))
    verdict = daemon["HelmRelease/flux-system/app"].outcomes["instance"]  # type: ignore[index]
    assert [(e.attribute, e.value) for e in verdict.evidence] == [("spec.chart.spec.chart", "ztunnel")]


# --- Argo CD ------------------------------------------------------------------------------------------------------


def application(source: str) -> str:
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: app, namespace: argocd}}
spec:
  destination: {{namespace: shop}}
  source: {source}
"""


@pytest.mark.parametrize(
    "helm",
    [
        "valuesObject: {replicas: 2}", 'values: "replicas: 2"', "parameters: [{name: replicas, value: '2'}]",
    ],
)  # fmt: skip
def test_an_application_of_a_chart(helm: str) -> None:
    source = f"{{chart: metrics-server, repoURL: https://kubernetes-sigs.github.io/metrics-server, helm: {{{helm}}}}}"
    assert the(application(source), "Application/argocd/app")[1] == "c members"


def test_what_the_chart_of_an_application_evaluates_leaves_it_open() -> None:
    source = "{chart: metrics-server, repoURL: https://kubernetes-sigs.github.io/x, helm: {values: %s}}"
    found = the(application(source % "\"replicas: '{{ .Values.n }}'\""), "Application/argocd/app")
    assert found[1] == "u Application/argocd/app (spec.source.helm.values.replicas)"


def test_values_files_elsewhere_leave_it_open() -> None:
    source = "{chart: metrics-server, repoURL: https://kubernetes-sigs.github.io/x, helm: {valueFiles: [v.yaml]}}"
    assert the(application(source), "Application/argocd/app")[1] == "u values file v.yaml"


@pytest.mark.parametrize(
    ("helm", "cause"),
    [
        ("values: '${values}'", "${values}"),
        ('values: "${values}\\n"', "${values}"),
        ("valuesObject: '${values}'", "${values}"),
        ('values: "replicas: 2\\n%{ if a }\\n"', "Application/argocd/app (spec.source.helm.values)"),
    ],
)
def test_values_that_a_template_fills_in_leave_it_open(helm: str, cause: str) -> None:
    source = f"{{chart: metrics-server, repoURL: https://kubernetes-sigs.github.io/x, helm: {{{helm}}}}}"
    assert the(application(source), "Application/argocd/app")[1] == f"u {cause}"


def test_an_application_of_a_folder_is_wiring() -> None:
    assert components(application("{path: apps/shop, repoURL: https://git.example.org/x}")) == {}


def test_a_release_is_a_workload() -> None:
    found = components(release("shop"))["HelmRelease/flux-system/app"]
    assert (found.kind, found.provider, outcomes(found)) == ("workload", "kubernetes", UNKNOWN)


def test_a_chart_that_is_not_known_may_be_anything() -> None:
    found = components(release("shop"))["HelmRelease/flux-system/app"].outcomes
    everything = {Outcome.LOST, Outcome.RECOVERS, Outcome.CONTINUES}
    assert set(found[Scenario.INSTANCE].possible) == everything
    assert set(found[Scenario.ZONE].possible) == everything
    assert set(found[Scenario.REGION].possible) == {Outcome.LOST, Outcome.RECOVERS}


@pytest.mark.parametrize("chart", ["kube-prometheus-stack", "airflow", "harbor"])
def test_so_much_that_is_open_that_branches_are_given_up_leaves_all_that_may_be(chart: str) -> None:
    """Which of its parts are on, have volumes and how they are spread makes more branches than are told apart."""
    text = release(chart, more="valuesFrom: [{kind: Secret, name: extra}]")
    found = components(text)["HelmRelease/flux-system/app"].outcomes
    everything = {Outcome.LOST, Outcome.RECOVERS, Outcome.CONTINUES}
    assert {one.unknown for one in found.values()} == {("Secret/flux-system/extra",)}
    assert set(found[Scenario.ZONE].possible) == everything
    assert set(found[Scenario.INSTANCE].possible) == {Outcome.RECOVERS, Outcome.CONTINUES}


@pytest.mark.parametrize(("source", "name"), [
    ("{repoURL: 'https://github.com/org/api.git', path: ./deploy/helm, helm: {releaseName: api}}",
     "chart deploy/helm of github.com/org/api"),
    ("{repoURL: 'https://github.com/org/api.git', path: ., helm: {releaseName: api}}", "chart of github.com/org/api"),
    ("{repoURL: 'https://charts.example', chart: api}", "chart api"),
    ("{repoURL: 'oci://ghcr.io/org/api', path: ., helm: {releaseName: api}}", "chart api"),
])  # fmt: skip
def test_a_chart_in_a_repository_of_code_is_called_by_its_folder(source: str, name: str) -> None:
    text = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: api, namespace: argocd}}
spec: {{source: {source}, destination: {{namespace: shop}}}}
"""
    assert the(text, "Application/argocd/api") == [f"u {name}"] * 5


@pytest.mark.parametrize(("kind", "chart", "name"), [
    ("GitRepository", "./charts/api", "chart charts/api of GitRepository/code"),
    ("GitRepository", "./", "chart of GitRepository/code"),
    ("HelmRepository", "api", "chart api"),
])  # fmt: skip
def test_a_chart_in_a_source_of_code_is_called_by_its_folder(kind: str, chart: str, name: str) -> None:
    text = f"""\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: api, namespace: shop}}
spec: {{chart: {{spec: {{chart: {chart}, sourceRef: {{kind: {kind}, name: code}}}}}}}}
"""
    assert the(text, "HelmRelease/shop/api") == [f"u {name}"] * 5


CLASS = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: NAME}\nprovisioner: PROVISIONER\n"
LOCAL_CLASS = CLASS.replace("NAME", "disks").replace("PROVISIONER", "rancher.io/local-path")
OTHER_CLASS = CLASS.replace("NAME", "far").replace("PROVISIONER", "ebs.csi.aws.com")


@pytest.mark.parametrize(
    ("chart", "values", "instance"),
    [
        ("redis", "{}", "r restart"),
        ("redis", "global: {storageClass: disks}", "l"),
        ("redis", "global: {storageClass: disks}\nmaster: {persistence: {storageClass: far}}", "l"),
        ("redis", "global: {defaultStorageClass: disks}", "l"),
        ("redis", "global: {defaultStorageClass: disks}\nmaster: {persistence: {storageClass: far}}", "r restart"),
        ("redis", "global: {storageClass: ''}", "r restart"),
        ("influxdb", "global: {storageClass: disks}", "r restart"),  # another publisher's
    ],
)
def test_charts_of_bitnami_name_a_class_for_all_volumes(chart: str, values: str, instance: str) -> None:
    assert judged(chart, values, beside=f"{LOCAL_CLASS}---\n{OTHER_CLASS}")[1] == instance
