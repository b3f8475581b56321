"""Features of the language together: whole projects, and expressions over what they declare, as the plan has them."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from .expressions import split
from .plans import differences, needs_terraform, write

pytestmark = needs_terraform

UNKNOWN: Final = """
resource "terraform_data" "u" {}
locals {
  u  = terraform_data.u.id
  ub = terraform_data.u.id == "x"
  ul = split(",", terraform_data.u.id)
}
"""
"""What every project may name: an unknown text, truth and list."""

FEATURES: Final[dict[str, tuple[dict[str, str], str]]] = {
    "escaped arguments": (
        {
            "main.tf": r"""
resource "terraform_data" "escaped" {
  count = 2
  _ {
    input = [count.index, "escaped"]
  }
}
module "child" {
  source = "./child"
  plain  = "a"
  _ {
    escaped = "b"
  }
}
""",
            "child/main.tf": r"""
variable "plain" {}
variable "escaped" {
  default = "c"
}
output "both" {
  value = [var.plain, var.escaped]
}
""",
        },
        "module.child.both",
    ),
    "for with grouping": (
        {
            "main.tf": r"""
locals {
  rows = [{ team = "a", name = "x", size = 1 }, { team = "b", name = "y", size = 2 }, { team = "a", name = "z", size = null }]
}
""",
        },
        r"""
{ for r in local.rows : r.team => r.name... }
{ for r in local.rows : r.team => r... if r.size != null }
{ for t, rs in { for r in local.rows : r.team => r... } : t => { for r in rs : r.name => coalesce(r.size, 0) } }
{ for i, r in local.rows : (i % 2 == 0 ? "even" : "odd") => "${i}:${r.name}"... }
{ for r in local.rows : r.team => local.u... }
{ for r in concat(local.rows, [{ team = local.u, name = "q", size = 3 }]) : r.team => r.name... }
[for t, ns in { for r in local.rows : r.team => r.name... } : "${t}=${join("+", ns)}"]
{ for k, v in { for r in local.rows : r.name => r } : v.team => k... if v.team == "a" }
{ for r in local.rows : r.team => r.size... if local.ub }
{ for x in toset(["b", "a"]) : substr(x, 0, 1) => x... }
{ for k, v in tomap({ a = "1", b = "1" }) : v => k... }
""",
    ),
    "splats": (
        {
            "main.tf": r"""
variable "nl" {
  type = list(object({ a = string }))
  default = null
}
variable "ns" {
  type = object({ a = string, b = optional(list(string)) })
  default = null
}
variable "s" {
  type = set(object({ a = string, n = optional(number) }))
  default = [{ a = "z" }, { a = "y", n = 2 }]
}
variable "o" {
  type = object({ a = string, b = optional(list(object({ c = number }))) })
  default = { a = "q" }
}
locals {
  nested = [{ l = [{ x = 1 }, { x = 2 }] }, { l = [] }]
}
""",
        },
        r"""
var.ns[*].a
var.s[*].a
var.s[*].n
var.o[*].a
local.nested[*].l[*].x
flatten(local.nested[*].l[*].x)
one(var.ns[*].a)
length(var.ns[*])
try(var.nl[*].a, "null list")
[for x in var.s[*] : x.a]
var.ns[*].b[*]
terraform_data.u[*].id
length(terraform_data.u[*].id)
local.nested[*]
try(var.o.b[*].c, "none")
try(local.nested.*.l.0.x, "short")
[for n in local.nested : n.l[*].x]
""",
    ),
    "templates": (
        {
            "main.tf": '\nlocals {\n  items = ["a", "b"]\n  m = { x = 1, y = 2 }\n  n = null\n}\nresource "terraform_data" "b" {\n  input = <<-EOT\n    %{ for k, v in local.m ~}\n    ${k} = ${v}\n    %{ endfor ~}\n    %{ if length(local.items) > 1 ~}\n      many\n    %{~ else ~}\n      few\n    %{~ endif ~}\n\n    last\n  EOT\n\n}\nresource "terraform_data" "c" {\n  input = <<EOT\n%{ if local.ub }yes%{ else }no%{ endif }\n  ${local.u}\nEOT\n\n}\nresource "terraform_data" "e" {\n  input = <<-EOT\n\n\n      indented\n    ${jsonencode({\n      a = 1\n    })}\n\n  EOT\n\n}\nresource "terraform_data" "l" {\n  input = <<-EOT\n  a\n\t b\n  EOT\n\n}\nresource "terraform_data" "o" {\n  input = <<EOT\n${~ "x" ~}\n\n  y\n%{~ if true }\n z\n%{ endif ~}\n   w\nEOT\n\n}\n',
        },
        r"""
