"""The ladders of what an operator runs as several members: by how many go on without one, and where they are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.placement import NODE, ZONE, made_by_code, pinned, required_spread
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    EVICTION,
    NODE_RESTORED,
    NODE_RTO,
    REATTACHED,
    REGION_RESTORED,
    VOLUME_RTO,
    ZONE_RESTARTED,
    ZONE_RESTORED,
)
from continuity_audit.profiles.kubernetes.volume_conditions import made_in_one_zone
from continuity_audit.profiles.profile import Claim, Fold, Need, Profile, continues, recovers
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, Term, fact, walk


class Entry(Struct, frozen=True):
    """The pods through which clients reach the members: whether others carry on without one, and are in other zones."""

    goes_on: Condition
    spread: Condition


def database(
    kind: str, title: str, *, members: Term, quorum: int, spread: Condition, rto: str, source: str,
    rpo: str = "0s", why: str = "a replica is promoted by the operator", component: Condition = ALWAYS,
    stateful: bool | Condition = True, by: str = "failover", reads: tuple[str, ...] = (), entry: Entry | None = None,
    pods: str = "", waits: Condition | None = None,
) -> Profile:  # fmt: skip
    """A database with ``quorum`` members or more goes on without one; over zones where these are sure to be spread."""
    return operated(
        kind, title, of=Kind.DATABASE, held=members.at_least(quorum), spread=spread, rto=rto, source=source, rpo=rpo,
        why=why, component=component, stateful=stateful, by=by, reads=reads, entry=entry, pods=pods, waits=waits,
    )  # fmt: skip


def operated(
    kind: str, title: str, *, of: Kind, held: Condition | None, rto: str, source: str, spread: Condition | None = None,
    rpo: str = "0s", why: str = "a replica is promoted by the operator", component: Condition = ALWAYS,
    stateful: bool | Condition = True, by: str = "failover", reads: tuple[str, ...] = (), entry: Entry | None = None,
    folds: tuple[Fold, ...] = (), needs: tuple[Need, ...] = (), pods: str = "", waits: Condition | None = None,
) -> Profile:  # fmt: skip
    """What goes on without one of its members where ``held`` holds, and without a zone where they are spread too.

    So does the way in, where clients reach the members through pods of its own. Without ``held`` it never goes on,
    without ``spread`` no setting of it makes sure that it goes on without a zone. ``pods`` is where it says on which
    nodes its members may run, ``*`` for each group of them: they do not go on where that is one. Where it ``waits``,
    the others have what it holds, and take writes once there is a member in the place of the one that is gone.
    """
    instance, zone = [], []
    if held is not None:
        apart = held & ~on_one_node(pods) if pods else held
        enough = apart & ~waits if waits else apart
        instance.append(continues(by, why, when=enough & entry.goes_on if entry else enough,
                                  rto=rto, rpo=rpo, source=source))  # fmt: skip
        instance += _led_again(apart, entry, waits, "")
        if spread is not None:
            apart_by_zone = spread & ~made_in_one_zone
            kept = enough & apart_by_zone
            zone.append(continues(by, f"{why}, in another zone",
                                  when=kept & entry.goes_on & entry.spread if entry else kept,
                                  rto=rto, rpo=rpo, source=source))  # fmt: skip
            zone += _led_again(apart & apart_by_zone, entry, waits, " in another zone")
    return Profile(
        type=kind, title=title, kind=of, stateful=stateful,
        data=(DATA_RESTORED,),
        instance=(*instance, REATTACHED, NODE_RESTORED),
        zone=(*zone, ZONE_RESTARTED, ZONE_RESTORED),
        region=(REGION_RESTORED,),
        account=(ACCOUNT_RESTORED,),
        component=component & made_by_code,
        names=("metadata.name",),
        reads=(*READS, *reads),
        folds=folds,
        needs=(*needs, own_cluster),
    )  # fmt: skip


def _led_again(held: Condition, entry: Entry | None, waits: Condition | None, where: str) -> Iterator[Claim]:
    """What comes back where other members hold the data: the way in to them, or the member that they wait for."""
    if entry is not None:
        told = f"the other members hold the data, and what leads to them is started again{where}"
        yield recovers("restart", told, when=held & ~waits if waits else held, rto=NODE_RTO, source=EVICTION)
    if waits is not None:
        told = f"the other members hold the data, and take writes once a further one is started again{where}"
        yield recovers("restart", told, when=held, rto=VOLUME_RTO, source=EVICTION)


def on_one_node(path: str) -> Condition:
    """Whether the members may run on one node only, by what the resource says at ``path`` of the pods of each group."""

    @fact(f"its members may run on one node only, by `{path}`")
    def pins(context: Context) -> Value:
        above, star, below = path.partition(".*")
        groups = elements(walk(context.resource.values, above)) if star else ()
        paths = [f"{above}.{i}{below}" for i in range(len(groups))] or [path.replace("*", "0")]
        found = [pinned(as_pods(entries(context.read(p))), NODE) for p in paths]
        if not all(len(nodes) == 1 for nodes in found) or len(set(found)) != 1:
            return False
        for p in paths:
            context.note(p, context.read(p))
        return True

    return pins


def as_pods(said: Mapping[str, Value]) -> Mapping[str, Value]:
    """What an operator's resource says of pods in their own words: affinities may stand elsewhere in it."""
    affinity = entries(said.get("affinity"))
    inner = entries(affinity.get("advanced")) or affinity
    direct = {name: said[name] for name in ("nodeAffinity", "podAntiAffinity") if name in said}
    return {**said, "affinity": {**inner, **direct}}


def spread_of(path: str, count: Term, also: str = "", *, majority: bool = False) -> Condition:
    """A required spread over zones in the part of the resource at ``path``, whose pods the operator labels."""

    @fact(f"a required spread over zones in `{path}`", remedy=f"require a spread over zones in `{path}`")
    def spread(context: Context) -> Value:
        pods = entries(context.read(path))
        for part in ("topologySpreadConstraints", "affinity", also):
            if part and pods.get(part) is not None:
                context.note(f"{path}.{part}", pods[part])
        return required_spread(context.resource, pods, lambda: count.value(context), ZONE, None, majority=majority)

    return spread
