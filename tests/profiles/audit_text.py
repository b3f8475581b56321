"""Outcomes of configuration written in a test, through the real reader and the real ladders."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from continuity_audit.discovery import discover
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Component, Outcome, Scenario, Verdict
from continuity_audit.parsers.reading import Inputs, Wanted
from continuity_audit.plugins.manager import load_plugins
from continuity_audit.profiles.drafts import Profiles
from continuity_audit.profiles.restating import reads, restated
from profiles.judging import judged


def components(files: str | Mapping[str, str], variables: Mapping[str, str] | None = None) -> dict[str, Component]:
    """The components of some files by address; a text alone is ``main.tf``."""
    contents = {"main.tf": files} if isinstance(files, str) else files
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        for name, text in contents.items():
            (base / name).parent.mkdir(parents=True, exist_ok=True)
            (base / name).write_text(text, "utf-8")
        return read_components(base, variables or {})


def read_components(base: Path, variables: Mapping[str, str]) -> dict[str, Component]:
    """The components of a folder by address."""
    plugins = load_plugins()
    tree = discover([base])
    profiles = Profiles(plugins.profiles)
    types = profiles.types_read()
    wanted = Wanted(types | reads(types))
    resources = []
    for parser in plugins.parsers:
        opened = parser.open(tree)
        for root in opened.roots:
            resources += opened.read(root, Inputs(variables), wanted).resources
    return judged(Estate(restated(resources)), profiles)


def outcomes(files: str | Mapping[str, str], variables: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
    """For each address its five outcomes, said in short: ``continues/failover``, ``lost``, ``unknown(var.ha)``."""
    found = components(files, variables)
    return {a: {s.value: said(c.outcomes[s]) for s in Scenario} for a, c in found.items()}


def said(verdict: Verdict) -> str:
    """A verdict in short."""
    if verdict.outcome is Outcome.UNKNOWN:
        return f"unknown({', '.join(verdict.unknown)})"
    return f"{verdict.outcome.value}/{verdict.by.value}" if verdict.by else verdict.outcome.value
