"""Where scheduled jobs keep what they dump or copy: buckets, hosts, repositories, and volumes of the cluster."""

from __future__ import annotations

from textwrap import dedent

import pytest

from continuity_audit.estate.model import Resource
from profiles.kubernetes.reading import terraform, the
from profiles.kubernetes.scheduled import DB, LOST, ON_CLAIM, database, job, of_secret

# --- where it goes ------------------------------------------------------------------------------------------------

DUMPED = "pg_dump -h db shop > /tmp/x\n"


@pytest.mark.parametrize("upload", [
    "aws s3 mv /tmp/x s3://dumps/x", "aws --region eu-west-1 s3 sync /tmp s3://dumps", "s5cmd cp /tmp/x s3://dumps/",
    "aws s3api put-object --bucket dumps --key x --body /tmp/x",
    "gsutil -m cp /tmp/x gs://dumps", "gcloud storage cp /tmp/x gs://dumps/x",
    "az storage blob upload --account-name a -c b -f /tmp/x -n x",
    "azcopy copy /tmp/x 'https://acme.blob.core.windows.net/dumps?sig=1'", "rclone copy /tmp/x :s3,provider=AWS:dumps",
    "restic -r s3:https://s3.example.org/dumps backup /tmp/x", "restic -r sftp:u@nas.example.org:/dumps backup /tmp/x",
    "restic -r b2:dumps:/ backup /tmp/x",
    "mc alias set far https://s3.example.org k s && mc cp /tmp/x far/dumps/x",
    "borg create ssh://u@nas.example.org/./repo::x /tmp/x",
    "scp /tmp/x u@nas.example.org:dumps/", "curl -T /tmp/x https://dav.example.org/x",
    "rsync -a /tmp/x u@nas.example.org:/dumps",
    "tar czf /tmp/y /tmp/x; aws s3 cp /tmp/y s3://dumps/y", "s3cmd --host=s3.example.org put /tmp/x s3://dumps",
    "cat > /r.conf <<EOF\n[far]\ntype = s3\nprovider = Cloudflare\nendpoint = $E\nEOF\nrclone copy /tmp/x far:dumps",
    "export RCLONE_CONFIG_FAR_TYPE=b2\nrclone rcat far:dumps/x < /tmp/x",
    "send() { aws s3 cp \"$1\" s3://dumps/; }\nsend /tmp/x",
])  # fmt: skip
def test_what_is_kept_off_the_cluster(upload: str) -> None:
    found = the(database() + job(DUMPED + upload), DB)
    assert (found[0], found[4]) == ("r restore", "r restore")


@pytest.mark.parametrize("upload", [
    "aws s3 cp /tmp/x s3://dumps/x --endpoint-url http://minio.storage.svc:9000",
    "restic -r s3:http://minio:9000/dumps backup /tmp/x",
    "mc alias set near http://minio.storage.svc:9000 k s; mc cp /tmp/x near/dumps/x",
])  # fmt: skip
def test_object_storage_of_the_cluster_itself_is_not_off_it(upload: str) -> None:
    assert the(database() + job(DUMPED + upload), DB) == ON_CLAIM


@pytest.mark.parametrize(("kind", "spec"), [
    ("networking.k8s.io/v1\nkind: Ingress", "rules: [{host: s3.example.org}]"),
    ("gateway.networking.k8s.io/v1\nkind: HTTPRoute", "hostnames: [s3.example.org]"),
    ("traefik.io/v1alpha1\nkind: IngressRoute", "routes: [{match: Host(`s3.example.org`)}]"),
])  # fmt: skip
def test_a_host_that_the_cluster_itself_publishes_is_not_off_it(kind: str, spec: str) -> None:
    dump = job(DUMPED + "aws s3 cp /tmp/x s3://dumps/x --endpoint-url https://s3.example.org")
    route = f"---\napiVersion: {kind}\nmetadata: {{name: s3, namespace: storage}}\nspec: {{{spec}}}\n"
    assert the(database() + dump, DB)[4] == "r restore"
    assert the(database() + dump + route, DB) == ON_CLAIM


