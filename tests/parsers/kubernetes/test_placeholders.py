"""Placeholders in texts, filled in as Flux does."""

from __future__ import annotations

import pytest

from continuity_audit.parsers.kubernetes.placeholders import MAX_DEPTH, Filled, Worth, fill

VARIABLES = {"APP": "db", "EMPTY": "", "SECRET": None}


def worth(name: str) -> Worth:
    return Worth(VARIABLES[name]) if name in VARIABLES else Worth("", is_set=False)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("no placeholder, $APP, 5 $", "no placeholder, $APP, 5 $"),
        ("${APP}", "db"),
        ("${APP}-${KIND:=data}.${APP}", "db-data.db"),
        ("${EMPTY}", ""),
        ("${EMPTY:-used}", "used"),
        ("${KIND:-}", ""),
        ("${KIND=a}${KIND:?b}${KIND:+c}", "abc"),
        ("${CLAIM:-${APP}}", "db"),
        ("${CLAIM:=pre-${APP}-${KIND:-x}}!", "pre-db-x!"),
        ("${APP:-${SECRET}}", "db"),
        ("${CLAIM:-$(date)}", "$(date)"),
        ("$${APP} costs 5$$", "${APP} costs 5$"),
    ],
)
def test_what_is_known_is_filled_in(text: str, filled: str) -> None:
    assert fill(text, worth) == Filled(filled, complete=True)


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${OTHER}", "${OTHER}"),
        ("${SECRET:-x}", "${SECRET:-x}"),
        ("${OTHER:-${SECRET}}", "${OTHER:-${SECRET}}"),
        ("${APP}-${SECRET}-${APP}", "db-${SECRET}-db"),
        ("${APP%%:*}-${APP^^}-${#APP}-${APP:1}-${APP-x}-${APP}", "${APP%%:*}-${APP^^}-${#APP}-${APP:1}-${APP-x}-db"),
        ("${APP} ${KIND:-${APP}", "db ${KIND:-${APP}"),
        ("${{ inputs.app }}", "${{ inputs.app }}"),
        ("${A:-" * 30 + "}" * 30, "${A:-" * 30 + "}" * 30),
    ],
)
def test_what_is_not_known_stays_as_it_is_written(text: str, filled: str) -> None:
    assert fill(text, worth) == Filled(filled, complete=False)


def test_defaults_in_defaults_have_an_end() -> None:
    depth = MAX_DEPTH - 1
    assert fill("${A:-" * depth + "x" + "}" * depth, worth) == Filled("x", complete=True)
