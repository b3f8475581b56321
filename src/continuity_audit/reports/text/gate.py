"""The end of the report for a terminal: whether the gate passed, and if not, why."""

from collections.abc import Iterator, Sequence

from continuity_audit.reports.document import FindingEntry, Gate
from continuity_audit.reports.text.look import Look
from continuity_audit.reports.words import plural


def verdict(gate: Gate, failing: Sequence[FindingEntry], look: Look) -> Iterator[str]:
    """Passed, or failed with every reason; `failing` are the findings that bear a mark above."""
    if gate.passed:
        yield f"Gate       {look.paint('passed', 'continues')}"
        return
    yield f"Gate       {look.paint('failed', 'lost')}"
    if failing:
        fail = "fails" if len(failing) == 1 else "fail"
        yield look.wrap(f"{plural(len(failing), 'finding')} marked ✗ {fail} it", "           ")
    for reason in gate.reasons:
        yield look.wrap(reason, "           - ", "             ")
