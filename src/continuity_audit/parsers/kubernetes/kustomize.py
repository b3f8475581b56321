"""What a kustomization names: its resources, and the files that are parts of objects rather than objects."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document
from continuity_audit.parsers.kubernetes.nodes import Node, plant

_GENERATORS = ("configMapGenerator", "secretGenerator")
BY_NAME = ("images", "replicas")
"""The lists whose entries are set anew by name."""


class Kustomization(Struct, frozen=True):
    """One kustomization; paths are relative to the audited base, normalised."""

    file: str
    resources: frozenset[str] = frozenset()
    """Files and folders whose objects it renders."""
    parts: frozenset[str] = frozenset()
    """Files that are no objects of their own: patches, replacements, configurations, values, generated content."""
    content: Node = field(default_factory=lambda: Node("", 1))
    """All that it says."""
    problem: tuple[int, str] | None = None
    """Why it cannot be read, with the line."""
    generated_in: str = ""
    """The folder that it is generated for, where it stands in none."""

    @property
    def folder(self) -> str:
        """The folder that it stands in, which it is named by."""
        return self.generated_in or posixpath.dirname(self.file) or "."

    @property
    def is_component(self) -> bool:
        """Whether it is a part to be included, never applied alone."""
        return self.content.text("kind") == "Component"


def read_kustomization(text: bytes, file: str) -> Kustomization:
    """What a kustomization names; one that cannot be read names nothing and says why."""
    resources: set[str] = set()
    parts: set[str] = set()
    folder = posixpath.dirname(file)
    content = Node(file, 1)
    try:
        for chunk in chunks(text.decode("utf-8", "replace").lstrip("\ufeff")):
            document = read_document(chunk)
            value = document.value
            if isinstance(value, Mapping):
                content = plant(value, file, document.line, document.lines)
                resources |= {_join(folder, path) for path in _resources(value)}
                parts |= {_join(folder, path) for path in _parts(value)}
    except UnreadableError as error:
        return Kustomization(file, problem=(error.line, error.reason))
    except CustomTagError as tag:
        return Kustomization(file, problem=(1, f"YAML with a tag of its own ({tag})"))
    return Kustomization(file, frozenset(resources), frozenset(parts), content)


def changed(kustomization: Kustomization, changes: Node) -> Kustomization:
    """A kustomization with what is added to it: lists grow, an image is set anew by its name, all else is replaced."""
    entries = dict(kustomization.content.entries or {})
    for key, change in (changes.entries or {}).items():
        there = entries.get(key)
        if change.items is not None:
            kept = there.items or [] if there is not None else []
            if key in BY_NAME:
                named = {entry.text("name") for entry in change.items}
                kept = [entry for entry in kept if entry.text("name") not in named]
            entries[key] = Node(change.file, change.line, None, None, [*kept, *change.items])
        elif change.entries is not None and there is not None and there.entries is not None:
            entries[key] = Node(change.file, change.line, None, {**there.entries, **change.entries})
        else:
            entries[key] = change
    content = kustomization.content
    return replace(kustomization, content=Node(content.file, content.line, None, entries))


def _join(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def _resources(value: Mapping[str, Value]) -> Iterator[str]:
    for key in ("resources", "bases", "components", "crds"):
        yield from _texts(value.get(key))


def _parts(value: Mapping[str, Value]) -> Iterator[str]:
    for key in ("patchesStrategicMerge", "configurations", "transformers", "generators", "validators", "crds"):
        yield from _texts(value.get(key))
    for key in ("patches", "patchesJson6902", "replacements"):
        yield from (path for entry in _mappings(value.get(key)) for path in _texts((entry.get("path"),)))
    for entry in _mappings(value.get("helmCharts")):
        yield from _texts((entry.get("valuesFile"),))
        yield from _texts(entry.get("additionalValuesFiles"))
    if isinstance(schema := value.get("openapi"), Mapping):
        yield from _texts((schema.get("path"),))
    for key in _GENERATORS:
        for entry in _mappings(value.get(key)):
            for part in ("files", "envs"):
                yield from (text.rpartition("=")[2] for text in _texts(entry.get(part)))


def _texts(value: Value) -> Iterator[str]:
    """The file names in a list; an inline patch has lines."""
    if isinstance(value, tuple):
        yield from (text for text in value if isinstance(text, str) and text and "\n" not in text and "://" not in text)


def _mappings(value: Value) -> Iterator[Mapping[str, Value]]:
    if isinstance(value, tuple):
        yield from (entry for entry in value if isinstance(entry, Mapping))
