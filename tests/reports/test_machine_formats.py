"""SARIF, JUnit, GitLab and GitHub: valid by their schemas, whole outputs, read back by independent readers."""

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest

from continuity_audit.reports import RenderOptions, builtin_reporters
from continuity_audit.reports.changes import falls
from continuity_audit.reports.document import Document, FindingEntry, Related
from continuity_audit.reports.findings import in_tree, uri
from continuity_audit.reports.github_report import SHOWN_OF_EACH
from continuity_audit.reports.sarif_report import MOST_RESULTS
from reports.change_sample import changed
from reports.hostile import hostile
from reports.sample import empty, sample, source

HERE = Path(__file__).parent
SARIF_SCHEMA = json.loads((HERE / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
SNAPSHOTS = {
    "sarif": "sample.sarif",
    "junit": "sample.junit.xml",
    "gitlab": "sample.gitlab.json",
    "github": "sample.github.txt",
}
ESTATES = {
    "sample": sample,
    "empty": empty,
    "hostile": hostile,
    "change": changed,
    "hostile change": lambda: hostile(changed()),
}


def render(name: str, document: Document, base: str = "") -> str:
    reporter = next(one for one in builtin_reporters() if one.name == name)
    return reporter.render(document, RenderOptions(sources=source, base=base))


def _with(*findings: FindingEntry) -> Document:
    return msgspec.structs.replace(sample(), findings=findings)


def _finding(**changes: Any) -> FindingEntry:
    return msgspec.structs.replace(sample().findings[0], **changes)


def _sarif(document: Document, base: str = "") -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render("sarif", document, base))["runs"][0]
    return run


@pytest.mark.parametrize(("name", "file"), SNAPSHOTS.items())
def test_the_whole_report_of_the_sample(name: str, file: str) -> None:
    path = HERE / "snapshots" / file
    text = render(name, sample(), base="live")
    if os.environ.get("CONTINUITY_AUDIT_WRITE_SNAPSHOTS"):
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes()


@pytest.mark.parametrize("name", SNAPSHOTS)
def test_the_order_of_findings_does_not_matter(name: str) -> None:
    turned = msgspec.structs.replace(sample(), findings=sample().findings[::-1])
    assert render(name, turned) == render(name, sample())


# --- SARIF --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("estate", ESTATES)
def test_sarif_validates_against_its_schema(estate: str) -> None:
    text = render("sarif", ESTATES[estate]())
    checker = jsonschema.Draft4Validator.FORMAT_CHECKER
    jsonschema.Draft4Validator(SARIF_SCHEMA, format_checker=checker).validate(json.loads(text))


@pytest.mark.parametrize("estate", ESTATES)
def test_every_uri_of_sarif_is_relative_and_escaped(estate: str) -> None:
    found = re.findall(r'"uri": "(.*)"', render("sarif", ESTATES[estate]()))
    for one in found:
        assert re.fullmatch(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+", one), one
        assert not one.startswith(("/", ".."))
    assert bool(found) == (estate != "empty")


def test_file_names_keep_their_characters_and_their_bytes() -> None:
    assert uri("a b/ü:%#?.tf") == "a%20b/%C3%BC%3A%25%23%3F.tf"
    assert uri("caf\udce9.tf") == "caf%E9.tf"
    assert unquote(uri("a\nb\x00.tf")) == "a\nb\x00.tf"


def test_places_below_the_repository() -> None:
    assert in_tree("", "a/b.tf") == "a/b.tf"
    assert in_tree("live/prod", "../modules/db.tf") == "live/modules/db.tf"
    assert [in_tree("live", file) for file in (None, "-", "/etc/x.tf", "../../x.tf", "")] == [None] * 5


def test_sarif_shows_the_call_where_the_module_lies_outside() -> None:
    call = Related(file="infra/prod/main.tf", line=5, message="called here")
    run = _sarif(_with(_finding(file="/root/.terraform/modules/db/main.tf", line=9, related=(call,))))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "infra/prod/main.tf", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 5},
    }


def test_sarif_turns_a_finding_without_a_place_into_a_notification() -> None:
    run = _sarif(_with(_finding(file=None, line=None, component=None, rule="CA902", message="a plugin raised")))
    assert run["results"] == []
    last = run["invocations"][0]["toolExecutionNotifications"][-1]
    assert (last["message"]["text"], last["associatedRule"]) == ("a plugin raised", {"id": "CA902"})


def test_sarif_says_whether_the_audit_is_whole() -> None:
    assert [_sarif(made())["invocations"][0]["executionSuccessful"] for made in (sample, empty)] == [False, True]


def test_a_bracket_in_a_message_is_no_link_and_a_brace_no_argument() -> None:
    text = 'aws_db_instance.main["a"] [x](y) {0} ${var.x}'
    run = _sarif(_with(_finding(message=text)))
    assert run["results"][0]["message"]["text"] == 'aws_db_instance.main["a"] \\[x](y) {{0}} ${var.x}'


