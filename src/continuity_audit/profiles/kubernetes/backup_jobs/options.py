"""The options of a command and what they are given, as programs commonly read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct


class Options(Struct, frozen=True):
    """The options of a command with their values, empty for those without one, and its other words."""

    given: tuple[tuple[str, str], ...]
    words: tuple[str, ...]

    def of(self, *names: str) -> Iterator[str]:
        """What some options are given."""
        return (value for name, value in self.given if name in names)

    def first(self, *names: str) -> str:
        """The first of these values, empty where there is none."""
        return next(filter(None, self.of(*names)), "")

    def has(self, names: Collection[str]) -> bool:
        """Whether one of some options is there."""
        return any(name in names for name, _ in self.given)


def options_of(words: Sequence[str], valued: Collection[str], attached: Collection[str] = ()) -> Options:
    """The options of some words, of which those in ``valued`` take the next word where none is written to them.

    Those in ``attached`` take what is written to them alone.
    """
    given: list[tuple[str, str]] = []
    others: list[str] = []
    waiting = list(words)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if not word.startswith("-") or word == "-":
            others.append(word)
        elif equals:
            given.append((name, value))
        elif word in valued:
            given.append((word, waiting.pop(0) if waiting else ""))
        elif word[:2] in (*valued, *attached) and not word.startswith("--"):
            given.append((word[:2], word[2:]))
        else:
            given += [(word, "")] if word.startswith("--") else _each(word)
    return Options(tuple(given), tuple(others))


def _each(word: str) -> list[tuple[str, str]]:
    """Options of one letter that stand together, and the word itself: some programs write long ones with one dash."""
    return [(word, ""), *((f"-{letter}", "") for letter in word[1:] if len(word) > 2)]


__all__ = ["Options", "options_of"]
