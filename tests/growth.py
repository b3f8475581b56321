"""How work grows with its input, told by the number of calls: that is the same on every machine."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import FrameType


def calls_in(work: Callable[[], object]) -> int:
    """How many calls of Python functions some work takes, in threads of its own too."""
    count = 0

    def counting(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event == "call"

    threading.setprofile(counting)
    sys.setprofile(counting)
    try:
        work()
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type]  # typeshed knows no way back
    return count
