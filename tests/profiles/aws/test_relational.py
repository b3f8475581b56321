"""Amazon RDS and Aurora: the rows of the contract's examples, and what hangs on values that code does not hold."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes

HOME = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "dr"
  region = "eu-central-1"
}
variable "ha" { type = bool }
variable "days" { type = number }
variable "engine_mode" {}
"""


def said(data: str, instance: str, zone: str, region: str = "lost", account: str = "lost") -> dict[str, str]:
    return {"data": data, "instance": instance, "zone": zone, "region": region, "account": account}


RESTORE, RESTART, FAILOVER = "recovers/restore", "recovers/restart", "continues/failover"
KEPT = "backup_retention_period = 7"


def instance(body: str = "") -> str:
    return f"""
resource "aws_db_instance" "db" {{
  engine         = "postgres"
  instance_class = "db.t4g.medium"
  {body}
}}
"""


def rds(body: str = "", more: str = "") -> dict[str, str]:
    return outcomes(HOME + instance(body) + more)["aws_db_instance.db"]


@pytest.mark.parametrize(("body", "expected"), [
    ("", said("lost", RESTART, "lost")),
    (KEPT, said(RESTORE, RESTART, RESTORE)),
    ("backup_retention_period = 0", said("lost", RESTART, "lost")),
    (f"{KEPT}\n  multi_az = true", said(RESTORE, FAILOVER, FAILOVER)),
    ("multi_az = true", said("lost", FAILOVER, FAILOVER)),
    (f"{KEPT}\n  multi_az = var.ha", said(RESTORE, "unknown(var.ha)", "unknown(var.ha)")),
    ("backup_retention_period = var.days", said("unknown(var.days)", RESTART, "unknown(var.days)")),
    (f'{KEPT}\n  backup_target = "outposts"', said(RESTORE, RESTART, "lost")),
    (f"{KEPT}\n  deletion_protection = true", said(RESTORE, RESTART, RESTORE)),
    ("skip_final_snapshot = false\n  final_snapshot_identifier = \"x\"", said("lost", RESTART, "lost")),
])  # fmt: skip
def test_an_instance(body: str, expected: dict[str, str]) -> None:
    assert rds(body) == expected


def test_where_it_exists_it_has_a_standby() -> None:
    text = HOME + instance(f"{KEPT}\n  multi_az = var.ha\n  count = var.ha ? 1 : 0")
    assert outcomes(text) == {"aws_db_instance.db": said(RESTORE, FAILOVER, FAILOVER)}
    assert components(text)["aws_db_instance.db"].undetermined


def test_a_value_for_the_variable_decides() -> None:
    text = HOME + instance(f"{KEPT}\n  multi_az = var.ha")
    assert outcomes(text, {"ha": "true"})["aws_db_instance.db"] == said(RESTORE, FAILOVER, FAILOVER)
    assert outcomes(text, {"ha": "false"})["aws_db_instance.db"] == said(RESTORE, RESTART, RESTORE)


def replica(source: str, more: str = "") -> str:
    return f"""
resource "aws_db_instance" "replica" {{
  instance_class      = "db.t4g.medium"
  replicate_source_db = {source}
  {more}
}}
"""


def test_a_replica_in_another_region_is_folded_in_and_can_be_promoted() -> None:
    text = HOME + instance(KEPT) + replica("aws_db_instance.db.arn", "provider = aws.dr")
    assert outcomes(text) == {"aws_db_instance.db": said(RESTORE, RESTART, "recovers/promotion", "recovers/promotion")}


def test_a_replica_of_the_region_is_no_copy_outside_it() -> None:
    text = HOME + instance(KEPT) + replica("aws_db_instance.db.identifier")
    assert outcomes(text) == {"aws_db_instance.db": said(RESTORE, RESTART, RESTORE)}


