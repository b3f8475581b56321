"""Resources as they are read and components as they are judged: the values that travel between the steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final, TypeVar

from msgspec import Struct, field

from continuity_audit.estate.interface import Input, Interface, Said
from continuity_audit.estate.values import Reference, Value

T = TypeVar("T")


class Scenario(StrEnum):
    """What fails."""

    DATA = "data"
    INSTANCE = "instance"
    ZONE = "zone"
    REGION = "region"
    ACCOUNT = "account"


class Outcome(StrEnum):
    """What becomes of a component when a scenario happens; ``UNKNOWN`` hangs on a value that the code lacks."""

    LOST = "lost"
    RECOVERS = "recovers"
    CONTINUES = "continues"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Order of the known outcomes, the worst lowest; an unknown one ranks above as it decides nothing."""
        return _OUTCOMES[self]


class By(StrEnum):
    """How a component continues or recovers; within each, from the mildest to the hardest."""

    SERVICE = "service"
    MEMBERS = "members"
    FAILOVER = "failover"
    RESTART = "restart"
    PROMOTION = "promotion"
    REDEPLOY = "redeploy"
    RESTORE = "restore"

    @property
    def hardness(self) -> int:
        """Order from the mildest to the hardest."""
        return _WAYS[self]


class Level(StrEnum):
    """The four resilience levels of the sector matrix."""

    LOW = "Low"
    LOW_MEDIUM = "Low–Medium"
    MEDIUM = "Medium"
    HIGH = "High"

    @property
    def rank(self) -> int:
        """Order of the levels, ``Low`` lowest."""
        return _LEVELS[self]

    @property
    def slug(self) -> str:
        """The name as it is typed on a command line: ``low-medium``."""
        return self.value.lower().replace("–", "-")


class Tier(StrEnum):
    """How much hangs on a component: the estate's level is that of its weakest critical one."""

    CRITICAL = "critical"
    STANDARD = "standard"
    SUPPORTING = "supporting"
    DEVELOPMENT = "development"


class TiersInCode(StrEnum):
    """Whether a tag or a name in the audited code decides a tier."""

    ALLOW = "allow"
    RAISE = "raise"
    FORBID = "forbid"


