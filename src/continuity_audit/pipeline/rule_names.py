"""The rules that a call or a configuration names: what is none is refused, with the one that was perhaps meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from continuity_audit.assessment.rules import Rule
from continuity_audit.config.likely_meant import likely_meant
from continuity_audit.pipeline.request import Request, RequestError


def refuse_unknown_rules(request: Request, rules: Mapping[str, Rule]) -> None:
    """Refuse what names no rule, and what would silence the audit on itself.

    Raises:
        RequestError: with the key and what it names.
    """
    for key, name in _beginnings(request):
        if not (name in rules or is_beginning(name, rules)):
            raise RequestError(_no_rule(name, rules), key)
    for name in request.ignore:
        if all(not rule.suppressible for rule in rules.values() if rule.id.startswith(name)):
            raise RequestError(f"{name} is about the audit itself and cannot be ignored", "ignore")
    for name in request.severities:
        if name not in rules:
            raise RequestError(_no_rule(name, rules), "severity")
    for place, suppression in enumerate(request.suppressions):
        key = f"suppressions[{place}].rule"
        if suppression.rule not in rules:
            raise RequestError(_no_rule(suppression.rule, rules), key)
        if not rules[suppression.rule].suppressible:
            raise RequestError(f"{suppression.rule} is about the audit itself and cannot be suppressed", key)


def is_beginning(name: str, rules: Iterable[str]) -> bool:
    """Whether a name is the beginning of rules' ids: letters and at least a figure, ``CA1``."""
    return re.fullmatch(r"[A-Z-]+\d+", name) is not None and any(rule.startswith(name) for rule in rules)


def _beginnings(request: Request) -> Iterator[tuple[str, str]]:
    """The names that may be whole ids or beginnings, with the option or key that gives them."""
    yield from (("select", name) for name in request.select)
    yield from (("ignore", name) for name in request.ignore)
    yield from (("trust.protected-rules", name) for name in request.trust.protected_rules)


def _no_rule(name: str, rules: Mapping[str, Rule]) -> str:
    return f"there is no rule {name}{_hint(name, rules)}"


def _hint(name: str, rules: Mapping[str, Rule]) -> str:
    """What was perhaps meant: an id that is written otherwise, the id of a rule's name, a whole id for a beginning."""
    written = re.sub(r"[^A-Z0-9]", "", name.upper())
    ids = {re.sub(r"[^A-Z0-9]", "", rule): rule for rule in rules}
    if written in ids:
        return f", did you mean {ids[written]}?"
    names = {rule.name: rule.id for rule in rules.values()}
    if near := likely_meant(name.lower(), names):
        return f", did you mean {names[near]} ({near})?"
    if is_beginning(name, rules):
        return f": a whole id is expected here, such as {min(rule for rule in rules if rule.startswith(name))}"
    return "; `continuity-audit rules` lists them"


__all__ = ["is_beginning", "refuse_unknown_rules"]
