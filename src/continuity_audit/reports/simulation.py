"""What `simulate` prints: the estate under one failure or several, as JSON and for people."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from continuity_audit.reports.document import OUTCOMES, Means, OutcomeName, ScenarioName
from continuity_audit.reports.neutral import visible, without_commands
from continuity_audit.reports.words import plural, span

_TITLES: dict[OutcomeName, str] = {
    "lost": "Lost",
    "unknown": "Unknown",
    "recovers": "Recovers",
    "continues": "Continues",
}


class Fail(msgspec.Struct, frozen=True, kw_only=True):
    """What fails; without a domain each component's own."""

    scenario: ScenarioName
    domain: str | None = None

    @property
    def name(self) -> str:
        """As it is typed: ``zone=eu-west-1a``."""
        return self.scenario if self.domain is None else f"{self.scenario}={self.domain}"


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a component taken alone."""

    outcome: OutcomeName
    by: Means | None = None
    why: str


class ComponentFate(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a component, what it needs counted in."""

    id: str
    name: str
    kind: str
    type: str
    tier: str
    hit: bool
    assumed: bool
    outcome: OutcomeName
    by: Means | None = None
    why: str
    rto: tuple[int, int] | None = None
    rpo: tuple[int, int] | None = None
    unknown: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    own: Own


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """How many components have each outcome, and how many do worse only because another does."""

    continues: int
    recovers: int
    lost: int
    unknown: int
    fell_with_another: int


class SimulationEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The estate under one failure."""

    fail: Fail
    totals: Totals
    assumptions: tuple[str, ...]
    components: tuple[ComponentFate, ...]


class SimulationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What `simulate --format json` prints."""

    schema_version: Literal[1] = 1
    simulations: tuple[SimulationEntry, ...]


def as_json(document: SimulationDocument) -> str:
    """The document as JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def as_text(document: SimulationDocument) -> str:
    """The document for people: the ranking where there are several, then each failure."""
    lines = list(_ranking(document.simulations)) if len(document.simulations) > 1 else []
    for simulation in document.simulations:
        lines += ["", *_one(simulation)] if lines else list(_one(simulation))
    return "".join(f"{without_commands(visible(line))}\n" for line in lines)


def _ranking(simulations: tuple[SimulationEntry, ...]) -> Iterator[str]:
    width = max(len(simulation.fail.name) for simulation in simulations)
    for simulation in simulations:
        yield f"{simulation.fail.name:<{width}}  {_counts(simulation.totals)}"


def _counts(totals: Totals) -> str:
    return (
        f"{totals.lost} lost, {totals.unknown} unknown, {totals.recovers} recover{'s' * (totals.recovers == 1)}, "
        f"{totals.continues} continue{'s' * (totals.continues == 1)}"
    )


def _one(simulation: SimulationEntry) -> Iterator[str]:
    yield f"If {simulation.fail.name} fails"
    yield f"  {_counts(simulation.totals)}"
    if simulation.totals.fell_with_another:
        yield f"  {plural(simulation.totals.fell_with_another, 'component')} only because something else fell"
    for outcome in sorted(OUTCOMES, key=list(_TITLES).index):
        fates = [fate for fate in simulation.components if fate.outcome == outcome]
        if fates:
            yield ""
            yield f"{_TITLES[outcome]}: {plural(len(fates), 'component')}"
            for fate in fates:
                yield from _fate(fate)
    yield ""
    yield "Assumptions"
    yield from (f"  {text}" for text in simulation.assumptions)
    assumed = [fate for fate in simulation.components if fate.assumed]
    if assumed:
        yield ""
        yield "Taken to be hit"
        yield from (f"  {fate.id}" for fate in assumed if fate.own.outcome != "continues")
        if safe := sum(fate.own.outcome == "continues" for fate in assumed):
            yield f"  {plural(safe, 'component')} that would continue all the same"


def _fate(fate: ComponentFate) -> Iterator[str]:
    if not fate.hit and fate.outcome == "continues":
        yield f"  {fate.id}: not hit"
        return
    how = f" by {fate.by}" if fate.by else ""
    if fate.outcome == "recovers":
        yield f"  {fate.id}{how}, back in {span(fate.rto)}, loses {span(fate.rpo)}"
    elif fate.outcome == "unknown":
        yield f"  {fate.id}: set {', '.join(fate.unknown) or 'what the code leaves open'}"
    else:
        yield f"  {fate.id}{how}"
    if fate.because:
        own = "was not hit" if not fate.hit else f"{fate.own.outcome} by itself"
        yield f"    {own}, but needs {' → '.join(fate.because)}: {fate.why}"
    else:
        yield f"    {fate.why}"
    if fate.waits_for and fate.waits_for != fate.because:
        yield f"    waits for {' → '.join(fate.waits_for)}"
