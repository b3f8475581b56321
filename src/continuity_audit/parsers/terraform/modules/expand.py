"""How many instances a block makes, decided as far as the code decides it: ``count``, ``for_each``, ``enabled``.

``enabled`` stands in the ``lifecycle`` of a block and is OpenTofu's, since 1.11: a block that it switches off is null.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate import secrecy
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null, is_collection
from continuity_audit.estate.logic import as_truth, at_least, given, if_else
from continuity_audit.estate.numbers import Short
from continuity_audit.estate.parts import causes_of, leaves, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Reference, Sensitive, SetValue, Unknown, Value
from continuity_audit.estate.zone_lists import are_two_by_two_apart
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block
from continuity_audit.parsers.terraform.configuration.nodes import (
    Call,
    Expression,
    GetAttribute,
    Name,
    ObjectOf,
    SyntaxProblem,
    TupleOf,
)
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.operators import condition
from continuity_audit.parsers.terraform.evaluation.scope import (
    Entries,
    Environment,
    EvaluationProblem,
    Instances,
    Scope,
    opened,
)
from continuity_audit.parsers.terraform.evaluation.traversal import get_index, least_length
from continuity_audit.parsers.terraform.functions.convert import parse_number
from continuity_audit.parsers.terraform.functions.unordered import own_id

REFUSED: Final = (EvaluationProblem, SyntaxProblem, RecursionError)
MAX_INSTANCES: Final = 1000
"""A block with more instances is one undetermined component that stands for all; the report says so."""


class Member(Struct, frozen=True):
    """One instance: its index (``None`` without one), whether it is there, and what ``each`` and ``count`` mean."""

    index: int | str | None
    names: Environment
    exists: Value = True
    multiplicity: Value = 1
    stands_for_all: bool = False

    @property
    def suffix(self) -> str:
        """The index as addresses write it."""
        if self.index is None:
            return ""
        if isinstance(self.index, int):
            return f"[{self.index}]"
        return f"[{json.dumps(self.index, ensure_ascii=False).replace('${', '$${').replace('%{', '%%{')}]"


class Expansion(Struct, frozen=True):
    """The instances of a block; ``by`` is ``count``, ``for_each``, ``enabled`` or empty, ``size`` their number."""

    by: str
    members: tuple[Member, ...]
    size: Value = 1
    limit: str = ""
    keyed: Value = None
    """The ``for_each`` itself, where several of its keys are known and stand on some branches only."""
    over: Value = None
    """The same, where one member stands for all keys that are open."""


Failed: TypeAlias = Callable[[str, Exception, Attribute], Unknown]
"""What the number of instances is where Terraform would refuse the argument of this name that says it."""


def expand(
    block: Block, address: str, scope: Scope, names: Environment, has_room: Callable[[int], bool], failed: Failed
) -> Expansion:
    """The instances of a block whose address (without index) is ``address``.

    ``has_room`` says whether so many more can be told apart.
    """
    attributes = block.body.attributes
    if "count" in attributes:
        value = _value(attributes["count"], f"{address}.count", scope, names, failed)
        return _by_count(value, address, has_room)
    if "for_each" in attributes:
        value = _value(attributes["for_each"], f"{address}.for_each", scope, names, failed, keys=True)
        return _by_key(value, address, attributes["for_each"].expression, scope, names, has_room)
    for lifecycle in block.body.blocks_of("lifecycle"):
        if "enabled" in lifecycle.body.attributes:
            argument, place = lifecycle.body.attributes["enabled"], f"{address}.lifecycle.enabled"
            return _by_switch(_value(argument, place, scope, names, failed), place, argument, failed)
    return Expansion("", (Member(None, {}),))


def _value(
    argument: Attribute, cause: str, scope: Scope, names: Environment, failed: Failed, *, keys: bool = False
) -> Value:
    """What an argument is worth; where ``keys`` of it become parts of addresses, it must be no secret."""
    try:
        value = evaluate(argument.expression, scope, names)
        _must_give_a_number(unmark(value), argument.name)
    except REFUSED as problem:
        return failed(cause, problem, argument)
    if keys and isinstance(value, Sensitive) and secrecy.tells(value, switches=False):
        return Unknown(frozenset({f"{cause} (a sensitive value)"}), cause)
    return opened(unmark(value))


def _must_give_a_number(value: Value, name: str) -> None:
    """Whether a ``count`` or ``for_each`` that is known can say how many instances there are.

    Raises:
        EvaluationProblem: it cannot, and Terraform would make no plan.
    """
    if name == "enabled":
        return
    if value is None or isinstance(value, Null):
        raise EvaluationProblem("the value is null")
    if name == "count" and isinstance(value, bool):
        raise EvaluationProblem("a number is required")
    if name == "count" and isinstance(value, Decimal) and value != value.to_integral_value():
        raise EvaluationProblem("a whole number is required")
    if name == "count" and isinstance(value, int | Decimal) and value < 0:
        raise EvaluationProblem("the number is negative")


def _by_count(value: Value, address: str, has_room: Callable[[int], bool]) -> Expansion:
    size = lift(_whole, value)
    if size is None:
        return Expansion("", (Member(None, {}),))
    if isinstance(size, int):
        if size > MAX_INSTANCES or not has_room(size):
            limit = _limit(address, size)
            return Expansion("count", (_all_of(Unknown(frozenset({limit}), address, low=size), address),), size, limit)
        return Expansion("count", tuple(Member(i, {"count": {"index": Short(i)}}) for i in range(size)), size)
    return Expansion("count", (_all_of(size, address),), size)


def _by_switch(value: Value, place: str, argument: Attribute, failed: Failed) -> Expansion:
    try:
        exists = condition(value)
    except EvaluationProblem as problem:
        exists = as_truth(failed(place, problem, argument))
    if exists is False:
        return Expansion("enabled", (), 0)
    return Expansion("enabled", (Member(None, {}, exists),), lift(int, exists))


def _limit(address: str, size: int) -> str:
    bound = f"more than {MAX_INSTANCES}" if size > MAX_INSTANCES else "where there are so many already, they"
    return f"{address} has {size} instances; {bound} are judged as one (limit)"


def _whole(value: Value) -> Value:
    match value:
        case bool():
            return None
        case int() | Unknown() | None:
            return value
        case Decimal() if value == 0:  # a zero may be a negative one
            return 0
        case str() if (number := parse_number(value)) is not None:
            return _whole(number)
        case _:
            return Unknown(frozenset({"count"}), f"count:{value!r}")


def _all_of(size: Value, address: str) -> Member:
    """The one member that stands for a number that is open."""
    exists = at_least(size, 1)
    there = given(size, exists)
    if there == 1:
        return Member(None, {"count": {"index": 0}}, exists, 1, True)
    index = Unknown(causes_of(size), f"{address}.count.index", Reference(address, "count.index"), 0)
    return Member(None, {"count": {"index": index}}, exists, there, True)


def _by_key(
    value: Value,
    address: str,
    expression: Expression,
    scope: Scope,
    names: Environment,
    has_room: Callable[[int], bool],
) -> Expansion:
    maps = [_keys(leaf) for leaf in leaves(value)]
    sets = any(map(_is_set, leaves(value)))
    known = [m for m in maps if m is not None]
    if len(maps) == len(known) == 1 and not known[0].open:
        return _determined(known[0].pairs, address, has_room, sets)
    decided = len(maps) == len(known) and known
    shared = [key for key in known[0].pairs if all(key in other.pairs for other in known)] if decided else []
    sure = {key: lift(lambda leaf, k=key: _value_at(leaf, k), value) for key in shared}
    if not sure:
        sure = dict(_sure_keys(expression, scope, names))
    members = [Member(key, _each(key, v, sets)) for key, v in sure.items()]
    perhaps = _perhaps(known, sure) if decided else ()
    if len(perhaps) > 1 and len(perhaps) <= MAX_INSTANCES and has_room(len(perhaps)):
        members += [_perhaps_there(key, value, sets) for key in perhaps]
        return Expansion("for_each", tuple(members), _size(value, address, len(sure)), keyed=value)
    rest = _rest(value, address, sure, known if decided else [])
    if rest.exists is False:
        return Expansion("for_each", tuple(members), len(members))
    return Expansion("for_each", (*members, rest), _size(value, address, len(sure)), over=value)


def each_at(expansion: Expansion, key: str, otherwise: Unknown) -> Value:
    """``each.value`` at a key that stands in no code; ``otherwise`` where that cannot be told."""

    def at(leaf: Value) -> Value:
        if _is_set(leaf):
            return key
        try:
            return get_index(leaf, key)
        except EvaluationProblem:
            return otherwise

    return lift(at, expansion.over)


def _is_set(value: Value) -> bool:
    return isinstance(value, SetValue) or (isinstance(value, Unknown) and is_collection(value.kind, "set"))


def _value_at(collection: Value, key: str) -> Value:
    found = _keys(collection)
    return found.pairs[key] if found is not None else None


def _determined(pairs: Mapping[str, Value], address: str, has_room: Callable[[int], bool], of_set: bool) -> Expansion:
    if len(pairs) > MAX_INSTANCES or not has_room(len(pairs)):
        limit = _limit(address, len(pairs))
        rest = _rest(Unknown(frozenset({limit}), address), address, {}, [])
        return Expansion("for_each", (rest,), len(pairs), limit)
    members = tuple(Member(key, _each(key, value, of_set)) for key, value in pairs.items())
    return Expansion("for_each", members, len(members))


def _size(value: Value, address: str, least: int) -> Value:
    def count(leaf: Value) -> Value:
        found = _keys(leaf)
        if isinstance(leaf, SetValue) and are_two_by_two_apart(leaf.elements):
            return len(leaf.elements)
        if found is None or found.open:
            low = leaf.low or 0 if isinstance(leaf, Unknown) else 0
            return Unknown(causes_of(leaf), f"length({address}.for_each)", low=max(least, low))
        return len(found.pairs)

    return lift(count, value)


def _rest(value: Value, address: str, sure: Mapping[str, Value], known: list[Keys]) -> Member:
    """The one member that stands for the keys that are open."""
    more = lift(lambda size: size - len(sure) if isinstance(size, int) else size, _size(value, address, len(sure)))
    if isinstance(more, Unknown):
        more = Unknown(more.causes, f"{more.key}-{len(sure)}", low=max(0, (more.low or 0) - len(sure)))
    exists = at_least(more, 1)
    extra = [(key, v) for keys in known for key, v in keys.pairs.items() if key not in sure and not keys.open]
    names = {key for key, _ in extra}
    causes = causes_of(value)
    each: Mapping[str, Value]
    if len(names) == 1:
        each = {"key": extra[0][0], "value": extra[0][1]}
    else:
        key = Unknown(causes, f"{address}.each.key")
        sets = any(map(_is_set, leaves(value)))
        open_value = key if sets else Unknown(causes, f"{address}.each.value")

        def any_of(leaf: Value) -> Value:
            if isinstance(leaf, Instances | Entries):
                return leaf.element
            return replace(open_value, reference=leaf.reference) if isinstance(leaf, Unknown) else open_value

        element = lift(any_of, value)
        each = {"key": key, "value": element}
    return Member(None, {"each": each}, exists, given(more, exists), True)


def _perhaps(known: Iterable[Keys], sure: Mapping[str, Value]) -> tuple[str, ...]:
    """The keys that are known, of which the code leaves open whether they are there; none where others may be."""
    found = tuple(known)
    if any(keys.open for keys in found):
        return ()
    return tuple(dict.fromkeys(key for keys in found for key in keys.pairs if key not in sure))


def _perhaps_there(key: str, value: Value, of_set: bool) -> Member:
    """The member with a key that only some branches have: it is there on these, with what they say of it."""
    exists = lift(lambda leaf: key in _pairs(leaf), value)
    worth = given(lift(lambda leaf: _pairs(leaf).get(key), value), exists)
    return Member(key, _each(key, worth, of_set), exists)


def _pairs(collection: Value) -> Mapping[str, Value]:
    found = _keys(collection)
    return {} if found is None else found.pairs


class Keys(Struct, frozen=True):
    """The keys of a ``for_each`` with their values; ``open`` where there may be more."""

    pairs: Mapping[str, Value]
    open: bool


def _keys(value: Value) -> Keys | None:
    match value:
        case Mapping():
            return Keys(value, False)
        case SetValue(elements=elements) | tuple(elements):
            told = {name: e for e in elements if (name := _name(e)) is not None}
            return Keys(told, len(told) < len(set(map(_identity, elements))))
        case None:
            return Keys({}, False)
        case _:
            return None


def _name(value: Value) -> str | None:
    """A text as the key that it is, and the id of a managed resource, which no other has, by what it refers to."""
    if isinstance(value, str):
        return value
    reference = own_id(value)
    return None if reference is None else str(reference)


def _each(key: str, value: Value, of_set: bool) -> Environment:
    return {"each": {"key": value if of_set else key, "value": value}}


def _identity(value: Value) -> object:
    return value if isinstance(value, str) else repr(value)


JOINING: Final = frozenset(["toset", "tolist", "distinct", "concat", "merge", "setunion", "compact", "tomap"])


MAX_LOCALS: Final = 20
"""So many local values are followed, one after the other, to find keys that are sure."""


def _sure_keys(expression: Expression, scope: Scope, names: Environment, depth: int = 0) -> Iterator[tuple[str, Value]]:
    """The keys that are there whatever the open parts of the expression are: of joined collections, the known ones."""
    match expression:
        case Call(name="merge", arguments=arguments, expand=False):
            yield from _merged_keys(arguments, scope, names, depth)
        case Call(name=name, arguments=arguments) if name in JOINING:
            for argument in arguments:
                certain = _sure_keys(argument, scope, names, depth)
                yield from ((key, each) for key, each in certain if key or name != "compact")
        case GetAttribute(of=Name(name="local"), name=name) if depth < MAX_LOCALS:
            inner = getattr(scope, "local_expression", lambda _: None)(name)
            if inner is not None:
                yield from _sure_keys(inner, scope, {}, depth + 1)
        case TupleOf() | ObjectOf() | GetAttribute():
            try:
                value = evaluate(expression, scope, names)
            except (EvaluationProblem, SyntaxProblem):
                return
            found = None if isinstance(value, Sensitive) else _keys(value)
            if found is not None:
                yield from found.pairs.items()


def _merged_keys(
    arguments: Iterable[Expression], scope: Scope, names: Environment, depth: int
) -> Iterator[tuple[str, Value]]:
    """The keys of merged maps; what a later map that is open may set anew has an open value."""
    found: dict[str, Value] = {}
    for argument in arguments:
        try:
            value = opened(unmark(evaluate(argument, scope, names)))
        except REFUSED:
            value = Unknown(frozenset({"merge"}), f"merge({len(found)})")
        keys = _keys(value)
        if keys is None or keys.open:
            found = {k: Unknown(causes_of(value) | causes_of(v), f"{k!r} in {key_of(value)}") for k, v in found.items()}
        found |= dict(_sure_keys(argument, scope, names, depth)) if keys is None else keys.pairs
    yield from found.items()


def instances(
    expansion: Expansion,
    address: str,
    objects: Mapping[int | str | None, Value],
    at: Callable[[int | str], Value],
    key: str,
    cause: str = "",
) -> Value:
    """The block as a value: an object, a list or map of objects, or `Instances` where their number is open.

    Where nothing else names what leaves it open, ``cause`` does, or the address.
    """
    if not expansion.by:
        return objects[None]
    if expansion.by == "enabled":
        return if_else(expansion.members[0].exists, lambda: objects[None], lambda: None) if objects else None
    if expansion.keyed is not None:
        return lift(lambda leaf: {k: objects[k] for k in _pairs(leaf)}, expansion.keyed)
    if expansion.members and expansion.members[-1].stands_for_all:
        known = {str(index): value for index, value in objects.items() if index is not None}
        causes = causes_of(expansion.size) or frozenset({cause or address})
        return Instances(
            causes, key, Reference(address), least_length(expansion.size), element=objects[None], size=expansion.size,
            known=known, at=at,
        )  # fmt: skip
    if expansion.by == "count":
        return tuple(objects[member.index] for member in expansion.members)
    return {str(member.index): objects[member.index] for member in expansion.members}
