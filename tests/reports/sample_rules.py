"""The rules of the sample."""

from continuity_audit.reports.document import RuleEntry, ScenarioName, Severity


def _rule(rule_id: str, name: str, severity: Severity, family: str, scenario: ScenarioName, title: str) -> RuleEntry:
    return RuleEntry(
        id=rule_id,
        name=name,
        family=family,
        severity=severity,
        scenarios=(scenario,),
        title=title,
        rationale="Replicas repeat a deletion within seconds: only a copy of an earlier time brings data back.",
        remediation="Turn on point-in-time copies.",
        examples={"terraform": 'resource "aws_db_instance" "orders" {\n  backup_retention_period = 7\n}'},
        flawed={"terraform": 'resource "aws_db_instance" "orders" {\n  backup_retention_period = 0\n}'},
        references=("https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html",),
    )


def sample_rules() -> tuple[RuleEntry, ...]:
    """Those that the sample was asked; one of them found nothing."""
    return (
        _rule("CA101", "single-pod", "medium", "single instance", "instance", "Single pod"),
        _rule("CA201", "single-zone-database", "critical", "single zone", "zone", "Single-zone database"),
        _rule("CA401", "no-backup", "critical", "backup only, or no backup", "data", "No backups"),
        _rule("CA501", "shared-fate", "high", "shared fate", "account", "Shared fate"),
        _rule("CA601", "no-health-check", "medium", "failover plumbing", "zone", "No health check"),
        RuleEntry(
            id="CA901",
            name="not-read",
            family="the audit itself",
            severity="high",
            title="Not read",
            rationale="What was not read was not judged.",
            remediation="Repair the file.",
        ),
    )
