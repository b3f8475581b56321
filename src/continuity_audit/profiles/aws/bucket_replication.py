"""The replication of S3 buckets: what is copied whole, where to, and what a bucket knows of the one it is copied from.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication.html,
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, all_of, any_of, as_truth, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.bucket_settings import (
    ENCRYPTION,
    LIFECYCLE,
    LOCK,
    NARROWED_BY,
    REPLICATION,
    buckets_of,
    is_of,
    is_stated,
    kept_as_long,
)
from continuity_audit.profiles.elements import Element, each, gathered, one_of
from continuity_audit.profiles.places import (
    account_in,
    account_of,
    different,
    in_another_account,
    in_another_region,
    region_of,
)
from continuity_audit.profiles.references import Named
from continuity_audit.profiles.terms import Context, Fact, attribute, fact, walk

ACCESS_POINT: Final = "aws_s3control_multi_region_access_point"

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
    bucket: Value
    """What the destination names; of several branches one."""
    on: Value
    whole: Value
    targets: tuple[Resource, ...]


def destinations_of(holder: Resource, estate: Estate) -> tuple[Resource, ...]:
    """The buckets of the estate that a replication may copy to."""
    return tuple(
        named.resource
        for _, rule in _rules(holder)
        for bucket in each(rule.value, "destination.bucket")
        for named in buckets_of(bucket.value, holder, estate)
    )


def _rules(holder: Resource) -> Iterator[tuple[str, Element]]:
    """The rules of a replication configuration, or of the deprecated block in a bucket, with their paths."""
    if holder.type == REPLICATION:
        for rule in each(holder.values.get("rule")):
            yield f"rule.{rule.position}", rule
    else:
        for rule in each(holder.values, "replication_configuration.rules"):
            yield f"replication_configuration.0.rules.{rule.position}", rule


def copies_out(context: Context) -> Iterator[Copy]:
    """The replication rules that copy the bucket elsewhere."""
    bucket = context.resource
    for holder in [bucket, *(c for c in context.companions if c.type == REPLICATION)]:
        of_it = holder is bucket or is_of(holder, bucket, context.estate)
        if of_it is not False:
            yield from _copies(Named(bucket, of_it), holder, context)


def copies_in(context: Context) -> Iterator[Copy]:
    """The replication rules that copy another bucket into this one: the source is a copy of its replica."""
    bucket = context.resource
    for holder in context.companions:
        if holder.type == REPLICATION:
            for source in buckets_of(holder.values.get("bucket"), holder, context.estate):
                if source.resource is not bucket:
                    yield from (c for c in _copies(source, holder, context) if bucket in c.targets)
    for replicating in _replicating_by_themselves(context.estate):
        if replicating is not bucket and bucket in destinations_of(replicating, context.estate):
            yield from (c for c in _copies(Named(replicating), replicating, context) if bucket in c.targets)


@once
def _replicating_by_themselves(estate: Estate) -> tuple[Resource, ...]:
    """The buckets with the deprecated block for replication."""
    return tuple(b for b in estate.of_type("aws_s3_bucket") if b.values.get("replication_configuration"))


def _copies(source: Named, holder: Resource, context: Context) -> Iterator[Copy]:
    for path, (rule, there, _) in _rules(holder):
        enabled = (source.there, holder.exists, there, equals(walk(rule, "status"), "Enabled"))
        on = all_hold(*enabled)
        whole = _whole(rule, source.resource, holder, path, context)
        for destination in each(rule, "destination"):
            for bucket in each(destination.value, "bucket"):
                parts = (on, destination.there, bucket.there)
                targets = tuple(n.resource for n in buckets_of(bucket.value, holder, context.estate))
                yield Copy(
                    source=source.resource, holder=holder, path=path, destination=destination.value,
                    bucket=bucket.value, on=all_hold(*parts), targets=targets,
                    whole=both(whole, lambda t=targets: kept_as_long(t, source.resource, context)),  # type: ignore[misc]
                )  # fmt: skip


def _whole(rule: Value, source: Resource, holder: Resource, path: str, context: Context) -> Value:
    """Whether a rule takes every object: no prefix, no tag, and encrypted objects too where the bucket makes them."""
    for part in NARROWED_BY:
        narrowed = is_stated(walk(rule, part))
        if narrowed is not False:
            context.about(holder).note(f"{path}.{part}", walk(rule, part))
            return negate(narrowed)
    encrypted = walk(rule, "source_selection_criteria.sse_kms_encrypted_objects")
    taken = any_of((
        lambda: equals(walk(encrypted, "status"), "Enabled"),
        lambda: as_truth(walk(encrypted, "enabled")),
    ))  # fmt: skip
    return any_of((lambda: taken, lambda: negate(_makes_kms_objects(source, context))))


def _makes_kms_objects(source: Resource, context: Context) -> Value:
    """Whether the bucket encrypts with keys of KMS by default; such objects are only replicated when a rule says so."""
    own = walk(source.values.get("server_side_encryption_configuration"), "rule")
    among = context.companions if source is context.resource else context.estate.of_type(ENCRYPTION)
    settings = [setting for setting in among if setting.type == ENCRYPTION]
    return any_of((
        lambda: one_of(own, _is_kms),
        *(
            lambda s=s: all_of((
                lambda: s.exists,
                lambda: is_of(s, source, context.estate),
                lambda: one_of(s.values.get("rule"), _is_kms),
            ))
            for s in settings
        ),
    ))  # fmt: skip


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
        elsewhere = different(region_of(here), _open(copy.bucket, "region"), "region", here)
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
        return different(account_of(here), _open(copy.bucket, "account"), "account", here)
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
    context.about(copy.holder).note(f"{copy.path}.destination.bucket", copy.bucket)
    for bucket in (copy.source, *copy.targets):
        context.about(bucket).note("region", region_of(bucket))


def replica_elsewhere(what: str) -> Fact:
    """The condition that a whole, live copy is outside the ``region``, the ``account`` or the one ``zone``.

    A replica holds what was copied into it, be that all of its source or a part: every source must be outside. One that
    is copied from itself has objects of its own, of which its sources hold none: S3 does not copy replicas on.
    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
    """

    def elsewhere(context: Context) -> Value:
        def apart(copy: Copy) -> Value:
            _note(copy, context)
            return _apart(copy, context.resource, what)

        out, into = list(copies_out(context)), list(copies_in(context))
        return any_of((
            *(lambda c=c: both(both(c.on, lambda: c.whole), lambda: apart(c)) for c in out),
            lambda: all_of((
                lambda: any_of(lambda c=c: c.on for c in into),  # type: ignore[misc]
                lambda: negate(any_of(lambda c=c: c.on for c in out)),  # type: ignore[misc]
                lambda: all_of(lambda c=c: either(negate(c.on), lambda: apart(c)) for c in into),  # type: ignore[misc]
            )),
        ))  # fmt: skip

    words = "another bucket that does not share the zone" if what == "zone" else f"a bucket in another {what}"
    reads = (REPLICATION, ENCRYPTION, LIFECYCLE, "aws_s3_bucket")
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


def partly_replicated(what: str) -> Fact:
    """The condition that a rule copies a part of the bucket to another ``region`` or ``account``."""

    def holds(copy: Copy, context: Context) -> Value:
        _note(copy, context)
        return both(all_hold(copy.on, negate(copy.whole)), lambda: _apart(copy, context.resource, what))

    def partly(context: Context) -> Value:
        return any_of(lambda c=c: holds(c, context) for c in copies_out(context))  # type: ignore[misc]

    return Fact(partly, f"a part of it is replicated to another {what}", (REPLICATION,))


@fact("its replicas are stored in One Zone-IA", reads=(REPLICATION,))
def one_zone_replica(context: Context) -> Value:
    """Whether what is replicated into the bucket is stored in one zone."""
    return any_of(lambda c=c: both(c.on, lambda: _lands_in_one_zone(c)) for c in copies_in(context))  # type: ignore[misc]


@fact("its replica is locked in compliance mode", reads=(LOCK,))
def replica_cannot_be_deleted(context: Context) -> Value:
    """Whether the whole bucket is replicated to one that is under Object Lock in compliance mode."""

    def locked(bucket: Resource) -> Value:
        return any_of((
            lambda: RETAINED_INLINE.value(context.about(bucket)),
            *(
                lambda s=s: all_of((
                    lambda: s.exists,
                    lambda: is_of(s, bucket, context.estate),
                    lambda: RETAINED.value(context.about(s)),
                ))
                for s in context.estate.of_type(LOCK)
            ),
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

    def holds(copy: Copy, target: Resource, point: Resource, behind: Value) -> Value:
        _note(copy, context)
        context.about(point).note("details", True)
        there = all_hold(point.exists, behind, copy.on, copy.whole)
        return both(there, lambda: in_another_region(context.resource, target))

    return any_of(
        lambda c=c, t=t, p=p, there=n.there: holds(c, t, p, there)  # type: ignore[misc]
        for p in points
        for n in behind_access_point(p, context.estate)
        for c in copies_out(context)
        for t in c.targets
        if n.resource is t
    )


def behind_access_point(point: Resource, estate: Estate) -> tuple[Named, ...]:
    """The buckets that a Multi-Region Access Point stands before."""
    return buckets_of(gathered(point.values, "details.region.bucket"), point, estate)


__all__ = [
    "RETAINED", "RETAINED_INLINE", "Copy", "behind_access_point", "copies_in", "copies_out",
    "destinations_of", "in_a_replication", "one_zone_replica", "partly_replicated", "replica_behind_the_access_point",
    "replica_cannot_be_deleted", "replica_elsewhere", "replicated",
]  # fmt: skip
