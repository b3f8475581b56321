"""The cache: what is read again after an edit, that a report never differs for it, and that it holds no secret."""

from __future__ import annotations

import base64
import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest

from continuity_audit import audit
from continuity_audit.parsers.kubernetes.bundles import Bundles
from continuity_audit.parsers.reading import Inputs
from continuity_audit.parsers.terraform.tree.project import TerraformTree
from continuity_audit.pipeline.cache import product
from continuity_audit.pipeline.cache.folder import CacheFolder, place
from continuity_audit.pipeline.environments import Environment
from pipeline.trial import TODAY, write

DATABASE = """\
variable "name" {}
variable "multi_az" {
  default = false
}

resource "aws_db_instance" "main" {
  identifier              = var.name
  multi_az                = var.multi_az
  backup_retention_period = 7
}

output "address" { value = aws_db_instance.main.address }
output "multi_az" { value = var.multi_az }
"""
PROD = """\
variable "days" {
  default = 1
}

module "db" {
  source   = "../../modules/db"
  name     = "orders"
  multi_az = fileexists("ha.flag")
}

resource "aws_sqs_queue" "each" {
  for_each = fileset(path.module, "queues/*.json")
  name     = each.key
}

resource "aws_db_instance" "second" {
  identifier              = terraform.workspace == "prod" ? "second" : "third"
  backup_retention_period = var.days
  tags                    = jsondecode(file("tags.json"))
}

output "ha" { value = module.db.multi_az }
"""
APP = """\
data "terraform_remote_state" "prod" {
  backend = "local"
  config  = { path = "../prod/terraform.tfstate" }
}

module "db" {
  source   = "../../modules/db"
  name     = "app"
  multi_az = data.terraform_remote_state.prod.outputs.ha
}
"""
INSTALLED = """\
module "far" {
  source = "example.com/far/db"
}
"""
TREE = {
    "modules/db/main.tf": DATABASE,
    "infra/prod/main.tf": PROD,
    "infra/prod/tags.json": '{"tier": "critical"}',
    "infra/prod/queues/a.json": "{}",
    "infra/app/main.tf": APP,
    "infra/far/main.tf": INSTALLED,
    "infra/far/.terraform/modules/modules.json": '{"Modules": [{"Key": "far", "Dir": ".terraform/modules/far"}]}',
    "infra/far/.terraform/modules/far/main.tf": 'resource "aws_s3_bucket" "far" { bucket = "far" }',
    "infra/alone/main.tf": 'resource "aws_elasticache_cluster" "alone" { cluster_id = "alone" }',
}

Kept = Callable[..., tuple[str, list[str]]]


