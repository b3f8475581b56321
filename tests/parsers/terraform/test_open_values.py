"""What code leaves open stays open with its causes, and what all branches agree on is known all the same."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.logic import at_least, equals
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.values import Choice, Reference, Sensitive, Unknown, Value
from continuity_audit.parsers.reading import Inputs

from .plans import from_text, read, resources, write
from .trees import ReadTree


def shape(value: Value) -> Value:
    """An unknown as its causes, a choice as its leaves, to compare at a glance."""
    match value:
        case Unknown():
            return sorted(value.causes)
        case Choice():
            return {"on": sorted(causes_of(value)), "of": [shape(leaf) for leaf in leaves(value)]}
        case tuple():
            return tuple(map(shape, value))
        case _:
            return value


BOOL = 'variable "ha" {\n  type = bool\n}\n'


def test_a_count_that_hangs_on_a_switch_is_one_component_for_which_the_switch_is_on(tmp_path: Path) -> None:
    found = from_text(
        tmp_path, BOOL + 'resource "aws_x" "a" {\n  count = var.ha ? 1 : 0\n  multi_az = var.ha\n  n = count.index\n}\n'
    )
    (standby,) = found.values()
    assert standby.address == "aws_x.a"
    assert shape(standby.exists) == {"on": ["var.ha"], "of": [True, False]}
    assert standby.multiplicity == 1
    assert standby.values["n"] == 0


def test_a_list_that_hangs_on_a_switch_is_flattened_on_both_sides(tmp_path: Path) -> None:
    text = BOOL + 'resource "aws_x" "a" {\n  l = flatten([var.ha ? ["b", "c"] : [], "a", ["d"]])\n}\n'
    found = from_text(tmp_path, text)["aws_x.a"].values["l"]
    assert shape(found) == {"on": ["var.ha"], "of": [("b", "c", "a", "d"), ("a", "d")]}


def test_an_open_count(tmp_path: Path) -> None:
    found = from_text(tmp_path, 'variable "n" {\n  type = number\n}\nresource "aws_x" "a" {\n  count = var.n\n  i = count.index\n}\n'
                                'resource "aws_y" "b" {\n  x = [aws_x.a[0].id, aws_x.a[1].id]\n  same = aws_x.a[0].id == aws_x.a[1].id\n'
                                "  set = length(toset([aws_x.a[0].id, aws_x.a[1].id]))\n}\n")  # fmt: skip
    assert list(found) == ["aws_x.a", "aws_y.b"]
    assert shape(found["aws_x.a"].values["i"]) == ["var.n"]
    first, second = found["aws_y.b"].values["x"]
    assert (first.reference, second.reference) == (Reference("aws_x.a[0]", "id"), Reference("aws_x.a[1]", "id"))
    assert equals(first, second) is not True
    assert isinstance(found["aws_y.b"].values["same"], Choice)
    assert found["aws_y.b"].values["set"] != 1


@pytest.mark.parametrize(
    ("over", "given", "expected"),
    [
        ("var.sizes", "each.value", ["var.sizes"]),
        ("var.sizes", "[each.key, each.value == var.sizes[\"a\"]]", ("a", True)),
        ("{ for k, v in var.sizes : k => v }", "each.value", ["var.sizes"]),
        ("aws_x.sizes", "each.value.n", ["var.sizes"]),
        ("aws_x.sizes", "each.value.id", ["aws_x.sizes[\"a\"].id"]),
        ("var.names", "each.value", "a"),
        ("toset(var.list)", "each.value", "a"),
        ('merge({ b = 1 }, var.sizes)', "each.value", ["var.sizes"]),
        ('var.ha ? { a = 1 } : var.sizes', "each.value", {"on": ["var.ha", "var.sizes"], "of": [1, ["var.sizes"]]}),
    ],
)  # fmt: skip
def test_the_value_at_a_key_that_may_be_there_is_what_the_loop_is_over(
    tmp_path: Path, over: str, given: str, expected: Value
) -> None:
    text = (
        BOOL + 'variable "sizes" {\n  type = map(number)\n}\nvariable "names" {\n  type = set(string)\n}\n'
        'variable "list" {\n  type = list(string)\n}\n'
        'resource "aws_x" "sizes" {\n  for_each = var.sizes\n  n = each.value\n}\n'
        f'resource "aws_x" "each" {{\n  for_each = {over}\n  it = {given}\n}}\n'
        'resource "aws_y" "y" {\n  it = aws_x.each["a"].it\n}\n'
    )
    assert shape(from_text(tmp_path, text)["aws_y.y"].values["it"]) == expected


@pytest.mark.parametrize(("expression", "least"), [
    ('{ for k in ["a", "b"] : "${var.more}-${k}" => k }', True),
    ('{ for k in ["a", "b"] : "${var.more}-${k}" => k if k == "a" || var.ha }', False),
    ('{ for k in ["a", "b"] : "${var.more}-${k}" => k... }', False),
    ('{ for k in toset(["a", var.more]) : "${var.more}-${k}" => k }', False),
])  # fmt: skip
def test_as_many_keys_as_entries_whatever_they_are(tmp_path: Path, expression: str, least: bool) -> None:
    text = BOOL + f'variable "more" {{}}\nresource "aws_x" "a" {{\n  for_each = {expression}\n}}\n'
    found = from_text(tmp_path, text)["aws_x.a"]
    assert (at_least(found.multiplicity, 2) is True) == least


@pytest.mark.parametrize("type_", ["optional(string)", "optional(string, null)", "string"])
def test_an_optional_attribute_without_a_default_is_what_it_is_given(tmp_path: Path, type_: str) -> None:
    write(tmp_path, {
        "main.tf": 'variable "place" {}\nmodule "m" {\n  source = "./m"\n  settings = { place = var.place }\n}\n',
        "m/main.tf": f'variable "settings" {{\n  type = object({{ place = {type_} }})\n}}\n'
                     'resource "aws_x" "a" {\n  place = var.settings.place\n}\n',
    })  # fmt: skip
    found = resources(tmp_path)["module.m.aws_x.a"].values["place"]
    assert shape(found) == ["var.place"]


@pytest.mark.parametrize(
    ("expression", "addresses"),
    [
        ('toset(concat(["a", "b"], var.more))', ["aws_x.a", 'aws_x.a["a"]', 'aws_x.a["b"]']),
        ("merge({ a = 1 }, var.more)", ["aws_x.a", 'aws_x.a["a"]']),
        ('var.ha ? toset(["a", "b"]) : toset(["a"])', ["aws_x.a", 'aws_x.a["a"]']),
        ('var.ha ? { a = 1 } : { a = 2 }', ['aws_x.a["a"]']),
        ("var.more", ["aws_x.a"]),
        ("{ for k, v in var.more : k => v }", ["aws_x.a"]),
    ],
)  # fmt: skip
def test_known_keys_of_an_open_for_each_are_components(tmp_path: Path, expression: str, addresses: list[str]) -> None:
    found = from_text(
        tmp_path,
        BOOL + f'variable "more" {{}}\nresource "aws_x" "a" {{\n  for_each = {expression}\n  v = each.value\n}}\n',
    )
    assert sorted(found) == addresses


SITES = '{ a = { name = "one" }, b = { name = "two" } }'


@pytest.mark.parametrize("expression", [
    f"{{ for k, s in {SITES} : k => s if var.more != null }}",
    f"var.more != null ? {SITES} : {{}}",
    f"{{ for k, s in {SITES} : k => s if !(k == \"a\" && var.ha) && var.more != null }}",
])  # fmt: skip
def test_several_keys_that_are_known_and_may_be_left_out_have_each_its_own_values(
    tmp_path: Path, expression: str
) -> None:
    write(tmp_path, {
        "main.tf": BOOL + f'variable "more" {{}}\nlocals {{ sites = {expression} }}\n'
                   'module "m" {\n  source = "./m"\n  for_each = local.sites\n  name = each.value.name\n}\n'
                   'resource "aws_x" "a" {\n  for_each = local.sites\n  name = each.value.name\n  k = each.key\n}\n'
                   'resource "aws_x" "all" { names = { for k, a in aws_x.a : k => a.name } }\n',
        "m/main.tf": 'variable "name" {}\nresource "aws_x" "in" { name = var.name }\n',
    })  # fmt: skip
    found = resources(tmp_path)
    assert sorted(found) == [
        'aws_x.a["a"]', 'aws_x.a["b"]', "aws_x.all", 'module.m["a"].aws_x.in', 'module.m["b"].aws_x.in'
    ]  # fmt: skip
    for key, name in (("a", "one"), ("b", "two")):
        made, inside = found[f'aws_x.a["{key}"]'], found[f'module.m["{key}"].aws_x.in']
        assert (made.values["name"], made.values["k"], inside.values["name"]) == (name, key, name)
        assert "var.more" in causes_of(made.exists)
        assert causes_of(inside.exists) == causes_of(made.exists)
    whole = found["aws_x.all"].values["names"]
    assert {"a": "one", "b": "two"} in leaves(whole)
    assert {} in leaves(whole)


def test_an_optional_attribute_that_may_be_null_has_its_default_there(tmp_path: Path) -> None:
    write(tmp_path, {
        "main.tf": BOOL + 'module "m" {\n  source = "./m"\n  o = { ha = var.ha ? "yes" : null, on = var.ha ? null : true }\n}\n',
        "m/main.tf": 'variable "o" {\n  type = object({ ha = optional(string, "no"), on = optional(bool, true) })\n}\n'
                     'resource "aws_x" "a" {\n  ha = var.o.ha\n  on = var.o.on\n}\n',
    })  # fmt: skip
    found = resources(tmp_path)["module.m.aws_x.a"].values
    assert shape(found["ha"]) == {"on": ["var.ha"], "of": ["yes", "no"]}
    assert found["on"] is True


def test_a_variable_that_cannot_be_null_has_its_default_where_it_would_be(tmp_path: Path) -> None:
    write(tmp_path, {
        "main.tf": BOOL + 'module "m" {\n  source = "./m"\n  n = var.ha ? 1 : null\n  free = var.ha ? 1 : null\n}\n',
        "m/main.tf": 'variable "n" {\n  type = number\n  default = 2\n  nullable = false\n}\n'
                     'variable "free" {\n  type = number\n  default = 2\n}\n'
                     'resource "aws_x" "a" {\n  n = var.n\n  free = var.free\n}\n',
    })  # fmt: skip
    found = resources(tmp_path)["module.m.aws_x.a"].values
    assert shape(found["n"]) == {"on": ["var.ha"], "of": [1, 2]}
    assert shape(found["free"]) == {"on": ["var.ha"], "of": [1, None]}


def test_the_value_of_a_key_differs_where_the_branches_differ(tmp_path: Path) -> None:
    found = from_text(tmp_path, BOOL + 'resource "aws_x" "a" {\n  for_each = var.ha ? { a = 1 } : { a = 2 }\n  v = each.value\n}\n'
                                'variable "more" {}\nresource "aws_x" "b" {\n  for_each = merge({ a = 1 }, var.more, { b = 2 })\n  v = each.value\n}\n')  # fmt: skip
    assert shape(found['aws_x.a["a"]'].values["v"]) == {"on": ["var.ha"], "of": [1, 2]}
    assert isinstance(found['aws_x.b["a"]'].values["v"], Unknown)
    assert found['aws_x.b["b"]'].values["v"] == 2


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.ha ? 2 : 1", {"on": ["var.ha"], "of": [2, 1]}),
        ("var.ha ? 2 : 2", 2),
        ("(var.ha ? 2 : 1) >= 1", True),
        ("(var.ha ? 2 : 1) + (var.ha ? 1 : 2)", 3),
        ("var.ha && !var.ha", False),
        ("var.ha || !var.ha", True),
        ("false && var.ha", False),
        ("var.ha && false", False),
        ("(var.ha ? true : false) || !var.ha", True),
        ("var.ha == true ? 1 : 0", {"on": ["var.ha"], "of": [1, 0]}),
        ('var.ha ? [1][5] : 7', {"on": ["var.ha"], "of": [["var.ha"], 7]}),
        ('{ a = 1, b = 2 }[var.ha ? "a" : "b"]', {"on": ["var.ha"], "of": [1, 2]}),
        ("length(var.any) >= 0", True),
        ("length(concat(var.any, [1, 2])) >= 2", True),
        ("try(range(0, 1e9), 5)", 5),
            ('try(join("", [for n in range(1000) : format("%9999d", n)]), 5)', ["aws_x.a.v"]),
        ("try(local.none, 5)", ["aws_x.a.v"]),
        ('try(var.any.deep, "x")', {"on": ["var.any"], "of": [["var.any"], "x"]}),
        ('try({ a = { n = "old" } }[var.any].n, "new")', {"on": ["var.any"], "of": ["old", "new"]}),
        ('try({ a = "old" }[var.any], "old")', "old"),
        ('try({ a = "old" }[var.any])', "old"),
        ('try({ a = "old" }[var.any], [0][7], "new")', {"on": ["var.any"], "of": ["old", "new"]}),
        ('try({ a = 1 }[var.ha ? "a" : "z"], 2)', {"on": ["var.ha"], "of": [2, 1, 2]}),
        ('try(["old"][var.any], "new")', {"on": ["var.any"], "of": ["old", "new"]}),
        ('try(["old"]["0"], "new")', "old"),
        ('can({ a = 1 }[var.any])', {"on": ["var.any"], "of": [True, False]}),
        ('can({ a = 1 }[var.any]) ? { a = 1 }[var.any] : 2', {"on": ["var.any"], "of": [1, 2]}),
        ('can({ a = 1 }[var.ha ? "y" : "z"])', False),
        ('try({ a = 1 }[var.any], null) == null', {"on": ["var.any"], "of": [False, True]}),
        ('try(try({ a = 1 }[var.any], 2), 3)', {"on": ["var.any"], "of": [1, 2]}),
        ("[for x in [1, 2] : x if var.ha]", {"on": ["var.ha"], "of": [(1, 2), ()]}),
        ("path.cwd", ["path.cwd"]),
        ('startswith(path.cwd, "/")', True),
        ("terraform.workspace", ["terraform.workspace"]),
        ('file("../secret")', ['file("../secret")']),
    ],
)  # fmt: skip
def test_open_values(tmp_path: Path, expression: str, expected: Value) -> None:
    found = from_text(tmp_path, BOOL + f'variable "any" {{}}\nresource "aws_x" "a" {{\n  v = {expression}\n}}\n')
    assert shape(found["aws_x.a"].values["v"]) == expected


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("[for x in var.l : x + 1]", "[for x in var.l : x + 2]"),
        ("[for x in var.l : x if x > 1]", "[for x in var.l : x if x > 2]"),
        ("[for a in var.l : [for b in var.l : a]]", "[for a in var.l : [for b in var.l : b]]"),
        ("{ for x in var.l : x => 1 }", "{ for x in var.l : x => 2 }"),
        ('{ for x in [var.p, "b"] : x => 1 }', '{ for x in [var.p, "c"] : x => 1 }'),
        ('{ for x in [var.p, "b"] : x => 1... }', '{ for x in [var.p, "b"] : x => 1 }'),
        ("var.l[*].id", "var.l.id"),
        ("var.p ? var.l : var.m", "var.q ? var.l : var.m"),
        ("var.l[0]", 'var.l["a"]'),
        ("var.l.a", "var.m.a"),
    ],
)
def test_different_unknowns_are_never_equal_for_certain(tmp_path: Path, one: str, two: str) -> None:
    variables = "".join(f'variable "{name}" {{}}\n' for name in "lmpq")
    found = from_text(
        tmp_path, variables + f'resource "aws_x" "a" {{\n  v = ({one}) == ({two})\n  s = ({one}) == ({one})\n}}\n'
    )
    assert found["aws_x.a"].values["v"] is not True
    assert found["aws_x.a"].values["s"] is True


def test_the_same_loop_in_two_modules_is_another_value(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "l" {}\nmodule "a" {\n  source = "./m"\n  l = var.l\n  n = 1\n}\nmodule "b" {\n  source = "./m"\n  l = var.l\n  n = 2\n}\n'
                   'resource "aws_x" "a" {\n  v = module.a.o == module.b.o\n}\n',
        "m/main.tf": 'variable "l" {}\nvariable "n" {}\noutput "o" {\n  value = [for x in var.l : x + var.n]\n}\n',
    }  # fmt: skip
    assert from_text(tmp_path, files)["aws_x.a"].values["v"] is not True


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ('contains(["dev", "prod"], var.env)', ["dev", "prod"]),
        ('contains(toset(["dev", "prod"]), var.env)', ["dev", "prod"]),
        ('var.env == "dev" || var.env == "prod"', ["dev", "prod"]),
        ('can(regex("^(dev|prod)$", var.env))', ["dev", "prod"]),
        ('can(regex("^(?:dev|pre-prod)$", var.env))', ["dev", "pre-prod"]),
        ('can(regex("^dev", var.env))', None),
        ('can(regex("^(dev|pr.d)$", var.env))', None),
        ('contains(["dev", var.other], var.env)', None),
        ("length(var.env) > 2", None),
    ],
)
def test_validations_narrow_what_a_variable_can_be(tmp_path: Path, condition: str, expected: list[str] | None) -> None:
    text = f'variable "other" {{}}\nvariable "env" {{\n  validation {{\n    condition     = {condition}\n    error_message = "x"\n  }}\n}}\n'
    found = from_text(tmp_path, text + 'resource "aws_x" "a" {\n  v = var.env\n}\n')["aws_x.a"].values["v"]
    assert (sorted(map(str, leaves(found))) if isinstance(found, Choice) else None) == expected


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("string", "1|3", ["1", "3"]),
        ("number", "1|3", [1, 3]),
        ("number", "01|3", None),
        ("any", "1|3", None),
        ("any", "true|no", None),
        ("any", "yes|no", ["no", "yes"]),
        ("bool", "true|false", None),
    ],
)
def test_a_pattern_narrows_a_variable_to_values_of_its_type(
    tmp_path: Path, kind: str, words: str, expected: list[object] | None
) -> None:
    text = f'variable "v" {{\n  type = {kind}\n  validation {{\n    condition = can(regex("^({words})$", var.v))\n    error_message = "x"\n  }}\n}}\n'
    found = from_text(tmp_path, text + 'resource "aws_x" "a" {\n  v = var.v\n}\n')["aws_x.a"].values["v"]
    assert (sorted(leaves(found), key=str) if isinstance(found, Choice) else None) == expected


@pytest.mark.parametrize(
    ("condition", "known"), [("var.n >= 2", True), ("var.n > 1", True), ("var.n >= 1", False), ("var.n < 9", False)]
)
def test_bounds_narrow_a_number(tmp_path: Path, condition: str, known: bool) -> None:
    text = f'variable "n" {{\n  type = number\n  validation {{\n    condition = {condition} && var.n < 100\n    error_message = ""\n  }}\n}}\n'
    found = from_text(tmp_path, text + 'resource "aws_x" "a" {\n  v = var.n >= 2\n}\n')["aws_x.a"].values["v"]
    assert (found is True) is known


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        (
            'default = ""\nvalidation {\ncondition = length(var.v) > 0\nerror_message = "Say it.\\nPlease."\n}',
            "Say it.",
        ),
        ('default = "a"\nvalidation {\ncondition = contains(["b", "c"], var.v)\nerror_message = "B ${var.v}"\n}', ""),
        ('default = "b"\nvalidation {\ncondition = contains(["b", "c"], var.v)\nerror_message = "B."\n}', None),
        ('default = "a"\nvalidation {\ncondition = var.v == var.other\nerror_message = "As the other."\n}', None),
        ('default = "a"\nvalidation {\ncondition = var.v == var.x\nerror_message = "As x."\n}', "As x."),
        ('default = "a"\nvalidation {\ncondition = var.v == local.l\nerror_message = "As the local."\n}', None),
        ('default = "a"\nvalidation {\ncondition = tonumber(var.v) > 1\nerror_message = "A number."\n}', None),
        ('sensitive = true\ndefault = "a"\nvalidation {\ncondition = var.v != "a"\nerror_message = "B."\n}', "B."),
    ],
)
def test_a_value_that_a_validation_refuses_leaves_the_variable_open(
    tmp_path: Path, variable: str, expected: str | None
) -> None:
    text = (
        'variable "other" {}\nvariable "x" {\ndefault = "b"\n'
        'validation {\ncondition = var.x != var.v\nerror_message = "Not v."\n}\n}\n'
        'locals {\nl = "${var.v}b"\n}\n'
        f'variable "v" {{\n{variable}\n}}\nresource "aws_x" "a" {{\n  v = var.v\n  l = local.l\n}}\n'
    )
    reading = read(write(tmp_path, {"main.tf": text}))
    values = reading.resources[0].values
    said = "" if expected is None else f"its validation refuses its value{expected and f': {expected}'}"
    assert reading.notes == ({} if expected is None else {"var.v": said})
    assert (causes_of(unmark(values["v"])) == {"var.v"}) is (expected is not None)
    assert (causes_of(unmark(values["l"])) == {"var.v"}) is (expected is not None)


def test_a_validation_of_a_module_refuses_what_a_call_gives(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  size   = 0\n}\nmodule "n" {\n  source = "./m"\n  size   = 2\n}\n',
        "m/main.tf": 'variable "size" {\n  type = number\n  validation {\n    condition     = var.size > 0\n'
        '    error_message = "One."\n  }\n}\nresource "aws_x" "a" {\n  count = var.size\n}\n',
    }
    reading = read(write(tmp_path, files))
    assert [r.address for r in reading.resources] == [
        "module.m.aws_x.a", "module.n.aws_x.a[0]", "module.n.aws_x.a[1]"
    ]  # fmt: skip
    assert reading.notes == {"module.m.var.size": "its validation refuses its value: One."}


INDEXED = """
variable "at" {
  type = number
}
variable "name" {
  type = string
}
locals {
  sizes = [{ name = "a", days = 7, zones = 2 }, { name = "b", days = 7, zones = 1 }]
}
resource "aws_x" "a" {
  v = EXPRESSION
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("local.sizes[var.at].days", 7),
        ("local.sizes[var.at].zones", {"on": ["var.at"], "of": [2, 1]}),
        ("local.sizes[var.at].zones >= 1", True),
        ("local.sizes[index(local.sizes[*].name, var.name)].days", 7),
        ('index(["a", "b"], var.name)', {"on": ["var.name"], "of": [0, 1]}),
        ('["a", "b"][var.at] == "c"', False),
        ("element(local.sizes, var.at).zones", ["var.at"]),
    ],
)
def test_elements_at_an_index_that_is_open_are_told_apart(tmp_path: Path, expression: str, expected: object) -> None:
    found = from_text(tmp_path, INDEXED.replace("EXPRESSION", expression))["aws_x.a"].values["v"]
    assert shape(found) == expected


