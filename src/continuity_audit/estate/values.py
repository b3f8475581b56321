"""What an expression of the code can be worth: known, unknown with its causes, or a choice on an open condition.

Known values are plain Python: ``None``, ``bool``, ``int``, ``Decimal``, ``str``, ``tuple`` (lists and tuples),
``dict`` (maps and objects; never mutated) and `SetValue`. What code cannot decide is an `Unknown`, which names its
causes, or a `Choice`: a decision tree over conditions that the code leaves open, with a value for each side. Two
expressions that hang on the same condition share its `Atom`, so what holds on every branch is known all the same.
`Sensitive` marks a value that no report may show. While expressions are evaluated, lists, maps and nulls also say
their type (`kinds`); no value of a resource does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeAlias, overload

from msgspec import Struct
from msgspec.structs import force_setattr

from continuity_audit.estate.kinds import (
    ANY,
    CollectionKind,
    Kind,
    ListValue,
    MapValue,
    Null,
    ObjectKind,
    TupleKind,
    conflict,
    parts_of_kind,
)

Value: TypeAlias = object
"""Any of the shapes that the module's first paragraph lists."""

MAX_LEAVES: Final = 64
"""A decision tree that would grow beyond so many leaves becomes one `Unknown` with all its causes."""

MAX_BRANCHES: Final = 1024
"""So many branches are tried before a function of several decision trees is given up as one `Unknown`."""

MAX_KEY: Final = 160

MAX_KIND_PARTS: Final = 10_000
MAX_KIND_DEPTH: Final = 50
"""A type is worked out from so many parts and levels of a value at most."""

ALWAYS_THERE: Final = frozenset({"id", "arn", "self_link"})
"""Attributes that every provider fills in where a resource has them."""


class Reference(Struct, frozen=True):
    """The attribute of a resource (or data source) instance that a value stands for: ``aws_subnet.a`` and ``id``.

    ``root`` is the root of that resource where it is another than that of the value.
    """

    address: str
    attribute: str = ""
    root: str = ""

    def __str__(self) -> str:
        place = f"{self.root}::{self.address}" if self.root else self.address
        return f"{place}.{self.attribute}" if self.attribute else place


class Unknown(Struct, frozen=True, eq=False):
    """A value that the code does not hold.

    ``causes`` are the names that would decide it, ``key`` tells structurally equal unknowns from different ones,
    ``reference`` the attribute that it is, where it is exactly one, and ``low`` the least number (or length) it can be.
    Of its type and value may be known: ``kind``, that it is ``sure`` not to be null, and what its text ``starts`` and
    ``ends`` with.
    """

    causes: frozenset[str]
    key: str
    reference: Reference | None = None
    low: int | None = None
    kind: Kind = ANY
    sure: bool = False
    starts: str = ""
    ends: str = ""

    def __post_init__(self) -> None:
        if len(self.key) > MAX_KEY:
            force_setattr(self, "key", shorten(self.key))

    def __eq__(self, other: object) -> bool:
        """What is known of its type and value is no part of what it is."""
        return isinstance(other, Unknown) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[frozenset[str], str, Reference | None, int | None]:
        return (self.causes, self.key, self.reference, self.low)


class Atom(Struct, frozen=True, eq=False, dict=True):
    """A condition that the code leaves open: ``subject`` itself is true, equals ``constant``, or is at least it.

    What causes it to be open is no part of what it is: equal conditions are one, whoever leaves them open.
    """

    subject: str
    relation: str = "is"  # "is", "==", ">=" or ">"
    constant: str | int | Decimal | None = None
    causes: frozenset[str] = frozenset()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str, str | int | Decimal | None]:
        return (self.subject, self.relation, self.constant)

    @cached_property
    def order(self) -> tuple[str, str, str]:
        """Where the condition stands in a decision tree; one order for all trees keeps them small."""
        return (self.subject, self.relation, repr(self.constant))


class Choice(Struct, frozen=True, dict=True):
    """``then`` where the condition holds, ``other`` where it does not; made by `choose`, never directly."""

    atom: Atom
    then: Value
    other: Value

    @cached_property
    def size(self) -> int:
        """The number of its leaves."""
        return sum(side.size if isinstance(side, Choice) else 1 for side in (self.then, self.other))

    @cached_property
    def atoms(self) -> frozenset[Atom]:
        """All of its conditions."""
        below = (side.atoms for side in (self.then, self.other) if isinstance(side, Choice))
        return frozenset((self.atom,)).union(*below)

    @cached_property
    def subjects(self) -> frozenset[str]:
        """What its conditions are about."""
        return frozenset([atom.subject for atom in self.atoms])

    @cached_property
    def is_condition(self) -> bool:
        """Whether all of its leaves are truths."""
        return all(
            side.is_condition if isinstance(side, Choice) else isinstance(side, bool)
            for side in (self.then, self.other)
        )


