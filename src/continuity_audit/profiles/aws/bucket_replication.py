"""The replication of S3 buckets: what is copied whole, where to, and what a bucket knows of the one it is copied from.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_of, any_of, as_truth, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.places import (
    account_in,
    account_of,
    different,
    in_another_account,
    in_another_region,
    region_of,
)
from continuity_audit.profiles.terms import Context, Fact, attribute, fact, walk

REPLICATION: Final = "aws_s3_bucket_replication_configuration"
ENCRYPTION: Final = "aws_s3_bucket_server_side_encryption_configuration"
LOCK: Final = "aws_s3_bucket_object_lock_configuration"
ACCESS_POINT: Final = "aws_s3control_multi_region_access_point"

SETTINGS: Final = (
    "aws_s3_bucket_versioning", REPLICATION, LOCK, "aws_s3_bucket_lifecycle_configuration", ENCRYPTION,
)  # fmt: skip
"""The resources that carry a bucket's settings."""

RETAINED = attribute("rule.default_retention.mode").equals("COMPLIANCE") & (
    attribute("rule.default_retention.days", 0).above(0) | attribute("rule.default_retention.years", 0).above(0)
)
"""Whether an Object Lock configuration keeps every new version from everybody for a time."""
RETAINED_INLINE = attribute("object_lock_configuration.rule.default_retention.mode").equals("COMPLIANCE")

REMEDY: Final = "replicate the whole bucket to one in another {} (`aws_s3_bucket_replication_configuration`)"


class Copy(Struct, frozen=True):
    """One replication rule: from a bucket to a destination, with whether it is on and whether it takes everything."""

    source: Resource
    holder: Resource
    path: str
    destination: Value
    on: Value
    whole: Value
    targets: tuple[Resource, ...]


def buckets_of(value: Value, near: Resource, estate: Estate) -> tuple[Resource, ...]:
    """The buckets that a value names, by themselves or by one of their settings (``aws_s3_bucket_versioning.b.id``)."""
    found = estate.named(value, "aws_s3_bucket", near=near)
    if found:
        return found
    settings = estate.named(value, *SETTINGS, near=near)
    return tuple(b for s in settings for b in estate.named(s.values.get("bucket"), "aws_s3_bucket", near=s))


def destinations_of(holder: Resource, estate: Estate) -> tuple[Resource, ...]:
    """The buckets of the estate that a replication copies to."""
    return tuple(
        bucket
        for _, rule in _rules(holder)
        for destination in each(walk(rule, "destination"))
        for bucket in buckets_of(walk(destination, "bucket"), holder, estate)
    )


def _rules(holder: Resource) -> Iterator[tuple[str, Value]]:
    """The rules of a replication configuration, or of the deprecated block in a bucket, with their paths."""
    if holder.type == REPLICATION:
        for position, rule in enumerate(each(holder.values.get("rule"))):
            yield f"rule.{position}", rule
    else:
        rules = walk(holder.values.get("replication_configuration"), "rules")
        for position, rule in enumerate(each(rules)):
            yield f"replication_configuration.0.rules.{position}", rule


def copies_out(context: Context) -> Iterator[Copy]:
    """The replication rules that copy the bucket elsewhere."""
    bucket = context.resource
    for holder in [bucket, *(c for c in context.companions if c.type == REPLICATION)]:
        if holder is bucket or bucket in buckets_of(holder.values.get("bucket"), holder, context.estate):
            yield from _copies(bucket, holder, context)


def copies_in(context: Context) -> Iterator[Copy]:
    """The replication rules that copy another bucket into this one: the source is a copy of its replica."""
    bucket = context.resource
    for holder in context.companions:
        if holder.type == REPLICATION:
            for source in buckets_of(holder.values.get("bucket"), holder, context.estate):
                yield from (c for c in _copies(source, holder, context) if source != bucket and bucket in c.targets)
    for source in _replicating_by_themselves(context.estate):
        if source != bucket:
            yield from (c for c in _copies(source, source, context) if bucket in c.targets)


@once
def _replicating_by_themselves(estate: Estate) -> tuple[Resource, ...]:
    """The buckets with the deprecated block for replication."""
    return tuple(b for b in estate.of_type("aws_s3_bucket") if b.values.get("replication_configuration"))


def _copies(source: Resource, holder: Resource, context: Context) -> Iterator[Copy]:
    for path, rule in _rules(holder):
        on = both(holder.exists, lambda r=rule: equals(walk(r, "status"), "Enabled"))  # type: ignore[misc]
        whole = _whole(rule, source, holder, path, context)
        for destination in each(walk(rule, "destination")) if isinstance(rule, Mapping) else (rule,):
            targets = buckets_of(walk(destination, "bucket"), holder, context.estate)
            yield Copy(source, holder, path, destination, on, whole, targets)


