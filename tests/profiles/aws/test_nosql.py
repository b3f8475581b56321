"""DynamoDB, DocumentDB, Neptune, Keyspaces, Timestream, QLDB and Prometheus."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.aws.five import REGIONS, addresses, five

SERVICE = ("continues/service", "continues/service")


def table(body: str = "") -> str:
    return f'resource "aws_dynamodb_table" "orders" {{\n  name = "orders"\n  hash_key = "id"\n{body}\n}}\n'


PITR = "point_in_time_recovery {\n enabled = true\n}"
VARIABLE = 'variable "on" {\n  type = bool\n}\n'


def test_a_plain_table_is_lost_in_data_region_and_account() -> None:
    assert five(table(), "aws_dynamodb_table.orders") == ("lost", *SERVICE, "lost", "lost")


def test_point_in_time_recovery_that_is_off_is_none() -> None:
    off = table("point_in_time_recovery {\n enabled = false\n}")
    assert five(off, "aws_dynamodb_table.orders") == ("lost", *SERVICE, "lost", "lost")


def test_point_in_time_recovery_and_a_replica() -> None:
    text = REGIONS + table(PITR + '\nreplica {\n region_name = "eu-central-1"\n}')
    assert five(text, "aws_dynamodb_table.orders") == ("recovers/restore", *SERVICE, "continues/members", "lost")


def test_point_in_time_recovery_by_a_variable() -> None:
    text = VARIABLE + table("point_in_time_recovery {\n enabled = var.on\n}")
    assert five(text, "aws_dynamodb_table.orders") == ("unknown(var.on)", *SERVICE, "lost", "lost")


def test_replicas_by_a_variable() -> None:
    text = 'variable "regions" {\n  type = set(string)\n}\n' + table(
        PITR + '\ndynamic "replica" {\n for_each = var.regions\n content {\n  region_name = replica.value\n }\n}'
    )
    assert five(text, "aws_dynamodb_table.orders") == ("recovers/restore", *SERVICE, "unknown(var.regions)", "lost")


def test_a_replica_of_its_own_folds_into_its_table() -> None:
    text = (
        REGIONS
        + table()
        + """
resource "aws_dynamodb_table_replica" "far" {
  provider               = aws.far
  global_table_arn       = aws_dynamodb_table.orders.arn
  point_in_time_recovery = true
}
"""
    )
    assert addresses(text) == ["aws_dynamodb_table.orders"]
    assert five(text, "aws_dynamodb_table.orders") == ("recovers/restore", *SERVICE, "continues/members", "lost")


def test_a_replica_whose_table_is_elsewhere_is_a_component() -> None:
    text = """
resource "aws_dynamodb_table_replica" "far" {
  global_table_arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders"
}
"""
    assert five(text, "aws_dynamodb_table_replica.far") == ("lost", *SERVICE, "continues/members", "lost")


def test_a_global_table_of_2017_joins_the_tables_of_its_name() -> None:
    text = (
        REGIONS
        + table()
        + """
resource "aws_dynamodb_table" "far" {
  provider = aws.far
  name     = "orders"
}

resource "aws_dynamodb_table" "other" {
  name = "other"
}

resource "aws_dynamodb_global_table" "orders" {
  name = "orders"
  replica {
    region_name = "eu-west-1"
  }
  replica {
    region_name = "eu-central-1"
  }
}
"""
    )
    assert five(text, "aws_dynamodb_table.orders")[3] == "continues/members"
    assert five(text, "aws_dynamodb_table.far")[3] == "continues/members"
    assert five(text, "aws_dynamodb_table.other")[3] == "lost"


def test_a_backup_plan_covers_a_table_by_its_tag() -> None:
    text = (
        REGIONS
        + table('tags = {\n backup = "daily"\n}')
        + """
