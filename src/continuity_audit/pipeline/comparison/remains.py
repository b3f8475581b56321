"""Findings that are new by their rule only: what is left of a worse one that the change has solved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from continuity_audit.assessment.estate_assessment import Assessed
from continuity_audit.assessment.rules import Finding
from continuity_audit.estate.model import Outcome, Scenario, Seconds, Verdict
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.comparison.components import rank

OF_OUTCOMES: Final = ("CA1", "CA2", "CA3", "CA4", "CA5")
"""The families of rules that hang on what becomes of a component, and on nothing beside it."""
_ORDER: Final = (Outcome.LOST, Outcome.UNKNOWN, Outcome.RECOVERS, Outcome.CONTINUES)


def remaining(
    before: Audit, after: Audit, new: Iterable[Finding], gone: Iterable[Finding], components: Mapping[str, str]
) -> Iterator[Finding]:
    """Those of the new findings in whose scenario the component does no worse in any way than at the base.

    A database that had no backups and has some now is told that they lie in its account: that is no news that the
    change brought. Another finding of the component, that weighed as much or more, must be gone for it;
    ``components`` are the base's ids with those of now.
    """
    old = {one.id: one for one in before.assessment.components}
    came_from = {now: then for then, now in components.items()}
    solved: dict[str, int] = {}
    for one in gone:
        if one.component is not None:
            name = components.get(one.component.id, "")
            solved[name] = min(solved.get(name, one.severity.rank), one.severity.rank)
    for finding in new:
        now = finding.component
        if now is None or finding.scenario is None or not finding.rule.id.startswith(OF_OUTCOMES):
            continue
        was = old.get(came_from.get(now.id, ""))
        weighs = solved.get(now.id)
        if was is None or weighs is None or weighs > finding.severity.rank:
            continue
        if _no_worse(was, now, finding.scenario):
            yield finding


def _no_worse(was: Assessed, now: Assessed, scenario: Scenario) -> bool:
    old, new = was.component.outcomes[scenario], now.component.outcomes[scenario]
    ended, ends = was.effective[scenario].outcome, now.effective[scenario].outcome
    return (
        was.tier is now.tier
        and rank(old) <= rank(new)
        and _ORDER.index(ended) <= _ORDER.index(ends)
        and (rank(old) < rank(new) or _no_longer(old, new))
    )


def _no_longer(old: Verdict, new: Verdict) -> bool:
    """Whether recovery takes no longer and costs no more data; better outcomes have estimates of their own."""
    return _at_most(new.rto, old.rto) and _at_most(new.rpo, old.rpo)


def _at_most(new: Seconds | None, old: Seconds | None) -> bool:
    return new is None or (old is not None and new[1] <= old[1])
