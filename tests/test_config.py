"""The configuration file: where it is found, what each mistake says, and what an audited tree may not decide."""

from __future__ import annotations

import os
import pickle
import re
from datetime import date
from pathlib import Path

import msgspec
import pytest

from continuity_audit.cli import check
from continuity_audit.config import (
    TEMPLATE,
    Config,
    ConfigError,
    Environment,
    FailOn,
    InlineSuppressions,
    MinLevel,
    Permission,
    Severity,
    Suppression,
    TierRule,
    Trust,
    Where,
    load,
)
from continuity_audit.estate.model import Kind, Level, Tier, TiersInCode

DOCUMENTATION = Path(__file__).parent.parent / "docs" / "configuration.md"
KEYS = [field.encode_name for field in msgspec.structs.fields(Config)]


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of every test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def errors(text: str, name: str = ".continuity-audit.yaml") -> list[str]:
    write(Path(name), text)
    with pytest.raises(ConfigError) as caught:
        load(Path())
    return str(caught.value).splitlines()


def test_without_a_file_there_are_defaults(folder: Path) -> None:
    config = load(folder)
    assert config == Config()
    assert (config.fail_on, config.min_level, config.format) == (FailOn.HIGH, None, "text")


def test_every_option_of_check_has_a_key_and_every_key_an_option() -> None:
    options = {
        max(parameter.opts, key=len).removeprefix("--")
        for parameter in check.command.params
        if parameter.name != "debug"
    }
    only_in_the_file = {"environments", "severity", "tiers", "tier-severity", "suppressions", "trust"}
    assert options - {"config", "write-baseline"} == set(KEYS) - only_in_the_file


def test_every_key_is_documented() -> None:
    documented = set(re.findall(r"^### `([a-z-]+)`", DOCUMENTATION.read_text(), re.MULTILINE))
    assert documented == set(KEYS)


def test_every_key_stands_in_the_template() -> None:
    assert set(re.findall(r"^# ([a-z-]+):", TEMPLATE, re.MULTILINE)) == set(KEYS)


def test_template_as_it_is_sets_nothing(folder: Path) -> None:
    write(folder / ".continuity-audit.yaml", TEMPLATE)
    assert load(folder) == Config()


def test_template_without_comment_signs(folder: Path) -> None:
    lines = [line.removeprefix("# ") for line in TEMPLATE.splitlines() if not line.startswith("##")]
    file = write(folder / "elsewhere/template.yaml", "\n".join(lines))
    for named in ("prod", "infra/prod", "infra/dev"):
        write(folder / f"elsewhere/{named}.tfvars", "")
    write(folder / "elsewhere/charts/prod-values.yaml", "")
    (folder / "audited").mkdir()
    config = load(folder / "audited", explicit=file)
    home = folder / "elsewhere"
    assert config == Config(
        paths=(f"{home}/infra", f"{home}/k8s"),
        exclude=("**/examples/",),
        var={"region": "eu-west-1"},
        var_file=(f"{home}/prod.tfvars",),
        workspace="prod",
        values=(f"{home}/charts/prod-values.yaml",),
        source_map={"git::https://github.com/acme/modules.git": f"{home}/vendor/modules"},
        environments={
            "prod": (Environment(root=f"{home}/infra/*", var_file=(f"{home}/infra/prod.tfvars",), workspace="prod"),),
            "dev": (Environment(root=f"{home}/infra/*", var_file=(f"{home}/infra/dev.tfvars",), var={"ha": False}),),
        },
        output=f"{home}/report.txt",
        report={"html": f"{home}/continuity.html", "json": f"{home}/continuity.json"},
        sector="automotive-manufacturing",
        select=("CA1", "CA2", "CA3"),
        ignore=("CA302",),
        severity={"CA301": Severity.CRITICAL},
        tiers=(
            TierRule(tier=Tier.CRITICAL, where=Where(kind=(Kind.DATABASE, Kind.STREAM), tags={"service": "payments"})),
            TierRule(tier=Tier.DEVELOPMENT, where=Where(path="envs/dev/**")),
            TierRule(tier=Tier.SUPPORTING, where=Where(type="aws_ecr_repository", address="*.build*")),
        ),
        tier_severity={Tier.STANDARD: Severity.HIGH},
        trust=Trust(
            suppressions=InlineSuppressions.REPORT,
            suppression_days=90,
            protected_rules=("CA5",),
            tiers=TiersInCode.RAISE,
            hidden_code=Permission.FORBID,
            installed_modules=Permission.FORBID,
        ),
        suppressions=(
            Suppression(
                rule="CA101",
                component="*aws_db_instance.reporting",
                reason="rebuilt from the warehouse within a day",
                until=date(2027, 1, 31),
            ),
            Suppression(rule="CA201", path="sandbox/**", reason="nothing there outlives a week"),
        ),
        min_level=MinLevel.LOW_MEDIUM,
        diff="origin/main",
        baseline=f"{home}/continuity-baseline.json",
        policy=f"{home}/continuity-policy.yaml",
        downtime_cost="12000/h",
        currency="EUR",
        plugin=("acme_continuity",),
        jobs=4,
    )
    assert config.min_level is not None
    assert config.min_level.level is Level.LOW_MEDIUM
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301


