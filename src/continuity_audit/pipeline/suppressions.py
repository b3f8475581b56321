"""Which findings somebody accepted: suppressions from code and configuration, asked for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from continuity_audit.assessment.rules import Finding, Rule
from continuity_audit.config.keys import InlineSuppressions, Trust
from continuity_audit.config.keys import Suppression as Configured
from continuity_audit.pipeline.comments import Suppression
from continuity_audit.pipeline.places import fits, names_of, paths_of

EVERYWHERE: Final = "*"
TRUST: Final = Trust()


def is_protected(rule: str, trust: Trust) -> bool:
    """Whether neither code nor a baseline may suppress a rule."""
    return rule.startswith(trust.protected_rules)


def in_configuration(configured: Sequence[Configured]) -> list[Suppression]:
    """The suppressions of the configuration file; their place is a path pattern, a component, or everywhere."""
    return [
        Suppression(
            rules=(c.rule,), source="configuration", reason=c.reason.strip(), until=c.until,
            component=c.component or EVERYWHERE, path=c.path or EVERYWHERE,
        )
        for c in configured
    ]  # fmt: skip


class Register:
    """All suppressions, asked for each finding."""

    def __init__(
        self, suppressions: Sequence[Suppression], known_rules: Mapping[str, Rule], today: date, trust: Trust = TRUST
    ) -> None:
        self.all = tuple(suppressions)
        self._trust = trust
        for suppression in self.all:
            suppression.wrong = suppression.wrong or _wrong(suppression, known_rules)
        self._today = today
        self._by_place: dict[tuple[str, int], list[Suppression]] = {}
        for suppression in self.all:
            if suppression.source == "inline":
                self._by_place.setdefault((suppression.file, suppression.line), []).append(suppression)
        self._annotated = [s for s in self.all if s.source == "annotation"]
        self._configured = _Configured(s for s in self.all if s.source == "configuration")

    def accepts(self, finding: Finding) -> Suppression | None:
        """The first suppression that accepts a finding, has not expired and may; all that mean it count as used."""
        if not finding.rule.suppressible:
            return None
        meant = [s for s in self._about(finding) if finding.rule.id in s.rules and not s.wrong]
        for suppression in meant:
            suppression.used.add(finding.rule.id)
        rule = finding.rule.id
        return next((s for s in meant if not s.expired(self._today) and not self.refusal(s, rule)), None)

    def _about(self, finding: Finding) -> Iterator[Suppression]:
        """On a block's first line or above it; for a resource in modules, at each call too; by name or path."""
        if finding.component is None:
            return
        component = finding.component.component
        for span in (component.resource.span, *component.resource.sources):
            yield from self._at(span.file, span.line)
        yield from (s for s in self._annotated if s.component == component.id)
        yield from self._configured.about(names_of(component), paths_of(component))

    def _at(self, file: str, line: int) -> Iterator[Suppression]:
        """Behind a block's first line, and on the lines right above it that hold nothing but suppressions."""
        yield from (s for s in self._by_place.get((file, line), ()) if s.trailing)
        line -= 1
        while above := [s for s in self._by_place.get((file, line), ()) if not s.trailing]:
            yield from above
            line -= 1

    def refusal(self, suppression: Suppression, rule: str) -> str:
        """Why a suppression in code does not count for a rule, as this audit trusts the code; empty where it does."""
        if suppression.source not in ("inline", "annotation"):
            return ""
        if self._trust.suppressions is not InlineSuppressions.ALLOW:
            return "suppressions in code do not count in this audit"
        if is_protected(rule, self._trust):
            return f"{rule} is protected"
        days = self._trust.suppression_days
        if days is None:
            return ""
        if suppression.until is None:
            return f"it names no last day, and at most {days} days count"
        if suppression.until > self._today + timedelta(days=days):
            return f"it lasts until {suppression.until}, and at most {days} days count"
        return ""

    @property
    def forbids(self) -> bool:
        """Whether a suppression in code is a breach by itself."""
        return self._trust.suppressions is InlineSuppressions.FORBID

    def expired(self, suppression: Suppression) -> bool:
        """Whether a suppression has expired."""
        return suppression.expired(self._today)


class _Configured:
    """The suppressions of the configuration file, looked through for each distinct set of paths and for names once."""

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self._all = tuple(suppressions)
        self._by_paths: dict[tuple[str, ...], _OfPaths] = {}

    def about(self, names: tuple[str, ...], paths: tuple[str, ...]) -> Iterator[Suppression]:
        """Those that mean a component by its names and its paths, in the order in which they are written."""
        if paths not in self._by_paths:
            fitting = {pattern: any(fits(path, pattern) for path in paths) for pattern in {s.path for s in self._all}}
            self._by_paths[paths] = _OfPaths(s for s in self._all if fitting[s.path])
        return self._by_paths[paths].about(names)


class _OfPaths:
    """Suppressions by the names of components: those of plain names are found at once."""

    def __init__(self, suppressions: Iterable[Suppression]) -> None:
        self._plain: dict[str, list[tuple[int, Suppression]]] = {}
        self._patterns: list[tuple[int, Suppression]] = []
        for place, suppression in enumerate(suppressions):
            if "*" in suppression.component:
                self._patterns.append((place, suppression))
            else:
                self._plain.setdefault(suppression.component, []).append((place, suppression))

    def about(self, names: tuple[str, ...]) -> Iterator[Suppression]:
        """Those that mean a component by its names."""
        found = dict(one for name in names for one in self._plain.get(name, ()))
        found.update(one for one in self._patterns if any(fits(name, one[1].component) for name in names))
        return (found[place] for place in sorted(found))


def _wrong(suppression: Suppression, known_rules: Mapping[str, Rule]) -> str:
    for name in suppression.rules:
        if name not in known_rules:
            return f"names a rule that is not there: {name}"
        if not known_rules[name].suppressible:
            return f"names {name}, which is about the audit itself and cannot be suppressed"
    return ""
