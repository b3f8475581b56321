"""The report on a terminal."""

import re

import pytest

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.text.layout import columns
from continuity_audit.reports.text.report import render
from reports.sample import sample, source

GROUP = """\
aws_db_instance.orders
  database, critical by default, level Low, in infra/prod

✗ CRITICAL CA201 Single-zone database
  --> infra/prod/main.tf:18
  orders stands in one zone
    18 │   multi_az                = false
       │   ^^^^^^^^
    19 │   backup_retention_period = 0
       │   ^^^^^^^^^^^^^^^^^^^^^^^

✗ CRITICAL CA401 No backups
  --> infra/prod/main.tf:19
  orders keeps no backups
  fix: resource "aws_db_instance" "orders" {
         backup_retention_period = 7
       }

✗ HIGH CA501 Shared fate
  --> infra/prod/main.tf:12
  No copy outlives the account
    12 │ resource "aws_db_instance" "orders" {

aws_dynamodb_table.carts
"""

SUMMARY = """\
── Summary ─────────────────────────────────────────────────────────────────────────────────────────
Read       42 files in 3 roots, 13 components
Level      Low
           2 of 12 critical components would lose their only copy: orders and carts (2 when data is
           deleted or corrupted, 1 with one zone).
Sector     Retail & Logistics: risk High, typical level Low–Medium; this estate stands below that

Fails                   continues recovers lost  unknown
data                    6         3        3     1
instance                9         4        0     0
zone                    6         3        3     1
  eu-west-1a            7         3        3     0
  eu-west-1b            9         3        0     1
region                  1         6        5     1
account                 0         7        6     0

Findings   2 critical, 3 high, 2 medium, 1 suppressed
Tiers      12 critical (12 by default)
           1 supporting
Unknown    3 values that the code does not hold; 2 verdicts hang on one of them alone
           - What is module.backup (in infra/prod)? Install it and 1 verdict is decided (it has a
             part in 2)
           - What is var.cache_multi_az (infra/prod/variables.tf:8)? Set it and 1 verdict is decided
           - What is var.backups (in infra/prod)? It has a part in 1 verdict
Not read   infra/old/legacy.tf:3: expected a value, found `}`
Skipped    2 paths: a values file, read with its chart
           1 path: no manifest
Gate       failed
           5 findings marked ✗ fail it
           - 5 findings are high or above
           - infra/old/legacy.tf could not be read
"""

LOUD = (
    r"\::error file=a.tf::injected\n::stop-commands::x \x1b]0;owned\x07\x1b[31mred ##\[error]x "
    r"##vso\[task.complete] | [click](javascript:alert(1)) **bold** @everyone <b>x</b> \u202egpj.exe {{ 7*7 }}"
)
QUIET = """\
infra/prod/main.tf:18: critical CA201 orders stands in one zone (fails the gate)
infra/prod/main.tf:19: critical CA401 orders keeps no backups (fails the gate)
infra/prod/main.tf:70: high CA402 Point-in-time recovery is off (fails the gate)
infra/prod/main.tf:12: high CA501 No copy outlives the account (fails the gate)
infra/old/legacy.tf:3: high CA901 legacy.tf could not be read (fails the gate)
k8s/shop/web.yaml:9: medium CA101 LOUD
infra/prod/storage.tf:60: medium CA401 access_logs keeps no versions
Gate       failed
           - 5 findings are high or above
           - infra/old/legacy.tf could not be read
""".replace("LOUD", LOUD)


def report(**options: object) -> str:
    return render(sample(), RenderOptions(sources=source, **options))  # type: ignore[arg-type]


def test_findings_stand_with_their_component_and_the_deciding_attribute_is_underlined() -> None:
    assert report().startswith(GROUP)


def test_the_summary() -> None:
    text = report()
    assert text[text.index("── Summary") :] == SUMMARY


def test_a_finding_that_weighs_less_for_its_tier_says_so() -> None:
    assert """\
  object-storage, supporting (by its name it only supports building or observing), level Low, in
  infra/prod

  MEDIUM CA401 No backups
  --> infra/prod/storage.tf:60
  access_logs keeps no versions
  weighs medium, not critical, as its component's tier is supporting (by its name it only supports
  building or observing)
""" in report()


def test_quiet_keeps_a_line_a_finding_and_the_verdict() -> None:
    assert report(verbosity=-1) == QUIET


def test_verbose_adds_outcomes_evidence_chains_and_suppressions() -> None:
    text = report(verbosity=1)
    assert (
        "    zone      lost\n"
        "              its only disk is in one zone and no backup is kept\n"
        "              multi_az at infra/prod/main.tf:18\n"
    ) in text
    assert (
        "    instance  recovers  by restart\n"
        "              RDS restarts it on its surviving storage\n"
        "              RTO 5–30 min, RPO none\n"
    ) in text
    assert (
        "              but lost\n"
        "              because of infra/prod::aws_lambda_function.checkout <-\n"
        "              infra/prod::aws_db_instance.orders\n"
    ) in text
    assert "point_in_time_recovery left out, documented default\n" in text
    assert "hangs on module.backup, var.backups\n" in text
    assert "CA102 on infra/prod::aws_instance.batch suppressed: rebuilt nightly; accepted by | ops <b>" in " ".join(
        text.split()
    )
    assert "never promises." in text


def test_quiet_is_a_line_a_finding_however_narrow_the_terminal_is() -> None:
    assert report(width=40, verbosity=-1).splitlines()[:7] == QUIET.splitlines()[:7]


@pytest.mark.parametrize("width", [40, 50, 80, 120])
@pytest.mark.parametrize("verbosity", [0, 1])
def test_no_line_is_wider_than_the_terminal(width: int, verbosity: int) -> None:
    wide = [line for line in report(width=width, verbosity=verbosity).splitlines() if columns(line) > width]
    assert wide == []


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_colour_changes_nothing_but_colour_and_the_author_has_none(verbosity: int) -> None:
    plain = report(verbosity=verbosity)
    coloured = report(verbosity=verbosity, color=True)
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert set(re.findall(r"\x1b\[[0-9;]*m", coloured)) <= {
        f"\x1b[{code}m" for code in ("0", "1", "2", "1;31", "31", "32", "33", "35", "36")
    }


@pytest.mark.parametrize("verbosity", [-1, 0, 1])
def test_no_line_is_a_command_to_a_ci_system(verbosity: int) -> None:
    text = report(verbosity=verbosity, width=46)
    assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
