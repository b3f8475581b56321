"""Amazon EC2 machines and what keeps them running: autoscaling groups, fleets, Batch, Lightsail, Elastic Beanstalk.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/,
https://docs.aws.amazon.com/autoscaling/ec2/userguide/
"""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import as_count
from continuity_audit.estate.identity import key_of
from continuity_audit.estate.logic import any_of, at_least, both, either, equals, negate
from continuity_audit.estate.model import Kind, Resource, Scenario
from continuity_audit.estate.parts import causes_of
from continuity_audit.estate.spelling import spelling
from continuity_audit.estate.trees import lift
from continuity_audit.estate.values import Reference, Unknown, Value
from continuity_audit.profiles.aws.capacity import machines_kept
from continuity_audit.profiles.aws.cluster_machines import STARTED_FROM_PATHS
from continuity_audit.profiles.aws.dedicated_hosts import READS as HOSTED
from continuity_audit.profiles.aws.dedicated_hosts import host_of, on_hosts
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.in_service import OTHERS, OTHERS_ELSEWHERE
from continuity_audit.profiles.aws.live_pairs import LIVE_PAIR
from continuity_audit.profiles.aws.machine_disks import NO_DISKS, OUTLIVES, TEMPLATE, keeps_disks, of_disks
from continuity_audit.profiles.aws.placement_groups import READS as PLACED
from continuity_audit.profiles.aws.placement_groups import packed_in_one_zone
from continuity_audit.profiles.aws.routes import READS as ROUTES
from continuity_audit.profiles.aws.spot import two_on_demand
from continuity_audit.profiles.aws.targets import READS as TARGETS
from continuity_audit.profiles.aws.zones import zones, zones_of, zones_of_blocks
from continuity_audit.profiles.block_terms import blocks
from continuity_audit.profiles.elements import lists, one_of
from continuity_audit.profiles.profile import Fold, Profile, continues, recovers, where
from continuity_audit.profiles.references import blocks_at, naming
from continuity_audit.profiles.terms import Context, attribute, fact, quantity

EC2: Final = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/"
AUTOSCALING: Final = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/"
PROVIDER: Final = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
RECOVERY: Final = EC2 + "ec2-instance-recover.html"
ALARM_RECOVERY: Final = EC2 + "cloudwatch-recovery.html"
REPLACED: Final = AUTOSCALING + "ec2-auto-scaling-health-checks.html"
SPREAD: Final = AUTOSCALING + "auto-scaling-benefits.html"
BATCH: Final = "https://docs.aws.amazon.com/batch/latest/userguide/"
BEANSTALK: Final = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html"
SPOT_REQUESTS: Final = EC2 + "spot-requests.html"
FLEET: Final = EC2 + "spot-fleet.html"

READS: Final = tuple(dict.fromkeys((*TARGETS, *ROUTES)))

# --- machines -----------------------------------------------------------------------------------------------------


AUTO_RECOVERY = attribute("maintenance_options.auto_recovery").equals("default")

ALARM: Final = "aws_cloudwatch_metric_alarm"
ACTS = attribute("actions_enabled", True, PROVIDER + "cloudwatch_metric_alarm").is_true


@fact("a CloudWatch alarm recovers it", reads=(ALARM,))
def recovered_by_alarm(context: Context) -> Value:
    """Whether an alarm of it has the action that moves a machine to another host."""

    def recovers_it(alarm: Resource) -> Value:
        def is_recovery(action: Value) -> Value:
            return spelling(action).endswith(":ec2:recover")

        context.about(alarm).note("alarm_actions", alarm.values.get("alarm_actions"))
        return both(ACTS.value(context.about(alarm)), lambda: one_of(alarm.values, is_recovery, "alarm_actions"))

    alarms = naming(context.estate, ALARM, "dimensions.InstanceId", context.resource.type)
    return any_of(
        lambda a=alarm: both(a.exists, lambda: recovers_it(a))  # type: ignore[misc]
        for alarm in alarms.get(context.resource.id, ())
    )


ATTACHED = Fold("aws_volume_attachment", by="instance_id", needs=NEEDS["aws_volume_attachment"])

