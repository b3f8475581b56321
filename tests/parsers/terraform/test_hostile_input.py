"""Hostile and odd input ends within seconds, is named with its limit or place, and the rest is read."""

# ruff: noqa: E501  configuration is easier to read in one piece

from __future__ import annotations

import json
import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from continuity_audit.discovery import discover
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Choice, Unknown, Value
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.evaluation import trace
from continuity_audit.parsers.terraform.parser import PARSER
from continuity_audit.pipeline.reading import with_room
from growth import calls_in

from .plans import from_text, read, read_all, resources, write
from .trees import ReadTree

LAST = '\nresource "terraform_data" "last" {\n  input = "read"\n}\n'


def value(folder: Path, expression: str, more: str = "") -> Value:
    text = f'{more}\nresource "terraform_data" "x" {{\n  input = {expression}\n}}\n{LAST}'
    found = from_text(folder, text)
    assert found["terraform_data.last"].values == {"input": "read"}
    return found["terraform_data.x"].values["input"]


# --- limits -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "expression"),
    [
        ("locals {\n  a = local.b\n  b = local.c\n  c = local.a\n}", "local.a"),
        ("locals {\n  a = [for x in [1] : local.a]\n}", "local.a"),
        ('resource "terraform_data" "y" {\n  input = terraform_data.x.input\n}', "terraform_data.y.input"),
        ("", "range(0, 1e9)"),
        ("", "setproduct(range(1000), range(1000), range(1000))"),
        ("", 'join("", [for i in range(90000) : "${i}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])'),
        ("", "[for i in range(200000) : i]"),
        ("", 'format("%1000000000d", 1)'),
        ("", "1e999999999 + 1"),
        ("", '"${1e999999999}"'),
        ("", "[" * 20_000 + "]" * 20_000),
        ("", "(" * 20_000 + "1" + ")" * 20_000),
        ("", "-" * 20_000 + "1"),
        ("", "1" + " + 1" * 40_000),
        ("", "a.b" + ".c" * 40_000),
        ("", "true ? 1 : " * 5_000 + "2"),
        ("", '"' + "${" * 3_000 + "1" + "}" * 3_000 + '"'),
        ("", "jsondecode(\"" + "[" * 20_000 + "]" * 20_000 + "\")"),
    ],
)  # fmt: skip
def test_what_has_no_end_is_unknown(tmp_path: Path, more: str, expression: str) -> None:
    text = f'{more}\nresource "terraform_data" "x" {{\n  input = {expression}\n}}\n{LAST}'
    write(tmp_path, {"main.tf": text})
    reading = read(tmp_path)
    found = {resource.address: resource for resource in reading.resources}
    assert found["terraform_data.last"].values == {"input": "read"}
    if "terraform_data.x" in found:
        open_value = found["terraform_data.x"].values["input"]
        assert isinstance(open_value, Unknown)
        assert reading.notes or any("(limit)" in cause for cause in open_value.causes)


def test_texts_that_double_ten_times_a_line(tmp_path: Path) -> None:
    lines = ['  l0 = "x"', *(f'  l{i} = "{f"${{local.l{i - 1}}}" * 10}"' for i in range(1, 30))]
    found = value(tmp_path, "local.l29", "locals {\n" + "\n".join(lines) + "\n}")
    assert isinstance(found, Unknown)
    assert resources(tmp_path)["terraform_data.x"].values["input"] == found


@pytest.mark.parametrize("way", ["[{0}, {0}, {0}]", "{{ a = {0}, b = {0} }}", "merge({{ a = {0} }}, {{ b = {0} }})"])
def test_lists_and_objects_that_double(tmp_path: Path, way: str) -> None:
    lines = ["  l0 = [1]", *(f"  l{i} = {way.format(f'local.l{i - 1}')}" for i in range(1, 60))]
    found = value(tmp_path, "local.l59", "locals {\n" + "\n".join(lines) + "\n}")
    assert type(found) is Unknown
    compared = value(tmp_path, "local.l59 == local.l58", "locals {\n" + "\n".join(lines) + "\n}")
    assert compared is False or isinstance(compared, Unknown)


@pytest.mark.parametrize("way", [
    "merge({0}, {0})", "merge({0}, var.other, {0}, {{ b = {0} }})", "merge({{ a = 2 }}, {0}, {{ a = {0} }}, {0})",
])  # fmt: skip
def test_open_mappings_that_double(tmp_path: Path, way: str) -> None:
    lines = ["  l0 = merge(var.open, { a = 1 })", *(f"  l{i} = {way.format(f'local.l{i - 1}')}" for i in range(1, 60))]
    variables = 'variable "open" {}\nvariable "other" {}\nlocals {\n' + "\n".join(lines) + "\n}"
    found = value(tmp_path, "local.l59.none", variables)
    assert isinstance(found, Unknown)
    assert "var.open" in found.causes
    assert value(tmp_path, "merge(local.l59, { c = 1 }).c", variables) == 1


