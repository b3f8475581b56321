"""What all modules of one root share: folders, inputs, limits, and the trace of what values are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from msgspec import Struct, field

from continuity_audit.estate.secrecy import LookedAt, reveals, without_secrets
from continuity_audit.estate.trees import Budget
from continuity_audit.estate.values import Unknown, Value
from continuity_audit.parsers.terraform.configuration.directory import Directory
from continuity_audit.parsers.terraform.configuration.files import Block
from continuity_audit.parsers.terraform.evaluation.trace import Trace
from continuity_audit.parsers.terraform.functions.base import FileAccess
from continuity_audit.parsers.terraform.modules.links import Outputs
from continuity_audit.parsers.watching import Seen

MAX_INSTANCES: Final = 10_000
"""So many instances of blocks and modules of one root are told apart; each block that comes after is judged as one."""

MAX_ARGUMENTS: Final = 500_000
"""And so many arguments and nested blocks of them."""

MAX_HELD: Final = 500_000
"""So many parts of values are kept for no more than having been searched."""

MAX_MODULES: Final = 5_000
"""So many instances of modules of one root are read; what calls come after is not."""


class ModuleSource(Struct, frozen=True):
    """Where a module call leads: a folder of the tree, or a source that is not on disk."""

    folder: str | None
    source: str
    why: str = ""
    """Why it leads to no folder of the tree, where that is known beyond the source."""


class Unresolved(Struct, frozen=True):
    """A module call that leads to no module: its name, its source, the call, why, and its version constraint."""

    name: str
    source: str
    call: Block
    why: str
    version: str = ""


class Links(Protocol):
    """The other roots of the tree, as one root sees them."""

    def state(self, backend: Value, settings: Value, workspace: Value) -> Outputs | None:
        """The root that keeps its state in a backend; nothing where not exactly one does."""


class Project(Trace):
    """What all modules of one root share: the folders, the inputs, and the trace of what values are made of."""

    directory: Callable[[str], Directory | None]
    locate: Callable[[str, str, str], ModuleSource]
    """From a folder, a source as written and the path of the call (``module.a.module.b``) to where the module is."""
    files: FileAccess
    root: str = "."
    folder: str = ""
    """Where its configuration is, where that is not the root itself: the source of a Terragrunt unit."""
    links: Links | None = None
    inputs: Mapping[str, Value] = field(default_factory=dict)
    workspace: str | None = None
    sealed: bool = False
    """Whether a file of variables is encrypted, so that no variable of the root is sure to have its default."""
    withheld: Mapping[str, str] = field(default_factory=dict)
    """The variables that a file sets which is skipped though Terraform loads it, and nothing sets after it."""
    problems: dict[str, str] = field(default_factory=dict)
    """What is wrong with what could not be worked out, by the name that it leaves unknown."""
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """The file and line of each."""
    not_expanded: dict[str, str] = field(default_factory=dict)
    """The first of those that say how many instances there are, by what is wrong."""
    unresolved: dict[str, Unresolved] = field(default_factory=dict)
    limits: dict[str, Block] = field(default_factory=dict)
    branches: Budget = field(default_factory=Budget)
    passed_over: Counter[str] = field(default_factory=Counter)
    """How many blocks of the types that nobody wants to see were met."""
    instances: int = 0
    """How many instances were told apart so far."""
    arguments: int = 0
    """How many arguments and nested blocks they have."""
    modules: int = 0
    """How many instances of modules there are so far."""
    looked_at: LookedAt = field(default_factory=dict)
    """What was searched for secrets; it is forgotten from time to time, since it is kept alive so."""
    held: int = 0
    """How many parts that was at most, those of parts left out."""
    seen: Seen = field(default_factory=Seen)
    """What was asked of the tree."""

    def not_worked_out(self, name: str, problem: Exception, file: str, line: int) -> Unknown:
        """What could not be worked out, as an unknown that its own name causes; the mistake is noted."""
        self.problems.setdefault(name, without_secrets(str(problem)) or type(problem).__name__)
        self.places.setdefault(name, (file, line))
        return Unknown(frozenset({name}), self.key(name))

    def key(self, name: str) -> str:
        """What tells an unknown apart over all roots: the same name in another root is another value."""
        return name if self.root == "." else f"{self.root}::{name}"

    def watch_secret(self, value: Value) -> None:
        """A secret that is known, by its mark or by its name, keeps the reading from being stored."""
        if reveals(value, self.looked_at):
            self.seen.give_up()
        self.held += len(value) if isinstance(value, tuple | dict) else 1
        if self.held > MAX_HELD:
            self.looked_at.clear()
            self.held = 0

    def has_room(self, count: int, size: int) -> bool:
        """Whether so many more instances of so many arguments can be told apart; they count from now on."""
        if self.instances + count > MAX_INSTANCES or self.arguments + count * size > MAX_ARGUMENTS:
            return False
        self.instances += count
        self.arguments += count * size
        return True
