"""Calls of the most used public modules for Google Cloud that are not on disk."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from continuity_audit.parsers.terraform.known_modules.stand_ins import ALIKE, OTHER_NAMES, known_modules, stand_in
from profiles.audit_text import components, outcomes
from profiles.google.five import HOME

OURS = "terraform-google-modules"
RESTORE, RESTART, REDEPLOY, PROMOTION = (
    "recovers/restore",
    "recovers/restart",
    "recovers/redeploy",
    "recovers/promotion",
)
SERVICE, FAILOVER, MEMBERS = "continues/service", "continues/failover", "continues/members"


def call(source: str, body: str = "", name: str = "it", more: str = "") -> str:
    return f'{HOME}module "{name}" {{\n  source = "{source}"\n  {body}\n}}\n{more}'


def five(source: str, body: str, more: str = "") -> tuple[str, ...]:
    """The outcomes of a call that makes one component."""
    found = outcomes(call(source, body, more=more))
    assert list(found) == ["module.it"]
    return tuple(found["module.it"].values())


ZONAL = 'availability_type = "ZONAL"\n  '
BACKUPS = "backup_configuration = { enabled = true, location = %s }"


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mssql"])
@pytest.mark.parametrize(("body", "expected"), [
    (ZONAL, ("lost", RESTART, "lost", "lost", "lost")),
    (ZONAL + BACKUPS % "null", (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    (ZONAL + BACKUPS % '"us-central1"', (RESTORE, RESTART, RESTORE, "lost", "lost")),
    ('availability_type = "REGIONAL"\n  ' + BACKUPS % "null", (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
])  # fmt: skip
def test_cloud_sql(engine: str, body: str, expected: tuple[str, ...]) -> None:
    assert five(f"{OURS}/sql-db/google//modules/{engine}", f'name = "orders"\n  {body}') == expected


@pytest.mark.parametrize("engine", ["postgresql", "mssql"])
@pytest.mark.parametrize(("body", "expected"), [
    ("", ("lost", RESTART, "lost", "lost", "lost")),
    ('availability_type = "REGIONAL"', ("lost", FAILOVER, FAILOVER, "lost", "lost")),
    ("availability_type = var.place", ("lost", "unknown(var.place)", "unknown(var.place)", "lost", "lost")),
])  # fmt: skip
def test_cloud_sql_is_zonal_by_default(engine: str, body: str, expected: tuple[str, ...]) -> None:
    assert five(f"{OURS}/sql-db/google//modules/{engine}", f'name = "orders"\n  {body}') == expected


@pytest.mark.parametrize(("version", "data"), [("11.0.0", "lost"), ("~> 12.0", RESTORE), ("13.0.0", "lost")])
def test_cloud_sql_for_postgres_12_is_backed_up_where_it_is_regional(version: str, data: str) -> None:
    body = f'name = "orders"\n  version = "{version}"\n  availability_type = "%s"'
    assert five(f"{OURS}/sql-db/google//modules/postgresql", body % "REGIONAL")[0] == data
    assert five(f"{OURS}/sql-db/google//modules/postgresql", body % "ZONAL")[0] == "lost"


@pytest.mark.parametrize(("body", "expected"), [
    ("", (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ('version = "3.2.0"', (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ('version = "3.1.0"', ("lost", RESTART, "lost", "lost", "lost")),
    ('version = "3.1.0"\n  backup_configuration = { enabled = true }',
     (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ('backup_configuration = { enabled = false, location = "us-central1" }',
     (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    ("availability_type = null", ("lost", RESTART, "lost", "lost", "lost")),
    ("availability_type = var.place", ("unknown(var.place)",) * 4 + ("lost",)),
])  # fmt: skip
def test_cloud_sql_for_mysql_is_regional_by_default_and_then_backed_up(body: str, expected: tuple[str, ...]) -> None:
    assert five(f"{OURS}/sql-db/google//modules/mysql", f'name = "orders"\n  {body}') == expected


def test_replicas_of_cloud_sql_stand_where_their_zones_do() -> None:
    body = 'name = "orders"\n  read_replicas = [{ name = "a", zone = "%s" }]'
    source = f"{OURS}/sql-db/google//modules/postgresql"
    assert five(source, body % "us-central1-b")[3] == "lost"
    assert five(source, body % "europe-west1-b")[3] == PROMOTION


@pytest.mark.parametrize(("body", "expected"), [
    ("", (RESTORE, FAILOVER, FAILOVER, RESTORE, "lost")),
    ('availability_type = "ZONAL"', ("lost", RESTART, "lost", "lost", "lost")),
    ('availability_type = "ZONAL"\n  ' + BACKUPS % "null", (RESTORE, RESTART, RESTORE, RESTORE, "lost")),
    ("availability_type = var.place", ("unknown(var.place)",) * 4 + ("lost",)),
    ('version = "3.1.0"', ("lost", RESTART, "lost", "lost", "lost")),
])  # fmt: skip
def test_the_safer_database_of_mysql(body: str, expected: tuple[str, ...]) -> None:
    source = f"{OURS}/sql-db/google//modules/safer_mysql"
    found = outcomes(call(source, f'name = "orders"\n  region = "europe-west1"\n  {body}'))
    assert {a: tuple(o.values()) for a, o in found.items()} == {"module.it.module.safer_mysql": expected}


GKE = f"{OURS}/kubernetes-engine/google"
POOLS = 'node_pools = [{ name = "main", min_count = %s }]'


@pytest.mark.parametrize("source", [GKE, f"{GKE}//modules/private-cluster", f"{GKE}//modules/beta-public-cluster"])
@pytest.mark.parametrize(("body", "expected"), [
    ("", (MEMBERS, MEMBERS)),
    ("remove_default_node_pool = true\n  initial_node_count = 1\n  " + POOLS % "0", (RESTART, RESTART)),
    ('regional = false\n  zones = ["europe-west1-b"]\n  ' + POOLS % "2", (MEMBERS, REDEPLOY)),
    ('zones = ["europe-west1-b"]\n  ' + POOLS % "2", (MEMBERS, REDEPLOY)),
    (POOLS % "var.place", ("unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_gke(source: str, body: str, expected: tuple[str, ...]) -> None:
    found = five(source, f'name = "shop"\n  region = "europe-west1"\n  {body}')
    assert found == ("continues", *expected, REDEPLOY, REDEPLOY)


@pytest.mark.parametrize(("taints", "instance"), [
    ("{}", MEMBERS),
    ('{ batch = [{ key = "a", value = "b", effect = "NO_SCHEDULE" }] }', RESTART),
    ('{ batch = [{ key = "a", value = "b", effect = "PREFER_NO_SCHEDULE" }] }', MEMBERS),
    ('{ other = [{ key = "a", value = "b", effect = "NO_SCHEDULE" }] }', MEMBERS),
    ('{ all = [{ key = "a", value = "b", effect = "NO_SCHEDULE" }] }', RESTART),
    ('{ batch = [{ key = "a", value = "b", effect = var.place }] }', "unknown(var.place)"),
])  # fmt: skip
@pytest.mark.parametrize("source", [GKE, f"{GKE}//modules/safer-cluster"])
def test_a_tainted_pool_of_gke_is_no_other_node(source: str, taints: str, instance: str) -> None:
    pools = f'node_pools = [{{ name = "main" }}, {{ name = "batch" }}]\n  node_pools_taints = {taints}'
    off = "" if "safer" in source else "remove_default_node_pool = true\n  initial_node_count = 1\n  "
    body = f'name = "shop"\n  regional = false\n  zones = ["europe-west1-b"]\n  {off}{pools}'
    found = outcomes(call(source, body))
    assert [o["instance"] for o in found.values()] == [instance]


@pytest.mark.parametrize(("other", "instance"), [
    ("", MEMBERS), ('machine_type = "a2-highgpu-1g"', RESTART), ("accelerator_count = 1", RESTART),
    ('image_type = "WINDOWS_LTSC_CONTAINERD"', RESTART), ("sandbox_enabled = true", RESTART),
    ('machine_type = "n2-standard-4"', MEMBERS),
])  # fmt: skip
def test_a_pool_of_gke_of_another_make_is_no_other_node(other: str, instance: str) -> None:
    body = f"""
  name                     = "shop"
  regional                 = false
  zones                    = ["europe-west1-b"]
  remove_default_node_pool = true
  node_pools               = [{{ name = "main" }}, {{
    name = "other"
    {other}
  }}]
