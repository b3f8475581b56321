"""How a component of Kubernetes comes to backups: by its operator's own, where that makes some, else by Velero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from continuity_audit.estate.values import Value
from continuity_audit.profiles.terms import Context, Fact

_BY_VELERO: Final = "add a `velero.io/Schedule` that covers its namespace"

_PERCONA: Final = "give `spec.backup` a storage, and a schedule that names it"
_PGBACKREST: Final = "give a repository in `spec.backups.pgbackrest.repos` that is no volume `schedules`"
_MEDUSA: Final = "set up Medusa and add a `MedusaBackupSchedule`"
_BY_OPERATOR: Final[Mapping[str, str]] = {
    "postgresql.cnpg.io/Cluster": "archive its WAL to an object store and add a `ScheduledBackup` that names it",
    "acid.zalan.do/postgresql": "let the operator back it up to an object store (WAL and base backups, or "
                                "`enableLogicalBackup: true`)",
    "pxc.percona.com/PerconaXtraDBCluster": _PERCONA,
    "psmdb.percona.com/PerconaServerMongoDB": _PERCONA,
    "ps.percona.com/PerconaServerMySQL": _PERCONA,
    "pgv2.percona.com/PerconaPGCluster": _PGBACKREST,
    "postgres-operator.crunchydata.com/PostgresCluster": _PGBACKREST,
    "elasticsearch.k8s.elastic.co/Elasticsearch": "add a `StackConfigPolicy` with a snapshot repository and a policy "
                                                  "of snapshots",
    "k8s.mariadb.com/MariaDB": "add a `PhysicalBackup` or `Backup` with a schedule and an object store that names it",
    "mysql.oracle.com/InnoDBCluster": "add `backupSchedules` with a profile that keeps dumps in an object store",
    "pingcap.com/TidbCluster": "add a `BackupSchedule` that names it",
    "cassandra.datastax.com/CassandraDatacenter": _MEDUSA,
    "k8ssandra.io/K8ssandraCluster": _MEDUSA,
    "scylla.scylladb.com/ScyllaCluster": "add a task to `spec.backups` with a schedule",
    "solr.apache.org/SolrCloud": "add a repository and a `SolrBackup` that recurs",
    "stackgres.io/SGCluster": "add an entry to `spec.configurations.backups`",
}  # fmt: skip
"""What operators that back up by themselves are to be told."""


class BackupFact(Fact, frozen=True):
    """A condition on backups; ``how`` says where these have to be kept."""

    def remedy(self, context: Context | None = None) -> str:
        kind = context.resource.type if context is not None else ""
        return f"{_BY_OPERATOR.get(kind, _BY_VELERO)}{self.how}"


def backup_fact(
    words: str, *, reads: tuple[str, ...], kept: str = ""
) -> Callable[[Callable[[Context], Value]], BackupFact]:
    """Make a condition on backups of a function; ``kept`` ends the remedy."""
    return lambda function: BackupFact(function, words, reads, kept)


__all__ = ["backup_fact"]