MERGED = """
variable "open" {
  type = map(string)
}
variable "any" {
}
locals {
  settings = merge({ days = 1, zone = aws_x.other.zone }, var.any, { days = 7, key = aws_x.other.arn })
}
resource "aws_x" "other" {
}
module "m" {
  source   = "./m"
  tags     = merge(var.open, { Backup = "daily", Number = 1 })
  settings = merge(var.any, { days = "7" })
}
resource "aws_x" "a" {
  v = EXPRESSION
}
"""
TYPED = """
variable "tags" {
  type = map(string)
}
variable "settings" {
  type = object({ days = number, size = optional(number, 3) })
}
output "tags" {
  value = var.tags
}
output "settings" {
  value = var.settings
}
"""


@pytest.mark.parametrize(
    ("expression", "expected", "references"),
    [
        ("local.settings.days", 7, []),
        ("local.settings.key", ["aws_x.other.arn"], ["aws_x.other.arn"]),
        ("local.settings.zone", ["aws_x.other.zone", "var.any"], ["aws_x.other.zone"]),
        ("local.settings.other", ["var.any"], []),
        ('merge(var.open, { a = aws_x.other.arn })["b"]', ["var.open"], []),
        ("merge({ a = aws_x.other.arn }, var.open).b", ["var.open"], []),
        ("merge(merge(var.open, { a = 1 }), { b = 2 }).a", 1, []),
        ('lookup(merge(var.open, { a = 1 }), "a", 2)', 1, []),
        ("module.m.tags.Backup", "daily", []),
        ("module.m.tags.Number", "1", []),
        ("module.m.tags.other", ["var.open"], []),
        ("module.m.settings.days", 7, []),
    ],
)
def test_what_the_last_of_merged_mappings_holds_is_known(
    tmp_path: Path, expression: str, expected: object, references: list[str]
) -> None:
    files = {"main.tf": MERGED.replace("EXPRESSION", expression), "m/main.tf": TYPED}
    found = from_text(tmp_path, files)["aws_x.a"]
    assert shape(found.values["v"]) == expected
    assert sorted(map(str, found.references.get("v", ()))) == references


