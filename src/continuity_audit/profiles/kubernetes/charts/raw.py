"""The chart raw, whose values are the objects that it makes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.documents import entries
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.quiet_kinds import QUIET
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Chart, Part


def workloads(values: Mapping[str, Value], version: str) -> tuple[Part, ...] | Unknown:
    """Nothing, where all objects are of kinds that run nothing; else what it runs is not known."""
    given = [values.get(key) for key in ("resources", "templates")]
    if open_ones := [value for value in given if isinstance(value, Unknown | Choice)]:
        return unknown(*sorted(causes_of(open_ones[0])))
    resources, templates = given
    listed = resources.values() if isinstance(resources, Mapping) else resources if isinstance(resources, tuple) else ()
    if templates or not all(entries(one).get("kind") in QUIET for one in listed):
        return unknown("chart raw")
    return ()


CHARTS: Final = (
    Chart(
        "raw", ("charts.helm.sh/incubator", "kubernetes-charts-incubator", "bedag", "dysnix", "itscontained"),
        "https://github.com/helm/charts/blob/master/incubator/raw/values.yaml",
        needs_address=True,
        workloads=workloads,
    ),
)  # fmt: skip
