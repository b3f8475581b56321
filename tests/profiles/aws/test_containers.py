"""Amazon ECS services, Amazon EKS clusters and AWS App Runner."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes, said
from profiles.aws.stateless import AWS, MEMBERS, NETWORK, RESTARTED, SERVICE, stateless

CLUSTER = AWS + NETWORK + 'resource "aws_ecs_cluster" "main" {\n name = "main"\n}\n'
OVER_ZONES = "network_configuration {\n subnets = aws_subnet.private[*].id\n}\n"
IN_ONE_ZONE = "network_configuration {\n subnets = [aws_subnet.private[0].id]\n}\n"
FARGATE = 'launch_type = "FARGATE"\n'


def service(text: str, around: str = "") -> dict[str, dict[str, str]]:
    found = outcomes(
        CLUSTER
        + around
        + f"""
resource "aws_ecs_service" "app" {{
  name    = "app"
  cluster = aws_ecs_cluster.main.id
  {text}
}}
"""
    )
    return {a: o for a, o in found.items() if a.startswith("aws_ecs_service")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{FARGATE}desired_count = 2\n{OVER_ZONES}", MEMBERS),
        (f"{FARGATE}desired_count = 1\n{OVER_ZONES}", RESTARTED),
        (f"{FARGATE}desired_count = 2\n{IN_ONE_ZONE}", stateless("continues/members", "recovers/redeploy")),
        (f"{FARGATE}desired_count = 1\n{IN_ONE_ZONE}", stateless("recovers/restart", "recovers/redeploy")),
        (
            f'desired_count = 2\ncapacity_provider_strategy {{\n capacity_provider = "FARGATE_SPOT"\n}}\n{OVER_ZONES}',
            stateless("continues/members", "recovers/restart"),
        ),
        (
            'desired_count = 4\ncapacity_provider_strategy {\n capacity_provider = "FARGATE_SPOT"\n weight = 1\n}\n'
            'capacity_provider_strategy {\n capacity_provider = "FARGATE"\n base = 2\n}\n' + OVER_ZONES,
            MEMBERS,
        ),
    ],
)
def test_a_service_on_fargate(text: str, expected: dict[str, str]) -> None:
    assert service(text) == {"aws_ecs_service.app": expected}


def mixed(on_demand: str, spot: str = "weight = 1", count: str = "4") -> str:
    """A service over zones whose strategy mixes both capacity providers of Fargate."""
    blocks = (f'capacity_provider_strategy {{\n capacity_provider = "{p}"\n {text}\n}}\n'
              for p, text in (("FARGATE_SPOT", spot), ("FARGATE", on_demand)))  # fmt: skip
    return f"desired_count = {count}\n{''.join(blocks)}{OVER_ZONES}"


SPOT = stateless("continues/members", "recovers/restart")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (mixed("base = 1"), SPOT),
        (mixed("base = 1\n weight = 1"), MEMBERS),
        (mixed("base = 1\n weight = 1", "weight = 4"), SPOT),
        (mixed("base = 1\n weight = 1", "weight = 4", "6"), MEMBERS),
        (mixed("weight = 1", "weight = 1"), MEMBERS),
        (mixed("weight = 1", "weight = 1", "2"), SPOT),
        (mixed("weight = 1", "weight = 1\n base = 2"), SPOT),
        (mixed("weight = 0", "weight = 1"), SPOT),
        (mixed("base = var.base"), stateless("continues/members", "unknown(var.base)")),
        (mixed("base = 2", count="var.base"), stateless("unknown(var.base)", "unknown(var.base)")),
        (mixed("base = var.base > 2 ? 2 : 0"), stateless("continues/members", "unknown(var.base)")),
    ],
)
def test_tasks_on_fargate_spot_are_no_standby(text: str, expected: dict[str, str]) -> None:
    assert service(text, 'variable "base" {}\n') == {"aws_ecs_service.app": expected}


@pytest.mark.parametrize(("base", "expected"), [("1", SPOT), ("2", MEMBERS)])
def test_a_cluster_may_mix_spot_into_what_its_services_run_on(base: str, expected: dict[str, str]) -> None:
    cluster = f"""
resource "aws_ecs_cluster_capacity_providers" "main" {{
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
  default_capacity_provider_strategy {{
    capacity_provider = "FARGATE"
    base              = {base}
  }}
  default_capacity_provider_strategy {{
    capacity_provider = "FARGATE_SPOT"
    weight            = 100
  }}
}}
"""
    assert service(f"desired_count = 3\n{OVER_ZONES}", cluster) == {"aws_ecs_service.app": expected}


@pytest.mark.parametrize(("market", "zone"), [('"spot"', "recovers/restart"), ("null", "continues/members")])
def test_tasks_on_spot_instances_are_no_standby(market: str, zone: str) -> None:
    machines = f"""
resource "aws_launch_template" "app" {{
  image_id  = "ami-1"
  user_data = base64encode("echo ECS_CLUSTER=${{aws_ecs_cluster.main.name}} >> /etc/ecs/ecs.config")
  instance_market_options {{
    market_type = {market}
  }}
}}

