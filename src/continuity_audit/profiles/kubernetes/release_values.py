"""A release of Flux, Argo CD or Terraform: which chart it installs, with which values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.documents import elements, entries, laid_over, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Choice, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.charts.part import Chart
from continuity_audit.profiles.kubernetes.objects import RELEASE_OF_TERRAFORM, objects
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import Context, walk

HELM_RELEASE: Final = "helm.toolkit.fluxcd.io/HelmRelease"
APPLICATION: Final = "argoproj.io/Application"
OF_TERRAFORM: Final = RELEASE_OF_TERRAFORM
SUBCHART: Final = "helm.sh/Subchart"
"""A chart of elsewhere that a chart of the tree depends on."""
INFLATED: Final = "HelmChartInflationGenerator"
"""A chart that Kustomize renders, by the kind of its own generator."""
RELEASES: Final = (HELM_RELEASE, APPLICATION, OF_TERRAFORM, SUBCHART, INFLATED)

_SOURCES: Final = {
    kind: f"source.toolkit.fluxcd.io/{kind}" for kind in ("HelmRepository", "OCIRepository", "HelmChart")
}
_OF_RELEASE = pattern(r"\{\{-?\s*\$?\.Release\.(Name|Namespace)\s*-?\}\}")
_FOLDERS: Final = ("GitRepository", "Bucket")
"""The sources in which a chart is a folder."""
READS: Final = (*_SOURCES.values(), "ConfigMap")
MAX_LEVELS: Final = 30
"""Helm takes no name of a value with more steps: https://github.com/helm/helm/blob/main/pkg/strvals/parser.go"""


class Installed(Struct, frozen=True):
    """What a chart knows as ``.Release``."""

    name: Value
    namespace: Value

    def told(self, which: str) -> str:
        """The name or the namespace, empty where it is open."""
        known = self.name if which == "Name" else self.namespace
        return known if isinstance(known, str) else ""


class Giver(Struct, frozen=True):
    """What gives values to a chart that another one depends on: the release that installs that."""

    resource: Resource
    values: Mapping[str, Value]
    """Those that it gives to this chart."""
    prefix: str


class Release(Struct, frozen=True):
    """What is installed: the chart, the values with the path that holds them, and what else may hold some."""

    chart: str
    repository: str
    version: Value
    values: Mapping[str, Value]
    prefix: str
    open: tuple[str, ...] = ()
    unnamed_by: tuple[str, ...] = ()
    """What leaves open which chart it is, where that is a secret."""
    installed: Installed | None = None
    """What it is called and where it is installed, as charts are told."""
    files: tuple[Value, ...] | None = None
    """The files whose values take the place of the chart's own."""
    giver: Giver | None = None
    enabled: Value = True
    """Whether the chart that depends on it has it on."""
    folder: str = ""
    """Of a chart that is kept in a repository of code: which folder of which."""

    @property
    def known(self) -> Chart | None:
        """The chart with its parts, where it is a well-known one of its own publisher, in a version that is known."""
        found = self._of_version(text(self.version))
        return None if found and found.since and isinstance(self.version, Unknown | Choice) else found

    @property
    def unknown_by(self) -> tuple[str, ...]:
        """What leaves open what it runs, where the chart is not `known`: its name, or what its version hangs on."""
        if isinstance(self.version, Unknown | Choice) and self._of_version(""):
            return tuple(sorted(causes_of(self.version)))
        return self.unnamed_by or (f"chart {self.folder or self.chart}",)

    def _of_version(self, version: str) -> Chart | None:
        # Not at the top: most audits meet no release, and the descriptions of charts are long.
        from continuity_audit.profiles.kubernetes.charts.known import known_chart

        return known_chart(self.chart, self.repository, version)


def release_of(context: Context) -> Release:
    """The release that the resource in question describes."""
    resource = context.resource
    return objects(context.estate).remember(("release", resource), lambda: _release_of(resource, context.estate))


def _release_of(resource: Resource, estate: Estate) -> Release:
    if resource.type == SUBCHART:
        # Not at the top: those modules make what is defined here.
        from continuity_audit.profiles.kubernetes.subcharts import release_of_subchart

        return release_of_subchart(resource, estate)
    if resource.type == APPLICATION:
        from continuity_audit.profiles.kubernetes.releases_of_argo import release_of_argo

        return release_of_argo(resource, chart_source(resource))
    if resource.type == OF_TERRAFORM:
        from continuity_audit.profiles.kubernetes.releases_of_terraform import release_of_terraform

        return release_of_terraform(resource)
    if resource.type == INFLATED:
        from continuity_audit.profiles.kubernetes.releases_of_kustomize import release_of_kustomize

        return release_of_kustomize(resource)
    return _of_flux(resource, estate)


