"""Which components a selection of AWS Backup assigns to its plan.

Sources: https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html,
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import any_of, as_truth, both, equals, negate
from continuity_audit.estate.merged import stated_under
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import causes_of, unmark
from continuity_audit.estate.spelling import MARK, as_spelled, spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import SetValue, Unknown, Value
from continuity_audit.profiles.aws.account_wide import sees
from continuity_audit.profiles.elements import one_of
from continuity_audit.profiles.places import (
    account_of,
    different,
    place_in,
    region_of,
)
from continuity_audit.profiles.terms import Condition, Context, walk

REGION_SETTINGS: Final = "aws_backup_region_settings"

ARN_SERVICE: Final[Mapping[str, tuple[str, str]]] = {
    "aws_db_instance": ("rds", "db:"),
    "aws_rds_cluster": ("rds", "cluster:"),
    "aws_docdb_cluster": ("rds", "cluster:"),
    "aws_dsql_cluster": ("dsql", "cluster/"),
    "aws_neptune_cluster": ("rds", "cluster:"),
    "aws_dynamodb_table": ("dynamodb", "table/"),
    "aws_efs_file_system": ("elasticfilesystem", "file-system/"),
    "aws_ebs_volume": ("ec2", "volume/"),
    "aws_instance": ("ec2", "instance/"),
    "aws_s3_bucket": ("s3", ""),
    "aws_fsx_windows_file_system": ("fsx", "file-system/"),
    "aws_fsx_lustre_file_system": ("fsx", "file-system/"),
    "aws_fsx_ontap_file_system": ("fsx", "file-system/"),
    "aws_fsx_ontap_volume": ("fsx", "volume/"),
    "aws_fsx_openzfs_file_system": ("fsx", "file-system/"),
    "aws_redshift_cluster": ("redshift", "cluster:"),
    "aws_redshiftserverless_namespace": ("redshift-serverless", "namespace/"),
    "aws_timestreamwrite_table": ("timestream", "database/"),
    "aws_eks_cluster": ("eks", "cluster/"),
}
"""The services that AWS Backup protects, with the service and resource part of their ARNs."""

OPT_IN: Final[Mapping[str, str]] = {
    "aws_db_instance": "RDS",
    "aws_rds_cluster": "Aurora",
    "aws_docdb_cluster": "DocumentDB",
    "aws_dsql_cluster": "DSQL",
    "aws_neptune_cluster": "Neptune",
    "aws_dynamodb_table": "DynamoDB",
    "aws_efs_file_system": "EFS",
    "aws_ebs_volume": "EBS",
    "aws_instance": "EC2",
    "aws_s3_bucket": "S3",
    "aws_redshift_cluster": "Redshift",
    "aws_redshiftserverless_namespace": "Redshift Serverless",
    "aws_timestreamwrite_table": "Timestream",
    "aws_eks_cluster": "EKS",
}
"""The names of the services in ``resource_type_opt_in_preference``; those of FSx are all named so."""

NEVER_WITHOUT_OPT_IN: Final = ("aws_rds_cluster", "aws_docdb_cluster", "aws_neptune_cluster")
"""What AWS Backup leaves out where its service is switched off, even if a selection names it.

