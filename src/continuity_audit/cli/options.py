"""The options that commands share, and how they and the configuration make a request."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from continuity_audit.cli.main import debug_option
from continuity_audit.config import Config, ConfigError, load, passed_over
from continuity_audit.config.file import nearest, shown
from continuity_audit.config.keys import Color, FailOn, MinLevel, OnUnknown
from continuity_audit.config.keys import Environment as KeysOfEnvironment
from continuity_audit.config.paths import listed
from continuity_audit.estate.secrecy import without_logins
from continuity_audit.parsers.reading import Inputs
from continuity_audit.pipeline.environments import Environment
from continuity_audit.pipeline.request import Request, RequestError

if TYPE_CHECKING:
    from continuity_audit.discovery.tree import Unread
    from continuity_audit.plugins.failures import Failure
    from continuity_audit.plugins.manager import Plugins

NO_ENVIRONMENT = KeysOfEnvironment()
F = TypeVar("F", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, readable=False)
"""A path as it is typed: whoever opens it says in one line what is wrong with it."""
ORDER = "continuity_audit.order"
"""Under what name the context of a call keeps the order of its variables."""
INCOMPLETE = 3

plugin_option = click.option(
    "--plugin", "plugins", multiple=True, metavar="MODULE|FILE", help="Load a plugin; any number of times."
)


class Usage(click.ClickException):
    """The call or the configuration is wrong: exit status 2."""

    exit_code = 2


class InOrder(click.Command):
    """A command that knows in which order variables and files of variables were given to it: the later wins."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take note of the order, which a value for each option does not tell."""
        ctx.meta[ORDER] = list(_variables_in(args))
        return super().parse_args(ctx, args)


