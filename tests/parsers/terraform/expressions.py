"""Expressions that Terraform and the reader must agree on, by what they are about.

``WORLD`` is what they may name, ``TYPED_WORLD`` what those of the last two families may.
"""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

from typing import Final

WORLD: Final = r"""
variable "n" {
  type    = number
  default = 3
}
variable "text" {
  type    = string
  default = "text"
}
variable "yes" {
  type    = bool
  default = true
}
variable "names" {
  type    = list(string)
  default = ["b", "a", "c"]
}
variable "numbers" {
  type    = list(number)
  default = [3, 1, 2]
}
variable "keys" {
  type    = set(string)
  default = ["z", "a", "z"]
}
variable "map" {
  type    = map(string)
  default = { b = "two", a = "one" }
}
variable "object" {
  type = object({ name = string, size = optional(number, 5), nested = optional(object({ on = optional(bool, true) }), {}) })
  default = { name = "x" }
}
variable "objects" {
  type    = list(object({ name = string, zone = optional(string) }))
  default = [{ name = "p" }, { name = "q", zone = "z1" }]
}
variable "nothing" {
  type    = string
  default = null
}
variable "no_list" {
  type    = list(string)
  default = null
}
variable "empty" {
  type    = list(string)
  default = []
}
variable "loose" {
  default = { a = 1, b = "x", c = [true] }
}
locals {
  deep    = { a = { b = { c = [10, 20, { d = "deep" }] } } }
  mixed   = [1, "a", true, null]
  people  = { ann = { age = 30, team = "x" }, bob = { age = 25, team = "y" }, cy = { age = 41, team = "x" } }
  unicode = "héllo wörld ✓"
  marked  = "\ufeffz $${q}"
  open    = terraform_data.open.id
  later   = jsondecode(terraform_data.open.id)
}
resource "terraform_data" "open" {
  input = "known"
}
resource "terraform_data" "many" {
  count = 3
  input = "m${count.index}"
}
resource "terraform_data" "keyed" {
  for_each = { x = 1, y = 2 }
  input    = each.value
}
"""

OPERATORS: Final = r"""
1 + 2 * 3
(1 + 2) * 3
10 - 3 - 2
100 / 10 / 2
7 % 3
-7 % 3
7 % -3
5.5 % 2
-5.5 % 2
2 * 3 % 4
10 / 4
1 / 3
2 / 3
-1 / 3
1e3
1.5e2
1E-2
1.50
0.1 + 0.2
1.0
100000000000000000000000000000000000000001
100000000000000000000000000000000000000001 * 3
-5
- 5
-(-5)
--5
!true
!!true
!false && true
1 < 2
2 <= 2
3 > 4
4 >= 4
1 == 1
1 == 1.0
1 != 2
"a" == "a"
"a" != "b"
1 == "1"
true == "true"
null == null
var.nothing == null
var.nothing != null
"" == null
[1, 2] == [1, 2]
[1, 2] == [2, 1]
[1] == ["1"]
{ a = 1 } == { a = 1 }
{ a = 1 } == { a = 2 }
{ a = 1 } == { b = 1 }
var.names == ["b", "a", "c"]
var.empty == []
var.names == tolist(["b", "a", "c"])
toset(["a", "b"]) == toset(["b", "a"])
true && false
true || false && false
(true || false) && false
1 + 1 == 2
1 + 1 == 2 && 3 > 2
1 < 2 == true
!(1 == 2)
"5" + 3
"5" * "3"
"10" > "9"
true ? 1 : 2
false ? 1 : true ? 2 : 3
1 == 1 ? "y" : "n"
"true" ? 1 : 2
"true" && true
!"false"
-"5"
1 - -1
1--1
var.n - 1
var.n*2
var.n/2
var.n%2
10/2*5
2+3==5?"yes":"no"
1 + 2 + 3 * 4 - 5 / 5
1 < 2 && 2 < 3 || false
"""

NUMBERS: Final = r"""
"x${-0}"
"x${-1 * 0}"
tostring(-0)
jsonencode(-0)
tostring(tonumber("-0"))
"x${0 * -1}"
"x${-0.0}"
"x${-0 + 0}"
"x${-0 + -0}"
"x${-0 - 0}"
"x${0 - 0}"
"x${abs(-0)}"
"x${ceil(-0.5)}"
"x${floor(-0.0)}"
"x${-0 == 0}"
"x${max(-0, 0)}"
"x${min(-0, 0)}"
format("%v", -0)
format("%d", -0)
format("%f", -0)
format("%s", -0)
"x${0 / -5}"
"x${-5 % 5}"
"x${-0 * 3}"
"x${-0 * -0}"
yamlencode(-0)
parseint("-0", 10)
"x${parseint("-0", 10)}"
toset([0, -0])
"x${signum(-0)}"
"x${sum([-0])}"
"x${sum([-0, 0])}"
"x${--0}"
tolist(["a", -0])
{ "${-0}" = 1 }
{ (-0) = 1 }
-0 < 0
"x${-"0"}"
"x${jsondecode("-0")}"
"x${pow(-0, 1)}"
range(-0, 1)
[-0, 1][0]
"x${[for x in [-0] : x][0]}"
"x${true ? -0 : "a"}"
"x${-1 * (5 - 5)}"
"x${(5 - 5) * 2}"
"x${-0.5 * 0}"
"${1}"
"${1.0}"
"${1.50}"
"${1e3}"
"${1e21}"
"${1e30}"
"${1e-7}"
"${0.1 + 0.2}"
"${1 / 3}"
"${2 / 3}"
"${10 / 4}"
"${100000000000000000000000000000000000000001}"
"${1234567890123456789012345678901234567890.5}"
"${-0.5}"
1 / (1 / 0)
1 / 0 > 5
try((1 / 0) - (1 / 0), "infinity from itself")
try((1 / 0) * 0, "nothing of infinity")
try((1 / 0) / (1 / 0), "infinity by itself")
try(1 % (1 / 0), "the rest of infinity")
"${0}"
"${-0}"
"${-1 * 0}"
"${3.0 * 2}"
"${1.1 * 1.1}"
"${0.1 * 3}"
"${1e400}"
1e400
1e-400
"${1e15}"
"${123456789.123456789}"
tostring(1.10)
tostring(1 / 3)
jsonencode(1 / 3)
jsonencode(1e21)
jsonencode(1.5)
format("%v", 1e21)
"${22 / 7}"
"${1 / 7}"
"${pow(2, 0.5)}"
"${floor(2.7)}"
"${5 % 0.3}"
"${1e100 + 1}"
1e100 + 1
"${pow(2, 600)}"
"${pow(2, 512) + 1}"
"${(pow(2, 511) * 4) + 3}"
"${0.30000000000000004}"
"${1.000000000000000000000000000000000000000000000000000000001}"
tonumber("1e3")
"""

