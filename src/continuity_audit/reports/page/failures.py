"""Every failure that the page lets its reader choose, with what becomes of each component."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from msgspec import Struct

from continuity_audit.reports.document import OUTCOMES, Means, OutcomeName, ScenarioName
from continuity_audit.reports.neutral import visible
from continuity_audit.reports.simulation import ComponentFate, SimulationEntry
from continuity_audit.reports.story import Fate, Story
from continuity_audit.reports.templating import MEANS, SCENARIO_TITLES
from continuity_audit.reports.words import called, listed, plural, span

_GONE: Final[dict[ScenarioName, str]] = {"zone": "is gone", "region": "is gone", "account": "is taken over"}
_NOT_HIT: Final = "it is not hit"


class Ending(Struct, frozen=True):
    """What becomes of one component under one failure, what it needs counted in."""

    outcome: OutcomeName
    by: Means | None
    hit: bool
    assumed: bool
    """Whether it counts as hit only because code does not say where it stands."""
    fell: bool
    """Whether it does worse than alone: something that it cannot work without failed."""
    why: str
    rto: tuple[int, int] | None
    rpo: tuple[int, int] | None
    unknown: tuple[str, ...]

    @property
    def group(self) -> str:
        """The heading under which the page lists it."""
        if self.fell and self.outcome != "unknown":
            return "falls"
        return "spared" if self.outcome == "continues" and not self.hit else self.outcome

    @property
    def said(self) -> str:
        """What the page says behind its name."""
        if self.outcome == "recovers":
            return f"{MEANS[self.by] if self.by else 'recovers'}; outage {span(self.rto)}, data loss {span(self.rpo)}"
        return self.why


class Failure(Struct, frozen=True, eq=False, dict=True):
    """The estate under one failure; components go by their numbers in the document."""

    scenario: ScenarioName
    domain: str | None
    endings: tuple[Ending, ...]
    because: Mapping[int, tuple[int, ...]]
    """For components that fell with others, the chain to the one that fails."""
    waits: Mapping[int, tuple[int, ...]]
    assumptions: tuple[str, ...]

    @property
    def key(self) -> str:
        """What the page's address calls it: ``zone:eu-west-1a``."""
        return self.scenario if self.domain is None else f"{self.scenario}:{self.domain}"

    @property
    def title(self) -> str:
        """A sentence without a full stop."""
        if self.domain is None:
            return SCENARIO_TITLES[self.scenario]
        return f"{self.scenario.capitalize()} {self.domain} {_GONE[self.scenario]}"

    @cached_property
    def counts(self) -> dict[OutcomeName, int]:
        """How many components end with each outcome."""
        counted = Counter(one.outcome for one in self.endings)
        return {outcome: counted[outcome] for outcome in OUTCOMES}

    @property
    def stops(self) -> int:
        """How many do not go on, or may not."""
        return len(self.endings) - self.counts["continues"]

    @cached_property
    def longest(self) -> tuple[int, tuple[int, int]] | None:
        """The component whose recovery takes longest, with the estimate."""
        times = [
            (one.rto[1], one.rto[0], -number)
            for number, one in enumerate(self.endings)
            if one.outcome == "recovers" and one.rto is not None
        ]
        if not times:
            return None
        high, low, number = max(times)
        return -number, (low, high)

    @property
    def is_mostly_assumed(self) -> bool:
        """Whether the code does not say of most of what it hits that this stands there."""
        hit = [one.assumed for one in self.endings if one.hit]
        return 2 * sum(hit) > len(hit)

    @property
    def sentence(self) -> str:
        """What it does to the estate, for those who do not read code."""
        total, counts = len(self.endings), self.counts
        if not self.stops:
            return f"Nothing stops: all of {plural(total, 'component')} go on." if total > 1 else "It goes on."
        of = f"{self.stops:,} of {plural(total, 'component')}"
        one = self.stops == 1
        if counts["lost"] == self.stops:
            return f"{of} {'is' if one else 'are'} lost."
        if counts["recovers"] == self.stops:
            return f"{of} {'stops until it is' if one else 'stop until they are'} brought back."
        if counts["unknown"] == self.stops:
            return f"Whether {of} {'stops' if one else 'stop'}, the code does not say."
        parts = [
            f"{counts['lost']:,} {'is' if counts['lost'] == 1 else 'are'} lost" if counts["lost"] else "",
            f"{counts['recovers']:,} must be brought back" if counts["recovers"] else "",
            f"of {counts['unknown']:,} the code does not say" if counts["unknown"] else "",
        ]
        return f"{of} stop{' or may stop' if counts['unknown'] else ''}: {listed([part for part in parts if part])}."

    @property
    def fallen(self) -> int:
        """How many do worse only because something else fell."""
        return len(self.because)


