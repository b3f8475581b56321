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
from continuity_audit.estate.logic import all_of, any_of, as_truth, both, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.backup_selections import own_account, selections
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.elements import Element, each
from continuity_audit.profiles.places import (
    account_of,
    different,
    in_another_account,
    in_another_region,
    place_in,
    region_of,
)
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
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
    "aws_backup_logically_air_gapped_vault", "aws_backup_region_settings",
)  # fmt: skip


# --- what the plans behind the selections do ----------------------------------------------------------------------


class Rule(NamedTuple):
    """A rule of a plan; ``path`` is where it stands there."""

    plan: Resource
    values: Value
    path: str


def rules(context: Context, wanted: Callable[[Rule], Value]) -> Value:
    """Whether a rule of a plan that covers the component fulfils a condition."""

    def asked() -> Iterator[Callable[[], Value]]:
        for selection, covers in selections(context):
            value = selection.values.get("plan_id")
            for plan, is_plan in each_named(value, context.estate, "aws_backup_plan", near=selection):
                covered = all_of((lambda c=covers: c, lambda i=is_plan: i, lambda p=plan: p.exists))  # type: ignore[misc]
                yield lambda p=plan, c=covered: both(c, lambda: _in_plan(p, asked_of))  # type: ignore[misc]

    def asked_of(rule: Rule) -> Value:
        if isinstance(rule.values, Unknown):
            return as_truth(Unknown(rule.values.causes, f"{rule.values.key} of {rule.plan.id}"))
        context.about(rule.plan).note("rule", walk(rule.values, "rule_name"))
        return wanted(rule)

    return any_of(asked())


def _in_plan(plan: Resource, holds: Callable[[Rule], Value]) -> Value:
    """Whether a rule of a plan fulfils a condition."""
    return any_of(
        lambda e=e: both(e.there, lambda: holds(Rule(plan, e.value, f"rule.{e.position}")))  # type: ignore[misc]
        for e in each(plan.values.get("rule"))
    )


def _vault(arn: Value, plan: Resource, context: Context) -> tuple[Named, ...]:
    types = ("aws_backup_vault", "aws_backup_logically_air_gapped_vault")
    return each_named(arn, context.estate, *types, near=plan)


def _is_vault(vault: Resource, arn: Value, plan: Resource, context: Context) -> Value:
    """Whether a value names a vault."""
    named = any_of(lambda n=n: n.there for n in _vault(arn, plan, context) if n.resource is vault)  # type: ignore[misc]
    account = _stated_account(arn)
    if not isinstance(account, Unknown):
        return named
    return both(named, lambda: negate(different(account_of(vault), account, "account", vault)))


def _copied(context: Context, rule: Rule, holds: Callable[[Value], Value]) -> Value:
    """Whether a rule copies to a vault, by its ARN, that fulfils a condition."""

    def held(target: Element) -> Value:
        path = f"{rule.path}.copy_action.{target.position}.destination_vault_arn"
        context.about(rule.plan).note(path, target.value)
        return holds(target.value)

    targets = each(rule.values, "copy_action.destination_vault_arn")
    return any_of(lambda t=t: both(t.there, lambda: held(t)) for t in targets)  # type: ignore[misc]


def _copied_elsewhere(context: Context, plan: Resource, arn: Value, what: Place) -> Value:
    """Whether a copy to a vault leaves the region or account of the component.

    A vault that is looked up stands where its data source looks.
    """
    looked_up = context.estate.asking(arn, "aws_backup_vault", near=plan)
    vaults = _vault(arn, plan, context) or tuple(Named(source) for source in looked_up)
    if vaults:
        return any_of(lambda v=v: both(v.there, lambda: _apart(context, v.resource, arn, what)) for v in vaults)  # type: ignore[misc]
    if read_arn(arn) is None:
        return as_truth(Unknown(causes_of(arn), f"{key_of(arn)} {what}")) if causes_of(arn) else False
    return _named_elsewhere(context, arn, what)


def _apart(context: Context, vault: Resource, arn: Value, what: Place) -> Value:
    """Whether a vault is elsewhere; where only an open ARN says in which account it is, that decides."""
    if what == "region":
        return in_another_region(context.resource, vault)
    if account_of(vault) is None and isinstance(_stated_account(arn), Unknown):
        return _named_elsewhere(context, arn, what)
    return in_another_account(context.resource, vault)


