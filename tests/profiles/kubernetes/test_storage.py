"""Volumes: what a workload holds, how far its disks reach, and which backups cover them."""

from textwrap import dedent

import pytest

from continuity_audit.estate.model import Scenario
from profiles.kubernetes.reading import components, outcomes, terraform, the

DB, WEB = "StatefulSet/shop/db", "Deployment/shop/web"
GONE = ["l", "l", "l"]


def stateful(replicas: int | str = 1, storage_class: str = "storageClassName: disk, ", template: str = "data") -> str:
    return dedent(f"""
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {{name: db, namespace: shop, labels: {{tier: data}}}}
        spec:
          replicas: {replicas}
          template:
            metadata: {{labels: {{app: db}}}}
            spec: {{containers: [{{name: db, image: db}}]}}
          volumeClaimTemplates:
          - metadata: {{name: {template}}}
            spec: {{{storage_class}accessModes: [ReadWriteOnce]}}
        """)


def mounting(volume: str, replicas: int = 1, pods: str = "") -> str:
    return dedent(f"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: web, namespace: shop}}
        spec:
          replicas: {replicas}
          template:
            metadata: {{labels: {{app: web}}}}
            spec: {{volumes: [{{name: data, {volume}}}], {pods}containers: [{{name: web, image: web}}]}}
        """)


CLAIMED = "persistentVolumeClaim: {claimName: data}"
SPREAD = (
    "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
    "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}], "
)


def claim(mode: str = "ReadWriteOnce", more: str = "storageClassName: disk", name: str = "data") -> str:
    return dedent(f"""
        ---
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {{name: {name}, namespace: shop}}
        spec: {{accessModes: [{mode}], {more}}}
        """)


def storage_class(provisioner: str, parameters: str = "", metadata: str = "name: disk") -> str:
    return dedent(f"""
        ---
        apiVersion: storage.k8s.io/v1
        kind: StorageClass
        metadata: {{{metadata}}}
        provisioner: {provisioner}
        parameters: {{{parameters}}}
        """)


EBS, EFS, LOCAL = "ebs.csi.aws.com", "efs.csi.aws.com", "rancher.io/local-path"
SPANNING = "hyperdisk-balanced-high-availability"


# --- what makes a workload stateful -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "volume",
    [
        "emptyDir: {}", "hostPath: {path: /x}", "configMap: {name: x}", "secret: {secretName: x}",
        "csi: {driver: secrets-store.csi.k8s.io}", "ephemeral: {volumeClaimTemplate: {spec: {}}}",
    ],
)  # fmt: skip
def test_no_data(volume: str) -> None:
    found = components(mounting(volume))[WEB]
    assert found.stateful is False
    assert outcomes(found) == ["c", "r restart", "r restart", "r redeploy", "r redeploy"]


@pytest.mark.parametrize(
    ("claim", "name", "folder"),
    [
        ("x", "nginx-cache", "/srv"), ("x", "cache", "/srv"), ("triage-pcache", "p", "/app/pcache"),
        ("x", "data", "/var/cache/nginx"), ("x", "data", "/home/app/.cache"), ("x", "data", "/config/Server/Cache"),
        ("x", "tmp", "/srv"), ("x", "cmp-tmp", "/srv"), ("x", "temp-dir", "/srv"), ("x", "data", "/tmp"),  # noqa: S108
    ],
)  # fmt: skip
def test_caches_are_excepted_but_bind_their_pod_to_a_zone(claim: str, name: str, folder: str) -> None:
    found = components(cached(claim, name, folder))[WEB]
    assert found.stateful is False
    assert outcomes(found) == ["c", "r restart", "r redeploy", "r redeploy", "r redeploy"]


@pytest.mark.parametrize(
    ("claim", "name", "folder"),
    [
        ("x", "data", "/cached"), ("memcached", "data", "/srv"), ("broker-cache-ceph", "data", "/data"),
        ("nginx-cache", "data", "/srv"), ("cache", "data", "'${FOLDER}'"),
        ("tmp", "data", "/srv"), ("x", "attempt", "/srv"), ("x", "data", "/tmp/data"),  # noqa: S108
    ],
)  # fmt: skip
def test_what_pods_do_not_call_a_cache_is_none(claim: str, name: str, folder: str) -> None:
    found = components(cached(claim, name, folder))[WEB]
    assert found.stateful is True
    assert outcomes(found) == ["l", "r restart", "l", "l", "l"]


def test_what_a_backup_names_is_no_cache() -> None:
    cause = "u the place of the repository in Secret repo"
    text = dedent(cached("x", "cache", "/var/cache"))
    assert the(text + volsync("x"), WEB) == ["r restore", "r restart", cause, cause, "r restore"]
    assert the(text + volsync("x", "rsyncTLS: {}"), WEB) == ["l", "r restart", "l", "l", "l"]
    assert the(text + volsync("y"), WEB)[0] == "c"
    assert the(text + volsync("x").replace("namespace: shop", "namespace: other"), WEB)[0] == "c"
    of_members = stateful(template="cache").replace("image: db}", "image: db, volumeMounts: [{name: cache}]}")
    assert the(of_members, DB)[0] == "c"
    assert the(of_members + volsync("cache-db-0"), DB)[0] == "r restore"


def cached(claim: str, name: str, folder: str) -> str:
    return f"""\
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: web, namespace: shop}}
        spec:
          template:
            metadata: {{labels: {{app: web}}}}
            spec:
              containers: [{{name: web, volumeMounts: [{{name: {name}, mountPath: {folder}}}]}}]
              volumes: [{{name: {name}, persistentVolumeClaim: {{claimName: {claim}}}}}]
        """


@pytest.mark.parametrize("volume", [CLAIMED, "awsElasticBlockStore: {volumeID: x}", "nfs: {server: files, path: /}"])
def test_data(volume: str) -> None:
    found = components(mounting(volume))[WEB]
    assert found.stateful is True
    assert outcomes(found) == ["l", "r restart", *GONE]


def test_a_file_system_in_several_zones() -> None:
    volume = "nfs: {server: fs-12345678.efs.eu-west-1.amazonaws.com, path: /}"
    assert the(mounting(volume), WEB) == ["l", "r restart", "r restart", "l", "l"]


# --- how far the disks reach --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("disks", "instance", "zone"),
    [
        ("", "r restart", "l"),
        (storage_class(EBS), "r restart", "l"),
        (storage_class(EFS), "r restart", "r restart"),
        (storage_class(LOCAL), "l", "l"),
        (storage_class("kubernetes.io/no-provisioner"), "l", "l"),
        (storage_class("pd.csi.storage.gke.io", "type: pd-balanced"), "r restart", "l"),
        (storage_class("pd.csi.storage.gke.io", "replication-type: regional-pd"), "r restart", "r restart"),
        (storage_class("filestore.csi.storage.gke.io", "tier: enterprise"), "r restart", "r restart"),
        (storage_class("filestore.csi.storage.gke.io", "tier: standard"), "r restart", "l"),
        (storage_class("disk.csi.azure.com", "skuName: Premium_ZRS"), "r restart", "r restart"),
        (storage_class("disk.csi.azure.com", "skuname: Premium_LRS"), "r restart", "l"),
        (storage_class("driver.longhorn.io", "numberOfReplicas: '3'"), "r restart", "l"),
        (storage_class("driver.longhorn.io", "replicaZoneSoftAntiAffinity: disabled"), "r restart", "r restart"),
        (storage_class("driver.longhorn.io", "numberOfReplicas: '1'"), "l", "l"),
        (storage_class("io.openebs.csi-mayastor", "repl: '2'"), "r restart", "l"),
        (storage_class("io.openebs.csi-mayastor", "repl: '1'"), "l", "l"),
        (storage_class("linstor.csi.linbit.com", "linstor.csi.linbit.com/autoPlace: '1'"), "l", "l"),
        (storage_class("linstor.csi.linbit.com", "placementCount: '2'"), "r restart", "l"),
        (storage_class("linstor.csi.linbit.com", "linstor.csi.linbit.com/storagePool: fast"), "l", "l"),
        (storage_class("linstor.csi.linbit.com", "resourceGroup: twice"), "r restart", "l"),
        (storage_class("pxd.portworx.com", "repl: '2'"), "r restart", "l"),
        (storage_class("pxd.portworx.com"), "l", "l"),
        (storage_class("cstor.csi.openebs.io", "replicaCount: '1'"), "l", "l"),
        (storage_class("pd.csi.storage.gke.io", f"type: {SPANNING}"), "r restart", "r restart"),
        (storage_class("zfs.csi.openebs.io", "poolname: tank"), "l", "l"),
        (storage_class("directpv-min-io"), "l", "l"),
        (storage_class("rawfile.csi.openebs.io"), "l", "l"),
        (storage_class("kubevirt.io.hostpath-provisioner"), "l", "l"),
        (storage_class("lvm.csi.metal-stack.io"), "l", "l"),
    ],
)
def test_the_storage_class_decides(disks: str, instance: str, zone: str) -> None:
    assert the(stateful() + disks, DB) == ["l", instance, zone, "l", "l"]


@pytest.mark.parametrize(
    ("pool", "instance", "zone"),
    [
        ("failureDomain: zone, replicated: {size: 3}", "r restart", "r restart"),
        ("failureDomain: host, replicated: {size: 3}", "r restart", "l"),
        ("failureDomain: osd, replicated: {size: 3}", "l", "l"),
        ("replicated: {size: 1, requireSafeReplicaSize: false}", "l", "l"),
        ("failureDomain: osd, erasureCoded: {dataChunks: 2, codingChunks: 1}", "l", "l"),
    ],
)
def test_the_failure_domain_of_ceph(pool: str, instance: str, zone: str) -> None:
    declared = f"""
