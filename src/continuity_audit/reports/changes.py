"""What formats tell of a change: components that did the same for the same reason together, and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.document import (
    Comparison,
    ComponentChange,
    ComponentChangeName,
    Document,
    FindingEntry,
    OutcomeState,
    ScenarioName,
)
from continuity_audit.reports.words import called

TITLES: Final[dict[ComponentChangeName, str]] = {
    "fell": "Levels that fall",
    "worse": "Worse at the same level",
    "new": "New components",
    "gone": "Gone components",
    "changed": "Changed",
    "better": "Better at the same level",
    "rose": "Levels that rise",
}
_UNSAFE_IN_KEY: Final = pattern(r"[^A-Za-z0-9._/]+")
_WHENS: Final[dict[ScenarioName, str]] = {
    "data": "data is lost", "instance": "an instance fails", "zone": "a zone fails", "region": "a region fails",
    "account": "the account is taken over",
}  # fmt: skip


class Alike(Struct, frozen=True):
    """Components of which the same is to be said."""

    members: tuple[ComponentChange, ...]

    @property
    def first(self) -> ComponentChange:
        """One that speaks for all."""
        return self.members[0]

    @property
    def labels(self) -> tuple[str, ...]:
        """What they are called, with the root where several are called the same."""
        names = Counter(map(called, self.members))
        return tuple(
            called(one) if names[called(one)] == 1 else f"{called(one)} in {one.stands_in}" for one in self.members
        )

    @property
    def size(self) -> int:
        """How many there are."""
        return len(self.members)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """What happens now and what happened before, a line for each scenario."""
        return tuple(
            f"When {_WHENS[one.scenario]}: {_state(one.after)}; before: {_state(one.before)}"
            for one in self.first.outcomes
            if not one.effective
        )


class Section(Struct, frozen=True):
    """The components of one kind of change."""

    name: ComponentChangeName
    title: str
    groups: tuple[Alike, ...]

    @property
    def total(self) -> int:
        """How many components it speaks of."""
        return sum(len(group.members) for group in self.groups)


class Told(Struct, frozen=True):
    """A finding that stands in several roots, or in one."""

    first: FindingEntry
    message: str
    """What it says, without the name of the environment where there are several."""
    roots: tuple[str, ...]
    """Where it stands, if that is more than one."""
    size: int


def together(findings: Iterable[FindingEntry]) -> tuple[Told, ...]:
    """Findings, those that say the same of the same block once: a block that several roots or environments share."""
    grouped: dict[tuple[object, ...], list[FindingEntry]] = {}
    for one in findings:
        key = (one.rule, one.severity, _message(one), one.file, one.line, one.change, one.fails_gate)
        grouped.setdefault(key, []).append(one)
    return tuple(
        Told(members[0], _message(members[0]), _roots(members), len(members))
        if len(members) > 1
        else Told(members[0], members[0].message, (), 1)
        for members in grouped.values()
    )


def _message(finding: FindingEntry) -> str:
    environment = (finding.component or "").partition("::")[0].rpartition("@")[2]
    return finding.message.removeprefix(f"{environment}: ")


def _roots(findings: Iterable[FindingEntry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.component.partition("::")[0] for one in findings if one.component))


def sections(comparison: Comparison) -> tuple[Section, ...]:
    """The components of a change, what falls first."""
    found = []
    for name, title in TITLES.items():
        grouped: dict[tuple[str, str], list[ComponentChange]] = {}
        for one in comparison.components:
            if one.change == name:
                grouped.setdefault((one.summary, one.kind), []).append(one)
        if grouped:
            found.append(Section(name, title, tuple(Alike(tuple(members)) for members in grouped.values())))
    return tuple(found)


def falls(document: Document) -> tuple[ComponentChange, ...]:
    """The components that a change makes worse."""
    comparison = document.comparison
    return () if comparison is None else tuple(one for one in comparison.components if one.change in ("fell", "worse"))


def brought(document: Document) -> tuple[FindingEntry, ...]:
    """The findings that the change brings and that count."""
    return tuple(one for one in document.findings if one.change in ("new", "reopened") and one.suppressed is None)


def remains(document: Document) -> tuple[FindingEntry, ...]:
    """The findings that are what is left of worse ones, which are gone."""
    return tuple(one for one in document.findings if one.change == "remains" and one.suppressed is None)


def accepted(document: Document) -> tuple[FindingEntry, ...]:
    """The findings that are new and accepted already, or accepted by the change."""
    return tuple(one for one in document.findings if one.suppressed is not None and one.change in ("new", "accepted"))


def is_silent(document: Document) -> bool:
    """Whether there is nothing to say of a change: none, and nothing that keeps the gate from holding."""
    comparison = document.comparison
    return comparison is not None and not comparison.changed and document.assessment.gate.passed


def base_words(comparison: Comparison) -> str:
    """What was compared with: `origin/main (1a2b3c4d5e)`, or where the change left it."""
    base = comparison.base
    commit = base.commit[:10]
    return f"{base.revision} ({commit})" if base.is_tip else f"{commit}, where it left {base.revision}"


def marker(paths: Iterable[str]) -> str:
    """The comment by which a page is found again and replaced; each choice of paths has one of its own."""
    key = " ".join(filter(None, (_UNSAFE_IN_KEY.sub("-", path).strip("-") for path in paths if path != ".")))
    return f"<!-- continuity-audit{f': {key}' if key else ''} -->"


def _state(state: OutcomeState) -> str:
    match state.outcome:
        case "unknown":
            return f"not known ({state.why})" if state.why else "not known"
        case "lost":
            return f"it is lost ({state.why})" if state.why else "it is lost"
        case outcome:
            by = f" by {state.by}" if state.by else ""
            return f"it {outcome}{by}" + (f" ({state.why})" if state.why else "")
