"""Print the oldest release of each library that pyproject.toml admits, a pip requirement a line."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path


def main() -> None:
    """Print them; a bound that cannot be read ends with status 1."""
    project = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"]:
        found = re.fullmatch(r"([\w.-]+)>=([\w.]+)", requirement)
        if found is None:
            sys.exit(f"{requirement}: expected NAME>=VERSION")
        print(f"{found[1]}=={found[2]}")


if __name__ == "__main__":
    main()
