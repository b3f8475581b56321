"""Backups that a release of a known chart makes of what it runs, where its values say so."""

from __future__ import annotations

from collections.abc import Iterator

from continuity_audit.profiles.kubernetes.copies import Backup
from continuity_audit.profiles.kubernetes.places import object_store
from continuity_audit.profiles.kubernetes.release_values import release_of
from continuity_audit.profiles.terms import Context


def of_release(context: Context) -> Iterator[Backup]:
    """The scheduled backups of a release, each to the store that its values describe."""
    release = release_of(context)
    known = None if release.open else release.known
    for store in known.stores(release.values) if known and known.stores else ():
        path = f"{release.prefix}.{store.path}"
        cause = f"{context.resource.address} ({release.prefix}.{store.path.partition('.')[0]})"
        place = object_store(context, store.bucket, store.region, store.endpoint, cause)
        yield Backup(context.resource, path, place, store.there)


__all__ = ["of_release"]