def test_modules_that_are_not_on_disk_and_data_sources_are_causes(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'module "net" {\n  source = "example.com/net/aws"\n}\ndata "aws_ami" "a" {}\n'
                                'resource "aws_x" "a" {\n  subnets = module.net.subnets\n  first = module.net.subnets[0]\n  ami = data.aws_ami.a.id\n}\n'})  # fmt: skip
    reading = read(tmp_path)
    values = next(r for r in reading.resources if r.type == "aws_x").values
    assert {name: shape(value) for name, value in values.items()} == {
        "subnets": ["module.net"], "first": ["module.net"], "ami": ["data.aws_ami.a"],
    }  # fmt: skip
    assert values["first"].reference == Reference("module.net", "subnets[0]")  # type: ignore[attr-defined]
    assert [(m.name, m.file, m.line) for m in reading.missing] == [("module.net", "main.tf", 1)]


@pytest.mark.parametrize(
    ("arguments", "name", "zone"),
    [
        ('name = "example.com."', "example.com", ["data.aws_route53_zone.main"]),
        ('zone_id = "Z1"', ["data.aws_route53_zone.main"], "Z1"),
        ("name = var.zone", ["data.aws_route53_zone.main"], ["data.aws_route53_zone.main"]),
        ("name = null", ["data.aws_route53_zone.main"], ["data.aws_route53_zone.main"]),
    ],
)
def test_a_hosted_zone_has_the_name_or_id_it_is_looked_for_by(
    tmp_path: Path, arguments: str, name: object, zone: object
) -> None:
    text = (
        'variable "zone" {\n  type = string\n}\n'
        f'data "aws_route53_zone" "main" {{\n  {arguments}\n}}\n'
        'resource "aws_x" "b" {\n  name = data.aws_route53_zone.main.name\n'
        "  id = data.aws_route53_zone.main.id\n  zone = data.aws_route53_zone.main.zone_id\n}\n"
    )
    values = from_text(tmp_path, text)["aws_x.b"].values
    assert [shape(values[v]) for v in ("name", "id", "zone")] == [name, zone, zone]


