"""What controllers make of Kubernetes objects is judged as what Terraform makes with the same arguments."""

from __future__ import annotations

import re
from textwrap import dedent, indent

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

VERDICTS = dict[str, dict[str, str]]


def made(type_: str, name: str, spec: str, more: str = "") -> str:
    """An object of a type and a name; what ``more`` adds to its metadata is indented by two spaces."""
    group, _, kind = type_.partition("/")
    text = f"apiVersion: {group}/v1beta1\nkind: {kind}\nmetadata:\n  name: {name}\n{more}spec:\n"
    return text + indent(dedent(spec).strip("\n"), "  ") + "\n"


def crossplane(type_: str, name: str, fields: str, labels: str = "") -> str:
    """A managed resource of Crossplane."""
    return made(type_, name, "forProvider:\n" + indent(dedent(fields).strip("\n"), "  "), labels)


def of(*objects: str) -> VERDICTS:
    """The outcomes of some objects."""
    return outcomes({"app.yaml": "---\n".join(objects)})


@pytest.mark.parametrize(("object_", "address", "terraform", "resource"), [
    (crossplane("rds.aws.upbound.io/Instance", "orders", """
        region: eu-west-1
        multiAz: true
        backupRetentionPeriod: 7
     """), "Instance/orders",
     'resource "aws_db_instance" "x" {\n multi_az = true\n backup_retention_period = 7\n}', "aws_db_instance.x"),
    (crossplane("rds.aws.m.upbound.io/Instance", "orders", "region: eu-west-1"), "Instance/orders",
     'resource "aws_db_instance" "x" {}', "aws_db_instance.x"),
    (crossplane("dynamodb.aws.upbound.io/Table", "orders", """
        region: eu-west-1
        pointInTimeRecovery:
        - enabled: true
        replica:
        - regionName: eu-central-1
     """), "Table/orders",
     """resource "aws_dynamodb_table" "x" {
       name = "orders"
       point_in_time_recovery {
         enabled = true
       }
       replica {
         region_name = "eu-central-1"
       }
     }
     provider "aws" {
       region = "eu-west-1"
     }""", "aws_dynamodb_table.x"),
    (crossplane("elasticache.aws.upbound.io/ReplicationGroup", "cache", """
        region: eu-west-1
        automaticFailoverEnabled: true
        multiAzEnabled: true
        numCacheClusters: 2
     """), "ReplicationGroup/cache",
     """resource "aws_elasticache_replication_group" "x" {
       automatic_failover_enabled = true
       multi_az_enabled = true
       num_cache_clusters = 2
     }""", "aws_elasticache_replication_group.x"),
    (crossplane("sql.gcp.upbound.io/DatabaseInstance", "orders", """
        region: europe-west1
        settings:
          availabilityType: REGIONAL
          backupConfiguration:
            enabled: true
     """), "DatabaseInstance/orders",
     """resource "google_sql_database_instance" "x" {
       region = "europe-west1"
       settings {
         availability_type = "REGIONAL"
         backup_configuration {
           enabled = true
         }
       }
     }""", "google_sql_database_instance.x"),
    (crossplane("dbforpostgresql.azure.upbound.io/FlexibleServer", "orders", """
        location: West Europe
        geoRedundantBackupEnabled: true
        highAvailability:
        - mode: ZoneRedundant
     """), "FlexibleServer/orders",
     """resource "azurerm_postgresql_flexible_server" "x" {
       location = "West Europe"
       geo_redundant_backup_enabled = true
       high_availability {
         mode = "ZoneRedundant"
       }
     }""", "azurerm_postgresql_flexible_server.x"),
    (made("sql.cnrm.cloud.google.com/SQLInstance", "orders", """
        region: europe-west1
        settings:
          availabilityType: REGIONAL
          backupConfiguration:
            enabled: true
            pointInTimeRecoveryEnabled: true
     """), "SQLInstance/orders",
     """resource "google_sql_database_instance" "x" {
       region = "europe-west1"
       settings {
         availability_type = "REGIONAL"
         backup_configuration {
           enabled = true
           point_in_time_recovery_enabled = true
         }
       }
     }""", "google_sql_database_instance.x"),
    (made("storage.cnrm.cloud.google.com/StorageBucket", "files", "location: EU\nversioning:\n  enabled: true"),
     "StorageBucket/files",
     'resource "google_storage_bucket" "x" {\n location = "EU"\n versioning {\n enabled = true\n }\n}',
     "google_storage_bucket.x"),
    (made("compute.cnrm.cloud.google.com/ComputeDisk", "data", "location: europe-west1"), "ComputeDisk/data",
     'resource "google_compute_region_disk" "x" {\n region = "europe-west1"\n}', "google_compute_region_disk.x"),
    (made("compute.cnrm.cloud.google.com/ComputeDisk", "data", "location: europe-west1-b"), "ComputeDisk/data",
     'resource "google_compute_disk" "x" {\n zone = "europe-west1-b"\n}', "google_compute_disk.x"),
    (made("compute.cnrm.cloud.google.com/ComputeInstanceGroupManager", "web", """
        location: europe-west1
        targetSize: 2
        instanceTemplateRef: {name: web}
     """), "ComputeInstanceGroupManager/web",
     'resource "google_compute_region_instance_group_manager" "x" {\n target_size = 2\n}',
     "google_compute_region_instance_group_manager.x"),
    (made("compute.cnrm.cloud.google.com/ComputeInstanceGroupManager", "web", """
        location: europe-west1
        targetSize: 2
        versions: [{instanceTemplateRef: {name: web}}]
        distributionPolicy: {zones: [{zone: europe-west1-b}]}
        statefulPolicy: {preservedState: {disks: {data: {autoDelete: NEVER}}}}
     """), "ComputeInstanceGroupManager/web",
     """resource "google_compute_region_instance_group_manager" "x" {
       target_size = 2
       distribution_policy_zones = ["europe-west1-b"]
       stateful_disk {
         device_name = "data"
       }
     }""", "google_compute_region_instance_group_manager.x"),
    (made("compute.cnrm.cloud.google.com/ComputeInstanceGroupManager", "web",
          "location: europe-west1-b\ntargetSize: 1"), "ComputeInstanceGroupManager/web",
     'resource "google_compute_instance_group_manager" "x" {\n zone = "europe-west1-b"\n target_size = 1\n}',
     "google_compute_instance_group_manager.x"),
    (made("vpcaccess.cnrm.cloud.google.com/VPCAccessConnector", "web", "location: europe-west1"),
     "VPCAccessConnector/web",
     'resource "google_vpc_access_connector" "x" {\n location = "europe-west1"\n}', "google_vpc_access_connector.x"),
    (made("eventarc.cnrm.cloud.google.com/EventarcTrigger", "web", "location: europe-west1"), "EventarcTrigger/web",
     'resource "google_eventarc_trigger" "x" {\n location = "europe-west1"\n}', "google_eventarc_trigger.x"),
    (made("rds.services.k8s.aws/DBInstance", "orders", "multiAZ: true\nbackupRetentionPeriod: 7"),
     "DBInstance/orders",
     'resource "aws_db_instance" "x" {\n multi_az = true\n backup_retention_period = 7\n}', "aws_db_instance.x"),
    # The API keeps backups for a day where nothing is said; Terraform's provider keeps none.
    (made("rds.services.k8s.aws/DBInstance", "orders", "engine: postgres"), "DBInstance/orders",
     'resource "aws_db_instance" "x" {\n backup_retention_period = 1\n}', "aws_db_instance.x"),
    (made("rds.services.k8s.aws/DBInstance", "orders", "backupRetentionPeriod: 0"), "DBInstance/orders",
     'resource "aws_db_instance" "x" {}', "aws_db_instance.x"),
    (made("dynamodb.services.k8s.aws/Table", "orders", """
        tableName: orders
        continuousBackups: {pointInTimeRecoveryEnabled: true}
        tableReplicas: [{regionName: eu-central-1}]
     """), "Table/orders",
     """resource "aws_dynamodb_table" "x" {
       name = "orders"
       point_in_time_recovery {
         enabled = true
       }
       replica {
         region_name = "eu-central-1"
       }
     }""", "aws_dynamodb_table.x"),
    (made("s3.services.k8s.aws/Bucket", "files", "name: shop-files\nversioning: {status: Enabled}"), "Bucket/files",
     'resource "aws_s3_bucket" "x" {\n versioning {\n enabled = true\n }\n}', "aws_s3_bucket.x"),
    (made("s3.services.k8s.aws/Bucket", "files", "name: shop-files\nversioning: {status: Suspended}"), "Bucket/files",
     'resource "aws_s3_bucket" "x" {}', "aws_s3_bucket.x"),
    (made("s3.services.k8s.aws/Bucket", "files", """
        name: shop-files
        lifecycle:
          rules: [{status: Enabled, transitions: [{days: 30, storageClass: ONEZONE_IA}]}]
     """), "Bucket/files",
     """resource "aws_s3_bucket" "x" {
       lifecycle_rule {
         enabled = true
         transition {
           days = 30
           storage_class = "ONEZONE_IA"
         }
       }
     }""", "aws_s3_bucket.x"),
    (made("elasticache.services.k8s.aws/ReplicationGroup", "cache", """
        automaticFailoverEnabled: true
        multiAZEnabled: true
        numNodeGroups: 1
        replicasPerNodeGroup: 1
     """), "ReplicationGroup/cache",
     """resource "aws_elasticache_replication_group" "x" {
       automatic_failover_enabled = true
       multi_az_enabled = true
       num_node_groups = 1
       replicas_per_node_group = 1
     }""", "aws_elasticache_replication_group.x"),
    (made("dbforpostgresql.azure.com/FlexibleServer", "orders", """
        location: westeurope
        owner: {name: shop}
        highAvailability: {mode: ZoneRedundant}
        backup: {geoRedundantBackup: Enabled}
     """), "FlexibleServer/orders",
     """resource "azurerm_postgresql_flexible_server" "x" {
       location = "westeurope"
       geo_redundant_backup_enabled = true
       high_availability {
         mode = "ZoneRedundant"
       }
     }""", "azurerm_postgresql_flexible_server.x"),
    (made("dbforpostgresql.azure.com/FlexibleServer", "orders", "location: westeurope"), "FlexibleServer/orders",
     'resource "azurerm_postgresql_flexible_server" "x" {\n location = "westeurope"\n}',
     "azurerm_postgresql_flexible_server.x"),
    (made("keyvault.azure.com/Vault", "keys", "location: westeurope\nproperties:\n  enablePurgeProtection: true"),
     "Vault/keys",
     'resource "azurerm_key_vault" "x" {\n location = "westeurope"\n purge_protection_enabled = true\n}',
     "azurerm_key_vault.x"),
    (made("cache.azure.com/Redis", "cache", 'location: westeurope\nsku: {name: Premium}\nzones: ["1", "2"]'),
     "Redis/cache",
     'resource "azurerm_redis_cache" "x" {\n location = "westeurope"\n sku_name = "Premium"\n zones = ["1", "2"]\n}',
     "azurerm_redis_cache.x"),
])  # fmt: skip
def test_an_object_is_judged_as_the_resource_with_the_same_arguments(
    object_: str, address: str, terraform: str, resource: str
) -> None:
    assert of(object_)[address] == outcomes(terraform)[resource]


