"""What is known while variables are open holds for all of their values: compared with real plans that give some."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import pytest

from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from parsers.terraform.plans import OPEN, alike, needs_terraform, ours, planned, resources, write

pytestmark = needs_terraform

WORLD: Final = """
variable "any" {
}
variable "text" {
  type = string
}
variable "number" {
  type = number
}
variable "map" {
  type = map(string)
}
variable "list" {
  type = list(string)
}
variable "object" {
  type = object({ a = optional(string), d = optional(string, "d"), l = optional(list(string), []) })
}
resource "terraform_data" "counted" {
  count = var.number == null ? 0 : var.number
  input = "counted"
}
resource "terraform_data" "switched" {
  count = var.text == "a" ? 1 : 0
  input = "switched"
}
resource "terraform_data" "keyed" {
  for_each = var.map == null ? {} : var.map
  input    = "keyed"
}
"""

GIVEN: Final[tuple[dict[str, object], ...]] = (
    {"any": {"deep": "v"}, "text": "a", "number": 1, "map": {"a": "1", "deep": "y"}, "list": ["a"],
     "object": {"a": "1", "d": "z", "l": ["q"]}},
    {"any": {}, "text": "5", "number": 0, "map": {}, "list": [], "object": {}},
    {"any": None, "text": None, "number": None, "map": None, "list": None, "object": None},
    {"any": ["q"], "text": "true", "number": 3, "map": {"x": "1"}, "list": ["a", "b"], "object": {"d": None}},
    {"any": "x", "text": "10.0.0.0/8", "number": 2, "map": {"deep": "y"}, "list": ["b"], "object": {"l": []}},
)  # fmt: skip

EXPRESSIONS: Final = """
slice(terraform_data.counted[*].input, 0, 2)
slice([for one in terraform_data.counted : one.input], 1, 2)
zipmap(["a"], terraform_data.counted[*].input)
sum([for one in terraform_data.counted : 1])
index(terraform_data.counted[*].input, "counted")
matchkeys(["a", "b"], terraform_data.counted[*].input, ["counted"])
element(terraform_data.counted[*].input, 0)
one(terraform_data.counted[*].input)
max([for one in terraform_data.counted : 1]...)
try({ a = 1, b = 2 }[var.text], one(["a", "b"]))
[try(var.map.deep, { k = tonumber("x") })]
can(try({ a = 1, b = 2 }[var.text], var.map.x, [tonumber("x")]))
"p-${var.any.deep}"
"p-${var.map[var.text]}"
var.map.deep
[var.any.deep]
[var.map.deep]
{ a = var.any.deep }
[var.list[0]]
[var.list[var.number]]
"p-${var.list[length(var.list) - 1]}"
tonumber(var.text)
[tonumber(var.text)]
tonumber(var.text) >= -1000
tobool(var.text) ? "y" : "n"
var.any.deep == null
var.any.deep == "v" ? "v" : "w"
length(var.any) >= 0
[jsondecode(var.text)]
"h-${cidrhost(var.text, 1)}"
[regex("^a", var.text)]
length(keys(var.any)) >= 0
length(tolist(var.any)) >= 0
length(concat(var.any, ["z"])) >= 1
"p-${var.object.a}"
"p-${var.object.d}"
length(var.object.l) >= 0
"p-${one(var.list)}"
"p-${element(var.list, 0)}"
"p-${split(",", var.text)[1]}"
"p-${lookup(var.map, "deep")}"
"p-${lookup(var.any, "deep", "d")}"
"p-${coalesce(var.text, "")}"
var.text + 1 > -1000
!var.text
var.any && true
contains(var.any, "q") ? 1 : 2
length(range(var.number)) >= 0
length(slice(var.list, 0, 1))
[for x in var.any : "x"]
length([for x in var.list : "x"]) >= 0
var.any != null ? "p-${var.any.deep}" : "null"
{ a = "old" }[var.text == "a" ? "a" : "b"]
terraform_data.counted[0].input
terraform_data.counted[1].input
terraform_data.switched[0].input
terraform_data.keyed["deep"].input
terraform_data.keyed[var.text].input
terraform_data.counted[0] == null
[for x in [var.any] : x.deep]
[for x in [var.any] : "p-${x}"]
[for x in ["a", "b"] : x if var.any]
[for x in var.list : tonumber(x)]
{ for x in [var.text, "a"] : x => 1 }
{ for x in var.list : x => 1 }
{ for k, v in var.map : k => tonumber(v) }
{ for x in [var.any] : x => 1 }
"%{ for x in [var.any] }${x}%{ endfor }"
"%{ if var.any }a%{ else }b%{ endif }"
[var.any][*].deep
[{ a = var.any }][*].a.deep
try(var.any.deep)
join(",", ["a", var.text])
{ (var.text) = 1 }
[{ (var.any) = 1 }]
var.number == 1 ? var.any : "x"
length(tolist([var.any, 1])) == 2
max([var.number]...) > -1
[format("%s", [var.any]...)]
[zipmap([var.text], [1])]
length(merge(var.any...)) >= 0
(var.number == 1 ? true : null) ? 1 : 2
(var.number == 1 ? "true" : "x") ? 1 : 2
(var.number == 1 ? true : null) && true
!(var.number == 1 ? "true" : "x")
-(var.number == 1 ? "1" : "x") < 5
(var.number == 1 ? { a = true } : null).a ? 1 : 2
length(var.number == 1 ? [1] : null)
one(var.number == 1 ? ["a"] : ["a", "b"]) == "a"
max((var.number == 1 ? [1] : [])...) > 0
tobool(var.number == 1 ? "true" : "x") ? 1 : 2
(var.number == 1 ? [1] : null)[*] == []
var.list[*] == []
{ for x in ["a"] : (var.number == 1 ? x : null) => 1 }
{ for x in ["a", var.number == 1 ? "a" : "b"] : x => 1 }
[for x in ["a"] : x if(var.number == 1 ? true : null)]
[for x in (var.number == 1 ? [1] : null) : x]
"%{ if(var.number == 1 ? true : null) }x%{ endif }"
""".strip().splitlines()


def is_possible(theirs: Value, mine: Value) -> bool:
    """Whether a value of a plan is one of those that the reader holds possible."""
    match mine:
        case Choice(then=then, other=other):
            return is_possible(theirs, then) or is_possible(theirs, other)
        case Sensitive(value=inner):
            return is_possible(theirs, inner)
        case Unknown(starts=starts, kind=kind, sure=sure):
            kinds = {"string": str, "number": int, "bool": bool}
            known = not isinstance(theirs, str) or theirs.startswith(starts)
            return known and (
                not sure if theirs is None else not isinstance(kind, str) or isinstance(theirs, kinds.get(kind, object))
            )
        case tuple() | SetValue():
            elements = mine.elements if isinstance(mine, SetValue) else mine
            return (
                isinstance(theirs, tuple) and len(theirs) == len(elements) and all(map(is_possible, theirs, elements))
            )
        case dict():
            return (
                isinstance(theirs, dict)
                and theirs.keys() == mine.keys()
                and all(is_possible(theirs[k], mine[k]) for k in mine)
            )
        case _:
            return theirs == OPEN or alike(theirs, ours(mine))


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each expression in ``try`` and ``can``, and what would be known if it did not fail."""
    asked = 'try({0}, "none"), try({0}, "none") == "none", can({0}), length(try([{0}], []))'
    lines = [
        f'resource "terraform_data" "e{i}" {{\n  input = [{asked.format(text)}]\n}}'
        for i, text in enumerate(EXPRESSIONS)
    ]
    return write(tmp_path_factory.mktemp("possible"), {"main.tf": WORLD + "\n".join(lines)})


@pytest.mark.parametrize("given", GIVEN)
def test_what_try_gives_is_held_possible(project: Path, tmp_path: Path, given: dict[str, object]) -> None:
    file = tmp_path / "given.json"
    file.write_text(json.dumps(given))
    theirs = planned(project, f"-var-file={file}")
    mine = {address: resource.values["input"] for address, resource in resources(project).items()}
    wrong = [
        (EXPRESSIONS[int(address.removeprefix("terraform_data.e"))], value, mine[address])
        for address, value in theirs.items()
        if address.startswith("terraform_data.e") and not is_possible(value, mine[address])
    ]
    assert not wrong
