"""What the words of a pod's volume say: whether it persists without a claim, and whether it is nothing but a cache."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import walk

BLOCK_VOLUMES: Final = ("awsElasticBlockStore", "gcePersistentDisk", "azureDisk", "cinder", "vsphereVolume", "rbd",
                        "iscsi", "fc", "portworxVolume", "scaleIO", "storageos", "photonPersistentDisk")  # fmt: skip
"""Inline volumes that one node mounts at a time."""

FILE_VOLUMES: Final = ("nfs", "cephfs", "azureFile", "glusterfs", "quobyte")
"""Inline volumes that many nodes mount at once."""

SHARES: Final[Mapping[str, str]] = {
    "file.csi.azure.com": "azureFile", "nfs.csi.k8s.io": "nfs", "smb.csi.k8s.io": "azureFile",
}  # fmt: skip
"""Drivers that mount a share that is there before the pod, by the inline volume that is like it."""

_CACHE: Final = pattern(r"caches?(dir)?($|[-_./])", re.IGNORECASE)
"""What pods call a volume, or the folder that it is mounted at, where it is a cache."""

_TEMPORARY: Final = pattern(r"(?:.*[-_])?te?mp(?:[-_]?dir)?|/(?:var/)?tmp/?", re.IGNORECASE)
"""The same where nothing in it is taken to be there after a restart. https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch03s18.html"""


def inline_source(volume: Mapping[str, Value]) -> tuple[str, str] | None:
    """Of a volume that persists without a claim: what it is, and the path below it of its own words."""
    if source := next((s for s in (*BLOCK_VOLUMES, *FILE_VOLUMES) if s in volume), ""):
        return source, source
    share = SHARES.get(text(walk(volume, "csi.driver")))
    return (share, "csi.volumeAttributes") if share else None


def is_cache(name: str, mount_paths: Iterable[str]) -> bool:
    """Whether what its pods call a volume says that it is a cache or temporary, or each folder it is mounted at does.

    The name of a claim says nothing: it tells what somebody once meant it for, and not what these pods keep there.
    """
    paths = tuple(mount_paths)
    return _is_dispensable(name) or (bool(paths) and all(map(_is_dispensable, paths)))


def _is_dispensable(name: str) -> bool:
    return _CACHE.search(name) is not None or _TEMPORARY.fullmatch(name) is not None
