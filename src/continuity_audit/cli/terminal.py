"""What goes to a terminal and what does not: colours, width, and how far the work is."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final, TextIO

from continuity_audit.config.keys import Color
from continuity_audit.pipeline.progress import Progress, silent

PATIENCE: Final = 0.4
"""Seconds before the bar appears: what is done sooner needs none."""
PAUSE: Final = 0.1
"""Seconds between two drawings."""
LONGEST_BAR: Final = 40
SHORTEST_BAR: Final = 8


def wants_color(choice: Color, stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour what goes to a stream: as it is chosen, else as NO_COLOR and FORCE_COLOR say, else a terminal.

    Of the two variables (https://no-color.org, https://force-color.org) the one that forbids wins.
    """
    if choice is not Color.AUTO:
        return choice is Color.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def width_of(stream: TextIO) -> int | None:
    """The columns of the terminal that a stream goes to; nothing where it goes elsewhere."""
    import shutil

    return shutil.get_terminal_size().columns if stream.isatty() else None


class Bar:
    """A bar on a terminal that says how far the work is; it appears only where the work takes a while."""

    def __init__(self, stream: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream
        self._clock = clock
        self._next = clock() + PATIENCE
        self._step = ""
        self._drawn = False

    def __call__(self, step: str, done: int, total: int) -> None:
        """Draw it anew, where the last time is long enough ago."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + PAUSE
        self._drawn = True
        self._write(f"\r\x1b[K{drawn(step, done, total, self._columns())}")

    def clear(self) -> None:
        """Take it away, before something else is printed."""
        if self._drawn:
            self._write("\r\x1b[K")
            self._drawn = False

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            return 80

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._drawn = False  # nobody looks any more; the work goes on


def drawn(step: str, done: int, total: int, columns: int) -> str:
    """``reading roots ━━━━━━━━────────  12/24``, in fewer columns than a line has; without numbers just the step."""
    if not total:
        return f"{step} …"[: max(columns - 1, 0)]
    numbers = f"{done:>{len(str(total))}}/{total}"
    room = min(LONGEST_BAR, columns - len(step) - len(numbers) - 4)
    if room < SHORTEST_BAR:
        return f"{step} {numbers}"[: max(columns - 1, 0)]
    full = room * done // total
    return f"{step} {'━' * full}{'─' * (room - full)}  {numbers}"


@contextmanager
def progress_on(stream: TextIO, *, quiet: bool, environment: Mapping[str, str] = os.environ) -> Iterator[Progress]:
    """What to tell how far the work is: a bar on a terminal, nobody elsewhere or where only the result is wanted."""
    if quiet or not stream.isatty() or environment.get("TERM") == "dumb":
        yield silent
        return
    bar = Bar(stream)
    try:
        yield bar
    finally:
        bar.clear()


__all__ = ["Bar", "drawn", "progress_on", "wants_color", "width_of"]
