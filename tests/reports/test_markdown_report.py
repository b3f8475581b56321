"""The report as Markdown, read back by a Markdown parser."""

import re

import pytest
from markdown_it import MarkdownIt

from continuity_audit.reports import RenderOptions
from continuity_audit.reports.markdown_report import code, escape, fence, render
from reports.sample import HOSTILE_ADDRESS, sample, source

HEAD = """\
<!-- continuity-audit: infra k8s -->
# Continuity: Low

**2 of 12 critical components would lose their only copy: orders and carts (2 when data is deleted or corrupted, \
1 with one zone).**

Gate: **failed**.
- 5 findings are high or above
- infra/old/legacy.tf could not be read

## In its sector

Retail &amp; Logistics: the risk of a collapse is **High** (Centralised ordering/routing), the typical resilience \
level **Low–Medium** (Cloud backups exist, but ops freeze). This estate stands **below** that level.

## What happens if

| when lost | continues | recovers | lost | unknown |
|---|---:|---:|---:|---:|
| **Data is corrupted or deleted** | 6 | 3 | 3 | 1 |
| **An instance dies** | 9 | 4 | 0 | 0 |
| **A zone is gone** | 6 | 3 | 3 | 1 |
| zone `eu-west-1a` | 7 | 3 | 3 | 0 |
| zone `eu-west-1b` | 9 | 3 | 0 | 1 |
| **A region is gone** | 1 | 6 | 5 | 1 |
| **The account is taken over** | 0 | 7 | 6 | 0 |

Recovery times and data loss windows are estimates from providers' documented behaviour and the settings in the code, \
never promises.
"""


@pytest.fixture(scope="module")
def text() -> str:
    return render(sample(), RenderOptions(sources=source))


@pytest.fixture(scope="module")
def page(text: str) -> str:
    """As a parser that allows HTML and tables sees it."""
    return str(MarkdownIt("commonmark", {"html": True}).enable("table").render(text))


def test_the_head_tells_level_sector_and_scenarios(text: str) -> None:
    assert text.startswith(HEAD)


def test_a_finding_that_weighs_less_says_so(text: str) -> None:
    assert (
        "at `infra/prod/storage.tf:60` (weighs medium, not critical, as its component's tier is supporting "
        "(by its name it only supports building or observing))\n"
    ) in text


def test_findings_by_severity_with_their_remediation(text: str) -> None:
    assert (
        "- **CA401** No backups: orders keeps no backups — `infra/prod::aws_db_instance.orders` at "
        "`infra/prod/main.tf:19` (fails the gate)\n"
        "  ```\n"
        '  resource "aws_db_instance" "orders" {\n'
        "    backup_retention_period = 7\n"
        "  }\n"
        "  ```\n"
    ) in text
    assert re.findall(r"^##+ (.+)$", text, re.MULTILINE) == [
        *("In its sector", "What happens if", "Weakest links", "Findings", "Critical", "High", "Medium"),
        *("Suppressed", "Questions to answer", "What was read"),
    ]


def test_what_was_not_read_and_what_is_asked(text: str) -> None:
    assert "- `infra/old/legacy.tf:3`: expected a value, found \\`\\}\\`\n" in text
    assert "- 2 files: a values file, read with its chart\n" in text
    assert (
        "- What is `var.cache_multi_az`? It decides 1 verdict in `infra/prod`, declared at "
        "`infra/prod/variables.tf:8`.\n"
    ) in text


def test_an_author_can_break_no_table_and_place_no_markup(page: str) -> None:
    rows = re.findall(r"<tr>.*?</tr>", page, re.DOTALL)
    assert {len(re.findall(r"<t[dh]", row)) for row in rows} == {2, 5}
    assert set(re.findall(r"<(\w+)", page)) <= {
        *("h1", "h2", "h3", "p", "strong", "em", "ul", "li", "code", "pre", "br"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
    assert "<em>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "**bold**" in page
    assert "[click](javascript:alert(1))" in page


def test_a_hostile_address_is_shown_as_it_is(page: str) -> None:
    shown = HOSTILE_ADDRESS.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    assert f"<code>{shown}</code>" in page


def test_nobody_is_mentioned_and_nothing_is_a_command(text: str) -> None:
    outside_code = re.sub(r"(`+).*?\1", "", text)
    assert "@everyone" not in outside_code
    assert not re.search(r"^\s*::|##\w*\[", text, re.MULTILINE)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)


@pytest.mark.parametrize(
    "shown",
    [
        "1. not a list",
        "- not a list",
        "# not a heading",
        "> not a quote",
        "a_b_c and *d* and ~~e~~ and `f`",
        "<https://x.example> and https://x.example and www.x.example",
        "![a](b) [c](d) [e]: f",
        "back\\slash | pipe &amp; ampersand $x$",
        "===",
        "---",
        "plain words, as they are: a (b) c-d.",
    ],
)
def test_escaped_text_is_shown_as_it_is_and_as_nothing_else(shown: str) -> None:
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(escape(shown))
    as_html = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert page == f"<p>{as_html}</p>\n"


def test_plain_words_stay_readable_in_the_source() -> None:
    words = "the standby is in another zone, see multi_az (and eu-west-1a): 99.9 percent."
    assert escape(words) == words


def test_code_and_fences_outlast_backticks() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`x`") == "`` `x` ``"
    assert code("a|b") == "`a\\|b`"
    assert code("") == "–"
    assert fence("```\nx\n```") == "````\n```\nx\n```\n````"