resource "aws_autoscaling_group" "app" {{
  min_size            = 4
  max_size            = 4
  vpc_zone_identifier = aws_subnet.private[*].id
  launch_template {{
    id = aws_launch_template.app.id
  }}
}}
"""
    expected = {"aws_ecs_service.app": stateless("continues/members", zone)}
    assert service('launch_type = "EC2"\ndesired_count = 4\n', machines) == expected


def test_a_service_whose_count_is_left_out_runs_no_task() -> None:
    assert service(FARGATE + OVER_ZONES) == {}
    assert service(f"{FARGATE}desired_count = 0\n{OVER_ZONES}") == {}


def test_a_service_whose_count_is_not_known() -> None:
    assert service(f"{FARGATE}desired_count = var.tasks\n{OVER_ZONES}", 'variable "tasks" {}\n') == {
        "aws_ecs_service.app": stateless("unknown(var.tasks)", "unknown(var.tasks)")
    }


SCALED = """
resource "aws_appautoscaling_target" "app" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.main.name}/${aws_ecs_service.app.name}"
  min_capacity       = %s
  max_capacity       = 6
}
"""


@pytest.mark.parametrize(("least", "expected"), [("2", MEMBERS), ("1", RESTARTED), ("0", RESTARTED)])
def test_an_autoscaling_target_owns_the_count(least: str, expected: dict[str, str]) -> None:
    assert service(f"{FARGATE}desired_count = 3\n{OVER_ZONES}", SCALED % least) == {"aws_ecs_service.app": expected}
    assert service(FARGATE + OVER_ZONES, SCALED % least) == {"aws_ecs_service.app": expected}


NIGHT = """
resource "aws_appautoscaling_scheduled_action" "night" {
  name               = "night"
  service_namespace  = aws_appautoscaling_target.app.service_namespace
  scalable_dimension = aws_appautoscaling_target.app.scalable_dimension
  resource_id        = aws_appautoscaling_target.app.resource_id
  schedule           = "cron(0 20 * * ? *)"
  scalable_target_action {
    %s
  }
}
"""


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("min_capacity = 1", RESTARTED),
        ("min_capacity = 4", MEMBERS),
        ("max_capacity = 9", MEMBERS),
        ("min_capacity = 0", MEMBERS),
        ("min_capacity = var.night", stateless("unknown(var.night)", "unknown(var.night)")),
    ],
)
def test_a_schedule_lowers_the_count(action: str, expected: dict[str, str]) -> None:
    around = SCALED % "3" + NIGHT % action + 'variable "night" {}\n'
    assert service(f"{FARGATE}desired_count = 3\n{OVER_ZONES}", around) == {"aws_ecs_service.app": expected}


def test_an_autoscaling_target_of_another_service_does_not_count() -> None:
    other = SCALED.replace("${aws_ecs_service.app.name}", "other") % "1"
    assert service(f"{FARGATE}desired_count = 3\n{OVER_ZONES}", other) == {"aws_ecs_service.app": MEMBERS}


def test_a_target_that_may_be_there_leaves_the_count_open() -> None:
    target = SCALED.replace("service_namespace", "count = var.scaled ? 1 : 0\n  service_namespace") % "2"
    unknown = stateless("unknown(var.scaled)", "unknown(var.scaled)")
    found = service(f"{FARGATE}desired_count = 1\n{OVER_ZONES}", 'variable "scaled" {}\n' + target)
    assert found == {"aws_ecs_service.app": unknown}
    assert service(f"{FARGATE}desired_count = 3\n{OVER_ZONES}", 'variable "scaled" {}\n' + target) == {
        "aws_ecs_service.app": MEMBERS
    }


ON_MACHINES = """
resource "aws_autoscaling_group" "nodes" {
  min_size            = %s
  max_size            = 6
  vpc_zone_identifier = %s
}

resource "aws_ecs_capacity_provider" "nodes" {
  name = "nodes"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.nodes.arn
  }
}

resource "aws_ecs_cluster_capacity_providers" "main" {
  cluster_name       = aws_ecs_cluster.main.name
  capacity_providers = [aws_ecs_capacity_provider.nodes.name]
  default_capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.nodes.name
  }
}
"""
ALL = "aws_subnet.private[*].id"
ONE = "[aws_subnet.private[0].id]"
PACKED = 'ordered_placement_strategy {\n type = "binpack"\n field = "memory"\n}'
SPREAD_OVER = 'ordered_placement_strategy {\n type = "spread"\n field = "%"\n}'
ZONE_FIELD = "attribute:ecs.availability-zone"


@pytest.mark.parametrize(
    ("machines", "subnets", "text", "expected"),
    [
        ("2", ALL, "desired_count = 2", MEMBERS),
        ("1", ALL, "desired_count = 2", stateless("recovers/restart", "recovers/restart")),
        ("2", ONE, "desired_count = 2", stateless("continues/members", "recovers/redeploy")),
        ("2", ONE, f"desired_count = 2\n{OVER_ZONES}", stateless("continues/members", "recovers/redeploy")),
        (
            "2",
            ALL,
            f"desired_count = 2\n{PACKED}",
            stateless("recovers/restart", "recovers/restart"),
        ),
        (
            "2",
            ALL,
            f"desired_count = 2\n{PACKED}\n{SPREAD_OVER}".replace("%", "instanceId"),
            stateless("recovers/restart", "recovers/restart"),
        ),
        (
            "2",
            ALL,
            f"desired_count = 2\n{SPREAD_OVER}\n{PACKED}".replace("%", "instanceId"),
            stateless("continues/members", "recovers/restart"),
        ),
        ("2", ALL, f"desired_count = 2\n{SPREAD_OVER}\n{PACKED}".replace("%", ZONE_FIELD), MEMBERS),
        (
            "2",
            ONE,
            f"desired_count = 2\n{SPREAD_OVER}\n{PACKED}".replace("%", ZONE_FIELD),
            stateless("recovers/restart", "recovers/redeploy"),
        ),
        (
            "2",
            ALL,
            f'desired_count = 2\n{PACKED}\nplacement_constraints {{\n type = "distinctInstance"\n}}',
            stateless("continues/members", "recovers/restart"),
        ),
        (
            "2",
            ALL,
            f"desired_count = 2\n{SPREAD_OVER}".replace("%", ZONE_FIELD),
            MEMBERS,
        ),
        ("2", ALL, 'scheduling_strategy = "DAEMON"', MEMBERS),
        ("2", ONE, 'scheduling_strategy = "DAEMON"', stateless("continues/members", "recovers/redeploy")),
    ],
)
def test_a_service_on_machines(machines: str, subnets: str, text: str, expected: dict[str, str]) -> None:
    assert service(text, ON_MACHINES % (machines, subnets)) == {"aws_ecs_service.app": expected}


def test_a_service_on_machines_that_no_code_makes() -> None:
    unknown = "unknown(aws_ecs_cluster.main.capacity_providers)"
    assert service("desired_count = 2") == {"aws_ecs_service.app": stateless("continues/members", unknown)}
    assert service("desired_count = 1") == {"aws_ecs_service.app": stateless("recovers/restart", "recovers/redeploy")}


def started(template: str, machines: str = "1", subnets: str = ONE, more: str = "") -> str:
    """An autoscaling group with what it starts its machines from."""
    return f"""
