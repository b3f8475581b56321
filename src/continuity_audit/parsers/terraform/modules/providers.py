"""Which provider configuration makes a resource, and so its region, its account and the tags it adds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.kinds import is_collection
from continuity_audit.estate.model import Provider
from continuity_audit.estate.parts import leaves, unmark
from continuity_audit.estate.secrecy import told_as
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Reference, SetValue, Unknown, Value
from continuity_audit.parsers.terraform.configuration.directory import alias_of
from continuity_audit.parsers.terraform.configuration.files import Block, Body
from continuity_audit.parsers.terraform.configuration.grammar import parse_expression
from continuity_audit.parsers.terraform.configuration.nodes import (
    Expression,
    GetAttribute,
    GetIndex,
    Literal,
    Name,
    ObjectOf,
    SyntaxProblem,
)
from continuity_audit.parsers.terraform.evaluation.evaluate import evaluate
from continuity_audit.parsers.terraform.evaluation.scope import Environment, EvaluationProblem, on_branches
from continuity_audit.parsers.terraform.evaluation.traversal import get_index
from continuity_audit.parsers.terraform.modules.provider_versions import VERSIONED, Version, locked, ruled_out

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.modules.expand import Member
    from continuity_audit.parsers.terraform.modules.module import Module

REGION: Final = {"aws": "region", "awscc": "region", "google": "region", "google-beta": "region"}
AZURE: Final = ("azurerm", "azapi")
"""The providers of Azure: that of its services and that of its own API."""
OF_CLUSTERS: Final = frozenset({"kubernetes", "kubernetes-alpha", "helm", "kubectl"})
"""The providers that apply objects to a Kubernetes cluster."""
CONNECTION: Final = (
    "host",
    "cluster_ca_certificate",
    "token",
    "client_certificate",
    "client_key",
    "kubernetes",
    "exec",
)
"""Their arguments and blocks that say how the cluster is reached."""
ACCOUNT: Final = {"aws": "account", **dict.fromkeys(AZURE, "subscription_id"), "google": "project"}


class Written(Struct, frozen=True):
    """A provider as code refers to it: ``aws.dr``, ``aws.by_region[each.key]``."""

    name: str
    key: Expression | None = None
    """Which of a provider's instances it is, where the provider has ``for_each``, as OpenTofu's can."""


class ProviderBlocks:
    """The provider configurations that a module sees: its own, those passed to it, and those it inherits."""

    def __init__(
        self, module: Module, inherited: ProviderBlocks | None, call: Block | None, member: Member | None
    ) -> None:
        self._module = module
        self._inherited = inherited
        self._passed = _passed(call)
        self._names: Environment = member.names if member else {}
        self._found: dict[tuple[str, str | None], Provider] = {}
        self._before: dict[str, Version] = {}

    def of(self, block: Block, kind: str, names: Environment) -> Provider:
        """The provider of a resource or data source."""
        attribute = block.body.attributes.get("provider")
        written = _written(attribute.expression) if attribute else None
        found = self._meant(written or Written(kind.partition("_")[0]), names)
        before = self._ruled_out(found.name) if found.name in VERSIONED else ()
        return replace(found, before=before) if before else found

    def _ruled_out(self, provider: str) -> Version:
        """The first version above those that this module, its callers and the root's lock file let it have."""
        if provider not in self._before:
            above = self._inherited
            outer = above._ruled_out(provider) if above else locked(self._module.project.files, provider)
            self._before[provider] = min(filter(None, (ruled_out(self._module.directory, provider), outer)), default=())
        return self._before[provider]

    def _meant(self, written: Written, names: Environment) -> Provider:
        """The provider that code of this module refers to, where ``names`` have a meaning."""
        if written.key is None:
            return self.named(written.name)
        try:
            key = unmark(evaluate(written.key, self._module, names))
        except (EvaluationProblem, SyntaxProblem):
            key = None
        return self.named(written.name, self._missing(written.name, "each.key") if key is None else key)

    def named(self, name: str, key: Value = None) -> Provider:
        """The provider by the name that this module gives it: ``aws``, ``aws.dr``; ``key`` says which instance."""
        place = (name, None if key is None else key_of(key))
        if place not in self._found:
            self._found[place] = self._look_up(name, key)
        return self._found[place]

    def _look_up(self, name: str, key: Value) -> Provider:
        if name in self._passed and self._inherited is not None:
            return self._inherited._meant(self._passed[name], self._names)
        local, _, alias = name.partition(".")
        for block in self._module.directory.providers:
            if block.labels[0] == local and alias_of(block) == alias:
                return self._of_block(local, name, block, key)
        if self._inherited is not None and not alias:
            return self._inherited.named(name)
        return self._unstated(local, name)

    def _of_block(self, local: str, name: str, block: Block, key: Value) -> Provider:
        argument = block.body.attributes.get("for_each")
        if argument is None:
            return self._evaluated(local, name, block, {})
        key = self._missing(name, "each.key") if key is None else key
        instance = f"{name}[{json.dumps(key, ensure_ascii=False)}]" if isinstance(key, str) else name
        try:
            value = on_branches(_value_of_each, unmark(evaluate(argument.expression, self._module, {})), key)
        except (EvaluationProblem, SyntaxProblem):
            value = self._missing(instance, "each.value", key)
        return self._evaluated(local, instance, block, {"each": {"key": key, "value": value}})

    def _unstated(self, local: str, name: str) -> Provider:
        """A provider without a block: that of a name of its own is handed over by what the code does not hold."""
        provider = _source_name(local)
        account = self._missing(name, ACCOUNT[provider]) if local != name and provider in ACCOUNT else None
        return Provider(provider, self._missing(name, "region"), account, None)

    def _missing(self, name: str, attribute: str, key: Value = None) -> Unknown:
        """What the code does not say of a provider; of instances whose ``key`` is open each has its own."""
        cause = self._module.qualified(f"provider.{name}.{attribute}")
        instance = f"[{key_of(key)}]" if any(isinstance(leaf, Unknown) for leaf in leaves(key)) else ""
        return Unknown(frozenset({cause}), self._module.project.key(cause) + instance)

    def _evaluated(self, local: str, name: str, block: Block, names: Environment) -> Provider:
        attributes = block.body.attributes

        def ask(attribute: str) -> Value:
            if attribute not in attributes:
                return None
            try:
                found = evaluate(attributes[attribute].expression, self._module, names)
            except (EvaluationProblem, SyntaxProblem):
                return self._missing(name, attribute)
            return told_as(self._module.qualified(f"provider.{name}.{attribute}"), found)

        provider = _source_name(local)
        zone = ask("zone") if provider == "google" else None
        region = ask("region")
        if region is None and zone is None:
            region = self._missing(name, "region")
        account = ask("subscription_id") if provider in AZURE else ask("project")
        if provider == "aws":
            account = self._aws_account(block, ask("allowed_account_ids"), names)
        profile = ask("profile") if provider == "aws" else None
        tags = self._quietly(attributes["default_labels"].expression, names) if "default_labels" in attributes else None
        for defaults in block.body.blocks_of("default_tags"):
            if "tags" in defaults.body.attributes:
                tags = self._quietly(defaults.body.attributes["tags"].expression, names)
        clusters = self._clusters(block.body, names) if provider in OF_CLUSTERS else frozenset()
        return Provider(provider, region, account, tags, zone, clusters=clusters, profile=profile)

    def _clusters(self, body: Body, names: Environment) -> frozenset[Reference]:
        """What the settings by which a cluster is reached refer to."""
        found: set[Reference] = set()
        for name in CONNECTION:
            for inner in body.blocks_of(name):
                found |= self._clusters(inner.body, names)
        for name in (*CONNECTION, "args"):
            if name in body.attributes:
                expression = body.attributes[name].expression
                found |= self._module.project.traced(lambda e=expression: self._quietly(e, names))[1]  # type: ignore[misc]
        return frozenset(found)

    def _quietly(self, expression: Expression, names: Environment) -> Value:
        try:
            return evaluate(expression, self._module, names)
        except (EvaluationProblem, SyntaxProblem):
            return None

    def _aws_account(self, block: Block, allowed: Value, names: Environment) -> Value:
        """The account: the only allowed one, or that of the role which is assumed."""
        if isinstance(allowed, tuple) and len(allowed) == 1:
            return lift(lambda a: str(a).zfill(12) if isinstance(a, int) else a, allowed[0])
        for role in block.body.blocks_of("assume_role"):
            if "role_arn" in role.body.attributes:
                role_arn = self._quietly(role.body.attributes["role_arn"].expression, names)
                return lift(_account_of, told_as(self._module.qualified("provider.aws.assume_role.role_arn"), role_arn))
        return None


