"""A unit's inputs as the values of variables: what Terragrunt hands to Terraform as ``TF_VAR_``.

An input that is null cannot stand there: Terragrunt writes ``.terragrunt-null-vars.auto.tfvars.json`` with it, which
Terraform loads after ``terraform.tfvars`` and, by its name, before all others of its kind.
Source: https://github.com/gruntwork-io/terragrunt/pull/2663.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from continuity_audit.estate.parts import is_known, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Choice, Value
from continuity_audit.parsers.terraform.configuration.files import Block
from continuity_audit.parsers.terraform.evaluation.scope import NotEvaluated
from continuity_audit.parsers.terraform.functions.calls import call_function
from continuity_audit.parsers.terraform.functions.errors import LimitError
from continuity_audit.parsers.terraform.terragrunt.merging import Merged

Typed = Callable[[str, str], Value]
"""A text given for a variable from outside, by the variable's name, as Terraform reads it."""


class UnitInputs(Mapping[str, Value]):
    """What is given from outside, and below that the inputs of a unit, each worked out when asked for.

    ``below`` is what files say that Terraform loads before the inputs that are null.
    """

    def __init__(
        self,
        given: Mapping[str, Value],
        merged: Merged,
        variables: Mapping[str, Block],
        typed: Typed,
        below: Mapping[str, Value] = MappingProxyType({}),
    ) -> None:
        self._given = given
        self._below = below
        self._merged = merged
        self._variables = variables
        self._typed = typed
        self._too_large: dict[str, str] = {}
        """Why some inputs cannot be written out, which takes long to find and is asked again and again."""

    def __getitem__(self, name: str) -> Value:
        if name in self._given:
            return self._given[name]
        if name not in self._below:
            return self._handed_over(name, self._merged.get(name))
        value = self._merged.get(name) if name in self._merged.entries else self._below[name]
        return self._unless_null(self._below[name], value)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._below, **self._given, **self._merged.entries})

    def __len__(self) -> int:
        return len({**self._below, **self._given, **self._merged.entries})

    def _unless_null(self, below: Value, value: Value) -> Value:
        """What a file says, but for where an input is null."""
        if isinstance(plain := unmark(value), Choice):
            return lift(lambda given: self._unless_null(below, given), plain)
        return None if plain is None else below

    def _handed_over(self, name: str, value: Value) -> Value:
        """A text reads as the variable's type wants it; a list for a variable without a type is its JSON."""
        block = self._variables.get(name)
        stated = block is not None and "type" in block.body.attributes
        if isinstance(value, str):
            return self._typed(value, name)
        plain = unmark(value)
        if block is not None and not stated and isinstance(plain, tuple | dict) and is_known(plain):
            return self._encoded(name, value)
        return value

    def _encoded(self, name: str, value: Value) -> Value:
        if name not in self._too_large:
            try:
                return call_function("jsonencode", [value])
            except LimitError as problem:
                self._too_large[name] = f"the input {name}: {problem} (limit)"
        raise NotEvaluated(self._too_large[name])