@pytest.mark.parametrize("estate", ESTATES)
def test_sarif_tools_reads_it(estate: str, tmp_path: Path) -> None:
    loader = pytest.importorskip("sarif.loader", reason="sarif-tools is not installed")
    path = tmp_path / "report.sarif"
    path.write_text(render("sarif", ESTATES[estate]()), encoding="utf-8")
    records = loader.load_sarif_file(str(path)).get_records()
    made = ESTATES[estate]()
    absent = (*made.comparison.fixed, *made.comparison.replaced) if made.comparison else ()
    assert len(records) == len((*made.findings, *absent))
    if estate == "sample":
        told = [(one["Severity"], one["Code"], one["Location"], one["Line"]) for one in records]
        assert told == [
            ("error", "CA201", "infra/prod/main.tf", 18),
            ("error", "CA401", "infra/prod/main.tf", 19),
            ("error", "CA402", "infra/prod/main.tf", 70),
            ("error", "CA501", "infra/prod/main.tf", 12),
            ("error", "CA901", "infra/old/legacy.tf", 3),
            ("warning", "CA101", "k8s/shop/web.yaml", 9),
            ("warning", "CA401", "infra/prod/storage.tf", 60),
            ("warning", "CA102", "infra/prod/main.tf", 140),
        ]


def test_sarif_holds_as_many_results_as_github_takes_and_counts_the_rest() -> None:
    last = _finding(severity="low", rule="CA302", fingerprint="last")
    run = _sarif(_with(last, *[sample().findings[0]] * (MOST_RESULTS + 3)))
    assert len(run["results"]) == MOST_RESULTS
    assert {result["ruleId"] for result in run["results"]} == {"CA201"}
    assert run["invocations"][0]["toolExecutionNotifications"][-1] == {
        "level": "warning",
        "message": {"text": "4 findings are left out: code scanning takes 25,000 and refuses more"},
    }


# --- JUnit --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("estate", ESTATES)
def test_junit_validates_against_its_schema(estate: str) -> None:
    xmlschema = pytest.importorskip("xmlschema", reason="xmlschema is not installed")
    xmlschema.XMLSchema(str(HERE / "schemas" / "junit-10.xsd")).validate(render("junit", ESTATES[estate]()))