def test_zones_of_a_region_are_told_apart(tmp_path: Path) -> None:
    text = ('data "aws_availability_zones" "all" {}\nlocals {\n  z = data.aws_availability_zones.all.names\n}\n'
            'resource "aws_x" "a" {\n  count = 2\n  v = local.z[count.index]\n}\n'
            "resource \"aws_x\" \"b\" {\n  v = slice(local.z, 0, 3)\n  e = [for i in range(2) : element(local.z, i)]\n  n = length(local.z) >= 2\n}\n")  # fmt: skip
    found = from_text(tmp_path, text)
    first, second = found["aws_x.a[0]"].values["v"], found["aws_x.a[1]"].values["v"]
    assert equals(first, second) is not True
    assert shape(found["aws_x.b"].values["v"]) == (["data.aws_availability_zones.all"],) * 3
    assert found["aws_x.b"].values["n"] is True
    zones = found["aws_x.b"].values["v"]
    assert isinstance(zones, tuple)
    assert equals(zones[0], first) is True


@pytest.mark.parametrize(("arguments", "least"), [
    ("input = data.aws_availability_zones.all.names\n  result_count = 3", 2),
    ("input = data.aws_availability_zones.all.names", 2),
    ("input = data.aws_availability_zones.all.names\n  result_count = 1", 1),
    ('input = ["a", "b", "c"]\n  result_count = 5', 3),
    ('input = ["a", "b", "c"]\n  result_count = "2"', 2),
    ('input = ["a", "b", "c"]\n  result_count = var.many', None),
    ("input = var.any", 0),
])  # fmt: skip
def test_a_list_that_is_shuffled_keeps_so_many_elements(arguments: str, least: int | None, tmp_path: Path) -> None:
    text = f"""
variable "many" {{}}
variable "any" {{
  type = list(string)
}}
data "aws_availability_zones" "all" {{}}
resource "random_shuffle" "zones" {{
  {arguments}
}}
resource "aws_x" "x" {{
  v = sort(random_shuffle.zones.result)
}}
"""
    found = from_text(tmp_path, text)["aws_x.x"]
    value = found.values["v"]
    assert isinstance(value, Unknown)
    assert value.low == least
    assert found.references["v"] == {Reference("random_shuffle.zones", "result")}


def test_a_location_of_azurerm_is_referred_to_as_the_provider_keeps_it(tmp_path: Path) -> None:
    """Seen in a plan of azurerm 3.13: ``location = "North Europe"`` is planned, and looked up, as ``northeurope``."""
    text = """\
variable "place" {}
resource "azurerm_resource_group" "named" {
  location = "North Europe"
}
resource "azurerm_resource_group" "open" {
  location = var.place
}
resource "azapi_resource" "other" {
  location = "North Europe"
}
resource "azurerm_x" "x" {
  zones = { northeurope = ["1", "2", "3"] }[azurerm_resource_group.named.location]
  same  = azurerm_resource_group.named.location == "North Europe"
  alike = azurerm_resource_group.open.location == var.place
  other = azapi_resource.other.location
}
"""
    values = from_text(tmp_path, text)["azurerm_x.x"].values
    assert values == {"zones": ("1", "2", "3"), "same": False, "alike": True, "other": "North Europe"}


