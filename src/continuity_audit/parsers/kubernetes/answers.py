"""What the reading of a folder of plain manifests hangs on: its files, and what says how folders are applied.

An overlay is rendered every time: what it hangs on is spread over many files, and it may need a program of the machine.
"""

from __future__ import annotations

from functools import cached_property
from typing import Final

from continuity_audit.parsers.kubernetes.bundles import Bundles
from continuity_audit.parsers.reading import Inputs
from continuity_audit.parsers.secret_texts import secret_texts
from continuity_audit.parsers.watching import Question, Record, digest_of

_LOOKS_AROUND: Final = (b"valueFiles", b"valuesFiles", b"ApplicationSet")
"""What stands in objects of Argo CD and Flux that take values from other files of the tree, or list its folders."""


class Answers:
    """Answers questions about the folders of a tree, each once."""

    def __init__(self, bundles: Bundles) -> None:
        self._bundles = bundles
        self._sources = bundles.sources
        self._given: dict[Question, str] = {}

    def __call__(self, question: Question, inputs: Inputs) -> str:
        """A digest of the answer to a question now."""
        if question not in self._given:
            self._given[question] = self._of_folder(question[1]) if question[0] == "manifests" else self._of_wiring()
        return self._given[question]

    def record(self, root: str, inputs: Inputs) -> Record | None:
        """What the reading of a root hung on; none for an overlay, what Flux changes, and what names values files."""
        bundles, digests = self._bundles, self._sources.digests
        files = bundles.plain.get(root, ())
        if root in bundles.overlays.roots or self._applies_rendered:
            return None
        if bundles.marked and bundles.reader.is_changed(root):
            return None
        asked: tuple[Question, ...] = (("manifests", root), ("wiring",))
        answers = {question: self(question, inputs) for question in asked}
        texts = [self._sources.text(file) or b"" for file in files]
        if digests.changed or any(mark in text for text in texts for mark in _LOOKS_AROUND):
            return None
        return Record(answers, frozenset().union(*map(secret_texts, texts)))

    def _of_folder(self, root: str) -> str:
        """The files of a folder, what is in them, and which are parts of others or tests, or filled in by Terraform."""
        bundles = self._bundles
        files = bundles.plain.get(root, ()) if root not in bundles.overlays.roots else None
        if files is None:
            return "an overlay"
        parts = (
            (file, str(file in bundles.overlays.parts), bundles.left_out.get(file, ""), self._sources.digests.of(file))
            for file in files
        )
        return digest_of(*(part for of_file in parts for part in of_file))

    def _of_wiring(self) -> str:
        """The files that say how folders are applied, what is in them, which folders there are, and what is mapped."""
        if self._applies_rendered:
            return "rendered"
        files = [(file, self._sources.digests.of(file)) for file in sorted(self._wiring)]
        mapped = (f"{source}={folder}" for source, folder in self._sources.tree.source_map.folders.items())
        return digest_of(*self._bundles.roots, "", *(part for of_file in files for part in of_file), "", *mapped)

    @cached_property
    def _wiring(self) -> frozenset[str]:
        """The files of objects that apply folders, and of what variables and folders are taken from."""
        return self._bundles.marked | self._bundles.settings | self._bundles.repositories

    @cached_property
    def _applies_rendered(self) -> bool:
        reached = set().union(*(self._bundles.overlays.reached[root] for root in self._bundles.overlays.roots))
        return bool(reached) and not reached.isdisjoint(self._wiring)
