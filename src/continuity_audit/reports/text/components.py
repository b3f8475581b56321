"""Every component with its outcomes and what decided them, as -v adds them to the report for a terminal."""

from collections.abc import Iterator

from continuity_audit.reports.document import (
    ComponentEntry,
    Document,
    EffectiveEntry,
    EvidenceEntry,
    OutcomeEntry,
    ScenarioName,
)
from continuity_audit.reports.text.layout import pad
from continuity_audit.reports.text.look import Look
from continuity_audit.reports.words import place, span

_INDENT = " " * 14


def every(document: Document, look: Look) -> Iterator[str]:
    """All components, in the order of the document."""
    yield look.paint("Every component", "bold")
    for component in document.components:
        yield from _component(component, look)
    yield ""


def _component(component: ComponentEntry, look: Look) -> Iterator[str]:
    yield look.bold(component.address, "  ")
    if component.undetermined:
        yield look.wrap("the code leaves open whether it is there, or how many there are", "    ")
    for scenario, own in component.outcomes.items():
        yield from _outcome(scenario, own, look)
        ended = component.effective.get(scenario)
        if ended is not None and ended.outcome != own.outcome:
            yield from _pulled_down(ended, look)


def _outcome(scenario: ScenarioName, own: OutcomeEntry, look: Look) -> Iterator[str]:
    """What happens to the component alone, why, and how long that takes."""
    outcome = look.paint(pad(own.outcome, 9) if own.by else own.outcome, own.outcome)
    yield f"    {pad(scenario, 9)} {outcome}" + (f" by {own.by}" if own.by else "")
    yield look.wrap(own.why, _INDENT)
    if own.outcome != "unknown" and own.rto:
        yield look.dim(f"RTO {span(own.rto)}, RPO {span(own.rpo)}", _INDENT)
    for fact in own.evidence:
        if fact.attribute:
            yield look.dim(_fact(fact), _INDENT)
    if own.unknown:
        yield look.wrap(f"hangs on {', '.join(own.unknown)}", _INDENT)


def _fact(fact: EvidenceEntry) -> str:
    default = " left out, documented default" if fact.default else ""
    at = f" at {place(fact.file, fact.line)}" if fact.file else ""
    return f"{fact.attribute}{default}{at}"


def _pulled_down(ended: EffectiveEntry, look: Look) -> Iterator[str]:
    """What happens once its dependencies are counted in, where that is something else."""
    yield _INDENT + look.paint(f"but {ended.outcome}", ended.outcome)
    if ended.because:
        yield look.wrap(f"because of {' <- '.join(ended.because)}", _INDENT)
    if ended.unknown:
        yield look.wrap(f"hangs on {', '.join(ended.unknown)}", _INDENT)
