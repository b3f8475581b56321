"""Zalando's operator for PostgreSQL: its settings, what they say of instances, and the backups that it makes.

https://postgres-operator.readthedocs.io/en/latest/administrator/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.counts import as_count, exceeds
from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.logic import all_hold, any_of, as_truth, equals, if_else, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Sensitive, Unknown, Value, unknown
from continuity_audit.profiles.kubernetes.copies import Backup
from continuity_audit.profiles.kubernetes.objects import objects, only
from continuity_audit.profiles.kubernetes.placement import ZONE
from continuity_audit.profiles.kubernetes.places import object_store
from continuity_audit.profiles.kubernetes.pods import all_containers, text
from continuity_audit.profiles.kubernetes.release_values import RELEASES, installs, value
from continuity_audit.profiles.terms import Context, attribute, fact, walk

_ARCHIVES: Final = (
    "WAL_S3_BUCKET", "WALG_S3_PREFIX", "WALE_S3_PREFIX", "WAL_GS_BUCKET", "WALG_GS_PREFIX", "WALG_AZ_PREFIX",
)  # fmt: skip


_ENDPOINTS: Final = ("AWS_ENDPOINT", "WALE_S3_ENDPOINT")
"""What sends the archive to another store than Amazon's. https://github.com/zalando/spilo/blob/master/ENVIRONMENT.rst"""


class Variable(Struct, frozen=True):
    """A variable of the pods' environment: the object that sets it, where, and to what."""

    set_by: Resource
    attribute: str
    value: Value


def zalando(context: Context) -> Iterator[Backup]:
    """Logical backups that the resource asks for, and the archive that its environment or the operator sets up."""
    resource = context.resource
    bucket, region, endpoint = (
        setting(context, "logical_backup", f"logical_backup_s3_{part}") for part in ("bucket", "region", "endpoint")
    )
    if (logical := context.read("spec.enableLogicalBackup")) not in (None, False):
        place = object_store(context, text(bucket), region, endpoint, "the operator's `logical_backup_s3_region`")
        yield Backup(resource, "spec.enableLogicalBackup", place, as_truth(logical))
    environment = _environment(context)
    endpoint = next((environment[name].value for name in _ENDPOINTS if name in environment), "")
    for name in _ARCHIVES:
        if name in environment and environment[name].value not in (None, ""):
            variable = environment[name]
            bucket = text(variable.value).partition("://")[2] or text(variable.value)
            place = object_store(context, bucket.partition("/")[0], None, endpoint, f"the region of {name}")
            yield Backup(variable.set_by, variable.attribute, place)
    for key in ("wal_s3_bucket", "wal_gs_bucket"):
        archive = setting(context, "aws_or_gcp", key)
        if archive not in (None, ""):
            region = setting(context, "aws_or_gcp", "aws_region")
            place = object_store(context, text(archive), region, endpoint, f"the region of {text(archive)}")
            yield Backup(resource, "spec.env", place, _is_set(archive))


def _is_set(setting: Value) -> Value:
    if isinstance(setting, Unknown):
        return as_truth(unknown(*setting.causes, key=f"{setting.key} is set"))
    return True


def _environment(context: Context) -> dict[str, Variable]:
    """The variables of the pods: those of the resource, then those of the operator's Secret and ConfigMap."""
    found: dict[str, Variable] = {}
    for i, variable in mappings(context.read("spec.env")):
        name = text(variable.get("name"))
        elsewhere = unknown(f"{context.resource.address} (spec.env.{name})")
        found[name] = Variable(context.resource, f"spec.env.{i}", variable.get("value", elsewhere))
    for kind, key in (("Secret", "pod_environment_secret"), ("ConfigMap", "pod_environment_configmap")):
        namespace, _, name = text(setting(context, "kubernetes", key)).rpartition("/")
        source = objects(context.estate).find(context.resource, kind, name, namespace or None) if name else None
        if source is None:
            continue
        for part in ("data", "stringData"):
            for called, told in entries(walk(source.values, part)).items():
                found.setdefault(called, Variable(source, f"{part}.{called}", _readable(told, source, called)))
    return found


def _readable(value: Value, source: Resource, name: str) -> Value:
    """A value of a ConfigMap or Secret; those of a Secret are never held."""
    return unknown(f"{source.address} ({name})") if isinstance(value, Sensitive) else value


# --- the settings of the operator: https://postgres-operator.readthedocs.io/en/latest/reference/operator_parameters/

