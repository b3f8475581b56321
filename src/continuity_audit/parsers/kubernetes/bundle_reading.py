"""Reads one root of Kubernetes code: its overlay rendered, its plain manifests, and what others do to them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final, TypeVar

from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.kubernetes.application_sets import APPLICATION_SET, with_applications
from continuity_audit.parsers.kubernetes.appliers import (
    APPLICATION,
    APPLIERS,
    KUSTOMIZATION,
    Application,
    Appliers,
    applications,
)
from continuity_audit.parsers.kubernetes.bundles import Bundles
from continuity_audit.parsers.kubernetes.completeness import refusal
from continuity_audit.parsers.kubernetes.generated_parameters import Folders
from continuity_audit.parsers.kubernetes.kustomize import Kustomization
from continuity_audit.parsers.kubernetes.manifests import PATCH, Manifests, merge
from continuity_audit.parsers.kubernetes.mapped_sources import GIT_REPOSITORY, MappedSources
from continuity_audit.parsers.kubernetes.nodes import Node
from continuity_audit.parsers.kubernetes.overlay_reading import Overlay, read_overlay
from continuity_audit.parsers.kubernetes.rendered import Rendering
from continuity_audit.parsers.kubernetes.rendering import change
from continuity_audit.parsers.kubernetes.settings import NO_SETTINGS, PARTS, Settings, taken_by
from continuity_audit.parsers.kubernetes.things import resource_of, thing_of
from continuity_audit.parsers.kubernetes.value_files import with_value_files
from continuity_audit.parsers.kubernetes.wiring import united, wired
from continuity_audit.parsers.reading import Reading, Wanted

MAX_LEVELS: Final = 5
"""Objects that apply objects that apply objects: Flux and Argo CD are often set up by themselves."""

MAX_APPLIERS: Final = 30
"""Objects that apply one folder in different ways, each of which is rendered."""

TOO_MANY: Final = f"one of more than {MAX_APPLIERS} that apply {{}} in different ways, of which the first count"
TOO_DEEP: Final = f"what it applies may be changed further: such changes are followed {MAX_LEVELS} levels deep"
NO_KUSTOMIZATION: Final = "it changes by Kustomize what it applies, and there is no kustomization in {}"
IN_ARTIFACT: Final = "a path in an artifact that is not the end of exactly one folder: what it changes is not applied"
PART_OF_OTHERS: Final = "its changes to {} are not applied, as that is read only as a part of other kustomizations"
ONLY_KUSTOMIZE: Final = "its changes are applied without {}, which only Kustomize itself can render"

Element = TypeVar("Element")


class BundleReader:
    """Reads the roots of a tree."""

    def __init__(self, of: Bundles) -> None:
        self._of = of
        self._rendered: dict[str, Overlay] = {}

    def read(self, root: str, wanted: Wanted) -> Reading:
        """All that a root holds, as it is applied."""
        found = self._read(root, wanted, self.applied)
        sources, taken = self._of.sources, dict.fromkeys(found.files)

        def text(file: str) -> bytes | None:
            content = sources.text(file)
            taken.update({} if content is None else {file: None})
            return content

        placed = map(self._mapped.placed, found.resources)
        resources = tuple(with_value_files(placed, text, sources.charts))
        elsewhere = tuple(source for resource in found.resources for source in self._mapped.named(resource))
        return replace(found, resources=resources, files=tuple(taken), elsewhere=elsewhere)

    def _read(self, root: str, wanted: Wanted, appliers: Appliers) -> Reading:
        """What a root holds as it is applied, with the Applications that its ApplicationSets make."""
        if not wanted(APPLICATION) or self._of.marked.isdisjoint(self._files_of(root)):
            return self._read_sets(root, wanted, appliers)
        found = self._read_sets(root, _with_sets(wanted), appliers)
        folders = Folders(self._of.sources.entries, self._of.sources.text)
        resources, missing = with_applications(found.resources, folders)
        return replace(found, resources=tuple(resources), missing=_once((found.missing, missing)))

    def _files_of(self, root: str) -> set[str]:
        """The files that a root is made of."""
        overlays = self._of.overlays
        return (set(self._of.plain.get(root, ())) - overlays.parts) | overlays.reached.get(root, frozenset())

    def _read_sets(self, root: str, wanted: Wanted, appliers: Appliers) -> Reading:
        over = appliers.of(root)
        if not over:
            return self._as_written(root, wanted, None)
        first_left_out = over[MAX_APPLIERS : MAX_APPLIERS + 1]
        over = over[:MAX_APPLIERS]
        found = [self._as_applied(root, wanted, one, appliers) for one in over]
        first = found[0]
        if len(found) == 1:
            return first
        too_many = [Unread(*_place(one), TOO_MANY.format(root)) for one in first_left_out]
        return replace(
            first,
            resources=tuple(united([(one, each.resources) for one, each in zip(over, found, strict=True)])),
            unread=_once((*(each.unread for each in found), too_many)),
            skipped=_once(each.skipped for each in found),
            missing=_once(each.missing for each in found),
            files=_once(each.files for each in found),
            declared={one.source.address: _place(one) for one in over},
        )

    def _as_written(self, root: str, wanted: Wanted, changes: Application | None) -> Reading:
        """What a root holds, with changes to its own kustomization."""
        overlay = self._overlay(root, changes)
        plain = self._plain(root, overlay)
        found = (*overlay.resources(wanted), *(r for r in plain.resources if wanted(r.type)))
        types = (*(kind for kind, _ in overlay.holds()), *(r.type for r in plain.resources))
        return replace(self._reading(root, overlay, plain, found), passed_over=_passed_over(types, wanted))

    def _plain(self, root: str, overlay: Overlay) -> Manifests:
        """The plain manifests of a root that its overlay does not hold."""
        found = merge(self._alone(file, root) for file in self._of.plain.get(root, ()))
        there = overlay.holds()
        return replace(found, resources=tuple(r for r in found.resources if (r.type, r.address) not in there))

    def _reading(self, root: str, overlay: Overlay, plain: Manifests, resources: tuple[Resource, ...]) -> Reading:
        return Reading(
            root=root,
            language="kubernetes",
            resources=resources,
            unread=(*overlay.unread, *plain.unread),
            skipped=(*overlay.skipped, *plain.skipped),
            missing=overlay.missing,
            files=_once((overlay.files, self._of.plain.get(root, ()))),
        )

    def _as_applied(self, root: str, wanted: Wanted, applied: Application, appliers: Appliers) -> Reading:
        """What a root holds as one object applies it."""
        if applied.changes is None:
            found = self._as_written(root, wanted, None)
        elif applied.path in self._of.sources.kustomizations:
            found = self._as_written(root, wanted, applied)
        elif applied.generates:
            generated = Kustomization(applied.changes.file, content=applied.changes, generated_in=applied.path)
            found = self._changed(root, wanted, applied, generated, appliers.roots_of(applied))
        else:
            found = self._as_written(root, wanted, None)
            reason = NO_KUSTOMIZATION.format(applied.path)
            found = replace(found, unread=(*found.unread, Unread(applied.changes.file, applied.changes.line, reason)))
        return replace(found, resources=tuple(wired(found.resources, applied)))

    def _changed(
        self, root: str, wanted: Wanted, applied: Application, generated: Kustomization, roots: Sequence[str]
    ) -> Reading:
        """What a root holds, changed by the kustomization that Flux generates over all that it applies."""
        overlay = self._overlay(root, None)
        plain = self._plain(root, overlay)
        things = [*overlay.copies(), *map(thing_of, plain.resources)]
        there = {id(thing) for thing in things}
        made = change(things, generated, self._of.sources, whole=len(roots) == 1, leaves_out=applied.leaves_out)
        is_first = root == roots[0]  # what components add exists once
        kept = [thing for thing in made.things if is_first or id(thing) in there]
        found = self._reading(root, overlay, plain, tuple(resource_of(t, root) for t in kept if wanted(t.type)))
        return replace(
            found,
            passed_over=_passed_over((thing.type for thing in kept), wanted),
            unread=(*found.unread, *made.unread, *_left(made, generated.content)),
            skipped=(*found.skipped, *made.skipped),
            missing=(*found.missing, *(made.missing if is_first else ())),
            files=_once((found.files, made.files)),
        )

    def _overlay(self, root: str, applied: Application | None) -> Overlay:
        if root not in self._of.overlays.roots:
            return Overlay()
        if applied is not None:
            return read_overlay(root, self._of.sources, applied.changes, leaves_out=applied.leaves_out)
        if root not in self._rendered:
            self._rendered[root] = read_overlay(root, self._of.sources)
        return self._rendered[root]

    def _alone(self, file: str, root: str) -> Manifests:
        if file in self._of.overlays.parts:
            return Manifests(skipped=(Skipped(file, PATCH),))
        if file in self._of.left_out:
            return Manifests(skipped=(Skipped(file, self._of.left_out[file]),))
        found = self._of.sources.manifests(file)
        reasons = {id(r): reason for r in found.resources if (reason := refusal(r))}
        return replace(
            found,
            resources=tuple(replace(r, root=root) for r in found.resources if id(r) not in reasons),
            skipped=(*found.skipped, *(Skipped(file, reason) for reason in reasons.values())),
        )

    @cached_property
    def applied(self) -> Appliers:
        """The objects of Flux and Argo CD that apply a folder of the tree, as they are applied themselves."""
        return self._settled[0]

    @cached_property
    def _settled(self) -> tuple[Appliers, list[Application], list[Application]]:
        """Those, the ones that the last level still changed, and those whose folder is not found."""
        roots, with_kustomization = self._of.roots, self._of.sources.kustomizations
        folders = frozenset((*roots, *with_kustomization))
        found = Appliers((), roots, with_kustomization)
        changing: list[Application] = []
        astray: list[Application] = []
        for _ in range(MAX_LEVELS):
            wiring = list(self._wiring(found))
            applied, astray = applications(wiring, folders, self._settings(wiring, found))
            now = Appliers(applied, roots, with_kustomization)
            changing = [one for one in now.all if one.effect not in found.effects]
            if now.effects == found.effects:
                break
            found = now
        return found, changing, astray

    def _wiring(self, applied: Appliers) -> Iterator[Resource]:
        found = self._found_in(self._of.marked, Wanted(frozenset(APPLIERS)), applied)
        yield from map(self._mapped.placed, found)

    @cached_property
    def _mapped(self) -> MappedSources:
        """Where the repositories lie that those objects name, Flux's as they are written."""
        nobody = Appliers((), self._of.roots, self._of.sources.kustomizations)
        found = self._found_in(self._of.repositories, Wanted(frozenset({GIT_REPOSITORY})), nobody)
        return MappedSources(self._of.sources.tree.source_map, found)

    def _settings(self, wiring: Iterable[Resource], applied: Appliers) -> Settings:
        """What those objects take variables from, as it is applied itself."""
        named = {one for r in wiring if r.type == KUSTOMIZATION for one in taken_by(r) if one[0] in PARTS and one[1]}
        if not named:
            return NO_SETTINGS
        names = tuple({name.encode() for _, name in named})
        texts = ((file, self._of.sources.text(file) or b"") for file in self._of.settings)
        files = frozenset(file for file, text in texts if any(name in text for name in names))
        found = self._found_in(files, Wanted(frozenset(PARTS)), applied)
        return Settings(r for r in found if (r.type, r.name) in named)

    def _found_in(self, files: frozenset[str], wanted: Wanted, applied: Appliers) -> Iterator[Resource]:
        """What is wanted of the roots that are made of one of some files."""
        for root in self._of.roots:
            if not files.isdisjoint(self._files_of(root)):
                yield from self._read(root, wanted, applied).resources

    def components_added(self) -> frozenset[str]:
        """The folders that objects which apply others add to them as components of Kustomize."""
        return frozenset(
            posixpath.normpath(posixpath.join(one.path, entry.text()))
            for one in self.applied.all
            if one.changes is not None
            for entry in one.changes.listed("components")
        )

    def is_changed(self, root: str) -> bool:
        """Whether an object that applies a root changes more than namespaces and placeholders."""
        return any(one.changes is not None for one in self.applied.of(root))

    def unapplied(self) -> Iterator[Unread | Skipped]:
        """Changes to what is read only as a part of others or not found, and those that do not come to an end."""
        _, changing, astray = self._settled
        yield from (Unread(*_place(one), TOO_DEEP) for one in changing)
        yield from (Skipped(one.source.span.file, IN_ARTIFACT) for one in astray)
        parts = self._of.sources.kustomizations.keys() - set(self._of.overlays.roots)
        for one in self.applied.all:
            if one.changes is not None and one.path in parts:
                yield Unread(one.changes.file, one.changes.line, PART_OF_OTHERS.format(one.path))


def _with_sets(wanted: Wanted) -> Wanted:
    return wanted if wanted.types is None else replace(wanted, types=wanted.types | {APPLICATION_SET})


def _place(one: Application) -> tuple[str, int]:
    return one.source.span.file, one.source.span.line


def _passed_over(types: Iterable[str], wanted: Wanted) -> dict[str, int]:
    return dict(sorted(Counter(kind for kind in types if not wanted(kind)).items()))


def _left(made: Rendering, changes: Node) -> Iterator[Unread]:
    if made.left:
        yield Unread(changes.file, changes.line, ONLY_KUSTOMIZE.format(", ".join(made.left)))


def _once(several: Iterable[Iterable[Element]]) -> tuple[Element, ...]:
    return tuple(dict.fromkeys(element for each in several for element in each))
