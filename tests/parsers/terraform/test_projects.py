"""Whole projects, read as the real ``terraform plan`` reads them: instances, modules, inputs, files."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.parsers.reading import Inputs

from .plans import differences, needs_terraform, read_all, write

pytestmark = needs_terraform


def data(name: str, value: str, more: str = "") -> str:
    return f'resource "terraform_data" "{name}" {{\n  {more}\n  input = {value}\n}}\n'


EXPANSION = r"""
variable "on" { default = true }
variable "stages" {
  type    = map(object({ size = optional(number, 1), zones = optional(set(string), ["a"]) }))
  default = { prod = { size = 3, zones = ["b", "a"] }, dev = {} }
}
locals {
  people = { ann = ["x", "y"], bob = ["y"] }
  pairs  = flatten([for name, teams in local.people : [for team in teams : { name = name, team = team }]])
}
resource "terraform_data" "off" { count = var.on ? 0 : 1 }
resource "terraform_data" "one" {
  count = var.on ? 1 : 0
  input = count.index
}
resource "terraform_data" "share" {
  count = 3
  input = "${count.index / length(local.people)}:${count.index / length([1, 2, 3])}"
}
resource "terraform_data" "negative_zero" {
  count = ceil(-0.5)
}
resource "terraform_data" "negative_zero_text" {
  count = "-0"
}
resource "terraform_data" "exponent_count" {
  count = "2e0"
}
resource "terraform_data" "text_count" {
  count = "2"
  input = "${count.index}"
}
resource "terraform_data" "by_set" {
  for_each = toset(["b", "a", "b"])
  input    = "${each.key}${each.value}"
}
resource "terraform_data" "by_map" {
  for_each = var.stages
  input    = { key = each.key, size = each.value.size, zones = each.value.zones }
}
resource "terraform_data" "by_pair" {
  for_each = { for p in local.pairs : "${p.name}/${p.team}" => p }
  input    = each.value.team
}
resource "terraform_data" "odd_keys" {
  for_each = { "a.b" = 1, "a b" = 2, "é" = 3, "a\"b" = 4, "a\\b" = 5, "$${x}" = 6 }
  input    = each.value
}
resource "terraform_data" "of_blocks" {
  for_each = terraform_data.by_set
  input    = each.value.input
}
resource "terraform_data" "none" {
  for_each = {}
}
resource "terraform_data" "read_back" {
  input = {
    one    = one(terraform_data.one[*].input)
    first  = terraform_data.one[0].input
    all    = [for k, v in terraform_data.by_map : "${k}:${v.input.size}"]
    off    = length(terraform_data.off)
    try    = try(terraform_data.off[0].input, "off")
    either = try(terraform_data.one[0].id, terraform_data.off[0].id)
    values = values(terraform_data.by_set)[*].input
    keys   = keys(terraform_data.by_pair)
    joined = join(",", terraform_data.text_count[*].input)
  }
}
"""

MODULES = {
    "main.tf": r"""
module "plain" {
  source = "./modules/leaf"
  name   = "plain"
}
module "counted" {
  source = "./modules/leaf"
  count  = 2
  name   = "c${count.index}"
  tags   = { index = count.index }
}
module "keyed" {
  source   = "./modules/branch"
  for_each = { x = 2, y = 0 }
  name     = each.key
  leaves   = each.value
}
module "open_set" {
  source = "./modules/names"
  names  = toset(["a", module.plain.id])
}
resource "terraform_data" "open_set" {
  input = module.open_set.names
}
module "chained" {
  source = "./modules/leaf"
  name   = module.plain.name
  size   = module.keyed["x"].count + length(module.counted)
}
module "absent" {
  source = "./modules/leaf"
  count  = 0
  name   = "never"
}
resource "terraform_data" "seen" {
  input = {
    plain   = module.plain
    counted = module.counted[*].name
    keyed   = { for k, m in module.keyed : k => m.names }
    chained = module.chained.size
    absent  = length(module.absent)
    one     = one(module.absent[*].name)
    id      = module.plain.id
  }
}
""",
    "modules/names/main.tf": r"""
variable "names" { type = list(string) }
output "names" { value = var.names }
""",
    "modules/leaf/main.tf": r"""
variable "name" { type = string }
variable "size" {
  type     = number
  default  = 7
  nullable = false
}
variable "tags" {
  type    = map(string)
  default = {}
}
resource "terraform_data" "this" {
  input = { name = var.name, size = var.size, tags = var.tags, path = path.module, root = path.root }
}
output "name" { value = terraform_data.this.input.name }
output "size" { value = terraform_data.this.input.size }
output "id" { value = terraform_data.this.id }
""",
    "modules/branch/main.tf": r"""
