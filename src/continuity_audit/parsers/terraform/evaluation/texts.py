"""Templates put together, and the texts that keys of objects are."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null
from continuity_audit.estate.open_texts import left_open, parts_in_lines
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.spelling import as_written, open_parts, spelled
from continuity_audit.estate.values import Choice, Reference, Sensitive, Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, NotEvaluated, on_branches
from continuity_audit.parsers.terraform.functions.errors import FunctionError
from continuity_audit.parsers.terraform.functions.json_text import normal_text
from continuity_audit.parsers.terraform.functions.text import number_text
from continuity_audit.parsers.terraform.functions.tree_paths import joined_behind

MAX_TEXT: Final = 5_000_000


def template(parts: Sequence[Value]) -> Value:
    """The parts of a template as one text; a lone interpolation keeps its type."""
    if len(parts) == 1:
        return parts[0]
    found = on_branches(lambda *values: joined(values), *parts)
    if isinstance(found, Sensitive):
        return _with_what_may_be_told(found, parts)
    if isinstance(found, Unknown) and not found.text and any(isinstance(part, Choice) for part in parts):
        told = [part if isinstance(part, Unknown | Choice) else text_of(part) for part in parts]
        return replace(found, text=as_written(told))
    return found


def joined(parts: Value) -> Value:
    """Values as one text."""
    if isinstance(parts, Unknown):
        return replace(parts, kind="string", sure=True)
    assert isinstance(parts, tuple)  # noqa: S101  callers give a tuple or an unknown
    texts: list[str] = []
    size = 0
    for part in parts:
        text = text_of(part)
        if text is None:
            return _open(parts)
        size += len(text)
        if size > MAX_TEXT:
            raise NotEvaluated(f"a text of more than {MAX_TEXT} characters (limit)")
        texts.append(text)
    return normal_text("".join(texts))


def text_of(value: Value) -> str | None:
    """A value as it stands in a text, ``None`` where it is open or marked."""
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case int() | Decimal():
            try:
                return number_text(value)
            except FunctionError as problem:
                raise NotEvaluated(str(problem)) from problem
        case Unknown(kind=str()) | Choice() | Sensitive():
            return None
        case None | Null():
            raise EvaluationProblem("the expression result is null; cannot include a null value in a string template")
        case _:
            raise EvaluationProblem("cannot include the given value in a string template: string required")


def _open(parts: tuple[Value, ...]) -> Value:
    if any(isinstance(part, Choice | Sensitive) for part in parts):
        return on_branches(lambda *values: joined(values), *parts)
    open_at = [i for i, part in enumerate(parts) if isinstance(part, Unknown)]
    starts, ends = parts[: open_at[0]], parts[open_at[-1] + 1 :]
    known = [part if isinstance(part, Unknown) else text_of(part) or "" for part in parts]
    return Unknown(
        causes_of(parts),
        f'"{key_of(_in_a_row(known))}"',
        _named(parts),
        kind="string",
        sure=True,
        starts="".join(filter(None, map(text_of, starts))) + _starts(parts[open_at[0]]),
        ends=_ends(parts[open_at[-1]]) + "".join(filter(None, map(text_of, ends))),
        in_tree=joined_behind(known),
        text=spelled(known),
        parts=parts_in_lines(known),
    )


def _with_what_may_be_told(text: Sensitive, parts: Sequence[Value]) -> Sensitive:
    """A text that holds secrets, with what it is around them where that may be a document."""
    if any(isinstance(part.value if isinstance(part, Sensitive) else part, Choice) for part in parts):
        return text
    told = joined(tuple(map(left_open, parts)))
    return replace(text, told=told) if isinstance(told, Unknown) and told.parts else text


def _in_a_row(parts: Sequence[str | Unknown]) -> tuple[str | Unknown, ...]:
    """What stands between open parts as one text each: the same text is the same however templates nest."""
    found: list[str | Unknown] = []
    for part in parts:
        for piece in open_parts(part.text) if isinstance(part, Unknown) and part.text else (part,):
            if isinstance(piece, str) and found and isinstance(found[-1], str):
                found[-1] += piece
            elif piece:
                found.append(piece)
    return tuple(found)


def _starts(part: Value) -> str:
    return part.starts if isinstance(part, Unknown) else ""


def _ends(part: Value) -> str:
    return part.ends if isinstance(part, Unknown) else ""


def _named(parts: tuple[Value, ...]) -> Reference | None:
    """What an ARN that ends in a reference stands for."""
    if not (isinstance(parts[0], str) and parts[0].startswith("arn:") and isinstance(parts[-1], Unknown)):
        return None
    references = [part.reference for part in parts if isinstance(part, Unknown)]
    return references[0] if len(references) == 1 else None


def key_text(key: Value) -> str | None:
    """The text of a key in an object, ``None`` where it is open.

    Raises:
        EvaluationProblem: it is null, or no text.
    """
    plain = unmark(key)
    if plain is None:
        raise EvaluationProblem("can't use a null value as a key")
    return text_of(plain)
