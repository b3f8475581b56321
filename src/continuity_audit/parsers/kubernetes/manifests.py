"""From the bytes of a YAML or JSON file to the Kubernetes objects in it, and what was not read or skipped."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.api_groups import group_of, type_of
from continuity_audit.estate.model import Provider, Resource, Span
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.documents import (
    MAX_BYTES,
    Chunk,
    CustomTagError,
    Document,
    UnreadableError,
    chunks,
    read_document,
)
from continuity_audit.parsers.kubernetes.helm_templates import is_template
from continuity_audit.parsers.kubernetes.json_documents import read_json
from continuity_audit.parsers.kubernetes.names import NOTHING, Name, address_of, text_of

TEMPLATE: Final = "a template, rendered before it is applied"
PATCH: Final = "a part of an object that a kustomization names, no object of its own"
NO_MANIFEST: Final = "no Kubernetes manifest"

_KEYS = ("apiVersion", "kind")
_BLOCK_KEY = r"^{indent}[\"']?{key}[\"']?[ \t]*:"
_MERGED = pattern(r"^<<[ \t]*:", re.MULTILINE)
"""What lays other mappings under the whole document."""
_FLOW_KEY = r"[\"']?{key}[\"']?\s*:"
_TEMPLATED = pattern(
    r"^[ \t]*(?:-[ \t]+)*\{[{%]|[\w\"']:[ \t]+[^\"'\s#]*\{\{|-[ \t]+\{\{|\{%-?\s*\w+"
    r"|^[ \t]*%\{~?[ \t]*(?:for|if|else|endif|endfor)\b",  # of Terraform
    re.MULTILINE,
)
_OTHERS_VERSION = pattern(r"v(?!1$)\d\w*")
"""What Kubernetes' own first group is not called: catalogs and settings of other tools have such versions."""
_VOWEL = pattern(r"[AEIO]|U(?!s|ni)")
_LIST_DEPTH = 3


class Manifests(Struct, frozen=True):
    """What one file (or several) of manifests holds."""

    resources: tuple[Resource, ...] = ()
    unread: tuple[Unread, ...] = ()
    skipped: tuple[Skipped, ...] = ()