def test_providers_reach_resources_through_aliases_and_modules(tmp_path: Path) -> None:
    files = {
        "main.tf": 'variable "r" {}\nprovider "aws" {\n  region = "eu-west-1"\n  allowed_account_ids = ["111111111111"]\n}\n'
                   'provider "aws" {\n  alias = "dr"\n  region = "eu-central-1"\n  assume_role {\n    role_arn = "arn:aws:iam::222222222222:role/x"\n  }\n}\n'
                   'provider "aws" {\n  alias = "open"\n  region = var.r\n}\n'
                   'resource "aws_x" "a" {}\nresource "aws_x" "b" {\n  provider = aws.dr\n}\nresource "aws_x" "c" {\n  provider = aws.open\n}\n'
                   'module "plain" {\n  source = "./m"\n}\nmodule "dr" {\n  source = "./m"\n  providers = { aws = aws.dr, aws.other = aws }\n}\n',
        "m/main.tf": 'resource "aws_x" "m" {}\nresource "aws_x" "o" {\n  provider = aws.other\n}\n',
    }  # fmt: skip
    found = {a: (shape(r.provider.region), shape(r.provider.account)) for a, r in from_text(tmp_path, files).items()}
    here, there = ("eu-west-1", "111111111111"), ("eu-central-1", "222222222222")
    assert found == {
        "aws_x.a": here, "aws_x.b": there, "aws_x.c": (["var.r"], None),
        "module.plain.aws_x.m": here,
        "module.plain.aws_x.o": (
            ["module.plain.provider.aws.other.region"], ["module.plain.provider.aws.other.account"],
        ),
        "module.dr.aws_x.m": there, "module.dr.aws_x.o": here,
    }  # fmt: skip


def test_a_resource_that_states_no_region_is_in_that_of_its_provider(tmp_path: Path) -> None:
    text = """
variable "region" {
}
provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "open"
  region = var.region
}
resource "aws_x" "a" {
}
resource "aws_x" "b" {
  region = "us-east-1"
}
resource "aws_x" "c" {
  provider = aws.open
}
resource "aws_y" "seen" {
  all = [aws_x.a.region, aws_x.b.region, aws_x.c.region]
}
"""
    found = from_text(tmp_path, text)["aws_y.seen"]
    assert shape(found.values["all"]) == ("eu-west-1", "us-east-1", ["aws_x.c.region"])
    assert sorted(map(str, found.references["all"])) == ["aws_x.a.region", "aws_x.b.region", "aws_x.c.region"]


def test_references_are_kept_through_locals_modules_and_loops(tmp_path: Path) -> None:
    files = {
        "main.tf": 'locals {\n  db = aws_db.a.id\n  all = [for s in aws_s.many : s.id]\n}\nresource "aws_db" "a" {}\nresource "aws_s" "many" {\n  count = 2\n}\n'
                   'module "m" {\n  source = "./m"\n  in = local.db\n}\n'
                   'resource "aws_x" "x" {\n  a = local.db\n  b = local.db\n  c = module.m.out\n  d = "arn:aws:x:${aws_db.a.name}"\n  e = local.all\n'
                   "  f = jsonencode({ x = module.m.own })\n  block {\n    g = aws_db.a.arn\n  }\n  h = true ? 1 : aws_db.a.port\n}\n",
        "m/main.tf": 'variable "in" {}\nresource "aws_y" "y" {\n  v = var.in\n}\noutput "out" {\n  value = var.in\n}\noutput "own" {\n  value = aws_y.y.arn\n}\n',
    }  # fmt: skip
    found = from_text(tmp_path, files)
    told = {name: sorted(map(str, refs)) for name, refs in found["aws_x.x"].references.items()}
    assert told == {
        "a": ["aws_db.a.id"], "b": ["aws_db.a.id"], "c": ["aws_db.a.id"], "d": ["aws_db.a.name"],
        "e": ["aws_s.many[0].id", "aws_s.many[1].id"], "f": ["module.m.aws_y.y.arn"], "block": ["aws_db.a.arn"], "h": [],
    }  # fmt: skip
    values = found["aws_x.x"].values
    assert values["c"].reference == Reference("aws_db.a", "id")  # type: ignore[attr-defined]
    assert values["d"].reference == Reference("aws_db.a", "name")  # type: ignore[attr-defined]
    assert found["module.m.aws_y.y"].values["v"].reference == Reference("aws_db.a", "id")  # type: ignore[attr-defined]


def test_what_a_nested_block_leaves_out_is_the_providers_to_say(tmp_path: Path) -> None:
    found = from_text(tmp_path, 'resource "aws_eks" "a" {\n  vpc_config {\n    subnets = ["s"]\n  }\n}\n'
                                'resource "aws_x" "x" {\n  a = aws_eks.a.vpc_config[0].subnets\n  b = try(aws_eks.a.vpc_config[0].vpc_id, null)\n  c = length(aws_eks.a.vpc_config)\n}\n')  # fmt: skip
    values = found["aws_x.x"].values
    assert {name: shape(value) for name, value in values.items()} == {
        "a": ("s",), "b": ["aws_eks.a.vpc_config[0].vpc_id"], "c": 1,
    }  # fmt: skip


def test_dynamic_blocks(tmp_path: Path) -> None:
    found = from_text(
        tmp_path,
        BOOL
        + """
resource "aws_x" "a" {
  plain { n = 0 }
  dynamic "plain" {
    for_each = { y = 2, x = 1 }
    iterator = it
    content {
      n   = it.value
      key = it.key
      dynamic "inner" {
        for_each = toset([it.key])
        content { of = "${it.key}${inner.value}" }
      }
    }
  }
  dynamic "maybe" {
    for_each = var.ha ? [1] : []
    content { n = maybe.value }
  }
  dynamic "secret" {
    for_each = sensitive(["s"])
    content { n = secret.value }
  }
}
""",
    )
    values = found["aws_x.a"].values
    assert values["plain"] == (
        {"n": 0},
        {"n": 1, "key": "x", "inner": ({"of": "xx"},)},
        {"n": 2, "key": "y", "inner": ({"of": "yy"},)},
    )
    assert shape(values["maybe"]) == {"on": ["var.ha"], "of": [({"n": 1},), ()]}
    assert values["secret"] == ({"n": Sensitive("s")},)


@pytest.mark.parametrize(
    "expression",
    ["var.p", '"x${var.p}"', "[for c in [var.p] : c][0]", "max([1, var.p]...)", "{ (var.p) = 1 }", "jsonencode([var.p])",
     "[for x in [1] : x if var.p == 1]", "var.p == 1 ? 1 : 2", "{ for x in [var.p] : x => 1 }", "local.s"],
)  # fmt: skip
def test_sensitive_values_stay_marked(tmp_path: Path, expression: str) -> None:
    text = 'variable "p" {\n  default = "1"\n  sensitive = true\n}\nlocals {\n  s = upper(var.p)\n}\n'
    found = from_text(tmp_path, text + f'resource "aws_x" "a" {{\n  v = {expression}\n}}\n')["aws_x.a"].values["v"]
    assert isinstance(found, Sensitive)


def test_installed_modules_are_read_where_they_are(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "db" {\n  source = "acme/db/aws"\n}\n',
        ".terraform/modules/modules.json": '{"Modules": [{"Key": "", "Dir": "."}, {"Key": "db", "Dir": ".terraform/modules/db"}]}',
        ".terraform/modules/db/main.tf": 'resource "aws_x" "a" {}\n',
    }
    assert list(from_text(tmp_path, files)) == ["module.db.aws_x.a"]


