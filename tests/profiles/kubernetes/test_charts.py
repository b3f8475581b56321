"""The charts that are known: each entry is well formed, and values and versions decide as the charts say."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.profiles.kubernetes.charts.known import CHARTS, known_chart
from continuity_audit.profiles.kubernetes.charts.part import Chart, Part
from profiles.kubernetes.reading import components, outcomes, the

STATELESS = ["c", "r restart", "r restart", "r redeploy", "r redeploy"]
MEMBERS = ["c", "c members", "r restart", "r redeploy", "r redeploy"]
LOST = ["l", "r restart", "l", "l", "l"]
SPREAD = "[{topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {}}]"
PATH = re.compile(r"[\w-]+(\.[\w-]+)*")


def release(chart: str, values: str, version: str = "", repository: str = "") -> str:
    known = next(c for c in CHARTS if c.name == chart)
    return f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: app, namespace: argocd}}
spec:
  destination: {{namespace: shop}}
  source:
    chart: {chart}
    repoURL: https://{repository or known.publishers[0]}
    targetRevision: "{version}"
    helm: {{valuesObject: {values}}}
"""


def judged(chart: str, values: str = "{}", version: str = "", repository: str = "") -> list[str]:
    return the(release(chart, values, version, repository), "Application/argocd/app")


# --- the table ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chart", CHARTS, ids=lambda c: f"{c.name} of {c.publishers[0]}")
def test_an_entry_is_well_formed(chart: Chart) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", chart.name)
    assert chart.publishers
    assert all(chart.publishers)
    assert re.fullmatch(r"https://github\.com/\S+\.yaml", chart.source)
    assert re.fullmatch(r"(\d+(\.\d+)*)?", chart.since)
    names = [part.name for part in chart.parts]
    assert len(names) == len(set(names))


PARTS = [(f"{chart.name}: {part.name}", part) for chart in CHARTS for part in chart.parts]


@pytest.mark.parametrize("part", [part for _, part in PARTS], ids=[name for name, _ in PARTS])
def test_a_part_is_well_formed(part: Part) -> None:
    paths = [part.on, *part.unless, part.replicas, part.if_true, part.kind, part.volume, part.storage_class, part.claim]
    paths += [part.modes, *(switch.path for switch in (*part.own_claims, *part.also))]
    paths += [part.pods or "", part.spread, *(p for s in part.scalers for p in (s.switch, s.minimum))]
    assert [path for path in paths if path and not PATH.fullmatch(path)] == []
    assert bool(part.among) == isinstance(part.on_by_default, str)
    assert part.on or (part.on_by_default is True and not part.among and not part.also)
    assert not (part.daemon and (part.replicas or part.scalers or part.kind))
    assert part.volume or not (part.volume_by_default or part.storage_class or part.claim)
    assert part.volume or not (part.modes or part.own_claims)
    assert part.modes or not part.own_claims
    switches = (*part.own_claims, *part.also)
    assert all(bool(switch.among) == isinstance(switch.by_default, str) for switch in switches)
    assert part.least >= 2
    assert part.least_otherwise == 0 or part.least_otherwise > part.least
    assert part.if_true or not (part.if_true_by_default or part.least_otherwise)
    assert part.kind or part.kind_by_default == "Deployment"
    assert part.replicas or part.by_default == 1


def test_namesakes_are_told_apart_by_their_publishers_and_versions() -> None:
    for one, other in combinations(CHARTS, 2):
        if one.name == other.name and one.publishers == other.publishers:
            assert one.since != other.since
        elif one.name == other.name:
            assert [p for p in one.publishers if any(p in q or q in p for q in other.publishers)] == []
            assert known_chart(one.name, "", "") is None
            assert known_chart(one.name, f"https://{one.publishers[0]}", one.since) is one


@pytest.mark.parametrize(("name", "repository", "known"), [
    ("grafana", "@grafana", True), ("redis", "alias:bitnami", True), ("redis", "@stable", False),
    ("cert-manager", "@jetstack", True), ("loki", "@internal", False),
    ("external-dns", "https://charts.bitnami.com/bitnami", True),
])  # fmt: skip
def test_a_repository_may_be_named_as_helm_knows_it_on_a_machine(name: str, repository: str, known: bool) -> None:
    assert (known_chart(name, repository, "") is not None) is known