---
apiVersion: ceph.rook.io/v1
kind: CephBlockPool
metadata: {{name: pool, namespace: rook-ceph}}
spec: {{{pool}}}
"""
    disks = storage_class("rook-ceph.rbd.csi.ceph.com", "clusterID: rook-ceph, pool: pool")
    assert the(stateful() + disks + declared, DB) == ["l", instance, zone, "l", "l"]


def test_a_pool_of_a_file_system_on_disks_of_one_host_dies_with_it() -> None:
    filesystem = """
---
apiVersion: ceph.rook.io/v1
kind: CephFilesystem
metadata: {name: fs, namespace: rook-ceph}
spec:
  metadataPool: {failureDomain: host, replicated: {size: 3}}
  dataPools: [{name: data, failureDomain: osd, replicated: {size: 2}}]
"""
    disks = storage_class("rook-ceph.cephfs.csi.ceph.com", "clusterID: rook-ceph, fsName: fs")
    assert the(stateful() + disks + filesystem, DB)[1] == "l"


@pytest.mark.parametrize(
    ("disk", "instance"),
    [
        ("hostPath: {path: /data}", "l"),
        ("nfs: {server: nas.example.com, path: /data}", "c members"),
    ],
)
def test_pods_on_several_nodes_do_not_share_a_disk_of_one(disk: str, instance: str) -> None:
    volume = f"""
---
apiVersion: v1
kind: PersistentVolume
metadata: {{name: disk-1}}
spec: {{accessModes: [ReadWriteMany], {disk}}}
"""
    bound = claim("ReadWriteMany", "storageClassName: '', volumeName: disk-1")
    assert the(mounting(CLAIMED, 2) + bound + volume, WEB)[1] == instance
    assert the(mounting(CLAIMED, 2) + claim("ReadWriteMany") + storage_class(LOCAL), WEB)[1] == "l"


ROOK = """
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: rook-ceph-cluster, namespace: rook-ceph}}
spec:
  chart: {{spec: {{chart: rook-ceph-cluster, sourceRef: {{kind: HelmRepository, name: rook}}}}}}
  values: {{{values}}}
"""
CEPH_BLOCK = "storageClass: {enabled: true, name: ceph}"


@pytest.mark.parametrize(
    ("values", "instance", "zone"),
    [
        ("", "r restart", "l"),
        (f"cephBlockPools: [{{{CEPH_BLOCK}, spec: {{failureDomain: host, replicated: {{size: 3}}}}}}]",
         "r restart", "l"),
        (f"cephBlockPools: [{{{CEPH_BLOCK}, spec: {{failureDomain: osd, replicated: {{size: 3}}}}}}]", "l", "l"),
        (f"cephBlockPools: [{{{CEPH_BLOCK}, spec: {{failureDomain: host, replicated: {{size: 1}}}}}}]", "l", "l"),
        (f"cephBlockPools: [{{{CEPH_BLOCK}, spec: {{failureDomain: zone, replicated: {{size: 3}}}}}}]",
         "r restart", "r restart"),
        ("cephBlockPools: [{storageClass: {enabled: false, name: ceph}, spec: {replicated: {size: 1}}}]",
         "r restart", "l"),
        ("cephBlockPools: [{storageClass: {enabled: true, name: other}, spec: {replicated: {size: 1}}}]",
         "r restart", "l"),
        (f"cephFileSystems: [{{{CEPH_BLOCK}, spec: {{metadataPool: {{failureDomain: zone, replicated: {{size: 3}}}}, "
         "dataPools: [{failureDomain: osd, replicated: {size: 3}}]}}]", "l", "l"),
    ],
)  # fmt: skip
def test_classes_of_rook_s_chart_keep_what_its_release_says(values: str, instance: str, zone: str) -> None:
    found = the(stateful(storage_class="storageClassName: ceph, ") + ROOK.format(values=values), DB)
    assert found[1:3] == [instance, zone]


@pytest.mark.parametrize(("copies", "instance"), [("{}", "r restart"), ("{defaultClassReplicaCount: 1}", "l")])
def test_the_class_of_longhorn_s_chart_keeps_as_many_copies_as_its_release_says(copies: str, instance: str) -> None:
    release = f"""
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: longhorn, namespace: longhorn-system}}
spec:
  chart: {{spec: {{chart: longhorn, sourceRef: {{kind: HelmRepository, name: longhorn}}}}}}
  values: {{persistence: {copies}}}
"""
    assert the(stateful(storage_class="storageClassName: longhorn, ") + release, DB)[1] == instance


def test_the_default_class_counts_where_none_is_named() -> None:
    default = "name: disk, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}"
    assert the(stateful(storage_class="") + storage_class(EFS, metadata=default), DB)[2] == "r restart"
    assert the(stateful(storage_class="") + storage_class(EFS), DB)[2] == "l"


def test_claims_that_code_leaves_open_are_taken_to_be_there() -> None:
    head, _, _ = stateful().partition("  volumeClaimTemplates:")
    assert the(head + "  volumeClaimTemplates: '${CLAIMS}'\n", DB) == ["l", "r restart", "l", "l", "l"]


def test_an_unknown_class() -> None:
    found = the(stateful(storage_class="storageClassName: '${CLASS}', "), DB)
    assert found == ["l", "r restart", "u ${CLASS}", "l", "l"]


def test_a_claim_that_is_bound_by_name() -> None:
    volume = """
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk-1}
spec: {SOURCE}
"""
    bound = mounting(CLAIMED) + claim(more="volumeName: disk-1")
    assert the(bound + volume.replace("SOURCE", "csi: {driver: efs.csi.aws.com}"), WEB)[1:3] == [
        "r restart",
        "r restart",
    ]
    assert the(bound + volume.replace("SOURCE", "hostPath: {path: /x}"), WEB)[1:3] == ["l", "l"]
    reserved = "csi: {driver: efs.csi.aws.com}, claimRef: {name: data, namespace: shop}"
    assert the(mounting(CLAIMED) + claim() + volume.replace("SOURCE", reserved), WEB)[2] == "r restart"


@pytest.mark.parametrize(
    ("source", "zone"),
    [
        ("csi: {driver: s3.csi.aws.com, volumeAttributes: {bucketName: shop}}", "r restart"),
        ("csi: {driver: s3.csi.aws.com, volumeAttributes: {bucketName: shop--euw1-az1--x-s3}}", "l"),
        ("csi: {driver: s3.csi.aws.com}, nodeAffinity: {required: {nodeSelectorTerms: [TERM]}}", "l"),
        ("csi: {driver: s3.csi.aws.com}, nodeAffinity: {required: {nodeSelectorTerms: [TERM, {}]}}", "r restart"),
        (
            "csi: {driver: efs.csi.aws.com}, nodeAffinity: {required: {nodeSelectorTerms: ["
            "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a, b]}]}]}}",
            "r restart",
        ),
    ],
)
def test_a_volume_that_only_one_zone_can_use_is_lost_with_it(source: str, zone: str) -> None:
    term = "{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [eu-west-1a]}]}"
    volume = f"""
