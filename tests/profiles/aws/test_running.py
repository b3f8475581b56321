"""A stack of size zero in another region is no live copy: somebody has to start it."""

from __future__ import annotations

import pytest

from profiles.audit_text import components
from profiles.aws.stacks import ALONE, FAILOVER, PAIRED, PROVIDERS, ZONE, all_four, regions, stack, two_stacks

OPEN = 'variable "x" {\n}\n'


def sized(size: str, more: str = "") -> str:
    """Two stacks behind one record; the second one keeps another number of tasks."""
    second = stack("two", "aws.other", region="eu-central-1").replace("desired_count = 2", f"desired_count = {size}")
    return OPEN + PROVIDERS % "eu-central-1" + stack("one", "aws") + second + ZONE + FAILOVER + more


def scaled(least: str, more: str = "") -> str:
    return f"""
resource "aws_appautoscaling_target" "two" {{
  provider           = aws.other
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/default/${{aws_ecs_service.two.name}}"
  min_capacity       = {least}
  max_capacity       = 4
  {more}
}}
"""


@pytest.mark.parametrize(
    ("size", "more", "one"),
    [
        ("1", "", PAIRED),
        ("0", scaled("1"), PAIRED),
        ("2", scaled("0"), ALONE),
        ("var.x", "", "unknown(var.x)"),
        ("2", scaled("var.x"), "unknown(var.x)"),
        ("var.x ? 1 : 0", scaled("1", "count = 1"), PAIRED),
    ],
)
def test_a_service_that_keeps_no_task_backs_nothing(size: str, more: str, one: str) -> None:
    assert regions(sized(size, more)) == all_four(one, PAIRED)


def test_a_service_of_no_tasks_backs_neither_the_other_nor_its_load_balancer() -> None:
    assert regions(sized("0")) == {"aws_lb.one": ALONE, "aws_ecs_service.one": ALONE, "aws_lb.two": PAIRED}


def test_a_daemon_has_a_task_on_every_machine() -> None:
    assert regions(sized('0\n  scheduling_strategy = "DAEMON"')) == all_four(PAIRED, PAIRED)


def bare_stacks() -> str:
    """Two stacks behind one record in which nothing serves, as far as the code says."""
    ones, twos = stack("one", "aws"), stack("two", "aws.other", region="eu-central-1")
    cut = "".join(text[: text.index('resource "aws_ecs_service"')] for text in (ones, twos))
    return OPEN + PROVIDERS % "eu-central-1" + cut + ZONE + FAILOVER


def test_a_load_balancer_whose_targets_no_code_registers_is_taken_to_serve() -> None:
    assert regions(bare_stacks()) == {"aws_lb.one": PAIRED, "aws_lb.two": PAIRED}


def machines(name: str, provider: str, size: str, more: str = "") -> str:
    """The stack, with machines in the place of a service."""
    whole = stack(name, provider)
    return (
        whole[: whole.index('resource "aws_ecs_service"')]
        + f"""
resource "aws_autoscaling_group" "{name}" {{
  provider            = {provider}
  {size}
  max_size            = 4
  vpc_zone_identifier = aws_subnet.{name}[*].id
  target_group_arns   = [aws_lb_target_group.{name}.arn]
  {more}
}}
"""
    )


def two_groups(size: str) -> str:
    one = machines("one", "aws", "min_size = 2")
    return OPEN + PROVIDERS % "eu-central-1" + one + machines("two", "aws.other", size) + ZONE + FAILOVER


POLICY = """
resource "aws_autoscaling_policy" "two" {
  provider               = aws.other
  name                   = "load"
  autoscaling_group_name = aws_autoscaling_group.two.name
}
"""
AT_NIGHT = """
resource "aws_autoscaling_schedule" "two" {
  provider               = aws.other
  scheduled_action_name  = "night"
  autoscaling_group_name = aws_autoscaling_group.two.name
  min_size               = 0
  desired_capacity       = 0
}
"""


