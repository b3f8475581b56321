"""The documentation is true: generated parts are current, links lead somewhere, and what it shows is run."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import struct
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import msgspec
import pytest
import yaml
from click.testing import CliRunner

from continuity_audit import audit
from continuity_audit.cli import main
from continuity_audit.reports.document import ComponentEntry, OutcomeEntry, ScenarioName

TOP: Final = Path(__file__).resolve().parent.parent
PAGES: Final = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "fixtures/README.md", "docs/**/*.md")
TESTED_BY_ITS_OWN: Final = ("docs/plugins.md", "docs/tutorial.md")
"""Pages whose code other tests run."""
SCENARIOS: Final[tuple[ScenarioName, ...]] = ("data", "instance", "zone", "region", "account")
FILES: Final = {"hcl": "main.tf", "yaml": "manifests.yaml"}
RUN_COMMAND: Final = (
    "python3 -m venv .venv && .venv/bin/pip install -q . && "
    ".venv/bin/continuity-audit check fixtures/retail-logistics --sector retail-logistics"
)
TEST_COMMAND: Final = (
    "python3 -m venv .venv && .venv/bin/pip install -q '.[test]' && .venv/bin/python -m pytest -q -n auto"
)
LINK: Final = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
NAMED_PATH: Final = re.compile(r"`((?:src|rules|tests|docs|fixtures|tools|benchmarks|\.ci)/[\w./*-]*)`")
FENCE: Final = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
STATUS: Final = re.compile(r"<!-- exit status: (\d) -->\n\Z")


def _tool() -> ModuleType:
    """``tools/generate_docs.py``, which is no package."""
    spec = importlib.util.spec_from_file_location("generate_docs", TOP / "tools" / "generate_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _pages() -> list[str]:
    return sorted({p.relative_to(TOP).as_posix() for pattern in PAGES for p in TOP.glob(pattern)})


def _text(page: str) -> str:
    return (TOP / page).read_text("utf-8")


def _prose(page: str) -> str:
    """A page without its code blocks."""
    return FENCE.sub("", _text(page))


def _blocks(page: str, language: str) -> list[tuple[str, str]]:
    """The code blocks of a language, each with what stands before it."""
    text = _text(page)
    return [(text[: b.start()], textwrap.dedent(b[3])) for b in FENCE.finditer(text) if b[2] == language]


# --- what is generated --------------------------------------------------------------------------------------------


def test_what_is_generated_is_up_to_date() -> None:
    wrong = [page.relative_to(TOP).as_posix() for page in _tool().out_of_date()]
    assert wrong == [], "python tools/generate_docs.py writes them anew"


# --- links and paths ----------------------------------------------------------------------------------------------


def _anchors(page: Path) -> set[str]:
    prose = FENCE.sub("", page.read_text("utf-8"))
    return {_tool_anchor(title) for title in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)}


def _tool_anchor(title: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def _broken_links(page: str) -> Iterator[str]:
    here = TOP / page
    for target in LINK.findall(_prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (here.parent / path).resolve() if path else here
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in _anchors(file)):
            yield target


@pytest.mark.parametrize("page", _pages())
def test_links_lead_somewhere(page: str) -> None:
    assert list(_broken_links(page)) == []


@pytest.mark.parametrize("page", _pages())
def test_named_paths_exist(page: str) -> None:
    missing = [
        p for p in NAMED_PATH.findall(_prose(page)) if not (list(TOP.glob(p)) if "*" in p else (TOP / p).exists())
    ]
    assert missing == []


@pytest.mark.parametrize("page", _pages())
def test_nothing_speaks_of_the_machine_it_was_written_on(page: str) -> None:
    assert re.findall(r"(?<![\w.])/(?:work|root|home|tmp|Users)/\S*", _text(page)) == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached, queue = {"README.md"}, ["README.md"]
    while queue:
        page = queue.pop()
        for target in LINK.findall(_prose(page)):
            file = Path(os.path.normpath((TOP / page).parent / target.partition("#")[0]))
            if file.suffix == ".md" and file.is_file() and (name := file.relative_to(TOP).as_posix()) not in reached:
                reached.add(name)
                queue.append(name)
    assert sorted(set(_pages()) - reached) == []


# --- the README ---------------------------------------------------------------------------------------------------


def test_two_commands_do_all_set_up() -> None:
    marked = re.findall(r"^<!-- ([\w-]+) -->\n```sh\n(.*?)\n```$", _text("README.md"), re.MULTILINE | re.DOTALL)
    assert marked == [("run-command", RUN_COMMAND), ("test-command", TEST_COMMAND)]


def test_the_picture_is_the_report_at_1440_pixels() -> None:
    data = (TOP / "docs" / "images" / "report.png").read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">I", data[16:20]) == (1440,)
    assert len(data) < 400_000


def test_the_hook_of_the_readme_is_the_hook_of_the_manifest() -> None:
    [(_, block)] = _blocks("README.md", "yaml")
    [repository] = yaml.safe_load(block)["repos"]
    manifest = yaml.safe_load(_text(".pre-commit-hooks.yaml"))
    assert [hook["id"] for hook in repository["hooks"]] == [hook["id"] for hook in manifest]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["check", "estate", "--fail-on", "never"], 0),
        (["check", "estate"], 1),
        (["check", "estate", "--fail-on", "never", "--min-level", "high"], 1),
        (["check", "estate", "--sector", "nowhere"], 2),
        (["check", "not-there"], 2),
        (["check", "empty"], 3),
        (["check", "empty", "--allow-incomplete"], 0),
        (["check", "estate", "broken"], 3),
    ],
)
def test_the_exit_status(arguments: list[str], status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "estate": 'resource "aws_db_instance" "orders" {}\n',
        "broken": 'resource "aws_db_instance" {\n',
        "empty": "",
    }
    for folder, text in files.items():
        (tmp_path / folder).mkdir()
        if text:
            (tmp_path / folder / "main.tf").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, arguments).exit_code == status


# --- commands and code --------------------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A place with the fixtures in which commands may write."""
    shutil.copytree(TOP / "fixtures", tmp_path / "fixtures")
    return tmp_path


