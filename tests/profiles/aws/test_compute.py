"""Machines and what keeps them running: EC2, autoscaling groups, fleets, Batch, Lightsail, Elastic Beanstalk."""

from __future__ import annotations

import re

import pytest

from continuity_audit.estate.model import Scenario
from growth import calls_in
from profiles.audit_text import components, outcomes
from profiles.aws.stateless import AWS, MEMBERS, NETWORK, REDEPLOYED, RESTARTED, stateless


def machine(text: str = "") -> dict[str, str]:
    return outcomes(AWS + f'resource "aws_instance" "one" {{\n ami = "ami-1"\n{text}\n}}')["aws_instance.one"]


def test_a_machine_alone_is_deployed_again() -> None:
    assert machine() == REDEPLOYED


def test_automatic_recovery_counts_where_it_is_stated() -> None:
    assert machine('maintenance_options {\n auto_recovery = "default"\n}') == stateless(
        "recovers/restart", "recovers/redeploy"
    )
    assert machine('maintenance_options {\n auto_recovery = "disabled"\n}') == REDEPLOYED


def test_automatic_recovery_from_a_variable_changes_no_outcome() -> None:
    text = (
        'variable "recovery" {}\n'
        + AWS
        + """
resource "aws_instance" "one" {
  maintenance_options {
    auto_recovery = var.recovery
  }
}
"""
    )
    assert outcomes(text)["aws_instance.one"] == REDEPLOYED


@pytest.mark.parametrize(("alarm", "expected"), [
    ('alarm_actions = ["arn:aws:automate:eu-west-1:ec2:recover"]', "recovers/restart"),
    ('alarm_actions = ["arn:aws:automate:${var.region}:ec2:recover", var.topic]', "recovers/restart"),
    ('alarm_actions = ["arn:aws:automate:eu-west-1:ec2:stop"]', "recovers/redeploy"),
    ('alarm_actions = ["arn:aws:automate:eu-west-1:ec2:recover"]\n  actions_enabled = false', "recovers/redeploy"),
])  # fmt: skip
def test_an_alarm_may_recover_a_machine(alarm: str, expected: str) -> None:
    text = f"""
variable "region" {{}}
variable "topic" {{}}
resource "aws_instance" "one" {{
  ami = "ami-1"
}}
resource "aws_cloudwatch_metric_alarm" "one" {{
  metric_name = "StatusCheckFailed_System"
  namespace   = "AWS/EC2"
  dimensions  = {{ InstanceId = aws_instance.one.id }}
  {alarm}
}}
"""
    assert outcomes(AWS + text)["aws_instance.one"] == stateless(expected, "recovers/redeploy")


