"""A change in a sentence, as somebody would say it who has read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from continuity_audit.pipeline.comparison.words import code
from continuity_audit.reports import document as d
from continuity_audit.reports.words import listed, plural

NAMED: Final = 3
_VERBS: Final = {
    "fell": "lowers", "worse": "makes worse", "new": "adds", "gone": "removes", "changed": "changes",
    "better": "improves", "rose": "raises",
}  # fmt: skip


def sentence(comparison: d.Comparison) -> str:
    """What happens to components, then to findings, to the estate's level, and to the gate's own settings."""
    said = [_components(comparison.components), _findings(comparison.findings), _level(comparison)]
    weaker = sum(one.weakens for one in comparison.settings)
    if weaker:
        said.append(f"It also weakens what judges it, in {plural(weaker, 'place')}.")
    found = " ".join(filter(None, said))
    return found or "This change makes no difference to continuity."


def _components(changes: Sequence[d.ComponentChange]) -> str:
    moved = [one for one in changes if one.change in ("fell", "rose")]
    taken = moved[0] if len(moved) == 1 else None
    parts = []
    for name, verb in _VERBS.items():
        members = [one.name for one in changes if one.change == name and one is not taken]
        if members:
            parts.append(f"{verb} {_names(members)}")
    others = f"{'It also' if taken else 'This change'} {listed(parts)}." if parts else ""
    return " ".join(filter(None, [_taken(taken) if taken else "", others]))


def _taken(one: d.ComponentChange) -> str:
    why = one.summary.partition(": ")[2]
    levels = f"from {_interval(one.level_before)} to {_interval(one.level)}"
    return f"This change takes {code(one.name)} {levels}{f': {why}' if why else ''}."


def _names(members: Sequence[str]) -> str:
    names = Counter(members)
    if len(names) > NAMED:
        return f"{len(members)} components"
    return listed([code(name) + (f" (×{count})" if count > 1 else "") for name, count in names.items()])


def _findings(counts: dict[str, int]) -> str:
    words = {"new": "new", "reopened": "reopened", "accepted": "accepted", "remains": "remaining of worse ones",
             "replaced": "replaced", "undecided": "undecided now", "fixed": "fixed"}  # fmt: skip
    parts = [f"{counts[name]} {word}" for name, word in words.items() if counts.get(name)]
    return f"Findings: {', '.join(parts)}." if parts else ""


def _level(comparison: d.Comparison) -> str:
    was, is_ = _interval(comparison.level_before), _interval(comparison.level)
    return "" if was == is_ else f"The estate goes from {was} to {is_}."


def _interval(level: d.LevelInterval | None) -> str:
    if level is None:
        return "not judged"
    if level.at_least == level.at_most:
        return level.at_least
    return f"between {level.at_least} and {level.at_most}"
