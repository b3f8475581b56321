"""Elastic Load Balancing, and what serves behind it."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, NETWORK, SERVICE, stateless

ONE_ZONE = stateless("continues/service", "recovers/redeploy")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("aws_lb", "subnets = aws_subnet.private[*].id", SERVICE),
        ("aws_alb", "subnets = aws_subnet.private[*].id", SERVICE),
        ("aws_lb", "subnets = [aws_subnet.private[0].id]", SERVICE),
        ("aws_lb", "", SERVICE),
        ("aws_lb", 'load_balancer_type = "network"\nsubnets = aws_subnet.private[*].id', SERVICE),
        ("aws_lb", 'load_balancer_type = "network"\nsubnets = [aws_subnet.private[0].id]', ONE_ZONE),
        ("aws_lb", 'load_balancer_type = "gateway"\nsubnets = [aws_subnet.private[0].id]', ONE_ZONE),
        (
            "aws_lb",
            'load_balancer_type = "network"\nsubnet_mapping {\n subnet_id = aws_subnet.private[0].id\n}',
            ONE_ZONE,
        ),
        (
            "aws_lb",
            'load_balancer_type = "network"\n'
            "subnet_mapping {\n subnet_id = aws_subnet.private[0].id\n}\n"
            "subnet_mapping {\n subnet_id = aws_subnet.private[1].id\n}",
            SERVICE,
        ),
        ("aws_elb", 'availability_zones = ["eu-west-1a", "eu-west-1b"]', SERVICE),
        ("aws_elb", "subnets = [aws_subnet.private[0].id]", ONE_ZONE),
    ],
)
def test_a_load_balancer_by_its_type_and_zones(kind: str, text: str, expected: dict[str, str]) -> None:
    assert outcomes(AWS + NETWORK + f'resource "{kind}" "front" {{\n{text}\n}}') == {f"{kind}.front": expected}


def test_a_load_balancer_whose_type_or_subnets_are_not_known() -> None:
    variables = 'variable "type" {}\nvariable "subnets" {}\n'
    text = variables + AWS + NETWORK + 'resource "aws_lb" "front" {\n%s\n}'
    spread = outcomes(text % "load_balancer_type = var.type\nsubnets = aws_subnet.private[*].id")
    single = outcomes(text % "load_balancer_type = var.type\nsubnets = [aws_subnet.private[0].id]")
    unread = outcomes(text % 'load_balancer_type = "network"\nsubnets = var.subnets')
    assert spread == {"aws_lb.front": SERVICE}
    assert single == {"aws_lb.front": stateless("continues/service", "unknown(var.type)")}
    assert unread == {"aws_lb.front": stateless("continues/service", "unknown(var.subnets)")}


FRONT = (
    AWS
    + NETWORK
    + """
resource "aws_lb" "front" {
  subnets = aws_subnet.private[*].id
}

resource "aws_lb_listener" "front" {
  load_balancer_arn = aws_lb.front.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.app.arn
  }
}

resource "aws_lb_listener_rule" "api" {
  listener_arn = aws_lb_listener.front.arn
  action {
    type = "forward"
    forward {
      target_group {
        arn = aws_lb_target_group.api.arn
      }
    }
  }
}

resource "aws_lb_target_group" "app" {}

resource "aws_lb_target_group" "api" {}
"""
)


def test_a_load_balancer_needs_what_serves_behind_its_target_groups() -> None:
    found = components(
        FRONT
        + """
resource "aws_autoscaling_group" "app" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.private[*].id
  target_group_arns   = [aws_lb_target_group.app.arn]
}

resource "aws_autoscaling_group" "attached" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.private[*].id
}

resource "aws_autoscaling_attachment" "attached" {
  autoscaling_group_name = aws_autoscaling_group.attached.name
  lb_target_group_arn    = aws_lb_target_group.app.arn
}

