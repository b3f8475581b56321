"""CA1xx: one machine, pod, node or broker."""

from continuity_audit.assessment.rules import Rule, Severity
from continuity_audit.estate.model import Outcome, Scenario
from continuity_rules.examples import fixed, flawed
from continuity_rules.shared_checks import network, serving, stateful, when

INSTANCE = (Scenario.INSTANCE,)
REFERENCES = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_withstand_component_failures_monitoring_health.html",
)

RULES = (
    Rule(
        id="CA101", name="single-instance-database", severity=Severity.HIGH, scenarios=INSTANCE,
        since="0.1.0",
        title="Data is served by a single instance",
        rationale="A machine fails about as often as people plan for never. Until the one that serves the data is "
        "replaced, everything that needs it stands still, however good the backups are.",
        remediation="Add a standby or a second member that takes over by itself.",
        examples=fixed("CA101"),
        flawed=flawed("CA101"),
        references=REFERENCES,
        check=when(Scenario.INSTANCE, Outcome.RECOVERS, applies=stateful),
    ),
    Rule(
        id="CA102", name="single-instance-service", severity=Severity.MEDIUM, scenarios=INSTANCE,
        since="0.1.0",
        title="A service runs as a single instance",
        rationale="A restart is an outage. A service with one member is away each time that its machine, pod or "
        "node is.",
        remediation="Run two members or more, and let the autoscaler's minimum be two.",
        examples=fixed("CA102"),
        flawed=flawed("CA102"),
        references=REFERENCES,
        check=when(Scenario.INSTANCE, Outcome.RECOVERS, applies=serving),
    ),
    Rule(
        id="CA103", name="instance-failure-loses-data", severity=Severity.CRITICAL, scenarios=INSTANCE,
        since="0.1.0",
        title="The failure of one instance destroys the only copy of its data",
        rationale="Data on the disk of one machine, without a copy elsewhere, is gone with the machine.",
        remediation="Keep the data on storage that outlives the instance, and back it up.",
        examples=fixed("CA103"),
        flawed=flawed("CA103"),
        references=REFERENCES,
        check=when(Scenario.INSTANCE, Outcome.LOST),
    ),
    Rule(
        id="CA104", name="single-instance-network-device", severity=Severity.MEDIUM, scenarios=INSTANCE,
        since="0.1.0",
        title="Traffic hangs on a single device",
        rationale="What carries the traffic of many components takes all of them down with it.",
        remediation="Use a managed device that fails over by itself, or a second one.",
        examples=fixed("CA104"),
        flawed=flawed("CA104"),
        references=REFERENCES,
        check=when(Scenario.INSTANCE, Outcome.RECOVERS, applies=network),
    ),
)  # fmt: skip