---
apiVersion: v1
kind: PersistentVolume
metadata: {{name: disk-1}}
spec: {{{source.replace("TERM", term)}}}
"""
    assert the(mounting(CLAIMED) + claim(more="volumeName: disk-1") + volume, WEB)[2] == zone


def test_members_with_claims_of_their_own_are_live_members() -> None:
    assert the(stateful(3) + storage_class(EFS), DB) == ["l", "c members", "r restart", "l", "l"]
    assert the(stateful(3), DB)[1:3] == ["c members", "l"]


def test_members_on_local_disks() -> None:
    assert the(stateful(3) + storage_class(LOCAL), DB)[1] == "c members"
    assert the(stateful(1) + storage_class(LOCAL), DB)[1] == "l"


@pytest.mark.parametrize(
    ("mode", "provisioner", "expected"),
    [
        ("ReadWriteMany", EFS, ["c members", "c members"]),
        ("ReadWriteMany", "nfs.example.org", ["c members", "l"]),
        ("ReadWriteOnce", EBS, ["r restart", "l"]),
        ("ReadWriteOncePod", EFS, ["r restart", "r restart"]),
    ],
)
def test_members_on_one_claim(mode: str, provisioner: str, expected: list[str]) -> None:
    text = mounting(CLAIMED, 2, SPREAD) + claim(mode) + storage_class(provisioner)
    assert the(text, WEB) == ["l", *expected, "l", "l"]


def test_members_on_a_claim_that_is_not_in_the_code() -> None:
    found = the(mounting(CLAIMED, 2), WEB)
    assert found == ["l", "u PersistentVolumeClaim/shop/data (spec.accessModes)", *GONE]


def test_the_worst_volume_decides() -> None:
    both = mounting(CLAIMED).replace("volumes: [", "volumes: [{name: b, persistentVolumeClaim: {claimName: other}}, ")
    text = both + claim() + storage_class(EFS) + claim(name="other", more="storageClassName: ebs")
    assert the(text + storage_class(EBS, metadata="name: ebs"), WEB)[2] == "l"


# --- claims on their own ------------------------------------------------------------------------------------------


def test_a_mounted_claim_folds_in() -> None:
    found = components(mounting(CLAIMED) + claim() + claim(name="data-db-0") + stateful())
    assert sorted(found) == [WEB, DB]
    assert [c.address for c in found[WEB].companions] == ["PersistentVolumeClaim/shop/data"]
    assert [c.address for c in found[DB].companions] == ["PersistentVolumeClaim/shop/data-db-0"]


@pytest.mark.parametrize(
    ("disks", "instance", "zone"),
    [
        ("", "r restart", "l"),
        (storage_class(EBS), "c service", "l"),
        (storage_class(EFS), "c service", "c service"),
        (storage_class(LOCAL), "l", "l"),
    ],
)
def test_a_claim_on_its_own(disks: str, instance: str, zone: str) -> None:
    found = components(claim() + disks)
    assert {a: (c.kind.value, outcomes(c)) for a, c in found.items()} == {
        "PersistentVolumeClaim/shop/data": ("block-storage", ["l", instance, zone, "l", "l"])
    }


def test_what_is_scaled_to_nothing_mounts_nothing() -> None:
    assert list(components(mounting(CLAIMED, 0) + claim())) == ["PersistentVolumeClaim/shop/data"]


# --- Velero -------------------------------------------------------------------------------------------------------


def velero(
    template: str = "includedNamespaces: [shop]", more: str = "", location: str = "config: {region: eu-west-1}",
    moved: str = "snapshotMoveData: true, ",
) -> str:  # fmt: skip
    return dedent(f"""
        ---
        apiVersion: velero.io/v1
        kind: Schedule
        metadata: {{name: daily, namespace: velero}}
        spec: {{schedule: 0 1 * * *, {more}template: {{{moved}{template}}}}}
        ---
        apiVersion: velero.io/v1
        kind: BackupStorageLocation
        metadata: {{name: default, namespace: velero}}
        spec: {{provider: aws, objectStorage: {{bucket: backups}}, {location}}}
        """)


HOME = "u the region of the cluster"
OPEN_REGION = "u BackupStorageLocation/velero/default (spec.config.region)"
KEPT = ["r restore", "r restart", "r restore", HOME, "r restore"]
NOT = ["l", "r restart", *GONE]


@pytest.mark.parametrize(
    ("template", "more", "expected"),
    [
        ("includedNamespaces: [shop]", "", KEPT),
        ("includedNamespaces: ['*']", "", KEPT),
        ("includedNamespaces: ['sh*']", "", KEPT),
        ("", "", KEPT),
        ("includedNamespaces: [other]", "", NOT),
        ("excludedNamespaces: [shop]", "", NOT),
        ("", "paused: true, ", NOT),
        ("", "paused: 'true', ", NOT),  # as Terraform converts it
        ("", "paused: 'false', ", KEPT),
        ("labelSelector: {matchLabels: {app: db}}", "", KEPT),
        ("labelSelector: {matchLabels: {app: other}}", "", NOT),
        ("orLabelSelectors: [{matchLabels: {app: other}}, {matchLabels: {tier: data}}]", "", KEPT),
        ("includedResources: [configmaps]", "", NOT),
        ("excludedResources: [persistentvolumeclaims]", "", NOT),
        ("excludedNamespaceScopedResources: [persistentVolumeClaims]", "", NOT),
        ("includedNamespaceScopedResources: [configmaps]", "", NOT),
        ("includedNamespaceScopedResources: [persistentvolumeclaims]", "", KEPT),
        ("snapshotVolumes: false", "", NOT),
        ("snapshotVolumes: false, defaultVolumesToFsBackup: true", "", KEPT),
    ],
)
def test_what_a_velero_schedule_covers(template: str, more: str, expected: list[str]) -> None:
    assert the(stateful() + velero(template, more), DB) == expected


@pytest.mark.parametrize(("mode", "expected"), [("ReadOnly", NOT), ("ReadWrite", KEPT)])
def test_velero_keeps_nothing_in_a_location_that_is_read_only(mode: str, expected: list[str]) -> None:
    location = f"config: {{region: eu-west-1}}, accessMode: {mode}"
    assert the(stateful() + velero(location=location), DB) == expected


def test_whether_a_schedule_is_paused_may_be_open() -> None:
    assert the(stateful() + velero(more="paused: '${PAUSED}', "), DB)[0] == "u ${PAUSED}"


SNAPSHOTS = ["r restore", "r restart", "r restore", "l", "r restore"]
UNTOLD = "u the settings of Velero's server (snapshotMoveData, defaultVolumesToFsBackup)"


def server(*arguments: str) -> str:
    return dedent(f"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {{name: velero, namespace: velero}}
        spec:
          template:
            spec:
              containers:
              - {{name: velero, image: velero/velero, command: [/velero], args: {["server", *arguments]}}}
        """)


def release_of_velero(values: str) -> str:
    return dedent(f"""
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {{name: velero, namespace: velero}}
        spec:
          chart: {{spec: {{chart: velero, sourceRef: {{kind: HelmRepository, name: velero}}}}}}
          values: {{{values}}}
        """)


NO_BUCKET = "u BackupStorageLocation/velero/default (spec.objectStorage.bucket)"
IN_ANOTHER = "config: {region: eu-central-1}"


