"""An audit with what is between it and the base, where there is one."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from continuity_audit.pipeline.audit import Audit
from continuity_audit.pipeline.to_document import to_document
from continuity_audit.reports import document as d


class Compared(Struct, frozen=True):
    """An audit, and what is between it and the base; without ``--diff`` there is no comparison."""

    audit: Audit
    comparison: d.Comparison | None = None
    changes: Mapping[str, d.FindingChange] | None = None
    """What has become of each finding, by fingerprint."""

    def document(self) -> d.Document:
        """The document of the audit, with the comparison in it."""
        document = to_document(self.audit)
        if self.comparison is None or self.changes is None:
            return document
        findings = tuple(
            msgspec.structs.replace(one, change=self.changes[one.fingerprint]) for one in document.findings
        )
        return msgspec.structs.replace(document, findings=findings, comparison=self.comparison)
