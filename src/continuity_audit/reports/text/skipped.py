"""What was skipped, in few lines: reasons of one kind together, the most frequent first."""

from collections import Counter
from collections.abc import Iterable

from continuity_audit.reports.document import Skipped
from continuity_audit.reports.words import plural

_MOST_SKIPPED = 8
DECLARED = "declared more than once"
NOT_JUDGED = "not judged"
"""How the reason begins where resources were read and no profile speaks of them."""


def skipped_lines(skipped: Iterable[Skipped], *, everything: bool) -> list[str]:
    """What was skipped, reasons of one kind together and the most frequent first; the rest is counted."""
    kinds: dict[str, Counter[str]] = {}
    first: dict[str, str] = {}
    for entry in skipped:
        kinds.setdefault(_kind(entry.reason), Counter())[entry.reason] += 1
        first.setdefault(entry.reason, entry.path)
    lines: list[str] = []
    for kind, reasons in sorted(kinds.items(), key=lambda item: (-item[1].total(), item[0])):
        what = "root" if kind == NOT_JUDGED else "path"
        if everything or len(reasons) == 1:
            lines += [f"{plural(count, what)}: {reason}" for reason, count in sorted(reasons.items())]
        else:
            example = min(reasons, key=lambda reason: (-reasons[reason], first[reason]))
            told = example.removeprefix(f"{kind}:").strip()
            lines.append(f"{plural(reasons.total(), what)}: {kind}, such as {first[example]}: {told}")
    shown = len(lines) if everything else _MOST_SKIPPED
    more = [f"and {plural(len(lines) - shown, 'more reason')}, all shown with -v"] if len(lines) > shown else []
    return lines[:shown] + more


def _kind(reason: str) -> str:
    """What reasons of one kind have in common: their beginning, or that something stands elsewhere too."""
    return (
        DECLARED
        if " is declared again at " in reason or " is already declared at " in reason
        else reason.partition(":")[0]
    )