@pytest.mark.parametrize(
    ("template", "beside", "region"),
    [
        ("", "", "r restore"),
        ("snapshotMoveData: true", "", "r restore"),
        ("snapshotMoveData: false", "", UNTOLD),
        ("snapshotMoveData: false, defaultVolumesToFsBackup: false", "", "l"),
        ("defaultVolumesToFsBackup: true", "", "r restore"),
        ("snapshotVolumes: true", "", "l"),
        ("volumeSnapshotLocations: [default]", "", "l"),
        ("", server(), "l"),
        ("", server("--features=EnableCSI"), "l"),
        ("", server("--default-snapshot-move-data"), "r restore"),
        ("snapshotMoveData: false", server("--default-snapshot-move-data"), "l"),
        ("", server("--default-volumes-to-fs-backup=true"), "r restore"),
        ("snapshotVolumes: false", server("--default-volumes-to-fs-backup=true"), "r restore"),
        ("", release_of_velero("configuration: {features: EnableCSI}"), "l"),
        ("", release_of_velero("configuration: {defaultSnapshotMoveData: true}"), "r restore"),
        ("", release_of_velero("configuration: {defaultVolumesToFsBackup: '${FILES}'}"), "u ${FILES}"),
        ("", release_of_velero("configuration: {extraArgs: [--default-volumes-to-fs-backup]}"), "r restore"),
    ],
)  # fmt: skip
def test_data_is_in_the_bucket_only_where_velero_moves_it(template: str, beside: str, region: str) -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    text = stateful() + velero(template, location=IN_ANOTHER, moved="") + beside
    assert the(text, DB, (cluster,)) == ["r restore", "r restart", "r restore", region, "r restore"]


@pytest.mark.parametrize("bucket", ["bucket: '', ", ""])
def test_a_location_whose_bucket_is_still_to_be_filled_in(bucket: str) -> None:
    """The chart leaves it to its user, and values files of one often leave it to an environment."""
    schedules = "schedules: {daily: {schedule: 0 1 * * *, template: {snapshotMoveData: true}}}"
    location = f"[{{{bucket}config: {{region: eu-central-1}}}}]"
    text = release_of_velero(f"{schedules}, configuration: {{backupStorageLocation: {location}}}")
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    assert the(stateful() + text, DB, (cluster,)) == [NO_BUCKET, "r restart", NO_BUCKET, NO_BUCKET, NO_BUCKET]


@pytest.mark.parametrize(
    ("schedule", "location", "expected"),
    [
        ("schedule: 0 1 * * *, template: {snapshotMoveData: true}", "[{bucket: b, config: {region: eu-central-1}}]",
         ["r restore", "r restart", "r restore", "r restore", "r restore"]),
        ("schedule: 0 1 * * *, template: {snapshotMoveData: true}", "{bucket: b, config: {region: eu-central-1}}",
         ["r restore", "r restart", "r restore", "r restore", "r restore"]),
        ("schedule: 0 1 * * *, template: {snapshotMoveData: true, storageLocation: far}",
         "[{bucket: b, config: {region: eu-west-1}}, {name: far, bucket: c, config: {region: eu-central-1}}]",
         ["r restore", "r restart", "r restore", "r restore", "r restore"]),
        ("schedule: 0 1 * * *, template: {snapshotMoveData: true}", "[{bucket: b, config: {region: eu-west-1}}]",
         ["r restore", "r restart", "r restore", "l", "r restore"]),
        ("schedule: 0 1 * * *, template: {includedNamespaces: [shop]}", "[{bucket: b}]", SNAPSHOTS),
        ("schedule: 0 1 * * *, template: {includedNamespaces: [other]}", "[{bucket: b}]", NOT),
        ("schedule: 0 1 * * *, disabled: true", "[{bucket: b}]", NOT),
    ],
)  # fmt: skip
def test_schedules_and_locations_in_the_values_of_the_chart(schedule: str, location: str, expected: list[str]) -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    values = f"schedules: {{daily: {{{schedule}}}}}, configuration: {{backupStorageLocation: {location}}}"
    text = stateful() + release_of_velero(values)
    assert the(text, DB, (cluster,)) == expected
    (evidence, *_) = components(text)[DB].outcomes[Scenario.DATA].evidence
    if expected != NOT:
        assert (evidence.address, evidence.attribute) == (
            "HelmRelease/velero/velero",
            "spec.values.schedules.daily.schedule",
        )


def test_pods_ask_velero_for_a_copy_of_their_files() -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    for names, region in (("data", "r restore"), ("'logs, data'", "r restore"), ("logs", "l")):
        asked = f"metadata: {{annotations: {{backup.velero.io/backup-volumes: {names}}}, labels:"
        pods = stateful().replace("template:\n    metadata: {labels:", f"template:\n    {asked}")
        assert pods != stateful()
        assert the(pods + velero(location=IN_ANOTHER, moved="") + server(), DB, (cluster,))[3] == region


FILES = "defaultVolumesToFsBackup: true"


@pytest.mark.parametrize(
    ("label", "expected"),
    [("velero.io/exclude-from-backup: 'true'", NOT), ("velero.io/exclude-from-backup: 'false'", KEPT)],
)
def test_velero_takes_no_claim_that_is_labelled_so(label: str, expected: list[str]) -> None:
    found = the(stateful(template=f"data, labels: {{{label}}}") + velero(), DB)
    assert found == expected


@pytest.mark.parametrize(
    ("template", "annotation", "data"),
    [
        (f"snapshotVolumes: false, {FILES}", "backup.velero.io/backup-volumes-excludes: data", "l"),
        (f"snapshotVolumes: false, {FILES}", "backup.velero.io/backup-volumes-excludes: other", "r restore"),
        (f"{FILES}, excludedResources: [pods], snapshotVolumes: false", "a: b", "l"),
        (FILES, "backup.velero.io/backup-volumes-excludes: 'other, data'", "l"),
        (f"{FILES}, snapshotVolumes: true", "backup.velero.io/backup-volumes-excludes: data", "r restore"),
        ("snapshotMoveData: true", "backup.velero.io/backup-volumes-excludes: data", "r restore"),
    ],
)
def test_pods_may_refuse_a_copy_of_their_files(template: str, annotation: str, data: str) -> None:
    written = f"template:\n    metadata: {{annotations: {{{annotation}}}, labels:"
    pods = stateful().replace("template:\n    metadata: {labels:", written)
    assert pods != stateful()
    assert the(pods + velero(template, moved=""), DB)[0] == data


POLICY = """
---
apiVersion: v1
kind: ConfigMap
metadata: {{name: policy, namespace: velero}}
data:
  policy.yaml: |
    version: v1
    volumePolicies: {policies}
---
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {{name: fast}}
provisioner: ebs.csi.aws.com
"""
MAY = "u ConfigMap policy (volumePolicies)"


@pytest.mark.parametrize(
    ("policies", "data"),
    [
        ("[{conditions: {storageClass: [fast]}, action: {type: skip}}]", "l"),
        ("[{conditions: {storageClass: [other]}, action: {type: skip}}]", "r restore"),
        ("[{conditions: {storageClass: [fast]}, action: {type: fs-backup}}, {conditions: {}, action: {type: skip}}]",
         "r restore"),
        ("[{conditions: {csi: {driver: ebs.csi.aws.com}}, action: {type: skip}}]", "l"),
        ("[{conditions: {csi: {driver: efs.csi.aws.com}}, action: {type: skip}}]", "r restore"),
        ("[{conditions: {nfs: {}}, action: {type: skip}}]", "r restore"),
        ("[{conditions: {capacity: '0,1Gi', storageClass: [fast]}, action: {type: skip}}]", MAY),
        ("[{conditions: {capacity: '0,1Gi', storageClass: [other]}, action: {type: skip}}]", "r restore"),
    ],
)  # fmt: skip
def test_velero_skips_what_its_policy_says(policies: str, data: str) -> None:
    pods = stateful(storage_class="storageClassName: fast, ")
    schedule = velero("resourcePolicy: {kind: configmap, name: policy}")
    assert the(pods + schedule + POLICY.format(policies=policies), DB)[0] == data
    assert the(pods + schedule, DB)[0] == MAY


