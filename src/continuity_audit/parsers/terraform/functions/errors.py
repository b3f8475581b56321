"""What a function says when it cannot give a value."""

from __future__ import annotations

from continuity_audit.estate.values import Refused


class FunctionError(Refused):
    """Terraform would refuse the call; the message is Terraform's wording where that is stable."""


class LimitError(FunctionError):
    """The call would cost more memory or time than an audit spends on one value."""


def argument_error(parameter: str, problem: str) -> FunctionError:
    """The error for one argument, worded as Terraform words it."""
    return FunctionError(f'Invalid value for "{parameter}" parameter: {problem}')
