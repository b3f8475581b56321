"""What cannot work without a module of which nothing is known does no better than that, whatever it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.running import run
from continuity_audit.reports.document import ComponentEntry, Document
from pipeline.trial import audited

CALLER = """
module "it" {
  source = "%s"
}
resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  environment {
    variables = { IT = %s }
  }
}
resource "aws_lambda_function" "front" {
  function_name = "front"
  role          = "arn:aws:iam::123456789012:role/front"
  environment {
    variables = { API = aws_lambda_function.api.function_name }
  }
}
"""
DATABASE = "acme.example/data/postgres/aws"


def ended(component: ComponentEntry) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """The effective outcomes with what pulls a component down and what they hang on."""
    return {name: (one.outcome, one.because, one.unknown) for name, one in component.effective.items()}


def by_address(document: Document) -> dict[str, ComponentEntry]:
    """The components by their addresses."""
    return {one.address: one for one in document.components}


def test_who_is_given_the_address_of_an_unseen_module_hangs_on_it(tmp_path: Path) -> None:
    found = by_address(audited(tmp_path, CALLER % (DATABASE, '"postgres://${module.it.endpoint}/orders"')))
    scenarios = ("data", "instance", "zone", "region", "account")
    assert ended(found["aws_lambda_function.api"]) == dict.fromkeys(scenarios, ("unknown", (), ("module.it",)))
    way = (".::aws_lambda_function.api",)
    assert ended(found["aws_lambda_function.front"]) == dict.fromkeys(scenarios, ("unknown", way, ("module.it",)))
    assert found["aws_lambda_function.api"].outcomes.zone.outcome == "continues"


@pytest.mark.parametrize(
    ("source", "output", "hangs"),
    [
        (DATABASE, "module.it.address", True),
        (DATABASE, "module.it.cluster_arn", True),
        (DATABASE, "module.it.db_name", True),
        ("acme.example/data/bucket/aws", "module.it.id", True),
        ("./gone", "module.it.queue_url", True),
        ("acme.example/user/account/aws", "module.it.url", True),
        (DATABASE, "module.it.security_group_id", False),
        (DATABASE, "module.it.role_arn", False),
        (DATABASE, "module.it.kms_key_arn", False),
        (DATABASE, "module.it.port", False),
        (DATABASE, "module.it.tags", False),
        (DATABASE, "module.it.instance_class", False),
        ("acme.example/net/vpc/aws", "module.it.private_subnet_ids[0]", False),
        ("cloudposse/label/null", "module.it.id", False),
        ("acme.example/build/ecr/aws", "module.it.repository_url", False),
        ("acme.example/environment-configuration/aws", "module.it.login_endpoint", False),
    ],
)
def test_what_of_an_unseen_module_makes_a_need(source: str, output: str, hangs: bool, tmp_path: Path) -> None:
    document = audited(tmp_path, CALLER % (source, output))
    assert bool(ended(by_address(document)["aws_lambda_function.api"])) is hangs


@pytest.mark.parametrize(("repeated", "output"), [
    ("count = 1", "module.it[0].endpoint"), ('for_each = toset(["a"])', 'module.it["a"].endpoint'),
    ("for_each = toset([var.a])", "module.it[var.a].endpoint"),
    ('for_each = toset(["a.b"])', 'module.it["a.b"].endpoint'),
    ("count = 2", "join(\",\", module.it[*].endpoint)"),
])  # fmt: skip
def test_an_instance_of_an_unseen_module_is_needed_by_its_address(repeated: str, output: str, tmp_path: Path) -> None:
    document = audited(
        tmp_path, (CALLER % (DATABASE, output)).replace("  source", f"  {repeated}\n  source", 1) + 'variable "a" {}'
    )
    assert ended(by_address(document)["aws_lambda_function.api"])["zone"] == ("unknown", (), ("module.it",))


WRITER = """
resource "aws_db_instance" "orders" {
  identifier = "orders"
}
module "settings" {
  source   = "acme.example/app/settings/aws"
  database = aws_db_instance.orders.address
}
module "start" {
  source   = "acme.example/app/start/aws"
  count    = 1
  settings = module.settings.configuration
}
resource "aws_instance" "app" {
  user_data = %s
}
"""


@pytest.mark.parametrize(("script", "needs"), [
    ("module.start[0].userdata_base64", True), ("module.start[0].user_data", True),
    ("base64encode(module.start[0].rendered)", True), ("module.settings.configuration", True),
    ("module.start[0].vpc_id", False), ("module.start[0].tags", False),
])  # fmt: skip
def test_who_is_given_a_text_that_an_unseen_module_writes_is_told_what_that_is(
    script: str, needs: bool, tmp_path: Path
) -> None:
    found = by_address(audited(tmp_path, WRITER % script))
    assert found["aws_instance.app"].depends_on == ((".::aws_db_instance.orders",) if needs else ())


def test_a_parameter_tells_of_an_unseen_module(tmp_path: Path) -> None:
    parameter = """
