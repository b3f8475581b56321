"""Which provider configuration makes a resource, and so its region, its account and the tags it adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from continuity_audit.estate.arns import read_arn
from continuity_audit.estate.model import Provider
from continuity_audit.estate.parts import unmark
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.evaluate import evaluate
from continuity_audit.parsers.terraform.files import Block
from continuity_audit.parsers.terraform.scope import Environment, EvaluationProblem
from continuity_audit.parsers.terraform.syntax import (
    Expression,
    GetAttribute,
    GetIndex,
    Literal,
    Name,
    ObjectOf,
    SyntaxProblem,
)

if TYPE_CHECKING:
    from continuity_audit.parsers.terraform.modules import Module

REGION: Final = {"aws": "region", "awscc": "region", "google": "region", "google-beta": "region"}
ACCOUNT: Final = {"aws": "account", "azurerm": "subscription_id", "google": "project"}


class ProviderBlocks:
    """The provider configurations that a module sees: its own, those passed to it, and those it inherits."""

    def __init__(self, module: Module, inherited: ProviderBlocks | None, call: Block | None) -> None:
        self._module = module
        self._inherited = inherited
        self._passed = _passed(call)
        self._found: dict[str, Provider] = {}

    def of(self, block: Block, kind: str, names: Environment) -> Provider:
        """The provider of a resource or data source."""
        attribute = block.body.attributes.get("provider")
        written = _written(attribute.expression) if attribute else ""
        return self.named(written or kind.partition("_")[0])

    def named(self, name: str) -> Provider:
        """The provider by the name that this module gives it: ``aws``, ``aws.dr``."""
        if name not in self._found:
            self._found[name] = self._look_up(name)
        return self._found[name]

    def _look_up(self, name: str) -> Provider:
        if name in self._passed and self._inherited is not None:
            return self._inherited.named(self._passed[name])
        local, _, alias = name.partition(".")
        for block in self._module.directory.providers:
            own = block.body.attributes.get("alias")
            if block.labels[0] == local and (own.text.strip().strip('"') if own else "") == alias:
                return self._evaluated(local, name, block)
        if self._inherited is not None and not alias:
            return self._inherited.named(name)
        return self._unstated(local, name)

    def _unstated(self, local: str, name: str) -> Provider:
        """A provider without a block: that of a name of its own is handed over by what the code does not hold."""
        provider = _source_name(local)
        account = self._missing(name, ACCOUNT[provider]) if local != name and provider in ACCOUNT else None
        return Provider(provider, self._missing(name, "region"), account, None)

    def _missing(self, name: str, attribute: str) -> Unknown:
        cause = self._module.qualified(f"provider.{name}.{attribute}")
        return Unknown(frozenset({cause}), self._module.project.key(cause))

    def _evaluated(self, local: str, name: str, block: Block) -> Provider:
        attributes = block.body.attributes

        def ask(attribute: str) -> Value:
            if attribute not in attributes:
                return None
            try:
                return unmark(evaluate(attributes[attribute].expression, self._module, {}))
            except (EvaluationProblem, SyntaxProblem):
                return self._missing(name, attribute)

        provider = _source_name(local)
        zone = ask("zone") if provider == "google" else None
        region = ask("region")
        if region is None and zone is None:
            region = self._missing(name, "region")
        account = ask("subscription_id") if provider == "azurerm" else ask("project")
        if provider == "aws":
            account = self._aws_account(block, ask("allowed_account_ids"))
        tags = ask("default_labels")
        for defaults in block.body.blocks_of("default_tags"):
            if "tags" in defaults.body.attributes:
                tags = self._quietly(defaults.body.attributes["tags"].expression)
        return Provider(provider, region, account, tags, zone)

    def _quietly(self, expression: Expression) -> Value:
        try:
            return unmark(evaluate(expression, self._module, {}))
        except (EvaluationProblem, SyntaxProblem):
            return None

    def _aws_account(self, block: Block, allowed: Value) -> Value:
        """The account: the only allowed one, or that of the role which is assumed."""
        if isinstance(allowed, tuple) and len(allowed) == 1:
            return lift(lambda a: str(a).zfill(12) if isinstance(a, int) else a, allowed[0])
        for role in block.body.blocks_of("assume_role"):
            if "role_arn" in role.body.attributes:
                return lift(_account_of, self._quietly(role.body.attributes["role_arn"].expression))
        return None


def _account_of(arn: Value) -> Value:
    """The account of a role; of one that is open as a whole it is the role that is asked for."""
    found = read_arn(arn)
    if found is None:
        return arn if isinstance(arn, Unknown) else None
    return found.account


def _source_name(local: str) -> str:
    return {"google-beta": "google"}.get(local, local)


def _passed(call: Block | None) -> Mapping[str, str]:
    """The provider names that a call hands over: the module's own name to the caller's."""
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
    return {key: value for key, value in pairs if key and value}


def _written(expression: Expression) -> str:
    """A provider reference as text: ``aws.dr``; an index of provider ``for_each`` is left out."""
    match expression:
        case Name(name=name):
            return name
        case Literal(value=str(text)):
            return text
        case GetAttribute(of=of, name=name):
            return f"{_written(of)}.{name}"
        case GetIndex(of=of):
            return _written(of)
        case _:
            return ""
