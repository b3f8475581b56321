"""The region and account of what a plan makes: from its provider configurations, and from ARNs that are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from continuity_audit.estate.model import Provider
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.known_modules.stand_ins import first_forbidden
from continuity_audit.parsers.terraform.modules.provider_versions import VERSIONED
from continuity_audit.parsers.terraform.modules.providers import AZURE
from continuity_audit.parsers.terraform.plans.configuration import Configuration
from continuity_audit.parsers.terraform.plans.document import Instance, mapping, sequence

REGION: Final = pattern(r"[a-z]+(?:-[a-z]+)+-?\d+")
"""What a region is called: eu-west-1, us-gov-west-1, europe-west1."""
ARN: Final = pattern(r"arn:[\w-]+:[\w-]*:([\w-]*):(\d{12}):")
ACCOUNT: Final = ("assume_role", "allowed_account_ids", "profile", "subscription_id", "project")
"""The arguments of a provider that say in which account it works."""


class Providers:
    """The providers of a plan's instances."""

    def __init__(self, configuration: Configuration, instances: Iterable[Instance]) -> None:
        self._configuration = configuration
        self._places: dict[str, tuple[set[str], set[str]]] = {}
        for instance in instances:
            regions, accounts = self._places.setdefault(self._key(instance), (set(), set()))
            for known, found in zip((regions, accounts), _place(instance), strict=True):
                known |= found
        self._found: dict[str, Provider] = {}

    def of(self, instance: Instance) -> Provider:
        """The provider that makes an instance. One that the configuration no longer names stands where its ARN says."""
        key = self._key(instance)
        if key:
            told_apart = instance if _names_each(self._content(key)) else None
            place = key if told_apart is None else f"{key} {instance.address}"
            if place not in self._found:
                self._found[place] = self._configured(key, told_apart)
            return self._found[place]
        name = _source_name(instance.provider or instance.type.partition("_")[0])
        found = _arn(instance)
        region = found[1] if found and found[1] else _missing(name, "region")
        return Provider(name, region, found[2] if found else None)

    def _key(self, instance: Instance) -> str:
        return str(self._configuration.block(instance).get("provider_config_key", ""))

    def _content(self, key: str) -> Mapping[str, Any]:
        """What the configuration says of a provider."""
        _, colon, name = key.rpartition(":")
        content: Mapping[str, Any] = mapping(self._configuration.providers.get(key))
        return content if content or not colon else mapping(self._configuration.providers.get(name))

    def _configured(self, key: str, told_apart: Instance | None) -> Provider:
        """A provider by its configuration.

        Which of the instances of OpenTofu's ``for_each`` makes something, a plan does not say: ``told_apart`` is what
        is made, and all that is known of its provider.
        """
        module, _, name = key.rpartition(":")
        content = self._content(key)
        expressions = mapping(content.get("expressions"))
        module = str(content.get("module_address", module))

        def ask(attribute: str) -> Any:
            return self._configuration.constant(expressions.get(attribute), module)

        local = name.partition(".")[0]
        regions, accounts = self._places.get(key, (set(), set())) if told_apart is None else _place(told_apart)
        region, zone = ask("region"), ask("zone") if _source_name(local) == "google" else None
        if not (isinstance(region, str) and REGION.fullmatch(region)):
            open_ = _missing(name, "region", told_apart)
            region = next(iter(regions)) if len(regions) == 1 else None if zone is not None else open_
        account = self._account(local, expressions, ask, module)
        if account is None and len(accounts) == 1:
            account = next(iter(accounts))
        elif account is None and any(_names_each(expressions.get(argument)) for argument in ACCOUNT):
            account = _missing(name, "account", told_apart)
        written = next((mapping(block).get("tags") for block in sequence(expressions.get("default_tags"))), None)
        labels = self._configuration.constant(written, module) if written is not None else ask("default_labels")
        tags = labels if isinstance(labels, Mapping) else None
        before = first_forbidden(str(content.get("version_constraint", ""))) if local in VERSIONED else None
        profile = ask("profile") if local == "aws" else None
        return Provider(_source_name(local), region, account, tags, zone, before or (), profile=profile)

    def _account(self, name: str, expressions: Mapping[str, Any], ask: Any, module: str) -> Value:
        if name != "aws":
            return ask("subscription_id") if name in AZURE else ask("project")
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


def _place(instance: Instance) -> tuple[set[str], set[str]]:
    """The region and the account in the ARN of an instance."""
    found = _arn(instance)
    return ({found[1]} - {""}, {found[2]}) if found else (set(), set())


def _names_each(node: Any) -> bool:
    """Whether an expression, or anything in the configuration of a provider, hangs on ``each``."""
    if isinstance(node, list):
        return any(map(_names_each, node))
    if not isinstance(node, Mapping):
        return isinstance(node, str) and node.startswith("each.")
    return any(_names_each(part) for name, part in node.items() if name != "constant_value")


def _missing(name: str, attribute: str, of: Instance | None = None) -> Unknown:
    """What a plan does not say of a provider; ``of`` an instance, it may differ from another's."""
    cause = f"provider.{name}.{attribute}"
    return Unknown(frozenset({cause}), cause if of is None else f"{cause}@{of.address}")


def _source_name(local: str) -> str:
    return {"google-beta": "google"}.get(local, local)