class Sensitive(Struct, frozen=True):
    """A value that the code marks as sensitive; it decides verdicts like any other and is never shown.

    One that the code marks as ``ephemeral`` is never shown either; ``ephemeralasnull`` tells the two apart. One that is
    secret by its name alone (``named``) is not marked for Terraform; what is no text any more, such as whether it is
    empty, is no secret.
    """

    value: Value
    ephemeral: bool = False
    named: bool = False

    def __repr__(self) -> str:
        return "Sensitive(…)"


class SetValue(Struct, frozen=True, eq=False):
    """Distinct elements in Terraform's order (strings sorted); elements may be unknown."""

    elements: tuple[Value, ...]
    element: Kind = ANY

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SetValue) and self.elements == other.elements

    def __hash__(self) -> int:
        return hash(self.elements)


class Refused(Exception):
    """Terraform would refuse what was asked; the message says why, and may quote a value."""

    def hidden(self) -> Refused:
        """The same without its words, where they may quote a value that is marked."""
        return type(self)("a sensitive value does not fit here")


class _Impossible:
    """The value on a branch that cannot be; `choose` leaves such a branch out."""

    def __repr__(self) -> str:
        return "IMPOSSIBLE"

    def __reduce__(self) -> str:
        return "IMPOSSIBLE"


IMPOSSIBLE: Final = _Impossible()


def shorten(key: str) -> str:
    """A key of bounded length that stays distinct."""
    if len(key) <= MAX_KEY:
        return key
    import hashlib

    return f"{key[:40]}…{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def unknown(*causes: str, key: str = "", reference: Reference | None = None, low: int | None = None) -> Unknown:
    """An `Unknown` from the names of its causes; without ``key`` the causes identify it."""
    return Unknown(frozenset(causes), key or "|".join(sorted(causes)), reference, low)


def key_of(value: Value) -> str:
    """A text that is the same for structurally the same value and no other; identifies conditions."""
    return _key(value, {})


def _key(value: Value, seen: dict[int, str]) -> str:
    """The key; parts that stand in several places are worked out once."""
    match value:
        case Unknown():
            return value.key
        case Sensitive():
            return _hidden_key(_key(value.value, seen))
        case Null():
            return repr(None)
        case tuple() | dict() | SetValue() | Choice():
            if id(value) not in seen:
                seen[id(value)] = shorten(_compound(value, seen))
            return seen[id(value)]
        case Decimal() if value.is_finite():
            whole = value == value.to_integral_value() and value.adjusted() < MAX_KEY
            return shorten(repr(int(value)) if whole else str(value.normalize()))
        case _:
            return shorten(repr(value))


def _hidden_key(key: str) -> str:
    """A key that stays distinct and does not say what it is of."""
    import hashlib

    return f"sensitive:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def _compound(value: tuple[Value, ...] | dict[str, Value] | SetValue | Choice, seen: dict[int, str]) -> str:
    match value:
        case Choice(atom=atom, then=then, other=other):
            return f"({atom.order}?{_key(then, seen)}:{_key(other, seen)})"
        case SetValue(elements=elements):
            return "{" + (",".join([_key(element, seen) for element in elements]) or "|") + "}"
        case tuple():
            return "[" + ",".join([_key(element, seen) for element in value]) + "]"
        case _:
            return "{" + ",".join([f"{_name(key)}={_key(value[key], seen)}" for key in sorted(value)]) + "}"


def _name(key: str) -> str:
    """A key of an object so that no other text reads the same."""
    return key if key.isidentifier() else repr(key)


def _are_other_collections(left: Value, right: Value) -> bool:
    """Whether two values are of different types; the type of an empty collection is as it is stated, whole."""
    if not isinstance(left, _STATING) or not isinstance(right, _STATING):
        return False
    mine, theirs = kind_of(left), kind_of(right)
    if not isinstance(mine, CollectionKind) or not isinstance(theirs, CollectionKind):
        return False
    stated = any(not isinstance(side, Unknown) and not parts_of(side) for side in (left, right))
    return mine != theirs if stated and ANY in (mine.element, theirs.element) else conflict(mine, theirs)


