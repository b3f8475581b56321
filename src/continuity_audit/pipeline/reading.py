"""Reads every root of the tree, over several processes where that pays."""

from __future__ import annotations

import posixpath
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.discovery.tree import VALUES_OF_CHART, Skipped, Tree, Unread
from continuity_audit.parsers.helm.parser import LANGUAGE as HELM
from continuity_audit.parsers.reading import Aid, Inputs, Opened, Parser, Reading, Wanted
from continuity_audit.pipeline import environments as environment_steps
from continuity_audit.pipeline.applied import KUBERNETES, without_applied
from continuity_audit.pipeline.cache import Cache
from continuity_audit.pipeline.environments import Environment
from continuity_audit.pipeline.progress import Progress, counted, silent
from continuity_audit.pipeline.unrendered import unrendered
from continuity_audit.pipeline.workers import Workers
from continuity_audit.plugins.failures import Failures

STACK: Final = 512 * 1024 * 1024
RECURSION: Final = 60_000
"""Long chains of values nest calls deeply; a thread with room for them keeps that from being a crash."""

T = TypeVar("T")


class Readings(Struct, frozen=True):
    """All that was read of a tree."""

    readings: tuple[Reading, ...]
    unread: tuple[Unread, ...]
    skipped: tuple[Skipped, ...]
    unjudged: tuple[Skipped, ...] = ()
    """What was read and no profile speaks of."""


Work: TypeAlias = tuple[int, str, str, Inputs, Wanted]
"""A root to read: the position of its language, its name, its environment, what is given and what is wanted."""

_OPENED: list[tuple[str, Opened]] = []
"""What is read, for all pieces of work: it need not travel with each."""

_CACHE: list[Cache | None] = []
"""The cache of the run, for the same reason."""

_NOT_TO_KEEP: set[tuple[int, str, str]] = set()
"""The work of which the cache knows that its result must not be kept."""


def read_tree(
    tree: Tree, parsers: Iterable[Parser], inputs: Inputs, wanted: Wanted, jobs: int | None, failures: Failures,
    environments: Sequence[Environment] = (), paths: Sequence[Path] = (), cache: Cache | None = None,
    progress: Progress = silent,
) -> Readings:  # fmt: skip
    """Every root of every language, in order, once for each of its environments.

    A language that raises costs the root at which it does. ``paths`` are those of the call, for the words of notes.
    What ``cache`` holds is not read again. ``progress`` is told of each root that was read.
    """
    read = with_room(lambda: _read_tree(tree, parsers, inputs, wanted, jobs, failures, environments, cache, progress))
    left_out = environment_steps.left_out(tree, read.readings, environments, paths)
    return replace(read, skipped=_once([*read.skipped, *left_out, *unrendered(tree, paths)]))


def _read_tree(
    tree: Tree, parsers: Iterable[Parser], inputs: Inputs, wanted: Wanted, jobs: int | None, failures: Failures,
    environments: Sequence[Environment], cache: Cache | None, progress: Progress,
) -> Readings:  # fmt: skip
    with Workers(jobs) as workers:
        return _read_together(tree, parsers, inputs, wanted, workers, failures, environments, cache, progress)


def _read_together(
    tree: Tree, parsers: Iterable[Parser], inputs: Inputs, wanted: Wanted, workers: Workers, failures: Failures,
    environments: Sequence[Environment], cache: Cache | None, progress: Progress,
) -> Readings:  # fmt: skip
    found: dict[str, Opened] = {}
    # Those that share their work last: other processes begin in the midst of it, and have the rest from this one.
    for parser in sorted(parsers, key=lambda parser: parser.open_with is not None):
        call = partial(_opened, parser, tree, workers, cache)
        language = failures.guard(_named(parser.language), "opening", call, None)
        if language is not None:
            found[parser.language] = language
    opened = [(parser.language, found[parser.language]) for parser in parsers if parser.language in found]
    work: list[Work] = [
        (position, root, environment, given, wanted)
        for position, (_, language) in enumerate(opened)
        for root, environment, given in environment_steps.asked(language, tree.base, inputs, environments)
    ]
    readings: list[Reading] = []
    for reading, raised in _results(opened, work, workers, cache, progress):
        failures.extend(raised)
        if reading is not None:
            readings.append(reading)
    readings, applied = without_applied(_with_charts(readings, tree, inputs) if tree.charts else readings, tree)
    rest: list[Unread | Skipped] = [*applied]
    for name, language in opened:
        rest += failures.guard(_named(name), "listing what is left", partial(_rest, language), [])
    taken = {file for reading in readings if reading.language in (HELM, KUBERNETES) for file in reading.files}
    skipped = (one for one in tree.skipped if not (one.path in taken and one.reason.startswith(VALUES_OF_CHART)))
    told: list[Unread | Skipped] = [*tree.unread, *skipped, *rest]
    for reading in readings:
        told += [*reading.unread, *reading.skipped]
    unread = _once([one for one in told if isinstance(one, Unread)])
    return Readings(tuple(readings), unread, _once([one for one in told if isinstance(one, Skipped)]))


