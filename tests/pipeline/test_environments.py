"""Environments: one root audited for each, labelled and never linked; files of variables that nothing loads."""

from __future__ import annotations

from pathlib import Path

from continuity_audit import audit
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import Environment
from continuity_audit.reports.document import Document, Root, Skipped
from pipeline.trial import TODAY, said, write

CODE = """\
variable "ha" { type = bool }

resource "aws_db_instance" "main" {
  identifier              = "orders"
  multi_az                = var.ha
  backup_retention_period = terraform.workspace == "prod" ? 7 : 0
}

resource "aws_s3_bucket_versioning" "logs" {
  count  = var.ha ? 1 : 0
  bucket = "logs"

  versioning_configuration {
    status = "Enabled"
  }
}
"""
SHARED = (
    'resource "aws_s3_bucket" "shared" { bucket = "shared" }\nresource "aws_s3_bucket" "logs" { bucket = "logs" }\n'
)
FILES = {
    "app/main.tf": CODE,
    "app/prod.tfvars": "ha = true",
    "app/envs/dev.tfvars": "ha = false",
    "shared/main.tf": SHARED,
}


def environment(name: str, file: str, root: str = "app") -> Environment:
    return Environment(name=name, root=root, inputs=Inputs(variable_files=(file,), workspace=name))


BOTH = (environment("prod", "app/prod.tfvars"), environment("dev", "app/envs/dev.tfvars"))


def audited(folder: Path, *environments: Environment, files: dict[str, str] | None = None) -> Document:
    return audit(write(folder, files or FILES), today=TODAY, jobs=1, environments=environments)


def test_one_root_with_two_files_of_variables(tmp_path: Path) -> None:
    document = audited(tmp_path, *BOTH)
    shown = {
        c.id: (c.root, c.environment, c.outcomes.zone.outcome, c.outcomes.data.outcome) for c in document.components
    }
    assert shown == {
        "app@dev::aws_db_instance.main": ("app", "dev", "lost", "lost"),
        "app@prod::aws_db_instance.main": ("app", "prod", "continues", "recovers"),
        "shared::aws_s3_bucket.logs": ("shared", None, "continues", "lost"),
        "shared::aws_s3_bucket.shared": ("shared", None, "continues", "lost"),
    }
    assert document.estate.roots == (
        Root(path="app", language="terraform", environment="dev"),
        Root(path="app", language="terraform", environment="prod"),
        Root(path="shared", language="terraform"),
    )
    assert document.estate.skipped == ()


def test_findings_name_the_environment_and_have_fingerprints_of_their_own(tmp_path: Path) -> None:
    document = audited(tmp_path, *BOTH)
    found = [f for f in document.findings if f.rule == "CA301" and "orders" in f.message]
    assert [f.message.partition(" ")[0] for f in found] == ["dev:", "prod:"]
    assert found[0].fingerprint != found[1].fingerprint


def test_one_environment_is_not_linked_with_another(tmp_path: Path) -> None:
    bucket = 'resource "aws_s3_bucket" "logs" { bucket = "logs" }\n'
    files = {"app/main.tf": CODE, "app/prod.tfvars": "ha = true", "data/main.tf": bucket}
    app = environment("prod", "app/prod.tfvars")
    apart = audited(tmp_path, app, Environment(name="dev", root="data"), files=files)
    together = audited(tmp_path, app, Environment(name="prod", root="data"), files=files)
    assert {c.id: c.outcomes.data.outcome for c in apart.components if c.kind == "object-storage"} == {
        "data@dev::aws_s3_bucket.logs": "lost"
    }
    assert {c.id: c.outcomes.data.outcome for c in together.components if c.kind == "object-storage"} == {
        "data@prod::aws_s3_bucket.logs": "recovers"
    }


def test_open_questions_name_the_environment(tmp_path: Path) -> None:
    document = audited(tmp_path, BOTH[0], Environment(name="dev", root="app"))
    assert [(u.name, u.root, u.environment) for u in document.estate.unresolved] == [
        ("terraform.workspace", "app", "dev"),
        ("var.ha", "app", "dev"),
    ]


def test_files_of_variables_that_nothing_loads(tmp_path: Path) -> None:
    files = {
        **FILES,
        "app/terraform.tfvars": "ha = true",
        "app/a b.tfvars": "",
        "app/prod.backend.tfvars": 'bucket = "state"',
        "beside/x.tfvars.json": '{"ha": true}',
        "stray/x.tfvars": "other = true",
    }
    document = audited(tmp_path, BOTH[1], files=files)
    path = tmp_path.as_posix()
    named = "or name an environment in the configuration"
    assert document.estate.skipped == (
        Skipped(path="app/a b.tfvars", reason=f"not loaded: give --var-file '{path}/app/a b.tfvars' {named}"),
        Skipped(path="app/prod.backend.tfvars", reason="not loaded, and no root declares what it sets"),
        Skipped(path="app/prod.tfvars", reason=f"not loaded: give --var-file {path}/app/prod.tfvars {named}"),
        Skipped(path="beside/x.tfvars.json", reason=f"not loaded: give --var-file {path}/beside/x.tfvars.json {named}"),
        Skipped(path="stray/x.tfvars", reason="not loaded, and no root declares what it sets"),
    )


def test_an_environment_without_a_root_is_said(tmp_path: Path) -> None:
    document = audited(tmp_path, *BOTH, Environment(name="ghost", root=f"{tmp_path}/nowhere"))
    assert document.estate.skipped == (Skipped(path="nowhere", reason="the environment ghost: there is no such root"),)


def test_suppressions_by_id_mean_one_environment_and_by_root_all(tmp_path: Path) -> None:
    from continuity_audit.config import Suppression

    write(tmp_path, FILES)

    def accepted(component: str) -> list[str | None]:
        suppression = Suppression(rule="CA301", reason="accepted", component=component)
        document = audit(tmp_path, today=TODAY, environments=BOTH, suppressions=(suppression,))
        return sorted(f.component or "" for f in document.findings if f.suppressed)

    one, two = "app@dev::aws_db_instance.main", "app@prod::aws_db_instance.main"
    assert accepted(two) == [two]
    assert accepted("app::aws_db_instance.main") == [one, two]


def test_inline_suppression_holds_in_every_environment(tmp_path: Path) -> None:
    comment = '# continuity-audit: ignore CA301 reason="accepted"\nresource "aws_db_instance"'
    files = {**FILES, "app/main.tf": CODE.replace('resource "aws_db_instance"', comment)}
    document = audited(tmp_path, *BOTH, files=files)
    suppressed = [line for line in said(document) if line.startswith("[")]
    assert [line.partition(" is lost")[0] for line in suppressed] == [
        "[app/main.tf:4 high CA301 dev: orders",
        "[app/main.tf:4 high CA301 prod: orders",
    ]
