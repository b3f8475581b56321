"""Functions on AWS: AWS Lambda and AWS Step Functions.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/security-resilience.html,
https://docs.aws.amazon.com/step-functions/latest/dg/disaster-recovery-resiliency.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.zones import links_in_two_zones, zones
from continuity_audit.profiles.profile import Fold, Profile, continues
from continuity_audit.profiles.terms import attribute

LAMBDA: Final = "https://docs.aws.amazon.com/lambda/latest/dg/security-resilience.html"
LAMBDA_VPC: Final = "https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html"
STEP_FUNCTIONS: Final = "https://docs.aws.amazon.com/step-functions/latest/dg/disaster-recovery-resiliency.html"

IN_SUBNETS = attribute("vpc_config.subnet_ids").is_set
ZONES = zones("vpc_config.subnet_ids")

CAPACITY: Final = "aws_lambda_capacity_provider"
INSTANCES_IN_ZONES = links_in_two_zones(
    CAPACITY, "vpc_config.subnet_ids",
    "capacity_provider_config.lambda_managed_instances_capacity_provider_config.capacity_provider_arn",
)  # fmt: skip
"""Managed instances stand in the subnets of their capacity provider.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-capacity-providers.html
"""

LAMBDA_FUNCTION = Profile(
    type="aws_lambda_function",
    title="AWS Lambda function",
    kind=Kind.FUNCTION,
    stateful=False,
    names=("function_name",),
    component=~attribute("reserved_concurrent_executions", -1,
                         "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html").equals(0),
    needs=NEEDS["aws_lambda_function"],
    reads=(CAPACITY, *ROUTES),
    folds=(
        Fold("aws_lambda_alias", by="function_name"),
        Fold("aws_lambda_event_source_mapping", by="function_name",
             needs=NEEDS["aws_lambda_event_source_mapping"]),
        Fold("aws_lambda_function_event_invoke_config", by="function_name"),
        Fold("aws_lambda_function_url", by="function_name"),
        Fold("aws_lambda_permission", by="function_name"),
        Fold("aws_lambda_provisioned_concurrency_config", by="function_name"),
    ),
    instance=(continues("service", "Lambda runs it on many machines", source=LAMBDA),),
    zone=(
        continues("service", "Lambda runs it in several zones", when=~IN_SUBNETS & INSTANCES_IN_ZONES, source=LAMBDA),
        continues("service", "Lambda runs it in the zones of its subnets",
                  when=ZONES.at_least(2) & INSTANCES_IN_ZONES, source=LAMBDA_VPC),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

STATE_MACHINE = Profile(
    type="aws_sfn_state_machine",
    title="AWS Step Functions state machine",
    kind=Kind.FUNCTION,
    stateful=False,
    needs=NEEDS["aws_sfn_state_machine"],
    folds=(Fold("aws_sfn_alias", by="routing_configuration.state_machine_version_arn"),),
    instance=(continues("service", "the service keeps executions redundantly", source=STEP_FUNCTIONS),),
    zone=(continues("service", "the service keeps executions in several zones", source=STEP_FUNCTIONS),),
    region=LIVE_PAIR,
)

PROFILES = (LAMBDA_FUNCTION, STATE_MACHINE)
