"""Runs calls through the real ``terraform``: one project, one output a call, values and errors read back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from continuity_audit.estate.kinds import CollectionKind, Kind, ListValue, MapValue, ObjectKind, TupleKind
from continuity_audit.estate.values import SetValue, Value

REFUSED = "terraform refuses the call"
VOID = "terraform leaves the output out"

Call = tuple[str, tuple[Value, ...]]


def available() -> bool:
    return shutil.which("terraform") is not None


def hcl(value: Value) -> str:
    """A value as an expression; numbers go through strings where their digits matter."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return str(value)
        case str():
            return quoted(value)
        case tuple():
            return "[" + ", ".join(map(hcl, value)) + "]"
        case SetValue(elements=elements):
            return "toset([" + ", ".join(map(hcl, elements)) + "])"
        case dict():
            return "{" + ", ".join(f"({quoted(key)}) = {hcl(item)}" for key, item in value.items()) + "}"
        case _:
            raise TypeError(value)


def quoted(text: str) -> str:
    escaped = "".join(
        f"\\u{ord(c):04x}" if ord(c) < 32 and c not in "\n\t\r" else c for c in text.replace("\\", "\\\\")
    )
    for plain, written in (('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ("${", "$${"), ("%{", "%%{")):
        escaped = escaped.replace(plain, written)
    return f'"{escaped}"'


def expression(call: Call) -> str:
    name, arguments = call
    return f"{name}({', '.join(map(hcl, arguments))})"


def ask(calls: Sequence[Call], directory: Path) -> list[Value]:
    """What Terraform gives for each call, or `REFUSED`."""
    lines = [
        f'output "o{index}" {{ value = try({{ ok = true, value = {expression(call)} }}, {{ ok = false }}) }}'
        for index, call in enumerate(calls)
    ]
    (directory / "main.tf").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (directory / "empty.tfrc").write_text("", encoding="utf-8")
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": str(directory / "empty.tfrc"), "CHECKPOINT_DISABLE": "1"}
    for command in (["apply", "-auto-approve", "-no-color"], ["output", "-json"]):
        done = subprocess.run(
            ["terraform", *command],
            cwd=directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise RuntimeError(done.stdout[-3000:] + done.stderr[-3000:])
    outputs = json.loads(done.stdout, parse_float=Decimal)
    return [_answer(outputs.get(f"o{index}")) for index in range(len(calls))]


def _answer(output: dict[str, object] | None) -> Value:
    assert output is not None
    value, kind = output["value"], output["type"]
    if value is None:
        return VOID
    assert isinstance(value, dict)
    assert isinstance(kind, list)
    return _typed(value["value"], kind[1]["value"]) if value["ok"] else REFUSED


def _typed(value: object, kind: object) -> Value:
    if value is None or isinstance(kind, str):
        return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value
    assert isinstance(kind, list)
    outer, inner = kind[0], kind[1]
    if outer in ("list", "set"):
        items = tuple(_typed(item, inner) for item in value)  # type: ignore[attr-defined]
        return SetValue(items, _kind(inner)) if outer == "set" else ListValue(items, _kind(inner))
    if outer == "tuple":
        return tuple(_typed(item, part) for item, part in zip(value, inner, strict=True))  # type: ignore[call-overload]
    assert isinstance(value, dict)
    if outer == "map":
        return MapValue({key: _typed(item, inner) for key, item in value.items()}, _kind(inner))
    return {key: _typed(item, inner[key]) for key, item in value.items()}


def _kind(written: object) -> Kind:
    """The type that Terraform's JSON writes down."""
    if isinstance(written, str):
        return "any" if written == "dynamic" else written
    assert isinstance(written, list)
    match written:
        case ["tuple", parts]:
            return TupleKind(tuple(map(_kind, parts)))
        case ["object", dict(fields)]:
            return ObjectKind({name: _kind(part) for name, part in fields.items()})
        case [outer, inner]:
            return CollectionKind(outer, _kind(inner))
    raise AssertionError(written)
