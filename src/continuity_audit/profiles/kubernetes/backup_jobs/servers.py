"""What serves the host of a dump: what stands behind a Service of the code, or a release of a database's chart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from continuity_audit.estate.documents import elements
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.kubernetes.dependencies import behind_host, services_named
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import namespace_of, text
from continuity_audit.profiles.kubernetes.release_values import (
    APPLICATION,
    RELEASES,
    SUBCHART,
    Release,
    chart_source,
    release_of,
)
from continuity_audit.profiles.terms import Context, walk

_SERVICES: Final[Mapping[str, tuple[str, ...]]] = {
    "postgresql": ("", "-hl", "-primary", "-read"), "postgresql-ha": ("-pgpool", "-postgresql"),
    "mysql": ("", "-headless", "-primary", "-secondary"), "mariadb": ("", "-headless", "-primary", "-secondary"),
    "mongodb": ("", "-headless"), "redis": ("", "-master", "-replicas", "-headless"),
    "influxdb": ("",), "influxdb2": ("",), "vault": ("", "-active", "-internal", "-standby"),
}  # fmt: skip
"""The endings of the Services that charts of databases make.

Sources: https://github.com/bitnami/charts/tree/main/bitnami, https://github.com/influxdata/helm-charts/tree/master/charts,
https://github.com/hashicorp/vault-helm/tree/main/templates
"""


def serving(host: str, near: Resource, estate: Estate) -> Iterator[Resource]:
    """The components that serve a host."""
    if found := list(behind_host(host, near, estate)):
        yield from found
        return
    for service, namespace in services_named(host, namespace_of(near)):
        releases = _by_service(estate).get(service, ())
        if release := objects(estate).one_of(releases, near, namespace) if releases else None:
            yield release
            return


@once
def _by_service(estate: Estate) -> Mapping[str, Sequence[Resource]]:
    """The releases of databases by the names of the Services that they make."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for release in objects(estate).of(*RELEASES):
        installed = release_of(Context(release, (), estate))
        name = text(walk(installed.values, "nameOverride")) or _chart_called(release, installed)
        called = _name_of(release, installed)
        full = text(walk(installed.values, "fullnameOverride")) or (called if name in called else f"{called}-{name}")
        for ending in _SERVICES.get(installed.chart, ()):
            found[f"{full}{ending}"].append(release)
    return found


def _chart_called(release: Resource, installed: Release) -> str:
    """What a chart calls itself: by its alias, where another one depends on it."""
    levels = elements(release.values.get("levels")) if release.type == SUBCHART else ()
    return text(walk(levels[-1], "key")) if levels else installed.chart


def _name_of(release: Resource, installed: Release) -> str:
    """What Helm calls a release. https://fluxcd.io/flux/components/helm/helmreleases/#release-name"""
    if release.type == SUBCHART:
        return text(installed.installed.name) if installed.installed else ""
    if release.type == APPLICATION:
        return text(walk(chart_source(release), "helm.releaseName")) or release.name
    if own := text(release.values.get("releaseName") or walk(release.values, "spec.releaseName")):
        return own
    target = text(walk(release.values, "spec.targetNamespace"))
    return f"{target}-{release.name}" if target else release.name


__all__ = ["serving"]