def test_a_long_chain_of_merged_mappings(tmp_path: Path) -> None:
    lines = ["  l0 = var.open", *(f"  l{i} = merge(local.l{i - 1}, {{ k{i} = {i} }})" for i in range(1, 2000))]
    variables = 'variable "open" {}\nlocals {\n' + "\n".join(lines) + "\n}"
    assert value(tmp_path, "local.l1999.k1999", variables) == 1999
    assert isinstance(value(tmp_path, "local.l1999.k1", variables), int | Unknown)


def test_a_chain_of_five_thousand_locals(tmp_path: Path) -> None:
    lines = ["  l0 = 1", *(f"  l{i} = local.l{i - 1} + 1" for i in range(1, 5000))]
    found = value(tmp_path, "local.l4999", "locals {\n" + "\n".join(lines) + "\n}")
    assert found == 5000 or isinstance(found, Unknown)


def test_forty_conditions_in_one_text(tmp_path: Path) -> None:
    variables = "".join(f'variable "v{i}" {{\n  type = bool\n}}\n' for i in range(40))
    found = value(tmp_path, '"' + "".join(f'${{var.v{i} ? "x" : ""}}' for i in range(40)) + '"', variables)
    assert causes_of(found) == frozenset(f"var.v{i}" for i in range(40))


def test_a_loop_with_forty_open_conditions(tmp_path: Path) -> None:
    variables = "".join(f'variable "v{i}" {{\n  type = bool\n}}\n' for i in range(40))
    listed = ", ".join(f"var.v{i}" for i in range(40))
    every = frozenset(f"var.v{i}" for i in range(40))
    for loop in (f"[for x in [{listed}] : 1 if x]", f"{{for i, x in [{listed}] : i => 1 if x}}"):
        found = value(tmp_path, loop, variables)
        assert isinstance(found, Unknown)
        assert found.causes == every


@pytest.mark.parametrize("count", ["100000000", "10000000000000000000000000", "2000"])
def test_a_huge_count_is_one_component_that_stands_for_all(tmp_path: Path, count: str) -> None:
    write(tmp_path, {"main.tf": f'resource "aws_instance" "x" {{\n  count = {count}\n}}{LAST}'})
    reading = read(tmp_path)
    assert [r.address for r in reading.resources] == ["aws_instance.x", "terraform_data.last"]
    assert [m.reason for m in reading.missing] == [
        f"aws_instance.x has {count} instances; more than 1000 are judged as one (limit)"
    ]


def test_modules_that_multiply_are_judged_as_one_from_a_limit_on(tmp_path: Path) -> None:
    deeper = 'module "m" {\n  source = "../%s"\n  count  = 1000\n}\nresource "aws_instance" "x" {\n  count = 900\n}\n'
    files = {"main.tf": (deeper % "a").replace("../", "./") + LAST}
    files |= {f"{name}/main.tf": deeper % after for name, after in zip("abcd", "bcde", strict=True)}
    write(tmp_path, files | {"e/main.tf": 'resource "aws_instance" "x" {}\n'})
    reading = read(tmp_path)
    assert len(reading.resources) < 25_000
    assert any("so many already" in missing.reason for missing in reading.missing)
    assert "terraform_data.last" in {r.address for r in reading.resources}


def test_a_number_that_is_squared_sixty_times(tmp_path: Path) -> None:
    lines = ["  l0 = 9999999", *(f"  l{i} = local.l{i - 1} * local.l{i - 1}" for i in range(1, 60))]
    found = value(tmp_path, "local.l59 > 1", "locals {\n" + "\n".join(lines) + "\n}")
    assert isinstance(found, Unknown)
    notes = read(tmp_path).notes
    assert [notes[cause] for cause in found.causes] == ["the number has too many digits"]


def test_texts_that_functions_make_longer_and_longer(tmp_path: Path) -> None:
    lines = [
        '  l0 = "xxxxxxxxxx"',
        *(f"  l{i} = base64encode(base64encode(base64encode(local.l{i - 1})))" for i in range(1, 60)),
    ]
    found = value(tmp_path, "local.l59", "locals {\n" + "\n".join(lines) + "\n}")
    assert isinstance(found, Unknown)
    notes = read(tmp_path).notes
    assert [notes[cause] for cause in found.causes] == [
        "base64encode: the result would be longer than 5000000 characters (limit)"
    ]


