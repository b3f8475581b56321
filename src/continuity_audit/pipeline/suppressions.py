"""Suppressions: comments, annotations and configuration that accept a finding, with a reason and until a day."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from continuity_audit.assessment.rules import Finding
from continuity_audit.config.keys import Suppression as Configured
from continuity_audit.estate.model import Resource

MARK: Final = "continuity-audit:"
COMMENT: Final = re.compile(r"(?:#|//)\s*continuity-audit:\s*(.*)$")
IGNORE: Final = re.compile(r'^ignore\s+(?P<rules>CA\d+(?:\s*,\s*CA\d+)*)(?P<rest>(?:\s+\w+=(?:"[^"]*"|\S+))*)\s*$')
OPTION: Final = re.compile(r'(\w+)=(?:"([^"]*)"|(\S+))')
ANNOTATION: Final = "continuity-audit/ignore"


@dataclass(eq=False)
class Suppression:
    """One acceptance as it is written: for which rules, where, why and until when."""

    rules: tuple[str, ...]
    source: str
    file: str
    line: int
    reason: str = ""
    until: date | None = None
    component: str = ""
    wrong: str = ""
    """What cannot be understood of it, in words."""
    used: set[str] = field(default_factory=set)

    def expired(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < today


def in_code(files: Iterable[str], read: Callable[[str], bytes]) -> list[Suppression]:
    """The comments in files that speak to the audit."""
    found: list[Suppression] = []
    for file in files:
        try:
            data = read(file)
        except OSError:
            continue
        if MARK.encode() in data:
            lines = data.decode("utf-8", "replace").splitlines()
            found += (s for number, line in enumerate(lines, 1) if (s := _comment(file, number, line)) is not None)
    return found


def _comment(file: str, number: int, line: str) -> Suppression | None:
    comment = COMMENT.search(line)
    if comment is None:
        return None
    written = comment[1].strip()
    if not written.startswith("ignore"):
        return None
    parsed = IGNORE.match(written)
    if parsed is None:
        return Suppression((), "inline", file, number, wrong=f"cannot be understood: {written}")
    options = {name: quoted or bare for name, quoted, bare in OPTION.findall(parsed["rest"])}
    return _made(tuple(re.split(r"\s*,\s*", parsed["rules"])), "inline", file, number, options)


def _made(rules: tuple[str, ...], source: str, file: str, line: int, options: Mapping[str, str]) -> Suppression:
    suppression = Suppression(rules, source, file, line, options.get("reason", "").strip())
    if unknown := sorted(options.keys() - {"reason", "until"}):
        suppression.wrong = f"has an unknown option {unknown[0]!r}"
    if "until" in options:
        try:
            suppression.until = date.fromisoformat(options["until"])
        except ValueError:
            suppression.wrong = f"has no day in until={options['until']} (expected 2027-01-31)"
    return suppression


def in_annotations(resources: Iterable[Resource]) -> list[Suppression]:
    """The annotations of Kubernetes objects that speak to the audit: ``CA101: reason``."""
    return [s for resource in resources if resource.language == "kubernetes" for s in _annotated(resource)]


def _annotated(resource: Resource) -> Iterator[Suppression]:
    metadata = resource.values.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, Mapping) else None
    text = annotations.get(ANNOTATION) if isinstance(annotations, Mapping) else None
    if not isinstance(text, str):
        return
    line = resource.line_of(f"metadata.annotations.{ANNOTATION}")
    rules, _, reason = text.partition(":")
    names = tuple(name.strip() for name in rules.split(",") if name.strip())
    suppression = Suppression(names, "annotation", resource.span.file, line, reason.strip(), component=resource.id)
    if not names or not all(re.fullmatch(r"CA\d+", name) for name in names):
        suppression.wrong = f"cannot be understood: {text}"
    yield suppression


def in_configuration(configured: Sequence[Configured]) -> list[Suppression]:
    """The suppressions of the configuration file; their place is a path pattern, a component, or everywhere."""
    return [
        Suppression((c.rule,), "configuration", c.path or "", 0, c.reason, c.until, c.component or "*")
        for c in configured
    ]


class Register:
    """All suppressions, asked for each finding."""

    def __init__(self, suppressions: Sequence[Suppression], known_rules: Iterable[str], today: date) -> None:
        known = set(known_rules)
        self.all = tuple(suppressions)
        for suppression in self.all:
            strange = [rule for rule in suppression.rules if rule not in known]
            if strange and not suppression.wrong:
                suppression.wrong = f"names a rule that is not there: {strange[0]}"
        self._today = today
        self._by_place: dict[tuple[str, int], list[Suppression]] = {}
        for suppression in self.all:
            self._by_place.setdefault((suppression.file, suppression.line), []).append(suppression)
        self._others = [s for s in self.all if s.source != "inline"]

    def accepts(self, finding: Finding) -> Suppression | None:
        """The suppression that accepts a finding, if one does and has not expired."""
        if not finding.rule.suppressible:
            return None
        for suppression in self._around(finding):
            if finding.rule.id in suppression.rules and not suppression.wrong:
                suppression.used.add(finding.rule.id)
                if not suppression.expired(self._today):
                    return suppression
        return None

    def _around(self, finding: Finding) -> Iterator[Suppression]:
        """On a block's first line or the line above it; for a resource in modules, at each call too."""
        if finding.component is not None:
            resource = finding.component.component.resource
            for span in (resource.span, *resource.sources):
                for line in (span.line, span.line - 1):
                    yield from self._by_place.get((span.file, line), ())
        yield from (s for s in self._others if _means(s, finding))

    def expired(self, suppression: Suppression) -> bool:
        """Whether a suppression has expired."""
        return suppression.expired(self._today)


def _means(suppression: Suppression, finding: Finding) -> bool:
    if finding.component is None:
        return False
    component = finding.component.component
    if suppression.source == "annotation":
        return suppression.component == component.id
    names = (component.id, component.resource.address)
    fits = any(fnmatch.fnmatchcase(name, suppression.component) or name == suppression.component for name in names)
    return fits and (not suppression.file or fnmatch.fnmatchcase(component.resource.span.file, suppression.file))