def test_nearest_file_wins_and_yaml_before_pyproject(folder: Path) -> None:
    write(folder / ".continuity-audit.yaml", "jobs: 1")
    assert load(folder / "a/b").jobs == 1
    write(folder / "a/pyproject.toml", "[tool.continuity-audit]\njobs = 2\n")
    assert load(folder / "a/b").jobs == 2
    write(folder / "a/.continuity-audit.yaml", "jobs: 3")
    assert load(folder / "a/b").jobs == 3
    write(folder / "a/b/pyproject.toml", "[tool.ruff]\n")
    assert load(folder / "a/b").jobs == 3
    assert load(write(folder / "a/b/main.tf", "")).jobs == 3


def test_pyproject_that_only_mentions_us_is_passed_over(folder: Path) -> None:
    write(folder / "pyproject.toml", 'tool = "continuity-audit"')
    assert load(folder) == Config()


def test_broken_pyproject_of_others_is_passed_over(folder: Path) -> None:
    write(folder / "pyproject.toml", "[[[")
    assert load(folder) == Config()


def test_explicit_file_counts_alone(folder: Path) -> None:
    write(folder / ".continuity-audit.yaml", "jobs: 1")
    assert load(folder, explicit=write(folder / "x/other.yml", "quiet: true")) == Config(quiet=True)
    assert load(folder, explicit=write(folder / "x/other.toml", "quiet = true")) == Config(quiet=True)
    assert load(folder, explicit=Path(os.devnull)) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fail-on: hgih", 'fail-on: expected one of critical, high, medium, low, never, got "hgih"'),
        ("min-level: Low", 'min-level: expected one of low, low-medium, medium, high, got "Low"'),
        ("fial-on: high", 'fial-on: unknown key, did you mean "fail-on"?'),
        ("fail_on: high", 'fail_on: unknown key, did you mean "fail-on"?'),
        ("jobs: 0", "jobs: expected a whole number of 1 or more, got 0"),
        ("jobs: true", "jobs: expected a whole number of 1 or more, got true"),
        ("quiet: 1", "quiet: expected true or false, got 1"),
        ("workspace: no", "workspace: expected text, got false"),
        ("workspace: ''", 'workspace: expected text, got ""'),
        ("select: CA101", 'select: expected a list of text, got "CA101"'),
        ("exclude: [a, 3]", "exclude[1]: expected text, got 3"),
        ("report: {html: [a]}", "report.html: expected text, got a list"),
        ("var: [a]", "var: expected a mapping, got a list"),
        ("report: {1: a}", "report: expected text as a key, got 1"),
        ("severity: {CA1: never}", 'severity.CA1: expected one of critical, high, medium, low, got "never"'),
        ("tiers: [{tier: critical}]", "tiers[0].where: missing, expected a mapping"),
        (
            "tiers: [{tier: vital, where: {}}]",
            'tiers[0].tier: expected one of critical, standard, supporting, development, got "vital"',
        ),
        (
            "tiers: [{tier: critical, where: {tag: x}}]",
            'tiers[0].where.tag: unknown key, did you mean "tags"?',
        ),
        ("suppressions: [{rule: CA101}]", "suppressions[0].reason: missing, expected text"),
        (
            "suppressions: [{rule: CA101, reason: x, until: soon}]",
            'suppressions[0].until: expected a date such as 2027-01-31, got "soon"',
        ),
        (
            "suppressions: [{rule: CA101, reason: x, until: '20270131'}]",
            'suppressions[0].until: expected a date such as 2027-01-31, got "20270131"',
        ),
        (
            "suppressions: [{rule: CA101, reason: x, until: 2027-01-31 10:00:00}]",
            'suppressions[0].until: expected a date such as 2027-01-31, got "2027-01-31 10:00:00"',
        ),
        (
            "suppressions: [{rule: CA101, reason: x, zone: y}]",
            "suppressions[0].zone: unknown key, expected one of rule, reason, component, path, until",
        ),
        ("- a", "expected a mapping, got a list"),
        ("", None),
    ],
)
def test_mistakes_name_file_key_and_what_was_expected(text: str, message: str | None) -> None:
    if message is None:
        write(Path(".continuity-audit.yaml"), text)
        assert load(Path()) == Config()
    else:
        assert errors(text) == [f".continuity-audit.yaml: {message}"]


