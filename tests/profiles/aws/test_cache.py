"""ElastiCache, MemoryDB and DAX."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components
from profiles.aws.five import REGIONS, addresses, five

VARIABLES = """
variable "engine" {
  type = string
}
variable "ha" {
  type = bool
}
variable "nodes" {
  type = number
}
variable "retention" {
  type = number
}
variable "zones" {
  type = list(string)
}
variable "subnets" {
  type = list(string)
}
"""
GONE = ("recovers/redeploy", "recovers/redeploy")


def group(*lines: str) -> str:
    body = "\n  ".join(lines)
    return f'{VARIABLES}resource "aws_elasticache_replication_group" "c" {{\n  description = "c"\n  {body}\n}}\n'


AUTOMATIC = "automatic_failover_enabled = true"
MULTI_AZ = "multi_az_enabled = true"
SNAPSHOTS = "snapshot_retention_limit = 7"
KEPT = "snapshot_retention_limit = var.retention"
RESTART, FAILOVER, REDEPLOY = "recovers/restart", "continues/failover", "recovers/redeploy"


@pytest.mark.parametrize(
    ("lines", "instance", "zone"),
    [
        ((), RESTART, REDEPLOY),
        (("num_cache_clusters = 2",), RESTART, REDEPLOY),
        ((AUTOMATIC, "num_cache_clusters = 2"), FAILOVER, REDEPLOY),
        ((AUTOMATIC, "number_cache_clusters = 2"), FAILOVER, REDEPLOY),
        ((AUTOMATIC, "num_cache_clusters = 2", MULTI_AZ), FAILOVER, FAILOVER),
        ((AUTOMATIC, "num_cache_clusters = var.nodes"), FAILOVER, REDEPLOY),
        ((AUTOMATIC, "num_cache_clusters = var.nodes", "multi_az_enabled = var.ha"), FAILOVER, "unknown(var.ha)"),
        (("num_cache_clusters = 2", MULTI_AZ), FAILOVER, FAILOVER),
        (("automatic_failover_enabled = var.ha",), "unknown(var.ha)", REDEPLOY),
        (
            (AUTOMATIC, "num_cache_clusters = 2", 'preferred_cache_cluster_azs = ["eu-west-1a", "eu-west-1b"]'),
            FAILOVER,
            FAILOVER,
        ),
        (
            (AUTOMATIC, "num_cache_clusters = 2", 'preferred_cache_cluster_azs = ["eu-west-1a", "eu-west-1a"]'),
            FAILOVER,
            REDEPLOY,
        ),
        (
            (
                AUTOMATIC,
                "num_cache_clusters = 2",
                MULTI_AZ,
                'preferred_cache_cluster_azs = ["eu-west-1a", "eu-west-1a"]',
            ),
            FAILOVER,
            REDEPLOY,
        ),
        (
            (AUTOMATIC, "number_cache_clusters = 2", 'availability_zones = ["eu-west-1a", "eu-west-1b"]'),
            FAILOVER,
            FAILOVER,
        ),
        (
            (AUTOMATIC, "number_cache_clusters = 2", MULTI_AZ, 'availability_zones = ["eu-west-1a", "eu-west-1a"]'),
            FAILOVER,
            REDEPLOY,
        ),
        (
            (AUTOMATIC, "num_cache_clusters = 2", MULTI_AZ, "preferred_cache_cluster_azs = var.zones"),
            FAILOVER,
            FAILOVER,
        ),
        (
            (AUTOMATIC, "num_cache_clusters = 2", "preferred_cache_cluster_azs = var.zones"),
            FAILOVER,
            "unknown(var.zones)",
        ),
    ],
)
def test_one_shard(lines: tuple[str, ...], instance: str, zone: str) -> None:
    assert five(group(*lines), "aws_elasticache_replication_group.c") == ("continues", instance, zone, *GONE)


SUBNET_GROUP = """
resource "aws_subnet" "a" {
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "a_too" {
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  availability_zone = "eu-west-1b"
}

resource "aws_elasticache_subnet_group" "c" {
  name       = "c"
  subnet_ids = %s
}
"""


@pytest.mark.parametrize(
    ("subnets", "in_zones"),
    [
        ("[aws_subnet.a.id]", False),
        ('["subnet-0a1b2c3d"]', False),
        ("[aws_subnet.a.id, aws_subnet.a_too.id]", False),
        ("[aws_subnet.a.id, aws_subnet.b.id]", True),
        ("var.subnets", True),
    ],
)
def test_nodes_are_nowhere_but_in_the_zones_of_their_subnets(subnets: str, in_zones: bool) -> None:
    named = "subnet_group_name = aws_elasticache_subnet_group.c.name"
    redis = group(AUTOMATIC, MULTI_AZ, "num_cache_clusters = 2", named) + SUBNET_GROUP % subnets
    assert five(redis, "aws_elasticache_replication_group.c")[2] == (FAILOVER if in_zones else REDEPLOY)
    memcached = f"""
{VARIABLES}resource "aws_elasticache_cluster" "c" {{
  engine          = "memcached"
  num_cache_nodes = 2
  az_mode         = "cross-az"
  {named}
}}
"""
    zone = five(memcached + SUBNET_GROUP % subnets, "aws_elasticache_cluster.c")[2]
    assert zone == ("continues/members" if in_zones else REDEPLOY)


LEFT_OUT = "unknown(aws_elasticache_replication_group.c.replicas_per_node_group)"
APART = """node_group_configuration {
    primary_availability_zone  = "eu-west-1a"
    replica_availability_zones = ["eu-west-1b"]
    replica_count              = 1
  }"""
TOGETHER = APART.replace("eu-west-1b", "eu-west-1a")


@pytest.mark.parametrize(
    ("lines", "instance", "zone"),
    [
        (("num_node_groups = 3", "replicas_per_node_group = 1"), FAILOVER, REDEPLOY),
        (("num_node_groups = 3", "replicas_per_node_group = 1", MULTI_AZ), FAILOVER, FAILOVER),
        (
            (
                "num_node_groups = 2",
                "replicas_per_node_group = 1",
                'preferred_cache_cluster_azs = ["eu-west-1a", "eu-west-1b"]',
            ),
            FAILOVER,
            REDEPLOY,
        ),
        (("num_node_groups = 3", "replicas_per_node_group = 0"), RESTART, REDEPLOY),
        (("num_node_groups = 3", AUTOMATIC), LEFT_OUT, REDEPLOY),
        (("num_node_groups = 3", AUTOMATIC, MULTI_AZ), FAILOVER, FAILOVER),
        (("num_node_groups = 3", "replicas_per_node_group = var.nodes"), "unknown(var.nodes)", REDEPLOY),
        (("num_node_groups = 1", "replicas_per_node_group = 1"), RESTART, REDEPLOY),
        (("cluster_mode {\n num_node_groups = 2\n replicas_per_node_group = 1\n}",), FAILOVER, REDEPLOY),
        (("num_node_groups = 2", APART, APART), FAILOVER, FAILOVER),
        (("num_node_groups = 2", APART, TOGETHER), FAILOVER, REDEPLOY),
    ],
)
def test_several_shards_fail_over_where_they_have_replicas(lines: tuple[str, ...], instance: str, zone: str) -> None:
    assert five(group(*lines), "aws_elasticache_replication_group.c") == ("continues", instance, zone, *GONE)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((SNAPSHOTS,), ("recovers/restore", "recovers/restore", "recovers/restore", "lost", "lost")),
        ((SNAPSHOTS, "num_cache_clusters = 2"), ("recovers/restore", RESTART, "recovers/restore", "lost", "lost")),
        ((SNAPSHOTS, AUTOMATIC, MULTI_AZ), ("recovers/restore", FAILOVER, FAILOVER, "lost", "lost")),
        (
            ("snapshot_retention_limit = var.retention", AUTOMATIC, MULTI_AZ),
            ("unknown(var.retention)", FAILOVER, FAILOVER, "unknown(var.retention)", "unknown(var.retention)"),
        ),
    ],
)
def test_snapshots_make_a_cache_stateful(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert five(group(*lines), "aws_elasticache_replication_group.c") == expected


def test_a_node_of_its_own_folds_into_its_group_and_counts() -> None:
    text = (
        group(SNAPSHOTS)
        + """
resource "aws_elasticache_cluster" "more" {
  cluster_id           = "more"
  replication_group_id = aws_elasticache_replication_group.c.id
}
"""
    )
    assert addresses(text) == ["aws_elasticache_replication_group.c"]
    assert five(text, "aws_elasticache_replication_group.c")[1] == RESTART


def test_a_secondary_of_a_global_datastore() -> None:
    text = (
        REGIONS
        + group(SNAPSHOTS)
        + """
resource "aws_elasticache_global_replication_group" "all" {
  global_replication_group_id_suffix = "all"
  primary_replication_group_id       = aws_elasticache_replication_group.c.id
}
resource "aws_elasticache_replication_group" "far" {
  provider                    = aws.far
  description                 = "far"
  global_replication_group_id = aws_elasticache_global_replication_group.all.global_replication_group_id
}
"""
    )
    assert addresses(text) == ["aws_elasticache_replication_group.c"]
    assert five(text, "aws_elasticache_replication_group.c")[3] == "recovers/promotion"


def test_the_secondary_of_a_global_datastore_is_the_evidence() -> None:
    text = (
        REGIONS
        + group(SNAPSHOTS)
        + """
resource "aws_elasticache_global_replication_group" "all" {
  global_replication_group_id_suffix = "all"
  primary_replication_group_id       = aws_elasticache_replication_group.c.id
}
resource "aws_elasticache_replication_group" "far" {
  provider                    = aws.far
  global_replication_group_id = aws_elasticache_global_replication_group.all.global_replication_group_id
}
"""
    )
    region = components(text)["aws_elasticache_replication_group.c"].outcomes[Scenario.REGION]
    line = 1 + text[: text.index("  global_replication_group_id =")].count("\n")
    assert [(e.address, e.attribute, e.line) for e in region.evidence] == [
        ("aws_elasticache_replication_group.far", "global_replication_group_id", line)
    ]


def test_a_secondary_whose_primary_is_elsewhere() -> None:
    text = group('global_replication_group_id = "ldgnf-all"')
    assert five(text, "aws_elasticache_replication_group.c")[3] == "recovers/promotion"


def cluster(*lines: str) -> str:
    body = "\n  ".join(lines)
    return f'{VARIABLES}resource "aws_elasticache_cluster" "c" {{\n  cluster_id = "c"\n  {body}\n}}\n'


MEMCACHED = 'engine = "memcached"'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (('engine = "redis"',), ("continues", RESTART, REDEPLOY, *GONE)),
        (('engine = "redis"', SNAPSHOTS), ("recovers/restore", "recovers/restore", "recovers/restore", "lost", "lost")),
        (('engine = "redis"', "num_cache_nodes = 2"), ("continues", RESTART, REDEPLOY, *GONE)),
        (('engine = "redis"', "num_cache_nodes = var.nodes"), ("continues", RESTART, REDEPLOY, *GONE)),
        (('engine = "valkey"', "num_cache_nodes = 2", 'az_mode = "cross-az"'), ("continues", RESTART, REDEPLOY, *GONE)),
        (
            ("engine = var.engine", "num_cache_nodes = 2", 'az_mode = "cross-az"'),
            ("continues", "continues/members", "continues/members", *GONE),
        ),
        ((MEMCACHED, "num_cache_nodes = 1"), ("continues", RESTART, REDEPLOY, *GONE)),
        ((MEMCACHED, "num_cache_nodes = 3"), ("continues", "continues/members", REDEPLOY, *GONE)),
        (
            (MEMCACHED, "num_cache_nodes = var.nodes", 'az_mode = "cross-az"'),
            ("continues", "continues/members", "continues/members", *GONE),
        ),
        (
            (MEMCACHED, "num_cache_nodes = 2", 'preferred_availability_zones = ["eu-west-1a", "eu-west-1b"]'),
            ("continues", "continues/members", "continues/members", *GONE),
        ),
        (
            (
                MEMCACHED,
                "num_cache_nodes = 2",
                'az_mode = "cross-az"',
                'preferred_availability_zones = ["eu-west-1a", "eu-west-1a"]',
            ),
            ("continues", "continues/members", REDEPLOY, *GONE),
        ),
        ((MEMCACHED, "num_cache_nodes = var.nodes"), ("continues", "unknown(var.nodes)", REDEPLOY, *GONE)),
    ],
)
def test_a_cluster(lines: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert five(cluster(*lines), "aws_elasticache_cluster.c") == expected


SUBNETS = """
resource "aws_subnet" "a" {
  availability_zone = "eu-west-1a"
}
resource "aws_subnet" "b" {
  availability_zone = "eu-west-1b"
}
"""


@pytest.mark.parametrize(
    ("lines", "zone"),
    [
        ("", "continues/service"),
        ("subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]", "continues/service"),
        ("subnet_ids = [aws_subnet.a.id]", REDEPLOY),
        ("subnet_ids = var.subnets", "unknown(var.subnets)"),
    ],
)
def test_a_serverless_cache(lines: str, zone: str) -> None:
    text = f'{VARIABLES}{SUBNETS}resource "aws_elasticache_serverless_cache" "c" {{\n engine = "valkey"\n {lines}\n}}\n'
    assert five(text, "aws_elasticache_serverless_cache.c") == ("continues", "continues/service", zone, *GONE)


def test_a_serverless_cache_with_snapshots() -> None:
    text = f'resource "aws_elasticache_serverless_cache" "c" {{\n engine = "redis"\n {SNAPSHOTS}\n}}\n'
    expected = ("recovers/restore", "continues/service", "continues/service", "lost", "lost")
    assert five(text, "aws_elasticache_serverless_cache.c") == expected


def memorydb(lines: str = "", subnets: str = "") -> str:
    named = "subnet_group_name = aws_memorydb_subnet_group.g.name" if subnets else ""
    text = f'{VARIABLES}{SUBNETS}resource "aws_memorydb_cluster" "m" {{\n  {named}\n  {lines}\n}}\n'
    if subnets:
        text += f'resource "aws_memorydb_subnet_group" "g" {{\n  name = "g"\n  subnet_ids = {subnets}\n}}\n'
    return text


@pytest.mark.parametrize(
    ("lines", "subnets", "expected"),
    [
        ("", "", ("lost", FAILOVER, FAILOVER, "lost", "lost")),
        (SNAPSHOTS, "[aws_subnet.a.id, aws_subnet.b.id]", ("recovers/restore", FAILOVER, FAILOVER, "lost", "lost")),
        ("", "[aws_subnet.a.id]", ("lost", FAILOVER, REDEPLOY, "lost", "lost")),
        ("", "var.subnets", ("lost", FAILOVER, "unknown(var.subnets)", "lost", "lost")),
        ("num_replicas_per_shard = 0", "", ("lost", RESTART, REDEPLOY, "lost", "lost")),
        (
            "num_replicas_per_shard = var.nodes",
            "",
            ("lost", "unknown(var.nodes)", "unknown(var.nodes)", "lost", "lost"),
        ),
        (KEPT, "", ("unknown(var.retention)", FAILOVER, FAILOVER, "lost", "lost")),
        ('subnet_group_name = "private"', "", (
            "lost", FAILOVER, "unknown(aws_memorydb_cluster.m.subnet_group_name)", "lost", "lost",
        )),
    ],
)  # fmt: skip
def test_memorydb(lines: str, subnets: str, expected: tuple[str, ...]) -> None:
    assert five(memorydb(lines, subnets), "aws_memorydb_cluster.m") == expected


def test_memorydb_over_regions() -> None:
    text = (
        REGIONS
        + """
resource "aws_memorydb_multi_region_cluster" "all" {
  multi_region_cluster_name_suffix = "all"
  node_type                        = "db.r7g.xlarge"
}
resource "aws_memorydb_cluster" "near" {
  multi_region_cluster_name = aws_memorydb_multi_region_cluster.all.multi_region_cluster_name
}
resource "aws_memorydb_cluster" "far" {
  provider                  = aws.far
  multi_region_cluster_name = aws_memorydb_multi_region_cluster.all.multi_region_cluster_name
}
"""
    )
    assert five(text, "aws_memorydb_cluster.near")[3] == "continues/members"
    assert five(text, "aws_memorydb_cluster.far")[3] == "continues/members"
    region = components(text)["aws_memorydb_cluster.near"].outcomes[Scenario.REGION]
    assert "aws_memorydb_cluster.far" in [e.address for e in region.evidence]


@pytest.mark.parametrize(
    ("lines", "instance", "zone"),
    [
        ("replication_factor = 1", RESTART, REDEPLOY),
        ("replication_factor = 2", RESTART, REDEPLOY),
        ("replication_factor = 3", FAILOVER, REDEPLOY),
        ('replication_factor = 3\n availability_zones = ["eu-west-1a", "eu-west-1b"]', FAILOVER, FAILOVER),
        ("replication_factor = 3\n availability_zones = var.zones", FAILOVER, "unknown(var.zones)"),
        ("replication_factor = var.nodes", "unknown(var.nodes)", REDEPLOY),
    ],
)
def test_dax_takes_three_nodes(lines: str, instance: str, zone: str) -> None:
    text = f'{VARIABLES}resource "aws_dax_cluster" "d" {{\n  cluster_name = "d"\n  {lines}\n}}\n'
    assert five(text, "aws_dax_cluster.d") == ("continues", instance, zone, *GONE)