resource "aws_backup_vault" "here" {
  name = "here"
}
resource "aws_backup_vault" "far" {
  provider = aws.far
  name     = "far"
}
resource "aws_backup_vault_lock_configuration" "here" {
  backup_vault_name   = aws_backup_vault.here.name
  changeable_for_days = 3
}
resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.here.name
    copy_action {
      destination_vault_arn = aws_backup_vault.far.arn
    }
  }
}
resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = "arn:aws:iam::123456789012:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
"""
    )
    expected = ("recovers/restore", *SERVICE, "recovers/restore", "recovers/restore")
    assert five(text, "aws_dynamodb_table.orders") == expected


def test_evidence_names_the_default_that_decided() -> None:
    verdict = components(table())["aws_dynamodb_table.orders"].outcomes[Scenario.DATA]
    assert verdict.evidence[0].attribute == "point_in_time_recovery.enabled"
    assert verdict.evidence[0].documented.endswith("docs/resources/dynamodb_table")
    assert verdict.remedies[0] == "set `point_in_time_recovery.enabled = true`"


# --- DocumentDB and Neptune ---------------------------------------------------------------------------------------

CLUSTERS = pytest.mark.parametrize("service", ["docdb", "neptune"])


def cluster(service: str, instances: str = "", more: str = "") -> str:
    text = f'resource "aws_{service}_cluster" "db" {{\n  cluster_identifier = "db"\n{more}\n}}\n'
    if instances:
        text += (
            f'resource "aws_{service}_cluster_instance" "db" {{\n  count = {instances}\n'
            f"  cluster_identifier = aws_{service}_cluster.db.id\n}}\n"
        )
    return text


@CLUSTERS
@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ('"eu-west-1a"', "recovers/restart"),
        ('["eu-west-1a", "eu-west-1b"][count.index]', "continues/failover"),
        ("null", "continues/failover"),
        ("var.members", "unknown(var.members)"),
    ],
)
def test_instances_that_all_name_one_zone_fall_with_it(service: str, zone: str, expected: str) -> None:
    text = cluster(service, f"2\n  availability_zone = {zone}")
    assert five(text, f"aws_{service}_cluster.db")[1:3] == ("continues/failover", expected)


@CLUSTERS
@pytest.mark.parametrize(
    ("instances", "instance", "zone"),
    [
        ("", "recovers/redeploy", "recovers/redeploy"),
        ("1", "recovers/restart", "recovers/restart"),
        ("2", "continues/failover", "continues/failover"),
        ("var.members", "unknown(var.members)", "unknown(var.members)"),
    ],
)
def test_a_cluster_continues_with_two_instances(service: str, instances: str, instance: str, zone: str) -> None:
    text = 'variable "members" {\n  type = number\n}\n' + cluster(service, instances)
    assert addresses(text) == [f"aws_{service}_cluster.db"]
    assert five(text, f"aws_{service}_cluster.db") == ("recovers/restore", instance, zone, "lost", "lost")


def test_instances_of_a_cluster_that_the_code_leaves_open() -> None:
    text = (
        'variable "members" {\n  type = map(string)\n}\n'
        + cluster("neptune")
        + """
resource "aws_neptune_cluster_instance" "db" {
  for_each           = var.members
  cluster_identifier = each.value
}
"""
    )
    expected = ("recovers/restore", "unknown(var.members)", "unknown(var.members)", "lost", "lost")
    assert five(text, "aws_neptune_cluster.db") == expected


def pair(service: str, arguments: str, secondary_instance: bool) -> str:
    text = REGIONS + f'resource "aws_{service}_global_cluster" "all" {{\n  global_cluster_identifier = "all"\n}}\n'
    for name, provider, more in (("first", "aws", arguments), ("second", "aws.far", "")):
        text += f"""
resource "aws_{service}_cluster" "{name}" {{
  provider                  = {provider}
  cluster_identifier        = "{name}"
  global_cluster_identifier = aws_{service}_global_cluster.all.id
  {more}
}}
"""
        if name == "first" or secondary_instance:
            text += f"""