_STATING: Final = (ListValue, MapValue, SetValue, Unknown)
"""What states its type, so that it need not be worked out."""


def same(left: Value, right: Value) -> bool:
    """Whether two values are one and the same to Terraform: ``true`` is not ``1``, ``1`` is ``1.0``."""
    if left is right or ((left is None or right is None) and (isinstance(left, Null) or isinstance(right, Null))):
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return left == right
    if type(left) is not type(right) or _are_other_collections(left, right):
        return False
    match left, right:
        case tuple(), tuple():
            return len(left) == len(right) and all(map(same, left, right))
        case dict(), dict():
            return left.keys() == right.keys() and all(same(left[k], right[k]) for k in left)
        case SetValue(), SetValue():
            return same(left.elements, right.elements)
        case Choice(), Choice():
            return left.atom == right.atom and same(left.then, right.then) and same(left.other, right.other)
        case Sensitive(), Sensitive():
            return same(left.value, right.value)
        case _:
            return left == right


# --- decision trees -----------------------------------------------------------------------------------------------


def choose(atom: Atom, then: Value, other: Value) -> Value:
    """The value that is ``then`` where ``atom`` holds and ``other`` elsewhere, as small as it can be said."""
    if then is IMPOSSIBLE:
        return other
    if other is IMPOSSIBLE or same(then, other):
        return then
    if isinstance(then, Unknown) and isinstance(other, Unknown) and not (then.reference or other.reference):
        return _merged(Choice(atom, then, other))
    tree = Choice(atom, then, other)
    if tree.size > MAX_LEAVES:
        return _merged(tree)
    return tree


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


_SINGLE_KINDS: Final = {bool: "bool", int: "number", Decimal: "number", str: "string"}


def kind_of(value: Value) -> Kind:
    """The type of a value, as far as it is known; of a huge value it is not."""
    single = _SINGLE_KINDS.get(type(value))
    return single if single is not None else _kind(value, [MAX_KIND_PARTS], MAX_KIND_DEPTH)


def _kind(value: Value, left: list[int], depth: int) -> Kind:
    """The type; ``left`` counts down the parts that are still looked at, ``depth`` the levels."""
    single = _SINGLE_KINDS.get(type(value))
    if single is not None:
        return single
    match value:
        case ListValue(element=element):
            return CollectionKind("list", element)
        case MapValue(element=element):
            return CollectionKind("map", element)
        case SetValue(element=element):
            return CollectionKind("set", element)
        case Unknown(kind=kind) | Null(kind=kind):
            return kind
        case Sensitive(value=inner):
            return _kind(inner, left, depth)
        case Choice(then=then, other=other):
            kind = _kind(then, left, depth)
            return kind if _kind(other, left, depth) == kind else ANY
        case tuple() | dict():
            return _kind_of_parts(value, left, depth)
        case _:
            return "number" if isinstance(value, Decimal) else ANY


def _kind_of_parts(value: tuple[Value, ...] | dict[str, Value], left: list[int], depth: int) -> Kind:
    left[0] -= len(value) + 1
    if left[0] < 0 or not depth:
        return ANY
    kinds = [_kind(part, left, depth - 1) for part in (value.values() if isinstance(value, dict) else value)]
    return ObjectKind(dict(zip(value, kinds, strict=True))) if isinstance(value, dict) else TupleKind(tuple(kinds))


def is_sure(value: Value) -> bool:
    """Whether a value is not null for certain."""
    match value:
        case None | Null():
            return False
        case Unknown(sure=sure, reference=reference):
            return sure or (reference is not None and _is_filled_in(reference))
        case Sensitive(value=inner):
            return is_sure(inner)
        case Choice(then=then, other=other):
            return is_sure(then) and is_sure(other)
        case _:
            return True


def parts_of(collection: Value) -> tuple[Value, ...]:
    """The elements of a list, tuple, set, map or object."""
    match collection:
        case dict():
            return tuple(collection.values())
        case SetValue(elements=elements) | tuple(elements):
            return elements
        case _:
            return ()