def _whole(rule: Value, source: Resource, holder: Resource, path: str, context: Context) -> Value:
    """Whether a rule takes every object: no prefix, no tag, and encrypted objects too where the bucket makes them."""
    for part in ("prefix", "filter.prefix", "filter.tag", "filter.tags", "filter.and"):
        narrowed = _narrows(walk(rule, part))
        if narrowed is not False:
            context.about(holder).note(f"{path}.{part}", walk(rule, part))
            return negate(narrowed)
    encrypted = walk(rule, "source_selection_criteria.sse_kms_encrypted_objects")
    taken = any_of((
        lambda: equals(walk(encrypted, "status"), "Enabled"),
        lambda: as_truth(walk(encrypted, "enabled")),
    ))  # fmt: skip
    return any_of((lambda: taken, lambda: negate(_makes_kms_objects(source, context))))


def _narrows(value: Value) -> Value:
    """Whether a filter is given: neither left out nor empty."""

    def narrows(worth: Value) -> Value:
        if isinstance(worth, Unknown):
            return both(negate(equals(worth, None)), lambda: negate(equals(worth, "")))
        return worth not in (None, "", (), {})

    return lift(narrows, unmark(value))


def _makes_kms_objects(source: Resource, context: Context) -> Value:
    """Whether the bucket encrypts with keys of KMS by default; such objects are only replicated when a rule says so."""
    own = walk(source.values.get("server_side_encryption_configuration"), "rule")
    holders: list[tuple[Resource, Value]] = [(source, own)]
    among = context.companions if source is context.resource else context.estate.of_type(ENCRYPTION)
    for setting in among:
        if setting.type == ENCRYPTION and source in buckets_of(setting.values.get("bucket"), setting, context.estate):
            holders.append((setting, setting.values.get("rule")))
    return any_of(
        lambda h=h, rule=rule: both(h.exists, lambda: _is_kms(rule))  # type: ignore[misc]
        for h, rules in holders
        for rule in each(rules)
    )


def _is_kms(rule: Value) -> Value:
    algorithm = walk(rule, "apply_server_side_encryption_by_default.sse_algorithm")
    return any_of((lambda: equals(algorithm, "aws:kms"), lambda: equals(algorithm, "aws:kms:dsse")))


# --- where the copies are -----------------------------------------------------------------------------------------


def _apart(copy: Copy, here: Resource, what: str) -> Value:
    """Whether a copy is out of the reach of a failure of the bucket's region, account or (single) zone."""
    others = copy.targets if copy.source == here else (copy.source,)
    if what == "account":
        return _in_another_account(copy, here, others)
    if others:
        elsewhere = any_of(lambda o=o: in_another_region(here, o) for o in others)  # type: ignore[misc]
    else:
        elsewhere = different(region_of(here), _open(walk(copy.destination, "bucket"), "region"), "region", here)
    if what == "region" or elsewhere is True:
        return elsewhere
    return any_of((lambda: elsewhere, lambda: negate(_lands_in_one_zone(copy))))


def _open(bucket: Value, what: str) -> Unknown:
    """The region or account of a bucket that is not in the estate, named after the bucket."""
    causes = causes_of(bucket) or frozenset({bucket} if isinstance(bucket, str) else {"destination.bucket"})
    return Unknown(causes, f"{what} of {key_of(bucket)}")


def _in_another_account(copy: Copy, here: Resource, others: tuple[Resource, ...]) -> Value:
    by_provider = any_of(lambda o=o: in_another_account(here, o) for o in others)  # type: ignore[misc]
    if by_provider is True:
        return True
    named = unmark(walk(copy.destination, "account"))
    if named is None:
        named = unmark(walk(copy.destination, "account_id"))
    if named is None:
        if others:
            return by_provider
        return different(account_of(here), _open(walk(copy.destination, "bucket"), "account"), "account", here)
    own = _own_account(copy)
    if isinstance(named, Unknown) and others and named.reference is not None:
        return by_provider
    if own is None and isinstance(named, str):
        return True  # the owner of the destination is only named where it is another account
    return different(own, named, "account", copy.holder)


def _own_account(copy: Copy) -> Value:
    """The account of the source: its provider's or, where that says nothing, the one of the role that replicates."""
    stated = account_of(copy.source)
    if stated is not None:
        return stated
    inline = walk(copy.holder.values.get("replication_configuration"), "role")
    return account_in(copy.holder.values.get("role") if copy.holder.type == REPLICATION else inline)


def _lands_in_one_zone(copy: Copy) -> Value:
    return equals(walk(copy.destination, "storage_class"), "ONEZONE_IA")


def _note(copy: Copy, context: Context) -> None:
    context.about(copy.holder).note(f"{copy.path}.destination.bucket", walk(copy.destination, "bucket"))
    for bucket in (copy.source, *copy.targets):
        context.about(bucket).note("region", region_of(bucket))


