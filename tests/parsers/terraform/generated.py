"""A typed grammar of expressions: what hypothesis draws from it Terraform accepts, nearly always."""

# ruff: noqa: C901, E501  a grammar is easier to read with a rule on a line

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hypothesis import strategies as st

Kind = str | tuple[str, object]
"""``number``, ``string``, ``bool``, ``("list", kind)``, ``("map", kind)``, ``("set", kind)`` or ``("object", fields)``."""

WORLD: Final = """
locals {
  n      = 3
  f      = 2.5
  s      = "text"
  t      = true
  names  = ["b", "a", "c"]
  tags   = { b = "two", a = "one" }
  people = { ann = { age = 30, team = "x" }, bob = { age = 25, team = "y" }, cy = { age = 41, team = "x" } }
  none   = null
  u      = terraform_data.u.id
  ulist  = split(",", terraform_data.u.id)
  unum   = parseint(substr(sha1(terraform_data.u.id), 0, 6), 16)
  ubool  = terraform_data.u.id == "x"
  umap   = { k = terraform_data.u.id, l = "known" }
  uset   = toset(split(",", terraform_data.u.id))
  # Unknown as a whole, of a type that is known.
  out    = terraform_data.out.output
  typed  = tolist(["x", "y"])
  mapped = tomap({ a = "one", b = "two" })
  texts  = var.none
  counts = var.no_number
}
variable "none" {
  type    = string
  default = null
}
variable "no_number" {
  type    = number
  default = null
}
resource "terraform_data" "u" {}
resource "terraform_data" "out" {
  input = {
    s = "text"
    n = 7
    b = true
    l = ["a", "b"]
    m = { a = "x", b = "y" }
    p = [{ a = 1, b = "x" }, { a = 2, b = "y" }]
    t = tolist(["c", "d"])
    e = tomap({ k = "v" })
    h = toset(["q", "r"])
  }
}
"""

UNKNOWNS: Final[dict[object, tuple[str, ...]]] = {
    "string": ("local.u", "local.out.s", "local.out.m.a", "local.out.l[1]", "local.out.p[0].b", "local.out.t[0]", '"pre-${local.u}"'),
    "number": ("local.unum", "local.out.n", "local.out.p[1].a", "length(local.ulist)", "length(local.out.l)"),
    "bool": ("local.ubool", "local.out.b", "local.out.s == null", 'local.out.n == "x"', "local.u == local.out.n", "local.out.l == []"),
    ("list", "string"): ("local.ulist", "local.out.l", "local.out.t", "local.out.p[*].b", "local.ulist[*]", "keys(local.out.m)",
                         "values(local.out.m)", "[for x in local.out.l : x]", "tolist(local.uset)", "tolist(local.out.h)"),
    ("map", "string"): ("local.umap", "local.out.m", "local.out.e", "{ for k, v in local.out.m : k => v }"),
    ("set", "string"): ("local.uset", "local.out.h", "toset(local.out.l)", "toset([local.u])"),
}  # fmt: skip
"""Expressions of which something is unknown, by what they are."""

PRIMITIVES: Final = ("number", "string", "bool")
NAMES: Final = ("a", "b", "c")
CHARACTERS: Final = "abcXYZ019 _-.,:/é✓$%{}~"

Draw = Callable[[st.SearchStrategy[object]], object]


