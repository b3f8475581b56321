"""Manifests of a database, of what serves it, and of a job that runs on a schedule, as tests of backups need them."""

from __future__ import annotations

from textwrap import dedent, indent

DB, JOB = "StatefulSet/shop/db", "CronJob/shop/nightly"
LOST = ["l", "r restart", "l", "l", "l"]
ON_CLAIM = ["r restore", "r restart", "l", "l", "l"]
"""Earlier states are kept, on a volume of the cluster."""


def database(image: str = "postgres:16", env: str = "", name: str = "db", pods: str = "") -> str:
    """A database that runs an image, the Service that reaches it, and further containers of its pods."""
    return dedent(f"""
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {{name: {name}, namespace: shop}}
        spec:
          template:
            metadata: {{labels: {{app: {name}}}}}
            spec:
              containers:
              - {{name: db, image: '{image}', env: [{env}], volumeMounts: [{{name: data, mountPath: /d}}]}}
              {pods}
          volumeClaimTemplates:
          - metadata: {{name: data}}
            spec: {{accessModes: [ReadWriteOnce], storageClassName: disk}}
        ---
        apiVersion: v1
        kind: Service
        metadata: {{name: {name}, namespace: shop}}
        spec: {{selector: {{app: {name}}}}}
        """)


def job(
    script: str = "", *, env: str = "", volumes: str = "", mounts: str = "", spec: str = "", image: str = "tools:1",
    container: str = "", name: str = "nightly",
) -> str:  # fmt: skip
    command = f"command: [/bin/sh, -c]\nargs:\n- |\n{indent(dedent(script).strip(), '  ')}\n" if script else ""
    main = f"name: main\nimage: '{image}'\nenv: [{env}]\nvolumeMounts: [{mounts}]\n{container}\n{command}"
    pods = f"containers:\n- {indent(main, '  ').strip()}\nvolumes: [{volumes}]\n"
    begin = dedent(f"""
        ---
        apiVersion: batch/v1
        kind: CronJob
        metadata: {{name: {name}, namespace: shop}}
        spec:
          schedule: "0 2 * * *"
          {spec}
          jobTemplate:
            spec:
              template:
                spec:
        """)
    return begin + indent(pods, " " * 10)


HOST = "{name: PGHOST, value: db}"
TO_AMAZON = "pg_dump -h db shop | aws s3 cp - s3://dumps/shop.sql --region eu-west-1"


def of_secret(name: str) -> str:
    return f"{{name: {name}, valueFrom: {{secretKeyRef: {{name: keys, key: {name}}}}}}}"
