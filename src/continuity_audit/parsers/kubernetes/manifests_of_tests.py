"""Manifests that a test of Chainsaw, KUTTL or Kyverno sets up, compares with and takes away: no part of what runs.

https://kyverno.github.io/chainsaw/latest/test/, https://kuttl.dev/docs/kuttl-test-harness.html and
https://kyverno.io/docs/kyverno-cli/reference/kyverno_test/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.kubernetes.sources import Sources

OF_TEST: Final = "a part of the test in {}, which takes away again what it applies"

_TEST: Final = pattern(r"(?:chainsaw|kyverno)-test\.ya?ml")
_TEST_OBJECT: Final = pattern(rb"^apiVersion:\s*[\"']?(?:chainsaw\.kyverno\.io|cli\.kyverno\.io)/", re.MULTILINE)
_SUITE: Final = pattern(r"kuttl-test\.ya?ml")
_STEP: Final = pattern(r"\d+-[\w.-]+\.ya?ml")
_COMPARED: Final = pattern(r"\d+-(?:assert|errors?)\.ya?ml")
"""What a step of KUTTL has to lead to, by the name that its harness looks for."""
_STEP_OBJECT: Final = pattern(rb"^apiVersion:\s*[\"']?(?:kuttl|kudo)\.dev/", re.MULTILINE)
_SUITE_OF: Final = pattern(rb"^testDirs:[ \t]*\n((?:[ \t]*-[^\n]*\n?)+)", re.MULTILINE)
_ENTRY: Final = pattern(rb"-[ \t]*[\"']?([^\"'\s#]+)")
_NAMED: Final = pattern(rb"(?:^|[\s{,])file:[ \t]*[\"']?([^\"'\s,}#]+)")
_TEST_FOLDERS: Final = (".chainsaw-test", ".kyverno-test")
"""Folders that hold nothing else, by the convention of the projects that make these tools."""


def manifests_of_tests(sources: Sources, manifests: Iterable[str]) -> dict[str, str]:
    """The manifests that are parts of a test, each with the reason that names it."""
    files = sorted(manifests)
    folders: dict[str, str] = {}
    below: dict[str, str] = {}
    named: list[tuple[str, str]] = []
    for file in files:
        folder, name = posixpath.dirname(file) or ".", posixpath.basename(file)
        if _TEST.fullmatch(name) and _TEST_OBJECT.search(text := sources.text(file) or b""):
            folders.setdefault(folder, file)
            named += ((path, file) for path in _named(text, folder))
        elif _SUITE.fullmatch(name) and _STEP_OBJECT.search(text := sources.text(file) or b""):
            below |= dict.fromkeys(_test_folders(text, folder), file)
        elif _COMPARED.fullmatch(name) or (_STEP.fullmatch(name) and _STEP_OBJECT.search(sources.text(file) or b"")):
            folders.setdefault(folder, file)
    tests = ((file, _test_of(file, folders, below, named)) for file in files)
    return {file: OF_TEST.format(test) for file, test in tests if test}


def _test_of(file: str, folders: dict[str, str], below: dict[str, str], named: list[tuple[str, str]]) -> str:
    """The test that a manifest is a part of: it lies beside, in a folder of tests, or below the test that names it."""
    folder = posixpath.dirname(file) or "."
    if folder in folders:
        return folders[folder]
    for above, steps in _above(folder):
        if above in below:
            return below[above]
        if steps[-1] in _TEST_FOLDERS:
            return above
    return next((test for path, test in named if fnmatchcase(file, path)), "")


def _above(folder: str) -> Iterator[tuple[str, list[str]]]:
    """A folder and those around it, with their steps."""
    steps = folder.split("/")
    for count in range(len(steps), 0, -1):
        yield "/".join(steps[:count]), steps[:count]


def _named(text: bytes, folder: str) -> Iterator[str]:
    """The patterns of files below its own folder that a test names; what is elsewhere may be what it tests."""
    for entry in _NAMED.findall(text):
        path = posixpath.normpath(posixpath.join(folder, entry.decode("utf-8", "replace")))
        if path.startswith(f"{folder}/") or (folder == "." and not path.startswith("../")):
            yield path


def _test_folders(text: bytes, folder: str) -> Iterator[str]:
    """The folders of tests that a suite of KUTTL names, from where it lies or from the top of the tree."""
    for listed in _SUITE_OF.findall(text):
        for entry in _ENTRY.findall(listed):
            path = entry.decode("utf-8", "replace")
            for start in (folder, "."):
                found = posixpath.normpath(posixpath.join(start, path))
                if found != "." and not found.startswith("../"):
                    yield found


__all__ = ["manifests_of_tests"]
