"""A small estate as a report describes it, written by hand: an order system in two regions, and a hostile author."""

import msgspec

from continuity_audit.reports.document import (
    AssessmentEntry,
    ComponentEntry,
    Document,
    EffectiveEntry,
    EstateSummary,
    FindingEntry,
    Gate,
    LevelInterval,
    OutcomeEntry,
    Related,
    Root,
    ScenarioCount,
    ScenarioName,
    Severity,
    Skipped,
    Suppressed,
    Tool,
    Unread,
    Unresolved,
)
from reports.build import (
    DAY,
    HOUR,
    MINUTE,
    NO_DATA,
    REDEPLOYED,
    RESTORE,
    component,
    continues,
    fact,
    lost,
    recovers,
    unknown,
)
from reports.matrix import MATRIX, RETAIL
from reports.sample_rules import sample_rules

HOSTILE_NAME = "<script>document.title='owned'</script>|`x`"
HOSTILE_ADDRESS = "Deployment/shop/</script><img src=x onerror=\"document.title='owned'\">"
HOSTILE_MESSAGE = (
    "::error file=a.tf::injected\n::stop-commands::x \x1b]0;owned\x07\x1b[31mred ##[error]x ##vso[task.complete]"
    " | [click](javascript:alert(1)) **bold** @everyone <b>x</b> \u202egpj.exe {{ 7*7 }}"
)

LINES: dict[tuple[str, int], str] = {
    ("infra/prod/main.tf", 12): 'resource "aws_db_instance" "orders" {',
    ("infra/prod/main.tf", 18): "  multi_az                = false",
    ("infra/prod/main.tf", 19): "  backup_retention_period = 0",
    ("infra/prod/main.tf", 40): 'resource "aws_rds_cluster" "billing" {',
    ("infra/prod/main.tf", 46): "  backup_retention_period = 14",
    ("infra/prod/main.tf", 90): 'resource "aws_lambda_function" "checkout" {',
    ("infra/prod/cache.tf", 3): 'resource "aws_elasticache_replication_group" "sessions" {',
    ("infra/prod/cache.tf", 9): "  multi_az_enabled = var.cache_multi_az",
    ("infra/prod/storage.tf", 1): 'resource "aws_s3_bucket" "invoices" {',
    ("infra/prod/secrets.tf", 4): '  password = "hunter2"',
    ("k8s/shop/web.yaml", 1): "apiVersion: apps/v1",
    ("k8s/shop/web.yaml", 9): "  replicas: 1  # </script><script>document.title='owned'</script> \x1b[31m",
}


def source(path: str, line: int) -> str | None:
    """The source lines of the sample."""
    return LINES.get((path, line))


ORDERS = "infra/prod::aws_db_instance.orders"
CHECKOUT = "infra/prod::aws_lambda_function.checkout"
MAIN = "infra/prod/main.tf"
SINGLE_AZ = fact("aws_db_instance.orders", "multi_az", False, MAIN, 18)
NO_BACKUP = fact("aws_db_instance.orders", "backup_retention_period", 0, MAIN, 19)
CACHE_ZONES = fact(
    "aws_elasticache_replication_group.sessions",
    "multi_az_enabled",
    {"$unknown": ["var.cache_multi_az"]},
    "infra/prod/cache.tf",
    9,
)


def _carts() -> ComponentEntry:
    return component(
        "aws_dynamodb_table.carts",
        "database",
        (MAIN, 70),
        (
            lost(
                "point-in-time recovery is off by default",
                fact("aws_dynamodb_table.carts", "point_in_time_recovery", None, MAIN, None, default=True),
            ),
            continues("service", "DynamoDB keeps copies in three zones"),
            continues("service", "DynamoDB keeps copies in three zones"),
            lost("no replica in another region"),
            lost("no copy in another account"),
        ),
        ("Low", "Low"),
        zones=3,
    )


