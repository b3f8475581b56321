"""Audit infrastructure code for continuity: what goes on, what must be restored, what is lost when something fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from continuity_audit.pipeline.api import audit

__version__ = "0.1.0"
__all__ = ["__version__", "audit"]


def __getattr__(name: str) -> Any:
    """``audit``, imported when it is first asked for: start-up counts."""
    if name == "audit":
        from continuity_audit.pipeline.api import audit

        return audit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
