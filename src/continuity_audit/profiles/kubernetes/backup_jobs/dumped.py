"""The dumps that jobs make of the components of an estate, and all the places where each is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from continuity_audit.estate.documents import entries, mappings
from continuity_audit.estate.index import Estate, once
from continuity_audit.estate.model import Resource
from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK
from continuity_audit.profiles.kubernetes.backup_jobs.copies import PRINTED, Copy, copies_of
from continuity_audit.profiles.kubernetes.backup_jobs.dumps import Dump, dumps_of
from continuity_audit.profiles.kubernetes.backup_jobs.images import backup_of
from continuity_audit.profiles.kubernetes.backup_jobs.options import options_of
from continuity_audit.profiles.kubernetes.backup_jobs.programs import Container, containers_of
from continuity_audit.profiles.kubernetes.backup_jobs.servers import serving
from continuity_audit.profiles.kubernetes.backup_jobs.shell import Command
from continuity_audit.profiles.kubernetes.backup_jobs.targets import PARTS, Target
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import annotation, in_pods, namespace_of
from continuity_audit.profiles.kubernetes.settings import hosts_told
from continuity_audit.profiles.terms import walk

ITSELF: Final = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104  none of these is listened on


class Job(Struct, frozen=True):
    """A job that runs on a schedule, with what its containers run and copy."""

    resource: Resource
    containers: tuple[Container, ...]
    copies: tuple[tuple[Container, Command, Copy], ...]
    dumps: tuple[tuple[Container, Command | None, Dump], ...]
    suspended: object = None

    def opens(self, spelled: str) -> tuple[str, ...]:
        """The names of what is open in a text, as reports name them."""
        return tuple(dict.fromkeys(self._name(found[0], found[1]) for found in PARTS.finditer(spelled)))

    def _name(self, part: str, name: str) -> str:
        return f"{self.resource.address} ({name})" if part.startswith((f"{MARK}$", f"{MARK}a secret")) else name

    def volume_at(self, container: Container, path: str) -> tuple[str, str]:
        """The name of the volume that a path of a container is in, and the folder that it is mounted at."""
        folder = container.mounted_at(path)
        return (container.mounts[folder][0], folder) if folder else ("", "")

    def keeps(self, volume: str) -> bool:
        """Whether a volume of the pods is more than a folder for as long as they run."""
        found = next((v for _, v in mappings(in_pods(self.resource, "volumes")) if v.get("name") == volume), {})
        return not {"emptyDir", "configMap", "secret", "projected", "downwardAPI"} & found.keys()


class Kept(Struct, frozen=True):
    """A dump of a component, or of one that may be it, and where it is kept."""

    job: Job
    container: Container
    dump: Dump
    targets: tuple[tuple[Copy | None, Target], ...]
    """The places with what copies it there; nothing does where the dump itself writes there."""
    open: tuple[str, ...] = ()
    """What leaves open of which component it is."""

    def said(self, copy: Copy | None, target: Target) -> str:
        """What reports show of it."""
        tools = self.dump.tool if copy is None or copy.tool == self.dump.tool else f"{self.dump.tool}, {copy.tool}"
        return f"{tools} to {target}"


class Found(Struct, frozen=True):
    """The dumps by the component that they are of, and those of which that is open, by their namespace."""

    of: Mapping[str, Sequence[Kept]]
    open: Mapping[str, Sequence[Kept]]


@once
def jobs_of(estate: Estate) -> list[Job]:
    """The jobs that run on a schedule."""
    jobs = (job for job in objects(estate).of("CronJob") if walk(job.values, "spec.suspend") is not True)
    return [_job(job, estate) for job in jobs if not annotation(job.values, "helm.sh/hook")]


def _job(job: Resource, estate: Estate) -> Job:
    containers = containers_of(job, estate)
    copies = [(container, command, copy) for container in containers for command, copy in copies_of(container)]
    dumps: list[tuple[Container, Command | None, Dump]] = []
    for container in containers:
        dumps += [(container, command, dump) for command, dump in dumps_of(container.commands)]
        if made := backup_of(container):
            dumps.append((container, None, made[0]))
            copies += [(container, Command((made[0].tool,)), made[1])] if made[1] else []
    return Job(job, tuple(containers), tuple(copies), tuple(dumps), walk(job.values, "spec.suspend"))


@once
def dumps(estate: Estate) -> Found:
    """The dumps that jobs make."""
    of: dict[str, list[Kept]] = defaultdict(list)
    unsure: dict[str, list[Kept]] = defaultdict(list)
    for job in jobs_of(estate):
        for container, command, dump in job.dumps:
            kept = Kept(job, container, dump, tuple(_targets(job, container, command, dump)))
            causes = tuple(dict.fromkeys(name for host in dump.hosts for name in job.opens(host)))
            if causes:
                unsure[namespace_of(job.resource)].append(Kept(job, container, dump, kept.targets, causes))
            elif len(found := {r.id for r in _dumped(job.resource, dump, estate)}) == 1:
                of[found.pop()].append(kept)
    return Found(of, unsure)


def _dumped(job: Resource, dump: Dump, estate: Estate) -> Iterator[Resource]:
    """The components that a dump is made of."""
    elsewhere = [host for host in dump.hosts if host not in ITSELF]
    for host in elsewhere:
        yield from serving(host, job, estate)
    if dump.within and not elsewhere:
        yield from _entered(job, dump.within, estate)


_KINDS: Final[Mapping[str, str]] = {
    "deploy": "Deployment", "deployment": "Deployment", "deployments": "Deployment", "deployment.apps": "Deployment",
    "sts": "StatefulSet", "statefulset": "StatefulSet", "statefulsets": "StatefulSet",
    "statefulset.apps": "StatefulSet",
}  # fmt: skip
_MEMBER: Final = pattern(r"(.+)-\d+")
_SELECTED: Final = pattern(r"(?:-l|--selector)[ =]([\w./-]+)=([\w.-]+)(?=[ \0])")
"""How ``kubectl get pods`` selects those into which one enters."""


def _in(job: Resource, namespace: str) -> Resource:
    """A job as one of another namespace."""
    metadata = {**entries(job.values.get("metadata")), "namespace": namespace}
    return replace(job, values={**job.values, "metadata": metadata})


def _entered(job: Resource, words: Sequence[str], estate: Estate) -> Iterator[Resource]:
    """The workload in whose pod ``kubectl exec`` runs something."""
    found = options_of(words[1:], ("-n", "--namespace", "-c", "--container", "--context", "--kubeconfig"))
    named = [word for word in found.words if word != "exec"][:1]
    namespace = found.first("-n", "--namespace") or namespace_of(job)
    for name in named if MARK not in namespace else ():
        if asked := _SELECTED.search(name):
            yield from objects(estate).selected(_in(job, namespace), {"matchLabels": {asked[1]: asked[2]}})
        kind, slash, called = name.rpartition("/")
        if kind in _KINDS:
            candidates = [(_KINDS[kind], called)]
        elif (member := _MEMBER.fullmatch(called)) and (not slash or kind in ("pod", "pods", "po")):
            candidates = [("StatefulSet", member[1]), ("postgresql.cnpg.io/Cluster", member[1])]
        else:
            candidates = []
        for type_, called in candidates:
            if workload := objects(estate).find(job, type_, called, namespace):
                yield workload


# --- where a dump goes --------------------------------------------------------------------------------------------


def _targets(
    job: Job, container: Container, command: Command | None, dump: Dump
) -> Iterator[tuple[Copy | None, Target]]:
    """Where a dump is kept: what its own words say, and where the job copies it or an archive of it to."""
    written = [(container, path) for path in _outputs(container, command, dump)]
    for _, path in written:
        yield None, Target(folder=path)
    own = {job.volume_at(where, path)[0] for where, path in written}
    for where, by, copy in job.copies:
        sources = {job.volume_at(where, path)[0] for path in copy.sources if path != PRINTED}
        if by.within and copy.target.folder:  # in another pod
            continue
        if all(not volume or volume in own or not job.keeps(volume) for volume in sources):
            yield copy, copy.target


def _outputs(container: Container, command: Command | None, dump: Dump) -> Iterator[str]:
    """The files that a dump is written to, by itself or by what it is piped to."""
    if command is None:
        return
    piped = [c for c in container.commands if c.pipeline == command.pipeline]
    told = [*(() if command.within else dump.outputs), *(path for c in piped for path in c.outputs)]
    told += [word for c in piped if c.program == "tee" for word in c.words[1:] if not word.startswith("-")]
    if not told and not any(c.program in ("aws", "rclone", "mc", "gsutil", "restic", "s5cmd") for c in piped):
        told = [path for c in container.commands for path in c.outputs]
    for path in dict.fromkeys(told):
        if path not in (PRINTED, "/dev/null", "/dev/stdout", "/dev/stderr") and not path.startswith("&"):
            yield command.path(path)


# --- what only may be a backup ------------------------------------------------------------------------------------

_CALLED_SO: Final = pattern(r"backup|bkup|dump|snapshot")
_INTERPRETERS: Final = frozenset({
    "python", "python3", "node", "ruby", "perl", "php", "go", "java", "curl", "wget", "sftp", "lftp", "ftp", "ssh",
    "sh", "bash", "ash", "make",
})  # fmt: skip


def is_called_a_backup(job: Job) -> bool:
    """Whether a job says by its name, or by those of its images, that it makes backups."""
    names = (job.resource.name, *(container.image_name for container in job.containers))
    return any(_CALLED_SO.search(name) for name in names)


def hidden_program(job: Job) -> str:
    """What a job runs of which the code does not say what it does: an image, a script; empty where there is none."""
    for container in job.containers:
        if not container.commands:
            return f"image {container.image_name}"
        for command in container.commands:
            if command.program in _INTERPRETERS or command.words[0].endswith((".sh", ".py")):
                return " ".join(PARTS.sub(lambda found: f"${{{found[1]}}}", word) for word in command.words[:1])
    return ""


@once
def hidden_jobs(estate: Estate) -> Mapping[str, Sequence[tuple[Job, str]]]:
    """The jobs that are called backups and hide what they do, by the components whose hosts they are told."""
    found: dict[str, list[tuple[Job, str]]] = defaultdict(list)
    for job in jobs_of(estate):
        if job.dumps or not is_called_a_backup(job) or not (program := hidden_program(job)):
            continue
        for host in dict.fromkeys(hosts_told(job.resource, estate)):
            for component in serving(host, job.resource, estate):
                found[component.id].append((job, program))
    return found


__all__ = ["Job", "Kept", "dumps", "hidden_jobs", "hidden_program", "is_called_a_backup", "jobs_of"]
