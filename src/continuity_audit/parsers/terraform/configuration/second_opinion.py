"""A second opinion on a file that could not be read whole: where python-hcl2 reads it, the mistake may be ours."""

from __future__ import annotations

import os
import select
import signal
import time
from typing import Final

from msgspec.structs import replace

from continuity_audit.parsers.terraform.configuration.files import Problem

LARGEST: Final = 200_000
"""Bytes; python-hcl2 reads about 200 kB a second, and one opinion is not worth more than that."""

PATIENCE: Final = 5.0
"""Seconds that all opinions of a run may take: some mistakes keep the patterns of python-hcl2 busy for ever."""

_spent: list[float] = []
"""The seconds that each opinion took."""


def with_second_opinion(problems: tuple[Problem, ...], source: bytes) -> tuple[Problem, ...]:
    """The problems of a file; the first one says so where python-hcl2 sees none in it."""
    if not problems or len(source) > LARGEST or not _reads(source):
        return problems
    first, *others = problems
    return (replace(first, reason=f"{first.reason} (python-hcl2 reads this file: please report it)"), *others)


def _reads(source: bytes) -> bool:
    """Whether python-hcl2 reads a file, found in a process that can be ended; elsewhere nobody is asked."""
    patience = PATIENCE - sum(_spent)
    if patience <= 0 or not hasattr(os, "fork"):
        return False
    import hcl2  # once, before processes begin

    began = time.monotonic()
    told, tell = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            hcl2.loads(source.decode("utf-8", "replace"))
            os.write(tell, b"y")
        finally:
            os._exit(0)  # whatever it raised: python-hcl2 has no error class of its own
    os.close(tell)
    answer = os.read(told, 1) if select.select([told], [], [], patience)[0] else b""
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    os.close(told)
    _spent.append(time.monotonic() - began)
    return answer == b"y"
