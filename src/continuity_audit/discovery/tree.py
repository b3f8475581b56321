"""What discovery hands on: the files of the audited tree by what they are, as one value that pickles."""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from continuity_audit.discovery.recognise import LONGEST, TOO_LONG
from continuity_audit.discovery.source_map import NO_SOURCES, SourceMap

OF_HELM: Final = "a template of the Helm chart in"
"""How the reason begins for a file that Helm has to render before anybody can read it."""


VALUES_OF_CHART: Final = "values of the Helm chart in"
"""How it begins for values that stand beside a chart: who installs it says which of them count."""


class DiscoveryError(Exception):
    """The call names something that cannot be audited; the text is one line for the user."""


class Skipped(Struct, frozen=True, order=True):
    """What is not meant to be read, or not to be read alone, with the reason why."""

    path: str
    reason: str


class Unread(Struct, frozen=True, order=True):
    """What is plainly to be audited and could not be read: the audit is incomplete. Line 0 is the file as a whole."""

    path: str
    line: int
    reason: str


class TrustInTree(Struct, frozen=True):
    """What files of the audited tree may decide of what is read."""

    hides: bool = True
    """Whether ignore files, marks of virtual environments, links and the like may keep code out of the audit."""
    installs: bool = True
    """Whether ``.terraform/modules`` says what a module is."""


TRUST: Final = TrustInTree()


class Tree(Struct, frozen=True, kw_only=True):
    """The files to audit. Paths are POSIX, relative to ``base``, folders too; ``.`` is ``base`` itself. All sorted."""

    base: Path
    """Absolute: the one PATH, the folder of a single file, the nearest common folder of several."""
    terraform: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Configuration files by folder, as Terraform loads them; every one of them decodes as UTF-8."""
    tfvars: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    encrypted: tuple[str, ...] = ()
    """Files of variables that git-crypt encrypted: what they set is not known, not even that a default holds."""
    withheld: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By folder, those that Terraform loads by itself and that are skipped: what they set is not known."""
    terragrunt: tuple[str, ...] = ()
    manifests: tuple[str, ...] = ()
    """YAML and JSON that looks like Kubernetes manifests; only parsing can tell."""
    charts: tuple[str, ...] = ()
    """Each ``Chart.yaml``; what stands in the chart's ``templates`` is listed as skipped."""
    kustomizations: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    """What ``terraform show -json`` printed."""
    module_manifests: tuple[str, ...] = ()
    """Each ``.terraform/modules/modules.json``: where the modules of the folder around it were installed."""
    uses_installed_modules: bool = True
    """Whether ``.terraform/modules`` says what a module is."""
    source_map: SourceMap = NO_SOURCES
    """The folders that hold modules whose sources lead elsewhere."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Folders that are symbolic links, with the folder of the tree that each leads to and that holds the files."""
    skipped: tuple[Skipped, ...] = ()
    unread: tuple[Unread, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict)
    """What is not on disk, by the name that stands for its path: standard input."""
    contents: Mapping[str, bytes] = field(default_factory=dict)
    """What some files held when they were found: none of them is read twice."""

    def read(self, path: str) -> bytes:
        """The bytes of a file of the tree.

        Raises:
            OSError: it cannot be read.
        """
        held = self.texts.get(path, self.contents.get(path))
        if held is not None:
            return held
        with open(os.path.join(self.base, path), "rb", buffering=0) as file:
            if os.fstat(file.fileno()).st_size > LONGEST:
                raise OSError(errno.EFBIG, TOO_LONG)
            return file.readall()

    def folder(self, path: str) -> str:
        """The folder that holds the files of ``path``: normalised, and led through links."""
        folder = "."
        for step in posixpath.normpath(path).split("/"):
            folder = posixpath.normpath(posixpath.join(folder, step))
            folder = self.links.get(folder, folder)
        return folder