@pytest.mark.parametrize(
    ("location", "zone", "region", "account"),
    [
        ("config: {region: eu-west-1}", "r restore", "l", "r restore"),
        ("config: {region: eu-central-1}", "r restore", "r restore", "r restore"),
        ("config: {s3Url: 'https://s3.eu-central-1.amazonaws.com'}", "r restore", "r restore", "r restore"),
        ("config: {s3Url: 'http://minio.velero.svc:9000', region: minio}", "l", "l", "l"),
        ("config: {s3Url: 'http://minio.${NS}.svc:9000'}", "l", "l", "l"),
        ("config: {s3Url: 'http://${NAME}.cluster.local'}", "l", "l", "l"),
        ("config: {s3Url: 'http://192.168.1.5:9000', region: minio}", OPEN_REGION, OPEN_REGION, "r restore"),
        ("config: {s3Url: 'https://nas.home.arpa', region: us-east-1}", OPEN_REGION, OPEN_REGION, "r restore"),
        ("config: {s3Url: '${S3_URL}', region: minio}", "u ${S3_URL}", "u ${S3_URL}", "u ${S3_URL}"),
        ("config: {s3Url: 'http://minio.${NS}:9000', region: minio}", "u ${NS}", "u ${NS}", "u ${NS}"),
        ("config: {s3Url: 'https://${HOST}'}", "u ${HOST}", "u ${HOST}", "u ${HOST}"),
        ("config: {s3Url: 'https://s3.${REGION}.amazonaws.com'}", OPEN_REGION, OPEN_REGION, "r restore"),
        ("config: {s3Url: 'https://s3.${REGION}.amazonaws.com', region: eu-central-1}", "r restore", "r restore",
         "r restore"),
        ("config: {s3Url: 'https://${NAME}.example.org:${PORT}'}", OPEN_REGION, OPEN_REGION, "r restore"),
        ("config: {region: '${REGION}'}", "u ${REGION}", "u ${REGION}", "r restore"),
        ("config: {region: 'eu-${REGION}'}", "u ${REGION}", "u ${REGION}", "r restore"),
        ("config: '${CONFIG}'", "u ${CONFIG}", "u ${CONFIG}", "u ${CONFIG}"),
    ],
)  # fmt: skip
def test_where_velero_keeps_it(location: str, zone: str, region: str, account: str) -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    found = the(stateful() + velero(location=location), DB, (cluster,))
    assert found == ["r restore", "r restart", zone, region, account]


def test_a_place_that_is_not_known() -> None:
    cause = "u BackupStorageLocation/velero/default (spec.config.region)"
    assert the(stateful() + velero(location=""), DB) == ["r restore", "r restart", cause, cause, "r restore"]


def test_a_location_that_is_not_in_the_code() -> None:
    schedule = velero().split("---")[1]
    cause = "u the BackupStorageLocation of Schedule/velero/daily"
    assert the(stateful() + "---" + schedule, DB) == ["r restore", "r restart", cause, cause, cause]


def test_the_bucket_in_terraform_tells_its_region_and_account() -> None:
    beside = (
        terraform("aws_eks_cluster", "main", "eu-west-1"),
        terraform("aws_s3_bucket", "backups", "eu-central-1", bucket="backups"),
    )
    assert the(stateful() + velero(location=""), DB, beside) == [
        "r restore",
        "r restart",
        "r restore",
        "r restore",
        "l",
    ]


FOLDERS = "name: disk, annotations: {defaultVolumeType: local}"
LOST = ["l", "l", *GONE]


def test_local_disks_come_back_from_a_backup() -> None:
    disks = storage_class(LOCAL, metadata=FOLDERS)
    found = the(stateful() + disks + velero(moved="defaultVolumesToFsBackup: true, "), DB)
    assert found == ["r restore", "r restore", "r restore", HOME, "r restore"]
    assert the(stateful() + disks + velero(moved=""), DB) == found
    assert the(stateful() + disks + velero(), DB)[:3] == [UNTOLD] * 3


@pytest.mark.parametrize(
    "provisioner",
    [LOCAL, "k8s.io/minikube-hostpath", "kubevirt.io/hostpath-provisioner", "kubernetes.io/host-path",
     "cluster.local/local-path-provisioner"],
)  # fmt: skip
def test_velero_takes_no_folder_of_the_host(provisioner: str) -> None:
    files = velero(moved="defaultVolumesToFsBackup: true, ")
    assert the(stateful() + storage_class(provisioner) + files, DB) == LOST
    kind = "name: data, annotations: {volumeType: local}"
    of_kind = stateful().replace("name: data}", f"{kind}}}")
    assert the(of_kind + storage_class(LOCAL) + files, DB)[0] == "r restore"


@pytest.mark.parametrize(
    "provisioner",
    ["localdisk.csi.acstor.io", "lvm.driver.harvesterhci.io", "org.democratic-csi.local-hostpath",
     "org.democratic-csi.zfs-local-dataset"],
)  # fmt: skip
def test_disks_of_a_node_die_with_it(provisioner: str) -> None:
    assert the(stateful() + storage_class(provisioner), DB) == LOST


def there(
    source: str = "hostPath: {path: /mnt/data}", more: str = "storageClassName: manual, ", size: str = "10Gi",
    modes: str = "ReadWriteOnce", name: str = "pv",
) -> str:  # fmt: skip
    """A volume that is there before it is claimed."""
    return dedent(f"""
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {{name: {name}, labels: {{app: db}}}}
        spec: {{{more}capacity: {{storage: {size}}}, accessModes: [{modes}], {source}}}
        """)


def asking(more: str = "") -> str:
    claim = f"storageClassName: manual, {more}resources: {{requests: {{storage: 3Gi}}}}, "
    return stateful(storage_class=claim)


NFS = "nfs: {server: nas.example.org, path: /data}"
STATIC_EFS = "csi: {driver: efs.csi.aws.com, volumeHandle: fs-1}"
MANUAL = "name: manual"


@pytest.mark.parametrize(
    ("volumes", "instance", "zone"),
    [
        ("", "r restart", "l"),
        (there(), "l", "l"),
        (there("local: {path: /mnt/data}"), "l", "l"),
        (there(NFS), "r restart", "l"),
        (there(STATIC_EFS), "r restart", "r restart"),
        (there(NFS) + there(name="other"), "l", "l"),
        (there(size="2Gi"), "r restart", "l"),
        (there(size="3000M"), "r restart", "l"),
        (there(size="'4000000000'"), "l", "l"),
        (there(modes="ReadOnlyMany"), "r restart", "l"),
        (there(more="storageClassName: other, "), "r restart", "l"),
        (there(more="storageClassName: manual, claimRef: {namespace: shop, name: other}, "), "r restart", "l"),
        (there() + storage_class(EBS, metadata=MANUAL), "r restart", "l"),
        (there() + storage_class("kubernetes.io/no-provisioner", metadata=MANUAL), "l", "l"),
        (there(NFS) + storage_class("kubernetes.io/no-provisioner", metadata=MANUAL), "r restart", "l"),
    ],
)
def test_a_claim_gets_a_volume_of_its_class_that_is_there(volumes: str, instance: str, zone: str) -> None:
    assert the(asking() + volumes, DB)[1:3] == [instance, zone]


def test_a_claim_may_ask_for_the_labels_of_its_volume() -> None:
    for label, instance in (("db", "l"), ("other", "r restart")):
        selecting = asking(f"selector: {{matchLabels: {{app: {label}}}}}, ")
        assert the(selecting + there(), DB)[1] == instance


def test_what_a_volume_is_made_of_shows_as_evidence() -> None:
    verdict = components(asking() + there())[DB].outcomes[Scenario.INSTANCE]
    shown = [(e.address, e.attribute, e.value) for e in verdict.evidence]
    assert ("PersistentVolume/pv", "spec.hostPath", {"path": "/mnt/data"}) in shown


def test_velero_takes_no_volume_that_is_bound_to_a_folder_of_the_host() -> None:
    files = velero(moved="defaultVolumesToFsBackup: true, ")
    for disk, data in (("hostPath: {path: /data}", "l"), ("local: {path: /data}", "r restore")):
        volume = f"""
---
apiVersion: v1
kind: PersistentVolume
metadata: {{name: disk-1}}
spec: {{{disk}}}
"""
        bound = claim(more="storageClassName: '', volumeName: disk-1")
        assert the(mounting(CLAIMED) + bound + volume + files, WEB)[0] == data


