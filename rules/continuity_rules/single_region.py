"""CA3xx: no standby, or no copy, outside the region."""

from continuity_audit.assessment.rules import Rule, Severity
from continuity_audit.estate.model import By, Outcome, Scenario
from continuity_rules.examples import fixed, flawed
from continuity_rules.shared_checks import when

REGION = (Scenario.REGION,)
REFERENCES = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_planning_for_recovery_disaster_recovery.html",
)

RULES = (
    Rule(
        id="CA301", name="region-failure-loses-data", severity=Severity.HIGH, scenarios=REGION,
        since="0.1.0",
        title="No copy of the data is kept outside the region",
        rationale="Regions fail rarely and for long. Without a copy outside, what the region held is gone until "
        "it returns, and for good if it does not.",
        remediation="Replicate to another region, or copy the backups there.",
        examples=fixed("CA301"),
        flawed=flawed("CA301"),
        references=REFERENCES,
        check=when(Scenario.REGION, Outcome.LOST),
    ),
    Rule(
        id="CA302", name="single-region-service", severity=Severity.LOW, scenarios=REGION,
        since="0.1.0",
        title="Nothing stands ready in another region",
        rationale="What runs in one region has to be deployed again elsewhere before anybody is served, on the day "
        "on which everybody else does the same.",
        remediation="Run a second stack in another region behind a record or an edge that fails over.",
        examples=fixed("CA302"),
        flawed=flawed("CA302"),
        references=REFERENCES,
        check=when(Scenario.REGION, Outcome.RECOVERS, by=frozenset({By.REDEPLOY, By.RESTART}),
                   ),
    ),
)  # fmt: skip