"%{ for i in local.items ~} ${i} %{ endfor ~} end"
"a\tb\n\"q\" \\ \u00e9 $${x} %%{y} $ % $$ %% $"
"${local.n == null ? "null" : "some"}${true}${1.50}${[for i in local.items : upper(i)][0]}"
"%{ for i in range(3) }%{ if i % 2 == 0 }${i}%{ else }-%{ endif }%{ endfor }"
"%{ for i in local.ul }${i}%{ endfor }"
"${"${"${"deep"}"}"}"
"${local.items[0]}"
"%{ for k, v in { b = 1, a = 2 } ~}${k}=${v},%{ endfor ~}"
"%{ if true ~}   a   %{~ endif ~}   b"
""",
    ),
    "optional attributes inside each other": (
        {
            "main.tf": r"""
variable "v" {
  type = map(object({
    size = optional(number, 3)
    tags = optional(map(string), {})
    rule = optional(object({
      from = optional(number, 80)
      to   = optional(number)
      cidr = optional(list(string), ["0.0.0.0/0"])
    }), { from = 443 })
    many = optional(list(object({ n = string, on = optional(bool, true) })), [])
    tup  = optional(tuple([string, number]))
  }))
  default = {
    a = {}
    b = { size = null, rule = { to = 5 }, many = [{ n = "x" }, { n = "y", on = false }] }
    c = { size = "7", tags = { k = 1 }, rule = null, extra = true }
  }
}
""",
        },
        r"""
var.v
{ for k, v in var.v : k => v.rule.from }
""",
    ),
    "type constraints": (
        {
            "main.tf": r"""
variable "s" {
  type = set(object({ a = optional(string, "d"), b = optional(number) }))
  default = [{}, { a = "d" }, { b = "2" }]
}
variable "any" {
  type = map(any)
  default = { a = [1], b = ["x"] }
}
variable "la" {
  type = list(any)
  default = [{ a = 1 }, { a = "x" }]
}
variable "oa" {
  type = object({ x = any, y = optional(any, { z = 1 }), l = optional(list(any), [1, "2"]) })
  default = { x = [1, "a"] }
}
variable "t" {
  type = tuple([string, object({ k = optional(string, "dk") })])
  default = [1, {}]
}
variable "nn" {
  type = list(string)
  nullable = false
  default = ["n"]
}
variable "e" {
  type = object({})
  default = { a = 1 }
}
variable "m" {
  type = map(map(string))
  default = {}
}
""",
        },
        r"""
var.s
var.any
var.la
var.oa
var.t
var.nn
var.e
var.m
""",
    ),
    "nullable": (
        {
            "main.tf": r"""
module "a" {
  source = "./m"
  x = null
  y = null
  z = null
}
module "b" {
  source = "./m"
  x = local.u
  y = [local.u]
  z = { a = null }
}
module "c" {
  source = "./m"
  x = local.ub ? "a" : null
  y = local.ul
}
""",
            "m/main.tf": r"""
variable "x" {
  type = string
  default = "dx"
  nullable = false
}
variable "y" {
  type = list(string)
  default = ["dy"]
  nullable = false
}
variable "z" {
  type = object({ a = optional(string, "za"), b = optional(list(number), [1]) })
  default = {}
  nullable = false
}
output "o" { value = { x = var.x, y = var.y, z = var.z } }
resource "terraform_data" "t" { input = [var.x, var.y, var.z] }
""",
        },
        r"""
[module.a.o, module.b.o, module.c.o]
""",
    ),
    "types of conditionals": (
        {
            "main.tf": r"""

""",
        },
        r"""
local.ub ? { a = 1 } : { a = "x" }
local.ub ? { a = 1, b = 2 } : { a = "x" }
local.ub ? [1, "a"] : [true]
local.ub ? [1] : []
local.ub ? {} : { a = 1 }
local.ub ? null : { a = 1 }
(local.ub ? { a = { b = 1 } } : { a = { b = "q" } }).a.b
[for x in (local.ub ? [1, 2] : [3, 4]) : x]
(local.ub ? ["a", "b"] : ["c", "d"])[0]
length(local.ub ? ["a", "b"] : ["c", "d"])
length(local.ub ? ["a", "b"] : ["c"])
keys(local.ub ? { a = 1 } : { a = 2 })
true ? { a = 1, b = "x" } : { a = "y", b = "z" }
false ? { a = 1 } : { b = 2 }
true ? [1, true] : ["a"]
true ? toset(["a"]) : ["b"]
true ? [{ a = 1 }] : [{ a = 1, b = 2 }]
local.ub ? [{ a = 1 }] : [{ a = 1, b = 2 }]
local.ub ? tomap({ a = 1 }) : { b = "x" }
[for k, v in (local.ub ? { a = 1 } : { b = 2 }) : k]
{ for k, v in (local.ub ? { a = 1 } : { a = 2 }) : k => v }
local.ub ? "a" : 1
"${local.ub ? 1 : 2}"
[local.ub ? 1 : 2, local.ub ? "a" : "b"]
""",
    ),
    "instances with unknown values": (
        {
            "main.tf": r"""
