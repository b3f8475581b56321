"""``explain``: a rule, or what decides the outcomes of a resource type."""

from __future__ import annotations

import click

from continuity_audit.cli.options import Usage


@click.command("explain")
@click.argument("subject")
@click.option("--plugin", "plugins", multiple=True, metavar="MODULE|FILE", help="Load a plugin.")
def command(subject: str, plugins: tuple[str, ...]) -> None:
    """Explain a RULE (CA101, or its name) or a resource TYPE (aws_db_instance)."""
    from continuity_audit.pipeline.explain import explain_rule, explain_type
    from continuity_audit.plugins.manager import load_plugins

    loaded = load_plugins(plugins)
    for rule, _ in loaded.rules.values():
        if subject in (rule.id, rule.name):
            click.echo(explain_rule(rule))
            return
    for profile in reversed(loaded.profiles):
        if profile.type == subject:
            click.echo(explain_type(profile))
            return
    raise Usage(f"{subject} is no rule and no resource type with a profile; `continuity-audit rules` lists the rules")
