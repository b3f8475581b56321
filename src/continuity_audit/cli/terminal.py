"""What goes to a terminal and what does not: colours, width, and how far the work is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TextIO

from continuity_audit.config.keys import Color


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


__all__ = ["wants_color", "width_of"]