class Severity(StrEnum):
    """How much a finding weighs."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """Order of the severities, the worst lowest."""
        return _SEVERITIES[self]


class Kind(StrEnum):
    """What a component does for the estate."""

    COMPUTE = "compute"
    WORKLOAD = "workload"
    FUNCTION = "function"
    CLUSTER = "cluster"
    DATABASE = "database"
    CACHE = "cache"
    SEARCH = "search"
    ANALYTICS = "analytics"
    QUEUE = "queue"
    STREAM = "stream"
    OBJECT_STORAGE = "object-storage"
    FILE_STORAGE = "file-storage"
    BLOCK_STORAGE = "block-storage"
    LOAD_BALANCER = "load-balancer"
    NAT = "nat"
    CONNECTIVITY = "connectivity"
    CDN = "cdn"
    API = "api"
    DNS = "dns"
    REGISTRY = "registry"
    SECRETS = "secrets"
    IDENTITY = "identity"
    BACKUP_VAULT = "backup-vault"


_OUTCOMES, _WAYS, _LEVELS, _SEVERITIES = (
    {member: rank for rank, member in enumerate(kind)} for kind in (Outcome, By, Level, Severity)
)


COPIES: Final = frozenset({".terraform", ".terragrunt-cache"})
"""Folders of copies that tools make and nobody commits."""


class Span(Struct, frozen=True):
    """Where something stands: a file relative to the audited path, and its first and last line (from 1)."""

    file: str
    line: int
    end_line: int

    @property
    def is_copy(self) -> bool:
        """Whether it stands in a copy that a tool made, such as a module that ``terraform init`` installed."""
        return not COPIES.isdisjoint(self.file.split("/"))


DATA: Final = "data"
"""The mode of a data source: it makes nothing, and looks for what is there."""


class Provider(Struct, frozen=True):
    """The provider that makes a resource: its region, its account (subscription, project) and the tags it adds.

    ``zone`` is where Google's provider puts what stands in one zone and names none. ``before`` is the first version
    above those that the code lets it have, as far as that matters; empty where the newest may be used. ``clusters`` is
    what a provider for Kubernetes names where it says how its cluster is reached. ``profile`` is where one of AWS takes
    its credentials from: two of one profile make things in one account, whichever that is.
    """

    name: str = ""
    region: Value = None
    account: Value = None
    tags: Value = None
    zone: Value = None
    before: tuple[int, ...] = ()
    clusters: frozenset[Reference] = frozenset()
    profile: Value = None


class Resource(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """One instance of a block of the code, evaluated.

    ``values`` nests as Terraform's plan JSON does: nested blocks are tuples of dicts. ``lines`` gives the line of an
    attribute by its path (``rule.0.status``), ``references`` what an argument or block names, by its name at the top
    level. ``exists`` is whether it is there at all and ``multiplicity`` how many it stands for, where code leaves
    its ``count`` or ``for_each`` open.
    """

    root: str
    address: str
    type: str
    name: str
    span: Span
    language: str = "terraform"
    mode: str = "managed"
    index: str | int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    references: Mapping[str, frozenset[Reference]] = field(default_factory=dict)
    exists: Value = True
    multiplicity: Value = 1
    provider: Provider = Provider()
    module: str = ""
    sources: tuple[Span, ...] = ()
    """For a resource inside modules: the calls that lead to it, the outermost first."""
    environment: str = ""
    """What tells it from the same resource of another environment; its root then ends in it: ``infra/app@prod``."""
    stand_in: str = ""
    """For what a public module makes that is not on disk: the module by whose documented interface it is known."""
    interface: Interface | None = None
    """How that is known to whoever wrote the code."""
    files: Mapping[str, str] = field(default_factory=dict)
    """The file of an attribute by its path, where that is not the resource's own: a patch that set it."""
    remade: bool = False
    """Whether a plan destroys it and makes it anew."""
    gone: bool = False
    """Whether a plan destroys it with all else of its root."""

    @cached_property
    def id(self) -> str:
        """The name of the resource in the whole estate."""
        return f"{self.root}::{self.address}"

    @property
    def folder(self) -> str:
        """The root without the environment."""
        return self.root.removesuffix(f"@{self.environment}") if self.environment else self.root

    @property
    def place(self) -> Span:
        """Where people who own the code find it: its block, or the innermost call where that stands in a copy."""
        return next((span for span in (self.span, *reversed(self.sources)) if not span.is_copy), self.span)

    def line_of(self, path: str) -> int:
        """The line of an attribute, of the block around it where it has none, else of the resource.

        What hangs on an input of a call that does not give it has no other line than the call.
        """
        inputs = self.interface.inputs if self.interface else {}
        while path:
            if path in self.lines:
                return self.lines[path]
            if (plain := _without_positions(path)) in self._plain_lines:
                return self._plain_lines[plain]
            if path in inputs or (inputs and plain in self._plain_inputs):
                break
            path = path.rpartition(".")[0]
        return self.span.line

    def input_of(self, path: str) -> Input | None:
        """The input of the call that decides an attribute, where the module is not on disk; nothing where none does.

        Of an attribute that no input decides it is the one by which the call has the resource made.
        """
        if path and self.interface and self.interface.called:
            return Input(self.interface.called(path), None)
        inputs = self.interface.inputs if self.interface else {}
        while path and inputs:
            if path in inputs:
                return inputs[path]
            if (plain := _without_positions(path)) in self._plain_inputs:
                return self._plain_inputs[plain]
            path = path.rpartition(".")[0]
        return inputs.get("")

    def said(self, path: str, value: Value) -> Said:
        """What a report shows for the value of an attribute where the module is not on disk: the input that decides it.

        What is known and no input of its own decides keeps its name and value: they are what a verdict rests on.
        """
        call, decided = self.interface.call if self.interface else "", self.input_of(path)
        tells = isinstance(value, str | int | Decimal)
        if decided is None:
            return Said(call, path, value) if tells else Said()
        if tells and decided is self.input_of(""):
            return Said(call, f"{decided.name}.{path}", value, decided.line)
        return Said(call, decided.name, value if decided.value is None else decided.value, decided.line)

    def name_of(self, path: str) -> str:
        """What reports call an attribute: of what stands in no code, the input of the call or the call alone."""
        if self.interface is None:
            return f"{self.address}.{path}"
        decided = self.input_of(path)
        if decided is None:
            return self.interface.call if self.stand_in else f"{self.address}.{path}"
        return f"{self.interface.call}.{decided.name}"

    @cached_property
    def _plain_lines(self) -> Mapping[str, int]:
        """The lines by paths that leave out which of several blocks is meant: the first."""
        return _by_plain_paths(self.lines)

    @cached_property
    def _plain_inputs(self) -> Mapping[str, Input]:
        return _by_plain_paths(self.interface.inputs if self.interface else {})

    def file_of(self, path: str) -> str:
        """The file that `line_of` the same path is a line of."""
        while path and self.files:
            for form in (path, ".".join(part for part in path.split(".") if not part.isdigit())):
                if form in self.lines:
                    return self.files.get(form, self.span.file)
            path = path.rpartition(".")[0]
        return self.span.file

    def documented(self, path: str) -> str:
        """Where a value is documented that no input of the call decides: the page of the module that stands in."""
        if not self.stand_in or self.line_of(path) != self.span.line:
            return ""
        return f"https://registry.terraform.io/modules/{self.stand_in.partition(' ')[0].partition('//')[0]}/latest"