CONDITIONALS: Final = r"""
try(true ? "a" : { a = 1 }, "refused")
try(false ? [1] : "a", "refused")
try(true ? "a" : [for n in var.names : n], "refused")
try(true ? var.text : {}, "refused")
true ? 1 : "a"
false ? 1 : "a"
true ? true : "a"
true ? 1.50 : "a"
true ? [1] : ["a"]
true ? [1, 2] : ["a"]
true ? [1, "b"] : [true]
true ? [] : [1]
true ? [1] : []
true ? { a = 1 } : { a = "x" }
true ? { a = 1 } : { b = "x" }
true ? {} : { b = "x" }
true ? { a = 1 } : {}
true ? null : "x"
true ? null : 1
true ? 1 : null
true ? [1] : null
true ? toset(["1"]) : toset([2])
true ? tolist([1]) : ["a"]
true ? var.names : []
false ? [] : var.names
true ? var.numbers : ["a"]
true ? var.map : {}
true ? { x = 1 } : var.map
false ? { x = 1 } : var.map
true ? local.people : {}
true ? 1 : var.text
false ? var.text : var.n
true ? var.n : tostring(var.n)
true ? [{ a = 1 }] : [{ a = "x" }]
true ? [[1]] : [["a", 2]]
true ? { a = [1] } : { a = ["x", "y"] }
true ? { a = { b = 1 } } : { a = { b = "x" } }
true ? "a" : local.open
false ? 1 : local.open
true ? 1 : local.later
local.open == "x" ? 1 : 1
local.open == "x" ? 1 : 2
var.yes ? var.object : null
var.object.nested.on ? "on" : "off"
true ? [1, 2, 3] : tolist(["a"])
true ? 5 : "x${var.n}"
[true ? 1 : "a", false ? 1 : "a"]
true ? [true ? 1 : "a"] : ["x"]
true ? var.keys : toset([])
true ? var.keys : []
true ? (false ? 1 : "a") : 3
(true ? 1 : 2) + 1
(true ? 1 : "2") == "1"
"""

LOOPS: Final = r"""
[for n in var.names : upper(n)]
[for i, n in var.names : "${i}=${n}"]
[for n in var.names : n if n != "a"]
[for k, v in var.map : "${k}:${v}"]
[for v in var.map : v]
[for k in var.keys : k]
[for i, k in var.keys : "${i}${k}"]
{ for n in var.names : n => upper(n) }
{ for i, n in var.names : n => i }
{ for i, n in var.names : i => n }
{ for k, v in var.map : v => k }
{ for k, v in var.map : k => v if k != "a" }
{ for n, p in local.people : p.team => n... }
{ for n, p in local.people : p.team => p.age... if p.age > 28 }
{ for o in var.objects : o.name => o }
[for o in var.objects : o.zone]
[for o in var.objects : o.zone if o.zone != null]
[for x in [1, 2, 3] : x * 2]
[for x in [] : x]
{ for x in [] : x => x }
[for x in { b = 1, a = 2 } : x]
[for x in [[1, 2], [3]] : [for y in x : y + 1]]
[for a in ["x", "y"] : [for b in [1, 2] : "${a}${b}"]]
flatten([for a in ["x", "y"] : [for b in [1, 2] : "${a}${b}"]])
{ for p in setproduct(["a", "b"], ["c"]) : "${p[0]}-${p[1]}" => p }
merge([for k, v in var.map : { (v) = k }]...)
merge({ a = 1 }, { b = 2 }, { a = 3 })
max([for p in local.people : p.age]...)
[for s in ["a", "b", "a"] : s]
toset([for s in ["a", "b", "a"] : s])
[for k, v in local.mixed : k]
[for v in local.mixed : v == null ? "null" : "some"]
[for for_each in [1] : for_each]
{ for k, v in { "a b" = 1 } : k => v }
[for m in terraform_data.many : m.input]
{ for k, m in terraform_data.keyed : k => m.input }
[for k, m in terraform_data.keyed : k]
[for m in terraform_data.many : m.id]
[for i in range(3) : i]
[for i in range(10, 0, -3) : i]
[for o in local.later : o]
[for x in [1, local.open] : x]
[for x in [local.open] : x if x == "a"]
{ for x in ["a"] : x => local.open }
{ for x in [local.open] : x => 1 }
[
  for x in [1, 2] :
  x
  if x > 1
]
{
  for x in [1, 2] :
  "k${x}" => x
}
[for x in var.names : x == "a" ? 1 : "b"]
[for x in toset([3, 1, 2]) : x]
[for x in toset(["10", "9"]) : x]
[for x in [true, false] : !x]
[for k, v in { 1 = "a", true = "b" } : k]
"""

SPLATS: Final = r"""
try(local.people.ann[*].age, "refused")
try(one(local.people[*].ann[*].age), "refused")
try(one(terraform_data.many[*].input[*]), "refused")
try(values(local.people)[*][*].age[0], "refused")
try(terraform_data.keyed["x"][*].input, "refused")
try(terraform_data.open[*].input.lacking, "refused")
can(local.deep.a[*].b.c[*])
try(var.empty[*].lacking, "refused")
try(var.empty[*], "refused")
try([for o in var.objects : o if false][*].zone, "refused")
try(slice(var.objects, 0, 0)[*].zone[0], "refused")
try([][*].lacking, "refused")
try([for x in [] : x if var.nothing], "refused")
try([for x in [] : x if "a"], "refused")
try([for x in [] : x if x.a == 1], "refused")
try({ for k, x in {} : k => x if [1] }, "refused")
try({ for k, x in {} : k => x if k > 1 && x == null }, "refused")
try([for x in var.empty : x if tonumber("a") > x], "refused")
var.objects[*].name
var.objects.*.name
var.objects[*].zone
var.names[*]
var.keys[*]
var.nothing[*]
var.text[*]
var.n[*]
[for x in var.nothing[*] : x]
length(var.nothing[*])
length(var.text[*])
var.object[*].name
var.map[*]
local.deep[*].a.b
local.deep.a.b.c[2].d
local.deep.a.b.c[*]
local.deep["a"]["b"].c[0]
local.deep["a"].b["c"][1]
local.people["ann"].age
local.people.ann["age"]
var.names[0]
var.names[var.n - 1]
var.names.0
var.names["1"]
var.map["a"]
var.map.a
var.loose.c[0]
local.mixed[0]
local.mixed["0"]
local.mixed[3]
terraform_data.many[*].input
terraform_data.many.*.input
terraform_data.many[1].input
terraform_data.many.1.input
terraform_data.many[*].id
terraform_data.many[0].id
terraform_data.keyed["x"].input
values(terraform_data.keyed)[*].input
keys(terraform_data.keyed)
length(terraform_data.many)
length(terraform_data.keyed)
length(terraform_data.many[*].id)
element(terraform_data.many[*].input, 4)
{ a = 1 }["a"]
{ a = 1 }.a
[1, 2, 3][1]
"${[1, 2, 3][1]}"
[[1, 2], [3, 4]][1][0]
[[1, 2], [3, 4]][*][0]
[{ a = [1, 2] }, { a = [3] }][*].a[0]
[{ a = [1, 2] }, { a = [3] }].*.a[0]
[{ a = { b = 1 } }][*].a.b
[{ a = { b = 1 } }].*.a.b
flatten(var.objects[*].name)
[[{ x = 1 }], [{ x = 2 }]][*][*].x
[null][*]
[][*]
(var.names)[0]
[for o in var.objects : o][0].name
split(",", "a,b")[1]
try(var.names[10], "none")
try(var.map["zz"], "none")
try(var.map.zz, "none")
try(local.people.zed.age, 0)
try(null.a, "null")
try(var.nothing[0], "null")
try([][0], "empty")
try("abc"[0], "no index")
try(var.n.x, "no attribute")
can(var.names[0])
can(var.names[10])
can(local.people.zed)
try(tonumber("x"), "not")
try(local.open.foo, "no attribute on a text")
try(local.later.foo, "open")
try(var.names[-1], "negative")
try(var.names[0.5], "fraction")
try(keys("x"), "wrong")
try("${[]}", "not a text")
try("${null}", "null text")
try(1 + "a", "no number")
try(!"x", "no bool")
try(true ? 1 : 2, 5)
try(max(), "none")
try({ (null) = 1 }, "null key")
try([for x in null : x], "null for")
try([for x in 5 : x], "five")
terraform_data.open.input
terraform_data.open.output
terraform_data.open.triggers_replace
[terraform_data.open.id, 1, { a = terraform_data.open.id }]
"${terraform_data.open.id}-x"
upper(terraform_data.open.id)
length([terraform_data.open.id, "b"])
terraform_data.open.id != null
terraform_data.open.id == null
coalesce(null, "", "x")
"""

