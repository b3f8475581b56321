"""Amazon SageMaker endpoints: machines, or the service's own, that answer with a model.

Sources: https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-best-practices.html,
https://docs.aws.amazon.com/sagemaker/latest/dg/serverless-endpoints.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.scaling import SCALED_LOW, scaled_by_target
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.companion_terms import companions
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers
from continuity_audit.profiles.terms import attribute

SAGEMAKER: Final = "https://docs.aws.amazon.com/sagemaker/latest/dg/"
MACHINES: Final = SAGEMAKER + "deployment-best-practices.html"
SERVERLESS: Final = SAGEMAKER + "serverless-endpoints.html"
ENDPOINT: Final = "aws_sagemaker_endpoint"
CONFIGURATION: Final = "aws_sagemaker_endpoint_configuration"
MODEL: Final = "aws_sagemaker_model"

VARIANTS = blocks("production_variants", least=1)
BY_THE_SERVICE = attribute("serverless_config").is_set
SCALING: Final = "managed_instance_scaling"
BY_MANAGED_SCALING = attribute(f"{SCALING}.status").equals("ENABLED")
ON_SEVERAL = attribute("initial_instance_count").at_least(2) & (
    ~BY_MANAGED_SCALING | attribute(f"{SCALING}.min_instance_count").at_least(2)
)
"""Managed instance scaling owns the count of a variant.

Source: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariantManagedInstanceScaling.html
"""
ALL_SERVERLESS = companions(CONFIGURATION).any(~VARIANTS.any(~BY_THE_SERVICE))
SEVERAL_MACHINES = companions(CONFIGURATION).any(~VARIANTS.any(~(ON_SEVERAL | BY_THE_SERVICE))) & ~SCALED_LOW
IN_SUBNETS = companions(MODEL).any(attribute("vpc_config.subnets").is_set)

SAGEMAKER_ENDPOINT = Profile(
    type=ENDPOINT,
    title="Amazon SageMaker endpoint",
    kind=Kind.WORKLOAD,
    stateful=False,
    folds=(
        Fold(CONFIGURATION, by="endpoint_config_name", forward=True, shared=True),
        Fold(MODEL, by="production_variants.model_name", forward=True, of=CONFIGURATION, shared=True),
        scaled_by_target(ENDPOINT, "sagemaker"),
    ),
    instance=(
        continues("service", "the service starts workers as requests come", when=ALL_SERVERLESS, source=SERVERLESS),
        continues("members", "the other machines of each variant answer", when=SEVERAL_MACHINES, rto="0s-2m",
                  source=MACHINES),
        recovers("restart", "SageMaker replaces a machine that failed", rto="5m-30m", source=MACHINES),
    ),
    zone=(
        continues("service", "the service starts workers as requests come", when=ALL_SERVERLESS & ~IN_SUBNETS,
                  source=SERVERLESS),
        recovers("restart", "SageMaker tries to bring its machines to the other zones", when=~IN_SUBNETS,
                 rto="5m-1h", source=MACHINES),
    ),
)  # fmt: skip

PROFILES = (SAGEMAKER_ENDPOINT,)
