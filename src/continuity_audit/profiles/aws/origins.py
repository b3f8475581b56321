"""What code leaves open of the origins of a CloudFront distribution: by which values, where nothing else is known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import OPEN_PART, spelling
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.dependencies import only_in_groups, origin_targets
from continuity_audit.profiles.references import blocks_at, every, mentioned
from continuity_audit.profiles.terms import Context

GIVEN: Final = pattern(r"(?:^|\.)(?:var|data)\.")
"""The names of inputs and of what is looked up: what they stand for is in no code that was read."""
ONLY_OPEN: Final = pattern(rf"(?:{OPEN_PART}|[^A-Za-z0-9\0])+", re.DOTALL)


def open_origins(context: Context) -> Iterator[str]:
    """The names of the values that alone say what the distribution takes its answers from.

    Of an origin group one is enough; what only such a group leads to counts with it.
    """
    resource = context.resource
    grouped = only_in_groups(resource)
    for origin in blocks_at(resource, "origin"):
        if origin.get("origin_id") not in grouped and not any(
            True for _ in origin_targets(origin, resource, context.estate)
        ):
            for domain in every(origin, "domain_name"):
                yield from _names(domain)
    for blocks in leaves(unmark(resource.values.get("origin"))):
        if isinstance(blocks, Unknown) and not _leads_anywhere(resource, context):
            yield from filter(GIVEN.search, sorted(causes_of(blocks)))


def _names(domain: Value) -> Iterator[str]:
    """By what values an address is open that says nothing itself: part of a name would say where it leads."""
    if isinstance(domain, Unknown) and ONLY_OPEN.fullmatch(spelling(domain)):
        names = sorted(causes_of(domain))
        if all(map(GIVEN.search, names)):
            yield from names


def _leads_anywhere(resource: Resource, context: Context) -> bool:
    return any(True for _ in mentioned(resource, "origin", context.estate))
