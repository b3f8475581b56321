"""What a function is, what it may ask of files, and the limits that all functions share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import Enum
from typing import Final, Protocol

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import ANY, Kind, ListValue, MapValue
from continuity_audit.estate.parts import causes_of, kind_of
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError, argument_error
from continuity_audit.parsers.terraform.functions.text import number_text

__all__ = [
    "MAX_CHARACTERS",
    "MAX_ELEMENTS",
    "FileAccess",
    "Function",
    "FunctionError",
    "LimitError",
    "Marks",
    "Parameter",
    "argument_error",
    "bounded_text",
    "define",
    "friendly_name",
    "opaque",
    "to_string",
    "whole_number",
]

MAX_ELEMENTS: Final = 1_000_000
MAX_CHARACTERS: Final = 5_000_000
_INT_BOUND: Final = 2**63


class FileAccess(Protocol):
    """The files of the audited tree, as functions may see them.

    Paths are those of the call. A path that leads out of the tree gives an `Unknown`; a missing file raises
    ``FileNotFoundError``; other failures to read raise ``OSError``.
    """

    module_directory: str
    below: str | None
    """The folder that relative paths start in, from the top of the tree, or of the copy of it in which Terraform runs;
    none where it is open from where the code is run."""

    def read(self, path: str) -> bytes | Unknown:
        """The content of a file."""
        ...

    def exists(self, path: str) -> bool | Unknown:
        """Whether a regular file is there."""
        ...

    def glob(self, path: str, pattern: str) -> tuple[str, ...] | Unknown:
        """The regular files under ``path`` that match ``pattern``, relative to ``path``."""
        ...


class Marks(Enum):
    """What a function does with values marked sensitive inside its arguments."""

    WHOLE = "a mark anywhere marks the whole result"
    INNER = "marks stay on the parts that carry them"
    SEEN = "the function is about marks and gets its arguments untouched"


class Parameter(Struct, frozen=True):
    """One argument of a function: its name, the type it is converted to, and whether it may be null.

    The type ``typed`` takes anything as it is, a null with its type. ``sorts`` are the types that the function takes,
    whatever their elements are (``list``, ``tuple``), where it takes but these: it says so itself of what is known.
    """

    name: str
    type: str
    nullable: bool = False
    sorts: tuple[str, ...] = ()


class Function(Struct, frozen=True):
    """A function of the language.

    ``call`` gets the converted arguments, with a `FileAccess` (or ``None``) first where ``files`` is set. Unless
    ``opens`` is set it is called with wholly known arguments only; open ones make the result `Unknown`, or what
    ``alone`` finds: the one argument or part of it that the result is. ``joins`` gives the parts that an open text is
    put together of, where it is nothing else; ``encodes`` says that the text is a document that holds the argument,
    or its Base64. ``gives`` is the type of a result that is never null, or what makes it of the arguments.
    """

    name: str
    call: Callable[..., Value]
    parameters: tuple[Parameter, ...] = ()
    variadic: Parameter | None = None
    opens: bool = False
    marks: Marks = Marks.WHOLE
    files: bool = False
    gives: str | Callable[..., Kind] = ANY
    alone: Callable[..., Value | None] | None = None
    joins: Callable[..., Sequence[Value]] | None = None
    encodes: bool = False


def define(
    name: str,
    call: Callable[..., Value],
    signature: str = "",
    gives: str | Callable[..., Kind] = ANY,
    *,
    opens: bool = False,
    marks: Marks = Marks.WHOLE,
    files: bool = False,
    alone: Callable[..., Value | None] | None = None,
    joins: Callable[..., Sequence[Value]] | None = None,
    encodes: bool = False,
) -> Function:
    """A function from a signature like ``str: string, *rest: any?`` (``*`` takes the rest, ``?`` may be null).

    ``list: any/list/tuple`` takes lists and tuples alone, whatever is in them.
    """
    fixed: list[Parameter] = []
    variadic = None
    for part in filter(None, signature.split(", ")):
        parameter_name, _, kind = part.partition(": ")
        taken, *sorts = kind.rstrip("?").split("/")
        parameter = Parameter(parameter_name.lstrip("*"), taken, kind.endswith("?"), tuple(sorts))
        if parameter_name.startswith("*"):
            variadic = parameter
        else:
            fixed.append(parameter)
    return Function(name, call, tuple(fixed), variadic, opens, marks, files, gives, alone, joins, encodes)


def to_string(value: Value) -> str:
    """A bool, number or string as Terraform writes it into a string."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return number_text(value)
        case _:
            raise FunctionError("string required")


def whole_number(number: int | Decimal) -> int:
    """A number where Terraform wants an ``int``; anything else is its error."""
    if isinstance(number, Decimal) and (number.is_infinite() or number != number.to_integral_value()):
        raise FunctionError(f"value must be a whole number, between {-_INT_BOUND} and {_INT_BOUND - 1}")
    if not -_INT_BOUND <= number < _INT_BOUND:
        raise FunctionError(f"value must be a whole number, between {-_INT_BOUND} and {_INT_BOUND - 1}")
    return int(number)


def bounded_text(length: int) -> None:
    """Refuses a text that would be longer than an audit holds."""
    if length > MAX_CHARACTERS:
        raise LimitError(f"the result would be longer than {MAX_CHARACTERS} characters")


def opaque(name: str, arguments: Iterable[Value], low: int | None = None, kind: Kind = ANY) -> Unknown:
    """The unknown result of a call: it hangs on everything that is open in the arguments."""
    given = tuple(arguments)
    causes = frozenset().union(*(causes_of(argument) for argument in given))
    return Unknown(causes, f"{name}({','.join(map(key_of, given))})", low=low, kind=kind)


def friendly_name(value: Value) -> str:
    """What Terraform calls the type of a value, as far as the value shows it."""
    match value:
        case bool() | int() | Decimal() | str():
            return str(kind_of(value))
        case ListValue():
            return "list"
        case tuple():
            return "tuple"
        case MapValue():
            return "map"
        case dict():
            return "object"
        case SetValue(elements=(first, *_)):
            return f"set of {friendly_name(first)}"
        case SetValue():
            return "set of dynamic"
        case Sensitive(value=inner):
            return friendly_name(inner)
        case Choice(then=then):
            return friendly_name(then)
        case _:
            return "dynamic"
