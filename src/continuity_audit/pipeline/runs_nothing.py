"""What deploys nothing that could be lost: providers of Terraform, and API groups and kinds of Kubernetes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HELPERS: Final = frozenset({
    "archive", "cloudinit", "external", "http", "local", "null", "random", "template", "terraform", "time", "tls",
    # what they apply that runs or stores something is judged as the Kubernetes object that it is
    "kubectl", "kubernetes",
})  # fmt: skip
"""Providers that deploy nothing of their own."""

GROUPS: Final = frozenset({
    # certificates and secrets, which are made again or kept elsewhere
    "acme.cert-manager.io", "bitnami.com", "cert-manager.io", "cert-manager.k8s.cloudflare.com",
    "external-secrets.io", "generators.external-secrets.io", "isindir.github.com", "onepassword.com",
    "secrets-store.csi.x-k8s.io", "secrets.hashicorp.com", "secrets.infisical.com", "spv.no", "trust.cert-manager.io",
    # networks: addresses, routes and policies
    "cilium.io", "cloud.google.com", "crd.k8s.amazonaws.com", "crd.projectcalico.org", "elbv2.k8s.aws",
    "extensions.istio.io", "gateway.envoyproxy.io", "k8s.cni.cncf.io", "linkerd.io", "metallb.io",
    "multicluster.linkerd.io", "networking.gke.io", "networking.istio.io", "nmstate.io", "policy.linkerd.io",
    "projectcalico.org", "projectcontour.io", "route.openshift.io", "security.istio.io", "telemetry.istio.io",
    "traefik.containo.us", "traefik.io", "vpcresources.k8s.aws",
    # who may do what, and what is admitted
    "authorization.openshift.io", "constraints.gatekeeper.sh", "kyverno.io", "mutations.gatekeeper.sh",
    "oauth.openshift.io", "policies.kyverno.io", "policy.open-cluster-management.io", "quota.openshift.io",
    "security.openshift.io", "templates.gatekeeper.sh", "user.openshift.io",
    # nodes and the settings of a cluster, builds, scaling, catalogues
    "autoscaling.openshift.io", "backstage.io", "build.openshift.io", "config.openshift.io", "console.openshift.io",
    "eks.amazonaws.com", "image.openshift.io", "karpenter.azure.com", "karpenter.k8s.aws", "karpenter.sh", "keda.sh",
    "kueue.x-k8s.io", "machine.openshift.io", "machineconfiguration.openshift.io", "project.openshift.io", "tekton.dev",
    "triggers.tekton.dev",
    # what controllers make in clouds that is no component: rights, identities, projects, resource groups, accounts
    "accesscontextmanager.cnrm.cloud.google.com", "authorization.azure.com", "aws.m.upbound.io", "aws.upbound.io",
    "azure.m.upbound.io", "azure.upbound.io", "billingbudgets.cnrm.cloud.google.com", "core.cnrm.cloud.google.com",
    "gcp.m.upbound.io", "gcp.upbound.io", "iam.cnrm.cloud.google.com", "iam.services.k8s.aws", "insights.azure.com",
    "managedidentity.azure.com", "monitoring.cnrm.cloud.google.com", "orgpolicy.cnrm.cloud.google.com",
    "resourcemanager.cnrm.cloud.google.com", "resources.azure.com", "servicenetworking.cnrm.cloud.google.com",
    "serviceusage.cnrm.cloud.google.com", "tags.cnrm.cloud.google.com",
    # what is in queues and search, and who may use it
    "autoscaling.k8s.elastic.co", "resource.streamnative.io",
    # packages that are built, and settings of what installs others
    "autoscaling.kubedb.com", "catalog.kubedb.com", "config.kubedb.com", "ops.kubedb.com",
    "customize.core.cnrm.cloud.google.com", "meta.pkg.crossplane.io", "operator.external-secrets.io",
    # backups, which count for what they copy
    "addons.kubestash.com", "archiver.kubedb.com", "backup.appuio.ch", "barmancloud.cnpg.io", "config.k8ssandra.io",
    "control.k8ssandra.io", "core.kubestash.com", "k8up.io", "kopiur.home-operations.com", "medusa.k8ssandra.io",
    "pgbackrest.dalibo.com", "replication.k8ssandra.io", "snapscheduler.backube", "stackconfigpolicy.k8s.elastic.co",
    "storage.kubestash.com", "velero.io", "volsync.backube",
    # rules and targets of monitoring
    "monitoring.googleapis.com", "observability.giantswarm.io", "sloth.slok.dev",
})  # fmt: skip
"""API groups whose objects run nothing and hold no data of their own."""

ENDINGS: Final = (".k8s.io", ".toolkit.fluxcd.io")
"""How API groups end that are Kubernetes' own beside those with workloads, or say only what is applied."""

