"""The commands beside ``check``: what they print, and their exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from cli.running import PROGRAM, run, start
from continuity_audit import __version__
from continuity_audit.cli.main import COMMANDS
from continuity_audit.config import TEMPLATE
from continuity_audit.plugins.manager import load_plugins
from pipeline.trial import PLUGIN, write


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_version() -> None:
    assert run("--version").stdout == f"continuity-audit, version {__version__}\n"


def test_help_lists_every_command() -> None:
    text = run("--help").stdout
    assert re.findall(r"^  (\w+)  +\S", text.partition("Commands:")[2], re.MULTILINE) == list(COMMANDS)
    assert [run(command, "--help").exit_code for command in COMMANDS] == [0] * len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_and_documentation_state_a_call_alike(command: str) -> None:
    documented = (Path(__file__).parents[2] / "docs/commands.md").read_text("utf-8")
    usage = run(command, "--help").stdout.partition("\n")[0].removeprefix("Usage: main ")
    assert f"\ncontinuity-audit {usage}\n" in documented


def test_an_unknown_command() -> None:
    assert run("audit").exit_code == 2


def test_rules_lists_every_rule_with_its_plugin() -> None:
    lines = run("rules").stdout.splitlines()
    assert [line.split()[0] for line in lines] == sorted(load_plugins().rules)
    assert all(line.endswith("[continuity_rules]") for line in lines)


@pytest.mark.parametrize("rule", [rule for rule, _ in load_plugins().rules.values()], ids=lambda rule: rule.id)
def test_explain_a_rule(rule) -> None:  # type: ignore[no-untyped-def]
    text = run("explain", rule.id).stdout
    assert run("explain", rule.name).stdout == text
    assert text.startswith(f"# {rule.id} {rule.name}\n\n{rule.title}.\n\nFamily: {rule.family}. Severity: ")
    code = (*rule.flawed.values(), *rule.examples.values())
    parts = (rule.rationale, rule.remediation, *code, *rule.references)
    assert [part for part in parts if part not in text] == []
    headings = ["Why this is bad", *(["Example"] if rule.flawed else []), "What to do"]
    assert re.findall(r"^## (.*)", text, re.MULTILINE)[: len(headings)] == headings
    assert text.count("```") % 2 == 0
    assert f"Status: {rule.status}, since {rule.since}." in text


def test_explain_a_rule_of_a_plugin(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / "docs/plugins.md"
    (tmp_path / "acme.py").write_text(example.read_text("utf-8").partition("```python\n")[2].partition("```")[0])
    text = run("explain", "ACME-1", "--plugin", str(tmp_path / "acme.py")).stdout
    assert "\nSeverity: medium. Status: stable. Speaks of: zone.\n" in text


def test_explain_a_type() -> None:
    text = run("explain", "aws_db_instance").stdout
    assert re.findall(r"^## (.*)", text, re.MULTILINE) == ["data", "instance", "zone", "region", "account"]


@pytest.mark.parametrize(("kind", "judged"), [
    ("rds.aws.upbound.io/Instance", "aws_db_instance"),
    ("sql.cnrm.cloud.google.com/SQLInstance", "google_sql_database_instance"),
    ("dbforpostgresql.azure.com/FlexibleServer", "azurerm_postgresql_flexible_server"),
])  # fmt: skip
def test_explain_a_type_that_is_judged_as_another(kind: str, judged: str) -> None:
    assert run("explain", kind).stdout == f"{kind} is judged as {judged}.\n\n{run('explain', judged).stdout}"


def test_explain_a_type_of_a_plugin() -> None:
    assert run("explain", "trial_store").exit_code == 2
    assert run("explain", "trial_store", "--plugin", PLUGIN).stdout.startswith("# trial_store\n")


def test_explain_nothing() -> None:
    result = run("explain", "CA000")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "Error: CA000 is no rule and no resource type with a profile; `continuity-audit rules` lists the rules\n"
    )


@pytest.mark.parametrize(("written", "meant"), [
    ("aws_db_instnce", "aws_db_instance"),
    ("single-instance-databse", "single-instance-database"),
])  # fmt: skip
def test_explain_says_what_may_be_meant(written: str, meant: str) -> None:
    said = f"Error: {written} is no rule and no resource type with a profile, did you mean {meant}?\n"
    assert run("explain", written).stderr == said


def test_what_the_documentation_says_of_completion_completes() -> None:
    page = (Path(__file__).parents[2] / "docs/commands.md").read_text("utf-8")
    assert "_CONTINUITY_AUDIT_COMPLETE=bash_source continuity-audit" in page
    asked = {"COMP_WORDS": "continuity-audit check --fail-on ", "COMP_CWORD": "3"}
    environment = {**os.environ, **asked, "_CONTINUITY_AUDIT_COMPLETE": "bash_complete"}
    found = subprocess.run([PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.split() == [f"plain,{word}" for word in ("critical", "high", "medium", "low", "never")]


def test_sectors_prints_the_nine_rows() -> None:
    rows = [line for line in run("sectors").stdout.splitlines() if not line.startswith(" ")]
    assert [row.partition(":")[0] for row in rows] == [sector.slug for sector in load_plugins().sectors]
    assert rows[0] == "automotive-manufacturing: Automotive Manufacturing"
    assert len(rows) == 9


def test_init_writes_the_template_once(folder: Path) -> None:
    assert run("init").stdout == "wrote .continuity-audit.yaml\n"
    assert (folder / ".continuity-audit.yaml").read_text() == TEMPLATE
    result = run("init")
    assert (result.exit_code, result.stderr) == (2, "Error: .continuity-audit.yaml is there already\n")
    result = run("init", "nowhere")
    assert result.exit_code == 2
    assert result.stderr == "Error: nowhere/.continuity-audit.yaml: no such file or directory\n"


def test_schema_fits_the_report(folder: Path) -> None:
    import jsonschema

    write(folder, 'resource "trial_store" "orders" {\n  zone = "lost"\n}\n')
    report = json.loads(run("check", "--format", "json").stdout)
    jsonschema.validate(report, json.loads(run("schema").stdout))


def test_inspect(folder: Path) -> None:
    text = 'variable "z" {}\nresource "trial_store" "orders" {\n  zone     = var.z\n  password = "x"\n}\n'
    write(folder, text)
    result = run("inspect", "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    (resource,) = json.loads(result.stdout)["resources"]
    assert (resource["address"], resource["line"], resource["values"]) == (
        "trial_store.orders",
        2,
        {"zone": {"$unknown": ["var.z"]}, "password": {"$sensitive": True}},
    )
    assert run("inspect", "--var", "z=lost").stdout == (
        '.::trial_store.orders  main.tf:2\n  zone = "lost"\n  password = {"$sensitive": true}\n'
    )
    assert run("inspect", "--output", "out.txt").stdout == ""
    assert (folder / "out.txt").read_text().startswith(".::trial_store.orders")


def test_inspect_says_as_much_as_is_asked(folder: Path) -> None:
    stores = (
        'resource "trial_store" "a" {}\nresource "trial_store" "b" {\n  zone = var.z\n  of   = trial_store.a.id\n}\n'
    )
    write(folder, f'variable "z" {{}}\n{stores}')
    assert run("inspect", "-q").stdout == ".::trial_store.a  main.tf:2\n.::trial_store.b  main.tf:3\n"
    assert run("inspect", "-v").stdout == (
        ".::trial_store.a  main.tf:2\n"
        ".::trial_store.b  main.tf:3\n"
        '  zone = {"$unknown": ["var.z"]}\n'
        "    main.tf:4\n"
        '  of = {"$unknown": ["trial_store.a.id"]}\n'
        "    main.tf:5, from trial_store.a.id\n"
    )
    assert (
        run("inspect", "-q", "--color", "always").stdout.splitlines()[0] == "\x1b[1m.::trial_store.a  main.tf:2\x1b[0m"
    )
    assert run("inspect", "-q", "-v").stderr == "Error: --quiet and --verbose exclude each other\n"
    assert run("inspect", "-v", "--format", "json").stderr == "--verbose: no effect on json\n"


def test_inspect_says_what_goes_beyond_a_limit(folder: Path) -> None:
    blocks = (
        f'resource "terraform_data" "r{i}" {{\n  input = setproduct(range(1000), range(1000), range(1000))\n}}\n'
        for i in range(22)
    )
    write(folder, "".join(blocks))
    result = run("inspect", "-q")
    first, *_, last = result.stderr.splitlines()
    assert (result.exit_code, len(result.stderr.splitlines())) == (0, 21)
    assert first.startswith("not known: .::terraform_data.r0.input: setproduct: ")
    assert first.endswith("(limit)")
    assert last == "not known: 2 more that go beyond a limit"


def test_inspect_says_what_it_could_not_read(folder: Path) -> None:
    result = run("inspect")
    assert (result.exit_code, result.stderr) == (3, "incomplete: there was nothing to audit\n")
    write(folder, 'resource "trial_store" "orders" {\n')
    result = run("inspect")
    assert result.exit_code == 3
    assert "not read: main.tf:" in result.stderr
    assert run("inspect", "--allow-incomplete").exit_code == 0
    assert run("inspect", "nowhere").exit_code == 2


@pytest.mark.parametrize("command", ["rules", "sectors", "inspect"])
def test_a_plugin_that_is_not_there(command: str) -> None:
    result = run(command, "--plugin", "no.py")
    assert (result.exit_code, result.stderr) == (2, "Error: plugin no.py: there is no such file\n")


def test_the_program_says_its_version() -> None:
    done = start("--version")
    assert (done.returncode, done.stdout.decode()) == (0, f"continuity-audit, version {__version__}\n")
