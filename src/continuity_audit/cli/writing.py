"""Where reports go: standard output, whose reader may leave, and files, which may not be writable."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from continuity_audit.cli.main import mute_standard_output
from continuity_audit.cli.options import Usage
from continuity_audit.estate.os_errors import in_words


def write(text: str, file: Path | None) -> None:
    """Write a report as UTF-8. That a reader of standard output has gone is no mistake."""
    data = text.encode("utf-8", "replace")
    try:
        if file is not None:
            file.write_bytes(data)
            return
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        mute_standard_output()
    except OSError as problem:
        if file is None:
            mute_standard_output()
        raise Usage(f"{file or 'standard output'}: cannot be written: {in_words(problem)}") from problem


def refuse_unwritable(files: list[Path]) -> None:
    """Say before the work what cannot be written after it.

    Raises:
        Usage: a file is named twice, is a folder, lies in none, or may not be written.
    """
    seen: set[Path] = set()
    for file in files:
        place = file.absolute()
        if place in seen:
            raise Usage(f"{file}: two reports cannot go to one file")
        seen.add(place)
        if file.is_dir():
            raise Usage(f"{file}: cannot be written: it is a folder")
        if not place.parent.is_dir():
            raise Usage(f"{file}: cannot be written: there is no folder {file.parent}")
        if not os.access(place if place.exists() else place.parent, os.W_OK):
            raise Usage(f"{file}: cannot be written: permission denied")