TEMPLATES: Final = r"""
" ${~ true ~} "
" ${~ 5 ~}"
"${5 ~} "
try({ var.n = 1 }, "a bare reference is no key")
{ (var.n) = 1 }
{ (var.loose).b = 1 }
"plain"
"a${var.text}b"
"${var.text}"
"${var.names}"
"${var.n}"
"${true}"
"${var.n}${var.n}"
"$${literal}"
"%%{literal}"
"$"
"%"
"$$"
"$a %b"
"$${a}${var.text}"
"100%"
"50%% ${var.text}"
"\n\t\"\\"
"\u00e9\U0001F600"
"é"
"a${"b${"c"}"}"
"${"quoted \"inside\""}"
"${ var.text }"
"a ${~ var.text ~} b"
"a ${~ var.text } b"
"a ${ var.text ~} b"
"%{ if var.yes }on%{ else }off%{ endif }"
"%{ if var.yes }on%{ endif }"
"%{ if !var.yes }on%{ endif }"
"%{ if var.n > 2 ~} big %{~ else ~} small %{~ endif }"
"%{ for n in var.names }${n},%{ endfor }"
"%{ for i, n in var.names }${i}${n} %{ endfor }"
"%{ for k, v in var.map ~} ${k}=${v} %{~ endfor }"
"%{ for n in var.names }%{ if n != "a" }${n}%{ endif }%{ endfor }"
"x%{ for n in [] }${n}%{ endfor }y"
"${local.unicode}"
"${[for n in var.names : n][0]}"
"${{ a = 1 }.a}"
"${var.map["a"]}"
"a${local.open}"
"%{ if true }${1}%{ endif }"
"%{ if true }1%{ endif }"
"${"$"}{x}"
"${format("%s-%d", "a", 1)}"
"a // b # c /* d */"
"${"a" /* comment */}"
"${
  var.text
  }"
"}"
"{"
"~"
"${true ? "a" : "b"}"
"${1 + 1} ${1 == 1}"
"a%{ if true } b %{ endif }c"
"""

COLLECTIONS: Final = r"""
[]
{}
[1, "a", true, null]
[1, 2,]
{ a = 1, b = 2 }
{ a = 1, b = 2, }
{ "a" = 1 }
{ a : 1 }
{ "a" : 1, b = 2 }
{ (var.text) = 1 }
{ "${var.text}-x" = 1 }
{ (upper("a")) = 1, b = [1, { c = 2 }] }
{ 1 = "a" }
{ true = 1 }
{ null = 1 }
{ if = 1, for_each = 2 }
{ a-b = 1 }
{ a = 1
  b = 2 }
{
  a = 1 # one
  b = 2 // two
  /* three */ c = 3
}
{ a = 1, a = 2 }
[1, [2, [3]]]
[
  1,
  2, # two
]
[1
]
concat([1], ["a"])
concat(var.names, ["x"])
toset(["b", "a", "b"])
toset([3, 10, 2])
tolist(toset(["b", "a"]))
tomap({ a = 1, b = "x" })
tolist([1, "a"])
zipmap(["a", "b"], [1, 2])
lookup({ a = 1 }, "a", 0)
lookup({ a = 1 }, "b", 0)
element(["a", "b"], 3)
keys({ b = 1, a = 2 })
values({ b = 1, a = 2 })
length({ a = 1 })
length("héllo")
distinct(["a", "b", "a"])
contains(["a"], "a")
merge(var.map, { c = "three" })
merge(null, { a = 1 })
slice(["a", "b", "c"], 1, 3)
coalesce(var.nothing, "default")
coalescelist([], ["x"])
compact(["a", "", null])
one([])
one(["x"])
sum([1, 2.5])
reverse(["a", "b"])
sort(["b", "a"])
chunklist([1, 2, 3], 2)
range(3)
setunion(["a"], ["b"])
setintersection(["a", "b"], ["b"])
setsubtract(["a", "b"], ["b"])
matchkeys(["a", "b"], ["x", "y"], ["y"])
transpose({ a = ["x", "y"], b = ["x"] })
alltrue([true, "true"])
anytrue([])
index(["a", "b"], "b")
flatten([["a"], [], ["b", ["c"]]])
nonsensitive(sensitive("x"))
var.loose
var.object
var.objects
var.names
var.keys
var.map
var.nothing
local.people
keys(var.object)
values(var.map)
jsondecode("{\"a\": [1, null, \"x\"]}").a
jsonencode({ b = 1, a = [true, null], c = "<x>" })
yamldecode("a: [1, two]\nb: yes")
csvdecode("a,b\n1,2")[0].a
split(",", "a,b,c")
join("-", var.names)
replace("abc", "/b/", "x")
regex("a(.)c", "abc")
regexall("[a-z]", "a1b")
cidrsubnet("10.0.0.0/16", 8, 2)
cidrsubnets("10.0.0.0/16", 4, 4)
format("%05.2f|%-5s|%q", 3.14159, "ab", "x")
formatlist("%s-%s", ["a", "b"], "z")
title("hello world")
substr("hello", 1, 3)
trimprefix("abc", "a")
strrev("abc")
base64encode("hi")
md5("x")
max(1, 2, 3)
max([1, 5]...)
min(var.numbers...)
ceil(1.2)
abs(-1)
signum(-3)
parseint("ff", 16)
tonumber("5")
tobool("true")
tostring(true)
can(tonumber("a"))
indent(2, "a\nb")
chomp("a\n")
startswith("abc", "a")
strcontains("abc", "b")
concat(tolist(var.keys), [local.open])
concat([local.open], ["x"])[1]
length(concat([local.open], ["x"]))
merge({ a = local.open }, { b = 1 })
merge({ a = local.open }, { b = 1 }).b
{ a = local.open, b = 1 }
[local.open, 1][1]
keys({ a = local.open })
values({ a = local.open, b = 2 })
zipmap(["a"], [local.open])
lookup({ a = local.open, b = 2 }, "b", 3)
lookup({ a = 1, b = 1 }, local.open, 1)
lookup({ a = 1, b = 2 }, local.open, 3)
lookup({ a = "x" }, local.open)
lookup({ a = null }, local.open, "x")
lookup({ a = { b = 1 } }, local.open, { b = 2 }).b
lookup(tomap({ a = 1, b = 1 }), local.open, "1")
flatten(["a", lookup({ a = ["b"] }, local.open, [])])
{ for i, x in ["a"] : x => i
  == 1 }
{ for x in ["a", "b"] : x => x
  != "b"
  ? 1
  : 2 }
{
  for x in ["a"] : x => x
  if true
}
toset([local.open])
toset(["a", local.open])
tolist(["a", local.open])
join(",", ["a", local.open])
format("%s", local.open)
coalesce(local.open, "x")
element(["a", "b"], length(local.open))
length(toset([local.open]))
contains(["a", local.open], "a")
contains(["a", local.open], "b")
local.later == 1
local.later[0]
[for k, v in { a = local.later } : k]
tolist(local.later)
length(local.later)
"${local.later}"
!local.later
-local.later
local.later + 1
local.later > 1
local.later && true
true || local.later
jsonencode({ a = local.open })
"""


