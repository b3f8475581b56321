"""What AWS Backup cannot do: copies of some resources, copies to other accounts, recovery points that a lock refuses.

Sources: https://docs.aws.amazon.com/aws-backup/latest/devguide/recov-point-create-a-copy.html (Multi-AZ DB clusters),
https://docs.aws.amazon.com/aws-backup/latest/devguide/advanced-ddb-backup.html (DynamoDB),
https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html (Redshift),
https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html and
https://aws.amazon.com/blogs/storage/create-and-share-encrypted-backups-across-accounts-and-regions-using-aws-backup/
(keys that AWS manages), https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html
(retention)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from continuity_audit.estate.logic import all_of, both, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.backup_selections import preferred
from continuity_audit.profiles.references import Named
from continuity_audit.profiles.terms import Condition, Context, attribute, walk

PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
RETENTION: Final = "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html"
MANAGED_KEY: Final = "a key that AWS manages"
ENCRYPTION: Final = "https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html"

TABLE: Final = "aws_dynamodb_table"
MULTI_AZ_CLUSTER: Final = "db_cluster_instance_class"
WAREHOUSES: Final = ("aws_redshift_cluster", "aws_redshiftserverless_namespace")
"""Of these AWS Backup keeps snapshots in the region; copies Redshift makes itself (`aws_redshift_snapshot_copy`)."""

_ALWAYS: Final = attribute("encrypted", True, "https://docs.aws.amazon.com/fsx/latest/WindowsGuide/encryption.html")
IS_ENCRYPTED: Final[Mapping[str, Condition]] = {
    **{
        kind: attribute("storage_encrypted", False, PROVIDER + kind.removeprefix("aws_")).is_true
        for kind in ("aws_db_instance", "aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster")
    },
    "aws_ebs_volume": attribute("encrypted", False, PROVIDER + "ebs_volume").is_true,
    **dict.fromkeys(
        ("aws_fsx_windows_file_system", "aws_fsx_lustre_file_system", "aws_fsx_openzfs_file_system"), _ALWAYS.is_true
    ),
}
"""What AWS Backup stores under the key of the resource itself; all else it encrypts anew, with the key of the vault."""

KEY: Final = "kms_key_id"
AWS_MANAGED: Final = "alias/aws/"
INHERITED: Final = (
    "snapshot_identifier", "snapshot_id", "backup_id", "restore_to_point_in_time", "replicate_source_db",
    "replication_source_identifier", "global_cluster_identifier",
)  # fmt: skip
"""What a resource is made of, that may have brought a key with it."""
DEFAULT_KEY: Final = "aws_ebs_default_kms_key"


def can_be_copied(context: Context) -> Value:
    """Whether AWS Backup copies recovery points of a component at all.

    None of a Multi-AZ DB cluster or of Redshift, and none of a table of DynamoDB where its advanced features are off.
    """
    component = context.resource
    if component.type in WAREHOUSES:
        return False
    if component.type == "aws_rds_cluster":
        return negate(attribute(MULTI_AZ_CLUSTER).is_set.value(context))
    return preferred("resource_type_management_preference", "DynamoDB", context) if component.type == TABLE else True


def can_leave_the_account(context: Context) -> Value:
    """Whether AWS Backup copies recovery points of a component to other accounts: not under a key that AWS manages."""
    encrypted = IS_ENCRYPTED.get(context.resource.type)
    if encrypted is None or any(context.read(path) not in (None, ()) for path in INHERITED):
        return True
    if context.resource.type == "aws_ebs_volume" and any(True for _ in context.estate.of_type(DEFAULT_KEY)):
        return True
    return negate(both(encrypted.value(context), lambda: _under_a_key_of_aws(context)))


def _under_a_key_of_aws(context: Context) -> Value:
    """Whether a resource names no key of its own; one that the code leaves open is one."""
    key = unmark(context.read(KEY))
    context.note(KEY, key, ENCRYPTION if key is None else "")
    return lift(lambda named: named is None or AWS_MANAGED in spelling(named), key)


# --- what a vault takes -------------------------------------------------------------------------------------------


def takes(vaults: Iterable[Named], locks: Iterable[tuple[Resource, Value]], kept: Value, context: Context) -> Value:
    """Whether no lock of a vault (with whether it is that vault's) refuses recovery points kept for ``kept`` days.

    A lock fails jobs whose retention is below its minimum or above its maximum; without one they are kept for good. An
    air-gapped vault has the bounds of a lock itself. What the code leaves open is taken to fit.
    """
    own = [(v.resource, v.there) for v in vaults if v.resource.type == "aws_backup_logically_air_gapped_vault"]

    def accepts(lock: Resource) -> Value:
        least, most = (unmark(lock.values.get(f"{bound}_retention_days")) for bound in ("min", "max"))
        fits = lift(_fits, unmark(kept), least, most)
        if fits is not True:
            context.about(lock).note("min_retention_days", least)
            context.about(lock).note("max_retention_days", most)
        return fits

    return all_of(
        lambda lock=lock, there=there: negate(both(there, lambda: negate(accepts(lock))))  # type: ignore[misc]
        for lock, there in (*own, *locks)
    )


def _fits(kept: Value, least: Value, most: Value) -> Value:
    days, low, high = map(_days, (kept, least, most))
    if kept is None:
        return high is None
    return days is None or ((low is None or days >= low) and (high is None or days <= high))


def _days(value: Value) -> Decimal | None:
    """A number of days; ``None`` where it is left out or open."""
    if isinstance(value, Unknown) or value is None or isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None


def retention(lifecycle_of: Value) -> Value:
    """The days for which a rule, or a copy, keeps recovery points; ``None`` where it says nothing."""
    return walk(lifecycle_of, "lifecycle.delete_after")


__all__ = [
    "DEFAULT_KEY",
    "ENCRYPTION",
    "MANAGED_KEY",
    "RETENTION",
    "can_be_copied",
    "can_leave_the_account",
    "retention",
    "takes",
]