resource "terraform_data" "c" {
  count = length([for x in ["a", local.u, "c"] : x])
  input = ["a", local.u, "c"][count.index]
}
resource "terraform_data" "f" {
  for_each = { a = local.u, b = "k" }
  input = each.value
}
resource "terraform_data" "g" {
  for_each = { for k, v in { x = local.u, y = null } : k => v }
  input = [each.key, each.value]
}
resource "terraform_data" "h" {
  for_each = toset([for k in ["p", "q"] : "${k}-1"])
  input = each.value
}
""",
        },
        r"""
{ for k, t in terraform_data.f : k => t.input }
terraform_data.c[*].input
[for t in terraform_data.f : t.id]
terraform_data.f["a"].input
values(terraform_data.f)[*].input
keys(terraform_data.g)
length(terraform_data.h)
terraform_data.c[1]
contains(keys(terraform_data.f), "a")
lookup(terraform_data.f, "z", "none")
try(terraform_data.f["z"].input, "nope")
merge(terraform_data.f, { z = 1 })["z"]
""",
    ),
    "modules with for_each": (
        {
            "main.tf": r"""
locals {
  cfg = { a = { n = 2, names = ["x"] }, b = { n = 0, names = [] }, c = { n = 1, names = [local.u] } }
}
module "m" {
  source   = "./m"
  for_each = local.cfg
  n        = each.value.n
  names    = each.value.names
  key      = each.key
}
module "one" {
  source = "./m"
  count  = length(local.cfg) > 2 ? 1 : 0
  n      = sum([for k, x in module.m : x.count])
  names  = flatten(values(module.m)[*].names)
  key    = join(",", keys(module.m))
}
""",
            "m/main.tf": r"""
variable "n" {}
variable "names" { type = list(string) }
variable "key" {}
resource "terraform_data" "x" {
  count = var.n
  input = "${var.key}-${count.index}"
}
module "sub" {
  source = "./sub"
  for_each = { for i in range(var.n) : "k${i}" => i }
  v = { key = each.key, value = each.value }
}
output "count" { value = length(terraform_data.x) }
output "names" { value = [for n in var.names : upper(n)] }
output "key" { value = var.key }
output "all" { value = terraform_data.x[*].input }
output "ids" { value = terraform_data.x[*].id }
output "map" { value = { (var.key) = var.names } }
output "subs" { value = { for k, s in module.sub : k => s.o } }
""",
            "m/sub/main.tf": r"""
variable "v" {}
output "o" { value = "${var.v.key}=${var.v.value}" }
resource "terraform_data" "s" { input = var.v.value + 1 }
""",
        },
        r"""
{ for k, x in module.m : k => x.names }
module.m["a"].all
one(module.one[*].key)
module.m
merge([for k, x in module.m : x.map]...)
try(module.m["zz"].all, module.m["b"].all, "none")
[for x in module.one : x.ids]
{ for k in flatten([for mk, x in module.m : [for n in x.names : "${mk}/${n}"]]) : k => length(k) }
""",
    ),
    "override files": (
        {
            "main.tf": r"""
variable "v" {
  type = string
  default = "1"
}
locals {
  a = 1
  b = { x = 1 }
}
module "m" {
  source = "./m"
  x = 1
  y = 2
}
output "o" { value = local.a }
resource "terraform_data" "x" {
  triggers_replace = [1]
  input = [var.v, local.a, local.b]
}
resource "terraform_data" "e" {
  for_each = toset(["a"])
  input = each.value
}
""",
            "override.tf": r"""
variable "v" { default = 2 }
locals { b = { y = 2 } }
module "m" { y = 3 }
resource "terraform_data" "e" {
  for_each = { k = 1 }
}
""",
            "b_override.tf": r"""
variable "v" {
  type = number
}
resource "terraform_data" "x" {
  input = "over ${local.a}"
  lifecycle {
    create_before_destroy = true
  }
}
""",
            "a_override.tf.json": r"""
{"locals": {"a": "${1 + 1}"}}
""",
            "m/main.tf": r"""
variable "x" {}
variable "y" { default = 0 }
resource "terraform_data" "in" { input = [var.x, var.y] }
""",
            "m/override.tf": r"""
resource "terraform_data" "in" {
  input = { x = var.x, y = var.y }
}
""",
        },
        "",
    ),
    "sensitive marks": (
        {
            "main.tf": r"""
variable "pw" {
  type = string
  default = "hunter2"
  sensitive = true
}
locals { s = sensitive({ a = "x", b = ["y"] }) }
""",
        },
        r"""
var.pw
"u:${var.pw}"
length(var.pw)
local.s.b[0]
nonsensitive(local.s.a)
[for x in local.s.b : upper(x)]
merge(local.s, { c = 1 })
jsonencode({ p = var.pw })
var.pw == "hunter2" ? 1 : 2
issensitive(var.pw)
{ for k, v in { a = var.pw } : k => v }
keys(local.s)
nonsensitive(sha256(var.pw))
contains([var.pw, "a"], "a")
coalesce(var.pw, "z")
split("", var.pw)
toset([var.pw, "b"])
lookup({ a = var.pw }, "a", "d")
try(local.s.zzz, "none")
can(regex("h", var.pw))
issensitive([var.pw])
[issensitive(var.pw), nonsensitive([for k in ["a"] : k])]
""",
    ),
    "validation and checks": (
        {
            "main.tf": r"""