@pytest.mark.parametrize("script", [
    DUMPED, "aws s3 cp s3://dumps/x /tmp/x; psql -h db < /tmp/x", DUMPED + "aws s3 cp s3://dumps/a s3://other/a",
    DUMPED + "# aws s3 cp /tmp/x s3://dumps/x", DUMPED + "echo aws s3 cp /tmp/x s3://dumps/x",
    "pg_dump -h db shop | psql -h staging",
])  # fmt: skip
def test_what_keeps_no_copy_is_none(script: str) -> None:
    assert the(database() + job(script), DB) == LOST


@pytest.mark.parametrize(("upload", "cause"), [
    ("rclone copy /tmp/x far:dumps", "the remote far of rclone (CronJob/shop/nightly)"),
    ("restic backup /tmp/x", "CronJob/shop/nightly (RESTIC_REPOSITORY)"),
    ("mc cp $(cat /tmp/name) far/dumps", "the alias far of mc (CronJob/shop/nightly)"),
    ("aws s3 cp /tmp/x $ENDPOINT", "CronJob/shop/nightly (ENDPOINT)"),
    ("mc cp /tmp/x far/dumps", "the alias far of mc (CronJob/shop/nightly)"),
    ("aws s3 cp /tmp/x s3://dumps/x --endpoint-url $ENDPOINT", "CronJob/shop/nightly (ENDPOINT)"),
])  # fmt: skip
def test_a_place_that_is_not_in_the_code_is_named(upload: str, cause: str) -> None:
    found = the(database() + job(DUMPED + upload, env=of_secret("ENDPOINT")), DB)
    assert (found[0], found[4]) == ("r restore", f"u {cause}")


def test_the_region_of_the_bucket_decides() -> None:
    cluster = terraform("aws_eks_cluster", "main", "eu-west-1")
    bucket = terraform("aws_s3_bucket", "dumps", "eu-north-1", bucket="dumps")
    at_home = "pg_dump -h db shop | aws s3 cp - s3://kept/x --region eu-west-1"
    elsewhere = "pg_dump -h db shop | aws s3 cp - s3://dumps/x"
    assert the(database() + job(at_home), DB, (cluster,))[2:] == ["r restore", "l", "r restore"]
    assert the(database() + job(elsewhere), DB, (cluster, bucket))[2:] == ["r restore", "r restore", "l"]


CLAIM = "{name: kept, persistentVolumeClaim: {claimName: kept}}"
MOUNT = "{name: kept, mountPath: /backup}"


@pytest.mark.parametrize("script", [
    "pg_dump -h db -f /backup/shop.sql shop", "pg_dump -h db shop | gzip > /backup/shop-$(date +%F).gz",
    "cd /backup && pg_dump -h db shop > x", DUMPED + "cp /tmp/x /backup/", "pg_dump -h db shop | tee /backup/x",
    "kubectl exec db-0 -- pg_dump shop > /backup/x",
    "kubectl exec db-0 -- sh -c 'pg_dump shop > /tmp/x' && kubectl cp db-0:/tmp/x /backup/x",
])  # fmt: skip
def test_a_dump_on_a_claim_of_the_cluster_is_kept_in_it(script: str) -> None:
    assert the(database() + job(script, volumes=CLAIM, mounts=MOUNT), DB) == ON_CLAIM


@pytest.mark.parametrize(("volume", "expected"), [
    ("{name: kept, emptyDir: {}}", LOST), ("{name: kept, hostPath: {path: /x}}", ON_CLAIM),
    ("{name: kept, nfs: {server: nas, path: /x}}", ON_CLAIM),
])  # fmt: skip
def test_a_dump_on_another_volume(volume: str, expected: list[str]) -> None:
    assert the(database() + job("pg_dump -h db > /backup/x", volumes=volume, mounts=MOUNT), DB) == expected