@pytest.mark.parametrize(("version", "zone"), [
    ("v1api20241101", "continues/failover"), ("v20241101", "continues/failover"),
    ("v1api20230801", "recovers/redeploy"), ("v1", "recovers/redeploy"),
])  # fmt: skip
def test_an_object_is_of_a_version_of_azures_api(version: str, zone: str) -> None:
    cache = made("cache.azure.com/Redis", "cache", "location: westeurope\nsku: {name: Premium}")
    found = of(re.sub(r"apiVersion: .*", f"apiVersion: cache.azure.com/{version}", cache))
    assert found["Redis/cache"]["zone"] == zone


# --- references ---------------------------------------------------------------------------------------------------


VERSIONING = """
region: eu-west-1
{by}
versioningConfiguration:
- status: Enabled
"""
BUCKET = crossplane("s3.aws.upbound.io/Bucket", "files", "region: eu-west-1", "  labels: {part: files}\n")


@pytest.mark.parametrize("by", [
    "bucketRef:\n  name: files", "bucketSelector:\n  matchLabels:\n    part: files", "bucket: files",
])  # fmt: skip
def test_what_refers_to_another_object_counts_for_that_one(by: str) -> None:
    versioning = crossplane("s3.aws.upbound.io/BucketVersioning", "files", VERSIONING.format(by=by))
    found = of(BUCKET, versioning)
    assert found["Bucket/files"]["data"] == "recovers/restore"
    assert list(found) == ["Bucket/files"]


