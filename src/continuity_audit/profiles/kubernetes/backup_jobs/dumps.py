"""Dumps of whole databases: which program makes one, of what host, and to what file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK
from continuity_audit.profiles.kubernetes.backup_jobs.options import Options, options_of
from continuity_audit.profiles.kubernetes.backup_jobs.shell import UNSEEN, Command, open_part


class Tool(Struct, frozen=True):
    """A program that writes all of a database to a file or a pipe, and its options."""

    engine: str
    hosts: tuple[str, ...] = ()
    """What names the host or its address."""
    variables: tuple[str, ...] = ()
    """The variables that name it otherwise."""
    valued: frozenset[str] = frozenset()
    """What else takes a value."""
    parts: frozenset[str] = frozenset()
    """What takes a value and makes it take only a part of the data; what leaves something out takes all else."""
    partial: frozenset[str] = frozenset()
    """What makes it take only a part of the data, without a value."""
    databases: tuple[str, ...] = ()
    """What names a database, where it takes one; see `Dump.databases`."""
    of_all: frozenset[str] = frozenset()
    """What makes it take all of them."""
    named_by: tuple[str, ...] = ()
    """The variables that name it otherwise."""
    outputs: tuple[str, ...] = ()
    """What names a file."""
    words: tuple[str, ...] = ()
    """The words that stand first where it makes a dump."""
    attached: tuple[str, ...] = ()
    """What takes only a value that is written to it."""
    needs: str = ""
    """The option that makes a dump of it."""
    last: str = ""
    """What its last word names: a ``database``, or a ``file``."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PG: Final = _set(
    "-p --port -U --username -F --format -j --jobs -Z --compress -E --encoding --role --lock-wait-timeout -T "
    "--exclude-table --exclude-table-data -N --exclude-schema --snapshot --exclude-database -l --database"
)
_PG_PARTS: Final = _set("-t --table -n --schema --section -e --extension --filter")
_PG_PARTIAL: Final = _set("-s --schema-only")
_PG_ALL_PARTIAL: Final = _set("-g --globals-only -r --roles-only -t --tablespaces-only -s --schema-only")
_MYSQL: Final = _set("-u --user -P --port -S --socket --ignore-table --defaults-file --defaults-extra-file --protocol")
_MYSQL_PARTIAL: Final = _set("-d --no-data --tables")
_MONGO: Final = _set(
    "-u --username -p --password --port --authenticationDatabase --authenticationMechanism --readPreference -j "
    "--numParallelCollections --excludeCollection --excludeCollectionsWithPrefix --sslCAFile --sslPEMKeyFile"
)

_PG_DUMP: Final = Tool(
    "postgresql", ("-h", "--host", "-d", "--dbname"), ("PGHOST",), _PG, _PG_PARTS, _PG_PARTIAL,
    databases=("-d", "--dbname"), named_by=("PGDATABASE", "PGUSER"), outputs=("-f", "--file"), last="database",
)  # fmt: skip
_PG_DUMPALL: Final = Tool(
    "postgresql", ("-h", "--host", "-d", "--dbname"), ("PGHOST",), _PG, partial=_PG_ALL_PARTIAL,
    outputs=("-f", "--file"),
)  # fmt: skip
_PG_BASEBACKUP: Final = Tool(
    "postgresql", ("-h", "--host", "-d", "--dbname"), ("PGHOST",),
    _set("-p --port -U --username -F --format -Z --compress -X --wal-method -c --checkpoint -l --label -r --max-rate"),
    outputs=("-D", "--pgdata"),
)  # fmt: skip
_MYSQLDUMP: Final = Tool(
    "mysql", ("-h", "--host"), (), _MYSQL, _set("-w --where"), _MYSQL_PARTIAL, of_all=_set("-A --all-databases"),
    outputs=("-r", "--result-file"), last="database", attached=("-p",),
)  # fmt: skip
_MARIABACKUP: Final = Tool(
    "mysql", ("-h", "--host"), (), _set("-u --user -P --port"), _set("--databases --tables"),
    outputs=("--target-dir",), needs="--backup", attached=("-p",),
)  # fmt: skip
_MONGODUMP: Final = Tool(
    "mongodb", ("-h", "--host", "--uri"), (), _MONGO, _set("-c --collection -q --query --queryFile"),
    databases=("-d", "--db"), outputs=("-o", "--out", "--archive"),
)  # fmt: skip
_VAULT: Final = Tool(
    "vault", ("-address", "--address"), ("VAULT_ADDR", "BAO_ADDR"), words=("operator", "raft", "snapshot", "save"),
    last="file",
)  # fmt: skip

