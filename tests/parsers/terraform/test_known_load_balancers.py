"""Public modules that make or join a load balancer: what stands behind it, and the version that the call tells."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.parsers.terraform.known_modules.stand_ins import stand_in
from profiles.audit_text import components, said

ALB = "terraform-aws-modules/alb/aws"
SERVERS = """
resource "aws_instance" "app" {
  for_each = toset(["a", "b", "c"])
}
"""


def needs(text: str) -> dict[str, list[str]]:
    """What each module call needs, by the addresses within the root."""
    found = components(SERVERS + text)
    return {
        address: [need.removeprefix(".::") for need in c.needs]
        for address, c in found.items()
        if address.startswith("module.")
    }


def balancer(*lines: str, version: str = "~> 8.0") -> str:
    """A call of the module for load balancers."""
    said = (f'version = "{version}"',) if version else ()
    body = "\n".join(f"  {line}" for line in (f'source = "{ALB}"', *said, 'subnets = ["s-1", "s-2"]', *lines))
    return f'module "lb" {{\n{body}\n}}\n'


A, B = ('aws_instance.app["a"]', 'aws_instance.app["b"]')
GROUPS = (
    f"target_groups = [{{ targets = {{ x = {{ target_id = {A}.id }} }} }}, "
    f"{{ targets = {{ y = {{ target_id = {B}.id }} }} }}]"
)
KEYED = f"target_groups = {{ x = {{ target_id = {A}.id }}, y = {{ target_id = {B}.id }} }}"
ANSWER = 'fixed_response = { content_type = "text/plain", status_code = "404" }'


# --- what a load balancer forwards to -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "behind"),
    [
        (("http_tcp_listeners = [{ port = 80 }]",), [A]),
        (("https_listeners = [{ port = 443, target_group_index = 1 }]",), [B]),
        (('https_listeners = [{ port = 443, action_type = "forward" }, { port = 8443 }]',), [A, B]),
        (('https_listeners = [{ port = 443, action_type = "authenticate-oidc", target_group_index = 1 }]',), [B]),
        (('http_tcp_listeners = [{ port = 80, action_type = "redirect", redirect = { status_code = "HTTP_301" } }]',), []),
        (("create_lb = true",), []),
        (
            ('https_listeners = [{ action_type = "forward", forward = { target_groups = [{ target_group_index = 1 }] } }]',),
            [A, B],
        ),
        (
            (f'http_tcp_listeners = [{{ action_type = "fixed-response", {ANSWER} }}]',
             'http_tcp_listener_rules = [{ http_tcp_listener_index = 0, actions = [{ type = "forward", target_group_index = 1 }] }]'),
            [B],
        ),
        (
            (f'https_listeners = [{{ action_type = "fixed-response", {ANSWER} }}]',
             'https_listener_rules = [{ actions = [{ type = "weighted-forward", target_groups = [{ target_group_index = 0, weight = 1 }] }] }]'),
            [A],
        ),
    ],
)  # fmt: skip
def test_lists_of_listeners_and_rules(lines: tuple[str, ...], behind: list[str]) -> None:
    assert needs(balancer(GROUPS, *lines)) == {"module.lb": behind}


def test_listeners_that_code_leaves_open_may_forward_to_any_group() -> None:
    text = 'variable "l" {}\n' + balancer(GROUPS, "http_tcp_listeners = var.l")
    assert needs(text) == {"module.lb": [A, B]}


def test_a_group_that_is_joined_outside_of_the_module() -> None:
    text = (
        balancer("target_groups = [{}]", "http_tcp_listeners = [{ port = 80 }]", version="~> 6.0")
        + f"""
        resource "aws_lb_target_group_attachment" "own" {{
          target_group_arn = element(module.lb.target_group_arns, 0)
          target_id        = {A}.id
        }}
    """
    )
    assert needs(text) == {"module.lb": [A]}


@pytest.mark.parametrize(
    ("version", "listeners", "behind"),
    [
        ("~> 9.0", "{ h = { forward = { target_group_key = \"x\" } } }", [A]),
        ("~> 9.0", "{ h = { weighted_forward = { target_groups = [{ target_group_key = \"y\" }] } } }", [B]),
        ("~> 9.0", f"{{ h = {{ {ANSWER} }} }}", []),
        ("~> 9.0", "{ h = { rules = { r = { actions = [{ type = \"forward\", target_group_key = \"y\" }] } } } }", [B]),
        (
            "~> 9.0",
            "{ h = { rules = { r = { actions = [{ type = \"weighted-forward\", target_groups = [{ target_group_key = \"x\" }] }] } } } }",
            [A],
        ),
        ("~> 10.0", "{ h = { forward = null, weighted_forward = { target_groups = [{ target_group_key = \"y\" }] } } }", [B]),
        ("~> 10.0", "{ h = { rules = { r = { actions = [{ forward = { target_group_key = \"x\" } }] } } } }", [A]),
        (
            "~> 10.0",
            "{ h = { rules = { r = { actions = [{ weighted_forward = { target_groups = [{ target_group_key = \"y\" }] } }] } } } }",
            [B],
        ),
        ("~> 10.0", "{ h = { rules = { r = { actions = [{ redirect = { status_code = \"HTTP_301\" } }] } } } }", []),
    ],
)  # fmt: skip
def test_maps_of_listeners_with_their_rules(version: str, listeners: str, behind: list[str]) -> None:
    assert needs(balancer(KEYED, f"listeners = {listeners}", version=version)) == {"module.lb": behind}


def test_one_more_target_of_a_group() -> None:
    text = balancer(
        "target_groups = { x = { create_attachment = false } }",
        f'additional_target_group_attachments = {{ z = {{ target_group_key = "x", target_id = {B}.id }} }}',
        'listeners = { h = { forward = { target_group_key = "x" } } }',
        version="",
    )
    assert needs(text) == {"module.lb": [B]}


# --- what joins a target group ------------------------------------------------------------------------------------

OWN = """
    resource "aws_lb" "own" {}
    resource "aws_lb_target_group" "own" {}
    resource "aws_lb_listener" "own" {
      load_balancer_arn = aws_lb.own.arn
      default_action {
        target_group_arn = aws_lb_target_group.own.arn
      }
    }
