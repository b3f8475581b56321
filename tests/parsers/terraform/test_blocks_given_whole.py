"""A module or resource that is given as a whole: to a variable with a type, to a function, to a comparison."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

from pathlib import Path

from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Reference, SetValue, Unknown

from .plans import differences, from_text, needs_terraform, write
from .trees import ReadTree

TYPES = r"""
variable "o" { type = object({ size = number, tags = set(string), none = optional(string, "dflt"), zone = optional(string, "z") }) }
variable "keyed" { type = map(object({ size = number, zone = optional(string, "z") })) }
variable "listed" { type = list(object({ size = number, zone = optional(string, "z") })) }
variable "nested" { type = object({ inner = object({ size = number, zone = optional(string, "z") }) }) }
variable "made" { type = object({ id = string, input = optional(object({ name = string })), extra = optional(string, "d") }) }
variable "texts" { type = map(string) }
variable "same" { type = map(any) }
"""
TYPED = {
    "main.tf": r"""
module "n" { source = "./n" }
module "flat" { source = "./flat" }
module "e" {
  source   = "./n"
  for_each = toset(["x", "y"])
}
module "c" {
  source = "./n"
  count  = 2
}
resource "terraform_data" "r" {
  for_each = { a = "5" }
  input    = { name = each.value, more = 1 }
}
module "m" {
  source = "./m"
  o      = module.n
  keyed  = module.e
  listed = module.c
  nested = { inner = true ? module.n : null }
  made   = terraform_data.r["a"]
  texts  = module.flat
  same   = module.flat
}
""",
    "n/main.tf": 'output "size" { value = "5" }\noutput "tags" { value = ["b", "a", "b"] }\noutput "none" { value = null }\n',
    "flat/main.tf": 'output "number" { value = 5 }\noutput "text" { value = "t" }\n',
    "m/main.tf": TYPES
    + r"""
resource "terraform_data" "all" {
  input = { o = var.o, keyed = var.keyed, listed = var.listed, nested = var.nested, made = var.made, texts = var.texts, same = var.same }
}
resource "terraform_data" "parts" {
  input = {
    size = var.o.size, tags = var.o.tags, none = var.o.none, zone = var.o.zone, is_five = var.o.size == 5
    zones = [for k, v in var.keyed : v.zone], listed = var.listed[*].zone, inner = var.nested.inner.zone
    keys = keys(var.o), length = length(var.made), name = var.made.input.name, text = var.texts.number, same = var.same["number"]
    has = can(var.o.other), json = jsonencode(var.o), made = [for name, value in var.made : name]
  }
}
resource "terraform_data" "zoned" {
  count = var.o.zone == "z" ? 1 : 0
}
resource "terraform_data" "tagged" {
  for_each = var.o.tags
}
resource "terraform_data" "each" {
  for_each = var.made
  input    = each.key
}
module "again" {
  source = "../again"
  o      = var.o
}
""",
    "again/main.tf": r"""