@pytest.mark.parametrize("estate", ESTATES)
def test_junit_holds_no_element_that_an_author_wrote(estate: str) -> None:
    root = ElementTree.fromstring(render("junit", ESTATES[estate]()).encode())  # noqa: S314 - our own output
    elements = {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"}
    assert {one.tag for one in root.iter()} <= elements
    for suite in root:
        cases = suite.findall("testcase")
        counted = {name: sum(case.find(name) is not None for case in cases) for name in ("failure", "error", "skipped")}
        assert suite.get("tests") == str(len(cases))
        assert [suite.get(name) for name in ("failures", "errors", "skipped")] == [str(one) for one in counted.values()]


@pytest.mark.parametrize("estate", ESTATES)
def test_junitparser_reads_it(estate: str) -> None:
    junitparser = pytest.importorskip("junitparser", reason="junitparser is not installed")
    xml = junitparser.JUnitXml.fromstring(render("junit", ESTATES[estate]()).encode())
    suites = list(xml)
    assert sum(suite.tests for suite in suites) == xml.tests
    if estate == "sample":
        assert (xml.tests, xml.failures, xml.errors, sum(suite.skipped for suite in suites)) == (69, 5, 2, 3)


def test_a_clean_estate_has_named_cases_that_pass() -> None:
    clean = msgspec.structs.replace(
        sample(),
        components=sample().components[1:2],
        findings=(),
        estate=msgspec.structs.replace(sample().estate, unread=(), incomplete=(), roots=()),
        assessment=empty().assessment,
    )
    root = ElementTree.fromstring(render("junit", clean).encode())  # noqa: S314 - our own output
    assert [(one.get("classname"), one.get("name"), len(one)) for one in root.iter("testcase")] == [
        ("aws_rds_cluster.billing", "single instance (CA1xx)", 0),
        ("aws_rds_cluster.billing", "single zone (CA2xx)", 0),
        ("aws_rds_cluster.billing", "backup only, or no backup (CA4xx)", 0),
        ("aws_rds_cluster.billing", "shared fate (CA5xx)", 0),
        ("aws_rds_cluster.billing", "failover plumbing (CA6xx)", 0),
        ("the audit itself", "everything was read", 0),
        ("the audit itself", "the gate holds", 0),
    ]


# --- GitLab -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("estate", ESTATES)
def test_gitlab_entries_have_all_that_gitlab_demands(estate: str) -> None:
    entries = json.loads(render("gitlab", ESTATES[estate]()))
    assert isinstance(entries, list)
    for one in entries:
        assert {"description", "check_name", "fingerprint", "severity", "location"} <= set(one)
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert one["location"]["path"]
        assert one["location"]["lines"]["begin"] >= 1
        assert "\n" not in one["description"]
    assert len({one["fingerprint"] for one in entries}) == len(entries)


def test_the_formats_carry_the_same_fingerprints() -> None:
    wanted = {one.fingerprint for one in sample().findings if one.suppressed is None}
    entries = json.loads(render("gitlab", sample()))
    assert {one["fingerprint"] for one in entries if one["check_name"].startswith("CA")} == wanted
    results = [one for one in _sarif(sample())["results"] if not one["suppressions"]]
    assert {one["partialFingerprints"]["continuityAudit/v1"] for one in results} == wanted


# --- in every format ----------------------------------------------------------------------------------------------


def many() -> Document:
    """Two thousand findings on as many components, and one on the audit itself, which has no file."""
    components = [
        msgspec.structs.replace(sample().components[0], id=f"r::a.b[{n}]", address=f"a.b[{n}]") for n in range(2_000)
    ]
    findings = [_finding(component=one.id, line=n, fingerprint=f"{n}") for n, one in enumerate(components, 1)]
    nowhere = _finding(rule="CA902", component=None, scenario=None, file=None, line=None, message="a plugin raised")
    return msgspec.structs.replace(sample(), components=tuple(components), findings=(*findings, nowhere))


def test_thousands_of_findings_and_one_without_a_file() -> None:
    document = many()
    assert len(_sarif(document)["results"]) == 2_000
    xml = ElementTree.fromstring(render("junit", document).encode())  # noqa: S314 - our own output
    assert (xml.get("failures"), xml.get("errors")) == ("2002", "2")
    [case] = [one for one in xml.iter("testcase") if (one.get("name") or "").startswith("CA902")]
    assert (case.get("classname"), case[0].tag, case[0].get("message")) == (
        "the audit itself", "failure", "a plugin raised",
    )  # fmt: skip
    entries = json.loads(render("gitlab", document))
    assert len(entries) == 2_003
    [entry] = [one for one in entries if one["check_name"] == "CA902"]
    assert entry["location"] == {"path": ".", "lines": {"begin": 1}}
    text = render("github", document)
    assert len(commands(text)) == SHOWN_OF_EACH + 1
    assert "critical CA902 a plugin raised (fails the gate)" in text.splitlines()


# --- GitHub -------------------------------------------------------------------------------------------------------


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What GitHub's runner makes of a log: a command at the start of a line, or `##[...]` anywhere in it."""
    found = []
    for line in text.splitlines():
        assert not re.search(r"##\w*\[", line)
        if line.lstrip().startswith("::"):
            head, _, data = line.lstrip()[2:].partition("::")
            name, _, properties = head.partition(" ")
            pairs = dict(pair.split("=", 1) for pair in properties.split(",") if pair)
            found.append((name, {key: _decoded(value) for key, value in pairs.items()}, _decoded(data)))
    return found


def _decoded(text: str) -> str:
    for code, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, character)
    return text


@pytest.mark.parametrize("estate", ESTATES)
def test_github_sees_our_commands_and_no_other(estate: str) -> None:
    made = ESTATES[estate]()
    found = commands(render("github", made))
    told = [one for one in made.findings if one.suppressed is None and one.change != "unchanged"]
    assert len(found) == len(told) + len(falls(made)) + len(made.estate.incomplete) + 1
    assert {name for name, _, _ in found} <= {"error", "warning", "notice"}
    assert all(set(pairs) <= {"file", "line", "title"} for _, pairs, _ in found)


def test_github_gets_as_many_as_it_shows_and_the_rest_stands_in_the_log() -> None:
    many = [
        _finding(severity="medium", fails_gate=False, line=line, fingerprint=str(line))
        for line in range(1, SHOWN_OF_EACH + 6)
    ]
    text = render("github", _with(*many))
    names = [name for name, _, _ in commands(text)]
    assert names == ["error", "error", *["warning"] * SHOWN_OF_EACH, "notice"]
    assert text.splitlines()[-6:] == [
        f"Not annotated, for GitHub shows {SHOWN_OF_EACH} of each kind:",
        *(f"infra/prod/main.tf:{line}: medium CA201 orders stands in one zone" for line in range(11, 16)),
    ]


def test_what_was_not_read_is_told_even_without_a_finding() -> None:
    silent = _with()
    text = "infra/old/legacy.tf was not read: expected a value, found `}`"
    assert ("error", {"file": "infra/old/legacy.tf", "line": "3", "title": "Not read"}, text) in commands(
        render("github", silent)
    )
    assert text in [one["description"] for one in json.loads(render("gitlab", silent))]
    assert 'message="was not read: expected a value, found `}`"' in render("junit", silent)
    assert text in [one["message"]["text"] for one in _sarif(silent)["invocations"][0]["toolExecutionNotifications"]]
