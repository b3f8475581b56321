"""Finds the configuration file, reads it and refuses it where it cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from continuity_audit.config.checked import Problem, problems
from continuity_audit.config.keys import Config
from continuity_audit.config.paths import Origin, misplaced, missing, resolved
from continuity_audit.estate.os_errors import in_words

NAME = ".continuity-audit.yaml"
_TABLE = "continuity-audit"
_LONGEST = 1_000_000
T = TypeVar("T")


class ConfigError(Exception):
    """A configuration that cannot be used: a line for each problem, with the file, the key and what would do."""


def load(start: Path, explicit: Path | None = None) -> Config:
    """The configuration for an audit of ``start``: ``explicit``, else the nearest one upwards, else the defaults.

    Every path in it is absolute. Raises ConfigError.
    """
    file = explicit if explicit is not None else nearest(start)
    if file is None:
        return Config()
    data, prefix = _settings(file)
    _refuse(file, prefix, problems(data, Config))
    config = msgspec.convert(data, Config)
    origin = Origin.of(file, start, found=explicit is None)
    _refuse(file, prefix, misplaced(config, origin))
    _refuse(file, prefix, missing(config, origin))
    return resolved(config, origin)


def passed_over(start: Path, explicit: Path | None) -> Path | None:
    """The configuration of the audited tree that does not count because another one was named."""
    if explicit is None:
        return None
    try:
        found = nearest(start)
    except ConfigError:
        return None  # a project's file that cannot be read says nothing of us
    return found if found is not None and found.resolve() != explicit.resolve() else None


def unresolved(file: Path) -> Config:
    """The configuration of a file as it is written: paths in it are relative to the file. Raises ConfigError."""
    data, prefix = _settings(file)
    _refuse(file, prefix, problems(data, Config))
    return msgspec.convert(data, Config)


def checked(file: Path, expected: type[T], contradictions: Callable[[T], Iterable[Problem]]) -> T:
    """A file of YAML or TOML as a type of msgspec.

    Raises ConfigError, also with what ``contradictions`` finds in what fits by itself.
    """
    data = _toml(file) if file.suffix == ".toml" else _yaml(file)
    _refuse(file, "", problems(data, expected))
    found = msgspec.convert(data, expected)
    _refuse(file, "", contradictions(found))
    return found


def nearest(start: Path, top: Path | None = None) -> Path | None:
    """The configuration file in a folder or in the nearest one above it, up to ``top``."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if top is not None and not folder.is_relative_to(top):
            break
        if (folder / NAME).is_file():
            return folder / NAME
        project = folder / "pyproject.toml"
        # A project's file that does not speak of us is not read as TOML: it may be broken and is none of our business.
        if project.is_file() and _TABLE in _text(project) and _has_table(project):
            return project
    return None


def _has_table(project: Path) -> bool:
    return _table(_toml(project)) is not None


def _table(data: dict[str, Any]) -> Any:
    tool = data.get("tool")
    return tool.get(_TABLE) if isinstance(tool, dict) else None


def _settings(file: Path) -> tuple[Any, str]:
    """What the file says, and what goes before its keys in messages."""
    if file.suffix != ".toml":
        return _yaml(file), ""
    data = _toml(file)
    table = _table(data)
    if table is None and file.name == "pyproject.toml":
        raise ConfigError(f"{shown(file)}: expected a table [tool.{_TABLE}]")
    return (data, "") if table is None else (table, f"tool.{_TABLE}")


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LONGEST + 1)
        if len(data) > _LONGEST:
            raise ConfigError(f"{shown(file)}: larger than 1 MB")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{shown(file)}: {in_words(error)}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{shown(file)}: not UTF-8 text") from None


def _toml(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(_text(file))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{shown(file)}: not valid TOML: {error}") from None


def _yaml(file: Path) -> Any:
    from yaml import MarkedYAMLError, YAMLError

    from continuity_audit.config.plain_yaml import plain_yaml

    try:
        data = plain_yaml(_text(file))
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{shown(file)}{line}: not valid YAML: {error.problem}") from None
    except (YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{shown(file)}: not valid YAML: {str(error).splitlines()[0]}") from None
    return {} if data is None else data


def _refuse(file: Path, prefix: str, found: Iterable[Problem]) -> None:
    lines = [f"{shown(file)}: {Problem('.'.join(filter(None, (prefix, each.key))), each.text)}" for each in found]
    if lines:
        raise ConfigError("\n".join(lines))


def shown(file: Path) -> str:
    """A file as messages name it: from the current folder where it lies below."""
    absolute, here = file.absolute(), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(file)
