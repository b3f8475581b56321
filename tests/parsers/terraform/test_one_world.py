"""Everything that is open at once: a plan with values for all variables is one of the worlds that the reader leaves."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from parsers.terraform.plans import needs_terraform, planned, resources, write
from parsers.terraform.worlds import Contradiction, World

pytestmark = needs_terraform

WORLD: Final = """
variable "any" {
}
variable "single" {
}
variable "text" {
  type = string
}
variable "digits" {
  type = string
}
variable "number" {
  type = number
}
variable "size" {
  type     = number
  nullable = false
}
variable "switch" {
  type     = bool
  nullable = false
}
variable "maybe" {
  type = bool
}
variable "list" {
  type = list(string)
}
variable "set" {
  type = set(string)
}
variable "map" {
  type = map(string)
}
variable "objects" {
  type     = map(object({ a = string, b = number }))
  nullable = false
}
variable "object" {
  type = object({ a = optional(string), b = optional(string, "own"), o = optional(object({ n = optional(number, 1) })) })
}
variable "word" {
  type = string
  validation {
    condition     = length(var.word) > 1
    error_message = "Two characters."
  }
}
variable "one_of" {
  type = string
  validation {
    condition     = contains(["a", "b", local.third], var.one_of)
    error_message = "One of three."
  }
}
locals {
  third = "c"
}
resource "terraform_data" "off" {
  count = var.switch ? 0 : 1
  input = "off"
}
resource "terraform_data" "kept" {
  for_each = toset(compact(["", var.one_of]))
  input    = "kept"
}
resource "terraform_data" "on" {
  count = var.switch ? 1 : 0
  input = 1
}
module "on" {
  source = "./outputs"
  count  = var.switch ? 1 : 0
  value  = 1
}
module "off" {
  source = "./outputs"
  count  = var.switch ? 0 : 1
  value  = "off"
}
module "keyed" {
  source   = "./named"
  for_each = var.objects
  name     = each.key
}
module "typed" {
  source   = "./typed"
  text     = var.size
  number   = var.digits
  bool     = tostring(var.switch)
  single   = var.single
  set      = var.list
  listed   = var.set
  texts    = [var.size, var.digits]
  filled   = var.text
  untyped  = var.number
  object   = var.object
  objects  = [{ k = var.text }]
}
"""

OUTPUTS: Final = """
variable "value" {
}
output "value" {
  value = var.value
}
"""

NAMED: Final = """
variable "name" {
}
output "id" {
  value = "id-${var.name}"
}
"""

TYPED: Final = """
variable "text" {
  type = string
}
variable "number" {
  type = number
}
variable "bool" {
  type = bool
}
variable "single" {
  type = string
}
variable "set" {
  type = set(string)
}
variable "listed" {
  type = list(string)
}
variable "texts" {
  type = list(string)
}
variable "filled" {
  type     = string
  default  = "default"
  nullable = false
}
variable "untyped" {
  default  = 7
  nullable = false
}
variable "object" {
  type = object({ a = optional(string, "its"), b = optional(string), o = optional(object({ n = optional(string, "2") }), {}) })
}
variable "objects" {
  type = list(object({ k = optional(string, "key") }))
}
output "all" {
  value = {
    text = var.text, number = var.number, bool = var.bool, single = var.single, set = var.set, listed = var.listed,
    texts = var.texts, filled = var.filled, untyped = var.untyped, object = var.object, objects = var.objects
  }
}
"""

EXPRESSIONS: Final = """
[var.size, var.digits, var.switch, var.single, var.list, var.set, var.text, var.number, var.object]
module.typed.all
[var.size == 1, module.typed.all.text == "1", module.typed.all.text == var.size, "${var.size}" == module.typed.all.text]
[var.digits == "1", module.typed.all.number == 1, module.typed.all.number == var.digits, tonumber(var.digits) == 1]
[var.single == 1, var.single == "1", var.single == "a", module.typed.all.single == "1", module.typed.all.single == "a"]
[var.single == module.typed.all.single, var.single == true, module.typed.all.single == "true"]
[var.switch == module.typed.all.bool, module.typed.all.bool ? 1 : 2, var.switch ? 1 : 2]
[try(length(var.list), 9), try(length(module.typed.all.set), 9), try(length(var.list) == length(module.typed.all.set), 9)]
[try(length(toset(var.list)) == length(var.list), 9), try(length(tolist(var.set)), 9), try(length(var.set), 9)]
[var.text == null, module.typed.all.filled == "default", module.typed.all.filled, module.typed.all.filled == var.text]
[var.number == null, module.typed.all.untyped == 7, module.typed.all.untyped]
[try(var.object.a, 9), try(module.typed.all.object.a, 9), try(var.object.a == module.typed.all.object.a, 9)]
[try(var.object.b, 9), try(module.typed.all.object.b == null, 9), try(var.object.b == null, 9)]
[try(var.object.o == null, 9), try(module.typed.all.object.o.n, 9), try(var.object.o.n, 9)]
[length(module.typed.all.texts), module.typed.all.texts[0] == "1", module.typed.all.objects[0].k == "key"]
[try(merge(var.map, { k = "own" }).k, 9), try(merge({ k = "first" }, var.map).k, 9), try(merge(var.map, { z = 1 }, var.map)["z"], 9)]
[lookup(merge(var.map, { k = "own" }), "k", "none"), lookup(merge({ k = "own" }, var.map), "k", "none"), can(merge(var.map, { q = 1 }).k)]
[try(merge(var.objects, { a = { a = "s", b = 2 } }).a.b, 9), try(merge(var.object, { b = 5 }).b, 9), try(merge(var.object, { b = 5 }).a, 9)]
[try(merge(var.any, { n = 1 }).n, "refused"), try(merge({ n = 1 }, var.any, { m = 2 }), "refused"), try(merge(var.any, { m = 2 }).m == 2, 9)]
[try(merge(var.switch ? var.map : { k = "s" }, { z = "t" }).z, 9), try(merge(var.switch ? var.map : { k = "s" }, { z = "t" }).k, 9)]
[try(["p", "q", "r"][var.size], "none"), try([{ n = 1 }, { n = 1, m = 2 }, { n = 1 }][var.size].n, 9), var.size]
[try(index(["a", "b", "c"], var.one_of), 9), index(["a", "b", "c"], var.one_of) == 2, ["x", "y", "z"][index(["a", "b", "c"], var.one_of)]]
[try(index(["ab", "xy"], var.word), 9), try(index(["ab", "xy", "ab"], var.word), 9), try(index(["1", "a"], var.any), "refused")]
[try(tolist(["p", "q", "r"])[var.number], "none"), try(["p", "q"][var.digits], "none"), try(["p", "q"][var.any], "none")]
length(tostring(var.size)) >= 1
(var.switch ? module.on[0] : module.off[0]).value
try((var.switch ? terraform_data.on[0] : terraform_data.off[0]).input, "refused")
var.switch ? terraform_data.on[0].input : terraform_data.off[0].input
var.object == null ? 5 : var.object.a
try(length(var.list), 0) > 0 ? var.list[0] : 5
try(var.switch ? 5 : var.map["k"], "refused")
try(var.switch ? 5 : var.single, "refused")
try(var.switch ? var.size : var.single, "refused")
(var.switch ? var.single : "x") == 1
(var.switch ? var.single : "x") == "1"
try(true ? { n = 1 } : var.any, "refused")
lookup({ a = { n = 1 } }, var.text == null ? "" : var.text, { n = 2 })
try(lookup(tomap({ k = var.single }), "other", 5), "refused")
[lookup(var.objects, "a", { a = "x", b = 2 }), lookup({ a = element([{ n = 1 }, { n = 2 }], var.size) }, "z", { n = 3 })]
try(merge(one(values(var.objects)), { b = 5 }), "refused")
[length(var.word[*]) > 1, length(var.word) > 1, var.text[*], length(var.text[*])]
[try(tolist([var.single, 1.5]), "refused"), try(toset([2, var.single]), "refused"), try(coalesce(var.single, 5), "refused")]
try(var.switch ? cidrsubnet("10.0.0.0/8", 8, var.number) : lookup({ a = "a" }, var.word, var.single), "refused")
try(terraform_data.kept[""].input, "none")
[var.one_of == "c", var.one_of == "a"]
var.one_of == "a" || var.one_of == "b"
[for x in toset([var.word, var.one_of, "c"]) : 1]
length([for x in toset([var.one_of, "c"]) : x])
{ for x in toset([var.one_of, "c"]) : x => 1 }
[toset([var.one_of, "c"])[*], coalesce(toset([var.one_of, "b"])...)]
[length(flatten([values(module.keyed)[*].id])), flatten([[for id in values(module.keyed)[*].id : id], ["z"]])]
[flatten([for x in [1] : [for id in values(module.keyed)[*].id : { id = id }]]), compact(values(module.keyed)[*].id)]
length([for o in toset([{ k = var.word }, { k = "a" }]) : o if var.switch == null])
[var.switch ? [try(var.map["k"], null)] : [1], var.switch ? [null] : [try(var.map["k"], null), 1]]
var.switch ? { a = try(var.map["k"], null), b = 1 } : { a = 1, b = 2 }
[var.maybe == true, var.maybe == false, var.maybe != true, var.maybe != false, var.maybe == null, var.maybe]
[try(contains([true, false], var.maybe), "refused"), coalesce(var.maybe, true) == true, try(var.maybe ? 1 : 2, "refused")]
try(var.switch ? merge(var.objects["b"], { b = 1 }) : one(values(var.objects)), "refused")
""".strip().splitlines()

GIVEN: Final[tuple[dict[str, object], ...]] = (
    {"any": {"n": "x"}, "single": 1, "text": "a", "digits": "1", "number": 1, "size": 1, "switch": True, "maybe": True,
     "list": ["a", "a"], "set": ["b", "a"], "map": {"k": "v"}, "objects": {}, "one_of": "a", "word": "ab",
     "object": {"a": "x", "b": "y", "o": {"n": 3}}},
    {"any": 5, "single": "1", "text": None, "digits": "01", "number": None, "size": 0, "switch": False, "maybe": False,
     "list": [], "set": [], "map": {}, "objects": {"a": {"a": "1", "b": 1}}, "one_of": "c", "word": "abc",
     "object": {}},
    {"any": "x", "single": True, "text": "default", "digits": "1.0", "number": 7, "size": 2, "switch": True, "maybe": None,
     "list": None, "set": None, "map": None, "objects": {"b": None}, "one_of": "b", "word": "a1",
     "object": None},
    {"any": {"n": 2}, "single": "true", "text": "1", "digits": "2", "number": 2, "size": 1, "switch": False, "maybe": None,
     "list": ["b", "a"], "set": ["c"], "map": {"k": "1"}, "objects": {"b": {"a": None, "b": None}}, "one_of": "c",
     "word": "xy", "object": {"a": None, "b": None, "o": None}},
    {"any": None, "single": "a", "text": "x", "digits": "-1", "number": 0, "size": 12, "switch": True, "maybe": True,
     "list": ["1"], "set": ["1"], "map": {}, "objects": {}, "one_of": "c", "word": "yz", "object": {"o": {}}},
    {"any": [], "single": 3, "text": "b", "digits": "7", "number": None, "size": 3, "switch": False, "maybe": False,
     "list": ["x"], "set": [], "map": {}, "objects": {}, "one_of": "c", "word": "zz", "object": {"b": "q"}},
)  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lines = [f'resource "terraform_data" "e{i}" {{\n  input = [{text}]\n}}' for i, text in enumerate(EXPRESSIONS)]
    files = {
        "main.tf": WORLD + "\n".join(lines),
        "outputs/main.tf": OUTPUTS,
        "typed/main.tf": TYPED,
        "named/main.tf": NAMED,
    }
    return write(tmp_path_factory.mktemp("world"), files)


@pytest.mark.parametrize("given", GIVEN)
def test_a_plan_is_one_of_the_worlds_that_are_left_open(
    project: Path, tmp_path: Path, given: dict[str, object]
) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(given))
    theirs = planned(project, f"-var-file={file}")
    mine = {address: resource.values["input"] for address, resource in resources(project).items()}
    world, wrong = World(), []
    for position, text in enumerate(EXPRESSIONS):
        address = f"terraform_data.e{position}"
        try:
            world.take(theirs[address], mine[address])
        except Contradiction as problem:
            wrong.append(f"{text}\n  {problem}\n  planned {theirs[address]!r}\n  read {mine[address]!r}")
    assert not wrong, "\n".join(wrong)