@pytest.mark.parametrize("by", [
    "bucketRef:\n  name: other", "bucketSelector:\n  matchLabels:\n    part: other",
    "bucketSelector:\n  matchControllerRef: true",
])  # fmt: skip
def test_what_refers_to_something_else_counts_for_nothing(by: str) -> None:
    versioning = crossplane("s3.aws.upbound.io/BucketVersioning", "files", VERSIONING.format(by=by))
    assert of(BUCKET, versioning)["Bucket/files"]["data"] == "lost"


SUBNETS = tuple(
    crossplane("ec2.aws.upbound.io/Subnet", zone, f"region: eu-west-1\navailabilityZone: eu-west-1{zone}",
               "  labels: {net: private}\n")
    for zone in "ab"
)  # fmt: skip


@pytest.mark.parametrize(("by", "zone"), [
    ("vpcZoneIdentifierRefs:\n- name: a\n- name: b", "continues/members"),
    ("vpcZoneIdentifierSelector:\n  matchLabels:\n    net: private", "continues/members"),
    ("vpcZoneIdentifierRefs:\n- name: a", "recovers/redeploy"),
])  # fmt: skip
def test_the_zones_of_the_subnets_that_are_meant_count(by: str, zone: str) -> None:
    group = crossplane("autoscaling.aws.upbound.io/AutoscalingGroup", "web", f"region: eu-west-1\nminSize: 2\n{by}")
    assert of(*SUBNETS, group)["AutoscalingGroup/web"]["zone"] == zone


