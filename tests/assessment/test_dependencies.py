"""Effective outcomes: a component can do no better than what it cannot work without, and the chain says why."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from continuity_audit.reports.document import Document
from pipeline.trial import audited


def block(name: str, needs: tuple[str, ...] = (), **outcomes: str) -> str:
    lines = [f"  {scenario} = {outcome}" for scenario, outcome in outcomes.items()]
    if needs:
        lines.append(f"  needs = [{', '.join(f'trial_service.{need}.id' for need in needs)}]")
    return f'resource "trial_service" "{name}" {{\n' + "\n".join(lines) + "\n}\n"


def effective(document: Document, name: str) -> dict[str, tuple[str, list[str]]]:
    (component,) = [c for c in document.components if c.name == name]
    return {
        scenario: (entry.outcome, [need.rpartition(".")[2] for need in entry.because])
        for scenario, entry in component.effective.items()
    }


def test_the_worst_of_a_chain_counts_with_the_whole_way_to_it(tmp_path: Path) -> None:
    text = block("web", ("api",)) + block("api", ("db",), zone='"restart"') + block("db", zone='"lost"')
    document = audited(tmp_path, text)
    assert effective(document, "web") == {"zone": ("lost", ["api", "db"])}
    assert effective(document, "api") == {"zone": ("lost", ["db"])}
    assert effective(document, "db") == {}
    assert [c.depends_on for c in document.components] == [
        (".::trial_service.db",), (), (".::trial_service.api",)
    ]  # fmt: skip


def test_the_shortest_way_is_named(tmp_path: Path) -> None:
    text = block("web", ("a", "db")) + block("a", ("db",)) + block("db", zone='"lost"')
    assert effective(audited(tmp_path, text), "web") == {"zone": ("lost", ["db"])}


def test_cycles_end(tmp_path: Path) -> None:
    text = block("a", ("b",)) + block("b", ("c",)) + block("c", ("a", "c"), instance='"restart"')
    document = audited(tmp_path, text)
    assert effective(document, "a") == {"instance": ("recovers", ["b", "c"])}
    assert effective(document, "b") == {"instance": ("recovers", ["c"])}
    assert effective(document, "c") == {}


def test_what_is_no_worse_is_not_named(tmp_path: Path) -> None:
    text = block("web", ("db",), zone='"restart"') + block("db", zone='"restore"')
    assert effective(audited(tmp_path, text), "web") == {}


UNKNOWN = 'variable "x" {}\n'


def test_an_unknown_need_leaves_it_unknown_and_is_named(tmp_path: Path) -> None:
    text = UNKNOWN + block("web", ("db",)) + block("db", zone="var.x")
    assert effective(audited(tmp_path, text), "web") == {"zone": ("unknown", ["db"])}


def test_an_unknown_need_changes_nothing_where_it_cannot(tmp_path: Path) -> None:
    text = UNKNOWN + block("web", ("db",), zone='"restart"') + block("db", zone='var.x ? "continues" : "restart"')
    assert effective(audited(tmp_path, text), "web") == {}


def test_a_lost_need_decides_over_an_unknown_of_its_own(tmp_path: Path) -> None:
    text = UNKNOWN + block("web", ("db",), zone="var.x") + block("db", zone='"lost"')
    assert effective(audited(tmp_path, text), "web") == {"zone": ("lost", ["db"])}


def test_counts_take_needs_in(tmp_path: Path) -> None:
    text = block("web", ("db",)) + block("db", zone='"lost"')
    (zone,) = [s for s in audited(tmp_path, text).assessment.scenarios if s.scenario == "zone"]
    assert (zone.continues, zone.recovers, zone.lost, zone.unknown) == (0, 0, 2, 0)


def test_a_long_chain_is_no_problem(tmp_path: Path) -> None:
    names = [f"s{n:03}" for n in range(300)]
    text = "".join(block(a, (b,)) for a, b in pairwise(names)) + block(names[-1], zone='"lost"')
    assert effective(audited(tmp_path, text), "s000") == {"zone": ("lost", [*names[1:21], *names[-20:]])}
