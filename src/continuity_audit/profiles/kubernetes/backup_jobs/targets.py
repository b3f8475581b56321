"""Where programs that copy keep what they copy: a bucket, a host, a folder, or what the code does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.spelling import MARK, OPEN_PART
from continuity_audit.profiles.kubernetes.backup_jobs.options import options_of
from continuity_audit.profiles.kubernetes.backup_jobs.shell import Command

PARTS: Final = pattern(rf"{MARK}\$?([^{MARK}]*){MARK}")
"""An open part of a text, and what it is called."""


class Target(Struct, frozen=True):
    """Where a copy goes, spelled."""

    scheme: str = ""
    bucket: str = ""
    endpoint: str = ""
    """The address of the store or the host; empty for the cloud that the scheme names."""
    region: str = ""
    folder: str = ""
    """The folder of the container, where it goes to none of these."""
    remote: str = ""
    """What the code does not say where it is: a remote by its name, a variable."""
    dated: bool = False
    """Whether each copy has a place of its own."""

    def __str__(self) -> str:
        place = self.folder or self.remote or f"{self.scheme}://{self.bucket or self.endpoint.rpartition('@')[2]}"
        return shown(place)


def shown(text: str) -> str:
    """A spelled text as reports show it."""
    return PARTS.sub(lambda found: f"${found[1]}" if found[1].startswith("(") else f"${{{found[1]}}}", text)


_URL: Final = pattern(r"(s3|gs|b2|oss|oci|cos)://([^/]*)(.*)", re.DOTALL)
_AZURE: Final = pattern(r"https://([^./]+)\.(?:blob|dfs|file)\.core\.windows\.net/?([^/?]*)")
_HOST: Final = rf"(?:[^@/:]+@)?((?:[\w.-]|{OPEN_PART})+)"
_SSH: Final = pattern(rf"{_HOST}:.*", re.DOTALL)
_SSH_URL: Final = pattern(rf"(?:ssh|sftp|rsync)://{_HOST}[:/].*", re.DOTALL)
_DATE: Final = f"{MARK}$(date){MARK}"


def of_url(text: str, endpoint: str = "", region: str = "") -> Target | None:
    """The bucket in an address of one; ``None`` where a text is none."""
    if found := _URL.fullmatch(text):
        return Target(found[1], found[2], endpoint, region, dated=_DATE in found[3])
    if found := _AZURE.match(text):
        return Target("azure", found[1], dated=_DATE in text)
    return None


def of_ssh(text: str) -> Target | None:
    """The host in ``user@host:path``; ``None`` where a text is none."""
    found = _SSH_URL.fullmatch(text) or (None if text.startswith(("/", ".")) else _SSH.fullmatch(text))
    return Target("ssh", "", found[1], dated=_DATE in text) if found else None


# --- restic: https://restic.readthedocs.io/en/stable/030_preparing_a_new_repo.html ---------------------------------


def of_restic(repository: str, command: Command, remotes: Mapping[str, Mapping[str, str]]) -> Target:
    """Where a repository of restic is."""
    kind, colon, rest = repository.partition(":")
    if not colon or MARK in kind:
        return Target(remote=repository) if repository.startswith(MARK) else Target(folder=command.path(repository))
    if kind == "s3":
        host, _, path = rest.removeprefix("https://").removeprefix("http://").removeprefix("//").partition("/")
        region = command.environment.get("AWS_DEFAULT_REGION", "")
        return Target("s3", path.partition("/")[0], "" if host == "s3.amazonaws.com" else host, region)
    if kind in ("gs", "b2", "azure", "swift"):
        return Target(kind, rest.lstrip("/").partition(":")[0])
    if kind in ("sftp", "rest"):
        host = rest.partition("://")[2].partition("/")[0] or rest.lstrip("/").partition(":")[0]
        return Target(kind, "", host.rpartition("@")[2])
    return of_rclone(rest, command, remotes) if kind == "rclone" else Target(remote=repository)


# --- rclone: https://rclone.org/docs/ -----------------------------------------------------------------------------

_CLOUDS: Final = frozenset({
    "drive", "dropbox", "onedrive", "b2", "azureblob", "azurefiles", "google cloud storage", "gcs", "swift", "pcloud",
    "box", "mega", "jottacloud", "storj", "koofr", "hidrive", "protondrive", "oracleobjectstorage",
})  # fmt: skip
_PROVIDERS: Final = frozenset({
    "alibaba", "arvancloud", "cloudflare", "digitalocean", "dreamhost", "exaba", "gcs", "huaweiobs", "hetzner",
    "idrive", "ionos", "leviia", "liara", "linode", "magalu", "ovhcloud", "qiniu", "scaleway", "stackpath",
    "storj", "synology", "tencentcos", "wasabi",
})  # fmt: skip
"""Those of S3 that are clouds, whose address need not be known: https://rclone.org/s3/"""
_WRAPPED: Final = frozenset({"crypt", "alias", "compress", "chunker", "hasher"})
_HOSTS: Final = ("sftp", "ftp", "smb", "webdav")
_SECTION: Final = pattern(r"^\[([^\]\n]+)\]|^[ \t]*(\w+)[ \t]*=(.*)", re.MULTILINE)
_OF_REMOTE: Final = pattern(r"RCLONE_CONFIG_(.+)_(TYPE|PROVIDER|ENDPOINT|REGION|REMOTE|HOST|URL)")
_HOPS: Final = 5


