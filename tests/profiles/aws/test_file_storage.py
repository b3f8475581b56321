"""Amazon EFS, S3 Files and the four kinds of Amazon FSx."""

from __future__ import annotations

import pytest

from profiles.audit_text import components, outcomes

HOME = """
provider "aws" { region = "eu-west-1" }
provider "aws" {
  alias  = "dr"
  region = "eu-north-1"
}
variable "x" {}
variable "on" { type = bool }
variable "subnets" { type = list(string) }
resource "aws_subnet" "a" { availability_zone = "eu-west-1a" }
resource "aws_subnet" "b" { availability_zone = "eu-west-1b" }
"""
PLAIN = {
    "data": "lost", "instance": "continues/service", "zone": "continues/service", "region": "lost", "account": "lost",
}  # fmt: skip


def efs(body: str = "", more: str = "") -> dict[str, str]:
    return outcomes(f'{HOME}resource "aws_efs_file_system" "f" {{\n  {body}\n}}\n{more}')["aws_efs_file_system.f"]


def mount(each: str, kind: str = "aws_efs") -> str:
    return f"""
resource "{kind}_mount_target" "m" {{
  {each}
  file_system_id = {kind}_file_system.f.id
}}
"""


def test_a_plain_file_system_is_regional_and_has_no_backups() -> None:
    assert efs() == PLAIN


@pytest.mark.parametrize(("each", "zone"), [
    ("for_each = { a = aws_subnet.a.id, b = aws_subnet.b.id }\n  subnet_id = each.value", "continues/service"),
    ("subnet_id = aws_subnet.a.id", "recovers/redeploy"),
    ("for_each = toset(var.subnets)\n  subnet_id = each.value", "unknown(var.subnets)"),
    ("subnet_id = var.x", "recovers/redeploy"),
    ("for_each = var.on ? { a = aws_subnet.a.id, b = aws_subnet.b.id } : { a = aws_subnet.a.id }\n"
     "  subnet_id = each.value", "unknown(var.on)"),
])  # fmt: skip
def test_a_regional_file_system_is_as_zonal_as_its_mount_targets(each: str, zone: str) -> None:
    assert efs(more=mount(each)) == {**PLAIN, "zone": zone}


def backup_policy(status: str) -> str:
    return f"""
resource "aws_efs_backup_policy" "p" {{
  file_system_id = aws_efs_file_system.f.id
  backup_policy {{
    status = {status}
  }}
}}
"""


@pytest.mark.parametrize(("status", "data"), [
    ('"ENABLED"', "recovers/restore"), ('"DISABLED"', "lost"), ("var.x", "unknown(var.x)"),
])  # fmt: skip
def test_automatic_backups(status: str, data: str) -> None:
    assert efs(more=backup_policy(status)) == {**PLAIN, "data": data}


def test_a_one_zone_file_system_is_backed_up_by_default() -> None:
    one_zone = 'availability_zone_name = "eu-west-1a"'
    assert efs(one_zone) == {**PLAIN, "data": "recovers/restore", "zone": "recovers/restore"}
    assert efs(one_zone, backup_policy('"DISABLED"')) == {**PLAIN, "zone": "lost"}
    assert efs(one_zone, backup_policy("var.x")) == {**PLAIN, "data": "unknown(var.x)", "zone": "unknown(var.x)"}


def test_a_zone_that_may_be_stated() -> None:
    found = efs('availability_zone_name = var.on ? "eu-west-1a" : null', backup_policy('"DISABLED"'))
    assert found == {**PLAIN, "zone": "unknown(var.on)"}


def replicated(destination: str) -> str:
    return f"""
resource "aws_efs_replication_configuration" "r" {{
  source_file_system_id = aws_efs_file_system.f.id
  destination {{
    {destination}
  }}
}}
"""