# --- representative ones ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("chart", "expected"), [
    ("reloader", STATELESS), ("keda", STATELESS), ("external-secrets", STATELESS), ("istiod", STATELESS),
    ("velero", STATELESS), ("descheduler", STATELESS), ("gatekeeper", STATELESS), ("eck-operator", STATELESS),
    ("aws-load-balancer-controller", MEMBERS), ("aws-ebs-csi-driver", MEMBERS), ("karpenter", MEMBERS),
    ("argo-rollouts", MEMBERS), ("secrets-store-csi-driver", MEMBERS), ("promtail", MEMBERS), ("alloy", MEMBERS),
    ("fluent-bit", MEMBERS), ("aws-for-fluent-bit", MEMBERS), ("aws-cloudwatch-metrics", MEMBERS), ("dex", STATELESS),
    ("vault-secrets-operator", STATELESS), ("cilium", MEMBERS), ("ztunnel", MEMBERS),
    ("vault", LOST), ("prometheus", LOST), ("loki", LOST), ("jenkins", LOST), ("airflow", LOST), ("harbor", LOST),
    ("mysql", LOST), ("mongodb", LOST), ("rabbitmq", LOST), ("influxdb", LOST),
    ("longhorn", MEMBERS), ("kubelet-csr-approver", MEMBERS), ("nvidia-device-plugin", MEMBERS),
    ("topolvm", MEMBERS), ("csi-driver-nfs", STATELESS), ("crossplane", STATELESS), ("flux2", STATELESS),
    ("authentik", STATELESS), ("gpu-operator", STATELESS), ("linkerd-viz", STATELESS), ("loki-stack", STATELESS),
    ("atlantis", LOST), ("open-webui", LOST), ("pgadmin4", LOST),
    ("victoria-metrics-k8s-stack", LOST), ("mimir-distributed", LOST), ("redpanda", LOST), ("dcgm-exporter", MEMBERS),
    ("openebs", LOST), ("jupyterhub", LOST),
    ("postgresql-ha", LOST), ("elasticsearch", ["l", "c members", "l", "l", "l"]),
])  # fmt: skip
def test_the_defaults_of_a_chart(chart: str, expected: list[str]) -> None:
    assert judged(chart) == expected


