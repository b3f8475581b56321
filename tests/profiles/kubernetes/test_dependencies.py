"""Run-time dependencies: which Services a workload is told of, and what stands behind them."""

import json
from textwrap import dedent

import pytest

from continuity_audit.profiles.hosts import hosts_in, hosts_in_file
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


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("args: ['--upstream=http://api-svc:80']", ["Deployment/shop/api"]),
        ("args: ['--api-host=api-svc']", ["Deployment/shop/api"]),
        ("args: [--api-host, api-svc]", ["Deployment/shop/api"]),
        ("args: ['--api-addr=api-svc:8080']", ["Deployment/shop/api"]),
        ("args: [--api, 'api-svc:8080']", ["Deployment/shop/api"]),
        ("command: [sh, -c, 'exec app --api api-svc:8080; true']", ["Deployment/shop/api"]),
        ("command: [sh, -c, 'until nc -z -w 5 api-svc 8080; do sleep 1; done']", ["Deployment/shop/api"]),
        ("command: [sh, -c, '(echo > /dev/tcp/api-svc/8080)']", ["Deployment/shop/api"]),
        ("command: [redis-cli, -h, api-svc]", ["Deployment/shop/api"]),
        ("env: [{name: A, value: api-svc}, {name: URL, value: 'http://$(A):80'}]", ["Deployment/shop/api"]),
        ("env: [{name: URL, value: 'http://$(A):80'}]", []),
        ("args: ['--title=api-svc']", []),
        ("args: ['--api-host', '${HOST}', api-svc]", []),
        ("args: ['--image=api-svc:80']", []),
        ("env: [{name: IMAGE, value: 'api-svc:80'}]", []),
        ("env: [{name: FEATURES, value: 'a,api-svc'}]", []),
        ("env: [{name: EMAIL, value: 'ops@api-svc'}]", []),
        ("env: [{name: DSN, value: 'me:pw@api-svc/shop'}]", ["Deployment/shop/api"]),
        ("env: [{name: DSN, value: 'me:pw@tcp(api-svc:3306)/shop'}]", ["Deployment/shop/api"]),
        ("env: [{name: DSN, value: 'mongodb://me:p@w@other,api-svc:27017/shop'}]", ["Deployment/shop/api"]),
        ("env: [{name: PEER, value: 'api-0.api-svc:80'}]", ["Deployment/shop/api"]),
        ("env: [{name: PEER, value: 'api-0.api-svc.shop:80'}]", ["Deployment/shop/api"]),
        ("env: [{name: PEER, value: 'api.api-svc.shop:80'}]", []),
    ],
)
def test_a_command_or_a_variable_names_a_service(container: str, expected: list[str]) -> None:
    assert needs(service("api") + caller(container)) == expected


def test_a_container_that_runs_before_names_a_service() -> None:
    waits = "{name: w, image: b, command: [sh, -c, 'until nc -z api-svc 80; do sleep 1; done']}"
    web = caller("args: []").replace("{containers:", f"{{initContainers: [{waits}], containers:")
    assert needs(service("api") + web) == ["Deployment/shop/api"]


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


@pytest.mark.parametrize(
    ("volume", "text", "expected"),
    [
        ("configMap: {name: files}", "api:\n  host: api-svc.shop.svc\n", ["Deployment/shop/api"]),
        ("configMap: {name: files}", "api:\n  host: api-svc\n", ["Deployment/shop/api"]),
        ("configMap: {name: files}", "api:\n  hosts:\n    - api-svc\n", ["Deployment/shop/api"]),
        ("configMap: {name: files}", '{"api": {"url": "http://api-svc"}}', ["Deployment/shop/api"]),
        ("configMap: {name: files}", "location / {\n  proxy_pass http://api-svc;\n}", ["Deployment/shop/api"]),
        ("projected: {sources: [{configMap: {name: files}}]}", "api.url = http://api-svc", ["Deployment/shop/api"]),
        ("configMap: {name: files, items: [{key: text, path: a}]}", "url: http://api-svc", ["Deployment/shop/api"]),
        ("configMap: {name: files, items: [{key: other, path: a}]}", "url: http://api-svc", []),
        ("configMap: {name: others}", "url: http://api-svc", []),
        ("configMap: {name: files}", "# url: http://api-svc", []),
        ("configMap: {name: files}", "title: api-svc", []),
        ("configMap: {name: files}", "scrape_configs:\n  - targets: ['api-svc:8080']", []),
    ],
)
def test_a_file_that_is_mounted_names_a_service(volume: str, text: str, expected: list[str]) -> None:
    config = {
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "files", "namespace": "shop"},
        "data": {"text": text},
    }  # fmt: skip
    web = caller("args: []").replace("{containers:", f"{{volumes: [{{name: v, {volume}}}], containers:")
    assert needs(f"{service('api')}---\n{json.dumps(config)}\n{web}") == expected


