"""The five outcomes of one component, said in one line each."""

from __future__ import annotations

from collections.abc import Mapping

from profiles.audit_text import outcomes

REGIONS = """
provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "far"
  region = "eu-central-1"
}
"""
"""Two regions: the default one and the aliased ``aws.far``."""


def five(text: str, address: str, variables: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The outcomes of data, instance, zone, region and account."""
    return tuple(outcomes(text, variables)[address].values())


def addresses(text: str) -> list[str]:
    """The addresses of all components."""
    return sorted(outcomes(text))
