"""AWS Glue jobs: they are started by triggers, state machines and functions, and end by themselves.

Sources: https://docs.aws.amazon.com/glue/latest/dg/disaster-recovery-resiliency.html,
https://docs.aws.amazon.com/glue/latest/dg/about-triggers.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.logic import any_of, as_truth, both
from continuity_audit.estate.model import Kind, Resource
from continuity_audit.estate.values import Value
from continuity_audit.profiles.aws.dependencies import NEEDS
from continuity_audit.profiles.aws.starters import starters_of
from continuity_audit.profiles.profile import Profile, recovers
from continuity_audit.profiles.terms import Context, attribute, fact

GLUE: Final = "https://docs.aws.amazon.com/glue/latest/dg/"
JOB: Final = "aws_glue_job"
TRIGGER: Final = "aws_glue_trigger"
STARTERS: Final[Mapping[str, str]] = {
    TRIGGER: "actions", "aws_sfn_state_machine": "definition", "aws_lambda_function": "environment",
    "aws_scheduler_schedule": "target",
}  # fmt: skip
ENABLED = attribute(
    "enabled", True, "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/glue_trigger"
).is_true


@once
def _started(estate: Estate) -> dict[str, dict[str, Resource]]:
    """Who starts which job."""
    return starters_of(JOB, STARTERS, estate)


@fact("something in the code starts it", reads=tuple(STARTERS))
def started(context: Context) -> Value:
    """Whether a trigger that is on, a state machine, a function or a schedule starts it."""

    def starts(starter: Resource) -> Value:
        return both(as_truth(starter.exists), lambda: starter.type != TRIGGER or ENABLED.value(context.about(starter)))

    starters = _started(context.estate).get(context.resource.id, {}).values()
    return any_of(lambda s=s: starts(s) for s in starters)  # type: ignore[misc]


GLUE_JOB = Profile(
    type=JOB,
    title="AWS Glue job that something starts",
    kind=Kind.WORKLOAD,
    stateful=False,
    scheduled=True,
    component=started,
    needs=NEEDS[JOB],
    instance=(recovers("restart", "it is run again by its retries or by what starts it", rto="1m-24h",
                       source=GLUE + "about-triggers.html"),),
    zone=(recovers("restart", "Glue runs it again in another zone", when=~attribute("connections").is_set,
                   rto="1m-24h", source=GLUE + "disaster-recovery-resiliency.html"),),
)  # fmt: skip

PROFILES = (GLUE_JOB,)
