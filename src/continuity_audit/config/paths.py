"""The files that a configuration names: made absolute, and kept inside the repository where it was found there.

Whoever sends a change to a repository can write the configuration that is found in it. Such a one is no reason to run
code, nor to read or write files elsewhere on the machine of the reader.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from continuity_audit.config.checked import Problem
from continuity_audit.config.keys import Config, Environment
from continuity_audit.estate.secrecy import without_logins

_FILES = ("output", "baseline", "policy")


class Origin(Struct, frozen=True):
    """Where a configuration comes from."""

    folder: Path
    """What its paths are relative to."""
    audited: Path
    """The audited path, or the repository around it."""
    own: bool
    """Whether it is part of what is audited, and so not to be trusted."""

    @classmethod
    def of(cls, file: Path, start: Path, *, found: bool) -> Origin:
        """The origin of a file that was found upwards from ``start``, or else named by the user."""
        folder = file.resolve().parent if not found else file.absolute().parent.resolve()
        start = start.resolve()
        audited = _repository(start if start.is_dir() else start.parent)
        return cls(folder, audited, found or folder.is_relative_to(audited))

    @property
    def limit(self) -> Path:
        """The folder that a configuration which is not trusted cannot leave."""
        return _repository(self.folder)


def misplaced(config: Config, origin: Origin) -> Iterator[Problem]:
    """What a configuration of this origin may not name."""
    for key, plugin in ((f"plugin[{place}]", plugin) for place, plugin in enumerate(config.plugin)):
        if origin.own:
            yield Problem(
                key,
                "expected no plugin in a configuration that is part of what is audited, as its code is never run: "
                "name it with --plugin, or in a configuration from elsewhere with --config",
            )
        elif _is_file(plugin) and (origin.folder / plugin).resolve().is_relative_to(origin.audited):
            yield Problem(key, f'expected code from outside what is audited, got "{plugin}": name it with --plugin')
    if origin.own:
        for key, path in _files(config):
            if not (origin.folder / path).resolve().is_relative_to(origin.limit):
                yield Problem(key, f'expected a path inside the repository, got "{path}"')


def missing(config: Config, origin: Origin) -> Iterator[Problem]:
    """The files of variables and of values that are not there."""
    for key, path in _given_files(config):
        if not os.path.isfile(origin.folder / path):
            yield Problem(key, f'expected a file that is there, got "{path}"')


def resolved(config: Config, origin: Origin) -> Config:
    """The configuration with every path absolute."""

    def absolute(path: str) -> str:
        return str(origin.folder / path)

    return msgspec.structs.replace(
        config,
        **{name: absolute(path) for name in _FILES if (path := getattr(config, name)) is not None},
        paths=tuple(map(absolute, config.paths)),
        var_file=tuple(map(absolute, config.var_file)),
        values=tuple(map(absolute, config.values)),
        environments={
            name: tuple(
                msgspec.structs.replace(
                    each,
                    root=os.path.normpath(absolute(each.root)) if each.root is not None else None,
                    var_file=tuple(map(absolute, each.var_file)),
                )
                for each in listed(given)
            )
            for name, given in config.environments.items()
        },
        source_map={source: absolute(path) for source, path in config.source_map.items()},
        report={form: absolute(path) for form, path in config.report.items()},
        plugin=tuple(absolute(plugin) if _is_file(plugin) else plugin for plugin in config.plugin),
    )


def listed(given: Environment | tuple[Environment, ...]) -> tuple[Environment, ...]:
    """What an environment gives, root by root: one mapping or a list of them."""
    return (given,) if isinstance(given, Environment) else given


def _files(config: Config) -> Iterator[tuple[str, str]]:
    for name in _FILES:
        if (path := getattr(config, name)) is not None:
            yield name, path
    yield from ((f"paths[{place}]", path) for place, path in enumerate(config.paths))
    yield from _given_files(config)
    yield from ((f"source-map.{without_logins(source)}", path) for source, path in config.source_map.items())
    for form, path in config.report.items():
        yield f"report.{form}", path


def _given_files(config: Config) -> Iterator[tuple[str, str]]:
    yield from ((f"var-file[{place}]", path) for place, path in enumerate(config.var_file))
    yield from ((f"values[{place}]", path) for place, path in enumerate(config.values))
    for name, given in config.environments.items():
        for position, each in enumerate(listed(given)):
            where = f"environments.{name}{f'[{position}]' if isinstance(given, tuple) else ''}.var-file"
            yield from ((f"{where}[{place}]", path) for place, path in enumerate(each.var_file))


def _is_file(plugin: str) -> bool:
    return plugin.endswith(".py") or "/" in plugin


def _repository(folder: Path) -> Path:
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)