@pytest.mark.parametrize(
    ("size", "more", "one"),
    [
        ("min_size = 1", "", PAIRED),
        ("min_size = 0", "", ALONE),
        ("min_size = 0\n desired_capacity = 0", "", ALONE),
        ("min_size = 0\n desired_capacity = 2", "", PAIRED),
        ("min_size = 0\n desired_capacity = 2", POLICY, ALONE),
        ("min_size = 2", AT_NIGHT, PAIRED),
        ("min_size = var.x", "", "unknown(var.x)"),
    ],
)
def test_a_group_that_keeps_no_machine_backs_nothing(size: str, more: str, one: str) -> None:
    found = regions(two_groups(size) + more)
    assert found == {
        "aws_lb.one": one, "aws_autoscaling_group.one": one,
        "aws_lb.two": PAIRED, "aws_autoscaling_group.two": PAIRED,
    }  # fmt: skip


def on_machines(name: str, provider: str, size: str, tasks: str, managed: str) -> str:
    """The stack, with a service that runs on machines which its capacity provider names."""
    service = stack(name, provider).replace(
        'launch_type   = "FARGATE"',
        f"capacity_provider_strategy {{\n capacity_provider = aws_ecs_capacity_provider.{name}.name\n }}",
    )
    return (
        service.replace("desired_count = 2", f"desired_count = {tasks}")
        + f"""
resource "aws_autoscaling_group" "{name}" {{
  provider            = {provider}
  min_size            = {size}
  max_size            = 4
  vpc_zone_identifier = aws_subnet.{name}[*].id
}}

resource "aws_ecs_capacity_provider" "{name}" {{
  provider = {provider}
  name     = "{name}"
  auto_scaling_group_provider {{
    auto_scaling_group_arn = aws_autoscaling_group.{name}.arn
    {managed}
  }}
}}
"""
    )


MANAGED = 'managed_scaling {\n status = "ENABLED"\n}'


@pytest.mark.parametrize(
    ("size", "tasks", "managed", "one"),
    [
        ("2", "2", "", PAIRED),
        ("0", "2", "", ALONE),
        ("0", "2", MANAGED, PAIRED),
        ("0", "2", "managed_scaling {\n target_capacity = 90\n}", PAIRED),
        ("0", "2", MANAGED.replace("ENABLED", "DISABLED"), ALONE),
        ("0", "var.x", MANAGED, "unknown(var.x)"),
        ("var.x", "2", "", "unknown(var.x)"),
    ],
)
def test_machines_of_a_service_start_with_its_tasks_where_ecs_scales_them(
    size: str, tasks: str, managed: str, one: str
) -> None:
    first = on_machines("one", "aws", "2", "2", MANAGED)
    second = on_machines("two", "aws.other", size, tasks, managed)
    found = regions(OPEN + PROVIDERS % "eu-central-1" + first + second + ZONE + FAILOVER)
    kinds = ("aws_lb", "aws_ecs_service", "aws_autoscaling_group")
    assert {kind: found[f"{kind}.one"] for kind in kinds} == dict.fromkeys(kinds, one)


def instances(state: str) -> str:
    attached = "".join(
        f"""
resource "aws_instance" "{name}" {{
  provider = {provider}
}}

resource "aws_lb_target_group_attachment" "{name}" {{
  provider         = {provider}
  target_group_arn = aws_lb_target_group.{name}.arn
  target_id        = aws_instance.{name}.id
}}
"""
        for name, provider in (("one", "aws"), ("two", "aws.other"))
    )
    stopped = (
        f'resource "aws_ec2_instance_state" "two" {{\n provider = aws.other\n state = {state}\n'
        " instance_id = aws_instance.two.id\n}\n"
    )
    return bare_stacks() + attached + stopped


@pytest.mark.parametrize(("state", "one"), [('"running"', PAIRED), ('"stopped"', ALONE), ("var.x", "unknown(var.x)")])
def test_a_machine_that_is_stopped_backs_nothing(state: str, one: str) -> None:
    found = regions(instances(state))
    assert (found["aws_lb.one"], found["aws_instance.one"]) == (one, one)


def functions(concurrency: str) -> str:
    apis = "".join(
        f"""
resource "aws_lambda_function" "{name}" {{
  provider                       = {provider}
  reserved_concurrent_executions = {concurrent}
}}

resource "aws_lb_target_group_attachment" "{name}" {{
  provider         = {provider}
  target_group_arn = aws_lb_target_group.{name}.arn
  target_id        = aws_lambda_function.{name}.arn
}}
"""
        for name, provider, concurrent in (("one", "aws", "null"), ("two", "aws.other", concurrency))
    )
    return bare_stacks() + apis


