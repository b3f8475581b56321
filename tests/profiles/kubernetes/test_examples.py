"""The Kubernetes rows of the worked examples in the contract."""

from profiles.kubernetes.reading import the

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: web}]
"""

SPREAD = """      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: topology.kubernetes.io/zone
        whenUnsatisfiable: DoNotSchedule
        labelSelector: {matchLabels: {app: web}}
"""


def test_three_replicas_without_a_spread() -> None:
    assert the(DEPLOYMENT, "Deployment/shop/web") == ["c", "c members", "r restart", "r redeploy", "r redeploy"]


def test_the_same_with_a_required_spread() -> None:
    found = the(DEPLOYMENT + SPREAD, "Deployment/shop/web")
    assert found == ["c", "c members", "c members", "r redeploy", "r redeploy"]


def test_a_single_member_with_a_velero_schedule_to_a_bucket_in_another_region() -> None:
    found = the(
        """
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: db, namespace: shop}
        spec:
          template:
            metadata: {labels: {app: db}}
            spec:
              nodeSelector: {topology.kubernetes.io/region: eu-west-1}
              containers: [{name: db, image: postgres}]
          volumeClaimTemplates:
          - metadata: {name: data}
            spec: {storageClassName: gp3, accessModes: [ReadWriteOnce]}
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {name: gp3}
        provisioner: ebs.csi.aws.com
        ---
        apiVersion: velero.io/v1
        kind: Schedule
        metadata: {name: daily, namespace: velero}
        spec:
          schedule: 0 1 * * *
          template: {includedNamespaces: [shop]}
        ---
        apiVersion: velero.io/v1
        kind: BackupStorageLocation
        metadata: {name: default, namespace: velero}
        spec:
          provider: aws
          objectStorage: {bucket: backups}
          config: {region: eu-central-1}
        """,
        "StatefulSet/shop/db",
    )
    assert found == ["r restore", "r restart", "r restore", "r restore", "r restore"]


def test_three_postgresql_instances_without_a_backup() -> None:
    found = the(
        """
        apiVersion: postgresql.cnpg.io/v1
        kind: Cluster
        metadata: {name: orders, namespace: shop}
        spec:
          instances: 3
          storage: {size: 10Gi}
        """,
        "Cluster/shop/orders",
    )
    assert found == ["l", "c failover", "l", "l", "l"]


def test_an_autoscaler_with_a_minimum_of_one_owns_the_count() -> None:
    found = the(
        DEPLOYMENT
        + """
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  minReplicas: 1
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
""",
        "Deployment/shop/web",
    )
    assert found == ["c", "r restart", "r restart", "r redeploy", "r redeploy"]
