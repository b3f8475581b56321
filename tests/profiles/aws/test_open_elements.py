"""A copy, a member or a zone that is there on some branches only: the outcome hangs on what code leaves open."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

HANGS = "unknown(var.on)"

PROVIDERS = """
variable "on" {
  type = bool
}

provider "aws" {
  region = "eu-west-1"
}

provider "aws" {
  alias  = "other"
  region = "eu-central-1"
  assume_role {
    role_arn = "arn:aws:iam::333333333333:role/backup"
  }
}
"""

BUCKETS = """
resource "aws_s3_bucket" "main" {
  bucket = "main"
}

resource "aws_s3_bucket" "copy" {
  provider = aws.other
  bucket   = "copy"
}
"""


def dynamic(block: str, content: str, elements: str = "var.on ? [1] : []") -> str:
    return f'dynamic "{block}" {{\n for_each = {elements}\n content {{\n {content}\n }}\n}}\n'


def region(text: str, address: str) -> str:
    return outcomes(PROVIDERS + text)[address]["region"]


# --- buckets ------------------------------------------------------------------------------------------------------

RULE = 'id = "all"\n status = "Enabled"\n filter {}\n destination {\n bucket = aws_s3_bucket.copy.arn\n }\n'


def replication(rules: str) -> str:
    return (
        BUCKETS
        + f"""
resource "aws_s3_bucket_replication_configuration" "main" {{
  bucket = aws_s3_bucket.main.id
  role   = "arn:aws:iam::111111111111:role/replication"
  {rules}
}}
"""
    )


def test_a_replication_rule_that_may_be_there() -> None:
    found = components(PROVIDERS + replication(dynamic("rule", RULE)))["aws_s3_bucket.main"].outcomes[Scenario.REGION]
    assert found.unknown == ("var.on",)
    assert found.why == (
        "it hangs on var.on (recovers: a bucket in another region holds a live copy, "
        "else lost: no copy of its data outside the region is known to the code)"
    )


def test_a_rule_that_hangs_on_the_workspace_names_it() -> None:
    rule = dynamic("rule", RULE, 'terraform.workspace == "production" ? [1] : []')
    found = outcomes(PROVIDERS + replication(rule))["aws_s3_bucket.main"]
    assert found["region"] == "unknown(terraform.workspace)"
    assert found["account"] == "unknown(provider.aws.account, terraform.workspace)"


def test_one_of_two_rules_on_every_branch_is_known() -> None:
    rules = dynamic("rule", RULE, "var.on ? [1] : [2]")
    assert region(replication(rules), "aws_s3_bucket.main") == "recovers/promotion"
    either = dynamic("rule", RULE) + dynamic("rule", RULE.replace('"all"', '"other"'), "var.on ? [] : [1]")
    assert region(replication(either), "aws_s3_bucket.main") == "recovers/promotion"


def test_a_rule_whose_destination_is_one_of_two() -> None:
    third = 'resource "aws_s3_bucket" "near" {\n bucket = "near"\n}\n'
    rule = RULE.replace("aws_s3_bucket.copy.arn", "var.on ? aws_s3_bucket.copy.arn : aws_s3_bucket.near.arn")
    found = outcomes(PROVIDERS + third + replication(f"rule {{\n {rule} }}\n"))
    assert found["aws_s3_bucket.main"]["region"] == HANGS
    assert found["aws_s3_bucket.copy"]["region"] == HANGS
    assert found["aws_s3_bucket.near"]["region"] == "lost"


def test_a_region_of_an_access_point_that_may_be_there() -> None:
    def point(regions: str) -> str:
        return f"""
resource "aws_s3control_multi_region_access_point" "main" {{
  details {{
    name = "main"
    region {{
      bucket = aws_s3_bucket.main.id
    }}
    {regions}
  }}
}}
"""

    rules = replication(f"rule {{\n {RULE} }}\n")
    other = "bucket = aws_s3_bucket.copy.id"
    assert region(rules + point(f"region {{\n {other}\n }}"), "aws_s3_bucket.main") == "continues/failover"
    assert region(rules + point(dynamic("region", other)), "aws_s3_bucket.main") == HANGS


# --- backups ------------------------------------------------------------------------------------------------------

PLAN_RULE = 'rule_name = "daily"\n target_vault_name = aws_backup_vault.here.name\n'
SELECTED = "resources = [aws_dynamodb_table.main.arn]"


def backup(rule: str = f"rule {{\n {PLAN_RULE} }}\n", selected: str = SELECTED) -> str:
    return f"""
