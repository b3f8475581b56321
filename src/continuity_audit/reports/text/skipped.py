"""What was skipped, in few lines: reasons of one kind together, the most frequent first."""

from collections import Counter
from collections.abc import Iterable, Sequence

from continuity_audit.reports.document import Skipped
from continuity_audit.reports.words import plural

_MOST_SKIPPED = 8
_MOST_TYPES = 5
DECLARED = "declared more than once"
NOT_JUDGED = "not judged"
"""How the reason begins where resources were read and no profile speaks of them."""
NOT_RENDERED = "the components of a Helm chart are missing"
"""How the reason begins where a chart makes components that the report does not have: these are told first."""
_COUNTED = {NOT_JUDGED: "root", NOT_RENDERED: "chart"}


def skipped_lines(skipped: Iterable[Skipped], *, everything: bool) -> list[str]:
    """What was skipped, reasons of one kind together and the most frequent first after charts; the rest is counted."""
    kinds: dict[str, Counter[str]] = {}
    first: dict[str, str] = {}
    for entry in skipped:
        kinds.setdefault(_kind(entry.reason), Counter())[entry.reason] += 1
        first.setdefault(entry.reason, entry.path)
    lines: list[str] = []
    for kind, reasons in sorted(kinds.items(), key=lambda item: (item[0] != NOT_RENDERED, -item[1].total(), item[0])):
        what = _COUNTED.get(kind, "path")
        if everything or len(reasons) == 1:
            told_of = str if everything else _short
            lines += [f"{plural(count, what)}: {told_of(reason)}" for reason, count in sorted(reasons.items())]
        else:
            example = min(reasons, key=lambda reason: (-reasons[reason], first[reason]))
            told = _short(example).removeprefix(f"{kind}:").strip()
            lines.append(f"{plural(reasons.total(), what)}: {kind}, such as {first[example]}: {told}")
    shown = len(lines) if everything else _MOST_SKIPPED
    more = [f"and {plural(len(lines) - shown, 'more reason')}, all shown with -v"] if len(lines) > shown else []
    return lines[:shown] + more


def _short(reason: str) -> str:
    """A reason with the first few of the types that it names."""
    names = reason.split(", ") if _kind(reason) == NOT_JUDGED else []
    return f"{', '.join(names[:-more])} and {plural(more, 'type')} more" if (more := _left_out(names)) > 0 else reason


def _left_out(names: Sequence[str]) -> int:
    """How many types are one too many; before the first of them may stand a clause."""
    return sum(" ×" in name for name in names) - _MOST_TYPES


def _kind(reason: str) -> str:
    """What reasons of one kind have in common: their beginning, or that something stands elsewhere too."""
    return (
        DECLARED
        if " is declared again at " in reason or " is already declared at " in reason
        else reason.partition(":")[0]
    )
