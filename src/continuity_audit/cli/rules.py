"""``rules``: the rules that are loaded."""

from __future__ import annotations

import click


@click.command("rules")
@click.option("--plugin", "plugins", multiple=True, metavar="MODULE|FILE", help="Load a plugin.")
def command(plugins: tuple[str, ...]) -> None:
    """List the rules that are loaded, with where each comes from."""
    from continuity_audit.plugins.manager import load_plugins

    rules = load_plugins(plugins).rules
    width = max((len(rule.name) for rule, _ in rules.values()), default=0)
    for rule_id in sorted(rules):
        rule, plugin = rules[rule_id]
        click.echo(f"{rule.id}  {rule.name:<{width}}  {rule.severity.value:<8}  {rule.title}  [{plugin}]")
