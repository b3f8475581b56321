"""Containers that are told each other's names, of Cloud Map or of Service Connect, need each other's services."""

from __future__ import annotations

import pytest

from growth import calls_in
from profiles.audit_text import components

API = "aws_ecs_service.api"


def service(name: str, container: str, more: str = "") -> str:
    return f"""
resource "aws_ecs_task_definition" "{name}" {{
  family                = "{name}"
  container_definitions = jsonencode([{{ name = "{name}", image = "api:8080", {container} }}])
}}
resource "aws_ecs_service" "{name}" {{
  name            = "{name}"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.{name}.arn
  cluster         = aws_ecs_cluster.main.arn
  {more}
}}
"""


def env(name: str, value: str) -> str:
    return f'environment = [{{ name = "{name}", value = "{value}" }}]'


def needs(text: str, address: str = "aws_ecs_service.front") -> tuple[str, ...]:
    return tuple(need.removeprefix(".::") for need in components(text)[address].needs)


HOME = """
provider "aws" { region = "eu-west-1" }
variable "place" {}
variable "other" {}
resource "aws_ecs_cluster" "main" { name = "main" }
resource "aws_service_discovery_http_namespace" "shop" { name = "shop" }
resource "aws_service_discovery_http_namespace" "others" { name = "others" }
"""
SHOP = "namespace = aws_service_discovery_http_namespace.shop.arn"


def connected(body: str = SHOP, ports: str = "") -> str:
    return f"service_connect_configuration {{\nenabled = true\n{body}\n{ports}\n}}"


def port(body: str) -> str:
    return f'service {{\nport_name = "web"\n{body}\n}}'


ALIAS = port('client_alias {\n port = 8080\n dns_name = "api"\n }')


@pytest.mark.parametrize(("told", "needed"), [
    (env("API", "http://api:8080/v1"), True),
    (env("API_HOST", "api"), True),
    (env("API", "api:8080"), True),
    (env("API", "http://${var.place}@api:8080"), True),
    ('command = ["serve", "--api-url=http://api:8080"]', True),
    (env("NAME", "api"), False),
    (env("API", "http://web.shop:8080"), False),
    (env("API", "http://api.example.org"), False),
    (env("IMAGE", "api:8080"), False),
    ('hostname = "api"', False),
    ("environment = var.other", False),
])  # fmt: skip
def test_a_service_by_its_alias(told: str, needed: bool) -> None:
    text = HOME + service("api", "", connected(SHOP, ALIAS)) + service("front", told, connected())
    assert needs(text) == ((API,) if needed else ())


@pytest.mark.parametrize(("ports", "host"), [
    (port(""), "web.shop"),
    (port('discovery_name = "orders"'), "orders.shop"),
    (port('discovery_name = "orders"\n client_alias {\n port = 80\n }'), "orders.shop"),
])  # fmt: skip
def test_the_name_of_a_service_without_an_alias(ports: str, host: str) -> None:
    api = service("api", "", connected(SHOP, ports))
    assert needs(HOME + api + service("front", env("API", f"http://{host}"), connected())) == (API,)
    assert needs(HOME + api + service("front", env("API", f"http://{host}s"), connected())) == ()


@pytest.mark.parametrize(("front", "needed"), [
    (connected('namespace = "shop"'), True),
    (connected("namespace = aws_service_discovery_http_namespace.others.arn"), False),
    (connected("namespace = var.other"), False),
    (connected("").replace("true", "false"), False),
    ("", False),
])  # fmt: skip
def test_only_who_is_connected_to_the_namespace(front: str, needed: bool) -> None:
    text = HOME + service("api", "", connected(SHOP, ALIAS)) + service("front", env("API", "http://api:8080"), front)
    assert needs(text) == ((API,) if needed else ())


