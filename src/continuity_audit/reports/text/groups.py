"""What belongs together in the report for a terminal: the findings of one component, and of those alike."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from continuity_audit.reports.document import ComponentEntry, FindingEntry
from continuity_audit.reports.headline import CRITICAL
from continuity_audit.reports.story import Story, severity_order


class Group(Struct, frozen=True):
    """The findings of one component and of those alike, or of the audit itself."""

    component: ComponentEntry | None
    findings: tuple[FindingEntry, ...]
    alike: tuple[ComponentEntry, ...] = ()
    """Other components that the same block makes and that have the same findings."""

    @property
    def fails_gate(self) -> bool:
        """Whether one of its findings makes the gate fail."""
        return any(entry.fails_gate for entry in self.findings)


def groups_of(story: Story, told: Callable[[FindingEntry], bool]) -> list[Group]:
    """Those that are told, worst first: what fails the gate, then by the worst finding, then the critical ones."""
    alike: dict[tuple[object, ...], list[tuple[ComponentEntry, tuple[FindingEntry, ...]]]] = {}
    for component in story.document.components:
        counted = tuple(filter(told, story.findings.get(component.id, ())))
        if counted:
            alike.setdefault(_likeness(component, counted), []).append((component, counted))
    groups = [
        Group(first, findings, tuple(component for component, _ in others))
        for (first, findings), *others in alike.values()
    ]
    groups.sort(key=lambda group: (not group.fails_gate, *severity_order(group.findings[0])[:2], _is_supporting(group)))
    about_audit = tuple(filter(told, story.audit_findings))
    return [*groups, Group(None, about_audit)] if about_audit else groups


def _likeness(component: ComponentEntry, findings: Iterable[FindingEntry]) -> tuple[object, ...]:
    """What makes two components one entry: the block that makes them, and findings that differ by their names only."""
    block = component.id if component.line is None else (component.file, component.line, component.type)
    said = tuple(
        (entry.rule, entry.severity, entry.lowered_from, entry.fails_gate, entry.scenario, entry.remediation)
        for entry in findings
    )
    level = component.level
    return block, component.tier, component.tier_why, level.at_least, level.at_most, said


def _is_supporting(group: Group) -> bool:
    return group.component is not None and group.component.tier != CRITICAL
