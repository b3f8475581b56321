"""AWS Backup: which selections cover what, where copies go, and what an administrator cannot delete."""

from __future__ import annotations

import pytest

from continuity_audit.estate.model import Scenario
from profiles.audit_text import components, outcomes

HOME = """
provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias               = "dr"
  region              = "eu-central-1"
  allowed_account_ids = ["111111111111"]
}
provider "aws" {
  alias               = "vaulted"
  region              = "eu-west-1"
  allowed_account_ids = ["222222222222"]
}
variable "x" {}
variable "on" { type = bool }
data "aws_caller_identity" "me" {}
"""
PLAIN = {"data": "lost", "instance": "recovers/restart", "zone": "lost", "region": "lost", "account": "lost"}
COVERED = {**PLAIN, "data": "recovers/restore", "zone": "recovers/restore"}
BY_TAG = 'selection_tag {\n    type = "STRINGEQUALS"\n    key = "backup"\n    value = "daily"\n  }'
VAULT = 'resource "aws_backup_vault" "v" { name = "v" }\n'


def database(body: str = 'tags = { backup = "daily" }') -> str:
    return f'resource "aws_db_instance" "db" {{\n  identifier = "prod-orders"\n  {body}\n}}\n'


def plan(rule: str = "", top: str = "", target: str = "target_vault_name = aws_backup_vault.v.name") -> str:
    return f"""
resource "aws_backup_plan" "p" {{
  name = "p"
  {top}
  rule {{
    rule_name = "daily"
    {target}
    {rule}
  }}
}}
"""


def selection(how: str = BY_TAG, top: str = "") -> str:
    return f"""
resource "aws_backup_selection" "s" {{
  name         = "s"
  plan_id      = aws_backup_plan.p.id
  iam_role_arn = "arn:aws:iam::111111111111:role/backup"
  {top}
  {how}
}}
"""


def of(text: str) -> dict[str, str]:
    return outcomes(HOME + text)["aws_db_instance.db"]


def condition(word: str, value: str) -> str:
    return f'condition {{\n    {word} {{\n      key = "aws:ResourceTag/backup"\n      value = "{value}"\n    }}\n  }}'


@pytest.mark.parametrize(("how", "covered"), [
    (BY_TAG, True),
    (BY_TAG.replace('"daily"', '"weekly"'), False),
    (BY_TAG.replace('"daily"', '"weekly"') + "\n  " + BY_TAG, True),
    ("", True),
    ('resources = ["*"]', True),
    ("resources = [aws_db_instance.db.arn]", True),
    ("resources = [aws_backup_vault.v.arn]", False),
    ('resources = ["arn:aws:rds:*:*:db:*"]', True),
    ('resources = ["arn:aws:rds:*:*:cluster:*"]', False),
    ('resources = ["arn:aws:rds:*:*:db:prod-*"]', True),
    ('resources = ["arn:aws:rds:*:*:db:test-*"]', False),
    ('resources = ["arn:aws:rds:eu-west-1:111111111111:db:prod-orders"]', True),
    ('resources = ["arn:aws:rds:*:${data.aws_caller_identity.me.account_id}:db:prod-*"]', True),
    ('resources = ["arn:aws:rds:eu-west-1:${var.x}:db:prod-other"]', False),
    ('resources = ["arn:aws:rds:eu-west-2:${var.x}:db:prod-orders"]', False),
    ('resources = ["arn:aws:dynamodb:eu-west-1:${var.x}:table/${var.x}"]', False),
    ('resources = ["arn:aws:rds:eu-west-2:111111111111:db:prod-orders"]', False),
    ('resources = ["arn:aws:rds:eu-west-1:333333333333:db:prod-orders"]', False),
    ('resources = ["arn:aws:dynamodb:*:*:table/*"]', False),
    ('resources = ["*"]\n  not_resources = [aws_db_instance.db.arn]', False),
    ('resources = ["*"]\n  not_resources = ["arn:aws:rds:*:*:db:prod-*"]', False),
    ('resources = ["*"]\n  ' + condition("string_equals", "daily"), True),
    ('resources = ["*"]\n  ' + condition("string_equals", "weekly"), False),
    ('resources = ["arn:aws:dynamodb:*:*:table/*"]\n  ' + condition("string_equals", "daily"), False),
    (condition("string_like", "dai*"), True),
    (condition("string_like", "week*"), False),
    (condition("string_not_equals", "daily"), False),
    (condition("string_not_like", "week*"), True),
])  # fmt: skip
def test_what_a_selection_assigns(how: str, covered: bool) -> None:
    assert of(database() + VAULT + plan() + selection(how)) == (COVERED if covered else PLAIN)