def test_namesakes_of_other_kinds_are_told_apart_by_the_field() -> None:
    cluster = crossplane("rds.aws.upbound.io/Cluster", "shop", "region: eu-west-1\nengine: aurora-postgresql")
    members = (
        crossplane("rds.aws.upbound.io/ClusterInstance", name,
                   "region: eu-west-1\nengine: aurora-postgresql\nclusterIdentifierRef:\n  name: shop")
        for name in ("a", "b")
    )  # fmt: skip
    namesakes = (
        crossplane("eks.aws.upbound.io/Cluster", "shop", "region: eu-west-1"),
        crossplane("rds.aws.upbound.io/SubnetGroup", "shop", "region: eu-west-1"),
    )
    found = of(cluster, *members, *namesakes)
    assert found["Cluster.rds.aws.upbound.io/shop"]["zone"] == "continues/failover"
    assert set(found) == {"Cluster.rds.aws.upbound.io/shop", "Cluster.eks.aws.upbound.io/shop"}


ZONAL = tuple(made("ec2.services.k8s.aws/Subnet", z, f"availabilityZone: eu-west-1{z}") for z in "ab")


@pytest.mark.parametrize(("subnets", "zone"), [
    ("[{from: {name: a}}, {from: {name: b}}]", "continues/members"), ("[{from: {name: a}}]", "recovers/redeploy"),
])  # fmt: skip
def test_the_nodes_of_a_cluster_of_ack_stand_in_its_subnets(subnets: str, zone: str) -> None:
    cluster = made("eks.services.k8s.aws/Cluster", "main", "name: main\nresourcesVPCConfig: {subnetRefs: []}")
    nodes = made(
        "eks.services.k8s.aws/Nodegroup", "nodes",
        f"name: nodes\nclusterRef: {{from: {{name: main}}}}\nsubnetRefs: {subnets}\nscalingConfig: {{minSize: 2}}",
    )  # fmt: skip
    assert of(*ZONAL, cluster, nodes)["Cluster/main"]["zone"] == zone


