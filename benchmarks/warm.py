"""`check` with nothing kept against `check` after one changed file, in a copy of a tree: `warm.py TREE FILE`."""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

from timing import Figures, once, report, tool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("file", type=Path, help="the file that is changed before each run, relative to TREE")
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, "tree")
        shutil.copytree(given.tree, copy, ignore=shutil.ignore_patterns(".git"), symlinks=True)
        os.environ["CONTINUITY_AUDIT_CACHE_DIR"] = str(Path(place, "cache"))
        check = [*tool(), "check", str(copy), "--format", "json", "--jobs", "1"]
        once(check)
        found: dict[str, list[Figures]] = {"cold": [], "warm": []}
        for run in range(given.runs):
            changed = copy / given.file
            changed.write_text(f"{changed.read_text('utf-8')}# change {run}\n", "utf-8")
            found["cold"].append(once([*check, "--no-cache"]))
            found["warm"].append(once(check))
        report(found)


if __name__ == "__main__":
    main()
