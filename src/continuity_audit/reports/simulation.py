"""What `simulate` says, as a document of its own: the estate under one failure or several."""

from typing import Literal

import msgspec

from continuity_audit.reports.document import Means, OutcomeName, ScenarioName


class Fail(msgspec.Struct, frozen=True, kw_only=True):
    """What fails; without a domain each component's own."""

    scenario: ScenarioName
    domain: str | None = None
    together: tuple["Fail", ...] = ()
    """What else fails at the same time."""

    @property
    def name(self) -> str:
        """As it is typed: ``zone=eu-west-1a``, ``zone=eu-west-1a+account=prod``."""
        own = self.scenario if self.domain is None else f"{self.scenario}={self.domain}"
        return "+".join([own, *(one.name for one in self.together)])


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a component taken alone."""

    outcome: OutcomeName
    by: Means | None = None
    why: str


class ComponentFate(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a component, what it needs counted in."""

    id: str
    name: str
    kind: str
    type: str
    tier: str
    hit: bool
    assumed: bool
    outcome: OutcomeName
    by: Means | None = None
    why: str
    rto: tuple[int, int] | None = None
    rpo: tuple[int, int] | None = None
    unknown: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    own: Own


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """How many components have each outcome, and how many do worse only because another does."""

    continues: int
    recovers: int
    lost: int
    unknown: int
    fell_with_another: int


class SimulationEntry(msgspec.Struct, frozen=True, kw_only=True):
    """The estate under one failure."""

    fail: Fail
    totals: Totals
    assumptions: tuple[str, ...]
    components: tuple[ComponentFate, ...]


class SimulationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """What `simulate --format json` prints."""

    schema_version: Literal[1] = 1
    simulations: tuple[SimulationEntry, ...]


def as_json(document: SimulationDocument) -> str:
    """The document as JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
