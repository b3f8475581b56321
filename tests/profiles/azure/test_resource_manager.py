"""What is made by Azure's own API (azapi) is judged as what azurerm makes with the same properties."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes
from profiles.azure.five import HOME, five, resource, shown


def in_api(type_: str, body: str, name: str = "x", more: str = "", group: str = "west", kind: str = "resource") -> str:
    """A resource of Azure's own API in one of the resource groups of `HOME`."""
    place = "" if "/" in type_.partition("/")[2] else f"location  = azurerm_resource_group.{group}.location"
    parent = "" if "parent_id" in more or "resource_id" in more else f"parent_id = azurerm_resource_group.{group}.id"
    return f"""
resource "azapi_{kind}" "{name}" {{
  type      = "{type_}@2024-05-01"
  name      = "{name}"
  {parent}
  {place if kind == "resource" else ""}
  {more}
  body = {body}
}}
"""


def inside(of: str, at: str = "") -> str:
    return f'parent_id = "${{{of}.id}}{at}"' if at else f"parent_id = {of}.id"


ZONES = 'zones = ["1", "2", "3"]'
POOLS = """{ properties = { agentPoolProfiles = [
  { name = "system", count = 1, nodeTaints = ["CriticalAddonsOnly=true:NoSchedule"], availabilityZones = ["1", "2"] },
  { name = "user", count = 1, enableAutoScaling = true, minCount = 2, maxCount = 4, availabilityZones = ["1", "2"] },
] } }"""


