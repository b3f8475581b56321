"""AWS Secrets Manager, AWS KMS, AWS Private CA and AWS CloudHSM. A parameter of Systems Manager is no component.

Sources: https://docs.aws.amazon.com/secretsmanager/latest/userguide/,
https://docs.aws.amazon.com/kms/latest/developerguide/, https://docs.aws.amazon.com/cloudhsm/latest/userguide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Kind, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.zones import of_all, zones_of
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import gathered, joined
from continuity_audit.profiles.places import in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

SECRETS: Final = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/"
KMS: Final = "https://docs.aws.amazon.com/kms/latest/developerguide/"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
RECOVERY_WINDOW: Final = SECRETS + "manage_delete-secret.html"
REPLICA_SECRET: Final = SECRETS + "standalone-secret.html"
DELETION: Final = KMS + "deleting-keys.html"
MULTI_REGION: Final = KMS + "multi-region-keys-overview.html"

# --- Secrets Manager ----------------------------------------------------------------------------------------------

SECRET = Profile(
    type="aws_secretsmanager_secret",
    title="AWS Secrets Manager secret",
    kind=Kind.SECRETS,
    stateful=True,
    names=("name", "name_prefix"),
    folds=(
        Fold("aws_secretsmanager_secret_version", by="secret_id"),
        Fold("aws_secretsmanager_secret_rotation", by="secret_id"),
        Fold("aws_secretsmanager_secret_policy", by="secret_arn"),
    ),
    data=(
        recovers("restore", "a deleted secret can be restored until its recovery window ends",
                 when=attribute("recovery_window_in_days", 30, PROVIDER + "secretsmanager_secret").above(0),
                 rto="1m-1h", source=RECOVERY_WINDOW),
    ),
    instance=(continues("service", "Secrets Manager is a regional service over several zones",
                        source=SECRETS + "disaster-recovery-resiliency.html"),),
    zone=(continues("service", "Secrets Manager is a regional service over several zones",
                    source=SECRETS + "disaster-recovery-resiliency.html"),),
    region=(
        recovers("promotion", "a replica in another region stands ready to be promoted to a secret of its own",
                 when=blocks("replica").any(), rto="5m-1h", rpo="1s-1m", source=REPLICA_SECRET),
    ),
    advice={Scenario.ACCOUNT: "keep its value in a secret of another account, too: replicas are in its own, and "
                              "AWS Backup takes no secrets"},
)  # fmt: skip

# --- KMS ----------------------------------------------------------------------------------------------------------

REPLICA_KEYS: Final = ("aws_kms_replica_key", "aws_kms_replica_external_key")


@fact(
    "a replica of the multi-Region key is in another region", reads=REPLICA_KEYS,
    remedy="set `multi_region = true` and add an `aws_kms_replica_key` in another region",
)  # fmt: skip
def replicated_key(context: Context) -> Value:
    """Whether the key has a replica key in another region."""
    replicas = [c for c in context.companions if c.type in REPLICA_KEYS]
    for replica in replicas:
        context.about(replica).note("primary_key_arn", replica.values.get("primary_key_arn"))
    return any_of(
        lambda r=r: both(r.exists, lambda: in_another_region(r, context.resource))  # type: ignore[misc]
        for r in replicas
    )


ON_THE_SERVICE = (continues("service", "KMS is a regional service over several zones",
                            source=KMS + "disaster-recovery-resiliency.html"),)  # fmt: skip
WINDOW = recovers(
    "restore", "a key that is scheduled for deletion can be kept until its waiting period ends", rto="1m-1h",
    source=DELETION,
)  # fmt: skip
"""KMS waits for 7 days at the least, whatever `deletion_window_in_days` says."""
IN_ANOTHER_REGION = continues(
    "members", "a replica key in another region decrypts the same ciphertexts", when=replicated_key, source=MULTI_REGION
)

KEPT_FROM_DELETION: Final = {
    Scenario.ACCOUNT: "deny `kms:ScheduleKeyDeletion` in a service control policy of the organization, or encrypt what "
    "has to outlive the account with a key of another one: AWS Backup takes no keys"
}
"""No key leaves its account; a policy from above binds its administrators.

