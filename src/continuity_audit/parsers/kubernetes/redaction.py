"""What must never be held: passwords, tokens and keys are dropped while a manifest is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate import secrecy
from continuity_audit.estate.values import Sensitive, Value

DROPPED: Final = Sensitive("")
"""Stands where a secret value stood; the value itself is gone."""

_COPY_OF_ITSELF = "kubectl.kubernetes.io/last-applied-configuration"

_NAME_A_SECRET: Final = frozenset({
    "backupTargetCredentialSecret",  # https://longhorn.io/docs/1.9.0/references/helm-values/
    "credentialSecret",        # https://longhorn.io/docs/1.9.0/snapshots-and-backups/backup-and-restore/set-backup-target/
    "pod_environment_secret",  # https://postgres-operator.readthedocs.io/en/latest/reference/operator_parameters/
})  # fmt: skip
"""Keys whose value is the name of a Secret, though they are called as if it were a secret."""


def is_secret_name(name: str) -> bool:
    """Whether a key or an environment variable is named like a secret value, not like a reference to one."""
    return name == _COPY_OF_ITSELF or (name not in _NAME_A_SECRET and secrecy.is_secret_name(name))


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


def items(elements: list[Value]) -> tuple[Value, ...]:
    """A whole list as it may be held: what stands behind an option for a password is one."""
    return tuple(DROPPED if isinstance(item, Sensitive) else item for item in secrecy.of_arguments(tuple(elements)))


def whole(entries: Mapping[str, Value]) -> dict[str, Value]:
    """An object that something else than this language's reader read, as it may be held, all of it."""
    return mapping({key: within(key, value) for key, value in entries.items() if value is not None})


def within(key: str, value: Value) -> Value:
    """All of a mapping's entry as it may be held."""
    match value:
        case Mapping():
            return whole(value)
        case tuple():
            return entry(key, items([within("", item) for item in value]))
        case str():
            return entry(key, text(value))
        case _:
            return value


def text(value: str) -> str:
    """A text without the password of a URL in it, of a command's option, or of anything else that names one."""
    return secrecy.without_secrets(value)
