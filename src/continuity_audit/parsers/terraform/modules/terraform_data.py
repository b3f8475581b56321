"""``terraform_data``, the one resource that Terraform itself makes: what it is worth before it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.parts import kind_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem

TYPE: Final = "terraform_data"
ATTRIBUTES: Final = ("id", "input", "output", "triggers_replace")


def made_by_terraform(attribute: str, beyond: Unknown, configured: Callable[[], Value]) -> Value:
    """An attribute that no code sets: the id is a text, and the output will be what ``input`` is.

    ``beyond`` is the attribute as an unknown of no known type, ``configured`` gives ``input``.

    Raises:
        EvaluationProblem: there is no such attribute.
    """
    if attribute not in ATTRIBUTES:
        raise EvaluationProblem(f"this object does not have an attribute named {attribute!r}")
    if attribute == "id":
        return replace(beyond, kind="string", sure=True)
    if attribute != "output":
        return None
    value = configured()
    return value if unmark(value) is None else replace(beyond, kind=kind_of(value))