def _variables_in(arguments: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each ``--var`` and ``--var-file`` with its value, as they stand."""
    rest = iter(arguments)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if argument == "--":
            return
        if name in ("--var", "--var-file"):
            given = value if equals else next(rest, "")
            yield name, given if name == "--var" else str(Path(given))


READING = (
    click.argument("paths", nargs=-1, type=FILE, metavar="[PATH ...]"),
    click.option("--output", type=FILE, help="Write to a file instead of standard output."),
    click.option(
        "--var",
        "variables",
        multiple=True,
        metavar="NAME=VALUE",
        help="A variable, as for terraform; env.NAME for get_env.",
    ),
    click.option("--var-file", "variable_files", multiple=True, type=FILE, help="A file of variables."),
    click.option("--workspace", metavar="NAME", help="The Terraform workspace; unknown where it is not said."),
    click.option("--values", "value_files", multiple=True, type=FILE, help="A file of values, as for helm."),
    click.option(
        "--source-map",
        "sources",
        multiple=True,
        metavar="SOURCE=FOLDER",
        help="Where below a PATH lies what code takes from a repository or registry.",
    ),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Leave files and folders out."),
    click.option("--config", "configuration", type=FILE, help="The configuration; else the nearest one upwards."),
    plugin_option,
    click.option(
        "--jobs",
        type=click.IntRange(min=1),
        help="Processes to read and judge with; as many as the machine has processors without it.",
    ),
    click.option("--cache/--no-cache", default=None, help="Keep what was read for later runs [default: --cache]."),
    click.option(
        "--allow-incomplete/--no-allow-incomplete",
        default=None,
        help="Warn instead of exit status 3 where something could not be read.",
    ),
    debug_option,
)


color_option = click.option(
    "--color", type=click.Choice([c.value for c in Color]), help="Colours: auto (only on a terminal), always, never."
)


def reading_options(command: F) -> F:
    """What `check` and `inspect` take to read a tree."""
    for option in reversed(READING):
        command = option(command)
    return command


def configuration(paths: Sequence[Path], explicit: Path | None) -> Config:
    """The configuration for some paths."""
    start = _start(paths)
    try:
        config = load(start, explicit)
        if (other := passed_over(start, explicit)) is not None:
            say(f"{other}: not read, as --config names another")
        return config
    except ConfigError as problem:
        raise Usage(str(problem)) from problem


def refused(problem: Exception, options: dict[str, Any]) -> Usage:
    """A request that is refused, in the words of who made it: the option, or the file and the key."""
    if isinstance(problem, RequestError) and problem.setting is not None:
        return Usage(f"{named(problem.setting, options)}: {problem.text}")
    return Usage(str(problem))


def named(setting: str, options: dict[str, Any]) -> str:
    """What gives a setting: its option where the call has it, else the configuration with its key."""
    if options.get(setting):
        return f"--{setting}"
    file = _configuration_file(options)
    return f"{shown(file)}: {setting}" if file is not None else setting


def _configuration_file(options: dict[str, Any]) -> Path | None:
    explicit: Path | None = options["configuration"]
    return explicit or nearest(_start(options["paths"]))


def _start(paths: Sequence[Path]) -> Path:
    """Where the configuration is looked for upwards."""
    start = next((path for path in paths if path != Path("-")), Path())
    return start if start.is_dir() else start.parent


def inputs(config: Config, options: dict[str, Any], environment: KeysOfEnvironment = NO_ENVIRONMENT) -> Inputs:
    """What is given from outside: the configuration's, then the environment's, then the command line's."""
    named: list[str] = []
    values: dict[str, str] = {}
    set_before: dict[str, int] = {}
    for given in (*_of_keys(config), *_of_keys(environment), *_of_command_line(options)):
        if isinstance(given, str):
            named.append(given)
        else:
            values[given[0]], set_before[given[0]] = given[1], len(named)
    for file in named:
        if not Path(file).is_file():
            raise Usage(f"--var-file {file}: no such file")
    of_charts = (*config.values, *(str(file.absolute()) for file in options["value_files"]))
    for file in of_charts:
        if not Path(file).is_file():
            raise Usage(f"--values {file}: no such file")
    after = {name: tuple(named[at:]) for name, at in set_before.items() if at < len(named)}
    workspace = options["workspace"] or environment.workspace or config.workspace
    return Inputs(values, tuple(named), workspace, of_charts, files_after=after)


Given = str | tuple[str, str]
"""A file of variables, or the name of one variable with its value as it is typed."""


def _of_keys(keys: Config | KeysOfEnvironment) -> Iterator[Given]:
    """What a level of the configuration gives: its files, then its variables."""
    yield from keys.var_file
    yield from ((name, _typed(value)) for name, value in keys.var.items())


def _of_command_line(options: dict[str, Any]) -> Iterator[Given]:
    """What the command line gives, in its order."""
    variables = [("--var", text) for text in options["variables"]]
    files = [("--var-file", str(file)) for file in options["variable_files"]]
    context = click.get_current_context(silent=True)
    in_order = context.meta.get(ORDER, []) if context else []
    if sorted(in_order) != sorted([*files, *variables]):
        in_order = [*files, *variables]
    for option, text in in_order:
        name, equals, value = text.partition("=")
        if option == "--var-file":
            yield str(Path(text).absolute())
        elif not equals or not name.strip():
            raise Usage(f"--var {text}: expected NAME=VALUE")
        else:
            yield name.strip(), value


def environments(config: Config, options: dict[str, Any]) -> tuple[Environment, ...]:
    """The environments of the configuration, with what is given to each."""
    return tuple(
        Environment(name=name, root=each.root or "*", inputs=inputs(config, options, each))
        for name, given in config.environments.items()
        for each in listed(given)
    )


def source_map(config: Config, options: dict[str, Any]) -> dict[str, Path]:
    """Where modules lie whose sources lead elsewhere: the configuration's, then the command line's."""
    found = {source: Path(folder) for source, folder in config.source_map.items()}
    for text in options["sources"]:
        source, equals, folder = text.rpartition("=")  # the query of a source may hold one too
        if not equals or not source or not folder:
            raise Usage(f"--source-map {without_logins(text)}: expected SOURCE=FOLDER")
        found[source] = Path(folder)
    return found


def standard_input(paths: Sequence[Path]) -> bytes | None:
    """What stands for the path ``-``, where it is named."""
    return sys.stdin.buffer.read() if Path("-") in paths else None


def _typed(value: object) -> str:
    """A value of the configuration as it would be typed after ``--var``."""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def verbosity_of(config: Config, options: dict[str, Any]) -> int:
    """How much to say: -1 with ``-q``, 1 with ``-v``."""
    if options["quiet"] and options["verbose"]:
        raise Usage("--quiet and --verbose exclude each other")
    if options["quiet"] or options["verbose"]:
        return 1 if options["verbose"] else -1
    return 1 if config.verbose else -1 if config.quiet else 0


def paths_of(config: Config, options: dict[str, Any]) -> tuple[Path, ...]:
    """What to audit: the command line's paths, else the configuration's, else the current folder."""
    return tuple(options["paths"]) or tuple(map(Path, config.paths)) or (Path(),)


def request(config: Config, options: dict[str, Any]) -> Request:
    """The request of a command: its options, else the configuration's."""
    level = options.get("min_level")
    min_level = MinLevel(level) if level else config.min_level
    fail_on = options.get("fail_on")
    paths = paths_of(config, options)
    return Request(
        paths=paths,
        stdin=standard_input(paths),
        exclude=(*config.exclude, *options["exclude"]),
        inputs=inputs(config, options),
        environments=environments(config, options),
        source_map=source_map(config, options),
        sector=options.get("sector") or config.sector,
        select=_listed(options.get("select")) or config.select,
        ignore=_listed(options.get("ignore")) or config.ignore,
        severities=config.severity,
        tiers=config.tiers,
        tier_severities=config.tier_severity,
        suppressions=config.suppressions,
        fail_on=FailOn(fail_on) if fail_on else config.fail_on,
        min_level=min_level.level if min_level else None,
        baseline=_baseline(config, options),
        policy=options.get("policy") or (Path(config.policy) if config.policy else None),
        unknown=OnUnknown(options.get("unknown") or config.unknown),
        downtime_cost=downtime_cost(options.get("downtime_cost") or config.downtime_cost),
        currency=options.get("currency") or config.currency or "",
        trust=config.trust,
        allow_incomplete=allows_incomplete(config, options),
        jobs=options["jobs"] or config.jobs,
        plugins=(*config.plugin, *options["plugins"]),
        diff=options.get("diff") or config.diff,
        configuration=_configuration_file(options),
        configuration_is_named=options["configuration"] is not None,
        cache=config.cache if options["cache"] is None else options["cache"],
    )


def _baseline(config: Config, options: dict[str, Any]) -> Path | None:
    """The baseline to compare with; one that this call is to write for the first time is none yet."""
    file: Path | None = options.get("baseline") or (Path(config.baseline) if config.baseline else None)
    written: Path | None = options.get("write_baseline")
    if file is not None and written is not None and file.absolute() == written.absolute() and not file.exists():
        return None
    return file


def downtime_cost(text: str | None) -> Decimal | None:
    """What an hour of downtime costs, as it is typed: ``12000/h``."""
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,4})?/h", text):
        raise Usage(f"--downtime-cost {text}: expected an amount an hour, such as 12000/h")
    return Decimal(text.removesuffix("/h"))


