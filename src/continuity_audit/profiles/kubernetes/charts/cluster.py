"""Charts of what a cluster runs for itself: scaling, storage drivers, networks of a cloud, backups."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, scaled_by

CHARTS: Final = (
    Chart(
        "metrics-server", ("kubernetes-sigs.github.io",),
        "https://github.com/kubernetes-sigs/metrics-server/blob/master/charts/metrics-server/values.yaml",
        (Part(name="metrics-server", replicas="replicas"),),
    ),
    Chart(
        "cluster-autoscaler", ("kubernetes.github.io/autoscaler",),
        "https://github.com/kubernetes/autoscaler/blob/master/charts/cluster-autoscaler/values.yaml",
        (Part(name="cluster-autoscaler", replicas="replicaCount"),),
    ),
    Chart(
        "karpenter", ("karpenter",),
        "https://github.com/aws/karpenter-provider-aws/blob/main/charts/karpenter/values.yaml",
        (Part(name="controller", replicas="replicas", by_default=2),),
        since="0.15",
    ),
    Chart(
        "karpenter-crd", ("karpenter",),
        "https://github.com/aws/karpenter-provider-aws/blob/main/charts/karpenter-crd/values.yaml",
    ),
    Chart(
        "keda", ("kedacore",), "https://github.com/kedacore/charts/blob/main/keda/values.yaml",
        (
            Part(name="operator", replicas="operator.replicaCount", pods="operator",
                 spread="topologySpreadConstraints.operator"),
            Part(name="metrics server", on="metricsServer.enabled", replicas="metricsServer.replicaCount",
                 pods="metricsServer", spread="topologySpreadConstraints.metricsServer"),
            Part(name="webhooks", on="webhooks.enabled", replicas="webhooks.replicaCount", pods="webhooks",
                 spread="topologySpreadConstraints.webhooks"),
        ),
    ),
    Chart(
        "reloader", ("stakater",),
        "https://github.com/stakater/Reloader/blob/master/deployments/kubernetes/chart/reloader/values.yaml",
        (
            Part(name="reloader", replicas="reloader.deployment.replicas", if_true="reloader.enableHA",
                 pods="reloader.deployment"),
        ),
    ),
    Chart(
        "descheduler", ("kubernetes-sigs.github.io/descheduler",),
        "https://github.com/kubernetes-sigs/descheduler/blob/master/charts/descheduler/values.yaml",
        (
            Part(name="scheduled job", on="kind", on_by_default="CronJob", among=("CronJob",)),
            Part(name="descheduler", on="kind", on_by_default="CronJob", among=("Deployment",), replicas="replicas"),
        ),
    ),
    Chart(
        "aws-load-balancer-controller", ("aws.github.io/eks-charts",),
        "https://github.com/aws/eks-charts/blob/master/stable/aws-load-balancer-controller/values.yaml",
        (
            Part(name="controller", replicas="replicaCount", by_default=2, scalers=scaled_by("autoscaling")),
        ),
        since="1.2",
    ),
    Chart(
        "aws-ebs-csi-driver", ("kubernetes-sigs.github.io/aws-ebs-csi-driver",),
        "https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/charts/aws-ebs-csi-driver/values.yaml",
        (
            Part(name="controller", unless=("nodeComponentOnly",), replicas="controller.replicaCount", by_default=2,
                 pods="controller"),
            Part(name="node driver", on="node.enableLinux", daemon=True),
        ),
        since="2",
    ),
    Chart(
        "aws-efs-csi-driver", ("kubernetes-sigs.github.io/aws-efs-csi-driver",),
        "https://github.com/kubernetes-sigs/aws-efs-csi-driver/blob/master/charts/aws-efs-csi-driver/values.yaml",
        (
            Part(name="controller", on="controller.create", replicas="controller.replicaCount", by_default=2,
                 pods="controller"),
            Part(name="node driver", daemon=True),
        ),
        since="2.2",
    ),
    Chart(
        "velero", ("vmware-tanzu",), "https://github.com/vmware-tanzu/helm-charts/blob/main/charts/velero/values.yaml",
        (
            Part(name="velero"),
            Part(name="node agent", on="deployNodeAgent", on_by_default=False, daemon=True),
        ),
    ),
    Chart(
        "rook-ceph", ("charts.rook.io", "ghcr.io/rook"),
        "https://github.com/rook/rook/blob/master/deploy/charts/rook-ceph/values.yaml",
        (Part(name="operator"),),
    ),
    Chart(
        "snapshot-controller", ("piraeus",),
        "https://github.com/piraeusdatastore/helm-charts/blob/main/charts/snapshot-controller/values.yaml",
        (
            Part(name="controller", on="controller.enabled", replicas="controller.replicaCount", pods="controller"),
            Part(name="webhook", on="webhook.enabled", on_by_default=False, replicas="webhook.replicaCount",
                 pods="webhook"),
        ),
        since="5",
    ),
    Chart(
        "node-feature-discovery", ("kubernetes-sigs.github.io/node-feature-discovery", "registry.k8s.io/nfd"),
        "https://github.com/kubernetes-sigs/node-feature-discovery/blob/master/deployment/helm/node-feature-discovery/values.yaml",
        (
            Part(name="master", on="master.enable", replicas="master.replicaCount", pods="master"),
            Part(name="worker", on="worker.enable", daemon=True),
            Part(name="garbage collector", on="gc.enable", replicas="gc.replicaCount", pods="gc"),
            Part(name="topology updater", on="topologyUpdater.enable", on_by_default=False, daemon=True),
        ),
        since="0.16",
    ),
    Chart(
        "reflector", ("emberstack",),
        "https://github.com/emberstack/kubernetes-reflector/blob/main/src/helm/reflector/values.yaml",
        (
            Part(name="reflector", unless=("cron.enabled",), replicas="replicaCount",
                 scalers=scaled_by("autoscaling")),
            Part(name="scheduled job", on="cron.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "spegel", ("spegel-org",), "https://github.com/spegel-org/spegel/blob/main/charts/spegel/values.yaml",
        (Part(name="registry mirror", daemon=True),),
    ),
)  # fmt: skip