@pytest.mark.parametrize(("type_", "body", "azurerm", "arguments"), [
    ("Microsoft.App/containerApps",
     "{ properties = { managedEnvironmentId = var.place, template = { scale = { minReplicas = 2 } } } }",
     "container_app", "template {\n min_replicas = 2\n }\n  container_app_environment_id = var.place"),
    ("Microsoft.App/containerApps",
     "{ properties = { environmentId = var.place, template = { scale = { minReplicas = 2 } } } }",
     "container_app", "template {\n min_replicas = 2\n }\n  container_app_environment_id = var.place"),
    ("Microsoft.ContainerInstance/containerGroups", "{ properties = {} }", "container_group", ""),
    ("Microsoft.ContainerService/managedClusters", POOLS, "kubernetes_cluster",
     f'default_node_pool {{\n name = "user"\n auto_scaling_enabled = true\n min_count = 2\n {ZONES}\n }}'),
    ("Microsoft.ContainerService/managedClusters", "{ properties = { agentPoolProfiles = [{ count = 1 }] } }",
     "kubernetes_cluster", 'default_node_pool {\n name = "one"\n node_count = 1\n }'),
    ("Microsoft.ContainerService/managedClusters",
     '{ sku = { name = "Automatic" }, properties = { agentPoolProfiles = [{ count = 3 }] } }',
     "kubernetes_automatic_cluster", ""),
    ("Microsoft.DBforPostgreSQL/flexibleServers", "{ properties = {} }", "postgresql_flexible_server", ""),
    ("Microsoft.DBForPostgreSQL/flexibleServers",
     '{ properties = { highAvailability = { mode = "ZoneRedundant" }, backup = { geoRedundantBackup = "Enabled" } } }',
     "postgresql_flexible_server",
     'geo_redundant_backup_enabled = true\n  high_availability {\n mode = "ZoneRedundant"\n }'),
    ("Microsoft.DBforMySQL/flexibleServers", '{ properties = { highAvailability = { mode = "SameZone" } } }',
     "mysql_flexible_server", 'high_availability {\n mode = "SameZone"\n }'),
    ("Microsoft.DBforMySQL/flexibleServers", '{ properties = { highAvailability = { mode = "Disabled" } } }',
     "mysql_flexible_server", ""),
    ("Microsoft.Storage/storageAccounts", '{ sku = { name = "Standard_RAGZRS" }, kind = "StorageV2" }',
     "storage_account", 'account_replication_type = "RAGZRS"'),
    ("Microsoft.Storage/storageAccounts", '{ sku = { name = "Standard_LRS" }, kind = "StorageV2" }',
     "storage_account", 'account_replication_type = "LRS"'),
    ("Microsoft.Cache/redis", f'{{ {ZONES}, properties = {{ sku = {{ name = "Premium" }} }} }}', "redis_cache",
     f'sku_name = "Premium"\n  {ZONES}'),
    ("Microsoft.Cache/redisEnterprise", f'{{ {ZONES}, sku = {{ name = "Enterprise_E10" }} }}',
     "redis_enterprise_cluster", ZONES),
    ("Microsoft.Cache/redisEnterprise",
     '{ sku = { name = "Balanced_B5" }, properties = { highAvailability = "Disabled" } }', "managed_redis",
     "high_availability_enabled = false"),
    ("Microsoft.Cache/redisEnterprise", '{ sku = { name = "Balanced_B5" } }', "managed_redis", ""),
    ("Microsoft.DocumentDB/databaseAccounts",
     """{ properties = {
       enableAutomaticFailover = true
       backupPolicy = { type = "Continuous" }
       locations = [
         { locationName = "westeurope", failoverPriority = 0, isZoneRedundant = true },
         { locationName = "northeurope", failoverPriority = 1 },
       ]
     } }""",
     "cosmosdb_account",
     """automatic_failover_enabled = true
     backup {
       type = "Continuous"
     }
     geo_location {
       location          = "westeurope"
       failover_priority = 0
       zone_redundant    = true
     }
     geo_location {
       location          = "northeurope"
       failover_priority = 1
     }"""),
    ("Microsoft.DocumentDB/databaseAccounts",
     """{ properties = {
       consistencyPolicy = { defaultConsistencyLevel = "Strong" }
       backupPolicy = { type = "Periodic", periodicModeProperties = { backupStorageRedundancy = "Local" } }
       locations = [{ locationName = "westeurope", failoverPriority = 0 }]
     } }""",
     "cosmosdb_account",
     """consistency_policy {
       consistency_level = "Strong"
     }
     backup {
       type               = "Periodic"
       storage_redundancy = "Local"
     }
     geo_location {
       location          = "westeurope"
       failover_priority = 0
     }"""),
    ("Microsoft.Network/virtualNetworkGateways",
     '{ properties = { sku = { name = "VpnGw2AZ" }, activeActive = true } }',
     "virtual_network_gateway", 'sku = "VpnGw2AZ"\n  active_active = true'),
    ("Microsoft.Network/virtualNetworkGateways", '{ properties = { sku = { name = "VpnGw2" } } }',
     "virtual_network_gateway", 'sku = "VpnGw2"'),
    ("Microsoft.Search/searchServices", '{ sku = { name = "standard" }, properties = { replicaCount = 3 } }',
     "search_service", 'sku = "standard"\n  replica_count = 3'),
    ("Microsoft.KeyVault/vaults", "{ properties = { enablePurgeProtection = true } }", "key_vault",
     "purge_protection_enabled = true"),
    ("Microsoft.ServiceBus/namespaces", '{ sku = { name = "Standard" } }', "servicebus_namespace", ""),
    ("Microsoft.EventHub/namespaces", '{ sku = { name = "Standard" } }', "eventhub_namespace", ""),
    ("Microsoft.EventHub/namespaces", '{ properties = { clusterArmId = "c" } }', "eventhub_namespace",
     'dedicated_cluster_id = "c"'),
    ("Microsoft.ApiManagement/service",
     f'{{ {ZONES}, sku = {{ name = "Premium", capacity = 3 }}, properties = {{ disableGateway = false }} }}',
     "api_management", f'sku_name = "Premium_3"\n  {ZONES}'),
    ("Microsoft.ApiManagement/service", '{ sku = { name = "Developer", capacity = 1 } }', "api_management",
     'sku_name = "Developer_1"'),
    ("Microsoft.RecoveryServices/vaults",
     """{ properties = {
       redundancySettings = { standardTierStorageRedundancy = "LocallyRedundant" }
       securitySettings = { immutabilitySettings = { state = "Locked" } }
     } }""",
     "recovery_services_vault", 'storage_mode_type = "LocallyRedundant"\n  immutability = "Locked"'),
    ("Microsoft.DataProtection/backupVaults",
     '{ properties = { storageSettings = [{ datastoreType = "VaultStore", type = "GeoRedundant" }] } }',
     "data_protection_backup_vault", 'redundancy = "GeoRedundant"'),
    ("Microsoft.Compute/disks", '{ sku = { name = "Premium_ZRS" } }', "managed_disk",
     'storage_account_type = "Premium_ZRS"'),
    ("Microsoft.Kusto/clusters",
     f"{{ {ZONES}, sku = {{ capacity = 2 }}, properties = {{ optimizedAutoscale = {{ isEnabled = false }} }} }}",
     "kusto_cluster", f"sku {{\n capacity = 2\n }}\n  {ZONES}"),
    ("Microsoft.SignalRService/signalR", '{ sku = { name = "Premium_P1" } }', "signalr_service",
     'sku {\n name = "Premium_P1"\n }'),
    ("Microsoft.Compute/virtualMachines", '{ zones = ["1"], properties = { priority = "Spot" } }',
     "linux_virtual_machine", 'zone = "1"\n  priority = "Spot"'),
    ("Microsoft.Compute/virtualMachines", '{ properties = { osProfile = { windowsConfiguration = {} } } }',
     "windows_virtual_machine", ""),
    ("Microsoft.Compute/virtualMachineScaleSets", f'{{ {ZONES}, sku = {{ name = "D2", capacity = 3 }} }}',
     "linux_virtual_machine_scale_set", f"instances = 3\n  {ZONES}"),
    ("Microsoft.Compute/virtualMachineScaleSets",
     '{ sku = { capacity = 3 }, properties = { virtualMachineProfile = { priority = "Spot" }, '
     "spotRestorePolicy = { enabled = true } } }",
     "linux_virtual_machine_scale_set",
     'instances = 3\n  priority = "Spot"\n  spot_restore {\n enabled = true\n }'),
    ("Microsoft.Compute/virtualMachineScaleSets",
     '{ sku = { name = "D2", capacity = 3 }, properties = { orchestrationMode = "Flexible", '
     'virtualMachineProfile = { priority = "Spot" }, priorityMixPolicy = { baseRegularPriorityCount = 2 } } }',
     "orchestrated_virtual_machine_scale_set",
     'sku_name = "D2"\n  instances = 3\n  priority = "Spot"\n  priority_mix {\n base_regular_count = 2\n }'),
    ("Microsoft.Compute/virtualMachineScaleSets",
     '{ sku = { name = "D2", capacity = 1 }, properties = { orchestrationMode = "Flexible" } }',
     "orchestrated_virtual_machine_scale_set", 'sku_name = "D2"\n  instances = 1'),
    ("Microsoft.Network/applicationGateways",
     '{ zones = ["1"], properties = { sku = { name = "WAF_v2", tier = "WAF_v2" } } }', "application_gateway",
     'zones = ["1"]\n  sku {\n tier = "WAF_v2"\n }'),
    ("Microsoft.Network/applicationGateways",
     '{ properties = { sku = { tier = "Standard_v2" }, autoscaleConfiguration = { minCapacity = 0 } } }',
     "application_gateway", 'sku {\n tier = "Standard_v2"\n }\n  autoscale_configuration {\n min_capacity = 0\n }'),
    ("Microsoft.Network/loadBalancers",
     f'{{ sku = {{ name = "Standard" }}, properties = {{ frontendIPConfigurations = [{{ name = "a", {ZONES} }}] }} }}',
     "lb", f'frontend_ip_configuration {{\n name = "a"\n {ZONES}\n }}'),
    ("Microsoft.Network/loadBalancers", f"{{ properties = {{ frontendIPConfigurations = [{{ {ZONES} }}] }} }}", "lb",
     f'sku = "Basic"\n  frontend_ip_configuration {{\n {ZONES}\n }}'),
    ("Microsoft.Synapse/workspaces", "{ properties = {} }", "synapse_workspace", ""),
    ("Microsoft.CognitiveServices/accounts", '{ kind = "OpenAI", properties = {} }', "cognitive_account",
     'kind = "OpenAI"'),
    ("Microsoft.CognitiveServices/accounts", '{ kind = "AIServices", properties = { allowProjectManagement = true } }',
     "cognitive_account", 'kind = "AIServices"\n  project_management_enabled = true'),
    ("Microsoft.MachineLearningServices/workspaces", "{ properties = {} }", "machine_learning_workspace", ""),
    ("Microsoft.MachineLearningServices/workspaces", '{ kind = "Hub", properties = {} }', "ai_foundry", ""),
    ("Microsoft.Databricks/workspaces",
     '{ properties = { parameters = { storageAccountSkuName = { value = "Standard_ZRS" } } } }', "databricks_workspace",
     'custom_parameters {\n storage_account_sku_name = "Standard_ZRS"\n }'),
    ("Microsoft.StreamAnalytics/streamingjobs", "{ properties = {} }", "stream_analytics_job", ""),
    ("Microsoft.Dashboard/grafana", '{ properties = { zoneRedundancy = "Enabled" } }', "dashboard_grafana",
     "zone_redundancy_enabled = true"),
    ("Microsoft.Devices/IotHubs", "{ properties = {} }", "iothub", ""),
    ("Microsoft.Devices/provisioningServices", "{ properties = { enableDataResidency = true } }", "iothub_dps",
     "data_residency_enabled = true"),
    ("Microsoft.DigitalTwins/digitalTwinsInstances", "{ properties = {} }", "digital_twins_instance", ""),
    ("Microsoft.HealthcareApis/workspaces/fhirservices", "{ properties = {} }", "healthcare_fhir_service", ""),
    ("Microsoft.HealthcareApis/workspaces/dicomservices", "{ properties = {} }", "healthcare_dicom_service", ""),
    ("Microsoft.Purview/accounts", "{ properties = {} }", "purview_account", ""),
    ("Microsoft.ElasticSan/elasticSans", '{ sku = { name = "Premium_ZRS" } }', "elastic_san",
     'sku {\n name = "Premium_ZRS"\n }'),
    ("Microsoft.NotificationHubs/namespaces", '{ properties = { zoneRedundancy = "Enabled" } }',
     "notification_hub_namespace", "zone_redundancy_enabled = true"),
])  # fmt: skip
def test_is_judged_as_azurerm_judges_it(type_: str, body: str, azurerm: str, arguments: str) -> None:
    expected = five(resource(f"azurerm_{azurerm}", arguments), f"azurerm_{azurerm}.x")
    assert five(in_api(type_, body), "azapi_resource.x") == expected
    assert five(in_api(type_, f"jsonencode({body})"), "azapi_resource.x") == expected


