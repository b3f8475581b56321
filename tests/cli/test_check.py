"""``check``: the exit status of every case, what goes to which stream, and that no mistake ends in a traceback."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.running import PROGRAM, run, start
from continuity_audit.plugins.manager import load_plugins
from pipeline.trial import PLUGIN, write

WELL = 'resource "trial_store" "orders" {}\n'
FLAW = 'resource "trial_store" "orders" {\n  data = "lost"\n}\n'
LOW = 'resource "trial_service" "web" {\n  region = "redeploy"\n}\n'
BROKEN = 'resource "trial_store" "broken" {\n'
FORMATS = ", ".join(load_plugins().reporters)
SAID = "orders cannot be brought back when its data is corrupted or deleted: the code says so"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with its own repository so that no configuration above it counts."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --- exit status --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "arguments", "status"),
    [
        (WELL, [], 0),
        (FLAW, [], 1),
        (FLAW, ["--fail-on", "never"], 0),
        (LOW, [], 0),
        (LOW, ["--fail-on", "low"], 1),
        (LOW, ["--fail-on", "low", "--ignore", "CA302"], 0),
        (LOW, ["--fail-on", "low", "--select", "CA1,CA2"], 0),
        (LOW, ["--min-level", "medium"], 0),
        (LOW, ["--min-level", "high"], 1),
        (WELL + BROKEN, [], 3),
        (FLAW + BROKEN, [], 3),
        (WELL + BROKEN, ["--allow-incomplete", "--fail-on", "never"], 0),
        (FLAW + BROKEN, ["--allow-incomplete"], 1),
    ],
)
def test_exit_status(folder: Path, text: str, arguments: list[str], status: int) -> None:
    write(folder, text)
    result = run("check", ".", *arguments)
    assert result.exit_code == status, result.output


@pytest.mark.parametrize("form", ["text", "json", "markdown", "html"])
def test_exit_status_is_the_same_for_every_format(folder: Path, form: str) -> None:
    write(folder, FLAW)
    assert run("check", "--format", form).exit_code == 1


def test_nothing_to_audit_is_incomplete(folder: Path) -> None:
    result = run("check")
    assert (result.exit_code, result.stderr) == (3, "incomplete: there was nothing to audit\n")
    result = run("check", "--allow-incomplete")
    assert (result.exit_code, result.stderr) == (0, "warning: there was nothing to audit\n")


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"web.yaml": "{{ if .on }}\napiVersion: apps/v1\nkind: Deployment\n{{ end }}\n"}, 3),
        ({"patch.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"}, 3),
        ({"kustomization.yaml": "resources: []\n"}, 3),
        ({"space.yaml": "apiVersion: v1\nkind: Namespace\nmetadata: {name: web}\n"}, 0),
        ({"main.tf": 'variable "region" {}\n'}, 0),
    ],
)
def test_what_is_all_skipped_is_nothing_to_audit(folder: Path, files: dict[str, str], status: int) -> None:
    write(folder, files)
    for command in ("check", "inspect"):
        result = run(command)
        assert (result.exit_code, result.stderr) == (status, "incomplete: there was nothing to audit\n" * bool(status))


def test_a_tree_of_helm_charts_is_incomplete(folder: Path) -> None:
    (folder / "chart/templates").mkdir(parents=True)
    (folder / "chart/Chart.yaml").write_text("name: web\nversion: 1.0.0\n")
    for name in ("a", "b"):
        (folder / f"chart/templates/{name}.yaml").write_text("kind: {{ .Values.kind }}\n")
    (folder / "service.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    result = run("check")
    assert (result.exit_code, result.stderr) == (
        3, "incomplete: nothing was judged: 2 templates of Helm charts are not rendered\n",
    )  # fmt: skip


def test_a_tree_of_calls_that_are_kept_elsewhere_is_incomplete(folder: Path) -> None:
    elsewhere = 'module "%s" {\n  source = "git::https://git.acme.example/%s.git"\n}\n'
    write(folder, elsewhere % ("db", "db") + elsewhere % ("web", "web"))
    result = run("check")
    assert (result.exit_code, result.stderr) == (
        3, "incomplete: nothing was judged: what 2 calls make is not on disk\n",
    )  # fmt: skip


def test_findings_go_to_standard_output_and_what_was_not_read_to_standard_error(folder: Path) -> None:
    write(folder, {"main.tf": FLAW, "b/broken.tf": BROKEN})
    result = run("check")
    assert result.exit_code == 3
    assert SAID in " ".join(result.stdout.split())
    assert result.stderr.splitlines()[0] == "incomplete: 1 place could not be read"
    assert result.stderr.splitlines()[1].startswith("not read: b/broken.tf:")
    assert SAID not in result.stderr


# --- wrong calls --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "nowhere: no such file or directory"),
        (["--format", "pdf"], f"there is no format pdf; known are {FORMATS}"),
        (["--report", "pdf=x"], f"there is no format pdf; known are {FORMATS}"),
        (["--report", "json"], "--report json: expected FORMAT=FILE"),
        (["--report", "json=no/x"], "no/x: cannot be written: there is no folder no"),
        (["--report", "json=."], ".: cannot be written: it is a folder"),
        (["--report", "json=a", "--output", "a"], "a: two reports cannot go to one file"),
        (["--output", "no/x"], "no/x: cannot be written: there is no folder no"),
        (
            ["--sector", "mining"],
            "--sector: there is no sector mining; known are automotive-manufacturing, retail-logistics, "
            "aviation-travel, healthcare, food-agriculture, energy-utilities, public-services, finance-banking, "
            "cloud-providers",
        ),
        (["--select", "CA199"], "--select: there is no rule CA199; `continuity-audit rules` lists them"),
        (["--ignore", "CA"], "--ignore: there is no rule CA; `continuity-audit rules` lists them"),
        (["--ignore", "CA9"], "--ignore: CA9 is about the audit itself and cannot be ignored"),
        (["--ignore", "CA901"], "--ignore: CA901 is about the audit itself and cannot be ignored"),
        (["--var", "a"], "--var a: expected NAME=VALUE"),
        (["--var-file", "no.tfvars"], "--var-file {folder}/no.tfvars: no such file"),
        (["--config", "no.yaml"], "no.yaml: no such file or directory"),
        (["--plugin", "no.py"], "plugin no.py: there is no such file"),
        (["--plugin", "no_module"], "plugin no_module: there is no such module (the name of a file ends in .py)"),
        (["-q", "-v"], "--quiet and --verbose exclude each other"),
    ],
)
def test_a_wrong_call_is_one_line(folder: Path, arguments: list[str], message: str) -> None:
    write(folder, WELL)
    result = run("check", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {message.format(folder=folder)}\n"


@pytest.mark.parametrize("arguments", [["--no-such-option"], ["--fail-on", "hgih"], ["--jobs", "0"]])
def test_an_option_that_is_none(arguments: list[str]) -> None:
    assert run("check", *arguments).exit_code == 2


@pytest.mark.parametrize(
    ("configuration", "message"),
    [
        ("format: pdf", f"there is no format pdf; known are {FORMATS}"),
        ("sector: mining", ".continuity-audit.yaml: sector: there is no sector mining"),
        ("select: [CA199]", ".continuity-audit.yaml: select: there is no rule CA199"),
        ("severity: {CA1: low}", ".continuity-audit.yaml: severity: there is no rule CA1"),
        (
            "suppressions: [{rule: CA999, reason: x}]",
            ".continuity-audit.yaml: suppressions[0].rule: there is no rule CA999",
        ),
        (
            "var-file: [no.tfvars]",
            '.continuity-audit.yaml: var-file[0]: expected a file that is there, got "no.tfvars"',
        ),
        ("baselines: x.json", ".continuity-audit.yaml: baselines: unknown key"),
        ("plugin: [acme]", ".continuity-audit.yaml: plugin[0]: expected no plugin in a configuration"),
    ],
)
def test_a_wrong_configuration_is_one_line(folder: Path, configuration: str, message: str) -> None:
    write(folder, {"main.tf": WELL, ".continuity-audit.yaml": configuration})
    result = run("check")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {message}")
    assert result.stderr.count("\n") == 1


# --- reports ------------------------------------------------------------------------------------------------------


def test_several_reports_beside_the_first(folder: Path) -> None:
    write(folder, FLAW)
    result = run("check", "--report", "json=a.json", "--report", "markdown=b.md", "--report", "html=c.html")
    assert result.exit_code == 1
    assert SAID in " ".join(result.stdout.split())
    assert [f["rule"] for f in json.loads((folder / "a.json").read_text())["findings"]] == ["CA401"]
    assert SAID in (folder / "b.md").read_text()
    assert (folder / "c.html").read_text().lower().startswith("<!doctype html>")


def test_output_takes_the_place_of_standard_output(folder: Path) -> None:
    write(folder, WELL)
    result = run("check", "--format", "json", "--output", "a.json")
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads((folder / "a.json").read_text())["schema_version"] == 1


def test_an_unwritable_file_is_one_line(folder: Path) -> None:
    write(folder, WELL)
    result = run("check", "--report", "json=/proc/self/continuity")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: /proc/self/continuity: cannot be written: ")


# --- the configuration's keys, each with its effect ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("configuration", "arguments", "status"),
    [
        ("fail-on: never", [], 0),
        ("fail-on: never", ["--fail-on", "high"], 1),
        ("severity: {CA401: medium}", [], 0),
        ("ignore: [CA4]", [], 0),
        ("ignore: [CA4]", ["--ignore", "CA1"], 1),
        ("select: [CA1]", [], 0),
        ("select: [CA1]", ["--select", "CA401"], 1),
        ("{fail-on: never, min-level: medium}", [], 1),
        ("exclude: [main.tf]", [], 3),
        ("{exclude: [main.tf], allow-incomplete: true}", [], 0),
        ("{exclude: [main.tf], allow-incomplete: true}", ["--no-allow-incomplete"], 3),
        ("paths: [other]", [], 0),
        ("paths: [other]", ["main.tf"], 1),
        ("suppressions: [{rule: CA401, reason: x, path: main.tf}]", ["main.tf"], 0),
        ("suppressions: [{rule: CA401, reason: x, path: other/**}]", ["main.tf"], 1),
        ("jobs: 2", [], 1),
    ],
)
def test_keys(folder: Path, configuration: str, arguments: list[str], status: int) -> None:
    write(folder, {"main.tf": FLAW, "other/main.tf": WELL, ".continuity-audit.yaml": configuration})
    exclude = ["--exclude", "other"] if "exclude" in configuration else []
    result = run("check", *arguments, *exclude)
    assert result.exit_code == status, result.output


def test_a_component_whose_number_is_open_is_marked(folder: Path) -> None:
    write(folder, 'variable "n" {}\nresource "trial_store" "many" {\n  count = var.n\n}\n' + WELL)
    report = json.loads(run("check", "--format", "json").stdout)
    assert [(one["address"], one["undetermined"]) for one in report["components"]] == [
        ("trial_store.many", True),
        ("trial_store.orders", False),
    ]
    told = run("check", "-v").stdout
    assert "  trial_store.many\n    the code leaves open whether it is there, or how many there are\n" in told
    assert told.count("the code leaves open whether it is there") == 1
    page = run("check", "--format", "html").stdout
    assert page.count('["Number","left open"]') == 1


def test_keys_of_output(folder: Path) -> None:
    (folder / "out").mkdir()
    configuration = "format: json\noutput: out/a.json\nreport: {markdown: out/b.md}\nsector: healthcare\n"
    write(folder, {"infra/main.tf": FLAW, ".continuity-audit.yaml": configuration})
    assert run("check", "infra").stdout == ""
    report = json.loads((folder / "out/a.json").read_text())
    assert report["assessment"]["sector"]["slug"] == "healthcare"
    assert "CA401" in (folder / "out/b.md").read_text()


def test_keys_of_input(folder: Path) -> None:
    text = (
        'variable "a" {}\nvariable "b" {}\n'
        'resource "trial_store" "a" {\n  data = var.a\n}\nresource "trial_store" "b" {\n  data = var.b\n}\n'
        'resource "trial_store" "c" {\n  data = terraform.workspace\n}\n'
    )
    configuration = "var: {a: lost}\nvar-file: [b.tfvars]\nworkspace: lost\nformat: json\n"
    write(folder, {"main.tf": text, "given/b.tfvars": 'b = "lost"\n', "given/c.yaml": configuration})
    configured = (folder / "given/c.yaml").rename(folder / "given/.continuity-audit.yaml")

    def lost(*arguments: str) -> list[str]:
        report = json.loads(run("check", "main.tf", "--config", str(configured), *arguments).stdout)
        return [finding["component"].rpartition(".")[2] for finding in report["findings"]]

    assert lost() == ["a", "b", "c"]
    assert lost("--var", "a=restore", "--workspace", "restore") == ["b"]
    (folder / "other.tfvars").write_text('b = "restore"\n')
    assert lost("--var-file", "other.tfvars") == ["a", "c"]


def test_colours_only_where_they_are_asked_for(folder: Path) -> None:
    write(folder, {"main.tf": FLAW, ".continuity-audit.yaml": "color: always\nquiet: true"})
    assert "\x1b[" in run("check").stdout
    assert "\x1b[" not in run("check", "--color", "never").stdout
    assert len(run("check").stdout) < len(run("check", "-v").stdout)


# --- the program --------------------------------------------------------------------------------------------------


def test_the_program(folder: Path) -> None:
    write(folder, FLAW)
    done = start("check", ".", cwd=folder)
    assert (done.returncode, done.stderr) == (1, b"")
    assert SAID.encode() in b" ".join(done.stdout.split())


def test_a_reader_that_leaves_changes_no_status(folder: Path) -> None:
    write(folder, "".join(FLAW.replace("orders", f"orders{n}") for n in range(300)))
    program = subprocess.Popen(
        [PROGRAM, "check", "--plugin", PLUGIN], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=folder
    )
    assert program.stdout is not None
    assert program.stderr is not None
    program.stdout.close()
    assert (program.wait(), program.stderr.read()) == (1, b"")
    program.stderr.close()


def test_a_full_disk_is_one_line(folder: Path) -> None:
    write(folder, WELL)
    with open("/dev/full", "wb") as full:
        done = start("check", stdout=full)
    assert (done.returncode, done.stderr) == (
        2, b"Error: standard output: cannot be written: no space left on device\n"
    )  # fmt: skip


SLOW = """
import os
import time
from continuity_audit.plugins import hookimpl