class _SkipError(Exception):
    """What is not to be read alone, with the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_manifests(text: bytes, file: str, root: str, parts: frozenset[str] = frozenset()) -> Manifests:
    """The objects of one file.

    ``file`` is relative to the audited base, ``root`` the bundle it belongs to (the folder that holds it), ``parts``
    the files that kustomizations name as patches (`kustomize.Kustomization.parts`).
    """
    if file in parts:
        return Manifests(skipped=(Skipped(file, PATCH),))
    if len(text) > MAX_BYTES:
        return _too_large(text, file)
    try:
        decoded = _decode(text)
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        plain = all(key.encode() in text for key in _KEYS)
        return Manifests(unread=(Unread(file, line, "not UTF-8 text"),)) if plain else _none(file)
    return _Reader(file, root).read(decoded)


def _decode(text: bytes) -> str:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return text.decode("utf-16")
    return text.decode("utf-8-sig")


def _none(file: str) -> Manifests:
    return Manifests(skipped=(Skipped(file, NO_MANIFEST),))


def _too_large(text: bytes, file: str) -> Manifests:
    head = text[: MAX_BYTES // 16].decode("utf-8", "replace")
    if not any(_is_manifest(chunk.text) for chunk in chunks(head)):
        return _none(file)
    return Manifests(unread=(Unread(file, 1, f"larger than {MAX_BYTES // 2**20} MiB"),))


def _is_manifest(text: str) -> bool:
    """Whether a document is plainly a manifest: both keys stand at its top level, textually, or something is merged."""
    if text.startswith("---"):
        text = text[3:]
    first = next((row for row in text.split("\n") if row.strip() and not row.lstrip().startswith("#")), "")
    start = first.lstrip()
    if start.startswith(("{", "- {", "[")) and not start.startswith(("{{", "{%")):
        return all(re.search(_FLOW_KEY.format(key=key), text) for key in _KEYS)
    if _MERGED.search(text):
        return all(re.search(_FLOW_KEY.format(key=key), text) for key in _KEYS)
    indent = "" if start.startswith(("{{", "{%")) else re.escape(first[: len(first) - len(start)])
    return all(re.search(_BLOCK_KEY.format(indent=indent, key=key), text, re.MULTILINE) for key in _KEYS)


class _Reader:
    """Reads the documents of one file and keeps what became of each."""

    def __init__(self, file: str, root: str) -> None:
        self.file = file
        self.root = root
        self.resources: dict[tuple[str, str], Resource] = {}
        self.unread: list[Unread] = []
        self.reasons: dict[str, None] = {}

    def read(self, text: str) -> Manifests:
        """All documents of the file; where one is a template, the whole file is."""
        for chunk in chunks(text):
            try:
                for document in self._documents(chunk):
                    self._objects(document)
            except _SkipError as skip:
                if skip.reason == TEMPLATE:
                    return Manifests(skipped=(Skipped(self.file, TEMPLATE),))
                self.reasons[skip.reason] = None
            except UnreadableError as error:
                self.unread.append(Unread(self.file, error.line, error.reason))
        if not (self.resources or self.unread or self.reasons):
            self.reasons["it is empty" if not text.strip() else NO_MANIFEST] = None
        skipped = tuple(Skipped(self.file, reason) for reason in self.reasons)
        return Manifests(tuple(self.resources.values()), tuple(self.unread), skipped)

    def _documents(self, chunk: Chunk) -> Iterator[Document]:
        if not _is_manifest(chunk.text):
            raise _SkipError(_what_it_is(self.file))
        try:
            yield read_document(chunk)
        except CustomTagError as tag:
            raise _SkipError(f"YAML with a tag of its own ({tag})") from None
        except UnreadableError as error:
            if _TEMPLATED.search(chunk.text):
                raise _SkipError(TEMPLATE) from None
            if not error.syntax or not chunk.text.lstrip("- \t\r\n").startswith("{"):
                raise
            yield from self._json(chunk, error)

    def _json(self, chunk: Chunk, error: UnreadableError) -> Iterator[Document]:
        try:
            documents = list(read_json(chunk))
        except UnreadableError:
            raise error from None
        yield from documents

    def _objects(self, document: Document) -> None:
        if not isinstance(document.value, dict):
            raise _SkipError(NO_MANIFEST)
        whole = _Object(document.value, document.lines, "", document.line, document.end_line)
        for found in _flatten(whole, document, 0):
            resource = _resource(found, self.file, self.root)
            key = (resource.type, resource.address)
            if resource.name.endswith("*"):  # a generated name is another one each time
                key = (resource.type, f"{resource.address}#{len(self.resources)}")
            elif (before := self.resources.pop(key, None)) is not None:
                self.reasons[_again(before, resource)] = None
            self.resources[key] = resource


def _again(resource: Resource, later: Resource) -> str:
    place = f"{later.span.file}:{later.span.line}"
    return f"{resource.address} on line {resource.span.line} is declared again at {place}, which counts"


def _what_it_is(file: str) -> str:
    name = posixpath.basename(file)
    if re.fullmatch(r"(?:[\w.-]+[-_.])?values(?:[-_.][\w.-]+)?\.ya?ml", name):
        return "values of a chart"
    if name == "Chart.yaml":
        return "a chart's description"
    if name in ("kustomization.yaml", "kustomization.yml", "Kustomization"):
        return "a kustomization: it names objects and is none"
    return NO_MANIFEST


class _Object(Struct, frozen=True):
    """One object in a document: its value, and where it stands."""

    value: Mapping[str, Value]
    lines: Mapping[str, int]
    """The lines of what is in it, by dotted paths."""
    prefix: str
    """What leads to it in the document."""
    line: int
    end_line: int


def _flatten(found: _Object, document: Document, depth: int) -> Iterator[_Object]:
    """The object itself, or the items of a list."""
    kind, items = found.value.get("kind"), found.value.get("items")
    if not (isinstance(kind, str) and kind.endswith("List") and isinstance(items, tuple)) or depth == _LIST_DEPTH:
        yield found
        return
    lines = _lines_of_items(found.lines)
    for position, item in enumerate(items):
        if not isinstance(item, dict):
            continue
        inherited = {} if kind == "List" else {"apiVersion": found.value.get("apiVersion"), "kind": kind[:-4]}
        path = f"{found.prefix}items.{position}"
        line, end_line = document.lines.get(path, found.line), document.ends.get(path, found.end_line)
        inner = _Object({**inherited, **item}, lines.get(str(position), {}), f"{path}.", line, end_line)
        yield from _flatten(inner, document, depth + 1)


def _lines_of_items(lines: Mapping[str, int]) -> Mapping[str, Mapping[str, int]]:
    """The lines in each item of a list, by its position; told apart in one go, for there may be thousands."""
    found: dict[str, dict[str, int]] = {}
    for path, line in lines.items():
        if path.startswith(_ITEMS):
            position, _, below = path[len(_ITEMS) :].partition(".")
            if below:
                found.setdefault(position, {})[below] = line
    return found


_ITEMS: Final = "items."


def _resource(found: _Object, file: str, root: str) -> Resource:
    value = found.value
    version, kind, metadata = value.get("apiVersion"), value.get("kind"), value.get("metadata")
    if not isinstance(version, str) or not isinstance(kind, str):
        raise _SkipError(TEMPLATE if _opens(version) or _opens(kind) else NO_MANIFEST)
    if _OTHERS_VERSION.fullmatch(version):
        raise _SkipError(NO_MANIFEST)
    _refuse_what_is_never_applied(group_of(version), kind)
    if not isinstance(metadata, Mapping):
        raise _SkipError(f"{_article(kind)} {kind} without metadata")
    annotations = metadata.get("annotations")
    if isinstance(annotations, Mapping) and LOCAL in annotations and is_local(text_of(annotations[LOCAL])):
        raise _SkipError(f"for the tools that read it alone ({LOCAL}), and never applied")
    name, namespace = name_of(metadata), text_of(metadata.get("namespace"))
    if not name:
        raise _SkipError(f"{_article(kind)} {kind} without a name")
    called = type_of(version, kind)
    if "{{" in f"{name}{namespace}{kind}" or is_template(called, value):
        raise _SkipError(TEMPLATE)
    return Resource(
        root=root,
        address=address_of(text_of(kind), namespace, name),
        type=called,
        name=name,
        span=Span(file, found.line, found.end_line),
        language="kubernetes",
        values=value,
        lines=found.lines,
        provider=Provider("kubernetes"),
    )


def _article(kind: str) -> str:
    return "an" if _VOWEL.match(kind) else "a"


def _opens(value: Value) -> bool:
    return isinstance(value, Unknown)


def _refuse_what_is_never_applied(group: str, kind: str) -> None:
    if group == "kustomize.config.k8s.io":
        raise _SkipError("a kustomization: it names objects and is none")
    if kind == "Template" and group in ("", "template.openshift.io"):
        raise _SkipError("an OpenShift template, rendered before it is applied")
    if kind == "HelmChartInflationGenerator" and not group:
        raise _SkipError("a generator of Kustomize: it makes objects and is none")
    if kind == "Config" and not group:
        raise _SkipError("a client's configuration, no object of a cluster")


LOCAL: Final = "config.kubernetes.io/local-config"
"""Annotates what no cluster gets.

