"""What was read and no profile speaks of is named by its root and its provider or API group, unless it runs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from continuity_audit.pipeline.runs_nothing import GROUPS, KINDS
from continuity_audit.pipeline.without_profile import WITHOUT_PROFILE
from continuity_audit.plugins.builtin import continuity_audit_profiles
from continuity_audit.profiles.drafts import Profiles
from pipeline.trial import audited

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {replicas: 2, template: {spec: {containers: [{name: web, image: web}]}}}
"""


def thing(version: str, kind: str, name: str = "x") -> str:
    return f"---\napiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n"


def skipped(base: Path, files: str | Mapping[str, str]) -> list[tuple[str, str]]:
    document = audited(base, files)
    return [(entry.path, entry.reason) for entry in document.estate.skipped]


def test_objects_of_groups_without_profiles(tmp_path: Path) -> None:
    databases = (
        thing("database.arangodb.com/v1alpha", "ArangoDeployment", "a")
        + thing("database.arangodb.com/v1alpha", "ArangoDeployment", "b")
        + thing("database.arangodb.com/v1alpha", "ArangoBackup")
        + thing("hazelcast.com/v1alpha1", "Hazelcast")
    )
    files = {"app/web.yaml": DEPLOYMENT + databases, "cache/hz.yaml": thing("hazelcast.com/v1alpha1", "Hazelcast")}
    hazelcast = "not judged: 1 object of hazelcast.com, which has no profiles: Hazelcast ×1"
    arango = (
        "not judged: 3 objects of database.arangodb.com, which has no profiles: ArangoDeployment ×2, ArangoBackup ×1"
    )
    assert skipped(tmp_path, files) == [("app", hazelcast), ("app", arango), ("cache", hazelcast)]


def test_types_of_azures_own_api_that_are_not_read(tmp_path: Path) -> None:
    text = "".join(
        f'resource "azapi_resource" "r{number}" {{\n  type = {type_}\n  name = "x"\n  body = {{}}\n}}\n'
        for number, type_ in enumerate((
            '"Microsoft.Batch/batchAccounts@2024-10-01"', '"Microsoft.Batch/batchAccounts@2023-05-01"',
            '"Microsoft.Fabric/capacities@2024-04-01"',
            '"Microsoft.Network/virtualNetworks@2024-01-01"', '"Microsoft.Network/virtualNetworks/subnets@2024-01-01"',
            '"Microsoft.ServiceBus/namespaces@2022-10-01"',
            "var.type", '"${var.type}@2024-10-01"',
        ))
    )  # fmt: skip
    action = 'resource "azapi_resource_action" "a" {}\n'
    found = skipped(tmp_path, {"main.tf": text + action + 'variable "type" {}\n'})
    assert found == [
        (".", "not judged: 5 resources of types in Azure's own API that are not read: "
         "Microsoft.Batch/batchAccounts ×2, a type that the code leaves open ×2, "
         "Microsoft.Fabric/capacities ×1")
    ]  # fmt: skip


def test_objects_of_controllers_whose_type_in_terraform_has_no_profile(tmp_path: Path) -> None:
    objects = thing("ivs.aws.upbound.io/v1beta1", "Channel") + thing("iam.aws.upbound.io/v1beta1", "Role")
    why = "not judged: 1 object of types that serve and have no profile: ivs.aws.upbound.io/Channel ×1"
    assert skipped(tmp_path, {"app.yaml": DEPLOYMENT + objects}) == [(".", why)]


