"""What ships with the product, registered as a plugin; the rules are another one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from continuity_audit.plugins import hookimpl

if TYPE_CHECKING:
    from continuity_audit.assessment.sectors import Sector
    from continuity_audit.parsers.reading import Parser
    from continuity_audit.profiles.profile import Profile
    from continuity_audit.reports.registry import Reporter


@hookimpl
def continuity_audit_parsers() -> Iterable[Parser]:
    """Terraform, Kubernetes and Helm."""
    from continuity_audit.parsers.helm.parser import PARSER as HELM
    from continuity_audit.parsers.kubernetes.parser import PARSER as KUBERNETES
    from continuity_audit.parsers.terraform.parser import PARSER as TERRAFORM

    return (TERRAFORM, KUBERNETES, HELM)


@hookimpl
def continuity_audit_profiles() -> Iterable[Profile]:
    """Amazon Web Services, Azure, Google Cloud and Kubernetes."""
    from continuity_audit.profiles import aws, azure, google, kubernetes

    return (*aws.PROFILES, *azure.PROFILES, *google.PROFILES, *kubernetes.PROFILES)


@hookimpl
def continuity_audit_sectors() -> Iterable[Sector]:
    """The nine sectors of the matrix."""
    from continuity_audit.assessment.sectors import SECTORS

    return SECTORS


@hookimpl
def continuity_audit_reporters() -> Iterable[Reporter]:
    """Text, JSON, Markdown and HTML."""
    from continuity_audit.reports.registry import builtin_reporters

    return builtin_reporters()
