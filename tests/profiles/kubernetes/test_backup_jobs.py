"""Dumps of databases that scheduled jobs make: of what they are, and what leaves that open."""

from __future__ import annotations

import time
from textwrap import dedent

import pytest

from continuity_audit.estate.model import Component, Scenario
from profiles import audit_text
from profiles.kubernetes.reading import components, outcomes, said, the
from profiles.kubernetes.scheduled import DB, HOST, JOB, LOST, TO_AMAZON, database, job, of_secret


def evidence(component: Component) -> list[tuple[str, object, int]]:
    found = component.outcomes[Scenario.DATA].evidence
    return [(e.address, e.value, e.line) for e in found if e.address.startswith("CronJob")]


# --- of what a dump is --------------------------------------------------------------------------------------------


def test_a_dump_to_a_bucket_is_a_backup_of_the_database_that_serves_its_host() -> None:
    script = """
    set -euo pipefail
    # pg_dump -h another
    FILE="/tmp/shop-$(date +%F).sql.gz"
    PGPASSWORD=hunter2 pg_dump -h "$PGHOST" \\
      -U ${PGUSER:-shop} shop | gzip > "$FILE"
    aws s3 cp "$FILE" "s3://$BUCKET/$(basename $FILE)"
    """
    found = components(database() + database(name="other") + job(script, env=f"{HOST}, {of_secret('BUCKET')}"))
    region = f"u the region of s3://${{BUCKET}} ({JOB})"
    assert outcomes(found[DB]) == ["r restore", "r restart", region, region, "r restore"]
    assert outcomes(found["StatefulSet/shop/other"]) == LOST
    line = next(i for i, text in enumerate((database() * 2 + job()).splitlines(), 1) if "- name: main" in text)
    assert evidence(found[DB]) == [(JOB, "pg_dump, aws s3 cp to s3://${BUCKET}", line)]


@pytest.mark.parametrize("host", [
    "-h db", "-hdb", "--host=db", "--host db.shop.svc.cluster.local", "-d postgres://u:p@db:5432/shop",
    "postgresql://db/shop",
    "'host=db dbname=shop'", "--dbname=postgres://db.shop/shop",
])  # fmt: skip
def test_a_host_is_named_in_many_ways(host: str) -> None:
    assert the(database() + job(f"pg_dump {host} | gsutil cp - gs://dumps/x"), DB)[0] == "r restore"


@pytest.mark.parametrize(("image", "dump"), [
    ("postgres:16", "pg_dumpall -h db"), ("postgres:16", "pg_basebackup -h db -D - -Ft -X fetch"),
    ("mysql:8", "mysqldump -h db -u root -p$PASSWORD --all-databases"),
    ("mariadb:11", "mariadb-dump --host=db --databases shop"),
    ("mongo:7", "mongodump --uri=mongodb://db:27017 --archive"),
    ("mongo:7", "mongodump -h rs0/db-0.db:27017 --archive --gzip"),
    ("redis:7", "redis-cli -h db --rdb /tmp/dump.rdb"),
    ("quay.io/coreos/etcd:v3", "etcdctl --endpoints=https://db:2379 snapshot save x"),
    ("hashicorp/vault:1", "VAULT_ADDR=http://db:8200 vault operator raft snapshot save x"),
    ("influxdb:2", "influx backup --host http://db:8086 x"),
])  # fmt: skip
def test_dumps_of_many_databases(image: str, dump: str) -> None:
    assert the(database(image) + job(f"{dump} > /tmp/x && rclone copyto /tmp/x :b2:dumps/x"), DB)[4] == "r restore"


@pytest.mark.parametrize("dump", [
    "pg_dump -h db -t orders shop", "pg_dump -h db --schema-only shop", "pg_dump -h db -n public shop",
    "pg_dumpall -h db --globals-only",
    "mysqldump -h db --no-data shop", "mysqldump -h db shop orders", "mongodump --host db -c orders",
    "psql -h db -c 'select 1'",
    "echo pg_dump -h db shop", "pg_dump -h localhost shop", "pg_dump -h elsewhere shop", "pg_dump shop",
    "vault status -address=http://db",
    "redis-cli -h db ping",
])  # fmt: skip
def test_what_takes_a_part_or_something_else_is_none(dump: str) -> None:
    assert the(database() + job(f"{dump} | aws s3 cp - s3://dumps/x"), DB) == LOST


