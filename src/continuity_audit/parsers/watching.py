"""What was asked of the audited tree while a root was read, so that its reading can be kept for as long as that holds.

A reading is a function of what is given from outside and of the answers to these questions. Who asks the tree for
something on behalf of a root notes the question. What several roots share is noted once, by whoever works it out,
and the others add what was noted there: a value that is already worked out is no less asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Protocol, TypeAlias

from msgspec import Struct

Question: TypeAlias = tuple[str, ...]
"""What is asked, and about what: ``("folder", "infra/prod")``."""


class Record(Struct, frozen=True):
    """What the reading of a root hung on."""

    answers: Mapping[Question, str]
    """A digest of each answer."""
    secrets: frozenset[str] = frozenset()
    """The texts of the files that were read which are secret by their names."""


class Kept(Protocol):
    """What a language has found of the content of files, in this run and in earlier ones."""

    def get(self, key: Question) -> object:
        """Plain data that was put under a key, or ``None``."""

    def put(self, key: Question, found: object) -> None:
        """Keep plain data under a key that names all that it was made of."""


class Seen:
    """The questions that were asked for one root, or for something that several roots share."""

    def __init__(self) -> None:
        self._asked: dict[Question, str | None] = {}
        self._others: dict[int, Seen] = {}
        self._lost = False

    def ask(self, *question: str, answer: str | None = None) -> None:
        """Note a question, with a digest of the answer where it is at hand."""
        before = self._asked.setdefault(question, answer)
        if before is None:
            self._asked[question] = answer
        elif answer is not None and answer != before:
            self._lost = True

    def add(self, other: Seen) -> None:
        """Note that what was and will be asked there counts here too."""
        if other is not self:
            self._others[id(other)] = other

    def asked(self, kind: str) -> list[Question]:
        """The questions of a kind that were asked here."""
        return [question for question in self._asked if question[0] == kind]

    def named(self, kind: str) -> list[str]:
        """What was asked here with questions of a kind."""
        return [question[1] for question in self.asked(kind)]

    def give_up(self) -> None:
        """Note that the reading must not be kept: it holds a secret, or hangs on more than the tree."""
        self._lost = True

    def answers(self, answer: Callable[[Question], str]) -> dict[Question, str] | None:
        """Every question with its answer; nothing where the reading must not be kept or the tree has changed."""
        found: dict[Question, str] = {}
        pending, done = [self], {id(self)}
        while pending:
            seen = pending.pop()
            if seen._lost:
                return None
            for question, given in seen._asked.items():
                known = answer(question) if given is None else given
                if found.setdefault(question, known) != known:
                    return None
            pending += [other for key, other in seen._others.items() if key not in done]
            done |= seen._others.keys()
        return found


class Digests:
    """Digests of the files of a tree, taken when a file is first read."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._found: dict[str, str] = {}
        self.changed: set[str] = set()
        """Files that did not stay the same while they were looked at."""

    def took(self, path: str, content: bytes) -> bytes:
        """The content of a file, as it was read."""
        digest = digest_of(content)
        if self._found.setdefault(path, digest) != digest:
            self.changed.add(path)
        return content

    def of(self, path: str) -> str:
        """The digest of a file, or why there is none."""
        if path not in self._found:
            try:
                self.took(path, self._read(path))
            except (OSError, ValueError) as problem:
                self._found[path] = f"not read: {getattr(problem, 'strerror', None) or type(problem).__name__}"
        return self._found[path]


def digest_of(*parts: bytes | str) -> str:
    """A digest of some parts, each told apart from the next."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "little"))
        state.update(data)
    return state.hexdigest()