OPEN = 'var.ha ? "ZoneRedundant" : "Disabled"'


@pytest.mark.parametrize("body", [
    f"{{ properties = {{ highAvailability = {{ mode = {OPEN} }} }} }}",
    f"jsonencode({{ properties = {{ highAvailability = {{ mode = {OPEN} }} }} }})",
    '{ properties = var.ha ? { highAvailability = { mode = "ZoneRedundant" } } : {} }',
])  # fmt: skip
def test_what_is_open_in_a_body_is_named(body: str) -> None:
    found = five(in_api("Microsoft.DBforPostgreSQL/flexibleServers", body), "azapi_resource.x")
    assert found == ("recovers/restore", "unknown(var.ha)", "unknown(var.ha)", "lost", "lost")


def test_what_is_left_out_of_a_body_is_named_by_its_property() -> None:
    body = '{ properties = { sku = { name = "Premium" }, redisConfiguration = { rdb-backup-enabled = "true" } } }'
    place = "unknown(azapi_resource.x.body.properties.redisConfiguration)"
    found = five(in_api("Microsoft.Cache/redis", body), "azapi_resource.x")
    assert found == ("recovers/restore", "continues/failover", place, place, "lost")


def test_a_body_that_is_open_as_a_whole_leaves_all_open() -> None:
    text = 'variable "all" {}\n' + in_api("Microsoft.DBforPostgreSQL/flexibleServers", "var.all")
    assert five(text, "azapi_resource.x") == (
        "recovers/restore", "unknown(var.all)", "unknown(var.all)", "unknown(var.all)", "lost",
    )  # fmt: skip