@pytest.fixture
def read_roots(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The roots that are read, in order, and not taken from the cache."""
    roots: list[str] = []
    for parser, name in ((TerraformTree, "read_root"), (Bundles, "read")):
        real = getattr(parser, name)

        def noted(self: Any, root: str, *rest: Any, real: Any = real) -> Any:
            roots.append(root)
            return real(self, root, *rest)

        monkeypatch.setattr(parser, name, noted)
    return roots


@pytest.fixture
def warm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read_roots: list[str]) -> Kept:
    """Audits a folder with the cache, and says what was read for that; a run without it must report the same."""
    monkeypatch.setenv("CONTINUITY_AUDIT_CACHE_DIR", str(tmp_path / "cache"))

    def run(folder: Path, **more: Any) -> tuple[str, list[str]]:
        read_roots.clear()
        found = msgspec.json.encode(audit(folder, today=TODAY, jobs=1, cache=True, **more))
        read = list(read_roots)
        assert found == msgspec.json.encode(audit(folder, today=TODAY, jobs=1, **more))
        return found.decode(), read

    return run


Edit = Callable[[Path], object]


def put(name: str, text: str) -> Edit:
    return lambda folder: write(folder, {name: text})


def gone(name: str) -> Edit:
    return lambda folder: (folder / name).unlink()


def moved(old: str, new: str) -> Edit:
    return lambda folder: shutil.move(folder / old, folder / new)


EDITS: Mapping[str, tuple[Edit, list[str]]] = {
    "nothing": (lambda folder: None, []),
    "times only": (lambda folder: [os.utime(f, (1, 1)) for f in folder.rglob("*.tf")], []),
    "a file that no root reads": (put("README.md", "words"), []),
    "a default": (put("infra/prod/main.tf", PROD.replace("default = 1", "default = 0")), ["infra/app", "infra/prod"]),
    "a comment": (put("infra/alone/main.tf", f"# a line\n{TREE['infra/alone/main.tf']}"), ["infra/alone"]),
    "an override file": (
        put("infra/prod/x_override.tf", 'resource "aws_db_instance" "second" { multi_az = true }'),
        ["infra/app", "infra/prod"],
    ),
    "a file of variables": (put("infra/prod/x.auto.tfvars", "days = 0"), ["infra/app", "infra/prod"]),
    "a file that a function looks for": (put("infra/prod/ha.flag", ""), ["infra/app", "infra/prod"]),
    "a file that a function reads": (put("infra/prod/tags.json", '{"tier": "low"}'), ["infra/prod"]),
    "one more file in a set": (put("infra/prod/queues/b.json", "{}"), ["infra/prod"]),
    "one file less in a set": (gone("infra/prod/queues/a.json"), ["infra/prod"]),
    "a shared module": (
        put("modules/db/main.tf", DATABASE.replace("period = 7", "period = 0")),
        ["infra/app", "infra/prod"],
    ),
    "a new file in a module": (
        put("modules/db/more.tf", 'resource "aws_s3_bucket" "more" {}'),
        ["infra/app", "infra/prod"],
    ),
    "the output of another root": (
        put("infra/prod/main.tf", PROD.replace("module.db.multi_az", "true")),
        ["infra/app", "infra/prod"],
    ),
    "the state of another root": (
        put("infra/prod/backend.tf", 'terraform {\n  backend "s3" {\n    bucket = "b"\n    key = "k"\n  }\n}\n'),
        ["infra/app", "infra/prod"],
    ),
    "one more root": (
        put("infra/new/main.tf", 'resource "aws_s3_bucket" "new" { bucket = "new" }'),
        ["infra/app", "infra/new"],
    ),
    "a root renamed": (moved("infra/alone", "infra/moved"), ["infra/app", "infra/moved"]),
    "a root deleted": (lambda folder: shutil.rmtree(folder / "infra/alone"), ["infra/app"]),
    "where a module is installed": (put("infra/far/.terraform/modules/modules.json", "{}"), ["infra/far"]),
    "an installed module": (
        put("infra/far/.terraform/modules/far/main.tf", 'resource "aws_s3_bucket" "near" { bucket = "near" }'),
        ["infra/far"],
    ),
    "an encrypted file of variables": (
        lambda folder: (folder / "infra/alone/s.tfvars").write_bytes(b"\0GITCRYPT\0 \1"),
        ["infra/alone"],
    ),
    "a skipped file of variables": (
        lambda folder: write(
            folder, {"infra/alone/.gitignore": "*.tfvars\n", "infra/alone/terraform.tfvars": "any = 1\n"}
        ),
        ["infra/alone"],
    ),
    "code with a mistake": (put("infra/alone/main.tf", 'resource "aws_s3_bucket" {{{'), ["infra/alone"]),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_reads_what_it_can_change_and_the_report_is_that_of_a_run_without_a_cache(
    name: str, tmp_path: Path, warm: Kept
) -> None:
    edit, expected = EDITS[name]
    folder = write(tmp_path / "tree", TREE)
    _, read = warm(folder)
    assert read == ["infra/alone", "infra/app", "infra/far", "infra/prod"]
    before, read = warm(folder)
    assert read == []
    edit(folder)
    after, read = warm(folder)
    assert read == expected
    assert warm(folder) == (after, [])
    shutil.rmtree(folder)
    write(folder, TREE)
    assert warm(folder) == (before, []), "what was there before is found again"


def test_a_source_map_reads_anew_what_calls_the_module(tmp_path: Path, warm: Kept) -> None:
    folder = write(tmp_path / "tree", TREE)
    bucket = 'variable "name" {\n  default = "mapped"\n}\nresource "aws_s3_bucket" "mapped" { bucket = var.name }\n'
    write(folder, {"modules/bucket/main.tf": bucket})
    unmapped, read = warm(folder)
    assert "infra/far" in read
    mapped, read = warm(folder, source_map={"example.com/far/db": folder / "modules/bucket"})
    assert read == ["infra/app", "infra/far"], "and what may read the state of the module's folder, a root before"
    assert "aws_s3_bucket.mapped" in str(mapped)
    assert "aws_s3_bucket.far" not in str(mapped)
    assert warm(folder) == (unmapped, [])
    assert warm(folder, source_map={"example.com/far/db": folder / "modules/bucket"}) == (mapped, [])


def test_a_source_map_reads_anew_what_applications_apply(tmp_path: Path, warm: Kept) -> None:
    app = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: app}
spec:
  destination: {namespace: prod}
  source: {repoURL: "https://git.example.org/x.git", path: shop}
"""
    pods = "metadata: {labels: {a: b}}, spec: {containers: [{name: web, image: web}]}"
    spec = f"selector: {{matchLabels: {{a: b}}}}, template: {{{pods}}}"
    web = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{{spec}}}\n"
    folder = write(tmp_path / "tree", {"apps/app.yaml": app, "deploy/shop/web.yaml": web})
    mapped = {"git@git.example.org:x.git": folder / "deploy"}
    unmapped = warm(folder)[0]
    assert "Deployment/web" in str(unmapped)
    found, read = warm(folder, source_map=mapped)
    assert "deploy/shop" in read
    assert "Deployment/prod/web" in str(found)
    assert warm(folder, source_map=mapped)[0] == found
    assert warm(folder)[0] == unmapped


