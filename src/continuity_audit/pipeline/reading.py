"""Reads every root of the tree, over several processes where that pays."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Final, TypeVar

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.parsers.reading import Inputs, Opened, Parser, Reading, Wanted

ROOTS_THAT_PAY: Final = 12
"""With fewer roots than this, starting processes costs more than it saves."""

STACK: Final = 512 * 1024 * 1024
RECURSION: Final = 60_000
"""Long chains of values nest calls deeply; a thread with room for them keeps that from being a crash."""

T = TypeVar("T")


@dataclass(frozen=True)
class Readings:
    """All that was read of a tree."""

    readings: tuple[Reading, ...]
    unread: tuple[Unread, ...]
    skipped: tuple[Skipped, ...]


_OPENED: list[tuple[str, Opened]] = []
"""What a forked worker finds of its parent: parsed trees do not travel between processes, they are inherited."""


def read_tree(tree: Tree, parsers: Iterable[Parser], inputs: Inputs, wanted: Wanted, jobs: int | None) -> Readings:
    """Every root of every language, in order."""
    return with_room(lambda: _read_tree(tree, parsers, inputs, wanted, jobs))


def _read_tree(tree: Tree, parsers: Iterable[Parser], inputs: Inputs, wanted: Wanted, jobs: int | None) -> Readings:
    opened = [(parser.language, parser.open(tree)) for parser in parsers]
    work = [(position, root) for position, (_, language) in enumerate(opened) for root in language.roots]
    workers = min(jobs or os.cpu_count() or 1, max(1, len(work) // ROOTS_THAT_PAY))
    if workers > 1 and sys.platform == "linux":
        readings = _in_processes(opened, work, inputs, wanted, workers)
    else:
        readings = [opened[position][1].read(root, inputs, wanted) for position, root in work]
    rest = [unread for _, language in opened for unread in language.rest()]
    return Readings(
        tuple(readings),
        _once([*tree.unread, *rest, *(u for r in readings for u in r.unread)]),
        _once([*tree.skipped, *(s for r in readings for s in r.skipped)]),
    )


def _in_processes(
    opened: list[tuple[str, Opened]], work: list[tuple[int, str]], inputs: Inputs, wanted: Wanted, workers: int
) -> list[Reading]:
    _OPENED[:] = opened
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            chunk = max(1, len(work) // (workers * 4))
            jobs = ((position, root, inputs, wanted) for position, root in work)
            return list(pool.map(_read_one, jobs, chunksize=chunk))
    finally:
        _OPENED.clear()


def _read_one(job: tuple[int, str, Inputs, Wanted]) -> Reading:
    position, root, inputs, wanted = job
    return with_room(lambda: _OPENED[position][1].read(root, inputs, wanted))


def _once(found: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))


def with_room(work: Callable[[], T]) -> T:
    """Do work that nests calls deeply, in a thread with a stack that holds them."""
    result: list[T] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as problem:  # handed to the caller below
            failure.append(problem)

    limit, size = sys.getrecursionlimit(), threading.stack_size(STACK)
    sys.setrecursionlimit(max(limit, RECURSION))
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failure:
        raise failure[0]
    return result[0]
