"""Suppressions: what accepts a finding, what does not, and what the audit says of either."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from continuity_audit.config import Suppression
from continuity_audit.pipeline.request import RequestError
from growth import calls_in
from pipeline.trial import audited, said

CA102 = "medium CA102 web stops with its instance until it is restarted: the code says restart"
CA202 = "medium CA202 web stops with its zone until it is restarted: the code says restart"
ANNOTATED = "this annotation's suppression"
WRONG = "medium CA906 this suppression"
BLOCK = 'resource "trial_service" "web" {\n  instance = "restart"\n}\n'
BOTH = 'resource "trial_service" "web" {\n  instance = "restart"\n  zone = "restart"\n}\n'


def test_a_comment_on_the_line_above(tmp_path: Path) -> None:
    document = audited(tmp_path, f'# continuity-audit: ignore CA102 reason="a spare stands by"\n{BLOCK}')
    assert said(document) == [f"[main.tf:2 {CA102}]"]
    (finding,) = document.findings
    assert finding.suppressed is not None
    assert (finding.suppressed.reason, finding.suppressed.source, finding.suppressed.file, finding.suppressed.line) == (
        "a spare stands by", "inline", "main.tf", 1,
    )  # fmt: skip
    assert document.assessment.gate.passed


@pytest.mark.parametrize("sign", ["#", "//"])
def test_a_comment_behind_the_first_line(tmp_path: Path, sign: str) -> None:
    first, _, rest = BLOCK.partition("\n")
    text = f'{first} {sign} continuity-audit: ignore CA102 reason="a spare stands by"\n{rest}'
    assert said(audited(tmp_path, text)) == [f"[main.tf:1 {CA102}]"]


def test_a_comment_behind_a_line_does_not_speak_of_the_next(tmp_path: Path) -> None:
    text = f'resource "trial_service" "a" {{}} # continuity-audit: ignore CA102 reason="x"\n{BLOCK}'
    assert said(audited(tmp_path, text)) == [
        f"main.tf:2 {CA102}",
        "main.tf:1 low CA905 this suppression of CA102 suppresses nothing",
    ]


@pytest.mark.parametrize("rules", ["CA102,CA202", "CA102, CA202", "CA102 , CA202"])
def test_several_rules(tmp_path: Path, rules: str) -> None:
    text = f'# continuity-audit: ignore {rules} reason="x"\n{BOTH}'
    assert said(audited(tmp_path, text)) == [f"[main.tf:2 {CA102}]", f"[main.tf:2 {CA202}]"]


def test_several_comments_above(tmp_path: Path) -> None:
    text = f'// continuity-audit: ignore CA102 reason="x"\n# continuity-audit: ignore CA202 reason="y"\n{BOTH}'
    assert said(audited(tmp_path, text)) == [f"[main.tf:3 {CA102}]", f"[main.tf:3 {CA202}]"]


def test_a_reason_with_quotes_and_a_day(tmp_path: Path) -> None:
    text = f'# continuity-audit: ignore CA102 until=2026-06-01 reason="the \\"spare\\" # one"\n{BLOCK}'
    (finding,) = audited(tmp_path, text).findings
    assert finding.suppressed is not None
    assert (finding.suppressed.reason, finding.suppressed.until) == ('the "spare" # one', "2026-06-01")


def test_an_expired_one_no_longer_suppresses(tmp_path: Path) -> None:
    text = f'# continuity-audit: ignore CA102 until=2026-05-31 reason="x"\n{BLOCK}'
    assert said(audited(tmp_path, text)) == [
        "main.tf:1 medium CA904 this suppression of CA102 expired on 2026-05-31",
        f"main.tf:2 {CA102}",
    ]


@pytest.mark.parametrize(
    ("comment", "finding"),
    [
        ("ignore CA102", "medium CA903 this suppression of CA102 gives no reason"),
        ('ignore CA102 reason=""', "medium CA903 this suppression of CA102 gives no reason"),
        ('ignore CA202 reason="x"', "low CA905 this suppression of CA202 suppresses nothing"),
        ('ignore CA1 reason="x"', f"{WRONG} names a rule that is not there: CA1"),
        ('ignore all reason="x"', f"{WRONG} names a rule that is not there: all"),
        ('ignore reason="x"', f'{WRONG} cannot be understood: ignore reason="x"'),
        ("ignore CA102 for now", f"{WRONG} cannot be understood: ignore CA102 for now"),
        ('ignore CA102 reason="x', f'{WRONG} cannot be understood: ignore CA102 reason="x'),
        ('ignore CA102 till=1 reason="x"', f"{WRONG} has an unknown option till= (known are reason= and until=)"),
        ('ignore CA102 until=soon reason="x"', f"{WRONG} has no day in until=soon (expected one such as 2027-01-31)"),
        (
            'ignore CA102 until=2027-02-31 reason="x"',
            f"{WRONG} has no day in until=2027-02-31 (expected one such as 2027-01-31)",
        ),
        ("disable CA102", f"{WRONG} cannot be understood: disable CA102"),
        ("skip all", f"{WRONG} cannot be understood: skip all"),
        ("not CA102", f"{WRONG} cannot be understood: not CA102"),
        ('ignore CA905 reason="x"', f"{WRONG} names CA905, which is about the audit itself and cannot be suppressed"),
    ],
)
def test_what_is_wrong_with_one_is_a_finding(tmp_path: Path, comment: str, finding: str) -> None:
    found = said(audited(tmp_path, f"# continuity-audit: {comment}\n{BLOCK}"))
    suppressed = "CA903" in finding
    expected = [f"main.tf:1 {finding}", f"[main.tf:2 {CA102}]" if suppressed else f"main.tf:2 {CA102}"]
    assert sorted(found) == sorted(expected)


def test_other_comments_that_name_us_are_none(tmp_path: Path) -> None:
    assert said(audited(tmp_path, "# continuity-audit: see the wiki\n# continuity-audit: ignored by us\n" + BLOCK)) == [
        f"main.tf:3 {CA102}"
    ]


def test_text_in_strings_and_heredocs_is_none(tmp_path: Path) -> None:
    text = (
        f"locals {{\n  a = <<-EOT\n    # continuity-audit: ignore CA102\n  EOT\n"
        f'  b = "# continuity-audit: ignore CA202"\n}}\n{BLOCK}'
    )
    assert said(audited(tmp_path, text)) == [f"main.tf:7 {CA102}"]


def test_at_the_call_it_counts_for_all_that_a_module_makes(tmp_path: Path) -> None:
    files = {
        "main.tf": '# continuity-audit: ignore CA102 reason="x"\nmodule "a" {\n  source = "./web"\n}\n'
        'module "b" {\n  source = "./web"\n}\n',
        "web/main.tf": BLOCK,
    }
    document = audited(tmp_path, files)
    assert [(f.component, f.suppressed is not None) for f in document.findings] == [
        (".::module.a.trial_service.web", True),
        (".::module.b.trial_service.web", False),
    ]


MANIFEST = """\
apiVersion: trial.example/v1
kind: Trial
metadata:
  name: web
  namespace: shop{annotations}
