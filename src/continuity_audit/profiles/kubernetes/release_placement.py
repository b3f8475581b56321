"""Where the pods of a release may run, as its values say: their spread, and what pins or keeps them to one place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.logic import all_of, any_of, as_truth, both, either, negate
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.charts.part import Part
from continuity_audit.profiles.kubernetes.placement import NODE, ZONE, attracted, pinned, required_spread
from continuity_audit.profiles.kubernetes.release_parts import every_part, is_daemon, is_on, members_of, some_part
from continuity_audit.profiles.kubernetes.release_values import changed_after, read_yaml, release_of, value
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
        pods = _pods(part, context, *((_SPREAD,) if part.any_may_go else ()), "affinity")
        written = {key: found for key, found in pods.items() if not isinstance(found, Unknown)}
        count = lambda: members_of(part, context)  # noqa: E731
        sure = required_spread(context.resource, written, count, ZONE, None, majority=_majority_decides(part))
        hidden = [as_truth(found) for found in pods.values() if isinstance(found, Unknown)]
        # Where nodes are, and no spread, decides on the zones of a DaemonSet.
        stated = both(negate(daemon), lambda: either(sure, lambda: hidden[0] if hidden else False))
        apart = either(stated, lambda: bool(part.apart) and all_of((lambda s=s: is_on(s, context)) for s in part.apart))  # type: ignore[misc]
        return both(apart, lambda: part.votes_besides is None or negate(is_on(part.votes_besides, context)))

    return every_part(context, "is spread", spread)


def _majority_decides(part: Part) -> bool:
    """Whether members carry on as long as most of them are there: what two may do without the third."""
    return max(part.least, part.least_otherwise) > 2


_OF_ALL: Final = "global"


def _pods(part: Part, context: Context, *keys: str, at_all: str | None = None) -> Mapping[str, Value]:
    """What the values say of the pods of a part, or in the block ``at_all`` of any; some charts take a text of YAML."""
    found = {key: value(context, path, None) for key in keys if (path := _path(part, context, key, at_all))}
    return {key: read_yaml(said) if isinstance(said, str) else said for key, said in found.items()}


def _path(part: Part, context: Context, key: str, at_all: str | None) -> str:
    """Where the values say it, empty where none do."""
    if key == _SPREAD and part.spread:
        return part.spread
    blocks = [block for block in (part.pods, part.pods_otherwise, at_all) if block is not None]
    paths = [f"{block}.{key}" if block else key for block in blocks]
    return next((path for path in paths if walk(release_of(context).values, path)), paths[0] if paths else "")


@fact("one of the chart's workloads may run on one node only")
def release_pinned_to_node(context: Context) -> Value:
    return some_part(context, "is pinned to a node", lambda part: _is_pinned(part, context, NODE))


@fact("one of the chart's workloads may run in one zone only")
def release_pinned_to_zone(context: Context) -> Value:
    return some_part(
        context, "is pinned to a zone", lambda p: _is_pinned(p, context, ZONE) or _is_pinned(p, context, NODE)
    )


def _is_pinned(part: Part, context: Context, keys: tuple[str, ...]) -> bool:
    # A chart that knows a block for all charts lets that pin its pods; whether it spreads them, each has to say.
    where = ("nodeSelector", "affinity")
    found = len(pinned(_pods(part, context.afresh(), *where, at_all=_OF_ALL), keys)) == 1
    if found:
        _pods(part, context, *where, at_all=_OF_ALL)  # shows what pins it
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
