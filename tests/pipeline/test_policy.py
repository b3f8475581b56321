"""Requirements without code: whom they mean, what meets them, what is left open, and what a wrong file says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.running import run
from pipeline.trial import write

ESTATE = """\
variable "open" {}

resource "trial_store" "orders" {
  region  = "restore"
  account = "lost"
  tags    = { service = "payments" }
}

resource "trial_store" "stock" {
  region = var.open
  tags   = { service = "stock" }
}

resource "trial_service" "web" {
  zone  = "restart"
  needs = trial_store.orders.id
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with the estate."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return write(tmp_path, {"infra/main.tf": ESTATE})


def policy(text: str) -> None:
    write(Path(), {"policy.yaml": f"requirements:\n  - {{id: ACME-1, title: It holds, {text}}}\n"})


def said(*arguments: str) -> list[str]:
    """The findings of the policy, each in a line."""
    result = run("check", "infra", "--policy", "policy.yaml", "--format", "json", *arguments)
    assert result.exit_code in (0, 1), result.output
    return [
        f"{f['severity']} {f['message']}" + " (undecided)" * f["undecided"]
        for f in json.loads(result.stdout)["findings"]
        if f["rule"].startswith("ACME")
    ]


RESTORE = "it recovers by restore, required is that it continues (the code says restore)"
UNMET = "high orders does not meet ACME-1 (region)"
OPEN = "low ACME-1 cannot be decided for stock (region): set var.open (undecided)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require: {region: continues}", [f"{UNMET}: {RESTORE}", OPEN]),
        ("require: {region: recovers}", [OPEN]),
        ("where: {tags: {service: payments}}, require: {region: recovers}", []),
        (
            "severity: critical, require: {account: recovers}",
            ["critical orders does not meet ACME-1 (account): "
             "it is lost, required is that it recovers (the code says so)"],
        ),
        ("rto: {region: 1h}", [OPEN]),
        ("rto: {region: 59m}", [f"{UNMET}: its recovery time can be 1h, required is at most 59m", OPEN]),
        ("rpo: {region: 0s}", [OPEN]),
        (
            "rpo: {account: 1d}",
            ["high orders does not meet ACME-1 (account): it is lost, required is a data loss window of at most 1d"],
        ),
        (
            "require: {region: continues}, rto: {region: 15m}",
            [f"{UNMET}: {RESTORE}; its recovery time can be 1h, required is at most 15m", OPEN],
        ),
        ("where: {kind: compute}, require: {region: continues}", []),
        (
            "where: {kind: compute}, require: {zone: continues}",
            ["high web does not meet ACME-1 (zone): "
             "it recovers by restart, required is that it continues (the code says restart)"],
        ),
        ("where: {tier: development}, require: {region: continues}", []),
        ("where: {tier: [development, critical], address: '*.orders'}, require: {region: continues}",
         [f"{UNMET}: {RESTORE}"]),
        ("where: {environment: prod}, require: {region: continues}", []),
    ],
)  # fmt: skip
def test_what_is_not_met_is_a_finding(text: str, expected: list[str]) -> None:
    policy(text)
    assert said() == expected


def test_own_outcomes_decide_not_effective_ones(folder: Path) -> None:
    policy("where: {address: '*.web'}, require: {region: continues, account: recovers}")
    assert said() == []


def test_an_environment(folder: Path) -> None:
    write(folder, {"ours.yaml": "environments: {prod: {var: {open: lost}}, dev: {var: {open: lost}}}\n"})
    policy("where: {environment: prod, address: '*.stock'}, require: {region: recovers}")
    assert said("--config", "ours.yaml") == [
        "high prod: stock does not meet ACME-1 (region): it is lost, required is that it recovers (the code says so)"
    ]


def test_a_finding_fails_the_gate_and_can_be_accepted(folder: Path) -> None:
    policy("require: {region: continues}, where: {address: '*.orders'}, severity: critical")
    arguments = ("check", "infra", "--policy", "policy.yaml", "--fail-on", "critical")
    assert run(*arguments).exit_code == 1
    block = 'resource "trial_store" "orders"'
    text = ESTATE.replace(block, f'# continuity-audit: ignore ACME-1 reason="x"\n{block}')
    write(folder, {"infra/main.tf": text})
    assert run(*arguments).exit_code == 0


def test_a_choice_of_rules_says_nothing_of_the_policy(folder: Path) -> None:
    policy("require: {region: continues}, where: {address: '*.orders'}")
    assert said("--select", "CA1") == [f"{UNMET}: {RESTORE}"]
    assert said("--ignore", "CA3") == [f"{UNMET}: {RESTORE}"]
    assert said("--ignore", "ACME-1") == []


