"""Amazon EBS volumes, and the snapshots that Data Lifecycle Manager and AWS Backup take of them.

Sources: https://docs.aws.amazon.com/ebs/latest/userguide/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, equals, if_else, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.account_wide import sees
from continuity_audit.profiles.aws.backup import READS, leaves_the_account, plan
from continuity_audit.profiles.aws.backup_selections import tag
from continuity_audit.profiles.elements import lists, one_of
from continuity_audit.profiles.places import different, region_of
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues, recovers
from continuity_audit.profiles.references import each_named
from continuity_audit.profiles.terms import All, Condition, Context, attribute, every_part, fact, walk

EBS: Final = "https://docs.aws.amazon.com/ebs/latest/userguide/"
DURABILITY: Final = EBS + "ebs-volumes.html"
SNAPSHOTS: Final = EBS + "ebs-snapshots.html"
LIFECYCLE: Final = EBS + "snapshot-lifecycle.html"
CROSS_REGION: Final = EBS + "snapshot-ami-policy.html"

POLICY: Final = "aws_dlm_lifecycle_policy"
ATTACHMENT: Final = "aws_volume_attachment"

# --- which policies take snapshots of a volume --------------------------------------------------------------------

ENABLED = attribute("state", "ENABLED", LIFECYCLE).equals("ENABLED")
POLICY_TYPE = attribute("policy_details.policy_type", "EBS_SNAPSHOT_MANAGEMENT", LIFECYCLE).one_of(
    "EBS_SNAPSHOT_MANAGEMENT", "IMAGE_MANAGEMENT"
)


def snapshots(context: Context, wanted: Callable[[Resource], Value]) -> Value:
    """Whether a lifecycle policy that is on targets the volume and fulfils a further condition."""

    def holds(policy: Resource) -> Value:
        about = context.about(policy)
        on = both(both(policy.exists, lambda: ENABLED.value(about)), lambda: POLICY_TYPE.value(about))
        here = both(on, lambda: sees(policy, context.resource))
        return both(both(here, lambda: _targets(policy, context)), lambda: wanted(policy))

    return any_of(lambda p=p: holds(p) for p in context.estate.of_type(POLICY))  # type: ignore[misc]


def _targets(policy: Resource, context: Context) -> Value:
    details = policy.values.get("policy_details")
    default = policy.values.get("default_policy")
    if default is not None:
        return both(equals(default, "VOLUME"), lambda: negate(_excluded(details, context.resource, context)))
    types = walk(details, "resource_types")
    return any_of((
        lambda: both(lists(types, "VOLUME"), lambda: _tagged(details, context.resource, context)),
        lambda: both(lists(types, "INSTANCE"), lambda: _through_instance(details, context)),
    ))  # fmt: skip


def _through_instance(details: Value, context: Context) -> Value:
    """Whether a policy for instances takes the volume in, as one attached to an instance that it targets."""
    return any_of(
        lambda i=i, exists=exists: both(exists, lambda: _tagged(details, i, context))  # type: ignore[misc]
        for i, exists in _instances(context)
    )


def _instances(context: Context) -> Iterator[tuple[Resource, Value]]:
    """The instances that the volume is attached to, or the one whose code makes it."""
    for machine in (c for c in context.companions if c.type == "aws_instance"):
        yield machine, True
    for attachment in (c for c in context.companions if c.type == ATTACHMENT):
        value = attachment.values.get("instance_id")
        for instance, there in each_named(value, context.estate, "aws_instance", near=attachment):
            yield instance, all_hold(attachment.exists, there, instance.exists)


def _tagged(details: Value, target: Resource, context: Context) -> Value:
    """Whether a resource carries one of the ``target_tags``."""
    wanted = walk(details, "target_tags")

    def any_tag(tags: Value) -> Value:
        match tags:
            case Mapping():
                return any_of(lambda k=k, v=v: equals(tag(k, context.about(target)), v) for k, v in tags.items())  # type: ignore[misc]
            case Unknown():
                return as_truth(Unknown(tags.causes, f"{tags.key} tags {target.id}"))
            case _:
                return False

    return lift(any_tag, unmark(wanted))


def _excluded(details: Value, volume: Resource, context: Context) -> Value:
    """Whether the exclusions of a default policy leave the volume out."""
    exclusions = walk(details, "exclusions")
    tags = unmark(walk(exclusions, "exclude_tags"))
    by_tag = (
        any_of(lambda k=k, v=v: equals(tag(k, context.about(volume)), v) for k, v in tags.items())  # type: ignore[misc]
        if isinstance(tags, Mapping)
        else as_truth(Unknown(causes_of(tags), f"{key_of(tags)} excludes {volume.id}") if causes_of(tags) else False)
    )
    volume_type = volume.values.get("type")
    kind = "gp2" if volume_type is None else volume_type
    by_type = one_of(exclusions, lambda excluded: equals(excluded, kind), "exclude_volume_types")
    return any_of((lambda: by_tag, lambda: by_type))


@fact(
    "a Data Lifecycle Manager policy takes snapshots of it", reads=(POLICY, ATTACHMENT, "aws_instance"),
    remedy="give it a tag that an `aws_dlm_lifecycle_policy` targets",
)  # fmt: skip
def snapshots_taken(context: Context) -> Value:
    """Whether a lifecycle policy takes snapshots of the volume on a schedule."""

    def scheduled(policy: Resource) -> Value:
        if policy.values.get("default_policy") is not None:
            return True
        schedule = walk(policy.values.get("policy_details"), "schedule")
        return lift(lambda s: as_truth(s) if isinstance(s, Unknown) else s not in (None, ()), schedule)

    return snapshots(context, scheduled)


@fact(
    "a Data Lifecycle Manager policy copies its snapshots to another region", reads=(POLICY, ATTACHMENT),
    remedy="add a `cross_region_copy_rule` to the schedule of its `aws_dlm_lifecycle_policy`",
)  # fmt: skip
def snapshots_copied(context: Context) -> Value:
    """Whether a lifecycle policy copies the snapshots to another region."""
    here = region_of(context.resource)

    def elsewhere(policy: Resource, rule: Value) -> Value:
        region = walk(rule, "target_region")
        target = lift(lambda given, other: other if given is None else given, region, walk(rule, "target"))
        context.about(policy).note("policy_details.schedule.cross_region_copy_rule", target)
        return different(here, target, "region", policy)

    def copied(policy: Resource) -> Value:
        details = policy.values.get("policy_details")
        paths = ("schedule.cross_region_copy_rule", "cross_region_copy_targets")
        return any_of(lambda p=p: one_of(details, lambda rule: elsewhere(policy, rule), p) for p in paths)  # type: ignore[misc]

    return snapshots(context, copied)


# --- AWS Backup, of the volume or of the instance that it is attached to ------------------------------------------


def or_with_instance(condition: Condition) -> Condition:
    """The condition on the volume or, as a backup of an instance takes its volumes in, on its instance."""

    @fact(f"{condition}, or the instance that it is attached to", reads=(*READS, ATTACHMENT, "aws_instance"),
          remedy=condition.remedy())  # fmt: skip
    def covered(context: Context) -> Value:
        return any_of((
            lambda: condition.value(context),
            *(
                lambda i=i, e=e: if_else(e, lambda: condition.value(_of(context, i)), lambda: False)
                for i, e in _instances(context)
            ),
        ))  # fmt: skip

    return covered


def _of(context: Context, instance: Resource) -> Context:
    return replace(context.about(instance), companions=())


def backups(scenario: Scenario) -> tuple[Claim, ...]:
    """What AWS Backup adds, by a plan for the volume or for its instance; the volume's own key decides on copies."""
    return tuple(replace(claim, when=_or_with_instance_but_for_the_key(claim.when)) for claim in plan(scenario))


