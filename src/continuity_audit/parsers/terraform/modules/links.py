"""Links between roots: the outputs of one root as values of another, with references that lead back to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from msgspec.structs import replace

from continuity_audit.estate.parts import parts_of, rebuilt
from continuity_audit.estate.values import Choice, Reference, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.scope import (
    Entries,
    EvaluationProblem,
    Instance,
    Instances,
    NotEvaluated,
)

Note = Callable[[set[Reference]], None]
"""Takes what a value refers to."""


class Outputs(Protocol):
    """A root as others see it."""

    @property
    def root(self) -> str:
        """Its name."""

    def names(self) -> Iterable[str]:
        """The names of its outputs."""

    def traced(self, name: str) -> tuple[Value, set[Reference]]:
        """An output and what it refers to.

        Raises:
            EvaluationProblem: there is none, or it is a mistake.
        """


def outputs_of(target: Outputs | None, cause: str, key: str, note: Note) -> Value:
    """The outputs of another root as one object; unknown, by the name that asks for them, where there is none."""

    def get(name: str) -> Value:
        if target is not None:
            try:
                value, references = target.traced(name)
            except (EvaluationProblem, SyntaxProblem, RecursionError):
                pass
            else:
                note({placed(reference, target.root) for reference in references})
                return carried(value, target.root, note)
        part = f"{cause}.{name}"
        return Unknown(frozenset({part}), f"{key}.{name}")

    def whole() -> Value:
        if target is None:
            raise NotEvaluated(cause)
        return {name: get(name) for name in target.names()}

    def lacks(name: str) -> bool:
        return target is not None and name not in target.names()

    return Instance(frozenset({cause}), key, None, get=get, whole=None if target is None else whole, lacks=lacks)


def placed(reference: Reference, root: str) -> Reference:
    """A reference of a root as others see it."""
    return reference if reference.root else replace(reference, root=root)


def carried(value: Value, root: str, note: Note = lambda found: None) -> Value:
    """A value of a root as others see it: its references and the names of its causes say which root is theirs."""
    match value:
        case Instance(get=get, whole=whole):
            return replace(
                value, causes=_named(value.causes, root), reference=value.reference and placed(value.reference, root),
                get=lambda name: _seen(carried(get(name), root, note), note),
                whole=None if whole is None else lambda: carried(whole(), root, note),
            )  # fmt: skip
        case Instances(known=known, at=at):
            return replace(
                value, causes=_named(value.causes, root), reference=value.reference and placed(value.reference, root),
                element=carried(value.element, root, note), size=carried(value.size, root, note),
                known=None if known is None else {key: carried(each, root, note) for key, each in known.items()},
                at=None if at is None else lambda index: carried(at(index), root, note),
            )  # fmt: skip
        case Entries(element=element):
            return replace(value, causes=_named(value.causes, root), element=carried(element, root, note))
        case Unknown(reference=reference):
            # Whoever read that root may have had the tree in another place.
            reference = reference and placed(reference, root)
            return replace(value, causes=_named(value.causes, root), reference=reference, in_tree=None)
        case Sensitive(value=inner):
            return replace(value, value=carried(inner, root, note))
        case Choice(atom=atom, then=then, other=other):
            atom = replace(atom, causes=_named(atom.causes, root))
            return Choice(atom, carried(then, root, note), carried(other, root, note))
        case SetValue() | tuple() | dict():
            return rebuilt(value, [carried(element, root, note) for element in parts_of(value)])
        case _:
            return value


def _seen(value: Value, note: Note) -> Value:
    """A part of an instance of another root, which refers to that."""
    if isinstance(value, Unknown) and value.reference is not None:
        note({value.reference})
    return value


def _named(causes: frozenset[str], root: str) -> frozenset[str]:
    """The names of causes as others see them; what is asked of the environment is the same for all."""
    return frozenset(cause if "::" in cause or cause.startswith("env.") else f"{root}::{cause}" for cause in causes)
