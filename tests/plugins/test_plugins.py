"""Plugins that fail: each costs its own part, is named in a finding CA902, and the run goes on with exit status 3."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.running import PROGRAM
from continuity_audit.cli import main
from continuity_audit.plugins.manager import PluginError, load_plugins
from pipeline.trial import PLUGIN, write

CODE = 'resource "trial_service" "web" {\n  instance = "restart"\n}\nresource "own_thing" "it" {\n  a = 1\n}\n'
HEAD = """
from continuity_audit.assessment.rules import Problem, Rule, Severity
from continuity_audit.discovery.tree import Unread
from continuity_audit.estate.model import Kind
from continuity_audit.parsers.reading import Opened, Parser, Reading
from continuity_audit.plugins import hookimpl
from continuity_audit.profiles.profile import Fold, Profile, recovers
from continuity_audit.profiles.terms import fact
from continuity_audit.reports import Reporter

def fail(*arguments):
    raise KeyError("own")

def rule(check, id="OWN-1"):
    return Rule(id=id, name="own", severity=Severity.LOW, scenarios=(), title="Own", rationale="R.",
                remediation="R.", check=check)

def profile(**more):
    return Profile(type="own_thing", title="Own", kind=Kind.COMPUTE, stateful=False, **more)

@hookimpl
"""
OTHERS = "CA102 trial_service.web"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with code, apart from plugins."""
    monkeypatch.chdir(write(tmp_path, {"code/main.tf": CODE, "code/.git/HEAD": ""}))
    return tmp_path


def check(plugin: str, *arguments: str) -> tuple[int, list[str], str]:
    """The exit status, the findings and what was said on standard error."""
    Path("own.py").write_text(HEAD + plugin)
    named = ["--plugin", PLUGIN, "--plugin", "own.py"]
    result = CliRunner().invoke(main, ["check", "code", "--format", "json", *named, *arguments])
    assert "Traceback" not in result.output
    if not result.stdout:
        return result.exit_code, [], result.stderr
    found = json.loads(result.stdout)["findings"]
    return (
        result.exit_code,
        [f"{f['rule']} {(f['component'] or f['message']).removeprefix('.::')}" for f in found],
        result.stderr,
    )


@pytest.mark.parametrize("hook", ["parsers", "profiles", "rules", "sectors", "reporters"])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError('a\\nb')", "ValueError: a"),
        ("yield from fail()", "KeyError: 'own'"),
        ("return [1]", "gave int, expected {}"),
        ("return None", "TypeError: 'NoneType' object is not iterable"),
        ("raise SystemExit(0)", "SystemExit: 0"),
    ],
)
def test_a_hook_that_fails(hook: str, body: str, reason: str) -> None:
    expected = reason.format(hook.removesuffix("s").capitalize())
    status, found, said = check(f"def continuity_audit_{hook}():\n    {body}\n")
    assert (status, found) == (3, [f"CA902 own.py failed at continuity_audit_{hook}: {expected}", OTHERS])
    assert said == f"incomplete: 1 plugin or rule failed\nfailed: own.py at continuity_audit_{hook}: {expected}\n"


RULE = "OWN-1 of own.py failed at .::trial_service.web"
PROFILE = "the profile of own_thing of own.py failed at"
PARSER = "the parser of own failed at"
HOOK = "own.py failed at continuity_audit_rules"


@pytest.mark.parametrize(
    ("hook", "given", "failure"),
    [
        ("rules", "rule(fail)", f"{RULE}: KeyError: 'own'"),
        ("rules", "rule(lambda a, b: [1])", f"{RULE}: TypeError: a check gives Problems, not int"),
        ("rules", "rule(fail, id='CA101')", f"{HOOK}: CA101 is already a rule of continuity_rules"),
        (
            "rules",
            "rule(fail, id='own rule')",
            f"{HOOK}: own rule is no rule id: capital letters and figures, a figure at the end",
        ),
        (
            "profiles",
            "profile(zone=(recovers('restart', 'w', rto='1h', when=fact('f')(fail)),))",
            f"{PROFILE} .::own_thing.it: KeyError: 'own'",
        ),
        ("profiles", "profile(component=fact('f')(fail))", f"{PROFILE} folding: KeyError: 'own'"),
        (
            "profiles",
            "profile(folds=(1,))",
            f"{PROFILE} its types: AttributeError: 'int' object has no attribute 'type'",
        ),
        ("profiles", "profile(regions=fail)", f"{PROFILE} .::own_thing.it: KeyError: 'own'"),
        ("profiles", "profile(needs=(fail,))", f"{PROFILE} .::own_thing.it: KeyError: 'own'"),
        ("parsers", "Parser('own', fail)", f"{PARSER} opening: KeyError: 'own'"),
        ("parsers", "Parser('own', lambda tree: Opened(('r',), fail))", f"{PARSER} r: KeyError: 'own'"),
        (
            "parsers",
            "Parser('own', lambda tree: Opened(('r',), lambda *a: 1))",
            f"{PARSER} r: gave int, expected Reading",
        ),
        (
            "parsers",
            "Parser('own', lambda tree: Opened((), fail, fail))",
            f"{PARSER} listing what is left: KeyError: 'own'",
        ),
    ],
)
def test_a_part_that_fails(hook: str, given: str, failure: str) -> None:
    status, found, said = check(f"def continuity_audit_{hook}(): return [{given}]")
    own = [line for line in found if "own_thing" in line and "CA902" not in line]
    assert (status, [line for line in found if line not in own]) == (3, [f"CA902 {failure}", OTHERS])
    assert said.startswith("incomplete: 1 plugin or rule failed\nfailed: ")