@pytest.mark.parametrize(("body", "how", "cause"), [
    ("tags = { backup = var.x }", BY_TAG, "var.x"),
    ("tags = var.x", BY_TAG, "var.x"),
    ('tags = { backup = "daily" }', BY_TAG.replace('"daily"', "var.x"), "var.x"),
    ('tags = { backup = "daily" }', BY_TAG.replace('"backup"', "var.x"), "var.x"),
    ("", "resources = var.x", "var.x"),
    ("", 'resources = ["arn:aws:rds:eu-west-1:${var.x}:db:prod-orders"]', "var.x"),
    ("", 'resources = ["arn:aws:rds:${var.x}:111111111111:db:prod-orders"]', "var.x"),
    ("", 'resources = ["arn:aws:rds:*:*:db:prod-${var.x}"]', "var.x"),
    ('tags = var.on ? { backup = "daily" } : {}', BY_TAG, "var.on"),
    ('tags = merge({ backup = "daily" }, var.x)', BY_TAG, "var.x"),
    ('tags = merge(var.x, { team = "a" })', BY_TAG, "var.x"),
])  # fmt: skip
def test_a_selection_that_code_cannot_decide(body: str, how: str, cause: str) -> None:
    found = of(database(body) + VAULT + plan() + selection(how))
    assert found == {**PLAIN, "data": f"unknown({cause})", "zone": f"unknown({cause})"}


def test_a_tag_that_is_given_last_counts_whatever_others_there_are() -> None:
    given = database('tags = merge(var.x, { backup = "daily" })')
    assert of(given + VAULT + plan() + selection(BY_TAG)) == COVERED
    other = database('tags = merge(var.x, { backup = "none" })')
    assert of(other + VAULT + plan() + selection(BY_TAG)) == PLAIN


def test_a_name_that_code_cannot_decide() -> None:
    text = database("tags = {}").replace('"prod-orders"', "var.x") + VAULT + plan()
    found = of(text + selection('resources = ["arn:aws:rds:*:*:db:prod-*"]'))
    assert found == {**PLAIN, "data": "unknown(var.x)", "zone": "unknown(var.x)"}


def test_an_open_name_in_an_arn_is_the_same_where_it_is_spelled_the_same() -> None:
    text = database("").replace('"prod-orders"', '"prod-${var.x}"') + VAULT + plan()
    assert of(text + selection('resources = ["arn:aws:rds:*:*:db:prod-${var.x}"]')) == COVERED


def test_a_plan_without_a_selection_backs_up_nothing() -> None:
    assert of(database() + VAULT + plan()) == PLAIN
    assert of(database() + VAULT + plan() + selection(top="count = 0")) == PLAIN


def test_default_tags_of_the_provider_count_beneath_its_own() -> None:
    tagged = HOME.replace(
        '["111111111111"]', '["111111111111"]\n  default_tags {\n    tags = { backup = "daily" }\n  }', 1
    )
    text = tagged + VAULT + plan() + selection()
    assert outcomes(text + database(""))["aws_db_instance.db"] == COVERED
    assert outcomes(text + database('tags = { backup = "none" }'))["aws_db_instance.db"] == PLAIN
    either = outcomes(text + database('tags = var.on ? { backup = "daily" } : { team = "a" }'))
    assert either["aws_db_instance.db"] == COVERED