def test_a_service_that_is_another_name_is_followed() -> None:
    names = [("far", "api-svc.shop.svc.cluster.local"), ("round", "round"), ("away", "api.example.org")]
    external = "".join(
        f"---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: shop}}\n"
        f"spec: {{type: ExternalName, externalName: {host}}}\n"
        for name, host in names
    )
    found = {
        name: needs(service("api") + external + caller(f"env: [{{name: API_HOST, value: {name}}}]"))
        for name, _ in names
    }
    assert found == {"far": ["Deployment/shop/api"], "round": [], "away": []}


def test_a_service_that_two_operators_may_make_is_none() -> None:
    twice = operated("rabbitmq.com/v1beta1", "RabbitmqCluster") + operated("acid.zalan.do/v1", "postgresql")
    assert needs(twice + caller("env: [{name: DB_HOST, value: db}]")) == []


# --- what operators make ------------------------------------------------------------------------------------------


def operated(version: str, kind: str, spec: str = "{}", more: str = "") -> str:
    return f"---\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: db, namespace: shop{more}}}\nspec: {spec}\n"


CNPG = operated("postgresql.cnpg.io/v1", "Cluster", "{managed: {roles: [{name: a, passwordSecret: {name: role}}]}}")
PSMDB = operated("psmdb.percona.com/v1", "PerconaServerMongoDB", "{replsets: [{name: shard}]}")


@pytest.mark.parametrize(
    ("resource", "host", "address"),
    [
        (CNPG, "db-rw", "Cluster/shop/db"),
        (operated("kafka.strimzi.io/v1beta2", "Kafka"), "db-kafka-bootstrap", "Kafka/shop/db"),
        (operated("rabbitmq.com/v1beta1", "RabbitmqCluster"), "db", "RabbitmqCluster/shop/db"),
        (operated("elasticsearch.k8s.elastic.co/v1", "Elasticsearch"), "db-es-http", "Elasticsearch/shop/db"),
        (operated("databases.spotahome.com/v1", "RedisFailover"), "rfs-db", "RedisFailover/shop/db"),
        (PSMDB, "db-shard", "PerconaServerMongoDB/shop/db"),
        (PSMDB, "db-mongos", "PerconaServerMongoDB/shop/db"),
        (PSMDB, "db-rs0", ""),
        (operated("psmdb.percona.com/v1", "PerconaServerMongoDB"), "db-rs0", "PerconaServerMongoDB/shop/db"),
        (operated("monitoring.coreos.com/v1", "Prometheus"), "prometheus-operated", "Prometheus/shop/db"),
        (operated("serving.knative.dev/v1", "Service", "{template: {}}"), "db", "Service/shop/db"),
    ],
)
def test_an_operator_makes_services(resource: str, host: str, address: str) -> None:
    expected = [address] if address else []
    assert needs(resource + caller(f"env: [{{name: DB_HOST, value: {host}.shop.svc}}]")) == expected


def test_a_pooler_leads_to_its_cluster() -> None:
    pooler = operated("postgresql.cnpg.io/v1", "Pooler", "{cluster: {name: db}}").replace("name: db,", "name: pool,")
    assert needs(CNPG + pooler + caller("env: [{name: DB_HOST, value: pool}]")) == ["Cluster/shop/db"]


def test_a_service_selects_what_an_operator_runs() -> None:
    front = "---\napiVersion: v1\nkind: Service\nmetadata: {name: front, namespace: shop}\n"
    front += "spec: {selector: {cnpg.io/cluster: db, cnpg.io/instanceRole: primary}}\n"
    assert needs(CNPG + front + caller("env: [{name: DB_HOST, value: front}]")) == ["Cluster/shop/db"]


RABBIT_USER = operated("rabbitmq.com/v1beta1", "User", "{rabbitmqClusterReference: {name: db}}")
KAFKA_USER = operated("kafka.strimzi.io/v1beta2", "KafkaUser", more=", labels: {strimzi.io/cluster: db}")
KAFKA_ACCESS = operated("access.strimzi.io/v1alpha1", "KafkaAccess", "{secretName: way, kafka: {name: db}}")
MONGODB_USERS = "{users: [{name: app, db: shop}, {name: me, connectionStringSecretName: mine}]}"


