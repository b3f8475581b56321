"""A unit whose code is outside the tree: one call of that module, with the unit's inputs."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping

from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Attribute, Block, Body


def call_of(
    root: str, source: str, version: str, place: tuple[str, int], inputs: Mapping[str, tuple[str, int]]
) -> Directory:
    """A configuration that calls a module by its source; its variables are the unit's inputs, where they stand."""
    file, line = place
    name = re.sub(r"[^\w-]", "_", posixpath.basename(root)) or "unit"
    found = Directory(root)
    attributes = {"source": Attribute("source", _quoted(source), file, line, line)}
    if version:
        attributes["version"] = Attribute("version", _quoted(version), file, line, line)
    for variable, (where, at) in inputs.items():
        attributes[variable] = Attribute(variable, f"var.{variable}", where, at, at)
        found.variables[variable] = Block("variable", (variable,), where, at, at, Body())
    found.modules[name] = Block("module", (name,), file, line, line, Body(attributes))
    return found


def _quoted(text: str) -> str:
    """A text as Terraform writes it: what is told of a source that is open may hold ``${}``, as it is written."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")