TYPED_WORLD: Final = r"""
variable "n" {
  type = number
  default = 3
}
variable "nothing" {
  type    = string
  default = null
}
variable "nothing_any" {
  default = null
}
variable "nonum" {
  type    = number
  default = null
}
variable "names" {
  type    = list(string)
  default = ["b", "a", "c"]
}
variable "numbers" {
  type    = list(number)
  default = [3, 1, 2]
}
variable "empty" {
  type    = list(string)
  default = []
}
variable "emptymap" {
  type    = map(string)
  default = {}
}
variable "emptyset" {
  type    = set(string)
  default = []
}
variable "map" {
  type    = map(string)
  default = { b = "two", a = "one" }
}
variable "objects" {
  type    = list(object({ name = string, zone = optional(string), port = optional(number) }))
  default = [{ name = "p" }, { name = "q", zone = "z1" }]
}
variable "objmap" {
  type    = map(object({ name = string, zone = optional(string), tags = optional(map(string), {}) }))
  default = { x = { name = "p" }, y = { name = "q", zone = "z1", tags = { a = "b" } } }
}
variable "any" {
  type = any
  default = { a = 1, l = [1, "x"], n = null }
}
locals {
  u      = terraform_data.u.id
  dyn    = jsondecode(terraform_data.u.id)
  dynout = terraform_data.d.output
  ulist  = split(",", terraform_data.u.id)
  uset   = toset(split(",", terraform_data.u.id))
  unum   = parseint(substr(sha1(terraform_data.u.id), 0, 6), 16)
  ubool  = terraform_data.u.id == "x"
  umap   = { k = terraform_data.u.id, l = "known" }
  utomap = tomap({ for x in split(",", terraform_data.u.id) : x => 1 })
  uobj   = terraform_data.o.output
  utup   = terraform_data.t.output
  unumout = terraform_data.n.output
  ulistout = terraform_data.l.output
  umapout = terraform_data.m.output
  usetout = terraform_data.s.output
}
resource "terraform_data" "u" {}
resource "terraform_data" "o" { input = { a = "x", b = 2, c = [1, "y"], d = { e = true } } }
resource "terraform_data" "t" { input = ["x", 2, true] }
resource "terraform_data" "n" { input = 5 }
resource "terraform_data" "d" { input = jsondecode(terraform_data.u.id) }
resource "terraform_data" "l" { input = tolist(["a", "b"]) }
resource "terraform_data" "l2" { input = [{ n = "x" }, { n = "y" }] }
resource "terraform_data" "m" { input = tomap({ a = "x" }) }
resource "terraform_data" "s" { input = toset(["a", "b"]) }
resource "terraform_data" "null" { input = null }
resource "terraform_data" "many" {
  count = 2
  input = "m${count.index}"
}
resource "terraform_data" "keyed" {
  for_each = { x = 1, y = 2 }
  input    = each.value
}
"""