BEHIND = (
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

resource "aws_lb_target_group_attachment" "app" {
  count            = 2
  target_group_arn = aws_lb_target_group.app.arn
  target_id        = aws_instance.app[count.index].id
}
"""
)
GROUP = 'resource "aws_lb_target_group" "app" {\n port = 80\n}\n'


def test_machines_behind_one_load_balancer_are_each_others_members() -> None:
    text = (
        BEHIND
        + GROUP
        + """
resource "aws_instance" "app" {
  count     = 2
  subnet_id = aws_subnet.private[count.index].id
}
"""
    )
    found = outcomes(text)
    assert found["aws_instance.app[0]"] == MEMBERS
    assert found["aws_instance.app[1]"] == MEMBERS


@pytest.mark.parametrize(("zone", "expected"), [
    ('"eu-west-1a"', "recovers/redeploy"),
    ('each.key == "a" ? "eu-west-1a" : "eu-west-1b"', "unknown(var.names)"),
    ('{ a = "eu-west-1a", b = "eu-west-1b" }[each.key]', "unknown(var.names)"),
])  # fmt: skip
def test_machines_of_an_open_loop_may_stand_in_several_zones(zone: str, expected: str) -> None:
    text = (
        BEHIND.replace("  count            = 2\n", "  for_each         = aws_instance.app\n").replace(
            "aws_instance.app[count.index].id", "each.value.id"
        )
        + GROUP
        + 'variable "names" {\n  type = set(string)\n}\n'
        + f'resource "aws_instance" "app" {{\n  for_each          = var.names\n  availability_zone = {zone}\n}}\n'
    )
    assert outcomes(text)["aws_instance.app"]["zone"] == expected


OVER_ALL_ZONES = """
data "aws_availability_zones" "all" {
  state = "available"
}
variable "number" {
  type = number
}
resource "aws_subnet" "one" {
  count             = length(data.aws_availability_zones.all.names)
  availability_zone = data.aws_availability_zones.all.names[count.index]
}
resource "aws_subnet" "two" {
  for_each          = toset(data.aws_availability_zones.all.names)
  availability_zone = each.key
}
"""


@pytest.mark.parametrize(("balanced", "instance"), [
    ("", "continues/members"), ("for_each = var.names", "unknown(var.names)"),
])  # fmt: skip
def test_machines_with_a_balancer_each_do_not_stand_in_for_each_other(balanced: str, instance: str) -> None:
    text = f"""
variable "names" {{
  type = set(string)
  validation {{
    condition     = length(var.names) >= 2
    error_message = "Two or more."
  }}
}}
resource "aws_elb" "front" {{
  {balanced}
  subnets = aws_subnet.private[*].id
}}
resource "aws_instance" "app" {{
  for_each = var.names
}}
resource "aws_elb_attachment" "app" {{
  for_each = var.names
  elb      = {"aws_elb.front[each.key].id" if balanced else "aws_elb.front.id"}
  instance = aws_instance.app[each.key].id
}}
"""
    assert outcomes(AWS + NETWORK + text)["aws_instance.app"]["instance"] == instance


@pytest.mark.parametrize(("subnets", "zone"), [
    ("aws_subnet.one[*].id", "continues/members"),
    ("[for subnet in aws_subnet.two : subnet.id]", "continues/members"),
    ("values(aws_subnet.two)[*].id", "continues/members"),
    ("values({ for zone, subnet in aws_subnet.two : zone => subnet.id })", "continues/members"),
    ("sort(aws_subnet.one[*].id)", "continues/members"),
    ("slice(aws_subnet.one[*].id, 0, 2)", "continues/members"),
    ("[aws_subnet.one[0].id, aws_subnet.one[1].id]", "continues/members"),
    ("[aws_subnet.one[0].id]", "recovers/redeploy"),
    ('[aws_subnet.two["eu-west-1a"].id]', "recovers/redeploy"),
    ("[aws_subnet.one[var.number].id]", "recovers/redeploy"),
    ("[element(aws_subnet.one[*].id, 0)]", "recovers/redeploy"),
    ("slice(aws_subnet.one[*].id, 0, 1)", "recovers/redeploy"),
    ("[for i in range(var.number) : aws_subnet.one[i].id]", "unknown(aws_subnet.one.id, var.number)"),
])  # fmt: skip
def test_one_subnet_of_a_loop_over_all_zones_is_one_zone(subnets: str, zone: str) -> None:
    text = f'resource "aws_autoscaling_group" "app" {{\n  min_size = 2\n  vpc_zone_identifier = {subnets}\n}}\n'
    assert outcomes(AWS + OVER_ALL_ZONES + text)["aws_autoscaling_group.app"]["zone"] == zone


@pytest.mark.parametrize(("loop", "subnet"), [
    ("for_each = aws_subnet.two", "each.value.id"),
    ("for_each = toset(data.aws_availability_zones.all.names)", "aws_subnet.two[each.key].id"),
    ("count = length(aws_subnet.one)", "aws_subnet.one[count.index].id"),
])  # fmt: skip
def test_a_group_for_each_zone_is_in_one_zone(loop: str, subnet: str) -> None:
    body = f"{loop}\n  min_size = 2\n  vpc_zone_identifier = [{subnet}]"
    found = outcomes(AWS + OVER_ALL_ZONES + f'resource "aws_autoscaling_group" "app" {{\n  {body}\n}}\n')
    assert found["aws_autoscaling_group.app"]["zone"] == "recovers/redeploy"


@pytest.mark.parametrize(("places", "least", "instance", "zone"), [
    ('availability_zones = ["eu-west-1a"]', 1, "unknown(var.names)", "recovers/redeploy"),
    ("availability_zones = [each.key]", 1, "unknown(var.names)", "unknown(var.names)"),
    ('availability_zones = [each.key == "a" ? "eu-west-1a" : "eu-west-1b"]', 1,
     "unknown(var.names)", "unknown(var.names)"),
    ('availability_zones = ["eu-west-1a"]', 2, "continues/members", "recovers/redeploy"),
    ('availability_zones = ["eu-west-1a", "eu-west-1b"]', 1, "unknown(var.names)", "recovers/restart"),
    ("vpc_zone_identifier = var.subnets[each.key]", 1, "unknown(var.names)", "unknown(var.names, var.subnets)"),
])  # fmt: skip
def test_groups_of_an_open_loop_serve_beside_each_other(places: str, least: int, instance: str, zone: str) -> None:
    each = f"for_each = var.names\n {places}\n min_size = {least}\n load_balancers = [aws_elb.front.name]"
    text = (
        'variable "names" {\n  type = set(string)\n}\nvariable "subnets" {\n  type = map(list(string))\n}\n'
        'resource "aws_elb" "front" {\n  subnets = aws_subnet.private[*].id\n}\n'
        f'resource "aws_autoscaling_group" "app" {{\n {each}\n}}\n'
    )
    found = outcomes(AWS + NETWORK + text)["aws_autoscaling_group.app"]
    assert (found["instance"], found["zone"]) == (instance, zone)


STARTED = """
resource "aws_launch_template" "spot" {
  instance_market_options {
    market_type = "spot"
  }
}
"""


@pytest.mark.parametrize(("market", "zone"), [
    ('instance_market_options {\n market_type = "spot"\n }', "recovers/redeploy"),
    ("launch_template {\n id = aws_launch_template.spot.id\n }", "recovers/redeploy"),
    ('instance_market_options {\n market_type = "capacity-block"\n }', "continues/members"),
])  # fmt: skip
def test_spot_instances_carry_on_for_nobody_when_a_zone_is_lost(market: str, zone: str) -> None:
    machines = f"""
resource "aws_instance" "app" {{
  count     = 2
  subnet_id = aws_subnet.private[count.index].id
  {market}
}}
"""
    assert outcomes(BEHIND + GROUP + STARTED + machines)["aws_instance.app[0]"] == stateless("continues/members", zone)


def test_members_in_one_zone_go_with_it() -> None:
    text = (
        BEHIND
        + GROUP
        + """
resource "aws_instance" "app" {
  count     = 2
  subnet_id = aws_subnet.private[0].id
}
"""
    )
    assert outcomes(text)["aws_instance.app[0]"] == stateless("continues/members", "recovers/redeploy")


def test_members_in_zones_that_are_not_known() -> None:
    text = (
        'variable "subnets" {}\n'
        + BEHIND
        + GROUP
        + """
resource "aws_instance" "app" {
  count     = 2
  subnet_id = var.subnets[count.index]
}
"""
    )
    assert outcomes(text)["aws_instance.app[0]"] == stateless("continues/members", "unknown(var.subnets)")


HOW_MANY = 'variable "machines" {\n  type = number\n}\n'


@pytest.mark.parametrize("placed", ["", "subnet_id = aws_subnet.private[0].id", "subnet_id = var.subnet"])
def test_machines_that_nothing_balances_do_not_stand_in_for_each_other(placed: str) -> None:
    text = HOW_MANY + 'variable "subnet" {}\n' + AWS + NETWORK
    text += f'resource "aws_instance" "app" {{\n count = var.machines\n {placed}\n}}\n'
    assert outcomes(text)["aws_instance.app"] == REDEPLOYED


def test_how_many_machines_a_load_balancer_has_is_a_question() -> None:
    text = HOW_MANY + BEHIND.replace("count            = 2", "count            = var.machines") + GROUP
    text += 'resource "aws_instance" "app" {\n count = var.machines\n subnet_id = aws_subnet.private[0].id\n}\n'
    assert outcomes(text)["aws_instance.app"] == stateless("unknown(var.machines)", "recovers/redeploy")


def test_without_health_checks_there_are_no_members() -> None:
    text = (
        BEHIND
        + """
resource "aws_lb_target_group" "app" {
  health_check {
    enabled = false
  }
}

resource "aws_instance" "app" {
  count     = 2
  subnet_id = aws_subnet.private[count.index].id
}
"""
    )
    assert outcomes(text)["aws_instance.app[0]"] == REDEPLOYED


def test_a_group_that_no_listener_forwards_to_makes_no_members() -> None:
    text = (
        AWS
        + NETWORK
        + GROUP
        + BEHIND[BEHIND.index('resource "aws_lb_target_group_attachment"') :]
        + """
resource "aws_instance" "app" {
  count     = 2
  subnet_id = aws_subnet.private[count.index].id
}
"""
    )
    assert outcomes(text)["aws_instance.app[0]"] == REDEPLOYED


@pytest.mark.parametrize(
    "attached",
    [
        'resource "aws_elb" "front" {\n subnets = aws_subnet.private[*].id\n instances = aws_instance.app[*].id\n}',
        """
resource "aws_elb" "front" {
  subnets = aws_subnet.private[*].id
}

resource "aws_elb_attachment" "app" {
  count    = 2
  elb      = aws_elb.front.id
  instance = aws_instance.app[count.index].id
}
""",
    ],
)
def test_machines_behind_a_classic_load_balancer(attached: str) -> None:
    text = (
        AWS
        + NETWORK
        + attached
        + """
resource "aws_instance" "app" {
  count             = 2
  availability_zone = local.zones[count.index]
}
"""
    )
    assert outcomes(text)["aws_instance.app[1]"] == MEMBERS


def test_a_spot_request_is_fulfilled_again_while_it_persists() -> None:
    found = outcomes(
        AWS
        + """
resource "aws_spot_instance_request" "persistent" {
  instance_type = "m7i.large"
}

resource "aws_spot_instance_request" "once" {
  spot_type = "one-time"
}
"""
    )
    assert found["aws_spot_instance_request.persistent"] == stateless("recovers/restart", "recovers/redeploy")
    assert found["aws_spot_instance_request.once"] == REDEPLOYED


def group(text: str, before: str = "") -> dict[str, dict[str, str]]:
    return outcomes(before + AWS + NETWORK + f'resource "aws_autoscaling_group" "app" {{\n{text}\n}}')


NIGHT = """
resource "aws_autoscaling_schedule" "night" {
  scheduled_action_name  = "night"
  autoscaling_group_name = aws_autoscaling_group.app.name
  recurrence             = "0 20 * * *"
  %s
}

variable "night" {}
"""


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ("min_size = 1\n  max_size = 9\n  desired_capacity = 1", RESTARTED),
        ("min_size = 1\n  max_size = -1\n  desired_capacity = -1", RESTARTED),
        ("min_size = -1\n  max_size = 9\n  desired_capacity = -1", MEMBERS),
        ("min_size = 0\n  max_size = 0\n  desired_capacity = 0", MEMBERS),
        ("min_size = var.night\n  desired_capacity = var.night",
         stateless("unknown(var.night)", "unknown(var.night)")),
    ],
)  # fmt: skip
def test_a_schedule_lowers_the_size_of_a_group(sizes: str, expected: dict[str, str]) -> None:
    found = group("min_size = 2\nmax_size = 9\nvpc_zone_identifier = aws_subnet.private[*].id", NIGHT % sizes)
    assert found == {"aws_autoscaling_group.app": expected}


@pytest.mark.parametrize(
    ("sizes", "alone", "scaled"),
    [
        ("min_size = 1\n  max_size = 9\n  desired_capacity = 2", MEMBERS, RESTARTED),
        ("desired_capacity = 3", MEMBERS, RESTARTED),
        ("min_size = -1\n  max_size = -1\n  desired_capacity = 3", MEMBERS, MEMBERS),
    ],
)
def test_a_schedule_beside_what_scales_a_group_holds_by_its_minimum(
    sizes: str, alone: dict[str, str], scaled: dict[str, str]
) -> None:
    text = "min_size = 2\nmax_size = 9\nvpc_zone_identifier = aws_subnet.private[*].id"
    policy = 'resource "aws_autoscaling_policy" "app" {\n autoscaling_group_name = aws_autoscaling_group.app.name\n}\n'
    assert group(text, NIGHT % sizes) == {"aws_autoscaling_group.app": alone}
    assert group(text, NIGHT % sizes + policy) == {"aws_autoscaling_group.app": scaled}


OVER_ZONES = "vpc_zone_identifier = aws_subnet.private[*].id"
IN_ONE_ZONE = "vpc_zone_identifier = [aws_subnet.private[0].id]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"min_size = 2\nmax_size = 4\n{OVER_ZONES}", MEMBERS),
        (f"min_size = 1\nmax_size = 4\n{OVER_ZONES}", RESTARTED),
        (f"min_size = 0\nmax_size = 4\n{OVER_ZONES}", RESTARTED),
        (f"min_size = 1\nmax_size = 4\ndesired_capacity = 2\n{OVER_ZONES}", MEMBERS),
        (f"min_size = 2\nmax_size = 4\n{IN_ONE_ZONE}", stateless("continues/members", "recovers/redeploy")),
        (f"min_size = 1\nmax_size = 4\n{IN_ONE_ZONE}", stateless("recovers/restart", "recovers/redeploy")),
        ('min_size = 2\nmax_size = 4\navailability_zones = ["eu-west-1a", "eu-west-1b"]', MEMBERS),
        (f'min_size = 1\nmax_size = 1\nsuspended_processes = ["Launch"]\n{OVER_ZONES}', REDEPLOYED),
        (f'min_size = 1\nmax_size = 1\nsuspended_processes = ["AZRebalance"]\n{OVER_ZONES}', RESTARTED),
    ],
)
def test_an_autoscaling_group_by_its_minimum_and_zones(text: str, expected: dict[str, str]) -> None:
    assert group(text) == {"aws_autoscaling_group.app": expected}


@pytest.mark.parametrize("kind", ["any", "list(string)", "set(string)"])
def test_processes_that_are_open_may_be_those_that_replace_machines(kind: str) -> None:
    text = f"min_size = 1\nmax_size = 1\nsuspended_processes = var.processes\n{OVER_ZONES}"
    declared = f'variable "processes" {{\n  type = {kind}\n}}\n'
    assert group(text, declared) == {"aws_autoscaling_group.app": REDEPLOYED}


MIXED = """
  min_size = %s
  max_size = 40
  vpc_zone_identifier = aws_subnet.private[*].id
  %s
  mixed_instances_policy {
    launch_template {
      launch_template_specification {
        launch_template_id = "lt-1"
      }
      %s
    }
  }
"""
VCPU = 'desired_capacity_type = "vcpu"'
SIZES = "override {\n instance_requirements {\n vcpu_count {\n min = 2\n %s\n }\n }\n }"


@pytest.mark.parametrize(
    ("least", "unit", "overrides", "expected"),
    [
        (2, "", 'override {\n instance_type = "a"\n }', MEMBERS),
        (2, "", 'override {\n instance_type = "a"\n weighted_capacity = "2"\n }', RESTARTED),
        (3, "", 'override {\n instance_type = "a"\n weighted_capacity = "2"\n }', MEMBERS),
        (3, "", 'override {\n weighted_capacity = "1"\n }\n override {\n weighted_capacity = "4"\n }', RESTARTED),
        (2, "", "override {\n weighted_capacity = var.weight\n }",
         stateless("unknown(var.weight)", "unknown(var.weight)")),
        (2, "", 'dynamic "override" {\n for_each = var.on ? ["2"] : []\n content {\n weighted_capacity = "2"\n }\n }',
         stateless("unknown(var.on)", "unknown(var.on)")),
        (8, VCPU, SIZES % "", RESTARTED),
        (8, VCPU, SIZES % "max = 8", RESTARTED),
        (8, VCPU, SIZES % "max = 4", MEMBERS),
        (8, 'desired_capacity_type = "units"', SIZES % "", MEMBERS),
    ],
)  # fmt: skip
def test_a_group_may_count_weights_or_processors_instead_of_machines(
    least: int, unit: str, overrides: str, expected: dict[str, str]
) -> None:
    found = group(MIXED % (least, unit, overrides), 'variable "weight" {}\nvariable "on" {\n  type = bool\n}\n')
    assert found == {"aws_autoscaling_group.app": expected}


SPOT = stateless("continues/members", "recovers/restart")
FROM_TEMPLATE = "launch_template {\n    id = aws_launch_template.app.id\n  }"
FROM_CONFIGURATION = "launch_configuration = aws_launch_configuration.app.name"


def mixed(base: str, share: str, weight: str = "null") -> str:
    return f"""mixed_instances_policy {{
    instances_distribution {{
      {base and f"on_demand_base_capacity = {base}"}
      {share and f"on_demand_percentage_above_base_capacity = {share}"}
    }}
    launch_template {{
      launch_template_specification {{
        launch_template_id = aws_launch_template.app.id
      }}
      override {{
        weighted_capacity = {weight}
      }}
    }}
  }}"""


@pytest.mark.parametrize(
    ("started_from", "market", "price", "expected"),
    [
        (FROM_TEMPLATE, '"spot"', "null", SPOT),
        (FROM_TEMPLATE, '"capacity-block"', "null", MEMBERS),
        (FROM_TEMPLATE, "null", "null", MEMBERS),
        (FROM_TEMPLATE, "var.market", "null", stateless("continues/members", "unknown(var.market)")),
        (FROM_CONFIGURATION, "null", '"0.03"', SPOT),
        (FROM_CONFIGURATION, "null", "null", MEMBERS),
        (FROM_CONFIGURATION, "null", '""', MEMBERS),
        (mixed("", ""), "null", "null", MEMBERS),
        (mixed("", "0"), "null", "null", SPOT),
        (mixed("2", "0"), "null", "null", MEMBERS),
        (mixed("2", "0", '"2"'), "null", "null", SPOT),
        (mixed("1", "30"), "null", "null", SPOT),
        (mixed("1", "50"), "null", "null", MEMBERS),
        (mixed("0", "var.market"), "null", "null", stateless("continues/members", "unknown(var.market)")),
    ],
)
def test_ec2_takes_spot_instances_back_when_a_zone_is_lost(
    started_from: str, market: str, price: str, expected: dict[str, str]
) -> None:
    around = f"""
variable "market" {{}}

resource "aws_launch_template" "app" {{
  image_id = "ami-1"
  instance_market_options {{
    market_type = {market}
  }}
}}

resource "aws_launch_configuration" "app" {{
  image_id   = "ami-1"
  spot_price = {price}
}}
"""
    found = group(f"min_size = 4\nmax_size = 8\n{OVER_ZONES}\n  {started_from}", around)
    assert found == {"aws_autoscaling_group.app": expected}


@pytest.mark.parametrize(
    ("strategy", "zone"),
    [("cluster", "recovers/restart"), ("spread", "continues/members"), ("partition", "continues/members")],
)
@pytest.mark.parametrize(
    "placed",
    [
        "placement_group = aws_placement_group.close.id",
        'launch_template {\n    id = aws_launch_template.app.id\n    version = "$Latest"\n  }',
    ],
)
def test_a_cluster_placement_group_keeps_machines_in_one_zone(placed: str, strategy: str, zone: str) -> None:
    around = f"""
resource "aws_placement_group" "close" {{
  name     = "close"
  strategy = "{strategy}"
}}

resource "aws_launch_template" "app" {{
  image_id = "ami-1"
  placement {{
    group_name = aws_placement_group.close.name
  }}
}}
"""
    found = group(f"min_size = 2\nmax_size = 4\n{OVER_ZONES}\n  {placed}", around)
    assert found == {"aws_autoscaling_group.app": stateless("continues/members", zone)}


def balanced(*members: str, around: str = "") -> dict[str, dict[str, str]]:
    """What is said of machines and groups behind one classic load balancer; ``IN`` stands for a group's being there."""
    text = "".join(members).replace("IN\n", "load_balancers = [aws_elb.front.name]\n")
    names = ", ".join(
        f"{kind}.{name}.id"
        for kind, name in re.findall(r'resource "(aws_instance|aws_spot_instance_request)" "(\w+)"', text)
    )
    front = f'resource "aws_elb" "front" {{\n subnets = aws_subnet.private[*].id\n instances = [{names}]\n}}\n'
    return outcomes(AWS + NETWORK + front + text + around)


def alone(name: str, zone: int, more: str = "", kind: str = "aws_instance") -> str:
    return f'resource "{kind}" "{name}" {{\n subnet_id = aws_subnet.private[{zone}].id\n {more}\n}}\n'


def grouped(name: str, least: int, zones: str, more: str = "") -> str:
    subnets = f"[for i in [{zones}] : aws_subnet.private[i].id]"
    return (
        f'resource "aws_autoscaling_group" "{name}" {{\n min_size = {least}\n max_size = 4\n'
        f" vpc_zone_identifier = {subnets}\n IN\n {more}\n}}\n"
    )


SPOT_MARKET = 'instance_market_options {\n market_type = "spot"\n }'
FROM_SPOT = "launch_template {\n id = aws_launch_template.spot.id\n }"
SPOT_TEMPLATE = f'resource "aws_launch_template" "spot" {{\n {SPOT_MARKET}\n}}\n'


@pytest.mark.parametrize(("members", "expected"), [
    ((alone("m", 0), alone("n", 1)), MEMBERS),
    ((alone("m", 0), alone("n", 1, SPOT_MARKET)), SPOT),
    ((alone("m", 0, SPOT_MARKET), alone("n", 1)), MEMBERS),
    ((alone("m", 0), alone("n", 1, FROM_SPOT)), SPOT),
    ((alone("m", 0), alone("n", 1, kind="aws_spot_instance_request")), SPOT),
    ((alone("m", 0), grouped("n", 1, "1")), MEMBERS),
    ((alone("m", 0), grouped("n", 1, "1", FROM_SPOT)), SPOT),
    ((alone("m", 0), grouped("n", 1, "0, 1")), SPOT),
    ((alone("m", 0), grouped("n", 2, "0, 1")), MEMBERS),
])  # fmt: skip
def test_only_what_lasts_in_another_zone_carries_on_there(members: tuple[str, ...], expected: dict[str, str]) -> None:
    found = balanced(*members, around=SPOT_TEMPLATE)["aws_instance.m"]
    assert found == expected | ({"zone": "recovers/redeploy"} if expected is SPOT else {})


STOPPED = 'resource "aws_ec2_instance_state" "n" {\n instance_id = aws_instance.n.id\n state = "STATE"\n}\n'
SERVICE_BESIDE = """
resource "aws_ecs_service" "n" {
  launch_type   = "FARGATE"
  desired_count = COUNT
  load_balancer {
    elb_name = aws_elb.front.name
  }
  network_configuration {
    subnets = [aws_subnet.private[1].id]
  }
}
"""


@pytest.mark.parametrize(("others", "instance", "zone"), [
    (alone("n", 1) + STOPPED.replace("STATE", "running"), "continues/members", "continues/members"),
    (alone("n", 1) + STOPPED.replace("STATE", "stopped"), "recovers/redeploy", "recovers/redeploy"),
    (SERVICE_BESIDE.replace("COUNT", "1"), "continues/members", "continues/members"),
    (SERVICE_BESIDE.replace("COUNT", "0"), "recovers/redeploy", "recovers/redeploy"),
])  # fmt: skip
def test_what_somebody_has_to_start_carries_on_for_nobody(others: str, instance: str, zone: str) -> None:
    assert balanced(alone("m", 0), others)["aws_instance.m"] == stateless(instance, zone)


@pytest.mark.parametrize(("members", "instance", "zone"), [
    ((grouped("m", 1, "0"), grouped("n", 1, "1")), "continues/members", "continues/members"),
    ((grouped("m", 1, "0"), grouped("n", 1, "0")), "continues/members", "recovers/redeploy"),
    ((grouped("m", 1, "0, 1"), grouped("n", 1, "0, 1")), "continues/members", "recovers/restart"),
    ((grouped("m", 1, "0"), grouped("n", 1, "1", FROM_SPOT)), "continues/members", "recovers/redeploy"),
    ((grouped("m", 1, "0"), grouped("n", 0, "1")), "recovers/restart", "recovers/redeploy"),
])  # fmt: skip
def test_groups_behind_one_load_balancer_are_each_others_members(
    members: tuple[str, ...], instance: str, zone: str
) -> None:
    found = balanced(*members, around=SPOT_TEMPLATE)["aws_autoscaling_group.m"]
    assert found == stateless(instance, zone)


def hosted(*hosts: str) -> dict[str, str]:
    """What is said of the first of some machines behind one load balancer, each on a host."""
    machines = "".join(
        f"""
resource "aws_instance" "m{i}" {{
  subnet_id = aws_subnet.private[{i}].id
  {host}
}}
resource "aws_lb_target_group_attachment" "m{i}" {{
  target_group_arn = aws_lb_target_group.app.arn
  target_id        = aws_instance.m{i}.id
}}
"""
        for i, host in enumerate(hosts)
    )
    made = "".join(f'resource "aws_ec2_host" "h{i}" {{\n instance_type = "m5.large"\n}}\n' for i in range(2))
    balanced = BEHIND.replace("aws_instance.app[count.index].id", '"i-1"').replace("count            = 2", "count = 0")
    variables = 'variable "host" {}\n'
    return outcomes(balanced + GROUP + made + machines + variables)["aws_instance.m0"]


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("host_id = aws_ec2_host.h0.id", "host_id = aws_ec2_host.h0.id", "recovers/redeploy"),
    ("host_id = aws_ec2_host.h0.id", "host_id = aws_ec2_host.h1.id", "continues/members"),
    ("host_id = aws_ec2_host.h0.id", "", "continues/members"),
    ('host_resource_group_arn = "arn:g"', 'host_resource_group_arn = "arn:g"', "recovers/redeploy"),
    ('host_id = "h-1"', "host_id = var.host", "unknown(var.host)"),
])  # fmt: skip
def test_machines_on_one_dedicated_host_go_with_it(first: str, second: str, expected: str) -> None:
    assert hosted(first, second)["instance"] == expected