def _or_with_instance_but_for_the_key(condition: Condition) -> Condition:
    if isinstance(condition, All):
        return All(tuple(map(_or_with_instance_but_for_the_key, condition.conditions)))
    of_the_key = leaves_the_account in tuple(every_part(condition))
    return condition if of_the_key else or_with_instance(condition)


VOLUME = Profile(
    type="aws_ebs_volume",
    title="Amazon EBS volume",
    kind=Kind.BLOCK_STORAGE,
    stateful=True,
    names=("tags.Name",),
    folds=(Fold(ATTACHMENT, by="volume_id", shared=True),),
    reads=(*READS, "aws_instance"),
    data=(
        recovers("restore", "Data Lifecycle Manager takes snapshots of it", when=snapshots_taken, rto="5m-2h",
                 rpo="1h-24h", source=LIFECYCLE),
        *backups(Scenario.DATA),
    ),
    instance=(continues("service", "a volume is replicated inside its zone", source=DURABILITY),),
    zone=(
        recovers("restore", "snapshots are kept in the region, not in the zone", when=snapshots_taken, rto="10m-4h",
                 rpo="1h-24h", source=SNAPSHOTS),
        *backups(Scenario.ZONE),
    ),
    region=(
        recovers("restore", "Data Lifecycle Manager copies its snapshots to another region", when=snapshots_copied,
                 rto="30m-8h", rpo="1h-24h", source=CROSS_REGION),
        *backups(Scenario.REGION),
    ),
    account=backups(Scenario.ACCOUNT),
)  # fmt: skip

PROFILES = (VOLUME,)

__all__ = ["PROFILES", "VOLUME"]
