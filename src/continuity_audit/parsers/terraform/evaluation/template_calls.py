"""``templatefile`` and ``templatestring``: a template that sees the variables it is given and nothing else.

Source: Terraform ``internal/lang/funcs/filesystem.go`` and ``string.go``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import Null
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.grammar import IDENTIFIER, parse_template
from continuity_audit.parsers.terraform.configuration.nodes import Expression, SyntaxProblem
from continuity_audit.parsers.terraform.evaluation.scope import (
    Environment,
    EvaluationProblem,
    Namespace,
    NotEvaluated,
    Scope,
)
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import FunctionError, LimitError
from continuity_audit.parsers.terraform.functions.tree_paths import readable

TEMPLATE_FUNCTIONS: Final = frozenset({"templatefile", "templatestring"})

Evaluate = Callable[[Expression, Scope, Environment], Value]


class TemplateScope:
    """What a template sees: its variables are in the environment, and it may render no other template."""

    def __init__(self, around: Scope) -> None:
        self.files: FileAccess = around.files
        self.functions: Mapping[str, Callable[..., Value]] = {
            **around.functions,
            **{name: _refused(name) for name in TEMPLATE_FUNCTIONS},
        }
        self.trace = around.trace
        self.watch_secret = around.watch_secret

    def name(self, word: str) -> Value | Namespace:
        """Nothing but the variables has a meaning."""
        raise EvaluationProblem(f"vars map does not contain key {word!r}, referenced in the template")


def _refused(name: str) -> Callable[..., Value]:
    def call(*_: Value) -> Value:
        raise EvaluationProblem(f"cannot recursively call {name} from inside another template function")

    return call


def rendered(name: str, values: tuple[Value, ...], scope: Scope, evaluate: Evaluate) -> Value:
    """The text (or, of a lone interpolation, the value) that a template and its variables make.

    Raises:
        EvaluationProblem: Terraform would refuse the call.
    """
    if len(values) != 2:
        raise EvaluationProblem(f"{name} takes a template and its variables")
    first, variables = values
    given = readable(scope.files, first) if name == "templatefile" else first
    if isinstance(variables, Unknown) or (isinstance(first, Unknown) and not isinstance(given, str)):
        return Unknown(causes_of(values), f"{name}({key_of(values)})")
    if not isinstance(given, str):
        raise EvaluationProblem(f"{name} takes a text first")
    if not isinstance(variables, Mapping):
        raise EvaluationProblem("invalid vars value: must be a map")
    for key in variables:
        if IDENTIFIER.fullmatch(key) is None:
            raise EvaluationProblem(f"invalid template variable name {key!r}")
    text = _content(given, scope) if name == "templatefile" else given
    if not isinstance(text, str):
        return text
    try:
        tree = parse_template(text)
    except SyntaxProblem as problem:
        raise EvaluationProblem(f"{given}: {problem}" if name == "templatefile" else f"{problem}") from problem
    scope.trace.spend_on_all(tree)
    result = evaluate(tree, TemplateScope(scope), dict(variables))
    if result is None or isinstance(result, Null):
        raise EvaluationProblem("the result of the template is null")
    return result


def _content(path: str, scope: Scope) -> Value:
    try:
        return call_function("file", [path], scope.files)
    except LimitError as problem:
        raise NotEvaluated(f"templatefile: {problem} (limit)") from problem
    except FunctionError as problem:
        raise EvaluationProblem(f"{problem}") from problem
