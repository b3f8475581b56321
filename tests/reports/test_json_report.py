"""The JSON format: stable bytes, and nothing in them that a terminal or a CI log acts upon."""

import re

import msgspec

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.document import Skipped, load
from continuity_audit.reports.json_report import render
from reports.sample import HOSTILE_MESSAGE, HOSTILE_NAME, sample


def test_hostile_text_keeps_its_value_but_not_its_effect() -> None:
    text = render(sample(), RenderOptions())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|##\w*\[|^\s*::", text, re.MULTILINE)
    read = load(text)
    assert [entry.message for entry in read.findings if entry.rule == "CA101"] == [HOSTILE_MESSAGE]
    assert HOSTILE_NAME in {component.name for component in read.components}


def test_a_file_name_that_is_not_utf8_is_spelled_out() -> None:
    estate = msgspec.structs.replace(sample().estate, skipped=(Skipped(path="bad\udcff.yaml", reason="no manifest"),))
    text = render(msgspec.structs.replace(sample(), estate=estate), RenderOptions())
    assert load(text).estate.skipped[0].path == r"bad\udcff.yaml"


def test_tags_are_sorted_and_the_text_ends_with_a_line_end() -> None:
    text = render(sample(), RenderOptions())
    assert text.index('"environment": "prod"') < text.index('"service": "orders"')
    assert text.endswith("}\n")