@pytest.mark.parametrize("provider", ["aws.dr", "aws.vaulted"])
def test_a_selection_sees_its_own_region_and_account_only(provider: str) -> None:
    assert of(database() + VAULT + plan() + selection(top=f"provider = {provider}")) == PLAIN


def test_a_selection_in_another_root_of_the_same_place() -> None:
    files = {"app/main.tf": HOME + database(), "backup/main.tf": HOME + VAULT + plan() + selection()}
    assert outcomes(files)["aws_db_instance.db"] == COVERED
    elsewhere = {**files, "backup/main.tf": files["backup/main.tf"].replace("111111111111", "222222222222")}
    assert outcomes(elsewhere)["aws_db_instance.db"] == PLAIN


@pytest.mark.parametrize(("preference", "how", "expected"), [
    ("{ RDS = false }", BY_TAG, PLAIN),
    ("{ RDS = true }", BY_TAG, COVERED),
    ("{ EFS = false }", BY_TAG, COVERED),
    ("{ RDS = false }", "resources = [aws_db_instance.db.arn]", COVERED),
    ("{ RDS = false }", 'resources = ["arn:aws:rds:*:*:db:*"]', PLAIN),
    ("{ RDS = var.on }", BY_TAG, {**PLAIN, "data": "unknown(var.on)", "zone": "unknown(var.on)"}),
])  # fmt: skip
def test_a_service_that_is_not_opted_in(preference: str, how: str, expected: dict[str, str]) -> None:
    settings = f'resource "aws_backup_region_settings" "r" {{\n  resource_type_opt_in_preference = {preference}\n}}\n'
    assert of(database() + VAULT + plan() + selection(how) + settings) == expected


@pytest.mark.parametrize(("preference", "region"), [("false", "lost"), ("true", "recovers/restore")])
@pytest.mark.parametrize("kind", ["aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster"])
def test_a_cluster_is_not_taken_without_opt_in_even_where_it_is_named(kind: str, preference: str, region: str) -> None:
    settings = (
        'resource "aws_backup_region_settings" "r" {\n  resource_type_opt_in_preference = '
        f"{{ Aurora = {preference}, DocumentDB = {preference}, Neptune = {preference} }}\n}}\n"
    )
    cluster = f'resource "{kind}" "c" {{\n  cluster_identifier = "orders"\n}}\n'
    text = HOME + VAULT + far("aws.dr") + plan(COPY) + settings + cluster
    for how in (f"resources = [{kind}.c.arn]", 'resources = ["arn:aws:rds:eu-west-1:111111111111:cluster:orders"]'):
        assert outcomes(text + selection(how))[f"{kind}.c"]["region"] == region


def test_what_is_left_out_is_so_whatever_is_opted_in() -> None:
    settings = 'resource "aws_backup_region_settings" "r" {\n  resource_type_opt_in_preference = { RDS = false }\n}\n'
    how = 'resources = [aws_db_instance.db.arn]\n  not_resources = ["arn:aws:rds:*:*:db:*"]'
    assert of(database() + VAULT + plan() + selection(how) + settings) == PLAIN


NO_ACCOUNT = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
OPEN = {**PLAIN, "data": "unknown(provider.aws.account)", "zone": "unknown(provider.aws.account)"}


def by_profile(name: str) -> str:
    return NO_ACCOUNT.replace("\n}", f'\n  profile = "{name}"\n}}')