@pytest.mark.parametrize(("chart", "values", "instance"), [
    ("reloader", "{reloader: {deployment: {replicas: 2}}}", "r restart"),
    ("reloader", "{reloader: {enableHA: true, deployment: {replicas: 2}}}", "c members"),
    ("reloader", "{reloader: {enableHA: true}}", "r restart"),
    ("reloader", "{reloader: {enableHA: '{{ .Values.global.ha }}', deployment: {replicas: 2}}}",
     "u Application/argocd/app (spec.source.helm.valuesObject.reloader.enableHA)"),
    ("reloader", "{reloader: {enableHA: '{{ .Values.global.ha }}'}}", "r restart"),
    ("aws-load-balancer-controller", "{replicaCount: 1}", "r restart"),
    ("aws-load-balancer-controller", "{autoscaling: {enabled: true}}", "r restart"),
    ("gateway", "{replicaCount: 3}", "r restart"),
    ("gateway", "{replicaCount: 3, autoscaling: {enabled: false}}", "c members"),
    ("gateway", "{autoscaling: {minReplicas: 2}}", "c members"),
    ("istiod", "{autoscaleMin: 2}", "c members"),
    ("istiod", "{replicaCount: 2, autoscaleEnabled: false}", "c members"),
    ("nginx-ingress", "{controller: {kind: daemonset}}", "c members"),
    ("promtail", "{daemonset: {enabled: false}, deployment: {enabled: true}}", "r restart"),
    ("alloy", "{controller: {type: deployment}}", "r restart"),
    ("alloy", "{controller: {type: statefulset, replicas: 2}}", "c members"),
    ("alloy", "{controller: {type: '{{ .Values.global.type }}', replicas: 2}}", "c members"),
    ("alloy", "{controller: {type: '{{ .Values.global.type }}'}}",
     "u Application/argocd/app (spec.source.helm.valuesObject.controller.type)"),
    ("descheduler", "{kind: Deployment, replicas: 2}", "c members"),
    ("descheduler", "{replicas: 2}", "r restart"),
    ("kong", "{replicaCount: 2}", "c members"),
    ("kong", "{deployment: {daemonset: true}}", "c members"),
    ("mongodb", "{architecture: replicaset}", "c members"),
    ("mongodb", "{architecture: replicaset, arbiter: {enabled: false}}", "r restart"),
    ("mongodb", "{architecture: replicaset, replicaCount: 3, arbiter: {enabled: false}}", "c members"),
    ("mongodb", "{replicaCount: 3}", "r restart"),
    ("rabbitmq", "{replicaCount: 2}", "r restart"),
    ("rabbitmq", "{replicaCount: 3}", "c members"),
    ("vault", "{server: {ha: {enabled: true}}, injector: {replicas: 2}}", "c members"),
    ("vault", "{server: {ha: {enabled: true, replicas: 2}}, injector: {enabled: false}}", "c members"),
    ("vault", "{server: {ha: {enabled: true, replicas: 2, raft: {enabled: true}}}, injector: {enabled: false}}",
     "r restart"),
    ("vault", "{server: {ha: {enabled: true}}}", "r restart"),
    ("longhorn", "{longhornUI: {replicas: 1}}", "r restart"),
    ("longhorn", "{csi: {attacherReplicaCount: 1}}", "r restart"),
    ("authentik", "{server: {replicas: 2}}", "r restart"),
    ("authentik", "{server: {replicas: 2}, worker: {autoscaling: {enabled: true, minReplicas: 2}}}", "c members"),
    ("authentik", "{server: {replicas: 2}, worker: {replicas: 2}, postgresql: {enabled: true}}", "r restart"),
    ("crossplane", "{replicas: 2, rbacManager: {replicas: 2}}", "c members"),
    ("crossplane", "{replicas: 2, rbacManager: {deploy: false}, leaderElection: false}", "r restart"),
    ("mariadb-operator", "{ha: {enabled: true}, webhook: {ha: {enabled: true}}}", "r restart"),
    ("mariadb-operator", "{ha: {enabled: true}, webhook: {enabled: false}, certController: {enabled: false}}",
     "c members"),
    ("haproxy", "{replicaCount: 2}", "c members"),
    ("haproxy", "{replicaCount: 2, autoscaling: {enabled: true}}", "r restart"),
    ("haproxy", "{kind: DaemonSet}", "c members"),
    ("open-webui", "{replicaCount: 2, ollama: {enabled: false}, pipelines: {enabled: false}}", "r restart"),
    ("mysql", "{architecture: replication, secondary: {replicaCount: 2}}", "r restart"),
    ("strimzi-kafka-operator", "{replicas: 2, leaderElection: {enable: false}}", "r restart"),
    ("strimzi-kafka-operator", "{replicas: 2}", "c members"),
])  # fmt: skip
def test_values_decide_on_what_takes_over(chart: str, values: str, instance: str) -> None:
    assert judged(chart, values)[1] == instance


@pytest.mark.parametrize(("chart", "values", "data"), [
    ("vault", "{server: {dataStorage: {enabled: false}}}", "c"),
    ("vault", "{server: {dev: {enabled: true}}}", "c"),
    ("vault", "{server: {enabled: true}}", "l"), ("vault", "{server: {enabled: 'true'}}", "l"),
    ("vault", "{global: {externalVaultAddr: 'https://vault.example.com'}}", "c"),
    ("vault", "{global: {externalVaultAddr: ''}}", "l"),
    ("vault", "{server: {enabled: '-'}}", "l"), ("vault", "{server: {enabled: false}}", "c"),
    ("vault", "{server: {ha: {enabled: true}}}", "c"),
    ("vault", "{server: {ha: {enabled: true, raft: {enabled: true}}}}", "l"),
    ("prometheus", "{server: {persistentVolume: {enabled: false}}}", "l"),
    ("prometheus", "{server: {persistentVolume: {enabled: false}}, alertmanager: {enabled: false}}", "c"),
    ("tempo", "{persistence: {enabled: true}}", "l"),
    ("harbor", "{persistence: {imageChartStorage: {type: s3}}}", "l"),
    ("harbor", "{persistence: {imageChartStorage: {type: s3}}, database: {type: external}}", "l"),
    ("harbor", "{persistence: {imageChartStorage: {type: s3}}, database: {type: external}, redis: {type: external}, "
               "jobservice: {jobLoggers: [stdout]}}", "c"),
    ("harbor", "{persistence: {imageChartStorage: {type: s3}}, database: {type: external}, redis: {type: external}, "
               "jobservice: {jobLoggers: [stdout, file]}}", "l"),
    ("openbao", "{server: {enabled: true}}", "l"),
    ("openbao", "{global: {externalBaoAddr: 'https://bao.example.com'}}", "c"), ("connect", "{}", "c"),
    ("alloy", "{controller: {volumeClaimTemplates: [{spec: {}}]}}", "l"),
    ("alloy", "{controller: {volumeClaimTemplates: []}}", "c"),
    ("airflow", "{executor: KubernetesExecutor, triggerer: {persistence: {enabled: false}}, "
                "postgresql: {enabled: false}}", "c"),
    ("airflow", "{executor: LocalExecutor, triggerer: {persistence: {enabled: false}}, "
                "postgresql: {enabled: false}}", "l"),
])  # fmt: skip
def test_values_decide_on_what_holds_data(chart: str, values: str, data: str) -> None:
    assert judged(chart, values)[0] == data