TYPED_UNKNOWNS: Final = r"""
(local.unum + 1 / 0) != null
local.utup[*] == null
length(local.utup[*])
can(local.utup[*].zz)
(local.unumout == 5 ? 2 : 7)[*]
(local.unumout == 5 ? null : 7)[*]
(local.unumout == 5 ? [1] : [2])[*]
local.u[*]
local.dyn[*]
local.dynout[*]
local.ulist[*]
local.uset[*]
local.unum[*]
local.umap[*]
local.uobj[*]
local.utup[*]
local.ulistout[*]
local.umapout[*]
local.u.*
local.ulist.*
[for x in local.ulist : x]
[for x in local.uset : x]
[for x in local.utup : x]
[for x in local.uobj : x]
[for x in local.dyn : x]
length(local.utup)
length(local.uobj)
length(local.ulist)
length(local.uset)
keys(local.uobj)
values(local.uobj)
keys(local.umapout)
values(local.umapout)
local.uobj.a
local.uobj.d.e
local.uobj.c[1]
local.uobj.c
local.utup[0]
local.utup[1]
try(local.utup[5], "none")
try(local.uobj.zz, "none")
try(local.u.foo, "none")
try(local.u[0], "none")
try(local.ulist[0], "none")
try(local.ulist.foo, "none")
try(local.unum.foo, "none")
try(local.umapout.zz, "none")
try(local.umapout["zz"], "none")
can(local.uobj.zz)
can(local.u)
can(local.dyn.x)
can(local.umapout.zz)
lookup(local.uobj, "a", "d")
lookup(local.uobj, "zz", "d")
lookup(local.umapout, "zz", "d")
local.u == 5
local.u == "x"
local.u == null
local.u != null
local.u == ""
local.u == []
local.u == var.names
local.ulist == []
local.ulist == tolist([])
local.ulist == null
local.dyn == null
local.dyn == 5
local.unum == "x"
local.unum == 5
local.unum == -1
local.unumout == null
local.utup == []
local.utup == null
local.uobj == {}
local.ubool == true
local.ubool == "true"
local.ubool ? "a" : null
local.ubool ? null : null
local.ubool ? 1 : 2
local.ubool ? 1 : 1
local.ubool ? "a" : "a"
local.ubool ? [1] : [2]
local.ubool ? [1, 2] : [3]
local.ubool ? { a = 1 } : { b = 2 }
local.ubool ? { a = 1 } : { a = 2 }
(local.ubool ? { a = 1 } : { a = 2 }).a
(local.ubool ? [1, 2] : [3, 4])[0]
(local.ubool ? "a" : "b") != null
(local.ubool ? "a" : null) != null
(local.ubool ? null : 5) == null
length(local.ubool ? [1, 2] : [3, 4])
length(local.ubool ? tolist([1, 2]) : tolist([3, 4]))
length(local.ubool ? tolist([1, 2]) : tolist([3]))
local.ubool ? local.u : "x"
upper(local.u) == null
upper(local.u) != null
"x-${local.u}" != null
"x-${local.u}" == ""
"x-${local.u}" == "y"
"x-${local.u}" == "x-"
startswith("x-${local.u}", "x-")
startswith("x-${local.u}", "y")
startswith("x-${local.u}", "x")
coalesce(local.u, "b")
coalesce("x-${local.u}", "b")
coalesce(null, local.u)
coalesce("", local.u, "c")
coalesce(var.nothing, local.u)
coalesce(var.nothing, 5)
coalesce(var.nonum, "x")
coalesce(var.nothing_any, 5)
var.nothing == null ? 443 : var.nothing
var.nothing != null ? var.nothing : 443
var.nonum == null ? "x" : var.nonum
true ? 5 : var.nothing
true ? 5 : null
true ? 5 : var.nothing_any
[var.nothing, 5]
tolist([var.nothing, 5])
toset([var.nothing, 5])
tolist([null, 5])
false ? var.empty : [1]
true ? [1] : var.empty
true ? { a = 1 } : var.emptymap
true ? [for o in var.objects : o.port] : var.empty
true ? tolist([1, 2]) : ["a", 3]
true ? tolist([1, 2]) : ["a"]
true ? tomap({ a = 1 }) : { b = "x" }
true ? { b = 1 } : tomap({ a = "x" })
true ? var.numbers : var.names
true ? toset([1]) : ["a"]
true ? [1] : toset(["a"])
true ? [1, 2] : concat(var.names, [])
concat(var.names, [1])
concat(var.names, var.numbers)
concat(var.names, tolist([1]))
concat(var.empty, [1])
concat([], [1])
merge(var.map, { x = 1 })
merge(var.map, tomap({ x = 1 }))
merge(var.emptymap, { x = 1 })
true ? merge(var.map, { x = 1 }) : { y = true }
true ? { y = true } : merge(var.map, tomap({ x = 1 }))
var.empty == []
tolist([]) == []
tolist([]) == var.empty
var.empty == tolist([])
var.names == tolist(["b", "a", "c"])
var.numbers == tolist([3, 1, 2])
var.numbers == tolist(["3", "1", "2"])
var.map == { b = "two", a = "one" }
var.map == tomap({ b = "two", a = "one" })
split(",", "a,b") == ["a", "b"]
split(",", "a,b") == tolist(["a", "b"])
keys({ a = 1 }) == ["a"]
keys(var.map) == ["a", "b"]
keys(var.map) == tolist(["a", "b"])
values(var.map) == ["one", "two"]
values({ a = 1 }) == [1]
[for x in var.names : x] == ["b", "a", "c"]
[for x in var.names : x] == var.names
{ for k, v in var.map : k => v } == var.map
{ for k, v in var.map : k => v } == { a = "one", b = "two" }
var.names[*] == var.names
var.objects[*].name == ["p", "q"]
var.objects[*].name == tolist(["p", "q"])
flatten(["a"]) == ["a"]
distinct(["a"]) == ["a"]
distinct(["a"]) == tolist(["a"])
slice(var.names, 0, 1) == tolist(["b"])
slice(["a"], 0, 1) == ["a"]
reverse(var.names) == tolist(["c", "a", "b"])
sort(["a"]) == ["a"]
setunion(["a"], ["b"]) == ["a", "b"]
setunion(["a"], ["b"]) == toset(["a", "b"])
toset([]) == var.emptyset
range(2) == [0, 1]
range(2) == tolist([0, 1])
contains(var.names, 5)
contains(var.numbers, "3")
contains([1, "a"], "1")
index(var.numbers, 1)
try(index(var.numbers, "1"), "none")
var.nothing == var.nonum
null == var.nothing
tostring(null) == null
tostring(null) == tonumber(null)
var.objects[0].zone == null
terraform_data.null.output
terraform_data.null.input
terraform_data.u.output
terraform_data.u.input
terraform_data.u.triggers_replace
terraform_data.u
terraform_data.o
terraform_data.many
terraform_data.keyed
terraform_data.many[*]
terraform_data.o.output.a
terraform_data.o.output
"${terraform_data.o.output.a}-x"
terraform_data.n.output + 1
terraform_data.l.output[0]
try(terraform_data.t.output[7], "no")
try(terraform_data.o.output.nope, "no")
[for k, v in terraform_data.o.output : k]
{ for k, v in terraform_data.o.output : k => v }
keys(terraform_data.o.output)
length(terraform_data.t.output)
length(terraform_data.o.output)
length(terraform_data.m.output)
terraform_data.t.output[*]
terraform_data.l.output[*]
toset(local.utup)
tolist(local.utup)
toset(local.ulistout)
merge(local.uobj, { z = 1 })
merge(local.umapout, { z = "1" })
merge({ z = 1 }, local.uobj)
concat(local.utup, [1])
concat(local.ulist, ["a"])
concat(["a"], local.ulist)
zipmap(["a", "b"], local.ulist)
element(local.utup, 1)
element(local.ulist, 1)
slice(local.utup, 0, 2)
slice(local.ulist, 0, 2)
reverse(local.utup)
flatten([local.utup])
flatten([local.ulist, "a"])
flatten([local.u, ["a"]])
distinct(local.utup)
compact(local.ulist)
compact([local.u, ""])
one([local.u])
one(local.ulist)
sum([local.unum, 1])
max(local.unum, 1)
min(1, local.unum)
abs(local.unum)
join(",", local.ulist)
split(",", "a,${local.u}")
format("%s", local.u)
format("a-%s", local.u)
format("a-%s", local.u) != null
formatlist("a-%s", local.ulist)
formatlist("%s-%s", ["a", "b"], local.u)
formatlist("%s", [local.u, "b"])
jsonencode(local.u)
jsonencode([local.u])
jsonencode({ a = local.u, b = 1 })
yamlencode({ a = local.u })
jsondecode(local.u)
base64encode(local.u)
replace(local.u, "a", "b")
regex("a", local.u)
regex("(a)(b)", local.u)
regexall("a", local.u)
trimspace(local.u)
tonumber(local.u)
tonumber(local.u) + 1
tobool(local.u)
tostring(local.unum)
tolist(local.dyn)
toset(local.dyn)
tomap(local.dyn)
tostring(local.dyn)
keys(local.dyn)
values(local.dyn)
length(local.dyn)
element(local.dyn, 0)
lookup(local.dyn, "a", "b")
contains(local.ulist, "a")
contains(local.dyn, "a")
contains(["a", local.u], "a")
contains([local.u], "a")
cidrsubnet(local.u, 8, 1)
cidrsubnets(local.u, 8, 8)
cidrhost(local.u, 1)
setproduct(["a", "b"], [local.u])
setproduct(["a", "b"], local.ulist)
setproduct(toset(["a", "b"]), toset([local.u]))
setunion(["a"], local.ulist)
setsubtract(["a"], local.ulist)
setintersection(["a"], local.ulist)
matchkeys(["a", "b"], ["x", "y"], local.ulist)
chunklist(local.ulist, 2)
chunklist(["a", local.u], 1)
transpose({ a = [local.u] })
alltrue([true, local.ubool])
alltrue([false, local.ubool])
anytrue([true, local.ubool])
anytrue([local.ubool])
timeadd("2020-01-01T00:00:00Z", local.u)
nonsensitive(local.u)
sensitive(local.u)
try(local.dyn, 1)
try(local.dyn.foo, 1)
try(local.u, "x")
try(tonumber(local.u), 0)
try([local.u][1], "none")
try(tolist(local.u), "none")
try(local.u + 1, "none")
can(tonumber(local.u))
can(local.u)
can(local.u + 1)
!local.ubool
local.ubool && true
local.ubool && false
false && local.ubool
local.ubool || true
local.ubool || false
true || local.ubool
local.unum > 5
local.unum + 0
-local.unum
"${local.unum}"
"${local.u}"
"${local.dyn}"
"a${local.u}b"
"%{ if local.ubool }a%{ else }b%{ endif }"
"%{ if local.ubool }a%{ else }a%{ endif }"
"%{ for x in local.ulist }${x}%{ endfor }"
"%{ for x in [local.u] }${x}%{ endfor }"
[for x in [local.u, "b"] : x if x != "b"]
[for x in [local.u, "b"] : x if x != null]
{ for x in [local.u, "b"] : x => 1 }
{ for x in ["a", "b"] : x => local.u }
{ for x in ["a", "a"] : x => local.u... }
{ (local.u) = 1 }
{ (local.u) = 1, b = 2 }
[1, 2, 3][local.unum]
["a", "b"][local.unum]
tolist(["a", "b"])[local.unum]
{ a = 1 }[local.u]
var.map[local.u]
var.names[local.unum]
local.ulist[local.unum]
local.uobj["a"]
local.umapout["a"]
local.umapout.a
local.umapout == tomap({})
"""

