"""Where transfer jobs keep copies of a bucket of Google, or have them from, and who may delete these."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import all_of, any_of, both, either, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.bucket_transfers import (
    GOOGLE,
    JOB,
    SINK,
    Copy,
    copies,
    follows_deletions,
    moves,
    running,
    running_whole,
)
from continuity_audit.profiles.google.locations import PROVIDER, outside_region_of, place_at
from continuity_audit.profiles.places import account_of, different, in_another_account
from continuity_audit.profiles.terms import Context, Fact, attribute, walk

READS: Final = (JOB, GOOGLE)
LOCKED = attribute("retention_policy.is_locked", False, PROVIDER + "storage_bucket").is_true


def _apart(copy: Copy, others: tuple[Resource, ...], what: str, context: Context) -> Value:
    """Whether the other side is in another region or project, or locked against everybody."""
    here = context.resource
    held_twice = negate(
        either(moves(copy), lambda: both(what == "project" and here in copy.source, lambda: follows_deletions(copy)))
    )
    return both(held_twice, lambda: _elsewhere(copy, others, what, context))


def _elsewhere(copy: Copy, others: tuple[Resource, ...], what: str, context: Context) -> Value:
    here = context.resource
    if copy.from_another_cloud:
        return what != "lock"
    if what == "lock":
        return any_of(lambda o=o: LOCKED.value(context.about(o)) for o in others)  # type: ignore[misc]
    if not others:
        side = SINK if here in copy.source else copy.begins
        name = unmark(walk(copy.job.values, f"{copy.spec}.{side}.bucket_name"))
        open_place = Unknown(causes_of(name) or frozenset({str(name)}), f"{what} of {key_of(name)}")
        mine = account_of(here) if what == "project" else None
        if mine is not None:
            return different(mine, open_place, what, here)
        return outside_region_of(here, open_place, context.estate)
    if what == "project":
        return any_of(lambda o=o: in_another_account(here, o) for o in others)  # type: ignore[misc]
    return any_of(
        lambda o=o: outside_region_of(here, place_at(o, "location"), context.estate)  # type: ignore[misc]
        for o in others
    )


def copy_elsewhere(what: str) -> Fact:
    """The condition that a job keeps all of it in a bucket of another region or project, or of a locked one.

    What jobs copy into a bucket is still where it came from: all of these must be elsewhere.
    """

    def elsewhere(context: Context) -> Value:
        here = context.resource
        out = [c for c in copies(context.estate) if here in c.source]
        into = [c for c in copies(context.estate) if here in c.sink]
        return any_of((
            *(lambda c=c: both(running_whole(c, context), lambda: _apart(c, c.sink, what, context)) for c in out),
            lambda: both(
                any_of(lambda c=c: running(c, context) for c in into),  # type: ignore[misc]
                lambda: all_of(
                    lambda c=c: either(negate(running(c, context)), lambda: _apart(c, c.source, what, context))  # type: ignore[misc]
                    for c in into
                ),
            ),
        ))  # fmt: skip

    place = "a bucket whose retention policy is locked" if what == "lock" else f"a bucket of another {what}"
    words = f"a transfer job keeps all of it in {place} as well"
    return Fact(elsewhere, words, READS, f"copy the bucket to {place} with a `{JOB}`")


__all__ = ["READS", "copy_elsewhere"]