def replica_elsewhere(what: str) -> Fact:
    """The condition that a whole, live copy is outside the ``region``, the ``account`` or the one ``zone``.

    A replica holds what was copied into it, be that all of its source or a part: every source must be outside.
    """

    def elsewhere(context: Context) -> Value:
        def apart(copy: Copy) -> Value:
            _note(copy, context)
            return _apart(copy, context.resource, what)

        out, into = list(copies_out(context)), list(copies_in(context))
        return any_of((
            *(lambda c=c: both(both(c.on, lambda: c.whole), lambda: apart(c)) for c in out),
            lambda: both(
                any_of(lambda c=c: c.on for c in into),  # type: ignore[misc]
                lambda: all_of(lambda c=c: either(negate(c.on), lambda: apart(c)) for c in into),  # type: ignore[misc]
            ),
        ))  # fmt: skip

    words = "another bucket that does not share the zone" if what == "zone" else f"a bucket in another {what}"
    reads = (REPLICATION, ENCRYPTION, "aws_s3_bucket")
    return Fact(elsewhere, f"replication keeps all of it in {words} as well", reads, REMEDY.format(what))


@fact("all of it is replicated to another bucket", reads=(REPLICATION,))
def replicated(context: Context) -> Value:
    """Whether a rule that is on copies the whole bucket somewhere."""

    def holds(copy: Copy) -> Value:
        _note(copy, context)
        return both(copy.on, lambda: copy.whole)

    return any_of(lambda c=c: holds(c) for c in copies_out(context))  # type: ignore[misc]


@fact("it takes part in a replication", reads=(REPLICATION,))
def in_a_replication(context: Context) -> Value:
    """Whether a rule that is on copies from or to the bucket; S3 accepts none without versioning at both ends."""
    copies = [*copies_out(context), *copies_in(context)]
    for copy in copies[:1]:
        _note(copy, context)
    return any_of(lambda c=c: c.on for c in copies)  # type: ignore[misc]


@fact("a part of it is replicated", reads=(REPLICATION,))
def replication_is_partial(context: Context) -> Value:
    """Whether a rule that is on copies only a part of the bucket."""
    return any_of(
        lambda c=c: both(c.on, lambda: negate(c.whole))  # type: ignore[misc]
        for c in copies_out(context)
    )


@fact("its replicas are stored in One Zone-IA", reads=(REPLICATION,))
def one_zone_replica(context: Context) -> Value:
    """Whether what is replicated into the bucket is stored in one zone."""
    return any_of(lambda c=c: both(c.on, lambda: _lands_in_one_zone(c)) for c in copies_in(context))  # type: ignore[misc]


@fact("its replica is locked in compliance mode", reads=(LOCK,))
def replica_cannot_be_deleted(context: Context) -> Value:
    """Whether the whole bucket is replicated to one that is under Object Lock in compliance mode."""

    def locked(bucket: Resource) -> Value:
        settings = (
            lock
            for lock in context.estate.of_type(LOCK)
            if bucket in buckets_of(lock.values.get("bucket"), lock, context.estate)
        )
        return any_of((
            lambda: RETAINED_INLINE.value(context.about(bucket)),
            *(lambda s=s: both(s.exists, lambda: RETAINED.value(context.about(s))) for s in settings),
        ))  # fmt: skip

    return any_of(
        lambda c=c, t=t: both(both(c.on, lambda: c.whole), lambda: locked(t))  # type: ignore[misc]
        for c in copies_out(context)
        for t in c.targets
    )


@fact(
    "a Multi-Region Access Point stands before it and its replica", reads=(ACCESS_POINT,),
    remedy="put an `aws_s3control_multi_region_access_point` before the bucket and its replica",
)  # fmt: skip
def replica_behind_the_access_point(context: Context) -> Value:
    """Whether the bucket is copied whole to another region, with one access point that routes to both.

    Terraform makes every region of an access point active, and S3 redirects requests among active regions by itself.
    """
    points = [c for c in context.companions if c.type == ACCESS_POINT]

    def behind(bucket: Resource, point: Resource) -> bool:
        regions = (r for details in each(point.values.get("details")) for r in each(walk(details, "region")))
        return any(bucket in buckets_of(walk(r, "bucket"), point, context.estate) for r in regions)

    def holds(copy: Copy, target: Resource, point: Resource) -> Value:
        _note(copy, context)
        context.about(point).note("details", True)
        there = both(both(point.exists, lambda: copy.on), lambda: copy.whole)
        return both(there, lambda: in_another_region(context.resource, target))

    return any_of(
        lambda c=c, t=t, p=p: holds(c, t, p)  # type: ignore[misc]
        for p in points
        for c in copies_out(context)
        for t in c.targets
        if behind(t, p)
    )


__all__ = [
    "RETAINED", "RETAINED_INLINE", "SETTINGS", "Copy", "buckets_of", "copies_in", "copies_out", "destinations_of",
    "in_a_replication", "one_zone_replica", "replica_behind_the_access_point", "replica_cannot_be_deleted",
    "replica_elsewhere", "replicated", "replication_is_partial",
]  # fmt: skip
