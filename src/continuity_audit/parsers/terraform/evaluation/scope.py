"""What expressions are evaluated in: scopes, blocks as values, and the problems that evaluating ends in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.parts import causes_of, marks_in
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Refused, Sensitive, Unknown, Value
from continuity_audit.parsers.terraform.functions.base import FileAccess

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.evaluation.trace import Trace


class EvaluationProblem(Refused):
    """An expression that Terraform would refuse, in words."""


class NotEvaluated(EvaluationProblem):
    """What `try` and `can` do not answer: a limit of the audit, a circle, a name that nothing declares."""


class NotThere(EvaluationProblem):
    """Something that is looked for by a name and is nowhere: `try` and `can` answer it, all else is open by that name.

    ``unknown`` is what an expression that needs it is worth.
    """

    def __init__(self, text: str, unknown: Unknown) -> None:
        super().__init__(text)
        self.unknown = unknown

    def hidden(self) -> NotEvaluated:
        """What is looked for is a secret, and so is its name: nothing says what would decide it."""
        return NotEvaluated("what a sensitive value names is nowhere")


class Namespace:
    """Something that only its attributes make a value: ``var``, ``local``, a resource type."""

    def __init__(self, get: Callable[[str], Value]) -> None:
        self.get = get


class Instance(Unknown, frozen=True, eq=False):
    """One instance of a block as a whole: an object whose attributes are worked out when asked.

    ``whole`` gives the object where all its attributes can be known, as the outputs of a module can; ``lacks`` says of
    a name, without working anything out, whether it has no such attribute for certain.
    """

    get: Callable[[str], Value] = lambda name: None
    whole: Callable[[], Value] | None = None
    lacks: Callable[[str], bool] = lambda name: False
    is_object: ClassVar[bool] = True

    @property
    def is_whole(self) -> bool:
        """Whether the object that ``whole`` gives has all of its attributes: then it lacks any other."""
        return self.whole is not None and self.lacks("")


class Instances(Unknown, frozen=True, eq=False):
    """The instances of a block whose number or keys are open.

    ``element`` stands for all of them, ``known`` holds those whose keys are sure, ``at`` gives the one at an index.
    """

    element: Value = None
    size: Value = None
    known: Mapping[str, Value] | None = None
    at: Callable[[int | str], Value] | None = None


class Entries(Unknown, frozen=True, eq=False):
    """An object whose keys are open while what it holds is known: ``element`` is one of its values, whichever."""

    element: Value = None


def opened(value: Value) -> Value:
    """An instance of a block as the object that it is, where all its attributes can be known."""
    return value.whole() if isinstance(value, Instance) and value.whole is not None else value


NO_FUNCTIONS: Final[Mapping[str, Callable[..., Value]]] = MappingProxyType({})


class Scope(Protocol):
    """Where names get their meaning."""

    files: FileAccess
    functions: Mapping[str, Callable[..., Value]]
    """Functions that only this scope has."""
    trace: Trace
    """What values refer to, and how much work they are."""

    def name(self, word: str) -> Value | Namespace:
        """The meaning of the first word of a reference.

        Raises:
            EvaluationProblem: it has none.
        """

    def watch_secret(self, value: Value) -> None:
        """Record that a value was met in which a secret may be marked."""


Environment = Mapping[str, "Value | Namespace"]
ELEMENT: Final = ""
"""The name under which an environment holds what a splat stands on."""
CAME_FROM: Final = "for_each"
"""The name under which an environment holds the references of the ``for_each`` that ``each`` came from."""
OWN_TURN: Final = "each.key"
"""The name under which an environment holds what stands for the turn itself, of a block whose keys are open."""


def on_branches(function: Callable[..., Value], *arguments: Value) -> Value:
    """As `lift`; where Terraform would refuse some branches only, the value of these is open.

    Raises:
        EvaluationProblem: it would refuse all of them.
    """
    for argument in arguments:
        if isinstance(argument.value if isinstance(argument, Sensitive) else argument, Choice):
            break
    else:
        return lift(function, *arguments)
    problems: list[EvaluationProblem] = []
    worked = False

    @cache
    def causes() -> frozenset[str]:
        return causes_of(arguments)

    def branch(*plain: Value) -> Value:
        nonlocal worked
        try:
            result = function(*plain)
        except NotEvaluated:
            raise
        except EvaluationProblem as problem:
            problems.append(problem)
            return Unknown(causes(), f"error({problem}:{key_of(plain)})")
        worked = True
        return result

    value = lift(branch, *arguments)
    if problems and not worked:
        raise problems[0].hidden() if marks_in(arguments) else problems[0]
    return value