def installing(release: Resource, source: Value, estate: Estate) -> Release:
    """A release as what installs a chart of the tree, by one of its sources where it has several."""
    if release.type != APPLICATION:
        return _release_of(release, estate)
    from continuity_audit.profiles.kubernetes.releases_of_argo import release_of_argo

    sources = elements(walk(release.values, "spec.sources"))
    named = sources[source] if isinstance(source, int) else walk(release.values, "spec.source")
    return release_of_argo(release, entries(named))


def chart_source(resource: Resource) -> Mapping[str, Value]:
    """The source of an Argo CD Application that installs a chart, empty where none does."""
    spec = entries(resource.values.get("spec"))
    for source in (spec.get("source"), *elements(spec.get("sources"))):
        if walk(source, "chart") or walk(source, "helm"):
            return entries(source)
    return {}


def value(context: Context, path: str, default: Value) -> Value:
    """The value of the release at a path, else the chart's default; unknown where it may stand elsewhere."""
    release = release_of(context)
    found = walk(release.values, path) if path else None
    if found is None and release.open:
        cause = release.open[0]
        return unknown(*release.open, key=f"{cause}: {path} of {context.resource.id}")
    if found is None and type(default) is int and is_null(context, path):
        context.note(f"{release.prefix}.{path}", None, REPLICAS)
        return 1
    giver, known = release.giver, release.known
    if found is not None and giver is not None and walk(giver.values, path) is not None:
        context.about(giver.resource).note(f"{giver.prefix}.{path}", found)
        return found
    context.note(
        f"{release.prefix}.{path}", default if found is None else found,
        known.source if found is None and known else "",
    )  # fmt: skip
    return default if found is None else found


REPLICAS: Final = "https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#replicas"


def is_null(context: Context, path: str) -> bool:
    """Whether the values say null at a path: that takes the chart's default away, and puts nothing in its place.

    Source: https://helm.sh/docs/chart_template_guide/values_files/#deleting-a-default-key
    """
    block, _, key = path.rpartition(".")
    values = release_of(context).values
    found = walk(values, block) if block else values
    return isinstance(found, Mapping) and key in found and found[key] is None


def installs(release: Resource, chart: str, context: Context) -> bool:
    """Whether a release surely installs a chart of a name."""
    found = release_of(context.about(release))
    return found.chart == chart and found.enabled is True


def note_chart(context: Context) -> None:
    """Show which chart is installed as what decides, where no value does."""
    context.note(_CHART_AT.get(context.resource.type, "spec.chart.spec.chart"), release_of(context).chart)


def changed_after(context: Context, *words: str) -> Unknown | None:
    """What changes the objects of a chart once they are rendered: Flux, where it speaks of some words, or a program."""
    giver = release_of(context).giver
    installer = giver.resource if giver else context.resource
    if walk(installer.values, "postrender"):
        program = "postrender"
        return unknown(installer.name_of(program) if installer.stand_in else f"{installer.address} ({program})")
    where = "patches" if installer.type == INFLATED else "spec.postRenderers"
    pending = [walk(installer.values, where)]
    while pending:
        match pending.pop():
            case Unknown() as open_value:
                return open_value
            case str() as text_of_patch if any(word in text_of_patch for word in words):
                return unknown(f"{installer.address} ({where})")
            case Mapping() as mapping:
                pending += [*mapping, *mapping.values()]
            case tuple() as items:
                pending += items
    return None


# --- values that the chart evaluates ------------------------------------------------------------------------------


def evaluated(values: Mapping[str, Value], installed: Installed, resource: Resource, prefix: str) -> dict[str, Value]:
    """The values of a release, unknown where a chart evaluates a template in them, which code alone cannot."""
    return {key: _evaluate(value, installed, resource, f"{prefix}.{key}") for key, value in values.items()}


def _evaluate(value: Value, installed: Installed, resource: Resource, path: str) -> Value:
    match value:
        case str() if "{{" in value:
            known = _OF_RELEASE.sub(lambda found: installed.told(found[1]) or found[0], value).strip()
            return unknown(f"{resource.address} ({path})") if "{{" in known else known
        case Mapping():
            return evaluated(value, installed, resource, path)
        case tuple():
            return tuple(_evaluate(item, installed, resource, f"{path}.{i}") for i, item in enumerate(value))
        case _:
            return value


# --- Flux: https://fluxcd.io/flux/components/helm/helmreleases/ ---------------------------------------------------