resource "aws_dynamodb_table" "main" {{
  name = "main"
  tags = {{
    Backup = "yes"
  }}
}}

resource "aws_dynamodb_table" "second" {{
  name = "second"
}}

resource "aws_backup_vault" "here" {{
  name = "here"
}}

resource "aws_backup_vault" "there" {{
  provider = aws.other
  name     = "there"
}}

resource "aws_backup_plan" "main" {{
  {rule}
}}

resource "aws_backup_selection" "main" {{
  plan_id = aws_backup_plan.main.id
  {selected}
}}
"""


def data(text: str, address: str = "aws_dynamodb_table.main") -> str:
    return outcomes(PROVIDERS + text)[address]["data"]


def test_a_rule_of_a_backup_plan_that_may_be_there() -> None:
    assert data(backup()) == "recovers/restore"
    assert data(backup(dynamic("rule", PLAN_RULE))) == HANGS
    both = dynamic("rule", PLAN_RULE, "var.on ? [1, 2] : [1]")
    assert data(backup(both)) == "recovers/restore"


def test_a_copy_action_that_may_be_there() -> None:
    copy = "destination_vault_arn = aws_backup_vault.there.arn"
    surely = outcomes(PROVIDERS + backup(f"rule {{\n {PLAN_RULE} copy_action {{\n {copy}\n }}\n }}\n"))
    assert surely["aws_dynamodb_table.main"]["region"] == "recovers/restore"
    assert surely["aws_backup_vault.here"]["region"] == surely["aws_backup_vault.there"]["region"] == "recovers/restore"
    found = outcomes(PROVIDERS + backup(f"rule {{\n {PLAN_RULE} {dynamic('copy_action', copy)} }}\n"))
    assert found["aws_dynamodb_table.main"]["region"] == HANGS
    assert found["aws_backup_vault.here"]["region"] == found["aws_backup_vault.there"]["region"] == HANGS
    assert found["aws_backup_vault.here"]["data"] == HANGS


def test_a_selection_of_what_hangs_on_a_variable() -> None:
    main, second = "aws_dynamodb_table.main", "aws_dynamodb_table.second"
    text = backup(selected=f"resources = var.on ? [{main}.arn, {second}.arn] : [{second}.arn]")
    assert (data(text, main), data(text, second)) == (HANGS, "recovers/restore")
    assert data(backup(selected=f"resources = [var.on ? {main}.arn : {second}.arn]")) == HANGS


def test_a_tag_that_a_selection_may_ask_for() -> None:
    tag = 'type = "STRINGEQUALS"\n key = "Backup"\n value = "yes"'
    other = 'selection_tag {\n type = "STRINGEQUALS"\n key = "other"\n value = "yes"\n}\n'
    assert data(backup(selected=other + dynamic("selection_tag", tag))) == HANGS
    alone = backup(selected=dynamic("selection_tag", tag))
    # Where the tag is not asked for nothing is, and the selection takes every resource.
    assert (data(alone), data(alone, "aws_dynamodb_table.second")) == ("recovers/restore", HANGS)


def test_a_condition_that_a_selection_may_ask_for() -> None:
    wanted = 'string_equals {\n key = "aws:ResourceTag/Backup"\n value = "no"\n}\n'
    assert data(backup(selected=f'resources = ["*"]\n condition {{\n {wanted} }}\n')) == "lost"
    assert data(backup(selected=f'resources = ["*"]\n {dynamic("condition", wanted)}')) == HANGS


def test_a_copy_of_snapshots_that_may_be_there() -> None:
    text = """
resource "aws_ebs_volume" "main" {
  availability_zone = "eu-west-1a"
  tags = {
    Backup = "yes"
  }
}

resource "aws_dlm_lifecycle_policy" "main" {
  policy_details {
    resource_types = ["VOLUME"]
    target_tags = {
      Backup = "yes"
    }
    schedule {
      name = "daily"
      RULE
    }
  }
}
"""
    copy = 'target = "eu-central-1"\n encrypted = true'
    surely = text.replace("RULE", f"cross_region_copy_rule {{\n {copy}\n }}")
    assert region(surely, "aws_ebs_volume.main") == "recovers/restore"
    assert region(text.replace("RULE", dynamic("cross_region_copy_rule", copy)), "aws_ebs_volume.main") == HANGS


def test_a_companion_that_belongs_to_one_of_two() -> None:
    text = """
