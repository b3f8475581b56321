"""The addresses and full names of Google Cloud that state the name of what answers.

Sources: https://docs.cloud.google.com/sql/docs/postgres/connect-overview,
https://docs.cloud.google.com/storage/docs/request-endpoints,
https://docs.cloud.google.com/run/docs/triggering/https-request,
https://docs.cloud.google.com/functions/docs/calling/http,
https://docs.cloud.google.com/appengine/docs/standard/how-requests-are-routed,
https://docs.cloud.google.com/kms/docs/getting-resource-ids,
https://docs.cloud.google.com/compute/docs/naming-resources
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.spelling import OPEN_PART
from continuity_audit.profiles.addresses import LABEL, Form, written

REGION: Final = rf"(?:[a-z]+-[a-z]+\d+|{OPEN_PART})"
BUCKET: Final = rf"(?:[\w.-]|{OPEN_PART})+"
PROJECT: Final = rf"(?:.*/)?projects/{LABEL}/"
PLACE: Final = rf"(?:global|(?:regions|zones)/(?P<region>{REGION})(?:-[a-z])?)/"

FORMS: Final[tuple[Form, ...]] = (
    written(":", rf"(?:.*[/:])?{LABEL}:{REGION}:({LABEL})", "google_sql_database_instance"),
    written("gs://", rf"gs://({BUCKET})(?:/.*)?", "google_storage_bucket"),
    written("storage.googleapis.com/", rf"(?:.*//)?storage\.googleapis\.com/({BUCKET})(?:/.*)?",
            "google_storage_bucket"),
    written(".storage.googleapis.com", rf"(?:.*//)?({BUCKET})\.storage\.googleapis\.com(?:/.*)?",
            "google_storage_bucket"),
    written(".cloudfunctions.net/", rf"(?:.*//)?{REGION}-{LABEL}\.cloudfunctions\.net/({LABEL})(?:[/?].*)?",
            "google_cloudfunctions_function", "google_cloudfunctions2_function"),
    written(".run.app", rf"(?:.*//)?({LABEL})-(?:\d+|{OPEN_PART})\.{REGION}\.run\.app(?:[:/].*)?",
            "google_cloud_run_v2_service", "google_cloud_run_service"),
    written(".a.run.app", rf"(?:.*//)?(?:{LABEL}---)?({LABEL})-[a-z0-9]{{10}}-[a-z]{{2}}\.a\.run\.app(?:[:/].*)?",
            "google_cloud_run_v2_service", "google_cloud_run_service"),
    written(".r.appspot.com", rf"(?:.*//)?(?:.*-dot-)?({LABEL})-dot-{LABEL}\.[a-z]{{2}}\.r\.appspot\.com(?:[:/].*)?",
            "google_app_engine_standard_app_version", "google_app_engine_flexible_app_version", by="service"),
    written("/topics/", rf"{PROJECT}topics/({LABEL})", "google_pubsub_topic"),
    written("/subscriptions/", rf"{PROJECT}subscriptions/({LABEL})", "google_pubsub_subscription"),
    written("/queues/", rf"{PROJECT}locations/{REGION}/queues/({LABEL})", "google_cloud_tasks_queue"),
    written("/secrets/", rf"{PROJECT}secrets/({LABEL})(?:/.*)?", "google_secret_manager_secret", by="secret_id"),
    written("/cryptokeys/", rf"{PROJECT}locations/{LABEL}/keyRings/{LABEL}/cryptoKeys/({LABEL})(?:/.*)?",
            "google_kms_crypto_key"),
    written("/instances/", rf"{PROJECT}instances/({LABEL})(?:/databases/.*)?", "google_spanner_instance"),
)  # fmt: skip


def compute(collection: str, *types: str) -> Form:
    """The form of the full names of Compute Engine: ``projects/shop/regions/europe-west1/instanceGroups/web``."""
    return written(f"/{collection.lower()}/", rf"{PROJECT}{PLACE}{collection}/(?P<name>{LABEL})", *types)


SERVING: Final[tuple[Form, ...]] = (
    compute("instanceGroups", "google_compute_instance_group_manager", "google_compute_region_instance_group_manager",
            "google_compute_instance_group"),
    compute("networkEndpointGroups", "google_compute_region_network_endpoint_group",
            "google_compute_network_endpoint_group", "google_compute_global_network_endpoint_group"),
    compute("backendServices", "google_compute_backend_service", "google_compute_region_backend_service"),
    compute("backendBuckets", "google_compute_backend_bucket"),
    compute("urlMaps", "google_compute_url_map", "google_compute_region_url_map"),
)  # fmt: skip
"""The full names by which the parts of a load balancer name each other."""

__all__ = ["FORMS", "SERVING"]