@pytest.mark.parametrize(
    ("source", "zone", "region"),
    [
        ('"arn:aws:rds:us-east-1:123456789012:db:shop"', "recovers/promotion", "recovers/promotion"),
        ('"arn:aws:rds:us-east-1:${var.account}:db:shop"', "recovers/promotion", "recovers/promotion"),
        ('"arn:aws:rds:eu-west-1:123456789012:db:shop"', "lost", "lost"),
        ('"shop"', "lost", "lost"),
    ],
)
def test_a_replica_of_a_database_in_another_region_is_a_copy_of_it(source: str, zone: str, region: str) -> None:
    found = outcomes(HOME + 'variable "account" {}\n' + replica(source))
    assert found["aws_db_instance.replica"] == said("lost", RESTART, zone, region)


def test_a_replica_that_may_not_exist() -> None:
    text = HOME + instance(KEPT) + replica("aws_db_instance.db.arn", "provider = aws.dr\n  count = var.ha ? 1 : 0")
    assert outcomes(text)["aws_db_instance.db"]["region"] == "unknown(var.ha)"


@pytest.mark.parametrize(
    ("kept", "expected"), [(KEPT, said(RESTORE, RESTART, RESTORE, RESTORE)), ("", said("lost", RESTART, "lost"))]
)
def test_automated_backups_replicated_to_another_region(kept: str, expected: dict[str, str]) -> None:
    text = (
        HOME
        + instance(kept)
        + """
    resource "aws_db_instance_automated_backups_replication" "far" {
      provider               = aws.dr
      source_db_instance_arn = aws_db_instance.db.arn
    }
    """
    )
    assert outcomes(text) == {"aws_db_instance.db": expected}


def vaults(lock: str = "", provider: str = "aws.dr") -> str:
    return f"""
resource "aws_backup_vault" "here" {{ name = "here" }}
resource "aws_backup_vault" "far" {{
  provider = {provider}
  name     = "far"
}}
resource "aws_backup_plan" "daily" {{
  name = "daily"
  rule {{
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.here.name
    schedule          = "cron(0 5 * * ? *)"
    copy_action {{
      destination_vault_arn = aws_backup_vault.far.arn
    }}
  }}
}}
resource "aws_backup_selection" "daily" {{
  name         = "daily"
  plan_id      = aws_backup_plan.daily.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  selection_tag {{
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }}
}}
{lock}
"""


HIGHLY_AVAILABLE = f'{KEPT}\n  multi_az = true\n  tags = {{ backup = "daily" }}'


def test_a_plan_with_a_copy_in_another_region_and_account() -> None:
    other = HOME.replace(
        '{ region = "eu-west-1" }', '{\n  region = "eu-west-1"\n  allowed_account_ids = ["111111111111"]\n}'
    )
    other = other.replace('"eu-central-1"', '"eu-central-1"\n  allowed_account_ids = ["222222222222"]')
    found = outcomes(other + instance(HIGHLY_AVAILABLE) + vaults())["aws_db_instance.db"]
    assert found == said(RESTORE, FAILOVER, FAILOVER, RESTORE, RESTORE)


def test_a_plan_with_a_copy_in_another_region_only_and_a_governance_lock() -> None:
    governance = """
    resource "aws_backup_vault_lock_configuration" "here" {
      backup_vault_name  = aws_backup_vault.here.name
      min_retention_days = 7
    }
    """
    assert rds(HIGHLY_AVAILABLE, vaults(governance)) == said(RESTORE, FAILOVER, FAILOVER, RESTORE)


# --- Aurora -------------------------------------------------------------------------------------------------------


def aurora(members: str = "", body: str = "", more: str = "") -> dict[str, str]:
    text = f"""
    resource "aws_rds_cluster" "db" {{
      engine = "aurora-postgresql"
      {body}
    }}
    """
    if members:
        text += f"""
        resource "aws_rds_cluster_instance" "member" {{
          count              = {members}
          cluster_identifier = aws_rds_cluster.db.id
          instance_class     = "db.r6g.large"
        }}
        """
    return outcomes(HOME + text + more)["aws_rds_cluster.db"]


