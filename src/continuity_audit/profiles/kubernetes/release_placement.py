"""Where the pods of a release may run, as its values say: their spread, and what pins or keeps them to one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.logic import any_of, as_truth, both, either, negate
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.charts.part import Part
from continuity_audit.profiles.kubernetes.placement import NODE, ZONE, attracted, pinned, required_spread
from continuity_audit.profiles.kubernetes.release_parts import every_part, is_daemon, members_of, some_part
from continuity_audit.profiles.kubernetes.release_values import changed_after, release_of, value
from continuity_audit.profiles.terms import Context, fact, walk

_SPREAD: Final = "topologySpreadConstraints"


@fact(
    "each of the chart's workloads has a required spread over zones",
    remedy="set `topologySpreadConstraints` over `topology.kubernetes.io/zone` with `whenUnsatisfiable: DoNotSchedule`",
)
def spread_everywhere(context: Context) -> Value:
    def spread(part: Part) -> Value:
        if (changed := changed_after(context, _SPREAD, "ffinity", "$patch")) is not None:
            return as_truth(changed)
        if part.pods is None or (daemon := is_daemon(part, context)) is True:
            return False
        pods = _pods(part, context, _SPREAD, "affinity")
        written = {key: found for key, found in pods.items() if not isinstance(found, Unknown)}
        sure = required_spread(context.resource, written, lambda: members_of(part, context), ZONE, None)
        hidden = [as_truth(found) for found in pods.values() if isinstance(found, Unknown)]
        # Where nodes are, and no spread, decides on the zones of a DaemonSet.
        return both(negate(daemon), lambda: either(sure, lambda: hidden[0] if hidden else False))

    return every_part(context, spread)


def _pods(part: Part, context: Context, *keys: str) -> Mapping[str, Value]:
    """What the values say of the pods of a part."""
    return {key: value(context, path, None) for key in keys if (path := _path(part, context, key))}


def _path(part: Part, context: Context, key: str) -> str:
    """Where the values say it, empty where none do."""
    if part.pods is None:
        return ""
    if key == _SPREAD and part.spread:
        return part.spread
    own = f"{part.pods}.{key}" if part.pods else key
    if part.pods_otherwise and not walk(release_of(context).values, own):
        return f"{part.pods_otherwise}.{key}"
    return own


@fact("one of the chart's workloads may run on one node only")
def release_pinned_to_node(context: Context) -> Value:
    return some_part(context, "is pinned to a node", lambda part: _is_pinned(part, context, NODE))


@fact("one of the chart's workloads may run in one zone only")
def release_pinned_to_zone(context: Context) -> Value:
    return some_part(
        context, "is pinned to a zone", lambda p: _is_pinned(p, context, ZONE) or _is_pinned(p, context, NODE)
    )


def _is_pinned(part: Part, context: Context, keys: tuple[str, ...]) -> bool:
    found = len(pinned(_pods(part, context.afresh(), "nodeSelector", "affinity"), keys)) == 1
    if found:
        _pods(part, context, "nodeSelector", "affinity")  # shows what pins it
    return found


@fact("the pods of one of the chart's workloads must run together on one node")
def release_kept_together(context: Context) -> Value:
    return some_part(context, "is kept on a node", lambda part: _is_kept_together(part, context, NODE))


@fact("the pods of one of the chart's workloads must run together in one zone")
def release_kept_in_one_zone(context: Context) -> Value:
    return some_part(context, "is kept in a zone", lambda part: _is_kept_together(part, context, ZONE))


def _is_kept_together(part: Part, context: Context, keys: tuple[str, ...]) -> Value:
    return any_of(
        lambda found=found: found  # type: ignore[misc]
        for found in attracted(context.resource, _pods(part, context.afresh(), "affinity"), keys, None)
    )
