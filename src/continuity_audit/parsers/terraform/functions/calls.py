"""How a function is called: its arguments bound and converted, what is open or marked in them carried to the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ANY, Kind, Null
from continuity_audit.estate.open_texts import WITHHELD
from continuity_audit.estate.parts import PLAIN, causes_of, is_known, marks_in, parts_of, rebuilt, remarked
from continuity_audit.estate.spelling import as_written, spelled
from continuity_audit.estate.trees import choose, lift, restrict, without_marks
from continuity_audit.estate.values import Atom, Choice, Sensitive, SetValue, Unknown, Value, unknown
from continuity_audit.parsers.terraform.functions import (
    assumptions,
    collections,
    conversions,
    dates,
    elements,
    encoding,
    files,
    formatting,
    hashes,
    networks,
    numbers,
    of_old_versions,
    sets,
    strings,
)
from continuity_audit.parsers.terraform.functions.base import (
    MAX_ELEMENTS,
    FileAccess,
    Function,
    Marks,
    Parameter,
    argument_error,
    bounded_text,
    opaque,
    to_string,
)
from continuity_audit.parsers.terraform.functions.common_types import sort_of
from continuity_audit.parsers.terraform.functions.convert import convert, kind_named
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.json_text import normal_text
from continuity_audit.parsers.terraform.functions.results import with_kind
from continuity_audit.parsers.terraform.functions.tree_paths import joined_behind

_FAMILIES: Final = (
    assumptions,
    collections,
    conversions,
    dates,
    elements,
    encoding,
    files,
    formatting,
    hashes,
    networks,
    numbers,
    of_old_versions,
    sets,
    strings,
)
_PLAIN: Final = {function.name: function for family in _FAMILIES for function in family.FUNCTIONS}

FUNCTIONS: Final = MappingProxyType({**_PLAIN, **{f"core::{name}": function for name, function in _PLAIN.items()}})
"""All functions by name, and by the name with ``core::`` before it."""

_MAX_ATOMS: Final = 4
"""So many conditions inside the parts of arguments are told apart; with more the result is unknown."""


Sizes: TypeAlias = dict[int, tuple[Value, int]]
"""Big values in which nothing is open or marked, by their identity, with the number of their parts."""

BIG: Final = 100
"""A value with so many parts is looked at once, however many calls are given it."""

_MAX_SIZES: Final = 256


class Surroundings(NamedTuple):
    """What a call may ask of where it stands: its files, and to count the work that looking at its arguments is.

    ``sizes`` is what calls before found of values that they were given.
    """

    files: FileAccess | None
    spend: Callable[[int], None]
    sizes: Sizes


def _uncounted(parts: int) -> None:
    """Nothing counts the work."""


def call_function(
    name: str,
    arguments: Sequence[Value],
    files: FileAccess | None = None,
    spend: Callable[[int], None] = _uncounted,
    sizes: Sizes | None = None,
) -> Value:
    """The result of a call as Terraform would have it, open where its arguments leave it open.

    Raises `FunctionError` where Terraform would refuse the call whatever the open parts are. Where it would refuse it
    on some branches of a `Choice` only, the value of these branches is unknown.
    """
    around = Surroundings(files, spend, {} if sizes is None else sizes)
    function = FUNCTIONS.get(name)
    if function is None:
        raise FunctionError(f'There is no function named "{name}".')
    try:
        if function.marks is Marks.SEEN:
            _check_count(function, arguments)
            return function.call(*arguments)
        if any(isinstance(_bare(argument), Choice) for argument in arguments):
            found = _on_branches(function, arguments, around)
        else:
            found = lift(lambda *plain: _call(function, plain, around), *arguments)
            found = _decoded_of_told(function, arguments, found)
        return _as_written(function, arguments, found)
    except RecursionError:
        raise LimitError("the value is nested too deeply") from None


def _decoded_of_told(function: Function, arguments: Sequence[Value], found: Value) -> Value:
    """What a document with secrets holds, with what of it may be told where that of the document may."""
    if function.alone is None or len(arguments) != 1 or not isinstance(found, Sensitive):
        return found
    given = arguments[0]
    told = function.alone(given.told) if isinstance(given, Sensitive) and given.told is not None else None
    return replace(found, told=told) if isinstance(told, dict) else found


def _bare(value: Value) -> Value:
    while isinstance(value, Sensitive):
        value = value.value
    return value


def _on_branches(function: Function, arguments: Sequence[Value], around: Surroundings) -> Value:

    @cache
    def causes() -> frozenset[str]:
        return causes_of(tuple(arguments))

    errors: list[FunctionError] = []
    results: list[Value] = []

    def branch(*plain: Value) -> Value:
        try:
            result = _call(function, plain, around)
        except LimitError:
            raise
        except FunctionError as error:
            errors.append(error)
            return _by_type(function, plain, around, causes())
        results.append(result)
        return result

    value = lift(branch, *arguments)
    if errors and not results:
        raise errors[0].hidden() if marks_in(tuple(arguments)) else errors[0]
    return value


def _call(function: Function, arguments: Sequence[Value], around: Surroundings) -> Value:
    """One call with arguments that are neither decision trees nor marked themselves."""
    result: Value
    if function.marks is Marks.WHOLE:
        survey = _survey(arguments, around)
        if survey.marked:
            plain = tuple(without_marks(argument) for argument in arguments)
            try:
                found = _call(function, plain, around)
            except FunctionError as error:
                raise error.hidden() from None
            if isinstance(found, Unknown) and found.text:
                found = replace(found, text=spelled(_texts(function, arguments)))
            held = _hidden(arguments[0]) if function.encodes else None
            return _telling(held, remarked(_holding(held, found), marks_in(tuple(arguments))))
        if survey.branches and not function.opens:
            found = _split(function, arguments, around, survey.branches)
            return _holding(arguments[0], found) if function.encodes else found
    bound = _bind(function, arguments)
    if not function.opens and _survey(bound, around).open:
        alone = function.alone(*bound) if function.alone else None
        result = _put_together(function, bound) if alone is None else alone
        result = _holding(bound[0], result) if function.encodes else result
    else:
        result = function.call(around.files, *bound) if function.files else function.call(*bound)
    if isinstance(result, str):
        bounded_text(len(result))
        result = normal_text(result)
    elif function.gives != ANY:
        result = with_kind(result, _kind_given(function, bound))
    return result


def _hidden(value: Value) -> Value:
    """A value with each secret in it left open."""
    match value:
        case Sensitive():
            return unknown(WITHHELD)
        case Choice(atom=atom, then=then, other=other):
            return choose(atom, _hidden(then), _hidden(other))
        case _:
            return rebuilt(value, map(_hidden, parts)) if (parts := parts_of(value)) else value


def _telling(held: Value, document: Value) -> Value:
    """A document that holds secrets, with what it holds around them."""
    if held is None or not isinstance(document, Sensitive):
        return document
    return replace(document, told=Unknown(frozenset({WITHHELD}), key_of(document), encodes=held))


def _holding(encoded: Value, result: Value) -> Value:
    """An open document with what it is made of; with ``None`` nothing of that is kept."""
    return replace(result, encodes=encoded) if isinstance(result, Unknown) and result.encodes is not encoded else result


def _put_together(function: Function, bound: tuple[Value, ...]) -> Unknown:
    """The open result of a call; where it is but its parts put together, it is what a template of them is."""
    result, texts = opaque(function.name, bound), _texts(function, bound)
    rest = joined_behind(texts)
    if rest is not None:
        result = replace(result, sure=True, starts="/", ends=rest, in_tree=rest)
    return replace(result, text=spelled(texts)) if texts else result


def _as_written(function: Function, arguments: Sequence[Value], found: Value) -> Value:
    """The result of a call; an open text that is made of variables which validations narrow is spelled with these."""
    if function.joins is None or function.encodes or not isinstance(found, Unknown) or found.text:
        return found
    parts = function.joins(*arguments)
    if not any(isinstance(part, Choice) for part in parts):
        return found
    return replace(found, text=as_written([to_string(p) if isinstance(p, bool | int | Decimal) else p for p in parts]))


def _texts(function: Function, arguments: Sequence[Value]) -> list[str | Unknown]:
    """What a text is but put together of; nothing where one of its parts is marked."""
    parts = function.joins(*arguments) if function.joins else ()
    texts = [to_string(p) if isinstance(p, bool | int | Decimal) else p for p in parts]
    found = [part for part in texts if isinstance(part, str | Unknown)]
    return found if len(found) == len(texts) else []


def _kind_given(function: Function, bound: tuple[Value, ...]) -> Kind:
    return kind_named(function.gives) if isinstance(function.gives, str) else function.gives(*bound)


def _by_type(function: Function, arguments: Sequence[Value], around: Surroundings, causes: frozenset[str]) -> Value:
    """What is known on a branch that Terraform would refuse: what it plans where it knows the types of nulls alone."""
    stand_ins = [Unknown(causes, f"null({a.kind})", kind=a.kind) if isinstance(a, Null) else a for a in arguments]
    if any(isinstance(argument, Null) for argument in arguments):
        try:
            found = _call(function, stand_ins, around)
        except FunctionError:
            pass
        else:
            if is_known(found):
                return found
    return Unknown(causes, f"error({function.name}({','.join(map(key_of, arguments))}))")


# --- binding ------------------------------------------------------------------------------------------------------


def _check_count(function: Function, arguments: Sequence[Value]) -> None:
    wanted = len(function.parameters)
    if len(arguments) < wanted:
        missing = function.parameters[len(arguments)].name
        atleast = "at least " if function.variadic else ""
        raise FunctionError(
            f'Function "{function.name}" expects {atleast}{wanted} argument(s). Missing value for "{missing}".'
        )
    if len(arguments) > wanted and function.variadic is None:
        raise FunctionError(f'Function "{function.name}" expects only {wanted} argument(s).')


def _bind(function: Function, arguments: Sequence[Value]) -> tuple[Value, ...]:
    _check_count(function, arguments)
    bound = []
    for position, argument in enumerate(arguments):
        fixed = position < len(function.parameters)
        parameter = function.parameters[position] if fixed else function.variadic
        bound.append(argument if parameter is None else _bind_one(parameter, argument))
    return tuple(bound)


def _bind_one(parameter: Parameter, argument: Value) -> Value:
    if parameter.sorts and isinstance(argument, Unknown) and sort_of(argument.kind) not in (ANY, *parameter.sorts):
        raise argument_error(parameter.name, f"{' or '.join(parameter.sorts)} required")
    if parameter.type == "typed":
        return argument
    if isinstance(argument, Null):
        argument = None
    if argument is None and not parameter.nullable:
        raise argument_error(parameter.name, "argument must not be null")
    try:
        return convert(argument, parameter.type)
    except LimitError:
        raise
    except FunctionError as error:
        raise argument_error(parameter.name, f"{error}") from None


# --- what is inside the arguments ---------------------------------------------------------------------------------


class _Survey:
    """What a walk over values found: whether a part is open or marked, and the conditions of decision trees."""

    __slots__ = ("branches", "looked_at", "marked", "open", "sizes")

    def __init__(self) -> None:
        self.open = False
        self.marked = False
        self.branches: list[Atom] = []
        self.sizes: dict[int, int] = {}
        self.looked_at = 0

    def look(self, value: Value) -> Sequence[Value]:
        """Notes what one value is, and gives its parts."""
        match value:
            case Unknown():
                self.open = True
            case Choice(atom=atom, then=then, other=other):
                self.open = True
                if atom not in self.branches and len(self.branches) <= _MAX_ATOMS:
                    self.branches.append(atom)
                return (then, other)
            case Sensitive(value=inner):
                self.marked = True
                return (inner,)
            case tuple() | dict() | SetValue():
                return parts_of(value)
        return ()

    def size(self, value: Value) -> int:
        """Looks at a value and all of its parts, each once, and says how many they are, each occurrence counted.

        Parts that are shared can make a small value endless once it is written out.
        """
        if id(value) in self.sizes:
            return self.sizes[id(value)]
        parts = self.look(value)
        self.looked_at += 1 + len(parts)
        if PLAIN.issuperset(map(type, parts)):
            size = 1 + len(parts)
        else:
            size = 1 + sum(1 if type(part) in PLAIN else self.size(part) for part in parts)
        self.sizes[id(value)] = size
        if size > MAX_ELEMENTS:
            raise LimitError(f"the value has more than {MAX_ELEMENTS} parts")
        return size


_PARTS_A_UNIT: Final = 8
"""So many parts of arguments are looked at in the time that one part of a collection takes to make."""


def _survey(values: Sequence[Value], around: Surroundings) -> _Survey:
    """Walks all parts of some arguments.

    Raises:
        LimitError: they are too many.
    """
    found = _Survey()
    try:
        if sum(_size(value, found, around.sizes) for value in values if type(value) not in PLAIN) > MAX_ELEMENTS:
            raise LimitError(f"the value has more than {MAX_ELEMENTS} parts")
    finally:
        around.spend(found.looked_at // _PARTS_A_UNIT)
    return found


def _size(value: Value, found: _Survey, sizes: Sizes) -> int:
    """How many parts a value has; what is known of it from before need not be looked at, but is gone through all the
    same by the function."""
    known = sizes.get(id(value))
    if known is not None:
        found.looked_at += known[1]
        return known[1]
    size = found.size(value)
    if size >= BIG and not found.open and not found.marked:
        if len(sizes) >= _MAX_SIZES:
            sizes.clear()
        sizes[id(value)] = (value, size)
    return size


def _split(function: Function, arguments: Sequence[Value], around: Surroundings, atoms: Sequence[Atom]) -> Value:
    """The call on both sides of the conditions inside its arguments, where they are few."""
    if len(atoms) > _MAX_ATOMS:
        return _put_together(function, _bind(function, arguments))
    atom = min(atoms, key=lambda candidate: candidate.order)
    sides = []
    failures = []
    for truth in (True, False):
        narrowed = tuple(_restrict(argument, atom, truth) for argument in arguments)
        try:
            sides.append(_call(function, narrowed, around))
        except LimitError:
            raise
        except FunctionError as error:
            failures.append(error)
            sides.append(Unknown(causes_of(tuple(arguments)), f"error({function.name}({key_of(narrowed)}))"))
    if len(failures) == len(sides):
        raise failures[0]
    return choose(atom, *sides)


def _restrict(value: Value, atom: Atom, truth: bool) -> Value:
    match value:
        case Choice():
            # What other conditions decide between may hold the one that is decided.
            return lift(lambda leaf: _restrict(leaf, atom, truth), restrict(value, atom, truth))
        case tuple() | dict() | SetValue():
            return rebuilt(value, [_restrict(item, atom, truth) for item in parts_of(value)])
        case _:
            return value


def names() -> Iterator[str]:
    """The names of all functions, without ``core::``."""
    yield from sorted(_PLAIN)
