"""The five outcomes of one component of Google Cloud, said in one line each."""

from __future__ import annotations

from collections.abc import Mapping

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

HOME = """
provider "google" {
  project = "shop"
  region  = "europe-west1"
  zone    = "europe-west1-b"
}
variable "ha" { type = bool }
variable "place" {}
"""
"""A project with a region and a zone, and two values that the code does not hold."""

Five = tuple[str, ...]
"""The outcomes of data, instance, zone, region and account."""


def five(text: str, address: str, variables: Mapping[str, str] | None = None) -> Five:
    """The outcomes of one component of some code beside `HOME`."""
    return tuple(outcomes(HOME + text, variables)[address].values())


def addresses(text: str) -> list[str]:
    """The addresses of all components of some code beside `HOME`."""
    return sorted(outcomes(HOME + text))


def shown(text: str, address: str, scenario: Scenario) -> list[tuple[str, object, int, str]]:
    """The evidence of one verdict: attribute, value, line in the text and what documents it."""
    verdict = components(HOME + text)[address].outcomes[scenario]
    first = HOME.count("\n")
    return [(e.attribute, e.value, e.line - first, e.documented.rpartition("/")[2]) for e in verdict.evidence]
