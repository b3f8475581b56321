"""Which hosted zone a record is in and which name it bears: records of several modules and roots can be compared.

Each module or root that looks for a zone has a data source of its own; those that look for it in the same way find
the same one.

Source: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/route53_zone
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.spelling import MARK, OPEN_PART, spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value

ZONE: Final = "aws_route53_zone"
SOUGHT_BY: Final = ("name", "private_zone", "vpc_id", "tags")
"""The arguments by which a data source looks for a zone whose id it does not state."""
TOLD: Final = ("id", "zone_id", "name")
"""The attributes of a zone that records are made with."""


def zone_of(record: Resource, estate: Estate) -> tuple[str, str]:
    """The zone of a record as a text, and the root in which the text says which zone that is (empty for any root)."""
    value = unmark(record.values.get("zone_id"))
    if isinstance(value, str):
        return value, ""
    zones = estate.named(value, ZONE, near=record)
    if len(zones) == 1:
        return zones[0].id, ""
    found = _sought(estate).get(value.key, "") if isinstance(value, Unknown) else ""
    return (found, "") if found else (key_of(value), record.root)


def name_of(record: Resource, estate: Estate) -> str:
    """The name of a record as a text, in which what is open says of which root it is."""
    sought = _sought(estate)

    def spelled(name: Value) -> Value:
        return re.sub(OPEN_PART, lambda part: sought.get(part[0].strip(MARK), part[0]), spelling(name)).lower()

    name = key_of(lift(lambda n: spelled(n).rstrip(".") or n, unmark(record.values.get("name"))))  # type: ignore[attr-defined]
    return f"{name}@{record.environment}" if MARK in name else name


@once
def _sought(estate: Estate) -> Mapping[str, str]:
    """How a zone is looked for, by the keys of what a data source tells of it."""
    found: dict[str, str] = {}
    for source in estate.sources(ZONE):
        place = source.address if source.folder == "." else f"{source.folder}::{source.address}"
        for attribute in TOLD:
            found[f"{place}.{attribute}"] = _looked_for(source, attribute)
    return found


def _looked_for(source: Resource, attribute: str) -> str:
    """The zone's id where a data source states it, else all that it looks for, in its account."""
    stated = unmark(source.values.get("zone_id"))
    if isinstance(stated, str) and stated:
        return stated if attribute != "name" else f"name of {stated}"
    values = {argument: source.values.get(argument) for argument in SOUGHT_BY}
    if isinstance(name := unmark(values["name"]), str):
        values["name"] = name.lower().rstrip(".")
    values["private_zone"] = values["private_zone"] or False
    what = "name" if attribute == "name" else "id"
    return f"{what} of {key_of({**values, 'zone_id': stated, 'account': source.provider.account})}"