def _account_of(arn: Value) -> Value:
    """The account of a role; of one that is open as a whole it is the role that is asked for."""
    found = read_arn(arn)
    if found is None:
        return arn if isinstance(arn, Unknown) else None
    return found.account


def _source_name(local: str) -> str:
    return {"google-beta": "google"}.get(local, local)


def _value_of_each(collection: Value, key: Value) -> Value:
    """What ``each.value`` is for a key: of a set it is the key.

    Raises:
        EvaluationProblem: there is no such key.
    """
    match collection:
        case SetValue(elements=elements) | tuple(elements):
            if isinstance(key, Unknown) or key in elements or any(isinstance(e, Unknown) for e in elements):
                return key
            raise EvaluationProblem("the given key does not identify an instance of the provider")
        case Unknown(kind=kind) if is_collection(kind, "set"):
            return key
        case _:
            return get_index(collection, key)


def _passed(call: Block | None) -> Mapping[str, Written]:
    """The providers that a call hands over: the module's own name to the caller's."""
    attribute = call.body.attributes.get("providers") if call else None
    if attribute is None:
        return {}
    try:
        expression = attribute.expression
    except SyntaxProblem:
        return {}
    if not isinstance(expression, ObjectOf):
        return {}
    pairs = ((_written(key), _written(value)) for key, value in expression.entries)
    return {key.name: value for key, value in pairs if key and value}


def _written(expression: Expression) -> Written | None:
    """What an expression says of a provider; in JSON it stands in a text."""
    match expression:
        case Literal(value=str(text)) if "[" in text:
            try:
                return _written(parse_expression(text))
            except SyntaxProblem:
                return None
        case Literal(value=str(text)) if text:
            return Written(text)
        case GetIndex(of=of, key=key):
            name = _name(of)
            return Written(name, key) if name else None
        case _:
            name = _name(expression)
            return Written(name) if name else None


def _name(expression: Expression) -> str:
    """The name of a provider, ``aws`` or ``aws.dr``, empty where it is none."""
    match expression:
        case Name(name=name):
            return name
        case GetAttribute(of=Name(name=local), name=alias):
            return f"{local}.{alias}"
        case _:
            return ""