def test_each_database_that_the_code_names_on_the_server_must_be_taken() -> None:
    caller = dedent("""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          template:
            spec:
              containers: [{name: web, image: web, env: [{name: URL, value: 'postgres://u@db/orders'}]}]
        """)
    own = "{name: POSTGRES_DB, value: shop}"
    one = "pg_dump -h db %s | aws s3 cp - s3://dumps/%s"
    each = "for name in shop orders; do pg_dump -h db $name | aws s3 cp - s3://dumps/$name; done"
    assert the(database(env=own) + job(one % ("shop", "x")), DB)[0] == "r restore"
    assert the(database(env=own) + job(one % ("orders", "x")), DB)[0] == "l"
    assert the(database(env=own) + caller + job(one % ("shop", "x")), DB)[0] == "l"
    assert the(database(env=own) + caller + job(each), DB)[0] == "r restore"
    assert (
        the(database(env=own) + caller + job(one % ("shop", "a")) + job(one % ("orders", "b"), name="two"), DB)[0]
        == "r restore"
    )


def test_beside_other_containers_a_dump_is_only_of_the_volume_of_its_database() -> None:
    web = "- {name: web, image: web, volumeMounts: [{name: uploads, mountPath: /u}]}"
    uploads = "    spec: {accessModes: [ReadWriteOnce]}\n  - metadata: {name: uploads}\n"
    both = database(pods=web).replace("  - metadata: {name: data}\n", f"  - metadata: {{name: data}}\n{uploads}")
    assert the(database(pods="- {name: metrics, image: exporter}") + job(TO_AMAZON), DB)[0] == "r restore"
    assert the(database("registry/own:1", pods="- {name: metrics, image: exporter}") + job(TO_AMAZON), DB)[0] == "l"
    assert the(both + job(TO_AMAZON), DB)[0] == "l"


def test_a_dump_of_what_an_operator_runs() -> None:
    cluster = """
        apiVersion: postgresql.cnpg.io/v1
        kind: Cluster
        metadata: {name: pg, namespace: shop}
        spec: {instances: 1, storage: {size: 1Gi}}
        """
    address = "Cluster/shop/pg"
    assert the(dedent(cluster) + job("pg_dump -h pg-rw app | aws s3 cp - s3://dumps/x"), address)[0] == "r restore"
    assert the(dedent(cluster) + job("pg_dump -h pg-rw other | aws s3 cp - s3://dumps/x"), address)[0] == "l"


@pytest.mark.parametrize("pod", [
    "db-0", "pod/db-0", "-n shop statefulset/db -c db", "sts/db", "$(kubectl get pod -l app=db -o name | head -1)",
    "-it db-0",
])  # fmt: skip
def test_a_dump_inside_of_the_pod_itself(pod: str) -> None:
    script = f"POD={pod if pod.startswith('$') else 'x'}\nkubectl exec {'$POD' if pod.startswith('$') else pod} -- "
    script += "sh -c 'pg_dumpall -U $POSTGRES_USER' | gzip > /tmp/x\naws s3 cp /tmp/x s3://dumps/x"
    assert the(database() + job(script), DB)[4] == "r restore"
    assert the(database() + job(script.replace("aws s3 cp /tmp/x s3://dumps/x", "")), DB) == LOST


RELEASE = """
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: pg, namespace: shop}
    spec:
      chart:
        spec:
          chart: postgresql
          version: "16"
          sourceRef: {kind: HelmRepository, name: bitnami}
      values: {auth: {database: shop}}
    ---
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: HelmRepository
    metadata: {name: bitnami, namespace: shop}
    spec: {url: https://charts.bitnami.com/bitnami}
    """