@pytest.mark.parametrize("source", [".", "./", "./a/.."])
def test_a_module_that_calls_itself(tmp_path: Path, source: str) -> None:
    call = f'module "a" {{\n  source = "{source}"\n}}\nmodule "b" {{\n  source = "{source}"\n}}\n'
    found = read(write(tmp_path, {"main.tf": call + LAST, "a/README": ""}))
    assert [r.address for r in found.resources if r.mode == "managed"] == ["terraform_data.last"]
    assert [(m.name, m.line, m.reason) for m in found.missing] == [
        ("module.a", 1, f"the module {source} is called inside itself"),
        ("module.b", 4, f"the module {source} is called inside itself"),
    ]


def test_modules_that_call_each_other(tmp_path: Path) -> None:
    call = 'module "m" {\n  source = "../%s"\n  x = module.m.y\n}\nvariable "x" {}\noutput "y" {\n  value = var.x\n}\n'
    write(tmp_path, {"main.tf": 'module "a" {\n  source = "./a"\n  x = module.a.y\n}\n' + LAST,
                     "a/main.tf": call % "b", "b/main.tf": call % "a"})  # fmt: skip
    assert "terraform_data.last" in resources(tmp_path)


def test_so_many_modules_that_call_each_other_that_there_is_no_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("continuity_audit.parsers.terraform.modules.called_modules.MAX_MODULES", 300)
    call = 'module "m%d" {\n  source = "%s/m%d"\n}\n'
    inner = "".join(call % (i, "..", i) for i in range(12)) + 'resource "aws_x" "a" {}\n'
    outer = "".join(call % (i, ".", i) for i in range(12))
    write(tmp_path, {"main.tf": outer + LAST} | {f"m{i}/main.tf": inner for i in range(12)})
    reading = read(tmp_path)
    assert {r.address for r in reading.resources} >= {"terraform_data.last", "module.m0.aws_x.a"}
    assert (
        "more than 5000 modules in one root; what is called after them is not read (limit)"
        in {m.reason for m in reading.missing}
    )  # fmt: skip
    # Every call that is a circle is said once, by the first way to it.
    circles = [(m.file, m.line) for m in reading.missing if m.reason.endswith("is called inside itself")]
    assert len(circles) == len(set(circles))


def test_modules_inside_modules_end_at_a_depth(tmp_path: Path) -> None:
    files = {
        f"m{i}/main.tf": f'module "m" {{\n  source = "../m{i + 1}"\n}}\nresource "aws_x" "a" {{}}\n' for i in range(40)
    }
    write(tmp_path, {"main.tf": 'module "m" {\n  source = "./m0"\n}\n' + LAST, **files})
    reading = read(tmp_path)
    assert len([r for r in reading.resources if r.type == "aws_x"]) == 30
    assert [(m.file, m.line, m.reason) for m in reading.missing] == [
        ("m29/main.tf", 1, "modules inside modules, more than 30 deep (limit)")
    ]
    assert "terraform_data.last" in {r.address for r in reading.resources}


def test_counts_that_need_each_other(tmp_path: Path) -> None:
    found = from_text(
        tmp_path,
        'resource "aws_x" "a" {\n  count = length(aws_x.b)\n}\nresource "aws_x" "b" {\n  count = length(aws_x.a)\n}\n',
    )
    assert {a: isinstance(r.exists, bool) for a, r in found.items()} == {"aws_x.a": False, "aws_x.b": False}


def test_patterns_that_never_end(tmp_path: Path) -> None:
    found = value(tmp_path, 'can(regex("^(a+)+$", "' + "a" * 60 + 'b"))')
    assert found is False or isinstance(found, Unknown)


@pytest.mark.parametrize(
    "call", ["can()", "can(1, 2)", "try()", "convert()", "templatefile()", "templatestring(1)", "max()"]
)
def test_calls_without_their_arguments(tmp_path: Path, call: str) -> None:
    found = value(tmp_path, call)
    assert isinstance(found, Unknown)


def test_heredocs_inside_heredocs_of_the_same_name(tmp_path: Path) -> None:
    depth = 60
    nested = "<<A\n" + "${<<A\n" * depth + "x" + "\nA\n}" * depth + "\nA\n"
    assert value(tmp_path, nested) == "x" + "\n" * (depth + 1)
    assert isinstance(value(tmp_path, "<<A\n" + "${<<A\n" * 5_000 + "x" + "\nA\n}" * 5_000 + "\nA\n"), Unknown)


# --- files --------------------------------------------------------------------------------------------------------

