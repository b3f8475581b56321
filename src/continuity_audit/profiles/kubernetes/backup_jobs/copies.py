"""What copies files elsewhere: to a bucket, to a host, into a repository, or to another folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from continuity_audit.estate.spelling import MARK
from continuity_audit.profiles.kubernetes.backup_jobs.options import Options, options_of
from continuity_audit.profiles.kubernetes.backup_jobs.programs import Container
from continuity_audit.profiles.kubernetes.backup_jobs.shell import Command, open_part
from continuity_audit.profiles.kubernetes.backup_jobs.targets import (
    Target,
    aliases_of,
    of_alias,
    of_rclone,
    of_restic,
    of_ssh,
    of_url,
    remotes_of,
)

PRINTED: Final = "-"
"""Stands for what another program prints."""


class Copy(Struct, frozen=True):
    """A copy of files, or of what another program prints."""

    tool: str
    sources: tuple[str, ...]
    target: Target
    keeps_states: bool = False
    """Whether earlier states stay: a repository keeps them, and so does a place of its own for each copy."""
    whole: bool = True
    """Whether all of the files are taken, but for what is left out by name."""


class Told(Struct, frozen=True):
    """What the commands of a container say of the remotes and hosts that they name."""

    remotes: Mapping[str, Mapping[str, str]]
    aliases: Mapping[str, str]
    kopia: Target | None
    """The repository that kopia is connected to before it copies."""


Reader = Callable[[Command, Told], Iterator[Copy]]


def copies_of(container: Container) -> list[tuple[Command, Copy]]:
    """The copies that the commands of a container make."""
    commands, environment = container.commands, container.environment
    told = Told(
        remotes_of(commands, tuple(container.files.values())),
        aliases_of(commands, environment),
        next((target for command in commands if (target := _connected(command))), None),
    )
    return [
        (command, copy)
        for command in commands
        if (reader := READERS.get(command.program))
        for copy in reader(command, told)
    ]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENDPOINT: Final = ("--endpoint-url", "--endpoint", "-e")
_AWS: Final = _set(
    "--endpoint-url --region --profile --output --include --exclude --storage-class --sse --sse-kms-key-id --acl "
    "--content-type --expected-size --metadata --cli-read-timeout --cli-connect-timeout --bucket --key --body"
)
_ONLY_SOME: Final = _set("--include --include-from --files-from --filter --filter-from --max-age --min-age --files")


def _between(
    command: Command, words: tuple[str, ...], found: Options, how: str, target: Callable[[str], Target | None]
) -> Iterator[Copy]:
    """The copy from all words but the last to the last, where that is a place elsewhere and they are paths here."""
    sources = words[:-1] or (PRINTED,)
    to = target(words[-1]) if words else None
    if to is None and words and words[-1].startswith(MARK):
        to = Target(remote=words[-1])
    elsewhere = (place for s in sources if not s.startswith(MARK) and (place := target(s)))
    if to is None or (not to.folder and any(not place.folder for place in elsewhere)):
        return
    paths = tuple(PRINTED if s in (PRINTED, "/dev/stdin") else command.path(s) for s in sources)
    kept = to.dated or found.has({"--backup-dir", "--suffix"})
    yield Copy(f"{command.program} {how}".strip(), paths, to, kept, not found.has(_ONLY_SOME))


def _amazon(command: Command, told: Told) -> Iterator[Copy]:
    """https://docs.aws.amazon.com/cli/latest/reference/s3/"""
    found = options_of(command.words[1:], _AWS)
    variables = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    endpoint = found.first("--endpoint-url") or _variable(command, *variables)
    region = found.first("--region") or _variable(command, "AWS_REGION", "AWS_DEFAULT_REGION")
    if found.words[:1] == ("s3",) and found.words[1:2] in (("cp",), ("mv",), ("sync",)):
        yield from _between(
            command, found.words[2:], found, f"s3 {found.words[1]}", lambda text: of_url(text, endpoint, region)
        )
    elif found.words[:2] == ("s3api", "put-object") and (bucket := found.first("--bucket")):
        paths = tuple(command.path(path) for path in found.of("--body"))
        yield Copy("aws s3api put-object", paths, Target("s3", bucket, endpoint, region))