@pytest.mark.parametrize(("dump", "data"), [
    ("pg_dump -h pg-postgresql shop", "r restore"), ("pg_dumpall -h pg-postgresql-hl.shop.svc", "r restore"),
    ("pg_dump -h pg-postgresql other", "l"), ("pg_dump -h pg shop", "l"), ("pg_dump -h pg-postgresql.other shop", "l"),
])  # fmt: skip
def test_a_dump_of_what_a_chart_runs_that_is_not_in_the_tree(dump: str, data: str) -> None:
    found = the(dedent(RELEASE) + job(f"{dump} | aws s3 cp - s3://dumps/x"), "HelmRelease/shop/pg")
    assert (found[0], found[4]) == (data, data)


# --- what is open -------------------------------------------------------------------------------------------------


def test_a_host_that_is_a_secret_leaves_open_what_may_be_its_database() -> None:
    found = components(
        database() + database("mysql:8", name="other")
        + job("pg_dump -h $PGHOST shop | aws s3 cp - s3://dumps/x --region eu-west-1", env=of_secret("PGHOST"))
    )  # fmt: skip
    cause = f"u {JOB} (PGHOST)"
    assert outcomes(found[DB])[0] == outcomes(found[DB])[4] == cause
    assert outcomes(found["StatefulSet/shop/other"]) == LOST


def test_a_dump_of_other_databases_is_none_whatever_its_host_is() -> None:
    job_ = job("pg_dump -h $PGHOST orders | aws s3 cp - s3://dumps/x", env=of_secret("PGHOST"))
    assert the(database(env="{name: POSTGRES_DB, value: orders}") + job_, DB)[0] == f"u {JOB} (PGHOST)"
    assert the(database(env="{name: POSTGRES_DB, value: shop}") + job_, DB) == LOST


@pytest.mark.parametrize("script", [
    "pg_dump $URL | aws s3 cp - s3://dumps/x", "pg_dump -d \"$(echo $URL | sed 's/?.*//')\" | aws s3 cp - s3://dumps/x",
    "HOST=${URL#*@}; pg_dump -h ${HOST%%/*} shop | aws s3 cp - s3://dumps/x",
])  # fmt: skip
def test_what_is_worked_out_of_a_secret_is_open_by_its_name(script: str) -> None:
    assert the(database() + job(script, env=of_secret("URL")), DB)[0] == f"u {JOB} (URL)"


def test_variables_of_a_secret_that_is_not_in_the_code_may_name_the_host() -> None:
    job_ = job("pg_dump | aws s3 cp - s3://dumps/x", container="envFrom: [{secretRef: {name: settings}}]")
    assert the(database() + job_, DB)[0] == f"u {JOB} (PGHOST)"


def test_a_job_that_is_called_a_backup_and_hides_what_it_does_leaves_it_open() -> None:
    host = "{name: DATABASE_HOST, value: db}"
    cause = "u what image own-backup of CronJob/shop/nightly does"
    assert the(database() + job(image="registry/own-backup:1", env=host), DB) == [cause, "r restart", *[cause] * 3]
    script = job("python /app/dump.py", env=host, name="db-backup")
    assert the(database() + script, DB)[0] == "u what python of CronJob/shop/db-backup does"
    assert the(database() + job(image="registry/own:1", env=host), DB) == LOST
    assert the(database("minio/minio") + job(image="registry/own-backup:1", env=host), DB) == LOST
    assert the(database() + job("echo done", env=host, name="db-backup"), DB) == LOST


@pytest.mark.parametrize(("spec", "data"), [
    ("suspend: true", "l"), ("suspend: false", "r restore"), ("suspend: ${off}", "u ${off}"),
])  # fmt: skip
def test_a_suspended_job_makes_none(spec: str, data: str) -> None:
    assert the(database() + job(TO_AMAZON, spec=spec), DB)[0] == data


LOOPS = "".join(f"for x{i} in {' '.join('abcdefghij')}; do " for i in range(9)) + "y=1; " + "done; " * 9
SETTINGS = "cat > r.conf <<E\n" + "[\n" * 20_000 + "x =" + " " * 30_000 + "\nE\nrclone copy /x r:y"


