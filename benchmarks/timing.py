"""Times whole processes in turn: wall and processor seconds and peak memory, so that ratios hold on a noisy machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """One finished run."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds, user and system, children included."""
    memory: int
    """Peak of the largest process, in MB."""


def once(command: Sequence[str], core: int | None = 0) -> Figures:
    """Run a command to its end on one core (any core where ``core`` is None) and say what it took."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        if core is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {core})
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        os.write(write, str(time.perf_counter() - started).encode())
        os._exit(0)
    os.close(write)
    wall = float(os.read(read, 64) or b"nan")
    os.close(read)
    _, _, usage = os.wait4(child, 0)
    # The children of the fork are counted with it: it has waited for them.
    return Figures(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)


def in_turn(commands: dict[str, Sequence[str]], runs: int, core: int | None = 0) -> dict[str, list[Figures]]:
    """The commands one after the other, several times over: A B A B …"""
    found: dict[str, list[Figures]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            found[name].append(once(command, core))
    return found


def report(found: dict[str, list[Figures]]) -> None:
    """Print medians, and every later command's ratio to the first."""
    first = next(iter(found))
    for name, runs in found.items():
        wall, cpu = (statistics.median(getattr(r, f) for r in runs) for f in ("wall", "cpu"))
        print(f"{name}: wall {wall:.2f} s, cpu {cpu:.2f} s, memory {max(r.memory for r in runs)} MB ({len(runs)} runs)")
        if name != first:
            ratios = [b.wall / a.wall for a, b in zip(found[first], runs, strict=True)]
            print(f"  {name} / {first}: {statistics.median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f})")


def tool() -> list[str]:
    """The command as installed beside this Python."""
    return [os.path.join(os.path.dirname(sys.executable), "continuity-audit")]
