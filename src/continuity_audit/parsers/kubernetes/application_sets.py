"""The Applications that an ApplicationSet of Argo CD makes: its template, once for each thing that its generators list.

What lists clusters, pull requests or repositories is not in the code: it is one Application then, open by that.
Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.api_groups import type_of
from continuity_audit.estate.documents import elements, entries, laid_over
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import with_stars
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.kubernetes.application_templates import rendered
from continuity_audit.parsers.kubernetes.appliers import APPLICATION
from continuity_audit.parsers.kubernetes.generated_parameters import (
    MAX_APPLICATIONS,
    Folders,
    Listed,
    NotListedError,
    listed_by,
)
from continuity_audit.parsers.kubernetes.names import Name, address_of, text_of
from continuity_audit.parsers.reading import Missing

APPLICATION_SET: Final = "argoproj.io/ApplicationSet"

TOO_MANY: Final = f"it makes more than {MAX_APPLICATIONS} Applications, of which the first count"
NOT_LISTED: Final = "what it makes Applications for is not in the code"
PATCHED: Final = "a patch of its template says what is installed, and is not read"
_SOURCES: Final = frozenset({"source", "sources"})
_PATCHED: Final = pattern(r"\b(sources?|helm|chart|kustomize)\b")
"""What a patch of the template speaks of where it may change what is installed."""


def with_applications(resources: Iterable[Resource], folders: Folders) -> tuple[list[Resource], list[Missing]]:
    """The resources, with the Applications of each set in its place, and what sets list that is not in the code."""
    found: list[Resource] = []
    missing: list[Missing] = []
    for resource in resources:
        if resource.type == APPLICATION_SET:
            found += _made(resource, folders, missing)
        else:
            found.append(resource)
    return found, missing


def _made(application_set: Resource, folders: Folders, missing: list[Missing]) -> Iterator[Resource]:
    spec = entries(application_set.values.get("spec"))
    place = (application_set.span.file, application_set.span.line)
    names: dict[str, int] = {}
    for number, generator in enumerate(elements(spec.get("generators"))):
        try:
            listing = listed_by(entries(generator), folders, application_set.address, go=_is_go(spec))
            each = list(islice(listing, MAX_APPLICATIONS + 1))
        except NotListedError as error:
            missing.append(Missing(f"{application_set.address} ({error.what})", *place, NOT_LISTED))
            continue
        template = laid_over(entries(spec.get("template")), _template_of(generator))
        if not _SOURCES.intersection(entries(template.get("spec"))) and _is_patched(spec):
            missing.append(Missing(f"{application_set.address} (templatePatch)", *place, PATCHED))
        for listed in each:
            if sum(names.values()) >= MAX_APPLICATIONS:
                missing.append(Missing(f"{application_set.address} (generators.{number})", *place, TOO_MANY))
                return
            yield _application(application_set, template, listed, names, folders)


def _is_go(spec: Mapping[str, Value]) -> bool:
    return spec.get("goTemplate") is True


def _template_of(generator: Value) -> Mapping[str, Value]:
    """What a generator lays over the template of all."""
    return next((entries(entries(of).get("template")) for of in entries(generator).values()), {})


def _application(
    application_set: Resource, template: Mapping[str, Value], listed: Listed, names: dict[str, int], folders: Folders
) -> Resource:
    """One Application; of those that are called alike, as far as that is known, all but the first are numbered."""
    made = entries(rendered(template, listed, application_set.address))
    metadata = dict(entries(made.get("metadata")))
    name = with_stars(metadata.get("name")) or "*"
    namespace = text_of(entries(application_set.values.get("metadata")).get("namespace"))
    names[name] = names.get(name, 0) + 1
    if names[name] > 1:
        name = f"{name}[{names[name] - 1}]"
    metadata |= {"name": name, **({"namespace": namespace} if namespace else {})}
    spec = _patched(application_set, entries(made.get("spec")), folders)
    return replace(
        application_set,
        address=address_of(Name("Application"), namespace, Name(name)),
        type=type_of("argoproj.io/v1alpha1", "Application"),
        name=name,
        values={
            "apiVersion": application_set.values.get("apiVersion"), "kind": "Application",
            "metadata": metadata, "spec": spec,
        },
        lines={key.removeprefix(_TEMPLATE): at for key, at in application_set.lines.items() if _TEMPLATE in key},
        files={key.removeprefix(_TEMPLATE): at for key, at in application_set.files.items() if _TEMPLATE in key},
    )  # fmt: skip


_TEMPLATE: Final = "spec.template."


def _patched(application_set: Resource, spec: Mapping[str, Value], folders: Folders) -> Mapping[str, Value]:
    """A spec whose charts have open values where a patch of the template may change these."""
    if not _is_patched(entries(application_set.values.get("spec"))):
        return spec
    cause = f"{application_set.address} (templatePatch)"
    hidden = Unknown(frozenset({cause}), cause)

    def opened(source: Value) -> Value:
        held = entries(source)
        return {**held, "helm": {**entries(held.get("helm")), "values": hidden}} if _is_chart(held, folders) else source

    changed = dict(spec)
    if "source" in spec:
        changed["source"] = opened(spec["source"])
    if "sources" in spec:
        changed["sources"] = tuple(map(opened, elements(spec["sources"])))
    return changed


def _is_patched(spec: Mapping[str, Value]) -> bool:
    """Whether a patch of the template may change what is installed."""
    patch = spec.get("templatePatch")
    return patch is not None and not (isinstance(patch, str) and not _PATCHED.search(patch))


def _is_chart(source: Mapping[str, Value], folders: Folders) -> bool:
    path = source.get("path")
    of_tree = isinstance(path, str) and folders.text(posixpath.normpath(f"{path.strip('/')}/Chart.yaml")) is not None
    return bool(source.get("chart") or source.get("helm")) or of_tree


__all__ = ["APPLICATION", "APPLICATION_SET", "with_applications"]
