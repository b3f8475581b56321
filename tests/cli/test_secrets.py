"""Secrets of every kind, planted wherever people put them, stand in nothing that any command says."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from .running import run

TERRAFORM = """
provider "aws" {
  region     = "eu-west-1"
  secret_key = "PLANTED-provider"
  default_tags {
    tags = { password = "PLANTED-tag", note = "password=PLANTED-note" }
  }
}
variable "marked" {
  sensitive = true
  default   = "PLANTED-marked"
}
variable "db_password" {
  default = "PLANTED-by-name"
}
variable "from_file" {
  sensitive = true
}
variable "from_call" {
  sensitive = true
}
variable "settings" {
  type    = map(string)
  default = { DB_PASSWORD = "PLANTED-setting", url = "postgres://u:PLANTED-url@h/db" }
}
locals {
  json     = jsonencode({ x = var.marked })
  encoded  = base64encode(var.db_password)
  cut      = substr(var.marked, 0, 12)
  said     = format("%s", var.from_file)
  lines    = [for k, v in var.settings : "${k} is ${v}"]
  decoded  = jsondecode(file("${path.module}/secrets.json"))
  yaml     = yamldecode("password: PLANTED-yaml\\nlist: [{name: API_TOKEN, value: PLANTED-pair}]")
  template = templatefile("${path.module}/t.sh", { pw = var.db_password })
}
resource "terraform_data" "x" {
  input = [
    local.json, local.encoded, local.cut, local.said, local.lines, local.decoded, local.yaml, local.template,
    aws_db_instance.a.password, aws_db_instance.a.tags, nonsensitive(var.db_password), module.m.conn,
  ]
}
resource "aws_db_instance" "a" {
  identifier = "a"
  password   = "PLANTED-attribute"
  multi_az   = tobool(var.marked)
  tags       = { secret = "PLANTED-tag", conn = "Server=x;Password=PLANTED-conn;" }
}
resource "aws_db_instance" "b" {
  identifier = "b-${var.db_password}"
  count      = tonumber(var.db_password)
}
resource "aws_db_instance" "c" {
  for_each   = toset([var.marked])
  identifier = each.key
}
resource "aws_db_instance" "e" {
  count             = var.marked == "PLANTED-marked" ? 1 : 0
  availability_zone = var.marked
}
resource "aws_db_instance" "g" {
  multi_az                = file("/nowhere/${var.db_password}") == "x"
  backup_retention_period = tonumber(file("/nowhere/${var.marked}"))
}
resource "aws_instance" "vm" {
  user_data = <<-EOT
    export DB_PASSWORD=PLANTED-user-data
    curl -H "Authorization: token PLANTED-header" https://u:PLANTED-login@x
    mysqldump -uroot -pPLANTED-joined orders | gzip > /dump; redis-cli -a PLANTED-apart bgsave
    echo PLANTED-read | docker login registry.example --password-stdin
    -----BEGIN RSA PRIVATE KEY-----
    PLANTED-key
    -----END RSA PRIVATE KEY-----
  EOT
  availability_zone = "eu-west-1a" # password = PLANTED-comment
}
resource "helm_release" "r" {
  set {
    name  = "auth.password"
    value = "PLANTED-set"
  }
  values = [yamlencode({ auth = { password = "PLANTED-values" } })]
}
resource "aws_ecs_task_definition" "t" {
  container_definitions = "[{\\"environment\\":[{\\"value\\":\\"PLANTED-env\\",\\"name\\":\\"DB_PASSWORD\\"}]}]"
}
resource "aws_ssm_parameter" "p" {
  type  = "SecureString"
  value = "PLANTED-parameter"
}
resource "kubernetes_secret" "k" {
  data = { a = "PLANTED-data" }
}
resource "aws_lambda_function" "f" {
  environment {
    variables = { TOKEN = "PLANTED-variable", DATABASE_URL = "mysql://root:PLANTED-database@db/x" }
  }
}
resource "aws_ssm_parameter" "each" {
  for_each       = { DB_PASSWORD = "PLANTED-each" }
  type           = "String"
  insecure_value = each.value
}
module "m" {
  source   = "./m"
  password = "PLANTED-input"
}
output "admin_password" {
  value = "PLANTED-output"
}
"""

MODULE = """
variable "password" {}
output "conn" {
  value = "redis:${var.password}"
}
resource "aws_instance" "i" {
  availability_zone = var.password
}
"""

MANIFESTS = """
apiVersion: v1
kind: Secret
metadata: {name: s}
data: {a: PLANTED-secret}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  DB_PASSWORD: PLANTED-config
  app.properties: "db.password=PLANTED-property"
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: d, labels: {token: PLANTED-label}}
spec:
  template:
    spec:
      containers:
      - name: a
        image: x
        args: ["--password=PLANTED-option", "--db-token", "PLANTED-argument"]
        command: [sshpass, -p, PLANTED-list, mysql, -uroot, -pPLANTED-last]
        env:
        - {name: API_TOKEN, value: PLANTED-env}
