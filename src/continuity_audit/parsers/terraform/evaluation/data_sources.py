"""Data sources that are worth something without asking a provider, because the code itself answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeGuard

from continuity_audit.estate.model import Provider
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.values import Reference, SetValue, Unknown, Value

ZONES = {
    ("aws_availability_zones", "names"),
    ("aws_availability_zones", "zone_ids"),
    ("google_compute_zones", "names"),
}

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
    open but never shorter.
    """
    if (kind, attribute) in GIVEN:
        given = argument(GIVEN[kind, attribute])
        return given.rstrip(".") or None if isinstance(given, str) else None
    if (kind, attribute) in ZONES:
        reference = Reference(address, attribute)
        return Unknown(frozenset({address}), str(reference), reference, low=2)
    if kind == "aws_region" and attribute in ("name", "id", "region"):
        return unmark(provider().region)
    if kind == "aws_caller_identity" and attribute == "account_id":
        return unmark(provider().account)
    if kind == "google_client_config" and attribute in ("region", "project"):
        return unmark(provider().region if attribute == "region" else provider().account)
    return None


def is_list_of_zones(value: Value) -> TypeGuard[Unknown]:
    """Whether it is the list of a region's zones, in which each stands once."""
    if not isinstance(value, Unknown) or value.reference is None:
        return False
    kind = value.reference.address.rpartition("data.")[2].partition(".")[0]
    return (kind, value.reference.attribute) in ZONES


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