def test_a_group_on_one_dedicated_host() -> None:
    template = """
resource "aws_launch_template" "app" {
  image_id = "ami-1"
  placement {
    host_id = "h-1"
    tenancy = "host"
  }
}
"""
    started = "launch_template {\n    id = aws_launch_template.app.id\n  }"
    found = group(f"min_size = 2\nmax_size = 4\n{OVER_ZONES}\n  {started}", template)
    assert found == {"aws_autoscaling_group.app": RESTARTED}


def test_what_scales_a_group_owns_its_desired_capacity() -> None:
    found = group(
        f"min_size = 1\nmax_size = 4\ndesired_capacity = 2\n{OVER_ZONES}",
        """
resource "aws_autoscaling_policy" "app" {
  autoscaling_group_name = aws_autoscaling_group.app.name
}
""",
    )
    assert found == {"aws_autoscaling_group.app": RESTARTED}


def test_finding_what_scales_a_group_takes_as_long_as_there_are_groups() -> None:
    group = """
resource "aws_autoscaling_group" "g%d" {
  min_size         = 1
  max_size         = 4
  desired_capacity = 2
}
resource "aws_autoscaling_policy" "p%d" {
  name                   = "p"
  autoscaling_group_name = aws_autoscaling_group.g%d.name
}
"""
    texts = ("".join(group % (i, i, i) for i in range(number)) for number in (40, 80))
    few, many = (calls_in(lambda t=text: components(t)) for text in texts)  # type: ignore[misc]
    assert many < 2.2 * few


