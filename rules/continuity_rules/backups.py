"""CA4xx: recovers only by restore, or backups that are off."""

from continuity_audit.assessment.rules import Rule, Severity
from continuity_audit.estate.model import By, Outcome, Scenario
from continuity_rules.examples import fixed, flawed
from continuity_rules.shared_checks import stateful, when

REFERENCES = (
    "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_backing_up_data_automated_backups_data.html",
)
RESTORE = frozenset({By.RESTORE})

RULES = (
    Rule(
        id="CA401", name="no-backup", severity=Severity.CRITICAL, scenarios=(Scenario.DATA,),
        since="0.1.0",
        title="Deleted or corrupted data cannot be brought back",
        rationale="Replicas repeat a deletion within seconds. Only a copy of an earlier point in time brings data "
        "back after a bad deploy, a mistake or malware.",
        remediation="Turn on point-in-time copies: backups with a retention, versioning, or a backup plan.",
        examples=fixed("CA401"),
        flawed=flawed("CA401"),
        references=REFERENCES,
        check=when(Scenario.DATA, Outcome.LOST),
    ),
    Rule(
        id="CA402", name="zone-failure-needs-restore", severity=Severity.HIGH, scenarios=(Scenario.ZONE,),
        since="0.1.0",
        title="After the failure of a zone the data comes from a backup",
        rationale="A backup is not continuity: while it is restored nothing works, and what was written since is "
        "lost. Where the data only has to be started or promoted in another zone, CA201 says so.",
        remediation="Keep a live copy in a second zone that takes over by itself.",
        examples=fixed("CA402"),
        flawed=flawed("CA402"),
        references=REFERENCES,
        check=when(Scenario.ZONE, Outcome.RECOVERS, by=RESTORE, applies=stateful),
    ),
    Rule(
        id="CA403", name="region-failure-needs-restore", severity=Severity.LOW, scenarios=(Scenario.REGION,),
        since="0.1.0",
        title="After the failure of a region the data comes from a backup",
        rationale="A restore in another region takes hours to days: data, network, names and secrets have to be "
        "brought back in order.",
        remediation="Keep a replica in another region that can be promoted.",
        examples=fixed("CA403"),
        flawed=flawed("CA403"),
        references=REFERENCES,
        check=when(Scenario.REGION, Outcome.RECOVERS, by=RESTORE, applies=stateful),
    ),
)  # fmt: skip
