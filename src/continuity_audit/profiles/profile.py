"""The shape of a profile: a resource type, what folds into it, and a ladder of claims for each scenario."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, lru_cache
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import By, Kind, Outcome, Resource, Scenario, Seconds
from continuity_audit.profiles.references import Named
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, Term, every_part

UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@lru_cache(maxsize=1024)
def seconds(text: str) -> Seconds | None:
    """A range of durations in seconds: ``60s-120s``, ``5m``, ``0s``; ``None`` for an empty text.

    Raises:
        ValueError: the text is no duration.
    """
    if not text:
        return None
    bounds = [_one(part) for part in text.split("-")]
    if len(bounds) > 2:
        raise ValueError(f"not a duration or a range of two: {text!r}")
    return (bounds[0], bounds[-1])


def _one(text: str) -> int:
    found = re.fullmatch(r"\s*(\d+)\s*([smhd])\s*", text)
    if not found:
        raise ValueError(f"not a duration such as 90s, 5m, 4h or 2d: {text!r}")
    return int(found[1]) * UNITS[found[2]]


class Claim(Struct, frozen=True):
    """An outcome, the condition under which it holds, why, its recovery estimate and where the figure comes from."""

    outcome: Outcome
    why: str
    by: By | None = None
    when: Condition = ALWAYS
    rto: Seconds | None = None
    rpo: Seconds | None = None
    source: str = ""


def continues(
    by: str, why: str, *, when: Condition = ALWAYS, rto: str = "0s", rpo: str = "0s", source: str = ""
) -> Claim:
    """A live copy outside the failed domain goes on or takes over by itself."""
    return Claim(Outcome.CONTINUES, why, By(by), when, seconds(rto), seconds(rpo), source)


def recovers(by: str, why: str, *, when: Condition = ALWAYS, rto: str, rpo: str = "0s", source: str = "") -> Claim:
    """A copy (or the code, of what holds no data) survives, and someone or something brings it back."""
    return Claim(Outcome.RECOVERS, why, By(by), when, seconds(rto), seconds(rpo), source)


def lost(why: str, *, when: Condition = ALWAYS, source: str = "") -> Claim:
    """No copy outside the failed domain is known to the code."""
    return Claim(Outcome.LOST, why, None, when, None, None, source)


def where(condition: Condition, *claims: Claim) -> tuple[Claim, ...]:
    """The claims where a further condition holds."""
    return tuple(replace(claim, when=condition if claim.when is ALWAYS else claim.when & condition) for claim in claims)


Need: TypeAlias = "str | Callable[[Context], Iterable[Resource]]"
"""A run-time dependency: an argument or block by its name, or a function that finds the resources."""


Alternatives: TypeAlias = "Callable[[Context], Iterable[tuple[Resource, ...]]]"
"""Run-time dependencies of which one is enough: a function that finds groups of resources."""


class Fold(Struct, frozen=True):
    """A companion: a resource of ``type`` whose attribute ``by`` names the component (or one folded into it).

    With ``forward`` the component's (or companion's, ``of``) own attribute ``by`` names the companion instead.
    ``needs`` are the companion's run-time dependencies, which become the component's. Where no single attribute names
    the other side, ``match`` finds it: what the companion belongs to, or with ``forward`` the companions; a `Named`
    where it hangs on what code leaves open. A companion that only may belong to the component only may be there.
    """

    type: str
    by: str = ""
    forward: bool = False
    of: str = ""
    needs: tuple[Need, ...] = ()
    shared: bool = False
    """Whether several components may have it as a companion, such as a subnet group."""
    match: Callable[[Resource, Estate], Iterable[Resource | Named]] | None = None


class Profile(Struct, frozen=True, kw_only=True, dict=True):
    """What a resource type is, and what decides its outcomes."""

    type: str
    title: str
    kind: Kind
    stateful: bool | Condition
    data: tuple[Claim, ...] = ()
    instance: tuple[Claim, ...] = ()
    zone: tuple[Claim, ...] = ()
    region: tuple[Claim, ...] = ()
    account: tuple[Claim, ...] = ()
    folds: tuple[Fold, ...] = ()
    needs: tuple[Need, ...] = ()
    alternatives: tuple[Alternatives, ...] = ()
    open_needs: Callable[[Context], Iterable[str]] | None = None
    """The names of the open values that alone say what it cannot work without."""
    component: Condition = ALWAYS
    """Whether a resource of the type is a component; one that is switched off is none."""
    names: tuple[str, ...] = ("name",)
    """The attributes that hold what people call it, the first that is known counts; ``aws_kms_alias.name`` is one of a
    companion."""
    regions: Callable[[Context], tuple[str, ...]] | None = None
    zones: Term | None = None
    """The number of zones that it stands in, for its placement."""
    scheduled: bool = False
    """Whether it runs only now and then, so that at best it is run again: that is no flaw of the code."""
    reads: tuple[str, ...] = ()
    """Further resource types that its conditions look for."""
    advice: Mapping[Scenario, str] = {}
    """What helps where it is lost and no claim says how it would not be: what no attribute of the code decides."""

    def ladder(self, scenario: Scenario) -> tuple[Claim, ...]:
        """The claims for a scenario, the best first, without the floor."""
        ladder: tuple[Claim, ...] = getattr(self, scenario.value)
        return ladder

    @property
    def provider(self) -> str:
        """The provider, read off the type: ``aws_db_instance`` is aws; a Kubernetes type bears no underscore."""
        if self.type[:1].isupper() or "/" in self.type:
            return "kubernetes"
        called = {"azurerm": "azure", "google": "gcp", "helm": "kubernetes"}
        return called.get(prefix := self.type.partition("_")[0], prefix)

    @cached_property
    def types_read(self) -> frozenset[str]:
        """The resource types that must be read to judge it."""
        conditions = [claim.when for scenario in Scenario for claim in self.ladder(scenario)]
        terms = [t for t in (*conditions, self.component, self.stateful, self.zones) if isinstance(t, Term)]
        found = {self.type, *self.reads, *(fold.type for fold in self.folds)}
        return frozenset(found.union(*(getattr(part, "reads", ()) for term in terms for part in every_part(term))))


WELL_ARCHITECTED: Final = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/"
    "rel_planning_for_recovery_disaster_recovery.html"
)

REDEPLOY: Final = {
    scenario: recovers("redeploy", f"it is deployed again from code{where}", rto=rto, source=WELL_ARCHITECTED)
    for scenario, where, rto in (
        (Scenario.INSTANCE, "", "15m-2h"),
        (Scenario.ZONE, " in another zone", "30m-4h"),
        (Scenario.REGION, " in another region", "1h-24h"),
        (Scenario.ACCOUNT, " in another account", "4h-72h"),
    )
}

HOLDS_NONE: Final = Claim(Outcome.CONTINUES, "it holds no data of its own", None, ALWAYS, (0, 0), (0, 0))

GONE: Final = {
    Scenario.DATA: lost("no point-in-time copy of its data is known to the code"),
    Scenario.INSTANCE: lost("its data is on the failed instance and no copy is known to the code"),
    Scenario.ZONE: lost("no copy of its data outside the zone is known to the code"),
    Scenario.REGION: lost("no copy of its data outside the region is known to the code"),
    Scenario.ACCOUNT: lost("no copy that an administrator of the account cannot delete is known to the code"),
}


def floor(scenario: Scenario, stateful: bool) -> Claim:
    """What holds where no claim of a ladder does."""
    if stateful:
        return GONE[scenario]
    return HOLDS_NONE if scenario is Scenario.DATA else REDEPLOY[scenario]