def allows_incomplete(config: Config, options: dict[str, Any]) -> bool:
    """Whether an incomplete audit is a warning only."""
    given: bool | None = options["allow_incomplete"]
    return config.allow_incomplete if given is None else given


def _listed(values: Sequence[str] | None) -> tuple[str, ...]:
    """Rules given as ``CA101,CA2`` or by several options."""
    return tuple(name.strip() for value in values or () for name in value.split(",") if name.strip())


def load_named(named: Sequence[str]) -> Plugins:
    """The plugins, for a command that only lists; what failed is said."""
    from continuity_audit.plugins.manager import PluginError, load_plugins

    try:
        plugins = load_plugins(named)
    except PluginError as problem:
        raise Usage(str(problem)) from problem
    say_failures(plugins.failures)
    return plugins


# --- what goes to standard error ----------------------------------------------------------------------------------


def say(text: str) -> None:
    """A line on standard error; what an estate's author may have put into it cannot move the cursor."""
    from continuity_audit.reports.neutral import visible, without_commands

    click.echo(without_commands(visible(text)), err=True)


def say_incomplete(reasons: Iterable[str], unread: Iterable[Unread], allowed: bool) -> None:
    """Why an audit is incomplete, with each place that was not read."""
    for reason in reasons:
        say(f"{'warning' if allowed else 'incomplete'}: {reason}")
    for place in unread:
        say(f"not read: {place.path}{f':{place.line}' if place.line else ''}: {place.reason}")


def say_failures(failures: Iterable[Failure]) -> None:
    """Which plugins failed, and where."""
    for failure in failures:
        say(f"failed: {failure.plugin} at {failure.where}: {failure.reason}")
