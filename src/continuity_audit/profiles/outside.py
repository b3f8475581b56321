"""What modules may do that are not on disk: they may write to what they are given."""

from __future__ import annotations

from collections.abc import Iterable

from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import OUTSIDE, Resource
from continuity_audit.estate.values import Unknown, Value


def unless_written_outside(naming: Iterable[Resource]) -> Value:
    """True, unless one of the resources that name something is a call of a module that is not on disk: then open."""
    calls = frozenset(resource.address for resource in naming if resource.mode == OUTSIDE)
    return as_truth(Unknown(calls, f"{', '.join(sorted(calls))} writes nothing")) if calls else True


__all__ = ["unless_written_outside"]