FIRST = 'resource "aws_x" "first" {\n  a = 1\n}\n'
AFTER = '\nresource "aws_x" "after" {\n  a = 1\n}\n'


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ('resource "aws_x" "b" {\n  a = "open\n}', 5, "a line ends inside a quoted text"),
        ('resource "aws_x" "b" {\n  a = "${open"\n}', 5, "a line ends inside a quoted text"),
        ('resource "aws_x" "b" {\n  a = <<EOT\nnever ends\n}', 5, "the heredoc EOT has no end"),
        ('resource "aws_x" "b" {\n  a = [1, 2\n}', 6, "expected ']', found '}'"),
        ('resource "aws_x" "b" {\n  a = 1\n', 7, "a block begins before the one around it is closed"),
        ('resource "aws_x" "b" {\n  a = ' + '"" ' * 100_000 + "\n}", 5, "unexpected a text after the expression"),
        ('resource "aws_x" "b" {\n' + '""\n' * 100_000 + "}", 5, "expected a block or an argument, found a text"),
        ('resource "aws_x" "b" {\n  a = ' + "a = " * 100_000 + "\n}", 5, "unexpected '=' after the expression"),
        ('resource "aws_x" "b" {\n  a = 1 +\n}', 5, "the expression ends too early"),
        (
            'resource "aws_x" "b" {\n  a = 1\n}}',
            6,
            "expected the end of the line after the block 'resource', found '}'",
        ),
        ('resource "aws_x" "b" {\n  a = 1\n  b = )\n}', 6, "the expression ends too early"),
        ('<<<<<<< HEAD\nresource "aws_x" "b" {}\n=======\n>>>>>>> x', 4, "expected a block or an argument, found"),
        ("{{ template }}", 4, "expected a block or an argument, found"),
    ],
)
def test_a_mistake_costs_the_blocks_it_breaks(tmp_path: Path, broken: str, line: int, reason: str) -> None:
    write(tmp_path, {"main.tf": FIRST + broken + AFTER})
    reading, problems = _with_problems(tmp_path)
    assert {"aws_x.first", "aws_x.after"} <= {r.address for r in reading.resources}
    assert all(r.name != "b" or r.values in ({}, {"a": 1}) for r in reading.resources)
    place, said = problems[0]
    assert (place, said[: len("not valid Terraform syntax: ") + len(reason)]) == (
        line, f"not valid Terraform syntax: {reason}",
    )  # fmt: skip


def _with_problems(folder: Path) -> tuple[Reading, list[tuple[int, str]]]:
    def work() -> tuple[Reading, list[tuple[int, str]]]:
        opened = PARSER.open(discover([folder]))
        reading = opened.read(".", Inputs(), Wanted(data=True))
        return reading, [(u.line, u.reason) for u in opened.rest()]

    return with_room(work)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# only a comment",
        "\ufeff",
        "/* open",
        "\x00",
        "a = 1\n",
        "}",
        "{",
        '"',
        "<<EOT",
        "=",
        "\r",
        "resource",
    ],
)
def test_odd_files_do_no_harm(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"main.tf": LAST, "odd.tf": text})
    assert resources(tmp_path)["terraform_data.last"].values == {"input": "read"}


def test_text_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": LAST})
    (tmp_path / "latin.tf").write_bytes(b'resource "aws_x" "a" {\n  a = "\xe9"\n}\n')
    assert set(resources(tmp_path)) >= {"terraform_data.last"}


@pytest.mark.parametrize("expression", ['"' + "x" * 5_000_000 + '"', "[" + "1, " * 1_500_000 + "1]"])
def test_a_line_of_five_megabytes(tmp_path: Path, expression: str) -> None:
    write(tmp_path, {"main.tf": f'resource "terraform_data" "x" {{\n  input = {expression}\n}}\n{LAST}'})
    reading, problems = _with_problems(tmp_path)
    assert [r.address for r in reading.resources] == ["terraform_data.x", "terraform_data.last"]
    assert reading.notes == {"terraform_data.x.input": "an expression of more than 1000000 characters (limit)"}
    assert not problems


@pytest.mark.parametrize(
    "number", ["NaN", "Infinity", "-Infinity", "1e999999999", "9" * 5_000, "1e-999999999", "0x1", "-"]
)
def test_numbers_of_json_that_are_none_or_have_no_end(tmp_path: Path, number: str) -> None:
    write(tmp_path, {"main.tf": LAST, "odd.tf.json": f'{{"locals": {{"a": {number}, "b": [{number}]}}}}'})
    assert resources(tmp_path)["terraform_data.last"].values == {"input": "read"}


@pytest.mark.parametrize("unit", ["$", "%", r"\n", "$${", r"\""])
def test_a_text_of_signs_alone_is_read_in_one_go(tmp_path: Path, unit: str) -> None:
    found = value(tmp_path, f'length("{unit * (900_000 // len(unit))}x")')
    assert isinstance(found, int | Unknown)


def test_marks_without_end_are_put_in_order_in_parts(tmp_path: Path) -> None:
    """All of them at once would take the square of their number."""
    assert value(tmp_path, f'length("a{chr(0x316) + chr(0x301)}b{(chr(0x316) + chr(0x301)) * 200_000}")') == 2


