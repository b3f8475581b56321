"""Compares what the reader gives with what the real ``terraform plan`` says, instance by instance, leaf by leaf.

`terraform_data` needs no provider and no network: its ``input`` takes any value, its ``id`` and ``output`` are
unknown while planning.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from continuity_audit.discovery import discover
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Choice, Sensitive, SetValue, Unknown, Value
from continuity_audit.parsers.reading import Inputs, Reading, Wanted
from continuity_audit.parsers.terraform.parser import PARSER
from continuity_audit.pipeline.reading import with_room
from continuity_audit.pipeline.to_document import is_set_of_one

needs_terraform = pytest.mark.skipif(
    shutil.which("terraform") is None, reason="needs the terraform binary on PATH as the oracle"
)

OPEN = "what the plan leaves unknown"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write the files of a project."""
    for name, text in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8"))
    return folder


def planned(folder: Path, *arguments: str) -> dict[str, Value]:
    """The ``input`` of every instance that Terraform plans, unknown parts as `OPEN`."""
    for command in (["init", "-no-color", "-input=false"], [*PLAN, *arguments]):
        done = terraform(folder, *command)
        if done.returncode:
            raise RuntimeError(f"terraform {command[0]}: {done.stderr or done.stdout}"[:8000])
    return _shown(folder)


PLAN = ("plan", "-no-color", "-input=false", "-lock=false", "-out=plan.bin")


def terraform(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the oracle in a folder, without any configuration of the machine."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    return subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=240
    )


def _shown(folder: Path) -> dict[str, Value]:
    """The planned inputs of the plan file that lies in a folder."""
    done = terraform(folder, "show", "-json", "plan.bin")
    if done.returncode:
        raise RuntimeError(f"terraform show: {done.stderr}"[:8000])
    changes = json.loads(done.stdout, parse_float=Decimal).get("resource_changes", [])
    return {c["address"]: _opened(c["change"]["after"], c["change"]["after_unknown"]) for c in changes}


def applied(folder: Path, text: str) -> dict[str, Value]:
    """The inputs once what was unknown is known; without those that Terraform refuses then."""
    write(folder, {"main.tf": text})
    terraform(folder, "init", "-no-color", "-input=false")
    terraform(folder, "apply", "-no-color", "-input=false", "-lock=false", "-auto-approve", "-parallelism=50")
    done = terraform(folder, "show", "-json")
    found = json.loads(done.stdout, parse_float=Decimal)["values"]["root_module"].get("resources", [])
    return {r["address"]: _merged(r["values"].get("input"), False) for r in found}


def planned_lines(folder: Path, world: str, lines: list[str]) -> tuple[dict[str, Value], dict[int, str]]:
    """What Terraform plans for a world with some lines of blocks, and the lines (by position) that it refuses.

    It refuses a plan for one mistake and names the lines of all it found: these are left out, and it is asked again.
    """
    first = world.count("\n") + 1
    refused: dict[int, str] = {}
    write(folder, {"main.tf": world + "\n".join(lines) + "\n"})
    done = terraform(folder, "init", "-no-color", "-input=false")
    while True:
        kept = ["#" if position in refused else line for position, line in enumerate(lines)]
        write(folder, {"main.tf": world + "\n".join(kept) + "\n"})
        done = terraform(folder, *PLAN, "-json")
        if done.returncode == 0:
            return _shown(folder), refused
        said = [json.loads(line) for line in done.stdout.splitlines()]
        mistakes = [m["diagnostic"] for m in said if m.get("diagnostic", {}).get("severity") == "error"]
        found = {
            m["range"]["start"]["line"] - first: f"{m['summary']}: {m.get('detail')}" for m in mistakes if "range" in m
        }
        for mistake in mistakes:  # an infinite number
            if encoded := re.match(r"failed to encode terraform_data\.e(\d+) ", mistake["summary"]):
                found[int(encoded[1])] = mistake["summary"]
        if not found.keys() - refused.keys():
            raise RuntimeError(f"terraform plan: {mistakes or done.stderr or done.stdout}"[:8000])
        refused |= found


def _opened(after: Mapping[str, Any], unknown: Mapping[str, Any]) -> Value:
    return _merged(after.get("input"), unknown.get("input", False))


def _merged(value: Any, unknown: Any) -> Value:
    if unknown is True:
        return OPEN
    if isinstance(value, dict) or isinstance(unknown, dict):
        marks = unknown if isinstance(unknown, dict) else {}
        known = value if isinstance(value, dict) else {}
        return {key: _merged(known.get(key), marks.get(key, False)) for key in {**known, **marks}}
    if isinstance(value, list):
        marks = unknown if isinstance(unknown, list) else []
        return tuple(_merged(v, marks[i] if i < len(marks) else False) for i, v in enumerate(value))
    return value


def read(folder: Path, inputs: Inputs | None = None, *, root: str = ".") -> Reading:
    """What the reader gives for a root."""
    return read_all(folder, inputs)[root]


def read_all(folder: Path, inputs: Inputs | None = None) -> dict[str, Reading]:
    """What the reader gives for every root."""

    def work() -> dict[str, Reading]:
        opened = PARSER.open(discover([folder]))
        return {root: opened.read(root, inputs or Inputs(), Wanted(data=True)) for root in opened.roots}

    return with_room(work)


def resources(folder: Path, inputs: Inputs | None = None) -> dict[str, Resource]:
    """The resources of the root by address."""
    return {resource.address: resource for resource in read(folder, inputs).resources}


def from_text(folder: Path, files: str | Mapping[str, str], inputs: Inputs | None = None) -> dict[str, Resource]:
    """The resources of some files by address; a text alone is ``main.tf``."""
    write(folder, {"main.tf": files} if isinstance(files, str) else files)
    return resources(folder, inputs)


def ours(value: Value) -> Value:
    """A value of the reader in the form that a plan has."""
    match value:
        case Choice() if is_set_of_one(value):
            return (OPEN,)
        case Unknown() | Choice():
            return OPEN
        case Sensitive(value=inner):
            return ours(inner)
        case SetValue(elements=elements) | tuple(elements):
            return tuple(map(ours, elements))
        case dict():
            return {key: ours(element) for key, element in value.items()}
        case _:
            return value


def alike(theirs: Value, mine: Value) -> bool:
    match theirs:
        case dict():
            return (
                isinstance(mine, dict)
                and theirs.keys() == mine.keys()
                and all(alike(theirs[k], mine[k]) for k in theirs)
            )
        case tuple():
            return isinstance(mine, tuple) and len(theirs) == len(mine) and all(map(alike, theirs, mine))
        case bool() | None:
            return theirs is mine
        case int() | Decimal():
            return isinstance(mine, int | Decimal) and not isinstance(mine, bool) and theirs == mine
        case _:
            return theirs == mine


def differences(folder: Path, inputs: Inputs | None = None, *arguments: str) -> list[str]:
    """Where the reader and Terraform differ, in words."""
    theirs = planned(folder, *arguments)
    mine = {a: r for a, r in resources(folder, inputs).items() if r.type == "terraform_data" and r.mode == "managed"}
    found = [f"{address}: not read" for address in theirs.keys() - mine.keys()]
    found += [f"{address}: not planned" for address in mine.keys() - theirs.keys()]
    for address in sorted(theirs.keys() & mine.keys()):
        value = ours(mine[address].values.get("input"))
        if not alike(theirs[address], value):
            found.append(f"{address}: Terraform {theirs[address]!r}, ours {mine[address].values.get('input')!r}")
    return found
