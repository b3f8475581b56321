"""What the downtime under a failure costs: recovery estimates times the cost of an hour, as a range."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct

from continuity_audit.assessment.simulation import Failure, Fate, Simulation
from continuity_audit.estate.model import Outcome, Seconds, Tier

HOUR = 3_600


class Outage(Struct, frozen=True):
    """How long the critical components stand still under a failure."""

    failure: Failure
    seconds: Seconds | None
    """Until the last that recovers is back; nothing where none recovers in a time that is known."""
    lost: int
    """Critical components that do not come back at all."""
    unknown: int
    not_estimated: int
    """Those that recover in a time that nobody documents."""

    def cost(self, per_hour: Decimal) -> tuple[Decimal, Decimal] | None:
        """What the outage costs, from least to most."""
        if self.seconds is None:
            return None
        low, high = (per_hour * seconds / HOUR for seconds in self.seconds)
        return low, high


def outage(simulation: Simulation) -> Outage:
    """The outage under a simulated failure; what continues, and what is not critical, makes none."""
    critical = [fate for fate in simulation.fates if fate.assessed.tier is Tier.CRITICAL]
    recovers = [fate for fate in critical if fate.outcome is Outcome.RECOVERS]
    times = [fate.rto for fate in recovers if fate.rto is not None]
    return Outage(
        failure=simulation.failure,
        seconds=(max(low for low, _ in times), max(high for _, high in times)) if times else None,
        lost=_count(critical, Outcome.LOST),
        unknown=_count(critical, Outcome.UNKNOWN),
        not_estimated=len(recovers) - len(times),
    )


def _count(fates: Iterable[Fate], outcome: Outcome) -> int:
    return sum(fate.outcome is outcome for fate in fates)
