"""Charts of applications that people use themselves: sign-on, chats with models, views of clusters and databases."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Switch, scaled_by

_BY_EITHER: Final = (*scaled_by("autoscaling"), *scaled_by("autoscaling.hpa"))
"""An autoscaler where charts of Bitnami had it and where they have it now."""

CHARTS: Final = (
    Chart(
        "jupyterhub", ("jupyterhub.github.io", "hub.jupyter.org"),
        "https://github.com/jupyterhub/zero-to-jupyterhub-k8s/blob/main/jupyterhub/values.yaml",
        (
            Part(name="hub"),
            Part(name="database of the hub", on="hub.db.type", on_by_default="sqlite-pvc", among=("sqlite-pvc",),
                 volume="hub.db.pvc", volume_by_default=True, storage_class="hub.db.pvc.storageClassName"),
            Part(name="homes of users", on="singleuser.storage.type", on_by_default="dynamic",
                 among=("dynamic", "static"), volume="singleuser.storage", volume_by_default=True,
                 storage_class="singleuser.storage.dynamic.storageClass"),
            Part(name="proxy"),
        ),
        since="1",
    ),
    Chart(
        "authentik", ("goauthentik",), "https://github.com/goauthentik/helm/blob/main/charts/authentik/values.yaml",
        (
            Part(name="server", on="server.enabled", replicas="server.replicas",
                 scalers=scaled_by("server.autoscaling"), pods="server", pods_otherwise="global"),
            Part(name="worker", on="worker.enabled", replicas="worker.replicas",
                 scalers=scaled_by("worker.autoscaling"), pods="worker", pods_otherwise="global"),
            Part(name="PostgreSQL", on="postgresql.enabled", on_by_default=False,
                 volume="postgresql.primary.persistence.enabled", volume_by_default=True,
                 storage_class="postgresql.primary.persistence.storageClass",
                 claim="postgresql.primary.persistence.existingClaim"),
            Part(name="Redis", on="redis.enabled", on_by_default=False, volume="redis.master.persistence.enabled",
                 volume_by_default=True, storage_class="redis.master.persistence.storageClass",
                 claim="redis.master.persistence.existingClaim"),
        ),
        since="2024.2",
    ),
    Chart(
        "open-webui", ("open-webui", "openwebui"),
        "https://github.com/open-webui/helm-charts/blob/main/charts/open-webui/values.yaml",
        (
            Part(name="web interface", replicas="replicaCount", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass", claim="persistence.existingClaim",
                 modes="persistence.accessModes"),
            Part(name="Ollama", on="ollama.enabled", replicas="ollama.replicaCount",
                 volume="ollama.persistentVolume.enabled", storage_class="ollama.persistentVolume.storageClass",
                 claim="ollama.persistentVolume.existingClaim", modes="ollama.persistentVolume.accessModes",
                 pods="ollama"),
            # What the members share of a conversation is in it.
            Part(name="Redis", on="websocket.enabled", also=(Switch("websocket.redis.enabled", by_default=True),),
                 pods="websocket"),
            Part(name="Tika", on="tika.enabled", on_by_default=False),
            Part(name="pipelines", on="pipelines.enabled", volume="pipelines.persistence.enabled",
                 volume_by_default=True, storage_class="pipelines.persistence.storageClass",
                 claim="pipelines.persistence.existingClaim", pods="pipelines"),
        ),
    ),
    Chart(
        "ollama", ("otwld",), "https://github.com/otwld/ollama-helm/blob/main/values.yaml",
        (
            Part(name="Ollama", replicas="replicaCount", scalers=scaled_by("autoscaling"),
                 volume="persistentVolume.enabled", storage_class="persistentVolume.storageClass",
                 claim="persistentVolume.existingClaim", modes="persistentVolume.accessModes"),
        ),
    ),
    Chart(
        "pgadmin4", ("runix",), "https://github.com/rowanruseler/helm-charts/blob/main/charts/pgadmin4/values.yaml",
        (
            Part(name="pgAdmin", replicas="replicaCount", scalers=scaled_by("autoscaling"),
                 volume="persistentVolume.enabled", volume_by_default=True,
                 storage_class="persistentVolume.storageClass", claim="persistentVolume.existingClaim",
                 modes="persistentVolume.accessModes"),
        ),
    ),
    Chart(
        "headlamp", ("headlamp",),
        "https://github.com/kubernetes-sigs/headlamp/blob/main/charts/headlamp/values.yaml",
        (
            Part(name="headlamp", replicas="replicaCount", volume="persistentVolumeClaim.enabled",
                 storage_class="persistentVolumeClaim.storageClassName", modes="persistentVolumeClaim.accessModes"),
        ),
    ),
    Chart(
        "keycloak", ("bitnami",), "https://github.com/bitnami/charts/blob/main/bitnami/keycloak/values.yaml",
        (
            Part(name="Keycloak", replicas="replicaCount", scalers=_BY_EITHER),
            Part(name="PostgreSQL", on="postgresql.enabled", volume="postgresql.primary.persistence.enabled",
                 volume_by_default=True, storage_class="postgresql.primary.persistence.storageClass",
                 claim="postgresql.primary.persistence.existingClaim"),
        ),
        since="10",
    ),
    Chart(
        "nextcloud", ("nextcloud",), "https://github.com/nextcloud/helm/blob/main/charts/nextcloud/values.yaml",
        (
            Part(name="nextcloud", replicas="replicaCount", scalers=scaled_by("hpa"), volume="persistence.enabled",
                 storage_class="persistence.storageClass", claim="persistence.existingClaim",
                 modes="persistence.accessMode"),
            Part(name="files of users", on="persistence.enabled", on_by_default=False, replicas="replicaCount",
                 scalers=scaled_by("hpa"), volume="persistence.nextcloudData.enabled",
                 storage_class="persistence.nextcloudData.storageClass",
                 claim="persistence.nextcloudData.existingClaim", modes="persistence.nextcloudData.accessMode"),
            # A file that one process at a time writes to: it goes before the databases below.
            Part(name="SQLite", on="internalDatabase.enabled"),
            Part(name="imaginary", on="imaginary.enabled", on_by_default=False, replicas="imaginary.replicaCount",
                 pods="imaginary"),
            Part(name="exporter", on="metrics.enabled", on_by_default=False, replicas="metrics.replicaCount",
                 pods="metrics"),
            Part(name="Collabora", on="collabora.enabled", on_by_default=False),
            Part(name="MariaDB", on="mariadb.enabled", on_by_default=False,
                 volume="mariadb.primary.persistence.enabled", claim="mariadb.primary.persistence.existingClaim",
                 storage_class="mariadb.primary.persistence.storageClass"),
            Part(name="PostgreSQL", on="postgresql.enabled", on_by_default=False,
                 volume="postgresql.primary.persistence.enabled",
                 storage_class="postgresql.primary.persistence.storageClass",
                 claim="postgresql.primary.persistence.existingClaim"),
            Part(name="Redis", on="redis.enabled", on_by_default=False, volume="redis.master.persistence.enabled",
                 volume_by_default=True, cache=True),
        ),
    ),
    Chart(
        "portainer", ("portainer",), "https://github.com/portainer/k8s/blob/master/charts/portainer/values.yaml",
        # Its database is a file that one process at a time opens.
        (
            Part(name="portainer", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass", claim="persistence.existingClaim"),
        ),
    ),
)  # fmt: skip