def test_what_is_given_from_outside_tells_readings_apart(tmp_path: Path, warm: Kept) -> None:
    folder = write(tmp_path / "tree", TREE)
    prod = Environment(name="prod", root="infra/prod", inputs=Inputs({"days": "3"}, workspace="prod"))
    four = ["infra/alone", "infra/app", "infra/far", "infra/prod"]
    calls: list[tuple[dict[str, Any], list[str]]] = [
        ({}, four),
        ({"inputs": Inputs({"days": "0"})}, four),
        ({"inputs": Inputs(workspace="prod")}, four),
        ({"environments": (prod,)}, ["infra/prod"]),
        ({"exclude": ("alone",)}, ["infra/app"]),
    ]
    for options, expected in calls:
        assert warm(folder, **options)[1] == expected
    for options, _ in calls:
        assert warm(folder, **options)[1] == []
    write(folder, {"infra/prod/y.tfvars": "days = 5"})
    file = Inputs(variable_files=(str(folder / "infra/prod/y.tfvars"),))
    assert warm(folder, inputs=file)[1] == four
    assert warm(folder, inputs=file)[1] == []
    write(folder, {"infra/prod/y.tfvars": "days = 0"})
    assert warm(folder, inputs=file)[1] == four


TERRAGRUNT = {
    "live/terragrunt.hcl": """\
locals {
  common = read_terragrunt_config(find_in_parent_folders("common.hcl"))
}
inputs = { days = 0 }
""",
    "live/common.hcl": "locals {\n  ha = false\n}\n",
    "live/db/terragrunt.hcl": """\
include "root" {
  path   = find_in_parent_folders()
  expose = true
}
terraform {
  source = "../../modules/db"
}
inputs = {
  name     = "db"
  multi_az = include.root.locals.common.locals.ha
}
""",
    "live/app/terragrunt.hcl": """\
terraform {
  source = "../../modules/db"
}
dependency "db" {
  config_path = "../db"
}
inputs = {
  name     = "app"
  multi_az = dependency.db.outputs.multi_az
}
""",
    "live/alone/terragrunt.hcl": 'terraform {\n  source = "../../modules/bucket"\n}\n',
    "modules/db/main.tf": DATABASE,
    "modules/bucket/main.tf": 'resource "aws_s3_bucket" "alone" { bucket = "alone" }',
}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (put("live/common.hcl", "locals {\n  ha = true\n}\n"), ["live/app", "live/db"]),
        (put("live/terragrunt.hcl", "inputs = {}\n"), ["live/app", "live/db"]),
        (put("live/db/terragrunt.hcl", 'terraform {\n  source = "../../modules/bucket"\n}\n'), ["live/app", "live/db"]),
        (put("live/alone/x.auto.tfvars", 'name = "x"'), ["live/alone", "live/app", "live/db"]),
        (put("modules/bucket/main.tf", 'resource "aws_s3_bucket" "new" {}'), ["live/alone"]),
        (put("live/app/main.tf", 'resource "aws_s3_bucket" "beside" {}'), ["live/app"]),
        (put("live/db/skip.hcl", ""), []),
        (lambda folder: shutil.rmtree(folder / "live/db"), ["live/app"]),
    ],
)
def test_what_units_include_read_and_depend_on(edit: Edit, expected: list[str], tmp_path: Path, warm: Kept) -> None:
    folder = write(tmp_path / "tree", TERRAGRUNT)
    assert warm(folder)[1] == ["live/alone", "live/app", "live/db"]
    assert warm(folder)[1] == []
    edit(folder)
    assert warm(folder)[1] == expected
    assert warm(folder)[1] == []


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec: {replicas: 1}
"""
APPLICATION = """\
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: plain}
spec:
  source: {path: plain}
  destination: {namespace: one}