def test_a_required_spread_counts_where_the_chart_reads_it() -> None:
    keda = "{operator: {replicaCount: 2}, metricsServer: {enabled: false}, webhooks: {enabled: false}, MORE}"
    spread = f"topologySpreadConstraints: {{operator: {SPREAD}}}"
    assert judged("keda", keda.replace("MORE", spread))[2] == "c members"
    assert judged("keda", keda.replace("MORE", f"topologySpreadConstraints: {SPREAD}"))[2] == "r restart"
    dashboard = f"{{controllerReplicas: 2, topologySpreadConstraints: {SPREAD}}}"
    assert judged("linkerd-control-plane", dashboard)[1:3] == ["c members", "r restart"]


def test_where_nodes_are_decides_on_the_zones_of_a_daemon_set() -> None:
    values = f"{{controller: {{kind: DaemonSet, topologySpreadConstraints: {SPREAD}}}}}"
    assert judged("ingress-nginx", values)[1:3] == ["c members", "r restart"]


def affinity(kind: str, key: str) -> str:
    rule = f"{{labelSelector: {{}}, topologyKey: {key}}}"
    return f"affinity: {{{kind}: {{requiredDuringSchedulingIgnoredDuringExecution: [{rule}]}}}}"


@pytest.mark.parametrize(("pods", "expected"), [
    ("nodeSelector: {kubernetes.io/hostname: worker-1}", ["r redeploy", "r redeploy"]),
    ("nodeSelector: {kubernetes.io/os: linux}", ["c members", "c members"]),
    ("nodeSelector: {topology.kubernetes.io/zone: eu-west-1a}", ["c members", "r redeploy"]),
    (affinity("podAffinity", "kubernetes.io/hostname"), ["r restart", "c members"]),
    (affinity("podAffinity", "topology.kubernetes.io/zone"), ["c members", "r restart"]),
    (affinity("podAntiAffinity", "kubernetes.io/hostname"), ["c members", "c members"]),
])  # fmt: skip
def test_what_keeps_pods_in_one_place_counts(pods: str, expected: list[str]) -> None:
    values = f"{{controller: {{replicaCount: 2, topologySpreadConstraints: {SPREAD}, {pods}}}}}"
    assert judged("ingress-nginx", values)[1:3] == expected
    # It counts of a workload that there is only.
    elsewhere = f"{{controller: {{replicaCount: 2, topologySpreadConstraints: {SPREAD}}}, defaultBackend: {{{pods}}}}}"
    assert judged("ingress-nginx", elsewhere)[1:3] == ["c members", "c members"]


def test_a_selector_that_code_leaves_open_pins_nothing() -> None:
    values = "{controller: {replicaCount: 2, nodeSelector: '{{ .Values.nodes }}'}}"
    assert judged("ingress-nginx", values) == MEMBERS


@pytest.mark.parametrize("chart", ["base", "karpenter-crd", "prometheus-operator-crds", "kyverno-policies"])
def test_a_chart_that_runs_nothing_is_no_component(chart: str) -> None:
    assert components(release(chart, "{}")) == {}


def test_a_release_whose_parts_are_all_off_is_no_component() -> None:
    assert components(release("traefik", "{deployment: {enabled: false}}")) == {}