TOOLS: Final[Mapping[str, tuple[Tool, ...]]] = {
    "pg_dump": (_PG_DUMP,),
    "pg_dumpall": (_PG_DUMPALL,),
    "pg_basebackup": (_PG_BASEBACKUP,),
    "mysqldump": (_MYSQLDUMP,),
    "mariadb-dump": (_MYSQLDUMP,),
    "mydumper": (Tool("mysql", ("-h", "--host"), (), _set("-u --user -P --port -p --password -t --threads"),
                      _set("-T --tables-list -x --regex"), _MYSQL_PARTIAL, ("-B", "--database"),
                      outputs=("-o", "--outputdir")),),
    "mariabackup": (_MARIABACKUP,),
    "mariadb-backup": (_MARIABACKUP,),
    "xtrabackup": (_MARIABACKUP,),
    "mongodump": (_MONGODUMP,),
    "redis-cli": (Tool("redis", ("-h", "-u"), (), _set("-p -a -n --user --pass --cacert"), outputs=("--rdb",),
                       needs="--rdb"),),
    "valkey-cli": (Tool("redis", ("-h", "-u"), (), _set("-p -a -n --user --pass --cacert"), outputs=("--rdb",),
                        needs="--rdb"),),
    "etcdctl": (Tool("etcd", ("--endpoints",), ("ETCDCTL_ENDPOINTS",),
                     _set("--cacert --cert --key --user --password --command-timeout --dial-timeout -w --write-out"),
                     words=("snapshot", "save"), last="file"),),
    "vault": (_VAULT,),
    "bao": (_VAULT,),
    "consul": (Tool("consul", ("-http-addr",), ("CONSUL_HTTP_ADDR",), words=("snapshot", "save"), last="file"),),
    "influxd": (Tool("influxdb", ("-host",), (), _set("-end"), _set("-start -since -retention -shard"),
                     databases=("-database", "-db"), words=("backup",), last="file"),),
    "influx": (Tool("influxdb", ("--host",), ("INFLUX_HOST",), _set("-t --token -o --org --org-id"),
                    _set("-b --bucket --bucket-id"), words=("backup",), last="file"),),
}  # fmt: skip
"""The programs by name.

Sources: https://www.postgresql.org/docs/current/reference-client.html,
https://dev.mysql.com/doc/refman/8.4/en/mysqldump.html, https://mariadb.com/docs/server/server-usage/backup-and-restore,
https://www.mongodb.com/docs/database-tools/mongodump/, https://redis.io/docs/latest/develop/tools/cli/#remote-backups-of-rdb-files,
https://etcd.io/docs/v3.6/op-guide/recovery/, https://developer.hashicorp.com/vault/docs/commands/operator/raft,
https://developer.hashicorp.com/consul/commands/snapshot/save, https://docs.influxdata.com/influxdb/v2/admin/backup-restore/backup/
"""


class Dump(Struct, frozen=True):
    """A dump that a job makes."""

    tool: str
    engine: str
    hosts: tuple[str, ...]
    """The hosts that it is made of, spelled; none where it is the machine itself."""
    databases: tuple[str, ...] = ()
    """The databases that it takes, spelled; none where it takes all."""
    outputs: tuple[str, ...] = ()
    """The files that it is written to, where it says so itself."""
    within: tuple[str, ...] = ()
    """Inside of which pod it is made; see `Command.within`."""


