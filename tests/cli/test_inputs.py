"""What reaches the command from outside: standard input, environments of the configuration, files of variables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from continuity_audit.cli import main
from parsers.terraform.plan_files import Planned, constant, plan
from pipeline.trial import write

PODS = "{spec: {containers: [{name: web, image: web}]}}"
DEPLOYMENT = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{template: {PODS}}}\n"
QUEUE = Planned("aws_sqs_queue.q", {"name": "orders"}, unknown={"id": True}, expressions={"name": constant("orders")})
CODE = """\
variable "ha" {}

resource "aws_db_instance" "main" {
  multi_az                = var.ha
  backup_retention_period = terraform.workspace == "prod" ? 7 : 0
}
"""
CONFIGURATION = """\
environments:
  prod: {root: infra/*, var-file: [prod.tfvars], workspace: prod}
  dev:
    - {root: infra/app, var: {ha: false}, workspace: dev}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=stdin)


def zones(result: Result) -> dict[str, str]:
    components = json.loads(result.stdout)["components"]
    return {component["id"]: component["outcomes"]["zone"]["outcome"] for component in components}


@pytest.mark.parametrize(
    ("text", "component"),
    [(DEPLOYMENT, ".::Deployment/web"), (json.dumps(plan([QUEUE])), ".::aws_sqs_queue.q")],
)
def test_standard_input(text: str, component: str) -> None:
    result = run("check", "-", "--format", "json", "--fail-on", "never", stdin=text)
    assert result.exit_code == 0
    assert [(c["id"], c["file"]) for c in json.loads(result.stdout)["components"]] == [(component, "<stdin>")]
    shown = run("inspect", "-", stdin=text)
    assert shown.stdout.startswith(f"{component}  <stdin>:1\n")


@pytest.mark.parametrize(
    ("text", "reason"), [("", "empty"), ("just text", "neither Kubernetes manifests nor a plan")]
)  # fmt: skip
def test_standard_input_that_is_nothing_leaves_the_audit_incomplete(text: str, reason: str) -> None:
    result = run("check", "-", "--format", "json", stdin=text)
    assert result.exit_code == 3
    assert json.loads(result.stdout)["estate"]["skipped"] == [{"path": "<stdin>", "reason": reason}]


def test_a_plan_that_is_cut_off_is_one_line() -> None:
    result = run("check", "-", "-q", stdin=json.dumps(plan([QUEUE]))[:900])
    assert result.exit_code == 3
    assert "not read: <stdin>:1: not a plan that can be read: the file ends before the plan does" in result.stderr


def test_environments_of_the_configuration(folder: Path) -> None:
    write(folder, {"infra/app/main.tf": CODE, "prod.tfvars": "ha = true", ".continuity-audit.yaml": CONFIGURATION})
    expected = {
        "infra/app@dev::aws_db_instance.main": "lost",
        "infra/app@prod::aws_db_instance.main": "continues",
    }
    assert zones(run("check", "--format", "json")) == expected
    below = {name.removeprefix("infra/"): outcome for name, outcome in expected.items()}
    assert zones(run("check", "infra", "--format", "json")) == below
    assert set(zones(run("check", "--var", "ha=true", "--format", "json")).values()) == {"continues"}
    shown = json.loads(run("inspect", "--format", "json").stdout)["resources"]
    assert [(r["root"], r["environment"], r["values"]["backup_retention_period"]) for r in shown] == [
        ("infra/app", "dev", 0),
        ("infra/app", "prod", 7),
    ]
    assert [line for line in run("inspect").stdout.splitlines() if "::" in line] == [
        "infra/app@dev::aws_db_instance.main  infra/app/main.tf:3",
        "infra/app@prod::aws_db_instance.main  infra/app/main.tf:3",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{a b: {}}", 'environments: expected a name of letters, figures, dots and hyphens as a key, got "a b"'),
        ("{dev: {rot: x}}", 'environments.dev.rot: unknown key, did you mean "root"?'),
        ("{dev: [{var-file: x}]}", 'environments.dev[0].var-file: expected a list of text, got "x"'),
        ("{a: {var-file: [/x]}}", 'environments.a.var-file[0]: expected a path inside the repository, got "/x"'),
        ("{dev: 1}", "environments.dev: expected a mapping or a list, got 1"),
    ],
)  # fmt: skip
def test_environments_that_are_wrong(folder: Path, text: str, message: str) -> None:
    write(folder, {".git/x": "", ".continuity-audit.yaml": f"environments: {text}"})
    result = run("check")
    assert result.exit_code == 2
    assert result.stderr == f"Error: .continuity-audit.yaml: {message}\n"


@pytest.mark.parametrize(
    ("arguments", "outcome"),
    [
        (("--var", "ha=true", "--var-file", "off.tfvars"), "lost"),
        (("--var=ha=true", "--var-file=./off.tfvars"), "lost"),
        (("--var-file", "off.tfvars", "--var", "ha=true"), "continues"),
        (("--var", "ha=false", "--var-file", "off.tfvars", "--var", "ha=true"), "continues"),
        (("--var", "ha=true", "--var-file", "other.tfvars"), "continues"),
        (("--var-file", "off.tfvars", "--var-file", "on.tfvars"), "continues"),
    ],
)
def test_the_later_of_a_variable_and_a_file_wins(folder: Path, arguments: tuple[str, ...], outcome: str) -> None:
    """As for Terraform, whose -var and -var-file count in the order of the command line."""
    files = {"off.tfvars": "ha = false", "on.tfvars": "ha = true", "other.tfvars": "region = 1"}
    write(folder, {"main.tf": f'{CODE}variable "region" {{}}\n', **files})
    options = ("--format", "json", "--workspace", "dev", "--fail-on", "never")
    assert zones(run("check", *arguments, *options)) == {".::aws_db_instance.main": outcome}


@pytest.mark.parametrize(
    ("configuration", "arguments", "outcome"),
    [
        ("{var: {ha: true}, var-file: [off.tfvars]}", (), "continues"),
        ("{var: {ha: true}}", ("--var-file", "off.tfvars"), "lost"),
        ("{var: {ha: true}, environments: {prod: {var-file: [off.tfvars]}}}", (), "lost"),
        ("{environments: {prod: {var-file: [off.tfvars], var: {ha: true}}}}", (), "continues"),
        ("{environments: {prod: {var: {ha: true}}}}", ("--var-file", "off.tfvars"), "lost"),
    ],
)
def test_what_an_environment_and_the_command_line_give_comes_after_the_configuration(
    folder: Path, configuration: str, arguments: tuple[str, ...], outcome: str
) -> None:
    write(folder, {"main.tf": CODE, "off.tfvars": "ha = false", ".continuity-audit.yaml": configuration})
    result = run("check", *arguments, "--format", "json", "--workspace", "dev", "--fail-on", "never")
    assert list(zones(result).values()) == [outcome]


def test_a_file_of_an_environment_that_is_not_there(folder: Path) -> None:
    write(folder, {"main.tf": CODE, ".continuity-audit.yaml": "environments: {dev: {var-file: [dev.tfvars]}}"})
    result = run("check")
    assert result.exit_code == 2
    assert result.stderr == (
        'Error: .continuity-audit.yaml: environments.dev.var-file[0]: expected a file that is there, got "dev.tfvars"\n'
    )


def test_variables_of_the_process_are_never_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_VAR_ha", "true")
    write(folder, {"main.tf": CODE})
    assert zones(run("check", "--format", "json")) == {".::aws_db_instance.main": "unknown"}


MODULE = 'variable "ha" {}\nresource "aws_db_instance" "main" {\n  multi_az = var.ha\n}\n'
CALLED = 'provider "aws" {}\nmodule "db" {\n  source = "git@github.com:acme/modules.git//rds?ref=v1"\n  ha = true\n}\n'


@pytest.mark.parametrize("command", ["check", "inspect"])
def test_a_source_map_names_the_folder_of_modules(folder: Path, command: str) -> None:
    write(folder, {"live/main.tf": CALLED, "modules/rds/main.tf": MODULE})
    mapped = ("--source-map", "github.com/acme/modules=modules")
    assert "module.db.aws_db_instance.main" in run(command, "live", "modules", *mapped).stdout
    assert "module.db.aws_db_instance.main" not in run(command, "live", "modules").stdout
    refused = run(command, "live", *mapped)
    told = "Error: source map: modules is not audited: name it, or a folder around it, as a PATH too\n"
    assert (refused.exit_code, refused.stderr) == (2, told)
    for text in ("github.com/acme/modules", "=modules", "github.com/acme/modules="):
        assert (
            run(command, "live", "--source-map", text).stderr == f"Error: --source-map {text}: expected SOURCE=FOLDER\n"
        )


def test_a_source_map_of_the_configuration_is_relative_to_it(folder: Path) -> None:
    write(
        folder, {"live/main.tf": CALLED, "v1/rds/main.tf": MODULE, "v2/rds/main.tf": MODULE.replace("var.ha", "false")}
    )
    write(folder, {".continuity-audit.yaml": "source-map: {git@github.com:acme/modules.git: v2}"})
    name = "live::module.db.aws_db_instance.main"
    assert zones(run("check", "--format", "json"))[name] == "lost"
    nearer = ("--source-map", "github.com/acme/modules=v1")
    assert zones(run("check", "--format", "json", *nearer))[name] == "continues"


def test_values_reach_the_charts_that_nothing_installs(folder: Path) -> None:
    grafana = "{name: grafana, version: 8.0.0, repository: https://grafana.github.io/helm-charts}"
    files = {"stack/Chart.yaml": f"apiVersion: v2\nname: stack\nversion: 1.0.0\ndependencies: [{grafana}]\n"}
    write(folder, {**files, "two.yaml": "grafana: {replicas: 2}\n", "infra/main.tf": CODE})

    def instance(*given: str) -> str:
        result = run("check", "stack", "two.yaml", "--format", "json", *given)
        assert result.stderr == ""
        (component,) = json.loads(result.stdout)["components"]
        outcome: str = component["outcomes"]["instance"]["outcome"]
        return outcome

    assert (instance(), instance("--values", "two.yaml")) == ("recovers", "continues")
    assert run("check", "--values", "none.yaml").stderr == f"Error: --values {folder}/none.yaml: no such file\n"
    told = "--values two.yaml: no effect, as a release installs each chart that depends on others, or none does\n"
    assert told in run("check", "infra", "--values", "two.yaml").stderr
