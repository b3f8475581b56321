"""What Argo CD and Flux take from other repositories that lie below the audited paths, by the paths that it has there.

Sources: https://argo-cd.readthedocs.io/en/stable/user-guide/multiple_sources/,
https://fluxcd.io/flux/components/source/gitrepositories/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.discovery.source_map import SourceMap, source_named
from continuity_audit.estate.documents import elements, entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.appliers import APPLICATION, KUSTOMIZATION
from continuity_audit.parsers.kubernetes.names import text_of
from continuity_audit.parsers.kubernetes.value_files import HELM_RELEASE

GIT_REPOSITORY: Final = "source.toolkit.fluxcd.io/GitRepository"
Entries = Mapping[str, Value]


class _Repository(Struct, frozen=True):
    """A repository of git: its address, and the tag, branch or commit that is taken of it."""

    url: str
    version: str

    def source(self, path: str) -> str:
        """A path of it as the source of a module would name it."""
        inside = posixpath.normpath(path.strip("/") or ".")
        return f"{self.url}{'' if inside == '.' else f'//{inside}'}?ref={self.version}"


_NOWHERE: Final = _Repository("", "")


class MappedSources:
    """The repositories that the source map names; ``repositories`` are the GitRepositories of Flux in the tree."""

    def __init__(self, source_map: SourceMap, repositories: Iterable[Resource] = ()) -> None:
        self._map = source_map
        self._of_flux = {(_namespace(one.values), one.name): _repository_of_flux(one) for one in repositories}

    def placed(self, resource: Resource) -> Resource:
        """An object whose paths begin at the top of the tree, as if that were the repository that it names.

        Paths in repositories that the source map does not name stay as they are, and so does every other object.
        """
        spec = entries(resource.values.get("spec"))
        if not self._map or not spec:
            return resource
        found: Entries = spec
        if resource.type == APPLICATION:
            sources = _sources(spec)
            placed = tuple(self._argo(source, sources) for source in sources)
            if placed != sources:
                found = {**spec, **({"sources": placed} if elements(spec.get("sources")) else {"source": placed[0]})}
        elif resource.type == KUSTOMIZATION:
            place = self._place(self._named_by(spec, resource), text_of(spec.get("path")))
            found = {**spec, "path": place} if place else spec
        elif resource.type == HELM_RELEASE:
            found = self._release(spec, resource)
        return resource if found is spec else replace(resource, values={**resource.values, "spec": found})

    def named(self, resource: Resource) -> Iterator[str]:
        """What an object takes from repositories, without logins: ``host/acme/platform//deploy?ref=main``."""
        spec = entries(resource.values.get("spec"))
        told: list[str] = []
        if resource.type == APPLICATION:
            told = [_repository_of_argo(source).source(text_of(source.get("path"))) for source in _sources(spec)]
        elif resource.type == KUSTOMIZATION:
            told = [self._named_by(spec, resource).source(text_of(spec.get("path")))]
        elif resource.type == HELM_RELEASE:
            chart = entries(entries(spec.get("chart")).get("spec"))
            told = [self._named_by(chart, resource).source(text_of(chart.get("chart")))]
        yield from (str(found) for source in told if (found := source_named(source)))

    def _place(self, repository: _Repository, path: str) -> str | None:
        """Where a path of a repository lies in the tree; nothing where that is not known."""
        return self._map.folder(repository.source(path)) if repository.url else None

    # --- Argo CD ---

    def _argo(self, source: Entries, sources: Sequence[Entries]) -> Entries:
        found = dict(source)
        path, helm = source.get("path"), entries(source.get("helm"))
        if isinstance(path, str) and (place := self._place(_repository_of_argo(source), path)):
            found["path"] = place
        if isinstance(files := helm.get("valueFiles"), tuple):
            placed = tuple(self._values_file(f, source, sources) if isinstance(f, str) else f for f in files)
            found["helm"] = {**helm, "valueFiles": placed}
        return found

    def _values_file(self, name: str, source: Entries, sources: Sequence[Entries]) -> str:
        """A name that begins at the top of a repository, by its path in the tree: of its own, or one with a ``ref``."""
        start, _, path = name.partition("/")
        named = (one for one in sources if text_of(one.get("ref")) == start.removeprefix("$"))
        of = next(named, None) if start.startswith("$") else source if not start else None
        place = self._place(_repository_of_argo(of), path) if of is not None else None
        return f"{start}/{place}" if place else name

    # --- Flux ---

    def _named_by(self, spec: Entries, resource: Resource) -> _Repository:
        """The repository that ``sourceRef`` names; without its namespace, the only one of its name."""
        reference = entries(spec.get("sourceRef"))
        if reference.get("kind") != "GitRepository":
            return _NOWHERE
        name = text_of(reference.get("name"))
        namespace = text_of(reference.get("namespace")) or _namespace(resource.values)
        alike = {one for (_, called), one in self._of_flux.items() if called == name}
        return self._of_flux.get((namespace, name)) or (alike.pop() if len(alike) == 1 else _NOWHERE)

    def _release(self, spec: Entries, resource: Resource) -> Entries:
        chart = entries(spec.get("chart"))
        told = entries(chart.get("spec"))
        repository = self._named_by(told, resource)
        place = self._place(repository, text_of(told.get("chart")))
        if place is None:
            return spec
        said: dict[str, Value] = {**told, "chart": place}
        if isinstance(files := told.get("valuesFiles"), tuple):
            said["valuesFiles"] = tuple(
                (self._place(repository, name) or name) if isinstance(name, str) else name for name in files
            )
        return {**spec, "chart": {**chart, "spec": said}}


def _sources(spec: Entries) -> tuple[Entries, ...]:
    return tuple(entries(source) for source in elements(spec.get("sources")) or (spec.get("source"),))


def _repository_of_argo(source: Entries) -> _Repository:
    return _Repository(text_of(source.get("repoURL")), text_of(source.get("targetRevision")))


def _repository_of_flux(repository: Resource) -> _Repository:
    spec = entries(repository.values.get("spec"))
    reference = entries(spec.get("ref"))
    version = next((reference.get(key) for key in ("commit", "tag", "branch") if reference.get(key)), None)
    return _Repository(text_of(spec.get("url")), text_of(version))


def _namespace(values: Entries) -> str:
    return text_of(entries(values.get("metadata")).get("namespace"))