def test_nothing_takes_snapshots_of_disks_of_a_node_without_a_driver_for_them() -> None:
    disks = storage_class("kubernetes.io/no-provisioner")
    assert the(stateful() + disks + velero(moved="snapshotVolumes: true, "), DB) == LOST
    assert the(stateful() + disks + velero(moved="defaultVolumesToFsBackup: false, "), DB) == LOST


def test_the_schedule_of_the_nearest_cluster_counts() -> None:
    files = {
        "clusters/prod/app/db.yaml": stateful(),
        "clusters/prod/velero/velero.yaml": velero("includedNamespaces: [other]"),
        "clusters/dev/velero/velero.yaml": velero(),
    }
    assert the(files, DB) == NOT


def test_a_schedule_shows_as_evidence() -> None:
    verdict = components(stateful() + velero())[DB].outcomes[Scenario.DATA]
    assert [(e.address, e.attribute, e.value) for e in verdict.evidence] == [
        ("Schedule/velero/daily", "spec.schedule", "0 1 * * *")
    ]
    assert (verdict.rto, verdict.rpo) == ((900, 28800), (0, 86400))


def test_what_nothing_backs_up_shows_as_evidence() -> None:
    verdict = components(stateful())[DB].outcomes[Scenario.DATA]
    assert [(e.address, e.attribute, e.value, e.line, e.documented) for e in verdict.evidence] == [
        (DB, "spec.volumeClaimTemplates.0", "data", 12, "")
    ]
    assert verdict.remedies == ("add a `velero.io/Schedule` that covers its namespace",)


def test_a_storage_location() -> None:
    found = components(velero())["BackupStorageLocation/velero/default"]
    assert found.kind.value == "backup-vault"
    assert outcomes(found) == ["l", "c service", "c service", "l", "l"]


def test_a_storage_location_of_unknown_place() -> None:
    found = the(
        velero(location="config: {s3Url: 'https://objects.example.org'}"), "BackupStorageLocation/velero/default"
    )
    cause = "u the place of BackupStorageLocation/velero/default (spec.config.s3Url)"
    assert found == ["l", "r restart", cause, "l", "l"]


@pytest.mark.parametrize(
    ("location", "instance", "zone"),
    [
        ("config: {s3Url: '${S3_URL}'}", "u ${S3_URL}", "u ${S3_URL}"),
        ("config: {s3Url: 'https://s3.${REGION}.amazonaws.com'}", "c service", "c service"),
        ("config: {s3Url: 'http://minio.${NS}.svc:9000'}", "l", "l"),
    ],
)
def test_a_storage_location_whose_endpoint_is_filled_in_later(location: str, instance: str, zone: str) -> None:
    found = the(velero(location=location), "BackupStorageLocation/velero/default")
    assert found == ["l", instance, zone, "l", "l"]
    elsewhere = velero(location=location).replace("provider: aws", "provider: other")
    off = {"u ${S3_URL}": ["u ${S3_URL}"] * 2, "l": ["l", "l"]}.get(
        instance, ["r restart", "u the place of BackupStorageLocation/velero/default (spec.config.s3Url)"]
    )
    assert the(elsewhere, "BackupStorageLocation/velero/default")[1:3] == off


def test_a_locked_bucket() -> None:
    bucket = terraform("aws_s3_bucket", "backups", "eu-west-1", bucket="backups")
    rule = ({"default_retention": ({"mode": "COMPLIANCE", "days": 30},)},)
    lock = terraform("aws_s3_bucket_object_lock_configuration", "lock", "eu-west-1", bucket="backups", rule=rule)
    found = the(velero(), "BackupStorageLocation/velero/default", (bucket, lock))
    assert found == ["r restore", "c service", "c service", "l", "r restore"]


KOPIUR = """
---
apiVersion: kopiur.home-operations.com/v1alpha1
kind: SnapshotPolicy
metadata: {name: NAME, namespace: shop}
spec: {repository: {kind: ClusterRepository, name: nas}, sources: [{pvc: {name: NAME}}], retention: {keepDaily: 7}}
---
apiVersion: kopiur.home-operations.com/v1alpha1
kind: SnapshotSchedule
metadata: {name: NAME, namespace: shop}
spec: {policyRef: {name: NAME}, schedule: {cron: H 2 * * *}}
"""
CLUSTER_REPOSITORY = """
---
apiVersion: kopiur.home-operations.com/v1alpha1
kind: ClusterRepository
metadata: {name: nas}
spec: {backend: BACKEND}
"""
NAS = "u ClusterRepository/nas (spec.backend)"


@pytest.mark.parametrize(
    ("backend", "zone"),
    [
        ("{s3: {bucket: b, endpoint: s3.eu-central-1.amazonaws.com}}", "r restore"),
        ("{s3: {bucket: b, endpoint: '10.0.0.6:3900', region: us-east-1}}", NAS),
        ("{filesystem: {path: /r, volume: {nfs: {server: nas.internal, path: /mnt}}}}", NAS),
        ("{sftp: {host: x}}", NAS),
        ("", NAS),
    ],
)
def test_kopiur_covers_the_claim_that_a_policy_on_a_schedule_names(backend: str, zone: str) -> None:
    text = stateful() + KOPIUR.replace("NAME", "data-db-0")
    repository = CLUSTER_REPOSITORY.replace("BACKEND", backend) if backend else ""
    assert the(text + repository, DB)[:3] == ["r restore", "r restart", zone]
    assert the(text.replace("cron: H", "suspended: H") + repository, DB) == NOT
    assert the(text.replace("policyRef: {name: data", "policyRef: {name: other") + repository, DB) == NOT
    assert the(stateful() + KOPIUR.replace("NAME", "other") + repository, DB) == NOT


def test_kopiur_on_a_claim_of_the_cluster_keeps_it_there() -> None:
    backend = "{filesystem: {path: /r, volume: {pvc: {name: backups}}}}"
    text = stateful() + KOPIUR.replace("NAME", "data-db-0") + CLUSTER_REPOSITORY.replace("BACKEND", backend)
    assert the(text, DB) == ["r restore", "r restart", "l", "l", "l"]


# --- the other tools ----------------------------------------------------------------------------------------------


def test_k8up_covers_its_namespace() -> None:
    text = """
---
apiVersion: k8up.io/v1
kind: Schedule
metadata: {name: k8up, namespace: NAMESPACE}
spec:
  backend: {s3: {endpoint: 'https://s3.eu-central-1.amazonaws.com', bucket: backups}}
  backup: {schedule: '@daily'}
"""
    assert the(stateful() + text.replace("NAMESPACE", "shop"), DB) == KEPT
    assert the(stateful() + text.replace("NAMESPACE", "other"), DB) == NOT
    text = text.replace("NAMESPACE", "shop").replace("https://s3.eu-central-1.amazonaws.com", "${S3}")
    assert the(stateful() + text, DB) == ["r restore", "r restart", "u ${S3}", "u ${S3}", "u ${S3}"]


K8UP = """
---
apiVersion: k8up.io/v1
kind: Schedule
metadata: {{name: k8up, namespace: shop}}
spec: {{backend: {{s3: {{bucket: b, endpoint: 'https://s3.amazonaws.com'}}}}, backup: {{schedule: '@daily'{more}}}}}
"""
OPT_IN = "{name: BACKUP_SKIP_WITHOUT_ANNOTATION, value: %s}"
K8UP_OPERATOR = """
---
apiVersion: apps/v1
kind: Deployment
metadata: {{name: k8up, namespace: k8up}}
spec:
  template:
    spec: {{containers: [{{name: k8up, image: ghcr.io/k8up-io/k8up, args: [operator], env: [{env}]}}]}}
"""
K8UP_RELEASE = """
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: k8up, namespace: k8up}}
spec:
  chart: {{spec: {{chart: k8up, sourceRef: {{kind: HelmRepository, name: k8up}}}}}}
  values: {{k8up: {{{values}}}}}
"""


