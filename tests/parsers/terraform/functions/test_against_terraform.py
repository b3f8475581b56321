"""Every function gives what the real ``terraform`` gives: values and refusals."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path

import pytest

from continuity_audit.estate.identity import same
from continuity_audit.estate.kinds import CollectionKind, Null
from continuity_audit.estate.numbers import plain
from continuity_audit.estate.parts import rebuilt
from continuity_audit.estate.values import SetValue, Unknown, Value, unknown
from continuity_audit.parsers.terraform.access import tree_files
from continuity_audit.parsers.terraform.access.tree_files import TreeFiles
from continuity_audit.parsers.terraform.evaluation import loops
from continuity_audit.parsers.terraform.functions import base
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.functions.calls import FUNCTIONS, call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.modules import called_modules, expand, session

from . import oracle
from .cases import collections, conversions, encodings, formats, numbers, places, strings

FAMILIES = (numbers, strings, formats, collections, encodings, conversions, places)
DIGESTS = ("md5", "sha1", "sha256", "sha512", "base64sha256", "base64sha512")
CALLS: list[oracle.Call] = [
    *((name, arguments) for family in FAMILIES for name, rows in family.CASES.items() for arguments in rows),
    *((name, (text,)) for name in DIGESTS for text in ("hello world", "", "é", 5)),
]
FILE_CALLS: list[oracle.Call] = [
    *((f"file{name}", ("./a.txt",)) for name in ("", "base64", *DIGESTS)),
    *((name, (path,)) for name in ("file", "filebase64", "filemd5") for path in ("bytes.bin", "missing.txt")),
    *(("fileexists", (path,)) for path in ("a.txt", "missing.txt", "sub/b.json", "", "sub", "pipe")),
    *(
        ("fileset", (".", pattern))
        for pattern in (
            "*", "**", "*.txt", "sub/*", "**/*.json", "nothing*", "*.{txt,bin}", "**/{a,b}.*", "{sub,none}/*.json",
            "[ab]*", "[^a]*", "[!a]*", "[a-c]?*", "?.txt", "\\a.txt", "sub/../*.txt", "**/*", "s**/b.json", "**/sub/**",
            "./*.txt", "[", "[a", "[]a]", "[a-]", "{a", "a\\", "sub", "deep/*/c.json",
            "deep/**/c.json", "link/*", "link/**", "*/*", "}", "a,b", "*.TXT",
        )
    ),
    *(("fileset", ("sub", pattern)) for pattern in ("*.json", "../*.txt", "../sub/*.json", "../nothing/*", ".")),
    *(("fileset", ("sub", pattern)) for pattern in ("/*.json", "/../*.txt", "/")),
    ("fileset", ("missing", "*")),
]  # fmt: skip
ELSEWHERE = {"base64gunzip", "cidrcontains", "list", "map", "urldecode", "sensitive", "type"}
"""OpenTofu's, those of old versions, and those that no output can hold; what assumes something is OpenTofu's too."""
IMPURE = {"base64gzip", "bcrypt", "plantimestamp", "rsadecrypt", "timestamp", "uuid"}

needs_terraform = pytest.mark.skipif(not oracle.available(), reason="needs the terraform binary on PATH as the oracle")


def ours(call: oracle.Call, files: FileAccess | None = None) -> Value:
    try:
        result = call_function(*call, files)
    except FunctionError:
        return oracle.REFUSED
    return plain(result) if isinstance(result, int | Decimal) and not isinstance(result, bool) else result


def differences(calls: list[oracle.Call], answers: list[Value], files: FileAccess | None = None) -> list[str]:
    return [
        f"{oracle.expression(call)}: Terraform {answer!r}, ours {ours(call, files)!r}"
        for call, answer in zip(calls, answers, strict=True)
        if not same(ours(call, files), answer)
    ]


@needs_terraform
def test_all_calls_agree(tmp_path: Path) -> None:
    assert differences(CALLS, oracle.ask(CALLS, tmp_path)) == []


@needs_terraform
def test_files_are_read_alike(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("héllo\n", encoding="utf-8")
    (tmp_path / "sub" / "b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "bytes.bin").write_bytes(b"\xff\x00")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "c.json").write_text("{}", encoding="utf-8")
    (tmp_path / "link").symlink_to("deep", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe")
    answers = oracle.ask(FILE_CALLS, tmp_path)
    for name in ("terraform.tfstate", ".terraform.lock.hcl"):
        (tmp_path / name).unlink(missing_ok=True)
    ignored = {"terraform.tfstate", ".terraform.tfstate.lock.info"}
    answers = [
        rebuilt(answer, [e for e in answer.elements if e not in ignored]) if isinstance(answer, SetValue) else answer
        for answer in answers
    ]
    assert differences(FILE_CALLS, answers, TreeFiles(tmp_path, ".")) == []


def test_every_function_is_in_the_table() -> None:
    plain = {name for name in FUNCTIONS if not name.startswith("core::")}
    covered = {name for name, _ in (*CALLS, *FILE_CALLS)}
    assert {name for name in plain - covered if not name.startswith("assume")} == ELSEWHERE | IMPURE
    assert {f"core::{name}" for name in plain} == set(FUNCTIONS) - plain


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("cidrcontains", ("10.0.0.0/8", "10.1.2.3"), True),
        ("cidrcontains", ("10.0.0.0/8", "10.0.0.0/9"), True),
        ("cidrcontains", ("10.0.0.0/9", "10.0.0.0/8"), False),
        ("cidrcontains", ("fd00::/8", "fd00::1"), True),
        ("urldecode", ("Hello+World%21+%C3%A9",), "Hello World! é"),
        ("base64gunzip", ("H4sIAAAAAAAA/8tIzcnJVyjPL8pJAQCFEUoNCwAAAA==",), "hello world"),
        ("type", ((1, "a"),), "tuple([\n    number,\n    string,\n])"),
        ("assumeequal", (unknown("var.x"), "a"), "a"),
        ("assumeequal", (("a",), ("a",)), ("a",)),
        ("assumenotnull", ("a",), "a"),
        ("assumestringprefix", ("arn:x", "arn:"), "arn:x"),
        ("assumelistlength", ((1, 2), 1, 2), (1, 2)),
        ("assumelistlengthmin", (unknown("var.x"), 2), unknown("var.x", low=2)),
        ("assumemaplengthmax", ({"a": 1}, 1), {"a": 1}),
        ("assumesetlengthmin", (("b", "a"), 2), SetValue(("a", "b"))),
        ("coalescelist", (Null(CollectionKind("list", "string")), ("a",)), ("a",)),
        ("log", (0, 10), Decimal("-Infinity")),
        ("pow", (10, 400), Decimal("Infinity")),
        ("core::upper", ("a",), "A"),
    ],
)
def test_functions_that_no_output_shows(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert call_function(name, arguments) == expected


def documented(beginning: str) -> str:
    """The line of the documentation that begins so."""
    page = Path(__file__).parents[4] / "docs" / "terraform.md"
    (line,) = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith(beginning)]
    return line


def test_the_documentation_names_each_function_that_stays_unknown() -> None:
    said = documented("- Functions: ").partition("So are functions of providers")[0]
    assert set(re.findall(r"`(\w+)`", said)) == IMPURE
    assert call_function("pathexpand", ("~",)) == unknown('pathexpand("~")')
    assert '`pathexpand("~")`' in said


def test_the_documentation_names_the_bounds() -> None:
    said = documented("- What is bounded: ")
    bounds = (
        *(base.MAX_ELEMENTS, base.MAX_CHARACTERS, expand.MAX_INSTANCES, session.MAX_INSTANCES, session.MAX_MODULES),
        *(called_modules.MAX_MODULE_DEPTH, loops.MAX_ELEMENTS, tree_files.MAX_LOOKED_AT),
    )
    assert [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", said)] == list(bounds)


@pytest.mark.parametrize("name", sorted(IMPURE))
def test_what_no_plan_repeats_is_unknown_and_says_so(name: str) -> None:
    arguments = {"base64gzip": ("a",), "bcrypt": ("a",), "rsadecrypt": ("a", "b")}.get(name, ())
    result = call_function(name, arguments)
    assert isinstance(result, Unknown)
    assert result.causes == frozenset({f"{name}()"})


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (("upper", (None,)), 'Invalid value for "str" parameter: argument must not be null'),
        (("upper", ((),)), 'Invalid value for "str" parameter: string required'),
        (("abs", (1, 2)), 'Function "abs" expects only 1 argument(s).'),
        (("tolist", ((1, ()),)), 'Invalid value for "v" parameter: cannot convert tuple to list of any single type'),
        (("format", ("%d", Decimal("1.5"))), 'unsupported value for "%d" at 0: an integer is required'),
        (
            ("regex", ("(", "a")),
            'Invalid value for "pattern" parameter: invalid regexp pattern: missing closing ) in (',
        ),
        (
            ("assumeequal", ("b", "a")),
            'Invalid value for "actual_value" parameter: the actual value does not match the assumed value',
        ),
        (("assumenotnull", (None,)), 'Invalid value for "value" parameter: assumption was not upheld'),
        (("assumestringprefix", ("x", "arn:")), 'Invalid value for "value" parameter: assumption was not upheld'),
        (("assumelistlengthmax", ((1, 2), 1)), 'Invalid value for "value" parameter: assumption was not upheld'),
        (("fileset", (".", "[")), 'failed to glob pattern "[": syntax error in pattern'),
        (("nope", ()), 'There is no function named "nope".'),
        (("map", ("a",)), "map requires an even number of two or more arguments, got 1"),
        (("list", ((), "a")), "all arguments of list must have the same type"),
    ],
)
def test_refusals_are_worded_as_terraform_words_them(call: oracle.Call, message: str) -> None:
    with pytest.raises(FunctionError) as refused:
        call_function(*call)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (("list", ("a", 1)), ("a", "1")),
        (("list", ()), ()),
        (("map", ("k", "v", "n", 1)), {"k": "v", "n": "1"}),
        (("map", ()), {}),
        (("map", ("k", unknown("var.v"))), {"k": unknown("var.v")}),
        (("map", (unknown("var.k"), 1)), unknown("var.k", key="map(var.k,1)")),
    ],
)
def test_what_terraform_had_until_0_14_still_means_what_it_says(call: oracle.Call, expected: Value) -> None:
    assert call_function(*call) == expected
