"""Data sources that are worth something without asking a provider, because the code itself answers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.kinds import CollectionKind
from continuity_audit.estate.model import Provider
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.values import Reference, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import Instance

ZONES = {
    ("aws_availability_zones", "names"),
    ("aws_availability_zones", "zone_ids"),
    ("google_compute_zones", "names"),
}

AWS_ZONES: Final = "aws_availability_zones"
ALL_ZONES: Final = {
    "state": "available", "opt-in-status": "opt-in-not-required", "zone-type": "availability-zone", "region-name": "",
}  # fmt: skip
"""Filters that leave all of a region's own zones in the list, by the value that does; any does where it is empty."""
NAMING_ZONES: Final = ("zone-name", "zone-id")
MANY_ZONES: Final = ("us-east-1", "use1-az")
"""How zones begin of which a region has so many that two are left where several are left out."""

POLICY_DOCUMENT: Final = "aws_iam_policy_document"
POLICY_TEXTS: Final = ("json", "minified_json")
POLICY_PARTS: Final = ("source_policy_documents", "override_policy_documents", "source_json", "override_json")
"""Arguments by which a policy document takes in others."""
TEMPLATE_FILE: Final = "template_file"
MAKE_TEXTS: Final = (TEMPLATE_FILE, "template_cloudinit_config", "cloudinit_config")
"""Data sources whose text, ``rendered``, is made of what they are given and of nothing else."""
READING: Final = ("Describe", "Get", "Head", "List")
"""What the actions of AWS that change nothing begin with."""


GIVEN: Final[Mapping[tuple[str, str], str]] = {
    ("aws_route53_zone", "name"): "name", ("aws_route53_zone", "id"): "zone_id",
    ("aws_route53_zone", "zone_id"): "zone_id",
}  # fmt: skip
"""The argument that an attribute repeats where it is written: what is looked for is found, or nothing is."""


def worth_without_asking(
    kind: str, attribute: str, address: str, provider: Callable[[], Provider], argument: Callable[[str], Value]
) -> Value:
    """What an attribute of a data source is worth, ``None`` where only the provider can say.

    ``argument`` gives what is written for one of its arguments. A region has two zones or more: a list of its zones is
    open but never shorter, unless it is filtered.
    """
    if (kind, attribute) in GIVEN:
        given = argument(GIVEN[kind, attribute])
        return given.rstrip(".") or None if isinstance(given, str) else None
    if (kind, attribute) in ZONES:
        reference = Reference(address, attribute)
        least = _fewest_zones(argument, provider) if kind == AWS_ZONES else 2
        return Unknown(frozenset({address}), str(reference), reference, least, CollectionKind("list", "string"))
    if kind == "aws_region" and attribute in ("name", "id", "region"):
        return unmark(provider().region)
    if kind == "aws_caller_identity" and attribute == "account_id":
        return unmark(provider().account)
    if kind == "google_client_config" and attribute in ("region", "project"):
        return unmark(provider().region if attribute == "region" else provider().account)
    return None


def _fewest_zones(argument: Callable[[str], Value], provider: Callable[[], Provider]) -> int | None:
    """How many zones a filtered list of a region's zones has at least; ``None`` where that is open.

    Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
    """
    filters = [part for leaf in leaves(unmark(argument("filter"))) if leaf is not None for part in _elements(leaf)]
    fewest = min((_left_by(part, provider) for part in filters), default=2)
    left_out = [zone[:-1] for name in ("exclude_names", "exclude_zone_ids") for zone in _told(argument(name))]
    if any(left_out.count(region) > 1 for region in left_out if region not in MANY_ZONES):
        return None
    return min(fewest, 2) or None


def _left_by(part: Value, provider: Callable[[], Provider]) -> int:
    """How many of a region's own zones a filter surely leaves, two standing for all."""
    if not isinstance(part, Mapping | Instance):
        return 0
    by, values = unmark(part.get("name")), _elements(unmark(part.get("values")))
    wanted = {value for value in values if isinstance(value, str)}
    if by in NAMING_ZONES:
        return len(wanted)
    if by == "group-name":
        return 2 if unmark(provider().region) in values else 0
    return 2 if by in ALL_ZONES and (not ALL_ZONES[by] or ALL_ZONES[by] in wanted) else 0


def _told(value: Value) -> Iterator[str]:
    for leaf in leaves(unmark(value)):
        yield from (element for element in _elements(leaf) if isinstance(element, str))


def lets_change(statement: Value) -> bool:
    """Whether a statement of a policy document may let somebody change what it names; true where it is open."""
    if not isinstance(statement, Mapping) or statement.get("effect") == "Deny":
        return not isinstance(statement, Mapping)
    actions = [a for leaf in leaves(unmark(statement.get("actions"))) for a in _elements(leaf)]
    return not actions or not all(
        isinstance(action, str) and action.partition(":")[2].startswith(READING) for action in actions
    )


def _elements(value: Value) -> tuple[Value, ...]:
    match value:
        case SetValue(elements=elements) | tuple(elements):
            return elements
        case _:
            return (value,)