def test_a_common_name_without_an_address_is_not_known() -> None:
    flux = """\
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: app, namespace: shop}
spec: {chart: {spec: {chart: CHART, sourceRef: {kind: HelmRepository, name: elsewhere}}}}
"""
    for chart in ("base", "gateway", "minio"):
        assert the(flux.replace("CHART", chart), "HelmRelease/shop/app") == [f"u chart {chart}"] * 5
    assert the(flux.replace("CHART", "istiod"), "HelmRelease/shop/app") == STATELESS


@pytest.mark.parametrize(("chart", "values", "instance"), [
    ("gateway-helm", "{}", "r restart"), ("gateway-helm", "{deployment: {replicas: 2}}", "c members"),
    ("reflector", "{replicaCount: 2}", "c members"),
    ("reflector", "{replicaCount: 2, cron: {enabled: true}}", "r restart"),
    ("snapshot-controller", "{controller: {replicaCount: 2}}", "c members"),
    ("snapshot-controller", "{controller: {replicaCount: 2}, webhook: {enabled: true}}", "r restart"),
    ("spegel", "{}", "c members"), ("metallb", "{}", "r restart"), ("flux-operator", "{}", "r restart"),
    ("node-feature-discovery", "{master: {replicaCount: 2}}", "r restart"),
    ("node-feature-discovery", "{master: {replicaCount: 2}, gc: {enable: false}}", "c members"),
    ("victoria-logs-single", "{server: {replicaCount: 2}}", "r restart"),
    ("vector", "{role: Agent}", "c members"), ("vector", "{}", "r restart"), ("vector", "{replicas: 2}", "c members"),
    ("vector", "{role: Agent, haproxy: {enabled: true}}", "r restart"),
    ("vector", "{role: Stateless-Aggregator, autoscaling: {enabled: true, minReplicas: 2}}", "c members"),
    ("gha-runner-scale-set", "{minRunners: 3}", "r restart"), ("dragonfly-operator", "{replicaCount: 2}", "c members"),
])  # fmt: skip
def test_charts_of_a_cluster_by_their_values(chart: str, values: str, instance: str) -> None:
    assert judged(chart, values)[1] == instance


def test_a_mirror_keeps_the_charts_of_others() -> None:
    mirror = "ghcr.io/home-operations/charts-mirror"
    assert judged("metrics-server", "{replicas: 2}", repository=mirror) == MEMBERS
    assert judged("minio", repository=mirror) == ["u chart minio"] * 5


def test_the_publisher_decides_between_namesakes() -> None:
    assert judged("minio", repository="charts.min.io")[1] == "c members"
    assert judged("minio", repository="charts.bitnami.com/bitnami")[1] == "r restart"
    assert judged("minio", repository="charts.example.org") == ["u chart minio"] * 5


@pytest.mark.parametrize(("version", "instance"), [
    ("1.1.6", "u chart aws-load-balancer-controller"), ("v1.1.6", "u chart aws-load-balancer-controller"),
    (">=1.0.0", "u chart aws-load-balancer-controller"), ("1.2.0", "c members"), ("~> 1.13", "c members"),
    ("*", "c members"), ("", "c members"),
])  # fmt: skip
def test_an_earlier_version_of_a_chart_is_not_known(version: str, instance: str) -> None:
    assert judged("aws-load-balancer-controller", version=version)[1] == instance


FLUX_OF_OCI = """\
apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: lb, namespace: shop}
spec: {url: "oci://public.ecr.aws/aws.github.io/eks-charts/aws-load-balancer-controller", ref: {tag: VERSION}}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: lb, namespace: shop}
spec: {chartRef: {kind: OCIRepository, name: lb}}
"""


def test_the_version_of_a_source_counts() -> None:
    assert the(FLUX_OF_OCI.replace("VERSION", "1.14.0"), "HelmRelease/shop/lb") == MEMBERS
    unknown = ["u chart aws-load-balancer-controller"] * 5
    assert the(FLUX_OF_OCI.replace("VERSION", "1.1.0"), "HelmRelease/shop/lb") == unknown


# --- claims that are there already --------------------------------------------------------------------------------

KEPT_OVER_ZONES = """
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: zrs}
provisioner: disk.csi.azure.com
parameters: {skuName: Premium_ZRS}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: kept, namespace: %s}
spec: {accessModes: [%s], storageClassName: zrs}
"""