resource "aws_{service}_cluster_instance" "{name}" {{
  provider           = {provider}
  cluster_identifier = aws_{service}_cluster.{name}.id
}}
"""
    return text


LIVE_OR_HEADLESS = pytest.mark.parametrize(
    ("live", "region"), [(True, "recovers/promotion"), (False, "recovers/redeploy")]
)


@pytest.mark.parametrize(
    ("service", "arguments"), [("docdb", 'master_username = "root"'), ("neptune", 'snapshot_identifier = "before"')]
)
@LIVE_OR_HEADLESS
def test_a_secondary_cluster_folds_into_its_primary(service: str, arguments: str, live: bool, region: str) -> None:
    text = pair(service, arguments, live)
    assert addresses(text) == [f"aws_{service}_cluster.first"]
    expected = ("recovers/restore", "recovers/restart", "recovers/restart", region, "lost")
    assert five(text, f"aws_{service}_cluster.first") == expected


@LIVE_OR_HEADLESS
def test_clusters_of_a_global_one_are_two_where_nothing_tells_which_is_the_primary(live: bool, region: str) -> None:
    text = pair("neptune", "", live)
    assert addresses(text) == ["aws_neptune_cluster.first", "aws_neptune_cluster.second"]
    assert five(text, "aws_neptune_cluster.first")[3] == region
    assert five(text, "aws_neptune_cluster.second")[3] == "recovers/promotion"


def test_two_secondaries_in_one_region_are_two_clusters() -> None:
    both = pair("docdb", "", True).replace("aws.far", "aws")
    assert addresses(both) == ["aws_docdb_cluster.first", "aws_docdb_cluster.second"]
    assert five(both, "aws_docdb_cluster.first")[3] == "recovers/promotion"
    assert five(both, "aws_docdb_cluster.second")[3] == "recovers/promotion"


def test_of_two_clusters_with_users_of_their_own_none_is_the_others_primary() -> None:
    text = pair("docdb", 'master_username = "root"', True).replace(
        'cluster_identifier        = "second"', 'cluster_identifier        = "second"\n  master_username = var.user'
    )
    text += 'variable "user" {\n  type = string\n}\n'
    assert addresses(text) == ["aws_docdb_cluster.first", "aws_docdb_cluster.second"]


def test_a_secondary_whose_primary_is_elsewhere_can_be_promoted() -> None:
    text = cluster("docdb", "2", 'global_cluster_identifier = "elsewhere"')
    assert five(text, "aws_docdb_cluster.db")[3] == "recovers/promotion"
    primary = cluster("docdb", "2", 'global_cluster_identifier = "elsewhere"\nmaster_username = "root"')
    assert five(primary, "aws_docdb_cluster.db")[3] == "lost"


# --- Keyspaces, Timestream, QLDB ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "data"), [('"DISABLED"', "lost"), ('"ENABLED"', "recovers/restore"), ("var.pitr", "unknown(var.pitr)")]
)
def test_a_keyspaces_table(status: str, data: str) -> None:
    text = f"""
variable "pitr" {{
  type = string
}}
resource "aws_keyspaces_keyspace" "shop" {{
  name = "shop"
}}
resource "aws_keyspaces_table" "orders" {{
  keyspace_name = aws_keyspaces_keyspace.shop.name
  table_name    = "orders"
  point_in_time_recovery {{
    status = {status}
  }}
}}
"""
    assert five(text, "aws_keyspaces_table.orders") == (data, *SERVICE, "lost", "lost")


def test_a_keyspaces_table_of_several_regions() -> None:
    text = """
resource "aws_keyspaces_keyspace" "shop" {
  name = "shop"
  replication_specification {
    replication_strategy = "MULTI_REGION"
    region_list          = ["eu-west-1", "eu-central-1"]
  }
}
resource "aws_keyspaces_table" "orders" {
  keyspace_name = aws_keyspaces_keyspace.shop.name
  table_name    = "orders"
}
"""
    assert five(text, "aws_keyspaces_table.orders") == ("lost", *SERVICE, "continues/members", "lost")


METERS = """
resource "aws_timestreamwrite_database" "meters" {
  database_name = "meters"
}
resource "aws_timestreamwrite_table" "readings" {
  database_name = aws_timestreamwrite_database.meters.database_name
  table_name    = "readings"
}
"""


def test_a_timestream_database_takes_its_tables_in() -> None:
    assert addresses(METERS) == ["aws_timestreamwrite_database.meters"]
    assert five(METERS, "aws_timestreamwrite_database.meters") == ("lost", *SERVICE, "lost", "lost")


EVENTS = """
resource "aws_timestreamwrite_table" "events" {
  database_name = aws_timestreamwrite_database.meters.database_name
  table_name    = "events"
}
"""
BACKED_UP, COPIED_AWAY = (
    ("recovers/restore", *SERVICE, "lost", "lost"),
    ("recovers/restore", *SERVICE, "recovers/restore", "lost"),
)
NOT_BACKED_UP = ("lost", *SERVICE, "lost", "lost")
OPEN_PLAN = ("unknown(var.tables)", *SERVICE, "lost", "lost")
READINGS_ARN = "arn:aws:timestream:eu-west-1:111111111111:database/meters/table/readings"


def tables_backed_up(resources: str, tables: str = "", rule: str = "") -> str:
    """Tables with a backup plan that selects some of them."""
    return f"""
{REGIONS}
{METERS}
{tables}
variable "tables" {{
  type = list(string)
}}
resource "aws_backup_vault" "v" {{
  name = "v"
}}
resource "aws_backup_vault" "far" {{
  provider = aws.far
  name     = "far"
}}
resource "aws_backup_plan" "p" {{
  name = "p"
  rule {{
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.v.name
    {rule}
  }}
}}
resource "aws_backup_selection" "s" {{
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  resources    = {resources}
}}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (tables_backed_up("[aws_timestreamwrite_table.readings.arn]"), BACKED_UP),
        (tables_backed_up(f'["{READINGS_ARN}"]'), BACKED_UP),
        (tables_backed_up('["arn:aws:timestream:*:*:database/*"]', EVENTS), BACKED_UP),
        (tables_backed_up('["arn:aws:timestream:*:*:database/meters/table/*"]', EVENTS), BACKED_UP),
        (tables_backed_up('["arn:aws:timestream:*:*:database/other/table/*"]'), NOT_BACKED_UP),
        (tables_backed_up("[aws_timestreamwrite_table.readings.arn]", EVENTS), NOT_BACKED_UP),
        (tables_backed_up("var.tables"), OPEN_PLAN),
        (
            tables_backed_up(
                "[aws_timestreamwrite_table.readings.arn]",
                rule="copy_action {\n  destination_vault_arn = aws_backup_vault.far.arn\n}",
            ),
            COPIED_AWAY,
        ),
    ],
)
def test_aws_backup_protects_the_tables_of_timestream(text: str, expected: tuple[str, ...]) -> None:
    assert five(text, "aws_timestreamwrite_database.meters") == expected