variable "script" {{
  type = string
}}
resource "aws_launch_template" "nodes" {{
  {template}
}}
resource "aws_autoscaling_group" "nodes" {{
  min_size            = {machines}
  max_size            = 6
  vpc_zone_identifier = {subnets}
  launch_template {{
    id = aws_launch_template.nodes.id
  }}
}}
{more}
"""


JOIN = r"#!/bin/bash\necho ECS_CLUSTER=${aws_ecs_cluster.main.name} >> /etc/ecs/ecs.config"
BY_REFERENCE = f'user_data = base64encode("{JOIN}")'
BY_NAME = f'user_data = base64encode("{JOIN.replace("${aws_ecs_cluster.main.name}", "main")}")'
BESIDE_AN_OPEN_PART = f'user_data = base64encode("{JOIN}\\n${{var.script}}")'
BOTTLEROCKET = r'user_data = base64encode("[settings.ecs]\ncluster = \"main\"\n")'
OTHER = f'user_data = base64encode("{JOIN.replace("${aws_ecs_cluster.main.name}", "other")}")'
CONFIGURED = f"""
resource "aws_launch_configuration" "nodes" {{
  image_id      = "ami-1"
  instance_type = "t3.micro"
  user_data     = "{JOIN}"
}}
resource "aws_autoscaling_group" "nodes" {{
  min_size             = 1
  max_size             = 6
  vpc_zone_identifier  = {ONE}
  launch_configuration = aws_launch_configuration.nodes.name
}}
"""
LISTED = ON_MACHINES.partition("default_capacity_provider_strategy")[0] + "}\n"
NODES = (".::aws_autoscaling_group.nodes",)
ON_ONE, TWO_IN_ONE_ZONE = (
    stateless("recovers/restart", "recovers/redeploy"),
    stateless("continues/members", "recovers/redeploy"),
)
NOT_MADE = stateless("continues/members", "unknown(aws_ecs_cluster.main.capacity_providers)")
TWO = "desired_count = 2\n"


@pytest.mark.parametrize(
    ("text", "machines", "expected", "needs"),
    [
        (TWO, started(BY_REFERENCE), ON_ONE, NODES),
        (TWO, started(BY_NAME), ON_ONE, NODES),
        (TWO, started(BESIDE_AN_OPEN_PART), ON_ONE, NODES),
        (TWO, started(BOTTLEROCKET), ON_ONE, NODES),
        (TWO, CONFIGURED, ON_ONE, NODES),
        (TWO, started(BY_REFERENCE, "2"), TWO_IN_ONE_ZONE, NODES),
        (TWO, started(BY_REFERENCE, "2", ALL), MEMBERS, NODES),
        (f'{TWO}launch_type = "EC2"', started(BY_REFERENCE, "2", ALL), MEMBERS, NODES),
        (f'{TWO}launch_type = "EC2"', LISTED % ("1", ONE), ON_ONE, NODES),
        (f'{TWO}launch_type = "EC2"', LISTED % ("2", ALL), MEMBERS, NODES),
        (f"{TWO}{FARGATE}{OVER_ZONES}", started(BY_REFERENCE), MEMBERS, ()),
        (TWO, started(OTHER), NOT_MADE, ()),
        (TWO, started("user_data = base64encode(var.script)"), NOT_MADE, ()),
    ],
)
def test_a_service_runs_on_the_machines_that_join_its_cluster(
    text: str, machines: str, expected: dict[str, str], needs: tuple[str, ...]
) -> None:
    deployed = f'resource "aws_ecs_service" "app" {{\n  cluster = aws_ecs_cluster.main.id\n{text}\n}}\n'
    found = components(CLUSTER + machines + deployed)["aws_ecs_service.app"]
    assert {s.value: said(found.outcomes[s]) for s in Scenario} == expected
    assert found.needs == needs


def test_a_machine_of_its_own_joins_a_cluster() -> None:
    machine = f"""
resource "aws_instance" "node" {{
  subnet_id = aws_subnet.private[0].id
  user_data = "{JOIN}"
}}
"""
    assert service(TWO, machine)["aws_ecs_service.app"] == ON_ONE
    assert (
        service(TWO, machine.replace("subnet_id", "count = 2\n  subnet_id").replace("[0]", "[count.index]"))[
            "aws_ecs_service.app"
        ]
        == MEMBERS
    )


def test_machines_of_a_capacity_provider_whose_name_is_open() -> None:
    text = TWO + "capacity_provider_strategy {\n  capacity_provider = var.provider_name\n  weight = 1\n}"
    found = service(text, 'variable "provider_name" {}\n' + started(BY_REFERENCE))
    assert found["aws_ecs_service.app"]["zone"] == "unknown(var.provider_name)"


def test_a_service_needs_what_its_containers_name_but_not_where_its_image_comes_from() -> None:
    found = components(
        CLUSTER
        + """
resource "aws_ecr_repository" "app" {
  name = "app"
}

resource "aws_db_instance" "orders" {
  identifier = "orders"
}

resource "aws_efs_file_system" "shared" {}

resource "aws_ecs_task_definition" "app" {
  family = "app"
  container_definitions = jsonencode([{
    name        = "app"
    image       = "${aws_ecr_repository.app.repository_url}:1"
    environment = [{ name = "HOST", value = aws_db_instance.orders.address }]
  }])
  volume {
    name = "shared"
    efs_volume_configuration {
      file_system_id = aws_efs_file_system.shared.id
    }
  }
}

resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = aws_ecs_cluster.main.id
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = "${aws_ecs_task_definition.app.family}:${aws_ecs_task_definition.app.revision}"
  network_configuration {
    subnets = aws_subnet.private[*].id
  }
}
"""
    )
    app = found["aws_ecs_service.app"]
    assert app.needs == (".::aws_db_instance.orders", ".::aws_efs_file_system.shared")
    assert app.stateful is False


CALLS = """
resource "aws_service_discovery_private_dns_namespace" "internal" {
  name = "internal"
  vpc  = "vpc-1"
}

resource "aws_service_discovery_service" "api" {
  name = "api"
  dns_config {
    namespace_id = aws_service_discovery_private_dns_namespace.internal.id
    dns_records {
      ttl  = 10
      type = "A"
    }
  }
}

locals {
  api = "${aws_service_discovery_service.api.name}.${aws_service_discovery_private_dns_namespace.internal.name}"
}

resource "aws_ecs_task_definition" "web" {
  family = "web"
  container_definitions = jsonencode([{
    name        = "web"
    environment = [{ name = "API", value = "http://${local.api}" }]
  }])
}

resource "aws_ecs_service" "web" {
  name            = "web"
  cluster         = aws_ecs_cluster.main.id
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.web.arn
  network_configuration {
    subnets = aws_subnet.private[*].id
  }
}

resource "aws_ecs_service" "api" {
  name          = "api"
  cluster       = aws_ecs_cluster.main.id
  launch_type   = "FARGATE"
  desired_count = 1
  network_configuration {
    subnets = aws_subnet.private[*].id
  }
  service_registries {
    registry_arn = aws_service_discovery_service.api.arn
  }
}
"""


def test_a_service_needs_the_service_whose_cloud_map_name_its_containers_call() -> None:
    found = components(CLUSTER + CALLS)
    assert found["aws_ecs_service.web"].needs == (".::aws_ecs_service.api",)
    assert found["aws_ecs_service.api"].needs == ()


def test_a_service_does_not_need_what_stands_under_a_cloud_map_name_in_some_environments_only() -> None:
    api = 'resource "aws_ecs_service" "api" {\n'
    text = CALLS.replace(api, f"{api}  count = var.mock ? 1 : 0\n")
    found = components(CLUSTER + 'variable "mock" { type = bool }\n' + text)
    assert found["aws_ecs_service.web"].needs == ()


LOOKED_UP = """
data "aws_availability_zones" "all" {}
variable "zone" {}
data "aws_subnet" "app" {
  count             = 3
  vpc_id            = "vpc-1"
  availability_zone = %s
}
"""


@pytest.mark.parametrize(("zone", "expected"), [
    ("data.aws_availability_zones.all.names[count.index]", "continues/members"),
    ("data.aws_availability_zones.all.names[tostring(count.index)]", "continues/members"),
    ('["eu-west-1a", "eu-west-1b", "eu-west-1c"][count.index]', "continues/members"),
    ('"eu-west-1a"', "recovers/redeploy"),
    ("var.zone", "recovers/redeploy"),
])  # fmt: skip
def test_subnets_that_are_looked_up_by_their_zone(zone: str, expected: str) -> None:
    text = f"{FARGATE}desired_count = 2\nnetwork_configuration {{\n subnets = data.aws_subnet.app[*].id\n}}\n"
    assert service(text, LOOKED_UP % zone)["aws_ecs_service.app"]["zone"] == expected


def test_subnets_that_are_looked_up_by_what_only_the_provider_knows() -> None:
    text = f"{FARGATE}desired_count = 2\nnetwork_configuration {{\n subnets = data.aws_subnet.app[*].id\n}}\n"
    looked_up = 'data "aws_subnet" "app" {\n count = 2\n vpc_id = "vpc-1"\n}\n'
    unknown = "unknown(data.aws_subnet.app[0], data.aws_subnet.app[1])"
    assert service(text, looked_up)["aws_ecs_service.app"]["zone"] == unknown


def test_a_task_definition_that_runs_on_fargate_only_says_so_for_a_cluster_that_is_not_read() -> None:
    text = """
variable "cluster" {}

resource "aws_ecs_task_definition" "app" {
  family                   = "app"
  requires_compatibilities = %s
}

resource "aws_ecs_service" "app" {
  cluster         = var.cluster
  desired_count   = 2
  task_definition = aws_ecs_task_definition.app.arn
  network_configuration {
    subnets = aws_subnet.private[*].id
  }
}
"""
    unknown = stateless("continues/members", "unknown(var.cluster)")
    assert outcomes(AWS + NETWORK + text % '["FARGATE"]') == {"aws_ecs_service.app": MEMBERS}
    assert outcomes(AWS + NETWORK + text % '["EC2", "FARGATE"]') == {"aws_ecs_service.app": unknown}


def test_an_ecs_cluster_is_only_a_name() -> None:
    assert outcomes(CLUSTER) == {}


EKS = (
    AWS
    + NETWORK
    + """
resource "aws_eks_cluster" "main" {
  name = "main"
  vpc_config {
    subnet_ids = aws_subnet.private[*].id
  }
}
"""
)


def nodes(name: str, least: str, subnets: str = ALL) -> str:
    return f"""
resource "aws_eks_node_group" "{name}" {{
  cluster_name = aws_eks_cluster.main.name
  subnet_ids   = {subnets}
  scaling_config {{
    min_size     = {least}
    desired_size = 3
    max_size     = 6
  }}
}}
"""


FARGATE_PROFILE = """
resource "aws_eks_fargate_profile" "apps" {
  cluster_name = aws_eks_cluster.main.name
  subnet_ids   = %s
}
"""


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        ("", SERVICE),
        (nodes("all", "2"), MEMBERS),
        (nodes("all", "1"), RESTARTED),
        (nodes("all", "0"), RESTARTED),
        (nodes("all", "3", ONE), stateless("continues/members", "recovers/redeploy")),
        (nodes("a", "1", ONE) + nodes("b", "1", "[aws_subnet.private[1].id]"), MEMBERS),
        (nodes("a", "1", ONE) + nodes("b", "1", ONE), stateless("continues/members", "recovers/redeploy")),
        (nodes("a", "2", ONE) + nodes("b", "0"), stateless("continues/members", "recovers/restart")),
        (FARGATE_PROFILE % ALL, SERVICE),
        (FARGATE_PROFILE % ONE, stateless("continues/service", "recovers/redeploy")),
    ],
)
def test_an_eks_cluster_is_as_good_as_its_nodes(around: str, expected: dict[str, str]) -> None:
    assert outcomes(EKS + around) == {"aws_eks_cluster.main": expected}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ("min_size = 1\n  max_size = 6\n  desired_capacity = 3", RESTARTED),
        ("min_size = -1\n  max_size = 6\n  desired_capacity = 1", MEMBERS),
        ("min_size = 0\n  max_size = 0\n  desired_capacity = 0", MEMBERS),
    ],
)
def test_a_schedule_lowers_the_minimum_of_a_node_group(sizes: str, expected: dict[str, str]) -> None:
    night = f"""
