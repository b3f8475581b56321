"""From what an audit found to the report's document: names, numbers and places, nothing of the audit's own types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from continuity_audit import __version__
from continuity_audit.assessment.downtime import Outage, outage
from continuity_audit.assessment.estate_assessment import Assessed
from continuity_audit.assessment.levels import Interval
from continuity_audit.assessment.rules import Finding, Rule
from continuity_audit.assessment.sectors import Sector, standing
from continuity_audit.assessment.simulation import Simulation
from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.interface import Said
from continuity_audit.estate.model import Outcome, Scenario, Tier, Verdict
from continuity_audit.estate.parts import causes_of, leaves
from continuity_audit.estate.secrecy import of_arguments, of_pair, speaks_of_secrets, without_secrets
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.reading import Reading
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.gate import Gate
from continuity_audit.reports import document as d

MAX_SHOWN: Final = 200


def to_document(audit: Audit) -> d.Document:
    """The document of an audit."""
    components = tuple(_component(a) for a in sorted(audit.assessment.components, key=lambda a: a.id))
    return d.Document(
        tool=d.Tool(version=__version__),
        estate=_estate(audit),
        components=components,
        findings=tuple(finding_entry(finding, suppression, audit.gate) for finding, suppression in audit.findings),
        assessment=_assessment(audit),
        rules=tuple(_rule(rule) for rule in audit.rules),
    )


def _rule(rule: Rule) -> d.RuleEntry:
    return d.RuleEntry(
        id=rule.id,
        name=rule.name,
        family=rule.family,
        severity=rule.severity.value,
        status=rule.status.value,
        since=rule.since,
        scenarios=tuple(scenario.value for scenario in rule.scenarios),
        title=rule.title,
        rationale=rule.rationale,
        remediation=rule.remediation,
        examples=dict(rule.examples),
        flawed=dict(rule.flawed),
        references=rule.references,
    )


# --- values -------------------------------------------------------------------------------------------------------


def _float(number: Decimal) -> float | str:
    return float(number) if number.is_finite() else str(number)


def shown(value: Value, name: str = "", longest: int | None = None, number: Callable[[Decimal], Any] = _float) -> Any:
    """A value as JSON: what is open or sensitive says so in its place.

    Texts are cut after ``longest`` characters; ``number`` says what becomes of a decimal number.
    """
    if speaks_of_secrets(name.rpartition(".")[2]):
        return {"$sensitive": True}
    match value:
        case Choice() if is_set_of_one(value):
            return [{"$unknown": sorted(causes_of(value))}]
        case Unknown() | Choice():
            return {"$unknown": sorted(causes_of(value))}
        case Sensitive():
            return {"$sensitive": True}
        case Decimal():
            return number(value)
        case SetValue(elements=elements) | tuple(elements):
            return [shown(element, "", longest, number) for element in of_arguments(elements)]
        case dict():
            return {str(key): shown(element, str(key), longest, number) for key, element in of_pair(value).items()}
        case str():
            text = without_secrets(value)
            return text if longest is None or len(text) <= longest else text[:longest] + "…"
        case _:
            return value


def is_set_of_one(value: Value) -> bool:
    """Whether a value is a set of one element whatever the conditions in it are: only the element is open then."""
    return isinstance(value, Choice) and all(
        isinstance(leaf, SetValue) and len(leaf.elements) == 1 for leaf in leaves(value)
    )


# --- components ---------------------------------------------------------------------------------------------------


def _component(assessed: Assessed) -> d.ComponentEntry:
    component = assessed.component
    resource = component.resource
    place = component.placement
    return d.ComponentEntry(
        id=component.id,
        root=resource.folder,
        environment=resource.environment or None,
        address=component.address,
        name=component.name,
        kind=component.kind.value,
        type=resource.type,
        provider=component.provider,
        file=resource.span.file,
        line=resource.span.line,
        end_line=resource.span.end_line,
        undetermined=component.undetermined,
        stateful=component.stateful,
        tier=assessed.tier.value,
        tier_from=assessed.tiering.source.value,
        tier_why=assessed.tiering.why,
        tags={key: without_secrets(value) for key, value in component.tags.items() if not speaks_of_secrets(key)},
        placement=d.Placement(
            account=place.account, regions=place.regions, zones=place.zones, zone_names=place.zone_names
        ),
        outcomes=d.Outcomes(**{s.value: _outcome(component.outcomes[s]) for s in Scenario}),
        effective={s.value: _effective(assessed, s) for s in Scenario if _differs(assessed, s)},
        depends_on=component.needs,
        depends_on_one_of=component.one_of,
        level=level_interval(assessed.level),
    )


def _outcome(verdict: Verdict) -> d.OutcomeEntry:
    return d.OutcomeEntry(
        outcome=verdict.outcome.value,
        by=verdict.by.value if verdict.by else None,
        why=verdict.why,
        evidence=tuple(_shown_evidence(verdict)),
        rto=verdict.rto,
        rpo=verdict.rpo,
        unknown=tuple(map(without_secrets, verdict.unknown)),
        source=verdict.source or None,
    )


def _shown_evidence(verdict: Verdict) -> Iterator[d.EvidenceEntry]:
    """What shows an outcome, by what the code calls it: inside of a module that is not on disk, by its inputs."""
    seen: set[tuple[str, str, str]] = set()
    for evidence in verdict.evidence:
        said = evidence.said or Said(evidence.address, evidence.attribute, evidence.value)
        key = (evidence.root, said.call, said.name)
        if said.call and not (evidence.said and key in seen):
            seen.add(key)
            documented = "" if said.line else evidence.documented
            yield d.EvidenceEntry(
                address=said.call,
                attribute=said.name,
                value=shown(said.value, said.name, MAX_SHOWN),
                file=evidence.file,
                line=said.line or evidence.line,
                default=bool(documented),
                source=documented if documented.startswith("http") else None,
            )


def _differs(assessed: Assessed, scenario: Scenario) -> bool:
    return assessed.effective[scenario].outcome is not assessed.component.outcomes[scenario].outcome


def _effective(assessed: Assessed, scenario: Scenario) -> d.EffectiveEntry:
    effective = assessed.effective[scenario]
    return d.EffectiveEntry(
        outcome=effective.outcome.value,
        because=effective.because,
        unknown=tuple(map(without_secrets, effective.unknown)),
    )


def level_interval(level: Interval) -> d.LevelInterval:
    """A level as the document has it."""
    return d.LevelInterval(at_least=level.at_least.value, at_most=level.at_most.value)


# --- findings -----------------------------------------------------------------------------------------------------


def finding_entry(finding: Finding, suppression: Suppression | None, gate: Gate) -> d.FindingEntry:
    """A finding as the document has it, with what accepts it and whether it fails the gate."""
    return d.FindingEntry(
        rule=finding.rule.id,
        title=finding.rule.title,
        severity=finding.severity.value,
        lowered_from=finding.lowered_from.value if finding.lowered_from else None,
        fails_gate=finding.fingerprint in gate.failing,
        component=finding.component.id if finding.component else None,
        scenario=finding.scenario.value if finding.scenario else None,
        message=finding.message,
        file=finding.file,
        line=finding.line,
        related=tuple(_related(finding)),
        remediation=finding.remediation or None,
        fingerprint=finding.fingerprint,
        undecided=finding.undecided,
        suppressed=_suppressed(suppression),
    )


def _related(finding: Finding) -> Iterable[d.Related]:
    """The block inside a module where the finding is shown at its call, and the other calls, the innermost first."""
    if finding.component is not None:
        resource = finding.component.component.resource
        for span in (resource.span, *reversed(resource.sources)):
            if (span.file, span.line) != (finding.file, finding.line):
                message = "in the module" if span is resource.span else "called here"
                yield d.Related(file=span.file, line=span.line, message=message)


def _suppressed(suppression: Suppression | None) -> d.Suppressed | None:
    if suppression is None:
        return None
    return d.Suppressed(
        reason=without_secrets(suppression.reason) or None,
        until=suppression.until.isoformat() if suppression.until else None,
        source=suppression.source,
        file=suppression.file or None,
        line=suppression.line or None,
    )


# --- the estate ---------------------------------------------------------------------------------------------------


def _estate(audit: Audit) -> d.EstateSummary:
    roots = [r for r in audit.read.readings if r.resources or r.language == "terraform"]
    files = {file for reading in audit.read.readings for file in reading.files}
    files |= {file for folder in audit.tree.terraform.values() for file in folder}
    return d.EstateSummary(
        paths=tuple(map(_without_machine, audit.request.paths)),
        incomplete=audit.incomplete,
        roots=tuple(
            d.Root(path=r.folder, language=r.language, environment=r.environment or None)
            for r in sorted(roots, key=lambda r: (r.root, r.language))
        ),
        files=len(files),
        unread=tuple(map(_unread, sorted(audit.read.unread))),
        skipped=tuple(map(_skipped, sorted((*audit.read.skipped, *audit.read.unjudged)))),
        unresolved=tuple(_unresolved(audit)),
    )


def _unread(unread: Unread) -> d.Unread:
    return d.Unread(path=unread.path, line=unread.line or None, reason=without_secrets(unread.reason))


def _skipped(skipped: Skipped) -> d.Skipped:
    return d.Skipped(path=skipped.path, reason=without_secrets(skipped.reason))


def _without_machine(path: Path) -> str:
    """A path as it was named; of one that is named from the machine's root, what tells it here."""
    if not path.is_absolute():
        return path.as_posix()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.name


