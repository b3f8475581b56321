"""Terms over the companions of a component: how many there are, and whether one fulfils a condition."""

from __future__ import annotations

from collections.abc import Iterator

from continuity_audit.estate.counts import add
from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Atom, Choice, Value
from continuity_audit.profiles.terms import ALWAYS, Condition, Context, Term
from continuity_audit.profiles.turns import TURN, may_differ, with_one


class Companions(Term, frozen=True):
    """The companions of some types: their number, and whether one fulfils a condition."""

    types: tuple[str, ...]
    where: Condition = ALWAYS

    def value(self, context: Context) -> Value:
        total: Value = 0
        for companion in self._of(context):
            there = both(companion.exists, lambda c=companion: self.where.value(context.about(c)))  # type: ignore[misc]
            total = add(total, lift(lambda n, t: n if t else 0, with_one(companion, context.resource), there))
            self._note(context, companion)
        return total

    @staticmethod
    def _note(context: Context, companion: Resource) -> None:
        """Show that the companion is there: where no attribute of it decides, its being there does."""
        context.about(companion).note_there(companion.address.rpartition(".")[2])

    def _of(self, context: Context) -> Iterator[Resource]:
        return (companion for companion in context.companions if companion.type in self.types)

    def __str__(self) -> str:
        return f"the number of its {self._words()}"

    def _words(self) -> str:
        types = " or ".join(f"`{t}`" for t in self.types)
        return types if self.where is ALWAYS else f"{types} with {self.where}"

    def any(self, condition: Condition = ALWAYS) -> Condition:
        """Whether a companion is there that fulfils the condition."""
        return AnyCompanion(Companions(self.types, condition))

    def holding(self, context: Context, condition: Condition) -> Value:
        """Whether one of them exists and fulfils the condition."""

        def holds(companion: Resource) -> Value:
            if condition is ALWAYS:
                self._note(context, companion)
            return _of_some(companion, condition, condition.value(context.about(companion)))

        return any_of(
            lambda c=c: both(c.exists, lambda: holds(c))  # type: ignore[misc]
            for c in self._of(context)
        )


def _of_some(companion: Resource, condition: Condition, truth: Value) -> Value:
    """Whether one of those that a companion stands for fulfils a condition; ``truth`` is what a single one does.

    Of a loop whose turns the code leaves open, one may fulfil this condition and another one its contrary.
    """
    if not isinstance(truth, Choice):
        return truth
    if not any(TURN.search(subject) or may_differ(subject, companion) for subject in truth.subjects):
        return truth
    return Choice(Atom(f"some {companion.id} has {condition}", causes=causes_of(truth)), True, False)


def companions(*types: str) -> Companions:
    """The companions of the types."""
    return Companions(types)


class AnyCompanion(Condition, frozen=True):
    """Whether a companion is there that fulfils a condition."""

    companions: Companions

    def value(self, context: Context) -> Value:
        return self.companions.holding(context, self.companions.where)

    def __str__(self) -> str:
        return f"there is a companion {self.companions._words()}"

    def parts(self) -> Iterator[Term]:
        yield self.companions.where

    def remedy(self, context: Context | None = None) -> str:
        inner = self.companions.where.remedy()
        return f"add `{self.companions.types[0]}`" + (f" and {inner}" if inner else "")


__all__ = ["Companions", "companions"]
