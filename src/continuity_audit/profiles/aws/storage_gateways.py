"""AWS Storage Gateway: one machine that hands files, volumes and tapes on to storage of AWS.

A gateway of files keeps what it is given in buckets or file systems, which are components of their own; what it has not
uploaded yet is on its way. Volumes and tapes are in storage of the service itself, those of stored volumes on the disks
of the gateway.

Sources: https://docs.aws.amazon.com/filegateway/latest/files3/what-is-file-s3.html,
https://docs.aws.amazon.com/storagegateway/latest/vgw/StorageGatewayConcepts.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.profile import Fold, Profile, recovers
from continuity_audit.profiles.terms import attribute

PAGE: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/storagegateway_gateway"
VOLUMES: Final = "https://docs.aws.amazon.com/storagegateway/latest/vgw/StorageGatewayConcepts.html"
SHARES: Final = (
    "aws_storagegateway_nfs_file_share", "aws_storagegateway_smb_file_share",
    "aws_storagegateway_file_system_association",
)  # fmt: skip

TYPE = attribute("gateway_type", "STORED", PAGE)
OF_FILES = TYPE.one_of("FILE_S3", "FILE_FSX_SMB")
KEPT_BY_THE_SERVICE = TYPE.one_of("CACHED", "VTL")

GATEWAY = Profile(
    type="aws_storagegateway_gateway",
    title="AWS Storage Gateway",
    kind=Kind.FILE_STORAGE,
    stateful=~OF_FILES,
    names=("gateway_name",),
    folds=(
        *(Fold(share, by="gateway_arn", needs=NEEDS[share]) for share in SHARES),
        Fold("aws_storagegateway_cached_iscsi_volume", by="gateway_arn"),
        Fold("aws_storagegateway_stored_iscsi_volume", by="gateway_arn"),
        Fold("aws_storagegateway_tape_pool", by="gateway_arn"),
    ),
    instance=(
        recovers("restore", "volumes and tapes are kept in the region, and another gateway takes them",
                 when=KEPT_BY_THE_SERVICE, rto="1h-24h", rpo="0s-24h", source=VOLUMES),
    ),
    zone=(
        recovers("restore", "volumes and tapes are kept in the region, and another gateway takes them",
                 when=KEPT_BY_THE_SERVICE, rto="1h-24h", rpo="0s-24h", source=VOLUMES),
    ),
)  # fmt: skip

PROFILES = (GATEWAY,)
