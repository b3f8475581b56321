"""Run-time dependencies: which Services a workload is told of, and what stands behind them."""

import time
from textwrap import dedent

import pytest

from continuity_audit.profiles.kubernetes.dependencies import hosts_in
from profiles.kubernetes.reading import components


def service(name: str, namespace: str = "shop") -> str:
    return dedent(f"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: {name}, namespace: {namespace}}}
        spec: {{template: {{metadata: {{labels: {{app: {name}}}}}, spec: {{containers: [{{name: a, image: b}}]}}}}}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {{name: {name}-svc, namespace: {namespace}}}
        spec: {{selector: {{app: {name}}}}}
        """)


def caller(container: str) -> str:
    return dedent(f"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: web, namespace: shop}}
        spec: {{template: {{spec: {{containers: [{{name: a, image: b, {container}}}]}}}}}}
        """)


def needs(text: str) -> list[str]:
    return [need.partition("::")[2] for need in components(text)["Deployment/shop/web"].needs]


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("{name: API, value: 'http://api-svc/x'}", ["Deployment/shop/api"]),
        ("{name: API, value: 'http://api-svc.shop:8080'}", ["Deployment/shop/api"]),
        ("{name: API, value: 'api-svc.shop.svc.cluster.local'}", ["Deployment/shop/api"]),
        ("{name: API, value: 'api-svc:8080'}", ["Deployment/shop/api"]),
        ("{name: API_HOST, value: api-svc}", ["Deployment/shop/api"]),
        ("{name: DB, value: 'postgres://me:secret@api-svc:5432/x'}", ["Deployment/shop/api"]),
        ("{name: TITLE, value: api-svc}", []),
        ("{name: API, value: 'http://api-svc.other'}", []),
        ("{name: API, value: 'https://api-svc.shop.example.org'}", []),
        ("{name: API, value: '${API}'}", []),
        ("{name: API_HOST, valueFrom: {secretKeyRef: {name: x, key: y}}}", []),
    ],
)
def test_an_environment_variable_names_a_service(variable: str, expected: list[str]) -> None:
    assert needs(service("api") + caller(f"env: [{variable}]")) == expected


def test_an_argument_names_a_service() -> None:
    assert needs(service("api") + caller("args: ['--upstream=http://api-svc:80']")) == ["Deployment/shop/api"]


def test_a_config_map_names_services() -> None:
    config = """
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: shop}
data: {API_URL: 'http://api-svc', OTHER: 'http://other-svc.back.svc'}
"""
    both = service("api") + service("other", "back") + config
    assert needs(both + caller("envFrom: [{configMapRef: {name: config}}]")) == [
        "Deployment/back/other",
        "Deployment/shop/api",
    ]
    one = "env: [{name: A, valueFrom: {configMapKeyRef: {name: config, key: API_URL}}}]"
    assert needs(both + caller(one)) == ["Deployment/shop/api"]


def test_an_operator_makes_services() -> None:
    cluster = "apiVersion: postgresql.cnpg.io/v1\nkind: Cluster\nmetadata: {name: db, namespace: shop}\nspec: {}\n"
    assert needs(cluster + caller("env: [{name: DB_HOST, value: db-rw}]")) == ["Cluster/shop/db"]


def test_nothing_needs_itself() -> None:
    labels = "{template: {metadata: {labels: {app: web}}, "
    web = caller("env: [{name: SELF_HOST, value: web-svc}]").replace("{template: {", labels)
    own = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web-svc, namespace: shop}\n"
    assert needs(f"{web}{own}spec: {{selector: {{app: web}}}}\n") == []


def test_several_hosts_in_one_setting() -> None:
    assert set(hosts_in("BROKERS", "kafka-0.kafka:9092,kafka-1.kafka:9092")) == {"kafka-0.kafka", "kafka-1.kafka"}


def test_long_text_without_a_host_is_read_at_once() -> None:
    started = time.monotonic()
    for text in ("a" * 200_000, "a-" * 100_000, "a." * 100_000, "://" + "a@" * 50_000):
        list(hosts_in("HOST", text))
    assert time.monotonic() - started < 20  # quadratic backtracking would take hours