def failures_of(story: Story, simulated: Iterable[SimulationEntry], numbers: Mapping[str, int]) -> tuple[Failure, ...]:
    """What was simulated; where nothing was, what the document says of the five scenarios.

    ``numbers`` are those of the components by the ids that the simulation uses.
    """
    entries = tuple(simulated)
    return tuple(_simulated(entry, numbers) for entry in entries) if entries else tuple(_told(story))


def starting_with(failures: Sequence[Failure]) -> int:
    """The failure that the page opens with: the named region that costs most, else a region of no name.

    A name is not told of an estate of which most is only taken to be there.
    """
    regions = [(number, one) for number, one in enumerate(failures) if one.scenario == "region"]
    named = (number for number, one in regions if one.domain is not None and not one.is_mostly_assumed)
    plain = (number for number, one in regions if one.domain is None)
    return next(named, next(plain, 0))


def _simulated(entry: SimulationEntry, numbers: Mapping[str, int]) -> Failure:
    fates = sorted(entry.components, key=lambda fate: numbers[fate.id])
    domain = entry.fail.domain
    chain: Callable[[Iterable[str]], tuple[int, ...]] = lambda names: tuple(numbers[name] for name in names)  # noqa: E731
    return Failure(
        scenario=entry.fail.scenario,
        domain=None if domain is None else visible(domain),
        endings=tuple(map(_ending, fates)),
        because={numbers[fate.id]: chain(fate.because) for fate in fates if fate.because},
        waits={numbers[fate.id]: chain(fate.waits_for) for fate in fates if fate.waits_for},
        assumptions=tuple(map(visible, entry.assumptions)),
    )


def _ending(fate: ComponentFate) -> Ending:
    return Ending(
        outcome=fate.outcome, by=fate.by, hit=fate.hit, assumed=fate.assumed, fell=bool(fate.because),
        why=visible(fate.why), rto=fate.rto, rpo=fate.rpo, unknown=tuple(map(visible, fate.unknown)),
    )  # fmt: skip


def _told(story: Story) -> Iterator[Failure]:
    numbers = {component.id: number for number, component in enumerate(story.document.components)}
    for scene in story.scenes:
        fates = sorted(scene.fates(), key=lambda fate: numbers[fate.component.id])
        chains = {numbers[fate.component.id]: tuple(numbers[one.id] for one in fate.chain) for fate in fates}
        yield Failure(
            scenario=scene.scenario,
            domain=None,
            endings=tuple(map(_of_fate, fates)),
            because={number: chain for number, chain in chains.items() if chain},
            waits={},
            assumptions=(),
        )


def _of_fate(fate: Fate) -> Ending:
    own, fell = fate.own, bool(fate.chain)
    return Ending(
        outcome=fate.outcome, by=None if fell else own.by, hit=True, assumed=False, fell=fell, why=own.why,
        rto=None if fell else own.rto, rpo=None if fell else own.rpo, unknown=own.unknown,
    )  # fmt: skip


# --- for the script -----------------------------------------------------------------------------------------------


def as_data(failures: Sequence[Failure], story: Story, costs: Callable[[Failure], str | None]) -> list[dict[str, Any]]:
    """The failures as plain data: endings that are alike are written once, and components refer to them."""
    return [_as_data(failure, story, costs(failure)) for failure in failures]


def _as_data(failure: Failure, story: Story, cost: str | None) -> dict[str, Any]:
    kinds: dict[Ending, int] = {}
    codes = [kinds.setdefault(ending, len(kinds)) for ending in failure.endings]
    longest = failure.longest
    return {
        "key": failure.key,
        "scenario": failure.scenario,
        "domain": failure.domain,
        "title": failure.title,
        "sentence": failure.sentence,
        "counts": list(failure.counts.values()),
        "longest": longest and [span(longest[1]), longest[0], called(story.document.components[longest[0]])],
        "cost": cost,
        "notes": list(failure.assumptions),
        "endings": list(map(_plain, kinds)),
        "codes": codes,
        "because": {str(number): list(chain) for number, chain in failure.because.items()},
        "waits": {str(number): list(chain) for number, chain in failure.waits.items()},
    }


def _plain(ending: Ending) -> dict[str, Any]:
    return {
        "outcome": ending.outcome,
        "group": ending.group,
        "by": ending.by,
        "assumed": ending.assumed,
        "said": "" if ending.why == _NOT_HIT else ending.said,
        "seconds": ending.rto[1] if ending.rto and ending.outcome == "recovers" else None,
        "unknown": list(ending.unknown),
    }
