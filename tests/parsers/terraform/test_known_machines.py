"""Calls of public modules for machines on AWS that are not on disk, and of the clusters that run containers on them."""

from __future__ import annotations

import pytest

from profiles.audit_text import outcomes

NETWORK = """
provider "aws" { region = "eu-west-1" }
module "vpc" {
  source          = "terraform-aws-modules/vpc/aws"
  version         = "~> 5.1"
  azs             = ["eu-west-1a", "eu-west-1b"]
  private_subnets = ["10.0.3.0/24", "10.0.4.0/24"]
}
"""
MEMBERS = ("continues/members", "continues/members")
RESTARTED = ("recovers/restart", "recovers/restart")


def group(version: str, least: int, settings: str = "") -> str:
    return f"""
module "machines" {{
  source              = "terraform-aws-modules/autoscaling/aws"
  version             = "~> {version}"
  name                = "machines"
  min_size            = {least}
  max_size            = 8
  desired_capacity    = 4
  vpc_zone_identifier = module.vpc.private_subnets
  {settings}
}}
"""


def local_outcomes(text: str, address: str) -> tuple[str, str]:
    """The outcomes of a component when a machine is lost, and a zone."""
    found = outcomes(NETWORK + text)[address]
    return found["instance"], found["zone"]


# --- groups of machines -------------------------------------------------------------------------------------------

NIGHT = "schedules = { night = { min_size = 1, max_size = 8, desired_capacity = 1 } }"
WEIGHTS = 'override = [{ instance_type = "a", weighted_capacity = "2" }]'
OLDER_MIX = f"use_mixed_instances_policy = true\n mixed_instances_policy = {{ {WEIGHTS} }}"
MIX = f"use_mixed_instances_policy = true\n mixed_instances_policy = {{ launch_template = {{ {WEIGHTS} }} }}"


@pytest.mark.parametrize(
    ("version", "least", "settings", "expected"),
    [
        *((version, 2, NIGHT, RESTARTED) for version in ("4.0", "6.0", "8.0", "9.0")),
        ("8.0", 2, NIGHT + "\n create_schedule = false", MEMBERS),
        ("8.0", 1, "scaling_policies = { cpu = {} }", RESTARTED),
        ("8.0", 1, "scaling_policies = { cpu = {} }\n create_scaling_policy = false", MEMBERS),
        ("4.0", 1, "scaling_policies = { cpu = {} }", RESTARTED),
        ("8.0", 2, OLDER_MIX + "\n scaling_policies = { cpu = {} }", RESTARTED),
        ("8.0", 3, OLDER_MIX + "\n scaling_policies = { cpu = {} }", MEMBERS),
        ("9.0", 2, MIX + "\n scaling_policies = { cpu = {} }", RESTARTED),
    ],
)
def test_what_a_group_keeps_is_what_its_schedules_policies_and_weights_leave(
    version: str, least: int, settings: str, expected: tuple[str, str]
) -> None:
    assert local_outcomes(group(version, least, settings), "module.machines") == expected


SPOT = 'instance_market_options = { market_type = "spot" }'
SHARED = """
use_mixed_instances_policy = true
mixed_instances_policy = {
  instances_distribution = { on_demand_base_capacity = %s, on_demand_percentage_above_base_capacity = 0 }
}
"""
TAKEN_BACK = ("continues/members", "recovers/restart")


@pytest.mark.parametrize("version", ["4.0", "6.0", "8.0", "9.0"])
@pytest.mark.parametrize(
    ("settings", "expected"), [(SPOT, TAKEN_BACK), (SHARED % 0, TAKEN_BACK), (SHARED % 2, MEMBERS)]
)
def test_spot_instances_of_a_call_are_taken_back_when_a_zone_is_lost(
    version: str, settings: str, expected: tuple[str, str]
) -> None:
    if version == "4.0":
        settings += "\n create_lt = true" + ("\n use_lt = true" if settings.startswith(SPOT) else "")
    assert local_outcomes(group(version, 4, settings), "module.machines") == expected


@pytest.mark.parametrize(
    ("version", "settings", "expected"),
    [
        ("17.0", 'worker_groups = [{ asg_min_size = 2, spot_price = "0.1" }]', TAKEN_BACK),
        ("17.0", "worker_groups = [{ asg_min_size = 2, asg_desired_capacity = 2 }]", MEMBERS),
        ("17.0", 'worker_groups_launch_template = [{ asg_min_size = 2, market_type = "spot" }]', TAKEN_BACK),
        ("17.0", 'worker_groups_launch_template = [{ asg_min_size = 2, override_instance_types = ["a"] }]', TAKEN_BACK),
        ("17.0", 'worker_groups_launch_template = [{ asg_min_size = 2, override_instance_types = ["a"],'
                 " on_demand_base_capacity = 2 }]", MEMBERS),
        *(
            (version, f"self_managed_node_groups = {{ a = {{ min_size = 2, desired_size = 2\n {settings} }} }}", zone)
            for version in ("18.0", "19.0", "20.0", "21.0")
            for settings, zone in ((SPOT, TAKEN_BACK), (SHARED % 0, TAKEN_BACK), (SHARED % 2, MEMBERS))
        ),
    ],
)  # fmt: skip
def test_spot_instances_of_a_cluster_are_taken_back_when_a_zone_is_lost(
    version: str, settings: str, expected: tuple[str, str]
) -> None:
    name, subnets = "name" if version == "21.0" else "cluster_name", "subnets" if version == "17.0" else "subnet_ids"
    text = f"""
module "eks" {{
  source    = "terraform-aws-modules/eks/aws"
  version   = "~> {version}"
  {name}    = "eks"
  {subnets} = module.vpc.private_subnets
  {settings}
}}
"""
    assert local_outcomes(text, "module.eks") == expected