def remotes_of(commands: Sequence[Command], files: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the code says of the remotes of rclone, by their names: in files, in variables, and in commands."""
    found: dict[str, dict[str, str]] = {}
    for content in (*files, *(command.document for command in commands)):
        section: dict[str, str] = {}
        for name, key, value in _SECTION.findall(content):
            if name:
                section = found.setdefault(name, {})
            else:
                section[key] = value.strip()
    for command in commands:
        for variable, value in command.environment.items() if command.program == "rclone" else ():
            if told := _OF_REMOTE.fullmatch(variable):
                found.setdefault(told[1].lower(), {})[told[2].lower()] = value
        if command.program == "rclone" and command.words[1:3] == ("config", "create") and len(command.words) > 4:
            settings = [word.partition("=") for word in command.words[5:]]
            found[command.words[3]] = {"type": command.words[4], **{key: value for key, _, value in settings}}
    return found


def of_rclone(text: str, command: Command, remotes: Mapping[str, Mapping[str, str]], hops: int = _HOPS) -> Target:
    """Where a remote of rclone is, which may be described in its own name: ``:s3,provider=AWS:bucket``."""
    name, colon, path = text.lstrip(":").partition(":")
    if not colon:
        return Target(folder=command.path(text), dated=_DATE in text)
    dated = _DATE in path
    if text.startswith(":"):
        kind, *told = name.split(",")
        given = options_of(command.words, ())
        options = {key: given.first(f"--{kind}-{key}") for key in ("provider", "endpoint", "region", "host", "url")}
        settings = {"type": kind, **options, **dict(word.partition("=")[::2] for word in told)}
    else:
        settings = dict(remotes.get(name) or remotes.get(name.lower()) or {})
    kind = settings.get("type", "")
    if kind in _WRAPPED and hops and settings.get("remote"):
        inner = of_rclone(f"{settings['remote'].rstrip('/')}/{path}", command, remotes, hops - 1)
        return Target(inner.scheme, inner.bucket, inner.endpoint, inner.region, inner.folder, inner.remote, dated)
    bucket = path.lstrip("/").partition("/")[0]
    if kind == "s3" and (provider := settings.get("provider", "").lower()) in _PROVIDERS:
        return Target(provider, bucket, dated=dated)
    if kind == "s3" and (settings.get("endpoint") or settings.get("provider") == "AWS"):
        return Target("s3", bucket, settings.get("endpoint", ""), settings.get("region", ""), dated=dated)
    if kind in _CLOUDS:
        return Target(kind, bucket, dated=dated)
    if kind in _HOSTS and (host := settings.get("host") or settings.get("url")):
        return Target(kind, "", host, dated=dated)
    if kind == "local":
        return Target(folder=command.path(path), dated=dated)
    return Target(remote=f"the remote {name} of rclone", dated=dated)


# --- the client of MinIO: https://docs.min.io/community/minio-object-store/reference/minio-mc.html ------------------


def aliases_of(commands: Iterable[Command], environment: Mapping[str, str]) -> dict[str, str]:
    """The addresses of hosts by the names that the client of MinIO knows them by."""
    found = {
        name.removeprefix("MC_HOST_"): value.rpartition("@")[2] if "@" in value else value
        for name, value in environment.items()
        if name.startswith("MC_HOST_")
    }
    for command in commands:
        words = options_of(command.words[1:], ()).words
        for beginning in (("alias", "set"), ("config", "host", "add")):
            rest = words[len(beginning) :]
            if command.program in ("mc", "mcli") and words[: len(beginning)] == beginning and len(rest) > 1:
                found[rest[0]] = rest[1]
    return found


def of_alias(text: str, aliases: Mapping[str, str]) -> Target | None:
    """Where ``alias/bucket/path`` is; ``None`` for a path of the container."""
    alias, _, path = text.partition("/")
    if not alias or alias == ".":
        return None
    bucket, dated = path.partition("/")[0], _DATE in path
    if alias in aliases:
        return Target("s3", bucket, aliases[alias], dated=dated)
    return Target(remote=f"the alias {alias} of mc", dated=dated)


__all__ = [
    "PARTS", "Target", "aliases_of", "of_alias", "of_rclone", "of_restic", "of_ssh", "of_url", "remotes_of", "shown",
]  # fmt: skip
