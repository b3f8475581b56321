"""docs/suppressions.md: its examples suppress, and its table names the rules on suppressions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from continuity_audit.plugins.manager import load_plugins
from pipeline.trial import audited

PAGE = (Path(__file__).parents[2] / "docs/suppressions.md").read_text("utf-8")
EXAMPLES = re.findall(r"<!-- example -->\n```hcl\n(.*?)```", PAGE, re.DOTALL)
FLAWS = 'resource "trial_store" "it" {\n  instance = "restart"\n  zone = "restart"\n}\n'


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_suppress(tmp_path: Path, example: str) -> None:
    document = audited(tmp_path, example + FLAWS)
    accepted = {f.rule: f.suppressed.reason for f in document.findings if f.suppressed}
    reason = re.search(r'reason="(.*)"$', example.strip())
    assert reason is not None
    assert accepted == dict.fromkeys(re.findall(r"CA\d+", example), reason[1].replace('\\"', '"'))


def test_the_table_names_the_rules_on_suppressions() -> None:
    on_suppressions = [rule.id for rule, _ in load_plugins().rules.values() if rule.name.startswith("suppression-")]
    assert re.findall(r"^\| (CA\d+) \|", PAGE, re.MULTILINE) == on_suppressions
