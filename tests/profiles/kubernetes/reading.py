"""Components of manifests written in a test, through the real reader and the real ladders."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from textwrap import dedent

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component, Outcome, Provider, Resource, Scenario, Span, Verdict
from continuity_audit.parsers.kubernetes.kustomize import read_kustomization
from continuity_audit.parsers.kubernetes.manifests import merge, read_manifests
from continuity_audit.profiles.drafts import Profiles
from continuity_audit.profiles.kubernetes import PROFILES
from profiles.judging import judged


def components(files: str | Mapping[str, str], beside: tuple[Resource, ...] = ()) -> dict[str, Component]:
    """The components of some files by address; a text alone is ``app.yaml``, ``beside`` comes from Terraform."""
    contents = {"app.yaml": files} if isinstance(files, str) else files
    texts = {file: dedent(text).encode() for file, text in contents.items()}
    parts = {p for f, t in texts.items() if f.endswith("kustomization.yaml") for p in read_kustomization(t, f).parts}
    found = merge(
        read_manifests(text, file, posixpath.dirname(file) or ".", frozenset(parts)) for file, text in texts.items()
    )
    assert not found.unread
    profiles = Profiles(PROFILES)
    wanted = profiles.types_read()
    return judged(Estate([*beside, *(r for r in found.resources if r.type in wanted)]), profiles)


def terraform(kind: str, name: str, region: str, **values: object) -> Resource:
    """A resource that Terraform makes beside the manifests."""
    span = Span("main.tf", 1, 3)
    return Resource(
        root="infra", address=f"{kind}.{name}", type=kind, name=name, span=span, values=values,
        provider=Provider("aws", region),
    )  # fmt: skip


def said(verdict: Verdict) -> str:
    """A verdict in short: ``c members``, ``r restart``, ``l``, ``u NAME``."""
    if verdict.outcome is Outcome.UNKNOWN:
        return f"u {', '.join(verdict.unknown)}"
    return f"{verdict.outcome.value[0]} {verdict.by.value}" if verdict.by else verdict.outcome.value[0]


def outcomes(component: Component) -> list[str]:
    """The five outcomes in short, in the contract's order: data, instance, zone, region, account."""
    return [said(component.outcomes[scenario]) for scenario in Scenario]


def the(files: str | Mapping[str, str], address: str, beside: tuple[Resource, ...] = ()) -> list[str]:
    """The outcomes of one component."""
    return outcomes(components(files, beside)[address])
