"""Managed APIs on AWS: Amazon API Gateway and AWS AppSync.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/disaster-recovery-resiliency.html,
https://docs.aws.amazon.com/appsync/latest/devguide/disaster-recovery-resiliency.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS, READS
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.zones import links_in_two_zones
from continuity_audit.profiles.profile import Fold, Profile, continues

GATEWAY: Final = "https://docs.aws.amazon.com/apigateway/latest/developerguide/disaster-recovery-resiliency.html"
APPSYNC: Final = "https://docs.aws.amazon.com/appsync/latest/devguide/disaster-recovery-resiliency.html"

VPC_LINKS: Final = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vpc-links.html"

REGIONAL = (continues("service", "the service runs in several zones of its region", source=GATEWAY),)
LINK: Final = "aws_apigatewayv2_vpc_link"
LINKED = links_in_two_zones(LINK, "subnet_ids", "connection_id", of="aws_apigatewayv2_integration")
ZONAL = (
    continues("service", "the service runs in several zones of its region, and so do its links to networks",
              when=LINKED, source=VPC_LINKS),
)  # fmt: skip
"""A link's network interfaces stand in its subnets: what is integrated through one falls with their zone."""

REST_PARTS: Final = (
    "aws_api_gateway_deployment", "aws_api_gateway_gateway_response", "aws_api_gateway_method",
    "aws_api_gateway_method_response", "aws_api_gateway_method_settings", "aws_api_gateway_model",
    "aws_api_gateway_request_validator", "aws_api_gateway_resource", "aws_api_gateway_rest_api_policy",
    "aws_api_gateway_stage", "aws_api_gateway_integration_response",
)  # fmt: skip

REST_API = Profile(
    type="aws_api_gateway_rest_api",
    title="Amazon API Gateway REST API",
    kind=Kind.API,
    stateful=False,
    needs=NEEDS["aws_api_gateway_rest_api"],
    reads=READS,
    folds=(
        Fold("aws_api_gateway_integration", by="rest_api_id", needs=NEEDS["aws_api_gateway_integration"]),
        Fold("aws_api_gateway_authorizer", by="rest_api_id", needs=NEEDS["aws_api_gateway_authorizer"]),
        *(Fold(part, by="rest_api_id") for part in REST_PARTS),
    ),
    instance=REGIONAL,
    zone=REGIONAL,
    region=LIVE_PAIR,
)  # fmt: skip

HTTP_PARTS: Final = (
    "aws_apigatewayv2_api_mapping", "aws_apigatewayv2_deployment", "aws_apigatewayv2_integration_response",
    "aws_apigatewayv2_model", "aws_apigatewayv2_route", "aws_apigatewayv2_route_response", "aws_apigatewayv2_stage",
)  # fmt: skip

HTTP_API = Profile(
    type="aws_apigatewayv2_api",
    title="Amazon API Gateway HTTP or WebSocket API",
    kind=Kind.API,
    stateful=False,
    needs=NEEDS["aws_apigatewayv2_api"],
    reads=(*READS, LINK),
    folds=(
        Fold("aws_apigatewayv2_integration", by="api_id", needs=NEEDS["aws_apigatewayv2_integration"]),
        Fold("aws_apigatewayv2_authorizer", by="api_id", needs=NEEDS["aws_apigatewayv2_authorizer"]),
        *(Fold(part, by="api_id") for part in HTTP_PARTS),
    ),
    instance=REGIONAL,
    zone=ZONAL,
    region=LIVE_PAIR,
)

MANAGED_GRAPH = (continues("service", "the service runs in several zones of its region", source=APPSYNC),)

GRAPHQL_API = Profile(
    type="aws_appsync_graphql_api",
    title="AWS AppSync GraphQL API",
    kind=Kind.API,
    stateful=False,
    needs=NEEDS["aws_appsync_graphql_api"],
    folds=(
        Fold("aws_appsync_datasource", by="api_id", needs=NEEDS["aws_appsync_datasource"]),
        Fold("aws_appsync_resolver", by="api_id"),
        Fold("aws_appsync_function", by="api_id"),
        Fold("aws_appsync_api_cache", by="api_id"),
        Fold("aws_appsync_api_key", by="api_id"),
    ),
    instance=MANAGED_GRAPH,
    zone=MANAGED_GRAPH,
    region=LIVE_PAIR,
)

PROFILES = (REST_API, HTTP_API, GRAPHQL_API)
