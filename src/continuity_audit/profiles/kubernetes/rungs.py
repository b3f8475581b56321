"""The rungs that ladders of Kubernetes components share, and the pages that their figures come from."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.backup import (
    backed_up,
    copied_off_cluster,
    copied_off_node,
    copied_outside_region,
    copied_outside_zone,
)
from continuity_audit.profiles.kubernetes.volume_conditions import holds_data, outlives_node, outlives_zone
from continuity_audit.profiles.profile import recovers

EVICTION: Final = "https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions"
NODE_FAILURE: Final = "https://kubernetes.io/docs/concepts/architecture/nodes/#node-heartbeats"
SPREAD: Final = "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/"
STATEFUL_SET: Final = "https://kubernetes.io/docs/tasks/run-application/force-delete-stateful-set-pod/"
VOLUMES: Final = "https://kubernetes.io/docs/concepts/storage/persistent-volumes/"
ZONES: Final = "https://kubernetes.io/docs/setup/best-practices/multiple-zones/#storage-access-for-zones"
VELERO: Final = "https://velero.io/docs/main/how-velero-works/"
MIGRATION: Final = "https://velero.io/docs/main/disaster-case/"
MANIFESTS: Final = "https://kubernetes.io/docs/concepts/overview/working-with-objects/object-management/"

NODE_RTO: Final = "10s-10m"
"""A pod is restarted in seconds; off a dead node after some 50 s to notice it and 300 s of toleration."""
VOLUME_RTO: Final = "10s-1h"
"""The same, and the volume is detached from the dead node first, which may want a person."""
MEMBERS_RTO: Final = "0s-60s"
"""Until the dead node is noticed and its pods leave the endpoints of the Service."""

DATA_RESTORED: Final = recovers(
    "restore", "a scheduled backup holds earlier states of its data",
    when=backed_up, rto="15m-8h", rpo="0s-24h", source=VELERO,
)  # fmt: skip

NODE_RESTORED: Final = recovers(
    "restore", "its volumes die with the node and a scheduled backup is kept elsewhere",
    when=copied_off_node, rto="15m-8h", rpo="0s-24h", source=VELERO,
)  # fmt: skip

ZONE_RESTARTED: Final = recovers(
    "restart", "its pods are started again in another zone, where its storage is at hand",
    when=outlives_zone, rto=VOLUME_RTO, source=ZONES,
)  # fmt: skip

ZONE_RESTORED: Final = recovers(
    "restore", "its volumes are in one zone and a scheduled backup is kept outside of it",
    when=copied_outside_zone, rto="15m-8h", rpo="0s-24h", source=VELERO,
)  # fmt: skip

REGION_REDEPLOYED: Final = recovers(
    "redeploy", "it holds no data and its manifests are applied to a cluster in another region",
    when=~holds_data, rto="1h-24h", source=MANIFESTS,
)  # fmt: skip

REGION_RESTORED: Final = recovers(
    "restore", "a scheduled backup is kept in another region",
    when=copied_outside_region, rto="1h-24h", rpo="0s-24h", source=MIGRATION,
)  # fmt: skip

ACCOUNT_REDEPLOYED: Final = recovers(
    "redeploy", "it holds no data and its manifests are applied to another cluster",
    when=~holds_data, rto="1h-24h", source=MANIFESTS,
)  # fmt: skip

ACCOUNT_RESTORED: Final = recovers(
    "restore", "a scheduled backup is kept off the cluster",
    when=copied_off_cluster, rto="1h-24h", rpo="0s-24h", source=MIGRATION,
)  # fmt: skip

REATTACHED: Final = recovers(
    "restart", "it is started again, with its volume where it has one, which outlives the node",
    when=outlives_node, rto=VOLUME_RTO, source=VOLUMES,
)  # fmt: skip
