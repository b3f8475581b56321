"""What a release of Longhorn's chart says of the storage class that it makes."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.release_values import RELEASES, installs, release_of, value
from continuity_audit.profiles.terms import Context

CLASS_OF_CHART: Final = "longhorn"
"""The class that an installation of Longhorn makes. https://longhorn.io/docs/1.9.0/references/helm-values/"""

_COPIES: Final = "persistence.defaultClassReplicaCount"


def keeps_once(near: Resource, context: Context) -> bool:
    """Whether the one release of Longhorn that is nearest has its class keep volumes on one node only."""
    index, quiet = objects(context.estate), context.afresh()
    found = index.nearest_such(near, "releases of Longhorn", lambda r: installs(r, "longhorn", quiet), *RELEASES)
    release = only(found)
    if release is None or value(quiet.about(release), _COPIES, 3) not in (1, "1"):
        return False
    path = f"{release_of(quiet.about(release)).prefix}.{_COPIES}"
    context.about(release).note(path, 1)
    return True
