"""What an ARN says: its service, region, account and resource, of which code may leave parts open.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from msgspec.structs import replace

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import OPEN_PART, as_spelled, spelling
from continuity_audit.estate.values import Unknown, Value

_PART: Final = rf"((?:[^:\0]|{OPEN_PART})*)"
_ARN: Final = pattern(rf"arn:{_PART}:{_PART}:{_PART}:{_PART}:(.*)", re.DOTALL)
_LAST: Final = (pattern(rf"(?:[^:/\0]|{OPEN_PART})+"), pattern(rf"(?:[^:\0]|{OPEN_PART})+"))


class Arn(NamedTuple):
    """The parts of an ARN, ``None`` where it names none, as a bucket's names no region."""

    service: Value
    region: Value
    account: Value
    resource: Value

    @property
    def names(self) -> tuple[Value, ...]:
        """The names that the resource may bear: what stands last behind a slash or colon, and behind a colon alone."""
        ends = [found[-1] for last in _LAST if (found := last.findall(spelling(self.resource)))]
        return tuple(_part(end, self.resource) for end in dict.fromkeys(ends))


def read_arn(value: Value) -> Arn | None:
    """The parts of an ARN, known or open in part; ``None`` for what is none, or may be none."""
    plain = unmark(value)
    if not isinstance(plain, str | Unknown) or (isinstance(plain, Unknown) and not plain.text):
        return None
    found = _ARN.fullmatch(spelling(plain))
    if not found:
        return None
    _, service, region, account, resource = (_part(text, plain) for text in found.groups())
    return Arn(service, region, account, resource)


def _part(text: str, whole: Value) -> Value:
    """One part; an open one hangs on what is in its own text of all that leaves the whole open."""
    part = as_spelled(text)
    if isinstance(part, Unknown) and isinstance(whole, Unknown):
        own = frozenset(cause for cause in whole.causes if cause in part.key)
        return replace(part, causes=own or whole.causes)
    return part or None


__all__ = ["Arn", "read_arn"]
