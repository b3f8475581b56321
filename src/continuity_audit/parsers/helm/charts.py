"""Charts of the tree as Helm loads them: the charts that each depends on, and the values that it sets.

Sources: https://helm.sh/docs/topics/charts/ and https://github.com/helm/helm/blob/main/pkg/chart/v2/util/dependencies.go
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from continuity_audit.discovery.tree import OF_HELM, Tree, Unread
from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.model import Span
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.helm.templates import runs_nothing
from continuity_audit.parsers.kubernetes.chart_values import read_values
from continuity_audit.parsers.kubernetes.documents import (
    CustomTagError,
    Document,
    UnreadableError,
    chunks,
    read_document,
)
from continuity_audit.parsers.kubernetes.names import text_of
from continuity_audit.parsers.kubernetes.sources import Sources

DESCRIPTION: Final = "Chart.yaml"
OF_HELM_2: Final = "requirements.yaml"
"""Where charts of Helm 2 say what they depend on; Helm still reads it, after the description."""
VALUES: Final = "values.yaml"
OF_FILE: Final = "file://"

_NAME: Final = pattern(r"[A-Za-z0-9._-]+")
_DEPENDENCIES: Final = pattern(rb"^dependencies:", re.MULTILINE)


class Dependency(Struct, frozen=True):
    """A chart that another one depends on, as that says it."""

    name: str
    alias: str = ""
    repository: str = ""
    version: Value = None
    condition: str = ""
    tags: tuple[str, ...] = ()
    span: Span = Span("", 1, 1)
    folder: str = ""
    """Where it is in the tree; empty where Helm fetches it."""

    @property
    def key(self) -> str:
        """What the values for it stand under."""
        return self.alias or self.name


class Chart(Struct, frozen=True):
    """A chart of the tree."""

    folder: str
    name: str
    version: str = ""
    is_library: bool = False
    """Helm renders no chart of the type ``library``."""
    span: Span = Span("", 1, 1)
    dependencies: tuple[Dependency, ...] = ()
    files: tuple[str, ...] = ()
    """The files that describe it."""
    templates: bool = False
    """Whether templates of its own make objects."""


class Values(Struct, frozen=True, dict=True):
    """What a chart's own ``values.yaml`` sets: unknown where that cannot be read."""

    file: str
    held: Value
    lines: Mapping[str, int] = field(default_factory=dict)
    """By the paths of values."""

    @cached_property
    def lines_below(self) -> Mapping[str, Mapping[str, int]]:
        """The same, by what the paths begin with."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for path, line in self.lines.items():
            found[path.partition(".")[0]][path] = line
        return found


class Charts:
    """The charts of a tree by their folders, each read once, when somebody asks for it."""

    def __init__(self, tree: Tree) -> None:
        self.folders = tuple(posixpath.dirname(file) or "." for file in tree.charts)
        self.unread: list[Unread] = []
        self._sources = Sources(tree)
        self._known = frozenset(self.folders)
        self._found: dict[str, Chart | None] = {}
        self._vendored: dict[str, list[str]] = defaultdict(list)
        for folder in self.folders:
            around = posixpath.dirname(folder)
            if posixpath.basename(around) == "charts" and (holder := posixpath.dirname(around) or ".") in self._known:
                self._vendored[holder].append(folder)
        self._values: dict[str, Values] = {}
        self._names: dict[str, str] = {}
        self._templates = [s for s in tree.skipped if s.reason.startswith(OF_HELM)]

    @cached_property
    def rendering(self) -> frozenset[str]:
        """The charts with templates that may run something."""
        found: set[str] = set()
        for template in self._templates:
            chart = template.reason.removeprefix(OF_HELM).strip()
            # A file that begins so makes no object, it holds what others use: a chart of nothing else is a library.
            if chart not in found and not posixpath.basename(template.path).startswith("_"):
                content = self._sources.text(template.path)
                if content is None or not runs_nothing(content):
                    found.add(chart)
        return frozenset(found)

    def of(self, folder: str) -> Chart | None:
        """The chart in a folder; nothing where none is, or what describes it cannot be read."""
        if folder not in self._found:
            self._found[folder] = self._read(folder) if folder in self._known else None
        return self._found[folder]

    def vendored(self, folder: str) -> list[str]:
        """The folders of the charts that a chart carries with it."""
        return self._vendored.get(folder, [])

    def values(self, folder: str) -> Values:
        """What the ``values.yaml`` of a chart sets."""
        if folder not in self._values:
            file = _in(folder, VALUES)
            text = self._sources.text(file)
            found = ({}, {}) if text is None else read_values(text)
            unreadable = Values(file, Unknown(frozenset({file}), file))
            self._values[folder] = unreadable if found is None else Values("" if text is None else file, *found)
        return self._values[folder]

    def copies(self) -> frozenset[str]:
        """The folders of charts that others carry and name a repository for: what would be fetched."""
        found: set[str] = set()
        for holder, folders in self._vendored.items():
            chart = self.of(holder)
            fetched = {d.name for d in chart.dependencies if d.repository and not d.folder} if chart else ()
            found.update(carried for carried in folders if self._name_in(carried) in fetched)
        return frozenset(found)

    def umbrellas(self) -> Iterator[Chart]:
        """The charts that depend on others and are carried by none."""
        carried = {folder for folders in self._vendored.values() for folder in folders}
        for folder in self.folders:
            chart = self.of(folder) if folder not in carried else None
            if chart is not None and not chart.is_library and chart.dependencies:
                yield chart

    def _read(self, folder: str) -> Chart | None:
        file = _in(folder, DESCRIPTION)
        described = self._document(file)
        name = text_of(entries(described.value).get("name")) if described else ""
        if described is None or not _NAME.fullmatch(name):  # one that is filled in before: a starter of charts
            return None
        files = [file]
        document, stated_in = described, file
        older = _in(folder, OF_HELM_2)
        if (found := self._document(older)) is not None and "dependencies" in entries(found.value):
            document, stated_in = found, older
            files.append(older)
        content = entries(described.value)
        return Chart(
            folder, name, text_of(content.get("version")),
            is_library=content.get("type") == "library",
            span=Span(file, described.line, described.end_line),
            dependencies=tuple(self._dependencies(folder, stated_in, document)), files=tuple(files),
            templates=folder in self.rendering,
        )  # fmt: skip

    def _dependencies(self, folder: str, file: str, document: Document) -> Iterator[Dependency]:
        vendored = {self._name_in(f): f for f in self.vendored(folder)}
        listed = set()
        for i, said in mappings(entries(document.value).get("dependencies")):
            path = f"dependencies.{i}"
            line = document.lines.get(path, document.line)
            name, repository = text_of(said.get("name")), text_of(said.get("repository"))
            listed.add(name)
            yield Dependency(
                name, text_of(said.get("alias")), repository, said.get("version"), text_of(said.get("condition")),
                tuple(map(text_of, elements(said.get("tags")))),
                Span(file, line, document.ends.get(path, line)),
                self._kept_in(folder, repository, vendored.get(name, "")),
            )  # fmt: skip
        for carried, where in vendored.items():
            if carried not in listed:
                yield Dependency(carried, span=Span(_in(where, DESCRIPTION), 1, 1), folder=where)

    def _name_in(self, folder: str) -> str:
        if folder not in self._names:
            document = self._document(_in(folder, DESCRIPTION))
            told = text_of(entries(document.value).get("name")) if document else posixpath.basename(folder)
            self._names[folder] = told
        return self._names[folder]

    def _kept_in(self, folder: str, repository: str, vendored: str) -> str:
        """The folder of the tree that holds what a chart depends on, empty where none does."""
        if repository.startswith(OF_FILE):
            path = _in(folder, repository.removeprefix(OF_FILE))
            return path if path in self._known else ""
        return "" if repository else vendored

    def _document(self, file: str) -> Document | None:
        text = self._sources.text(file)
        if text is None:
            return None
        try:
            documents = [read_document(chunk) for chunk in chunks(text.decode("utf-8-sig"))]
        except (UnreadableError, CustomTagError, UnicodeDecodeError) as problem:
            is_template = b"{{" in text  # of what makes charts, to be filled in before
            if _DEPENDENCIES.search(text) and not is_template and isinstance(problem, UnreadableError):
                self.unread.append(Unread(file, problem.line, problem.reason))
            return None
        return documents[0] if documents else None


def _in(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


__all__ = ["DESCRIPTION", "Chart", "Charts", "Dependency", "Values"]
