"""Components as marks in a field: a few SVG paths, however many there are. `marks.js` draws the same way."""

import math
from collections.abc import Iterable, Sequence
from typing import Final

from continuity_audit.reports.page.failures import Ending

CELL: Final = 14
"""The side of the square that a mark has, in pixels of the drawing."""
WIDEST: Final = 44

LAYERS: Final = ("falls", "spared", "continues", "recovers", "hole", "lost", "cross", "unknown")
"""From the lowest to the highest; the style sheet says what a point of each looks like."""
_DRAWN: Final = {
    "spared": ("spared",),
    "continues": ("continues",),
    "recovers": ("recovers", "hole"),
    "lost": ("lost", "cross"),
    "unknown": ("unknown",),
}
_SHAPES: Final = {
    "falls": "m-6-6h12v12h-12z",
    "lost": "m-5-5h10v10h-10z",
    "cross": "m-2.5-2.5l5 5m0-5l-5 5",
    "unknown": "m0-4.5l4.5 4.5-4.5 4.5-4.5-4.5z",
}
_POINT: Final = "h0"
"""A line without length: its round end is the mark."""


def columns_for(count: int) -> int:
    """How many marks stand side by side in a field."""
    return min(count, WIDEST, max(8, math.ceil(math.sqrt(count * 3))))


def paths(endings: Sequence[Ending], columns: int) -> list[tuple[str, str]]:
    """Layer and path, lowest first, of a field of components."""
    drawn: dict[str, list[str]] = {}
    for number, ending in enumerate(endings):
        x, y = CELL * (number % columns) + CELL // 2, CELL * (number // columns) + CELL // 2
        outcome = "spared" if ending.group == "spared" else ending.outcome
        for layer in (*_DRAWN[outcome], *(["falls"] if ending.fell else [])):
            drawn.setdefault(layer, []).append(f"M{x} {y}{_SHAPES.get(layer, _POINT)}")
    return [(layer, "".join(drawn[layer])) for layer in LAYERS if layer in drawn]


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in rising order, written short: `0-4 7 9-12`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return " ".join(str(low) if low == high else f"{low}-{high}" for low, high in runs)
