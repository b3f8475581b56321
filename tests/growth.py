"""How work grows with its input, told by the number of calls: that is the same on every machine."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import FrameType


def calls_in(work: Callable[[], object], *, built_in: bool = False) -> int:
    """How many calls of Python functions some work takes, in threads of its own too; of built-in ones on request."""
    count = 0
    counted = ("call", "c_call") if built_in else ("call",)

    def counting(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in counted

    threading.setprofile(counting)
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # typeshed knows no way back
    return count