variable "size" {
  type = number
  default = 5
  validation {
    condition = var.size > 2 && var.size < 10
    error_message = "bad ${var.size}"
  }
  validation {
    condition = contains([3, 5, 7], var.size)
    error_message = "odd"
  }
}
check "c" {
  assert {
    condition = var.size == 4
    error_message = "warn"
  }
}
resource "terraform_data" "x" {
  input = var.size * 2
  lifecycle {
    precondition {
      condition = var.size > 1
      error_message = "no"
    }
    postcondition {
      condition = self.input == 10
      error_message = "no"
    }
  }
}
""",
        },
        "",
    ),
    "blocks that move, remove and import": (
        {
            "main.tf": r"""
moved {
  from = terraform_data.old
  to = terraform_data.x
}
moved {
  from = module.old
  to = module.new
}
removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}
import {
  to = terraform_data.imp
  id = "some-id"
}
import {
  for_each = { a = "1" }
  to = terraform_data.many[each.key]
  id = each.value
}
resource "terraform_data" "x" { input = 1 }
resource "terraform_data" "imp" { input = "imported" }
resource "terraform_data" "many" {
  for_each = toset(["a", "b"])
  input = each.key
}
""",
        },
        "",
    ),
    "ephemeral marks": (
        {
            "main.tf": r"""
variable "tok" {
  type = string
  default = "t"
  ephemeral = true
}
locals { e = ephemeralasnull(var.tok) }
""",
        },
        r"""
local.e
ephemeralasnull({ a = var.tok, b = "c" })
[for x in [ephemeralasnull(var.tok)] : x == null]
""",
    ),
    "references and keys": (
        {
            "main.tf": r"""
locals {
  a = { b = local.c, d = 1 }
  c = 2
  f = { for k, v in local.a : k => v + local.c }
  tree = { l1 = { l2 = { l3 = [for i in range(2) : { id = i, u = local.u }] } } }
}
""",
        },
        r"""
local.f
local.tree.l1.l2.l3[1]
local.tree["l1"]["l2"].l3[*].id
local.tree.l1.l2.l3.0.id
[for o in local.tree.l1.l2.l3 : merge(o, { id = "x${o.id}" })]
{ for o in local.tree.l1.l2.l3 : o.id => o.u }
{ for o in local.tree.l1.l2.l3 : o.u => o.id }
[for o in local.tree.l1.l2.l3 : o.id if o.u != ""]
{ "a.b" = 1, (local.c) = 2, "${local.c}x" = 3, true = 4, 5 = 5 }
{ a : 1, "b" : 2 }
{
  a = 1 # c
  // x
  b = 2, c = 3
  /* y */ d = [
 1,
 2,
 ]
}
[
  1, # a
  2 // b
  ,
  3,
]
(
  1 +
  2
)
true ? 1 : 2
local.c == 2 ? (local.c > 1 ? "x" : "y") : "z"
upper(
  "a",
)
max([1, 2]...)
-local.c
!local.ub
local.a.b*-1
1-1
""",
    ),
    "template files": (
        {
            "main.tf": r"""
locals {
  t = "v $${x + 1} %%{ if x > 3 }big%%{ endif }"
}
""",
            "t.tpl": r"""
%{ for n in names ~}
${n}: ${upper(n)}
%{ endfor ~}
${m.k} ${u} %{ if n == null }none%{ endif }
""",
            "t2.tpl": r"""
${jsonencode(x)}
""",
            "t3.tpl": r"""
%{ if n == "p" }P%{ else }other%{ endif }
""",
            "t4.tpl": r"""
%{ for i, p in ps }
${i}=${p.n}:${p.p}%{ if i < length(ps) - 1 },%{ endif }%{ endfor }
""",
            "t5.tpl": r"""
[%{ for i, x in l }%{ if i > 0 }, %{ endif }"${x}"%{ endfor }]
""",
        },
        r"""
templatefile("${path.module}/t.tpl", { names = ["a", "b"], m = { k = 1 }, u = local.u, n = null })
templatefile("t2.tpl", { x = { y = [1, 2] } })
try(templatefile("t.tpl", {}), "missing")
[for n in ["p", "q"] : templatefile("t3.tpl", { n = n })]
templatestring(local.t, { x = 5 })
templatefile("t4.tpl", { ps = [{ n = "a", p = 80 }, { n = "b", p = 443 }] })
jsondecode(templatefile("t5.tpl", { l = ["a", "b"] }))
""",
    ),
    "nested loops": (
        {
            "main.tf": r"""