def beside_its_claim(
    chart: str, values: str, namespace: str = "shop", mode: str = "ReadWriteOnce"
) -> dict[str, list[str]]:
    files = release(chart, values) + KEPT_OVER_ZONES % (namespace, mode)
    return {address: outcomes(component) for address, component in components(files).items()}


CLAIMING = [(chart, part) for chart in CHARTS for part in chart.parts if part.claim]


@pytest.mark.parametrize(("chart", "part"), CLAIMING, ids=[f"{c.name}: {p.name}" for c, p in CLAIMING])
def test_a_claim_that_values_name_is_folded_into_the_release(chart: Chart, part: Part) -> None:
    given = {part.claim: "kept", part.volume: "true"}
    given |= {switch.path: switch.among[0] if switch.among else "true" for switch in part.also}
    if part.on:
        given[part.on] = part.among[0] if part.among else "true"
    parameters = "".join(f"{{name: {path}, value: '{value}'}}, " for path, value in given.items())
    text = f"""\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {{name: app, namespace: argocd}}
spec:
  destination: {{namespace: shop}}
  source:
    chart: {chart.name}
    repoURL: https://{chart.publishers[0]}
    targetRevision: "{chart.since or "1"}"
    helm: {{parameters: [{parameters}]}}
"""
    assert list(components(text + KEPT_OVER_ZONES % ("shop", "ReadWriteOnce"))) == ["Application/argocd/app"]


def test_the_class_of_the_claim_decides() -> None:
    release = "Application/argocd/app"
    kept = ["l", "r restart", "r restart", "l", "l"]
    assert beside_its_claim("jenkins", "{persistence: {existingClaim: kept}}") == {release: kept}
    own = {release: LOST, "PersistentVolumeClaim/shop/kept": ["l", "c service", "c service", "l", "l"]}
    assert beside_its_claim("jenkins", "{}") == own
    assert beside_its_claim("jenkins", "{persistence: {existingClaim: ''}}") == own


def test_a_claim_of_another_namespace_or_of_a_volume_that_is_off_is_not_mounted() -> None:
    alone = "PersistentVolumeClaim/%s/kept"
    assert alone % "other" in beside_its_claim("jenkins", "{persistence: {existingClaim: kept}}", "other")
    off = "{persistence: {enabled: false, existingClaim: kept}}"
    assert beside_its_claim("jenkins", off)["Application/argocd/app"] == STATELESS
    assert alone % "shop" in beside_its_claim("jenkins", off)


def test_a_part_that_makes_claims_of_its_own_mounts_none_that_is_there() -> None:
    values = "{server: {statefulSet: {enabled: true}, persistentVolume: {existingClaim: kept}}}"
    assert "PersistentVolumeClaim/shop/kept" in beside_its_claim("prometheus", values)


def test_a_claim_that_is_not_in_the_code_counts_as_zonal_and_one_that_is_open_is_unknown() -> None:
    assert judged("jenkins", "{persistence: {existingClaim: elsewhere}}") == LOST
    found = judged("jenkins", "{persistence: {existingClaim: '{{ .Values.claim }}'}}")
    cause = "u Application/argocd/app (spec.source.helm.valuesObject.persistence.existingClaim)"
    assert found == ["l", "r restart", cause, "l", "l"]


@pytest.mark.parametrize(
    ("mode", "instance"), [("ReadWriteOnce", "r restart"), ("ReadWriteMany", "c members")],
)  # fmt: skip
def test_members_that_share_a_claim_carry_on_where_all_can_mount_it(mode: str, instance: str) -> None:
    values = "{replicaCount: 3, persistence: {existingClaim: kept}}"
    assert beside_its_claim("rabbitmq", values, mode=mode)["Application/argocd/app"][1] == instance


MANY = "accessModes: [ReadWriteMany]"
OPEN = "'{{ .Values.mode }}'"
IN_HARBOR = "{core: {replicas: 2}, portal: {replicas: 2}, trivy: {enabled: false}, database: {type: external}, "
IN_HARBOR += "redis: {type: external}, registry: {replicas: 2}, jobservice: {replicas: 2, jobLoggers: [JOBS]}, "
IN_HARBOR += "persistence: {imageChartStorage: {type: IMAGES}, persistentVolumeClaim: {registry: {accessMode: MODE}}}}"


