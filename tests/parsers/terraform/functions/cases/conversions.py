"""Calls of the conversions family on which we agree with Terraform, arguments only."""

from __future__ import annotations

from decimal import Decimal as D

from continuity_audit.estate.values import Value

from . import s

# fmt: off
CASES: dict[str, list[tuple[Value, ...]]] = {
    "tobool": [("true",), ("false",), ("1",), ("0",), ("True",), ("x",), (True,), (None,), (1,), ((),)],
    "tonumber": [
        ("1",), ("1.50",), ("1e5",), ("0x10",), (" 1",), ("1_000",), (".5",), ("5.",), ("+5",), ("",), (True,), (None,),
        ("-0",), ("1e-3",), ("123456789012345678901234567890.5",), ((),), ("٣",),
    ],
    "tostring": [
        (1,), (D("1.50"),), (True,), ("a",), (None,), ((),), (D("1e30"),), (D("1e-10"),),
        (123456789012345678901234567890,), ({},),
    ],
    "tolist": [
        (("a", "b"),), ((1, "a", True),), ((1, True),), (s("b", "a"),), ("a",), (None,), ((),), ((1, ()),),
        (({"a": 1}, {"b": "x"}),), (({"a": 1}, {"a": "x"}),), (((1, "a"), (2,)),), (((1,), ("a",)),), ((None, 1),),
        (({"a": 1}, "x"),), (({}, {"a": 1}),), (((), (1,)),),
    ],
    "toset": [
        (("b", "a", "b"),), ((2, 10, 1),), ((1, "a"),), ((True, False),), ((None, "a"),), (s("a"),), ("a",),
        (({"a": 2}, {"a": 10}, {"a": 1}),), (((1,), ("a",)),), ((D("1.5"), D("1.50")),), ((("b", "a"), ("a", "c")),),
        (({"n": "b", "v": 1}, {"n": "a", "v": 2}),), (({"a": 1}, {"b": 1}),), (("é", "z", "E"),),
        ((("a",), ("a", "b")),), ((None, None),), (({"a": None}, {"a": 1}),), ((123456789012, 123456789013),),
        ((("a\n",), ("a b",), ("a\"",)),), ((("é",), ("z",)),),
    ],
    "tomap": [
        ({"a": 1, "b": 2},), ({"a": 1, "b": "x"},), ({"a": 1, "b": ()},), ({},), (None,), (("a",),),
        ({"a": True, "b": 1},), ({"a": {"x": 1}, "b": {"y": "z"}},),
    ],
    "ephemeralasnull": [("a",), (None,)],
    "nonsensitive": [("a",)],
    "issensitive": [("a",), (None,), ((1,),)],
}
