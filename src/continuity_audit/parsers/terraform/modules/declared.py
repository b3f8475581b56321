"""What the block of a variable or output says of its value: its type, whether it may be null, and its marks."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from continuity_audit.estate.kinds import ANY
from continuity_audit.estate.parts import sensitive
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.files import Attribute
from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate_constant
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem
from continuity_audit.parsers.terraform.evaluation.types import Kept, TypeMismatch, convert, type_of

Attributes = Mapping[str, Attribute]


def may_be_null(attributes: Attributes) -> bool:
    """Whether a null stays one; otherwise the default takes its place."""
    return "nullable" not in attributes or _is_true(attributes["nullable"])


def as_declared(value: Unknown, attributes: Attributes) -> Unknown:
    """A variable that nobody gave: of its type, and not null where it may not be."""
    try:
        kind = type_of(attributes["type"].expression) if "type" in attributes else ANY
    except (TypeMismatch, SyntaxProblem):
        kind = ANY
    return replace(value, kind=kind, sure=value.sure or not may_be_null(attributes))


def as_typed(value: Value, attributes: Attributes, kept: Kept) -> Value:
    """The value converted to the type that the block states; outputs can state one since Terraform 1.15.

    Raises:
        TypeMismatch: it does not convert.
    """
    return convert(value, type_of(attributes["type"].expression), kept) if "type" in attributes else value


def as_marked(value: Value, attributes: Attributes) -> Value:
    """The value, marked as the block says: ``sensitive``, ``ephemeral``."""
    said = {name for name in ("sensitive", "ephemeral") if name in attributes and _is_true(attributes[name])}
    return sensitive(value, ephemeral="ephemeral" in said) if said else value


def _is_true(attribute: Attribute) -> bool:
    """Whether a setting is on; one that cannot be read is taken to be, so that nothing is shown by mistake."""
    try:
        return evaluate_constant(attribute.expression) not in (False, "false")
    except (EvaluationProblem, SyntaxProblem):
        return True
