"""Levels of components and of estates, with unknowns at their worst and at their best."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.assessment.levels import Interval, level_of, weakest
from continuity_audit.estate.model import By, Component, Kind, Level, Outcome, Resource, Scenario, Span, Verdict
from pipeline.trial import audited

LOW, LOW_MEDIUM, MEDIUM, HIGH = "Low", "Low–Medium", "Medium", "High"


def level(folder: Path, kind: str = "store", **outcomes: str) -> tuple[str, str]:
    lines = "".join(f"  {scenario} = {outcome}\n" for scenario, outcome in outcomes.items())
    text = f'variable "x" {{}}\nvariable "y" {{}}\nresource "trial_{kind}" "it" {{\n{lines}}}\n'
    (component,) = audited(folder, text).components
    return component.level.at_least, component.level.at_most


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({}, HIGH),
        ({"region": '"promotion"'}, HIGH),
        ({"region": '"restore"'}, MEDIUM),
        ({"region": '"redeploy"'}, MEDIUM),
        ({"region": '"restart"'}, MEDIUM),
        ({"region": '"lost"'}, MEDIUM),
        ({"account": '"lost"'}, MEDIUM),
        ({"account": '"restore"'}, HIGH),
        ({"zone": '"promotion"'}, LOW_MEDIUM),
        ({"instance": '"restart"'}, LOW_MEDIUM),
        ({"instance": '"restart"', "region": '"lost"', "account": '"lost"'}, LOW_MEDIUM),
        ({"data": '"lost"'}, LOW),
        ({"instance": '"lost"'}, LOW),
        ({"zone": '"lost"'}, LOW),
    ],
)
def test_level_of_known_outcomes(tmp_path: Path, outcomes: dict[str, str], expected: str) -> None:
    assert level(tmp_path, **outcomes) == (expected, expected)


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ({"zone": "var.x"}, (LOW, HIGH)),
        ({"zone": 'var.x ? "continues" : "restart"'}, (LOW_MEDIUM, HIGH)),
        ({"account": "var.x"}, (MEDIUM, HIGH)),
        ({"data": 'var.x ? "restore" : "lost"', "region": '"lost"'}, (LOW, MEDIUM)),
        ({"region": 'var.x ? "continues" : "lost"'}, (MEDIUM, HIGH)),
        ({"region": 'var.x ? "lost" : "lost"'}, (MEDIUM, MEDIUM)),
    ],
)
def test_level_with_unknowns_is_an_interval(
    tmp_path: Path, outcomes: dict[str, str], expected: tuple[str, str]
) -> None:
    assert level(tmp_path, **outcomes) == expected


def component(region: Verdict) -> Component:
    well = Verdict(outcome=Outcome.CONTINUES, why="")
    outcomes = {**dict.fromkeys(Scenario, well), Scenario.REGION: region}
    resource = Resource(root=".", address="a.b", type="a", name="b", span=Span("f", 1, 1))
    return Component(resource=resource, kind=Kind.DATABASE, provider="a", stateful=True, outcomes=outcomes)


RECOVERS, LOST, UNKNOWN, CONTINUES = Outcome.RECOVERS, Outcome.LOST, Outcome.UNKNOWN, Outcome.CONTINUES


@pytest.mark.parametrize(
    ("region", "expected"),
    [
        (Verdict(outcome=RECOVERS, why="", by=By.PROMOTION), (HIGH, HIGH)),
        (Verdict(outcome=RECOVERS, why="", by=By.RESTORE, possible_by=(By.RESTORE, By.PROMOTION)), (MEDIUM, HIGH)),
        (Verdict(outcome=UNKNOWN, why="", possible=(LOST, RECOVERS)), (MEDIUM, HIGH)),
        (Verdict(outcome=UNKNOWN, why="", possible=(LOST, RECOVERS), possible_by=(By.RESTORE,)), (MEDIUM, MEDIUM)),
        (Verdict(outcome=UNKNOWN, why="", possible=(LOST, RECOVERS), possible_by=(By.PROMOTION,)), (MEDIUM, HIGH)),
        (Verdict(outcome=UNKNOWN, why="", possible=(RECOVERS, CONTINUES), possible_by=(By.PROMOTION,)), (HIGH, HIGH)),
        (Verdict(outcome=UNKNOWN, why="", possible=(RECOVERS, CONTINUES), possible_by=(By.RESTORE,)), (MEDIUM, HIGH)),
    ],
)
def test_what_a_region_may_recover_by(region: Verdict, expected: tuple[str, str]) -> None:
    found = level_of(component(region))
    assert (found.at_least.value, found.at_most.value) == expected


def test_the_weakest_of_several_is_taken_at_each_end() -> None:
    assert weakest([Interval(Level.LOW, Level.HIGH), Interval(Level.LOW_MEDIUM, Level.MEDIUM)]) == Interval(
        Level.LOW, Level.MEDIUM
    )
    assert weakest([]) is None


def test_level_of_the_estate_is_that_of_its_weakest_critical_component(tmp_path: Path) -> None:
    text = (
        'resource "trial_store" "orders" {\n  zone = "restore"\n}\n'
        'resource "trial_service" "web" {}\n'
        'resource "trial_bucket" "access_logs" {\n  data = "lost"\n}\n'
    )
    document = audited(tmp_path, text)
    assert document.assessment.level is not None
    assert (document.assessment.level.at_least, document.assessment.level.at_most) == (LOW_MEDIUM, LOW_MEDIUM)
    assert document.assessment.components_by_level == {LOW: 1, LOW_MEDIUM: 1, MEDIUM: 0, HIGH: 1}


def test_an_estate_without_critical_components_has_no_level(tmp_path: Path) -> None:
    document = audited(tmp_path, 'resource "trial_registry" "images" {}\n', sector="healthcare")
    assert document.assessment.level is None
    assert document.assessment.sector is not None
    assert document.assessment.sector.standing is None
