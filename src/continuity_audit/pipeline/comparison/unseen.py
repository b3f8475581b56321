"""What one side of a change could not read: of what stands there nobody knows whether it is new, or gone."""

from __future__ import annotations

from msgspec import Struct

from continuity_audit.assessment.rules import Finding
from continuity_audit.estate.model import Component
from continuity_audit.pipeline.audit import Audit


class Unseen(Struct, frozen=True):
    """The places of an audit that were not read."""

    paths: frozenset[str]
    all: bool
    """Whether a plugin failed, so that anything may be missing."""

    @classmethod
    def of(cls, audit: Audit) -> Unseen:
        """What an audit did not see."""
        return cls(frozenset(place.path for place in audit.read.unread), bool(audit.failures))

    def holds(self, component: Component) -> bool:
        """Whether a component may be there unseen: in its file, in a file of its root, or behind a call."""
        if self.all:
            return True
        resource = component.resource
        files = {resource.span.file, *(call.file for call in resource.sources)}
        root = "" if resource.folder == "." else f"{resource.folder}/"
        return bool(files & self.paths) or any(path.startswith(root) for path in self.paths)

    def hides(self, finding: Finding) -> bool:
        """Whether a finding may be there unseen; those on the audit itself speak of what was not read."""
        if finding.component is None:
            return False
        return self.holds(finding.component.component)
