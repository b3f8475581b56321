"""A large estate made of copies of the sample: several environments in three regions, with its failures simulated."""

from collections import Counter
from collections.abc import Iterator

from msgspec.structs import replace

from continuity_audit.reports.document import (
    OUTCOMES,
    SCENARIOS,
    ComponentEntry,
    Document,
    EffectiveEntry,
    ScenarioName,
)
from continuity_audit.reports.simulation import ComponentFate, Fail, Own, SimulationEntry, Totals
from reports.sample import sample

REGIONS = ("eu-west-1", "us-east-1", "eu-central-1")
NOT_HIT = "it is not hit"


def large(copies: int) -> Document:
    """13 components a copy."""
    parts = sample().components
    return replace(sample(), components=tuple(_moved(one, number) for number in range(copies) for one in parts))


def simulated(document: Document) -> tuple[SimulationEntry, ...]:
    """The five scenarios, and each region alone."""
    by_id = {component.id: component for component in document.components}
    failures: list[tuple[ScenarioName, str | None]] = [(scenario, None) for scenario in SCENARIOS]
    failures += [("region", region) for region in REGIONS]
    return tuple(_simulation(document, by_id, scenario, domain) for scenario, domain in failures)


def _moved(component: ComponentEntry, number: int) -> ComponentEntry:
    """The component in the copy of this number, with what it needs."""

    def there(name: str) -> str:
        return f"e{number}/{name}"

    region = REGIONS[number % len(REGIONS)]
    falls = {
        name: EffectiveEntry(outcome=one.outcome, because=tuple(map(there, one.because)))
        for name, one in component.effective.items()
    }
    return replace(
        component,
        id=there(component.id),
        root=there(component.root),
        environment="prod" if number % 2 else "staging",
        line=(component.line or 1) + 1_000 * number,
        depends_on=tuple(map(there, component.depends_on)),
        effective=falls,
        placement=replace(component.placement, regions=(region,) if component.placement.regions else ()),
    )


def _simulation(
    document: Document, by_id: dict[str, ComponentEntry], scenario: ScenarioName, domain: str | None
) -> SimulationEntry:
    fates = tuple(_fates(document, by_id, scenario, domain))
    ends = Counter(fate.outcome for fate in fates)
    totals = Totals(**{name: ends[name] for name in OUTCOMES}, fell_with_another=sum(bool(f.because) for f in fates))
    assumptions = ("Nothing else fails, and what takes over has the room to do so.",)
    fail = Fail(scenario=scenario, domain=domain)
    return SimulationEntry(fail=fail, totals=totals, assumptions=assumptions, components=fates)


def _fates(
    document: Document, by_id: dict[str, ComponentEntry], scenario: ScenarioName, domain: str | None
) -> Iterator[ComponentFate]:
    for one in document.components:
        own = one.outcomes.of(scenario)
        regions = one.placement.regions
        hit = domain is None or not regions or domain in regions
        ended = one.effective.get(scenario) if hit else None
        outcome = (ended.outcome if ended else own.outcome) if hit else "continues"
        because = ended.because if ended else ()
        why = by_id[because[-1]].outcomes.of(scenario).why if because else own.why if hit else NOT_HIT
        yield ComponentFate(
            id=one.id, name=one.name, kind=one.kind, type=one.type, tier=one.tier, hit=hit,
            assumed=domain is not None and not regions, outcome=outcome, by=own.by if hit and not because else None,
            why=why, rto=own.rto if hit and outcome in ("recovers", "continues") else None,
            rpo=own.rpo if hit else None, unknown=own.unknown if hit and outcome == "unknown" else (),
            because=because, own=Own(outcome=own.outcome if hit else "continues", by=own.by, why=own.why),
        )  # fmt: skip