_CONFIGURATION: Final = "acid.zalan.do/OperatorConfiguration"
_CHART: Final = "postgres-operator"
_VALUES: Final = {
    "kubernetes": "configKubernetes", "logical_backup": "configLogicalBackup", "aws_or_gcp": "configAwsOrGcp",
    "connection_pooler": "configConnectionPooler",
}  # fmt: skip
"""What the chart calls the groups of settings.

https://github.com/zalando/postgres-operator/blob/master/charts/postgres-operator/values.yaml
"""
_SWITCHES: Final[Mapping[Value, bool]] = {"true": True, "false": False}
"""How a ConfigMap, which holds texts alone, spells them."""


def setting(context: Context, group: str, name: str) -> Value:
    """A setting of the operator, ``None`` where the code does not hold it, or more than one operator.

    It stands in an OperatorConfiguration; in the ConfigMap that the operator is told of, flat; or in the values of the
    chart, of which each makes one of these two.
    """
    index = objects(context.estate)
    source = index.remember(("zalando", context.resource.root), lambda: _configured_by(context))
    if source is None:
        return None
    if source.type == _CONFIGURATION:
        return walk(source.values, f"configuration.{group}.{name}")
    if source.type == "ConfigMap":
        found = entries(source.values.get("data")).get(name)
        return _SWITCHES.get(found, found) if isinstance(found, str) else found
    return value(context.afresh().about(source), f"{_VALUES[group]}.{name}", None)


def _configured_by(context: Context) -> Resource | None:
    """The one object that configures the operator."""
    index, resource = objects(context.estate), context.resource
    if configurations := index.nearest(resource, _CONFIGURATION):
        return only(configurations)
    told = index.nearest_such(
        resource, "told of Zalando's settings", lambda d: _map_of(d, context) is not None, "Deployment"
    )
    if told:
        return only([found for d in told if (found := _map_of(d, context))])
    return only(
        index.nearest_such(
            resource, "releases of Zalando's", lambda r: installs(r, _CHART, context), *RELEASES
        )
    )  # fmt: skip


def _map_of(deployment: Resource, context: Context) -> Resource | None:
    """The ConfigMap that an operator's environment names."""
    variables = (v for c in all_containers(deployment) for _, v in mappings(c.get("env")))
    name = next((text(v.get("value")) for v in variables if v.get("name") == "CONFIG_MAP_NAME"), "")
    return objects(context.estate).find(deployment, "ConfigMap", name) if name else None


# --- instances and poolers ------------------------------------------------------------------------------------------

ZALANDO: Final = "https://postgres-operator.readthedocs.io/en/latest/reference/operator_parameters/"
NUMBER_OF_INSTANCES: Final = attribute("spec.numberOfInstances", default=1)


@fact(
    "the operator keeps instances in different zones (`enable_pod_antiaffinity` over zones)",
    remedy="set `enable_pod_antiaffinity: true` with the topology key `topology.kubernetes.io/zone` for the operator",
)
def zalando_spread(context: Context) -> Value:
    on, preferred, key = (
        setting(context, "kubernetes", name)
        for name in (
            "enable_pod_antiaffinity", "pod_antiaffinity_preferred_during_scheduling", "pod_antiaffinity_topology_key",
        )
    )  # fmt: skip
    context.note("spec.numberOfInstances", context.read("spec.numberOfInstances"), "" if on is not None else ZALANDO)
    zones = any_of((lambda zone=zone: equals(key, zone)) for zone in ZONE)  # type: ignore[misc]
    return all_hold(as_truth(on or False), negate(as_truth(preferred or False)), zones)


def _pooled_by_zalando(context: Context) -> Value:
    """Whether there is a pooler before the primary: asked for, or described and not turned off.

    Source: https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/#connection-pooler
    """
    on = context.read("spec.enableConnectionPooler")
    return as_truth(on) if on is not None else context.read("spec.connectionPooler") is not None


@fact(
    "two pods or more of its pooler, where that is on", remedy="set `connectionPooler.numberOfInstances` to 2 or more"
)
def zalando_pooled(context: Context) -> Value:
    def enough() -> Value:
        own = context.read("spec.connectionPooler.numberOfInstances")
        of_all = setting(context, "connection_pooler", "connection_pooler_number_of_instances")
        count = as_count(next((stated for stated in (own, of_all) if stated is not None), 2))
        context.note("spec.connectionPooler.numberOfInstances", count, ZALANDO if own is None else "")
        return exceeds(count, 1)

    return if_else(_pooled_by_zalando(context), enough, lambda: True)