def _unresolved(audit: Audit) -> Iterable[d.Unresolved]:
    """The names that verdicts hang on, those that decide most first, and modules that are not on disk."""
    affects: Counter[tuple[str, str]] = Counter()
    decides: Counter[tuple[str, str]] = Counter()
    for assessed in audit.assessment.components:
        for verdict in assessed.component.outcomes.values():
            if verdict.outcome is Outcome.UNKNOWN:
                root = assessed.component.resource.root
                affects.update((root, name) for name in verdict.unknown)
                if len(verdict.unknown) == 1:
                    decides[root, verdict.unknown[0]] += 1
    affects.update(_of_dependencies_alone(audit.assessment.components, {name for _, name in affects}))
    readings: dict[str, list[Reading]] = {}
    for reading in audit.read.readings:
        readings.setdefault(reading.root, []).append(reading)
        for missing in reading.missing:
            affects.setdefault((reading.root, missing.name), 0)
    places = {reading.root: (reading.folder, reading.environment) for reading in audit.read.readings}
    for (root, name), count in sorted(affects.items(), key=lambda item: (-item[1], item[0])):
        other, _, named = name.rpartition("::")
        told, called = (readings[other], named) if other in readings else (readings.get(root, ()), name)
        file, line = _declared(told, called)
        folder, environment = places[root]
        reason = next((reading.notes[name] for reading in readings.get(root, ()) if name in reading.notes), None)
        yield d.Unresolved(
            name=without_secrets(name), root=folder, environment=environment or None, affects=count,
            decides=decides[root, name], file=file, line=line, reason=reason and without_secrets(reason).rstrip("."),
            source=_source(told, called),
        )  # fmt: skip