def test_objects_of_an_overlay_and_beside_it_count_once(tmp_path: Path) -> None:
    files = {
        "app/kustomization.yaml": "namespace: db\nresources: [hz.yaml]\n",
        "app/hz.yaml": thing("hazelcast.com/v1alpha1", "Hazelcast"),
        "app/other.yaml": thing("hazelcast.com/v1alpha1", "Hazelcast", "other"),
    }
    found = [entry for entry in skipped(tmp_path, files) if entry[1].startswith("not judged")]
    assert found == [("app", "not judged: 2 objects of hazelcast.com, which has no profiles: Hazelcast ×2")]


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("v1", "ConfigMap"),
        ("rbac.authorization.k8s.io/v1", "Role"),
        ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
        ("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration"),
        ("snapshot.storage.k8s.io/v1", "VolumeSnapshotClass"),
        ("autoscaling.k8s.io/v1", "VerticalPodAutoscaler"),
        ("sparkoperator.k8s.io/v1beta2", "SparkApplication"),
        ("cilium.io/v2", "CiliumNetworkPolicy"),
        ("kyverno.io/v1", "ClusterPolicy"),
        ("cert-manager.io/v1", "Certificate"),
        ("external-secrets.io/v1", "ExternalSecret"),
        ("monitoring.coreos.com/v1", "PrometheusRule"),
        ("notification.toolkit.fluxcd.io/v1beta3", "Alert"),
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
        ("source.toolkit.fluxcd.io/v1", "GitRepository"),
        ("argoproj.io/v1alpha1", "AppProject"),
        ("grafana.integreatly.org/v1beta1", "GrafanaDashboard"),
        ("monitoring.coreos.com/v1alpha1", "AlertmanagerConfig"),
        ("postgresql.cnpg.io/v1", "Publication"),
        ("kafka.strimzi.io/v1beta2", "KafkaConnector"),
        ("stackgres.io/v1", "SGInstanceProfile"),
        ("argoproj.io/v1alpha1", "WorkflowTemplate"),
        ("gateway.networking.k8s.io/v1", "GRPCRoute"),
        ("velero.io/v1", "Restore"),
        ("kopiur.home-operations.com/v1alpha1", "Restore"),
        ("ceph.rook.io/v1", "CephObjectStoreUser"),
        ("apiextensions.crossplane.io/v1", "CompositeResourceDefinition"),
        ("kubernetes.m.crossplane.io/v1alpha1", "ClusterProviderConfig"),
        ("operators.coreos.com/v1", "OperatorGroup"),
        ("volsync.backube/v1alpha1", "ReplicationDestination"),
        ("skaffold/v2beta16", "Thing"),
    ],
)  # fmt: skip
def test_what_runs_nothing_is_not_named(tmp_path: Path, version: str, kind: str) -> None:
    assert skipped(tmp_path, {"web.yaml": DEPLOYMENT + thing(version, kind)}) == []


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        ("hazelcast.com/v1alpha1", "ManagementCenter"),
        ("operators.coreos.com/v1alpha1", "Subscription"),
        ("cluster.x-k8s.io/v1beta1", "Cluster"),
        ("objectbucket.io/v1alpha1", "ObjectBucketClaim"),
        ("noobaa.io/v1alpha1", "BackingStore"),
        ("flinkoperator.k8s.io/v1beta1", "FlinkCluster"),
        ("sparkoperator.k8s.io/v1beta2", "ScheduledSparkApplication"),
        ("sagemaker.services.k8s.aws/v1alpha1", "NotebookInstance"),
    ],
)  # fmt: skip
def test_what_may_run_something_is_named(tmp_path: Path, version: str, kind: str) -> None:
    group = version.partition("/")[0]
    reason = f"not judged: 1 object of {group}, which has no profiles: {kind} ×1"
    assert skipped(tmp_path, {"web.yaml": DEPLOYMENT + thing(version, kind)}) == [(".", reason)]


BESIDE = [
    ("stackgres.io/v1alpha1", "SGShardedCluster"),
    ("pingcap.com/v1alpha1", "DMCluster"),
    ("postgres-operator.crunchydata.com/v1beta1", "CrunchyBridgeCluster"),
    ("opentelemetry.io/v1alpha1", "OpAMPBridge"),
    ("argoproj.io/v1beta1", "ArgoCD"),
    ("ceph.rook.io/v1", "CephNFS"),
    ("ceph.rook.io/v1", "CephCluster"),  # which is read, for the stores in it
]
"""What an operator runs, or keeps data with, beside kinds that profiles speak of."""


@pytest.mark.parametrize(("version", "kind"), BESIDE)
def test_what_is_beside_kinds_with_profiles_is_named_unless_it_runs_nothing(
    tmp_path: Path, version: str, kind: str
) -> None:
    reason = f"not judged: 1 object of types that have no profile: {version.partition('/')[0]}/{kind} ×1"
    assert skipped(tmp_path, {"web.yaml": DEPLOYMENT + thing(version, kind)}) == [(".", reason)]


def test_kinds_beside_others_are_named_where_terraform_applies_them(tmp_path: Path) -> None:
    manifest = (
        'resource "kubernetes_manifest" "shards" {\n  manifest = {\n    apiVersion = "stackgres.io/v1alpha1"\n'
        '    kind = "SGShardedCluster"\n    metadata = { name = "shards", namespace = "db" }\n  }\n}\n'
    )
    reason = "not judged: 1 object of types that have no profile: stackgres.io/SGShardedCluster ×1"
    assert skipped(tmp_path, {"main.tf": manifest}) == [(".", reason)]


def test_a_kind_is_not_said_to_run_nothing_once_a_profile_reads_it() -> None:
    read = Profiles(continuity_audit_profiles()).types_read()
    silent = {f"{group}/{kind}" for group, kinds in KINDS.items() for kind in kinds}
    assert sorted(read & silent) == []
    assert sorted(GROUPS & KINDS.keys()) == []


