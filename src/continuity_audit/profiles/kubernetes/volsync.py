"""The VolSync sources that copy a claim by its name.

https://volsync.readthedocs.io/en/stable/usage/restic/ and https://perfectra1n.github.io/volsync/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

SOURCE: Final = "volsync.backube/ReplicationSource"


def sources_of(claim: str, holder: Resource, estate: Estate) -> list[tuple[Resource, Value]]:
    """The sources of a claim that ``holder`` mounts, each with whether it is in the namespace of that claim."""
    index = objects(estate)
    named = [s for s in index.nearest(holder, SOURCE) if text(walk(s.values, "spec.sourcePVC")) == claim]
    found = ((s, index.in_one_namespace(s, holder, lambda: index.bearing(claim))) for s in named)
    return [(source, there) for source, there in found if there is not False]