locals {
  envs = ["dev", "prod"]
  regions = { eu = ["a", "b"], us = ["a"] }
  flat = merge([for r, zs in local.regions : { for z in zs : "${r}-${z}" => { region = r, zone = z } }]...)
  prod = { for p in setproduct(local.envs, keys(local.flat)) : "${p[0]}/${p[1]}" => merge(local.flat[p[1]], { env = p[0] }) }
}
resource "terraform_data" "a" {
  for_each = local.prod
  input = each.value
}
""",
        },
        r"""
local.flat
{ for k, v in local.prod : v.env => k... }
[for k in sort(keys(local.prod)) : local.prod[k].zone]
transpose({ a = ["x", "y"], b = ["y"] })
zipmap(keys(local.flat), values(local.flat)[*].zone)
distinct([for v in local.prod : v.region])
chunklist(keys(local.prod), 2)
index(local.envs, "prod")
{ for i, e in local.envs : e => cidrsubnet("10.0.0.0/16", 8, i) }
matchkeys(values(local.flat), keys(local.flat), ["us-a"])
element(local.envs, 3)
slice(keys(local.flat), 1, length(local.flat))
alltrue([for v in local.flat : v.region != ""])
sum([for k, v in local.regions : length(v)])
[for i in range(0, 10, 3) : i]
setsubtract(keys(local.flat), ["us-a"])
toset([for v in local.flat : v.region])
length(setintersection(["a"], ["a", local.u]))
flatten([for k, v in local.regions : [for i, z in v : { k = k, i = i, z = z }]])
reverse(sort(["b", "a", "C"]))
coalesce(null, "", "x")
one([for e in local.envs : e if e == "prod"])
""",
    ),
    "types of module inputs": (
        {
            "main.tf": r"""
module "a" {
  source = "./m"
  rules = [{ port = 80 }, { port = "443", proto = "udp", cidrs = ["10.0.0.0/8"] }, { port = local.u }]
  tags = { a = 1, b = true }
  any = [1, "x"]
  nested = { x = { y = {} } }
}
module "b" {
  source = "./m"
  for_each = toset(["p", "q"])
  rules = []
  any = { k = each.key }
  nested = {}
}
""",
            "m/main.tf": r"""
variable "rules" {
  type = list(object({
    port = string
    proto = optional(string, "tcp")
    cidrs = optional(list(string), [])
  }))
}
variable "tags" {
  type = map(string)
  default = { d = "x" }
}
variable "any" { type = any }
variable "nested" {
  type = map(object({ y = optional(object({ z = optional(string, "zz") })), w = optional(list(object({ q = optional(number, 9) })), [{}]) }))
}
output "out" { value = { rules = var.rules, tags = var.tags, any = var.any, nested = var.nested } }
""",
        },
        r"""
module.a.out
{ for k, x in module.b : k => x.out.nested }
values(module.b)[0].out.any.k
module.a.out.rules[*].port
[for r in module.a.out.rules : r.proto if r.cidrs == tolist([])]
""",
    ),
    "count and for_each over nulls": (
        {
            "main.tf": r"""
variable "on" {
  type = bool
  default = null
}
variable "name" {
  type = string
  default = null
}
resource "terraform_data" "a" {
  count = var.on == null ? 1 : (var.on ? 2 : 0)
  input = coalesce(var.name, "default-${count.index}")
}
resource "terraform_data" "b" {
  for_each = var.name != null ? { n = var.name } : {}
  input = each.value
}
resource "terraform_data" "c" {
  for_each = { for k, v in { a = true, b = false } : k => v if v }
  input = each.key
}
resource "terraform_data" "e" {
  for_each = var.name == null ? toset(["x"]) : toset([])
  input = "${each.key}${each.value}"
}
""",
        },
        r"""
try(terraform_data.b["n"].input, "none")
one(terraform_data.a[*].input)
length(terraform_data.b) > 0 ? terraform_data.b["n"].id : null
one(values(terraform_data.b))
concat(terraform_data.a[*].input, [for x in terraform_data.c : x.input])
join("", terraform_data.a[*].id)
terraform_data.e["x"].input
{ for k, v in terraform_data.c : k => v.id }
terraform_data.b
[for k, v in terraform_data.b : v.id]
concat([for v in terraform_data.b : v.id], [""])[0]
terraform_data.a.*.input
element(concat(terraform_data.a[*].id, [""]), 0)
""",
    ),
    "null, missing and unknown parts": (
        {
            "main.tf": r"""

""",
        },
        r"""
