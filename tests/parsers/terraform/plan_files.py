"""Plan files for tests, put together in the form that ``terraform show -json`` prints them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REGISTRY = "registry.terraform.io/hashicorp/"


@dataclass
class Planned:
    """A resource instance: what is planned, what was there, what only apply tells, and its expressions."""

    address: str
    after: Mapping[str, Any] | None = None
    before: Mapping[str, Any] | None = None
    unknown: Mapping[str, Any] = field(default_factory=dict)
    expressions: Mapping[str, Any] | None = None
    sensitive: Mapping[str, Any] = field(default_factory=dict)
    provider: str = "aws"
    block: Mapping[str, Any] = field(default_factory=dict)
    """More of the block's configuration: ``count_expression``, ``for_each_expression``."""

    @property
    def type(self) -> str:
        return self.address.partition("[")[0].split(".")[-2]

    @property
    def name(self) -> str:
        return self.address.partition("[")[0].split(".")[-1]

    @property
    def mode(self) -> str:
        return "data" if self.address.startswith("data.") else "managed"

    @property
    def index(self) -> Any:
        return json.loads(self.address[self.address.index("[") + 1 : -1]) if "[" in self.address else None

    @property
    def actions(self) -> list[str]:
        if self.before is None or self.after is None:
            return ["create" if self.before is None else "delete"]
        return ["no-op" if self.before == self.after else "update"]


def constant(value: Any) -> dict[str, Any]:
    """The expression of a constant."""
    return {"constant_value": value}


def refers(*names: str) -> dict[str, Any]:
    """The expression that refers to names."""
    return {"references": list(names)}


EU = {"aws": {"name": "aws", "full_name": f"{REGISTRY}aws", "expressions": {"region": constant("eu-west-1")}}}


def plan(
    resources: Sequence[Planned],
    providers: Mapping[str, Any] = EU,
    variables: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A plan of resources in the root module."""
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "variables": {name: {"value": value} for name, value in (variables or {}).items()},
        "planned_values": {
            "root_module": {"resources": [_values(r, r.after) for r in resources if r.after is not None]}
        },
        "resource_changes": [_change(r) for r in resources],
        "prior_state": {
            "format_version": "1.0",
            "terraform_version": "1.11.4",
            "values": {"root_module": {"resources": [_values(r, r.before) for r in resources if r.before is not None]}},
        },
        "configuration": {
            "provider_config": dict(providers),
            "root_module": {"resources": [_block(r) for r in resources if r.expressions is not None]},
        },
        **more,
    }


def write(path: Path, content: Mapping[str, Any]) -> Path:
    """Write a plan on one line, as terraform does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content))
    return path


def _head(resource: Planned) -> dict[str, Any]:
    head = {"address": resource.address, "mode": resource.mode, "type": resource.type, "name": resource.name}
    if resource.index is not None:
        head["index"] = resource.index
    return {**head, "provider_name": f"{REGISTRY}{resource.type.partition('_')[0]}"}


def _values(resource: Planned, values: Mapping[str, Any]) -> dict[str, Any]:
    return {**_head(resource), "schema_version": 0, "values": values, "sensitive_values": resource.sensitive}


def _change(resource: Planned) -> dict[str, Any]:
    return {
        **_head(resource),
        "change": {
            "actions": resource.actions,
            "before": resource.before,
            "after": resource.after,
            "after_unknown": resource.unknown if resource.after is not None else False,
            "before_sensitive": resource.sensitive if resource.before is not None else False,
            "after_sensitive": resource.sensitive if resource.after is not None else False,
        },
    }


def _block(resource: Planned) -> dict[str, Any]:
    return {
        "address": resource.address.partition("[")[0],
        "mode": resource.mode,
        "type": resource.type,
        "name": resource.name,
        "provider_config_key": resource.provider,
        "expressions": resource.expressions,
        "schema_version": 0,
        **resource.block,
    }
