"""The region and account of what a plan makes: from its provider configurations, and from ARNs that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from continuity_audit.estate.model import Provider
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.plans.configuration import Configuration
from continuity_audit.parsers.terraform.plans.document import Instance, mapping, sequence

REGION: Final = re.compile(r"[a-z]+(?:-[a-z]+)+-?\d+")
"""What a region is called: eu-west-1, us-gov-west-1, europe-west1."""
ARN: Final = re.compile(r"arn:[\w-]+:[\w-]*:([\w-]*):(\d{12}):")


class Providers:
    """The providers of a plan's instances."""

    def __init__(self, configuration: Configuration, instances: Iterable[Instance]) -> None:
        self._configuration = configuration
        self._places: dict[str, tuple[set[str], set[str]]] = {}
        for instance in instances:
            if found := _arn(instance):
                regions, accounts = self._places.setdefault(self._key(instance), (set(), set()))
                regions |= {found[1]} - {""}
                accounts.add(found[2])
        self._found: dict[str, Provider] = {}

    def of(self, instance: Instance) -> Provider:
        """The provider that makes an instance. One that the configuration no longer names stands where its ARN says."""
        key = self._key(instance)
        if key:
            if key not in self._found:
                self._found[key] = self._configured(key)
            return self._found[key]
        name = _source_name(instance.provider or instance.type.partition("_")[0])
        found = _arn(instance)
        region = found[1] if found and found[1] else _missing(name)
        return Provider(name, region, found[2] if found else None)

    def _key(self, instance: Instance) -> str:
        return str(self._configuration.block(instance).get("provider_config_key", ""))

    def _configured(self, key: str) -> Provider:
        module, colon, name = key.rpartition(":")
        content: Mapping[str, Any] = mapping(self._configuration.providers.get(key))
        if not content and colon:
            content = mapping(self._configuration.providers.get(name))
        expressions = mapping(content.get("expressions"))
        module = str(content.get("module_address", module))

        def ask(attribute: str) -> Any:
            return self._configuration.constant(expressions.get(attribute), module)

        local = name.partition(".")[0]
        regions, accounts = self._places.get(key, (set(), set()))
        region, zone = ask("region"), ask("zone") if _source_name(local) == "google" else None
        if not (isinstance(region, str) and REGION.fullmatch(region)):
            region = next(iter(regions)) if len(regions) == 1 else None if zone is not None else _missing(name)
        account = self._account(local, expressions, ask, module)
        if account is None and len(accounts) == 1:
            account = next(iter(accounts))
        written = next((mapping(block).get("tags") for block in sequence(expressions.get("default_tags"))), None)
        labels = self._configuration.constant(written, module) if written is not None else ask("default_labels")
        tags = labels if isinstance(labels, Mapping) else None
        return Provider(_source_name(local), region, account, tags, zone)

    def _account(self, name: str, expressions: Mapping[str, Any], ask: Any, module: str) -> Value:
        if name != "aws":
            return ask("subscription_id") if name == "azurerm" else ask("project")
        allowed = ask("allowed_account_ids")
        if isinstance(allowed, list) and len(allowed) == 1:
            return str(allowed[0]).zfill(12)
        for role in sequence(expressions.get("assume_role")):
            arn = self._configuration.constant(mapping(role).get("role_arn"), module)
            if isinstance(arn, str) and (found := ARN.match(arn)):
                return found[2]
        return None


def _arn(instance: Instance) -> re.Match[str] | None:
    arn = instance.values.get("arn")
    return ARN.match(arn) if isinstance(arn, str) else None


def _missing(name: str) -> Unknown:
    cause = f"provider.{name}.region"
    return Unknown(frozenset({cause}), cause)


def _source_name(local: str) -> str:
    return {"google-beta": "google"}.get(local, local)
