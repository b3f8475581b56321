"""Processes that do one work side by side, each a part of it.

The parent forks the others in the middle of its work, so they have all that it has, and all go on from there with the
same code: of what is shared each does the part that falls to it by name, and only what it found of that travels. What
falls to a process by its name falls to it each time: who has parsed a folder reads the root in it, if nobody who has
nothing left to do has come to it before.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, Final, Self, TypeVar
from zlib import crc32

from msgspec import Struct

ITEMS_THAT_PAY: Final = 4
"""With fewer items for each process than this, starting it costs more than it saves."""

TICKET: Final = struct.Struct("I")
"""How the place of an item is written to a pipe."""

Item = TypeVar("Item")
Found = TypeVar("Found")


class _Process(Struct):
    """Another process, as a process of the run sees it: its number in the system, and the pipes from and to it."""

    pid: int
    reader: BinaryIO
    writer: BinaryIO


class Workers:
    """The processes of one run; at first the parent alone."""

    def __init__(self, most: int | None) -> None:
        """At most so many, or as many as this machine has processors."""
        self._most = (most or os.cpu_count() or 1) if sys.platform == "linux" else 1
        self._size = 1
        self._number = 0
        self._workers: dict[int, _Process] = {}
        """All others, for the parent; those that ended before their time are taken out."""
        self._parent: _Process | None = None
        """The parent, for all others."""
        self._write_ends: list[int] = []
        self._read_ends: list[int] = []
        """For each process a pipe with what falls to it, for all who come to it: its two ends."""
        self._hold: list[int] = []
        """The end of a pipe that only the parent holds: the others see when it is gone."""

    def share(self, names: Sequence[str], call: Callable[[str], Found]) -> dict[str, Found]:
        """What a function gives for each name, known to every process in the end."""
        self._fork(len(names))
        found = {name: call(name) for name in names if self._falls_to(name) == self._number}
        if self._parent is not None:
            _send(self._parent, found)
            return self._answer(self._parent)
        for number, worker in list(self._workers.items()):
            found |= self._of(number, worker)
        found |= {name: call(name) for name in names if name not in found}
        for worker in self._workers.values():
            _send(worker, found)
        return found

    def map(
        self, items: Sequence[Item], name: Callable[[Item], str], call: Callable[[Item], Found]
    ) -> Iterator[tuple[Item, Found]]:
        """What a function gives for each item, as it comes, for the parent; the others end here."""
        self._fork(len(items))
        if self._parent is not None:
            # What was found is told at the end: the parent listens when there is nothing left to do.
            found = {place: pickle.dumps(call(items[place]), pickle.HIGHEST_PROTOCOL) for place in self._places()}
            _send(self._parent, found)
            os._exit(0)
        self._queue([self._falls_to(name(item)) for item in items])
        return self._results(items, call)

    def _results(self, items: Sequence[Item], call: Callable[[Item], Found]) -> Iterator[tuple[Item, Found]]:
        done: set[int] = set()
        for place in self._places():
            done.add(place)
            yield items[place], call(items[place])
        for number, worker in list(self._workers.items()):
            for place, packed in self._of(number, worker).items():
                done.add(place)
                yield items[place], pickle.loads(packed)  # noqa: S301  as above
        for place, item in enumerate(items):
            if place not in done:
                yield item, call(item)

    def _queue(self, falls_to: Sequence[int]) -> None:
        """Put the place of each item in the queue of the process that it falls to."""
        for number, write_end in enumerate(self._write_ends):
            tickets = b"".join(TICKET.pack(place) for place, whose in enumerate(falls_to) if whose == number)
            os.set_blocking(write_end, False)
            with contextlib.suppress(BlockingIOError):  # what finds no room is done by the parent in the end
                os.write(write_end, tickets)
        _close(self._write_ends)

    def _places(self) -> Iterator[int]:
        """The places of what falls to this process, then of what others have not come to yet."""
        for queue in (*self._read_ends[self._number :], *self._read_ends[: self._number]):
            while ticket := os.read(queue, TICKET.size):
                yield TICKET.unpack(ticket)[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all other processes; one of them that comes here has failed, and leaves its part to the parent."""
        if self._parent is not None:
            os._exit(1)
        for number in list(self._workers):
            self._lose(number)
        for ends in (self._write_ends, self._read_ends, self._hold):
            _close(ends)

    def _falls_to(self, name: str) -> int:
        return crc32(name.encode("utf-8", "surrogatepass")) % self._size

    @staticmethod
    def _answer(parent: _Process) -> dict[Any, Any]:
        """What all found together; without the parent there is nothing more to do."""
        try:
            found: dict[Any, Any] = pickle.load(parent.reader)  # noqa: S301  as above
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(1)
        return found

    def _of(self, number: int, worker: _Process) -> dict[Any, Any]:
        """What another process found; nothing where it ended before: then the parent does its part."""
        try:
            found: dict[Any, Any] = pickle.load(worker.reader)  # noqa: S301  written by our own process
            return found
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lose(number)
            return {}

    def _lose(self, number: int) -> None:
        worker = self._workers.pop(number)
        with contextlib.suppress(OSError):
            os.kill(worker.pid, signal.SIGKILL)
        for pipe in (worker.reader, worker.writer):
            with contextlib.suppress(OSError):
                pipe.close()
        with contextlib.suppress(OSError):
            os.waitpid(worker.pid, 0)

    def _fork(self, items: int) -> None:
        """Start the other processes where that pays; they go on from here as this one does."""
        size = min(self._most, items // ITEMS_THAT_PAY)
        if self._size > 1 or size < 2:
            return
        self._size = size
        for _ in range(size):
            read_end, write_end = os.pipe()
            self._read_ends.append(read_end)
            self._write_ends.append(write_end)
        alive, hold = os.pipe()
        self._hold.append(hold)
        for number in range(1, size):
            (from_it, its_out), (its_in, to_it) = os.pipe(), os.pipe()
            pid = _forked()
            if pid == 0:
                _close([from_it, to_it])
                _close(self._hold)
                _close(self._write_ends)
                self._begin(number, alive, os.fdopen(its_in, "rb"), os.fdopen(its_out, "wb"))
                return
            os.close(its_out)
            os.close(its_in)
            self._workers[number] = _Process(pid, os.fdopen(from_it, "rb"), os.fdopen(to_it, "wb"))
        os.close(alive)

    def _begin(self, number: int, alive: int, reader: BinaryIO, writer: BinaryIO) -> None:
        """What a process does that has just begun. It ends with the parent, however that ends."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._number, self._workers = number, {}
        self._parent = _Process(os.getppid(), reader, writer)

        def watch() -> None:
            os.read(alive, 1)  # returns when nobody holds the other end of the pipe
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _forked() -> int:
    """What ``os.fork`` returns."""
    with warnings.catch_warnings():
        # Python 3.12 and newer warn of other threads, whose locks nobody would release: ours waits for this one.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _close(ends: list[int]) -> None:
    """Close ends of pipes, and forget them: a number may soon be that of another file."""
    while ends:
        os.close(ends.pop())


def _send(to: _Process, found: object) -> None:
    with contextlib.suppress(OSError):  # who is not there any more is noticed where it should answer
        pickle.dump(found, to.writer, pickle.HIGHEST_PROTOCOL)
        to.writer.flush()