"""
KUBERNETES = {
    "base/kustomization.yaml": "resources: [app.yaml]\n",
    "base/app.yaml": DEPLOYMENT,
    "over/kustomization.yaml": "resources: [../base]\nreplicas: [{name: app, count: 3}]\n",
    "plain/app.yaml": DEPLOYMENT,
    "plain/patch.yaml": DEPLOYMENT.replace("app}", "other}"),
    "argo/app.yaml": APPLICATION,
    "apart/app.yaml": DEPLOYMENT,
}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (put("base/app.yaml", DEPLOYMENT.replace("app}", "api}")), ["over"]),
        (put("over/kustomization.yaml", "resources: [../base]\n"), ["over"]),
        (gone("base/app.yaml"), ["over"]),
        (put("plain/app.yaml", DEPLOYMENT.replace("1}", "3}")), ["over", "plain"]),
        (put("plain/more.yaml", DEPLOYMENT.replace("app}", "more}")), ["over", "plain"]),
        (gone("plain/app.yaml"), ["over", "plain"]),
        (put("argo/app.yaml", APPLICATION.replace("one", "two")), ["apart", "argo", "over", "plain"]),
        (put("new/app.yaml", DEPLOYMENT), ["apart", "argo", "new", "over", "plain"]),
        (
            put("over/kustomization.yaml", "resources: [../base]\npatches: [{path: ../plain/patch.yaml}]\n"),
            ["over", "plain"],
        ),
        (
            put("over/kustomization.yaml", "resources: [../base, ../argo/app.yaml]\n"),
            ["apart", "argo", "over", "plain"],
        ),
    ],
)
def test_folders_of_manifests_are_kept_and_overlays_are_not(
    edit: Edit, expected: list[str], tmp_path: Path, warm: Kept
) -> None:
    folder = write(tmp_path / "tree", KUBERNETES)
    assert warm(folder)[1] == ["apart", "argo", "over", "plain"]
    assert warm(folder)[1] == ["over"]
    edit(folder)
    assert warm(folder)[1] == expected


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: plain, namespace: flux-system}
spec:
  path: plain
  postBuild:
    substitute: {APP: app}
    substituteFrom: [{kind: ConfigMap, name: settings}]
"""
VARIABLES = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {COUNT: '1'}\n"
SUBSTITUTED = {
    "flux/app.yaml": FLUX,
    "vars/settings.yaml": VARIABLES,
    "plain/app.yaml": DEPLOYMENT.replace("1}", "'${COUNT:-5}'}"),
    "apart/app.yaml": DEPLOYMENT,
}


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (put("vars/settings.yaml", VARIABLES.replace("1", "2")), ["apart", "flux", "plain", "vars"]),
        (gone("vars/settings.yaml"), ["apart", "flux", "plain"]),
        (put("apart/app.yaml", DEPLOYMENT.replace("1}", "3}")), ["apart"]),
        (put("apart/app.yaml", VARIABLES), ["apart", "flux", "plain", "vars"]),
    ],
)
def test_what_variables_are_taken_from_counts(edit: Edit, expected: list[str], tmp_path: Path, warm: Kept) -> None:
    folder = write(tmp_path / "tree", SUBSTITUTED)
    assert warm(folder)[1] == ["apart", "flux", "plain", "vars"]
    assert warm(folder)[1] == []
    edit(folder)
    assert warm(folder)[1] == expected
    assert warm(folder)[1] == []


def test_a_manifest_that_terraform_fills_in_from_now_on_is_read_anew(tmp_path: Path, warm: Kept) -> None:
    folder = write(tmp_path / "tree", {"main.tf": "", "plain/app.yaml": SUBSTITUTED["plain/app.yaml"]})
    assert "plain" in warm(folder)[1]
    assert warm(folder)[1] == []
    put("main.tf", 'locals { app = templatefile("plain/app.yaml", {}) }\n')(folder)
    assert warm(folder)[1] == [".", "plain"]