def _without_positions(path: str) -> str:
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _by_plain_paths(found: Mapping[str, T]) -> Mapping[str, T]:
    plain: dict[str, T] = {}
    for path, one in found.items():
        plain.setdefault(_without_positions(path), one)
    return plain


class Evidence(Struct, frozen=True):
    """The attribute that decided something, with its value and place; a default that counts has ``documented``."""

    address: str
    attribute: str
    value: Value
    file: str
    line: int
    documented: str = ""
    root: str = ""
    """The root that the address stands in."""
    said: Said | None = None
    """For a value inside of a module that is not on disk: what a report shows for it."""


Seconds = tuple[int, int]
"""A range of seconds, the shortest and the longest."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What becomes of a component in one scenario, why, and what shows it."""

    outcome: Outcome
    why: str
    by: By | None = None
    evidence: tuple[Evidence, ...] = ()
    rto: Seconds | None = None
    rpo: Seconds | None = None
    source: str = ""
    unknown: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    """What to set so that a better outcome holds, the best last claim first."""
    possible: tuple[Outcome, ...] = ()
    """For an unknown outcome: the outcomes that it can be, the worst first."""
    possible_by: tuple[By, ...] = ()
    """Where several ways to recover are possible: all of them, the hardest first."""
    could_continue: bool = True
    """Whether a thing of its type can continue at all; a job that runs on a schedule cannot."""

    @property
    def worst(self) -> Outcome:
        """The outcome, an unknown one at its worst."""
        if self.outcome is not Outcome.UNKNOWN:
            return self.outcome
        return min(self.possible, key=lambda o: o.rank, default=Outcome.LOST)

    @property
    def best(self) -> Outcome:
        """The outcome, an unknown one at its best."""
        if self.outcome is not Outcome.UNKNOWN:
            return self.outcome
        return max(self.possible, key=lambda o: o.rank, default=Outcome.CONTINUES)


class Placement(Struct, frozen=True):
    """Where a component runs, as far as the code says."""

    account: str | None = None
    regions: tuple[str, ...] = ()
    zones: int | None = None
    zone_names: tuple[str, ...] = ()
    """The zones by name, where code names every one of them."""


OUTSIDE: Final = "module"
"""Stands among resource types for all calls of modules that are not on disk, and is their mode."""


class Needed(Struct, frozen=True):
    """What a component cannot work without, by the ids of components."""

    all_of: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    """Groups of which one is enough."""
    unseen: tuple[str, ...] = ()
    """The calls of modules, and the open values, of which nothing is known, by their names."""


class Component(Struct, frozen=True, kw_only=True, eq=False, dict=True):
    """One deployed thing that serves or stores, with its own five outcomes."""

    resource: Resource
    kind: Kind
    provider: str
    stateful: bool
    outcomes: Mapping[Scenario, Verdict]
    placement: Placement = Placement()
    tags: Mapping[str, str] = field(default_factory=dict)
    companions: tuple[Resource, ...] = ()
    needs: tuple[str, ...] = ()
    """The ids of the components that it cannot work without."""
    one_of: tuple[tuple[str, ...], ...] = ()
    """The ids of components of which one is enough, for each such group: it cannot work without all of them."""
    unseen: tuple[str, ...] = ()
    """The names of calls, without whose modules it cannot work, and of open values, of which nothing is known."""
    display_name: str = ""
    undetermined: bool = False
    """Whether code leaves open that it is there, or how many of it."""
    call: str = ""
    """The module call whose only component it is, where the module is not on disk; see `Resource.stand_in`."""

    before: Mapping[Scenario, Verdict] | None = None
    """Its outcomes before the change that a plan makes, where it was there."""

    @property
    def address(self) -> str:
        """What it is called within its root: the address of its primary resource, or of the call that makes it."""
        return self.call or self.resource.address

    @cached_property
    def id(self) -> str:
        """The name of the component in the whole estate."""
        return f"{self.resource.root}::{self.address}"

    @cached_property
    def name(self) -> str:
        """What people call it."""
        return self.display_name or self.resource.name


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The worst of several outcomes."""
    return min(outcomes, key=lambda outcome: outcome.rank)