spec:
  text: |
    # continuity-audit: ignore CA302 reason="text"
  other: "# continuity-audit: ignore CA302"
instance: restart
"""


@pytest.mark.parametrize(
    "manifest",
    [
        '# continuity-audit: ignore CA102 reason="x"\n' + MANIFEST.format(annotations=""),
        MANIFEST.format(annotations="").replace("v1\n", 'v1 # continuity-audit: ignore CA102 reason="x"\n', 1),
        MANIFEST.format(annotations="\n  annotations:\n    continuity-audit/ignore: 'CA102: x'"),
        MANIFEST.format(annotations="\n  annotations:\n    continuity-audit/ignore: |\n      CA102: x\n"),
    ],
)
def test_in_yaml(tmp_path: Path, manifest: str) -> None:
    document = audited(tmp_path, {"web.yaml": manifest})
    assert [(f.rule, f.component, f.suppressed and f.suppressed.reason) for f in document.findings] == [
        ("CA102", ".::Trial/shop/web", "x")
    ]


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("CA102", [f"[web.yaml:1 {CA102}]", f"medium CA903 {ANNOTATED} of CA102 gives no reason"]),
        ("all of them", [f"web.yaml:1 {CA102}", f"medium CA906 {ANNOTATED} cannot be understood: all of them"]),
        ("CA202: x", [f"web.yaml:1 {CA102}", f"low CA905 {ANNOTATED} of CA202 suppresses nothing"]),
        ("CA102 until=2026-06-01: x", [f"[web.yaml:1 {CA102}]"]),
        (
            "CA102 until=2026-05-31: x",
            [f"web.yaml:1 {CA102}", f"medium CA904 {ANNOTATED} of CA102 expired on 2026-05-31"],
        ),
        (
            "CA102 until=soon: x",
            [
                f"web.yaml:1 {CA102}",
                f"medium CA906 {ANNOTATED} has no day in until=soon (expected one such as 2027-01-31)",
            ],
        ),
    ],
)
def test_annotations_that_are_wrong(tmp_path: Path, text: str, findings: list[str]) -> None:
    manifest = MANIFEST.format(annotations=f"\n  annotations:\n    continuity-audit/ignore: '{text}'")
    found = [line.removeprefix("web.yaml:7 ") for line in said(audited(tmp_path, {"web.yaml": manifest}))]
    assert sorted(found) == sorted(findings)


def test_slashes_are_no_comment_in_yaml(tmp_path: Path) -> None:
    manifest = f"{MANIFEST.format(annotations='')}more: x // continuity-audit:ignore CA302\n"
    assert said(audited(tmp_path, {"web.yaml": manifest})) == [f"web.yaml:1 {CA102}"]


FILES = {
    "main.tf": 'module "a" {\n  source = "./m"\n}\n',
    "m/web.tf": BLOCK.replace("{\n", '{\n  for_each = toset(["x"])\n', 1),
}
ADDRESS = 'module.a.trial_service.web["x"]'


@pytest.mark.parametrize(
    ("component", "path"),
    [
        (None, None),
        (ADDRESS, None),
        (f".::{ADDRESS}", None),
        ('*.web["x"]', None),
        ("module.a.*", "m/**"),
        (None, "m/web.tf"),
        (None, "main.tf"),
        (None, "m/*"),
    ],
)
def test_in_the_configuration(tmp_path: Path, component: str | None, path: str | None) -> None:
    configured = Suppression(rule="CA102", reason="x", component=component, path=path, until=date(2026, 6, 1))
    document = audited(tmp_path, FILES, suppressions=(configured,))
    (finding,) = document.findings
    assert finding.suppressed is not None
    assert (finding.suppressed.source, finding.suppressed.file, finding.suppressed.until) == (
        "configuration", None, "2026-06-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("component", "path", "limits"),
    [("web", None, "for web"), (None, "k8s/**", "for k8s/**"), ('*.web["y"]', "m/*", 'for *.web["y"] m/*')],
)
def test_in_the_configuration_for_something_else(
    tmp_path: Path, component: str | None, path: str | None, limits: str
) -> None:
    configured = Suppression(rule="CA102", reason="x", component=component, path=path)
    assert said(audited(tmp_path, FILES, suppressions=(configured,))) == [
        f"m/web.tf:1 {CA102}",
        f"- low CA905 the configuration's suppression ({limits}) of CA102 suppresses nothing",
    ]


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("CA901", "suppressions[0].rule: CA901 is about the audit itself and cannot be suppressed"),
        ("CA1", "suppressions[0].rule: there is no rule CA1: a whole id is expected here, such as CA101"),
        ("CA120", "suppressions[0].rule: there is no rule CA120; `continuity-audit rules` lists them"),
        ("no-backups", "suppressions[0].rule: there is no rule no-backups, did you mean CA401 (no-backup)?"),
        ("ca-101", "suppressions[0].rule: there is no rule ca-101, did you mean CA101?"),
        ("x", "suppressions[0].rule: there is no rule x; `continuity-audit rules` lists them"),
    ],
)
def test_in_the_configuration_for_a_rule_that_cannot_be(tmp_path: Path, rule: str, message: str) -> None:
    with pytest.raises(RequestError) as caught:
        audited(tmp_path, FILES, suppressions=(Suppression(rule=rule, reason="x"),))
    assert str(caught.value) == message


def test_of_rules_that_were_not_asked_nothing_is_said(tmp_path: Path) -> None:
    text = f'# continuity-audit: ignore CA102 reason="x"\n{BLOCK}'
    assert said(audited(tmp_path, text, select=("CA2",))) == []


def test_every_suppression_that_means_a_finding_is_used(tmp_path: Path) -> None:
    text = f'# continuity-audit: ignore CA102 reason="x"\n{BLOCK}'
    configured = Suppression(rule="CA102", reason="y")
    assert said(audited(tmp_path, text, suppressions=(configured,))) == [f"[main.tf:2 {CA102}]"]


def test_many_suppressions_are_looked_through_once_for_all_that_stands_in_one_file(tmp_path: Path) -> None:
    blocks = "".join(BLOCK.replace('"web"', f'"web{i}"') for i in range(60))

    def calls(number: int) -> int:
        elsewhere = [Suppression(rule="CA102", path=f"x{i}/**", reason="r") for i in range(number)]
        named = [Suppression(rule="CA102", component=f"trial_service.web{i}", reason="r") for i in range(number)]
        return calls_in(lambda: audited(tmp_path, blocks, suppressions=(*elsewhere, *named)))

    assert calls(400) < 2 * calls(10)
