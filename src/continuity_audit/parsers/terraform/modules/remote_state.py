"""``terraform_remote_state``: which root of the tree keeps the state that a data source reads."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.parts import unmark
from continuity_audit.estate.values import Value
from continuity_audit.parsers.terraform.configuration.directory import Directory

NAMING: Final[Mapping[str, tuple[str, ...]]] = {
    "s3": ("bucket", "key"),
    "gcs": ("bucket", "prefix"),
    "azurerm": ("storage_account_name", "container_name", "key"),
    "remote": ("hostname", "organization", "workspaces"),
    "http": ("address",),
    "consul": ("address", "path"),
    "kubernetes": ("namespace", "secret_suffix"),
    "pg": ("conn_str", "schema_name"),
    "cos": ("bucket", "prefix", "key"),
    "oss": ("bucket", "prefix", "key"),
    "local": ("path",),
}
"""What names a state, by backend; the last must be known on both sides."""

COMMON: Final = frozenset({"terraform.tfstate", "default.tfstate", "state", ""})
"""Names of states that say nothing without the place where they are kept."""


class Backend(Struct, frozen=True):
    """Where the state of a root is kept: the kind of backend, and its settings."""

    kind: str
    settings: Mapping[str, Value]


def backend_of(directory: Directory, folder: str) -> Backend:
    """What the configuration of a root says of its backend; without a word it is a file beside it."""
    for settings in directory.settings:
        for block in settings.body.blocks:
            if block.type == "backend" and block.labels:
                return normal(block.labels[0], _values(block), folder)
            if block.type == "cloud":
                return normal("remote", _values(block), folder)
    return normal("local", {}, folder)


def _values(block: object) -> Mapping[str, Value]:
    # Who takes the facts of folders from the cache evaluates nothing.
    from continuity_audit.parsers.terraform.configuration.nodes import SyntaxProblem
    from continuity_audit.parsers.terraform.evaluation.bodies import evaluate_body
    from continuity_audit.parsers.terraform.evaluation.no_scope import NO_SCOPE
    from continuity_audit.parsers.terraform.evaluation.scope import EvaluationProblem

    body = getattr(block, "body", None)
    if body is None:
        return {}
    try:
        values, _ = evaluate_body(body, NO_SCOPE, {}, failed=lambda path, problem: None)
    except (EvaluationProblem, SyntaxProblem):
        return {}
    return values


def normal(kind: str, settings: Mapping[str, Value], folder: str) -> Backend:
    """A backend in a form that compares: local paths from the top of the tree, one workspace by its name."""
    found = {name: unmark(value) for name, value in settings.items() if value is not None}
    if kind == "cloud":
        kind = "remote"
    if kind == "local":
        path = found.get("path", "terraform.tfstate")
        found["path"] = posixpath.normpath(posixpath.join(folder, path)) if isinstance(path, str) else path
    spaces = found.get("workspaces")
    if isinstance(spaces, tuple) and len(spaces) == 1:
        spaces = spaces[0]
    if isinstance(spaces, Mapping):
        found["workspaces"] = spaces.get("name")
    return Backend(kind, found)


def only_fit(asked: Backend, roots: Iterable[tuple[str, Backend]]) -> str | None:
    """The one root whose state this is; nothing where none fits or several do."""
    fitting = [root for root, backend in roots if _fits(asked, backend)]
    return fitting[0] if len(fitting) == 1 else None


def _fits(asked: Backend, kept: Backend) -> bool:
    """Whether two backends are one: the state has the same name, and nothing that is known speaks against it."""
    names = NAMING.get(asked.kind)
    if names is None or asked.kind != kept.kind:
        return False
    pairs = [(asked.settings.get(name), kept.settings.get(name)) for name in names]
    if any(isinstance(a, str) and isinstance(b, str) and a != b for a, b in pairs):
        return False
    if not (isinstance(pairs[-1][0], str) and pairs[-1][0] == pairs[-1][1]):
        return False
    sure = all(a == b for a, b in pairs if isinstance(a, str) or isinstance(b, str))
    return sure or posixpath.basename(pairs[-1][0].rstrip("/")) != pairs[-1][0] or pairs[-1][0] not in COMMON