def _variable(command: Command, *names: str) -> str:
    return next((value for name in names if (value := command.environment.get(name))), "")


def _s3(command: Command, told: Told) -> Iterator[Copy]:
    """The further clients of S3: s5cmd, s4cmd, s3cmd."""
    valued = (*_ENDPOINT, "--host", "--host-bucket", "--region", "--access_key", "--secret_key", "-c", "--config",
              "--profile", "--storage-class", "--concurrency", "--include", "--exclude")  # fmt: skip
    found = options_of(command.words[1:], valued)
    endpoint = found.first(*_ENDPOINT, "--host") or _variable(command, "S3_ENDPOINT_URL", "AWS_ENDPOINT_URL")
    if not endpoint and command.program == "s3cmd":  # its file of settings may name another
        endpoint = open_part("host of s3cmd")
    region = found.first("--region") or _variable(command, "AWS_REGION", "AWS_DEFAULT_REGION")
    if found.words and found.words[0] in ("cp", "mv", "sync", "put", "dsync", "pipe"):
        how = found.words[0]
        yield from _between(command, found.words[1:], found, how, lambda text: of_url(text, endpoint, region))


def _google(command: Command, told: Told) -> Iterator[Copy]:
    """https://docs.cloud.google.com/storage/docs/gsutil/commands/cp, https://cloud.google.com/sdk/gcloud/reference/storage"""
    found = options_of(command.words[1:], ("-o", "-h", "-x", "-s", "--project", "--account", "--exclude", "--include"))
    words = found.words[1:] if found.words[:1] == ("storage",) else found.words
    if words and words[0] in ("cp", "mv", "rsync") and (command.program == "gsutil" or words != found.words):
        yield from _between(command, words[1:], found, words[0], of_url)


def _azcopy(command: Command, told: Told) -> Iterator[Copy]:
    """https://learn.microsoft.com/azure/storage/common/storage-ref-azcopy"""
    found = options_of(command.words[1:], ("--include-pattern", "--exclude-pattern", "--from-to"))
    if found.words and found.words[0] in ("copy", "cp", "sync"):
        yield from _between(command, found.words[1:], found, found.words[0], of_url)


def _azure(command: Command, told: Told) -> Iterator[Copy]:
    """https://learn.microsoft.com/cli/azure/storage/blob"""
    valued = ("--account-name", "-c", "--container-name", "-n", "--name", "-f", "--file", "-s", "--source", "-d",
              "--destination", "--account-key", "--sas-token", "--connection-string", "--auth-mode",
              "--destination-path", "--pattern", "--type", "--tier")  # fmt: skip
    found = options_of(command.words[1:], valued)
    if found.words[:2] != ("storage", "blob") or found.words[2:3] not in (("upload",), ("upload-batch",), ("sync",)):
        return
    account = found.first("--account-name") or _variable(command, "AZURE_STORAGE_ACCOUNT")
    paths = tuple(command.path(path) for path in found.of("-f", "--file", "-s", "--source"))
    container = found.first("-c", "--container-name", "-d", "--destination")
    whole = not found.has({"--pattern"})
    yield Copy(f"az storage blob {found.words[2]}", paths, Target("azure", account or container), whole=whole)


def _rclone(command: Command, told: Told) -> Iterator[Copy]:
    """https://rclone.org/commands/"""
    found = options_of(command.words[1:], _RCLONE)
    if found.words and found.words[0] in ("copy", "copyto", "sync", "move", "moveto", "rcat"):
        read = lambda text: of_rclone(text, command, told.remotes)  # noqa: E731
        yield from _between(command, found.words[1:], found, found.words[0], read)


