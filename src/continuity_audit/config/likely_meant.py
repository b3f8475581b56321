"""What somebody may have meant who wrote a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable


def likely_meant(written: str, known: Iterable[str]) -> str | None:
    """The known name that is most like what was written, if one is like it at all."""
    import difflib  # only a mistake needs it

    return next(iter(difflib.get_close_matches(written, list(known), n=1)), None)
