"""Baselines: what was known before does not count, whatever lines and files move; what is new does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from cli.running import run
from pipeline.trial import write

ORDERS = 'resource "trial_store" "orders" {\n  data = "lost"\n}\n'
STOCK = 'resource "trial_store" "stock" {\n  data = "lost"\n}\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def status(*arguments: str) -> int:
    return run("check", *arguments).exit_code


def new(*arguments: str) -> list[str]:
    """The findings that count, by rule and component."""
    report = json.loads(run("check", "--format", "json", *arguments).stdout)
    return [f"{f['rule']} {f['component']}" for f in report["findings"] if f["suppressed"] is None]


def test_a_baseline_names_every_finding(folder: Path) -> None:
    write(folder, ORDERS)
    result = run("check", "--write-baseline", "base.json")
    assert (result.exit_code, result.stderr) == (1, "")
    [entry] = json.loads((folder / "base.json").read_text())["findings"]
    assert re.fullmatch(r"[0-9a-f]{32}", entry.pop("fingerprint"))
    assert entry == {"rule": "CA401", "component": ".::trial_store.orders", "scenario": "data"}


def test_what_is_in_the_baseline_does_not_count_and_says_so(folder: Path) -> None:
    write(folder, ORDERS)
    run("check", "--write-baseline", "base.json")
    result = run("check", "--baseline", "base.json", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    [finding] = json.loads(result.stdout)["findings"]
    assert (finding["suppressed"]["source"], finding["suppressed"]["reason"]) == ("baseline", "it is in the baseline")


def test_nothing_is_new_after_fifty_lines_above_every_block(folder: Path) -> None:
    fixture = Path(__file__).resolve().parents[2] / "fixtures" / "automotive-manufacturing"
    for file in fixture.rglob("*"):
        if file.is_file():
            (folder / file.relative_to(fixture)).parent.mkdir(parents=True, exist_ok=True)
            (folder / file.relative_to(fixture)).write_bytes(file.read_bytes())
    run("check", "--write-baseline", "base.json")
    before = json.loads((folder / "base.json").read_text())["findings"]
    assert len(before) > 10
    for file in folder.rglob("*.tf"):
        text = re.sub(r"^(?=\w+ .*\{$)", "# moved\n" * 50, file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(text, "utf-8")
    for file in folder.rglob("*.yaml"):
        file.write_text(re.sub(r"^(?=apiVersion:)", "# moved\n" * 50, file.read_text("utf-8"), flags=re.MULTILINE))
    result = run("check", "--baseline", "base.json", "--write-baseline", "again.json", "--format", "json")
    report = json.loads(result.stdout)
    assert [f for f in report["findings"] if f["suppressed"] is None] == []
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads((folder / "again.json").read_text())["findings"] == before
    assert min(c["line"] for c in report["components"] if c["file"].endswith(".tf")) > 50


def test_a_renamed_file_changes_nothing_and_another_root_is_new(folder: Path) -> None:
    write(folder, {"a/main.tf": ORDERS})
    run("check", "--write-baseline", "base.json")
    (folder / "a/main.tf").rename(folder / "a/store.tf")
    write(folder, {"b/main.tf": ORDERS})
    assert new("--baseline", "base.json") == ["CA401 b::trial_store.orders"]
    assert status("--baseline", "base.json") == 1


def test_environments_are_told_apart(folder: Path) -> None:
    text = 'variable "d" {}\nresource "trial_store" "orders" {\n  data = var.d\n}\n'
    write(folder, {"a/main.tf": text, "one.yaml": "environments: {dev: {var: {d: lost}}}\n"})
    write(folder, {"two.yaml": "environments: {dev: {var: {d: lost}}, prod: {var: {d: lost}}}\n"})
    run("check", "a", "--config", "one.yaml", "--write-baseline", "base.json")
    found = new("a", "--config", "two.yaml", "--baseline", "base.json")
    assert found == ["CA401 .@prod::trial_store.orders"]


def test_what_no_longer_occurs_is_said(folder: Path) -> None:
    write(folder, ORDERS + STOCK)
    run("check", "--write-baseline", "base.json")
    write(folder, ORDERS)
    result = run("check", "--baseline", "base.json")
    assert result.exit_code == 0
    assert result.stderr == "baseline: 1 finding of it no longer occurs; --write-baseline leaves them out\n"
    assert run("check", "--baseline", "base.json", "--select", "CA1").stderr == ""
    run("check", "--baseline", "base.json", "--write-baseline", "base.json")
    assert run("check", "--baseline", "base.json").stderr == ""


def test_what_code_accepts_is_not_written(folder: Path) -> None:
    write(folder, f'# continuity-audit: ignore CA401 reason="x"\n{ORDERS}{STOCK}')
    run("check", "--write-baseline", "base.json")
    entries = json.loads((folder / "base.json").read_text())["findings"]
    assert [entry["component"] for entry in entries] == [".::trial_store.stock"]


def test_what_concerns_the_audit_is_never_accepted(folder: Path) -> None:
    write(folder, f"# continuity-audit: ignore CA401\n{ORDERS}")
    run("check", "--write-baseline", "base.json")
    assert json.loads((folder / "base.json").read_text())["findings"] == []


def test_the_key_of_the_configuration_is_taken_and_written_for_the_first_time(folder: Path) -> None:
    write(folder, {"main.tf": ORDERS, ".continuity-audit.yaml": "baseline: base.json\n"})
    missing = f"Error: baseline {folder}/base.json: no such file or directory (--write-baseline writes one)\n"
    assert run("check").stderr == missing
    assert status("--write-baseline", "base.json") == 1
    assert status() == 0


def test_a_baseline_of_the_tree_does_not_count_with_a_configuration_from_outside(folder: Path) -> None:
    write(folder, {"tree/.git/x": "", "tree/main.tf": ORDERS, "tree/.continuity-audit.yaml": "baseline: base.json\n"})
    run("check", "tree", "--write-baseline", "tree/base.json")
    write(folder, {"ours.yaml": "fail-on: high\n"})
    assert status("tree") == 0
    assert status("tree", "--config", "ours.yaml") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "this is no baseline: Input data was truncated"),
        ("[]", "this is no baseline: Expected `object`, got `array`"),
        ('{"schema_version": 2, "findings": []}', "this is no baseline: Invalid enum value 2 - at `$.schema_version`"),
    ],
)
def test_a_file_that_is_no_baseline(folder: Path, text: str, message: str) -> None:
    write(folder, {"main.tf": ORDERS, "base.json": text})
    result = run("check", "--baseline", "base.json")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: baseline base.json: {message}\n")


def test_a_baseline_that_cannot_be_written(folder: Path) -> None:
    write(folder, ORDERS)
    result = run("check", "--write-baseline", "no/base.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: no/base.json: cannot be written: there is no folder no\n"