@overload
def rebuilt(collection: dict[str, Value], parts: Iterable[Value]) -> dict[str, Value]: ...
@overload
def rebuilt(collection: Value, parts: Iterable[Value]) -> Value: ...
def rebuilt(collection: Value, parts: Iterable[Value]) -> Value:
    """A list, tuple, set, map or object of the same type with other elements, in the same order."""
    match collection:
        case ListValue(element=element):
            return ListValue(parts, element)
        case MapValue(element=element):
            return MapValue(dict(zip(collection, parts, strict=True)), element)
        case dict():
            return dict(zip(collection, parts, strict=True))
        case SetValue(element=element):
            return SetValue(tuple(parts), element)
        case _:
            return tuple(parts)


def leaves(value: Value) -> Iterator[Value]:
    """The values at the ends of a decision tree; a value that is no `Choice` is its own only leaf."""
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, Choice):
            stack += (top.other, top.then)
        else:
            yield top


def restrict(value: Value, atom: Atom, truth: bool) -> Value:
    """``value`` where ``atom`` is decided to be ``truth``."""
    if not isinstance(value, Choice):
        return value
    # Long chains of `x == "a"`, `x == "b"` are common: what the condition says nothing of is left as it is.
    only_itself = atom.relation == "is" or (atom.relation == "==" and not truth)
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
    if atom.subject != given.subject or "is" in (atom.relation, given.relation):
        return None
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


NOT_PLAIN: Final = (Choice, Sensitive)
"""What a function does not see: it is applied to what is inside."""


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
    try:
        return _lift(function, arguments, [MAX_BRANCHES])
    except _TooManyBranches:
        name = getattr(function, "__qualname__", "function")
        return Unknown(causes_of(arguments), f"{name}{key_of(arguments)}")


def _lift(function: Callable[..., Value], arguments: tuple[Value, ...], left: list[int]) -> Value:
    marks = [argument for argument in arguments if isinstance(argument, Sensitive)]
    if marks:
        plain = tuple(a.value if isinstance(a, Sensitive) else a for a in arguments)
        try:
            return remarked(_lift(function, plain, left), marks)
        except Refused as problem:
            raise problem.hidden() from None
    atoms = [argument.atom for argument in arguments if isinstance(argument, Choice)]
    if not atoms:
        left[0] -= 1
        if left[0] < 0:
            raise _TooManyBranches
        return function(*arguments)
    if any(argument is IMPOSSIBLE for argument in arguments):
        return IMPOSSIBLE
    atom = min(atoms, key=lambda a: a.order)
    then = _lift(function, tuple([restrict(argument, atom, True) for argument in arguments]), left)
    other = _lift(function, tuple([restrict(argument, atom, False) for argument in arguments]), left)
    return choose(atom, then, other)


def sensitive(value: Value, *, ephemeral: bool = False, named: bool = False) -> Sensitive:
    """The value, marked; a mark on a mark is one mark."""
    if isinstance(value, Sensitive):
        return Sensitive(value.value, ephemeral or value.ephemeral, named and value.named)
    return Sensitive(value, ephemeral, named)


def remarked(value: Value, marks: Sequence[Sensitive]) -> Value:
    """What was made of marked values, marked as they were; a mark by name alone stays on what holds a text."""
    if not marks:
        return value
    named = all(mark.named for mark in marks)
    if named and not _holds_text(value):
        return value
    return sensitive(value, ephemeral=any(mark.ephemeral for mark in marks), named=named)


def _holds_text(value: Value) -> bool:
    match value:
        case str() | Sensitive():
            return True
        case tuple() | SetValue(elements=_):
            return any(map(_holds_text, value.elements if isinstance(value, SetValue) else value))
        case dict():
            return any(map(_holds_text, value.values())) or bool(value)
        case Choice(then=then, other=other):
            return _holds_text(then) or _holds_text(other)
        case _:
            return False


def unmark(value: Value) -> Value:
    """The value without its own mark (marks deeper inside stay); a null without its type."""
    plain = value.value if isinstance(value, Sensitive) else value
    return None if isinstance(plain, Null) else plain


def marks_in(value: Value) -> list[Sensitive]:
    """The marked parts of a value, itself included; parts of marked parts are not looked at."""
    found: list[Sensitive] = []
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        match top:
            case Sensitive():
                found.append(top)
                continue
            case Choice() | SetValue() | tuple() | dict() if id(top) not in seen:
                seen.add(id(top))
            case _:
                continue
        match top:
            case Choice(then=then, other=other):
                stack += (then, other)
            case SetValue(elements=elements) | tuple(elements):
                stack += elements
            case dict():
                stack += top.values()
    return found


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


