"""Each rule's examples, audited as they stand on its page: what has the flaw is flagged, what has it not is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from continuity_audit import audit
from continuity_audit.assessment.rules import Rule
from continuity_audit.config import Trust
from continuity_rules.plugin import continuity_audit_rules

RULES = {rule.id: rule for rule in continuity_audit_rules()}
WITHOUT = {"CA410": "it compares a plan with what is", "CA902": "it speaks of plugins"}
"""Rules whose flaw no piece of code can show."""
FILES = {"terraform": "main.tf", "kubernetes": "manifest.yaml"}
TODAY = date(2026, 6, 1)
CASES = [(rule, language) for rule in RULES.values() for language in rule.flawed]


def flagged(folder: Path, rule: Rule, language: str, code: str) -> list[tuple[str | None, int | None]]:
    """Where the rule flags the code."""
    folder.mkdir()
    (folder / FILES[language]).write_text(f"{code}\n", "utf-8")
    document = audit(folder, today=TODAY, trust=Trust(suppression_days=90 if rule.id == "CA907" else None))
    if rule.id != "CA901":
        assert document.estate.unread == ()
    return [(finding.file, finding.line) for finding in document.findings if finding.rule == rule.id]


@pytest.mark.parametrize(("rule", "language"), CASES, ids=[f"{rule.id}-{language}" for rule, language in CASES])
def test_the_flawed_code_is_flagged_and_the_other_is_not(tmp_path: Path, rule: Rule, language: str) -> None:
    file = FILES[language]
    found = flagged(tmp_path / "flawed", rule, language, rule.flawed[language])
    assert [name for name, _ in found] == [file] * len(found) != []
    assert flagged(tmp_path / "fixed", rule, language, rule.examples[language]) == []


def test_every_rule_shows_both() -> None:
    assert {rule.id for rule in RULES.values() if not rule.flawed} == set(WITHOUT)
    assert [rule.id for rule in RULES.values() if rule.flawed and rule.flawed.keys() != rule.examples.keys()] == []
