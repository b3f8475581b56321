"""Collects what plugins give: those that ship with the product, those that are installed and those that are named."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import pluggy
from msgspec import Struct, field

from continuity_audit.estate.patterns import pattern
from continuity_audit.plugins import PROJECT, hookspecs
from continuity_audit.plugins.failures import Failure, Failures, in_one_line

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from continuity_audit.assessment.rules import Rule
    from continuity_audit.assessment.sectors import Sector
    from continuity_audit.parsers.reading import Parser
    from continuity_audit.profiles.profile import Profile
    from continuity_audit.reports.registry import Reporter

SHIPPED: Final = ("continuity_audit.plugins.builtin", "continuity_rules.plugin")
RULE_ID: Final = pattern(r"[A-Z][A-Z0-9-]*\d")


class PluginError(Exception):
    """A plugin that was named and is not there, in one line."""


class Plugins(Struct):
    """Everything that the plugins give, and which of them failed."""

    parsers: list[Parser] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    rules: dict[str, tuple[Rule, str]] = field(default_factory=dict)
    """Rules by id, with the plugin that each comes from."""
    sectors: list[Sector] = field(default_factory=list)
    reporters: dict[str, Reporter] = field(default_factory=dict)
    failures: Failures = field(default_factory=Failures)
    givers: dict[tuple[str, str], str] = field(default_factory=dict)
    """The plugin that each thing comes from, by its kind and name: ``("profile", "aws_db_instance")``."""

    def giver(self, kind: str, name: str) -> str:
        """The plugin that a thing comes from."""
        return self.givers.get((kind, name), PROJECT)


def load_plugins(named: Sequence[str] = ()) -> Plugins:
    """The built-in plugins, those that are installed, and those named (a module, or a Python file).

    Raises:
        PluginError: a named plugin is not there, or is none.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    found = Plugins()
    for module in SHIPPED:
        manager.register(importlib.import_module(module), module.partition(".")[0])
    for entry in _installed():
        found.failures.guard(entry.name, "loading", partial(_enter, manager, entry), None)
    for name in dict.fromkeys(named):
        _register(manager, name, found.failures)
    _refuse_unknown_hooks(manager, found.failures)
    nothing: list[Any] = []
    for hook, collect in _COLLECTORS.items():
        for implementation in getattr(manager.hook, f"{PROJECT}_{hook}").get_hookimpls():
            plugin = implementation.plugin_name
            where = f"{PROJECT}_{hook}"
            given = found.failures.guard(plugin, where, partial(_given, implementation.function), nothing)
            collect(found, plugin, [one for one in given if _fits(hook, one, plugin, found.failures)])
    return found


def _installed() -> list[EntryPoint]:
    """What installed packages give, by name."""
    if not _may_be_extended():
        return []
    from importlib.metadata import entry_points

    return sorted(entry_points(group=PROJECT), key=lambda entry: entry.name)


def _may_be_extended() -> bool:
    """Whether an installed package says that it extends the product, or one cannot be looked into like a folder.

    Most estates are audited without plugins, and to import what reads the metadata takes ten times as long as this.
    """
    for place in sys.path:
        try:
            names = os.listdir(place or ".")
        except NotADirectoryError:  # packages in an archive
            return True
        except OSError:
            continue
        for name in names:
            if name.endswith((".dist-info", ".egg-info")):
                with contextlib.suppress(OSError):
                    if f"[{PROJECT}]".encode() in Path(place, name, "entry_points.txt").read_bytes():
                        return True
    return False


def _enter(manager: pluggy.PluginManager, entry: EntryPoint) -> None:
    manager.register(entry.load(), entry.name)


def _given(hook: Callable[[], Iterable[Any]]) -> list[Any]:
    return list(hook())