variable "name" {}
variable "leaves" {}
module "leaf" {
  source = "../leaf"
  count  = var.leaves
  name   = "${var.name}-${count.index}"
  size   = null
}
output "names" { value = module.leaf[*].name }
output "count" { value = length(module.leaf) }
""",
}

TYPES = r"""
variable "number_of_text" {
  type    = number
  default = "5"
}
variable "text_of_number" {
  type    = string
  default = 1.50
}
variable "bool_of_text" {
  type    = bool
  default = "true"
}
variable "set_of_list" {
  type    = set(number)
  default = [3, "1", 3]
}
variable "list_of_set" {
  type    = list(string)
  default = [true, 2, "x"]
}
variable "map_of_any" {
  type    = map(any)
  default = { a = 1, b = "x" }
}
variable "list_of_any" {
  type    = list(any)
  default = [1, "x"]
}
variable "tuple" {
  type    = tuple([string, number])
  default = [1, "2"]
}
variable "any" {
  type    = any
  default = [1, "x", { a = null }]
}
variable "object" {
  type = object({
    name  = string
    count = optional(number)
    tags  = optional(map(string), { team = "x" })
    inner = optional(object({
      on    = optional(bool, true)
      sizes = optional(list(number), [1, 2])
    }), {})
    none  = optional(object({ a = optional(string, "z") }))
  })
  default = { name = "n", extra = "dropped", inner = { on = "false" } }
}
variable "nested" {
  type    = list(object({ a = optional(string, "d"), m = optional(map(number)) }))
  default = [{}, { a = null }, { a = "x", m = { k = "1" } }]
}
variable "map_of_objects" {
  type    = map(object({ size = optional(number, 2) }))
  default = { x = {}, y = { size = null }, z = { size = 9 } }
}
variable "untyped" { default = { a = [1] } }
variable "not_null" {
  type     = string
  default  = "given"
  nullable = false
}
"""

INPUTS = {
    "main.tf": "".join(f'variable "v{i}" {{\n  default = "default"\n}}\n' for i in range(6))
    + 'variable "list" {\n  type = list(string)\n}\nvariable "number" {\n  type = number\n}\n'
    + 'variable "map" {\n  type = map(any)\n}\nvariable "text" {\n  type = string\n}\n'
    + data("seen", "[var.v0, var.v1, var.v2, var.v3, var.v4, var.v5, var.list, var.number, var.map, var.text]"),
    "terraform.tfvars": 'v1 = "tfvars"\nv2 = "tfvars"\nv3 = "tfvars"\nv4 = "tfvars"\nv5 = "tfvars"\nlist = ["x"]\n',
    "terraform.tfvars.json": '{"v2": "json", "v3": "json", "v4": "json", "v5": "json", "map": {"a": 1, "b": "x"}}',
    "a.auto.tfvars": 'v3 = "a"\nv4 = "a"\n# comment\nv5 = <<EOT\nheredoc\nEOT\n',
    "b.auto.tfvars.json": '{"v4": "b", "text": "${not a template}"}',
    "ignored.tfvars": 'v0 = "never"\n',
}

PROVIDER_FUNCTIONS = (
    'terraform {\n  required_providers {\n    terraform = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\n'
    + 'locals {\n  given = provider::terraform::decode_tfvars(file("x.tfvars"))\n}\n'
    + data("all", "local.given")
    + data("size", "local.given.sizes[1] + 1")
    + data("open", "provider::terraform::decode_tfvars(terraform_data.all.id)")
    + "".join(
        data(name, f"try(provider::terraform::decode_tfvars({text}), \"bad\")")
        for name, text in (
            ("call", '"a = upper(1)"'), ("name", '"a = var.b"'), ("block", '"a {\\n}\\n"'), ("mistake", '"a = ["'),
            ("twice", '"a = 1\\na = 2\\n"'), ("empty", '""'), ("number", "5"), ("list", "[]"), ("null", "null"),
            ("template", '"a = \\"$${1 + 1}x\\"\\n"'), ("bytes", '"\ufeffa = 1"'),
        )
    )
)  # fmt: skip
TFVARS = '# made by hand\nname  = "é"\nsizes = [1, 2]\nmap   = { "a b" = null, c = <<-T\n  text\n  T\n}\n'

OVERRIDES = {
    "main.tf": 'variable "v" {\n  default = 1\n}\nlocals {\n  a = 1\n  b = 2\n}\n'
    + data("x", "{ v = var.v, a = local.a, b = local.b }", "count = 1")
    + data("y", '"base"'),
    "override.tf": 'variable "v" {\n  default = 2\n}\nlocals {\n  b = 3\n}\nresource "terraform_data" "x" {\n  count = 2\n}\n',
    "z_override.tf": 'resource "terraform_data" "y" {\n  input = "over"\n}\n',
    "j_override.tf.json": '{"resource": {"terraform_data": {"y": {"triggers_replace": ["t"]}}}}',
}

SPREAD_BLOCKS = {
    "main.tf": 'module "m" {\n  source   = "./m"\n  for_each = { a = 1, b = 2 }\n  v        = each.value\n}\n'
    + data("kept", "{ a = 1 }", 'for_each = toset(["k"])')
    + data("modules", "merge(values(module.m)...)")
    + data("module", '{ for k, v in merge([module.m["a"], { q = 1 }]...) : k => v if k != "id" }')
    + data("resources", "merge(values(terraform_data.kept)...).input")
    + data("names", "keys(merge(values(terraform_data.kept)...))")
    + data("other", "length(setunion([for m in values(module.m) : [m.v]]...))"),
    "m/main.tf": 'variable "v" {}\noutput "v" {\n  value = var.v\n}\noutput "w" {\n  value = "c"\n}\n'
    + data("x", "var.v")
    + 'output "id" {\n  value = terraform_data.x.id\n}\n',
}

DOTTED_OVERRIDES = {
    "main.telemetry.tf": data("x", '"base"', "count = 1") + data("y", '"base"') + data("z", '"base"'),
    "main.telemetry_override.tf": 'resource "terraform_data" "x" {\n  count = 0\n}\n',
    "y.z.override.tf": data("other", '"no override"'),
    "z.v2_override.tf.json": '{"resource": {"terraform_data": {"z": {"input": "over"}}}}',
    "a_override.v2.tf": data("plain", '"no override"'),
}

JSON = {
    "main.tf.json": r"""{
  "//": "a comment",
  "variable": {"v": {"default": "${not evaluated}", "type": "string"}, "n": {"default": 3}},
  "locals": {"l": "${var.n + 1}", "list": ["a${var.n}", 1, null, true, {"k": "${upper(\"x\")}"}]},
  "resource": {"terraform_data": {
    "x": {"input": {"v": "${var.v}", "l": "${local.l}", "text": "l is ${local.l}", "list": "${local.list}",
                    "${var.n}": 1, "escaped": "$${x}", "if": "%{ if true }y%{ endif }", "number": 1.5}},
    "y": [{"count": 2, "input": "${count.index}"}],
    "z": {"for_each": {"a": 1, "b": 2}, "input": "${each.value}"}
  }},
  "module": {"m": {"source": "./m", "x": "${terraform_data.x.input.l}"}}
}""",
    "m/main.tf.json": '{"variable": {"x": {}}, "resource": [{"terraform_data": {"inner": {"input": "${var.x}"}}}]}',
}

JSON_IN_PARTS = {
    "main.tf.json": """[
  {"locals": [{"a": 1}, {"b": "${local.a + 1}"}]},
  {"resource": [{"terraform_data": [{"x": {"input": "${local.b}"}}, {"y": [{"count": 2, "input": "${count.index}"}]}]}]},
  {"//": "nothing else"}
]""",
}

HEREDOCS = (
    "locals {\n  n = 3\n}\n"
    + data("plain", "<<EOT\n  a\n b ${local.n}\n\tc\nEOT\n")
    + data("dashed", "<<-EOT\n    a\n      b ${local.n}\n\n    c\n    EOT\n")
    + data("tabs", "<<-EOT\n\t\ta\n\t\t\tb\n\tEOT\n")
    + data("mixed", "<<-EOT\n    a\n\tb\n      c\n  EOT\n")
    + data("blank", "<<-EOT\n    a\n  \n    b\n  EOT\n")
    + data("interpolated_first", "<<-EOT\n    ${local.n} a\n      b\n  EOT\n")
    + data("less_later", "<<-EOT\n      a\n    b\n  c\n  EOT\n")
    + data("multi_line_interpolation", '<<-EOT\n    a ${join(",", [\n      "x",\n  "y"\n    ])} b\n      c\n  EOT\n')
    + data("directive", "<<-EOT\n    %{ for i in [1, 2] ~}\n    item ${i}\n    %{ endfor ~}\n    end\n  EOT\n")
    + data("conditional", "<<EOT\n%{ if local.n > 2 }\nbig\n%{ else }\nsmall\n%{ endif }\nEOT\n")
    + data("stripped", "<<EOT\n  x ${~ local.n ~}   \n  y\n%{~ if true ~}\n  z\n%{~ endif ~}\n\n  w\nEOT\n")
    + data("escapes", '<<EOT\na \\n "quoted" $${x} %%{y} \\\\ $x %y\nEOT\n')
    + data("empty", "<<EOT\nEOT\n")
    + data("in_call", "chomp(<<EOT\nx\nEOT\n  )\n")
    + data("in_list", '[<<EOT\nx\nEOT\n  , "y"]\n')
    + data("marker", "<<END_1\nEND\nEND_1\n")
    + data("joined", 'join("", [<<-A\n  a\n  A\n  , <<-B\n  b\n  B\n  ])\n')
)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param({"main.tf": EXPANSION}, id="count and for_each"),
        pytest.param(MODULES, id="modules"),
        pytest.param(
            {
                "main.tf": TYPES
                + "".join(
                    data(f"t_{name}", f"var.{name}")
                    for name in (
                        "number_of_text", "text_of_number", "bool_of_text", "set_of_list", "list_of_set", "map_of_any",
                        "list_of_any", "tuple", "any", "object", "nested", "map_of_objects", "untyped", "not_null",
                    )
                )
            },
            id="types",
        ),
        pytest.param(INPUTS | {"c.auto.tfvars": "number = 4\n"}, id="files of variables"),
        pytest.param(OVERRIDES, id="overrides"),
        pytest.param(DOTTED_OVERRIDES, id="overrides-with-dots"),
        pytest.param({"main.tf": PROVIDER_FUNCTIONS, "x.tfvars": TFVARS}, id="functions of Terraform's own provider"),
        pytest.param(SPREAD_BLOCKS, id="spread-blocks"),
        pytest.param(JSON_IN_PARTS, id="json-in-parts"),
        pytest.param(JSON, id="json"),
        pytest.param({"main.tf": HEREDOCS}, id="heredocs"),
        pytest.param({"main.tf": HEREDOCS.replace("\n", "\r\n")}, id="heredocs with CRLF"),
        pytest.param({"main.tf": "\ufeff" + data("x", '"with a byte order mark"')}, id="byte order mark"),
        pytest.param(
            {"main.tf": data("x", 'templatefile("${path.module}/t.tftpl", { names = ["a", "b"], on = true })')
             + data("f", 'file("t.tftpl")') + data("g", 'fileset(path.module, "*.tftpl")'),
             "t.tftpl": "%{ for n in names ~}\n- ${n}\n%{ endfor ~}\n%{ if on }yes%{ endif }\n"},
            id="files",
        ),
        pytest.param(
            {"main.tf": "locals {\n" + "".join(f"  l{i} = {f'local.l{i - 1} + 1' if i else 0}\n" for i in range(200))
             + "}\n" + data("x", "local.l199")},
            id="a chain of locals",
        ),
    ],
)  # fmt: skip
def test_projects_agree_with_terraform(tmp_path: Path, files: dict[str, str]) -> None:
    write(tmp_path, files)
    assert differences(tmp_path) == []


def test_variables_given_on_the_command_line_agree(tmp_path: Path) -> None:
    write(tmp_path, {**INPUTS, "extra.tfvars": 'v4 = "file"\nv5 = "file"\n'})
    given = {"v5": "last", "list": '["a", "b"]', "number": "007", "map": '{ a = 1, b = "x" }', "text": "[1]"}
    arguments = ["-var-file=extra.tfvars", *(f"-var={name}={value}" for name, value in given.items())]
    assert differences(tmp_path, Inputs(given, ("extra.tfvars",)), *arguments) == []


def test_untyped_variables_are_texts_on_the_command_line(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'variable "a" {}\nvariable "b" {\n  type = any\n}\n' + data("x", "[var.a, var.b]")})
    given = {"a": "[1]", "b": "[1, 2]"}
    assert differences(tmp_path, Inputs(given), *(f"-var={n}={v}" for n, v in given.items())) == []


def test_the_workspace_counts_where_it_is_named(tmp_path: Path) -> None:
    write(
        tmp_path, {"main.tf": data("x", '"in ${terraform.workspace}"') + data("y", 'terraform.workspace == "default"')}
    )
    assert differences(tmp_path, Inputs(workspace="default")) == []


def test_json_has_types_switches_and_pairs_of_surrogates_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "main.tf.json": r"""{
  "variable": {
    "m": {"type": "map(object({n = optional(number, 2)}))", "default": {"a": {}, "b": {"n": 5}}},
    "l": {"type": "list(string)", "default": [1, "\ud83d\ude00 \u00e9"]}
  },
  "module": {"m": {"source": "./m", "n": null}},
  "resource": {"terraform_data": {
    "each": {"for_each": "${var.m}", "input": "${each.value}"},
    "x": {"input": {"l": "${var.l}", "n": "${module.m.n}"}}
  }}
}""",
            "m/m.tf.json": '{"variable": {"n": {"nullable": false, "type": "number", "default": "7"}},'
            ' "output": {"n": {"value": "${var.n}"}}}',
        },
    )
    assert differences(tmp_path) == []
    assert list(read_all(tmp_path)) == ["."]