def test_its_texts_are_in_the_report(folder: Path) -> None:
    policy("require: {region: continues}")
    report = json.loads(run("check", "infra", "--policy", "policy.yaml", "--format", "json").stdout)
    assert [(r["id"], r["title"], r["scenarios"]) for r in report["rules"] if r["id"] == "ACME-1"] == [
        ("ACME-1", "It holds", ["region"])
    ]
    for form in ("text", "markdown", "html", "sarif", "junit", "gitlab", "github"):
        result = run("check", "infra", "--policy", "policy.yaml", "--format", form)
        assert (result.exit_code, result.stderr, "ACME-1" in result.stdout) == (1, "", True), form


@pytest.mark.parametrize(
    ("arguments", "status"),
    [([], 0), (["--fail-on", "low"], 0), (["--unknown", "report"], 0), (["--unknown", "fail"], 1)],
)
def test_what_cannot_be_decided(folder: Path, arguments: list[str], status: int) -> None:
    write(folder, {"infra/main.tf": 'variable "open" {}\nresource "trial_store" "stock" {\n  region = var.open\n}\n'})
    policy("require: {region: recovers}")
    result = run("check", "infra", "--policy", "policy.yaml", "--format", "json", *arguments)
    assert result.exit_code == status
    assert json.loads(result.stdout)["assessment"]["gate"]["reasons"] == [
        "requirements that cannot be decided: ACME-1 ×1",
        "unknown verdicts of critical components: 1 (set var.open)",
    ] * (status == 1)


def test_unknown_verdicts_fail_without_a_policy_where_that_is_asked(folder: Path) -> None:
    text = 'variable "open" {}\nresource "trial_store" "stock" {\n  zone = var.open\n%s}\n'
    write(folder, {"infra/main.tf": text % ""})
    assert run("check", "infra").exit_code == 0
    assert run("check", "infra", "--unknown", "fail").exit_code == 1
    write(folder, {"infra/main.tf": text % '  tags = { "continuity-audit:tier" = "development" }\n'})
    assert run("check", "infra", "--unknown", "fail").exit_code == 0
    write(folder, {"infra/main.tf": text % "", ".continuity-audit.yaml": "unknown: fail\npolicy: p.yaml\n"})
    write(folder, {"p.yaml": "requirements: [{id: A, title: x, require: {data: recovers}}]\n"})
    assert run("check", "infra").exit_code == 1
    assert run("check", "infra", "--unknown", "report").exit_code == 0


def test_a_requirement_that_means_nothing_is_said(folder: Path) -> None:
    policy("where: {type: aws_db_instance}, require: {region: continues}")
    assert run("check", "infra", "--policy", "policy.yaml").stderr == "policy: ACME-1 means no component\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "requirements: missing, expected a list"),
        ("requirements: [{title: x}]", "requirements[0].id: missing, expected a name of letters, figures and hyphens"),
        (
            "requirements: [{id: A, title: x, require: {region: lost}}]",
            'requirements[0].require.region: expected one of recovers, continues, got "lost"',
        ),
        (
            "requirements: [{id: A, title: x, rto: {regoin: 5m}}]",
            'requirements[0].rto: expected one of data, instance, zone, region, account as a key, got "regoin"',
        ),
        (
            "requirements: [{id: A, title: x, rto: {region: soon}}]",
            'requirements[0].rto.region: expected a duration such as 90s, 15m, 4h or 2d, got "soon"',
        ),
        (
            "requirements: [{id: A, title: x, where: {tag: x}}]",
            'requirements[0].where.tag: unknown key, did you mean "tags"?',
        ),
        ("requirements: [{id: A, title: x}]", "requirements[0]: expected at least one of require, rto and rpo"),
        (
            "requirements: [{id: A, title: x, rto: {zone: 1h}}, {id: A, title: x, rto: {zone: 1h}}]",
            'requirements[1].id: expected an id of its own, "A" stands twice',
        ),
        ("requirements: []", "requirements: expected at least one, got none"),
        (
            "requirements: [{id: CA101, title: x, rto: {zone: 1h}}]",
            "requirements[0].id: expected an id of its own, CA101 is one of the audit's",
        ),
    ],
)
def test_a_wrong_file_is_one_line(folder: Path, text: str, message: str) -> None:
    write(folder, {"policy.yaml": text})
    result = run("check", "infra", "--policy", "policy.yaml")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: policy.yaml: {message}\n")


def test_a_policy_that_is_not_there(folder: Path) -> None:
    result = run("check", "infra", "--policy", "no.yaml")
    assert (result.exit_code, result.stderr) == (2, "Error: no.yaml: no such file or directory\n")