INSTANCE = Profile(
    type="aws_instance",
    title="Amazon EC2 instance",
    kind=Kind.COMPUTE,
    stateful=keeps_disks,
    names=("tags.Name",),
    needs=NEEDS["aws_instance"],
    folds=(
        ATTACHED,
        *(Fold(TEMPLATE, by=f"launch_template.{name}", forward=True, shared=True, needs=NEEDS[TEMPLATE])
          for name in ("id", "name")),
    ),
    reads=READS,
    data=of_disks(Scenario.DATA),
    instance=(
        OTHERS,
        recovers("restart", "simplified automatic recovery moves it to another host in its zone", when=AUTO_RECOVERY,
                 rto="5m-20m", source=RECOVERY),
        recovers("restart", "a CloudWatch alarm moves it to another host in its zone", when=recovered_by_alarm,
                 rto="5m-20m", source=ALARM_RECOVERY),
        OUTLIVES,
    ),
    zone=(*where(NO_DISKS, OTHERS_ELSEWHERE), *of_disks(Scenario.ZONE)),
    region=(*where(NO_DISKS, *LIVE_PAIR), *of_disks(Scenario.REGION)),
    account=of_disks(Scenario.ACCOUNT),
)  # fmt: skip

PERSISTENT = attribute("spot_type", "persistent", PROVIDER + "spot_instance_request").equals("persistent")

SPOT_INSTANCE = Profile(
    type="aws_spot_instance_request",
    title="Amazon EC2 spot instance request",
    kind=Kind.COMPUTE,
    stateful=False,
    names=("tags.Name",),
    needs=NEEDS["aws_spot_instance_request"],
    folds=(ATTACHED,),
    reads=READS,
    instance=(
        OTHERS,
        recovers("restart", "a persistent request is fulfilled again when its instance is gone", when=PERSISTENT,
                 rto="5m-2h", source=SPOT_REQUESTS),
    ),
    zone=(OTHERS_ELSEWHERE,),
    region=LIVE_PAIR,
)  # fmt: skip

# --- autoscaling groups -------------------------------------------------------------------------------------------

ZONES = zones("vpc_zone_identifier", "availability_zones")


REPLACING: Final = ("Launch", "HealthCheck", "ReplaceUnhealthy")
"""The processes of a group without which it replaces no machine."""


@fact("it replaces machines that fail")
def replaces(context: Context) -> Value:
    """Whether none of the processes that replace machines is suspended."""
    suspended = context.resource.values.get("suspended_processes")
    return negate(any_of(lambda p=p: lists(suspended, p) for p in REPLACING))  # type: ignore[misc]


@fact("a cluster placement group or a Dedicated Host keeps its machines in one zone", reads=(*PLACED, *HOSTED))
def held_in_one_zone(context: Context) -> Value:
    """Whether its machines stand close together by their placement group, or on one host: in a single zone."""
    return either(
        packed_in_one_zone(context.resource, context),
        lambda: lift(lambda host: host is not None, host_of(context.resource, context)),
    )


@fact("it keeps two machines or more", reads=machines_kept.reads, remedy="set `min_size` to 2 or more")
def two_machines(context: Context) -> Value:
    """Whether a machine is left when one fails, or the Dedicated Host that all of them stand on."""
    return at_least(on_hosts(machines_kept.value(context), context.resource, context), 2)


