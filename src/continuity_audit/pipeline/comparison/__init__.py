"""What a change does: the audit of the files as they are, held against the audit of a commit."""

from __future__ import annotations

from continuity_audit.pipeline.audit import run
from continuity_audit.pipeline.comparison.compared import Compared
from continuity_audit.pipeline.progress import Progress, silent
from continuity_audit.pipeline.request import Request
from continuity_audit.plugins.manager import Plugins

__all__ = ["Compared", "run_compared"]


def run_compared(request: Request, plugins: Plugins | None = None, progress: Progress = silent) -> Compared:
    """Do the audit; where the request names a revision, also that of the base, and judge only what is between them.

    Raises:
        RequestError: the call is wrong, or there is no such revision in this clone.
        DiscoveryError: a path is not there.
    """
    if request.diff is None:
        return Compared(run(request, plugins, progress))
    from continuity_audit.pipeline.comparison.flow import compare_with_base

    return compare_with_base(request, plugins, progress)
