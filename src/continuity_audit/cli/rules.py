"""``rules``: the rules that are loaded."""

from __future__ import annotations

import click

from continuity_audit.cli.main import debug_option
from continuity_audit.cli.options import load_named, plugin_option


@click.command("rules")
@plugin_option
@debug_option
def command(plugins: tuple[str, ...]) -> None:
    """List the rules that are loaded, with where each comes from."""
    rules = load_named(plugins).rules
    width = max((len(rule.name) for rule, _ in rules.values()), default=0)
    for rule_id in sorted(rules):
        rule, plugin = rules[rule_id]
        preview = "" if rule.status.value == "stable" else f" ({rule.status.value})"
        click.echo(f"{rule.id}  {rule.name:<{width}}  {rule.severity.value:<8}  {rule.title}{preview}  [{plugin}]")