def test_a_group_whose_size_or_zones_are_not_known() -> None:
    assert group(f"min_size = var.least\nmax_size = 4\n{OVER_ZONES}", 'variable "least" {}\n') == {
        "aws_autoscaling_group.app": stateless("unknown(var.least)", "unknown(var.least)")
    }
    assert group("min_size = 2\nmax_size = 4\nvpc_zone_identifier = var.subnets", 'variable "subnets" {}\n') == {
        "aws_autoscaling_group.app": stateless("continues/members", "unknown(var.subnets)")
    }


def test_a_minimum_that_a_validation_keeps_above_one_is_enough() -> None:
    variable = """
variable "least" {
  type = number
  validation {
    condition     = var.least >= 2
    error_message = "Two at least."
  }
}
"""
    found = group(f"min_size = var.least\nmax_size = 9\n{OVER_ZONES}", variable)
    assert found == {"aws_autoscaling_group.app": MEMBERS}


def test_a_group_of_a_fixed_size_of_zero_is_no_component() -> None:
    assert group(f"min_size = 0\nmax_size = 0\n{OVER_ZONES}") == {}


def test_a_group_needs_what_its_launch_template_names() -> None:
    found = components(
        AWS
        + NETWORK
        + """
resource "aws_s3_bucket" "releases" {
  bucket = "releases"
}

resource "aws_launch_template" "app" {
  user_data = base64encode("aws s3 cp s3://${aws_s3_bucket.releases.bucket}/app .")
}

resource "aws_autoscaling_group" "app" {
  min_size            = 2
  max_size            = 4
  vpc_zone_identifier = aws_subnet.private[*].id
  launch_template {
    id = aws_launch_template.app.id
  }
}
"""
    )
    assert found["aws_autoscaling_group.app"].needs == (".::aws_s3_bucket.releases",)
    assert [c.address for c in found["aws_autoscaling_group.app"].companions] == ["aws_launch_template.app"]