@pytest.mark.parametrize(("roots", "providers", "expected"), [
    (("live/prod/app", "live/prod/backup"), (NO_ACCOUNT, NO_ACCOUNT), COVERED),
    (("live/prod", "live/dev"), (NO_ACCOUNT, NO_ACCOUNT), OPEN),
    (("prod", "dev"), (NO_ACCOUNT, NO_ACCOUNT), OPEN),
    (("environments/eu", "environments/us"), (NO_ACCOUNT, NO_ACCOUNT), OPEN),
    (("app", "examples/backup"), (NO_ACCOUNT, NO_ACCOUNT), PLAIN),
    (("examples/app", "examples/backup"), (NO_ACCOUNT, NO_ACCOUNT), COVERED),
    (("app", "backup"), (by_profile("one"), by_profile("other")), OPEN),
    (("app", "backup"), (by_profile("one"), NO_ACCOUNT), OPEN),
    (("prod", "dev"), (by_profile("one"), by_profile("one")), COVERED),
    (("prod", "dev"), (HOME, HOME), COVERED),
])  # fmt: skip
def test_a_selection_in_another_root_whose_account_nothing_says(
    roots: tuple[str, str], providers: tuple[str, str], expected: dict[str, str]
) -> None:
    app, backup = (f"{root}/main.tf" for root in roots)
    found = outcomes({app: providers[0] + database(), backup: providers[1] + VAULT + plan() + selection()})
    assert found["aws_db_instance.db"] == expected


def far(provider: str) -> str:
    return f'resource "aws_backup_vault" "far" {{\n  provider = {provider}\n  name = "far"\n}}\n'


COPY = "copy_action {\n      destination_vault_arn = aws_backup_vault.far.arn\n    }"
RESTORE = "recovers/restore"


@pytest.mark.parametrize(("provider", "region", "account"), [
    ("aws.dr", RESTORE, "lost"), ("aws.vaulted", "lost", RESTORE), ("aws", "lost", "lost"),
])  # fmt: skip
def test_a_copy_in_a_vault_of_the_estate(provider: str, region: str, account: str) -> None:
    found = of(database() + VAULT + far(provider) + plan(COPY) + selection())
    assert found == {**COVERED, "region": region, "account": account}


def test_copies_between_two_profiles_may_leave_the_account() -> None:
    other = 'provider "aws" {\n  alias = "dr"\n  region = "eu-central-1"\n  profile = "other"\n}\n'
    text = database() + VAULT + far("aws.dr") + plan(COPY) + selection()
    found = outcomes(by_profile("one") + other + text)["aws_db_instance.db"]
    assert found == {**COVERED, "region": RESTORE, "account": "unknown(provider.aws.account)"}
    same = outcomes(by_profile("other") + other + text)["aws_db_instance.db"]
    assert same == {**COVERED, "region": RESTORE, "account": "lost"}


@pytest.mark.parametrize(("arn", "region", "account"), [
    ('"arn:aws:backup:eu-central-1:111111111111:backup-vault:far"', RESTORE, "lost"),
    ('"arn:aws:backup:eu-central-1:222222222222:backup-vault:far"', RESTORE, RESTORE),
    ('"arn:aws:backup:eu-west-1:111111111111:backup-vault:far"', "lost", "lost"),
    ("var.x", "unknown(var.x)", "unknown(var.x)"),
    ('"arn:aws:backup:eu-central-1:${var.x}:backup-vault:far"', RESTORE, "unknown(var.x)"),
    ('"arn:aws:backup:eu-west-1:${var.x}:backup-vault:far"', "lost", "unknown(var.x)"),
    ('"arn:aws:backup:${var.x}:222222222222:backup-vault:far"', "unknown(var.x)", RESTORE),
    ('"arn:aws:backup:eu-west-1:222222222222:backup-vault:${var.x}"', "lost", RESTORE),
    ('"arn:aws:backup:eu-central-1:${data.aws_caller_identity.me.account_id}:backup-vault:far"', RESTORE, "lost"),
])  # fmt: skip
def test_a_copy_in_a_vault_that_only_its_arn_names(arn: str, region: str, account: str) -> None:
    text = database() + VAULT + plan(COPY.replace("aws_backup_vault.far.arn", arn)) + selection()
    assert of(text) == {**COVERED, "region": region, "account": account}
    silent = HOME.replace('  allowed_account_ids = ["111111111111"]\n', "")
    assert outcomes(silent + text)["aws_db_instance.db"]["account"] == account, "the role of the selection tells"