TYPES: Final = r"""
(true ? toset(["a"]) : tolist(["b"])) == toset(["a"])
(true ? toset(["a"]) : tolist(["b"])) == tolist(["a"])
(true ? tolist(["b"]) : toset(["a"])) == toset(["b"])
(true ? tolist(["b"]) : toset(["a"])) == tolist(["b"])
(true ? tolist([1]) : toset(["a"])) == tolist(["1"])
(true ? tolist([1]) : toset(["a"])) == tolist([1])
(true ? tolist([1]) : toset(["a"])) == toset(["1"])
(true ? tolist([1]) : toset(["a"])) == toset([1])
true ? tolist([1]) : toset(["a"])
true ? toset([1]) : tolist(["a"])
true ? toset(["1"]) : [1]
true ? [[1], [2, 3]] : []
(true ? [[1], [2, 3]] : []) == [[1], [2, 3]]
(true ? ["a"] : ["b", 1]) == tolist(["a"])
(true ? {a = 1} : {b = 1}) == tomap({a = 1})
(true ? {a = 1} : {b = "x"}) == tomap({a = "1"})
(true ? {a = 1} : {}) == tomap({a = 1})
(true ? {a = [1]} : {a = [1, 2]}) == {a = [1]}
(true ? {a = [1]} : {a = [1, 2]}) == {a = tolist([1])}
true ? { a = 1, b = "x" } : { a = "y" }
try(true ? { a = 1, b = [1] } : { a = "y" }, "bad")
try(true ? [1, []] : [2], "bad")
try(true ? "a" : [], "bad")
try(true ? "a" : terraform_data.many, "bad")
try(true ? {} : [], "bad")
try(true ? 1 : true, "bad")
true ? [null, 1] : ["a", 2]
true ? null : var.names
(true ? null : var.names) == null
coalesce(null, 5)
coalesce(var.nonum, 5, "x")
coalescelist(var.empty, [1])
coalescelist([1], var.names)
tolist([[1], ["a"]])
tolist([[1], ["a", "b"]])
tolist([{ a = 1 }, { a = "x" }])
tolist([{ a = 1 }, { b = "x" }])
tolist([{ a = 1, b = null }, { a = "x", b = 2 }])
tolist([var.objects[0], { name = "x", zone = 1, port = 2 }])
tolist([null, null])
toset([null, "a"])
try(tolist([1, []]), "bad")
tomap({ a = null, b = 1 })
tomap({ a = null, b = var.nothing, c = 1 })
[true ? null : 1, 2]
tolist([true ? null : "a", 2])
concat([true ? null : "a"], [2])
concat(tolist([null]), tolist([2]))
flatten([var.names, var.numbers])
flatten([tolist([1]), ["a"]])
merge(tomap({ a = 1 }), tomap({ b = "x" }))
merge(tomap({ a = 1 }), { b = "x" })
merge(var.map, null)
merge(var.map, var.nothing_any)
merge(tomap({a = "x"}), tomap({b = "y"})) == tomap({a = "x", b = "y"})
merge(tomap({a = "x"}), {b = "y"}) == tomap({a = "x", b = "y"})
merge(tomap({a = "x"}), {b = "y"}) == {a = "x", b = "y"}
zipmap(["a"], tolist([1])) == tomap({a = 1})
zipmap(["a"], [1]) == {a = 1}
element(tolist(["a"]), 3)
lookup(var.map, "zz", 5)
lookup({ a = "x" }, "zz", 5)
lookup(tomap({ a = "x" }), "zz", 5)
lookup(tomap({ a = 1 }), "zz", "5")
lookup(tomap({ a = 1 }), "zz", null)
setproduct(["a"], [1]) == [["a", 1]]
setproduct(["a"], [1]) == tolist([["a", 1]])
setproduct(toset(["a"]), [1]) == toset([["a", 1]])
chunklist(["a"], 1) == [["a"]]
chunklist(["a"], 1) == tolist([tolist(["a"])])
regexall("a", "aa") == tolist(["a", "a"])
regexall("(a)", "aa") == tolist([["a"], ["a"]])
regex("(a)", "aa") == ["a"]
cidrsubnets("10.0.0.0/8", 8) == tolist(["10.0.0.0/16"])
csvdecode("a,b\n1,2") == tolist([{ a = "1", b = "2" }])
formatlist("%s", ["a"]) == tolist(["a"])
formatlist("%s", "a") == tolist(["a"])
jsondecode("[1]") == [1]
jsondecode("{\"a\":1}") == { a = 1 }
transpose({ a = ["b"] }) == tomap({ b = tolist(["a"]) })
matchkeys(["a"], ["b"], ["b"]) == tolist(["a"])
compact(["a"]) == tolist(["a"])
reverse(["a"]) == ["a"]
reverse(toset(["a"])) == tolist(["a"])
tolist(["a"])[*] == tolist(["a"])
tolist(["a"])[*] == ["a"]
toset(["a"])[*] == tolist(["a"])
toset(["a"])[*] == toset(["a"])
toset(["a"])[*] == ["a"]
var.objects[*].name == tolist(["p", "q"])
var.objects.*.name == tolist(["p", "q"])
fileset(".", "zzz") == toset([])
fileset(".", "*.tf") == toset(["main.tf"])
fileset(".", "/*.tf") == toset(["main.tf"])
fileset("./", "//m*.tf") == toset(["main.tf"])
fileset(".", "/etc/*") == toset([])
split(",", "a")[0] == "a"
keys({}) == []
values(tomap({ a = 1 })) == tolist([1])
distinct([1, "1"])
distinct([1, 2]) == tolist([1, 2])
slice([1, 2], 0, 1) == [1]
sum(tolist([1]))
"""

OPEN_SETS: Final = r"""
toset([null, local.open, "b"])
setunion(["b"], tolist([local.open, null]))
tolist(toset([local.open]))
tolist(toset([local.open, "a"]))
tolist(toset([["a"], [local.open]]))
length(tolist(toset([["a"], [local.open]])))
[for x in toset([["a"], [local.open]]) : x]
flatten(toset([["a"], [local.open]]))
flatten([toset([local.open, "a"]), ["b"]])
concat(tolist(toset([local.open, "a"])), ["b"])
formatlist("%s", toset([local.open]))
formatlist("%s", toset([local.open, "a"]))
formatlist("%s-%s", toset([local.open, "b"]), "x")
formatlist("%s", "pre-${local.open}")
formatlist("%s-%s", ["a", "b"], length(local.open))
formatlist("%s", local.later)
"""