@pytest.mark.parametrize(
    ("version", "settings"),
    [
        ("9.0", "placement_group = aws_placement_group.close.name"),
        ("9.0", "placement = { group_name = aws_placement_group.close.name }"),
        ("6.0", "placement = { group_name = aws_placement_group.close.name }"),
        ("4.0", "create_lt = true\n use_lt = true\n placement = { group_name = aws_placement_group.close.name }"),
    ],
)
def test_a_cluster_placement_group_of_a_call_keeps_its_machines_in_one_zone(version: str, settings: str) -> None:
    close = 'resource "aws_placement_group" "close" {\n  name     = "close"\n  strategy = "cluster"\n}\n'
    found = local_outcomes(close + group(version, 2, settings), "module.machines")
    assert found == ("continues/members", "recovers/restart")


# --- capacity providers of Amazon ECS -----------------------------------------------------------------------------

SERVICE = """
module "service" {
  source                   = "terraform-aws-modules/ecs/aws//modules/service"
  version                  = "~> %s"
  name                     = "service"
  cluster_arn              = module.cluster.arn
  launch_type              = "EC2"
  desired_count            = 4
  autoscaling_min_capacity = 4
  subnet_ids               = module.vpc.private_subnets
  %s
}
"""


def cluster(version: str, scaling: str) -> str:
    """A cluster with a capacity provider, and a service that runs on it."""
    newest = version.startswith("7")
    name = "cluster_name" if version.startswith("5") else "name"
    provider = f"{{ auto_scaling_group_arn = module.machines.autoscaling_group_arn, {scaling} }}"
    provider = f"{{ auto_scaling_group_provider = {provider} }}" if newest else provider
    argument = "capacity_providers" if newest else "autoscaling_capacity_providers"
    strategy = f'capacity_provider_strategy = {{ m = {{ capacity_provider = module.cluster.{argument}["m"].name }} }}'
    return (
        f"""
module "cluster" {{
  source     = "terraform-aws-modules/ecs/aws//modules/cluster"
  version    = "~> {version}"
  {name}     = "cluster"
  {argument} = {{ m = {provider} }}
}}
"""
        + SERVICE % (version, strategy)
    )


@pytest.mark.parametrize(("service", "machines"), [("5.0", "7.0"), ("6.0", "8.0"), ("7.0", "9.0")])
def test_managed_scaling_of_a_cluster_owns_the_desired_capacity_of_its_groups(service: str, machines: str) -> None:
    text = cluster(service, "managed_scaling = { target_capacity = 90 }")
    one, two = group(machines, 1) + text, group(machines, 2) + text
    for address in ("module.machines", "module.service"):
        assert local_outcomes(one, address) == RESTARTED
        assert local_outcomes(two, address) == MEMBERS


OF_GROUPS = "autoscaling_capacity_providers = { m = %s }"


@pytest.mark.parametrize(
    ("version", "machines", "providers"),
    [
        ("5.0", "7.0", OF_GROUPS),
        ("6.0", "8.0", OF_GROUPS),
        ("7.0", "9.0", "capacity_providers = { m = { auto_scaling_group_provider = %s } }"),
    ],
)
@pytest.mark.parametrize(("least", "expected"), [(1, RESTARTED), (2, MEMBERS)])
def test_the_services_that_a_cluster_makes_run_on_the_groups_of_its_capacity_providers(
    version: str, machines: str, providers: str, least: int, expected: tuple[str, str]
) -> None:
    provider = "{ auto_scaling_group_arn = module.machines.autoscaling_group_arn, managed_scaling = {} }"
    text = f"""
module "cluster" {{
  source       = "terraform-aws-modules/ecs/aws"
  version      = "~> {version}"
  cluster_name = "cluster"
  {providers % provider}
  services = {{ app = {{
    desired_count = 4, autoscaling_min_capacity = 4, subnet_ids = module.vpc.private_subnets
    capacity_provider_strategy = {{ m = {{ capacity_provider = "m" }} }}
  }} }}
}}
"""
    assert local_outcomes(group(machines, least) + text, 'module.cluster.module.service["app"]') == expected