def test_a_folder_named_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.tf").mkdir()
    write(tmp_path, {"main.tf": LAST, "x.tf/inner.tf": LAST.replace("last", "inner")})
    readings = read_all(tmp_path)
    assert [r.address for root in (".", "x.tf") for r in readings[root].resources] == [
        "terraform_data.last", "terraform_data.inner",
    ]  # fmt: skip


def test_the_first_of_two_blocks_of_one_name_counts(tmp_path: Path) -> None:
    found = from_text(tmp_path, 'resource "aws_x" "a" {\n  v = 1\n}\nresource "aws_x" "a" {\n  v = 2\n}\n')
    assert found["aws_x.a"].values == {"v": 1}


def test_links_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, {"main.tf": LAST + 'module "m" {\n  source = "./loop"\n}\n'})
    (tmp_path / "loop").symlink_to(".", target_is_directory=True)
    assert "terraform_data.last" in resources(tmp_path)


def test_what_was_read_pickles(tmp_path: Path) -> None:
    text = (
        'variable "n" {}\nresource "aws_x" "a" {\n  count = var.n\n}\nresource "aws_x" "b" {\n  all = aws_x.a\n'
        "  one = aws_x.a[0]\n  list = [aws_x.a, { a = aws_x.a[*].id }]\n  b { x = aws_x.a }\n  m = module.m\n}\n"
        'module "m" {\n  source = "./m"\n  count = var.n\n}\n'
    )
    write(tmp_path, {"main.tf": text, "m/main.tf": 'output "o" {\n  value = 1\n}\n'})
    reading = read(tmp_path)
    again = pickle.loads(pickle.dumps(reading))  # noqa: S301
    assert [r.address for r in again.resources] == ["aws_x.a", "aws_x.b"]
    kinds = {type(v) for r in reading.resources for v in r.values.values()}
    assert kinds <= {Unknown, tuple}


def test_numbers_of_few_bits_are_plain_ones_when_they_travel(tmp_path: Path) -> None:
    text = (
        'variable "n" {\n  type = number\n}\nresource "aws_x" "a" {\n  count = var.n >= pow(1.5, 1.5) ? 1 : 0\n'
        '  more = var.n > length(["a"])\n  is = var.n == log(3, 10)\n  all = [{ (pow(1.5, 0.5)) = pow(1.5, 2.5) }]\n}\n'
    )
    write(tmp_path, {"main.tf": text})
    reading = read(tmp_path)
    assert b"continuity_audit.estate.numbers" not in pickle.dumps(reading)
    (resource,) = reading.resources
    assert resource.values["all"] == ({"1.224744871391589": Decimal("2.7556759606310757")},)
    more, whether = resource.values["more"], resource.values["is"]
    assert isinstance(more, Choice)
    assert isinstance(whether, Choice)
    assert isinstance(resource.exists, Choice)
    found = [choice.atom.constant for choice in (more, whether, resource.exists)]
    assert found == [1, Decimal("0.4771212547196623"), Decimal("1.8371173070873836")]
    assert [type(constant) for constant in found] == [int, Decimal, Decimal]


def test_blocks_inside_blocks_end_at_a_depth(tmp_path: Path) -> None:
    nested = "a {\n" * 5_000 + "}\n" * 5_000
    found = from_text(tmp_path, f'resource "aws_x" "a" {{\n  before = 1\n{nested}}}\n{LAST}')
    assert found["terraform_data.last"].values == {"input": "read"}
    inner: Value = found["aws_x.a"].values["a"]
    depth = 0
    while isinstance(inner, tuple):
        (block,) = inner
        assert isinstance(block, dict)
        inner, depth = block["a"], depth + 1
    assert isinstance(inner, Unknown)
    assert depth == 100
    (cause,) = inner.causes
    assert read(tmp_path).notes[cause] == "blocks inside blocks, more than 100 deep (limit)"


def test_dynamic_blocks_that_multiply(tmp_path: Path) -> None:
    nested = 'dynamic "%s" {\n  for_each = range(1000)\n  content {\n'
    text = "".join(nested % name for name in "abc") + "x = 1\n" + "}\n}\n" * 3
    found = from_text(tmp_path, f'resource "aws_x" "a" {{\n  before = 1\n{text}}}\n{LAST}')
    assert found["terraform_data.last"].values == {"input": "read"}
    outer = found["aws_x.a"].values["a"]
    assert isinstance(outer, tuple)
    assert isinstance(outer[0]["b"], Unknown)
    assert "more than 10000 turns of a loop and those around it (limit)" in read(tmp_path).notes.values()