@pytest.mark.parametrize(("destination", "region"), [
    ('region = "eu-north-1"', "recovers/promotion"),
    ('availability_zone_name = "eu-north-1b"', "recovers/promotion"),
    ('region = "eu-west-1"', "lost"),
    ("region = var.x", "unknown(var.x)"),
    ('region = "eu-north-1"\n file_system_id = aws_efs_file_system.far.id', "recovers/promotion"),
])  # fmt: skip
def test_a_replica_in_another_region(destination: str, region: str) -> None:
    far = 'resource "aws_efs_file_system" "far" { provider = aws.dr }\n' if "far" in destination else ""
    assert efs(more=replicated(destination) + far) == {**PLAIN, "region": region}


def test_a_source_is_a_copy_of_its_replica() -> None:
    text = (
        f'{HOME}resource "aws_efs_file_system" "f" {{}}\n'
        'resource "aws_efs_file_system" "far" {\n provider = aws.dr\n}\n'
        + replicated("file_system_id = aws_efs_file_system.far.id")
    )
    expected = {**PLAIN, "region": "recovers/promotion"}
    assert outcomes(text) == {"aws_efs_file_system.f": expected, "aws_efs_file_system.far": expected}


def test_a_one_zone_file_system_with_a_replica_outside_its_zone() -> None:
    one_zone, off = 'availability_zone_name = "eu-west-1a"', backup_policy('"DISABLED"')
    regional = replicated('region = "eu-west-1"')
    assert efs(one_zone, off + regional) == {**PLAIN, "zone": "recovers/promotion"}
    other_zone = replicated('availability_zone_name = "eu-west-1b"')
    assert efs(one_zone, off + other_zone) == {**PLAIN, "zone": "recovers/promotion"}
    same_zone = replicated('availability_zone_name = "eu-west-1a"')
    assert efs(one_zone, off + same_zone) == {**PLAIN, "zone": "lost"}


def test_a_replica_in_another_account() -> None:
    home = HOME.replace(
        '{ region = "eu-west-1" }', '{\n  region = "eu-west-1"\n  allowed_account_ids = ["111111111111"]\n}'
    )
    text = f'{home}resource "aws_efs_file_system" "f" {{}}\n'
    far = 'file_system_id = "arn:aws:elasticfilesystem:eu-north-1:222222222222:file-system/fs-1"'
    expected = {**PLAIN, "region": "recovers/promotion", "account": "recovers/restore"}
    assert outcomes(text + replicated(far)) == {"aws_efs_file_system.f": expected}
    open_ = {**expected, "account": "unknown(var.x)"}
    assert outcomes(text + replicated(far.replace("222222222222", "${var.x}"))) == {"aws_efs_file_system.f": open_}


PLAN = """
resource "aws_backup_vault" "v" { name = "v" }
resource "aws_backup_plan" "p" {
  name = "p"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.v.name
    copy_action {
      destination_vault_arn = "arn:aws:backup:eu-north-1:111111111111:backup-vault:far"
    }
  }
}
resource "aws_backup_selection" "s" {
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  selection_tag {
    type  = "STRINGEQUALS"
    key   = "backup"
    value = "daily"
  }
}
"""
TAGGED = 'tags = { backup = "daily" }'


def test_a_backup_plan_with_a_copy_in_another_region() -> None:
    assert efs(TAGGED, PLAN) == {**PLAIN, "data": "recovers/restore", "region": "recovers/restore"}


# --- S3 Files -----------------------------------------------------------------------------------------------------


def test_a_file_system_before_a_bucket_holds_nothing_of_its_own() -> None:
    text = (
        HOME
        + """
    resource "aws_s3_bucket" "b" {}
    resource "aws_s3files_file_system" "f" {
      bucket   = aws_s3_bucket.b.arn
      role_arn = "arn:aws:iam::111111111111:role/files"
    }
    """
    )
    component = components(text)["aws_s3files_file_system.f"]
    assert component.needs == (".::aws_s3_bucket.b",)
    assert not component.stateful
    assert outcomes(text)["aws_s3files_file_system.f"] == {
        "data": "continues", "instance": "continues/service", "zone": "continues/service",
        "region": "recovers/redeploy", "account": "recovers/redeploy",
    }  # fmt: skip
    one = outcomes(text + mount("subnet_id = aws_subnet.a.id", "aws_s3files"))
    assert one["aws_s3files_file_system.f"]["zone"] == "recovers/redeploy"


