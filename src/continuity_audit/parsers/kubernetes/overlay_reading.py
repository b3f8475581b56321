"""From a rendered overlay to its resources, with Kustomize itself where the audit's own rendering does not suffice."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.model import Resource, Span
from continuity_audit.estate.patterns import pattern
from continuity_audit.parsers.kubernetes.documents import chunks
from continuity_audit.parsers.kubernetes.inflated_charts import is_release
from continuity_audit.parsers.kubernetes.kustomize import changed
from continuity_audit.parsers.kubernetes.kustomize_binary import RenderError, render_with_binary
from continuity_audit.parsers.kubernetes.manifests import read_manifests
from continuity_audit.parsers.kubernetes.nodes import Node
from continuity_audit.parsers.kubernetes.rendered import Rendering
from continuity_audit.parsers.kubernetes.rendering import render
from continuity_audit.parsers.kubernetes.sources import Sources
from continuity_audit.parsers.kubernetes.things import Thing, resource_of, thing_of
from continuity_audit.parsers.reading import Missing

_HASH = pattern(r"-[bcdfghkmt0-9]{10}$")


class Overlay(Struct, frozen=True):
    """The objects of an overlay and what could not be had of it."""

    folder: str = ""
    things: tuple[Thing, ...] = ()
    printed: tuple[Resource, ...] | None = None
    """What Kustomize itself made of it, where that was asked."""
    missing: tuple[Missing, ...] = ()
    unread: tuple[Unread, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: tuple[str, ...] = ()

    def resources(self, wanted: Callable[[str], bool]) -> list[Resource]:
        """The resources of the types that are wanted."""
        if self.printed is not None:
            return [resource for resource in self.printed if wanted(resource.type)]
        return [resource_of(thing, self.folder) for thing in self.things if wanted(thing.type)]

    def copies(self) -> list[Thing]:
        """The objects, to be changed further."""
        if self.printed is not None:
            return [thing_of(resource) for resource in self.printed]
        return [thing.copy() for thing in self.things]

    def holds(self) -> set[tuple[str, str]]:
        """Type and address of each object."""
        found = self.printed if self.printed is not None else self.things
        return {(one.type, one.address) for one in found}


def read_overlay(folder: str, sources: Sources, changes: Node | None = None, *, leaves_out: bool = False) -> Overlay:
    """The overlay in a folder: its own rendering, or that of Kustomize with the places of its own.

    ``changes`` is what is added to its kustomization before that.
    """
    kustomization = sources.kustomizations[folder]
    if changes is not None:
        kustomization = changed(kustomization, changes)
    rendering = render(kustomization, sources, leaves_out=leaves_out)
    unread, printed, missing = rendering.unread, None, rendering.missing
    if rendering.left:
        missing = [*missing, *rendering.taught]
        try:
            printed = (*_printed(folder, rendering, sources, changes), *_releases(folder, rendering))
        except RenderError as error:
            reason = f"not rendered, as it has {', '.join(rendering.left)}: {error.reason}"
            printed, unread = (), [*unread, Unread(sources.kustomizations[folder].file, 0, reason)]
    return Overlay(
        folder, tuple(rendering.things), printed, tuple(missing), tuple(unread), tuple(rendering.skipped),
        tuple(rendering.files),
    )  # fmt: skip


def _printed(folder: str, rendering: Rendering, sources: Sources, changes: Node | None) -> Iterator[Resource]:
    """What Kustomize prints, each object with the file and lines that the audit's own rendering found for it."""
    own = (resource_of(thing, folder) for thing in rendering.things)
    places = {(r.type, r.address): r for r in own}
    top = sources.kustomizations[folder].file
    printed = render_with_binary(folder, _all_files(rendering, sources), sources, changes)
    for chunk in chunks(printed):
        for found in read_manifests(chunk.text.encode(), top, folder).resources:
            place = places.get((found.type, _HASH.sub("", found.address)))
            if place is None:
                yield replace(found, span=Span(top, 1, 1), lines={})
            else:
                yield replace(found, span=place.span, lines=place.lines, files=place.files)


def _releases(folder: str, rendering: Rendering) -> Iterator[Resource]:
    """The releases of charts, which Kustomize itself is not let make."""
    return (resource_of(thing, folder) for thing in rendering.things if is_release(thing))


def _all_files(rendering: Rendering, sources: Sources) -> Iterator[str]:
    by_file = {k.file: k for k in sources.kustomizations.values()}
    for file in rendering.files:
        yield file
        if file in by_file:
            yield from sorted(by_file[file].parts)
