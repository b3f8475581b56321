"""Applications of Argo CD whose repositories lie below the audited paths, with the paths that their files have there.

Source: https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from continuity_audit.discovery.source_map import SourceMap, source_named
from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.appliers import APPLICATION
from continuity_audit.parsers.kubernetes.names import text_of


def with_paths_in_tree(resource: Resource, source_map: SourceMap) -> Resource:
    """An Application whose ``path`` and ``valueFiles`` begin at the top of the tree, as if it were the repository.

    Those of repositories that the source map does not name stay as they are, and so does every other object.
    """
    spec = entries(resource.values.get("spec"))
    if resource.type != APPLICATION or not source_map or not spec:
        return resource
    sources = [entries(source) for source in elements(spec.get("sources")) or (spec.get("source"),)]
    found = tuple(_placed(source, sources, source_map) for source in sources)
    if all(new is old for new, old in zip(found, sources, strict=True)):
        return resource
    changed = {"sources": found} if elements(spec.get("sources")) else {"source": found[0]}
    return replace(resource, values={**resource.values, "spec": {**spec, **changed}})


def sources_named(resource: Resource) -> Iterator[str]:
    """What an Application takes from repositories, without logins: `host/acme/platform//deploy?ref=main`."""
    spec = entries(resource.values.get("spec"))
    for source in map(entries, elements(spec.get("sources")) or (spec.get("source"),)):
        if resource.type == APPLICATION and (found := source_named(_source(source, text_of(source.get("path"))))):
            yield str(found)


def _placed(
    source: Mapping[str, Value], sources: Sequence[Mapping[str, Value]], source_map: SourceMap
) -> Mapping[str, Value]:
    found = dict(source)
    if isinstance(path := source.get("path"), str) and (place := _place(source, path, source_map)):
        found["path"] = place
    helm = entries(source.get("helm"))
    if isinstance(files := helm.get("valueFiles"), tuple):
        placed = tuple(_file(name, source, sources, source_map) if isinstance(name, str) else name for name in files)
        if placed != files:
            found["helm"] = {**helm, "valueFiles": placed}
    return found if found != source else source


def _file(
    name: str, source: Mapping[str, Value], sources: Sequence[Mapping[str, Value]], source_map: SourceMap
) -> str:  # fmt: skip
    """A name that begins at the top of a repository, by its path in the tree: of this one, or of one with a ``ref``."""
    start, _, path = name.partition("/")
    of = next((other for other in sources if start == f"${text_of(other.get('ref'))}"), None) if start else source
    place = _place(of, path, source_map) if of is not None and "://" not in name else None
    return f"{start}/{place}" if place else name


def _place(source: Mapping[str, Value], path: str, source_map: SourceMap) -> str | None:
    """Where a path of a repository lies in the tree; nothing where that is not known."""
    return source_map.folder(_source(source, path))


def _source(source: Mapping[str, Value], path: str) -> str:
    """A path of a repository as the source of a module would name it."""
    inside = posixpath.normpath(path.strip("/") or ".")
    repository, version = text_of(source.get("repoURL")), text_of(source.get("targetRevision"))
    return f"{repository}{'' if inside == '.' else f'//{inside}'}?ref={version}"