def _of_dependencies_alone(components: Iterable[Assessed], known: Set[str]) -> Iterator[tuple[str, str]]:
    """The names on which no component's own outcome hangs, only whether what it needs falls with it."""
    for assessed in components:
        for effective in assessed.effective.values():
            yield from ((assessed.component.resource.root, name) for name in effective.unknown if name not in known)


def _declared(readings: Sequence[Reading], name: str) -> tuple[str | None, int | None]:
    """Where a name is declared, or else the module call that it is of."""
    while name:
        place = _declared_as_such(readings, name)
        if place != (None, None) or not name.startswith("module."):
            return place
        name = name.rpartition(".")[0]
    return None, None


def _declared_as_such(readings: Sequence[Reading], name: str) -> tuple[str | None, int | None]:
    for reading in readings:
        if name in reading.declared:
            return reading.declared[name]
        for missing in reading.missing:
            if missing.name == name:
                return missing.file, missing.line
    return None, None


def _source(readings: Iterable[Reading], name: str) -> str | None:
    """The source of a module that is not on disk, by the name of its call."""
    missing = (missing for reading in readings for missing in reading.missing)
    return next((one.source for one in missing if one.name == name and one.source), None)


def _assessment(audit: Audit) -> d.AssessmentEntry:
    assessment = audit.assessment
    tiers = Counter(assessed.tier.value for assessed in assessment.components)
    return d.AssessmentEntry(
        level=level_interval(assessment.level) if assessment.level else None,
        components_by_level={level.value: count for level, count in assessment.by_level.items()},
        tiers={tier.value: tiers[tier.value] for tier in Tier if tiers[tier.value]},
        scenarios=tuple(map(_count, audit.simulations)),
        downtime=_downtime(audit),
        sector=_sector(audit),
        matrix=tuple(d.SectorRow(**_row(sector)) for sector in audit.sectors),
        gate=_gate(audit),
    )


