"""The zones in which the constraints of an Amazon ECS service let its tasks be placed."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes
from profiles.aws.stateless import AWS, MEMBERS, NETWORK, stateless

CLUSTER = """
resource "aws_ecs_cluster" "main" {
  name = "main"
}

resource "aws_launch_template" "nodes" {
  user_data = base64encode("#!/bin/bash\\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config")
}
"""
GROUP = """
resource "aws_autoscaling_group" "%s" {
  min_size            = %d
  max_size            = 9
  vpc_zone_identifier = %s
  launch_template {
    id = aws_launch_template.nodes.id
  }
}
"""
ALL = "aws_subnet.private[*].id"
IN_ORDER = """
data "aws_availability_zones" "all" {}

resource "aws_subnet" "listed" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  availability_zone = data.aws_availability_zones.all.names[count.index]
}
"""
LISTED = IN_ORDER + GROUP % ("nodes", 6, "aws_subnet.listed[*].id")
SIX = GROUP % ("nodes", 6, ALL)
ONE_ZONE = stateless("continues/members", "recovers/redeploy")
ONE_MACHINE = stateless("recovers/restart", "recovers/redeploy")


def service(constraints: str, machines: str = SIX, definition: str = "") -> dict[str, str]:
    text = f"""
variable "zone" {{}}

variable "zones" {{}}

resource "aws_ecs_task_definition" "app" {{
  family = "app"
  {definition}
}}

