"""Spanner, Firestore and the Realtime Database of Firebase.

Sources: https://docs.cloud.google.com/spanner/docs/instance-configurations,
https://docs.cloud.google.com/spanner/docs/pitr,
https://docs.cloud.google.com/firestore/native/docs/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from continuity_audit.estate.identity import same
from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import any_of, as_truth, both, either
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.google.locations import PROVIDER, over_regions, texts
from continuity_audit.profiles.places import SEVERAL_REGIONS, account_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.references import each_meant, meant
from continuity_audit.profiles.terms import Context, attribute, fact

SPANNER: Final = "https://docs.cloud.google.com/spanner/docs/"
FIRESTORE: Final = "https://docs.cloud.google.com/firestore/native/docs/"
FIREBASE: Final = "https://firebase.google.com/docs/database/backups"

# --- Spanner ------------------------------------------------------------------------------------------------------

SPANNER_CONFIG: Final = "google_spanner_instance_config"
SPANNER_DATABASE: Final = "google_spanner_database"
SPANNER_SCHEDULE: Final = "google_spanner_backup_schedule"


DUAL: Final = "dual-region-"
"""How the names of configurations over two regions begin."""


def _configuration(context: Context) -> Value:
    """The instance configuration, or the one that a configuration of the estate is based on."""
    value = context.read("config")
    context.note("config", value)
    for custom in meant(context.resource, "config", value, context.estate, SPANNER_CONFIG):
        context.about(custom).note("base_config", custom.values.get("base_config"))
        return custom.values.get("base_config")
    return value


def _several(context: Context, what: str, names: Callable[[str], bool]) -> Value:
    """Whether the configuration is one of those over several regions that ``names`` tells by their name."""

    def several(value: Value) -> Value:
        if isinstance(value, Unknown):
            if value.starts.rpartition("/")[2].startswith("regional-"):
                return False
            return as_truth(Unknown(value.causes, f"{value.key} is a {what} configuration"))
        if not isinstance(value, str):
            return False
        name = value.rpartition("/")[2].lower()
        if names(name):
            return True
        if name.startswith(("regional-", DUAL)) or name in SEVERAL_REGIONS:
            return False
        cause = name if name.startswith("custom-") else f"{context.resource.address}.config"
        return as_truth(Unknown(frozenset({cause}), f"{name} is a {what} configuration"))

    return lift(several, unmark(_configuration(context)))


@fact(
    "its `config` is a multi-region configuration",
    remedy="choose a multi-region configuration, such as `eur3`, as `config`",
)
def spanner_over_regions(context: Context) -> Value:
    """Whether the configuration keeps replicas in three regions or more; ``regional-…`` keeps them in one."""
    return _several(context, "multi-region", lambda name: name in SEVERAL_REGIONS)


@fact("its `config` is a dual-region configuration")
def spanner_in_two_regions(context: Context) -> Value:
    """Whether the configuration keeps replicas in two regions, each of which is needed for a quorum."""
    return _several(context, "dual-region", lambda name: name.startswith(DUAL))


@fact(
    "each of its databases has a backup schedule, or is protected from being dropped and keeps its versions for "
    "longer than an hour",
    reads=(SPANNER_DATABASE, SPANNER_SCHEDULE),
    remedy=f'add a `{SPANNER_SCHEDULE}` for each database, or set `default_backup_schedule_type = "AUTOMATIC"`',
)
def databases_kept(context: Context) -> Value:
    """Whether there is a copy of every database that the estate makes; of those made elsewhere, a schedule for one."""
    schedules = [c for c in context.companions if c.type == SPANNER_SCHEDULE]
    databases = [c for c in context.companions if c.type == SPANNER_DATABASE]
    if not databases:
        return any_of(lambda s=s: _scheduled(s, context) for s in schedules)  # type: ignore[misc]
    covered: Value = True
    for database in databases:
        scheduled = any_of(
            lambda s=s, d=database: both(_names(s, d, context), lambda: _scheduled(s, context))  # type: ignore[misc]
            for s in schedules
        )
        kept = either(scheduled, lambda d=database: PITR_SET.value(context.about(d)))  # type: ignore[misc]
        covered = both(covered, lambda kept=kept: kept)  # type: ignore[misc]
    return covered


def _scheduled(schedule: Resource, context: Context) -> Value:
    context.about(schedule).note("database", schedule.values.get("database"))
    return schedule.exists


def _names(schedule: Resource, database: Resource, context: Context) -> Value:
    named = each_meant(schedule, "database", schedule.values.get("database"), context.estate, SPANNER_DATABASE)
    return any_of(lambda n=n: n.there for n in named if n.resource.id == database.id)  # type: ignore[misc]


PITR_SET = (
    attribute("enable_drop_protection", False, PROVIDER + "spanner_database").is_true
    & attribute("version_retention_period").is_set
    & ~attribute("version_retention_period").one_of("1h", "60m", "3600s")
)
"""Earlier versions go with their database: they are a copy where nobody can drop it. All databases keep an hour."""
AUTOMATIC = attribute("default_backup_schedule_type", "NONE", PROVIDER + "spanner_instance").equals("AUTOMATIC")


def _spanner_regions(context: Context) -> tuple[str, ...]:
    return tuple(t.rpartition("/")[2].removeprefix("regional-") for t in texts(context.read("config")))


SPANNER_INSTANCE = Profile(
    type="google_spanner_instance",
    title="Spanner instance with its databases",
    kind=Kind.DATABASE,
    stateful=True,
    names=("name", "display_name"),
    folds=(
        Fold(SPANNER_DATABASE, by="instance"),
        Fold(SPANNER_SCHEDULE, by="instance"),
        Fold("google_spanner_instance_partition", by="instance"),
    ),
    reads=(SPANNER_CONFIG,),
    regions=_spanner_regions,
    data=(
        recovers("restore", "a copy of each of its databases is kept: by a backup schedule, or as earlier versions of "
                 "one that nobody can drop", when=databases_kept, rto="30m-12h", rpo="0s-24h",
                 source=SPANNER + "backup"),
        recovers("restore", "its databases get a default backup schedule", when=AUTOMATIC, rto="30m-12h",
                 rpo="0s-24h", source=SPANNER + "backup"),
    ),
    instance=(continues("service", "Spanner keeps three replicas or more of everything",
                        source=SPANNER + "replication"),),
    zone=(continues("service", "every configuration has replicas in three zones or more, and a quorum goes on",
                    source=SPANNER + "instance-configurations"),),
    region=(
        continues("service", "its configuration has replicas in several regions, and a quorum goes on",
                  when=spanner_over_regions, rto="0s-1m", source=SPANNER + "instance-configurations"),
        # Google does it by itself within 45 minutes, which is longer than a takeover may take.
        recovers("promotion", "somebody moves the quorum of its databases to the region that is left, or waits until "
                 "Google does", when=spanner_in_two_regions, rto="1m-45m", rpo="0s",
                 source=SPANNER + "instance-configurations"),
    ),
)  # fmt: skip

# --- Firestore ----------------------------------------------------------------------------------------------------

FIRESTORE_SCHEDULE: Final = "google_firestore_backup_schedule"
FIRESTORE_PITR = attribute(
    "point_in_time_recovery_enablement", "POINT_IN_TIME_RECOVERY_DISABLED", PROVIDER + "firestore_database"
).equals("POINT_IN_TIME_RECOVERY_ENABLED")


def _firestore_regions(context: Context) -> tuple[str, ...]:
    return texts(context.read("location_id"))


FIRESTORE_DATABASE = Profile(
    type="google_firestore_database",
    title="Firestore database",
    kind=Kind.DATABASE,
    stateful=True,
    folds=(
        Fold(FIRESTORE_SCHEDULE, by="database"),
        Fold("google_firestore_index", by="database"),
        Fold("google_firestore_field", by="database"),
        Fold("google_firestore_document", by="database"),
    ),
    regions=_firestore_regions,
    data=(
        recovers("restore", "point-in-time recovery of the last seven days", when=FIRESTORE_PITR, rto="30m-12h",
                 rpo="0s-1m", source=FIRESTORE + "pitr"),
        recovers("restore", "a backup schedule covers it", when=companions(FIRESTORE_SCHEDULE).any(), rto="30m-12h",
                 rpo="0s-7d", source=FIRESTORE + "backups"),
    ),
    instance=(continues("service", "Firestore keeps several replicas of everything", source=FIRESTORE + "locations"),),
    zone=(continues("service", "a regional database is replicated over zones", source=FIRESTORE + "locations"),),
    region=(continues("service", "its location keeps replicas in several regions",
                      when=over_regions("location_id", "a multi-region, such as `eur3`"), rto="0s-1m",
                      source=FIRESTORE + "locations"),),
)  # fmt: skip

OF_APP_ENGINE: Final = "google_app_engine_application"


def _application_of(schedule: Resource, estate: Estate) -> Iterator[Resource]:
    """The application whose database a backup schedule covers: the default one of its project."""
    name = schedule.values.get("database", "(default)")
    if isinstance(name, str) and name.rpartition("/")[2] == "(default)":
        for application in estate.of_type(OF_APP_ENGINE):
            if application.root == schedule.root and same(account_of(application), account_of(schedule)):
                yield application


APP_ENGINE_DATABASE = Profile(
    type=OF_APP_ENGINE,
    title="Firestore database that is made with an App Engine application",
    kind=Kind.DATABASE,
    stateful=True,
    component=attribute("database_type").one_of("CLOUD_FIRESTORE", "CLOUD_DATASTORE_COMPATIBILITY"),
    names=("project",),
    folds=(Fold(FIRESTORE_SCHEDULE, match=_application_of),),
    regions=_firestore_regions,
    data=(
        recovers("restore", "a backup schedule covers it", when=companions(FIRESTORE_SCHEDULE).any(), rto="30m-12h",
                 rpo="0s-7d", source=FIRESTORE + "backups"),
    ),
    instance=FIRESTORE_DATABASE.instance,
    zone=FIRESTORE_DATABASE.zone,
    region=(continues("service", "App Engine's locations without a number are multi-regions of Firestore",
                      when=attribute("location_id").one_of("us-central", "europe-west"), rto="0s-1m",
                      source=FIRESTORE + "locations"),),
)  # fmt: skip

REALTIME_DATABASE = Profile(
    type="google_firebase_database_instance",
    title="Firebase Realtime Database instance",
    kind=Kind.DATABASE,
    stateful=True,
    names=("instance_id",),
    component=~attribute("desired_state", "ACTIVE", PROVIDER + "firebase_database_instance").equals("DISABLED"),
    instance=(continues("service", "the service keeps the data on several machines", source=FIREBASE),),
    zone=(continues("service", "the service keeps the data in several zones of its region", source=FIREBASE),),
)

PROFILES = (SPANNER_INSTANCE, FIRESTORE_DATABASE, APP_ENGINE_DATABASE, REALTIME_DATABASE)

__all__ = ["PROFILES"]
