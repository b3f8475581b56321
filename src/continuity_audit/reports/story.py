"""What a report tells, worked out once for every format: the headline, the scenes, the weakest links, the questions."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from continuity_audit.reports.answers import how_to_answer, how_to_map, is_of_one_thing, module_of, what_to_do
from continuity_audit.reports.document import (
    SCENARIOS,
    SEVERITIES,
    ComponentEntry,
    Document,
    EffectiveEntry,
    FindingEntry,
    OutcomeEntry,
    OutcomeName,
    ScenarioName,
    Severity,
    Unresolved,
)
from continuity_audit.reports.headline import headline
from continuity_audit.reports.weakest import WeakLink, weakest_links
from continuity_audit.reports.words import place, plural

DISCLAIMER = (
    "Recovery times and data loss windows are estimates from providers' documented behaviour and the settings "
    "in the code, never promises."
)

ROOTS_NAMED = 3
"""So many roots of a question are named where it is asked in more."""

_RANK: dict[OutcomeName, int] = {"lost": 0, "unknown": 1, "recovers": 2, "continues": 3}


class Fate(Struct, frozen=True):
    """One component in one scenario, dependencies counted in."""

    component: ComponentEntry
    own: OutcomeEntry
    outcome: OutcomeName
    chain: tuple[ComponentEntry, ...]
    """The components that pull it down; empty where it does as well as alone."""


class Scene(Struct, frozen=True):
    """One scenario: every component stands in exactly one of the groups."""

    scenario: ScenarioName
    lost: tuple[Fate, ...]
    falls: tuple[Fate, ...]
    """Would do better alone: something it cannot work without failed."""
    recovers: tuple[Fate, ...]
    unknown: tuple[Fate, ...]
    continues: tuple[Fate, ...]

    def fates(self) -> tuple[Fate, ...]:
        """All of them, in the order of the groups."""
        return (*self.lost, *self.falls, *self.recovers, *self.unknown, *self.continues)

    def counts(self) -> dict[OutcomeName, int]:
        """How many components end with each outcome."""
        ends = Counter(fate.outcome for fate in self.falls)
        return {
            "continues": len(self.continues),
            "recovers": len(self.recovers) + ends["recovers"],
            "lost": len(self.lost) + ends["lost"],
            "unknown": len(self.unknown),
        }


class Question(Struct, frozen=True):
    """An unknown value to be answered."""

    name: str
    roots: tuple[str, ...]
    """Where it is asked for: one root, but for what is the same thing in all of them, such as a chart."""
    decides: int
    """Verdicts that hang on it alone."""
    affects: int
    """Verdicts that name it among their causes."""
    components: tuple[ComponentEntry, ...]
    declared: str | None
    """Where, as `file:line`."""
    reason: str | None = None
    """Why it is not known, where that is a mistake in the code or a limit."""
    source: str | None = None
    """Of a module that is not on disk, its source with its version; without it where several are called."""
    places: frozenset[str] = frozenset()
    """Where such a module is called."""

    @property
    def called(self) -> str:
        """How the call stands to the module: the only one of it, or one of many."""
        return "a call of" if len(self.places) <= 1 else f"one of {len(self.places):,} calls of"

    @property
    def named(self) -> tuple[str, ...]:
        """The roots as they are named; of more than four, three."""
        return self.roots if len(self.roots) <= ROOTS_NAMED + 1 else self.roots[:ROOTS_NAMED]

    @property
    def unnamed(self) -> int:
        """How many roots are not named."""
        return len(self.roots) - len(self.named)

    @property
    def how(self) -> str:
        """What to do to answer it."""
        if self.reason:
            return f"It could not be worked out: {self.reason}."
        answer = how_to_answer(self.name)
        return f"{answer} {how_to_map(self.source)}".rstrip() if self.source else answer

    @property
    def gain(self) -> str:
        """What an answer gives: `set it and 3 verdicts are decided`."""
        if self.decides:
            more = f" (it has a part in {self.affects:,})" if self.affects > self.decides else ""
            if self.reason:
                return f"{plural(self.decides, 'verdict')} {'hangs' if self.decides == 1 else 'hang'} on it alone{more}"
            decided = f"{plural(self.decides, 'verdict')} {'is' if self.decides == 1 else 'are'} decided"
            return f"{what_to_do(self.name)} and {decided}{more}"
        if self.affects:
            return f"it has a part in {plural(self.affects, 'verdict')}"
        counts = self.name.endswith((".count", ".for_each", ".enabled"))
        return "how many there are is not known" if counts else "what it makes is not judged"


class Story(Struct, frozen=True, dict=True):
    """Everything that the formats tell of one document; what only some of them tell is worked out when they ask."""

    document: Document
    headline: str
    questions: tuple[Question, ...]
    findings: dict[str, tuple[FindingEntry, ...]]
    """By component id, worst first, suppressed ones included."""
    audit_findings: tuple[FindingEntry, ...]
    """Those that concern no component."""

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """What happens in each scenario."""
        components = self.document.components
        by_id = {component.id: component for component in components}
        return tuple(scene_of(name, (_fate(component, by_id, name) for component in components)) for name in SCENARIOS)

    @cached_property
    def weakest(self) -> tuple[WeakLink, ...]:
        """The blocks of code worth changing, that which gains most first."""
        return weakest_links(self.document.components, _pulled_down(self.scenes), self.findings)

    @property
    def severities(self) -> dict[Severity, int]:
        """How many findings of each severity count, worst first."""
        counted = Counter(entry.severity for entry in self.document.findings if entry.suppressed is None)
        return {severity: counted[severity] for severity in SEVERITIES}

    @property
    def failing(self) -> tuple[FindingEntry, ...]:
        """The findings that make the gate fail."""
        return tuple(entry for entry in self.document.findings if entry.fails_gate)

    @property
    def suppressed(self) -> tuple[FindingEntry, ...]:
        """The findings that someone accepted."""
        return tuple(entry for entry in self.document.findings if entry.suppressed is not None)


def tell(document: Document) -> Story:
    """Work out the story of a document; it should be sanitised already."""
    ids = {component.id for component in document.components}
    questions = _questions(document)
    return Story(
        document=document,
        headline=headline(document, len(questions)),
        questions=questions,
        findings=_by_component(document.findings),
        audit_findings=tuple(entry for entry in document.findings if entry.component not in ids),
    )


def effective(component: ComponentEntry, scenario: ScenarioName) -> EffectiveEntry:
    """The outcome with dependencies counted in; the component's own where the document names no other."""
    return component.effective.get(scenario) or EffectiveEntry(outcome=component.outcomes.of(scenario).outcome)


