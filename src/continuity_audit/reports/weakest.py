"""The weakest links of an estate: the blocks of code worth changing, in order of what changing each gains."""

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.reports.document import LEVELS, ComponentEntry, FindingEntry, LevelName, ScenarioName
from continuity_audit.reports.headline import CRITICAL

_LOCAL: tuple[ScenarioName, ...] = ("data", "instance", "zone")


class WeakLink(Struct, frozen=True):
    """A block of code worth changing, and what that gains."""

    components: tuple[ComponentEntry, ...]
    """All that the block makes and that fail alike: one change lifts them together."""
    next_level: LevelName
    blockers: tuple[ScenarioName, ...]
    """The scenarios that keep them from the next level."""
    pulls_down: tuple[ComponentEntry, ...]
    """The other components that fall because these fail."""
    findings: tuple[FindingEntry, ...]
    """Those of the first component."""
    estate: LevelName | None = None
    """The level that the estate surely has once this link and all before it are lifted, where that is a higher one."""

    @property
    def component(self) -> ComponentEntry:
        """The first of the components."""
        return self.components[0]

    @property
    def gain(self) -> int:
        """How many components gain: those lifted, and those that no longer fall with them."""
        return len(self.components) + len(self.pulls_down)


def weakest_links(
    components: Iterable[ComponentEntry],
    pulled_down: dict[str, dict[str, ComponentEntry]],
    findings: dict[str, tuple[FindingEntry, ...]],
) -> tuple[WeakLink, ...]:
    """Critical ones first, then the lowest level, for that decides the estate's; then those that gain most.

    `pulled_down` holds, for the id of a component that fails, the others that fall because of it.
    """
    blocks: dict[tuple[object, ...], list[ComponentEntry]] = {}
    for component in components:
        if component.level.at_least != "High":
            blocks.setdefault(_block(component), []).append(component)
    links = []
    for members in blocks.values():
        ids = {one.id for one in members}
        falls = {name: one for own in members for name, one in pulled_down.get(own.id, {}).items() if name not in ids}
        counted = tuple(entry for entry in findings.get(members[0].id, ()) if entry.suppressed is None)
        links.append(WeakLink(tuple(members), *blockers(members[0]), tuple(falls.values()), counted))
    return tuple(_with_estate(sorted(links, key=_weakness), components))


def blockers(component: ComponentEntry) -> tuple[LevelName, tuple[ScenarioName, ...]]:
    """The level above the one a component surely has, and the scenarios that keep it from there."""
    outcomes = component.outcomes
    match component.level.at_least:
        case "Low":
            stops = [name for name in _LOCAL if outcomes.of(name).outcome in ("lost", "unknown")]
            return "Low–Medium", tuple(stops)
        case "Low–Medium":
            stops = [name for name in ("instance", "zone") if outcomes.of(name).outcome != "continues"]
            return "Medium", tuple(stops)
        case _:
            stops = [] if outcomes.account.outcome in ("continues", "recovers") else ["account"]
            region = outcomes.region
            if region.outcome != "continues" and not (region.outcome == "recovers" and region.by == "promotion"):
                stops.insert(0, "region")
            return "High", tuple(stops)


def _block(component: ComponentEntry) -> tuple[object, ...]:
    """What makes components one link: made by one block of code, and held at one level by the same outcomes."""
    own = component.id if component.line is None else (component.file, component.line, component.type)
    held = tuple((name, component.outcomes.of(name).outcome) for name in blockers(component)[1])
    return own, component.tier, component.level.at_least, held


def _weakness(link: WeakLink) -> tuple[int, int, int, int, str]:
    component = link.component
    losses = sum(entry.outcome == "lost" for _, entry in component.outcomes.items())
    level = LEVELS.index(component.level.at_least)
    return int(component.tier != CRITICAL), level, -link.gain, -losses, component.id


def _with_estate(links: list[WeakLink], components: Iterable[ComponentEntry]) -> Iterable[WeakLink]:
    """The links, told with the level of the estate where it rises."""
    levels = Counter(LEVELS.index(one.level.at_least) for one in components if one.tier == CRITICAL)
    before = min(levels, default=0)
    for link in links:
        if link.component.tier == CRITICAL:
            levels[LEVELS.index(link.component.level.at_least)] -= len(link.components)
            levels[LEVELS.index(link.next_level)] += len(link.components)
        lowest = min((level for level, count in levels.items() if count), default=before)
        yield replace(link, estate=LEVELS[lowest]) if lowest > before else link
        before = max(before, lowest)