[for x in [{ a = 1 }, { a = null }, {}] : try(x.a, "none")]
[for x in [{ a = 1 }, {}] : lookup(x, "a", 5)]
{ for k, v in { a = { on = true, v = 1 }, b = { on = false, v = 2 }, c = { v = 3 } } : k => v.v if try(v.on, true) }
[for i, x in ["a", "b", "c"] : { i = i, prev = i > 0 ? ["a", "b", "c"][i - 1] : null }]
merge({ a = { x = 1 } }, { a = { y = 2 } })
merge(null, { a = 1 }, {})
merge([{ a = 1 }, { b = 2 }]...)
{ for k, v in merge({ a = "1" }, { b = 2 }) : k => tostring(v) }
tomap({ a = 1, b = "x" })
tolist([1, "x", true])
toset([1, "1", 2])
try(tonumber("0x10"), "hex")
[tobool("true"), tobool(null), tostring(1.0), tonumber("1e3")]
[for s in toset(["a", "b"]) : s]
[for k, v in ["x", "y"] : k if v == "y"]
{ for p in [["a", 1], ["b", 2]] : p[0] => p[1] }
[for x in [1, 2, 3] : x if x % 2 == 1]
try([][0], {}.a, "last")
[can({}.a), can([1][0]), can(local.u.x)]
[null == null, "" == null, [] == [], {} == {}, 1 == "1", toset(["a"]) == toset(["a"]), tolist(["a"]) == ["a"]]
[local.u == null, local.u != "", local.u == local.u, [local.u] == [], { a = local.u } == { b = 1 }]
[contains(["a", local.u], "a"), contains(["b", local.u], "a"), contains([], local.u)]
distinct(["a", local.u, "a"])
compact(["a", null, "", local.u])
""",
    ),
    "unknown arguments of modules": (
        {
            "main.tf": r"""
module "a" {
  source = "./m"
  l = local.ul
  m = { for k in ["a"] : k => local.u }
  o = { name = local.u }
  s = [local.u, "b"]
  b = local.ub
  n = length(local.ul)
}
""",
            "m/main.tf": r"""
variable "l" { type = list(string) }
variable "m" { type = map(string) }
variable "o" { type = object({ name = string, size = optional(number, 4), deep = optional(object({ x = optional(bool, true) }), {}) }) }
variable "s" { type = set(string) }
variable "b" { type = bool }
variable "n" { type = number }
output "o" { value = { l = var.l, m = var.m, o = var.o, s = var.s, b = var.b, n = var.n, first = var.l[0] } }
output "cond" { value = var.b ? var.o : { name = "z", size = 1, deep = { x = false } } }
output "sized" { value = var.o.deep.x ? var.o.size : 0 }
resource "terraform_data" "t" {
  count = var.o.deep.x ? var.o.size : 0
  input = var.m
}
""",
        },
        r"""
module.a.o
module.a.o.o.size
module.a.o.first
[for x in module.a.o.s : x]
module.a.o.m["a"]
1
module.a.cond
module.a.sized
""",
    ),
    "parts of an unknown object": (
        {
            "main.tf": r"""
resource "terraform_data" "o" {
  input = { a = 1, l = [{ n = "x", t = { k = "v" } }, { n = "y", t = {} }], s = toset(["a"]), m = tomap({ q = [1] }) }
}
locals { o = terraform_data.o.output }
""",
        },
        r"""
local.o
local.o.l[*].n
[for x in local.o.l : x.n]
{ for x in local.o.l : x.n => x }
{ for i, x in local.o.l : i => x.n }
length(local.o.l)
length(local.o.s)
keys(local.o)
keys(local.o.m)
[for k, v in local.o : k]
merge(local.o, { z = 1 })
merge(local.o, { z = 1 }).z
concat(local.o.l, [1])
length(concat(local.o.l, [1]))
flatten([local.o.l, ["x"]])
jsonencode(local.o)
local.o.l[0].t.k
try(local.o.l[5], "no")
can(local.o.zz)
local.o.a + 1
"${local.o.a}"
local.o.a == 1 ? "one" : "other"
[for x in local.o.s : x]
toset([for x in local.o.l : x.n])
zipmap(local.o.l[*].n, [1, 2])
zipmap(["a", "b"], local.o.l)
element(local.o.l, 1).n
lookup(local.o.m, "q", [1])
one([local.o.a])
coalesce(local.o.a, 5)
max([local.o.a, 3]...)
reverse(local.o.l)
slice(local.o.l, 0, 1)
values(local.o.m)
distinct(local.o.l[*].n)
sort(local.o.l[*].n)
join(",", local.o.l[*].n)
contains(local.o.l[*].n, "x")
index(local.o.l[*].n, "x")
compact(local.o.l[*].n)
tolist(local.o.l[*].n)
tomap(local.o.l[0].t)
setproduct(local.o.l[*].n, ["a"])
length(setproduct(local.o.l[*].n, ["a", "b"]))
tostring(local.o.a)
format("%s-%d", local.o.l[0].n, local.o.a)
startswith("pre-${local.o.a}", "pre")
"pre-${local.o.a}" == "x"
"pre-${local.o.a}" == null
cidrsubnet("10.0.0.0/8", local.o.a, 0)
range(local.o.a)
[for k, v in local.o.m : v]
{ for k, v in local.o.m : k => v }
{ for k, v in { a = local.o.a } : k => v if v == 1 }
[for x in [1, 2] : x if x == local.o.a]
sum([local.o.a, 1])
alltrue([local.o.a == 1, false])
anytrue([local.o.a == 1, true])
local.o.a > 0
!(local.o.a > 0)
-local.o.a
local.o.l == []
local.o == null
local.o.m == {}
local.o.s == toset(["a"])
""",
    ),
    "attributes of terraform_data": (
        {
            "main.tf": r"""
