"""Files of variables that are skipped though Terraform loads them: no commit holds them, and they decide both sides."""

from __future__ import annotations

import shutil
from pathlib import Path

from continuity_audit.discovery.tree import Tree


def carry_over(tree: Tree, base: Path) -> None:
    """Put them into the base, where they tell which variables are not known, as they do here."""
    for folder, files in tree.withheld.items():
        for file in files:
            if (base / folder).is_dir() and not (base / file).exists():
                shutil.copyfile(tree.base / file, base / file)
