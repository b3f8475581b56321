"""Values marked as sensitive or ephemeral: which marks there are, and how far they reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from continuity_audit.estate.values import Sensitive, SetValue, Unknown, Value

from .plans import from_text

EPHEMERAL = """
variable "token" {
  type      = string
  default   = "t"
  ephemeral = true
}
ephemeral "aws_secretsmanager_secret_version" "db" {
  secret_id = "x"
}
"""


def value(folder: Path, text: str, expression: str) -> Value:
    found = from_text(folder, f'{text}\nresource "terraform_data" "x" {{\n  input = {expression}\n}}\n')
    return found["terraform_data.x"].values["input"]


@pytest.mark.parametrize("setting", ["true", '"true"', "(true)", "!false", "true # so", "var.yes"])
def test_whatever_says_sensitive_hides(tmp_path: Path, setting: str) -> None:
    text = f'variable "p" {{\n  default   = "x"\n  sensitive = {setting}\n}}\n'
    assert value(tmp_path, text, "var.p") == Sensitive("x")


@pytest.mark.parametrize("setting", ["false", '"false"'])
def test_what_is_not_sensitive_is_shown(tmp_path: Path, setting: str) -> None:
    assert value(tmp_path, f'variable "p" {{\n  default = "x"\n  sensitive = {setting}\n}}\n', "var.p") == "x"


def test_json_marks_too(tmp_path: Path) -> None:
    text = '{"variable": {"p": {"default": "x", "sensitive": true}, "q": {"default": "x", "sensitive": "true"}}}'
    more = '{"resource": {"terraform_data": {"x": {"input": ["${var.p}", "${var.q}"]}}}}'
    found = from_text(tmp_path, {"variables.tf.json": text, "main.tf.json": more})
    assert found["terraform_data.x"].values["input"] == (Sensitive("x"), Sensitive("x"))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("var.token", Sensitive("t", ephemeral=True)),
        ('"x${var.token}"', Sensitive("xt", ephemeral=True)),
        ("ephemeralasnull(var.token)", None),
        ("ephemeralasnull([upper(var.token), 1])", (None, 1)),
        ("ephemeralasnull({ a = sensitive(1), b = var.token })", {"a": Sensitive(1), "b": None}),
        ("ephemeralasnull(toset([var.token]))", None),
        ('ephemeralasnull("plain")', "plain"),
    ],
)
def test_ephemeral_values(tmp_path: Path, expression: str, expected: Value) -> None:
    assert value(tmp_path, EPHEMERAL, expression) == expected


def test_an_ephemeral_block_is_unknown_and_hidden(tmp_path: Path) -> None:
    found = value(tmp_path, EPHEMERAL, "ephemeral.aws_secretsmanager_secret_version.db.secret_string")
    assert isinstance(found, Sensitive)
    assert found.ephemeral
    assert isinstance(found.value, Unknown)
    cleared = value(
        tmp_path, EPHEMERAL, "ephemeralasnull(ephemeral.aws_secretsmanager_secret_version.db.secret_string)"
    )
    assert isinstance(cleared, Unknown)
    assert cleared.causes == frozenset({"ephemeral.aws_secretsmanager_secret_version.db.secret_string"})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('toset(["a", sensitive("b")])', Sensitive(SetValue(("a", "b")))),
        ('toset([{ k = sensitive("b") }])', Sensitive(SetValue(({"k": "b"},)))),
        ('reverse(toset(["a", sensitive("b")]))', Sensitive(("b", "a"))),
        ('setproduct(toset([sensitive("b")]), ["c"])', Sensitive(SetValue((("b", "c"),)))),
        ('setproduct([sensitive("b")], ["c"])', ((Sensitive("b"), "c"),)),
        ('length(toset([sensitive("b")]))', Sensitive(1)),
    ],
)
def test_a_set_is_hidden_as_a_whole(tmp_path: Path, expression: str, expected: Value) -> None:
    assert value(tmp_path, "", expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # Whatever part tells them apart: the answer hangs on both as a whole.
        ('{ a = 1, b = sensitive(2) } == { a = "x", b = 2 }', Sensitive(False)),
        ('[sensitive("a")] == null', Sensitive(False)),
        ('[sensitive("a")] != ["a", "b"]', Sensitive(True)),
        ('{ a = "x" } == { a = "y" }', False),
        # It says that something is there, and nothing of what it is.
        ('can(sensitive("a"))', True),
        ("can(sensitive({ a = 1 }).b)", False),
    ],
)
def test_answers_are_hidden_where_they_tell_of_what_is(tmp_path: Path, expression: str, expected: Value) -> None:
    assert value(tmp_path, "", expression) == expected


def test_what_is_hidden_and_open_may_be_a_list(tmp_path: Path) -> None:
    text = 'variable "any" {}\nvariable "text" {\n  type = string\n}\n'
    found = value(tmp_path, text, '[flatten([[sensitive(var.any)], "b"]), flatten([[sensitive(var.text)], "b"])]')
    assert isinstance(found, tuple)
    any_type, single = found
    assert isinstance(any_type, Sensitive)
    assert isinstance(any_type.value, Unknown)
    assert isinstance(single, tuple)
    assert len(single) == 2


def test_a_mark_does_not_show_in_the_words_of_the_program() -> None:
    assert repr(Sensitive("hunter2")) == "Sensitive(…)"
    assert f"{(Sensitive('hunter2'),)}" == "(Sensitive(…),)"
