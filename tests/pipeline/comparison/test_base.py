"""Which files the base is made of, and what is said where they are not all there."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from cli.running import PROGRAM
from continuity_audit.config.keys import FailOn
from continuity_audit.estate.model import Level
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import Environment
from continuity_audit.pipeline.request import RequestError
from history.repositories import Repo, git
from pipeline.comparison.change import Change, change, findings, only, said
from pipeline.trial import PLUGIN

STORE = 'resource "trial_store" "orders" {\n  zone = "continues"\n}\n'
LOST = STORE.replace("continues", "lost")
VARIABLE = 'variable "zone" {}\nresource "trial_store" "orders" {\n  zone = var.zone\n}\n'


def test_a_dirty_work_tree_and_untracked_files_are_the_change(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": LOST, "new/main.tf": STORE})
    (done.repo.path / "main.tf").chmod(0o600)
    before = done.repo.git("status", "--porcelain")
    assert [line.split()[:2] for line in said(done.compared())] == [
        ["fell", ".::trial_store.orders"], ["new", "new::trial_store.orders"],
    ]  # fmt: skip
    assert done.repo.git("status", "--porcelain") == before


def test_what_is_deleted_is_gone(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE, "b/main.tf": STORE}, {"b/main.tf": None})
    assert said(done.compared()) == ["gone b::trial_store.orders is gone; it was at level High"]


def test_paths_below_the_top_and_several_of_them_keep_their_names(tmp_path: Path) -> None:
    before = {"live/a/main.tf": STORE, "live/modules/x.tf": "", "other/main.tf": STORE}
    done = change(tmp_path, before, {"live/a/main.tf": LOST, "live/b/main.tf": STORE, "other/main.tf": LOST})
    assert [one.id for one in done.compared("live/a").components] == [".::trial_store.orders"]
    assert [one.id for one in done.compared("live/a", "live/b").components] == [
        "a::trial_store.orders", "b::trial_store.orders",
    ]  # fmt: skip
    assert [one.change for one in done.compared("live/b").components] == ["new"], "nothing of it was there"
    assert [one.id for one in done.compared("live/a/main.tf").components] == [".::trial_store.orders"]
    with pytest.raises(RequestError, match="--diff compares within one repository"):
        done.compared("live/a", str(tmp_path))


def test_the_base_of_a_branch_is_where_it_left(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {})
    done.repo.git("checkout", "--quiet", "-b", "change")
    done.repo.commit({"b/main.tf": STORE})
    done.repo.git("checkout", "--quiet", "main")
    done.repo.commit({"main.tf": LOST})
    done.repo.git("checkout", "--quiet", "change")
    comparison = done.compared(diff="main")
    assert said(comparison) == ["new b::trial_store.orders is new, at level High"]
    assert comparison.base.is_tip is False


def test_ignore_files_and_the_repository_count_on_both_sides(tmp_path: Path) -> None:
    before = {".gitignore": "scratch/\n", "live/.gitignore": "out/\n", "live/main.tf": STORE}
    done = change(tmp_path, before, {"live/scratch/main.tf": STORE, "live/out/main.tf": STORE})
    done.repo.git("add", "--force", "live/out/main.tf")
    done.repo.git("commit", "--quiet", "--message", "tracked, and ignored all the same")
    assert done.compared("live").changed is False


def test_files_of_variables_are_those_of_the_base(tmp_path: Path) -> None:
    done = change(tmp_path, {"infra/main.tf": VARIABLE, "prod.tfvars": 'zone = "continues"\n'},
                  {"prod.tfvars": 'zone = "lost"\n'})  # fmt: skip
    files = (str(done.repo.path / "prod.tfvars"),)
    for given in (Inputs(variable_files=files), Inputs({"zone": "x"}, files, files_after={"zone": files})):
        assert only(said(done.compared("infra", inputs=given))).startswith(
            "fell .::trial_store.orders falls from High to Low"
        )


def test_an_ignored_file_of_variables_is_the_same_on_both_sides_and_a_new_one_is_not(tmp_path: Path) -> None:
    done = change(tmp_path, {"infra/main.tf": VARIABLE, ".gitignore": "secret.tfvars\n"},
                  {"secret.tfvars": 'zone = "lost"\n', "new.tfvars": 'zone = "lost"\n'})  # fmt: skip
    ignored = Inputs(variable_files=(str(done.repo.path / "secret.tfvars"),))
    assert done.compared("infra", inputs=ignored).changed is False
    new = Inputs(variable_files=(str(done.repo.path / "new.tfvars"),))
    assert '`zone` hung on `var.zone` and is `"lost"` now' in only(said(done.compared("infra", inputs=new)))


def test_a_skipped_file_that_terraform_loads_leaves_both_sides_open(tmp_path: Path) -> None:
    code = VARIABLE.replace("{}", '{ default = "continues" }')
    done = change(tmp_path, {"infra/main.tf": code, ".gitignore": "*.tfvars\n"},
                  {"infra/terraform.tfvars": 'zone = "lost"\n'})  # fmt: skip
    assert done.compared().changed is False


def test_a_file_that_git_ignores_from_now_on_is_no_part_of_the_base(tmp_path: Path) -> None:
    code = VARIABLE.replace("{}", '{ default = "continues" }')
    done = change(tmp_path, {"infra/main.tf": code},
                  {".gitignore": "*.tfvars\n", "infra/terraform.tfvars": 'zone = "lost"\n'})  # fmt: skip
    assert done.compared().changed is False, "the base never held it"


def test_what_is_tracked_and_ignored_is_that_of_each_side(tmp_path: Path) -> None:
    done = change(tmp_path, {"infra/main.tf": VARIABLE, "infra/terraform.tfvars": 'zone = "continues"\n'}, {})
    done.repo.commit({".gitignore": "*.tfvars\n"})
    assert done.compared(diff="HEAD~1").changed is False
    done.repo.write({"infra/terraform.tfvars": 'zone = "lost"\n'})
    assert only(said(done.compared())).startswith("fell infra::trial_store.orders falls from High to Low")
    done.repo.git("rm", "--quiet", "--cached", "infra/terraform.tfvars")
    assert "`zone` hangs on `var.zone` now" in only(said(done.compared()))


def test_environments_of_absolute_roots_are_found_in_the_base(tmp_path: Path) -> None:
    done = change(tmp_path, {"infra/main.tf": VARIABLE, "prod.tfvars": 'zone = "continues"\n'},
                  {"prod.tfvars": 'zone = "lost"\n'})  # fmt: skip
    files = (str(done.repo.path / "prod.tfvars"),)
    prod = Environment(name="prod", root=f"{done.repo.path}/inf*", inputs=Inputs(variable_files=files))
    assert [one.id for one in done.compared(environments=(prod,)).components] == ["infra@prod::trial_store.orders"]


def test_installed_modules_are_on_both_sides_where_the_call_is_the_same(tmp_path: Path) -> None:
    call = 'module "db" {\n  source  = "acme/db/trial"\n  version = "1.0"\n}\n'
    modules = {"Modules": [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "db", "Source": "acme/db/trial", "Version": "1.0", "Dir": ".terraform/modules/db"},
    ]}  # fmt: skip
    installed = {".terraform/modules/modules.json": json.dumps(modules), ".terraform/modules/db/main.tf": LOST}
    done = change(tmp_path, {"main.tf": call, ".gitignore": ".terraform\n"}, installed)
    assert done.compared().changed is False
    done.repo.write({"main.tf": call.replace("1.0", "2.0")})
    assert [one.change for one in done.compared().components] == ["new"], "what the base called is not on disk"


def test_a_base_that_cannot_be_read_is_said_and_excuses_nothing(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": "resource {\n" + LOST}, {"main.tf": LOST})
    document = done.audited()
    comparison = document.comparison
    assert comparison is not None
    assert comparison.base.incomplete == ("1 place could not be read",)
    assert comparison.notes[-1].startswith("the audit of the base is incomplete (1 place could not be read)")
    assert document.estate.incomplete == ()


def test_what_cannot_be_read_now_is_neither_gone_nor_fixed(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": LOST}, {"main.tf": "resource {\n" + LOST[:-2]})
    document = done.audited(fail_on=FailOn.NEVER)
    comparison = document.comparison
    assert comparison is not None
    assert (comparison.components, comparison.fixed) == ((), ())
    assert comparison.notes == (
        "1 finding and 1 component of the base may be there still: what is there now could not be read",
    )
    assert document.estate.incomplete
    assert document.assessment.gate.passed is False


def test_a_submodule_of_the_base_is_read_at_its_commit(tmp_path: Path) -> None:
    module = Repo.new(tmp_path / "module")
    module.commit({"main.tf": STORE})
    done = change(tmp_path, {"main.tf": 'module "db" {\n  source = "./db"\n}\n'}, {})
    done.repo.git("submodule", "--quiet", "add", f"file://{module.path}", "db")
    done.repo.commit()
    module.commit({"main.tf": LOST})
    git(done.repo.path / "db", "pull", "--quiet")
    assert only(said(done.compared())).startswith("fell .::module.db.trial_store.orders falls from High to Low")


def test_what_a_sparse_checkout_leaves_out_is_not_gone(tmp_path: Path) -> None:
    done = change(tmp_path, {"a/main.tf": STORE, "b/main.tf": LOST}, {})
    done.repo.git("sparse-checkout", "set", "--no-cone", "/*", "!/b/")
    assert done.compared().changed is False


SLOW = """
import os, pathlib, tempfile, time
from continuity_audit.assessment.rules import Rule, Severity
from continuity_audit.plugins import hookimpl