@pytest.mark.parametrize(
    ("resource", "secret", "address"),
    [
        (CNPG, "db-app", "Cluster/shop/db"),
        (CNPG, "db-superuser", "Cluster/shop/db"),
        (CNPG, "role", "Cluster/shop/db"),
        (CNPG, "db", ""),
        (operated("acid.zalan.do/v1", "postgresql"), "app.db.credentials.postgresql.acid.zalan.do",
         "postgresql/shop/db"),
        (operated("rabbitmq.com/v1beta1", "RabbitmqCluster"), "db-default-user", "RabbitmqCluster/shop/db"),
        (operated("rabbitmq.com/v1beta1", "RabbitmqCluster") + RABBIT_USER, "db-user-credentials",
         "RabbitmqCluster/shop/db"),
        (operated("elasticsearch.k8s.elastic.co/v1", "Elasticsearch"), "db-es-elastic-user", "Elasticsearch/shop/db"),
        (operated("kafka.strimzi.io/v1beta2", "Kafka") + KAFKA_USER, "db", "Kafka/shop/db"),
        (operated("kafka.strimzi.io/v1beta2", "Kafka") + KAFKA_ACCESS, "way", "Kafka/shop/db"),
        (KAFKA_USER, "db", ""),
        (operated("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", MONGODB_USERS), "db-shop-app",
         "MongoDBCommunity/shop/db"),
        (operated("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", MONGODB_USERS), "mine",
         "MongoDBCommunity/shop/db"),
        (PSMDB, "db-secrets", "PerconaServerMongoDB/shop/db"),
        (operated("pxc.percona.com/v1", "PerconaXtraDBCluster", "{secretsName: own}"), "own",
         "PerconaXtraDBCluster/shop/db"),
        (operated("pgv2.percona.com/v2", "PerconaPGCluster"), "db-pguser-app", "PerconaPGCluster/shop/db"),
        (operated("postgres-operator.crunchydata.com/v1", "PostgresCluster"), "db-pguser-app",
         "PostgresCluster/shop/db"),
        (CNPG.replace("shop", "other"), "db-app", ""),
    ],
)  # fmt: skip
def test_an_operator_makes_secrets(resource: str, secret: str, address: str) -> None:
    expected = [address] if address else []
    variable = f"env: [{{name: URI, valueFrom: {{secretKeyRef: {{name: {secret}, key: uri}}}}}}]"
    assert needs(resource + caller(variable)) == expected
    assert needs(resource + caller(f"envFrom: [{{secretRef: {{name: {secret}}}}}]")) == expected
    for source in (f"secret: {{secretName: {secret}}}", f"projected: {{sources: [{{secret: {{name: {secret}}}}}]}}"):
        web = caller("args: []").replace("{containers:", f"{{volumes: [{{name: v, {source}}}], containers:")
        assert needs(resource + web) == expected


def test_nothing_needs_itself() -> None:
    labels = "{template: {metadata: {labels: {app: web}}, "
    web = caller("env: [{name: SELF_HOST, value: web-svc}]").replace("{template: {", labels)
    own = "---\napiVersion: v1\nkind: Service\nmetadata: {name: web-svc, namespace: shop}\n"
    assert needs(f"{web}{own}spec: {{selector: {{app: web}}}}\n") == []


RELEASE = """
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: app, namespace: shop}
spec: {chart: {spec: {chart: app}}, values: %s}
"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("{env: {DB_HOST: db-rw.shop.svc.cluster.local}}", ["Cluster/shop/db"]),
        ("{env: [{name: DB_HOST, value: db-rw}]}", ["Cluster/shop/db"]),
        ("{env: {DB: {valueFrom: {secretKeyRef: {name: db-app, key: uri}}}}}", ["Cluster/shop/db"]),
        ("{envFrom: [{secretRef: {name: db-app}}]}", ["Cluster/shop/db"]),
        ("{postgresql: {auth: {secretName: db-superuser}}}", ["Cluster/shop/db"]),
        ("{api: {url: 'http://api-svc'}}", ["Deployment/shop/api"]),
        ("{args: ['--api-addr=api-svc:80']}", ["Deployment/shop/api"]),
        ("{title: api-svc, image: 'api-svc:80', name: db-app}", []),
    ],
)
def test_the_values_of_a_release_name_what_it_needs(values: str, expected: list[str]) -> None:
    found = components(CNPG + service("api") + RELEASE % values)["HelmRelease/shop/app"]
    assert [need.partition("::")[2] for need in found.needs] == expected


def test_several_hosts_in_one_setting() -> None:
    assert set(hosts_in("BROKERS", "kafka-0.kafka:9092,kafka-1.kafka:9092")) == {"kafka-0.kafka", "kafka-1.kafka"}


def test_long_text_without_a_host_is_read_at_once() -> None:
    # Nothing is asserted: quadratic backtracking would take hours.
    repeated = ("a-", "a.", "a,", "host=a,", "-", "-a", "nc -w 5 ", "\n", "@a")
    for text in ("a" * 200_000, "://" + "a@" * 50_000, *(part * 50_000 for part in repeated)):
        list(hosts_in("HOST", text))
        list(hosts_in_file(text))


def test_variables_that_no_program_could_be_started_with_are_left_as_they_are() -> None:
    large, many = "x" * 100_000, "$(LARGE)" * 100_000
    told = (
        f"env: [{{name: LARGE, value: {large}}}, {{name: MANY, value: '{many}'}}, {{name: API_HOST, value: api-svc}}]"
    )
    assert needs(service("api") + caller(told)) == ["Deployment/shop/api"]