variable "o" { type = object({ size = string, other = optional(number, 3) }) }
resource "terraform_data" "again" { input = var.o }
""",
}


@needs_terraform
def test_what_a_typed_variable_makes_of_a_block_agrees_with_terraform(tmp_path: Path) -> None:
    write(tmp_path, TYPED)
    assert differences(tmp_path) == []


def test_a_module_becomes_what_the_type_of_a_variable_says(tmp_path: Path) -> None:
    found = from_text(tmp_path, TYPED)
    whole = found["module.m.terraform_data.all"].values["input"]
    assert isinstance(whole, dict)
    assert whole["keyed"] == {"x": {"size": 5, "zone": "z"}, "y": {"size": 5, "zone": "z"}}
    assert whole["texts"] == {"number": "5", "text": "t"}
    assert found["module.m.module.again.terraform_data.again"].values["input"] == {"size": "5", "other": 3}
    assert sorted(
        address for address in found if ".zoned" in address or ".tagged" in address or ".each" in address
    ) == [
        'module.m.terraform_data.each["extra"]',
        'module.m.terraform_data.each["id"]',
        'module.m.terraform_data.each["input"]',
        'module.m.terraform_data.tagged["a"]',
        'module.m.terraform_data.tagged["b"]',
        "module.m.terraform_data.zoned[0]",
    ]


def test_of_a_resource_what_code_does_not_set_stays_open_and_the_rest_is_converted(tmp_path: Path) -> None:
    found = from_text(
        tmp_path,
        {
            "main.tf": 'resource "aws_vpc" "v" {\n  cidr_block = "10.0.0.0/16"\n  port = "5"\n  tags = ["b", "a", "b"]\n}\n'
            'module "m" {\n  source = "./m"\n  vpc = aws_vpc.v\n}\n',
            "m/main.tf": 'variable "vpc" {\n  type = object({ id = string, cidr_block = string, port = optional(number), extra = optional(string, "d"), tags = optional(set(string)) })\n}\n'
            'resource "aws_x" "x" {\n  keys = keys(var.vpc)\n  is_five = var.vpc.port == 5\n  extra = var.vpc.extra\n  id = var.vpc.id\n  cidr = var.vpc.cidr_block\n  tags = tolist(var.vpc.tags)\n  other = try(var.vpc.other, "none")\n}\n',
        },
    )
    made = found["module.m.aws_x.x"]
    assert made.values["keys"] == ("cidr_block", "extra", "id", "port", "tags")
    assert made.values["is_five"] is True
    assert made.values["cidr"] == "10.0.0.0/16"
    assert made.values["tags"] == ("a", "b")
    assert made.values["other"] == "none"
    for name in ("extra", "id"):
        value = made.values[name]
        assert isinstance(value, Unknown)
        assert value.causes == {f"aws_vpc.v.{name}"}
        assert made.references[name] == {Reference("aws_vpc.v", name)}
    assert made.references["cidr"] == {Reference("aws_vpc.v", "cidr_block")}


def test_blocks_of_an_open_number_are_converted_one_by_one(tmp_path: Path) -> None:
    found = from_text(
        tmp_path,
        {
            "main.tf": 'variable "n" {\n  type = number\n}\nresource "aws_x" "x" {\n  count = var.n\n  port = "5"\n}\n'
            'module "m" {\n  source = "./m"\n  xs = aws_x.x\n}\n',
            "m/main.tf": 'variable "xs" {\n  type = list(object({ id = string, port = number }))\n}\n'
            'resource "aws_y" "y" {\n  first = var.xs[0].port == 5\n  ids = var.xs[*].id\n  count = length(var.xs) > 0 ? 1 : 0\n}\n',
        },
    )
    made = found["module.m.aws_y.y"]
    assert made.values["first"] is True
    ids = made.values["ids"]
    assert isinstance(ids, Unknown)
    assert ids.reference == Reference("aws_x.x", "id")


MISTAKES = {
    "main.tf": 'module "n" {\n  source = "./n"\n}\nmodule "m" {\n  source = "./m"\n  n = module.n\n}\n'
    'module "w" {\n  source = "./w"\n  n = module.n\n}\n',
    "n/main.tf": 'resource "aws_a" "a" {}\nresource "aws_b" "b" {}\noutput "good" {\n  value = aws_a.a.arn\n}\n'
    'output "map" {\n  value = { a = aws_a.a.arn, b = aws_b.b.arn }\n}\noutput "bad" {\n  value = tonumber("x")\n}\noutput "list" {\n  value = ["x"]\n}\n',
    "m/main.tf": 'variable "n" {\n  type = object({ good = string, bad = number, list = number, map = map(string) })\n}\n'
    'resource "aws_x" "x" {\n  good = var.n.good\n  of_map = var.n.map.b\n  bad = var.n.bad\n  list = try(var.n.list, 1)\n}\n',
    "w/main.tf": 'variable "n" {\n  type = object({ good = string, absent = string })\n}\nresource "aws_x" "x" {\n  good = var.n.good\n}\n',
}


def test_only_the_attributes_that_are_asked_for_are_worked_out(tmp_path: Path) -> None:
    made = from_text(tmp_path, MISTAKES)["module.m.aws_x.x"]
    assert made.references["good"] == {Reference("module.n.aws_a.a", "arn")}
    assert made.references["of_map"] == {Reference("module.n.aws_b.b", "arn")}
    assert isinstance(made.values["good"], Unknown)
    assert made.values["good"].causes == {"module.n.aws_a.a.arn"}


def test_what_does_not_convert_is_open_and_said(tmp_path: Path) -> None:
    tree = ReadTree(tmp_path, MISTAKES)
    made = tree[".::module.m.aws_x.x"]
    assert isinstance(made.values["bad"], Unknown)
    assert isinstance(made.values["list"], Unknown)
    notes = tree.readings["."].notes
    assert notes["module.m.aws_x.x.list"] == "number required"
    assert notes["module.w.var.n"] == "attribute 'absent' is required"


IN_VALUES = {
    "main.tf": r"""
