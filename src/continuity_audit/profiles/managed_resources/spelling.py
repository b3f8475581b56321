"""How the arguments of Terraform are spelled in Kubernetes objects: ``multi_az`` is ``multiAz``, a block is an object.

Sources: https://github.com/crossplane/upjet/blob/main/pkg/types/name/name.go,
https://cloud.google.com/config-connector/docs/reference/overview
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.pods import filled

_HUMP: Final = pattern(r"(?<=[a-z0-9])[A-Z]|(?<=[A-Z])[A-Z](?=[a-z])")
_SHORT: Final = pattern(r"[A-Z]{2,}s(?![a-z])")
"""Several of something with a short name: ``IDs``, ``ARNs``."""
_JOINT: Final = pattern(r"_([a-z0-9])")
Tell: TypeAlias = Callable[[str, Value], Iterable[tuple[str, Value]]]
"""What a field with its value says: arguments with theirs, of most fields the same value under another name."""

MAPS: Final = frozenset({
    "advanced_options", "annotations", "app_settings", "database_flags", "environment_variables", "ip_tags", "labels",
    "limits", "node_labels", "parameters", "properties", "redis_configs", "request_parameters", "requests",
    "resource_labels", "resource_manager_tags", "runtime_environment_secrets", "runtime_environment_variables",
    "stage_variables", "tags", "tags_all", "user_labels", "variables",
})  # fmt: skip
"""Arguments whose keys are anybody's own; every other object is a nested block."""


def as_argument(key: str) -> str:
    """What Terraform calls a field: ``multiAz`` and ``multiAZ`` are ``multi_az``, ``subnetIDs`` are ``subnet_ids``."""
    return _HUMP.sub(lambda hump: f"_{hump[0]}", _SHORT.sub(lambda short: short[0].capitalize(), key)).lower()


def as_field(argument: str) -> str:
    """What an object calls an argument at a dotted path: ``settings.backup_configuration`` has a hump."""
    return _JOINT.sub(lambda joint: joint[1].upper(), argument)


def as_block(fields: Mapping[str, Value], tell: Tell) -> dict[str, Value]:
    """The arguments that the fields of an object are, each object inside as a nested block."""
    block: dict[str, Value] = {}
    for key, value in fields.items():
        for argument, told in tell(key, value):
            if told is not None or argument not in block:
                block[argument] = _nested(argument, told, tell)
    return block


def _nested(argument: str, value: Value, tell: Tell) -> Value:
    def element_of(element: Value) -> Value:
        return as_block(element, tell) if isinstance(element, Mapping) else filled(element)

    def read(part: Value) -> Value:
        match part:
            case Mapping():
                return part if argument in MAPS else (as_block(part, tell),)
            case tuple():
                return tuple(
                    lift(lambda e: as_block(e, tell) if isinstance(e, Mapping) else filled(e), e) for e in part
                )
            case _:
                return filled(part)

    return lift(read, value)


def lines_of(lines: Mapping[str, int], at: str) -> dict[str, int]:
    """The lines of arguments, by those of the fields below a dotted path."""
    start = f"{at}."
    return {as_path(path[len(start) :]): line for path, line in lines.items() if path.startswith(start)}


def as_path(path: str) -> str:
    """What Terraform calls the field at a dotted path."""
    return ".".join(map(as_argument, path.split(".")))


__all__ = ["MAPS", "Tell", "as_argument", "as_block", "as_field", "as_path", "lines_of"]