@pytest.mark.parametrize(("members", "instance", "zone"), [
    ("1", RESTART, RESTART),
    ("2", FAILOVER, FAILOVER),
    ("var.days", "unknown(var.days)", "unknown(var.days)"),
    ("var.ha ? 3 : 1", "unknown(var.ha)", "unknown(var.ha)"),
    ("var.ha ? 3 : 2", FAILOVER, FAILOVER),
    ("", "recovers/redeploy", "recovers/redeploy"),
])  # fmt: skip
def test_aurora_is_as_available_as_its_members(members: str, instance: str, zone: str) -> None:
    assert aurora(members) == said(RESTORE, instance, zone)


ZONES = 'data "aws_availability_zones" "all" {\n  state = "available"\n}\n'


@pytest.mark.parametrize(("members", "zone", "expected"), [
    ("2", '"eu-west-1a"', RESTART),
    ("var.days > 1 ? 3 : 2", '"eu-west-1a"', RESTART),
    ("2", "null", FAILOVER),
    ("2", '["eu-west-1a", "eu-west-1b"][count.index]', FAILOVER),
    ("3", '["eu-west-1a", "eu-west-1a", "eu-west-1b"][count.index]', FAILOVER),
    ("3", 'count.index == 0 ? "eu-west-1a" : null', FAILOVER),
    ("2", "data.aws_availability_zones.all.names[0]", RESTART),
    ("2", "data.aws_availability_zones.all.names[count.index]", FAILOVER),
    ("2", "element(data.aws_availability_zones.all.names, count.index)", FAILOVER),
    ("2", 'var.ha ? null : "eu-west-1a"', "unknown(var.ha)"),
    ("2", '["eu-west-1a", var.ha ? "eu-west-1b" : "eu-west-1a"][count.index]', "unknown(var.ha)"),
    ("2", '["eu-west-1a", var.days][count.index]', "unknown(var.days)"),
    ("2", "var.days", "unknown(var.days)"),
    ("1", '"eu-west-1a"', RESTART),
])  # fmt: skip
def test_members_that_all_name_one_zone_fall_with_it(members: str, zone: str, expected: str) -> None:
    instance = RESTART if members == "1" else FAILOVER
    assert aurora(f"{members}\n          availability_zone = {zone}", more=ZONES) == said(RESTORE, instance, expected)


MANY = """
variable "size" {
  type = number
  validation {
    condition     = var.size >= 2
    error_message = "Two or more."
  }
}
variable "names" {
  type = set(string)
  validation {
    condition     = length(var.names) >= 2
    error_message = "Two or more."
  }
}
variable "zones" {
  type = list(string)
}
variable "zone_of" {
  type = map(string)
}
"""


@pytest.mark.parametrize(("loop", "zone", "expected"), [
    ("count = var.size", '"eu-west-1a"', RESTART),
    ("count = var.size", "data.aws_availability_zones.all.names[count.index]", FAILOVER),
    ("count = var.size", "element(data.aws_availability_zones.all.names, count.index)", FAILOVER),
    ("count = var.size", "slice(data.aws_availability_zones.all.names, 0, 2)[count.index]", FAILOVER),
    ("count = var.size", "data.aws_availability_zones.all.names[floor(count.index / 2)]", "unknown"),
    ("count = var.size", "element(var.zones, count.index)", "unknown"),
    ("count = var.size", 'count.index == 0 ? "eu-west-1a" : "eu-west-1b"', "unknown"),
    ("for_each = var.names", "each.key", FAILOVER),
    ("for_each = var.names", "var.zone_of[each.key]", "unknown"),
    ("for_each = var.names", '{ a = "eu-west-1a", b = "eu-west-1b" }[each.key]', "unknown"),
    ("for_each = var.names", 'var.ha ? null : "eu-west-1a"', "unknown"),
])  # fmt: skip
def test_members_of_an_open_loop_may_share_zones_or_not(loop: str, zone: str, expected: str) -> None:
    member = (
        f'resource "aws_rds_cluster_instance" "many" {{\n  {loop}\n  availability_zone  = {zone}\n'
        "  cluster_identifier = aws_rds_cluster.db.id\n}\n"
    )
    assert aurora(more=ZONES + MANY + member)["zone"].partition("(")[0] == expected
    assert aurora(more=ZONES + MANY + member)["instance"] == FAILOVER