Source: https://kubernetes.io/docs/reference/labels-annotations-taints/#config-kubernetes-io-local-config
"""


def is_local(mark: str | None) -> bool:
    """Whether an object with such an annotation is for tools alone: with any that does not say ``false``."""
    return mark is not None and mark != "false"


def name_of(metadata: Mapping[str, Value]) -> Name:
    """The name in the metadata of an object, one that is generated with ``*`` at its end."""
    return text_of(metadata.get("name")) or generated_name(text_of(metadata.get("generateName")))


def generated_name(start: Name) -> Name:
    """What stands for a name that the cluster generates."""
    return Name(f"{start}*") if start else NOTHING


def merge(bundles: Iterable[Manifests]) -> Manifests:
    """Several files as one: of an object that a bundle (root) declares twice the last counts, as kubectl applies it."""
    resources: dict[tuple[str, str, str], Resource] = {}
    unread: list[Unread] = []
    skipped: list[Skipped] = []
    for bundle in bundles:
        unread += bundle.unread
        skipped += bundle.skipped
        for resource in bundle.resources:
            key = (resource.root, resource.type, resource.address)
            if resource.name.endswith("*"):
                key = (*key[:2], f"{resource.address}#{len(resources)}")
            elif (before := resources.pop(key, None)) is not None:
                skipped.append(Skipped(before.span.file, _again(before, resource)))
            resources[key] = resource
    return Manifests(tuple(resources.values()), tuple(unread), tuple(skipped))