def test_a_file_system_before_a_bucket_that_is_not_in_the_estate() -> None:
    text = (
        HOME
        + """
    resource "aws_s3files_file_system" "f" {
      bucket   = "arn:aws:s3:::elsewhere"
      role_arn = "arn:aws:iam::111111111111:role/files"
    }
    """
    )
    assert outcomes(text)["aws_s3files_file_system.f"] == {**PLAIN, "data": "recovers/restore"}


# --- FSx ----------------------------------------------------------------------------------------------------------


def fsx(kind: str, body: str = "", more: str = "") -> dict[str, str]:
    address = f"aws_fsx_{kind}_file_system.f"
    return outcomes(f'{HOME}resource "aws_fsx_{kind}_file_system" "f" {{\n  {body}\n}}\n{more}')[address]


def said(data: str, instance: str, zone: str, region: str = "lost", account: str = "lost") -> dict[str, str]:
    return {"data": data, "instance": instance, "zone": zone, "region": region, "account": account}


RESTORE, RESTART, FAILOVER = "recovers/restore", "recovers/restart", "continues/failover"


@pytest.mark.parametrize(("body", "expected"), [
    ("", said(RESTORE, RESTART, RESTORE)),
    ("automatic_backup_retention_days = 0", said("lost", RESTART, "lost")),
    ('deployment_type = "SINGLE_AZ_2"', said(RESTORE, RESTART, RESTORE)),
    ('deployment_type = "MULTI_AZ_1"', said(RESTORE, FAILOVER, FAILOVER)),
    ("deployment_type = var.x", said(RESTORE, "unknown(var.x)", "unknown(var.x)")),
    ("automatic_backup_retention_days = var.x", said("unknown(var.x)", RESTART, "unknown(var.x)")),
])  # fmt: skip
def test_windows(body: str, expected: dict[str, str]) -> None:
    assert fsx("windows", body) == expected


def test_windows_needs_its_directory() -> None:
    text = """
    resource "aws_directory_service_directory" "ad" { type = "MicrosoftAD" }
    resource "aws_fsx_windows_file_system" "f" { active_directory_id = aws_directory_service_directory.ad.id }
    """
    found = components(text)["aws_fsx_windows_file_system.f"]
    assert found.needs == (".::aws_directory_service_directory.ad",)


PERSISTENT = 'deployment_type = "PERSISTENT_2"'
ASSOCIATION = """
resource "aws_fsx_data_repository_association" "a" {
  file_system_id       = aws_fsx_lustre_file_system.f.id
  data_repository_path = "s3://bucket"
  file_system_path     = "/"
  s3 {
    auto_export_policy {
      events = ["NEW", "CHANGED", "DELETED"]
    }
  }
}
"""


@pytest.mark.parametrize(("body", "more", "expected"), [
    ("", "", said("lost", "lost", "lost")),
    ("automatic_backup_retention_days = 7", "", said("lost", "lost", "lost")),
    (PERSISTENT, "", said("lost", RESTART, "lost")),
    (PERSISTENT + "\n  automatic_backup_retention_days = 7", "", said(RESTORE, RESTART, RESTORE)),
    (PERSISTENT, ASSOCIATION, said("lost", RESTART, RESTORE)),
    (PERSISTENT, ASSOCIATION.replace('"/"', '"/part"'), said("lost", RESTART, "lost")),
    (PERSISTENT, ASSOCIATION.replace('"NEW", ', ""), said("lost", RESTART, "lost")),
    (PERSISTENT, ASSOCIATION.replace('["NEW", "CHANGED", "DELETED"]', "var.x"),
     said("lost", RESTART, "unknown(var.x)")),
    ("deployment_type = var.x", "", said("lost", "unknown(var.x)", "lost")),
    (f"{TAGGED}", PLAN, said("lost", "lost", "lost")),
    (f"{TAGGED}\n  {PERSISTENT}", PLAN, said(RESTORE, RESTART, RESTORE, RESTORE)),
    (f"{TAGGED}\n  {PERSISTENT}", PLAN + ASSOCIATION, said("lost", RESTART, RESTORE)),
])  # fmt: skip
def test_lustre(body: str, more: str, expected: dict[str, str]) -> None:
    assert fsx("lustre", body, more) == expected


