"""What an audited tree may decide of its own audit, as the configuration from outside bounds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cli.running import run
from continuity_audit.config import InlineSuppressions, Permission, Suppression, Trust
from continuity_audit.config.keys import OnUnknown
from pipeline.trial import audited, said, write

BLOCK = 'resource "trial_store" "orders" {\n  data = "lost"\n}\n'
ACCEPTED = f'# continuity-audit: ignore CA401 until=2026-07-31 reason="rebuilt"\n{BLOCK}'
CA401 = "critical CA401 orders cannot be brought back when its data is corrupted or deleted: the code says so"
MANIFEST = (
    "apiVersion: trial.example/v1\nkind: Trial\nmetadata:\n  name: web\n  annotations:\n"
    "    continuity-audit/ignore: 'CA102: one is enough'\ninstance: redeploy\n"
)


def audit_of(folder: Path, code: str | Mapping[str, str], **trust: Any) -> list[str]:
    return said(audited(folder, code, trust=Trust(**trust)))


# --- suppressions -------------------------------------------------------------------------------------------------


def test_suppressions_in_code_count_where_nothing_bounds_them(tmp_path: Path) -> None:
    assert audit_of(tmp_path, ACCEPTED) == [f"[main.tf:2 {CA401}]"]


@pytest.mark.parametrize(("mode", "weighs"), [("report", "medium"), ("forbid", "high")])
def test_where_they_do_not_count_the_finding_does_and_each_is_listed(tmp_path: Path, mode: str, weighs: str) -> None:
    refused = "CA907 this suppression of CA401 does not count: suppressions in code do not count in this audit"
    found = audit_of(tmp_path, ACCEPTED, suppressions=InlineSuppressions(mode))
    assert found == [f"main.tf:2 {CA401}", f"main.tf:1 {weighs} {refused}"]


def test_an_annotation_is_one_too(tmp_path: Path) -> None:
    assert audit_of(tmp_path, {"web.yaml": MANIFEST}, suppressions=InlineSuppressions.REPORT)[1:] == [
        "web.yaml:6 medium CA907 this annotation's suppression of CA102 does not count: "
        "suppressions in code do not count in this audit"
    ]


def test_protected_rules_are_suppressed_by_the_configuration_only(tmp_path: Path) -> None:
    refused = "main.tf:1 medium CA907 this suppression of CA401 does not count: CA401 is protected"
    assert audit_of(tmp_path, ACCEPTED, protected_rules=("CA4",)) == [f"main.tf:2 {CA401}", refused]
    configured = Suppression(rule="CA401", reason="decided by the board")
    document = audited(tmp_path, ACCEPTED, trust=Trust(protected_rules=("CA401",)), suppressions=(configured,))
    assert said(document) == [f"[main.tf:2 {CA401}]", refused]


def test_of_several_rules_only_the_protected_one_is_refused(tmp_path: Path) -> None:
    block = BLOCK.replace("}", '  zone = "restore"\n}')
    code = f'# continuity-audit: ignore CA401, CA402 reason="rebuilt"\n{block}'
    found = audit_of(tmp_path, code, protected_rules=("CA402",))
    assert [line.split()[2] for line in found if line.startswith("[")] == ["CA401"]
    assert [line.split()[2] for line in found if not line.startswith("[")] == ["CA402", "CA907"]


@pytest.mark.parametrize(
    ("until", "refused"),
    [
        ("", "it names no last day, and at most 30 days count"),
        ("until=2026-07-01 ", ""),
        ("until=2026-07-02 ", "it lasts until 2026-07-02, and at most 30 days count"),
    ],
)
def test_a_suppression_lasts_so_many_days_at_most(tmp_path: Path, until: str, refused: str) -> None:
    code = f'# continuity-audit: ignore CA401 {until}reason="rebuilt"\n{BLOCK}'
    expected = [f"[main.tf:2 {CA401}]"]
    if refused:
        expected = [
            f"main.tf:2 {CA401}",
            f"main.tf:1 medium CA907 this suppression of CA401 does not count: {refused}",
        ]
    assert audit_of(tmp_path, code, suppression_days=30) == expected


# --- what is read -------------------------------------------------------------------------------------------------

HIDING: dict[str, dict[str, str]] = {
    "an ignore file": {".gitignore": "db/\n", "db/main.tf": BLOCK},
    "a mark of a virtual environment": {"db/pyvenv.cfg": "", "db/main.tf": BLOCK},
    "the name of a folder": {"node_modules/db/main.tf": BLOCK},
}


@pytest.mark.parametrize("hidden", HIDING)
def test_nothing_in_the_tree_hides_code_where_that_is_forbidden(tmp_path: Path, hidden: str) -> None:
    (tmp_path / ".git").mkdir()
    files = {"main.tf": 'resource "trial_store" "well" {}\n', **HIDING[hidden]}
    assert [c.name for c in audited(tmp_path, files).components] == ["well"]
    document = audited(tmp_path, files, trust=Trust(hidden_code=Permission.FORBID))
    assert sorted(c.name for c in document.components) == ["orders", "well"]


def test_copies_of_modules_stay_out_all_the_same(tmp_path: Path) -> None:
    files = {"main.tf": 'resource "trial_store" "well" {}\n', ".terraform/modules/db/main.tf": BLOCK}
    document = audited(tmp_path, files, trust=Trust(hidden_code=Permission.FORBID))
    assert [c.name for c in document.components] == ["well"]


def test_what_stands_in_the_place_of_code_makes_the_audit_incomplete(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/x.tf").write_text(BLOCK)
    tree = tmp_path / "tree"
    write(tree, {"db/main.tf": BLOCK, "db/main.tofu": 'resource "trial_store" "well" {}\n'})
    (tree / "link.tf").symlink_to(tmp_path / "outside/x.tf")
    (tree / "dangling.tf").symlink_to(tmp_path / "nowhere.tf")
    allowed = audited(tree, {})
    assert (allowed.estate.unread, allowed.assessment.gate.passed) == ((), True)
    document = audited(tree, {}, trust=Trust(hidden_code=Permission.FORBID))
    assert [(one.path, one.reason) for one in document.estate.unread] == [
        ("dangling.tf", "a symbolic link that leads nowhere, and nothing in the tree may hide code"),
        ("db/main.tf", "main.tofu stands in its place, and nothing in the tree may hide code"),
        ("link.tf", "a symbolic link out of the audited tree, and nothing in the tree may hide code"),
    ]
    assert document.estate.incomplete == ("3 places could not be read",)


def test_installed_modules_are_passed_over_where_they_may_say_nothing(tmp_path: Path) -> None:
    manifest = {"Modules": [{"Key": "db", "Source": "acme/db/x", "Dir": ".terraform/modules/db"}]}
    files = {
        "main.tf": 'module "db" {\n  source = "acme/db/x"\n}\n',
        ".terraform/modules/modules.json": json.dumps(manifest),
        ".terraform/modules/db/main.tf": 'resource "trial_store" "harmless" {}\n',
    }
    assert [c.name for c in audited(tmp_path, files).components] == ["harmless"]
    trust = Trust(installed_modules=Permission.FORBID)
    document = audited(tmp_path, files, trust=trust)
    assert (document.components, [one.name for one in document.estate.unresolved]) == ((), ["module.db"])
    strict = audited(tmp_path, files, trust=trust, unknown=OnUnknown.FAIL)
    assert strict.assessment.gate.reasons == (
        "what nobody could read, and so nobody judged: module.db (main.tf:1)",
        "the audit is incomplete: nothing was judged: what 1 call makes is not on disk",
    )


def test_a_local_source_reaches_no_installed_module_either(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "db" {\n  source = "./.terraform/modules/db"\n}\n',
        ".terraform/modules/db/main.tf": BLOCK,
    }
    assert [c.name for c in audited(tmp_path, files).components] == ["orders"]
    document = audited(tmp_path, files, trust=Trust(installed_modules=Permission.FORBID))
    assert [one.name for one in document.estate.unresolved] == ["module.db"]


# --- a configuration from outside ---------------------------------------------------------------------------------

WEAK = "fail-on: never\nignore: [CA401]\nexclude: ['*']\nsuppressions: [{rule: CA401, reason: x}]\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the current folder, beside the configuration of the CI system."""
    folder = tmp_path / "tree"
    (folder / ".git").mkdir(parents=True)
    monkeypatch.chdir(folder)
    return folder


