"""Spot VMs and preemptible ones, which Compute Engine takes back when it needs their capacity.

Source: https://docs.cloud.google.com/compute/docs/instances/spot
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both, either
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.google.locations import PROVIDER
from continuity_audit.profiles.references import each_meant, every
from continuity_audit.profiles.terms import Context, attribute

PAGE: Final = PROVIDER + "compute_instance"
PREEMPTIBLE = attribute("scheduling.preemptible", False, PAGE).is_true | attribute(
    "scheduling.provisioning_model", "STANDARD", PAGE
).equals("SPOT")
TEMPLATES: Final = ("google_compute_instance_template", "google_compute_region_instance_template")
NAMED_AT: Final = ("version.instance_template", "instance_template", "source_instance_template")
"""Where a group of machines, or one made from a template, names what its machines are made of."""


def taken_back(server: Resource, context: Context) -> Value:
    """Whether what serves is made of Spot VMs: by its own words, or by those of a template that it names."""
    templates = [
        named
        for path in NAMED_AT
        for value in every(server.values, path)
        for named in each_meant(server, path, value, context.estate, *TEMPLATES)
    ]
    by_template = any_of(lambda n=n: both(n.there, lambda: _is_spot(n.resource, context)) for n in templates)  # type: ignore[misc]
    return either(_is_spot(server, context), lambda: by_template)


def _is_spot(resource: Resource, context: Context) -> Value:
    """Whether the code of a machine or a template says so; notes what does."""
    about = context.about(resource).afresh()
    spot = PREEMPTIBLE.value(about) if about.read("scheduling") is not None else False
    if spot is not False:
        context.evidence.extend(about.evidence)
    return spot


__all__ = ["PREEMPTIBLE", "TEMPLATES", "taken_back"]
