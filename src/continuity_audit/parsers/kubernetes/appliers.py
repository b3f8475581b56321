"""What Flux and Argo CD say of the folders that they apply: a namespace, placeholders, and what Kustomize is to change.

Both write their changes into the kustomization of the folder, and so they are held as what one may say. Sources:
https://fluxcd.io/flux/components/kustomize/kustomizations/ and
https://argo-cd.readthedocs.io/en/stable/user-guide/kustomize/.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from continuity_audit.estate.documents import entries
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.parsers.kubernetes.names import text_of
from continuity_audit.parsers.kubernetes.nodes import Node, harvest, leaf
from continuity_audit.parsers.kubernetes.placeholders import Worth
from continuity_audit.parsers.kubernetes.scalars import plain
from continuity_audit.parsers.kubernetes.settings import NO_SETTINGS, Settings
from continuity_audit.parsers.kubernetes.things import thing_of

APPLICATION: Final = "argoproj.io/Application"
KUSTOMIZATION: Final = "kustomize.toolkit.fluxcd.io/Kustomization"

APPLIERS: Final = (APPLICATION, KUSTOMIZATION)

WHOLE: Final = "."
"""The path of a whole repository."""

_ARTIFACT: Final = "ExternalArtifact/"
"""Source of what a controller cuts from repositories: https://fluxcd.io/flux/components/source/externalartifacts/"""

_OF_FLUX: Final = (
    "patches", "patchesStrategicMerge", "patchesJson6902", "images", "components", "namePrefix", "nameSuffix",
)  # fmt: skip
_OF_ARGO: Final = ("patches", "components", "namePrefix", "nameSuffix", "namespace")
_IMAGE = pattern(r"(?:(?P<name>[^=]+)=)?(?P<new>[^=@]*?)(?::(?P<tag>[^:/@]+))?(?:@(?P<digest>.+))?")


class Application(Struct, frozen=True, eq=False, dict=True):
    """An object that applies a folder, and what it does to what lies there."""

    source: Resource
    path: str
    below: bool
    """Whether folders below it are applied too."""
    namespace: str = ""
    forced: bool = False
    """Whether its namespace replaces that of an object."""
    variables: Mapping[str, Value] = field(default_factory=dict)
    complete: bool = True
    """Whether it is known which variables there are; one that is not among them has its default then."""
    origin: str = ""
    """What names the repository that the folder is in."""
    metadata: Mapping[str, Value] = field(default_factory=dict)
    """Labels and annotations that every object gets."""
    changes: Node | None = None
    """What it adds to the kustomization of the folder, with the places where it says so."""
    generates: bool = False
    """Whether it makes a kustomization of a folder that has none."""
    leaves_out: bool = False
    """Whether components that are not there are left out."""

    def worth(self, name: str) -> Worth:
        """What a variable stands for; one that holds a placeholder itself is filled in by somebody else before."""
        found = self.variables.get(name)
        if found is None:
            return Worth("" if self.complete else None, is_set=False)
        text = text_of(found).replace("\n", "")
        return Worth(text if isinstance(found, bool | int | Decimal | str) and "${" not in text else None)

    @cached_property
    def effect(self) -> tuple[object, ...]:
        """What it does to the folder; of two that do the same one is enough."""
        changes = harvest(self.changes, "").value if self.changes is not None else None
        return (
            self.path, self.below, self.namespace, self.forced, dict(self.variables), self.complete, changes,
            dict(self.metadata), self.leaves_out,
        )  # fmt: skip


class Appliers:
    """Which objects apply which roots."""

    def __init__(self, found: Iterable[Application], roots: Sequence[str], with_kustomization: Container[str]) -> None:
        self.all: list[Application] = []
        for one in found:
            if all(one.effect != other.effect for other in self.all):
                self.all.append(one)
        self._by_root = {root: _nearest(root, self.all, with_kustomization) for root in roots}

    @property
    def effects(self) -> list[tuple[object, ...]]:
        """What all of them do."""
        return [one.effect for one in self.all]

    def of(self, root: str) -> list[Application]:
        """Those that apply a root, each of another effect."""
        return self._by_root.get(root, [])

    def roots_of(self, applied: Application) -> list[str]:
        """The roots that one applies."""
        return [root for root, over in self._by_root.items() if applied in over]


def _nearest(root: str, found: Iterable[Application], with_kustomization: Container[str]) -> list[Application]:
    over = [
        a for a in found if a.path == root or (a.below and _is_below(root, a.path) and a.path not in with_kustomization)
    ]
    nearest = max((_depth(a.path) for a in over), default=0)
    return [a for a in over if _depth(a.path) == nearest]


def _is_below(folder: str, path: str) -> bool:
    return path == WHOLE or folder.startswith(f"{path}/")


def _depth(path: str) -> int:
    return 0 if path == WHOLE else path.count("/") + 1