def causes_of(value: Value) -> frozenset[str]:
    """The names that would decide everything in ``value`` that is open, nested parts included."""
    found: set[str] = set()
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        match top:
            case Unknown(causes=causes):
                found |= causes
                continue
            case Sensitive(value=inner):
                stack.append(inner)
                continue
            case Choice() | SetValue() | tuple() | dict() if id(top) not in seen:
                seen.add(id(top))
            case _:
                continue
        match top:
            case Choice(atom=atom, then=then, other=other):
                found |= atom.causes
                stack += (then, other)
            case SetValue(elements=elements) | tuple(elements):
                stack += elements
            case dict():
                stack += top.values()
    return frozenset(found)


def is_known(value: Value) -> bool:
    """Whether nothing in ``value``, however deep, is open."""
    seen: set[int] = set()
    stack = [value]
    while stack:
        top = stack.pop()
        match top:
            case Unknown() | Choice():
                return False
            case Sensitive(value=inner):
                stack.append(inner)
            case SetValue(elements=elements) | tuple(elements) if elements and id(top) not in seen:
                seen.add(id(top))
                stack += elements
            case dict() if top and id(top) not in seen:
                seen.add(id(top))
                stack += top.values()
    return True


# --- three-valued logic -------------------------------------------------------------------------------------------


def as_truth(value: Value) -> Value:
    """A value read as a condition: ``True``, ``False`` or a decision tree over what is open.

    ``null`` is false (a provider's switch that is left out); a text reads as Terraform converts it.
    """
    return value if value is True or value is False else lift(_truth, value)


def _truth(value: Value) -> Value:
    match value:
        case bool():
            return value
        case None | Null():
            return False
        case "true" | "True" | "1":
            return True
        case "false" | "False" | "0" | "":
            return False
        case Unknown():
            return Choice(Atom(value.key, causes=value.causes), True, False)
        case int() | Decimal():
            return value != 0
        case _:
            return bool(value)


def negate(value: Value) -> Value:
    """Not, over what may be open."""
    return lift(lambda truth: not truth, as_truth(value))


def both(left: Value, right: Callable[[], Value]) -> Value:
    """And: the right side is asked for only where the left one does not decide."""
    first = as_truth(left)
    if first is False or first is IMPOSSIBLE:
        return first
    return lift(lambda a, b: a and b, first, as_truth(right()))


def either(left: Value, right: Callable[[], Value]) -> Value:
    """Or: the right side is asked for only where the left one does not decide."""
    first = as_truth(left)
    if first is True or first is IMPOSSIBLE:
        return first
    return lift(lambda a, b: a or b, first, as_truth(right()))


def any_of(conditions: Iterable[Callable[[], Value]]) -> Value:
    """Whether one of the conditions holds; asked for in order, until one is sure."""
    result: Value = False
    for condition in conditions:
        result = either(result, condition)
        if result is True:
            break
    return result


def if_else(condition: Value, then: Callable[[], Value], other: Callable[[], Value]) -> Value:
    """``then()`` where the condition holds, ``other()`` where not; a side that cannot be is not asked for."""
    truth = as_truth(condition)
    if truth is True:
        return then()
    if truth is False:
        return other()
    return lift(lambda t, a, b: a if t else b, truth, then(), other())


def given(value: Value, condition: Value) -> Value:
    """``value`` on the branches where ``condition`` holds; `IMPOSSIBLE` where it never does."""
    return value if condition is True else lift(lambda v, t: v if t else IMPOSSIBLE, value, as_truth(condition))


def equals(left: Value, right: Value) -> Value:
    """Whether two values are equal; an unknown side makes it a condition on that side."""
    return lift(_equals, left, right)


def _equals(left: Value, right: Value) -> Value:
    left, right = unmark(left), unmark(right)
    if isinstance(left, _SINGLE) and isinstance(right, _SINGLE):
        return same(left, right)
    if isinstance(left, Unknown) and isinstance(right, Unknown) and left.key == right.key:
        return True
    if _are_apart(left, right):
        return False
    if is_known(left) and is_known(right) and not (marks_in(left) or marks_in(right)):
        return same(left, right)
    parts = _pairs(left, right)
    if parts is not None:
        return _all_equal(parts)
    if is_known(left) and is_known(right):
        return same(left, right)
    causes = causes_of(left) | causes_of(right)
    if isinstance(left, Unknown) and isinstance(right, str | int | Decimal | None):
        return _equality(left, right, causes)
    if isinstance(right, Unknown) and isinstance(left, str | int | Decimal | None):
        return _equality(right, left, causes)
    first, second = sorted((key_of(left), key_of(right)))
    return Choice(Atom(shorten(f"{first}=={second}"), causes=causes), True, False)


