"""Renders an overlay as Kustomize does, keeping for each value the file and line that set it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from continuity_audit.discovery.tree import Skipped, Unread
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown
from continuity_audit.parsers.kubernetes import json_patch, transformers
from continuity_audit.parsers.kubernetes.builtin_transformers import UNSET_ONLY, as_content
from continuity_audit.parsers.kubernetes.fields import BUILT_IN, WITH_ROLLOUTS, groups_of_schema, teaches_rollouts
from continuity_audit.parsers.kubernetes.generators import generate
from continuity_audit.parsers.kubernetes.inflated_charts import (
    Taken,
    is_generator,
    is_release,
    note_change,
    release_of,
)
from continuity_audit.parsers.kubernetes.kustomize import Kustomization
from continuity_audit.parsers.kubernetes.manifests import read_manifests
from continuity_audit.parsers.kubernetes.name_references import follow_names
from continuity_audit.parsers.kubernetes.nodes import Node, leaf
from continuity_audit.parsers.kubernetes.rendered import Rendering
from continuity_audit.parsers.kubernetes.sources import WHY_NOT, Form, Sources
from continuity_audit.parsers.kubernetes.strategic_merge import merged
from continuity_audit.parsers.kubernetes.things import Thing, meant, selected, thing_of
from continuity_audit.parsers.kubernetes.written import written_in
from continuity_audit.parsers.reading import Missing

BINARY_ONLY: Final = ("vars", "replacements")
"""What is left to Kustomize itself, as are configurations and schemas in files."""

_LISTS: Final = (
    "resources", "bases", "components", "patches", "patchesStrategicMerge", "patchesJson6902", "images", "replicas",
)  # fmt: skip

_BLOCK = pattern(rb"[|>][-+0-9]*[ \t]*(#.*)?\r?$")

_IDENTITY: Final = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))
_MAY_CHANGE: Final = {"allowKindChange": "kind", "allowNameChange": "name"}
"""What a patch changes of these only where its options say so."""

MAX_STEPS: Final = 5_000
"""Kustomizations that one overlay may be made of, each counted as often as it is used."""

PLUGIN: Final = "a plugin, which is not run"
CHART: Final = "a chart that Kustomize would fetch and render, which is not done"


def render(kustomization: Kustomization, sources: Sources, *, leaves_out: bool = False) -> Rendering:
    """The objects of a kustomization; ``leaves_out`` are components that are not there."""
    renderer = _Renderer(sources, leaves_out=leaves_out)
    renderer.add(kustomization, renderer.result.things)
    follow_names(renderer.result.things, renderer.fields)
    return renderer.result


def change(
    things: list[Thing], kustomization: Kustomization, sources: Sources, *, whole: bool, leaves_out: bool = False
) -> Rendering:
    """Objects as a kustomization that is generated over them has them; ``whole`` is whether these are all of its own.

    What it names and is not among them may be among the others.
    """
    renderer = _Renderer(sources, leaves_out=leaves_out, whole=whole)
    renderer.result.things = things
    renderer.has_charts = any(map(is_release, things))
    renderer.add(kustomization, things)
    follow_names(things, renderer.fields)
    return renderer.result


_ANNOTATION: Final = "/metadata/annotations/"


class _Renderer:
    """Renders one overlay with all that it is made of."""

    def __init__(self, sources: Sources, *, leaves_out: bool, whole: bool = True) -> None:
        self.sources = sources
        self.leaves_out = leaves_out
        self.whole = whole
        self.result = Rendering()
        self.fields = BUILT_IN
        """What is known of kinds here: a configuration counts where it is named, and for all that uses that."""
        self.has_charts = False
        """Whether some of the objects are those of a chart, and not seen."""
        self.above: list[str] = []
        self.steps = 0

    def add(self, kustomization: Kustomization, things: list[Thing]) -> None:
        """Add what a kustomization makes to ``things``; a component changes those that are there."""
        file, content = kustomization.file, kustomization.content
        if kustomization.folder in self.above:
            self.result.unread.append(Unread(file, content.line, "it uses itself, directly or by others"))
            return
        self.result.files[file] = None
        self.steps += 1
        if self.steps >= MAX_STEPS:
            if self.steps == MAX_STEPS:
                self.result.unread.append(Unread(file, content.line, f"made of more than {MAX_STEPS} kustomizations"))
            return
        if kustomization.problem is not None:
            self.result.unread.append(Unread(file, *kustomization.problem))
            return
        self.above.append(kustomization.folder)
        outside, self.fields = self.fields, BUILT_IN
        for key in ("resources", "bases"):
            self._resources(kustomization, content.listed(key), things, included=False)
        self._name_what_is_not_run(content)
        self._charts(kustomization, things)
        generate(content, kustomization.folder, things, self.sources)
        self._resources(kustomization, content.listed("components"), things, included=True)
        self._configure(kustomization)
        self._transform(content, kustomization.folder, things)
        self._transform_further(kustomization, things)
        things[:] = [thing for thing in things if not thing.is_local]
        if self.fields is BUILT_IN:
            self.fields = outside
        self.above.pop()

    # --- resources ------------------------------------------------------------------------------------------------

    def _resources(
        self, kustomization: Kustomization, entries: Iterable[Node], things: list[Thing], *, included: bool
    ) -> None:
        there = {(t.type, t.address): t for t in things}
        for entry in entries:
            text = str(entry.scalar)
            if "\n" in text:
                self._add_all(self._inline(entry), things, there)
                continue
            form, path = self.sources.lead(kustomization.folder, text)
            if form is Form.KUSTOMIZATION:
                below: list[Thing] = things if included else []
                self.add(self.sources.kustomizations[path], below)
                if not included:
                    self._add_all(below, things, there)
            elif form is Form.FILE:
                self._add_all(self._file(path), things, there)
            elif not (included and self.leaves_out and form is Form.NOTHING):
                self.result.missing.append(Missing(text, entry.file, entry.line, WHY_NOT[form]))

    def _file(self, file: str) -> Iterator[Thing]:
        found = self.sources.manifests(file)
        self.result.files[file] = None
        self.result.unread += found.unread
        self.result.skipped += found.skipped
        return map(thing_of, found.resources)

    def _inline(self, entry: Node) -> Iterator[Thing]:
        found = read_manifests(str(entry.scalar).encode(), entry.file, "")
        self.result.unread += [Unread(u.path, u.line + entry.line, u.reason) for u in found.unread]
        return map(thing_of, found.resources)

    def _add_all(self, found: Iterable[Thing], things: list[Thing], there: dict[tuple[str, str], Thing]) -> None:
        for thing in found:
            first = there.setdefault((thing.type, thing.address), thing)
            if first is thing:
                things.append(thing)
            else:
                place = f"{first.span.file}:{first.span.line}"
                reason = (
                    f"{thing.kind} {thing.name} on line {thing.span.line} is already declared at {place}, which counts"
                )
                self.result.skipped.append(Skipped(thing.span.file, reason))

    def _name_what_is_not_run(self, content: Node) -> None:
        for key in _LISTS:
            if (found := content.get(key)) is not None and isinstance(found.scalar, Unknown):
                reason = f"its {key} are not known: {found.scalar.key}"
                self.result.unread.append(Unread(found.file, found.line, reason))
        for key in BINARY_ONLY:
            if (found := content.get(key)) is not None and (found.items or found.entries):
                self.result.left[f"{key} in {content.file}"] = None

    def _charts(self, kustomization: Kustomization, things: list[Thing]) -> None:
        """Add the releases of charts that are kept elsewhere; name the others, and generators of anything else."""
        taken = Taken(things)
        for entry in kustomization.content.listed("generators"):
            for generator in self._documents(entry, kustomization.folder) or [entry]:
                if is_generator(generator):
                    self._chart(generator, kustomization, things, taken)
                else:
                    self._miss(entry, _first_line(entry), PLUGIN)
        for entry in kustomization.content.listed("helmCharts"):
            self._chart(entry, kustomization, things, taken)
        for entry in kustomization.content.listed("helmChartInflationGenerator"):
            self._miss(entry, f"chart {entry.text('chartName')}", CHART)

    def _chart(self, entry: Node, kustomization: Kustomization, things: list[Thing], taken: Taken) -> None:
        release = release_of(entry, kustomization.folder, self.sources, self.result.files)
        if release is None:
            self._miss(entry, f"chart {entry.text('name')}", CHART)
        else:
            taken.set_apart(release)
            things.append(release)
            self.has_charts = True

    def _documents(self, entry: Node, folder: str) -> list[Node]:
        """What stands in a file, or in a text of the kustomization itself; none where that cannot be read."""
        text, file, line = str(entry.scalar), entry.file, entry.line + self._is_block(entry)
        if "\n" not in text:
            file, line = posixpath.normpath(posixpath.join(folder, text)), 1
            found = self.sources.text(file) if self.sources.lead(folder, text)[0] is Form.FILE else None
            if found is None:
                return []
            self.result.files[file] = None
            text = found.decode("utf-8", "replace").lstrip("\ufeff")
        return written_in(text, file, line)[0]

    def _configure(self, kustomization: Kustomization) -> None:
        """Take in the configurations: one that is known, those in files by Kustomize itself; others are not there."""
        for entry in kustomization.content.listed("configurations"):
            text = str(entry.scalar)
            form = self.sources.lead(kustomization.folder, text)[0]
            if form is Form.FILE:
                self.result.left[f"configurations in {entry.file}"] = None
            elif teaches_rollouts(text):
                self.fields = replace(WITH_ROLLOUTS, merged=self.fields.merged)
                self.result.taught.append(Missing(text, entry.file, entry.line, WHY_NOT[Form.REMOTE]))
            else:
                self._miss(entry, text, WHY_NOT.get(form, WHY_NOT[Form.NOTHING]))
        if (schema := kustomization.content.get("openapi", "path")) is not None:
            self._learn(schema, kustomization.folder)

    def _learn(self, schema: Node, folder: str) -> None:
        """Take in a schema, by which lists are merged: one that is known, that in a file by Kustomize itself."""
        text = str(schema.scalar)
        form = self.sources.lead(folder, text)[0]
        if form is Form.FILE:
            self.result.files[posixpath.normpath(posixpath.join(folder, text))] = None
            self.result.left[f"openapi in {schema.file}"] = None
        elif groups := groups_of_schema(text):
            self.fields = replace(self.fields, merged=groups)
            self.result.taught.append(Missing(text, schema.file, schema.line, WHY_NOT[Form.REMOTE]))
        else:
            self._miss(schema, text, WHY_NOT.get(form, WHY_NOT[Form.NOTHING]))

    def _miss(self, entry: Node, name: str, reason: str) -> None:
        self.result.missing.append(Missing(name, entry.file, entry.line, reason))

    # --- what is done to them -------------------------------------------------------------------------------------

    def _transform_further(self, kustomization: Kustomization, things: list[Thing]) -> None:
        """Change objects as the transformers do that come with Kustomize; name the others, which are not run."""
        for entry in kustomization.content.listed("transformers"):
            form, path = self.sources.lead(kustomization.folder, str(entry.scalar))
            below: list[Thing] = []
            if form is Form.KUSTOMIZATION:
                self.add(self.sources.kustomizations[path], below)
                folder, found = path, [thing.node for thing in below]
            else:
                folder, found = kustomization.folder, self._documents(entry, kustomization.folder)
            for transformer in found or [entry]:
                if (content := as_content(transformer)) is None:
                    self._miss(entry, _first_line(entry), PLUGIN)
                else:
                    self.result.taught.append(Missing(_first_line(entry), entry.file, entry.line, PLUGIN))
                    self._transform(content, folder, things)

    def _transform(self, content: Node, folder: str, things: list[Thing]) -> None:
        for entry in content.listed("patchesStrategicMerge"):
            self._patch(things, self._patches(entry, folder), None, entry)
        for entry in content.listed("patches"):
            self._patch(things, self._patches_of(entry, folder), entry.get("target"), entry, annotated=True)
        if (namespace := content.get("namespace")) is not None and content.text("namespace"):
            transformers.set_namespace(things, namespace, stated_too=content.text(UNSET_ONLY) != "true")
        prefix, suffix = content.text("namePrefix"), content.text("nameSuffix")
        if prefix or suffix:
            transformers.rename(things, prefix, suffix)
            follow_names(things, self.fields)
        self._label(content, things)
        for entry in content.listed("patchesJson6902"):
            self._patch(things, self._patches_of(entry, folder), entry.get("target"), entry)
        for entry in content.listed("replicas"):
            count = entry.get("count") or leaf(entry, 0)
            note_change(things, Node(entry.file, entry.line, None, {"replicas": entry}))
            if not transformers.set_replicas(things, entry.text("name"), count, self.fields) and self._is_missed:
                reason = f"it sets the replicas of {entry.text('name')}, and nothing of that name has any"
                self.result.unread.append(Unread(entry.file, entry.line, reason))
        for entry in content.listed("images"):
            transformers.set_image(things, entry)

    @property
    def _is_missed(self) -> bool:
        """Whether an object that is named and not there is a mistake, not one of those that could not be had."""
        return self.whole and not self.result.missing and not self.has_charts

    def _label(self, content: Node, things: list[Thing]) -> None:
        for entry in content.listed("labels"):
            if (pairs := entry.get("pairs")) is not None:
                selectors, templates = (entry.text(k) == "true" for k in ("includeSelectors", "includeTemplates"))
                transformers.add_labels(things, pairs, self.fields, selectors=selectors, templates=templates)
                for place in entry.listed("fields"):
                    transformers.add_labels_at(things, pairs, place)
        if (pairs := content.get("commonLabels")) is not None:
            transformers.add_labels(things, pairs, self.fields, selectors=True, templates=True)
        if (pairs := content.get("commonAnnotations")) is not None:
            transformers.add_annotations(things, pairs, self.fields)

    # --- patches --------------------------------------------------------------------------------------------------

    def _patches_of(self, entry: Node, folder: str) -> list[Node]:
        if entry.entries is None:
            self.result.unread.append(Unread(entry.file, entry.line, "a patch that is neither `path` nor `patch`"))
        written = entry.get("patch") or entry.get("path")
        return self._patches(written, folder, inline=entry.get("patch") is not None) if written is not None else []

    def _patches(self, entry: Node, folder: str, *, inline: bool = False) -> list[Node]:
        """The patches of a file, or of a text that stands in the kustomization, or what Flux holds as no text."""
        if entry.entries is not None or entry.items is not None:
            return [entry]
        text = str(entry.scalar)
        if inline or "\n" in text:
            return self._read_patches(text, entry.file, entry.line + self._is_block(entry))
        file = posixpath.normpath(posixpath.join(folder, text))
        found = self.sources.text(file) if self.sources.lead(folder, text)[0] is Form.FILE else None
        if found is None:
            self._miss(entry, text, "a patch that is not in the tree")
            return []
        self.result.files[file] = None
        return self._read_patches(found.decode("utf-8", "replace").lstrip("\ufeff"), file, 1)

    def _is_block(self, entry: Node) -> bool:
        """Whether a text begins on the line after its key, as a block scalar does."""
        rows = (self.sources.text(entry.file) or b"").split(b"\n")
        return entry.line <= len(rows) and _BLOCK.search(rows[entry.line - 1]) is not None

    def _read_patches(self, text: str, file: str, line: int) -> list[Node]:
        found, unread = written_in(text, file, line)
        if unread is not None:
            self.result.unread.append(unread)
        return found

    def _patch(
        self, things: list[Thing], patches: Iterable[Node], target: Node | None, entry: Node, *, annotated: bool = False
    ) -> None:
        for patch in patches:
            found = selected(things, target) if target is not None else meant(things, patch)
            if target is not None or not found:
                note_change(things, patch)
            if patch.items is not None:
                self._json(found, patch, target, annotated=annotated)
            elif patch.entries is not None:
                self._merge(things, found, patch, target, entry)

    def _json(self, things: Iterable[Thing], patch: Node, target: Node | None, *, annotated: bool) -> None:
        """Apply a JSON patch to what it targets.

        Kustomize keeps former names in annotations, and those of ``patches`` before it applies them: what was renamed,
        or is patched so, has some. https://github.com/kubernetes-sigs/kustomize/blob/master/api/resource/resource.go
        """
        if target is None:
            self.result.unread.append(Unread(patch.file, patch.line, "a JSON patch without a target"))
            return
        for thing in things:
            if (annotated or thing.former) and any(o.text("path").startswith(_ANNOTATION) for o in patch.items or ()):
                thing.node.need("metadata", "annotations")
            thing.remember()
            try:
                json_patch.apply(thing.node, patch)
            except json_patch.PatchError as error:
                self.result.unread.append(Unread(error.file, error.line, error.reason))

    def _merge(self, things: list[Thing], found: list[Thing], patch: Node, target: Node | None, entry: Node) -> None:
        if not found and target is None and self._is_missed:
            called = f"{patch.text('kind')} {patch.text('metadata', 'name')}"
            reason = f"it patches {called}, which is not among the objects of {self.above[-1]}"
            self.result.unread.append(Unread(patch.file, patch.line, reason))
        free = [key for option, key in _MAY_CHANGE.items() if entry.text("options", option) == "true"]
        for thing in found:
            if free:
                thing.remember()
            kept = [(path, thing.node.get(*path)) for path in _IDENTITY if path[-1] not in free]
            changed = merged(thing.node, patch, known=thing.is_built_in or thing.group in self.fields.merged)
            if changed is None:
                things[:] = [t for t in things if t is not thing]
                continue
            for (*above, last), before in kept:
                holder = changed.need(*above).entries or {}
                if before is not None:
                    holder[last] = before
                else:
                    holder.pop(last, None)


def _first_line(entry: Node) -> str:
    return str(entry.scalar).strip().partition("\n")[0]
