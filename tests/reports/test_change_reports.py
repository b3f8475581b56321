"""What each format says of a change."""

import json
import re
from xml.etree import ElementTree

import msgspec
import pytest
from markdown_it import MarkdownIt

from continuity_audit.reports import RenderOptions, builtin_reporters
from continuity_audit.reports.changes import marker, sections
from continuity_audit.reports.document import Document, Gate
from continuity_audit.reports.markdown_report import LONGEST
from reports.change_sample import CAUSE, changed, comparison, fell, gone, unchanged
from reports.hostile import hostile
from reports.sample import sample

COMMENT = """\
<!-- continuity-audit: infra k8s -->
## Continuity

This change takes `orders` from Medium to Low–Medium: `multi_az` goes from `true` to `false` (db/main.tf&#58;20).

Gate: **failed**.
"""
FELL = """\
### Levels that fall (1)

- `orders` (database in `infra/prod`): falls from Medium to Low–Medium: `multi_az` goes from `true` to `false` \
(db/main.tf&#58;20)
  - When a zone fails: it recovers by restore (backups are kept in the region); before: it continues by failover \
(a standby takes over)

<details><summary>Gone components (1)</summary>

- `old` (queue in `infra/prod@prod`): is gone; it was at level High

</details>
"""
SETTINGS = """\
### What judges this change is changed by it (2)

- **weaker**: `fail-on` goes from `high` to `never` — `.continuity-audit.yaml`
- no longer accepts CA101 (main.tf&#58;1 of the base)

1 new finding may be old: the base could not be read there.

<sub>Compared with 0123456789, where it left origin/main. continuity-audit 0.1.0</sub>
"""


def render(name: str, document: Document, verbosity: int = 0) -> str:
    reporter = next(one for one in builtin_reporters() if one.name == name)
    return reporter.render(document, RenderOptions(verbosity=verbosity))


def test_a_comment_says_what_the_change_does() -> None:
    text = render("markdown", changed())
    assert text.startswith(COMMENT)
    assert FELL in text
    assert text.endswith(SETTINGS)
    assert "| level of the estate | Low–Medium to Medium | Low |" in text
    assert "### New findings (2)" in text
    assert "(reopened)" in text
    for title in ("Fixed (1)", "Replaced by others (1)"):
        assert f"<details><summary>{title}</summary>" in text


def test_where_nothing_changed_there_is_no_comment() -> None:
    document = unchanged()
    assert render("markdown", document) == ""
    fails = msgspec.structs.replace(document.assessment, gate=Gate(passed=False, reasons=("the audit is incomplete",)))
    assert "the audit is incomplete" in render("markdown", msgspec.structs.replace(document, assessment=fails))


@pytest.mark.parametrize("document", [changed(), sample()], ids=["change", "estate"])
def test_a_page_of_thousands_fits_into_a_comment_and_keeps_its_totals(document: Document) -> None:
    one = document.findings[0]
    many = [msgspec.structs.replace(one, fingerprint=str(n), message=f"{n} {'m' * 900}") for n in range(3_000)]
    full = msgspec.structs.replace(document, findings=tuple(many))
    if full.comparison is not None:
        components = tuple(fell(n, cause=f"{CAUSE} {'c' * 300} {n}") for n in range(3_000))
        full = msgspec.structs.replace(full, comparison=msgspec.structs.replace(full.comparison, components=components))
    text = render("markdown", full)
    assert 10_000 < len(text) < LONGEST
    assert "This page is cut to fit into a comment" in text
    if full.comparison is not None:
        assert "### Levels that fall (3000)" in text
        assert "### New findings (3000)" in text
        shown = len(re.findall(r"^- `orders\d*`", text, re.MULTILINE))
        assert f"- and {3_000 - shown} more" in text


def test_a_hostile_change_fits_and_places_no_markup() -> None:
    many = tuple(msgspec.structs.replace(fell(n), summary=f"{n} " + "`x" * 5_000) for n in range(500))
    text = render("markdown", hostile(changed(*many)))
    assert len(text) < LONGEST
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    tags = set(re.findall(r"<(\w+)", page))
    assert tags <= {"h2", "h3", "p", "ul", "li", "code", "strong", "table", "thead", "tbody", "tr", "th", "td", "pre",
                    "details", "summary", "sub"}  # fmt: skip
    assert page.count("<!--") == 1
    assert "@everyone" not in re.sub(r"(`+).*?\1", "", text)
    assert page.count("<details") == page.count("</details>")


def test_the_marker_is_that_of_the_paths() -> None:
    assert marker(["."]) == "<!-- continuity-audit -->"
    assert marker(["infra/prod", "k8s"]) == "<!-- continuity-audit: infra/prod k8s -->"
    assert marker(["a-->b", "--"]) == "<!-- continuity-audit: a-b -->"
    assert render("markdown", sample()).startswith("<!-- continuity-audit: infra k8s -->\n# Continuity")


