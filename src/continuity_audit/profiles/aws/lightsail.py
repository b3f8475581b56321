"""Amazon Lightsail: databases, disks and container services (its instances are with the other machines).

Sources: https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-databases.html,
https://docs.aws.amazon.com/lightsail/latest/userguide/amazon-lightsail-container-services.html,
https://docs.aws.amazon.com/lightsail/latest/userguide/elastic-block-storage-and-ssd-disks-in-amazon-lightsail.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.terms import Context, attribute, fact

LIGHTSAIL: Final = "https://docs.aws.amazon.com/lightsail/latest/userguide/"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
DATABASES: Final = LIGHTSAIL + "amazon-lightsail-databases.html"
CONTAINERS: Final = LIGHTSAIL + "amazon-lightsail-container-services.html"
DISKS: Final = LIGHTSAIL + "elastic-block-storage-and-ssd-disks-in-amazon-lightsail.html"

SNAPSHOTS: Final = LIGHTSAIL + "amazon-lightsail-configuring-automatic-snapshots.html"
INSTANCE: Final = "aws_lightsail_instance"
ATTACHMENT: Final = "aws_lightsail_disk_attachment"

BACKUPS = attribute("backup_retention_enabled", True, PROVIDER + "lightsail_database").is_true

AUTOMATIC = blocks("add_on").any(attribute("type").equals("AutoSnapshot") & attribute("status").equals("Enabled"))


@fact("its plan is a high availability plan", remedy="choose a bundle with `ha` in its name, such as `small_ha_2_0`")
def highly_available(context: Context) -> Value:
    """Whether the name of its bundle says that it has a standby, as in ``small_ha_2_0``."""
    bundle = unmark(context.read("bundle_id"))
    context.note("bundle_id", bundle)
    return lift(_has_standby, bundle)


def _has_standby(bundle: Value) -> Value:
    if isinstance(bundle, Unknown):
        return as_truth(Unknown(bundle.causes, f"{bundle.key} has a standby"))
    return isinstance(bundle, str) and "_ha_" in bundle


DATABASE = Profile(
    type="aws_lightsail_database",
    title="Amazon Lightsail database",
    kind=Kind.DATABASE,
    stateful=True,
    names=("relational_database_name",),
    data=(recovers("restore", "automatic backups to any point of the last seven days", when=BACKUPS, rto="15m-4h",
                   rpo="0s-5m", source=DATABASES),),
    instance=(
        continues("failover", "the standby takes over", when=highly_available, rto="1m-2m", source=DATABASES),
        recovers("restart", "it is started again on its disk", rto="5m-30m", source=DATABASES),
    ),
    zone=(
        continues("failover", "the standby is in another zone", when=highly_available, rto="1m-2m", source=DATABASES),
        recovers("restore", "backups are kept in the region, not in the zone", when=BACKUPS, rto="15m-4h",
                 rpo="0s-5m", source=DATABASES),
    ),
)  # fmt: skip


@fact("the machine that it is attached to takes automatic snapshots", reads=(INSTANCE,))
def in_snapshots(context: Context) -> Value:
    """Whether a machine that it is attached to has automatic snapshots on; these take its attached disks in."""
    attachments = [c for c in context.companions if c.type == ATTACHMENT]
    machines = [m for a in attachments for m in named_at(a, "instance_name", context.estate, INSTANCE)]
    return any_of(
        lambda m=m: both(as_truth(m.exists), lambda: AUTOMATIC.value(context.about(m)))  # type: ignore[misc]
        for m in machines
    )


DISK = Profile(
    type="aws_lightsail_disk",
    title="Amazon Lightsail disk",
    kind=Kind.BLOCK_STORAGE,
    stateful=True,
    folds=(Fold(ATTACHMENT, by="disk_name"),),
    data=(recovers("restore", "automatic snapshots of its machine, one a day for seven days", when=in_snapshots,
                   rto="15m-4h", rpo="0s-24h", source=SNAPSHOTS),),
    instance=(continues("service", "a disk is kept on several machines of its zone", source=DISKS),),
    zone=(recovers("restore", "snapshots are kept in the region, not in the zone", when=in_snapshots, rto="15m-4h",
                   rpo="0s-24h", source=SNAPSHOTS),),
)  # fmt: skip

SEVERAL_NODES = attribute("scale").at_least(2)

CONTAINER_SERVICE = Profile(
    type="aws_lightsail_container_service",
    title="Amazon Lightsail container service",
    kind=Kind.WORKLOAD,
    stateful=False,
    component=~attribute("is_disabled", False, PROVIDER + "lightsail_container_service").is_true,
    folds=(Fold("aws_lightsail_container_service_deployment_version", by="service_name"),),
    instance=(
        continues("members", "its other nodes answer", when=SEVERAL_NODES, rto="10s-2m", source=CONTAINERS),
        recovers("restart", "the service starts its only node again", rto="1m-15m", source=CONTAINERS),
    ),
)  # fmt: skip

PROFILES = (DATABASE, DISK, CONTAINER_SERVICE)