_ADDRESS: Final = pattern(r"\w[\w+.-]*://(?:[^/@]*@)?([^/?]*)(?:/([^?]*))?")
_SETTING: Final = pattern(r"(?:^|\s)(host|dbname)=(\S+)")
_PORT: Final = pattern(rf":(?:\d+|{MARK}[^{MARK}]*{MARK})$")


def dump_of(command: Command) -> Dump | None:
    """The dump that a command makes; none where it makes none, or takes only a part."""
    tool = next((tool for tool in TOOLS.get(command.program, ()) if _is_used(tool, command)), None)
    if tool is None:
        return None
    found = _options(tool, command)
    words = found.words[len(tool.words) :]
    if found.has(tool.parts | tool.partial) or (
        tool is _MYSQLDUMP and len(words) > 1 and not found.has(_SEVERAL | tool.of_all)
    ):
        return None
    names = [*found.of(*tool.databases), *(words if tool.last == "database" else ())]
    names = names or [name for variable in tool.named_by if (name := command.environment.get(variable))][:1]
    told = [*found.of(*tool.hosts), *(words if tool.last == "database" else ())]
    hosts = [host for text in told for host in _hosts(text, text in found.of(*tool.databases) or text in words)]
    if not hosts:
        hosts = [h for variable in tool.variables for h in _hosts(command.environment.get(variable, ""), named=False)]
    if not hosts and _hides(found):
        hosts = [open_part("host")]
    if not (hosts or command.within):  # what is open may be an address
        hosts = [text for text in told if text.startswith(MARK)][:1]
    if not hosts and tool.variables and command.environment.get(UNSEEN):
        hosts = [open_part(tool.variables[0])]
    files = [*found.of(*tool.outputs), *(words[-1:] if tool.last == "file" else ())]
    databases = () if found.has(tool.of_all) else tuple(filter(None, map(_database, names)))
    return Dump(command.program, tool.engine, tuple(hosts), databases, tuple(files), command.within)


_SEVERAL: Final = _set("-B --databases")
_FILES_OF_SETTINGS: Final = _set("--defaults-file --defaults-extra-file --config")


def _is_used(tool: Tool, command: Command) -> bool:
    found = _options(tool, command)
    return found.words[: len(tool.words)] == tool.words and (not tool.needs or found.has({tool.needs}))


def _options(tool: Tool, command: Command) -> Options:
    valued = {*tool.valued, *tool.hosts, *tool.databases, *tool.outputs, *tool.parts} - {"--archive"}
    return options_of(command.words[1:], valued, tool.attached)


def _hides(found: Options) -> bool:
    """Whether a file that is not in the code may name the host."""
    return found.has(_FILES_OF_SETTINGS)


def _hosts(text: str, named: bool) -> Iterator[str]:
    """The hosts in a host, a list of some, or an address; what names a database does so in an address alone."""
    if (address := _ADDRESS.match(text)) is not None:
        text = address[1]
    elif settings := dict(_SETTING.findall(text)):
        text = settings.get("host", "")
    elif named:
        return
    _, replica_set, members = text.partition("/")
    for one in (members if replica_set else text).split(","):
        if host := _PORT.sub("", one.strip()):
            yield host


def _database(text: str) -> str:
    """The database that a name, an address or a list of settings names."""
    if (address := _ADDRESS.match(text)) is not None:
        return address[2] or ""
    settings = dict(_SETTING.findall(text))
    return settings.get("dbname", "") if settings else text


def dumps_of(commands: Iterable[Command]) -> list[tuple[Command, Dump]]:
    """The dumps that some commands make."""
    return [(command, dump) for command in commands if (dump := dump_of(command))]


__all__ = ["TOOLS", "Dump", "dump_of", "dumps_of"]
