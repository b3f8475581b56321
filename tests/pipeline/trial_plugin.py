"""Resource types whose code says itself what becomes of them: for tests of all that comes after the profiles.

An attribute named as a scenario says ``continues``, ``lost``, or by what it recovers. Left out, all is well.
"""

from __future__ import annotations

from collections.abc import Iterable

from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.plugins import hookimpl
from continuity_audit.profiles.profile import Claim, Profile, continues, lost, recovers
from continuity_audit.profiles.terms import attribute


def ladder(scenario: Scenario, well: str) -> tuple[Claim, ...]:
    said = attribute(scenario.value, default=well)
    ways = ("restart", "promotion", "redeploy", "restore")
    return (
        continues("failover", "a standby takes over", when=said.equals("continues")),
        *(recovers(by, f"the code says {by}", when=said.equals(by), rto="1h") for by in ways),
        lost("the code says so", when=said.equals("lost")),
    )


def profile(name: str, kind: Kind, *, stateful: bool) -> Profile:
    return Profile(
        type=name,
        title=f"A trial's {kind.value}",
        kind=kind,
        stateful=stateful,
        needs=("needs",),
        data=ladder(Scenario.DATA, "restore" if stateful else "continues"),
        instance=ladder(Scenario.INSTANCE, "continues"),
        zone=ladder(Scenario.ZONE, "continues"),
        region=ladder(Scenario.REGION, "continues"),
        account=ladder(Scenario.ACCOUNT, "promotion"),
    )


@hookimpl
def continuity_audit_profiles() -> Iterable[Profile]:
    return (
        profile("trial_store", Kind.DATABASE, stateful=True),
        profile("trial_service", Kind.COMPUTE, stateful=False),
        profile("trial_device", Kind.NAT, stateful=False),
        profile("trial_vault", Kind.BACKUP_VAULT, stateful=True),
        profile("trial_bucket", Kind.OBJECT_STORAGE, stateful=True),
        profile("trial_registry", Kind.REGISTRY, stateful=False),
        profile("trial.example/Trial", Kind.WORKLOAD, stateful=False),
    )
