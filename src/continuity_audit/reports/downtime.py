"""What downtime costs, in words: an amount, and the sentence that says what it does not hold."""

from continuity_audit.reports.document import Document, FailureCost, ScenarioCount, ScenarioName
from continuity_audit.reports.words import plural, span

DOWNTIME_NOTE = (
    "An estimate: the longest recovery among the critical components that recover, times the cost of an hour. "
    "What does not come back is not in it."
)


def costs(document: Document) -> dict[tuple[ScenarioName, str | None], FailureCost]:
    """The cost of each failure, by scenario and domain; none where no cost of downtime was given."""
    downtime = document.assessment.downtime
    return {(one.scenario, one.domain): one for one in downtime.failures} if downtime else {}


def shown_counts(document: Document) -> tuple[ScenarioCount, ...]:
    """The counts of each scenario, and of its domains where several are named: one alone says the same again."""
    counts = document.assessment.scenarios
    named = [one.scenario for one in counts if one.domain is not None]
    order = {one.scenario: number for number, one in enumerate(counts) if one.domain is None}
    shown = [one for one in counts if one.domain is None or named.count(one.scenario) > 1]
    return tuple(sorted(shown, key=lambda one: (order.get(one.scenario, len(order)), one.domain is not None)))


def money(amount: float, currency: str = "") -> str:
    """An amount with its currency: `EUR 48,000`."""
    digits = f"{amount:,.0f}" if amount >= 100 or amount == int(amount) else f"{amount:,.2f}"
    return f"{currency} {digits}".strip()


def cost_range(one: FailureCost, currency: str) -> str:
    """`EUR 1,000–48,000`, or that there is none to be named."""
    if one.cost is None:
        return "no estimate" if one.not_estimated or one.lost or one.unknown else "none"
    low, high = one.cost
    return money(high, currency) if low == high else f"{money(low, currency)}–{money(high)}"


def beyond(one: FailureCost) -> str:
    """What the amount does not hold; empty where it holds everything."""
    parts = [
        f"{plural(one.lost, 'critical component')} {'do' if one.lost > 1 else 'does'} not come back"
        if one.lost
        else "",
        f"{plural(one.unknown, 'critical component')} unknown" if one.unknown else "",
        f"{plural(one.not_estimated, 'critical component')} without an estimate" if one.not_estimated else "",
    ]
    return ", ".join(filter(None, parts))


def told(one: FailureCost, currency: str) -> str:
    """A failure's downtime on one line: its length, what it costs, and what that does not hold."""
    text = cost_range(one, currency)
    if one.outage is not None:
        text = f"{span(one.outage)}: {text}"
    return f"{text}; {beyond(one)}" if beyond(one) else text
