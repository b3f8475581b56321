"""The sample estate as a change left it: some findings are new, a level fell, a suppression was added."""

import msgspec

from continuity_audit.reports.document import (
    BaseEntry,
    CauseEntry,
    Comparison,
    ComponentChange,
    Document,
    Gate,
    LevelInterval,
    OutcomeChange,
    OutcomeState,
    SettingChange,
)
from reports.sample import sample

COMMIT = "0123456789abcdef0123456789abcdef01234567"
CAUSE = "`multi_az` goes from `true` to `false` (db/main.tf:20)"


def fell(number: int = 0, cause: str = CAUSE) -> ComponentChange:
    """A database that falls."""
    return ComponentChange(
        id=f"infra/prod::aws_db_instance.orders{number or ''}", name=f"orders{number or ''}",
        address=f"aws_db_instance.orders{number or ''}", kind="database", type="aws_db_instance", root="infra/prod",
        change="fell", tier="critical", file="db/main.tf", line=20,
        level=LevelInterval(at_least="Low–Medium", at_most="Low–Medium"),
        level_before=LevelInterval(at_least="Medium", at_most="Medium"),
        outcomes=(
            OutcomeChange(
                scenario="zone", direction="worse",
                before=OutcomeState(outcome="continues", by="failover", why="a standby takes over"),
                after=OutcomeState(outcome="recovers", by="restore", why="backups are kept in the region"),
            ),
        ),
        causes=(
            CauseEntry(
                text="`multi_az` goes from `true` to `false`", address="aws_db_instance.orders", attribute="multi_az",
                before=True, after=False, file="db/main.tf", line=20,
            ),
        ),
        summary=f"falls from Medium to Low–Medium: {cause}",
    )  # fmt: skip


def gone() -> ComponentChange:
    """A component that is gone."""
    return ComponentChange(
        id="infra/prod::aws_sqs_queue.old", name="old", address="aws_sqs_queue.old", kind="queue", type="aws_sqs_queue",
        root="infra/prod", environment="prod", change="gone", tier="critical", summary="is gone; it was at level High",
        level_before=LevelInterval(at_least="High", at_most="High"),
    )  # fmt: skip


def comparison(*components: ComponentChange) -> Comparison:
    """A comparison in which every list has something."""
    fixed = msgspec.structs.replace(sample().findings[1], fingerprint="fixed", file="gone.tf")
    return Comparison(
        base=BaseEntry(revision="origin/main", commit=COMMIT, is_tip=False),
        changed=True,
        sentence=f"This change takes `orders` from Medium to Low–Medium: {CAUSE}.",
        level=LevelInterval(at_least="Low", at_most="Low"),
        level_before=LevelInterval(at_least="Low–Medium", at_most="Medium"),
        findings={
            "new": 1,
            "reopened": 1,
            "accepted": 0,
            "unchanged": 5,
            "remains": 0,
            "replaced": 1,
            "undecided": 0,
            "fixed": 1,
        },
        components=components or (fell(), gone()),
        fixed=(fixed,),
        replaced=(msgspec.structs.replace(fixed, fingerprint="replaced"),),
        settings=(
            SettingChange(text="`fail-on` goes from `high` to `never`", weakens=True, file=".continuity-audit.yaml"),
            SettingChange(text="no longer accepts CA101 (main.tf:1 of the base)", weakens=False),
        ),
        notes=("1 new finding may be old: the base could not be read there",),
    )


def changed(*components: ComponentChange) -> Document:
    """The document: the first finding is new, the second reopened, the others were there before."""
    document = sample()
    states = ("new", "reopened")
    findings = tuple(
        msgspec.structs.replace(one, change=states[number] if number < len(states) else "unchanged")
        for number, one in enumerate(document.findings)
    )
    return msgspec.structs.replace(document, findings=findings, comparison=comparison(*components))


def unchanged() -> Document:
    """The sample, compared with a base that is the same."""
    document = sample()
    findings = tuple(msgspec.structs.replace(one, change="unchanged") for one in document.findings)
    same = msgspec.structs.replace(
        comparison(), changed=False, components=(), fixed=(), replaced=(), settings=(), notes=(),
        sentence="This change makes no difference to continuity.",
    )  # fmt: skip
    holds = msgspec.structs.replace(document.assessment, gate=Gate(passed=True))
    return msgspec.structs.replace(document, findings=findings, comparison=same, assessment=holds)