def _databases() -> tuple[ComponentEntry, ...]:
    kept = fact("aws_rds_cluster.billing", "backup_retention_period", 14, MAIN, 46)
    pitr = recovers("restore", "automated backups with point-in-time recovery", kept, rto=RESTORE, rpo=(0, 5 * MINUTE))
    members = continues("failover", "a reader in another zone takes over", rto=(30, MINUTE))
    return (
        component(
            "aws_db_instance.orders",
            "database",
            (MAIN, 12),
            (
                lost("no backups are kept", NO_BACKUP),
                recovers("restart", "RDS restarts it on its surviving storage", SINGLE_AZ, rto=(5 * MINUTE, HOUR // 2)),
                lost("its only disk is in one zone and no backup is kept", SINGLE_AZ, NO_BACKUP),
                lost("no copy is kept outside the region", NO_BACKUP),
                lost("no copy is kept out of reach of the account's administrators", NO_BACKUP),
            ),
            ("Low", "Low"),
            zones=1,
            tags={"service": "orders", "environment": "prod"},
        ),
        component(
            "aws_rds_cluster.billing",
            "database",
            (MAIN, 40),
            (
                pitr,
                members,
                members,
                recovers("promotion", "a secondary cluster in eu-central-1 stands ready", rto=(5 * MINUTE, HOUR)),
                recovers("restore", "copies in a vault locked in compliance mode", rto=(HOUR, DAY), rpo=(0, DAY)),
            ),
            ("High", "High"),
            regions=("eu-west-1", "eu-central-1"),
            zones=3,
        ),
        _carts(),
    )


def _checkout(service: OutcomeEntry) -> ComponentEntry:
    return component(
        "aws_lambda_function.checkout",
        "function",
        (MAIN, 90),
        (NO_DATA, service, service, REDEPLOYED, REDEPLOYED),
        ("Medium", "Medium"),
        effective={
            "data": EffectiveEntry(outcome="lost", because=(ORDERS,)),
            "instance": EffectiveEntry(outcome="recovers", because=(ORDERS,)),
            "zone": EffectiveEntry(outcome="lost", because=(ORDERS,)),
            "region": EffectiveEntry(outcome="lost", because=(ORDERS,)),
            "account": EffectiveEntry(outcome="lost", because=(ORDERS,)),
        },
        depends_on=(ORDERS,),
    )


def _serving() -> tuple[ComponentEntry, ...]:
    cache = unknown("both branches differ", "var.cache_multi_az", evidence=(CACHE_ZONES,))
    service = continues("service", "Lambda runs it in every zone of the region")
    return (
        _checkout(service),
        component(
            "aws_apigatewayv2_api.shop",
            "api",
            (MAIN, 120),
            (NO_DATA, service, service, REDEPLOYED, REDEPLOYED),
            ("Medium", "Medium"),
            effective={"zone": EffectiveEntry(outcome="lost", because=(CHECKOUT, ORDERS))},
            depends_on=(CHECKOUT,),
        ),
        component(
            "aws_elasticache_replication_group.sessions",
            "cache",
            ("infra/prod/cache.tf", 3),
            (NO_DATA, continues("failover", "a replica takes over", rto=(30, 90)), cache, REDEPLOYED, REDEPLOYED),
            ("Low–Medium", "Medium"),
        ),
        component(
            "aws_instance.batch",
            "compute",
            (MAIN, 140),
            (NO_DATA, REDEPLOYED, REDEPLOYED, REDEPLOYED, REDEPLOYED),
            ("Low–Medium", "Low–Medium"),
            zones=1,
        ),
        component(
            "aws_route53_zone.public",
            "dns",
            (MAIN, 160),
            (NO_DATA, *(continues("service", "Route 53 is global"),) * 3, REDEPLOYED),
            ("High", "High"),
            regions=(),
        ),
    )


def _storage() -> tuple[ComponentEntry, ...]:
    service = continues("service", "S3 keeps copies in three zones or more")
    versioned = recovers("restore", "versioning keeps what is deleted", rto=(MINUTE, 4 * HOUR))
    return (
        component(
            "aws_s3_bucket.invoices",
            "object-storage",
            ("infra/prod/storage.tf", 1),
            (versioned, service, service, lost("no replication"), lost("no lock, no copy in another account")),
            ("Medium", "Medium"),
            zones=3,
        ),
        component(
            "aws_efs_file_system.uploads",
            "file-storage",
            ("infra/prod/storage.tf", 30),
            (
                unknown("a backup policy hangs on a module that is not on disk", "module.backup", "var.backups"),
                service,
                service,
                unknown("replication hangs on a module that is not on disk", "module.backup"),
                lost("no copy in another account"),
            ),
            ("Low", "Medium"),
            zones=3,
        ),
        component(
            "aws_s3_bucket.access_logs",
            "object-storage",
            ("infra/prod/storage.tf", 60),
            (lost("versioning is off"), service, service, lost("no replication"), lost("no lock")),
            ("Low", "Low"),
            tier="supporting",
            tier_from="purpose",
            tier_why="by its name it only supports building or observing",
            zones=3,
        ),
    )


def _hostile() -> tuple[ComponentEntry, ...]:
    one = fact(HOSTILE_ADDRESS, "spec.replicas", 1, "k8s/shop/web.yaml", 9)
    restart = recovers("restart", "one pod, rescheduled by its Deployment", one, rto=(30, 5 * MINUTE))
    return (
        component(
            HOSTILE_ADDRESS,
            "workload",
            ("k8s/shop/web.yaml", 1),
            (NO_DATA, restart, restart, REDEPLOYED, REDEPLOYED),
            ("Low–Medium", "Low–Medium"),
            root="k8s/shop",
            name=HOSTILE_NAME,
            regions=(),
            tags={"</script>": "\x1b[2J", "team|`": "@everyone"},
        ),
        component(
            "StatefulSet/shop/search",
            "workload",
            ("k8s/shop/search.yaml", 1),
            (
                recovers("restore", "a Velero schedule", rto=RESTORE, rpo=(0, DAY)),
                continues("members", "two other pods carry on"),
                recovers("restart", "replicas may share a zone", rto=(MINUTE, 10 * MINUTE)),
                recovers("restore", "backups in another region", rto=RESTORE, rpo=(0, DAY)),
                recovers("restore", "backups off the cluster", rto=RESTORE, rpo=(0, DAY)),
            ),
            ("Low–Medium", "Low–Medium"),
            root="k8s/shop",
            regions=(),
        ),
    )


def finding(
    rule: str,
    severity: Severity,
    about: str | None,
    scenario: ScenarioName | None,
    message: str,
    at: tuple[str, int],
    title: str,
    remediation: str | None = None,
    suppressed: Suppressed | None = None,
    related: tuple[Related, ...] = (),
) -> FindingEntry:
    return FindingEntry(
        rule=rule,
        title=title,
        severity=severity,
        component=about,
        scenario=scenario,
        message=message,
        file=at[0],
        line=at[1],
        related=related,
        remediation=remediation,
        fails_gate=severity in ("critical", "high") and suppressed is None,
        fingerprint=f"{rule}:{len(about or '')}",
        suppressed=suppressed,
    )


def _findings() -> tuple[FindingEntry, ...]:
    web = f"k8s/shop::{HOSTILE_ADDRESS}"
    keep = 'resource "aws_db_instance" "orders" {\n  backup_retention_period = 7\n}'
    accepted = Suppressed(reason="rebuilt nightly; accepted by | ops <b>", until="2027-01-31", file=MAIN, line=139)
    return (
        finding("CA201", "critical", ORDERS, "zone", "orders stands in one zone", (MAIN, 18), "Single-zone database"),
        finding("CA401", "critical", ORDERS, "data", "orders keeps no backups", (MAIN, 19), "No backups", keep),
        finding("CA501", "high", ORDERS, "account", "No copy outlives the account", (MAIN, 12), "Shared fate"),
        finding(
            "CA402",
            "high",
            "infra/prod::aws_dynamodb_table.carts",
            "data",
            "Point-in-time recovery is off",
            (MAIN, 70),
            "No backups",
            related=(Related(file="modules/table/main.tf", line=7, message="in the module"),),
        ),
        finding("CA101", "medium", web, "instance", HOSTILE_MESSAGE, ("k8s/shop/web.yaml", 9), "Single pod"),
        finding(
            "CA102",
            "medium",
            "infra/prod::aws_instance.batch",
            "instance",
            "batch is one machine",
            (MAIN, 140),
            "Single machine",
            suppressed=accepted,
        ),
        msgspec.structs.replace(
            finding(
                "CA401",
                "medium",
                "infra/prod::aws_s3_bucket.access_logs",
                "data",
                "access_logs keeps no versions",
                ("infra/prod/storage.tf", 60),
                "No backups",
            ),
            lowered_from="critical",
        ),
        finding("CA901", "high", None, None, "legacy.tf could not be read", ("infra/old/legacy.tf", 3), "Not read"),
    )


def counts(
    scenario: ScenarioName, domain: str | None, continues: int, recovers: int, lost: int, unknown: int
) -> ScenarioCount:
    return ScenarioCount(
        scenario=scenario, domain=domain, continues=continues, recovers=recovers, lost=lost, unknown=unknown
    )


def _assessment() -> AssessmentEntry:
    return AssessmentEntry(
        level=LevelInterval(at_least="Low", at_most="Low"),
        components_by_level={"Low": 4, "Low–Medium": 4, "Medium": 3, "High": 2},
        tiers={"critical": 12, "supporting": 1},
        scenarios=(
            counts("data", None, 6, 3, 3, 1),
            counts("instance", None, 9, 4, 0, 0),
            counts("zone", None, 6, 3, 3, 1),
            counts("zone", "eu-west-1a", 7, 3, 3, 0),
            counts("zone", "eu-west-1b", 9, 3, 0, 1),
            counts("region", None, 1, 6, 5, 1),
            counts("account", None, 0, 7, 6, 0),
        ),
        sector=RETAIL,
        matrix=MATRIX,
        gate=Gate(passed=False, reasons=("5 findings are high or above", "infra/old/legacy.tf could not be read")),
    )


def sample() -> Document:
    """The sample estate."""
    return Document(
        tool=Tool(version="0.1.0"),
        estate=EstateSummary(
            paths=("infra", "k8s"),
            roots=(
                Root(path="infra/prod", language="terraform"),
                Root(path="infra/old", language="terraform"),
                Root(path="k8s/shop", language="kubernetes"),
            ),
            files=42,
            incomplete=("1 file could not be read",),
            unread=(Unread(path="infra/old/legacy.tf", line=3, reason="expected a value, found `}`"),),
            skipped=(
                Skipped(path="k8s/shop/values.yaml", reason="a values file, read with its chart"),
                Skipped(path="k8s/tools/values.yaml", reason="a values file, read with its chart"),
                Skipped(path="k8s/<b>|odd.yaml", reason="no manifest"),
            ),
            unresolved=(
                Unresolved(
                    name="var.cache_multi_az", root="infra/prod", affects=1, file="infra/prod/variables.tf", line=8
                ),
                Unresolved(name="module.backup", root="infra/prod", affects=2, decides=1),
            ),
        ),
        components=(*_databases(), *_serving(), *_storage(), *_hostile()),
        findings=_findings(),
        rules=sample_rules(),
        assessment=_assessment(),
    )


def empty() -> Document:
    """A report of nothing: what a run over an empty folder gives."""
    return Document(
        tool=Tool(version="0.1.0"),
        estate=EstateSummary(paths=(".",), roots=(), files=0),
        components=(),
        findings=(),
        assessment=AssessmentEntry(level=None, gate=Gate(passed=True)),
    )