class Grammar:
    """Draws expressions of a kind; ``names`` are the iterators in reach, by their kind."""

    def __init__(self, draw: Callable[..., object], unknowns: bool) -> None:
        self._draw = draw
        self._unknowns = unknowns
        self._iterators = 0

    def one(self, choices: tuple[object, ...] | list[object]) -> object:
        return self._draw(st.sampled_from(choices))

    def whole(self, low: int, high: int) -> int:
        return int(str(self._draw(st.integers(low, high))))

    def kind(self, depth: int) -> Kind:
        if depth <= 0 or self.whole(0, 2) == 0:
            return str(self.one(PRIMITIVES))
        outer = self.one(("list", "map", "object", "set"))
        if outer == "set":
            return ("set", str(self.one(("string", "number"))))
        if outer == "object":
            return ("object", tuple((name, self.kind(depth - 1)) for name in NAMES[: self.whole(1, 3)]))
        return (str(outer), self.kind(depth - 1))

    def expression(self, kind: Kind, depth: int, names: dict[str, Kind]) -> str:
        """An expression of a kind; deeper ones are made of smaller ones."""
        reach = [name for name, is_of in names.items() if is_of == kind]
        if reach and self.whole(0, 2) == 0:
            return str(self.one(reach))
        if depth <= 0:
            return self._leaf(kind, names)
        match self.whole(0, 11):
            case 0:
                return f"({self.expression(kind, depth - 1, names)})"
            case 10 if kind == "string":
                return str(self.one((f"coalesce(local.texts, {self.expression('number', depth - 1, names)})",
                                     f"(local.texts == null ? {self.expression('number', depth - 1, names)} : local.texts)",
                                     f"tostring(coalesce(local.counts, {self.expression('number', depth - 1, names)}))")))  # fmt: skip
            case 11:
                return self._either(kind, depth, names)
            case 1:
                return (
                    f"({self.expression('bool', depth - 1, names)} ? {self.expression(kind, depth - 1, names)}"
                    f" : {self.expression(kind, depth - 1, names)})"
                )
            case 2:
                return f"[{self.expression(kind, depth - 1, names)}, {self.expression(kind, depth - 1, names)}][{self.whole(0, 1)}]"
            case 3:
                of = self.expression(kind, depth - 1, names)
                return str(
                    self.one((f"{{ k = {of} }}.k", f'{{ "k" = {of} }}["k"]', f"try({of}, {of})", f"one([{of}])"))
                )
            case 4:
                listed: Kind = ("list", kind)
                return f"element({self._filled(listed, depth - 1, names)}, {self.whole(0, 5)})"
        return self._made(kind, depth, names)

    def _either(self, kind: Kind, depth: int, names: dict[str, Kind]) -> str:
        """One side of a conditional, of which the other is null or has another type that converts."""
        mine = self.expression(kind, depth - 1, names)
        question = self.expression("bool", depth - 1, names)
        other = "null"
        match kind:
            case "string":
                other = str(self.one(("null", "local.texts", self.expression("number", depth - 1, names))))
            case ("list", "string"):
                other = str(self.one(("null", "[]", "local.typed", "[1, 2]", "tolist([true])")))
            case ("map", "string"):
                other = str(self.one(("null", "{}", "local.mapped", "{ z = 1 }", "tomap({ y = true })")))
            case ("set", "string"):
                other = str(self.one(("null", 'toset(["s"])', "local.uset")))
        return (
            f"try([({question} ? {mine} : {other}), {mine}][1], {mine})"
            if other == "null"
            else f"({question} ? {mine} : {other})"
        )

    def _filled(self, kind: Kind, depth: int, names: dict[str, Kind]) -> str:
        """A list that is not empty."""
        assert isinstance(kind, tuple)
        inner: Kind = kind[1]  # type: ignore[assignment]
        return f"[{', '.join(self.expression(inner, depth - 1, names) for _ in range(self.whole(1, 3)))}]"

    # --- leaves ---------------------------------------------------------------------------------------------------

    def _leaf(self, kind: Kind, names: dict[str, Kind]) -> str:
        if self._unknowns and self.whole(0, 3) == 0:
            unknown = UNKNOWNS.get(kind)
            if unknown:
                return str(self.one(unknown))
        match kind:
            case "number":
                return str(
                    self.one(
                        (
                            "0",
                            "1",
                            "2",
                            "7",
                            "-3",
                            "0.5",
                            "1.25",
                            "1e3",
                            "100000000000000000000",
                            "local.n",
                            "local.f",
                            "1e-3",
                            "3.0",
                        )
                    )
                )
            case "string":
                return (
                    self._text(names)
                    if self.whole(0, 2)
                    else str(
                        self.one(("local.s", '"5"', '"a"', '""', "local.names[0]", "local.tags.a", "local.mapped.b"))
                    )
                )
            case "bool":
                return str(self.one(("true", "false", "local.t", "!local.t")))
            case ("list", "string") if self.whole(0, 2) == 0:
                return str(self.one(("local.names", "local.typed", "keys(local.mapped)", "local.typed[*]")))
            case ("map", "string") if self.whole(0, 2) == 0:
                return str(self.one(("local.tags", "local.mapped")))
            case ("list", inner):
                return f"[{', '.join(self._leaf(inner, names) for _ in range(self.whole(0, 3)))}]"  # type: ignore[arg-type]
            case ("set", inner):
                return f"toset([{', '.join(self._leaf(inner, names) for _ in range(self.whole(1, 3)))}])"  # type: ignore[arg-type]
            case ("map", inner):
                keys = NAMES[: self.whole(0, 3)]
                return "{ " + ", ".join(f"{key} = {self._leaf(inner, names)}" for key in keys) + " }"  # type: ignore[arg-type]
            case ("object", fields):
                return "{ " + ", ".join(f"{name} = {self._leaf(of, names)}" for name, of in fields) + " }"  # type: ignore[misc,union-attr]
        raise AssertionError(kind)

    def _text(self, names: dict[str, Kind]) -> str:
        text = "".join(str(self.one(CHARACTERS)) for _ in range(self.whole(0, 5)))
        return '"' + text.replace("${", "$${").replace("%{", "%%{") + '"'

    # --- compounds ------------------------------------------------------------------------------------------------

    def _made(self, kind: Kind, depth: int, names: dict[str, Kind]) -> str:
        match kind:
            case "number":
                return self._number(depth, names)
            case "string":
                return self._string(depth, names)
            case "bool":
                return self._bool(depth, names)
            case ("list", inner):
                return self._list(inner, depth, names)  # type: ignore[arg-type]
            case ("set", inner):
                listed = self.expression(("list", inner), depth - 1, names)
                first = self._leaf(kind, names)
                return str(
                    self.one(
                        (
                            f"toset({listed})",
                            f"setunion(toset({listed}), {first})",
                            f"setsubtract({first}, toset({listed}))",
                        )
                    )
                )
            case ("map", inner):
                return self._map(inner, depth, names)  # type: ignore[arg-type]
            case ("object", fields):
                return (
                    "{ " + ", ".join(f"{name} = {self.expression(of, depth - 1, names)}" for name, of in fields) + " }"
                )  # type: ignore[union-attr,misc]
        raise AssertionError(kind)

    def _number(self, depth: int, names: dict[str, Kind]) -> str:
        def number() -> str:
            return self.expression("number", depth - 1, names)

        def text() -> str:
            return self.expression("string", depth - 1, names)

        match self.whole(0, 9):
            case 0 | 1 | 2:
                return f"{number()} {self.one(('+', '-', '*', '/', '%'))} {number()}"
            case 3:
                return f"-({number()})"
            case 4:
                return f"{self.one(('max', 'min'))}({number()}, {number()})"
            case 5:
                return f"length({text()})"
            case 6:
                return f"length({self.expression(('list', self.kind(1)), depth - 1, names)})"
            case 7:
                return f"{self.one(('floor', 'ceil', 'abs', 'signum'))}({number()})"
            case 8:
                return f"sum({self._filled(('list', 'number'), depth, names)})"
            case _:
                return f"local.people[{self.one(names_of_people())}].age"

    def _string(self, depth: int, names: dict[str, Kind]) -> str:
        def text() -> str:
            return self.expression("string", depth - 1, names)

        def inner() -> str:
            return self.expression(str(self.one(PRIMITIVES)), depth - 1, names)

        match self.whole(0, 15):
            case 0 | 1 | 2:
                return f'"{self._text(names)[1:-1].rstrip("$%")}${{{inner()}}}{self._text(names)[1:-1]}"'
            case 3:
                return f'"%{{ if {self.expression("bool", depth - 1, names)} }}${{{inner()}}}%{{ else }}-%{{ endif }}"'
            case 4:
                i, _ = self._iterator()
                listed = self.expression(("list", "string"), depth - 1, names)
                return f'"%{{ for {i} in {listed} ~}} ${{{self.expression("string", depth - 1, {**names, i: "string"})}}},%{{ endfor }}"'
            case 5:
                return f"{self.one(('upper', 'lower', 'title', 'trimspace', 'strrev', 'chomp', 'base64encode', 'sha1', 'md5', 'urlencode'))}({text()})"
            case 6:
                return f"join({self.one((chr(34) + ',' + chr(34), text()))}, {self.expression(('list', 'string'), depth - 1, names)})"
            case 7:
                return f"replace({text()}, {self._text(names)}, {self._text(names)})"
            case 8:
                return f'format("{self.one(("%s-%s", "%v%v", "%q %s", "%-5s|%5s"))}", {text()}, {text()})'
            case 9:
                return f'format("{self.one(("%d", "%05.2f", "%v", "%s", "%x", "%+d", "%e", "%g"))}", {self._integer()})'
            case 10:
                return f"substr({text()}, {self.whole(-2, 3)}, {self.whole(-1, 4)})"
            case 11:
                return f"jsonencode({self.expression(self.kind(2), depth - 1, names)})"
            case 12:
                return f"tostring({inner()})"
            case 13:
                return f"{self.one(('trimprefix', 'trimsuffix', 'trim'))}({text()}, {self._text(names)})"
            case 14:
                return f"yamlencode({self.expression(self.kind(2), depth - 1, names)})"
            case _:
                return f"lookup({self.expression(('map', 'string'), depth - 1, names)}, {self.one(quoted(NAMES))}, {text()})"

    def _integer(self) -> str:
        return str(self.one(("0", "7", "-3", "12", "local.n", "1000000")))

    def _bool(self, depth: int, names: dict[str, Kind]) -> str:
        def of(kind: Kind) -> str:
            return self.expression(kind, depth - 1, names)

        match self.whole(0, 10):
            case 9:
                kind = self.kind(1)
                return f"({of(kind)}) {self.one(('==', '!='))} {self.one(('null', '[]', '{}', 'local.typed', 'local.texts', 'tolist([])'))}"
            case 10:
                return f"can({of(self.kind(1))}{self.one(('.a', '[0]', '.zz', '[1].b'))})"
            case 0 | 1:
                kind = str(self.one(PRIMITIVES))
                return f"({of(kind)}) {self.one(('==', '!='))} ({of(kind)})"
            case 2 | 3:
                return f"{of('number')} {self.one(('<', '<=', '>', '>='))} {of('number')}"
            case 4:
                return f"({of('bool')} {self.one(('&&', '||'))} {of('bool')})"
            case 5:
                return f"!({of('bool')})"
            case 6:
                return f"contains({of(('list', 'string'))}, {of('string')})"
            case 7:
                return f"can({of('number')} + {of('string')})"
            case _:
                return f"{self.one(('startswith', 'endswith', 'strcontains'))}({of('string')}, {self._text(names)})"

    def _iterator(self) -> tuple[str, str]:
        self._iterators += 1
        return f"i{self._iterators}", f"k{self._iterators}"

    def _list(self, inner: Kind, depth: int, names: dict[str, Kind]) -> str:
        def of(kind: Kind) -> str:
            return self.expression(kind, depth - 1, names)

        match self.whole(0, 13):
            case 0 | 1 | 2 | 3:
                i, k = self._iterator()
                element = self.kind(1)
                mapped = self.whole(0, 2) == 0
                collection = of(("map" if mapped else "list", element))
                within = {**names, i: element, k: "string" if mapped else "number"}
                guard = f" if {self.expression('bool', depth - 1, within)}" if self.whole(0, 2) == 0 else ""
                return f"[for {k}, {i} in {collection} : {self.expression(inner, depth - 1, within)}{guard}]"
            case 4:
                return f"concat({of(('list', inner))}, {of(('list', inner))})"
            case 5:
                return f"reverse({of(('list', inner))})"
            case 6:
                fields: Kind = ("object", (("a", inner),))
                return f"({of(('list', fields))}){self.one(('[*]', '.*'))}.a"
            case 7:
                return f"values({of(('map', inner))})"
            case 8:
                return f"{self.one(('distinct', 'tolist'))}({of(('list', inner))})"
            case 9:
                return f"slice({self._filled(('list', inner), depth, names)}, 0, 1)"
            case 10 if inner == "string":
                return str(self.one((f"keys({of(('map', self.kind(1)))})", f'split(",", {of("string")})', f"sort({of(('list', 'string'))})",
                                     f"compact({of(('list', 'string'))})", f'formatlist("%s!", {of(("list", "string"))})')))  # fmt: skip
            case 11 if inner == "number":
                return f"range({self.whole(0, 4)})"
            case 12:
                return f"({of(inner)})[*]" if isinstance(inner, str) else f"flatten([{of(('list', inner))}])"
            case _:
                return f"[{', '.join(of(inner) for _ in range(self.whole(0, 3)))}]"

    def _map(self, inner: Kind, depth: int, names: dict[str, Kind]) -> str:
        def of(kind: Kind) -> str:
            return self.expression(kind, depth - 1, names)

        match self.whole(0, 6):
            case 0 | 1:
                i, k = self._iterator()
                element = self.kind(1)
                within = {**names, i: element, k: "string"}
                guard = f" if {self.expression('bool', depth - 1, within)}" if self.whole(0, 2) == 0 else ""
                return f"{{ for {k}, {i} in {of(('map', element))} : {k} => {self.expression(inner, depth - 1, within)}{guard} }}"
            case 2 if isinstance(inner, tuple) and inner[0] == "list":
                i, k = self._iterator()
                within = {**names, i: "string", k: "number"}
                value = self.expression(inner[1], depth - 1, within)  # type: ignore[arg-type]
                return f"{{ for {k}, {i} in {of(('list', 'string'))} : {i} => {value}... }}"
            case 2 | 3:
                return f"merge({of(('map', inner))}, {of(('map', inner))})"
            case 4:
                return f"zipmap([{', '.join(quoted(NAMES[:2]))}], [{of(inner)}, {of(inner)}])"
            case 5:
                return f"tomap({of(('map', inner))})"
            case _:
                keys = [
                    str(self.one(("a", '"b c"', '"${local.s}"', "(local.s)", "d"))) for _ in range(self.whole(0, 2))
                ]
                return "{ " + ", ".join(f"{key} = {of(inner)}" for key in dict.fromkeys(keys)) + " }"


def quoted(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names in quotes."""
    return tuple(f'"{name}"' for name in names)


def names_of_people() -> tuple[str, ...]:
    return quoted(("ann", "bob", "cy"))


@st.composite
def expressions(draw: Callable[..., object], unknowns: bool = True) -> str:
    """An expression of any kind."""
    grammar = Grammar(draw, unknowns)
    depth = grammar.whole(2, 4)
    return grammar.expression(grammar.kind(2), depth, {})