def test_kinds_name_the_one_that_is_none() -> None:
    (line,) = errors("tiers: [{tier: critical, where: {kind: [database, databse]}}]")
    assert line.startswith(".continuity-audit.yaml: tiers[0].where.kind[1]: expected one of compute, workload, ")
    assert line.endswith('backup-vault, got "databse"')


def test_all_mistakes_are_said_at_once() -> None:
    assert errors("jobs: x\nquiet: y") == [
        '.continuity-audit.yaml: jobs: expected a whole number of 1 or more, got "x"',
        '.continuity-audit.yaml: quiet: expected true or false, got "y"',
    ]


def test_mistakes_in_pyproject_name_the_table() -> None:
    assert errors('[tool.continuity-audit]\nfail-on = "x"', "pyproject.toml") == [
        'pyproject.toml: tool.continuity-audit.fail-on: expected one of critical, high, medium, low, never, got "x"'
    ]
    assert errors("[tool.continuity-audit", "pyproject.toml") == [
        "pyproject.toml: not valid TOML: Expected ']' at the end of a table declaration (at end of document)"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", ":1: not valid YAML: expected the node content, but found '<stream end>'"),
        ("jobs: 1\nquiet: true\njobs: 2", ':3: not valid YAML: the key "jobs" stands twice'),
        ("var: &a {x: 1}\nreport:\n  html: *a", ":3: not valid YAML: aliases are not allowed here"),
        ("var: !!python/object:os.x {}", ":1: not valid YAML: could not determine a constructor for the tag "
         "'tag:yaml.org,2002:python/object:os.x'"),
        ("var: {number: 0x_}", ": not valid YAML: invalid literal for int() with base 16: ''"),
        ("var: " + "[" * 5000, ":1: not valid YAML: nested too deeply"),
    ],
)  # fmt: skip
def test_yaml_that_cannot_be_read(text: str, message: str) -> None:
    (line,) = errors(text)
    assert line.startswith(f".continuity-audit.yaml{message}")


@pytest.mark.parametrize(
    "day", ["2027-02-31", '"2027-02-31"', "31.01.2027", "2027-1-1", "2027-01-31T00:00:00Z", "soon"]
)
def test_a_day_that_is_none_is_named_with_its_key(day: str) -> None:
    assert errors(f"suppressions: [{{rule: CA101, reason: x, until: {day}}}]") == [
        f'.continuity-audit.yaml: suppressions[0].until: expected a date such as 2027-01-31, got "{day.strip(chr(34))}"'
    ]


