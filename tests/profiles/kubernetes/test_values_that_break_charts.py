"""Values that take away what a known chart would carry on by: single servers, votes, pins, earlier versions."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import the
from profiles.kubernetes.test_charts import LOST, MEMBERS, SPREAD, STATELESS, judged, release

TOP = f"topologySpreadConstraints: {SPREAD}"
WIDE = TOP.replace("{topologyKey", "{maxSkew: 2, topologyKey")
IN_ZONE = "nodeSelector: {topology.kubernetes.io/zone: eu-west-1a}"
FREE = "nodeSelector: {kubernetes.io/os: linux}"


# --- one server that others stand on ------------------------------------------------------------------------------

HARBOR = "core: {replicas: 2}, portal: {replicas: 2}, trivy: {enabled: false}, database: {type: external}, "
HARBOR += "redis: {type: external}, registry: {replicas: 2}, jobservice: {replicas: 2, jobLoggers: [stdout]}, "
HARBOR += "persistence: {imageChartStorage: {type: s3}}"
ARGO_CD = (
    "controller: {replicas: 2, dynamicClusterDistribution: true}, server: {replicas: 2}, repoServer: {replicas: 2}, "
)
ARGO_CD += (
    "applicationSet: {replicas: 2}, redis-ha: {enabled: true}, dex: {enabled: false}, notifications: {enabled: false}"
)
AIRFLOW = "executor: KubernetesExecutor, scheduler: {replicas: 2}, webserver: {replicas: 2}, statsd: {enabled: false}, "
AIRFLOW += "triggerer: {enabled: false}, postgresql: {enabled: false}"
MONITORING = "prometheusOperator: {enabled: false}, prometheus: {prometheusSpec: {replicas: 2}}, "
MONITORING += "alertmanager: {enabled: false}, grafana: {replicas: 2}"
STATES = "kube-state-metrics: {replicas: 2}"
KYVERNO = "admissionController: {replicas: 3}, backgroundController: {replicas: 2}, cleanupController: {replicas: 2}, "
KYVERNO += "reportsController: {replicas: 2}"
OPEN_WEBUI = "replicaCount: 2, persistence: {accessModes: [ReadWriteMany]}, ollama: {enabled: false}, "
OPEN_WEBUI += "pipelines: {enabled: false}"
NEXTCLOUD = "replicaCount: 2, internalDatabase: {enabled: false}"
PREFECT = "server: {replicaCount: 2}, postgresql: {enabled: false}"


@pytest.mark.parametrize(("chart", "values", "breaking", "instance"), [
    ("harbor", HARBOR, "expose: {type: loadBalancer}", "r restart"),
    ("harbor", HARBOR, "expose: {type: loadBalancer}, nginx: {replicas: 2}", "c members"),
    ("harbor", HARBOR, "metrics: {enabled: true}", "r restart"),
    ("grafana", "replicas: 2", "imageRenderer: {enabled: true}", "r restart"),
    ("grafana", "replicas: 2", "imageRenderer: {enabled: true, replicas: 2}", "c members"),
    ("airflow", AIRFLOW, "pgbouncer: {enabled: true}", "r restart"),
    ("airflow", AIRFLOW, "dagProcessor: {enabled: true}", "r restart"),
    ("airflow", AIRFLOW, "dags: {persistence: {enabled: true}}", "r restart"),
    ("airflow", AIRFLOW, "dags: {persistence: {enabled: true}, gitSync: {enabled: true}}", "c members"),
    ("kube-prometheus-stack", MONITORING, STATES, "c members"),
    ("kube-prometheus-stack", MONITORING, STATES.replace("2", "2, autosharding: {enabled: true}"), "r restart"),
    ("nextcloud", NEXTCLOUD, "metrics: {enabled: true}", "r restart"),
    ("nextcloud", NEXTCLOUD, "imaginary: {enabled: true}", "r restart"),
    ("nextcloud", "replicaCount: 2", "internalDatabase: {enabled: true}", "r restart"),
    ("prefect-server", PREFECT, "backgroundServices: {runAsSeparateDeployment: true}", "r restart"),
    ("redis", "sentinel: {enabled: true}", "architecture: standalone", "r restart"),
    ("redis", "sentinel: {enabled: true}", "replica: {autoscaling: {enabled: true}}", "r restart"),
    ("redis", "sentinel: {enabled: true}", "replica: {autoscaling: {enabled: true, minReplicas: 3}}", "c members"),
    ("redis", "sentinel: {enabled: true, quorum: 3}", "replica: {replicaCount: 3}", "r restart"),
    ("redis", "sentinel: {enabled: true, quorum: 3}", "replica: {replicaCount: 5}", "c members"),
    ("argo-cd", ARGO_CD.replace("redis-ha: {", "redis-ha: {haproxy: {replicas: 1}, "), "crds: {}", "r restart"),
    ("memcached", "architecture: high-availability", "autoscaling: {enabled: true}", "c members"),
    ("falco", "controller: {kind: daemonset}", "falcosidekick: {enabled: true}", "c members"),
    ("falco", "controller: {kind: daemonset}", "falcosidekick: {enabled: true, webui: {enabled: true}}", "r restart"),
    ("cilium", "operator: {replicas: 2}", "authentication: {mutual: {spire: {enabled: true}}}", "r restart"),
    ("cilium", "operator: {replicas: 2}",
     "authentication: {mutual: {spire: {enabled: true, install: {enabled: false}}}}", "c members"),
    ("open-webui", OPEN_WEBUI, "websocket: {enabled: true}", "r restart"),
    ("open-webui", OPEN_WEBUI, "websocket: {enabled: true, redis: {enabled: false}}", "c members"),
    ("kyverno", KYVERNO, "reportsServer: {enabled: true}", "r restart"),
])  # fmt: skip
def test_a_part_that_runs_once_breaks_the_others(chart: str, values: str, breaking: str, instance: str) -> None:
    assert (
        judged(
            chart, f"{{{values}, {breaking}}}".replace("kube-state-metrics: {replicas: 2}, kube-state", "kube-state")
        )[1]
        == instance
    )


@pytest.mark.parametrize(("chart", "values"), [
    ("harbor", HARBOR), ("airflow", AIRFLOW), ("nextcloud", NEXTCLOUD), ("prefect-server", PREFECT),
    ("argo-cd", ARGO_CD), ("kyverno", KYVERNO),
])  # fmt: skip
def test_without_it_they_carry_on(chart: str, values: str) -> None:
    assert judged(chart, f"{{{values}}}") == MEMBERS


def test_an_autoscaler_that_the_chart_does_not_make_counts_no_members() -> None:
    assert judged("memcached", "{autoscaling: {enabled: true}}") == STATELESS


@pytest.mark.parametrize(("chart", "values"), [
    ("airflow", f"{AIRFLOW}, logs: {{persistence: {{enabled: true}}}}"),
    ("falco", "falcosidekick: {enabled: true, webui: {enabled: true}}"),
    ("cilium", "authentication: {mutual: {spire: {enabled: true}}}"),
])  # fmt: skip
def test_a_further_volume_holds_data(chart: str, values: str) -> None:
    data, _, *places = judged(chart, f"{{{values}}}")
    assert (data, places) == ("l", ["l", "l", "l"])


def test_the_files_of_users_lie_on_a_claim_of_their_own() -> None:
    regional = "persistence: {enabled: true, accessMode: ReadWriteMany, nextcloudData: {enabled: true}}"
    assert judged("nextcloud", f"{{{NEXTCLOUD}, {regional}}}")[1] == "r restart"


# --- zones --------------------------------------------------------------------------------------------------------

VAULT = "injector: {enabled: false}, server: {ha: {enabled: true, raft: {enabled: true}}, MORE}"
SENTINEL = "sentinel: {enabled: true}, replica: {persistence: {enabled: false}, MORE}"
MONGODB = "architecture: replicaset, persistence: {enabled: false}"
APART = "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
APART += "[{labelSelector: {}, topologyKey: topology.kubernetes.io/zone}]}}"


@pytest.mark.parametrize(("chart", "values", "zone"), [
    ("redis", SENTINEL.replace("MORE", TOP), "c members"),
    ("redis", SENTINEL.replace("MORE", f"replicaCount: 4, {TOP}"), "r restart"),  # two of four may be in one zone
    ("redis", SENTINEL.replace("MORE", WIDE), "r restart"),
    ("redis", SENTINEL.replace("MORE", f"replicaCount: 5, {TOP}"), "c members"),
    ("mongodb", f"{MONGODB}, {TOP}", "r restart"),  # the arbiter's vote may go with a member's
    ("mongodb", f"{MONGODB}, replicaCount: 3, {TOP}, arbiter: {{enabled: false}}", "c members"),
    ("mongodb", f"{MONGODB}, replicaCount: 3, {TOP}", "r restart"),
    ("minio", f"persistence: {{enabled: false}}, {TOP}", "r restart"),
    ("minio", f"persistence: {{enabled: false}}, replicas: 4, {APART}", "c members"),
])  # fmt: skip
def test_a_zone_takes_no_more_than_the_others_can_do_without(chart: str, values: str, zone: str) -> None:
    assert judged(chart, f"{{{values}}}")[2] == zone


@pytest.mark.parametrize(("chart", "values", "zone"), [
    ("redis", f"sentinel: {{enabled: true}}, replica: {{{TOP}}}", "c members"),
    ("redis", "sentinel: {enabled: true}", "l"),
    ("mongodb", f"architecture: replicaset, replicaCount: 3, {TOP}, arbiter: {{enabled: false}}", "c members"),
    ("grafana", f"replicas: 2, persistence: {{enabled: true, accessModes: [ReadWriteMany]}}, {TOP}", "l"),
    ("grafana", f"replicas: 2, persistence: {{enabled: true, type: sts}}, {TOP}", "c members"),
])  # fmt: skip
def test_members_in_several_zones_with_volumes_of_their_own_are_copies(chart: str, values: str, zone: str) -> None:
    assert judged(chart, f"{{{values}}}")[2] == zone


def test_volumes_that_are_made_in_one_zone_keep_members_there() -> None:
    one = "\n---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: one}\n"
    one += "provisioner: ebs.csi.aws.com\nallowedTopologies: [{matchLabelExpressions: "
    one += "[{key: topology.kubernetes.io/zone, values: [eu-west-1a]}]}]\n"
    values = f"{{sentinel: {{enabled: true}}, replica: {{{TOP}, persistence: {{storageClass: one}}}}}}"
    assert the(release("redis", values) + one, "Application/argocd/app")[2] == "l"
    other = values.replace("Class: one", "Class: other")
    assert the(release("redis", other) + one, "Application/argocd/app")[2] == "c members"


def test_a_spread_of_the_proxy_is_none_of_its_redis() -> None:
    proxy = f"replicaCount: 2, {TOP}"
    redis = "redis-ha: {enabled: true, persistentVolume: {enabled: false}"
    assert judged("oauth2-proxy", f"{{{proxy}, {redis}}}}}")[1:3] == ["c members", "r restart"]
    assert judged("oauth2-proxy", f"{{{proxy}, {redis}, {TOP}}}}}")[1:3] == ["c members", "c members"]


@pytest.mark.parametrize(("chart", "values"), [
    ("argo-cd", ARGO_CD), ("cert-manager", "replicaCount: 2"), ("external-secrets", "replicaCount: 2"),
])  # fmt: skip
def test_what_is_said_for_all_charts_pins_pods(chart: str, values: str) -> None:
    assert judged(chart, f"{{{values}, global: {{{IN_ZONE}}}}}")[2] == "r redeploy"
    assert judged(chart, f"{{{values}, global: {{{FREE}}}}}")[2] == "r restart"


def test_a_part_that_is_placed_itself_is_not_placed_by_the_rest() -> None:
    parts = ("controller", "server", "repoServer", "applicationSet")
    own = ARGO_CD
    for part in parts:
        own = own.replace(f"{part}: {{replicas", f"{part}: {{{FREE}, replicas")
    own = own.replace("redis-ha: {", f"redis-ha: {{{FREE}, haproxy: {{{FREE}}}, ")
    assert judged("argo-cd", f"{{{own}, global: {{{IN_ZONE}}}}}")[2] == "r restart"


def test_a_spread_for_all_charts_counts_where_the_chart_reads_it() -> None:
    parts = "replicaCount: 2, webhook: {replicaCount: 2}, certController: {replicaCount: 2}"
    assert judged("external-secrets", f"{{{parts}, global: {{{TOP}}}}}")[2] == "c members"
    parts = parts.replace("certController", "cainjector")
    assert judged("cert-manager", f"{{{parts}, global: {{{TOP}}}}}")[1:3] == ["c members", "r restart"]


def test_keda_places_at_once_what_it_does_not_place_by_itself() -> None:
    assert judged("keda", f"{{{IN_ZONE}}}")[2] == "r redeploy"
    own = ", ".join(f"{part}: {{{FREE}}}" for part in ("operator", "metricsServer", "webhooks"))
    assert judged("keda", f"{{{IN_ZONE}, {own}}}")[2] == "r restart"


def test_a_chart_may_take_a_text_of_yaml() -> None:
    text = "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
    text += "[{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]}]}}}"
    written = f"affinity: '{text.removeprefix('affinity: ')}'"
    off = VAULT.replace("MORE", f"dataStorage: {{enabled: false}}, {written}")
    assert judged("vault", f"{{{off}}}")[2] == "r redeploy"


# --- earlier versions ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("version", "values", "instance"), [
    ("13.0.1", "{sentinel: {enabled: true}}", "r restart"),  # two of them, of which both have to agree
    ("13.0.1", "{sentinel: {enabled: true}, cluster: {slaveCount: 3}}", "c members"),
    ("13.0.1", "{sentinel: {enabled: true}, cluster: {enabled: false, slaveCount: 3}}", "r restart"),
    ("13.0.1", "{sentinel: {enabled: true}, replica: {replicaCount: 3}}", "r restart"),
    ("14.0.0", "{sentinel: {enabled: true}}", "c members"),
    ("", "{sentinel: {enabled: true}}", "c members"),
])  # fmt: skip
def test_redis_by_its_version(version: str, values: str, instance: str) -> None:
    assert judged("redis", values, version=version)[1] == instance


# --- objects among values -----------------------------------------------------------------------------------------

DEPLOYMENT = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: 2, template: {spec: {}}}}"
STATEFUL = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: a}, spec: {volumeClaimTemplates: [{spec: {}}]}}"
MOUNTING = "{volumes: [{name: a, persistentVolumeClaim: {claimName: a}}]}"
JOB = "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {schedule: '@daily'}}"
TARGET = "{scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}}"


@pytest.mark.parametrize(("more", "expected"), [
    (f"extraObjects: [{DEPLOYMENT}]", MEMBERS),
    (f"extraObjects: [{DEPLOYMENT.replace('replicas: 2, ', '')}]", STATELESS),
    (f"extraObjects: {{a: {DEPLOYMENT.replace('2', '1')}}}", STATELESS),
    (f"extraObjects: [{DEPLOYMENT.replace('2', '1').replace('spec: {}', f'spec: {MOUNTING}')}]", LOST),
    (f"extraManifests: [{STATEFUL}]", LOST),
    (f"extraManifests: [{JOB}]", STATELESS),
    (f"extraManifests: [{JOB[:-2]}, suspend: true}}}}]", MEMBERS),
    (f"other: {TARGET}", MEMBERS),
])  # fmt: skip
def test_workloads_among_the_values_of_a_chart_are_part_of_it(more: str, expected: list[str]) -> None:
    assert judged("metrics-server", f"{{replicas: 2, {more}}}") == expected