def test_an_instance_in_a_cluster_of_aurora_is_a_member_of_it() -> None:
    cluster = made("rds.services.k8s.aws/DBCluster", "shop", "dbClusterIdentifier: shop\nengine: aurora-postgresql")
    members = (
        made("rds.services.k8s.aws/DBInstance", name, f"dbInstanceIdentifier: {name}\ndbClusterIdentifier: shop")
        for name in ("one", "two")
    )
    found = of(cluster, *members)
    assert list(found) == ["DBCluster/shop"]
    assert found["DBCluster/shop"]["zone"] == "continues/failover"


def test_what_config_connector_adds_to_a_group_or_a_database_is_found() -> None:
    compute = "compute.cnrm.cloud.google.com/Compute"
    place = "location: europe-west1-b\n"
    group = made(f"{compute}InstanceGroupManager", "web", f"{place}targetSize: 1")
    scaler = made(
        f"{compute}Autoscaler", "web",
        "zone: europe-west1-b\ntargetRef: {name: web}\nautoscalingPolicy: {minReplicas: 2, maxReplicas: 3}",
    )  # fmt: skip
    assert of(group, scaler)["ComputeInstanceGroupManager/web"]["instance"] == "continues/members"
    firestore = "firestore.cnrm.cloud.google.com/Firestore"
    database = made(f"{firestore}Database", "orders", "locationID: eur3")
    schedule = made(f"{firestore}BackupSchedule", "daily", "databaseRef: {name: orders}\nretention: 604800s")
    assert of(database)["FirestoreDatabase/orders"]["data"] == "lost"
    assert of(database, schedule) == {
        "FirestoreDatabase/orders": {**of(database)["FirestoreDatabase/orders"], "data": "recovers/restore"}
    }


def test_a_replica_of_config_connector_is_found_by_its_source() -> None:
    source = made("sql.cnrm.cloud.google.com/SQLInstance", "orders", "region: europe-west1\nsettings: {tier: a}")
    replica = made(
        "sql.cnrm.cloud.google.com/SQLInstance", "replica",
        "region: europe-west4\nmasterInstanceRef: {name: orders}\nsettings: {tier: a}",
    )  # fmt: skip
    found = of(source, replica)
    assert found["SQLInstance/orders"]["region"] == "recovers/promotion"
    assert list(found) == ["SQLInstance/orders"]


def test_a_load_balancer_of_config_connector_needs_what_serves_behind_it() -> None:
    compute = "compute.cnrm.cloud.google.com/Compute"
    found = components({"app.yaml": "---\n".join((
        made(f"{compute}ForwardingRule", "web", "location: global\ntarget: {targetHTTPProxyRef: {name: web}}"),
        made(f"{compute}TargetHTTPProxy", "web", "location: global\nurlMapRef: {name: web}"),
        made(f"{compute}URLMap", "web", "location: global\ndefaultService: {backendServiceRef: {name: web}}"),
        made(f"{compute}BackendService", "web",
             "location: global\nbackend: [{group: {networkEndpointGroupRef: {name: web}}}]"),
        made(f"{compute}RegionNetworkEndpointGroup", "web",
             "region: europe-west1\ncloudRun: {serviceRef: {name: web}}"),
        made("run.cnrm.cloud.google.com/RunService", "web", "location: europe-west1"),
    ))})  # fmt: skip
    assert found["ComputeForwardingRule/web"].needs == (found["RunService/web"].id,)