@pytest.mark.parametrize(("concurrency", "one"), [("5", PAIRED), ("0", ALONE), ("var.x", "unknown(var.x)")])
def test_a_function_that_is_switched_off_backs_nothing(concurrency: str, one: str) -> None:
    found = regions(functions(concurrency))
    assert (found["aws_lb.one"], found["aws_lambda_function.one"]) == (one, one)


def front(name: str, provider: str) -> str:
    """A network load balancer before the application load balancer of a stack."""
    return f"""
resource "aws_lb" "front_{name}" {{
  provider           = {provider}
  load_balancer_type = "network"
  subnets            = aws_subnet.{name}[*].id
}}

resource "aws_lb_listener" "front_{name}" {{
  provider          = {provider}
  load_balancer_arn = aws_lb.front_{name}.arn
  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.front_{name}.arn
  }}
}}

resource "aws_lb_target_group" "front_{name}" {{
  provider    = {provider}
  target_type = "alb"
}}

resource "aws_lb_target_group_attachment" "front_{name}" {{
  provider         = {provider}
  target_group_arn = aws_lb_target_group.front_{name}.arn
  target_id        = aws_lb.{name}.arn
}}
"""


@pytest.mark.parametrize(("size", "one"), [("1", PAIRED), ("0", ALONE), ("var.x", "unknown(var.x)")])
def test_load_balancers_one_behind_the_other_serve_as_the_last_does(size: str, one: str) -> None:
    fronts = front("one", "aws") + front("two", "aws.other")
    text = (sized(size) + fronts).replace("= aws_lb.one.dns_name", "= aws_lb.front_one.dns_name")
    found = regions(text.replace("= aws_lb.two.dns_name", "= aws_lb.front_two.dns_name"))
    assert found["aws_lb.front_one"] == one


# --- which of several are enough ----------------------------------------------------------------------------------

ACCELERATOR = """
resource "aws_globalaccelerator_accelerator" "main" {
  name = "main"
}

resource "aws_globalaccelerator_listener" "main" {
  accelerator_arn = aws_globalaccelerator_accelerator.main.id
}
""" + "".join(
    f"""
resource "aws_globalaccelerator_endpoint_group" "{name}" {{
  listener_arn = aws_globalaccelerator_listener.main.id
  endpoint_configuration {{
    endpoint_id = aws_lb.{name}.arn
  }}
}}
"""
    for name in ("one", "two")
)
ORIGINS = """
resource "aws_cloudfront_distribution" "main" {
  enabled = true
  origin {
    origin_id   = "one"
    domain_name = aws_lb.one.dns_name
  }
  origin {
    origin_id   = "two"
    domain_name = aws_lb.two.dns_name
  }
  origin_group {
    origin_id = "both"
    member {
      origin_id = "one"
    }
    member {
      origin_id = "two"
    }
  }
  default_cache_behavior {
    target_origin_id = "both"
  }
}
"""


@pytest.mark.parametrize(
    ("entrance", "address"),
    [
        (ACCELERATOR, "aws_globalaccelerator_accelerator.main"),
        (ORIGINS, "aws_cloudfront_distribution.main"),
    ],
    ids=["accelerator", "distribution"],
)
@pytest.mark.parametrize(
    ("size", "one", "needs", "one_of"),
    [
        ("1", PAIRED, [], [["aws_lb.one", "aws_lb.two"]]),
        ("0", ALONE, ["aws_lb.one"], []),
        ("var.x", "unknown(var.x)", ["aws_lb.one"], []),
    ],
)
def test_an_entrance_needs_the_stack_that_surely_answers(
    size: str, one: str, needs: list[str], one_of: list[list[str]], entrance: str, address: str
) -> None:
    found = components(sized(size).replace(FAILOVER, "") + entrance)
    assert [need.rpartition("::")[2] for need in found[address].needs] == needs
    assert [[need.rpartition("::")[2] for need in group] for group in found[address].one_of] == one_of
    assert regions(sized(size).replace(FAILOVER, "") + entrance)["aws_lb.one"] == one


def test_two_stacks_of_some_size_stay_a_live_pair() -> None:
    assert regions(two_stacks() + FAILOVER) == all_four(PAIRED, PAIRED)
