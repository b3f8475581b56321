"""A second opinion on a file that could not be read whole: where python-hcl2 reads it, the mistake may be ours."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from continuity_audit.parsers.terraform.files import Problem

LARGEST: Final = 200_000
"""Bytes; python-hcl2 reads about 200 kB a second, and one opinion is not worth more than that."""


def with_second_opinion(problems: tuple[Problem, ...], source: bytes) -> tuple[Problem, ...]:
    """The problems of a file; the first one says so where python-hcl2 sees none in it."""
    if not problems or len(source) > LARGEST or not _reads(source):
        return problems
    first, *others = problems
    return (replace(first, reason=f"{first.reason} (python-hcl2 reads this file: please report it)"), *others)


def _reads(source: bytes) -> bool:
    import hcl2

    try:
        hcl2.loads(source.decode("utf-8", "replace"))
    except Exception:  # python-hcl2 has no error class of its own: lark's and Python's own come through
        return False
    return True
