"""Calls of the strings family on which we agree with Terraform, arguments only."""

from __future__ import annotations

from continuity_audit.estate.values import Value

from . import d, s

# fmt: off
CASES: dict[str, list[tuple[Value, ...]]] = {
    "chomp": [("hello\n",), ("hello\r\n\n",), ("hello",), ("\nhello",), ("a\r",), (5,)],
    "endswith": [("hello world", "world"), ("hello", "x"), ("", ""), ("a", "")],
    "startswith": [("hello world", "hello"), ("hello", "x"), ("", ""), ("a", "")],
    "strcontains": [("hello", "ell"), ("hello", "x"), ("hello", "")],
    "indent": [(2, "[\n  a,\n  b\n]\n"), (0, "a\nb"), (-1, "a\nb"), (d("1.5"), "a\nb"), ("3", "x\n")],
    "join": [
        (", ", ("a", "b")), ("", ()), ("-", (1, True, "x")), ("-", ("a",), ("b", "c")), ("-",), ("-", ("a", None)),
        ("-", s("b", "a")), ("-", ((),)), ("-", "a"), (",", (d("1.50"), 2)),
    ],
    "lower": [("HELLO",), ("АЛЛО!",), ("İ",), ("ΑΣ",), (True,), (None,)],
    "upper": [("hello",), ("алло!",), ("straße",), ("ﬁ",), ("ᾳ",), (d("1.5"),), ((),), ("e\u0301",)],
    "title": [("hello world",), ("hello-world foo_bar",), ("ünder the şea",), ("a1b 2c",), ("it's",), ("ǆ x",)],
    "replace": [
        ("1 + 2 + 3", "+", "-"), ("hello world", "/w.*d/", "everybody"), ("ab", "", "-"), ("abc", "/(b)/", "[$1]"),
        ("abc", "/(?P<x>b)/", "<${x}>$$"), ("abc", "/b/", "$1x"), ("abc", "/(b)/", "$1x"), ("a/b", "/", "-"),
        ("aaa", "/a*?/", "x"), ("abc", "/(/", "x"), ("baaac", "/a*/", "x"), ("ünï", "/./", "_"), ("a.b.c", ".", "/"),
        ("hello", "/l/", "$"), ("hello", "//", "x"), ("abc", "/$/", "!"),
    ],
    "sort": [
        (("e", "d", "a", "x"),), (("A", "a", "B", "10", "9"),), ((3, 10, 2),), ((),), (("a", None),), (s("b", "a"),),
        (("é", "z", "e"),),
    ],
    "split": [(",", "foo,bar,baz"), (",", "foo"), (",", ""), ("", "abc"), ("ab", "xabyab"), ("", ""), ("", "aé")],
    "strrev": [("hello",), ("a ☃",), ("noe\u0308l",), ("👨‍👩‍👧x",), ("a\r\nb",), ("🇩🇪🇫🇷",), ("क्षि",)],
    "substr": [
        ("hello world", 1, 4), ("hello", 1, -1), ("hello", -3, 2), ("hello", -3, 0), ("hello", 0, 0), ("hello", 10, 2),
        ("hello", 2, 100), ("hello", -10, 3), ("🤔🤷", 0, 1), ("noe\u0308l", 2, 1), ("hello", 5, 1), ("", 0, 1),
        ("hello", d("1.5"), 1), ("", -1, 2), ("hello", -10, -1),
    ],
    "trim": [("?!hello?!", "!?"), ("foobar", "far"), ("   hello! world.!  ", "! "), ("a", ""), ("ééaé", "é")],
    "trimprefix": [("helloworld", "hello"), ("helloworld", "cat"), ("--x", "-")],
    "trimsuffix": [("helloworld", "world"), ("helloworld", "cat"), ("x--", "-")],
    "trimspace": [("  hello\n\n",), ("\u00a0x\u2003",), ("\u200bx",)],
    "regex": [
        ("[a-z]+", "53453453.345345aaabbbccc23454"), (r"(\d\d\d\d)-(\d\d)-(\d\d)", "2019-02-01"),
        ("^(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?", "https://terraform.io/docs/"), ("[a-z]+", "123"),
        ("(a)(?P<b>b)", "ab"), ("(a)|(b)", "b"), ("(", "x"), ("(?i)ABC", "xabc"), ("a(?=b)", "ab"),
        (r"\bfoo\b", "a foo"), (r"(\w+)\1", "abab"), ("^a$", "b\na"), ("(?m)^a$", "b\na"), (".", "é"),
        (r"\p{Greek}", "aβ"), ("(?s).+", "a\nb"), ("()", "x"), ("(?P<a>x)?(?P<b>y)", "y"),
        ("(a*)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"), ("", "abc"),
    ],
    "regexall": [
        ("[a-z]+", "1234abcd5678efgh9"), ("[a-z]+", "123456789"), ("(a)(b)?", "aab"), ("a*", "baaac"), ("", "ab"),
        ("(?P<k>[a-z])=(?P<v>[0-9])", "a=1,b=2"), ("é", "éaé"), ("x*", "ééx"),
    ],
}
