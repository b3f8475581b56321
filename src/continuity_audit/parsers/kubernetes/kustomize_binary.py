"""Renders with Kustomize itself what the audit's own reading of it leaves: nothing is fetched, nothing else is run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from continuity_audit.estate.os_errors import in_words
from continuity_audit.parsers.kubernetes.documents import LOADER
from continuity_audit.parsers.kubernetes.kustomize import BY_NAME
from continuity_audit.parsers.kubernetes.names import text_of
from continuity_audit.parsers.kubernetes.nodes import Node
from continuity_audit.parsers.kubernetes.sources import Form, Sources

TIMEOUT: Final = 60
LONGEST: Final = 300
"""Characters of an error that are shown."""
COMMANDS: Final = (("kustomize", "build"), ("kubectl", "kustomize"))
NO_BINARY: Final = "neither kustomize nor kubectl is on this machine"

_DROPPED: Final = (
    "generators", "transformers", "validators", "helmCharts", "helmChartInflationGenerator", "helmGlobals",
    "secretGenerator",
)  # fmt: skip
_LISTS: Final = {
    **dict.fromkeys(("resources", "bases", "components"), (Form.FILE, Form.KUSTOMIZATION)),
    **dict.fromkeys(("patchesStrategicMerge", "configurations", "crds"), (Form.FILE,)),
}
_DEAD_END: Final = "http://127.0.0.1:9"


class RenderError(Exception):
    """Kustomize did not render an overlay, with the reason in one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def render_with_binary(folder: str, files: Iterator[str], sources: Sources, changes: Node | None = None) -> str:
    """What Kustomize prints for a folder, from a copy that names nothing outside the tree and nothing to run.

    ``changes`` is what is added to its kustomization.

    Raises:
        RenderError: there is no binary, it fails, or it takes too long.
    """
    command = next(([found, verb] for name, verb in COMMANDS if (found := shutil.which(name))), None)
    if command is None:
        raise RenderError(NO_BINARY)
    import tempfile  # most overlays need no program

    with tempfile.TemporaryDirectory(prefix="continuity-audit-") as place:
        for file in files:
            _copy(file, Path(place), sources, folder, changes)
        return _run([*command, "--load-restrictor", "LoadRestrictionsNone", folder], place)


def _run(command: list[str], place: str) -> str:
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": place, "KUSTOMIZE_PLUGIN_HOME": place, "KUBECONFIG": os.devnull,
        "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), _DEAD_END),
    }  # fmt: skip
    try:
        done = subprocess.run(command, cwd=place, env=environment, capture_output=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        raise RenderError(f"Kustomize takes longer than {TIMEOUT} seconds") from None
    except OSError as problem:
        raise RenderError(f"Kustomize cannot be started: {in_words(problem)}") from None
    if done.returncode:
        raise RenderError(f"Kustomize fails: {_said(done.stderr.decode('utf-8', 'replace'), place)}")
    return done.stdout.decode("utf-8", "replace")


def _said(errors: str, place: str) -> str:
    """What went wrong, without warnings, the clock that kubectl puts in front, and the temporary folder.

    A long one tells first through which folders Kustomize came, and its reason last.
    """
    rows = (row for row in errors.replace(f"{place}/", "").splitlines() if not row.startswith("# Warning"))
    said = re.sub(r"^\S+ [\d:.]+ +\d+ \S+\] \"command failed\" err=", "", " ".join(rows)).strip()
    return said if len(said) <= LONGEST else f"…{said[-LONGEST:]}"


def _copy(file: str, place: Path, sources: Sources, top: str, changes: Node | None) -> None:
    text = sources.text(file)
    if text is None:
        return
    target = place / file
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = os.path.dirname(file) or "."
    known = sources.kustomizations.get(folder)
    if known is not None and known.file == file:
        text = _cut(text, folder, sources, changes if folder == top else None)
    target.write_bytes(text)


def _cut(text: bytes, folder: str, sources: Sources, changes: Node | None) -> bytes:
    """A kustomization without what would be fetched or run, and without files that are not there."""
    content: Any = yaml.load(text, Loader=LOADER)  # noqa: S506  the safe loader, in C where there is one
    if not isinstance(content, dict):
        return text
    if changes is not None:
        _add(content, changes)

    def there(entry: object, *forms: Form) -> bool:
        return isinstance(entry, str) and ("\n" in entry or sources.lead(folder, entry)[0] in forms)

    for key in (*_DROPPED, *(() if there(_schema_of(content), Form.FILE) else ("openapi",))):
        content.pop(key, None)
    for key, forms in _LISTS.items():
        if isinstance(content.get(key), list):
            content[key] = [_led(e, folder, sources) for e in content[key] if there(e, *forms)]
    for key in ("patches", "patchesJson6902", "replacements"):
        if isinstance(content.get(key), list):
            content[key] = [e for e in _objects(content[key]) if "path" not in e or there(e["path"], Form.FILE)]
    if isinstance(made := content.get("configMapGenerator"), list):
        content["configMapGenerator"] = [e for e in _objects(made) if all(there(f, Form.FILE) for f in _files(e))]
    return yaml.safe_dump(content).encode()


def _schema_of(content: dict[str, Any]) -> object:
    """The file of the schema by which lists are merged."""
    schema = content.get("openapi")
    return schema.get("path") if isinstance(schema, dict) else None


def _led(entry: str, folder: str, sources: Sources) -> str:
    """An entry as Kustomize is to see it: what the source map finds in the tree, by its path there."""
    form, path = sources.lead(folder, entry) if "\n" not in entry else (Form.NOTHING, "")
    return os.path.relpath(path, folder) if form is Form.KUSTOMIZATION else entry


def _add(content: dict[str, Any], changes: Node) -> None:
    """Add to a kustomization what `kustomize.changed` adds."""
    for key, change in (changes.entries or {}).items():
        said, there = _plain(change), content.get(key)
        if key.startswith("patches") and isinstance(said, list):
            said = [_as_text(entry) for entry in said]
        if isinstance(said, list) and isinstance(there, list):
            named = {e.get("name") for e in said if isinstance(e, dict)} if key in BY_NAME else set()
            content[key] = [*(e for e in there if not (isinstance(e, dict) and e.get("name") in named)), *said]
        elif isinstance(said, dict) and isinstance(there, dict):
            content[key] = {**there, **said}
        else:
            content[key] = said


def _as_text(patch: Any) -> Any:
    """A patch as Kustomize takes it, where Flux holds it as no text."""
    if isinstance(patch, dict) and "kind" in patch:
        return yaml.safe_dump(patch)
    if isinstance(patch, dict) and isinstance(patch.get("patch"), list):
        return {**patch, "patch": yaml.safe_dump(patch["patch"])}
    return patch


def _plain(node: Node) -> Any:
    if node.entries is not None:
        return {key: _plain(inner) for key, inner in node.entries.items()}
    if node.items is not None:
        return [_plain(item) for item in node.items]
    return node.scalar if node.scalar is None or isinstance(node.scalar, bool | int) else str(text_of(node.scalar))


def _objects(entries: list[Any]) -> list[dict[str, Any]]:
    """The entries that can be meant; what else stands in the list, Kustomize would refuse."""
    return [entry for entry in entries if isinstance(entry, dict)]


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _files(generator: dict[str, Any]) -> Iterator[str]:
    for key in ("files", "envs"):
        yield from (str(file).rpartition("=")[2] for file in _listed(generator.get(key)))
    if generator.get("env"):
        yield str(generator["env"])
