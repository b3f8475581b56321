"""What is done with values as they are made: they are counted, watched for secrets, and what they refer to is noted."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from continuity_audit.estate.parts import inside, leaves
from continuity_audit.estate.values import Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Instance, Scope

CHARACTERS_A_PART: Final = 16
"""So many characters of a text count as much as one part of a collection."""

SCALAR: Final = frozenset({"number", "bool"})
"""What a value can be made of blocks without being one of them, or speaking of one."""


def weighed(found: Value, scope: Scope) -> Value:
    """A value that was made, counted by its size."""
    match found:
        case str():
            scope.trace.spend(len(found) // CHARACTERS_A_PART)
        case tuple() | dict():
            scope.trace.spend(len(found))
        case SetValue(elements=elements):
            scope.trace.spend(len(elements))
    return found


def watched(value: Value, scope: Scope) -> Value:
    """A value in which secrets are marked, with a word to the scope where that is so."""
    if isinstance(value, Sensitive | dict | tuple):
        scope.watch_secret(value)
    return value


def with_blocks(given: Iterable[Value], made: Value, scope: Scope) -> Value:
    """A value that is open, with the blocks noted that it was made of: their attributes cannot be told apart in it."""
    if any(type(leaf) is Unknown and leaf.reference is None and leaf.kind not in SCALAR for leaf in leaves(made)):
        for part in inside(tuple(given)):
            if isinstance(part, Unknown) and part.reference is not None:
                scope.trace.note(part.reference)
            elif isinstance(part, Instance) and part.whole is not None:
                with suppress(EvaluationProblem):
                    part.whole()
    return made