---
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app}
spec:
  source:
    chart: redis
    repoURL: https://u:PLANTED-repository@charts.example.com
    helm:
      parameters: [{name: auth.password, value: PLANTED-parameter}]
      values: "auth: {password: PLANTED-helm}"
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: redis}
spec:
  chart: {spec: {chart: redis}}
  values: {auth: {password: PLANTED-release}}
"""

UNIT = """
terraform {
  source = "git::https://u:PLANTED-source@github.com/x/y.git//db"
}
inputs = {
  password = "PLANTED-input"
  token    = get_env("API_TOKEN", "PLANTED-environment")
  x        = run_cmd("vault", "--token=PLANTED-command", "PLANTED-word")
}
"""

BROKEN = """
resource "aws_db_instance" "z" {
  password = PLANTED-unquoted PLANTED-more
  multi_az = true
}
locals { token = @PLANTED-sign }
"""

VALUES = {
    "password": "PLANTED-name",
    "engine": "PLANTED-mark",
    "tags": {"a": "PLANTED-inside"},
    "url": "p://u:PLANTED-u@h",
}
PLAN = {
    "format_version": "1.2",
    "terraform_version": "1.11.4",
    "planned_values": {
        "root_module": {
            "resources": [
                {
                    "address": "aws_db_instance.p", "mode": "managed", "type": "aws_db_instance", "name": "p",
                    "provider_name": "registry.terraform.io/hashicorp/aws", "values": VALUES,
                    "sensitive_values": {"engine": True, "tags": {"a": True}},
                }
            ]
        }
    },
    "resource_changes": [
        {
            "address": "aws_db_instance.p", "mode": "managed", "type": "aws_db_instance", "name": "p",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["update"], "before": {"engine": "PLANTED-before", "multi_az": True}, "after": VALUES,
                "after_unknown": {}, "before_sensitive": {"engine": True},
                "after_sensitive": {"engine": True, "tags": {"a": True}},
            },
        }
    ],
    "variables": {"db_password": {"value": "PLANTED-variable"}},
    "configuration": {
        "provider_config": {
            "aws": {"name": "aws", "expressions": {"secret_key": {"constant_value": "PLANTED-provider"}}}
        },
        "root_module": {},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("estate")
    for name, text in {
        "tf/main.tf": TERRAFORM,
        "tf/secrets.json": '{"password": "PLANTED-file", "env": [{"name": "DB_PASSWORD", "value": "PLANTED-file"}]}',
        "tf/t.sh": "PW=${pw} TOKEN=PLANTED-template",
        "tf/terraform.tfvars": 'from_file = "PLANTED-tfvars"\nundeclared_password = "PLANTED-undeclared"\n',
        "tf/m/main.tf": MODULE,
        "k8s/all.yaml": MANIFESTS,
        "unit/terragrunt.hcl": UNIT,
        "broken/main.tf": BROKEN,
        "plan.json": json.dumps(PLAN),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


FORMATS = ("text", "json", "sarif", "junit", "gitlab", "github", "markdown", "html")


@pytest.mark.parametrize(
    "command",
    [
        *(["check", "-v", "--format", name] for name in FORMATS),
        ["--debug", "check"],
        ["inspect"],
        ["inspect", "--format", "json"],
        ["simulate", "--fail", "account"],
        ["simulate", "--fail", "zone", "--format", "json"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("path", [".", "plan.json"])
def test_no_secret_is_said(estate: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], path: str) -> None:
    monkeypatch.chdir(estate)
    given = ["--var", "from_call=PLANTED-call", "--allow-incomplete"] if path == "." else []
    done = run(*command, path, *given)
    said = done.stdout + done.stderr
    assert re.search(r"aws_db_instance|all\.yaml|plan\.json", said)
    assert re.findall(r".{0,60}PLANTED.{0,20}", said) == []
    assert base64.b64encode(b"PLANTED-by-name").decode()[:16] not in said


def test_no_secret_stands_in_a_baseline(estate: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(estate)
    run("check", ".", "--write-baseline", str(tmp_path / "baseline.json"), "--allow-incomplete")
    assert "PLANTED" not in (tmp_path / "baseline.json").read_text(encoding="utf-8")


def test_what_is_hidden_says_so_in_its_place(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(estate / "tf")
    found = {
        entry["address"]: entry for entry in json.loads(run("inspect", ".", "--format", "json").stdout)["resources"]
    }
    hidden = {"$sensitive": True}
    assert found["aws_db_instance.a"]["values"]["password"] == hidden
    assert found["aws_db_instance.a"]["values"]["identifier"] == "a"
    assert found["aws_db_instance.a"]["values"]["tags"] == {"secret": hidden, "conn": "Server=x;Password=…;"}
    assert found["aws_db_instance.e[0]"]["values"]["availability_zone"] == hidden
    assert found["aws_db_instance.c"]["values"]["identifier"] == {
        "$unknown": ["aws_db_instance.c.for_each (a sensitive value)"]
    }
    assert found["terraform_data.x"]["values"]["input"][4] == [hidden, "url is postgres://u:…@h/db"]
    assert found["helm_release.r"]["values"] == {
        "set": [{"name": "auth.password", "value": hidden}],
        "values": [hidden],
    }


@pytest.mark.parametrize(
    ("format_", "opening", "closing"),
    [
        ("text", "What is module.own (main.tf:1), a call of ", "? What it makes is not judged"),
        ("markdown", "What is `module.own`, a call of `", "`?"),
        ("html", "What is <code>module.own</code>, a call of <code>", "</code>?"),
    ],
)
def test_a_question_of_a_module_names_its_source_without_the_login(
    tmp_path: Path, format_: str, opening: str, closing: str
) -> None:
    (tmp_path / "main.tf").write_text(
        'module "own" {\n'
        '  source = "git::https://me:PLANTED-login@example.org/m.git//db?depth=1&ref=v1.2&sshkey=PLANTED-key"\n'
        "}\n",
        "utf-8",
    )
    said = " ".join(run("check", "--format", format_, str(tmp_path)).output.split())
    assert f"{opening}git::https://example.org/m.git//db?ref=v1.2{closing}" in said
    assert "PLANTED" not in said


PLACES = """
variable "region" {
  sensitive = true
  default   = "xx-planted-1"
}
variable "account" {
  sensitive = true
  default   = "111122223333"
}
variable "tags" {
  sensitive = true
  default   = { owner = "PLANTED-owner" }
}
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]
  default_tags {
    tags = var.tags
  }
}
provider "google" {
  project = var.account
  region  = var.region
}
provider "azurerm" {
  subscription_id = var.account
}
resource "aws_db_instance" "a" {
  availability_zone = "${var.region}a"
}
resource "aws_db_instance" "copy" {
  replicate_source_db = aws_db_instance.a.arn
  region              = var.region
  tags                = var.tags
}
resource "google_sql_database_instance" "g" {
  region = var.region
}
resource "azurerm_storage_account" "s" {
  location = var.region
}
"""


@pytest.mark.parametrize("name", FORMATS)
def test_places_accounts_and_tags_that_are_marked_are_not_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "main.tf").write_text(PLACES, "utf-8")
    said = run("check", "-v", "--format", name, str(tmp_path)).output
    assert re.findall(r".{0,60}(?:planted|PLANTED|111122223333).{0,20}", said) == []


def test_a_region_that_is_marked_is_open_and_the_same_where_it_is_the_same(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(PLACES, "utf-8")
    told = json.loads(run("check", "--format", "json", str(tmp_path)).stdout)
    first = next(c for c in told["components"] if c["id"].endswith("aws_db_instance.a"))
    # The copy stands in the same region, whatever it is.
    assert first["outcomes"]["region"]["outcome"] == "lost"
    assert (first["placement"]["regions"], first["placement"]["account"], first["tags"]) == ([], None, {})


def test_tags_of_a_plan_that_are_marked_as_a_whole_are_not_told(tmp_path: Path) -> None:
    change = PLAN["resource_changes"][0] | {}  # type: ignore[index]
    values = {"tags": {"Name": "PLANTED-tag"}, "tags_all": {"Name": "PLANTED-tag"}}
    marked = {"tags": True, "tags_all": True}
    change["change"] = {"actions": ["create"], "before": None, "after": values, "after_sensitive": marked}
    resource = PLAN["planned_values"]["root_module"]["resources"][0]  # type: ignore[index]
    planned = {"root_module": {"resources": [resource | {"values": values, "sensitive_values": marked}]}}
    plan = PLAN | {"planned_values": planned, "resource_changes": [change]}
    (tmp_path / "plan.json").write_text(json.dumps(plan), "utf-8")
    for name in ("json", "html"):
        said = run("check", "--format", name, str(tmp_path)).stdout
        assert "aws_db_instance.p" in said
        assert "PLANTED-tag" not in said


@pytest.mark.parametrize("call", ["tonumber(local.token)", "parseint(local.token, 10)", "cidrhost(local.token, 1)"])
def test_a_mistake_on_every_branch_quotes_no_secret(tmp_path: Path, call: str) -> None:
    (tmp_path / "main.tf").write_text(
        'variable "x" {}\nlocals {\n  token = var.x == "a" ? "PLANTED-a" : "PLANTED-b"\n}\n'
        f'resource "aws_db_instance" "a" {{\n  count = {call}\n}}\n',
        "utf-8",
    )
    said = run("check", "-v", "--format", "json", str(tmp_path)).output
    assert "aws_db_instance.a" in said
    assert "PLANTED" not in said


def test_a_reason_that_holds_a_secret_is_told_without_it(tmp_path: Path) -> None:
    comment = '# continuity-audit: ignore CA101 reason="known, password=PLANTED-reason"\n'
    (tmp_path / "main.tf").write_text(comment + 'resource "aws_db_instance" "a" {}\n', "utf-8")
    for name in FORMATS:
        assert "PLANTED" not in run("check", "-v", "--format", name, str(tmp_path)).output


def test_what_is_in_base64_is_looked_into(tmp_path: Path) -> None:
    script = base64.b64encode(b"export DB_PASSWORD=PLANTED-script\n").decode()
    harmless = base64.b64encode(b"systemctl restart the-service\n").decode()
    (tmp_path / "main.tf").write_text(
        f'resource "aws_instance" "a" {{\n  user_data_base64 = "{script}"\n  note = "{harmless}"\n'
        '  user_data = base64encode("API_TOKEN=PLANTED-text")\n}\n',
        "utf-8",
    )
    (found,) = json.loads(run("inspect", "--format", "json", str(tmp_path)).stdout)["resources"]
    assert found["values"] == {"user_data_base64": "…", "note": harmless, "user_data": "…"}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("locals {\n  token = <<-EOT\n    PLANTED ${ a b }\n  EOT\n}\n", 3),
        ('locals {\n  tokens = [\n    "PLANTED" "x",\n  ]\n}\n', 3),
        ("locals {\n  secret PLANTED\n}\n", 2),
    ],
)
def test_a_line_that_cannot_be_read_is_not_quoted_where_it_may_be_a_secret(
    tmp_path: Path, code: str, line: int
) -> None:
    (tmp_path / "main.tf").write_text(code, "utf-8")
    said = run("check", "-v", str(tmp_path)).output
    assert f"main.tf:{line}" in said
    assert "PLANTED" not in said


@pytest.mark.parametrize("written", ["*PLANTED", "!PLANTED x", "!PLANTED {}"])
@pytest.mark.parametrize("place", ["kind: Secret\nstringData: {q: %s}\n", "kind: ConfigMap\ndata: {password: %s}\n"])
def test_an_alias_or_a_tag_that_may_be_a_secret_is_not_quoted(tmp_path: Path, written: str, place: str) -> None:
    manifest = "apiVersion: v1\nmetadata: {name: a}\n" + place % written
    (tmp_path / "a.yaml").write_text(manifest, "utf-8")
    said = run("check", "-v", "--format", "json", str(tmp_path)).output
    assert '"…\\"' in said or "(…)" in said
    assert "PLANTED" not in said


def test_the_source_of_a_module_that_is_made_of_a_secret_is_told_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, code = tmp_path / "kept", tmp_path / "estate/main.tf"
    code.parent.mkdir()
    code.write_text(
        'locals {\n  password = "PLANTED"\n  place = local.password\n}\n'
        'module "a" {\n  source = "./parts/${local.place}"\n}\nmodule "b" {\n  source = "acme/${local.place}/aws"\n}\n',
        "utf-8",
    )
    monkeypatch.setenv("CONTINUITY_AUDIT_CACHE_DIR", str(kept))
    for command in (("check", "-v"), ("check", "--format", "json"), ("inspect", "--format", "json")):
        said = run(*command, str(code.parent)).output
        assert "${local.place}" in said
        assert "PLANTED" not in said
    files = [file for file in kept.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if b"PLANTED" in file.read_bytes()]


def test_a_name_that_ends_in_pass_is_that_of_a_secret(tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'resource "aws_lambda_function" "a" {\n'
        '  environment {\n    variables = { DB_PASS = "PLANTED", PASS_ON = "yes" }\n  }\n'
        '  bypass = "none"\n  command = "redis-server --requirepass PLANTED"\n}\n',
        "utf-8",
    )
    (found,) = json.loads(run("inspect", "--format", "json", str(tmp_path)).stdout)["resources"]
    assert found["values"] == {
        "environment": [{"variables": {"DB_PASS": {"$sensitive": True}, "PASS_ON": "yes"}}],
        "bypass": "none",
        "command": "redis-server --requirepass …",
    }