_RCLONE: Final = _set(
    "--config --transfers --checkers --bwlimit --log-level --log-file --stats --exclude --exclude-from --include "
    "--include-from --filter --filter-from --files-from --backup-dir --suffix --max-age --min-age --retries "
    "--low-level-retries --timeout --contimeout --s3-chunk-size --buffer-size --tpslimit"
)


def _mc(command: Command, told: Told) -> Iterator[Copy]:
    """https://docs.min.io/community/minio-object-store/reference/minio-mc.html"""
    found = options_of(command.words[1:], ("--config-dir", "-C", "--exclude", "--storage-class", "--attr"))
    if found.words and found.words[0] in ("cp", "mv", "mirror", "pipe", "put"):
        read = lambda text: None if text.startswith(("/", ".")) else of_alias(text, told.aliases)  # noqa: E731
        yield from _between(command, found.words[1:], found, found.words[0], read)


def _restic(command: Command, told: Told) -> Iterator[Copy]:
    """https://restic.readthedocs.io/en/stable/040_backup.html"""
    found = options_of(command.words[1:], _RESTIC)
    if found.words[:1] == ("backup",):
        repository = found.first("-r", "--repo") or _variable(command, "RESTIC_REPOSITORY", "RUSTIC_REPOSITORY")
        repository = repository or open_part("RESTIC_REPOSITORY")
        paths = tuple(map(command.path, found.words[1:])) or ((PRINTED,) if found.has({"--stdin"}) else ())
        yield Copy(
            "restic backup", paths, of_restic(repository, command, told.remotes), True, not found.has(_ONLY_SOME)
        )


_RESTIC: Final = _set(
    "-r --repo --repository-file -p --password-file --password-command --tag --host -H -e --exclude --iexclude "
    "--exclude-file --exclude-if-present --exclude-larger-than --files-from --cache-dir -o --option --limit-upload "
    "--stdin-filename --parent --retry-lock --json --time --group-by --compression --pack-size"
) - {"--json"}


def _kopia(command: Command, told: Told) -> Iterator[Copy]:
    """https://kopia.io/docs/reference/command-line/common/snapshot-create/"""
    found = options_of(command.words[1:], ("--config-file", "--description", "--tags", "--password", "-p"))
    if found.words[:2] in (("snapshot", "create"), ("snap", "create")):
        target = told.kopia or Target(remote="the repository of kopia")
        yield Copy("kopia snapshot", tuple(map(command.path, found.words[2:])), target, keeps_states=True)


def _connected(command: Command) -> Target | None:
    """What kopia is connected to."""
    words = options_of(command.words[1:], _KOPIA)
    if command.program != "kopia" or words.words[:1] not in (("repository",), ("repo",)) or len(words.words) < 3:
        return None
    kind, bucket, endpoint = words.words[2], words.first("--bucket", "--container"), words.first("--endpoint")
    if kind == "filesystem":
        return Target(folder=words.first("--path"))
    return (
        Target(kind, bucket, endpoint, words.first("--region")) if bucket else Target(remote="the repository of kopia")
    )


_KOPIA: Final = _set(
    "--bucket --endpoint --region --path --container --access-key --secret-access-key --password -p --prefix "
    "--override-hostname --override-username --config-file --storage-account --storage-key"
)


def _borg(command: Command, told: Told) -> Iterator[Copy]:
    """https://borgbackup.readthedocs.io/en/stable/usage/create.html"""
    valued = _set("-C --compression -e --exclude --exclude-from --comment --files-cache --rsh -r --repo")
    found = options_of(command.words[1:], valued)
    if found.words[:1] != ("create",) or len(found.words) < 3:
        return
    repository = found.words[1].partition("::")[0] or found.first("-r", "--repo") or _variable(command, "BORG_REPO")
    target = of_ssh(repository)
    if target is None:
        folder = command.path(repository)
        target = (
            Target(folder=folder) if repository.startswith("/") else Target(remote=repository or open_part("BORG_REPO"))
        )
    yield Copy("borg create", tuple(map(command.path, found.words[2:])), target, keeps_states=True)


