"""Files of variables that are skipped though Terraform loads them: no commit holds them, and they decide both sides."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Final

from continuity_audit.discovery.tree import Tree
from continuity_audit.history import Snapshot

_SPECIAL: Final = re.compile(r"[][*?!# \\]")
"""What stands for something else in the lines of an ignore file."""


def carry_over(tree: Tree, base: Path, taken: Snapshot) -> None:
    """Put them into the base, where they tell which variables are not known, as they do here.

    There too git ignores them, whatever the ignore files of the base say.
    """
    with open(taken.top / ".git" / "info" / "exclude", "a", encoding="utf-8", errors="surrogateescape") as ignored:
        for folder, files in tree.withheld.items():
            for file in files:
                if (base / folder).is_dir() and not (base / file).exists():
                    shutil.copyfile(tree.base / file, base / file)
                    path = (base / file).relative_to(taken.top).as_posix()
                    ignored.write(f"\n/{_SPECIAL.sub(lambda found: chr(92) + found[0], path)}")
