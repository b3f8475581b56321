"""Jobs of the Storage Transfer Service that keep a copy of one bucket in another: what they copy, how often, where to.

Source: https://docs.cloud.google.com/storage-transfer/docs/overview
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import any_of, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.google.locations import PROVIDER, outside_region_of
from continuity_audit.profiles.places import account_of, different, in_another_account
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context, Fact, attribute, fact, walk

JOB: Final = "google_storage_transfer_job"
BUCKET: Final = "google_storage_bucket"
READS: Final = (JOB, BUCKET)
ENABLED = attribute("status", "ENABLED", PROVIDER + "storage_transfer_job").equals("ENABLED")
LOCKED = attribute("retention_policy.is_locked", False, PROVIDER + "storage_bucket").is_true


class Copy(Struct, frozen=True):
    """A transfer job between two buckets, either of which may be outside the estate."""

    job: Resource
    spec: str
    source: tuple[Resource, ...]
    sink: tuple[Resource, ...]


@once
def _copies(estate: Estate) -> tuple[Copy, ...]:
    """The transfer jobs from bucket to bucket."""
    return tuple(copy for job in estate.of_type(JOB) for copy in _of_job(job, estate))


def _of_job(job: Resource, estate: Estate) -> Iterator[Copy]:
    for spec in ("transfer_spec", "replication_spec"):
        source = walk(job.values, f"{spec}.gcs_data_source.bucket_name")
        sink = walk(job.values, f"{spec}.gcs_data_sink.bucket_name")
        if source is not None and sink is not None:
            yield Copy(job, spec, _buckets(job, spec, source, estate), _buckets(job, spec, sink, estate))


def _buckets(job: Resource, spec: str, name: Value, estate: Estate) -> tuple[Resource, ...]:
    return meant(job, f"{spec}.bucket_name", name, estate, BUCKET)


def _repeats(copy: Copy) -> Value:
    """Whether a job runs again and again: not one whose schedule ends on the day on which it starts."""
    schedule = walk(copy.job.values, "schedule")
    start, end = walk(schedule, "schedule_start_date"), walk(schedule, "schedule_end_date")
    if copy.spec == "replication_spec" or walk(copy.job.values, "event_stream") not in (None, ()):
        return True
    given = lift(lambda s: s not in (None, ()), schedule)
    return both(given, lambda: either(equals(end, None), lambda: negate(equals(start, end))))


def _whole(copy: Copy) -> Value:
    """Whether a job takes every object: no path, no conditions, no list of files."""
    paths = (f"{copy.spec}.gcs_data_source.path", f"{copy.spec}.object_conditions", f"{copy.spec}.transfer_manifest")
    return negate(any_of(lambda p=p: _given(walk(copy.job.values, p)) for p in paths))  # type: ignore[misc]


def _given(value: Value) -> Value:
    return lift(lambda v: negate(equals(v, None)) if isinstance(v, Unknown) else v not in (None, "", ()), value)


def _running(copy: Copy, context: Context) -> Value:
    on = both(copy.job.exists, lambda: ENABLED.value(context.about(copy.job)))
    return both(on, lambda: _repeats(copy))


def _others(copy: Copy, context: Context) -> tuple[Resource, ...] | None:
    """The buckets on the other side of a job; ``None`` where the component is on neither."""
    if context.resource in copy.source:
        return copy.sink
    return copy.source if context.resource in copy.sink else None


def _apart(copy: Copy, others: tuple[Resource, ...], what: str, context: Context) -> Value:
    """Whether the other side is in another region or project, or locked against everybody."""
    here = context.resource
    if what == "lock":
        return any_of(lambda o=o: LOCKED.value(context.about(o)) for o in others)  # type: ignore[misc]
    if not others:
        side = "gcs_data_sink" if here in copy.source else "gcs_data_source"
        name = unmark(walk(copy.job.values, f"{copy.spec}.{side}.bucket_name"))
        open_place = Unknown(causes_of(name) or frozenset({str(name)}), f"{what} of {key_of(name)}")
        mine = account_of(here) if what == "project" else None
        if mine is not None:
            return different(mine, open_place, what, here)
        return outside_region_of(here, open_place, context.estate)
    if what == "project":
        return any_of(lambda o=o: in_another_account(here, o) for o in others)  # type: ignore[misc]
    return any_of(
        lambda o=o: outside_region_of(here, o.values.get("location"), context.estate)  # type: ignore[misc]
        for o in others
    )


def copy_elsewhere(what: str) -> Fact:
    """The condition that a job keeps all of it in a bucket of another region or project, or of a locked one."""

    def elsewhere(context: Context) -> Value:
        def holds(copy: Copy, others: tuple[Resource, ...]) -> Value:
            context.about(copy.job).note(copy.spec, True)
            running = both(_running(copy, context), lambda: _whole(copy))
            return both(running, lambda: _apart(copy, others, what, context))

        return any_of(
            lambda c=c, o=o: holds(c, o)  # type: ignore[misc]
            for c in _copies(context.estate)
            if (o := _others(c, context)) is not None
        )

    place = "a bucket whose retention policy is locked" if what == "lock" else f"a bucket of another {what}"
    words = f"a transfer job keeps all of it in {place} as well"
    return Fact(elsewhere, words, READS, f"copy the bucket to {place} with a `{JOB}`")


@fact("a transfer job copies a part of it", reads=READS)
def transferred_partly(context: Context) -> Value:
    """Whether a job that runs copies only a part of the bucket."""
    return any_of(
        lambda c=c: both(_running(c, context), lambda: negate(_whole(c)))  # type: ignore[misc]
        for c in _copies(context.estate)
        if context.resource in c.source
    )


__all__ = ["READS", "copy_elsewhere", "transferred_partly"]
