"""Manifests that Terraform code of the tree fills in: what it makes of them is read there, and they are none alone."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.kubernetes.sources import Sources

FILLED_IN: Final = "a template that Terraform fills in ({}:{})"

_PLACEHOLDER: Final = pattern(rb"[$%]\{")
_CALL: Final = pattern(rb'\btemplatefile\(\s*"(?:\$\{path\.module\}/)?([^"$%\\]+)"')
_COMMENT: Final = pattern(rb"#|//")


def templates(sources: Sources, manifests: Iterable[str]) -> dict[str, str]:
    """The manifests with placeholders that a call of ``templatefile`` names by a path that is written out, and why not.

    A path that Terraform would have to work out names none here.
    """
    open_ones = {file for file in manifests if _PLACEHOLDER.search(sources.text(file) or b"")}
    found: dict[str, str] = {}
    if open_ones:
        for folder, files in sources.tree.terraform.items():
            for file in files:
                for path, line in _calls(sources.text(file) or b""):
                    named = posixpath.normpath(posixpath.join(folder, path))
                    led = posixpath.normpath(
                        posixpath.join(sources.tree.folder(posixpath.dirname(named)), posixpath.basename(named))
                    )
                    if led in open_ones:
                        found.setdefault(led, FILLED_IN.format(file, line))
    return found


def _calls(text: bytes) -> Iterator[tuple[str, int]]:
    """The paths in calls of ``templatefile``, with their lines; those behind the mark of a comment are none."""
    for call in _CALL.finditer(text):
        begin = text.rfind(b"\n", 0, call.start()) + 1
        if not _COMMENT.search(text, begin, call.start()):
            yield call[1].decode("utf-8", "replace"), text.count(b"\n", 0, call.start()) + 1
