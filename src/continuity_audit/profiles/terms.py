"""The terms of a profile's conditions: attributes, facts of the estate, and how conditions are put together.

A term is a small immutable expression. It is evaluated against a component (`Context`), which records each attribute
that it reads as evidence; and it can say itself in words, so that explanations, documentation and remedies come from
the same lines as the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.counts import as_count, distinct_in
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import (
    above,
    any_of,
    as_truth,
    at_least,
    both,
    equals,
    length_of,
    negate,
)
from continuity_audit.estate.merged import stated_under
from continuity_audit.estate.model import Evidence, Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value


class Answer(NamedTuple):
    """What was found when a condition was asked, with what it was asked about, which so keeps its identity."""

    value: Value
    evidence: tuple[Evidence, ...]
    about: tuple[object, ...]


class Context(Struct, frozen=True):
    """What a term is asked about: a resource with its companions, in its estate; or a nested block of it."""

    resource: Resource
    companions: tuple[Resource, ...]
    estate: Estate
    evidence: list[Evidence] = field(default_factory=list)
    values: Mapping[str, Value] | None = None
    prefix: str = ""
    answers: dict[tuple[int, int, int], Answer] = field(default_factory=dict)
    """What was asked before: the ladders of one component share many of their conditions."""

    def afresh(self) -> Context:
        """The same question with no evidence yet."""
        return replace(self, evidence=[])

    def ask(self, condition: Condition) -> Value:
        """The worth of a condition, with what it reads noted as evidence."""
        if condition is ALWAYS or self.values is not None:
            return condition.value(self)
        key = (id(condition), id(self.resource), id(self.companions))
        known = self.answers.get(key)
        if known is None:
            before = len(self.evidence)
            value = condition.value(self)
            found = tuple(self.evidence[before:])
            self.answers[key] = Answer(value, found, (condition, self.resource, self.companions))
            return value
        self.evidence.extend(known.evidence)
        return known.value

    def about(self, resource: Resource) -> Context:
        """The same question about another resource, such as a companion."""
        return replace(self, resource=resource, values=None, prefix="")

    def inside(self, values: Mapping[str, Value], prefix: str) -> Context:
        """The same question about a nested block."""
        return replace(self, values=values, prefix=prefix)

    def read(self, path: str) -> Value:
        """The value at a dotted path, ``None`` where it is left out; the first block where there are several."""
        return walk(self.resource.values if self.values is None else self.values, path)

    def note(self, path: str, value: Value, documented: str = "") -> None:
        """Record that an attribute was asked for."""
        attribute = f"{self.prefix}{path}"
        place = self.resource.file_of(attribute)
        line = self.resource.line_of(attribute)
        documented = documented or self.resource.documented(attribute)
        root = self.resource.root
        self.evidence.append(Evidence(self.resource.address, attribute, value, place, line, documented, root))

    def note_there(self, name: str) -> None:
        """Record by a name that the resource is there."""
        span, address = self.resource.span, self.resource.address
        self.evidence.append(Evidence(address, name, True, span.file, span.line, root=self.resource.root))

    def any_of(self, conditions: Iterable[Callable[[Context], Value]]) -> Value:
        """Whether one of the conditions holds; where one surely does, it alone is shown as evidence."""
        asked: list[Context] = []

        def ask(condition: Callable[[Context], Value]) -> Value:
            asked.append(self.afresh())
            return condition(asked[-1])

        result = any_of(lambda c=c: ask(c) for c in conditions)  # type: ignore[misc]
        for context in asked[-1:] if result is True else asked:
            self.evidence.extend(context.evidence)
        return result


def walk(value: Value, path: str) -> Value:
    """The value at a dotted path below ``value``; steps into the first of several blocks."""
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else lift(lambda v, part=part: _step(v, part), value)
    return value


def _step(value: Value, part: str) -> Value:
    match value:
        case Mapping():
            return value.get(part)
        case tuple(elements) | SetValue(elements=elements):
            if part.isdigit():
                return elements[int(part)] if int(part) < len(elements) else None
            return walk(elements[0], part) if elements else None
        case Unknown(merged=merged) if merged:
            return stated_under(value, part)
        case Unknown():
            return Unknown(value.causes, f"{value.key}.{part}")
        case _:
            return None


class Term(Struct, frozen=True):
    """Something that a condition speaks of, such as an attribute or a count; its text says it in words."""

    def value(self, context: Context) -> Value:
        """What it is worth for this component; may be unknown or a choice."""
        raise NotImplementedError

    def parts(self) -> Iterator[Term]:
        """The terms that it is made of."""
        return iter(())

    def setting(self, constant: Value) -> str:
        """What to write so that it is a constant, in words; empty where no single setting does it."""
        return ""

    def raising(self, least: int) -> str:
        """What to write so that it is ``least`` or more, in words; empty where no single setting does it."""
        return ""

    def giving(self) -> str:
        """What to write so that it is given at all, in words; empty where no single setting does it."""
        return ""

    def above(self, bound: int) -> Condition:
        """Whether it is a number greater than ``bound``."""
        return Comparison(self, ">", bound)

    def at_least(self, bound: int) -> Condition:
        """Whether it is a number of ``bound`` or more."""
        return Comparison(self, ">=", bound)

    def equals(self, constant: Value) -> Condition:
        """Whether it equals a constant."""
        return Comparison(self, "=", constant)

    def one_of(self, *constants: Value) -> Condition:
        """Whether it equals one of several constants."""
        return Any(tuple(Comparison(self, "=", constant) for constant in constants))

    @property
    def is_true(self) -> Condition:
        """Whether it is on."""
        return Comparison(self, "=", True)

    @property
    def is_set(self) -> Condition:
        """Whether it is given at all, and not empty."""
        return IsSet(self)

    @property
    def is_chosen(self) -> Condition:
        """As `is_set`, of what brings a thing about where nothing else has to be another: it is what to write."""
        return IsSet(self, advised=True)


class Condition(Term, frozen=True):
    """A term that holds or not (or hangs on something that the code leaves open)."""

    def __and__(self, other: Condition) -> Condition:
        return All((self, other))

    def __or__(self, other: Condition) -> Condition:
        return Any((self, other))

    def __invert__(self) -> Condition:
        return Not(self)

    def remedy(self, context: Context | None = None) -> str:
        """What to write so that it holds, in words; empty where no single setting does it.

        With the component at hand (``context``), what holds already is not asked for again.
        """
        return ""


class Always(Condition, frozen=True):
    """Holds for every component."""

    def value(self, context: Context) -> Value:
        return True

    def __str__(self) -> str:
        return "always"


ALWAYS = Always()


class Attribute(Term, frozen=True):
    """An attribute by its dotted path. Left out, it has its documented default."""

    path: str
    default: Value = None
    documented: str = ""

    def value(self, context: Context) -> Value:
        found = context.read(self.path)
        worth = lift(lambda v: self.default if v is None else v, found)
        context.note(self.path, worth, self.documented or "the provider's default" if found is None else "")
        return worth

    def __str__(self) -> str:
        return f"`{self.path}`" + (f" (left out: {say(self.default)})" if self.default is not None else "")

    def setting(self, constant: Value) -> str:
        return f"set `{self.path} = {say(constant)}`"

    def raising(self, least: int) -> str:
        return f"set `{self.path}` to {least} or more"

    def giving(self) -> str:
        return f"set `{self.path}`"

    def refers_to(self, *types: str) -> Condition:
        """Whether it names a resource of one of the types in the estate."""
        return RefersTo(self, types)

    @property
    def length(self) -> Term:
        """The number of elements that it holds."""
        return Length(self)

    @property
    def distinct(self) -> Term:
        """The number of elements of a set, 1 where code lists one and the same several times."""
        return Distinct(self)


def attribute(path: str, default: Value = None, documented: str = "") -> Attribute:
    """The attribute at a dotted path; ``default`` is its documented worth where it is left out."""
    return Attribute(path, default, documented)


class Length(Term, frozen=True):
    """The number of elements of an attribute."""

    of: Attribute

    def value(self, context: Context) -> Value:
        return length_of(self.of.value(context))

    def __str__(self) -> str:
        return f"the number of `{self.of.path}`"

    def parts(self) -> Iterator[Term]:
        yield self.of


class Distinct(Length, frozen=True):
    """The number of elements of an attribute that is a set, such as zones."""

    def value(self, context: Context) -> Value:
        return distinct_in(self.of.value(context))


class Comparison(Condition, frozen=True):
    """A term held against a constant."""

    term: Term
    relation: str
    constant: Value

    def value(self, context: Context) -> Value:
        worth = self.term.value(context)
        if self.relation == "=":
            if self.constant is True:
                return as_truth(worth)
            is_number = isinstance(self.constant, int | Decimal) and not isinstance(self.constant, bool)
            return equals(as_count(worth) if is_number else worth, self.constant)
        bound = self.constant
        assert isinstance(bound, int | Decimal)  # noqa: S101  comparisons are written with numbers only
        return above(worth, bound) if self.relation == ">" else at_least(worth, bound)

    def __str__(self) -> str:
        words = {"=": "is", ">": "is above", ">=": "is at least"}
        return f"{self.term} {words[self.relation]} {say(self.constant)}"

    def parts(self) -> Iterator[Term]:
        yield self.term

    def remedy(self, context: Context | None = None) -> str:
        if self.relation == "=":
            return self.term.setting(self.constant)
        assert isinstance(self.constant, int)  # noqa: S101  as above
        return self.term.raising(self.constant + (self.relation == ">"))


class IsSet(Condition, frozen=True):
    """Whether a term is given and not empty; ``advised`` is whether to give it is advice."""

    term: Term
    advised: bool = False

    def value(self, context: Context) -> Value:
        return lift(self._given, self.term.value(context))

    @staticmethod
    def _given(worth: Value) -> Value:
        if isinstance(worth, Unknown):
            # An argument that is written but not known is given, unless an input without a value may be null.
            return True if worth.reference else negate(equals(worth, None))
        return worth is not None and worth not in ("", (), {}) and worth != SetValue(())

    def __str__(self) -> str:
        return f"{self.term} is given"

    def parts(self) -> Iterator[Term]:
        yield self.term

    def remedy(self, context: Context | None = None) -> str:
        return self.term.giving() if self.advised else ""


class RefersTo(Condition, frozen=True):
    """Whether an attribute names a resource of the estate."""

    term: Attribute
    types: tuple[str, ...]

    def value(self, context: Context) -> Value:
        return bool(context.estate.named(self.term.value(context), *self.types, near=context.resource))

    def __str__(self) -> str:
        return f"`{self.term.path}` names {' or '.join(f'`{t}`' for t in self.types) or 'a resource'} of the estate"

    def parts(self) -> Iterator[Term]:
        yield self.term


class All(Condition, frozen=True):
    """Holds where every part does."""

    conditions: tuple[Condition, ...]

    def value(self, context: Context) -> Value:
        result: Value = True
        for condition in self.conditions:
            result = both(result, lambda condition=condition: context.ask(condition))  # type: ignore[misc]
            if result is False:
                break
        return result

    def __str__(self) -> str:
        return " and ".join(f"({c})" if isinstance(c, Any) else str(c) for c in self.conditions)

    def parts(self) -> Iterator[Term]:
        return iter(self.conditions)

    def remedy(self, context: Context | None = None) -> str:
        left = [c for c in self.conditions if context is None or context.ask(c) is not True]
        told = [c.remedy(context) for c in left]
        if context is not None and any(context.ask(c) is False and not how for c, how in zip(left, told, strict=True)):
            return ""  # what nothing can be written for leaves the rest without effect
        return " and ".join(filter(None, told))


class Any(Condition, frozen=True):
    """Holds where one part does."""

    conditions: tuple[Condition, ...]

    def value(self, context: Context) -> Value:
        return any_of(lambda condition=condition: context.ask(condition) for condition in self.conditions)  # type: ignore[misc]

    def __str__(self) -> str:
        return " or ".join(map(str, self.conditions))

    def parts(self) -> Iterator[Term]:
        return iter(self.conditions)

    def remedy(self, context: Context | None = None) -> str:
        return next(filter(None, (c.remedy(context) for c in self.conditions)), "")


class Not(Condition, frozen=True):
    """Holds where its part does not."""

    condition: Condition

    def value(self, context: Context) -> Value:
        return negate(context.ask(self.condition))

    def __str__(self) -> str:
        return f"not ({self.condition})"

    def parts(self) -> Iterator[Term]:
        yield self.condition


class Feasible(Condition, frozen=True):
    """A condition that can be brought about only where another holds: nobody is told to where it does not."""

    condition: Condition
    where: Condition

    def value(self, context: Context) -> Value:
        return context.ask(self.condition)

    def __str__(self) -> str:
        return f"({self.condition})" if isinstance(self.condition, Any) else str(self.condition)

    def parts(self) -> Iterator[Term]:
        yield self.condition

    def remedy(self, context: Context | None = None) -> str:
        if context is not None and context.afresh().ask(self.where) is False:
            return ""
        return self.condition.remedy(context)


class Quantity(Term, frozen=True):
    """A number that a plain function works out from the component and the estate."""

    function: Callable[[Context], Value]
    words: str
    reads: tuple[str, ...] = ()

    def value(self, context: Context) -> Value:
        return self.function(context)

    def __str__(self) -> str:
        return self.words


class Fact(Condition, frozen=True):
    """A condition that a plain function decides from the component and the estate.

    ``reads`` are the resource types that it looks for in the estate, so that they are read for it.
    """

    function: Callable[[Context], Value]
    words: str
    reads: tuple[str, ...] = ()
    how: str = ""

    def value(self, context: Context) -> Value:
        return as_truth(self.function(context))

    def __str__(self) -> str:
        return self.words

    def remedy(self, context: Context | None = None) -> str:
        return self.how


def fact(words: str, *, reads: tuple[str, ...] = (), remedy: str = "") -> Callable[[Callable[[Context], Value]], Fact]:
    """Make a `Fact` of a function: ``@fact("a backup plan covers it", reads=("aws_backup_plan",))``."""
    return lambda function: Fact(function, words, reads, remedy)


def quantity(words: str, *, reads: tuple[str, ...] = ()) -> Callable[[Callable[[Context], Value]], Quantity]:
    """Make a `Quantity` of a function."""
    return lambda function: Quantity(function, words, reads)


def every_part(term: Term) -> Iterator[Term]:
    """A term and all that it is made of."""
    yield term
    for part in term.parts():
        yield from every_part(part)


def say(value: Value) -> str:
    """A value as it is written in code."""
    match value:
        case bool():
            return str(value).lower()
        case None:
            return "null"
        case str():
            return f'"{value}"'
        case Sensitive():
            return "(sensitive)"
        case Unknown() | Choice():
            return "(unknown)"
        case _:
            return str(value)


__all__ = [
    "ALWAYS", "Attribute", "Condition", "Context", "Fact", "Feasible", "Quantity", "Term",
    "attribute", "every_part", "fact", "quantity", "say", "walk",
]  # fmt: skip