resource "aws_autoscaling_schedule" "night" {{
  scheduled_action_name  = "night"
  autoscaling_group_name = aws_eks_node_group.all.resources[0].autoscaling_groups[0].name
  recurrence             = "0 20 * * *"
  {sizes}
}}
"""
    assert outcomes(EKS + nodes("all", "2") + night) == {"aws_eks_cluster.main": expected}


CLOSE = """
resource "aws_placement_group" "close" {
  name     = "close"
  strategy = "%s"
}

resource "aws_launch_template" "close" {
  placement {
    group_name = aws_placement_group.close.name
  }
}
"""


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("cluster", stateless("continues/members", "recovers/restart")), ("spread", MEMBERS)],
)
def test_a_cluster_placement_group_keeps_the_nodes_and_machines_of_a_cluster_in_one_zone(
    strategy: str, expected: dict[str, str]
) -> None:
    group = nodes("all", "2").replace("scaling_config", "launch_template {\n id = %s\n }\n  scaling_config")
    group %= "aws_launch_template.close.id\n version = 1"
    assert outcomes(EKS + CLOSE % strategy + group) == {"aws_eks_cluster.main": expected}


@pytest.mark.parametrize(("strategy", "zone"), [("cluster", "recovers/redeploy"), ("spread", "continues/members")])
def test_tasks_on_machines_that_a_placement_group_keeps_in_one_zone_are_there(strategy: str, zone: str) -> None:
    text = """
resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_autoscaling_group" "machines" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.private[*].id
  placement_group     = aws_placement_group.close.name
}

resource "aws_ecs_capacity_provider" "machines" {
  name = "machines"
  auto_scaling_group_provider {
    auto_scaling_group_arn = aws_autoscaling_group.machines.arn
  }
}

resource "aws_ecs_service" "app" {
  name          = "app"
  cluster       = aws_ecs_cluster.main.id
  desired_count = 2
  capacity_provider_strategy {
    capacity_provider = aws_ecs_capacity_provider.machines.name
  }
}
"""
    found = outcomes(AWS + NETWORK + CLOSE % strategy + text)["aws_ecs_service.app"]
    assert (found["instance"], found["zone"]) == ("continues/members", zone)


def tainted(name: str, least: str, effect: str, subnets: str = ALL) -> str:
    taint = f'taint {{\n    key    = "workload"\n    value  = "batch"\n    effect = {effect}\n  }}\n  scaling_config'
    return nodes(name, least, subnets).replace("scaling_config", taint)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (nodes("all", "1") + tainted("batch", "1", '"NO_SCHEDULE"'), RESTARTED),
        (nodes("all", "1") + tainted("batch", "3", '"NO_EXECUTE"'), RESTARTED),
        (nodes("all", "1") + tainted("batch", "1", '"PREFER_NO_SCHEDULE"', ONE),
         stateless("continues/members", "recovers/restart")),
        (nodes("a", "1", ONE) + tainted("b", "1", '"NO_SCHEDULE"', "[aws_subnet.private[1].id]"),
         stateless("recovers/restart", "recovers/redeploy")),
        (nodes("a", "2", ONE) + tainted("b", "3", '"NO_SCHEDULE"'),
         stateless("continues/members", "recovers/redeploy")),
        (tainted("all", "2", '"NO_SCHEDULE"'), MEMBERS),
        (tainted("a", "2", '"NO_SCHEDULE"') + tainted("b", "1", '"NO_SCHEDULE"'), RESTARTED),
        (FARGATE_PROFILE % ALL + tainted("all", "1", '"NO_SCHEDULE"'), SERVICE),
    ],
)  # fmt: skip
def test_a_tainted_node_group_is_no_other_node_for_what_does_not_tolerate_it(
    groups: str, expected: dict[str, str]
) -> None:
    assert outcomes(EKS + groups) == {"aws_eks_cluster.main": expected}


@pytest.mark.parametrize(("image", "expected"), [
    ("WINDOWS_CORE_2022_x86_64", RESTARTED), ("AL2023_x86_64_STANDARD", MEMBERS),
])  # fmt: skip
def test_nodes_with_windows_are_no_other_nodes(image: str, expected: dict[str, str]) -> None:
    other = nodes("other", "3").replace("scaling_config", f'ami_type = "{image}"\n  scaling_config')
    assert outcomes(EKS + nodes("all", "1") + other) == {"aws_eks_cluster.main": expected}


def spot(name: str, least: str, capacity: str = '"SPOT"') -> str:
    return nodes(name, least).replace("scaling_config", f"capacity_type = {capacity}\n  scaling_config")


@pytest.mark.parametrize(
    ("groups", "zone"),
    [
        (spot("all", "3"), "recovers/restart"),
        (spot("all", "3", '"ON_DEMAND"'), "continues/members"),
        (spot("all", "3", "var.capacity"), "unknown(var.capacity)"),
        (spot("a", "3") + nodes("b", "1"), "recovers/restart"),
        (spot("a", "3") + nodes("b", "2"), "continues/members"),
    ],
)
def test_spot_nodes_are_no_other_nodes_when_a_zone_is_lost(groups: str, zone: str) -> None:
    text = 'variable "capacity" {}\n' + EKS + groups
    assert outcomes(text) == {"aws_eks_cluster.main": stateless("continues/members", zone)}


def test_a_node_group_whose_taint_is_not_known() -> None:
    text = 'variable "effect" {}\n' + EKS + nodes("all", "1", ONE) + tainted("batch", "1", "var.effect", ONE)
    assert outcomes(text) == {"aws_eks_cluster.main": stateless("unknown(var.effect)", "recovers/redeploy")}


def test_which_node_group_decides_is_shown() -> None:
    text = EKS + nodes("all", "1") + tainted("batch", "1", '"NO_SCHEDULE"')
    evidence = components(text)["aws_eks_cluster.main"].outcomes[Scenario.INSTANCE].evidence
    assert ("aws_eks_node_group.batch", "taint.effect", "NO_SCHEDULE") in [
        (e.address, e.attribute, e.value) for e in evidence
    ]


def test_a_cluster_in_auto_mode_leaves_its_nodes_to_aws() -> None:
    text = EKS.replace('name = "main"', 'name = "main"\n  compute_config {\n    enabled = true\n  }')
    assert outcomes(text + nodes("all", "1")) == {"aws_eks_cluster.main": SERVICE}


@pytest.mark.parametrize(
    ("around", "instance"),
    [("", "continues/service"), (nodes("all", "2"), "continues/members"), (nodes("all", "1"), "recovers/restart")],
)
def test_a_local_cluster_on_outposts_stands_in_their_zone(around: str, instance: str) -> None:
    outpost = 'outpost_config {\n    control_plane_instance_type = "m5.large"\n    outpost_arns = ["arn"]\n  }'
    text = EKS.replace('name = "main"', f'name = "main"\n  {outpost}')
    assert outcomes(text + around) == {"aws_eks_cluster.main": stateless(instance, "recovers/redeploy")}


def test_a_cluster_whose_nodes_are_not_known() -> None:
    assert outcomes('variable "least" {}\n' + EKS + nodes("all", "var.least")) == {
        "aws_eks_cluster.main": stateless("unknown(var.least)", "unknown(var.least)")
    }


def test_a_key_that_encrypts_is_no_need_of_what_it_encrypts() -> None:
    encrypted = EKS.replace(
        'name = "main"',
        'name = "main"\n  encryption_config {\n    resources = ["secrets"]\n'
        "    provider {\n      key_arn = aws_kms_key.main.arn\n    }\n  }",
    )
    others = """
