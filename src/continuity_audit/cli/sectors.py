"""``sectors``: the sector matrix."""

from __future__ import annotations

import click

from continuity_audit.cli.main import debug_option
from continuity_audit.cli.options import load_named, plugin_option


@click.command("sectors")
@plugin_option
@debug_option
def command(plugins: tuple[str, ...]) -> None:
    """Print the sector matrix: risk of a just-in-time collapse, and typical resilience level."""
    for sector in load_named(plugins).sectors:
        click.echo(f"{sector.slug}: {sector.name}")
        click.echo(f"  risk {sector.risk}: {sector.why_risk}")
        click.echo(f"  typical level {sector.typical_level.value}: {sector.why_level}")
        click.echo(f"  examples: {', '.join(sector.examples)}")
        if sector.instruments:
            click.echo(f"  relevant: {', '.join(sector.instruments)}")