@pytest.mark.parametrize(("body", "expected"), [
    ('deployment_type = "SINGLE_AZ_1"', said("lost", FAILOVER, "lost")),
    ('deployment_type = "MULTI_AZ_2"', said("lost", FAILOVER, FAILOVER)),
    ('deployment_type = "SINGLE_AZ_1"\n  automatic_backup_retention_days = 7', said(RESTORE, FAILOVER, RESTORE)),
    ("deployment_type = var.x", said("lost", FAILOVER, "unknown(var.x)")),
])  # fmt: skip
def test_ontap(body: str, expected: dict[str, str]) -> None:
    assert fsx("ontap", body) == expected


def ontap_volume(name: str, tags: str = "") -> str:
    return f"""
resource "aws_fsx_ontap_volume" "{name}" {{
  name                       = "{name}"
  storage_virtual_machine_id = aws_fsx_ontap_storage_virtual_machine.m.id
  {tags}
}}
"""


WITHOUT = 'snapshot_policy = "none"'
ONTAP_MACHINE = """
resource "aws_fsx_ontap_storage_virtual_machine" "m" {
  name           = "m"
  file_system_id = aws_fsx_ontap_file_system.f.id
}
"""


def test_aws_backup_protects_the_volumes_of_ontap() -> None:
    machine = ONTAP_MACHINE
    single = 'deployment_type = "SINGLE_AZ_1"'
    covered = said(RESTORE, FAILOVER, RESTORE, RESTORE)
    tagged = ontap_volume("one", f"{TAGGED}\n{WITHOUT}")
    assert fsx("ontap", single, PLAN + machine + tagged) == covered
    assert fsx("ontap", f"{single}\n  {TAGGED}", PLAN) == covered
    not_all = PLAN + machine + tagged + ontap_volume("two", WITHOUT)
    assert fsx("ontap", f"{single}\n  {TAGGED}", not_all) == said("lost", FAILOVER, "lost")


@pytest.mark.parametrize(("volumes", "data"), [
    (["", ""], RESTORE),
    (["", 'snapshot_policy = "weekly"'], RESTORE),
    (["", WITHOUT], "lost"),
    (["", 'ontap_volume_type = "DP"'], "lost"),
    (["snapshot_policy = var.x"], "unknown(var.x)"),
    ([], "lost"),
])  # fmt: skip
def test_the_volumes_of_ontap_keep_snapshots_in_their_zone_by_default(volumes: list[str], data: str) -> None:
    made = ONTAP_MACHINE + "".join(ontap_volume(f"v{i}", settings) for i, settings in enumerate(volumes))
    assert fsx("ontap", 'deployment_type = "SINGLE_AZ_1"', made) == said(data, FAILOVER, "lost")


@pytest.mark.parametrize(("body", "expected"), [
    ('deployment_type = "SINGLE_AZ_1"', said("lost", RESTART, "lost")),
    ('deployment_type = "SINGLE_AZ_HA_2"', said("lost", FAILOVER, "lost")),
    ('deployment_type = "MULTI_AZ_1"', said("lost", FAILOVER, FAILOVER)),
    ('deployment_type = "SINGLE_AZ_1"\n  automatic_backup_retention_days = 7', said(RESTORE, RESTART, RESTORE)),
    ("deployment_type = var.x", said("lost", "unknown(var.x)", "unknown(var.x)")),
])  # fmt: skip
def test_openzfs(body: str, expected: dict[str, str]) -> None:
    assert fsx("openzfs", body) == expected
