"""Which components a change touches, how, and because of what."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.comparison.change import change, findings, only, said

STORE = 'resource "trial_store" "orders" {\n  zone = "continues"\n}\n'
LOST = 'resource "trial_store" "ledger" {\n  zone = "lost"\n}\n'


def test_a_change_that_touches_no_outcome_is_none(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE + LOST}, {"main.tf": "\n" * 50 + LOST + STORE, "note.txt": "new"})
    document = done.audited()
    comparison = document.comparison
    assert comparison is not None
    assert (comparison.changed, comparison.components, comparison.fixed, comparison.settings) == (False, (), (), ())
    assert comparison.sentence == "This change makes no difference to continuity."
    assert {one.change for one in document.findings} == {"unchanged"}
    assert comparison.base.commit == done.repo.git("rev-parse", "HEAD")


def test_a_level_that_falls_names_the_attribute_both_values_and_the_place(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": STORE.replace("continues", "restore")})
    document = done.audited()
    comparison = document.comparison
    assert comparison is not None
    assert only(said(comparison)) == (
        "fell .::trial_store.orders falls from High to Low–Medium: "
        '`zone` goes from `"continues"` to `"restore"` (main.tf:2)'
    )
    [component] = comparison.components
    [outcome] = component.outcomes
    assert (outcome.scenario, outcome.direction, outcome.effective) == ("zone", "worse", False)
    assert (outcome.before.outcome, outcome.before.by) == ("continues", "failover")
    assert (outcome.after.outcome, outcome.after.by, outcome.after.why) == (
        "recovers",
        "restore",
        "the code says restore",
    )
    [cause] = component.causes
    assert (cause.address, cause.attribute, cause.before, cause.after) == (
        "trial_store.orders",
        "zone",
        "continues",
        "restore",
    )
    assert comparison.sentence == (
        "This change takes `orders` from High to Low–Medium: "
        '`zone` goes from `"continues"` to `"restore"` (main.tf:2). '
        "Findings: 1 new. The estate goes from High to Low–Medium."
    )
    assert findings(document, "new") == ["new high CA402 .::trial_store.orders"]
    assert document.assessment.gate.reasons == ("1 new high finding: CA402 ×1",)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("", 'zone = "lost"', '`zone` is set to `"lost"` (its default is `"continues"`) (main.tf:2)'),
        ('zone = "lost"', "", '`zone = "lost"` is taken out, and its default `"continues"` counts (main.tf:1)'),
        ('zone = "lost"', "zone = var.zone", '`zone` hangs on `var.zone` now, it was `"lost"` (main.tf:2)'),
        ("zone = var.zone", 'zone = "lost"', '`zone` hung on `var.zone` and is `"lost"` now (main.tf:2)'),
        ("", "zone = var.zone", "`zone` hangs on `var.zone` now (main.tf:2)"),
    ],
)
def test_what_is_left_out_and_what_is_open_is_said_so(tmp_path: Path, before: str, after: str, words: str) -> None:
    code = 'resource "trial_store" "orders" {{\n  {}\n}}\nvariable "zone" {{}}\n'
    done = change(tmp_path, {"main.tf": code.format(before)}, {"main.tf": code.format(after)})
    assert only(said(done.compared())).partition(": ")[2] == words


def test_an_open_value_makes_a_level_less_sure(tmp_path: Path) -> None:
    code = STORE + 'variable "zone" {}\n'
    done = change(tmp_path, {"main.tf": code}, {"main.tf": code.replace('"continues"', "var.zone")})
    [component] = done.compared().components
    assert component.summary.startswith("falls from High to between Low and High: `zone` hangs on `var.zone` now")
    [outcome] = component.outcomes
    assert (outcome.after.outcome, outcome.after.unknown) == ("unknown", ("var.zone",))


def test_a_level_that_rises_and_a_finding_that_is_fixed(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE.replace("continues", "lost")}, {"main.tf": STORE})
    document = done.audited()
    comparison = document.comparison
    assert comparison is not None
    assert only(said(comparison)).startswith("rose .::trial_store.orders rises from Low to High: `zone` goes from")
    assert [(one.rule, one.component) for one in comparison.fixed] == [("CA203", ".::trial_store.orders")]
    assert document.assessment.gate.passed


def test_worse_at_the_same_level(tmp_path: Path) -> None:
    code = STORE.replace("zone", "region")
    done = change(tmp_path, {"main.tf": code}, {"main.tf": code.replace("continues", "promotion")})
    assert only(said(done.compared())) == (
        "worse .::trial_store.orders stays at High and does worse when a region fails: "
        '`region` goes from `"continues"` to `"promotion"` (main.tf:2)'
    )


def test_what_is_new_and_what_is_gone(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": STORE.replace('"orders"', '"ledger"')})
    document = done.audited()
    comparison = document.comparison
    assert comparison is not None
    assert said(comparison) == [
        "new .::trial_store.ledger is new, at level High",
        "gone .::trial_store.orders is gone; it was at level High",
    ]
    assert comparison.sentence == "This change adds `ledger` and removes `orders`."


def test_what_falls_with_another_names_the_chain(tmp_path: Path) -> None:
    shop = 'resource "trial_service" "shop" {\n  needs = trial_store.orders.id\n}\n'
    done = change(tmp_path, {"main.tf": STORE + shop}, {"main.tf": STORE.replace("continues", "lost") + shop})
    comparison = done.compared()
    assert said(comparison)[1] == (
        "worse .::trial_service.shop stays at High and does worse when a zone fails: it needs `trial_store.orders`"
    )
    [outcome] = comparison.components[1].outcomes
    assert (outcome.effective, outcome.after.because) == (True, (".::trial_store.orders",))
    back = change(tmp_path / "back", {"main.tf": STORE.replace("continues", "lost") + shop}, {"main.tf": STORE + shop})
    assert said(back.compared())[0].endswith(
        "does better when a zone fails: it no longer falls with `trial_store.orders`"
    )


def test_a_change_in_a_module_names_the_call_that_was_edited(tmp_path: Path) -> None:
    module = 'variable "zone" {}\nresource "trial_store" "this" {\n  zone = var.zone\n}\n'
    call = 'module "db" {\n  source = "./db"\n  zone   = "continues"\n}\n'
    before = {"main.tf": call, "db/main.tf": module}
    done = change(tmp_path, before, {"main.tf": "\n\n" + call.replace("continues", "lost")})
    [cause] = done.compared().components[0].causes
    assert (cause.file, cause.line) == ("main.tf", 3)


def test_a_tier_that_changes_is_said(tmp_path: Path) -> None:
    code = 'resource "trial_store" "orders" {\n  tags = { "continuity-audit:tier" = "critical" }\n}\n'
    done = change(tmp_path, {"main.tf": code}, {"main.tf": code.replace("critical", "development")})
    [component] = done.compared().components
    assert (component.change, component.tier_before, component.tier) == ("changed", "critical", "development")
    assert component.summary == "stays at High; its tier is development now, it was critical"