def test_dynamic_blocks_inside_each_other_end_soon(tmp_path: Path) -> None:
    nested = 'dynamic "%s" {\n  for_each = range(10)\n  content {\n'
    text = "".join(nested % name for name in "abcdefgh") + "x = 1\n" + "}\n}\n" * 8
    found = from_text(tmp_path, f'resource "aws_x" "a" {{\n  before = 1\n{text}}}\n{LAST}')
    assert found["terraform_data.last"].values == {"input": "read"}
    assert "more than 10000 turns of a loop and those around it (limit)" in read(tmp_path).notes.values()


@pytest.mark.parametrize("call", ["jsonencode", "yamlencode", "toset", "distinct", "flatten"])
def test_what_is_endless_once_it_is_written_out_is_refused_at_once_however_often(tmp_path: Path, call: str) -> None:
    lines = ["  l0 = [1]", *(f"  l{i} = [local.l{i - 1}, local.l{i - 1}]" for i in range(1, 60))]
    asked = "".join(f'resource "aws_x" "a{i}" {{\n  a = {call}([local.l59, {i}])\n}}\n' for i in range(100))
    found = from_text(tmp_path, "locals {\n" + "\n".join(lines) + f"\n}}\n{asked}{LAST}")
    assert found["terraform_data.last"].values == {"input": "read"}
    assert all(isinstance(found[f"aws_x.a{i}"].values["a"], Unknown) for i in range(100))


def test_looking_through_an_argument_counts_towards_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity_audit.parsers.terraform.evaluation.trace.MAX_WORK", 20_000)
    found = value(tmp_path, "[for i in range(1000) : contains(local.all, i)]", "locals {\n  all = range(1000)\n}")
    assert isinstance(found, Unknown)
    assert "values of more than 20000 parts in one root (limit)" in read(tmp_path).notes.values()


def test_many_loops_of_one_root_end_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity_audit.parsers.terraform.evaluation.trace.MAX_WORK", 50_000)
    loops = "".join(f"  l{i} = [for x in range(1000) : x]\n" for i in range(9))
    said = "\n".join(f"  a{i} = length(local.l{i})" for i in range(9))
    found = from_text(tmp_path, f'locals {{\n{loops}}}\nresource "aws_x" "a" {{\n{said}\n}}\n{LAST}')
    assert found["terraform_data.last"].values == {"input": "read"}
    values = found["aws_x.a"].values
    assert [values[f"a{i}"] for i in range(3)] == [1000, 1000, 1000]
    assert isinstance(values["a8"], Unknown)
    assert read(tmp_path).notes["aws_x.a.a8"] == "values of more than 50000 parts in one root (limit)"


def test_products_count_every_part_of_their_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity_audit.parsers.terraform.evaluation.trace.MAX_WORK", 5_000)
    products = "".join(f"  l{i} = setproduct(range(10), range({i}, {i + 10}))\n" for i in range(4))
    said = "\n".join(f"  a{i} = length(local.l{i})" for i in range(4))
    found = from_text(tmp_path, f'locals {{\n{products}}}\nresource "aws_x" "a" {{\n{said}\n}}\n{LAST}')
    values = found["aws_x.a"].values
    # 100 rows of two numbers are 300 parts, each of which counts ten.
    assert values["a0"] == 100
    assert isinstance(values["a1"], Unknown)
    assert read(tmp_path).notes["local.l1"] == "values of more than 5000 parts in one root (limit)"


def test_a_product_of_products_of_products(tmp_path: Path) -> None:
    lines = ['  l0 = toset(["a", "b"])', *(f'  l{i} = setproduct(local.l{i - 1}, ["x", "y"])' for i in range(1, 30))]
    found = value(tmp_path, "length(local.l29)", "locals {\n" + "\n".join(lines) + "\n}")
    assert isinstance(found, Unknown)
    notes = read(tmp_path).notes
    assert [notes[cause] for cause in found.causes] == [
        "setproduct: the result would have more than 1000000 elements (limit)"
    ]


def test_instances_of_many_arguments_are_judged_as_one(tmp_path: Path) -> None:
    arguments = "\n".join(f"  a{i} = 1" for i in range(1_000))
    write(tmp_path, {"main.tf": f'resource "aws_x" "a" {{\n  count = 1000\n{arguments}\n}}\n{LAST}'})
    reading = read(tmp_path)
    assert [r.address for r in reading.resources] == ["aws_x.a", "terraform_data.last"]
    assert [m.reason for m in reading.missing] == [
        "aws_x.a has 1000 instances; where there are so many already, they are judged as one (limit)"
    ]


