"""The blocks and arguments of a file, compared with what tree-sitter's grammar of HCL finds in it."""

from __future__ import annotations

import os
import random
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

import continuity_audit
from continuity_audit.parsers.terraform.configuration.blocks import comments_in, read_native
from continuity_audit.parsers.terraform.configuration.files import Body

from .plans import needs_terraform

FIXTURES = Path(__file__).parents[3] / "fixtures"
KNOWN_MODULES = Path(continuity_audit.__file__).parent / "parsers" / "terraform" / "known_modules"

Entry = tuple[int, str, int, str]
"""Depth, words or name, line, text of the expression."""

FORMS = """
# a comment
resource "aws_x" "plain" { // another
  a = 1 # "not a text
  b = "# not a comment" /* one */
  c = <<EOT
# no comment
}
EOT
  d = [ # in a list
    { x = 1 }, "}", "${join(",", ["{", "}"])}", // and }
  ]
  e { f = "$${not} %%{this}" }
  dynamic "g" {
    for_each = { for k, v in var.m : k => v... if v != "\\"{" }
    content {
      h = <<-EOT
        text "quoted ${k} # none
        EOT
    }
  }
  i = a < b && c > d / 2 /* not ours */ - 1
}
locals { j = "one line" }
output "k" {
}
/* the
end */"""


@pytest.mark.parametrize(
    "text", [*(p for place in (FIXTURES, KNOWN_MODULES) for p in sorted(place.rglob("*.tf"))), FORMS], ids=str
)
def test_blocks_and_arguments_are_those_of_tree_sitter(text: Path | str) -> None:
    source = text.read_bytes() if isinstance(text, Path) else text.encode()
    tree = _parser().parse(source).root_node
    if tree.has_error:
        pytest.skip("tree-sitter finds a mistake in it")  # what is invalid on purpose is the business of other tests
    body, problems = read_native(source, "main.tf")
    assert not problems
    assert list(_entries(body)) == list(_entries_of(tree))


@pytest.mark.parametrize("text", [FORMS, FORMS.replace("\n", "\r\n")], ids=["lf", "crlf"])
def test_comments_are_those_of_tree_sitter(text: str) -> None:
    tree = _parser().parse(text.encode()).root_node
    assert comments_in(text) == sorted(node.start_byte for node in _all(tree) if node.type == "comment")


def test_comments_of_a_file_with_mistakes() -> None:
    text = '# one\nresource "a" "b" {\n  x = "open # no\n}\n# lost\nresource "c" "d" {\n  y = 1 # two\n}\n// three\n'
    assert [text[at:].split("\n")[0] for at in comments_in(text)] == ["# one", "# two", "// three"]


MISTAKES = {
    "an argument goes on after its block ends": 'a "b" {\n  c = 1 }\n',
    "a block on one line goes on below": "a { b = 1\n  c = 2\n}\n",
    "two arguments on one line": "a { b = 1, c = 2 }\n",
    "a block in a block on one line": "a { b { c = 1 } }\n",
    "an unknown escape in a label": 'a "b\\_c" {\n}\n',
    "something after a block": "a {\n} b {\n}\n",
    "no comma in an object": "a = { b = 1 c = 2 }\n",
    "a comma on the line below": "a = {\n  b = 1\n  , c = 2\n}\n",
    "a value on the line below": "a = {\n  b =\n  1\n}\n",
    "an equals sign on the line below": "a = {\n  b\n  = 1\n}\n",
    "a template in a label": 'a "${b}" {\n}\n',
    "an argument twice": "a {\n  b = 1\n  b = 2\n}\n",
}
NO_MISTAKES = {
    "a block on one line": "a { b = [\n  1,\n] }\n",
    "known escapes in a label": 'a "b\\t\\u00e9\\\\_" {\n}\n',
    "an empty block on two lines": "a {\n}\n",
    "a comment before a brace": "a {\n  b = 1 # one\n  /* two */ }\n",
    "a comment before a key": "a = {\n  b = 1 # one\n  /* two */ c = 2, d = 3 // three\n}\n",
    "a call over two lines": "a = [max\n(1, 2)]\n",
    "a key in brackets after a name": "a = {\n  b = c\n  (d) = e\n}\n",
    "a comma and the end of the line": "a = {\n  b = 1,\n  c = 2,\n}\n",
    "an escaped template in a label": 'a "$${b}" {\n}\n',
}

MARKS = ("\n", "<<EOT\n", "/*", "*/", "//", "${", "%{", *'{}"()[]=#\\.,?:0!-')


@pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_are_named(text: str) -> None:
    _, problems = read_native(text.encode(), "main.tf")
    assert [problem.reason.partition(":")[0] for problem in problems] == ["not valid Terraform syntax"]


@pytest.mark.parametrize("text", NO_MISTAKES.values(), ids=NO_MISTAKES.keys())
def test_odd_forms_are_no_mistakes(text: str) -> None:
    assert read_native(text.encode(), "main.tf")[1] == ()


@needs_terraform
def test_mistakes_are_those_of_terraform() -> None:
    """Real files with small mutations: what the program refuses is refused here, and nothing else."""
    chance = random.Random(5)  # noqa: S311  the same on every machine
    files = [p.read_text() for place in (FIXTURES, KNOWN_MODULES) for p in sorted(place.rglob("*.tf"))]
    texts = [*MISTAKES.values(), *NO_MISTAKES.values(), *(_mutated(chance.choice(files), chance) for _ in range(60))]
    # Whether an argument is set twice is not the business of `fmt`, which looks at the syntax alone.
    texts.remove(MISTAKES["an argument twice"])
    differ = [text for text in texts if bool(read_native(text.encode(), "main.tf")[1]) == _formats(text)]
    assert differ == []


def _mutated(text: str, chance: random.Random) -> str:
    at, length = chance.randrange(len(text)), chance.choice((1, 1, 3, 9))
    if chance.random() < 0.5:
        return text[:at] + text[at + length :]
    return text[:at] + chance.choice(MARKS) + text[at:]


def _formats(text: str) -> bool:
    """Whether ``terraform fmt`` takes a text."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run(["terraform", "fmt", "-"], input=text.encode(), capture_output=True, env=environment)
    return done.returncode == 0


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_hcl.language()))


def _entries(body: Body, depth: int = 0) -> Iterator[Entry]:
    for attribute in body.attributes.values():
        yield depth, attribute.name, attribute.line, attribute.text
    for block in body.blocks:
        yield depth, " ".join((block.type, *block.labels)), block.line, str(block.end_line)
        yield from _entries(block.body, depth + 1)


def _entries_of(node: Node, depth: int = 0) -> Iterator[Entry]:
    """The same of a tree-sitter node: arguments first, then blocks."""
    children = [child for body in node.children if body.type == "body" for child in body.children]
    for child in children:
        if child.type == "attribute":
            name, *_, value = (_text(part) for part in child.children if part.type != "comment")
            yield depth, name, child.start_point[0] + 1, value
    for child in children:
        if child.type == "block":
            words = [_text(c).strip('"') for c in child.children if c.type in ("identifier", "string_lit")]
            yield depth, " ".join(words), child.start_point[0] + 1, str(child.end_point[0] + 1)
            yield from _entries_of(child, depth + 1)


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _all(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode()
