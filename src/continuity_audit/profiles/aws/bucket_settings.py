"""The settings of S3 buckets that are resources of their own, whose they are, and what they let a replica forget.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from continuity_audit.estate.index import Estate
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.references import Named, each_named
from continuity_audit.profiles.terms import Context, walk

REPLICATION: Final = "aws_s3_bucket_replication_configuration"
ENCRYPTION: Final = "aws_s3_bucket_server_side_encryption_configuration"
LOCK: Final = "aws_s3_bucket_object_lock_configuration"
LIFECYCLE: Final = "aws_s3_bucket_lifecycle_configuration"

SETTINGS: Final = (
    "aws_s3_bucket_versioning", REPLICATION, LOCK, LIFECYCLE, ENCRYPTION,
)  # fmt: skip
"""The resources that carry a bucket's settings."""
BEARERS: Final = (
    *SETTINGS, "aws_s3_bucket_ownership_controls", "aws_s3_bucket_policy", "aws_s3_bucket_public_access_block",
)  # fmt: skip
"""The resources whose id is the name of their bucket; so a module may give it, to have their turn kept."""

NARROWED_BY: Final = (
    "prefix", "filter.prefix", "filter.tag", "filter.tags", "filter.and", "filter.object_size_greater_than",
    "filter.object_size_less_than",
)  # fmt: skip
"""Where a rule, of replication as of a lifecycle, says that it is for some of the objects only."""


def buckets_of(value: Value, near: Resource, estate: Estate) -> tuple[Named, ...]:
    """The buckets that a value names, by themselves or by one of their settings (``aws_s3_bucket_versioning.b.id``)."""
    found = each_named(value, estate, "aws_s3_bucket", near=near)
    return found or tuple(
        Named(bucket, all_hold(is_setting, is_bucket))
        for setting, is_setting in each_named(value, estate, *BEARERS, near=near)
        for bucket, is_bucket in each_named(setting.values.get("bucket"), estate, "aws_s3_bucket", near=setting)
    )


def is_of(setting: Resource, bucket: Resource, estate: Estate) -> Value:
    """Whether a resource that carries settings names a bucket as its own."""
    named = buckets_of(setting.values.get("bucket"), setting, estate)
    return any_of(lambda n=n: n.there for n in named if n.resource is bucket)  # type: ignore[misc]


def is_stated(value: Value) -> Value:
    """Whether a filter or a time is given: neither left out nor empty."""

    def given(worth: Value) -> Value:
        if isinstance(worth, Unknown):
            return both(negate(equals(worth, None)), lambda: negate(equals(worth, "")))
        return worth not in (None, "", (), {}, 0)

    return lift(given, unmark(value))


# --- what a lifecycle deletes for good ----------------------------------------------------------------------------

EXPIRED: Final = "expiration"
FORGOTTEN: Final = "noncurrent_version_expiration"


def kept_as_long(targets: tuple[Resource, ...], source: Resource, context: Context) -> Value:
    """Whether a replica keeps its objects for good, or those of its source go as well.

    A lifecycle is not replicated: each bucket has its own.
    """
    forgets = any_of(lambda t=t: _forgets(t, context) for t in targets)  # type: ignore[misc]
    return negate(both(forgets, lambda: negate(_lets_some_expire(source, context))))


def _forgets(bucket: Resource, context: Context) -> Value:
    """Whether every object goes for good after a time: expired, which only hides it, and with its earlier versions."""
    rules = list(_lifecycle_of(bucket, context))

    def ends(path: str) -> Value:
        return any_of(lambda r=r: all_hold(r.on, negate(_is_narrowed(r.values)), _ends(r.values, path)) for r in rules)  # type: ignore[misc]

    forgets = both(ends(EXPIRED), lambda: ends(FORGOTTEN))
    for rule in rules if forgets is not False else ():
        for path in (EXPIRED, FORGOTTEN):
            if _ends(rule.values, path) is not False:
                context.about(rule.holder).note(f"{rule.path}.{path}", True)
    return forgets


def _is_narrowed(rule: Value) -> Value:
    return any_of(lambda part=part: is_stated(walk(rule, part)) for part in NARROWED_BY)  # type: ignore[misc]


def _lets_some_expire(bucket: Resource, context: Context) -> Value:
    """Whether a rule of a bucket lets objects expire, all of them or some."""
    return any_of(lambda r=r: both(r.on, lambda: _ends(r.values, EXPIRED)) for r in _lifecycle_of(bucket, context))  # type: ignore[misc]


def _ends(rule: Value, path: str) -> Value:
    """Whether a rule says after how many days, or when, something goes, and keeps none of it for good."""
    dated = any_of(lambda n=n: is_stated(walk(rule, f"{path}.{n}")) for n in ("days", "date", "noncurrent_days"))  # type: ignore[misc]
    return both(dated, lambda: negate(is_stated(walk(rule, f"{path}.newer_noncurrent_versions"))))


class LifecycleRule(NamedTuple):
    """A rule of a lifecycle; ``path`` is where it stands in its holder, ``on`` whether it is there and enabled."""

    holder: Resource
    path: str
    values: Value
    on: Value


def _lifecycle_of(bucket: Resource, context: Context) -> Iterator[LifecycleRule]:
    """The rules of a bucket's lifecycle: of its own resource, and of the deprecated block in the bucket."""
    for setting in context.estate.of_type(LIFECYCLE):
        own = is_of(setting, bucket, context.estate)
        for rule, there, position in each(setting.values.get("rule")) if own is not False else ():
            on = all_hold(setting.exists, own, there, equals(walk(rule, "status"), "Enabled"))
            yield LifecycleRule(setting, f"rule.{position}", rule, on)
    for rule, there, position in each(bucket.values.get("lifecycle_rule")):
        on = both(there, lambda rule=rule: as_truth(walk(rule, "enabled")))  # type: ignore[misc]
        yield LifecycleRule(bucket, f"lifecycle_rule.{position}", rule, on)


__all__ = [
    "BEARERS", "ENCRYPTION", "LIFECYCLE", "LOCK", "NARROWED_BY", "REPLICATION", "SETTINGS", "buckets_of", "is_of",
    "is_stated", "kept_as_long",
]  # fmt: skip
