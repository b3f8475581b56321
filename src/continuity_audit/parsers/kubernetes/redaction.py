"""What must never be held: passwords, tokens and keys are dropped while a manifest is read."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from continuity_audit.estate.values import Sensitive, Value

DROPPED: Final = Sensitive("")
"""Stands where a secret value stood; the value itself is gone."""

_NAMED_SO = re.compile(r"passw(or)?d|secret|token|private[-_.]?key|api[-_.]?key|access[-_.]?key|credential", re.I)
_NAMES_ANOTHER = re.compile(r"(name|ref|namespace|path|file|mode|provider|class|type|seconds|kind|url|uri)$", re.I)
_OPTION = re.compile(r"(--?[\w.-]*(?:passw(?:or)?d|secret|token|private[-_]?key|api[-_]?key)[\w.-]*[= ])\S+", re.I)
_LOGIN = re.compile(r"(://[^/\s:@]*:)[^/\s@]+(@)")
_COPY_OF_ITSELF = "kubectl.kubernetes.io/last-applied-configuration"


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a key or an environment variable is named like a secret value, not like a reference to one."""
    if name == _COPY_OF_ITSELF:
        return True
    return bool(_NAMED_SO.search(name)) and not _NAMES_ANOTHER.search(name)


def entry(key: str, value: Value) -> Value:
    """The value of a mapping's entry as it may be held."""
    texts = isinstance(value, str) or (isinstance(value, tuple) and any(isinstance(v, str) for v in value))
    return DROPPED if texts and is_secret_name(key) else value


def mapping(entries: dict[str, Value]) -> dict[str, Value]:
    """A whole mapping as it may be held: an environment variable's name tells what its value is; so does a Secret."""
    name = entries.get("name")
    if isinstance(name, str) and isinstance(entries.get("value"), str) and is_secret_name(name):
        entries["value"] = DROPPED
    if entries.get("kind") == "Secret" and isinstance(entries.get("apiVersion"), str):
        for part in ("data", "stringData"):
            if part in entries:
                content = entries[part]
                entries[part] = dict.fromkeys(content, DROPPED) if isinstance(content, dict) else DROPPED
    return entries


def text(value: str) -> str:
    """A text without the password of a URL in it, or of a command's option."""
    if "://" in value and "@" in value:
        value = _LOGIN.sub(r"\1…\2", value)
    if value.startswith("-") or " --" in value:
        value = _OPTION.sub(r"\1…", value)
    return value