def _gate(audit: Audit) -> d.Gate:
    """The gate; an audit that is not whole holds none, unless that is allowed."""
    unfinished = () if audit.request.allow_incomplete else audit.incomplete
    reasons = (*audit.gate.reasons, *(f"the audit is incomplete: {reason}" for reason in unfinished))
    asked = audit.request
    return d.Gate(
        passed=not reasons,
        reasons=reasons,
        fail_on=asked.fail_on.value,
        min_level=asked.min_level.value if asked.min_level else None,
        unknown=asked.unknown.value,
    )


def _count(simulation: Simulation) -> d.ScenarioCount:
    totals = simulation.totals
    return d.ScenarioCount(
        scenario=simulation.failure.scenario.value,
        domain=simulation.failure.domain,
        continues=totals[Outcome.CONTINUES],
        recovers=totals[Outcome.RECOVERS],
        lost=totals[Outcome.LOST],
        unknown=totals[Outcome.UNKNOWN],
    )


def _downtime(audit: Audit) -> d.Downtime | None:
    per_hour = audit.request.downtime_cost
    if per_hour is None:
        return None
    failures = tuple(_cost(outage(simulation), per_hour) for simulation in audit.simulations)
    return d.Downtime(per_hour=float(per_hour), currency=audit.request.currency, failures=failures)


def _cost(found: Outage, per_hour: Decimal) -> d.FailureCost:
    cost = found.cost(per_hour)
    return d.FailureCost(
        scenario=found.failure.scenario.value,
        domain=found.failure.domain,
        outage=found.seconds,
        cost=(round(float(cost[0]), 2), round(float(cost[1]), 2)) if cost else None,
        lost=found.lost,
        unknown=found.unknown,
        not_estimated=found.not_estimated,
    )


def _row(sector: Sector) -> dict[str, Any]:
    return {
        "slug": sector.slug, "name": sector.name, "risk": sector.risk, "why_risk": sector.why_risk,
        "typical_level": sector.typical_level.value, "why_level": sector.why_level, "examples": sector.examples,
    }  # fmt: skip


def _sector(audit: Audit) -> d.SectorEntry | None:
    if audit.sector is None:
        return None
    level = audit.assessment.level
    return d.SectorEntry(**_row(audit.sector), standing=standing(level, audit.sector) if level else None)