FLEET = """
resource "aws_spot_fleet_request" "app" {
  target_capacity = %s
  launch_specification {
    subnet_id = aws_subnet.private[0].id
  }
  launch_specification {
    subnet_id = aws_subnet.private[1].id
    %s
  }
}
"""


@pytest.mark.parametrize(
    ("capacity", "specification", "expected"),
    [
        ("1", "", RESTARTED),
        ("4", "", stateless("continues/members", "recovers/restart")),
        ('4\nallocation_strategy = "diversified"', "", stateless("continues/members", "recovers/restart")),
        ('4\nallocation_strategy = "diversified"', 'weighted_capacity = "4"', RESTARTED),
        ('4\nfleet_type = "request"', "", stateless("continues/members", "recovers/redeploy")),
    ],
)
def test_a_spot_fleet(capacity: str, specification: str, expected: dict[str, str]) -> None:
    text = AWS + NETWORK + FLEET % (capacity, specification)
    assert outcomes(text)["aws_spot_fleet_request.app"] == expected


def batch(text: str) -> dict[str, dict[str, str]]:
    return outcomes(
        AWS
        + NETWORK
        + f"""
resource "aws_batch_compute_environment" "jobs" {{
  type = "MANAGED"
  {text}
}}
"""
    )


def test_batch_runs_its_queue_in_its_other_zones() -> None:
    assert batch("compute_resources {\n max_vcpus = 16\n subnets = aws_subnet.private[*].id\n}") == {
        "aws_batch_compute_environment.jobs": RESTARTED
    }
    assert batch("compute_resources {\n max_vcpus = 16\n subnets = [aws_subnet.private[0].id]\n}") == {
        "aws_batch_compute_environment.jobs": stateless("recovers/restart", "recovers/redeploy")
    }