resource "aws_db_instance_automated_backups_replication" "main" {
  provider               = aws.other
  source_db_instance_arn = SOURCE
}
""" + "".join(
        f'resource "aws_db_instance" "{name}" {{\n identifier = "{name}"\n engine = "postgres"\n'
        " backup_retention_period = 7\n}\n"
        for name in ("one", "two")
    )
    found = outcomes(PROVIDERS + text.replace("SOURCE", "var.on ? aws_db_instance.one.arn : aws_db_instance.two.arn"))
    assert (found["aws_db_instance.one"]["region"], found["aws_db_instance.two"]["region"]) == (HANGS, HANGS)
    same = outcomes(PROVIDERS + text.replace("SOURCE", "var.on ? aws_db_instance.one.arn : aws_db_instance.one.arn"))
    assert same["aws_db_instance.one"]["region"] == "recovers/restore"


def test_a_member_of_one_of_two_clusters() -> None:
    text = 'resource "aws_rds_cluster" "one" {\n engine = "aurora-mysql"\n}\n'
    text += 'resource "aws_rds_cluster" "two" {\n engine = "aurora-mysql"\n}\n'
    for name, cluster in {
        "first": "aws_rds_cluster.one.id",
        "second": "var.on ? aws_rds_cluster.one.id : aws_rds_cluster.two.id",
        "third": "aws_rds_cluster.two.id",
    }.items():
        text += f'resource "aws_rds_cluster_instance" "{name}" {{\n cluster_identifier = {cluster}\n}}\n'
    found = outcomes(PROVIDERS + text)
    assert (found["aws_rds_cluster.one"]["instance"], found["aws_rds_cluster.two"]["instance"]) == (HANGS, HANGS)


def test_a_rule_of_a_registry_that_may_be_there() -> None:
    destination = 'destination {\n region = "eu-central-1"\n registry_id = "333333333333"\n}\n'
    text = 'resource "aws_ecr_repository" "main" {\n name = "main"\n}\n'
    text += 'resource "aws_ecr_replication_configuration" "main" {\n replication_configuration {\n RULE }\n}\n'
    surely = text.replace("RULE", f"rule {{\n {destination} }}\n")
    assert region(surely, "aws_ecr_repository.main") == "recovers/promotion"
    verdict = components(PROVIDERS + text.replace("RULE", dynamic("rule", destination)))["aws_ecr_repository.main"]
    assert [by.value for by in verdict.outcomes[Scenario.REGION].possible_by] == ["redeploy", "promotion"]


# --- zones and members --------------------------------------------------------------------------------------------

SUBNETS = """
resource "aws_subnet" "a" {
  availability_zone = "eu-west-1a"
}

resource "aws_subnet" "b" {
  availability_zone = "eu-west-1b"
}
"""


@pytest.mark.parametrize(
    ("mappings", "outcome"),
    [
        (dynamic("subnet_mapping", "subnet_id = subnet_mapping.value", "var.on ? [aws_subnet.b.id] : []"), HANGS),
        ("subnet_mapping {\n subnet_id = var.on ? aws_subnet.b.id : aws_subnet.a.id\n}\n", HANGS),
        ("subnet_mapping {\n subnet_id = var.on ? aws_subnet.b.id : aws_subnet.b.id\n}\n", "continues/service"),
        (dynamic("subnet_mapping", "subnet_id = subnet_mapping.value", "[aws_subnet.b.id]"), "continues/service"),
    ],
)
def test_a_subnet_that_a_load_balancer_may_have(mappings: str, outcome: str) -> None:
    text = f"""
resource "aws_lb" "main" {{
  load_balancer_type = "network"
  subnet_mapping {{
    subnet_id = aws_subnet.a.id
  }}
  {mappings}
}}
"""
    assert outcomes(PROVIDERS + SUBNETS + text)["aws_lb.main"]["zone"] == outcome


def test_a_zone_that_is_one_of_two_others_on_every_branch() -> None:
    text = """
resource "aws_subnet" "c" {
  availability_zone = "eu-west-1c"
}

resource "aws_lb" "main" {
  load_balancer_type = "network"
  subnets            = [aws_subnet.a.id, var.on ? aws_subnet.b.id : aws_subnet.c.id]
}
"""
    assert outcomes(PROVIDERS + SUBNETS + text)["aws_lb.main"]["zone"] == "continues/service"


def machines(second: str) -> str:
    text = (
        SUBNETS
        + """
resource "aws_lb" "main" {
  subnets = [aws_subnet.a.id, aws_subnet.b.id]
}

resource "aws_lb_target_group" "main" {}

resource "aws_lb_listener" "main" {
  load_balancer_arn = aws_lb.main.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.main.arn
  }
}