def applications(
    resources: Iterable[Resource], folders: frozenset[str], settings: Settings = NO_SETTINGS
) -> tuple[list[Application], list[Application]]:
    """The objects of the tree that apply one of its folders, and those that may: what they apply is not found in it.

    One that applies a whole repository means the tree where it names the same repository as one that applies a folder.
    The path in an artifact begins where that was cut from its repository: it is the one folder that ends so.
    ``settings`` are what variables are taken from.
    """
    found: list[Application] = []
    for resource in resources:
        if resource.type == APPLICATION:
            found += _of_argo(resource)
        elif resource.type == KUSTOMIZATION:
            found += _of_flux(resource, settings)
    in_tree = [a for a in found if a.path != WHOLE and any(f == a.path or _is_below(f, a.path) for f in folders)]
    ours = {a.origin for a in in_tree}
    in_tree += (a for a in found if a.path == WHOLE and a.origin in ours)
    of_artifacts = [a for a in found if a.origin.startswith(_ARTIFACT) and a not in in_tree]
    placed = [(a, _ends_of(folders, a.path)) for a in of_artifacts]
    in_tree += (replace(a, path=ends[0]) for a, ends in placed if len(ends) == 1)
    return in_tree, [a for a, ends in placed if len(ends) != 1]


def _ends_of(folders: Iterable[str], path: str) -> list[str]:
    """The folders, with those around them, whose last steps are a path."""
    if path == WHOLE:
        return []
    around = (f"/{folder}/".partition(f"/{path}/") for folder in folders)
    return sorted({f"{before}/{path}".strip("/") for before, found, _ in around if found})


def _of_argo(resource: Resource) -> Iterator[Application]:
    spec = thing_of(resource).node.need("spec")
    namespace = spec.get("destination", "namespace")
    sources = spec.listed("sources") if spec.get("sources") is not None else [spec.need("source")]
    for source in sources:
        if source.get("path") is not None and (path := _path(source)):
            changes = source.get("kustomize") or Node(source.file, source.line)
            yield Application(
                resource, path,
                below=source.text("directory", "recurse") == "true",
                namespace=_word(namespace),
                origin=source.text("repoURL"),
                changes=_said(changes, _OF_ARGO, list(_argo_rest(changes))),
                leaves_out=changes.text("ignoreMissingComponents") == "true",
            )  # fmt: skip


def _argo_rest(changes: Node) -> Iterator[tuple[str, Node]]:
    """What Argo CD says in other words than Kustomize."""
    if images := changes.listed("images"):
        yield "images", Node(images[0].file, images[0].line, None, None, [_image(image) for image in images])
    if replicas := changes.listed("replicas"):
        yield "replicas", Node(replicas[0].file, replicas[0].line, None, None, [_count(entry) for entry in replicas])
    if labels := changes.get("commonLabels"):
        if changes.text("labelWithoutSelector") == "true":
            templates = leaf(labels, changes.text("labelIncludeTemplates") == "true")
            entry = Node(labels.file, labels.line, None, {"pairs": labels, "includeTemplates": templates})
            yield "labels", Node(labels.file, labels.line, None, None, [entry])
        else:
            yield "commonLabels", labels
    if annotations := changes.get("commonAnnotations"):
        yield "commonAnnotations", annotations


def _count(entry: Node) -> Node:
    """A number of replicas, which may be written as text."""
    count = entry.get("count")
    if count is None or not isinstance(count.scalar, str):
        return entry
    return Node(entry.file, entry.line, None, {**(entry.entries or {}), "count": leaf(count, plain(count.scalar))})


def _image(image: Node) -> Node:
    """``old=new:tag`` or ``name@digest`` as an image that a kustomization sets."""
    found = _IMAGE.fullmatch(str(image.scalar)) if isinstance(image.scalar, str) else None
    parts = found.groupdict() if found is not None else {}
    said = {
        "name": parts.get("name") or parts.get("new"), "newName": parts.get("new"),
        "newTag": parts.get("tag"), "digest": parts.get("digest"),
    }  # fmt: skip
    return Node(image.file, image.line, None, {key: leaf(image, text) for key, text in said.items() if text})


def _of_flux(resource: Resource, settings: Settings) -> Iterator[Application]:
    spec = thing_of(resource).node.need("spec")
    if path := _path(spec):
        variables, complete = settings.variables(resource)
        written = entries(entries(entries(resource.values.get("spec")).get("postBuild")).get("substitute"))
        yield Application(
            resource, path, below=True,
            namespace=_word(spec.get("targetNamespace")), forced=True,
            variables={**variables, **written}, complete=complete,
            origin=_origin(spec, resource),
            metadata=entries(entries(resource.values.get("spec")).get("commonMetadata")),
            changes=_said(spec, _OF_FLUX, []),
            generates=True, leaves_out=spec.text("ignoreMissingComponents") == "true",
        )  # fmt: skip


def _said(of: Node, keys: Iterable[str], more: list[tuple[str, Node]]) -> Node | None:
    """What stands under some keys, nothing where none says anything."""
    written = [(key, found) for key in keys if (found := of.get(key)) is not None]
    said = {key: found for key, found in (*written, *more) if found.entries or found.items or found.scalar is not None}
    first = next(iter(said.values()), None)
    return Node(first.file, first.line, None, said) if first is not None else None


def _path(of: Node) -> str:
    """The folder that is applied, empty where it is not known."""
    found = of.get("path")
    is_open = found is not None and found.scalar is not None and not isinstance(found.scalar, str)
    path = "" if is_open else _word(found) or WHOLE
    return posixpath.normpath(path.strip("/") or WHOLE) if path else ""


def _origin(spec: Node, resource: Resource) -> str:
    named = spec.get("sourceRef") or Node("", 0)
    namespace = named.text("namespace") or text_of(entries(resource.values.get("metadata")).get("namespace"))
    return "/".join((named.text("kind"), namespace, named.text("name")))


def _word(node: Node | None) -> str:
    return node.scalar if node is not None and isinstance(node.scalar, str) else ""