def test_members_of_two_open_loops_may_share_a_zone() -> None:
    member = (
        'resource "aws_rds_cluster_instance" "%s" {\n  count = var.size\n'
        "  availability_zone  = element(%s, count.index)\n  cluster_identifier = aws_rds_cluster.db.id\n}\n"
    )
    two = "".join(member % (name, "var.zones") for name in ("a", "b"))
    assert aurora(more=MANY + two)["zone"] == "unknown(var.size, var.zones)"
    two = "".join(member % (name, "data.aws_availability_zones.all.names") for name in ("a", "b"))
    assert aurora(more=ZONES + MANY + two)["zone"] == FAILOVER


@pytest.mark.parametrize(("loop", "turn", "cause"), [
    ("for_each = var.names", "each.key", "var.names"), ("count = var.size", "count.index", "var.size"),
])  # fmt: skip
def test_the_members_of_an_open_loop_are_spread_over_the_clusters_of_another(loop: str, turn: str, cause: str) -> None:
    text = (
        f'resource "aws_rds_cluster" "many" {{\n  {loop}\n  engine = "aurora-mysql"\n}}\n'
        f'resource "aws_rds_cluster_instance" "many" {{\n  {loop}\n'
        f"  cluster_identifier = aws_rds_cluster.many[{turn}].id\n}}\n"
    )
    found = outcomes(HOME + MANY + text)["aws_rds_cluster.many"]
    assert (found["instance"], found["zone"]) == (f"unknown({cause})", f"unknown({cause})")


def test_members_of_several_blocks_stand_in_the_zones_that_these_name() -> None:
    def other(zone: str, more: str = "") -> str:
        return (
            f'resource "aws_rds_cluster_instance" "other" {{\n  {zone}\n  {more}\n'
            "  cluster_identifier = aws_rds_cluster.db.id\n}\n"
        )

    pinned = '2\n          availability_zone = "eu-west-1a"'
    assert aurora(pinned, more=other('availability_zone = "eu-west-1a"'))["zone"] == RESTART
    assert aurora(pinned, more=other('availability_zone = "eu-west-1b"'))["zone"] == FAILOVER
    assert aurora(pinned, more=other(""))["zone"] == FAILOVER
    elsewhere = other('availability_zone = "eu-west-1b"', "count = var.ha ? 1 : 0")
    assert aurora(pinned, more=elsewhere)["zone"] == "unknown(var.ha)"


def test_a_multi_az_cluster_and_the_first_serverless_need_no_members() -> None:
    multi_az = 'db_cluster_instance_class = "db.m6gd.large"\n      allocated_storage = 100'
    assert aurora(body=multi_az) == said(RESTORE, FAILOVER, FAILOVER)
    assert aurora(body='engine_mode = "serverless"') == said(RESTORE, RESTART, RESTART)


def secondary(member: str) -> str:
    return f"""
    resource "aws_rds_global_cluster" "world" {{ global_cluster_identifier = "world" }}
    resource "aws_rds_cluster" "far" {{
      provider                  = aws.dr
      engine                    = "aurora-postgresql"
      global_cluster_identifier = aws_rds_global_cluster.world.id
    }}
    {member}
    """


FAR_MEMBER = """
    resource "aws_rds_cluster_instance" "far" {
      provider           = aws.dr
      cluster_identifier = aws_rds_cluster.far.id
      instance_class     = "db.r6g.large"
    }
"""
PRIMARY = 'master_username = "root"\n      global_cluster_identifier = aws_rds_global_cluster.world.id'


@pytest.mark.parametrize(("redundancy", "expected"), [
    ("", "recovers/restart"), ("compute_redundancy = 0", "recovers/restart"),
    ("compute_redundancy = 1", "continues/failover"),
])  # fmt: skip
def test_standbys_of_a_shard_group_are_in_other_zones(redundancy: str, expected: str) -> None:
    text = f"""
resource "aws_rds_cluster" "shards" {{
  engine                   = "aurora-postgresql"
  cluster_scalability_type = "limitless"
}}
resource "aws_rds_shard_group" "shards" {{
  db_cluster_identifier = aws_rds_cluster.shards.id
  max_acu               = 1200
  {redundancy}
}}
"""
    assert outcomes(HOME + text)["aws_rds_cluster.shards"] == said(RESTORE, expected, expected)