def test_nothing_but_such_objects_is_an_incomplete_audit(tmp_path: Path) -> None:
    document = audited(tmp_path, {"hz.yaml": thing("hazelcast.com/v1alpha1", "Hazelcast")})
    assert document.estate.incomplete == ("there was nothing to audit",)


def test_nothing_but_policies_is_whole(tmp_path: Path) -> None:
    document = audited(tmp_path, {"np.yaml": thing("cilium.io/v2", "CiliumNetworkPolicy")})
    assert document.estate.incomplete == ()


def test_resources_of_providers_without_profiles(tmp_path: Path) -> None:
    text = 'resource "mailgun_domain" "a" {}\nresource "mailgun_domain" "b" {}\nresource "random_id" "c" {}\n'
    text += 'resource "mailgun_route" "d" {}\nresource "aws_iam_role" "e" {}\n'
    assert skipped(tmp_path, text) == [
        (".", "not judged: 3 resources of mailgun, which has no profiles: mailgun_domain ×2, mailgun_route ×1")
    ]


def test_all_types_are_named(tmp_path: Path) -> None:
    text = "".join(f'resource "mailgun_{name}" "x" {{}}\n' for name in "abcdefg")
    assert skipped(tmp_path, text) == [
        (
            ".",
            "not judged: 7 resources of mailgun, which has no profiles: mailgun_a ×1, mailgun_b ×1, mailgun_c ×1, "
            "mailgun_d ×1, mailgun_e ×1, mailgun_f ×1, mailgun_g ×1",
        )
    ]


def test_types_that_keep_data_are_named_though_their_provider_has_profiles(tmp_path: Path) -> None:
    text = 'resource "azurerm_confidential_ledger" "a" {}\nresource "azurerm_confidential_ledger" "b" {}\n'
    text += 'resource "azurerm_oracle_autonomous_database" "c" {}\nresource "azurerm_resource_group" "d" {}\n'
    assert skipped(tmp_path, text) == [
        (
            ".",
            "not judged: 3 resources of types that keep data and have no profile: "
            "azurerm_confidential_ledger ×2, azurerm_oracle_autonomous_database ×1",
        )
    ]


def test_types_that_serve_or_deploy_something_else_are_named_each_with_its_reason(tmp_path: Path) -> None:
    text = 'resource "azurerm_hpc_cache" "a" {}\nresource "azurerm_confidential_ledger" "b" {}\n'
    text += 'resource "azurerm_resource_group_template_deployment" "c" {}\nresource "azurerm_subnet" "d" {}\n'
    template = "azurerm_resource_group_template_deployment"
    assert skipped(tmp_path, text) == [
        (".", f"not judged: 1 resource of types that deploy what is not read: {template} ×1"),
        (".", "not judged: 1 resource of types that keep data and have no profile: azurerm_confidential_ledger ×1"),
        (".", "not judged: 1 resource of types that serve and have no profile: azurerm_hpc_cache ×1"),
    ]


@pytest.mark.parametrize(("kind", "what"), [
    ("azurerm_data_lake_store", "keep data"), ("azurerm_iot_time_series_insights_gen2_environment", "keep data"),
    ("azurerm_confidential_ledger", "keep data"), ("azurerm_media_services_account", "serve"),
    ("azurerm_maps_account", "serve"), ("azurerm_bot_service_azure_bot", "serve"),
    ("azurerm_nginx_deployment", "serve"), ("azurerm_application_load_balancer", "serve"),
    ("azurerm_hpc_cache", "serve"), ("azurerm_virtual_desktop_host_pool", "serve"),
])  # fmt: skip
def test_services_of_azure_without_a_profile_are_named(tmp_path: Path, kind: str, what: str) -> None:
    reason = f"not judged: 1 resource of types that {what} and have no profile: {kind} ×1"
    assert skipped(tmp_path, f'resource "{kind}" "a" {{}}\n') == [(".", reason)]


NAMED = frozenset().union(*WITHOUT_PROFILE.values())


def test_a_type_is_not_said_to_be_unjudged_once_a_profile_reads_it() -> None:
    read = Profiles(continuity_audit_profiles()).types_read()
    assert sorted(read & NAMED) == []


def test_no_type_has_two_reasons() -> None:
    assert len(NAMED) == sum(map(len, WITHOUT_PROFILE.values()))


def test_each_type_that_is_named_is_of_a_provider_with_profiles() -> None:
    providers = {profile.type.partition("_")[0] for profile in continuity_audit_profiles()}
    assert sorted(kind for kind in NAMED if kind.partition("_")[0] not in providers) == []
