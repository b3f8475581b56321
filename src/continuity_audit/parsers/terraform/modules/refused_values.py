"""Values that a variable's own validations refuse: Terraform plans nothing with them."""

from __future__ import annotations

from collections.abc import Callable

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block
from continuity_audit.parsers.terraform.configuration.nodes import Literal, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem, Namespace, NotEvaluated, Scope
from continuity_audit.parsers.terraform.evaluation.trace import Trace
from continuity_audit.parsers.terraform.functions.base import FileAccess


class _VariablesAlone:
    """The scope of a validation: variables, paths and the workspace.

    Other values, which conditions may name since Terraform 1.9, can themselves hang on the variable.
    """

    def __init__(self, module: Scope, variable: Callable[[str], Value]) -> None:
        self.files: FileAccess = module.files
        self.functions = module.functions
        self.trace: Trace = module.trace
        self.watch_secret = module.watch_secret
        self._module = module
        self._variable = variable

    def name(self, word: str) -> Value | Namespace:
        if word == "var":
            return Namespace(self._variable)
        if word in ("path", "terraform", "tofu"):
            return self._module.name(word)
        raise NotEvaluated(f"{word} is not asked for a validation")


def refusal(value: Value, name: str, block: Block, module: Scope, other: Callable[[str], Value]) -> str | None:
    """Why the validations of a variable refuse a value; ``None`` where none does for certain.

    ``other`` gives the other variables that a condition names.
    """
    scope = _VariablesAlone(module, lambda asked: value if asked == name else other(asked))
    for validation in block.body.blocks_of("validation"):
        condition = validation.body.attributes.get("condition")
        if condition is not None and _is_false(condition, scope):
            return _said(validation.body.attributes.get("error_message"))
    return None


def _is_false(condition: Attribute, scope: Scope) -> bool:
    """Whether a condition is false for certain; what it names is no part of what the variable refers to."""
    scope.trace.stack.append(set())
    try:
        return unmark(evaluate(condition.expression, scope, {})) is False
    except (EvaluationProblem, SyntaxProblem):
        return False
    finally:
        scope.trace.stack.pop()


def _said(message: Attribute | None) -> str:
    """The reason, in the first line of what the code says where that is no template, which may hold a secret."""
    try:
        expression = message.expression if message else None
    except SyntaxProblem:
        expression = None
    said = expression.value if isinstance(expression, Literal) else None
    words = said.strip().partition("\n")[0] if isinstance(said, str) else ""
    return f"its validation refuses its value: {words}" if words else "its validation refuses its value"