@pytest.mark.parametrize("script", [
    "A=aaaaaaaaaa\n" + "A=$A$A\n" * 60, LOOPS, SETTINGS, "f() { g; g; g; g; }\ng() { f; f; f; f; }\nf",
    "cat <<a " * 10_000, "$(" * 40_000, "( " * 40_000,
])  # fmt: skip
def test_a_script_that_grows_without_end_is_read_in_bounds(script: str) -> None:
    started = time.monotonic()
    components(database() + job(f"{script}\n{TO_AMAZON}"))
    assert time.monotonic() - started < 20


# --- scripts and images -------------------------------------------------------------------------------------------


def test_the_script_of_a_config_map_is_read_where_it_is_mounted_and_called() -> None:
    files = {
        "kustomization.yaml": "resources: [app.yaml]\nconfigMapGenerator: [{name: scripts, files: [backup.sh]}]\n",
        "backup.sh": "#!/bin/sh\nset -e\nPGHOST=$1\npg_dump shop | aws s3 cp - s3://dumps/x --region eu-west-1\n",
        "app.yaml": database() + job(
            container="command: [/bin/sh, /scripts/backup.sh, db]", mounts="{name: s, mountPath: /scripts}",
            volumes="{name: s, configMap: {name: scripts}}",
        ),
    }  # fmt: skip
    found = audit_text.components(files)[DB]
    assert said(found.outcomes[Scenario.DATA]) == "r restore"
    files["backup.sh"] = "#!/bin/sh\npsql shop\n"
    assert said(audit_text.components(files)[DB].outcomes[Scenario.DATA]) == "l"


@pytest.mark.parametrize(("image", "env"), [
    ("eeshugerman/postgres-backup-s3:16", "{name: POSTGRES_HOST, value: db}, {name: S3_BUCKET, value: dumps}"),
    ("databack/mysql-backup:1", "{name: DB_SERVER, value: db}, {name: DB_DUMP_TARGET, value: 's3://dumps/x'}"),
    ("jkaninda/pg-bkup", "{name: DB_HOST, value: db}, {name: AWS_S3_BUCKET_NAME, value: dumps}"),
])  # fmt: skip
def test_images_that_are_made_for_it(image: str, env: str) -> None:
    container = "args: [backup, --storage, s3]" if "bkup" in image else ""
    found = components(database() + job(image=image, env=env, container=container))[DB]
    assert (outcomes(found)[0], outcomes(found)[4]) == ("r restore", "r restore")
    assert (
        the(database() + job(image=image, env=env.replace("value: db", "value: other"), container=container), DB)[0]
        == "l"
    )


def test_a_program_that_its_image_runs_and_a_second_container() -> None:
    text = job("pg_dump -h db shop > /w/x", mounts="{name: w, mountPath: /w}", volumes="{name: w, emptyDir: {}}")
    upload = "{name: up, image: 'amazon/aws-cli:2', args: [s3, cp, /w/x, s3://dumps/x]}"
    text = text.replace(" containers:", " initContainers:").replace(
        " volumes:", f" containers: [{upload}]\n          volumes:"
    )
    assert the(database() + text, DB)[4] == "r restore"


# --- Terraform ----------------------------------------------------------------------------------------------------


def test_a_job_that_terraform_makes() -> None:
    text = """
    resource "kubernetes_cron_job_v1" "dump" {
      metadata {
        name      = "dump"
        namespace = "shop"
      }
      spec {
        schedule = "0 2 * * *"
        job_template {
          metadata {}
          spec {
            template {
              metadata {}
              spec {
                container {
                  name    = "dump"
                  image   = "postgres:16"
                  command = ["sh", "-c", "pg_dumpall -h db | aws s3 cp - s3://${aws_s3_bucket.kept.bucket}/$(date +%s)"]
                }
              }
            }
          }
        }
      }
    }
    resource "aws_s3_bucket" "kept" { bucket = "kept" }
    """
    found = audit_text.components({"main.tf": text, "app/db.yaml": database()})
    assert said(found[DB].outcomes[Scenario.ACCOUNT]) == "r restore"
    assert [e.value for e in found[DB].outcomes[Scenario.DATA].evidence] == ["pg_dumpall, aws s3 cp to s3://kept"]
