"""What each service of Google Cloud cannot run without, as far as its arguments and what stands between say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.model import Resource
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import named_at
from continuity_audit.profiles.run_time import Way, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context

BUILD_TIME: Final = (
    "google_artifact_registry_repository", "google_container_registry", "google_logging_project_bucket_config",
)  # fmt: skip
"""What is read when something is deployed, or only written to: it runs on without."""


SECRETS: Final = ("google_secret_manager_secret", "google_secret_manager_regional_secret")


def _versions(secret: Resource, context: Context) -> Iterator[Resource]:
    """The versions of a secret, whose texts say what a caller finds by it."""
    versions = context.estate.of_type(f"{secret.type}_version")
    return (version for version in versions if secret in named_at(version, "secret", context.estate, secret.type))


WAYS: Final[Mapping[str, Way]] = {
    **dict.fromkeys(SECRETS, _versions),
    **{f"{secret}_version": mentions("secret", "secret_data") for secret in SECRETS},
}
"""What is mentioned for what it leads to: a secret holds the address of what is called."""


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""
    return mentioned_needs(*arguments, passed=BUILD_TIME, ways=WAYS)


__all__ = ["run_time"]