def _with_charts(readings: Sequence[Reading], tree: Tree, inputs: Inputs) -> Sequence[Reading]:
    """The readings, with what the charts of the tree install where something installs these."""
    # What knows charts is imported where there are some.
    from continuity_audit.parsers.helm.given_values import given_values
    from continuity_audit.parsers.helm.installing import installed

    kustomized = frozenset(posixpath.dirname(file) or "." for file in tree.kustomizations)
    return installed(readings, kustomized, given_values(inputs.chart_values, tree.base))


def _opened(parser: Parser, tree: Tree, workers: Workers, cache: Cache | None) -> Opened:
    if parser.open_with is None:
        return parser.open(tree)
    keeps = cache is not None and parser.language in cache.languages
    return parser.open_with(tree, Aid(workers, cache.facts if cache is not None and keeps else None))


def _rest(language: Opened) -> list[Unread | Skipped]:
    return list(language.rest())


Result: TypeAlias = "tuple[Reading | None, Failures]"


def _results(
    opened: list[tuple[str, Opened]], work: Sequence[Work], workers: Workers, cache: Cache | None, progress: Progress
) -> list[Result]:  # fmt: skip
    """What was read for each piece of work, from the cache where it is there; the rest by several processes."""
    _OPENED[:], _CACHE[:] = opened, [cache]
    try:
        found = [_found(job) for job in work]
        left = [place for place, result in enumerate(found) if result is None]
        results = workers.map(left, lambda place: work[place][1], lambda place: _read_one(work[place]))
        read = dict(counted(results, "reading roots", len(left), progress))
        return [read[place] if result is None else result for place, result in enumerate(found)]
    finally:
        _OPENED.clear()
        _CACHE.clear()
        _NOT_TO_KEEP.clear()


def _found(job: Work) -> Result | None:
    """What the cache holds for a piece of work."""
    position, root, environment, inputs, wanted = job
    language, opened = _OPENED[position]
    cache = _CACHE[0]
    if cache is None or language not in cache.languages or not cache.may_hold(inputs, opened):
        return None
    failures = Failures()
    ask = partial(cache.find, language, opened, root, inputs, wanted)
    reading = failures.guard(_named(language), root, ask, None)
    if not isinstance(reading, Reading):
        _NOT_TO_KEEP.update({job[:3]} if reading is not None else ())
        return None
    return environment_steps.labelled(reading, environment), failures


def _read_one(job: Work) -> Result:
    position, root, environment, inputs, wanted = job
    language, opened = _OPENED[position]
    failures = Failures()
    reading = failures.guard(_named(language), root, lambda: opened.read(root, inputs, wanted), None)
    if reading is not None and not isinstance(reading, Reading):
        failures.add(_named(language), root, f"gave {type(reading).__name__}, expected Reading")
        reading = None
    if reading is not None and not failures:
        _keep(job, reading)
    return reading and environment_steps.labelled(reading, environment), failures


def _keep(job: Work, reading: Reading) -> None:
    position, root, _, inputs, wanted = job
    language, opened = _OPENED[position]
    cache = _CACHE[0]
    if cache is None or job[:3] in _NOT_TO_KEEP or language not in cache.languages:
        return
    if not cache.may_hold(inputs, opened):
        return
    record = opened.record(root, inputs)
    if record is not None:
        cache.keep(language, root, inputs, wanted, reading, record)


def _named(language: str) -> str:
    return f"the parser of {language}"


def nothing_in(readings: Iterable[Reading]) -> bool:
    """Whether nothing was there to audit."""
    return all(reading.is_empty for reading in readings)


def why_incomplete(unread: int, failures: int, *, nothing: bool) -> tuple[str, ...]:
    """Why an audit is incomplete: how much was not read, how often a plugin failed, whether nothing was there."""
    found = []
    if unread:
        found.append(f"{unread} place{'s' * (unread > 1)} could not be read")
    if failures:
        found.append("1 plugin or rule failed" if failures == 1 else f"plugins or rules failed {failures} times")
    if nothing:
        found.append("there was nothing to audit")
    return tuple(found)


def _once(found: Sequence[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(found))


def with_room(work: Callable[[], T]) -> T:
    """Do work that nests calls deeply, in a thread with a stack that holds them; nothing waits for it at the end."""
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
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    if failure:
        raise failure[0]
    return result[0]