def _named_elsewhere(context: Context, arn: Value, what: Place) -> Value:
    """Whether the region or account that an ARN names is not that of the component."""
    there = place_in(arn, what)
    if there is None:
        return False
    here = region_of(context.resource) if what == "region" else own_account(context)
    return different(here, there, what, context.resource)


def _stated_account(arn: Value) -> Value:
    """The account that the text of an ARN names."""
    return place_in(arn, "account") if read_arn(arn) else None


def _locked(context: Context, plan: Resource, name: Value) -> Value:
    """Whether a vault is locked in compliance mode (or is logically air-gapped, which always is)."""
    return any_of(
        lambda v=v: both(v.there, lambda: _is_locked(v.resource, context))  # type: ignore[misc]
        for v in _vault(name, plan, context)
    )


def _is_locked(vault: Resource, context: Context) -> Value:
    if vault.type == "aws_backup_logically_air_gapped_vault":
        return True
    return any_of(
        lambda lock=lock, n=n: both(n.there, lambda: _compliance(lock, context))  # type: ignore[misc]
        for lock in context.estate.of_type("aws_backup_vault_lock_configuration")
        for n in each_named(lock.values.get("backup_vault_name"), context.estate, vault.type, near=lock)
        if n.resource is vault
    )


def _compliance(lock: Resource, context: Context) -> Value:
    context.about(lock).note("changeable_for_days", lock.values.get("changeable_for_days"))
    return both(lock.exists, lambda: COMPLIANCE.value(context.about(lock)))


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
    return rules(context, lambda rule: _copied(
        context, rule, lambda arn: _copied_elsewhere(context, rule.plan, arn, "region")
    ))  # fmt: skip


@fact(
    "an AWS Backup plan copies it to a vault in another account", reads=READS,
    remedy="add a `copy_action` to a vault in another account to its backup plan",
)  # fmt: skip
def plan_copies_to_another_account(context: Context) -> Value:
    """Whether a backup plan keeps a copy in another account."""
    return rules(context, lambda rule: _copied(
        context, rule, lambda arn: _copied_elsewhere(context, rule.plan, arn, "account")
    ))  # fmt: skip


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
            lambda: _copied(context, rule, lambda arn: _locked(context, rule.plan, arn)),
        ))  # fmt: skip

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


def _filled(context: Context, what: Place | Literal[""]) -> Value:
    vault = context.resource

    def copied(rule: Rule, target: Value, arn: Value) -> Value:
        """Whether a copy of what the vault holds is elsewhere.

        Of what is copied to it, the source is one, and so is what the same rule copies to other vaults.
        """
        plan = rule.plan
        fills, holds = (_is_vault(vault, name, plan, context) for name in (target, arn))
        return any_of((
            lambda: all_of((
                lambda: fills, lambda: negate(holds),
                lambda: _copied_elsewhere(context, plan, arn, what) if what else True,
            )),
            lambda: all_of((
                lambda: holds,
                lambda: _copied(context, rule, lambda other: both(
                    negate(_is_vault(vault, other, plan, context)),
                    lambda: _copied_elsewhere(context, plan, other, what) if what else True,
                )),
            )),
            lambda: all_of((
                lambda: holds, lambda: negate(fills),
                lambda: any_of(
                    lambda s=s: both(s.there, lambda: apart(vault, s.resource))  # type: ignore[misc]
                    for s in _vault(target, plan, context)
                ),
            )),
        ))  # fmt: skip

    def apart(one: Resource, other: Resource) -> Value:
        return {"region": in_another_region, "account": in_another_account}[what](one, other) if what else True

    def holds(rule: Rule) -> Value:
        target = walk(rule.values, "target_vault_name")
        return _copied(context, rule, lambda arn: copied(rule, target, arn))

    return any_of(
        lambda p=p: both(p.exists, lambda: _in_plan(p, holds))  # type: ignore[misc]
        for p in context.estate.of_type("aws_backup_plan")
    )


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

__all__ = ["PROFILES", "READS", "covered_by_plan", "plan", "plan_for_each"]