def in_harbor(images: str, mode: str, jobs: str) -> str:
    return IN_HARBOR.replace("IMAGES", images).replace("MODE", mode).replace("JOBS", jobs)


@pytest.mark.parametrize(("chart", "values", "instance"), [
    ("grafana", "{replicas: 2}", "c members"),
    ("grafana", "{replicas: 2, persistence: {enabled: true}}", "r restart"),
    ("grafana", f"{{replicas: 2, persistence: {{enabled: true, {MANY}}}}}", "c members"),
    ("grafana", f"{{replicas: 2, persistence: {{enabled: true, accessModes: [{OPEN}]}}}}",
     "u Application/argocd/app (spec.source.helm.valuesObject.persistence.accessModes.0)"),
    ("grafana", f"{{replicas: 2, persistence: {{enabled: {OPEN}}}}}",
     "u Application/argocd/app (spec.source.helm.valuesObject.persistence.enabled)"),
    ("grafana", "{replicas: 2, persistence: {enabled: true, type: statefulset}}", "c members"),
    ("grafana", "{replicas: 2, useStatefulSet: true, persistence: {enabled: true}}", "c members"),
    ("grafana", f"{{replicas: 2, useStatefulSet: {OPEN}, persistence: {{enabled: true}}}}",
     "u Application/argocd/app (spec.source.helm.valuesObject.useStatefulSet)"),
    ("traefik", "{deployment: {replicas: 2}, persistence: {enabled: true}}", "r restart"),
    ("traefik", "{deployment: {replicas: 2}, persistence: {enabled: true, accessMode: ReadWriteMany}}", "c members"),
    ("traefik", "{deployment: {kind: DaemonSet}, persistence: {enabled: true}}", "r restart"),
    ("traefik", "{deployment: {kind: DaemonSet}}", "c members"),
    ("harbor", in_harbor("filesystem", "ReadWriteOnce", "stdout"), "r restart"),
    ("harbor", in_harbor("filesystem", "ReadWriteMany", "stdout"), "c members"),
    ("harbor", in_harbor("s3", "ReadWriteOnce", "stdout"), "c members"),
    ("harbor", in_harbor("s3", "ReadWriteOnce", "stdout, file"), "r restart"),
])  # fmt: skip
def test_members_that_share_the_claim_of_the_chart_carry_on_where_all_can_mount_it(
    chart: str, values: str, instance: str
) -> None:
    assert judged(chart, values)[1] == instance


def test_the_verdict_names_the_access_mode_that_lets_members_carry_on() -> None:
    values = "{deployment: {replicas: 2}, persistence: {enabled: true, accessMode: ReadWriteMany}}"
    text = release("traefik", values)
    instance = components(text)["Application/argocd/app"].outcomes[Scenario.INSTANCE]
    said = {(one.attribute, one.value) for one in instance.evidence}
    assert ("spec.source.helm.valuesObject.persistence.accessMode", "ReadWriteMany") in said


def test_a_chart_that_gives_each_member_a_claim_of_its_own_mounts_none_that_is_there() -> None:
    values = "{replicas: 2, useStatefulSet: true, persistence: {enabled: true, existingClaim: kept}}"
    found = beside_its_claim("grafana", values)
    assert found["Application/argocd/app"][1] == "c members"
    assert "PersistentVolumeClaim/shop/kept" in found


def test_the_verdict_names_the_values_that_the_chart_has() -> None:
    text = release("jenkins", "{persistence: {enabled: true, storageClass: fast}}")
    zone = components(text)["Application/argocd/app"].outcomes[Scenario.ZONE]
    paths = {one.attribute for one in zone.evidence}
    assert "spec.source.helm.valuesObject.persistence.storageClass" in paths
    assert not [path for path in paths if "enabled." in path]


# --- charts whose values are objects -------------------------------------------------------------------------------

OPENEBS = "{loki: {enabled: false}, engines: {replicated: {mayastor: {enabled: false}}}}"


def test_local_volumes_alone_are_the_claims_own() -> None:
    assert judged("openebs", OPENEBS) == STATELESS


def ceph(values: str) -> list[str]:
    return judged("rook-ceph-cluster", f"{{cephObjectStores: [], {values}}}")


POOL = "{name: a, spec: {failureDomain: host, replicated: {size: 3}}}"