"""
    assert five(GKE, body)[1] == instance


@pytest.mark.parametrize(("nodes", "zone"), [("spot = true", RESTART), ("preemptible = true", RESTART), ("", MEMBERS)])
def test_spot_nodes_of_gke_are_no_other_nodes_when_a_zone_is_lost(nodes: str, zone: str) -> None:
    pools = f'remove_default_node_pool = true\n  node_pools = [{{\n name = "main"\n {nodes}\n }}]'
    assert five(GKE, f'name = "shop"\n  region = "europe-west1"\n  {pools}')[1:3] == (MEMBERS, zone)
    pools = f"node_pool = [{{\n node_config = {{\n {nodes}\n }}\n }}]"
    assert five(STANDARD, f'name = "shop"\n  location = "europe-west1"\n  {pools}')[1:3] == (MEMBERS, zone)


@pytest.mark.parametrize(("source", "place"), [
    (f"{GKE}//modules/beta-autopilot-private-cluster", "region"), (f"{GKE}//modules/gke-autopilot-cluster", "location"),
])  # fmt: skip
def test_gke_autopilot(source: str, place: str) -> None:
    assert five(source, f'name = "shop"\n  {place} = "europe-west1"')[1:3] == (SERVICE, SERVICE)


STANDARD = f"{GKE}//modules/gke-standard-cluster"


@pytest.mark.parametrize(("body", "expected"), [
    ("", (SERVICE, SERVICE)),
    ('node_pool = [{ name = "a" }]', (MEMBERS, MEMBERS)),
    ('node_pool = [{ name = "a", node_locations = ["europe-west1-b"], node_count = 2 }]', (MEMBERS, REDEPLOY)),
    ('node_pool = [{ name = "a", autoscaling = { min_node_count = 0 } }]', (RESTART, RESTART)),
    ("node_pool = [{ node_count = var.place }]", ("unknown(var.place)", "unknown(var.place)")),
    ("node_pool = var.place", ("unknown(var.place)", "unknown(var.place)")),
    ('node_pool = [{ node_count = 0 }, { node_config = { taint = [{ key = "a", effect = "NO_EXECUTE" }] } }]',
     (RESTART, RESTART)),
])  # fmt: skip
def test_the_standard_cluster(body: str, expected: tuple[str, ...]) -> None:
    assert five(STANDARD, f'name = "shop"\n  location = "europe-west1"\n  {body}')[1:3] == expected


@pytest.mark.parametrize(("pool", "expected"), [
    ("", (MEMBERS, MEMBERS)),
    ("autoscaling = null", (MEMBERS, MEMBERS)),
    ("autoscaling = { total_min_node_count = 1 }", (RESTART, RESTART)),
    ('node_locations = ["europe-west1-b"]', (RESTART, REDEPLOY)),
    ('node_config = { taint = [{ key = "a", value = "b", effect = "NO_SCHEDULE" }] }', (MEMBERS, MEMBERS)),
    ("node_config = { spot = true }", (MEMBERS, RESTART)),
    ("autoscaling = { min_node_count = var.place }", ("unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_a_node_pool_belongs_to_the_cluster_that_it_names(pool: str, expected: tuple[str, ...]) -> None:
    more = f"""module "pool" {{
  source  = "{GKE}//modules/gke-node-pool"
  cluster = module.it.cluster_name
  {pool}
}}
"""
    assert five(STANDARD, 'name = "shop"\n  location = "europe-west1"', more)[1:3] == expected


SPANNER = "GoogleCloudPlatform/cloud-spanner/google"
NODES = 'instance_name = "i"\n  instance_size = { num_nodes = 1 }\n  instance_config = "%s"\n  '
HOUR = 'database_config = { a = { version_retention_period = "1h", create_db = true, enable_backup = %s } }'


@pytest.mark.parametrize(("config", "body", "data", "region"), [
    ("regional-europe-west1", "", RESTORE, "lost"),
    ("nam3", HOUR % "true", RESTORE, SERVICE),
    ("regional-europe-west1", HOUR % "false", "lost", "lost"),
    ("regional-europe-west1", HOUR % "var.place", "unknown(var.place)", "lost"),
    ("regional-europe-west1", "database_config = {}", "lost", "lost"),
    ("regional-europe-west1", 'database_config = {}\n  default_backup_schedule_type = "AUTOMATIC"', RESTORE, "lost"),
])  # fmt: skip
def test_spanner(config: str, body: str, data: str, region: str) -> None:
    assert five(SPANNER, NODES % config + body) == (data, SERVICE, SERVICE, region, "lost")


def test_backups_of_spanner_by_a_workflow_are_no_schedule() -> None:
    body = 'version = "~> 0.3"\n  ' + NODES % "regional-europe-west1" + HOUR % "true"
    found = outcomes(call(SPANNER, body))
    assert {address: o["data"] for address, o in found.items()} == {
        "module.it": "lost",
        "module.it.module.workflow[0]": "continues",
    }


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize(("mode", "expected"), [
    ("null", (RESTART, REDEPLOY)), ('"HIGH_RESILIENCE"', (FAILOVER, FAILOVER)),
    ("var.place", ("unknown(var.place)", "unknown(var.place)")),
])  # fmt: skip
def test_composer(version: int, mode: str, expected: tuple[str, ...]) -> None:
    source = f"{OURS}/composer/google//modules/create_environment_v{version}"
    assert five(source, f'composer_env_name = "c"\n  resilience_mode = {mode}')[1:3] == expected


def test_the_first_version_of_composer_has_no_standby() -> None:
    found = outcomes(call(f"{OURS}/composer/google", 'composer_env_name = "c"'))
    assert {address: tuple(o.values())[1:3] for address, o in found.items()} == {
        "module.it.module.composer-environment": (RESTART, REDEPLOY)
    }


SERVICES = "".join(
    f"""
