"""Elastic Load Balancing (application, network, gateway and classic load balancers) and Amazon VPC Lattice.

Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.targets import READS
from continuity_audit.profiles.aws.zones import zones, zones_of
from continuity_audit.profiles.elements import gathered
from continuity_audit.profiles.profile import Fold, Profile, continues
from continuity_audit.profiles.terms import Context, attribute, quantity

ELB: Final = "https://docs.aws.amazon.com/elasticloadbalancing/latest/"
WORKS: Final = ELB + "userguide/how-elastic-load-balancing-works.html"
TWO_ZONES: Final = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"

LATTICE_TARGETS: Final = (
    "aws_vpclattice_target_group", "aws_vpclattice_target_group_attachment", "aws_ecs_service",
    "aws_autoscaling_traffic_source_attachment",
)  # fmt: skip
APPLICATION = attribute("load_balancer_type", "application", PROVIDER + "lb").equals("application")


@quantity("the number of zones of its subnets", reads=("aws_subnet",))
def zones_of_nodes(context: Context) -> Value:
    """The zones of `subnets` or of the subnets that its `subnet_mapping` blocks name."""
    subnets = context.read("subnets")
    if subnets not in (None, ()):
        context.note("subnets", subnets)
        return zones_of(subnets, context.resource, context.estate)
    mappings = context.read("subnet_mapping")
    context.note("subnet_mapping", mappings)
    return zones_of(gathered(mappings, "subnet_id"), context.resource, context.estate)


LOAD_BALANCER = Profile(
    type="aws_lb",
    title="Elastic Load Balancing load balancer",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    zones=zones_of_nodes,
    needs=NEEDS["aws_lb"],
    reads=READS,
    folds=(
        Fold("aws_lb_listener", by="load_balancer_arn"),
        Fold("aws_alb_listener", by="load_balancer_arn"),
        Fold("aws_lb_listener_rule", by="listener_arn", of="aws_lb_listener"),
        Fold("aws_alb_listener_rule", by="listener_arn", of="aws_alb_listener"),
        Fold("aws_lb_listener_certificate", by="listener_arn", of="aws_lb_listener"),
    ),
    instance=(continues("service", "a load balancer has several nodes that the service replaces", source=WORKS),),
    zone=(
        continues("service", "an application load balancer has nodes in two zones or more: the service takes no less",
                  when=APPLICATION, rto="0s-1m", source=TWO_ZONES),
        continues("service", "it has nodes in two zones or more, and its name leaves a failed one out",
                  when=zones_of_nodes.at_least(2), rto="0s-1m", source=WORKS),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

CLASSIC_ZONES = zones("subnets", "availability_zones")

CLASSIC = Profile(
    type="aws_elb",
    title="Classic Load Balancer",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    zones=CLASSIC_ZONES,
    needs=NEEDS["aws_elb"],
    reads=READS,
    folds=(Fold("aws_elb_attachment", by="elb"),),
    instance=LOAD_BALANCER.instance,
    zone=(
        continues("service", "it has nodes in two zones or more, and its name leaves a failed one out",
                  when=CLASSIC_ZONES.at_least(2), rto="0s-1m", source=WORKS),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

LATTICE: Final = "https://docs.aws.amazon.com/vpc-lattice/latest/ug/disaster-recovery-resiliency.html"
LISTENER: Final = "aws_vpclattice_listener"
RULE: Final = "aws_vpclattice_listener_rule"

LATTICE_SERVICE = Profile(
    type="aws_vpclattice_service",
    title="Amazon VPC Lattice service",
    kind=Kind.LOAD_BALANCER,
    stateful=False,
    folds=(
        Fold(LISTENER, by="service_identifier", needs=NEEDS[LISTENER]),
        Fold(RULE, by="service_identifier", needs=NEEDS[RULE]),
    ),
    reads=(*READS, *LATTICE_TARGETS),
    instance=(continues("service", "VPC Lattice runs on many machines", source=LATTICE),),
    zone=(continues("service", "VPC Lattice is a regional service over several zones", source=LATTICE),),
)  # fmt: skip

PROFILES = (LATTICE_SERVICE, LOAD_BALANCER, replace(LOAD_BALANCER, type="aws_alb"), CLASSIC)
