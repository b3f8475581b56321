"""Names that are open in part and yet the same in several roots: ``"orders-${var.env}"``, where both know `var.env`.

Layers of one deployment are given the same inputs, and find by such names what the others make.
"""

from __future__ import annotations

import re
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, open_parts
from continuity_audit.estate.values import Unknown

TELLING: Final = 6
"""So many known letters tell a name that is open in part from others, over all roots: in ``orders-${var.env}``."""

_INPUT: Final = pattern(r"var\.[\w-]+|terraform\.workspace")
_REST: Final = r"(?:(?:,'[^'()]*')*\))*"
"""How calls end: with further arguments, which are written out."""
_OF_ROOT: Final = pattern(rf"(^|\()[^()]*::(?=(?:{_INPUT.pattern}){_REST}$)")
_MADE_OF_INPUT: Final = pattern(rf"(?:[a-z]\w*\()*(?:{_INPUT.pattern}){_REST}")
"""An input, or what functions of nothing else make of one: ``lower(var.env)``, ``replace(var.env, "-", "")``."""


def over_roots(name: str) -> str:
    """A name in small letters, with the variables in it as each root calls them."""
    if MARK not in name:
        return name.lower()
    parts = (part if isinstance(part, str) else f"{MARK}{_as_called(part)}{MARK}" for part in open_parts(name))
    return "".join(parts).lower()


def _as_called(part: Unknown) -> str:
    """An open part without the root in front of its variable."""
    return _OF_ROOT.sub(r"\1", part.key)


def tells(name: str) -> bool:
    """Whether an open name is the same in another root: a variable of the same name stands in a name that is known."""
    parts = open_parts(name)
    known = sum(len(re.findall("[a-z]", part)) for part in parts if isinstance(part, str))
    inputs = (_MADE_OF_INPUT.fullmatch(part.key) for part in parts if isinstance(part, Unknown))
    return known >= TELLING and all(inputs)


__all__ = ["TELLING", "over_roots", "tells"]
