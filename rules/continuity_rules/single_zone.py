"""CA2xx: members or disks in one zone, or a spread that nothing enforces."""

from continuity_audit.assessment.rules import Rule, Severity
from continuity_audit.estate.model import By, Outcome, Scenario
from continuity_rules.examples import fixed, flawed
from continuity_rules.shared_checks import network, serving, stateful, when

ZONE = (Scenario.ZONE,)
LIVE = frozenset(By) - {By.RESTORE}
REFERENCES = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
)

RULES = (
    Rule(
        id="CA201", name="single-zone-database", severity=Severity.HIGH, scenarios=ZONE,
        since="0.1.0",
        title="Data is served from a single zone",
        rationale="A data centre loses power, cooling or network as a whole. Data that is served from one zone "
        "stands still until it is brought up in another, even where a live copy of it is there. Where only a backup "
        "is, CA402 says so.",
        remediation="Keep a live copy in a second zone that takes over by itself.",
        examples=fixed("CA201"),
        flawed=flawed("CA201"),
        references=REFERENCES,
        check=when(Scenario.ZONE, Outcome.RECOVERS, by=LIVE, applies=stateful),
    ),
    Rule(
        id="CA202", name="single-zone-service", severity=Severity.MEDIUM, scenarios=ZONE,
        since="0.1.0",
        title="A service is not sure to run in two zones",
        rationale="Members in one zone fail together. A spread that is only preferred is none on the day that "
        "it is needed.",
        remediation="Give it subnets or nodes in two zones or more, or require a spread over zones.",
        examples=fixed("CA202"),
        flawed=flawed("CA202"),
        references=REFERENCES,
        check=when(Scenario.ZONE, Outcome.RECOVERS, applies=serving),
    ),
    Rule(
        id="CA203", name="zone-failure-loses-data", severity=Severity.CRITICAL, scenarios=ZONE,
        since="0.1.0",
        title="The failure of one zone destroys the only copy of its data",
        rationale="A zonal disk, and all replicas beside it, go with their zone. Without a copy outside it "
        "nothing can be restored.",
        remediation="Keep a copy outside the zone: a replica in another zone, or backups that the region keeps.",
        examples=fixed("CA203"),
        flawed=flawed("CA203"),
        references=REFERENCES,
        check=when(Scenario.ZONE, Outcome.LOST),
    ),
    Rule(
        id="CA204", name="single-zone-network-device", severity=Severity.MEDIUM, scenarios=ZONE,
        since="0.1.0",
        title="Traffic hangs on a device in a single zone",
        rationale="The zones behind a device fall with the zone that it stands in.",
        remediation="Put one device in each zone, each serving its own zone.",
        examples=fixed("CA204"),
        flawed=flawed("CA204"),
        references=REFERENCES,
        check=when(Scenario.ZONE, Outcome.RECOVERS, applies=network),
    ),
)  # fmt: skip
