"""Figures and places as people say them: `1–2 min`, `up to 24 h`, `2 components`, `main.tf:3`."""

from collections.abc import Iterable

from continuity_audit.estate.patterns import pattern
from continuity_audit.reports.document import ComponentChange, ComponentEntry, FindingEntry, LevelInterval

_SAYS_NOTHING = frozenset({"this", "main", "default", "self", "primary", "instance", "bucket", "cluster", "db"})
_INDEX = pattern(r"\[\d+\]$")
_MODULE = pattern(r"(?:^|\.)module\.([\w-]+)")
_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"), (1, "s"))


def span(seconds: tuple[int, int] | None) -> str:
    """A range of seconds in words; `not estimated` where there is none."""
    if seconds is None:
        return "not estimated"
    low, high = seconds
    if high == 0:
        return "none"
    if low == high:
        return f"about {duration(low)}"
    if low == 0:
        return f"up to {duration(high)}"
    low_number, low_unit = _parts(low)
    high_number, high_unit = _parts(high)
    if low_unit in (high_unit, high_unit.removesuffix("s")):
        return f"{low_number}–{high_number} {high_unit}"
    return f"{low_number} {low_unit} – {high_number} {high_unit}"


def duration(seconds: int) -> str:
    """A number of seconds in its largest unit."""
    return " ".join(_parts(seconds))


def _parts(seconds: int) -> tuple[str, str]:
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size), _UNITS[-1])
    number = f"{seconds / size:.1f}".removesuffix(".0")
    return number, "day" if unit == "days" and number == "1" else unit


def place(file: str | None, line: int | None) -> str | None:
    """`file:line`, or what is known of it."""
    return file if file is None or line is None else f"{file}:{line}"


def plural(count: int, noun: str) -> str:
    """`1 component`, `2 components`."""
    many = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{count:,} {noun if count == 1 else many}"


def listed(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    found = list(words)
    return " and ".join(filter(None, [", ".join(found[:-1]), *found[-1:]]))


def interval(level: LevelInterval | None) -> str:
    """`Low`, or `Low to Medium` where unknown values leave it open."""
    if level is None:
        return "not judged"
    return level.at_least if level.at_least == level.at_most else f"{level.at_least} to {level.at_most}"


def called(component: ComponentEntry | ComponentChange) -> str:
    """What to call a component in a list: with its module where the name alone says nothing, and with its number."""
    name = component.name
    number = _INDEX.search(component.address)
    if number and not name.endswith("]"):
        name += number[0]
    modules = _MODULE.findall(component.address)
    if component.name in _SAYS_NOTHING and modules:
        return f"{modules[-1]}.{name}"
    return name


def tier(component: ComponentEntry) -> str:
    """The tier and what decided it: `development (tag continuity-audit:tier = development)`, `critical by default`."""
    if component.tier_from == "default" and ";" not in component.tier_why:
        return f"{component.tier} by default"
    return f"{component.tier} ({component.tier_why})" if component.tier_why else component.tier


def lowered(finding: FindingEntry, component: ComponentEntry | None) -> str | None:
    """Why a finding weighs less than its rule says; nothing where it does not."""
    if finding.lowered_from is None or component is None:
        return None
    return f"weighs {finding.severity}, not {finding.lowered_from}, as its component's tier is {tier(component)}"


def bearing(finding: FindingEntry, component: ComponentEntry | None) -> list[str]:
    """What a finding means for the gate, in words: that it fails it, and that it weighs less."""
    return [*(["fails the gate"] if finding.fails_gate else []), *filter(None, [lowered(finding, component)])]