def test_components_of_which_the_same_is_to_be_said_stand_together() -> None:
    falls, rest = sections(comparison(fell(), fell(1), fell(2), gone()))
    assert [one.name for one in falls.groups[0].members] == ["orders", "orders1", "orders2"]
    assert (falls.total, rest.total) == (3, 1)
    text = render("markdown", changed(*(fell(number) for number in range(8))))
    assert "- `orders`, `orders1`, `orders2`, `orders3`, `orders4` and 3 more (database): falls from" in text


def test_one_finding_of_several_roots_is_told_once() -> None:
    first = msgspec.structs.replace(changed().findings[0], message="kept nowhere else", remediation=None)
    names = ("dev", "prod", "test")
    many = tuple(
        msgspec.structs.replace(first, component=f"env@{n}::a.b", fingerprint=n, message=f"{n}: kept nowhere else")
        for n in names
    )
    text = render("markdown", msgspec.structs.replace(changed(), findings=many))
    assert "### New findings (3)" in text
    assert text.count("kept nowhere else") == 1
    assert ": kept nowhere else (in `env@dev`, `env@prod`, `env@test`)" in text


def test_components_of_one_name_are_told_apart_by_their_roots() -> None:
    two = (fell(), msgspec.structs.replace(fell(), id="infra/dev::aws_db_instance.orders", root="infra/dev"))
    assert "- `orders in infra/prod`, `orders in infra/dev` (database): falls from" in render("markdown", changed(*two))


def test_the_terminal_shows_what_is_new_and_counts_the_rest() -> None:
    text = render("text", changed())
    assert "── Change since 0123456789, where it left origin/main ───" in text
    assert "Levels that fall (1)" in text
    assert "  - weaker: `fail-on` goes from `high` to `never` (.continuity-audit.yaml)" in text
    assert "1 new, 1 reopened, 5 unchanged and not shown without -v" in text
    told = {one.message for one in sample().findings if one.message[:30] in text.partition("── Change")[0]}
    assert told == {one.message for one in changed().findings if one.change != "unchanged"}
    assert all(one.rule in render("text", changed(), 1) for one in sample().findings if not one.suppressed)


def test_sarif_says_new_unchanged_and_absent() -> None:
    results = json.loads(render("sarif", changed()))["runs"][0]["results"]
    states = {one["partialFingerprints"]["continuityAudit/v1"]: one["baselineState"] for one in results}
    assert (states["fixed"], states["replaced"]) == ("absent", "absent")
    for finding in changed().findings:
        if finding.fingerprint in states:
            assert states[finding.fingerprint] == {"new": "new", "reopened": "updated"}.get(
                finding.change or "", "unchanged"
            )
    assert {(one["kind"], one["level"]) for one in results if one["baselineState"] == "absent"} == {("pass", "none")}
    assert all("baselineState" not in one for one in json.loads(render("sarif", sample()))["runs"][0]["results"])


def test_junit_has_a_suite_for_the_change() -> None:
    suites = {one.get("name"): one for one in ElementTree.fromstring(render("junit", changed()))}  # noqa: S314 - ours
    cases = {case.get("name"): [(e.tag, e.get("message")) for e in case] for case in suites["the change"]}
    assert cases == {
        "infra/prod::aws_db_instance.orders fell": [("skipped", f"falls from Medium to Low–Medium: {CAUSE}")],
        "infra/prod::aws_sqs_queue.old gone": [],
    }


def test_gitlab_gets_all_findings_and_what_fell() -> None:
    entries = json.loads(render("gitlab", changed()))
    fell_ = [one for one in entries if one["check_name"] == "resilience-fell"]
    assert [(one["location"], one["severity"]) for one in fell_] == [
        ({"path": "db/main.tf", "lines": {"begin": 20}}, "major")
    ]
    plain = json.loads(render("gitlab", sample()))
    assert {one["fingerprint"] for one in plain} == {one["fingerprint"] for one in entries} - {fell_[0]["fingerprint"]}


def test_github_annotates_only_what_is_new_and_what_fell() -> None:
    text = render("github", changed())
    annotated = re.findall(r"^::(\w+) .*?title=([^:]*)::", text, re.MULTILINE)
    assert ("warning", "A resilience level falls") in annotated
    assert len([one for one in annotated if one[1].startswith("CA")]) == 2
    assert "(1 new, 5 unchanged, 1 fixed)" in text


def test_html_says_what_the_change_does() -> None:
    text = render("html", changed())
    assert "What this change does" in text
    assert "falls from Medium to Low–Medium: <code>multi_az</code> goes from <code>true</code>" in text
    assert "What this change does" not in render("html", sample())
