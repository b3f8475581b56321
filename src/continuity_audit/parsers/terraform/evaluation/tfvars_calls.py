"""``provider::terraform::decode_tfvars``: a text read as Terraform reads a file of variables, into one object.

It is a function of the provider that is a part of Terraform, so no plugin runs for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.blocks import read_native
from continuity_audit.parsers.terraform.configuration.nodes import Expression, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem

DECODE_TFVARS: Final = "provider::terraform::decode_tfvars"


def decoded(arguments: tuple[Value, ...], evaluate_constant: Callable[[Expression], Value]) -> Value:
    """The variables that a text sets, by name.

    Raises:
        EvaluationProblem: Terraform would refuse the call.
    """
    match arguments:
        case (Unknown() as text,):
            return Unknown(text.causes, f"{DECODE_TFVARS}({text.key})", sure=True)
        case (str() as text,):
            body, problems = read_native(text.encode("utf-8", "surrogatepass"), DECODE_TFVARS)
        case _:
            raise EvaluationProblem("decode_tfvars takes one text")
    if problems or body.blocks:
        raise EvaluationProblem("invalid tfvars syntax")
    try:
        return {name: evaluate_constant(attribute.expression) for name, attribute in sorted(body.attributes.items())}
    except SyntaxProblem as problem:
        raise EvaluationProblem(f"invalid tfvars content: {problem}") from problem