resource "aws_ssm_parameter" "db" {
  name  = "db"
  type  = "String"
  value = module.it.endpoint
}
"""
    document = audited(tmp_path, CALLER % (DATABASE, "aws_ssm_parameter.db.name") + parameter)
    assert ended(by_address(document)["aws_lambda_function.api"])["zone"] == ("unknown", (), ("module.it",))


def test_what_is_lost_in_any_case_stays_so(tmp_path: Path) -> None:
    table = """
resource "aws_dynamodb_table" "orders" {
  name     = "orders"
  hash_key = "id"
}
"""
    document = audited(
        tmp_path, CALLER % (DATABASE, '"${module.it.endpoint}${aws_dynamodb_table.orders.name}"') + table
    )
    found = ended(by_address(document)["aws_lambda_function.api"])
    assert found["data"] == ("lost", (".::aws_dynamodb_table.orders",), ())
    assert found["zone"] == ("unknown", (), ("module.it",))


def test_the_report_says_what_the_module_has_a_part_in(tmp_path: Path) -> None:
    document = audited(tmp_path, CALLER % (DATABASE, "module.it.endpoint"))
    (asked,) = document.estate.unresolved
    assert (asked.name, asked.file, asked.line, asked.source, asked.affects) == (
        "module.it",
        "main.tf",
        2,
        DATABASE,
        10,
    )
    zone = run("simulate", str(tmp_path), "--fail", "zone", "--no-cache").stdout
    assert "it cannot work without module.it, of which nothing is known" in zone
    by_name = run("simulate", str(tmp_path), "--fail", "instance=front", "--no-cache").stdout
    assert "module.it" not in by_name


def test_an_unseen_module_of_another_root_is_named_with_that_and_its_place(tmp_path: Path) -> None:
    data = f"""
terraform {{
  backend "s3" {{
    bucket = "states"
    key    = "data"
  }}
}}
module "db" {{
  source = "{DATABASE}"
}}
output "endpoint" {{
  value = module.db.endpoint
}}
"""
    app = """
data "terraform_remote_state" "data" {
  backend = "s3"
  config = {
    bucket = "states"
    key    = "data"
  }
}
resource "aws_lambda_function" "api" {
  function_name = "api"
  role          = "arn:aws:iam::123456789012:role/api"
  environment {
    variables = { IT = data.terraform_remote_state.data.outputs.endpoint }
  }
}
"""
    document = audited(tmp_path, {"data/main.tf": data, "app/main.tf": app})
    assert ended(by_address(document)["aws_lambda_function.api"])["zone"] == ("unknown", (), ("data::module.db",))
    asked = next(one for one in document.estate.unresolved if one.name == "data::module.db")
    assert (asked.root, asked.file, asked.line, asked.source) == ("app", "data/main.tf", 8, DATABASE)
