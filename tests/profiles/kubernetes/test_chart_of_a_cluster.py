"""The chart cluster of CloudNativePG: its values decide as the Cluster does that it makes."""

from __future__ import annotations

import pytest

from profiles.kubernetes.reading import components
from profiles.kubernetes.test_charts import LOST, judged, release

REQUIRED = "affinity: {podAntiAffinityType: required}"
BACKUPS = (
    "backups: {enabled: true, endpointURL: 'https://s3.eu-west-1.amazonaws.com', s3: {region: eu-west-1, bucket: b}}"
)


def cluster(values: str) -> list[str]:
    return judged("cluster", f"{{{values}}}")


@pytest.mark.parametrize(("values", "expected"), [
    ("", ["l", "c members", "l", "l", "l"]),
    ("cluster: {instances: 1}", LOST),
    ("cluster: {instances: 2}", ["l", "c members", "l", "l", "l"]),
    (f"cluster: {{{REQUIRED}}}", ["l", "c members", "c members", "l", "l"]),
    (f"cluster: {{instances: 1, {REQUIRED}}}", LOST),
    ("cluster: {affinity: {podAntiAffinityType: required, topologyKey: kubernetes.io/hostname}}",
     ["l", "c members", "l", "l", "l"]),
    ("cluster: {affinity: {podAntiAffinityType: required, enablePodAntiAffinity: false}}",
     ["l", "c members", "l", "l", "l"]),
    (f"cluster: {{{REQUIRED}}}, poolers: [{{name: rw, instances: 1}}]", ["l", "r restart", "l", "l", "l"]),
    (f"cluster: {{{REQUIRED}}}, poolers: [{{name: rw, instances: 3}}]", ["l", "c members", "l", "l", "l"]),
    ("cluster: {postgresql: {synchronous: {method: any, number: 2}}}", LOST),
    ("cluster: {postgresql: {synchronous: {method: any, number: 2, dataDurability: preferred}}}",
     ["l", "c members", "l", "l", "l"]),
    ("cluster: {postgresql: {synchronous: {method: any, number: 1}}}", ["l", "c members", "l", "l", "l"]),
    ("cluster: {affinity: {nodeSelector: {kubernetes.io/hostname: worker-1}}}", ["l", "r redeploy", "l", "l", "l"]),
])  # fmt: skip
def test_the_instances_and_what_leads_to_them_decide(values: str, expected: list[str]) -> None:
    assert cluster(values) == expected


@pytest.mark.parametrize(("values", "data"), [
    (BACKUPS, "r restore"),
    (BACKUPS.replace("true", "false"), "l"),
    (BACKUPS.replace("enabled: true, ", ""), "l"),
    (BACKUPS[:-1] + ", scheduledBackups: []}", "l"),
    (BACKUPS[:-1] + ", scheduledBackups: [{name: a, schedule: '0 0 0 * * *'}]}", "r restore"),
    (BACKUPS[:-1] + ", method: plugin}", "l"),  # nothing archives what the schedule asks for
    (BACKUPS[:-1] + ", method: plugin, pluginConfiguration: {name: barman-cloud.cloudnative-pg.io}, "
     "scheduledBackups: [{name: a, schedule: '0 0 0 * * *', method: plugin}]}", "r restore"),
])  # fmt: skip
def test_its_own_backups_count(values: str, data: str) -> None:
    assert cluster(values)[0] == data


def test_the_place_of_its_backups_counts() -> None:
    cause = "Application/argocd/app (spec.source.helm.valuesObject.backups)"
    somewhere = "backups: {enabled: true, destinationPath: 's3://b/', endpointURL: 'https://s3.example.com'}"
    assert cluster(somewhere) == ["r restore", "c members", f"u {cause}", f"u {cause}", "r restore"]
    inside = somewhere.replace("https://s3.example.com", "http://minio.storage.svc:9000")
    assert cluster(inside) == ["r restore", "c members", "l", "l", "l"]


def test_one_that_is_hibernated_is_no_component() -> None:
    assert components(release("cluster", "{cluster: {annotations: {cnpg.io/hibernation: 'on'}}}")) == {}


def test_values_that_are_open_leave_it_open() -> None:
    found = cluster("cluster: {instances: '{{ .Values.count }}'}")
    assert found[1] == "u Application/argocd/app (spec.source.helm.valuesObject.cluster.instances)"
    found = cluster("poolers: '{{ .Values.poolers }}'")
    assert found[1] == "u Application/argocd/app (spec.source.helm.valuesObject.poolers)"


def test_a_namesake_is_not_it() -> None:
    assert judged("cluster", repository="charts.example.com") == ["u chart cluster"] * 5