def test_nothing_of_the_configuration_in_the_tree_counts(tree: Path) -> None:
    write(tree, {"main.tf": BLOCK, ".continuity-audit.yaml": WEAK})
    assert run("check").exit_code == 3  # there was nothing to audit: all is excluded
    write(tree.parent, {"ci.yaml": "fail-on: high\n"})
    result = run("check", "--config", "../ci.yaml", "-q")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == f"main.tf:1: {CA401} (fails the gate)"
    assert result.stderr == ".continuity-audit.yaml: not read, as --config names another\n".replace(
        ".continuity", f"{tree}/.continuity"
    )


def test_neither_does_pyproject(tree: Path) -> None:
    write(tree, {"main.tf": BLOCK, "pyproject.toml": "[tool.continuity-audit]\nfail-on = 'never'\n"})
    assert run("check").exit_code == 0
    write(tree.parent, {"ci.yaml": "{}\n"})
    result = run("check", "--config", "../ci.yaml", "-q")
    assert (result.exit_code, result.stderr) == (1, f"{tree}/pyproject.toml: not read, as --config names another\n")


def test_a_baseline_in_the_tree_does_not_hold_protected_rules(tree: Path) -> None:
    write(tree, {"main.tf": BLOCK})
    run("check", "--write-baseline", "base.json")
    assert run("check", "--baseline", "base.json").exit_code == 0
    write(tree.parent, {"ci.yaml": "trust: {protected-rules: [CA401]}\n"})
    arguments = ("check", "--config", "../ci.yaml", "--baseline", "base.json")
    assert run(*arguments).exit_code == 1
    assert run(*arguments, "--write-baseline", "base.json").exit_code == 1
    assert json.loads((tree / "base.json").read_text())["findings"] == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "trust: {suppressions: no}",
            "../ci.yaml: trust.suppressions: expected one of allow, report, forbid, got false",
        ),
        ("trust: {tier: forbid}", '../ci.yaml: trust.tier: unknown key, did you mean "tiers"?'),
        (
            "trust: {suppression-days: 0}",
            "../ci.yaml: trust.suppression-days: expected a whole number of 1 or more, got 0",
        ),
        (
            "trust: {protected-rules: [CA999]}",
            "../ci.yaml: trust.protected-rules: there is no rule CA999; `continuity-audit rules` lists them",
        ),
        (
            "tier-severity: {dev: low}",
            "../ci.yaml: tier-severity: expected one of critical, standard, supporting, development as a key, "
            'got "dev"',
        ),
    ],
)
def test_a_mistake_in_it_is_named(tree: Path, text: str, message: str) -> None:
    write(tree, {"main.tf": BLOCK})
    write(tree.parent, {"ci.yaml": text})
    result = run("check", "--config", "../ci.yaml")
    assert (result.exit_code, result.stderr) == (2, f"Error: {message}\n")
