"""The ladders of what an operator runs as several members: by how many go on without one, and where they are kept."""

from __future__ import annotations

from msgspec import Struct

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import own_cluster
from continuity_audit.profiles.kubernetes.placement import ZONE, made_by_code, required_spread
from continuity_audit.profiles.kubernetes.pods import entries
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    EVICTION,
    NODE_RESTORED,
    NODE_RTO,
    REATTACHED,
    REGION_RESTORED,
    ZONE_RESTARTED,
    ZONE_RESTORED,
)
from continuity_audit.profiles.profile import Fold, Need, Profile, continues, recovers
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, Term, fact


class Entry(Struct, frozen=True):
    """The pods through which clients reach the members: whether others carry on without one, and are in other zones."""

    goes_on: Condition
    spread: Condition


def database(
    kind: str, title: str, *, members: Term, quorum: int, spread: Condition, rto: str, source: str,
    rpo: str = "0s", why: str = "a replica is promoted by the operator", component: Condition = ALWAYS,
    stateful: bool | Condition = True, by: str = "failover", reads: tuple[str, ...] = (), entry: Entry | None = None,
) -> Profile:  # fmt: skip
    """A database with ``quorum`` members or more goes on without one; over zones where these are sure to be spread."""
    return operated(
        kind, title, of=Kind.DATABASE, held=members.at_least(quorum), spread=spread, rto=rto, source=source, rpo=rpo,
        why=why, component=component, stateful=stateful, by=by, reads=reads, entry=entry,
    )  # fmt: skip


def operated(
    kind: str, title: str, *, of: Kind, held: Condition | None, rto: str, source: str, spread: Condition | None = None,
    rpo: str = "0s", why: str = "a replica is promoted by the operator", component: Condition = ALWAYS,
    stateful: bool | Condition = True, by: str = "failover", reads: tuple[str, ...] = (), entry: Entry | None = None,
    folds: tuple[Fold, ...] = (), needs: tuple[Need, ...] = (),
) -> Profile:  # fmt: skip
    """What goes on without one of its members where ``held`` holds, and without a zone where they are spread too.

    So does the way in, where clients reach the members through pods of its own. Without ``held`` it never goes on,
    without ``spread`` no setting of it makes sure that it goes on without a zone.
    """
    led_again = "the other members hold the data, and what leads to them is started again"
    instance, zone = [], []
    if held is not None:
        enough = held & entry.goes_on if entry else held
        instance.append(continues(by, why, when=enough, rto=rto, rpo=rpo, source=source))
        if entry is not None:
            instance.append(recovers("restart", led_again, when=held, rto=NODE_RTO, source=EVICTION))
        if spread is not None:
            kept = enough & spread & entry.spread if entry else enough & spread
            zone.append(continues(by, f"{why}, in another zone", when=kept, rto=rto, rpo=rpo, source=source))
            if entry is not None:
                elsewhere = f"{led_again} in another zone"
                zone.append(recovers("restart", elsewhere, when=held & spread, rto=NODE_RTO, source=EVICTION))
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


def spread_of(path: str, count: Term, also: str = "") -> Condition:
    """A required spread over zones in the part of the resource at ``path``, whose pods the operator labels."""

    @fact(f"a required spread over zones in `{path}`", remedy=f"require a spread over zones in `{path}`")
    def spread(context: Context) -> Value:
        pods = entries(context.read(path))
        for part in ("topologySpreadConstraints", "affinity", also):
            if part and pods.get(part) is not None:
                context.note(f"{path}.{part}", pods[part])
        return required_spread(context.resource, pods, lambda: count.value(context), ZONE, None)

    return spread