# --- secrets ------------------------------------------------------------------------------------------------------

SECRET = "hunter2-Zq9"  # noqa: S105
DB = """resource "aws_db_instance" "a" {{
  identifier = "a"
  {}
}}
"""
SECRETS = {
    "an attribute": {"main.tf": DB.format(f'password = "{SECRET}"')},
    "an attribute of a list": {"main.tf": DB.format(f'tokens = ["{SECRET}"]')},
    "a text of several lines": {"main.tf": DB.format(f"password = <<EOF\n{SECRET}\nEOF")},
    "a script": {"main.tf": DB.format(f"user_data = <<EOF\nexport DB_PASSWORD={SECRET}\nEOF")},
    "a local": {"main.tf": DB.format("tags = { x = local.db_password }") + f'locals {{ db_password = "{SECRET}" }}'},
    "a local in another form": {
        "main.tf": DB.format("tags = { x = base64encode(local.token) }") + f'locals {{ token = "{SECRET}" }}'
    },
    "an object": {
        "main.tf": DB.format("tags = { x = local.db.password }") + f'locals {{ db = {{ password = "{SECRET}" }} }}'
    },
    "an object of secrets": {
        "main.tf": DB.format("tags = { x = local.all.secrets.db }")
        + f'locals {{ all = {{ secrets = {{ db = "{SECRET}" }} }} }}'
    },
    "a variable that is marked": {
        "main.tf": DB.format("tags = { x = var.x }")
        + f'variable "x" {{\n  sensitive = true\n  default = "{SECRET}"\n}}'
    },
    "a variable that is marked, in the key of what is open": {
        "main.tf": DB.format('tags = { x = "${var.x}-${var.open}" }')
        + f'variable "open" {{}}\nvariable "x" {{\n  sensitive = true\n  default = "{SECRET}"\n}}'
    },
    "a file of variables": {
        "main.tf": DB.format("tags = { x = var.password }") + 'variable "password" {}',
        "x.auto.tfvars": f'password = "{SECRET}"',
    },
    "a file of variables for one that is marked": {
        "main.tf": DB.format("tags = { x = upper(var.x) }") + 'variable "x" { sensitive = true }',
        "terraform.tfvars": f'x = "{SECRET}"',
    },
    "an output of a module": {
        "main.tf": DB.format("tags = { x = module.m.x }") + 'module "m" { source = "./m" }',
        "m/main.tf": f'output "x" {{\n  sensitive = true\n  value = "{SECRET}"\n}}',
    },
    "the environment of a container": {
        "main.tf": 'resource "aws_ecs_task_definition" "t" {\n  family = "t"\n  container_definitions = jsonencode('
        f'[{{ name = "c", environment = [{{ name = "DB_PASSWORD", value = "{SECRET}" }}] }}])\n}}'
    },
    "the environment of a container, the value first": {
        "main.tf": 'resource "aws_ecs_task_definition" "t" {\n  family = "t"\n  container_definitions = jsonencode('
        f'[{{ name = "c", environment = [{{ value = local.v, name = "API_KEY" }}] }}])\n}}\nlocals {{ v = "{SECRET}" }}'
    },
    "a block of which code leaves open how many there are": {
        "main.tf": 'variable "open" {}\nresource "aws_db_instance" "d" {\n  engine = "postgres"\n  dynamic "x" {\n'
        f'    for_each = var.open\n    content {{\n      password = "{SECRET}"\n    }}\n  }}\n}}'
    },
    "JSON as a text": {
        "main.tf": DB.format(f'tags = {{ x = "{{\\"password\\":\\"{SECRET}\\"}}" }}'),
    },
    "the address of a service": {"main.tf": DB.format(f'tags = {{ x = "postgres://u:{SECRET}@host/db" }}')},
    "a file that is read": {
        "main.tf": DB.format('tags = jsondecode(file("x.json"))'),
        "x.json": f'{{"password": "{SECRET}"}}',
    },
    "a function that marks": {"main.tf": DB.format(f'tags = {{ x = "${{sensitive("{SECRET}")}}-${{var.o}}" }}')},
    "the password of a backend": {
        "main.tf": f'terraform {{\n  backend "pg" {{\n    conn_str = "postgres://u:{SECRET}@h/d"\n  }}\n}}\n'
    },
    "a mistake that is quoted": {"main.tf": f'locals {{\n  password = "{SECRET}" "{SECRET}"\n}}\n' + DB.format("")},
    "a Secret of Kubernetes": {
        "a.yaml": f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\nstringData: {{x: {SECRET}}}\n"
    },
    "a container of Kubernetes": {
        "a.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n"
        f"      containers:\n      - env:\n        - name: DB_PASSWORD\n          value: {SECRET}\n"
    },
    "a text in a ConfigMap": {
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  app.properties: |\n"
        f"    db.password={SECRET}\n" + "---\n" + DEPLOYMENT.replace("1}", f"1, paused: {SECRET}}}")
    },
    "an open text that is a secret by its name": {
        "main.tf": DB.format(f'password = "{SECRET}-${{var.open}}"') + 'variable "open" {}'
    },
    "an open text that is a secret by the name beside it": {
        "main.tf": 'variable "open" {}\nresource "aws_lambda_function" "f" {\n  function_name = "f"\n  environment {\n'
        f'    variables = {{ DB_PASSWORD = format("%s-{SECRET}", var.open) }}\n  }}\n}}'
    },
    "the values of a release": {
        "main.tf": 'resource "helm_release" "r" {\n  name = "r"\n  chart = "redis"\n'
        f'  values = ["auth: {{password: {SECRET}}}"]\n'
        f'  set_sensitive {{\n    name = "a"\n    value = "{SECRET}"\n  }}\n}}'
    },
    "a container of Kubernetes in Terraform": {
        "main.tf": """
        resource "kubernetes_manifest" "m" {
          manifest = {
            apiVersion = "apps/v1"
            kind       = "Deployment"
            metadata   = { name = "m" }
            spec = { template = { spec = { containers = [{
              name = "c", image = "c", env = [{ name = "DB_PASSWORD", value = "hunter2-Zq9" }]
            }] } } }
          }
        }
        """
    },
    "a Secret of Kubernetes in Terraform": {
        "main.tf": """
        resource "kubernetes_secret" "s" {
          metadata { name = "s" }
          data = { x = "hunter2-Zq9" }
        }
        resource "kubectl_manifest" "k" {
          yaml_body = "apiVersion: v1\\nkind: Secret\\nmetadata: {name: k}\\nstringData: {x: hunter2-Zq9}"
        }
        """
    },
    "the inputs of a unit": {
        "live/terragrunt.hcl": 'terraform {\n  source = "../code"\n}\n'
        + f'inputs = {{ x = "y", token = "{SECRET}" }}\n',
        "code/main.tf": DB.format("tags = { x = md5(var.token), y = var.token }") + 'variable "token" {}',
    },
}


