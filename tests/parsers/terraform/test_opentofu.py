"""What OpenTofu and newer versions of Terraform have beyond the oracle of the other tests, by their documentation."""

from __future__ import annotations

from pathlib import Path

from continuity_audit.estate.values import Atom, Choice, Reference, Unknown
from continuity_audit.parsers.reading import Inputs

from .plans import from_text, read, read_all, resources, write

SWITCHED = """
variable "on" {
  type    = bool
  default = false
}
resource "terraform_data" "a" {
  input = "a"
  lifecycle {
    enabled = var.on
  }
}
module "m" {
  source = "./m"
  lifecycle {
    enabled = var.on
  }
}
resource "terraform_data" "seen" {
  input = {
    is    = terraform_data.a != null
    text  = terraform_data.a != null ? terraform_data.a.input : "none"
    tried = try(module.m.name, "none")
    all   = terraform_data.a[*].input
  }
}
"""
MODULE = {"m/main.tf": 'resource "aws_x" "x" {}\noutput "name" {\n  value = "from the module"\n}\n'}


def test_what_enabled_switches_off_is_not_there_and_null(tmp_path: Path) -> None:
    found = from_text(tmp_path, {"main.tf": SWITCHED, **MODULE})
    assert list(found) == ["terraform_data.seen"]
    assert found["terraform_data.seen"].values["input"] == {"is": False, "text": "none", "tried": "none", "all": ()}


def test_what_enabled_switches_on_has_no_index(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": SWITCHED, **MODULE})
    found = resources(tmp_path, Inputs({"on": "true"}))
    assert list(found) == ["terraform_data.a", "terraform_data.seen", "module.m.aws_x.x"]
    assert found["terraform_data.a"].exists is True
    assert found["terraform_data.seen"].values["input"] == {
        "is": True, "text": "a", "tried": "from the module", "all": ("a",),
    }  # fmt: skip


def test_an_open_enabled_leaves_open_whether_anything_is_there(tmp_path: Path) -> None:
    text = SWITCHED.replace("  default = false\n", "") + 'resource "aws_y" "y" {\n  x = module.m.id\n}\n'
    module = MODULE["m/main.tf"] + 'output "id" {\n  value = aws_x.x.id\n}\n'
    found = from_text(tmp_path, {"main.tf": text, "m/main.tf": module})
    is_on = Choice(Atom("var.on", causes=frozenset({"var.on"})), True, False)
    assert found["terraform_data.a"].exists == is_on
    assert found["module.m.aws_x.x"].exists == is_on
    seen = found["terraform_data.seen"].values["input"]
    assert isinstance(seen, dict)
    assert seen["is"] == is_on
    assert seen["text"] == Choice(is_on.atom, "a", "none")
    assert seen["all"] == Choice(is_on.atom, ("a",), ())
    tried = seen["tried"]
    assert isinstance(tried, Choice)
    assert tried.then == "from the module"
    assert isinstance(tried.other, Unknown)
    target = found["aws_y.y"].values["x"]
    assert isinstance(target, Choice)
    assert isinstance(target.then, Unknown)
    assert target.then.reference == Reference("module.m.aws_x.x", "id")
    assert found["aws_y.y"].references["x"] == frozenset({Reference("module.m.aws_x.x", "id")})


def test_an_enabled_that_is_null_or_a_mistake_is_open(tmp_path: Path) -> None:
    text = "".join(
        f'resource "aws_x" "{name}" {{\n  lifecycle {{\n    enabled = {value}\n  }}\n}}\n'
        for name, value in (("a", "null"), ("b", "[]"), ("c", "1 / []"), ("d", '"false"'))
    )
    write(tmp_path, {"main.tf": text})
    reading = read(tmp_path)
    assert [resource.address for resource in reading.resources] == ["aws_x.a", "aws_x.b", "aws_x.c"]
    for resource in reading.resources:
        assert isinstance(resource.exists, Choice)
        assert resource.exists.atom.causes == frozenset({f"{resource.address}.lifecycle.enabled"})
    assert [(missing.name, missing.line, missing.reason) for missing in reading.missing] == [
        ("aws_x.a.lifecycle.enabled", 3, "the condition value is null"),
        ("aws_x.b.lifecycle.enabled", 8, "bool required"),
        ("aws_x.c.lifecycle.enabled", 13, "a number is required"),
    ]


TYPED = """
module "m" {
  source = "./m"
}
resource "terraform_data" "seen" {
  input = [module.m.typed, module.m.wrong, module.m.ports == tolist(["80"])]
}
"""


def test_outputs_are_converted_to_the_type_that_they_state(tmp_path: Path) -> None:
    module = """
output "typed" {
  type = map(object({ size = number, zone = optional(string, "a") }))
  value = { x = { size = "3" }, y = { size = 4, zone = "b", more = true } }
}
output "wrong" {
  type  = number
  value = "three"
}
"""
    ports = '{"output": {"ports": {"type": "list(string)", "value": [80]}}}'
    found = from_text(tmp_path, {"main.tf": TYPED, "m/main.tf": module, "m/ports.tf.json": ports})
    typed, wrong, same = found["terraform_data.seen"].values["input"]
    assert typed == {"x": {"size": 3, "zone": "a"}, "y": {"size": 4, "zone": "b"}}
    assert isinstance(wrong, Unknown)
    assert wrong.causes == frozenset({"module.m.output.wrong"})
    assert same is True


def test_a_source_that_names_a_variable_is_followed(tmp_path: Path) -> None:
    text = 'variable "kind" {\n  const   = true\n  default = "m"\n}\nmodule "m" {\n  source = "./${var.kind}"\n}\n'
    found = from_text(tmp_path, {"main.tf": text, **MODULE})
    assert list(found) == ["module.m.aws_x.x"]
    assert list(read_all(tmp_path)) == ["."]


def test_folders_that_a_source_can_name_are_no_roots_of_their_own(tmp_path: Path) -> None:
    text = 'variable "kind" {\n  const = true\n}\nmodule "m" {\n  source = "../modules/${var.kind}-vpc"\n}\n'
    inside = 'resource "aws_x" "x" {}\n'
    names = ("big-vpc", "small-vpc", "other", "big-vpc/sub")
    write(tmp_path, {"prod/main.tf": text, **{f"modules/{name}/main.tf": inside for name in names}})
    found = read_all(tmp_path)
    assert list(found) == ["modules/big-vpc/sub", "modules/other", "prod"]
    assert [(m.name, m.line, m.reason) for m in found["prod"].missing] == [
        ("module.m", 4, 'the module "../modules/${var.kind}-vpc" is not on disk'),
    ]
