"""Charts of storage: drivers of volumes, file systems that a cluster runs itself, copies of volumes."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part

_LONGHORN_SIDECARS: Final = ("attacher", "provisioner", "resizer", "snapshotter")

CHARTS: Final = (
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
        "rook-ceph", ("charts.rook.io", "ghcr.io/rook"),
        "https://github.com/rook/rook/blob/master/deploy/charts/rook-ceph/values.yaml",
        (Part(name="operator"),),
    ),
    Chart(
        "openebs", ("openebs",), "https://github.com/openebs/openebs/blob/main/charts/values.yaml",
        # The volumes are the claims' own. Mayastor keeps in etcd what its volumes consist of.
        (
            Part(name="local PV provisioner", on="localpv-provisioner.enabled",
                 replicas="localpv-provisioner.localpv.replicas", pods="localpv-provisioner.localpv"),
            Part(name="LVM controller", on="engines.local.lvm.enabled"),
            Part(name="ZFS controller", on="engines.local.zfs.enabled"),
            Part(name="Mayastor", on="engines.replicated.mayastor.enabled",
                 volume="mayastor.etcd.persistence.enabled", volume_by_default=True,
                 storage_class="mayastor.etcd.persistence.storageClass"),
            Part(name="Loki", on="loki.enabled", volume="loki.singleBinary.persistence.enabled",
                 volume_by_default=True, storage_class="loki.singleBinary.persistence.storageClass"),
            Part(name="Alloy", on="alloy.enabled", daemon=True),
        ),
        since="4",
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
        "csi-driver-nfs", ("kubernetes-csi",),
        "https://github.com/kubernetes-csi/csi-driver-nfs/blob/master/charts/latest/csi-driver-nfs/values.yaml",
        (
            Part(name="controller", replicas="controller.replicas", pods="controller"),
            Part(name="node driver", daemon=True),
            Part(name="snapshot controller", on="externalSnapshotter.enabled", on_by_default=False,
                 replicas="externalSnapshotter.controller.replicas", pods="controller"),
        ),
    ),
    Chart(
        "csi-driver-smb", ("kubernetes-csi",),
        "https://github.com/kubernetes-csi/csi-driver-smb/blob/master/charts/latest/csi-driver-smb/values.yaml",
        (
            Part(name="controller", replicas="controller.replicas", pods="controller"),
            Part(name="node driver", daemon=True),
        ),
    ),
    Chart(
        "democratic-csi", ("democratic-csi",),
        "https://github.com/democratic-csi/charts/blob/master/stable/democratic-csi/values.yaml",
        (
            Part(name="controller", on="controller.enabled", replicas="controller.replicaCount", pods="controller"),
            Part(name="node driver", on="node.enabled", daemon=True),
        ),
    ),
    Chart(
        "topolvm", ("topolvm",), "https://github.com/topolvm/topolvm/blob/main/charts/topolvm/values.yaml",
        (
            Part(name="controller", replicas="controller.replicaCount", by_default=2,
                 if_true="controller.leaderElection.enabled", if_true_by_default=True, pods="controller"),
            Part(name="node driver", daemon=True),
            Part(name="scheduler", on="scheduler.enabled", on_by_default=False, daemon=True),
            Part(name="cert-manager", on="cert-manager.enabled", on_by_default=False),
        ),
        since="15",
    ),
    Chart(
        "longhorn", ("charts.longhorn.io", "longhorn"),
        "https://github.com/longhorn/charts/blob/v1.6.x/charts/longhorn/values.yaml",
        # The volumes are the claims' own. What deploys the driver has nothing to do once that is done.
        (
            Part(name="manager", daemon=True),
            *(Part(name=f"CSI {sidecar}", replicas=f"csi.{sidecar}ReplicaCount", by_default=3, pods=None)
              for sidecar in _LONGHORN_SIDECARS),
            Part(name="user interface", replicas="longhornUI.replicas", by_default=2, pods=None),
        ),
        since="1.5",
    ),
    Chart(
        "volsync", ("backube",), "https://github.com/backube/volsync/blob/main/helm/volsync/values.yaml",
        (Part(name="controller", replicas="replicaCount"),),
    ),
)  # fmt: skip