def _of_flux(resource: Resource, estate: Estate) -> Release:
    spec = entries(resource.values.get("spec"))
    chart, reference = walk(spec, "chart.spec.chart"), entries(walk(spec, "chart.spec.sourceRef"))
    if not chart:
        reference = entries(spec.get("chartRef"))
    found = _source(resource, reference, estate)
    url = text(walk(found.values, "spec.url")) if found else ""
    if reference.get("kind") in _FOLDERS:  # whose namesake elsewhere is another chart
        url = "/".join((text(reference.get("kind")), text(reference.get("name"))))
    else:
        url = with_path(url, text(chart))
    if not chart and found:
        chart = walk(found.values, "spec.chart") or url.rstrip("/").rpartition("/")[2]
    name = text(chart or reference.get("name")).rstrip("/").rpartition("/")[2]
    version = walk(spec, "chart.spec.version") or (_version_of(found) if found else "")
    values: Mapping[str, Value] = {}
    unseen = []
    for _, source in mappings(spec.get("valuesFrom")):
        loaded = _loaded(resource, source, estate)
        holder = "/".join((text(source.get("kind")), _namespace(resource), text(source.get("name"))))
        if path := text(source.get("targetPath")):
            loaded = nested(path.split("."), unknown(holder))
        elif loaded is None and source.get("optional") is not True:
            unseen.append(holder)
        values = laid_over(values, loaded or {})
    values = laid_over(values, entries(spec.get("values")))
    prefix = "spec.values"
    installed = _installed_by_flux(resource)
    files = walk(spec, "chart.spec.valuesFiles")
    return Release(
        name, url, version, evaluated(values, installed, resource, prefix), prefix, tuple(unseen),
        installed=installed, files=files if isinstance(files, tuple) else None,
        folder=folder_of(text(chart), url) if reference.get("kind") in _FOLDERS else "",
    )  # fmt: skip


def with_path(repository: str, chart: str) -> str:
    """The address that a chart comes from: its name in a registry may have a part of that in it."""
    folder = chart.rpartition("/")[0]
    return f"{repository.rstrip('/')}/{folder}" if repository and folder else repository


def folder_of(path: str, repository: str) -> str:
    """A folder of a repository, which may be all of it, as it is told."""
    inside = path.removeprefix("./").strip("/")
    return f"{inside} of {repository}" if inside not in ("", ".") else f"of {repository}"


def _version_of(source: Resource) -> Value:
    """The version that a source of charts names."""
    return (
        walk(source.values, "spec.version")
        or walk(source.values, "spec.ref.tag")
        or walk(source.values, "spec.ref.semver")
    )


def _installed_by_flux(resource: Resource) -> Installed:
    spec = entries(resource.values.get("spec"))
    own, target = walk(resource.values, "metadata.name"), spec.get("targetNamespace")
    composed = own if not target else f"{target}-{own}" if isinstance(own, str) and isinstance(target, str) else None
    return Installed(spec.get("releaseName") or composed, target or walk(resource.values, "metadata.namespace"))


def _namespace(resource: Resource) -> str:
    return text(walk(resource.values, "metadata.namespace"))


def _source(resource: Resource, reference: Mapping[str, Value], estate: Estate) -> Resource | None:
    kind = _SOURCES.get(text(reference.get("kind")), "")
    namespace = text(reference.get("namespace")) or _namespace(resource)
    return objects(estate).find(resource, kind, text(reference.get("name")), namespace) if kind else None


def _loaded(resource: Resource, source: Mapping[str, Value], estate: Estate) -> Mapping[str, Value] | None:
    """The values that a ConfigMap of the tree holds."""
    if source.get("kind") != "ConfigMap":
        return None
    found = objects(estate).find(resource, "ConfigMap", text(source.get("name")), _namespace(resource))
    held = entries(found.values.get("data")).get(text(source.get("valuesKey")) or "values.yaml") if found else None
    return parsed(held) if isinstance(held, str) else None


def parsed(yaml: str) -> Mapping[str, Value] | None:
    """The values in a text; ``None`` where it holds none that Helm takes."""
    found = read_yaml(yaml)
    return {} if found is None else found if isinstance(found, Mapping) else None


def read_yaml(yaml: str) -> Value:
    """What a text of YAML holds: values, the placeholder that a template fills, or the text where it is no YAML."""
    from continuity_audit.parsers.kubernetes.documents import CustomTagError, UnreadableError, chunks, read_document

    found: Value = None
    try:
        for chunk in chunks(yaml):
            found = read_document(chunk).value
    except (UnreadableError, CustomTagError):
        return yaml
    return found


def nested(path: list[str], given: Value) -> Mapping[str, Value]:
    """A value at a path of keys; what is deeper than Helm takes is open from there on."""
    if len(path) > MAX_LEVELS:
        path, given = path[:MAX_LEVELS], unknown(f"{'.'.join(path[:3])}… ({MAX_LEVELS} levels, the limit of Helm)")
    for step in reversed(path):
        given = {step: given}
    return entries(given)


def typed(given: Value) -> Value:
    """A value as it is typed after ``--set``."""
    if not isinstance(given, str):
        return given
    return int(given) if given.isdigit() else {"true": True, "false": False, "null": None}.get(given, given)


_CHART_AT: Final[Mapping[str, str]] = {
    APPLICATION: "spec.source.chart",
    OF_TERRAFORM: "chart",
    SUBCHART: "name",
    INFLATED: "name",
}
"""Where a resource names its chart, if not where that of Flux does."""
