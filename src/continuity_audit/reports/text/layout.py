"""Words on a terminal: columns counted as it counts them, lines wrapped, colours where they are asked for."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from continuity_audit.estate.patterns import pattern

DEFAULT_WIDTH = 100
_NARROWEST = 40
_WIDEST = 120
"""Beyond this nobody finds the beginning of the next line."""
_JOINTS = pattern(r"::|[/._:\[\]-]")
_RESET = "\x1b[0m"
_STYLES = {
    "bold": "1",
    "dim": "2",
    "critical": "1;31",
    "high": "31",
    "medium": "33",
    "low": "36",
    "continues": "32",
    "recovers": "33",
    "lost": "1;31",
    "unknown": "35",
    "mark": "1;31",
}


def columns(text: str) -> int:
    """How many columns a terminal gives to the text."""
    return len(text) if text.isascii() else sum(map(_columns_of_one, text))


@lru_cache(maxsize=1024)
def _columns_of_one(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def usable(width: int | None) -> int:
    """The width to lay out for: the terminal's, but neither so narrow that nothing fits nor too wide to read."""
    return min(max(_NARROWEST, width or DEFAULT_WIDTH), _WIDEST)


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """The text in lines of at most `width` columns, `first` before the first and `rest` before the others."""
    indent = columns(first)
    hanging = indent if rest is None else columns(rest)
    words = text.split()
    whole = " ".join(words)
    if columns(whole) <= width - max(indent, hanging):
        return f"{first}{whole}".rstrip()
    return "\n".join(_lines(words, width, (first, indent), (" " * hanging if rest is None else rest, hanging)))


def _lines(words: list[str], width: int, first: tuple[str, int], rest: tuple[str, int]) -> Iterator[str]:
    """The words in lines; `first` and `rest` are what stands before the first and the others, with its columns."""
    line, used = first
    empty = True
    for piece, size in _pieces(words, width - rest[1]):
        if not empty and used + 1 + size > width:
            yield line.rstrip()
            line, used = rest
            empty = True
        line += piece if empty else f" {piece}"
        used += size if empty else size + 1
        empty = False
    yield line.rstrip()


def clip(text: str, width: int) -> str:
    """The text cut to `width` columns, with an ellipsis where something is left out."""
    if columns(text) <= width:
        return text
    reached = accumulate(map(columns, text))
    kept = next(position for position, used in enumerate(reached) if used >= width)
    return text[:kept] + "…"


def pad(text: str, width: int) -> str:
    """The text filled with spaces to `width` columns."""
    return text + " " * max(0, width - columns(text))


def paint(text: str, style: str, color: bool) -> str:
    """The text in a style's colour, each line for itself; as it is without colour."""
    if not color:
        return text
    code = _STYLES[style]
    return "\n".join(f"\x1b[{code}m{line}{_RESET}" if line else line for line in text.split("\n"))


def _pieces(words: list[str], width: int) -> Iterator[tuple[str, int]]:
    """The words with their columns, those that are wider than a line cut where an address or a path has a joint."""
    for word in words:
        size = columns(word)
        if size <= width:
            yield word, size
        else:
            yield from _cut(word, width)


def _cut(word: str, width: int) -> Iterator[tuple[str, int]]:
    """The word in pieces of at most `width` columns, and their columns."""
    start = size = 0
    for position, one in enumerate(word):
        added = columns(one)
        if size + added > width:
            end = start + _joint(word[start:position])
            yield word[start:end], columns(word[start:end])
            start, size = end, columns(word[end:position])
        size += added
    yield word[start:], size


def _joint(piece: str) -> int:
    """Where to cut: behind the last joint in the second half, else at the end."""
    joints = [match.end() for match in _JOINTS.finditer(piece)]
    return joints[-1] if joints and joints[-1] > len(piece) // 2 else len(piece)
