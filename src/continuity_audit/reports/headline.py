"""The sentence that explains the level of an estate."""

from collections.abc import Callable, Iterable

from continuity_audit.reports.document import ComponentEntry, Document, LevelName, ScenarioName
from continuity_audit.reports.words import called, listed, plural

CRITICAL = "critical"
"""The tier that decides the level of the estate."""

_NAMED = 3
_LOCAL: tuple[ScenarioName, ...] = ("data", "instance", "zone")


def headline(document: Document, questions: int) -> str:
    """One or two sentences that say why the estate has its level."""
    level = document.assessment.level
    critical = [component for component in document.components if component.tier == CRITICAL]
    if level is None or not critical:
        return "There is no critical component to judge."
    sentence = _HEADLINES[level.at_least](critical)
    if level.at_least == level.at_most:
        return sentence
    asked = "An unknown value decides" if questions == 1 else f"{questions:,} unknown values decide"
    return f"{sentence} {asked} whether it is as high as {level.at_most}."


def _low(critical: list[ComponentEntry]) -> str:
    causes = {name: sum(one.outcomes.of(name).outcome == "lost" for one in critical) for name in _LOCAL}
    hit = [one for one in critical if any(one.outcomes.of(name).outcome == "lost" for name in _LOCAL)]
    if not hit:
        return (
            "Nothing critical is known to be lost, but taken at their worst, unknown values leave only copies at risk."
        )
    words = {"data": "when data is deleted or corrupted", "instance": "with one machine", "zone": "with one zone"}
    ways = [f"{causes[name]:,} {words[name]}" for name in _LOCAL if causes[name]]
    names = [called(one) for one in hit[:_NAMED]] + ([f"{len(hit) - _NAMED:,} more"] if len(hit) > _NAMED else [])
    whose = "its" if len(hit) == 1 else "their"
    return (
        f"{len(hit):,} of {plural(len(critical), 'critical component')} would lose {whose} only copy: "
        f"{listed(names)} ({', '.join(ways)})."
    )


def _low_medium(critical: list[ComponentEntry]) -> str:
    stops = _count(critical, lambda one: {one.outcomes.instance.outcome, one.outcomes.zone.outcome} != {"continues"})
    return (
        "Copies survive the loss of data, a machine or a zone, but operations freeze until someone restores: "
        f"{stops:,} of {plural(len(critical), 'critical component')} cannot go on without a machine or a zone."
    )


def _medium(critical: list[ComponentEntry]) -> str:
    region = _count(critical, lambda one: one.outcomes.region.outcome in ("lost", "unknown"))
    account = _count(critical, lambda one: one.outcomes.account.outcome in ("lost", "unknown"))
    of = plural(len(critical), "critical component")
    ways = [f"{count:,} with the {where}" for count, where in ((region, "region"), (account, "account")) if count]
    if ways:
        said = f"Of {of}, {' and '.join(ways).replace(' with', ' may be lost with', 1)}."
    else:
        again = _count(critical, lambda one: not _stands_ready(one))
        said = f"{again:,} of {of} would have to be restored or deployed again in another region."
    return f"Operations go on through the loss of a machine or a zone. {said}"


def _stands_ready(component: ComponentEntry) -> bool:
    """Whether a live copy in another region takes over, or is promoted."""
    region = component.outcomes.region
    return region.outcome == "continues" or (region.outcome == "recovers" and region.by == "promotion")


def _high(critical: list[ComponentEntry]) -> str:
    return (
        "Every critical component goes on through the loss of a zone, stands ready in another region, and keeps a "
        "copy out of reach of whoever takes over the account."
    )


def _count(components: Iterable[ComponentEntry], holds: Callable[[ComponentEntry], bool]) -> int:
    return sum(holds(component) for component in components)


_HEADLINES: dict[LevelName, Callable[[list[ComponentEntry]], str]] = {
    "Low": _low,
    "Low–Medium": _low_medium,
    "Medium": _medium,
    "High": _high,
}