Sources: https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys-adding-permission.html,
https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-feature-availability.html (what AWS Backup takes)
"""

KEY = Profile(
    type="aws_kms_key",
    title="AWS KMS key",
    kind=Kind.SECRETS,
    stateful=True,
    component=attribute("is_enabled", True, PROVIDER + "kms_key").is_true,
    names=("aws_kms_alias.name",),
    needs=NEEDS["aws_kms_key"],
    folds=(
        *(Fold(t, by="primary_key_arn") for t in REPLICA_KEYS),
        Fold("aws_kms_alias", by="target_key_id"),
        Fold("aws_kms_key_policy", by="key_id"),
    ),
    data=(WINDOW,),
    instance=ON_THE_SERVICE,
    zone=ON_THE_SERVICE,
    region=(IN_ANOTHER_REGION,),
    advice=KEPT_FROM_DELETION,
)  # fmt: skip

EXTERNAL_KEY = Profile(
    type="aws_kms_external_key",
    title="AWS KMS key with imported material",
    kind=Kind.SECRETS,
    stateful=True,
    component=attribute("enabled", True, PROVIDER + "kms_external_key").is_true,
    names=("aws_kms_alias.name",),
    folds=KEY.folds,
    data=(WINDOW,),
    instance=ON_THE_SERVICE,
    zone=ON_THE_SERVICE,
    region=(IN_ANOTHER_REGION,),
    advice=KEPT_FROM_DELETION,
)


def _replica(kind: str, title: str) -> Profile:
    """A replica key whose primary key is not in the estate."""
    return Profile(
        type=kind,
        title=title,
        kind=Kind.SECRETS,
        stateful=True,
        component=attribute("enabled", True, PROVIDER + kind.removeprefix("aws_")).is_true,
        names=("aws_kms_alias.name",),
        folds=(Fold("aws_kms_alias", by="target_key_id"),),
        data=(WINDOW,),
        instance=ON_THE_SERVICE,
        zone=ON_THE_SERVICE,
        region=(continues("members", "its primary key, which is in another region, decrypts the same ciphertexts",
                          source=MULTI_REGION),),
        advice=KEPT_FROM_DELETION,
    )  # fmt: skip


PRIVATE_CA: Final = "https://docs.aws.amazon.com/privateca/latest/userguide/"
ON_PRIVATE_CA = (continues("service", "AWS Private CA is a regional service over several zones",
                           source=PRIVATE_CA + "disaster-recovery-resiliency.html"),)  # fmt: skip

CERTIFICATE_AUTHORITY = Profile(
    type="aws_acmpca_certificate_authority",
    title="AWS Private CA certificate authority",
    kind=Kind.SECRETS,
    stateful=True,
    component=attribute("enabled", True, PROVIDER + "acmpca_certificate_authority").is_true,
    names=("certificate_authority_configuration.subject.common_name", "tags.Name"),
    folds=tuple(
        Fold(f"aws_acmpca_{part}", by=by)
        for part, by in (("certificate_authority_certificate", "certificate_authority_arn"),
                         ("policy", "resource_arn"), ("permission", "certificate_authority_arn"))
    ),
    data=(recovers("restore", "a deleted CA can be restored for 7 to 30 days, as set", rto="1m-1h",
                   source=PRIVATE_CA + "PCARestoreCA.html"),),
    instance=ON_PRIVATE_CA,
    zone=ON_PRIVATE_CA,
)  # fmt: skip

CLOUD_HSM: Final = "https://docs.aws.amazon.com/cloudhsm/latest/userguide/"
HSM: Final = "aws_cloudhsm_v2_hsm"
HSM_BACKUPS: Final = CLOUD_HSM + "backups.html"
HSM_CLUSTERS: Final = CLOUD_HSM + "clusters.html"
SEVERAL_HSMS = companions(HSM).at_least(2)


@quantity("the number of zones of its HSMs", reads=(HSM, "aws_subnet"))
def hsm_zones(context: Context) -> Value:
    """The zones of the HSMs, each by the subnet or the zone that it names."""
    hsms = [c for c in context.companions if c.type == HSM]
    places: Value = ()
    for hsm in hsms:
        path = "subnet_id" if hsm.values.get("subnet_id") is not None else "availability_zone"
        context.about(hsm).note(path, hsm.values.get(path))
        places = joined(places, of_all(hsm, path, gathered(hsm.values, path)))
    return zones_of(places, hsms[0], context.estate) if hsms else 0


HSM_CLUSTER = Profile(
    type="aws_cloudhsm_v2_cluster",
    title="AWS CloudHSM cluster",
    kind=Kind.SECRETS,
    stateful=True,
    names=("tags.Name",),
    zones=hsm_zones,
    folds=(Fold(HSM, by="cluster_id"),),
    data=(recovers("restore", "a backup of the cluster at least once a day", rto="30m-8h", rpo="0s-24h",
                   source=HSM_BACKUPS),),
    instance=(
        continues("members", "its other HSMs hold the same keys", when=SEVERAL_HSMS, rto="0s-2m", source=HSM_CLUSTERS),
        recovers("restore", "another HSM is made of a backup", rto="10m-4h", rpo="0s-24h", source=HSM_BACKUPS),
    ),
    zone=(
        continues("members", "HSMs in its other zones hold the same keys", rto="0s-2m",
                  when=SEVERAL_HSMS & hsm_zones.at_least(2), source=HSM_CLUSTERS),
        recovers("restore", "backups are kept in the region, not in the zone", rto="10m-4h", rpo="0s-24h",
                 source=HSM_BACKUPS),
    ),
)  # fmt: skip

PROFILES = (
    SECRET,
    KEY,
    EXTERNAL_KEY,
    CERTIFICATE_AUTHORITY,
    HSM_CLUSTER,
    _replica("aws_kms_replica_key", "AWS KMS multi-Region replica key"),
    _replica("aws_kms_replica_external_key", "AWS KMS multi-Region replica key with imported material"),
)

__all__ = ["PROFILES"]