module "n" { source = "./n" }
module "c" {
  source = "./n"
  count  = 2
}
module "e" {
  source   = "./n"
  for_each = toset(["x", "y"])
}
module "m" {
  source = "./m"
  set    = [module.n, module.n, { a = 5 }]
  kinds  = module.c
  mixed  = [module.n, { a = 1 }]
}
resource "terraform_data" "r" {
  input = "r"
}
resource "terraform_data" "set" { input = toset(module.c) }
resource "terraform_data" "union" { input = setunion([module.n], [{ a = "5" }, { a = "6" }]) }
resource "terraform_data" "list" { input = tolist([module.n, { a = 1 }])[1].a }
resource "terraform_data" "map" { input = tomap({ x = module.n, y = { a = 1 } }) }
resource "terraform_data" "json" { input = jsonencode({ of = module.c, by = [module.e] }) }
resource "terraform_data" "yaml" { input = yamlencode(module.e) }
resource "terraform_data" "flat" { input = flatten([module.n, [module.c]]) }
resource "terraform_data" "flat_size" { input = length(flatten([terraform_data.r, [terraform_data.r]])) }
resource "terraform_data" "distinct" { input = distinct([module.n, { a = "5" }, module.c[1]]) }
resource "terraform_data" "contains" { input = [contains([module.n], { a = "5" }), contains(module.c, { a = "6" })] }
resource "terraform_data" "keys" { input = matchkeys(["p", "q"], [module.n, { a = "6" }], module.c) }
resource "terraform_data" "index" { input = index([{ a = "6" }, module.n], { a = "5" }) }
resource "terraform_data" "same" { input = [module.n == { a = "5" }, module.n != { a = "5" }, module.n == { a = 5 }, module.c == [module.n, module.n]] }
resource "terraform_data" "not" { input = [module.n != {}, module.n == null, module.c == [], module.e["x"] == module.e["y"]] }
resource "terraform_data" "open" { input = [terraform_data.r == { a = 1 }, jsonencode([terraform_data.r])] }
resource "terraform_data" "differ" {
  count = module.c[0] == module.c[1] ? 1 : 0
}
resource "terraform_data" "each" {
  for_each = { for m in flatten([module.n]) : m.a => m }
  input    = each.key
}
""",
    "n/main.tf": 'output "a" { value = "5" }\n',
    "m/main.tf": r"""