def test_a_large_object_that_every_argument_of_every_instance_asks_for(tmp_path: Path) -> None:
    large = "\n".join(f"    k{i} = {i}" for i in range(5_000))
    asked = "\n".join(f'  a{i} = lookup(each.value, "k{i}", 0)' for i in range(40))
    text = f'locals {{\n  large = {{\n{large}\n  }}\n}}\nresource "aws_x" "a" {{\n  for_each = {{ for i in range(300) : i => local.large }}\n{asked}\n}}\n{LAST}'
    assert from_text(tmp_path, text)['aws_x.a["299"]'].values == {f"a{i}": i for i in range(40)}


@pytest.mark.parametrize("call", ["index(local.l, { a = i })", "contains(local.l, { a = i })"])
def test_a_large_list_that_is_searched_again_and_again_is_looked_through_once(tmp_path: Path, call: str) -> None:
    def calls(turns: int) -> int:
        large = "locals {\n  l = [for i in range(1000) : { a = i }]\n}\n"
        text = f'{large}resource "terraform_data" "x" {{\n  input = [for i in range({turns}) : {call}]\n}}\n'
        folder = tmp_path / str(turns)
        folder.mkdir()
        return calls_in(lambda: from_text(folder, text))

    calls(1)  # what is worked out once in a process
    assert calls(20) - calls(10) < 10 * 2000


def test_a_large_default_that_many_objects_have(tmp_path: Path) -> None:
    ports = list(map(str, range(1_000)))

    def last(objects: int) -> Value:
        kind = f"list(object({{ ports = optional(list(string), [{', '.join(ports)}]) }}))"
        given = f'variable "v" {{\n  type = {kind}\n  default = [{"{}, " * objects}]\n}}'
        return value(tmp_path, f"var.v[{objects - 1}].ports", given)

    assert last(2) == tuple(ports)
    few, many = (calls_in(lambda n=n: last(n)) for n in (10, 100))  # type: ignore[misc]
    assert many < 2 * few


def test_sets_that_are_put_together_again_and_again(tmp_path: Path) -> None:
    """Texts among them are looked at in one go."""

    def calls(steps: int) -> int:
        lines = ["  s0 = toset([])"]
        lines += [f'  s{i} = setunion(local.s{i - 1}, [for n in range(100) : "{i}-${{n}}"])' for i in range(1, steps)]
        return calls_in(lambda: value(tmp_path, f"length(local.s{steps - 1})", "locals {\n" + "\n".join(lines) + "\n}"))

    calls(1)  # what is worked out once in a process
    assert calls(40) < 5 * calls(10)


def test_many_objects_in_a_file_of_variables_in_json(tmp_path: Path) -> None:
    kind = "map(object({ name = string, size = optional(number, 3), tags = optional(map(string), {}) }))"
    more = f'variable "all" {{\n  type = {kind}\n}}'

    def calls(objects: int) -> int:
        given = {"all": {f"k{i}": {"name": f"n{i}"} for i in range(objects)}}
        write(tmp_path, {"terraform.tfvars.json": json.dumps(given)})
        return calls_in(lambda: value(tmp_path, "length(var.all)", more))

    calls(1)
    assert calls(200) - calls(100) < 100 * 80


NINETY_THOUSAND = "flatten([for i in range(90) : range(1000)])"


@pytest.mark.parametrize(
    "expression",
    [
        f"[for i in {NINETY_THOUSAND} : {' + '.join(['i'] * 150)}]",
        f"[for i in {NINETY_THOUSAND} : [{', '.join(['i'] * 1_000)}][0]]",
        f"[for i in {NINETY_THOUSAND} : i if {' && '.join(['i >= 0'] * 150)}]",
        f"{{ for i in {NINETY_THOUSAND} : {' + '.join(['i'] * 150)} => i }}",
        f'"%{{ for i in {NINETY_THOUSAND} }}{"${i}" * 500}%{{ endfor }}"',
        f'join("", [for i in {NINETY_THOUSAND} : templatestring(local.t, {{ i = i }})])',
    ],
)
def test_long_bodies_of_loops_of_many_turns(tmp_path: Path, expression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "MAX_WORK", 2_000_000)
    template = 'locals {\n  t = "' + "$${i}" * 500 + '"\n}'
    write(tmp_path, {"main.tf": f'{template}\nresource "terraform_data" "x" {{\n  input = {expression}\n}}\n{LAST}'})
    reading = read(tmp_path)
    found = {resource.address: resource for resource in reading.resources}
    assert found["terraform_data.last"].values == {"input": "read"}
    assert isinstance(found["terraform_data.x"].values["input"], Unknown)
    assert "values of more than 2000000 parts in one root (limit)" in " ".join(reading.notes.values())


