"""The Python interface: ``from continuity_audit import audit`` gives what `check` gives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from continuity_audit.pipeline.comparison import run_compared
from continuity_audit.pipeline.request import Request
from continuity_audit.reports.document import Document


def audit(*paths: str | Path, **options: Any) -> Document:
    """Audit some paths and return the report's document.

    ``options`` are the fields of `continuity_audit.pipeline.request.Request`. No configuration file is looked for.

    Raises:
        continuity_audit.pipeline.request.RequestError: an option is wrong.
        continuity_audit.discovery.DiscoveryError: a path is not there.
    """
    places: Sequence[str | Path] = paths or (".",)
    return run_compared(Request(paths=tuple(map(Path, places)), **options)).document()
