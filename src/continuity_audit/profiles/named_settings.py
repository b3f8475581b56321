"""Settings that say by a plain name what a service works with: ``TABLE_NAME = "orders"``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.parts import is_json
from continuity_audit.estate.spelled_json import read_json
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.profiles.addresses import Types, bearing
from continuity_audit.profiles.references import every

WORDS: Final[Mapping[str, Types]] = {
    "TABLE": {"aws_dynamodb_table": "name"},
    "DYNAMO": {"aws_dynamodb_table": "name"},
    "BUCKET": {"aws_s3_bucket": "bucket", "google_storage_bucket": "name"},
    "QUEUE": {"aws_sqs_queue": "name", "azurerm_servicebus_queue": "name", "google_cloud_tasks_queue": "name"},
    "TOPIC": {"aws_sns_topic": "name", "azurerm_servicebus_topic": "name", "google_pubsub_topic": "name"},
    "STREAM": {"aws_kinesis_stream": "name", "aws_kinesis_firehose_delivery_stream": "name"},
    "FUNCTION": {"aws_lambda_function": "function_name"},
    "PARAM": {"aws_ssm_parameter": "name"},
    "SECRET": {"aws_secretsmanager_secret": "name"},
    "DATASET": {"google_bigquery_dataset": "dataset_id"},
    "SPANNER": {"google_spanner_instance": "name"},
    "BIGTABLE": {"google_bigtable_instance": "name"},
    "VAULT": {"azurerm_key_vault": "name"},
    "STORAGE": {"azurerm_storage_account": "name", "google_storage_bucket": "name"},
    "COSMOS": {"azurerm_cosmosdb_account": "name"},
    "EVENTHUB": {"azurerm_eventhub": "name", "azurerm_eventhub_namespace": "name"},
    "SERVICEBUS": {"azurerm_servicebus_namespace": "name"},
}
"""What the name of a setting speaks of, with the types and their arguments that hold a name.

Alike names alone tell nothing: a service and a table may well have one.
"""


def named_in_settings(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """The resources that the settings in an argument name, of the kind that the setting's own name speaks of."""
    for setting, value in settings_of(holder, argument, estate):
        spoken = setting.upper()
        for word, types in WORDS.items():
            if word in spoken:
                yield from _named(value, types, holder, estate)


def _named(value: Value, types: Types, holder: Resource, estate: Estate) -> Iterator[Resource]:
    """The one resource of some types that bears a name, known or not; what is given by reference is found by that."""
    for leaf in every(value):
        known = estate.named(leaf, *types, near=holder) if isinstance(leaf, str) and leaf else ()
        if known or not isinstance(leaf, str | Unknown) or (isinstance(leaf, Unknown) and leaf.reference):
            yield from known
        elif leaf:
            yield from bearing(spelling(leaf), types, holder, estate)


def settings_of(holder: Resource, argument: str, estate: Estate) -> tuple[tuple[str, Value], ...]:
    """The settings in an argument of a resource, which several look through."""
    known = _settings(estate)
    if (holder.id, argument) not in known:
        known[holder.id, argument] = tuple(settings_in(holder.values.get(argument)))
    return known[holder.id, argument]


@once
def _settings(_: Estate) -> dict[tuple[str, str], tuple[tuple[str, Value], ...]]:
    """The settings that were looked through, by the resource and its argument."""
    return {}


def settings_in(value: Value) -> Iterator[tuple[str, Value]]:
    """The settings in a value or a JSON text: the entries of maps, and blocks with a ``name`` and a ``value``."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case Sensitive(value=inner):
                waiting.append(inner)
            case Choice(then=then, other=other):
                waiting += (then, other)
            case str() as text if is_json(text):
                waiting.append(read_json(text))
            case Unknown(text=text) if is_json(text):
                waiting.append(read_json(text))
            case tuple(elements) | list(elements) | SetValue(elements=elements):
                waiting += elements
            case dict() as found:
                if isinstance(name := found.get("name"), str) and "value" in found:
                    yield name, found["value"]
                yield from found.items()
                waiting += found.values()


__all__ = ["named_in_settings", "settings_in", "settings_of"]