"""
JOINED = "aws_lb_target_group.own.arn"


@pytest.mark.parametrize(
    ("module", "version", "given"),
    [
        ("autoscaling", "4.11.0", f"target_group_arns = [{JOINED}]"),
        ("autoscaling", "~> 7.0", f"target_group_arns = [{JOINED}]"),
        ("autoscaling", "~> 7.0", f"create_traffic_source_attachment = true\ntraffic_source_identifier = {JOINED}"),
        ("autoscaling", "~> 8.0", f"traffic_source_attachments = {{ x = {{ traffic_source_identifier = {JOINED} }} }}"),
        ("autoscaling", "~> 9.0", f"traffic_source_attachments = {{ x = {{ traffic_source_identifier = {JOINED} }} }}"),
        ("ecs//modules/service", "", f"load_balancer = {{ x = {{ target_group_arn = {JOINED} }} }}"),
        ("eks", "17.24.0", f"worker_groups = [{{ target_group_arns = [{JOINED}] }}]"),
        ("eks", "17.24.0", f"worker_groups_launch_template = [{{ target_group_arns = [{JOINED}] }}]"),
        ("eks", "~> 18.0", f"self_managed_node_groups = {{ x = {{ target_group_arns = [{JOINED}] }} }}"),
        ("eks", "~> 19.0", f"self_managed_node_groups = {{ x = {{ target_group_arns = [{JOINED}] }} }}"),
        ("eks", "~> 20.0", f"self_managed_node_group_defaults = {{ target_group_arns = [{JOINED}] }}\n"
                           "self_managed_node_groups = { x = {} }"),
    ],
)  # fmt: skip
def test_members_that_a_module_makes(module: str, version: str, given: str) -> None:
    name, slash, submodule = module.partition("//")
    source = f"terraform-aws-modules/{name}/aws{slash}{submodule}"
    said = f'version = "{version}"\n' if version else ""
    found = components(f'{OWN}\nmodule "m" {{\nsource = "{source}"\n{said}name = "m"\n{given}\n}}\n')
    (need,) = found["aws_lb.own"].needs
    assert need.startswith(".::module.m")


def test_an_ecs_service_behind_a_classic_load_balancer() -> None:
    found = components("""
        resource "aws_elb" "own" { name = "own" }
        module "m" {
          source        = "terraform-aws-modules/ecs/aws//modules/service"
          name          = "m"
          load_balancer = { x = { elb_name = aws_elb.own.name } }
        }
    """)
    assert found["aws_elb.own"].needs == (".::module.m",)


# --- the version that a call without one tells --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "version", "uses", "title"),
    [
        ("alb", "", (), "alb/aws"),
        ("alb", "", ("var.subnets", "output.lb_arn"), "alb/aws 8"),
        ("alb", ">= 6.0", ("var.https_listeners",), "alb/aws 8"),
        ("alb", "", ("var.listeners", "output.arn"), "alb/aws"),
        ("alb", "", ("var.listeners", "output.lb_arn"), "alb/aws"),
        ("alb", "", ("var.source", "var.no_such", "output.no_such"), "alb/aws"),
        ("alb", ">= 9.0", ("output.lb_arn",), "alb/aws"),
        ("alb", "~> 9.0", ("output.lb_arn",), "alb/aws 9"),
        ("alb", ">= 6.0, < 10.0", ("output.lb_arn",), "alb/aws 8"),
        ("alb", "9.0.0", ("output.lb_arn",), "alb/aws 9"),
        ("alb", ">= 9.0, < 10.0", ("output.lb_arn",), "alb/aws 9"),
        ("alb", "< 10.0", ("output.arn",), "alb/aws 9"),
        ("eks", ">= 18.0, < 21.0", ("var.worker_groups",), "eks/aws 20"),
        ("eks", "", ("var.cluster_name",), "eks/aws 20"),
        ("eks", "", ("var.cluster_name", "output.cluster_id"), "eks/aws 18"),
        ("eks", "", ("var.cluster_name", "var.worker_groups"), "eks/aws 17"),
        ("sqs", "", ("var.redrive_policy",), "sqs/aws"),
        ("vpc", "", ("output.no_such",), "vpc/aws"),
    ],
)  # fmt: skip
def test_the_version_is_told_by_what_is_used(module: str, version: str, uses: tuple[str, ...], title: str) -> None:
    found = stand_in(f"terraform-aws-modules/{module}/aws", version, lambda: frozenset(uses))
    assert found is not None
    assert found.title == f"terraform-aws-modules/{title}"


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("o.tf", "locals {\n  arn = module.lb.lb_arn\n}\n"),
        ("o.tf", 'output "arn" {\n  value = module.lb[0].lb_arn\n}\n'),
        ("o.tf", 'resource "aws_x" "x" {\n  y {\n    arns = module.lb[*].lb_arn\n  }\n}\n'),
        ("o.tf", 'module "m" {\n  source = "./m"\n  arns = "${join(",", module.lb.*.lb_arn)}"\n}\n'),
        ("o.tf.json", '{"output": {"arn": {"value": ["${module.lb.lb_arn}"]}}}'),
    ],
)
def test_an_output_that_is_asked_for_anywhere_in_the_folder(file: str, content: str) -> None:
    found = components({"main.tf": balancer(version=""), file: content})["module.lb"].outcomes[Scenario.ZONE]
    assert found.evidence[-1].value == f"{ALB} 8 (not on disk; judged by its documented inputs and defaults)"


def test_a_call_without_a_version_keeps_its_targets() -> None:
    assert needs(balancer(GROUPS, "http_tcp_listeners = [{ port = 80 }]", version="")) == {"module.lb": [A]}
    other = 'output "outer" {\n  value = module.lbs.lb_arn\n}\n'
    assert needs(
        other + balancer(KEYED, 'listeners = { h = { forward = { target_group_key = "y" } } }', version="")
    ) == {"module.lb": [B]}


# --- Global Accelerator -------------------------------------------------------------------------------------------

TWO_REGIONS = """
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "far"
  region = "eu-central-1"
}


