"""What each service of Google Cloud cannot run without, as far as its arguments and what stands between say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import mentioned
from continuity_audit.profiles.terms import Context

BUILD_TIME: Final = (
    "google_artifact_registry_repository", "google_container_registry", "google_logging_project_bucket_config",
)  # fmt: skip
"""What is read when something is deployed, or only written to: it runs on without."""


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""

    def needed(context: Context) -> Iterable[Resource]:
        for argument in arguments:
            for resource in mentioned(context.resource, argument, context.estate):
                if resource.type not in BUILD_TIME:
                    yield resource

    return needed


__all__ = ["run_time"]
