"""Workloads: what runs pods, from a bare Pod to a Deployment, StatefulSet, DaemonSet or CronJob."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.kubernetes.attraction import kept_in_one_zone, kept_together
from continuity_audit.profiles.kubernetes.backup import READS
from continuity_audit.profiles.kubernetes.dependencies import READ, own_cluster, services_called
from continuity_audit.profiles.kubernetes.file_systems import ACCESS_POINT
from continuity_audit.profiles.kubernetes.mentions import SECRETS, mentioned_in_code
from continuity_audit.profiles.kubernetes.node_pools import NODE_POOLS, pinned_to_zone
from continuity_audit.profiles.kubernetes.objects import guarded, mounting, rolled_out, scaled, served
from continuity_audit.profiles.kubernetes.placement import (
    made_by_code,
    pinned_to_node,
    runs,
    several_members,
    spread_over_zones,
)
from continuity_audit.profiles.kubernetes.replication import copied_between_members, majority_is_left
from continuity_audit.profiles.kubernetes.rungs import (
    ACCOUNT_REDEPLOYED,
    ACCOUNT_RESTORED,
    DATA_RESTORED,
    EVICTION,
    MANIFESTS,
    MEMBERS_RTO,
    NODE_FAILURE,
    NODE_RESTORED,
    NODE_RTO,
    REGION_REDEPLOYED,
    REGION_RESTORED,
    SPREAD,
    STATEFUL_SET,
    VOLUME_RTO,
    ZONE_RESTORED,
    ZONES,
)
from continuity_audit.profiles.kubernetes.volume_conditions import (
    holds_data,
    outlives_node,
    outlives_zone,
    outlives_zone_with_its_member,
    shared_by_members,
    tied_by_cache,
)
from continuity_audit.profiles.kubernetes.volumes import file_systems_under
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import ALWAYS, Condition, attribute

FOLDS: Final = (
    Fold("HorizontalPodAutoscaler", match=scaled),
    Fold("keda.sh/ScaledObject", match=scaled),
    Fold("http.keda.sh/HTTPScaledObject", match=scaled),
    Fold("PodDisruptionBudget", match=guarded),
    Fold("Service", match=served),
    Fold("PersistentVolumeClaim", match=mounting),
)
"""What belongs to a workload: its autoscaler, disruption budget, services and claims."""

CARRY_ON: Final = (
    several_members
    & majority_is_left
    & shared_by_members
    & copied_between_members
    & ~kept_together
    & ~pinned_to_node
)  # fmt: skip
CARRY_ON_OVER_ZONES: Final = (
    several_members
    & spread_over_zones
    & majority_is_left
    & shared_by_members
    & copied_between_members
    & outlives_zone_with_its_member
    & ~pinned_to_zone
    & ~kept_in_one_zone
)

RESTARTED: Final = recovers(
    "restart", "its pod is started again, on another node where its own is gone",
    when=~holds_data & ~pinned_to_node, rto=NODE_RTO, source=EVICTION,
)  # fmt: skip
REATTACHED: Final = recovers(
    "restart", "its pod is started again and its volume, which outlives the node, is attached to it",
    when=outlives_node & ~pinned_to_node, rto=VOLUME_RTO, source=STATEFUL_SET,
)  # fmt: skip
UNPINNED: Final = recovers(
    "redeploy", "its pods may run on one node only, so they come back once that is changed in code",
    when=outlives_node, rto="15m-2h", source=MANIFESTS,
)  # fmt: skip

RESTARTED_ELSEWHERE: Final = recovers(
    "restart", "its pods are started again in another zone",
    when=~holds_data & ~pinned_to_zone & ~tied_by_cache, rto=NODE_RTO, source=EVICTION,
)  # fmt: skip
REATTACHED_ELSEWHERE: Final = recovers(
    "restart", "its storage is kept in several zones and its pods are started again in another one",
    when=outlives_zone & ~pinned_to_zone & ~tied_by_cache, rto=VOLUME_RTO, source=ZONES,
)  # fmt: skip
UNPINNED_FROM_ZONE: Final = recovers(
    "redeploy", "its pods or its cache may be in one zone only, so they come back once that is changed",
    when=outlives_zone, rto="15m-4h", source=MANIFESTS,
)  # fmt: skip

INSTANCE: Final = (
    continues(
        "members", "the other pods carry on",
        when=CARRY_ON, rto=MEMBERS_RTO, source=NODE_FAILURE,
    ),
    RESTARTED, REATTACHED, UNPINNED, NODE_RESTORED,
)  # fmt: skip

ZONE: Final = (
    continues(
        "members", "a required spread keeps pods in another zone, and they carry on",
        when=CARRY_ON_OVER_ZONES, rto=MEMBERS_RTO, source=SPREAD,
    ),
    RESTARTED_ELSEWHERE, REATTACHED_ELSEWHERE, UNPINNED_FROM_ZONE, ZONE_RESTORED,
)  # fmt: skip


def workload(
    kind: str, title: str, *, instance: tuple[Claim, ...] = INSTANCE, zone: tuple[Claim, ...] = ZONE,
    component: Condition = ALWAYS, folds: tuple[Fold, ...] = (), scheduled: bool = False,
) -> Profile:  # fmt: skip
    """A type that runs pods: stateful with its persistent volumes only, and backed up by what backs those up."""
    return Profile(
        type=kind, title=title, kind=Kind.WORKLOAD, stateful=holds_data,
        data=(DATA_RESTORED,),
        instance=instance,
        zone=zone,
        region=(REGION_REDEPLOYED, REGION_RESTORED),
        account=(ACCOUNT_REDEPLOYED, ACCOUNT_RESTORED),
        component=component & runs & made_by_code,
        folds=(*FOLDS, *folds),
        needs=(services_called, mentioned_in_code("spec"), file_systems_under, own_cluster),
        names=("metadata.name",),
        scheduled=scheduled,
        reads=(*READS, *READ, *SECRETS, *NODE_POOLS, ACCESS_POINT),
    )  # fmt: skip


deployment = workload("Deployment", "Kubernetes Deployment")
replica_set = workload("ReplicaSet", "Kubernetes ReplicaSet")
replication_controller = workload("ReplicationController", "Kubernetes ReplicationController")
deployment_config = workload("apps.openshift.io/DeploymentConfig", "OpenShift DeploymentConfig")
rollout = workload("argoproj.io/Rollout", "Argo Rollout", folds=(Fold("Deployment", match=rolled_out),))
knative_service = workload("serving.knative.dev/Service", "Knative Service")

stateful_set = workload("StatefulSet", "Kubernetes StatefulSet")
"""Two members count as two: what runs with a claim a member keeps its copies by itself, unless it is known not to."""

daemon_set = workload(
    "DaemonSet", "Kubernetes DaemonSet",
    instance=(
        continues(
            "members", "a pod runs on every node, and those on the others carry on",
            when=shared_by_members & ~pinned_to_node, rto=MEMBERS_RTO,
            source="https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/",
        ),
        *INSTANCE[1:],
    ),
    zone=ZONE[1:],
)  # fmt: skip

cron_job = workload(
    "CronJob", "Kubernetes CronJob",
    instance=INSTANCE[1:], zone=ZONE[1:],
    component=~attribute("spec.suspend", default=False, documented="Kubernetes' default").is_true,
    scheduled=True,
)  # fmt: skip

pod = workload(
    "Pod", "Kubernetes Pod",
    instance=(
        recovers(
            "redeploy", "no controller starts a bare pod on another node; it is applied again",
            when=outlives_node, rto="15m-2h", source="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/",
        ),
        NODE_RESTORED,
    ),
    zone=(
        recovers(
            "redeploy", "no controller starts a bare pod in another zone; it is applied again",
            when=outlives_zone, rto="15m-4h", source="https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/",
        ),
        ZONE_RESTORED,
    ),
    component=~attribute("spec.restartPolicy", default="Always").one_of("Never", "OnFailure"),
)  # fmt: skip

PROFILES: Final = (
    deployment, stateful_set, daemon_set, cron_job, replica_set, replication_controller, pod,
    rollout, deployment_config, knative_service,
)  # fmt: skip