resource "aws_lb" "near" {
  subnets = ["s-1", "s-2"]
}

resource "aws_lb" "far" {
  provider = aws.far
  subnets  = ["s-3", "s-4"]
}
"""
NEAR = "endpoint_configuration = [{ endpoint_id = aws_lb.near.arn, weight = 100 }]"
FAR = "endpoint_configuration = [{ endpoint_id = aws_lb.far.arn }]"
OWN_GROUP = """
resource "aws_globalaccelerator_endpoint_group" "far" {
  listener_arn          = module.entrance.listeners["web"].id
  endpoint_group_region = "eu-central-1"
  endpoint_configuration {
    endpoint_id = aws_lb.far.arn
  }
}
"""


def behind_accelerator(listeners: str, version: str, more: str = "", inputs: str = "") -> dict[str, str]:
    """How all components fare in a region's loss, behind an accelerator that the public module makes."""
    call = f"""
module "entrance" {{
  source    = "terraform-aws-modules/global-accelerator/aws"
  {f'version = "{version}"' if version else ""}
  name      = "shop"
  listeners = {{ {listeners} }}
  {inputs}
}}
"""
    found = components(TWO_REGIONS + call + more)
    return {address: said(component.outcomes[Scenario.REGION]) for address, component in found.items()}


PAIRED = {
    "aws_lb.near": "continues/failover", "aws_lb.far": "continues/failover", "module.entrance": "continues/service",
}  # fmt: skip
APART = {**PAIRED, "aws_lb.near": "recovers/redeploy", "aws_lb.far": "recovers/redeploy"}