def test_a_ledger_has_no_copy_that_survives_its_deletion() -> None:
    text = 'resource "aws_qldb_ledger" "book" {\n  name = "book"\n  permissions_mode = "STANDARD"\n}\n'
    assert five(text, "aws_qldb_ledger.book") == ("lost", *SERVICE, "lost", "lost")


def test_a_workspace_of_prometheus_has_no_copy_that_survives_its_deletion() -> None:
    text = 'resource "aws_prometheus_workspace" "metrics" {\n  alias = "metrics"\n}\n'
    assert five(text, "aws_prometheus_workspace.metrics") == ("lost", *SERVICE, "lost", "lost")


def test_a_replica_of_its_own_is_the_evidence() -> None:
    found = components("""
        provider "aws" { region = "eu-west-1" }
        resource "aws_dynamodb_table" "t" { name = "t" }
        resource "aws_dynamodb_table_replica" "r" {
          region           = "eu-west-2"
          global_table_arn = aws_dynamodb_table.t.arn
        }
    """)
    region = found["aws_dynamodb_table.t"].outcomes[Scenario.REGION]
    assert "aws_dynamodb_table_replica.r" in [evidence.address for evidence in region.evidence]


@pytest.mark.parametrize(("deployment", "instance", "zone"), [
    ("", "recovers/restart", "lost"),
    ('deployment_type = "SINGLE_AZ"', "recovers/restart", "lost"),
    ('deployment_type = "WITH_MULTIAZ_STANDBY"', "continues/failover", "continues/failover"),
])  # fmt: skip
def test_an_instance_of_influxdb_by_its_standby(deployment: str, instance: str, zone: str) -> None:
    text = f'resource "aws_timestreaminfluxdb_db_instance" "m" {{\n  name = "m"\n  {deployment}\n}}\n'
    found = five(text, "aws_timestreaminfluxdb_db_instance.m")
    assert found == ("recovers/restore", instance, zone, "lost", "lost")


@pytest.mark.parametrize(
    ("instances", "subnets", "instance", "zone"),
    [
        ("", "[aws_subnet.a.id, aws_subnet.b.id]", "continues/failover", "continues/failover"),
        ("shard_instance_count = 1", "[aws_subnet.a.id, aws_subnet.b.id]", "recovers/restart", "recovers/restart"),
        ("", "[aws_subnet.a.id]", "continues/failover", "recovers/restart"),
        ("", "var.subnets", "continues/failover", "unknown(var.subnets)"),
    ],
)
def test_an_elastic_cluster_has_a_replica_of_each_shard(instances: str, subnets: str, instance: str, zone: str) -> None:
    text = f"""
variable "subnets" {{ type = list(string) }}
resource "aws_subnet" "a" {{ availability_zone = "eu-west-1a" }}
resource "aws_subnet" "b" {{ availability_zone = "eu-west-1b" }}
resource "aws_docdbelastic_cluster" "orders" {{
  name           = "orders"
  shard_capacity = 2
  shard_count    = 2
  subnet_ids     = {subnets}
  {instances}
}}
"""
    assert five(text, "aws_docdbelastic_cluster.orders") == ("recovers/restore", instance, zone, "lost", "lost")
