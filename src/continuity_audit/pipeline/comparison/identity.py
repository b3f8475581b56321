"""What is the same thing on both sides of a change, though its address, its root or its file may be another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

from msgspec import Struct

from continuity_audit.assessment.estate_assessment import Assessed
from continuity_audit.assessment.rules import Finding
from continuity_audit.estate.model import Resource
from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.comparison.moves import Moves, moves_in, without_zero
from continuity_audit.pipeline.comparison.roots import renamed_files, renamed_roots

T = TypeVar("T")
U = TypeVar("U")


class Identity(Struct, frozen=True):
    """The names of the base, as they are now."""

    roots: Mapping[str, str]
    files: Mapping[str, str]
    moves: Moves
    components: Mapping[str, str]
    """The ids of the base's components that are there now, with the ids that they have."""

    @classmethod
    def between(cls, before: Audit, after: Audit) -> Identity:
        """What the two sides of a change have in common."""
        roots, moves = renamed_roots(before, after), moves_in(after.tree)
        about_audit = (finding.file for finding, _ in before.findings if finding.component is None and finding.file)
        identity = cls(roots, renamed_files(before, after, about_audit), moves, {})
        components = dict(identity._matched(before.assessment.components, after.assessment.components))
        return cls(roots, identity.files, moves, components)

    def of(self, resource: Resource, address: str | None = None) -> str:
        """What the code says that a resource or component of the base is called now."""
        address = resource.address if address is None else address
        root = self.roots.get(resource.folder, resource.folder)
        moved = self.moves.address(resource, address, self.roots)
        return f"{root}@{resource.environment}::{moved}" if resource.environment else f"{root}::{moved}"

    def component(self, id_: str) -> str:
        """The id that a component of the base has now; its own where it is gone."""
        return self.components.get(id_, id_)

    def file(self, path: str) -> str:
        """Where a file of the base is now."""
        if path in self.files:
            return self.files[path]
        inside = [folder for folder in self.roots if path.startswith(f"{folder}/")]
        folder = max(inside, key=len, default=None)
        return path if folder is None else self.roots[folder] + path[len(folder) :]

    def _matched(self, before: Iterable[Assessed], after: Iterable[Assessed]) -> Iterator[tuple[str, str]]:
        named = {one.id: self.of(one.component.resource, one.component.address) for one in before}
        pairs, gone, new = matched(named, [one.id for one in after], lambda old: named[old], lambda new: new)
        yield from pairs
        # Terraform itself takes `a` and `a[0]` for one; where code leaves the number open, so do we.
        yield from matched(gone, new, lambda old: without_zero(named[old]), without_zero, only_alone=True)[0]

    def findings(
        self, before: Iterable[Finding], after: Iterable[Finding]
    ) -> tuple[list[tuple[Finding, Finding]], list[Finding], list[Finding]]:
        """Findings of both sides that are the same, those of the base alone, and those of now alone.

        What concerns the audit itself is the same by its fingerprint, else by rule and file: text and line may move.
        """
        pairs, gone, new = matched(before, after, lambda one: one.fingerprint, lambda one: one.fingerprint)
        more, gone, new = matched(gone, new, self._key_before, _key)
        return [*pairs, *more], gone, new

    def _key_before(self, finding: Finding) -> Hashable:
        if finding.component is None:
            return finding.rule.id, self.file(finding.file) if finding.file else finding.message
        return finding.rule.id, self.components.get(finding.component.id), finding.scenario


def _key(finding: Finding) -> Hashable:
    if finding.component is None:
        return finding.rule.id, finding.file or finding.message
    return finding.rule.id, finding.component.id, finding.scenario


def matched(
    before: Iterable[T], after: Iterable[U], key_before: Callable[[T], Hashable], key_after: Callable[[U], Hashable],
    *, only_alone: bool = False,
) -> tuple[list[tuple[T, U]], list[T], list[U]]:  # fmt: skip
    """Pairs with the same key, in order, and what is left of both; ``only_alone`` pairs no key that stands twice."""
    olds, news = list(before), list(after)
    counts = [Counter(map(key_before, olds)), Counter(map(key_after, news))]
    waiting: dict[Hashable, list[T]] = {}
    for old in olds:
        if not (only_alone and any(count[key_before(old)] > 1 for count in counts)):
            waiting.setdefault(key_before(old), []).append(old)
    pairs, new = [], []
    for one in news:
        found = waiting.get(key_after(one))
        if found:
            pairs.append((found.pop(0), one))
        else:
            new.append(one)
    taken = {id(old) for old, _ in pairs}
    return pairs, [old for old in olds if id(old) not in taken], new