def test_batch_that_is_switched_off_is_no_component() -> None:
    assert batch('state = "DISABLED"') == {}
    assert batch("compute_resources {\n max_vcpus = 0\n}") == {}


def test_a_lightsail_instance_is_deployed_again() -> None:
    text = AWS + 'resource "aws_lightsail_instance" "shop" {\n availability_zone = "eu-west-1a"\n}'
    assert outcomes(text) == {"aws_lightsail_instance.shop": REDEPLOYED}


def option(namespace: str, name: str, value: str) -> str:
    return f'setting {{\n namespace = "{namespace}"\n name = "{name}"\n value = {value}\n}}\n'


TWO = option("aws:autoscaling:asg", "MinSize", "2")
SUBNETS = option("aws:ec2:vpc", "Subnets", 'join(",", aws_subnet.private[*].id)')
ANY_TWO = option("aws:autoscaling:asg", "Availability Zones", '"Any 2"')
SINGLE = option("aws:elasticbeanstalk:environment", "EnvironmentType", '"SingleInstance"')


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", stateless("recovers/restart", "recovers/redeploy")),
        (TWO, stateless("continues/members", "recovers/redeploy")),
        (TWO + ANY_TWO, MEMBERS),
        (ANY_TWO, RESTARTED),
        (TWO + SINGLE + ANY_TWO, RESTARTED),
    ],
)
def test_an_elastic_beanstalk_environment(settings: str, expected: dict[str, str]) -> None:
    text = AWS + f'resource "aws_elastic_beanstalk_environment" "shop" {{\n application = "shop"\n{settings}\n}}'
    assert outcomes(text) == {"aws_elastic_beanstalk_environment.shop": expected}


