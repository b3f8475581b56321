"""The file systems of Amazon EFS in the estate that volumes of Kubernetes lie on: what is on them is theirs.

Source: https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.profiles.references import mentioned, named_at

FILE_SYSTEM: Final = "aws_efs_file_system"
ACCESS_POINT: Final = "aws_efs_access_point"
ARGUMENTS: Final = {"PersistentVolume": "spec", "StorageClass": "parameters"}
"""Where a volume, or a class that makes volumes, says what they lie on."""


def file_system_of(holder: Resource, estate: Estate) -> Resource | None:
    """The one file system that a PersistentVolume or a StorageClass names, by itself or by an access point."""
    found: dict[str, Resource] = {}
    for resource in mentioned(holder, ARGUMENTS[holder.type], estate):
        if resource.type == FILE_SYSTEM:
            found[resource.id] = resource
        elif resource.type == ACCESS_POINT:
            found.update((r.id, r) for r in named_at(resource, "file_system_id", estate, FILE_SYSTEM))
    return next(iter(found.values())) if len(found) == 1 else None


def in_one_zone(file_system: Resource) -> bool:
    """Whether a file system is kept in one zone. https://docs.aws.amazon.com/efs/latest/ug/features.html#file-system-type"""
    return file_system.values.get("availability_zone_name") is not None


__all__ = ["ACCESS_POINT", "FILE_SYSTEM", "file_system_of", "in_one_zone"]