@pytest.mark.parametrize(("annotation", "instance"), [
    ("", "continues/members"),
    ("  annotations:\n    cnrm.cloud.google.com/remove-default-node-pool: 'true'\n", "recovers/restart"),
])  # fmt: skip
def test_a_default_node_pool_that_an_annotation_removes_does_not_count(annotation: str, instance: str) -> None:
    cluster = made(
        "container.cnrm.cloud.google.com/ContainerCluster",
        "main",
        "location: us-east1-c\ninitialNodeCount: 1",
        annotation,
    )
    pool = made(
        "container.cnrm.cloud.google.com/ContainerNodePool", "pool",
        "location: us-east1-c\nclusterRef: {name: main}\nautoscaling: {minNodeCount: 1, maxNodeCount: 3}",
    )  # fmt: skip
    assert of(cluster, pool)["ContainerCluster/main"]["instance"] == instance


def test_what_stands_in_something_of_azure_counts_for_that() -> None:
    account = made(
        "storage.azure.com/StorageAccount", "files", "location: westeurope\nkind: StorageV2\nsku: {name: Standard_LRS}"
    )
    service = made(
        "storage.azure.com/StorageAccountsBlobService", "files", "owner: {name: files}\nisVersioningEnabled: true"
    )
    assert of(account)["StorageAccount/files"]["data"] == "lost"
    assert of(account, service)["StorageAccount/files"]["data"] == "recovers/restore"


# --- what is open, and what is told -------------------------------------------------------------------------------


def test_a_placeholder_is_open() -> None:
    instance = crossplane("rds.aws.upbound.io/Instance", "orders", "region: eu-west-1\nmultiAz: ${MULTI_AZ}")
    assert of(instance)["Instance/orders"]["zone"] == "unknown(${MULTI_AZ})"


def test_what_a_config_map_holds_is_open() -> None:
    server = made(
        "dbforpostgresql.azure.com/FlexibleServer", "orders",
        "location: westeurope\nhighAvailability:\n  modeFromConfig: {name: settings, key: mode}",
    )  # fmt: skip
    assert of(server)["FlexibleServer/orders"]["zone"].startswith("unknown(FlexibleServer/orders.spec.")


@pytest.mark.parametrize("object_", [
    made("rds.aws.upbound.io/Instance", "orders",
         "managementPolicies: [Observe]\nforProvider:\n  region: eu-west-1"),
    made("dbforpostgresql.azure.com/FlexibleServer", "orders", "location: westeurope",
         "  annotations:\n    serviceoperator.azure.com/reconcile-policy: skip\n"),
    made("rds.services.k8s.aws/DBInstance", "orders", "engine: postgres",
         "  annotations:\n    services.k8s.aws/read-only: 'true'\n"),
])  # fmt: skip
def test_what_is_only_looked_at_is_no_component(object_: str) -> None:
    assert of(object_) == {}


def test_what_is_given_for_the_creation_alone_counts() -> None:
    instance = made(
        "rds.aws.upbound.io/Instance", "orders",
        "initProvider:\n  multiAz: true\nforProvider:\n  region: eu-west-1",
    )  # fmt: skip
    assert of(instance)["Instance/orders"]["zone"] == "continues/failover"


