"""Trees of files written in a test, read as the audit reads them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from types import MappingProxyType

from continuity_audit.discovery import discover
from continuity_audit.estate.model import Resource
from continuity_audit.parsers.kubernetes.parser import PARSER
from continuity_audit.parsers.reading import Inputs, Reading, Wanted


def write(base: Path, files: Mapping[str, str]) -> None:
    """Write the files below a folder."""
    for name, text in files.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(dedent(text), "utf-8")


def readings(
    base: Path, files: Mapping[str, str], source_map: Mapping[str, str] = MappingProxyType({})
) -> dict[str, Reading]:
    """Each root that the files make, read; ``source_map`` names the folders of what is kept elsewhere."""
    write(base, files)
    opened = PARSER.open(discover([base], sources={text: base / folder for text, folder in source_map.items()}))
    return {root: opened.read(root, Inputs(), Wanted()) for root in opened.roots}


def addresses(base: Path, files: Mapping[str, str]) -> dict[str, list[str]]:
    """The addresses in each root that holds any."""
    return {
        root: [r.address for r in found.resources] for root, found in readings(base, files).items() if found.resources
    }


def one(reading: Reading, address: str) -> Resource:
    """The resource of an address."""
    (found,) = (r for r in reading.resources if r.address == address)
    return found


def place(resource: Resource, path: str) -> str:
    """Where an attribute is set: ``file:line``."""
    return f"{resource.file_of(path)}:{resource.line_of(path)}"


WEB = """\
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      replicas: 1
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
          - name: web
            image: web:1
            env:
            - {name: A, value: a}
          - name: proxy
            image: proxy:1
    """
"""A Deployment whose ``replicas`` stand on line 6."""