@hookimpl
def continuity_audit_parsers():
    from continuity_audit.parsers.reading import Opened, Parser, Reading

    def read(root, inputs, wanted):
        os.write(1, b"started\\n")  # in one piece, whoever else writes
        time.sleep(3600)

    return [Parser("slow", lambda tree: Opened((".",), read))]
"""


@pytest.mark.parametrize("roots", [1, 40])
def test_an_interruption_ends_at_once_with_130(folder: Path, roots: int) -> None:
    write(folder, {"main.tf": WELL, "slow.py": SLOW.replace('(".",)', f"tuple(map(str, range({roots})))")})
    arguments = ["check", "--plugin", "slow.py", "--jobs", "2"]
    program = subprocess.Popen(
        [PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        # What runs the tests in the background ignores the signal, and a child would inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"started\n"
    program.send_signal(signal.SIGINT)
    _, errors = program.communicate(timeout=600)  # the root would take an hour
    assert (program.returncode, errors.strip()) == (130, b"interrupted")


def test_an_internal_error_is_one_line_and_a_traceback_only_on_request(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise ValueError("of the\nprogram")

    monkeypatch.setattr("continuity_audit.cli.check.run_compared", fail)
    result = run("check")
    assert (result.exit_code, result.stderr) == (3, "Error: internal error: ValueError: of the (--debug shows where)\n")
    for arguments in (["check", "--debug"], ["--debug", "check"]):
        result = run(*arguments)
        assert result.exit_code == 3
        assert result.stderr.startswith("Traceback (most recent call last):")


def test_what_may_not_be_opened_is_one_line(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", "closed/infra")

    monkeypatch.setattr("continuity_audit.cli.check.run_compared", refuse)
    result = run("check")
    assert (result.exit_code, result.stderr) == (2, "Error: closed/infra: permission denied\n")


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_streams_that_are_closed_change_no_status(folder: Path, closed: tuple[int, ...]) -> None:
    write(folder, FLAW)

    def close() -> None:
        for descriptor in closed:
            os.close(descriptor)

    arguments = ["check", "--plugin", PLUGIN, "--report", "json=report.json"]
    done = subprocess.run([PROGRAM, *arguments], cwd=folder, preexec_fn=close, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert json.loads((folder / "report.json").read_text())["findings"]


def test_a_terminal_escape_in_a_name_is_spelled_out(folder: Path) -> None:
    (folder / "a\x1b[2J.tf").write_text(BROKEN)
    assert "\x1b" not in run("check").output


def test_start_up_imports_little() -> None:
    code = (
        "import sys\nfrom continuity_audit.cli import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    ours = done.stdout.splitlines()[-1].split()
    assert not {"msgspec", "yaml", "jinja2", "pluggy", "tree_sitter", "rich", "hcl2", "lark", "networkx"} & set(ours)
    assert done.stdout.startswith("continuity-audit, version ")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_is_not_ours(folder: Path) -> None:
    write(folder, WELL)
    (folder / "locked").mkdir(mode=0o500)
    assert run("check", "--output", "locked/x").stderr == "Error: locked/x: cannot be written: permission denied\n"
    (folder / "closed").mkdir(mode=0)
    assert run("check", "closed/infra").stderr == "Error: closed/infra: permission denied\n"
    (folder / "closed.yaml").touch(mode=0)
    for option, named in (("--config", ""), ("--policy", ""), ("--baseline", "baseline ")):
        assert run("check", option, "closed.yaml").stderr.startswith(f"Error: {named}closed.yaml: permission denied")