@pytest.mark.parametrize(
    ("beside", "annotation", "data"),
    [
        (K8UP_OPERATOR.format(env=OPT_IN % "'true'"), "", "l"),
        (K8UP_OPERATOR.format(env=OPT_IN % "'true'"), "k8up.io/backup: 'true'", "r restore"),
        (K8UP_OPERATOR.format(env=OPT_IN % "'false'"), "", "r restore"),
        (K8UP_OPERATOR.format(env=OPT_IN % "'${OPT_IN}'"), "", "u ${OPT_IN}"),
        (K8UP_RELEASE.format(values="skipWithoutAnnotation: true"), "", "l"),
        (K8UP_RELEASE.format(values="envVars: [" + OPT_IN % "'true'" + "]"), "", "l"),
        (K8UP_RELEASE.format(values="timezone: UTC"), "", "r restore"),
    ],
)
def test_k8up_may_take_only_what_is_annotated(beside: str, annotation: str, data: str) -> None:
    annotated = claim().replace("namespace: shop", f"namespace: shop, annotations: {{{annotation}}}")
    assert the(mounting(CLAIMED) + annotated + K8UP.format(more="") + beside, WEB)[0] == data


@pytest.mark.parametrize(("app", "data"), [("web", "r restore"), ("other", "l")])
def test_k8up_may_take_only_what_is_selected(app: str, data: str) -> None:
    labelled = claim().replace("namespace: shop", "namespace: shop, labels: {app: web}")
    selecting = K8UP.format(more=f", labelSelectors: [{{matchLabels: {{app: {app}}}}}]")
    assert the(mounting(CLAIMED) + labelled + selecting, WEB)[0] == data


def test_k8up_leaves_out_what_is_annotated() -> None:
    k8up = """
---
apiVersion: k8up.io/v1
kind: Schedule
metadata: {name: k8up, namespace: shop}
spec: {backend: {s3: {bucket: backups}}, backup: {schedule: '@daily'}}
"""
    left_out = claim().replace("namespace: shop", "namespace: shop, annotations: {k8up.io/backup: 'false'}")
    assert the(mounting(CLAIMED) + left_out + k8up, WEB)[0] == "l"
    assert the(mounting(CLAIMED) + claim() + k8up, WEB)[0] == "r restore"


def volsync(name: str, spec: str = "restic: {repository: repo}") -> str:
    return f"""
---
apiVersion: volsync.backube/v1alpha1
kind: ReplicationSource
metadata: {{name: {name}, namespace: shop}}
spec: {{sourcePVC: {name}, trigger: {{schedule: '0 * * * *'}}, {spec}}}
"""


def test_volsync_covers_the_claim_that_it_names() -> None:
    cause = "u the place of the repository in Secret repo"
    covered = ["r restore", "r restart", cause, cause, "r restore"]
    assert the(stateful() + volsync("data-db-0"), DB) == covered
    two = ["c members" if i == 1 else outcome for i, outcome in enumerate(NOT)]
    assert the(stateful(2) + volsync("data-db-0"), DB) == two
    both = ["c members" if i == 1 else outcome for i, outcome in enumerate(covered)]
    assert the(stateful(2) + volsync("data-db-0") + volsync("data-db-1"), DB) == both
    assert the(stateful() + volsync("data-db-0", "kopia: {repository: repo}"), DB) == covered
    assert the(stateful() + volsync("data-db-0", "kopia: {repository: repo}, paused: true"), DB) == NOT
    assert the(stateful() + volsync("data-db-0", "rsyncTLS: {}"), DB) == NOT
    elsewhere = volsync("data-db-0", "restic: {repository: far}").replace("name: data-db-0", "name: far", 1)
    either = "u the place of the repository in Secret far, the place of the repository in Secret repo"
    to_both = the(stateful() + volsync("data-db-0") + elsewhere, DB)
    assert to_both == ["r restore", "r restart", either, either, "r restore"]
    assert the(stateful() + volsync("data-db-0", "restic: {}, paused: true"), DB) == NOT


NO_NAMESPACE = ", namespace: shop"


def test_a_backup_without_a_namespace_is_in_that_of_what_it_is_applied_with() -> None:
    cause = "u the place of the repository in Secret repo"
    covered = ["r restore", "r restart", cause, cause, "r restore"]
    source = volsync("data").replace(NO_NAMESPACE, "")
    claimed = mounting(CLAIMED) + claim()
    assert the(claimed + source, WEB) == covered
    assert the((claimed + volsync("data")).replace(NO_NAMESPACE, "", 2), "Deployment/web") == covered
    assert the({"a/app.yaml": claimed, "b/backup.yaml": source}, WEB)[0] == "l"
    assert the(claimed + volsync("data").replace("shop", "other"), WEB)[0] == "l"


def test_a_backup_without_a_namespace_is_open_where_several_fit() -> None:
    source = volsync("data").replace(NO_NAMESPACE, "")
    claimed = mounting(CLAIMED) + claim()
    twice = claimed + claimed.replace("shop", "other") + source
    assert the(twice, WEB)[0] == "u the namespace of ReplicationSource/data"
    assert the(twice, "Deployment/other/web")[0] == "u the namespace of ReplicationSource/data"
    assert the(twice + volsync("data").replace("shop", "other"), "Deployment/other/web")[0] == "r restore"
    # claims of another name are none that it could mean
    aside = mounting("persistentVolumeClaim: {claimName: files}").replace("shop", "other")
    assert the(claimed + aside + source, WEB)[0] == "r restore"


def test_a_backup_in_a_namespace_that_is_filled_in_later() -> None:
    claimed = mounting(CLAIMED) + claim()
    assert the(claimed + volsync("data").replace("shop", "'${NS}'"), WEB)[0] == "u ${NS}"
    assert the(claimed + volsync("data").replace("shop", "'shop-${NS}'"), WEB)[0] == "u ${NS}"
    everywhere = (claimed + volsync("data")).replace("namespace: shop", "namespace: '${NS}'")
    assert the(everywhere, "Deployment/${NS}/web")[0] == "r restore"


def test_a_k8up_schedule_without_a_namespace() -> None:
    k8up = """
---
apiVersion: k8up.io/v1
kind: Schedule
metadata: {name: k8up}
spec: {backend: {s3: {bucket: backups}}, backup: {schedule: '@daily'}}
"""
    claimed = mounting(CLAIMED) + claim()
    assert the(claimed + k8up, WEB)[0] == "r restore"
    assert the({"a/app.yaml": claimed, "b/backup.yaml": k8up}, WEB)[0] == "l"
    aside = mounting("emptyDir: {}").replace("shop", "other")
    assert the(claimed + aside + k8up, WEB)[0] == "u the namespace of Schedule/k8up"
    assert the(claimed + aside.replace("namespace: other", "labels: {}") + k8up, WEB)[0] == (
        "u the namespace of Schedule/k8up"
    )


def longhorn(task: str, groups: str = "[default]") -> str:
    return storage_class("driver.longhorn.io") + dedent(f"""
        ---
        apiVersion: longhorn.io/v1beta2
        kind: RecurringJob
        metadata: {{name: nightly, namespace: longhorn-system}}
        spec: {{cron: 0 1 * * *, task: {task}, groups: {groups}}}
        """)


TARGET = """
---
apiVersion: longhorn.io/v1beta2
kind: BackupTarget
metadata: {name: default, namespace: longhorn-system}
spec: {backupTargetURL: 's3://backups@eu-central-1/'}
"""


