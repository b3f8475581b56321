"""A change that weakens what judges it is shown to do so."""

from __future__ import annotations

from pathlib import Path

from cli.running import run
from continuity_audit.reports.document import Comparison, load
from history.repositories import Repo
from pipeline.comparison.change import Files, change

LOST = 'resource "trial_store" "orders" {\n  zone = "lost"\n}\n'
NAME = ".continuity-audit.yaml"


def _compared(path: Path, before: Files, after: Files, *options: str) -> Comparison:
    """What the command itself says, with the configuration that it finds."""
    done = change(path, {"main.tf": LOST, **before}, after)
    result = run("check", str(done.repo.path), "--diff", "HEAD", "--format", "json", *options)
    assert result.exit_code in (0, 1), result.output
    comparison = load(result.stdout).comparison
    assert comparison is not None
    return comparison


def _said(comparison: Comparison) -> list[str]:
    return [f"{'weaker' if one.weakens else 'other'} {one.file}: {one.text}" for one in comparison.settings]


def test_each_key_of_the_configuration_that_changed(tmp_path: Path) -> None:
    before = "fail-on: medium\nmin-level: medium\nselect: [CA2, CA3]\nformat: json\n"
    after = "fail-on: critical\nmin-level: high\nselect: [CA2]\nignore: [CA402]\nallow-incomplete: true\nquiet: true\n"
    comparison = _compared(tmp_path, {NAME: before}, {NAME: after})
    assert _said(comparison) == [
        f"weaker {NAME}: `allow-incomplete` goes from `false` to `true`",
        f"weaker {NAME}: `fail-on` goes from `medium` to `critical`",
        f'weaker {NAME}: `ignore` goes from `[]` to `["CA402"]`',
        f'weaker {NAME}: `select` goes from `["CA2","CA3"]` to `["CA2"]`',
        f"other {NAME}: `min-level` goes from `medium` to `high`",
    ]
    assert comparison.changed is True
    assert comparison.sentence == "It also weakens what judges it, in 4 places."


def test_a_configuration_that_is_new_or_deleted(tmp_path: Path) -> None:
    assert _said(_compared(tmp_path / "new", {}, {NAME: "fail-on: never\n"})) == [
        f"weaker {NAME}: `fail-on` goes from `high` to `never`"
    ]
    assert _said(_compared(tmp_path / "gone", {NAME: "fail-on: low\n"}, {NAME: None})) == [
        f"weaker {NAME}: `fail-on` goes from `low` to `high`"
    ]


def test_a_configuration_from_outside_is_no_part_of_the_change(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("fail-on: low\n")
    options = ("--config", str(tmp_path / "outside.yaml"))
    assert _said(_compared(tmp_path, {NAME: "fail-on: low\n"}, {NAME: "fail-on: never\n"}, *options)) == []


def test_suppressions_in_the_configuration_and_in_code(tmp_path: Path) -> None:
    configured = "suppressions:\n  - {rule: CA402, component: '*orders', reason: rebuilt, until: 2027-01-31}\n"
    code = '# continuity-audit: ignore CA203 reason="a copy is kept"\n' + LOST
    comparison = _compared(tmp_path, {}, {NAME: configured, "main.tf": code})
    assert _said(comparison) == [
        f"weaker {NAME}: accepts CA402 of `*orders` until 2027-01-31: rebuilt",
        "weaker main.tf: accepts CA203: a copy is kept",
    ]
    assert [(one.file, one.line) for one in comparison.settings] == [(NAME, None), ("main.tf", 1)]
    back = change(tmp_path / "back", {"main.tf": code}, {"main.tf": LOST}).compared()
    assert _said(back) == ["other None: no longer accepts CA203 (main.tf:1 of the base)"]


def test_a_suppression_that_is_prolonged(tmp_path: Path) -> None:
    code = '# continuity-audit: ignore CA203 until=2027-01-31 reason="a copy is kept"\n' + LOST
    longer = change(tmp_path, {"main.tf": code}, {"main.tf": "\n" + code.replace("2027", "2028")})
    assert _said(longer.compared()) == ["weaker main.tf: accepts CA203 until 2028-01-31, it was until 2027-01-31"]


def test_what_is_written_into_the_baseline_and_the_policy(tmp_path: Path) -> None:
    repo = Repo.new(tmp_path / "repo")
    policy = "requirements:\n  - {id: ACME-1, title: t, require: {zone: continues}}\n"
    repo.commit(
        {"infra/main.tf": "", "policy.yaml": policy + "  - {id: ACME-2, title: t, require: {data: recovers}}\n"}
    )
    repo.write({"infra/main.tf": LOST, "policy.yaml": policy.replace("continues", "recovers")})
    audited, baseline = str(repo.path / "infra"), str(repo.path / "baseline.json")
    assert run("check", audited, "--write-baseline", baseline, "--format", "json").exit_code == 1
    given = ("--baseline", baseline, "--policy", str(repo.path / "policy.yaml"))
    result = run("check", audited, "--diff", "HEAD", "--format", "json", *given)
    document = load(result.stdout)
    assert document.comparison is not None
    assert _said(document.comparison) == [
        "weaker ../baseline.json: adds 1 finding to the baseline",
        "weaker ../policy.yaml: changes the requirement `ACME-1`",
        "weaker ../policy.yaml: takes out the requirement `ACME-2`",
    ]
    new = {
        one.rule: one.suppressed.source if one.suppressed else None for one in document.findings if one.change == "new"
    }
    assert new == {"CA203": "baseline", "ACME-1": None}
