"""How far an audit is, told while it works: what is being done, and of how many things how many are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told the step in words (``reading roots``), and how much of it is done of how much; 0 of 0 where nobody counts."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def counted(results: Iterable[T], step: str, total: int, progress: Progress) -> Iterator[T]:
    """The same results, each told as it comes."""
    progress(step, 0, total)
    for done, result in enumerate(results, 1):
        progress(step, done, total)
        yield result


def told(things: Sequence[T], step: str, progress: Progress) -> Iterator[T]:
    """The same things, each told when the next one is asked for: it is done by then."""
    for done, thing in enumerate(things):
        progress(step, done, len(things))
        yield thing
    if things:
        progress(step, len(things), len(things))


__all__ = ["Progress", "counted", "silent", "told"]
