"""Options that change nothing in a call are said on standard error, and those that do are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import run
from pipeline.trial import write

FILES = {
    "infra/main.tf": 'variable "data" {}\nresource "trial_store" "orders" {\n  data = var.data\n}\n',
    "strict/main.tf": 'variable "size" {\n  default = 3\n  validation {\n    condition     = var.size > 2\n'
    '    error_message = "Three or more."\n  }\n}\nresource "trial_store" "orders" {\n  size = var.size\n}\n',
    "infra/prod.tfvars": 'data = "restore"\n',
    "other/dev.tfvars": 'data = "lost"\n',
    "called/main.tf": 'module "store" {\n  source = "acme/store/trial"\n  data   = "restore"\n}\n',
    "examples/main.tf": 'resource "trial_store" "example" {}\n',
}
MANIFEST = {"web.yaml": "apiVersion: trial.example/v1\nkind: Trial\nmetadata:\n  name: web\n"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the code that is audited."""
    write(tmp_path, FILES)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--var", "data=restore"], []),
        (["--var", "date=restore"], ["--var date: no effect, as no root that was read declares it"]),
        (["--var", "size=3"], []),
        (["--var", "size=2"], ["--var size: no effect, as its validation refuses its value: Three or more."]),
        (["--var-file", "infra/prod.tfvars"], []),
        (["--workspace", "prod"], []),
        (["--source-map", "acme/store/trial=infra"], []),
        (
            ["--source-map", "acme/stroe/trial?ref=v1=infra"],
            ["--source-map acme/stroe/trial?ref=v1: no effect, as nothing that was read names it"],
        ),
        (
            ["--source-map", "https://user:word@git.example.org/x.git=infra"],
            ["--source-map https://git.example.org/x.git: no effect, as nothing that was read names it"],
        ),
        (["--exclude", "examples/"], []),
        (["--exclude", "examples"], []),
        (["--exclude", "*.tf", "--exclude", "!infra/main.tf"], []),
        (["--exclude", "exmaples/"], ["--exclude exmaples/: no effect, as nothing that would be audited fits it"]),
        (["--exclude", "*.md"], ["--exclude *.md: no effect, as nothing that would be audited fits it"]),
        (["--select", "CA1,CA3", "--ignore", "CA101"], []),
        (["--select", "CA101", "--ignore", "CA4"], ["--ignore CA4: no effect, as --select does not name it"]),
        (["--color", "always"], []),
        (["--color", "always", "--format", "json"], ["--color: no effect on json"]),
        (["--color", "always", "--format", "json", "--report", "text=t.txt"], []),
        (["--color", "auto", "--format", "json"], []),
        (["-v", "--format", "sarif"], ["--verbose: no effect on sarif"]),
        (["-v", "--format", "markdown"], []),
        (["--currency", "EUR"], ["--currency: no effect without --downtime-cost"]),
        (["--currency", "EUR", "--downtime-cost", "9/h"], []),
    ],
)
def test_in_check(arguments: list[str], said: list[str]) -> None:
    assert run("check", *arguments).stderr.splitlines() == said


def test_a_folder_that_is_named_is_not_excluded() -> None:
    told = run("check", "infra", "examples", "--exclude", "examples/").stderr.splitlines()
    assert told == ["--exclude examples/: no effect, as nothing that would be audited fits it"]


@pytest.mark.parametrize("command", [["inspect"], ["simulate", "--fail", "zone"]])
def test_in_the_other_commands_that_read(command: list[str]) -> None:
    arguments = ("infra", "--var", "date=restore", "--exclude", "x", "--workspace", "prod")
    assert run(*command, *arguments).stderr.splitlines() == [
        "--var date: no effect, as no root that was read declares it",
        "--exclude x: no effect, as nothing that would be audited fits it",
    ]


def test_what_terraform_takes_has_no_effect_on_manifests(folder: Path) -> None:
    write(folder / "k8s", MANIFEST)
    arguments = ("--var", "a=1", "--var-file", "infra/prod.tfvars", "--workspace", "prod")
    assert run("check", "k8s", *arguments).stderr.splitlines() == [
        "--var a: no effect, as no root that was read declares it",
        "--var-file infra/prod.tfvars: no effect, as no root loads it",
        "--workspace: no effect, as no Terraform configuration was read",
    ]


@pytest.mark.parametrize(
    "arguments", [["--select", "CA1", "--ignore", "CA1"], ["--select", "CA101", "--ignore", "CA1"]]
)
def test_a_choice_that_asks_nothing_is_refused(arguments: list[str]) -> None:
    result = run("check", "infra", *arguments)
    text = "asks no rule: what it means is ignored, or in preview and selected by whole ids only"
    assert (result.exit_code, result.stderr) == (2, f"Error: --select: {arguments[1]} {text}\n")


def test_a_value_that_its_variable_refuses(folder: Path) -> None:
    code = 'variable "n" {\n  type = number\n}\nresource "trial_store" "many" {\n  count = var.n\n}\n'
    write(folder, {"count/main.tf": code})
    assert run("check", "count", "--var", "n=two").stderr.splitlines() == [
        "--var n: no effect, as a number is required"
    ]
    assert run("check", "count", "--var", "n=2").stderr == ""