@pytest.mark.parametrize("default", [
    "", "service_connect_defaults {\n namespace = aws_service_discovery_http_namespace.shop.arn\n }",
])  # fmt: skip
def test_the_namespace_of_the_cluster(default: str) -> None:
    home = HOME.replace('{ name = "main" }', f'{{\n name = "main"\n {default}\n }}')
    text = (
        home + service("api", "", connected("", ALIAS)) + service("front", env("API", "http://api:80"), connected(""))
    )
    assert needs(text) == (API,)


def test_of_two_services_of_one_alias_neither_is_meant() -> None:
    both = service("api", "", connected(SHOP, ALIAS)) + service("again", "", connected(SHOP, ALIAS))
    assert needs(HOME + both + service("front", env("API", "http://api:80"), connected())) == ()


MAP = """
resource "aws_service_discovery_private_dns_namespace" "local" { name = "%s" }
resource "aws_service_discovery_service" "api" {
  name = "api"
  dns_config { namespace_id = aws_service_discovery_private_dns_namespace.local.id }
}
"""
REGISTERED = "service_registries { registry_arn = aws_service_discovery_service.api.arn }"


@pytest.mark.parametrize(("host", "needed"), [
    ("http://api.NAME:8080/x", True), ("api.NAME", True), ("postgres://u:p@api.NAME.:5432/x", True),
    ("http://web.NAME", False), ("http://x.api.NAME", False), ("http://api", False),
    ("http://api.${var.other}.local", False),
])  # fmt: skip
@pytest.mark.parametrize("name", ["svc.local", "${var.place}.local"])
def test_a_host_of_cloud_map(host: str, needed: bool, name: str) -> None:
    text = HOME + MAP % name + service("api", "", REGISTERED) + service("front", env("X", host.replace("NAME", name)))
    assert needs(text) == ((API,) if needed else ())


def ring(number: int) -> str:
    """Services, each of which calls the next one by its name of Cloud Map."""
    namespace = 'resource "aws_service_discovery_private_dns_namespace" "local" { name = "svc.local" }\n'
    registered = (
        f"""
resource "aws_service_discovery_service" "s{i}" {{
  name = "s{i}"
  dns_config {{ namespace_id = aws_service_discovery_private_dns_namespace.local.id }}
}}
"""
        + service(
            f"s{i}",
            env("NEXT", f"http://s{(i + 1) % number}.svc.local"),
            f"service_registries {{ registry_arn = aws_service_discovery_service.s{i}.arn }}",
        )
        for i in range(number)
    )
    return HOME + namespace + "".join(registered)


def test_finding_who_is_registered_takes_as_long_as_there_are_services() -> None:
    assert needs(ring(3), "aws_ecs_service.s2") == ("aws_ecs_service.s0",)
    few, many = (calls_in(lambda n=n: components(ring(n))) for n in (40, 80))  # type: ignore[misc]
    assert many < 2.2 * few


def told_of_the_next(number: int) -> str:
    """Services whose task definitions name each other in a ring; one of these names a database, too."""
    database = 'resource "aws_db_instance" "orders" {}\n'
    urls = ["aws_db_instance.orders.endpoint", *["1"] * (number - 1)]
    definitions = (
        service(
            f"s{i}",
            f"""environment = [
              {{ name = "NEXT", value = aws_ecs_task_definition.s{(i + 1) % number}.arn }},
              {{ name = "URL", value = {urls[i]} }},
            ]""",
        )
        for i in range(number)
    )
    return HOME + database + "".join(definitions)


def test_all_of_a_ring_of_task_definitions_need_what_one_of_them_names() -> None:
    found = components(told_of_the_next(5))
    for i in range(5):
        assert found[f"aws_ecs_service.s{i}"].needs == (".::aws_db_instance.orders",)


def test_a_ring_of_task_definitions_is_walked_once() -> None:
    few, many = (calls_in(lambda n=n: components(told_of_the_next(n))) for n in (40, 160))  # type: ignore[misc]
    assert many < 4.2 * few