resource "terraform_data" "a" {
  triggers_replace = [local.u, 1]
  input = { a = 1 }
  lifecycle {
    replace_triggered_by = [terraform_data.u]
    ignore_changes = [input]
  }
  provisioner "local-exec" {
    command = "echo ${self.id}"
  }
}
""",
        },
        r"""
terraform_data.a.triggers_replace
terraform_data.a.output
terraform_data.a.input.a
[terraform_data.a.id, terraform_data.a.output.a]
terraform_data.a
""",
    ),
    "paths and files": (
        {
            "main.tf": r"""
module "m" {
  source = "./mods/m"
}
""",
            "mods/m/main.tf": r"""
resource "terraform_data" "a" {
  input = path.module
}
resource "terraform_data" "b" {
  input = file("${path.module}/f.txt")
}
resource "terraform_data" "c" {
  input = fileset(path.module, "*")
}
resource "terraform_data" "e" {
  input = templatefile("${path.module}/t.tpl", { p = path.module })
}
resource "terraform_data" "f" {
  input = path.root
}
""",
            "mods/m/f.txt": r"""
f
""",
            "mods/m/t.tpl": r"""
${p}!
""",
            "files/a.json": r"""
{"a": 1}
""",
            "files/b.json": r"""
[2]
""",
            "files/c.txt": r"""
x
""",
        },
        r"""
path.module
path.root
"${path.module}/x"
basename(path.root)
fileset("${path.module}/files", "**")
{ for f in fileset(path.module, "files/*.json") : trimsuffix(basename(f), ".json") => jsondecode(file(f)) }
fileexists("${path.module}/files/a.json")
filemd5("files/a.json")
""",
    ),
    "any inside of types": (
        {
            "main.tf": r"""
variable "a" {
  type = object({ x = any, y = map(any), z = list(any), w = optional(any) })
  default = { x = { q = 1 }, y = { a = 1, b = "x" }, z = [1, "t"], w = [] }
}
variable "b" {
  type = map(object({ v = any }))
  default = { p = { v = 1 }, q = { v = "x" } }
}
variable "c" {
  type = list(map(any))
  default = [{ a = 1 }, { a = "x" }]
}
variable "d" {
  type = set(any)
  default = [1, "a", 1]
}
variable "e" {
  type = tuple([any, list(any)])
  default = [{ a = 1 }, [1, "x"]]
}
variable "f" {
  type = any
  default = null
}
variable "g" {
  type = map(list(object({ n = string, o = optional(number) })))
  default = { k = [{ n = 1 }], l = [] }
}
""",
        },
        r"""
var.a
var.b
var.c
var.d
var.e
var.f
var.g
[var.f == null, var.a.w == [], length(var.d), var.e[1][0], keys(var.b)]
""",
    ),
    "unknown values as any": (
        {
            "main.tf": r"""
module "m" {
  source = "./m"
  a = { x = local.u, y = { k = local.u }, l = [local.u, 1] }
  b = { p = { v = local.u }, q = { v = "s" } }
  c = local.ul
  d = [local.u, 1]
  e = jsondecode(local.u)
}
""",
            "m/main.tf": r"""
variable "a" {
  type = object({ x = any, y = map(any), l = list(any) })
}
variable "b" {
  type = map(object({ v = any, w = optional(string, "w") }))
}
variable "c" {
  type = any
}
variable "d" {
  type = set(any)
}
variable "e" {
  type = object({ k = string, o = optional(number, 3) })
}
output "o" { value = { a = var.a, b = var.b, c = var.c, d = var.d, e = var.e, eo = var.e.o } }
""",
        },
        r"""
module.m.o
[for k, v in module.m.o.b : v.v]
""",
    ),
    "instances of modules in loops": (
        {
            "main.tf": r"""
module "m" {
  source = "./m"
  for_each = { for n, c in { a = 1, b = 2 } : n => { c = c, u = "${n}-${local.u}" } }
  c = each.value.c
  u = each.value.u
}
locals {
  all = { for k, x in module.m : k => x }
  ids = flatten([for k, x in module.m : x.ids])
  m2 = merge([for k, x in module.m : { for i, id in x.ids : "${k}${i}" => id }]...)
}
resource "terraform_data" "f" {
  for_each = local.m2
  input = each.value
}
resource "terraform_data" "g" {
  count = length(local.ids)
  input = local.ids[count.index]
}
""",
            "m/main.tf": r"""