PRECISIONS: Final = r"""
"x${length(["a"]) / length(["a", "b", "c"])}"
length(["a"]) / length(["a", "b", "c"])
length(["a"]) / 3
ceil(length("a") / length("abc") * length("abc"))
"x${length("a") / length("abc") * 3}"
"x${length("ab") / length("abc") * 100}"
"x${length("a") % length("abc")}"
"x${-length("a") / length("abc")}"
"x${abs(-length("a")) / length("abc")}"
"x${max(length("a"), 0) / length("abc")}"
"x${length("a") + length("b")}"
"x${(length("a") + length("b")) / length("abc")}"
"x${(length("a") + 1) / length("abc")}"
length("a") / length("abc") == 1 / 3
"x${index(["a", "b"], "b") / length("abc")}"
"x${signum(1) / length("abc")}"
"x${parseint("1", 10) / parseint("3", 10)}"
"x${parseint("123456789012345678901234567890", 10) / parseint("7", 10)}"
"x${parseint("123456789012345678901234567890", 10) * length("abc")}"
"x${timecmp("2018-11-22T00:00:00Z", "2017-11-22T00:00:00Z") / length("abc")}"
[for i, v in ["a", "b", "c"] : "x${i / length("abc")}"]
[for i, v in var.names : i / length(var.names)]
"x${range(3)[1] / length("abc")}"
"x${range(0, 3)[1] / length("abc")}"
"x${range(0, 3, 1)[1] / length("abc")}"
"x${pow(2, 10) / length("abc")}"
"x${pow(2, 10) / pow(3, 1)}"
"x${ceil(log(10, 2)) / pow(3, 1)}"
"x${log(7, 3)}"
[log(7, 10), log(0.5, 3), log(1e10, 2), log(123.456, 7)]
"x${log(10, 2) * log(10, 3)}"
"x${log(10, 2) - log(10, 3)}"
"x${log(10, 2) % log(10, 3)}"
"x${log(10, 2) % 1}"
"x${-log(10, 2)}"
"x${sum([log(10, 2)])}"
"x${sum([log(10, 2), log(10, 3)])}"
"x${sum([log(10, 2), 1])}"
log(10, 2) == tonumber(tostring(log(10, 2)))
log(10, 2) == log(10, 2) + 0
pow(2, 64)
pow(2, 56)
-pow(2, 64)
pow(2, 64) == 18446744073709551616
pow(2, 64) - pow(2, 63)
"x${pow(2, 64)}"
"x${pow(2, 89)}"
"x${pow(2, -25)}"
"x${pow(2, 53) + pow(1, 1)}"
"x${floor(pow(2, 64))}"
toset([pow(2, 64)])
jsonencode(pow(2, 64))
yamlencode(pow(2, 64))
format("%v %g %f %d", pow(2, 64), pow(2, 64), pow(2, 64), pow(2, 64))
format("%.30f", length("a") / length("abc"))
jsonencode(length("a") / length("abc"))
[length("a") / length("abc"), length("ab") * 0.1]
1 / 1099511627776
"x${1 / 1099511627776}"
[log(10, 2) + 0]
pow(2, 0.5) * 3 - length("abcd")
"x${-1 / (1 / 0)}"
"""

EDGES: Final = r"""
setunion([true], toset(slice(tolist(["a"]), 0, 0)))
setsubtract([1], toset(slice(tolist(["a"]), 0, 0)))
setunion([[1]], [["x"]])
coalesce(1, tostring(null))
coalesce(tonumber(null), "a")
format("%v", null)
format("%v %v", null, "a")
format("%v", [null])
format("%v", var.nothing)
format("%v", tostring(null))
format("%v", one([]))
format("%v", one(slice(tolist(["a"]), 0, 0)))
format("%v", element(tolist(["a", null]), 1))
format("%v", lookup(tomap({ a = null, b = "x" }), "a", "z"))
format("%v", tomap({ a = null, b = "x" }).a)
[for x in tolist(["a", null]) : format("%v", x)]
formatlist("%v", null)
formatlist("%v", [null])
formatlist("%v %v", null, ["a", "b"])
format("%#08x", 255)
format("%#08b|%#8o|%-#8x|%+#08x|%#x", 5, 8, 255, 255, -255)
format("%#.4x %#8.4x", 255, 255)
format("%# x", 255)
format("%#0+8d", 255)
try(["a", "b"]...)
try("x", ["a"]...)
try(tobool("zz"), ["q"]...)
try(tolist([null, "b"])...)
try(toset(["b", "a"])...)
try(try([]...), "none")
can(["a"]...)
tolist(null) == null
tostring(null) == tonumber(null)
try(tonumber(var.no_list), "bad")
try(tolist(var.nothing), "bad")
try(tomap(var.nothing), "bad")
try(toset(var.nothing), "bad")
try(keys(length(local.open)), values({}))
try(values(local.open), "bad")
[for x in [tolist(null), toset(null), tomap(null)] : x == null]
try(tolist(null)[*], "bad")
try(var.no_list[*], "bad")
try(var.no_list[*].a, "bad")
var.nothing[*]
templatestring(local.marked, { q = 1 })
sha256("I\u0307")
sha256("I${"\u0307"}")
["é", "x"] == ["\u00e9", "x"]
urlencode("I\u0307")
"noe\u0308l" == "no\u00ebl"
{ "e\u0301" = 1 }["\u00e9"]
sha256(<<-T
  é
  T
)
try(range(0, 2000), "bad")
jsondecode("{\"a\":1} ]x")
jsondecode(" 1.5e3} ")
try(jsondecode("01"), "bad")
try(jsondecode("{} {}"), "bad")
try(jsondecode(" "), "bad")
timeadd("0000-01-01T00:00:00Z", "-1h")
try(var.names[" 1"], "bad")
var.names["01"]
try(regex("\\C", "a"), "bad")
regex("\\Q\\C\\E", "\\C")
regex("\\\\C", "\\C")
try(base64decode("aMOpbGxv="), "bad")
try(base64decode("YQ==="), "bad")
base64decode("YQ\n==")
try(cidrhost("2001:db8::/64", 18446744073709551616), "bad")
try(cidrhost("2001:db8::/96", 9223372036854775808), "bad")
try(cidrhost("10.0.0.0/8", 9223372036854775808), "bad")
try(cidrhost("::ffff:10.0.0.0/104", 5), "bad")
try(cidrhost("::ffff:10.0.0.0/104", -1), "bad")
cidrhost("::ffff:10.0.0.0/90", 5)
try(cidrhost("::/0", 340282366920938463463374607431768211456), "bad")
<<-EOT
  ${<<-EOT
    inner
    EOT
  } outer
  EOT
<<-A
  ${upper(<<-B
    A
    b ${"q ${<<-A
      in
      A
    }"}
    B
  )} $${<<A %{ if true }${<<-A
      deep
      A
    }%{ endif }
  A
<<-A
  cat <<EOF > $x
  ${join("", ["a}", /* } */ "b" # }
  ])}
  EOF
  A
"""

REFUSED_BY_TYPE: Final = r"""
try(concat(local.u, []), "no")
try(concat(["a"], local.uobj), "no")
try(concat(local.usetout, ["a"]), "no")
try(merge(local.ulistout, {}), "no")
try(merge({ a = 1 }, local.utup, { b = 2 }), "no")
try(reverse(local.uobj), "no")
try(one(local.u), "no")
try(one(local.utup), "no")
try(length(local.unumout), "no")
try(element(local.usetout, 1), "no")
try(lookup(local.ulistout, "a", "b"), "no")
try(lookup(local.uobj, "zz"), "no")
try(lookup(local.uobj, "a"), "no")
try(lookup(["a"], local.u), "no")
try(slice(local.u, 0, 1), "no")
try(slice(local.utup, 0, 4), "no")
try(slice(local.utup[*], 1, 4), "no")
try(zipmap(["a"], local.uobj), "no")
try(zipmap(["a", "b"], local.utup), "no")
try(setproduct(local.u, ["a"]), "no")
try(parseint(local.unumout, 10), "no")
try(transpose(local.umapout), "no")
try(compact([local.uobj]), "no")
try(sort(terraform_data.l2.output), "no")
try(join(",", terraform_data.l2.output), "no")
try(alltrue(local.uobj.d), "no")
try(setunion(local.usetout, terraform_data.l2.output), "no")
try(setsubtract(terraform_data.l2.output, local.usetout), "no")
try(coalescelist(["a"], local.umapout), "no")
try(max(local.unumout...), "no")
try(merge(local.uobj...), "no")
try(max(local.ulistout...), "no")
try([for x in local.u : x], "no")
try({ for k, v in local.unumout : k => v }, "no")
try(local.ulistout["a"], "no")
try(local.utup["a"], "no")
try(local.utup["1"], "no")
try((local.ubool ? "a" : local.ulistout), "no")
try((local.ubool ? local.uobj : "a"), "no")
try((local.ubool ? "a" : local.unumout), "no")
try((local.ubool ? local.usetout : terraform_data.l2.output), "no")
try((local.ubool ? [["a"], ["b"]] : toset(["a"])), "no")
try(slice(sensitive(local.utup), 0, 4), "no")
"""


