"""What stands around applications on Google Cloud: API gateways, registries, identities, content delivery.

Sources: https://docs.cloud.google.com/api-gateway/docs/about-api-gateway,
https://docs.cloud.google.com/artifact-registry/docs/repositories/repo-locations,
https://docs.cloud.google.com/apigee/docs/api-platform/get-started/install-dr,
https://docs.cloud.google.com/media-cdn/docs/overview, https://firebase.google.com/docs/hosting
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Value
from continuity_audit.profiles.google.dependencies import run_time
from continuity_audit.profiles.google.locations import DISASTERS, PROVIDER, is_zone, noted_place, over_regions
from continuity_audit.profiles.google.serverless import ELSEWHERE
from continuity_audit.profiles.google.serving import READS
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues
from continuity_audit.profiles.terms import Context, attribute, fact

GATEWAY: Final = "https://docs.cloud.google.com/api-gateway/docs/about-api-gateway"
APIGEE: Final = "https://docs.cloud.google.com/apigee/docs/api-platform/architecture/overview"
REGISTRY: Final = "https://docs.cloud.google.com/artifact-registry/docs/repositories/repo-locations"
IDENTITY: Final = "https://docs.cloud.google.com/identity-platform/docs/concepts-authentication"

API_GATEWAY = Profile(
    type="google_api_gateway_gateway",
    title="API Gateway gateway with its configuration",
    kind=Kind.API,
    stateful=False,
    names=("gateway_id", "display_name"),
    reads=READS,
    folds=(Fold("google_api_gateway_api_config", by="api_config", forward=True,
                needs=(run_time("openapi_documents", "grpc_services"),)),),
    instance=(continues("service", "the service runs a gateway on several machines", source=GATEWAY),),
    zone=(continues("service", "a gateway is regional and runs in several zones", source=DISASTERS),),
    region=ELSEWHERE,
)  # fmt: skip


@fact("its location is a zone, as that of an evaluation may be")
def in_a_zone(context: Context) -> Value:
    """Whether it stands in one zone; one that code leaves open is a region, as that of all but evaluations is."""

    def zonal(place: Value) -> Value:
        found = is_zone(place, context.estate)
        return found if isinstance(found, bool) else False

    return lift(zonal, noted_place(context, "location"))


APIGEE_INSTANCE = Profile(
    type="google_apigee_instance",
    title="Apigee instance",
    kind=Kind.API,
    stateful=False,
    folds=(Fold("google_apigee_instance_attachment", by="instance_id"),),
    instance=(continues("service", "the service runs an instance on several machines", source=APIGEE),),
    zone=(
        continues("service", "an instance is regional and runs in several zones", when=~in_a_zone, source=DISASTERS),
    ),
)

REPOSITORY = Profile(
    type="google_artifact_registry_repository",
    title="Artifact Registry repository",
    kind=Kind.REGISTRY,
    stateful=False,
    names=("repository_id",),
    instance=(continues("service", "the service keeps artifacts redundantly", source=REGISTRY),),
    zone=(continues("service", "the service keeps artifacts in several zones", source=DISASTERS),),
    region=(continues("service", "a multi-region keeps artifacts in several regions",
                      when=over_regions("location", "a multi-region"), source=DISASTERS),),
)  # fmt: skip

CONTAINER_REGISTRY = Profile(
    type="google_container_registry",
    title="Container Registry",
    kind=Kind.REGISTRY,
    stateful=False,
    names=("location",),
    instance=REPOSITORY.instance,
    zone=REPOSITORY.zone,
    region=(continues("service", "its bucket lies in a multi-region",
                      when=attribute("location", "US", PROVIDER + "container_registry").one_of("US", "EU", "ASIA"),
                      source=REGISTRY),),
)  # fmt: skip

IDENTITY_PLATFORM = Profile(
    type="google_identity_platform_config",
    title="Identity Platform of a project with its users",
    kind=Kind.IDENTITY,
    stateful=True,
    names=("project",),
    instance=(continues("service", "the service keeps users redundantly", source=IDENTITY),),
    zone=(continues("service", "the service keeps users in several zones", source=IDENTITY),),
)

TENANT: Final = "google_identity_platform_tenant"

IDENTITY_TENANT = Profile(
    type=TENANT,
    title="Identity Platform tenant with its users",
    kind=Kind.IDENTITY,
    stateful=True,
    names=("display_name",),
    folds=tuple(
        Fold(f"{TENANT}_{way}_config", by="tenant") for way in ("default_supported_idp", "inbound_saml", "oauth_idp")
    ),
    instance=IDENTITY_PLATFORM.instance,
    zone=IDENTITY_PLATFORM.zone,
)

# --- content delivery ---------------------------------------------------------------------------------------------

MEDIA: Final = "https://docs.cloud.google.com/media-cdn/docs/overview"
HOSTING: Final = "https://firebase.google.com/docs/hosting"


def _at_the_edge(source: str) -> tuple[Claim, ...]:
    return (continues("service", "edge locations all over the world serve it", source=source),)


EDGE_CACHE = Profile(
    type="google_network_services_edge_cache_service",
    title="Media CDN service with its origins",
    kind=Kind.CDN,
    stateful=False,
    folds=(Fold("google_network_services_edge_cache_origin", by="routing.path_matcher.route_rule.origin",
                forward=True, shared=True, needs=(run_time("origin_address"),)),),
    instance=_at_the_edge(MEDIA),
    zone=_at_the_edge(MEDIA),
    region=_at_the_edge(MEDIA),
)  # fmt: skip

HOSTING_SITE = Profile(
    type="google_firebase_hosting_site",
    title="Firebase Hosting site",
    kind=Kind.CDN,
    stateful=False,
    names=("site_id",),
    instance=_at_the_edge(HOSTING),
    zone=_at_the_edge(HOSTING),
    region=_at_the_edge(HOSTING),
)

PROFILES: Final = (
    API_GATEWAY, APIGEE_INSTANCE, REPOSITORY, CONTAINER_REGISTRY, IDENTITY_PLATFORM, IDENTITY_TENANT, EDGE_CACHE,
    HOSTING_SITE,
)  # fmt: skip

__all__ = ["PROFILES"]