def test_a_global_database_with_a_secondary_that_has_an_instance() -> None:
    found = aurora("2", PRIMARY, secondary(FAR_MEMBER))
    assert found == said(RESTORE, FAILOVER, FAILOVER, "recovers/promotion")


def test_the_instance_of_a_secondary_is_no_standby_at_home() -> None:
    found = aurora("1", PRIMARY, secondary(FAR_MEMBER))
    assert found == said(RESTORE, RESTART, RESTART, "recovers/promotion")


def test_a_headless_secondary_needs_an_instance_first() -> None:
    assert aurora("2", PRIMARY, secondary("")) == said(RESTORE, FAILOVER, FAILOVER, "recovers/redeploy")


def test_a_secondary_in_the_same_region_is_no_copy_outside_it() -> None:
    near = (
        secondary(FAR_MEMBER)
        .replace("provider                  = aws.dr", "")
        .replace("provider           = aws.dr", "")
    )
    assert aurora("2", PRIMARY, near) == said(RESTORE, FAILOVER, FAILOVER)


JOINED = 'global_cluster_identifier = "elsewhere"'


@pytest.mark.parametrize(
    ("body", "region"),
    [
        (JOINED, "recovers/promotion"),
        (JOINED + '\n      source_region = "us-east-1"', "recovers/promotion"),
        (JOINED + '\n      master_username = "root"', "lost"),
        (JOINED + "\n      manage_master_user_password = true", "lost"),
        (JOINED + "\n      manage_master_user_password = false", "recovers/promotion"),
        (JOINED + '\n      snapshot_identifier = "before"', "lost"),
        ("global_cluster_identifier = var.world", "unknown(var.world)"),
    ],
)
def test_a_secondary_whose_primary_is_elsewhere_can_be_promoted(body: str, region: str) -> None:
    world = 'variable "world" { type = string }'
    assert aurora("2", body, world) == said(RESTORE, FAILOVER, FAILOVER, region)


@pytest.mark.parametrize(
    ("body", "region"),
    [
        ('source_region = "us-east-1"', "recovers/promotion"),
        ('source_region = "eu-west-1"', "lost"),
        ("source_region = var.source", "unknown(var.source)"),
        ('replication_source_identifier = "arn:aws:rds:us-east-1:123456789012:cluster:shop"', "recovers/promotion"),
        ('replication_source_identifier = "arn:aws:rds:eu-west-1:123456789012:cluster:shop"', "lost"),
        ("replication_source_identifier = var.source", "unknown(var.source)"),
        ('replication_source_identifier = "arn:aws:rds:us-east-1:${var.source}:cluster:shop"', "recovers/promotion"),
        ('replication_source_identifier = "arn:aws:rds:eu-west-1:${var.source}:cluster:shop"', "lost"),
        ('replication_source_identifier = "arn:aws:rds:${var.source}:1:cluster:shop"', "unknown(var.source)"),
        ('source_region = "us-east-1"\n      master_username = "root"', "lost"),
    ],
)
def test_a_replica_of_a_cluster_in_another_region_can_be_promoted(body: str, region: str) -> None:
    source = 'variable "source" { type = string }'
    assert aurora("2", body, source) == said(RESTORE, FAILOVER, FAILOVER, region)


def test_a_replica_folds_into_the_cluster_that_it_names() -> None:
    replica = secondary(FAR_MEMBER).replace(
        "global_cluster_identifier = aws_rds_global_cluster.world.id",
        "replication_source_identifier = aws_rds_cluster.db.arn",
    )
    assert aurora("2", 'master_username = "root"', replica) == said(RESTORE, FAILOVER, FAILOVER, "recovers/promotion")


def test_a_plan_covers_a_cluster() -> None:
    found = aurora("2", 'tags = { backup = "daily" }', vaults())
    assert found == said(RESTORE, FAILOVER, FAILOVER, RESTORE)


