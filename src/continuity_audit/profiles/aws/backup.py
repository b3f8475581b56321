"""AWS Backup: which components a plan covers, where its copies go, and which copies an administrator cannot delete.

Sources: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec.structs import replace

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_hold, all_of, any_of, as_truth, both, negate
from continuity_audit.estate.model import Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.backup_copies import (
    DEFAULT_KEY,
    ENCRYPTION,
    MANAGED_KEY,
    RETENTION,
    can_be_copied,
    can_leave_the_account,
    retention,
    takes,
)
from continuity_audit.profiles.aws.backup_selections import own_account, selections
from continuity_audit.profiles.elements import Element, each
from continuity_audit.profiles.places import (
    account_of,
    different,
    in_another_account,
    in_another_region,
    place_in,
    region_of,
)
from continuity_audit.profiles.profile import Claim, lost, recovers
from continuity_audit.profiles.references import Named, each_named
from continuity_audit.profiles.terms import Condition, Context, attribute, fact, walk

DOCUMENT: Final = "https://docs.aws.amazon.com/aws-backup/latest/devguide/"
ASSIGNING: Final = DOCUMENT + "assigning-resources.html"
LOCK: Final = DOCUMENT + "vault-lock.html"
COPIES: Final = DOCUMENT + "recov-point-create-a-copy.html"

Place: TypeAlias = Literal["region", "account"]
"""What a copy can be outside of."""

READS: Final = (
    "aws_backup_plan", "aws_backup_selection", "aws_backup_vault", "aws_backup_vault_lock_configuration",
    "aws_backup_logically_air_gapped_vault", "aws_backup_region_settings", DEFAULT_KEY,
)  # fmt: skip


# --- what the plans behind the selections do ----------------------------------------------------------------------


class Rule(NamedTuple):
    """A rule of a plan; ``path`` is where it stands there."""

    plan: Resource
    values: Value
    path: str


def rules(context: Context, wanted: Callable[[Rule], Value], *, heeding_locks: bool = True) -> Value:
    """Whether a rule of a plan that covers the component fulfils a condition, and its vault takes what it keeps."""

    def asked() -> Iterator[Callable[[], Value]]:
        for selection, covers in selections(context):
            value = selection.values.get("plan_id")
            for plan, is_plan in each_named(value, context.estate, "aws_backup_plan", near=selection):
                covered = all_of((lambda c=covers: c, lambda i=is_plan: i, lambda p=plan: p.exists))  # type: ignore[misc]
                yield lambda p=plan, c=covered: both(c, lambda: in_plan(p, asked_of))  # type: ignore[misc]

    def asked_of(rule: Rule) -> Value:
        if isinstance(rule.values, Unknown):
            return as_truth(Unknown(rule.values.causes, f"{rule.values.key} of {rule.plan.id}"))
        context.about(rule.plan).note("rule", walk(rule.values, "rule_name"))
        return both(not heeding_locks or _is_taken(rule, context), lambda: wanted(rule))

    return any_of(asked())


def _is_taken(rule: Rule, context: Context) -> Value:
    """Whether the locks of the vault that a rule fills take what it keeps, for as long as it keeps it."""
    return _is_taken_by(walk(rule.values, "target_vault_name"), retention(rule.values), rule.plan, context)


def _is_taken_by(vault: Value, kept: Value, plan: Resource, context: Context) -> Value:
    vaults = vaults_named(vault, plan, context)
    locks = (found for v in vaults for found in _locks_of(v, context))
    return takes(vaults, locks, kept, context)


def _locks_of(vault: Named, context: Context) -> Iterator[tuple[Resource, Value]]:
    """The locks of a vault, each with whether it is there."""
    for lock in context.estate.of_type("aws_backup_vault_lock_configuration"):
        name = lock.values.get("backup_vault_name")
        for named, there in each_named(name, context.estate, vault.resource.type, near=lock):
            if named is vault.resource:
                yield lock, all_hold(lock.exists, vault.there, there)


def in_plan(plan: Resource, holds: Callable[[Rule], Value]) -> Value:
    """Whether a rule of a plan fulfils a condition."""
    return any_of(
        lambda e=e: both(e.there, lambda: holds(Rule(plan, e.value, f"rule.{e.position}")))  # type: ignore[misc]
        for e in each(plan.values.get("rule"))
    )


def vaults_named(arn: Value, plan: Resource, context: Context) -> tuple[Named, ...]:
    types = ("aws_backup_vault", "aws_backup_logically_air_gapped_vault")
    return each_named(arn, context.estate, *types, near=plan)


def copied_by(context: Context, rule: Rule, holds: Callable[[Value], Value]) -> Value:
    """Whether a rule copies to a vault, by its ARN, that fulfils a condition."""

    def held(action: Element, target: Element) -> Value:
        path = f"{rule.path}.copy_action.{action.position}.destination_vault_arn"
        context.about(rule.plan).note(path, target.value)
        kept = retention(action.value)
        taken = kept is None or _is_taken_by(target.value, kept, rule.plan, context)
        return both(taken, lambda: holds(target.value))

    copied = any_of(
        lambda a=a, t=t: both(all_hold(a.there, t.there), lambda: held(a, t))  # type: ignore[misc]
        for a in each(rule.values, "copy_action")
        for t in each(a.value, "destination_vault_arn")
    )
    return both(can_be_copied(context), lambda: copied)


def copied_elsewhere(context: Context, plan: Resource, arn: Value, what: Place) -> Value:
    """Whether a copy to a vault leaves the region or account of the component.

    A vault that is looked up stands where its data source looks.
    """
    looked_up = context.estate.asking(arn, "aws_backup_vault", near=plan)
    vaults = vaults_named(arn, plan, context) or tuple(Named(source) for source in looked_up)
    if vaults:
        return any_of(lambda v=v: both(v.there, lambda: _apart(context, v.resource, arn, what)) for v in vaults)  # type: ignore[misc]
    if read_arn(arn) is None:
        return as_truth(Unknown(causes_of(arn), f"{key_of(arn)} {what}")) if causes_of(arn) else False
    return _named_elsewhere(context, arn, what)


def _apart(context: Context, vault: Resource, arn: Value, what: Place) -> Value:
    """Whether a vault is elsewhere; where only an open ARN says in which account it is, that decides."""
    if what == "region":
        return in_another_region(context.resource, vault)
    if account_of(vault) is None and isinstance(stated_account(arn), Unknown):
        return _named_elsewhere(context, arn, what)
    return in_another_account(context.resource, vault)


def _named_elsewhere(context: Context, arn: Value, what: Place) -> Value:
    """Whether the region or account that an ARN names is not that of the component."""
    there = place_in(arn, what)
    if there is None:
        return False
    here = region_of(context.resource) if what == "region" else own_account(context)
    return different(here, there, what, context.resource)


def stated_account(arn: Value) -> Value:
    """The account that the text of an ARN names."""
    return place_in(arn, "account") if read_arn(arn) else None


def _locked(context: Context, plan: Resource, name: Value) -> Value:
    """Whether a vault is locked in compliance mode (or is logically air-gapped, which always is)."""
    return any_of(
        lambda v=v: both(v.there, lambda: _is_locked(v.resource, context))  # type: ignore[misc]
        for v in vaults_named(name, plan, context)
    )


def _is_locked(vault: Resource, context: Context) -> Value:
    if vault.type == "aws_backup_logically_air_gapped_vault":
        return True
    return any_of(
        lambda lock=lock, there=there: both(there, lambda: COMPLIANCE.value(context.about(lock)))  # type: ignore[misc]
        for lock, there in _locks_of(Named(vault), context)
    )


COMPLIANCE = attribute("changeable_for_days").is_set


@fact("an AWS Backup plan selects it", reads=READS, remedy="select it in an `aws_backup_selection`")
def covered_by_plan(context: Context) -> Value:
    """Whether a backup plan covers the component."""
    return rules(context, lambda rule: True)


@fact(
    "an AWS Backup plan copies it to a vault in another region", reads=READS,
    remedy="add a `copy_action` to a vault in another region to its backup plan",
)  # fmt: skip
def plan_copies_to_another_region(context: Context) -> Value:
    """Whether a backup plan keeps a copy in another region."""
    return rules(context, lambda rule: copied_by(
        context, rule, lambda arn: copied_elsewhere(context, rule.plan, arn, "region")
    ))  # fmt: skip


@fact(
    "an AWS Backup plan copies it to a vault in another account", reads=READS,
    remedy="add a `copy_action` to a vault in another account to its backup plan",
)  # fmt: skip
def copied_to_another_account(context: Context) -> Value:
    """Whether a backup plan is to keep a copy in another account."""
    return rules(context, lambda rule: copied_by(
        context, rule, lambda arn: copied_elsewhere(context, rule.plan, arn, "account")
    ))  # fmt: skip


@fact(
    f"it is not encrypted with {MANAGED_KEY}", reads=(DEFAULT_KEY,),
    remedy="encrypt it with a customer managed key (`kms_key_id`)",
)  # fmt: skip
def leaves_the_account(context: Context) -> Value:
    """Whether copies to other accounts do not fail for the key that the component is encrypted with."""
    return can_leave_the_account(context)


plan_copies_to_another_account = copied_to_another_account & leaves_the_account


@fact(
    "its backups lie in a vault that is locked in compliance mode", reads=READS,
    remedy="lock its backup vault in compliance mode (`changeable_for_days`)",
)  # fmt: skip
def plan_vault_is_locked(context: Context) -> Value:
    """Whether a backup plan keeps its copies in a vault that even an administrator cannot empty."""

    def locked(rule: Rule) -> Value:
        targets = ("target_vault_name", "target_logically_air_gapped_backup_vault_arn")
        return any_of((
            *(lambda t=t: _locked(context, rule.plan, walk(rule.values, t)) for t in targets),
            lambda: copied_by(context, rule, lambda arn: _locked(context, rule.plan, arn)),
        ))  # fmt: skip

    return rules(context, locked)


@fact("the lock of the vault refuses what its AWS Backup plan keeps", reads=READS)
def refused_by_lock(context: Context) -> Value:
    """Whether a plan covers the component, and its retention is not what the lock of the vault asks for."""
    return rules(context, lambda rule: negate(_is_taken(rule, context)), heeding_locks=False)


RESTORE_TIME: Final = "30m-24h"

REFUSED: Final = lost("the lock of the vault refuses what its AWS Backup plan keeps: its retention is outside of the "
                      "lock's", when=refused_by_lock, source=RETENTION)  # fmt: skip
KEPT_HOME: Final = lost(f"AWS Backup copies nothing to another account that is encrypted with {MANAGED_KEY}",
                        when=copied_to_another_account & ~leaves_the_account, source=ENCRYPTION)  # fmt: skip


def plan(scenario: Scenario) -> tuple[Claim, ...]:
    """The rungs that AWS Backup adds to a ladder: restored from a recovery point that survives the scenario."""
    made: dict[Scenario, list[tuple[Condition, str, str]]] = {
        Scenario.REGION: [(plan_copies_to_another_region, "AWS Backup keeps a copy in another region", COPIES)],
        Scenario.ACCOUNT: [(plan_copies_to_another_account, "AWS Backup keeps a copy in another account", COPIES)],
    }
    covered: list[tuple[Condition, str, str]] = [
        (covered_by_plan, "an AWS Backup plan keeps recovery points of it", ASSIGNING)
    ]
    rest: dict[Scenario, tuple[Claim, ...]] = {Scenario.ACCOUNT: (IN_LOCKED_VAULT, KEPT_HOME), Scenario.REGION: ()}
    return (
        *(_restored(why, condition, source) for condition, why, source in made.get(scenario, covered)),
        *rest.get(scenario, (REFUSED,)),
    )


def _restored(why: str, when: Condition, source: str) -> Claim:
    return recovers("restore", why, when=when, rto=RESTORE_TIME, rpo="1h-24h", source=source)


IN_LOCKED_VAULT: Final = _restored(
    "its recovery points lie in a vault locked in compliance mode", plan_vault_is_locked, LOCK
)


def plan_for_each(kind: str, word: str, scenario: Scenario, *reads: str) -> tuple[Claim, ...]:
    """The rungs of `plan` where AWS Backup protects the parts of a component, companions of a type, one by one.

    It has to cover each of them; where the code knows of none, the component.
    """
    return tuple(replace(claim, when=_of_each(kind, word, claim.when, reads)) for claim in plan(scenario))


def _of_each(kind: str, word: str, condition: Condition, reads: tuple[str, ...]) -> Condition:
    @fact(f"{condition}, {word} by {word}", reads=(*READS, kind, *reads), remedy=condition.remedy())
    def covered(context: Context) -> Value:
        parts = [c for c in context.companions if c.type == kind]
        if not parts:
            return condition.value(context)
        result: Value = True
        for part in parts:
            about = replace(context.about(part), companions=())
            missing = both(part.exists, lambda a=about: negate(condition.value(a)))  # type: ignore[misc]
            result = both(result, lambda m=missing: negate(m))  # type: ignore[misc]
        return result

    return covered


__all__ = [
    "COMPLIANCE", "COPIES", "DOCUMENT", "IN_LOCKED_VAULT", "LOCK", "READS", "RESTORE_TIME", "Place", "Rule",
    "copied_by", "copied_elsewhere", "covered_by_plan", "in_plan", "leaves_the_account", "plan", "plan_for_each",
    "stated_account", "vaults_named",
]  # fmt: skip
