"""Short words for writing a report down by hand."""

from continuity_audit.reports.document import (
    ComponentEntry,
    EffectiveEntry,
    EvidenceEntry,
    LevelInterval,
    LevelName,
    Means,
    OutcomeEntry,
    Outcomes,
    Placement,
    ScenarioName,
    TierFrom,
)

MINUTE, HOUR, DAY = 60, 3_600, 86_400
RESTORE = (30 * MINUTE, 4 * HOUR)
REDEPLOY = (15 * MINUTE, 2 * HOUR)
RDS = "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZ.html"


def continues(by: Means | None, why: str, *evidence: EvidenceEntry, rto: tuple[int, int] = (0, 0)) -> OutcomeEntry:
    return OutcomeEntry(outcome="continues", by=by, why=why, evidence=evidence, rto=rto, rpo=(0, 0))


def recovers(
    by: Means, why: str, *evidence: EvidenceEntry, rto: tuple[int, int], rpo: tuple[int, int] = (0, 0)
) -> OutcomeEntry:
    return OutcomeEntry(outcome="recovers", by=by, why=why, evidence=evidence, rto=rto, rpo=rpo, source=RDS)


def lost(why: str, *evidence: EvidenceEntry) -> OutcomeEntry:
    return OutcomeEntry(outcome="lost", why=why, evidence=evidence)


def unknown(why: str, *names: str, evidence: tuple[EvidenceEntry, ...] = ()) -> OutcomeEntry:
    return OutcomeEntry(outcome="unknown", why=why, unknown=names, evidence=evidence)


NO_DATA = continues(None, "it holds no data")
REDEPLOYED = recovers("redeploy", "it is redeployed from code", rto=REDEPLOY)


def component(
    address: str,
    kind: str,
    at: tuple[str, int],
    outcomes: tuple[OutcomeEntry, OutcomeEntry, OutcomeEntry, OutcomeEntry, OutcomeEntry],
    level: tuple[LevelName, LevelName],
    *,
    root: str = "infra/prod",
    name: str | None = None,
    tier: str = "critical",
    tier_from: TierFrom = "default",
    tier_why: str = "nothing says otherwise",
    regions: tuple[str, ...] = ("eu-west-1",),
    zones: int | None = None,
    account: str | None = None,
    effective: dict[ScenarioName, EffectiveEntry] | None = None,
    depends_on: tuple[str, ...] = (),
    tags: dict[str, str] | None = None,
) -> ComponentEntry:
    kubernetes = "/" in address
    data, instance, zone, region, in_account = outcomes
    return ComponentEntry(
        id=f"{root}::{address}",
        root=root,
        address=address,
        name=name or address.split("/" if kubernetes else ".")[-1],
        kind=kind,
        type=address.split("/" if kubernetes else ".")[0],
        provider="kubernetes" if kubernetes else "aws",
        file=at[0],
        line=at[1],
        end_line=at[1] + 12,
        stateful=data.why != NO_DATA.why,
        tier=tier,
        tier_from=tier_from,
        tier_why=tier_why,
        tags=tags or {},
        placement=Placement(account=account, regions=regions, zones=zones),
        outcomes=Outcomes(data=data, instance=instance, zone=zone, region=region, account=in_account),
        effective=effective or {},
        depends_on=depends_on,
        level=LevelInterval(at_least=level[0], at_most=level[1]),
    )


def fact(
    address: str, attribute: str, value: object, file: str, line: int | None, *, default: bool = False
) -> EvidenceEntry:
    return EvidenceEntry(
        address=address,
        attribute=attribute,
        value=value,
        file=file if line else None,
        line=line,
        default=default,
        source=RDS if default else None,
    )
