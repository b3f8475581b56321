"""Plugins' code is called through here: what raises costs its own part, never the run, and is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from msgspec import Struct

from continuity_audit.estate.secrecy import without_secrets

LONGEST: Final = 300
"""So many characters of what an exception says are shown: some quote all that they were given."""

T = TypeVar("T")
Item = TypeVar("Item")


class Failure(Struct, frozen=True):
    """A plugin that raised: its name, where, and what."""

    plugin: str
    where: str
    reason: str


class Failures(list[Failure]):
    """Every failure of a run, in the order in which they happened."""

    def add(self, plugin: str, where: str, reason: str) -> None:
        """Note a failure, once."""
        failure = Failure(plugin, where, reason)
        if failure not in self:
            self.append(failure)

    def of(self, rule: str) -> bool:
        """Whether a rule is among what failed."""
        return any(failure.plugin.partition(" ")[0] == rule for failure in self)

    def guard(self, plugin: str, where: str, call: Callable[[], T], otherwise: T) -> T:
        """What a plugin's code returns, or ``otherwise`` where it raises; its ``sys.exit`` ends nothing either."""
        try:
            return call()
        except (Exception, SystemExit) as problem:  # the code may be anyone's: it must not end the run
            self.add(plugin, where, in_one_line(problem))
            return otherwise

    def until_one(
        self, plugin: str, items: Iterable[Item], call: Callable[[Item], T], where: Callable[[Item], str]
    ) -> Iterator[tuple[Item, T]]:
        """What a plugin's code returns for each of many items, up to the first at which it raises."""
        for item in items:
            try:
                result = call(item)
            except (Exception, SystemExit) as problem:  # as above
                self.add(plugin, where(item), in_one_line(problem))
                return
            yield item, result


def in_one_line(problem: BaseException) -> str:
    """An exception as one line: its type and the first line of its message, without the secrets that it may quote."""
    said = without_secrets(str(problem).partition("\n")[0])
    if len(said) > LONGEST:
        said = f"{said[:LONGEST]}…"
    return f"{type(problem).__name__}: {said}".removesuffix(": ")
