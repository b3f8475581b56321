"""Examples of CA3xx: no standby, or no copy, outside of the region."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_rules.examples.parts import DATABASE, RECOVERY_REGION, REGULAR_COPY, Pair, added, joined, pair

STACK: Final = """
    resource "aws_subnet" "{name}" {{
      provider          = {provider}
      for_each          = toset(["{region}a", "{region}b"])
      availability_zone = each.value
    }}

    resource "aws_lb" "{name}" {{
      provider = {provider}
      subnets  = [for subnet in aws_subnet.{name} : subnet.id]
    }}
"""
RECORD: Final = """
    resource "aws_route53_record" "{name}" {{
      zone_id        = aws_route53_zone.main.zone_id
      name           = "www.shop.example"
      type           = "A"
      set_identifier = "{name}"

      failover_routing_policy {{
        type = "{policy}"
      }}

      alias {{
        name                   = aws_lb.{name}.dns_name
        zone_id                = aws_lb.{name}.zone_id
        evaluate_target_health = true
      }}
    }}
"""

EXAMPLES: Final[Mapping[str, Mapping[str, Pair]]] = {
    "CA301": {
        "terraform": added(joined(RECOVERY_REGION, DATABASE), REGULAR_COPY),
    },
    "CA302": {
        "terraform": pair(
            joined(RECOVERY_REGION, STACK.format(name="shop", provider="aws", region="eu-west-1")),
            joined(
                RECOVERY_REGION,
                STACK.format(name="shop", provider="aws", region="eu-west-1"),
                STACK.format(name="standby", provider="aws.recovery", region="eu-central-1"),
                'resource "aws_route53_zone" "main" {\n  name = "shop.example"\n}',
                RECORD.format(name="shop", policy="PRIMARY"),
                RECORD.format(name="standby", policy="SECONDARY"),
            ),
        ),
    },
}