def check(assessed, assessment):
    if any(pathlib.Path(tempfile.gettempdir()).glob("continuity-audit-*")):
        pathlib.Path(os.environ["MARK"]).touch()
        time.sleep(60)
    return ()

@hookimpl
def continuity_audit_rules():
    return (Rule(id="SLOW1", name="slow", severity=Severity.LOW, scenarios=(), title="t", rationale="r",
                 remediation="r", check=check),)
"""


def test_no_folder_stays_behind_when_it_is_ended_from_outside(tmp_path: Path) -> None:
    place, mark, plugin = tmp_path / "tmp", tmp_path / "mark", tmp_path / "slow.py"
    place.mkdir()
    plugin.write_text(SLOW, "utf-8")
    done = change(tmp_path, {"main.tf": STORE}, {})
    variables = {**os.environ, "TMPDIR": str(place), "MARK": str(mark)}
    call = [PROGRAM, "check", str(done.repo.path), "--diff", "HEAD", "--plugin", PLUGIN, "--plugin", str(plugin)]
    with subprocess.Popen(call, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        while not mark.exists() and program.poll() is None:
            time.sleep(0.05)
        assert len(list(place.iterdir())) == 1
        program.terminate()
        assert program.wait() == 130
    assert list(place.iterdir()) == []


def test_no_folder_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    done = change(tmp_path, {"main.tf": STORE}, {"main.tf": LOST})
    assert done.compared().changed is True
    with pytest.raises(RequestError, match="nowhere is no commit of this repository"):
        done.compared(diff="nowhere")
    assert list(place.iterdir()) == []


def test_standard_input_and_plans_that_git_does_not_hold_are_refused(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": STORE}, {})
    with pytest.raises(RequestError, match="--diff compares files of a repository, and - is none"):
        done.compared(stdin=b"")
    done.repo.write(
        {"plan.json": '{"format_version": "1.2", "planned_values": {"root_module": {}}, "resource_changes": []}'}
    )
    with pytest.raises(RequestError, match=r"the plan plan\.json is not in the base"):
        done.compared()


# --- the gate -----------------------------------------------------------------------------------------------------


def _reasons(done: Change, **options: object) -> tuple[str, ...]:
    return done.audited(**options).assessment.gate.reasons


def test_only_what_is_new_fails_the_gate(tmp_path: Path) -> None:
    done = change(tmp_path, {"a/main.tf": LOST}, {"b/main.tf": LOST})
    assert _reasons(done) == ("1 new critical finding: CA203 ×1",)
    assert _reasons(done, fail_on=FailOn.NEVER) == ()
    done.repo.commit()
    assert _reasons(done) == ()


def test_a_level_that_falls_below_the_least_one_fails_it(tmp_path: Path) -> None:
    done = change(
        tmp_path, {"a/main.tf": LOST, "b/main.tf": STORE}, {"b/main.tf": STORE.replace("continues", "restore")}
    )
    asked = {"fail_on": FailOn.NEVER, "min_level": Level.MEDIUM}
    assert _reasons(done, **asked) == ("`b::trial_store.orders` falls to Low–Medium, the gate demands at least Medium",)
    done.repo.commit()
    assert _reasons(done, **asked) == (), "what was below it before fails nothing"


def test_a_suppression_that_is_taken_away_reopens_its_finding(tmp_path: Path) -> None:
    accepted = '# continuity-audit: ignore CA203 reason="rebuilt"\n' + LOST
    done = change(tmp_path, {"main.tf": accepted}, {"main.tf": LOST})
    document = done.audited()
    assert findings(document, "reopened") == ["reopened critical CA203 .::trial_store.orders"]
    assert document.assessment.gate.reasons == ("1 new critical finding: CA203 ×1",)
    back = change(tmp_path / "back", {"main.tf": LOST}, {"main.tf": accepted})
    document = back.audited()
    assert findings(document, "accepted") == ["accepted critical CA203 .::trial_store.orders"]
    assert document.comparison is not None
    assert document.comparison.findings == {
        "new": 0, "reopened": 0, "accepted": 1, "remains": 0, "unchanged": 0, "replaced": 0, "undecided": 0, "fixed": 0,
    }  # fmt: skip


def test_a_finding_in_whose_place_another_stands_is_not_fixed(tmp_path: Path) -> None:
    restore = STORE.replace("continues", "restore")
    done = change(tmp_path, {"main.tf": restore}, {"main.tf": LOST})
    comparison = done.compared()
    assert ([one.rule for one in comparison.fixed], [one.rule for one in comparison.replaced]) == ([], ["CA402"])


def test_what_is_left_of_a_worse_finding_fails_no_gate(tmp_path: Path) -> None:
    bad = 'resource "trial_store" "orders" {\n  data    = "lost"\n  zone    = "lost"\n  account = "lost"\n}\n'
    better = bad.replace('data    = "lost"', 'data    = "restore"').replace('zone    = "lost"', 'zone    = "restore"')
    done = change(tmp_path, {"main.tf": bad}, {"main.tf": better})
    document = done.audited()
    assert findings(document, "new") == []
    assert findings(document, "remains") == [
        "remains high CA402 .::trial_store.orders", "remains high CA501 .::trial_store.orders",
    ]  # fmt: skip
    assert document.assessment.gate.reasons == ()
    assert document.comparison is not None
    assert sorted(one.rule for one in document.comparison.fixed) == ["CA203", "CA401"]
    assert "Findings: 2 remaining of worse ones, 2 fixed." in document.comparison.sentence


def test_what_got_worse_elsewhere_is_new_though_something_was_solved(tmp_path: Path) -> None:
    bad = 'resource "trial_store" "orders" {\n  zone   = "lost"\n  region = "continues"\n}\n'
    other = bad.replace('zone   = "lost"', 'zone   = "continues"').replace('region = "continues"', 'region = "lost"')
    document = change(tmp_path, {"main.tf": bad}, {"main.tf": other}).audited()
    assert findings(document, "new") == ["new high CA301 .::trial_store.orders"]
    assert document.assessment.gate.reasons == ("1 new high finding: CA301 ×1",)


def test_a_finding_whose_outcome_is_open_now_is_not_fixed(tmp_path: Path) -> None:
    done = change(tmp_path, {"main.tf": LOST}, {"main.tf": LOST.replace('"lost"', "var.zone") + 'variable "zone" {}\n'})
    comparison = done.compared()
    assert ([one.rule for one in comparison.fixed], [one.rule for one in comparison.undecided]) == ([], ["CA203"])


def test_a_source_map_leads_to_the_folder_of_the_base(tmp_path: Path) -> None:
    call = 'module "store" {\n  source = "acme/store/trial"\n}\n'
    done = change(tmp_path, {"live/main.tf": call, "modules/main.tf": STORE}, {"modules/main.tf": LOST})
    compared = done.compared(source_map={"acme/store/trial": done.repo.path / "modules"})
    assert [line.split()[:2] for line in said(compared)] == [["fell", "live::module.store.trial_store.orders"]]


def test_a_folder_of_the_source_map_that_the_base_does_not_have(tmp_path: Path) -> None:
    call = 'module "store" {\n  source = "acme/store/trial"\n}\n'
    done = change(tmp_path, {"live/main.tf": call, "other/main.tf": STORE}, {"modules/main.tf": LOST})
    compared = done.compared(source_map={"acme/store/trial": done.repo.path / "modules"})
    assert [line.split()[:2] for line in said(compared)] == [["new", "live::module.store.trial_store.orders"]]
