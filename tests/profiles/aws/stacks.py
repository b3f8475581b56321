"""Two stacks in two regions, and the records that tests put before them."""

from __future__ import annotations

from profiles.audit_text import outcomes

PAIRED = "continues/failover"
ALONE = "recovers/redeploy"

PROVIDERS = """
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "other"
  region = "%s"
}
"""


def stack(name: str, provider: str, service: str = "app", region: str = "eu-west-1") -> str:
    return f"""
resource "aws_subnet" "{name}" {{
  provider          = {provider}
  count             = 2
  availability_zone = ["{region}a", "{region}b"][count.index]
}}

resource "aws_lb" "{name}" {{
  provider = {provider}
  subnets  = aws_subnet.{name}[*].id
}}

resource "aws_lb_listener" "{name}" {{
  provider          = {provider}
  load_balancer_arn = aws_lb.{name}.arn
  default_action {{
    type             = "forward"
    target_group_arn = aws_lb_target_group.{name}.arn
  }}
}}

resource "aws_lb_target_group" "{name}" {{
  provider = {provider}
}}

resource "aws_ecs_service" "{name}" {{
  provider      = {provider}
  name          = "{service}"
  launch_type   = "FARGATE"
  desired_count = 2
  network_configuration {{
    subnets = aws_subnet.{name}[*].id
  }}
  load_balancer {{
    target_group_arn = aws_lb_target_group.{name}.arn
  }}
}}
"""


def two_stacks(region: str = "eu-central-1") -> str:
    return PROVIDERS % region + stack("one", "aws") + stack("two", "aws.other", region=region) + ZONE


ZONE = 'resource "aws_route53_zone" "main" {\n name = "example.com"\n}\n'


def record(name: str, policy: str, *, target: str = "aws_lb", healthy: str = "true", more: str = "") -> str:
    return f"""
resource "aws_route53_record" "{name}" {{
  zone_id        = aws_route53_zone.main.zone_id
  name           = "app.example.com"
  type           = "A"
  set_identifier = "{name}"
  {policy}
  {more}
  alias {{
    name                   = {target}.{name}.dns_name
    zone_id                = {target}.{name}.zone_id
    evaluate_target_health = {healthy}
  }}
}}
"""


PRIMARY = 'failover_routing_policy {\n type = "PRIMARY"\n}'
SECONDARY = 'failover_routing_policy {\n type = "SECONDARY"\n}'
LATENCY = 'latency_routing_policy {\n region = "eu-west-1"\n}'
WEIGHTED = "weighted_routing_policy {\n weight = 50\n}"
FAILOVER = record("one", PRIMARY) + record("two", SECONDARY)


def regions(text: str) -> dict[str, str]:
    return {address: found["region"] for address, found in outcomes(text).items() if "zone" not in address}


def all_four(one: str, two: str) -> dict[str, str]:
    return {"aws_lb.one": one, "aws_ecs_service.one": one, "aws_lb.two": two, "aws_ecs_service.two": two}
