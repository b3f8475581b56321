"""A cold `continuity-audit check` against Checkov on the same tree, in one run."""

from __future__ import annotations

import argparse

from timing import in_turn, report, tool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree")
    parser.add_argument("--checkov", default="checkov")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    ours = [*tool(), "check", options.tree, "--format", "json", "--fail-on", "never", "--jobs", "1", "--no-cache"]
    theirs = [options.checkov, "-d", options.tree, "--framework", "terraform", "--quiet", "--compact", "-o", "json",
              "--skip-download", "--download-external-modules", "false"]  # fmt: skip
    report(in_turn({"continuity-audit": ours, "checkov": theirs}, options.runs))


if __name__ == "__main__":
    main()
