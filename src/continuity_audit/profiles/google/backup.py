"""Google Cloud's Backup and DR Service: which components a plan covers, and where its vault keeps their backups.

Sources: https://docs.cloud.google.com/backup-disaster-recovery/docs/concepts/backup-vault,
https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/backup_dr_backup_vault
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from continuity_audit.estate.logic import all_hold, any_of, both
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.values import Value
from continuity_audit.profiles.google.locations import (
    PROVIDER,
    location_of_id,
    noted_place,
    outside_region_of,
    over_regions,
)
from continuity_audit.profiles.profile import Claim, Profile, continues, recovers
from continuity_audit.profiles.references import Named, each_meant, meant
from continuity_audit.profiles.terms import Context, attribute, fact

DOCUMENT: Final = "https://docs.cloud.google.com/backup-disaster-recovery/docs/concepts/backup-vault"
ASSOCIATION: Final = "google_backup_dr_backup_plan_association"
PLAN: Final = "google_backup_dr_backup_plan"
VAULT_TYPE: Final = "google_backup_dr_backup_vault"
READS: Final = (ASSOCIATION, PLAN, VAULT_TYPE)
RESTORE_TIME: Final = "30m-24h"


def _associations(context: Context) -> Iterator[Named]:
    """The associations of a plan with the component, each with whether it is one of it."""
    resource = context.resource
    for association in context.estate.of_type(ASSOCIATION):
        value = association.values.get("resource")
        for covered, there in each_meant(association, "resource", value, context.estate, resource.type):
            if covered is resource:
                yield Named(association, there)


def _covered(context: Context, wanted: Callable[[Resource], Value]) -> Value:
    """Whether an association covers the component and fulfils a condition."""

    def holds(association: Resource, covers: Value) -> Value:
        context.about(association).note("resource", association.values.get("resource"))
        return both(all_hold(association.exists, covers), lambda: wanted(association))

    return any_of(lambda a=a: holds(*a) for a in _associations(context))  # type: ignore[misc]


def _vault_place(association: Resource, context: Context) -> Value:
    """The location of the vault that an association's plan fills, as far as the code says it."""
    plan_name = association.values.get("backup_plan")
    for plan in meant(association, "backup_plan", plan_name, context.estate, PLAN):
        vault_name = plan.values.get("backup_vault")
        for vault in meant(plan, "backup_vault", vault_name, context.estate, VAULT_TYPE):
            return noted_place(context.about(vault), "location")
        return location_of_id(vault_name, f"{plan.address}.backup_vault")
    return location_of_id(plan_name, f"{association.address}.backup_plan")


@fact(
    "a backup plan of Backup and DR covers it", reads=READS, remedy=f"associate it with a backup plan (`{ASSOCIATION}`)"
)
def covered_by_plan(context: Context) -> Value:
    """Whether a backup plan is associated with the component."""
    return _covered(context, lambda association: True)


@fact(
    "its backup vault is in another region", reads=READS,
    remedy="associate it with a backup plan whose vault is in another region",
)  # fmt: skip
def vault_in_another_region(context: Context) -> Value:
    """Whether a vault outside its region keeps its backups."""
    return _covered(context, lambda a: outside_region_of(context.resource, _vault_place(a, context), context.estate))


def plan(scenario: Scenario) -> tuple[Claim, ...]:
    """The rungs that Backup and DR adds to a ladder: restored from a vault that survives the scenario."""
    condition, why = {
        Scenario.REGION: (vault_in_another_region, "a backup vault in another region keeps backups of it"),
        Scenario.ACCOUNT: (covered_by_plan, "a backup vault keeps its backups until their enforced retention ends"),
    }.get(scenario, (covered_by_plan, "a backup vault keeps backups of it"))
    return (recovers("restore", why, when=condition, rto=RESTORE_TIME, rpo="1h-24h", source=DOCUMENT),)


ENFORCED = attribute("backup_minimum_enforced_retention_duration").is_chosen
"""The provider requires it, and takes no less than a day: until it ends nobody can delete a backup."""

VAULT = Profile(
    type=VAULT_TYPE,
    title="Google Cloud backup vault (Backup and DR)",
    kind=Kind.BACKUP_VAULT,
    stateful=True,
    names=("backup_vault_id",),
    data=(recovers("restore", "nobody can delete its backups before their enforced retention ends", when=ENFORCED,
                   rto=RESTORE_TIME, source=DOCUMENT),),
    instance=(continues("service", "the service keeps backups redundantly", source=DOCUMENT),),
    zone=(continues("service", "the service keeps backups in several zones of the region", source=DOCUMENT),),
    region=(continues("service", "the vault is kept in several regions",
                      when=over_regions("location", "a multi-region"), source=PROVIDER + "backup_dr_backup_vault"),),
    account=(recovers("restore", "not even an administrator can delete a backup before its enforced retention ends",
                      when=ENFORCED, rto=RESTORE_TIME, rpo="1h-24h", source=DOCUMENT),),
)  # fmt: skip

# --- Backup for GKE -----------------------------------------------------------------------------------------------

GKE_PLAN: Final = "google_gke_backup_backup_plan"
GKE: Final = "https://docs.cloud.google.com/kubernetes-engine/docs/add-on/backup-for-gke/concepts/backup-for-gke"
LOCK_DAYS = attribute("retention_policy.backup_delete_lock_days", 0, PROVIDER + "gke_backup_backup_plan").above(0)
SCHEDULED = (
    (
        attribute("backup_schedule.cron_schedule").is_set
        | attribute("backup_schedule.rpo_config.target_rpo_minutes").above(0)
    )
    & ~attribute("deactivated", False, PROVIDER + "gke_backup_backup_plan").is_true
    & ~attribute("backup_schedule.paused", False, PROVIDER + "gke_backup_backup_plan").is_true
)


@fact("its location is another region than its cluster's", reads=("google_container_cluster",))
def apart_from_cluster(context: Context) -> Value:
    """Whether the cluster that it backs up, the source of its copies, stands in another region."""
    value = context.resource.values.get("cluster")
    clusters = meant(context.resource, "cluster", value, context.estate, "google_container_cluster")
    place = noted_place(context, "location")
    return any_of(lambda c=c: outside_region_of(c, place, context.estate) for c in clusters)  # type: ignore[misc]


GKE_BACKUP_PLAN = Profile(
    type=GKE_PLAN,
    title="Backup for GKE backup plan, with the backups that it keeps",
    kind=Kind.BACKUP_VAULT,
    stateful=True,
    component=SCHEDULED,
    reads=("google_container_cluster",),
    data=(recovers("restore", "a backup cannot be deleted while its delete lock runs", when=LOCK_DAYS, rto=RESTORE_TIME,
                   source=GKE),),
    instance=(continues("service", "backups are kept in Cloud Storage", source=GKE),),
    zone=(continues("service", "backups are kept in several zones of the region", source=GKE),),
    region=(recovers("restore", "the cluster that it copies stands in another region", when=apart_from_cluster,
                     rto=RESTORE_TIME, rpo="1h-24h", source=GKE),),
    account=(recovers("restore", "not even an administrator can delete a backup while its delete lock runs",
                      when=LOCK_DAYS, rto=RESTORE_TIME, rpo="1h-24h", source=GKE),),
)  # fmt: skip

PROFILES = (VAULT, GKE_BACKUP_PLAN)

__all__ = ["PROFILES", "READS", "plan"]
