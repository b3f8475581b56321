"""What a release of Longhorn's chart says of the storage class that it makes."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.release_values import RELEASES, installs, release_of, value
from continuity_audit.profiles.terms import Context

CLASS_OF_CHART: Final = "longhorn"
"""The class that an installation of Longhorn makes. https://longhorn.io/docs/1.9.0/references/helm-values/"""

_COPIES: Final = "persistence.defaultClassReplicaCount"


_STORES: Final = ("defaultBackupStore", "defaultSettings")
"""Where the values name a backup target and the Secret with its credentials: since version 1.8, and before."""


def _release(near: Resource, context: Context) -> Resource | None:
    """The one release of Longhorn that is nearest."""
    index, quiet = objects(context.estate), context.afresh()
    return only(index.nearest_such(near, "releases of Longhorn", lambda r: installs(r, "longhorn", quiet), *RELEASES))


def backup_store(near: Resource, context: Context) -> tuple[Resource, Value, Value] | None:
    """The nearest release with the backup target that it sets, and the Secret for it: each ``None`` where it sets none.

    Without a target Longhorn keeps no backups. https://longhorn.io/docs/1.9.0/references/helm-values/
    """
    release = _release(near, context)
    if release is None:
        return None
    about = context.afresh().about(release)
    targets, secrets = (
        [found for store in _STORES if (found := value(about, f"{store}.{name}", None)) not in (None, "")]
        for name in ("backupTarget", "backupTargetCredentialSecret")
    )
    return release, next(iter(targets), None), next(iter(secrets), None)


def keeps_once(near: Resource, context: Context) -> bool:
    """Whether the one release of Longhorn that is nearest has its class keep volumes on one node only."""
    quiet, release = context.afresh(), _release(near, context)
    if release is None or value(quiet.about(release), _COPIES, 3) not in (1, "1"):
        return False
    path = f"{release_of(quiet.about(release)).prefix}.{_COPIES}"
    context.about(release).note(path, 1)
    return True
