"""Modules that lie elsewhere, and the folders of the audited tree that hold the same code.

``terraform init`` and Terragrunt fetch a module from where its source says; here nothing is fetched. Who has checked
out the repository beside the code that calls it can say so, as for Terragrunt's ``--source-map``.

Sources: https://developer.hashicorp.com/terraform/language/modules/sources,
https://docs.terragrunt.com/reference/cli/commands/run#source-map
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field

from continuity_audit.estate.patterns import pattern
from continuity_audit.estate.secrecy import without_logins

_URL: Final = pattern(r"(?:https?|ssh|git|tfr)://(?:[^@/]*@)?(?P<host>[^/:]*)(?::\d+)?/(?P<path>.*)")
_SHORT: Final = pattern(r"(?:[\w.-]+@)(?P<host>[\w.-]+):(?P<path>.*)")
"""As ``git clone`` takes it too: ``git@github.com:acme/modules.git``."""
_GITHUB: Final = pattern(r"(?P<repository>github\.com/[^/]+/[^/]+)/(?P<inside>.+)")
"""In Terraform's short form a folder of the repository may follow after one slash."""
_VERSION: Final = pattern(r"(?:^|&)(?:ref|version)=([^&]*)")
_REGISTRIES: Final = ("registry.terraform.io/", "registry.opentofu.org/")
_PATHS: Final = (".", "/")
LONGEST: Final = 2_000
"""Characters of a source that is looked at: each folder on the way to the last one may be mapped."""


class Source(Struct, frozen=True):
    """The source of a module: the address of a repository or of a registry's module, a folder of it, a version.

    However the address is spelled (``git::ssh://git@host/acme/modules.git``, ``git@host:acme/modules``), it is
    ``host/acme/modules``; a login is no part of it.
    """

    address: str
    inside: str = ""
    version: str = ""

    def __str__(self) -> str:
        """A source that names the same, as it may be kept and told."""
        inside, version = f"//{self.inside}" if self.inside else "", f"?ref={self.version}" if self.version else ""
        return f"{self.address}{inside}{version}"


def source_named(text: str) -> Source | None:
    """The source as it is written in a call, nothing for a path."""
    written, _, query = text.strip().removeprefix("git::").partition("?")
    if not written or written.startswith(_PATHS) or len(text) > LONGEST:
        return None
    start = written.find("://") + len("://") if "://" in written else 0
    # ``tfr:///acme/vpc/aws`` leaves the host out, as the one of the public registry.
    end = written.find("//", start)
    address, inside = (written, "") if end < 0 else (written[:end], written[end:].strip("/"))
    found = _URL.fullmatch(address) or (_SHORT.fullmatch(address) if "://" not in address else None)
    if found is not None:
        address = f"{found['host'].lower()}/{found['path']}".lstrip("/")
    address = without_logins(address).rstrip("/").removesuffix(".git")
    for registry in _REGISTRIES:
        address = address.removeprefix(registry)
    if (found := _GITHUB.fullmatch(address)) is not None:
        address, inside = found["repository"].removesuffix(".git"), posixpath.join(found["inside"], inside).rstrip("/")
    version = _VERSION.search(query)
    return Source(address, inside, version[1] if version else "")


class SourceMap(Struct, frozen=True):
    """The folders of the tree that hold what lies elsewhere, by its source."""

    folders: Mapping[Source, str] = field(default_factory=dict)
    """Relative to the tree. A source with a version stands for that one alone, one without for all that have none."""

    def __bool__(self) -> bool:
        """Whether anything is mapped."""
        return bool(self.folders)

    def folder(self, text: str) -> str | None:
        """The folder that holds the module of a source as it is written in a call; nothing where none is said to."""
        mapped = self._mapped(text) if self.folders else None
        return None if mapped is None else posixpath.normpath(posixpath.join(self.folders[mapped[0]], mapped[1]))

    def of(self, text: str) -> Source | None:
        """The source of the map that stands for one of a call, or for the repository that holds it."""
        mapped = self._mapped(text) if self.folders else None
        return mapped and mapped[0]

    def _mapped(self, text: str) -> tuple[Source, str] | None:
        source = source_named(text)
        if source is None or ".." in source.inside.split("/"):
            return None
        for inside, rest in _splits(source.inside):
            for version in dict.fromkeys((source.version, "")):
                if (known := Source(source.address, inside, version)) in self.folders:
                    return known, rest
        return None


NO_SOURCES: Final = SourceMap()
"""Without a word, nothing lies elsewhere in the tree."""


def _splits(inside: str) -> Iterator[tuple[str, str]]:
    """A path as the beginning that may be mapped and what follows, the longest beginning first."""
    steps = inside.split("/") if inside else []
    for length in range(len(steps), -1, -1):
        yield "/".join(steps[:length]), "/".join(steps[length:])
