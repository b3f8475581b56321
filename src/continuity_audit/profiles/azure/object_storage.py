"""Storage accounts with their containers, file shares and tables.

Sources: https://learn.microsoft.com/azure/storage/common/storage-redundancy,
https://learn.microsoft.com/azure/storage/blobs/soft-delete-blob-overview,
https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_hold, any_of, as_truth, at_least, both, either, equals, length_of, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.azure.backup import PROTECTED_SHARE, READS, plan
from continuity_audit.profiles.azure.blob_containers import CONTAINERS, names_each
from continuity_audit.profiles.azure.locations import LEARN, PROVIDER
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.places import in_another_account, in_another_region
from continuity_audit.profiles.profile import Fold, Profile, continues, lost, recovers
from continuity_audit.profiles.references import Named, each_meant, every, meant
from continuity_audit.profiles.terms import Condition, Context, Fact, Feasible, attribute, fact

STORAGE: Final = LEARN + "storage/"
REDUNDANCY: Final = STORAGE + "common/storage-redundancy"
FAILOVER: Final = STORAGE + "common/storage-disaster-recovery-guidance"
SOFT_DELETE: Final = STORAGE + "blobs/soft-delete-blob-overview"
VERSIONS: Final = STORAGE + "blobs/versioning-overview"
IMMUTABLE: Final = STORAGE + "blobs/immutable-storage-overview"
REPLICATION_PAGE: Final = STORAGE + "blobs/object-replication-overview"
ACCOUNT: Final = "azurerm_storage_account"
SHARE: Final = "azurerm_storage_share"
TABLE: Final = "azurerm_storage_table"
POLICY: Final = "azurerm_storage_container_immutability_policy"
REPLICATION: Final = "azurerm_storage_object_replication"
PAGE: Final = PROVIDER + "storage_account"

REDUNDANT = attribute("account_replication_type")
OVER_ZONES = REDUNDANT.one_of("ZRS", "GZRS", "RAGZRS")
OVER_REGIONS = REDUNDANT.one_of("GRS", "RAGRS", "GZRS", "RAGZRS")

# --- copies of what it holds --------------------------------------------------------------------------------------

FLAT = ~attribute("is_hns_enabled", False, PAGE).is_true


@fact("soft delete is on", remedy="write a `blob_properties.delete_retention_policy` block")
def soft_delete(context: Context) -> Value:
    """Whether deleted blobs are kept for some days."""
    path = "blob_properties.delete_retention_policy"
    there = at_least(length_of(context.read(path)), 1)
    days = context.read(f"{path}.days")
    if there is False:
        context.note(path, None)
    else:
        context.note(f"{path}.days", lift(lambda n: 7 if n is None else n, days), PAGE if days is None else "")
    return there


DELETED_KEPT = FLAT & soft_delete
"""With a hierarchical namespace soft delete keeps nothing of what is overwritten."""
VERSIONED = Feasible(attribute("blob_properties.versioning_enabled", False, PAGE).is_true, FLAT)
LOCKED = attribute("immutability_policy.state").equals("Locked")
HOLDS_SHARES = companions(SHARE).any()
HOLDS_TABLES = companions(TABLE).any()


FOR_SHARES = attribute("account_kind", "StorageV2", PAGE).equals("FileStorage") | (
    HOLDS_SHARES & ~companions(*CONTAINERS).any()
)


@fact("nothing but shares is in it")
def only_shares(context: Context) -> Value:
    """Whether it holds nothing but shares; without a remedy, as to make it so would help no blob."""
    return context.ask(FOR_SHARES)


@fact("every file share of it in the code is backed up", reads=(PROTECTED_SHARE,))
def shares_protected(context: Context) -> Value:
    """Whether a backup item covers each file share that the code makes; false where it makes none."""
    shares = [c for c in context.companions if c.type == SHARE]
    result: Value = bool(shares)
    for share in shares:
        result = both(result, lambda s=share: either(negate(s.exists), lambda: _protected(s, context)))  # type: ignore[misc]
    return result


def _protected(share: Resource, context: Context) -> Value:
    def covers(item: Resource) -> Value:
        value = item.values.get("source_file_share_name")
        context.about(item).note("source_file_share_name", value)
        found = meant(item, "source_file_share_name", value, context.estate, SHARE)
        return share in found if found else equals(value, share.values.get("name"))

    return any_of(
        lambda i=i: both(i.exists, lambda: covers(i))  # type: ignore[misc]
        for i in context.estate.of_type(PROTECTED_SHARE)
    )


def _whole(blobs: Condition) -> Condition:
    """The condition that nothing but blobs is held, and they are copied; or that shares are backed up, too."""
    return ~HOLDS_TABLES & ((~only_shares & ~HOLDS_SHARES & blobs) | (shares_protected & (only_shares | blobs)))


# --- what administrators cannot delete, and object replication ----------------------------------------------------


@fact(
    "every container of it in the code has a locked immutability policy", reads=(POLICY,),
    remedy=f"add a `{POLICY}` with `locked = true` to each container",
)  # fmt: skip
def containers_locked(context: Context) -> Value:
    """Whether a locked time-based policy covers each container; false where the code makes none."""
    containers = [c for c in context.companions if c.type in CONTAINERS]
    policies = [c for c in context.companions if c.type == POLICY]
    result: Value = bool(containers)
    for container in containers:
        own = [p for p in policies if container in _container_of(p, context)]
        locked = any_of(
            lambda p=p: both(p.exists, lambda: attribute("locked", False).is_true.value(context.about(p)))  # type: ignore[misc]
            for p in own
        )
        result = both(result, lambda locked=locked: locked)  # type: ignore[misc]
    return result


def _container_of(policy: Resource, context: Context) -> tuple[Resource, ...]:
    by = "storage_container_resource_manager_id"
    return meant(policy, by, policy.values.get(by), context.estate, *CONTAINERS)


def _replications(context: Context) -> Iterator[Named]:
    """The object replications that have the account as their source, each with whether they do."""
    by = "source_storage_account_id"
    for replication in context.estate.of_type(REPLICATION):
        for source, there in each_meant(replication, by, replication.values.get(by), context.estate, ACCOUNT):
            if source is context.resource:
                yield Named(replication, all_hold(replication.exists, there))


def _takes_all(replication: Resource, context: Context) -> Value:
    """Whether the rules of a replication name every container that the code makes in the account."""
    filtered = any(True for _ in every(replication.values, "rules.filter_out_blobs_with_prefix"))
    return False if filtered else names_each(replication, "rules.source_container_name", context)


def _replicated(what: str) -> Fact:
    """The condition that object replication copies every container to an account in another region or subscription."""
    asked = in_another_region if what == "region" else in_another_account
    by = "destination_storage_account_id"

    def apart(replication: Resource, context: Context) -> Value:
        value = replication.values.get(by)
        context.about(replication).note(by, value)

        def elsewhere(value: Value) -> Value:
            for other in meant(replication, by, value, context.estate, ACCOUNT):
                return asked(context.resource, other)
            return as_truth(Unknown(causes_of(value) or frozenset({by}), f"{what} of {key_of(value)}"))

        return lift(elsewhere, value)

    @fact(
        f"object replication copies each of its containers to an account in another {what}",
        reads=(REPLICATION, ACCOUNT),
        remedy=f"add an `{REPLICATION}` of every container to an account in another {what}",
    )
    def replicated(context: Context) -> Value:
        def holds(replication: Resource) -> Value:
            return both(_takes_all(replication, context), lambda: apart(replication, context))

        return any_of(lambda r=r: both(r.there, lambda: holds(r.resource)) for r in _replications(context))  # type: ignore[misc]

    return replicated


BLOBS_ALONE = ~HOLDS_SHARES & ~HOLDS_TABLES
REPLICATED_ELSEWHERE = BLOBS_ALONE & _replicated("region")
COPIED: Final = recovers("promotion", "object replication keeps a copy in an account of another region",
                         when=REPLICATED_ELSEWHERE, rto="5m-4h", rpo="1m-1h", source=REPLICATION_PAGE)  # fmt: skip

STORAGE_ACCOUNT = Profile(
    type=ACCOUNT,
    title="Storage account with its containers, shares, queues and tables",
    kind=Kind.OBJECT_STORAGE,
    stateful=True,
    folds=(
        *(
            Fold(type_, by=by)
            for type_ in (*CONTAINERS, SHARE, TABLE, "azurerm_storage_queue", "azurerm_storage_blob")
            for by in ("storage_account_name", "storage_account_id")
        ),
        *(Fold(POLICY, by="storage_container_resource_manager_id", of=container) for container in CONTAINERS),
        Fold("azurerm_storage_management_policy", by="storage_account_id"),
        Fold("azurerm_storage_account_static_website", by="storage_account_id"),
    ),
    reads=READS,
    data=(
        recovers("restore", "versioning keeps what is overwritten or deleted", when=_whole(VERSIONED), rto="5m-8h",
                 source=VERSIONS),
        recovers("restore", "soft delete keeps what is overwritten or deleted for days", when=_whole(DELETED_KEPT),
                 rto="5m-8h", source=SOFT_DELETE),
        recovers("restore", "a locked policy keeps blobs from being overwritten or deleted",
                 when=_whole(LOCKED | containers_locked), rto="5m-8h", source=IMMUTABLE),
        *(
            recovers("restore", claim.why, when=_whole(claim.when), rto="30m-24h", rpo="1h-24h",
                     source=claim.source)
            for claim in plan(Scenario.DATA)
        ),
    ),
    instance=(continues("service", "three copies or more of everything are kept", source=REDUNDANCY),),
    zone=(
        continues("service", "copies are kept in three zones", when=OVER_ZONES, source=REDUNDANCY),
        recovers("promotion", "the account can be failed over to its copy in the paired region", when=OVER_REGIONS,
                 rto="1h-4h", rpo="0s-15m", source=FAILOVER),
        COPIED,
        *plan(Scenario.ZONE),
        lost("locally redundant copies are all in one data center", source=REDUNDANCY),
    ),
    region=(
        recovers("promotion", "the account can be failed over to its copy in the paired region", when=OVER_REGIONS,
                 rto="1h-4h", rpo="0s-15m", source=FAILOVER),
        COPIED,
        *plan(Scenario.REGION),
        lost("all its copies are in one region", source=REDUNDANCY),
    ),
    account=(
        recovers("restore", "object replication keeps a copy in an account of another subscription",
                 when=BLOBS_ALONE & _replicated("subscription"), rto="1h-24h", rpo="1m-1h", source=REPLICATION_PAGE),
        recovers("restore", "its immutability policy is locked: nobody can delete a blob before its time",
                 when=LOCKED & BLOBS_ALONE, rto="1h-24h", source=IMMUTABLE),
        recovers("restore", "a locked policy on each container keeps blobs from being deleted, and so the account",
                 when=containers_locked & BLOBS_ALONE, rto="1h-24h", source=IMMUTABLE),
        *plan(Scenario.ACCOUNT),
    ),
)  # fmt: skip

PROFILES: Final = (STORAGE_ACCOUNT,)

__all__ = ["PROFILES"]