@pytest.mark.parametrize(
    ("listeners", "version", "more"),
    [
        (f"web = {{ endpoint_groups = {{ a = {{ {NEAR} }}, b = {{ {FAR}, traffic_dial_percentage = 100 }} }} }}", "~> 3.0", ""),
        (f"web = {{ endpoint_groups = {{ a = {{ {NEAR} }}, b = {{ {FAR}, endpoint_group_region = \"eu-central-1\" }} }} }}", "", ""),
        (f"web = {{ endpoint_group = {{ {NEAR} }} }}", "~> 2.0", OWN_GROUP),
        (f"web = {{ endpoint_group = {{ {NEAR} }} }}", "", OWN_GROUP),
    ],
)  # fmt: skip
def test_endpoint_groups_of_an_accelerator_are_a_live_pair(listeners: str, version: str, more: str) -> None:
    assert behind_accelerator(listeners, version, more) == PAIRED


@pytest.mark.parametrize(
    ("listeners", "more"),
    [
        ("web = {}", OWN_GROUP),
        (
            f"web = {{ endpoint_groups = {{ a = {{ {NEAR} }} }} }}, api = {{ endpoint_groups = {{ a = {{ {FAR} }} }} }}",
            "",
        ),
        (
            f"web = {{ endpoint_groups = {{ a = {{ endpoint_configuration = [{{ weight = 1 }}] }}, b = {{ {FAR} }} }} }}",
            "",
        ),
    ],
)
def test_endpoint_groups_that_do_not_back_each_other(listeners: str, more: str) -> None:
    assert behind_accelerator(listeners, "~> 3.0", more) == APART


def test_an_accelerator_without_listeners_or_none_at_all() -> None:
    both = f"web = {{ endpoint_groups = {{ a = {{ {NEAR} }}, b = {{ {FAR} }} }} }}"
    assert behind_accelerator(both, "~> 3.0", inputs="create_listeners = false") == APART
    balancers = {address: outcome for address, outcome in APART.items() if address != "module.entrance"}
    assert behind_accelerator(both, "~> 3.0", inputs="create = false") == balancers


def test_listeners_of_an_accelerator_that_code_leaves_open() -> None:
    found = components(
        TWO_REGIONS
        + """
        variable "listeners" {}
        module "entrance" {
          source    = "terraform-aws-modules/global-accelerator/aws"
          listeners = var.listeners
        }
    """
    )
    assert said(found["module.entrance"].outcomes[Scenario.REGION]) == "continues/service"
    assert said(found["aws_lb.near"].outcomes[Scenario.REGION]) == "recovers/redeploy"
