"""PostgreSQL whose writes wait for standbys: with too few of these, it takes none once an instance is gone."""

from __future__ import annotations

from typing import Final

from continuity_audit.estate.counts import add, exceeds
from continuity_audit.estate.logic import both, negate
from continuity_audit.estate.logic import equals as is_equal
from continuity_audit.estate.values import Value
from continuity_audit.profiles.terms import Condition, Context, Term, attribute, fact

INSTANCES: Final = attribute("spec.instances", default=1, documented="CloudNativePG's default")

CNPG_REPLICATION: Final = "https://cloudnative-pg.io/documentation/current/replication/#synchronous-replication"
PATRONI_REPLICATION: Final = "https://patroni.readthedocs.io/en/latest/replication_modes.html#synchronous-mode"


def _too_few(instances: Value, awaited: Value) -> Value:
    """Whether fewer standbys than are awaited are left beside the primary, where one of the instances is gone."""
    return negate(exceeds(instances, add(awaited, 1)))


@fact(
    "its writes wait for more standbys than are left without an instance (`postgresql.synchronous`)",
    remedy="have two instances more than `postgresql.synchronous.number`, or set `dataDurability: preferred`",
)
def cnpg_waits(context: Context) -> Value:
    path = "spec.postgresql.synchronous"
    number = context.read(f"{path}.number")
    outside = [context.read(f"{path}.{part}") for part in ("standbyNamesPre", "standbyNamesPost")]
    if number is None or any(outside):  # standbys of other clusters may answer
        return False
    stated = context.read(f"{path}.dataDurability")
    context.note(f"{path}.number", number)
    context.note(f"{path}.dataDurability", stated or "required", CNPG_REPLICATION if stated is None else "")
    waits = is_equal("required" if stated is None else stated, "required")
    return both(waits, lambda: _too_few(INSTANCES.value(context), number))


def patroni_waits(path: str, instances: Term) -> Condition:
    """Whether Patroni, by its settings at a path, takes no writes without a standby, and has none left."""

    @fact(
        f"its writes wait for more standbys than are left without an instance (`{path}.synchronous_mode_strict`)",
        remedy=f"have three instances, or leave out `{path}.synchronous_mode_strict`",
    )
    def waits(context: Context) -> Value:
        on, strict = (attribute(f"{path}.{name}", False).is_true for name in _SWITCHES)
        count = attribute(f"{path}.synchronous_node_count", 1, PATRONI_REPLICATION)
        if context.read(f"{path}.{_SWITCHES[1]}") is None:
            return False
        both_on = (on & strict).value(context)
        return both(both_on, lambda: _too_few(instances.value(context), count.value(context)))

    return waits


_SWITCHES: Final = ("synchronous_mode", "synchronous_mode_strict")