def test_evidence_names_the_property() -> None:
    text = in_api("Microsoft.Storage/storageAccounts", '{ sku = { name = "Standard_ZRS" } }')
    assert shown(text, "azapi_resource.x", Scenario.ZONE) == [
        ("account_replication_type", "ZRS", 8, ""),
        ("type", "Microsoft.Storage/storageAccounts (judged as azurerm_storage_account)", 2, ""),
    ]
    verdict = components(HOME + text)["azapi_resource.x"].outcomes[Scenario.ZONE]
    assert [(e.said.name, e.said.value) for e in verdict.evidence if e.said] == [("body.sku.name", "Standard_ZRS")]


# --- what belongs together ----------------------------------------------------------------------------------------

ACCOUNT = in_api("Microsoft.Storage/storageAccounts", '{ sku = { name = "Standard_ZRS" }, kind = "StorageV2" }')
BLOBS = "Microsoft.Storage/storageAccounts/blobServices"


@pytest.mark.parametrize(("properties", "data"), [
    ("isVersioningEnabled = true", "recovers/restore"),
    ("deleteRetentionPolicy = { enabled = true, days = 7 }", "recovers/restore"),
    ("deleteRetentionPolicy = { enabled = false }", "lost"),
    ("isVersioningEnabled = var.ha", "unknown(var.ha)"),
    ("deleteRetentionPolicy = { enabled = var.ha, days = 7 }", "unknown(var.ha)"),
])  # fmt: skip
def test_a_part_is_said_of_its_parent(properties: str, data: str) -> None:
    body = f"{{ properties = {{ {properties} }} }}"
    part = in_api(BLOBS, body, "default", inside("azapi_resource.x"))
    assert outcomes(HOME + ACCOUNT + part)["azapi_resource.x"]["data"] == data
    update = in_api(
        BLOBS, body, "u", 'resource_id = "${azurerm_storage_account.x.id}/blobServices/default"', kind="update_resource"
    )
    own = resource("azurerm_storage_account", 'account_replication_type = "ZRS"')
    assert outcomes(HOME + own + update)["azurerm_storage_account.x"]["data"] == data


