"""What the files of one folder say by themselves: all that is needed of it to find the roots and their states."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

import msgspec
from msgspec import Struct, field

from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Block, Problem
from continuity_audit.parsers.terraform.modules.remote_state import NAMING, Backend, backend_of
from continuity_audit.parsers.terraform.tree.roots import declares, local_sources, sources_elsewhere


class Facts(Struct, frozen=True):
    """A folder's module calls, whether it can be a root, where its state is kept, and what of it cannot be read."""

    sources: tuple[str, ...] = ()
    """The sources of its module calls that are paths."""
    elsewhere: tuple[str, ...] = ()
    """Those that lead elsewhere, as far as they stand in the call."""
    is_plain_module: bool = False
    """Whether it takes inputs and configures no provider, as a module does that is called with them."""
    declares: bool = False
    """Whether anything is declared in it that makes a root."""
    has_backend: bool = False
    """Whether it says where its state is kept, as only a root does."""
    kind: str = "local"
    """The kind of backend."""
    named: Mapping[str, str] = field(default_factory=dict)
    """The settings that name the state in the backend, as far as they are known."""
    secret_variables: tuple[str, ...] = ()
    """The variables whose values it marks as sensitive."""
    problems: tuple[Problem, ...] = ()

    @property
    def backend(self) -> Backend:
        """Where its state is kept."""
        return Backend(self.kind, self.named)


def facts_of(directory: Directory, folder: str) -> Facts:
    """The facts of a folder that is read; without a word its state is a file in it."""
    backend = backend_of(directory, folder) if directory.has_backend else None
    settings = backend.settings if backend else {"path": posixpath.join(folder, "terraform.tfstate")}
    return Facts(
        tuple(local_sources(directory)),
        tuple(dict.fromkeys(sources_elsewhere(directory))),
        bool(directory.variables) and not (directory.providers or directory.has_backend),
        declares(directory),
        directory.has_backend,
        backend.kind if backend else "local",
        {n: v for n in NAMING.get(backend.kind if backend else "local", ()) if isinstance(v := settings.get(n), str)},
        tuple(name for name, block in directory.variables.items() if _is_secret(block)),
        tuple(directory.problems),
    )


def may_tell(facts: Facts) -> bool:
    """Whether a secret may stand in it: a backend whose address holds the password, a mistake that is quoted."""
    return bool(facts.problems) or facts.kind == "pg" or any("@" in text for text in facts.named.values())


def as_facts(plain: object) -> Facts | None:
    """Facts from the plain data that they were kept as; nothing where these are none."""
    try:
        return msgspec.convert(plain, Facts)
    except msgspec.ValidationError:
        return None


def as_plain(facts: Facts) -> object:
    """Facts as plain data."""
    return msgspec.to_builtins(facts)


def _is_secret(block: Block) -> bool:
    marks = (block.body.attributes.get(name) for name in ("sensitive", "ephemeral"))
    return any(mark is not None and mark.text.strip() != "false" for mark in marks)
