"""``sectors``: the sector matrix."""

from __future__ import annotations

import click


@click.command("sectors")
@click.option("--plugin", "plugins", multiple=True, metavar="MODULE|FILE", help="Load a plugin.")
def command(plugins: tuple[str, ...]) -> None:
    """Print the sector matrix: risk of a just-in-time collapse, and typical resilience level."""
    from continuity_audit.plugins.manager import load_plugins

    for sector in load_plugins(plugins).sectors:
        click.echo(f"{sector.slug}: {sector.name}")
        click.echo(f"  risk {sector.risk}: {sector.why_risk}")
        click.echo(f"  typical level {sector.typical_level.value}: {sector.why_level}")
        click.echo(f"  examples: {', '.join(sector.examples)}")
        if sector.instruments:
            click.echo(f"  relevant: {', '.join(sector.instruments)}")
