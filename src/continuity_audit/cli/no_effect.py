"""Options of a call that changed nothing in it: each is said, for whoever typed it believes that it did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from continuity_audit.discovery.source_map import source_named
from continuity_audit.discovery.tree import Tree
from continuity_audit.estate.secrecy import without_logins
from continuity_audit.parsers.reading import Reading, is_of_environment

USES_COLOR: Final = frozenset({"text"})
USES_VERBOSITY: Final = frozenset({"text", "markdown"})
"""The formats of the product that are told how much to say; -q also silences the progress on a terminal."""


def of_reading(options: dict[str, Any], tree: Tree, readings: Sequence[Reading]) -> Iterator[str]:
    """What of the options that read a tree had no effect."""
    roots = [reading for reading in readings if reading.language == "terraform" and not reading.plan]
    yield from _variables(options["variables"], roots)
    if options["variable_files"]:
        loaded = {(tree.base / file).resolve() for reading in roots for file in reading.files}
        unloaded = (file for file in options["variable_files"] if Path(file).resolve() not in loaded)
        yield from (f"--var-file {file}: no effect, as no root loads it" for file in unloaded)
    if options["workspace"] and not roots:
        yield "--workspace: no effect, as no Terraform configuration was read"
    yield from _values(options["value_files"], tree, readings)
    yield from _sources(options["sources"], tree, readings)
    left_out = [skipped.path for skipped in tree.skipped if skipped.reason == "excluded"]
    for pattern in options["exclude"]:
        if not _excludes(pattern, left_out):
            yield f"--exclude {pattern}: no effect, as nothing that would be audited fits it"


def _variables(given: Iterable[str], roots: Sequence[Reading]) -> Iterator[str]:
    declared = {name for reading in roots for name in reading.declared}
    mistakes = {name: mistake for reading in roots for name, mistake in reading.notes.items()}
    for text in given:
        name = text.partition("=")[0].strip()
        if is_of_environment(name):
            if name not in declared:
                yield f"--var {name}: no effect, as no Terragrunt file that was read asks for it"
        elif f"var.{name}" not in declared:
            yield f"--var {name}: no effect, as no root that was read declares it"
        elif f"var.{name}" in mistakes:
            yield f"--var {name}: no effect, as {mistakes[f'var.{name}']}"


def _values(given: Iterable[Path], tree: Tree, readings: Sequence[Reading]) -> Iterator[str]:
    taken = {(tree.base / file).resolve() for reading in readings for file in reading.files}
    for file in given:
        if file.resolve() not in taken:
            yield f"--values {file}: no effect, as a release installs each chart that depends on others, or none does"


def _sources(given: Iterable[str], tree: Tree, readings: Sequence[Reading]) -> Iterator[str]:
    asked = {tree.source_map.of(source) for reading in readings for source in reading.elsewhere}
    for text in given:
        source = source_named(text.rpartition("=")[0])
        folder = tree.source_map.folders.get(source) if source else None
        if source not in asked and not any(_takes_in(reading, folder or "") for reading in readings):
            named = without_logins(text.rpartition("=")[0])
            yield f"--source-map {named}: no effect, as nothing that was read names it"


def _takes_in(reading: Reading, folder: str) -> bool:
    """Whether a root of another folder is made of files of this one, as an overlay is of its bases."""
    is_inside = f"{reading.root}/".startswith(f"{folder}/")
    return reading.language == "kubernetes" and not is_inside and any(f.startswith(f"{folder}/") for f in reading.files)


def of_looks(options: dict[str, Any], formats: Iterable[str], shipped: Iterable[str]) -> Iterator[str]:
    """What of the options on how reports look had no effect; what a plugin's format makes of them is not known."""
    silent = set(formats)
    if not silent <= set(shipped):
        return
    named = ", ".join(sorted(silent))
    if options["color"] not in (None, "auto") and not silent & USES_COLOR:
        yield f"--color: no effect on {named}"
    if options["verbose"] and not silent & USES_VERBOSITY:
        yield f"--verbose: no effect on {named}"


def of_rules(options: dict[str, Any], selected: Sequence[str]) -> Iterator[str]:
    """What of the choice of rules had no effect: what is ignored and was not selected."""
    for text in options["ignore"]:
        for name in filter(None, map(str.strip, text.split(","))):
            if selected and not any(name.startswith(one) or one.startswith(name) for one in selected):
                yield f"--ignore {name}: no effect, as --select does not name it"


def _excludes(pattern: str, left_out: Iterable[str]) -> bool:
    """Whether a pattern has a part in what was left out; one that takes back has where another leaves out."""
    from continuity_audit.discovery.ignores import Patterns

    patterns = Patterns.of([pattern.removeprefix("!")])
    paths = list(left_out)
    if pattern.startswith("!"):
        return bool(paths)
    return any(patterns.ignore(path, folder=folder) for path in paths for folder in (False, True))


__all__ = ["of_looks", "of_reading", "of_rules"]
