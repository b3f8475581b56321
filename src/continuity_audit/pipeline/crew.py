"""Processes that do one work side by side, each a part of it.

The first process forks the others in the middle of its work, so they have all that it has, and all go on from there
with the same code: of what is shared each does the part that falls to it by name, and only what it found of that
travels. What falls to a process by its name falls to it each time: who has parsed a folder reads the root in it, if
nobody who has nothing left to do has come to it before.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import struct
import sys
import threading
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


class _Member(Struct):
    """Another process as the first one sees it: its number in the system, and the pipes from and to it."""

    process: int
    told: BinaryIO
    tell: BinaryIO


class Crew:
    """The processes of one run; at first this one alone."""

    def __init__(self, most: int) -> None:
        self._most = most if sys.platform == "linux" else 1
        self._size = 1
        self._number = 0
        self._members: dict[int, _Member] = {}
        """All others, for the first process; those that ended before their time are taken out."""
        self._first: _Member | None = None
        """The first process, for all others."""
        self._entries: list[int] = []
        self._exits: list[int] = []
        """For each process a pipe with what falls to it, for all who come to it: its two ends."""
        self._hold: list[int] = []
        """The end of a pipe that only the first process holds: the others see when it is gone."""

    def share(self, names: Sequence[str], call: Callable[[str], Found]) -> dict[str, Found]:
        """What a function gives for each name, known to every process in the end."""
        self._muster(len(names))
        found = {name: call(name) for name in names if self._falls_to(name) == self._number}
        if self._first is not None:
            _send(self._first, found)
            return self._answer(self._first)
        for number, member in list(self._members.items()):
            found |= self._of(number, member)
        found |= {name: call(name) for name in names if name not in found}
        for member in self._members.values():
            _send(member, found)
        return found

    def spread(
        self, items: Sequence[Item], name: Callable[[Item], str], call: Callable[[Item], Found]
    ) -> Iterator[tuple[Item, Found]]:
        """What a function gives for each item, as it comes, for the first process; the others end here."""
        self._muster(len(items))
        if self._first is not None:
            # What was found is told at the end: the first process listens when there is nothing left to do.
            found = {place: pickle.dumps(call(items[place]), pickle.HIGHEST_PROTOCOL) for place in self._taken()}
            _send(self._first, found)
            os._exit(0)
        self._deal([self._falls_to(name(item)) for item in items])
        return self._results(items, call)

    def _results(self, items: Sequence[Item], call: Callable[[Item], Found]) -> Iterator[tuple[Item, Found]]:
        done: set[int] = set()
        for place in self._taken():
            done.add(place)
            yield items[place], call(items[place])
        for number, member in list(self._members.items()):
            for place, packed in self._of(number, member).items():
                done.add(place)
                yield items[place], pickle.loads(packed)  # noqa: S301  as above
        for place, item in enumerate(items):
            if place not in done:
                yield item, call(item)

    def _deal(self, falls_to: Sequence[int]) -> None:
        """Put the place of each item in the queue of the process that it falls to."""
        for number, entry in enumerate(self._entries):
            tickets = b"".join(TICKET.pack(place) for place, whose in enumerate(falls_to) if whose == number)
            os.set_blocking(entry, False)
            with contextlib.suppress(BlockingIOError):  # what finds no room is done by the first process in the end
                os.write(entry, tickets)
        _close(self._entries)

    def _taken(self) -> Iterator[int]:
        """The places of what falls to this process, then of what others have not come to yet."""
        for queue in (*self._exits[self._number :], *self._exits[: self._number]):
            while ticket := os.read(queue, TICKET.size):
                yield TICKET.unpack(ticket)[0]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End all other processes; one of them that comes here has failed, and leaves its part to the first."""
        if self._first is not None:
            os._exit(1)
        for number in list(self._members):
            self._lose(number)
        for ends in (self._entries, self._exits, self._hold):
            _close(ends)

    def _falls_to(self, name: str) -> int:
        return crc32(name.encode("utf-8", "surrogatepass")) % self._size

    @staticmethod
    def _answer(first: _Member) -> dict[Any, Any]:
        """What all found together; without the first process there is nothing more to do."""
        try:
            found: dict[Any, Any] = pickle.load(first.told)  # noqa: S301  as above
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(1)
        return found

    def _of(self, number: int, member: _Member) -> dict[Any, Any]:
        """What another process found; nothing where it ended before: then the first one does its part."""
        try:
            found: dict[Any, Any] = pickle.load(member.told)  # noqa: S301  written by our own process
            return found
        except (EOFError, OSError, pickle.UnpicklingError):
            self._lose(number)
            return {}

    def _lose(self, number: int) -> None:
        member = self._members.pop(number)
        with contextlib.suppress(OSError):
            os.kill(member.process, signal.SIGKILL)
        for pipe in (member.told, member.tell):
            with contextlib.suppress(OSError):
                pipe.close()
        with contextlib.suppress(OSError):
            os.waitpid(member.process, 0)

    def _muster(self, items: int) -> None:
        """Start the other processes where that pays; they go on from here as this one does."""
        size = min(self._most, items // ITEMS_THAT_PAY)
        if self._size > 1 or size < 2:
            return
        self._size = size
        for _ in range(size):
            exit_, entry = os.pipe()
            self._exits.append(exit_)
            self._entries.append(entry)
        alive, hold = os.pipe()
        self._hold.append(hold)
        for number in range(1, size):
            (from_it, its_out), (its_in, to_it) = os.pipe(), os.pipe()
            process = os.fork()
            if process == 0:
                _close([from_it, to_it])
                _close(self._hold)
                _close(self._entries)
                self._begin(number, alive, os.fdopen(its_in, "rb"), os.fdopen(its_out, "wb"))
                return
            os.close(its_out)
            os.close(its_in)
            self._members[number] = _Member(process, os.fdopen(from_it, "rb"), os.fdopen(to_it, "wb"))
        os.close(alive)

    def _begin(self, number: int, alive: int, told: BinaryIO, tell: BinaryIO) -> None:
        """What a process does that has just begun. It ends with the first one, however that ends."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        self._number, self._members = number, {}
        self._first = _Member(os.getppid(), told, tell)

        def watch() -> None:
            os.read(alive, 1)  # returns when nobody holds the other end of the pipe
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def _close(ends: list[int]) -> None:
    """Close ends of pipes, and forget them: a number may soon be that of another file."""
    while ends:
        os.close(ends.pop())


def _send(to: _Member, found: object) -> None:
    with contextlib.suppress(OSError):  # who is not there any more is noticed where it should answer
        pickle.dump(found, to.tell, pickle.HIGHEST_PROTOCOL)
        to.tell.flush()