resource "aws_ecs_service" "app" {{
  name            = "app"
  cluster         = aws_ecs_cluster.main.id
  launch_type     = "EC2"
  desired_count   = 4
  task_definition = aws_ecs_task_definition.app.arn
  {constraints}
}}
"""
    return outcomes(AWS + NETWORK + CLUSTER + machines + text)["aws_ecs_service.app"]


def member_of(expression: str) -> str:
    return f'placement_constraints {{\n type = "memberOf"\n expression = "{expression}"\n}}\n'


ZONE = "attribute:ecs.availability-zone"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"{ZONE} == eu-west-1a", ONE_ZONE),
        (f"{ZONE}==eu-west-1a", ONE_ZONE),
        (f"{ZONE} equals eu-west-1a", ONE_ZONE),
        (f"{ZONE} == ${{var.zone}}", ONE_ZONE),
        (f"{ZONE} in [eu-west-1a]", ONE_ZONE),
        (f"{ZONE} in [eu-west-1a, eu-west-1c]", MEMBERS),
        (f"{ZONE} in [eu-west-1a, eu-west-1d]", ONE_ZONE),
        (f"{ZONE} != eu-west-1a", MEMBERS),
        (f"{ZONE} !in [eu-west-1a, eu-west-1b]", ONE_ZONE),
        (f"{ZONE} not_in [eu-west-1a, eu-west-1b]", ONE_ZONE),
        (f"not({ZONE} != eu-west-1b)", ONE_ZONE),
        (f"{ZONE} == eu-west-1a or {ZONE} == eu-west-1b", MEMBERS),
        (f"({ZONE} == eu-west-1a || {ZONE} == eu-west-1b) && !({ZONE} == eu-west-1a)", ONE_ZONE),
        (f"attribute:ecs.instance-type =~ m5.* and {ZONE} == eu-west-1b", ONE_ZONE),
        ("attribute:ecs.instance-type =~ m5.*", MEMBERS),
        ("attribute:ebs.volume exists", MEMBERS),
    ],
)  # fmt: skip
def test_an_expression_leaves_some_of_the_zones(expression: str, expected: dict[str, str]) -> None:
    assert service(member_of(expression)) == expected


def test_a_task_definition_constrains_its_tasks_too() -> None:
    assert service("", definition=member_of(f"{ZONE} == eu-west-1a")) == ONE_ZONE
    both = service(member_of(f"{ZONE} != eu-west-1a"), definition=member_of(f"{ZONE} != eu-west-1b"))
    assert both == ONE_ZONE


OPEN = "aws_ecs_service.app.placement_constraints"


@pytest.mark.parametrize(
    ("expression", "machines", "why"),
    [
        (f"{ZONE} =~ eu-west-1.*", SIX, OPEN),
        (f"{ZONE} in [${{var.zones}}]", SIX, "var.zones"),
        ("so it is not written", SIX, OPEN),
        ("attribute:ebs.volume exists", GROUP % ("nodes", 3, ALL) + GROUP % ("other", 3, ALL), OPEN),
    ],
)
def test_what_decides_nothing_of_zones_is_open(expression: str, machines: str, why: str) -> None:
    assert service(member_of(expression), machines) == stateless(f"unknown({why})", f"unknown({why})")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f"{ZONE} == eu-west-1a", ONE_ZONE),
        (f"{ZONE} in [eu-west-1a, eu-west-1b]", MEMBERS),
        (f"{ZONE} != eu-west-1a", MEMBERS),
        (f"{ZONE} !in [eu-west-1a, eu-west-1b]", stateless("continues/members", f"unknown({OPEN})")),
    ],
)
def test_zones_that_are_counted_without_their_names(expression: str, expected: dict[str, str]) -> None:
    assert service(member_of(expression), LISTED) == expected


def test_tasks_have_the_machines_of_their_zones_alone() -> None:
    assert service(member_of(f"{ZONE} == eu-west-1a"), GROUP % ("nodes", 3, ALL)) == ONE_MACHINE
    assert service(member_of(f"{ZONE} != eu-west-1a"), GROUP % ("nodes", 3, ALL)) == MEMBERS
    two_groups = GROUP % ("a", 1, "[aws_subnet.private[0].id]") + GROUP % ("b", 5, "[aws_subnet.private[1].id]")
    assert service(member_of(f"{ZONE} == eu-west-1a"), two_groups) == ONE_MACHINE
    assert service(member_of(f"{ZONE} == eu-west-1b"), two_groups) == ONE_ZONE


def test_a_constraint_that_is_there_on_one_branch() -> None:
    dynamic = f"""dynamic "placement_constraints" {{
  for_each = var.zone == "" ? [] : [var.zone]
  content {{
    type       = "memberOf"
    expression = "{ZONE} == ${{placement_constraints.value}}"
  }}
}}"""
    assert service(dynamic) == stateless("continues/members", "unknown(var.zone)")
    distinct = 'placement_constraints {\n type = "distinctInstance"\n}\n'
    assert service(distinct) == MEMBERS


EACH_ALONE = """
resource "aws_instance" "node" {
  count     = 3
  subnet_id = %s[count.index].id
  user_data = "#!/bin/bash\\necho ECS_CLUSTER=main >> /etc/ecs/ecs.config"
}
"""
IN_THE_CODE = EACH_ALONE % "aws_subnet.private"
IN_A_LIST = IN_ORDER + EACH_ALONE % "aws_subnet.listed"
FIRST = "${data.aws_availability_zones.all.names[0]}"


@pytest.mark.parametrize("scheduling", ["", 'scheduling_strategy = "DAEMON"\n'])
@pytest.mark.parametrize(
    ("expression", "machines", "expected"),
    [
        (f"{ZONE} == eu-west-1a", IN_THE_CODE, ONE_MACHINE),
        (f"{ZONE} != eu-west-1a", IN_THE_CODE, MEMBERS),
        (f"{ZONE} == {FIRST}", IN_A_LIST, ONE_MACHINE),
        (f"{ZONE} == ${{var.zone}}", IN_THE_CODE, stateless("unknown(var.zone)", "recovers/redeploy")),
    ],
)
def test_of_machines_that_stand_alone_only_those_in_the_zone_count(
    scheduling: str, expression: str, machines: str, expected: dict[str, str]
) -> None:
    assert service(scheduling + member_of(expression), machines) == expected


def test_a_daemon_on_the_only_machine_has_no_other_task() -> None:
    only = GROUP % ("nodes", 1, ALL)
    found = service('scheduling_strategy = "DAEMON"', only)
    assert found == stateless("recovers/restart", "recovers/restart")