resource "aws_kms_key" "main" {}

resource "aws_db_instance" "shop" {
  kms_key_id = aws_kms_key.main.arn
}

resource "aws_sqs_queue" "mail" {
  kms_master_key_id = aws_kms_key.main.arn
}
"""
    found = components(encrypted + others)
    assert {address: component.needs for address, component in found.items()} == {
        "aws_eks_cluster.main": (), "aws_kms_key.main": (), "aws_db_instance.shop": (), "aws_sqs_queue.mail": (),
    }  # fmt: skip


def test_what_belongs_to_a_cluster_is_folded_into_it() -> None:
    addon = 'resource "aws_eks_addon" "dns" {\n cluster_name = aws_eks_cluster.main.name\n addon_name = "coredns"\n}\n'
    found = components(EKS + addon + nodes("all", "2"))
    assert list(found) == ["aws_eks_cluster.main"]
    assert [c.address for c in found["aws_eks_cluster.main"].companions] == [
        "aws_eks_addon.dns",
        "aws_eks_node_group.all",
    ]


OWNED = """tag {
    key                 = "kubernetes.io/cluster/main"
    value               = "owned"
    propagate_at_launch = true
  }"""


def machines(name: str, least: str, subnets: str = ALL, more: str = OWNED) -> str:
    return f"""
resource "aws_autoscaling_group" "{name}" {{
  min_size            = {least}
  max_size            = 6
  vpc_zone_identifier = {subnets}
  {more}
}}
"""


def started(text: str) -> str:
    return f"""