def test_an_environment_over_subnets() -> None:
    text = AWS + NETWORK + f'resource "aws_elastic_beanstalk_environment" "shop" {{\n{TWO}{SUBNETS}\n}}'
    assert outcomes(text)["aws_elastic_beanstalk_environment.shop"] == MEMBERS


def test_an_environment_whose_minimum_is_not_known() -> None:
    least = option("aws:autoscaling:asg", "MinSize", "var.least")
    text = AWS + f'variable "least" {{}}\nresource "aws_elastic_beanstalk_environment" "shop" {{\n{least}{ANY_TWO}\n}}'
    assert outcomes(text) == {
        "aws_elastic_beanstalk_environment.shop": stateless("unknown(var.least)", "unknown(var.least)")
    }


COUPLED = option("aws:rds:dbinstance", "HasCoupledDatabase", '"true"')
STANDBY = option("aws:rds:dbinstance", "MultiAZDatabase", '"true"')


def with_a_database(instance: str, zone: str) -> dict[str, str]:
    return {"data": "lost", "instance": instance, "zone": zone, "region": "lost", "account": "lost"}


OPEN_DATABASE = {
    **dict.fromkeys(("data", "zone", "region", "account"), "unknown(var.own)"), "instance": "recovers/restart",
}  # fmt: skip


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (COUPLED, with_a_database("recovers/restart", "lost")),
        (option("aws:rds:dbinstance", "DBEngine", '"postgres"'), with_a_database("recovers/restart", "lost")),
        (COUPLED + TWO + ANY_TWO, with_a_database("recovers/restart", "lost")),
        (COUPLED + STANDBY + TWO + ANY_TWO, with_a_database("continues/members", "continues/members")),
        (COUPLED + STANDBY + ANY_TWO, with_a_database("recovers/restart", "recovers/restart")),
        (COUPLED.replace('"true"', '"false"') + STANDBY + TWO + ANY_TWO, MEMBERS),
        (COUPLED.replace('"true"', "var.own") + ANY_TWO, OPEN_DATABASE),
    ],
)  # fmt: skip
def test_an_environment_with_a_database_of_its_own_holds_data(settings: str, expected: dict[str, str]) -> None:
    variable = 'variable "own" {\n  type = bool\n}\n'
    text = AWS + variable + f'resource "aws_elastic_beanstalk_environment" "shop" {{\n{settings}\n}}'
    assert outcomes(text) == {"aws_elastic_beanstalk_environment.shop": expected}


