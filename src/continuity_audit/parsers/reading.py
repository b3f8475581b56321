"""What a language hands on: its roots, and the resources of each with what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from msgspec import Struct, field

from continuity_audit.discovery.tree import Skipped, Tree, Unread
from continuity_audit.estate.model import Resource
from continuity_audit.estate.values import Value
from continuity_audit.parsers.watching import Kept, Question, Record

ENVIRONMENT: Final = "env."
"""How the name of a variable begins that is one of the process, as ``get_env`` of Terragrunt asks for it."""


def is_of_environment(name: str) -> bool:
    """Whether a variable that is given is one of the process; no variable of Terraform has a dot in its name."""
    return name.startswith(ENVIRONMENT)


class Inputs(Struct, frozen=True):
    """What is given from outside, as on Terraform's command line."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """Names and values as typed: HCL, or a text. ``env.NAME`` is a variable of the process, for Terragrunt."""
    variable_files: tuple[str, ...] = ()
    """Paths relative to the audited tree, or absolute."""
    workspace: str | None = None
    chart_values: tuple[str, ...] = ()
    """Absolute paths of files of values for the charts that nothing in the tree installs."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """Variables whose values are at hand, as a plan holds them."""
    files_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of ``variables``, the files of variables that are named after one: what they set wins over its value."""


class Missing(Struct, frozen=True):
    """A name whose value the code does not hold and why: a module that is not on disk, a limit that was reached."""

    name: str
    file: str
    line: int
    reason: str
    source: str = ""
    """Of a module that is not on disk, its source with its version, without logins."""


class Reading(Struct, frozen=True):
    """What was read of a root."""

    root: str
    language: str
    resources: tuple[Resource, ...] = ()
    unread: tuple[Unread, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    missing: tuple[Missing, ...] = ()
    declared: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """Where the names that a verdict may hang on are declared: variables, data sources, module calls."""
    files: tuple[str, ...] = ()
    """The files that were read."""
    elsewhere: tuple[str, ...] = ()
    """The sources that lead elsewhere, without logins, for which the source map was asked."""
    texts: tuple[str, ...] = ()
    """The files of the tree that functions of the code read."""
    notes: Mapping[str, str] = field(default_factory=dict)
    """Mistakes in expressions by the name that they leave unknown."""
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """How many managed resources of each type were met that nobody wanted to see."""
    plan: str = ""
    """The plan file that it was read from, in place of configuration."""
    before: tuple[Resource, ...] | None = None
    """For a plan: the resources before it is applied."""
    environment: str = ""
    """The environment that it was read for; its root and those of its resources end in it: ``infra/app@prod``."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is there to ask about: all of its files were skipped. Configuration declares what it is."""
        return self.language != "terraform" and not (self.resources or self.passed_over or self.missing)

    @property
    def folder(self) -> str:
        """The root without the environment."""
        return self.root.removesuffix(f"@{self.environment}") if self.environment else self.root


class Wanted(Struct, frozen=True):
    """Which resources somebody wants to see."""

    types: frozenset[str] | None = None
    """The types; all of them where it is ``None``."""
    data: bool = False
    """Whether data sources too."""

    def __call__(self, kind: str) -> bool:
        """Whether a type is wanted."""
        return self.types is None or kind in self.types


Found = TypeVar("Found")


class Sharing(Protocol):
    """Processes that do one work side by side."""

    def share(self, names: Sequence[str], call: Callable[[str], Found]) -> dict[str, Found]:
        """What a function gives for each name, which falls to one of the processes; all know it in the end."""


class Aid(Struct, frozen=True):
    """What a run offers to a language."""

    workers: Sharing
    kept: Kept | None = None
    """A place for what is found of the content of files, which later runs find there again."""


class Parser(Struct, frozen=True):
    """A language: ``open`` takes the tree and gives the roots and a function that reads one of them."""

    language: str
    open: Callable[[Tree], Opened]
    open_with: Callable[[Tree, Aid], Opened] | None = None
    """Opens the tree with what a run has to offer, for a language that has a use for it."""


class Opened(Struct, frozen=True):
    """The roots of a language in a tree, and how to read one."""

    roots: tuple[str, ...]
    read: Callable[[str, Inputs, Wanted], Reading]
    rest: Callable[[], Iterable[Unread | Skipped]] = lambda: ()
    """What could not be read, or is not meant to be, and belongs to no root that was read."""
    environments: frozenset[str] = frozenset()
    """The roots that take inputs from outside, and so are read once for each environment of theirs."""
    record: Callable[[str, Inputs], Record | None] = lambda root, inputs: None
    """After a root was read: what its reading hangs on; nothing where that is not known or it must not be kept."""
    answer: Callable[[Question, Inputs], str] = lambda question, inputs: ""
    """A digest of the answer that the tree gives to a question of a record now."""
    secret_variables: Callable[[], frozenset[str]] = frozenset
    """The variables whose values are marked as sensitive somewhere in the tree."""


def _no_root(root: str, inputs: Inputs, wanted: Wanted) -> Reading:
    raise KeyError(root)


NOTHING: Final = Opened((), _no_root)
"""A language that the tree holds nothing of."""
