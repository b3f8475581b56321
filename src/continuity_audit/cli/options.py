"""The options that commands share, and how they and the configuration make a request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from continuity_audit.config import Config, ConfigError, load
from continuity_audit.config.keys import FailOn, MinLevel
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.request import Request

F = TypeVar("F", bound=Callable[..., Any])


class Usage(click.ClickException):
    """The call or the configuration is wrong: exit status 2."""

    exit_code = 2


def reading_options(command: F) -> F:
    """What `check` and `inspect` take to read a tree."""
    for option in reversed(
        (
            click.argument("paths", nargs=-1, type=click.Path(path_type=Path)),
            click.option("--var", "variables", multiple=True, metavar="NAME=VALUE", help="A variable, as for terraform."),
            click.option("--var-file", "variable_files", multiple=True, type=click.Path(path_type=Path), help="A file of variables, as for terraform."),
            click.option("--workspace", metavar="NAME", help="The Terraform workspace; unknown where it is not said."),
            click.option("--exclude", multiple=True, metavar="GLOB", help="Leave files and folders out."),
            click.option("--config", "configuration", type=click.Path(path_type=Path), help="The configuration file; else the nearest one upwards from the first PATH."),
            click.option("--plugin", "plugins", multiple=True, metavar="MODULE|FILE", help="Load a plugin."),
            click.option("--jobs", type=click.IntRange(min=1), help="Processes to read with."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def configuration(paths: Sequence[Path], explicit: Path | None) -> Config:
    """The configuration for some paths."""
    start = paths[0] if paths else Path()
    try:
        return load(start if start.is_dir() else start.parent, explicit)
    except ConfigError as problem:
        raise Usage(str(problem)) from problem


def inputs(config: Config, variables: Sequence[str], files: Sequence[Path], workspace: str | None) -> Inputs:
    """What is given from outside: the configuration's, then the command line's."""
    values = {name: _typed(value) for name, value in config.var.items()}
    for text in variables:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise Usage(f"--var {text}: expected NAME=VALUE")
        values[name.strip()] = value
    named = [*config.var_file, *(str(file.absolute()) for file in files)]
    for file in named:
        if not Path(file).is_file():
            raise Usage(f"--var-file {file}: no such file")
    return Inputs(values, tuple(named), workspace or config.workspace)


def _typed(value: object) -> str:
    """A value of the configuration as it would be typed after ``--var``."""
    import json

    return value if isinstance(value, str) else json.dumps(value)


def request(config: Config, options: dict[str, Any]) -> Request:
    """The request of a command: its options, else the configuration's."""
    paths = tuple(options["paths"]) or tuple(map(Path, config.paths)) or (Path(),)
    level = options.get("min_level")
    min_level = MinLevel(level) if level else config.min_level
    fail_on = options.get("fail_on")
    return Request(
        paths=paths,
        exclude=(*config.exclude, *options["exclude"]),
        inputs=inputs(config, options["variables"], options["variable_files"], options["workspace"]),
        sector=options.get("sector") or config.sector,
        select=_listed(options.get("select")) or config.select,
        ignore=_listed(options.get("ignore")) or config.ignore,
        severities=config.severity,
        tiers=config.tiers,
        suppressions=config.suppressions,
        fail_on=FailOn(fail_on) if fail_on else config.fail_on,
        min_level=min_level.level if min_level else None,
        allow_incomplete=bool(options.get("allow_incomplete")) or config.allow_incomplete,
        jobs=options["jobs"] or config.jobs,
        plugins=(*config.plugin, *options["plugins"]),
    )


def _listed(values: Sequence[str] | None) -> tuple[str, ...]:
    """Rules given as ``CA101,CA2`` or by several options."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())