resource "aws_lb_target_group_attachment" "a" {
  target_group_arn = aws_lb_target_group.main.arn
  target_id        = aws_instance.a.id
}
"""
    )
    for name in "ab":
        text += f'resource "aws_instance" "{name}" {{\n subnet_id = aws_subnet.{name}.id\n}}\n'
    return text + f'resource "aws_lb_target_group_attachment" "b" {{\n {second}\n}}\n'


def test_a_machine_that_may_serve_beside_another() -> None:
    group, target = "target_group_arn = aws_lb_target_group.main.arn", "target_id = aws_instance.b.id"
    surely = outcomes(PROVIDERS + machines(f"{group}\n {target}"))["aws_instance.a"]
    assert (surely["instance"], surely["zone"]) == ("continues/members", "continues/members")
    for second in (
        f"count = var.on ? 1 : 0\n {group}\n {target}",
        f"{group}\n target_id = var.on ? aws_instance.b.id : aws_instance.a.id",
    ):
        found = outcomes(PROVIDERS + machines(second))["aws_instance.a"]
        assert (found["instance"], found["zone"]) == (HANGS, HANGS)


def on_machines(providers: str) -> str:
    text = (
        SUBNETS
        + """
resource "aws_ecs_service" "app" {
  name          = "app"
  desired_count = 2
  STRATEGY
}
""".replace("STRATEGY", providers)
    )
    for zone in "ab":
        text += f"""
resource "aws_autoscaling_group" "{zone}" {{
  min_size            = 2
  max_size            = 2
  vpc_zone_identifier = [aws_subnet.{zone}.id]
}}

resource "aws_ecs_capacity_provider" "{zone}" {{
  name = "{zone}"
  auto_scaling_group_provider {{
    auto_scaling_group_arn = aws_autoscaling_group.{zone}.arn
  }}
}}
"""
    return text


@pytest.mark.parametrize(
    ("providers", "zone"),
    [
        ("[aws_ecs_capacity_provider.a.name, aws_ecs_capacity_provider.b.name]", "continues/members"),
        ("var.on ? [aws_ecs_capacity_provider.a.name] : [aws_ecs_capacity_provider.b.name]", "recovers/redeploy"),
        ("var.on ? [aws_ecs_capacity_provider.a.name, aws_ecs_capacity_provider.b.name] : "
         "[aws_ecs_capacity_provider.a.name]", HANGS),
    ],
)  # fmt: skip
def test_capacity_that_tasks_may_run_on(providers: str, zone: str) -> None:
    strategy = dynamic("capacity_provider_strategy", "capacity_provider = capacity_provider_strategy.value", providers)
    found = outcomes(PROVIDERS + on_machines(strategy))["aws_ecs_service.app"]
    assert (found["instance"], found["zone"]) == ("continues/members", zone)


def test_processes_that_may_be_suspended() -> None:
    text = """
resource "aws_autoscaling_group" "main" {
  min_size            = 1
  max_size            = 1
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  suspended_processes = var.on ? ["Launch"] : ["AddToLoadBalancer"]
}
"""
    found = components(PROVIDERS + SUBNETS + text)["aws_autoscaling_group.main"].outcomes[Scenario.INSTANCE]
    assert [by.value for by in found.possible_by] == ["redeploy", "restart"]


# --- streams ------------------------------------------------------------------------------------------------------


def test_a_flow_of_a_replicator_that_may_be_there() -> None:
    flow = """
source_kafka_cluster_arn = aws_msk_cluster.one.arn
target_kafka_cluster_arn = aws_msk_cluster.two.arn
topic_replication {
  topics_to_replicate = [".*"]
}
"""
    text = 'resource "aws_msk_cluster" "one" {\n cluster_name = "one"\n}\n'
    text += 'resource "aws_msk_cluster" "two" {\n provider = aws.other\n cluster_name = "two"\n}\n'

    def replicator(info: str) -> str:
        return text + f'resource "aws_msk_replicator" "main" {{\n {info}\n}}\n'

    surely = replicator(f"replication_info_list {{\n {flow} }}\n")
    assert region(surely, "aws_msk_cluster.one") == "recovers/promotion"
    assert region(replicator(dynamic("replication_info_list", flow)), "aws_msk_cluster.one") == HANGS
    some = flow.replace('[".*"]', 'var.on ? [".*"] : ["orders"]')
    assert region(replicator(f"replication_info_list {{\n {some} }}\n"), "aws_msk_cluster.two") == HANGS