def test_encrypted_variables_leave_no_default_to_trust(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": 'variable "n" {\n  default = 1\n}\nresource "aws_x" "a" {\n  v = var.n\n}\n'})
    (tmp_path / "terraform.tfvars").write_bytes(b"\x00GITCRYPT\x00" + bytes(range(128, 255)))
    assert shape(resources(tmp_path)["aws_x.a"].values["v"]) == ["var.n"]
    assert shape(resources(tmp_path, Inputs({"n": "2"}))["aws_x.a"].values["v"]) == "2"


SET_BY_SKIPPED = "{} sets it, which is skipped though Terraform loads it: name it with --var-file"


@pytest.mark.parametrize(
    ("files", "inputs", "expected"),
    [
        ({"terraform.tfvars": "n = 2"}, Inputs(), [["var.n"], 1]),
        ({"z.auto.tfvars.json": '{"n": 2}'}, Inputs(), [["var.n"], 1]),
        ({"terraform.tfvars": "n = 2\nm = 1"}, Inputs({"n": "3"}), ["3", ["var.m"]]),
        ({"terraform.tfvars": "n = 2"}, Inputs(variable_files=("terraform.tfvars",)), [2, 1]),
        ({"terraform.tfvars": "n = 2", "kept.auto.tfvars.json": '{"n": 4}'}, Inputs(), [4, 1]),
        ({"kept.auto.tfvars.json": '{"n": 4}', "z.auto.tfvars": "n = 2"}, Inputs(), [["var.n"], 1]),
        ({"prod.tfvars": "n = 2"}, Inputs(), [1, 1]),
    ],
)
def test_what_a_skipped_file_sets_has_not_its_default(
    tmp_path: Path, files: dict[str, str], inputs: Inputs, expected: list[object]
) -> None:
    code = 'variable "n" {\n  default = 1\n}\nvariable "m" {\n  default = 1\n}\n'
    code += 'resource "aws_x" "a" {\n  v = [var.n, var.m]\n}\n'
    ignored = {".git/HEAD": "", ".gitignore": "*.tfvars\nz.*\n"}
    write(tmp_path, {"main.tf": code, **ignored, **files})
    reading = read(tmp_path, inputs)
    assert shape(reading.resources[0].values["v"]) == tuple(expected)
    skipped = next(file for file in files if not file.startswith("kept"))
    open_ones = [name for name in ("var.n", "var.m") if [name] in expected]
    assert reading.notes == dict.fromkeys(open_ones, SET_BY_SKIPPED.format(skipped))


def test_a_skipped_file_of_a_unit_outdoes_its_inputs(tmp_path: Path) -> None:
    unit = 'terraform { source = "../code" }\ninputs = {\n  n = 2\n  m = 3\n}\n'
    code = 'variable "n" {}\nvariable "m" {}\nresource "aws_x" "a" {\n  v = [var.n, var.m]\n}\n'
    files = {".git/HEAD": "", ".gitignore": "*.tfvars\n", "live/terragrunt.hcl": unit, "code/main.tf": code}
    write(tmp_path, {**files, "live/terraform.tfvars": "m = 4\n"})
    assert shape(read(tmp_path, root="live").resources[0].values["v"]) == (2, ["var.m"])


def test_linked_files_are_read(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "shared/common.tf": 'variable "n" {\n  default = 3\n}\n',
            "root/main.tf": 'resource "aws_x" "a" {\n  v = var.n\n}\n',
        },
    )
    (tmp_path / "root" / "common.tf").symlink_to("../shared/common.tf")
    assert read(tmp_path, root="root").resources[0].values == {"v": 3}


def test_the_same_variable_of_another_root_is_another_value(tmp_path: Path) -> None:
    root = 'variable "r" {}\nresource "aws_x" "a" {\n  v = var.r\n}\n'
    write(tmp_path, {"a/main.tf": root, "b/main.tf": root})
    one, two = (read(tmp_path, root=name).resources[0].values["v"] for name in "ab")
    assert shape(one) == shape(two) == ["var.r"]
    assert equals(one, two) is not True


def test_quoted_types_of_terraform_0_11(tmp_path: Path) -> None:
    text = (
        'variable "a" {\n  type = "string"\n  default = 1\n}\nvariable "b" {\n  type = "list"\n  default = ["x"]\n}\n'
    )
    found = from_text(tmp_path, text + 'resource "aws_x" "a" {\n  v = ["${var.a}", "${var.b}"]\n}\n')
    assert found["aws_x.a"].values["v"] == ("1", ("x",))


@pytest.mark.parametrize("instances", ["count = 2", 'for_each = toset(["0", "1"])', 'for_each = toset([for n in range(12) : "k${n}"])'])  # fmt: skip
def test_an_index_that_is_open_refers_to_every_instance(instances: str, tmp_path: Path) -> None:
    text = 'variable "i" {}\nresource "aws_x" "a" {\n  %s\n}\nresource "aws_y" "b" {\n  x = aws_x.a[var.i].id\n}\n'
    found = from_text(tmp_path, text % instances)
    keys = [address.removeprefix("aws_x.a") for address in found if address.startswith("aws_x")]
    assert found["aws_y.b"].references["x"] == frozenset(Reference(f"aws_x.a{key}", "id") for key in keys)
    assert causes_of(found["aws_y.b"].values["x"]) == {"var.i", *(f"aws_x.a{key}.id" for key in keys)}


@pytest.mark.parametrize(("ids", "instances"), [
    ("aws_s.s[*].id", ['["aws_s.s[0].id"]', '["aws_s.s[1].id"]']),
    ('[aws_s.s[0].id, "known"]', ['["known"]', '["aws_s.s[0].id"]']),
    ("[data.aws_s.a.id, data.aws_s.b.id]", [""]),
    ("[aws_s.s[0].name, aws_s.s[1].name]", [""]),
])  # fmt: skip
def test_ids_of_resources_in_a_set_are_instances_of_their_own(ids: str, instances: list[str], tmp_path: Path) -> None:
    found = from_text(
        tmp_path,
        'data "aws_s" "a" {}\ndata "aws_s" "b" {}\nresource "aws_s" "s" {\n  count = 2\n}\n'
        f'resource "aws_x" "x" {{\n  for_each = toset({ids})\n  v = each.key\n}}\n',
    )
    users = [resource for address, resource in found.items() if address.startswith("aws_x")]
    assert [user.address.removeprefix("aws_x.x") for user in users] == instances
    if "aws_s.s[*]" in ids:
        assert [user.references["v"] for user in users] == [{Reference(f"aws_s.s[{i}]", "id")} for i in range(2)]


SETTINGS = """
variable "env" {}
locals {
  all = { dev = module.dev, prod = module.prod }
  own = local.all[var.env]
}
module "dev" {
  source = "./m"
  size   = 1
}
module "prod" {
  source = "./m"
  size   = 3
}
resource "aws_x" "x" {
  class = local.own.class
  size  = local.own.config.size
  kind  = lookup({ dev = "t3", prod = "t3" }, var.env, "t3")
  other = lookup({ dev = ["t3"] }, var.env, [])
}
"""


def test_settings_that_are_picked_by_an_open_name_are_told_apart(tmp_path: Path) -> None:
    module = 'variable "size" {}\noutput "class" {\n  value = "small"\n}\noutput "config" {\n  value = { size = var.size }\n}\n'
    values = from_text(tmp_path, {"main.tf": SETTINGS, "m/main.tf": module})["aws_x.x"].values
    size, other = values["size"], values["other"]
    assert (values["class"], values["kind"]) == ("small", "t3")
    assert isinstance(size, Choice)
    assert (size.then, size.other, causes_of(size)) == (1, 3, {"var.env"})
    assert isinstance(other, Choice)
    assert (other.then, other.other, causes_of(other)) == (("t3",), (), {"var.env"})


FIELDS = """
variable "given" {
  type = object({ zone = string, address = string, port = optional(number, 80) })
}
locals {
  own  = { zone = aws_zone.z.id, address = aws_lb.lb.dns_name, inner = { a = aws_lb.lb.arn, b = aws_zone.z.arn } }
  each = { for name, zone in { x = aws_zone.z.id } : name => { address = aws_lb.lb.dns_name, zone = zone } }
  one  = local.each["x"]
  for  = { for i, name in ["p", "q"] : name => aws_many.m[i].id }
  zip  = zipmap(["p", "q"], aws_many.m[*].id)
  who  = { for key, id in { p = aws_zone.z.id, q = aws_lb.lb.arn } : key => id }
}
resource "aws_many" "m" {
  count = 2
}
resource "aws_zone" "z" {}
resource "aws_zone" "named" {
  name = "n"
}
resource "aws_lb" "lb" {}
resource "aws_lb" "told" {
  enabled = aws_zone.z.id
  lifecycle {
    enabled = aws_zone.z.id != ""
  }
}
resource "aws_x" "x" {
  v = %s
}
module "m" {
  source = "./m"
  given  = { zone = aws_zone.z.id, address = aws_lb.lb.dns_name }
}
"""