def _are_apart(left: Value, right: Value) -> bool:
    """Whether types alone tell two values apart, or that one is null and the other never."""
    if isinstance(left, Unknown) and isinstance(right, Unknown):
        return False
    if left is None or right is None:
        return is_sure(left) or is_sure(right)
    return conflict(kind_of(left), kind_of(right)) or _are_other_collections(left, right)


def _pairs(left: Value, right: Value) -> list[tuple[Value, Value]] | None:
    """The parts of two tuples or objects of one size side by side; ``None`` for others."""
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return list(zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        return [(left[key], right[key]) for key in left]
    return None


_SINGLE: Final = (str, int, Decimal, type(None))


def _all_equal(pairs: Iterable[tuple[Value, Value]]) -> Value:
    result: Value = True
    for left, right in pairs:
        result = both(result, lambda left=left, right=right: equals(left, right))  # type: ignore[misc]
    return result


def _equality(subject: Unknown, constant: str | int | Decimal | None, causes: frozenset[str]) -> Value:
    if isinstance(constant, bool):
        truth = Choice(Atom(subject.key, causes=causes), True, False)
        return truth if constant else negate(truth)
    if subject.low is not None and isinstance(constant, int | Decimal) and constant < subject.low:
        return False
    if isinstance(constant, str) and not (constant.startswith(subject.starts) and constant.endswith(subject.ends)):
        return False
    return Choice(Atom(subject.key, "==", constant, causes), True, False)


def _is_filled_in(reference: Reference) -> bool:
    """Whether a provider fills in the attribute for certain, so that it is never null; a module's outputs are open."""
    return not reference.address.rpartition(".")[0].endswith("module") and (
        reference.attribute.rpartition(".")[2] in ALWAYS_THERE
    )


def at_least(value: Value, least: int | Decimal) -> Value:
    """Whether a number is ``least`` or more; ``null`` is not."""
    return lift(lambda number: _compare(number, least, ">="), value)


def above(value: Value, bound: int | Decimal) -> Value:
    """Whether a number is more than ``bound``; ``null`` is not."""
    return lift(lambda number: _compare(number, bound, ">"), value)


def _compare(number: Value, bound: int | Decimal, relation: str) -> Value:
    match number:
        case bool() | None | Null():
            return False
        case int() | Decimal():
            return number >= bound if relation == ">=" else number > bound
        case str():
            return _compare(as_number(number), bound, relation)
        case Unknown():
            if number.low is not None and (number.low > bound or (number.low == bound and relation == ">=")):
                return True
            return Choice(Atom(number.key, relation, bound, number.causes), True, False)
        case _:
            return False


def as_number(text: str) -> int | Decimal | None:
    """The number that a text holds, or ``None``."""
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        return None
    if not number.is_finite():
        return None
    return int(number) if number == number.to_integral_value() and abs(number.adjusted()) < 400 else number


def add(left: Value, right: Value) -> Value:
    """The sum of two counts, either of which may be open; the least sum is kept."""
    return lift(_add, left, right)


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    low = _low(left) + _low(right)
    key = f"({key_of(left)}+{key_of(right)})"
    return Unknown(causes_of(left) | causes_of(right), key, low=low, kind="number", sure=True)


def _low(value: Value) -> int:
    match value:
        case int():
            return int(value)
        case Unknown(low=int(low)):
            return low
        case _:
            return 0


def length_of(value: Value) -> Value:
    """The number of elements of a collection, 0 for ``null``."""
    return lift(_length, value)


def _length(value: Value) -> Value:
    match value:
        case None | Null():
            return 0
        case tuple() | dict() | str():
            return len(value)
        case SetValue():
            return len(value.elements)
        case Unknown(kind=kind):
            parts = parts_of_kind(kind)
            if parts is not None:
                return len(parts)
            return Unknown(value.causes, f"length({value.key})", low=value.low or 0, kind="number", sure=True)
        case _:
            return 1
