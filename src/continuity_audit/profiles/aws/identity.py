"""Amazon Cognito and AWS Directory Service.

Sources: https://docs.aws.amazon.com/cognito/latest/developerguide/,
https://docs.aws.amazon.com/directoryservice/latest/admin-guide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.logic import any_of, both
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.places import different, region_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import Context, Fact, attribute

COGNITO: Final = "https://docs.aws.amazon.com/cognito/latest/developerguide/"
POOL_RESILIENCE: Final = COGNITO + "disaster-recovery-resiliency.html"
MULTI_REGION_POOL: Final = COGNITO + "user-pool-multi-region.html"
DIRECTORY: Final = "https://docs.aws.amazon.com/directoryservice/latest/admin-guide/"
CONTROLLERS: Final = DIRECTORY + "ms_ad_deploy_additional_dcs.html"
DIRECTORY_SNAPSHOTS: Final = DIRECTORY + "ms_ad_snapshots.html"
MULTI_REGION_DIRECTORY: Final = DIRECTORY + "ms_ad_configure_multi_region_replication.html"
CONNECTOR: Final = DIRECTORY + "directory_ad_connector.html"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"


def companion_in_another_region(kind: str, words: str) -> Fact:
    """The condition that a companion with a ``region_name`` puts a copy into another region."""

    def elsewhere(context: Context) -> Value:
        def holds(value: Value) -> Value:
            return different(region_of(context.resource), value, "region", context.resource)

        found = [c for c in context.companions if c.type == kind]
        for companion in found:
            context.about(companion).note("region_name", companion.values.get("region_name"))
        return any_of(
            lambda c=c: both(c.exists, lambda: holds(c.values.get("region_name")))  # type: ignore[misc]
            for c in found
        )

    return Fact(elsewhere, words, (kind,), f"add an `{kind}` in another region")


# --- Cognito ------------------------------------------------------------------------------------------------------

POOL_REPLICA: Final = "aws_cognito_user_pool_replica"
COGNITO_SERVICE = (continues("service", "Cognito is a regional service over several zones", source=POOL_RESILIENCE),)

USER_POOL = Profile(
    type="aws_cognito_user_pool",
    title="Amazon Cognito user pool",
    kind=Kind.IDENTITY,
    stateful=True,
    folds=(
        Fold("aws_cognito_user_pool_client", by="user_pool_id"),
        Fold("aws_cognito_user_pool_domain", by="user_pool_id"),
        Fold("aws_cognito_identity_provider", by="user_pool_id"),
        Fold("aws_cognito_resource_server", by="user_pool_id"),
        Fold("aws_cognito_user_group", by="user_pool_id"),
        Fold(POOL_REPLICA, by="user_pool_id"),
    ),
    needs=("lambda_config",),
    instance=COGNITO_SERVICE,
    zone=COGNITO_SERVICE,
    region=(
        recovers("promotion", "a replica user pool in another region signs in known users once traffic is moved to it",
                 when=companion_in_another_region(POOL_REPLICA, "a replica user pool is in another region"),
                 rto="5m-2h", rpo="1s-5m", source=MULTI_REGION_POOL),
    ),
)  # fmt: skip

SIGN_IN: Final = (
    attribute("cognito_identity_providers").is_set
    | attribute("supported_login_providers").is_set
    | attribute("openid_connect_provider_arns").is_set
    | attribute("saml_provider_arns").is_set
    | attribute("developer_provider_name").is_set
)
"""Whether somebody can sign in to an identity pool. A guest's identity belongs to nobody: a new one does as well."""

IDENTITY_POOL = Profile(
    type="aws_cognito_identity_pool",
    title="Amazon Cognito identity pool",
    kind=Kind.IDENTITY,
    stateful=SIGN_IN,
    names=("identity_pool_name",),
    folds=(Fold("aws_cognito_identity_pool_roles_attachment", by="identity_pool_id"),),
    needs=("cognito_identity_providers",),
    instance=COGNITO_SERVICE,
    zone=COGNITO_SERVICE,
)

# --- Directory Service --------------------------------------------------------------------------------------------

DIRECTORY_REGION: Final = "aws_directory_service_region"
IS_CONNECTOR = attribute("type", "SimpleAD", PROVIDER + "directory_service_directory").equals("ADConnector")

DIRECTORY_SERVICE = Profile(
    type="aws_directory_service_directory",
    title="AWS Directory Service directory",
    kind=Kind.IDENTITY,
    stateful=~IS_CONNECTOR,
    folds=(
        Fold(DIRECTORY_REGION, by="directory_id"),
        Fold("aws_directory_service_conditional_forwarder", by="directory_id"),
        Fold("aws_directory_service_log_subscription", by="directory_id"),
        Fold("aws_directory_service_trust", by="directory_id"),
    ),
    data=(
        recovers("restore", "the service takes a snapshot of the directory every day", when=~IS_CONNECTOR,
                 rto="1h-4h", rpo="1h-24h", source=DIRECTORY_SNAPSHOTS),
    ),
    instance=(
        continues("members", "a connector has an instance in each of its two subnets", when=IS_CONNECTOR,
                  source=CONNECTOR),
        continues("members", "the service runs two domain controllers or more", source=CONTROLLERS),
    ),
    zone=(
        continues("members", "the two subnets of a connector are in different zones", when=IS_CONNECTOR,
                  source=CONNECTOR),
        continues("members", "the service requires subnets in two zones, with a domain controller in each",
                  source=CONTROLLERS),
    ),
    region=(
        continues("members", "domain controllers of the same directory run in another region",
                  when=companion_in_another_region(DIRECTORY_REGION, "the directory is replicated to another region"),
                  rpo="1s-15m", source=MULTI_REGION_DIRECTORY),
    ),
)  # fmt: skip

PROFILES = (USER_POOL, IDENTITY_POOL, DIRECTORY_SERVICE)

__all__ = ["PROFILES"]
