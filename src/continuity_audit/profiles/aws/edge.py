"""The services of AWS at the edge: Amazon CloudFront, AWS Global Accelerator, Amazon Route 53, AWS Amplify.

Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/disaster-recovery-resiliency.html,
https://docs.aws.amazon.com/global-accelerator/latest/dg/disaster-recovery-resiliency.html,
https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/disaster-recovery-resiliency.html
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.model import Kind
from continuity_audit.profiles.aws.accelerators import ENABLED, one_of_the_groups
from continuity_audit.profiles.aws.dependencies import NEEDS, origin_groups
from continuity_audit.profiles.aws.origins import open_origins
from continuity_audit.profiles.aws.targets import READS
from continuity_audit.profiles.profile import Claim, Fold, Profile, continues
from continuity_audit.profiles.terms import attribute

CLOUDFRONT: Final = (
    "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/disaster-recovery-resiliency.html"
)
ACCELERATOR: Final = "https://docs.aws.amazon.com/global-accelerator/latest/dg/disaster-recovery-resiliency.html"
ROUTE53: Final = "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/disaster-recovery-resiliency.html"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"


def everywhere(why: str, source: str) -> tuple[Claim, ...]:
    """The ladder of a global service: neither a machine, a zone nor a region takes it down."""
    return (continues("service", why, source=source),)


EDGE = everywhere("edge locations all over the world answer; a failed one is left out", CLOUDFRONT)

DISTRIBUTION = Profile(
    type="aws_cloudfront_distribution",
    title="Amazon CloudFront distribution",
    kind=Kind.CDN,
    stateful=False,
    names=("comment",),
    component=attribute("enabled").is_true,
    needs=NEEDS["aws_cloudfront_distribution"],
    alternatives=(origin_groups,),
    open_needs=open_origins,
    reads=("aws_route53_record", *READS),
    instance=EDGE,
    zone=EDGE,
    region=EDGE,
)

ANYCAST = everywhere("its addresses are announced from edge locations all over the world", ACCELERATOR)

GLOBAL_ACCELERATOR = Profile(
    type="aws_globalaccelerator_accelerator",
    title="AWS Global Accelerator",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    component=ENABLED,
    needs=NEEDS["aws_globalaccelerator_accelerator"],
    alternatives=(one_of_the_groups,),
    folds=(
        Fold("aws_globalaccelerator_listener", by="accelerator_arn"),
        Fold("aws_globalaccelerator_endpoint_group", by="listener_arn", of="aws_globalaccelerator_listener"),
    ),
    instance=ANYCAST,
    zone=ANYCAST,
    region=ANYCAST,
)

NAME_SERVERS = everywhere("name servers in several regions answer for the zone", ROUTE53)

HOSTED_ZONE = Profile(
    type="aws_route53_zone",
    title="Amazon Route 53 hosted zone",
    kind=Kind.DNS,
    stateful=False,
    folds=(Fold("aws_route53_zone_association", by="zone_id"),),
    instance=NAME_SERVERS,
    zone=NAME_SERVERS,
    region=NAME_SERVERS,
)

AMPLIFY: Final = "https://docs.aws.amazon.com/amplify/latest/userguide/welcome.html"
ON_THE_EDGE = (continues("service", "what is built is served by the edge locations of CloudFront", source=AMPLIFY),)

AMPLIFY_APP = Profile(
    type="aws_amplify_app",
    title="AWS Amplify app",
    kind=Kind.CDN,
    stateful=False,
    folds=(Fold("aws_amplify_branch", by="app_id"), Fold("aws_amplify_domain_association", by="app_id")),
    instance=ON_THE_EDGE,
    zone=ON_THE_EDGE,
)

PROFILES = (DISTRIBUTION, GLOBAL_ACCELERATOR, HOSTED_ZONE, AMPLIFY_APP)
