"""Jobs of Google's Storage Transfer Service, which keep a copy of a bucket, also of another cloud, in one of Google.

Source: https://docs.cloud.google.com/storage-transfer/docs/overview
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import Final

from msgspec import Struct

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import all_hold, any_of, as_truth, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context, attribute, fact, walk

JOB: Final = "google_storage_transfer_job"
JOB_PAGE: Final = "https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/storage_transfer_job"
GOOGLE: Final = "google_storage_bucket"
SINK: Final = "gcs_data_sink"
SOURCES: Final[Mapping[str, tuple[str, str]]] = {
    "gcs_data_source": ("bucket_name", GOOGLE),
    "aws_s3_data_source": ("bucket_name", "aws_s3_bucket"),
    "azure_blob_storage_data_source": ("storage_account", "azurerm_storage_account"),
}
"""The blocks that say where a job copies from: the argument with the name, and the type that is named."""
ENABLED = attribute("status", "ENABLED", JOB_PAGE).equals("ENABLED")


class Copy(Struct, frozen=True):
    """A transfer job between two buckets, either of which may be outside the estate."""

    job: Resource
    spec: str
    begins: str
    """The block that says where it copies from."""
    source: tuple[Resource, ...]
    sink: tuple[Resource, ...]
    there: Value = True
    """Whether it copies from and to these: code may leave open from where to where."""

    @property
    def from_another_cloud(self) -> bool:
        """Whether it copies from a bucket that is none of Google's."""
        return SOURCES[self.begins][1] != GOOGLE


@once
def copies(estate: Estate) -> tuple[Copy, ...]:
    """The transfer jobs from bucket to bucket."""
    return tuple(copy for job in estate.of_type(JOB) for copy in _of_job(job, estate))


def _of_job(job: Resource, estate: Estate) -> Iterator[Copy]:
    for spec in ("transfer_spec", "replication_spec"):
        sink = walk(job.values, f"{spec}.{SINK}.bucket_name")
        for begins, (argument, kind) in SOURCES.items():
            source = walk(job.values, f"{spec}.{begins}.{argument}")
            for begin, end in product(each(source), each(sink)):
                path = f"{spec}.{argument}"
                from_, to = meant(job, path, begin.value, estate, kind), meant(job, path, end.value, estate, GOOGLE)
                yield Copy(job, spec, begins, from_, to, all_hold(begin.there, end.there))


def _repeats(copy: Copy) -> Value:
    """Whether a job runs again and again: not one whose schedule ends on the day on which it starts."""
    schedule = walk(copy.job.values, "schedule")
    start, end = walk(schedule, "schedule_start_date"), walk(schedule, "schedule_end_date")
    if copy.spec == "replication_spec" or walk(copy.job.values, "event_stream") not in (None, ()):
        return True
    given = lift(lambda s: s not in (None, ()), schedule)
    return both(given, lambda: either(equals(end, None), lambda: negate(equals(start, end))))


def _given(value: Value) -> Value:
    return lift(lambda v: negate(equals(v, None)) if isinstance(v, Unknown) else v not in (None, "", ()), value)


def whole(copy: Copy) -> Value:
    """Whether a job takes every object: no path, no conditions, no list of files."""
    paths = (f"{copy.spec}.{copy.begins}.path", f"{copy.spec}.object_conditions", f"{copy.spec}.transfer_manifest")
    return negate(any_of(lambda p=p: _given(walk(copy.job.values, p)) for p in paths))  # type: ignore[misc]


def running(copy: Copy, context: Context) -> Value:
    """Whether a job is on, and runs again and again; it is noted."""
    context.about(copy.job).note(copy.spec, True)
    on = both(all_hold(copy.job.exists, copy.there), lambda: ENABLED.value(context.about(copy.job)))
    return both(on, lambda: _repeats(copy))


def running_whole(copy: Copy, context: Context) -> Value:
    """Whether a job that runs again and again takes every object; it is noted."""
    return both(running(copy, context), lambda: whole(copy))


def moves(copy: Copy) -> Value:
    """Whether a job deletes at the source what it has copied: then nothing is there twice."""
    return as_truth(walk(copy.job.values, f"{copy.spec}.transfer_options.delete_objects_from_source_after_transfer"))


def follows_deletions(copy: Copy) -> Value:
    """Whether a job deletes in its sink what is no longer at the source: whoever empties that empties both."""
    return as_truth(walk(copy.job.values, f"{copy.spec}.transfer_options.delete_objects_unique_in_sink"))


@fact("a transfer job copies a part of it", reads=(JOB,))
def transferred_partly(context: Context) -> Value:
    """Whether a job that runs copies only a part of the bucket."""
    return any_of(
        lambda c=c: both(running(c, context), lambda: negate(whole(c)))  # type: ignore[misc]
        for c in copies(context.estate)
        if context.resource in c.source
    )


def _at_google(context: Context, holds: Callable[[Copy], Value]) -> Value:
    return any_of(
        lambda c=c: both(both(running_whole(c, context), lambda: negate(moves(c))), lambda: holds(c))  # type: ignore[misc]
        for c in copies(context.estate)
        if context.resource in c.source
    )


@fact("a transfer job keeps all of it in Google Cloud Storage", reads=(JOB,))
def transferred_to_google(context: Context) -> Value:
    """Whether a job keeps all of a bucket of another cloud in one of Google's, which is another region."""
    return _at_google(context, lambda copy: True)


@fact("a transfer job keeps all of it in Google Cloud Storage, what is deleted here as well", reads=(JOB,))
def kept_at_google(context: Context) -> Value:
    """Whether such a copy stays when an administrator of this account deletes everything here."""
    return _at_google(context, lambda copy: negate(follows_deletions(copy)))


__all__ = [
    "GOOGLE", "JOB", "SINK", "Copy", "copies", "follows_deletions", "kept_at_google", "moves", "running",
    "running_whole", "transferred_partly", "transferred_to_google",
]  # fmt: skip