variable "set" { type = set(object({ a = string })) }
variable "kinds" { type = set(any) }
variable "mixed" { type = list(any) }
resource "terraform_data" "all" { input = { set = var.set, kinds = var.kinds, mixed = var.mixed } }
""",
}


@needs_terraform
def test_blocks_inside_of_values_agree_with_terraform(tmp_path: Path) -> None:
    write(tmp_path, IN_VALUES)
    assert differences(tmp_path) == []


def test_equal_modules_are_one_element_of_a_set(tmp_path: Path) -> None:
    found = from_text(tmp_path, IN_VALUES)
    assert found["terraform_data.set"].values["input"] == SetValue(({"a": "5"},))
    assert found["terraform_data.list"].values["input"] == "1"
    assert (
        found["terraform_data.json"].values["input"]
        == '{"by":[{"x":{"a":"5"},"y":{"a":"5"}}],"of":[{"a":"5"},{"a":"5"}]}'
    )
    assert 'terraform_data.each["5"]' in found
    assert "terraform_data.differ[0]" in found


PASSED_ON = {
    "main.tf": 'module "n" {\n  source = "./n"\n}\nmodule "k" {\n  source = "./n"\n}\nresource "aws_c" "c" {}\n'
    'resource "aws_x" "x" {\n  listed = tolist([module.n, module.k])[0].a\n  flat = flatten([[module.n], module.k])[1].b\n'
    "  resources = [for c in flatten([aws_c.c, [aws_c.c]]) : c.arn][1]\n  there = module.n != null\n  text = jsonencode([module.n])\n"
    '  is_text = module.n == "x"\n  open = aws_c.c == { arn = "x" }\n  bad = jsonencode([module.bad])\n  good = module.bad.good\n}\n'
    'module "bad" {\n  source = "./bad"\n}\n',
    "n/main.tf": 'resource "aws_a" "a" {}\nresource "aws_b" "b" {}\noutput "a" {\n  value = aws_a.a.arn\n}\noutput "b" {\n  value = aws_b.b.arn\n}\n',
    "bad/main.tf": 'output "good" {\n  value = "good"\n}\noutput "bad" {\n  value = tonumber("x")\n}\n',
}


def test_of_blocks_that_are_only_passed_on_nothing_is_worked_out(tmp_path: Path) -> None:
    made = from_text(tmp_path, PASSED_ON)["aws_x.x"]
    a, b = (Reference(f"module.n.aws_{name}.{name}", "arn") for name in "ab")
    assert made.references["listed"] == {a}
    assert made.references["flat"] == {Reference("module.k.aws_b.b", "arn")}
    assert made.references["resources"] == {Reference("aws_c.c", "arn")}
    assert made.values["there"] is True
    assert made.references["there"] == frozenset()
    assert made.references["is_text"] == frozenset()
    assert made.references["text"] == {a, b}
    assert causes_of(made.values["text"]) == {str(a), str(b)}


def test_what_cannot_be_opened_stays_open(tmp_path: Path) -> None:
    made = from_text(tmp_path, PASSED_ON)["aws_x.x"]
    assert causes_of(made.values["open"]) == {"aws_c.c"}
    assert causes_of(made.values["bad"]) == {"module.bad"}
    assert made.values["good"] == "good"


BESIDE = {
    "main.tf": r"""
module "n" { source = "./n" }
module "k" { source = "./k" }
resource "terraform_data" "object" { input = false ? module.n : { a = 5, size = "2" } }
resource "terraform_data" "module" { input = true ? module.n : { a = "x", size = "2" } }
resource "terraform_data" "part" { input = (true ? module.n : { a = "x", size = "2" }).size }
resource "terraform_data" "same" { input = false ? module.n : { a = "x", size = 2 } }
resource "terraform_data" "null" { input = [true ? module.n : null, false ? module.n : null] }
resource "terraform_data" "modules" { input = [true ? module.n : module.k, false ? module.n : module.k] }
resource "terraform_data" "text" { input = jsonencode(true ? module.n : module.k) }
resource "terraform_data" "nested" { input = { of = [false ? module.n : { a = true, size = 3 }] } }
""",
    "n/main.tf": 'output "a" { value = "5" }\noutput "size" { value = 1 }\n',
    "k/main.tf": 'output "a" { value = 7 }\noutput "size" { value = "8" }\n',
}


@needs_terraform
def test_a_module_beside_another_object_agrees_with_terraform(tmp_path: Path) -> None:
    write(tmp_path, BESIDE)
    assert differences(tmp_path) == []


def test_what_is_not_chosen_beside_a_module_is_not_referred_to(tmp_path: Path) -> None:
    text = """
module "n" { source = "./n" }
resource "aws_x" "made" {
  of = false ? module.n : { a = "5", b = 1 }
  at = (true ? module.n : { a = 5, b = 1 }).a
}
"""
    module = 'resource "aws_y" "y" {}\noutput "a" { value = aws_y.y.id }\noutput "b" { value = 1 }\n'
    found = from_text(tmp_path, {"main.tf": text, "n/main.tf": module})["aws_x.made"]
    assert found.references["of"] == frozenset()
    assert found.references["at"] == {Reference("module.n.aws_y.y", "id")}
