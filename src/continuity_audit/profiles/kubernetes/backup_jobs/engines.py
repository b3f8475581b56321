"""Which database a component is, as far as its type, its image or its chart says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.documents import mappings
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import spelling
from continuity_audit.profiles.kubernetes.backup_jobs.programs import image_name
from continuity_audit.profiles.kubernetes.operated import (
    CNPG,
    CRUNCHY,
    INNODB,
    MARIADB,
    MONGODB,
    PERCONA_PG,
    PSMDB,
    PXC,
    REDIS,
    ZALANDO,
)
from continuity_audit.profiles.kubernetes.pods import WORKLOADS, in_pods
from continuity_audit.profiles.kubernetes.release_values import RELEASES, release_of
from continuity_audit.profiles.kubernetes.volumes import Volume
from continuity_audit.profiles.terms import Context

_OF_TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys((CNPG, ZALANDO, PERCONA_PG, CRUNCHY), "postgresql"),
    **dict.fromkeys((PXC, MARIADB, INNODB), "mysql"),
    **dict.fromkeys((MONGODB, PSMDB), "mongodb"),
    REDIS: "redis",
}
_OF_NAMES: Final = pattern(
    r"(?P<postgresql>postgres|postgis|timescale|pgvector|spilo)|(?P<mysql>mysql|mariadb|percona-server)|(?P<mongodb>mongo)"
    r"|(?P<redis>redis|valkey|keydb)|(?P<etcd>etcd)|(?P<vault>vault(?!warden)|openbao)|(?P<influxdb>influxdb)"
    r"|(?P<consul>consul)"
)
_BESIDE: Final = pattern(
    r"exporter|admin|express|proxy|bouncer|pool|operator|backup|insight|commander|client|router|ui$"
)
"""What an image is called that only stands beside a database."""


def engine_named(name: str) -> str:
    """The database that the name of an image or a chart says; empty where it says none."""
    found = None if _BESIDE.search(name) else _OF_NAMES.search(name)
    return found.lastgroup or "" if found else ""


def engines_of(volume: Volume, context: Context) -> frozenset[str]:
    """The databases that what holds a volume is by its type, its chart, or the images of what mounts it."""
    holder = volume.holder
    if holder.type in RELEASES:
        names = [engine_named(release_of(context.about(context.resource)).chart)]
    elif holder.type in WORKLOADS:
        names = [engine_named(image_name(image)) for image in _images(volume)]
    else:
        names = [_OF_TYPES.get(holder.type, "")]
    return frozenset(filter(None, names))


def alone_in_its_pods(volume: Volume) -> bool:
    """Whether one container is all that its pods run, or none of them is known."""
    return len(list(mappings(in_pods(volume.holder, "containers")))) <= 1


def _images(volume: Volume) -> list[str]:
    """The images of the containers that mount a volume."""
    return [
        spelling(container.get("image"))
        for _, container in mappings(in_pods(volume.holder, "containers"))
        if any(mount.get("name") == volume.called for _, mount in mappings(container.get("volumeMounts")))
    ]


__all__ = ["alone_in_its_pods", "engine_named", "engines_of"]
