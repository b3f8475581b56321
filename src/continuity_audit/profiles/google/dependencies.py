"""What each service of Google Cloud cannot run without, as far as its arguments and what stands between say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.spelling import spelling
from continuity_audit.profiles.addresses import Types, bearing, stating
from continuity_audit.profiles.google.addresses import FORMS
from continuity_audit.profiles.profile import Need
from continuity_audit.profiles.references import every, naming
from continuity_audit.profiles.run_time import Way, borne_by, mentioned_needs, mentions
from continuity_audit.profiles.terms import Context

BUILD_TIME: Final = (
    "google_artifact_registry_repository", "google_container_registry", "google_logging_project_bucket_config",
)  # fmt: skip
"""What is read when something is deployed, or only written to: it runs on without."""


SECRETS: Final = ("google_secret_manager_secret", "google_secret_manager_regional_secret")


def _versions(secret: Resource, context: Context) -> Iterator[Resource]:
    """The versions of a secret, whose texts say what a caller finds by it."""
    yield from naming(context.estate, f"{secret.type}_version", "secret", secret.type).get(secret.id, ())


_SECRETS: Final = (
    *(f"{job}template.{path}" for job in ("", "template.") for path in (
        "containers.env.value_source.secret_key_ref.secret", "volumes.secret.secret",
    )),
    "template.spec.containers.env.value_from.secret_key_ref.name", "template.spec.volumes.secret.secret_name",
    *(f"{inside}{kind}.secret" for inside in ("", "service_config.") for kind in (
        "secret_environment_variables", "secret_volumes",
    )),
)  # fmt: skip
NAMED: Final[Mapping[str, Types]] = {
    **dict.fromkeys(_SECRETS, dict.fromkeys(SECRETS, "secret_id")),
    "event_trigger.resource": {"google_storage_bucket": "name", "google_pubsub_topic": "name"},
    "event_trigger.event_filters.value": {"google_storage_bucket": "name"},
}
"""Where a service says by a plain name which secret it is given or whose events it takes, with who bears such names."""


def _by_name(holder: Resource, argument: str, estate: Estate) -> Iterator[Resource]:
    """What an argument names by plain names."""
    for path, types in NAMED.items():
        for value in every(holder.values, path) if path.partition(".")[0] == argument else ():
            yield from bearing(spelling(value), types, holder, estate)


READINGS: Final = (stating(FORMS), _by_name)
"""What an argument names besides what it refers to."""
RECORD: Final = "google_dns_record_set"
ADDRESSES: Final = ("google_compute_address", "google_compute_global_address")

WAYS: Final[Mapping[str, Way]] = {
    **dict.fromkeys(SECRETS, _versions),
    **{f"{secret}_version": mentions("secret", "secret_data", readings=READINGS) for secret in SECRETS},
    RECORD: mentions("rrdatas", readings=READINGS),
    "google_compute_forwarding_rule": mentions("target"),  # an endpoint of Private Service Connect leads to a service
    **dict.fromkeys(
        ADDRESSES,
        borne_by(
            {
                "google_compute_forwarding_rule": "ip_address",
                "google_compute_global_forwarding_rule": "ip_address",
                "google_compute_instance": "network_interface",
            }
        ),
    ),
}
"""What is mentioned for what it leads to: a secret holds the address of what is called, a record leads to it."""
PASSED: Final = frozenset((*BUILD_TIME, RECORD, *ADDRESSES))


def run_time(*arguments: str) -> Need:
    """The need for all that some arguments mention, apart from what only building or observing takes."""
    return mentioned_needs(*arguments, passed=PASSED, ways=WAYS, readings=READINGS)


__all__ = ["ADDRESSES", "PASSED", "READINGS", "WAYS", "run_time"]
