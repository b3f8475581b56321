"""What the page shows of a component once it is opened: plain data a line, so that only what is opened is read."""

from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec

from continuity_audit.reports.document import SCENARIOS, ComponentEntry, EvidenceEntry, FindingEntry, OutcomeEntry
from continuity_audit.reports.story import Story, effective
from continuity_audit.reports.templating import MEANS, SCENARIO_TITLES
from continuity_audit.reports.words import lowered, place, span, tier

Source: TypeAlias = Callable[[str | None, int | None], str | None]

_LONGEST_VALUE = 160


class _Pool:
    """Texts that many components share, each kept once and referred to by its number."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self.kept: list[Any] = []

    def number(self, value: Any) -> int:
        key = msgspec.json.encode(value)
        if key not in self._numbers:
            self._numbers[key] = len(self.kept)
            self.kept.append(value)
        return self._numbers[key]


def details(story: Story, numbers: dict[str, int], source: Source) -> list[Any]:
    """What components share, then one entry a component, in the order of the document."""
    pool = _Pool()
    entries = [_component(component, story, numbers, source, pool) for component in story.document.components]
    return [pool.kept, *entries]


def _component(
    component: ComponentEntry, story: Story, numbers: dict[str, int], source: Source, pool: _Pool
) -> dict[str, Any]:
    at = component.placement
    facts = {
        "Address": component.address,
        "Type": f"{component.type} ({component.provider})",
        "Declared": place(component.file, component.line),
        "Root": component.stands_in,
        "Number": "left open" if component.undetermined else None,
        "Tier": tier(component),
        "Holds data": "yes" if component.stateful else "no",
        "Account": at.account,
        "Regions": ", ".join(at.regions) or None,
        "Zones": ", ".join(at.zone_names) or (None if at.zones is None else str(at.zones)),
        "Tags": ", ".join(f"{key}={value}" for key, value in sorted(component.tags.items())) or None,
    }
    declared = _code(source, component.file, component.line)
    return {
        "facts": [[name, value] for name, value in facts.items() if value],
        "code": declared,
        "needs": [numbers[name] for name in component.depends_on if name in numbers],
        "oneOf": [[numbers[name] for name in group if name in numbers] for group in component.depends_on_one_of],
        "outcomes": [_outcome(component, scenario, numbers, source, pool) for scenario in SCENARIOS],
        "findings": [_finding(entry, component, source) for entry in story.findings.get(component.id, ())],
    }


def _outcome(
    component: ComponentEntry, scenario: Any, numbers: dict[str, int], source: Source, pool: _Pool
) -> dict[str, Any]:
    own = component.outcomes.of(scenario)
    ended = effective(component, scenario)
    told = {
        "title": SCENARIO_TITLES[scenario],
        "own": own.outcome,
        "ended": ended.outcome,
        "how": MEANS[own.by] if own.by and MEANS[own.by] not in own.why else None,
        "estimate": _estimate(own),
        "why": own.why,
        "unknown": list(own.unknown or ended.unknown),
        "source": _link(own.source),
    }
    return {
        "told": pool.number(told),
        "because": [numbers[name] for name in ended.because if name in numbers],
        "evidence": [pool.number(_evidence(fact, source)) for fact in own.evidence],
    }


def _estimate(own: OutcomeEntry) -> str | None:
    if own.outcome == "unknown" or (own.rto is None and own.rpo is None):
        return None
    if own.rto == own.rpo == (0, 0):
        return "No outage and no data loss"
    return f"Outage {span(own.rto)}, data loss {span(own.rpo)}"


def _evidence(fact: EvidenceEntry, source: Source) -> dict[str, Any]:
    name = fact.attribute or fact.address
    return {
        "text": f"{name} is left out: the documented default counts" if fact.default else f"{name} = {_value(fact)}",
        "place": place(fact.file, fact.line),
        "code": _code(source, fact.file, fact.line),
        "source": _link(fact.source),
    }


def _value(fact: EvidenceEntry) -> str:
    match fact.value:
        case {"$unknown": [*names]}:
            return f"unknown ({', '.join(map(str, names))})"
        case {"$sensitive": _}:
            return "not shown (sensitive)"
        case _:
            text = msgspec.json.encode(fact.value).decode()
            return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _finding(entry: FindingEntry, component: ComponentEntry, source: Source) -> dict[str, Any]:
    accepted = entry.suppressed
    until = f" until {accepted.until}" if accepted and accepted.until else ""
    return {
        "rule": entry.rule,
        "severity": entry.severity,
        "gate": entry.fails_gate,
        "lowered": lowered(entry, component),
        "title": entry.title,
        "message": entry.message,
        "place": place(entry.file, entry.line),
        "code": _code(source, entry.file, entry.line),
        "remediation": entry.remediation,
        "related": [f"{place(one.file, one.line)}: {one.message}" for one in entry.related],
        "accepted": f"Accepted{until}: {accepted.reason or 'no reason given'}" if accepted else None,
    }


def _link(address: str | None) -> str | None:
    return address if address and address.startswith("https://") else None


def _code(source: Source, path: str | None, line: int | None) -> str | None:
    text = source(path, line)
    return text.strip() if text else None