def test_an_update_that_may_not_be_there_leaves_it_open() -> None:
    update = in_api(
        "Microsoft.App/managedEnvironments", "{ properties = { zoneRedundant = true } }", "u",
        "resource_id = azurerm_container_app_environment.x.id\n  count = var.ha ? 1 : 0", kind="update_resource",
    )  # fmt: skip
    environment = resource("azurerm_container_app_environment")
    app = in_api(
        "Microsoft.App/containerApps",
        """{ properties = {
          managedEnvironmentId = azurerm_container_app_environment.x.id
          template = { scale = { minReplicas = 2 } }
        } }""",
        "app",
    )
    assert outcomes(HOME + environment + app)["azapi_resource.app"]["zone"] == "recovers/redeploy"
    assert outcomes(HOME + environment + app + update)["azapi_resource.app"]["zone"] == "unknown(var.ha)"


def test_an_update_scales_an_app_of_azurerm() -> None:
    app = resource(
        "azurerm_container_app", "container_app_environment_id = var.place\n  template {\n min_replicas = 1\n }"
    )
    two = "jsonencode({ properties = { template = { scale = { minReplicas = 2 } } } })"
    whole = "resource_id = azurerm_container_app.x.id"
    update = in_api("Microsoft.App/containerApps", two, "u", whole, kind="update_resource")
    assert five(app, "azurerm_container_app.x")[1] == "recovers/restart"
    assert five(app + update, "azurerm_container_app.x")[1] == "continues/members"
    (evidence,) = components(HOME + app + update)["azurerm_container_app.x"].outcomes[Scenario.INSTANCE].evidence
    assert (evidence.attribute, evidence.value) == ("template.min_replicas", 2)
    assert (HOME + app + update).splitlines()[evidence.line - 1].strip().startswith("body = ")


@pytest.mark.parametrize(("mode", "zone"), [("System", "continues/members"), ("User", "recovers/restart")])
def test_pools_fold_into_their_cluster(mode: str, zone: str) -> None:
    cluster = in_api(
        "Microsoft.ContainerService/managedClusters", "{ properties = { agentPoolProfiles = [{ count = 1 }] } }"
    )
    pool = in_api(
        "Microsoft.ContainerService/managedClusters/agentPools",
        f'{{ properties = {{ count = 3, availabilityZones = ["1", "2", "3"], mode = "{mode}" }} }}',
        "pool", inside("azapi_resource.x"),
    )  # fmt: skip
    found = outcomes(HOME + cluster + pool)
    assert list(found) == ["azapi_resource.x"]
    assert found["azapi_resource.x"]["zone"] == zone


@pytest.mark.parametrize(("whole", "body", "part", "of_part", "folded"), [
    ("Microsoft.CognitiveServices/accounts", '{ kind = "OpenAI" }', "Microsoft.CognitiveServices/accounts/deployments",
     '{ sku = { name = "GlobalStandard" } }', True),
    ("Microsoft.Synapse/workspaces", "{}", "Microsoft.Synapse/workspaces/sqlPools", "{}", True),
    ("Microsoft.MachineLearningServices/workspaces", "{}", "Microsoft.MachineLearningServices/workspaces/computes",
     '{ properties = { computeType = "AmlCompute" } }', True),
    ("Microsoft.MachineLearningServices/workspaces", "{}", "Microsoft.MachineLearningServices/workspaces/computes",
     '{ properties = { computeType = "ComputeInstance" } }', False),
])  # fmt: skip
def test_parts_of_accounts_and_workspaces(whole: str, body: str, part: str, of_part: str, folded: bool) -> None:
    text = in_api(whole, body) + in_api(part, of_part, "part", inside("azapi_resource.x"))
    found = outcomes(HOME + text)
    assert sorted(found) == (["azapi_resource.x"] if folded else ["azapi_resource.part", "azapi_resource.x"])
    if "deployments" in part:
        assert found["azapi_resource.x"]["instance"] == "continues/service"
    if "sqlPools" in part:
        assert found["azapi_resource.x"]["region"] == "recovers/restore"


