"""The vaults of AWS Backup, and where copies of their recovery points lie.

Sources: https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/logicallyairgappedvault.html
"""

from __future__ import annotations

from typing import Literal

from continuity_audit.estate.logic import all_of, any_of, both, negate
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.backup import (
    COMPLIANCE,
    COPIES,
    DOCUMENT,
    LOCK,
    READS,
    RESTORE_TIME,
    Place,
    Rule,
    copied_by,
    copied_elsewhere,
    in_plan,
    stated_account,
    vaults_named,
)
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import account_of, different, in_another_account, in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, fact, walk


def _is_vault(vault: Resource, arn: Value, plan: Resource, context: Context) -> Value:
    """Whether a value names a vault."""
    named = any_of(lambda n=n: n.there for n in vaults_named(arn, plan, context) if n.resource is vault)  # type: ignore[misc]
    account = stated_account(arn)
    if not isinstance(account, Unknown):
        return named
    return both(named, lambda: negate(different(account_of(vault), account, "account", vault)))


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
                lambda: copied_elsewhere(context, plan, arn, what) if what else True,
            )),
            lambda: all_of((
                lambda: holds,
                lambda: copied_by(context, rule, lambda other: both(
                    negate(_is_vault(vault, other, plan, context)),
                    lambda: copied_elsewhere(context, plan, other, what) if what else True,
                )),
            )),
            lambda: all_of((
                lambda: holds, lambda: negate(fills),
                lambda: any_of(
                    lambda s=s: both(s.there, lambda: apart(vault, s.resource))  # type: ignore[misc]
                    for s in vaults_named(target, plan, context)
                ),
            )),
        ))  # fmt: skip

    def apart(one: Resource, other: Resource) -> Value:
        return {"region": in_another_region, "account": in_another_account}[what](one, other) if what else True

    def holds(rule: Rule) -> Value:
        target = walk(rule.values, "target_vault_name")
        return copied_by(context, rule, lambda arn: copied(rule, target, arn))

    return any_of(
        lambda p=p: both(p.exists, lambda: in_plan(p, holds))  # type: ignore[misc]
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

__all__ = ["PROFILES"]
