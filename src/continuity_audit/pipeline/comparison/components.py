"""What a change does to components: levels that fall or rise, other outcomes, what is new and what is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from continuity_audit.assessment.dependencies import Effective
from continuity_audit.assessment.estate_assessment import Assessed
from continuity_audit.assessment.levels import Interval
from continuity_audit.estate.model import Outcome, Scenario, Tier, Verdict
from continuity_audit.pipeline.comparison.facts import Facts
from continuity_audit.pipeline.comparison.words import code
from continuity_audit.pipeline.to_document import level_interval
from continuity_audit.reports import document as d
from continuity_audit.reports.words import listed

ORDER: Final = ("fell", "worse", "new", "gone", "changed", "better", "rose")
_TIERS: Final = tuple(Tier)
_EFFECTIVE_RANK: Final = (Outcome.LOST, Outcome.UNKNOWN, Outcome.RECOVERS, Outcome.CONTINUES)
WHEN: Final[Mapping[Scenario, str]] = {
    Scenario.DATA: "data is lost",
    Scenario.INSTANCE: "an instance fails",
    Scenario.ZONE: "a zone fails",
    Scenario.REGION: "a region fails",
    Scenario.ACCOUNT: "the account is taken over",
}


def changes(facts: Facts) -> tuple[d.ComponentChange, ...]:
    """The components that the change touches, what falls first."""
    before = {one.id: one for one in facts.before.assessment.components}
    after = {one.id: one for one in facts.after.assessment.components}
    came_from = {new: old for old, new in facts.identity.components.items()}
    found = [_gone(one) for one in before.values() if one.id not in facts.identity.components]
    for new in after.values():
        old = before.get(came_from.get(new.id, ""))
        change = _new(new) if old is None else _change(old, new, facts)
        if change is not None:
            found.append(change)
    return tuple(sorted(found, key=_order))


def _order(change: d.ComponentChange) -> tuple[int, int, int, str]:
    level = change.level or change.level_before
    return (
        ORDER.index(change.change), _TIERS.index(Tier(change.tier)), d.LEVELS.index(level.at_least) if level else 0,
        change.id,
    )  # fmt: skip


# --- one component ------------------------------------------------------------------------------------------------


def _new(new: Assessed) -> d.ComponentChange:
    summary = f"is new, at level {level_words(new.level)}" + _tier_of_note(new)
    return _entry(new, "new", summary, level=level_interval(new.level))


def _gone(old: Assessed) -> d.ComponentChange:
    summary = f"is gone; it was at level {level_words(old.level)}" + _tier_of_note(old)
    return _entry(old, "gone", summary, level_before=level_interval(old.level))


def _tier_of_note(assessed: Assessed) -> str:
    return "" if assessed.tier is Tier.CRITICAL else f", tier {assessed.tier.value}"


def _change(old: Assessed, new: Assessed, facts: Facts) -> d.ComponentChange | None:
    outcomes = [*_own(old, new), *_effective(old, new, facts)]
    own = [Scenario(one.scenario) for one in outcomes if not one.effective]
    name = _name(old, new, outcomes)
    if name is None:
        return None
    causes = facts.causes(old, new, own) if own else ()
    return _entry(
        new, name, _summary(name, old, new, outcomes, causes, facts),
        moved_from=old.id if old.id != new.id else None, tier_before=old.tier.value if old.tier != new.tier else None,
        level=level_interval(new.level), level_before=level_interval(old.level), outcomes=tuple(outcomes),
        causes=causes,
    )  # fmt: skip


def _entry(
    assessed: Assessed, change: d.ComponentChangeName, summary: str, *, moved_from: str | None = None,
    tier_before: str | None = None, level: d.LevelInterval | None = None, level_before: d.LevelInterval | None = None,
    outcomes: tuple[d.OutcomeChange, ...] = (), causes: tuple[d.CauseEntry, ...] = (),
) -> d.ComponentChange:  # fmt: skip
    component = assessed.component
    resource = component.resource
    place = next(((one.file, one.line) for one in causes if not one.at_base), (resource.span.file, resource.span.line))
    return d.ComponentChange(
        id=component.id, moved_from=moved_from, name=component.name, address=component.address,
        kind=component.kind.value, type=resource.type, root=resource.folder,
        environment=resource.environment or None, change=change, tier=assessed.tier.value, tier_before=tier_before,
        level=level, level_before=level_before, outcomes=outcomes, causes=causes, summary=summary,
        file=place[0], line=place[1],
    )  # fmt: skip


def _name(old: Assessed, new: Assessed, outcomes: Iterable[d.OutcomeChange]) -> d.ComponentChangeName | None:
    """Which kind of change it is; the level that is sure counts before the one that is possible."""
    levels = [(level.at_least.rank, level.at_most.rank) for level in (old.level, new.level)]
    if levels[0] != levels[1]:
        return "fell" if levels[1] < levels[0] else "rose"
    match sorted({one.direction for one in outcomes}):
        case ["better", "worse"]:
            return "changed"
        case ["worse"]:
            return "worse"
        case ["better"]:
            return "better"
        case _:
            return "changed" if old.tier != new.tier else None


# --- outcomes -----------------------------------------------------------------------------------------------------


def _own(old: Assessed, new: Assessed) -> Iterator[d.OutcomeChange]:
    for scenario in Scenario:
        was, is_ = old.component.outcomes[scenario], new.component.outcomes[scenario]
        if rank(was) != rank(is_):
            yield d.OutcomeChange(
                scenario=scenario.value, direction="worse" if rank(is_) < rank(was) else "better",
                before=_state(was), after=_state(is_),
            )  # fmt: skip


def rank(verdict: Verdict) -> tuple[int, int, int]:
    """How good a verdict is: what is sure, what is possible, and how mildly it recovers."""
    recovers = verdict.outcome is Outcome.RECOVERS and verdict.by is not None
    return verdict.worst.rank, verdict.best.rank, -verdict.by.hardness if recovers and verdict.by else 0


def _state(verdict: Verdict) -> d.OutcomeState:
    return d.OutcomeState(
        outcome=verdict.outcome.value, by=verdict.by.value if verdict.by else None, why=verdict.why,
        unknown=verdict.unknown,
    )  # fmt: skip


def _effective(old: Assessed, new: Assessed, facts: Facts) -> Iterator[d.OutcomeChange]:
    """Outcomes that only what it cannot work without has changed."""
    for scenario in Scenario:
        was, is_ = old.effective[scenario], new.effective[scenario]
        same = rank(old.component.outcomes[scenario]) == rank(new.component.outcomes[scenario])
        if same and was.outcome is not is_.outcome:
            worse = _EFFECTIVE_RANK.index(is_.outcome) < _EFFECTIVE_RANK.index(was.outcome)
            yield d.OutcomeChange(
                scenario=scenario.value, effective=True, direction="worse" if worse else "better",
                before=_effective_state(was), after=_effective_state(is_),
            )  # fmt: skip


def _effective_state(effective: Effective) -> d.OutcomeState:
    return d.OutcomeState(outcome=effective.outcome.value, because=effective.because)


# --- in words -----------------------------------------------------------------------------------------------------


def _summary(
    name: d.ComponentChangeName, old: Assessed, new: Assessed, outcomes: list[d.OutcomeChange],
    causes: tuple[d.CauseEntry, ...], facts: Facts,
) -> str:  # fmt: skip
    why = (
        [_with_place(cause) for cause in causes]
        or _because_of_others(name, outcomes, facts)
        or _in_their_words(outcomes)
    )
    moved = f" (it was {code(old.id)})" if old.id != new.id else ""
    tier = f"; its tier is {new.tier.value} now, it was {old.tier.value}" if old.tier != new.tier else ""
    return f"{_head(name, old, new, outcomes)}{moved}{': ' if why else ''}{'; '.join(why)}{tier}"


def _head(name: d.ComponentChangeName, old: Assessed, new: Assessed, outcomes: list[d.OutcomeChange]) -> str:
    level = level_words(new.level)
    if name in ("fell", "rose"):
        return f"{'falls' if name == 'fell' else 'rises'} from {level_words(old.level)} to {level}"
    when = {
        direction: listed(dict.fromkeys(WHEN[Scenario(o.scenario)] for o in outcomes if o.direction == direction))
        for direction in ("worse", "better")
    }
    said = [f"does {direction} when {words}" for direction, words in when.items() if words]
    stays = "stays" if level.startswith("between") else "stays at"
    return f"{stays} {level}" + (f" and {', '.join(said)}" if said else "")


def _with_place(cause: d.CauseEntry) -> str:
    place = f"{cause.file}:{cause.line}" if cause.line else cause.file
    if not place:
        return cause.text
    return f"{cause.text} ({'it stood at ' if cause.at_base else ''}{place})"


def _because_of_others(name: str, outcomes: list[d.OutcomeChange], facts: Facts) -> list[str]:
    """The components that it falls or no longer falls with, where only they have changed."""
    said: dict[str, None] = {}
    for one in outcomes:
        chain = one.after.because if one.direction == "worse" else one.before.because
        if one.effective and chain:
            names = " → ".join(code(_called(id_)) for id_ in chain)
            said[f"it needs {names}" if one.direction == "worse" else f"it no longer falls with {names}"] = None
    return list(said)


def _in_their_words(outcomes: list[d.OutcomeChange]) -> list[str]:
    """What the verdicts themselves say, where no fact that could be shown has changed."""
    said: dict[str, None] = {}
    for one in outcomes:
        if not one.effective:
            better = one.direction == "better"
            said[one.after.why or "" if better else f"no longer holds: {one.before.why}"] = None
    return [text for text in said if text][:2]


def _called(id_: str) -> str:
    return id_.partition("::")[2] or id_


def level_words(level: Interval | None) -> str:
    """`Medium`, or `between Low and Medium` where unknown values leave it open."""
    return "not judged" if level is None else str(level)
