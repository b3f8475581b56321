"""Which pools of a cluster's nodes take any pod: those with a taint take only what tolerates it.

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol, TypeVar

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_of, any_of, as_truth, both, either, if_else, negate
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value

REPELLING: Final = frozenset({"noschedule", "noexecute"})
"""The effects of taints that keep pods off; ``PreferNoSchedule`` is only a wish."""


class Pool(Protocol):
    """A pool of nodes, or a group, that may be there."""

    @property
    def exists(self) -> Value:
        """Whether it is there."""
        ...


P = TypeVar("P", bound=Pool)


def repels(effect: Value) -> Value:
    """Whether a taint of an effect (``NoSchedule``, ``NO_SCHEDULE``) keeps off the pods that do not tolerate it."""

    def known(plain: Value) -> Value:
        if isinstance(plain, Unknown):
            return as_truth(Unknown(causes_of(plain), f"{key_of(plain)} keeps pods off"))
        return isinstance(plain, str) and plain.replace("_", "").lower() in REPELLING

    return lift(known, unmark(effect))


def hold(pools: Iterable[P], takes_any: Callable[[P], Value], together: Callable[[Sequence[P]], Value]) -> Value:
    """Whether a condition holds of those pools together that take any pod; where none does, of each by itself.

    What runs in a tainted pool tolerates its taint alone, as far as the cluster's code tells.
    """
    there = [pool for pool in pools if pool.exists is not False]
    open_to_all = [_where(pool, lambda p=pool: takes_any(p)) for pool in there]  # type: ignore[misc]
    some = any_of(lambda p=p: p.exists for p in open_to_all)  # type: ignore[misc]

    def alone() -> Value:
        each = all_of(lambda p=p: either(negate(p.exists), lambda: together([p])) for p in there)  # type: ignore[misc]
        return both(any_of(lambda p=p: p.exists for p in there), lambda: each)  # type: ignore[misc]

    return if_else(some, lambda: together([p for p in open_to_all if p.exists is not False]), alone)


def _where(pool: P, condition: Callable[[], Value]) -> P:
    """A pool that counts only where a condition holds."""
    counted: P = replace(pool, exists=both(pool.exists, condition))  # type: ignore[type-var]
    return counted


__all__ = ["hold", "repels"]