def _register(manager: pluggy.PluginManager, name: str, failures: Failures) -> None:
    is_file = name.endswith(".py")
    if is_file and not Path(name).is_file():
        raise PluginError(f"plugin {name}: there is no such file")
    if not is_file and not _is_module(name):
        raise PluginError(f"plugin {name}: there is no such module (the name of a file ends in .py)")

    def load() -> object:
        module = _import_file(Path(name)) if is_file else importlib.import_module(name)
        manager.register(module, name)
        return module

    module = failures.guard(name, "loading", load, None)
    if module is not None and not manager.get_hookcallers(module):
        raise PluginError(f"plugin {name}: gives nothing, as none of its functions is marked with @hookimpl")


def _is_module(name: str) -> bool:
    """Whether there is a module of a name. To find it its packages are imported; what they raise shows later."""

    def found() -> bool:
        try:
            return importlib.util.find_spec(name) is not None
        except ModuleNotFoundError as problem:
            return not f"{name}.".startswith(f"{problem.name}.")
        except ValueError:
            return False

    return bool(name) and not name.startswith(".") and Failures().guard(name, "loading", found, True)


def _import_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"continuity_audit_plugin_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"no Python file {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _refuse_unknown_hooks(manager: pluggy.PluginManager, failures: Failures) -> None:
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as problem:
        name = manager.get_name(problem.plugin) or "plugin"
        failures.add(name, "loading", str(problem).partition("\n")[0])


# --- what the hooks give ------------------------------------------------------------------------------------------


def _fits(hook: str, one: object, plugin: str, failures: Failures) -> bool:
    expected = _expected(hook)
    if isinstance(one, expected):
        return True
    failures.add(plugin, f"{PROJECT}_{hook}", f"gave {type(one).__name__}, expected {expected.__name__}")
    return False


def _expected(hook: str) -> type:
    from continuity_audit.assessment.rules import Rule
    from continuity_audit.assessment.sectors import Sector
    from continuity_audit.parsers.reading import Parser
    from continuity_audit.profiles.profile import Profile
    from continuity_audit.reports.registry import Reporter

    types: dict[str, type] = {
        "parsers": Parser, "profiles": Profile, "rules": Rule, "sectors": Sector, "reporters": Reporter,
    }  # fmt: skip
    return types[hook]


def _parsers(found: Plugins, plugin: str, given: Iterable[Parser]) -> None:
    for parser in given:
        found.parsers = [*(p for p in found.parsers if p.language != parser.language), parser]
        found.givers["parser", parser.language] = plugin


def _profiles(found: Plugins, plugin: str, given: Iterable[Profile]) -> None:
    for profile in given:
        found.profiles.append(profile)
        found.givers["profile", profile.type] = plugin


def _rules(found: Plugins, plugin: str, given: Iterable[Rule]) -> None:
    where = f"{PROJECT}_rules"
    for rule in given:
        if not RULE_ID.fullmatch(rule.id):
            reason = f"{rule.id} is no rule id: capital letters and figures, a figure at the end"
            found.failures.add(plugin, where, reason)
        elif rule.id in found.rules:
            found.failures.add(plugin, where, f"{rule.id} is already a rule of {found.rules[rule.id][1]}")
        else:
            found.rules[rule.id] = (rule, plugin)


def _sectors(found: Plugins, plugin: str, given: Iterable[Sector]) -> None:
    for sector in given:
        found.sectors = [*(s for s in found.sectors if s.slug != sector.slug), sector]
        found.givers["sector", sector.slug] = plugin


def _reporters(found: Plugins, plugin: str, given: Iterable[Reporter]) -> None:
    for reporter in given:
        found.reporters[reporter.name] = reporter
        found.givers["reporter", reporter.name] = plugin


_COLLECTORS: Final[dict[str, Any]] = {
    "parsers": _parsers,
    "profiles": _profiles,
    "rules": _rules,
    "sectors": _sectors,
    "reporters": _reporters,
}

__all__ = ["Failure", "Failures", "PluginError", "Plugins", "in_one_line", "load_plugins"]
