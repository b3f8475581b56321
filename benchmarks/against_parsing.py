"""A cold `continuity-audit check` against reading and tree-sitter-parsing the same Terraform files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from timing import in_turn, report, tool

PARSE = """
import sys, tree_sitter, tree_sitter_hcl
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
for name in open(sys.argv[1]).read().splitlines():
    parser.parse(open(name, 'rb').read())
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--jobs", default="1")
    options = parser.parse_args()
    files = sorted(str(p) for p in Path(options.tree).rglob("*.tf") if ".terraform" not in p.parts)
    listed = Path(options.tree).resolve().name + ".files"
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        names = Path(folder) / listed
        names.write_text("\n".join(files))
        size = sum(Path(f).stat().st_size for f in files)
        print(f"{len(files)} files, {size / 1e6:.1f} MB")
        parse = [sys.executable, "-c", PARSE, str(names)]
        ours = [
            *tool(),
            "check",
            options.tree,
            "--format",
            "json",
            "--fail-on",
            "never",
            "--jobs",
            options.jobs,
            "--no-cache",
        ]
        core = 0 if options.jobs == "1" else None
        report(in_turn({"parsing alone": parse, "continuity-audit": ours}, options.runs, core))


if __name__ == "__main__":
    main()