resource "aws_launch_template" "nodes" {{
  user_data = {text}
}}
"""


FROM_TEMPLATE = "launch_template {\n id = aws_launch_template.nodes.id\n }"
LINE = "/etc/eks/bootstrap.sh"


@pytest.mark.parametrize(
    ("around", "expected"),
    [
        (machines("all", "2"), MEMBERS),
        (machines("all", "1"), RESTARTED),
        (machines("all", "1\n  desired_capacity = 3"), RESTARTED),
        (machines("all", "3", ONE), stateless("continues/members", "recovers/redeploy")),
        (machines("a", "1", ONE) + nodes("b", "1", "[aws_subnet.private[1].id]"), MEMBERS),
        (machines("a", "1", ONE) + machines("b", "1", "[aws_subnet.private[1].id]"), MEMBERS),
        (machines("a", "1", ONE) + FARGATE_PROFILE % ALL, SERVICE),
        (machines("all", "2", more=OWNED.replace('main"', '${aws_eks_cluster.main.id}"')), MEMBERS),
        (machines("all", "2", more='tags = [{ key = "kubernetes.io/cluster/main", value = "owned" }]'), MEMBERS),
        (machines("all", "var.least"), stateless("unknown(var.least)", "unknown(var.least)")),
        (nodes("all", "1") + machines("more", "1", more=OWNED.replace('"kubernetes.io/cluster/main"',
         'var.on ? "kubernetes.io/cluster/main" : "team"')), stateless("unknown(var.on)", "recovers/restart")),
    ],
)  # fmt: skip
def test_groups_of_machines_tagged_for_a_cluster_are_its_nodes(around: str, expected: dict[str, str]) -> None:
    variables = 'variable "least" {}\nvariable "on" {}\n'
    assert outcomes(variables + EKS + around) == {"aws_eks_cluster.main": expected}


@pytest.mark.parametrize(
    "text",
    [
        f'"{LINE} --use-max-pods false main"',
        f'base64encode("{LINE} ${{aws_eks_cluster.main.name}}")',
        f'base64encode("{LINE} ${{aws_eks_cluster.main.id}} --b64-cluster-ca '
        ""
        '${aws_eks_cluster.main.certificate_authority[0].data}")',
        '"[settings.kubernetes]\\napi-server = \\"x\\"\\ncluster-name = \\"main\\"\\n"',
        '"kind: NodeConfig\\nspec:\\n  cluster:\\n    name: main\\n"',
        '"& $EKSBootstrapScriptFile -EKSClusterName main"',
        f'base64encode("#!/bin/bash\\nset -e\\n{LINE} ${{aws_eks_cluster.main.id}} ${{var.arguments}}\\n")',
        f'base64encode("#!/bin/bash\\n# {"long " * 500}\\n{LINE} ${{aws_eks_cluster.main.id}} ${{var.arguments}}\\n")',
    ],
)
def test_machines_that_join_a_cluster_as_they_start_are_its_nodes(text: str) -> None:
    eks = EKS.replace('"main"\n', "var.cluster\n", 1) if "var.arguments" in text else EKS
    variables = 'variable "cluster" {}\nvariable "arguments" {}\n'
    found = outcomes(variables + eks + started(text) + machines("all", "2", ONE, FROM_TEMPLATE))
    assert found == {"aws_eks_cluster.main": stateless("continues/members", "recovers/redeploy")}


@pytest.mark.parametrize(
    "text",
    [
        f'"{LINE} other"',
        '"aws eks update-kubeconfig --name ${aws_eks_cluster.main.name}"',
        '"echo ${aws_eks_cluster.main.endpoint}"',
    ],
)
def test_machines_that_only_speak_of_a_cluster_are_none_of_its_nodes(text: str) -> None:
    around = started(text) + machines("all", "2", more=FROM_TEMPLATE)
    other = machines("other", "2", more=OWNED.replace("main", "other"))
    assert outcomes(EKS + around + other) == {
        "aws_eks_cluster.main": SERVICE, "aws_autoscaling_group.all": MEMBERS, "aws_autoscaling_group.other": MEMBERS,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--kubelet-extra-args --register-with-taints=team=a:NoSchedule", RESTARTED),
        ("--kubelet-extra-args --register-with-taints=team=a:PreferNoSchedule", MEMBERS),
        ("--kubelet-extra-args --node-labels=team=a", MEMBERS),
    ],
)
def test_machines_that_register_with_a_taint_are_no_other_node(arguments: str, expected: dict[str, str]) -> None:
    around = started(f'"{LINE} main {arguments}"') + machines("batch", "1", "[aws_subnet.private[1].id]", FROM_TEMPLATE)
    one = nodes("all", "1", ONE if expected is MEMBERS else ALL)
    assert outcomes(EKS + around + one) == {"aws_eks_cluster.main": expected}


SCALING = 'resource "aws_apprunner_auto_scaling_configuration_version" "app" {\n %s\n}\n'
SCALED_BY = "auto_scaling_configuration_arn = aws_apprunner_auto_scaling_configuration_version.app.arn"


@pytest.mark.parametrize(
    ("around", "text", "expected"),
    [
        ("", "", RESTARTED),
        (SCALING % "", SCALED_BY, RESTARTED),
        (SCALING % "min_size = 3", SCALED_BY, MEMBERS),
    ],
)
def test_an_app_runner_service_by_its_minimum(around: str, text: str, expected: dict[str, str]) -> None:
    found = outcomes(AWS + around + f'resource "aws_apprunner_service" "app" {{\n service_name = "app"\n{text}\n}}')
    assert found == {"aws_apprunner_service.app": expected}


def test_an_app_runner_service_scaled_by_what_is_not_in_the_code() -> None:
    text = 'variable "scaling" {}\nresource "aws_apprunner_service" "app" {\n'
    text += " auto_scaling_configuration_arn = var.scaling\n}"
    cause = "unknown(aws_apprunner_service.app.auto_scaling_configuration_arn)"
    assert outcomes(AWS + text) == {"aws_apprunner_service.app": stateless(cause, cause)}


CONNECTOR = """
resource "aws_apprunner_vpc_connector" "app" {
  vpc_connector_name = "app"
  subnets            = %s
  security_groups    = ["sg-1"]
}
"""
OUTBOUND = """
  network_configuration {
    egress_configuration {
      egress_type       = "VPC"
      vpc_connector_arn = %s
    }
  }
"""
BY_CONNECTOR = OUTBOUND % "aws_apprunner_vpc_connector.app.arn"


@pytest.mark.parametrize(
    ("around", "egress", "zones"),
    [
        (CONNECTOR % ALL, BY_CONNECTOR, ("continues/members", "recovers/restart")),
        (CONNECTOR % ONE, BY_CONNECTOR, ("recovers/redeploy", "recovers/redeploy")),
        ('variable "connector" {}\n', OUTBOUND % "var.connector",
         ("unknown(var.connector)", "recovers/redeploy")),
    ],
)  # fmt: skip
def test_an_app_runner_service_is_as_zonal_as_its_connector(around: str, egress: str, zones: tuple[str, str]) -> None:
    service = 'resource "aws_apprunner_service" "app" {\n service_name = "app"\n%s\n}\n'
    found = [
        outcomes(AWS + NETWORK + around + text)["aws_apprunner_service.app"]
        for text in (SCALING % "min_size = 2" + service % (SCALED_BY + egress), service % egress)
    ]
    assert [(o["instance"], o["zone"]) for o in found] == [
        ("continues/members", zones[0]), ("recovers/restart", zones[1]),
    ]  # fmt: skip


RENDERED = """
variable "stage" {}

resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}

resource "aws_sqs_queue" "mail" {
  name = "mail"
}

data "template_file" "app" {
  template = %s
  vars = {
    stage = var.stage
    table = aws_dynamodb_table.orders.name
    queue = %s
  }
}

resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = data.template_file.app.rendered
}