def test_what_fails_quotes_no_secret_and_not_all_that_it_was_given() -> None:
    body = "raise ValueError('password=hunter2, ' + 'x' * 999)"
    _, found, said = check(f"def continuity_audit_sectors(): {body}")
    assert found[0].endswith(f"ValueError: password=…, {'x' * 288}…")
    assert "hunter2" not in said


def test_a_hook_that_is_none() -> None:
    status, found, _ = check("def continuity_audit_rule(): return []")
    assert (status, found[1:]) == (3, [OTHERS])
    assert found[0].startswith("CA902 own.py failed at loading: unknown hook 'continuity_audit_rule' in plugin ")


@pytest.mark.parametrize(
    ("render", "failure"), [("fail", "KeyError: 'own'"), ("lambda d, o: 1", "gave int, expected str")]
)
def test_a_format_that_fails_costs_its_report_only(render: str, failure: str) -> None:
    plugin = f"def continuity_audit_reporters(): return [Reporter('own', '', '', '', {render})]"
    status, found, said = check(plugin, "--report", "own=own.txt")
    assert (status, found, Path("own.txt").exists()) == (3, [OTHERS], False)
    assert said == (
        "incomplete: a report could not be made\n"
        f"failed: the format own of own.py at rendering: {failure}\n"
    )  # fmt: skip


@pytest.mark.parametrize("broken", ["raise OSError('own')", "import no_such_module", "def", "raise SystemExit(0)"])
def test_a_plugin_that_cannot_be_imported(broken: str) -> None:
    Path("bad.py").write_text(broken)
    status, found, said = check("def continuity_audit_rules(): return []", "--plugin", "bad.py")
    assert (status, found[0].partition(": ")[0], found[1:]) == (3, "CA902 bad.py failed at loading", [OTHERS])
    assert said.startswith("incomplete: 1 plugin or rule failed\nfailed: bad.py at loading: ")


def test_allowed_to_be_incomplete_a_failure_is_a_warning_and_still_a_finding() -> None:
    plugin = "def continuity_audit_rules(): return [rule(fail)]"
    assert check(plugin, "--allow-incomplete")[0] == 1
    status, found, said = check(plugin, "--allow-incomplete", "--fail-on", "never")
    assert (status, found[0]) == (0, "CA902 OWN-1 of own.py failed at .::trial_service.web: KeyError: 'own'")
    assert said.startswith("warning: 1 plugin or rule failed\n")


def test_a_file_in_which_nothing_is_marked() -> None:
    Path("plain.py").write_text("def continuity_audit_rules(): return []\n")
    with pytest.raises(PluginError) as caught:
        load_plugins(["plain.py"])
    assert str(caught.value) == "plugin plain.py: gives nothing, as none of its functions is marked with @hookimpl"


@pytest.mark.parametrize("name", ["", ".", "no.such.module", "continuity_audit.no_module", "os.path.x", "plugin.py"])
def test_a_plugin_that_is_not_there(name: str) -> None:
    with pytest.raises(PluginError) as caught:
        load_plugins([name])
    assert str(caught.value).startswith(f"plugin {name}: there is no such ")


def test_a_plugin_that_is_named_twice_counts_once() -> None:
    assert load_plugins([PLUGIN, PLUGIN]).failures == []


def test_a_module_is_loaded_by_its_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = HEAD + "def continuity_audit_rules(): return [rule(fail)]"
    write(folder, {"modules/acme_own/__init__.py": "", "modules/acme_own/rules.py": rules})
    monkeypatch.syspath_prepend(folder / "modules")
    assert load_plugins(["acme_own.rules"]).rules["OWN-1"][1] == "acme_own.rules"


def test_later_ones_replace_earlier_ones() -> None:
    plugin = (
        "def continuity_audit_profiles(): return [Profile(type='trial_service', title='', kind=Kind.COMPUTE,"
        " stateful=False, instance=(recovers('redeploy', 'mine', rto='1h'),))]"
    )
    Path("own.py").write_text(HEAD + plugin)
    result = CliRunner().invoke(
        main, ["check", "code", "--format", "json", "--plugin", PLUGIN, "--plugin", "own.py", "--select", "CA1"]
    )
    assert [f["message"] for f in json.loads(result.stdout)["findings"]] == [
        "web stops with its instance until it is deployed again from code: mine"
    ]


MARK = "import pathlib\npathlib.Path({!r}).touch()\n"


def test_code_in_the_audited_tree_is_never_imported_on_its_own(folder: Path) -> None:
    mark = folder / "imported"
    code = MARK.format(str(mark))
    names = ("continuity_audit.py", "continuity_audit_plugin.py", "continuity_rules/__init__.py", "conftest.py",
             "setup.py", "sitecustomize.py", "yaml.py", "json.py", "click/__init__.py", "acme.py")  # fmt: skip
    files = dict.fromkeys(names, code)
    files["acme-1.0.dist-info/METADATA"] = "Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n"
    files["acme-1.0.dist-info/entry_points.txt"] = "[continuity_audit]\nacme = acme\n"
    files["pyproject.toml"] = '[project.entry-points.continuity_audit]\nacme = "acme"\n'
    tree = write(folder / "code", files)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for command in (["check"], ["check", "."], ["inspect"], ["rules"]):
        done = subprocess.run([PROGRAM, *command], cwd=tree, env=environment, capture_output=True, check=False)
        assert b"Error" not in done.stderr
        assert not mark.exists(), command
    assert subprocess.run([sys.executable, "acme.py"], cwd=tree, check=False).returncode == 0
    assert mark.exists()