def test_long_arguments_of_many_instances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace, "MAX_WORK", 200_000)
    sums = " + ".join(["count.index"] * 300)
    resource = f'resource "terraform_data" "x" {{\n  count = 1000\n  input = {sums}\n}}\n'
    write(tmp_path, {"main.tf": resource + LAST})
    reading = read(tmp_path)
    found = {resource.address: resource.values["input"] for resource in reading.resources}
    assert found["terraform_data.x[1]"] == 300
    assert isinstance(found["terraform_data.x[999]"], Unknown)
    assert found["terraform_data.last"] == "read"
    assert "values of more than 200000 parts in one root (limit)" in " ".join(reading.notes.values())


def test_a_mistake_that_many_ways_lead_to(tmp_path: Path) -> None:
    lines = ["  l0 = [][1]", *(f"  l{i} = try(local.l{i - 1}.x, local.l{i - 1}.y)" for i in range(1, 60))]
    assert value(tmp_path, "try(local.l59, 7)", "locals {\n" + "\n".join(lines) + "\n}") == 7


def test_what_stands_beside_a_mistake_counts_towards_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("continuity_audit.parsers.terraform.evaluation.trace.MAX_WORK", 5_000)
    ranges = ", ".join("range(0, 1000)" for _ in range(9))
    found = value(tmp_path, f"concat({ranges}, local.none)")
    assert isinstance(found, Unknown)
    assert "values of more than 5000 parts in one root (limit)" in read(tmp_path).notes.values()


def test_a_source_of_many_variables(tmp_path: Path) -> None:
    queue = 'resource "aws_sqs_queue" "q" {}\n'
    called = f'module "m" {{\n  source = "./{"${var.a}" * 30}q"\n}}\n'
    write(tmp_path, {"main.tf": called + queue, f"{'m' * 200}/main.tf": queue, f"{'m' * 200}q/main.tf": queue})
    assert PARSER.open(discover([tmp_path])).roots == (".", "m" * 200)


@pytest.mark.parametrize("shape", [
    'try(var.x.aLEVEL ? INNER : "LEVEL", null)',
    "can(INNER == LEVEL ? tonumber(var.s) : LEVEL)",
    "merge({ a = try(var.x.kLEVEL, LEVEL) }, try(INNER.b, {}))",
    '(var.b ? INNER + tonumber(var.s) : "LEVEL")',
    'try([var.b ? INNER : "a", tonumber(var.s)], LEVEL)',
    'try({ for x in ["a"] : (var.s == "LEVEL" ? x : "b") => INNER }, LEVEL)',
    "try([for x in [{ a = 1 }] : [x.a, INNER]], LEVEL)",
    "try([for x in var.x : [x.a, INNER]], LEVEL)",
    "try((var.s == null ? [INNER] : null)[*], LEVEL)",
    '(var.bLEVEL ? INNER + 1 : "LEVEL")',
    "try(var.x.aLEVEL, INNER)",
    "one(var.bLEVEL ? [INNER] : [])",
    'coalesce(var.bLEVEL ? INNER : null, "LEVEL")',
    "(var.xLEVEL ? INNER : { a = LEVEL })",
])  # fmt: skip
def test_what_may_fail_is_not_asked_anew_on_every_level(tmp_path: Path, shape: str) -> None:
    """The work would double with each level, or with all of them grow much faster than they do."""
    variables = "".join(f'variable "{name}" {{\n{kind}}}\n' for name, kind in (
        ("x", ""), ("s", "  type = string\n"), ("b", "  type = bool\n"),
        *((f"x{level}", "") for level in range(14)), *((f"b{level}", "  type = bool\n") for level in range(14)),
    ))  # fmt: skip

    def nested(depth: int) -> None:
        inner = "1"
        for level in range(depth):
            inner = shape.replace("INNER", inner).replace("LEVEL", str(level))
        value(tmp_path, inner, variables)

    few, many = (calls_in(lambda depth=depth: nested(depth)) for depth in (7, 14))  # type: ignore[misc]
    assert many < 4 * few


def test_of_a_file_with_too_many_mistakes_the_first_are_named_and_that_the_others_are_not(tmp_path: Path) -> None:
    found = ReadTree(tmp_path, {"a.tf": "thing {}\n" * 3_000, "main.tf": LAST})
    assert list(found.resources) == [".::terraform_data.last"]
    assert [(one.line, one.reason) for one in (found.unread[0], *found.unread[999:])] == [
        (1, "there is no block of type 'thing' in Terraform"),
        (1_000, "there is no block of type 'thing' in Terraform"),
        (1_001, "more than 1000 mistakes in one file; from here on not named (limit)"),
    ]


def test_after_too_many_mistakes_of_syntax_it_is_named_that_the_rest_is_not_read(tmp_path: Path) -> None:
    *_, last = ReadTree(tmp_path, {"a.tf": "locals {\n  a = ]\n}\n" * 30 + LAST}).unread
    assert (last.line, last.reason) == (61, "20 mistakes before it: from here on not read (limit)")
