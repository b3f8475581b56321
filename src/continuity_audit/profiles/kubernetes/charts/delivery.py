"""Charts of deployment, workflows and continuous integration."""

from __future__ import annotations

from typing import Final

from continuity_audit.profiles.kubernetes.charts.part import Chart, Part, Scaler, Switch, scaled_by

_ARGO: Final = ("argoproj.github.io", "ghcr.io/argoproj")
_EXPOSED: Final = ("clusterIP", "nodePort", "loadBalancer")
_CELERY: Final = ("CeleryExecutor", "CeleryKubernetesExecutor", "CeleryExecutor,KubernetesExecutor")
_FLUX: Final = (
    ("helm", "helmController"), ("image automation", "imageAutomationController"),
    ("image reflection", "imageReflectionController"), ("kustomize", "kustomizeController"),
    ("notification", "notificationController"),
)  # fmt: skip
_LOCAL: Final = ("LocalExecutor", "LocalKubernetesExecutor", "LocalExecutor,KubernetesExecutor")

CHARTS: Final = (
    Chart(
        "argo-cd", ("argoproj.github.io", "ghcr.io/argoproj"),
        "https://github.com/argoproj/argo-helm/blob/main/charts/argo-cd/values.yaml",
        (
            Part(name="application controller", replicas="controller.replicas",
                 if_true="controller.dynamicClusterDistribution", pods="controller", pods_otherwise="global"),
            Part(name="server", replicas="server.replicas", scalers=scaled_by("server.autoscaling"), pods="server",
                 pods_otherwise="global"),
            Part(name="repository server", replicas="repoServer.replicas", scalers=scaled_by("repoServer.autoscaling"),
                 pods="repoServer", pods_otherwise="global"),
            Part(name="ApplicationSet controller", replicas="applicationSet.replicas", pods="applicationSet",
                 pods_otherwise="global"),
            Part(name="Redis", on="redis.enabled", unless=("redis-ha.enabled",), pods="redis", pods_otherwise="global"),
            Part(name="Redis with sentinels", on="redis-ha.enabled", on_by_default=False,
                 replicas="redis-ha.replicas", by_default=3, least=3, pods="redis-ha"),
            Part(name="HAProxy of Redis", on="redis-ha.enabled", on_by_default=False,
                 also=(Switch("redis-ha.haproxy.enabled", by_default=True),), replicas="redis-ha.haproxy.replicas",
                 by_default=3, pods="redis-ha.haproxy"),
            Part(name="commit server", on="commitServer.enabled", on_by_default=False, pods="commitServer",
                 pods_otherwise="global"),
            Part(name="Dex", on="dex.enabled", pods="dex", pods_otherwise="global"),
            Part(name="notifications controller", on="notifications.enabled", pods="notifications",
                 pods_otherwise="global"),
        ),
    ),
    Chart(
        "argo-workflows", _ARGO,
        "https://github.com/argoproj/argo-helm/blob/main/charts/argo-workflows/values.yaml",
        (
            Part(name="controller", replicas="controller.replicas", pods="controller"),
            Part(name="server", on="server.enabled", replicas="server.replicas",
                 scalers=scaled_by("server.autoscaling"), pods="server"),
        ),
    ),
    Chart(
        "argo-rollouts", _ARGO, "https://github.com/argoproj/argo-helm/blob/main/charts/argo-rollouts/values.yaml",
        (
            Part(name="controller", replicas="controller.replicas", by_default=2, pods="controller"),
            Part(name="dashboard", on="dashboard.enabled", on_by_default=False, replicas="dashboard.replicas",
                 pods="dashboard"),
        ),
        since="2.12",
    ),
    Chart(
        "argo-events", _ARGO, "https://github.com/argoproj/argo-helm/blob/main/charts/argo-events/values.yaml",
        (
            Part(name="controller", replicas="controller.replicas", pods="controller"),
            Part(name="webhook", on="webhook.enabled", on_by_default=False, replicas="webhook.replicas",
                 pods="webhook"),
        ),
        since="2",
    ),
    Chart(
        "jenkins", ("charts.jenkins.io", "jenkinsci"),
        "https://github.com/jenkinsci/helm-charts/blob/main/charts/jenkins/values.yaml",
        (
            Part(name="controller", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.storageClass", claim="persistence.existingClaim"),
        ),
    ),
    Chart(
        "gha-runner-scale-set-controller", ("actions",),
        "https://github.com/actions/actions-runner-controller/blob/master/charts/gha-runner-scale-set-controller/values.yaml",
        (Part(name="controller", replicas="replicaCount"),),
    ),
    Chart(
        "gha-runner-scale-set", ("actions",),
        "https://github.com/actions/actions-runner-controller/blob/master/charts/gha-runner-scale-set/values.yaml",
        # A runner takes one job and is gone; one listener asks for them, which the controller starts again.
        (Part(name="listener", pods=None),),
    ),
    Chart(
        "airflow", ("airflow.apache.org",), "https://github.com/apache/airflow/blob/main/chart/values.yaml",
        (
            Part(name="scheduler", replicas="scheduler.replicas", pods="scheduler"),
            Part(name="scheduler with workers", on="executor", on_by_default="CeleryExecutor", among=_LOCAL,
                 replicas="scheduler.replicas", volume="workers.persistence.enabled", volume_by_default=True,
                 storage_class="workers.persistence.storageClassName", pods="scheduler"),
            Part(name="web server", replicas="webserver.replicas", pods="webserver"),
            Part(name="StatsD exporter", on="statsd.enabled", pods="statsd"),
            Part(name="processor of DAGs", on="dagProcessor.enabled", on_by_default=False,
                 replicas="dagProcessor.replicas", pods="dagProcessor"),
            Part(name="PgBouncer", on="pgbouncer.enabled", on_by_default=False, replicas="pgbouncer.replicas",
                 pods="pgbouncer"),
            Part(name="Flower", on="flower.enabled", on_by_default=False, pods="flower"),
            Part(name="DAGs", unless=("dags.gitSync.enabled",), replicas="scheduler.replicas",
                 volume="dags.persistence.enabled", storage_class="dags.persistence.storageClassName",
                 claim="dags.persistence.existingClaim", modes="dags.persistence.accessMode", pods="scheduler"),
            # Its claim is for many nodes at once: all parts write to it.
            Part(name="logs", replicas="scheduler.replicas", volume="logs.persistence.enabled",
                 storage_class="logs.persistence.storageClassName", claim="logs.persistence.existingClaim",
                 pods="scheduler"),
            Part(name="workers", on="executor", on_by_default="CeleryExecutor", among=_CELERY,
                 replicas="workers.replicas", scalers=(Scaler("workers.keda.enabled", "workers.keda.minReplicaCount",
                                                              by_default=0),),
                 volume="workers.persistence.enabled", volume_by_default=True,
                 storage_class="workers.persistence.storageClassName", pods="workers"),
            Part(name="triggerer", on="triggerer.enabled", replicas="triggerer.replicas",
                 volume="triggerer.persistence.enabled", volume_by_default=True,
                 storage_class="triggerer.persistence.storageClassName", pods="triggerer"),
            Part(name="Redis", on="executor", on_by_default="CeleryExecutor", among=_CELERY,
                 volume="redis.persistence.enabled", volume_by_default=True,
                 storage_class="redis.persistence.storageClassName", claim="redis.persistence.existingClaim"),
            Part(name="PostgreSQL", on="postgresql.enabled", volume="postgresql.primary.persistence.enabled",
                 volume_by_default=True, storage_class="postgresql.primary.persistence.storageClass",
                 claim="postgresql.primary.persistence.existingClaim"),
        ),
    ),
    Chart(
        "harbor", ("helm.goharbor.io", "goharbor"), "https://github.com/goharbor/harbor-helm/blob/main/values.yaml",
        (
            Part(name="core", replicas="core.replicas", pods="core"),
            Part(name="portal", replicas="portal.replicas", pods="portal"),
            Part(name="job service", replicas="jobservice.replicas", pods="jobservice"),
            Part(name="registry", replicas="registry.replicas", pods="registry"),
            Part(name="Trivy", on="trivy.enabled", replicas="trivy.replicas", pods="trivy"),
            # An ingress leads to the other parts itself.
            Part(name="nginx", on="expose.type", on_by_default="ingress", among=_EXPOSED, replicas="nginx.replicas",
                 pods="nginx"),
            Part(name="exporter", on="metrics.enabled", on_by_default=False, replicas="exporter.replicas",
                 pods="exporter"),
            Part(name="database", on="database.type", on_by_default="internal", among=("internal",),
                 volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.persistentVolumeClaim.database.storageClass",
                 claim="persistence.persistentVolumeClaim.database.existingClaim"),
            Part(name="Redis", on="redis.type", on_by_default="internal", among=("internal",),
                 volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.persistentVolumeClaim.redis.storageClass",
                 claim="persistence.persistentVolumeClaim.redis.existingClaim"),
            Part(name="images", on="persistence.imageChartStorage.type", on_by_default="filesystem",
                 among=("filesystem",), replicas="registry.replicas", volume="persistence.enabled",
                 volume_by_default=True,
                 storage_class="persistence.persistentVolumeClaim.registry.storageClass",
                 claim="persistence.persistentVolumeClaim.registry.existingClaim",
                 modes="persistence.persistentVolumeClaim.registry.accessMode", pods="registry"),
            Part(name="logs of jobs", on="jobservice.jobLoggers", on_by_default="file", among=("file",),
                 replicas="jobservice.replicas", volume="persistence.enabled", volume_by_default=True,
                 storage_class="persistence.persistentVolumeClaim.jobservice.jobLog.storageClass",
                 claim="persistence.persistentVolumeClaim.jobservice.jobLog.existingClaim",
                 modes="persistence.persistentVolumeClaim.jobservice.jobLog.accessMode", pods="jobservice"),
        ),
    ),
    Chart(
        "flux2", ("fluxcd-community",),
        "https://github.com/fluxcd-community/helm-charts/blob/main/charts/flux2/values.yaml",
        (
            *(Part(name=f"{called} controller", on=f"{values}.create", replicas=f"{values}.replicas", pods=values)
              for called, values in _FLUX),
            # Its artifacts are on its own disk: the chart runs one only.
            Part(name="source controller", on="sourceController.create", pods="sourceController"),
        ),
    ),
    Chart(
        "tofu-controller", ("flux-iac",),
        "https://github.com/flux-iac/tofu-controller/blob/main/charts/tofu-controller/values.yaml",
        (
            Part(name="controller", replicas="replicaCount"),
            Part(name="branch planner", on="branchPlanner.enabled", on_by_default=False),
        ),
    ),
    Chart(
        "atlantis", ("runatlantis",), "https://github.com/runatlantis/helm-charts/blob/main/charts/atlantis/values.yaml",
        # It locks what it works on in its own files: a second one would not know of them.
        (
            Part(name="atlantis", volume="volumeClaim.enabled", volume_by_default=True,
                 storage_class="volumeClaim.storageClassName"),
        ),
    ),
    Chart(
        "crossplane", ("crossplane",),
        "https://github.com/crossplane/crossplane/blob/main/cluster/charts/crossplane/values.yaml",
        (
            Part(name="crossplane", replicas="replicas", if_true="leaderElection", if_true_by_default=True),
            Part(name="RBAC manager", on="rbacManager.deploy", replicas="rbacManager.replicas",
                 if_true="rbacManager.leaderElection", if_true_by_default=True, pods="rbacManager"),
        ),
    ),
    Chart(
        "chartmuseum", ("chartmuseum",), "https://github.com/chartmuseum/charts/blob/main/src/chartmuseum/values.yaml",
        (
            Part(name="chartmuseum", replicas="replicaCount", volume="persistence.enabled",
                 storage_class="persistence.storageClass", claim="persistence.existingClaim",
                 modes="persistence.accessMode"),
        ),
    ),
    Chart(
        "prefect-server", ("prefecthq",),
        "https://github.com/PrefectHQ/prefect-helm/blob/main/charts/prefect-server/values.yaml",
        (
            Part(name="server", unless=("sqlite.enabled",), replicas="server.replicaCount",
                 scalers=scaled_by("server.autoscaling"), pods="server"),
            Part(name="server with SQLite", on="sqlite.enabled", on_by_default=False,
                 volume="sqlite.persistence.enabled", volume_by_default=True,
                 storage_class="sqlite.persistence.storageClassName", pods="server"),
            Part(name="background services", on="backgroundServices.runAsSeparateDeployment", on_by_default=False,
                 replicas="backgroundServices.replicaCount", pods="backgroundServices"),
            Part(name="PostgreSQL", on="postgresql.enabled", volume="postgresql.primary.persistence.enabled",
                 storage_class="postgresql.primary.persistence.storageClass",
                 claim="postgresql.primary.persistence.existingClaim"),
            Part(name="Redis", on="redis.enabled", on_by_default=False, volume="redis.master.persistence.enabled",
                 volume_by_default=True, cache=True),
        ),
    ),
    Chart(
        "prefect-worker", ("prefecthq",),
        "https://github.com/PrefectHQ/prefect-helm/blob/main/charts/prefect-worker/values.yaml",
        (Part(name="worker", replicas="worker.replicaCount", scalers=scaled_by("worker.autoscaling"), pods="worker"),),
    ),
)  # fmt: skip
