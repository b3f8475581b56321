"""Collects what plugins give. A plugin that raises costs its own part, never the run, and is named."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pluggy

from continuity_audit.plugins import PROJECT, hookspecs

if TYPE_CHECKING:
    from continuity_audit.assessment.rules import Rule
    from continuity_audit.assessment.sectors import Sector
    from continuity_audit.parsers.reading import Parser
    from continuity_audit.profiles.profile import Profile
    from continuity_audit.reports.registry import Reporter


class PluginError(Exception):
    """A plugin that was named and cannot be loaded, in one line."""


@dataclass(frozen=True)
class Failure:
    """A plugin that raised: its name, where, and what."""

    plugin: str
    where: str
    reason: str


@dataclass
class Plugins:
    """Everything that the plugins give, and which of them failed."""

    parsers: list[Parser] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    rules: dict[str, tuple[Rule, str]] = field(default_factory=dict)
    """Rules by id, with the plugin that each comes from."""
    sectors: list[Sector] = field(default_factory=list)
    reporters: dict[str, Reporter] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)


def load_plugins(named: Sequence[str] = ()) -> Plugins:
    """The built-in plugins, those that are installed, and those named (a module, or a Python file).

    Raises:
        PluginError: a named plugin cannot be loaded.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    found = Plugins()
    for module in ("continuity_audit.plugins.builtin", "continuity_rules.plugin"):
        manager.register(importlib.import_module(module), module.partition(".")[0])
    for entry in sorted(entry_points(group=PROJECT), key=lambda e: e.name):
        try:
            manager.register(entry.load(), entry.name)
        except Exception as problem:  # anything may go wrong in somebody else's module
            found.failures.append(Failure(entry.name, "loading", _line(problem)))
    for name in named:
        try:
            manager.register(_import(name), name)
        except Exception as problem:
            raise PluginError(f"plugin {name}: {_line(problem)}") from problem
    for name, _ in manager.list_name_plugin():
        _collect(manager, name, found)
    return found


def _import(name: str) -> ModuleType:
    if not name.endswith(".py"):
        return importlib.import_module(name)
    path = Path(name)
    spec = importlib.util.spec_from_file_location(f"continuity_audit_plugin_{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise FileNotFoundError(f"no Python file {name}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _collect(manager: pluggy.PluginManager, name: str, found: Plugins) -> None:
    plugin = manager.get_plugin(name)
    given = {hook: _given(manager, plugin, name, hook, found) for hook in HOOKS}
    found.parsers += given["parsers"]
    found.profiles += given["profiles"]
    found.sectors += given["sectors"]
    found.reporters.update((reporter.name, reporter) for reporter in given["reporters"])
    for rule in given["rules"]:
        if rule.id in found.rules:
            other = found.rules[rule.id][1]
            found.failures.append(Failure(name, "continuity_audit_rules", f"{rule.id} is already a rule of {other}"))
        else:
            found.rules[rule.id] = (rule, name)


HOOKS = ("parsers", "profiles", "rules", "sectors", "reporters")


def _given(manager: pluggy.PluginManager, plugin: object, name: str, hook: str, found: Plugins) -> list[Any]:
    full = f"{PROJECT}_{hook}"
    function = getattr(plugin, full, None)
    if function is None:
        return []
    try:
        result: Iterable[Any] = function()
        return list(result)
    except Exception as problem:  # a plugin that raises costs its own part only
        found.failures.append(Failure(name, full, _line(problem)))
        return []


def _line(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {str(problem).partition(chr(10))[0]}"
