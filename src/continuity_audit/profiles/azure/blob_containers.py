"""Which containers of a storage account a rule or a backup names: what names only some does not cover the account."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import all_hold, any_of, both, either, equals, negate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.elements import each
from continuity_audit.profiles.references import meant
from continuity_audit.profiles.terms import Context

CONTAINERS: Final = ("azurerm_storage_container", "azurerm_storage_data_lake_gen2_filesystem")


def names_each(holder: Resource, path: str, context: Context) -> Value:
    """Whether the values at a dotted path of ``holder`` name each container that the code makes in an account.

    False where the code makes none: nobody can say then that others hold nothing.
    """
    containers = [c for c in context.companions if c.type in CONTAINERS]
    named = list(each(holder.values, path))
    result: Value = bool(containers)
    for container in containers:
        among = any_of(
            lambda n=n, c=container: both(n.there, lambda: _is_named(n.value, c, holder, path, context))  # type: ignore[misc]
            for n in named
        )
        result = all_hold(result, either(negate(container.exists), lambda a=among: a))  # type: ignore[misc]
    return result


def _is_named(value: Value, container: Resource, holder: Resource, path: str, context: Context) -> Value:
    """Whether a value in an argument of ``holder`` means a container."""
    found = meant(holder, path.partition(".")[0], value, context.estate, *CONTAINERS)
    return True if container.id in {c.id for c in found} else equals(value, container.values.get("name"))


__all__ = ["CONTAINERS", "names_each"]
