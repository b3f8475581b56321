"""The workloads of a known chart, as the values of a release switch and size them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from continuity_audit.estate.logic import as_truth, both, negate
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.kubernetes.charts import Part
from continuity_audit.profiles.kubernetes.release_values import changed_after, release_of, value
from continuity_audit.profiles.terms import Context, walk


def runs(part: Part, context: Context) -> Value:
    """Whether the release has this part at all."""
    on = as_truth(value(context, part.on, part.on_by_default)) if part.on else True
    return both(on, lambda: negate(as_truth(value(context, part.unless, False)))) if part.unless else on


def has_volume(part: Part, context: Context) -> Value:
    """Whether a part of the chart has a persistent volume."""
    if not part.volume:
        return False
    found = value(context, part.volume, part.volume_by_default)
    return bool(found) if isinstance(found, Mapping) else as_truth(found)


def members_of(part: Part, context: Context) -> Value:
    """The least number of members of a part that take over from one another."""
    if (changed := changed_after(context, "eplicas", "$patch")) is not None:
        return changed
    if part.kind and value(context, part.kind, "Deployment") == "DaemonSet":
        return 2
    if part.if_true:
        takes_over = value(context, part.if_true, False)
        if isinstance(takes_over, Unknown):
            return takes_over
        if as_truth(takes_over) is False:
            return 1
    for scaler in filter(None, (part.scaler, part.keda)):
        scales = value(context, f"{scaler}.enabled", False)
        if isinstance(scales, Unknown):
            return scales
        if as_truth(scales) is True:
            return value(context, f"{scaler}.minReplicas", 1)
    return value(context, part.replicas, part.by_default) if part.replicas else 1


def volumes_with_paths(context: Context) -> Iterator[tuple[Part, str, Value]]:
    """The parts of the release that may have a volume, with the path of its switch and its storage class."""
    release = release_of(context)
    for part in release.known.parts if release.known else ():
        if both(runs(part, context), lambda p=part: has_volume(p, context)) is not False:  # type: ignore[misc]
            named = walk(release.values, part.storage_class) if part.storage_class else None
            yield part, f"{release.prefix}.{part.volume}", named