def test_an_account_needs_what_its_projects_are_connected_with() -> None:
    project = in_api("Microsoft.CognitiveServices/accounts/projects", "{}", "p", inside("azapi_resource.x"))
    connection = in_api(
        "Microsoft.CognitiveServices/accounts/projects/connections",
        '{ properties = { category = "CosmosDb", metadata = { ResourceId = azurerm_cosmosdb_account.state.id } } }',
        "c", inside("azapi_resource.p"),
    )  # fmt: skip
    account = in_api("Microsoft.CognitiveServices/accounts", '{ kind = "AIServices" }')
    state = resource("azurerm_cosmosdb_account", name="state")
    assert needs(account + project + connection + state) == ["azurerm_cosmosdb_account.state"]


def test_what_the_pools_of_a_gateway_name() -> None:
    gateway = in_api(
        "Microsoft.Network/applicationGateways",
        """{ properties = {
          sku = { tier = "Standard_v2" }
          backendAddressPools = [{ name = "web", properties = { backendAddresses = [
            { fqdn = azurerm_linux_web_app.web.default_hostname }
          ] } }]
        } }""",
    )
    app = resource("azurerm_linux_web_app", "service_plan_id = var.place", "web")
    assert needs(gateway + app) == ["azurerm_linux_web_app.web"]


def test_a_machine_needs_what_its_script_is_told() -> None:
    script = in_api(
        "Microsoft.Compute/virtualMachines/extensions",
        '{ properties = { type = "CustomScript", settings = { command = "run db.postgres.database.azure.com" } } }',
        "script", inside("azapi_resource.x"),
    )  # fmt: skip
    machine = in_api("Microsoft.Compute/virtualMachines", "{ properties = {} }")
    assert needs(machine) == []
    assert needs(machine + script) == ["azapi_resource.db"]


def test_a_replica_in_another_region() -> None:
    primary = in_api("Microsoft.DBforPostgreSQL/flexibleServers", "{ properties = {} }")
    replica = in_api(
        "Microsoft.DBforPostgreSQL/flexibleServers",
        '{ properties = { createMode = "Replica", sourceServerResourceId = azapi_resource.x.id } }', "far",
        group="north",
    )  # fmt: skip
    found = outcomes(HOME + primary + replica)
    assert list(found) == ["azapi_resource.x"]
    assert found["azapi_resource.x"]["region"] == "recovers/promotion"


def test_databases_on_a_server_with_a_failover_group() -> None:
    servers = in_api("Microsoft.Sql/servers", "{}", "here") + in_api(
        "Microsoft.Sql/servers", "{}", "far", group="north"
    )
    database = in_api(
        "Microsoft.Sql/servers/databases",
        '{ properties = { zoneRedundant = true, requestedBackupStorageRedundancy = "Local" } }', "db",
        inside("azapi_resource.here"),
    )  # fmt: skip
    group = in_api(
        "Microsoft.Sql/servers/failoverGroups",
        "{ properties = { databases = [azapi_resource.db.id], partnerServers = [{ id = azapi_resource.far.id }] } }",
        "group", inside("azapi_resource.here"),
    )  # fmt: skip
    alone = ("recovers/restore", "continues/failover", "continues/failover", "lost", "lost")
    assert five(servers + database, "azapi_resource.db") == alone
    assert five(servers + database + group, "azapi_resource.db")[3] == "recovers/promotion"


def test_backups_of_a_database() -> None:
    database = in_api("Microsoft.DBforPostgreSQL/flexibleServers", "{ properties = {} }")
    vault = in_api(
        "Microsoft.DataProtection/backupVaults",
        '{ properties = { storageSettings = [{ type = "GeoRedundant" }] } }',
        "vault",
    )
    item = in_api(
        "Microsoft.DataProtection/backupVaults/backupInstances",
        """{ properties = { dataSourceInfo = {
          resourceID = azapi_resource.x.id, datasourceType = "Microsoft.DBforPostgreSQL/flexibleServers"
        } } }""",
        "item", inside("azapi_resource.vault"),
    )  # fmt: skip
    assert five(database + vault, "azapi_resource.x")[3] == "lost"
    assert five(database + vault + item, "azapi_resource.x")[3] == "recovers/restore"