def test_a_date_in_a_variable_stays_as_it_is_written(folder: Path) -> None:
    write(folder / ".continuity-audit.yaml", "var: {day: 2027-02-31}")
    assert load(folder).var == {"day": "2027-02-31"}


def test_files_that_cannot_be_read(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"^nowhere\.yaml: no such file or directory$"):
        load(folder, explicit=Path("nowhere.yaml"))
    (folder / "latin.yaml").write_bytes(b"workspace: caf\xe9")
    with pytest.raises(ConfigError, match=r"^latin\.yaml: not UTF-8 text$"):
        load(folder, explicit=folder / "latin.yaml")
    (folder / "long.yaml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match=r"^long\.yaml: larger than 1 MB$"):
        load(folder, explicit=folder / "long.yaml")
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: expected a table \[tool\.continuity-audit\]$"):
        load(folder, explicit=write(folder / "pyproject.toml", "[tool.ruff]"))


NO_PLUGIN = (
    "expected no plugin in a configuration that is part of what is audited, as its code is never run: "
    "name it with --plugin, or in a configuration from elsewhere with --config"
)


def test_configuration_that_was_found_loads_no_plugin() -> None:
    assert errors("plugin: [acme]") == [f".continuity-audit.yaml: plugin[0]: {NO_PLUGIN}"]


def test_named_configuration_inside_the_audited_repository_loads_no_plugin(folder: Path) -> None:
    (folder / "repo/.git").mkdir(parents=True)
    file = write(folder / "repo/ci/audit.yaml", "plugin: [acme]")
    (folder / "repo/infra").mkdir()
    with pytest.raises(ConfigError) as caught:
        load(folder / "repo/infra", explicit=file)
    assert str(caught.value) == f"repo/ci/audit.yaml: plugin[0]: {NO_PLUGIN}"


def test_link_into_the_audited_tree_loads_no_plugin(folder: Path) -> None:
    write(folder / "repo/audit.yaml", "plugin: [acme]")
    (folder / "link.yaml").symlink_to("repo/audit.yaml")
    with pytest.raises(ConfigError):
        load(folder / "repo", explicit=folder / "link.yaml")


def test_configuration_from_outside_loads_plugins_but_no_file_of_the_audited_tree(folder: Path) -> None:
    (folder / "repo").mkdir()
    file = write(folder / "ci/audit.yaml", "plugin: [acme.rules, ./own.py]")
    assert load(folder / "repo", explicit=file).plugin == ("acme.rules", f"{folder}/ci/own.py")
    write(file, "plugin: [../repo/evil.py]")
    with pytest.raises(ConfigError) as caught:
        load(folder / "repo", explicit=file)
    assert str(caught.value) == (
        'ci/audit.yaml: plugin[0]: expected code from outside what is audited, got "../repo/evil.py": '
        "name it with --plugin"
    )


def test_configuration_that_was_found_stays_inside_its_repository(folder: Path) -> None:
    (folder / "repo/.git").mkdir(parents=True)
    (folder / "repo/out").symlink_to("/tmp")  # noqa: S108
    text = "output: ../../x\nreport: {html: /x, json: ../out/x}\nvar-file: [../shared.tfvars, ../../secret]\n"
    text += "source-map: {acme/rds/aws: ../../modules, acme/vpc/aws: ../modules}\n"
    write(folder / "repo/infra/.continuity-audit.yaml", text)
    with pytest.raises(ConfigError) as caught:
        load(folder / "repo/infra")
    where = "repo/infra/.continuity-audit.yaml"
    assert str(caught.value).splitlines() == [
        f'{where}: output: expected a path inside the repository, got "../../x"',
        f'{where}: var-file[1]: expected a path inside the repository, got "../../secret"',
        f'{where}: source-map.acme/rds/aws: expected a path inside the repository, got "../../modules"',
        f'{where}: report.html: expected a path inside the repository, got "/x"',
        f'{where}: report.json: expected a path inside the repository, got "../out/x"',
    ]
