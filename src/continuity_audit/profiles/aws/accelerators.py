"""AWS Global Accelerator: the endpoints that it sends requests to, at first or where others fail.

An endpoint of weight 0 gets none, even where no other is healthy. The traffic dial of a group is about what it gets at
first: where another group has no healthy endpoint, a group that is dialled down to 0 gets its requests all the same.

Sources: https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.html,
https://docs.aws.amazon.com/global-accelerator/latest/dg/about-endpoints-endpoint-weights.unhealthy-endpoints.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import above, all_hold, either, given
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import leaves
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import IMPOSSIBLE, Value
from continuity_audit.profiles.aws.running import surely_answers
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.references import Named, each_meant, each_mentioned, has_open_blocks
from continuity_audit.profiles.terms import Context, attribute, walk

ACCELERATOR: Final = "aws_globalaccelerator_accelerator"
ENABLED: Final = attribute(
    "enabled", True, "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/" + ACCELERATOR[4:]
).is_true
GROUP: Final = "aws_globalaccelerator_endpoint_group"
ENDPOINT: Final = "endpoint_configuration"


def endpoints_of(group: Resource, estate: Estate) -> tuple[Named, ...]:
    """The endpoints of a group that may get requests, each with whether it is there and does."""
    found: dict[str, Named] = {}
    for block, there, _ in each(group.values.get(ENDPOINT)):
        path = f"{ENDPOINT}.endpoint_id"
        for endpoint, named in each_meant(group, path, walk(block, "endpoint_id"), estate):
            before = found[endpoint.id].there if endpoint.id in found else False
            used = all_hold(there, named, _receives(block))
            found[endpoint.id] = Named(endpoint, either(before, lambda used=used: used))  # type: ignore[misc]
    if has_open_blocks(group, ENDPOINT):
        for told in each_mentioned(group, ENDPOINT, estate):
            found.setdefault(told.resource.id, told)
    return tuple(named for named in found.values() if named.there is not False)


def takes_requests(listener: Resource, estate: Estate) -> Value:
    """Whether a listener is there and its accelerator, where code makes it, is on: one that is off takes none."""
    on: Value = True
    value = listener.values.get("accelerator_arn")
    for accelerator, there in each_meant(listener, "accelerator_arn", value, estate, ACCELERATOR):
        on = all_hold(on, accelerator.exists, there, ENABLED.value(Context(accelerator, (), estate)))
    return all_hold(listener.exists, on)


def _receives(block: Value) -> Value:
    """Whether the weight of an endpoint is above 0; left out it is 128."""
    return lift(lambda weight: True if weight is None else above(weight, 0), walk(block, "weight"))


def _groups(context: Context) -> Iterator[tuple[Resource, tuple[Named, ...]]]:
    """The endpoint groups of an accelerator with their endpoints, but for those in which no endpoint gets requests."""
    for group in (c for c in context.companions if c.type == GROUP):
        blocks = list(each(group.values.get(ENDPOINT)))
        if not blocks or any(_receives(block.value) is not False for block in blocks):
            yield group, endpoints_of(group, context.estate)


def only_group(context: Context) -> Iterator[Resource]:
    """The need of an accelerator for its endpoints, where there is one endpoint group only."""
    groups = list(_groups(context))
    for _, endpoints in groups if len(groups) == 1 else []:
        yield from (endpoint.resource for endpoint in endpoints)


def one_of_the_groups(context: Context) -> Iterator[tuple[Resource, ...]]:
    """The endpoints of an accelerator with several groups, of which one is enough: of those that surely answer."""
    groups = list(_groups(context))
    if len(groups) > 1 and all(endpoints for _, endpoints in groups):
        every = [(group, endpoint) for group, endpoints in groups for endpoint in endpoints]
        sure = [pair for pair in every if _is_sure(*pair, context)]
        yield tuple(endpoint.resource for _, endpoint in sure or every)


def _is_sure(group: Resource, endpoint: Named, context: Context) -> bool:
    """Whether an endpoint is there, gets requests and answers wherever the accelerator is."""
    there = all_hold(group.exists, endpoint.there, endpoint.resource.exists)
    return surely_answers(endpoint.resource, context.estate) and all(
        leaf in (True, IMPOSSIBLE) for leaf in leaves(given(there, context.resource.exists))
    )


__all__ = ["ACCELERATOR", "ENABLED", "GROUP", "endpoints_of", "one_of_the_groups", "only_group", "takes_requests"]