Source: https://docs.aws.amazon.com/aws-backup/latest/devguide/working-with-supported-services.html
"""

NAMES: Final = ("identifier", "cluster_identifier", "name", "bucket", "id")


def selections(context: Context) -> Iterator[tuple[Resource, Value]]:
    """The selections of the estate and whether each covers the component."""
    if context.resource.type not in ARN_SERVICE:
        return
    for assigned in _assigned(context.estate):
        covers = context.ask(assigned)
        if covers is not False:
            yield assigned.selection, covers


def own_account(context: Context) -> Value:
    """The account of the component: its provider's or, where that says nothing, the one of its selection's role.

    A role is only ever passed inside its account, and a selection only sees its own.
    """
    stated = account_of(context.resource)
    if stated is not None:
        return stated
    roles = [s.values.get("iam_role_arn") for s, covers in selections(context) if covers is True]
    accounts = {place_in(role, "account") for role in roles if read_arn(role)} - {None}
    return accounts.pop() if len(accounts) == 1 else None


class Assigned(Condition, frozen=True):
    """Whether a selection is there, sees the component, chooses it, and does not leave it out again.

    A condition, and one for each selection of the estate, because each rung of a ladder asks for all of them.
    """

    selection: Resource

    def value(self, context: Context) -> Value:
        return both(self.selection.exists, lambda: _covers(self.selection, context))

    def __str__(self) -> str:
        return f"`{self.selection.address}` selects it"


@once
def _assigned(estate: Estate) -> tuple[Assigned, ...]:
    return tuple(map(Assigned, estate.of_type("aws_backup_selection")))


def _covers(selection: Resource, context: Context) -> Value:
    chosen = both(sees(selection, context.resource), lambda: _selected(selection, context))
    excluded = selection.values.get("not_resources")
    return both(chosen, lambda: negate(one_of(excluded, lambda arn: _means(arn, selection, context))))


def _selected(selection: Resource, context: Context) -> Value:
    """Whether a selection chooses the component; what it leaves out decides as much as what it gives."""

    def chosen(listed: Value, tagged: Value, conditions: Value) -> Value:
        if not any(map(_given, (listed, tagged, conditions))):
            return _opted_in(context)  # AWS Backup then takes every resource that it supports
        by_name = _listed(listed, selection, context)
        if _given(conditions):
            met = _meets_all(conditions, context)
            return both(met, lambda: by_name if _given(listed) else _opted_in(context))
        by_tag = one_of(tagged, lambda block: _tagged(block, context))
        return any_of((lambda: by_name, lambda: both(by_tag, lambda: _opted_in(context))))

    return lift(chosen, *(unmark(selection.values.get(n)) for n in ("resources", "selection_tag", "condition")))


def _given(value: Value) -> bool:
    return value not in (None, ()) and value != SetValue(())


def _opted_in(context: Context) -> Value:
    """Whether the service is not switched off for the region; most of what is named outright is taken even so."""
    return preferred("resource_type_opt_in_preference", OPT_IN.get(context.resource.type, "FSx"), context)


def preferred(what: str, service: str, context: Context) -> Value:
    """Whether the settings of the component's region do not switch something off for a service."""
    component = context.resource

    def on(settings: Resource) -> Value:
        preference = walk(settings.values.get(what), service)
        if preference is not None:
            context.about(settings).note(f"{what}.{service}", preference)
        return lift(lambda p: True if p is None else as_truth(p), preference)

    result: Value = True
    for settings in context.estate.of_type(REGION_SETTINGS):
        if sees(settings, component) is True:
            result = both(result, lambda s=settings: on(s))  # type: ignore[misc]
    return result


def _listed(value: Value, selection: Resource, context: Context) -> Value:
    return one_of(value, lambda arn: _matches(arn, selection, context))


def _matches(arn: Value, selection: Resource, context: Context) -> Value:
    """Whether an entry of ``resources`` takes the component: its own ARN, or a pattern that it falls under."""
    found = _means(arn, selection, context)
    outright = (isinstance(arn, Unknown) and arn.reference is not None) or "*" not in spelling(arn)
    if outright and context.resource.type not in NEVER_WITHOUT_OPT_IN:
        return found
    return both(found, lambda: _opted_in(context))


def _means(arn: Value, selection: Resource, context: Context) -> Value:
    """Whether an entry of ``resources`` is the ARN of the component, or a pattern that it falls under."""
    component = context.resource
    if isinstance(arn, Unknown) and arn.reference is not None:
        named = context.estate.named(arn, near=selection)
        return any(r.id == component.id or r.id in {c.id for c in context.companions} for r in named)
    if arn == "*":
        return True
    parts = read_arn(arn)
    if parts is None:
        return as_truth(Unknown(arn.causes, f"{arn.key} covers {component.id}")) if isinstance(arn, Unknown) else False
    service, prefix = ARN_SERVICE[component.type]
    if isinstance(parts.service, str) and not fnmatch.fnmatchcase(service, parts.service):
        return False
    return both(_pattern(parts.resource, prefix, component), lambda: _in_place(arn, selection, component))