@pytest.mark.parametrize(("where", "region", "account"), [
    ("eu-central-1:${var.x}", RESTORE, "unknown(var.x)"),
    ("eu-west-1:${var.x}", "lost", "unknown(var.x)"),
    ("eu-central-1:${data.aws_caller_identity.me.account_id}", RESTORE, "lost"),
])  # fmt: skip
def test_a_vault_of_the_name_stands_where_an_open_arn_says(where: str, region: str, account: str) -> None:
    silent = HOME.replace('  allowed_account_ids = ["111111111111"]\n', "")
    arn = f'"arn:aws:backup:{where}:backup-vault:v"'
    provider = "aws" if where.startswith("eu-west-1") else "aws.dr"
    here = far(provider).replace('"far"', '"v"')
    text = silent + database() + here + plan(COPY.replace("aws_backup_vault.far.arn", arn)) + selection()
    assert outcomes(text)["aws_db_instance.db"] == {**COVERED, "region": region, "account": account}


@pytest.mark.parametrize(("provider", "region", "account"), [
    ("aws.dr", RESTORE, "lost"), ("aws.vaulted", "lost", RESTORE), ("aws", "lost", "lost"),
])  # fmt: skip
def test_a_vault_that_is_looked_up_stands_where_its_data_source_looks(provider: str, region: str, account: str) -> None:
    source = f'data "aws_backup_vault" "far" {{\n  provider = {provider}\n  name = "Default"\n}}\n'
    copy = COPY.replace("aws_backup_vault.far", "data.aws_backup_vault.far")
    text = database() + VAULT + source + plan(copy) + selection()
    assert of(text) == {**COVERED, "region": region, "account": account}
    assert vault(database() + source + plan(copy)) == {
        **SERVICE, "data": RESTORE, "region": region, "account": account,
    }  # fmt: skip


def test_a_vault_in_the_account_of_the_role_that_the_provider_assumes() -> None:
    home = HOME.replace('["111111111111"]', "null", 1).replace("= null", "= null\n  assume_role {\n" + ROLE + "  }")
    same, other = (COPY.replace("aws_backup_vault.far.arn", arn) for arn in (
        '"arn:aws:backup:eu-central-1:${var.x}:backup-vault:far"',
        '"arn:aws:backup:eu-central-1:${data.aws_caller_identity.me.account_id}:backup-vault:far"',
    ))  # fmt: skip
    for copy in (same, other):
        found = outcomes(home + database() + VAULT + plan(copy) + selection())["aws_db_instance.db"]
        assert found == {**COVERED, "region": RESTORE, "account": "lost"}


ROLE = '    role_arn = "arn:aws:iam::${var.x}:role/deploy"\n'


def lock(more: str) -> str:
    return f"""
resource "aws_backup_vault_lock_configuration" "v" {{
  backup_vault_name  = aws_backup_vault.v.name
  min_retention_days = 7
  {more}
}}
"""


@pytest.mark.parametrize(("more", "account"), [
    ("", "lost"),
    ("changeable_for_days = 3", RESTORE),
    ("changeable_for_days = var.on ? 3 : null", "unknown(var.on)"),
    ("count = 0\n  changeable_for_days = 3", "lost"),
])  # fmt: skip
def test_only_a_compliance_lock_outlives_an_administrator(more: str, account: str) -> None:
    assert of(database() + VAULT + plan() + selection() + lock(more)) == {**COVERED, "account": account}


AIR_GAPPED = """
resource "aws_backup_logically_air_gapped_vault" "g" {
  name               = "g"
  min_retention_days = 7
  max_retention_days = 30
}
"""


