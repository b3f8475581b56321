"""Calls of the encodings family on which we agree with Terraform, arguments only."""

from __future__ import annotations

from continuity_audit.estate.values import Value

from . import d, s

# fmt: off
LONG = " ".join(["word"] * 40)

CASES: dict[str, list[tuple[Value, ...]]] = {
    "base64decode": [("SGVsbG8gV29ybGQ=",), ("SGVsbG8",), ("!!",), ("/w==",), ("",), ("SGVs\nbG8=",)],
    "base64encode": [("Hello World",), ("",), ("é",), (5,)],
    "csvdecode": [
        ("a,b,c\n1,2,3\n4,5,6\n",), ("",), ("a,b\n1\n",), ("a,a\n1,2\n",), ('a,b\n"x, y","z ""q"""\n',), ("a\n\n1\n",),
        ('a\nx"y\n',), ('a\n"x\n',), ("a,b\r\n1,2\r\n",), ("a",), ('a,b\n"x\ny",2\n3,4\n',), (" a ,b\n 1,2 ",),
        ("é,b\n1,\n",), ('a\n"x"y\n',), ("a,b\n,\n",),
    ],
    "jsondecode": [
        ('{"hello": "world"}',), ("true",), ("[1, 2.5, null]",), ("1e3",), ("1E-2",), ('"\\u00e9\\ud83d\\ude00"',),
        ('"\\ud800"',), ("{",), ("[1,]",), ("",), ("nul",), ('{"a":1,"a":"x"}',), ("01",), ('{"b":1,"a":{}}',),
        ("NaN",), (" 1 ",), ("1 2",), ("123456789012345678901234567890",), ("0.1",), ('"e\\u0301"',), ("-0",), ("[]",),
        ("1.50",), ('"a\tb"',),
    ],
    "jsonencode": [
        ({"hello": "world"},), ({"b": 1, "a": None},), ("a<b>&c\u2028",), ((1, d("1.5"), True, None),), (d("1e30"),),
        (d("0.1"),), (None,), (s("b", "a"),), ("tab\tnew\nquote\"\\",), ("é😀",), ({},), ((),),
        ("\u0001\u007f\u0008\u000c",), (d("1.10"),), (123456789012345678901234567890,), ({"a<": ({"x": ()},)},),
        (s(10, 9),), (d("1e-7"),),
    ],
    "textencodebase64": [
        ("Hello World", "UTF-16LE"), ("é", "ISO-8859-1"), ("é", "US-ASCII"), ("a", "nope"), ("é", "windows-1252"),
        ("日本", "Shift_JIS"), ("a", "UTF-8"), ("a", "utf-16"), ("日", "windows-1252"), ("a", "UTF-16BE"),
        ("日本", "EUC-JP"), ("日本", "GBK"), ("a", "IBM437"), ("é", "latin1"), ("日", "cp936"),
        ("é", "ISO_8859-1:1987"), ("a", "ebcdic-cp-us"), ("€", "IBM00858"), ("a", "ascii"), ("é", "cs_ascii"),
    ],
    "textdecodebase64": [
        ("SABlAGwAbABvAA==", "UTF-16LE"), ("6Q==", "ISO-8859-1"), ("!!", "UTF-8"), ("/w==", "UTF-8"), ("YQ==", "nope"),
        ("k/qWew==", "Shift_JIS"),
    ],
    "urlencode": [("Hello World!",), ("a/b?c=d&e=f+~-_.*'()",), ("ö☃",), ("",)],
    "yamlencode": [
        ("a\n😀",), ("\u00a0\ufeff\u0085\u007f\ud7ff\ufffd\u001b/",), ("a  b " * 30,), ({"a": "x\u00a0\ny"},),
        ({"a": "x\ty\n"},), ("😀" * 50 + " x y",), ({"a": "b", "c": "d"},), ({"foo": (1, 2, 3), "bar": "baz"},),
        ({"foo": (1, {"a": "b", "c": "d"}, 3), "bar": "baz"},), ((),), ({},), ({"a": (), "b": {}},), (None,), (True,),
        (d("1.5"),), ("multi\nline\n",), ("multi\nline",), ({"a": "x\n\n"},), ({"a": "  lead\nx\n"},),
        ({"a": "tail \nx"},), ({"k\nl": 1},), ("quote \" back \\ tab \t é ☃",), (LONG,), ({"a": LONG},),
        (((1, 2), (3, (4,))),), ({"a": None, "b": False, "c": d("0.10"), "d": 100000000000000000000},), (s("b", "a"),),
        ({"x": ({"y": ({"z": ()},)},)},), ("\n",), ({"a": "\n"},), ({"a": "\nx"},), ("",), ("\u0001\u2028😀",),
        ({"yes": "no", "1": "2"},), ({"key with spaces: yes": "#x"},), ({"a" * 130: 1},), ("é" * 90,),
        (LONG.replace(" ", "\n"),), ("a\r\nb",), ("x\n" + LONG,), ("trailing space ",), ("a\n  b\n c",), ("\ttab\nx",),
        ({"a": {"b": "l1\nl2\n"}},), (("l1\nl2\n",),), ("l1\n\u0001",),
    ],
    "yamldecode": [
        ("a: 1\nb: two\n",), ("- a\n- 1.5\n- true\n- null\n- ~\n",), ("",), ("x: y: z",), ("a: &x {b: 1}\nc: *x\n",),
        ("a: *nope",), ("<<: {a: 1}\nb: 2",), ("- &a [*a]",), ("--- 1\n--- 2\n",), ("yes",), ("Off",), ("0o17",),
        ("0x1F",), ("017",), ("1_000",), ("1e3",), (".5",), ("2001-12-14",), ("2001-12-14t21:59:43.10-05:00",),
        ("'2001-12-14'",), ("!!str 123",), ("!!int '3'",), ("!!binary aGk=",), ("!!binary x!",), ("!foo x",), (".nan",),
        ("1: a\ntrue: b",), ("? [a]\n: b",), ("a: |\n  x\n  y\n",), ("a: >-\n  x\n  y\n",), ("\"\\u00e9\"",),
        ("a: 1\na: 2\n",), ("[1, {a: b}, ]",), ("y",), ("N",), ("+12",), ("-0.5e-3",), ("12:30:45",),
        ("2001-1-1 1:2:3",), ("null: 1",), ("{}",), ("[]",), ("a:\n- 1\n- 2\n",), ("!!float 3",), ("!!bool yes",),
        ("!!bool x",), ("!!null x",), ("0b11",), ("2001-13-45",), ("~x",), ("a: ",), ("key: 'it''s'",),
        ("# only a comment\n",), ("<<: 1",), ("<<: [{a: 1}]\nb: 2",), ("<<: []",), ("<<:\nb: 2",),
        ("123456789012345678901",),
    ],
    "uuidv5": [
        ("dns", "www.terraform.io"), ("url", "https://www.terraform.io/"), ("oid", "1.3.6.1.4"), ("x500", "CN=Example"),
        ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "www.terraform.io"), ("x", "y"),
        ("6BA7B8109DAD11D180B400C04FD430C8", "a"),
    ],
}