def test_what_is_backed_up_in_turn_keeps_its_dumps() -> None:
    dump = job("pg_dump -h db > /backup/x-$(date +%F)", volumes=CLAIM, mounts=MOUNT)
    onward = job("aws s3 sync /backup s3://dumps --region eu-west-1", volumes=CLAIM, mounts=MOUNT, name="onward")
    assert the(database() + dump + onward, DB) == [
        "r restore",
        "r restart",
        "r restore",
        "u the region of the cluster",
        "r restore",
    ]
    volsync = dedent("""
        ---
        apiVersion: volsync.backube/v1alpha1
        kind: ReplicationSource
        metadata: {name: kept, namespace: shop}
        spec: {sourcePVC: kept, trigger: {schedule: 0 1 * * *}, restic: {repository: repo}}
        """)
    assert the(database() + dump + volsync, DB)[4] == "r restore"


# --- volumes ------------------------------------------------------------------------------------------------------

WEB = "Deployment/shop/web"
WITH_CLAIM = dedent("""
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: files, namespace: shop}
    spec: {accessModes: [ReadWriteMany], storageClassName: disk}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      template:
        spec:
          containers: [{name: web, image: web, volumeMounts: [{name: files, mountPath: /srv}]}]
          volumes: [{name: files, persistentVolumeClaim: {claimName: files}}]
    """)


def of_claim(script: str, mount: str = "{name: f, mountPath: /data}", beside: tuple[Resource, ...] = ()) -> list[str]:
    volumes = "{name: f, persistentVolumeClaim: {claimName: files}}"
    return the(WITH_CLAIM + job(script, volumes=volumes, mounts=mount), WEB, beside)


@pytest.mark.parametrize("script", [
    "restic -r s3:s3.amazonaws.com/kept backup /data --exclude '*.log'", "cd /data && restic -r b2:kept:/ backup .",
    "tar czf - -C /data . | aws s3 cp - s3://kept/x", "tar -czf /tmp/x.tgz /data && rclone copy /tmp/x.tgz :b2:kept",
    "rclone copy /data :b2:kept/$(date +%F)", "rclone sync /data :b2:kept/now --backup-dir :b2:kept/$(date +%F)",
    "kopia repository connect s3 --bucket kept --endpoint s3.example.org && kopia snapshot create /data",
    "aws s3 cp --recursive / s3://kept/$(date +%s)",
])  # fmt: skip
def test_a_copy_of_the_files_of_a_claim(script: str) -> None:
    found = of_claim(script)
    assert (found[0], found[4]) == ("r restore", "r restore")


@pytest.mark.parametrize("script", [
    "restic -r b2:kept:/ backup /data/media", "restic -r b2:kept:/ backup /other", "rclone copy :b2:kept /data",
    "ls /data",
    "rclone copy /data :b2:kept --include '*.db'", "tar xzf /data/x.tgz", "restic -r b2:kept:/ snapshots",
])  # fmt: skip
def test_a_part_of_a_claim_or_the_way_back_is_none(script: str) -> None:
    assert of_claim(script) == LOST
    assert of_claim("restic -r b2:kept:/ backup /data", "{name: f, mountPath: /data, subPath: media}") == LOST


def test_a_mirror_holds_no_earlier_states_unless_its_bucket_does() -> None:
    mirror = "aws s3 sync --delete /data s3://kept --region eu-west-1"
    bucket = terraform("aws_s3_bucket", "kept", "eu-west-1", bucket="kept")
    enabled = {"status": "Enabled"}
    versions = terraform(
        "aws_s3_bucket_versioning", "kept", "eu-west-1", bucket="kept", versioning_configuration=enabled
    )
    assert of_claim(mirror)[0] == "l"
    assert of_claim(mirror)[4] == "r restore"
    assert of_claim(mirror, beside=(bucket, versions))[0] == "r restore"