resource "aws_ecs_service" "api" {
  name          = "api"
  launch_type   = "FARGATE"
  desired_count = 2
  network_configuration {
    subnets = aws_subnet.private[*].id
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lambda_function" "hook" {}

resource "aws_lb_target_group_attachment" "hook" {
  target_group_arn = aws_lb_target_group.api.arn
  target_id        = aws_lambda_function.hook.arn
}

resource "aws_instance" "elsewhere" {}
"""
    )
    assert found["aws_lb.front"].needs == (
        ".::aws_autoscaling_group.app",
        ".::aws_autoscaling_group.attached",
        ".::aws_ecs_service.api",
        ".::aws_lambda_function.hook",
    )
    assert [c.address for c in found["aws_lb.front"].companions] == [
        "aws_lb_listener.front",
        "aws_lb_listener_rule.api",
    ]


def test_a_classic_load_balancer_needs_its_instances() -> None:
    found = components(
        AWS
        + NETWORK
        + """
resource "aws_instance" "app" {
  subnet_id = aws_subnet.private[0].id
}

resource "aws_elb" "front" {
  subnets   = aws_subnet.private[*].id
  instances = [aws_instance.app.id]
}
"""
    )
    assert found["aws_elb.front"].needs == (".::aws_instance.app",)


def behind_an_address(target: str, more: str = "") -> str:
    """A load balancer in front of what a target names."""
    return f"""
{FRONT}
variable "address" {{
  type = string
}}
resource "aws_mq_broker" "orders" {{
  broker_name = "orders"
  engine_type = "ActiveMQ"
}}
resource "aws_directory_service_directory" "staff" {{
  name = "staff.example.org"
}}
resource "aws_instance" "relay" {{
  subnet_id = aws_subnet.private[0].id
}}
resource "aws_network_interface" "relay" {{
  subnet_id = aws_subnet.private[0].id
}}
resource "aws_network_interface_attachment" "relay" {{
  instance_id          = aws_instance.relay.id
  network_interface_id = aws_network_interface.relay.id
  device_index         = 1
}}
resource "aws_lb_target_group_attachment" "target" {{
  {more}
  target_group_arn = aws_lb_target_group.app.arn
  target_id        = {target}
}}
"""


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        (behind_an_address("aws_mq_broker.orders.instances[0].ip_address"), (".::aws_mq_broker.orders",)),
        (
            behind_an_address("each.value", "for_each = aws_directory_service_directory.staff.dns_ip_addresses"),
            (".::aws_directory_service_directory.staff",),
        ),
        (behind_an_address("aws_network_interface.relay.private_ip"), (".::aws_instance.relay",)),
        (behind_an_address("aws_lambda_function.none.arn"), ()),
        (behind_an_address("var.address"), ()),
    ],
)
def test_a_load_balancer_needs_whatever_its_targets_name(text: str, needs: tuple[str, ...]) -> None:
    assert components(text)["aws_lb.front"].needs == needs


def test_a_broker_behind_the_same_load_balancer_stands_in_for_no_machine() -> None:
    text = (
        behind_an_address("aws_mq_broker.orders.instances[0].ip_address")
        + """
resource "aws_lb_target_group_attachment" "relay" {
  target_group_arn = aws_lb_target_group.app.arn
  target_id        = aws_instance.relay.id
}
"""
    )
    found = components(text)
    assert found["aws_lb.front"].needs == (".::aws_instance.relay", ".::aws_mq_broker.orders")
    assert outcomes(text)["aws_instance.relay"]["instance"] == "recovers/redeploy"


LATTICE = """
resource "aws_vpclattice_service" "shop" {
  name = "shop"
}
resource "aws_vpclattice_target_group" "shop" {
  name = "shop"
  type = "LAMBDA"
}
resource "aws_vpclattice_target_group" "app" {
  name = "app"
  type = "INSTANCE"
}
resource "aws_vpclattice_listener" "shop" {
  name               = "shop"
  protocol           = "HTTPS"
  service_identifier = aws_vpclattice_service.shop.id
  default_action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.shop.id
      }
    }
  }
}
resource "aws_vpclattice_listener_rule" "app" {
  name                = "app"
  service_identifier  = aws_vpclattice_service.shop.id
  listener_identifier = aws_vpclattice_listener.shop.listener_id
  priority            = 1
  action {
    forward {
      target_groups {
        target_group_identifier = aws_vpclattice_target_group.app.id
      }
    }
  }
}
resource "aws_lambda_function" "shop" {
  function_name = "shop"
}
resource "aws_vpclattice_target_group_attachment" "shop" {
  target_group_identifier = aws_vpclattice_target_group.shop.id
  target {
    id = aws_lambda_function.shop.arn
  }
}
resource "aws_autoscaling_group" "app" {
  min_size = 1
  max_size = 2
}
resource "aws_autoscaling_traffic_source_attachment" "app" {
  autoscaling_group_name = aws_autoscaling_group.app.name
  traffic_source {
    identifier = aws_vpclattice_target_group.app.arn
    type       = "vpc-lattice"
  }
}
"""


def test_a_service_of_vpc_lattice_needs_its_targets() -> None:
    assert outcomes(AWS + LATTICE)["aws_vpclattice_service.shop"] == SERVICE
    needs = components(AWS + LATTICE)["aws_vpclattice_service.shop"].needs
    assert sorted(needs) == [".::aws_autoscaling_group.app", ".::aws_lambda_function.shop"]