TYPED_EDGES: Final = r"""
keys(merge(local.uobj, { z = 1 }))
length(merge({ z = 1 }, local.uobj.d, local.uobj))
merge(local.uobj, { z = 1 }) == null
setproduct(values(local.uobj.d), ["a"])
setproduct(local.utup, ["a", "b"])
format("%f|%e|%g|%G|%E|%v|%s", 1/0, 1/0, 1/0, 1/0, 1/0, 1/0, 1/0)
format("% f|%+f|%10f|%-10f|%010f|%010f|%.2f|% 010e", 1/0, 1/0, 1/0, 1/0, 1/0, -1/0, -1/0, 1/0)
"${pow(1.5, 1.5)} ${pow(1.5, 2.5)} ${pow(1.5, 0.5)} ${pow(12.3, 0.77)} ${pow(0.001, 0.77)} ${pow(123456, 0.3)} ${pow(2, -0.3)} ${pow(1.01, 365.25)}"
"x${-1 % 1} x${-0.0 % 3} x${-0 % 2} x${0 % -3} x${-4.5 % 1.5}"
range(2, 2, -0)
range(3, 3, 0)
try(range(2, 3, 0), "bad")
try(range(3, 2, 0), "bad")
merge(null, { a = 1 })
merge({ a = 1 }, tomap(null))
try(merge({ a = 1 }, tolist(null)), "bad")
try(merge(var.nothing, { a = 1 }), "bad")
try(merge({ a = 1 }, var.nonum), "bad")
coalescelist(tolist(null), ["a"])
coalescelist(true ? null : ["a"], ["b"])
try(coalescelist(null, ["a"]), "bad")
try(coalescelist(["a"], null), "bad")
try(coalescelist(["a"], var.nothing), "bad")
cidrsubnets("::ffff:1.2.3.0/120")
try(cidrsubnets("::ffff:1.2.3.0/120", 4), "bad")
try(cidrsubnets("::ffff:0:0/80", 4), "bad")
regex("(?P<a>x)(?P<a>y)", "xy")
regex("(?P<a>x)(?P<a>z)?", "xyz")
regex("(?<a>x)[(](?<a>y)(?<b>z)", "x(yz")
regex("\\Q(?P<a>\\E(?P<a>y)(?P<a>z)", "(?P<a>yz")
regexall("(?P<a>x)|(?P<a>y)", "yx")
replace("xy", "/(?P<a>x)|(?P<a>y)/", "[$a]")
try(regex("(x)(?P<a>y)(?P<a>z)", "xyz"), "bad")
matchkeys(["x"], [local.u], [])
matchkeys(["x", "y"], ["a", "b"], ["a", "b", local.u])
matchkeys(["x", "y"], ["a", local.u], ["a"])
matchkeys(["x", "y"], ["a", "b"], [local.u])
matchkeys([local.u, "y"], ["a", "b"], ["a"])
matchkeys(["x", "y"], [[0, local.u], [1, "b"]], [[1, "b"]])
matchkeys(["x", "y"], [[0, local.u], [1, "b"]], [[0, "b"]])
matchkeys(["x", "y"], [[local.u, 0], ["b", 1]], [["b", 1]])
index([[0, local.u], [1, "b"]], [1, "b"])
index([[0, local.u], [1, "b"]], [0, "b"])
index([[local.u, 0], ["b", 1]], ["b", 1])
index([[local.u], ["a", "b"]], ["a", "b"])
index([[local.u], ["a"]], ["a"])
index([local.u, "a"], "a")
index(["b", "a", local.u], "a")
index([{ t = local.u }, { s = 1 }], { s = 1 })
contains([[0, local.u], [1, "b"]], [1, "b"])
contains([[0, local.u]], [1, "b"])
contains([[local.u, 0]], ["b", 1])
keys(local.ubool ? { a = 1 } : null)
values(local.ubool ? { a = 1 } : null)
length(local.ubool ? { a = 1 } : null)
length(local.ubool ? ["a"] : null)
length(local.ubool ? tolist(["a"]) : null)
length(local.utup)
keys(local.ubool ? tomap({ a = 1 }) : null)
keys(merge(local.ubool ? { a = 1 } : null, { b = 2 }))
sort(local.uobj.c)
concat((false ? tolist(["x"]) : values(local.uobj.d)), tolist(["", "--"]))
setunion(toset(concat((false ? tolist(["x"]) : values(local.uobj.d)), tolist(["", "--"]))), toset(["y"]))
length(false ? tolist(["x"]) : values(local.uobj.d))
true ? values(local.uobj.d) : tolist(["x"])
false ? tolist(["x"]) : local.uobj.c
sort(terraform_data.l2.output[*].n)
length(sort(terraform_data.l2.output[*].n))
chunklist(terraform_data.l2.output[*].n, 1)
tolist(terraform_data.l2.output[*].n)
distinct(terraform_data.l2.output[*].n)
try(lookup(tomap({ a = tomap({ b = "c" }) }), "a", ""), "bad")
try(lookup(tomap({ a = 1 }), "a", "x"), "bad")
try(lookup(tomap({ a = [1] }), "a", []), "bad")
try(lookup(tomap({ a = "x" }), local.u, []), "bad")
lookup(tomap({ a = "x" }), "a", null)
lookup({ a = [1] }, "a", "x")
reverse(toset([local.u, "a"]))
coalesce(local.u, "a") == null
coalesce(local.ubool, true) == null
coalesce(local.ubool, "a") == null
coalesce(local.dyn, 1) == null
length(coalesce(local.u, "a")) > 0
length(regex("([a-z]*)-(\\d*)", local.u))
length(regex("(?P<zone>[a-z]*)", local.u))
length(regex("[a-z]+", local.u))
regex("([a-z]*)-(\\d*)", local.u) == null
regex("[a-z]+", local.u) == null
regexall("([a-z]*)-(\\d*)", local.u) == null
regexall(local.u, "abc") == null
length(regexall("[a-z]", local.u))
keys(regex("(?P<zone>[a-z]*)", local.u))
[for part in regex("([a-z]*)-(\\d*)", local.u) : part]
{ for name, part in regex("(?P<zone>[a-z]*)", local.u) : name => part }
regex("([a-z]*)-(\\d*)", local.u)[1]
regex("(?P<zone>[a-z]*)", local.u).zone
regex("([a-z]*)-(\\d*)", local.u)[*]
try(regex("([a-z", local.u), "bad")
try(regex("([a-z]*)-(\\d*)", local.u)[2], "bad")
try(regex("(?P<zone>[a-z]*)", local.u).none, "bad")
can(regex("[a-z]", local.u))
"""

REFUSED: Final = r"""
"\ud800"
"a\udc00b"
"\ud83d\ude00"
"\U00110000"
5 / 0
[-5 / 0]
"${5 / 0}"
merge({ a = 1 }, local.texts)
coalescelist(local.texts, ["a"])
format("%d", 1 / 0)
cidrsubnets("::ffff:0:0/96", 4, 4)
range(2, 3, -0)
"""


def split(text: str) -> list[str]:
    """The expressions of a text, one a line; a line that is indented or closes a bracket goes on with the one before."""
    found: list[str] = []
    for line in text.strip("\n").split("\n"):
        if line[0] in " ]})":
            found[-1] += "\n" + line
        else:
            found.append(line)
    return found