FAR = """
provider "aws" { region = "eu-central-1" }
variable "account" {}
variable "place" {}
data "aws_caller_identity" "me" {}
resource "aws_db_instance" "far" {
  identifier          = "users-far"
  instance_class      = "db.t4g.medium"
  replicate_source_db = "%s"
}
"""


@pytest.mark.parametrize(("source", "folded"), [
    ("arn:aws:rds:eu-west-1:111122223333:db:users", True),
    ("arn:aws:rds:eu-west-1:${var.account}:db:users", True),
    ("arn:aws:rds:eu-west-1:${data.aws_caller_identity.me.account_id}:db:users", True),
    ("arn:aws:rds:${var.place}:${var.account}:db:users", True),
    ("arn:aws:rds:eu-west-3:${var.account}:db:users", False),
    ("arn:aws:rds:eu-west-1:${var.account}:db:others", False),
    ("arn:aws:rds:eu-west-1:${var.account}:db:${var.place}", False),
])  # fmt: skip
def test_a_replica_in_another_root_names_its_source_by_an_arn_that_is_open_in_part(source: str, folded: bool) -> None:
    roots = {"near/main.tf": HOME + instance(f'identifier = "users"\n  {KEPT}'), "far/main.tf": FAR % source}

    found = outcomes(roots)

    assert found["aws_db_instance.db"]["region"] == ("recovers/promotion" if folded else "lost")
    assert ("aws_db_instance.far" in found) is not folded


def test_an_arn_that_ends_in_an_open_name_names_what_bears_it_in_the_same_root() -> None:
    far = 'resource "aws_db_instance" "far" {\n  provider = aws.dr\n  replicate_source_db = "%s"\n}\n'
    text = HOME + 'variable "name" {}\nvariable "other" {}\n' + instance('identifier = "users-${var.name}"')

    found = [
        sorted(outcomes(text + far % f"arn:aws:rds:eu-west-1:${{var.other}}:db:users-${{var.{name}}}"))
        for name in ("name", "other")
    ]

    assert found == [["aws_db_instance.db"], ["aws_db_instance.db", "aws_db_instance.far"]]


def dsql(more: str = "", body: str = "") -> dict[str, str]:
    providers = (
        'provider "aws" {\n  region = "eu-west-1"\n}\nprovider "aws" {\n  alias = "far"\n  region = "eu-west-2"\n}\n'
    )
    return outcomes(f'{providers}resource "aws_dsql_cluster" "db" {{\n  {body}\n}}\n{more}')["aws_dsql_cluster.db"]


PEERING = """
resource "aws_dsql_cluster" "far" {
  provider = aws.far
}

resource "aws_dsql_cluster_peering" "db" {
  identifier     = aws_dsql_cluster.db.identifier
  clusters       = [aws_dsql_cluster.far.arn]
  witness_region = "eu-west-3"
}
"""
DSQL_BACKED_UP = """
resource "aws_backup_plan" "daily" {
  name = "daily"
  rule {
    rule_name         = "daily"
    target_vault_name = "main"
    schedule          = "cron(0 5 * * ? *)"
  }
}

resource "aws_backup_selection" "all" {
  name         = "all"
  iam_role_arn = "arn:aws:iam::111122223333:role/backup"
  plan_id      = aws_backup_plan.daily.id
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "yes"
  }
}
"""
OPTED_OUT = """
resource "aws_backup_region_settings" "here" {
  resource_type_opt_in_preference = { "DSQL" = false }
}
"""


@pytest.mark.parametrize(("more", "body", "data", "region"), [
    ("", "", "lost", "lost"),
    (PEERING, "", "lost", "continues/members"),
    (DSQL_BACKED_UP, 'tags = { backup = "yes" }', "recovers/restore", "lost"),
    (DSQL_BACKED_UP, "", "lost", "lost"),
    (DSQL_BACKED_UP + OPTED_OUT, 'tags = { backup = "yes" }', "lost", "lost"),
])  # fmt: skip
def test_a_dsql_cluster_stands_in_three_zones(more: str, body: str, data: str, region: str) -> None:
    assert dsql(more, body) == said(data, "continues/service", "continues/service", region)
