"""Every hook, with what it returns. Entry-point group: ``continuity_audit``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pluggy

from continuity_audit.plugins import PROJECT

if TYPE_CHECKING:
    from continuity_audit.assessment.rules import Rule
    from continuity_audit.assessment.sectors import Sector
    from continuity_audit.parsers.reading import Parser
    from continuity_audit.profiles.profile import Profile
    from continuity_audit.reports.registry import Reporter

hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def continuity_audit_parsers() -> Iterable[Parser]:
    """Languages: which folders of the tree they read, and how. A later plugin's parser replaces one of its language."""
    raise NotImplementedError


@hookspec
def continuity_audit_profiles() -> Iterable[Profile]:
    """Resource types: what they are and what decides their outcomes. A later plugin's profile replaces an earlier's."""
    raise NotImplementedError


@hookspec
def continuity_audit_rules() -> Iterable[Rule]:
    """Rules: what is worth a finding. Ids are unique over all plugins."""
    raise NotImplementedError


@hookspec
def continuity_audit_sectors() -> Iterable[Sector]:
    """Rows of the sector matrix. A later plugin's row replaces one of its slug."""
    raise NotImplementedError


@hookspec
def continuity_audit_reporters() -> Iterable[Reporter]:
    """Formats: from the report's document to text. A later plugin's format replaces one of its name."""
    raise NotImplementedError
