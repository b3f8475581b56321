"""`continuity-audit --version` against `python -c pass`."""

from __future__ import annotations

import sys

from timing import in_turn, report, tool


def main() -> None:
    """Measure and print."""
    report(in_turn({"python": [sys.executable, "-c", "pass"], "--version": [*tool(), "--version"]}, 15))


if __name__ == "__main__":
    main()
