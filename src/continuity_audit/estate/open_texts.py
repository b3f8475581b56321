"""Texts of several lines of which parts are open, read all the same: each open part is an unknown in its place.

``image: ${var.image}`` says what the image hangs on, and all around it is known. What an open part may break is not
guessed at: where it begins a line or may hold several, the text is not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import HIDDEN_KEY, key_of
from continuity_audit.estate.kinds import ANY
from continuity_audit.estate.parts import causes_of, leaves
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, spelled
from continuity_audit.estate.trees import choose, lift, restrict
from continuity_audit.estate.values import Atom, Choice, Sensitive, Unknown, Value

LONGEST: Final = 200_000
"""The parts of longer texts are not kept."""
LONGEST_LINE: Final = 1_000
"""How far quotes are looked for before an open part: each of a line is asked."""
WITHHELD: Final = "a secret"
"""The name of what is left open of a document because it is one."""
WITHHELD_LINES: Final = "secret.lines"
"""The key of one that is several lines."""
MOST_TEXTS: Final = 16
"""So many texts are read of a decision between several."""

_MAPPING: Final = pattern(r"""(?:\s*(?:#[^\n]*|---[ \t]*)\n)*\s*["']?[\w./-]+["']?:(?=\s)""")
"""The first key of a mapping, comments and a marker before it."""
_NAME: Final = pattern(r"openpart(\d+)endpart")
_ONE_LINE: Final = pattern(r"""(?:[\w./ -]+::)?[A-Za-z_][\w.\[\]"*-]*""")
"""The key of a plain reference."""
_ALWAYS_MORE: Final = frozenset({"extra", "rendered", "snippet", "yaml", "yml"})
_OFTEN_MORE: Final = frozenset({
    "affinity", "annotations", "block", "body", "cert", "certificate", "config", "content", "contents", "json", "key",
    "labels", "lines", "manifest", "manifests", "pem", "raw", "result", "script", "selector", "stdout", "template",
    "text", "tolerations", "values",
})  # fmt: skip
"""Words of the names, and their last words, of what may hold several lines instead of a name or an address."""
_ONE_LINE_IN: Final = frozenset({
    "basename", "coalesce", "element", "format", "join", "lower", "number", "replace", "split", "strrev", "substr",
    "title", "tostring", "trim", "trimprefix", "trimspace", "trimsuffix", "upper",
})  # fmt: skip
"""The functions that give one line where they are given nothing else."""
_ONE_LINE_OUT: Final = pattern(r"(?:base64(?:encode|sha\d+)|cidr(?:host|subnet)|jsonencode|md5|sha\d+|urlencode)\(.*\)")
"""What gives one line whatever it is given."""
_TEXT: Final = pattern(r"'(?:[^'\\]|\\[^n])*+'")
_INDEX: Final = pattern(r"\['([^'\\]*)'\]")
_CALLED: Final = pattern(r"([A-Za-z_]\w*)\(")
_NO_NAME: Final = pattern(r"[\d.\[\]+*/%-]*")
_KEYS: Final = pattern(f"{MARK}([^{MARK}]*){MARK}")
_BRACKET: Final = pattern(r"[\[\]{}]")
_QUOTED: Final = pattern(r"""\"(?:[^"\\]|\\.)*+\"|'(?:[^']|'')*+'""")
_OPENS_QUOTES: Final = pattern(r"""(?:^|[\s:\[{,])["']""")


def parts_in_lines(parts: Sequence[str | Unknown]) -> tuple[str | Unknown, ...]:
    """Texts and open parts as they are kept: only where they make several lines and begin as a mapping of YAML does."""
    found: list[str | Unknown] = []
    for part in parts:
        found += part.parts or (part,) if isinstance(part, Unknown) else (part,)
    known = [part for part in found if isinstance(part, str)]
    begins = isinstance(found[0], str) and _MAPPING.match(found[0]) is not None
    if not begins or not any("\n" in part for part in known) or sum(map(len, known)) > LONGEST:
        return ()
    return tuple(found)


def left_open(part: Value) -> Value:
    """A part of a text, a secret as one that is open: all that is told of it is whether it is one line.

    What may be told of a secret that is a text itself is.
    """
    if not isinstance(part, Sensitive):
        return part
    inner = part.value
    if part.told is not None:
        return part.told
    is_line = _is_one_line(inner) if isinstance(inner, Unknown) else not (isinstance(inner, str) and "\n" in inner)
    return Unknown(causes_of(inner) or frozenset({WITHHELD}), key_of(part) if is_line else WITHHELD_LINES, sure=True)


def read_text(text: Value, read: Callable[[str], Value]) -> Value:
    """What ``read`` makes of a text with all that is open of it, or a mapping; ``None`` where that is nothing.

    A decision between texts is one between what they hold: `as_one` makes a single document of it.
    """
    match text:
        case Mapping():
            return text
        case str():
            return read(text)
        case Unknown(encodes=held) if held is not None:
            return held
        case Unknown():
            return read_open(text, read)
        case Sensitive(told=held) if held is not None:
            return read_text(held, read)
        case Choice() if text.size <= MOST_TEXTS:
            found = lift(lambda branch: read_text(branch, read), text)
            return found if all(isinstance(leaf, Mapping) for leaf in leaves(found)) else None
        case _:
            return None


def as_one(document: Value) -> Value:
    """A decision between mappings as a mapping of decisions; what one of them alone holds is else null."""
    if not isinstance(document, Choice):
        return document
    return _decided(document.atom, as_one(document.then), as_one(document.other))


def _decided(atom: Atom, then: Value, other: Value) -> Value:
    if isinstance(then, Mapping) and isinstance(other, Mapping | None):
        held = other or {}
    elif isinstance(other, Mapping) and then is None:
        then, held = {}, other
    else:
        return choose(atom, restrict(then, atom, True), restrict(other, atom, False))
    return {key: _decided(atom, then.get(key), held.get(key)) for key in dict.fromkeys((*then, *held))}


def read_open(text: Unknown, read: Callable[[str], Value]) -> Value:
    """What ``read`` makes of a text, with its open parts as unknowns; ``None`` where they may change more than that.

    ``read`` gives ``None`` for what it cannot read.
    """
    opened = [part for part in text.parts if isinstance(part, Unknown)]
    if not opened or not all(map(_is_one_line, opened)):
        return None
    if any(_NAME.search(part) for part in text.parts if isinstance(part, str)):
        return None
    numbers = iter(range(len(opened)))
    written = "".join([part if isinstance(part, str) else f"openpart{next(numbers)}endpart" for part in text.parts])
    if not all(_keeps_its_place(written, found.start()) for found in _NAME.finditer(written)):
        return None
    return _filled(read(written), opened)


def _is_one_line(part: Unknown) -> bool:
    """Whether it is sure enough that an open part is one value on one line."""
    if part.kind in ("number", "bool") or part.key.startswith(HIDDEN_KEY):
        return True
    if part.text:
        return "\n" not in part.text and all(map(_is_one_line_by_key, _KEYS.findall(part.text)))
    return _is_one_line_by_key(part.key)


def _is_one_line_by_key(key: str) -> bool:
    """Whether it is a reference whose name speaks of one line, or is made of such by functions that add no line."""
    if _names_a_word(key) or _ONE_LINE_OUT.fullmatch(key):
        return True
    made = _TEXT.sub("", _INDEX.sub(r".\1", key))
    if not _ONE_LINE_IN.issuperset(_CALLED.findall(made)):
        return False
    used = filter(None, re.split(r"[\s,()]+|\[(?![\d*])", _CALLED.sub("(", made)))
    return all(_NO_NAME.fullmatch(each) or _names_a_word(each) for each in used)


def _names_a_word(key: str) -> bool:
    if _ONE_LINE.fullmatch(key) is None:
        return False
    words = re.split(r"[^a-z0-9]+", key.rpartition(".")[2].lower().rstrip('"]'))
    return _ALWAYS_MORE.isdisjoint(words) and words[-1] not in _OFTEN_MORE


def _keeps_its_place(text: str, at: int) -> bool:
    """Whether an open part is a value, or in one, and not what says where values begin and end."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return _may_be_a_value(line) or _is_inside_quotes(line)


def _is_inside_quotes(line: str) -> bool:
    """Whether what comes after the beginning of a line stands in quotes, where no sign means anything."""
    return len(line) <= LONGEST_LINE and _OPENS_QUOTES.search(_QUOTED.sub("", line)) is not None


def _may_be_a_value(line: str) -> bool:
    """Whether what comes after the beginning of a line is, or is in, a value by the sign before it."""
    before = line.strip()
    if not before or before[-1] in "*&!|>" or before.rstrip("\"' :").endswith("<<"):
        return False
    if before[-1] not in "[,":
        return True
    depth: list[str] = []
    for bracket in _BRACKET.findall(line):
        if bracket in "[{":
            depth.append(bracket)
        elif depth:
            depth.pop()
    return bool(depth) and depth[-1] == "{"


def _filled(value: Value, opened: Sequence[Unknown]) -> Value:
    match value:
        case str() if _NAME.search(value):
            return _scalar(value, opened)
        case Mapping():
            if any(_NAME.search(key) for key in value):
                named = [opened[int(n)] for key in value for n in _NAME.findall(key)]
                inner = {key: _filled(each, opened) for key, each in value.items()}
                return Unknown(causes_of((tuple(named), inner)), f"keys({key_of(tuple(named))},{key_of(inner)})")
            return {key: _filled(each, opened) for key, each in value.items()}
        case tuple():
            return tuple([_filled(each, opened) for each in value])
        case _:
            return value


def _scalar(text: str, opened: Sequence[Unknown]) -> Unknown:
    """A scalar in which something is open: of which type it is depends on that."""
    pieces = [opened[int(p)] if i % 2 else p for i, p in enumerate(_NAME.split(text))]
    said = [piece for piece in pieces if piece != ""]
    if len(said) == 1 and isinstance(said[0], Unknown):
        return replace(
            said[0], kind=ANY, sure=False, starts="", ends="", in_tree=None, parts=(), encodes=None, forms=(), merged=()
        )
    first, last = said[0], said[-1]
    return Unknown(
        causes_of(tuple(said)),
        f'"{key_of(tuple(said))}"',
        starts=first if isinstance(first, str) else "",
        ends=last if isinstance(last, str) else "",
        text=spelled(said),
    )


__all__ = ["WITHHELD", "as_one", "left_open", "parts_in_lines", "read_open", "read_text"]
