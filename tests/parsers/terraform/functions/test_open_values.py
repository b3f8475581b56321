"""What functions make of arguments that are unknown, undecided or sensitive."""

from __future__ import annotations

import pytest

from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import choose, restrict
from continuity_audit.estate.values import Atom, Choice, Reference, Sensitive, SetValue, Unknown, Value, unknown
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError

ZONES = unknown("data.z.names", key="zones", reference=Reference("data.z", "names"))
NAME = unknown("var.name")
OTHER = unknown("var.other")
LIST = unknown("var.list")
LONG_LIST = unknown("var.list", low=2)
ID_A = unknown("aws_x.a", key="aws_x.a.id", reference=Reference("aws_x.a", "id"))
ID_B = unknown("aws_x.b", key="aws_x.b.id", reference=Reference("aws_x.b", "id"))
PROD = Atom("var.prod", causes=frozenset({"var.prod"}))
EITHER = choose(PROD, "a", "b")


def when(value: Value, atom: Atom, truth: bool) -> Value:
    return restrict(value, atom, truth)


@pytest.mark.parametrize(
    ("name", "arguments", "key"),
    [
        ("upper", (NAME,), "upper(var.name)"),
        ("format", ("%s-%s", "a", NAME), "format('%s-%s','a',var.name)"),
        ("join", (",", ("a", NAME)), "join(',',['a',var.name])"),
        ("jsonencode", ({"a": (NAME,)},), "jsonencode({a=[var.name]})"),
        ("cidrsubnet", (NAME, 8, 1), "cidrsubnet(var.name,8,1)"),
        ("setintersection", (("a",), (NAME,)), "setintersection({'a'},{var.name})"),
        ("index", (({"n": 1, "t": NAME}, {"n": 1}), {"n": 1, "t": "b"}), "index([{n=1,t=var.name},{n=1}],{n=1,t='b'})"),
        ("matchkeys", (("x",), (NAME,), ("a",)), "matchkeys(['x'],[var.name],['a'])"),
    ],
)
def test_most_functions_are_unknown_with_the_causes_of_all_arguments(
    name: str, arguments: tuple[Value, ...], key: str
) -> None:
    assert call_function(name, arguments) == Unknown(frozenset({"var.name"}), key)


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("length", ((NAME, "a"),), 2),
        ("length", (LONG_LIST,), Unknown(frozenset({"var.list"}), "length(var.list)", low=2)),
        ("length", (SetValue((NAME,)),), 1),
        ("length", (SetValue(("a", NAME)),), Unknown(frozenset({"var.name"}), "length({'a',var.name})", low=1)),
        ("concat", ((NAME,), ("a",)), (NAME, "a")),
        ("concat", (("a",), LONG_LIST), Unknown(frozenset({"var.list"}), "concat(['a'],var.list)", low=3)),
        ("merge", ({"a": NAME}, {"b": 1}), {"a": NAME, "b": 1}),
        ("merge", ({"a": 1}, LIST), Unknown(frozenset({"var.list"}), "merge({a=1},var.list)")),
        ("keys", ({"b": NAME, "a": 1},), ("a", "b")),
        ("values", ({"b": NAME, "a": 1},), (1, NAME)),
        ("element", (("a", NAME), 1), NAME),
        ("element", (ZONES, 0), Unknown(ZONES.causes, "zones[0]", Reference("data.z", "names[0]"))),
        ("element", (ZONES, 5), Unknown(ZONES.causes, "element(zones,5)")),
        ("element", (("a", "b"), NAME), Unknown(frozenset({"var.name"}), "element(['a','b'],number(var.name))")),
        ("lookup", ({"a": NAME}, "a", "x"), NAME),
        ("lookup", ({"a": NAME}, "b", "x"), "x"),
        ("lookup", ({"a": "x"}, NAME, "x"), "x"),
        ("lookup", ({"a": "x"}, NAME), Unknown(frozenset({"var.name"}), "lookup({a='x'},var.name)")),
        ("coalesce", ("a", NAME), "a"),
        ("coalesce", (None, "", NAME), NAME),
        ("coalesce", (ID_A, "x"), ID_A),
        ("coalescelist", ((), LIST), LIST),
        ("coalescelist", (LONG_LIST, ("a",)), LONG_LIST),
        ("tolist", ((NAME, "a"),), (NAME, "a")),
        ("tolist", (LIST,), LIST),
        ("toset", ((NAME, "b", "a"),), SetValue(("a", "b", NAME))),
        ("tomap", ({"a": NAME},), {"a": NAME}),
        ("tostring", (ID_A,), ID_A),
        ("flatten", (((ID_A,), (ID_B,)),), (ID_A, ID_B)),
        ("flatten", ((LIST, ("a", "b")),), Unknown(frozenset({"var.list"}), "flatten([var.list,['a','b']])", low=2)),
        ("zipmap", (("a", "b"), (NAME, 1)), {"a": NAME, "b": 1}),
        ("zipmap", ((NAME,), (1,)), Unknown(frozenset({"var.name"}), "zipmap([var.name],[1])")),
        ("contains", ((NAME, "a"), "a"), True),
        ("contains", ((), NAME), False),
        ("compact", ((ID_A, "", None, "x"),), (ID_A, "x")),
        ("distinct", ((NAME, NAME),), (NAME,)),
        ("distinct", ((NAME, "a", "a"),), Unknown(frozenset({"var.name"}), "distinct([var.name,'a','a'])", low=1)),
        ("one", ((NAME,),), NAME),
        ("reverse", (("a", NAME),), (NAME, "a")),
        (
            "sort",
            (("a", NAME),),
            tuple(Unknown(frozenset({"var.name"}), f"sort(['a',var.name])[{place}]") for place in range(2)),
        ),
        ("chunklist", (("a", NAME, "b"), 2), (("a", NAME), ("b",))),
        ("setproduct", (("a",), (NAME,)), (("a", NAME),)),
        ("setunion", (("a",), (NAME,)), SetValue(("a", NAME))),
        ("matchkeys", ((NAME, "b"), ("x", "y"), ("x",)), (NAME,)),
        ("matchkeys", (("x", "y"), ({"n": 0, "t": NAME}, {"n": 1, "t": "b"}), ({"n": 1, "t": "b"},)), ("y",)),
        ("index", (({"n": 0, "t": NAME}, {"n": 1, "t": "b"}), {"n": 1, "t": "b"}), 1),
        ("alltrue", ((NAME, False),), False),
        ("anytrue", ((NAME, True),), True),
        ("formatlist", ("%s!", ("a", NAME)), ("a!", Unknown(frozenset({"var.name"}), "format('%s!',var.name)"))),
    ],
)
def test_functions_give_what_holds_whatever_is_open(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert call_function(name, arguments) == expected


def test_a_slice_of_an_unknown_list_has_known_length_and_names_its_elements() -> None:
    assert call_function("slice", (ZONES, 1, 3)) == tuple(
        Unknown(ZONES.causes, f"zones[{index}]", Reference("data.z", f"names[{index}]")) for index in (1, 2)
    )


def test_what_is_searched_may_be_the_open_element() -> None:
    found = call_function("contains", ((NAME, "b"), "a"))
    assert isinstance(found, Choice)
    assert found.atom == Atom("var.name", "==", "a")
    assert when(found, found.atom, True) is True
    assert when(found, found.atom, False) is False


def test_an_open_candidate_of_coalesce_is_taken_unless_it_is_empty() -> None:
    found = call_function("coalesce", (NAME, "x"))
    for blank in (None, ""):
        assert "x" in (when(found, Atom("var.name", "==", blank), True),)
    filled = when(when(found, Atom("var.name", "==", None), False), Atom("var.name", "==", ""), False)
    assert filled == NAME


def test_compact_keeps_an_open_text_on_the_branch_where_it_is_filled() -> None:
    found = call_function("compact", (("a", NAME, "b"),))
    assert when(found, Atom("var.name", "==", ""), True) == ("a", "b")
    filled = when(when(found, Atom("var.name", "==", None), False), Atom("var.name", "==", ""), False)
    assert filled == ("a", NAME, "b")


def test_a_function_is_applied_on_both_sides_of_a_decision() -> None:
    found = call_function("upper", (EITHER,))
    assert found == choose(PROD, "A", "B")
    assert call_function("length", (EITHER,)) == 1


def test_decisions_inside_of_arguments_are_told_apart() -> None:
    assert call_function("join", ("-", (EITHER, "x"))) == choose(PROD, "a-x", "b-x")


def test_many_decisions_inside_of_arguments_are_unknown_with_all_causes() -> None:
    many = tuple(choose(Atom(f"v{i}", causes=frozenset({f"v{i}"})), "a", "b") for i in range(6))
    found = call_function("join", ("-", many))
    assert isinstance(found, Unknown)
    assert found.causes == frozenset({f"v{i}" for i in range(6)})


def test_a_refusal_on_one_branch_leaves_that_branch_unknown() -> None:
    found = call_function("element", (choose(PROD, (), ("x",)), 0))
    assert when(found, PROD, False) == "x"
    failed = when(found, PROD, True)
    assert isinstance(failed, Unknown)
    assert causes_of(failed) == frozenset({"var.prod"})


def test_a_refusal_on_all_branches_is_a_refusal() -> None:
    with pytest.raises(FunctionError, match="a number is required"):
        call_function("abs", (EITHER,))


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("upper", (Sensitive("a"),), Sensitive("A")),
        ("join", ("-", ("a", Sensitive("b"))), Sensitive("a-b")),
        ("jsonencode", ({"a": Sensitive(1)},), Sensitive('{"a":1}')),
        ("merge", ({"a": Sensitive(1)}, {"b": 2}), {"a": Sensitive(1), "b": 2}),
        ("keys", ({"a": Sensitive(1)},), ("a",)),
        ("element", ((Sensitive("a"), "b"), 0), Sensitive("a")),
        ("flatten", ((Sensitive(("a",)), "b"),), Sensitive(("a", "b"))),
        ("toset", ((Sensitive("b"), "a"),), Sensitive(SetValue(("a", "b")))),
        ("length", (Sensitive(("a",)),), Sensitive(1)),
        ("sensitive", ("a",), Sensitive("a")),
        ("sensitive", (Sensitive("a"),), Sensitive("a")),
        ("nonsensitive", (Sensitive("a"),), "a"),
        ("issensitive", (Sensitive("a"),), True),
        ("issensitive", ("a",), False),
        ("zipmap", ((Sensitive("a"),), (1,)), Sensitive({"a": 1})),
    ],
)
def test_marks_reach_the_result(name: str, arguments: tuple[Value, ...], expected: Value) -> None:
    assert call_function(name, arguments) == expected


def test_a_refused_conversion_of_an_unknown_elsewhere_is_still_refused() -> None:
    with pytest.raises(FunctionError, match="string required"):
        call_function("replace", (NAME, (), "x"))


def test_files_without_access_are_unknown_by_their_name() -> None:
    assert call_function("file", ("x.txt",)) == unknown('file("x.txt")')
    assert call_function("abspath", ("x",)) == unknown('abspath("x")')
    assert call_function("pathexpand", ("~/x",)) == unknown('pathexpand("~/x")')


def test_a_path_out_of_the_tree_stays_the_unknown_that_names_it() -> None:
    outside = unknown('file("../../etc/passwd")')

    class Fence:
        module_directory = "."
        below: str | None = "."

        def read(self, path: str) -> bytes | Unknown:
            return outside

        def exists(self, path: str) -> bool | Unknown:
            return outside

        def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
            return outside

    for name in ("file", "filebase64", "filesha256", "fileexists"):
        assert call_function(name, ("../../etc/passwd",), Fence()) == outside
    assert call_function("fileset", ("../..", "*"), Fence()) == outside