ITEM = "Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems"
CONTAINER = "${azurerm_recovery_services_vault.v.id}/backupFabrics/Azure/protectionContainers/iaasvmcontainer;c"
AS_RESOURCE = f'name = "VM;c"\n  parent_id = "{CONTAINER}"'
AS_UPDATE = f'resource_id = "{CONTAINER}/protectedItems/VM;c"'
MACHINE_WITH_DISK = (
    resource("azurerm_recovery_services_vault", 'storage_mode_type = "GeoRedundant"', "v")
    + resource("azurerm_linux_virtual_machine", 'zone = "1"')
    + resource("azurerm_managed_disk", 'zone = "1"', "d")
    + """resource "azurerm_virtual_machine_data_disk_attachment" "d" {
  managed_disk_id    = azurerm_managed_disk.d.id
  virtual_machine_id = azurerm_linux_virtual_machine.x.id
  lun                = 3
}
"""
)


@pytest.mark.parametrize(("more", "data", "region"), [
    ("", "recovers/restore", "recovers/restore"),
    ('protectionState = "ProtectionStopped"', "lost", "lost"),
    ("extendedProperties = { diskExclusionProperties = { diskLunList = [3], isInclusionList = false } }",
     "lost", "lost"),
    ("extendedProperties = { diskExclusionProperties = { diskLunList = [3], isInclusionList = true } }",
     "recovers/restore", "recovers/restore"),
    ("extendedProperties = { diskExclusionProperties = { diskLunList = [3], isInclusionList = var.ha } }",
     "unknown(var.ha)", "unknown(var.ha)"),
    ('protectedItemType = "AzureVmWorkloadSQLDatabase"', "lost", "lost"),
])  # fmt: skip
@pytest.mark.parametrize(("kind", "place"), [
    ("azapi_resource", AS_RESOURCE), ("azapi_update_resource", AS_UPDATE),
])  # fmt: skip
def test_an_item_of_a_vault_copies_the_disks_of_a_machine(
    kind: str, place: str, more: str, data: str, region: str
) -> None:
    item = f"""
resource "{kind}" "item" {{
  type = "{ITEM}@2024-04-01"
  {place}
  body = {{ properties = merge({{
    protectedItemType = "Microsoft.Compute/virtualMachines"
    sourceResourceId  = azurerm_linux_virtual_machine.x.id
  }}, {{ {more} }}) }}
}}
"""
    found = five(MACHINE_WITH_DISK + item, "azurerm_managed_disk.d")
    assert (found[0], found[3]) == (data, region)


def test_an_update_of_an_item_of_the_code_says_it_of_that_one() -> None:
    properties = 'protectedItemType = "Microsoft.Compute/virtualMachines"'
    source = "sourceResourceId = azurerm_linux_virtual_machine.x.id"
    item = f"""
resource "azapi_resource" "item" {{
  type = "{ITEM}@2024-04-01"
  {AS_RESOURCE}
  body = {{ properties = {{ {properties}, {source} }} }}
}}
resource "azapi_update_resource" "stop" {{
  type        = "{ITEM}@2024-04-01"
  resource_id = azapi_resource.item.id
  body        = {{ properties = {{ {properties}, {source}, protectionState = "ProtectionStopped" }} }}
}}
"""
    assert five(MACHINE_WITH_DISK + item, "azurerm_managed_disk.d")[0] == "lost"


# --- needs --------------------------------------------------------------------------------------------------------

DATABASE = in_api("Microsoft.DBforPostgreSQL/flexibleServers", "{ properties = {} }", "db")


def needs(text: str, address: str = "azapi_resource.x") -> list[str]:
    """The addresses of what a component needs."""
    return [name.partition("::")[2] for name in components(HOME + DATABASE + text)[address].needs]