@pytest.mark.parametrize(("expression", "expected"), [
    ("local.own.zone", ["aws_zone.z.id"]),
    ('local.own["address"]', ["aws_lb.lb.dns_name"]),
    ("local.own.inner.a", ["aws_lb.lb.arn"]),
    ("local.own.inner", ["aws_lb.lb.arn", "aws_zone.z.arn"]),
    ("local.own", ["aws_lb.lb.arn", "aws_lb.lb.dns_name", "aws_zone.z.arn", "aws_zone.z.id"]),
    ('merge(local.own, { a = 1 })["zone"]', ["aws_lb.lb.arn", "aws_lb.lb.dns_name", "aws_zone.z.arn", "aws_zone.z.id"]),
    ("local.one.zone", ["aws_lb.lb.dns_name", "aws_zone.z.id"]),
    ("[for key in keys(local.own) : local.own[key]][0]", ["aws_lb.lb.arn", "aws_lb.lb.dns_name", "aws_zone.z.arn", "aws_zone.z.id"]),
    ("local.for.p", ["aws_many.m[0].id"]),
    ('local.zip["q"]', ["aws_many.m[1].id"]),
    ('zipmap(["p", "q"], [upper(aws_zone.named.name), aws_lb.lb.arn]).p', ["aws_lb.lb.arn", "aws_zone.named.name"]),
    ("local.zip", ["aws_many.m[0].id", "aws_many.m[1].id"]),
    ("local.who.p", ["aws_lb.lb.arn", "aws_zone.z.id"]),
    ("module.m.zone", ["aws_zone.z.id"]),
    ("module.m.address", ["aws_lb.lb.dns_name"]),
    ("module.m.port", []),
    ("module.m.all.zone", ["aws_zone.z.id"]),
    ('module.m.all["address"]', ["aws_lb.lb.dns_name"]),
    ('{ a = aws_zone.z.id, b = aws_lb.lb.arn }["b"]', ["aws_lb.lb.arn"]),
    ('local.own[lower("ZONE")]', ["aws_zone.z.id"]),
    ("aws_lb.told.arn", ["aws_lb.told.arn"]),
])  # fmt: skip
def test_a_field_refers_to_what_its_own_expression_does(expression: str, expected: list[str], tmp_path: Path) -> None:
    outputs = "".join(f'output "{n}" {{\n  value = var.given.{n}\n}}\n' for n in ("zone", "address", "port"))
    outputs += 'output "all" {\n  value = { zone = var.given.zone, address = var.given.address }\n}\n'
    files = {"main.tf": FIELDS % expression, "m/main.tf": FIELDS.partition("locals")[0] + outputs}
    found = from_text(tmp_path, files)
    assert sorted(map(str, found["aws_x.x"].references["v"])) == expected


BLOCKS = """
variable "names" {
  type = list(string)
}
variable "on" {}
resource "aws_s" "one" {}
resource "aws_s" "two" {
  count = 1
}
resource "aws_s" "many" {
  count = length(var.names)
}
module "m" {
  source = "./m"
  names  = var.names
}
resource "aws_x" "x" {
  %s
}
"""


@pytest.mark.parametrize(("body", "expected"), [
    ("v = flatten([aws_s.many])[0].id", ["aws_s.many"]),
    ("v = chunklist(aws_s.many, 1)[0][0].id", ["aws_s.many"]),
    ("v = setproduct(aws_s.many, [1])[0][0].id", ["aws_s.many"]),
    ('v = matchkeys(aws_s.many, var.names, ["a"])[0].id', ["aws_s.many"]),
    ('v = zipmap(var.names, aws_s.two)["a"].id', ["aws_s.two[0]"]),
    ('v = zipmap(var.names, aws_s.many.*)["a"].id', ["aws_s.many"]),
    ("v = jsonencode(zipmap(var.names, aws_s.many))", ["aws_s.many"]),
    ("v = setunion(var.names...) == [aws_s.one]", []),
    ("v = merge([for n in var.names : { (n) = aws_s.one }]...)[\"a\"].id", ["aws_s.one"]),
    ("v = { (var.on) = aws_s.one }[\"a\"].id", ["aws_s.one"]),
    ("v = [for n in var.names : { in = aws_s.one }][0].in.id", ["aws_s.one"]),
    ("v = [for n in var.names : aws_s.two][0][0].id", ["aws_s.two[0]"]),
    ('v = module.m.by_name["a"].id', ["module.m.aws_s.inner"]),
    ("for_each = { for n in var.names : n => aws_s.one }\n  v = each.value.id", ["aws_s.one", "aws_s.one.id"]),
    ("for_each = { for n in var.names : n => { in = aws_s.one.id } }\n  v = each.value.in", ["aws_s.one.id"]),
    ("for_each = { for n in var.names : n => { in = aws_s.one.id } }\n  v = each.key", []),
    ('for_each = { a = { in = var.on }, b = { in = aws_s.one.id } }\n  v = each.value.in', []),
    ('for_each = merge({ a = { in = aws_s.one.id } }, var.on)\n  v = each.value.in', ["aws_s.one.id"]),
    ('for_each = { a = { in = [for s in zipmap(var.names, aws_s.many.*) : s.id] }, b = { in = aws_s.one.id } }\n  v = each.value.in',
     ["aws_s.many"]),
    ('dynamic "v" {\n for_each = { a = [for s in zipmap(var.names, aws_s.many.*) : s.id] }\n content {\n b = v.value\n }\n }',
     ["aws_s.many"]),
    ("v = contains([aws_s.many], 1)", []),
])  # fmt: skip
def test_what_is_made_of_whole_blocks_refers_to_them(body: str, expected: list[str], tmp_path: Path) -> None:
    inner = """
variable "names" {}
resource "aws_s" "inner" {
  count = length(var.names)
}
output "by_name" {
  value = zipmap(var.names, aws_s.inner.*)
}
"""
    found = from_text(tmp_path, {"main.tf": BLOCKS % body, "m/main.tf": inner})
    users = [resource for resource in found.values() if resource.type == "aws_x"]
    assert sorted(str(r) for r in users[0].references["v"] if r.address != users[0].address) == expected


@pytest.mark.parametrize(("expression", "expected"), [
    ('join("", aws_x.one[*].id)', [Reference("aws_x.one[0]", "id")]),
    ('join(",", [], [aws_x.one[0].id])', [Reference("aws_x.one[0]", "id")]),
    ('format("%s", aws_x.one[0].id)', [Reference("aws_x.one[0]", "id")]),
    ('join("", aws_x.two[*].id)', [None]),
    ('join("", aws_x.some[*].id)', [Reference("aws_x.some", "id")]),
    ('format("%q", aws_x.one[0].id)', [None]),
])  # fmt: skip
def test_what_is_joined_alone_stays_what_it_is(
    expression: str, expected: list[Reference | None], tmp_path: Path
) -> None:
    text = """
    variable "on" { type = bool }
    resource "aws_x" "one" { count = 1 }
    resource "aws_x" "two" { count = 2 }
    resource "aws_x" "some" { count = var.on ? 1 : 0 }
    """
    found = from_text(tmp_path, f'{text}\nresource "aws_y" "y" {{\n  v = {expression}\n}}\n')
    open_ones = [leaf for leaf in leaves(found["aws_y.y"].values["v"]) if leaf != ""]
    assert [leaf.reference for leaf in open_ones] == expected  # type: ignore[union-attr]
    assert [leaf.kind for leaf in open_ones] == ["string"]  # type: ignore[union-attr]


