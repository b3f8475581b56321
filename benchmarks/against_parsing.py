"""A cold `continuity-audit check` against reading and tree-sitter-parsing the same Terraform files."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from timing import in_turn, report, tool

PARSE = """
import sys, tree_sitter, tree_sitter_hcl
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
for name in open(sys.argv[1]).read().splitlines():
    parser.parse(open(name, 'rb').read())
"""


def parsing(tree: Path, names: Path) -> list[str]:
    """The command that reads and parses the Terraform files of a tree, whose names are written to a file."""
    files = sorted(str(p) for p in tree.rglob("*.tf") if p.is_file() and ".terraform" not in p.parts)
    names.write_text("\n".join(files))
    print(f"{len(files)} files, {sum(Path(f).stat().st_size for f in files) / 1e6:.1f} MB")
    return [sys.executable, "-c", PARSE, str(names)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", default="1")
    options = parser.parse_args()
    ours = [*tool(), "check", options.tree, "--format", "json", "--fail-on", "never", "--no-cache"]
    with tempfile.TemporaryDirectory() as folder:
        commands = {
            "parsing alone": parsing(Path(options.tree), Path(folder) / "names"),
            "continuity-audit": [*ours, "--jobs", options.jobs],
        }
        report(in_turn(commands, options.runs, 0 if options.jobs == "1" else None))


if __name__ == "__main__":
    main()