@pytest.mark.parametrize(("values", "expected"), [
    ("", MEMBERS),
    ("cephClusterSpec: {mon: {count: 1}}", STATELESS),
    ("cephClusterSpec: {mon: {count: 2}}", STATELESS),  # a majority decides
    ("cephClusterSpec: {mon: {count: 3, allowMultiplePerNode: true}}", STATELESS),
    ("cephClusterSpec: {mgr: {count: 1}}", STATELESS),
    (f"cephBlockPools: [{POOL}]", MEMBERS),
    (f"cephBlockPools: [{POOL}, {POOL.replace('3', '1')}]", STATELESS),
    (f"cephBlockPools: [{POOL.replace('host', 'osd')}]", STATELESS),
    ("cephBlockPools: [{name: a, spec: {erasureCoded: {dataChunks: 2, codingChunks: 1}}}]", STATELESS),
    ("cephBlockPools: [{name: a, spec: {erasureCoded: {dataChunks: 2, codingChunks: 2}}}]", MEMBERS),
    ("cephBlockPools: [], cephFileSystems: [{spec: {metadataPool: {replicated: {size: 3}}, dataPools: "
     "[{replicated: {size: 1}}]}}]", STATELESS),
    ("cephBlockPools: [], cephFileSystems: []", MEMBERS),
])  # fmt: skip
def test_a_cluster_of_ceph_carries_on_by_its_daemons_and_the_copies_of_its_pools(
    values: str, expected: list[str]
) -> None:
    assert ceph(values) == expected


def test_what_object_stores_keep_is_not_known() -> None:
    assert judged("rook-ceph-cluster") == ["u chart rook-ceph-cluster"] * 5


def test_ceph_that_runs_elsewhere_is_no_component() -> None:
    text = release("rook-ceph-cluster", "{cephClusterSpec: {external: {enable: true}}}")
    assert components(text) == {}


def test_objects_that_run_nothing_are_no_component() -> None:
    quiet = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}"
    assert components(release("raw", f"{{resources: [{quiet}]}}")) == {}
    assert components(release("raw", f"{{resources: {{a: {quiet}}}}}")) == {}


@pytest.mark.parametrize("values", [
    "{resources: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}]}", "{templates: ['kind: ConfigMap']}",
    "{resources: [text]}",
])  # fmt: skip
def test_other_objects_of_raw_are_not_known(values: str) -> None:
    assert judged("raw", values) == ["u chart raw"] * 5


# --- namesakes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("repository", "values", "expected"), [
    ("charts.bitnami.com/bitnami", "{}", LOST),
    ("charts.bitnami.com/bitnami", "{primary: {persistence: {enabled: false}}}", STATELESS),
    ("charts.bitnami.com/bitnami", "{sentinel: {enabled: true}}", ["l", "c members", "l", "l", "l"]),
    ("valkey.io/valkey-helm", "{}", STATELESS),
    ("valkey.io/valkey-helm", "{dataStorage: {enabled: true}}", LOST),
    ("valkey.io/valkey-helm", "{replica: {enabled: true, replicas: 3}}", LOST),  # nobody promotes one
    ("charts.example.com", "{}", ["u chart valkey"] * 5),
])  # fmt: skip
def test_valkey_is_that_of_its_publisher(repository: str, values: str, expected: list[str]) -> None:
    assert judged("valkey", values, repository=repository) == expected


def test_what_users_keep_is_data_of_the_hub() -> None:
    assert judged("jupyterhub", "{hub: {db: {type: postgres}}}") == LOST
    assert judged("jupyterhub", "{hub: {db: {type: postgres}}, singleuser: {storage: {type: none}}}") == STATELESS


# --- null ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("chart", "values", "instance"), [
    ("aws-load-balancer-controller", "{replicaCount: null}", "r restart"),
    ("aws-load-balancer-controller", "{replicaCount: null, autoscaling: {enabled: true, minReplicas: 2}}", "c members"),
    ("cilium", "{operator: {replicas: null}}", "r restart"),
    ("cilium", "{operator: null}", "c members"),
    ("topolvm", "{controller: {leaderElection: {enabled: null}}}", "r restart"),
])  # fmt: skip
def test_null_takes_a_default_away(chart: str, values: str, instance: str) -> None:
    """The API server's own default is one replica."""
    assert judged(chart, values)[1] == instance