resource "aws_ecs_service" "app" {
  name            = "app"
  launch_type     = "FARGATE"
  desired_count   = 2
  task_definition = aws_ecs_task_definition.app.arn
}
"""
IN_TEXT = """<<-T
    [{"name": "$${stage}", "environment": [{"name": "TABLE", "value": "$${table}"},
     {"name": "QUEUE", "value": "$${queue}"}]}]
  T"""


@pytest.mark.parametrize("template", [IN_TEXT, 'file("missing.json")', "var.stage"])
@pytest.mark.parametrize("queue", ["aws_sqs_queue.mail.name", "aws_sqs_queue.mail.url"])
def test_a_task_needs_what_its_rendered_template_is_given(template: str, queue: str) -> None:
    found = components(CLUSTER + RENDERED % (template, queue))["aws_ecs_service.app"]
    assert found.needs == (".::aws_dynamodb_table.orders", ".::aws_sqs_queue.mail")


def test_a_machine_needs_what_its_cloud_init_speaks_of() -> None:
    text = """
resource "aws_sqs_queue" "mail" {
  name = "mail"
}

data "cloudinit_config" "app" {
  part {
    content = "echo ${aws_sqs_queue.mail.url}"
  }
}

resource "aws_instance" "app" {
  user_data = data.cloudinit_config.app.rendered
}
"""
    assert components(AWS + text)["aws_instance.app"].needs == (".::aws_sqs_queue.mail",)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", RESTARTED),
        ("scaling_target {\n min_task_count = 2\n }", MEMBERS),
        (f"scaling_target {{\n min_task_count = 2\n }}\n network_configuration {{\n subnets = {ALL}\n }}", MEMBERS),
        (f"scaling_target {{\n min_task_count = 2\n }}\n network_configuration {{\n subnets = {ONE}\n }}",
         stateless("continues/members", "recovers/redeploy")),
    ],
)  # fmt: skip
def test_an_express_service_keeps_one_task_unless_it_says_more(settings: str, expected: dict[str, str]) -> None:
    text = f"""
resource "aws_sqs_queue" "mail" {{
  name = "mail"
}}

resource "aws_ecs_express_gateway_service" "app" {{
  service_name = "app"
  primary_container {{
    image = "app"
    environment {{
      name  = "QUEUE"
      value = aws_sqs_queue.mail.url
    }}
  }}
  {settings}
}}
"""
    assert outcomes(AWS + NETWORK + text)["aws_ecs_express_gateway_service.app"] == expected
    needs = components(AWS + NETWORK + text)["aws_ecs_express_gateway_service.app"].needs
    assert needs == (".::aws_sqs_queue.mail",)


@pytest.mark.parametrize(
    ("instances", "tasks", "expected"),
    [
        (ALL, "", MEMBERS),
        (ONE, "", stateless("recovers/restart", "recovers/redeploy")),
        (ALL, f"network_configuration {{\n subnets = {ONE}\n }}", stateless("recovers/restart", "recovers/redeploy")),
        (ALL, f"network_configuration {{\n subnets = {ALL}\n }}", MEMBERS),
    ],
)
def test_ecs_packs_tasks_on_instances_that_it_manages_in_a_single_zone(
    instances: str, tasks: str, expected: dict[str, str]
) -> None:
    text = f"""
resource "aws_ecs_cluster" "main" {{
  name = "main"
}}

resource "aws_ecs_capacity_provider" "managed" {{
  name    = "managed"
  cluster = aws_ecs_cluster.main.name
  managed_instances_provider {{
    instance_launch_template {{
      network_configuration {{
        subnets = {instances}
      }}
    }}
  }}
}}

resource "aws_ecs_service" "app" {{
  name          = "app"
  cluster       = aws_ecs_cluster.main.id
  desired_count = 4
  {tasks}
  capacity_provider_strategy {{
    capacity_provider = aws_ecs_capacity_provider.managed.name
  }}
}}
"""
    assert outcomes(AWS + NETWORK + text)["aws_ecs_service.app"] == expected


@pytest.mark.parametrize(
    ("volume", "expected"),
    [
        ('scope = "shared"\n driver = "rexray/ebs"', {
            "data": "lost", "instance": "recovers/restart", "zone": "lost", "region": "lost", "account": "lost",
        }),
        ('driver = "rexray/ebs"', RESTARTED),
        ('scope = "shared"\n driver = "local"', RESTARTED),
    ],
)  # fmt: skip
def test_a_volume_of_docker_on_ebs_outlives_the_task_in_its_zone(volume: str, expected: dict[str, str]) -> None:
    definition = f"""
resource "aws_ecs_task_definition" "app" {{
  family                = "app"
  container_definitions = "[]"
  volume {{
    name = "data"
    docker_volume_configuration {{
      {volume}
    }}
  }}
}}
resource "aws_autoscaling_group" "app" {{
  min_size            = 2
  max_size            = 2
  vpc_zone_identifier = aws_subnet.private[*].id
}}
resource "aws_ecs_capacity_provider" "app" {{
  name = "app"
  auto_scaling_group_provider {{
    auto_scaling_group_arn = aws_autoscaling_group.app.arn
  }}
}}
"""
    provided = "capacity_provider_strategy {\n capacity_provider = aws_ecs_capacity_provider.app.name\n}\n"
    text = f"desired_count = 1\n task_definition = aws_ecs_task_definition.app.arn\n{provided}"
    assert service(text, definition) == {"aws_ecs_service.app": expected}


def test_docker_makes_no_volumes_on_fargate() -> None:
    definition = """
variable "volumes" {}
resource "aws_ecs_task_definition" "app" {
  family                = "app"
  container_definitions = "[]"
  dynamic "volume" {
    for_each = var.volumes
    content {
      name = volume.value
      docker_volume_configuration {
        driver = "rexray/ebs"
        scope  = "shared"
      }
    }
  }
}
"""
    text = f"desired_count = 2\n task_definition = aws_ecs_task_definition.app.arn\n{FARGATE}{OVER_ZONES}"
    assert service(text, definition) == {"aws_ecs_service.app": MEMBERS}
