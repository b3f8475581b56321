"""CA41x: a planned change that takes a copy or a standby away."""

from collections.abc import Iterable

from continuity_audit.assessment.estate_assessment import Assessed, Assessment
from continuity_audit.assessment.rules import Problem, Rule, Severity
from continuity_audit.estate.model import Outcome, Scenario, Verdict
from continuity_rules.shared_checks import sentence

SO_FAR = {Outcome.CONTINUES: "continues", Outcome.RECOVERS: "recovers"}


def _takes_a_copy_away(assessed: Assessed, assessment: Assessment) -> Iterable[Problem]:
    component = assessed.component
    if component.stateful and (component.resource.remade or component.resource.gone):
        destroys = "destroys it and makes it anew" if component.resource.remade else "destroys it"
        gone = f"the plan {destroys}, and the data that it holds goes with it"
        yield Problem(f"{component.name}: {gone}", Scenario.DATA)
    before = assessed.component.before or {}
    for scenario, earlier in before.items():
        verdict = assessed.component.outcomes[scenario]
        if _is_worse(verdict, earlier):
            gone = _others(assessed, earlier, verdict)
            so_far = f"until this plan is applied it {SO_FAR[earlier.outcome]}: {earlier.why}{gone}"
            yield Problem(f"{sentence(assessed, scenario, verdict)}; {so_far}", scenario)


def _is_worse(verdict: Verdict, earlier: Verdict) -> bool:
    """Whether an outcome is lower, or the same by harder means; what is unknown is not compared."""
    if Outcome.UNKNOWN in (verdict.outcome, earlier.outcome):
        return False
    if verdict.outcome is not earlier.outcome:
        return verdict.outcome.rank < earlier.outcome.rank
    if verdict.outcome is not Outcome.RECOVERS or verdict.by is None or earlier.by is None:
        return False
    return verdict.by.hardness > earlier.by.hardness


def _others(assessed: Assessed, earlier: Verdict, verdict: Verdict) -> str:
    """The resources that the earlier outcome rested on and the later one does not."""
    own = {assessed.component.resource.address, *(e.address for e in verdict.evidence)}
    named = sorted({e.address for e in earlier.evidence} - own)
    return f" ({', '.join(named)})" if named else ""


RULES = (
    Rule(
        id="CA410", name="change-removes-copy", severity=Severity.HIGH, scenarios=tuple(Scenario),
        since="0.1.0",
        title="A planned change takes away a copy, a standby or a member that a failure will need",
        rationale="Copies are often dropped in passing: a replica that seems unused, a retention set to zero to save "
        "cost, a resource that is replaced because its name changed. The plan is the last place to see it.",
        remediation="Keep what the plan takes away until another copy is in place.",
        examples={"terraform": 'lifecycle {\n  prevent_destroy = true\n}'},
        references=("https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#prevent_destroy",),
        check=_takes_a_copy_away,
    ),
)  # fmt: skip