def test_a_group_of_one_says_what_to_set() -> None:
    text = AWS + NETWORK + f'resource "aws_autoscaling_group" "app" {{\nmin_size = 1\nmax_size = 4\n{OVER_ZONES}\n}}'
    verdict = components(text)["aws_autoscaling_group.app"].outcomes[Scenario.INSTANCE]
    assert verdict.why == "the group replaces its only machine"
    assert verdict.remedies == ("set `min_size` to 2 or more",)
    assert [(e.attribute, e.value, e.line) for e in verdict.evidence] == [("min_size", 1, 21)]


@pytest.mark.parametrize(("to", "needs"), [
    ("aws_instance.app.id", (".::aws_ebs_volume.data",)),
    ("var.instance", ()),
])  # fmt: skip
def test_an_instance_needs_the_volumes_that_are_attached_to_it(to: str, needs: tuple[str, ...]) -> None:
    found = components(f"""
variable "instance" {{}}

resource "aws_instance" "app" {{}}

resource "aws_ebs_volume" "data" {{
  availability_zone = "eu-west-1a"
}}

resource "aws_volume_attachment" "data" {{
  volume_id   = aws_ebs_volume.data.id
  instance_id = {to}
}}
""")
    assert found["aws_instance.app"].needs == needs
    assert found["aws_ebs_volume.data"].needs == ()
