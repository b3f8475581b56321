"""What each service of Azure cannot run without, as far as its arguments and what stands between say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import mentioned, named_at
from continuity_audit.profiles.terms import Context

BUILD_TIME: Final = (
    "azurerm_container_registry", "azurerm_application_insights", "azurerm_log_analytics_workspace",
)  # fmt: skip
"""What is read when something is deployed, or only written to: it runs on without."""


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""

    def needed(context: Context) -> Iterable[Resource]:
        for argument in arguments:
            for resource in mentioned(context.resource, argument, context.estate):
                if resource.type in BUILD_TIME:
                    continue
                yield resource
                if resource.type == "azurerm_mssql_server":
                    databases = context.estate.of_type("azurerm_mssql_database")
                    yield from (d for d in databases if resource in named_at(d, "server_id", context.estate))

    return needed


__all__ = ["run_time"]