variable "c" {}
variable "u" {}
resource "terraform_data" "x" {
  count = var.c
  input = { n = "n${count.index}", u = var.u }
}
output "ids" { value = [for x in terraform_data.x : x.id] }
output "u" { value = one(distinct(terraform_data.x[*].input.u)) }
output "list" { value = terraform_data.x[*].input }
""",
        },
        r"""
local.all["a"].u
local.ids
local.m2
keys(local.m2)
{ for k, v in terraform_data.f : k => v.input }
[for x in values(module.m) : x.list[*].n]
join(",", [for x in values(module.m) : join("+", x.list[*].n)])
""",
    ),
    "strip markers": (
        {
            "main.tf": r"""
resource "terraform_data" "t8" {
  input = <<EOT
%{~ for x in [1, 2] ~}
- ${x}
%{~ endfor ~}
end
EOT

}
resource "terraform_data" "t15" {
  input = <<-EOT

    a

    b

    EOT

}
""",
        },
        r"""
"  %{~ if true }  a  %{ endif ~}  b"
"a\n%{~ if true ~}\nb\n%{~ endif ~}\nc"
"a ${~ 1 ~} b"
"a %{ for x in [1,2] ~} ${~ x ~} , %{~ endfor } b"
"%{ if false }x%{ else }  y  %{ endif }"
"%{~ if true ~}%{~ endif ~}"
" ${~ "" ~} "
"${"a" ~}  ${~ "b"}"
<<-EOT
    %{~ for x in [1, 2] ~}
    - ${x}
    %{~ endfor ~}
    end
    EOT
<<-EOT
    %{ for x in [1, 2] }
      - ${x}
    %{ endfor }
    EOT
<<-EOT
    a
    ${~ "b" ~}
    c
    EOT
<<-EOT
      ${"a"}
    b ${~ "c"}
        d
    EOT
<<-EOT
    %{ if true }
    a
    %{ endif ~}
    b
    EOT
<<-EOT
  ${jsonencode({
    a = <<-X
      x
      X
  })}
  EOT
<<-EOT
    ${local.u}
      b
    EOT
<<-EOT
    %{ for x in local.ul ~}
      ${x}
    %{ endfor ~}
    EOT
"%{ for i, x in { a = 1 } }${i}${x}%{ endfor }"
"%{ for x in toset(["b","a"]) }${x}%{ endfor }"
"%{ if local.ub }a%{ else }b%{ endif }c"
"x%{ if true }${local.u}%{ endif }"
"%{ if true }${1}%{ endif }"
"%{ if true }%{ endif }"
"${true ? "%{ if true }x%{ endif }" : ""}"
""",
    ),
    "indentation of heredocs": (
        {
            "main.tf": 'resource "terraform_data" "t0" {\n  input = <<-EOT\n\ta\n\t\tb\n\tEOT\n\n}\nresource "terraform_data" "t1" {\n  input = <<-EOT\n \ta\n  \tb\n\tEOT\n\n}\nresource "terraform_data" "t2" {\n  input = <<-EOT\n\xa0 a\n\xa0\xa0b\n  EOT\n\n}\n',
        },
        r"""
<<-EOT
  a\
  b
  EOT
<<-EOT
  "q" 's' `b`
  EOT
<<-EOT
  # no comment
  // no
  /* no */
  EOT
<<-EOT
  $
  %
  $$
  {}
  EOT
<<-EOT
    ${"a"}
  ${"b"}
    EOT
<<-EOT
    a${"\n"}b
  c
    EOT
<<-EOT
    ${<<-X
      in
    X
    }
    EOT
""",
    ),
}
"""The files of a project, and expressions over it, one a line."""

DOCUMENTED: Final = frozenset({
    '[local.u == null, local.u != "", local.u == local.u, [local.u] == [], { a = local.u } == { b = 1 }]',
    '[contains(["a", local.u], "a"), contains(["b", local.u], "a"), contains([], local.u)]',
    'compact(["a", null, "", local.u])',
    'zipmap(["a", "b"], local.o.l)',
    "slice(local.o.l, 0, 1)",
    "alltrue([local.o.a == 1, false])",
    "merge(local.o, { z = 1 }).z",
})  # fmt: skip
"""Where more is known than in a plan, see docs/terraform.md."""


@pytest.mark.parametrize("feature", FEATURES)
def test_projects_of_many_features_agree_with_terraform(tmp_path: Path, feature: str) -> None:
    files, expressions = FEATURES[feature]
    cases = split(expressions) if expressions else []
    blocks = [f'resource "terraform_data" "e{i}" {{\n  input = {case}\n}}\n' for i, case in enumerate(cases)]
    write(tmp_path, {**files, "unknown.tf": UNKNOWN, "cases.tf": "\n".join(blocks)})
    names = {f"terraform_data.e{i}": case for i, case in enumerate(cases)}
    found = [(names.get(line.partition(":")[0], ""), line) for line in differences(tmp_path)]
    assert [f"{case}\n{line}" for case, line in found if case not in DOCUMENTED] == []
    assert {case for case, _ in found} == DOCUMENTED & set(cases)