def _to_host(command: Command, told: Told) -> Iterator[Copy]:
    """Copies to a host, or to another folder: rsync, scp, cp."""
    valued = ("-e", "--rsh", "--exclude", "--exclude-from", "--include", "--files-from", "-i", "-P", "-o", "-F",
              "--backup-dir", "--bwlimit", "--log-file", "--password-file", "--chown", "--link-dest")  # fmt: skip
    found = options_of(command.words[1:], valued if command.program != "cp" else ())
    read = lambda text: of_ssh(text) or Target(folder=command.path(text), dated="$(date)" in text)  # noqa: E731
    yield from _between(command, found.words, found, "", read)


def _out_of_pod(command: Command, told: Told) -> Iterator[Copy]:
    """https://kubernetes.io/docs/reference/kubectl/generated/kubectl_cp/"""
    found = options_of(command.words[1:], ("-n", "--namespace", "-c", "--container", "--retries"))
    if len(found.words) == 3 and found.words[0] == "cp" and ":" in found.words[1]:
        yield Copy("kubectl cp", (PRINTED,), Target(folder=command.path(found.words[2])))


def _uploaded(command: Command, told: Told) -> Iterator[Copy]:
    """https://curl.se/docs/manpage.html#-T"""
    found = options_of(
        command.words[1:], ("-T", "--upload-file", "-u", "--user", "-X", "--request", "-H", "--header", "-o")
    )
    for path in found.of("-T", "--upload-file"):
        address = next((word for word in found.words if "://" in word), "")
        host = address.partition("://")[2].partition("/")[0].rpartition("@")[2]
        yield Copy(
            "curl -T", (path if path == PRINTED else command.path(path),), Target(address.partition(":")[0], "", host)
        )


def _archived(command: Command, told: Told) -> Iterator[Copy]:
    """What tar puts into an archive, which is a copy where that goes elsewhere."""
    words = list(command.words[1:])
    if words and not words[0].startswith("-"):
        words[0] = f"-{words[0]}"
    letters = [word for word in words if word.startswith("-") and not word.startswith("--")]
    if not any("c" in word for word in letters) and "--create" not in words:
        return
    found = options_of(
        [one for word in words for one in _letters(word)], ("-f", "--file", "-C", "--directory", "-X", "--exclude")
    )
    folder = found.first("-C", "--directory")
    base = command.path(folder) if folder else command.folder
    inside = Command(command.words, folder=base)
    output = found.first("-f", "--file")
    target = Target(folder=command.path(output)) if output not in ("", "-") else Target()
    yield Copy("tar", tuple(map(inside.path, found.words)), target, keeps_states=True)


def _letters(word: str) -> list[str]:
    """Options of one letter, each for itself."""
    together = word.startswith("-") and not word.startswith("--") and len(word) > 2
    return [f"-{letter}" for letter in word[1:]] if together else [word]


READERS: Final[Mapping[str, Reader]] = {
    "aws": _amazon, "s5cmd": _s3, "s4cmd": _s3, "s3cmd": _s3, "gsutil": _google, "gcloud": _google, "azcopy": _azcopy,
    "az": _azure, "rclone": _rclone, "mc": _mc, "mcli": _mc, "restic": _restic, "rustic": _restic, "kopia": _kopia,
    "borg": _borg, "rsync": _to_host, "scp": _to_host, "cp": _to_host, "mv": _to_host, "curl": _uploaded,
    "tar": _archived, "kubectl": _out_of_pod, "oc": _out_of_pod,
}  # fmt: skip

__all__ = ["PRINTED", "Copy", "copies_of"]
