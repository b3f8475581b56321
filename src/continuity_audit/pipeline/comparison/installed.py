"""Modules that ``terraform init`` has installed: no commit holds them, and both sides of a change call them."""

from __future__ import annotations

import json
import posixpath
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from continuity_audit.discovery.tree import Tree
from continuity_audit.parsers.terraform.configuration.directory import read_directory
from continuity_audit.parsers.terraform.configuration.files import Block

_MODULES: Final = ".terraform/modules"
_ENDINGS: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")


def carry_over(tree: Tree, base: Path) -> None:
    """Put the installed modules of a tree into the base, as far as both call the same source in the same version."""
    for manifest in tree.module_manifests:
        root = posixpath.normpath(posixpath.join(posixpath.dirname(manifest), "..", ".."))
        target = base / manifest
        if (base / root).is_dir() and not target.exists():
            entries = _entries(tree.base / manifest)
            kept = [entry for key, entry in entries.items() if _is_same_call(key, entries, root, tree.base, base)]
            target.parent.mkdir(parents=True)
            target.write_text(json.dumps({"Modules": kept}), "utf-8")
            for folder in sorted({_installed(entry["Dir"]) for entry in kept} - {""}):
                _copy(tree.base / root / folder, base / root / folder)


def _entries(manifest: Path) -> dict[str, dict[str, Any]]:
    """The entries of a manifest by the path of their call; one that cannot be read holds none."""
    try:
        listed = json.loads(manifest.read_text("utf-8"))["Modules"]
        return {e["Key"]: e for e in listed if isinstance(e["Key"], str) and isinstance(e["Dir"], str)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _is_same_call(key: str, entries: Mapping[str, dict[str, Any]], root: str, here: Path, there: Path) -> bool:
    """Whether both sides call a module in the same words, and everything on the way to the call."""
    if not key:
        return True
    outer, _, name = key.rpartition(".")
    if outer not in entries or not _is_same_call(outer, entries, root, here, there):
        return outer == "" and "" not in entries and _called(here / root, name) == _called(there / root, name)
    folder = posixpath.normpath(posixpath.join(root, entries[outer]["Dir"]))
    return bool(_installed(entries[outer]["Dir"])) or _called(here / folder, name) == _called(there / folder, name)


def _called(folder: Path, name: str) -> tuple[str, ...]:
    """The source and version of a call, as written."""
    try:
        files = sorted(place.name for place in folder.iterdir() if place.name.endswith(_ENDINGS))
    except OSError:
        return ()
    block: Block | None = read_directory(".", files, lambda file: (folder / file).read_bytes()).modules.get(name)
    attributes = {} if block is None else block.body.attributes
    return tuple(
        f"{word}={getattr(attributes[word], 'data', None) or attributes[word].text}"
        for word in ("source", "version")
        if word in attributes
    )


def _installed(folder: str) -> str:
    """The folder of `.terraform/modules` that holds a module; empty for a module that lies elsewhere in the tree."""
    steps = posixpath.normpath(folder).split("/")
    return "/".join(steps[:3]) if "/".join(steps[:2]) == _MODULES and len(steps) > 2 else ""


def _copy(source: Path, target: Path) -> None:
    if source.is_dir() and not target.exists():
        shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(".git"))
