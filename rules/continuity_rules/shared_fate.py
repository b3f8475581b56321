"""CA5xx: backups and standbys that die with the account."""

from collections.abc import Iterable

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Problem, Rule, Severity
from continuity_audit.estate.model import Kind, Outcome, Scenario
from continuity_rules.examples import fixed, flawed
from continuity_rules.shared_checks import sentence

ACCOUNT = (Scenario.ACCOUNT,)
REFERENCES = ("https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html",)


def _dies_with_the_account(assessed: Assessed, assessment: Assessment) -> Iterable[Problem]:
    outcomes = assessed.component.outcomes
    verdict = outcomes[Scenario.ACCOUNT]
    has_copies = outcomes[Scenario.DATA].outcome is not Outcome.LOST
    if verdict.outcome is Outcome.LOST and has_copies and assessed.component.kind is not Kind.BACKUP_VAULT:
        yield Problem(sentence(assessed, Scenario.ACCOUNT, verdict), Scenario.ACCOUNT, verdict.remedies)


def _vault_dies(assessed: Assessed, assessment: Assessment) -> Iterable[Problem]:
    verdict = assessed.component.outcomes[Scenario.ACCOUNT]
    if verdict.outcome is Outcome.LOST and assessed.component.kind is Kind.BACKUP_VAULT:
        yield Problem(sentence(assessed, Scenario.ACCOUNT, verdict), Scenario.ACCOUNT, verdict.remedies)


RULES = (
    Rule(
        id="CA501", name="copies-die-with-the-account", severity=Severity.HIGH, scenarios=ACCOUNT,
        since="0.1.0",
        title="An administrator of the account can delete the data and every copy of it",
        rationale="Attackers delete backups first. Copies that the same administrator can delete are no defence "
        "against one whose password was stolen.",
        remediation="Copy backups to another account, or into a vault that is locked in compliance mode.",
        examples=fixed("CA501"),
        flawed=flawed("CA501"),
        references=REFERENCES,
        check=_dies_with_the_account,
    ),
    Rule(
        id="CA502", name="deletable-backup-vault", severity=Severity.CRITICAL, scenarios=ACCOUNT,
        since="0.1.0",
        title="The vault that holds the backups can be emptied by an administrator",
        rationale="The vault is what is left when everything else is gone. One that can be emptied protects from "
        "mistakes, not from an attacker.",
        remediation="Lock the vault in compliance mode, or copy its recovery points to another account.",
        examples=fixed("CA502"),
        flawed=flawed("CA502"),
        references=REFERENCES,
        check=_vault_dies,
    ),
)  # fmt: skip
