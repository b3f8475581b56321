"""Logs and traces by Grafana's operators: Loki and Tempo, whose last data are on volumes on the way to a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from continuity_audit.estate.counts import exceeds
from continuity_audit.estate.documents import mappings
from continuity_audit.estate.logic import all_hold, any_of, both, equals
from continuity_audit.estate.model import Kind
from continuity_audit.estate.values import Value
from continuity_audit.profiles.kubernetes.members import operated
from continuity_audit.profiles.kubernetes.placement import ZONE
from continuity_audit.profiles.kubernetes.pods import text
from continuity_audit.profiles.terms import Condition, Context, attribute, fact

LOKI: Final = "https://loki-operator.dev/docs/api.md/"
TEMPO: Final = "https://grafana.com/docs/tempo/latest/setup/operator/"
COPIES: Final = 3
"""A write is answered by the majority of its copies: of two, none may be gone.

Source: https://grafana.com/docs/loki/latest/get-started/components/#replication-factor
"""

_SIZES: Final = {"1x.small": (2, 2), "1x.medium": (3, 2)}
"""How many ingesters there are, and other servers, by the sizes that have more than one of each.

Source: https://github.com/grafana/loki/blob/main/operator/internal/manifests/internal/sizes.go
"""
_SERVERS: Final = ("distributor", "querier", "queryFrontend", "indexGateway", "gateway")


@fact(
    f"its size is {' or '.join(_SIZES)}, what is written is kept {COPIES} times on as many ingesters, and there are "
    "two of the other servers",
    remedy="set `size: 1x.medium` and `replication.factor: 3`",
)  # fmt: skip
def loki_goes_on(context: Context) -> Value:
    size, stated = text(context.read("spec.size")), context.read("spec.replication.factor")
    context.note("spec.size", size)
    context.note("spec.replication.factor", stated, "" if stated is not None else "two at most, by the size")
    ingesters, others = _SIZES.get(size, (1, 1))
    counts = [(context.read(f"spec.template.{part}.replicas"), others) for part in _SERVERS]
    enough = (exceeds(default if count is None else count, 1) for count, default in counts)
    own = context.read("spec.template.ingester.replicas")
    kept = both(exceeds(0 if stated is None else stated, COPIES - 1),
                lambda: exceeds(ingesters if own is None else own, COPIES - 1))  # fmt: skip
    return both(kept, lambda: all_hold(*enough))


def _by_zones(path: str) -> Condition:
    @fact(f"copies are kept in different zones (`{path}` over zones)", remedy=f"set `{path}` over zones")
    def zones(context: Context) -> Value:
        keys = [one.get("topologyKey") for _, one in mappings(context.read(path))]
        context.note(path, keys or None)
        return any_of((lambda key=key, zone=zone: equals(key, zone)) for key in keys for zone in ZONE)  # type: ignore[misc]

    return zones


loki = operated(
    "loki.grafana.com/LokiStack", "LokiStack",
    of=Kind.DATABASE, held=loki_goes_on, spread=_by_zones("spec.replication.zones"), by="members",
    why="the majority of the copies carries on", rto="0s-60s", source=LOKI,
)  # fmt: skip

_TEMPO_SERVERS: Final = ("distributor.component", "queryFrontend.component", "querier", "ingester")


def _tempo_counts(context: Context) -> Iterator[Value]:
    for part in _TEMPO_SERVERS:
        least = COPIES - 1 if part == "ingester" else 1
        yield exceeds(attribute(f"spec.template.{part}.replicas", 1, TEMPO).value(context), least)


@fact(
    f"what is written is kept {COPIES} times on as many ingesters, and there are two of the other servers",
    remedy="set `replicationFactor: 3`, `template.ingester.replicas: 3`, and 2 for the others",
)
def tempo_goes_on(context: Context) -> Value:
    factor = attribute("spec.replicationFactor", 1, TEMPO).value(context)
    return both(exceeds(factor, COPIES - 1), lambda: all_hold(*_tempo_counts(context)))


tempo = operated(
    "tempo.grafana.com/TempoStack", "TempoStack",
    of=Kind.DATABASE, held=tempo_goes_on, spread=_by_zones("spec.replicationZones"), by="members",
    why="the majority of the copies carries on", rto="0s-60s", source=TEMPO,
)  # fmt: skip
tempo_monolithic = operated(
    "tempo.grafana.com/TempoMonolithic", "Tempo on one node (TempoMonolithic)",
    of=Kind.DATABASE, held=None, stateful=attribute("spec.storage.traces.backend", "memory").equals("pv"),
    rto="10s-10m", source=TEMPO,
)  # fmt: skip

PROFILES: Final = (loki, tempo, tempo_monolithic)
