"""Whether code itself writes every object of an S3 bucket, or the bucket holds none.

It does where code writes objects and nothing in the estate could write others, or tells that somebody does.

Sources: https://docs.aws.amazon.com/AmazonS3/latest/userguide/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import OUTSIDE, Resource
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.profiles.aws.bucket_settings import LIFECYCLE, SETTINGS
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.bucket_users import Use, unless_written_outside, uses
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.terms import Context, attribute, fact

BUCKET_TYPE: Final = "aws_s3_bucket"
WEBSITE: Final = "aws_s3_bucket_website_configuration"
REDIRECT: Final = "redirect_all_requests_to"
OBJECTS: Final = ("aws_s3_object", "aws_s3_bucket_object")
CORS: Final = "aws_s3_bucket_cors_configuration"
NOTIFICATION: Final = "aws_s3_bucket_notification"
ACL: Final = "aws_s3_bucket_acl"

WRITERS: Final = (
    "aws_cloudtrail", "aws_config_delivery_channel", "aws_datasync_location_s3", "aws_flow_log", "aws_iam_group_policy",
    "aws_iam_policy", "aws_iam_role_policy", "aws_iam_user_policy", "aws_kinesis_firehose_delivery_stream",
    "aws_s3_access_point", "aws_s3_bucket_inventory", "aws_s3_bucket_logging", "aws_s3_bucket_policy",
    "aws_transfer_user", ACL, CORS, NOTIFICATION,
)  # fmt: skip
"""Types without which nobody could say that only code writes to a bucket."""

HARMLESS: Final = frozenset({
    *OBJECTS, *SETTINGS, "aws_cloudfront_origin_access_control", "aws_cloudfront_origin_access_identity",
    "aws_route53_record", "aws_s3_bucket_accelerate_configuration", ACL, CORS, "aws_s3_bucket_metric", NOTIFICATION,
    "aws_s3_bucket_ownership_controls", "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_request_payment_configuration", WEBSITE,
    "aws_s3control_multi_region_access_point",
})  # fmt: skip
READING: Final = frozenset({
    ("aws_cloudfront_distribution", "origin"), ("aws_cloudfront_distribution", "origin_group"),
    ("aws_cloudfront_distribution", "default_cache_behavior"),
    ("aws_cloudfront_distribution", "ordered_cache_behavior"), ("aws_lambda_function", "s3_bucket"),
    ("aws_lambda_layer_version", "s3_bucket"), ("aws_elastic_beanstalk_application_version", "bucket"),
    ("aws_s3_object_copy", "source"),
})  # fmt: skip
"""Arguments by which a resource only reads from the bucket that they name."""
READ_ACTIONS: Final = ("Describe", "Get", "Head", "List")
"""What the actions of a policy that change nothing begin with."""

READ_METHODS: Final = "GET|HEAD"
READ_GRANTS: Final = "private|public-read|authenticated-read|aws-exec-read|bucket-owner-(?:read|full-control)"
OTHER_EVENTS: Final = r"s3:(?!ObjectCreated|\*).*"
SETTING_OF_READERS: Final[Mapping[str, Mapping[str, str]]] = {
    CORS: {"cors_rule.allowed_methods": READ_METHODS},
    ACL: {"acl": READ_GRANTS, "access_control_policy.grant.permission": "READ|READ_ACP"},
    NOTIFICATION: dict.fromkeys(("lambda_function.events", "queue.events", "topic.events"), OTHER_EVENTS),
    LIFECYCLE: dict.fromkeys(("rule.expiration.days", "rule.expiration.date"), "0"),
    BUCKET_TYPE: {
        "cors_rule.allowed_methods": READ_METHODS, "acl": READ_GRANTS,
        **dict.fromkeys(("lifecycle_rule.expiration.days", "lifecycle_rule.expiration.date"), "0"),
    },
}  # fmt: skip
"""By type, the settings of a bucket that tell of its use, with what they say where others may only read.