resource "google_cloud_run_v2_service" "{name}" {{
  name     = "{name}"
  location = "{place}"
}}
"""
    for name, place in (("a", "europe-west1"), ("b", "us-central1"))
)
BACKEND = f"""module "backend" {{
  source                  = "{OURS}/lb-http/google//modules/backend"
  name                    = "backend"
  serverless_neg_backends = [
    {{ region = "europe-west1", type = "cloud-run", service_name = google_cloud_run_v2_service.a.name }},
    {{ region = "us-central1", type = "cloud-run", service_name = google_cloud_run_v2_service.b.name }},
  ]
  %s
}}
"""


@pytest.mark.parametrize("namespace", [OURS, "GoogleCloudPlatform"])
@pytest.mark.parametrize(("front", "back", "balancer", "service"), [
    ("", "", SERVICE, PROMOTION),
    ("", "outlier_detection = {}", SERVICE, FAILOVER),
    ("", "outlier_detection = var.place", SERVICE, "unknown(var.place)"),
    ('load_balancing_scheme = "INTERNAL_MANAGED"\n  internal_forwarding_rules_config = [{ region = "europe-west1" }]',
     "", REDEPLOY, (REDEPLOY, PROMOTION)),
    ('load_balancing_scheme = "INTERNAL_MANAGED"\n  internal_forwarding_rules_config = '
     '[{ region = "europe-west1" }, { region = "us-central1" }]', "", REDEPLOY, PROMOTION),
])  # fmt: skip
def test_a_frontend_leads_to_the_backend_of_another_module(
    namespace: str, front: str, back: str, balancer: str, service: str | tuple[str, str]
) -> None:
    near, far = (service, service) if isinstance(service, str) else service
    body = f'name = "f"\n  url_map_input = module.backend.backend_service_info\n  {front}'
    source = f"{namespace}/lb-http/google//modules/frontend"
    found = outcomes(call(source, body, more=BACKEND % back + SERVICES))
    assert [found[f"google_cloud_run_v2_service.{name}"]["region"] for name in "ab"] == [near, far]
    assert {o["region"] for address, o in found.items() if address.startswith("module.it")} == {balancer}


def test_a_frontend_has_a_rule_for_each_protocol() -> None:
    source = f"{OURS}/lb-http/google//modules/frontend"
    found = components(call(source, 'name = "f"\n  ssl = true\n  https_redirect = true'))
    assert sorted(found) == [f"module.it.google_compute_global_forwarding_rule.{p}[0]" for p in ("http", "https")]


def test_volumes_of_netapp_are_components_of_their_own() -> None:
    volumes = '[{ name = "a" }, { name = "b", snapshot_policy = { enabled = true } }]'
    pool = '{ create_pool = true, name = "p", zone = "europe-west1-b", replica_zone = "europe-west1-c" }'
    body = f'location = "europe-west1"\n  storage_pool = {pool}\n  storage_volumes = {volumes}'
    found = outcomes(call("GoogleCloudPlatform/netapp-volumes/google", body))
    assert {address: tuple(o.values())[:3] for address, o in found.items()} == {
        'module.it.google_netapp_volume.storage_volumes["a"]': ("lost", SERVICE, FAILOVER),
        'module.it.google_netapp_volume.storage_volumes["b"]': (RESTORE, SERVICE, FAILOVER),
    }


def test_a_group_keeps_the_disk_that_its_template_attaches() -> None:
    disk = 'resource "google_compute_disk" "d" {\n  name = "d"\n  zone = "europe-west1-b"\n}\n'
    template = f"""module "template" {{
  source           = "{OURS}/vm/google//modules/instance_template"
  additional_disks = [{{ device_name = "d", source = google_compute_disk.d.name }}]
}}
"""
    body = (
        'region = "europe-west1"\n  instance_template = module.template.self_link\n'
        '  stateful_disks = [{ device_name = "d" }]'
    )
    found = components(call(f"{OURS}/vm/google//modules/mig", body, more=template + disk))
    assert (found["module.it"].stateful, found["module.it"].needs) == (False, (found["google_compute_disk.d"].id,))


@pytest.mark.parametrize("backends", ["[{ group = module.web.instance_group }]", "var.place"])
def test_an_internal_load_balancer_needs_the_group_of_another_module(backends: str) -> None:
    body = f'name = "b"\n  region = "europe-west1"\n  backends = {backends}'
    more = f"""module "web" {{
  source            = "{OURS}/vm/google//modules/mig"
  region            = "europe-west1"
  hostname          = "web"
  target_size       = 2
  instance_template = "t"
}}
"""
    found = components(call(f"{OURS}/lb-internal/google", body, more=more))
    assert sorted(found) == ["module.it", "module.web"]
    assert found["module.it"].needs == ((found["module.web"].id,) if "module" in backends else ())


def test_the_safer_cluster() -> None:
    found = outcomes(call(f"{GKE}//modules/safer-cluster", 'name = "shop"\n  region = "europe-west1"'))
    assert list(found) == ["module.it.module.gke"]
    assert tuple(found["module.it.module.gke"].values())[1:3] == (MEMBERS, MEMBERS)


@pytest.mark.parametrize(("source", "body", "expected"), [
    (f"{OURS}/cloud-storage/google//modules/simple_bucket", 'name = "b"\n  location = "EU"',
     (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    (f"{OURS}/cloud-storage/google", 'names = ["a"]\n  location = "europe-west1"',
     (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    (f"{OURS}/cloud-storage/google",
     'names = ["a"]\n  retention_policy = { a = { is_locked = true, retention_period = 86400 } }',
     (RESTORE, SERVICE, SERVICE, SERVICE, RESTORE)),
    (f"{OURS}/cloud-storage/google",
     'names = ["a"]\n  soft_delete_policy = { a = { retention_duration_seconds = 0 } }',
     ("lost", SERVICE, SERVICE, SERVICE, "lost")),
    (f"{OURS}/memorystore/google", 'name = "c"', ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    (f"{OURS}/memorystore/google", 'name = "c"\n  tier = "BASIC"', ("continues", RESTART, *[REDEPLOY] * 3)),
    (f"{OURS}/memorystore/google//modules/memcache", 'name = "c"', ("continues", RESTART, *[REDEPLOY] * 3)),
    (f"{OURS}/memorystore/google//modules/redis-cluster", 'name = "c"\n  region = "r"\n  replica_count = 1',
     ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    (f"{OURS}/memorystore/google//modules/valkey", 'instance_id = "c"\n  location = "r"',
     ("continues", RESTART, *[REDEPLOY] * 3)),
    (f"{OURS}/pubsub/google", 'topic = "t"\n  pull_subscriptions = [{ name = "s" }]',
     ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    (f"{OURS}/bigquery/google", 'dataset_id = "d"', (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    (f"{OURS}/cloud-dns/google", 'name = "d"\n  domain = "d.example."\n  type = "public"',
     ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    (f"{OURS}/kms/google", 'location = "europe"\n  keyring = "r"\n  keys = ["k"]',
     (RESTORE, SERVICE, SERVICE, SERVICE, "lost")),
    ("GoogleCloudPlatform/secret-manager/google", 'secrets = [{ name = "s" }]',
     ("lost", SERVICE, SERVICE, SERVICE, "lost")),
    ("GoogleCloudPlatform/secret-manager/google",
     'secrets = [{ name = "s" }]\n  user_managed_replication = { s = [{ location = "europe-west1" }] }',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("GoogleCloudPlatform/alloy-db/google",
     'cluster_id = "c"\n  location = "europe-west1"\n  primary_instance = { instance_id = "p" }',
     (RESTORE, FAILOVER, FAILOVER, "lost", "lost")),
    ("GoogleCloudPlatform/cloud-run/google", 'service_name = "s"\n  location = "europe-west1"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/cloud-run/google//modules/v2",
     'service_name = "s"\n  location = "europe-west1"\n  template_scaling = { max_instance_count = 1 }',
     ("continues", RESTART, RESTART, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/cloud-run/google//modules/v2", 'service_name = "s"\n  location = "europe-west1"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/cloud-run/google//modules/v2",
     'service_name = "s"\n  location = "europe-west1"\n  gpu_zonal_redundancy_disabled = true',
     ("continues", SERVICE, RESTART, REDEPLOY, REDEPLOY)),
    (f"{OURS}/lb-internal/google", 'name = "b"\n  region = "europe-west1"\n  backends = []',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    (f"{OURS}/lb/google", 'name = "b"\n  region = var.place\n  service_port = 80',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/bigtable/google", 'name = "b"', ("lost", SERVICE, FAILOVER, FAILOVER, "lost")),
    ("GoogleCloudPlatform/bigtable/google",
     'name = "b"\n  zones = { a = { cluster_id = "a", zone = "europe-west1-b" } }\n'
     '  tables = { t = { table_name = "t", automated_backup_policy = { retention_period = "3d", frequency = "1d" } } }',
     (RESTORE, SERVICE, "lost", "lost", "lost")),
    ("GoogleCloudPlatform/bigtable/google", 'name = "b"\n  zones = var.place',
     ("lost", SERVICE, "unknown(var.place)", "unknown(var.place)", "lost")),
    ("GoogleCloudPlatform/cloud-filestore/google", 'instance_name = "f"\n  location = "europe-west1"',
     ("lost", SERVICE, SERVICE, "lost", "lost")),
    ("GoogleCloudPlatform/cloud-filestore/google",
     'instance_name = "f"\n  location = "europe-west1-b"\n  tier = "BASIC_HDD"',
     ("lost", RESTART, "lost", "lost", "lost")),
    ("GoogleCloudPlatform/cloud-filestore/google",
     'instance_name = "f"\n  location = "europe-west1"\n  tier = var.place',
     ("lost", "unknown(var.place)", "unknown(var.place)", "lost", "lost")),
    ("GoogleCloudPlatform/firestore/google", 'database_id = "d"\n  location = "europe-west1"',
     (RESTORE, SERVICE, SERVICE, "lost", "lost")),
    ("GoogleCloudPlatform/firestore/google",
     'database_id = "d"\n  location = "eur3"\n'
     '  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_DISABLED"',
     ("lost", SERVICE, SERVICE, SERVICE, "lost")),
    ("GoogleCloudPlatform/firestore/google",
     'database_id = "d"\n  location = "eur3"\n  point_in_time_recovery_enablement = var.place',
     ("unknown(var.place)", SERVICE, SERVICE, SERVICE, "lost")),
    ("GoogleCloudPlatform/cloud-functions/google", 'function_name = "f"\n  location = "europe-west1"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/cloud-tasks/google", 'queue_name = "q"\n  location = "europe-west1"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/cloud-workflows/google", 'workflow_name = "w"\n  region = "europe-west1"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    ("GoogleCloudPlatform/artifact-registry/google", 'repository_id = "r"\n  location = "eu"',
     ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)),
    (f"{OURS}/cloud-nat/google", 'region = "europe-west1"\n  router = "r"',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    (f"{OURS}/cloud-router/google",
     'name = "r"\n  network = "n"\n  region = "europe-west1"\n  nats = [{ name = "nat" }]',
     ("continues", SERVICE, SERVICE, REDEPLOY, REDEPLOY)),
    (f"{OURS}/vpn/google//modules/vpn_ha",
     'name = "v"\n  network = "n"\n  region = "r"\n'
     "  tunnels = { a = { vpn_gateway_interface = 0 }, b = { vpn_gateway_interface = 1 } }",
     ("continues", FAILOVER, FAILOVER, REDEPLOY, REDEPLOY)),
    (f"{OURS}/vm/google//modules/mig",
     'region = "europe-west1"\n  instance_template = "t"\n  target_size = 3',
     ("continues", MEMBERS, MEMBERS, REDEPLOY, REDEPLOY)),
    (f"{OURS}/vm/google//modules/mig",
     'region = "europe-west1"\n  instance_template = "t"\n  autoscaling_enabled = true\n  min_replicas = 1',
     ("continues", RESTART, REDEPLOY, REDEPLOY, REDEPLOY)),
    (f"{OURS}/vm/google//modules/mig",
     'region = "europe-west1"\n  instance_template = "t"\n  stateful_disks = [{ device_name = "d" }]',
     ("lost", RESTART, "lost", "lost", "lost")),
    (f"{OURS}/vm/google//modules/compute_instance", 'zone = "europe-west1-b"\n  instance_template = "t"',
     ("continues", RESTART, *[REDEPLOY] * 3)),
    (f"{OURS}/bastion-host/google", "preemptible = true", ("continues", *[REDEPLOY] * 4)),
])  # fmt: skip
def test_other_modules(source: str, body: str, expected: tuple[str, ...]) -> None:
    assert five(source, body) == expected


def test_a_function_with_its_bucket_and_its_topic() -> None:
    text = call(f"{OURS}/scheduled-function/google", 'region = "europe-west1"\n  function_name = "f"')
    assert list(components(text)) == [
        "module.it.module.pubsub_topic",
        "module.it.module.main.google_storage_bucket.main[0]",
        "module.it.module.main.google_cloudfunctions_function.main",
    ]


NEGS = """ssl = true
  https_redirect = true
  backends = {
    default = {
      groups                  = []
      serverless_neg_backends = [{ region = "europe-west1", service = { name = google_cloud_run_v2_service.web.name } }]
    }
  }
  name = "web"