def test_copies_in_an_air_gapped_vault() -> None:
    copy = COPY.replace("aws_backup_vault.far", "aws_backup_logically_air_gapped_vault.g")
    assert of(database() + VAULT + AIR_GAPPED + plan(copy) + selection()) == {**COVERED, "account": RESTORE}
    direct = "target_logically_air_gapped_backup_vault_arn = aws_backup_logically_air_gapped_vault.g.arn"
    assert of(database() + VAULT + AIR_GAPPED + plan(direct) + selection()) == {**COVERED, "account": RESTORE}


# --- the vaults themselves ----------------------------------------------------------------------------------------

SERVICE = {"instance": "continues/service", "zone": "continues/service"}


def vault(text: str, address: str = "aws_backup_vault.v") -> dict[str, str]:
    return outcomes(HOME + VAULT + text)[address]


@pytest.mark.parametrize(("text", "data", "account"), [
    ("", "lost", "lost"),
    (lock(""), RESTORE, "lost"),
    (lock("changeable_for_days = 3"), RESTORE, RESTORE),
    (lock("count = var.on ? 1 : 0"), "unknown(var.on)", "lost"),
])  # fmt: skip
def test_a_vault_and_its_lock(text: str, data: str, account: str) -> None:
    assert vault(text) == {**SERVICE, "data": data, "region": "lost", "account": account}


@pytest.mark.parametrize(("provider", "region", "account"), [
    ("aws.dr", RESTORE, "lost"), ("aws.vaulted", "lost", RESTORE), ("aws", "lost", "lost"),
])  # fmt: skip
def test_a_vault_and_the_copies_of_its_recovery_points(provider: str, region: str, account: str) -> None:
    expected = {**SERVICE, "data": RESTORE, "region": region, "account": account}
    text = far(provider) + plan(COPY)
    assert vault(text) == expected
    assert vault(text, "aws_backup_vault.far") == expected, "what was copied is a copy of the copy"


def test_what_one_rule_copies_to_several_vaults_is_a_copy_of_each_other() -> None:
    more = "\ncopy_action {\n destination_vault_arn = aws_backup_vault.apart.arn\n }"
    apart = 'resource "aws_backup_vault" "apart" {\n  name     = "apart"\n  provider = aws.vaulted\n}\n'
    text = far("aws.dr") + apart + plan(COPY + more)
    for name in ("v", "far", "apart"):
        found = vault(text, f"aws_backup_vault.{name}")
        assert found == {**SERVICE, "data": RESTORE, "region": RESTORE, "account": RESTORE}


def test_a_plan_that_may_not_exist_copies_nothing_for_sure() -> None:
    found = vault(far("aws.dr") + plan(COPY, top="count = var.on ? 1 : 0"))
    assert found == {**SERVICE, "data": "unknown(var.on)", "region": "unknown(var.on)", "account": "lost"}


def test_an_air_gapped_vault_is_always_locked() -> None:
    assert vault(AIR_GAPPED, "aws_backup_logically_air_gapped_vault.g") == {
        **SERVICE, "data": RESTORE, "region": "lost", "account": RESTORE,
    }  # fmt: skip


def test_the_evidence_is_the_copy_that_decides_and_no_open_name_beside_it() -> None:
    near, far = (COPY.replace("aws_backup_vault.far.arn", f'"arn:aws:backup:{place}:backup-vault:far"') for place in (
        "eu-west-1:111111111111", "eu-central-1:${var.x}",
    ))  # fmt: skip
    text = HOME + plan(f"{near}\n    {far}").replace('"daily"', '"daily-${var.on}"') + VAULT + selection() + database()
    line = 1 + next(n for n, line in enumerate(text.splitlines()) if "eu-central-1:${var.x}" in line)

    verdict = components(text)["aws_db_instance.db"].outcomes[Scenario.ACCOUNT]

    assert verdict.unknown == ("var.x",)
    assert [(e.address, e.attribute, e.line) for e in verdict.evidence] == [
        ("aws_backup_plan.p", "rule.0.copy_action.1.destination_vault_arn", line)
    ]
