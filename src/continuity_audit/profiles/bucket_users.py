"""What else in the estate names a bucket, by a reference or by its name, and may write to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import as_truth
from continuity_audit.estate.model import OUTSIDE, Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.references import inside, mentioned

BY: Final[Mapping[str, str]] = {"aws_s3_bucket": "bucket", "google_storage_bucket": "name"}
"""The types of buckets, with the argument that holds the name."""
LABELS: Final = frozenset({"tags", "tags_all", "labels", "name", "description", "comment", "id"})
"""Arguments that only say what a thing is called."""
ADDRESS: Final = pattern(r"(?:arn:aws[a-z-]*:s3:::|\b(?:gs|s3)://)([a-z0-9][a-z0-9._-]{1,221})")
"""The name of a bucket in an ARN, or in an address."""
HOST: Final = pattern(r"(?<![a-z0-9._-])([a-z0-9][a-z0-9._-]{1,221}?)\.(?:s3[.-]|storage\.googleapis\.com\b)")


class Use(NamedTuple):
    """A resource, and the argument by which it names a bucket."""

    user: Resource
    argument: str


@once
def uses(estate: Estate) -> Mapping[str, list[Use]]:
    """What names each bucket, by the bucket's id; the bucket's own arguments do not count."""
    found: dict[str, dict[tuple[str, str], Use]] = {bucket.id: {} for bucket in estate.of_type(*BY)}
    called: dict[str, list[Resource]] = {}
    for bucket in estate.of_type(*BY):
        if isinstance(name := bucket.values.get(BY[bucket.type]), str):
            called.setdefault(name, []).append(bucket)
    for user in estate.resources:
        for argument in sorted(user.values.keys() | user.references.keys()):
            named = {r.id for r in mentioned(user, argument, estate)}
            if argument not in LABELS and argument != BY.get(user.type):
                texts = _names_in(user.values.get(argument))
                named.update(bucket.id for name in texts for bucket in called.get(name, ()))
            for bucket_id in named & found.keys() - {user.id}:
                found[bucket_id][user.id, argument] = Use(user, argument)
    return {bucket_id: list(by.values()) for bucket_id, by in found.items()}


def unless_written_outside(users: Iterable[Use]) -> Value:
    """True, unless a module that is not on disk is given the bucket: it may write there, and the answer is open."""
    calls = frozenset(use.user.address for use in users if use.user.mode == OUTSIDE)
    return as_truth(Unknown(calls, f"{', '.join(sorted(calls))} writes nothing")) if calls else True


def _names_in(value: Value) -> Iterator[str]:
    """What may be names of buckets in a value: whole texts, and parts of addresses in texts."""
    for text in inside(value):
        if isinstance(text, str):
            yield text
            yield from (found[1] for pattern in (ADDRESS, HOST) for found in pattern.finditer(text))


__all__ = ["Use", "unless_written_outside", "uses"]
