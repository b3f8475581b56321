"""The audit of a change from end to end: the files as they are, the files of the base, and what is between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec.structs import replace

from continuity_audit.assessment.rules import Finding
from continuity_audit.discovery.tree import Unread
from continuity_audit.estate.model import Outcome
from continuity_audit.history import HistoryError, Snapshot, snapshot
from continuity_audit.history.git import Base
from continuity_audit.pipeline.audit import Audit, plugins_of, run
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.comparison import base as base_steps
from continuity_audit.pipeline.comparison import components, gate, installed, settings, withheld
from continuity_audit.pipeline.comparison.compared import Compared
from continuity_audit.pipeline.comparison.facts import Facts
from continuity_audit.pipeline.comparison.identity import Identity
from continuity_audit.pipeline.comparison.remains import remaining
from continuity_audit.pipeline.comparison.sentence import sentence
from continuity_audit.pipeline.comparison.unseen import Unseen
from continuity_audit.pipeline.gate import Gate
from continuity_audit.pipeline.progress import Progress, silent
from continuity_audit.pipeline.reading import why_incomplete
from continuity_audit.pipeline.request import Request, RequestError
from continuity_audit.pipeline.to_document import finding_entry, level_interval
from continuity_audit.plugins.manager import Plugins
from continuity_audit.reports import document as d
from continuity_audit.reports.words import plural


def compare_with_base(request: Request, plugins: Plugins | None = None, progress: Progress = silent) -> Compared:
    """The audit of a request that names a revision, and that of the base: only what is between them is judged.

    Raises:
        RequestError: the call is wrong, or there is no such revision in this clone.
        DiscoveryError: a path is not there.
    """
    assert request.diff is not None  # noqa: S101 - that is what it is asked for
    plugins = plugins_of(request) if plugins is None else plugins
    try:
        repository = base_steps.repository_of(request)
        base = repository.base(request.diff)
        after = run(request, plugins, progress)
        wanted = base_steps.wanted(request, after.tree, repository)
        with snapshot(repository, base.commit, wanted) as taken:
            asked = base_steps.request_for(request, after.tree, repository, taken)
            assert asked.base is not None  # noqa: S101 - just made
            installed.carry_over(after.tree, asked.base)
            withheld.carry_over(after.tree, asked.base, taken)
            before = run(asked, plugins, lambda step, done, total: progress(f"{step} of the base", done, total))
            before = _with_unread(before, taken)
            _refuse_untracked_plans(before, after)
            compared = _compare(before, after, base, settings.Place(repository, taken))
            return compared if not taken.missing else _with_note(compared, taken.missing)
    except HistoryError as problem:
        raise RequestError(str(problem)) from problem


def _with_unread(before: Audit, taken: Snapshot) -> Audit:
    """The audit of the base, with what of the commit could not even be put into files."""
    if not taken.unread:
        return before
    folder = before.tree.base.relative_to(taken.top).as_posix()
    prefix = "" if folder == "." else f"{folder}/"
    own = [Unread(u.path.removeprefix(prefix), u.line, u.reason) for u in taken.unread if u.path.startswith(prefix)]
    return replace(before, read=replace(before.read, unread=(*before.read.unread, *own)))


def _with_note(compared: Compared, missing: int) -> Compared:
    """The comparison, with what this clone does not hold of the base."""
    assert compared.comparison is not None  # noqa: S101 - just made
    note = f"{plural(missing, 'file')} of the base {'is' if missing == 1 else 'are'} not in this clone"
    notes = (*compared.comparison.notes, f"{note}: what code reads from there is not known of the base")
    return replace(compared, comparison=msgspec.structs.replace(compared.comparison, notes=notes))


def _refuse_untracked_plans(before: Audit, after: Audit) -> None:
    for plan in after.tree.plans:
        if plan not in before.tree.plans:
            raise RequestError(f"--diff compares what git holds, and the plan {plan} is not in the base: leave it out")


# --- what is between them -----------------------------------------------------------------------------------------

NOTHING: Final = Gate()

Judged = tuple[Finding, "Suppression | None"]


def _compare(before: Audit, after: Audit, base: Base, place: settings.Place) -> Compared:
    identity = Identity.between(before, after)
    unseen_before, unseen_after = Unseen.of(before), Unseen.of(after)
    found = components.changes(Facts(before, after, identity))
    gone = {one.id: one for one in before.assessment.components}
    hidden = {one.id for one in found if one.change == "gone" and unseen_after.holds(gone[one.id].component)}
    found = tuple(one for one in found if one.id not in hidden)
    changes, fixed = _findings(before, after, identity)
    kept = [one for one in fixed if not unseen_after.hides(one)]
    replaced = [one for one in kept if _is_replaced(one, after.findings, changes, identity)]
    undecided = [one for one in kept if one not in replaced and _is_open_now(one, after, identity)]
    solved = [one for one in kept if one not in replaced and one not in undecided]
    came_from = {new: old for old, new in identity.components.items()}
    after = replace(after, gate=gate.judge(before, after, changes, came_from))
    counts: Counter[str] = Counter(changes.values())
    comparison = d.Comparison(
        base=_base(base, before),
        changed=False,
        sentence="",
        level=level_interval(after.assessment.level) if after.assessment.level else None,
        level_before=level_interval(before.assessment.level) if before.assessment.level else None,
        findings={
            **{name: counts[name] for name in ("new", "reopened", "accepted", "remains", "unchanged")},
            "replaced": len(replaced),
            "undecided": len(undecided),
            "fixed": len(solved),
        },
        components=found,
        fixed=tuple(finding_entry(one, None, NOTHING) for one in solved),
        undecided=tuple(finding_entry(one, None, NOTHING) for one in undecided),
        replaced=tuple(finding_entry(one, None, NOTHING) for one in replaced),
        settings=settings.changes(before, after, identity, place),
        notes=tuple(_notes(before, after, changes, unseen_before, len(fixed) - len(kept), len(hidden))),
    )
    said = msgspec.structs.replace(comparison, changed=_is_change(comparison), sentence=sentence(comparison))
    return Compared(after, said, changes)


def _is_change(comparison: d.Comparison) -> bool:
    moved = sum(count for name, count in comparison.findings.items() if name != "unchanged")
    return bool(moved or comparison.components or comparison.settings)


def _findings(earlier: Audit, later: Audit, identity: Identity) -> tuple[dict[str, d.FindingChange], list[Finding]]:
    """What has become of each finding, by fingerprint, and those that counted and no longer occur."""
    before, after = earlier.findings, later.findings
    accepted_before = {one.fingerprint for one, accepted in before if accepted is not None}
    accepted_now = {one.fingerprint for one, accepted in after if accepted is not None}
    pairs, gone, new = identity.findings([one for one, _ in before], [one for one, _ in after])
    changes: dict[str, d.FindingChange] = {one.fingerprint: "new" for one in new}
    live = [one for one in gone if one.fingerprint not in accepted_before]
    for one in remaining(earlier, later, new, live, identity.components):
        changes[one.fingerprint] = "remains"
    for old, now in pairs:
        was, is_ = old.fingerprint in accepted_before, now.fingerprint in accepted_now
        changes[now.fingerprint] = "unchanged" if was == is_ else "accepted" if is_ else "reopened"
    return changes, live


def _is_replaced(
    gone: Finding, after: Iterable[Judged], changes: dict[str, d.FindingChange], identity: Identity
) -> bool:
    """Whether it is gone only because the same component has a new finding that weighs as much or more."""
    if gone.component is None:
        return False
    now = identity.components.get(gone.component.id)
    return any(
        one.component is not None
        and one.component.id == now
        and changes[one.fingerprint] == "new"
        and one.severity.rank <= gone.severity.rank
        for one, _ in after
    )


def _is_open_now(gone: Finding, after: Audit, identity: Identity) -> bool:
    """Whether nobody knows if it is gone: what decides it hangs on a value that the code does not hold now."""
    if gone.component is None or gone.scenario is None:
        return False
    now = after.assessment.by_id.get(identity.components.get(gone.component.id, ""))
    return now is not None and now.component.outcomes[gone.scenario].outcome is Outcome.UNKNOWN


def _notes(
    before: Audit, after: Audit, changes: dict[str, d.FindingChange], unseen: Unseen, findings: int, hidden: int
) -> Iterable[str]:
    old = sum(changes[one.fingerprint] == "new" and unseen.hides(one) for one, _ in after.findings)
    if old:
        yield f"{plural(old, 'new finding')} may be old: the base could not be read there"
    if findings or hidden:
        what = " and ".join(
            filter(None, [findings and plural(findings, "finding"), hidden and plural(hidden, "component")])  # type: ignore[list-item]
        )
        yield f"{what} of the base may be there still: what is there now could not be read"
    if reasons := _unfinished(before):
        yield f"the audit of the base is incomplete ({'; '.join(reasons)}): what seems new may be old"


def _unfinished(before: Audit) -> tuple[str, ...]:
    """Why the audit of the base is incomplete; that there was nothing yet is no reason."""
    return why_incomplete(len(before.read.unread), len(before.failures), nothing=False)


def _base(base: Base, before: Audit) -> d.BaseEntry:
    return d.BaseEntry(
        revision=base.revision, commit=base.commit, is_tip=base.is_tip, incomplete=_unfinished(before),
        unread=tuple(d.Unread(path=u.path, line=u.line or None, reason=u.reason) for u in sorted(before.read.unread)),
    )  # fmt: skip
