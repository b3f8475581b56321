"""AWS Backup: which components a plan covers, where its copies go, and which copies an administrator cannot delete.

Sources: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.values import (
    Choice,
    SetValue,
    Unknown,
    Value,
    any_of,
    as_truth,
    both,
    causes_of,
    equals,
    key_of,
    leaves,
    lift,
    negate,
    unmark,
)
from continuity_audit.profiles.places import account_of, different, in_another_account, in_another_region, region_of
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, attribute, companions, fact, walk

DOCUMENT: Final = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"
ASSIGNING: Final = DOCUMENT + "assigning-resources.html"
LOCK: Final = DOCUMENT + "vault-lock.html"
COPIES: Final = DOCUMENT + "recov-point-create-a-copy.html"

READS: Final = (
    "aws_backup_plan", "aws_backup_selection", "aws_backup_vault", "aws_backup_vault_lock_configuration",
    "aws_backup_logically_air_gapped_vault",
)  # fmt: skip

ARN_SERVICE: Final[Mapping[str, tuple[str, str]]] = {
    "aws_db_instance": ("rds", "db:"),
    "aws_rds_cluster": ("rds", "cluster:"),
    "aws_docdb_cluster": ("rds", "cluster:"),
    "aws_neptune_cluster": ("rds", "cluster:"),
    "aws_dynamodb_table": ("dynamodb", "table/"),
    "aws_efs_file_system": ("elasticfilesystem", "file-system/"),
    "aws_ebs_volume": ("ec2", "volume/"),
    "aws_instance": ("ec2", "instance/"),
    "aws_s3_bucket": ("s3", ""),
    "aws_fsx_windows_file_system": ("fsx", "file-system/"),
    "aws_fsx_lustre_file_system": ("fsx", "file-system/"),
    "aws_fsx_ontap_file_system": ("fsx", "file-system/"),
    "aws_fsx_openzfs_file_system": ("fsx", "file-system/"),
    "aws_redshift_cluster": ("redshift", "cluster:"),
    "aws_eks_cluster": ("eks", "cluster/"),
}
"""The services that AWS Backup protects, with the service and resource part of their ARNs."""


# --- which selections cover a component ---------------------------------------------------------------------------


def selections(context: Context) -> Iterator[tuple[Resource, Value]]:
    """The selections of the estate and whether each covers the component."""
    for selection in context.estate.of_type("aws_backup_selection"):
        covers = both(selection.exists, lambda s=selection: _covers(s, context))  # type: ignore[misc]
        if covers is not False:
            yield selection, covers


def _covers(selection: Resource, context: Context) -> Value:
    component = context.resource
    if component.type not in ARN_SERVICE:
        return False
    here = both(
        negate(in_another_region(selection, component)) if selection.root != component.root else _same(selection, component),
        lambda: _selected(selection, context),
    )
    return both(here, lambda: negate(_listed(selection.values.get("not_resources"), selection, context)))


def _same(selection: Resource, component: Resource) -> Value:
    """A selection sees its own region and account only."""
    return both(
        negate(in_another_region(selection, component)), lambda: negate(in_another_account(selection, component))
    )


def _selected(selection: Resource, context: Context) -> Value:
    values = selection.values
    listed = values.get("resources")
    tagged = values.get("selection_tag")
    conditions = values.get("condition")
    by_name = _listed(listed, selection, context) if listed not in (None, ()) else False
    by_tag = any_of(
        lambda t=t: _tagged(t, context) for t in _each(tagged)  # type: ignore[misc]
    )
    if conditions not in (None, ()):
        conditional = _meets_all(conditions, context)
        return both(conditional, lambda: True if listed in (None, ()) else by_name)
    return any_of((lambda: by_name, lambda: by_tag))


def _each(value: Value) -> Iterator[Value]:
    for leaf in leaves(unmark(value)):
        match leaf:
            case tuple(elements) | SetValue(elements=elements):
                yield from elements
            case None:
                pass
            case _:
                yield leaf


def _listed(value: Value, selection: Resource, context: Context) -> Value:
    return any_of(lambda e=element: lift(lambda v: _matches(v, selection, context), e) for element in _each(value))  # type: ignore[misc]


def _matches(arn: Value, selection: Resource, context: Context) -> Value:
    """Whether an entry of ``resources`` means the component: its own ARN, or a pattern that it falls under."""
    component = context.resource
    if isinstance(arn, Unknown):
        if arn.reference is not None:
            named = context.estate.named(arn, near=selection)
            return any(r.id == component.id or r.id in {c.id for c in context.companions} for r in named)
        return as_truth(Unknown(arn.causes, f"{arn.key} covers {component.id}"))
    if not isinstance(arn, str):
        return False
    if arn == "*":
        return True
    parts = arn.split(":", 5)
    service, prefix = ARN_SERVICE[component.type]
    if len(parts) < 6 or not fnmatch.fnmatchcase(service, parts[2]):
        return False
    return _pattern(parts[5], prefix, component)


def _pattern(pattern: str, prefix: str, component: Resource) -> Value:
    if pattern == "*" or pattern == f"{prefix}*":
        return True
    if prefix and not pattern.startswith(prefix):
        return False
    wanted = pattern.removeprefix(prefix)
    for name in ("identifier", "cluster_identifier", "name", "bucket", "id"):
        known = component.values.get(name)
        if isinstance(known, str):
            return fnmatch.fnmatchcase(known, wanted)
    return False


def _tagged(block: Value, context: Context) -> Value:
    """Whether the component carries the tag of a ``selection_tag`` block."""
    if isinstance(block, Unknown):
        return as_truth(Unknown(block.causes, f"{block.key} covers {context.resource.id}"))
    return lift(lambda key: _carries(key, walk(block, "value"), context), walk(block, "key"))


def _carries(key: Value, wanted: Value, context: Context) -> Value:
    if not isinstance(key, str):
        return as_truth(Unknown(causes_of(key), f"{key_of(key)} tags {context.resource.id}"))
    component = context.resource
    for source in ("tags", "provider default_tags"):
        tags = component.values.get("tags") if source == "tags" else component.provider.tags
        found = lift(lambda t: _entry(t, key), unmark(tags))
        if found is not None:
            context.note(f"tags.{key}", found)
            return equals(found, wanted)
    return False


def _entry(tags: Value, key: str) -> Value:
    match tags:
        case Mapping():
            return tags.get(key)
        case Unknown():
            return Unknown(tags.causes, f"{tags.key}[{key}]")
        case _:
            return None


def _meets_all(conditions: Value, context: Context) -> Value:
    """The ``condition`` blocks: every comparison in them must hold."""
    result: Value = True
    for condition in _each(conditions):
        for word, wanted in (("string_equals", True), ("string_like", True), ("string_not_equals", False)):
            for comparison in _each(walk(condition, word)):
                key = walk(comparison, "key")
                name = key.removeprefix("aws:ResourceTag/") if isinstance(key, str) else key
                held = _carries(name, walk(comparison, "value"), context)
                result = both(result, lambda h=held, w=wanted: h if w else negate(h))  # type: ignore[misc]
    return result


# --- what the plans behind the selections do ----------------------------------------------------------------------


def rules(context: Context, wanted: Callable[[Resource, Value], Value]) -> Value:
    """Whether a rule of a plan that covers the component fulfils a condition on (plan, rule)."""

    def asked() -> Iterator[Callable[[], Value]]:
        for selection, covers in selections(context):
            for plan in context.estate.named(selection.values.get("plan_id"), "aws_backup_plan", near=selection):
                for rule in _each(plan.values.get("rule")):
                    yield lambda p=plan, r=rule, c=covers: both(  # type: ignore[misc]
                        both(c, lambda: p.exists), lambda: _rule(context, p, r, wanted)
                    )

    return any_of(asked())


def _rule(context: Context, plan: Resource, rule: Value, wanted: Callable[[Resource, Value], Value]) -> Value:
    if isinstance(rule, Unknown):
        return as_truth(Unknown(rule.causes, f"{rule.key} of {plan.id}"))
    context.about(plan).note("rule", walk(rule, "rule_name"))
    return wanted(plan, rule)


def _vault(arn: Value, plan: Resource, context: Context) -> tuple[Resource, ...]:
    types = ("aws_backup_vault", "aws_backup_logically_air_gapped_vault")
    return context.estate.named(arn, *types, near=plan)


def _copies(rule: Value) -> Iterator[Value]:
    for copy in _each(walk(rule, "copy_action")):
        yield walk(copy, "destination_vault_arn")


def _place(arn: Value, part: int) -> Value:
    """The region (3) or account (4) that the ARN of a vault names."""
    return arn.split(":")[part] if isinstance(arn, str) and arn.count(":") >= 5 else None


def _copied_elsewhere(context: Context, plan: Resource, arn: Value, what: str) -> Value:
    """Whether a copy to a vault leaves the region or account of the component."""
    vaults = _vault(arn, plan, context)
    if vaults:
        apart = in_another_region if what == "region" else in_another_account
        return any_of(lambda v=v: apart(context.resource, v) for v in vaults)  # type: ignore[misc]
    here = region_of(context.resource) if what == "region" else account_of(context.resource)
    there = lift(lambda a: _place(a, 3 if what == "region" else 4), arn)
    if there is None:
        return as_truth(Unknown(causes_of(arn), f"{key_of(arn)} {what}")) if causes_of(arn) else False
    return different(here, there, what, context.resource)


def _locked(context: Context, plan: Resource, name: Value) -> Value:
    """Whether a vault is locked in compliance mode (or is logically air-gapped, which always is)."""
    vaults = _vault(name, plan, context)
    if any(v.type == "aws_backup_logically_air_gapped_vault" for v in vaults):
        return True
    return any_of(
        lambda lock=lock: _compliance(lock, context)  # type: ignore[misc]
        for lock in context.estate.of_type("aws_backup_vault_lock_configuration")
        if any(v in vaults for v in context.estate.named(lock.values.get("backup_vault_name"), "aws_backup_vault", near=lock))
    )


def _compliance(lock: Resource, context: Context) -> Value:
    context.about(lock).note("changeable_for_days", lock.values.get("changeable_for_days"))
    return both(lock.exists, lambda: COMPLIANCE.value(context.about(lock)))


COMPLIANCE = attribute("changeable_for_days").is_set


@fact("an AWS Backup plan selects it", reads=READS, remedy="select it in an `aws_backup_selection`")
def covered_by_plan(context: Context) -> Value:
    """Whether a backup plan covers the component."""
    return rules(context, lambda plan, rule: True)


@fact(
    "an AWS Backup plan copies it to a vault in another region", reads=READS,
    remedy="add a `copy_action` to a vault in another region to its backup plan",
)  # fmt: skip
def plan_copies_to_another_region(context: Context) -> Value:
    """Whether a backup plan keeps a copy in another region."""
    return rules(context, lambda plan, rule: any_of(
        lambda arn=arn: _copied_elsewhere(context, plan, arn, "region") for arn in _copies(rule)  # type: ignore[misc]
    ))  # fmt: skip


@fact(
    "an AWS Backup plan copies it to a vault in another account", reads=READS,
    remedy="add a `copy_action` to a vault in another account to its backup plan",
)  # fmt: skip
def plan_copies_to_another_account(context: Context) -> Value:
    """Whether a backup plan keeps a copy in another account."""
    return rules(context, lambda plan, rule: any_of(
        lambda arn=arn: _copied_elsewhere(context, plan, arn, "account") for arn in _copies(rule)  # type: ignore[misc]
    ))  # fmt: skip


@fact(
    "its backups lie in a vault that is locked in compliance mode", reads=READS,
    remedy="lock its backup vault in compliance mode (`changeable_for_days`)",
)  # fmt: skip
def plan_vault_is_locked(context: Context) -> Value:
    """Whether a backup plan keeps its copies in a vault that even an administrator cannot empty."""

    def locked(plan: Resource, rule: Value) -> Value:
        vaults = [walk(rule, "target_vault_name"), walk(rule, "target_logically_air_gapped_backup_vault_arn"), *_copies(rule)]
        return any_of(lambda v=v: _locked(context, plan, v) for v in vaults if v is not None)  # type: ignore[misc]

    return rules(context, locked)


RESTORE_TIME: Final = "30m-24h"


def plan(scenario: Scenario) -> tuple[Claim, ...]:
    """The rungs that AWS Backup adds to a ladder: restored from a recovery point that survives the scenario."""
    made = {
        Scenario.REGION: [(plan_copies_to_another_region, "AWS Backup keeps a copy in another region", COPIES)],
        Scenario.ACCOUNT: [
            (plan_copies_to_another_account, "AWS Backup keeps a copy in another account", COPIES),
            (plan_vault_is_locked, "its recovery points lie in a vault locked in compliance mode", LOCK),
        ],
    }.get(scenario, [(covered_by_plan, "an AWS Backup plan keeps recovery points of it", ASSIGNING)])
    return tuple(
        recovers("restore", why, when=condition, rto=RESTORE_TIME, rpo="1h-24h", source=source)
        for condition, why, source in made
    )


# --- the vault itself ---------------------------------------------------------------------------------------------


@fact("a plan copies its recovery points to a vault in another region", reads=READS)
def copied_out_of_region(context: Context) -> Value:
    """Whether a plan that fills this vault copies to another region."""
    return _filled(context, "region")


@fact("a plan copies its recovery points to a vault in another account", reads=READS)
def copied_out_of_account(context: Context) -> Value:
    """Whether a plan that fills this vault copies to another account."""
    return _filled(context, "account")


@fact("a plan copies its recovery points to another vault", reads=READS)
def copied_to_another_vault(context: Context) -> Value:
    """Whether a plan that fills this vault copies anywhere else."""
    return _filled(context, "")


def _filled(context: Context, what: str) -> Value:
    vault = context.resource

    def asked() -> Iterator[Callable[[], Value]]:
        for backup_plan in context.estate.of_type("aws_backup_plan"):
            for rule in _each(backup_plan.values.get("rule")):
                target = walk(rule, "target_vault_name")
                fills = vault in _vault(target, backup_plan, context)
                for arn in _copies(rule):
                    if fills and vault not in _vault(arn, backup_plan, context):
                        yield lambda p=backup_plan, a=arn: (  # type: ignore[misc]
                            _copied_elsewhere(context, p, a, what) if what else True
                        )
                    elif not fills and vault in _vault(arn, backup_plan, context):
                        # It holds the copies; what it was copied from is a copy of it.
                        sources = _vault(target, backup_plan, context)
                        apart = in_another_region if what == "region" else in_another_account
                        for source in sources:
                            yield lambda s=source: apart(vault, s) if what else True  # type: ignore[misc]

    return any_of(asked())


LOCKED_IN_ANY_MODE = companions("aws_backup_vault_lock_configuration").any()
LOCKED = companions("aws_backup_vault_lock_configuration").any(COMPLIANCE)

VAULT = Profile(
    type="aws_backup_vault",
    title="AWS Backup vault",
    kind=Kind.BACKUP_VAULT,
    stateful=True,
    folds=(Fold("aws_backup_vault_lock_configuration", by="backup_vault_name"),),
    reads=READS,
    data=(
        recovers("restore", "a vault lock keeps recovery points from being deleted by mistake", when=LOCKED_IN_ANY_MODE,
                 rto=RESTORE_TIME, rpo="0s", source=LOCK),
        recovers("restore", "copies of its recovery points lie in another vault", when=copied_to_another_vault,
                 rto=RESTORE_TIME, rpo="1h-24h", source=COPIES),
    ),
    instance=(continues("service", "recovery points are kept redundantly in the region", source=DOCUMENT),),
    zone=(continues("service", "recovery points are kept in several zones of the region", source=DOCUMENT),),
    region=(
        recovers("restore", "copies of its recovery points lie in another region", when=copied_out_of_region,
                 rto=RESTORE_TIME, rpo="1h-24h", source=COPIES),
    ),
    account=(
        recovers("restore", "copies of its recovery points lie in another account", when=copied_out_of_account,
                 rto=RESTORE_TIME, rpo="1h-24h", source=COPIES),
        recovers("restore", "its lock is in compliance mode: nobody can delete recovery points before their time",
                 when=LOCKED, rto=RESTORE_TIME, rpo="1h-24h", source=LOCK),
    ),
)  # fmt: skip

AIR_GAPPED = Profile(
    type="aws_backup_logically_air_gapped_vault",
    title="AWS Backup logically air-gapped vault",
    kind=Kind.BACKUP_VAULT,
    stateful=True,
    reads=READS,
    data=(recovers("restore", "the vault is always locked in compliance mode", rto=RESTORE_TIME,
                   source=DOCUMENT + "logicallyairgappedvault.html"),),
    instance=VAULT.instance,
    zone=VAULT.zone,
    region=VAULT.region,
    account=(recovers("restore", "the vault is always locked in compliance mode and can be shared to another account",
                      rto=RESTORE_TIME, rpo="1h-24h", source=DOCUMENT + "logicallyairgappedvault.html"),),
)  # fmt: skip

PROFILES = (VAULT, AIR_GAPPED)

__all__ = ["PROFILES", "READS", "Choice", "covered_by_plan", "plan"]