"""
RUN = 'resource "google_cloud_run_v2_service" "web" {\n  name = "web"\n  location = "europe-west1"\n}\n'


@pytest.mark.parametrize("namespace", ["GoogleCloudPlatform", OURS])
def test_a_load_balancer_leads_to_what_its_backends_name(namespace: str) -> None:
    found = components(call(f"{namespace}/lb-http/google//modules/serverless_negs", NEGS, more=RUN))
    rules = {name: f"module.it.google_compute_global_forwarding_rule.{name}[0]" for name in ("http", "https")}
    assert list(found) == ["google_cloud_run_v2_service.web", *rules.values()]
    assert found[rules["https"]].needs == (".::google_cloud_run_v2_service.web",)
    assert found[rules["http"]].needs == ()
    assert found[rules["https"]].outcomes[Scenario.REGION].outcome.value == "continues"


def test_a_managed_group_behind_the_load_balancer_of_a_module() -> None:
    text = (
        HOME
        + f"""
module "template" {{
  source = "{OURS}/vm/google//modules/instance_template"
}}
module "mig" {{
  source            = "{OURS}/vm/google//modules/mig"
  region            = "europe-west1"
  target_size       = 2
  instance_template = module.template.self_link
}}
module "far" {{
  source            = "{OURS}/vm/google//modules/mig"
  region            = "europe-west4"
  target_size       = 2
  instance_template = module.template.self_link
}}
module "lb" {{
  source = "GoogleCloudPlatform/lb-http/google"
  name   = "web"
  backends = {{
    default = {{
      health_check = {{ port = 80 }}
      groups       = [{{ group = module.mig.instance_group }}, {{ group = module.far.instance_group }}]
    }}
  }}
}}
"""
    )
    found = outcomes(text)
    assert list(found) == ["module.mig", "module.far", "module.lb"]
    assert tuple(found["module.mig"].values()) == ("continues", MEMBERS, MEMBERS, FAILOVER, REDEPLOY)


@pytest.mark.parametrize("machine", [
    """resource "google_compute_instance" "app" {
  metadata = { (module.app.metadata_key) = module.app.metadata_value }
}""",
    """resource "google_compute_instance_template" "app" {
  metadata = { gce-container-declaration = module.app.metadata_value }
}
resource "google_compute_instance_group_manager" "app" {
  target_size = 2
  version {
    instance_template = google_compute_instance_template.app.id
  }
}""",
])  # fmt: skip
def test_a_machine_needs_what_its_container_is_told(machine: str) -> None:
    body = 'container = { env = [{ name = "DB", value = google_sql_database_instance.db.connection_name }] }'
    database = 'resource "google_sql_database_instance" "db" {\n  name = "db"\n}\n'
    found = components(call(f"{OURS}/container-vm/google", body, "app", f"{database}{machine}"))
    (app,) = [component for address, component in found.items() if address.endswith(".app")]
    assert app.needs == (".::google_sql_database_instance.db",)


def test_the_machines_of_a_container_module_are_not_lost_in_silence() -> None:
    assert stand_in(f"{OURS}/container-vm/google//modules/cos-mysql") is None


@pytest.mark.parametrize("source", [
    f"{OURS}/network/google", f"{OURS}/project-factory/google", f"{OURS}/service-accounts/google",
    f"{OURS}/iam/google//modules/projects_iam", f"{OURS}/folders/google", f"{GKE}//modules/workload-identity",
    f"{OURS}/project-factory/google//modules/project_services",
])  # fmt: skip
def test_modules_that_make_no_component(source: str) -> None:
    assert components(call(source)) == {}


@pytest.mark.parametrize("module", sorted(ALIKE))
def test_a_module_that_is_like_another_is_known_by_its_own_name(module: str) -> None:
    found = stand_in(module, "9.0.0")
    assert found is not None
    assert found.title == f"{module} 9"
    assert found.directory.blocks or found.directory.modules


@pytest.mark.parametrize(("module", "other"), sorted(OTHER_NAMES.items()))
def test_a_module_is_known_by_its_second_name(module: str, other: str) -> None:
    below = known_modules() / other
    inside = ["", *(f"//modules/{folder.name}" for folder in below.glob("modules/*"))]
    pairs = [(p, stand_in(f"{module}{p}", "9.0.0"), stand_in(f"{other}{p}", "9.0.0")) for p in inside]
    assert any(first for _, _, first in pairs)
    for part, found, first in pairs:
        assert (found is None) is (first is None)
        if found and first:
            assert found.title == f"{module}{part} 9"
            assert list(found.directory.blocks) == list(first.directory.blocks)
            assert list(found.directory.modules) == list(first.directory.modules)


DATABASES = "GoogleCloudPlatform/sql-db/google//modules"


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "mssql", "safer_mysql"])
@pytest.mark.parametrize("availability", ['"REGIONAL"', '"ZONAL"', "var.place"])
def test_a_database_by_the_second_name_of_its_module(engine: str, availability: str) -> None:
    inputs = f'name = "db"\n  region = "europe-west1"\n  availability_type = {availability}'
    found = outcomes(call(f"{DATABASES}/{engine}", inputs))
    assert found == outcomes(call(f"{OURS}/sql-db/google//modules/{engine}", inputs))
    if engine != "safer_mysql":
        zone = {'"REGIONAL"': FAILOVER, '"ZONAL"': "lost", "var.place": "unknown(var.place)"}
        assert found["module.it"]["zone"] == zone[availability]


def test_a_replica_of_a_sql_server_is_folded_into_it() -> None:
    source = f"{OURS}/sql-db/google//modules/mssql"
    replica = call(
        source, 'name = "r"\n  region = "us-central1"\n  master_instance_name = module.it.instance_name', "r"
    )
    found = outcomes(call(source, 'name = "db"\n  region = "europe-west1"', more=replica.removeprefix(HOME)))
    assert {address: (o["zone"], o["region"]) for address, o in found.items()} == {"module.it": (PROMOTION, PROMOTION)}


def test_what_no_known_module_has_stays_unknown() -> None:
    assert stand_in(f"{DATABASES}/backup") == stand_in(f"{OURS}/sql-db/google//modules/backup")
    assert components(call(f"{DATABASES}/private_service_access")) == {}
    assert stand_in("GoogleCloudPlatform/sql-db/aws//modules/postgresql") is None


def test_the_repository_of_a_module() -> None:
    source = "git::https://github.com/terraform-google-modules/terraform-google-pubsub.git?ref=v5.0.0"
    assert five(source, 'topic = "t"') == ("continues", SERVICE, SERVICE, SERVICE, REDEPLOY)
