"""The scope of constants: no name has a meaning, no function can be called, no file is read."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.evaluation.scope import NO_FUNCTIONS, EvaluationProblem, Namespace
from continuity_audit.parsers.terraform.evaluation.trace import Trace, Untraced
from continuity_audit.parsers.terraform.functions.base import FileAccess


class NoScope:
    """A scope for constants."""

    functions = NO_FUNCTIONS
    files: FileAccess = None  # type: ignore[assignment]  # constants read no files
    trace: Trace = Untraced()

    def name(self, word: str) -> Value | Namespace:
        raise EvaluationProblem(f"{word} has no meaning here")

    def watch_secret(self, value: Value) -> None:
        pass


NO_SCOPE: Final = NoScope()
