"""The programs that the containers of a job run: in their commands, and in scripts of ConfigMaps that they mount."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.documents import elements, entries, mappings
from continuity_audit.estate.index import Estate
from continuity_audit.estate.model import Resource
from continuity_audit.estate.spelling import MARK, spelling
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.backup_jobs.shell import UNSEEN, Command, Files, open_part, run
from continuity_audit.profiles.kubernetes.objects import objects
from continuity_audit.profiles.kubernetes.pods import in_pods, spec_path, text
from continuity_audit.profiles.kubernetes.settings import config_data, environment_of, expanded
from continuity_audit.profiles.terms import walk

_ENTRY_POINTS: Final[Mapping[str, str]] = {
    "aws-cli": "aws", "rclone": "rclone", "restic": "restic", "mc": "mc", "s5cmd": "s5cmd", "borg": "borg",
    "kopia": "kopia", "azcopy": "azcopy",
}  # fmt: skip
"""Images that run one program with the arguments that they are given, by the last part of their names."""


class Container(Struct, frozen=True):
    """A container of a job."""

    job: Resource
    path: str
    """Where it stands in the job."""
    image: str
    environment: Mapping[str, str]
    commands: tuple[Command, ...]
    mounts: Mapping[str, tuple[str, str]]
    """The volumes by the folders that they are mounted at: the name, and which part of it."""
    files: Mapping[str, str]
    """The texts of ConfigMaps that are mounted, by their paths."""

    @property
    def image_name(self) -> str:
        """The last part of the name of its image, without its version."""
        return image_name(self.image)

    def mounted_at(self, path: str) -> str:
        """The folder of the volume that a path is in; empty where it is in none."""
        folders = [f for f in self.mounts if path == f or path.startswith(f"{f.rstrip('/')}/")]
        return max(folders, key=len, default="")


def image_name(image: str) -> str:
    """The last part of the name of an image, without its version."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[0]


def containers_of(job: Resource, estate: Estate) -> list[Container]:
    """The containers of a job in the order in which they run."""
    return [
        _container(job, f"{spec_path(job)}.{part}.{i}", given, estate)
        for part in ("initContainers", "containers")
        for i, given in mappings(in_pods(job, part))
    ]


def _container(job: Resource, path: str, given: Mapping[str, Value], estate: Estate) -> Container:
    environment = _environment(given, job, estate)
    mounts = dict(_mounts(given))
    command, arguments = (_words(given.get(part), environment) for part in ("command", "args"))
    image = spelling(given.get("image"))
    name = image_name(image)
    if not command and arguments and name in _ENTRY_POINTS and not arguments[0].startswith("/"):
        command = [] if arguments[0] in ("sh", _ENTRY_POINTS[name]) else [_ENTRY_POINTS[name]]
    files = dict(_scripts(mounts, job, estate))
    commands = run([*command, *arguments], environment, Files(files), text(given.get("workingDir")))
    return Container(job, path, image, environment, tuple(commands), mounts, files)


def _environment(given: Mapping[str, Value], job: Resource, estate: Estate) -> dict[str, str]:
    """The variables of a container, spelled; one that a Secret holds is open."""
    found = {}
    for _, variable in mappings(given.get("env")):
        name = text(variable.get("name"))
        found[name] = spelling(variable.get("value")) or open_part(name)
    if any(_hides(source, job, estate) for _, source in mappings(given.get("envFrom"))):
        found[UNSEEN] = open_part(UNSEEN)
    return {**found, **dict(environment_of(given, job, estate))}


def _hides(source: Mapping[str, Value], job: Resource, estate: Estate) -> bool:
    """Whether variables come from a Secret, or from a ConfigMap that is not in the code."""
    config = text(walk(source, "configMapRef.name"))
    return not config or objects(estate).find(job, "ConfigMap", config) is None


def _words(value: Value, environment: Mapping[str, str]) -> list[str]:
    """The words of a command, spelled, with the variables that Kubernetes puts in."""
    return expanded([spelling(word) or f"{MARK}a secret{MARK}" for word in elements(value)], environment)


def _mounts(given: Mapping[str, Value]) -> Iterator[tuple[str, tuple[str, str]]]:
    for _, mount in mappings(given.get("volumeMounts")):
        part = text(mount.get("subPath")) or text(mount.get("subPathExpr"))
        yield posixpath.normpath(text(mount.get("mountPath")) or "/"), (text(mount.get("name")), part)


def _scripts(mounts: Mapping[str, tuple[str, str]], job: Resource, estate: Estate) -> Iterator[tuple[str, str]]:
    """The texts of the ConfigMaps that are mounted, by their paths."""
    volumes = {text(volume.get("name")): volume for _, volume in mappings(in_pods(job, "volumes"))}
    for folder, (name, part) in mounts.items():
        volume = volumes.get(name, {})
        for source in (volume, *(source for _, source in mappings(walk(volume, "projected.sources")))):
            reference = entries(source.get("configMap"))
            paths = {text(item.get("key")): text(item.get("path")) for _, item in mappings(reference.get("items"))}
            for key, content in config_data(text(reference.get("name")), job, estate).items():
                if paths and key not in paths:
                    continue
                path = paths.get(key, key)
                if part in ("", path):
                    yield folder if part else posixpath.join(folder, path), spelling(content)


__all__ = ["Container", "containers_of", "image_name"]