def _in_place(arn: Value, selection: Resource, component: Resource) -> Value:
    """Whether the region and account that an ARN names, if it does, are those of the component."""

    def there(what: Literal["region", "account"], own: Value) -> Value:
        stated = place_in(arn, what)
        if stated is None or (what == "account" and own is None) or (isinstance(stated, str) and "*" in stated):
            return True
        return negate(different(own, stated, what, selection))

    return both(there("region", region_of(component)), lambda: there("account", account_of(component)))


def _pattern(pattern: Value, prefix: str, component: Resource) -> Value:
    """Whether the resource part of an ARN, as far as it is known, means the component."""
    text = spelling(pattern)
    if text in ("*", f"{prefix}*"):
        return True
    if prefix and not text.startswith((prefix, MARK)):
        return False
    wanted = text.removeprefix(prefix)

    def matches(name: Value) -> Value:
        if isinstance(name, Unknown | str) and spelling(name) == wanted:
            return True
        if isinstance(name, Unknown) or MARK in wanted:
            return as_truth(Unknown(causes_of(name) | causes_of(pattern), f"{key_of(name)} matches {wanted}"))
        return isinstance(name, str) and fnmatch.fnmatchcase(name, wanted)

    return lift(matches, _name_in_arn(component))


def _name_in_arn(component: Resource) -> Value:
    """What the ARN of a component calls it; that of a table of Timestream stands behind its database."""
    if component.type == "aws_timestreamwrite_table":
        names = (component.values.get(n) for n in ("database_name", "table_name"))
        return lift(lambda *parts: as_spelled("/table/".join(map(spelling, parts))), *map(unmark, names))
    return next((v for n in NAMES if (v := component.values.get(n)) is not None), None)


def _tagged(block: Value, context: Context) -> Value:
    """Whether the component carries the tag of a ``selection_tag`` block."""
    if isinstance(block, Unknown):
        return as_truth(Unknown(block.causes, f"{block.key} covers {context.resource.id}"))
    wanted = walk(block, "value")
    return lift(lambda key: equals(tag(key, context), wanted), walk(block, "key"))


def tag(key: Value, context: Context) -> Value:
    """The worth of a tag of the component: its own, else the provider's default."""
    if not isinstance(key, str):
        return Unknown(causes_of(key), f"{key_of(key)} tags {context.resource.id}")
    component = context.resource
    own = lift(lambda tags: stated_under(tags, key), unmark(component.values.get("tags")))
    found = lift(lambda worth: stated_under(unmark(component.provider.tags), key) if worth is None else worth, own)
    if found is not None:
        context.note(f"tags.{key}", found)
    return found


def _meets_all(conditions: Value, context: Context) -> Value:
    """The ``condition`` blocks: every comparison in them must hold."""
    return negate(any_of(
        lambda word=word, like=like, wanted=wanted: one_of(  # type: ignore[misc]
            conditions, lambda comparison: _fails(comparison, like, wanted, context), word
        )
        for word, like, wanted in COMPARISONS
    ))  # fmt: skip


def _like(worth: Value, pattern: Value) -> Value:
    if isinstance(worth, str) and isinstance(pattern, str):
        return fnmatch.fnmatchcase(worth, pattern)
    if worth is None or pattern is None:
        return False
    return as_truth(Unknown(causes_of(worth) | causes_of(pattern), f"{key_of(worth)} is like {key_of(pattern)}"))


COMPARISONS: Final = (
    ("string_equals", equals, True), ("string_like", _like, True), ("string_not_equals", equals, False),
    ("string_not_like", _like, False),
)  # fmt: skip


def _fails(comparison: Value, like: Callable[[Value, Value], Value], wanted: bool, context: Context) -> Value:
    """Whether the component does not pass a comparison of one of its tags."""
    key = walk(comparison, "key")
    name = key.removeprefix("aws:ResourceTag/") if isinstance(key, str) else key
    held = lift(like, tag(name, context), walk(comparison, "value"))
    return negate(held) if wanted else held


__all__ = ["ARN_SERVICE", "REGION_SETTINGS", "own_account", "preferred", "selections", "tag"]
