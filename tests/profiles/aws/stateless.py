"""What the tests of services that hold no data share: a network over some zones, and how outcomes are said."""

from __future__ import annotations

AWS = """
provider "aws" {
  region = "eu-west-1"
}
"""

NETWORK = """
locals {
  zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "private" {
  count             = 3
  vpc_id            = aws_vpc.main.id
  cidr_block        = cidrsubnet("10.0.0.0/16", 4, count.index)
  availability_zone = local.zones[count.index]
}
"""


def stateless(instance: str, zone: str, region: str = "recovers/redeploy") -> dict[str, str]:
    """The five outcomes of something that holds no data of its own."""
    return {
        "data": "continues",
        "instance": instance,
        "zone": zone,
        "region": region,
        "account": "recovers/redeploy",
    }


REDEPLOYED = stateless("recovers/redeploy", "recovers/redeploy")
RESTARTED = stateless("recovers/restart", "recovers/restart")
MEMBERS = stateless("continues/members", "continues/members")
SERVICE = stateless("continues/service", "continues/service")
EVERYWHERE = stateless("continues/service", "continues/service", "continues/service")