@pytest.mark.parametrize(("least", "expected"), [(1, RESTARTED), (2, MEMBERS)])
def test_a_service_without_a_strategy_runs_on_the_default_of_its_cluster(least: int, expected: tuple[str, str]) -> None:
    provider = "{ auto_scaling_group_arn = module.machines.autoscaling_group_arn, managed_scaling = {} }"
    text = f"""
module "cluster" {{
  source                                = "terraform-aws-modules/ecs/aws"
  version                               = "~> 4.1"
  cluster_name                          = "cluster"
  default_capacity_provider_use_fargate = false
  fargate_capacity_providers            = {{ FARGATE = {{}} }}
  {OF_GROUPS % provider}
}}
resource "aws_ecs_service" "app" {{
  name            = "app"
  cluster         = module.cluster.cluster_id
  task_definition = "app"
  desired_count   = 4
}}
"""
    assert local_outcomes(group("6.0", least) + text, "aws_ecs_service.app") == expected


def test_a_cluster_whose_default_is_fargate_runs_its_services_there() -> None:
    text = """
module "cluster" {
  source                             = "terraform-aws-modules/ecs/aws//modules/cluster"
  version                            = "~> 6.0"
  name                               = "cluster"
  default_capacity_provider_strategy = { FARGATE = { weight = 50 }, spot = { name = "FARGATE_SPOT" } }
}
resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = module.cluster.id
  task_definition = "app"
  desired_count   = 2
  network_configuration {
    subnets = module.vpc.private_subnets
  }
}
"""
    assert local_outcomes(text, "aws_ecs_service.app") == MEMBERS


def test_a_name_made_of_a_capacity_provider_by_a_text_of_it_leads_to_its_group() -> None:
    text = (
        group("9.0", 1)
        + """
resource "aws_ecs_cluster" "main" {
  name = "main"
}
resource "aws_ecs_capacity_provider" "machines" {
  name = "machines"
  auto_scaling_group_provider {
    auto_scaling_group_arn = module.machines.autoscaling_group_arn
    managed_scaling {}
  }
}
locals {
  told = jsondecode(jsonencode(aws_ecs_capacity_provider.machines))
}
resource "aws_ecs_service" "app" {
  name            = "app"
  cluster         = aws_ecs_cluster.main.id
  task_definition = "app"
  desired_count   = 4
  capacity_provider_strategy {
    capacity_provider = local.told.name
  }
}
"""
    )
    assert local_outcomes(text, "aws_ecs_service.app") == RESTARTED


AT_NIGHT = 'autoscaling_scheduled_actions = { night = { min_capacity = 1, max_capacity = 1, schedule = "x" } }'


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (AT_NIGHT, RESTARTED),
        (AT_NIGHT + "\n enable_autoscaling = false", MEMBERS),
        ('placement_constraints = { a = { type = "memberOf", expression = "%s == eu-west-1a" } }',
         ("continues/members", "recovers/redeploy")),
        ('task_definition_placement_constraints = { a = { type = "memberOf", expression = "%s == eu-west-1a" } }',
         ("continues/members", "recovers/redeploy")),
    ],
)  # fmt: skip
def test_schedules_and_constraints_of_a_service(settings: str, expected: tuple[str, str]) -> None:
    settings = settings.replace("%s", "attribute:ecs.availability-zone")
    joins = 'user_data = base64encode("echo ECS_CLUSTER=cluster >> /etc/ecs/ecs.config")'
    text = f"""
module "cluster" {{
  source  = "terraform-aws-modules/ecs/aws//modules/cluster"
  version = "~> 6.0"
  name    = "cluster"
}}
{SERVICE % ("6.0", settings)}
"""
    assert local_outcomes(group("8.0", 4, joins) + text, "module.service") == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [("", RESTARTED), ("scaling_target = { min_task_count = 2, max_task_count = 4 }", MEMBERS)],
)
def test_an_express_service_of_a_call_keeps_one_task_unless_it_says_more(
    settings: str, expected: tuple[str, str]
) -> None:
    text = f"""
module "app" {{
  source                = "terraform-aws-modules/ecs/aws//modules/express-service"
  name                  = "app"
  network_configuration = {{ subnets = module.vpc.private_subnets }}
  {settings}
}}
"""
    assert local_outcomes(text, "module.app") == expected


# --- node groups of Amazon EKS ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "groups", "settings", "expected"),
    [
        ("18.0", "self_managed", "", MEMBERS),
        ("18.0", "self_managed", "create_schedule = true", RESTARTED),
        ("19.0", "self_managed", "", RESTARTED),
        ("19.0", "eks_managed", "", RESTARTED),
        ("20.0", "self_managed", "", RESTARTED),
        ("20.0", "eks_managed", "", RESTARTED),
        ("20.0", "eks_managed", "create_schedule = false", MEMBERS),
    ],
)
def test_schedules_lower_the_node_groups_of_a_cluster(
    version: str, groups: str, settings: str, expected: tuple[str, str]
) -> None:
    schedules = "schedules = { night = { min_size = 1, max_size = 3, desired_size = 1 } }"
    text = f"""
module "eks" {{
  source       = "terraform-aws-modules/eks/aws"
  version      = "~> {version}"
  cluster_name = "eks"
  subnet_ids   = module.vpc.private_subnets
  {groups}_node_groups = {{ a = {{
    min_size = 2, max_size = 4, desired_size = 2, {schedules}, {settings}
  }} }}
}}
"""
    assert local_outcomes(text, "module.eks") == expected