def forms(secret: str) -> list[bytes]:
    plain = secret.encode()
    digest = hashlib.md5(plain, usedforsecurity=False).hexdigest().encode()
    coded = [base64.b64encode(b"x" * shift + plain)[shift + (shift > 0) : -4] for shift in range(3)]
    return [plain, plain.upper(), plain.hex().encode(), digest, *coded]


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_is_kept(name: str, tmp_path: Path, warm: Kept) -> None:
    harmless = {"infra/near/main.tf": 'resource "aws_s3_bucket" "near" { bucket = "near" }'}
    folder = write(tmp_path / "tree", {f"infra/it/{file}": text for file, text in SECRETS[name].items()} | harmless)
    warm(folder)
    written = b"".join(file.read_bytes() for file in (tmp_path / "cache").iterdir())
    assert b"infra/near" in written
    assert [form for form in forms(SECRET) if form in written] == []
    warm(folder)


@pytest.mark.parametrize("name", ["token", "marked"])
def test_nothing_is_kept_of_a_run_that_is_given_a_secret(name: str, tmp_path: Path, warm: Kept) -> None:
    code = 'variable "token" {}\nvariable "marked" { sensitive = true }\nresource "aws_s3_bucket" "b" {}'
    folder = write(tmp_path / "tree", {"a/main.tf": code, "b/main.tf": 'resource "aws_s3_bucket" "b" {}'})
    for _ in range(2):
        assert warm(folder, inputs=Inputs({name: SECRET}))[1] == ["a", "b"]


# --- the folder ---------------------------------------------------------------------------------------------------