def _fate(component: ComponentEntry, by_id: dict[str, ComponentEntry], scenario: ScenarioName) -> Fate:
    entry = effective(component, scenario)
    chain = tuple(by_id[name] for name in entry.because if name in by_id)
    return Fate(component, component.outcomes.of(scenario), entry.outcome, chain)


def scene_of(scenario: ScenarioName, fates: Iterable[Fate]) -> Scene:
    """A scene of these fates, each in its group."""
    groups: dict[str, list[Fate]] = {"lost": [], "falls": [], "recovers": [], "unknown": [], "continues": []}
    for fate in fates:
        worse = _RANK[fate.outcome] < _RANK[fate.own.outcome]
        groups["falls" if worse and fate.outcome != "unknown" else fate.outcome].append(fate)
    return Scene(scenario, **{name: tuple(found) for name, found in groups.items()})


def _pulled_down(scenes: Iterable[Scene]) -> dict[str, dict[str, ComponentEntry]]:
    """For each component that others fall with, those others."""
    pulled: dict[str, dict[str, ComponentEntry]] = {}
    for scene in scenes:
        for fate in scene.falls:
            if fate.chain:
                pulled.setdefault(fate.chain[-1].id, {})[fate.component.id] = fate.component
    return pulled


def _by_component(findings: Iterable[FindingEntry]) -> dict[str, tuple[FindingEntry, ...]]:
    grouped: dict[str, list[FindingEntry]] = {}
    for entry in findings:
        if entry.component is not None:
            grouped.setdefault(entry.component, []).append(entry)
    return {name: tuple(sorted(entries, key=severity_order)) for name, entries in grouped.items()}


def severity_order(entry: FindingEntry) -> tuple[int, int, str, str]:
    """The order of findings: those that count first, then worst first, then by rule."""
    return int(entry.suppressed is not None), SEVERITIES.index(entry.severity), entry.rule, entry.message


def _questions(document: Document) -> tuple[Question, ...]:
    asked: dict[tuple[str, str], tuple[list[int], dict[str, ComponentEntry]]] = {}
    for component in document.components:
        for _, entry in component.outcomes.items():
            for name in entry.unknown:
                alone, components = asked.setdefault((component.stands_in, name), ([], {}))
                alone.append(int(len(entry.unknown) == 1))
                components[component.id] = component
    own = {name for _, name in asked}
    for component in document.components:
        for ended in component.effective.values():
            for name in (name for name in ended.unknown if name not in own):
                alone, components = asked.setdefault((component.stands_in, name), ([], {}))
                alone.append(0)
                components[component.id] = component
    known = {(entry.stands_in, entry.name): entry for entry in document.estate.unresolved}
    keys = [*known, *(key for key in asked if key not in known)]
    questions = _of_one_thing(_question(key, known.get(key), *asked.get(key, ([], {}))) for key in keys)
    return tuple(sorted(questions, key=lambda one: (-one.decides, -one.affects, -len(one.places), one.roots, one.name)))


def _of_one_thing(questions: Iterable[Question]) -> Iterable[Question]:
    """One question for what is one and the same thing in many roots."""
    merged: dict[tuple[str, ...], Question] = {}
    for one in sorted(questions, key=lambda one: (one.declared or "", one.roots, one.name)):
        alike = is_of_one_thing(one.name, one.declared) and not one.reason
        place = "" if one.name.startswith("chart ") else one.declared or ""
        key = (one.name, place) if alike else (one.name, place, *one.roots)
        if one.source and not one.reason:  # however many call a module, it is one to look at
            key = (module_of(one.source),)
        first = merged.get(key)
        merged[key] = one if first is None else _both(first, one)
    return merged.values()


def _both(first: Question, other: Question) -> Question:
    return Question(
        first.name,
        tuple(sorted({*first.roots, *other.roots})),
        first.decides + other.decides,
        first.affects + other.affects,
        (*first.components, *other.components),
        first.declared if first.source or first.declared == other.declared else None,
        source=first.source if first.source == other.source else module_of(first.source or ""),
        places=first.places | other.places,
    )


def _question(
    key: tuple[str, str], entry: Unresolved | None, alone: list[int], components: dict[str, ComponentEntry]
) -> Question:
    decides, affects, declared, reason, source = sum(alone), len(alone), None, None, None
    if entry is not None:
        decides = decides if entry.decides is None else entry.decides
        affects, declared, reason = entry.affects, place(entry.file, entry.line), entry.reason
        source = entry.source
    places = frozenset({declared} if source and declared else ())
    return Question(key[1], (key[0],), decides, affects, tuple(components.values()), declared, reason, source, places)
