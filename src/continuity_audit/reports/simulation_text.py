"""What `simulate` prints for people: the ranking where there are several failures, then what each does."""

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.reports.document import OutcomeName
from continuity_audit.reports.neutral import visible, without_commands
from continuity_audit.reports.registry import RenderOptions
from continuity_audit.reports.simulation import ComponentFate, SimulationDocument, SimulationEntry, Totals
from continuity_audit.reports.text.layout import columns, pad, paint, usable, wrap
from continuity_audit.reports.words import plural, span

SHOWN: Final = 20
"""Components of a group that are told one by one, the worst first; -v tells all."""
_CRITICAL: Final = "critical"
_TITLES: Final[dict[OutcomeName, str]] = {
    "lost": "Lost",
    "unknown": "Unknown",
    "recovers": "Recovers",
    "continues": "Continues",
}


class Line(Struct, frozen=True):
    """A line to be wrapped: what stands before it, the text, and how it looks."""

    text: str
    indent: str = ""
    style: str = ""


def render(document: SimulationDocument, options: RenderOptions) -> str:
    """The whole text, wrapped to the width, with colours where they are asked for."""
    lines: list[Line] = []
    if len(document.simulations) > 1:
        lines += _ranking(document.simulations)
    for simulation in document.simulations:
        lines += [Line(""), *_one(simulation, options)] if lines else list(_one(simulation, options))
    width = usable(options.width)
    return "".join(f"{_printed(line, width, options.color)}\n" for line in lines)


def _printed(line: Line, width: int, color: bool) -> str:
    text = without_commands(visible(line.text))
    # A table is laid out already; wrapping would take its gaps away.
    told = text if line.style == "table" else wrap(text, width, line.indent, line.indent)
    return paint(told, line.style, color) if line.style and line.style != "table" else told


def _ranking(simulations: tuple[SimulationEntry, ...]) -> Iterator[Line]:
    width = max(columns(visible(simulation.fail.name)) for simulation in simulations)
    for simulation in simulations:
        yield Line(f"{pad(visible(simulation.fail.name), width)}  {_counts(simulation.totals)}", style="table")


def _counts(totals: Totals) -> str:
    return (
        f"{totals.lost} lost, {totals.unknown} unknown, {totals.recovers} recover{'s' * (totals.recovers == 1)}, "
        f"{totals.continues} continue{'s' * (totals.continues == 1)}"
    )


def _one(simulation: SimulationEntry, options: RenderOptions) -> Iterator[Line]:
    yield Line(f"If {simulation.fail.name} fails", style="bold")
    yield Line(_counts(simulation.totals), "  ")
    if fell := simulation.totals.fell_with_another:
        yield Line(f"{plural(fell, 'component')} only because something else fell", "  ")
    for outcome, title in _TITLES.items():
        fates = sorted((fate for fate in simulation.components if fate.outcome == outcome), key=_gravity)
        if fates:
            yield Line("")
            yield Line(f"{title}: {plural(len(fates), 'component')}", style=outcome)
            yield from _group(fates, options)
    yield Line("")
    yield Line("Assumptions", style="bold")
    yield from (Line(text, "  ") for text in simulation.assumptions)
    yield from _assumed([fate for fate in simulation.components if fate.assumed], options)


def _gravity(fate: ComponentFate) -> tuple[bool, bool, int, str]:
    """Critical ones first, what fails by itself before what falls with it, then what takes longest to come back."""
    return fate.tier != _CRITICAL, bool(fate.because), -(fate.rto or (0, 0))[1], fate.id


def _group(fates: list[ComponentFate], options: RenderOptions) -> Iterator[Line]:
    """Those of an outcome, worst first: by root, and those that fare alike together, with what they share once."""
    spared = [fate for fate in fates if not fate.hit and fate.outcome == "continues"]
    told = [fate for fate in fates if fate not in spared]
    shown = told if options.verbosity > 0 else told[:SHOWN]
    roots: dict[str, dict[tuple[Line, ...], list[str]]] = {}
    for fate in shown:
        root, _, address = fate.id.partition("::")
        name = address if fate.tier == _CRITICAL else f"{address} ({fate.tier})"
        roots.setdefault(root, {}).setdefault(tuple(_fate(fate, root)), []).append(name)
    for root, alike in roots.items():
        yield Line(root, "  ", "dim")
        for lines, names in alike.items():
            yield from (Line(name, "    ", "bold") for name in names)
            yield from lines
    if len(told) > len(shown):
        yield Line(f"and {plural(len(told) - len(shown), 'more component')}, all shown with -v", "  ", "dim")
    if spared and options.verbosity > 0:
        yield from (Line(f"{fate.id}: not hit", "  ") for fate in spared)
    elif spared:
        yield Line(f"{plural(len(spared), 'component')} {'is' if len(spared) == 1 else 'are'} not hit", "  ")


def _assumed(fates: list[ComponentFate], options: RenderOptions) -> Iterator[Line]:
    """The components that count as hit because code places them nowhere, where that made a difference."""
    if not fates:
        return
    worse = [fate for fate in fates if fate.own.outcome != "continues"]
    shown = worse if options.verbosity > 0 else worse[:SHOWN]
    yield Line("")
    yield Line("Taken to be hit", style="bold")
    yield from (Line(fate.id, "  ") for fate in shown)
    if len(worse) > len(shown):
        yield Line(f"and {plural(len(worse) - len(shown), 'more component')}, all shown with -v", "  ", "dim")
    if safe := len(fates) - len(worse):
        yield Line(f"{plural(safe, 'component')} that would continue all the same", "  ")


def _fate(fate: ComponentFate, root: str) -> Iterator[Line]:
    """How it comes back, and why."""
    how = ", ".join(_how(fate))
    if fate.because:
        own = "was not hit" if not fate.hit else f"{fate.own.outcome} by itself"
        why = f"{own}, but needs {_chain(fate.because, root)}: {fate.why}"
    else:
        why = fate.why
    yield Line(": ".join(filter(None, (how, why))), "      ")
    if fate.waits_for and fate.waits_for != fate.because:
        yield Line(f"waits for {_chain(fate.waits_for, root)}", "      ")


def _how(fate: ComponentFate) -> Iterator[str]:
    if fate.outcome == "unknown":
        if fate.unknown:
            yield f"set {', '.join(fate.unknown)}"
        return
    if fate.by:
        yield f"by {fate.by}"
    if fate.outcome == "recovers":
        yield f"back in {span(fate.rto)}"
        yield f"loses {span(fate.rpo)}"


def _chain(ids: Iterable[str], root: str) -> str:
    """The way to what decides, in the root of what needs it without its name."""
    return " → ".join(name.removeprefix(f"{root}::") for name in ids)


__all__ = ["SHOWN", "render"]