@pytest.mark.parametrize("value", [
    '"db.postgres.database.azure.com"', "azapi_resource.db.output.properties.fullyQualifiedDomainName",
    '"postgresql://${azapi_resource.db.output.properties.fullyQualifiedDomainName}:5432/app"',
])  # fmt: skip
@pytest.mark.parametrize(("type_", "body"), [
    ("Microsoft.App/containerApps",
     '{{ properties = {{ template = {{ containers = [{{ env = [{{ name = "DB_HOST", value = {0} }}] }}] }} }} }}'),
    ("Microsoft.App/containerApps",
     '{{ properties = {{ configuration = {{ secrets = [{{ name = "db", value = {0} }}] }} }} }}'),
    ("Microsoft.Web/sites",
     '{{ kind = "app,linux", properties = {{ siteConfig = {{ appSettings = [{{ name = "DB", value = {0} }}] }} }} }}'),
    ("Microsoft.ContainerInstance/containerGroups",
     "{{ properties = {{ containers = [{{ properties = {{ environmentVariables = [{{ value = {0} }}] }} }}] }} }}"),
])  # fmt: skip
def test_what_the_body_tells_is_needed(type_: str, body: str, value: str) -> None:
    assert needs(in_api(type_, body.format(value))) == ["azapi_resource.db"]
    assert needs(in_api(type_, f"jsonencode({body.format(value)})")) == ["azapi_resource.db"]


def test_a_name_that_is_known_is_told_by_what_it_refers_to() -> None:
    store = resource("azurerm_storage_account", 'account_replication_type = "LRS"', "store")
    body = "{ properties = { template = { containers = [{ args = [azurerm_storage_account.store.name] }] } } }"
    assert needs(store + in_api("Microsoft.App/containerApps", body)) == ["azurerm_storage_account.store"]


def test_settings_of_an_app_that_are_a_resource_of_their_own() -> None:
    app = in_api("Microsoft.Web/sites", '{ kind = "functionapp,linux", properties = {} }')
    told = '{ properties = { DB_HOST = "db.postgres.database.azure.com" } }'
    settings = in_api("Microsoft.Web/sites/config", told, "appsettings", inside("azapi_resource.x"))
    assert needs(app) == []
    assert needs(app + settings) == ["azapi_resource.db"]
    assert needs(app + settings.replace('"appsettings"\n', '"logs"\n')) == []


def test_backends_of_api_management() -> None:
    service = in_api("Microsoft.ApiManagement/service", '{ sku = { name = "Premium", capacity = 1 } }')
    app = in_api("Microsoft.Web/sites", '{ kind = "app", properties = {} }', "shop")
    backend = in_api(
        "Microsoft.ApiManagement/service/backends", '{ properties = { url = "https://shop.azurewebsites.net/api" } }',
        "backend", inside("azapi_resource.x"),
    )  # fmt: skip
    assert needs(service + app + backend) == ["azapi_resource.shop"]


def test_origins_of_front_door() -> None:
    door = (
        in_api("Microsoft.Cdn/profiles", '{ sku = { name = "Premium_AzureFrontDoor" } }')
        + in_api("Microsoft.Cdn/profiles/originGroups", "{ properties = {} }", "group", inside("azapi_resource.x"))
        + in_api(
            "Microsoft.Cdn/profiles/originGroups/origins",
            "{ properties = { hostName = azapi_resource.shop.output.properties.defaultHostName } }", "origin",
            inside("azapi_resource.group"),
        )
    )  # fmt: skip
    app = in_api("Microsoft.Web/sites", '{ kind = "app", properties = {} }', "shop")
    assert five(door + app, "azapi_resource.x")[2:4] == ("continues/service", "continues/service")
    assert needs(door + app) == ["azapi_resource.shop"]


def test_a_part_and_an_update_lead_to_what_they_are_of() -> None:
    account = in_api("Microsoft.DocumentDB/databaseAccounts", "{ properties = {} }", "account")
    container = in_api(
        "Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers", "{}", "items",
        inside("azapi_resource.account", "/sqlDatabases/shop"),
    )  # fmt: skip
    update = in_api(
        "Microsoft.DBforPostgreSQL/flexibleServers", "{}", "u", "resource_id = azapi_resource.db.id",
        kind="update_resource",
    )  # fmt: skip
    told = (
        "{ ITEMS = azapi_resource.items.id, DB = azapi_update_resource.u.output.properties.fullyQualifiedDomainName }"
    )
    app = resource("azurerm_linux_web_app", f"service_plan_id = var.place\n  app_settings = {told}")
    found = needs(account + container + update + app, "azurerm_linux_web_app.x")
    assert found == ["azapi_resource.account", "azapi_resource.db"]


def test_another_component_needs_what_the_api_makes() -> None:
    app = resource(
        "azurerm_linux_web_app", "service_plan_id = var.place\n  app_settings = { DB = azapi_resource.db.id }"
    )
    assert needs(app, "azurerm_linux_web_app.x") == ["azapi_resource.db"]
