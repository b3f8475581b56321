"""The workloads of a known chart, as the values of a release switch and size them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import exceeds
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_of, any_of, as_truth, at_least, both, either, negate
from continuity_audit.estate.logic import equals as is_equal
from continuity_audit.estate.model import Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Part, Scaler, Switch
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.kubernetes.release_values import (
    RELEASES,
    Release,
    changed_after,
    is_null,
    note_chart,
    release_of,
    value,
)
from continuity_audit.profiles.terms import Context, walk


def parts_of(context: Context) -> tuple[Part, ...] | Unknown:
    """The workloads of the chart; unknown where it is no known one, or they hang on values that are open."""
    index = objects(context.estate)
    return index.remember(("parts", context.resource), lambda: _parts_of(release_of(context)))


def _parts_of(release: Release) -> tuple[Part, ...] | Unknown:
    known = release.known
    if known is None:
        return unknown(*release.unknown_by)
    # Not at the top: most audits meet no release.
    from continuity_audit.profiles.kubernetes.charts.extra_objects import extra_parts

    told: tuple[Part, ...] | Unknown = known.parts
    if known.workloads is not None:
        told = unknown(*release.open) if release.open else known.workloads(release.values, text(release.version))
    return told if isinstance(told, Unknown) else (*told, *extra_parts(release.values))


def of_chart(context: Context, what: str, decide: Callable[[tuple[Part, ...]], Value]) -> Value:
    """What the parts of the chart decide, which ``what`` tells from other conditions; unknown where the parts are."""
    parts = parts_of(context)
    if isinstance(parts, Unknown):
        return as_truth(unknown(*parts.causes, key=f"{parts.key} {what}"))
    return decide(parts)


def every_part(context: Context, what: str, holds: Callable[[Part], Value]) -> Value:
    """Whether something, which ``what`` names, holds of each part that the release has."""
    return of_chart(context, what, lambda parts: all_of((lambda p=p: _where_it_runs(p, context, holds)) for p in parts))  # type: ignore[misc]


def _where_it_runs(part: Part, context: Context, holds: Callable[[Part], Value]) -> Value:
    return either(negate(runs(part, context)), lambda: holds(part))


def some_part(context: Context, what: str, holds: Callable[[Part], Value]) -> Value:
    """Whether something, which ``what`` names, holds of one of the parts that the release has."""
    return of_chart(
        context, what, lambda parts: any_of((lambda p=p: both(runs(p, context), lambda: holds(p))) for p in parts)  # type: ignore[misc]
    )  # fmt: skip


def runs(part: Part, context: Context) -> Value:
    """Whether the release has this part at all."""
    if part.on and part.among:
        result = _is_among(value(context, part.on, part.on_by_default), part.among)
    else:
        result = as_truth(value(context, part.on, part.on_by_default)) if part.on else True
    for switch in part.unless:
        result = both(result, lambda s=switch: negate(_is_given(value(context, s, False))))  # type: ignore[misc]
    for other in part.also:
        result = both(result, lambda s=other: is_on(s, context))  # type: ignore[misc]
    return result


def _is_among(chosen: Value, choices: tuple[str, ...]) -> Value:
    """Whether a value, or one of a list, is one of some choices, as which a template writes a switch in words."""
    found = [str(c).lower() if isinstance(c, bool) else c for c in (chosen if isinstance(chosen, tuple) else (chosen,))]
    return any_of((lambda o=one, c=choice: is_equal(o, c)) for one in found for choice in choices)  # type: ignore[misc]


def has_volume(part: Part, context: Context) -> Value:
    """Whether a part of the chart has a persistent volume."""
    if not part.volume:
        return False
    found = value(context, part.volume, part.volume_by_default)
    return _is_given(found)


def _is_given(found: Value) -> Value:
    """Whether a template takes a value for true: a switch, or anything at all where it is a text or a block."""
    if isinstance(found, Mapping | tuple) or (isinstance(found, str) and found.casefold() not in _SWITCHES):
        return bool(found)
    return as_truth(found)


_SWITCHES: Final = ("true", "false", "1", "0")


def takes_over(part: Part, context: Context) -> Value:
    """Whether the members of a part carry on without one of them."""
    members = members_of(part, context)
    enough = at_least(members, part.least)
    if part.agreeing:
        agreeing = value(context, part.agreeing, part.agreeing_by_default)
        enough = both(enough, lambda: exceeds(members, agreeing))
    if not part.if_true:
        return enough
    without_switch = is_null(context, part.if_true)
    switch = as_truth(value(context, part.if_true, False if without_switch else part.if_true_by_default))
    without = at_least(members, part.least_otherwise) if part.least_otherwise else False
    return either(both(switch, lambda: enough), lambda: without)


def members_of(part: Part, context: Context) -> Value:
    """The least number of members of a part."""
    if (changed := changed_after(context, "eplicas", "$patch")) is not None:
        return changed
    return _either_of(is_daemon(part, context), lambda: 2, lambda: _scaled(part, part.scalers, context))


def _scaled(part: Part, scalers: tuple[Scaler, ...], context: Context) -> Value:
    """The members of a part that is no DaemonSet: the minimum of the first autoscaler that is on, else its replicas."""
    if not scalers and not part.replicas:
        note_chart(context)
        return part.by_default
    if not scalers:
        return value(context, part.replicas, part.by_default)
    first, *others = scalers
    return _either_of(
        as_truth(value(context, first.switch, first.on_by_default)),
        lambda: value(context, first.minimum, first.by_default),
        lambda: _scaled(part, tuple(others), context),
    )


def is_daemon(part: Part, context: Context) -> Value:
    """Whether a part is a DaemonSet."""
    if part.daemon:
        note_chart(context)
    if part.daemon or not part.kind:
        return part.daemon
    return _is_among(value(context, part.kind, part.kind_by_default), _DAEMON_SET)


_DAEMON_SET: Final = ("DaemonSet", "daemonset")


def own_claims(part: Part, context: Context) -> Value:
    """Whether each member of a part has a claim of its own, where the chart makes its claims."""
    if not part.modes:
        return True
    return any_of((lambda s=switch: is_on(s, context)) for switch in part.own_claims)  # type: ignore[misc]


def is_on(switch: Switch, context: Context) -> Value:
    """Whether a switch is on, or has one of the choices that it is about."""
    chosen = value(context, switch.path, switch.by_default)
    return _is_among(chosen, switch.among) if switch.among else as_truth(chosen)


def _either_of(condition: Value, then: Callable[[], Value], other: Callable[[], Value]) -> Value:
    """One number where a condition holds, another where it does not; only what is needed is read."""
    return lift(lambda holds: then() if holds is True else other(), condition)


class PartVolume(Struct, frozen=True):
    """The persistent volume that a part of a release may have, with the paths that say so in the release."""

    part: Part
    path: str
    """The switch, or the value that names the claim."""
    class_path: str
    storage_class: Value
    claim: Value = None
    """The name of a claim that is there already, ``None`` where the chart makes one."""
    own_claims: Value = True
    """Whether the chart makes a claim for each member, and not one for all of them."""
    modes: Value = None
    """The access modes of the one claim for all members."""


def volumes_with_paths(context: Context) -> Iterator[PartVolume]:
    """The volumes that the parts of the release may have."""
    parts = parts_of(context)
    for part in () if isinstance(parts, Unknown) or release_of(context).enabled is False else parts:
        if both(runs(part, context), lambda p=part: has_volume(p, context)) is not False:  # type: ignore[misc]
            yield _volume_of(part, context)


def volume_of(part: Part, context: Context) -> PartVolume | None:
    """The volume that a part of the release may have."""
    return None if has_volume(part, context) is False else _volume_of(part, context)


def _volume_of(part: Part, context: Context) -> PartVolume:
    release, aside = release_of(context), context.afresh()
    own = own_claims(part, aside)
    # A chart that is told to give each member a claim of its own reads the name of none.
    claim = value(aside, part.claim, None) if part.claim and not (part.own_claims and own is True) else None
    class_path = _class_path(part, release)
    named = value(aside, class_path, None) if class_path else None
    return PartVolume(
        part,
        f"{release.prefix}.{part.claim if claim else part.volume}",
        f"{release.prefix}.{class_path}" if class_path else "",
        named,
        claim or None,
        own,
        value(aside, part.modes, part.modes_by_default) if part.modes else None,
    )


_BITNAMI: Final = "bitnami"
_OF_ALL: Final = "global.storageClass"
_OF_THE_REST: Final = "global.defaultStorageClass"
"""Where charts of Bitnami name a class for all volumes: the first wins over what is said of one, the other does not.

Source: https://github.com/bitnami/charts/blob/main/bitnami/common/templates/_storage.tpl
"""


def _class_path(part: Part, release: Release) -> str:
    """Where the storage class of a part's volume is named."""
    if release.known is None or _BITNAMI not in release.known.publishers:
        return part.storage_class
    paths = (_OF_ALL, part.storage_class, _OF_THE_REST)
    return next((path for path in paths if path and walk(release.values, path) not in (None, "")), part.storage_class)


def mounted_by_release(claim: Resource, estate: Estate) -> list[Resource]:
    """The releases of known charts whose values name a claim for a part to mount."""
    index = objects(estate)
    named = index.remember("claims of releases", lambda: _claims_of_releases(estate))
    return [
        release for release in named.get(claim.name, ()) if index.find(release, claim.type, claim.name) is claim
    ]  # fmt: skip


def _claims_of_releases(estate: Estate) -> dict[str, list[Resource]]:
    found: dict[str, list[Resource]] = {}
    for release in estate.of_type(*RELEASES):
        for volume in volumes_with_paths(Context(release, (), estate)):
            if isinstance(volume.claim, str) and release not in found.setdefault(volume.claim, []):
                found[volume.claim].append(release)
    return found
