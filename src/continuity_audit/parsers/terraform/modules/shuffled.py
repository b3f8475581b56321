"""``random_shuffle``: how many elements of a list it keeps, whichever these are.

Source: https://registry.terraform.io/providers/hashicorp/random/latest/docs/resources/shuffle
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from continuity_audit.estate.counts import as_count
from continuity_audit.estate.logic import length_of
from continuity_audit.estate.values import Unknown, Value

SHUFFLE: Final = "random_shuffle"


def least_kept(configured: Callable[[str], Value]) -> int | None:
    """The least number of different elements of its ``result``: as many as are asked for, if ``input`` has so many.

    Where more are asked for than there are, some come more than once. ``configured`` gives an argument.
    """
    given = _least(length_of(configured("input")))
    wanted = configured("result_count")
    asked = given if wanted is None else _least(as_count(wanted))
    return None if given is None or asked is None else min(given, asked)


def _least(number: Value) -> int | None:
    if isinstance(number, Unknown):
        return number.low
    return number if isinstance(number, int) else None
