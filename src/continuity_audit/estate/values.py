"""What an expression of the code can be worth: known, unknown with its causes, or a choice on an open condition.

Known values are plain Python: ``None``, ``bool``, ``int``, ``Decimal``, ``str``, ``tuple`` (lists and tuples),
``dict`` (maps and objects; never mutated) and `SetValue`. What code cannot decide is an `Unknown`, which names its
causes, or a `Choice`: a decision tree over conditions that the code leaves open, with a value for each side. Two
expressions that hang on the same condition share its `Atom`, so what holds on every branch is known all the same.
`Sensitive` marks a value that no report may show. While expressions are evaluated, lists, maps and nulls also say
their type (`kinds`); no value of a resource does.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import ClassVar, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import force_setattr

from continuity_audit.estate.kinds import ANY, Kind

Value: TypeAlias = object
"""Any of the shapes that the module's first paragraph lists."""

MAX_KEY: Final = 160

DIGEST: Final = "…"
"""What stands in the key of a long expression, of which no more is kept."""


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
    Of its type and value may be known: ``kind``, that it is ``sure`` not to be null, what its text ``starts`` and
    ``ends`` with, how a ``text`` is spelled that is put together of what is known and what is not (`spelling`), and the
    ``parts`` of one of several lines (`open_texts`). Of a path that begins with the place of the audited tree on the
    machine, ``in_tree`` is all that stands behind it.
    ``encodes`` is the value that a document holds which code makes of one with open parts: their places are known; of
    Base64, it is the text.
    Of blocks whose number is open, ``forms`` are what they are like: each is like one of these, and ``low`` are there.
    Of a map or object that is put together of several, some of them open, ``merged`` are these in their order: what the
    last one holds under a name is known, whatever stands in those before.
    """

    is_object: ClassVar[bool] = False
    """Whether it is an object for certain, whatever its attributes are."""

    causes: frozenset[str]
    key: str
    reference: Reference | None = None
    low: int | None = None
    kind: Kind = ANY
    sure: bool = False
    starts: str = ""
    ends: str = ""
    in_tree: str | None = None
    text: str = ""
    encodes: Value = None
    parts: tuple[str | Unknown, ...] = ()
    forms: tuple[Value, ...] = ()
    merged: tuple[Value, ...] = ()

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
        return self is other or (isinstance(other, Atom) and self._identity == other._identity)

    def __hash__(self) -> int:
        return hash(self._identity)

    @cached_property
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
        below = [side.subjects for side in (self.then, self.other) if isinstance(side, Choice)]
        return frozenset((self.atom.subject,)).union(*below)

    @cached_property
    def is_condition(self) -> bool:
        """Whether all of its leaves are truths."""
        return all(
            side.is_condition if isinstance(side, Choice) else isinstance(side, bool)
            for side in (self.then, self.other)
        )


class Sensitive(Struct, frozen=True, eq=False):
    """A value that the code marks as sensitive; it decides verdicts like any other and is never shown.

    One that the code marks as ``ephemeral`` is never shown either; ``ephemeralasnull`` tells the two apart. One that is
    secret by its name alone (``named``) is not marked for Terraform; what is no text any more, such as whether it is
    empty, is no secret. Of a document that code makes with secrets in it, ``told`` is the document with each of them
    left open.
    """

    value: Value
    ephemeral: bool = False
    named: bool = False
    told: Value = None

    def __eq__(self, other: object) -> bool:
        """What may be told of it is no part of what it is."""
        return isinstance(other, Sensitive) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[Value, bool, bool]:
        return (self.value, self.ephemeral, self.named)

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

    return f"{key[:40]}{DIGEST}{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"


def unknown(*causes: str, key: str = "", reference: Reference | None = None, low: int | None = None) -> Unknown:
    """An `Unknown` from the names of its causes; without ``key`` the causes identify it."""
    return Unknown(frozenset(causes), key or "|".join(sorted(causes)), reference, low)


NOT_PLAIN: Final = (Choice, Sensitive)
"""What a function does not see: it is applied to what is inside."""
