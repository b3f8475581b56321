"""``explain``: a rule, or what decides the outcomes of a resource type."""

from __future__ import annotations

import click

from continuity_audit.cli.main import debug_option
from continuity_audit.cli.options import Usage, load_named, plugin_option


@click.command("explain")
@click.argument("subject")
@plugin_option
@debug_option
def command(subject: str, plugins: tuple[str, ...]) -> None:
    """Explain a RULE (CA101, or its name) or a resource TYPE (aws_db_instance)."""
    from continuity_audit.config.likely_meant import likely_meant
    from continuity_audit.parsers.terraform.kubernetes_objects import BLOCKS
    from continuity_audit.pipeline.explain import explain_rule, explain_type
    from continuity_audit.profiles.restating import judged_as

    loaded = load_named(plugins)
    for rule, _ in loaded.rules.values():
        if subject in (rule.id, rule.name):
            click.echo(explain_rule(rule))
            return
    kind = BLOCKS.get(subject, subject)
    told = judged_as(kind)
    for profile in reversed(loaded.profiles):
        if profile.type == (told or kind):
            if told:
                click.echo(f"{kind} is judged as {told}.\n")
            click.echo(explain_type(profile))
            return
    names = (rule.name for rule, _ in loaded.rules.values())  # every id is like every other
    near = likely_meant(subject, [*names, *(profile.type for profile in loaded.profiles)])
    hint = f", did you mean {near}?" if near else "; `continuity-audit rules` lists the rules"
    raise Usage(f"{subject} is no rule and no resource type with a profile{hint}")