def spoiled(cut: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def spoil(cache: Path) -> None:
        for file in cache.iterdir():
            file.write_bytes(cut(file.read_bytes()))

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        spoiled(lambda data: b""),
        spoiled(lambda data: data[:-1]),
        spoiled(lambda data: data[:40]),
        spoiled(lambda data: b"x" + data),
        spoiled(lambda data: data[:-9] + bytes(9)),
        spoiled(lambda data: pickle.dumps(exit)),
        lambda cache: [(file.unlink(), file.mkdir()) for file in cache.iterdir()],
        lambda cache: [file.chmod(0o666) for file in cache.iterdir()],
    ],
)
def test_a_cache_that_is_not_whole_or_not_the_users_own_counts_as_empty(
    spoil: Callable[[Path], object], tmp_path: Path, warm: Kept
) -> None:
    folder = write(tmp_path / "tree", {"a/main.tf": 'resource "aws_s3_bucket" "b" {}'})
    warm(folder)
    spoil(tmp_path / "cache")
    assert warm(folder)[1] == ["a"]


def test_a_folder_that_cannot_be_used_is_not(tmp_path: Path, warm: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "tree", {"a/main.tf": 'resource "aws_s3_bucket" "b" {}', "file": ""})
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    (tmp_path / "led").symlink_to(folder)
    for name in ("tree/.cache", "tree", "led/.cache", "open", "tree/file/cache"):
        monkeypatch.setenv("CONTINUITY_AUDIT_CACHE_DIR", str(tmp_path / name))
        for _ in range(2):
            assert warm(folder)[1] == ["a"], name


def test_the_folder_is_the_users_own(tmp_path: Path, warm: Kept) -> None:
    warm(write(tmp_path / "tree", {"a/main.tf": 'resource "aws_s3_bucket" "b" {}'}))
    assert (tmp_path / "cache").stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "cache").iterdir()} == {0o600}


def test_entries_of_another_product_are_not_used(tmp_path: Path, warm: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(tmp_path / "tree", {"a/main.tf": 'resource "aws_s3_bucket" "b" {}'})
    warm(folder)
    monkeypatch.setattr("continuity_audit.pipeline.cache.readings.fingerprint", lambda: "other")
    monkeypatch.setattr("continuity_audit.pipeline.cache.readings.looks", lambda: "changed")
    assert warm(folder)[1] == ["a"]


def test_the_product_is_looked_at_anew_where_a_file_of_it_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = write(tmp_path / "product", {"__init__.py": "", "a.py": "x = 1\n"}) / "a.py"
    monkeypatch.setattr(product.continuity_audit, "__file__", str(code.parent / "__init__.py"))
    assert product.looks() is None, "it was written just now"
    monkeypatch.setattr(product, "SETTLED", -(10**12))
    before = product.looks()
    assert before is not None
    assert product.looks() == before
    times = (code.stat().st_atime_ns, code.stat().st_mtime_ns)
    code.write_text("x = 2\n")
    os.utime(code, ns=times)
    assert product.looks() != before, "of the same size, with its old time"


def test_where_the_folder_is() -> None:
    assert [
        place({"CONTINUITY_AUDIT_CACHE_DIR": "/x/y", "HOME": "/home/u"}, "linux"),
        place({"XDG_CACHE_HOME": "/c", "HOME": "/home/u"}, "linux"),
        place({"XDG_CACHE_HOME": "c", "HOME": "/home/u"}, "linux"),
        place({"HOME": "/home/u"}, "darwin"),
        place({}, "linux"),
    ] == [
        Path("/x/y"),
        Path("/c/continuity-audit"),
        Path("/home/u/.cache/continuity-audit"),
        Path("/home/u/Library/Caches/continuity-audit"),
        None,
    ]


def test_what_is_old_or_too_much_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = CacheFolder.at(tmp_path / "cache", outside=tmp_path / "tree")
    assert folder is not None
    now = 10_000_000.0
    for name, age in (("new", 0), ("used", 100), ("left", 200), ("old", 31 * 24 * 3600)):
        folder.write(name, name.encode() * 100)
        os.utime(tmp_path / "cache" / name, (now - age, now - age))
    monkeypatch.setattr("continuity_audit.pipeline.cache.folder.MOST", 900)
    folder.sweep(now)
    assert [name for name in ("new", "used", "left", "old") if folder.read(name)] == ["new", "used"]
    folder.write("old", b"old")
    os.utime(tmp_path / "cache/old", (1, 1))
    folder.sweep(now + 60)
    assert folder.read("old") == b"old", "it looks at most once an hour"