RUN: Final = frozenset({"charts.helm.k8s.io", "flinkoperator.k8s.io", "sparkoperator.k8s.io"})
"""Groups that end so, and are an operator's: the first of those that install a chart for each object of theirs."""

KINDS: Final[Mapping[str, frozenset[str]]] = {
    # databases: their users, schemas and settings, and copies and repairs that are made once
    "acid.zalan.do": frozenset({"PostgresTeam"}),
    "cassandra.datastax.com": frozenset({"CassandraTask"}),
    "clickhouse.altinity.com": frozenset({"ClickHouseInstallationTemplate", "ClickHouseOperatorConfiguration"}),
    **dict.fromkeys(
        ("k8s.mariadb.com", "mariadb.mmontes.io"),
        frozenset({
            "Connection", "Database", "ExternalMariaDB", "Grant", "PointInTimeRecovery", "Restore", "SqlJob", "User",
        }),
    ),
    "couchbase.com": frozenset({
        "CouchbaseAutoscaler", "CouchbaseBackupRestore", "CouchbaseCollection", "CouchbaseCollectionGroup",
        "CouchbaseEncryptionKey", "CouchbaseGroup", "CouchbaseMemcachedBucket", "CouchbaseMigrationReplication",
        "CouchbaseReplication", "CouchbaseRoleBinding", "CouchbaseScope", "CouchbaseScopeGroup", "CouchbaseUser",
    }),
    "kubedb.com": frozenset({"DormantDatabase", "Snapshot"}),
    "mongodb.com": frozenset({"ClusterMongoDBRole", "MongoDBUser"}),
    "mysql.oracle.com": frozenset({"MySQLBackup"}),
    "operator.yugabyte.io": frozenset({
        "Backup", "BackupSchedule", "DrConfig", "PitrConfig", "PitrRestore", "Release", "RestoreJob", "StorageConfig",
        "SupportBundle", "YBCertificate", "YBProvider",
    }),
    "pgv2.percona.com": frozenset({"PerconaPGBackup", "PerconaPGRestore", "PerconaPGUpgrade"}),
    "pingcap.com": frozenset({"Backup", "CompactBackup", "Restore", "TidbClusterAutoScaler", "TidbInitializer"}),
    "planetscale.com": frozenset({
        "EtcdLockserver", "VitessBackup", "VitessBackupSchedule", "VitessBackupStorage", "VitessCell",
        "VitessKeyspace", "VitessShard",  # which the operator makes of a VitessCluster
    }),
    "postgres-operator.crunchydata.com": frozenset({"PGUpgrade"}),
    "postgresql.cnpg.io": frozenset({
        "Backup", "ClusterImageCatalog", "DatabaseRole", "FailoverQuorum", "ImageCatalog", "Publication",
        "Subscription",
    }),
    "ps.percona.com": frozenset({"PerconaServerMySQLBackup", "PerconaServerMySQLRestore"}),
    "psmdb.percona.com": frozenset({"PerconaServerMongoDBBackup", "PerconaServerMongoDBRestore"}),
    "pxc.percona.com": frozenset({"PerconaXtraDBClusterBackup", "PerconaXtraDBClusterRestore"}),
    "scylla.scylladb.com": frozenset({
        "NodeConfig", "RemoteKubernetesCluster", "RemoteOwner", "ScyllaDBDatacenterNodesStatusReport",
        "ScyllaDBManagerClusterRegistration", "ScyllaDBManagerTask", "ScyllaOperatorConfig",
    }),
    "stackgres.io": frozenset({
        "SGBackup", "SGBackupConfig", "SGConfig", "SGDbOps", "SGInstanceProfile", "SGPoolingConfig", "SGPostgresConfig",
        "SGScript", "SGShardedBackup", "SGShardedDbOps",
    }),
    # queues, streams and search: what is in them, and who may use it
    "kafka.strimzi.io": frozenset({"KafkaConnector", "KafkaRebalance"}),
    "rabbitmq.com": frozenset({
        "Binding", "Exchange", "Federation", "OperatorPolicy", "Permission", "SchemaReplication", "Shovel",
        "SuperStream", "TopicPermission", "Vhost",
    }),
    **{
        group: frozenset(
            f"{name}{part}"
            for name in ("OpenSearch", "Opensearch")
            for part in ("ActionGroup", "ComponentTemplate", "ISMPolicy", "IndexTemplate", "Role", "Tenant", "User",
                         "UserRoleBinding")
        )
        for group in ("opensearch.opster.io", "opensearch.org")
    },
    # deliveries and identities
    "argoproj.io": frozenset({
        "AnalysisRun", "AnalysisTemplate", "AppProject", "ApplicationSet", "ClusterAnalysisTemplate",
        "ClusterWorkflowTemplate", "Experiment", "NamespaceManagement", "NotificationsConfiguration", "Workflow",
        "WorkflowArtifactGCTask", "WorkflowEventBinding", "WorkflowTaskResult", "WorkflowTaskSet", "WorkflowTemplate",
    }),
    "k8s.keycloak.org": frozenset({"KeycloakOIDCClient", "KeycloakRealmImport", "KeycloakSAMLClient"}),
    "keycloak.org": frozenset({"KeycloakClient", "KeycloakRealm", "KeycloakUser"}),
    "operators.coreos.com": frozenset({"CatalogSource", "OLMConfig", "OperatorCondition", "OperatorGroup"}),
    "sparkoperator.k8s.io": frozenset({"SparkApplication"}),  # which runs once
    "serving.knative.dev": frozenset({"DomainMapping", "Route"}),
    "temporal.io": frozenset({
        "Connection", "TemporalClusterClient", "TemporalConnection", "TemporalNamespace", "TemporalSchedule",
        "TemporalSearchAttribute",
    }),
    # what Crossplane puts together: its kinds, and how its packages and providers are set up
    "apiextensions.crossplane.io": frozenset({
        "CompositeResourceDefinition", "CompositionRevision", "EnvironmentConfig", "ManagedResourceActivationPolicy",
        "ManagedResourceDefinition", "Usage",
    }),
    "pkg.crossplane.io": frozenset({"ControllerConfig", "DeploymentRuntimeConfig", "ImageConfig", "Lock"}),
    # storage: what is in it, and who may use it
    "ceph.rook.io": frozenset({
        "CephBlockPoolRadosNamespace", "CephBucketNotification", "CephBucketTopic", "CephCOSIDriver", "CephClient",
        "CephFilesystemSubVolumeGroup", "CephObjectRealm", "CephObjectStoreUser", "CephObjectZoneGroup",
    }),
    "longhorn.io": frozenset({"Node"}),
    "noobaa.io": frozenset({"BucketClass", "NooBaaAccount"}),
    # rules and targets of monitoring
    **dict.fromkeys(
        ("grafana.integreatly.org", "integreatly.org"),
        frozenset(
            f"Grafana{part}"
            for part in ("AlertRuleGroup", "ContactPoint", "Dashboard", "DataSource", "Datasource", "Folder",
                         "LibraryPanel", "Manifest", "MuteTiming", "NotificationChannel", "NotificationPolicy",
                         "NotificationPolicyRoute", "NotificationTemplate", "ServiceAccount")
        ),
    ),
    "loki.grafana.com": frozenset({"AlertingRule", "RecordingRule", "RulerConfig"}),
    **dict.fromkeys(
        ("monitoring.coreos.com", "monitoring.rhobs"),
        frozenset({"AlertmanagerConfig", "PodMonitor", "Probe", "PrometheusRule", "ScrapeConfig", "ServiceMonitor"}),
    ),
    "monitoring.openshift.io": frozenset({"AlertRelabelConfig", "AlertingRule"}),
    "opentelemetry.io": frozenset({"Instrumentation"}),
    "operator.victoriametrics.com": frozenset(
        f"VM{part}"
        for part in ("AlertmanagerConfig", "NodeScrape", "PodScrape", "Probe", "Rule", "ScrapeConfig", "ServiceScrape",
                     "StaticScrape", "User")
    ),
}  # fmt: skip
"""Kinds that run nothing and keep no data, of groups with others that do: each kind that is not here is named.

A group stands here with all that its operator's API reference lists as settings of what others run, as what is in it,
or as what is done once. What runs or keeps something is left out until it has a profile, so that reports name it.
"""

SET_UP: Final = ("ProviderConfig", "ClusterProviderConfig", "ProviderConfigUsage", "StoreConfig")
"""What each of Crossplane's providers is set up with, in a group of its own.

Source: https://docs.crossplane.io/latest/packages/providers/#provider-configuration
"""

_OF_CROSSPLANE: Final = (".crossplane.io", ".upbound.io")


def runs_nothing(kind: str, group: str) -> bool:
    """Whether the objects of a type of Kubernetes, whose API group is given, plainly run nothing.

    A group without a dot is none of a cluster: tools write files of that form for themselves.
    """
    own = kind.rpartition("/")[2]
    if "." not in group or group in GROUPS or own in KINDS.get(group, ()):
        return True
    if group.endswith(ENDINGS):
        return group not in RUN
    return own in SET_UP and group.endswith(_OF_CROSSPLANE)
