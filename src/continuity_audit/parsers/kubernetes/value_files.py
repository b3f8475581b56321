"""Values files of the tree that an Application of Argo CD gives to a chart of another repository.

One of several sources gives the tree a name by its ``ref``, and ``$name/path`` is a file in it. Its values are put in
the place of that name, each with its line.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/#helm-value-files-from-external-git-repository
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.names import text_of

APPLICATION: Final = "argoproj.io/Application"
Text = Callable[[str], bytes | None]
"""What gives the bytes of a file of the tree, or nothing where there is none."""


def with_value_files(resources: Iterable[Resource], text: Text) -> Iterator[Resource]:
    """The resources, Applications with the values of the files that they name in the tree."""
    for resource in resources:
        yield _with_files(resource, text) if resource.type == APPLICATION else resource


def _with_files(application: Resource, text: Text) -> Resource:
    spec = application.values.get("spec")
    sources = spec.get("sources") if isinstance(spec, Mapping) else None
    if not isinstance(spec, Mapping) or not isinstance(sources, tuple):
        return application
    named = (text_of(source.get("ref")) for source in sources if isinstance(source, Mapping))
    names: set[str] = {name for name in named if name}
    lines, files = dict(application.lines), dict(application.files)
    found = tuple(_source(source, names, text, lines, files) for source in sources)
    if all(new is old for new, old in zip(found, sources, strict=True)):
        return application
    values = {**application.values, "spec": {**spec, "sources": found}}
    return replace(application, values=values, lines=lines, files=files)


def _source(source: Value, names: set[str], text: Text, lines: dict[str, int], files: dict[str, str]) -> Value:
    """A source with the values of its files in the place of their names; their lines are added to the others."""
    helm = source.get("helm") if isinstance(source, Mapping) else None
    listed = helm.get("valueFiles") if isinstance(helm, Mapping) else None
    if not isinstance(source, Mapping) or not isinstance(helm, Mapping) or not isinstance(listed, tuple):
        return source
    found: list[Value] = []
    for name in listed:
        read = _read(name, names, text) if isinstance(name, str) else None
        found.append(name if read is None else read[1])
        if read is not None and helm.get("values") is None:  # those of a text there have no lines of their own
            prefix = "spec.source.helm.valuesObject" if helm.get("valuesObject") else "spec.source.helm.values"
            for path, line in read[2].items():
                if files.get(f"{prefix}.{path}") or f"{prefix}.{path}" not in lines:
                    lines[f"{prefix}.{path}"], files[f"{prefix}.{path}"] = line, read[0]
    if all(new is old for new, old in zip(found, listed, strict=True)):
        return source
    return {**source, "helm": {**helm, "valueFiles": tuple(found)}}


def _read(name: str, names: set[str], text: Text) -> tuple[str, Mapping[str, Value], Mapping[str, int]] | None:
    """The file that a name means, with its values and their lines; nothing where the tree does not hold it."""
    from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document

    start, _, path = name.partition("/")
    file = posixpath.normpath(path)
    if not start.startswith("$") or start[1:] not in names or file.startswith(".."):
        return None
    content = text(file)
    if content is None:
        return None
    try:
        documents = [read_document(chunk) for chunk in chunks(content.decode())]
    except (UnreadableError, CustomTagError, UnicodeDecodeError):
        return None
    if not documents:
        return file, {}, {}
    value = documents[0].value
    if len(documents) > 1 or not isinstance(value, Mapping | None):
        return None
    return file, value or {}, documents[0].lines


__all__ = ["with_value_files"]