def test_a_mistake_in_a_part_of_an_argument_leaves_that_part_open_and_secrets_hidden(tmp_path: Path) -> None:
    files = {
        "main.tf": 'module "m" {\n  source = "./m"\n  in = { a = { x = 1, y = local.none }, b = [2, local.none], password = "hunter2" }\n}\n',
        "m/main.tf": 'variable "in" {}\nresource "aws_x" "x" {\n  v = var.in\n}\n',
    }
    value = from_text(tmp_path, files)["module.m.aws_x.x"].values["v"]
    assert isinstance(value, dict)
    assert isinstance(value["password"], Sensitive)
    assert value["a"]["x"] == 1
    assert shape(value["a"]["y"]) == ["module.m.var.in.a.y"]
    assert shape(value["b"]) == (2, ["module.m.var.in.b.1"])


def test_the_text_that_a_data_source_renders_from_what_the_code_holds(tmp_path: Path) -> None:
    text = """
variable "open" {}

data "template_file" "known" {
  template = "$${greeting}, ${1 + 1} times $${upper(greeting)}"
  vars = {
    greeting = "hello"
  }
}

data "template_file" "open" {
  template = "a $${name} b"
  vars = {
    name = var.open
  }
}

data "template_file" "mistake" {
  template = "$${nothing}"
}

resource "terraform_data" "x" {
  input = {
    known   = data.template_file.known.rendered
    open    = data.template_file.open.rendered
    mistake = data.template_file.mistake.rendered
  }
}
"""
    found = ReadTree(tmp_path, {"main.tf": text})[".::terraform_data.x"].values["input"]
    assert isinstance(found, dict)
    assert found["known"] == "hello, 2 times HELLO"
    assert isinstance(found["open"], Unknown)
    assert (found["open"].causes, found["open"].starts, found["open"].ends) == (frozenset({"var.open"}), "a ", " b")
    assert isinstance(found["mistake"], Unknown)
    assert found["mistake"].causes == frozenset({"data.template_file.mistake"})


ROUND = """
variable "size" {
  type = number
  validation {
    condition     = var.size >= 3
    error_message = "At least three."
  }
}
variable "any" {}
data "aws_availability_zones" "all" {}
locals {
  names = data.aws_availability_zones.all.names
}
resource "aws_x" "zone" {
  count = 3
  zone  = local.names[count.index % length(local.names)]
}
resource "aws_x" "numbers" {
  zero  = 0 % var.any
  below = 2 % var.size
  equal = 3 % var.size
  open  = 1 % var.any
  minus = -1 % var.size
  text  = "2" % var.size
}
"""


def test_a_number_below_an_open_divisor_is_its_own_remainder(tmp_path: Path) -> None:
    found = from_text(tmp_path, {"main.tf": ROUND})
    zones = [found[f"aws_x.zone[{i}]"].values["zone"] for i in range(3)]
    names = "data.aws_availability_zones.all.names"
    assert [zone.key for zone in zones if isinstance(zone, Unknown)] == [
        f"{names}[0]", f"{names}[1]", f"{names}[(2%length({names}))]",
    ]  # fmt: skip
    numbers = found["aws_x.numbers"].values
    assert {name: value for name, value in numbers.items() if not isinstance(value, Unknown)} == {
        "zero": 0, "below": 2, "text": 2,
    }  # fmt: skip
    causes = {name: value.causes for name, value in numbers.items() if isinstance(value, Unknown)}
    assert causes == {"equal": {"var.size"}, "open": {"var.any"}, "minus": {"var.size"}}


NAMED = """
variable "env" { type = string }
locals {
  buckets = [
    { name = "${var.env}-a", place = "here", on = true, size = 1 },
    { name = "${var.env}-b", place = "here", on = true, size = 2 },
    { name = "${var.env}-c", place = "there", on = false, size = 2 },
  ]
  by_name = { for b in local.buckets : b.name => b }
}
"""


@pytest.mark.parametrize(("expression", "place", "size"), [
    ("local.by_name", ["here", "there"], [1, 2]),
    ("{ for k, b in local.by_name : k => b if b.on }", ["here"], [1, 2]),
    ('{ for k, b in local.by_name : "${k}-x" => merge(b, { size = 3 }) }', ["here", "there"], [3]),
    ("{ for b in local.buckets : b.name => b if b.size > 1 }", ["here", "there"], [2]),
    ('{ for k, b in local.by_name : k => b if b.place == "there" }', ["there"], [2]),
])  # fmt: skip
def test_an_object_with_open_keys_holds_what_it_is_made_of(
    tmp_path: Path, expression: str, place: list[str], size: list[int]
) -> None:
    found = from_text(
        tmp_path,
        NAMED + f'resource "aws_x" "a" {{\n  for_each = {expression}\n  name = each.key\n  place = each.value.place\n'
                "  size = each.value.size\n}\n",
    )  # fmt: skip
    assert list(found) == ["aws_x.a"]
    values = found["aws_x.a"].values
    assert shape(values["name"]) == ["var.env"]
    assert sorted({*map(str, leaves(values["place"]))}) == place
    assert sorted({leaf for leaf in leaves(values["size"]) if isinstance(leaf, int)}) == size
    assert causes_of((values["place"], values["size"])) <= {"var.env"}


def test_what_an_object_with_open_keys_holds_fits_the_type_of_an_input(tmp_path: Path) -> None:
    write(tmp_path, {
        "main.tf": NAMED + 'module "m" {\n  source = "./m"\n  buckets = local.by_name\n}\n'
                           'module "n" {\n  source = "./n"\n  buckets = local.by_name\n}\n',
        "m/main.tf": 'variable "buckets" {\n  type = map(object({ on = string, kept = optional(number, 7) }))\n}\n'
                     'resource "aws_x" "a" {\n  for_each = var.buckets\n  kept = each.value.kept\n}\n',
        "n/main.tf": 'variable "buckets" {\n  type = object({ a = optional(any) })\n}\n'
                     'resource "aws_x" "a" {\n  a = var.buckets.a\n}\n',
    })  # fmt: skip
    found = resources(tmp_path)
    assert found["module.m.aws_x.a"].values["kept"] == 7
    assert "var.env" in causes_of(found["module.n.aws_x.a"].values["a"])


def test_an_entry_of_an_object_with_open_keys_is_open(tmp_path: Path) -> None:
    text = NAMED + 'resource "aws_x" "a" {\n  one = local.by_name["x"]\n  two = local.by_name.place\n}\n'
    values = from_text(tmp_path, text)["aws_x.a"].values
    assert "var.env" in causes_of(values["one"]) & causes_of(values["two"])


@pytest.mark.parametrize(("inner", "outer"), [("aa", "zz"), ("zz", "aa")])
def test_a_condition_inside_of_what_another_decides_is_decided_too(tmp_path: Path, inner: str, outer: str) -> None:
    """Whichever of them comes first: the one inside could not be taken out of the lists of the other."""
    code = f"""
    variable "aa" {{ type = bool }}
    variable "zz" {{ type = bool }}
    locals {{
      key  = var.{inner} ? "1" : "2"
      both = var.{outer} ? [{{ k = local.key }}] : [{{ k = "3" }}, {{ k = "4" }}]
    }}
    resource "aws_s3_bucket" "x" {{ bucket = jsonencode({{ all = local.both }}) }}
    """
    bucket = ReadTree(tmp_path, {"main.tf": code})[".::aws_s3_bucket.x"].values["bucket"]
    assert set(leaves(bucket)) == {
        '{"all":[{"k":"1"}]}',
        '{"all":[{"k":"2"}]}',
        '{"all":[{"k":"3"},{"k":"4"}]}',
    }
    assert causes_of(bucket) == {"var.aa", "var.zz"}
