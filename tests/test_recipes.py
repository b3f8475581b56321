"""The recipes work as far as they can be tried here: with the real pre-commit, and their shell steps as they stand."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from api_stub import answering

TOP: Final = Path(__file__).resolve().parent.parent
ESTATES: Final = ("finance-banking", "healthcare", "retail-logistics")
PACKAGE: Final = ("pyproject.toml", "README.md", "LICENSE", "src", "rules")
NO_NETWORK: Final = re.compile(
    r"No matching distribution found for|Temporary failure in name resolution|Network is unreachable|NewConnectionError"
)
GATE: Final = """\
sector: healthcare
report: {json: report.json}
"""


def _environment(**more: str) -> dict[str, str]:
    """This one without what speaks of this run's repository or Python, and with this Python first."""
    alien = ("GIT_", "PYTHON", "PYTEST", "VIRTUAL_ENV", "PRE_COMMIT", "GITHUB_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(alien)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    who = {f"GIT_{role}_{what}": "trial@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {**kept, **who, "GIT_CONFIG_GLOBAL": os.devnull, "PIP_NO_COMPILE": "1", "PATH": path, **more}


def _run(command: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        command,
        cwd=folder,
        env=_environment(**variables),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if said := NO_NETWORK.search(result.stdout + result.stderr):
        pytest.skip(f"packages cannot be installed here: {said[0]}")
    return result


def _bash(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return _run(["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", script], folder, **variables)


def _git(folder: Path, *arguments: str) -> None:
    assert _run(["git", *arguments], folder).returncode == 0


def _copied(names: tuple[str, ...], source: Path, target: Path) -> Path:
    for name in names:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            target.mkdir(exist_ok=True)
            shutil.copy(source / name, target / name)
    return target


def _committed(folder: Path) -> Path:
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "all")
    return folder


def _yaml(path: str) -> Any:
    return yaml.safe_load((TOP / path).read_text("utf-8"))


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """A repository with one of the fixtures in it."""
    return _committed(_copied(("retail-logistics",), TOP / "fixtures", tmp_path / "estate"))


# --- the hook -----------------------------------------------------------------------------------------------------


def _hook(consumer: Path, home: Path) -> tuple[str, bytes]:
    """What the hook prints, and the report that the repository's configuration asks for; it keeps what it reads."""
    (consumer / "report.json").unlink(missing_ok=True)
    command = [sys.executable, "-m", "pre_commit", "run", "continuity-audit", "--verbose"]
    result = _run(command, consumer, PRE_COMMIT_HOME=str(home), CONTINUITY_AUDIT_CACHE_DIR=str(home / "kept"))
    assert any((home / "kept").iterdir())
    assert "exit code: 1" in result.stdout, result.stdout + result.stderr
    return result.stdout, (consumer / "report.json").read_bytes()


def _check(consumer: Path) -> bytes:
    (consumer / "report.json").unlink(missing_ok=True)
    assert _run(["continuity-audit", "check", "--no-cache"], consumer).returncode == 1
    return (consumer / "report.json").read_bytes()


def test_the_hook_audits_all_roots_once_as_ci_does(tmp_path: Path) -> None:
    product = _committed(_copied((*PACKAGE, ".pre-commit-hooks.yaml"), TOP, tmp_path / "product"))
    consumer = _copied(ESTATES, TOP / "fixtures", tmp_path / "consumer")
    (consumer / ".continuity-audit.yaml").write_text(GATE, "utf-8")
    (consumer / ".gitignore").write_text("report.json\n", "utf-8")
    revision = _run(["git", "rev-parse", "HEAD"], product).stdout.strip()
    used = {"repo": str(product), "rev": revision, "hooks": [{"id": "continuity-audit"}]}
    (consumer / ".pre-commit-config.yaml").write_text(json.dumps({"repos": [used]}), "utf-8")
    _committed(consumer)
    changed = consumer / "retail-logistics" / "infra" / "ordering.tf"
    changed.write_text(changed.read_text("utf-8") + "# changed\n", "utf-8")
    _git(consumer, "add", "--all")

    printed, report = _hook(consumer, tmp_path / "home")
    assert printed.count("── Summary ──") == 1
    document = json.loads(report)
    roots = {root["path"].partition("/")[0] for root in document["estate"]["roots"]}
    assert roots == set(ESTATES), "the roots that did not change too"
    assert document["assessment"]["sector"]["slug"] == "healthcare", "with the repository's configuration"
    assert report == _check(consumer)

    assert _hook(consumer, tmp_path / "home")[1] == report, "from what is kept"
    _git(consumer, "commit", "--quiet", "--message", "changed")
    _git(consumer, "mv", "finance-banking", "bank")
    assert _hook(consumer, tmp_path / "home")[1] == _check(consumer)
    _git(consumer, "rm", "--quiet", "healthcare/infra/record.tf")
    _, after = _hook(consumer, tmp_path / "home")
    assert after == _check(consumer)
    assert after != report, "what a commit deletes is judged"


# --- GitHub -------------------------------------------------------------------------------------------------------

STEPS: Final = _yaml("action.yml")["runs"]["steps"]


def test_the_action_uses_no_other_and_puts_no_input_into_a_script() -> None:
    assert [step.get("uses") for step in STEPS] == [None, None, None]
    assert [step["shell"] for step in STEPS] == ["bash", "bash", "bash"]
    assert [step["run"] for step in STEPS if "${{" in step["run"]] == []


def _resolved(step: dict[str, Any], values: dict[str, str]) -> dict[str, str]:
    """A step's environment as the runner fills it in."""
    return {name: values[re.sub(r"^\$\{\{ (.*) \}\}$", r"\1", text)] for name, text in step["env"].items()}


def _inputs(**given: str) -> dict[str, str]:
    declared = _yaml("action.yml")["inputs"]
    assert set(given) <= set(declared)
    return {f"inputs.{name}": given.get(name, entry["default"]) for name, entry in declared.items()}


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The variables of a runner that steps may use."""
    (tmp_path / "runner").mkdir()
    files = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"}
    return {"RUNNER_TEMP": str(tmp_path / "runner"), **{k: str(tmp_path / "runner" / v) for k, v in files.items()}}


def test_the_action_installs_itself_audits_and_passes_the_status_on(
    tmp_path: Path, estate: Path, runner: dict[str, str]
) -> None:
    action = {"github.action_path": str(_copied(PACKAGE, TOP, tmp_path / "action"))}
    install, audit, _ = STEPS
    done = _bash(install["run"], estate, **runner, **_resolved(install, action | _inputs()))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr

    failed = _bash(audit["run"], estate, **runner, **_resolved(audit, _inputs(path="retail-logistics")))
    assert failed.returncode == 1, failed.stderr
    assert re.findall(r"^::error file=(\S+),line=\d+,title=CA502", failed.stdout, re.MULTILINE) == [
        "retail-logistics/infra/backup.tf"
    ]
    outputs = dict(line.split("=", 1) for line in Path(runner["GITHUB_OUTPUT"]).read_text("utf-8").splitlines())
    assert outputs["status"] == "1"
    assert set(outputs) == set(_yaml("action.yml")["outputs"])
    assert json.loads(Path(outputs["sarif"]).read_text("utf-8"))["version"] == "2.1.0"
    assert Path(outputs["markdown"]).read_text("utf-8") == Path(runner["GITHUB_STEP_SUMMARY"]).read_text("utf-8")

    spoken = _inputs(path="retail-logistics\n", args="--fail-on never --exclude 'no such $(touch pwned)*'")
    assert _bash(audit["run"], estate, **runner, **_resolved(audit, spoken)).returncode == 0
    assert not (estate / "pwned").exists()

    unclosed = _inputs(path="retail-logistics", args="--fail-on 'never")
    assert _bash(audit["run"], estate, **runner, **_resolved(audit, unclosed)).returncode != 0
    wrong = _bash(audit["run"], estate, **runner, **_resolved(audit, _inputs(path="--help")))
    assert wrong.returncode == 2, "a path is no option"


@pytest.fixture
def pull_request(tmp_path: Path, estate: Path) -> Path:
    """A clone of two commits, as a runner makes one of the merge commit of a pull request that lowers a level."""
    _git(estate, "checkout", "--quiet", "-b", "change")
    ordering = estate / "retail-logistics" / "infra" / "ordering.tf"
    ordering.write_text(ordering.read_text("utf-8").replace("var.backup_days", "0"), "utf-8")
    _git(estate, "commit", "--quiet", "--all", "--message", "no backups")
    _git(estate, "checkout", "--quiet", "-")
    _git(estate, "merge", "--quiet", "--no-ff", "--message", "the pull request", "change")
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "--quiet", "--depth=2", f"file://{estate}", str(clone))
    return clone


def test_the_action_compares_and_comments(tmp_path: Path, pull_request: Path, runner: dict[str, str]) -> None:
    top = _copied((*PACKAGE, "ci"), TOP, tmp_path / "action")
    install, audit, comment = STEPS
    done = _bash(
        install["run"], pull_request, **runner, **_resolved(install, {"github.action_path": str(top), **_inputs()})
    )
    assert done.returncode == 0, done.stderr
    failed = _bash(audit["run"], pull_request, **runner, **_resolved(audit, _inputs(diff="HEAD^1")))
    assert failed.returncode == 1, failed.stderr
    assert "title=A resilience level falls::ordering falls from Low–Medium to Low" in failed.stdout
    outputs = dict(line.split("=", 1) for line in Path(runner["GITHUB_OUTPUT"]).read_text("utf-8").splitlines())
    assert (outputs["status"], outputs["changed"]) == ("1", "true")
    [sarif] = json.loads(Path(outputs["sarif"]).read_text("utf-8"))["runs"]
    assert {one["baselineState"] for one in sarif["results"]} == {"new", "unchanged"}
    assert "This change takes `ordering` from Low–Medium to Low" in Path(runner["GITHUB_STEP_SUMMARY"]).read_text(
        "utf-8"
    )

    with answering([]) as stub:
        values = {
            "github.action_path": str(top), "inputs.key || inputs.path": ".", "inputs.token": "t0k3n",
            "github.event.pull_request.number": "12", "steps.audit.outputs.markdown": outputs["markdown"],
        }  # fmt: skip
        api = {"GITHUB_API_URL": stub.address, "GITHUB_REPOSITORY": "acme/shop"}
        said = _bash(comment["run"], pull_request, **runner, **api, **_resolved(comment, values))
        assert (said.returncode, said.stdout) == (0, ""), said.stderr
        [(method, path, body)] = stub.written
        assert (method, path) == ("POST", "/repos/acme/shop/issues/12/comments")
        assert body == Path(outputs["markdown"]).read_text("utf-8")

    same = _bash(audit["run"], pull_request, **runner, **_resolved(audit, _inputs(diff="HEAD")))
    assert same.returncode == 0, same.stderr
    assert Path(runner["GITHUB_OUTPUT"]).read_text("utf-8").splitlines()[-3] == "changed=false"
    assert Path(outputs["markdown"]).read_text("utf-8") == ""


def test_the_workflow_of_the_recipe_uses_what_the_action_has() -> None:
    page = (TOP / "docs/recipes/github-actions.md").read_text("utf-8")
    [workflow] = re.findall(r"<!-- action -->\n```yaml\n(.*?)```", page, re.DOTALL)
    job = yaml.safe_load(workflow)
    checkout, step, upload = job["jobs"]["audit"]["steps"]
    assert (checkout["with"], step["with"]["diff"]) == ({"fetch-depth": 2}, "HEAD^1")
    assert job["permissions"]["pull-requests"] == "write"
    declared = _yaml("action.yml")
    assert set(step["with"]) <= set(declared["inputs"])
    assert upload["with"]["sarif_file"] == "${{ steps.continuity.outputs.sarif }}"
    rows = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert rows == [*declared["inputs"], *declared["outputs"]]


# --- the other systems --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The wheel that pip is given in place of the package's name on PyPI."""
    folder = tmp_path_factory.mktemp("package")
    code = _copied(PACKAGE, TOP, folder / "code")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(code)]
    built = _run(command, folder)
    assert built.returncode == 0, built.stderr
    [wheel] = folder.glob("*.whl")
    return str(wheel)


def test_the_job_of_gitlab(tmp_path: Path, estate: Path, package: str) -> None:
    job = _yaml("ci/gitlab.yml")["continuity-audit"]
    script = "\n".join([*job["before_script"], *job["script"]])
    variables = {"CONTINUITY_AUDIT": package, "CONTINUITY_AUDIT_PATH": job["variables"]["CONTINUITY_AUDIT_PATH"]}
    result = _bash(script, estate, **variables, TMPDIR=str(tmp_path))
    assert result.returncode == 1, result.stderr
    reports = job["artifacts"]["reports"]
    quality = json.loads((estate / reports["codequality"]).read_text("utf-8"))
    assert "retail-logistics/infra/backup.tf" in {entry["location"]["path"] for entry in quality}
    assert "<testsuite" in (estate / reports["junit"]).read_text("utf-8")
    assert all((estate / path).is_file() for path in job["artifacts"]["paths"])


def test_the_job_of_gitlab_in_a_merge_request(tmp_path: Path, pull_request: Path, package: str) -> None:
    job = _yaml("ci/gitlab.yml")["continuity-audit"]
    installed = _bash("\n".join([*job["before_script"], "echo $venv"]), tmp_path, CONTINUITY_AUDIT=package)
    assert installed.returncode == 0, installed.stderr
    script = "\n".join(job["script"])
    base = _run(["git", "rev-parse", "HEAD^1"], pull_request).stdout.strip()
    with answering([{"id": 5, "author": {"id": 7}, "body": "<!-- continuity-audit -->\nold"}]) as stub:
        merge_request = {
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_MERGE_REQUEST_IID": "3", "CI_PROJECT_ID": "9",
            "CI_API_V4_URL": stub.address, "CONTINUITY_AUDIT_TOKEN": "t0k3n",
        }  # fmt: skip
        given = {
            "venv": installed.stdout.strip(),
            "CONTINUITY_AUDIT_PATH": ".",
            "TMPDIR": str(tmp_path),
            **merge_request,
        }
        result = _bash(script, pull_request, **given)
        assert result.returncode == 1, result.stderr
        [(method, path, body)] = stub.written
        assert (method, path) == ("PUT", "/projects/9/merge_requests/3/notes/5"), result.stdout + result.stderr
        assert body == (pull_request / "continuity.md").read_text("utf-8")
        assert stub.tokens == {"t0k3n"}

        given["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = "HEAD"
        assert _bash(script, pull_request, **given).returncode == 0
        assert stub.written[-1][2].endswith("makes no difference to continuity any more, and the gate holds.\n")
        stub.comments.clear()
        assert _bash(script, pull_request, **given).returncode == 0
        assert len(stub.written) == 2, "nothing changed, and there was no note"


def test_the_steps_of_azure_and_jenkins_in_a_pull_request(tmp_path: Path, pull_request: Path, package: str) -> None:
    _git(pull_request, "update-ref", "refs/remotes/origin/release/1", "HEAD^1")
    install, audit = [step["bash"] for step in _yaml("ci/azure-pipelines.yml")["steps"] if "bash" in step]
    variables = {"CONTINUITY_AUDIT": package, "AUDITED": ".", "AGENT_TEMPDIRECTORY": str(tmp_path / "agent")}
    assert _bash(install, pull_request, **variables).returncode == 0
    done = _bash(audit, pull_request, **variables, SYSTEM_PULLREQUEST_TARGETBRANCH="refs/heads/release/1")
    assert done.returncode == 1, done.stderr
    [summary] = re.findall(r"^##vso\[task.uploadsummary\](.*)$", done.stdout, re.MULTILINE)
    assert "This change takes `ordering` from Low–Medium to Low" in Path(summary).read_text("utf-8")

    [script] = re.findall(r"sh '''\n(.*?)'''", (TOP / "ci/Jenkinsfile").read_text("utf-8"), re.DOTALL)
    given = {"CONTINUITY_AUDIT": package, "AUDITED": ".", "WORKSPACE_TMP": str(tmp_path / "jenkins")}
    command = ["sh", "-xe", "-c", script.replace("\\\\", "\\")]
    assert _run(command, pull_request, **given, CHANGE_TARGET="release/1").returncode == 1
    assert (pull_request / "continuity.md").read_text("utf-8") == Path(summary).read_text("utf-8")


def test_the_steps_of_azure(tmp_path: Path, estate: Path, package: str) -> None:
    pipeline = _yaml("ci/azure-pipelines.yml")
    install, audit = [step["bash"] for step in pipeline["steps"] if "bash" in step]
    variables = {**pipeline["variables"], "CONTINUITY_AUDIT": package, "AGENT_TEMPDIRECTORY": str(tmp_path / "agent")}
    assert _bash(install, estate, **variables).returncode == 0
    result = _bash(audit, estate, **variables)
    assert result.returncode == 1, result.stderr
    [tests] = [step["inputs"]["testResultsFiles"] for step in pipeline["steps"] if "PublishTestResults" in str(step)]
    assert Path(tests.replace("$(Agent.TempDirectory)", variables["AGENT_TEMPDIRECTORY"])).is_file()


def test_the_step_of_jenkins(tmp_path: Path, estate: Path, package: str) -> None:
    pipeline = (TOP / "ci/Jenkinsfile").read_text("utf-8")
    [script] = re.findall(r"sh '''\n(.*?)'''", pipeline, re.DOTALL)
    script = script.replace("\\\\", "\\")
    variables = {"CONTINUITY_AUDIT": package, "AUDITED": ".", "WORKSPACE_TMP": str(tmp_path / "agent")}
    result = _run(["sh", "-xe", "-c", script], estate, **variables)
    assert result.returncode == 1, result.stderr
    named = re.findall(r"(?:testResults|artifacts): '([^']+)'", pipeline)
    assert [name for text in named for name in text.split(", ") if not (estate / name).is_file()] == []


def test_what_the_dockerfile_copies_is_enough(tmp_path: Path, estate: Path) -> None:
    text = (TOP / "Dockerfile").read_text("utf-8")
    copied = [source for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE) for source in line.split()]
    let_through = re.findall(r"^!(.+)$", (TOP / ".dockerignore").read_text("utf-8"), re.MULTILINE)
    assert sorted(copied) == sorted(let_through)
    code = _copied(tuple(copied), TOP, tmp_path / "code")
    assert (
        _bash(
            f"python3 -m venv '{tmp_path}/opt' && '{tmp_path}/opt/bin/pip' install --quiet '{code}'", estate
        ).returncode
        == 0
    )
    result = _run([str(tmp_path / "opt/bin/continuity-audit"), "check"], estate)
    assert (result.returncode, "── Summary" in result.stdout) == (1, True), result.stderr
