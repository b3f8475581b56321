"""Decision trees: values that hang on conditions which the code leaves open, and functions applied on every branch."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of, same
from continuity_audit.estate.kinds import ANY
from continuity_audit.estate.parts import causes_of, is_json, is_sure, kind_of, leaves, parts_of, rebuilt, remarked
from continuity_audit.estate.values import (
    IMPOSSIBLE,
    NOT_PLAIN,
    Atom,
    Choice,
    Refused,
    Sensitive,
    SetValue,
    Unknown,
    Value,
)

MAX_LEAVES: Final = 64
"""A decision tree that would grow beyond so many leaves becomes one `Unknown` with all its causes."""

MAX_BRANCHES: Final = 1024
"""So many branches are tried before a function of several decision trees is given up as one `Unknown`."""

MAX_APPLICATIONS: Final = 100_000
"""So many times functions are applied on branches in one root; then all that hangs on open conditions is given up."""


def choose(atom: Atom, then: Value, other: Value) -> Value:
    """The value that is ``then`` where ``atom`` holds and ``other`` elsewhere, as small as it can be said."""
    if then is IMPOSSIBLE:
        return other
    if other is IMPOSSIBLE:
        return then
    if same(then, other):
        return _known_of_both(then, other)
    if isinstance(then, Unknown) and isinstance(other, Unknown) and not (_tells(then) or _tells(other)):
        return _merged(Choice(atom, then, other))
    tree = Choice(atom, then, other)
    if tree.size > MAX_LEAVES:
        return _merged(tree)
    return tree


def _known_of_both(one: Value, other: Value) -> Value:
    """A value of which more may be known on one branch than on another, its type for one: what is known on both."""
    if one is other:
        return one
    match one, other:
        case Unknown(), Unknown():
            if one.kind == other.kind and one.sure == other.sure:
                return one
            return replace(one, kind=one.kind if one.kind == other.kind else ANY, sure=one.sure and other.sure)
        case Choice(), Choice():
            then, rest = _known_of_both(one.then, other.then), _known_of_both(one.other, other.other)
            return one if then is one.then and rest is one.other else Choice(one.atom, then, rest)
        case tuple(), tuple():
            parts = [_known_of_both(*pair) for pair in zip(one, other, strict=True)]
        case dict(), dict():
            parts = [_known_of_both(part, other[name]) for name, part in one.items()]
        case _:
            return one
    return one if all(map(operator.is_, parts, parts_of(one))) else rebuilt(one, parts)


def _tells(value: Unknown) -> bool:
    """Whether more is known of an open value than one with another would tell: what it is, its parts, a document."""
    is_document = bool(value.parts) or value.encodes is not None or is_json(value.text)
    return type(value) is not Unknown or value.reference is not None or is_document


def _merged(tree: Choice) -> Unknown:
    """A decision tree as one unknown. The key holds the conditions: the same leaves under others are another value."""
    sides = list(leaves(tree))
    lows = [low for leaf in sides if (low := _least(leaf)) is not None]
    low = min(lows) if len(lows) == len(sides) else None
    return Unknown(causes_of(tree), f"?{key_of(tree)}", low=low, kind=kind_of(tree), sure=all(map(is_sure, sides)))


def _least(leaf: Value) -> int | None:
    """The least that a number (or length) can be, ``None`` where that is not known."""
    match leaf:
        case Unknown(low=low):
            return low
        case bool():
            return None
        case int():
            return leaf
        case _:
            return None


def restrict(value: Value, atom: Atom, truth: bool) -> Value:
    """``value`` where ``atom`` is decided to be ``truth``."""
    if not isinstance(value, Choice):
        return value
    if value.atom is atom:
        return restrict(value.then if truth else value.other, atom, truth)
    # Long chains of `x == "a"`, `x == "b"` are common: what the condition says nothing of is left as it is.
    only_itself = atom.relation in ("is", "==") and not truth
    if atom not in value.atoms if only_itself else atom.subject not in value.subjects:
        return value
    decided = implied(value.atom, atom, truth)
    if decided is not None:
        return restrict(value.then if decided else value.other, atom, truth)
    then, other = restrict(value.then, atom, truth), restrict(value.other, atom, truth)
    if then is value.then and other is value.other:
        return value
    return choose(value.atom, then, other)


def implied(atom: Atom, given: Atom, truth: bool) -> bool | None:
    """What ``given`` being ``truth`` says of ``atom``; ``None`` where it says nothing."""
    if atom == given:
        return truth
    if atom.subject != given.subject:
        return None
    if "is" in (atom.relation, given.relation):  # what is true is not null, and the other way round
        return False if truth and atom.constant is None and given.constant is None else None
    if given.relation == "==" and truth:
        return _holds(given.constant, atom)
    if atom.relation == "==":
        return False if _holds(atom.constant, given) is (not truth) else None
    if given.relation in (">=", ">") and atom.relation in (">=", ">"):
        return _ordered(atom, given, truth)
    return None


def _holds(constant: object, atom: Atom) -> bool | None:
    """Whether ``atom`` is true of a subject that equals ``constant``."""
    if atom.relation == "==":
        return same(constant, atom.constant)
    if isinstance(constant, int | Decimal) and isinstance(atom.constant, int | Decimal):
        return constant >= atom.constant if atom.relation == ">=" else constant > atom.constant
    return None


def _ordered(atom: Atom, given: Atom, truth: bool) -> bool | None:
    mine, theirs = atom.constant, given.constant
    if not isinstance(mine, int | Decimal) or not isinstance(theirs, int | Decimal):
        return None
    if truth:
        enough = mine < theirs or (mine == theirs and not (given.relation == ">=" and atom.relation == ">"))
        return True if enough else None
    enough = mine > theirs or (mine == theirs and not (given.relation == ">" and atom.relation == ">="))
    return False if enough else None


class Budget:
    """How many more times functions are applied on branches, for one root as a whole."""

    def __init__(self, applications: int = MAX_APPLICATIONS) -> None:
        self.left = applications

    @contextmanager
    def counted(self) -> Iterator[None]:
        """What is worked out in here counts against this budget."""
        token = _BUDGET.set(self)
        try:
            yield
        finally:
            _BUDGET.reset(token)


_BUDGET: Final[ContextVar[Budget | None]] = ContextVar("budget", default=None)


class _TooManyBranches(Exception):
    """A function would be applied on more branches than an audit spends on one value."""


def lift(function: Callable[..., Value], *arguments: Value) -> Value:
    """``function`` over arguments that may be decision trees or marked: applied on every branch, marks kept.

    Where that would be on too many branches, the result is one `Unknown` with all the causes.
    """
    for argument in arguments:
        if isinstance(argument, NOT_PLAIN):
            break
    else:
        return function(*arguments)
    done: _Done = {}
    try:
        return _lift(function, arguments, [MAX_BRANCHES], done)
    except _TooManyBranches:
        # By what it gave so far, too: two loops over the same list are two values, and their names do not tell.
        given = key_of(tuple([result for _, result in done.values()]))
        return Unknown(causes_of(arguments), f"{_described(function)}{key_of(arguments)}{given}")


def _described(function: Callable[..., Value], depth: int = 4) -> str:
    """What a function does, as far as its name and what it was made with tell: ``a + b`` is not ``a - b``."""
    parts = [getattr(function, "__qualname__", type(function).__name__)]
    for cell in getattr(function, "__closure__", None) or ():
        try:
            held = cell.cell_contents
        except ValueError:  # not filled yet
            continue
        if isinstance(held, str | int | None):
            parts.append(repr(held))
        elif callable(held) and depth:
            parts.append(_described(held, depth - 1))
        else:
            parts.append(str(getattr(held, "name", type(held).__name__)))
    return f"{parts[0]}<{','.join(parts[1:])}>" if len(parts) > 1 else parts[0]


_Done = dict[tuple[int, ...], tuple[tuple[Value, ...], Value]]
"""Results by the identities of the arguments, which it so keeps: the same leaves stand under many conditions."""


def _lift(function: Callable[..., Value], arguments: tuple[Value, ...], left: list[int], done: _Done) -> Value:
    identity = tuple(map(id, arguments))
    before = done.get(identity)
    if before is not None:
        return before[1]
    result = _branched(function, arguments, left, done)
    done[identity] = (arguments, result)
    return result


def _branched(function: Callable[..., Value], arguments: tuple[Value, ...], left: list[int], done: _Done) -> Value:
    marks = [argument for argument in arguments if isinstance(argument, Sensitive)]
    if marks:
        plain = tuple(a.value if isinstance(a, Sensitive) else a for a in arguments)
        try:
            return remarked(_lift(function, plain, left, done), marks)
        except Refused as problem:
            raise problem.hidden() from None
    atoms = [argument.atom for argument in arguments if isinstance(argument, Choice)]
    if not atoms:
        left[0] -= 1
        budget = _BUDGET.get()
        if budget is not None:
            budget.left -= 1
        if left[0] < 0 or (budget is not None and budget.left < 0):
            raise _TooManyBranches
        return function(*arguments)
    if any(argument is IMPOSSIBLE for argument in arguments):
        return IMPOSSIBLE
    atom = min(atoms, key=lambda a: a.order)
    then = _lift(function, tuple([restrict(argument, atom, True) for argument in arguments]), left, done)
    other = _lift(function, tuple([restrict(argument, atom, False) for argument in arguments]), left, done)
    # What the function gives may hang on the condition once more: whether an unknown is null, asked of its own branch.
    return choose(atom, restrict(then, atom, True), restrict(other, atom, False))


def without_marks(value: Value) -> Value:
    """The value without any mark, however deep."""
    match value:
        case Sensitive(value=inner):
            return without_marks(inner)
        case tuple() | dict() | SetValue():
            return rebuilt(value, [without_marks(part) for part in parts_of(value)])
        case Choice(atom=atom, then=then, other=other):
            return choose(atom, without_marks(then), without_marks(other))
        case _:
            return value
