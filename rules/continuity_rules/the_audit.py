"""CA9xx: the audit itself. These cannot be suppressed; the audit raises them where it happens."""

from continuity_audit.assessment.rules import Rule, Severity
from continuity_rules.examples import fixed, flawed

RULES = (
    Rule(
        id="CA901", name="not-read", severity=Severity.HIGH, scenarios=(),
        since="0.1.0",
        title="Something that is plainly Terraform or a manifest could not be read",
        rationale="What was not read was not judged. An audit that is silent about it would be green for the wrong "
        "reason.",
        remediation="Correct the file, exclude it on purpose, or allow an incomplete audit.",
        examples=fixed("CA901"),
        flawed=flawed("CA901"),
    ),
    Rule(
        id="CA902", name="plugin-failed", severity=Severity.HIGH, scenarios=(),
        since="0.1.0",
        title="A plugin or rule failed",
        rationale="A rule that raised has said nothing; its silence must not count as consent.",
        remediation="Correct or remove the plugin.",
    ),
    Rule(
        id="CA903", name="suppression-without-reason", severity=Severity.MEDIUM, scenarios=(),
        since="0.1.0",
        title="A suppression gives no reason",
        rationale="An accepted risk is a decision, and a decision has a reason that the next person can check.",
        remediation='Add `reason="..."` to the comment, or the reason behind the colon of the annotation.',
        examples=fixed("CA903"),
        flawed=flawed("CA903"),
    ),
    Rule(
        id="CA904", name="suppression-expired", severity=Severity.MEDIUM, scenarios=(),
        since="0.1.0",
        title="A suppression has expired",
        rationale="The day until which the risk was accepted is over; the finding counts again.",
        remediation="Fix the finding, or decide anew and set a later day.",
        examples=fixed("CA904"),
        flawed=flawed("CA904"),
    ),
    Rule(
        id="CA905", name="suppression-unused", severity=Severity.LOW, scenarios=(),
        since="0.1.0",
        title="A suppression suppresses nothing",
        rationale="It hides what may come back later without anybody deciding so.",
        remediation="Remove it, or move it to the line above the first line of the block that it means.",
        examples=fixed("CA905"),
        flawed=flawed("CA905"),
    ),
    Rule(
        id="CA906", name="suppression-malformed", severity=Severity.MEDIUM, scenarios=(),
        since="0.1.0",
        title="A suppression cannot be understood, or names a rule that is not there",
        rationale="Somebody believes that a risk is accepted in writing, and it is not.",
        remediation='Write `# continuity-audit: ignore CA101 until=2027-01-31 reason="..."` with a known rule.',
        examples=fixed("CA906"),
        flawed=flawed("CA906"),
    ),
    Rule(
        id="CA907", name="suppression-refused", severity=Severity.MEDIUM, scenarios=(),
        since="0.1.0",
        title="A suppression in code does not count in this audit",
        rationale="The configuration bounds what audited code may accept for itself: no suppressions at all, none of "
        "protected rules, or none without a near last day. The finding counts all the same. Where suppressions in "
        "code are forbidden, this finding weighs high.",
        remediation="Fix the flaw, or have it accepted in the configuration that the audit is given.",
        examples=fixed("CA907"),
        flawed=flawed("CA907"),
    ),
)  # fmt: skip