def test_longhorn_backups_leave_the_cluster_and_snapshots_do_not() -> None:
    cause = "u the backup target of Longhorn"
    assert the(stateful() + longhorn("backup") + TARGET, DB) == KEPT
    assert the(stateful() + longhorn("backup"), DB) == ["r restore", "r restart", cause, cause, "r restore"]
    for url, places in (
        ("${TARGET}", ["u ${TARGET}"] * 3),
        ("s3://${BUCKET}@eu-central-1/", KEPT[2:]),
        ("s3://backups@${REGION}/", ["u ${REGION}", "u ${REGION}", "r restore"]),
        ("nfs://${NAS}:/backups", ["u ${NAS}"] * 3),
        ("nfs://nas.backup.svc:/backups", GONE),
        ("nfs://nas:/backups", ["u the place of nfs://nas:/backups"] * 3),
    ):
        target = TARGET.replace("s3://backups@eu-central-1/", url)
        assert the(stateful() + longhorn("backup") + target, DB) == ["r restore", "r restart", *places], url
    own = TARGET.replace("s3://backups@eu-central-1/", "nfs://nas:/backups")
    service = "\n---\napiVersion: v1\nkind: Service\nmetadata: {name: nas, namespace: longhorn-system}\n"
    assert the(stateful() + longhorn("backup") + own + service, DB) == ["r restore", "r restart", *GONE]
    assert the(stateful() + longhorn("snapshot") + TARGET, DB) == ["r restore", "r restart", *GONE]
    assert the(stateful() + longhorn("backup", "[other]") + TARGET, DB) == NOT


LONGHORN_RELEASE = """
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: longhorn, namespace: longhorn-system}}
spec:
  chart: {{spec: {{chart: longhorn, sourceRef: {{kind: HelmRepository, name: longhorn}}}}}}
  {values}
"""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("values: {}", NOT),
        ("values: {defaultBackupStore: {backupTarget: ''}}", NOT),
        ("values: {defaultBackupStore: {backupTarget: 's3://backups@eu-central-1/'}}", KEPT),
        ("values: {defaultSettings: {backupTarget: 's3://backups@eu-central-1/'}}", KEPT),
        ("values: {defaultSettings: {backupTarget: 'cifs://nas.backup.svc/backups'}}",
         ["r restore", "r restart", *GONE]),
        ("values: {defaultBackupStore: {backupTarget: 's3://backups@eu-central-1/', "
         "backupTargetCredentialSecret: keys}}",
         ["r restore", "r restart", *["u Secret/keys (AWS_ENDPOINTS)"] * 3]),
    ],
)  # fmt: skip
def test_a_release_of_longhorn_says_where_it_keeps_backups(values: str, expected: list[str]) -> None:
    release = LONGHORN_RELEASE.format(values=values)
    assert the(stateful() + longhorn("backup") + release, DB) == expected
    own = the(stateful() + longhorn("backup") + release + TARGET, DB)
    assert own[0] == "r restore"


def test_the_endpoint_of_longhorn_in_a_secret_is_open() -> None:
    beside = """
---
apiVersion: v1
kind: Secret
metadata: {name: target, namespace: longhorn-system}
stringData: {AWS_ACCESS_KEY_ID: x, AWS_ENDPOINTS: 'http://minio.shop.svc:9000'}
"""
    target = TARGET.replace("backupTargetURL", "credentialSecret: target, backupTargetURL")
    cause = "u Secret/longhorn-system/target (AWS_ENDPOINTS)"
    text = stateful() + longhorn("backup") + target
    assert the(text + beside, DB) == ["r restore", "r restart", cause, cause, cause]
    assert the(text + beside.replace("AWS_ENDPOINTS", "VIRTUAL_HOSTED_STYLE"), DB) == KEPT


def test_snapshots_of_velero_stay_on_the_disks_of_a_cluster_that_stores_by_itself() -> None:
    ceph = storage_class("rook-ceph.rbd.csi.ceph.com")
    template = "includedNamespaces: [shop], snapshotVolumes: true"
    assert the(stateful() + ceph + velero(template, moved=""), DB) == ["r restore", "r restart", *GONE]
    assert the(stateful() + ceph + velero(template), DB) == KEPT


def test_a_schedule_of_some_namespaces_may_cover_what_states_none() -> None:
    silent = stateful().replace(", namespace: shop", "").replace("namespace: shop, ", "")
    assert "shop" not in silent
    cause = "u the namespace of StatefulSet/db"
    assert the(silent + velero(), "StatefulSet/db")[0] == cause
    assert the(silent + velero("includedNamespaces: ['*']"), "StatefulSet/db")[0] == "r restore"


def test_longhorn_makes_volumes_of_its_own_class_and_of_declared_ones() -> None:
    jobs = longhorn("backup").split("---", 2)[2]
    of_chart = stateful(storage_class="storageClassName: longhorn, ")
    assert the(f"{of_chart}\n---{jobs}{TARGET}", DB) == KEPT
    assert the(f"{stateful()}\n---{jobs}{TARGET}", DB) == NOT
    claimed = mounting(CLAIMED) + claim(more="volumeName: data, storageClassName: other")
    declared = """
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: data}
spec: {csi: {driver: driver.longhorn.io, volumeHandle: data}}
"""
    assert the(f"{claimed}{declared}\n---{jobs}{TARGET}", WEB) == KEPT
    assert the(f"{claimed}{declared.replace('driver.longhorn', 'nfs.csi.k8s')}\n---{jobs}{TARGET}", WEB)[0] == "l"


SOURCE = "recurring-job.longhorn.io/source: enabled"


@pytest.mark.parametrize(
    ("labels", "groups", "data"),
    [
        ("recurring-job-group.longhorn.io/own: enabled", "[own]", "l"),
        ("recurring-job-group.longhorn.io/own: enabled", "[default]", "r restore"),
        (
            "recurring-job.longhorn.io/source: enabled, recurring-job-group.longhorn.io/own: enabled",
            "[own]",
            "r restore",
        ),
        ("recurring-job.longhorn.io/source: enabled, recurring-job-group.longhorn.io/own: enabled", "[default]", "l"),
        ("recurring-job.longhorn.io/source: enabled, recurring-job.longhorn.io/nightly: enabled", "[]", "r restore"),
    ],
)
def test_the_labels_of_a_claim_choose_the_jobs_of_longhorn_where_it_is_their_source(
    labels: str, groups: str, data: str
) -> None:
    claimed = claim().replace("name: data,", f"name: data, labels: {{{labels}}},")
    assert labels in claimed
    assert the(mounting(CLAIMED) + claimed + longhorn("backup", groups) + TARGET, WEB)[0] == data


@pytest.mark.parametrize("name", ["local-storage", "directpv-min-io", "openebs-lvmpv", "topolvm-provisioner"])
def test_the_name_of_a_class_that_is_not_in_the_code_may_tell_that_it_is_of_one_node(name: str) -> None:
    assert the(stateful(storage_class=f"storageClassName: {name}, "), DB)[1] == "l"


SPREAD_DB = (
    "spec: {topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, "
    "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: db}}}], containers"
)


@pytest.mark.parametrize(
    ("key", "zones", "zone"),
    [
        ("topology.kubernetes.io/zone", "[a]", "l"),
        ("topology.ebs.csi.aws.com/zone", "[a]", "l"),
        ("topology.kubernetes.io/zone", "[a, b]", "c members"),
        ("topology.kubernetes.io/region", "[a]", "c members"),
    ],
)
def test_members_whose_volumes_are_made_in_one_zone_are_in_that(key: str, zones: str, zone: str) -> None:
    allowed = f"allowedTopologies: [{{matchLabelExpressions: [{{key: {key}, values: {zones}}}]}}]\n"
    spread = stateful(3).replace("spec: {containers", SPREAD_DB)
    assert the(spread + storage_class(EBS), DB)[2] == "c members"
    assert the(spread + storage_class(EBS) + allowed, DB)[2] == zone
    assert the(spread + storage_class("kubernetes.io/gce-pd", "zone: a"), DB)[2] == "l"


def test_instances_of_an_operator_whose_volumes_are_made_in_one_zone_are_in_that() -> None:
    cluster = """
---
apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: {name: db, namespace: shop}
spec:
  instances: 3
  storage: {size: 1Gi, storageClass: disk}
  affinity: {topologyKey: topology.kubernetes.io/zone, podAntiAffinityType: required}
"""
    allowed = "allowedTopologies: [{matchLabelExpressions: [{key: topology.kubernetes.io/zone, values: [a]}]}]\n"
    assert the(cluster + storage_class(EBS), "Cluster/shop/db")[1:3] == ["c failover", "c failover"]
    assert the(cluster + storage_class(EBS) + allowed, "Cluster/shop/db")[1:3] == ["c failover", "l"]