def _commands() -> Iterator[tuple[str, str, int]]:
    for page in _pages():
        if page in TESTED_BY_ITS_OWN:
            continue
        for before, block in _blocks(page, "sh"):
            status = STATUS.search(before)
            if block.startswith("continuity-audit "):
                yield page, block.strip(), int(status[1]) if status else 0


@pytest.mark.parametrize(("page", "command", "status"), list(_commands()))
def test_commands_run(page: str, command: str, status: int, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(copy)
    result = CliRunner().invoke(main, shlex.split(command)[1:])
    assert result.exit_code == status, result.output
    assert isinstance(result.exception, SystemExit | None)


def test_the_python_of_the_readme_runs(copy: Path) -> None:
    [(_, code)] = _blocks("README.md", "python")
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert result.stderr == ""
    assert result.stdout.splitlines()[0] == "Low–Medium"
    assert "module.ordering.aws_db_instance.main recovers" in result.stdout.splitlines()


# --- worked examples ----------------------------------------------------------------------------------------------


def _sections(page: str) -> Iterator[tuple[str, str]]:
    for section in re.split(r"^### ", _text(page), flags=re.MULTILINE)[1:]:
        title, _, body = section.partition("\n")
        yield title, re.split(r"^## ", body, flags=re.MULTILINE)[0]


def _table(text: str) -> dict[str, list[str]]:
    """The rows of a table of outcomes by their first cell."""
    rows = (re.split(r"\s*\|\s*", row) for row in re.findall(r"^ *\| (`.*) \|$", text, re.MULTILINE))
    return {first: rest for first, *rest in rows}


def _said(entry: OutcomeEntry) -> str:
    if entry.outcome == "unknown":
        return "unknown: " + ", ".join(f"`{name}`" for name in entry.unknown)
    return f"{entry.outcome} by {entry.by}" if entry.by else entry.outcome


def _effective(component: ComponentEntry, scenario: ScenarioName) -> str:
    entry = component.effective.get(scenario)
    return entry.outcome if entry else component.outcomes.of(scenario).outcome


def _judged(folder: Path, expected: dict[str, list[str]], **options: object) -> dict[str, list[str]]:
    """All outcomes of a folder as a table says them; effective ones where the table has them."""
    report = audit(folder, **options)
    assert report.estate.unread == ()
    found = {}
    for component in report.components:
        name = f"`{component.address}`"
        found[name] = [_said(component.outcomes.of(s)) for s in SCENARIOS]
        if f"{name} effective" in expected:
            found[f"{name} effective"] = [_effective(component, s) for s in SCENARIOS]
    return found


def _write(text: str, folder: Path) -> None:
    for block in FENCE.finditer(text):
        if block[2] in FILES:
            (folder / FILES[block[2]]).write_text(textwrap.dedent(block[3]), "utf-8")


@pytest.mark.parametrize(("title", "text"), [pytest.param(t, b, id=t) for t, b in _sections("docs/examples.md")])
def test_worked_examples(title: str, text: str, tmp_path: Path) -> None:
    _write(text, tmp_path)
    expected = _table(text)
    assert expected, "an example has a table"
    assert _judged(tmp_path, expected) == expected


def test_the_suppressions_of_the_concepts_accept(tmp_path: Path) -> None:
    text = _text("docs/concepts.md").partition("## Findings and the gate")[2]
    [_, code, _, *_] = re.split(r"^```(?:hcl)?\n", text, flags=re.MULTILINE)
    (tmp_path / "main.tf").write_text(code, "utf-8")
    report = audit(tmp_path)
    accepted = [(f.rule, f.suppressed.reason) for f in report.findings if f.suppressed]
    assert accepted == [("CA101", "rebuilt from the warehouse within a day")]
    assert [f.rule for f in report.findings if f.rule.startswith("CA9")] == []


# --- CONTRIBUTING -------------------------------------------------------------------------------------------------


def _contributing(section: str) -> str:
    return _text("CONTRIBUTING.md").partition(f"## {section}\n")[2].partition("\n## ")[0]


def _code(text: str, language: str) -> str:
    return next(textwrap.dedent(block[3]) for block in FENCE.finditer(text) if block[2] == language)


def test_the_example_of_a_profile_decides_as_it_says(tmp_path: Path) -> None:
    text = _contributing("Add a resource type")
    plugin = tmp_path / "acme.py"
    plugin.write_text(_code(text, "python"), "utf-8")
    estate = tmp_path / "estate"
    estate.mkdir()
    _write(text, estate)
    expected = _table(text)
    assert expected
    assert _judged(estate, expected, plugins=(str(plugin),)) == expected


UNDECIDED: Final = """\
variable "ha" {}

resource "aws_db_instance" "orders" {
  backup_retention_period = 7
  multi_az                = var.ha
}

resource "aws_db_instance" "stock" {
  backup_retention_period = 7
  multi_az                = true
}
"""


def test_the_example_of_a_rule_finds_what_it_says(tmp_path: Path) -> None:
    plugin = tmp_path / "open_zone.py"
    plugin.write_text(_code(_contributing("Add a rule"), "python"), "utf-8")
    estate = tmp_path / "estate"
    estate.mkdir()
    (estate / "main.tf").write_text(UNDECIDED, "utf-8")
    report = audit(estate, plugins=(str(plugin),), select=("CA290",))
    assert [msgspec.structs.asdict(f) | {"fingerprint": ""} for f in report.findings] == [
        {
            "rule": "CA290",
            "title": "The code does not say whether data survives its zone",
            "severity": "low",
            "lowered_from": None,
            "fails_gate": False,
            "component": ".::aws_db_instance.orders",
            "scenario": "zone",
            "message": "orders may not survive its zone: it hangs on var.ha (continues: Multi-AZ keeps a synchronous "
            "standby in another zone, else recovers: automated backups are kept in the region, not in the zone)",
            "file": "main.tf",
            "line": 3,
            "related": (),
            "remediation": "Give the value a default, or audit with the variables of the environment.",
            "fingerprint": "",
            "undecided": False,
            "suppressed": None,
            "change": None,
        }
    ]
