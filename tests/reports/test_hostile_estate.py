"""One hostile estate through every format: what an author wrote stays text."""

import re

import msgspec
import pytest

from continuity_audit.reports import RenderOptions, Reporter, builtin_reporters
from continuity_audit.reports.document import load
from continuity_audit.reports.text.layout import columns
from reports.change_sample import changed
from reports.hostile import HARM, hostile


def source(path: str, line: int) -> str | None:
    """Every line of every file is hostile too."""
    return f"  replicas = 1 # {HARM}"


ESTATES = {"estate": hostile, "change": lambda: hostile(changed())}


@pytest.mark.parametrize("estate", ESTATES)
@pytest.mark.parametrize("verbosity", [-1, 0, 1])
@pytest.mark.parametrize("reporter", builtin_reporters(), ids=lambda one: one.name)
def test_nothing_invisible_and_no_command_leaves_any_format(reporter: Reporter, verbosity: int, estate: str) -> None:
    text = reporter.render(ESTATES[estate](), RenderOptions(verbosity=verbosity, sources=source))
    text.encode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", text)
    if reporter.name != "html":  # a page is no log
        assert not re.search(r"##\w*\[", text)
    if reporter.name != "github":
        assert not re.search(r"^\s*::", text, re.MULTILINE)
    if reporter.name != "json":
        assert "\u200bgpj" not in text


def test_a_hostile_report_loads_back() -> None:
    json = next(one for one in builtin_reporters() if one.name == "json")
    document = load(json.render(hostile(), RenderOptions()).encode())
    assert [one.rule[:5] for one in document.findings] == [one.rule[:5] for one in hostile().findings]
    assert document.assessment.level == hostile().assessment.level


@pytest.mark.parametrize("estate", ESTATES)
@pytest.mark.parametrize("width", [40, 80, 160])
def test_no_line_is_wider_than_the_terminal(width: int, estate: str) -> None:
    text = next(one for one in builtin_reporters() if one.name == "text")
    told = text.render(ESTATES[estate](), RenderOptions(width=width, sources=source, verbosity=1))
    assert max(columns(line) for line in told.splitlines()) <= width


def test_no_tag_of_an_author_stands_in_the_page() -> None:
    page = next(one for one in builtin_reporters() if one.name == "html")
    text = page.render(hostile(), RenderOptions(sources=source))
    assert "<img" not in text
    assert text.count("<script") == text.count("</script") == 3


def test_the_hostile_estate_is_hostile_everywhere() -> None:
    document = hostile()
    for one in (document.components[0].name, document.components[0].file, document.findings[0].message):
        assert one.endswith(HARM)
    with pytest.raises(UnicodeEncodeError):
        msgspec.json.encode(document)