AUTOSCALING_GROUP = Profile(
    type="aws_autoscaling_group",
    title="Amazon EC2 Auto Scaling group",
    kind=Kind.COMPUTE,
    stateful=False,
    names=("name", "name_prefix"),
    component=~attribute("max_size").equals(0),
    zones=ZONES,
    needs=NEEDS["aws_autoscaling_group"],
    reads=READS,
    folds=(
        Fold("aws_autoscaling_policy", by="autoscaling_group_name"),
        Fold("aws_autoscaling_schedule", by="autoscaling_group_name"),
        Fold("aws_autoscaling_lifecycle_hook", by="autoscaling_group_name"),
        *(Fold(kind, by=by, forward=True, needs=NEEDS[kind]) for kind, by in STARTED_FROM_PATHS),
    ),
    instance=(
        continues("members", "its other machines carry on", when=two_machines, rto="10s-2m",
                  source=SPREAD),
        OTHERS,
        recovers("restart", "the group replaces its only machine", when=replaces, rto="3m-15m", source=REPLACED),
    ),
    zone=(
        continues("members", "the group spreads its machines over its zones", rto="10s-2m",
                  when=two_on_demand & ZONES.at_least(2) & ~held_in_one_zone, source=SPREAD),
        OTHERS_ELSEWHERE,
        recovers("restart", "the group starts its machines again in another of its zones",
                 when=replaces & ZONES.at_least(2), rto="3m-30m", source=SPREAD),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- spot fleets --------------------------------------------------------------------------------------------------


ZONES_OF_FLEET = zones_of_blocks(
    "the number of zones of its launch specifications",
    *(f"{block}.{name}" for block in ("launch_specification", "launch_template_config.overrides")
      for name in ("subnet_id", "availability_zone")),
)  # fmt: skip
MAINTAINED = attribute("fleet_type", "maintain", PROVIDER + "spot_fleet_request").equals("maintain")
WEIGHTED = attribute("weighted_capacity").is_set
UNWEIGHTED = ~blocks("launch_specification").any(WEIGHTED) & ~blocks("launch_template_config").any(
    blocks("overrides").any(WEIGHTED)
)
SEVERAL = attribute("target_capacity").at_least(2) & UNWEIGHTED
SPOT_FLEET = Profile(
    type="aws_spot_fleet_request",
    title="Amazon EC2 spot fleet",
    kind=Kind.COMPUTE,
    stateful=False,
    names=("tags.Name",),
    component=~attribute("target_capacity").equals(0),
    zones=ZONES_OF_FLEET,
    reads=READS,
    instance=(
        continues("members", "its other machines carry on", when=SEVERAL, rto="10s-2m", source=FLEET),
        recovers("restart", "the fleet maintains its capacity", when=MAINTAINED, rto="5m-2h", source=FLEET),
    ),
    zone=(
        recovers("restart", "the fleet maintains its capacity in its other zones",
                 when=MAINTAINED & ZONES_OF_FLEET.at_least(2), rto="5m-2h", source=FLEET),
    ),
    region=LIVE_PAIR,
)  # fmt: skip

# --- AWS Batch ----------------------------------------------------------------------------------------------------

BATCH_ZONES = zones("compute_resources.subnets")

BATCH_ENVIRONMENT = Profile(
    type="aws_batch_compute_environment",
    title="AWS Batch compute environment",
    kind=Kind.COMPUTE,
    stateful=False,
    names=("compute_environment_name", "name"),
    component=~attribute("state", "ENABLED", PROVIDER + "batch_compute_environment").equals("DISABLED")
    & ~attribute("compute_resources.max_vcpus").equals(0),
    zones=BATCH_ZONES,
    needs=NEEDS["aws_batch_compute_environment"],
    reads=READS,
    folds=(Fold("aws_batch_job_queue", by="compute_environments"),
           Fold("aws_batch_job_queue", by="compute_environment_order.compute_environment")),
    instance=(recovers("restart", "Batch starts other machines and runs what is queued; jobs retry as they say",
                       rto="5m-1h", source=BATCH + "job_retries.html"),),
    zone=(recovers("restart", "Batch runs what is queued in its other zones", when=BATCH_ZONES.at_least(2),
                   rto="5m-1h", source=BATCH + "compute_environments.html"),),
    region=LIVE_PAIR,
)  # fmt: skip

LIGHTSAIL_INSTANCE = Profile(
    type="aws_lightsail_instance",
    title="Amazon Lightsail instance",
    kind=Kind.COMPUTE,
    stateful=False,
    region=LIVE_PAIR,
)

# --- Elastic Beanstalk --------------------------------------------------------------------------------------------


def _option(context: Context, namespace: str, name: str, default: Value) -> Value:
    """The worth of a configuration option, the last one stated counts; a default that AWS documents, without one."""
    found: Value = default
    for setting in blocks_at(context.resource, "setting"):
        if setting.get("namespace") == namespace and setting.get("name") == name:
            found = setting.get("value")
    context.note(f"setting {namespace} {name}", found, BEANSTALK if found is default else "")
    return found


@quantity("the number of machines that its environment keeps")
def machines_of_environment(context: Context) -> Value:
    """`MinSize`, which is 1 where it is left out; one machine in an environment without a load balancer."""
    kind = _option(context, "aws:elasticbeanstalk:environment", "EnvironmentType", "LoadBalanced")
    least = _option(context, "aws:autoscaling:asg", "MinSize", 1)
    number = as_count(least)
    return lift(lambda single, n: 1 if single else n, equals(kind, "SingleInstance"), number)


@fact("its machines are in two zones or more", reads=("aws_subnet",))
def environment_in_two_zones(context: Context) -> Value:
    """Whether its subnets, or the zones that it asks for, are two or more."""
    subnets = _option(context, "aws:ec2:vpc", "Subnets", None)
    if subnets is None:
        asked = _option(context, "aws:autoscaling:asg", "Availability Zones", "Any")
        return any_of(lambda n=n: equals(asked, f"Any {n}") for n in (2, 3))  # type: ignore[misc]
    return lift(lambda text: at_least(_zones_of_text(text, context), 2), subnets)


def _zones_of_text(subnets: Value, context: Context) -> Value:
    """The zones of subnets that one text lists or joins; a text that hangs on nothing but subnets is made of them."""
    if isinstance(subnets, str):
        return zones_of(tuple(s.strip() for s in subnets.split(",")), context.resource, context.estate)
    key = key_of(subnets)
    # A list that is joined as a whole has as many subnets as there are; two are all that anybody asks for.
    found = [Unknown(frozenset({cause}), cause, _subnet(cause), 2 if f"[*]:{cause}" in key else 0)
             for cause in sorted(causes_of(subnets))]  # fmt: skip
    if found and all(context.estate.named(part, "aws_subnet", near=context.resource) for part in found):
        return zones_of(tuple(found), context.resource, context.estate)
    return zones_of(subnets, context.resource, context.estate)


def _subnet(cause: str) -> Reference:
    """The subnet whose id is the cause of an unknown, in another root where the cause says so."""
    root, _, place = cause.rpartition("::")
    return Reference(place.rpartition(".")[0], "id", root)


COUPLED: Final = "aws:rds:dbinstance"
"""The options of a database that an environment makes for itself."""


@fact("it makes a database of its own (`aws:rds:dbinstance`)")
def has_a_database(context: Context) -> Value:
    """Whether its options ask for a database, and none says that it is not to be coupled to the environment."""
    if not any(setting.get("namespace") == COUPLED for setting in blocks_at(context.resource, "setting")):
        return False
    coupled = _option(context, COUPLED, "HasCoupledDatabase", True)
    return negate(any_of(lambda n=no: equals(coupled, n) for no in (False, "false")))  # type: ignore[misc]


@fact("the database that it makes has a standby", remedy="set the option `MultiAZDatabase` of `aws:rds:dbinstance`")
def its_database_stands_by(context: Context) -> Value:
    """Whether the database of the environment is in two zones; left out, it is not."""
    asked = _option(context, COUPLED, "MultiAZDatabase", "false")
    return any_of(lambda n=yes: equals(asked, n) for yes in (True, "true"))  # type: ignore[misc]


LASTS_IN_INSTANCE = machines_of_environment.at_least(2) & (~has_a_database | its_database_stands_by)
LASTS_IN_ZONE = ~has_a_database | its_database_stands_by

BEANSTALK_ENVIRONMENT = Profile(
    type="aws_elastic_beanstalk_environment",
    title="AWS Elastic Beanstalk environment",
    kind=Kind.WORKLOAD,
    stateful=has_a_database,
    needs=NEEDS["aws_elastic_beanstalk_environment"],
    reads=READS,
    instance=(
        continues("members", "its other machines carry on", when=LASTS_IN_INSTANCE, rto="10s-2m", source=SPREAD),
        recovers("restart", "its autoscaling group replaces the only machine, or RDS that of its database",
                 rto="5m-20m", source=REPLACED),
    ),
    zone=(
        continues("members", "its autoscaling group spreads its machines over its zones", rto="10s-2m",
                  when=machines_of_environment.at_least(2) & environment_in_two_zones & LASTS_IN_ZONE, source=SPREAD),
        recovers("restart", "its autoscaling group starts the machine again in another of its zones",
                 when=environment_in_two_zones & LASTS_IN_ZONE, rto="5m-30m", source=SPREAD),
    ),
    region=where(~has_a_database, *LIVE_PAIR),
)  # fmt: skip
"""No option of it says how long backups of its database are kept: none is known."""

PROFILES = (
    INSTANCE, SPOT_INSTANCE, AUTOSCALING_GROUP, SPOT_FLEET, BATCH_ENVIRONMENT, LIGHTSAIL_INSTANCE,
    BEANSTALK_ENVIRONMENT,
)  # fmt: skip