@pytest.mark.parametrize(("object_", "address", "attribute", "line", "judged"), [
    (crossplane("rds.aws.upbound.io/Instance", "orders", "region: eu-west-1\nmultiAz: true"), "Instance/orders",
     "spec.forProvider.multiAz", 8, "rds.aws.upbound.io/Instance (judged as aws_db_instance)"),
    (crossplane("rds.aws.upbound.io/Instance", "orders", "region: eu-west-1"), "Instance/orders",
     "spec.forProvider.multiAz", 1, "rds.aws.upbound.io/Instance (judged as aws_db_instance)"),
    (made("rds.services.k8s.aws/DBInstance", "orders", "engine: postgres\nmultiAZ: true"), "DBInstance/orders",
     "spec.multiAZ", 7, "rds.services.k8s.aws/DBInstance (judged as aws_db_instance)"),
    (made("sql.cnrm.cloud.google.com/SQLInstance", "orders", "settings:\n  availabilityType: ZONAL"),
     "SQLInstance/orders", "spec.settings.availabilityType", 7,
     "sql.cnrm.cloud.google.com/SQLInstance (judged as google_sql_database_instance)"),
    (made("dbforpostgresql.azure.com/FlexibleServer", "orders",
          "location: westeurope\nhighAvailability:\n  mode: ZoneRedundant"),
     "FlexibleServer/orders", "spec.highAvailability.mode", 8,
     "dbforpostgresql.azure.com/FlexibleServer (judged as azurerm_postgresql_flexible_server)"),
])  # fmt: skip
def test_evidence_names_the_field_of_the_object(
    object_: str, address: str, attribute: str, line: int, judged: str
) -> None:
    verdict = components({"app.yaml": object_})[address].outcomes[Scenario.ZONE]
    told = {(one.address, one.said.name if one.said else one.attribute): one.line for one in verdict.evidence}
    assert told[address, attribute] == line
    assert (verdict.evidence[-1].attribute, verdict.evidence[-1].value) == ("kind", judged)


def test_advice_names_the_fields_of_the_object() -> None:
    instance = crossplane("rds.aws.upbound.io/Instance", "orders", "region: eu-west-1")
    advice = components({"app.yaml": instance})["Instance/orders"].outcomes[Scenario.ZONE].remedies
    assert advice[0] == "set `spec.forProvider.multiAz: true`"
    assert any("`spec.forProvider.backupRetentionPeriod`" in one for one in advice)
    assert any("`aws_backup_selection`" in one for one in advice)


# --- who needs it -------------------------------------------------------------------------------------------------

WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  template: {spec: {containers: [{name: web, image: web, envFrom: [{secretRef: {name: SECRET}}]}]}}
"""
WRITTEN = """
writeConnectionSecretToRef: {name: orders-db, namespace: shop}
forProvider: {region: eu-west-1}
"""
EXPORTED = """
location: westeurope
operatorSpec: {secrets: {fullyQualifiedDomainName: {name: orders-db, key: host}}}
"""
IN_SHOP = "  namespace: shop\n"


@pytest.mark.parametrize(("object_", "address"), [
    (made("rds.aws.upbound.io/Instance", "orders", WRITTEN), "Instance/orders"),
    (made("rds.aws.m.upbound.io/Instance", "orders", WRITTEN.replace(", namespace: shop", ""), IN_SHOP),
     "Instance/shop/orders"),
    (made("dbforpostgresql.azure.com/FlexibleServer", "orders", EXPORTED, IN_SHOP), "FlexibleServer/shop/orders"),
])  # fmt: skip
def test_a_workload_needs_what_is_reached_by_the_secret_that_a_controller_writes(object_: str, address: str) -> None:
    found = components({"app.yaml": "---\n".join((object_, WEB.replace("SECRET", "orders-db")))})
    assert found["Deployment/shop/web"].needs == (found[address].id,)
    found = components({"app.yaml": "---\n".join((object_, WEB.replace("SECRET", "other")))})
    assert found["Deployment/shop/web"].needs == ()