Browsers that may upload, a call for each new object, objects that expire: code that writes all of them needs none.
"""


@fact("every object in it is written by code (`aws_s3_object`)", reads=(*OBJECTS, *WRITERS, OUTSIDE))
def objects_from_code(context: Context) -> Value:
    """Whether code writes objects, and nothing in the estate tells of other writers."""
    objects = [c for c in context.companions if c.type in OBJECTS]
    if not any(o.exists is True and o.multiplicity != 0 for o in objects):
        return False
    if any(_is_folder(o) for o in objects):
        return False  # an empty "folder" is made for others to write into
    alone = _nothing_else_writes(context)
    if alone is not False:
        context.about(objects[0]).note("bucket", objects[0].values.get("bucket"))
    return alone


@fact("its website only redirects, and nothing is written to it", reads=(*WRITERS, OUTSIDE))
def only_redirects(context: Context) -> Value:
    """Whether every request to its website is answered by a redirect, and nothing in the estate could write to it."""
    sites = [c for c in context.companions if c.type == WEBSITE]
    if not sites and not context.resource.values.get("website"):
        return False
    redirects = any_of((
        *(lambda c=c: both(c.exists, lambda: blocks(REDIRECT).any().value(context.about(c))) for c in sites),
        lambda: attribute(f"website.{REDIRECT}").is_set.value(context),
    ))  # fmt: skip
    alone = both(redirects, lambda: _nothing_else_writes(context))
    if alone is not False:
        for site in sites:
            context.about(site).note(REDIRECT, site.values.get(REDIRECT))
    return alone


def _nothing_else_writes(context: Context) -> Value:
    """Whether nothing else in the estate could write to the bucket; open where a module outside of it could."""
    others = uses(context.estate)[context.resource.id]
    settings = (context.resource, *context.companions)
    if any(map(_may_write, others)) or any(map(_tells_of_writers, settings)):
        return False
    return unless_written_outside(others)


def _tells_of_writers(setting: Resource) -> bool:
    """Whether a bucket, or a setting of it, says what it would not where only code writes; also where that is open."""
    return any(
        not re.fullmatch(said, str(unmark(element.value)))
        for path, said in SETTING_OF_READERS.get(setting.type, {}).items()
        for element in each(setting.values, path)
    )


def _is_folder(written: Resource) -> bool:
    return any(isinstance(key, str) and key.endswith("/") for key in leaves(unmark(written.values.get("key"))))


def _may_write(use: Use) -> bool:
    """Whether a resource names a bucket in a way that may let somebody write to it."""
    other = use.user
    if _tells_of_writers(other):
        return True
    if other.type in HARMLESS or other.mode == OUTSIDE or _lets_only_read(other):
        return False
    return (other.type, use.argument) not in READING


def _lets_only_read(policy: Resource) -> bool:
    """Whether a bucket policy, written out or in a policy document, lets nobody write."""
    if policy.type != "aws_s3_bucket_policy":
        return False
    value = unmark(policy.values.get("policy"))
    if isinstance(value, Unknown) and value.reference is not None:
        document = value.reference
        changes = any(r.attribute == "statement" for r in policy.references.get("policy", ()))
        return f".{document.address}".rpartition(".data.")[2].startswith("aws_iam_policy_document.") and not changes
    return isinstance(value, str) and all(map(_only_reads, _statements(value)))


def _statements(text: str) -> list[object]:
    try:
        statements = json.loads(text)["Statement"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return [None]
    return statements if isinstance(statements, list) else [statements]


def _only_reads(statement: object) -> bool:
    if not isinstance(statement, dict):
        return False
    actions = statement.get("Action")
    actions = actions if isinstance(actions, list) else [actions]
    reading = all(isinstance(a, str) and a.partition(":")[2].startswith(READ_ACTIONS) for a in actions)
    return statement.get("Effect") == "Deny" or (bool(actions) and reading)


__all__ = ["BUCKET_TYPE", "OBJECTS", "WEBSITE", "objects_from_code", "only_redirects"]
