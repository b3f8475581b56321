"""Words on a terminal: columns counted as it counts them, lines wrapped, colours where they are asked for."""

import re
import unicodedata
from collections.abc import Iterator

DEFAULT_WIDTH = 100
_NARROWEST = 40
_WIDEST = 120
"""Beyond this nobody finds the beginning of the next line."""
_JOINTS = re.compile(r"::|[/._:\[\]-]")
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
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def usable(width: int | None) -> int:
    """The width to lay out for: the terminal's, but neither so narrow that nothing fits nor too wide to read."""
    return min(max(_NARROWEST, width or DEFAULT_WIDTH), _WIDEST)


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> str:
    """The text in lines of at most `width` columns, `first` before the first and `rest` before the others."""
    rest = " " * columns(first) if rest is None else rest
    lines = [first]
    empty = True
    for word in _pieces(text, width - columns(rest)):
        if not empty and columns(lines[-1]) + 1 + columns(word) > width:
            lines.append(rest)
            empty = True
        lines[-1] += word if empty else f" {word}"
        empty = False
    return "\n".join(line.rstrip() for line in lines)


def clip(text: str, width: int) -> str:
    """The text cut to `width` columns, with an ellipsis where something is left out."""
    if columns(text) <= width:
        return text
    kept = ""
    for one in text:
        if columns(kept) + columns(one) >= width:
            break
        kept += one
    return kept + "…"


def pad(text: str, width: int) -> str:
    """The text filled with spaces to `width` columns."""
    return text + " " * max(0, width - columns(text))


def paint(text: str, style: str, color: bool) -> str:
    """The text in a style's colour, each line for itself; as it is without colour."""
    if not color:
        return text
    code = _STYLES[style]
    return "\n".join(f"\x1b[{code}m{line}{_RESET}" if line else line for line in text.split("\n"))


def _pieces(text: str, width: int) -> Iterator[str]:
    """The words, those that are wider than a line cut where an address or a path has a joint."""
    for word in text.split():
        piece = ""
        for one in word:
            if columns(piece) + columns(one) > width:
                cut = _joint(piece)
                yield piece[:cut]
                piece = piece[cut:]
            piece += one
        yield piece


def _joint(piece: str) -> int:
    """Where to cut: behind the last joint in the second half, else at the end."""
    joints = [match.end() for match in _JOINTS.finditer(piece)]
    return joints[-1] if joints and joints[-1] > len(piece) // 2 else len(piece)
