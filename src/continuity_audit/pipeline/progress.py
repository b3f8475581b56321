"""How far an audit is, told while it works: what is being done, and of how many things how many are done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

T = TypeVar("T")

Progress: TypeAlias = Callable[[str, int, int], None]
"""Told the step in words (``reading roots``), and how much of it is done of how much; 0 of 0 where nobody counts."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def counted(results: Iterable[T], step: str, total: int, progress: Progress, each: int = 1) -> Iterator[T]:
    """The same results, each told as it comes; ``each`` holds so many of those that are counted."""
    progress(step, 0, total)
    for done, result in enumerate(results, 1):
        progress(step, min(done * each, total), total)
        yield result


__all__ = ["Progress", "counted", "silent"]
