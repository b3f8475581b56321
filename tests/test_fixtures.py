"""The nine fixture estates: every component's outcomes, the estate's level and its standing in the sector matrix."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from continuity_audit import audit
from continuity_audit.estate.model import Outcome, Resource, Scenario
from continuity_audit.pipeline.audit import run
from continuity_audit.pipeline.request import Request
from continuity_audit.plugins.manager import load_plugins
from continuity_audit.profiles.terms import ALWAYS

FIXTURES = Path(__file__).parent.parent / "fixtures"
ESTATES = sorted(path.parent.name for path in FIXTURES.glob("*/expected.yaml"))


def _expected(estate: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FIXTURES / estate / "expected.yaml").read_text("utf-8"))
    return found


def test_there_is_an_estate_for_every_row_of_the_matrix() -> None:
    matrix = audit(FIXTURES / ESTATES[0]).assessment.matrix
    assert sorted(row.slug for row in matrix) == ESTATES


@pytest.mark.parametrize("estate", ESTATES)
def test_an_estate_stands_where_its_row_says(estate: str) -> None:
    expected = _expected(estate)
    document = audit(FIXTURES / estate, sector=expected["sector"])
    level, sector = document.assessment.level, document.assessment.sector
    assert level is not None
    assert (level.at_least, level.at_most) == (expected["level"], expected["level"])
    assert sector is not None
    assert (sector.typical_level, sector.standing) == (expected["level"], "at")
    assert document.estate.unread == ()


@pytest.mark.parametrize("estate", ESTATES)
def test_every_outcome_of_an_estate(estate: str) -> None:
    expected = _expected(estate)["components"]
    found = {
        component.id: {
            scenario: f"{entry.outcome}/{entry.by}" if entry.by else entry.outcome
            for scenario, entry in component.outcomes.items()
        }
        for component in audit(FIXTURES / estate).components
    }
    assert sorted(found) == sorted(expected)
    for name, outcomes in expected.items():
        for scenario, outcome in outcomes.items():
            said = found[name][scenario]
            # The contract leaves open by what some things continue; there the expectation names the outcome alone.
            assert (said if "/" in outcome else said.partition("/")[0]) == outcome, (name, scenario)


@pytest.mark.parametrize("estate", ESTATES)
def test_what_continues_on_a_condition_shows_what_fulfils_it(estate: str) -> None:
    conditions = {
        (profile.type, scenario.value, claim.why): claim.when
        for profile in load_plugins().profiles
        for scenario in Scenario
        for claim in profile.ladder(scenario)
        if claim.outcome is Outcome.CONTINUES
    }
    for component in audit(FIXTURES / estate).components:
        for scenario, entry in component.outcomes.items():
            condition = conditions.get((component.type, scenario, entry.why), ALWAYS)
            # That a DaemonSet has a pod on every node is what its type says.
            if condition is not ALWAYS and component.type != "DaemonSet":
                assert entry.evidence, (component.id, scenario)


def test_what_is_said_to_be_left_out_is_nowhere_stated() -> None:
    """Evidence of a default speaks of an attribute that the code does not hold."""
    audited = run(Request(paths=(FIXTURES,)))
    resources: dict[str, list[Resource]] = {}
    for reading in audited.read.readings:
        for resource in reading.resources:
            resources.setdefault(resource.address, []).append(resource)
    defaults = [
        evidence
        for assessed in audited.assessment.components
        for verdict in assessed.component.outcomes.values()
        for evidence in verdict.evidence
        if evidence.documented
    ]
    stated = {
        (one.address, one.attribute)
        for one in defaults
        for resource in resources.get(one.address, ())
        if (one.file, one.line) == (resource.file_of(one.attribute), resource.lines.get(one.attribute))
    }
    assert defaults
    assert stated == set()
