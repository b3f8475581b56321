"""The machine-readable report: every format is a view of it, and `check --format json` prints it as it is.

This module is a published contract of its own. It imports nothing of the audit, and within a schema version fields
are only ever added.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec import Meta

ScenarioName: TypeAlias = Literal["data", "instance", "zone", "region", "account"]
OutcomeName: TypeAlias = Literal["continues", "recovers", "lost", "unknown"]
Means: TypeAlias = Literal["failover", "members", "service", "restart", "promotion", "redeploy", "restore"]
LevelName: TypeAlias = Literal["Low", "Low–Medium", "Medium", "High"]
RiskName: TypeAlias = Literal["Low", "Low–Medium", "Medium", "Medium–High", "High"]
Severity: TypeAlias = Literal["critical", "high", "medium", "low"]
Language: TypeAlias = str
"""``terraform``, ``kubernetes``, ``helm``, or what a plugin reads."""
TierFrom: TypeAlias = Literal["configuration", "tag", "purpose", "default"]
Standing: TypeAlias = Literal["below", "at", "above"]
FindingChange: TypeAlias = Literal["new", "reopened", "accepted", "remains", "unchanged"]
ComponentChangeName: TypeAlias = Literal["fell", "worse", "new", "gone", "changed", "better", "rose"]

SCENARIOS: tuple[ScenarioName, ...] = ("data", "instance", "zone", "region", "account")
OUTCOMES: tuple[OutcomeName, ...] = ("continues", "recovers", "lost", "unknown")
LEVELS: tuple[LevelName, ...] = ("Low", "Low–Medium", "Medium", "High")
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low")

SCHEMA_VERSION: Literal[1] = 1
SCHEMA_ID = "urn:continuity-audit:schema:check:1"


class Tool(msgspec.Struct, frozen=True, kw_only=True):
    """The program that wrote the report."""

    name: str = "continuity-audit"
    version: str


class Root(msgspec.Struct, frozen=True, kw_only=True):
    """A folder that is audited as one: a Terraform root module, a chart, an overlay, a folder of manifests."""

    path: str
    language: Language
    environment: str | None = None

    @property
    def stands_in(self) -> str:
        """The root with its environment: ``infra/app@prod``."""
        return _labelled(self.path, self.environment)


def _labelled(root: str, environment: str | None) -> str:
    return f"{root}@{environment}" if environment else root


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """What is plainly Terraform or a manifest and could not be read: the audit is incomplete."""

    path: str
    line: int | None = None
    reason: str


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """What is not meant to be read alone, with the reason why it was left out."""

    path: str
    reason: str


class Unresolved(msgspec.Struct, frozen=True, kw_only=True):
    """A name whose value the code does not hold."""

    name: str
    root: str
    environment: str | None = None
    affects: Annotated[int, Meta(description="How many verdicts name it among their causes.")]
    decides: Annotated[
        int | None,
        Meta(description="How many verdicts hang on it alone; null where that was not counted."),
    ] = None
    file: str | None = None
    line: Annotated[int | None, Meta(description="Where the name is declared.")] = None
    reason: Annotated[
        str | None,
        Meta(description="Why it is not known, where that is a mistake in the code or a limit of the audit."),
    ] = None
    source: Annotated[
        str | None, Meta(description="Of a module that is not on disk, its source with its version, without logins.")
    ] = None

    @property
    def stands_in(self) -> str:
        """The root with its environment: ``infra/app@prod``."""
        return _labelled(self.root, self.environment)


class EstateSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What was audited, and what of it was not read."""

    paths: tuple[str, ...]
    roots: tuple[Root, ...]
    files: int
    incomplete: Annotated[
        tuple[str, ...],
        Meta(description="Why the audit is incomplete, a sentence each; empty where it is whole."),
    ] = ()
    unread: tuple[Unread, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where a component runs, as far as the code says."""

    account: str | None = None
    regions: tuple[str, ...] = ()
    zones: Annotated[int | None, Meta(description="The number of availability zones it stands in.")] = None
    zone_names: Annotated[
        tuple[str, ...], Meta(description="The zones by name, where code names every one of them.")
    ] = ()


class EvidenceEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that decided an outcome: an attribute in the code, or a documented default."""

    address: str
    attribute: str | None = None
    value: Annotated[
        Any,
        Meta(
            description="Any JSON value; objects with `$unknown` or `$sensitive` stand for what is not known or shown."
        ),
    ] = None
    file: str | None = None
    line: int | None = None
    default: Annotated[
        bool,
        Meta(description="Whether the attribute was left out and the documented default counts."),
    ] = False
    source: Annotated[str | None, Meta(description="The page that documents it.")] = None


class OutcomeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to one component, taken alone, in one scenario."""

    outcome: OutcomeName
    by: Means | None = None
    why: str
    evidence: tuple[EvidenceEntry, ...] = ()
    rto: Annotated[
        tuple[int, int] | None,
        Meta(description="Recovery time in seconds, from shortest to longest: an estimate, never a promise."),
    ] = None
    rpo: Annotated[
        tuple[int, int] | None,
        Meta(description="Data loss window in seconds, from shortest to longest: an estimate, never a promise."),
    ] = None
    unknown: Annotated[
        tuple[str, ...],
        Meta(description="The names of the values that an unknown outcome hangs on."),
    ] = ()
    source: Annotated[str | None, Meta(description="The page from which the estimate is taken.")] = None


class Outcomes(msgspec.Struct, frozen=True, kw_only=True):
    """The outcomes of one component in the five scenarios: always all five."""

    data: OutcomeEntry
    instance: OutcomeEntry
    zone: OutcomeEntry
    region: OutcomeEntry
    account: OutcomeEntry

    def of(self, scenario: ScenarioName) -> OutcomeEntry:
        """The outcome in one scenario."""
        entry: OutcomeEntry = getattr(self, scenario)
        return entry

    def items(self) -> Iterator[tuple[ScenarioName, OutcomeEntry]]:
        """Scenario and outcome, in the order of the scenarios."""
        return ((scenario, self.of(scenario)) for scenario in SCENARIOS)


class EffectiveEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to a component once what it cannot work without is counted in."""

    outcome: OutcomeName
    because: Annotated[
        tuple[str, ...],
        Meta(
            description="The components that pull it down, from its own dependency to the one that fails; of more than "
            "40 the first 20 and the last 20."
        ),
    ] = ()
    unknown: Annotated[
        tuple[str, ...], Meta(description="The names of the values that an unknown outcome hangs on.")
    ] = ()


class LevelInterval(msgspec.Struct, frozen=True, kw_only=True):
    """A resilience level: every unknown taken at its worst, and at its best."""

    at_least: LevelName
    at_most: LevelName


class ComponentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One deployed thing that serves or stores, with its verdicts."""

    id: str
    root: str
    environment: Annotated[
        str | None, Meta(description="The environment for which the root was audited; the id then names it too.")
    ] = None
    address: str
    name: str
    kind: str
    type: str
    provider: str
    file: str
    line: int | None
    end_line: int | None = None
    undetermined: Annotated[
        bool, Meta(description="Whether code leaves open that it is there, or how many: its address has no index.")
    ] = False
    stateful: bool
    tier: str
    tier_from: Annotated[
        TierFrom, Meta(description="What decided the tier, in the order in which it is asked; `default` is nothing.")
    ] = "default"
    tier_why: Annotated[str, Meta(description="The same in words: which rule of the configuration, which tag.")] = ""
    tags: dict[str, str] = msgspec.field(default_factory=dict)
    placement: Placement = Placement()
    outcomes: Outcomes
    effective: Annotated[
        dict[ScenarioName, EffectiveEntry],
        Meta(description="A scenario that is left out has the component's own outcome."),
    ] = msgspec.field(default_factory=dict)
    depends_on: tuple[str, ...] = ()
    depends_on_one_of: Annotated[
        tuple[tuple[str, ...], ...], Meta(description="Groups of components of which one is enough.")
    ] = ()
    level: LevelInterval

    @property
    def stands_in(self) -> str:
        """The root with its environment: ``infra/app@prod``."""
        return _labelled(self.root, self.environment)


class Suppressed(msgspec.Struct, frozen=True, kw_only=True):
    """Why a finding does not count: someone wrote down that it is accepted."""

    reason: str | None = None
    until: Annotated[str | None, Meta(description="The last day on which it holds, as an ISO date.")] = None
    source: Literal["inline", "annotation", "configuration", "baseline"] = "inline"
    file: str | None = None
    line: int | None = None


class Related(msgspec.Struct, frozen=True, kw_only=True):
    """Another place that a finding speaks of: the block inside a module, or the call that leads to it."""

    file: str
    line: int | None = None
    message: Annotated[str, Meta(description="What stands there: `in the module`, `called here`.")]


class FindingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A rule's verdict on one component, or on the audit itself."""

    rule: str
    title: str | None = None
    severity: Severity
    lowered_from: Annotated[
        Severity | None,
        Meta(description="What it would weigh if its component's tier did not bound that; null otherwise."),
    ] = None
    fails_gate: Annotated[bool, Meta(description="Whether it is one of those that make the gate fail.")] = False
    component: Annotated[
        str | None,
        Meta(description="The id of the component; null for what concerns the audit itself (CA9xx)."),
    ]
    scenario: ScenarioName | None = None
    message: str
    file: str | None
    line: int | None
    related: tuple[Related, ...] = ()
    remediation: str | None = None
    fingerprint: str
    undecided: Annotated[
        bool,
        Meta(description="Whether code leaves open what decides it; it counts for the gate only with --unknown fail."),
    ] = False
    suppressed: Suppressed | None = None
    change: Annotated[
        FindingChange | None,
        Meta(
            description="With --diff: whether it was there at the base. `reopened` and `accepted` were, and only now "
            "count, or are accepted. `remains` is what is left of a worse one of its component, now gone."
        ),
    ] = None


class RuleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that was asked, with its texts."""

    id: str
    name: Annotated[str, Meta(description="In kebab-case: `single-instance-database`.")]
    family: str
    severity: Severity
    status: Literal["preview", "stable", "deprecated"] = "stable"
    since: str | None = None
    scenarios: tuple[ScenarioName, ...] = ()
    title: str
    rationale: str
    remediation: str
    examples: Annotated[
        dict[str, str],
        Meta(description="Code that fulfils the rule, by language."),
    ] = msgspec.field(default_factory=dict)
    flawed: Annotated[
        dict[str, str],
        Meta(description="Code that the rule flags, by language."),
    ] = msgspec.field(default_factory=dict)
    references: tuple[str, ...] = ()
    url: Annotated[str | None, Meta(description="The rule's page in the documentation.")] = None


class ScenarioCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many components continue, recover and are lost when one domain fails, dependencies counted in."""

    scenario: ScenarioName
    domain: Annotated[
        str | None,
        Meta(description="The domain that fails (`eu-west-1a`); null for each component's own domain of that kind."),
    ] = None
    continues: int
    recovers: int
    lost: int
    unknown: int


class FailureCost(msgspec.Struct, frozen=True, kw_only=True):
    """How long the critical components stand still under one failure, and what that costs: an estimate."""

    scenario: ScenarioName
    domain: str | None = None
    outage: Annotated[
        tuple[int, int] | None,
        Meta(description="Seconds until all that recovers is back, shortest and longest; null where not known."),
    ] = None
    cost: Annotated[
        tuple[float, float] | None, Meta(description="The outage times the cost of an hour; null without an outage.")
    ] = None
    lost: Annotated[int, Meta(description="Critical components that do not come back: the cost has no end for them.")]
    unknown: Annotated[int, Meta(description="Critical components of which nothing is known: not counted.")]
    not_estimated: Annotated[int, Meta(description="Critical components that recover in a time not known.")]


class Downtime(msgspec.Struct, frozen=True, kw_only=True):
    """What downtime costs, as far as recovery estimates say."""

    per_hour: float
    currency: str = ""
    failures: tuple[FailureCost, ...] = ()


class SectorRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the sector matrix: risk beside typical resilience."""

    slug: str
    name: str
    risk: RiskName
    why_risk: str | None = None
    typical_level: LevelName
    why_level: str | None = None
    examples: tuple[str, ...] = ()


class SectorEntry(SectorRow, frozen=True, kw_only=True):
    """The sector this estate was compared with, and how it stands in it."""

    standing: Annotated[Standing | None, Meta(description="Null where unknown values leave it open.")]


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the audit passes, and if not, every reason."""

    passed: bool
    reasons: tuple[str, ...] = ()
    fail_on: Annotated[
        Literal["critical", "high", "medium", "low", "never"],
        Meta(description="The least severity of a finding that fails the gate."),
    ] = "high"
    min_level: Annotated[LevelName | None, Meta(description="The least level that the estate must have.")] = None
    unknown: Annotated[
        Literal["report", "fail"], Meta(description="Whether what the code leaves open fails the gate.")
    ] = "report"


class AssessmentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What the verdicts add up to."""

    level: Annotated[LevelInterval | None, Meta(description="Null where there is no component to judge.")]
    components_by_level: Annotated[
        dict[LevelName, int],
        Meta(description="Counted by `at_least`."),
    ] = msgspec.field(default_factory=dict)
    tiers: Annotated[dict[str, int], Meta(description="Components by tier.")] = msgspec.field(default_factory=dict)
    scenarios: tuple[ScenarioCount, ...] = ()
    downtime: Annotated[Downtime | None, Meta(description="Null unless a cost of downtime was given.")] = None
    sector: SectorEntry | None = None
    matrix: Annotated[tuple[SectorRow, ...], Meta(description="All rows of the sector matrix, in its order.")] = ()
    gate: Gate


# --- what a change does -------------------------------------------------------------------------------------------


class BaseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The commit that was compared with."""

    revision: Annotated[str, Meta(description="As it was given to --diff.")]
    commit: str
    is_tip: Annotated[
        bool, Meta(description="Whether it is the revision itself; else it is where HEAD left the revision.")
    ]
    incomplete: Annotated[
        tuple[str, ...], Meta(description="Why the audit of the base is incomplete, a sentence each.")
    ] = ()
    unread: tuple[Unread, ...] = ()


class CauseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that is another at the base, and so decides another outcome."""

    text: Annotated[str, Meta(description="In words; what stands between backticks is code.")]
    address: str
    attribute: str | None = None
    before: Annotated[Any, Meta(description="The value at the base; null where it was left out or not there.")] = None
    after: Annotated[Any, Meta(description="The value now; null where it is left out or not there.")] = None
    file: str | None = None
    line: int | None = None
    at_base: Annotated[bool, Meta(description="Whether file and line are those of the base: it is gone.")] = False


class OutcomeState(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to a component in one scenario, on one side of a change."""

    outcome: OutcomeName
    by: Means | None = None
    why: str | None = None
    unknown: tuple[str, ...] = ()
    because: Annotated[
        tuple[str, ...], Meta(description="The components that pull it down, for an effective outcome.")
    ] = ()


class OutcomeChange(msgspec.Struct, frozen=True, kw_only=True):
    """An outcome that is another one than at the base."""

    scenario: ScenarioName
    effective: Annotated[
        bool, Meta(description="Whether only what it cannot work without has changed: its own outcome is the same.")
    ] = False
    direction: Literal["worse", "better"]
    before: OutcomeState
    after: OutcomeState


class ComponentChange(msgspec.Struct, frozen=True, kw_only=True):
    """A component that the change makes, takes away, or of which it changes a level, an outcome or the tier."""

    id: Annotated[str, Meta(description="The id now; of a component that is gone, the one that it had.")]
    moved_from: Annotated[str | None, Meta(description="The id at the base, where it was another.")] = None
    name: str
    address: str
    kind: str
    type: str
    root: str
    environment: str | None = None
    change: Annotated[
        ComponentChangeName,
        Meta(
            description="`fell` and `rose`: the level. `worse` and `better`: outcomes at the same level. `changed`: "
            "some better and some worse, or only the tier."
        ),
    ]
    tier: str
    tier_before: str | None = None
    level: LevelInterval | None = None
    level_before: LevelInterval | None = None
    outcomes: tuple[OutcomeChange, ...] = ()
    causes: tuple[CauseEntry, ...] = ()
    summary: Annotated[
        str, Meta(description="What becomes of it and why, to follow its name; between backticks is code.")
    ]
    file: str | None = None
    line: int | None = None

    @property
    def stands_in(self) -> str:
        """The root with its environment: ``infra/app@prod``."""
        return _labelled(self.root, self.environment)


class SettingChange(msgspec.Struct, frozen=True, kw_only=True):
    """A change of what judges the audited code: the configuration, a suppression, the baseline, the policy."""

    text: Annotated[str, Meta(description="In words; what stands between backticks is code.")]
    weakens: Annotated[bool, Meta(description="Whether less may fail the gate than at the base.")]
    file: str | None = None
    line: int | None = None


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What a change does, as --diff finds it: the audited files compared with those of a commit."""

    base: BaseEntry
    changed: Annotated[bool, Meta(description="Whether there is anything to say of the change.")]
    sentence: Annotated[str, Meta(description="The change in a sentence; between backticks is code.")]
    level: LevelInterval | None = None
    level_before: LevelInterval | None = None
    findings: Annotated[
        dict[str, int],
        Meta(description="How many are new, reopened, accepted, unchanged, replaced, undecided, fixed, or remain."),
    ] = msgspec.field(default_factory=dict)
    components: tuple[ComponentChange, ...] = ()
    fixed: Annotated[tuple[FindingEntry, ...], Meta(description="Findings of the base that no longer occur.")] = ()
    undecided: Annotated[
        tuple[FindingEntry, ...],
        Meta(description="Findings of the base of which nobody knows: their outcome hangs on an open value now."),
    ] = ()
    replaced: Annotated[
        tuple[FindingEntry, ...],
        Meta(description="Findings of the base in whose place the same component has a new one that weighs as much."),
    ] = ()
    settings: tuple[SettingChange, ...] = ()
    notes: Annotated[tuple[str, ...], Meta(description="What could not be compared, a sentence each.")] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The report of one audit."""

    schema_version: Literal[1] = SCHEMA_VERSION
    tool: Tool
    estate: EstateSummary
    components: tuple[ComponentEntry, ...]
    findings: tuple[FindingEntry, ...]
    rules: Annotated[tuple[RuleEntry, ...], Meta(description="The rules that were asked, in the order of ids.")] = ()
    assessment: AssessmentEntry
    comparison: Annotated[Comparison | None, Meta(description="Only with --diff.")] = None


def load(data: bytes | str) -> Document:
    """Read a report back; raises `msgspec.ValidationError` where it is not one of this schema version."""
    return msgspec.json.decode(data, type=Document)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the report, as `continuity-audit schema` publishes it."""
    schema = msgspec.json.schema(Document)
    definitions = schema.pop("$defs")
    component = definitions["ComponentEntry"]["properties"]["effective"]
    component["propertyNames"] = {"enum": list(SCENARIOS)}
    definitions["AssessmentEntry"]["properties"]["components_by_level"]["propertyNames"] = {"enum": list(LEVELS)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "continuity-audit check report",
        "description": "What `continuity-audit check --format json` prints. Fields are only ever added.",
        **schema,
        "$defs": {name: definitions[name] for name in sorted(definitions)},
    }
