"""Charts of what a cluster runs for itself: scaling, networks of a cloud, devices of its nodes, backups."""

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
                 pods_otherwise="", spread="topologySpreadConstraints.operator"),
            Part(name="metrics server", on="metricsServer.enabled", replicas="metricsServer.replicaCount",
                 pods="metricsServer", pods_otherwise="", spread="topologySpreadConstraints.metricsServer"),
            Part(name="webhooks", on="webhooks.enabled", replicas="webhooks.replicaCount", pods="webhooks",
                 pods_otherwise="", spread="topologySpreadConstraints.webhooks"),
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
        "velero", ("vmware-tanzu",), "https://github.com/vmware-tanzu/helm-charts/blob/main/charts/velero/values.yaml",
        (
            Part(name="velero"),
            Part(name="node agent", on="deployNodeAgent", on_by_default=False, daemon=True),
        ),
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
    Chart(
        "vpa", ("fairwinds",), "https://github.com/FairwindsOps/charts/blob/master/stable/vpa/values.yaml",
        # A second recommender or updater waits for a lease only where its own arguments say so.
        (
            Part(name="recommender", on="recommender.enabled", pods="recommender"),
            Part(name="updater", on="updater.enabled", pods="updater"),
            Part(name="admission controller", on="admissionController.enabled",
                 replicas="admissionController.replicaCount", pods="admissionController"),
        ),
    ),
    Chart(
        "goldilocks", ("fairwinds",), "https://github.com/FairwindsOps/charts/blob/master/stable/goldilocks/values.yaml",
        (
            Part(name="controller", on="controller.enabled", pods="controller"),
            Part(name="dashboard", on="dashboard.enabled", replicas="dashboard.replicaCount", by_default=2,
                 pods="dashboard"),
            Part(name="autoscaler of pods", on="vpa.enabled", on_by_default=False),
            Part(name="metrics server", on="metrics-server.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "kubelet-csr-approver", ("postfinance",),
        "https://github.com/postfinance/kubelet-csr-approver/blob/main/charts/kubelet-csr-approver/values.yaml",
        (
            Part(name="approver", replicas="replicas", by_default=2, if_true="leaderElection",
                 if_true_by_default=True),
        ),
        since="1",
    ),
    Chart(
        "gpu-operator", ("nvidia.github.io", "helm.ngc.nvidia.com"),
        "https://github.com/NVIDIA/gpu-operator/blob/main/deployments/gpu-operator/values.yaml",
        (
            Part(name="operator", pods="operator"),
            Part(name="feature discovery", on="nfd.enabled"),
        ),
    ),
    Chart(
        "nvidia-device-plugin", ("nvidia.github.io",),
        "https://github.com/NVIDIA/k8s-device-plugin/blob/main/deployments/helm/nvidia-device-plugin/values.yaml",
        (
            Part(name="device plugin", on="devicePlugin.enabled", daemon=True),
            Part(name="feature discovery", on="gfd.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "intel-device-plugins-operator", ("intel.github.io",),
        "https://github.com/intel/helm-charts/blob/main/charts/device-plugin-operator/values.yaml",
        (Part(name="operator"),),
    ),
    Chart(
        "intel-device-plugins-gpu", ("intel.github.io",),
        "https://github.com/intel/helm-charts/blob/main/charts/gpu-device-plugin/values.yaml",
        (Part(name="device plugin", daemon=True),),
    ),
    Chart(
        "node-problem-detector", ("deliveryhero",),
        "https://github.com/deliveryhero/helm-charts/blob/master/stable/node-problem-detector/values.yaml",
        (Part(name="detector", daemon=True),),
    ),
)  # fmt: skip
