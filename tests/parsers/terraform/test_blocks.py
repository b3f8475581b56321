"""The blocks and arguments of a file, compared with what tree-sitter's grammar of HCL finds in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import tree_sitter_hcl
from tree_sitter import Language, Node, Parser

import continuity_audit
from continuity_audit.parsers.terraform.blocks import comments_in, read_native
from continuity_audit.parsers.terraform.files import Body

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
